/* t_field.c - a record's values by name: there, absent, of every type, and never those of another kind. */
#include "tap.h"
#include "clock_facts.h"
#include "record/field.h"
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static arena mem;
static struct catalogue *cat;

static struct record *one(const char *text) { return fact_read(cat, str_of(text), FACT_FIRST_ID, &mem); }

static void values(void)
{
    const struct record *p = one("person born_on=2014-04-03 sex=F council_id=C7");
    is(record_text(p, F_person_council_id), S("C7"), "a text");
    is(record_text(p, F_person_sex), S("F"), "a code");
    is(record_text(p, F_person_born_on), S("2014-04-03"), "a day as it is stored");
    is_int(record_day(p, F_person_born_on), day_make(2014, 4, 3), "and as a day");
    is_int(record_get(p, F_person_born_on).num, day_make(2014, 4, 3), "and as its number");
    ok(record_is(p, F_person_sex, S("F")) && !record_is(p, F_person_sex, S("M")), "which code it is");
    ok(record_has(p, F_person_sex) && !record_has(p, F_person_died_on), "what is there and what is not");
    is(record_text(p, F_person_surname), S(""), "an absent text is empty");
    ok(record_text(p, F_person_surname).p && !record_get(p, F_person_surname).text.p,
       "an empty one that can be printed");
    is_int(record_day(p, F_person_died_on), DAY_NONE, "an absent day is none");
}

static void instants_and_numbers(void)
{
    const struct record *c = one("contact received_at=2026-06-30T23:30Z");
    is_int(record_day(c, F_contact_received_at), day_make(2026, 7, 1), "an instant's day is London's");
    is_int(record_instant(c, F_contact_received_at), instant_parse(S("2026-06-30T23:30Z")), "an instant");
    is_int(record_instant(c, F_contact_decided_at), INSTANT_NONE, "an absent instant is none");
    const struct record *r = one("referral contact_id=#3");
    is_int(record_int(r, F_referral_contact_id), FACT_FIRST_ID + 3, "the record that a reference names");
    is_int(record_int(r, F_referral_worker_id), 0, "an absent reference is 0");
    const struct record *yes = one("relationship parental_responsibility=yes"),
                        *no = one("relationship parental_responsibility=no");
    ok(record_flag(yes, F_relationship_parental_responsibility), "a flag that says yes");
    ok(!record_flag(no, F_relationship_parental_responsibility) &&
           record_has(no, F_relationship_parental_responsibility),
       "no is an answer");
    ok(!record_flag(one("relationship"), F_relationship_parental_responsibility), "and absent is not yes");
}

static void lists(void)
{
    struct facts f = { .cat = cat, .by_kind = arena_array(&mem, struct records, cat->nkinds) };
    facts_add(&f, one("referral received_on=2026-01-05"), &mem);
    is_int((int64_t)facts_of(&f, K_referral)->n, 1, "the records of a kind");
    is_int((int64_t)facts_of(&f, K_contact)->n, 0, "none of another");
}

/* Asked of a record of another kind: a test stops there. */
static void another_kind(void)
{
    const struct record *r = one("referral received_on=2026-01-05");
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        if (!freopen("/dev/null", "w", stderr))
            _exit(3);
        _exit(record_get(r, F_person_born_on).text.p ? 1 : 0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    ok(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT, "a field of another kind is a fault in the program");
}

int main(void)
{
    arena_init(&mem, 0);
    err e = { .mem = &mem };
    if (catalogue_load(&cat, STR_NONE, &e))
        return 1;
    values();
    instants_and_numbers();
    lists();
    another_kind();
    catalogue_free(cat);
    arena_release(&mem);
    return done_testing();
}
