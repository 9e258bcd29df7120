/* plan.h - which tables of a return are made from which facts: its shape, tied to the catalogue's map and the import's
 * columns.
 *
 * A return is described three times, by three who know it best. The catalogue's import/NAME.yml says which column
 * of a file feeds which field of the record; that map is read backwards here, so what comes in and what goes out
 * cannot drift apart. The return's own file says its shape: which facts are rows of a year, which columns are their
 * days, what stands inside what. A plan is the two tied together, once for a catalogue: table by table the record
 * that each row is one of (its driver), the columns of its days and the table around it. It is read-only from then
 * on and threads may share it.
 *
 * Rows themselves are made by rows.h; this file is what everybody else needs to look into one. */
#ifndef REPORTING_PLAN_H
#define REPORTING_PLAN_H
#include "catalogue/map.h"
#include "catalogue/named.h"
#include "record/facts.h"
#include "returns/kinds.h"

#define NO_PARENT UINT32_MAX

/* Where a cell comes from, or would come from: record NULL when there is none of that kind. map NULL: the table has no
 * such column. kind: an everyday record that no map names answers it, in that field (everyday.h). */
struct return_origin {
    const struct record *record;
    const struct map_record *map;
    const struct kind *kind;
    const struct field *field;
};

struct return_row {
    uint32_t table;                     /* index of plan.tables */
    uint32_t parent;                    /* the row that holds it, or NO_PARENT */
    const struct record *record;        /* the fact that it is made from */
    str *cells;                         /* one a column of the map's table; n 0: nothing */
    const struct return_origin *from;   /* one a column */
    uint64_t by_default;                /* bit c: nothing is recorded, and column c says so as the return does */
};

/* Which facts are a table's rows in a year. */
enum belongs {
    WHO,            /* the person: one row when any other table has one */
    OVERLAPS,       /* it goes on for at least a day of the year */
    WITHIN,         /* its day is in the year */
    UNTIL,          /* not over before the year begins */
    ALWAYS_THERE,   /* whatever its days */
    CHOSEN,         /* the one that the table's chosen names */
    ADOPTED,        /* the child left care to be adopted in the year */
    REFERRED,       /* open in the year; without further action, received in it */
    ENQUIRED,       /* begun in the year, its conference held in it, or still open */
};

struct everyday_of;                     /* everyday.h */

/* One of the tables of a return. Where it lies in the map, and which of its columns are the days that tell whether it
 * belongs. */
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

/* What a return has of its own about rows; NAME_maker, in make.h, has it. The first table says who is in the return. */
struct return_shape {
    size_t ntables;
    const struct table_shape *tables;
    size_t nonly;
    const struct only_with *only;
    const char *const *ahead;           /* columns whose days may lie after the year; ends with NULL */
    bool uk_dates;                      /* dd/mm/yyyy; else ISO */
    size_t nreads;
    const enum kind_name *reads;        /* the kinds that fill, chosen and asked look at */
    /* belongs by its days, and makes no row; NULL: none */
    bool (*leaves_out)(const struct everyday_of *x, const struct record *r);
};

struct return_table {
    const struct table_shape *shape;
    const struct map_table *map;
    const struct map_record *driver;    /* one of its facts is one row */
    const struct field *parent_ref;     /* names the fact whose row holds this one */
    int from, to, inside;               /* columns; index of the table around it; -1 */
    bool *ahead;                        /* one a column */
};
struct return_plan {
    const struct return_kind *kind;
    const struct return_shape *shape;
    const struct import_map *map;
    size_t ntables;
    const struct return_table *tables;
    size_t nkinds;
    const struct kind **kinds;          /* those that the rows are made from, each once */
};

/* Lives in mem. ERR_INVALID: the catalogue's map does not fit. */
CHECKED err_code return_plan_make(struct return_plan *out, const struct catalogue *cat, const struct return_kind *kind,
                                  const struct return_shape *shape, arena *mem, err *e);

const struct map_table *return_table_map(const struct return_plan *p, uint32_t table);
bool return_table_is(const struct return_plan *p, uint32_t table, const char *name);
/* its place among the columns; -1: there is none */
int return_column(const struct return_plan *p, uint32_t table, str column);
/* the record that each of its rows is one of */
const struct map_record *return_driver(const struct return_plan *p, uint32_t table);
/* The cell of that column; "" when nothing stands there or the table has no such column. */
str return_cell(const struct return_plan *p, const struct return_row *r, str column);
bool return_cell_by_default(const struct return_plan *p, const struct return_row *r, str column);
str return_date(const struct return_plan *p, day d, arena *a);                  /* as the return writes it */
#endif
