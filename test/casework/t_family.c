/* t_family.c - a family as one line a person: who is in it, in which order, and who is not told of. */
#include "council.h"
#include "casework/family.h"

static int64_t family, mother, eldest, youngest, secret, left, gone;

static int64_t member(const char *forename, const char *born_on, const char *role, const char *to)
{
    int64_t id = new_person(s, forename, "Adeyemi", born_on);
    put(id, to ? change_of("family_member", "family_id", number(family), "role", role, "from_on", "2020-01-01", "to_on",
                           to, NULL)
               : change_of("family_member", "family_id", number(family), "role", role, "from_on", "2020-01-01", NULL));
    return id;
}

static void make(void)
{
    family = put(0, change_of("family", "name", "Adeyemi", "summary", "Three children", NULL));
    youngest = member("Max", "2016-04-03", "child", NULL);
    mother = member("Grace", "1988-01-01", "mother", NULL);
    eldest = member("Zoe", "2014-04-03", "child", NULL);
    left = member("Lodger", "1970-01-01", "lodger", "2024-01-01");
    secret = member("Robin", "2012-04-03", "child", NULL);
    gone = member("Ghost", "2013-04-03", "child", NULL);
    restrict_to(secret, "the.director");
    take_out(gone, "person", gone);
    hold(eldest, council.ann, "2025-01-01", NULL);
    put(eldest, change_of("referral", "received_on", "2026-10-01", "source", "1A", NULL));
    put(eldest, change_of("contact", "received_at", "2026-11-02T09:00", "source", "1A", "urgency", "green", "reason",
                          "Seen", NULL));
}

static struct family_overview as_seen_by(struct access_who who, err_code want)
{
    struct family_overview f;
    CODE(family_read(s, &who, family, &mem, &f, &e), want, "the family is read");
    return f;
}

static void who_is_in_it(void)
{
    struct family_overview f = as_seen_by(who_of("director", 0), ERR_OK);
    const int64_t want[] = { mother, eldest, youngest, left };
    is(f.name, S("Adeyemi"), named("its name"));
    is(f.summary, S("Three children"), named("its summary"));
    if (!is_int((int64_t)f.n, COUNT_OF(want), named("four of six: neither the restricted one nor the removed one")))
        return;
    for (size_t i = 0; i < f.n; i++)
        is_int(f.people[i].id, want[i], named("the eldest first, who left last"));
    is(f.people[1].name, S("Zoe Adeyemi"), named("by name"));
    is(f.people[1].holder, S("Ann Smith"), named("with who holds them"));
    is_int(f.people[1].holder_id, council.ann, named("and their number"));
    ok(f.people[1].standing == STANDING_REFERRAL, named("and what the council does"));
    ok(f.people[1].ndues > 0 && f.people[1].nlate > 0, named("and what is due, and late"));
    is_int((int64_t)f.people[0].ndues + (int64_t)f.people[2].ndues, 0, named("each has their own duties"));
    ok(f.people[0].standing == 0 && !f.people[0].holder.n, named("and nobody another's standing or worker"));
    ok(f.people[3].left_on == day_parse_iso(S("2024-01-01")) && f.people[0].left_on == DAY_NONE,
       named("when who left did"));
}

static void refused(void)
{
    struct family_overview f = as_seen_by(who_of("practitioner", council.ann), ERR_OK);
    is_int((int64_t)f.n, 4, named("whoever holds one child sees the family"));
    as_seen_by(who_of("practitioner", council.bo), ERR_NOT_FOUND);
    struct access_who all = who_of("director", 0);
    CODE(family_read(s, &all, mother, &mem, &f, &e), ERR_NOT_FOUND, "a person is no family");
    CODE(family_read(s, &all, 987654321, &mem, &f, &e), ERR_NOT_FOUND, "nor is a number that nothing has");
    const int64_t everybody[] = { mother, eldest, youngest, left };
    for (size_t i = 0; i < COUNT_OF(everybody); i++)
        restrict_to(everybody[i], "the.director");
    as_seen_by(who_of("director", 0), ERR_NOT_FOUND);           /* its name would betray them */
    all.account = S("the.director");
    all.filter = NULL;
    f = as_seen_by(all, ERR_OK);
    is_int((int64_t)f.n, 5, named("who is named in the restrictions sees all, the restricted one too"));
    int64_t empty = put(0, change_of("family", "name", "Nobody yet", NULL));
    CODE(family_read(s, &all, empty, &mem, &f, &e), ERR_OK, "a family without members");
    is_int((int64_t)f.n, 0, named("has none"));
}

/* The lines of some, in the order asked for; whoever is not there is left out. */
static void lines(void)
{
    struct access_who all = who_of("director", 0);
    const int64_t ids[] = { youngest, gone, eldest, 987654321, youngest };
    size_t n;
    struct person_line *p;
    CODE(person_lines_read(s, &all, COUNT_OF(ids), ids, &mem, &n, &p, &e), ERR_OK, "lines");
    is_int((int64_t)n, 3, named("of those who are there"));
    ok(p[0].id == youngest && p[1].id == eldest && p[2].id == youngest, named("in their order"));
    CODE(person_lines_read(s, &all, 0, NULL, &mem, &n, &p, &e), ERR_OK, "of none");
    is_int((int64_t)n, 0, named("none"));
}

int main(void)
{
    subjects_start();
    for (int which = 0; which < 2; which++) {
        council_start(which, "family");
        make();
        who_is_in_it();
        lines();
        refused();
        store_close(s);
    }
    subjects_stop();
    return done_testing();
}
