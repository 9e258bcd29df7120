/* failing.h - the children of a worker or of a team whose record would fail a return as it stands, by rule: for My work
 * and Team.
 *
 * From the issues that are kept beside the record: one read, and no rule runs. Only what must be put right counts;
 * what a return merely asks about stands on the child's own page. A rule of two years is one rule. */
#ifndef FAILING_H
#define FAILING_H
#include "reporting/issues.h"

struct failing_child { int64_t id; size_t n; };                 /* n: how many things to put right */
struct failing_rule {
    const struct rule_text *text;
    bool local;
    const struct collection_due *of;                            /* the return that has it; its first year that is due */
    size_t n;
    const int64_t *children;                                    /* in order of number */
};
struct failing {
    size_t n, nrules;
    const struct failing_child *children;                       /* in order of number */
    const struct failing_rule *rules;                           /* most children first */
};

/* Of that worker, or when it is 0 of the team. Filtered by what the account may see, and to those n children (in any
 * order) whom the page lists, so that each figure is the number of rows behind it. */
CHECKED err_code failing_of(struct store *s, struct access_who *who, int64_t worker, int64_t team, size_t n,
                            const int64_t *listed, arena *a, struct failing *to, err *e);
size_t failing_things(const struct failing *f, int64_t child);  /* of that child; 0: none */
/* "ssda903:1004": what an address calls the rule. NULL: it is none of these. */
str  failing_rule_name(const struct failing_rule *r, arena *a);
const struct failing_rule *failing_rule_named(const struct failing *f, str name, arena *a);
bool failing_rule_has(const struct failing_rule *r, int64_t child);
#endif
