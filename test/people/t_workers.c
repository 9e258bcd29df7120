/* t_workers.c - workers and teams as lists: who works here today, who can take a case and in what order, a worker's
 * card, whom they held before, and every name for a list to choose from. On both engines. */
#include "../casework/council.h"
#include "catalogue/named.h"
#include "people/listed.h"
#include "people/team.h"
#include "people/worker.h"

static int64_t worker_in(int64_t team, const char *name, const char *field, const char *text)
{
    return put(0, field ? change_of("worker", "name", name, "team_id", team ? number(team) : "", field, text, NULL)
                        : change_of("worker", "name", name, "team_id", team ? number(team) : "", NULL));
}

/* Whether that number is among n rows of that size, each beginning with one. */
static bool among(const void *rows, size_t n, size_t size, int64_t id)
{
    for (size_t i = 0; i < n; i++)
        if (*(const int64_t *)((const char *)rows + i * size) == id)
            return true;
    return false;
}
#define AMONG(rows, n, id) among((rows), (n), sizeof *(rows), (id))

/* --- who works here -------------------------------------------------------------------------------------------- */

static void here_today(void)
{
    static const struct { const char *what, *left_on; bool in_team, works, named; } cases[] = {
        { "who leaves tomorrow", "2026-11-22", true, true, true },
        { "who leaves today", "2026-11-21", true, false, true },
        { "who left", "2026-11-20", true, false, true },
        { "who is in no team", "", false, false, true },
    };
    struct access_who all = who_of("director", 0);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        author.at += 86400;       /* said tomorrow */
        int64_t id = worker_in(cases[i].in_team ? council.north : 0, cases[i].what, "left_on", cases[i].left_on);
        author.at -= 86400;
        size_t n;
        struct worker_line *lines;
        struct worker_choice *choices;
        struct listed *listed;
        struct subject_line *names;
        CODE(workers_read(s, &all, &mem, &n, &lines, &e), ERR_OK, "workers");
        ok(AMONG(lines, n, id) == cases[i].works, named(cases[i].what));
        CODE(worker_choices_read(s, &all, &mem, &n, &choices, &e), ERR_OK, "choices");
        ok(AMONG(choices, n, id) == cases[i].works, named("can take a case, or not"));
        CODE(workers_listed(s, all.today, &mem, &n, &listed, &e), ERR_OK, "a list");
        ok(AMONG(listed, n, id) == cases[i].works, named("is listed, or not"));
        CODE(subjects_listed(s, kind_of(cat, K_worker), &mem, &n, &names, &e), ERR_OK, "names");
        ok(AMONG(names, n, id) == cases[i].named, named("and has a name"));
    }
    int64_t gone = worker_in(council.north, "Entered twice", NULL, NULL);
    size_t n;
    struct subject_line *names;
    struct worker_card card;
    take_out(gone, "worker", gone);
    CODE(subjects_listed(s, kind_of(cat, K_worker), &mem, &n, &names, &e), ERR_OK, "names");
    ok(!AMONG(names, n, gone), named("who was entered in error has none"));
    CODE(worker_card_read(s, gone, all.today, &mem, &card, &e), ERR_NOT_FOUND, "nor a card");
    CODE(worker_card_read(s, 987654, all.today, &mem, &card, &e), ERR_NOT_FOUND, "nor has a number that nobody has");
    CODE(worker_card_read(s, council.north, all.today, &mem, &card, &e), ERR_NOT_FOUND, "nor a team's");
}

static void cards(void)
{
    struct worker_card c;
    const day today = instant_day(author.at);
    int64_t id = put(0, change_of("worker", "name", "Cy Fox", "team_id", number(council.south), "job_title",
                                  "Social worker", "registration", "SW77", "fte", "0.6", "agency", "yes",
                                  "started_on", "2026-01-05", "nqsw_from_on", "2024-11-22", NULL));
    CODE(worker_card_read(s, id, today, &mem, &c, &e), ERR_OK, "a card");
    is(c.name, S("Cy Fox"), named("the name"));
    is(c.team, S("South"), named("the team"));
    is(c.job_title, S("Social worker"), named("the title"));
    is(c.registration, S("SW77"), named("the registration"));
    is(c.fte, S("0.6"), named("how much of a week"));
    ok(c.agency && c.started_on == day_parse_iso(S("2026-01-05")), named("from an agency, since then"));
    ok(c.newly_qualified, named("on the last day of two years newly qualified"));
    CODE(worker_card_read(s, id, today + 1, &mem, &c, &e), ERR_OK, "the next day");
    ok(!c.newly_qualified, named("not any more"));
    CODE(worker_card_read(s, worker_in(0, "Alone", NULL, NULL), today, &mem, &c, &e), ERR_OK, "of no team");
    ok(!c.team_id && !c.team.n && !c.agency && !c.newly_qualified, named("nothing is said that nobody said"));
}

/* --- who can take a case ---------------------------------------------------------------------------------------- */

static void choices(void)
{
    int64_t busy = worker_in(council.north, "Busy", NULL, NULL), away = worker_in(council.north, "Away", NULL, NULL),
            also = worker_in(council.north, "Also free", NULL, NULL);
    put(away, change_of("absence", "from_on", "2026-11-21", "to_on", "2026-11-21", "reason", "annual_leave", NULL));
    for (int i = 0; i < 2; i++)
        hold(new_person(s, "Kit", "Busy", "2015-01-01"), busy, "2026-11-01", NULL);
    struct access_who ann = who_of("team_manager", council.ann);
    size_t n, at[4] = { 0 };
    struct worker_choice *all;
    CODE(worker_choices_read(s, &ann, &mem, &n, &all, &e), ERR_OK, "choices");
    bool own_first = true, teams = true;
    for (size_t i = 0; i < n; i++) {
        own_first = own_first && (!i || all[i - 1].own_team >= all[i].own_team);
        teams = teams && (!i || all[i - 1].own_team != all[i].own_team || str_cmp(all[i - 1].team, all[i].team) <= 0);
        const int64_t ids[] = { also, council.ann, busy, away };
        for (size_t k = 0; k < COUNT_OF(ids); k++)
            at[k] = all[i].id == ids[k] ? i : at[k];
    }
    ok(own_first && all[0].own_team, named("those of the reader's team first"));
    ok(teams, named("then by team"));
    ok(at[0] < at[1], named("of two who hold nothing, by name"));
    ok(at[1] < at[2] && all[at[2]].nchildren == 2, named("then who holds more"));
    ok(at[2] < at[3] && all[at[3]].away, named("and who is away comes last, though nothing is held"));
}

/* Whom the reader may not see is not counted; a number is all that a role gets which reads nobody. */
static void counted(void)
{
    int64_t worker = worker_in(council.south, "Counted", NULL, NULL), open = new_person(s, "Ray", "Open", "2015-01-01"),
            secret = new_person(s, "Sky", "Secret", "2015-01-01");
    hold(open, worker, "2026-11-01", NULL);
    hold(secret, worker, "2026-11-01", NULL);
    restrict_to(secret, "nobody");
    static const struct { const char *role; size_t n; } cases[] = { { "director", 1 }, { "administrator", 2 } };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct access_who who = who_of(cases[i].role, 0);
        size_t n, found = 99;
        struct worker_line *all;
        CODE(workers_read(s, &who, &mem, &n, &all, &e), ERR_OK, "workers");
        for (size_t k = 0; k < n; k++)
            found = all[k].id == worker ? all[k].nchildren : found;
        is_int((int64_t)found, (int64_t)cases[i].n, named(cases[i].role));
    }
}

/* --- before ----------------------------------------------------------------------------------------------------- */

static void before(void)
{
    enum { MANY = 52 };
    int64_t worker = worker_in(council.south, "Before", NULL, NULL), other = new_person(s, "Una", "Else", "2015-01-01");
    int64_t child = new_person(s, "Zoe", "Before", "2015-01-01");
    for (int i = 0; i < MANY; i++)
        hold(child, worker, "2020-01-01", arena_z(&mem, day_iso(&mem, day_make(2021, 1, 1) + i)));
    hold(other, worker, "2020-01-01", "2026-11-21");
    restrict_to(other, "nobody");
    struct access_who all = who_of("director", 0);
    size_t n;
    struct held_before *past;
    CODE(worker_past_read(s, &all, worker, &mem, &n, &past, &e), ERR_OK, "before");
    is_int((int64_t)n, 49, named("the last fifty, but for whom the reader may not see"));
    bool in_order = n > 0;
    for (size_t i = 0; i < n; i++)
        in_order = in_order && past[i].id == child && (!i || past[i - 1].to > past[i].to);
    ok(in_order, named("the newest end first"));
    is(n ? past[0].name : S(""), S("Zoe Before"), named("by name"));
    is(n ? past[0].role : S(""), S("case_holder"), named("with the role"));
}

/* --- names ------------------------------------------------------------------------------------------------------ */

static void names(void)
{
    size_t n;
    struct listed *teams;
    struct subject_line *all;
    int64_t below = put(0, change_of("team", "name", "A first", "parent_id", number(council.north), "closed_on",
                                     "2026-01-01", NULL));
    CODE(teams_listed(s, &mem, &n, &teams, &e), ERR_OK, "teams");
    is_int((int64_t)n, 3, named("every team, closed ones too"));
    ok(n == 3 && teams[0].id == below && !teams[0].team_id, named("by name"));
    CODE(subjects_listed(s, kind_of(cat, K_team), &mem, &n, &all, &e), ERR_OK, "as lines");
    is(n ? all[0].note : S(""), S("North"), named("with the team above"));
    ok(n && all[0].ended_on == day_parse_iso(S("2026-01-01")), named("and the day on which it was closed"));
    static const struct { enum kind_name k; const char *kind, *name, *field, *text, *note; } kinds[] = {
        { K_household, "household", "The Larches", "household_type", "foster", "foster" },
        { K_authority, "authority", "Norfolk", NULL, NULL, "" },
    };
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        put(0, kinds[i].field ? change_of(kinds[i].kind, "name", kinds[i].name, kinds[i].field, kinds[i].text, NULL)
                              : change_of(kinds[i].kind, "name", kinds[i].name, NULL));
        CODE(subjects_listed(s, kind_of(cat, kinds[i].k), &mem, &n, &all, &e), ERR_OK, kinds[i].kind);
        ok(n == 1 && str_eq(all[0].name, str_of(kinds[i].name)), named(kinds[i].name));
        is(n ? all[0].note : S("?"), str_of(kinds[i].note), named("with what it is"));
    }
}

int main(void)
{
    subjects_start();
    for (int which = 0; which < 2; which++) {
        council_start(which, "workers");
        here_today();
        cards();
        choices();
        counted();
        before();
        names();
        store_close(s);
    }
    subjects_stop();
    return done_testing();
}
