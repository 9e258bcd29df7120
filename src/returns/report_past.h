/* report_past.h - the issues of an earlier report, found by rule, child and key whatever a
 * spreadsheet did to the child's number. */
#ifndef RETURNS_REPORT_PAST_H
#define RETURNS_REPORT_PAST_H
#include "base/arena.h"
#include "base/date.h"

struct report_past {
    uint64_t hash;
    str rule, child, table, key, fields, note;
    day since;
    bool seen;                      /* it is an issue of this check too */
    bool open;                      /* not seen, but its rule did not run this time: nobody knows */
};
struct report_history {
    size_t n, cap;
    struct report_past *at;
    size_t nslots;
    uint32_t *slots;                /* 1 + index of at */
    size_t fresh, mended, open;     /* after report_compare */
    arena *mem;
};

/* NULL when that issue was not in the earlier report. */
struct report_past *report_past_find(const struct report_history *h, str rule, str child, str key);
/* Texts are copied. One that is there already keeps what it has, but takes the note when it has none. */
void report_past_add(struct report_history *h, const struct report_past *x);
bool report_past_is_child(const struct report_past *x, str child);
#endif
