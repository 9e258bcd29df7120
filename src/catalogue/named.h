/* named.h - the kinds and fields that the program itself speaks of, by name and at no cost.
 *
 * Code whose job is one very kind or field writes K_referral and F_person_born_on, not "referral" and "born_on": a name
 * that catalogue/kinds/ does not have fails to compile. tools/names.awk makes the names of those files at build time
 * (names.h); loading a catalogue binds each once, whatever order that catalogue has its kinds and fields in. What looks
 * at any kind (forms, the store, imports) goes on reading the catalogue and has no need of them.
 *
 * A council's catalogue that lacks one of them is refused by name when it is loaded, so outside the catalogue's own
 * tests, which make catalogues of two kinds, neither function gives NULL. Each is two loads. */
#ifndef CATALOGUE_NAMED_H
#define CATALOGUE_NAMED_H
#include "base/always.h"
#include "catalogue/catalogue.h"
#include "names.h"

static inline enum kind_name kind_named_by(enum field_name f) { return (enum kind_name)(f / NAME_PLACES); }

static inline const struct kind *kind_of(const struct catalogue *c, enum kind_name k)
{
    return ALWAYS(k < K__COUNT) ? c->by_name[k] : NULL;
}

/* Is it this kind? With k NULL: no. */
static inline bool kind_is(const struct kind *k, enum kind_name name) { return k && k->own_name == (int)name; }

/* The field of a kind that is at hand; f must be one of that kind's names. */
static inline const struct field *kind_field_of(const struct kind *k, enum field_name f)
{
    if (!ALWAYS(kind_is(k, kind_named_by(f))))
        return NULL;
    int at = k->by_name[f % NAME_PLACES];
    return at < 0 ? NULL : &k->fields[at];
}

static inline const struct field *field_of(const struct catalogue *c, enum field_name f)
{
    const struct kind *k = kind_of(c, kind_named_by(f));
    return k ? kind_field_of(k, f) : NULL;
}

/* Is it this field? With f NULL: no. k: the kind that f belongs to. */
static inline bool field_is(const struct kind *k, const struct field *f, enum field_name name)
{
    return f && kind_is(k, kind_named_by(name)) && k->by_name[name % NAME_PLACES] == f->index;
}
#endif
