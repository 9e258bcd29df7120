/* t_front_door.c - contacts that wait and those decided: their order, and that whoever may not be met moves no figure.
 * */
#include "council.h"
#include "casework/front_door.h"

static int64_t red, green, old_green, secret, elsewhere, removed, decided;

static int64_t contact(const char *surname, const char *at, const char *urgency)
{
    int64_t id = new_person(s, "Sam", surname, "2015-05-05");
    put(id,
        change_of("contact", "received_at", at, "source", "1A", "urgency", urgency, "reason", "Seen at school", NULL));
    return id;
}

static void make(void)
{
    red = contact("Red", "2026-11-21T08:45", "red");
    green = contact("Green", "2026-11-21T08:00", "green");
    old_green = contact("Old", "2026-11-02T08:00", "green");
    secret = contact("Secret", "2026-11-21T08:00", "green");
    elsewhere = contact("Elsewhere", "2026-11-20T08:00", "green");
    removed = contact("Removed", "2026-11-20T08:00", "green");
    decided = contact("Decided", "2026-11-20T08:00", "green");
    restrict_to(secret, "the.director");
    take_out(removed, "contact", newest(removed, "contact"));
    struct change d = change_of("contact", "decision", "referral", "decided_at", "2026-11-21T09:00", NULL);
    d.id = newest(decided, "contact");
    put(decided, d);
    const int64_t held[] = { red, green, old_green, secret, decided };
    for (size_t i = 0; i < COUNT_OF(held); i++)
        hold(held[i], council.ann, "2026-11-01", NULL);
    hold(elsewhere, council.bo, "2026-11-01", NULL);
}

static struct front_door door(struct access_who who, const char *on)
{
    struct front_door f;
    CODE(front_door_read(s, &who, day_parse_iso(str_of(on)), &mem, &f, &e), ERR_OK, "the front door is read");
    return f;
}

static bool waits(const struct front_door *f, int64_t subject)
{
    for (size_t i = 0; i < f->nwaiting; i++)
        if (f->waiting[i].subject_id == subject)
            return true;
    return false;
}

static void who_waits(void)
{
    struct front_door f = door(who_of("director", 0), "2026-11-21");
    const int64_t want[] = { old_green, elsewhere, red, green };
    is_int((int64_t)f.nwaiting, COUNT_OF(want), named("four wait"));
    for (size_t i = 0; i < f.nwaiting && i < COUNT_OF(want); i++)
        ok(waits(&f, want[i]), named("each of them"));
    is_int(f.waiting[0].subject_id, old_green, named("a low one that has waited long comes before an urgent one"));
    for (size_t i = 1; i < f.nwaiting; i++)
        ok(f.waiting[i - 1].due_at <= f.waiting[i].due_at, named("in the order in which their time runs out"));
    is_int((int64_t)f.nlate, 1, named("one is late: days that are not worked do not count"));
    ok(f.oldest && f.oldest->subject_id == old_green, named("the oldest"));
    ok(!waits(&f, secret), named("a restricted person is not listed"));
    ok(!waits(&f, removed), named("nor a contact that was removed"));
    ok(!waits(&f, decided), named("nor one that was decided"));
    is(f.waiting[0].source, S("Family member, relative or carer"), named("codes are said in words"));
}

static void what_came(void)
{
    struct front_door f = door(who_of("director", 0), "2026-11-20");
    is_int((int64_t)f.ntoday, 2, named("two came today: the restricted one is not counted"));
    is_int((int64_t)f.by_day[12], 2, named("two yesterday: the removed one is not counted"));
    is_int((int64_t)f.nreceived, 2, named("and they are listed when that day is asked for"));
    is_int((int64_t)f.ndecided, 1, named("one was decided today"));
    ok(f.decided[0].no_referral, named("to become a referral, and there is none"));
    put(decided, change_of("referral", "received_on", "2026-11-21", "source", "1A", "contact_id",
                           number(newest(decided, "contact")), NULL));
    f = door(who_of("director", 0), "2026-11-20");
    ok(f.ndecided == 1 && !f.decided[0].no_referral, named("until there is one"));
    is_int((int64_t)door(who_of("director", 0), "2026-11-15").nreceived, 0, named("none on another day"));
}

static void who_asks(void)
{
    struct front_door ann = door(who_of("practitioner", council.ann), "2026-11-21"),
                      bo = door(who_of("practitioner", council.bo), "2026-11-21");
    is_int((int64_t)ann.nwaiting, 3, named("a practitioner sees those within reach"));
    ok(!waits(&ann, elsewhere) && !waits(&ann, secret),
       named("not the other team's, nor the restricted one whom they hold"));
    is_int((int64_t)bo.nwaiting, 1, named("the other theirs"));
    is_int((int64_t)bo.ntoday + (int64_t)bo.ndecided, 0, named("and no figure of what they do not see"));
    struct access_who named_in_it = who_of("director", 0);
    named_in_it.account = S("the.director");
    struct front_door all = door(named_in_it, "2026-11-21");
    ok(waits(&all, secret), named("who is named in the restriction sees them wait"));
}

int main(void)
{
    subjects_start();
    for (int which = 0; which < 2; which++) {
        council_start(which, "door");
        make();
        who_waits();
        who_asks();
        what_came();
        store_close(s);
    }
    subjects_stop();
    return done_testing();
}
