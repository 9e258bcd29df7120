/* rows_of.h - a line of facts as rows of a return, and rows as one line, for tests.
 *
 *   episodes CHILD=C7 DECOM=01/09/2026; header CHILD=C7
 *
 * Rows in their order, each with the cells in which something stands; "nobody" when there is no row. */
#ifndef ROWS_OF_H
#define ROWS_OF_H
#include "../record/clock_facts.h"
#include "reporting/rows.h"

/* table: those of it alone; STR_NONE: all. */
static inline str rows_text(const struct return_plan *p, const struct return_rows *rows, str table, arena *a)
{
    str all = S("");
    for (size_t i = 0; i < rows->n; i++) {
        const struct return_row *r = &rows->at[i];
        const struct map_table *t = return_table_map(p, r->table);
        if (table.p && !str_eq(t->name, table))
            continue;
        all = arena_printf(a, STR_FMT "%s" STR_FMT, STR_ARG(all), all.n ? "; " : "", STR_ARG(t->name));
        for (size_t c = 0; c < t->ncolumns; c++)
            if (r->cells[c].n)
                all = arena_printf(a, STR_FMT " " STR_FMT "=" STR_FMT, STR_ARG(all), STR_ARG(t->columns[c].name),
                                   STR_ARG(r->cells[c]));
    }
    return all.n ? all : S("nobody");
}

static inline str rows_of_line(const struct return_plan *p, const struct catalogue *cat, int year, str table, str line,
                               arena *a)
{
    const struct facts facts = facts_read(cat, line, a);
    const struct return_year y = return_year_of(p->kind, year);
    struct return_rows rows;
    return_rows_of(p, &facts, &y, NULL, a, &rows);
    return rows_text(p, &rows, table, a);
}

/* "2026: facts" lines, each followed by "= rows". */
static inline void rows_cases(const struct return_plan *p, const struct catalogue *cat, str cases, arena *a)
{
    str line, facts = S("");
    while (str_cut(&cases, '\n', &line)) {
        if (!str_starts(line, S("= "))) {
            facts = line;
            continue;
        }
        int64_t year = 0;
        str rest = facts, first = S("");
        (void)str_cut(&rest, ':', &first);
        (void)str_int(first, &year);
        is(rows_of_line(p, cat, (int)year, STR_NONE, str_trim(rest), a), str_skip(line, 2), arena_z(a, facts));
    }
}
#endif
