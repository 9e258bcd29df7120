/* meet.h - from a duty to the form that would meet it: which record to add or to complete, and which question of it.
 *
 * Derived from the clock rule's own facts, so a new rule in the catalogue has its link without a line of C. Reads
 * only. */
#ifndef MEET_H
#define MEET_H
#include "desk/access.h"
#include "record/clock.h"
#include "record/record.h"

struct meeting {
    const struct kind *kind;
    const struct field *field;      /* the question whose answer meets the duty */
    int64_t record_id;              /* the record to complete; 0: add one of kind */
    const struct field *set;        /* adding: what the rule says the new record must hold; NULL: nothing */
    str set_to;
    const struct field *link;       /* adding: the reference to fill; NULL: none */
    int64_t link_to;
};

/* Whether this role could record what meets that rule: for choosing what to show in lists. */
bool meet_possible(const struct access_who *who, const struct catalogue *cat, str rule);
/* How a clock of that rule, opened by that record, would be met. false: not by a record that this role writes. */
bool meet_find(const struct access_who *who, const struct catalogue *cat, const struct subject *sub, str rule,
               int64_t opened_by, arena *a, struct meeting *to);
#endif
