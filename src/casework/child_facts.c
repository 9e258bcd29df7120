/* child_facts.c - a child's facts as one reader may see them today: of kinds that the role reads, not removed, going on
 * or not. */
#include "casework/child_read.h"

err_code child_reading_begin(struct child_reading *x, struct store *s, struct access_who *who,
                             const struct subject *sub, arena *a, struct child_overview *o, err *e)
{
    *o = (struct child_overview){ .id = sub->id, .subject = sub, .living_since = DAY_NONE };
    *x = (struct child_reading){ .s = s, .who = who, .sub = sub, .a = a, .out = o };
    if (access_filter(s, who, &x->filter, e))
        return e->code;
    namer_init(&x->names, s, x->filter, a);
    namer_holds(&x->names, sub);
    return ERR_OK;
}

const struct records *child_all(const struct child_reading *x, enum kind_name k)
{
    static const struct records none;
    return access_reads(x->who, kind_of(x->s->cat, k)) ? subject_all(x->sub, k) : &none;
}

str child_shown(struct child_reading *x, const struct record *r, enum field_name f)
{
    return value_shown(&x->names, kind_field_of(r->kind, f), record_get(r, f));
}

day child_happened(const struct record *r, instant *at)
{
    *at = INSTANT_NONE;
    if (r->kind->f_happened < 0)
        return DAY_NONE;
    const struct field *f = &r->kind->fields[r->kind->f_happened];
    value v = record_value(r, f);
    if (!v.text.p)
        return DAY_NONE;
    if (f->type != FT_INSTANT)
        return (day)v.num;
    *at = v.num;
    return instant_day(v.num);
}

static day ended(const struct record *r)
{
    if (r->kind->f_ended < 0)
        return DAY_NONE;
    const struct field *f = &r->kind->fields[r->kind->f_ended];
    value v = record_value(r, f);
    return !v.text.p ? DAY_NONE : f->type == FT_INSTANT ? instant_day(v.num) : (day)v.num;
}

bool child_going_on(const struct child_reading *x, const struct record *r)
{
    instant at;
    day from = child_happened(r, &at), to = ended(r);
    return !r->removed && (from == DAY_NONE || from <= x->who->today) && (to == DAY_NONE || to > x->who->today);
}

const struct record *child_current(const struct child_reading *x, enum kind_name k)
{
    const struct records *all = child_all(x, k);
    for (size_t i = all->n; i-- > 0;)
        if (child_going_on(x, all->at[i]))
            return all->at[i];
    return NULL;
}

struct fact_line child_line(struct child_reading *x, const struct record *r)
{
    struct fact_line l = { .id = r->id, .kind = r->kind, .ended = ended(r), .title = record_title(&x->names, r, 160) };
    l.on = child_happened(r, &l.at);
    l.later = l.on != DAY_NONE && l.on > x->who->today;
    return l;
}
