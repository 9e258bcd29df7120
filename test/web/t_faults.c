/* t_faults.c - the store fails at every call that a page makes, one after the other: the page says so, nothing is half
 * saved, and whoever comes next finds a service that works. */
#include "base/fault.h"
#include "record/verify.h"
#include "site.h"

enum { CALLS_MOST = 120 };

static int64_t entries(void)
{
    db_rows r;
    return db_run(site_store->db, ST_ledger_count, NO_ARGS, &mem, &r, &e) ? -1 : db_int(&r, 0, 0);
}

static const char *visit_on(int mday)
{
    return arena_printf(&mem, "visit_for=cin&seen_on-day=%d&seen_on-month=11&seen_on-year=2026&seen=1&note=Words",
        mday).p;
}

/* What a page that could not be made may say. */
static bool honest(int status) { return status == 500 || status == 503 || status == 302 || status == 303
    || status == 403 || status == 404; }

/* A form is sent while the nth call of the store from there fails, for each n until none does. */
static void saves(void)
{
    const char *target = arena_printf(&mem, "/child/%lld/add/visit", (long long)council.child).p;
    int failed = 0, last = 0;
    bool none_saved = true, next_works = true, said = true;
    for (int nth = 1; nth <= CALLS_MOST; nth++) {
        be("ann");
        int64_t before = entries();
        fault_arm(FAULT_STORE, nth);
        int status = post(target, visit_on(1 + nth % 20));
        fault_disarm();
        last = nth;
        if (status == 303 && entries() > before)
            break;
        failed++;
        said = said && honest(status);
        none_saved = none_saved && entries() == before;
        if (nth % 5)
            continue;
        be("ann");
        next_works = next_works && post(target, visit_on(1 + nth % 20)) == 303 && entries() > before;
    }
    printf("# %s: %d calls can fail\n", both_engine[engine], failed);
    ok(failed > 5 && last < CALLS_MOST, both_name(engine, "a save can fail in many places, and in the end does not"));
    ok(said, both_name(engine, "each time it says so"));
    ok(none_saved, both_name(engine, "and nothing of it is kept"));
    ok(next_works, both_name(engine, "and the next one is saved"));
}

static const char *const looks[] = { "/work", "/child/#", "/child/#/add/visit", "/child/#/history", "/child/#/add" };

static void reads(void)
{
    for (size_t i = 0; i < COUNT_OF(looks); i++) {
        const char *hole = strchr(looks[i], '#'), *target = looks[i];
        if (hole)
            target = arena_printf(&mem, "%.*s%lld%s", (int)(hole - looks[i]), looks[i], (long long)council.child,
                hole + 1).p;
        be("ann");
        int whole = get(target), failed = 0;
        bool said = true, next_works = true;
        is_int(whole, 200, both_name(engine, looks[i]));
        for (int nth = 1; nth <= CALLS_MOST; nth += 3) {
            be("ann");
            fault_arm(FAULT_STORE, nth);
            int status = get(target);
            fault_disarm();
            if (status == whole)
                continue;
            failed++;
            said = said && honest(status);
            be("ann");
            next_works = next_works && get(target) == whole;
        }
        ok(said, both_name(engine, "... a fault is said"));
        ok(next_works, both_name(engine, "... and the next look is whole"));
        printf("# %s: %d of its calls could fail\n", target, failed);
    }
}

int main(void)
{
    subjects_start();
    for (int which = 0; which < 2; which++) {
        memset(&council, 0, sizeof council);
        site_start(which, "faults");
        add_account("ann", "practitioner", council.worker);
        saves();
        reads();
        struct verify_report report = { .mem = &mem };
        CODE(store_verify(site_store, &report, &e), ERR_OK, "verify runs");
        is_int(report.faults, 0, both_name(engine, "and all of it is as the program wrote it"));
        site_stop();
    }
    out_release(&reply_body);
    subjects_stop();
    return done_testing();
}
