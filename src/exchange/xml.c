/* xml.c - the elements of a return in XML become rows of the same tables that CSV files would have.
 *
 * An element that a table names begins a row. Its leaves are cells; leaves inside elements that no table names
 * belong to the nearest row around them that has such a column. All rows inside the element that holds one person are
 * that person's, whose number may stand in any of them. */
#include "exchange/work.h"
#include "base/xml.h"

enum { ROWS_DEEP = 16 };

struct open_row { const struct map_table *table; str *cells; uint32_t row; int depth; };

struct xml_rows {
    struct work *w;
    uint32_t file;
    int group_depth;            /* of the element that holds a person; 0: outside */
    size_t group_first;         /* the first row of that person */
    str person;
    int nopen;
    struct open_row open[ROWS_DEEP];
};

static const struct map_table *table_of_element(const struct work *w, str name)
{
    for (size_t t = 0; t < w->map->ntables; t++)
        for (size_t i = 0; i < w->map->tables[t].nelements; i++)
            if (str_eq(w->map->tables[t].elements[i], name))
                return &w->map->tables[t];
    return NULL;
}

static int column_of_leaf(const struct map_table *t, str name)
{
    for (size_t i = 0; i < t->ncolumns; i++) {
        if (str_eq(t->columns[i].name, name))
            return (int)i;
        for (size_t k = 0; k < t->columns[i].naliases; k++)
            if (str_eq(t->columns[i].aliases[k], name))
                return (int)i;
    }
    return -1;
}

static err_code on_open(void *ctx, const struct xml_element *x, err *e)
{
    struct xml_rows *xr = ctx;
    struct work *w = xr->w;
    if (!xr->group_depth && str_eq(x->name, w->map->group)) {
        xr->group_depth = x->depth;
        xr->group_first = w->nrows;
        xr->person = S("");
    }
    const struct map_table *t = xr->group_depth ? table_of_element(w, x->name) : NULL;
    if (!t)
        return ERR_OK;
    if (xr->nopen == ROWS_DEEP)
        return err_set(e, ERR_INVALID, "The XML file is nested in a way that no return is (line %zu).", x->line);
    str *cells = arena_array(w->mem, str, t->ncolumns + 1);
    for (size_t i = 0; i < t->ncolumns; i++)
        cells[i] = S("");
    ARENA_PUSH(w->mem, w->cells, w->ncells, w->cap_cells) = cells;
    ARENA_PUSH(w->mem, w->rows, w->nrows, w->cap_rows) =
        (struct in_row){ .at = w->ncells - 1,
                         .file = xr->file,
                         .line = (uint32_t)x->line,
                         .slot = NO_SLOT,
                         .parent = xr->nopen ? xr->open[xr->nopen - 1].row : NO_ROW,
                         .table = (uint16_t)t->index };
    xr->open[xr->nopen++] = (struct open_row){ t, cells, (uint32_t)w->nrows - 1, x->depth };
    w->files[xr->file]->report->rows.read++;
    return ERR_OK;
}

/* Several leaves of one name in a row (the factors of an assessment) make one list. */
static void add_cell(struct work *w, str *cell, str text)
{
    text = cell_clean(text, &w->s->cat->nothing, w->mem);
    if (!text.n)
        return;
    *cell =
        cell->n ? arena_printf(w->mem, STR_FMT " " STR_FMT, STR_ARG(*cell), STR_ARG(text)) : arena_copy(w->mem, text);
}

static void take_leaf(struct xml_rows *xr, const struct xml_element *x)
{
    struct work *w = xr->w;
    const struct map_table *any = NULL;
    for (size_t t = 0; t < w->map->ntables && !any; t++)
        if (w->map->tables[t].person >= 0 && column_of_leaf(&w->map->tables[t], x->name) == w->map->tables[t].person)
            any = &w->map->tables[t];
    if (any && x->text.n && !xr->person.n)
        xr->person = arena_copy(w->mem, cell_clean(x->text, &w->s->cat->nothing, w->mem));
    for (int i = xr->nopen - 1; i >= 0; i--) {
        int column = column_of_leaf(xr->open[i].table, x->name);
        if (column >= 0) {
            add_cell(w, &xr->open[i].cells[column], x->text);
            return;
        }
    }
}

static bool says_nothing(const struct map_table *t, const str *cells)
{
    for (size_t i = 0; i < t->ncolumns; i++)
        if (cells[i].n)
            return false;
    return true;
}

/* All rows of the person are there: now it is known whose they are. */
static void close_group(struct xml_rows *xr)
{
    struct work *w = xr->w;
    struct in_file *f = w->files[xr->file];
    xr->group_depth = 0;
    for (size_t i = xr->group_first; i < w->nrows; i++) {
        struct in_row *r = &w->rows[i];
        const struct map_table *t = &w->map->tables[r->table];
        if (r->slot != NO_SLOT)
            continue;
        if (!xr->person.n) {
            row_reject(w, f, r->line, t->columns[t->person].name, S(""), S("The file does not say whose this is."));
            continue;
        }
        w->cells[r->at][t->person] = xr->person;
        r->slot = slot_get(w, t->subject, slot_prefix(w, t), xr->person);
        w->slots[r->slot].nrows++;
        for (size_t k = 0; k < t->nrecords; k++)
            w->slots[r->slot].has_own = w->slots[r->slot].has_own || t->records[k].own;
    }
    if (!xr->person.n)
        w->nrows = xr->group_first;
}

static err_code on_close(void *ctx, const struct xml_element *x, err *e)
{
    (void)e;
    struct xml_rows *xr = ctx;
    struct work *w = xr->w;
    struct in_file *f = w->files[xr->file];
    struct open_row *top = xr->nopen ? &xr->open[xr->nopen - 1] : NULL;
    bool ends_row = top && top->depth == x->depth;
    if (x->leaf && x->text.n && w->map->year.n && str_eq(x->name, w->map->year) && !xr->group_depth &&
        day_read(x->text, false) != DAY_NONE)
        f->year_end = day_iso(w->mem, day_read(x->text, false));
    if (x->leaf && xr->group_depth)
        take_leaf(xr, x);
    if (ends_row) {
        bool empty = x->leaf && says_nothing(top->table, top->cells);
        xr->nopen--;
        if (empty && top->row + 1 == w->nrows) {        /* <UASC/>: nothing is said */
            w->nrows--;
            f->report->rows.read--;
        }
    }
    if (xr->group_depth == x->depth)
        close_group(xr);
    return ERR_OK;
}

err_code xml_index(struct work *w, uint32_t file, err *e)
{
    static const struct xml_handler h = { .open = on_open, .close = on_close };
    struct in_file *f = w->files[file];
    struct xml_rows xr = { .w = w, .file = file, .person = S("") };
    size_t before = w->nrows;
    if (xml_read(f->bytes.bytes, &h, &xr, e)) {
        err_detail(e, STR_FMT, STR_ARG(f->report->name));
        return e->code;
    }
    if (w->nrows == before && !f->report->rows.read)
        file_note(w, f, "no element <" STR_FMT "> with rows in it was found", STR_ARG(w->map->group));
    return ERR_OK;
}
