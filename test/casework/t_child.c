/* t_child.c - a child's page as data: what is in it, in which order, and above all who and what is not. */
#include "council.h"
#include "casework/child.h"

static struct {
    int64_t child, mother, aunt, stranger, gone, brother, secret_brother, left, family, other_family;
} people;

static int64_t join(int64_t person, int64_t family, const char *role, const char *to)
{
    return put(person, to ? change_of("family_member", "family_id", number(family), "role", role, "from_on",
                                      "2020-01-01", "to_on", to, NULL)
                          : change_of("family_member", "family_id", number(family), "role", role, "from_on",
                                      "2020-01-01", NULL));
}

static void relate(int64_t to, const char *relation, const char *until)
{
    put(people.child, until ? change_of("relationship", "other_person_id", number(to), "relation", relation, "from_on",
                                        "2020-01-01", "to_on", until, NULL)
                            : change_of("relationship", "other_person_id", number(to), "relation", relation, NULL));
}

static void make_people(void)
{
    people.family = put(0, change_of("family", "name", "Adeyemi", NULL));
    people.other_family = put(0, change_of("family", "name", "Former", NULL));
    people.child = new_person(s, "Zoe", "Adeyemi", "2014-04-03");
    people.mother = new_person(s, "Grace", "Adeyemi", "1988-01-01");
    people.aunt = new_person(s, "Tansy", "Whisper", "1990-01-01");
    people.stranger = new_person(s, "Olu", "Elsewhere", "1980-01-01");
    people.gone = new_person(s, "Ghost", "Mistaken", "1980-01-01");
    people.brother = new_person(s, "Max", "Adeyemi", "2016-04-03");
    people.secret_brother = new_person(s, "Robin", "Hidden", "2012-04-03");
    people.left = new_person(s, "Lodger", "Left", "1970-01-01");
    restrict_to(people.aunt, "the.director");
    restrict_to(people.secret_brother, "the.director");
    join(people.child, people.family, "child", NULL);
    join(people.child, people.other_family, "child", "2021-01-01");
    join(people.mother, people.family, "mother", NULL);
    join(people.brother, people.family, "child", NULL);
    join(people.secret_brother, people.family, "child", NULL);
    join(people.left, people.family, "lodger", "2024-01-01");
    relate(people.mother, "mother", NULL);
    relate(people.aunt, "parent", NULL);
    relate(people.stranger, "father", NULL);
    relate(people.gone, "parent", NULL);
    relate(people.left, "parent", "2024-01-01");
    take_out(people.gone, "person", people.gone);
    hold(people.child, council.bo, "2024-01-01", "2025-06-01");
    hold(people.child, council.ann, "2025-06-01", NULL);
}

static void make_facts(void)
{
    int64_t c = people.child;
    put(c, change_of("contact", "received_at", "2026-10-01T09:00", "source", "1A", "urgency", "green", "reason",
                     "Hungry at school", NULL));
    put(c, change_of("referral", "received_on", "2026-10-01", "source", "1A", NULL));
    put(c, change_of("referral", "received_on", "2026-10-02", "source", "1B", NULL));
    take_out(c, "referral", newest(c, "referral"));
    put(c, change_of("assessment", "started_on", "2026-10-02", NULL));
    put(c, change_of("cp_plan", "started_on", "2026-10-20", "initial_category", "NEG", "latest_category", "NEG", NULL));
    put(c, change_of("visit", "visit_for", "cp", "seen_on", "2026-11-01", "seen", "1", NULL));
    put(c, change_of("warning_note", "category", "animals", "note", "A dog that bites", "from_on", "2025-01-01", NULL));
    put(c, change_of("warning_note", "category", "weapons", "note", "Long over", "from_on", "2020-01-01", "ended_on",
                     "2021-01-01", NULL));
    put(c, change_of("plan", "plan_type", "family", "started_on", "2026-10-20", NULL));
    const char *plan = number(newest(c, "plan"));
    put(c, change_of("plan_action", "plan_id", plan, "what", "Breakfast every day", "who", "Grace", "by_on",
                     "2026-11-10", NULL));
    put(c, change_of("plan_action", "plan_id", plan, "what", "Meant for another", "who", "Grace", NULL));
    take_out(c, "plan_action", newest(c, "plan_action"));
    put(c, change_of("plan_action", "what", "Ring the school", "who", "Ann", "by_on", "2026-12-10", NULL));
    put(c, change_of("plan_action", "what", "Rung already", "who", "Ann", "done_on", "2026-11-10", NULL));
}

static struct child_overview overview(struct access_who *who, size_t lines)
{
    struct child_overview o;
    CODE(child_overview_read(s, who, load(s, people.child), lines, &mem, &o, &e), ERR_OK, "the overview is read");
    return o;
}

static const struct child_relative *relative(const struct child_overview *o, int64_t id)
{
    for (size_t i = 0; i < o->nrelatives; i++)
        if (o->relatives[i].id == id)
            return &o->relatives[i];
    return NULL;
}

static void who_is_around(void)
{
    struct access_who ann = who_of("practitioner", council.ann), director = who_of("director", 0);
    struct child_overview o = overview(&ann, 0);
    ok(relative(&o, people.mother) && !relative(&o, people.mother)->in_family,
       named("whoever is both relative and in the family is shown as the relative"));
    is(relative(&o, people.mother)->name, S("Grace Adeyemi"), named("by name"));
    ok(relative(&o, people.mother)->opens, named("and opens: the family is within reach"));
    ok(relative(&o, people.brother) && relative(&o, people.brother)->in_family, named("a brother from the family"));
    ok(relative(&o, people.stranger) && !relative(&o, people.stranger)->opens,
       named("a relative out of scope is named and does not open"));
    ok(!relative(&o, people.aunt), named("a restricted relative is not there"));
    ok(!relative(&o, people.secret_brother), named("nor a restricted brother"));
    ok(!relative(&o, people.gone), named("nor somebody who was removed"));
    ok(!relative(&o, people.left), named("nor somebody whose relationship and membership have ended"));
    ok(!relative(&o, people.child), named("nor the child"));
    is_int((int64_t)o.nrelatives, 3, named("and nobody twice"));
    is_int((int64_t)o.nfamilies, 1, named("a family that the child has left is not shown"));
    is(o.families[0].name, S("Adeyemi"), named("the other is, by name"));
    o = overview(&director, 0);
    ok(!relative(&o, people.aunt), named("a wide scope does not open a restriction"));
    director.account = S("the.director");
    director.filter = NULL;
    o = overview(&director, 0);
    ok(relative(&o, people.aunt) && relative(&o, people.secret_brother), named("being named in it does"));
    ok(relative(&o, people.stranger)->opens, named("and a wide scope opens the rest"));
}

static void who_holds(void)
{
    struct access_who ann = who_of("practitioner", council.ann);
    struct child_overview o = overview(&ann, 0);
    is_int((int64_t)o.nworkers, 1, named("one worker now"));
    is(o.workers[0].name, S("Ann Smith"), named("by name"));
    is(o.workers[0].team, S("North"), named("with the team"));
    is_int((int64_t)o.nformer, 1, named("one before"));
    is(o.former[0].name, S("Bo Jones"), named("by name too"));
    is_int((int64_t)o.nholders, 1, named("who stopped more than a year ago does not count as a change of worker"));
}

static void what_happened(void)
{
    struct access_who ann = who_of("practitioner", council.ann), reader = who_of("reviewing_officer", 0);
    struct child_overview all = overview(&ann, 0), few = overview(&ann, 3), other = overview(&reader, 0);
    ok(all.nlines > 5, named("the whole timeline"));
    is_int((int64_t)few.nlines, 3, named("or the newest three of it"));
    for (size_t i = 0; i < 3; i++)
        ok(few.lines[i].id == all.lines[i].id && str_eq(few.lines[i].title, all.lines[i].title),
           named("which are the same"));
    for (size_t i = 1; i < all.nlines; i++)
        if (all.lines[i - 1].on < all.lines[i].on)
            ok(false, named("newest first"));
    ok(!all.lines[0].later, named("nothing of it is still to come"));
    size_t referrals = 0, contacts = 0;
    for (size_t i = 0; i < all.nlines; i++)
        referrals += str_eq(all.lines[i].kind->name, S("referral"));
    for (size_t i = 0; i < other.nlines; i++)
        contacts += str_eq(other.lines[i].kind->name, S("contact"));
    is_int((int64_t)referrals, 1, named("a removed referral is not there"));
    is_int((int64_t)contacts, 0, named("nor a kind that the role does not read"));
}

static void what_is_planned(void)
{
    struct access_who ann = who_of("practitioner", council.ann);
    struct child_overview o = overview(&ann, 0);
    is_int((int64_t)o.nplans, 2, named("two plans go on"));
    is_int((int64_t)o.plans[0].nactions, 0, named("none of the actions is of the first"));
    is_int((int64_t)o.plans[1].nactions, 1, named("one is of the second: the removed one is not there"));
    is(o.plans[1].actions[0].what, S("Breakfast every day"), named("that one"));
    is_int((int64_t)o.nloose, 1, named("one action stands alone; one that is done does not"));
    is(o.loose[0].what, S("Ring the school"), named("that one"));
}

static void bar(void)
{
    struct access_who ann = who_of("practitioner", council.ann);
    struct child_overview o, whole = overview(&ann, 0);
    CODE(child_bar_read(s, &ann, load(s, people.child), &mem, &o, &e), ERR_OK, "the bar is read");
    is(o.name, whole.name, named("the same name"));
    is(o.plan, S("Child protection plan: Neglect"), named("the plan with its category"));
    ok(o.standing == whole.standing && (o.standing & STANDING_CP) && (o.standing & STANDING_REFERRAL),
       named("the same standing"));
    is_int((int64_t)o.nwarnings, 1, named("a warning that has ended warns no more"));
    is(o.warnings[0].title, whole.warnings[0].title, named("the same warning"));
    is(o.workers[0].name, S("Ann Smith"), named("who holds the child"));
    is_int((int64_t)o.nlines + (int64_t)o.nrelatives + (int64_t)o.ndues, 0, named("and nothing else"));
    is(o.living, S(""), named("no address is recorded"));
    put(people.child, change_of("address", "from_on", "2026-01-01", "address_type", "HOME", "line1", "9 Refuge Row",
                                "town", "Diss", "confidential", "1", NULL));
    CODE(child_bar_read(s, &ann, load(s, people.child), &mem, &o, &e), ERR_OK, "and read again");
    is(o.living, S("Address is confidential"), named("a confidential one is not said"));
    ok(o.living_since == DAY_NONE, named("nor since when"));
    put(people.child, change_of("address", "from_on", "2026-02-01", "address_type", "HOME", "line1", "7 Mill Lane",
                                "postcode", "NR1 3AB", NULL));
    CODE(child_bar_read(s, &ann, load(s, people.child), &mem, &o, &e), ERR_OK, "and again");
    is(o.living, S("7 Mill Lane, NR1 3AB"), named("the newest one is, without what it lacks"));
}

static void duties(void)
{
    struct access_who ann = who_of("practitioner", council.ann), reader = who_of("reviewing_officer", 0);
    struct child_overview o = overview(&ann, 0), other = overview(&reader, 0);
    ok(o.ndues > 1, named("duties are open"));
    size_t late = 0, of_contact = 0;
    for (size_t i = 0; i < o.ndues; i++) {
        late += o.dues[i].item.due != DAY_NONE && o.dues[i].item.due < ann.today;
        if (i && o.dues[i].item.due != DAY_NONE &&
            (o.dues[i - 1].item.due == DAY_NONE || o.dues[i - 1].item.due > o.dues[i].item.due))
            ok(false, named("soonest first, without a last day last"));
    }
    is_int((int64_t)o.nlate, (int64_t)late, named("late ones are counted"));
    for (size_t i = 0; i < other.ndues; i++)
        of_contact += str_starts(other.dues[i].item.id, S("FD1"));
    is_int((int64_t)of_contact, 0, named("a duty does not show to who does not read what opened it"));
}

/* Asked of many at once, access says what it says of each alone. */
static void asked_together(void)
{
    int64_t *all = (int64_t *)&people;
    size_t n = sizeof people / sizeof(int64_t);
    static const struct {
        const char *role;
        bool ann;
    } readers[] = {
        { "practitioner", true }, { "team_manager", true }, { "director", false }, { "practitioner", false }
    };
    for (size_t i = 0; i < COUNT_OF(readers); i++) {
        struct access_who one = who_of(readers[i].role, readers[i].ann ? council.ann : 0), many = one;
        const struct access_filter *f, *g;
        CODE(access_filter(s, &one, &f, &e), ERR_OK, "a filter");
        CODE(access_filter(s, &many, &g, &e), ERR_OK, "another");
        access_ask(g, n, all);
        CODE(db_answer(s->db, &e), ERR_OK, "asked together");
        for (size_t k = 0; k < n; k++)
            ok(access_sees(f, all[k]) == access_sees(g, all[k]) && access_hides(f, all[k]) == access_hides(g, all[k]),
               named("the same of each"));
    }
}

int main(void)
{
    subjects_start();
    for (int which = 0; which < 2; which++) {
        council_start(which, "child");
        make_people();
        make_facts();
        who_is_around();
        who_holds();
        what_happened();
        what_is_planned();
        duties();
        bar();
        asked_together();
        store_close(s);
    }
    subjects_stop();
    return done_testing();
}
