/* expr_tree.h - what a condition is after it was read: shared by expr.c, which evaluates it, and expr_read.c and
 * expr_rows.c, which read it. */
#ifndef CATALOGUE_EXPR_TREE_H
#define CATALOGUE_EXPR_TREE_H
#include "catalogue/expr.h"

enum { NEST_MAX = 32, LIST_MAX = 200, TEXT_LIMIT = 4000, SCOPES_MAX = 4 };
#define NOTHING    INT64_MIN            /* an empty cell, a question not answered */
#define UNREADABLE (INT64_MIN + 1)      /* something is there and means nothing */
#define SPAN_MAX   1000000

enum sort {
    SORT_NUMBER, SORT_FLAG, SORT_DECIMAL, SORT_DAY, SORT_INSTANT,
    SORT_CODE, SORT_CODES, SORT_TEXT, SORT_WEEKDAY, SORT_ANY
};
enum from { FROM_FIELD, FROM_EXTRA, FROM_LITERAL, FROM_SPAN, FROM_CELL, FROM_COUNT, FROM_AGE, FROM_WEEKDAY };
enum unit { UNIT_HOURS, UNIT_DAYS, UNIT_WEEKS, UNIT_MONTHS, UNIT_YEARS, UNIT__COUNT };

/* any(…), count(…): rows of a table, and what is asked of each. */
/* anchor: the table whose row holds them all, -1 the person; scope: the new rows' own; where NULL: nothing */
struct some { int table, anchor; size_t scope; const struct node *where; };

struct term {
    enum from from;
    enum sort sort;
    bool as_day;                    /* an instant that is compared with a day */
    int index;                      /* field, extra or column */
    const struct codeset *codes;
    int64_t num;                    /* FROM_LITERAL */
    str text;                       /* FROM_LITERAL of a code or text; also how it was written */
    enum unit unit;                 /* FROM_SPAN */
    const struct term *start, *end; /* FROM_SPAN, FROM_AGE; FROM_WEEKDAY (start) */
    size_t scope;                   /* FROM_CELL: which of the rows being looked at; */
    int table;                      /* it, or the row of this table that holds it */
    const struct some *some;        /* FROM_COUNT */
};

enum op {
    OP_OR, OP_AND, OP_NOT, OP_EMPTY, OP_IS_YES, OP_NUMBERS, OP_DECIMALS, OP_SPAN, OP_TEXTS,
    OP_NUMBER_IN, OP_DECIMAL_IN, OP_TEXT_IN, OP_HAS, OP_ANY
};
enum compare { EQUAL, NOT_EQUAL, LESS, LESS_EQUAL, MORE, MORE_EQUAL };

struct node {
    enum op op;
    enum compare compare;
    const struct node *a, *b;       /* OP_OR, OP_AND, OP_NOT (a) */
    const struct term *left, *right;
    size_t n;
    const struct term *list;        /* OP_…_IN */
    const struct some *some;        /* OP_ANY */
};

struct expr {
    str text;
    const struct node *root;
    size_t nused;
    const struct field **used;
    const struct expr_tables *tables;   /* NULL: about a kind */
    int each;
    size_t nuses, cap_uses;
    struct expr_use *uses;
    bool uses_days;
};

/* --- reading --------------------------------------------------------------------------------------- */
enum token { TOKEN_END, TOKEN_WORD, TOKEN_QUOTED, TOKEN_SIGN };

struct reading {
    arena *mem;
    const struct kind *kind;
    const struct expr_names *extra;
    const struct expr_tables *tables;
    int scopes[SCOPES_MAX];         /* the tables whose rows are being looked at; 0: this */
    size_t nscopes;
    str text;
    size_t at;                      /* where the next token begins to be looked for */
    size_t start;                   /* where the present one began */
    enum token token;
    str word;                       /* without its quotes */
    int depth;
    size_t *fault;
    err *e;
    struct expr *x;
    size_t used_cap;
};

/* decimals have at most three places; NOTHING when it is none */
int64_t expr_thousandths(str text);
err_code expr_wrong(struct reading *r, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
CHECKED err_code expr_advance(struct reading *r);
CHECKED err_code expr_expect(struct reading *r, str sign);
bool expr_at_word(const struct reading *r, str word);
bool expr_at_sign(const struct reading *r, str sign);
bool expr_opens(const struct reading *r);                       /* "(" comes next */
CHECKED err_code expr_read_or(struct reading *r, struct node **out);
CHECKED err_code expr_read_term(struct reading *r, struct term *t);
CHECKED err_code expr_read_all(struct reading *r, struct expr **out);
/* expr_rows.c: names and functions that only rows have. */
bool expr_find_cell(struct reading *r, str name, struct term *t);       /* a column that may be named here */
err_code expr_no_cell(struct reading *r);                               /* says what the word should have been */
bool expr_row_function(const struct reading *r);                        /* count, age, weekday */
CHECKED err_code expr_read_row_function(struct reading *r, struct term *t);
CHECKED err_code expr_read_any(struct reading *r, struct node **out);
CHECKED err_code expr_read_weekday(struct reading *r, struct term *t);
#endif
