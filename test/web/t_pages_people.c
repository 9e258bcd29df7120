/* t_pages_people.c - how often the pages of a working day go to the database, for a small council and for one ten
 * times as large: as often, in both. Counted around the functions that read for each page, on both engines, with the
 * same questions about access that the page asks. */
#include "site.h"
#include "people/team.h"
#include "people/worker.h"
#include "reporting/failing.h"

enum { SMALL = 2, LARGE = 20, DUTIES = 3 };

/* --- a council of some size -------------------------------------------------------------------- */

static struct { int64_t team, worker; } here;

static void hold(int64_t child, int64_t worker, int64_t team)
{
    put_under(child, "involvement", change_of("involvement", "worker_id", number(worker), "role", "case_holder",
                                              "team_id", number(team), "from_on", "2026-06-01", NULL));
}

static int64_t child_of_family(size_t i, int64_t family)
{
    int64_t id = new_person(site_store, arena_printf(&mem, "Child%zu", i).p, "Many", "2015-05-05");
    put_under(id, "member", change_of("family_member", "family_id", number(family), "from_on", "2020-01-01", NULL));
    put_under(id, "referral",
              change_of("referral", "received_on", "2026-06-01", "source", "1A", "team_id", number(here.team), NULL));
    for (size_t d = 0; d < DUTIES; d++)
        put_under(id, "assessment",
                  change_of("assessment", "started_on", arena_printf(&mem, "2026-06-%02zu", d + 1).p, NULL));
    return id;
}

/* n workers of the team; the first holds n children of n families, each other one; as many wait. */
static void grow(size_t n)
{
    here.team = put_new("team", change_of("team", "name", "Many", NULL));
    for (size_t i = 0; i < n; i++) {
        int64_t worker = put_new("worker", change_of("worker", "name", arena_printf(&mem, "Worker %zu", i).p,
                                                     "team_id", number(here.team), "nqsw_from_on", "2026-03-01", NULL));
        if (i == 0)
            here.worker = worker;
        put_under(worker, "absence", change_of("absence", "from_on", "2026-11-16", NULL));
        int64_t family = put_new("family", change_of("family", "name", arena_printf(&mem, "Family%zu", i).p, NULL));
        hold(child_of_family(i, family), here.worker, here.team);
        hold(child_of_family(100 + i, family), worker, here.team);
        (void)child_of_family(200 + i, family);
    }
}

/* --- what each page reads ---------------------------------------------------------------------- */

static struct access_who who_of(const char *role, int64_t worker)
{
    struct access_who w = { .account = S("reader"),
                            .worker_id = worker,
                            .team_id = worker ? here.team : 0,
                            .now = site_now,
                            .today = instant_day(site_now),
                            .mem = &mem };
    for (size_t i = 0; i < cat->nroles; i++)
        if (str_eq(cat->roles[i].name, str_of(role)))
            w.role = &cat->roles[i];
    return w;
}

static size_t rows_seen;

static err_code read_work(struct access_who *w)
{
    struct caseload load;
    struct failing failing;
    if (caseload_of_worker(site_store, w, here.worker, &mem, &load, &e))
        return e.code;
    rows_seen = load.n;
    int64_t ids[256];
    for (size_t i = 0; i < load.n && i < COUNT_OF(ids); i++)
        ids[i] = load.children[i].id;
    return failing_of(site_store, w, here.worker, 0, load.n, ids, &mem, &failing, &e);
}

static err_code read_team(struct access_who *w)
{
    struct team_overview t;
    err_code rc = team_overview_read(site_store, w, here.team, &mem, &t, &e);
    rows_seen = rc ? 0 : t.nworkers + t.nheld + t.nunallocated;
    return rc;
}

static err_code read_team_children(struct access_who *w)
{
    struct team_overview t;
    if (team_overview_read(site_store, w, here.team, &mem, &t, &e))
        return e.code;
    rows_seen = t.nheld;
    return team_names_read(site_store, w->today, &mem, &t, &e);
}

static err_code read_service(struct access_who *w)
{
    struct team_line *lines;
    return team_lines_read(site_store, w, &mem, &rows_seen, &lines, &e);
}

static err_code read_service_children(struct access_who *w)
{
    struct service_child *all;
    return service_children_read(site_store, w, SERVICE_LATE, &mem, &rows_seen, &all, &e);
}

static err_code read_waiting(struct access_who *w)
{
    struct service_child *all;
    return service_children_read(site_store, w, SERVICE_UNALLOCATED, &mem, &rows_seen, &all, &e);
}

static err_code read_workers(struct access_who *w)
{
    struct worker_line *lines;
    return workers_read(site_store, w, &mem, &rows_seen, &lines, &e);
}

static err_code read_choices(struct access_who *w)
{
    struct worker_choice *all;
    return worker_choices_read(site_store, w, &mem, &rows_seen, &all, &e);
}

static err_code read_worker(struct access_who *w)
{
    struct worker_card card;
    struct caseload load;
    struct held_before *past;
    if (worker_card_read(site_store, here.worker, w->today, &mem, &card, &e) ||
        caseload_of_worker(site_store, w, here.worker, &mem, &load, &e))
        return e.code;
    return worker_past_read(site_store, w, here.worker, &mem, &rows_seen, &past, &e);
}

/* most: statements in all, the filter's among them, when the council was not read yet. */
static const struct {
    const char *name, *role;
    bool own;
    size_t most;
    err_code (*read)(struct access_who *w);
} pages[] = {
    { "My work", "practitioner", true, 7, read_work },
    { "a worker's page", "director", false, 7, read_worker },
    { "Team", "team_manager", true, 8, read_team },
    { "Team, by a director", "director", false, 8, read_team },
    { "a team's children", "team_manager", true, 9, read_team_children },
    { "Service", "director", false, 8, read_service },
    { "the service's children", "director", false, 9, read_service_children },
    { "who waits for a worker", "director", false, 8, read_waiting },
    { "Workers", "director", false, 8, read_workers },
    { "who could hold a case", "team_manager", true, 9, read_choices },
};

struct count { size_t statements, trips, again; };

static struct count count_of(size_t i)
{
    struct count c = { 0 };
    size_t s0, t0, s1, t1;
    /* the first prepares its statements; the second finds the day changed */
    for (int turn = 0; turn < 3; turn++) {
        struct access_who w = who_of(pages[i].role, pages[i].own ? here.worker : 0);
        w.now += turn == 1 ? 60 : turn == 2 ? 61 : 0;
        db_counts(site_store->db, &s0, &t0);
        CODE(pages[i].read(&w), ERR_OK, pages[i].name);
        db_counts(site_store->db, &s1, &t1);
        if (turn == 1)
            c = (struct count){ .statements = s1 - s0, .trips = t1 - t0 };
        c.again = s1 - s0;
    }
    return c;
}

static void as_often(const struct count *small, const struct count *large, size_t i)
{
    is_int((int64_t)large->statements, (int64_t)small->statements, named(pages[i].name));
    is_int((int64_t)large->trips, (int64_t)small->trips, named("in as many trips"));
    ok(large->statements <= pages[i].most, named("and no more than that"));
    ok(large->again <= large->statements, named("nor when it is asked again"));
    ok(engine == 0 || large->trips < large->statements, named("what does not depend on each other goes together"));
}

int main(void)
{
    static struct count counts[2][COUNT_OF(pages)];
    static size_t seen[2][COUNT_OF(pages)];
    subjects_start();
    for (int which = 0; which < 2; which++) {
        author.at = instant_parse(S("2026-11-20T09:30:00Z"));
        site_start(which, "people");
        for (int large = 0; large < 2; large++) {
            grow(large ? LARGE : SMALL);
            for (size_t i = 0; i < COUNT_OF(pages); i++) {
                counts[large][i] = count_of(i);
                seen[large][i] = rows_seen;
            }
        }
        for (size_t i = 0; i < COUNT_OF(pages); i++)
            as_often(&counts[0][i], &counts[1][i], i);
        ok(seen[1][0] == LARGE + 1 && seen[0][0] == SMALL + 1, named("though the worker holds many more"));
        ok(seen[1][2] > 5 * seen[0][2] && seen[1][8] > 5 * seen[0][8], named("and the team has ten times as many"));
        site_stop();
    }
    out_release(&reply_body);
    subjects_stop();
    return done_testing();
}
