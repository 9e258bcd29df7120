/* issues.h - what the rules of the returns say of the record as it stands: of one child at once, of everybody as kept.
 *
 * One definition of each rule serves the form, the worklist, the Returns page and the return itself. Rules run over
 * a person's facts (return_issues_of), in memory, whether or not those facts are saved yet. What they say of
 * everybody is kept in the store beside the record, so that lists need no rule to run: a save brings its own child
 * up to date in the same transaction, and the rest (imports, a new catalogue, another year) is caught up with by
 * return_issues_catch_up, which looks only at those who changed.
 *
 * An issue is the same issue at the next check when child, rule and key are the same: so it keeps the day since
 * when it stands and the answer that somebody gave to it (kind return_answer, a record like any other). Rules
 * advise: nothing here refuses to save. */
#ifndef REPORTING_ISSUES_H
#define REPORTING_ISSUES_H
#include "desk/access.h"
#include "reporting/people.h"
#include "reporting/places.h"
#include "record/record.h"
#include "returns/lists.h"
#include "returns/returns.h"

/* A collection: one year of a return. */
struct collection_due {
    const struct return_kind *kind;
    str source, name;                   /* the kind's name; what people call this year's */
    int year;
    day start, end;
    day opens, closes;                  /* when it is sent; from catalogue/collections.yml, else DAY_NONE */
    /* until when what is open is known to have lasted, while the year runs; 0: to its end */
    day today;
};
enum { COLLECTIONS_MAX = 2 * RETURNS };
/* Those that matter on that day: each return's year that is running and, until the day it closes, the year before. The
 * one that closes first comes first. */
/* any year */
struct collection_due collection_due_of(const struct catalogue *cat, const struct return_kind *kind, int year);
size_t collections_due(const struct catalogue *cat, day today, struct collection_due to[static COLLECTIONS_MAX]);

struct return_issue {
    const struct collection_due *of;
    const struct rule_text *text;       /* code, severity, what is wrong, what to do */
    bool local;                         /* a rule of the council's own */
    int64_t subject;                    /* 0: the return itself, of nobody in particular */
    str key;                            /* tells it from the child's other issues of that rule */
    size_t nplaces;
    const struct return_place *places;  /* the first is where to begin */
    /* Of issues that are kept: */
    day since;                          /* first found; DAY_NONE: only just */
    int64_t answer;                     /* the record of the answer that was given; 0 */
    str answered, answered_by;          /* the reason */
    bool accepted;                      /* it is right as it stands: an answer says so */
};
struct return_issues { size_t n, cap; struct return_issue *at; };

/* Of one person's facts as they are given, saved or not. Stores nothing; microseconds beside the reading of the facts.
 * Rules across children are left out. */
CHECKED err_code return_issues_of(struct store *s, const struct return_lists *lists, const struct collection_due *which,
                                  const struct facts *facts, int64_t subject_id, arena *a, struct return_issues *to,
                                  err *e);

/* --- as they are kept ---------------------------------------------------------------------------------- */

/* Brings one person up to date, every collection that is due. Inside the write transaction that changed the record,
 * after subject_write. follow: of the subject that was just written, whose facts are at hand; it has the shape of a
 * follower of a save (lists: struct return_lists, or NULL). renew: of whoever has that number, who is read first.
 * Of anybody but a person both do nothing. */
CHECKED err_code return_issues_follow(const void *lists, struct store *s, const struct subject *sub, day today, err *e);
CHECKED err_code return_issues_renew(struct store *s, const struct return_lists *lists, day today, int64_t subject_id,
                                     err *e);

/* whole: in, look at everybody; out, everybody was looked at. stopped: the progress said so; it goes on from the same
 * place next time. */
struct issue_news {
    str source;
    int year;
    const struct rule_text *text;
    int64_t subject;
    str rule, key;
    int64_t record;
    bool mended;
}; /* text NULL: the rule is no more */
struct catch_up {
    bool whole, stopped;
    size_t looked_at, issues, fresh, mended;
    /* in: where to list what is new and what is mended; NULL: they are only counted */
    arena *news_in;
    size_t nnews, cap;
    struct issue_news *news;
};
/* Everybody who changed since it was last done, and the day's line of the trend. Its own write transactions, a hundred
 * people each, so that others can write between. It looks at everybody when it is the first time that day, or the
 * catalogue, the rules, the lists or the authority's own record have changed: rules across children are only run
 * then. Nothing is written when nothing changed. Outside any transaction. */
CHECKED err_code return_issues_catch_up(struct store *s, const struct return_lists *lists, const struct author *who,
                                        day today, struct catch_up *c, const struct return_progress *progress, err *e);

/* Which of the issues kept. Zero: everybody's. Filtered by what who may see; a child who is hidden is neither listed
 * nor counted. */
enum { HELD_BY_NOBODY = -1 };        /* as worker or team: children without a case holder */
struct age_band { int from, to; const char *name; };        /* whole years; "Under 1", "1 to 4", … "16 and over" */
enum { AGE_BANDS = 5 };
extern const struct age_band age_bands[AGE_BANDS];
struct issue_filter {
    const struct collection_due *of;
    str rule;
    int64_t subject, worker, team;
    const struct age_band *ages;
    bool accepted_too;
};
CHECKED err_code return_issues_kept(struct store *s, struct access_who *who, const struct issue_filter *f, arena *a,
                                    struct return_issues *to, err *e);

/* The same for a list of children, in one read: of a worker's (0: of the team's), in every collection that is due,
 * without what was accepted, and without places and the words of answers. */
CHECKED err_code return_issues_listed(struct store *s, struct access_who *who, int64_t worker, int64_t team, arena *a,
                                      struct return_issues *out, err *e);

struct rule_count {
    const struct rule_text *text;
    bool local;
    size_t children, issues, accepted, fresh;
    const char *not_checked;
}; /* fresh: first found in the last seven days */
struct group_count { int64_t id; str name; size_t children, errors, queries; };
struct issue_summary {
    bool known;                         /* it has been checked at all */
    instant at;                         /* as it stood then; later saves are in it too */
    /* children: in the return; failing: with an error; mended: in the last seven days */
    size_t children, failing, errors, queries, accepted, fresh, mended;
    size_t nrules, nteams, nages;
    /* every rule: errors first, most children first; then passed; then not checked */
    struct rule_count *rules;
    /* by case holder's team, most errors first (id HELD_BY_NOBODY); by age band (id: its place in age_bands) */
    struct group_count *teams, *ages;
};
CHECKED err_code return_issues_summary(struct store *s, struct access_who *who, const struct collection_due *of,
                                       arena *a, struct issue_summary *out, err *e);
/* The same of the whole council, without teams and ages: for the command line, which nobody's view limits. */
CHECKED err_code return_issues_counted(struct store *s, const struct collection_due *of, day today, arena *a,
                                       struct issue_summary *to, err *e);

/* One a day: what the whole council's return stood at. Oldest first. */
struct issue_day { day on; size_t children, errors, queries, accepted; };
CHECKED err_code return_issues_trend(struct store *s, const struct collection_due *of, arena *a, size_t *n,
                                     struct issue_day **out, err *e);
#endif
