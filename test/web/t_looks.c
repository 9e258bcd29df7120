/* t_looks.c - every page and file that shows people is in the journal with everybody who was on it, so that who looked
 * at a record is known whichever way they came to it; and what cannot be noted is not answered. On both engines. */
#include "reporting/issues.h"
#include "site.h"
#include "base/fault.h"
#include <ctype.h>

static const struct { const char *account, *address; } pages[] = {
    { "ann.smith", "/work" },
    { "ann.smith", "/work?show=late" },
    { "ann.smith", "/work?by=date" },
    { "ann.smith", "/work?format=csv" },
    { "ann.smith", "/family/FAMILY" },
    { "ann.smith", "/family/FAMILY?format=csv" },
    { "north.manager", "/team" },
    { "north.manager", "/team/TEAM/children" },
    { "north.manager", "/team/TEAM/children?show=late" },
    { "north.manager", "/team/TEAM/children?format=csv" },
    { "north.manager", "/worker/WORKER" },
    { "north.manager", "/workers" },
    { "north.manager", "/workers?format=csv" },
    { "front.door", "/front-door" },
    { "front.door", "/front-door?format=csv" },
    { "front.door", "/front-door?format=csv&show=decided" },
    { "front.door", "/front-door?format=csv&show=received&received=2026-11-20" },
    { "the.director", "/service" },
    { "the.director", "/service?format=csv" },
    { "the.director", "/service/children" },
    { "the.director", "/service/children?show=late" },
    { "the.director", "/service/children?show=unallocated" },
    { "the.director", "/service/children?format=csv" },
    { "the.director", "/returns" },
    { "the.director", "/returns/ssda903/2026" },
    { "the.director", "/returns/ssda903/2026?format=csv&table=issues" },
    { "the.director", "/returns/ssda903/2026?format=xlsx" },
    { "the.director", "/returns/ssda903/2026/children" },
    { "the.director", "/returns/ssda903/2026/rule/101" },
    { "the.director", "/returns/ssda903/2026/rule/101?format=csv" },
    { "the.director", "/returns/ssda903/2026/children?format=csv" },
};

static struct { const char *name; int64_t id; } people[4];

static size_t rows_of(int statement, size_t n, const db_val *args, db_rows *rows)
{
    CODE(access_journal_drain(site->journal, &e), ERR_OK, "the journal moves");
    CODE(db_run(site_store->db, statement, n, args, &mem, rows, &e), ERR_OK, "is read");
    return rows->n;
}

static size_t looks_at(int64_t id)
{
    db_rows rows;
    return rows_of(ST_access_log_all_of_subject, ARGS(DBI(id)), &rows);
}

static size_t notes(void)
{
    db_rows rows;
    return rows_of(ST_sealed_access_list, NO_ARGS, &rows) + rows_of(ST_sealed_access_log, NO_ARGS, &rows);
}

/* A link to the person, or their number in a file. */
static bool stands_in(str body, int64_t id)
{
    static const char *const before[] = { "/child/", "\r\n", ",yes,", ",no," };
    for (size_t i = 0; i < COUNT_OF(before); i++) {
        const char *text = arena_printf(&mem, "%s%lld", before[i], (long long)id).p;
        for (str at = body; at.n; at = str_skip(at, 1))
            if (str_starts(at, str_of(text)) && at.n > strlen(text) && !isdigit((unsigned char)at.p[strlen(text)]))
                return true;
    }
    return false;
}

static const char *address_of(const char *address)
{
    static const struct { const char *word; const int64_t *id; } ids[] = {
        { "FAMILY", &council.family }, { "TEAM", &council.team }, { "WORKER", &council.worker }
    };
    for (size_t i = 0; i < COUNT_OF(ids); i++) {
        const char *at = strstr(address, ids[i].word);
        if (at)
            return arena_printf(&mem, "%.*s%lld%s", (int)(at - address), address, (long long)*ids[i].id,
                                at + strlen(ids[i].word)).p;
    }
    return address;
}

/* Returns how many people the answer shows. */
static size_t all_on_it_are_noted(const char *address)
{
    size_t before[COUNT_OF(people)], noted_before = notes(), shown = 0;
    for (size_t i = 0; i < COUNT_OF(people); i++)
        before[i] = looks_at(people[i].id);
    is_int(get(address), 200, named(address));
    str body = arena_copy(&mem, out_str(&reply_body));
    bool workbook = str_starts(header("Content-Type"), S("application/vnd"));
    ok(notes() > noted_before, named("the request is noted"));
    for (size_t i = 0; i < COUNT_OF(people); i++) {
        bool there = stands_in(body, people[i].id);
        bool noted = looks_at(people[i].id) > before[i];
        shown += there;
        ok(noted == there || workbook,
           named(arena_printf(&mem, "%s: %s is %s, and noted as that", address, people[i].name,
                              there ? "shown" : "not shown").p));
    }
    return shown;
}

static void every_page(void)
{
    size_t shown = 0;
    for (size_t i = 0; i < COUNT_OF(pages); i++) {
        be(pages[i].account);
        shown += all_on_it_are_noted(address_of(pages[i].address));
    }
    ok(shown > 15, named("people stand on most of them"));
}

/* Workers and carers are people too. */
static void workers_and_carers(void)
{
    int64_t household = put_new("household", change_of("household", "name", "Loades", NULL));
    const struct { const char *address; int64_t id; } on[] = {
        { "/worker/all", council.worker },
        { path("/worker/", council.worker, "/record"), council.worker },
        { path("/worker/", council.worker, "/history"), council.worker },
        { "/household/all", household },
        { path("/household/", household, ""), household },
        { path("/household/", household, "/history"), household },
    };
    be("the.director");
    for (size_t i = 0; i < COUNT_OF(on); i++) {
        size_t before = looks_at(on[i].id);
        is_int(get(on[i].address), 200, named(on[i].address));
        ok(looks_at(on[i].id) > before, named("is noted"));
    }
}

static void nothing_without_a_note(void)
{
    for (size_t i = 0; i < COUNT_OF(pages); i++) {
        be(pages[i].account);
        fault_arm(FAULT_DISK_FULL, 1);
        int status = get(address_of(pages[i].address));
        fault_disarm();
        ok(status == 500 && !shows("Adeyemi") && !shows("Brown"), named(pages[i].address));
    }
    fault_arm(FAULT_DISK_FULL, 1);
    is_int(post("/search", "q=brown"), 500, named("nor a search"));
    fault_disarm();
}

static void searches(void)
{
    db_rows rows;
    be("front.door");
    size_t before = looks_at(council.strangers_child), others = looks_at(council.child);
    is_int(post("/search", "q=brownzyx+brown"), 200, named("a search"));
    is_int((int64_t)(looks_at(council.strangers_child) - before), shows("Kit Brown"), named("who was found is noted"));
    is_int(post("/search", "q=brown"), 200, named("another"));
    ok(shows("Kit Brown"), named("it finds somebody"));
    ok(looks_at(council.strangers_child) > before, named("and is noted with whom"));
    is_int((int64_t)(looks_at(council.child) - others), 0, named("nobody else"));
    is_int(post("/search", "q=Nobody+%C3%89loise"), 200, named("a search that finds nobody"));
    size_t n = rows_of(ST_sealed_access_list, NO_ARGS, &rows);
    bool kept = false;
    for (size_t i = 0; i < n; i++)
        kept = kept || (str_eq(db_str(&rows, i, 7), S("Nobody Éloise")) && db_int(&rows, i, 8) == 0 &&
                        str_eq(db_str(&rows, i, 4), S("search")) && str_eq(db_str(&rows, i, 5), S("all")));
    ok(kept, named("is noted with what was asked"));
    before = looks_at(council.strangers_child);
    is_int(post("/child/new", "forename=Christopher&surname=Uniquely&born_on-day=3&born_on-month=4&born_on-year=2012"),
           200, named("somebody is about to be added"));
    ok(shows("Kit Brown"), named("who was born on the same day is shown"));
    ok(looks_at(council.strangers_child) > before, named("and noted"));
    n = rows_of(ST_sealed_access_list, NO_ARGS, &rows);
    kept = false;
    for (size_t i = 0; i < n; i++)
        kept = kept || str_eq(db_str(&rows, i, 7), S("Christopher Uniquely"));
    ok(kept, named("with the name that was looked for"));
}

static void records(void)
{
    db_rows rows;
    be("ann.smith");
    const char *address = arena_printf(&mem, "/child/%lld/record/%lld", (long long)council.child,
                                       (long long)newest(council.child, "visit")).p;
    is_int(get(address), 200, named("a record"));
    size_t n = rows_of(ST_access_log_all_of_subject, ARGS(DBI(council.child)), &rows);
    bool kept = false;
    for (size_t i = 0; i < n; i++)
        kept = kept || (str_eq(db_str(&rows, i, 6), str_of(address)) && str_eq(db_str(&rows, i, 5), S("visit")));
    ok(kept, named("is noted with its kind and number"));
}

/* The same people seen again take no more room; a list longer than a batch of the journal is moved whole. */
static void room(void)
{
    db_rows rows;
    be("ann.smith");
    get("/work");
    size_t members = rows_of(ST_sealed_access_listed, NO_ARGS, &rows);
    get("/work");
    is_int((int64_t)rows_of(ST_sealed_access_listed, NO_ARGS, &rows), (int64_t)members, named("a list is kept once"));
    enum { MANY = 20000 };
    int64_t *ids = arena_array(&mem, int64_t, MANY);
    for (int i = 0; i < MANY; i++)
        ids[i] = 9000000000000000 + i;
    const struct access_shown long_one = { .how = "file", .what = S("/test"), .asked = S(""), .n = MANY, .ids = ids };
    CODE(access_journal_add_list(site->journal, site_now, S("ann.smith"), "own", &long_one, &e), ERR_OK, "a long list");
    is_int((int64_t)looks_at(ids[0]), 1, named("its first"));
    is_int((int64_t)looks_at(ids[MANY - 1]), 1, named("and its last"));
}

static void looks(void)
{
    add_account("ann.smith", "practitioner", council.worker);
    add_account("north.manager", "team_manager",
                put_new("worker", change_of("worker", "name", "North Manager", "team_id", number(council.team), NULL)));
    add_account("front.door", "front_door", 0);
    add_account("the.director", "director", 0);
    put_under(council.child, "contact",
              change_of("contact", "received_at", "2026-11-20T09:00:00Z", "source", "1A", "reason", "Worried", NULL));
    put_under(council.child, "visit",
              change_of("visit", "visit_for", "cp", "seen_on", "2026-11-01", "seen", "1", "note", "Words", NULL));
    put_under(council.sibling, "cp_plan", change_of("cp_plan", "started_on", "2026-06-20", NULL));
    const int64_t in_care[] = { council.sibling, council.strangers_child };
    for (size_t i = 0; i < COUNT_OF(in_care); i++)
        put_under(in_care[i], "episode",
                  change_of("care_episode", "started_on", "2026-05-01", "start_reason", "S", "legal_status", "C2",
                            "need", "N1", NULL));
    struct author by = { S("ann"), S("check"), site_now };
    CODE(return_issues_catch_up(site_store, NULL, &by, instant_day(site_now), &(struct catch_up){ .whole = true }, NULL,
                                &e), ERR_OK, "everybody is checked");
    int64_t waits = new_person(site_store, "Wai", "Ting", "2013-04-03");
    put_under(waits, "referral",
              change_of("referral", "received_on", "2026-10-01", "source", "1A", "team_id", number(council.team),
                        NULL));
    people[0].name = "the child", people[0].id = council.child;
    people[1].name = "the sibling", people[1].id = council.sibling;
    people[2].name = "another's child", people[2].id = council.strangers_child;
    people[3].name = "who waits", people[3].id = waits;
    every_page();
    nothing_without_a_note();
    searches();
    records();
    workers_and_carers();
    room();
}

int main(void) { return site_main("looks", looks); }
