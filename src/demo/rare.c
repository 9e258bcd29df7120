/* rare.c - what happens to some of the demonstration's children: private fostering, pre-proceedings, allegations,
 * complaints, serious incidents, special educational needs. Each in the order in which it would be done, with the
 * duties that go with it. */
#include "demo/pen.h"

static day working(const struct demo *d, day on)
{
    while (!calendar_is_working(&d->cal, on))
        on++;
    return on;
}

/* Mostly within so many working days of that day, now and then some days over. */
static day within(struct pen *p, day from, int least, int most)
{
    return calendar_add(&p->d->cal, from,
                        rng_chance(&p->r, 0.93) ? rng_between(&p->r, least, most) : most + rng_between(&p->r, 1, 6));
}

static day spell_end(const struct demo *d, const struct demo_spell *s)
{
    return s->to == DAY_NONE ? d->as_at + 1 : day_least(s->to, d->as_at + 1);
}

/* What is decided or done later is a change of the record, on its own day; nothing when the day has not come. */
static bool later(struct pen *p, int of, const char *field, day on, int worker)
{
    p->now = -1;
    if (of < 0 || on > p->d->as_at)
        return false;
    pen_change(p, of, on, worker);
    pen_day(p, field, on);
    return true;
}

/* --- private fostering ------------------------------------------------------------------------------ */
static void private_fostering_write(struct pen *p, const struct demo_spell *s)
{
    struct demo *d = p->d;
    static const char *const kinds[] = { "estranged", "education", "family_friends", "language", "overseas_stay" };
    int holder = holder_on(p, s->child, s->from + 1), h = pen_new(p, "private_fostering", s->from, holder);
    day end = spell_end(d, s), decided = s->from + rng_between(&p->r, 24, rng_chance(&p->r, 0.9) ? 41 : 60);
    pen_day(p, "notified_on", s->from);
    pen_text(p, "notice_by", str_of(rng_chance(&p->r, 0.5) ? "School" : "The carer"));
    pen_day(p, "started_on", s->from - rng_between(&p->r, 2, 60));
    pen_code(p, "arrangement", kinds[rng_weighted(&p->r, 5, (double[]){ 45, 25, 15, 8, 7 })]);
    pen_flag(p, "parent_agrees", true);
    day seen = within(p, s->from, 2, 6);
    if (later(p, h, "first_visit_on", seen, holder))
        pen_flag(p, "child_seen_alone", true);
    later(p, h, "home_checked_on", seen, holder);
    later(p, h, "parents_seen_on", seen + rng_between(&p->r, 3, 9), holder);
    later(p, h, "references_on", seen + rng_between(&p->r, 8, 14), holder);
    later(p, h, "health_check_on", seen + rng_between(&p->r, 8, 14), holder);
    later(p, h, "dbs_on", decided - rng_between(&p->r, 1, 8), holder);
    if (decided < end && later(p, h, "decided_on", decided, manager_of(p, holder))) {
        pen_flag(p, "suitable", rng_chance(&p->r, 0.93));
        pen_say(p, "rationale", "private_rationale");
        pen_text(p, "decided_by", manager_name(p, holder));
    }
    for (day on = working(d, seen + rng_between(&p->r, 28, 38)); on < end;
         on = working(d, on + rng_between(&p->r, 30, 39))) {
        if (!in_detail(p, on) || pen_new(p, "visit", on, holder_on(p, s->child, on)) < 0)
            continue;
        pen_code(p, "visit_for", "private_fostering");
        pen_link(p, "private_fostering_id", h);
        pen_day(p, "seen_on", on);
        pen_worker(p, "worker_id", holder_on(p, s->child, on));
        pen_flag(p, "seen", true);
        pen_flag(p, "seen_alone", true);
        pen_code(p, "place", "home");
        pen_say(p, "note", "visit_short");
    }
    if (end <= d->as_at && later(p, h, "ended_on", end, holder)) {
        pen_day(p, "end_notified_on", day_least(end + rng_below(&p->r, 3), d->as_at));
        pen_text(p, "end_reason", str_of(rng_chance(&p->r, 0.6) ? "Went home" : "Turned 16"));
    }
}

/* --- pre-proceedings ---------------------------------------------------------------------------------- */
static void pre_proceedings_write(struct pen *p, const struct demo_spell *s, day concern, bool court)
{
    struct demo *d = p->d;
    day end = day_least(spell_end(d, s), s->cla_from == DAY_NONE ? spell_end(d, s) : s->cla_from);
    day letter = working(d, concern + rng_between(&p->r, 12, 20)),
        step = court ? end : letter + rng_between(&p->r, 62, rng_chance(&p->r, 0.8) ? 111 : 150);
    if (letter + 14 >= end && end <= d->as_at)
        return;
    int holder = holder_on(p, s->child, concern), manager = manager_of(p, holder);
    if (pen_new(p, "management_decision", concern, manager) >= 0) {
        pen_day(p, "decided_on", concern);
        pen_code(p, "decision_type", "legal");
        pen_say(p, "decision", "decision_legal");
        pen_say(p, "rationale", "rationale_legal");
        pen_text(p, "decided_by", manager >= 0 ? manager_name(p, holder) : S("Duty manager"));
        pen_worker(p, "worker_id", holder);
    }
    day met = within(p, concern, 3, 9);
    int h = pen_new(p, "pre_proceedings", met, manager);
    pen_day(p, "concern_on", concern);
    pen_day(p, "legal_meeting_on", met);
    pen_code(p, "gateway_outcome", "B");
    pen_say(p, "rationale", "rationale_legal");
    pen_say(p, "threshold", "legal_threshold");
    pen_number(p, "cp_plans_before", s->cp_repeat ? 2 : s->cp_from != DAY_NONE);
    letter = day_most(letter, working(d, met + 1));
    if (!later(p, h, "letter_sent_on", letter, holder))
        return;
    pen_day(p, "decided_on", met);
    bool group = rng_chance(&p->r, 0.86);
    pen_flag(p, "family_meeting_offered", true);
    pen_day(p, "family_meeting_offered_on", letter);
    pen_flag(p, "family_meeting_held", group);
    day first = within(p, letter, 5, 9);
    if (later(p, h, "first_meeting_on", first, holder)) {
        pen_number(p, "meetings", 1);
        pen_code(p, "parents_have_lawyer", rng_chance(&p->r, 0.85) ? "Y" : "N");
    }
    if (group && later(p, h, "family_meeting_on", first + rng_between(&p->r, 8, 20), holder))
        pen_say(p, "family_plan", "family_plan");
    for (day on = working(d, letter + rng_between(&p->r, 40, 52)); on < day_least(step, end);
         on = working(d, on + rng_between(&p->r, 40, 52)))
        if (pen_new(p, "pre_proceedings_review", on, manager) >= 0) {
            pen_link(p, "pre_proceedings_id", h);
            pen_day(p, "held_on", on);
            pen_flag(p, "parents_came", rng_chance(&p->r, 0.85));
            pen_flag(p, "lawyer_came", rng_chance(&p->r, 0.7));
            pen_code(p, "decision", "continue");
            pen_say(p, "progress", "core_progress");
        }
    if (step >= end && !court)
        step = end - 1;
    if (step > d->as_at || !later(p, h, "step_decision_on", step, manager))
        return;
    pen_code(p, "outcome", court ? "A" : "B");
    if (court)
        pen_day(p, "court_applied_on", step);
}

/* --- allegations, complaints, serious incidents -------------------------------------------------------- */
static void allegation_write(struct pen *p, const struct demo_spell *s, day on)
{
    static const char *const outcomes[] = { "unsubstantiated", "unfounded", "substantiated", "false" };
    bool care = s->cla_from != DAY_NONE && on >= s->cla_from && on < s->cla_to;
    int holder = holder_on(p, s->child, on), h = pen_new(p, "allegation", on, holder);
    pen_day(p, "known_on", on);
    pen_code(p, "sector", care ? "foster" : rng_chance(&p->r, 0.6) ? "school" : "sport");
    pen_say(p, "concern", "allegation");
    pen_text(p, "alleged_person", str_of(care ? "A foster carer" : "A member of staff"));
    later(p, h, "referred_on", within(p, on, 0, 1), holder);
    later(p, h, "strategy_on", within(p, on, 2, 5), holder);
    day closed = on + rng_between(&p->r, 20, rng_chance(&p->r, 0.8) ? 75 : 220);
    if (later(p, h, "closed_on", closed, holder)) {
        pen_code(p, "outcome", outcomes[rng_weighted(&p->r, 4, (double[]){ 38, 24, 30, 8 })]);
        pen_day(p, "told_child_on", closed);
    }
}

static void complaint_write(struct pen *p, day on)
{
    static const char *const from[] = { "parent", "carer", "child", "relative", "advocate" }, *const outcomes[] = {
        "upheld", "partly", "not_upheld"
    };
    int h = pen_new(p, "complaint", on, -1), who = rng_weighted(&p->r, 5, (double[]){ 62, 14, 9, 10, 5 });
    pen_day(p, "received_on", on);
    pen_code(p, "from_whom", from[who]);
    pen_say(p, "about_what", "complaint_about");
    pen_say(p, "words", "complaint_words");
    if (who == 2)
        pen_flag(p, "advocate", true);
    day answered = within(p, on, 5, 10), second = answered + rng_between(&p->r, 5, 18);
    if (!later(p, h, "stage_1_answered_on", answered, -1))
        return;
    pen_day(p, "stage_1_started_on", on);
    pen_code(p, "outcome", outcomes[rng_weighted(&p->r, 3, (double[]){ 22, 42, 36 })]);
    if (rng_chance(&p->r, 0.15) && later(p, h, "stage_2_started_on", second, -1)) {
        answered = within(p, second, 18, 25);
        if (!later(p, h, "stage_2_answered_on", answered, -1))
            return;
    }
    if (later(p, h, "closed_on", answered + rng_between(&p->r, 1, 20), -1))
        pen_say(p, "learning", "complaint_learning");
}

static void incident_write(struct pen *p, day on)
{
    day told = within(p, on, 1, 5);
    int h = pen_new(p, "serious_incident", on, -1);
    pen_day(p, "happened_on", on - rng_below(&p->r, 3));
    pen_day(p, "known_on", on);
    pen_say(p, "summary", "incident");
    pen_code(p, "harm", "serious");
    if (!later(p, h, "notified_on", told, -1))
        return;
    pen_day(p, "ofsted_notified_on", told);
    if (later(p, h, "rapid_review_on", within(p, told, 11, 15), -1))
        pen_say(p, "learning", "incident_learning");
}

/* --- special educational needs -------------------------------------------------------------------------- */
bool child_has_ehc_plan(const struct demo *d, int child)
{
    const struct demo_child *c = &d->children[child];
    const struct demo_spell *last = c->nspells ? &d->spells[c->first_spell + c->nspells - 1] : NULL;
    if (!c->disabled || !last || c->born > d->as_at || day_age(c->born, d->as_at) < 5 ||
        day_age(c->born, d->as_at) >= 18 || (last->to != DAY_NONE && last->to < d->as_at - 395))
        return false;
    struct rng r;
    rng_seed(&r, d->seed, 12000000 + (uint64_t)child);
    return rng_chance(&r, 0.75);
}

static int request_write(struct pen *p, int child, day on, bool agreed)
{
    int send = pen_new(p, "send", on, -1), h = pen_new(p, "ehc_request", on, -1);
    pen_day(p, "received_on", on);
    pen_link(p, "send_id", send);
    pen_text(p, "requested_by", str_of(child % 3 ? "School" : "Parent"));
    if (later(p, h, "decided_on", on + rng_between(&p->r, 20, rng_chance(&p->r, 0.92) ? 41 : 55), -1))
        pen_code(p, "outcome", agreed ? "Y" : "N");
    return h;
}

static void ehc_write(struct pen *p, int child, bool plan)
{
    struct demo *d = p->d;
    static const char *const needs[] = { "ASD", "SEMH", "SLCN", "MLD", "SLD", "PD", "HI" };
    day on = plan ? day_most(day_birthday(d->children[child].born, 4) + 60, d->as_at - rng_between(&p->r, 60, 1400))
                  : d->as_at - rng_between(&p->r, 5, 300);
    int request = request_write(p, child, on, plan || rng_chance(&p->r, 0.7));
    if (on + 60 > d->as_at || !plan)
        return;
    day named = on + rng_between(&p->r, 112, rng_chance(&p->r, 0.6) ? 139 : 230);
    int h = pen_new(p, "ehc_assessment", on + 50, -1);
    pen_link(p, "ehc_request_id", request);
    pen_day(p, "advice_asked_on", on + 50);
    later(p, h, "advice_given_on", on + 50 + rng_between(&p->r, 20, rng_chance(&p->r, 0.85) ? 41 : 60),
          holder_on(p, child, on + 80));
    if (later(p, h, "decided_on", day_least(on + rng_between(&p->r, 90, 111), named - 1), -1))
        pen_code(p, "outcome", "Y");
    if (named > d->as_at || pen_new(p, "ehc_named_plan", named, -1) < 0)
        return;
    pen_link(p, "ehc_assessment_id", h);
    pen_day(p, "started_on", named);
    pen_text(p, "placement", words_pick(&d->words, "school", &p->r));
    int reviewed = pen_new(p, "ehc_plan", named, -1);
    pen_link(p, "ehc_request_id", request);
    pen_new(p, "sen_need", named, -1);
    pen_link(p, "ehc_plan_id", reviewed);
    pen_code(p, "need_type", needs[rng_weighted(&p->r, 7, (double[]){ 38, 22, 14, 8, 10, 5, 3 })]);
    pen_number(p, "rank", 1);
    for (day review = named + rng_between(&p->r, 330, 362); review <= d->as_at;
         review += rng_between(&p->r, 330, 362)) {
        pen_new(p, "ehc_plan", review, -1);
        pen_link(p, "ehc_request_id", request);
        pen_day(p, "last_review_on", review);
        pen_day(p, "review_meeting_on", review);
        pen_done(p, "review_decision_on", review + 8, 19);
    }
}

/* --- all of them -------------------------------------------------------------------------------------------- */
void write_rare(struct pen *p, int child)
{
    struct demo *d = p->d;
    const struct demo_child *c = &d->children[child];
    struct rng own = p->r;
    rng_seed(&p->r, d->seed, 11000000 + (uint64_t)child);
    for (int i = 0; i < c->nspells; i++) {
        const struct demo_spell *s = &d->spells[c->first_spell + i];
        day end = spell_end(d, s), turn = s->cla_from != DAY_NONE ? s->cla_from : s->cp_to,
            from = day_most(s->from + 10, d->from);
        if (s->from > d->as_at || s->type == SPELL_NFA)
            continue;
        day concern = s->cp_from == DAY_NONE ? DAY_NONE : working(d, s->cp_from + rng_between(&p->r, 60, 160));
        if (concern != DAY_NONE && concern >= d->from && concern + 35 < turn && concern <= d->as_at &&
            rng_chance(&p->r, s->cla_from != DAY_NONE ? 0.8 : 0.26))
            pre_proceedings_write(p, s, concern, s->cla_from != DAY_NONE);
        int age = s->from < c->born ? 0 : day_age(c->born, s->from);
        if (s->type == SPELL_CIN && s->from >= d->from && age >= 8 && age < 16 && end - s->from > 45 &&
            rng_chance(&p->r, 0.025))
            private_fostering_write(p, s);
        if (end <= from + 5)
            continue;
        if (rng_chance(&p->r, s->cla_from != DAY_NONE ? 0.03 : 0.004))
            allegation_write(p, s, working(d, rng_between(&p->r, from, end - 2)));
        if (end > d->as_at - 900 && rng_chance(&p->r, 0.014))
            complaint_write(p, working(d, rng_between(&p->r, day_most(from, d->as_at - 900), end - 1)));
        if (s->s47 && rng_chance(&p->r, 0.0012))
            incident_write(p, working(d, s->strategy_on));
    }
    if (child_has_ehc_plan(d, child))
        ehc_write(p, child, true);
    else if (c->nspells && c->born <= d->as_at - 5 * 365 && day_age(c->born, d->as_at) < 16 &&
             d->spells[c->first_spell + c->nspells - 1].to == DAY_NONE && rng_chance(&p->r, 0.04))
        ehc_write(p, child, false);
    p->r = own;
}
