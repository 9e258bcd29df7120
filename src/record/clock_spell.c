/* clock_spell.c - works out the stretches of time that clocks depend on, each once a subject
 * and only when asked for. */
#include "record/clock_state.h"

enum { START = 4 };        /* intervals that a combined spell has room for at first */


static day day_of(const struct record *r, const struct field *f)
{
    value v = record_value(r, f);
    return !v.text.p ? DAY_NONE : f->type == FT_DATE ? (day)v.num : instant_day(v.num);
}

static bool starts_before(const struct interval *a, const struct interval *b)
{
    if (a->from != b->from)
        return a->from < b->from;
    if (a->to != b->to)
        return a->to < b->to;
    return a->first && b->first && a->first->id < b->first->id;
}

static void sort_intervals(struct interval *v, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        struct interval x = v[i];
        size_t k = i;
        for (; k > 0 && starts_before(&x, &v[k - 1]); k--)
            v[k] = v[k - 1];
        v[k] = x;
    }
}

/* Joins intervals that touch or lie at most gap days apart. */
static size_t join_intervals(struct interval *v, size_t n, int gap)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        struct interval *last = kept ? &v[kept - 1] : NULL;
        if (!last || (last->to != FOREVER && v[i].from > last->to + gap)) {
            v[kept++] = v[i];
            continue;
        }
        if (v[i].to >= last->to) {
            last->to = v[i].to;
            last->last = v[i].last;
        }
    }
    return kept;
}

static void from_records(struct clock_run *x, const struct spell_rule *s, struct intervals *out)
{
    const struct records *rs = &x->facts->by_kind[s->kind->index];
    out->at = arena_alloc_raw(x->mem, (rs->n + 1) * sizeof *out->at);
    for (size_t i = 0; i < rs->n; i++) {
        const struct record *r = rs->at[i];
        day from = r->removed ? DAY_NONE : day_of(r, s->from);
        if (from == DAY_NONE || !clock_record_counts(x, &s->where, r, from))
            continue;
        day to = s->to ? day_of(r, s->to) : DAY_NONE;
        to = to == DAY_NONE ? FOREVER : to < from ? from : to;
        out->at[out->n++] = (struct interval){ from, to, r, r };
    }
    sort_intervals(out->at, out->n);
    for (size_t i = 0; s->succeeds && i + 1 < out->n; i++)
        if (out->at[i].to == FOREVER)
            out->at[i].to = out->at[i + 1].from;
    if (s->gap >= 0)
        out->n = join_intervals(out->at, out->n, s->gap);
}

static void any_of(struct clock_run *x, const struct spell_rule *s, struct intervals *out)
{
    size_t n = 0;
    for (size_t i = 0; i < s->nparts; i++)
        n += clock_spell(x, s->parts[i])->n;
    out->at = arena_alloc_raw(x->mem, (n + 1) * sizeof *out->at);
    for (size_t i = 0; i < s->nparts; i++) {
        const struct intervals *part = clock_spell(x, s->parts[i]);
        for (size_t k = 0; k < part->n; k++)
            out->at[out->n++] = part->at[k];
    }
    sort_intervals(out->at, out->n);
    out->n = join_intervals(out->at, out->n, 0);
}

/* The first part's records stand for what is common to both. */
static void common(struct clock_run *x, const struct intervals *a, const struct intervals *b, struct intervals *out)
{
    struct interval *at = arena_array(x->mem, struct interval, START);
    size_t n = 0, cap = START;
    for (size_t i = 0; i < a->n; i++)
        for (size_t k = 0; k < b->n; k++) {
            day from = a->at[i].from > b->at[k].from ? a->at[i].from : b->at[k].from;
            day to = a->at[i].to < b->at[k].to ? a->at[i].to : b->at[k].to;
            if (from < to || (from == to && (a->at[i].from == a->at[i].to || b->at[k].from == b->at[k].to)))
                ARENA_PUSH(x->mem, at, n, cap) = (struct interval){ from, to, a->at[i].first, a->at[i].last };
        }
    sort_intervals(at, n);
    *out = (struct intervals){ .n = n, .at = at };
}

static void without(struct clock_run *x, const struct intervals *a, const struct intervals *b, struct intervals *out)
{
    struct interval *at = arena_array(x->mem, struct interval, START);
    size_t n = 0, cap = START;
    for (size_t i = 0; i < a->n; i++) {
        struct interval rest = a->at[i];
        for (size_t k = 0; k < b->n && rest.from < rest.to; k++) {
            const struct interval *cut = &b->at[k];
            if (cut->to <= rest.from || cut->from >= rest.to)
                continue;
            if (cut->from > rest.from)
                ARENA_PUSH(x->mem, at, n, cap) = (struct interval){ rest.from, cut->from, rest.first, rest.last };
            rest.from = cut->to;
        }
        if (rest.from < rest.to || (a->at[i].from == a->at[i].to))
            ARENA_PUSH(x->mem, at, n, cap) = rest;
    }
    *out = (struct intervals){ .n = n, .at = at };
}

static void from_parts(struct clock_run *x, const struct spell_rule *s, struct intervals *out)
{
    *out = *clock_spell(x, s->parts[0]);
    for (size_t i = 1; i < s->nparts; i++) {
        const struct intervals left = *out, *right = clock_spell(x, s->parts[i]);
        *out = (struct intervals){ 0 };
        if (s->type == SPELL_ALL_OF)
            common(x, &left, right, out);
        else
            without(x, &left, right, out);
    }
}

static day moved(const struct clock_run *x, const struct due *d, day on)
{
    switch (d->unit) {
    case DUE_WORKING_DAYS: return calendar_add(&x->p->cat->calendar, on, d->amount);
    case DUE_DAYS: return on + d->amount;
    case DUE_WEEKS: return on + d->amount * 7;
    case DUE_MONTHS: return day_add_months(on, d->amount);
    case DUE_YEARS: return day_add_months(on, d->amount * 12);
    case DUE_NONE: case DUE_HOURS: case DUE_YEARLY: case DUE_FIELD: break;
    }
    return on;
}

/* after, first and the bounds of age. */
static void cut_to_bounds(struct clock_run *x, const struct spell_rule *s, struct intervals *v)
{
    if (s->after.unit == DUE_NONE && s->first.unit == DUE_NONE && s->age_from < 0 && s->age_to < 0)
        return;
    size_t kept = 0, n = v->n;
    struct interval *at = arena_alloc_raw(x->mem, (n + 1) * sizeof *at);     /* the list may belong to a part */
    for (size_t i = 0; i < n; i++) {
        struct interval w = v->at[i];
        if (s->first.unit != DUE_NONE && moved(x, &s->first, w.from) < w.to)
            w.to = moved(x, &s->first, w.from);
        if (s->after.unit != DUE_NONE)
            w.from = moved(x, &s->after, w.from);
        if (s->age_from >= 0 || s->age_to >= 0) {
            if (x->born == DAY_NONE)
                continue;
            day begin = s->age_from >= 0 ? day_birthday(x->born, s->age_from) : w.from;
            day end = s->age_to >= 0 ? day_birthday(x->born, s->age_to) : w.to;
            w.from = begin > w.from ? begin : w.from;
            w.to = end < w.to ? end : w.to;
        }
        if (w.from < w.to)
            at[kept++] = w;
    }
    v->at = at;
    v->n = kept;
}

const struct intervals *clock_spell(struct clock_run *x, int spell)
{
    struct intervals *v = &x->spells[spell];
    if (v->done)
        return v;
    const struct spell_rule *s = &x->p->rules->spells[spell];
    struct intervals made = { 0 };
    if (s->type == SPELL_OF_RECORDS)
        from_records(x, s, &made);
    else if (s->type == SPELL_ANY_OF)
        any_of(x, s, &made);
    else
        from_parts(x, s, &made);
    cut_to_bounds(x, s, &made);
    made.done = true;
    *v = made;
    return v;
}

const struct interval *clock_spell_on(struct clock_run *x, int spell, day on)
{
    const struct intervals *v = clock_spell(x, spell);
    for (size_t i = v->n; i-- > 0;)
        if (v->at[i].from <= on && (on < v->at[i].to || (v->at[i].from == v->at[i].to && v->at[i].to == on)))
            return &v->at[i];
    return NULL;
}

const struct interval *clock_spell_around(struct clock_run *x, int spell, day on)
{
    const struct intervals *v = clock_spell(x, spell);
    for (size_t i = v->n; i-- > 0;)
        if (v->at[i].from <= on && on <= v->at[i].to)
            return &v->at[i];
    return NULL;
}
