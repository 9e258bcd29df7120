/* file.h - a whole CIN census file, read and checked, and what the report says about it.
 *
 *   struct cin_file f;
 *   cin_file_check(&f, bytes, &how, a, e);
 *   struct report r;
 *   cin_file_report(&f, &r, a);
 *   report_as_text(o, &r);
 *
 * The children are read and checked a part of the file on each processor; what comes out
 * does not depend on how many there were. */
#ifndef RETURNS_CIN_FILE_H
#define RETURNS_CIN_FILE_H
#include "returns/cin/check.h"
#include "returns/cin/read.h"
#include "returns/report.h"

struct cin_file_how {
    day reference;                      /* DAY_NONE: the header's */
    const struct calendar *calendar;
    const struct cin_local *local;      /* the council's own rules; NULL: none */
    unsigned processors;                /* 0 and 1: one */
    str only;                           /* this rule alone; STR_NONE: all in force */
    str child;                          /* exactly this child's issues out of the whole; STR_NONE: all children's */
    /* NULL, or called now and then, from any thread: these bytes of the file need not stay
     * in memory. They may be looked at again. */
    void (*done)(void *ctx, size_t from, size_t to);
    void *ctx;
};

struct cin_file {
    struct cin_reading reading;
    struct cin_year year;
    struct cin_check check;
};

CHECKED err_code cin_file_check(struct cin_file *f, str bytes, const struct cin_file_how *how, arena *mem, err *e);
void cin_file_report(struct cin_file *f, struct report *r, arena *mem);
#endif
