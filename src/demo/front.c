/* front.c - contacts, referrals and strategy discussions of the demonstration. */
#include "demo/pen.h"

static const char *source_draw(const struct demo *d, struct rng *r, enum spell_type type)
{
    static const char *const codes[] = { "6",  "2A", "2B", "3A", "3B", "3C", "3E", "3F", "1A",
                                         "1B", "1C", "4",  "5A", "5B", "5C", "7",  "8",  "9" };
    double health = figure(&d->fig, "source_health"), school = figure(&d->fig, "source_school");
    double w[] = { figure(&d->fig, "source_police"),
                   school * 0.95,
                   school * 0.05,
                   health * 0.2,
                   health * 0.25,
                   health * 0.08,
                   health * 0.22,
                   health * 0.25,
                   6,
                   2,
                   1.5,
                   1.5,
                   8,
                   9,
                   4,
                   6,
                   5,
                   3 };
    if (type == SPELL_UASC)
        return rng_chance(r, 0.6) ? "6" : "5C";
    return codes[rng_weighted(r, COUNT_OF(codes), w)];
}

static const char *reason_symbol(const char *source)
{
    return source[0] == '6'   ? "contact_police"
           : source[0] == '2' ? "contact_school"
           : source[0] == '3' ? "contact_health"
                              : "contact_other";
}

static const char *need_draw(const struct demo *d, struct rng *r, const struct demo_spell *s)
{
    static const char *const codes[] = { "N1", "N2", "N3", "N4", "N5", "N6", "N7", "N8" };
    if (s->type == SPELL_DISABLED)
        return "N2";
    if (s->type == SPELL_UASC)
        return "N8";
    double w[8];
    for (int i = 0; i < 8; i++) {
        char name[8] = "need_n1";
        name[6] = (char)('1' + i);
        w[i] = figure(&d->fig, name);
    }
    w[1] = 0.5;
    w[7] = 1;                                               /* those who arrived alone are counted apart */
    return codes[rng_weighted(r, 8, w)];
}

/* Contacts of the last day come in the hours before now; on other days mostly in office hours. */
static instant received_time(const struct demo *d, struct rng *r, day on)
{
    if (on >= d->as_at)
        return d->now - 60 * rng_between(r, 6, 460);
    static const double hours[] = { 2, 1, 1, 0, 0, 1, 1, 3, 7, 12, 13, 12, 9, 10, 12, 13, 12, 7, 4, 3, 3, 3, 2, 2 };
    return instant_of_local(on, rng_weighted(r, 24, hours), rng_below(r, 60));
}

static const char *urgency_draw(struct rng *r, const struct demo_spell *s)
{
    double u = rng_unit(r);
    if (s && s->strategy_on != DAY_NONE && s->strategy_on <= s->from + 1)
        return u < 0.7 ? "red" : "amber";
    return s ? (u < 0.12 ? "red" : u < 0.75 ? "amber" : "green") : u < 0.03 ? "red" : u < 0.3 ? "amber" : "green";
}

/* When the decision was made: an hour or two for red, a working day for amber, three for green; some late. */
static instant decided_time(const struct demo *d, struct rng *r, instant received, const char *urgency)
{
    bool late = rng_chance(r, 0.07);
    if (urgency[0] == 'r')
        return received + 60 * rng_between(r, 15, late ? 420 : 115);
    day on = calendar_add(&d->cal, instant_day(received),
                          urgency[0] == 'a' ? (late ? 2 : rng_below(r, 2))
                          : late            ? rng_between(r, 4, 7)
                                            : rng_below(r, 4));
    instant at = instant_of_local(on, rng_between(r, 9, 17), rng_below(r, 60));
    return at > received ? at : received + 3600;
}

const struct front_piece front_pieces[FRONT_PIECES] = {
    { 'r', 205, 0, "6", "contact_urgent" },         { 'r', 35, 0, "3E", "contact_urgent" },
    { 'a', 1390, 0, "2A", "contact_school" },       { 'a', 430, 0, "6", "contact_police" },
    { 'a', 95, 0, "3F", "contact_unborn" },         { 'g', 4200, 0, "2A", "contact_school" },
    { 'g', 8900, 0, "3C", "contact_health_older" }, { 'g', 1750, 0, "1C", "contact_other" },
    { 'r', 190, 80, "6", "contact_urgent" },        { 'a', 540, 160, "6", "contact_police" },
    { 'g', 1500, 45, "5A", "contact_other" },
};

struct decided { instant received, decided; const char *source, *urgency; int handle; bool waiting; };

static struct decided contact_begin(struct pen *p, struct rng *g, day on, const struct demo_spell *s, int child)
{
    struct decided c = { .received = received_time(p->d, g, on), .handle = -1 };
    c.source = source_draw(p->d, g, s ? s->type : SPELL_CIN);
    c.urgency = urgency_draw(g, s);
    day born = p->d->children[child].born;
    const char *symbol = reason_symbol(c.source);
    if (born > on)
        c.source = "3F", symbol = "contact_unborn";
    else if (c.source[0] == '3' && day_age(born, on) >= 4)
        symbol = "contact_health_older";
    c.decided = decided_time(p->d, g, c.received, c.urgency);
    c.waiting = c.decided > p->d->now || (on == p->d->as_at && c.urgency[0] != 'r' && rng_chance(g, 0.3));
    bool lingering = !s && on > p->d->as_at - 5 && c.urgency[0] == 'g' && rng_chance(g, 0.05);
    c.waiting |= lingering;
    c.handle = pen_new_at(p, "contact", day_least(on, p->d->as_at) == on ? c.received + 60 : c.received, -1);
    pen_time(p, "received_at", c.received);
    pen_code(p, "source", c.source);
    pen_code(p, "method",
             c.source[0] == '6'                         ? "police_notice"
             : c.source[0] == '1' || c.source[0] == '9' ? "telephone"
                                                        : "online");
    struct rng own = p->r;                                  /* brothers and sisters are named in the same words */
    p->r = *g;
    pen_say(p, "reason", s && c.urgency[0] == 'r' && rng_chance(g, 0.3) ? "contact_urgent" : symbol);
    p->r = own;
    pen_code(p, "consent", c.urgency[0] == 'r' ? "not_safe" : rng_chance(g, 0.7) ? "agreed" : "told");
    pen_code(p, "urgency", c.urgency);
    return c;
}

static void contact_decide(struct pen *p, const struct decided *c, const char *decision, const char *outcome,
                           const char *rationale)
{
    if (c->waiting || c->handle < 0)
        return;
    int mash = -1;
    for (size_t t = 0; t < p->d->nteams; t++)
        if (p->d->teams[t].function == TEAM_MASH)
            mash = p->d->teams[t].manager;
    if (is_recent(p, instant_day(c->received))) {
        pen_change(p, c->handle, instant_day(c->decided), mash);
        if (p->now >= 0 && p->acts[p->now].at < c->decided)
            p->acts[p->now].at = c->decided;
    }
    pen_code(p, "decision", decision);
    pen_time(p, "decided_at", c->decided);
    pen_text(p, "decided_by", worker_name(p, mash));
    pen_text(p, "outcome", str_of(outcome));
    if (in_detail(p, instant_day(c->received)))
        pen_say(p, "rationale", rationale);
}

static const char *close_reason(const struct demo *d, const struct demo_spell *s, struct rng *r)
{
    /* some close with the wrong reason */
    bool slip = s->child % 25 == 0, no_more = slip || (!s->s47 && s->cp_from == DAY_NONE);
    if (s->type == SPELL_NFA || (s->type == SPELL_NOT_IN_NEED && no_more))
        return "RC8";
    if (s->cla_from != DAY_NONE && s->cla_to != DAY_NONE && s->cla_to <= s->to)
        return s->cla_end == CLA_ADOPTED ? "RC1"
               : s->cla_end == CLA_SGO   ? "RC4"
               : s->cla_end == CLA_OTHER ? "RC5"
                                         : "RC7";
    if (s->type == SPELL_DISABLED && day_age(d->children[s->child].born, s->to) >= 18)
        return "RC6";
    if (s->type == SPELL_NOT_IN_NEED)
        return "RC7";
    bool brief = s->cp_from == DAY_NONE && s->to - s->from < 75, moved = !brief && rng_chance(r, 0.05);
    if (no_more && s->assess_to != DAY_NONE && s->to - s->assess_to <= PLAN_AFTER)
        return "RC9";
    return moved ? "RC5" : "RC7";
}

static void referral_write(struct pen *p, const struct demo_spell *s, const struct decided *c, int *referral)
{
    struct demo *d = p->d;
    day decided =
        calendar_add(&d->cal, s->from, rng_chance(&p->r, 0.94) ? rng_below(&p->r, 2) : rng_between(&p->r, 2, 5));
    day known = day_least(day_most(decided, s->from), d->as_at);
    int holder = holder_on(p, s->child, day_most(s->from, d->start) + 4);
    struct rng g;
    rng_seed(&g, d->seed, 3000000 + (uint64_t)s->group);
    *referral = pen_new_at(p, "referral", c->decided < d->now && !s->seeded ? c->decided + 120 : office_time(p, known),
                           manager_of(p, holder));
    pen_day(p, "received_on", s->from);
    pen_code(p, "source", c->source);
    pen_link(p, "contact_id", c->handle);
    pen_code(p, "need", need_draw(d, &g, s));
    pen_flag(p, "nfa", s->type == SPELL_NFA);
    pen_text(p, "outcome",
             str_of(s->type == SPELL_NFA        ? "NFA_FLAG"
                    : s->strategy_on == s->from ? "SINGLE_ASSESSMENT_FLAG STRATEGY_DISCUSSION_FLAG"
                    : s->type == SPELL_UASC     ? "CLA_REQUEST_FLAG SINGLE_ASSESSMENT_FLAG"
                                                : "SINGLE_ASSESSMENT_FLAG"));
    if (decided <= d->as_at) {
        pen_day(p, "decided_on", decided);
        pen_text(p, "decided_by", manager_name(p, holder));
        if (in_detail(p, s->from))
            pen_say(p, "rationale", s->type == SPELL_NFA ? "rationale_nothing" : "rationale_referral");
        bool settled = s->from < d->as_at - 45;             /* what was forgotten is found within weeks */
        if (settled || rng_chance(&p->r, 0.9))
            pen_day(p, "acknowledged_on", decided);
        if (settled || rng_chance(&p->r, 0.8))
            pen_day(p, "fed_back_on",
                    calendar_add(&d->cal, decided,
                                 rng_chance(&p->r, 0.93) ? rng_below(&p->r, 4) : rng_between(&p->r, 4, 9)));
    }
    pen_team(p, "team_id", holder);
    pen_worker(p, "worker_id", holder);
    if (s->to == DAY_NONE || s->to > d->as_at)
        return;
    int last = holder_on(p, s->child, s->to - 1);
    if (s->to > d->from)
        pen_change(p, *referral, s->to, manager_of(p, last));
    pen_day(p, "closed_on", s->to);
    pen_code(p, "close_reason", close_reason(d, s, &p->r));
    pen_text(p, "closed_by", manager_name(p, last));
}

static void strategy_write(struct pen *p, const struct demo_spell *s, int referral, int *strategy)
{
    struct demo *d = p->d;
    if (!s->s47 || s->strategy_on == DAY_NONE || s->strategy_on > d->as_at || s->strategy_on < s->from)
        return;
    struct rng g, own = p->r;
    rng_seed(&g, d->seed, 4000000 + (uint64_t)s->group);
    int holder = holder_on(p, s->child, s->strategy_on);
    instant held = instant_of_local(s->strategy_on, rng_between(&g, 10, 16), 15 * rng_below(&g, 4));
    if (held > d->now)
        held = d->now - 3600;
    bool health = rng_chance(&g, 0.88), school = rng_chance(&g, 0.62), police = rng_chance(&g, 0.95);
    p->r = g;
    *strategy =
        pen_new_at(p, "strategy_discussion",
                   held + 3600 * rng_between(&g, 1, 26) < d->now ? held + 3600 * rng_between(&g, 1, 26) : d->now,
                   manager_of(p, holder));
    pen_day(p, "concern_on", calendar_add(&d->cal, s->strategy_on, -rng_below(&g, 3)));
    pen_time(p, "held_at", held);
    pen_link(p, "referral_id", referral);
    pen_text(p, "chaired_by", manager_name(p, holder));
    pen_code(p, "discussion_type", "first");
    pen_text(p, "agencies",
             arena_printf(&p->text, "%s%s%ssocial_care", health ? "health " : "", police ? "police " : "",
                          school ? "school " : ""));
    if (!police)
        pen_say(p, "absent_rationale", "absent_police");
    else if (!health && rng_chance(&g, 0.6))
        pen_say(p, "absent_rationale", "absent_health");
    pen_code(p, "decision", "s47");
    pen_code(p, "enquiry_lead", rng_chance(&g, 0.55) ? "joint" : "social_care");
    pen_say(p, "rationale", "strategy_rationale");
    if (in_detail(p, s->strategy_on) && rng_chance(&g, 0.85))
        pen_say(p, "next_steps", "next_steps");
    p->r = own;
}

void write_front_door(struct pen *p, int child, int spell, int *referral, int *strategy)
{
    const struct demo_spell *s = &p->d->spells[spell];
    struct rng g;
    rng_seed(&g, p->d->seed, 6000000 + (uint64_t)s->group);
    struct decided c = contact_begin(p, &g, s->from, s, child);
    if (s->seeded)
        c.waiting = false;
    if (c.decided > p->d->now)
        c.waiting = s->from >= p->d->as_at - 1 ? c.waiting : false;
    contact_decide(p, &c, s->strategy_on == s->from ? "strategy" : "referral", "NEW_REFERRAL_FLAG",
                   "rationale_referral");
    if (c.waiting && s->from >= p->d->as_at - 1)
        return;
    referral_write(p, s, &c, referral);
    strategy_write(p, s, *referral, strategy);
}

/* A family practitioner who is in post all the while; -1 when none is. */
static int early_help_worker(const struct pen *p, int child, day from, day to)
{
    const struct demo *d = p->d;
    for (size_t i = 0; i < d->nworkers; i++) {
        size_t at = (i + (size_t)child * 31) % d->nworkers;
        const struct demo_worker *w = &d->workers[at];
        if (w->job == JOB_PRACTITIONER && w->from <= from && (w->left == DAY_NONE || w->left > to))
            return (int)at;
    }
    return -1;
}

static void early_help_visits(struct pen *p, int worker, day from, day end)
{
    for (day on = from + rng_between(&p->r, 3, 14); on < end; on += rng_between(&p->r, 20, 26)) {
        while (!calendar_is_working(&p->d->cal, on))
            on++;
        if (!in_detail(p, on) || on >= end || pen_new(p, "visit", on, worker) < 0)
            continue;
        pen_code(p, "visit_for", "early_help");
        pen_day(p, "seen_on", on);
        pen_worker(p, "worker_id", worker);
        pen_code(p, "place", "home");
        pen_flag(p, "seen", true);
        if (is_recent(p, on))
            pen_say(p, "note", "visit_short");
    }
}

/* Out of hours the emergency duty team decides, for the whole county. */
static void piece_write(struct pen *p, const struct front_piece *x)
{
    struct demo *d = p->d;
    static const char *const decisions[] = { "other_council", "existing", "advice" };
    instant received = d->now - 60 * x->minutes, midnight = day_start(d->as_at);
    instant decided = d->now - (d->now - midnight < 120 * x->decided ? (d->now - midnight) / 3 : 60 * x->decided);
    if (pen_new_at(p, "contact", received + 240 < d->now ? received + 240 : d->now, -1) < 0)
        return;
    int h = p->now;
    pen_time(p, "received_at", received);
    pen_code(p, "source", x->source);
    pen_code(p, "method", x->source[0] == '6' ? "police_notice" : x->source[0] == '1' ? "telephone" : "online");
    pen_say(p, "reason", x->reason);
    pen_code(p, "consent", x->urgency == 'r' ? "not_safe" : "agreed");
    pen_code(p, "urgency", x->urgency == 'r' ? "red" : x->urgency == 'a' ? "amber" : "green");
    if (!x->decided)
        return;
    pen_change(p, h, instant_day(decided), -1);
    if (p->now >= 0)
        p->acts[p->now].at = decided;
    pen_code(p, "decision", decisions[x->urgency == 'r' ? 0 : x->urgency == 'a' ? 1 : 2]);
    pen_time(p, "decided_at", decided);
    pen_text(p, "decided_by", calendar_is_working(&d->cal, d->as_at) ? S("Duty manager") : S("Emergency duty team"));
    pen_text(p, "outcome", x->urgency == 'g' ? S("ADVICE_FLAG") : S("OTHER_OUTCOMES_EXIST_FLAG"));
    pen_say(p, "rationale", x->urgency == 'r' ? "rationale_elsewhere" : "rationale_nothing");
}

void write_front_contacts(struct pen *p, int child, const int *contacts, size_t n)
{
    struct demo *d = p->d;
    for (size_t i = 0; i < n; i++) {
        day on = d->contacts[contacts[i]].on;
        const struct demo_child *c = &d->children[child];
        if (day_birthday(c->born, 18) <= on || c->born > on + 130)
            continue;
        if (d->contacts[contacts[i]].piece) {
            piece_write(p, &front_pieces[d->contacts[contacts[i]].piece - 1]);
            continue;
        }
        struct rng g;
        rng_seed(&g, d->seed, 8000000 + (uint64_t)contacts[i]);
        struct decided k = contact_begin(p, &g, on, NULL, child);
        int which = rng_weighted(&g, 3, (double[]){ 5, 3, 2 });
        static const char *const decisions[] = { "nothing", "advice", "early_help" }, *const outcomes[] = {
            "NFA_FLAG", "ADVICE_FLAG", "OTHER_OUTCOMES_EXIST_FLAG"
        };
        contact_decide(p, &k, decisions[which], outcomes[which], "rationale_nothing");
        if (which == 2 && !k.waiting && instant_day(k.decided) + 14 <= d->as_at) {
            day from = instant_day(k.decided) + rng_between(&g, 3, 14);
            pen_new(p, "early_help", from, -1);
            pen_day(p, "started_on", from);
            pen_text(p, "reason", S("Family support after a contact"));
            day to = from + rng_between(&g, 60, 260);
            int worker = rng_chance(&g, 0.22) ? early_help_worker(p, child, from, to) : -1;
            pen_text(p, "organisation", worker >= 0 ? S("Children's Services") : S("Family hub"));
            pen_worker(p, "worker_id", worker);
            pen_code(p, "consent", "agreed");
            pen_say(p, "own_words", "early_help_words");
            if (to <= d->as_at) {
                pen_day(p, "ended_on", to);
                pen_text(p, "end_reason", S("Outcomes met"));
            }
            if (worker >= 0)
                early_help_visits(p, worker, from, day_least(to, d->as_at + 1));
        }
    }
}
