/* expr.h - the small expression language of the catalogue.
 *
 *   nfa is not yes and age < 18
 *   urgency in (high, immediate) or agencies has police
 *   accepted is empty
 *   weeks(started_on, seen_on) <= 6
 *
 * Names are fields of the kind, or names the caller offers (age, today). Values:
 * numbers, days, codes and texts, or nothing. Nothing is never equal to, less or
 * more than anything. "is not", "!=" and "not in" say the opposite of "is", "=" and
 * "in", so they are true of nothing: "cancelled is not yes" holds where nobody answered.
 * Operators, loosest first: or, and, not, (is, is not, =, !=, <, <=, >, >=, in (...),
 * not in (...), has, is empty, is not empty). yes and no are 1 and 0; a flag may stand
 * alone. hours, days, weeks, months and years of (from, to) are exact, never rounded: weeks(a, b) <= 6
 * means b is no later than 42 days after a. Compiled once against a kind, so a wrong name is
 * found when the catalogue is loaded. */
#ifndef EXPR_H
#define EXPR_H
#include "catalogue/catalogue.h"

struct expr;

/* Names beside the kind's fields, each with a number given at evaluation. */
struct expr_names { size_t n; const str *names; };

/* kind may be NULL. On a fault e->message says what is wrong and *at is the offset in text. */
CHECKED err_code expr_compile(struct expr **out, arena *a, const struct kind *k, const struct expr_names *extra, str text, size_t *at, err *e);
/* values: one a field of the kind; extra: one number a name of extra (INT64_MIN: nothing). */
bool expr_true(const struct expr *x, const value *values, const int64_t *extra);
str  expr_text(const struct expr *x);       /* as it was written */
bool expr_uses(const struct expr *x, const struct field *f);    /* whether it names that field of its kind */
#endif
