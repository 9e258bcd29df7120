/* journey.c - how referrals arrive and what becomes of each, day by day, following the authority's figures.
 *
 * Arrivals come at the published rate. What a family came for is drawn with weights that lean against the
 * deficit so far, so that shares hold in small authorities too. At the end a few spells near the last day
 * are lengthened or shortened, so that what stands open is what was published. */
#include "demo/demo.h"
#include <stdlib.h>

struct maker {
    struct demo *d;
    double share[SPELL__COUNT], want[SPELL__COUNT], got[SPELL__COUNT];
    struct steer again, s47, icpc_late, assess_late, repeat, cp_first;
    double cp_stretch, cla_stretch, cin_mean, s47_share;
    size_t recent;                  /* the first referral within the last twelve months: into groups */
    int *groups;                    /* family of each group, in order of time */
    size_t ngroups, cap_groups;
    int *contacted;                 /* families known only from a contact */
    size_t ncontacted, cap_contacted;
};

/* Draws from a survival curve given at some ages in days, straight between them. */
static int survival_draw(struct rng *r, size_t n, const double *left, const int *days)
{
    double u = rng_unit(r);
    for (size_t i = 1; i < n; i++)
        if (u >= left[i])
            return days[i - 1] + (int)((left[i - 1] - u) / (left[i - 1] - left[i]) * (days[i] - days[i - 1]));
    return days[n - 1];
}

static int cp_days(struct maker *m)
{
    static const double left[] = { 1, 0.82, 0.63, 0.30, 0.05, 0 };
    static const int days[] = { 14, 91, 182, 365, 730, 1100 };
    return (int)(survival_draw(&m->d->rng, 6, left, days) * m->cp_stretch);
}

static int cin_days(struct maker *m)
{
    static const double left[] = { 1, 0.50, 0.28, 0.14, 0.03, 0 };
    static const int days[] = { 20, 91, 182, 365, 730, 1500 };
    return (int)(survival_draw(&m->d->rng, 6, left, days) * m->cin_mean);
}

static void assessment_draw(struct maker *m, struct demo_spell *s, bool late)
{
    static const double left[] = { 1, 0.88, 0.72, 0.53, 0.33, 0 };
    static const int days[] = { 4, 10, 20, 30, 40, 45 };
    struct demo *d = m->d;
    int wd = late ? 46 + (int)rng_exp(&d->rng, 11) : survival_draw(&d->rng, 6, left, days);
    s->assess_to = calendar_add(&d->cal, s->from, wd > 110 ? 110 : wd);
}

/* Strategy discussion and conference; the plan starts on the day of the conference. */
static void protection_draw(struct maker *m, struct demo_spell *s, bool plan)
{
    struct demo *d = m->d;
    s->s47 = true;
    if (s->strategy_on == DAY_NONE)
        s->strategy_on = calendar_add(&d->cal, s->from, rng_below(&d->rng, 6));
    if (!plan)
        return;
    bool late = steer_toss(&m->icpc_late, &d->rng, 1 - figure(&d->fig, "icpc_15") / 100, 1);
    int wd = late                        ? 16 + (int)rng_exp(&d->rng, 5)
             : rng_chance(&d->rng, 0.08) ? rng_between(&d->rng, 6, 10)
                                         : rng_between(&d->rng, 11, 15);
    s->icpc_on = calendar_add(&d->cal, s->strategy_on, wd > 40 ? 40 : wd);
    s->cp_from = s->icpc_on;
    s->cp_to = s->cp_from + cp_days(m);
}

static double long_term_share(int age)
{
    return age < 1 ? 0.10 : age < 5 ? 0.25 : age < 10 ? 0.50 : age < 16 ? 0.65 : 0.85;
}

/* How a stay in care will end, and when, from the age at which it began (or at the seeding, for those already there).
 * */
static void care_draw(struct maker *m, struct demo_spell *s, const struct demo_child *c, day on, double more_long)
{
    struct demo *d = m->d;
    struct rng *r = &d->rng;
    int age = on < c->born ? 0 : day_age(c->born, on);
    day adult = day_birthday(c->born, 18);
    double u = rng_unit(r), long_term = long_term_share(age) * (1 + more_long * (1 - long_term_share(age)));
    s->cla_end = CLA_TURNED_18;
    s->cla_to = adult;
    if (c->uasc || u < long_term)
        return;
    u = rng_unit(r);
    double adopt = age < 1 ? 0.72 : age < 5 ? 0.42 : 0, sgo = age < 1 ? 0.12 : age < 10 ? 0.35 : 0.12;
    double stay = 420;
    if (u < adopt)
        s->cla_end = CLA_ADOPTED, stay = rng_between(r, 420, 1000);
    else if (u < adopt + sgo)
        s->cla_end = CLA_SGO, stay = rng_between(r, 200, 700);
    else if (rng_chance(r, 0.75))
        s->cla_end = CLA_HOME, stay = 6 + rng_exp(r, 200);
    else
        s->cla_end = CLA_OTHER, stay = 20 + rng_exp(r, 250);
    s->cla_to = on + (int)(stay * m->cla_stretch);
    if (s->cla_to >= adult - 10)
        s->cla_to = adult, s->cla_end = CLA_TURNED_18;
}

static void care_after(struct maker *m, struct demo_spell *s, const struct demo_child *c)
{
    struct rng *r = &m->d->rng;
    if (s->cla_end == CLA_TURNED_18)
        s->to = s->cla_to - s->cla_from > 91 ? day_birthday(c->born, 21) - rng_below(r, 2) * 30 : s->cla_to;
    else
        s->to = s->cla_end == CLA_ADOPTED ? s->cla_to : s->cla_to + rng_between(r, 20, 200);
}

static struct demo_spell *spell_add(struct maker *m, int child, int group, enum spell_type type, day on)
{
    struct demo *d = m->d;
    struct demo_spell s = { .child = child,
                            .group = group,
                            .type = type,
                            .from = on,
                            .to = DAY_NONE,
                            .assess_to = DAY_NONE,
                            .strategy_on = DAY_NONE,
                            .icpc_on = DAY_NONE,
                            .cp_from = DAY_NONE,
                            .cp_to = DAY_NONE,
                            .cla_from = DAY_NONE,
                            .cla_to = DAY_NONE };
    ARENA_PUSH(d->mem, d->spells, d->nspells, d->cap_spells) = s;
    m->got[type]++;
    return &d->spells[d->nspells - 1];
}

/* The earlier plan of a child who comes onto one again, years before. */
static void earlier_plan(struct maker *m, const int *members, int n, day on)
{
    struct demo *d = m->d;
    day from = on - rng_between(&d->rng, 500, 1500);
    for (int i = 0; i < n; i++) {
        day born = d->children[members[i]].born;
        day start = from > born + 20 ? from : born + 20;
        if (start > on - 420)
            continue;
        struct demo_spell *s = spell_add(m, members[i], d->ngroups, SPELL_CP, start);
        m->got[SPELL_CP]--;
        s->seeded = true;
        s->strategy_on = calendar_add(&d->cal, start, 2);
        s->icpc_on = s->cp_from = calendar_add(&d->cal, s->strategy_on, 13);
        s->cp_to = s->cp_from + rng_between(&d->rng, 120, 300);
        s->assess_to = calendar_add(&d->cal, start, 30);
        s->s47 = true;
        s->to = s->cp_to + 40 < on - 370 ? s->cp_to + 40 : on - 370;
        s->cp_to = day_least(s->cp_to, s->to - 5);
    }
    d->ngroups++;
}

static bool had_plan(const struct demo *d, int child, size_t before)
{
    for (size_t i = 0; i < before; i++)
        if (d->spells[i].child == child && d->spells[i].cp_from != DAY_NONE)
            return true;
    return false;
}

static void spell_cin(struct maker *m, struct demo_spell *s)
{
    struct demo *d = m->d;
    day least = s->assess_to + rng_below(&d->rng, 9);
    day end = s->from + cin_days(m);
    s->to = day_most(end, least);
    if (s->s47) {
        s->strategy_on = calendar_add(&d->cal, s->from,
                                      rng_chance(&d->rng, 0.8) ? rng_below(&d->rng, 5) : rng_between(&d->rng, 6, 40));
        s->to = day_most(s->to, s->strategy_on + 16);
    }
}

static void spell_cp(struct maker *m, struct demo_spell *s)
{
    struct demo *d = m->d;
    if (rng_chance(&d->rng, 0.35))                          /* after some months as a child in need */
        s->strategy_on = calendar_add(&d->cal, s->from, rng_between(&d->rng, 30, 150));
    protection_draw(m, s, true);
    s->to = s->cp_to + (rng_chance(&d->rng, 0.25) ? rng_between(&d->rng, 1, 20) : rng_between(&d->rng, 60, 300));
}

static void spell_care(struct maker *m, struct demo_spell *s)
{
    struct demo *d = m->d;
    struct demo_child *c = &d->children[s->child];
    day first = day_most(s->from, c->born);
    s->cla_from = first + (c->uasc                   ? rng_below(&d->rng, 3)
                           : c->born >= s->from - 30 ? rng_below(&d->rng, 25)
                                                     : (int)rng_exp(&d->rng, 45));
    if (!c->uasc && rng_chance(&d->rng, 0.4)) {
        protection_draw(m, s, rng_chance(&d->rng, 0.5));
        if (s->cp_from != DAY_NONE) {
            m->got[SPELL_CP]++;
            s->cla_from = day_most(s->cla_from, s->cp_from + rng_between(&d->rng, 20, 180));
            s->cp_to = s->cla_from + rng_between(&d->rng, 0, 30);
        }
    }
    if (s->cla_from >= day_birthday(c->born, 18) - 20)
        s->cla_from = day_least(s->from + 1, day_birthday(c->born, 18) - 20);
    care_draw(m, s, c, s->cla_from, 0);
    care_after(m, s, c);
    if (s->cp_to != DAY_NONE)
        s->cp_to = day_least(s->cp_to, s->cla_to);
}

/* The same conference, strategy discussion and plan for the brothers and sisters; the assessment is authorised
 * together. */
static void share_with(struct demo_spell *s, const struct demo_spell *with)
{
    s->assess_to = with->assess_to;
    s->s47 = with->s47;
    s->strategy_on = with->strategy_on;
    s->icpc_on = with->icpc_on;
    s->cp_from = with->cp_from;
    s->cp_to = with->cp_to;
    s->to = with->to;
}

static enum spell_type type_draw(struct maker *m, const struct demo_family *f, int n, bool fresh)
{
    double w[SPELL__COUNT];
    for (int t = 0; t < SPELL__COUNT; t++) {
        m->want[t] += m->share[t] * n;
        w[t] = m->share[t] + 0.05 * (m->want[t] - m->got[t]) / n;
        if (m->want[t] - m->got[t] < -1.5 * n && m->share[t] < 0.5)
            w[t] = 0;
    }
    w[SPELL_UASC] = 0;
    if (f->uasc)
        w[SPELL_CLA] = 0;
    if (!fresh)
        w[SPELL_DISABLED] = 0;
    return (enum spell_type)rng_weighted(&m->d->rng, SPELL__COUNT, w);
}

static void group_spells(struct maker *m, int family, const int *members, int n, enum spell_type type, day on,
                         bool again)
{
    struct demo *d = m->d;
    bool late = steer_toss(&m->assess_late, &d->rng, 1 - figure(&d->fig, "assessment_45") / 100, n);
    bool s47 = (type == SPELL_CIN || type == SPELL_NOT_IN_NEED) && steer_toss(&m->s47, &d->rng, m->s47_share, n);
    bool repeat = false;
    if (type == SPELL_CP && !again && steer_toss(&m->repeat, &d->rng, figure(&d->fig, "cp_repeat") / 100, n)) {
        repeat = true;
        earlier_plan(m, members, n, on);
    }
    int group = d->ngroups++;
    size_t before = d->nspells;
    for (int i = 0; i < n; i++) {
        enum spell_type mine = type;
        if (i && type == SPELL_CLA && !rng_chance(&d->rng, 0.6))
            mine = SPELL_CIN;
        if (i && type == SPELL_DISABLED)
            mine = SPELL_CIN;
        struct demo_spell *s = spell_add(m, members[i], group, mine, on);
        s->again = again;
        s->s47 = s47;
        if (mine == SPELL_DISABLED)
            d->children[s->child].disabled = true;
        if (mine == SPELL_NFA) {
            s->to = calendar_add(&d->cal, on, rng_below(&d->rng, 4));
            continue;
        }
        assessment_draw(m, s, late);
        if (i && (mine == type) && type != SPELL_CLA && type != SPELL_UASC) {
            share_with(s, &d->spells[before]);
            if (type == SPELL_CP)
                s->cp_repeat = had_plan(d, s->child, before);
            continue;
        }
        if (mine == SPELL_NOT_IN_NEED)
            s->to = s->assess_to + rng_below(&d->rng, 4),
            s->strategy_on = s47 ? calendar_add(&d->cal, on, rng_below(&d->rng, 4)) : DAY_NONE;
        else if (mine == SPELL_CIN)
            spell_cin(m, s);
        else if (mine == SPELL_CP)
            spell_cp(m, s), s->cp_repeat = had_plan(d, s->child, before);
        else if (mine == SPELL_DISABLED)
            s->to = day_least(on + 300 + (int)rng_exp(&d->rng, 1300), day_birthday(d->children[s->child].born, 18));
        else
            spell_care(m, s), s->cp_repeat = s->cp_from != DAY_NONE && had_plan(d, s->child, before);
    }
    double rate = figure(&d->fig, "cp_repeat") / 100;
    bool tossed = type == SPELL_CP && !again;
    for (size_t i = before; i < d->nspells; i++)            /* what the toss took for granted against what came of it */
        if (d->spells[i].cp_from != DAY_NONE)
            m->repeat.owed += (tossed ? repeat : rate) - d->spells[i].cp_repeat;
    struct demo_family *f = &d->families[family];
    f->last_referral = on;
    for (size_t i = before; i < d->nspells; i++)
        f->last_close = f->last_close == DAY_NONE || d->spells[i].to == DAY_NONE
                            ? d->spells[i].to
                            : day_most(f->last_close, d->spells[i].to);
    ARENA_PUSH(d->mem, m->groups, m->ngroups, m->cap_groups) = family;
}

static int minors_of(const struct demo *d, const struct demo_family *f, day on, int *members)
{
    int n = 0;
    for (int i = f->first; i < f->first + f->n && n < 8; i++)
        if (day_birthday(d->children[i].born, 17) > on && d->children[i].born < on + 120)
            members[n++] = i;
    return n;
}

/* A closed family whose last referral was within (or, for the old, before) the last twelve months; -1 when none turned
 * up. */
static int returning_family(struct maker *m, day on, bool within)
{
    struct demo *d = m->d;
    size_t low = within ? m->recent : 0, high = within ? m->ngroups : m->recent;
    if (high <= low)
        return -1;
    for (int tries = 0; tries < 60; tries++) {
        int f = m->groups[low + (size_t)rng_below(&d->rng, (int)(high - low))];
        const struct demo_family *x = &d->families[f];
        bool recent = x->last_referral > on - 360;
        int members[8];
        if (recent == within && x->last_referral > on - 2000 && !x->uasc && x->last_close != DAY_NONE &&
            x->last_close < on - 12 && (within || x->last_referral < on - 370) && minors_of(d, x, on, members))
            return f;
    }
    return -1;
}

static int group_size(struct rng *r)
{
    static const double sizes[] = { 52, 28, 13, 5, 2 };
    return 1 + rng_weighted(r, 5, sizes);
}

static int care_band(struct demo *d)
{
    static const char *const names[] = { "start_age_0", "start_age_1", "start_age_5", "start_age_10", "start_age_16" };
    double w[5];
    for (int i = 0; i < 5; i++)
        w[i] = figure(&d->fig, names[i]);
    /* those who arrive alone are counted apart */
    w[4] = w[4] > figure(&d->fig, "start_uasc") ? w[4] - figure(&d->fig, "start_uasc") : 3;
    return rng_weighted(&d->rng, 5, w);
}

/* One family is referred; says how many children that was. */
static int arrival(struct maker *m, day on)
{
    struct demo *d = m->d;
    struct rng *r = &d->rng;
    while (m->recent < m->ngroups && d->families[m->groups[m->recent]].last_referral <= on - 360)
        m->recent++;
    int n = group_size(r), drawn = n, family = -1, members[8];
    double rate = figure(&d->fig, "rereferral") / 100;
    if (m->want[SPELL_UASC] - m->got[SPELL_UASC] >= 1) {
        for (int t = 0; t < SPELL__COUNT; t++)
            m->want[t] += m->share[t];
        family = people_family(d, on, 1, 4, true);
        members[0] = d->families[family].first;
        group_spells(m, family, members, 1, SPELL_UASC, on, false);
        return 1;
    }
    bool again = false, fresh = true;
    if (steer_toss(&m->again, r, rate, n)) {
        family = returning_family(m, on, true);
        again = family >= 0;
        m->again.owed += again ? 0 : n;
    } else if (rng_chance(r, 0.15)) {
        family = returning_family(m, on, false);
    } else if (m->ncontacted && rng_chance(r, 0.35)) {
        size_t pick = (size_t)rng_below(r, (int)m->ncontacted);
        int known = m->contacted[pick];
        if (minors_of(d, &d->families[known], on, members)) {
            family = known;
            m->contacted[pick] = m->contacted[--m->ncontacted];
        }
    }
    enum spell_type type;
    if (family >= 0) {
        fresh = false;
        int got = minors_of(d, &d->families[family], on, members);
        if (again)
            m->again.owed += n - got;                       /* the toss was for n children; these came */
        n = got;
        type = type_draw(m, &d->families[family], n, fresh);
    } else {
        static const struct demo_family any = { .uasc = false };
        type = type_draw(m, &any, n, fresh);
        if (type == SPELL_DISABLED)
            n = 1;
        family = people_family(d, on, n, type == SPELL_CLA ? care_band(d) : -1, false);
        n = minors_of(d, &d->families[family], on, members);
        if (!n)
            members[n++] = d->families[family].first;
    }
    m->again.owed += rate * (n - drawn);
    group_spells(m, family, members, n, type, on, again);
    return n;
}

/* A contact that will lead nowhere: about a known family or a new one. */
static int nothing_came_of_it(struct maker *m, day on)
{
    struct demo *d = m->d;
    int family, members[8];
    if (m->ngroups > 20 && rng_chance(&d->rng, 0.5)) {
        family = m->groups[rng_below(&d->rng, (int)m->ngroups)];
        if (!minors_of(d, &d->families[family], on, members))
            return 0;
    } else if (m->ncontacted > 10 && rng_chance(&d->rng, 0.2)) {
        family = m->contacted[rng_below(&d->rng, (int)m->ncontacted)];
    } else {
        family = people_family(d, on, rng_chance(&d->rng, 0.75) ? 1 : 2, -1, false);
        ARENA_PUSH(d->mem, m->contacted, m->ncontacted, m->cap_contacted) = family;
    }
    ARENA_PUSH(d->mem, d->contacts, d->ncontacts, d->cap_contacts) = (struct demo_contact){ on, family, 0 };
    int n = minors_of(d, &d->families[family], on, members);
    return n ? n : 1;
}

/* --- those who were there at the beginning ------------------------------------------------------ */
static void seed_in_care(struct maker *m, int count)
{
    struct demo *d = m->d;
    struct rng *r = &d->rng;
    static const char *const ages[] = { "cla_age_0", "cla_age_1", "cla_age_5", "cla_age_10", "cla_age_16" };
    double w[5];
    for (int i = 0; i < 5; i++)
        w[i] = figure(&d->fig, ages[i]);
    for (int made = 0; made < count;) {
        bool uasc = rng_unit(r) * 100 < figure(&d->fig, "cla_uasc");
        int band = uasc ? 4 : rng_weighted(r, 5, w), n = uasc || rng_chance(r, 0.6) ? 1 : 2;
        int family = people_family(d, d->start, n, band, uasc), group = d->ngroups++;
        for (int i = 0; i < n; i++) {
            struct demo_child *c = &d->children[d->families[family].first + i];
            int lived = d->start - c->born;
            if (lived < 30 || day_age(c->born, d->start) >= 18)
                continue;
            int stayed = uasc ? rng_between(r, 20, lived > 16 * 365 + 20 ? lived - 16 * 365 : 20)
                              : 10 + (int)((lived - 20) * 0.6 * rng_unit(r));
            struct demo_spell *s =
                spell_add(m, d->families[family].first + i, group, uasc ? SPELL_UASC : SPELL_CLA, d->start - stayed);
            m->got[s->type]--;
            s->seeded = true;
            s->cla_from = s->from + (stayed > 40 ? rng_between(r, 0, 30) : 0);
            s->assess_to = calendar_add(&d->cal, s->from, 35);
            care_draw(m, s, c, d->start, 0.9);
            care_after(m, s, c);
            made++;
        }
        d->families[family].last_referral = d->start - 700;
    }
}

static void seed_leavers(struct maker *m, int count)
{
    struct demo *d = m->d;
    for (int i = 0; i < count; i++) {
        int family = people_family(d, d->start - 1100, 1, 4, rng_chance(&d->rng, 0.25));
        struct demo_child *c = &d->children[d->families[family].first];
        c->born = day_add_months(d->start, -(18 * 12)) - rng_between(&d->rng, 10, 1080);
        struct demo_spell *s = spell_add(m, d->families[family].first, d->ngroups++, SPELL_CLA,
                                         day_birthday(c->born, 16) - rng_between(&d->rng, 0, 300));
        m->got[SPELL_CLA]--;
        s->seeded = true;
        s->cla_from = s->from + 3;
        s->cla_to = day_birthday(c->born, 18);
        s->cla_end = CLA_TURNED_18;
        s->assess_to = calendar_add(&d->cal, s->from, 40);
        care_after(m, s, c);
    }
}

static void seed_disabled(struct maker *m, int count)
{
    struct demo *d = m->d;
    for (int i = 0; i < count; i++) {
        int family = people_family(d, d->start, 1, rng_weighted(&d->rng, 5, (double[]){ 0, 15, 35, 40, 10 }), false);
        int child = d->families[family].first;
        struct demo_child *c = &d->children[child];
        c->disabled = true;
        int lived = d->start - c->born;
        struct demo_spell *s = spell_add(m, child, d->ngroups++, SPELL_DISABLED,
                                         d->start - rng_between(&d->rng, 30, lived > 1500 ? 1400 : lived - 20));
        m->got[SPELL_DISABLED]--;
        s->seeded = true;
        s->assess_to = calendar_add(&d->cal, s->from, 42);
        s->to = day_least(d->start + 30 + (int)rng_exp(&d->rng, 1500), day_birthday(c->born, 18));
    }
}

/* --- shares, and the stock at the end ------------------------------------------------------------ */
static void shares_set(struct maker *m)
{
    const struct figures *f = &m->d->fig;
    double referrals = figure(f, "referrals"), cp = figure(f, "cp_started") / referrals,
           care = figure(f, "cla_started") / referrals;
    double uasc = care * figure(f, "start_uasc") / 100;
    m->share[SPELL_NFA] = figure(f, "referral_nfa") / 100;
    m->share[SPELL_NOT_IN_NEED] = figure(f, "not_in_need") / 100;
    m->share[SPELL_UASC] = uasc;
    m->share[SPELL_CLA] = care - uasc;
    m->share[SPELL_CP] = cp;
    m->share[SPELL_DISABLED] = 0.022 * figure(f, "cin_open") / 4643 * 5986 / referrals;
    double rest = 1;
    for (int t = 0; t < SPELL__COUNT; t++)
        rest -= t == SPELL_CIN ? 0 : m->share[t];
    m->share[SPELL_CIN] = rest > 0.05 ? rest : 0.05;
    double s47 = figure(f, "s47_rate") / figure(f, "referral_rate");
    double plain = m->share[SPELL_CIN] + m->share[SPELL_NOT_IN_NEED];
    m->s47_share = s47 > cp ? (s47 - cp - 0.3 * m->share[SPELL_CLA]) / plain : 0.1;
    if (m->s47_share > 0.8)
        m->s47_share = 0.8;
    m->cp_stretch = figure(f, "cp_open") / figure(f, "cp_started") / 0.86;
    m->cla_stretch = figure(f, "cla_open") / figure(f, "cla_started") / 3.16;
    if (m->cla_stretch > 1.5)
        m->cla_stretch = 1.5;
    /* What is left of the open children when those in care, leavers, disabled and protected are taken away. */
    double others = figure(f, "cla_open") + 0.45 * figure(f, "cla_started") * 3 * 1.4 +
                    m->share[SPELL_DISABLED] * referrals * 4 + figure(f, "cp_open") * 1.5;
    double left = figure(f, "cin_open") - others, mean = left / (referrals * m->share[SPELL_CIN]) * 365;
    m->cin_mean = mean / 160;
    m->cin_mean = m->cin_mean < 0.35 ? 0.35 : m->cin_mean > 3 ? 3 : m->cin_mean;
}

struct near { size_t at; int days; };
static int near_cmp(const void *a, const void *b)
{
    const struct near *x = a, *y = b;
    int c = abs(x->days) - abs(y->days);
    return c ? c : (x->at > y->at) - (x->at < y->at);
}

enum stock { STOCK_CARE, STOCK_PLAN, STOCK_NEED };
static day stock_end(const struct demo_spell *s, enum stock what)
{
    return what == STOCK_CARE ? s->cla_to : what == STOCK_PLAN ? s->cp_to : s->to;
}

static bool stock_in(const struct demo_spell *s, enum stock what, day on)
{
    day from = what == STOCK_CARE ? s->cla_from : what == STOCK_PLAN ? s->cp_from : s->from, to = stock_end(s, what);
    return from != DAY_NONE && from <= on && s->from <= on && (to == DAY_NONE || to > on) && s->type != SPELL_NFA &&
           (what != STOCK_NEED || s->type != SPELL_NOT_IN_NEED);
}

static bool stock_movable(const struct demo_spell *s, enum stock what, day on)
{
    day end = stock_end(s, what);
    if (end == DAY_NONE || s->from > on - 30 || (what == STOCK_PLAN && s->type != SPELL_CP))
        return false;
    if (what == STOCK_CARE)
        return s->cla_from != DAY_NONE && s->cla_end != CLA_TURNED_18 && s->cla_end != CLA_ADOPTED &&
               s->cla_from < on - 30;
    if (what == STOCK_PLAN)
        return s->cp_from != DAY_NONE && s->cp_from < on - 100;
    return s->type == SPELL_CIN && s->assess_to < on - 20;
}

/* The next referral of the same child must not begin inside a lengthened spell. */
static bool comes_again(const struct demo *d, size_t at, day until)
{
    for (size_t i = at + 1; i < d->nspells; i++)
        if (d->spells[i].child == d->spells[at].child && d->spells[i].from <= until)
            return true;
    return false;
}

static void spell_move(struct demo *d, struct demo_spell *s, enum stock what, bool open, day on)
{
    day end = open ? on + rng_between(&d->rng, 10, 120) : on - rng_between(&d->rng, 1, 20);
    if (what == STOCK_CARE) {
        if (!open)                                          /* over the year, not all in the last weeks */
            end = day_most(on - rng_between(&d->rng, 1, 330), s->cla_from + 25);
        s->cla_to = end;
        s->to = open ? end + 60 : day_most(s->to, end + 60);
    } else if (what == STOCK_PLAN) {
        s->cp_to = end;
        s->to = day_most(s->to, end + 40);
    } else {
        s->to = end;
    }
}

static void stock_settle(struct demo *d, enum stock what, double target, day on)
{
    struct near *near = NULL;
    size_t n = 0, cap = 0;
    int have = 0;
    for (size_t i = 0; i < d->nspells; i++) {
        struct demo_spell *s = &d->spells[i];
        have += stock_in(s, what, on);
        if (s->from <= on && stock_movable(s, what, on) && abs(stock_end(s, what) - on) < 300)
            ARENA_PUSH(d->mem, near, n, cap) = (struct near){ i, stock_end(s, what) - on };
    }
    if (n)
        qsort(near, n, sizeof *near, near_cmp);
    for (size_t i = 0; i < n && have != (int)(target + 0.5); i++) {
        struct demo_spell *s = &d->spells[near[i].at];
        bool in = stock_in(s, what, on), lengthen = have < (int)(target + 0.5);
        if (in == lengthen || (lengthen && comes_again(d, near[i].at, on)))
            continue;
        spell_move(d, s, what, lengthen, on);
        have += lengthen ? 1 : -1;
    }
}

/* What would have begun after the end never did. */
static void spell_trim(struct demo_spell *s)
{
    if (s->strategy_on != DAY_NONE && s->strategy_on > s->to - 1)
        s->strategy_on = s->icpc_on = s->cp_from = s->cp_to = DAY_NONE, s->s47 = false;
    if (s->cp_from != DAY_NONE && s->cp_from >= day_least(s->to, s->cp_to))
        s->icpc_on = s->cp_from = s->cp_to = DAY_NONE;
    if (s->cla_from != DAY_NONE && s->cla_from >= day_least(s->to, s->cla_to))
        s->cla_from = s->cla_to = DAY_NONE;
    if (s->assess_to != DAY_NONE && s->assess_to > s->to)
        s->assess_to = s->to;
}

static int spell_cmp(const void *a, const void *b)
{
    const struct demo_spell *x = a, *y = b;
    if (x->child != y->child)
        return x->child < y->child ? -1 : 1;
    return (x->from > y->from) - (x->from < y->from);
}

/* A child is referred once on one day. */
static void spells_of_one_day_join(struct demo *d)
{
    size_t kept = 0;
    for (size_t i = 0; i < d->nspells; i++)
        if (!kept || spell_cmp(&d->spells[kept - 1], &d->spells[i]) != 0)
            d->spells[kept++] = d->spells[i];
    d->nspells = kept;
}

/* Spells of one child follow each other; a later one that began too early for that cuts the one before. */
static void spells_sort(struct demo *d)
{
    qsort(d->spells, d->nspells, sizeof *d->spells, spell_cmp);
    spells_of_one_day_join(d);
    for (size_t i = 0; i < d->nspells; i++) {
        struct demo_child *c = &d->children[d->spells[i].child];
        if (c->first_spell < 0)
            c->first_spell = (int)i;
        c->nspells++;
        if (i && d->spells[i - 1].child == d->spells[i].child &&
            (d->spells[i - 1].to == DAY_NONE || d->spells[i - 1].to >= d->spells[i].from)) {
            struct demo_spell *p = &d->spells[i - 1];
            p->to = d->spells[i].from - 1;
            p->assess_to = p->assess_to == DAY_NONE ? DAY_NONE : day_least(p->assess_to, p->to);
            p->cp_to = p->cp_to == DAY_NONE ? DAY_NONE : day_least(p->cp_to, p->to);
            p->cla_to = p->cla_to == DAY_NONE ? DAY_NONE : day_least(p->cla_to, p->to);
        }
    }
    for (size_t i = 0; i < d->nspells; i++)
        if (d->spells[i].to != DAY_NONE)
            spell_trim(&d->spells[i]);
}

/* Once for a small authority, twice for a large one; families that nobody knew before. */
static void front_door_fill(struct demo *d)
{
    for (int i = 0; i < FRONT_PIECES * (d->scale >= 0.5 ? 2 : 1); i++) {
        day on = instant_day(d->now - 60 * front_pieces[i % FRONT_PIECES].minutes);
        int family = people_family(d, on, 1, 1 + i % 3, false);
        if (strcmp(front_pieces[i % FRONT_PIECES].reason, "contact_unborn") == 0)
            d->children[d->families[family].first].born = d->as_at + 84;
        ARENA_PUSH(d->mem, d->contacts, d->ncontacts, d->cap_contacts) =
            (struct demo_contact){ on, family, i % FRONT_PIECES + 1 };
    }
}

void journeys_make(struct demo *d)
{
    struct maker m = { .d = d, .cp_stretch = 1, .cla_stretch = 1 };
    static const double weekday[] = { 1.25, 1.27, 1.25, 1.25, 1.3, 0.4, 0.28 };
    shares_set(&m);
    seed_in_care(&m, (int)(figure(&d->fig, "cla_open") * 1.12 * d->scale + 0.5));
    seed_leavers(&m, (int)(figure(&d->fig, "cla_started") * 0.45 * 3 * d->scale));
    seed_disabled(&m, (int)(m.share[SPELL_DISABLED] * figure(&d->fig, "referrals") * 4 * d->scale));
    double due = 0, due_contacts = 0, a_day = figure(&d->fig, "referrals") * d->scale / 365.25;
    for (day on = d->start; on <= d->as_at; on++) {
        double weight = on == d->as_at ? 1.2 : calendar_is_working(&d->cal, on) ? weekday[day_weekday(on)] : 0.34;
        due += a_day * weight;
        while (due >= 1)
            due -= arrival(&m, on);
        if (on < d->from)
            continue;
        due_contacts += a_day * weight;
        while (due_contacts >= 1) {
            int n = nothing_came_of_it(&m, on);
            due_contacts -= n ? n : 0.25;
        }
    }
    front_door_fill(d);
    double care = figure(&d->fig, "cla_open"), fewer = figure(&d->fig, "cla_ceased") - figure(&d->fig, "cla_started");
    stock_settle(d, STOCK_CARE, (care + fewer) * d->scale, d->as_at - 365);
    stock_settle(d, STOCK_CARE, care * d->scale, d->as_at);
    stock_settle(d, STOCK_PLAN, figure(&d->fig, "cp_open") * d->scale, d->as_at);
    stock_settle(d, STOCK_NEED, figure(&d->fig, "cin_open") * d->scale, d->as_at);
    spells_sort(d);
}

err_code demo_plan(struct demo *d, const struct demo_request *q, const struct calendar *cal, arena *a, err *e)
{
    *d = (struct demo){
        .mem = a, .scale = q->scale, .years = q->years, .seed = q->seed, .as_at = q->as_at, .cal = *cal
    };
    d->now = q->as_at_given ? instant_of_local(q->as_at, 16, 30) : q->now;
    d->from = day_add_months(q->as_at, -12 * q->years);
    d->start = d->from - 400;
    rng_seed(&d->rng, q->seed, 0);
    err_code code = figures_load(&d->fig, q->like, a, e);
    if (!code)
        code = words_load(d, e);
    if (code)
        return code;
    journeys_make(d);
    staff_allocate(d);
    return ERR_OK;
}
