/* map.h - how the rows of somebody else's files become records: for each table of a source, which
 * column feeds which field of which kind.
 *
 * Two makers, one result. The returns (SSDA903, CIN census) are described in catalogue/import/NAME.yml; the
 * Standard Safeguarding Dataset is described by the kinds themselves (their ssd: lines), with the few joins that
 * they cannot say in catalogue/import/ssd.yml. Everything is checked against the kinds when it is made. */
#ifndef IMPORT_MAP_H
#define IMPORT_MAP_H
#include "catalogue/catalogue.h"

enum map_take {
    TAKE_LAST,              /* of rows that make one record: the last that says something */
    TAKE_FIRST,             /* the first that says something */
    TAKE_NEWEST,            /* what the last row says, even when that is nothing */
};

/* True of a row when the column has one of the values (any text at all when there are none); with absent: when not. */
struct map_test { int column; bool absent; size_t n; const str *values; };
struct map_tests { size_t n; const struct map_test *at; };      /* all of them */

struct map_swap { str from, to; };                              /* to STR_NONE: nothing */

enum map_source {
    FROM_COLUMN,
    FROM_CONSTANT,
    FROM_JSON_KEY,          /* one key of a cell of JSON */
    FROM_JSON_FLAGS,        /* the keys of a cell of JSON whose value is yes */
    FROM_PARENT,            /* the record made from the row that this one stands inside (XML) */
    FROM_SAME_ROW,          /* the record of that kind made from the same row */
};

struct map_field {
    const struct field *field;
    enum map_source source;
    int column;
    str text;                       /* constant, or key of the JSON */
    enum map_take take;
    bool carry;                     /* keeps what an earlier row of the person gave */
    int part;                       /* 0: all of the cell; 1: its first character; 2: the rest */
    struct map_tests when;
    size_t nswaps;
    const struct map_swap *swaps;
    /* FT_REF within a subject: what may stand before the cell in the target's source key */
    size_t nprefixes;
    const str *prefixes;
    const struct kind *target;      /* FROM_PARENT, FROM_SAME_ROW; FT_REF: field->ref */
};

struct map_record {
    const struct kind *kind;
    bool own;                       /* the subject's own record */
    str prefix;                     /* of its source key: "ssd:ssd_cin_visits:", "ssda903:" */
    bool natural;                   /* the key is made of subject and columns; equal ones in one file are numbered */
    size_t nkey;
    const int *key;
    int order_by;                   /* of rows with equal keys: the column that puts them in order, nothing last; -1 */
    struct map_tests when;
    struct map_tests continues;     /* when true, this row's record is the one that the row before made */
    size_t nsame;
    const int *same;                /* or: as long as these columns do not change */
    size_t nfields;
    const struct map_field *fields;
};

/* The column "year end" stands in no file: 31 March of the year that the file is of. */
struct map_column { str name; size_t naliases; const str *aliases; };

struct map_table {
    str name;                       /* "ssd_cin_visits", "episodes": also how its file is called */
    const struct kind *subject;     /* whose rows these are */
    int person;                     /* the column that names the subject; -1: found by via, or the one authority */
    const struct map_table *via_table;      /* or through another table's row: via_column here equals via_key there */
    int via_column, via_key;
    int year_from;                  /* a column of dates that tell which year a file is of; -1 */
    int sort_by;                    /* rows of one subject are taken in order of this date; -1: as they come */
    size_t nelements;
    const str *elements;            /* names of XML elements that are rows of this table */
    size_t ncolumns;
    const struct map_column *columns;
    size_t nrecords;
    const struct map_record *records;
    bool careful;                   /* each row is checked by itself before it is joined with others */
    int index;
};

struct import_map {
    str source;                     /* "ssd", "ssda903", "cin" */
    bool blank_clears;              /* an empty cell means that there is nothing, not that nothing is said */
    bool whole;                     /* each extract is everything: what is missing has gone */
    bool make_people;               /* a person who is only named by a row is made from it */
    str group;                      /* XML: the element that holds all of one person's rows */
    str year;                       /* XML: the element that dates the file */
    size_t ntables;
    const struct map_table *tables; /* in the order in which their rows are taken */
};

/* ERR_INVALID lists what is wrong as file:line:column; ERR_NOT_FOUND: no such source. Lives in mem. */
CHECKED err_code import_map_make(const struct import_map **out, const struct catalogue *cat, str source, arena *mem,
                                 err *e);
const struct map_table *import_map_table(const struct import_map *m, str name);     /* NULL when there is none */

#endif
