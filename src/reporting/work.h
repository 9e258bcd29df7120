/* work.h - one return in the making: what it is asked for, what each return has to do (its NAME_maker), and what that
 * writes into.
 *
 * make.c drives it: begin; child, one person's rows at a time; end. A maker puts each row twice: as text into the
 * files, and as the child that the rules of returns/NAME look at. What the rules find it tells in terms of the
 * record: whose, about which rows, and the places where it can be mended (places.h). Nothing is written where no
 * folder is asked for, so one code makes the files, checks one child for a form, and keeps everybody's issues up to
 * date. */
#ifndef REPORTING_WORK_H
#define REPORTING_WORK_H
#include "reporting/people.h"
#include "reporting/places.h"
#include "returns/lists.h"
#include "returns/report.h"

struct return_options {
    const struct return_kind *of;
    int year;                       /* 2026: 2026-27 */
    const char *dir;                /* NULL: only the rules */
    /* for a file's header, and rules that ask how long what is open has lasted; 0: not known */
    instant now;
    str authority;                  /* three digits; STR_NONE: the authority's own record says */
    const struct return_lists *lists;       /* NULL: what needs them is not checked */
    int64_t subject;                /* 0: everybody; else the report has this person's issues alone */
    struct return_progress progress;
};

/* One item of the return, over all rows in which it may stand. */
/* why: where a default comes from; NULL */
struct return_item { str table, name; size_t rows, filled, defaults; const char *why; };

struct return_done {
    struct report report;           /* every rule; issues name the file's line and the record's page */
    size_t children, rows, files;
    size_t nitems;
    struct return_item *items;      /* in the order of the files */
};

struct return_files;                /* work.c's own: the files being written */
struct return_work {
    const struct return_options *o;
    const struct return_maker *maker;
    struct return_plan plan;
    struct return_year year;
    struct return_names names;
    const struct catalogue *cat;
    /* of o->now; until when what is open is known to have lasted; 0: to the year's end */
    day today;
    str authority, area;            /* three digits; the code that postcode tables know it by, else the same */
    arena *mem;
    struct return_files *files;     /* NULL: none are written */
    struct return_done *done;
    void *own;                      /* the return's */
};

/* What a rule found, while the facts that it looked at are still there. */
struct return_found {
    size_t rule;                    /* index of the return's own rules: return_maker.rule */
    int64_t subject;                /* 0: the return itself */
    str key;                        /* the rows that it is about, by their records: "Episodes:123" */
    size_t nplaces;
    const struct return_place *places;
};
enum { WANTS_POSTCODES = 1, WANTS_PROVIDERS = 2 };
struct return_rule {
    const struct rule_text *text;
    bool across, in_force;          /* across: looks at more than one child */
    unsigned wants;                 /* of the lists: without them it is not checked */
    const char *needs;              /* "needs a postcode table": in words */
};
static inline unsigned return_lists_had(const struct return_lists *l)
{
    return l ? (l->has_postcodes ? WANTS_POSTCODES : 0u) | (l->has_providers ? WANTS_PROVIDERS : 0u) : 0;
}

struct return_maker {
    struct return_shape shape;
    bool looks_back;                /* its rules want last year too */
    err_code (*begin)(struct return_work *w, err *e);
    err_code (*child)(struct return_work *w, int64_t subject_id, const struct return_rows *rows,
                      const struct return_rows *last, arena *a, err *e);
    err_code (*end)(struct return_work *w, err *e);     /* the rules across children, and done->report */
    /* Instead of a report, one child after the other: afresh forgets the rows and issues so far and puts the next ones
     * in a; what rules across children need is kept in lasting, unless that is NULL. across, when all have been:
     * their issues, for found to tell. */
    void   (*afresh)(struct return_work *w, arena *a, arena *lasting);
    void   (*across)(struct return_work *w, arena *a);
    size_t (*nfound)(const struct return_work *w);
    void   (*found)(const struct return_work *w, size_t i, arena *a, struct return_found *x);
    int64_t (*subject)(const struct return_work *w, size_t i);      /* whose the report's issue is; 0: the return's */
    size_t (*nrules)(const struct return_work *w);      /* the published ones, then the council's own */
    void   (*rule)(const struct return_work *w, size_t i, struct return_rule *x);
};
#define RETURN(name, title, via, files, month, day) extern const struct return_maker name##_maker;
#include "returns/kinds.def"
#undef RETURN

/* The files, numbered in the order in which they are opened. Without a folder to write to there is still room to write
 * into. */
/* ERR_CONFLICT: there is something in that folder */
CHECKED err_code return_files_begin(struct return_work *w, err *e);
CHECKED err_code return_file_open(struct return_work *w, const char *name, err *e);
out *return_file(struct return_work *w, size_t file);
/* writes out what has gathered */
CHECKED err_code return_file_flush(struct return_work *w, bool all, err *e);
CHECKED err_code return_files_end(struct return_work *w, err *e);       /* all of them have their names, or none */
size_t return_files_count(const struct return_work *w);
void return_files_forget(struct return_work *w);                        /* what was written since the last flush */
void return_files_release(struct return_work *w);

size_t return_item_add(struct return_work *w, str table, str name, const char *why);    /* its number */
static inline void return_item_count(struct return_work *w, size_t item, bool filled, bool by_default)
{
    struct return_item *x = &w->done->items[item];
    x->rows++;
    x->filled += filled;
    x->defaults += by_default;
}
#endif
