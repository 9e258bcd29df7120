/* report_parts.h - what the writers of a report share: totals, words, and going through the issues. For
 * src/returns/report*.c only. */
#ifndef RETURNS_REPORT_PARTS_H
#define RETURNS_REPORT_PARTS_H
#include "returns/report.h"
#include "returns/report_past.h"

struct report_totals { size_t errors, queries, failed, passed, not_checked; };
struct report_totals report_total(const struct report *r);

const char *report_severity(const struct report_rule *x);           /* "error", "query" */
const char *report_fault_name(const struct report_fault *f);        /* "not read", "file" */
struct report_fault report_fault_at(const struct report *r, size_t i, arena *a);

/* Issues one after another, from the first one of a rule: the issues of a rule and child stand together, so what is
 * alike among them can be numbered. */
struct report_walk {
    const struct report *r;
    size_t at, rule;
    uint64_t child;
    size_t nslots, used;
    struct { uint64_t hash; uint32_t times; } *slots;
};
void report_walk_init(struct report_walk *w, const struct report *r, size_t first);
void report_walk_release(struct report_walk *w);
/* false after the last. key is numbered; since, note and fresh are those of the earlier
 * report where there is one. Texts live in a. */
bool report_next(struct report_walk *w, arena *a, struct report_issue *x);
void report_flush(const struct report *r);

/* report_history.c */
const struct rule_text *report_rule_named(const struct report *r, str code);    /* NULL: no such rule any more */
#endif
