/* set_file.c - one file of a set: which table it holds, which of its columns are the
 * table's, and where its rows begin. */
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

static void map_columns(struct set *s, struct set_file *f)
{
    const struct table_type *t = &table_types[f->table];
    bool have[COLUMNS_MAX] = { false };
    f->ncolumns = f->csv.header.n < CSV_COLUMN_LIMIT ? f->csv.header.n : CSV_COLUMN_LIMIT;
    for (size_t i = 0; i < f->ncolumns; i++) {
        f->column[i] = -1;
        for (size_t k = 0; k < t->ncolumns; k++)
            if (!have[k] && csv_same_name(f->csv.header.cells[i], t->columns[k].name)) {
                f->column[i] = (int16_t)k;
                have[k] = true;
                break;
            }
        if (f->column[i] < 0 && f->csv.header.cells[i].n)
            set_note(s, f->name, 1, false,
                     arena_printf(s->mem, "column \"" STR_FMT "\" is not one of the return and was left out",
                                  STR_ARG(f->csv.header.cells[i])));
    }
    for (size_t k = 0; k < t->ncolumns; k++)
        if (!have[k] && t->columns[k].kind < DERIVED_CODE)
            set_note(s, f->name, 1, f->back < 2,
                     arena_printf(s->mem, "column " STR_FMT " is missing: read as empty", STR_ARG(t->columns[k].name)));
    bool derived = f->table == T_Episodes && f->back == 0 && have[13] && have[14] && have[15];
    if (derived)
        s->have |= HAVE_POSTCODES;
}

enum { ENDS_LOOKED_AT = 4000, FIRST_YEAR = 1990, YEARS = 128 };

/* In which collection year episodes ended: told from the first few thousand. */
struct ends { int column; size_t n; uint32_t in[YEARS]; };

static void end_seen(struct ends *ends, const struct csv_row *row)
{
    if (ends->column < 0 || (size_t)ends->column >= row->n || ends->n == ENDS_LOOKED_AT)
        return;
    day d = day_parse(str_trim(row->cells[ends->column]));
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

static void index_rows(struct set *s, struct set_file *f, const uint32_t *lines)
{
    int id = csv_column(&f->csv, S("CHILD"));
    size_t named = 0;
    struct ends ends = { .column = f->table == T_Episodes ? csv_column(&f->csv, S("DEC")) : -1 };
    struct csv_row row;
    arena scratch;
    arena_init(&scratch, 0);
    while (csv_next(&f->csv, &scratch, &row)) {
        size_t line = lines ? lines[f->rows] : row.line;
        f->rows++;
        if (row.fault) {
            if (named++ < SET_NOTES_OF_A_FILE)
                set_note(s, f->name, line, true, arena_printf(s->mem, "this row was left out: %s", row.fault));
            csv_only_first_line(&f->csv, &row);
            continue;
        }
        end_seen(&ends, &row);
        str who = id >= 0 && (size_t)id < row.n ? str_trim(row.cells[id]) : S("");
        bool empty = true;
        for (size_t i = 0; i < row.n && empty; i++)
            empty = str_trim(row.cells[i]).n == 0;
        if (empty)
            continue;
        if (!who.n && named++ < SET_NOTES_OF_A_FILE)
            set_note(s, f->name, line, true, S("this row has no CHILD: it was checked as a child without number"));
        if (str_ends(who, S(".0")))
            who.n -= 2;
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

void set_file_take(struct set *s, struct set_file *f, str bytes, const uint32_t *lines)
{
    csv_of(&f->csv, bytes, s->mem);
    if (f->csv.encoding == ENCODING_UTF16)
        set_note(s, f->name, 1, true, S("this file is UTF-16 and was left out: save it as CSV UTF-8"));
    map_columns(s, f);
    index_rows(s, f, lines);
    if (f->csv.header.n && f->back < 2)
        s->have |= 1u << (f->table + (f->back ? T__COUNT : 0));
    s->files[s->nfiles++] = f;
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
