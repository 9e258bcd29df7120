/* cell.c - what every reader of files needs: a cell without what a spreadsheet or a database put around it, and a row
 * that is not taken, with its reason. */
#include "exchange/work.h"

void row_reject(struct work *w, struct in_file *f, size_t line, str column, str cell, str reason)
{
    struct import_reject r = { f->report.name, line, arena_copy(w->mem, column),
                               arena_copy(w->mem, str_take(cell, 200)), arena_copy(w->mem, reason) };
    ARENA_PUSH(w->mem, w->report->rejects, w->report->nrejects, w->report->cap_rejects) = r;
    f->report.rows.rejected++;
}

/* A number that a spreadsheet has turned into 3.0 is 3. */
static str without_point_zero(str s)
{
    if (s.n < 3 || s.p[s.n - 1] != '0' || s.p[s.n - 2] != '.' || s.p[0] == '0')
        return s;
    for (size_t i = 0; i < s.n - 2; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return s;
    return str_take(s, s.n - 2);
}

str cell_clean(str cell)
{
    if (!cell.n)
        return cell;
    cell = str_trim(cell);
    if (cell.n == 4 && memcmp(cell.p, "NULL", 4) == 0)      /* how SQL Server writes nothing into a file */
        return S("");
    return without_point_zero(cell);
}
