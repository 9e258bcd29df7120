/* everyday_cells.c - see everyday_cells.h. */
#include "reporting/everyday_cells.h"

bool everyday_says(const struct record *r, enum field_name f, const char *code)
{
    return str_eq_nocase(record_text(r, f), str_of(code));
}
bool everyday_as_sent(const struct record *r) { return return_kind_of_key(r->source_key) != NULL; }
bool everyday_in_year(const struct everyday_of *x, day d)
{
    return d != DAY_NONE && d >= x->year->start && d <= x->year->end;
}

bool everyday_names(const struct record *r, enum field_name f, int64_t id)
{
    value v = record_get(r, f);
    return v.text.p && v.num == id;
}

str everyday_date(const struct everyday_of *x, day d) { return return_date(x->plan, d, x->a); }

str everyday_cell_text(const struct everyday_of *x, const struct return_row *row, const char *column)
{
    return return_cell(x->plan, row, str_of(column));
}

void everyday_set(const struct everyday_of *x, struct return_row *row, const char *column, str text, bool by_default)
{
    int c = return_column(x->plan, row->table, str_of(column));
    if (c < 0 || row->cells[c].n || !text.n)
        return;
    row->cells[c] = text;
    if (by_default)
        row->by_default |= 1ull << c;
}

void everyday_clear(const struct everyday_of *x, struct return_row *row, const char *column)
{
    int c = return_column(x->plan, row->table, str_of(column));
    if (c >= 0)
        row->cells[c] = S("");
}
