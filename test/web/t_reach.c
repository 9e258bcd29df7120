/* t_reach.c - nobody comes to see anybody by what they write: references in forms, raw posts, forms answered ahead, and
 * addresses with another kind of subject's number. Each of these once gave its writer
 * somebody else's records. On both engines. */
#include "site.h"

#define FORM(c) "form_number=" #c "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

static struct { int64_t north_manager, strangers_family; } also;

static void people(void)
{
    also.north_manager = put_new("worker",
                                 change_of("worker", "name", "North Manager", "team_id", number(council.team), NULL));
    also.strangers_family = put_new("family", change_of("family", "name", "Brownlow", NULL));
    put_under(council.strangers_child, "member",
              change_of("family_member", "family_id", number(also.strangers_family), "from_on", "2020-01-01", NULL));
    struct change numbered = change_of("person", "council_id", "KIT-1", NULL);
    numbered.id = council.strangers_child;
    put_under(council.strangers_child, "number", numbered);
    add_account("ann.smith", "practitioner", council.worker);
    add_account("bo.jones", "practitioner", council.colleague);
    add_account("north.manager", "team_manager", also.north_manager);
    add_account("front.manager", "front_door_manager", 0);
    add_account("designated", "designated_officer", 0);
    add_account("the.admin", "administrator", 0);
    add_account("adviser", "personal_adviser",
                put_new("worker", change_of("worker", "name", "Pat Adviser", "team_id", number(council.team), NULL)));
    put_under(council.child, "involvement",
              change_of("involvement", "worker_id", number(council.worker), "role", "personal_adviser", "from_on",
                        "2025-02-01", NULL));
}

/* Everything that would show the other team's family, or say that it is there. */
static void sees_nothing_of_strangers(const char *when)
{
    const char *pages[] = {
        path("/family/", also.strangers_family, ""),
        path("/child/", council.strangers_child, ""),
        path("/child/", council.strangers_child, "/timeline?format=csv"),
        path("/child/", council.strangers_child, "/history"),
    };
    for (size_t i = 0; i < COUNT_OF(pages); i++)
        is_int(get(pages[i]), 404, arena_printf(&mem, "%s: %s does not exist", when, pages[i]).p);
    get(path("/child/", council.child, ""));
    ok(!shows("Kit") && !shows("Brown"),
       arena_printf(&mem, "%s: and their own child's page names none of them", when).p);
}

/* A practitioner adds their own child to another team's family. */
static void another_family(void)
{
    const char *add = path("/child/", council.child, "/add/family_member");
    size_t before = how_many(council.child, "family_member");
    be("ann.smith");
    is_int(get(add), 200, named("the form is theirs to use"));
    is_int(post(add, arena_printf(&mem, FORM(A) "&family_id=%lld", (long long)also.strangers_family).p), 422,
           named("a family that they cannot see is refused"));
    ok(shows("There is no Family with this number"), named("as one that does not exist"));
    ok(!shows("Brownlow"), named("and is not named"));
    is_int(post(add, FORM(B) "&family_id=987654321"), 422, named("so is a number that nobody has"));
    ok(shows("There is no Family with this number"), named("in the same words"));
    is_int(post(add,
                arena_printf(&mem, FORM(C) "&family_id=%lld&role=nobody-has-this", (long long)also.strangers_family).p),
           422, named("with another mistake beside it"));
    ok(shows("There is no Family with this number") && shows("#role"),
       named("both are said, as they are of a number that nobody has"));
    int64_t member = newest(council.child, "family_member");
    const char *change = path(path("/child/", council.child, "/record/"), member, "/change");
    is_int(post(change, arena_printf(&mem, "base_version=1&family_id=%lld", (long long)also.strangers_family).p), 422,
           named("nor can the place that they have be moved there"));
    is_int(post(change, arena_printf(&mem, "base_version=1&family_id=%%20%lld+", (long long)also.strangers_family).p),
           422, named("nor with blanks around the number"));
    is_int(post(path(path("/child/", council.child, "/record/"), member, "/end"),
                arena_printf(&mem, "base_version=1&family_id=%lld&to_on-day=1&to_on-month=2&to_on-year=2026",
                             (long long)also.strangers_family)
                    .p),
           422, named("nor by the form that ends it"));
    is_int((int64_t)how_many(council.child, "family_member"), (int64_t)before, named("nothing is written"));
    sees_nothing_of_strangers(named("afterwards"));

    is_int(post(change, arena_printf(&mem, "base_version=1&family_id=%lld&role=child", (long long)council.family).p),
           303, named("what stays as it was is not asked about"));
    is_int(post(add, arena_printf(&mem, FORM(D) "&family_id=%lld&from_on-day=1&from_on-month=2&from_on-year=2026",
                                  (long long)council.family)
                         .p),
           303, named("a family that they see can be named"));
    be("adviser");
    int status = post(add, arena_printf(&mem, FORM(E) "&family_id=%lld", (long long)council.family).p);
    ok(status == 422 || status == 404, named("a role that may not join families is refused a family that exists"));
}

/* A team manager moves a team below another, or themselves into it, by the address of a person's form. */
static void teams_and_workers(void)
{
    struct { int64_t id; const char *field; int64_t value; } tries[] = {
        { council.team, "parent_id", council.other_team },
        { council.other_team, "parent_id", council.team },
        { also.north_manager, "team_id", council.other_team },
        { council.colleague, "team_id", council.team },
        { council.family, "name", 1 },
    };
    static const char *const forms[] = { "/change", "/end", "/remove" };
    be("north.manager");
    for (size_t i = 0; i < COUNT_OF(tries); i++) {
        const char *record = path(path("/child/", tries[i].id, "/record/"), tries[i].id, "");
        const char *body = arena_printf(&mem, "base_version=1&why=because+it+is+so&%s=%lld", tries[i].field,
                                        (long long)tries[i].value)
                               .p;
        is_int(get(record), 404, named("what is no person has no record page there"));
        for (size_t k = 0; k < COUNT_OF(forms); k++) {
            const char *at = arena_printf(&mem, "%s%s", record, forms[k]).p;
            is_int(get(at), 404, arena_printf(&mem, "%s: no form at %s", both_engine[engine], at).p);
            is_int(post(at, body), 404, arena_printf(&mem, "%s: nor is anything taken there", both_engine[engine]).p);
        }
        is_int(post(arena_printf(&mem, "%s/advice", record).p, body), 404, named("nor advice given"));
        is_int(post(path("/child/", tries[i].id, "/add/family_member"), FORM(G) "&role=child"), 404,
               named("nothing is added to it as to a person"));
        is_int(get(path("/child/", tries[i].id, "")), 404, named("it has no child's page"));
        is_int(get(path("/child/", tries[i].id, "/add")), 404, named("nor a list of what can be added"));
        is_int(get(path("/child/", tries[i].id, "/history")), 404, named("nor a history there"));
        is_int(get(path("/child/", tries[i].id, "/returns")), 404, named("nor returns"));
        is_int(post(path("/child/", tries[i].id, "/returns"), "do=check"), 404, named("nor a check of them"));
    }
    is(text_of(subject_own(load(site_store, council.team)), "parent_id"), STR_NONE,
       named("the team stands where it stood"));
    is(text_of(subject_own(load(site_store, also.north_manager)), "team_id"), str_of(number(council.team)),
       named("the manager is in their own team"));
    is_int(get(path("/child/", council.strangers_child, "")), 404, named("and sees nobody else's children"));
    is_int(get("/team"), 200, named("their team's page"));
    ok(!shows("Kit"), named("has none of them"));
}

/* A relationship with any number shows a name and a day of birth. */
static void a_relative(void)
{
    const char *add = path("/child/", council.child, "/add/relationship");
    int64_t strangers[] = { council.strangers_child, council.secret_child, 987654321 };
    size_t before = how_many(council.child, "relationship");
    be("ann.smith");
    for (size_t i = 0; i < COUNT_OF(strangers); i++) {
        const char *body =
            arena_printf(&mem, FORM(H) "&other_person_id=%lld&relation=sibling", (long long)strangers[i]).p;
        is_int(post(add, body), 422, named("somebody whom the writer cannot see"));
        ok(shows("There is no Person with this number"), named("does not exist"));
        ok(!shows("Kit") && !shows("Robin") && !shows("2012") && !shows("2011"), named("and nothing of them is shown"));
        is_int(get(arena_printf(&mem, "%s?other_person_id=%lld", add, (long long)strangers[i]).p), 200,
               named("a form answered ahead"));
        ok(!shows("Kit") && !shows("Robin"), named("shows nothing of them either"));
        post(path("/child/", council.child, "/advice/relationship"), body);
        ok(!shows("Kit") && !shows("Robin"), named("nor does advice"));
    }
    str answers[2];
    static const char *const numbers[] = { "KIT-1", "KIT-2" }; /* the stranger's number in the council, and nobody's */
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        is_int(post(add, arena_printf(&mem, FORM(H) "&other_person_id=%s&relation=sibling", numbers[i]).p), 422,
               named(numbers[i]));
        answers[i] = arena_copy(&mem, out_str(&reply_body));
        ok(str_has(answers[i], str_of(numbers[i])), named("what was typed stays"));
        for (char *p = (char *)answers[i].p; (p = strstr(p, numbers[i])); p += 5)
            p[4] = '0';
    }
    is(answers[0], answers[1], named("the page does not tell which of them somebody has"));
    is_int((int64_t)how_many(council.child, "relationship"), (int64_t)before, named("nothing is written"));
    is_int(post(add,
                arena_printf(&mem, FORM(I) "&other_person_id=%lld&relation=sibling", (long long)council.sibling).p),
           303, named("a sibling whom they see can be named"));
    get(path("/child/", council.child, ""));
    ok(shows("Max"), named("and is shown"));
}

/* What belongs to somebody else, or to a kind that the role does not read. */
static void another_record(void)
{
    put_under(council.strangers_child, "referral",
              change_of("referral", "received_on", "2026-01-05", "source", "1A", "need", "N1", NULL));
    int64_t theirs = newest(council.strangers_child, "referral");
    be("north.manager");
    const char *add = path("/child/", council.child, "/add/involvement");
    struct { int64_t worker, referral; const char *says, *what; } tries[] = {
        { council.worker, theirs, "There is no Referral with this number", "another child's referral" },
        { 987654321, 0, "There is no Worker with this number", "a worker whom nobody knows" },
    };
    for (size_t i = 0; i < COUNT_OF(tries); i++) {
        out o = { 0 };
        out_printf(&o, FORM(J) "&worker_id=%lld&role=other&from_on-day=1&from_on-month=11&from_on-year=2026",
                   (long long)tries[i].worker);
        if (tries[i].referral)
            out_printf(&o, "&referral_id=%lld", (long long)tries[i].referral);
        is_int(post(add, arena_z(&mem, out_str(&o))), 422, named(tries[i].what));
        ok(shows(tries[i].says), named("does not exist here"));
        out_release(&o);
    }
}

/* Last, because from then on the one sees the other. */
static void joined(void)
{
    be("front.manager");
    is_int(post(path("/child/", council.child, "/add/family_member"),
                arena_printf(&mem, FORM(F) "&family_id=%lld", (long long)also.strangers_family).p),
           303, named("who sees both, and may, joins them"));
    be("ann.smith");
    is_int(get(path("/child/", council.strangers_child, "")), 200, named("and who holds one comes to see the other"));
}

/* --- what stands in a record is for those who read records of its kind -------------------------------- */

/* An allegation, a visit, what a worker said in supervision; each only its readers find by its words. */
static void notes(void)
{
    struct { int64_t subject; const char *kind, *field, *word, *shows; } written[] = {
        { council.child, "allegation", "concern", "zanzibar", "Adeyemi" },
        { council.child, "visit", "child_words", "quagmire", "Adeyemi" },
        { council.worker, "worker_supervision", "wellbeing", "marzipan", "Ann Smith" },
    };
    static const struct { const char *account; bool finds[3]; } readers[] = {
        { "ann.smith", { false, true, false } },
        { "front.manager", { false, true, true } },
        { "designated", { true, true, false } },
        { "north.manager", { false, true, true } },
    };
    for (size_t i = 0; i < COUNT_OF(written); i++)
        put_under(written[i].subject, written[i].kind,
                  change_of(written[i].kind, written[i].field,
                            arena_printf(&mem, "They spoke of %s then", written[i].word).p, NULL));
    for (size_t i = 0; i < COUNT_OF(readers); i++) {
        be(readers[i].account);
        for (size_t k = 0; k < COUNT_OF(written); k++) {
            is_int(post("/search", arena_printf(&mem, "q=%s&notes=1", written[k].word).p), 200, named("searched"));
            is_int(shows(written[k].shows), readers[i].finds[k],
                   arena_printf(&mem, "%s: %s and a note of %s", both_engine[engine], readers[i].account,
                                written[k].kind).p);
        }
    }
}

/* An administrator opens no child's record, nor a list of children by way of who holds them. */
static void administrator(void)
{
    static const char *const children[] = { "Adeyemi", "Zoe", "Max", "Brown", "Kit", "2014", "/child/" };
    const char *pages[] = { path("/worker/", council.worker, ""), path("/worker/", council.colleague, ""), "/workers",
                            "/workers?format=csv" };
    be("north.manager");
    get(pages[0]);
    ok(shows("Adeyemi") && shows("Holds"), named("a manager sees whom a worker holds"));
    be("the.admin");
    for (size_t i = 0; i < COUNT_OF(pages); i++) {
        is_int(get(pages[i]), 200, named(pages[i]));
        for (size_t k = 0; k < COUNT_OF(children); k++)
            ok(!shows(children[k]), arena_printf(&mem, "%s: no %s", both_engine[engine], children[k]).p);
        ok(!shows("Holds"), named("and no figure of what they may see, as if it were the whole"));
    }
    is_int(get(path("/child/", council.child, "")), 403, named("nor the child's page"));
    is_int(get(path("/family/", council.family, "")), 403, named("nor the family's"));
    is_int(get("/work"), 403, named("nor My work"));
}

int main(void)
{
    subjects_start();
    for (int i = 0; i < 2; i++) {
        site_start(i, "reach");
        people();
        another_family();
        teams_and_workers();
        a_relative();
        another_record();
        joined();
        notes();
        administrator();
        site_stop();
    }
    out_release(&reply_body);
    subjects_stop();
    return done_testing();
}
