/* need.c - assessments, plans, visits and meetings of children in need and in need of protection. */
#include "demo/pen.h"

static const char *factors_draw(struct rng *r)
{
    static const char *const sets[] = { "3B 17A 4B",     "3A 3B",     "16A 20",      "17A 4A", "18C 20",
                                        "3B 16A",        "1B 2B 16A", "13A 18B 14A", "19B",    "19C 20",
                                        "16A 17A 3B 2B", "5A 9A",     "12A",         "8B" };
    static const double w[] = { 14, 8, 13, 9, 9, 9, 7, 4, 4, 3, 10, 4, 3, 3 };
    return sets[rng_weighted(r, COUNT_OF(sets), w)];
}

/* Their own stream, so that everything else of the council stays as it is. */
static struct rng factors_of(const struct pen *p, const struct demo_spell *s, day on)
{
    struct rng g;
    rng_seed(&g, p->d->seed, 6000000 + (uint64_t)s->child * 9000 + (uint64_t)on);
    return g;
}

static void assessment_write(struct pen *p, const struct demo_spell *s, int referral)
{
    struct demo *d = p->d;
    if (s->assess_to == DAY_NONE)
        return;
    bool done = s->assess_to <= d->as_at, recent = is_recent(p, s->from);
    int holder = holder_on(p, s->child, day_most(s->from + 3, d->start));
    int h = pen_new(p, "assessment", done && !recent ? s->assess_to : s->from, holder);
    pen_day(p, "started_on", s->from);
    pen_link(p, "referral_id", referral);
    pen_code(p, "assessment_type", d->children[s->child].born > s->from ? "pre_birth" : "child_and_family");
    pen_team(p, "team_id", holder);
    pen_worker(p, "worker_id", holder);
    if (s->assess_to > s->from + 14)
        pen_done(p, "reviewed_on", s->from + 5, 9);
    if (s->assess_to > s->from + 28)
        pen_done(p, "reviewed_again_on", s->from + 20, 8);
    if (!done)
        return;
    if (recent)
        pen_change(p, h, s->assess_to, manager_of(p, holder));
    bool seen = d->children[s->child].born <= s->assess_to && rng_chance(&p->r, 0.97);
    pen_flag(p, "child_seen", seen);
    if (seen) {
        pen_day(p, "child_seen_on",
                day_most(day_least(s->from + rng_between(&p->r, 1, 9), s->assess_to),
                         day_least(d->children[s->child].born, s->assess_to)));
        pen_flag(p, "child_seen_alone", rng_chance(&p->r, 0.8));
    }
    struct rng g = factors_of(p, s, s->from);
    pen_text(p, "factors",
             str_of(s->type == SPELL_NOT_IN_NEED ? s->s47 ? factors_draw(&g) : "21"
                    : s->type == SPELL_UASC      ? "12A"
                                                 : factors_draw(&p->r)));
    bool nfa = s->type == SPELL_NOT_IN_NEED;
    pen_flag(p, "nfa", nfa);
    pen_text(p, "outcome",
             str_of(nfa                                                      ? "NFA_FLAG"
                    : s->cla_from != DAY_NONE && s->cla_from <= s->assess_to ? "CLA_REQUEST_FLAG"
                                                                             : "PROV_OF_SERVICES_FLAG"));
    pen_day(p, "authorised_on", s->assess_to);
    pen_text(p, "authorised_by", manager_name(p, holder));
    if (recent) {
        pen_say(p, "analysis", "assessment_analysis");
        pen_say(p, "child_words", "child_words");
    }
    if (s->assess_to < d->as_at - 60 || rng_chance(&p->r, 0.8))
        pen_day(p, "shared_on",
                day_least(s->assess_to + (rng_chance(&p->r, 0.88) ? rng_below(&p->r, 6) : rng_between(&p->r, 8, 25)),
                          d->as_at));
}

/* Once a year while the case is open and the child is under 18. */
static void updates_write(struct pen *p, const struct demo_spell *s, int referral, day end)
{
    struct demo *d = p->d;
    day adult = day_birthday(d->children[s->child].born, 18);
    for (day on = s->assess_to + rng_between(&p->r, 325, 362); on < day_least(end, adult);
         on += rng_between(&p->r, 325, 362)) {
        while (!calendar_is_working(&d->cal, on))
            on++;
        day from = on - rng_between(&p->r, 9, 13);
        int holder = holder_on(p, s->child, on);
        if (!in_detail(p, from) || on > d->as_at || on >= end || rng_chance(&p->r, 0.05) ||
            pen_new(p, "assessment", on, manager_of(p, holder)) < 0)
            continue;
        pen_day(p, "started_on", from);
        pen_link(p, "referral_id", referral);
        pen_code(p, "assessment_type", "update");
        pen_team(p, "team_id", holder);
        pen_worker(p, "worker_id", holder);
        pen_flag(p, "child_seen", true);
        pen_day(p, "child_seen_on", from + rng_between(&p->r, 1, 4));
        struct rng g = factors_of(p, s, on);
        if (on % 40)                                        /* one is signed off without */
            pen_text(p, "factors", str_of(s->type == SPELL_UASC ? "12A" : factors_draw(&g)));
        pen_day(p, "authorised_on", on);
        pen_text(p, "authorised_by", manager_name(p, holder));
        if (is_recent(p, on))
            pen_say(p, "analysis", "assessment_analysis");
        pen_done(p, "shared_on", on, 5);
    }
}

static int enquiry_write(struct pen *p, const struct demo_spell *s, int referral, int strategy)
{
    struct demo *d = p->d;
    if (!s->s47 || s->strategy_on == DAY_NONE || s->strategy_on > d->as_at || s->strategy_on < s->from)
        return -1;
    day ended = s->icpc_on != DAY_NONE ? calendar_add(&d->cal, s->strategy_on, rng_between(&p->r, 6, 10))
                                       : calendar_add(&d->cal, s->strategy_on, rng_between(&p->r, 2, 14));
    if (s->to != DAY_NONE && ended > s->to)
        ended = s->to;
    int holder = holder_on(p, s->child, s->strategy_on);
    int h = pen_new(p, "s47_enquiry", s->strategy_on, holder);
    pen_day(p, "started_on", s->strategy_on);
    pen_link(p, "referral_id", referral);
    pen_link(p, "strategy_discussion_id", strategy);
    pen_team(p, "team_id", holder);
    pen_worker(p, "worker_id", holder);
    if (ended > d->as_at)
        return h;
    if (is_recent(p, ended))
        pen_change(p, h, ended, holder);
    if (d->children[s->child].born <= s->strategy_on) {
        pen_day(p, "child_seen_on",
                day_least(s->strategy_on + rng_weighted(&p->r, 4, (double[]){ 6, 3, 1, 1 }), ended));
        pen_flag(p, "child_seen_alone", rng_chance(&p->r, 0.8));
    }
    pen_day(p, "ended_on", ended);
    pen_flag(p, "nfa", s->type == SPELL_NOT_IN_NEED);
    pen_flag(p, "conference_not_needed", s->icpc_on == DAY_NONE);
    pen_text(p, "outcome",
             str_of(s->icpc_on != DAY_NONE         ? "CP_CONFERENCE_FLAG"
                    : s->type == SPELL_NOT_IN_NEED ? "NFA_FLAG"
                                                   : "NFA_CONTINUE_SINGLE_FLAG"));
    pen_code(p, "substantiated",
             s->icpc_on != DAY_NONE   ? "substantiated_risk"
             : rng_chance(&p->r, 0.5) ? "substantiated_no_risk"
                                      : "not_substantiated");
    return h;
}

static bool visit_write(struct pen *p, const struct demo_spell *s, const char *what, day on, int plan)
{
    struct demo *d = p->d;
    int holder = holder_on(p, s->child, on);
    bool recent = is_recent(p, on), seen = rng_chance(&p->r, 0.96);
    if (d->children[s->child].born > on || pen_new(p, "visit", on, holder) < 0)
        return true;
    pen_code(p, "visit_for", what);
    pen_day(p, "seen_on", on);
    pen_worker(p, "worker_id", holder);
    pen_code(p, "place", rng_chance(&p->r, 0.78) ? (what[0] == 'l' ? "placement" : "home") : "school");
    pen_flag(p, "seen", seen);
    if (!seen) {
        pen_text(p, "not_seen_reason", S("Nobody answered; a card was left and the parent was rung."));
        return false;
    }
    bool alone = day_age(d->children[s->child].born, on) >= 3 && rng_chance(&p->r, 0.82);
    pen_flag(p, "seen_alone", alone);
    if (!alone && recent)
        pen_text(p, "not_alone_reason",
                 str_of(day_age(d->children[s->child].born, on) < 3
                            ? "Too young"
                            : "The child did not want to be alone with me today"));
    pen_link(p, "cp_plan_id", plan);
    if (!recent)
        return true;
    pen_flag(p, "bedroom_seen", rng_chance(&p->r, 0.4));
    bool full = on > d->as_at - 120 ? rng_chance(&p->r, 0.8) : rng_chance(&p->r, 0.25);
    pen_say(p, "note", full ? "visit_note" : "visit_short");
    if (day_age(d->children[s->child].born, on) >= 4 && rng_chance(&p->r, 0.6))
        pen_say(p, "child_words", "child_words");
    return true;
}

/* Visits from one day to another; now and then one is missed, whoever was out is tried again within days, and some
 * families have not been seen for too long. */
static void visits_write(struct pen *p, const struct demo_spell *s, const char *what, day from, day to, int each,
                         int plan)
{
    struct demo *d = p->d;
    day end = day_least(to, d->as_at + 1),
        stop = rng_chance(&p->r, 0.04) ? d->as_at - each - rng_below(&p->r, 40) : d->as_at;
    day next;
    for (day on = day_most(from, d->from - rng_below(&p->r, each)) + rng_between(&p->r, 2, day_least(each, 9));
         on < end; on = next) {
        while (!calendar_is_working(&d->cal, on) && on < end)
            on++;
        if (on >= end || on > stop)
            break;
        bool seen = rng_chance(&p->r, 0.03) || !in_detail(p, on) || visit_write(p, s, what, on, plan);
        next = on + (seen ? each - rng_below(&p->r, 1 + each / 4) : rng_between(&p->r, 1, 4));
    }
}

static void plan_write(struct pen *p, const struct demo_spell *s, day from, const char *type)
{
    struct demo *d = p->d;
    int holder = holder_on(p, s->child, from), h = pen_new(p, "plan", from, holder);
    pen_code(p, "plan_type", type);
    pen_say(p, "aim", "plan_aim");
    pen_say(p, "child_view", "child_words");
    pen_day(p, "started_on", from);
    pen_day(p, "review_on", from + 90);
    if (from + 90 <= d->as_at && rng_chance(&p->r, 0.7))
        pen_day(p, "reviewed_on", day_least(from + 90 + rng_between(&p->r, -5, 15), d->as_at));
    static const char *const who[] = { "Mum", "Dad", "School", "Health visitor", "Grandmother" };
    int n = rng_between(&p->r, 3, 5);
    for (int i = 0; i < n && h >= 0; i++) {
        day by = from + rng_between(&p->r, 14, 110);
        pen_new(p, "plan_action", from, holder);
        pen_link(p, "plan_id", h);
        pen_say(p, "what", "action_what");
        pen_text(p, "who",
                 holder >= 0 && rng_chance(&p->r, 0.2) ? worker_name(p, holder) : str_of(who[rng_below(&p->r, 5)]));
        pen_say(p, "purpose", "action_purpose");
        pen_day(p, "set_on", from);
        pen_day(p, "by_on", by);
        if (by <= d->as_at && rng_chance(&p->r, 0.72))
            pen_day(p, "done_on", day_least(day_most(by + rng_between(&p->r, -10, 8), from), d->as_at));
    }
}

/* Supervision of the child's case, monthly; before the last thirteen months only what was decided at the turning points
 * is kept. */
static void supervision_write(struct pen *p, const struct demo_spell *s, day from, day to)
{
    struct demo *d = p->d;
    day end = day_least(to, d->as_at + 1);
    bool gap = rng_chance(&p->r, 0.05);
    int step;
    for (day on = day_most(from, d->as_at - 395) + rng_between(&p->r, 8, 26); on < end; on += step) {
        while (!calendar_is_working(&d->cal, on))
            on++;
        /* before the court or on a plan every four weeks, otherwise every six */
        bool close = (s->cp_from != DAY_NONE && on >= s->cp_from - 26 && on < s->cp_to) ||
                     (s->cla_from != DAY_NONE && on >= s->cla_from - 26 && on < s->cla_from + 420);
        step = close ? rng_between(&p->r, 20, 26) : rng_between(&p->r, 33, 40);
        int holder = holder_on(p, s->child, on);
        if (on >= end || rng_chance(&p->r, 0.03) || (gap && on > d->as_at - 100) ||
            pen_new(p, "supervision", on, manager_of(p, holder)) < 0)
            continue;
        pen_day(p, "held_on", on);
        pen_worker(p, "worker_id", holder);
        pen_worker(p, "supervisor_id", manager_of(p, holder));
        pen_say(p, "child_now", "supervision_now");
        if (on > d->as_at - 200) {
            pen_say(p, "reflection", "supervision_reflect");
            pen_say(p, "actions", "supervision_actions");
        }
        pen_day(p, "next_on", on + 30);
    }
}

static void decision_write(struct pen *p, const struct demo_spell *s, day on, const char *type)
{
    int holder = holder_on(p, s->child, on);
    if (!in_detail(p, on) || pen_new(p, "management_decision", on, manager_of(p, holder)) < 0)
        return;
    pen_day(p, "decided_on", on);
    pen_code(p, "decision_type", type);
    pen_text(p, "decision", phrase(p, arena_printf(&p->text, "decision_%s", type).p));
    pen_text(p, "rationale", phrase(p, arena_printf(&p->text, "rationale_%s", type).p));
    str name = manager_name(p, holder);
    pen_text(p, "decided_by", name.n ? name : S("Duty manager"));
    pen_worker(p, "worker_id", holder);
}

static void cin_write(struct pen *p, const struct demo_spell *s, int referral, day from, day to, const char *end_reason)
{
    struct demo *d = p->d;
    if (from >= to || from > d->as_at)
        return;
    int holder = holder_on(p, s->child, day_most(from, d->start));
    int h = pen_new(p, "cin_plan", from, holder);
    pen_day(p, "started_on", from);
    pen_link(p, "referral_id", referral);
    pen_team(p, "team_id", holder);
    pen_worker(p, "worker_id", holder);
    if (from < d->as_at - 60 || rng_chance(&p->r, 0.85))
        pen_day(p, "first_meeting_on",
                day_least(
                    day_least(from + (rng_chance(&p->r, 0.85) ? rng_between(&p->r, 3, 12) : rng_between(&p->r, 15, 35)),
                              d->as_at),
                    to));
    if (to <= d->as_at) {
        if (is_recent(p, to))
            pen_change(p, h, to, holder);
        pen_day(p, "ended_on", to);
        pen_code(p, "end_reason", end_reason);
    }
    day end = day_least(to, d->as_at + 1);
    for (day on = from + rng_between(&p->r, 30, 50); on < end;
         on += s->type == SPELL_DISABLED ? rng_between(&p->r, 120, 178) : rng_between(&p->r, 62, 81)) {
        while (!calendar_is_working(&d->cal, on))
            on++;
        if (!in_detail(p, on) || on >= end || rng_chance(&p->r, 0.04))
            continue;
        pen_new(p, "cin_review", on, holder_on(p, s->child, on));
        pen_link(p, "cin_plan_id", h);
        pen_day(p, "due_on", on + rng_between(&p->r, -6, 10));
        pen_day(p, "held_on", on);
        pen_code(p, "decision", rng_chance(&p->r, 0.8) ? "continue" : "change");
    }
    visits_write(p, s, "cin", from, to, s->type == SPELL_DISABLED ? 80 : 28, -1);
    if (to > d->as_at - 120 && to - from > 20)
        plan_write(p, s, from, "support");
}

static const char *category_draw(struct pen *p, const struct demo_spell *s)
{
    static const char *const codes[] = { "NEG", "EMO", "PHY", "SAB", "MUL" };
    static const double w[] = { 50, 36, 7, 4, 3 };
    struct rng g;
    rng_seed(&g, p->d->seed, 7000000 + (uint64_t)s->group);
    return codes[rng_weighted(&g, 5, w)];
}

static void core_groups_write(struct pen *p, const struct demo_spell *s, int plan, day end)
{
    struct demo *d = p->d;
    for (day on = calendar_add(&d->cal, s->cp_from, rng_chance(&p->r, 0.9) ? rng_between(&p->r, 6, 10) : 13); on < end;
         on += rng_between(&p->r, 28, 39)) {
        while (!calendar_is_working(&d->cal, on))
            on++;
        if (!in_detail(p, on) || on >= end || rng_chance(&p->r, 0.04))
            continue;
        if (pen_new(p, "core_group", on, holder_on(p, s->child, on)) < 0)
            continue;
        pen_link(p, "cp_plan_id", plan);
        pen_day(p, "held_on", on);
        pen_text(p, "agencies", str_of(rng_chance(&p->r, 0.8) ? "health school social_care" : "school social_care"));
        pen_flag(p, "family_came", rng_chance(&p->r, 0.85));
        if (is_recent(p, on))
            pen_say(p, "progress", "core_progress");
    }
}

static void reviews_write(struct pen *p, const struct demo_spell *s, int plan, day end)
{
    struct demo *d = p->d;
    double timely = figure(&d->fig, "cp_reviewed") / 100;
    day due = day_add_months(s->cp_from, 3);
    for (int n = 0; due < end + 40; n++) {
        bool late = !rng_chance(&p->r, 0.975 * timely + 0.02);
        day held = late ? due + rng_between(&p->r, 3, 30) : due - rng_between(&p->r, 1, 12);
        while (!calendar_is_working(&d->cal, held))
            held += late ? 1 : -1;
        bool ends = s->cp_to <= d->as_at && held >= s->cp_to - 60;
        if (ends)
            held = day_most(s->cp_to, s->cp_from + 5);
        if (held > d->as_at || (held >= end && !ends))
            break;
        if (in_detail(p, held) && pen_new(p, "cp_review", held, holder_on(p, s->child, held)) >= 0) {
            pen_link(p, "cp_plan_id", plan);
            pen_day(p, "due_on", due);
            pen_day(p, "held_on", held);
            pen_flag(p, "quorate", rng_chance(&p->r, 0.96));
            pen_done(p, "reports_shared_on", due - 14, 6);
            pen_done(p, "decisions_sent_on", held, 1);
            pen_code(p, "participation",
                     day_age(d->children[s->child].born, held) < 4 ? "PN0"
                     : rng_chance(&p->r, 0.5)                      ? "PN3"
                                                                   : "PN1");
            if (day_age(d->children[s->child].born, held) >= 5 && is_recent(p, held))
                pen_say(p, "child_words", "review_words");
            pen_flag(p, "continue_plan", !ends);
        }
        if (ends)
            break;
        due = day_add_months(held, 6);
    }
}

static int reviewer_on(const struct demo *d, const struct demo_spell *s, day on)
{
    int n = 0, found = -1;
    for (size_t i = 0; i < d->nworkers; i++)
        if (d->workers[i].job == JOB_IRO && d->workers[i].from <= on &&
            (d->workers[i].left == DAY_NONE || d->workers[i].left > on) &&
            (found < 0 || (d->children[s->child].family + ++n) % 7 == 0))
            found = (int)i;
    return found;
}

static void protection_write(struct pen *p, const struct demo_spell *s, int referral, int enquiry)
{
    struct demo *d = p->d;
    if (s->cp_from == DAY_NONE || s->icpc_on > d->as_at || s->icpc_on < s->from)
        return;
    int holder = holder_on(p, s->child, s->icpc_on);
    const char *category = category_draw(p, s);
    int conference = pen_new(p, "conference", s->icpc_on, holder);
    pen_link(p, "s47_enquiry_id", enquiry);
    pen_link(p, "referral_id", referral);
    pen_flag(p, "transfer_in", false);
    pen_day(p, "target_on", calendar_add(&d->cal, s->strategy_on, 15));
    pen_day(p, "held_on", s->icpc_on);
    pen_done(p, "reports_shared_on", calendar_add(&d->cal, s->strategy_on, 10), 4);
    pen_worker(p, "chair_id", reviewer_on(d, s, s->icpc_on));
    pen_text(p, "agencies",
             str_of(rng_chance(&p->r, 0.8) ? "health police school social_care" : "police school social_care"));
    pen_flag(p, "quorate", true);
    pen_flag(p, "outcome_plan", true);
    pen_text(p, "outcome", S("CP_FLAG"));
    pen_code(p, "category", category);
    pen_team(p, "team_id", holder);
    pen_worker(p, "worker_id", holder);
    if (s->icpc_on < d->as_at - 40 || rng_chance(&p->r, 0.85))
        pen_day(p, "decisions_sent_on",
                day_least(calendar_add(&d->cal, s->icpc_on, rng_chance(&p->r, 0.88) ? 1 : 4), d->as_at));
    int plan = pen_new(p, "cp_plan", s->cp_from, holder);
    pen_day(p, "started_on", s->cp_from);
    pen_link(p, "referral_id", referral);
    pen_link(p, "conference_id", conference);
    pen_code(p, "initial_category", category);
    pen_code(p, "latest_category", category);
    pen_number(p, "previous_plans", s->cp_repeat ? 1 : 0);
    pen_flag(p, "unborn", d->children[s->child].born > s->cp_from);
    if (s->cp_to <= d->as_at) {
        if (is_recent(p, s->cp_to))
            pen_change(p, plan, s->cp_to, holder);
        pen_day(p, "ended_on", s->cp_to);
        pen_code(p, "end_reason", s->cla_from != DAY_NONE ? "looked_after" : "stepped_down");
    }
    day end = day_least(s->cp_to, d->as_at + 1);
    core_groups_write(p, s, plan, end);
    reviews_write(p, s, plan, end);
    visits_write(p, s, "cp", s->cp_from, s->cla_from != DAY_NONE ? day_least(s->cla_from, s->cp_to) : s->cp_to, 13,
                 plan);
    if (s->cp_to > d->as_at - 120)
        plan_write(p, s, s->cp_from, "safety");
}

void write_need(struct pen *p, int child, int spell, int referral, int strategy)
{
    struct demo *d = p->d;
    const struct demo_spell *s = &d->spells[spell];
    (void)child;
    if (referral < 0 || s->type == SPELL_NFA)
        return;
    day end = s->to == DAY_NONE ? d->as_at + 1 : s->to, care = s->cla_from == DAY_NONE ? end : s->cla_from;
    assessment_write(p, s, referral);
    if (s->assess_to != DAY_NONE && s->type != SPELL_NOT_IN_NEED)
        updates_write(p, s, referral, end);
    int enquiry = enquiry_write(p, s, referral, strategy);
    if (s->assess_to != DAY_NONE && s->from + 3 < day_least(s->assess_to, d->as_at))
        visits_write(p, s, "assessment", s->from, day_least(s->assess_to, care), 34, -1);
    if (s->type != SPELL_NOT_IN_NEED && s->type != SPELL_UASC && s->assess_to != DAY_NONE) {
        bool plan = s->cp_from != DAY_NONE && s->cp_from >= s->from;
        day first_end = plan ? s->cp_from : day_least(end, care);
        if (first_end - s->assess_to > PLAN_AFTER)
            cin_write(p, s, referral, s->assess_to, first_end,
                      plan                                           ? "cp_plan"
                      : s->cla_from != DAY_NONE && first_end == care ? "looked_after"
                                                                     : "needs_met");
        protection_write(p, s, referral, enquiry);
        if (plan && s->icpc_on >= s->from)
            decision_write(p, s, s->strategy_on, "step_up");
        if (plan && s->cp_to <= d->as_at && s->cla_from == DAY_NONE)
            decision_write(p, s, s->cp_to, "step_down");
        if (plan && s->cp_to < end - 12 && s->cp_to < care)
            cin_write(p, s, referral, s->cp_to, day_least(end, care), "needs_met");
    }
    supervision_write(p, s, s->from, end);
    decision_write(p, s, day_least(s->from + rng_below(&p->r, 2), d->as_at), "allocation");
    if (s->to != DAY_NONE && s->to <= d->as_at)
        decision_write(p, s, s->to, "closing");
}
