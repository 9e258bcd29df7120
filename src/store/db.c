/* db.c - chooses the engine and keeps the promises that both must keep alike.
 *
 * The engines differ in what they forgive: SQLite goes on in a transaction after a fault, takes any bytes for text,
 * lets a statement run while another's rows are read; PostgreSQL does not, and what ran on a laptop would fail at a
 * council. So the stricter rule is kept here for both, before the engine is asked (check): the number of values, UTF-8
 * without NUL, nothing within db_each or between db_ask and db_answer, nothing after a fault but rollback, no write
 * outside of a write transaction. The state is a few flags in struct db; an engine only talks to its library and turns
 * its errors into ours.
 *
 * Statements are numbers: the named ones of sql/ by enum stmt_id, then those that were derived, in the order of
 * db_statement. Each is prepared when first run and kept as long as the connection: a page that runs ten statements
 * parses none. The checks cost some tens of nanoseconds a statement; most of that is looking
 * through its texts, eight bytes at a time. */
#define STATEMENTS_TABLE
#include "store/engine.h"
#include "base/always.h"
#include "base/fault.h"
#include <stdlib.h>

err_code db_says_busy(err *e)
{
    err_set(e, ERR_BUSY, "somebody else is saving at this moment");
    return err_hint(e, "the same again in a moment; nothing was changed");
}

err_code db_says_full(err *e)
{
    err_set(e, ERR_SYSTEM, "the disk that holds the database is full; nothing was saved");
    return err_hint(e, "the same again when there is space");
}

err_code db_says_taken(err *e, const char *constraint)
{
    err_set(e, ERR_CONFLICT, "another record already has this value");
    return err_detail(e, "%s", constraint ? constraint : "");
}

err_code db_says_read_only(err *e, const char *name)
{
    return err_set(e, ERR_SYSTEM, "statement %s changes data where only reading is allowed", name);
}

static err_code fault_says(err *e)
{
    return err_set(e, ERR_SYSTEM, "the database did not answer (a fault that a test asked for)");
}

/* --- statements ------------------------------------------------------------------------------ */

/* The highest $n outside of quotes. */
static int count_params(const char *sql)
{
    int most = 0;
    char quote = 0;
    for (const char *p = sql; *p; p++) {
        if (quote)
            quote = *p == quote ? 0 : quote;
        else if (*p == '\'' || *p == '"')
            quote = *p;
        else if (*p == '$') {
            int n = 0;
            while (p[1] >= '0' && p[1] <= '9' && n < 100000)
                n = n * 10 + (*++p - '0');
            most = n > most ? n : most;
        }
    }
    return most;
}

static struct statement *add_statement(db *d, const char *name, const char *sql)
{
    if (d->nst == d->cap) {
        size_t cap = d->cap ? d->cap * 2 : (size_t)ST__COUNT + 512;
        struct statement *grown = realloc(d->st, cap * sizeof *grown);
        if (!grown)
            abort();
        d->st = grown;
        d->cap = cap;
    }
    d->st[d->nst] = (struct statement){ .name = name, .sql = sql, .nparams = -1 };
    return &d->st[d->nst++];
}

/* A statement named …_sqlite or …_postgres is for that engine only. */
static bool for_engine(enum db_engine engine, str name)
{
    return engine == DB_SQLITE ? !str_ends(name, S("_postgres")) : !str_ends(name, S("_sqlite"));
}

err_code db_statement(db *d, str sql, int *id, err *e)
{
    (void)e;
    add_statement(d, "derived", arena_z(&d->mem, sql));
    *id = (int)d->nst - 1;
    return ERR_OK;
}

static bool can_prepare(const db *d, const struct statement *st)
{
    return !str_starts(str_of(st->name), S("ddl_")) && for_engine(d->engine, str_of(st->name));
}

err_code db_prepare_all(db *d, err *e)
{
    for (size_t i = 0; i < d->nst; i++)
        if (!d->st[i].ready && can_prepare(d, &d->st[i]) && d->ops->prepare(d, &d->st[i], e))
            return e->code;
    return ERR_OK;
}

size_t db_statement_count(const db *d)
{
    size_t n = 0;
    for (size_t i = 0; i < d->nst; i++)
        n += can_prepare(d, &d->st[i]);
    return n;
}

err_code db_columns(db *d, int stmt, arena *a, size_t *n, str **names, err *e)
{
    struct statement *st = &d->st[stmt];
    if (!st->ready && d->ops->prepare(d, st, e))
        return e->code;
    return d->ops->columns(d, st, a, n, names, e);
}

str db_columns_named(int stmt) { return str_of(named_statements[stmt].columns); }

const db_val *db_find(const db_rows *r, size_t c, int64_t id)
{
    size_t low = 0, high = r->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int64_t at = db_int(r, middle, c);
        if (at == id)
            return db_row(r, middle);
        if (at < id)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

int db_named(enum db_engine engine, const char *prefix, size_t i, str *rest)
{
    size_t seen = 0;
    for (int s = 0; s < ST__COUNT; s++) {
        str name = str_of(named_statements[s].name);
        if (str_starts(name, str_of(prefix)) && for_engine(engine, name) && seen++ == i) {
            *rest = str_skip(name, strlen(prefix));
            return s;
        }
    }
    return -1;
}

bool db_ddl_named(enum db_engine engine, size_t i, str *name, str *sql)
{
    size_t seen = 0;
    for (size_t s = 0; s < ST__COUNT; s++) {
        *name = str_of(named_statements[s].name);
        if (str_starts(*name, S("ddl_")) && for_engine(engine, *name) && seen++ == i) {
            *sql = str_of(named_statements[s].sql);
            return true;
        }
    }
    return false;
}

/* Both engines must refuse the same texts: PostgreSQL takes no NUL and nothing but UTF-8. */
static bool text_fits(str s)
{
    const unsigned char *p = (const unsigned char *)s.p, *end = p + s.n;
    if (s.n && memchr(p, 0, s.n))
        return false;
    while (p < end) {
        uint64_t w;
        if (end - p >= 8 && (memcpy(&w, p, 8), (w & 0x8080808080808080u) == 0)) {
            p += 8;
            continue;
        }
        int more = *p < 0x80                  ? 0
                   : *p >= 0xC2 && *p <= 0xDF ? 1
                   : (*p & 0xF0) == 0xE0      ? 2
                   : *p >= 0xF0 && *p <= 0xF4 ? 3
                                              : -1;
        if (more < 0 || end - p <= more)
            return false;
        if ((*p == 0xE0 && p[1] < 0xA0) || (*p == 0xED && p[1] > 0x9F) || (*p == 0xF0 && p[1] < 0x90) ||
            (*p == 0xF4 && p[1] > 0x8F))
            return false;
        for (int i = 1; i <= more; i++)
            if ((p[i] & 0xC0) != 0x80)
                return false;
        p += more + 1;
    }
    return true;
}

/* What can be refused before the engine is asked; NULL when it was. */
static struct statement *check(db *d, int stmt, size_t nargs, const db_val *args, err *e)
{
    if (stmt < 0 || (size_t)stmt >= d->nst) {
        err_set(e, ERR_SYSTEM, "there is no statement number %d", stmt);
        return NULL;
    }
    struct statement *st = &d->st[stmt];
    if (st->nparams < 0)
        st->nparams = count_params(st->sql);
    err_code rc = ERR_OK;
    if ((size_t)st->nparams != nargs)
        rc = err_set(e, ERR_SYSTEM, "statement %s takes %d values and was given %zu", st->name, st->nparams, nargs);
    else if (d->in_each)
        rc = err_set(e, ERR_SYSTEM, "statement %s was run while rows were being read", st->name);
    else if (d->nasked)
        rc = err_set(e, ERR_SYSTEM, "statement %s was run while questions wait for db_answer", st->name);
    else if (d->failed)
        rc = err_set(e, ERR_SYSTEM, "an earlier statement failed, so the transaction can only be rolled back");
    for (size_t i = 0; i < nargs && !rc; i++)
        if (args[i].type == DB_TEXT && !text_fits(args[i].s)) {
            err_set(e, ERR_INVALID, "a text is not UTF-8, or has a NUL byte in it");
            rc = err_detail(e, "statement %s, value %zu", st->name, i + 1);
        }
    if (!rc && fault_now(FAULT_STORE))
        rc = fault_says(e);
    d->statements += !rc;
    return rc ? NULL : st;
}

static err_code after(db *d, err_code rc)
{
    if (rc && d->in_transaction)
        d->failed = true;
    return rc;
}

err_code db_run(db *d, int stmt, size_t nargs, const db_val *args, arena *a, db_rows *rows, err *e)
{
    if (rows)
        *rows = (db_rows){ 0 };
    struct statement *st = check(d, stmt, nargs, args, e);
    if (!st || db_flush(d, e))
        return e->code;
    return after(d, d->ops->run(d, st, args, a, rows, e));
}

err_code db_each(db *d, int stmt, size_t nargs, const db_val *args, db_row_fn *fn, void *ctx, err *e)
{
    struct statement *st = check(d, stmt, nargs, args, e);
    if (!st || db_flush(d, e))
        return e->code;
    bool stopped = false;       /* by fn, which is no fault of the database */
    d->in_each = true;
    err_code rc = d->ops->each(d, st, args, fn, ctx, &stopped, e);
    d->in_each = false;
    return stopped ? rc : after(d, rc);
}

err_code db_send(db *d, int stmt, size_t nargs, const db_val *args, err *e)
{
    struct statement *st = check(d, stmt, nargs, args, e);
    if (!st)
        return e->code;
    if (!d->writing)
        return db_says_read_only(e, st->name);
    d->sending = true;
    return after(d, d->ops->send(d, st, args, e));
}

err_code db_send_rows(db *d, int stmt, size_t n, size_t nargs, const db_val *args, err *e)
{
    struct statement *st = NULL;
    for (size_t i = 0; i < n; i++)
        if (!(st = check(d, stmt, nargs, args + i * nargs, e)))
            return e->code;
    if (!st)
        return ERR_OK;
    if (!d->writing)
        return db_says_read_only(e, st->name);
    d->sending = true;
    return after(d, d->ops->send_rows(d, st, n, args, e));
}

err_code db_flush(db *d, err *e)
{
    if (!d->sending)
        return ERR_OK;
    d->sending = false;
    return after(d, d->ops->flush(d, e));
}

/* --- questions ------------------------------------------------------------------------------- */

void db_ask(db *d, int stmt, size_t nargs, const db_val *args, arena *a, db_rows *rows)
{
    if (d->nasked == d->cap_asked) {
        size_t cap = d->cap_asked ? d->cap_asked * 2 : 32;
        struct asked *grown = realloc(d->asked, cap * sizeof *grown);
        if (!grown)
            abort();
        d->asked = grown;
        d->cap_asked = cap;
    }
    db_val *kept = arena_array(a, db_val, nargs + 1);
    for (size_t i = 0; i < nargs; i++)
        kept[i] = args[i];
    *rows = (db_rows){ 0 };
    d->asked[d->nasked++] = (struct asked){ .stmt = stmt, .nargs = nargs, .args = kept, .mem = a, .rows = rows };
}

static bool only_reads(const struct statement *st)
{
    return str_starts(str_of(st->sql), S("SELECT ")) || str_starts(str_of(st->sql), S("WITH "));
}

err_code db_answer(db *d, err *e)
{
    size_t n = d->nasked;
    d->nasked = 0;
    for (size_t i = 0; i < n; i++) {
        struct asked *q = &d->asked[i];
        if (!(q->st = check(d, q->stmt, q->nargs, q->args, e)))
            return e->code;
        if (!only_reads(q->st))
            return err_set(e, ERR_SYSTEM, "statement %s is no question: it does not begin with SELECT", q->st->name);
    }
    if (n == 0)
        return ERR_OK;
    if (db_flush(d, e))
        return e->code;
    return after(d, d->ops->answer(d, n, d->asked, e));
}

void db_counts(const db *d, size_t *statements, size_t *trips)
{
    *statements = d->statements;
    *trips = d->engine == DB_SQLITE ? d->statements : d->trips;
}

static err_code questions_wait(const db *d, err *e)
{
    return d->nasked ? err_set(e, ERR_SYSTEM, "questions wait for db_answer") : ERR_OK;
}

/* --- transactions ---------------------------------------------------------------------------- */

err_code db_begin(db *d, bool write, err *e)
{
    if (d->in_transaction || d->in_each)
        return err_set(e, ERR_SYSTEM, "a transaction is already open");
    if (write && !(d->flags & DB_WRITE))
        return err_set(e, ERR_SYSTEM, "the database was opened for reading only");
    if (questions_wait(d, e))
        return e->code;
    if (fault_now(FAULT_STORE))
        return fault_says(e);
    d->statements++;
    (void)ALWAYS(!d->sending);
    if (d->ops->begin(d, write, e))
        return e->code;
    d->in_transaction = true;
    d->writing = write;
    d->failed = false;
    return ERR_OK;
}

static void say_ended(db *d)
{
    if (d->ending.ended)
        d->ending.ended(d->ending.ctx);
}

err_code db_commit(db *d, err *e)
{
    if (!d->in_transaction)
        return err_set(e, ERR_SYSTEM, "there is no transaction to commit");
    if (questions_wait(d, e) || db_flush(d, e))
        return e->code;
    if (d->failed)
        return err_set(e, ERR_SYSTEM, "an earlier statement failed, so the transaction can only be rolled back");
    if (d->writing && d->ending.before_commit && d->ending.before_commit(d->ending.ctx, e))
        return after(d, e->code);
    if (fault_now(FAULT_STORE))
        return after(d, fault_says(e));
    d->statements++;
    if (d->ops->commit(d, e))
        return after(d, e->code);
    d->in_transaction = d->writing = false;
    say_ended(d);
    return ERR_OK;
}

void db_rollback(db *d)
{
    if (!d->in_transaction) {
        d->nasked = 0;
        return;
    }
    d->ops->rollback(d);
    d->statements++;
    d->nasked = 0;
    d->in_transaction = d->writing = d->failed = d->sending = false;
    say_ended(d);
}

void db_on_ending(db *d, const struct db_ending *x) { d->ending = *x; }

bool db_in_transaction(const db *d) { return d->in_transaction; }
void db_patience(db *d, int ms) { d->ops->patience(d, ms); }
enum db_engine db_engine(const db *d) { return d->engine; }

err_code db_ddl(db *d, str sql, err *e)
{
    if (!d->writing)
        return db_says_read_only(e, "ddl");
    if (d->failed)
        return err_set(e, ERR_SYSTEM, "an earlier statement failed, so the transaction can only be rolled back");
    if (questions_wait(d, e) || db_flush(d, e))
        return e->code;
    if (fault_now(FAULT_STORE))
        return fault_says(e);
    d->statements++;
    arena_mark here = arena_here(&d->mem);
    err_code rc = d->ops->exec(d, arena_z(&d->mem, sql), e);
    arena_back(&d->mem, here);
    return after(d, rc);
}

/* --- opening --------------------------------------------------------------------------------- */

bool db_is_postgres(str where) { return str_starts(where, S("postgresql://")) || str_starts(where, S("postgres://")); }

err_code db_open(db **out, str where, unsigned flags, err *e)
{
    *out = NULL;
    if (fault_now(FAULT_STORE))
        return fault_says(e);
    db *d = calloc(1, sizeof *d);
    if (!d)
        return err_set(e, ERR_SYSTEM, "out of memory");
    arena_init(&d->mem, 0);
    d->engine = db_is_postgres(where) ? DB_POSTGRES : DB_SQLITE;
    d->ops = d->engine == DB_POSTGRES ? &db_postgres_ops : &db_sqlite_ops;
    d->flags = flags & DB_CREATE ? flags | DB_WRITE : flags;
    for (int i = 0; i < ST__COUNT; i++)
        add_statement(d, named_statements[i].name, named_statements[i].sql);
    if (d->ops->open(d, where, e)) {
        db_close(d);
        return e->code;
    }
    *out = d;
    return ERR_OK;
}

void db_close(db *d)
{
    if (!d)
        return;
    db_rollback(d);
    d->ops->close(d);
    for (size_t i = 0; i < d->nst; i++)
        free(d->st[i].at);
    free(d->st);
    free(d->asked);
    arena_release(&d->mem);
    free(d);
}
