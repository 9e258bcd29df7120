/* t_held.c - who is held by whom on which day, at the edges of the days: an involvement a case; when a duty is due this
 * week, and late; a child whom two hold; families in the order of what is due; whom a reader may not see. The pages of
 * a worker, of a team and of the service ask the same. On both engines. */
#include "../casework/council.h"
#include "people/team.h"
#include "people/worker.h"

static const day today = 20778;         /* 2026-11-21, a Saturday */

static const char *iso(day d) { return arena_z(&mem, day_iso(&mem, d)); }

static int64_t child_named(const char *forename) { return new_person(s, forename, "Held", "2015-05-05"); }

static struct caseload load_of(struct access_who *who, int64_t worker)
{
    struct caseload c;
    CODE(caseload_of_worker(s, who, worker, &mem, &c, &e), ERR_OK, "a caseload");
    return c;
}

static const struct held_child *held_in(const struct caseload *c, int64_t id)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->children[i].id == id)
            return &c->children[i];
    return NULL;
}

/* --- one of two rows of a child -------------------------------------------------------------------------------- */

static void once(void)
{
    static const struct { const char *what, *first, *second; int64_t stands; } cases[] = {
        { "the case holder's row, when it is the later", "co_worker", "case_holder", 2 },
        { "the case holder's row, when it is the first", "case_holder", "co_worker", 1 },
        { "the first of two that hold no case", "co_worker", "supervisor", 1 },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct held_child all[] = { { .id = 9, .involvement_id = 1, .role = str_of(cases[i].first) },
                                    { .id = 9, .involvement_id = 2, .role = str_of(cases[i].second) },
                                    { .id = 4, .involvement_id = 3, .role = S("case_holder") } };
        /* the sort is by child alone: two rows are looked at in either order, so both come first once */
        is_int((int64_t)held_once(all, 1), 1, "one is one");
        is_int((int64_t)held_once(all, 3), 2, "two rows of a child are one child");
        is_int(all[0].id, 4, "in the order of the numbers");
        is_int(all[1].involvement_id, cases[i].stands, cases[i].what);
    }
    is_int((int64_t)held_once(NULL, 0), 0, "of nobody, nobody");
}

static void by_name(void)
{
    static const struct held_child in_order[] = {
        { .id = 3, .surname = { "Adams", 5 }, .forename = { "Zoe", 3 } },
        { .id = 2, .surname = { "Brown", 5 }, .forename = { "Kit", 3 } },
        { .id = 4, .surname = { "Brown", 5 }, .forename = { "Kit", 3 } },
        { .id = 1, .surname = { "Brown", 5 }, .forename = { "Lee", 3 } },
    };
    for (size_t i = 0; i < COUNT_OF(in_order); i++)
        for (size_t k = 0; k < COUNT_OF(in_order); k++) {
            int c = held_by_name(&in_order[i], &in_order[k]);
            ok((c < 0) == (i < k) && (c > 0) == (i > k), "by surname, then forename, then number");
        }
}

/* --- an involvement, day by day -------------------------------------------------------------------------------- */

static const struct { const char *what, *role; int from, to; bool removed, held, is_new, case_held; } days[] = {
    { "from today", "case_holder", 0, 0, false, true, true, true },
    { "from tomorrow", "case_holder", 1, 0, false, false, false, false },
    { "for a fortnight", "case_holder", -14, 0, false, true, true, true },
    { "a day longer", "case_holder", -15, 0, false, true, false, true },
    { "until tomorrow", "case_holder", -30, 1, false, true, false, true },
    { "until today", "case_holder", -30, -100, false, false, false, false },
    { "entered in error", "case_holder", -30, 0, true, false, false, false },
    { "in another role", "co_worker", -30, 0, false, true, false, false },
};
enum { DAYS = sizeof days / sizeof days[0], ENDS_TODAY = -100 };

static void one_involvement(size_t i, int64_t id)
{
    const char *to = days[i].to == ENDS_TODAY ? iso(today) : days[i].to ? iso(today + days[i].to) : NULL;
    struct change c = change_of("involvement", "worker_id", number(council.ann), "role", days[i].role, "team_id",
                                number(council.north), "from_on", iso(today + days[i].from), NULL);
    if (to)
        c = change_of("involvement", "worker_id", number(council.ann), "role", days[i].role, "team_id",
                      number(council.north), "from_on", iso(today + days[i].from), "to_on", to, NULL);
    put(id, c);
    if (days[i].removed)
        take_out(id, "involvement", newest(id, "involvement"));
}

static bool in_service(struct access_who *who, int64_t id)
{
    size_t n;
    struct service_child *all;
    CODE(service_children_read(s, who, SERVICE_HELD, &mem, &n, &all, &e), ERR_OK, "the service's children");
    for (size_t i = 0; i < n; i++)
        if (all[i].id == id)
            return true;
    return false;
}

static bool in_team(struct access_who *who, int64_t id)
{
    struct team_overview t;
    CODE(team_overview_read(s, who, council.north, &mem, &t, &e), ERR_OK, "a team");
    for (size_t i = 0; i < t.nheld; i++)
        if (t.held[i].id == id)
            return true;
    return false;
}

static void day_by_day(void)
{
    struct access_who all = who_of("director", 0), ann = who_of("practitioner", council.ann);
    int64_t id[DAYS];
    size_t cases = 0, ncases = 0;
    author.at += 86400;           /* said tomorrow */
    for (size_t i = 0; i < DAYS; i++) {
        id[i] = child_named(days[i].what);
        one_involvement(i, id[i]);
        cases += days[i].case_held;
    }
    author.at -= 86400;
    const struct caseload c = load_of(&ann, council.ann);
    for (size_t i = 0; i < DAYS; i++) {
        const struct held_child *h = held_in(&c, id[i]);
        ok((h != NULL) == days[i].held, named(days[i].what));
        ok(!h || h->is_new == days[i].is_new, named("newly held, or not any more"));
        ok(in_service(&all, id[i]) == days[i].case_held, named("in the service's list as a case"));
        ok(in_team(&all, id[i]) == days[i].case_held, named("and in the team's"));
    }
    CODE(worker_cases(s, council.ann, today, &mem, &ncases, &e), ERR_OK, "the worker's cases");
    is_int((int64_t)ncases, (int64_t)cases + 1, named("for who ends a worker, with the one that begins tomorrow"));
    CODE(worker_cases(s, council.ann, today + 1, &mem, &ncases, &e), ERR_OK, "and tomorrow");
    is_int((int64_t)ncases, (int64_t)cases, named("without the one that ends then"));
    size_t n;
    struct held_before *past;
    CODE(worker_past_read(s, &ann, council.ann, &mem, &n, &past, &e), ERR_OK, "those of before");
    is_int((int64_t)n, 1, named("whose end has come"));
    ok(n == 1 && past[0].to == today && past[0].from == today - 30, named("with both days"));
}

/* --- a duty, day by day ---------------------------------------------------------------------------------------- */

static void duty_by_duty(void)
{
    struct access_who ann = who_of("practitioner", council.bo), all = who_of("director", 0);
    int64_t id = child_named("Duty");
    put(id, change_of("referral", "received_on", "2026-01-05", "source", "1A", "team_id", number(council.south), NULL));
    hold(id, council.bo, "2026-01-05", NULL);
    ann.today = day_parse_iso(S("2026-02-02"));
    struct caseload c = load_of(&ann, council.bo);
    const struct due_item *d = NULL;
    for (size_t i = 0; c.n == 1 && i < c.children[0].ndues; i++)
        d = str_eq(c.children[0].dues[i].id, S("AS1")) ? &c.children[0].dues[i] : d;
    if (!ok(d && d->due == day_parse_iso(S("2026-03-09")), named("an assessment is due")))
        return;
    static const struct { int from_due; size_t week, late; const char *what; } cases[] = {
        { -8, 0, 0, "in eight days" }, { -7, 1, 0, "in a week" }, { 0, 1, 0, "today" }, { 1, 0, 1, "yesterday" },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        size_t week = 0, late = 0, found = 0;
        struct team_overview t;
        ann.today = all.today = d->due + cases[i].from_due;
        c = load_of(&ann, council.bo);
        for (size_t k = 0; k < c.children[0].ndues; k++) {
            const struct due_item *x = &c.children[0].dues[k];
            week += x->due >= ann.today && x->due <= ann.today + 7;
            late += x->due < ann.today;
            if (str_eq(x->id, d->id)) {
                found++;
                is_int(x->due >= ann.today && x->due <= ann.today + 7, (int64_t)cases[i].week, named(cases[i].what));
            }
        }
        is_int((int64_t)found, 1, named("it is there once"));
        ok(c.nweek == week && c.nlate == late, named("and counted on its side of the day"));
        CODE(team_overview_read(s, &all, council.south, &mem, &t, &e), ERR_OK, "the team");
        ok(t.nweek == week && t.nlate == late, named("in the team as with the worker"));
    }
}

/* --- families, readers ------------------------------------------------------------------------------------------ */

static void families(void)
{
    int64_t family = put(0, change_of("family", "name", "Zimmer", NULL)), id[3];
    for (size_t i = 0; i < COUNT_OF(id); i++) {
        id[i] = child_named(i ? "Late" : "Nothing due");
        hold(id[i], council.bo, "2026-11-01", NULL);
    }
    put(id[1], change_of("family_member", "family_id", number(family), NULL));
    put(id[2], change_of("family_member", "family_id", number(family), NULL));
    put(id[2], change_of("referral", "received_on", "2026-11-02", "source", "1A", NULL));
    struct access_who bo = who_of("practitioner", council.bo);
    const struct caseload c = load_of(&bo, council.bo);
    bool in_order = true;
    const struct caseload_family *f = NULL;
    for (size_t i = 0; i < c.nfamilies; i++) {
        const day before = i ? c.families[i - 1].next_due : DAY_NONE, due = c.families[i].next_due;
        in_order = in_order && (!i || before == due || (before != DAY_NONE && (due == DAY_NONE || before < due)));
        f = c.families[i].id == family ? &c.families[i] : f;
    }
    ok(f && f->n == 2, named("two of a family stand together"));
    is(f ? f->name : S(""), S("Zimmer"), named("by its name"));
    ok(in_order, named("what is due first comes first, what nothing is due of last"));
    is_int((int64_t)c.nfamilies, (int64_t)c.n - 1, named("and each other child alone"));
}

static void who_sees(void)
{
    struct access_who bo = who_of("practitioner", council.bo), all = who_of("director", 0);
    const size_t before = load_of(&bo, council.bo).n;
    size_t n_before, n_after;
    struct service_child *list;
    int64_t id = child_named("Secret");
    hold(id, council.bo, "2026-11-01", NULL);
    CODE(service_children_read(s, &all, SERVICE_HELD, &mem, &n_before, &list, &e), ERR_OK, "before");
    restrict_to(id, "somebody.else");
    bo = who_of("practitioner", council.bo);
    all = who_of("director", 0);
    is_int((int64_t)load_of(&bo, council.bo).n, (int64_t)before, named("a restricted child is neither listed"));
    CODE(service_children_read(s, &all, SERVICE_HELD, &mem, &n_after, &list, &e), ERR_OK, "after");
    is_int((int64_t)n_after, (int64_t)n_before - 1, named("nor counted"));
    struct access_who ann = who_of("practitioner", council.ann);
    const struct caseload of_another = load_of(&ann, council.bo);
    is_int((int64_t)of_another.n, 0, named("of another team's worker nobody is shown"));
}

int main(void)
{
    subjects_start();
    once();
    by_name();
    for (int which = 0; which < 2; which++) {
        council_start(which, "held");
        day_by_day();
        duty_by_duty();
        families();
        who_sees();
        store_close(s);
    }
    subjects_stop();
    return done_testing();
}
