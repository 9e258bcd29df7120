/* account_change.c - an account is changed: what is asked for, and nothing else.
 *
 * The table of accounts is held first, so that what is read then is what is changed: two who change the same account
 * come one after the other, and each sets only the columns that it was asked to. What follows from a change, the end of
 * sessions and of a wait, is in the same transaction. */
#include "desk/account.h"
#include "desk/account_log.h"
#include "desk/must.h"
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

static err_code own_role(err *e)
{
    err_set(e, ERR_INVALID, "Nobody changes their own role. Ask another administrator");
    e->field = S("role");
    return e->code;
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
    if (!rc && c->hash.p)
        rc = must_change_password(s, was->name, !c->if_hash.p, c->at, e);
    return rc;
}

static err_code change_held(struct store *s, str name, const struct account_change *c, struct account *was, err *e)
{
    err_code rc = account_get(s, name, e->mem, was, e);
    if (rc)
        return rc;
    if (c->if_hash.p && (!str_eq(c->if_hash, was->password) || was->locked_at != INSTANT_NONE))
        return overtaken(e);
    if (c->role.p && !str_eq(c->role, was->role) && str_eq(c->by, was->name))
        return own_role(e);
    bool locked = c->lock == LOCK_STAYS ? was->locked_at != INSTANT_NONE : c->lock == LOCK_IT,
         stays = can_administer(s, c->role.p ? c->role : was->role, locked);
    if (!c->even_last && account_administers(s, was) && !stays && (rc = last_one_goes(s, name, e)))
        return rc;
    return change_columns(s, was, c, e);
}

static err_code tell(struct store *s, const struct account *was, const struct account_change *c,
                     enum account_event what, str detail, err *e)
{
    const struct account_entry x = { .at = c->at, .account = was->name, .by = c->by, .address = c->address,
                                     .what = what, .detail = detail };
    return account_log_add(s, &x, e);
}

static str from_to(arena *a, str from, str to)
{
    return arena_printf(a, STR_FMT " to " STR_FMT, STR_ARG(from), STR_ARG(to));
}

static str worker_text(arena *a, int64_t id) { return id ? arena_printf(a, "%lld", (long long)id) : S("none"); }

static err_code tell_place(struct store *s, const struct account *was, const struct account_change *c, err *e)
{
    err_code rc = ERR_OK;
    if (!str_eq(c->role, was->role))
        rc = tell(s, was, c, DID_ROLE, from_to(e->mem, was->role, c->role), e);
    if (!rc && c->worker_id != was->worker_id)
        rc = tell(s, was, c, DID_WORKER,
                  from_to(e->mem, worker_text(e->mem, was->worker_id), worker_text(e->mem, c->worker_id)), e);
    if (!rc && c->shown.p && !str_eq(c->shown, was->shown))
        rc = tell(s, was, c, DID_SHOWN, from_to(e->mem, was->shown, c->shown), e);
    return rc;
}

/* An entry for each thing that became another. */
static err_code tell_all(struct store *s, const struct account *was, const struct account_change *c, err *e)
{
    err_code rc = c->role.p ? tell_place(s, was, c, e) : ERR_OK;
    if (!rc && c->lock != LOCK_STAYS)
        rc = tell(s, was, c, c->lock == LOCK_IT ? DID_LOCKED : DID_UNLOCKED, S(""), e);
    if (!rc && c->hash.p)
        rc = tell(s, was, c, DID_PASSWORD, c->if_hash.p ? S("by themselves") : S("given to them"), e);
    return rc;
}

/* A new lock, role or password ends what was begun under the old; a new password from somebody else ends the wait. */
static err_code follow(struct store *s, const struct account *was, const struct account_change *c, err *e)
{
    err_code rc = c->hash.p && !c->if_hash.p ? account_end_wait(s, was->name, e) : ERR_OK;
    bool ends = c->lock != LOCK_STAYS || c->hash.p || (c->role.p && !str_eq(c->role, was->role));
    const struct session_ender ender = { c->by, c->address, c->at };
    return rc || !ends ? rc : session_rows_end(s, was->name, c->keep_session, &ender, e);
}

err_code account_alter(struct store *s, str name, const struct account_change *c, err *e)
{
    struct account was;
    bool own;
    err_code rc = c->role.p ? role_check(s, c->role, e) : ERR_OK;
    if (rc || (rc = transaction_join(s, &own, e)))
        return rc;
    if (!(rc = seal_hold(s, "account", e)) && !(rc = change_held(s, name, c, &was, e)) &&
        !(rc = tell_all(s, &was, c, e)))
        rc = follow(s, &was, c, e);
    return transaction_end(s, own, rc, e);
}
