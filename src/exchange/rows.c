/* rows.c - one pass over every file: which row is whose, and which can't be read at all. */
#include "exchange/work.h"
#include <stdlib.h>

void row_cells(struct work *w, const struct in_row *r, arena *a, str *cells)
{
    struct in_file *f = w->files[r->file];
    const struct map_table *t = &w->map->tables[r->table];
    if (f->xml) {
        for (size_t i = 0; i < t->ncolumns; i++)
            cells[i] = str_eq(t->columns[i].name, S("year end"))
                           ? f->year_end
                           : cell_dated(w->cells[r->at][i], column_kind(t, (int)i), false, false,
                                        &w->s->cat->nothing, a);
        return;
    }
    struct csv_row row;
    if (!csv_at(&f->grid.csv, r->at, r->line, a, &row))
        row.n = 0;
    grid_cells(&f->grid, &row, a, cells);
    for (size_t i = 0; i < t->ncolumns; i++)
        if (f->grid.at[i] < 0 && str_eq(t->columns[i].name, S("year end")))
            cells[i] = f->year_end;
}

/* --- whose a row is -------------------------------------------------------------------------------- */

/* The subject of a row, or NO_SLOT with why not. */
static uint32_t subject_of(struct work *w, const struct in_file *f, const struct csv_row *row, str prefix, str *column,
                           str *cell, const char **why)
{
    const struct map_table *t = f->table;
    bool person = t->person >= 0 && f->grid.at[t->person] >= 0,
         via = t->via_column >= 0 && f->grid.at[t->via_column] >= 0;
    *column = S("");
    *cell = S("");
    if (person) {
        *column = t->columns[t->person].name;
        *cell = grid_cell(&f->grid, row, (size_t)t->person, w->mem);
        if (cell->n)
            return slot_get(w, t->subject, prefix, *cell);
        *why = "The row does not say whose it is.";
    } else if (via) {
        *column = t->columns[t->via_column].name;
        *cell = grid_cell(&f->grid, row, (size_t)t->via_column, w->mem);
        uint32_t slot = cell->n ? join_find(w, t->via_table, *cell) : NO_SLOT;
        if (slot != NO_SLOT)
            return slot;
        *why = "The row does not name a person, and what it belongs to is not in the extract.";
    } else if (t->person < 0 && t->via_column < 0) {
        return slot_get(w, t->subject, prefix, S("this"));
    } else {
        *why = "The file has no column that says whose its rows are.";
    }
    return NO_SLOT;
}

static bool is_empty(const struct csv_row *row)
{
    for (size_t i = 0; i < row->n; i++)
        if (str_trim(row->cells[i]).n)
            return false;
    return true;
}

static const char *bad_shape(const struct in_file *f, const struct csv_row *row)
{
    if (row->fault)
        return row->fault;
    for (size_t i = f->grid.csv.header.n; i < row->n; i++)
        if (str_trim(row->cells[i]).n)
            return "The row has more cells than the header: a comma inside a text needs quotation marks around the "
                   "text.";
    return NULL;
}

static void keep_row(struct work *w, uint32_t file, const struct csv_row *row, size_t line, uint32_t slot)
{
    const struct in_file *f = w->files[file];
    ARENA_PUSH(w->mem, w->rows, w->nrows, w->cap_rows) = (struct in_row){ .at = row->at,
                                                                          .file = file,
                                                                          .line = (uint32_t)line,
                                                                          .slot = slot,
                                                                          .parent = NO_ROW,
                                                                          .table = (uint16_t)f->table->index };
    w->slots[slot].nrows++;
    for (size_t i = 0; i < f->table->nrecords; i++)
        w->slots[slot].has_own = w->slots[slot].has_own || f->table->records[i].own;
}

/* The table through whose rows some other table's rows are found, and by which of its columns. */
static int feeds_column(const struct work *w, const struct map_table *t)
{
    for (size_t i = 0; i < w->map->ntables; i++)
        if (w->map->tables[i].via_table == t)
            return w->map->tables[i].via_key;
    return -1;
}

static void index_row(struct work *w, uint32_t file, const struct csv_row *row, size_t line, str prefix, int feeds)
{
    struct in_file *f = w->files[file];
    str column, cell;
    const char *why = bad_shape(f, row);
    bool took_others = why && !row->fault && f->grid.csv.line - row->line > 1;
    f->report->rows.read++;
    if (why) {
        row_reject(w, f, line, S(""), S(""), str_of(why));
        if (took_others)
            csv_only_first_line(&f->grid.csv, row);
        return;
    }
    uint32_t slot = subject_of(w, f, row, prefix, &column, &cell, &why);
    if (slot == NO_SLOT) {
        row_reject(w, f, line, column, cell, str_of(why));
        return;
    }
    keep_row(w, file, row, line, slot);
    str key = feeds >= 0 ? grid_cell(&f->grid, row, (size_t)feeds, w->mem) : S("");
    if (key.n)
        join_add(w, f->table, key, slot);
}

static void index_csv(struct work *w, uint32_t file)
{
    struct in_file *f = w->files[file];
    str prefix = slot_prefix(w, f->table);
    int feeds = feeds_column(w, f->table);
    struct csv_row row;
    for (size_t n = 0; grid_next(&f->grid, w->mem, &row); n++)
        if (row.fault || !is_empty(&row))
            index_row(w, file, &row, f->lines ? f->lines[n] : row.line, prefix, feeds);
}

static err_code index_file(struct work *w, uint32_t file, int deep, err *e)
{
    struct in_file *f = w->files[file];
    if (f->indexed || f->unreadable || f->expanded)
        return ERR_OK;
    f->indexed = true;
    if (f->xml) {
        if (xml_index(w, file, e))
            return e->code;
        year_of_xml(w, file);
        return ERR_OK;
    }
    const struct map_table *t = f->table;
    bool needs_join = t->via_table && (t->person < 0 || f->grid.at[t->person] < 0);
    for (uint32_t i = 0; needs_join && deep < NESTING_LIMIT && i < w->nfiles; i++)
        if (w->files[i]->table == t->via_table && index_file(w, i, deep + 1, e))
            return e->code;
    if (w->o->progress)
        w->o->progress(w->o->progress_ctx, "Reading", file, w->nfiles);
    index_csv(w, file);
    return ERR_OK;
}

/* --- rows by subject -------------------------------------------------------------------------------- */

static void group_rows(struct work *w)
{
    w->order = arena_array(w->mem, uint32_t, w->nrows + 1);
    uint32_t at = 0;
    for (size_t i = 0; i < w->nslots; i++) {
        if (w->slots[i].leads_to)
            continue;
        w->slots[i].first = at;
        at += w->slots[i].nrows;
        w->slots[i].nrows = 0;
    }
    for (size_t i = 0; i < w->nrows; i++) {
        struct slot *s = &w->slots[w->rows[i].slot];
        w->order[s->first + s->nrows++] = (uint32_t)i;
    }
}

err_code rows_index(struct work *w, err *e)
{
    for (uint32_t i = 0; i < w->nfiles; i++)
        if (index_file(w, i, 0, e))
            return e->code;
    for (size_t i = 0; i < w->nfiles; i++)
        if (w->files[i]->report->rows.read == 0 && !w->files[i]->unreadable && !w->files[i]->expanded)
            file_note(w, w->files[i], "the file has no rows");
    group_rows(w);
    return ERR_OK;
}
