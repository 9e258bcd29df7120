/* account_change.c - an account is changed: what is asked for, and nothing else.
 *
 * The table of accounts is held first, so that what is read then is what is changed: two who change the same account
 * come one after the other, and each sets only the columns that it was asked to. What follows from a change, the end of
 * sessions and of a wait, is in the same transaction. */
#include "desk/account.h"
#include "desk/session.h"
#include "desk/transaction.h"
#include "store/seal.h"

static err_code set_columns(struct store *s, int stmt, size_t nargs, const db_val *args, err *e)
{
    const struct seal_statements st = { ST_account_whole, stmt, ST_account_reseal };
    bool changed;
    err_code rc = seal_change(s, "account", &st, nargs, args, &changed, e);
    return rc || changed ? rc : err_set(e, ERR_NOT_FOUND, "there is no such account");
}

static err_code overtaken(err *e)
{
    err_set(e, ERR_CONFLICT, "This account was changed by somebody else a moment ago, and nothing of yours was saved");
    return err_hint(e, "look at it again");
}

static bool can_administer(struct store *s, str role, bool locked)
{
    const struct role *k = catalogue_role(s->cat, role);
    return k && str_has(k->can, S("manage_users")) && !locked;
}

bool account_administers(struct store *s, const struct account *x)
{
    return can_administer(s, x->role, x->locked_at != INSTANT_NONE);
}

static err_code last_one_goes(struct store *s, str name, err *e)
{
    size_t n, others = 0;
    struct account *all;
    err_code rc = account_list(s, e->mem, &n, &all, e);
    for (size_t i = 0; !rc && i < n; i++)
        others += !str_eq(all[i].name, name) && account_administers(s, &all[i]);
    if (rc || others)
        return rc;
    err_set(e, ERR_INVALID, "This is the only administrator. Make another one first");
    e->field = S("role");
    return e->code;
}

static err_code change_columns(struct store *s, const struct account *was, const struct account_change *c, err *e)
{
    err_code rc = ERR_OK;
    if (c->role.p)
        rc = set_columns(s, ST_account_set_place, ARGS(DBT(was->name), DBT(c->shown.p ? c->shown : was->shown),
                                                       DBT(c->role), c->worker_id ? DBI(c->worker_id) : DBN), e);
    if (!rc && c->lock != LOCK_STAYS)
        rc = set_columns(s, ST_account_set_locked,
                         ARGS(DBT(was->name), c->lock == LOCK_IT ? account_instant(e->mem, c->at) : DBN), e);
    if (!rc && c->hash.p)
        rc = set_columns(s, ST_account_set_password,
                         ARGS(DBT(was->name), DBT(c->hash), account_instant(e->mem, c->at)), e);
    return rc;
}

static err_code change_held(struct store *s, str name, const struct account_change *c, struct account *was, err *e)
{
    err_code rc = account_get(s, name, e->mem, was, e);
    if (rc)
        return rc;
    if (c->if_hash.p && (!str_eq(c->if_hash, was->password) || was->locked_at != INSTANT_NONE))
        return overtaken(e);
    bool locked = c->lock == LOCK_STAYS ? was->locked_at != INSTANT_NONE : c->lock == LOCK_IT,
         stays = can_administer(s, c->role.p ? c->role : was->role, locked);
    if (!c->even_last && account_administers(s, was) && !stays && (rc = last_one_goes(s, name, e)))
        return rc;
    return change_columns(s, was, c, e);
}

/* A new lock, role or password ends what was begun under the old; a new password from somebody else ends the wait. */
static err_code follow(struct store *s, const struct account *was, const struct account_change *c, err *e)
{
    err_code rc = c->hash.p && !c->if_hash.p ? account_end_wait(s, was->name, e) : ERR_OK;
    bool ends = c->lock != LOCK_STAYS || c->hash.p || (c->role.p && !str_eq(c->role, was->role));
    return rc || !ends ? rc : session_rows_end(s, was->name, c->keep_session, c->at, e);
}

err_code account_alter(struct store *s, str name, const struct account_change *c, err *e)
{
    struct account was;
    bool own;
    err_code rc = c->role.p ? role_check(s, c->role, e) : ERR_OK;
    if (rc || (rc = transaction_join(s, &own, e)))
        return rc;
    if (!(rc = seal_hold(s, "account", e)) && !(rc = change_held(s, name, c, &was, e)))
        rc = follow(s, &was, c, e);
    return transaction_end(s, own, rc, e);
}
