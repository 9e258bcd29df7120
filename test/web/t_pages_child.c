/* t_pages_child.c - one child's page with all its parts, its timeline, history and files,
 * and Search, on both engines. */
#include "site.h"

static struct {
    int64_t unborn, dead, adult, mother, secret_aunt, contact, visit, plan, address, relation, old_warning;
} people;

static void make_child(void)
{
    int64_t c = council.child;
    put_under(c, "address",
              change_of("address", "from_on", "2020-01-01", "address_type", "HOME", "line1", "7 Mill Lane", "town",
                        "Norwich", "postcode", "NR1 3AB", NULL));
    put_under(c, "former name",
              change_of("person_name", "name_type", "former", "forename", "Zoe", "surname", "Quillfeather", NULL));
    put_under(c, "warning",
              change_of("warning_note", "category", "animals", "note", "A dog that bites", "from_on", "2025-01-01",
                        NULL));
    put_under(c, "old warning",
              change_of("warning_note", "category", "weapons", "note", "Long over", "from_on", "2020-01-01", "ended_on",
                        "2021-01-01", NULL));
    people.old_warning = newest(c, "warning_note");
    people.mother = new_person(site_store, "Grace", "Adeyemi", "1988-01-01");
    put_under(c, "mother",
              change_of("relationship", "other_person_id", number(people.mother), "relation", "mother",
                        "parental_responsibility", "1", NULL));
    people.secret_aunt = new_person(site_store, "Tansy", "Whisper", "1990-01-01");
    put_under(people.secret_aunt, "restriction",
              change_of("restriction", "accounts", "the.director", "owner", "the.owner", "reason", "Works here",
                        "from_on", "2025-01-01", NULL));
    put_under(c, "aunt",
              change_of("relationship", "other_person_id", number(people.secret_aunt), "relation", "parent", NULL));
    people.relation = newest(c, "relationship");
    put_under(c, "contact",
              change_of("contact", "received_at", "2026-10-01T09:00", "source", "1A", "urgency", "green", "reason",
                        "Seen hungry at school", NULL));
    people.contact = newest(c, "contact");
    put_under(c, "referral", change_of("referral", "received_on", "2026-10-01", "source", "1A", NULL));
    put_under(c, "assessment", change_of("assessment", "started_on", "2026-10-02", NULL));
    put_under(c, "plan",
              change_of("cp_plan", "started_on", "2026-10-20", "initial_category", "NEG", "latest_category", "NEG",
                        NULL));
    put_under(c, "plan", change_of("plan", "plan_type", "family", "started_on", "2026-10-20", NULL));
    people.plan = newest(c, "plan");
    put_under(c, "action",
              change_of("plan_action", "plan_id", number(people.plan), "what", "Breakfast every day", "who", "Grace",
                        "by_on", "2026-11-10", NULL));
    put_under(c, "loose action",
              change_of("plan_action", "what", "Ring the school", "who", "Ann", "by_on", "2026-12-10", NULL));
    put_under(c, "visit",
              change_of("visit", "visit_for", "cp", "seen_on", "2026-11-01", "seen", "1", "note",
                        "Zoe showed her zebrafish", NULL));
    people.visit = newest(c, "visit");
    put_under(c, "earlier worker",
              change_of("involvement", "worker_id", number(council.colleague), "role", "case_holder", "from_on",
                        "2024-01-01", "to_on", "2025-01-01", "change_reason", "LEFTRL", NULL));
    put_under(c, "complaint",
              change_of("complaint", "received_on", "2026-09-09", "about_what", "A complaint about the office", NULL));

    people.unborn = put_new("unborn", change_of("person", "surname", "Expected", "due_on", "2027-01-15", NULL));
    people.dead = put_new("dead", change_of("person", "forename", "Rest", "surname", "Peaceful", "born_on",
                                            "2010-01-01", "died_on", "2020-06-01", NULL));
    people.adult = new_person(site_store, "Adam", "Grown", "1980-05-05");
    int64_t hidden = new_person(site_store, "Hetty", "Moved", "2015-05-05");
    people.address = hidden;
    put_under(hidden, "address",
              change_of("address", "from_on", "2026-01-01", "address_type", "HOME", "line1", "99 Refuge Row", "town",
                        "Thetford", "postcode", "IP24 9ZZ", "confidential", "1", NULL));
    int64_t held[] = { people.unborn, people.dead, people.adult, hidden };
    for (size_t i = 0; i < COUNT_OF(held); i++)
        put_under(held[i], "involvement",
                  change_of("involvement", "worker_id", number(council.worker), "role", "case_holder", "from_on",
                            "2025-01-01", NULL));
}

/* The page without the number of its form, which is new each time. */
static str page_but_number(void)
{
    str page = arena_copy(&mem, out_str(&reply_body)), mark = S("name=\"form_number\" value=\"");
    const char *p = memmem(page.p, page.n, mark.p, mark.n);
    if (p)
        memset((char *)(uintptr_t)p + mark.n, '-', TOKEN_TEXT);
    return page;
}

static void all_parts(void)
{
    be("ann.smith");
    is_int(get(path("/child/", council.child, "")), 200, named("Child"));
    static const char *const parts[] = {
        "Zoe Adeyemi",         "12 years",        "7 Mill Lane", "NR1 3AB",       "Child protection plan",
        "A dog that bites",    "Ann Smith",       "Bo Jones",    "Grace Adeyemi", "parental responsibility",
        "Breakfast every day", "Ring the school", "id=\"due\"",  "id=\"plans\"",  "id=\"timeline\"",
        "id=\"workers\"",      "id=\"family\"",   "Max Adeyemi",
    };
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        ok(shows(parts[i]), named(parts[i]));
    ok(shows("days late"), named("what is late"));
    ok(!shows(path("Warning:</strong> <a class=\"govuk-link\" href=\"/child/", council.child,
                   path("/record/", people.old_warning, ""))),
       named("a warning that has ended warns no more"));
    ok(!shows("Tansy") && !shows("Whisper"), named("a restricted relative is not named"));
    ok(!shows("A complaint about"), named("nor is a kind that the role does not read"));
    ok(shows(path("/record/", people.visit, "\"")) && shows(path("/record/", people.plan, "\"")),
       named("each fact opens"));
    str first = page_but_number();
    get(path("/child/", council.child, ""));
    is(page_but_number(), first, named("again: the same"));
    post(path("/child/", council.child, "/add/visit"),
         "visit_for=cp&seen=1&seen_on-day=20&seen_on-month=11&seen_on-year=2026&place=home&note=Just+now");
    get(path("/child/", council.child, ""));
    ok(!str_eq(page_but_number(), first) && shows(path("/record/", newest(council.child, "visit"), "\"")),
       named("what was written since is there at once"));
    be("a.reader");
    get(path("/child/", council.child, ""));
    ok(!shows(path("/record/", people.contact, "\"")) && shows(path("/record/", people.visit, "\"")),
       named("who does not read contacts sees none"));
    be("the.director");
    get(path("/child/", council.child, ""));
    ok(shows("Tansy Whisper"), named("who is named in the restriction sees the relative"));

    be("ann.smith");
    get(path("/child/", people.unborn, ""));
    ok(shows("unborn, due") && shows("15 January 2027"), named("an unborn child"));
    get(path("/child/", people.dead, ""));
    ok(shows("Died 1 June 2020") && shows("10 years") && !shows("16 years"), named("one who died is as old as then"));
    is_int(get(path("/child/", people.adult, "")), 200, named("an adult"));
    ok(shows("46 years"), named("of that age"));
    is_int(get(path("/child/", council.secret_child, "")), 403, named("a restricted child"));
    ok(shows("/break-glass/") && !shows("Robin"), named("can be asked for"));
    is_int(get(path("/child/", council.strangers_child, "")), 404, named("another team's child is not there"));
    is_int(get(path("/child/", council.worker, "")), 404, named("a worker is no child"));
    is_int(get("/child/0"), 404, named("no number"));
    is_int(get("/child/99999999999999999999"), 404, named("too large a number"));
}

static void secret_address(void)
{
    be("ann.smith");
    static const char *const pages[] = { "", "/timeline", "/timeline?format=csv", "/history", "/add" };
    for (size_t i = 0; i < COUNT_OF(pages); i++) {
        is_int(get(path("/child/", people.address, pages[i])), 200, named(pages[i]));
        ok(!shows("Refuge Row") && !shows("IP24"), named("does not show a confidential address"));
    }
    is_int(get(path("/child/", people.address, path("/record/", newest(people.address, "address"), ""))), 200,
           named("the address's own page"));
    ok(shows("Refuge Row"), named("does, to who opens it"));
}

static void timeline_and_history(void)
{
    be("ann.smith");
    is_int(get(path("/child/", council.child, "/timeline")), 200, named("Timeline"));
    ok(shows(path("/record/", people.visit, "\"")) && shows(path("/record/", people.contact, "\"")),
       named("all of it"));
    get(path("/child/", council.child, "/timeline?format=csv"));
    ok(str_starts(header("Content-Type"), S("text/csv")) && str_has(header("Content-Disposition"), S("timeline.csv")) &&
           shows("record_id,kind,on,until,what\r\n"),
       named("as CSV"));
    is_int(get(path("/child/", council.child, "/history")), 200, named("History"));
    ok(shows("Zoe showed her zebrafish") && !shows("Tansy") && !shows("A complaint about"),
       named("every change that the role reads, nobody hidden"));
    is_int(get(path("/child/", council.child, path("/record/", people.relation, ""))), 200,
           named("a relationship's page"));
    ok(!shows("Tansy") && shows("restricted"), named("says that the other is restricted, not who"));
    be("a.reader");
    is_int(get(path("/child/", council.child, path("/record/", people.contact, ""))), 404,
           named("a record of a kind that the role does not read"));
    get(path("/child/", council.child, "/timeline?format=csv"));
    ok(!shows("Seen hungry") && !shows("Contact,"), named("nor in the file"));
    get(path("/child/", council.child, "/history"));
    ok(!shows("Seen hungry"), named("nor in the history"));
}

static void harmless_files(void)
{
    be("ann.smith");
    int64_t c = put_new("formula", change_of("person", "forename", "=cmd|' /C calc'!A0", "surname", "+Plus, \"Quoted\"",
                                             "born_on", "2015-01-01", NULL));
    put_under(c, "involvement",
              change_of("involvement", "worker_id", number(council.worker), "role", "case_holder", "team_id",
                        number(council.team), "from_on", "2025-01-01", NULL));
    get("/work?format=csv");
    ok(shows("\"'=cmd|' /C calc'!A0\"") && shows("\"'+Plus, \"\"Quoted\"\"\""),
       named("a formula in a name stays text"));
    be("manager");
    get(path("/team/", council.team, "/children?format=csv"));
    ok(shows("\"'=cmd|") && !shows(",=cmd"), named("in every file"));
}

static void find(const char *words, bool notes)
{
    post("/search", arena_printf(&mem, "q=%s%s", words, notes ? "&notes=1" : "").p);
}
static bool found(int64_t child) { return shows(path("href=\"/child/", child, "\"")); }

static void search(void)
{
    static const struct { const char *words, *what; bool notes; } finds[] = {
        { "Zoe+Adeyemi", "a name", false },
        { "adey", "a part of a name", false },
        { "Zoe+Adeyemee", "how a name sounds", false },
        { "Quillfeather", "a former name", false },
        { "NR1+3AB", "a postcode", false },
        { "nr13ab", "a postcode without its space", false },
        { "Mill+Lane", "an address", false },
        { "zebrafish", "a note", true },
        { "Zoe+zebrafish", "a name and a word of a note", true },
        { "03/04/2014", "a day of birth", false },
        { "3+April+2014", "in words", false },
        { "2014-04-03", "as computers write it", false },
        { "Zoe+3.4.2014", "with a name", false },
    };
    be("ann.smith");
    for (size_t i = 0; i < COUNT_OF(finds); i++) {
        find(finds[i].words, finds[i].notes);
        ok(found(council.child), named(finds[i].what));
    }
    find("zebrafish", true);
    ok(shows("/record/") && times_shown("zebrafish") > 1, named("the record that a note is of, and the words around"));
    find("Zoe+4.4.2014", false);
    ok(!found(council.child), named("another day of birth"));
    put_under(council.child, "number", change_of("person", "council_id", "C00417", NULL));
    find("C00417", false);
    ok(found(council.child), named("a council's number"));
    find("zebrafish", false);
    ok(!found(council.child), named("notes only when asked"));
    find("Whisper", false);
    str nobody = arena_copy(&mem, out_str(&reply_body));
    find("Whyxqer", false);
    ok(nobody.n == reply_body.n && !str_has(nobody, S("Tansy")),
       named("somebody restricted is as somebody who is not there"));
    find("Brown", false);
    ok(!found(council.strangers_child), named("nor is another team's child found"));
    find("IP24+9ZZ", false);
    ok(!found(people.address), named("a confidential address leads to nobody"));
    find("Moved", false);
    ok(found(people.address) && !shows("IP24"), named("who lives there is found by name"));
    be("the.director");
    find("Whisper", false);
    ok(found(people.secret_aunt), named("who is named in the restriction finds her"));
    find("North", false);
    ok(shows(path("/team/", council.team, "\"")), named("a team"));
    find("Smith", false);
    ok(shows(path("/worker/", council.worker, "\"")), named("a worker"));
    static const char *const refused[] = { "", "a", "+", "%20" };
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        find(refused[i], false);
        is_int(reply.status, 422, named("too little to look for"));
    }
    find("%27%3B+DROP+TABLE+person%3B--", true);
    is_int(reply.status, 200, named("quotes and marks are words like others"));
    find("%22NEAR(%22*", true);
    is_int(reply.status, 200, named("also in notes"));
    get("/search?q=Adeyemi");
    ok(!found(council.child), named("an address does not search: it would stand in logs"));
    ok(!shows("method=\"get\""), named("nor does the form make one"));
    db_rows log;
    be("the.director");
    get(path("/child/", council.child, "/access"));
    get(path("/child/", council.child, "/access?format=csv"));
    ok(str_starts(header("Content-Type"), S("text/csv")) && shows("at,account,name,what_for") &&
           shows(",the.director,"),
       named("who looked, as CSV"));
    is_int(get(path("/child/", council.child, "/access?format=csv&show=reasons")), 200,
           named("who opened it with a reason, as CSV"));
    ok(shows("at,account,name,until,reason"), named("with its heading also when nobody did"));
    CODE(db_run(site_store->db, ST_sealed_access_log, NO_ARGS, &mem, &log, &e), ERR_OK, "the journal");
    bool betrayed = false;
    for (size_t i = 0; i < log.n * log.ncols; i++)
        betrayed = betrayed || (log.v[i].type == DB_TEXT &&
                                (str_has(log.v[i].s, S("Whisper")) || str_has(log.v[i].s, S("Adeyemi"))));
    ok(log.n > 0 && !betrayed, named("nor does the journal of looks say what was searched for"));
    for (int i = 0; i < 230; i++)
        new_person(site_store, "Many", "Throng", "2016-01-01");
    int64_t ours = new_person(site_store, "Many", "Throng", "2016-01-01");
    put_under(ours, "involvement",
              change_of("involvement", "worker_id", number(council.worker), "role", "case_holder", "team_id",
                        number(council.team), "from_on", "2025-01-01", NULL));
    be("ann.smith");
    find("Throng", false);
    ok(found(ours), named("the one that may be seen is found among many that may not"));
}

/* From the first page to a note that is kept: the child's link, the box, Save. */
static void case_note(void)
{
    const char *child = path("/child/", council.child, ""), *add = path("/child/", council.child, "/add/case_note");
    be("ann.smith");
    is_int(get("/work"), 200, named("the first page"));
    ok(shows(arena_printf(&mem, "href=\"%s\"", child).p), named("leads to the child"));
    get(child);
    ok(shows(arena_printf(&mem, "action=\"%s\"", add).p) && shows("name=\"note\""),
       named("where a note can be typed"));
    is_int(post(add, "note=Rang+the+school&noted_on-day=21&noted_on-month=11&noted_on-year=2026"), 303,
           named("one box is enough"));
    is(header("Location"), str_of(child), named("and leads back"));
    get(child);
    is_int((int64_t)times_shown("Rang the school"), 1, named("it stands in the timeline alone"));
    post(add, "note=Never+by+the+back+door&note_type=call&with_whom=Gran&minutes=20&pinned=1");
    get(child);
    ok(shows("aria-label=\"Pinned note\"") && shows("Never by the back door") && shows("Telephone call") &&
           shows("Gran"),
       named("one that is kept on top stands there"));
    int64_t id = newest(council.child, "case_note");
    const struct record *x = subject_record(load(site_store, council.child), id);
    is(text_of(x, "minutes"), S("20"), named("with what it took"));
    is_int(get(path(path("/child/", council.child, "/record/"), id, "/change")), 200, named("and can be opened"));
    is_int(post(path(path("/child/", council.child, "/record/"), id, "/change"), "base_version=1&pinned=0"), 303,
           named("and taken down"));
    get(child);
    ok(!shows("aria-label=\"Pinned note\""), named("then it is in the timeline alone"));
    is_int(post(add, "note=&pinned=1"), 422, named("a note says something"));
    ok(shows("id=\"note\""), named("or the box comes back"));
    be("ann.smith");
    str first = token_here();
    get(child);
    ok(shows(arena_z(&mem, first)), named("the form carries this session's token"));
    be("ann.smith");
    get(child);
    ok(!shows(arena_z(&mem, first)) && shows(arena_z(&mem, token_here())), named("and in another session that one's"));
    be("the.director");
    get(child);
    ok(!shows("name=\"note\""), named("who writes no casework has no box"));
    is_int(post(add, "note=All+the+same"), 403, named("and cannot send one"));
}

static void everything(void)
{
    make_child();
    add_account("ann.smith", "practitioner", council.worker);
    add_account("manager", "team_manager", council.worker);
    add_account("a.reader", "reviewing_officer", council.worker);
    add_account("the.director", "director", 0);
    all_parts();
    secret_address();
    timeline_and_history();
    case_note();
    harmless_files();
    search();
}

int main(void) { return site_main("child", everything); }
