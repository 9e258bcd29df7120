/* rule.h - the words that rules are written in. See docs/adding-a-rule.md.
 *
 *   RULE(567) { EACH(missing, m) if (before(m->MIS_END, m->MIS_START)) MARK(m); }
 *
 * A rule looks at one child and marks the rows that it would have people look at. It is called only when the tables
 * that it needs were supplied (rules.def). Comparisons with a date that is missing or unreadable are never true, so a
 * bad cell hides nothing else. */
#ifndef RETURNS_SSDA903_RULE_H
#define RETURNS_SSDA903_RULE_H
#include "returns/ssda903/check.h"
#define RULE_CELL struct cell
#include "returns/words.h"
#include <math.h>

#define RULE(code) void rule_##code(struct check *k, const struct child *c); \
                   void rule_##code(struct check *k, const struct child *c)
#define MARK(x)    check_mark(k, &(x)->row)
/* EACH(episodes, e): every row of the table, in order of time. continue and break work as in any loop. */
#define EACH(list, x) for (__typeof__(*c->list.at) *x##_at = c->list.at, x; x##_at && (x = *x##_at) != NULL; x##_at++)

static inline bool blank(struct cell x)                 { return x.p == NULL; }
static inline bool unreadable(struct cell x)            { return x.p && x.d == DAY_NONE; }
static inline bool same(struct cell a, struct cell b)
{
    return (!a.p && !b.p) || (a.p && b.p && a.key == b.key && a.n == b.n);
}
/* UN1 to UN5: why there is no UPN */
static inline bool upn_unknown(struct cell x)
{
    return given(x) && x.n >= 2 && str_eq_nocase(str_take(text(x), 2), S("UN"));
}
static inline bool both_differ(struct cell a, struct cell b) { return a.p && b.p && !same(a, b); }

static inline day birthday(struct cell dob, int age) { return dob.d == DAY_NONE ? DAY_NONE : day_birthday(dob.d, age); }
/* A date of which the day, or the day and the month, or everything is written ZZ: the days that it may be. A date that
 * is known is one day; one that is missing, or no date even so, has no days: both DAY_NONE. All ZZ: any day. */
struct days { day first, last; };
struct days days_of(struct cell x);
static inline bool no_date(struct cell x)               { return given(x) && days_of(x).first == DAY_NONE; }

static inline bool in_year(const struct check *k, struct cell x)
{
    return x.d != DAY_NONE && x.d >= k->year->start && x.d <= k->year->end;
}
static inline bool before_year(const struct check *k, struct cell x) { return day_before(x.d, k->year->start); }
static inline bool after_year(const struct check *k, struct cell x) { return day_before(k->year->end, x.d); }

/* The day until which what is still open is known to have lasted. */
static inline day  open_until(const struct check *k)
{
    const struct collection *y = k->year;
    return y->today > y->start && y->today < y->end ? y->today : y->end;
}

/* What is open runs until then. */
static inline bool lasts_over(const struct check *k, const struct episodes *e, int days)
{
    day until = blank(e->DEC) ? open_until(k) : e->DEC.d;
    return readable(e->DECOM) && until != DAY_NONE && until - e->DECOM.d > days;
}

/* rules_common.c: what several rules ask of a child. */
const struct header *header_of(const struct child *c);              /* NULL when there is none */
struct cell dob_of(const struct child *c);                          /* the header's; missing when there is none */
bool respite(const struct episodes *e);                             /* legal status V3 or V4 */
bool adopted(struct cell rec);                                      /* E11, E12 */
bool placed_for_adoption(struct cell place);                        /* A3 to A6 */
/* to begins when from ends, and does not start care anew. */
bool continues(const struct episodes *from, const struct episodes *to);
/* an unaccompanied asylum-seeking child, now or formerly */
bool was_uasc(const struct child *c);
/* Looked after continuously for twelve months at 31 March, as the guide to the return defines it: in care by the first
 * day of the year, and no episode of the year that ended for another reason than X1, that began with S after that day,
 * or that is respite. */
bool twelve_months(const struct check *k, const struct child *c);
/* An episode that begins after e, or on the day that e ends or later, has not ended. */
bool care_goes_on(const struct child *c, const struct episodes *e);
/* The episode with which care ended: the latest end for another reason than X1. NULL: care goes on, or none ended. */
const struct episodes *care_ceased(const struct child *c);
const struct episodes *last_dated(const struct child *c);           /* the episode that begins last; NULL */
const struct episodes *last_dated_last_year(const struct child *c);
/* Last year's last episode when it is open, or ends after that year. */
const struct episodes *open_last_year(const struct check *k, const struct child *c);
bool upn_valid(str upn);
bool postcode_valid(str postcode);
#endif
