/* t_keeper.c - the service keeps what the returns' rules say up to date: by itself, with
 * every save, and it stops at once. Both engines. */
#include "site.h"
#include "reporting/issues.h"
#include <time.h>

enum { WAIT_MS = 20000 };

static long now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static struct return_issues kept_now(void)
{
    struct collection_due due[COLLECTIONS_MAX];
    struct return_issues got = { 0 };
    struct access_who who = { .account = S("the.director"),
                              .role = catalogue_role(cat, S("director")),
                              .now = site_now,
                              .today = instant_day(site_now),
                              .mem = &mem };
    size_t n = collections_due(cat, who.today, due);
    for (size_t i = 0; i < n; i++)
        if (return_issues_kept(site_store, &who, &(struct issue_filter){ .of = &due[i] }, &mem, &got, &e))
            exit(1);
    return got;
}

static size_t of_child(int64_t id)
{
    struct return_issues all = kept_now();
    size_t n = 0;
    for (size_t i = 0; i < all.n; i++)
        n += all.at[i].subject == id;
    return n;
}

static bool known(void)
{
    struct issue_summary to;
    struct collection_due due = collection_due_of(cat, &return_kinds[RETURN_cin], 2026);
    return !return_issues_counted(site_store, &due, instant_day(site_now), &mem, &to, &e) && to.known;
}

static bool comes_true(bool (*what)(void))
{
    for (long until = now_ms() + WAIT_MS; now_ms() < until;) {
        if (what())
            return true;
        nanosleep(&(struct timespec){ .tv_nsec = 50000000 }, NULL);
    }
    return false;
}

static bool strangers_child_has_one(void) { return of_child(council.strangers_child) > 0; }

static struct server *other;
static void open_keeping(const char *where)
{
    CODE(server_open(&other,
                     &(struct server_options){
                         .cat = cat, .where = str_of(where), .keep_seconds = 1, .clock = site_clock, .log = stderr },
                     &e),
         ERR_OK, "a service that keeps");
}

static void one(void)
{
    str where = both_where(engine, "keeper", &mem);
    add_account("as.practitioner", "practitioner", council.worker);
    be("as.practitioner");
    char add[64];
    snprintf(add, sizeof add, "/child/%lld/add/care_episode", (long long)council.child);
    is_int(post(add, "started_on-day=1&started_on-month=9&started_on-year=2026&start_reason=S&legal_status=V2"), 303,
           named("an episode is saved by a page"));
    ok(of_child(council.child) > 0, named("and the rules' word of it with it, before anybody looked at the rest"));
    ok(!known(), named("which nobody did yet"));
    server_close(site);

    open_keeping(arena_z(&mem, where));
    ok(comes_true(known), named("soon after its start the service has looked at everybody"));
    put_under(council.strangers_child, "an episode",
              change_of("care_episode", "started_on", "2026-08-01", "start_reason", "S", "legal_status", "V2", NULL));
    ok(comes_true(strangers_child_has_one), named("and follows the ledger"));
    long began = now_ms();
    server_close(other);
    ok(now_ms() - began < 2000, named("it stops at once"));

    put_under(council.sibling, "an episode",
              change_of("care_episode", "started_on", "2026-08-01", "start_reason", "S", "legal_status", "V2", NULL));
    open_keeping(arena_z(&mem, where));
    CODE(store_begin(site_store, &author, &e), ERR_OK, "somebody holds the writer");
    nanosleep(&(struct timespec){ .tv_sec = 3 }, NULL);
    began = now_ms();
    server_close(other);
    ok(now_ms() - began < 3000, named("it stops while it waits for the writer"));
    store_rollback(site_store);
    site = NULL;
}

int main(void)
{
    subjects_start();
    for (int which = 0; which < 2; which++) {
        site_start(which, "keeper");
        one();
        site_stop();
    }
    subjects_stop();
    return done_testing();
}
