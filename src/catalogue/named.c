/* named.c - binds the program's names for kinds and fields to the catalogue that was loaded.
 *
 * One pass over the names, in which each finds its kind and its fields by comparing texts: some thousand names, a fifth
 * of a millisecond. From then on a name is a number: the place in two small arrays, of the catalogue and of the kind.
 * A name that finds nothing stays unbound; check_against_embedded says so, as it knows what else is amiss. */
#include "catalogue/load.h"
#define NAMES_TABLE
#include "catalogue/named.h"

static void bind_fields(struct loading *l, struct kind *k, enum kind_name name)
{
    int *at = arena_array(l->mem, int, names[name].nfields);
    for (size_t i = 0; i < names[name].nfields; i++) {
        const struct field *f = kind_field(k, str_of(names[name].fields[i]));
        at[i] = f ? f->index : -1;
    }
    k->own_name = (int)name;
    k->by_name = at;
}

void bind_names(struct loading *l)
{
    const struct kind **by_name = arena_array(l->mem, const struct kind *, K__COUNT);
    for (int name = K__NONE + 1; name < K__COUNT; name++) {
        const struct kind *k = catalogue_kind(l->cat, str_of(names[name].name));
        if (k)
            bind_fields(l, &l->kinds[k->index], (enum kind_name)name);
        by_name[name] = k;
    }
    l->cat->by_name = by_name;
}
