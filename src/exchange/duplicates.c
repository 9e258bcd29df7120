/* duplicates.c - people who may be the same person twice. Pairs are listed for somebody to look at; nothing is merged. */
#include "exchange/import.h"
#include "record/search.h"
#include "store/schema.h"
#include <stdlib.h>

struct someone { int64_t id; str name, sound, postcode; day born; };
struct gathering { struct store *s; arena *mem; const struct kind *kind; struct someone *at; size_t n, cap; int forename, surname, born, subject_postcode; };

static int index_of(const struct kind *k, const char *name)
{
    const struct field *f = kind_field(k, str_of(name));
    return f ? f->index : -1;
}

static err_code add_person(void *ctx, size_t ncols, const db_val *row, err *e)
{
    (void)ncols, (void)e;
    struct gathering *g = ctx;
    day born = day_parse_iso(row[ROW_FIELDS + g->born].s);
    if (row[ROW_REMOVED].i || born == DAY_NONE)
        return ERR_OK;
    str fore = search_fold(g->mem, row[ROW_FIELDS + g->forename].s), sur = search_fold(g->mem, row[ROW_FIELDS + g->surname].s);
    const str names[] = { fore, sur }, sounds[] = { search_sound(g->mem, fore), search_sound(g->mem, sur) };
    ARENA_PUSH(g->mem, g->at, g->n, g->cap) = (struct someone){ row[ROW_SUBJECT].i, arena_join(g->mem, 2, names, S(" ")), arena_join(g->mem, 2, sounds, S(" ")), S(""), born };
    return ERR_OK;
}

static int by_id(const void *a, const void *b)
{
    int64_t x = ((const struct someone *)a)->id, y = ((const struct someone *)b)->id;
    return (x > y) - (x < y);
}

/* The newest address that has a postcode counts: rows come by subject and then by id. */
static err_code add_address(void *ctx, size_t ncols, const db_val *row, err *e)
{
    (void)ncols, (void)e;
    struct gathering *g = ctx;
    struct someone key = { .id = row[ROW_SUBJECT].i }, *p = g->n ? bsearch(&key, g->at, g->n, sizeof *g->at, by_id) : NULL;
    str postcode = row[ROW_FIELDS + g->subject_postcode].s;
    if (p && postcode.n && !row[ROW_REMOVED].i)
        p->postcode = search_fold(g->mem, postcode);
    return ERR_OK;
}

static int by_birth(const void *a, const void *b)
{
    const struct someone *x = a, *y = b;
    return x->born != y->born ? (x->born > y->born) - (x->born < y->born) : by_id(a, b);
}

static const char *alike(const struct someone *a, const struct someone *b)
{
    if (a->name.n > 1 && str_eq(a->name, b->name))
        return "same name and day of birth";
    if (a->postcode.n && str_eq(a->postcode, b->postcode) && a->sound.n > 1 && str_eq(a->sound, b->sound))
        return "same day of birth and postcode, and a like name";
    return NULL;
}

err_code duplicates_find(struct store *s, arena *mem, size_t *n, struct duplicate **out, err *e)
{
    const struct kind *person = catalogue_kind(s->cat, S("person")), *address = catalogue_kind(s->cat, S("address"));
    size_t cap = 0;
    *n = 0;
    *out = NULL;
    if (!person || !address)
        return err_set(e, ERR_INVALID, "The catalogue has no people.");
    struct gathering g = { .s = s, .mem = mem, .kind = person, .forename = index_of(person, "forename"), .surname = index_of(person, "surname"),
                           .born = index_of(person, "born_on"), .subject_postcode = index_of(address, "postcode") };
    if (g.forename < 0 || g.surname < 0 || g.born < 0 || g.subject_postcode < 0)
        return err_set(e, ERR_INVALID, "The catalogue's people have no name, day of birth or address to compare.");
    if (db_each(s->db, s->st[person->index].of_subjects, ARGS(DBI(0), DBI(INT64_MAX)), add_person, &g, e) ||
        db_each(s->db, s->st[address->index].of_subjects, ARGS(DBI(0), DBI(INT64_MAX)), add_address, &g, e))
        return e->code;
    if (g.n)
        qsort(g.at, g.n, sizeof *g.at, by_birth);
    for (size_t i = 0; i < g.n; i++)
        for (size_t k = i + 1; k < g.n && g.at[k].born == g.at[i].born; k++) {
            const char *why = alike(&g.at[i], &g.at[k]);
            if (why)
                ARENA_PUSH(mem, *out, *n, cap) = (struct duplicate){ g.at[i].id, g.at[k].id, g.at[i].name, g.at[k].name, g.at[i].born, why };
        }
    return ERR_OK;
}
