/* duplicates.c - see duplicates.h. People are sorted by day of birth and compared within a day: as many comparisons as
 * there are pairs born on one day, some hundreds of thousands for a large county, of texts that were folded once. */
#include "exchange/duplicates.h"
#include "catalogue/named.h"
#include "record/search.h"
#include "record/tables.h"
#include <stdlib.h>

struct someone { int64_t id; str name, sound, postcode; day born; };

struct gathering {
    arena *mem;
    struct someone *at;
    size_t n, cap;
    size_t forename, surname, born, postcode;       /* their columns */
};

static err_code add_person(void *ctx, size_t ncols, const db_val *row, err *e)
{
    (void)ncols, (void)e;
    struct gathering *g = ctx;
    day born = day_parse_iso(row[g->born].s);
    if (row[ROW_REMOVED].i || born == DAY_NONE)
        return ERR_OK;
    const str names[] = { search_fold(g->mem, row[g->forename].s), search_fold(g->mem, row[g->surname].s) };
    const str sounds[] = { search_sound(g->mem, names[0]), search_sound(g->mem, names[1]) };
    ARENA_PUSH(g->mem, g->at, g->n, g->cap) = (struct someone){
        .id = row[ROW_SUBJECT].i,
        .name = arena_join(g->mem, 2, names, S(" ")),
        .sound = arena_join(g->mem, 2, sounds, S(" ")),
        .postcode = S(""),
        .born = born,
    };
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
    struct someone key = { .id = row[ROW_SUBJECT].i },
                   *p = g->n ? bsearch(&key, g->at, g->n, sizeof *g->at, by_id) : NULL;
    str postcode = row[g->postcode].s;
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

static size_t column_of(const struct catalogue *cat, enum field_name f)
{
    const struct field *at = field_of(cat, f);
    return ROW_FIELDS + (ALWAYS(at != NULL) ? (size_t)at->index : 0);
}

static err_code gather(struct store *s, struct gathering *g, err *e)
{
    const struct kind *person = kind_of(s->cat, K_person), *address = kind_of(s->cat, K_address);
    g->forename = column_of(s->cat, F_person_forename);
    g->surname = column_of(s->cat, F_person_surname);
    g->born = column_of(s->cat, F_person_born_on);
    g->postcode = column_of(s->cat, F_address_postcode);
    if (db_each(s->db, kind_table(s, person)->of_subjects, ARGS(DBI(0), DBI(INT64_MAX)), add_person, g, e))
        return e->code;
    return db_each(s->db, kind_table(s, address)->of_subjects, ARGS(DBI(0), DBI(INT64_MAX)), add_address, g, e);
}

err_code duplicates_find(struct store *s, arena *mem, size_t *n, struct duplicate **out, err *e)
{
    struct gathering g = { .mem = mem };
    size_t cap = 0;
    *n = 0;
    *out = NULL;
    if (gather(s, &g, e))
        return e->code;
    if (g.n)
        qsort(g.at, g.n, sizeof *g.at, by_birth);
    for (size_t i = 0; i < g.n; i++)
        for (size_t k = i + 1; k < g.n && g.at[k].born == g.at[i].born; k++) {
            const struct someone *a = &g.at[i], *b = &g.at[k];
            const char *why = alike(a, b);
            if (why)
                ARENA_PUSH(mem, *out, *n, cap) = (struct duplicate){ a->id, b->id, a->name, b->name, a->born, why };
        }
    return ERR_OK;
}
