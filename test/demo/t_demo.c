/* t_demo.c - the demonstration council: the same bytes twice, nothing impossible, verified, near its figures. */
#include "store/both.h"
#include "desk/account.h"
#include "desk/password.h"
#include "demo/make.h"
#include "record/tables.h"
#include "record/verify.h"

static const struct catalogue *cat;

static struct demo_request asked(double scale)
{
    return (struct demo_request){ .like = S("Norfolk"),
                                  .seed = 7,
                                  .scale = scale,
                                  .years = 5,
                                  .as_at = day_make(2026, 11, 20),
                                  .as_at_given = true,
                                  .now = instant_of_local(day_make(2026, 11, 20), 16, 30) };
}

static bool made(const char *where, const struct demo_request *q, arena *a)
{
    err e = { .mem = a };
    struct demo_made m;
    err_code code = demo_make(cat, str_of(where), q, a, NULL, NULL, &m, &e);
    if (code)
        printf("# " STR_FMT " (" STR_FMT ")\n", STR_ARG(e.message), STR_ARG(e.detail));
    return code == ERR_OK;
}

/* --- the plan: plain structs, at a moderate scale ---------------------------------------------------- */
static int not_one_holder(const struct demo *d)
{
    int wrong = 0;
    for (size_t i = 1; i < d->ninvs; i++) {
        const struct demo_inv *a = &d->invs[i - 1], *b = &d->invs[i];
        if (a->child == b->child && a->from < b->from && (a->to == DAY_NONE || a->to > b->from))
            wrong++;
    }
    return wrong;
}

static int holder_not_there(const struct demo *d)
{
    int wrong = 0;
    for (size_t i = 0; i < d->ninvs; i++) {
        const struct demo_worker *w = &d->workers[d->invs[i].worker];
        wrong += w->from > d->invs[i].from ||
                 (w->left != DAY_NONE && (d->invs[i].to == DAY_NONE || d->invs[i].to > w->left));
    }
    return wrong;
}

static int out_of_order(const struct demo *d)
{
    int wrong = 0;
    for (size_t i = 0; i < d->nspells; i++) {
        const struct demo_spell *s = &d->spells[i], *next = i + 1 < d->nspells ? s + 1 : NULL;
        day born = d->children[s->child].born;
        wrong += s->to != DAY_NONE && s->to < s->from;
        wrong += next && next->child == s->child && (s->to == DAY_NONE || s->to >= next->from);
        wrong += s->cla_from != DAY_NONE && (s->cla_from < s->from || s->cla_from < born || s->cla_to <= s->cla_from ||
                                             s->cla_to > day_birthday(born, 18));
        wrong += s->cp_from != DAY_NONE &&
                 (s->cp_from < s->from || s->cp_to <= s->cp_from || s->icpc_on < s->strategy_on);
        wrong += s->assess_to != DAY_NONE && s->assess_to < s->from;
    }
    return wrong;
}

static void the_plan(void)
{
    arena a;
    arena_init(&a, 0);
    err e = { .mem = &a };
    struct demo d;
    struct demo_request q = asked(0.3);
    ok(demo_plan(&d, &q, &cat->calendar, &a, &e) == ERR_OK, "a council of a third of Norfolk's size is planned");
    ok(d.nchildren > 9000, "it knows more than 9,000 children");
    is_int(not_one_holder(&d), 0, "nobody is held by two at once");
    is_int(holder_not_there(&d), 0, "whoever holds a child is in post");
    is_int(out_of_order(&d), 0, "spells, plans and care begin before they end and follow each other");
    int siblings = 0, shared = 0;
    for (size_t i = 0; i + 1 < d.nspells; i++)
        for (size_t j = i + 1; j < d.nspells && j < i + 40; j++)
            if (d.spells[i].group == d.spells[j].group && d.spells[i].child != d.spells[j].child)
                siblings++, shared += d.spells[i].from == d.spells[j].from;
    struct demo other;
    q = asked(0.1);
    q.seed = 1;
    q.as_at = day_make(2026, 11, 29);
    ok(demo_plan(&other, &q, &cat->calendar, &a, &e) == ERR_OK && out_of_order(&other) == 0,
       "nor where two referrals of one child would have begun on one day");
    ok(siblings > 500 && shared * 10 > siblings * 9, "brothers and sisters are referred together");
    arena_release(&a);
}

/* Figures of authorities that are not Norfolk, and names that are no authority. */
static void the_figures(void)
{
    static const struct { const char *name; err_code want; } cases[] = {
        { "Norfolk", ERR_OK },         { "norfolk", ERR_OK },
        { "Leeds", ERR_OK },           { "Newcastle upon Tyne", ERR_OK },
        { "England", ERR_OK },         { "Norwich", ERR_NOT_FOUND },
        { "", ERR_NOT_FOUND },         { "figure", ERR_NOT_FOUND },
        { "Norfolk ", ERR_NOT_FOUND }, { "label", ERR_NOT_FOUND },
    };
    arena a;
    arena_init(&a, 0);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        err e = { .mem = &a };
        struct figures f;
        ok(figures_load(&f, str_of(cases[i].name), &a, &e) == cases[i].want,
           arena_z(&a, arena_printf(&a, "figures of \"%s\"", cases[i].name)));
    }
    err e = { .mem = &a };
    struct figures leeds, norfolk;
    ok(figures_load(&leeds, S("Leeds"), &a, &e) == ERR_OK && figures_load(&norfolk, S("Norfolk"), &a, &e) == ERR_OK,
       "two authorities");
    is_int((int64_t)figure(&norfolk, "referrals"), 5986, "Norfolk's referrals are its own");
    is_int((int64_t)figure(&leeds, "cla_open"), 1498, "Leeds' children looked after are its own");
    ok(!figure_find(&leeds, "assessment_45")->own && figure(&leeds, "assessment_45") > 80,
       "what Leeds lacks is England's");
    ok(figure(&leeds, "leavers") < 2000, "a count that it lacks is England's in proportion");
    arena_release(&a);
}

/* --- the database ------------------------------------------------------------------------------------ */
static bool same_bytes(const char *one, const char *other)
{
    FILE *a = fopen(one, "rb"), *b = fopen(other, "rb");
    bool same = a && b;
    char x[65536], y[65536];
    for (size_t n = 1; same && n;) {
        n = fread(x, 1, sizeof x, a);
        same = fread(y, 1, sizeof y, b) == n && memcmp(x, y, n) == 0;
    }
    if (a)
        fclose(a);
    if (b)
        fclose(b);
    return same;
}

static void the_same_twice(void)
{
    arena a;
    arena_init(&a, 0);
    str one = both_where(0, "one", &a), two = both_where(0, "two", &a), other = both_where(0, "other", &a);
    struct demo_request q = asked(0.02), different = asked(0.02);
    different.seed = 8;
    ok(made(one.p, &q, &a) && made(two.p, &q, &a) && made(other.p, &different, &a), "three councils are made");
    ok(same_bytes(one.p, two.p), "the same seed gives the same bytes");
    ok(!same_bytes(one.p, other.p), "another seed gives others");
    err e = { .mem = &a };
    struct demo_made m;
    ok(demo_make(cat, one, &q, &a, NULL, NULL, &m, &e) == ERR_CONFLICT,
       "nothing is made where there is something already");
    ok(same_bytes(one.p, two.p), "and what is there stays as it is");
    arena_release(&a);
}

static int64_t counted(struct store *s, const char *sql, arena *a)
{
    err e = { .mem = a };
    int id;
    db_rows rows = { 0 };
    if (db_statement(s->db, str_of(sql), &id, &e) || db_run(s->db, id, NO_ARGS, a, &rows, &e)) {
        printf("# " STR_FMT "\n", STR_ARG(e.message));
        return -1;
    }
    return db_int(&rows, 0, 0);
}

/* Each counts what must not be. */
static const struct { const char *name, *sql; } never[] = {
    { "a visit before birth",
      "SELECT COUNT(*) FROM visit v JOIN person p ON p.id = v.subject_id WHERE v.seen_on < p.born_on" },
    { "a placement that ends before it starts", "SELECT COUNT(*) FROM placement WHERE ended_on < started_on" },
    { "an episode that does not follow the one before",
      "SELECT COUNT(*) FROM care_episode e WHERE e.start_reason <> 'S' AND NOT EXISTS (SELECT 1 FROM care_episode b "
      "WHERE b.subject_id = e.subject_id AND b.ended_on = e.started_on AND b.end_reason = 'X1')" },
    { "an episode that ends with X1 and is not followed",
      "SELECT COUNT(*) FROM care_episode e WHERE e.end_reason = 'X1' AND NOT EXISTS (SELECT 1 FROM care_episode b "
      "WHERE b.subject_id = e.subject_id AND b.started_on = e.ended_on)" },
    { "two open episodes of one child", "SELECT COUNT(*) FROM (SELECT subject_id FROM care_episode WHERE ended_on IS "
                                        "NULL GROUP BY subject_id HAVING COUNT(*) > 1) x" },
    { "two case holders on one day",
      "SELECT COUNT(*) FROM involvement a JOIN involvement b ON b.subject_id = a.subject_id AND b.id <> a.id AND "
      "b.role = 'case_holder' AND a.role = 'case_holder' WHERE a.from_on < b.from_on AND (a.to_on IS NULL OR a.to_on > "
      "b.from_on)" },
    { "a child looked after at 18", "SELECT COUNT(*) FROM care_episode e JOIN person p ON p.id = e.subject_id WHERE "
                                    "e.ended_on IS NULL AND p.born_on < '2008-11-19'" },
    { "a referral closed before it came", "SELECT COUNT(*) FROM referral WHERE closed_on < received_on" },
    { "a plan open on a closed referral", "SELECT COUNT(*) FROM cp_plan c JOIN referral r ON r.id = c.referral_id "
                                          "WHERE c.ended_on IS NULL AND r.closed_on IS NOT NULL" },
    { "anything recorded after the last day", "SELECT COUNT(*) FROM ledger WHERE at > '2026-11-20T16:30:00Z'" },
    { "a letter before proceedings that comes before the legal meeting",
      "SELECT COUNT(*) FROM pre_proceedings WHERE letter_sent_on < legal_meeting_on" },
    { "a review of pre-proceedings before the letter or after the end",
      "SELECT COUNT(*) FROM pre_proceedings_review v JOIN pre_proceedings x ON x.id = v.pre_proceedings_id WHERE "
      "v.held_on < x.letter_sent_on OR v.held_on > x.step_decision_on" },
    { "private fostering decided before the home was seen",
      "SELECT COUNT(*) FROM private_fostering WHERE decided_on < first_visit_on OR ended_on < notified_on" },
    { "a connected person approved for the time being for more than 24 weeks",
      "SELECT COUNT(*) FROM temporary_approval t JOIN placement x ON x.id = t.placement_id WHERE x.placement_type <> "
      "'U3' OR t.fully_approved_on < t.approved_on" },
    { "a move in with adopters before the order",
      "SELECT COUNT(*) FROM permanence WHERE placed_on < placement_order_on OR matched_on > placed_on OR order_on <= "
      "placed_on" },
    { "proceedings that end before they begin", "SELECT COUNT(*) FROM court_case WHERE concluded_on < issued_on" },
    { "an interview that was refused and held",
      "SELECT COUNT(*) FROM return_interview WHERE accepted = 0 AND done_on IS NOT NULL" },
    { "a refused interview that is still asked for",
      "SELECT COUNT(*) FROM clock c JOIN missing_episode m ON m.id = c.opened_by WHERE c.rule = 'MI1' AND c.state = "
      "'open' AND m.interview_accepted = 'N'" },
    { "a plan for special needs before the request",
      "SELECT COUNT(*) FROM ehc_named_plan n JOIN ehc_assessment x ON x.id = n.ehc_assessment_id JOIN ehc_request q ON "
      "q.id = x.ehc_request_id WHERE n.started_on < q.received_on" },
    { "a placement with carers before their approval",
      "SELECT COUNT(*) FROM placement x JOIN household h ON h.subject_id = x.household_id WHERE x.started_on < "
      "h.approved_on OR h.approved_on IS NULL" },
    { "a strategy discussion without police and without a reason",
      "SELECT COUNT(*) FROM strategy_discussion WHERE agencies NOT LIKE '%police%' AND absent_rationale IS NULL" },
    { "a decision about a contact before it came", "SELECT COUNT(*) FROM contact WHERE decided_at < received_at" },
};

/* Each counts what there must be some of. */
static const struct { const char *name, *sql; int64_t least; } always[] = {
    { "contacts of the last day", "SELECT COUNT(*) FROM contact WHERE received_at > '2026-11-20T00:00:00Z'", 2 },
    { "contacts that wait", "SELECT COUNT(*) FROM contact WHERE decision IS NULL", 1 },
    { "contacts that came to nothing and came back",
      "SELECT COUNT(*) FROM (SELECT subject_id FROM contact WHERE decision = 'nothing' GROUP BY subject_id HAVING "
      "COUNT(*) > 1) x",
      3 },
    { "strategy discussions without health",
      "SELECT COUNT(*) FROM strategy_discussion WHERE agencies NOT LIKE '%health%'", 5 },
    { "families of several",
      "SELECT COUNT(*) FROM (SELECT family_id FROM family_member WHERE role = 'child' GROUP BY family_id HAVING "
      "COUNT(*) > 1) x",
      50 },
    { "newly qualified workers", "SELECT COUNT(*) FROM early_career", 1 },
    { "workers who left", "SELECT COUNT(*) FROM worker WHERE left_on IS NOT NULL", 3 },
    { "children handed over because somebody left", "SELECT COUNT(*) FROM involvement WHERE change_reason = 'LEFTRL'",
      10 },
    { "absences", "SELECT COUNT(*) FROM absence", 20 },
    { "duties overdue",
      "SELECT COUNT(*) FROM clock WHERE state = 'open' AND type = 'duty' AND due < '2026-11-20' AND ended IS NULL",
      30 },
    { "children's own words", "SELECT COUNT(*) FROM visit WHERE child_words IS NOT NULL", 50 },
    { "notes of several paragraphs", "SELECT COUNT(*) FROM visit WHERE LENGTH(note) > 400", 50 },
    { "care leavers with a pathway plan", "SELECT COUNT(DISTINCT subject_id) FROM pathway_plan", 5 },
    { "red contacts that wait, in time",
      "SELECT COUNT(*) FROM contact WHERE urgency = 'red' AND decision IS NULL AND received_at > "
      "'2026-11-20T12:30:00Z'",
      2 },
    { "amber contacts that wait", "SELECT COUNT(*) FROM contact WHERE urgency = 'amber' AND decision IS NULL", 2 },
    { "green contacts that wait", "SELECT COUNT(*) FROM contact WHERE urgency = 'green' AND decision IS NULL", 2 },
    { "one of them for days",
      "SELECT COUNT(*) FROM contact WHERE urgency = 'green' AND decision IS NULL AND received_at < "
      "'2026-11-16T00:00:00Z'",
      1 },
    { "contacts decided today", "SELECT COUNT(*) FROM contact WHERE decided_at > '2026-11-20T00:00:00Z'", 3 },
    { "private fostering", "SELECT COUNT(*) FROM private_fostering WHERE rationale IS NOT NULL", 1 },
    { "pre-proceedings with a review", "SELECT COUNT(DISTINCT pre_proceedings_id) FROM pre_proceedings_review", 2 },
    { "court cases, some prolonged", "SELECT COUNT(*) FROM court_case WHERE extended_to IS NOT NULL", 5 },
    { "connected persons approved", "SELECT COUNT(*) FROM temporary_approval WHERE fully_approved_on IS NOT NULL", 1 },
    { "foster carers reviewed", "SELECT COUNT(DISTINCT subject_id) FROM carer_review", 3 },
    { "placements with the council's own carers", "SELECT COUNT(*) FROM placement WHERE household_id IS NOT NULL", 5 },
    { "adopters on their way", "SELECT COUNT(*) FROM adopter_journey", 2 },
    { "allegations", "SELECT COUNT(*) FROM allegation", 1 },
    { "complaints answered", "SELECT COUNT(*) FROM complaint WHERE stage_1_answered_on IS NOT NULL", 2 },
    { "education, health and care plans", "SELECT COUNT(*) FROM ehc_named_plan", 5 },
    { "their yearly reviews", "SELECT COUNT(*) FROM ehc_plan WHERE last_review_on IS NOT NULL", 5 },
    { "early help by the council's own workers", "SELECT COUNT(*) FROM visit WHERE visit_for = 'early_help'", 10 },
    { "unborn children", "SELECT COUNT(*) FROM person WHERE due_on IS NOT NULL AND born_on IS NULL", 1 },
    { "children who arrived alone", "SELECT COUNT(*) FROM immigration_status WHERE status = 'UASC'", 1 },
    { "warning notes with a review", "SELECT COUNT(*) FROM warning_note WHERE review_on IS NOT NULL", 2 },
    { "strategy discussions whose absentees are accounted for",
      "SELECT COUNT(*) FROM strategy_discussion WHERE absent_rationale IS NOT NULL", 5 },
    { "refused interviews", "SELECT COUNT(*) FROM return_interview WHERE accepted = 0", 3 },
    { "workers who are away today",
      "SELECT COUNT(*) FROM absence WHERE from_on <= '2026-11-20' AND (to_on IS NULL OR to_on >= '2026-11-20')", 1 },
    { "accounts, one a role", "SELECT COUNT(*) FROM account", 8 },
};

static void on_engine(int engine)
{
    arena a;
    arena_init(&a, 0);
    err e = { .mem = &a };
    struct store *s = NULL;
    str where = both_where(engine, "council", &a);
    struct demo_request q = asked(0.04);
    ok(made(where.p, &q, &a), both_name(engine, "a council is made"));
    if (!ok(records_open(&s, cat, where, 0, &e) == ERR_OK, both_name(engine, "it opens"))) {
        arena_release(&a);
        return;
    }
    struct verify_report r = { .mem = &a };
    ok(store_verify(s, &r, &e) == ERR_OK, both_name(engine, "it can be verified"));
    is_int(r.faults, 0, both_name(engine, "and is as the program wrote it"));
    for (size_t i = 0; i < COUNT_OF(never); i++)
        is_int(counted(s, never[i].sql, &a), 0, both_name(engine, never[i].name));
    for (size_t i = 0; i < COUNT_OF(always); i++) {
        int64_t n = counted(s, always[i].sql, &a);
        if (!ok(n >= always[i].least, both_name(engine, always[i].name)))
            printf("#   %lld, at least %lld\n", (long long)n, (long long)always[i].least);
    }
    static const char open[] = "SELECT COUNT(*) FROM clock WHERE state = 'open' AND type = 'duty' AND ended IS NULL "
                               "AND opened <= '2026-11-20'";
    int64_t all = counted(s, open, &a), late = counted(s, arena_printf(&a, "%s AND due < '2026-11-20'", open).p, &a);
    if (!ok(late * 100 >= 2 * all && late * 100 <= 9 * all,
            both_name(engine, "of the open duties some are late, and few")))
        printf("#   %lld of %lld\n", (long long)late, (long long)all);
    struct account x;
    bool known = account_get(s, S("team-manager"), &a, &x, &e) == ERR_OK;
    ok(known && x.worker_id && str_eq(x.role, S("team_manager")),
       both_name(engine, "the manager's account is a worker's"));
    ok(known && password_matches(x.password, S(DEMO_PASSWORD)),
       both_name(engine, "its password is the one that is printed"));
    ok(known && !password_matches(x.password, S("Holdfast Demonstration")), both_name(engine, "and no other"));
    store_close(s);
    arena_release(&a);
}

/* At a third of the size chance weighs more: twice the tolerance of the full size. */
static void near_the_figures(void)
{
    arena a;
    arena_init(&a, 0);
    err e = { .mem = &a };
    struct store *s = NULL;
    struct demo_request q = asked(0.25);
    q.years = 2;
    str where = both_where(0, "figures", &a);
    size_t n = 0;
    struct demo_measure *m = NULL;
    ok(made(where.p, &q, &a) && records_open(&s, cat, where, 0, &e) == ERR_OK &&
           demo_measures(s, &q, &a, &n, &m, &e) == ERR_OK,
       "a council is measured");
    int checked = 0;
    for (size_t i = 0; i < n; i++) {
        if (!m[i].checked)
            continue;
        double apart = 100 * (m[i].produced - m[i].target) / m[i].target;
        checked++;
        if (!ok(apart < 2 * DEMO_TOLERANCE && apart > -2 * DEMO_TOLERANCE, m[i].name))
            printf("#   %.2f for %.2f\n", m[i].produced, m[i].target);
    }
    is_int(checked, 5, "caseload, three workers, 45 days, 15 days and re-referrals are checked");
    store_close(s);
    arena_release(&a);
}

int main(void)
{
    arena a;
    arena_init(&a, 0);
    err e = { .mem = &a };
    struct catalogue *loaded;
    if (!ok(catalogue_load(&loaded, STR_NONE, &e) == ERR_OK, "the catalogue loads"))
        return done_testing();
    cat = loaded;
    the_figures();
    the_plan();
    the_same_twice();
    on_engine(0);
    on_engine(1);
    near_the_figures();
    catalogue_free(loaded);
    arena_release(&a);
    both_clear();
    return done_testing();
}
