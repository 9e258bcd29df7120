/* account.c - accounts and signing in; every row is sealed, so a role that was changed behind the program's back
 * shows. */
#include "desk/account.h"
#include "catalogue/capability.h"
#include "desk/account_log.h"
#include "desk/guard.h"
#include "desk/must.h"
#include "desk/password.h"
#include "desk/transaction.h"
#include "store/seal.h"
#include <sodium.h>

_Static_assert(CAN__COUNT <= 32, "every capability has its bit in access_who.can");

int64_t random_id(void)
{
    uint64_t v = 0;
    while (v == 0) {
        randombytes_buf(&v, sizeof v);
        v &= (UINT64_C(1) << 53) - 1;       /* a number that JSON and a spreadsheet keep whole */
    }
    return (int64_t)v;
}

/* --- rows ------------------------------------------------------------------------------------ */

err_code account_name_check(str name, err *e)
{
    bool fine = name.n >= 2 && name.n <= 60;
    for (size_t i = 0; i < name.n && fine; i++) {
        char c = name.p[i];
        fine = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
    }
    if (fine)
        return ERR_OK;
    err_set(e, ERR_INVALID, "An account's name has 2 to 60 small letters, digits, full stops and hyphens");
    e->field = S("name");
    return err_hint(e, "for example anna.smith");
}

static void read_row(const db_val *v, arena *a, struct account *to)
{
    *to = (struct account){
        .name = arena_copy(a, v[ACCOUNT_NAME].s),
        .id = v[ACCOUNT_ID].i,
        .shown = arena_copy(a, v[ACCOUNT_SHOWN].s),
        .role = arena_copy(a, v[ACCOUNT_ROLE].s),
        .worker_id = v[ACCOUNT_WORKER_ID].type == DB_INT ? v[ACCOUNT_WORKER_ID].i : 0,
        .password = arena_copy(a, v[ACCOUNT_PASSWORD].s),
        .password_at = instant_parse(v[ACCOUNT_PASSWORD_AT].s),
        .locked_at = instant_parse(v[ACCOUNT_LOCKED_AT].s),
        .created_at = instant_parse(v[ACCOUNT_CREATED_AT].s),
        .created_by = arena_copy(a, v[ACCOUNT_CREATED_BY].s),
    };
}

static err_code account_one(struct store *s, int stmt, db_val key, arena *a, struct account *to, err *e)
{
    db_rows rows;
    err_code rc = db_run(s->db, stmt, 1, &key, a, &rows, e);
    if (rc)
        return rc;
    if (rows.n == 0) {
        err_set(e, ERR_NOT_FOUND, "there is no such account");
        return err_hint(e, "holdfast user list");
    }
    read_row(db_row(&rows, 0), a, to);
    return ERR_OK;
}

err_code account_get(struct store *s, str name, arena *a, struct account *to, err *e)
{
    return account_one(s, ST_account_get, DBT(name), a, to, e);
}

err_code account_by_id(struct store *s, int64_t id, arena *a, struct account *to, err *e)
{
    return account_one(s, ST_account_by_id, DBI(id), a, to, e);
}

err_code account_list(struct store *s, arena *a, size_t *n, struct account **to, err *e)
{
    db_rows rows;
    err_code rc = db_run(s->db, ST_account_list, NO_ARGS, a, &rows, e);
    if (rc)
        return rc;
    *n = rows.n;
    *to = arena_array(a, struct account, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++)
        read_row(db_row(&rows, i), a, *to + i);
    return ERR_OK;
}

db_val account_instant(arena *a, instant t) { return t == INSTANT_NONE ? DBN : DBT(instant_iso(a, t)); }

/* The whole row, in the order of sealed_account. */
static err_code add_row(struct store *s, const struct account *x, str address, err *e)
{
    arena *a = e->mem;
    bool own;
    err_code rc = transaction_join(s, &own, e);
    if (rc)
        return rc;
    const db_val row[] = {
        DBT(x->name),
        DBI(x->id),
        DBT(x->shown),
        DBT(x->role),
        x->worker_id ? DBI(x->worker_id) : DBN,
        DBT(x->password),
        account_instant(a, x->password_at),
        account_instant(a, x->locked_at),
        account_instant(a, x->created_at),
        DBT(x->created_by),
    };
    const struct account_entry told = { .at = x->created_at, .account = x->name, .by = x->created_by,
                                        .address = address, .what = DID_ADDED, .detail = x->role };
    rc = seal_add(s, "account", ST_account_add, COUNT_OF(row), row, e);
    if (!rc && x->given)
        rc = must_change_password(s, x->name, true, x->created_at, e);
    if (!rc)
        rc = account_log_add(s, &told, e);
    return transaction_end(s, own, rc, e);
}

err_code role_check(struct store *s, str role, err *e)
{
    if (catalogue_role(s->cat, role))
        return ERR_OK;
    str *names = arena_array(e->mem, str, s->cat->nroles + 1);
    for (size_t i = 0; i < s->cat->nroles; i++)
        names[i] = s->cat->roles[i].name;
    err_set(e, ERR_INVALID, "there is no role " STR_FMT, STR_ARG(role));
    e->field = S("role");
    return err_hint(e, "one of: " STR_FMT, STR_ARG(arena_join(e->mem, s->cat->nroles, names, S(", "))));
}

err_code account_add(struct store *s, const struct account *x, str password, str address, instant now, err *e)
{
    struct account made = *x;
    err_code rc;
    if ((rc = account_name_check(x->name, e)) || (rc = role_check(s, x->role, e)) ||
        (rc = password_check(s, password, x->name, x->shown, e)) ||
        (rc = password_hash(password, e->mem, &made.password, e)))
        return rc;
    made.id = random_id();
    made.password_at = made.created_at = now;
    made.locked_at = INSTANT_NONE;
    if (!made.shown.n)
        made.shown = made.name;
    rc = add_row(s, &made, address, e);
    if (rc == ERR_CONFLICT) {
        err_set(e, ERR_CONFLICT, "there is an account of that name already");
        return err_hint(e, "choose another name, or give the account a new password with holdfast user passwd");
    }
    return rc;
}

/* --- signing in ------------------------------------------------------------------------------ */

static err_code wait_first(instant until, instant now, err *e)
{
    int64_t minutes = (until - now + 59) / 60;
    err_set(e, ERR_DENIED, "There were too many wrong tries. Wait %lld minute%s and try again", (long long)minutes,
            minutes == 1 ? "" : "s");
    return err_hint(e, "an administrator can give you a new password");
}

static err_code may_try(struct store *s, str name, str address, instant now, err *e)
{
    struct guard_counts c;
    err_code rc = guard_read(s, name, address, now, &c, e);
    instant until = rc ? now : guard_until(&c);
    return rc || until <= now ? rc : wait_first(until, now, e);
}

/* What was typed as a name may have been a password: only what could be a name is kept. */
static err_code refuse(struct store *s, str name, str address, instant now, err *e)
{
    struct guard_counts c;
    err quiet = { .mem = e->mem };
    bool fine = account_name_check(name, &quiet) == ERR_OK;
    err_code rc = guard_failed(s, name, address, now, e);
    if (!rc)
        rc = guard_read(s, name, address, now, &c, e);
    instant until = rc ? now : guard_until(&c);
    struct account_entry told = { .at = now, .account = fine ? name : S("(no name)"), .address = address,
                                  .what = DID_REFUSED };
    if (until > now)
        told.detail = arena_printf(e->mem, "waits until " STR_FMT, STR_ARG(instant_iso(e->mem, until)));
    return rc ? rc : account_log_add(s, &told, e);
}

/* Asked again with the counts held: of many tries at the same moment no more pass than one after the other. */
static err_code count_try(struct store *s, str name, str address, bool right, instant now, err *e)
{
    bool own;
    err_code rc = transaction_join(s, &own, e);
    if (!rc && !(rc = guard_hold(s, e)) && !(rc = may_try(s, name, address, now, e)))
        rc = right ? guard_passed(s, name, address, e) : refuse(s, name, address, now, e);
    return transaction_end(s, own, rc, e);
}

err_code account_sign_in(struct store *s, str name, str password, str address, instant now, arena *a,
                         struct account *to,
                         err *e)
{
    err_code rc = may_try(s, name, address, now, e);
    if (rc)
        return rc;
    rc = account_get(s, name, a, to, e);
    if (rc && rc != ERR_NOT_FOUND)
        return rc;
    bool known = rc == ERR_OK && to->locked_at == INSTANT_NONE;
    str hash = rc == ERR_OK ? to->password : password_of_nobody();
    bool matches = password_matches(hash, str_take(password, PASSWORD_MAX));
    if ((rc = count_try(s, name, address, known && matches, now, e)) || (known && matches))
        return rc;
    err_set(e, ERR_DENIED, "That name and password do not go together");
    return err_hint(e, "check both and try again, or ask an administrator for a new password");
}

err_code account_end_wait(struct store *s, str name, err *e)
{
    bool own;
    err_code rc = transaction_join(s, &own, e);
    return transaction_end(s, own, rc ? rc : guard_end(s, name, e), e);
}

err_code account_who(struct store *s, const struct account *x, arena *a, struct access_who *who, err *e)
{
    const struct role *role = catalogue_role(s->cat, x->role);
    if (!role || x->locked_at != INSTANT_NONE)
        return err_set(e, ERR_DENIED, "this account is closed");
    *who = (struct access_who){
        .account_id = x->id,
        .account = x->name,
        .shown = x->shown,
        .role = role,
        .worker_id = x->worker_id,
        .mem = a,
    };
    str can = role->can, word;
    while (str_cut(&can, ' ', &word)) {
        enum capability c = capability_named(word);
        if (c < CAN__COUNT)
            who->can |= UINT32_C(1) << c;
    }
    if (x->worker_id == 0)
        return ERR_OK;
    db_rows rows;
    err_code rc = db_run(s->db, ST_account_worker, ARGS(DBI(x->worker_id)), a, &rows, e);
    if (!rc && rows.n)
        who->team_id = db_int(&rows, 0, ACCOUNT_WORKER_TEAM_ID);
    return rc;
}
