/* seal_sum.c - what the rows of each sealed table add up to, kept in the transaction that changes them.
 *
 * Seals alone prove each row that is there, not that none is gone. So each row adds a number of 256 bits, made from its
 * seal with the key, to its table's sum; addition, because then a row can be taken away again without reading the
 * others. Without the key nobody can tell what a row adds, nor find rows whose numbers cancel out. In the table the sum
 * lies under a mask that changes with each turn, so that two sums laid beside each other tell nothing of the rows
 * between them.
 *
 * A transaction takes the sum's row when it first changes the table (hold) and writes it back just before its commit,
 * through db_on_ending: so a batch of thousands costs two statements more, whoever began it, and a kill leaves both as
 * they were. In between the sum is in `held`, one entry a table; a rollback forgets it. Each row costs one keyed hash
 * and an addition.
 * A sum whose seal does not fit is not ours to mend: it is left as it is, and verify finds it. */
#include "store/seal_key.h"

enum { TABLES_MOST = 16 };

/* broken: not as we wrote it, so it is left for verify to find */
struct held_sum { const char *table; bool broken; struct seal_sum x; };
struct seal_sums { size_t n; struct held_sum held[TABLES_MOST]; };

/* --- arithmetic ------------------------------------------------------------------------------ */

static void keyed(const struct store *s, const char *what, str text, int64_t number, unsigned char to[SUM_BYTES])
{
    crypto_generichash_state h;
    unsigned char bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)((uint64_t)number >> (8 * i));
    crypto_generichash_init(&h, s->key->row_key, sizeof s->key->row_key, SUM_BYTES);
    crypto_generichash_update(&h, (const unsigned char *)what, strlen(what) + 1);
    crypto_generichash_update(&h, bytes, sizeof bytes);
    crypto_generichash_update(&h, (const unsigned char *)text.p, text.n);
    crypto_generichash_final(&h, to, SUM_BYTES);
}

void seal_sum_add(const struct store *s, struct seal_sum *x, str seal_text, bool take_away)
{
    unsigned char number[SUM_BYTES];
    keyed(s, "what a row adds", seal_text, 0, number);
    (take_away ? sodium_sub : sodium_add)(x->sum, number, SUM_BYTES);
    x->n += take_away ? -1 : 1;
}

/* --- rows of seal_sum ------------------------------------------------------------------------ */

struct sum_text { char sum[SEAL_TEXT + 1]; seal seal; };

static void row_of(const struct store *s, str table, const struct seal_sum *x, struct sum_text *t,
                   db_val row[static SEAL_SUM_SEAL + 1])
{
    unsigned char masked[SUM_BYTES];
    keyed(s, "the mask of a sum", table, x->turn, masked);
    sodium_add(masked, x->sum, SUM_BYTES);
    base64_text(masked, SUM_BYTES, t->sum);
    row[SEAL_SUM_NAME] = DBT(table);
    row[SEAL_SUM_TURN] = DBI(x->turn);
    row[SEAL_SUM_N] = DBI(x->n);
    row[SEAL_SUM_SUM] = DBT(((str){ t->sum, SEAL_TEXT }));
    t->seal = seal_row(s, "seal_sum", SEAL_SUM_SEAL, row);
    row[SEAL_SUM_SEAL] = seal_val(&t->seal);
}

bool seal_sum_read(const struct store *s, const db_val *row, struct seal_sum *out)
{
    unsigned char mask[SUM_BYTES];
    seal good = seal_row(s, "seal_sum", SEAL_SUM_SEAL, row);
    if (!s->key || !s->key->has_key || !str_eq(row[SEAL_SUM_SEAL].s, (str){ good.text, SEAL_TEXT }) ||
        !base64_read(row[SEAL_SUM_SUM].s, out->sum, SUM_BYTES))
        return false;
    out->turn = row[SEAL_SUM_TURN].i;
    out->n = row[SEAL_SUM_N].i;
    keyed(s, "the mask of a sum", row[SEAL_SUM_NAME].s, out->turn, mask);
    sodium_sub(out->sum, mask, SUM_BYTES);
    return true;
}

static err_code make_row(struct store *s, str table, const struct seal_sum *x, err *e)
{
    struct sum_text t;
    db_val row[SEAL_SUM_SEAL + 1];
    row_of(s, table, x, &t, row);
    return db_run(s->db, ST_seal_sum_make, COUNT_OF(row), row, e->mem, NULL, e);
}

/* --- within a transaction -------------------------------------------------------------------- */

static err_code hold(struct store *s, const char *table, struct held_sum **to, err *e)
{
    struct seal_sums *all = s->sums;
    db_rows rows = { 0 };
    for (size_t i = 0; i < all->n; i++)
        if (!strcmp(all->held[i].table, table)) {
            *to = &all->held[i];
            return ERR_OK;
        }
    if (all->n == TABLES_MOST)
        return err_set(e, ERR_SYSTEM, "More sealed tables in one transaction than there is room for");
    for (int attempt = 0; attempt < 2 && !rows.n; attempt++) {
        const struct seal_sum none = { 0 };
        err_code rc = attempt ? make_row(s, str_of(table), &none, e) : ERR_OK;
        if (!rc)
            rc = db_run(s->db, ST_seal_sum_hold, ARGS(DBT(str_of(table))), e->mem, &rows, e);
        if (rc)
            return rc;
    }
    struct held_sum *h = *to = &all->held[all->n++];
    *h = (struct held_sum){ .table = table };
    h->broken = rows.n != 1 || !seal_sum_read(s, db_row(&rows, 0), &h->x);
    return ERR_OK;
}

static err_code write_sums(void *ctx, err *e)
{
    struct store *s = ctx;
    for (size_t i = 0; i < s->sums->n; i++) {
        struct held_sum *h = &s->sums->held[i];
        struct sum_text t;
        db_val row[SEAL_SUM_SEAL + 1];
        if (h->broken)
            continue;
        h->x.turn++;
        row_of(s, str_of(h->table), &h->x, &t, row);
        if (db_run(s->db, ST_seal_sum_set, COUNT_OF(row), row, e->mem, NULL, e))
            return e->code;
    }
    return ERR_OK;
}

static void forget_sums(void *ctx)
{
    const struct store *s = ctx;
    s->sums->n = 0;
}

void seal_sums_watch(struct store *s)
{
    s->sums = arena_new(&s->mem, struct seal_sums);
    db_on_ending(s->db, &(struct db_ending){ write_sums, forget_sums, s });
}

enum { COLUMNS_MOST = 32, THE_SEAL = 0 };     /* all that RETURNING seal gives, whatever the table */

static err_code with_seal(struct store *s, const char *table, size_t nargs, const db_val *args,
                          db_val all[static COLUMNS_MOST + 1], seal *x, err *e)
{
    if (nargs > COLUMNS_MOST)
        return err_set(e, ERR_SYSTEM, "Table %s has more columns than a seal covers", table);
    for (size_t i = 0; i < nargs; i++)
        all[i] = args[i];
    *x = seal_row(s, table, nargs, args);
    all[nargs] = seal_val(x);
    return ERR_OK;
}

err_code seal_add(struct store *s, const char *table, int stmt, size_t nargs, const db_val *args, err *e)
{
    db_val all[COLUMNS_MOST + 1] = { { 0 } };
    struct held_sum *h;
    db_rows rows = { 0 };
    seal x;
    if (hold(s, table, &h, e) || with_seal(s, table, nargs, args, all, &x, e) ||
        db_run(s->db, stmt, nargs + 1, all, e->mem, &rows, e))
        return e->code;
    if (rows.n)
        seal_sum_add(s, &h->x, db_str(&rows, 0, THE_SEAL), false);
    return ERR_OK;
}

err_code seal_set(struct store *s, const char *table, int was, size_t nkeys, int stmt, size_t nargs, const db_val *args,
                  err *e)
{
    db_val all[COLUMNS_MOST + 1] = { { 0 } };
    struct held_sum *h;
    db_rows before = { 0 }, rows = { 0 };
    seal x;
    if (hold(s, table, &h, e) || with_seal(s, table, nargs, args, all, &x, e) ||
        db_run(s->db, was, nkeys, args, e->mem, &before, e) || db_run(s->db, stmt, nargs + 1, all, e->mem, &rows, e))
        return e->code;
    if (!rows.n)
        return ERR_OK;
    if (before.n)
        seal_sum_add(s, &h->x, db_str(&before, 0, THE_SEAL), true);
    seal_sum_add(s, &h->x, db_str(&rows, 0, THE_SEAL), false);
    return ERR_OK;
}

err_code seal_hold(struct store *s, const char *table, err *e)
{
    struct held_sum *h;
    return hold(s, table, &h, e);
}

static bool seal_fits(const struct store *s, const char *table, const db_rows *row)
{
    const size_t n = row->ncols - 1;
    seal good = seal_row(s, table, n, db_row(row, 0));
    return str_eq(db_row(row, 0)[n].s, (str){ good.text, SEAL_TEXT });
}

err_code seal_change(struct store *s, const char *table, const struct seal_statements *st, size_t nargs,
                     const db_val *args, bool *changed, err *e)
{
    struct held_sum *h;
    db_rows was = { 0 }, now = { 0 }, sealed = { 0 };
    *changed = false;
    if (hold(s, table, &h, e) || db_run(s->db, st->was, 1, args, e->mem, &was, e) ||
        (was.n && db_run(s->db, st->change, nargs, args, e->mem, &now, e)))
        return e->code;
    if (!now.n)
        return ERR_OK;
    const size_t n = now.ncols - 1;
    seal x = seal_row(s, table, n, db_row(&now, 0));
    if (!seal_fits(s, table, &was))
        memset(x.text, '-', SEAL_TEXT);
    if (db_run(s->db, st->reseal, ARGS(args[0], seal_val(&x)), e->mem, &sealed, e))
        return e->code;
    seal_sum_add(s, &h->x, db_row(&was, 0)[n].s, true);
    seal_sum_add(s, &h->x, db_str(&sealed, 0, THE_SEAL), false);
    *changed = true;
    return ERR_OK;
}

err_code seal_drop(struct store *s, const char *table, int stmt, size_t nargs, const db_val *args, err *e)
{
    struct held_sum *h;
    db_rows rows = { 0 };
    if (hold(s, table, &h, e) || db_run(s->db, stmt, nargs, args, e->mem, &rows, e))
        return e->code;
    for (size_t i = 0; i < rows.n; i++)
        seal_sum_add(s, &h->x, db_str(&rows, i, THE_SEAL), true);
    return ERR_OK;
}

/* --- the beginning, and checkpoints ---------------------------------------------------------- */

struct adding { struct store *s; struct seal_sum x; };

static err_code add_up(void *ctx, size_t ncols, const db_val *row, err *e)
{
    struct adding *a = ctx;
    (void)e;
    seal_sum_add(a->s, &a->x, row[ncols - 1].s, false);
    return ERR_OK;
}

err_code seal_sums_begin(struct store *s, err *e)
{
    str table;
    int st;
    for (size_t i = 0; s->key->has_key && (st = db_named(db_engine(s->db), "sealed_", i, &table)) >= 0; i++) {
        struct adding a = { .s = s, .x.turn = 1 };
        if (str_eq(table, S("meta")) || str_eq(table, S("seal_sum")))
            continue;
        if (db_each(s->db, st, NO_ARGS, add_up, &a, e) || (a.x.n && make_row(s, table, &a.x, e)))
            return e->code;
    }
    return ERR_OK;
}

err_code seal_sums_turns(struct store *s, arena *a, str *out, err *e)
{
    db_rows rows = { 0 };
    if (db_run(s->db, ST_seal_sum_turns, NO_ARGS, a, &rows, e))
        return e->code;
    str *parts = arena_array(a, str, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++)
        parts[i] = arena_printf(a, STR_FMT "=%lld", STR_ARG(db_str(&rows, i, SEAL_SUM_TURNS_NAME)),
                                (long long)db_int(&rows, i, SEAL_SUM_TURNS_TURN));
    *out = arena_join(a, rows.n, parts, S(","));
    return ERR_OK;
}
