/* return_make.h - the record as a statutory return: the files, what the rules say of them, and what the record lacked.
 *
 * Reads one snapshot, a window of people at a time, so memory grows with the issues and not with the council. Nothing is refused: a
 * return that breaks rules is written and the report says where. Files come in order of the people's record numbers, then of
 * time: the same record gives the same bytes, on both engines. They are written to DIR.partial, which becomes DIR when
 * all of them are whole. */
#ifndef RETURN_MAKE_H
#define RETURN_MAKE_H
#include "desk/return_people.h"
#include "returns/report.h"

struct return_options {
    str source;                     /* "ssda903", "cin" */
    int year;                       /* 2026: 2026-27 */
    const char *dir;                /* NULL: only the rules */
    instant now;                    /* for the header of the CIN census */
    str authority;                  /* three digits; STR_NONE: the authority's own record says */
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

/* --- what one return has to do: return_ssda903.c, return_cin.c ----------------------------------------- */
struct return_files;                /* return_make.c's own: the files being written */
struct return_work {
    const struct return_options *o;
    struct return_plan plan;
    struct return_year year;
    struct return_names names;
    const struct catalogue *cat;
    str authority;
    arena *mem;
    struct return_files *files;     /* NULL: none are written */
    struct return_done *done;
    void *own;                      /* the return's */
};
struct return_kind {
    const char *source;
    bool looks_back;                /* its rules want last year too */
    err_code (*begin)(struct return_work *w, err *e);
    err_code (*child)(struct return_work *w, int64_t subject_id, const struct return_rows *rows, const struct return_rows *last, arena *a, err *e);
    err_code (*end)(struct return_work *w, err *e);     /* fills done->report */
};
extern const struct return_kind return_ssda903, return_cin;

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
