/* clocks.c - how long the clock engine takes for a hundred thousand invented children.
 *
 * Children are made in memory in batches, with the kinds and numbers of records that councils hold: most
 * have a few referrals and assessments, one in seven a plan, one in twenty a long time in care with two
 * visits a month and 150 records and more. Making them is not counted. The baseline is one walk over the
 * same records that reads each record's date. */
#include "record/clock_facts.h"
#include <time.h>

enum { BATCH = 500, FIRST_YEAR = 2018, LAST_DAY = 20778 /* 21 November 2026 */ };

struct made {
    const struct catalogue *cat;
    arena *a;
    struct facts *f;
    uint64_t *seed;
    int64_t id, subject;
    size_t records;
};

static uint32_t roll(uint64_t *seed, uint32_t below)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((*seed >> 33) % below);
}

static struct record *add(struct made *m, const char *kind, day on)
{
    const struct kind *k = catalogue_kind(m->cat, str_of(kind));
    struct record *r = arena_new(m->a, struct record);
    *r = (struct record){
        .kind = k, .id = ++m->id, .subject_id = m->subject, .version = 1, .values = arena_array(m->a, value, k->nfields)
    };
    if (k->f_happened >= 0 && on != DAY_NONE) {
        const struct field *f = &k->fields[k->f_happened];
        r->values[f->index] = fact_value(f, day_iso(m->a, on), m->a);
    }
    facts_add(m->f, r, m->a);
    m->records++;
    return r;
}

static void set(struct made *m, struct record *r, const char *field, const char *text)
{
    const struct field *f = kind_field(r->kind, str_of(field));
    r->values[f->index] = fact_value(f, str_of(text), m->a);
}

static void set_day(struct made *m, struct record *r, const char *field, day on)
{
    if (on <= LAST_DAY)
        set(m, r, field, arena_z(m->a, day_iso(m->a, on)));
}

static void set_id(struct made *m, struct record *r, const char *field, int64_t id)
{
    set(m, r, field, arena_printf(m->a, "%lld", (long long)id).p);
}

static void visits(struct made *m, const char *what, day from, day to, uint32_t every)
{
    for (day d = from + 3; d < to && d <= LAST_DAY; d += (day)(every / 2 + roll(m->seed, every))) {
        struct record *v = add(m, "visit", d);
        set(m, v, "visit_for", what);
        set(m, v, "seen", roll(m->seed, 12) ? "yes" : "no");
    }
}

static void repeat(struct made *m, const char *kind, day from, day to, uint32_t every)
{
    for (day d = from + (day)every; d < to && d <= LAST_DAY; d += (day)(every / 2 + roll(m->seed, every)))
        add(m, kind, d);
}

static void protection(struct made *m, int64_t referral, day on)
{
    struct record *s47 = add(m, "s47_enquiry", on),
                  *conference = add(m, "conference", on + 10 + (day)roll(m->seed, 15));
    set_id(m, s47, "referral_id", referral);
    set_id(m, conference, "s47_enquiry_id", s47->id);
    struct record *plan = add(m, "cp_plan", on + 20);
    day end = on + 20 + (day)roll(m->seed, 500);
    set_day(m, plan, "ended_on", end);
    visits(m, "cp", on + 20, end, 14);
    repeat(m, "core_group", on + 20, end, 40);
    repeat(m, "cp_review", on + 20, end, 120);
    repeat(m, "supervision", on, end, 35);
}

static day referral(struct made *m, day on)
{
    struct record *r = add(m, "referral", on);
    day end = on + 40 + (day)roll(m->seed, 400);
    set_day(m, r, "closed_on", end);
    set_day(m, r, "decided_on", on + (day)roll(m->seed, 3));
    struct record *a = add(m, "assessment", on + 1);
    set_id(m, a, "referral_id", r->id);
    set_day(m, a, "authorised_on", on + 20 + (day)roll(m->seed, 60));
    add(m, "contact", on - 1);
    add(m, "involvement", on + 2);
    if (roll(m->seed, 3) == 0) {
        struct record *plan = add(m, "cin_plan", on + 60);
        set_day(m, plan, "ended_on", end + 60);
        visits(m, "cin", on + 60, end + 60, 28);
        repeat(m, "cin_review", on + 60, end + 60, 80);
    }
    if (roll(m->seed, 4) == 0)
        protection(m, r->id, on + 15);
    repeat(m, "supervision", on, end, 42);
    return end;
}

static void in_care(struct made *m, day from)
{
    day to = from + 200 + (day)roll(m->seed, 2000);
    for (day d = from; d < to && d <= LAST_DAY;) {
        day end = d + 100 + (day)roll(m->seed, 600);
        struct record *placement = add(m, "placement", d), *episode = add(m, "care_episode", d);
        set(m, placement, "placement_type", roll(m->seed, 5) ? "U6" : "U4");
        set(m, episode, "legal_status", roll(m->seed, 2) ? "C2" : "V2");
        set(m, episode, "start_reason", d == from ? "S" : "P");
        set_day(m, placement, "ended_on", end);
        set_day(m, episode, "ended_on", end);
        set(m, episode, "end_reason", end < to ? "X1" : "E8");
        d = end;
    }
    visits(m, "looked_after", from, to, 30);
    repeat(m, "looked_after_review", from, to, 150);
    repeat(m, "health_check", from, to, 300);
    repeat(m, "education_plan", from, to, 120);
    repeat(m, "sdq", from, to, 350);
    repeat(m, "supervision", from, to, 35);
}

static void child(struct made *m)
{
    m->subject++;
    day first = day_make(FIRST_YEAR, 1, 1) + (day)roll(m->seed, 2500), on = first;
    add(m, "person", first - (day)roll(m->seed, 6000));
    for (uint32_t n = 1 + roll(m->seed, 3); n && on < LAST_DAY; n--)
        on = referral(m, on) + 30 + (day)roll(m->seed, 400);
    if (roll(m->seed, 12) == 0)
        in_care(m, first + (day)roll(m->seed, 300));
}

static double cpu(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int64_t walk(const struct facts *f)
{
    int64_t sum = 0;
    for (size_t k = 0; k < f->cat->nkinds; k++)
        for (size_t i = 0; i < f->by_kind[k].n; i++) {
            const struct record *r = f->by_kind[k].at[i];
            sum += r->kind->f_happened >= 0 ? r->values[r->kind->f_happened].num : 1;
        }
    return sum;
}

int main(int argc, char **argv)
{
    int64_t children = 100000, start = 1;
    arena mem, batch, work;
    arena_init(&mem, 0);
    arena_init(&batch, 0);
    arena_init(&work, 0);
    err e = { .mem = &mem };
    struct catalogue *cat;
    if ((argc > 1 && !str_int(str_of(argv[1]), &children)) || (argc > 2 && !str_int(str_of(argv[2]), &start)) ||
        catalogue_load(&cat, STR_NONE, &e))
        return 1;
    const struct clock_program *p = clock_program_make(cat, &mem);
    uint64_t seed = (uint64_t)start;
    struct facts *facts = arena_array(&mem, struct facts, BATCH);
    double engine = 0, walking = 0;
    size_t clocks = 0, records = 0, most = 0;
    int64_t sum = 0, id = 0;
    for (int64_t done = 0; done < children; done += BATCH) {
        for (int i = 0; i < BATCH; i++) {
            facts[i] = (struct facts){ .cat = cat, .by_kind = arena_array(&batch, struct records, cat->nkinds) };
            struct made m = { cat, &batch, &facts[i], &seed, id, done + i, 0 };
            child(&m);
            id = m.id;
            records += m.records;
            most = m.records > most ? m.records : most;
        }
        double t0 = cpu();
        for (int i = 0; i < BATCH; i++)
            sum += walk(&facts[i]);
        double t1 = cpu();
        for (int i = 0; i < BATCH; i++) {
            struct clock *v = NULL;
            size_t n = 0;
            clocks_compute(&facts[i], p, &work, &n, &v);
            clocks += n;
            arena_clear(&work);
        }
        engine += cpu() - t1;
        walking += t1 - t0;
        arena_clear(&batch);
    }
    printf("clocks: %.2f CPU seconds for %lld children with %zu records (%.0f on average, %zu at most) and %zu clocks; "
           "seed %lld\n",
           engine, (long long)children, records, (double)records / (double)children, most, clocks, (long long)start);
    printf("clocks: %.1f times the baseline (%.3f CPU seconds to walk over the same records once, check %lld)\n",
           engine / walking, walking, (long long)sum);
    catalogue_free(cat);
    arena_release(&work);
    arena_release(&batch);
    arena_release(&mem);
    return 0;
}
