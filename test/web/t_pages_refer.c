/* t_pages_refer.c - from a contact that becomes a referral to the worker who holds the case: what the page knows
 * already, that one save writes both or neither, and who may not. On both engines. */
#include "site.h"

static const struct record *last_of(int64_t child, const char *kind)
{
    const struct records *all = all_of(child, kind);
    return all->n ? all->at[all->n - 1] : NULL;
}

static int64_t number_in(const struct record *x, const char *field)
{
    value v = x ? record_value(x, kind_field(x->kind, str_of(field))) : (value){ STR_NONE, 0 };
    return v.text.p ? v.num : -1;
}

static int64_t told(int64_t child, const char *decision)
{
    put_under(child, "contact",
              change_of("contact", "received_at", "2026-11-19T10:00", "source", "1A", "source_name", "A neighbour",
                        "urgency", "red", "reason", "Shouting & crying <at night>", "decision", decision, "decided_at",
                        "2026-11-20T09:00", "decided_by", "Mo Manager", "rationale", "Third contact this month", NULL));
    return newest(child, "contact");
}

static const char *refer(int64_t child, int64_t contact)
{
    return arena_printf(&mem, "/child/%lld/refer/%lld", (long long)child, (long long)contact).p;
}

static const char *answers(const char *form, const char *holder)
{
    return arena_printf(&mem,
                        "form_number=%s&received_on-day=19&received_on-month=11&received_on-year=2026&source=1A&need="
                        "N1&holder=%s",
                        form, holder)
        .p;
}

#define FORM(c) #c "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

static void decided(void)
{
    int64_t child = new_person(site_store, "Dee", "Cided", "2018-08-08");
    be("the.manager");
    put_under(child, "contact",
              change_of("contact", "received_at", "2026-11-19T10:00", "source", "1A", "urgency", "red", "reason",
                        "Shouting", NULL));
    int64_t contact = newest(child, "contact");
    is_int(get(refer(child, contact)), 303, named("nothing is referred before it is decided"));
    ok(str_has(header("Location"), arena_printf(&mem, "/record/%lld", (long long)contact)),
       named("back to the contact"));
    const char *change = arena_printf(&mem, "/child/%lld/record/%lld/change", (long long)child, (long long)contact).p;
    is_int(post(change, "base_version=1&decision=advice"), 303, named("decided otherwise"));
    ok(!str_has(header("Location"), S("/refer/")), named("leads to no referral"));
    is_int(post(change, "base_version=2&decision=referral"), 303, named("decided to be a referral"));
    ok(str_ends(header("Location"), str_of(refer(child, contact))), named("leads on to it"));
    be("psw");
    is_int(get(refer(child, contact)), 403, named("not for a role that makes none"));
    be("the.manager");
    is_int(get(refer(child, child)), 404, named("a person is no contact"));
    is_int(get(refer(child, 999999)), 404, named("no such contact"));
    is_int(get(refer(council.child, contact)), 404, named("another child's contact"));
}

static void known_already(void)
{
    int64_t child = new_person(site_store, "Ann", "Ticipated", "2018-08-08"), contact = told(child, "referral");
    be("the.manager");
    is_int(get(refer(child, contact)), 200, named("the form"));
    ok(shows("name=\"received_on-day\" type=\"text\" value=\"19\"") &&
           shows("name=\"received_on-year\" type=\"text\" value=\"2026\""),
       named("knows when it was received"));
    ok(shows("Shouting &amp; crying &lt;at night&gt;") && shows("A neighbour") && shows("Third contact this month") &&
           shows("Mo Manager"),
       named("and what the contact says"));
    ok(shows("value=\"1A\" selected"), named("and who told us"));
    ok(!shows("name=\"contact_id\"") && !shows("name=\"closed_on-day\"") && !shows("name=\"worker_id\""),
       named("and does not ask what it knows or what comes later"));
    ok(shows("Ann Smith, North: 1 child<") && shows("Nia Newly, North: 0 children, newly qualified<") &&
           shows("Abe Away, North: 0 children, away today<"),
       named("who could hold it, with their load"));
    ok(!shows("Lee Left"), named("nobody who has left"));
    get("/front-door?received=2026-11-19");
    ok(shows(refer(child, contact)), named("the front door leads to it too"));
}

static void saved(void)
{
    int64_t child = new_person(site_store, "Sa", "Ved", "2018-08-08"), contact = told(child, "referral");
    str worker = str_of(number(council.worker));
    be("the.manager");
    is_int(post(refer(child, contact), answers(FORM(B), arena_z(&mem, worker))), 303, named("saved"));
    is(header("Location"), str_of(path("/child/", child, "")), named("to the child's page"));
    const struct record *r = last_of(child, "referral"), *i = last_of(child, "involvement");
    ok(r && i, named("a referral and a worker"));
    is_int(number_in(r, "contact_id"), contact, named("of this contact"));
    is_int(number_in(r, "worker_id"), council.worker, named("with this worker"));
    is_int(number_in(r, "team_id"), council.team, named("in their team"));
    is_int(number_in(i, "referral_id"), r ? r->id : 0, named("who holds it for that referral"));
    is_int(number_in(i, "from_on"), day_parse_iso(S("2026-11-21")), named("from today"));
    is_int(post(refer(child, contact), answers(FORM(B), arena_z(&mem, worker))), 303, named("sent twice"));
    is_int((int64_t)how_many(child, "referral"), 1, named("it is one referral"));
    is_int((int64_t)how_many(child, "involvement"), 1, named("and one worker"));
    get("/front-door?received=2026-11-19");
    ok(!shows(refer(child, contact)), named("the front door asks for it no more"));

    int64_t again = told(child, "referral");
    is_int(post(refer(child, again), answers(FORM(C), "")), 303, named("another contact, the same worker goes on"));
    is_int((int64_t)how_many(child, "involvement"), 1, named("nobody new"));
    int64_t third = told(child, "referral");
    get(refer(child, third));
    ok(shows("Ann Smith goes on holding the case"), named("the form says who holds it"));
    ok(shows("value=\"N1\" selected") || shows("value=\"N1\" checked"), named("and knows the need from before"));
    is_int(post(refer(child, third), answers(FORM(D), number(council.colleague))), 303,
           named("a third, and another worker"));
    const struct records *all = subject_kind(load(site_store, child), catalogue_kind(cat, S("involvement")));
    is_int((int64_t)all->n, 2, named("two in all"));
    is_int(number_in(all->at[0], "to_on"), day_parse_iso(S("2026-11-21")), named("the first stops today"));
    is_int(number_in(all->at[1], "worker_id"), council.colleague, named("the second begins"));
}

static void refused(void)
{
    int64_t child = new_person(site_store, "Re", "Fused", "2018-08-08"), contact = told(child, "referral");
    const char *worker = number(council.worker);
    be("the.manager");
    static const struct { const char *holder, *change, *what; } cases[] = {
        { "999999", "", "a worker who is not here" },
        { "x", "", "what is no worker" },
        { NULL, "&received_on-year=2030", "a referral that is still to come" },
        { NULL, "&received_on-month=13", "no date" },
        { NULL, "&source=", "nobody who referred" },
    };
    for (size_t k = 0; k < COUNT_OF(cases); k++) {
        str usual = str_of(answers(FORM(E), cases[k].holder ? cases[k].holder : worker)),
            change = str_of(cases[k].change), name = S("");
        out o = { 0 };
        str left = change.n ? str_skip(change, 1) : S(""), rest = usual, one;
        str_cut(&left, '=', &name);
        while (str_cut(&rest, '&', &one))
            if (!(change.n && str_starts(one, name)))
                out_printf(&o, "%s" STR_FMT, o.n ? "&" : "", STR_ARG(one));
        out_raw(&o, change);
        is_int(post(refer(child, contact), arena_z(&mem, out_str(&o))), 422, named(cases[k].what));
        ok(shows("govuk-error-summary") && how_many(child, "referral") == 0 && how_many(child, "involvement") == 0,
           named("is said, and neither is written"));
        out_release(&o);
    }
    is_int(post(refer(child, contact), answers(FORM(E), "x")), 422, named("an error"));
    ok(shows("name=\"received_on-day\" type=\"text\" value=\"19\"") && shows("href=\"#holder\""),
       named("keeps what was typed and leads to its question"));
    be("psw");
    is_int(post(refer(child, contact), answers(FORM(E), worker)), 403, named("not by a role that makes none"));
    be("the.practitioner");
    is_int(get(refer(child, contact)), 404, named("nor by one who does not reach the child"));
    be("front");
    is_int(get(refer(child, contact)), 200, named("who makes referrals and does not allocate"));
    ok(!shows("name=\"holder\"") && shows("name=\"team_id\""), named("is asked for the team alone"));
    is_int(post(refer(child, contact), answers(FORM(F), worker)), 303, named("saves it"));
    is_int((int64_t)how_many(child, "referral"), 1, named("the referral"));
    is_int((int64_t)how_many(child, "involvement"), 0, named("and nobody holds the case, whatever was sent"));
}

static void everything(void)
{
    put_new("worker", change_of("worker", "name", "Nia Newly", "team_id", number(council.team), "nqsw_from_on",
                                "2026-03-01", NULL));
    int64_t away = put_new("worker",
                           change_of("worker", "name", "Abe Away", "team_id", number(council.team), NULL));
    put_under(away, "absence", change_of("absence", "from_on", "2026-11-16", NULL));
    put_new("worker", change_of("worker", "name", "Lee Left", "team_id", number(council.team), "left_on",
                                "2026-05-01", NULL));
    add_account("the.manager", "front_door_manager", 0);
    add_account("psw", "principal_social_worker", 0);
    add_account("the.practitioner", "practitioner", council.colleague);
    add_account("front", "front_door", 0);
    decided();
    known_already();
    saved();
    refused();
}

int main(void) { return site_main("refer", everything); }
