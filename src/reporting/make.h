/* make.h - the record as a statutory return: the files, what the rules say of them, and what the record lacked.
 *
 * Reads one snapshot, a window of people at a time, so memory grows with the issues and not with the council. Nothing is refused: a
 * return that breaks rules is written and the report says where. Files come in order of the people's record numbers, then of
 * time: the same record gives the same bytes, on both engines. They are written to DIR.partial, which becomes DIR when
 * all of them are whole. */
#ifndef RETURN_MAKE_H
#define RETURN_MAKE_H
#include "reporting/people.h"
#include "reporting/places.h"
#include "returns/report.h"
#include "returns/ssda903/lists.h"

/* What rules may want beside the record: return_lists_read, in return_issues.h. */
struct return_lists { bool has_postcodes, has_providers; struct postcodes postcodes; struct providers providers; };

struct return_options {
    const struct return_kind *of;
    int year;                       /* 2026: 2026-27 */
    const char *dir;                /* NULL: only the rules */
    instant now;                    /* for the header of a file, and for rules that ask how long something has lasted that is still open; 0: not known */
    str authority;                  /* three digits; STR_NONE: the authority's own record says */
    const struct return_lists *lists;       /* NULL: what needs them is not checked */
    int64_t subject;                /* 0: everybody; else the report has this person's issues alone */
    struct return_progress progress;
};

/* One item of the return, over all rows in which it may stand. */
struct return_item { str table, name; size_t rows, filled, defaults; const char *why; };    /* why: where a default comes from; NULL */

struct return_done {
    struct report report;           /* every rule; issues name the file's line and the record's page */
    size_t children, rows, files;
    size_t nitems;
    struct return_item *items;      /* in the order of the files */
};

/* Inside no transaction. done lives in mem. ERR_INVALID: no such return. ERR_CONFLICT: there is something at dir already. ERR_SYSTEM: the disk. */
CHECKED err_code return_make(struct store *s, const struct return_options *o, arena *mem, struct return_done *done, err *e);

/* --- what one return has to do: NAME_maker, in its own file --------------------------------------------- */
struct return_files;                /* return_make.c's own: the files being written */
struct return_work {
    const struct return_options *o;
    const struct return_maker *maker;
    struct return_plan plan;
    struct return_year year;
    struct return_names names;
    const struct catalogue *cat;
    day today;                      /* of o->now; for rules that ask how long something has lasted that is still open; 0: to the year's end */
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
static inline unsigned return_lists_had(const struct return_lists *l) { return l ? (l->has_postcodes ? WANTS_POSTCODES : 0u) | (l->has_providers ? WANTS_PROVIDERS : 0u) : 0; }

struct return_maker {
    struct return_shape shape;
    bool looks_back;                /* its rules want last year too */
    err_code (*begin)(struct return_work *w, err *e);
    err_code (*child)(struct return_work *w, int64_t subject_id, const struct return_rows *rows, const struct return_rows *last, arena *a, err *e);
    err_code (*end)(struct return_work *w, err *e);     /* the rules across children, and done->report */
    /* Instead of a report, one child after the other: afresh forgets the rows and issues so far and puts the next ones in a; what rules across children
     * need is kept in lasting, unless that is NULL. across, when all have been: their issues, for found to tell. */
    void   (*afresh)(struct return_work *w, arena *a, arena *lasting);
    void   (*across)(struct return_work *w, arena *a);
    size_t (*nfound)(const struct return_work *w);
    void   (*found)(const struct return_work *w, size_t i, arena *a, struct return_found *x);
    int64_t (*subject)(const struct return_work *w, size_t i);      /* whose the report's issue is; 0: the return's */
    size_t (*nrules)(const struct return_work *w);      /* the published ones, then the council's own */
    void   (*rule)(const struct return_work *w, size_t i, struct return_rule *x);
};
#define RETURN(name, title, via, month, day) extern const struct return_maker name##_maker;
#include "returns/kinds.def"
#undef RETURN
const struct return_maker *return_maker_of(const struct return_kind *of);

#define RETURN_WORKER_MARK "ssda903:SW_ID"      /* what workers are called */

/* The steps of return_make, for those who look at one person, or at everybody in their own time: open, names, begin, person …, close. o, done and mem last as long as w. */
CHECKED err_code return_work_open(struct return_work *w, struct store *s, const struct return_options *o, arena *mem, struct return_done *done, err *e);
CHECKED err_code return_work_begin(struct return_work *w, struct store *s, err *e);
void return_work_forget(struct return_work *w, arena *a, arena *lasting);   /* maker->afresh, and what was written */
/* any: they have a place in the return */
CHECKED err_code return_work_person(struct return_work *w, int64_t subject_id, const struct facts *facts, arena *a, bool *any, err *e);
void return_work_close(struct return_work *w);

CHECKED err_code return_file_open(struct return_work *w, const char *name, err *e);     /* they are numbered in this order */
out *return_file(struct return_work *w, size_t file);                                   /* room to write into, also when no file is written */
CHECKED err_code return_file_flush(struct return_work *w, bool all, err *e);            /* writes out what has gathered */
size_t return_item_add(struct return_work *w, str table, str name, const char *why);    /* its number */
static inline void return_item_count(struct return_work *w, size_t item, bool filled, bool by_default)
{
    struct return_item *x = &w->done->items[item];
    x->rows++;
    x->filled += filled;
    x->defaults += by_default;
}
#endif
