/* due.h - one duty of one subject as pages show it: which rule, since when, by when.
 *
 * A row of the clock table becomes a due_item; whether an account may see it is asked here, for every list, figure
 * and page: a duty shows as much as the record that opened it. Days late count from the due day, which itself is in
 * time. */
#ifndef DUE_H
#define DUE_H
#include "desk/access.h"
#include "record/clock.h"

struct due_item {
    int64_t subject_id, opened_by;
    str id, name, area;             /* of the rule */
    day opened, due;                /* due DAY_NONE: no last day */
    instant due_at;                 /* clocks that run in hours; else INSTANT_NONE */
};

/* A row whose first columns are those of DUTY_…: subject, rule, row, opened, due, due_at, opened_by. */
struct due_item due_item_of(const struct catalogue *cat, const db_val *row);
/* The same when the rule is known already (NULL: no longer in the catalogue; then its id stands for its name). at: its
 * row, -1 none. */
struct due_item due_of(const struct clock_rule *rule, int at, const db_val *row);
/* Does the role read the kind of record that opens it? */
bool due_readable(const struct access_who *who, const struct catalogue *cat, str rule);
bool due_rule_readable(const struct access_who *who, const struct clock_rule *rule);
#endif
