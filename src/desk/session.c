/* session.c - see session.h. */
#include "desk/session.h"
#include "desk/account_log.h"
#include "desk/transaction.h"
#include "store/seal.h"

static struct session read_row(const db_val *v)
{
    return (struct session){
        .id = v[SESSION_ID].s,
        .account = v[SESSION_ACCOUNT].s,
        .address = v[SESSION_ADDRESS].s,
        .created_at = instant_parse(v[SESSION_CREATED_AT].s),
        .seen_at = instant_parse(v[SESSION_SEEN_AT].s),
        .ended_at = instant_parse(v[SESSION_ENDED_AT].s),
    };
}

err_code session_get(struct store *s, str id, arena *a, bool *found, struct session *to, err *e)
{
    db_rows rows;
    err_code rc = db_run(s->db, ST_session_get, ARGS(DBT(id)), a, &rows, e);
    *found = !rc && rows.n;
    if (*found)
        *to = read_row(db_row(&rows, 0));
    return rc;
}

/* The whole row, in the order of sealed_session. */
err_code session_add(struct store *s, const struct session *x, err *e)
{
    arena *a = e->mem;
    bool own;
    err_code rc = transaction_join(s, &own, e);
    if (rc)
        return rc;
    const db_val row[] = {
        DBT(x->id),
        DBT(x->account),
        DBT(instant_iso(a, x->created_at)),
        DBT(instant_iso(a, x->seen_at)),
        x->ended_at == INSTANT_NONE ? DBN : DBT(instant_iso(a, x->ended_at)),
        DBT(x->address),
    };
    const struct account_entry told = { .at = x->created_at, .account = x->account, .by = x->account,
                                        .address = x->address, .what = DID_SIGNED_IN };
    rc = seal_add(s, "session", ST_session_add, COUNT_OF(row), row, e);
    return transaction_end(s, own, rc ? rc : account_log_add(s, &told, e), e);
}

static err_code set_time(struct store *s, int stmt, str id, instant t, bool *changed, err *e)
{
    const struct seal_statements st = { ST_session_whole, stmt, ST_session_reseal };
    bool own;
    *changed = false;
    err_code rc = transaction_join(s, &own, e);
    if (!rc)
        rc = seal_change(s, "session", &st, ARGS(DBT(id), DBT(instant_iso(e->mem, t))), changed, e);
    return transaction_end(s, own, rc, e);
}

err_code session_seen(struct store *s, str id, instant seen_at, bool *changed, err *e)
{
    return set_time(s, ST_session_seen, id, seen_at, changed, e);
}

static err_code end_one(struct store *s, str id, const struct session_ender *x, bool *changed, err *e)
{
    struct session was;
    bool found;
    err_code rc = set_time(s, ST_session_set_ended, id, x->at, changed, e);
    if (rc || !*changed || (rc = session_get(s, id, e->mem, &found, &was, e)) || !found)
        return rc;
    const struct account_entry told = { .at = x->at, .account = was.account, .by = x->by, .address = x->address,
                                        .what = DID_SESSION_ENDED };
    return account_log_add(s, &told, e);
}

err_code session_row_end(struct store *s, str id, const struct session_ender *x, bool *changed, err *e)
{
    bool own;
    *changed = false;
    err_code rc = transaction_join(s, &own, e);
    return transaction_end(s, own, rc ? rc : end_one(s, id, x, changed, e), e);
}

static err_code end_listed(struct store *s, str account, str keep_id, const struct session_ender *x, err *e)
{
    size_t n;
    struct session *rows;
    bool changed;
    err_code rc = seal_hold(s, "session", e);       /* none is begun between the list and the end */
    if (!rc)
        rc = session_list(s, account, 0, e->mem, &n, &rows, e);
    for (size_t i = 0; !rc && i < n; i++)
        if (!str_eq(rows[i].id, keep_id))
            rc = end_one(s, rows[i].id, x, &changed, e);
    return rc;
}

err_code session_rows_end(struct store *s, str account, str keep_id, const struct session_ender *x, err *e)
{
    bool own;
    err_code rc = transaction_join(s, &own, e);
    return transaction_end(s, own, rc ? rc : end_listed(s, account, keep_id, x, e), e);
}

err_code session_sweep(struct store *s, instant now, err *e)
{
    arena *a = e->mem;
    const instant day_long = 86400;
    bool own;
    err_code rc = transaction_join(s, &own, e);
    if (!rc)
        rc = seal_drop(s, "session", ST_session_sweep, ARGS(DBT(instant_iso(a, now - SESSION_DAYS_KEPT * day_long))),
                       e);
    if (!rc)
        rc = seal_drop(s, "sign_in_guard", ST_guard_sweep,
                       ARGS(DBT(instant_iso(a, now - GUARD_DAYS_KEPT * day_long))), e);
    return transaction_end(s, own, rc, e);
}

err_code session_list(struct store *s, str account, instant since, arena *a, size_t *n, struct session **to, err *e)
{
    db_rows rows;
    db_val from = DBT(instant_iso(a, since));
    err_code rc = account.p ? db_run(s->db, ST_session_of_account, ARGS(DBT(account), from), a, &rows, e)
                            : db_run(s->db, ST_session_open, ARGS(from), a, &rows, e);
    if (rc)
        return rc;
    *to = arena_array(a, struct session, rows.n + 1);
    *n = rows.n;
    for (size_t i = 0; i < rows.n; i++)
        (*to)[i] = read_row(db_row(&rows, i));
    return ERR_OK;
}
