/* t_clock.c - every duty of the catalogue, by two-line cases; and what must hold for any facts at all. */
#include "tap.h"
#include "record/clock_facts.h"
#include "base/file.h"

static arena mem;
static struct catalogue *cat;
static const struct clock_program *program;

enum { SEEN_MET = 1, SEEN_MISSED = 2 };

/* Which ids came out met and which late or lapsed. */
static unsigned *seen;
static str seen_ids[400];
static size_t nseen;

static unsigned *seen_of(str id)
{
    for (size_t i = 0; i < nseen; i++)
        if (str_eq(seen_ids[i], id))
            return &seen[i];
    seen_ids[nseen] = id;
    return &seen[nseen++];
}

static void note(const struct clock *v, size_t n, str id)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(clock_id(&v[i]), id))
            *seen_of(clock_id(&v[i])) |= v[i].state == CLOCK_MET    ? SEEN_MET
                                         : v[i].state == CLOCK_OPEN ? 0
                                                                    : SEEN_MISSED;
}

static bool same_clocks(const struct clock *x, size_t nx, const struct clock *y, size_t ny)
{
    for (size_t i = 0; nx == ny && i < nx; i++)
        if (x[i].rule != y[i].rule || x[i].row != y[i].row || x[i].opened != y[i].opened || x[i].due != y[i].due ||
            x[i].due_at != y[i].due_at || x[i].ended != y[i].ended || x[i].state != y[i].state ||
            x[i].met_by != y[i].met_by || x[i].opened_by != y[i].opened_by || x[i].n != y[i].n ||
            x[i].turn != y[i].turn)
            return false;
    return nx == ny;
}

static uint64_t next_random(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return *state >> 33;
}

static void shuffle(struct facts *f, uint64_t seed)
{
    for (size_t k = 0; k < cat->nkinds; k++)
        for (size_t i = f->by_kind[k].n; i > 1; i--) {
            size_t j = next_random(&seed) % i;
            struct record *r = f->by_kind[k].at[i - 1];
            f->by_kind[k].at[i - 1] = f->by_kind[k].at[j];
            f->by_kind[k].at[j] = r;
        }
}

/* The same facts in another order, and with facts that no duty reads, give the same clocks. */
static void check_properties(str facts, const struct clock *v, size_t n, str name, arena *a)
{
    struct facts f = facts_read(cat, facts, a);
    struct clock *w = NULL;
    size_t m = 0;
    shuffle(&f, str_hash(facts));
    clocks_compute(&f, program, a, &m, &w);
    if (!same_clocks(v, n, w, m))
        ok(false, arena_z(a, arena_printf(a, "in any order: " STR_FMT, STR_ARG(name))));
    facts_add(&f, fact_read(cat, S("disability noted_on=2026-01-06 condition=AUT"), 9001, a), a);
    facts_add(&f, fact_read(cat, S("-referral 2026-01-06"), 9002, a), a);
    facts_add(&f, fact_read(cat, S("-visit 2026-01-06 visit_for=looked_after"), 9003, a), a);
    facts_add(&f, fact_read(cat, S("plan_action by_on=2026-01-06"), 9004, a), a);
    clocks_compute(&f, program, a, &m, &w);
    if (!same_clocks(v, n, w, m))
        ok(false, arena_z(a, arena_printf(a, "unrelated facts change nothing: " STR_FMT, STR_ARG(name))));
}

static void run_case(str line, str want, out *o, arena *a)
{
    str facts = line, id = STR_NONE;
    (void)str_cut(&facts, ':', &id);
    facts = str_trim(facts);
    struct facts f = facts_read(cat, facts, a);
    struct clock *v = NULL;
    size_t n = 0;
    clocks_compute(&f, program, a, &n, &v);
    str got = clocks_text(v, n, id, o);
    is(got.n ? got : S("none"), want, arena_z(a, line));
    note(v, n, id);
    check_properties(facts, v, n, line, a);
}

static void run_cases(str text)
{
    arena a;
    out o = { 0 };
    str line, held = STR_NONE;
    arena_init(&a, 0);
    while (str_cut(&text, '\n', &line))
        if (str_starts(line, S("= "))) {
            run_case(held, str_skip(line, 2), &o, &a);
            arena_clear(&a);
        } else if (line.n && line.p[0] != '#')
            held = line;
    out_release(&o);
    arena_release(&a);
}

static void check_coverage(void)
{
    const struct clock_rules *r = cat->clock_rules;
    for (size_t i = 0; i < r->nrules; i++)
        for (int k = -1; k < (int)r->rules[i].nrows; k++) {
            str id = k < 0 ? r->rules[i].id : r->rules[i].rows[k].id;
            if (!id.p || !r->rules[i].commenced)
                continue;
            unsigned got = *seen_of(id);
            if (got != (SEEN_MET | SEEN_MISSED))
                ok(false, arena_z(&mem, arena_printf(&mem, STR_FMT " has no case in which it is %s", STR_ARG(id),
                                                     got & SEEN_MET ? "late or lapsed" : "met")));
        }
    ok(true, "every duty was looked up");
}

/* A day is in the state that the list "as at" would show. */
static const struct { const char *facts, *id, *on; bool open, overdue; } days[] = {
    { "referral 2026-01-05; assessment 2026-01-06 authorised_on=2026-03-20 referral_id=#1", "AS1", "2026-01-04", false,
      false },
    { "referral 2026-01-05; assessment 2026-01-06 authorised_on=2026-03-20 referral_id=#1", "AS1", "2026-01-05", true,
      false },
    { "referral 2026-01-05; assessment 2026-01-06 authorised_on=2026-03-20 referral_id=#1", "AS1", "2026-03-09", true,
      false },
    { "referral 2026-01-05; assessment 2026-01-06 authorised_on=2026-03-20 referral_id=#1", "AS1", "2026-03-10", true,
      true },
    { "referral 2026-01-05; assessment 2026-01-06 authorised_on=2026-03-20 referral_id=#1", "AS1", "2026-03-20", false,
      false },
    { "person 2010-03-01; care_episode 2022-01-05 legal_status=C2", "CL1", "2026-02-28", false, false },
    { "person 2010-03-01; care_episode 2022-01-05 legal_status=C2", "CL1", "2026-03-01", true, false },
    { "person 2010-03-01; care_episode 2022-01-05 legal_status=C2", "CL1", "2028-02-29", true, true },
    { "person 2010-03-01; care_episode 2022-01-05 legal_status=C2", "CL1", "2028-03-01", false, false },
};

static void check_days(void)
{
    for (size_t i = 0; i < COUNT_OF(days); i++) {
        struct facts f = facts_read(cat, str_of(days[i].facts), &mem);
        struct clock *v = NULL;
        size_t n = 0, hits = 0;
        clocks_compute(&f, program, &mem, &n, &v);
        day on = day_parse_iso(str_of(days[i].on));
        for (size_t k = 0; k < n; k++)
            if (str_eq(clock_id(&v[k]), str_of(days[i].id))) {
                hits++;
                is_int(clock_open_on(&v[k], on) + 2 * clock_overdue_on(&v[k], on), days[i].open + 2 * days[i].overdue,
                       days[i].on);
            }
        is_int((int64_t)hits, 1, days[i].id);
    }
}

static void check_reasons(void)
{
    struct facts f = facts_read(cat,
                                S("placement 2025-01-06 placement_type=U6 intended_to_18=yes; visit 2025-01-10 "
                                  "visit_for=looked_after; visit 2026-01-10 visit_for=looked_after"),
                                &mem);
    struct clock *v = NULL;
    size_t n = 0;
    clocks_compute(&f, program, &mem, &n, &v);
    const struct clock *last = n ? &v[n - 1] : NULL;
    for (size_t i = 0; i < n; i++)
        if (str_eq(clock_id(&v[i]), S("LV3")))
            last = &v[i];
    ok(last && last->row >= 0, "the row that gave the due date is known");
    is(clock_id(last), S("LV3"), "and its id");
    is(clock_why(last), S("more than a year in a placement that is meant to last until 18"), "and why");
    is(clock_due_text(last), S("3 months"), "and how long");
    is_int(last->opened_by, FACT_FIRST_ID + 3, "opened by the visit before");
}

int main(void)
{
    arena_init(&mem, 0);
    err e = { .mem = &mem };
    if (catalogue_load(&cat, STR_NONE, &e)) {
        printf("Bail out! " STR_FMT "\n" STR_FMT "\n", STR_ARG(e.message), STR_ARG(e.detail));
        return 1;
    }
    program = clock_program_make(cat, &mem);
    seen = arena_array(&mem, unsigned, COUNT_OF(seen_ids));
    struct file cases;
    if (file_open(&cases, "test/record/clock_cases.txt", &e)) {
        printf("Bail out! " STR_FMT "\n", STR_ARG(e.message));
        return 1;
    }
    run_cases(cases.bytes);
    file_close(&cases);
    check_coverage();
    check_days();
    check_reasons();
    catalogue_free(cat);
    arena_release(&mem);
    return done_testing();
}
