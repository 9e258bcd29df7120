/* t_meet.c - from a duty to the form that meets it: what is begun comes before what is new, and nobody is led to what
 * they may not write. */
#include "council.h"
#include "casework/meet.h"

static int64_t child, contact;

static bool meets(struct access_who who, const char *rule, int64_t opened_by, struct meeting *m)
{
    return meet_find(&who, cat, load(s, child), str_of(rule), opened_by, &mem, m);
}

static void make(void)
{
    child = new_person(s, "Zoe", "Adeyemi", "2014-04-03");
    put(child, change_of("contact", "received_at", "2026-11-20T09:00", "source", "1A", "urgency", "green", "reason",
                         "Seen", NULL));
    contact = newest(child, "contact");
}

static void to_what_is_begun(void)
{
    struct meeting m;
    ok(meets(who_of("team_manager", council.ann), "FD1", contact, &m), named("a decision on a contact"));
    ok(m.record_id == contact && str_eq(m.kind->name, S("contact")), named("is made on that contact"));
    ok(m.field && str_starts(m.field->name, S("decid")), named("where the decision is asked for"));
    take_out(child, "contact", contact);
    ok(!meets(who_of("team_manager", council.ann), "FD1", contact, &m) || m.record_id != contact,
       named("not on one that was removed"));
}

static void refused(void)
{
    struct meeting m;
    ok(!meets(who_of("director", 0), "NOSUCH", 0, &m), named("a rule that there is not leads nowhere"));
    ok(m.kind == NULL && m.record_id == 0, named("and says so"));
    ok(!meet_possible(&(struct access_who){ .role = catalogue_role(cat, S("director")) }, cat, S("NOSUCH")),
       named("nor could it be"));
    for (size_t i = 0; i < cat->nroles; i++) {
        struct access_who who = who_of(arena_z(&mem, cat->roles[i].name), 0);
        bool writes = access_writes(&who, catalogue_kind(cat, S("contact")));
        ok(meet_possible(&who, cat, S("FD1")) == writes, named("only who writes contacts is led to one"));
    }
}

/* Of every duty of the catalogue: what is offered can be written, and is of the subject. */
static void every_rule(void)
{
    struct access_who who = who_of("team_manager", council.ann);
    const struct subject *sub = load(s, child);
    size_t wrong = 0, led = 0;
    for (size_t i = 0; i < cat->clock_rules->nrules; i++) {
        struct meeting m;
        if (!meet_find(&who, cat, sub, cat->clock_rules->rules[i].id, 0, &mem, &m))
            continue;
        led++;
        wrong += !m.kind || m.kind->subject != sub->kind || !access_writes(&who, m.kind) || !m.field ||
                 (m.set && !m.set_to.n);
        wrong += !meet_possible(&who, cat, cat->clock_rules->rules[i].id);
    }
    ok(led > 20, named("most duties have a form that meets them"));
    is_int((int64_t)wrong, 0, named("which the role may write, and that says what the rule asks"));
}

int main(void)
{
    subjects_start();
    for (int which = 0; which < 2; which++) {
        council_start(which, "meet");
        make();
        every_rule();
        to_what_is_begun();
        refused();
        store_close(s);
    }
    subjects_stop();
    return done_testing();
}
