/* rows.h - one person's record as rows of a statutory return: the import's map, read backwards.
 *
 * catalogue/import/ssda903.yml and cin.yml say which column feeds which field; here the field fills the column again. What belongs in
 * a year, and how a row that is still open on its last day is written, stands in one table in return_rows.c. Pure: facts in, rows out.
 *
 * A row says what was true at the end of the year: an end after it is not there yet, nor is the reason for that end. */
#ifndef RETURN_ROWS_H
#define RETURN_ROWS_H
#include "catalogue/map.h"
#include "record/facts.h"

#define NO_PARENT UINT32_MAX

/* Where a cell comes from, or would come from: record NULL when there is none of that kind. map NULL: the table has no such column.
 * kind: an everyday record that no map names answers it, in that field (return_everyday.h). */
struct return_origin { const struct record *record; const struct map_record *map; const struct kind *kind; const struct field *field; };

struct return_row {
    uint32_t table;                     /* index of plan.tables */
    uint32_t parent;                    /* the row that holds it (CIN), or NO_PARENT */
    const struct record *record;        /* the fact that it is made from */
    str *cells;                         /* one a column of the map's table; n 0: nothing */
    const struct return_origin *from;   /* one a column */
    uint64_t by_default;                /* bit c: nothing is recorded, and column c says so as the return does */
};
struct return_rows { size_t n, cap; struct return_row *at; };   /* table by table, each in order of time */

struct return_year { int year; day start, end; };               /* 2026: 1 April 2026 to 31 March 2027 */
struct return_year return_year_of(int year);
/* "2026-27", "2026/27" and "2026" are 2026. false when it is no year. */
bool return_year_read(str text, int *year);

struct return_table;                    /* return_rows.c's own */
struct return_plan {
    const struct import_map *map;
    size_t ntables;
    const struct return_table *tables;
    size_t nkinds;
    const struct kind **kinds;          /* those that the rows are made from, each once */
    bool uk_dates;                      /* dd/mm/yyyy */
    const struct field *born_on;
    const struct everyday *everyday;    /* return_everyday.h */
};

/* What a reference to another subject is called in the return: the registration of a worker. "" when it has no name there. */
struct return_names { str (*name)(const void *ctx, const struct kind *k, int64_t id); const void *ctx; };

/* source: "ssda903" or "cin". Lives in mem. ERR_INVALID: the catalogue's map does not fit. */
CHECKED err_code return_plan_make(struct return_plan *out, const struct catalogue *cat, str source, arena *mem, err *e);
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
