/* t_page_cost.c - a page asks the database as often for thirty relatives as for two: statements and round trips of each
 * page about children, counted on both engines, for a small family and a large one. It fails when either number
 * grows with the data. */
#include "site.h"

enum { SMALL = 2, LARGE = 30 };
static const char *const surnames[] = { "Littlefold", "Manyfold" };
static struct family { int64_t child, family, relation, contact; } families[2];

/* Many changes of one subject in one transaction. */
static void put_all(int64_t subject, size_t n, const struct change *all)
{
    struct subject *sub;
    CODE(store_begin(site_store, &author, &e), ERR_OK, "begins");
    CODE(subject_load(site_store, subject, &mem, &sub, &e), ERR_OK, "is read");
    for (size_t i = 0; i < n; i++) {
        struct put_result r = { 0 };
        struct change c = all[i];
        c.lenient = true;
        if (subject_put(site_store, sub, &c, &r, &e)) {
            printf("Bail out! " STR_FMT "\n", STR_ARG(e.message));
            exit(1);
        }
    }
    CODE(subject_write(site_store, sub, &e), ERR_OK, "is written");
    CODE(store_commit(site_store, &e), ERR_OK, "is kept");
}

static const char *text(const char *format, int n) { return arena_printf(&mem, "%s%d", format, n).p; }

/* A child with so many relatives, as many members of the family, twice as many duties and as many workers before. */
static void make_family(struct family *f, const char *surname, int size)
{
    struct change *all = arena_array(&mem, struct change, 8 * LARGE);
    size_t n = 0;
    f->family = put_new("family", change_of("family", "name", surname, NULL));
    f->child = new_person(site_store, "Child", surname, "2015-01-01");
    for (int i = 0; i < size; i++) {
        int64_t other = new_person(site_store, text("Relative", i), surname, "1985-01-01");
        struct change own[] = {
            change_of("family_member", "family_id", number(f->family), "role", "mother", "from_on", "2020-01-01", NULL),
            change_of("involvement", "worker_id", number(council.worker), "role", "case_holder", "from_on",
                      "2024-01-01", NULL),
            change_of("address", "from_on", "2020-01-01", "address_type", "HOME", "line1", surname, "postcode",
                      "NR9 9ZZ", NULL),
        };
        put_all(other, COUNT_OF(own), own);
        int64_t worker =
            put_new("worker", change_of("worker", "name", text(surname, i), "team_id", number(council.team), NULL));
        all[n++] = change_of("relationship", "other_person_id", number(other), "relation", "parent", NULL);
        all[n++] = change_of("involvement", "worker_id", number(worker), "role", "case_holder", "from_on", "2024-01-01",
                             "to_on", "2024-06-01", NULL);
        for (int k = 0; k < 2; k++)
            all[n++] = change_of("contact", "received_at", "2026-11-01T09:00", "source", "1A", "urgency", "green",
                                 "reason", "Seen at school", NULL);
    }
    all[n++] =
        change_of("family_member", "family_id", number(f->family), "role", "child", "from_on", "2020-01-01", NULL);
    all[n++] = change_of("involvement", "worker_id", number(council.worker), "role", "case_holder", "from_on",
                         "2024-06-01", "team_id", number(council.team), NULL);
    all[n++] = change_of("warning_note", "category", "animals", "note", "A dog", "from_on", "2025-01-01", NULL);
    all[n++] = change_of("plan", "plan_type", "family", "started_on", "2026-10-20", NULL);
    put_all(f->child, n, all);
    f->relation = newest(f->child, "relationship");
    f->contact = newest(f->child, "contact");
}

struct cost { size_t statements, trips; };

static struct cost counted(void)
{
    struct worker *w = server_worker(site);
    struct cost all = { 0 };
    struct store *stores[] = { w->read, w->write };
    for (size_t i = 0; i < COUNT_OF(stores); i++) {
        struct cost one = { 0 };
        if (stores[i])
            db_counts(stores[i]->db, &one.statements, &one.trips);
        all.statements += one.statements;
        all.trips += one.trips;
    }
    return all;
}

/* What one look costs. Each page was looked at before, so that everything is prepared; no two looks have the same
 * address, so that none is kept. */
static struct cost cost_of(const char *address)
{
    struct cost before = counted();
    is_int(get(address), 200, named(address));
    struct cost after = counted();
    return (struct cost){ after.statements - before.statements, after.trips - before.trips };
}

static const struct {
    const char *name, *before, *after;
    size_t trips;
    bool of_family, of_relation, of_contact;
} pages[] = {
    { "child", "/child/", "", 13, .of_family = false },
    { "timeline", "/child/", "/timeline", 8, .of_family = false },
    { "history", "/child/", "/history", 8, .of_family = false },
    { "what can be added", "/child/", "/add", 8, .of_family = false },
    { "family", "/family/", "", 9, .of_family = true },
    { "form of a visit", "/child/", "/add/visit", 14, .of_family = false },
    { "form of an allocation", "/child/", "/add/involvement", 16, .of_family = false },
    { "record of a relationship", "/child/", "/record/", 13, .of_relation = true },
    { "record of a contact", "/child/", "/record/", 13, .of_contact = true },
    { "form of a contact", "/child/", "/record/", 16, .of_contact = true },
};

static const char *address_of(size_t page, const struct family *f, int look)
{
    const char *to = arena_printf(&mem, "%s%lld%s", pages[page].before,
                                  (long long)(pages[page].of_family ? f->family : f->child), pages[page].after)
                         .p;
    if (pages[page].of_relation || pages[page].of_contact)
        to = arena_printf(&mem, "%s%lld%s", to, (long long)(pages[page].of_relation ? f->relation : f->contact),
                          !strcmp(pages[page].name, "form of a contact") ? "/change" : "").p;
    return arena_printf(&mem, "%s?look=%d", to, look).p;
}

static void same_cost(const char *who)
{
    static int look = 0;
    be(who);
    for (size_t i = 0; i < COUNT_OF(pages); i++) {
        int status = 0;
        for (size_t f = 0; f < 2; f++)
            status = get(address_of(i, &families[f], look++));
        if (status == 403 && !strcmp(who, "the.director"))
            continue;                   /* who writes none of it has no form of it */
        struct cost few = cost_of(address_of(i, &families[0], look++)),
                    many = cost_of(address_of(i, &families[1], look++));
        const char *name =
            arena_printf(&mem, "%s, %s: %zu statements in %zu trips for %d, %zu in %zu for %d", pages[i].name, who,
                         few.statements, few.trips, SMALL, many.statements, many.trips, LARGE)
                .p;
        ok(many.statements <= few.statements && many.trips <= few.trips, named(name));
        ok(engine == 0 || many.trips <= pages[i].trips, named("no more trips than it needs"));
    }
}

static struct cost cost_of_search(const char *surname)
{
    struct cost before = counted();
    is_int(post("/search", arena_printf(&mem, "q=%s", surname).p), 200, named("search"));
    struct cost after = counted();
    return (struct cost){ after.statements - before.statements, after.trips - before.trips };
}

static void same_search(const char *who)
{
    be(who);
    get("/search");
    for (size_t f = 0; f < 2; f++)
        cost_of_search(surnames[f]);
    struct cost few = cost_of_search(surnames[0]), many = cost_of_search(surnames[1]);
    ok(shows("Relative29 Manyfold") && shows("/family/"), named("search finds the large family"));
    ok(many.statements <= few.statements && many.trips <= few.trips,
       named(arena_printf(&mem, "search, %s: %zu statements in %zu trips, %zu in %zu", who, few.statements, few.trips,
                          many.statements, many.trips)
                 .p));
}

static size_t statements_of_a_load(void)
{
    struct cost before = { 0 }, after = { 0 };
    db_counts(site_store->db, &before.statements, &before.trips);
    (void)load(site_store, families[0].child);
    db_counts(site_store->db, &after.statements, &after.trips);
    return after.statements - before.statements;
}

/* What saving a visit costs, the third time: the first ones prepare, and open what a visit opens. */
static size_t statements_of_a_save(int from_day)
{
    size_t asked = 0;
    for (int i = 0; i < 3; i++) {
        const char *fields = arena_printf(&mem,
                                          "visit_for=cin&seen=1&seen_on-day=%d&seen_on-month=11&seen_on-year=2026"
                                          "&note=Seen",
                                          from_day + i)
                                 .p;
        struct cost before = counted();
        is_int(post(path("/child/", families[0].child, "/add/visit"), fields), 303, named("a visit is saved"));
        asked = counted().statements - before.statements;
    }
    return asked;
}

/* A load asks a statement for each kind that the subject has records of. Of a child with so many kinds more a save asks
 * as many statements more as one load does, and not as two do. */
static void a_save_loads_once(const char *who)
{
    static const char *const kinds[] = { "address",      "case_note",   "disability",
                                         "health_check", "person_name", "sdq" };
    be(who);
    size_t few = statements_of_a_save(1), load_of_few = statements_of_a_load();
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        put_under(families[0].child, kinds[i], change_of(kinds[i], NULL));
    size_t many = statements_of_a_save(4), load_of_many = statements_of_a_load(), grown = load_of_many - load_of_few;
    ok(grown > 5, named("a load asks for each kind"));
    ok(many - few >= grown && many - few < 2 * grown,
       named(arena_printf(&mem, "a save asked %zu and now %zu; a load of its subject %zu and %zu", few, many,
                          load_of_few, load_of_many)
                 .p));
}

/* The front door is one page for everybody: before and after the large family's contacts. */
static struct cost front_door(const char *who, int look)
{
    be(who);
    get("/front-door");
    get("/front-door");
    return cost_of(arena_printf(&mem, "/front-door?look=%d", look).p);
}

int main(void)
{
    static const char *const readers[] = { "ann.smith", "the.director" };
    subjects_start();
    for (int which = 0; which < 2; which++) {
        struct cost few[2];
        site_start(which, "cost");
        add_account(readers[0], "team_manager", council.worker);
        add_account(readers[1], "director", 0);
        make_family(&families[0], surnames[0], SMALL);
        for (size_t i = 0; i < COUNT_OF(readers); i++)
            few[i] = front_door(readers[i], 1);
        make_family(&families[1], surnames[1], LARGE);
        for (size_t i = 0; i < COUNT_OF(readers); i++) {
            struct cost many = front_door(readers[i], 2);
            ok(many.statements <= few[i].statements && many.trips <= few[i].trips,
               named(arena_printf(&mem, "front door, %s: %zu statements, then %zu", readers[i], few[i].statements,
                                  many.statements)
                         .p));
            same_cost(readers[i]);
            same_search(readers[i]);
        }
        a_save_loads_once(readers[0]);
        site_stop();
    }
    out_release(&reply_body);
    subjects_stop();
    return done_testing();
}
