/* verify_seals.c - sealed tables: each row as it was written, and none gone, doubled or put back as it once was. */
#include "record/verify_work.h"

struct sealed { struct verifying *v; const char *table; int64_t broken; struct seal_sum found; };

static err_code check_seal(void *ctx, size_t ncols, const db_val *row, err *e)
{
    struct sealed *t = ctx;
    char name[200];
    (void)e;
    seal x = seal_row(t->v->s, t->table, ncols - 1, row);
    t->v->r->sealed++;
    seal_sum_add(t->v->s, &t->found, row[ncols - 1].s, false);
    if (str_eq(row[ncols - 1].s, (str){ x.text, SEAL_TEXT }))
        return ERR_OK;
    const db_val *key = row;        /* or what the key begins with */
    int n = key->type == DB_INT ? snprintf(name, sizeof name, "%lld", (long long)key->i)
                                : snprintf(name, sizeof name, STR_FMT, STR_ARG(str_take(key->s, 80)));
    t->broken++;
    fault_say(t->v, t->table, (str){ name, n > 0 ? (size_t)n : 0 }, S(""), S("the row is not as the program wrote it"));
    return ERR_OK;
}

static void tell_count(const struct sealed *t, const struct seal_sum *x)
{
    struct verify_report *r = t->v->r;
    long long gone = x->n - t->found.n;
    bool same = memcmp(x->sum, t->found.sum, SUM_BYTES) == 0;
    if (gone > 0)
        fault_say(t->v, t->table, S("all rows"), S(""),
                  arena_printf(r->mem, "%lld of %lld rows %s missing", gone, (long long)x->n,
                               gone == 1 ? "is" : "are"));
    else if (gone < 0)
        fault_say(t->v, t->table, S("all rows"), S(""),
                  arena_printf(r->mem, "%lld %s more than the program wrote", -gone,
                               gone == -1 ? "row is there" : "rows are there"));
    else if (!same && !t->broken)
        fault_say(t->v, t->table, S("all rows"), S(""),
                  S("a row was put back as it once was, or in the place of another"));
}

/* Rows without a sum are of a table whose sum was taken away. */
static void check_sum(const struct sealed *t, const db_rows *sums)
{
    struct verifying *v = t->v;
    int64_t least = 0;
    for (size_t i = 0; i < v->nturns; i++)
        if (str_eq(v->turns[i].table, str_of(t->table)))
            least = v->turns[i].turn;
    for (size_t i = 0; i < sums->n; i++) {
        struct seal_sum x;
        if (!str_eq(db_str(sums, i, SEAL_SUM_NAME), str_of(t->table)))
            continue;
        if (!seal_sum_read(v->s, db_row(sums, i), &x))
            return;                 /* said when table seal_sum is looked at */
        if (x.turn < least)
            fault_say(v, t->table, S("all rows"), S(""),
                      S("the table is that of an earlier day: a checkpoint was signed when it had been changed since"));
        tell_count(t, &x);
        return;
    }
    if (t->found.n || least)
        fault_say(v, "seal_sum", str_of(t->table), S(""), S("the row is missing"));
}

err_code verify_seals(struct verifying *v, err *e)
{
    str table;
    db_rows sums = { 0 };
    int st;
    if (!v->s->key->has_key)
        return ERR_OK;              /* verify_ledger said so */
    if (db_run(v->s->db, ST_sealed_seal_sum, NO_ARGS, v->r->mem, &sums, e))
        return e->code;
    for (size_t i = 0; (st = db_named(db_engine(v->s->db), "sealed_", i, &table)) >= 0; i++) {
        struct sealed t = { .v = v, .table = table.p };     /* a statement's name ends with a NUL */
        bool summed = !str_eq(table, S("meta")) && !str_eq(table, S("seal_sum"));
        if (db_each(v->s->db, st, NO_ARGS, check_seal, &t, e))
            return e->code;
        if (summed)
            check_sum(&t, &sums);
    }
    return ERR_OK;
}
