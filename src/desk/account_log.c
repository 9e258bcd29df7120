/* account_log.c - see account_log.h. */
#include "desk/account_log.h"
#include "desk/transaction.h"
#include "store/seal.h"

static const struct { const char *name, *label; } events[DID__COUNT] = {
    [DID_ADDED] = { "added", "Added" },
    [DID_ROLE] = { "role", "Role changed" },
    [DID_WORKER] = { "worker", "Linked to a worker" },
    [DID_SHOWN] = { "shown", "Name changed" },
    [DID_LOCKED] = { "locked", "Locked" },
    [DID_UNLOCKED] = { "unlocked", "Unlocked" },
    [DID_PASSWORD] = { "password", "Password changed" },
    [DID_SIGNED_IN] = { "signed in", "Signed in" },
    [DID_REFUSED] = { "refused", "Sign-in refused" },
    [DID_SESSION_ENDED] = { "session ended", "Session ended" },
    [DID_BROKE_GLASS] = { "broke glass", "Opened a restricted record" },
};

const char *account_event_label(enum account_event what) { return events[what].label; }
const char *account_event_name(enum account_event what) { return events[what].name; }

static str or_empty(str s) { return s.p ? s : S(""); }

static err_code add_held(struct store *s, const struct account_entry *x, err *e)
{
    db_rows last = { 0 };
    err_code rc = seal_hold(s, "account_log", e);
    if (!rc)
        rc = db_run(s->db, ST_account_log_last, NO_ARGS, e->mem, &last, e);
    if (rc)
        return rc;
    return seal_add(s, "account_log", ST_account_log_add,
                    ARGS(DBI(last.n ? db_int(&last, 0, ACCOUNT_LOG_LAST_SEQ) + 1 : 1), DBT(instant_iso(e->mem, x->at)),
                         DBT(or_empty(x->account)), DBT(or_empty(x->by)), DBT(or_empty(x->address)),
                         DBT(str_of(events[x->what].name)), DBT(or_empty(x->detail))), e);
}

err_code account_log_add(struct store *s, const struct account_entry *x, err *e)
{
    bool own;
    err_code rc = transaction_join(s, &own, e);
    return transaction_end(s, own, rc ? rc : add_held(s, x, e), e);
}

static enum account_event event_named(str name)
{
    for (int i = 0; i < DID__COUNT; i++)
        if (str_eq(name, str_of(events[i].name)))
            return (enum account_event)i;
    return DID_ADDED;
}

err_code account_log_read(struct store *s, str account, int64_t before, size_t most, arena *a, size_t *n,
                          struct account_entry **to, err *e)
{
    db_rows rows = { 0 };
    err_code rc = account.p ? db_run(s->db, ST_account_log_of, ARGS(DBT(account), DBI(before), DBI((int64_t)most)), a,
                                     &rows, e)
                            : db_run(s->db, ST_account_log_all, ARGS(DBI(before), DBI((int64_t)most)), a, &rows, e);
    *n = rows.n;
    *to = arena_array(a, struct account_entry, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++)
        (*to)[i] = (struct account_entry){
            .seq = db_int(&rows, i, ACCOUNT_ENTRY_SEQ),
            .at = instant_parse(db_str(&rows, i, ACCOUNT_ENTRY_AT)),
            .account = db_str(&rows, i, ACCOUNT_ENTRY_ACCOUNT),
            .by = db_str(&rows, i, ACCOUNT_ENTRY_BY_ACCOUNT),
            .address = db_str(&rows, i, ACCOUNT_ENTRY_ADDRESS),
            .what = event_named(db_str(&rows, i, ACCOUNT_ENTRY_WHAT)),
            .detail = db_str(&rows, i, ACCOUNT_ENTRY_DETAIL),
        };
    return rc;
}
