/* fuzz_import.c - an extract of any of the three sources, taken in whole: every row is counted once, whatever is
 * rejected has its file and a column of that file's table, and a second time stores nothing.
 *
 * The bytes choose: the source, the tables, their columns and, for each cell, a value that its field could have, a
 * number that other rows may have too, or bytes as they come. So most rows have a valid shape and meet each other.
 * With RAW the bytes are one file as they stand. */
#include "base/file.h"
#include "base/out.h"
#include "catalogue/map.h"
#include "exchange/import.h"
#include "record/tables.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { RAW = 0x80, KEPT = 0x40, FILES = 8, ROWS = 8, DEEP = 4, TEXT_MAX = 256 * 1024 };

static const char *const sources[] = { "ssd", "ssda903", "cin" };

static struct {
    struct catalogue *cat;
    const struct import_map *maps[COUNT_OF(sources)];
    struct store *store;            /* of one person: what it is given is undone */
    char folder[64], empty[96], kept[96], files[96];
    arena forever;
} our;

/* --- the bytes ----------------------------------------------------------------------------------- */
struct feed { const uint8_t *p; size_t n; };

static unsigned take(struct feed *f)
{
    if (!f->n)
        return 0;
    f->n--;
    return *f->p++;
}

static bool is_chosen(struct feed *f, unsigned in_eight) { return (take(f) & 7) < in_eight; }

static void raw_text(struct feed *f, out *o)
{
    size_t n = take(f) % 24;
    n = n < f->n ? n : f->n;
    out_raw(o, (str){ (const char *)f->p, n });
    f->p += n;
    f->n -= n;
}

/* --- a set of files ------------------------------------------------------------------------------ */
static void file_is(const char *name, str text)
{
    char path[192];
    snprintf(path, sizeof path, "%s/%s", our.files, name);
    FILE *f = fopen(path, "we");
    if (!f || fwrite(text.p, 1, text.n, f) != text.n || fclose(f))
        abort();
}

static const struct field *field_of(const struct map_table *t, size_t column)
{
    for (size_t r = 0; r < t->nrecords; r++)
        for (size_t i = 0; i < t->records[r].nfields; i++)
            if (t->records[r].fields[i].column == (int)column)
                return t->records[r].fields[i].field;
    return NULL;
}

static void add_day(struct feed *f, out *o)
{
    unsigned a = take(f);
    if (a % 8 == 0)
        out_printf(o, "%u/02/2025", a >> 3);
    else
        out_printf(o, "20%02u-%02u-%02u", 17 + a % 10, 1 + (a >> 4) % 12, 1 + a % 28);
}

/* A value as the field might have it, or a number, or anything. */
static void add_value(struct feed *f, const struct field *field, out *o)
{
    static const char *const words[] = { "Y", "NULL", "3.0", "1900-01-01", "{\"1A\":\"Y\",\"2B\":\"N\"}",
                                         "{", "H5",   "-1" };
    unsigned how = take(f) % 16;
    if (how == 0)
        return;
    if (how == 1)
        out_raw(o, str_of(words[take(f) % COUNT_OF(words)]));
    else if (how == 2)
        raw_text(f, o);
    else if (field && (field->type == FT_DATE || field->type == FT_INSTANT))
        add_day(f, o);
    else if (field && (field->type == FT_CODE || field->type == FT_CODES) && field->codes->ncodes)
        out_raw(o, field->codes->codes[take(f) % field->codes->ncodes].code);
    else
        out_printf(o, "K%u", take(f) % 5);
}

static void add_row(struct feed *f, const struct map_table *t, const bool *has, out *o, arena *a)
{
    str *cells = arena_array(a, str, t->ncolumns + 1);
    size_t n = 0;
    for (size_t i = 0; i < t->ncolumns; i++) {
        out one = { 0 };
        if (!has[i])
            continue;
        if ((int)i == t->person || (int)i == t->via_column)
            out_printf(&one, "K%u", take(f) % 4);
        else
            add_value(f, field_of(t, i), &one);
        cells[n++] = arena_copy(a, out_str(&one));
        out_release(&one);
    }
    out_csv_line(o, n, cells);
}

static void csv_files(struct feed *f, const struct import_map *m, arena *a)
{
    for (unsigned left = 1 + take(f) % FILES; left; left--) {
        const struct map_table *t = &m->tables[take(f) % m->ntables];
        bool *has = arena_array(a, bool, t->ncolumns + 1);
        str *names = arena_array(a, str, t->ncolumns + 1);
        out o = { 0 };
        size_t n = 0;
        unsigned year = take(f);
        for (size_t i = 0; i < t->ncolumns; i++)
            if ((has[i] = is_chosen(f, 7)))
                names[n++] = t->columns[i].name;
        out_csv_line(&o, n, names);
        for (unsigned rows = take(f) % ROWS; rows; rows--)
            add_row(f, t, has, &o, a);
        str name = year % 2 ? arena_printf(a, STR_FMT ".csv", STR_ARG(t->name))
                            : arena_printf(a, "%u-" STR_FMT ".csv", 2017 + year % 8, STR_ARG(t->name));
        file_is(name.p, out_str(&o));
        out_release(&o);
    }
}

static void add_element(struct feed *f, const struct import_map *m, int deep, out *o)
{
    const struct map_table *t = &m->tables[take(f) % m->ntables];
    str name = t->nelements ? t->elements[take(f) % t->nelements] : S("Around");
    out_printf(o, "<" STR_FMT ">\n", STR_ARG(name));
    for (size_t i = 0; i < t->ncolumns; i++) {
        if (!is_chosen(f, 6) || memchr(t->columns[i].name.p, ' ', t->columns[i].name.n))
            continue;
        out text = { 0 };
        add_value(f, field_of(t, i), &text);
        for (size_t k = 0; k < text.n; k++)
            text.p[k] = text.p[k] < ' ' ? '?' : text.p[k];      /* else the whole file is refused */
        out_printf(o, "<" STR_FMT ">", STR_ARG(t->columns[i].name));
        out_text(o, out_str(&text));
        out_printf(o, "</" STR_FMT ">\n", STR_ARG(t->columns[i].name));
        out_release(&text);
    }
    for (unsigned inside = take(f) % 4; inside && deep < DEEP; inside--)
        add_element(f, m, deep + 1, o);
    out_printf(o, "</" STR_FMT ">\n", STR_ARG(name));
}

static void xml_file(struct feed *f, const struct import_map *m)
{
    out o = { 0 };
    out_raw(&o, S("<Message><Header><ReferenceDate>2026-03-31</ReferenceDate></Header>"));
    for (unsigned people = take(f) % 4; people; people--) {
        out_printf(&o, "<" STR_FMT ">", STR_ARG(m->group));
        for (unsigned inside = take(f) % 5; inside && o.n < TEXT_MAX; inside--)
            add_element(f, m, 0, &o);
        out_printf(&o, "</" STR_FMT ">", STR_ARG(m->group));
    }
    out_raw(&o, S("</Message>"));
    file_is("census.xml", out_str(&o));
    out_release(&o);
}

static void raw_file(struct feed *f, const struct import_map *m, arena *a)
{
    const struct map_table *t = &m->tables[take(f) % m->ntables];
    str name = m->group.n ? S("census.xml") : arena_printf(a, STR_FMT ".csv", STR_ARG(t->name));
    file_is(name.p, (str){ (const char *)f->p, f->n });
}

static void no_files(void)
{
    struct dirent *d;
    DIR *dir = opendir(our.files);
    while (dir && (d = readdir(dir)))
        if (d->d_name[0] != '.')
            unlinkat(dirfd(dir), d->d_name, 0);
    if (dir)
        closedir(dir);
}

/* --- what must be true --------------------------------------------------------------------------- */
static bool is_column(const struct import_map *m, str name)
{
    for (size_t t = 0; t < m->ntables; t++)
        for (size_t i = 0; i < m->tables[t].ncolumns; i++)
            if (str_eq(m->tables[t].columns[i].name, name))
                return true;
    return name.n == 0;
}

static err_code import(struct store *s, unsigned source, bool dry_run, arena *a, struct import_report *r)
{
    const struct import_options o = { .source = str_of(sources[source]),
                                      .where = our.files,
                                      .dry_run = dry_run,
                                      .today = day_make(2026, 11, 21) };
    const struct author who = { S("import"), S("import of anything"), instant_parse(S("2026-11-21T09:00:00Z")) };
    err e = { .mem = a };
    err_code rc = import_run(s, &o, &who, a, r, &e);
    if (rc != ERR_OK && rc != ERR_INVALID && rc != ERR_NOT_FOUND) {
        fprintf(stderr, "%s: " STR_FMT " (" STR_FMT ")\n", err_name(rc), STR_ARG(e.message), STR_ARG(e.detail));
        abort();
    }
    if (r->rows.read != r->rows.stored + r->rows.unchanged + r->rows.rejected ||
        (rc == ERR_OK && (int64_t)r->nrejects != r->rows.rejected + r->cells))
        abort();
    for (size_t i = 0; i < r->nrejects; i++)
        if (!is_column(our.maps[source], r->rejects[i].column) || !r->rejects[i].reason.n || !r->rejects[i].file.n)
            abort();
    return rc;
}

static void again(struct store *s, unsigned source, arena *a)
{
    struct import_report first = { 0 }, second = { 0 };
    err_code rc = import(s, source, false, a, &first);
    if (import(s, source, false, a, &second) != rc || second.rows.read != first.rows.read)
        abort();
}

static void open_store(struct store **s, const char *where, unsigned flags)
{
    err e = { .mem = &our.forever };
    if (records_open(s, our.cat, str_of(where), flags, &e)) {
        fprintf(stderr, STR_FMT "\n", STR_ARG(e.message));
        abort();
    }
}

static void copy_of_empty(void)
{
    static const char *const ends[] = { "", "-wal", "-shm" };
    char path[128];
    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        snprintf(path, sizeof path, "%s%s", our.kept, ends[i]);
        remove(path);
    }
    arena a;
    arena_init(&a, 0);
    err e = { .mem = &a };
    struct file empty;
    if (file_open(&empty, our.empty, &e))
        abort();
    FILE *f = fopen(our.kept, "we");
    if (!f || fwrite(empty.bytes.p, 1, empty.bytes.n, f) != empty.bytes.n || fclose(f))
        abort();
    file_close(&empty);
    arena_release(&a);
}

static void gone(void)
{
    char command[96];
    snprintf(command, sizeof command, "rm -rf %s", our.folder);     /* a name made by mkdtemp */
    if (system(command))
        fprintf(stderr, "%s is left\n", our.folder);
}

static void start(void)
{
    struct store *s;
    err e = { .mem = &our.forever };
    arena_init(&our.forever, 0);
    snprintf(our.folder, sizeof our.folder, "%s/holdfast-fuzz-XXXXXX", access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm");
    if (!mkdtemp(our.folder) || atexit(gone) || catalogue_load(&our.cat, STR_NONE, &e))
        abort();
    snprintf(our.files, sizeof our.files, "%s/files", our.folder);
    snprintf(our.empty, sizeof our.empty, "%s/empty.db", our.folder);
    snprintf(our.kept, sizeof our.kept, "%s/kept.db", our.folder);
    for (size_t i = 0; i < COUNT_OF(sources); i++)
        if (import_map_make(&our.maps[i], our.cat, str_of(sources[i]), &our.forever, &e))
            abort();
    if (mkdir(our.files, 0700))
        abort();
    open_store(&s, our.kept, STORE_WRITE | STORE_CREATE);
    store_close(s);
    if (rename(our.kept, our.empty))
        abort();
    copy_of_empty();
    char path[128];
    snprintf(path, sizeof path, "%s/dry.db", our.folder);
    open_store(&our.store, path, STORE_WRITE | STORE_CREATE);
    struct import_report r = { 0 };
    file_is("ssd_person.csv", S("pers_person_id,pers_forename,pers_surname\nK9,Kim,Hall\n"));
    if (import(our.store, 0, false, &our.forever, &r) || r.rows.stored != 1)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    if (!our.cat)
        start();
    struct feed f = { data, n };
    unsigned first = take(&f), source = (first & 0x3f) % COUNT_OF(sources);
    const struct import_map *m = our.maps[source];
    arena a;
    arena_init(&a, 0);
    no_files();
    if (first & RAW)
        raw_file(&f, m, &a);
    else if (m->group.n)
        xml_file(&f, m);
    else
        csv_files(&f, m, &a);
    if (first & KEPT) {
        struct store *s;
        copy_of_empty();
        open_store(&s, our.kept, STORE_WRITE);
        again(s, source, &a);
        store_close(s);
    } else {
        struct import_report r = { 0 };
        if (import(our.store, source, true, &a, &r) == ERR_NOT_FOUND)
            abort();
    }
    arena_release(&a);
    return 0;
}
