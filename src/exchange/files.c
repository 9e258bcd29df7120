/* files.c - which files of a folder are tables of the source, of which year, in which order. */
#include "exchange/work.h"
#include "returns/kinds.h"
#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { FILES_MAX = 2000, FOLDERS_DEEP = 3 };

void file_note(struct work *w, struct in_file *f, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    str s = arena_vprintf(w->mem, fmt, ap);
    va_end(ap);
    ARENA_PUSH(w->mem, f->report.notes, f->report.nnotes, f->report.cap_notes) = s;
}

/* The last year written in a name: 2019-episodes, episodes_2018_19, 2017-18/header. 0: none. */
static int year_in(str name)
{
    int found = 0;
    for (size_t i = 0; i + 4 <= name.n; i++) {
        bool begins = i == 0 || name.p[i - 1] < '0' || name.p[i - 1] > '9',
             ends = i + 4 == name.n || name.p[i + 4] < '0' || name.p[i + 4] > '9';
        int64_t year;
        if (begins && ends && str_int((str){ name.p + i, 4 }, &year) && year >= 1990 && year <= 2100)
            found = (int)year;
    }
    return found;
}

static bool word_char(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/* The table whose name stands in the file's name as whole words; the longest such name wins
 * (previous_permanence, not permanence). "placed_for_adoption_errors" is the table placed_for_adoption. */
static const struct map_table *table_of(const struct import_map *m, str name)
{
    const struct map_table *best = NULL;
    for (size_t t = 0; t < m->ntables; t++) {
        str want = m->tables[t].name;
        for (size_t i = 0; i + want.n <= name.n; i++) {
            bool begins = i == 0 || !word_char(name.p[i - 1]),
                 ends = i + want.n == name.n || !word_char(name.p[i + want.n]);
            bool longer = !best || want.n > best->name.n;
            if (begins && ends && longer && str_eq_nocase((str){ name.p + i, want.n }, want) &&
                (i == 0 || !word_char(name.p[i - 1])))
                best = &m->tables[t];
        }
    }
    return best;
}

static str extension(str name)
{
    const char *dot = name.n ? memrchr(name.p, '.', name.n) : NULL;
    return dot ? str_skip(name, (size_t)(dot - name.p) + 1) : S("");
}

static err_code add_file(struct work *w, str path, str shown, err *e)
{
    str ext = extension(shown);
    bool xml = str_eq_nocase(ext, S("xml")),
         csv = str_eq_nocase(ext, S("csv")) || str_eq_nocase(ext, S("txt")) || str_eq_nocase(ext, S("tsv"));
    if (w->nfiles == FILES_MAX)
        return err_set(e, ERR_INVALID, "There are more than 2,000 files in the folder.");
    struct in_file *f = arena_new(w->mem, struct in_file);
    f->report.name = shown;
    f->path = path.p;
    f->xml = xml && !str_eq(w->map->source, S("ssd"));
    str stem = str_take(shown, shown.n - ext.n - (ext.n ? 1 : 0)), folder = stem;
    const char *slash = stem.n ? memrchr(stem.p, '/', stem.n) : NULL;
    str base = slash ? str_skip(stem, (size_t)(slash - stem.p) + 1) : stem;
    folder.n = slash ? (size_t)(slash - stem.p) : 0;
    f->year = year_in(base) ? year_in(base) : year_in(folder);
    f->table = csv ? table_of(w->map, base) : NULL;
    f->year_end = STR_NONE;
    if (!f->xml && !f->table) {
        f->unreadable = true;
        file_note(w, f,
                  csv ? "this name is not that of a table, so the file was left out"
                      : "not a file that can be imported, so it was left out");
    }
    ARENA_PUSH(w->mem, w->files, w->nfiles, w->cap_files) = f;
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
    if (x->year != y->year)
        return x->year < y->year ? -1 : 1;
    return str_cmp(x->report.name, y->report.name);
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

static err_code map_columns(struct work *w, struct in_file *f)
{
    const struct map_table *t = f->table;
    bool *used = arena_array(w->mem, bool, f->csv.header.n + 1);
    f->column_of = arena_array(w->mem, int, t->ncolumns + 1);
    for (size_t i = 0; i < t->ncolumns; i++) {
        int at = csv_column(&f->csv, t->columns[i].name);
        for (size_t k = 0; at < 0 && k < t->columns[i].naliases; k++)
            at = csv_column(&f->csv, t->columns[i].aliases[k]);
        f->column_of[i] = at;
        if (at >= 0)
            used[at] = true;
    }
    str left = S("");
    for (size_t i = 0; i < f->csv.header.n; i++)
        if (!used[i] && f->csv.header.cells[i].n && !used_elsewhere(w->map, f->csv.header.cells[i]))
            left = arena_printf(w->mem, STR_FMT "%s" STR_FMT, STR_ARG(left), left.n ? ", " : "",
                                STR_ARG(str_take(f->csv.header.cells[i], 60)));
    if (left.n)
        file_note(w, f, "columns not used: " STR_FMT, STR_ARG(str_take(left, 600)));
    return ERR_OK;
}

static err_code open_file(struct work *w, struct in_file *f, err *e)
{
    if (f->unreadable)
        return ERR_OK;
    if (file_open(&f->bytes, f->path, e))
        return e->code;
    if (f->xml)
        return ERR_OK;
    csv_of(&f->csv, f->bytes.bytes, w->mem);
    if (f->csv.encoding == ENCODING_UTF16) {
        err_set(e, ERR_INVALID, "The file " STR_FMT " is in UTF-16, which Excel calls Unicode text.",
                STR_ARG(f->report.name));
        return err_hint(e, "save it again as CSV UTF-8 (comma delimited)");
    }
    if (f->csv.encoding == ENCODING_1252)
        file_note(w, f, "read as Windows-1252, because it is not UTF-8");
    return map_columns(w, f);
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
    bool any = false;
    for (size_t i = 0; i < w->nfiles; i++)
        any = any || !w->files[i]->unreadable;
    if (!any) {
        err_set(e, ERR_INVALID, "There is no file here that can be imported.");
        const struct return_kind *of = return_kind_named(w->map->source);
        return err_hint(e, "%s",
                        of ? of->files : "files are called as their tables are: ssd_person.csv, ssd_contacts.csv");
    }
    qsort(w->files, w->nfiles, sizeof *w->files, in_order);
    for (size_t i = 0; i < w->nfiles; i++)
        if (open_file(w, w->files[i], e))
            return e->code;
    return ERR_OK;
}

void files_close(struct work *w)
{
    for (size_t i = 0; i < w->nfiles; i++)
        file_close(&w->files[i]->bytes);
}
