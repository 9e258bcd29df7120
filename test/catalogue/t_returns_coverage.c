/* t_returns_coverage.c - every element of the CIN census and every column of the SSDA903 has a field that feeds it,
 * or a reason why it needs none; and no field claims to feed what the returns do not have. */
#include "coverage.h"
#include "tap.h"

struct tally { struct list items; size_t nfaults; };

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

int main(void)
{
    arena mem;
    arena_init(&mem, 0);
    struct catalogue *cat = NULL;
    err e = { .mem = &mem };
    struct tally *t = arena_new(&mem, struct tally);
    ok(catalogue_load(&cat, STR_NONE, &e) == ERR_OK, "the catalogue loads");
    ok(list_read(&t->items, "test/catalogue/data/return_items.csv", &mem), "the items of the returns are read");
    if (cat) {
        const struct yaml *cin = catalogue_yaml(cat, "import/cin.yml", &mem), *ssda903 = catalogue_yaml(cat, "import/ssda903.yml", &mem);
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
        catalogue_free(cat);
    }
    arena_release(&mem);
    return done_testing();
}
