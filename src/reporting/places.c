/* places.c - see places.h. The import's map says which field feeds which column; the row remembers which record did. */
#include "reporting/places.h"
#include "base/out.h"

static struct place_draft *draft_of(struct place_list *l, int64_t record, const struct kind *k)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->at[i].record == record && l->at[i].kind == k)
            return &l->at[i];
    struct place_draft *d = &ARENA_PUSH(l->mem, l->at, l->n, l->cap);
    *d = (struct place_draft){ .record = record, .kind = k };
    return d;
}

void place_add(struct place_list *l, int64_t record, const struct kind *k, const struct field *f)
{
    struct place_draft *d = draft_of(l, record, k);
    for (size_t i = 0; i < d->n; i++)
        if (d->fields[i] == f)
            return;
    if (f)
        ARENA_PUSH(l->mem, d->fields, d->n, d->cap) = f;     // NOLINT(bugprone-sizeof-expression): an array of pointers
}

/* Every field of that record which feeds the column: a pupil number, or the reason why there is none. */
static bool add_fields(struct place_list *l, const struct map_table *t, const struct kind *k, int64_t record,
                       int column)
{
    bool any = false;
    for (size_t i = 0; i < t->nrecords; i++)
        for (size_t f = 0; t->records[i].kind == k && f < t->records[i].nfields; f++) {
            const struct map_field *x = &t->records[i].fields[f];
            if (x->source != FROM_COLUMN || x->column != column)
                continue;
            place_add(l, record, k, x->field);
            any = true;
        }
    return any;
}

/* The record that would fill the column is not there: begin where it is named. */
static void add_link(struct place_list *l, const struct map_record *driver, int64_t record, const struct kind *missing)
{
    for (size_t i = 0; record && i < driver->nfields; i++)
        if (driver->fields[i].source == FROM_SAME_ROW && driver->fields[i].target == missing)
            place_add(l, record, driver->kind, driver->fields[i].field);
}

bool place_column(struct place_list *l, const struct return_plan *p, uint32_t table, const struct return_row *row,
                  int64_t record, str column)
{
    const struct map_table *t = return_table_map(p, table);
    const struct map_record *driver = return_driver(p, table);
    int c = return_column(p, table, column);
    if (c < 0)
        return false;
    const struct return_origin *from = row ? &row->from[c] : NULL;
    if (from && from->kind) {
        place_add(l, from->record ? from->record->id : 0, from->kind, from->field);
        return true;
    }
    if (!from || !from->map)
        return add_fields(l, t, driver->kind, row && row->record->kind != driver->kind ? 0 : record, c);
    if (!from->record)
        add_link(l, driver, record, from->map->kind);
    return add_fields(l, t, from->map->kind, from->record ? from->record->id : 0, c);
}

void place_row(struct place_list *l, const struct return_plan *p, uint32_t table, const struct return_row *row,
               int64_t record)
{
    const struct kind *k = return_driver(p, table)->kind;
    /* else the row is the person's, for want of a record of its own */
    bool own = !row || row->record->kind == k;
    place_add(l, own ? record : 0, k, NULL);
}

void place_missing(struct place_list *l, const struct return_plan *p, uint32_t table)
{
    const struct kind *k = return_driver(p, table)->kind;
    if (!kind_is_subject(k))
        place_add(l, 0, k, NULL);
}

void place_first(struct place_list *l, size_t n)
{
    if (l->n != n + 1)
        return;
    struct place_draft last = l->at[n];
    memmove(l->at + 1, l->at, n * sizeof last);
    l->at[0] = last;
}

const struct return_place *places_done(const struct place_list *l)
{
    struct return_place *to = arena_array(l->mem, struct return_place, l->n + 1);
    for (size_t i = 0; i < l->n; i++)
        to[i] = (struct return_place){ l->at[i].record, l->at[i].kind, l->at[i].n, l->at[i].fields };
    return to;
}

/* --- a place as text and back --------------------------------------------------------------------------- */

str places_text(size_t n, const struct return_place *at, arena *a)
{
    out o = { 0 };
    for (size_t i = 0; i < n; i++) {
        const struct return_place *p = &at[i];
        out_printf(&o, "%s" STR_FMT ":%lld:", i ? ";" : "", STR_ARG(p->kind->name), (long long)p->record);
        for (size_t f = 0; f < p->nfields; f++) {
            if (f)
                out_char(&o, ',');
            out_raw(&o, p->fields[f]->name);
        }
    }
    str text = o.n ? arena_copy(a, (str){ o.p, o.n }) : S("");
    out_release(&o);
    return text;
}

void places_read(const struct catalogue *cat, str text, arena *a, size_t *n, const struct return_place **to)
{
    struct place_list l = { .mem = a };
    str one;
    while (str_cut(&text, ';', &one)) {
        str kind = S(""), id = S(""), field;
        int64_t record = 0;
        str_cut(&one, ':', &kind);
        str_cut(&one, ':', &id);
        const struct kind *k = catalogue_kind(cat, kind);
        if (!k || !str_int(id, &record))
            continue;                                   /* the catalogue has no such kind any more */
        place_add(&l, record, k, NULL);
        while (str_cut(&one, ',', &field))
            if (kind_field(k, field))
                place_add(&l, record, k, kind_field(k, field));
    }
    *n = l.n;
    *to = places_done(&l);
}
