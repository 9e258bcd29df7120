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
CHECKED err_code expr_compile(struct expr **out, arena *a, const struct kind *k, const struct expr_names *extra,
                              str text, size_t *at, err *e);
/* values: one a field of the kind; extra: one number a name of extra (INT64_MIN: nothing). */
bool expr_true(const struct expr *x, const value *values, const int64_t *extra);
str  expr_text(const struct expr *x);       /* as it was written */
bool expr_uses(const struct expr *x, const struct field *f);    /* whether it names that field of its kind */

/* --- over rows of tables ---------------------------------------------------------------------------
 *
 *   weekday(REVIEW) is Sunday
 *   age(Header.DOB, DECOM) < 5 and PL_DISTANCE > 20
 *   REC is not empty and not any(Reviews, REVIEW >= DECOM and REVIEW <= DEC)
 *
 * The same language about one row of a table that a person's rows are in. A name alone is a column of that row, or
 * of the row that holds it; Table.COLUMN is a column of a row that holds it, or of a table that has one row a
 * person. any(Table, …) is true when … is true of some row, count(Table, …) is how many; inside, names are that
 * table's first, and this.COLUMN is of the row that the whole is about. Both look at the rows that the row holds,
 * or that hang with it in the same holder. age is in whole years, weekday is Monday to Sunday. Names are the same
 * in small letters and in capitals, and so are codes.
 *
 * A cell that cannot be read (32/01/2026) makes what is said of it neither true nor false, and so does asking for
 * less or more, or for a length of time, where a cell is empty: "not (DEC >= DECOM)" does not hold of what has no
 * DEC. any and count take what is not true for false. What is neither true nor false is not true. */
enum expr_sort { EXPR_TEXT, EXPR_CODE, EXPR_NUMBER, EXPR_DAY, EXPR_FLAG };
/* codes NULL: any code may be asked for */
struct expr_column { str name; enum expr_sort sort; const struct codeset *codes; };
struct expr_table {
    str name;
    int holder;                     /* the table whose rows hold this one's; -1: the person */
    bool single;                    /* holder is -1 and a person has at most one row; the first, if there are more */
    size_t ncolumns;
    const struct expr_column *columns;
};
struct expr_tables {
    size_t n;
    const struct expr_table *tables;
    struct expr_names days;         /* names of days: year_start */
    /* Of the rows of that table that holder holds (a row of its holder, or the person) the nth, from 0; after is the
     * one before it, or NULL. NULL at the end. */
    const void *(*next)(int table, const void *holder, const void *after, size_t n);
    /* Whether it is a row, and not only there to hold others; NULL: all are. */
    bool (*is_row)(int table, const void *row);
    /* text.p NULL: empty. num: thousandths of a number, the day, 1 or 0 of a flag; INT64_MIN: cannot be read. */
    value (*cell)(const void *row, int table, int column);
};
struct expr_row { int table; const void *row; const struct expr_row *holder; };     /* holder NULL: the person */

/* tables must live as long as what is compiled. each: the table whose rows it is about. */
CHECKED err_code expr_compile_rows(struct expr **out, arena *a, const struct expr_tables *tables, int each, str text,
                                   size_t *at, err *e);
/* Visits the rows of each of which it is true, in the order in which they hang. days: one a name of tables->days;
 * INT64_MIN: not known. Allocates nothing. */
void expr_each_true(const struct expr *x, const void *person, const int64_t *days,
                    void (*visit)(void *ctx, const struct expr_row *row), void *ctx);
/* What it asks for, each once; column -1: for rows of the table. */
struct expr_use { int table, column; };
size_t expr_row_uses(const struct expr *x, const struct expr_use **uses);
bool expr_uses_days(const struct expr *x);
#endif
