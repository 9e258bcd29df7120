/* t_holder.c - who holds a case: the role, the last day, the removed record, and the order
 * in which several are asked. */
#include "catalogue/load.h"
#include "desk/holder.h"
#include "tap.h"

static struct catalogue *cat;
static arena mem;

static const day today = 20000;
enum { OPEN_ENDED = DAY_NONE };

static const struct { const char *name, *role; day to; bool removed, holds; } cases[] = {
    { "a case holder without an end", "case_holder", OPEN_ENDED, false, true },
    { "one who ends tomorrow", "case_holder", today + 1, false, true },
    { "one whose last day is today", "case_holder", today, false, false },
    { "one who ended yesterday", "case_holder", today - 1, false, false },
    { "one entered in error", "case_holder", OPEN_ENDED, true, false },
    { "a co-worker", "co_worker", OPEN_ENDED, false, false },
    { "no role at all", NULL, OPEN_ENDED, false, false },
};

static struct record *involvement(int64_t id, const char *role, day to, bool removed)
{
    const struct kind *k = kind_of(cat, K_involvement);
    struct record *r = arena_new(&mem, struct record);
    *r = (struct record){ .kind = k, .id = id, .removed = removed, .values = arena_array(&mem, value, k->nfields) };
    r->values[field_of(cat, F_involvement_role)->index].text = role ? str_of(role) : STR_NONE;
    if (to != OPEN_ENDED)
        r->values[field_of(cat, F_involvement_to_on)->index] = (value){ day_iso(&mem, to), to };
    return r;
}

static struct subject *child(size_t n, struct record **all)
{
    struct subject *sub = arena_new(&mem, struct subject);
    sub->facts = (struct facts){ cat, arena_array(&mem, struct records, cat->nkinds) };
    sub->facts.by_kind[kind_of(cat, K_involvement)->index] = (struct records){ n, n, all };
    return sub;
}

int main(void)
{
    err e = { .mem = &mem };
    arena_init(&mem, 0);
    if (catalogue_load(&cat, STR_NONE, &e)) {
        printf("Bail out! " STR_FMT "\n", STR_ARG(e.message));
        return 1;
    }
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        ok(holder_is(involvement(1, cases[i].role, cases[i].to, cases[i].removed), today) == cases[i].holds,
           cases[i].name);
    ok(holder_role(involvement(1, "case_holder", today - 100, false)), "who held it once had the role");
    ok(!holder_role(involvement(1, "co_worker", OPEN_ENDED, false)), "another role is not it");

    struct record *all[] = { involvement(1, "case_holder", today - 1, false),
                             involvement(2, "co_worker", OPEN_ENDED, false),
                             involvement(3, "case_holder", OPEN_ENDED, false),
                             involvement(4, "case_holder", OPEN_ENDED, false) };
    const struct record *holds = holder_of(child(COUNT_OF(all), all), today);
    is_int(holds ? holds->id : 0, 3, "of several the first that holds");
    ok(!holder_of(child(2, all), today), "nobody, when the only one has ended");
    ok(!holder_of(child(0, NULL), today), "nobody, when there never was anybody");
    catalogue_free(cat);
    arena_release(&mem);
    return done_testing();
}
