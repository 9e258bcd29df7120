/* rows.h - one person's record as rows of a statutory return: the import's map, read backwards.
 *
 * catalogue/import/NAME.yml says which column feeds which field; here the field fills the column again. What belongs in a year, and how
 * a row that is still open on its last day is written, is the return's shape: a few tables beside its writer. Pure: facts in, rows out.
 *
 * A row says what was true at the end of the year: an end after it is not there yet, nor is the reason for that end. */
#ifndef RETURN_ROWS_H
#define RETURN_ROWS_H
#include "catalogue/map.h"
#include "record/facts.h"
#include "returns/kinds.h"

#define NO_PARENT UINT32_MAX

/* Where a cell comes from, or would come from: record NULL when there is none of that kind. map NULL: the table has no such column.
 * kind: an everyday record that no map names answers it, in that field (return_everyday.h). */
struct return_origin { const struct record *record; const struct map_record *map; const struct kind *kind; const struct field *field; };

struct return_row {
    uint32_t table;                     /* index of plan.tables */
    uint32_t parent;                    /* the row that holds it, or NO_PARENT */
    const struct record *record;        /* the fact that it is made from */
    str *cells;                         /* one a column of the map's table; n 0: nothing */
    const struct return_origin *from;   /* one a column */
    uint64_t by_default;                /* bit c: nothing is recorded, and column c says so as the return does */
};
struct return_rows { size_t n, cap; struct return_row *at; };   /* table by table, each in order of time */

/* Which facts are a table's rows in a year. */
enum belongs {
    WHO,            /* the person: one row when any other table has one */
    OVERLAPS,       /* it goes on for at least a day of the year */
    WITHIN,         /* its day is in the year */
    UNTIL,          /* not over before the year begins */
    ALWAYS,
    CHOSEN,         /* the one that the table's chosen names */
    ADOPTED,        /* the child left care to be adopted in the year */
    REFERRED,       /* open in the year; without further action, received in it */
    ENQUIRED,       /* begun in the year, its conference held in it, or still open */
};

struct everyday;                        /* return_everyday.h */
struct everyday_of;
struct return_row;

/* One of the tables of a return. Where it lies in the map, and which of its columns are the days that tell whether it belongs. */
struct table_shape {
    const char *table;
    enum belongs belongs;
    bool one;                           /* the last of them is the only row */
    bool alone;                         /* a row of it is enough to be in the return, where the first table has none */
    const char *from, *to;              /* columns: its days; to NULL: one day */
    const char *inside;                 /* the table whose rows hold these */
    void (*fill)(const struct everyday_of *x, struct return_row *row);     /* cells that the map leaves empty */
    const struct record *(*chosen)(const struct everyday_of *x);
    bool (*asked)(const struct everyday_of *x);         /* without any record: a row of the person, who is asked */
};

/* A column that means nothing before the day beside it has come. needs_it: nor while that day is not known. */
struct only_with { const char *column, *end; bool needs_it; };

/* What a return has of its own about rows; NAME_maker, in return_make.h, has it. The first table says who is in the return. */
struct return_shape {
    size_t ntables;
    const struct table_shape *tables;
    size_t nonly;
    const struct only_with *only;
    const char *const *ahead;           /* columns whose days may lie after the year; ends with NULL */
    bool uk_dates;                      /* dd/mm/yyyy; else ISO */
    size_t (*reads)(const struct everyday *v, const struct kind **to, size_t max);      /* kinds beside those of the map */
    bool (*leaves_out)(const struct everyday_of *x, const struct record *r);            /* it belongs by its days and makes no row; NULL: none */
};

struct return_table;                    /* return_rows.c's own */
struct return_plan {
    const struct return_kind *kind;
    const struct return_shape *shape;
    const struct import_map *map;
    size_t ntables;
    const struct return_table *tables;
    size_t nkinds;
    const struct kind **kinds;          /* those that the rows are made from, each once */
    const struct everyday *everyday;    /* return_everyday.h */
};

/* What a reference to another subject is called in the return: the registration of a worker. "" when it has no name there. */
struct return_names { str (*name)(const void *ctx, const struct kind *k, int64_t id); const void *ctx; };

/* Lives in mem. ERR_INVALID: the catalogue's map does not fit. */
CHECKED err_code return_plan_make(struct return_plan *out, const struct catalogue *cat, const struct return_kind *kind, const struct return_shape *shape, arena *mem, err *e);
/* n is 0 when the person has no place in that return. Texts live in a, or with the facts. */
void return_rows_of(const struct return_plan *p, const struct facts *facts, const struct return_year *year, const struct return_names *names, arena *a, struct return_rows *out);

/* Those of the year before, beside this year's: what the rules look back at. Of somebody who was looked after in neither, the episodes of all
 * the years before: a care leaver's rules ask for them, and only files end with last year's. */
void return_rows_before(const struct return_plan *p, const struct facts *facts, const struct return_year *before, const struct return_rows *rows, const struct return_names *names, arena *a, struct return_rows *out);

const struct map_table *return_table_map(const struct return_plan *p, uint32_t table);
int return_column(const struct return_plan *p, uint32_t table, str column);     /* its place among the columns; -1: the table has none of that name */
const struct map_record *return_driver(const struct return_plan *p, uint32_t table);     /* the record that each of its rows is one of */
/* The cell of that column; "" when nothing stands there or the table has no such column. */
str return_cell(const struct return_plan *p, const struct return_row *r, str column);
bool return_cell_by_default(const struct return_plan *p, const struct return_row *r, str column);
#endif
