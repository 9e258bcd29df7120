/* leaving.c - young people of the demonstration who leave care: pathway plans, their adviser, where they live and what
 * they do. */
#include "demo/pen.h"

static void leaver_state(struct pen *p, day on)
{
    const struct figures *f = &p->d->fig;
    static const char *const homes[] = { "Z", "T", "U", "D", "E", "V", "C" };
    static const char *const activities[] = { "F2", "F1", "F5", "P5", "G4", "G5", "G6", "F4" };
    double eet = figure(f, "leaver_eet"), neet = figure(f, "leaver_neet"), he = figure(f, "leaver_he");
    bool silent = rng_chance(&p->r, 0.06);
    pen_code(p, "in_touch", silent ? "NO" : "YES");
    if (!silent)
        pen_day(p, "latest_contact_on", on - rng_between(&p->r, 1, rng_chance(&p->r, 0.9) ? 50 : 110));
    pen_code(p, "accommodation", homes[rng_weighted(&p->r, 7, (double[]){ 30, 15, 25, 12, 6, 6, 6 })]);
    pen_code(p, "suitable", rng_unit(&p->r) * 100 < figure(f, "leaver_suitable") - 3 ? "1" : "2");
    pen_code(
        p, "activity",
        activities[rng_weighted(
            &p->r, 8, (double[]){ eet * 0.42, he, eet * 0.38, eet * 0.1, neet * 0.2, neet * 0.72, neet * 0.08, 1 })]);
}

/* A plan, its review, and the next plan on that day or soon after. In a home that the council provides the review comes
 * after 28 days there, then within three months; else within six. */
static void pathway_write(struct pen *p, const struct demo_spell *s, const struct demo_child *c, day from, day end,
                          day housed)
{
    struct demo *d = p->d;
    for (day on = from + rng_between(&p->r, 60, 100), next; on < end; on = next + rng_between(&p->r, 0, 4)) {
        bool settled = housed != DAY_NONE && on > housed, moves = housed != DAY_NONE && !settled && on + 183 > housed;
        next = moves ? housed + rng_between(&p->r, 28, rng_chance(&p->r, 0.85) ? 35 : 50)
                     : on + (settled ? rng_between(&p->r, 75, rng_chance(&p->r, 0.85) ? 91 : 110)
                                     : rng_between(&p->r, 165, rng_chance(&p->r, 0.85) ? 181 : 230));
        if (!in_detail(p, on) || pen_new(p, "pathway_plan", on, holder_on(p, s->child, on)) < 0)
            continue;
        pen_day(p, "started_on", on);
        if (on < day_birthday(c->born, 17))
            pen_day(p, "needs_assessed_on", on - rng_between(&p->r, 5, 40));
        pen_day(p, "review_due_on", day_add_months(on, settled ? 3 : 6));
        pen_worker(p, "worker_id", holder_on(p, s->child, on));
        pen_say(p, "own_words", "own_words");
        pen_flag(p, "agreed", rng_chance(&p->r, 0.9));
        if (next < end && next <= d->as_at)
            pen_day(p, "reviewed_on", next);
    }
}

/* The adviser's visits: every seven weeks or so; within a week of moving into a home that the council provides, and at
 * the review after 28 days there. */
static void adviser_visits(struct pen *p, int child, day adult, day end, day housed)
{
    day first = adult + rng_between(&p->r, 10, 50);
    if (housed != DAY_NONE)
        first = housed + rng_between(&p->r, 1, 7);
    for (day on = first, n = 0; on < end; n++) {
        if (in_detail(p, on) && !rng_chance(&p->r, 0.08) &&
            pen_new(p, "visit", on, holder_on(p, child, on)) >= 0) {
            pen_code(p, "visit_for", "care_leaver");
            pen_day(p, "seen_on", on);
            pen_worker(p, "worker_id", holder_on(p, child, on));
            pen_code(p, "place", rng_chance(&p->r, 0.6) ? "home" : "community");
            pen_flag(p, "seen", true);
            pen_flag(p, "seen_alone", true);
            if (is_recent(p, on))
                pen_say(p, "note", "visit_short");
        }
        on = housed != DAY_NONE && !n ? housed + rng_between(&p->r, 28, 35) : on + rng_between(&p->r, 42, 62);
    }
}

void write_leaving(struct pen *p, int child, int spell)
{
    struct demo *d = p->d;
    const struct demo_spell *s = &d->spells[spell];
    const struct demo_child *c = &d->children[child];
    day adult = day_birthday(c->born, 18), from = day_most(day_birthday(c->born, 16), s->cla_from + 91);
    day end = s->to == DAY_NONE ? d->as_at + 1 : day_least(s->to, d->as_at + 1);
    if (s->cla_to == DAY_NONE || s->cla_to < from || from > d->as_at ||
        (s->cla_end != CLA_TURNED_18 && s->cla_to <= d->as_at))
        return;
    int h = pen_new(p, "care_leaver", from, holder_on(p, child, day_most(from, d->start)));
    pen_day(p, "recorded_on", from);
    pen_code(p, "eligibility", "eligible");
    pen_day(p, "eligible_on", from);
    bool grown = adult < end && s->cla_end == CLA_TURNED_18;
    day housed = grown && rng_chance(&p->r, 0.3) ? adult + rng_between(&p->r, 0, 20) : DAY_NONE;
    pathway_write(p, s, c, from, end, housed);
    if (!grown)
        return;
    int adviser = holder_on(p, child, day_most(adult, d->start));
    pen_change(p, h, adult, adviser);
    pen_code(p, "eligibility", "former_relevant");
    if (day_age(c->born, d->as_at) >= 21)
        pen_day(p, "offer_on", day_least(day_birthday(c->born, day_age(c->born, d->as_at)) + 30, d->as_at));
    pen_text(p, "adviser", worker_name(p, adviser));
    pen_worker(p, "worker_id", adviser);
    pen_team(p, "team_id", adviser);
    leaver_state(p, adult + 30 > d->as_at ? d->as_at : adult + 1);
    if (housed != DAY_NONE && housed <= d->as_at) {
        pen_flag(p, "provided_by_council", true);
        pen_day(p, "accommodation_from_on", housed);
    }
    day latest = day_least(end - 1, d->as_at - rng_below(&p->r, 40));
    if (latest > adult + 40) {
        int now = holder_on(p, child, latest);
        pen_change(p, h, latest, now);
        pen_text(p, "adviser", worker_name(p, now));
        pen_worker(p, "worker_id", now);
        leaver_state(p, latest);
    }
    if (s->to != DAY_NONE && s->to <= d->as_at && s->to > adult) {
        struct rng kept = p->r;
        pen_change(p, h, s->to, -1);
        pen_code(p, "in_touch", "NREQ");
        pen_code(p, "accommodation", "0");
        pen_code(p, "activity", "0");
        p->r = kept;
    }
    adviser_visits(p, child, adult, end, housed);
}
