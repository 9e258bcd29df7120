/* clock_state.h - what the two halves of the clock engine share while they run over one subject. Not for others. */
#ifndef CLOCK_STATE_H
#define CLOCK_STATE_H
#include "record/clock.h"

enum { KIND_WORD_BITS = 64, KIND_WORDS = KINDS_MAX / KIND_WORD_BITS };
_Static_assert(KIND_WORDS * KIND_WORD_BITS == KINDS_MAX, "every kind has its bit");
struct kind_set { uint64_t bits[KIND_WORDS]; };      /* by kind.index */

struct clock_program {
    const struct catalogue *cat;
    const struct clock_rules *rules;
    const struct kind *person;
    const struct field *born;
    struct kind_set *opens, *during;    /* a rule: without one of these kinds it cannot open */
    bool *followed;                     /* a rule: another opens when it is met */
    size_t rows_most;
};

enum { FOREVER = INT32_MAX };
struct moment { day on; instant at; };      /* at INSTANT_NONE: only the day is known */
struct dated { struct moment when; const struct record *record; };
struct dated_list { bool done; size_t n; struct dated *at; };

/* From the first day to the last; to FOREVER (INT32_MAX) while it lasts. */
struct interval { day from, to; const struct record *first, *last; };
struct intervals { bool done; size_t n; struct interval *at; };

struct meeting { int rule; struct moment when; int64_t record_id; const struct record *root; day lapse; };

struct clock_run {
    const struct clock_program *p;
    const struct facts *facts;
    arena *mem;
    int64_t subject_id;
    const struct record *own;       /* a person's own record */
    day born;
    struct dated_list *lists;       /* by clock_fact.list */
    struct intervals *spells;
    struct meeting *meetings;
    size_t nmeetings, meetings_cap;
    struct clock *out;
    size_t nout, out_cap;
};

/* in order, apart from each other unless each record is its own */
const struct intervals *clock_spell(struct clock_run *x, int spell);
/* holds on that day: the last day no longer counts; NULL */
const struct interval  *clock_spell_on(struct clock_run *x, int spell, day on);
/* the same with the last day; the latest that fits */
const struct interval  *clock_spell_around(struct clock_run *x, int spell, day on);
bool clock_record_counts(struct clock_run *x, const struct condition *c, const struct record *r, day on);
#endif
