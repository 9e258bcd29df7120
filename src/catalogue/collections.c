/* collections.c - collections.yml: which returns there are, and when each year's is sent. */
#include "catalogue/load.h"

struct collection_draft { struct collection_dates c; int64_t year; };

static const struct key collection_keys[] = {
    { "return", KEY_NAME, offsetof(struct collection_draft, c.source), true },
    { "year",   KEY_INT,  offsetof(struct collection_draft, year), true },
    { "name",   KEY_TEXT, offsetof(struct collection_draft, c.name), true },
    { "opens",  KEY_DAY,  offsetof(struct collection_draft, c.opens), true },
    { "closes", KEY_DAY,  offsetof(struct collection_draft, c.closes), true },
    { "status", KEY_MARK, offsetof(struct collection_draft, c.mark), false },
    { "source", KEY_TEXT, offsetof(struct collection_draft, c.known_from), false },
};

static void check_one(struct loading *l, const struct yaml *item, const struct collection_draft *d,
                      const struct collection_dates *all, size_t n)
{
    if (d->year < 1990 || d->year > 2100)
        fault_at(l->faults, yaml_get(item, "year"),
                 "a collection's year is the one in which it begins: 2026 for 2026-27");
    else if (d->c.opens != DAY_NONE && d->c.opens < day_make((int)d->year, 4, 1))
        fault_at(l->faults, yaml_get(item, "opens"), "a return cannot be sent before its year begins");
    if (d->c.opens != DAY_NONE && d->c.closes != DAY_NONE && d->c.closes < d->c.opens)
        fault_at(l->faults, yaml_get(item, "closes"), "this is before the day on which it opens");
    for (size_t i = 0; i < n; i++)
        if (all[i].year == d->year && str_eq(all[i].source, d->c.source))
            fault_at(l->faults, item, "this return and year stand further up too: keep one");
}

void load_collections(struct loading *l)
{
    size_t count = loading_count(l, "collections.yml", "collections"), n = 0, tree = 0;
    struct collection_dates *all = arena_array(l->mem, struct collection_dates, count + 1);
    for (const struct yaml *item = NULL; loading_next(l, "collections.yml", "collections", &tree, &item);) {
        struct collection_draft d = { .c = { .source = S(""),
                                             .name = S(""),
                                             .known_from = S(""),
                                             .opens = DAY_NONE,
                                             .closes = DAY_NONE,
                                             .mark = MARK_RECALLED } };
        MAP_READ(l->faults, item, "a collection", collection_keys, &d);
        check_one(l, item, &d, all, n);
        d.c.year = (int)d.year;
        all[n++] = d.c;
    }
    l->cat->ncollections = n;
    l->cat->collections = all;
}
