/* files.c - which files of a folder are tables of the source, of which year, in which order. */
#include "exchange/work.h"
#include "base/workbook.h"
#include "returns/files.h"
#include "returns/kinds.h"
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { FILES_MAX = 2000, FOLDERS_DEEP = 3 };

static bool word_char(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/* The table whose name stands in the file's name as whole words; the longest such name wins. */
static const struct map_table *table_with_name(const struct import_map *m, str name)
{
    const struct map_table *best = NULL;
    for (size_t t = 0; t < m->ntables; t++) {
        str want = m->tables[t].name;
        for (size_t i = 0; i + want.n <= name.n; i++) {
            bool begins = i == 0 || !word_char(name.p[i - 1]),
                 ends = i + want.n == name.n || !word_char(name.p[i + want.n]);
            if (begins && ends && (!best || want.n > best->name.n) &&
                str_eq_nocase((str){ name.p + i, want.n }, want))
                best = &m->tables[t];
        }
    }
    return best;
}

/* What a return's files are called, the return itself knows, and its check goes by the same. */
static const struct map_table *table_of(const struct work *w, str name)
{
    if (!w->returns)
        return table_with_name(w->map, name);
    int table = w->returns->reader->table_of_name(name);
    for (size_t t = 0; table >= 0 && t < w->map->ntables; t++)
        if (w->returns->reader->table_of_name(w->map->tables[t].name) == table)
            return &w->map->tables[t];
    return NULL;
}

static str extension(str name)
{
    const char *dot = name.n ? memrchr(name.p, '.', name.n) : NULL;
    return dot ? str_skip(name, (size_t)(dot - name.p) + 1) : S("");
}

enum file_form { FORM_NONE, FORM_CSV, FORM_XML, FORM_BOOK };

static enum file_form form_of(str ext)
{
    static const struct { const char *ext; enum file_form form; } forms[] = {
        { "csv", FORM_CSV }, { "txt", FORM_CSV }, { "tsv", FORM_CSV }, { "xml", FORM_XML }, { "xlsx", FORM_BOOK },
    };
    for (size_t i = 0; i < COUNT_OF(forms); i++)
        if (str_eq_nocase(ext, str_of(forms[i].ext)))
            return forms[i].form;
    return FORM_NONE;
}

/* serious: it may be one of the council's, so the import is not whole without it. */
static void leave_out(struct work *w, struct in_file *f, bool serious, const char *why)
{
    f->unreadable = true;
    f->report->refused = serious;
    file_note(w, f, "%s", why);
}

static struct in_file *new_file(struct work *w, str shown, struct import_file *report)
{
    struct in_file *f = arena_new(w->mem, struct in_file);
    f->report = report ? report : arena_new(w->mem, struct import_file);
    if (!report)
        f->report->name = shown;
    f->year_end = STR_NONE;
    ARENA_PUSH(w->mem, w->files, w->nfiles, w->cap_files) = f;
    return f;
}

static err_code add_file(struct work *w, str path, str shown, err *e)
{
    str ext = extension(shown);
    enum file_form form = form_of(ext);
    if (w->nfiles == FILES_MAX)
        return err_set(e, ERR_INVALID, "There are more than 2,000 files in the folder.");
    struct in_file *f = new_file(w, shown, NULL);
    f->path = path.p;
    f->xml = form == FORM_XML && w->returns;
    f->book = form == FORM_BOOK;
    str stem = str_take(shown, shown.n - ext.n - (ext.n ? 1 : 0));
    const char *slash = stem.n ? memrchr(stem.p, '/', stem.n) : NULL;
    f->folder = str_take(stem, slash ? (size_t)(slash - stem.p) : 0);
    f->base = slash ? str_skip(stem, f->folder.n + 1) : stem;
    str named = return_year_in(f->base, &f->year, &f->spans) ? S("") : f->folder;
    if (named.n)
        (void)return_year_in(named, &f->year, &f->spans);
    f->table = form == FORM_CSV ? table_of(w, f->base) : NULL;
    if (!f->xml && !f->table && !f->book)
        leave_out(w, f, form == FORM_CSV,
                  form == FORM_CSV ? "this name is not that of a table, so the file was left out"
                                   : "not a file that can be imported, so it was left out");
    return ERR_OK;
}

static err_code walk(struct work *w, str path, str shown, int deep, err *e)
{
    DIR *dir = opendir(path.p);
    if (!dir)
        return err_set(e, errno == ENOENT ? ERR_NOT_FOUND : ERR_SYSTEM, "The folder " STR_FMT " cannot be opened: %s.",
                       STR_ARG(path), strerror(errno));
    err_code rc = ERR_OK;
    struct dirent *d;
    while (rc == ERR_OK && (d = readdir(dir))) {
        struct stat st;
        if (d->d_name[0] == '.')
            continue;
        str full = arena_printf(w->mem, STR_FMT "/%s", STR_ARG(path), d->d_name);
        str below = shown.n ? arena_printf(w->mem, STR_FMT "/%s", STR_ARG(shown), d->d_name)
                            : arena_copy(w->mem, str_of(d->d_name));
        if (stat(full.p, &st))
            continue;
        if (S_ISDIR(st.st_mode) && deep < FOLDERS_DEEP)
            rc = walk(w, full, below, deep + 1, e);
        else if (S_ISREG(st.st_mode))
            rc = add_file(w, full, below, e);
    }
    closedir(dir);
    return rc;
}

/* Tables in the order of the map, years upwards, then by name. */
static int in_order(const void *a, const void *b)
{
    const struct in_file *x = *(struct in_file *const *)a, *y = *(struct in_file *const *)b;
    int tx = x->table ? x->table->index : -1, ty = y->table ? y->table->index : -1;
    if (tx != ty)
        return tx < ty ? -1 : 1;
    int c = str_cmp(x->year_end, y->year_end);
    return c ? c : str_cmp(x->report->name, y->report->name);
}

/* DOB and SEX stand in every file of the 903, for reading by eye; the header's are the ones that count. */
static bool used_elsewhere(const struct import_map *m, str column)
{
    for (size_t t = 0; t < m->ntables; t++)
        for (size_t i = 0; i < m->tables[t].ncolumns; i++)
            if (csv_same_name(m->tables[t].columns[i].name, column))
                return true;
    return false;
}

static void name_unused(struct work *w, struct in_file *f)
{
    const struct csv_row *header = &f->grid.csv.header;
    str left = S("");
    for (size_t i = 0; i < header->n; i++)
        if (!f->grid.used[i] && header->cells[i].n && !used_elsewhere(w->map, header->cells[i]))
            left = arena_printf(w->mem, STR_FMT "%s" STR_FMT, STR_ARG(left), left.n ? ", " : "",
                                STR_ARG(str_take(header->cells[i], 60)));
    if (left.n)
        file_note(w, f, "columns not used: " STR_FMT, STR_ARG(str_take(left, 600)));
}

struct noting { struct work *w; struct in_file *f; };

static void note_of_grid(void *ctx, size_t line, bool serious, str text)
{
    const struct noting *to = ctx;
    to->f->report->refused = to->f->report->refused || serious;
    file_note(to->w, to->f, "line %zu: " STR_FMT, line, STR_ARG(text));
}

static void open_table(struct work *w, struct in_file *f)
{
    struct noting to = { w, f };
    struct grid_column *columns = arena_array(w->mem, struct grid_column, f->table->ncolumns + 1);
    str why, text = f->made.p ? out_str(&f->made) : f->bytes.bytes;
    for (size_t i = 0; i < f->table->ncolumns; i++) {
        const struct map_column *c = &f->table->columns[i];
        columns[i] = (struct grid_column){ c->name, c->naliases, c->aliases, column_kind(f->table, (int)i) };
    }
    f->shape = (struct grid_shape){ f->table->ncolumns, columns, false, &w->s->cat->nothing };
    if (!grid_open(&f->grid, text, &f->shape, w->mem, note_of_grid, &to, &why)) {
        leave_out(w, f, true, arena_printf(w->mem, "left out: " STR_FMT, STR_ARG(why)).p);
        return;
    }
    if (f->grid.csv.encoding == ENCODING_1252)
        file_note(w, f, "read as Windows-1252, because it is not UTF-8");
    if (!f->lines)
        name_unused(w, f);
}

static void part_of(struct work *w, const struct in_file *f, str shown, const struct map_table *t, out *made,
                    const uint32_t *lines)
{
    struct in_file *part = new_file(w, shown, shown.p ? NULL : f->report);
    part->folder = f->folder;
    part->base = f->base;
    part->year = f->year;
    part->spans = f->spans;
    part->table = t;
    part->made = *made;
    *made = (out){ 0 };
    part->lines = lines;
    open_table(w, part);
}

/* An XML file whose return has CSV files too becomes the same tables; its rows keep their lines. */
static err_code open_xml(struct work *w, struct in_file *f, err *e)
{
    struct return_tables t;
    if (!w->returns->reader->tables_of_xml)
        return ERR_OK;
    err_code rc = w->returns->reader->tables_of_xml(f->bytes.bytes, &t, w->mem, e);
    if (rc)
        err_detail(e, STR_FMT, STR_ARG(f->report->name));
    f->xml = false;
    f->expanded = true;
    for (size_t i = 0; !rc && i < t.n; i++)
        for (size_t k = 0; k < w->map->ntables; k++)
            if (t.at[i].n && w->returns->reader->table_of_name(w->map->tables[k].name) == t.at[i].table)
                part_of(w, f, STR_NONE, &w->map->tables[k], &t.at[i].csv, t.at[i].lines);
    return_tables_release(&t);
    return rc;
}

static void open_book(struct work *w, struct in_file *f)
{
    size_t n = 0, taken = 0;
    struct workbook_sheet *sheets = NULL;
    err quiet = { .mem = w->mem };
    if (workbook_as_csv(f->bytes.bytes, &n, &sheets, w->mem, &quiet)) {
        leave_out(w, f, true, arena_printf(w->mem, "left out: " STR_FMT, STR_ARG(quiet.message)).p);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        const struct map_table *t = table_of(w, sheets[i].name);
        t = !t && n == 1 ? table_of(w, f->base) : t;
        if (!t)
            continue;
        str shown = arena_printf(w->mem, STR_FMT ", sheet " STR_FMT, STR_ARG(f->report->name), STR_ARG(sheets[i].name));
        part_of(w, f, shown, t, &sheets[i].csv, NULL);
        taken++;
    }
    workbook_sheets_release(n, sheets);
    f->expanded = taken > 0;
    if (!taken)
        leave_out(w, f, false, "none of its sheets is called as a table is, so it was left out");
}

static err_code open_file(struct work *w, struct in_file *f, err *e)
{
    if (f->unreadable)
        return ERR_OK;
    if (file_open(&f->bytes, f->path, e))
        return e->code;
    if (f->xml)
        return open_xml(w, f, e);
    if (f->book)
        open_book(w, f);
    else
        open_table(w, f);
    return ERR_OK;
}

err_code files_find(struct work *w, err *e)
{
    struct stat st;
    str path = arena_copy(w->mem, str_of(w->o->where));
    if (stat(path.p, &st)) {
        err_set(e, errno == ENOENT ? ERR_NOT_FOUND : ERR_SYSTEM, "%s cannot be opened: %s.", w->o->where,
                strerror(errno));
        return err_hint(e, "give the folder that holds the files, or the file itself");
    }
    const char *slash = path.n ? memrchr(path.p, '/', path.n) : NULL;
    if (S_ISDIR(st.st_mode) ? walk(w, path, S(""), 0, e)
                            : add_file(w, path, slash ? str_skip(path, (size_t)(slash - path.p) + 1) : path, e))
        return e->code;
    size_t found = w->nfiles;
    bool any = false;
    for (size_t i = 0; i < found; i++)
        if (open_file(w, w->files[i], e))
            return e->code;
    for (size_t i = 0; i < w->nfiles; i++)
        any = any || w->files[i]->table || w->files[i]->xml;
    if (!any) {
        err_set(e, ERR_INVALID, "There is no file here that can be imported.");
        return err_hint(e, "%s",
                        w->returns ? w->returns->files
                                   : "files are called as their tables are: ssd_person.csv, ssd_contacts.csv");
    }
    years_find(w);
    qsort(w->files, w->nfiles, sizeof *w->files, in_order);
    return ERR_OK;
}

void files_close(struct work *w)
{
    for (size_t i = 0; i < w->nfiles; i++) {
        file_close(&w->files[i]->bytes);
        out_release(&w->files[i]->made);
    }
}
