/* child.h - everything that one child's page shows, put together from the facts: who, where, what for, what is due, who
 * holds them and who did, what happened. The caller has authorised the subject; kinds that the role does not read
 * are left out. */
#ifndef CHILD_H
#define CHILD_H
#include "desk/due.h"
#include "desk/person.h"
#include "desk/title.h"

struct fact_line {
    int64_t id;
    const struct kind *kind;
    day on, ended;                  /* DAY_NONE: no date; still going */
    instant at;                     /* when the kind has a time; else INSTANT_NONE */
    str title;
    bool later;                     /* after today: planned */
};

struct child_due { struct due_item item; str level, due_text, why; };
struct child_done { str id, name; day done; bool late; int64_t met_by; };

struct child_worker {
    const struct record *involvement;
    int64_t involvement_id, worker_id;
    str name, role, team, reason;
    day from, to;
    bool holder;
};

struct child_relative {
    int64_t id;
    str name, relation;
    day born_on, due_on;
    bool parental_responsibility, in_family;
    bool opens;                     /* within the reader's scope */
};

struct child_action { int64_t id; str what, who; day by, done; };
struct child_plan { struct fact_line line; size_t nactions; struct child_action *actions; };

struct child_note { int64_t id; str text, what, with; day on; };

struct child_family { int64_t id; str name; };

struct child_overview {
    int64_t id;
    str name, council_id;
    day born_on, due_on, died_on;
    unsigned standing;
    str living, living_since_words, legal_status, plan;     /* "Foster home, since …"; "" when not recorded */
    day living_since;
    /* is_child: under 18 or unborn, or in contact as a child; adults have a shorter page */
    bool is_child, restricted;
    size_t nwarnings, ndues, ndone, nworkers, nformer, nrelatives, nplans, nloose, nlines, nfamilies;
    const struct fact_line *warnings;
    const struct child_due *dues;
    size_t nlate;
    const struct child_done *done;
    struct child_worker *workers, *former;                  /* now, newest first; before, newest first */
    size_t nholders;                /* case holders in the last twelve months */
    const struct child_relative *relatives;
    struct child_plan *plans;                         /* going on, newest first */
    size_t npinned;
    const struct child_note *pinned;                        /* case notes that stay on top, newest first */
    const struct child_action *loose;                       /* open actions without a plan */
    const struct fact_line *lines;                          /* newest first */
    const struct child_family *families;
    const struct subject *subject;
};

/* What a child is called. */
str child_name(const struct subject *sub, arena *a);
/* What the bar on top shows: who it is, standing, living, legal status, plan, the worker who comes first, warnings. The
 * rest of *out stays empty. Of a subject that the caller loaded, as all here. */
CHECKED err_code child_bar_read(struct store *s, struct access_who *who, const struct subject *sub, arena *a,
                                struct child_overview *out, err *e);
/* The bar and the whole timeline. */
CHECKED err_code child_timeline_read(struct store *s, struct access_who *who, const struct subject *sub, arena *a,
                                     struct child_overview *out, err *e);
/* All of it. lines_limit: so many of the timeline, the newest; 0: all. */
CHECKED err_code child_overview_read(struct store *s, struct access_who *who, const struct subject *sub,
                                     size_t lines_limit, arena *a, struct child_overview *out, err *e);
/* Of a subject that is no person: what is due, what was done, and all its records but its own, newest first. */
CHECKED err_code subject_overview_read(struct store *s, struct access_who *who, const struct subject *sub, arena *a,
                                       struct child_overview *out, err *e);
#endif
