/* child.h - everything that one child's SSDA903 says, this year, last year and before: what the rules look at.
 *
 * A cell keeps its text (a slice of the file), and what was understood of it once: the day for a date, the number for a
 * number, and a key that makes comparing codes one comparison of integers. A date that cannot be read is given but has
 * no day, so rules can tell it from one that is not there. Every row keeps its file and line.
 *
 * Rows stand in the order of time: episodes by DECOM, and so on (see child_close); dates that are missing or unreadable
 * come last. Rows that begin on the same day stand in the order of what they say, so that
 * nothing depends on the order of a file. */
#ifndef RETURNS_SSDA903_CHILD_H
#define RETURNS_SSDA903_CHILD_H
#include "base/date.h"

struct cell {
    const char *p;              /* NULL: missing; trimmed */
    uint64_t key;               /* up to eight bytes of text as one number; longer texts by hash */
    uint32_t n;
    day d;                      /* DATE: DAY_NONE when missing or unreadable */
    double num;                 /* NUMBER: NAN when missing or not a number */
};

struct row {
    uint8_t table;              /* enum table */
    bool last;                  /* last year's, or of a year before that */
    uint8_t file;               /* index of the set's files */
    uint8_t ncells;
    uint32_t line;
    uint32_t order;             /* as it stood among the rows of its table */
    uint8_t back;               /* how many years ago: 0 this year's, 1 last year's */
    uint16_t marked;            /* by which rule last: a row is one issue of a rule, however often it is marked */
};

enum column_kind { CODE, TEXT, DATE, NUMBER, DERIVED_CODE, DERIVED_NUMBER, OPTIONAL_CODE };
struct column { str name; enum column_kind kind; };
struct table_type { str name; const char *words; size_t ncolumns; const struct column *columns; };

enum table {
#define TABLE(Name, member, words) T_##Name,
#include "returns/ssda903/tables.def"
    T__COUNT
};
extern const struct table_type table_types[T__COUNT];
enum { COLUMNS_MAX = 16 };

/* One struct a table, its cells named as its columns: e->DECOM.d. */
struct header     { struct row row; struct cell CHILD, SEX, DOB, ETHNIC, UPN, MOTHER, MC_DOB, UASC; };
struct episodes {
    struct row row;
    struct cell CHILD, DECOM, RNE, LS, CIN, PLACE, PLACE_PROVIDER, DEC, REC, REASON_PLACE_CHANGE, HOME_POST, PL_POST,
        URN, PL_LA, PL_LOCATION, PL_DISTANCE;
};
struct reviews    { struct row row; struct cell CHILD, DOB, REVIEW, REVIEW_CODE; };
struct uasc       { struct row row; struct cell CHILD, SEX, DOB, DUC; };
struct oc2 {
    struct row row;
    struct cell CHILD, DOB, SDQ_SCORE, SDQ_REASON, CONVICTED, HEALTH_CHECK, IMMUNISATIONS, TEETH_CHECK,
        HEALTH_ASSESSMENT, SUBSTANCE_MISUSE, INTERVENTION_RECEIVED, INTERVENTION_OFFERED;
};
struct oc3        { struct row row; struct cell CHILD, DOB, IN_TOUCH, ACTIV, ACCOM; };
struct ad1 {
    struct row row;
    struct cell CHILD, DOB, DATE_INT, DATE_MATCH, FOSTER_CARE, NB_ADOPTR, SEX_ADOPTR, LS_ADOPTR;
};
struct placed     { struct row row; struct cell CHILD, DOB, DATE_PLACED, DATE_PLACED_CEASED, REASON_PLACED_CEASED; };
struct prev_perm  { struct row row; struct cell CHILD, DOB, PREV_PERM, LA_PERM, DATE_PERM; };
struct missing    { struct row row; struct cell CHILD, DOB, MISSING, MIS_START, MIS_END; };
struct sw         { struct row row; struct cell CHILD, DOB, SW_ID, SW_DECOM, SW_DEC, SW_REASON; };
struct dolo       { struct row row; struct cell CHILD, DOB, DOLO_START, DOLO_END; };

/* at[n] is NULL. */
#define TABLE(Name, member, words) struct member##_list { size_t n, cap; struct member **at; };
#include "returns/ssda903/tables.def"

struct child {
    str id;
#define TABLE(Name, member, words) struct member##_list member;
#include "returns/ssda903/tables.def"
#define TABLE(Name, member, words) struct member##_list member##_last;
#include "returns/ssda903/tables.def"
/* of all years before last year: only the rules about a whole history ask */
#define TABLE(Name, member, words) struct member##_list member##_earlier;
#include "returns/ssda903/tables.def"
    uint32_t has;               /* bit t: rows of table t this year; bit T__COUNT + t: of last year */
    arena *mem;
};

void child_open(struct child *c, str id, arena *mem);
/* A row without cells; fill them with row_set. */
struct row *child_add(struct child *c, enum table t, bool last);
/* the same; 2 and more: a year before last year */
struct row *child_add_back(struct child *c, enum table t, int years_back);
/* The text is kept as a slice and must live as long as the child. p NULL or, from a file,
 * nothing but spaces: missing. */
void row_set(struct row *r, size_t column, str text);
void child_close(struct child *c);      /* puts the rows in order */

/* The nth row of a table, in the order of time; NULL: there are no more. */
const struct row *child_row(const struct child *c, enum table t, bool last, size_t n);

static inline struct cell *row_cells(struct row *r) { return (struct cell *)(void *)(r + 1); }
/* when it began: DECOM, REVIEW, MIS_START …; DAY_NONE: unreadable, or such a table has none */
day  row_day(const struct row *r);
int  table_column(enum table t, str name);     /* -1: no such column */
int  table_named(str name);                    /* of "Episodes"; -1 */
#endif
