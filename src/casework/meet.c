/* meet.c - a due item that only names a duty makes people hunt for the right form; the rule already knows which it is.
 * */
#include "casework/meet.h"

enum { EXTRA_NAMES = NAME_SPELLS + SPELLS_MAX };

static bool holds(const struct clock_fact *f, const value *values)
{
    int64_t extra[EXTRA_NAMES];
    for (size_t i = 0; i < EXTRA_NAMES; i++)
        extra[i] = INT64_MIN;
    return !f->where.expr || expr_true(f->where.expr, values, extra);
}

static bool in_reach(const struct access_who *who, const struct clock_rule *rule, const struct clock_fact *f)
{
    return f->kind && f->field && f->kind->subject == rule->subject && access_writes(who, f->kind);
}

bool meet_possible(const struct access_who *who, const struct catalogue *cat, str rule)
{
    int row;
    const struct clock_rule *r = clock_rule_find(cat->clock_rules, rule, &row);
    for (size_t i = 0; r && i < r->nmet; i++)
        if (in_reach(who, r, &r->met[i]))
            return true;
    return false;
}

static bool is_open(const struct clock_fact *f, const struct record *x)
{
    return !record_value(x, f->field).text.p || (f->and_field && !record_value(x, f->and_field).text.p);
}

static bool is_linked(const struct clock_fact *f, const struct record *x, const struct record *opening)
{
    switch (f->link) {
    case LINK_SELF:         return x == opening;
    case LINK_TO_OPENING:
        return opening && f->link_field && record_value(x, f->link_field).text.p &&
               record_value(x, f->link_field).num == opening->id;
    case LINK_FROM_OPENING:
        return opening && f->opening_field && record_value(opening, f->opening_field).text.p &&
               record_value(opening, f->opening_field).num == x->id;
    case LINK_SHARED:
        return opening && f->link_field && f->opening_field && record_value(opening, f->opening_field).text.p &&
               str_eq(record_value(x, f->link_field).text, record_value(opening, f->opening_field).text);
    case LINK_NONE:         break;      /* any of them, as long as it is still to happen */
    }
    return (!opening || x->id > opening->id) && f->kind->f_happened >= 0 &&
           f->field == &f->kind->fields[f->kind->f_happened];
}

/* The newest record that waits for that answer: a planned visit, an assessment that nobody has authorised. */
static const struct record *waiting(const struct clock_fact *f, const struct subject *sub, const struct record *opening)
{
    const struct records *all = subject_kind(sub, f->kind);
    for (size_t i = all->n; i-- > 0;)
        if (!all->at[i]->removed && is_open(f, all->at[i]) && is_linked(f, all->at[i], opening) &&
            holds(f, all->at[i]->values))
            return all->at[i];
    return NULL;
}

/* One answer that makes the rule's condition true where an empty record would not: "visit_for is cp" asks for cp, and
 * so does "visit_for has cp". */
static void find_answer(const struct clock_fact *f, arena *a, struct meeting *m)
{
    value *values = arena_array(a, value, f->kind->nfields);
    if (!f->where.expr || holds(f, values))
        return;
    for (size_t i = 0; i < f->kind->nfields; i++) {
        const struct field *x = &f->kind->fields[i];
        bool flag = x->type == FT_FLAG;
        if ((!flag && x->type != FT_CODE && x->type != FT_CODES) || !expr_uses(f->where.expr, x))
            continue;
        for (size_t c = 0; c < (flag ? 2 : x->codes->ncodes); c++) {
            values[i] =
                flag ? (value){ c ? S("0") : S("1"), c ? 0 : 1 } : (value){ x->codes->codes[c].code, (int64_t)c };
            if (holds(f, values)) {
                m->set = x;
                m->set_to = values[i].text;
                return;
            }
        }
        values[i] = (value){ STR_NONE, 0 };
    }
}

static void find_link(const struct clock_fact *f, const struct record *opening, struct meeting *m)
{
    if (!opening || !f->link_field)
        return;
    if (f->link == LINK_TO_OPENING)
        m->link_to = opening->id;
    else if (f->link == LINK_SHARED && f->opening_field && record_value(opening, f->opening_field).text.p &&
             f->link_field->type == FT_REF)
        m->link_to = record_value(opening, f->opening_field).num;
    m->link = m->link_to ? f->link_field : NULL;
}

bool meet_find(const struct access_who *who, const struct catalogue *cat, const struct subject *sub, str rule,
               int64_t opened_by, arena *a, struct meeting *to)
{
    int row;
    const struct clock_rule *r = clock_rule_find(cat->clock_rules, rule, &row);
    const struct record *opening = subject_record(sub, opened_by), *x;
    *to = (struct meeting){ 0 };
    for (size_t i = 0; r && i < r->nmet; i++) {         /* what is begun already comes before anything new */
        const struct clock_fact *f = &r->met[i];
        if (!in_reach(who, r, f) || f->kind->subject != sub->kind || !(x = waiting(f, sub, opening)))
            continue;
        bool first_said = f->and_field && record_value(x, f->field).text.p;
        *to = (struct meeting){ .kind = f->kind, .field = first_said ? f->and_field : f->field, .record_id = x->id };
        return true;
    }
    for (size_t i = 0; r && i < r->nmet; i++) {
        const struct clock_fact *f = &r->met[i];
        if (!in_reach(who, r, f) || f->kind->subject != sub->kind || f->link == LINK_SELF || kind_is_subject(f->kind))
            continue;
        *to = (struct meeting){ .kind = f->kind, .field = f->field };
        find_answer(f, a, to);
        find_link(f, opening, to);
        return true;
    }
    return false;
}
