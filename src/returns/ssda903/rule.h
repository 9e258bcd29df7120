/* rule.h - the words that rules are written in. See docs/adding-a-rule.md.
 *
 *   RULE(567) { EACH(missing, m) if (before(m->MIS_END, m->MIS_START)) MARK(m); }
 *
 * A rule looks at one child and marks the rows that it would have people look at. It is called only when the tables that it needs were
 * supplied (rules.def). Comparisons with a date that is missing or unreadable are never true, so a bad cell hides nothing else. */
#ifndef RETURNS_SSDA903_RULE_H
#define RETURNS_SSDA903_RULE_H
#include "returns/ssda903/check.h"
#include <math.h>

#define RULE(code) void rule_##code(struct check *k, const struct child *c); void rule_##code(struct check *k, const struct child *c)
#define MARK(x)    check_mark(k, &(x)->row)
/* EACH(episodes, e): every row of the table, in order of time. continue and break work as in any loop. */
#define EACH(list, x)      for (__typeof__(*c->list.at) *x##_at = c->list.at, x; x##_at && (x = *x##_at) != NULL; x##_at++)

/* KEY("V3"): the key that a cell with this text has; a constant to the compiler. */
#define KEY_BYTE(s, i) ((uint64_t)(unsigned char)((i) < __builtin_strlen(s) ? (s)[(i) < __builtin_strlen(s) ? (i) : 0] : 0) << (56 - 8 * (i)))
#define KEY(s) (KEY_BYTE(s, 0) | KEY_BYTE(s, 1) | KEY_BYTE(s, 2) | KEY_BYTE(s, 3) | KEY_BYTE(s, 4) | KEY_BYTE(s, 5) | KEY_BYTE(s, 6) | KEY_BYTE(s, 7))
/* IS(e->LS, "V3") and IN(e->LS, "V3", "V4"): up to 24 codes of up to eight letters. Never true of a missing cell. */
#define IS(x, s) ((x).key == KEY(s) && (x).p != NULL)
#define IN(x, ...) ((x).p != NULL && IN_JOIN(IN_COUNT(__VA_ARGS__, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1))((x).key, __VA_ARGS__))
#define IN_COUNT(_1, _2, _3, _4, _5, _6, _7, _8, _9, _10, _11, _12, _13, _14, _15, _16, _17, _18, _19, _20, _21, _22, _23, _24, _25, _26, n, ...) n
#define IN_JOIN(n) IN_JOIN_(n)
#define IN_JOIN_(n) IN_##n
#define IN_1(v, a) ((v) == KEY(a))
#define IN_2(v, a, ...) (IN_1(v, a) || IN_1(v, __VA_ARGS__))
#define IN_3(v, a, ...) (IN_1(v, a) || IN_2(v, __VA_ARGS__))
#define IN_4(v, a, ...) (IN_1(v, a) || IN_3(v, __VA_ARGS__))
#define IN_5(v, a, ...) (IN_1(v, a) || IN_4(v, __VA_ARGS__))
#define IN_6(v, a, ...) (IN_1(v, a) || IN_5(v, __VA_ARGS__))
#define IN_7(v, a, ...) (IN_1(v, a) || IN_6(v, __VA_ARGS__))
#define IN_8(v, a, ...) (IN_1(v, a) || IN_7(v, __VA_ARGS__))
#define IN_9(v, a, ...) (IN_1(v, a) || IN_8(v, __VA_ARGS__))
#define IN_10(v, a, ...) (IN_1(v, a) || IN_9(v, __VA_ARGS__))
#define IN_11(v, a, ...) (IN_1(v, a) || IN_10(v, __VA_ARGS__))
#define IN_12(v, a, ...) (IN_1(v, a) || IN_11(v, __VA_ARGS__))
#define IN_13(v, a, ...) (IN_1(v, a) || IN_12(v, __VA_ARGS__))
#define IN_14(v, a, ...) (IN_1(v, a) || IN_13(v, __VA_ARGS__))
#define IN_15(v, a, ...) (IN_1(v, a) || IN_14(v, __VA_ARGS__))
#define IN_16(v, a, ...) (IN_1(v, a) || IN_15(v, __VA_ARGS__))
#define IN_17(v, a, ...) (IN_1(v, a) || IN_16(v, __VA_ARGS__))
#define IN_18(v, a, ...) (IN_1(v, a) || IN_17(v, __VA_ARGS__))
#define IN_19(v, a, ...) (IN_1(v, a) || IN_18(v, __VA_ARGS__))
#define IN_20(v, a, ...) (IN_1(v, a) || IN_19(v, __VA_ARGS__))
#define IN_21(v, a, ...) (IN_1(v, a) || IN_20(v, __VA_ARGS__))
#define IN_22(v, a, ...) (IN_1(v, a) || IN_21(v, __VA_ARGS__))
#define IN_23(v, a, ...) (IN_1(v, a) || IN_22(v, __VA_ARGS__))
#define IN_24(v, a, ...) (IN_1(v, a) || IN_23(v, __VA_ARGS__))
#define IN_25(v, a, ...) (IN_1(v, a) || IN_24(v, __VA_ARGS__))
#define IN_26(v, a, ...) (IN_1(v, a) || IN_25(v, __VA_ARGS__))

static inline str  text(struct cell x)                  { return (str){ x.p, x.n }; }
static inline bool given(struct cell x)                 { return x.p != NULL; }
static inline bool blank(struct cell x)                 { return x.p == NULL; }
static inline bool readable(struct cell x)              { return x.d != DAY_NONE; }
static inline bool unreadable(struct cell x)            { return x.p && x.d == DAY_NONE; }
static inline bool same(struct cell a, struct cell b)   { return (!a.p && !b.p) || (a.p && b.p && a.key == b.key && a.n == b.n); }
static inline bool both_differ(struct cell a, struct cell b) { return a.p && b.p && !same(a, b); }
static inline bool same_day(struct cell a, struct cell b) { return a.d != DAY_NONE && a.d == b.d; }

/* Days: never true when one of them is not known. */
static inline bool day_before(day a, day b)             { return a != DAY_NONE && b != DAY_NONE && a < b; }
static inline bool before(struct cell a, struct cell b) { return day_before(a.d, b.d); }
static inline bool after(struct cell a, struct cell b)  { return day_before(b.d, a.d); }
static inline bool lasts_over(struct cell from, struct cell to, int days) { return from.d != DAY_NONE && to.d != DAY_NONE && to.d - from.d > days; }
static inline day  birthday(struct cell dob, int age)   { return dob.d == DAY_NONE ? DAY_NONE : day_birthday(dob.d, age); }
static inline bool in_year(const struct check *k, struct cell x) { return x.d != DAY_NONE && x.d >= k->year->start && x.d <= k->year->end; }
static inline bool before_year(const struct check *k, struct cell x) { return day_before(x.d, k->year->start); }
static inline bool after_year(const struct check *k, struct cell x) { return day_before(k->year->end, x.d); }

/* The day until which what is still open is known to have lasted. */
static inline day  open_until(const struct check *k)    { return k->year->today > k->year->start && k->year->today < k->year->end ? k->year->today : k->year->end; }

/* rules_common.c: what several rules ask of a child. */
const struct header *header_of(const struct child *c);              /* NULL when there is none */
struct cell dob_of(const struct child *c);                          /* the header's; missing when there is none */
bool respite(const struct episodes *e);                             /* legal status V3 or V4 */
bool adopted(struct cell rec);                                      /* E11, E12 */
bool placed_for_adoption(struct cell place);                        /* A3 to A6 */
bool continues(const struct episodes *from, const struct episodes *to);     /* to begins when from ends, and does not start care anew */
bool was_uasc(const struct child *c);                               /* an unaccompanied asylum-seeking child, now or formerly */
bool twelve_months(const struct check *k, const struct child *c);   /* looked after for the whole year to the last day of the year, not counting respite */
const struct episodes *last_dated(const struct child *c);           /* the episode that begins last; NULL */
const struct episodes *last_dated_last_year(const struct child *c);
bool upn_valid(str upn);
bool postcode_valid(str postcode);
#endif
