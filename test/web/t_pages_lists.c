/* t_pages_lists.c - My work, Team, Service, Front door, Worker, Family and Search over a small authority, on both
 * engines.
 *
 * What a test says about a page is what somebody relies on: who is on it, in which order,
 * with which figure, and who is not. */
#include "site.h"

/* Where the first link to that child stands; SIZE_MAX: nowhere. */
static size_t place_of(int64_t child)
{
    str page = out_str(&reply_body), want = arena_printf(&mem, "href=\"/child/%lld\"", (long long)child);
    for (size_t i = 0; i + want.n <= page.n; i++)
        if (!memcmp(page.p + i, want.p, want.n))
            return i;
    return SIZE_MAX;
}

static bool lists(int64_t child) { return place_of(child) != SIZE_MAX; }

/* The figure that stands on top of a page with that address or, without one, with those words after it. */
static int64_t figure(const char *href)
{
    str rest = out_str(&reply_body), want = arena_printf(&mem, "href=\"%s\"><span class=\"hf-figure__n\">", href);
    for (size_t i = 0; i + want.n < rest.n; i++)
        if (!memcmp(rest.p + i, want.p, want.n)) {
            int64_t n = -1;
            str digits = str_skip(rest, i + want.n);
            size_t len = 0;
            while (len < digits.n && digits.p[len] >= '0' && digits.p[len] <= '9')
                len++;
            return str_int(str_take(digits, len), &n) ? n : -1;
        }
    return -1;
}

static void hold(int64_t child, int64_t worker, int64_t team, const char *role, const char *from, const char *to)
{
    put_under(child, "involvement",
              to ? change_of("involvement", "worker_id", number(worker), "role", role, "team_id", number(team),
                             "from_on", from, "to_on", to, NULL)
                 : change_of("involvement", "worker_id", number(worker), "role", role, "team_id", number(team),
                             "from_on", from, NULL));
}

static struct {
    int64_t late, week, fresh, co_held, past, open_referral, other_referral, nqsw, agency, away, empty, household_child;
} more;

/* A child with a referral opened on that day: its assessment's clock runs 45 working days. */
static int64_t child_with_referral(const char *forename, const char *surname, const char *received, int64_t team)
{
    int64_t id = new_person(site_store, forename, surname, "2015-05-05");
    put_under(id, "referral",
              change_of("referral", "received_on", received, "source", "1A", "team_id", number(team), NULL));
    return id;
}

static void make_more(void)
{
    more.late = child_with_referral("Lena", "Late", "2026-06-01", council.team);
    put_under(more.late, "assessment", change_of("assessment", "started_on", "2026-06-02", NULL));
    more.week = child_with_referral("Wim", "Week", "2026-09-17", council.team);
    put_under(more.week, "assessment", change_of("assessment", "started_on", "2026-09-18", NULL));
    more.fresh = new_person(site_store, "Fay", "Fresh", "2019-01-01");
    more.co_held = new_person(site_store, "Cora", "Shared", "2012-02-02");
    more.past = new_person(site_store, "Pia", "Past", "2010-02-02");
    hold(more.late, council.worker, council.team, "case_holder", "2026-06-01", NULL);
    hold(more.week, council.worker, council.team, "case_holder", "2026-09-17", NULL);
    hold(more.fresh, council.worker, council.team, "case_holder", "2026-11-15", NULL);
    hold(more.co_held, council.colleague, council.other_team, "case_holder", "2026-01-01", NULL);
    hold(more.co_held, council.worker, council.team, "coworker", "2026-02-01", NULL);
    hold(more.past, council.worker, council.team, "case_holder", "2025-01-01", "2026-01-01");
    more.open_referral = child_with_referral("Una", "Unheld", "2026-11-01", council.team);
    more.other_referral = child_with_referral("Otto", "Unheld", "2026-11-10", council.other_team);
    more.nqsw = put_new("worker", change_of("worker", "name", "Nia Newly", "team_id", number(council.team),
                                            "nqsw_from_on", "2026-03-01", NULL));
    more.agency = put_new("worker", change_of("worker", "name", "Gil Agency", "team_id", number(council.team), "agency",
                                              "1", NULL));
    more.away = put_new("worker", change_of("worker", "name", "Abe Away", "team_id", number(council.team), NULL));
    put_under(more.away, "absence", change_of("absence", "from_on", "2026-11-16", NULL));
    more.empty = put_new("worker", change_of("worker", "name", "Emma Empty", "team_id", number(council.team), NULL));
    put_new("worker",
            change_of("worker", "name", "Lee Left", "team_id", number(council.team), "left_on", "2026-05-01", NULL));
}

static void my_work(void)
{
    be("ann.smith");
    is_int(get("/work"), 200, named("My work"));
    ok(lists(council.child) && lists(more.late) && lists(more.week) && lists(more.fresh) && lists(more.co_held),
       named("everybody held, also in another role"));
    ok(!lists(council.secret_child) && !shows("Hidden") && !shows("Robin"), named("but not a restricted child"));
    ok(!lists(more.past) && !lists(council.strangers_child) && !lists(council.sibling),
       named("nor one held before, another's, or a sibling not held"));
    is_int(figure("/work"), 5, named("and they are counted without the restricted one"));
    ok(place_of(more.late) < place_of(more.week) && place_of(more.week) < place_of(more.fresh),
       named("what is due first comes first, nothing due last"));
    int64_t late = figure("/work?show=late"), week = figure("/work?show=week");
    ok(late > 0, named("some are late"));
    is_int(figure("/work?show=new"), 1, named("one is new"));
    is_int(figure("/work?show=changed"), 0, named("never looked at is not changed"));
    ok(shows("Adeyemi") && shows(path("/family/", council.family, "")), named("families by name, with their page"));

    get("/work?by=date");
    is_int((int64_t)times_shown("govuk-tag--red"), late, named("as many late lines as the figure says"));
    is_int((int64_t)times_shown("govuk-tag--yellow"), week, named("and as many of the week"));
    get("/work?show=late");
    ok(lists(more.late) && !lists(more.fresh) && !lists(council.secret_child), named("the late alone"));
    get("/work?show=new");
    ok(lists(more.fresh) && !lists(more.late), named("the new alone"));
    is_int(get("/work?show=nonsense&by=nonsense"), 200, named("odd choices show all"));
    ok(lists(more.fresh), named("everybody"));

    get(path("/child/", council.child, ""));
    site_now += 45 * 60;
    author.at = site_now - 60;
    put_under(council.child, "visit",
              change_of("visit", "visit_for", "cin", "seen_on", "2026-11-20", "seen", "1", NULL));
    site_now += 60;
    be("auditor");
    get(path("/child/", council.child, "/access"));     /* moves the journal into the table */
    be("ann.smith");
    get("/work");
    is_int(figure("/work?show=changed"), 1, named("somebody else wrote since"));
    get("/work?show=changed");
    ok(lists(council.child) && !lists(more.late), named("it is listed"));

    be("empty");
    is_int(get("/work"), 200, named("a worker without children"));
    ok(figure("/work") == -1 && times_shown("/child/") == 0 && reply_body.n > 500, named("is told so"));
    be("nobody");
    is_int(get("/work"), 200, named("an account without a worker"));
    ok(times_shown("/child/") == 0 && shows("/search"), named("is told what to do"));
}

static void team(void)
{
    be("manager");
    is_int(get("/team"), 200, named("Team"));
    ok(shows("North") && !shows("Hidden"), named("one's own, nothing of the restricted child"));
    const char *children = path("/team/", council.team, "/children");
    int64_t held = figure(children), late = figure(path("/team/", council.team, "/children?show=late")),
            week = figure(path("/team/", council.team, "/children?show=week"));
    is_int(held, 4, named("children held by its case holders"));
    is_int(figure("#unallocated"), 1, named("one waits for a worker"));
    ok(lists(more.open_referral) && !lists(more.other_referral), named("the one whose referral is with this team"));
    ok(shows("20 days"), named("with its age"));
    ok(times_shown("Newly qualified") == 1 && times_shown(">Agency<") == 1 && times_shown(">Away<") == 1,
       named("who is newly qualified, from an agency, away"));
    ok(shows("Emma Empty") && !shows("Lee Left") && !shows("Bo Jones"),
       named("everybody of the team, nobody who left or is elsewhere"));

    get(children);
    is_int((int64_t)times_shown("<th scope=\"row\""), held, named("the figure equals its rows"));
    ok(lists(more.late) && !lists(more.co_held) && !lists(council.secret_child), named("case holders' children only"));
    get(path("/team/", council.team, "/children?show=late"));
    is_int((int64_t)times_shown("govuk-tag--red"), late, named("late: figure and rows"));
    get(path("/team/", council.team, "/children?show=week"));
    is_int((int64_t)times_shown("govuk-tag--yellow"), week, named("in 7 days: figure and rows"));
    get(arena_printf(&mem, "/team/%lld/children?show=late&worker=%lld", (long long)council.team,
                     (long long)council.worker)
            .p);
    is_int((int64_t)times_shown("govuk-tag--red"), late, named("one worker's"));
    get(arena_printf(&mem, "/team/%lld/children?format=csv", (long long)council.team).p);
    ok(str_starts(header("Content-Type"), S("text/csv")) && shows("Lena") && !shows("Hidden"), named("as CSV"));
    is_int(get(path("/team/", council.child, "")), 404, named("a child is no team"));
    is_int(get("/team/999999"), 404, named("no such team"));
    is_int(get("/team/x"), 404, named("no number"));
    be("ann.smith");
    is_int(get("/team"), 403, named("not for a practitioner"));
    be("front.manager");
    is_int(get("/team"), 404, named("an account without a team"));
    be("the.director");
    is_int(get("/team"), 303, named("who sees the service goes there"));
    is_int(get("/service"), 200, named("Service"));
    ok(shows("North") && shows("South"), named("every team"));
    str all = arena_copy(&mem, out_str(&reply_body));
    ok(str_has(all, arena_printf(&mem, "/team/%lld/children\">5<", (long long)council.team)),
       named("its figure: five, since the director is named in the restriction"));
    get(children);
    is_int((int64_t)times_shown("<th scope=\"row\""), 5, named("opens to as many rows"));
    ok(lists(council.secret_child), named("with the restricted child"));
    be("psw");
    get("/service");
    ok(shows(arena_printf(&mem, "/team/%lld/children\">4<", (long long)council.team).p),
       named("four for who is not named"));
    ok(shows(arena_printf(&mem, "/team/%lld#unallocated\">1<", (long long)council.other_team).p),
       named("unallocated of the other team"));
    get("/service?format=csv");
    ok(shows("team,workers,children") && shows("North,5,4,"), named("as CSV"));
    is_int(get("/workers"), 200, named("Workers"));
    ok(shows("Ann Smith") && shows("Bo Jones") && !shows("Lee Left"), named("everybody who works here"));
    get("/service");
    int64_t total = figure("/service/children"), late_all = figure("/service/children?show=late"),
            nobodys = figure("/service/children?show=unallocated");
    is_int(get("/service/children"), 200, named("the children behind the service's figure"));
    is_int((int64_t)times_shown("<th scope=\"row\""), total, named("as many rows as it says"));
    ok(lists(more.late) && lists(more.co_held) && !lists(council.secret_child) && !shows("Hidden"),
       named("every team's, nobody who is restricted"));
    get("/service/children?show=late");
    is_int((int64_t)times_shown("<th scope=\"row\""), late_all, named("those with something late"));
    ok(late_all > 0 && lists(more.late) && !lists(more.fresh), named("and no others"));
    get("/service/children?show=unallocated");
    is_int((int64_t)times_shown("<th scope=\"row\""), nobodys, named("those whom nobody holds"));
    ok(lists(more.open_referral) && lists(more.other_referral) && !lists(more.late), named("of every team"));
    get("/service/children?show=late&format=csv");
    ok(str_starts(header("Content-Type"), S("text/csv")) && shows("child_id,surname,forename,team,held_by") &&
           shows(",Late,Lena,North,Ann Smith,2026-06-01,yes\r\n"),
       named("as CSV"));
    is_int(get("/service/children?show=nonsense"), 200, named("an odd choice shows all"));
    be("ann.smith");
    is_int(get("/service/children"), 403, named("not for a practitioner"));
    be("psw");
    get("/workers?format=csv");
    ok(shows(",Ann Smith,North,4\r\n"), named("as CSV, without the restricted child"));
    is_int(get(path("/worker/", council.worker, "")), 200, named("Worker"));
    ok(lists(more.late) && lists(more.past) && !lists(council.secret_child), named("holds and held"));
    is_int(get(path("/worker/", council.child, "")), 404, named("a child is no worker"));
}

static int64_t contact(const char *surname, const char *received, const char *urgency, const char *decided)
{
    int64_t id = new_person(site_store, "Con", surname, "2018-08-08");
    put_under(id, "contact",
              decided ? change_of("contact", "received_at", received, "source", "1A", "urgency", urgency, "reason",
                                  "Seen alone at night", "decided_at", decided, "decision", "advice", "rationale",
                                  "Known and safe", NULL)
                      : change_of("contact", "received_at", received, "source", "1A", "urgency", urgency, "reason",
                                  "Seen alone at night", NULL));
    return id;
}

static void front_door(void)
{
    const struct field *urgency = kind_field(catalogue_kind(cat, S("contact")), S("urgency"));
    const char *first = arena_z(&mem, urgency->codes->codes[0].code),
               *last = arena_z(&mem, urgency->codes->codes[urgency->codes->ncodes - 1].code);
    int64_t old_low = contact("Oldlow", "2026-11-10T10:00", last, NULL),
            fresh_low = contact("Freshlow", "2026-11-21T09:00", last, NULL);
    int64_t urgent = contact("Urgent", "2026-11-21T09:20", first, NULL),
            none = contact("Nourgency", "2026-11-21T09:10", "", NULL);
    int64_t today = contact("Today", "2026-11-21T08:00", first, "2026-11-21T09:00"),
            before = contact("Before", "2026-10-01T08:00", last, "2026-11-21T09:05");
    int64_t yesterday = contact("Yesterday", "2026-11-20T08:00", last, "2026-11-20T09:05");
    put_under(council.secret_child, "contact",
              change_of("contact", "received_at", "2026-11-21T09:00", "source", "1A", "urgency", first, "reason",
                        "A secret reason", NULL));
    be("front");
    is_int(get("/front-door"), 200, named("Front door"));
    ok(lists(old_low) && lists(fresh_low) && lists(urgent) && lists(none), named("whoever waits, since last week too"));
    ok(!lists(council.secret_child) && !shows("Hidden"), named("but not a restricted child"));
    ok(shows("<span class=\"hf-figure__n\">4</span> waiting"), named("and the count does not betray it"));
    str table = out_str(&reply_body);
    size_t from = 0;
    while (from < table.n && !str_starts(str_skip(table, from), S("<tbody")))
        from++;
    str rows = arena_copy(&mem, str_skip(table, from));
    out_clear(&reply_body);
    out_raw(&reply_body, rows);
    ok(place_of(old_low) < place_of(urgent) && place_of(urgent) < place_of(fresh_low),
       named("an old low one rises above the fresh"));
    ok(lists(today) && lists(before) && !lists(yesterday), named("decided today, also what came long ago"));
    get("/front-door");
    ok(shows("Waits longest:") && place_of(old_low) < place_of(urgent), named("who waits longest is named on top"));
    ok(shows(arena_printf(&mem, "/child/%lld/record/", (long long)urgent).p), named("each leads to its decision"));
    get("/front-door?format=csv");
    ok(shows("Oldlow") && !shows("Today") && !shows("Hidden"), named("what waits as CSV"));
    get("/front-door");
    int64_t received = figure("/front-door#received");
    get("/front-door?format=csv&show=received");
    ok(shows("child_id,contact_id,surname,forename,received_at") && shows(",Today,Con,2026-11-21T08:00:00Z,") &&
           shows(",Urgent,Con,"),
       named("received today as CSV"));
    ok(!shows("Yesterday") && !shows("Oldlow") && !shows("Hidden"),
       named("no other day's, and nobody who is restricted"));
    is_int((int64_t)times_shown("\r\n") - 1, received, named("as many as the figure says"));
    get("/front-door?format=csv&show=decided");
    ok(shows(",Before,") && shows(",Today,") && !shows("Oldlow"), named("decided today as CSV"));
    get("/front-door?received=2026-11-20");
    ok(shows("Received on 20 November 2026") && lists(yesterday), named("an earlier day opens from the chart"));
    get("/front-door?received=2026-10-01");
    ok(shows("Received today") && !lists(yesterday), named("a day too long ago is today"));
    is_int(get("/front-door?received=x"), 200, named("so is what is no day"));
    be("ann.smith");
    is_int(get("/front-door"), 403, named("not for a practitioner"));
}

static void family(void)
{
    be("ann.smith");
    is_int(get(path("/family/", council.family, "")), 200, named("Family"));
    ok(lists(council.child) && lists(council.sibling) && shows("Adeyemi"), named("everybody in it, held or not"));
    get(path("/family/", council.family, "?format=csv"));
    ok(str_starts(header("Content-Type"), S("text/csv")) && shows("person_id,name,council_id") && shows("Adeyemi"),
       named("as CSV"));
    int64_t hidden = put_new("family", change_of("family", "name", "Unspeakable", NULL));
    put_under(council.secret_child, "member",
              change_of("family_member", "family_id", number(hidden), "from_on", "2020-01-01", NULL));
    be("psw");
    is_int(get(path("/family/", hidden, "")), 404, named("a family of hidden people is not there"));
    ok(!shows("Unspeakable"), named("nor is its name"));
    be("the.director");
    is_int(get(path("/family/", hidden, "")), 200, named("except to who is named"));
    ok(lists(council.secret_child), named("with its child"));
    put_under(council.sibling, "member",
              change_of("family_member", "family_id", number(hidden), "from_on", "2020-01-01", NULL));
    be("psw");
    is_int(get(path("/family/", hidden, "")), 200, named("a family with somebody else in it"));
    ok(lists(council.sibling) && !shows("Robin"), named("shows that one alone"));
    get(path("/family/", hidden, "?format=csv"));
    ok(times_shown("\r\n") == 2 && !shows("Robin"), named("and as CSV"));
    is_int(get(path("/family/", council.child, "")), 404, named("a child is no family"));
}

static void everything(void)
{
    make_more();
    add_account("ann.smith", "practitioner", council.worker);
    add_account("empty", "practitioner", more.empty);
    add_account("nobody", "practitioner", 0);
    add_account("manager", "team_manager", more.empty);
    add_account("front", "front_door", 0);
    add_account("front.manager", "front_door_manager", 0);
    add_account("psw", "principal_social_worker", 0);
    add_account("auditor", "auditor", 0);
    add_account("the.director", "director", 0);
    my_work();
    team();
    front_door();
    family();
}

int main(void) { return site_main("lists", everything); }
