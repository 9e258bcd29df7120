/* t_advice.c - what the returns would ask, where somebody can still answer it: beside which field, for whom, before and
 * after saving; and that asking writes nothing and is noted once. On both engines. */
#include "site.h"
#include "reporting/issues.h"

static const char *form_of(int64_t record, const char *after)
{
    return arena_printf(&mem, "/child/%lld/record/%lld%s", (long long)council.child, (long long)record, after).p;
}

/* From the mark to the next closing tag of that sort, in the page that came; "" when it is not there. */
static str part_of(const char *mark, const char *end)
{
    str page = out_str(&reply_body), m = str_of(mark), z = str_of(end);
    for (size_t i = 0; i + m.n <= page.n; i++)
        if (!memcmp(page.p + i, m.p, m.n))
            for (size_t k = i; k + z.n <= page.n; k++)
                if (!memcmp(page.p + k, z.p, z.n))
                    return (str){ page.p + i, k - i };
    return S("");
}

static str beside(const char *field) { return part_of(arena_printf(&mem, "id=\"%s-advice\"", field).p, "</div>"); }
static bool says(const char *field, const char *rule)
{
    return str_has(beside(field), str_of(arena_printf(&mem, "rule %s.", rule).p));
}

static const char *pass_here(void)
{
    str rest = part_of("data-hf-advice-pass=\"", "\">"), head;
    str_cut(&rest, '"', &head);
    str_cut(&rest, '"', &head);
    return arena_z(&mem, head);
}

static int64_t count(const char *table)
{
    db_rows rows = { 0 };
    int64_t n = 0;
    if (!strcmp(table, "ledger")) {
        CODE(db_run(site_store->db, ST_ledger_turn_now, NO_ARGS, &mem, &rows, &e), ERR_OK, "the head of the ledger");
        return db_int(&rows, 0, 0);
    }
    CODE(access_journal_drain(site->journal, &e), ERR_OK, "looks are moved");
    CODE(db_run(site_store->db, ST_sealed_access_log, NO_ARGS, &mem, &rows, &e), ERR_OK, "looks are read");
    for (size_t i = 0; i < rows.n; i++)
        for (size_t c = 0; c < rows.ncols; c++)
            n += db_row(&rows, i)[c].type == DB_TEXT && str_has(db_row(&rows, i)[c].s, S("/advice"));
    return n;
}

static size_t drafts_of(const char *account)
{
    db_rows rows = { 0 };
    CODE(db_run(site_store->db, ST_draft_of_account, ARGS(DBT(str_of(account))), &mem, &rows, &e), ERR_OK,
         "drafts are read");
    return rows.n;
}

/* A child looked after since June, and a referral with its assessment. */
static struct { int64_t episode, referral, assessment; } made;

static void make_record(void)
{
    put_under(council.child, "placement",
              change_of("placement", "started_on", "2026-06-01", "placement_type", "U1", "provider", "PR1", "urn",
                        "SC123456", "postcode", "NR1 3AB", NULL));
    put_under(council.child, "episode",
              change_of("care_episode", "started_on", "2026-06-01", "start_reason", "S", "legal_status", "V2", "need",
                        "N1", "home_postcode", "NR1 3AB", "placement_id", number(newest(council.child, "placement")),
                        "entered_care_on", "2026-06-01", NULL));
    made.episode = newest(council.child, "care_episode");
    put_under(council.child, "referral",
              change_of("referral", "received_on", "2026-07-01", "source", "1A", "nfa", "0", "need", "N1", NULL));
    made.referral = newest(council.child, "referral");
    put_under(council.child, "assessment",
              change_of("assessment", "referral_id", number(made.referral), "started_on", "2026-07-10", NULL));
    made.assessment = newest(council.child, "assessment");
}

#define EPISODE                                                                                                        \
    "base_version=1&started_on-day=1&started_on-month=6&started_on-year=2026&start_reason=S&legal_status=V2&need=N1"
#define ASSESSMENT "base_version=1&started_on-month=7&started_on-year=2026"

/* What is typed breaks a rule, and is mended. */
static void typing(void)
{
    static const struct { const char *what, *form, *typed, *mended, *field, *rule; } cases[] = {
        { "SSDA903: an episode of less than a day, beside the day typed last", "episode",
          EPISODE
          "&ended_on-day=1&ended_on-month=6&ended_on-year=2026&end_reason=E4A&advice_touched=ended_on+started_on",
          EPISODE
          "&ended_on-day=9&ended_on-month=6&ended_on-year=2026&end_reason=E4A&advice_touched=ended_on+started_on",
          "ended_on", "355" },
        { "the same, beside the other day when that was typed last", "episode",
          EPISODE
          "&ended_on-day=1&ended_on-month=6&ended_on-year=2026&end_reason=E4A&advice_touched=started_on+ended_on",
          EPISODE
          "&ended_on-day=9&ended_on-month=6&ended_on-year=2026&end_reason=E4A&advice_touched=started_on+ended_on",
          "started_on", "355" },
        { "what else was typed in since does not move it", "episode",
          EPISODE "&ended_on-day=1&ended_on-month=6&ended_on-year=2026&end_reason=E4A&advice_touched=need+ended_on",
          EPISODE "&ended_on-day=9&ended_on-month=6&ended_on-year=2026&end_reason=E4A&advice_touched=need+ended_on",
          "ended_on", "355" },
        { "CIN: authorised before it began", "assessment",
          ASSESSMENT "&started_on-day=10&authorised_on-day=9&authorised_on-month=7&authorised_on-year=2026&advice_"
                     "touched=authorised_on",
          ASSESSMENT "&started_on-day=10&authorised_on-day=19&authorised_on-month=7&authorised_on-year=2026&advice_"
                     "touched=authorised_on",
          "authorised_on", "8608" },
        { "CIN: begun before the referral, another record", "assessment",
          "base_version=1&started_on-day=30&started_on-month=6&started_on-year=2026&advice_touched=started_on",
          "base_version=1&started_on-day=2&started_on-month=7&started_on-year=2026&advice_touched=started_on",
          "started_on", "1103" },
    };
    be("as.team-manager");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const int64_t record = !strcmp(cases[i].form, "episode") ? made.episode : made.assessment;
        is_int(post(form_of(record, "/advice"), cases[i].typed), 200, named(cases[i].what));
        if (!ok(says(cases[i].field, cases[i].rule), named(cases[i].what)))
            printf("# " STR_FMT "\n", STR_ARG(out_str(&reply_body)));
        ok(!shows("<html") && !shows("Adeyemi"), named("the answer is the advice alone"));
        is_int(post(form_of(record, "/advice"), cases[i].mended), 200, named("mended"));
        ok(!says(cases[i].field, cases[i].rule) && !shows(arena_printf(&mem, "rule %s.", cases[i].rule).p),
           named("and it is gone"));
    }
    struct kind *other = (struct kind *)(uintptr_t)catalogue_kind(cat, S("referral"));
    const str group = other->read_group;
    other->read_group = S("allegations");
    is_int(post(form_of(made.assessment, "/advice"), cases[COUNT_OF(cases) - 1].typed), 200,
           named("where the role does not read the other record"));
    ok(!shows("rule 1103."), named("nothing is said of it"));
    other->read_group = group;
    is_int(post(form_of(made.episode, "/advice"), EPISODE "&ended_on-day=1&ended_on-month=6&ended_on-year="), 200,
           named("a day that is half typed"));
    ok(!beside("ended_on").n, named("has no advice yet"));
    is_int(post(form_of(made.episode, "/advice"), "nothing=here"), 200, named("a form that says nothing"));
    is_int(post(form_of(made.episode, "/advice?end=1"), EPISODE "&ended_on-day=1&ended_on-month=6&ended_on-year=2026"),
           200, named("the form that only ends"));
    ok(says("ended_on", "355") && !beside("started_on").n, named("has advice beside what it asks"));
}

static void adding(void)
{
    const char *door = arena_printf(&mem, "/child/%lld/advice/assessment", (long long)council.child).p,
               *referral = number(made.referral);
    be("as.team-manager");
    is_int(get(arena_printf(&mem, "/child/%lld/add/assessment", (long long)council.child).p), 200,
           named("an empty form opens"));
    ok(!shows("class=\"hf-advice\"") && shows("data-hf-field=\"started_on\""), named("without advice, ready to ask"));
    const char *episode = arena_printf(&mem, "/child/%lld/advice/care_episode", (long long)council.child).p,
               *begun = "started_on-day=1&started_on-month=8&started_on-year=2026";
    is_int(post(episode, begun), 200, named("one answer of many"));
    ok(!beside("home_postcode").n && !beside("legal_status").n, named("what nobody has come to yet is not asked for"));
    is_int(post(episode, arena_printf(&mem, "%s&home_postcode=&advice_touched=home_postcode+started_on", begun).p), 200,
           named("a question that somebody came to and left empty"));
    ok(beside("home_postcode").n > 0, named("is"));
    is_int(post(door,
                arena_printf(&mem,
                             "referral_id=%s&started_on-day=1&started_on-month=9&started_on-year=2026&authorised_on-"
                             "day=2&authorised_on-month=8&authorised_on-year=2026&advice_touched=authorised_on",
                             referral)
                    .p),
           200, named("a new assessment, authorised before it began"));
    ok(says("authorised_on", "8608"), named("has its advice"));
    is_int(get(arena_printf(&mem, "/child/%lld/add/voice_of_child", (long long)council.child).p), 200,
           named("a form that feeds no return"));
    ok(!shows("data-hf-field") && !shows("data-hf-advice-said"), named("asks for no advice"));
}

static void as_it_stands(void)
{
    be("as.team-manager");
    is_int(get(form_of(council.child, "/change")), 200, named("a form that changes what stands"));
    ok(says("ethnicity", "103"), named("opens with what the returns would ask"));
    ok(shows("aria-describedby=\"ethnicity-advice"), named("and the field is described by it"));
    is_int(get(form_of(made.episode, "/change")), 200, named("a record that is as it should be"));
    ok(!beside("ended_on").n && !beside("started_on").n, named("opens without"));
}

/* The page after saving says it without any script. */
static void saving(void)
{
    be("as.team-manager");
    const char *typed = EPISODE "&ended_on-day=1&ended_on-month=6&ended_on-year=2026&end_reason=E4A&placement_id=";
    is_int(post(form_of(made.episode, "/change"),
                arena_printf(&mem, "%s%lld", typed, (long long)newest(council.child, "placement")).p),
           303, named("what breaks a rule is saved all the same"));
    is(header("Location"), str_of(form_of(made.episode, "")), named("and leads to its page"));
    is_int(get(form_of(made.episode, "")), 200, named("which opens"));
    ok(str_has(part_of("id=\"for-the-returns\"", "</section>"), S("rule 355.")), named("and says what would be asked"));
    ok(shows(arena_printf(&mem, "%s#ended_on-day\"", form_of(made.episode, "/change")).p) ||
           shows(arena_printf(&mem, "%s#started_on-day\"", form_of(made.episode, "/change")).p),
       named("with a link to the field"));
    is_int(post(form_of(made.episode, "/advice"),
                "base_version=2&ended_on-day=1&ended_on-month=6&ended_on-year=&advice_touched=ended_on"),
           200, named("while the day is typed again"));
    ok(!beside("ended_on").n && !shows("rule 355."), named("there is no advice on what cannot be read yet"));
    be("as.analyst");
    is_int(get(form_of(made.episode, "")), 200, named("who only reads"));
    ok(shows("rule 355.") && !shows("/change#"), named("sees it without the link"));
    be("as.team-manager");
    is_int(post(form_of(made.episode, "/change"),
                "base_version=2&ended_on-day=&ended_on-month=&ended_on-year=&end_reason="),
           303, named("put right"));
    get(form_of(made.episode, ""));
    ok(!shows("rule 355."), named("and it is gone"));
    is_int(post(form_of(made.episode, "/change"), "base_version=3&ended_on-day=1&ended_on-month=6&ended_on-year=2026&"
                                                  "started_on-day=&started_on-month=&started_on-year="),
           422, named("what the record itself refuses"));
    ok(shows("hf-advice") || shows("govuk-error-summary"), named("comes back with its own errors"));
}

static void accepted(void)
{
    be("as.team-manager");
    post(form_of(council.child, "/advice"), "base_version=1");
    get(form_of(council.child, "/change"));
    ok(says("ethnicity", "103"), named("a question stands"));
    struct collection_due due[COLLECTIONS_MAX];
    const size_t n = collections_due(cat, instant_day(site_now), due);
    struct subject *sub = load(site_store, council.child);
    for (size_t i = 0; i < n; i++) {
        struct return_issues all = { 0 };
        CODE(return_issues_of(site_store, NULL, &due[i], &sub->facts, sub->id, &mem, &all, &e), ERR_OK, "the issues");
        for (size_t k = 0; k < all.n; k++)
            if (!strcmp(all.at[k].text->code, "103"))
                put_under(council.child, "answer",
                          change_of("return_answer", "collection", arena_z(&mem, due[i].source), "year",
                                    number(due[i].year), "rule", "103", "issue_key", arena_z(&mem, all.at[k].key),
                                    "accepted", "1", "reason", "Not known", "said_on", "2026-11-01", NULL));
    }
    get(form_of(council.child, "/change"));
    ok(!says("ethnicity", "103"), named("what was accepted with a reason is not asked again"));
}

/* Asking changes nothing, and the look is noted once. */
static void leaves_no_trace(void)
{
    be("as.team-manager");
    get(form_of(made.episode, "/change"));
    const char *pass = pass_here(), *typed = EPISODE "&ended_on-day=1&ended_on-month=6&ended_on-year=2026&note=x";
    ok(strlen(pass) == TOKEN_TEXT, named("the form has its pass"));
    const int64_t head = count("ledger"), looks = count("access_log");
    for (int i = 0; i < 5; i++)
        is_int(post(form_of(made.episode, "/advice"), arena_printf(&mem, "%s&advice_pass=%s", typed, pass).p), 200,
               named("asked again and again"));
    is_int(count("access_log"), looks, named("with the pass nothing more is noted"));
    is_int(post(form_of(made.episode, "/advice"), typed), 200, named("without it"));
    ok(count("access_log") > looks, named("each look is noted"));
    const int64_t then = count("access_log");
    be("as.practitioner");
    is_int(post(form_of(made.episode, "/advice"), arena_printf(&mem, "%s&advice_pass=%s", typed, pass).p), 200,
           named("with somebody else's pass"));
    ok(count("access_log") > then, named("it is noted too"));
    is_int(count("ledger"), head, named("the ledger's head is where it was"));
    is_int((int64_t)drafts_of("as.team-manager") + (int64_t)drafts_of("as.practitioner"), 0,
           named("no draft was kept"));
    is_int(subject_record(load(site_store, council.child), made.episode)->version, 3,
           named("and the record is as it was"));
}

static void refusals(void)
{
    static const struct { const char *what, *who; int64_t *child; int status; } cases[] = {
        { "a role that does not write this kind", "as.complaints-officer", &council.child, 403 },
        { "a role that writes nothing", "as.analyst", &council.child, 403 },
        { "somebody else's child", "as.practitioner", &council.strangers_child, 404 },
        { "a restricted child", "as.team-manager", &council.secret_child, 403 },
    };
    be("as.team-manager");
    get(form_of(made.episode, "/change"));
    const char *pass = pass_here();
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        be(cases[i].who);
        const int64_t looks = count("access_log");
        const int status = post(arena_printf(&mem, "/child/%lld/advice/care_episode", (long long)*cases[i].child).p,
                                arena_printf(&mem, "%s&advice_pass=%s", EPISODE, pass).p);
        is_int(status, cases[i].status, named(cases[i].what));
        ok(!shows("hf-advice") && !shows("rule 1"), named("is told nothing"));
        ok(i == 1 || count("access_log") > looks, named("and the refusal is noted"));
    }
    be("as.team-manager");
    is_int(post(form_of(council.sibling, "/advice"), "base_version=1"), 404,
           named("another child's record under this one"));
    is_int(post(arena_printf(&mem, "/child/%lld/advice/nothing", (long long)council.child).p, ""), 404,
           named("a kind that is none"));
    is_int(post(arena_printf(&mem, "/child/%lld/advice/person", (long long)council.child).p, ""), 404,
           named("a person is not added to a person"));
    is_int(ask(HTTP_POST, str_of(form_of(made.episode, "/advice")), S("started_on-day=1")), 403,
           named("without the form's token"));
    be_stranger();
    get("/sign-in");
    is_int(post(form_of(made.episode, "/advice"), EPISODE), 303, named("a stranger is sent to sign in"));
}

/* --- whose record would fail ----------------------------------------------------------------------- */

static void catch_up(void)
{
    const struct author who = { S("night"), S("form"), site_now };
    struct catch_up c = { .whole = true };
    CODE(return_issues_catch_up(site_store, NULL, &who, instant_day(site_now), &c, NULL, &e), ERR_OK,
         "everybody is looked at");
    site_now += 60;                     /* pages are kept for half a minute */
}

static int64_t times(const char *what)
{
    str page = out_str(&reply_body), w = str_of(what);
    int64_t n = 0;
    for (size_t i = 0; i + w.n <= page.n; i++)
        n += !memcmp(page.p + i, w.p, w.n);
    return n;
}

/* The number before those words in the panel. */
static int64_t panel(const char *words)
{
    str part = part_of("class=\"govuk-details hf-failing\"", "</details>");
    str w = str_of(words);
    for (size_t i = 1; i + w.n <= part.n; i++)
        if (!memcmp(part.p + i, w.p, w.n)) {
            size_t from = i;
            int64_t n = 0;
            while (from && part.p[from - 1] >= '0' && part.p[from - 1] <= '9')
                from--;
            return str_int((str){ part.p + from, i - from }, &n) ? n : -1;
        }
    return -1;
}

/* Three children in the census without a code of disability: one held here, one restricted and held here, one of the
 * other team; and one held here of whom the census merely asks something. */
static void work_and_team(void)
{
    put_under(council.sibling, "involvement",
              change_of("involvement", "worker_id", number(council.worker), "role", "case_holder", "team_id",
                        number(council.team), "from_on", "2025-01-01", NULL));
    put_under(council.sibling, "ethnicity", change_of("person", "ethnicity", "WBRI", NULL));
    put_under(council.sibling, "disability", change_of("disability", "condition", "NONE", NULL));
    put_under(council.sibling, "referral",
              change_of("referral", "received_on", "2026-07-01", "source", "1A", "nfa", "0", "need", "N1", NULL));
    put_under(council.sibling, "assessment",
              change_of("assessment", "referral_id", number(newest(council.sibling, "referral")), "started_on",
                        "2026-07-02", "authorised_on", "2026-07-20", NULL));

    int64_t all[] = { council.child, council.secret_child, council.strangers_child };
    const char *team = arena_printf(&mem, "/team/%lld", (long long)council.team).p,
               *other = arena_printf(&mem, "/team/%lld", (long long)council.other_team).p;
    for (size_t i = 1; i < COUNT_OF(all); i++)
        put_under(all[i], "referral",
                  change_of("referral", "received_on", "2026-07-01", "source", "1A", "nfa", "0", "need", "N1", NULL));
    be("as.team-manager");
    get("/work");
    is_int(panel(" child "), 1, named("the child that a page saved is known at once"));
    catch_up();
    is_int(get("/work"), 200, named("My work"));
    is_int(panel(" child "), 1, named("one child whose record would fail; the restricted one is not counted"));
    ok(shows("rule=cin%3A8540") || shows("rule=cin:8540"), named("by rule"));
    be("as.practitioner");
    get(arena_printf(&mem, "/child/%lld/record/%lld", (long long)council.sibling,
                     (long long)newest(council.sibling, "assessment"))
            .p);
    ok(shows("rule 8897Q."), named("what is only asked about stands on its own page"));
    be("as.team-manager");
    get("/work");
    is_int(times("hf-failing__link"), 1, named("and the child has a link to its own page"));
    ok(shows(arena_printf(&mem, "/child/%lld/returns\"", (long long)council.child).p), named("of the returns"));
    is_int(get("/work?show=returns"), 200, named("the list behind the figure"));
    ok(shows("Zoe") && times("class=\"hf-family\"") == 1, named("is that one family"));
    is_int(get("/work?show=returns&rule=cin:8540"), 200, named("of one rule"));
    ok(shows("Zoe") && shows("has no disability code"), named("names the rule and the child"));
    is_int(get("/work?show=returns&rule=cin:nothing"), 200, named("a rule that is none"));
    ok(shows("Zoe"), named("is as if not asked for"));
    is_int(get(team), 200, named("Team"));
    is_int(panel(" child "), 1, named("the same figure"));
    is_int(get(arena_printf(&mem, "%s/children?show=returns&rule=cin:8540", team).p), 200,
           named("the children behind it"));
    ok(shows("Zoe") && !shows("Robin") && !shows("Kit"), named("are that one"));
    is_int(get(arena_printf(&mem, "%s/children?show=returns", other).p), 200, named("the other team's"));
    ok(!shows("Kit") && !shows("Zoe"), named("are not this manager's to see"));
    be("the.director");
    is_int(get(arena_printf(&mem, "%s/children?show=returns", other).p), 200, named("who sees all of them"));
    ok(shows("Kit") && !shows("Zoe"), named("sees each with its own team"));
    is_int(get(team), 200, named("who may see the restricted child"));
    is_int(panel(" children "), 2, named("counts it"));

    struct put_result r = { 0 };
    struct change c = change_of("referral", "nfa", "1", NULL);
    c.id = made.referral;
    c.lenient = true;
    int64_t child = council.child;
    CODE(save(site_store, &child, &c, &r), ERR_OK, "the referral led to nothing");
    put_under(council.child, "disability", change_of("disability", "condition", "NONE", NULL));
    catch_up();
    be("as.team-manager");
    get(team);
    ok(!str_has(part_of("class=\"govuk-details hf-failing\"", "</details>"), S("8540")), named("mended, it is gone"));
}

int main(void)
{
    subjects_start();
    for (int which = 0; which < 2; which++) {
        site_start(which, "advice");
        add_account("as.team-manager", "team_manager", council.worker);
        add_account("as.practitioner", "practitioner", council.worker);
        add_account("as.complaints-officer", "complaints_officer", 0);
        add_account("the.director", "director", 0);
        add_account("as.analyst", "analyst", 0);
        make_record();
        typing();
        adding();
        as_it_stands();
        saving();
        leaves_no_trace();
        refusals();
        accepted();
        work_and_team();
        site_stop();
    }
    out_release(&reply_body);
    subjects_stop();
    return done_testing();
}
