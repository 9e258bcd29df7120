/* rows.c - see rows.h. */
#include "reporting/rows.h"
#include "record/field.h"
#include "reporting/everyday.h"

/* --- cells ---------------------------------------------------------------------------------------- */

struct rows_work {
    const struct return_plan *p;
    const struct facts *facts;
    const struct return_year *year;
    const struct return_names *names;
    arena *a;
    struct return_rows *out;
    struct everyday_of everyday;
    bool adopted;
};

static str value_text(const struct rows_work *w, const struct record *r, const struct field *f)
{
    value v = record_value(r, f);
    if (!v.text.p)
        return S("");
    if (f->type == FT_DATE)
        return return_date(w->p, (day)v.num, w->a);
    if (f->type == FT_INSTANT)
        return return_date(w->p, instant_day(v.num), w->a);
    if (f->type == FT_REF)
        return w->names ? w->names->name(w->names->ctx, f->ref, v.num) : S("");
    return v.text;
}

static day value_day(const struct record *r, const struct field *f)
{
    value v = record_value(r, f);
    return !v.text.p               ? DAY_NONE
           : f->type == FT_INSTANT ? instant_day(v.num)
           : f->type == FT_DATE    ? (day)v.num
                                   : DAY_NONE;
}

/* What the record says goes into the cells that are still empty. */
static void fill(const struct rows_work *w, const struct return_table *t, const struct map_record *m,
                 const struct record *r, str *cells, struct return_origin *from)
{
    for (size_t i = 0; i < m->nfields; i++) {
        const struct map_field *f = &m->fields[i];
        if (f->source != FROM_COLUMN || f->column < 0)
            continue;
        str *cell = &cells[f->column];
        if (!cell->n && (!from[f->column].record || record_value(r, f->field).text.p))
            from[f->column] = (struct return_origin){ .record = r, .map = m };
        day d = value_day(r, f->field);
        if (d != DAY_NONE && d > w->year->end && !t->ahead[f->column])
            continue;
        if (f->part == 2) {                             /* the letter for where stands there already */
            const str both[] = { *cell, value_text(w, r, f->field) };
            *cell = arena_join(w->a, 2, both, S(""));
        } else if (!cell->n) {
            *cell = value_text(w, r, f->field);
        }
    }
}

/* Facts that a map makes only as one thing (UASC, a case holder, a transfer in) are read back only where they are
 * that. */
static bool constants_hold(const struct map_record *m, const struct record *r)
{
    for (size_t i = 0; i < m->nfields; i++)
        if (m->fields[i].source == FROM_CONSTANT &&
            !str_eq_nocase(record_value(r, m->fields[i].field).text, m->fields[i].text))
            return false;
    return true;
}

static const struct record *record_by_id(const struct records *list, int64_t id)
{
    for (size_t i = 0; i < list->n; i++)
        if (list->at[i]->id == id && !list->at[i]->removed)
            return list->at[i];
    return NULL;
}

static const struct field *link_to(const struct map_record *m, const struct kind *k)
{
    for (size_t i = 0; i < m->nfields; i++)
        if (m->fields[i].source == FROM_SAME_ROW && m->fields[i].target == k)
            return m->fields[i].field;
    return NULL;
}

/* A record without a day of its own is known by the year that it came with. */
static bool of_this_year(const struct rows_work *w, const struct record *r)
{
    if (r->kind->f_happened >= 0 && r->values[r->kind->f_happened].text.p) {
        day d = value_day(r, &r->kind->fields[r->kind->f_happened]);
        return d >= w->year->start && d <= w->year->end;
    }
    str end = day_iso(w->a, w->year->end), key = r->source_key;
    for (size_t i = 0; i < key.n; i++)
        if (str_starts(str_skip(key, i), end))
            return true;
    return false;
}

static bool keyed_by_year(const struct map_table *t, const struct map_record *m)
{
    return m->nkey == 1 && str_eq(t->columns[m->key[0]].name, S("year end"));
}

/* The record of another kind that stands in the same row: linked, or of the same year, or the latest by the year's
 * end. */
static const struct record *beside(const struct rows_work *w, const struct return_table *t, const struct map_record *m,
                                   const struct record *main)
{
    const struct records *list = &w->facts->by_kind[m->kind->index];
    const struct field *up = link_to(t->driver, m->kind), *down = link_to(m, t->driver->kind);
    if (up)
        return record_by_id(list, record_value(main, up).num);
    const struct record *best = NULL;
    for (size_t i = 0; i < list->n; i++) {
        const struct record *r = list->at[i];
        if (r->removed || !constants_hold(m, r) ||
            (down && (!record_value(r, down).text.p || record_value(r, down).num != main->id)))
            continue;
        if (down && best)
            continue;                                   /* the first conference is the one that the enquiry led to */
        if (keyed_by_year(t->map, m) && !of_this_year(w, r))
            continue;
        best = r;
    }
    return best;
}

/* The reason for a move belongs to the episode in which the placement ended. */
static bool placement_ends_here(const struct return_table *t, const struct map_record *m, const struct record *main,
                                const struct record *other)
{
    const struct kind *a = t->driver->kind, *b = m->kind;
    if (!link_to(t->driver, b) || a->f_ended < 0 || b->f_ended < 0)
        return true;
    return str_eq(main->values[a->f_ended].text, other->values[b->f_ended].text);
}

static void clear_what_is_not_yet(const struct return_plan *p, uint32_t table, str *cells, const bool *hidden)
{
    for (size_t i = 0; i < p->shape->nonly; i++) {
        const struct only_with *x = &p->shape->only[i];
        int c = return_column(p, table, str_of(x->column)), end = return_column(p, table, str_of(x->end));
        if (c >= 0 && end >= 0 && !cells[end].n && (x->needs_it || hidden[end]))
            cells[c] = S("");
    }
}

/* Of a record that is not there: its columns say what is missing. */
static void originate(const struct map_record *m, struct return_origin *from)
{
    for (size_t i = 0; i < m->nfields; i++)
        if (m->fields[i].source == FROM_COLUMN && m->fields[i].column >= 0 && !from[m->fields[i].column].map)
            from[m->fields[i].column] = (struct return_origin){ .map = m };
}

static str *cells_of(const struct rows_work *w, uint32_t table, const struct record *r, struct return_origin *from)
{
    const struct return_table *t = &w->p->tables[table];
    str *cells = arena_array(w->a, str, t->map->ncolumns + 1);
    bool *hidden = arena_array(w->a, bool, t->map->ncolumns + 1);
    for (size_t i = 0; i < t->map->ncolumns; i++)
        cells[i] = S("");
    fill(w, t, t->driver, r, cells, from);
    for (size_t i = 0; i < t->driver->nfields; i++)
        if (t->driver->fields[i].column >= 0 && value_day(r, t->driver->fields[i].field) > w->year->end)
            hidden[t->driver->fields[i].column] = true;
    for (size_t i = 0; i < t->map->nrecords; i++) {
        const struct map_record *m = &t->map->records[i];
        bool spell = m->nsame && !link_to(t->driver, m->kind);      /* one over many rows, whose days are its own */
        const struct record *other = m == t->driver || spell ? NULL : beside(w, t, m, r);
        if (!other) {
            if (!spell)
                originate(m, from);
            continue;
        }
        fill(w, t, m, other, cells, from);
        int reason = return_column(w->p, table, S("REASON_PLACE_CHANGE"));
        if (reason >= 0 && !placement_ends_here(t, m, r, other))
            cells[reason] = S("");
    }
    clear_what_is_not_yet(w->p, table, cells, hidden);
    return cells;
}

/* --- rows ----------------------------------------------------------------------------------------- */

static bool in_year(const struct rows_work *w, day d)
{
    return d != DAY_NONE && d >= w->year->start && d <= w->year->end;
}

static day fact_day(const struct map_record *m, const struct record *r, int column)
{
    for (size_t i = 0; i < m->nfields; i++)
        if (column >= 0 && m->fields[i].column == column && m->fields[i].source == FROM_COLUMN)
            return value_day(r, m->fields[i].field);
    return DAY_NONE;
}

static bool says_yes(const struct record *r, enum field_name f)
{
    return kind_is(r->kind, kind_named_by(f)) && record_is(r, f, S("1"));
}

static bool enquiry_belongs(const struct rows_work *w, const struct return_table *t, const struct record *r)
{
    day began = fact_day(t->driver, r, t->from), held = DAY_NONE;
    for (size_t i = 0; i < t->map->nrecords; i++) {
        const struct record *c = &t->map->records[i] == t->driver ? NULL : beside(w, t, &t->map->records[i], r);
        if (c)
            held = fact_day(&t->map->records[i], c, t->to);
    }
    if (in_year(w, began) || (in_year(w, held) && began <= w->year->end))
        return true;
    bool over = held != DAY_NONE || says_yes(r, F_s47_enquiry_conference_not_needed) ||
                (r->kind->f_ended >= 0 && r->values[r->kind->f_ended].text.p);
    return began != DAY_NONE && began < w->year->start && !over;
}

/* Adopters are only known of a match that led somewhere. */
static bool says_more_than_its_day(const struct return_table *t, const struct record *r)
{
    for (size_t i = 0; i < t->driver->nfields; i++)
        if (t->driver->fields[i].column != t->from && record_value(r, t->driver->fields[i].field).text.p)
            return true;
    return false;
}

static bool row_belongs(const struct rows_work *w, const struct return_table *t, const struct record *r)
{
    day from = fact_day(t->driver, r, t->from), to = fact_day(t->driver, r, t->to);
    bool begun = from != DAY_NONE && from <= w->year->end, goes_on = to == DAY_NONE || to >= w->year->start;
    switch (t->shape->belongs) {
    case WHO: case ALWAYS_THERE: return true;
    case OVERLAPS: return begun && goes_on;
    case WITHIN:   return in_year(w, from);
    case CHOSEN:   return true;
    case UNTIL:    return goes_on;
    case ADOPTED:
        return w->adopted && begun && (says_more_than_its_day(t, r) || !str_starts(r->source_key, t->driver->prefix));
    case REFERRED: return says_yes(r, F_referral_nfa) ? in_year(w, from) : begun && goes_on;
    case ENQUIRED: return enquiry_belongs(w, t, r);
    }
    return false;
}

/* The row around this one: that of the fact it names, else the last of those that had begun by then, else the first. */
static uint32_t parent_of(const struct rows_work *w, const struct return_table *t, const struct record *r)
{
    uint32_t first = NO_PARENT, last = NO_PARENT;
    value named = t->parent_ref ? record_value(r, t->parent_ref) : (value){ STR_NONE, 0 };
    day began = fact_day(t->driver, r, t->from);
    for (uint32_t i = 0; i < w->out->n; i++) {
        const struct return_row *x = &w->out->at[i];
        const struct return_table *around = &w->p->tables[x->table];
        if ((int)x->table != t->inside)
            continue;
        if (named.text.p && x->record->id == named.num)
            return i;
        day d = fact_day(around->driver, x->record, around->from);
        if (first == NO_PARENT)
            first = i;
        if (d == DAY_NONE || began == DAY_NONE || d <= began)
            last = i;
    }
    if (named.text.p)
        return NO_PARENT;                               /* what holds it is not in this year's return */
    return last != NO_PARENT ? last : first;
}

static void add_row(const struct rows_work *w, uint32_t table, const struct record *r, uint32_t parent)
{
    struct return_origin *from = arena_array(w->a, struct return_origin, w->p->tables[table].map->ncolumns + 1);
    str *cells = cells_of(w, table, r, from);
    ARENA_PUSH(w->a, w->out->at, w->out->n, w->out->cap) =
        (struct return_row){ .table = table, .parent = parent, .record = r, .cells = cells, .from = from };
}

/* A row that no record of its own stands behind: the person's. */
static void add_empty_row(const struct rows_work *w, uint32_t table)
{
    const struct records *people = facts_of(w->facts, K_person);
    size_t n = w->p->tables[table].map->ncolumns;
    if (!people->n)
        return;
    str *cells = arena_array(w->a, str, n + 1);
    struct return_origin *from = arena_array(w->a, struct return_origin, n + 1);
    for (size_t i = 0; i < n; i++)
        cells[i] = S("");
    for (size_t i = 0; i < w->p->tables[table].map->nrecords; i++)
        originate(&w->p->tables[table].map->records[i], from);
    ARENA_PUSH(w->a, w->out->at, w->out->n, w->out->cap) = (struct return_row){
        .table = table, .parent = NO_PARENT, .record = people->at[0], .cells = cells, .from = from
    };
}

static bool leaves_out(const struct rows_work *w, const struct record *r)
{
    return w->p->shape->leaves_out && w->p->shape->leaves_out(&w->everyday, r);
}

static void add_table(const struct rows_work *w, uint32_t table)
{
    const struct return_table *t = &w->p->tables[table];
    const struct records *list = &w->facts->by_kind[t->driver->kind->index];
    bool chosen = t->shape->belongs == CHOSEN;
    const struct record *last = chosen ? t->shape->chosen(&w->everyday) : NULL;
    for (size_t i = 0; i < list->n && !chosen; i++) {
        const struct record *r = list->at[i];
        if (r->removed || !constants_hold(t->driver, r) || !row_belongs(w, t, r) || leaves_out(w, r))
            continue;
        uint32_t parent = t->inside >= 0 && t->shape->belongs != REFERRED ? parent_of(w, t, r) : NO_PARENT;
        if (t->inside >= 0 && parent == NO_PARENT && t->shape->belongs != REFERRED)
            continue;
        last = r;
        if (!t->shape->one)
            add_row(w, table, r, parent);
    }
    if (t->shape->one && last)
        add_row(w, table, last, NO_PARENT);
    else if (t->shape->asked && t->shape->asked(&w->everyday))
        add_empty_row(w, table);
}

static bool was_adopted(const struct rows_work *w)
{
    for (size_t i = 0; i < w->out->n; i++) {
        str rec = return_cell(w->p, &w->out->at[i], S("REC"));
        if (str_eq(rec, S("E11")) || str_eq(rec, S("E12")))
            return true;
    }
    return false;
}

/* Referrals come before the child that they make one of: every row of theirs stands in the child's, whichever came
 * first. */
static void hang_below_child(const struct return_plan *p, struct return_rows *out)
{
    uint32_t child = NO_PARENT;
    for (uint32_t i = 0; i < out->n; i++)
        if (p->tables[out->at[i].table].shape->belongs == WHO)
            child = i;
    for (uint32_t i = 0; i < out->n; i++)
        if (p->tables[out->at[i].table].shape->belongs == REFERRED)
            out->at[i].parent = child;
}

void return_rows_of(const struct return_plan *p, const struct facts *facts, const struct return_year *year,
                    const struct return_names *names, arena *a, struct return_rows *out)
{
    *out = (struct return_rows){ 0 };
    struct rows_work w = { p, facts, year, names, a, out, { p, facts, year, a }, false };
    add_table(&w, 0);
    size_t main = out->n;
    w.adopted = was_adopted(&w);
    for (uint32_t t = 1; !main && t < p->ntables && !out->n; t++)
        if (p->tables[t].shape->alone)
            add_table(&w, t);
    if (!out->n)
        return;
    for (uint32_t t = 1; t < p->ntables; t++)
        if (main || p->tables[t].shape->belongs == WHO)
            add_table(&w, t);
    hang_below_child(p, out);
    for (size_t i = 0; i < out->n; i++) {
        const struct table_shape *shape = p->tables[out->at[i].table].shape;
        if (shape->fill)
            shape->fill(&w.everyday, &out->at[i]);
    }
}

static bool has_episodes(const struct return_rows *rows)
{
    for (size_t i = 0; i < rows->n; i++)
        if (rows->at[i].table == 0)
            return true;
    return false;
}

void return_rows_before(const struct return_plan *p, const struct facts *facts, const struct return_year *before,
                        const struct return_rows *rows, const struct return_names *names, arena *a,
                        struct return_rows *out)
{
    return_rows_of(p, facts, before, names, a, out);
    if (has_episodes(rows) || has_episodes(out))
        return;
    struct return_year ever = { before->year, INT32_MIN + 1, before->end };
    struct rows_work w = { p, facts, &ever, names, a, out, { p, facts, &ever, a }, false };
    add_table(&w, 0);
}
