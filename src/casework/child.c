/* child.c - assembles one child's page from the facts. Nothing is stored for it: what is on the page is what the record says. */
#include "casework/child.h"
#include "record/field.h"
#include <stdlib.h>

struct reading {
    struct store *s;
    struct access_who *who;
    const struct catalogue *cat;
    const struct subject *sub;
    struct namer names;
    arena *a;
    struct child_overview *out;
};

static const struct records *all_of(const struct reading *x, enum kind_name kind)
{
    static const struct records none;
    return access_reads(x->who, kind_of(x->cat, kind)) ? subject_all(x->sub, kind) : &none;
}

static str shown(struct reading *x, const struct record *r, enum field_name f)
{
    return value_shown(&x->names, kind_field_of(r->kind, f), record_get(r, f));
}

static day happened(const struct record *r, instant *at)
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

static bool going_on(const struct reading *x, const struct record *r)
{
    instant at;
    day from = happened(r, &at), to = ended(r);
    return !r->removed && (from == DAY_NONE || from <= x->who->today) && (to == DAY_NONE || to > x->who->today);
}

/* The newest record of a kind that goes on today; NULL. */
static const struct record *current(const struct reading *x, enum kind_name kind)
{
    const struct records *all = all_of(x, kind);
    for (size_t i = all->n; i-- > 0;)
        if (going_on(x, all->at[i]))
            return all->at[i];
    return NULL;
}

static struct fact_line line_of(struct reading *x, const struct record *r)
{
    struct fact_line l = { .id = r->id, .kind = r->kind, .ended = ended(r), .title = record_title(&x->names, r, 160) };
    l.on = happened(r, &l.at);
    l.later = l.on != DAY_NONE && l.on > x->who->today;
    return l;
}

static int newest_first(const void *p, const void *q)
{
    const struct fact_line *a = p, *b = q;
    if (a->on != b->on)
        return (a->on < b->on) - (a->on > b->on);
    return (a->id < b->id) - (a->id > b->id);
}

/* First the dates alone, so that titles are made only for the lines that are shown. */
static void read_timeline(struct reading *x, size_t limit)
{
    size_t n = 0;
    for (size_t k = 0; k < x->cat->nkinds; k++)
        n += x->sub->facts.by_kind[k].n;
    struct fact_line *lines = arena_array(x->a, struct fact_line, n);
    n = 0;
    for (size_t k = 0; k < x->cat->nkinds; k++) {
        const struct kind *kind = &x->cat->kinds[k];
        if (!str_eq(kind->timeline, S("yes")) || !access_reads(x->who, kind))
            continue;
        const struct records *all = &x->sub->facts.by_kind[k];
        for (size_t i = 0; i < all->n; i++)
            if (!all->at[i]->removed) {
                struct fact_line l = { .id = all->at[i]->id, .kind = kind };
                l.on = happened(all->at[i], &l.at);
                lines[n++] = l;
            }
    }
    qsort(lines, n, sizeof *lines, newest_first);
    if (limit && n > limit)
        n = limit;
    for (size_t i = 0; i < n; i++)
        lines[i] = line_of(x, subject_record(x->sub, lines[i].id));
    x->out->lines = lines;
    x->out->nlines = n;
}

static err_code read_dues(struct reading *x, err *e)
{
    db_rows open, done;
    str today = day_iso(x->a, x->who->today);
    err_code rc = db_run(x->s->db, ST_open_clocks_of_subject, ARGS(DBI(x->sub->id), DBT(today)), x->a, &open, e);
    if (rc || (rc = db_run(x->s->db, ST_ended_clocks_of_subject, ARGS(DBI(x->sub->id), DBT(today)), x->a, &done, e)))
        return rc;
    struct child_due *dues = arena_array(x->a, struct child_due, open.n);
    for (size_t i = 0; i < open.n; i++) {
        const db_val *v = db_row(&open, i);
        int row;
        const struct clock_rule *rule = clock_rule_find(x->cat->clock_rules, v[1].s, &row);
        struct child_due d = { .item = { .subject_id = v[0].i, .id = v[1].s, .name = v[1].s, .opened = day_parse_iso(v[3].s),
            .due = v[4].s.p ? day_parse_iso(v[4].s) : DAY_NONE, .due_at = v[5].s.p ? instant_parse(v[5].s) : INSTANT_NONE, .opened_by = v[6].i } };
        if (!due_readable(x->who, x->cat, v[1].s))
            continue;
        if (rule) {
            const struct clock_row *at = row >= 0 ? &rule->rows[row] : v[2].i >= 0 && (size_t)v[2].i < rule->nrows ? &rule->rows[v[2].i] : NULL;
            d.item.name = clock_rule_name(rule, row);
            d.item.area = rule->area;
            d.level = str_of(clock_level_name(rule->level));
            d.due_text = at ? at->due.text : rule->due.text;
            d.why = at ? at->why : STR_NONE;
        }
        x->out->nlate += d.item.due != DAY_NONE && d.item.due < x->who->today;
        dues[x->out->ndues++] = d;
    }
    x->out->dues = dues;
    struct child_done *past = arena_array(x->a, struct child_done, done.n);
    for (size_t i = 0; i < done.n; i++) {
        const db_val *v = db_row(&done, i);
        int row;
        const struct clock_rule *rule = clock_rule_find(x->cat->clock_rules, v[1].s, &row);
        if (rule && due_readable(x->who, x->cat, v[1].s))
            past[x->out->ndone++] = (struct child_done){ .id = v[1].s, .name = clock_rule_name(rule, row),
                .due = v[4].s.p ? day_parse_iso(v[4].s) : DAY_NONE, .done = day_parse_iso(v[8].s), .late = str_eq(v[7].s, S("late")), .met_by = v[9].i };
    }
    x->out->done = past;
    return ERR_OK;
}

static int latest_from(const void *p, const void *q)
{
    const struct child_worker *a = p, *b = q;
    if (a->holder != b->holder && a->to == DAY_NONE && b->to == DAY_NONE)
        return a->holder ? -1 : 1;
    return a->from != b->from ? (a->from < b->from) - (a->from > b->from) : (a->involvement_id < b->involvement_id) - (a->involvement_id > b->involvement_id);
}

static void read_workers(struct reading *x)
{
    const struct records *all = all_of(x, K_involvement);
    struct child_worker *now = arena_array(x->a, struct child_worker, all->n), *before = arena_array(x->a, struct child_worker, all->n);
    day today = x->who->today;
    for (size_t i = 0; i < all->n; i++) {
        const struct record *r = all->at[i];
        if (r->removed)
            continue;
        struct child_worker w = {
            .involvement_id = r->id,
            .worker_id = record_int(r, F_involvement_worker_id),
            .name = shown(x, r, F_involvement_worker_id),
            .role = shown(x, r, F_involvement_role),
            .team = shown(x, r, F_involvement_team_id),
            .reason = shown(x, r, F_involvement_change_reason),
            .from = record_day(r, F_involvement_from_on),
            .to = record_day(r, F_involvement_to_on),
            .holder = record_is(r, F_involvement_role, S("case_holder")),
        };
        x->out->nholders += w.holder && (w.to == DAY_NONE || w.to > today - 365) && w.from <= today;
        if (w.to == DAY_NONE || w.to > today)
            now[x->out->nworkers++] = w;
        else
            before[x->out->nformer++] = w;
    }
    qsort(now, x->out->nworkers, sizeof *now, latest_from);
    qsort(before, x->out->nformer, sizeof *before, latest_from);
    x->out->workers = now;
    x->out->former = before;
}

static bool have_relative(const struct child_overview *o, int64_t id)
{
    for (size_t i = 0; i < o->nrelatives; i++)
        if (o->relatives[i].id == id)
            return true;
    return false;
}

static err_code read_people(struct reading *x, err *e)
{
    const struct access_filter *filter;
    const struct records *relations = all_of(x, K_relationship), *member = all_of(x, K_family_member);
    err_code rc = access_filter(x->s, x->who, &filter, e);
    if (rc)
        return rc;
    size_t cap = 0, families_cap = 0;
    struct child_relative *all = NULL;
    struct child_family *families = NULL;
    for (size_t i = 0; i < relations->n; i++) {
        const struct record *r = relations->at[i];
        int64_t other = record_int(r, F_relationship_other_person_id);
        if (!going_on(x, r) || !other || access_hides(filter, other))
            continue;
        db_rows card;
        if ((rc = db_run(x->s->db, ST_person_card, ARGS(DBI(other)), x->a, &card, e)))
            return rc;
        if (!card.n)
            continue;
        const db_val *v = db_row(&card, 0);
        ARENA_PUSH(x->a, all, x->out->nrelatives, cap) = (struct child_relative){ .id = other, .opens = access_sees(filter, other), .relation = shown(x, r, F_relationship_relation), .name = person_shown(x->a, v[0].s, v[2].s, v[1].s),
            .born_on = v[3].s.p ? day_parse_iso(v[3].s) : DAY_NONE, .due_on = v[4].s.p ? day_parse_iso(v[4].s) : DAY_NONE,
            .parental_responsibility = record_flag(r, F_relationship_parental_responsibility) };
        x->out->relatives = all;
    }
    for (size_t i = 0; i < member->n; i++) {
        if (!going_on(x, member->at[i]))
            continue;
        int64_t family = record_int(member->at[i], F_family_member_family_id);
        ARENA_PUSH(x->a, families, x->out->nfamilies, families_cap) =
            (struct child_family){ family, shown(x, member->at[i], F_family_member_family_id) };
        db_rows people;
        if ((rc = db_run(x->s->db, ST_family_people, ARGS(DBI(family), DBT(day_iso(x->a, x->who->today))), x->a, &people, e)))
            return rc;
        const struct field *role = field_of(x->cat, F_family_member_role);
        for (size_t p = 0; p < people.n; p++) {
            const db_val *v = db_row(&people, p);
            if (v[0].i == x->sub->id || have_relative(x->out, v[0].i) || access_hides(filter, v[0].i))
                continue;
            ARENA_PUSH(x->a, all, x->out->nrelatives, cap) = (struct child_relative){ .id = v[0].i, .opens = access_sees(filter, v[0].i), .in_family = true, .name = person_shown(x->a, v[2].s, v[4].s, v[3].s),
                .relation = role && role->codes && v[1].s.n ? code_label(role->codes, v[1].s) : v[1].s,
                .born_on = v[5].s.p ? day_parse_iso(v[5].s) : DAY_NONE, .due_on = v[6].s.p ? day_parse_iso(v[6].s) : DAY_NONE };
            x->out->relatives = all;
        }
    }
    x->out->families = families;
    return ERR_OK;
}

static const enum kind_name plan_kinds[] = {
    K_cp_plan, K_cin_plan, K_care_plan, K_pathway_plan, K_plan, K_education_plan,
};

static struct child_action action_of(struct reading *x, const struct record *r)
{
    return (struct child_action){
        .id = r->id,
        .what = record_text(r, F_plan_action_what),
        .who = shown(x, r, F_plan_action_who),
        .by = record_day(r, F_plan_action_by_on),
        .done = record_day(r, F_plan_action_done_on),
    };
}

static void read_plans(struct reading *x)
{
    const struct records *actions = all_of(x, K_plan_action);
    struct child_action *loose = arena_array(x->a, struct child_action, actions->n);
    struct child_plan *plans = NULL;
    size_t cap = 0;
    for (size_t k = 0; k < COUNT_OF(plan_kinds); k++) {
        const struct records *all = all_of(x, plan_kinds[k]);
        for (size_t i = all->n; i-- > 0;) {
            if (!going_on(x, all->at[i]))
                continue;
            struct child_plan p = { .line = line_of(x, all->at[i]), .actions = arena_array(x->a, struct child_action, actions->n) };
            for (size_t j = 0; j < actions->n; j++)
                if (!actions->at[j]->removed && record_int(actions->at[j], F_plan_action_plan_id) == p.line.id)
                    p.actions[p.nactions++] = action_of(x, actions->at[j]);
            ARENA_PUSH(x->a, plans, x->out->nplans, cap) = p;
        }
    }
    for (size_t j = 0; j < actions->n; j++)
        if (!actions->at[j]->removed && !record_has(actions->at[j], F_plan_action_plan_id) &&
            !record_has(actions->at[j], F_plan_action_done_on))
            loose[x->out->nloose++] = action_of(x, actions->at[j]);
    x->out->plans = plans;
    x->out->loose = loose;
}

static void read_identity(struct reading *x)
{
    struct child_overview *o = x->out;
    const struct record *own = subject_own(x->sub), *r;
    day today = x->who->today;
    o->name = person_shown(x->a, record_text(own, F_person_forename), record_text(own, F_person_known_as),
                           record_text(own, F_person_surname));
    o->council_id = record_text(own, F_person_council_id);
    o->born_on = record_day(own, F_person_born_on);
    o->due_on = record_day(own, F_person_due_on);
    o->died_on = record_day(own, F_person_died_on);
    o->is_child = o->born_on == DAY_NONE ? o->due_on != DAY_NONE : today < day_birthday(o->born_on, 18);
    if (current(x, K_referral))
        o->standing |= STANDING_REFERRAL;
    if (current(x, K_cin_plan))
        o->standing |= STANDING_CIN, o->plan = S("Child in need plan");
    if ((r = current(x, K_cp_plan))) {
        o->standing |= STANDING_CP;
        str category = shown(x, r, F_cp_plan_latest_category);
        o->plan = arena_printf(x->a, "Child protection plan%s" STR_FMT, category.n ? ": " : "", STR_ARG(category));
    }
    if (all_of(x, K_care_leaver)->n)
        o->standing |= STANDING_CARE_LEAVER;
    if ((r = current(x, K_care_episode))) {
        o->standing |= STANDING_LOOKED_AFTER;
        o->legal_status = shown(x, r, F_care_episode_legal_status);
    }
    if ((r = current(x, K_legal_status)))
        o->legal_status = shown(x, r, F_legal_status_status);
    if (o->standing & (STANDING_REFERRAL | STANDING_CIN | STANDING_CP | STANDING_LOOKED_AFTER | STANDING_CARE_LEAVER))
        o->is_child = true;
    if ((r = current(x, K_placement))) {
        str type = shown(x, r, F_placement_placement_type), name = record_text(r, F_placement_name);
        o->living = name.n ? arena_printf(x->a, STR_FMT ", " STR_FMT, STR_ARG(name), STR_ARG(type)) : type;
        o->living_since = record_day(r, F_placement_started_on);
    } else if ((r = current(x, K_address)) && !record_is_confidential(r)) {
        str line = record_text(r, F_address_line1), town = record_text(r, F_address_town);
        str postcode = record_text(r, F_address_postcode);
        str parts[3];
        size_t n = 0;
        if (line.n) parts[n++] = line;
        if (town.n) parts[n++] = town;
        if (postcode.n) parts[n++] = postcode;
        o->living = arena_join(x->a, n, parts, S(", "));
        o->living_since = record_day(r, F_address_from_on);
    } else
        o->living = r ? S("Address is confidential") : S("");
    const struct records *warnings = all_of(x, K_warning_note);
    struct fact_line *lines = arena_array(x->a, struct fact_line, warnings->n);
    for (size_t i = warnings->n; i-- > 0;)
        if (going_on(x, warnings->at[i]))
            lines[o->nwarnings++] = line_of(x, warnings->at[i]);
    o->warnings = lines;
    const struct records *restrictions = subject_all(x->sub, K_restriction);
    for (size_t i = 0; i < restrictions->n; i++)
        o->restricted = o->restricted || going_on(x, restrictions->at[i]);
}

err_code child_overview_read(struct store *s, struct access_who *who, const struct subject *sub, size_t lines_limit,
                             arena *a, struct child_overview *o, err *e)
{
    *o = (struct child_overview){ .id = sub->id, .subject = sub, .living_since = DAY_NONE };
    struct reading x = { .s = s, .who = who, .cat = s->cat, .sub = sub, .a = a, .out = o };
    const struct access_filter *filter;
    err_code rc = access_filter(s, who, &filter, e);
    if (rc)
        return rc;
    namer_init(&x.names, s, filter, a);
    read_identity(&x);
    if ((rc = read_dues(&x, e)))
        return rc;
    read_workers(&x);
    read_plans(&x);
    read_timeline(&x, lines_limit);
    return read_people(&x, e);
}
