/* t_guard.c - how long one waits before the next try to sign in, as a table of what happened before; and how many
 * drafts are kept. On both engines. */
#include "../record/subjects.h"
#include "desk/account.h"
#include "desk/draft.h"
#include "desk/guard.h"
#include "desk/session.h"
#include "desk/transaction.h"

static const char *named(const char *what) { return both_name(engine, what); }
static const instant start = 1795000000;
static struct store *s;

/* "w5 ann@office": five wrong tries of ann from there; "r1": one that is right; "n30": of thirty names, n0 to n29;
 * "a12 ann": of ann from twelve addresses; "p60": sixty seconds pass; "k1 ann@office": was signed in there before;
 * "e1 ann": an administrator gives ann a new password. Then how long ann@office waits. */
static const struct { const char *what, *happened, *whom; int wait; } cases[] = {
    { "nothing", "", "ann@office", 0 },
    { "four wrong", "w4 ann@office", "ann@office", 0 },
    { "five wrong", "w5 ann@office", "ann@office", 30 },
    { "six wrong", "w6 ann@office", "ann@office", 60 },
    { "twenty wrong", "w20 ann@office", "ann@office", 900 },
    { "the wait passes", "w5 ann@office,p31 ", "ann@office", 0 },
    { "a success between", "w4 ann@office,r1 ann@office,w4 ann@office", "ann@office", 0 },
    { "five wrong for one", "w5 ann@office", "bea@office", 0 },
    { "five wrong elsewhere", "w50 ann@attic", "ann@office", 0 },
    { "an attacker who goes on elsewhere", "w5 ann@attic,p60 ,w5 ann@attic", "ann@office", 0 },
    { "ten addresses", "a10 ann", "ann@office", 30 },
    { "nine addresses", "a9 ann", "ann@office", 0 },
    { "forty addresses", "a40 ann", "ann@office", 900 },
    { "forty addresses, an hour ago", "a40 ann,p3601 ", "ann@office", 0 },
    { "forty addresses, and known here", "k1 ann@office,a40 ann", "ann@office", 0 },
    { "twenty wrong, and known here", "k1 ann@office,w20 ann@office", "ann@office", 60 },
    { "known elsewhere", "k1 ann@attic,a40 ann", "ann@office", 900 },
    { "another known here", "k1 bea@office,a40 ann", "ann@office", 900 },
    { "twenty names", "n20 office", "ann@office", 30 },
    { "nineteen names", "n19 office", "ann@office", 0 },
    { "twenty names, one twice", "n19 office,n1 office", "ann@office", 0 },
    { "twenty names elsewhere", "n20 attic", "ann@office", 0 },
    { "names, and known here", "k1 ann@office,n60 office", "ann@office", 0 },
    { "names with a success between", "n19 office,r1 bea@office,n19 office", "ann@office", 0 },
    { "a new password", "w9 ann@office,a40 ann,e1 ann", "ann@office", 0 },
    { "a name that begins the same", "a40 anna", "ann@office", 0 },
    { "an address that begins the same", "n40 office2", "ann@office", 0 },
    { "a name that ends another's key", "w9 ann office@office", "ann@office", 0 },
};

static void one_step(const char *step, instant *now)
{
    char name[40] = "", address[40] = "";
    int n = (int)strtol(step + 1, NULL, 10);
    const char *at = strchr(step, '@'), *from = strchr(step, ' ') + 1;
    snprintf(name, sizeof name, "%.*s", (int)(at ? at - from : (ptrdiff_t)strlen(from)), from);
    snprintf(address, sizeof address, "%s", at ? at + 1 : name);
    if (step[0] == 'p') {
        *now += n;
        return;
    }
    if (step[0] == 'k') {
        const struct session x = { .id = arena_printf(&mem, "of %s at %s", name, address), .account = str_of(name),
                                   .address = str_of(address), .created_at = *now, .seen_at = *now,
                                   .ended_at = *now };
        CODE(session_add(s, &x, &e), ERR_OK, "was signed in");
        return;
    }
    bool own;
    CODE(transaction_join(s, &own, &e), ERR_OK, "begins");
    for (int i = 0; i < n; i++) {
        str who = str_of(name), where = str_of(address);
        if (step[0] == 'n')
            who = arena_printf(&mem, "n%d", i);
        if (step[0] == 'a')
            where = arena_printf(&mem, "10.0.0.%d", i);
        err_code rc = step[0] == 'r'   ? guard_passed(s, who, where, &e)
                      : step[0] == 'e' ? guard_end(s, who, &e)
                                       : guard_failed(s, who, where, *now, &e);
        if (rc)
            ok(false, "counted");
    }
    CODE(transaction_end(s, own, ERR_OK, &e), ERR_OK, step);
}

static void table(void)
{
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        instant now = start + (instant)i * 100000;
        str rest = str_of(cases[i].happened), step;
        bool own;
        CODE(transaction_join(s, &own, &e), ERR_OK, "begins");
        CODE(session_sweep(s, now + 10 * 86400 * SESSION_DAYS_KEPT, &e), ERR_OK, "forgets what was before");
        CODE(transaction_end(s, own, ERR_OK, &e), ERR_OK, "all of it");
        while (str_cut(&rest, ',', &step))
            one_step(arena_z(&mem, step), &now);
        struct guard_counts c;
        str address = str_of(cases[i].whom), name;
        str_cut(&address, '@', &name);
        CODE(guard_read(s, name, address, now, &c, &e), ERR_OK, "read");
        instant until = guard_until(&c);
        is_int(until > now ? until - now : 0, cases[i].wait, named(cases[i].what));
    }
}

/* Twenty typos of twenty people behind one address, each of whom gets in at the second try. */
static void office(void)
{
    static const char *const names[] = { "ann", "bea", "cat", "dan", "eve" };
    instant now = start + 90000000;
    int refused = 0;
    struct account x;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        const struct account made = { .name = str_of(names[i]), .shown = str_of(names[i]), .role = S("practitioner"),
                                      .locked_at = INSTANT_NONE, .created_by = S("test") };
        CODE(account_add(s, &made, S("correct horse battery"), STR_NONE, now, &e), ERR_OK, names[i]);
    }
    for (size_t i = 0; i < 20; i++) {
        str name = str_of(names[i % COUNT_OF(names)]);
        CODE(account_sign_in(s, name, S("corect horse battery"), S("1.2.3.4"), now, &mem, &x, &e), ERR_DENIED,
             "a typo");
        refused += str_starts(e.message, S("There were"));
        refused += account_sign_in(s, name, S("correct horse battery"), S("1.2.3.4"), now, &mem, &x, &e) != ERR_OK;
    }
    is_int(refused, 0, named("twenty typos behind one address, with successes between, lock nobody out"));
}

static void drafts(void)
{
    enum { KEPT = 60 };
    size_t n = 0;
    struct draft *all;
    int64_t id = 0;
    str form = (str){ arena_alloc(&mem, 300000), 300000 };
    memset((char *)(uintptr_t)form.p, 'a', form.n);
    for (int i = 0; i < KEPT; i++)
        CODE(draft_keep(s, S("ann"), arena_printf(&mem, "/form/%d", i), S("a=b"), start + i, &id, &e), ERR_OK, "kept");
    CODE(draft_list(s, S("ann"), &mem, &n, &all, &e), ERR_OK, "listed");
    is_int((int64_t)n, DRAFTS_MOST, named("so many drafts are kept of one account"));
    is(all[0].path, S("/form/59"), named("the newest"));
    for (int i = 0; i < 20; i++)
        CODE(draft_keep(s, S("bea"), arena_printf(&mem, "/form/%d", i), form, start + i, &id, &e), ERR_OK, "kept");
    CODE(draft_list(s, S("bea"), &mem, &n, &all, &e), ERR_OK, "listed");
    is_int((int64_t)n, DRAFTS_BYTES / 400054, named("and so many bytes"));
    CODE(draft_list(s, S("ann"), &mem, &n, &all, &e), ERR_OK, "listed");
    is_int((int64_t)n, DRAFTS_MOST, named("whatever others keep"));
}

int main(void)
{
    subjects_start();
    for (engine = 0; engine < 2; engine++) {
        s = open_store(both_where(engine, "guard", &mem), STORE_WRITE | STORE_CREATE);
        table();
        office();
        drafts();
        store_close(s);
    }
    subjects_stop();
    return done_testing();
}
