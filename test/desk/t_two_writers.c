/* t_two_writers.c - accounts and sessions that two change at once, over two connections: whatever the order, nothing
 * of either is lost, a lock holds, what has ended stays ended, and every seal fits. On both engines. */
#include "../record/subjects.h"
#include "desk/account.h"
#include "desk/session.h"
#include "record/verify.h"
#include <pthread.h>

enum { ROUNDS = 200, SIGN_OUTS = 40, USES = 200 };

static const char *named(const char *what) { return both_name(engine, what); }
static str where;
static const instant start = 1795000000;

static void add(struct store *s, const char *name, const char *role)
{
    const struct account x = { .name = str_of(name), .shown = str_of(name), .role = str_of(role),
                               .locked_at = INSTANT_NONE, .created_by = S("test") };
    CODE(account_add(s, &x, S("correct horse battery"), STR_NONE, start, &e), ERR_OK, name);
}

static struct account now_of(struct store *s, const char *name)
{
    struct account x = { 0 };
    CODE(account_get(s, str_of(name), &mem, &x, &e), ERR_OK, name);
    return x;
}

static void proved(struct store *s, const char *what)
{
    struct verify_report r = { .mem = &mem };
    CODE(store_verify(s, &r, &e), ERR_OK, what);
    if (!is_int(r.faults, 0, named(what)) && r.nfound)
        printf("#   " STR_FMT " " STR_FMT ": " STR_FMT "\n", STR_ARG(r.found[0].table), STR_ARG(r.found[0].row),
               STR_ARG(r.found[0].what));
}

/* --- one after the other, each having read before the other wrote ------------------------------- */

static struct account_change change_made(int which, int round, const struct account *was)
{
    struct account_change c = { .at = start + round };
    switch (which) {
    case 0: c.lock = was->locked_at == INSTANT_NONE ? LOCK_IT : UNLOCK_IT; break;
    case 1: c.role = str_eq(was->role, S("practitioner")) ? S("front_door") : S("practitioner"); break;
    case 2: c.hash = arena_printf(&mem, "set by an administrator, %d", round); break;
    default:
        c.hash = arena_printf(&mem, "chosen, %d", round);
        c.if_hash = was->password;
    }
    return c;
}

/* What the account must be after a change that went through. */
static void expect(struct account *x, const struct account_change *c)
{
    if (c->lock != LOCK_STAYS)
        x->locked_at = c->lock == LOCK_IT ? c->at : INSTANT_NONE;
    if (c->role.p)
        x->role = c->role;
    if (c->hash.p)
        x->password = c->hash;
}

static bool same(const struct account *x, const struct account *y)
{
    return x->locked_at == y->locked_at && str_eq(x->role, y->role) && str_eq(x->password, y->password) &&
           str_eq(x->shown, y->shown) && x->created_at == y->created_at;
}

static void interleaved(struct store *one, struct store *other)
{
    int lost = 0, refused = 0, wrong = 0;
    for (int round = 0; round < ROUNDS; round++) {
        struct account seen = now_of(one, "ann"), want = seen, got;
        struct account_change first = change_made(round % 4, round, &seen),
                              second = change_made((round / 4) % 4, round + 1000, &seen);
        err_code a = account_alter(other, S("ann"), &first, &e);
        if (!a)
            expect(&want, &first);
        bool open = want.locked_at == INSTANT_NONE, may = !second.if_hash.p ||
                                                          (open && str_eq(second.if_hash, want.password));
        err_code b = account_alter(one, S("ann"), &second, &e);
        if (!b)
            expect(&want, &second);
        wrong += (b == ERR_OK) != may || (b && b != ERR_CONFLICT);
        refused += b != ERR_OK;
        got = now_of(other, "ann");
        lost += !same(&got, &want);
    }
    is_int(lost, 0, named("no change of an account is lost"));
    is_int(wrong, 0, named("a password is refused where somebody locked or changed it meanwhile, and only there"));
    ok(refused > 10 && refused < ROUNDS, named("which happened"));
    proved(one, "the accounts");
}

/* --- at the same time --------------------------------------------------------------------------- */

struct writer { int which; int failed; const char *message; };

static void *writes(void *ctx)
{
    struct writer *w = ctx;
    arena a;
    arena_init(&a, 0);
    err x = { .mem = &a };
    struct store *s = NULL;
    w->failed = records_open(&s, cat, where, STORE_WRITE, &x) != ERR_OK;
    for (int i = 0; i < ROUNDS / 2 && !w->failed; i++) {
        struct account_change c = { .at = start + i };
        if (w->which == 0)
            c.lock = i % 2 ? UNLOCK_IT : LOCK_IT;
        else {
            c.role = i % 2 ? S("practitioner") : S("front_door");
            c.shown = arena_printf(&a, "Bea %d", i);
        }
        w->failed += account_alter(s, S("bea"), &c, &x) != ERR_OK;
    }
    if (w->failed)
        printf("# " STR_FMT "\n", STR_ARG(x.message));
    store_close(s);
    arena_release(&a);
    return NULL;
}

static void at_once(struct store *s)
{
    struct writer w[2] = { { .which = 0 }, { .which = 1 } };
    pthread_t threads[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&threads[i], NULL, writes, &w[i]);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    struct account x = now_of(s, "bea");
    is_int(w[0].failed + w[1].failed, 0, named("two who change one account at once both get through"));
    ok(x.locked_at == INSTANT_NONE && str_eq(x.role, S("practitioner")) && str_eq(x.shown, S("Bea 99")),
       named("and the last of each is there"));
    proved(s, "after that");
}

/* Two administrators who demote each other: one of them stays. */
static void each_other(struct store *one, struct store *other)
{
    struct account_change c = { .at = start, .role = S("practitioner") };
    CODE(account_alter(one, S("admin.a"), &c, &e), ERR_OK, "one of two administrators goes");
    CODE(account_alter(other, S("admin.b"), &c, &e), ERR_INVALID, "the other stays");
    is(e.field, S("role"), named("and it says which field"));
    c = (struct account_change){ .at = start, .lock = LOCK_IT };
    CODE(account_alter(other, S("admin.b"), &c, &e), ERR_INVALID, "nor can the last be locked");
    c.even_last = true;
    CODE(account_alter(other, S("admin.b"), &c, &e), ERR_OK, "but from the command line");
    CODE(account_alter(one, S("no.one"), &c, &e), ERR_NOT_FOUND, "nobody's account");
}

/* --- sessions ----------------------------------------------------------------------------------- */

static str begun(struct store *s, int i)
{
    str id = arena_printf(&mem, "session %d", i);
    const struct session x = { .id = id, .account = S("ann"), .address = S("10.0.0.1"), .created_at = start,
                               .seen_at = start, .ended_at = INSTANT_NONE };
    CODE(session_add(s, &x, &e), ERR_OK, "a session begins");
    return id;
}

struct in_flight { str id; int64_t seen, failed; pthread_barrier_t ready; };

static void *uses(void *ctx)
{
    struct in_flight *f = ctx;
    arena a;
    arena_init(&a, 0);
    err x = { .mem = &a };
    struct store *s = NULL;
    bool goes_on = true;
    f->failed = records_open(&s, cat, where, STORE_WRITE, &x) != ERR_OK;
    pthread_barrier_wait(&f->ready);
    for (instant t = start + 1; goes_on && t < start + USES; t++) {
        err_code rc = session_seen(s, f->id, t, &goes_on, &x);
        goes_on = goes_on || rc == ERR_BUSY;
        f->failed += rc && rc != ERR_BUSY;
        f->seen += goes_on;
    }
    store_close(s);
    arena_release(&a);
    return NULL;
}

static void sign_outs(struct store *s)
{
    int64_t open = 0, failed = 0, seen = 0;
    const struct session_ender ender = { S("ann"), S("10.0.0.1"), start + 9 };
    for (int i = 0; i < SIGN_OUTS; i++) {
        struct in_flight f = { .id = begun(s, i) };
        pthread_t thread;
        bool ended;
        pthread_barrier_init(&f.ready, NULL, 2);
        pthread_create(&thread, NULL, uses, &f);
        pthread_barrier_wait(&f.ready);
        err_code rc;
        do
            rc = i % 2 ? session_row_end(s, f.id, &ender, &ended, &e)
                       : session_rows_end(s, S("ann"), STR_NONE, &ender, &e);
        while (rc == ERR_BUSY);
        CODE(rc, ERR_OK, i % 2 ? "signs out" : "all sessions are ended");
        pthread_join(thread, NULL);
        pthread_barrier_destroy(&f.ready);
        struct session x = { 0 };
        bool found;
        CODE(session_get(s, f.id, &mem, &found, &x, &e), ERR_OK, "read");
        open += !found || x.ended_at != start + 9;
        failed += f.failed;
        seen += f.seen;
    }
    printf("# %lld uses were noted\n", (long long)seen);
    is_int(failed, 0, named("every use was noted or told that the session had ended"));
    is_int(open, 0, named("no session survives its end"));
    proved(s, "the sessions");
}

/* A row that somebody changed behind the program's back stays told as such, whatever is changed of it. */
static void not_washed(struct store *s)
{
    int st;
    struct verify_report r = { .mem = &mem };
    CODE(db_statement(s->db, S("UPDATE account SET role = 'administrator' WHERE name = 'cat'"), &st, &e), ERR_OK,
         "by hand");
    CODE(db_begin(s->db, true, &e) ? e.code : db_run(s->db, st, NO_ARGS, &mem, NULL, &e) ? e.code
                                                                                       : db_commit(s->db, &e),
         ERR_OK, "a role is changed by hand");
    CODE(account_alter(s, S("cat"), &(struct account_change){ .at = start, .lock = LOCK_IT, .even_last = true }, &e),
         ERR_OK, "locked");
    CODE(store_verify(s, &r, &e), ERR_OK, "looked at");
    ok(r.faults == 1 && str_eq(r.found[0].table, S("account")), named("the row is still told as changed"));
}

int main(void)
{
    subjects_start();
    for (engine = 0; engine < 2; engine++) {
        where = both_where(engine, "writers", &mem);
        struct store *one = open_store(where, STORE_WRITE | STORE_CREATE), *other = open_store(where, STORE_WRITE);
        add(one, "ann", "practitioner");
        add(one, "bea", "practitioner");
        add(one, "cat", "practitioner");
        add(one, "admin.a", "administrator");
        add(one, "admin.b", "administrator");
        interleaved(one, other);
        at_once(one);
        each_other(one, other);
        sign_outs(one);
        not_washed(one);
        store_close(one);
        store_close(other);
    }
    subjects_stop();
    return done_testing();
}
