/* set.c - which files are which tables, which rows are whose, and a child's rows when they are wanted. */
#include "returns/ssda903/set.h"
#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

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

static void note(struct set *s, str file, size_t line, bool serious, str text)
{
    ARENA_PUSH(s->mem, s->notes, s->nnotes, s->cap_notes) = (struct set_note){ file, line, text, serious };
}

/* --- which table a file holds: the longest of a table's words that stands in its name --- */
static bool word_char(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

static bool has_word(str name, str word)
{
    for (size_t i = 0; i + word.n <= name.n; i++) {
        bool begins = i == 0 || !word_char(name.p[i - 1]), ends = i + word.n == name.n || !word_char(name.p[i + word.n]);
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

static int table_of_name(str name)
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
            note(s, f->name, 1, false, arena_printf(s->mem, "column \"" STR_FMT "\" is not one of the return and was left out", STR_ARG(f->csv.header.cells[i])));
    }
    for (size_t k = 0; k < t->ncolumns; k++)
        if (!have[k] && t->columns[k].kind < DERIVED_CODE)
            note(s, f->name, 1, true, arena_printf(s->mem, "column " STR_FMT " is missing: read as empty", STR_ARG(t->columns[k].name)));
    bool derived = f->table == T_Episodes && !f->last && have[13] && have[14] && have[15];
    if (derived)
        s->have |= HAVE_POSTCODES;
}

static void index_rows(struct set *s, struct set_file *f, const uint32_t *lines)
{
    int id = csv_column(&f->csv, S("CHILD"));
    struct csv_row row;
    arena scratch;
    arena_init(&scratch, 0);
    while (csv_next(&f->csv, &scratch, &row)) {
        size_t line = lines ? lines[f->rows] : row.line;
        f->rows++;
        if (row.fault) {
            note(s, f->name, line, true, arena_printf(s->mem, "this row was left out: %s", row.fault));
            csv_only_first_line(&f->csv, &row);
            continue;
        }
        str who = id >= 0 && (size_t)id < row.n ? str_trim(row.cells[id]) : S("");
        bool empty = true;
        for (size_t i = 0; i < row.n && empty; i++)
            empty = str_trim(row.cells[i]).n == 0;
        if (empty)
            continue;
        if (!who.n)
            note(s, f->name, line, true, S("this row has no CHILD: it was checked as a child without number"));
        if (str_ends(who, S(".0")))
            who.n -= 2;
        ARENA_PUSH(s->mem, s->rows, s->nrows, s->cap_rows) = (struct set_row){ child_number(s, who), (uint32_t)line, row.at & 0xffffffffffffull, (uint64_t)s->nfiles & 0xffff };
        arena_clear(&scratch);
    }
    arena_release(&scratch);
}

static struct set_file *file_new(struct set *s, str name, bool last, enum table t)
{
    struct set_file *f = arena_new(s->mem, struct set_file);
    f->name = name;
    f->last = last;
    f->table = t;
    return f;
}

static void file_take(struct set *s, struct set_file *f, str bytes, const uint32_t *lines)
{
    csv_of(&f->csv, bytes, s->mem);
    if (f->csv.encoding == ENCODING_UTF16)
        note(s, f->name, 1, true, S("this file is UTF-16 and was left out: save it as CSV UTF-8"));
    map_columns(s, f);
    index_rows(s, f, lines);
    if (f->csv.header.n)
        s->have |= 1u << (f->table + (f->last ? T__COUNT : 0));
    s->files[s->nfiles++] = f;
}

/* set_xml.c */
err_code set_read_xml(struct set *s, str name, str bytes, bool last, err *e);
void set_take_made(struct set *s, str name, bool last, enum table t, out *made, const uint32_t *lines);

void set_take_made(struct set *s, str name, bool last, enum table t, out *made, const uint32_t *lines)
{
    if (s->nfiles == SET_FILES_MAX)
        return;
    struct set_file *f = file_new(s, name, last, t);
    f->made = *made;
    *made = (out){ 0 };
    f->xml = true;
    file_take(s, f, out_str(&f->made), lines);
}

err_code set_add_bytes(struct set *s, str name, str bytes, bool last, err *e)
{
    str ext = name.n > 4 ? str_skip(name, name.n - 4) : S("");
    if (str_eq_nocase(ext, S(".xml"))) {
        s->xml = s->xml || !last;
        return set_read_xml(s, name, bytes, last, e);
    }
    int t = table_of_name(name);
    if (t < 0 || s->nfiles == SET_FILES_MAX) {
        note(s, name, 0, false, S("this name is not that of a table of the return, so the file was left out"));
        return ERR_OK;
    }
    file_take(s, file_new(s, name, last, (enum table)t), bytes, NULL);
    return ERR_OK;
}

/* --- folders --- */
static err_code add_file(struct set *s, const char *path, str name, bool last, err *e)
{
    struct file file;
    if (file_open(&file, path, e))
        return e->code;
    size_t before = s->nfiles;
    err_code rc = set_add_bytes(s, name, file.bytes, last, e);
    if (s->nfiles == before + 1 && !s->files[before]->xml)
        s->files[before]->file = file;
    else
        file_close(&file);
    return rc;
}

static int wanted(const struct dirent *d)
{
    str n = str_of(d->d_name);
    str ext = n.n > 4 ? str_skip(n, n.n - 4) : S("");
    return d->d_name[0] != '.' && (str_eq_nocase(ext, S(".csv")) || str_eq_nocase(ext, S(".txt")) || str_eq_nocase(ext, S(".tsv")) || str_eq_nocase(ext, S(".xml")));
}

static bool stands_already(const struct set *s, int t, bool last)
{
    for (size_t i = 0; i < s->nfiles; i++)
        if ((int)s->files[i]->table == t && s->files[i]->last == last)
            return true;
    return false;
}

/* The first year in a name: 2019-episodes, header 2025_26. 0: none. */
static int year_in(str name)
{
    int64_t y;
    for (size_t i = 0; i + 4 <= name.n; i++)
        if ((i == 0 || name.p[i - 1] < '0' || name.p[i - 1] > '9') && name.p[i] != '-' && str_int((str){ name.p + i, 4 }, &y) && y >= 1990 && y < 2100)
            return (int)y;
    return 0;
}

/* Two files of one table that name different years: the folder is an archive. */
static bool several_years(struct dirent **names, int n)
{
    for (int i = 0; i < n; i++)
        for (int k = 0; k < i; k++) {
            str a = str_of(names[i]->d_name), b = str_of(names[k]->d_name);
            if (year_in(a) && year_in(b) && year_in(a) != year_in(b) && table_of_name(a) == table_of_name(b))
                return true;
        }
    return false;
}

static err_code add_folder(struct set *s, const char *path, bool last, int year, bool both, err *e)
{
    struct dirent **names = NULL;
    struct stat st;
    err_code rc = ERR_OK;
    if (stat(path, &st))
        return err_set(e, ERR_NOT_FOUND, "There is no %s", path);
    if (!S_ISDIR(st.st_mode)) {
        const char *slash = strrchr(path, '/');
        return add_file(s, path, arena_copy(s->mem, str_of(slash ? slash + 1 : path)), last, e);
    }
    int n = scandir(path, &names, wanted, alphasort);
    if (n < 0)
        return err_set(e, ERR_SYSTEM, "The folder %s cannot be read", path);
    bool archive = several_years(names, n);
    bool csv = false;                   /* with CSV files in the folder, an XML file there is the same return over again */
    for (int i = 0; i < n; i++) {
        str name = names[i] ? str_of(names[i]->d_name) : S("");
        bool xml = name.n >= 4 && str_eq_nocase((str){ name.p + name.n - 4, 4 }, S(".xml"));
        csv = csv || (!xml && table_of_name(name) >= 0);
    }
    for (int i = 0; i < n; i++) {
        str name = arena_copy(s->mem, str_of(names[i]->d_name));
        str full = arena_printf(s->mem, "%s/%s", path, names[i]->d_name);
        bool xml = str_eq_nocase(str_skip(name, name.n - 4), S(".xml"));
        bool then = last || (archive && both && year_in(name) == year - 1);
        if (!rc && archive && year_in(name) && year_in(name) != (last ? year - 1 : year) && !then)
            note(s, name, 0, false, S("left out: the folder holds several years, and this file is of another"));
        else if (!rc && csv && xml)
            note(s, name, 0, false, S("left out: the folder holds the return as CSV"));
        else if (!rc && !xml && table_of_name(name) >= 0 && stands_already(s, table_of_name(name), then))
            note(s, name, 0, true, S("left out: another file of the folder holds this table"));
        else if (!rc)
            rc = add_file(s, full.p, name, then, e);
        free(names[i]);
    }
    free(names);
    return rc;
}

err_code set_open(struct set *s, const char *path, const char *last, int year, arena *mem, err *e)
{
    set_init(s, mem);
    err_code rc = add_folder(s, path, false, year, !last, e);
    if (!rc && last)
        rc = add_folder(s, last, true, year, false, e);
    if (!rc && !(s->have & ((1u << T__COUNT) - 1))) {
        err_set(e, ERR_INVALID, "%s holds no file of an SSDA903 return", path);
        rc = err_hint(e, "header.csv, episodes.csv and so on, or one XML file");
    }
    if (rc) {
        set_close(s);
        return rc;
    }
    for (int t = 0; t < T__COUNT; t++)
        if (!(s->have & 1u << t))
            note(s, STR_NONE, 0, false, arena_printf(mem, "there is no file for " STR_FMT ": rules that need it are not checked", STR_ARG(table_types[t].name)));
    set_index(s);
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
    for (size_t i = s->first[n]; i < s->first[n + 1]; i++) {
        const struct set_row *at = &s->rows[i];
        struct set_file *f = s->files[at->file];
        struct csv_row row;
        if (!csv_at(&f->csv, at->at, at->line, a, &row))
            continue;
        struct row *r = child_add(c, f->table, f->last);
        r->file = (uint8_t)at->file;
        r->line = at->line;
        r->order = (uint32_t)i;
        for (size_t k = 0; k < row.n && k < f->ncolumns; k++) {
            str cell = str_trim(row.cells[k]);
            if (f->column[k] >= 0 && cell.n)
                row_set(r, (size_t)f->column[k], cell);
        }
        if (f->table == T_Episodes && s->postcodes)
            episode_derive(r, s->postcodes, s->authority, a);
    }
    child_close(c);
}

void set_check(const struct set *s, struct check *k, size_t only, void (*done)(void *ctx, size_t n, size_t of), void *ctx)
{
    arena a;
    struct child c;
    arena_init(&a, 0);
    for (size_t n = 0; n < s->nchildren; n++) {
        set_child(s, n, &c, &a);
        if (only == SIZE_MAX || only == n)
            ssda903_check_child(k, &c);
        else
            ssda903_check_across(k, &c);
        arena_clear(&a);
        if (done && n % 1024 == 0)
            done(ctx, n, s->nchildren);
    }
    arena_release(&a);
    ssda903_check_end(k);
    if (only != SIZE_MAX)
        ssda903_check_keep(k, s->children[only]);
}
