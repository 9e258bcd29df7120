/* db_postgres.c - one authority is one schema; what need not wait for an answer goes down the line without one.
 *
 * What costs here is the way to the server and back (30 to 60 µs on one machine, a thousand between two), not the
 * statement. So there are two pipelines, which libpq calls by that name. Writes in a row (send) are queued and their
 * answers taken every PIPELINE_DEPTH: an import waits once in 256 rows. Reads that do not need each other (answer) go
 * together, with the preparation of what is new among them, and wait once. BEGIN and what it sets are one text.
 * d->trips counts every wait.
 *
 * Statements are prepared by the server when first used. Outside of a write transaction the session is
 * read-only. A lost connection is said plainly, and the next db_begin, or the next read outside of a
 * transaction, makes a new one: nothing that was not committed is ever sent twice by itself. */
#include "store/engine.h"
#include "base/always.h"
#include "base/fault.h"
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    PIPELINE_DEPTH = 256,
    OID_BOOL = 16,
    OID_BYTEA = 17,
    OID_INT8 = 20,
    OID_INT2 = 21,
    OID_INT4 = 23,
    OID_OID = 26,
    OID_NUMERIC = 1700
};

struct postgres {
    PGconn *c;
    const char *authority;
    int patience;                           /* milliseconds to wait for another writer */
    bool citus;                             /* the extension is in this database */
    const char **keywords, **values_of;     /* for PQconnectdbParams, also when reconnecting */
    char *bytes;                            /* the text of the values of one statement */
    size_t cap_bytes, cap_params;
    const char **params;
    int *lengths, *formats;
    db_val *row;
    size_t cap_row;
    const char *waiting[PIPELINE_DEPTH];    /* names of the statements whose answers have not come */
    size_t nwaiting;
};

static void *grown(void *old, size_t n)
{
    void *p = realloc(old, n);
    if (!p)
        abort();
    return p;
}

/* --- errors ---------------------------------------------------------------------------------- */

static err_code lost(err *e)
{
    err_set(e, ERR_BUSY, "the connection to the database was lost; what was not yet saved was not saved");
    return err_hint(e, "the same again in a moment");
}

/* The one place that turns PostgreSQL's errors into ours. What a message of class 22 or 23
 * quotes may be about a person. */
static err_code translate(db *d, const PGresult *res, const char *name, err *e)
{
    const struct postgres *q = d->own;
    const char *state = res ? PQresultErrorField(res, PG_DIAG_SQLSTATE) : NULL;
    const char *constraint = res ? PQresultErrorField(res, PG_DIAG_CONSTRAINT_NAME) : NULL;
    const char *column = res ? PQresultErrorField(res, PG_DIAG_COLUMN_NAME) : NULL;
    const char *said = res ? PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    str s = str_of(state ? state : "");
    if (PQstatus(q->c) == CONNECTION_BAD || str_starts(s, S("57P0")) || str_starts(s, S("08")))
        return lost(e);
    if (str_eq(s, S("23505")))
        return db_says_taken(e, constraint);
    if (str_eq(s, S("23503")))
        return err_set(e, ERR_INVALID, "it refers to a record that does not exist");
    if (str_starts(s, S("23"))) {
        err_set(e, ERR_INVALID, "a value is missing or not allowed");
        return err_detail(e, "%s", constraint ? constraint : column ? column : "");
    }
    if (str_starts(s, S("22"))) {
        err_set(e, ERR_INVALID, "a value does not fit its column");
        return err_detail(e, "statement %s (PostgreSQL %s)", name, state);
    }
    if (str_eq(s, S("40001")) || str_eq(s, S("40P01")) || str_eq(s, S("55P03")) || str_eq(s, S("57014")) ||
        str_eq(s, S("53300")))
        return db_says_busy(e);
    if (str_eq(s, S("53100")))
        return db_says_full(e);
    if (str_eq(s, S("25006")))
        return db_says_read_only(e, name);
    if (str_starts(s, S("42501")))
        return err_set(e, ERR_SYSTEM, "the database account may not do this (statement %s)", name);
    return err_set(e, ERR_SYSTEM, "statement %s: %s (PostgreSQL %s)", name, said ? said : "no answer",
                   state ? state : "-");
}

static bool good(const PGresult *res)
{
    ExecStatusType st = PQresultStatus(res);
    return st == PGRES_COMMAND_OK || st == PGRES_TUPLES_OK;
}

/* --- opening --------------------------------------------------------------------------------- */

static void say_nothing(void *arg, const PGresult *res) { (void)arg, (void)res; }

static bool is_authority(str s)
{
    if (s.n == 0 || s.n > 40 || s.p[0] < 'a' || s.p[0] > 'z' || str_starts(s, S("pg_")) || str_eq(s, S("public")) ||
        str_eq(s, S("information_schema")))
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '_'))
            return false;
    return true;
}

/* libpq knows no parameter "authority": takes it out of the URL. */
static str without_authority(str where, arena *a, str *authority)
{
    str rest = where, base, one, *kept = arena_array(a, str, where.n + 1);
    size_t n = 0;
    if (!str_cut(&rest, '?', &base))
        base = where;
    while (str_cut(&rest, '&', &one)) {
        if (str_starts(one, S("authority=")))
            *authority = str_skip(one, sizeof "authority=" - 1);
        else
            kept[n++] = one;
    }
    str query = arena_join(a, n, kept, S("&"));
    return n ? arena_printf(a, STR_FMT "?" STR_FMT, STR_ARG(base), STR_ARG(query)) : arena_copy(a, base);
}

static err_code read_where(db *d, struct postgres *q, str where, err *e)
{
    str authority = STR_NONE, url = without_authority(where, &d->mem, &authority);
    if (!is_authority(authority)) {
        err_set(e, ERR_INVALID,
                authority.p ? "that cannot be the name of an authority: " STR_FMT
                            : "the database's URL does not say which authority" STR_FMT,
                STR_ARG(authority));
        return err_hint(
            e, "postgresql://user@host/base?authority=norfolk: a letter, then lower-case letters, digits or _");
    }
    q->authority = arena_z(&d->mem, authority);
    char *fault = NULL;
    PQconninfoOption *opts = PQconninfoParse(url.p, &fault);
    if (!opts) {
        PQfreemem(fault);       /* it may quote a password */
        err_set(e, ERR_INVALID, "the database's URL cannot be read");
        return err_hint(e, "postgresql://user@host/base?authority=norfolk");
    }
    size_t n = 0;
    for (PQconninfoOption *o = opts; o->keyword; o++)
        n++;
    q->keywords = arena_array(&d->mem, const char *, n + 4);
    q->values_of = arena_array(&d->mem, const char *, n + 4);
    n = 0;
    const char *defaults[][2] = { { "connect_timeout", "10" },
                                  { "fallback_application_name", "holdfast" },
                                  { "client_encoding", "UTF8" } };
    for (size_t i = 0; i < COUNT_OF(defaults); i++, n++) {
        q->keywords[n] = defaults[i][0];
        q->values_of[n] = defaults[i][1];
    }
    for (PQconninfoOption *o = opts; o->keyword; o++)
        if (o->val && *o->val && strcmp(o->keyword, "client_encoding") != 0) {
            q->keywords[n] = arena_z(&d->mem, str_of(o->keyword));
            q->values_of[n++] = arena_z(&d->mem, str_of(o->val));
        }
    PQconninfoFree(opts);
    return ERR_OK;
}

static bool simple(db *d, const char *sql)
{
    const struct postgres *q = d->own;
    d->trips++;
    PGresult *res = PQexec(q->c, sql);
    bool fine = good(res);
    PQclear(res);
    return fine;
}

static bool has_schema(struct postgres *q)
{
    PGresult *res = PQexecParams(q->c, "SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = $1", 1, NULL,
                                 &q->authority, NULL, NULL, 0);
    bool there = good(res) && PQntuples(res) == 1;
    PQclear(res);
    return there;
}

static err_code make_schema(db *d, struct postgres *q, err *e)
{
    char *quoted = PQescapeIdentifier(q->c, q->authority, strlen(q->authority));
    if (!quoted)
        return err_set(e, ERR_SYSTEM, "out of memory");
    str sql = arena_printf(&d->mem, "CREATE SCHEMA IF NOT EXISTS %s", quoted);
    PQfreemem(quoted);
    PGresult *res = PQexec(q->c, sql.p);
    err_code rc = good(res) || has_schema(q) ? ERR_OK
                                             : translate(d, res, "create schema", e); /* two may make it at once */
    PQclear(res);
    return rc;
}

/* search_path and lock_timeout are given as values, so nothing is assembled. lock_timeout is for reads outside of a
 * transaction; pg_begin sets it in each transaction. */
static bool settle(db *d)
{
    static const char sql[] =
        "SELECT pg_catalog.set_config('search_path', $1, false), pg_catalog.set_config('lock_timeout', $2, false),"
        " EXISTS (SELECT 1 FROM pg_catalog.pg_extension WHERE extname = 'citus')";
    struct postgres *q = d->own;
    char ms[16];
    snprintf(ms, sizeof ms, "%dms", q->patience);
    const char *values[] = { q->authority, ms };
    PGresult *res = PQexecParams(q->c, sql, 2, NULL, values, NULL, NULL, 0);
    bool fine = good(res);
    q->citus = fine && PQgetvalue(res, 0, 2)[0] == 't';
    d->trips++;
    PQclear(res);
    return fine &&
           simple(d,
                  "SET default_transaction_read_only = on; SET bytea_output = hex; SET client_min_messages = warning");
}

static void pg_patience(db *d, int ms)
{
    struct postgres *q = d->own;
    q->patience = ms;
    settle(d);      /* when this fails the connection is gone, and the next begin settles a new one */
}

static err_code cannot_connect(struct postgres *q, err *e)
{
    str said = str_trim(str_of(PQerrorMessage(q->c)));
    err_set(e, ERR_BUSY, "the database server does not answer");
    err_detail(e, STR_FMT, STR_ARG(said));
    return err_hint(e, "is PostgreSQL running there, and may this account use it?");
}

static err_code pg_open(db *d, str where, err *e)
{
    struct postgres *q = calloc(1, sizeof *q);
    if (!q)
        return err_set(e, ERR_SYSTEM, "out of memory");
    d->own = q;
    q->patience = DB_PATIENCE;
    if (read_where(d, q, where, e))
        return e->code;
    q->c = PQconnectdbParams(q->keywords, q->values_of, 0);
    if (PQstatus(q->c) != CONNECTION_OK)
        return cannot_connect(q, e);
    PQsetNoticeReceiver(q->c, say_nothing, NULL);
    if (!has_schema(q)) {
        if (!(d->flags & DB_CREATE)) {
            err_set(e, ERR_NOT_FOUND, "there is no authority %s in that database", q->authority);
            return err_hint(e, "holdfast demo URL, or holdfast import URL --from ssd DIR, makes one");
        }
        if (make_schema(d, q, e))
            return e->code;
    }
    return settle(d) ? ERR_OK : cannot_connect(q, e);
}

static bool forget_prepared(db *d)
{
    bool any = false;
    for (size_t i = 0; i < d->nst; i++) {
        any = any || d->st[i].ready;
        d->st[i].ready = false;
    }
    return any;
}

static err_code reconnect(db *d, err *e)
{
    struct postgres *q = d->own;
    forget_prepared(d);
    q->nwaiting = 0;
    PQreset(q->c);
    if (PQstatus(q->c) != CONNECTION_OK || !settle(d))
        return cannot_connect(q, e);
    return ERR_OK;
}

static void pg_close(db *d)
{
    struct postgres *q = d->own;
    if (!q)
        return;
    PQfinish(q->c);
    free(q->bytes);
    free(q->params);
    free(q->lengths);
    free(q->formats);
    free(q->row);
    free(q);
}

/* --- values in and out ----------------------------------------------------------------------- */

static char *put_int(char *p, int64_t i)
{
    char digits[20];
    int n = 0;
    uint64_t u = i < 0 ? 0 - (uint64_t)i : (uint64_t)i;
    do
        digits[n++] = (char)('0' + u % 10);
    while (u /= 10);
    if (i < 0)
        *p++ = '-';
    while (n)
        *p++ = digits[--n];
    *p++ = '\0';
    return p;
}

/* gcc takes each block that grows for lost where the connection is reached by way of its owner. */
#if defined __GNUC__ && !defined __clang__
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wanalyzer-malloc-leak"
#endif
static void fill(struct postgres *q, size_t n, const db_val *args)
{
    size_t need = 0;
    for (size_t i = 0; i < n; i++)
        need += args[i].type == DB_INT ? 21 : args[i].type == DB_TEXT ? args[i].s.n + 1 : 0;
    if (need > q->cap_bytes) {
        q->cap_bytes = need * 2;
        q->bytes = grown(q->bytes, q->cap_bytes);
    }
    if (n > q->cap_params) {
        q->cap_params = n * 2;
        q->params = grown(q->params, q->cap_params * sizeof *q->params);
        q->lengths = grown(q->lengths, q->cap_params * sizeof *q->lengths);
        q->formats = grown(q->formats, q->cap_params * sizeof *q->formats);
    }
    char *p = q->bytes;
    for (size_t i = 0; i < n; i++) {
        const db_val *v = &args[i];
        q->formats[i] = v->type == DB_BLOB;
        q->lengths[i] = (int)v->s.n;
        q->params[i] = v->type == DB_NULL ? NULL : v->type == DB_BLOB ? (v->s.p ? v->s.p : "") : p;
        if (v->type == DB_INT)
            p = put_int(p, v->i);
        else if (v->type == DB_TEXT) {
            if (v->s.n)
                memcpy(p, v->s.p, v->s.n);
            p[v->s.n] = '\0';
            p += v->s.n + 1;
        }
    }
}
#if defined __GNUC__ && !defined __clang__
#pragma GCC diagnostic pop
#endif

static int hex(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

/* One value as it lies in the result. Bytes are decoded where they are. */
static db_val cell(const PGresult *res, int r, int c)
{
    if (PQgetisnull(res, r, c))
        return DBN;
    str s = { PQgetvalue(res, r, c), (size_t)PQgetlength(res, r, c) };
    int64_t i;
    switch ((int)PQftype(res, c)) {
    case OID_BOOL:
        return DBI(s.p[0] == 't');
    case OID_INT2: case OID_INT4: case OID_INT8: case OID_OID: case OID_NUMERIC:
        return str_int(s, &i) ? DBI(i) : s.n > 1 && str_eq(s, S("-9223372036854775808")) ? DBI(INT64_MIN) : DBT(s);
    case OID_BYTEA: {
        char *p = PQgetvalue(res, r, c);
        size_t n = (s.n - 2) / 2;
        for (size_t k = 0; k < n; k++)
            p[k] = (char)(hex(s.p[2 + 2 * k]) << 4 | hex(s.p[3 + 2 * k]));
        return DBB(((str){ p, n }));
    }
    default:
        return DBT(s);
    }
}

/* One block: the values, then every text, each with a NUL after it. */
static void hand_over(const PGresult *res, arena *a, db_rows *rows)
{
    int n = PQntuples(res), ncols = PQnfields(res);
    rows->ncols = (size_t)ncols;
    if (n == 0)
        return;
    size_t values = (size_t)n * (size_t)ncols * sizeof(db_val), bytes = 0;
    for (int r = 0; r < n; r++)
        for (int c = 0; c < ncols; c++)
            bytes += (size_t)PQgetlength(res, r, c) + 1;
    char *block = arena_alloc_raw(a, values + bytes), *text = block + values;
    db_val *v = (db_val *)(void *)block;
    for (int r = 0; r < n; r++)
        for (int c = 0; c < ncols; c++, v++) {
            *v = cell(res, r, c);
            if (!v->s.p)
                continue;
            memcpy(text, v->s.p, v->s.n);
            text[v->s.n] = '\0';
            v->s.p = text;
            text += v->s.n + 1;
        }
    rows->n = (size_t)n;
    rows->v = (const db_val *)(void *)block;
}

/* --- statements ------------------------------------------------------------------------------ */

static void statement_name(const db *d, const struct statement *st, char out[static 16])
{
    snprintf(out, 16, "s%d", (int)(st - d->st));
}

static err_code drain(db *d, err *e);

static err_code pg_prepare(db *d, struct statement *st, err *e)
{
    struct postgres *q = d->own;
    char name[16];
    statement_name(d, st, name);
    if (PQpipelineStatus(q->c) != PQ_PIPELINE_OFF) {       /* waits once for each statement that is new */
        if (drain(d, e))
            return e->code;
        if (!PQexitPipelineMode(q->c))
            return lost(e);
    }
    d->trips++;
    PGresult *res = PQprepare(q->c, name, st->sql, 0, NULL);
    err_code rc = good(res) ? ERR_OK : translate(d, res, st->name, e);
    PQclear(res);
    st->ready = rc == ERR_OK;
    return rc;
}

static err_code pg_columns(db *d, struct statement *st, arena *a, size_t *n, str **names, err *e)
{
    struct postgres *q = d->own;
    char name[16];
    statement_name(d, st, name);
    PGresult *res = PQdescribePrepared(q->c, name);
    err_code rc = good(res) ? ERR_OK : translate(d, res, st->name, e);
    *n = (size_t)PQnfields(res);
    *names = arena_array(a, str, *n + 1);
    for (size_t c = 0; c < *n; c++)
        (*names)[c] = arena_copy(a, str_of(PQfname(res, (int)c)));
    PQclear(res);
    return rc;
}

static err_code disk_is_full(const db *d, err *e)
{
    return d->writing && fault_now(FAULT_DISK_FULL) ? db_says_full(e) : ERR_OK;
}

static err_code pg_run(db *d, struct statement *st, const db_val *args, arena *a, db_rows *rows, err *e)
{
    struct postgres *q = d->own;
    char name[16];
    if (disk_is_full(d, e))
        return e->code;
    statement_name(d, st, name);
    for (int again = 0;; again++) {
        PGresult *res = NULL;
        if (st->ready || pg_prepare(d, st, e) == ERR_OK) {
            fill(q, (size_t)st->nparams, args);
            d->trips++;
            res = PQexecPrepared(q->c, name, st->nparams, q->params, q->lengths, q->formats, 0);
        }
        err_code rc = res && good(res) ? ERR_OK : res ? translate(d, res, st->name, e) : e->code;
        if (!rc && rows)
            hand_over(res, a, rows);
        PQclear(res);
        /* Outside of a transaction only reads get this far, and a read may be asked again. */
        if (!rc || again || d->in_transaction || PQstatus(q->c) != CONNECTION_BAD)
            return rc;
        if (reconnect(d, e))
            return e->code;
    }
}

/* --- several reads in one trip --------------------------------------------------------------- */

/* Sends one, prepared on the way when it is new: asked again in this trip it is there. */
static bool question_send(db *d, struct asked *x)
{
    struct postgres *q = d->own;
    char name[16];
    statement_name(d, x->st, name);
    if (!x->st->ready)
        x->prepares = x->st->ready = PQsendPrepare(q->c, name, x->st->sql, 0, NULL) == 1;
    fill(q, (size_t)x->st->nparams, x->args);
    x->went = x->st->ready && PQsendQueryPrepared(q->c, name, x->st->nparams, q->params, q->lengths, q->formats, 0);
    return x->went;
}

/* One answer, of a preparation (rows is NULL) or of a question. After a fault the others
 * come as aborted, and say nothing. */
static bool answer_take(db *d, const struct asked *x, db_rows *rows, err_code *rc, err *e)
{
    const struct postgres *q = d->own;
    bool fine = false;
    PGresult *res;
    while ((res = PQgetResult(q->c)) != NULL) {
        fine = good(res);
        if (fine && rows && !*rc)
            hand_over(res, x->mem, rows);
        else if (!fine && !*rc)
            *rc = translate(d, res, x->st->name, e);
        PQclear(res);
    }
    if (!fine && !*rc)
        *rc = lost(e);
    return fine;
}

static err_code answer_once(db *d, size_t n, struct asked *a, err *e)
{
    struct postgres *q = d->own;
    err_code rc = ERR_OK;
    (void)ALWAYS(q->nwaiting == 0 && n > 0);
    if (!PQenterPipelineMode(q->c))
        return translate(d, NULL, a->st->name, e);
    for (size_t i = 0; i < n; i++)
        a[i].prepares = a[i].went = false;
    for (size_t i = 0; i < n && !rc; i++)
        rc = question_send(d, &a[i]) ? ERR_OK : translate(d, NULL, a[i].st->name, e);
    if (!PQpipelineSync(q->c) && !rc)
        rc = lost(e);
    d->trips++;
    for (size_t i = 0; i < n && PQstatus(q->c) != CONNECTION_BAD; i++) {
        if (a[i].prepares)
            a[i].st->ready = answer_take(d, &a[i], NULL, &rc, e);
        if (a[i].went)
            answer_take(d, &a[i], a[i].rows, &rc, e);
    }
    PGresult *sync = PQgetResult(q->c);
    if (!rc && PQresultStatus(sync) != PGRES_PIPELINE_SYNC)
        rc = lost(e);
    PQclear(sync);
    if (!PQexitPipelineMode(q->c) && !rc)
        rc = lost(e);
    return rc;
}

static err_code pg_answer(db *d, size_t n, struct asked *a, err *e)
{
    const struct postgres *q = d->own;
    err_code rc = answer_once(d, n, a, e);
    if (!rc || d->in_transaction || PQstatus(q->c) != CONNECTION_BAD)
        return rc;
    return reconnect(d, e) ? e->code : answer_once(d, n, a, e);       /* reads may be asked again */
}

static err_code each_row(db *d, const PGresult *res, db_row_fn *fn, void *ctx, err *e)
{
    struct postgres *q = d->own;
    size_t ncols = (size_t)PQnfields(res);
    if (ncols > q->cap_row)
        q->row = grown(q->row, (q->cap_row = ncols * 2) * sizeof *q->row);
    for (size_t c = 0; c < ncols; c++)
        q->row[c] = cell(res, 0, (int)c);
    return fn(ctx, ncols, q->row, e);
}

static err_code pg_each(db *d, struct statement *st, const db_val *args, db_row_fn *fn, void *ctx, bool *stopped,
                        err *e)
{
    struct postgres *q = d->own;
    char name[16];
    if (PQstatus(q->c) == CONNECTION_BAD && !d->in_transaction && reconnect(d, e))
        return e->code;
    if (!st->ready && pg_prepare(d, st, e))
        return e->code;
    statement_name(d, st, name);
    fill(q, (size_t)st->nparams, args);
    d->trips++;
    if (!PQsendQueryPrepared(q->c, name, st->nparams, q->params, q->lengths, q->formats, 0) ||
        !PQsetSingleRowMode(q->c))
        return translate(d, NULL, st->name, e);
    err_code rc = ERR_OK;
    PGresult *res;
    while ((res = PQgetResult(q->c)) != NULL) {
        if (PQresultStatus(res) == PGRES_SINGLE_TUPLE) {
            if (!rc) {
                rc = each_row(d, res, fn, ctx, e);
                *stopped = rc != ERR_OK;
            }
        } else if (!good(res) && !rc)
            rc = translate(d, res, st->name, e);
        PQclear(res);
    }
    return rc;
}

/* --- many writes in a row -------------------------------------------------------------------- */

/* Takes the answers to everything that was sent; the first fault is the one that counts. */
static err_code drain(db *d, err *e)
{
    struct postgres *q = d->own;
    err_code rc = ERR_OK;
    if (q->nwaiting == 0)
        return ERR_OK;
    d->trips++;
    if (!PQpipelineSync(q->c))
        rc = lost(e);
    for (size_t i = 0; i < q->nwaiting; i++) {
        PGresult *res;
        while ((res = PQgetResult(q->c)) != NULL) {
            if (!rc && !good(res))
                rc = translate(d, res, q->waiting[i], e);
            PQclear(res);
        }
    }
    q->nwaiting = 0;
    PGresult *sync = PQgetResult(q->c);
    if (!rc && (!sync || PQresultStatus(sync) != PGRES_PIPELINE_SYNC))
        rc = lost(e);
    PQclear(sync);
    return rc;
}

static err_code pg_send(db *d, struct statement *st, const db_val *args, err *e)
{
    struct postgres *q = d->own;
    char name[16];
    if (disk_is_full(d, e) || (!st->ready && pg_prepare(d, st, e)))
        return e->code;
    if (PQpipelineStatus(q->c) == PQ_PIPELINE_OFF && !PQenterPipelineMode(q->c))
        return translate(d, NULL, st->name, e);
    statement_name(d, st, name);
    fill(q, (size_t)st->nparams, args);
    if (!PQsendQueryPrepared(q->c, name, st->nparams, q->params, q->lengths, q->formats, 0))
        return translate(d, NULL, st->name, e);
    (void)ALWAYS(q->nwaiting < PIPELINE_DEPTH);
    q->waiting[q->nwaiting++] = st->name;
    return q->nwaiting == PIPELINE_DEPTH ? drain(d, e) : ERR_OK;
}

static err_code pg_send_rows(db *d, struct statement *st, size_t n, const db_val *args, err *e)
{
    for (size_t i = 0; i < n; i++)
        if (pg_send(d, st, args + i * (size_t)st->nparams, e))
            return e->code;
    return ERR_OK;
}

static err_code pg_flush(db *d, err *e)
{
    struct postgres *q = d->own;
    err_code rc = drain(d, e);
    if (PQpipelineStatus(q->c) != PQ_PIPELINE_OFF && !PQexitPipelineMode(q->c) && !rc)
        rc = lost(e);
    return rc;
}

/* --- transactions and schema ----------------------------------------------------------------- */

static err_code pg_exec(db *d, const char *sql, err *e)
{
    struct postgres *q = d->own;
    d->trips++;
    PGresult *res = PQexec(q->c, sql);
    err_code rc = good(res) ? ERR_OK : translate(d, res, "ddl", e);
    PQclear(res);
    if (!rc && forget_prepared(d) && !simple(d, "DEALLOCATE ALL")) /* plans made for the old shape would be refused */
        rc = lost(e);
    return rc;
}

enum { BEGIN_TEXT = 192 };

/* One text, so one trip. How long to wait for another writer is said inside the transaction, because only what is set
 * there goes along to the other nodes of a distributed PostgreSQL, and there only when told so before. */
static void begin_text(const struct postgres *q, bool write, char to[static BEGIN_TEXT])
{
    snprintf(to, BEGIN_TEXT, "BEGIN ISOLATION LEVEL %s; %sSET LOCAL lock_timeout = %d",
             write ? "READ COMMITTED READ WRITE" : "REPEATABLE READ READ ONLY",
             q->citus ? "SET LOCAL citus.propagate_set_commands = 'local'; " : "", q->patience);
}

/* A read sees one snapshot. A write sees what was committed before each of its statements: the first, which takes
 * the ledger's head, waits for the writer before it, and the others must see what that one wrote. */
static err_code pg_begin(db *d, bool write, err *e)
{
    const struct postgres *q = d->own;
    char sql[BEGIN_TEXT];
    begin_text(q, write, sql);
    if (PQstatus(q->c) != CONNECTION_BAD && simple(d, sql))
        return ERR_OK;
    if (PQstatus(q->c) != CONNECTION_BAD) {
        if (PQtransactionStatus(q->c) != PQTRANS_IDLE)
            simple(d, "ROLLBACK");
        return err_set(e, ERR_SYSTEM, "a transaction could not begin");
    }
    if (reconnect(d, e))
        return e->code;
    begin_text(q, write, sql);      /* the new server may have the extension */
    return simple(d, sql) ? ERR_OK : lost(e);
}

static err_code pg_commit(db *d, err *e)
{
    struct postgres *q = d->own;
    if (disk_is_full(d, e))
        return e->code;
    d->trips++;
    PGresult *res = PQexec(q->c, "COMMIT");
    err_code rc = ERR_OK;
    if (PQstatus(q->c) == CONNECTION_BAD) {
        rc = err_set(e, ERR_BUSY, "the connection to the database was lost while saving");
        err_hint(e, "look whether it was saved before you send it again");
    } else if (!good(res))
        rc = translate(d, res, "commit", e);
    else if (strcmp(PQcmdStatus(res), "COMMIT") != 0)
        rc = err_set(e, ERR_SYSTEM, "an earlier statement failed; nothing was saved");
    PQclear(res);
    return rc;
}

static void pg_rollback(db *d)
{
    struct postgres *q = d->own;
    arena scratch;
    arena_init(&scratch, 0);
    err ignored = { .mem = &scratch };
    (void)!pg_flush(d, &ignored);
    arena_release(&scratch);
    if (PQstatus(q->c) != CONNECTION_BAD && PQtransactionStatus(q->c) != PQTRANS_IDLE)
        simple(d, "ROLLBACK");
}

const struct db_ops db_postgres_ops = {
    pg_open, pg_close, pg_exec, pg_prepare, pg_columns, pg_run, pg_answer, pg_each,
    pg_send, pg_send_rows, pg_flush, pg_begin, pg_commit, pg_rollback, pg_patience,
};
