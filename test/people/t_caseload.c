/* t_caseload.c - who holds whom and what is due, asked of the desk without a page, on both engines: the figures of one
 * page are those of the next, and a duty shows only to who reads what opened it. */
#include "../record/subjects.h"
#include "casework/front_door.h"
#include "people/team.h"

static struct store *s;
static int64_t team, worker, second, held[6];

static const char *named(const char *what) { return both_name(engine, what); }
static const char *number(int64_t n) { return arena_printf(&mem, "%lld", (long long)n).p; }

static int64_t put(int64_t id, struct change c)
{
    struct put_result r = { 0 };
    c.lenient = true;
    CODE(save(s, &id, &c, &r), ERR_OK, "saved");
    return id;
}

static void hold(int64_t child, int64_t by, const char *role, const char *from, const char *to)
{
    put(child, to ? change_of("involvement", "worker_id", number(by), "role", role, "from_on", from, "to_on", to, NULL)
                  : change_of("involvement", "worker_id", number(by), "role", role, "from_on", from, NULL));
}

static struct access_who who_of(const char *role, int64_t worker_id)
{
    struct access_who w = { .account = S("reader"),
                            .worker_id = worker_id,
                            .team_id = worker_id ? team : 0,
                            .now = author.at,
                            .today = instant_day(author.at),
                            .mem = &mem };
    for (size_t i = 0; i < cat->nroles; i++)
        if (str_eq(cat->roles[i].name, str_of(role)))
            w.role = &cat->roles[i];
    return w;
}

static void make(void)
{
    team = put(0, change_of("team", "name", "North", NULL));
    worker = put(0, change_of("worker", "name", "Ann Smith", "team_id", number(team), NULL));
    second = put(0, change_of("worker", "name", "Bo Jones", "team_id", number(team), NULL));
    for (size_t i = 0; i < COUNT_OF(held); i++) {
        held[i] = new_person(s, arena_printf(&mem, "Child%zu", i).p, "Held", "2015-05-05");
        put(held[i], change_of("referral", "received_on", "2026-06-01", "source", "1A", NULL));
        put(held[i], change_of("contact", "received_at", i % 2 ? "2026-11-02T09:00" : "2026-11-21T09:00", "source",
                               "1A", "urgency", i % 3 ? "green" : "red", "reason", "Seen", NULL));
    }
    for (size_t i = 0; i < 4; i++)
        hold(held[i], worker, "case_holder", "2026-06-01", NULL);
    hold(held[0], second, "case_holder", "2026-07-01", NULL);       /* held by two of the team: one child */
    hold(held[4], worker, "case_holder", "2026-06-01", "2026-11-21");
}

static void figures_agree(void)
{
    struct access_who all = who_of("director", 0);
    struct team_overview t;
    struct team_line *lines;
    size_t n;
    CODE(team_overview_read(s, &all, team, &mem, &t, &e), ERR_OK, "a team");
    CODE(team_lines_read(s, &all, &mem, &n, &lines, &e), ERR_OK, "every team");
    is_int((int64_t)n, 1, named("one team"));
    is_int((int64_t)lines[0].nchildren, (int64_t)t.nchildren, named("children: the service says what the team says"));
    is_int((int64_t)t.nchildren, 4, named("a child held by two is one, one whose worker ends today is none"));
    size_t late = 0, of_workers = 0, of_rules = 0;
    for (size_t i = 0; i < t.nheld; i++)
        late += t.held[i].nlate > 0;
    for (size_t i = 0; i < t.nworkers; i++)
        of_workers += t.workers[i].nlate;
    for (size_t i = 0; i < t.nrules; i++)
        of_rules += t.rules[i].n;
    ok(late > 0, named("some are late"));
    is_int((int64_t)lines[0].nlate_children, (int64_t)late, named("late: the same children"));
    is_int((int64_t)of_workers, (int64_t)t.nlate, named("the workers' late things add up"));
    is_int((int64_t)of_rules, (int64_t)t.nlate, named("and those by rule"));
    is_int((int64_t)t.nunallocated, 0, named("nobody waits whose referral is with no team"));
    is_int((int64_t)lines[0].nunallocated, 0, named("on either page"));
    CODE(team_overview_read(s, &all, 999999, &mem, &t, &e), ERR_NOT_FOUND, "no such team");

    struct access_who own = who_of("practitioner", worker), other = who_of("reviewing_officer", worker);
    struct caseload load, fewer;
    CODE(caseload_of_worker(s, &own, worker, &mem, &load, &e), ERR_OK, "a caseload");
    CODE(caseload_of_worker(s, &other, worker, &mem, &fewer, &e), ERR_OK, "the same, by who reads no contacts");
    is_int((int64_t)load.n, 4, named("four held"));
    is_int((int64_t)fewer.n, 4, named("by either"));
    ok(fewer.nlate < load.nlate, named("a duty that a contact opened is not for who reads no contacts"));
    for (size_t i = 1; i < load.nfamilies; i++)
        if (load.families[i].next_due < load.families[i - 1].next_due)
            ok(false, named("in the order of what is due"));
}

static void front_door(void)
{
    struct access_who all = who_of("front_door", 0), none = who_of("practitioner", 0);
    struct front_door f;
    CODE(front_door_read(s, &all, all.today, &mem, &f, &e), ERR_OK, "the front door");
    is_int((int64_t)f.nwaiting, (int64_t)COUNT_OF(held), named("all wait"));
    bool in_order = true;
    for (size_t i = 1; i < f.nwaiting; i++)
        in_order = in_order && f.waiting[i - 1].due_at <= f.waiting[i].due_at;
    ok(in_order, named("in the order in which their time runs out"));
    is(f.waiting[0].forename, S("Child3"), named("the oldest urgent one first"));
    ok(f.oldest && f.oldest->received_at == instant_parse(S("2026-11-02T09:00:00Z")), named("who waits longest"));
    is_int((int64_t)(f.by_day[13]), 3, named("three came today"));
    CODE(front_door_read(s, &none, none.today, &mem, &f, &e), ERR_OK, "who reaches nobody");
    is_int((int64_t)f.nwaiting, 0, named("sees nobody, and no figure"));
    ok(!f.oldest && f.ntoday == 0, named("at all"));
}

static void names(void)
{
    static const struct { const char *forename, *known_as, *surname, *want; } all[] = {
        { "Samuel", "Sam", "Lee", "Sam (Samuel) Lee" },
        { "Samuel", "", "Lee", "Samuel Lee" },
        { "Samuel", "Samuel", "Lee", "Samuel Lee" },
        { "", "Sam", "Lee", "Sam Lee" },
        { "", "", "Lee", "Lee" },
        { "Samuel", "", "", "Samuel" },
        { "", "", "", "Name not known" },
    };
    for (size_t i = 0; i < COUNT_OF(all); i++)
        is(person_shown(&mem, str_of(all[i].forename), str_of(all[i].known_as), str_of(all[i].surname)),
           str_of(all[i].want), all[i].want);
    is_int(standing_named(S("cp")), STANDING_CP, "a standing");
    is_int(standing_named(S("nothing")), 0, "no standing");
}

int main(void)
{
    subjects_start();
    names();
    for (engine = 0; engine < 2; engine++) {
        s = open_store(both_where(engine, "caseload", &mem), STORE_WRITE | STORE_CREATE);
        make();
        figures_agree();
        front_door();
        store_close(s);
    }
    subjects_stop();
    return done_testing();
}
