/* clock.c - runs every rule over one subject's facts.
 *
 * The data: the facts (records by kind, in order of time) and the program, which is the catalogue's rules with a set of
 * kinds worked out for each, one bit a kind: without a record of one of them the rule cannot open. Most subjects have a
 * dozen of a hundred kinds, so the sets leave out most rules for the price of a few words compared.
 *
 * The algorithm: a rule's opening is a fact, the begin or end of a spell, a birthday, or the meeting of a rule before
 * it (LA14 follows LA13, and stands after it in the catalogue, so one pass is enough). Each opening runs as a chain of
 * turns: the due day is counted from where the turn opened; the first fact that meets it ends it, and if the rule
 * repeats, the next turn opens on that day; what lapses it ends the chain. Spells (clock_spell.c) and the lists of
 * dated facts that can meet a clock are worked out once a subject, when first asked for.
 *
 * The cost: a list is sorted once and then searched from where the turn opened, so a subject costs about (openings +
 * turns) × the facts after each; a child with years of visits takes tens of microseconds. Clocks of one rule are put in
 * order by insertion: there are few, and they come nearly in order.
 *
 * Nothing here knows today: a clock's history is complete, and as at a day it is read (clock_open_on). */
#include "record/clock_state.h"
#include "catalogue/named.h"

/* --- the program ----------------------------------------------------------------------------- */

static struct kind_set set_of(const struct kind *k)
{
    struct kind_set s = { { 0 } };
    if (k)
        s.bits[k->index / KIND_WORD_BITS] |= (uint64_t)1 << (k->index % KIND_WORD_BITS);
    return s;
}

static bool sets_meet(const struct kind_set *a, const struct kind_set *b)
{
    for (int i = 0; i < KIND_WORDS; i++)
        if (a->bits[i] & b->bits[i])
            return true;
    return false;
}

static struct kind_set sets_join(struct kind_set a, struct kind_set b)
{
    for (int i = 0; i < KIND_WORDS; i++)
        a.bits[i] |= b.bits[i];
    return a;
}

static struct kind_set spell_roots(const struct clock_rules *r, int i)
{
    const struct spell_rule *s = &r->spells[i];
    struct kind_set set = set_of(s->kind);
    size_t parts = s->type == SPELL_WITHOUT ? 1 : s->nparts;
    for (size_t k = 0; k < parts; k++)
        set = sets_join(set, spell_roots(r, s->parts[k]));
    return set;
}

static struct kind_set opening_roots(const struct clock_program *p, const struct clock_rule *rule,
                                     const struct clock_opening *o)
{
    switch (o->type) {
    case OPEN_ON_FACT: return set_of(o->fact.kind);
    case OPEN_ON_SPELL_START: case OPEN_ON_SPELL_END: return spell_roots(p->rules, o->spell);
    case OPEN_ON_BIRTHDAY: return set_of(rule->subject);
    case OPEN_ON_MET: return p->opens[o->rule];
    }
    return (struct kind_set){ { 0 } };
}

const struct clock_program *clock_program_make(const struct catalogue *c, arena *mem)
{
    struct clock_program *p = arena_new(mem, struct clock_program);
    p->cat = c;
    p->rules = c->clock_rules;
    p->person = kind_of(c, K_person);
    p->born = field_of(c, F_person_born_on);
    p->opens = arena_array(mem, struct kind_set, p->rules->nrules + 1);
    p->during = arena_array(mem, struct kind_set, p->rules->nrules + 1);
    p->followed = arena_array(mem, bool, p->rules->nrules + 1);
    for (size_t i = 0; i < p->rules->nrules; i++) {
        const struct clock_rule *rule = &p->rules->rules[i];
        for (size_t k = 0; k < rule->nopens; k++) {
            p->opens[i] = sets_join(p->opens[i], opening_roots(p, rule, &rule->opens[k]));
            if (rule->opens[k].type == OPEN_ON_MET)
                p->followed[rule->opens[k].rule] = true;
        }
        if (rule->during >= 0)
            p->during[i] = spell_roots(p->rules, rule->during);
        p->rows_most = rule->nrows > p->rows_most ? rule->nrows : p->rows_most;
    }
    return p;
}

/* --- dates of records ------------------------------------------------------------------------ */

static struct moment moment_of(const struct record *r, const struct field *f)
{
    value v = record_value(r, f);
    if (!v.text.p)
        return (struct moment){ DAY_NONE, INSTANT_NONE };
    if (f->type == FT_DATE)
        return (struct moment){ (day)v.num, INSTANT_NONE };
    return (struct moment){ instant_day(v.num), v.num };
}

static struct moment fact_moment(const struct clock_fact *f, const struct record *r)
{
    struct moment m = moment_of(r, f->field);
    if (m.on == DAY_NONE || !f->and_field)
        return m;
    struct moment also = moment_of(r, f->and_field);
    if (also.on == DAY_NONE)
        return also;
    if (also.at != INSTANT_NONE && m.at != INSTANT_NONE)
        return also.at > m.at ? also : m;
    return also.on > m.on ? also : m;
}

static bool before(const struct dated *a, const struct dated *b)
{
    if (a->when.on != b->when.on)
        return a->when.on < b->when.on;
    if (a->when.at != b->when.at)
        return a->when.at < b->when.at;
    return a->record->id < b->record->id;
}

/* Facts come almost in order: records are kept by when they happened. */
static void sort_dated(struct dated *v, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        struct dated x = v[i];
        size_t k = i;
        for (; k > 0 && before(&x, &v[k - 1]); k--)
            v[k] = v[k - 1];
        v[k] = x;
    }
}

/* --- conditions ------------------------------------------------------------------------------ */

static bool holds(struct clock_run *x, const struct condition *c, const struct record *r, day on, int turn)
{
    if (!c->expr)
        return true;
    int64_t extra[NAME_SPELLS + SPELLS_MAX];
    if (c->asks_age)
        extra[NAME_AGE] = x->born == DAY_NONE || on == DAY_NONE ? INT64_MIN : day_age(x->born, on);
    extra[NAME_TURN] = turn;
    for (uint64_t left = c->spells; left; left &= left - 1) {
        int s = __builtin_ctzll(left);
        extra[NAME_SPELLS + s] = clock_spell_on(x, s, on) != NULL;
    }
    return expr_true(c->expr, r ? r->values : NULL, extra);
}

bool clock_record_counts(struct clock_run *x, const struct condition *c, const struct record *r, day on)
{
    return holds(x, c, r, on, 1);
}

static const struct dated_list *gather(struct clock_run *x, const struct clock_fact *f)
{
    struct dated_list *l = &x->lists[f->list];
    if (l->done)
        return l;
    const struct records *rs = &x->facts->by_kind[f->kind->index];
    l->at = arena_alloc_raw(x->mem, (rs->n + 1) * sizeof *l->at);
    for (size_t i = 0; i < rs->n; i++) {
        const struct record *r = rs->at[i];
        struct moment m = r->removed ? (struct moment){ DAY_NONE, INSTANT_NONE } : fact_moment(f, r);
        if (m.on != DAY_NONE && holds(x, &f->where, r, m.on, 1))
            l->at[l->n++] = (struct dated){ m, r };
    }
    sort_dated(l->at, l->n);
    l->done = true;
    return l;
}

/* The first place in the list that is not before the day. */
static size_t list_from(const struct dated_list *l, day from)
{
    size_t low = 0, high = l->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (l->at[mid].when.on < from)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* --- one chain ------------------------------------------------------------------------------- */

struct chain {
    const struct clock_rule *rule;
    const struct record *root;      /* the record that conditions and links look at; NULL for none */
    struct moment anchor;           /* day 0 */
    day opened;                     /* when it really began, before office hours moved day 0 */
    int64_t opened_by;
    int turn;
    day lapse;                      /* FOREVER: nothing lapses it */
};

enum linked { LINKED_NO, LINKED_BY_DATE, LINKED_YES };

static int64_t ref_of(const struct record *r, const struct field *f)
{
    value v = r ? record_value(r, f) : (value){ .text = STR_NONE };
    return v.text.p ? v.num : 0;
}

/* A record whose reference was never filled in is judged by its date; one that names another opening is not. */
static enum linked link_of(const struct clock_fact *f, const struct record *root, const struct record *r)
{
    int64_t here = 0, there = 0;
    switch (f->link) {
    case LINK_NONE: return LINKED_BY_DATE;
    case LINK_SELF: return r == root ? LINKED_YES : LINKED_NO;
    case LINK_TO_OPENING: here = ref_of(r, f->link_field), there = root ? root->id : 0; break;
    case LINK_FROM_OPENING: here = r->id, there = ref_of(root, f->opening_field); break;
    case LINK_SHARED: here = ref_of(r, f->link_field), there = ref_of(root, f->opening_field); break;
    }
    if (!here || !there)
        return LINKED_BY_DATE;
    return here == there ? LINKED_YES : LINKED_NO;
}

/* The first fact that counts from `from` on; a record that names this opening counts whenever it happened. */
static struct dated find_fact(struct clock_run *x, const struct clock_fact *f, const struct chain *c, day from,
                              bool strictly)
{
    static const struct dated none = { { DAY_NONE, INSTANT_NONE }, NULL };
    if (f->link == LINK_SELF) {
        struct moment m = c->root ? fact_moment(f, c->root) : none.when;
        return m.on != DAY_NONE && holds(x, &f->where, c->root, m.on, 1) ? (struct dated){ m, c->root } : none;
    }
    const struct dated_list *l = gather(x, f);
    bool any_day = f->link != LINK_NONE && !strictly && !f->later;
    for (size_t i = any_day ? 0 : list_from(l, strictly || f->later ? from + 1 : from); i < l->n; i++) {
        const struct dated *d = &l->at[i];
        if (f->later && d->record == c->root)
            continue;
        enum linked k = link_of(f, c->root, d->record);
        if (k == LINKED_NO || (k == LINKED_BY_DATE && d->when.on < from))
            continue;
        if (k == LINKED_BY_DATE && d->when.on == c->anchor.on && d->when.at != INSTANT_NONE &&
            c->anchor.at != INSTANT_NONE && d->when.at < c->anchor.at)
            continue;                                   /* earlier on the same day */
        return *d;
    }
    return none;
}

static day spell_edge(struct clock_run *x, int spell, day from, bool start)
{
    const struct intervals *v = clock_spell(x, spell);
    for (size_t i = 0; i < v->n; i++) {
        day edge = start ? v->at[i].from : v->at[i].to;
        if (edge != FOREVER && (start ? edge > from : edge >= from))
            return edge;
    }
    return FOREVER;
}

static day lapse_day(struct clock_run *x, const struct chain *c, day limit)
{
    day first = limit;
    for (size_t i = 0; i < c->rule->nlapses; i++) {
        const struct clock_lapse *l = &c->rule->lapses[i];
        day on = FOREVER;
        if (l->type == LAPSE_ON_FACT) {
            struct dated d = find_fact(x, &l->fact, c, c->anchor.on, false);
            on = d.record ? d.when.on : FOREVER;
        } else if (l->type == LAPSE_AT_AGE)
            on = x->born == DAY_NONE ? FOREVER : day_birthday(x->born, l->age);
        else
            on = spell_edge(x, l->spell, c->anchor.on, l->type == LAPSE_ON_SPELL_START);
        first = on < first ? on : first;
    }
    return first < c->anchor.on ? c->anchor.on : first;
}

static day add_due(const struct clock_run *x, const struct due *d, day on, const struct record *root)
{
    switch (d->unit) {
    case DUE_NONE: return DAY_NONE;
    case DUE_WORKING_DAYS: return calendar_add(&x->p->cat->calendar, on, d->amount);
    case DUE_DAYS: return on + d->amount;
    case DUE_WEEKS: return on + d->amount * 7;
    case DUE_MONTHS: return day_add_months(on, d->amount);
    case DUE_YEARS: return day_add_months(on, d->amount * 12);
    case DUE_HOURS: return on + (d->amount + (d->amount < 0 ? 0 : 23)) / 24;
    case DUE_FIELD: return root ? moment_of(root, d->field).on : DAY_NONE;
    case DUE_YEARLY: {
        int y, m, md;
        day_split(on, &y, &m, &md);
        day this_year = day_make(y, d->month, d->mday);
        return this_year > on ? this_year : day_make(y + 1, d->month, d->mday);
    }
    }
    return DAY_NONE;
}

static int row_of(struct clock_run *x, const struct chain *c, day on)
{
    for (size_t i = 0; i < c->rule->nrows; i++)
        if (holds(x, &c->rule->rows[i].when, c->root, on, c->turn))
            return (int)i;
    return -1;
}

static const struct due *due_of(const struct chain *c, int row)
{
    if (row >= 0)
        return &c->rule->rows[row].due;
    if (c->turn > 1 && c->rule->nthen && c->rule->opens[0].type != OPEN_ON_BIRTHDAY) {
        size_t i = (size_t)c->turn - 2;
        return &c->rule->then[i < c->rule->nthen ? i : c->rule->nthen - 1];
    }
    return &c->rule->due;
}

/* The next day after `on` on which a row may begin or cease to hold. */
static day next_change(struct clock_run *x, const struct clock_rule *rule, day on)
{
    day next = FOREVER;
    for (uint64_t left = rule->row_spells; left; left &= left - 1) {
        const struct intervals *v = clock_spell(x, __builtin_ctzll(left));
        for (size_t i = 0; i < v->n; i++) {
            if (v->at[i].from > on && v->at[i].from < next)
                next = v->at[i].from;
            if (v->at[i].to > on && v->at[i].to < next)
                next = v->at[i].to;
        }
    }
    if (rule->rows_ask_age && x->born != DAY_NONE) {
        day birthday = day_birthday(x->born, day_age(x->born, on) + 1);
        next = birthday > on && birthday < next ? birthday : next;
    }
    return next;
}

/* What is due "each 30 November" with "early: 3 months": who begins in those months is asked a year later. */
static day season_of(const struct clock_run *x, const struct chain *c)
{
    return c->rule->early.unit == DUE_NONE ? c->anchor.on : add_due(x, &c->rule->early, c->anchor.on, NULL);
}

/* The due day, followed through every change of circumstances until it is met, lapsed or due. */
static void set_due(struct clock_run *x, const struct chain *c, day end, struct clock *k)
{
    k->row = row_of(x, c, c->anchor.on);
    const struct due *d = due_of(c, k->row);
    k->due = add_due(x, d, d->unit == DUE_YEARLY ? season_of(x, c) : c->anchor.on, c->root);
    if (c->rule->nrows && (c->rule->row_spells || c->rule->rows_ask_age))
        for (day on = next_change(x, c->rule, c->anchor.on);
             on < FOREVER && on < end && (k->due == DAY_NONE || on <= k->due); on = next_change(x, c->rule, on)) {
            int row = row_of(x, c, on);
            if (row == k->row)
                continue;
            d = due_of(c, row);
            day from_anchor = add_due(x, d, c->anchor.on, c->root), from_now = add_due(x, d, on, c->root);
            if (row >= 0 && c->rule->rows[row].on_change.unit != DUE_NONE)
                from_anchor = from_now = add_due(x, &c->rule->rows[row].on_change, on, c->root);
            if (from_anchor == DAY_NONE || k->due == DAY_NONE)
                k->due = from_anchor == DAY_NONE ? DAY_NONE : from_now;
            else if (from_anchor > k->due)
                k->due = row >= 0 && c->rule->rows[row].on_change.unit != DUE_NONE ? k->due : from_anchor;
            else
                k->due = from_now < k->due ? from_now : k->due;
            k->row = row;
        }
    if (d->unit == DUE_HOURS && c->anchor.at != INSTANT_NONE) {
        k->due_at = c->anchor.at + (instant)d->amount * 3600;
        k->due = instant_day(k->due_at);
    }
}

static struct dated find_meeting(struct clock_run *x, const struct chain *c)
{
    struct dated best = { { DAY_NONE, INSTANT_NONE }, NULL };
    const struct due *e = &c->rule->early;
    day from = c->turn > 1 && c->rule->repeats ? c->anchor.on : c->opened;
    bool strictly = c->turn > 1 && c->rule->repeats;
    if (!strictly && e->unit != DUE_NONE) {
        struct due back = *e;
        back.amount = -back.amount;
        from = add_due(x, &back, c->anchor.on, NULL);
    }
    for (size_t i = 0; i < c->rule->nmet; i++) {
        struct dated d = find_fact(x, &c->rule->met[i], c, from, strictly || c->rule->opens[0].type == OPEN_ON_MET);
        if (d.record && (!best.record || before(&d, &best)))
            best = d;
    }
    return best;
}

static void close_clock(const struct dated *met, day lapse, struct clock *k)
{
    bool closed = k->rule->closes && k->due != DAY_NONE && k->due < lapse;
    if (closed)
        lapse = k->due + 1;                             /* the due day itself is in time */
    if (met->record && met->when.on <= lapse - closed) {
        bool late = k->due != DAY_NONE && met->when.on > k->due;
        if (k->due_at != INSTANT_NONE && met->when.at != INSTANT_NONE)
            late = met->when.at > k->due_at;
        k->state = late ? CLOCK_LATE : CLOCK_MET;
        k->ended = met->when.on;
        k->ended_at = met->when.at;
        k->met_by = met->record->id;
    } else if (lapse != FOREVER) {
        k->state = CLOCK_LAPSED;
        k->ended = lapse;
    }
}

static int rule_index(const struct clock_run *x, const struct clock_rule *r) { return (int)(r - x->p->rules->rules); }

static void remember_meeting(struct clock_run *x, const struct chain *c, const struct dated *met)
{
    if (x->p->followed[rule_index(x, c->rule)])
        ARENA_PUSH(x->mem, x->meetings, x->nmeetings, x->meetings_cap) =
            (struct meeting){ rule_index(x, c->rule), met->when, met->record->id, c->root, c->lapse };
}

/* A duty that nobody met for long enough leaves the lists: what an import never recorded must not hide today's work. */
static day given_up_day(const struct clock_run *x, const struct clock_rule *rule, const struct clock *k, day lapse)
{
    if (rule->given_up.unit == DUE_NONE || k->due == DAY_NONE)
        return lapse;
    day last = add_due(x, &rule->given_up, k->due, NULL);
    return last < lapse ? last : lapse;
}

/* Runs a chain from its first turn until it is open, lapsed or has no further turn. */
static void run_chain(struct clock_run *x, struct chain c)
{
    const struct clock_rule *rule = c.rule;
    for (;;) {
        if (!in_force(rule->when, c.anchor.on))
            return;
        struct clock k = { .rule = rule,
                           .row = -1,
                           .turn = c.turn,
                           .subject_id = x->subject_id,
                           .opened_by = c.opened_by,
                           .opened = c.opened,
                           .opened_at = c.anchor.at,
                           .due_at = INSTANT_NONE,
                           .ended_at = INSTANT_NONE,
                           .ended = DAY_NONE,
                           .state = CLOCK_OPEN };
        struct dated met = find_meeting(x, &c);
        day end = met.record && met.when.on < c.lapse ? met.when.on : c.lapse;
        set_due(x, &c, end, &k);
        if (k.due_at == INSTANT_NONE)
            k.opened_at = INSTANT_NONE;
        if (k.due != DAY_NONE && k.due < k.opened)
            k.opened = k.due;
        close_clock(&met, given_up_day(x, rule, &k, c.lapse), &k);
        ARENA_PUSH(x->mem, x->out, x->nout, x->out_cap) = k;
        if (!met.record || (k.state != CLOCK_MET && k.state != CLOCK_LATE))
            return;
        remember_meeting(x, &c, &met);
        if (!rule->repeats || met.when.on >= c.lapse)
            return;
        bool yearly = rule->due.unit == DUE_YEARLY && k.due != DAY_NONE && k.due > met.when.on;
        c.anchor = yearly ? (struct moment){ k.due, INSTANT_NONE } : met.when;
        c.opened = c.anchor.on;
        c.opened_by = met.record->id;
        c.turn++;
    }
}

/* --- openings -------------------------------------------------------------------------------- */

static day opened_day(const struct clock_run *x, const struct clock_rule *rule, day anchor, bool birthday)
{
    bool ahead = rule->due.amount <= 0 && (rule->due.unit == DUE_WORKING_DAYS || rule->due.unit == DUE_DAYS ||
                                           rule->due.unit == DUE_WEEKS || rule->due.unit == DUE_MONTHS);
    if (rule->early.unit == DUE_NONE || !(birthday || ahead))
        return anchor;
    struct due back = rule->early;
    back.amount = -back.amount;
    return add_due(x, &back, anchor, NULL);
}

/* The anchor of a clock that is kept in office hours. */
static struct moment office_moment(const struct clock_run *x, struct moment m)
{
    const struct calendar *cal = &x->p->cat->calendar;
    bool late = m.at != INSTANT_NONE && (m.at - day_start(m.on)) / 60 >= x->p->rules->day_ends;
    if (!late && calendar_is_working(cal, m.on))
        return m;
    return (struct moment){ calendar_add(cal, m.on, 1), INSTANT_NONE };
}

static void open_chain(struct clock_run *x, const struct clock_rule *rule, const struct clock_opening *o,
                       const struct record *root, struct moment at, int64_t by, int turn, day limit)
{
    if (o->type != OPEN_ON_FACT && !holds(x, &o->fact.where, root, at.on, turn))
        return;
    if (rule->during >= 0) {
        const struct interval *v = clock_spell_around(x, rule->during, at.on);
        if (!v)
            return;
        limit = v->to < limit ? v->to : limit;
    }
    struct chain c = { .rule = rule,
                       .root = root,
                       .anchor = at,
                       .opened = opened_day(x, rule, at.on, o->type == OPEN_ON_BIRTHDAY),
                       .opened_by = by,
                       .turn = turn };
    if (rule->office_hours)
        c.anchor = office_moment(x, at);
    c.lapse = lapse_day(x, &c, limit);
    run_chain(x, c);
}

static void open_on_facts(struct clock_run *x, const struct clock_rule *rule, const struct clock_opening *o)
{
    const struct records *rs = &x->facts->by_kind[o->fact.kind->index];
    for (size_t i = 0; i < rs->n; i++) {
        const struct record *r = rs->at[i];
        struct moment m = r->removed ? (struct moment){ DAY_NONE, INSTANT_NONE } : moment_of(r, o->fact.field);
        if (m.on != DAY_NONE && holds(x, &o->fact.where, r, m.on, 1))
            open_chain(x, rule, o, r, m, r->id, 1, FOREVER);
    }
}

static void open_on_spells(struct clock_run *x, const struct clock_rule *rule, const struct clock_opening *o)
{
    const struct intervals *v = clock_spell(x, o->spell);
    for (size_t i = 0; i < v->n; i++) {
        bool start = o->type == OPEN_ON_SPELL_START;
        day on = start ? v->at[i].from : v->at[i].to;
        const struct record *root = start ? v->at[i].first : v->at[i].last;
        if (on != FOREVER)
            open_chain(x, rule, o, root, (struct moment){ on, INSTANT_NONE }, root ? root->id : 0, 1,
                       start ? v->at[i].to : FOREVER);
    }
}

static void open_rule(struct clock_run *x, const struct clock_rule *rule)
{
    for (size_t k = 0; k < rule->nopens; k++) {
        const struct clock_opening *o = &rule->opens[k];
        if (o->type == OPEN_ON_FACT)
            open_on_facts(x, rule, o);
        else if (o->type == OPEN_ON_SPELL_START || o->type == OPEN_ON_SPELL_END)
            open_on_spells(x, rule, o);
        else if (o->type == OPEN_ON_MET) {
            for (size_t i = 0; i < x->nmeetings; i++)
                if (x->meetings[i].rule == o->rule && x->meetings[i].when.on < x->meetings[i].lapse)
                    open_chain(x, rule, o, x->meetings[i].root, x->meetings[i].when, x->meetings[i].record_id, 1,
                               x->meetings[i].lapse);
        } else if (x->born != DAY_NONE)
            for (int age = o->age_first; age <= o->age_last; age++)
                open_chain(x, rule, o, x->own, (struct moment){ day_birthday(x->born, age), INSTANT_NONE }, x->own->id,
                           age, FOREVER);
    }
}

/* --- a subject ------------------------------------------------------------------------------- */

static bool clock_before(const struct clock *a, const struct clock *b)
{
    if (a->opened != b->opened)
        return a->opened < b->opened;
    if (a->opened_by != b->opened_by)
        return a->opened_by < b->opened_by;
    return a->turn < b->turn;
}

static int slot_of(const struct clock *k) { return k->row >= 0 ? k->rule->rows[k->row].slot + 1 : 0; }

static void order_and_number(struct clock_run *x, size_t begin, int *counts)
{
    for (size_t i = begin + 1; i < x->nout; i++) {
        struct clock k = x->out[i];
        size_t at = i;
        for (; at > begin && clock_before(&k, &x->out[at - 1]); at--)
            x->out[at] = x->out[at - 1];
        x->out[at] = k;
    }
    for (size_t i = begin; i < x->nout; i++)
        x->out[i].n = ++counts[slot_of(&x->out[i])];
    for (size_t i = begin; i < x->nout; i++)
        counts[slot_of(&x->out[i])] = 0;
}

static void find_subject(struct clock_run *x, struct kind_set *present)
{
    const struct catalogue *cat = x->p->cat;
    for (size_t i = 0; i < cat->nkinds; i++) {
        const struct records *rs = &x->facts->by_kind[i];
        for (size_t k = 0; k < rs->n; k++)
            if (!rs->at[k]->removed) {
                present->bits[i / KIND_WORD_BITS] |= (uint64_t)1 << (i % KIND_WORD_BITS);
                x->subject_id = rs->at[k]->subject_id;
                if (&cat->kinds[i] == x->p->person)
                    x->own = rs->at[k];
                break;
            }
    }
    x->born = x->own && x->p->born ? moment_of(x->own, x->p->born).on : DAY_NONE;
}

void clocks_compute(const struct facts *f, const struct clock_program *p, arena *a, size_t *n, struct clock **out)
{
    struct clock_run x = { .p = p, .facts = f, .mem = a };
    static const struct kind_set nothing;
    struct kind_set present = nothing;
    find_subject(&x, &present);
    x.lists = arena_array(a, struct dated_list, p->rules->nlists + 1);
    x.spells = arena_array(a, struct intervals, p->rules->nspells + 1);
    int *counts = arena_array(a, int, p->rows_most + 2);
    for (size_t i = 0; i < p->rules->nrules; i++) {
        const struct clock_rule *rule = &p->rules->rules[i];
        if (!rule->commenced || !sets_meet(&p->opens[i], &present) ||
            (rule->during >= 0 && !sets_meet(&p->during[i], &present)))
            continue;
        size_t begin = x.nout;
        open_rule(&x, rule);
        if (x.nout > begin)
            order_and_number(&x, begin, counts);
    }
    *n = x.nout;
    *out = x.out;
}

/* --- for whoever shows them ------------------------------------------------------------------ */

static const struct clock_row *row_shown(const struct clock *c) { return c->row >= 0 ? &c->rule->rows[c->row] : NULL; }

str clock_id(const struct clock *c) { return row_shown(c) && row_shown(c)->id.p ? row_shown(c)->id : c->rule->id; }
str clock_why(const struct clock *c) { return row_shown(c) ? row_shown(c)->why : S(""); }

str clock_due_text(const struct clock *c)
{
    const struct chain as = { .rule = c->rule, .turn = c->turn };
    return due_of(&as, c->row)->text;
}

const char *clock_state_name(enum clock_state s)
{
    static const char *const names[] = {
        [CLOCK_OPEN] = "open", [CLOCK_MET] = "met", [CLOCK_LATE] = "late", [CLOCK_LAPSED] = "lapsed"
    };
    return names[s];
}

bool clock_open_on(const struct clock *c, day on) { return c->opened <= on && (c->ended == DAY_NONE || c->ended > on); }
bool clock_overdue_on(const struct clock *c, day on)
{
    return clock_open_on(c, on) && c->due != DAY_NONE && c->due < on;
}
