/* set.c - a set from its first file to its last: which rows are whose, and a child's rows when they are wanted. */
#include "returns/ssda903/derive.h"
#include "returns/ssda903/set_parts.h"
#include <stdlib.h>

void set_init(struct set *s, arena *mem) { *s = (struct set){ .mem = mem }; }

void set_close(struct set *s)
{
    for (size_t i = 0; i < s->nfiles; i++) {
        out_release(&s->files[i]->made);
        if (s->files[i]->file.bytes.p)
            file_close(&s->files[i]->file);
    }
    s->nfiles = 0;
}

err_code set_add_bytes(struct set *s, str name, str bytes, int back, err *e)
{
    str ext = name.n > 4 ? str_skip(name, name.n - 4) : S("");
    if (str_eq_nocase(ext, S(".xml"))) {
        s->xml = s->xml || !back;
        return set_read_xml(s, name, bytes, back, e);
    }
    if (name.n > 5 && str_eq_nocase(str_skip(name, name.n - 5), S(".xlsx")))
        return set_read_book(s, name, bytes, back, e);
    int t = set_table_of_name(name);
    if (t < 0 || s->nfiles == SET_FILES_MAX) {
        set_note(s, name, 0, false, S("this name is not that of a table of the return, so the file was left out"));
        return ERR_OK;
    }
    set_file_take(s, set_file_new(s, name, back, (enum table)t), bytes, NULL);
    return ERR_OK;
}

/* --- rows by child --- */
static int by_name(const void *x, const void *y, void *names)
{
    const str *v = names;
    return str_cmp(v[*(const uint32_t *)x], v[*(const uint32_t *)y]);
}

void set_index(struct set *s)
{
    size_t n = s->nchildren;
    uint32_t *order = malloc((n + 1) * sizeof *order), *rank = malloc((n + 1) * sizeof *rank);
    struct set_row *sorted = arena_alloc_raw(s->mem, (s->nrows + 1) * sizeof *sorted);
    str *names = arena_array(s->mem, str, n + 1);
    if (!order || !rank)
        abort();
    for (size_t i = 0; i < n; i++)
        order[i] = (uint32_t)i;
    if (n)
        qsort_r(order, n, sizeof *order, by_name, s->children);
    for (size_t i = 0; i < n; i++) {
        rank[order[i]] = (uint32_t)i;
        names[i] = s->children[order[i]];
    }
    s->first = arena_array(s->mem, size_t, n + 2);
    for (size_t i = 0; i < s->nrows; i++)
        s->first[rank[s->rows[i].child] + 2]++;
    for (size_t i = 2; i < n + 2; i++)
        s->first[i] += s->first[i - 1];
    for (size_t i = 0; i < s->nrows; i++) {
        struct set_row r = s->rows[i];
        r.child = rank[r.child];
        sorted[s->first[r.child + 1]++] = r;
    }
    s->rows = sorted;
    s->children = names;
    for (size_t i = 0; i < n; i++)
        if (s->first[i + 1] - s->first[i] > SET_ROWS_OF_A_CHILD)
            set_note(s, STR_NONE, 0, true,
                     arena_printf(s->mem, "child " STR_FMT " has %zu rows: the first %d were checked",
                                  STR_ARG(names[i]), s->first[i + 1] - s->first[i], SET_ROWS_OF_A_CHILD));
    free(order);
    free(rank);
}

bool set_find(const struct set *s, str id, size_t *n)
{
    size_t low = 0, high = s->nchildren;
    while (low < high) {
        size_t mid = (low + high) / 2;
        int c = str_cmp(s->children[mid], id);
        if (c == 0) {
            *n = mid;
            return true;
        }
        if (c < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return false;
}

void set_child(const struct set *s, size_t n, struct child *c, arena *a)
{
    child_open(c, s->children[n], a);
    size_t end = s->first[n + 1] - s->first[n] > SET_ROWS_OF_A_CHILD ? s->first[n] + SET_ROWS_OF_A_CHILD
                                                                     : s->first[n + 1];
    for (size_t i = s->first[n]; i < end; i++) {
        const struct set_row *at = &s->rows[i];
        struct set_file *f = s->files[at->file];
        struct csv_row row;
        str cells[COLUMNS_MAX];
        if (f->back == SET_UNUSED || !csv_at(&f->grid.csv, at->at, at->line, a, &row))
            continue;
        grid_cells(&f->grid, &row, a, cells);
        struct row *r = child_add_back(c, f->table, f->back);
        r->file = (uint8_t)at->file;
        r->line = at->line;
        r->order = (uint32_t)i;
        for (size_t k = 0; k < table_types[f->table].ncolumns; k++)
            if (cells[k].n)
                row_set(r, k, cells[k]);
        if (f->table == T_Episodes && s->postcodes)
            episode_derive(r, s->postcodes, s->authority, a);
    }
    child_close(c);
}
