/* clock.h - the clock engine: a subject's facts and the rules in, clocks out.
 *
 * Pure: no store, no wall clock, the same answer for the same facts in any order. A clock's history is
 * complete in itself, so a list as at any day D, past or to come, is
 *
 *     opened <= D and (ended is nothing or ended > D)          open on D
 *     … and due < D                                            overdue on D
 *
 * `ended` may lie in the future: a clock that runs until an 18th birthday is stored as lapsed on that
 * day, and is open until then. The due day itself is in time.
 *
 *   const struct clock_program *p = clock_program_make(cat, &mem);     once; threads share it
 *   clocks_compute(&facts, p, &a, &n, &clocks);
 *
 * A subject without kinds that any rule reads has no clocks. Removed records count as not there. */
#ifndef CLOCK_H
#define CLOCK_H
#include "catalogue/clock_rules.h"
#include "record/facts.h"

enum clock_state { CLOCK_OPEN, CLOCK_MET, CLOCK_LATE, CLOCK_LAPSED };   /* stored by name: clock_state_name */

struct clock {
    const struct clock_rule *rule;
    int row;                        /* of rule->rows that gave the due date; -1: the rule's own due */
    int turn;                       /* 1 the first; 2, 3 … repeats; for birthdays the age */
    int n; /* 1, 2, 3 … within the subject and clock_id, in order of opening: with the two the key of a stored clock */
    int64_t subject_id;
    int64_t opened_by, met_by;      /* records; 0: none (a birthday names the subject's own record) */
    day opened, due,
        ended; /* DAY_NONE: no last day; not ended. opened is day 0, or earlier where a fact before day 0 counts */
    instant opened_at, due_at, ended_at;    /* clocks that run in hours; else INSTANT_NONE */
    enum clock_state state;
};

struct clock_program;
const struct clock_program *clock_program_make(const struct catalogue *c, arena *mem);

/* In order of rule, opened, opened_by, turn. */
void clocks_compute(const struct facts *f, const struct clock_program *p, arena *a, size_t *n, struct clock **out);

str  clock_id(const struct clock *c);           /* the row's id where it has one: "LV7" */
str  clock_why(const struct clock *c);          /* why this due date: the row's reason, or "" */
str  clock_due_text(const struct clock *c);     /* "45 working days" */
const char *clock_state_name(enum clock_state s);       /* "open", "met", "late", "lapsed" */
bool clock_open_on(const struct clock *c, day on);
bool clock_overdue_on(const struct clock *c, day on);
#endif
