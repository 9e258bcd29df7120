/* plan.c - see plan.h. */
#include "reporting/plan.h"

const struct map_table *return_table_map(const struct return_plan *p, uint32_t table) { return p->tables[table].map; }

bool return_table_is(const struct return_plan *p, uint32_t table, const char *name)
{
    return str_eq(p->tables[table].map->name, str_of(name));
}

static int place_of(const struct map_table *t, str column)
{
    for (size_t i = 0; i < t->ncolumns; i++)
        if (str_eq(t->columns[i].name, column))
            return (int)i;
    return -1;
}

int return_column(const struct return_plan *p, uint32_t table, str column)
{
    return place_of(p->tables[table].map, column);
}
static int shape_column(const struct map_table *t, const char *name) { return name ? place_of(t, str_of(name)) : -1; }

bool return_cell_by_default(const struct return_plan *p, const struct return_row *r, str column)
{
    int i = return_column(p, r->table, column);
    return i >= 0 && (r->by_default >> i & 1);
}

const struct map_record *return_driver(const struct return_plan *p, uint32_t table) { return p->tables[table].driver; }

str return_cell(const struct return_plan *p, const struct return_row *r, str column)
{
    int i = return_column(p, r->table, column);
    return i >= 0 ? r->cells[i] : S("");
}

str return_date(const struct return_plan *p, day d, arena *a)
{
    int y, m, md;
    if (!p->shape->uk_dates)
        return day_iso(a, d);
    day_split(d, &y, &m, &md);
    return arena_printf(a, "%02d/%02d/%04d", md, m, y);
}

/* --- the plan ------------------------------------------------------------------------------------- */

/* The record that each row makes one of, whatever the row says. */
static const struct map_record *driver_of(const struct map_table *t)
{
    for (size_t i = 0; i < t->nrecords; i++)
        if (!t->records[i].when.n && !t->records[i].continues.n && !t->records[i].nsame)
            return &t->records[i];
    return NULL;
}

static void plan_kind(struct return_plan *p, const struct kind *k)
{
    for (size_t i = 0; i < p->nkinds; i++)
        if (p->kinds[i] == k)
            return;
    p->kinds[p->nkinds++] = k;
}

static void plan_table(const struct return_plan *p, struct return_table *t, arena *mem)
{
    t->from = shape_column(t->map, t->shape->from);
    t->to = shape_column(t->map, t->shape->to);
    t->inside = -1;
    for (size_t i = 0; t->shape->inside && i < p->ntables; i++)
        if (return_table_is(p, (uint32_t)i, t->shape->inside))
            t->inside = (int)i;
    for (size_t i = 0; i < t->driver->nfields; i++)
        if (t->driver->fields[i].source == FROM_PARENT)
            t->parent_ref = t->driver->fields[i].field;
    t->ahead = arena_array(mem, bool, t->map->ncolumns + 1);
    for (const char *const *ahead = p->shape->ahead; *ahead; ahead++) {
        int c = shape_column(t->map, *ahead);
        if (c >= 0)
            t->ahead[c] = true;
    }
}

err_code return_plan_make(struct return_plan *out, const struct catalogue *cat, const struct return_kind *kind,
                          const struct return_shape *shape, arena *mem, err *e)
{
    *out = (struct return_plan){ .kind = kind, .shape = shape, .ntables = shape->ntables };
    if (import_map_make(&out->map, cat, str_of(kind->name), mem, e))
        return e->code;
    struct return_table *tables = arena_array(mem, struct return_table, shape->ntables);
    out->tables = tables;
    out->kinds = arena_array(mem, const struct kind *, cat->nkinds);
    for (size_t i = 0; i < shape->ntables; i++) {
        struct return_table *t = &tables[i];
        const struct table_shape *of = &shape->tables[i];
        *t = (struct return_table){ .shape = of, .map = import_map_table(out->map, str_of(of->table)) };
        t->driver = t->map ? driver_of(t->map) : NULL;
        if (!t->driver)
            return err_set(e, ERR_INVALID, "The catalogue does not say how the return's %s is made: see import/%s.yml.",
                           t->shape->table, kind->name);
        for (size_t k = 0; k < t->map->nrecords; k++)
            plan_kind(out, t->map->records[k].kind);
    }
    for (size_t i = 0; i < shape->ntables; i++)
        plan_table(out, &tables[i], mem);
    for (size_t i = 0; i < shape->nreads; i++)
        if (kind_of(cat, shape->reads[i]))
            plan_kind(out, kind_of(cat, shape->reads[i]));
    return ERR_OK;
}
