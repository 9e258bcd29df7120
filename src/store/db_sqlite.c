/* db_sqlite.c - one authority is one file, written ahead to its -wal and synced at each commit. */
#include "store/engine.h"
#include "store/fault_vfs.h"
#include "base/out.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { SCRATCH_KEPT = 1 << 20 };

/* Rows are gathered here first, so that the caller's arena is asked once, for the exact size. */
struct sqlite {
    sqlite3 *h;
    out values, texts;          /* db_val after db_val; their bytes */
    sqlite3_stmt *begin_read, *begin_write, *commit, *rollback;
};

static sqlite3 *handle(const db *d) { return ((const struct sqlite *)d->own)->h; }

/* SQLite quotes names of ours and, in full text queries, words of the user's: what follows a quote is left out. */
static str unquoted(const char *message)
{
    return (str){ message, strcspn(message, "\"'") };
}

/* The one place that turns SQLite's errors into ours. */
static err_code translate(db *d, err *e, const char *name)
{
    sqlite3 *h = handle(d);
    const char *said = sqlite3_errmsg(h), *colon = strchr(said, ':');
    int rc = sqlite3_extended_errcode(h);
    switch (rc) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:      return db_says_taken(e, colon ? colon + 2 : said);
    case SQLITE_CONSTRAINT_FOREIGNKEY: return err_set(e, ERR_INVALID, "it refers to a record that does not exist");
    case SQLITE_CONSTRAINT_NOTNULL:
    case SQLITE_CONSTRAINT_CHECK:
        err_set(e, ERR_INVALID, "a value is missing or not allowed");
        return err_detail(e, "%s", colon ? colon + 2 : said);
    default: break;
    }
    switch (rc & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:   return db_says_busy(e);
    case SQLITE_FULL:     return db_says_full(e);
    case SQLITE_READONLY: return db_says_read_only(e, name);
    case SQLITE_IOERR:
        err_set(e, ERR_SYSTEM, "the disk that holds the database did not work (SQLite %d); nothing was saved", rc);
        return err_hint(e, "the same again; if it stays so, have the disk looked at and restore the last backup");
    case SQLITE_CORRUPT:
        err_set(e, ERR_SYSTEM, "the database file is damaged (SQLite %d)", rc);
        return err_hint(e, "holdfast selfcheck, then holdfast restore from the last good backup");
    case SQLITE_NOTADB:   return err_set(e, ERR_INVALID, "this file is not a Holdfast database");
    case SQLITE_NOMEM:    return err_set(e, ERR_SYSTEM, "the database ran out of memory");
    default: return err_set(e, ERR_SYSTEM, "statement %s: " STR_FMT " (SQLite %d)", name, STR_ARG(unquoted(said)), rc);
    }
}

/* --- opening --------------------------------------------------------------------------------- */

static void configure_once(void)
{
    sqlite3_config(SQLITE_CONFIG_MULTITHREAD);      /* a connection is one thread's, and so are its values */
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);     /* its counters are a lock that all threads share */
    sqlite3_initialize();
    fault_vfs_register();
}

/* Made by us first, because SQLite would let everybody on the machine read it. */
static err_code make_file(const char *path, err *e)
{
    int fd = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0 && errno != EEXIST) {
        err_set(e, ERR_SYSTEM, "cannot make the database: %s", strerror(errno));
        return err_detail(e, "%s", path);
    }
    if (fd >= 0)
        close(fd);
    return ERR_OK;
}

static err_code cannot_open(const char *path, sqlite3 *h, err *e)
{
    if (access(path, F_OK) != 0) {
        err_set(e, ERR_NOT_FOUND, "there is no database %s", path);
        return err_hint(e, "holdfast demo %s, or holdfast import %s --from ssd DIR, makes one", path, path);
    }
    err_set(e, ERR_SYSTEM, "cannot open the database: %s", h ? sqlite3_errmsg(h) : "out of memory");
    err_detail(e, "%s", path);
    return err_hint(e, "this account must be allowed to read the file and to write in its folder (SQLite keeps -wal "
                       "and -shm files there)");
}

static const char write_pragmas[] =
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA journal_size_limit=67108864;"
    "PRAGMA wal_autocheckpoint=4000; PRAGMA secure_delete=ON;";        /* what is erased leaves no trace in the file */
static const char every_pragma[] =
    "PRAGMA trusted_schema=OFF; PRAGMA temp_store=MEMORY; PRAGMA case_sensitive_like=ON; PRAGMA cell_size_check=ON;";

static err_code sqlite_open(db *d, str where, err *e)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, configure_once);
    struct sqlite *q = calloc(1, sizeof *q);
    if (!q)
        return err_set(e, ERR_SYSTEM, "out of memory");
    d->own = q;
    const char *path = arena_z(&d->mem, where);
    if ((d->flags & DB_CREATE) && make_file(path, e))
        return e->code;
    int how = d->flags & DB_WRITE ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
    if (sqlite3_open_v2(path, &q->h, how | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
        return cannot_open(path, q->h, e);
    sqlite3_extended_result_codes(q->h, 1);
    sqlite3_busy_timeout(q->h, DB_PATIENCE);
    /* "nosuch" is a fault, not a text, as on PostgreSQL */
    sqlite3_db_config(q->h, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(q->h, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    sqlite3_db_config(q->h, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    char cache[64];
    int kib = d->flags & DB_BULK ? 262144 : d->flags & DB_WRITE ? 32768 : 16384;
    snprintf(cache, sizeof cache, "PRAGMA cache_size=-%d", kib);
    if (sqlite3_exec(q->h, every_pragma, NULL, NULL, NULL) || sqlite3_exec(q->h, cache, NULL, NULL, NULL) ||
        sqlite3_exec(q->h, d->flags & DB_WRITE ? write_pragmas : "SELECT 1 FROM sqlite_schema LIMIT 1", NULL, NULL,
                     NULL)) {
        if ((sqlite3_errcode(q->h) & 0xff) == SQLITE_CANTOPEN || (sqlite3_errcode(q->h) & 0xff) == SQLITE_READONLY)
            return cannot_open(path, q->h, e);
        translate(d, e, "open");
        return err_detail(e, "%s", path);
    }
    return ERR_OK;
}

static void sqlite_close(db *d)
{
    struct sqlite *q = d->own;
    if (!q)
        return;
    for (size_t i = 0; i < d->nst; i++) {
        sqlite3_finalize(d->st[i].handle);
        for (size_t b = 0; b < COUNT_OF(d->st[i].blocks); b++)
            sqlite3_finalize(d->st[i].blocks[b]);
    }
    sqlite3_finalize(q->begin_read);
    sqlite3_finalize(q->begin_write);
    sqlite3_finalize(q->commit);
    sqlite3_finalize(q->rollback);
    sqlite3_close(q->h);
    out_release(&q->values);
    out_release(&q->texts);
    free(q);
}

/* --- statements ------------------------------------------------------------------------------ */

static err_code sqlite_prepare(db *d, struct statement *st, err *e)
{
    sqlite3_stmt *h = NULL;
    if (sqlite3_prepare_v3(handle(d), st->sql, -1, SQLITE_PREPARE_PERSISTENT, &h, NULL) != SQLITE_OK) {
        translate(d, e, st->name);
        if (e->code == ERR_SYSTEM)      /* the text is ours, so all of the message may be shown */
            err_set(e, ERR_SYSTEM, "statement %s: %s", st->name, sqlite3_errmsg(handle(d)));
        return e->code;
    }
    /* $1 is a name to SQLite, numbered by first appearance: each is looked up once, here. */
    int n = sqlite3_bind_parameter_count(h), most = 0;
    int *at = calloc((size_t)n + 1, sizeof *at);
    for (int i = 1; at && i <= n; i++) {
        const char *name = sqlite3_bind_parameter_name(h, i);
        int number = name && name[0] == '$' ? (int)strtol(name + 1, NULL, 10) : 0;
        if (number < 1 || number > n) {
            sqlite3_finalize(h);
            free(at);
            return err_set(e, ERR_SYSTEM, "statement %s: its parameters are not $1 to $%d", st->name, n);
        }
        at[number - 1] = i;
        most = number > most ? number : most;
    }
    if (!at) {
        sqlite3_finalize(h);
        return err_set(e, ERR_SYSTEM, "out of memory");
    }
    st->handle = h;
    st->at = at;
    st->nparams = most;
    st->reads = sqlite3_stmt_readonly(h);
    st->ready = true;
    return ERR_OK;
}

static err_code sqlite_columns(db *d, struct statement *st, arena *a, size_t *n, str **names, err *e)
{
    (void)d, (void)e;
    *n = (size_t)sqlite3_column_count(st->handle);
    *names = arena_array(a, str, *n + 1);
    for (size_t c = 0; c < *n; c++)
        (*names)[c] = arena_copy(a, str_of(sqlite3_column_name(st->handle, (int)c)));
    return ERR_OK;
}

static int bind_one(sqlite3_stmt *h, int at, const db_val *v)
{
    switch (v->type) {
    case DB_NULL: return sqlite3_bind_null(h, at);
    case DB_INT:  return sqlite3_bind_int64(h, at, v->i);
    case DB_TEXT: return sqlite3_bind_text64(h, at, v->s.p ? v->s.p : "", v->s.n, SQLITE_STATIC, SQLITE_UTF8);
    case DB_BLOB: return sqlite3_bind_blob64(h, at, v->s.p ? v->s.p : "", v->s.n, SQLITE_STATIC);
    }
    return SQLITE_MISUSE;
}

static err_code bind_all(db *d, struct statement *st, const db_val *args, err *e)
{
    sqlite3_stmt *h = st->handle;
    if (!st->ready) {
        if (sqlite_prepare(d, st, e))
            return e->code;
        h = st->handle;
    }
    if (!st->reads && !d->writing)
        return db_says_read_only(e, st->name);
    for (int i = 0; i < st->nparams; i++)
        if (bind_one(h, st->at[i], &args[i]) != SQLITE_OK)
            return translate(d, e, st->name);
    return ERR_OK;
}

/* The value is looked up once, not for each question about it; most are NULL. It is this thread's alone, as the
 * connection is. */
static db_val column(sqlite3_stmt *h, int c)
{
    sqlite3_value *v = sqlite3_column_value(h, c);
    switch (sqlite3_value_type(v)) {
    case SQLITE_NULL:    return DBN;
    case SQLITE_INTEGER: return DBI(sqlite3_value_int64(v));
    case SQLITE_BLOB: {
        const char *p = sqlite3_value_blob(v);
        return (db_val){ .type = DB_BLOB, .s = { p ? p : "", (size_t)sqlite3_value_bytes(v) } };
    }
    default: {
        const char *p = (const char *)sqlite3_value_text(v);
        return (db_val){ .type = DB_TEXT, .s = { p ? p : "", (size_t)sqlite3_value_bytes(v) } };
    }
    }
}

/* One block: the values, then every text, each with a NUL after it. */
static void hand_over(struct sqlite *q, size_t n, size_t ncols, arena *a, db_rows *rows)
{
    size_t bytes = n * ncols * sizeof(db_val);
    char *block = arena_alloc_raw(a, bytes + q->texts.n);
    memcpy(block, q->values.p, bytes);
    char *text = block + bytes;
    if (q->texts.n)
        memcpy(text, q->texts.p, q->texts.n);
    db_val *v = (db_val *)(void *)block;
    for (size_t i = 0; i < n * ncols; i++)
        if (v[i].type == DB_TEXT || v[i].type == DB_BLOB) {
            v[i].s.p = text;
            text += v[i].s.n + 1;
        }
    *rows = (db_rows){ n, ncols, v };
}

/* One row behind those that are gathered. Room for it is asked for once, because a subject
 * has a thousand values, most of them NULL. */
static void gather_row(struct sqlite *q, sqlite3_stmt *h, size_t ncols)
{
    db_val *v = (db_val *)(void *)out_room(&q->values, ncols * sizeof *v);
    q->values.n += ncols * sizeof *v;
    for (size_t c = 0; c < ncols; c++) {
        v[c] = column(h, (int)c);
        if (!v[c].s.p)
            continue;
        const size_t n = v[c].s.n;
        char *text = out_room(&q->texts, n + 1);
        memcpy(text, v[c].s.p, n);
        text[n] = '\0';
        q->texts.n += n + 1;
    }
}

static err_code sqlite_run(db *d, struct statement *st, const db_val *args, arena *a, db_rows *rows, err *e)
{
    struct sqlite *q = d->own;
    if (bind_all(d, st, args, e))
        return e->code;
    sqlite3_stmt *h = st->handle;
    size_t n = 0, ncols = (size_t)sqlite3_column_count(h);
    int step;
    out_clear(&q->values);
    out_clear(&q->texts);
    while ((step = sqlite3_step(h)) == SQLITE_ROW) {
        if (!rows)
            continue;
        gather_row(q, h, ncols);
        n++;
    }
    err_code rc = step == SQLITE_DONE ? ERR_OK : translate(d, e, st->name);
    sqlite3_reset(h);
    if (rows && !rc)
        rows->ncols = ncols;
    if (!rc && n)
        hand_over(q, n, ncols, a, rows);
    if (q->texts.cap > SCRATCH_KEPT || q->values.cap > SCRATCH_KEPT) {
        out_release(&q->texts);
        out_release(&q->values);
    }
    return rc;
}

static err_code sqlite_answer(db *d, size_t n, struct asked *q, err *e)
{
    for (size_t i = 0; i < n; i++)
        if (sqlite_run(d, q[i].st, q[i].args, q[i].mem, q[i].rows, e))
            return e->code;
    return ERR_OK;
}

static err_code sqlite_each(db *d, struct statement *st, const db_val *args, db_row_fn *fn, void *ctx, bool *stopped,
                            err *e)
{
    struct sqlite *q = d->own;
    if (bind_all(d, st, args, e))
        return e->code;
    sqlite3_stmt *h = st->handle;
    size_t ncols = (size_t)sqlite3_column_count(h);
    err_code rc = ERR_OK;
    int step = SQLITE_DONE;
    while (!rc && (step = sqlite3_step(h)) == SQLITE_ROW) {
        out_clear(&q->values);
        for (size_t c = 0; c < ncols; c++) {
            db_val v = column(h, (int)c);
            out_raw(&q->values, (str){ (const char *)&v, sizeof v });
        }
        rc = fn(ctx, ncols, (const db_val *)(const void *)q->values.p, e);
        *stopped = rc != ERR_OK;
    }
    if (!rc && step != SQLITE_DONE)
        rc = translate(d, e, st->name);
    sqlite3_reset(h);
    return rc;
}

static err_code sqlite_send(db *d, struct statement *st, const db_val *args, err *e)
{
    if (bind_all(d, st, args, e))
        return e->code;
    int step;
    do
        step = sqlite3_step(st->handle);
    while (step == SQLITE_ROW);
    err_code rc = step == SQLITE_DONE ? ERR_OK : translate(d, e, st->name);
    sqlite3_reset(st->handle);
    return rc;
}

/* A block is the statement with several rows of values: opening a table's trees and closing them costs as much as an
 * insert, and is done once a block. OR FAIL, because SQLite would otherwise keep every page's state before it, to undo
 * one statement; here a statement that fails takes the whole transaction with it. */
static const size_t block_rows[] = { 16, 4 };

static bool block_text(const struct statement *st, size_t rows, out *o)
{
    static const str insert = { "INSERT INTO ", 12 };
    const char *values = strstr(st->sql, "VALUES (");
    if (!str_starts(str_of(st->sql), insert) || !values)
        return false;
    str given = str_skip(str_of(values), sizeof "VALUES " - 1);
    out_raw(o, S("("));
    for (int i = 1; i <= st->nparams; i++)
        out_printf(o, i > 1 ? ", $%d" : "$%d", i);
    out_raw(o, S(")"));
    if (!str_eq(str_trim(given), out_str(o)))        /* an upsert, or values that are more than parameters */
        return false;
    out_clear(o);
    out_raw(o, S("INSERT OR FAIL INTO "));
    out_raw(o, (str){ st->sql + insert.n, (size_t)(values - st->sql) - insert.n });
    out_raw(o, S("VALUES "));
    for (size_t r = 0; r < rows; r++)
        for (int i = 0; i < st->nparams; i++)
            out_raw(o, i ? S(",?") : r ? S("),(?") : S("(?"));
    out_raw(o, S(")"));
    return true;
}

static sqlite3_stmt *block_of(db *d, struct statement *st, size_t which)
{
    if (st->blocks[which] || st->one_by_one)
        return st->blocks[which];
    out o = { 0 };
    sqlite3_stmt *h = NULL;
    if (!block_text(st, block_rows[which], &o) ||
        sqlite3_prepare_v3(handle(d), o.p, (int)o.n, SQLITE_PREPARE_PERSISTENT, &h, NULL) != SQLITE_OK)
        st->one_by_one = true;
    out_release(&o);
    return st->blocks[which] = h;
}

static err_code sqlite_send_rows(db *d, struct statement *st, size_t n, const db_val *args, err *e)
{
    const size_t width = (size_t)st->nparams;
    for (size_t i = 0; i < COUNT_OF(block_rows); i++) {
        const size_t cells = block_rows[i] * width;
        for (sqlite3_stmt *h; n >= block_rows[i] && (h = block_of(d, st, i)) != NULL;
             n -= block_rows[i], args += cells) {
            for (size_t k = 0; k < cells; k++)
                if (bind_one(h, (int)k + 1, &args[k]) != SQLITE_OK)
                    return translate(d, e, st->name);
            err_code rc = sqlite3_step(h) == SQLITE_DONE ? ERR_OK : translate(d, e, st->name);
            sqlite3_reset(h);
            if (rc)
                return rc;
        }
    }
    for (; n; n--, args += width)
        if (sqlite_send(d, st, args, e))
            return e->code;
    return ERR_OK;
}

static err_code sqlite_flush(db *d, err *e)
{
    (void)d, (void)e;
    return ERR_OK;
}

static err_code sqlite_exec(db *d, const char *sql, err *e)
{
    if (sqlite3_exec(handle(d), sql, NULL, NULL, NULL) == SQLITE_OK)
        return ERR_OK;
    translate(d, e, "ddl");
    if (e->code == ERR_SYSTEM && !e->hint.n)
        err_set(e, ERR_SYSTEM, "the tables cannot be made: %s", sqlite3_errmsg(handle(d)));
    return e->code;
}

/* --- transactions ---------------------------------------------------------------------------- */

static int step_once(struct sqlite *q, sqlite3_stmt **st, const char *sql)
{
    if (!*st && sqlite3_prepare_v3(q->h, sql, -1, SQLITE_PREPARE_PERSISTENT, st, NULL) != SQLITE_OK)
        return SQLITE_ERROR;
    int rc = sqlite3_step(*st);
    sqlite3_reset(*st);
    return rc;
}

static err_code sqlite_begin(db *d, bool write, err *e)
{
    struct sqlite *q = d->own;
    int rc = write ? step_once(q, &q->begin_write, "BEGIN IMMEDIATE") : step_once(q, &q->begin_read, "BEGIN");
    return rc == SQLITE_DONE ? ERR_OK : translate(d, e, "begin");
}

static err_code sqlite_commit(db *d, err *e)
{
    struct sqlite *q = d->own;
    if (sqlite3_get_autocommit(q->h))       /* SQLite took it back by itself after a fault of the disk */
        return err_set(e, ERR_SYSTEM, "the transaction was lost after a fault; nothing was saved");
    return step_once(q, &q->commit, "COMMIT") == SQLITE_DONE ? ERR_OK : translate(d, e, "commit");
}

static void sqlite_rollback(db *d)
{
    struct sqlite *q = d->own;
    if (!sqlite3_get_autocommit(q->h))
        step_once(q, &q->rollback, "ROLLBACK");
}

static void sqlite_patience(db *d, int ms) { sqlite3_busy_timeout(handle(d), ms); }

void *db_sqlite_handle(db *d) { return d->engine == DB_SQLITE ? handle(d) : NULL; }

const struct db_ops db_sqlite_ops = {
    sqlite_open, sqlite_close, sqlite_exec, sqlite_prepare, sqlite_columns, sqlite_run, sqlite_answer, sqlite_each,
    sqlite_send, sqlite_send_rows, sqlite_flush, sqlite_begin, sqlite_commit, sqlite_rollback, sqlite_patience,
};
