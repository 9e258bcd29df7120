/* ssd_write.c - see write.h. Each table is one pass over the rows of the kind that feeds it. */
#include "exchange/ssd_write.h"
#include "catalogue/named.h"
#include "base/out.h"
#include "record/tables.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct { const char *name, *columns; } ssd_tables[] = {
#define SSD_TABLE(table, columns) { #table, columns },
#include "exchange/ssd_tables.def"
#undef SSD_TABLE
};

enum { MAX_COLUMNS = 48, FLUSH_BYTES = 1 << 20 };

/* Where a column's value comes from; several fields may share a JSON column, each with its key. */
struct part { const struct field *field; str json_key; };
struct cell { str name; size_t nparts, cap; struct part *parts; bool is_key, is_person; };

struct keys { size_t cap; struct key_of { int64_t id; str text; } *at; };       /* open addressing by id */

struct writing {
    struct store *s;
    const struct kind *kind;
    const struct ssd_source *source;
    size_t ncolumns;
    struct cell columns[MAX_COLUMNS];
    /* of a table with one row a person: the subject, and in text.n the number of its last record */
    struct keys latest;
    struct keys *keys;              /* one a kind: texts of the keys that are not numbers */
    struct keys teams;              /* their names */
    const struct kind *person;
    arena *mem, scratch;
    out text;
    FILE *file;
    int64_t rows;
};

/* --- keys ---------------------------------------------------------------------------------------- */
static struct key_of *key_slot(const struct keys *k, int64_t id)
{
    size_t i = (size_t)((uint64_t)id * 0x9e3779b97f4a7c15u >> 20) & (k->cap - 1);
    while (k->at[i].id && k->at[i].id != id)
        i = (i + 1) & (k->cap - 1);
    return &k->at[i];
}

static str key_text(const struct keys *k, int64_t id, arena *a)
{
    const struct key_of *x = k->cap ? key_slot(k, id) : NULL;
    return x && x->id ? x->text : arena_printf(a, "%lld", (long long)id);
}

static bool fed_by(str list, str table, str column, str *json_key)
{
    str one, name = STR_NONE;
    while (str_cut(&list, ';', &one)) {
        one = str_trim(one);
        str_cut(&one, ' ', &name);
        str at, key = STR_NONE;
        if (!str_cut(&name, '.', &at) || !str_eq(at, table))
            continue;
        const char *hash = name.n ? memchr(name.p, '#', name.n) : NULL;
        if (hash) {
            key = str_skip(name, (size_t)(hash - name.p) + 1);
            name.n = (size_t)(hash - name.p);
        }
        if (str_eq(name, column)) {
            *json_key = key;
            return true;
        }
    }
    return false;
}

/* The field that is itself the key of the kind's rows, as the council's number is of a person's; NULL: none. */
static const struct field *key_field(const struct kind *k)
{
    str json_key;
    for (size_t i = 0; i < k->nssd; i++)
        for (size_t f = 0; f < k->nfields; f++)
            if (k->ssd[i].key.p && k->fields[f].type == FT_TEXT &&
                fed_by(k->fields[f].ssd, k->ssd[i].table, k->ssd[i].key, &json_key))
                return &k->fields[f];
    return NULL;
}

struct key_reading { struct keys *to; const struct kind *kind; const struct field *field; arena *mem; size_t n; };

static void keys_grow(struct keys *k, arena *mem)
{
    struct keys bigger = { k->cap ? k->cap * 2 : 1024, NULL };
    bigger.at = arena_array(mem, struct key_of, bigger.cap);
    for (size_t i = 0; i < k->cap; i++)
        if (k->at[i].id)
            *key_slot(&bigger, k->at[i].id) = k->at[i];
    *k = bigger;
}

static err_code key_row(void *ctx, size_t ncols, const db_val *row, err *e)
{
    struct key_reading *r = ctx;
    (void)ncols, (void)e;
    str key = r->field ? row[ROW_FIELDS + r->field->index].s : STR_NONE, from = row[ROW_KEY].s;
    if (!key.n && from.p && str_starts(from, S("ssd:"))) {
        str head;
        from = str_skip(from, 4);
        str_cut(&from, ':', &head);
        key = from;
    }
    if (!key.n || row[ROW_REMOVED].i)
        return ERR_OK;
    if (2 * (r->n + 1) > r->to->cap)
        keys_grow(r->to, r->mem);
    *key_slot(r->to, row[ROW_ID].i) = (struct key_of){ row[ROW_ID].i, arena_copy(r->mem, key) };
    r->n++;
    return ERR_OK;
}

static err_code keys_read(struct writing *w, err *e)
{
    const struct catalogue *cat = w->s->cat;
    w->keys = arena_array(w->mem, struct keys, cat->nkinds);
    for (size_t i = 0; i < cat->nkinds; i++) {
        const struct kind *k = &cat->kinds[i];
        struct key_reading r = { &w->keys[i], k, key_field(k), w->mem, 0 };
        if (k->nssd && db_each(w->s->db, kind_table(w->s, k)->all, NO_ARGS, key_row, &r, e))
            return e->code;
    }
    const struct kind *team = kind_of(cat, K_team);
    struct key_reading names = { &w->teams, team, kind_field_of(team, F_team_name), w->mem, 0 };
    return db_each(w->s->db, kind_table(w->s, team)->all, NO_ARGS, key_row, &names, e);
}

/* --- cells --------------------------------------------------------------------------------------- */
/* Quoted only where CSV needs it: another program reads this, and it must read what is stored. */
static void cell_write(out *o, str s)
{
    bool quote = false;
    for (size_t i = 0; i < s.n && !quote; i++)
        quote = s.p[i] == ',' || s.p[i] == '"' || s.p[i] == '\n' || s.p[i] == '\r';
    if (!quote) {
        out_raw(o, s);
        return;
    }
    out_char(o, '"');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"')
            out_char(o, '"');
        out_char(o, s.p[i]);
    }
    out_char(o, '"');
}

static str value_text(struct writing *w, const struct field *f, const db_val *v)
{
    if (v->type == DB_NULL)
        return S("");
    if (f->type == FT_FLAG)
        return v->i ? S("Y") : S("N");
    if (f->type == FT_REF)
        return key_text(&w->keys[f->ref->index], v->i, &w->scratch);
    return v->type == DB_INT ? arena_printf(&w->scratch, "%lld", (long long)v->i) : v->s;
}

static bool has_word(str list, str word)
{
    str one;
    while (str_cut(&list, ' ', &one))
        if (str_eq(one, word))
            return true;
    return false;
}

/* {"NFA_FLAG":"N",…,"COMMENTS":""}: every code a key, as the dataset has it; factors are a plain list. */
static str json_cell(struct writing *w, const struct cell *c, const db_val *row)
{
    out o = { 0 };
    size_t n = 0;
    bool list = str_ends(c->name, S("factors_json"));
    out_char(&o, list ? '[' : '{');
    for (size_t i = 0; i < c->nparts; i++) {
        const struct field *f = c->parts[i].field;
        const db_val *v = &row[ROW_FIELDS + f->index];
        str set = v->s.p ? v->s : S("");
        for (size_t k = 0; f->type == FT_CODES && !c->parts[i].json_key.p && k < f->codes->ncodes; k++) {
            bool yes = has_word(set, f->codes->codes[k].code);
            if (list && !yes)
                continue;
            if (n++)
                out_char(&o, ',');
            out_json(&o, f->codes->codes[k].code);
            if (!list)
                out_raw(&o, yes ? S(":\"Y\"") : S(":\"N\""));
        }
        if (!c->parts[i].json_key.p)
            continue;
        if (n++)
            out_char(&o, ',');
        out_json(&o, c->parts[i].json_key);
        out_char(&o, ':');
        out_json(&o, value_text(w, f, v));
    }
    out_char(&o, list ? ']' : '}');
    str made = arena_copy(&w->scratch, out_str(&o));
    out_release(&o);
    return made;
}

/* The dataset tells a worker's team by no other column than the name of a department. */
static str department_text(struct writing *w, const struct field *f, const db_val *row)
{
    const struct field *team = kind_field_of(w->kind, F_worker_team_id);
    const db_val *v = team ? &row[ROW_FIELDS + team->index] : NULL;
    const struct key_of *named = v && v->type != DB_NULL && w->teams.cap ? key_slot(&w->teams, v->i) : NULL;
    return named && named->id ? named->text : value_text(w, f, &row[ROW_FIELDS + f->index]);
}

static str cell_text(struct writing *w, const struct cell *c, const db_val *row)
{
    if (c->is_person)
        return key_text(&w->keys[w->person->index], row[ROW_SUBJECT].i, &w->scratch);
    if (c->is_key)
        return key_text(&w->keys[w->kind->index], row[ROW_ID].i, &w->scratch);
    if (!c->nparts)
        return S("");
    const struct field *f = c->parts[0].field;
    if (c->parts[0].json_key.p || (f->type == FT_CODES && str_ends(c->name, S("_json"))))
        return json_cell(w, c, row);
    return kind_is(w->kind, K_worker) && f == kind_field_of(w->kind, F_worker_department)
               ? department_text(w, f, row)
               : value_text(w, f, &row[ROW_FIELDS + f->index]);
}

static bool one_a_person(const struct writing *w)
{
    return w->source->person.p && str_eq(w->source->person, w->source->key);
}

/* Rows of people who have no council number, and those that another table takes, are not this table's. */
static bool row_belongs(struct writing *w, const db_val *row)
{
    if (row[ROW_REMOVED].i)
        return false;
    for (size_t i = 0; i < w->source->nset; i++) {
        const struct field *f = kind_field(w->kind, w->source->set[i].field);
        str is = f ? value_text(w, f, &row[ROW_FIELDS + f->index]) : STR_NONE, wanted = w->source->set[i].value;
        if (f && !(f->type == FT_CODES ? has_word(is, wanted) : str_eq(is, wanted)))
            return false;
    }
    if (one_a_person(w) && key_slot(&w->latest, row[ROW_SUBJECT].i)->text.n != (size_t)row[ROW_ID].i)
        return false;
    const struct keys *people = &w->keys[w->person->index];
    return w->kind->subject != w->person || (people->cap && key_slot(people, row[ROW_SUBJECT].i)->id);
}

static err_code latest_row(void *ctx, size_t ncols, const db_val *row, err *e)
{
    struct key_reading *r = ctx;
    (void)ncols, (void)e;
    if (row[ROW_REMOVED].i)
        return ERR_OK;
    if (2 * (r->n + 1) > r->to->cap)
        keys_grow(r->to, r->mem);
    struct key_of *x = key_slot(r->to, row[ROW_SUBJECT].i);
    r->n += x->id == 0;
    *x = (struct key_of){ row[ROW_SUBJECT].i, { NULL, (size_t)row[ROW_ID].i } };
    return ERR_OK;
}

static err_code file_flush(struct writing *w, err *e)
{
    bool good = fwrite(w->text.p ? w->text.p : "", 1, w->text.n, w->file) == w->text.n;
    out_clear(&w->text);
    return good ? ERR_OK : err_set(e, ERR_SYSTEM, "A file of the extract could not be written: %s.", strerror(errno));
}

static err_code row_write(void *ctx, size_t ncols, const db_val *row, err *e)
{
    struct writing *w = ctx;
    (void)ncols;
    if (!row_belongs(w, row))
        return ERR_OK;
    for (size_t i = 0; i < w->ncolumns; i++) {
        if (i)
            out_char(&w->text, ',');
        cell_write(&w->text, cell_text(w, &w->columns[i], row));
    }
    out_raw(&w->text, S("\r\n"));
    arena_clear(&w->scratch);
    w->rows++;
    return w->text.n > FLUSH_BYTES ? file_flush(w, e) : ERR_OK;
}

/* --- tables -------------------------------------------------------------------------------------- */
/* The kind whose records are the rows: where two feed a table, the one that says whose they are. */
static void table_find(struct writing *w, str table)
{
    w->kind = NULL;
    for (size_t k = 0; k < w->s->cat->nkinds; k++)
        for (size_t i = 0; i < w->s->cat->kinds[k].nssd; i++) {
            const struct ssd_source *x = &w->s->cat->kinds[k].ssd[i];
            if (str_eq(x->table, table) && (!w->kind || x->person.p)) {
                w->kind = &w->s->cat->kinds[k];
                w->source = x;
            }
        }
}

static void columns_plan(struct writing *w, str table, str names)
{
    str one;
    w->ncolumns = 0;
    while (str_cut(&names, ' ', &one)) {
        if (!one.n || w->ncolumns == MAX_COLUMNS)
            continue;
        struct cell *c = &w->columns[w->ncolumns++];
        *c = (struct cell){ .name = one };
        if (!w->kind)
            continue;
        c->is_person = w->source->person.p && str_eq(w->source->person, one);
        c->is_key = !c->is_person && w->source->key.p && str_eq(w->source->key, one);
        for (size_t f = 0; f < w->kind->nfields; f++) {
            struct part p = { &w->kind->fields[f], STR_NONE };
            if (fed_by(w->kind->fields[f].ssd, table, one, &p.json_key))
                ARENA_PUSH(w->mem, c->parts, c->nparts, c->cap) = p;
        }
    }
}

/* Children's records: for whoever writes them alone, whatever a file of that name allowed before. */
static FILE *open_for_owner(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0 || fchmod(fd, 0600)) {
        if (fd >= 0)
            close(fd);
        return NULL;
    }
    return fdopen(fd, "wb");
}

static err_code table_write(struct writing *w, const char *dir, const char *table, const char *columns, err *e)
{
    table_find(w, str_of(table));
    columns_plan(w, str_of(table), str_of(columns));
    w->file = open_for_owner(arena_z(w->mem, arena_printf(w->mem, "%s/%s.csv", dir, table)));
    if (!w->file)
        return err_set(e, ERR_SYSTEM, "%s/%s.csv cannot be written: %s.", dir, table, strerror(errno));
    for (size_t i = 0; i < w->ncolumns; i++) {
        if (i)
            out_char(&w->text, ',');
        out_raw(&w->text, w->columns[i].name);
    }
    out_raw(&w->text, S("\r\n"));
    struct key_reading last = { &w->latest, w->kind, NULL, w->mem, 0 };
    w->latest = (struct keys){ 0 };
    err_code code = w->kind && one_a_person(w)
                        ? db_each(w->s->db, kind_table(w->s, w->kind)->all, NO_ARGS, latest_row, &last, e)
                        : ERR_OK;
    if (!code && w->kind)
        code = db_each(w->s->db, kind_table(w->s, w->kind)->all, NO_ARGS, row_write, w, e);
    if (!code)
        code = file_flush(w, e);
    if (fclose(w->file) && !code)
        code = err_set(e, ERR_SYSTEM, "%s/%s.csv cannot be written: %s.", dir, table, strerror(errno));
    return code;
}

err_code ssd_write(struct store *s, const char *dir, arena *a, struct ssd_written *done, err *e)
{
    struct writing w = { .s = s, .mem = a, .person = catalogue_kind(s->cat, S("person")) };
    if (mkdir(dir, 0700) && errno != EEXIST)
        return err_set(e, ERR_SYSTEM, "The folder %s cannot be made: %s.", dir, strerror(errno));
    arena_init(&w.scratch, 0);
    err_code code = db_begin(s->db, false, e);
    if (!code)
        code = keys_read(&w, e);
    for (size_t i = 0; !code && i < COUNT_OF(ssd_tables); i++)
        code = table_write(&w, dir, ssd_tables[i].name, ssd_tables[i].columns, e);
    if (!code)
        code = db_commit(s->db, e);
    if (code)
        db_rollback(s->db);
    *done = (struct ssd_written){ COUNT_OF(ssd_tables), w.rows };
    out_release(&w.text);
    arena_release(&w.scratch);
    return code;
}
