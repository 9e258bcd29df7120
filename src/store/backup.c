/* backup.c - copies pages where both sides are SQLite, rows where one is not, and compares digests of both sides. */
#include "store/backup.h"
#include "store/files.h"
#include "store/schema.h"
#include "store/seal.h"
#include "base/out.h"
#include <sodium.h>
#include <sqlite3.h>

enum { PAGES_A_STEP = 1000, ROWS_A_STEP = 20000 };

/* One table as it is on the side that is copied. */
struct copied {
    str name;
    size_t ncols;
    str *cols;
    int64_t rows;
    uint64_t digest[4];         /* sums of the rows' hashes: the order of rows does not matter */
};

struct job {
    const struct store_asks *asks;
    arena *mem;
    size_t n;
    struct copied *tables;
    struct backup_report *r;
    uint64_t done, total;
};

static void progress(struct job *j)
{
    if (j->r->progress)
        j->r->progress(j->r->ctx, j->done, j->total);
}

/* --- which tables ---------------------------------------------------------------------------- */

static bool planned(const struct schema *p, str table, str column)
{
    for (size_t t = 0; t < p->ntables; t++) {
        if (!str_eq(p->tables[t].name, table))
            continue;
        for (size_t c = 0; c < p->tables[t].ncols; c++)
            if (!column.p || str_eq(p->tables[t].cols[c].name, column))
                return true;
    }
    return false;
}

/* Tables that both engines have. meta describes the database that it is in; search tables of
 * one engine are made again. */
static err_code list_tables(struct job *j, db *from, err *e)
{
    struct schema lite = { 0 }, pg = { 0 };
    db_rows there = { 0 };
    size_t cap = 0, cap_cols = 0;
    int st = db_engine(from) == DB_SQLITE ? ST_schema_columns_sqlite : ST_schema_columns_postgres;
    if (schema_plan(&lite, j->asks, DB_SQLITE, j->mem, e) || schema_plan(&pg, j->asks, DB_POSTGRES, j->mem, e) ||
        db_run(from, st, NO_ARGS, j->mem, &there, e))
        return e->code;
    for (size_t i = 0; i < there.n; i++) {
        str table = db_str(&there, i, SCHEMA_COLUMNS_TABLE_NAME),
            column = db_str(&there, i, SCHEMA_COLUMNS_COLUMN_NAME);
        if (str_eq(table, S("meta")) || !planned(&lite, table, STR_NONE) || !planned(&pg, table, STR_NONE))
            continue;
        if (!planned(&lite, table, column)) {
            err_set(e, ERR_INVALID,
                    "the database has a column " STR_FMT "." STR_FMT " that the catalogue does not know",
                    STR_ARG(table), STR_ARG(column));
            return err_hint(e, "the catalogue that the database was used with: --catalogue DIR");
        }
        if (!j->n || !str_eq(j->tables[j->n - 1].name, table)) {
            ARENA_PUSH(j->mem, j->tables, j->n, cap) = (struct copied){ .name = table };
            cap_cols = 0;
        }
        struct copied *t = &j->tables[j->n - 1];
        ARENA_PUSH(j->mem, t->cols, t->ncols, cap_cols) = column;
    }
    if (!j->n)
        return err_set(e, ERR_INVALID, "this is not a Holdfast database");
    return ERR_OK;
}

static err_code statement(db *d, const struct copied *t, bool insert, int *id, err *e)
{
    out o = { 0 };
    if (insert)
        out_printf(&o, "INSERT INTO \"" STR_FMT "\" (", STR_ARG(t->name));
    else
        out_raw(&o, S("SELECT "));
    for (size_t c = 0; c < t->ncols; c++)
        out_printf(&o, "%s\"" STR_FMT "\"", c ? ", " : "", STR_ARG(t->cols[c]));
    if (insert) {
        out_raw(&o, S(") VALUES ("));
        for (size_t c = 0; c < t->ncols; c++)
            out_printf(&o, "%s$%zu", c ? ", " : "", c + 1);
        out_raw(&o, S(")"));
    } else
        out_printf(&o, " FROM \"" STR_FMT "\"", STR_ARG(t->name));
    err_code rc = db_statement(d, out_str(&o), id, e);
    out_release(&o);
    return rc;
}

/* --- digests --------------------------------------------------------------------------------- */

struct reading { struct job *j; struct copied *t; db *to; int insert; };

static void absorb(struct copied *t, size_t ncols, const db_val *row)
{
    crypto_generichash_state st;
    uint64_t h[4];
    crypto_generichash_init(&st, NULL, 0, sizeof h);
    for (size_t c = 0; c < ncols; c++) {
        bool number = row[c].type == DB_INT;
        uint64_t head[2] = { row[c].type, number ? (uint64_t)row[c].i : row[c].s.n };
        crypto_generichash_update(&st, (const unsigned char *)head, sizeof head);
        if (!number && row[c].s.n)
            crypto_generichash_update(&st, (const unsigned char *)row[c].s.p, row[c].s.n);
    }
    crypto_generichash_final(&st, (unsigned char *)h, sizeof h);
    for (int i = 0; i < 4; i++)
        t->digest[i] += h[i];
    t->rows++;
}

static err_code read_row(void *ctx, size_t ncols, const db_val *row, err *e)
{
    struct reading *g = ctx;
    absorb(g->t, ncols, row);
    if (++g->j->done % ROWS_A_STEP == 0)
        progress(g->j);
    return g->to ? db_send(g->to, g->insert, ncols, row, e) : ERR_OK;
}

/* Digests every table; when to is given, its rows are sent there as well. */
static err_code read_tables(struct job *j, db *from, db *to, struct copied *into, err *e)
{
    for (size_t i = 0; i < j->n; i++) {
        int select;
        struct reading g = { j, &into[i], to, 0 };
        into[i].rows = 0;
        memset(into[i].digest, 0, sizeof into[i].digest);
        if (statement(from, &j->tables[i], false, &select, e) ||
            (to && statement(to, &j->tables[i], true, &g.insert, e)) ||
            db_each(from, select, NO_ARGS, read_row, &g, e) || (to && db_flush(to, e)))
            return e->code;
    }
    return ERR_OK;
}

static err_code compare(struct job *j, db *copy, err *e)
{
    struct copied *again = arena_array(j->mem, struct copied, j->n);
    if (db_begin(copy, false, e) || read_tables(j, copy, NULL, again, e) || db_commit(copy, e))
        return e->code;
    for (size_t i = 0; i < j->n; i++) {
        if (again[i].rows != j->tables[i].rows ||
            memcmp(again[i].digest, j->tables[i].digest, sizeof again[i].digest) != 0) {
            err_set(e, ERR_SYSTEM, "the copy of table " STR_FMT " is not the same as the table",
                    STR_ARG(j->tables[i].name));
            return err_hint(e, "the same again; if it stays so, have the disk looked at");
        }
        j->r->rows += again[i].rows;
    }
    j->r->ntables = j->n;
    return ERR_OK;
}

/* --- copying --------------------------------------------------------------------------------- */

/* The source's read transaction stays open around the steps, so writers neither wait nor make it start again. */
static err_code copy_pages(struct job *j, db *from, const char *path, err *e)
{
    sqlite3 *to = NULL;
    int rc = sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_exec(to, "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF", NULL, NULL,
                          NULL); /* synced as a whole before it gets its name */
    sqlite3_backup *b = rc == SQLITE_OK ? sqlite3_backup_init(to, "main", db_sqlite_handle(from), "main") : NULL;
    while (b &&
           ((rc = sqlite3_backup_step(b, PAGES_A_STEP)) == SQLITE_OK || rc == SQLITE_BUSY || rc == SQLITE_LOCKED)) {
        if (j->r->progress)
            j->r->progress(j->r->ctx, (uint64_t)(sqlite3_backup_pagecount(b) - sqlite3_backup_remaining(b)),
                           (uint64_t)sqlite3_backup_pagecount(b));
        if (rc != SQLITE_OK)
            sqlite3_sleep(20);
    }
    if (b)
        rc = sqlite3_backup_finish(b);
    else if (rc == SQLITE_OK)
        rc = sqlite3_errcode(to);
    /* The copy says WAL in its head; a backup is one file. */
    if (rc == SQLITE_OK)
        rc = sqlite3_exec(to, "PRAGMA journal_mode=DELETE", NULL, NULL, NULL);
    sqlite3_close(to);
    if (rc == SQLITE_OK)
        return ERR_OK;
    return (rc & 0xff) == SQLITE_FULL ? files_full(e, path) : files_broken(e, path, sqlite3_errstr(rc));
}

static err_code one_file(const char *path, err *e)
{
    sqlite3 *h = NULL;
    int rc = sqlite3_open_v2(path, &h, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_exec(h, "PRAGMA journal_mode=DELETE", NULL, NULL, NULL);
    sqlite3_close(h);
    return rc == SQLITE_OK ? ERR_OK : files_broken(e, path, sqlite3_errstr(rc));
}

static err_code first_row(void *ctx, size_t ncols, const db_val *row, err *e)
{
    (void)ctx, (void)ncols, (void)row;
    err_set(e, ERR_INVALID, "that authority already holds records");
    return err_hint(e, "another name: nothing is overwritten");
}

static err_code must_be_empty(struct job *j, db *d, err *e)
{
    for (size_t i = 0; i < j->n; i++) {
        int select;
        if (statement(d, &j->tables[i], false, &select, e) || db_each(d, select, NO_ARGS, first_row, NULL, e))
            return e->code;
    }
    return ERR_OK;
}

static err_code copy_rows(struct job *j, db *from, str to, unsigned flags, err *e)
{
    struct store *s = NULL;
    if (store_open(&s, j->asks, to, flags | STORE_BULK, e))
        return e->code;
    err_code rc = db_begin(s->db, true, e);
    if (!rc)
        rc = must_be_empty(j, s->db, e);
    if (!rc)
        rc = read_tables(j, from, s->db, j->tables, e);
    if (!rc)
        rc = seal_run(s, "meta", ST_meta_set,
                      ARGS(DBT(S("rows_from")), DBT(db_engine(from) == DB_POSTGRES ? S("postgresql") : S("sqlite"))),
                      e);
    if (!rc)
        rc = db_commit(s->db, e);
    if (!rc)
        rc = compare(j, s->db, e);
    store_close(s);
    return rc;
}

/* --- backup ---------------------------------------------------------------------------------- */

static err_code take(struct job *j, db *from, str partial, err *e)
{
    const char *path = arena_z(j->mem, partial);
    if (db_begin(from, false, e) || list_tables(j, from, e))
        return e->code;
    if (db_engine(from) == DB_POSTGRES)
        return copy_rows(j, from, partial, STORE_CREATE, e) || db_commit(from, e) ? e->code : one_file(path, e);
    if (read_tables(j, from, NULL, j->tables, e) || files_make(path, e) || copy_pages(j, from, path, e) ||
        db_commit(from, e))
        return e->code;
    db *copy;
    if (db_open(&copy, partial, 0, e))
        return e->code;
    err_code rc = compare(j, copy, e);
    db_close(copy);
    return rc;
}

err_code store_backup(const struct store_asks *asks, str where, str file, struct backup_report *r, err *e)
{
    arena mem;
    arena_init(&mem, 0);
    struct job j = { .asks = asks, .mem = &mem, .r = r };
    db *from = NULL;
    str partial = arena_printf(&mem, STR_FMT ".partial", STR_ARG(file));
    r->rows = 0;
    err_code rc = files_absent(file, e);
    if (rc)
        goto done;
    /* The list of checkpoints first: whatever it names is then in the snapshot. */
    files_remove_store(partial, &mem);
    rc = files_copy_seals(where, partial, false, &mem, e);
    if (!rc)
        rc = db_open(&from, where, 0, e);
    if (!rc)
        rc = take(&j, from, partial, e);
    if (!rc)
        rc = files_name_store(partial, file, &mem, e);
    if (rc)
        files_remove_store(partial, &mem);
done:
    db_close(from);
    arena_release(&mem);
    return rc;
}

/* --- restore --------------------------------------------------------------------------------- */

static err_code into_file(struct job *j, db *from, str where, str partial, err *e)
{
    const char *path = arena_z(j->mem, partial);
    struct store *s;
    if (read_tables(j, from, NULL, j->tables, e) || files_make(path, e) || copy_pages(j, from, path, e))
        return e->code;
    if (store_open(&s, j->asks, partial, STORE_WRITE, e))        /* migrates, and says when it cannot */
        return e->code;
    err_code rc = compare(j, s->db, e);
    store_close(s);
    return rc ? rc : files_name_store(partial, where, j->mem, e);
}

/* The index of notes is each engine's own, so it did not come along with rows from the other. */
static err_code search_is_stale(struct job *j, db *from, bool pg, err *e)
{
    db_rows rows = { 0 };
    err_code rc = db_run(from, ST_meta_get, ARGS(DBT(S("rows_from"))), j->mem, &rows, e);
    j->r->search_stale = pg || (rows.n && str_eq(db_str(&rows, 0, META_GET_VALUE), S("postgresql")));
    return rc;
}

err_code store_restore(const struct store_asks *asks, str file, str where, struct backup_report *r, err *e)
{
    arena mem;
    arena_init(&mem, 0);
    struct job j = { .asks = asks, .mem = &mem, .r = r };
    db *from = NULL;
    bool pg = db_is_postgres(where);
    str partial = arena_printf(&mem, STR_FMT ".partial", STR_ARG(where));
    r->rows = 0;
    err_code rc = pg ? ERR_OK : files_absent(where, e);
    if (!rc)
        rc = db_open(&from, file, 0, e);
    if (!rc)
        rc = db_begin(from, false, e);
    if (!rc)
        rc = list_tables(&j, from, e);
    if (!rc)
        rc = schema_may_become(asks, from, e);
    if (!rc)
        rc = search_is_stale(&j, from, pg, e);
    if (rc)
        goto done;
    if (pg) {
        rc = files_copy_seals(file, where, true, &mem, e);
        if (!rc)
            rc = copy_rows(&j, from, where, STORE_CREATE, e);
    } else {
        files_remove_store(partial, &mem);
        rc = files_copy_seals(file, partial, true, &mem, e);
        if (!rc)
            rc = into_file(&j, from, where, partial, e);
        if (rc)
            files_remove_store(partial, &mem);
    }
done:
    db_close(from);
    arena_release(&mem);
    return rc;
}
