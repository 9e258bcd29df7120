/* care.c - looked-after children of the demonstration: episodes and placements end to end, reviews, health, schooling,
 * missing and permanence. */
#include "demo/pen.h"

enum { MAX_TURNS = 40 };

struct turn { day on; const char *legal; int placement; };          /* what holds from that day */
/* approved: a connected person in full */
struct stay { day from, to; const char *type, *provider, *change; bool far_away, settled; day approved; };

struct care {
    struct pen *p;
    const struct demo_spell *s;
    const struct demo_child *c;
    int referral, nturns, nstays;
    day end;                        /* the day after the last that is known */
    str period;                     /* what one time in care is known by */
    bool over;                      /* left care by the last day */
    day interim, full, placed;      /* court orders and the adoptive placement; DAY_NONE */
    struct turn turns[MAX_TURNS];
    struct stay stays[MAX_TURNS];
    int placements[MAX_TURNS];
};

/* --- legal status ----------------------------------------------------------------------------------- */
static void orders_draw(struct care *k)
{
    struct rng *r = &k->p->r;
    const struct demo_spell *s = k->s;
    int stays = s->cla_to - s->cla_from;
    k->interim = k->full = k->placed = DAY_NONE;
    bool court =
        !k->c->uasc &&
        (s->cla_end == CLA_ADOPTED ||
         (stays > 240 && rng_chance(r, day_age(k->c->born, day_most(s->cla_from, k->c->born)) < 15 ? 0.93 : 0.25)));
    if (!court)
        return;
    k->interim = s->cla_from + (rng_chance(r, 0.5) ? rng_below(r, 4) : rng_between(r, 15, 140));
    k->full = k->interim + rng_between(r, 210, 450);
    if (k->full >= s->cla_to - 30)
        k->full = s->cla_end == CLA_ADOPTED ? k->interim + 150 : DAY_NONE;
    if (s->cla_end != CLA_ADOPTED)
        return;
    /* the order comes some months before the move in with adopters, however long the stay was */
    k->placed = s->cla_to - rng_between(r, 120, 300);
    k->full = day_most(day_most(k->full, k->placed - rng_between(r, 60, 190)), k->interim + 60);
    k->full = day_least(k->full, day_most(s->cla_to - 150, k->interim + 20));
    k->placed = day_most(k->placed, k->full + 45);
}

static const char *legal_on(const struct care *k, day on)
{
    if (k->full != DAY_NONE && on >= k->full)
        return k->s->cla_end == CLA_ADOPTED ? "E1" : "C2";
    return k->interim != DAY_NONE && on >= k->interim ? "C1" : "V2";
}

/* --- placements --------------------------------------------------------------------------------------- */
static const char *provider_draw(struct care *k, const char *type)
{
    const struct figures *f = &k->p->d->fig;
    if (type[0] == 'P')
        return "PR0";
    if (type[0] == 'A' || type[1] == '1' || type[1] == '3')
        return "PR1";
    double w[] = { figure(f, "own_provision") * (type[0] == 'U' ? 0.31 : 0.2), figure(f, "private_provision"),
                   figure(f, "voluntary_provision") };
    static const char *const codes[] = { "PR1", "PR4", "PR5" };
    return codes[rng_weighted(&k->p->r, 3, w)];
}

static const char *type_draw(struct care *k, day on)
{
    struct rng *r = &k->p->r;
    int age = on < k->c->born ? 0 : day_age(k->c->born, on);
    if (age >= 16 && rng_chance(r, k->c->uasc ? 0.64 : 0.33))
        return on < day_make(2024, 4, 1) ? "H5" : "K3";
    if (age >= 9 && rng_chance(r, age >= 13 ? 0.36 : 0.17))
        return "K2";
    bool ordered = k->interim != DAY_NONE && on >= k->interim && k->nstays > 0;
    if (!k->c->uasc && ordered &&
        rng_chance(r, k->s->cla_end == CLA_HOME        ? 0.55
                      : k->s->cla_end == CLA_TURNED_18 ? 0.2
                                                       : 0))
        return "P1";
    if (age >= 10 && rng_chance(r, 0.05))
        return rng_chance(r, 0.6) ? "S1" : "R1";
    if (!k->c->uasc && rng_chance(r, 0.2))
        return on > k->s->cla_from + 300 ? "U1" : "U3";
    return on > k->s->cla_from + 500 && rng_chance(r, 0.6) ? "U4" : "U6";
}

static const char *change_draw(struct rng *r)
{
    static const char *const codes[] = {
        "CARPL", "CREQB", "CREQO", "OTHER", "CHILD", "LAREQ", "STAND", "ALLEG", "PLACE"
    };
    static const double w[] = { 54, 12, 15, 8, 6, 3, 1, 1, 1 };
    return codes[rng_weighted(r, COUNT_OF(codes), w)];
}

static void stay_add(struct care *k, day from, const char *type)
{
    struct rng *r = &k->p->r;
    if (k->nstays == MAX_TURNS - 12)
        return;
    if (k->nstays) {
        k->stays[k->nstays - 1].to = from;
        k->stays[k->nstays - 1].change = type[0] == 'A' ? "CARPL" : change_draw(r);
    }
    bool far_away = type[0] != 'P' && rng_unit(r) * 100 < figure(&k->p->d->fig, "far");
    k->stays[k->nstays++] =
        (struct stay){ from, k->s->cla_to, type, provider_draw(k, type), NULL, far_away, false, DAY_NONE };
}

/* Most children move seldom after the first weeks; some move again and again. */
static void stays_draw(struct care *k)
{
    struct rng *r = &k->p->r;
    const struct demo_spell *s = k->s;
    double restless = figure(&k->p->d->fig, "three_placements") / 100 * 1.57;
    double mean = rng_chance(r, restless) ? 140 : 1500;
    stay_add(k, s->cla_from, type_draw(k, s->cla_from));
    if (s->cla_to - s->cla_from > 60 && rng_chance(r, 0.3))
        stay_add(k, s->cla_from + rng_between(r, 3, 45), type_draw(k, s->cla_from));
    day last = k->placed == DAY_NONE ? s->cla_to - 30 : k->placed - 30;
    /* a step towards living alone */
    day grown = rng_chance(r, 0.33) ? day_birthday(k->c->born, 16) + rng_between(r, 30, 600) : last;
    for (day on = s->cla_from + 60 + (int)rng_exp(r, mean); on < last; on += 20 + (int)rng_exp(r, mean)) {
        if (grown > s->cla_from + 90 && grown < on)
            break;
        stay_add(k, on, type_draw(k, on));
    }
    if (grown > s->cla_from + 90 && grown < last && grown > k->stays[k->nstays - 1].from)
        stay_add(k, grown, grown < day_make(2024, 4, 1) ? "H5" : "K3");
    if (k->placed != DAY_NONE && k->placed < s->cla_to)
        stay_add(k, k->placed, "A6");
    for (int i = 0; i < k->nstays; i++) {
        struct stay *t = &k->stays[i];
        t->settled = s->cla_end == CLA_TURNED_18 && t->to - t->from > 500 && (t->type[1] == '1' || t->type[1] == '4') &&
                     t->type[0] == 'U' && rng_chance(r, 0.8);
    }
    /* Codes that were withdrawn end on their last day. */
    for (int i = 0; i < k->nstays && k->nstays < MAX_TURNS - 2; i++)
        if (k->stays[i].type[0] == 'H' && k->stays[i].to > day_make(2024, 4, 1) &&
            k->stays[i].from < day_make(2024, 4, 1)) {
            for (int j = k->nstays++; j > i + 1; j--)
                k->stays[j] = k->stays[j - 1];
            k->stays[i + 1] = k->stays[i];
            k->stays[i + 1].from = k->stays[i].to = day_make(2024, 4, 1);
            k->stays[i + 1].type = "K3";
            k->stays[i].change = "OTHER";
        }
}

static void placements_write(struct care *k)
{
    struct pen *p = k->p;
    const struct word_list *homes = words_list(&p->d->words, "home_name"), *towns = words_list(&p->d->words, "town");
    for (int i = 0; i < k->nstays; i++) {
        const struct stay *t = &k->stays[i];
        k->placements[i] = -1;
        if (t->from > p->d->as_at)
            break;
        int holder = holder_on(p, k->s->child, day_most(t->from, p->d->start));
        int h = k->placements[i] = pen_new(p, "placement", t->from, holder);
        pen_day(p, "started_on", t->from);
        pen_text(p, "care_period", k->period);
        pen_code(p, "placement_type", t->type);
        pen_code(p, "provider", t->provider);
        if (t->type[0] == 'K' || t->type[1] == '6')
            pen_text(p, "urn", arena_printf(&p->text, "SC%06d", 400000 + rng_below(&p->r, 99999)));
        pen_text(p, "postcode",
                 t->type[0] == 'P'
                     ? p->d->families[k->c->family].postcode
                     : arena_printf(&p->text, "%s9%d %dA%c", t->far_away ? "ZZ" : "NR", rng_below(&p->r, 10),
                                    rng_below(&p->r, 10), 'A' + rng_below(&p->r, 20) % 8));
        pen_text(p, "distance",
                 arena_printf(&p->text, "%.1f", t->far_away ? 20.5 + rng_exp(&p->r, 22) : 0.5 + 18 * rng_unit(&p->r)));
        if (t->type[0] == 'K')
            pen_text(p, "name", homes->at[rng_below(&p->r, (int)homes->n)]);
        pen_flag(p, "planned", rng_chance(&p->r, i ? 0.75 : 0.55));
        if (t->settled)
            pen_flag(p, "intended_to_18", true);
        int64_t carers = t->type[0] == 'U' && strcmp(t->provider, "PR1") == 0 && t->type[1] != '3' && t->type[1] != '1'
                             ? household_for(p, k->s->child + i * 7, t->from, t->to)
                             : 0;
        if (carers)
            pen_number(p, "household_id", carers);
        if (t->type[0] == 'P') {
            pen_day(p, "parents_assessed_on", t->from - rng_between(&p->r, 3, 30));
            pen_day(p, "parents_decided_on", t->from - 2);
        }
        pen_done(p, "notified_on", t->from, 5);
        pen_done(p, "key_stage_4_approved_on", t->from - 9, 9);
        if (t->from < p->d->as_at - 90 || rng_chance(&p->r, 0.85))
            pen_day(p, "placement_plan_on", day_least(t->from + rng_below(&p->r, 6), p->d->as_at));
        if (t->to <= p->d->as_at) {
            if (is_recent(p, t->to))
                pen_change(p, h, t->to, holder);
            pen_day(p, "ended_on", t->to);
            if (t->change)
                pen_code(p, "change_reason", t->change);
            pen_done(p, "end_notified_on", t->to, 9);
        } else if (t->type[0] != 'P') {
            pen_new(p, "address", t->from, holder);
            pen_code(p, "address_type", "PLACEMENT");
            pen_text(p, "line1",
                     t->type[0] == 'K' ? homes->at[rng_below(&p->r, (int)homes->n)]
                                       : arena_printf(&p->text, "%d Chapel Way", 1 + rng_below(&p->r, 90)));
            pen_text(p, "town", towns->at[rng_below(&p->r, (int)towns->n)]);
            pen_day(p, "from_on", t->from);
        }
    }
}

/* A relative or friend with whom a child is placed before the full assessment: approved for sixteen weeks, at most
 * twenty-four. */
static void connected_write(struct care *k)
{
    struct pen *p = k->p;
    static const char *const relations[] = { "grandmother", "aunt", "grandfather", "family_friend", "sibling" };
    for (int i = 0; i < k->nstays && k->stays[i].from <= p->d->as_at; i++) {
        struct stay *t = &k->stays[i];
        if (strcmp(t->type, "U3") != 0 || !in_detail(p, t->from))
            continue;
        int holder = holder_on(p, k->s->child, t->from);
        bool longer = rng_chance(&p->r, 0.35);
        day panel = t->from + (longer ? rng_between(&p->r, 118, 164) : rng_between(&p->r, 80, 111)),
            known = day_least(panel, t->to);
        int h = pen_new(p, "temporary_approval", t->from, manager_of(p, holder));
        pen_day(p, "approved_on", t->from);
        pen_text(p, "approved_by", S("Head of Service, as nominated officer"));
        pen_link(p, "placement_id", k->placements[i]);
        pen_code(p, "relation", relations[rng_weighted(&p->r, 5, (double[]){ 45, 22, 10, 16, 7 })]);
        pen_flag(p, "checks_done", true);
        pen_say(p, "checks_note", "connected_checks");
        pen_day(p, "assessment_started_on", t->from + rng_between(&p->r, 2, 12));
        if (longer && t->to > t->from + 112 && p->d->as_at > t->from + 105) {
            pen_change(p, h, t->from + rng_between(&p->r, 98, 110), manager_of(p, holder));
            pen_day(p, "extended_to", t->from + 168);
        }
        t->approved = known;
        if (known > p->d->as_at)
            continue;
        bool moved = t->to <= panel, refused = !moved && rng_chance(&p->r, 0.06);
        pen_change(p, h, known, manager_of(p, holder));
        if (!moved)
            pen_day(p, "panel_on", panel);
        pen_day(p, moved || refused ? "ended_on" : "fully_approved_on", known);
        pen_code(p, "outcome", moved ? "moved" : refused ? "refused" : "approved");
    }
}

/* --- episodes ------------------------------------------------------------------------------------------- */
static void turns_make(struct care *k)
{
    day marks[MAX_TURNS + 4];
    int n = 0;
    for (int i = 0; i < k->nstays; i++)
        marks[n++] = k->stays[i].from;
    const day orders[] = { k->interim, k->full };
    for (int i = 0; i < 2; i++)
        if (orders[i] != DAY_NONE && orders[i] > k->s->cla_from && orders[i] < k->s->cla_to)
            marks[n++] = orders[i];
    for (int i = 1; i < n; i++)                                     /* few: insertion sort */
        for (int j = i; j > 0 && marks[j - 1] > marks[j]; j--) {
            day swap = marks[j];
            marks[j] = marks[j - 1];
            marks[j - 1] = swap;
        }
    for (int i = 0; i < n; i++) {
        if (i && marks[i] == marks[i - 1])
            continue;
        int stay = 0;
        for (int j = 0; j < k->nstays; j++)
            if (k->stays[j].from <= marks[i])
                stay = j;
        if (k->nturns < MAX_TURNS)
            k->turns[k->nturns++] = (struct turn){ marks[i], legal_on(k, marks[i]), stay };
    }
}

static const char *end_code(struct care *k)
{
    struct rng *r = &k->p->r;
    switch (k->s->cla_end) {
    case CLA_ADOPTED:
        return rng_chance(r, 0.54) ? "E11" : "E12";
    case CLA_SGO:
        return rng_chance(r, 0.8) ? "E45" : "E47";
    case CLA_HOME:
        return rng_chance(r, 0.75) ? "E4A" : rng_chance(r, 0.7) ? "E13" : "E4B";
    case CLA_TURNED_18:
        return rng_chance(r, figure(&k->p->d->fig, "staying_put") / 55) ? "E17" : rng_chance(r, 0.6) ? "E5" : "E6";
    default:
        return rng_chance(r, 0.3) ? "E3" : "E8";
    }
}

static void episodes_write(struct care *k)
{
    struct pen *p = k->p;
    struct demo *d = p->d;
    const struct demo_spell *s = k->s;
    static const char *const needs[] = { "N1", "N3", "N4", "N5", "N6", "N8" };
    struct rng g;
    rng_seed(&g, d->seed, 3500000 + (uint64_t)s->group);
    const char *need =
        k->c->uasc ? "N8"
        : s->type == SPELL_DISABLED
            ? "N2"
            : needs[rng_weighted(&g, 6,
                                 (double[]){ figure(&d->fig, "need_n1"), figure(&d->fig, "need_n3"),
                                             figure(&d->fig, "need_n4"), figure(&d->fig, "need_n5"), 1.5, 1.5 })];
    const char *last_legal = NULL;
    int last_stay = -1, legal = -1;
    for (int i = 0; i < k->nturns; i++) {
        const struct turn *t = &k->turns[i];
        day to = i + 1 < k->nturns ? k->turns[i + 1].on : s->cla_to;
        if (t->on > d->as_at)
            break;
        int holder = holder_on(p, s->child, day_most(t->on, d->start));
        bool new_legal = !last_legal || strcmp(last_legal, t->legal) != 0, new_stay = last_stay != t->placement;
        int h = pen_new(p, "care_episode", t->on, holder);
        pen_day(p, "started_on", t->on);
        pen_code(p, "start_reason", i == 0 ? "S" : new_legal && new_stay ? "B" : new_legal ? "L" : "P");
        pen_code(p, "legal_status", t->legal);
        pen_code(p, "need", need);
        pen_link(p, "placement_id", k->placements[t->placement]);
        if (!k->c->uasc)
            pen_text(p, "home_postcode", d->families[k->c->family].postcode);
        pen_day(p, "entered_care_on", s->cla_from);
        pen_text(p, "care_period", k->period);
        pen_link(p, "referral_id", k->referral);
        if (i == 0)
            pen_done(p, "iro_told_on", t->on, 2);
        if (to <= d->as_at) {
            if (is_recent(p, to))
                pen_change(p, h, to, holder);
            pen_day(p, "ended_on", to);
            pen_code(p, "end_reason", i + 1 < k->nturns ? "X1" : end_code(k));
            if (i + 1 == k->nturns)
                pen_done(p, "end_agreed_on", to - 12, 12);
        }
        if (new_legal) {
            if (legal >= 0) {
                pen_change(p, legal, t->on, holder);
                pen_day(p, "to_on", t->on);
            }
            legal = pen_new(p, "legal_status", t->on, holder);
            pen_code(p, "status", t->legal);
            pen_day(p, "from_on", t->on);
        }
        last_legal = t->legal;
        last_stay = t->placement;
    }
    if (legal >= 0 && k->over) {
        pen_change(p, legal, s->cla_to, -1);
        pen_day(p, "to_on", s->cla_to);
    }
}

/* --- what recurs -------------------------------------------------------------------------------------- */
static void reviewer_write(struct care *k)
{
    struct demo *d = k->p->d;
    int first = -1, n = 0;
    for (size_t i = 0; i < d->nworkers; i++)
        n += d->workers[i].job == JOB_IRO && d->workers[i].left == DAY_NONE;
    int want = n ? k->c->family % n : 0;
    for (size_t i = 0; i < d->nworkers && first < 0; i++)
        if (d->workers[i].job == JOB_IRO && d->workers[i].left == DAY_NONE && want-- == 0)
            first = (int)i;
    if (first < 0)
        return;
    day from = day_most(k->s->cla_from + 3, d->workers[first].from);
    if (from >= k->end)
        return;
    pen_new(k->p, "involvement", from, first);
    pen_worker(k->p, "worker_id", first);
    pen_code(k->p, "role", "reviewing_officer");
    pen_team(k->p, "team_id", first);
    pen_day(k->p, "from_on", from);
    if (k->over)
        pen_day(k->p, "to_on", k->s->cla_to);
}

static void reviews_write(struct care *k)
{
    struct pen *p = k->p;
    struct demo *d = p->d;
    day due = calendar_add(&d->cal, k->s->cla_from, 20);
    for (int n = 0; due < k->end + 20; n++) {
        bool late = rng_chance(&p->r, 0.07);
        day held = late ? due + rng_between(&p->r, 2, 35) : due - rng_between(&p->r, 0, 9);
        while (!calendar_is_working(&d->cal, held))
            held += late ? 1 : -1;
        if (held >= k->end)
            break;
        int age = held < k->c->born ? 0 : day_age(k->c->born, held);
        if (in_detail(p, held) && pen_new(p, "looked_after_review", held, holder_on(p, k->s->child, held)) >= 0) {
            pen_day(p, "due_on", due);
            pen_day(p, "held_on", held);
            pen_text(p, "care_period", k->period);
            pen_code(p, "participation_code",
                     age < 4 ? "PN0"
                             : (const char *const[]){ "PN1", "PN2", "PN3", "PN5",
                                                      "PN7" }[rng_weighted(&p->r, 5, (double[]){ 52, 8, 22, 14, 4 })]);
            pen_done(p, "child_consulted_on", due - 9, 9);
            pen_done(p, "record_sent_on", held + 6, 20);
            if (age >= 4 && is_recent(p, held))
                pen_say(p, "participation", "review_words");
            if (is_recent(p, held))
                pen_say(p, "decisions", "review_decisions");
            if (held < d->as_at - 50 || rng_chance(&p->r, 0.8))
                pen_day(
                    p, "decisions_sent_on",
                    day_least(held + (rng_chance(&p->r, 0.88) ? rng_between(&p->r, 2, 7) : rng_between(&p->r, 8, 30)),
                              d->as_at));
        }
        due = n ? day_add_months(held, 6) - 2 : day_add_months(held, 3) - 1;
    }
}

/* The longest from one visit to the next on that day, less a little. */
static int visit_step(struct care *k, day on)
{
    struct rng *r = &k->p->r;
    const struct stay *t = &k->stays[0];
    for (int i = 1; i < k->nstays && k->stays[i].from <= on; i++)
        t = &k->stays[i];
    bool early = on < k->s->cla_from + 27;
    if (k->placed != DAY_NONE && on >= k->placed)
        return on < k->placed + 24 ? rng_between(r, 4, 6) : rng_between(r, 30, 39);
    if (t->approved != DAY_NONE && on < t->approved)
        return early ? rng_between(r, 4, 6) : rng_between(r, 20, 25);
    if (t->type[0] == 'P' && (k->full == DAY_NONE || on < k->full))
        return early ? rng_between(r, 4, 6) : rng_between(r, 20, 25);
    return t->settled && on > t->from + 366 ? rng_between(r, 56, 84) : rng_between(r, 28, 38);
}

/* A visit in the first week of each placement and, with parents or adopters, after an order; then by the rules of the
 * placement. */
static day visit_next(struct care *k, day on)
{
    day next = on + visit_step(k, on);
    for (int i = 1; i < k->nstays; i++)
        if (k->stays[i].from >= on && k->stays[i].from < next)
            return k->stays[i].from +
                   (rng_chance(&k->p->r, 0.94) ? rng_between(&k->p->r, 1, 4) : rng_between(&k->p->r, 8, 15));
    return k->full != DAY_NONE && k->full >= on && k->full < next ? k->full + rng_between(&k->p->r, 1, 4) : next;
}

static void visits_write(struct care *k)
{
    struct pen *p = k->p;
    struct demo *d = p->d;
    day stop = rng_chance(&p->r, 0.04) ? d->as_at - rng_between(&p->r, 40, 75) : d->as_at, next;
    int first = 1 + rng_weighted(&p->r, 3, (double[]){ 5, 3, 1 }) * 2;
    for (day on = k->s->cla_from + first; on < k->end && on <= stop; on = next) {
        while (!calendar_is_working(&d->cal, on))
            on++;
        next = visit_next(k, on);
        if (!in_detail(p, on) || on >= k->end || on < k->c->born || rng_chance(&p->r, 0.02) ||
            pen_new(p, "visit", on, holder_on(p, k->s->child, on)) < 0)
            continue;
        bool seen = rng_chance(&p->r, 0.97), alone = rng_chance(&p->r, 0.85);
        pen_code(p, "visit_for", "looked_after");
        pen_day(p, "seen_on", on);
        pen_worker(p, "worker_id", holder_on(p, k->s->child, on));
        pen_code(p, "place", rng_chance(&p->r, 0.85) ? "placement" : "school");
        pen_flag(p, "seen", seen);
        if (!seen) {
            pen_text(p, "not_seen_reason", S("The child was out with friends when I came; I come again this week."));
            next = day_least(next, on + rng_between(&p->r, 1, 4));
            continue;
        }
        pen_flag(p, "seen_alone", alone);
        if (!is_recent(p, on))
            continue;
        if (!alone)
            pen_text(p, "not_alone_reason", S("The carer stayed at the child's wish"));
        pen_say(p, "note", on > d->as_at - 120 ? "visit_note" : "visit_short");
        if (day_age(k->c->born, on) >= 4 && rng_chance(&p->r, 0.65))
            pen_say(p, "child_words", "child_words");
    }
}

static void check_write(struct care *k, const char *type, day on)
{
    if (on >= k->end || on > k->p->d->as_at || pen_new(k->p, "health_check", on, holder_on(k->p, k->s->child, on)) < 0)
        return;
    pen_code(k->p, "check_type", type);
    pen_day(k->p, "held_on", on);
    pen_code(k->p, "status", "completed");
}

/* What the yearly return asks for, each 31 March of those looked after for a year. */
static void years_write(struct care *k)
{
    struct pen *p = k->p;
    const struct figures *f = &p->d->fig;
    int year, month, mday;
    day_split(day_most(k->s->cla_from + 366, p->d->from), &year, &month, &mday);
    for (day end = day_make(year, 3, 31); end < k->end; end = day_make(++year, 3, 31)) {
        if (end < k->s->cla_from + 366 || !in_detail(p, end))
            continue;
        bool immunised = rng_unit(&p->r) * 100 < figure(f, "immunised");
        pen_new(p, "immunisation", end, holder_on(p, k->s->child, end));
        pen_flag(p, "status", immunised);
        pen_day(p, "status_on", end);
        if (rng_chance(&p->r, 0.01) || pen_new(p, "care_year", end, holder_on(p, k->s->child, end)) < 0)
            continue;
        pen_day(p, "year_ended_on", end);
        pen_flag(p, "health_assessment", rng_unit(&p->r) * 100 < figure(f, "health_check"));
        pen_flag(p, "teeth_check", rng_unit(&p->r) * 100 < figure(f, "dental"));
        pen_flag(p, "immunisations", immunised);
        if (day_age(k->c->born, end) < 5)
            pen_flag(p, "health_check", (k->s->child + year) % 10 != 0);
    }
}

/* By the first health assessment somebody knows. Draws nothing that others would miss. */
static void immunisation_asked(struct care *k)
{
    struct pen *p = k->p;
    struct rng kept = p->r;
    day asked = k->s->cla_from + 35;
    if (asked < k->end && in_detail(p, asked) &&
        pen_new(p, "immunisation", asked, holder_on(p, k->s->child, asked)) >= 0) {
        pen_flag(p, "status", k->s->child * 37 % 100 < figure(&p->d->fig, "immunised"));
        pen_day(p, "status_on", asked);
    }
    p->r = kept;
}

static void health_write(struct care *k)
{
    struct pen *p = k->p;
    struct demo *d = p->d;
    const struct figures *f = &d->fig;
    check_write(k, "INITIAL_HEALTH_ASSESSMENT",
                calendar_add(&d->cal, k->s->cla_from,
                             rng_chance(&p->r, 0.75) ? rng_between(&p->r, 9, 19) : rng_between(&p->r, 21, 45)));
    immunisation_asked(k);
    for (day on = k->s->cla_from + rng_between(&p->r, 150, 185); on < k->end;) {
        bool held = !in_detail(p, on) || rng_unit(&p->r) * 100 < figure(f, "health_check");
        if (held && in_detail(p, on))
            check_write(k, "HEALTH_ASSESSMENT", on);            /* whoever missed one is offered another within weeks */
        on += !held                         ? rng_between(&p->r, 12, 50)
              : day_age(k->c->born, on) < 5 ? rng_between(&p->r, 155, 180)
                                            : rng_between(&p->r, 320, 360);
    }
    day first = k->s->cla_from + rng_between(&p->r, 20, rng_chance(&p->r, 0.8) ? 90 : 200);
    for (day on = first; on < k->end;) {
        bool held = on == first || !in_detail(p, on) || rng_unit(&p->r) * 100 < figure(f, "dental");
        if (held && (on == first || in_detail(p, on)) && on > k->c->born + 300)
            check_write(k, "DENTAL", on);
        on += held ? rng_between(&p->r, 320, 360) : rng_between(&p->r, 12, 50);
    }
    years_write(k);
    double mean = figure(f, "sdq_average");
    for (day at = k->s->cla_from + rng_between(&p->r, 40, 360); at < k->end; at += 365) {
        int age = at < k->c->born ? 0 : day_age(k->c->born, at);
        if (age < 4 || age > 16 || !in_detail(p, at) || rng_unit(&p->r) * 100 > figure(f, "sdq_received") ||
            pen_new(p, "sdq", at, holder_on(p, k->s->child, at)) < 0)
            continue;
        double score = mean + 7.6 * (rng_unit(&p->r) + rng_unit(&p->r) + rng_unit(&p->r) - 1.5) * 2;
        pen_day(p, "completed_on", at);
        pen_number(p, "score", score < 0 ? 0 : score > 40 ? 40 : (int)score);
        pen_code(p, "answered_by", "carer");
    }
    day noted = k->end - rng_between(&p->r, 30, 300);
    if (day_age(k->c->born, k->end) >= 12 && noted > k->s->cla_from && in_detail(p, noted) &&
        rng_unit(&p->r) * 60 < figure(f, "substance") + 0.5) {
        pen_new(p, "substance_misuse", noted, holder_on(p, k->s->child, noted));
        pen_day(p, "noted_on", noted);
        pen_text(p, "substance", S("Cannabis"));
        pen_flag(p, "intervention_offered", true);
        pen_flag(p, "intervention_received", rng_chance(&p->r, 0.5));
    }
    if (day_age(k->c->born, k->end) >= 12 && noted - 40 > k->s->cla_from && in_detail(p, noted - 40) &&
        rng_unit(&p->r) * 55 < figure(f, "convicted")) {
        pen_new(p, "conviction", noted, holder_on(p, k->s->child, noted));
        pen_day(p, "offence_on", noted - 40);
        pen_day(p, "convicted_on", noted);
        pen_text(p, "offence", S("Theft from a shop"));
    }
}

static void school_write(struct care *k)
{
    struct pen *p = k->p;
    static const char *const terms[] = { "autumn", "spring", "summer" };
    int year, month, mday;
    day_split(day_most(k->s->cla_from, p->d->from), &year, &month, &mday);
    for (int i = 0; i < 24; i++) {
        static const int months[] = { 2, 6, 10 };
        day on = day_make(year + i / 3, months[i % 3], 1) + rng_between(&p->r, 0, 27);
        int age = on < k->c->born ? 0 : day_age(k->c->born, on);
        if (on <= k->s->cla_from + 10 || on >= k->end || !in_detail(p, on) || age < 4 || age > 17 ||
            rng_chance(&p->r, 0.06) || pen_new(p, "education_plan", on, holder_on(p, k->s->child, on)) < 0)
            continue;
        pen_code(p, "term", terms[i % 3 == 0 ? 1 : i % 3 == 1 ? 2 : 0]);
        pen_day(p, "meeting_on", on);
        if (rng_chance(&p->r, 0.92))
            pen_day(p, "completed_on", day_least(on + rng_between(&p->r, 1, 14), p->d->as_at));
        pen_text(p, "attendance",
                 arena_printf(&p->text, "%d",
                              rng_chance(&p->r, 0.84) ? rng_between(&p->r, 91, 100) : rng_between(&p->r, 45, 89)));
        pen_code(p, "quality", rng_chance(&p->r, 0.6) ? "good" : "requires_improvement");
    }
}

/* Who goes missing does so again and again: about six times in a year. */
static void missing_write(struct care *k)
{
    struct pen *p = k->p;
    struct demo *d = p->d;
    if (!rng_chance(&p->r, figure(&d->fig, "missing") / 100 * 1.7))
        return;
    static const char *const risks[] = { "high", "medium", "low" };
    for (day on =
             day_most(k->s->cla_from + 10, day_most(d->from, day_birthday(k->c->born, 12))) + (int)rng_exp(&p->r, 80);
         on < k->end; on += 2 + (int)rng_exp(&p->r, 62)) {
        instant from = instant_of_local(on, rng_between(&p->r, 16, 23), rng_below(&p->r, 60)),
                back = from + 60 * rng_between(&p->r, 95, rng_chance(&p->r, 0.2) ? 3400 : 800);
        if (from > d->now - 3600)
            break;
        int holder = holder_on(p, k->s->child, on), h = pen_new_at(p, "missing_episode", from + 1800, holder);
        pen_code(p, "missing_type", rng_chance(&p->r, 0.88) ? "M" : "A");
        pen_time(p, "started_at", from);
        pen_text(p, "from_where", S("Placement"));
        pen_code(p, "risk", risks[rng_weighted(&p->r, 3, (double[]){ 2, 6, 2 })]);
        if (is_recent(p, on))
            pen_say(p, "risk_reason", "missing_risk");
        pen_time(p, "police_told_at", from + 2400);
        pen_done(p, "notified_on", on, 0);
        if (back > d->now)
            break;
        pen_change(p, h, instant_day(back), holder);
        if (p->now >= 0 && p->acts[p->now].at < back)
            p->acts[p->now].at = back;
        bool offered = rng_chance(&p->r, 0.87), accepted = offered && rng_chance(&p->r, 0.68);
        pen_time(p, "ended_at", back);
        pen_code(p, "interview_offered", offered ? "Y" : "N");
        if (offered)
            pen_code(p, "interview_accepted", accepted ? "Y" : "N");
        day offer = instant_day(back) + 1,
            done = instant_day(back) + (rng_chance(&p->r, 0.68) ? rng_between(&p->r, 1, 3) : rng_between(&p->r, 4, 12));
        if (!offered || offer > d->as_at ||
            pen_new(p, "return_interview", accepted ? day_least(done, d->as_at) : offer, holder) < 0)
            continue;
        pen_link(p, "missing_episode_id", h);
        pen_day(p, "offered_on", offer);
        pen_flag(p, "accepted", accepted);
        if (!accepted) {
            pen_text(p, "refused_reason", S("Did not want to talk; the card with the number was left."));
        } else if (done <= d->as_at) {
            pen_day(p, "done_on", done);
            pen_text(p, "interviewer", S("Return interview service"));
            pen_text(p, "themes",
                     str_of(rng_chance(&p->r, 0.5)   ? "family friends"
                            : rng_chance(&p->r, 0.4) ? "exploitation_criminal friends"
                                                     : "unhappy"));
            pen_say(p, "words", "missing_words");
        }
    }
}

/* Care proceedings: most last longer than twenty-six weeks, by the court's leave. */
static void court_write(struct care *k)
{
    struct pen *p = k->p;
    const struct demo_spell *s = k->s;
    if (k->interim == DAY_NONE || k->interim > p->d->as_at)
        return;
    day closed = k->full != DAY_NONE ? k->full : day_least(s->cla_to, k->interim + rng_between(&p->r, 150, 330));
    int holder = holder_on(p, s->child, day_most(k->interim, p->d->start)),
        h = pen_new(p, "court_case", k->interim, holder);
    pen_code(p, "case_type", "care");
    pen_text(p, "court_reference",
             arena_printf(&p->text, "NR%02dC%05d", (s->group * 7) % 30, 10000 + s->group % 89999));
    pen_day(p, "applied_on", k->interim - 3);
    pen_day(p, "issued_on", k->interim - 2);
    pen_day(p, "first_hearing_on", k->interim + rng_between(&p->r, 8, 21));
    pen_done(p, "advocates_met_on", k->interim, 5);
    pen_text(p, "guardian", worker_name(p, k->c->family % (int)p->d->nworkers));
    if (closed > k->interim + 178 && p->d->as_at > k->interim + 170 && rng_chance(&p->r, 0.95)) {
        pen_change(p, h, k->interim + rng_between(&p->r, 130, 170), holder);
        pen_day(p, "extended_to", k->interim + 178 + 56 * ((closed - k->interim - 178) / 56 + 1));
        pen_say(p, "extension_reason", "court_extension");
    }
    if (closed > p->d->as_at)
        return;
    pen_change(p, h, closed, -1);
    pen_day(p, "final_hearing_on", closed);
    pen_day(p, "concluded_on", closed);
    pen_code(p, "order_made", s->cla_end == CLA_ADOPTED ? "placement_order" : k->full != DAY_NONE ? "care_order" :
             s->cla_end == CLA_SGO ? "special_guardianship" : closed == s->cla_to ? "supervision_order" : "no_order");
}

/* Reviews after a child moved in with adopters: after four weeks, three months later, then every six months. */
static void adoption_reviews_write(struct care *k, int permanence)
{
    struct pen *p = k->p;
    day on = k->placed + rng_between(&p->r, 20, 27);
    for (int n = 0; on < k->end; n++) {
        if (in_detail(p, on) && pen_new(p, "adoption_review", on, holder_on(p, k->s->child, on)) >= 0) {
            pen_link(p, "permanence_id", permanence);
            pen_day(p, "held_on", on);
            pen_flag(p, "placed", true);
            pen_say(p, "next_steps", "review_decisions");
        }
        on += n ? rng_between(&p->r, 160, 180) : rng_between(&p->r, 75, 88);
    }
}

static void permanence_write(struct care *k)
{
    struct pen *p = k->p;
    const struct demo_spell *s = k->s;
    day last = p->d->as_at;
    int h = pen_new(p, "care_plan", day_most(s->cla_from, s->from),
                    holder_on(p, s->child, day_most(s->cla_from, p->d->start)));
    pen_day(p, "started_on", s->cla_from);
    pen_text(p, "permanence",
             str_of(s->cla_end == CLA_ADOPTED ? "ADOPTION"
                    : s->cla_end == CLA_SGO   ? "LTRELFR"
                    : s->cla_end == CLA_HOME  ? "RETURN6M"
                    : k->c->uasc              ? "SUPPLIV"
                                              : "LTFOST18"));
    pen_done(p, "permanence_agreed_on", s->cla_from + 60, 60);
    if (s->cla_from < last - 60 || rng_chance(&p->r, 0.85))
        pen_day(p, "agreed_on", day_least(s->cla_from + rng_between(&p->r, 2, 14), last));
    day grown = day_birthday(k->c->born, 16) + rng_between(&p->r, 10, 170);
    if (grown > s->cla_from && grown < k->end && rng_chance(&p->r, 0.96)) {
        pen_change(p, h, grown, holder_on(p, s->child, grown));
        pen_day(p, "staying_put_plan_on", grown);
    }
    if (k->over) {
        pen_change(p, h, s->cla_to, -1);
        pen_day(p, "ended_on", s->cla_to);
    }
    pen_new(p, "previous_permanence", s->cla_from + 5, -1);
    pen_code(p, "option", rng_chance(&p->r, 0.93) ? "Z1" : rng_chance(&p->r, 0.6) ? "P2" : "P1");
    court_write(k);
    if (s->cla_end != CLA_ADOPTED || k->full == DAY_NONE || k->full - 50 > last)
        return;
    h = pen_new(p, "permanence", k->full - 50, holder_on(p, s->child, day_most(k->full - 50, p->d->start)));
    pen_day(p, "adm_decision_on", k->full - 50);
    pen_text(p, "care_period", k->period);
    pen_day(p, "panel_on", k->full - 53);
    pen_done(p, "parents_told_on", k->full - 50, 6);
    day match = day_most(k->full + 5, k->placed - 35);
    const struct { day on; const char *field, *code, *value; } steps[] = {
        { k->full - 50 + rng_between(&p->r, 5, 40), "family_finding_on", NULL, NULL },
        { k->full, "placement_order_on", NULL, NULL },
        { match, "matched_on", "adopter_sex", "MF" },
        { k->placed, "placed_on", "adopter_legal_status", "L11" },
        { k->placed + rng_between(&p->r, 75, 100), "applied_on", NULL, NULL },
        { s->cla_to, "order_on", "order_type", "adoption" },
    };
    for (size_t i = 0; i < COUNT_OF(steps); i++)
        if (steps[i].on <= last && steps[i].on <= s->cla_to) {
            pen_change(p, h, steps[i].on, -1);
            pen_day(p, steps[i].field, steps[i].on);
            if (steps[i].code)
                pen_code(p, steps[i].code, steps[i].value);
            if (i == 3) {
                pen_number(p, "adopters", 2);
                pen_flag(p, "adopted_by_carer",
                         k->stays[k->nstays - 1].type[1] == '3' || k->stays[k->nstays - 1].type[1] == '5');
            }
            if (i == 5)
                pen_day(p, "life_story_given_on", s->cla_to);
        }
    adoption_reviews_write(k, h);
}

void write_care(struct pen *p, int child, int spell, int referral)
{
    struct demo *d = p->d;
    struct care k = { .p = p, .s = &d->spells[spell], .c = &d->children[child], .referral = referral };
    k.period = arena_printf(&p->text, "C%d", 10000 + spell);
    k.over = k.s->cla_to <= d->as_at;
    k.end = k.over ? k.s->cla_to : d->as_at + 1;
    if (k.s->cla_to <= k.s->cla_from)
        return;
    orders_draw(&k);
    stays_draw(&k);
    turns_make(&k);
    placements_write(&k);
    connected_write(&k);
    episodes_write(&k);
    reviewer_write(&k);
    reviews_write(&k);
    visits_write(&k);
    health_write(&k);
    school_write(&k);
    missing_write(&k);
    permanence_write(&k);
}
