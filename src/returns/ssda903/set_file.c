/* set_file.c - one file of a set: which table it holds, which of its columns are the
 * table's, and where its rows begin. */
#include "base/workbook.h"
#include "returns/ssda903/set_parts.h"

void set_note(struct set *s, str file, size_t line, bool serious, str text)
{
    ARENA_PUSH(s->mem, s->notes, s->nnotes, s->cap_notes) = (struct set_note){ file, line, text, serious };
}

/* --- which table a file holds: the longest of a table's words that stands in its name --- */
static bool word_char(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

static bool has_word(str name, str word)
{
    for (size_t i = 0; i + word.n <= name.n; i++) {
        bool begins = i == 0 || !word_char(name.p[i - 1]),
             ends = i + word.n == name.n || !word_char(name.p[i + word.n]);
        bool like = true;
        for (size_t k = 0; k < word.n && like; k++) {
            char c = name.p[i + k];
            like = word.p[k] == '_' ? c == '_' || c == ' ' || c == '-' : (c | 32) == word.p[k] || c == word.p[k];
        }
        if (begins && ends && like)
            return true;
    }
    return false;
}

int set_table_of_name(str name)
{
    int found = -1;
    size_t longest = 0;
    for (int t = 0; t < T__COUNT; t++) {
        str rest = str_of(table_types[t].words), word;
        while (str_cut(&rest, ';', &word))
            if (word.n > longest && has_word(name, word)) {
                longest = word.n;
                found = t;
            }
    }
    return found;
}

/* --- the rows of a file --- */
static uint32_t child_number(struct set *s, str id)
{
    if (s->nchildren * 2 >= s->nslots) {
        s->nslots = s->nslots ? s->nslots * 2 : 1024;
        s->slots = arena_array(s->mem, uint32_t, s->nslots);
        for (size_t i = 0; i < s->nchildren; i++) {
            size_t at = str_hash(s->children[i]) & (s->nslots - 1);
            while (s->slots[at])
                at = (at + 1) & (s->nslots - 1);
            s->slots[at] = (uint32_t)i + 1;
        }
    }
    size_t at = str_hash(id) & (s->nslots - 1);
    for (; s->slots[at]; at = (at + 1) & (s->nslots - 1))
        if (str_eq(s->children[s->slots[at] - 1], id))
            return s->slots[at] - 1;
    ARENA_PUSH(s->mem, s->children, s->nchildren, s->cap_children) = arena_copy(s->mem, id);
    s->slots[at] = (uint32_t)s->nchildren;
    return (uint32_t)s->nchildren - 1;
}

static const struct grid_shape *shape_of(struct set *s, enum table table)
{
    if (!s->shapes) {
        struct grid_shape *all = arena_array(s->mem, struct grid_shape, T__COUNT);
        for (int t = 0; t < T__COUNT; t++) {
            struct grid_column *columns = arena_array(s->mem, struct grid_column, COLUMNS_MAX);
            for (size_t k = 0; k < table_types[t].ncolumns; k++) {
                const struct column *c = &table_types[t].columns[k];
                columns[k] = (struct grid_column){ .name = c->name, .kind = c->kind == DATE ? CELL_DAY : CELL_TEXT };
            }
            all[t] = (struct grid_shape){ table_types[t].ncolumns, columns, true, s->nothing };
        }
        s->shapes = all;
    }
    return &s->shapes[table];
}

static void note_columns(struct set *s, struct set_file *f)
{
    const struct table_type *t = &table_types[f->table];
    const struct grid *g = &f->grid;
    size_t line = f->xml ? 1 : g->csv.header.line;
    for (size_t i = 0; i < g->csv.header.n; i++)
        if (!g->used[i] && g->csv.header.cells[i].n)
            set_note(s, f->name, line, false,
                     arena_printf(s->mem, "column \"" STR_FMT "\" is not one of the return and was left out",
                                  STR_ARG(g->csv.header.cells[i])));
    for (size_t k = 0; k < t->ncolumns; k++)
        if (g->at[k] < 0 && t->columns[k].kind < DERIVED_CODE)
            set_note(s, f->name, line, f->back < 2,
                     arena_printf(s->mem, "column " STR_FMT " is missing: read as empty", STR_ARG(t->columns[k].name)));
    bool derived = f->table == T_Episodes && f->back == 0 && g->at[13] >= 0 && g->at[14] >= 0 && g->at[15] >= 0;
    if (derived)
        s->have |= HAVE_POSTCODES;
}

enum { ENDS_LOOKED_AT = 4000, FIRST_YEAR = 1990, YEARS = 128 };

/* In which collection year episodes ended: told from the first few thousand. */
struct ends { int column; size_t n; uint32_t in[YEARS]; };

static void end_seen(struct ends *ends, const struct grid *g, const struct csv_row *row, arena *a)
{
    if (ends->column < 0 || ends->n == ENDS_LOOKED_AT)
        return;
    day d = day_parse(grid_cell(g, row, (size_t)ends->column, a));
    int y, m, mday;
    if (d == DAY_NONE)
        return;
    day_split(d, &y, &m, &mday);
    y -= (m < 4) + FIRST_YEAR;
    if (y < 0 || y >= YEARS)
        return;
    ends->in[y]++;
    ends->n++;
}

static void year_told(struct set_file *f, const struct ends *ends)
{
    size_t most = 0;
    for (size_t y = 1; y < YEARS; y++)
        if (ends->in[y] > ends->in[most])
            most = y;
    if (ends->in[most])
        f->seems = FIRST_YEAR + (int)most;
    f->sure = ends->n >= 10 && ends->in[most] * 2 > ends->n;
}

enum { COLUMN_CHILD = 0 };      /* of every table */

static void index_rows(struct set *s, struct set_file *f, const uint32_t *lines)
{
    size_t named = 0;
    struct ends ends = { .column = f->table == T_Episodes ? table_column(T_Episodes, S("DEC")) : -1 };
    struct csv_row row;
    arena scratch;
    arena_init(&scratch, 0);
    while (grid_next(&f->grid, &scratch, &row)) {
        size_t line = lines ? lines[f->rows] : row.line;
        f->rows++;
        if (row.fault) {
            if (named++ < SET_NOTES_OF_A_FILE)
                set_note(s, f->name, line, true, arena_printf(s->mem, "this row was left out: %s", row.fault));
            csv_only_first_line(&f->grid.csv, &row);
            continue;
        }
        end_seen(&ends, &f->grid, &row, &scratch);
        str who = grid_cell(&f->grid, &row, COLUMN_CHILD, &scratch);
        bool empty = true;
        for (size_t i = 0; i < row.n && empty; i++)
            empty = str_trim(row.cells[i]).n == 0;
        if (empty)
            continue;
        if (!who.n && named++ < SET_NOTES_OF_A_FILE)
            set_note(s, f->name, line, true, S("this row has no CHILD: it was checked as a child without number"));
        if (s->nrows == SET_ROWS_MAX) {
            set_note(s, f->name, line, true,
                     arena_printf(s->mem,
                                  "these are more than %zu rows in all: this one and those after it were left out",
                                  SET_ROWS_MAX));
            break;
        }
        ARENA_PUSH(s->mem, s->rows, s->nrows, s->cap_rows) = (struct set_row){ child_number(s, who), (uint32_t)line,
                                                                               row.at & 0xffffffffffffull,
                                                                               (uint64_t)s->nfiles & 0xffff };
        arena_clear(&scratch);
    }
    if (named > SET_NOTES_OF_A_FILE)
        set_note(s, f->name, 0, true,
                 arena_printf(s->mem, "and %zu more rows were left out or have no CHILD", named - SET_NOTES_OF_A_FILE));
    year_told(f, &ends);
    arena_release(&scratch);
}

struct set_file *set_file_new(struct set *s, str name, int back, enum table t)
{
    struct set_file *f = arena_new(s->mem, struct set_file);
    f->name = name;
    f->back = back;
    f->table = t;
    return f;
}

struct file_note { struct set *set; const struct set_file *file; };

static void note_of_grid(void *ctx, size_t line, bool serious, str text)
{
    struct file_note *n = ctx;
    set_note(n->set, n->file->name, line, serious, text);
}

void set_file_take(struct set *s, struct set_file *f, str bytes, const uint32_t *lines)
{
    struct file_note to = { s, f };
    str why;
    bool good = grid_open(&f->grid, bytes, shape_of(s, f->table), s->mem, note_of_grid, &to, &why);
    if (good && f->grid.at[COLUMN_CHILD] < 0) {
        good = false;
        why = S("it has no column CHILD, which says whose its rows are");
    }
    s->files[s->nfiles] = f;
    if (!good) {
        set_note(s, f->name, 0, true, arena_printf(s->mem, "left out: " STR_FMT, STR_ARG(why)));
        f->grid = (struct grid){ 0 };
        s->nfiles++;
        return;
    }
    note_columns(s, f);
    index_rows(s, f, lines);
    if (f->back < 2)
        s->have |= 1u << (f->table + (f->back ? T__COUNT : 0));
    s->nfiles++;
}

void set_take_made(struct set *s, str name, int back, enum table t, out *made, const uint32_t *lines)
{
    if (s->nfiles == SET_FILES_MAX)
        return;
    struct set_file *f = set_file_new(s, name, back, t);
    f->made = *made;
    *made = (out){ 0 };
    f->xml = true;
    set_file_take(s, f, out_str(&f->made), lines);
}

err_code set_read_book(struct set *s, str name, str bytes, int back, err *e)
{
    size_t n = 0, taken = 0;
    struct workbook_sheet *sheets = NULL;
    if (workbook_as_csv(bytes, &n, &sheets, s->mem, e)) {
        set_note(s, name, 0, true, arena_printf(s->mem, "left out: " STR_FMT, STR_ARG(e->message)));
        *e = (err){ .mem = e->mem };
        return ERR_OK;
    }
    for (size_t i = 0; i < n; i++) {
        int t = set_table_of_name(sheets[i].name);
        t = t < 0 && n == 1 ? set_table_of_name(name) : t;
        if (t < 0)
            continue;
        taken++;
        if (s->nfiles == SET_FILES_MAX)
            break;
        struct set_file *f = set_file_new(
            s, arena_printf(s->mem, STR_FMT ", sheet " STR_FMT, STR_ARG(name), STR_ARG(sheets[i].name)), back,
            (enum table)t);
        f->made = sheets[i].csv;
        sheets[i].csv = (out){ 0 };
        set_file_take(s, f, out_str(&f->made), NULL);
    }
    workbook_sheets_release(n, sheets);
    if (!taken)
        set_note(s, name, 0, false, S("left out: none of its sheets is called as a table of the return is"));
    return ERR_OK;
}
