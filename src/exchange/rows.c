/* rows.c - one pass over every file: which row is whose, and which can't be read at all. */
#include "exchange/work.h"
#include <stdlib.h>

void row_cells(struct work *w, const struct in_row *r, arena *a, str *cells)
{
    struct in_file *f = w->files[r->file];
    const struct map_table *t = &w->map->tables[r->table];
    if (f->xml) {
        for (size_t i = 0; i < t->ncolumns; i++)
            cells[i] = str_eq(t->columns[i].name, S("year end")) ? f->year_end : w->cells[r->at][i];
        return;
    }
    struct csv_row row;
    if (!csv_at(&f->csv, r->at, r->line, a, &row))
        row.n = 0;
    for (size_t i = 0; i < t->ncolumns; i++) {
        int at = f->column_of[i];
        cells[i] = at >= 0 && (size_t)at < row.n ? cell_clean(row.cells[at]) : S("");
        if (at < 0 && str_eq(t->columns[i].name, S("year end")))
            cells[i] = f->year_end;
    }
}

/* --- the year of a file --------------------------------------------------------------------------- */

/* 31 March on or after d. */
static int year_ending(day d)
{
    int y, m, md;
    day_split(d, &y, &m, &md);
    return m > 3 ? y + 1 : y;
}

/* Files of one year hold dates of that year and of earlier ones, and a few that are wrong: the latest year
 * that has at least one date in a hundred is theirs. How the files were named says less: some councils name
 * a year by its first half, some by its second. */
enum { FIRST_YEAR = 1990, LAST_YEAR = 2100 };
struct year_count { size_t n[LAST_YEAR - FIRST_YEAR + 1], total; };

static void count_year(const struct work *w, struct year_count *c, str date)
{
    day d = day_parse(date);
    int y = d != DAY_NONE && d <= w->o->today ? year_ending(d) : 0;
    if (y >= FIRST_YEAR && y <= LAST_YEAR) {
        c->n[y - FIRST_YEAR]++;
        c->total++;
    }
}

static str year_end_of(const struct work *w, const struct year_count *c, int named)
{
    int end = 0;
    for (int y = FIRST_YEAR; y <= LAST_YEAR; y++)
        if (c->n[y - FIRST_YEAR] && c->n[y - FIRST_YEAR] * 100 >= c->total)
            end = y;
    if (!end)
        end = named ? named : year_ending(w->o->today) - 1;
    return arena_printf(w->mem, "%04d-03-31", end);
}

static void find_year_end(struct work *w, int year)
{
    struct year_count c = { .total = 0 };
    arena scratch;
    arena_init(&scratch, 0);
    for (size_t i = 0; i < w->nfiles; i++) {
        struct in_file *f = w->files[i];
        if (!f->table || f->table->year_from < 0 || f->year != year || f->column_of[f->table->year_from] < 0)
            continue;
        struct csv look = f->csv;                       /* a look ahead; the file's own place stays */
        struct csv_row row;
        look.cells = arena_array(&scratch, str, CSV_COLUMN_LIMIT + 2);
        while (csv_next(&look, &scratch, &row))
            if ((size_t)f->column_of[f->table->year_from] < row.n)
                count_year(w, &c, row.cells[f->column_of[f->table->year_from]]);
    }
    arena_release(&scratch);
    str text = year_end_of(w, &c, year);
    for (size_t i = 0; i < w->nfiles; i++)
        if (w->files[i]->year == year && !w->files[i]->year_end.p && !w->files[i]->xml)
            w->files[i]->year_end = text;
}

static void find_year_end_of_xml(struct work *w, uint32_t file)
{
    struct year_count c = { .total = 0 };
    for (size_t i = 0; i < w->nrows; i++) {
        const struct map_table *t = &w->map->tables[w->rows[i].table];
        if (w->rows[i].file == file && t->year_from >= 0)
            count_year(w, &c, w->cells[w->rows[i].at][t->year_from]);
    }
    w->files[file]->year_end = year_end_of(w, &c, w->files[file]->year);
}

/* --- whose a row is -------------------------------------------------------------------------------- */

/* The subject of a row, or NO_SLOT with why not. */
static uint32_t subject_of(struct work *w, const struct in_file *f, const struct csv_row *row, int person, int via,
                           str prefix, str *column, str *cell, const char **why)
{
    const struct map_table *t = f->table;
    *column = S("");
    *cell = S("");
    if (person >= 0) {
        *column = t->columns[t->person].name;
        *cell = cell_clean(row->cells[person]);
        if (cell->n)
            return slot_get(w, t->subject, prefix, *cell);
        *why = "The row does not say whose it is.";
    } else if (via >= 0) {
        *column = t->columns[t->via_column].name;
        *cell = cell_clean(row->cells[via]);
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

static const char *bad_shape(struct in_file *f, const struct csv_row *row)
{
    if (row->fault)
        return row->fault;
    bool any = false;
    for (size_t i = 0; i < row->n; i++)
        any = any || row->cells[i].n;
    if (!any)
        return "The row is empty.";
    for (size_t i = f->csv.header.n; i < row->n; i++)
        if (str_trim(row->cells[i]).n)
            return "The row has more cells than the header: a comma inside a text needs quotation marks around the "
                   "text.";
    size_t named = f->csv.header.n;
    while (named && !f->csv.header.cells[named - 1].n)
        named--;
    return row->n < named ? "The row has fewer cells than the header." : NULL;
}

static void keep_row(struct work *w, uint32_t file, const struct csv_row *row, uint32_t slot)
{
    const struct in_file *f = w->files[file];
    ARENA_PUSH(w->mem, w->rows, w->nrows, w->cap_rows) = (struct in_row){ .at = row->at,
                                                                          .file = file,
                                                                          .line = (uint32_t)row->line,
                                                                          .slot = slot,
                                                                          .parent = NO_ROW,
                                                                          .table = (uint16_t)f->table->index };
    w->slots[slot].nrows++;
    for (size_t i = 0; i < f->table->nrecords; i++)
        w->slots[slot].has_own = w->slots[slot].has_own || f->table->records[i].own;
}

static void index_csv(struct work *w, uint32_t file)
{
    struct in_file *f = w->files[file];
    const struct map_table *t = f->table;
    int person = t->person >= 0 ? f->column_of[t->person] : -1,
        via = t->via_column >= 0 ? f->column_of[t->via_column] : -1;
    str prefix = slot_prefix(w, t), column, cell;
    const struct map_table *feeds = NULL;       /* some other table is joined through this one */
    int feed = -1;
    for (size_t i = 0; i < w->map->ntables; i++)
        if (w->map->tables[i].via_table == t) {
            feeds = t;
            feed = f->column_of[w->map->tables[i].via_key];
        }
    struct csv_row row;
    while (csv_next(&f->csv, w->mem, &row)) {
        const char *why = bad_shape(f, &row);
        bool took_others = why && !row.fault && f->csv.line - row.line > 1;
        f->report.rows.read++;
        if (why) {
            row_reject(w, f, row.line, S(""), S(""), str_of(why));
            if (took_others)
                csv_only_first_line(&f->csv, &row);
            continue;
        }
        uint32_t slot = subject_of(w, f, &row, person, via, prefix, &column, &cell, &why);
        if (slot == NO_SLOT) {
            row_reject(w, f, row.line, column, cell, str_of(why));
            continue;
        }
        keep_row(w, file, &row, slot);
        if (feeds && feed >= 0 && cell_clean(row.cells[feed]).n)
            join_add(w, feeds, cell_clean(row.cells[feed]), slot);
    }
}

static err_code index_file(struct work *w, uint32_t file, int deep, err *e)
{
    struct in_file *f = w->files[file];
    if (f->indexed || f->unreadable)
        return ERR_OK;
    f->indexed = true;
    if (f->xml) {
        if (xml_index(w, file, e))
            return e->code;
        if (!f->year_end.p)
            find_year_end_of_xml(w, file);
        return ERR_OK;
    }
    const struct map_table *t = f->table;
    bool needs_join = t->via_table && (t->person < 0 || f->column_of[t->person] < 0);
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
    for (size_t i = 0; i < w->nfiles; i++)
        if (!w->files[i]->year_end.p && !w->files[i]->unreadable && !w->files[i]->xml)
            find_year_end(w, w->files[i]->year);
    for (uint32_t i = 0; i < w->nfiles; i++)
        if (index_file(w, i, 0, e))
            return e->code;
    for (size_t i = 0; i < w->nfiles; i++)
        if (w->files[i]->report.rows.read == 0 && !w->files[i]->unreadable)
            file_note(w, w->files[i], "the file has no rows");
    group_rows(w);
    return ERR_OK;
}
