/* t_returns_coverage.c - every element of the CIN census and every column of the SSDA903 has a field that feeds it,
 * or a reason why it needs none; no field claims to feed what the returns do not have; and the codes that may be
 * chosen for the year to 31 March 2026 are the returns' own. */
#include "coverage.h"
#include "tap.h"

struct tally { struct list items; size_t nfaults; arena *mem; };

static void fault(struct tally *t, const char *what, str a, str b)
{
    printf("# %s " STR_FMT ":" STR_FMT "\n", what, STR_ARG(a), STR_ARG(b));
    t->nfaults++;
}

static void count_field(struct tally *t, str returns)
{
    str word, name = S("");
    while (next_word(&returns, ' ', &word)) {
        str item = word;
        str_cut(&item, ':', &name);
        struct item *found = list_find(&t->items, name, item);
        if (found)
            found->uses++;
        else
            fault(t, "no such item:", name, item);
    }
}

static void count_left_out(struct tally *t, const struct yaml *import, str name)
{
    const struct yaml *derived = yaml_get(import, "derived");
    for (const struct yaml *row = derived ? derived->first : NULL; row; row = row->next) {
        struct item *found = list_find(&t->items, name, yaml_text(row, "element"));
        if (!found || found->uses || !yaml_text(row, "reason").n)
            fault(t, "left out wrongly:", name, yaml_text(row, "element"));
        else
            found->uses++;
    }
}

static void count_kinds(struct tally *t, const struct catalogue *cat)
{
    for (size_t i = 0; i < cat->nkinds; i++)
        for (size_t j = 0; j < cat->kinds[i].nfields; j++)
            count_field(t, cat->kinds[i].fields[j].returns);
}

static void count_homeless(struct tally *t)
{
    for (size_t i = 0; i < t->items.n; i++)
        if (!t->items.at[i].uses)
            fault(t, "no field feeds", t->items.at[i].a, t->items.at[i].b);
}

/* --- codes -------------------------------------------------------------------------------------- */
/* The code sets of the fields that feed an item; at most a handful. */
static size_t sets_of(const struct catalogue *cat, str name, str item, size_t room, const struct codeset **sets)
{
    size_t n = 0;
    for (size_t i = 0; i < cat->nkinds; i++)
        for (size_t j = 0; j < cat->kinds[i].nfields; j++) {
            const struct field *f = &cat->kinds[i].fields[j];
            str rest = f->returns, word, head = S("");
            while (f->codes && next_word(&rest, ' ', &word)) {
                str tail = word;
                str_cut(&tail, ':', &head);
                if (str_eq(head, name) && str_eq(tail, item) && n < room)
                    sets[n++] = f->codes;
            }
        }
    return n;
}

static bool may_be_chosen(const struct codeset *cs, str code, day on)
{
    int i = codeset_find(cs, code);
    return i >= 0 && in_force(cs->codes[i].when, on);
}

/* Every code that the return lists can be chosen in one of the sets that feed it. */
static void check_listed(struct tally *t, const struct catalogue *cat, day on)
{
    for (size_t i = 0; i < t->items.n; i++) {
        const struct item *it = &t->items.at[i];
        const struct codeset *sets[8];
        size_t n = sets_of(cat, it->a, it->b, COUNT_OF(sets), sets), found = 0;
        for (size_t j = 0; j < n; j++)
            found += may_be_chosen(sets[j], it->c, on);
        if (!found)
            fault(t, arena_printf(t->mem, "no code \"" STR_FMT "\" for", STR_ARG(it->c)).p, it->a, it->b);
    }
}

static bool is_listed(const struct list *items, const struct catalogue *cat, str name, const struct codeset *cs,
                      str code)
{
    for (size_t i = 0; i < items->n; i++) {
        const struct codeset *sets[8];
        if (!str_eq(items->at[i].a, name) || !str_eq(items->at[i].c, code))
            continue;
        size_t n = sets_of(cat, name, items->at[i].b, COUNT_OF(sets), sets);
        for (size_t j = 0; j < n; j++)
            if (sets[j] == cs)
                return true;
    }
    return false;
}

/* No code claims a return that does not list it. */
static void check_claims(struct tally *t, const struct catalogue *cat, day on)
{
    static const char *const names[] = { "ssda903", "cin" };
    for (size_t i = 0; i < cat->ncodesets; i++)
        for (size_t j = 0; j < cat->codesets[i].ncodes; j++)
            for (size_t m = 0; m < COUNT_OF(names); m++) {
                const struct code *c = &cat->codesets[i].codes[j];
                str name = str_of(names[m]);
                if (str_has(c->returns, name) && in_force(c->when, on) &&
                    !is_listed(&t->items, cat, name, &cat->codesets[i], c->code))
                    fault(t,
                          arena_printf(t->mem, "code \"" STR_FMT "\" of this set is not listed:", STR_ARG(c->code)).p,
                          name, cat->codesets[i].name);
            }
}

static void test_codes(struct tally *t, const struct catalogue *cat, arena *mem)
{
    day on = day_parse_iso(S("2026-03-31"));
    ok(list_read(&t->items, "test/catalogue/data/return_codes.csv", mem), "the codes of the returns are read");
    t->nfaults = 0;
    check_listed(t, cat, on);
    is_int((int64_t)t->nfaults, 0, "each code of the returns may be chosen");
    check_claims(t, cat, on);
    is_int((int64_t)t->nfaults, 0, "no code is said to be in a return that does not list it");
    check_listed(t, cat, day_parse_iso(S("2017-03-31")));
    ok(t->nfaults > 0, "codes of today were not all there in 2017");
}

int main(void)
{
    arena mem;
    arena_init(&mem, 0);
    struct catalogue *cat = NULL;
    err e = { .mem = &mem };
    struct tally *t = arena_new(&mem, struct tally);
    t->mem = &mem;
    ok(catalogue_load(&cat, STR_NONE, &e) == ERR_OK, "the catalogue loads");
    ok(list_read(&t->items, "test/catalogue/data/return_items.csv", &mem), "the items of the returns are read");
    if (cat) {
        const struct yaml *cin = catalogue_yaml(cat, "import/cin.yml", &mem),
                          *ssda903 = catalogue_yaml(cat, "import/ssda903.yml", &mem);
        ok(cin && ssda903, "what is left out is listed");
        count_kinds(t, cat);
        count_left_out(t, cin, S("cin"));
        count_left_out(t, ssda903, S("ssda903"));
        count_homeless(t);
        is_int((int64_t)t->nfaults, 0, "each item of the returns has a home");

        t->nfaults = 0;
        count_field(t, S("ssda903:NOTHING"));
        is_int((int64_t)t->nfaults, 1, "a column that the return does not have is refused");
        t->items.at[0].uses = 0;
        count_homeless(t);
        is_int((int64_t)t->nfaults, 2, "an item without a home is found");
        count_left_out(t, cin, S("cin"));
        ok(t->nfaults > 2, "an item fed by a field cannot be left out too");
        test_codes(t, cat, &mem);
        catalogue_free(cat);
    }
    arena_release(&mem);
    return done_testing();
}
