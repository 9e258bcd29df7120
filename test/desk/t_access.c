/* t_access.c - scope, role, restriction, break-glass, lists, and the journal of every look; on both engines. */
#include "council.h"
#include "base/fault.h"
#include "desk/access_journal.h"
#include "store/seal.h"
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static struct access_journal *journal;
static struct access_who who;

static void as(const char *account)
{
    struct account x;
    CODE(account_get(site_store, str_of(account), &mem, &x, &e), ERR_OK, account);
    CODE(account_who(site_store, &x, &mem, &who, &e), ERR_OK, account);
    who.now = site_now;
    who.today = instant_day(site_now);
    who.journal = journal;
}

static err_code check(int64_t id, enum access_purpose p, const char *kind)
{
    return access_check(site_store, &who, id, p, kind ? catalogue_kind(cat, str_of(kind)) : NULL, S("/test"), &e);
}

static void rules(void)
{
    static const struct {
        const char *account;
        const char *whom;
        enum access_purpose p;
        const char *kind;
        err_code want;
    } cases[] = {
        { "ann.smith", "child", ACCESS_READ, NULL, ERR_OK },
        { "ann.smith", "child", ACCESS_WRITE, "visit", ERR_OK },
        { "ann.smith", "sibling", ACCESS_READ, NULL, ERR_OK }, /* the family is the unit */
        { "ann.smith", "family", ACCESS_READ, NULL, ERR_OK },
        { "ann.smith", "stranger", ACCESS_READ, NULL, ERR_NOT_FOUND },
        { "ann.smith", "stranger", ACCESS_WRITE, "visit", ERR_NOT_FOUND },
        { "ann.smith", "nobody", ACCESS_READ, NULL, ERR_NOT_FOUND },
        { "ann.smith", "child", ACCESS_READ, "allegation", ERR_DENIED },
        { "ann.smith", "child", ACCESS_WRITE, "restriction", ERR_DENIED },
        { "ann.smith", "secret", ACCESS_READ, NULL, ERR_DENIED }, /* even their own worker, when not named */
        { "bo.jones", "stranger", ACCESS_READ, NULL, ERR_OK },
        { "bo.jones", "child", ACCESS_READ, NULL, ERR_NOT_FOUND },
        { "bo.jones", "secret", ACCESS_READ, NULL, ERR_NOT_FOUND }, /* not: restricted */
        { "bo.jones", "secret", ACCESS_BREAK_GLASS, NULL, ERR_NOT_FOUND },
        { "reviewer", "child", ACCESS_READ, NULL, ERR_OK }, /* own: involved themselves */
        { "front.door", "child", ACCESS_READ, NULL, ERR_OK },
        { "front.door", "stranger", ACCESS_READ, NULL, ERR_OK },
        { "front.door", "secret", ACCESS_READ, NULL, ERR_DENIED },
        { "front.door", "child", ACCESS_WRITE, "visit", ERR_DENIED },
        { "the.director", "secret", ACCESS_READ, NULL, ERR_OK }, /* named */
        { "the.director", "child", ACCESS_WRITE, "visit", ERR_DENIED },
        { "the.admin", "child", ACCESS_READ, NULL, ERR_DENIED },
        { "the.admin", "worker", ACCESS_READ, "worker", ERR_OK },
        { "no.worker", "child", ACCESS_READ, NULL, ERR_NOT_FOUND },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *w = cases[i].whom;
        int64_t id = !strcmp(w, "child")     ? council.child
                     : !strcmp(w, "sibling") ? council.sibling
                     : !strcmp(w, "family")  ? council.family
                     : !strcmp(w, "secret")  ? council.secret_child
                     : !strcmp(w, "worker")  ? council.worker
                     : !strcmp(w, "nobody")  ? 999999
                                             : council.strangers_child;
        as(cases[i].account);
        err_code got = check(id, cases[i].p, cases[i].kind);
        CODE(got, cases[i].want,
             arena_printf(&mem, "%s: %s %s %s", cases[i].account, cases[i].p == ACCESS_READ ? "read" : "write", w,
                          cases[i].kind ? cases[i].kind : "")
                 .p);
        ok(got == ERR_OK || (!str_has(e.message, S("Hidden")) && !str_has(e.message, S("Adeyemi"))),
           named("the message names nobody"));
    }
}

static void lists(void)
{
    static const struct { const char *account; bool child, sibling, stranger, secret; } cases[] = {
        { "ann.smith", true, true, false, false },   { "bo.jones", false, false, true, false },
        { "front.door", true, true, true, false },   { "the.director", true, true, true, true },
        { "no.worker", false, false, false, false },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct access_filter *f;
        as(cases[i].account);
        CODE(access_filter(site_store, &who, &f, &e), ERR_OK, "a filter");
        bool same = access_sees(f, council.child) == cases[i].child &&
                    access_sees(f, council.sibling) == cases[i].sibling &&
                    access_sees(f, council.strangers_child) == cases[i].stranger &&
                    access_sees(f, council.secret_child) == cases[i].secret;
        ok(same, named(arena_printf(&mem, "lists of %s", cases[i].account).p));
    }
}

static void break_glass(void)
{
    size_t n;
    struct access_alert *alerts;
    const struct access_filter *f;
    as("front.door");
    CODE(access_break_glass(site_store, &who, council.secret_child, S("   because  "), &e), ERR_INVALID,
         "a reason has ten letters");
    CODE(access_break_glass(site_store, &who, council.secret_child, S("Police are at the door"), &e), ERR_OK,
         "with a reason");
    CODE(check(council.secret_child, ACCESS_READ, NULL), ERR_OK, "it opens");
    CODE(access_filter(site_store, &who, &f, &e), ERR_OK, "a filter");
    ok(access_sees(f, council.secret_child), named("and stands in lists"));
    as("second.front");
    CODE(check(council.secret_child, ACCESS_READ, NULL), ERR_DENIED, "to nobody else");
    static const struct { const char *account; size_t told; } tells[] = {
        { "ann.smith", 1 }, { "north.manager", 1 }, { "the.owner", 1 },
        { "bo.jones", 0 },  { "south.manager", 0 }, { "front.door", 0 },
    };
    for (size_t i = 0; i < COUNT_OF(tells); i++) {
        as(tells[i].account);
        CODE(access_alerts(site_store, &who, &mem, &n, &alerts, &e), ERR_OK, "alerts");
        is_int((int64_t)n, (int64_t)tells[i].told, named(arena_printf(&mem, "%s is told", tells[i].account).p));
    }
    as("ann.smith");
    CODE(access_alerts(site_store, &who, &mem, &n, &alerts, &e), ERR_OK, "alerts");
    int64_t alert = n ? alerts[0].id : 0;
    is(n ? alerts[0].reason : S(""), S("Police are at the door"), named("with the reason"));
    as("bo.jones");
    CODE(access_alert_seen(site_store, &who, alert, &e), ERR_NOT_FOUND, "another cannot put it away");
    as("ann.smith");
    CODE(access_alert_seen(site_store, &who, alert, &e), ERR_OK, "seen");
    CODE(access_alerts(site_store, &who, &mem, &n, &alerts, &e), ERR_OK, "alerts");
    is_int((int64_t)n, 0, named("and put away"));
    site_now += 4 * 3600 + 1;
    as("front.door");
    CODE(check(council.secret_child, ACCESS_READ, NULL), ERR_DENIED, "after four hours it is shut again");
    site_now -= 4 * 3600 + 1;
}

static int64_t logged(void)
{
    db_rows rows;
    CODE(db_run(site_store->db, ST_sealed_access_log, NO_ARGS, &mem, &rows, &e), ERR_OK, "the log is read");
    return (int64_t)rows.n;
}

static void journal_moves(str where)
{
    int64_t before;
    CODE(access_journal_drain(journal, &e), ERR_OK, "moved");
    before = logged();
    as("second.front");
    CODE(check(council.child, ACCESS_READ, NULL), ERR_OK, "a look");
    CODE(check(council.secret_child, ACCESS_READ, NULL), ERR_DENIED, "a refusal");
    is_int(logged(), before, named("first on file only"));
    CODE(access_journal_drain(journal, &e), ERR_OK, "moved");
    is_int(logged(), before + 2, named("then in the table, refusals too"));
    CODE(access_journal_drain(journal, &e), ERR_OK, "moved again");
    is_int(logged(), before + 2, named("once only"));
    struct access_journal *second;
    CODE(access_journal_open(&second, cat, where, 0, &e), ERR_BUSY, "one process holds the file");

    instant looked;
    CODE(access_last_looked(site_store, &who, council.strangers_child, &looked, &e), ERR_OK, "last looked");
    ok(looked == INSTANT_NONE, named("never"));
    CODE(access_last_looked(site_store, &who, council.child, &looked, &e), ERR_OK, "last looked");
    ok(looked == INSTANT_NONE, named("this visit does not count"));
    who.now = site_now + 7200;
    CODE(access_last_looked(site_store, &who, council.child, &looked, &e), ERR_OK, "last looked");
    ok(looked == site_now, named("two hours later it is the one before"));
}

/* A child process looks a hundred times and is killed; a line is cut short; then all that
 * was acknowledged is there once. */
static void killed(str where)
{
    access_journal_close(journal);
    journal = NULL;
    int64_t before = logged();
    int ready[2];
    if (pipe(ready))
        exit(1);
    pid_t pid = fork();
    if (pid == 0) {
        arena a;
        arena_init(&a, 0);
        err x = { .mem = &a };
        struct access_journal *j;
        char done = 'n';
        if (!access_journal_open(&j, cat, where, 0, &x)) {
            done = 'y';
            for (int i = 0; i < 100; i++)
                if (access_journal_add(j, site_now, S("front.door"), council.child, "read", "yes", NULL,
                                       S("/child\twith\ttabs\n"), &x))
                    done = 'n';
        }
        if (write(ready[1], &done, 1) != 1)
            _exit(1);
        pause();
        _exit(1);
    }
    char done = 'n';
    ok(read(ready[0], &done, 1) == 1 && done == 'y', named("a hundred looks acknowledged"));
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    close(ready[0]);
    close(ready[1]);
    is_int(logged(), before, named("none is in the table yet"));
    int fd = open(arena_z(&mem, store_file_path(where, ".access", &mem)), O_WRONLY | O_APPEND);
    ok(fd >= 0 && write(fd, "2026-11-21T09:30:00Z\tfront", 26) == 26, named("a line is cut short"));
    close(fd);
    CODE(access_journal_open(&journal, cat, where, 0, &e), ERR_OK, "started again");
    is_int(logged(), before + 100, named("every one of them is there, once"));
}

static void full_disk(void)
{
    as("front.door");
    CODE(access_journal_drain(journal, &e), ERR_OK, "moved");
    int64_t before = logged();
    fault_arm(FAULT_DISK_FULL, 1);
    err_code rc = check(council.child, ACCESS_READ, NULL);
    fault_disarm();
    CODE(rc, ERR_SYSTEM, "what cannot be noted is not shown");
    CODE(check(council.child, ACCESS_READ, NULL), ERR_OK, "with room again it is");
    CODE(access_journal_drain(journal, &e), ERR_OK, "moved");
    is_int(logged(), before + 1, named("and noted once"));
}

int main(void)
{
    subjects_start();
    for (engine = 0; engine < 2; engine++) {
        site_now = instant_parse(S("2026-11-21T09:30:00Z"));
        str where = both_where(engine, "access", &mem);
        site_store = open_store(where, STORE_WRITE | STORE_CREATE);
        council_make();
        int64_t reviewer = put_new("worker", change_of("worker", "name", "Rev Iewer", NULL));
        put_under(council.child, "involvement",
                  change_of("involvement", "worker_id", number(reviewer), "role", "case_holder", "from_on",
                            "2025-01-01", NULL));
        add_account("ann.smith", "practitioner", council.worker);
        add_account("bo.jones", "practitioner", council.colleague);
        add_account("reviewer", "reviewing_officer", reviewer);
        add_account("front.door", "front_door", 0);
        add_account("second.front", "front_door", 0);
        add_account("the.director", "director", 0);
        add_account("the.owner", "director", 0);
        add_account("the.admin", "administrator", 0);
        add_account("no.worker", "practitioner", 0);
        add_account("north.manager", "team_manager",
                    put_new("worker",
                            change_of("worker", "name", "North Manager", "team_id", number(council.team), NULL)));
        add_account("south.manager", "team_manager",
                    put_new("worker",
                            change_of("worker", "name", "South Manager", "team_id", number(council.other_team), NULL)));
        CODE(access_journal_open(&journal, cat, where, 0, &e), ERR_OK, "the journal opens");
        rules();
        lists();
        break_glass();
        journal_moves(where);
        killed(where);
        full_disk();
        access_journal_close(journal);
        store_close(site_store);
    }
    subjects_stop();
    return done_testing();
}
