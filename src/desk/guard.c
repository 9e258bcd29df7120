/* guard.c - see guard.h.
 *
 * A wrong try is two rows of sign_in_guard, "pair:NAME ADDRESS" with how many in a row and "from:ADDRESS NAME", so that
 * the addresses of a name and the names of an address are each a range of keys. Both are swept after a day. */
#include "desk/guard.h"
#include "store/seal.h"

enum { KEY_PART = 64 };

/* Without what would end its part of the key; what nobody can be called is counted too. */
static str part(arena *a, str s)
{
    str taken = str_take(s, KEY_PART);
    char *p = (char *)(uintptr_t)arena_copy(a, taken.n ? taken : S("-")).p;
    for (size_t i = 0; i < taken.n; i++)
        if (p[i] <= ' ' || p[i] > '~')
            p[i] = '?';
    return (str){ p, taken.n ? taken.n : 1 };
}

/* "pair:ann 10.0.0.1"; with the last of them '!', which follows the space, the end of a range. */
static str key(arena *a, const char *what, str one, char between, str other)
{
    return arena_printf(a, "%s:" STR_FMT "%c" STR_FMT, what, STR_ARG(part(a, one)), between, STR_ARG(other));
}

static str pair_key(arena *a, str name, str address) { return key(a, "pair", name, ' ', part(a, address)); }
static str from_key(arena *a, str address, str name) { return key(a, "from", address, ' ', part(a, name)); }

static instant wait_of(int64_t n, int64_t free, instant last, int64_t most)
{
    int64_t wait = GUARD_WAIT_FIRST;
    if (n < free || last == INSTANT_NONE)
        return 0;
    for (int64_t i = free; i < n && wait < most; i++)
        wait *= 2;
    return last + (wait < most ? wait : most);
}

instant guard_until(const struct guard_counts *c)
{
    if (c->known)
        return wait_of(c->tries, GUARD_TRIES, c->last_try, GUARD_WAIT_KNOWN);
    const instant waits[] = { wait_of(c->tries, GUARD_TRIES, c->last_try, GUARD_WAIT_MOST),
                              wait_of(c->addresses, GUARD_ADDRESSES, c->last_of_name, GUARD_WAIT_MOST),
                              wait_of(c->names, GUARD_NAMES, c->last_of_address, GUARD_WAIT_MOST) };
    instant until = 0;
    for (size_t i = 0; i < COUNT_OF(waits); i++)
        until = waits[i] > until ? waits[i] : until;
    return until;
}

static instant instant_or_none(str s) { return s.p ? instant_parse(s) : INSTANT_NONE; }

static err_code count(struct store *s, const char *what, str one, instant now, int64_t *n, instant *last, err *e)
{
    arena *a = e->mem;
    db_rows rows = { 0 };
    err_code rc = db_run(s->db, ST_guard_between,
                         ARGS(DBT(key(a, what, one, ' ', S(""))), DBT(key(a, what, one, '!', S(""))),
                              DBT(instant_iso(a, now - GUARD_WINDOW))), a, &rows, e);
    if (!rc && rows.n) {
        *n = db_int(&rows, 0, GUARD_BETWEEN_N);
        *last = instant_or_none(db_str(&rows, 0, GUARD_BETWEEN_LAST_AT));
    }
    return rc;
}

err_code guard_read(struct store *s, str name, str address, instant now, struct guard_counts *c, err *e)
{
    arena *a = e->mem;
    db_rows rows = { 0 }, known = { 0 };
    *c = (struct guard_counts){ .last_try = INSTANT_NONE, .last_of_name = INSTANT_NONE,
                                .last_of_address = INSTANT_NONE };
    if (db_run(s->db, ST_guard_get, ARGS(DBT(pair_key(a, name, address))), a, &rows, e) ||
        count(s, "pair", name, now, &c->addresses, &c->last_of_name, e) ||
        count(s, "from", address, now, &c->names, &c->last_of_address, e) ||
        db_run(s->db, ST_session_from, ARGS(DBT(name), DBT(address.n ? address : S("-"))), a, &known, e))
        return e->code;
    if (rows.n) {
        c->tries = db_int(&rows, 0, GUARD_GET_FAILURES);
        c->last_try = instant_parse(db_str(&rows, 0, GUARD_GET_LAST_AT));
    }
    c->known = known.n > 0;
    return ERR_OK;
}

err_code guard_hold(struct store *s, err *e) { return seal_hold(s, "sign_in_guard", e); }

static err_code add_one(struct store *s, str subject, instant now, err *e)
{
    db_rows rows = { 0 };
    err_code rc = db_run(s->db, ST_guard_get, ARGS(DBT(subject)), e->mem, &rows, e);
    int64_t before = !rc && rows.n ? db_int(&rows, 0, GUARD_GET_FAILURES) : 0;
    const db_val at = DBT(instant_iso(e->mem, now));
    return rc ? rc : seal_set(s, "sign_in_guard", ST_guard_seal, 1, ST_guard_set,
                              ARGS(DBT(subject), DBI(before + 1), at, at), e);
}

err_code guard_failed(struct store *s, str name, str address, instant now, err *e)
{
    err_code rc = guard_hold(s, e);
    if (!rc)
        rc = add_one(s, pair_key(e->mem, name, address), now, e);
    return rc ? rc : add_one(s, from_key(e->mem, address, name), now, e);
}

static err_code drop_between(struct store *s, const char *what, str one, err *e)
{
    return seal_drop(s, "sign_in_guard", ST_guard_clear_between,
                     ARGS(DBT(key(e->mem, what, one, ' ', S(""))), DBT(key(e->mem, what, one, '!', S("")))), e);
}

err_code guard_passed(struct store *s, str name, str address, err *e)
{
    err_code rc = seal_drop(s, "sign_in_guard", ST_guard_clear, ARGS(DBT(pair_key(e->mem, name, address))), e);
    return rc ? rc : drop_between(s, "from", address, e);
}

err_code guard_end(struct store *s, str name, err *e) { return drop_between(s, "pair", name, e); }
