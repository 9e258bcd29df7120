/* staff.c - teams and workers, and who holds each child from day to day.
 *
 * Children's spells fall into stages, each the work of one kind of team. Day by day, stages begin and end,
 * workers join, leave and fall ill; whoever has the lightest load in the right team takes a child, brothers
 * and sisters together. Social workers hold as many children as the published caseload says; what is over
 * goes to family practitioners, and care leavers to personal advisers. */
#include "demo/demo.h"
#include <stdlib.h>

struct stage { int child, spell; enum team_function function; day from, to; int holder, inv, next_held; bool open; };

struct house {
    struct demo *d;
    struct stage *stages;
    size_t nstages, cap_stages;
    int *family_holder[TEAM__COUNT];    /* last worker of a family in a function, -1 */
    int *by_from, *by_to;               /* stages in order of their first and last days */
    double sw_fte;                      /* case-holding social workers in post today */
    int sw_load;
    struct steer turnover, agency;
};

static day last_day(const struct demo *d, day to) { return to == DAY_NONE || to > d->as_at ? d->as_at + 1 : to; }

static void stage_add(struct house *h, const struct demo_spell *s, enum team_function f, day from, day to)
{
    struct demo *d = h->d;
    if (from == DAY_NONE || from > d->as_at || to <= from || to <= d->start)
        return;
    struct stage g = { .child = s->child,
                       .spell = (int)(s - d->spells),
                       .function = f,
                       .from = day_most(from, d->start),
                       .to = to,
                       .holder = -1,
                       .inv = -1,
                       .next_held = -1 };
    ARENA_PUSH(d->mem, h->stages, h->nstages, h->cap_stages) = g;
}

/* The stages of one spell, end to end: nobody falls between two. */
static void spell_stages(struct house *h, const struct demo_spell *s, struct rng *r)
{
    struct demo *d = h->d;
    day end = last_day(d, s->to), at = s->from,
        assessed = s->assess_to == DAY_NONE ? end : day_least(s->assess_to, end);
    if (s->type == SPELL_NFA)
        return;
    day care = s->cla_from == DAY_NONE
                   ? end
                   : day_least(s->type == SPELL_UASC ? s->cla_from : s->cla_from + rng_between(r, 15, 80), end);
    if (s->cla_from != DAY_NONE && s->cla_to != DAY_NONE && care >= s->cla_to)
        care = day_least(s->cla_from, end);
    if (s->type == SPELL_UASC)
        assessed = day_least(assessed, care);
    assessed = day_least(assessed + rng_below(r, 6), day_least(care, end));
    stage_add(h, s, TEAM_ASSESSMENT, at, assessed);
    at = assessed;
    enum team_function home = s->type == SPELL_DISABLED ? TEAM_DISABLED : TEAM_FAMILY;
    if (s->cla_from == DAY_NONE) {
        stage_add(h, s, home, at, end);
        return;
    }
    stage_add(h, s, home, at, care);
    day out = s->cla_to == DAY_NONE ? end : day_least(s->cla_to, end);
    stage_add(h, s, TEAM_LOOKED_AFTER, care, out);
    if (out < end)
        stage_add(h, s, s->cla_end == CLA_TURNED_18 ? TEAM_LEAVING_CARE : home, out, end);
}

/* --- the establishment ---------------------------------------------------------------------------- */
static int team_add(struct demo *d, enum team_function f, int area, const char *fmt)
{
    static const char *const names[] = { "North",   "South",  "East",   "West", "City",  "Coast",
                                         "Central", "Broads", "Valley", "Fens", "Heath", "Market" };
    str name = area < 0 ? str_of(fmt) : arena_printf(d->mem, "%s %s%s", fmt, names[area % 12], area >= 12 ? " 2" : "");
    ARENA_PUSH(d->mem, d->teams, d->nteams, d->cap_teams) = (struct demo_team){ f, name, area, -1 };
    return (int)d->nteams - 1;
}

static double fte_draw(struct rng *r)
{
    static const double part[] = { 1, 0.8, 0.6, 0.5 }, weight[] = { 80, 11, 7, 2 };
    return part[rng_weighted(r, 4, weight)];
}

static int worker_add(struct house *h, int team, enum job job, double fte, day from, int post)
{
    struct demo *d = h->d;
    struct demo_worker w = { .team = team,
                             .job = job,
                             .fte = fte,
                             .from = from,
                             .left = DAY_NONE,
                             .nqsw_from = DAY_NONE,
                             .post = post,
                             .away_from = DAY_NONE,
                             .away_to = DAY_NONE,
                             .head = -1 };
    w.female = rng_chance(&d->rng, 0.86);
    w.case_holding = job == JOB_SOCIAL_WORKER && d->teams[team].function != TEAM_MASH &&
                     d->teams[team].function < TEAM_FOSTERING && d->teams[team].function != TEAM_LEAVING_CARE;
    people_name_worker(d, &w);
    ARENA_PUSH(d->mem, d->workers, d->nworkers, d->cap_workers) = w;
    return (int)d->nworkers - 1;
}

/* How long somebody stays: so that the share who leave in a year is the published turnover. */
static void tenure_draw(struct house *h, struct demo_worker *w, bool founding)
{
    struct demo *d = h->d;
    double yearly = figure(&d->fig, "sw_turnover") / 100 * (w->case_holding ? 1.6 : 1.0);
    bool qualified = w->job <= JOB_MANAGER || w->job == JOB_IRO;
    /* Agency workers stay for months: to be that share of those in post they must be a larger share of those who come.
     * */
    double share = figure(&d->fig, "agency_rate") / 100 * (w->case_holding ? 2.1 : 0.3),
           stays = 1 / (yearly > 0.2 ? yearly : 0.2);
    share = share > 0.6 ? 0.6 : share;
    double arriving = founding ? share : share * stays / (share * stays + (1 - share) * 0.85);
    w->agency = qualified && w->job == JOB_SOCIAL_WORKER && steer_toss(&h->agency, &d->rng, arriving, w->fte);
    int days =
        w->agency ? rng_between(&d->rng, 120, 500) : (int)rng_exp(&d->rng, 365 / (yearly > 0.02 ? yearly : 0.02));
    w->left = w->from + (days < 60 ? 60 : days);
    if (founding) {
        w->left = d->start + (days < 20 ? 20 : days);
        w->from = d->start - rng_between(&d->rng, 30, w->agency ? 400 : 4000);
    }
    if (w->left > d->as_at)
        w->left = DAY_NONE;
    if (w->job == JOB_SOCIAL_WORKER && !w->agency && w->fte == 1 && rng_chance(&d->rng, founding ? 0.12 : 0.42))
        w->nqsw_from = founding ? day_most(w->from, d->start - rng_between(&d->rng, 0, 300)) : w->from;
    if (founding && w->nqsw_from != DAY_NONE)
        w->from = w->nqsw_from;
    day out = w->left == DAY_NONE ? d->as_at : w->left;
    if (rng_chance(&d->rng, 0.06 * (double)(out - day_most(w->from, d->start)) / 365) &&
        out - day_most(w->from, d->start) > 200) {
        w->away_from = day_most(w->from, d->start) + rng_between(&d->rng, 60, out - day_most(w->from, d->start) - 60);
        w->away_to = w->away_from + rng_between(&d->rng, 30, 190);
    }
}

/* A post from the first day to the last: its holders one after another, with a gap where the post was vacant. */
static void post_fill(struct house *h, int team, enum job job, double fte, int post)
{
    struct demo *d = h->d;
    day from = d->start;
    double vacancy = figure(&d->fig, "vacancy_rate") / 100;
    bool founding = true;
    while (from <= d->as_at) {
        int i = worker_add(h, team, job, fte, from, post);
        tenure_draw(h, &d->workers[i], founding);
        founding = false;
        if (d->workers[i].left == DAY_NONE)
            break;
        from = d->workers[i].left + rng_between(&d->rng, 1, 20 + (int)(600 * vacancy));
        while (from <= d->as_at && !calendar_is_working(&d->cal, from))
            from++;
    }
}

static double teams_make(struct house *h, enum team_function f, enum job job, double fte, double size, const char *name,
                         int *post)
{
    struct demo *d = h->d;
    double made = 0;
    int n = (int)(fte / size + 0.5), posts = 0;
    if (n < 1)
        n = 1;
    int first = (int)d->nteams;
    for (int i = 0; i < n; i++) {
        int t = team_add(d, f, n == 1 ? -1 : i, name),
            m = worker_add(h, t, JOB_MANAGER, 1, d->start - rng_between(&d->rng, 200, 4000), ++*post);
        d->teams[t].manager = m;
    }
    while (made < fte - 0.2 || posts < (fte < 2 ? 1 : 2)) {
        double one = fte_draw(&d->rng);
        post_fill(h, first + posts % n, job, one, ++*post);
        made += one;
        posts++;
    }
    return made;
}

/* Average number of children in each function over the last two years. */
static void average_load(const struct house *h, double *load)
{
    const struct demo *d = h->d;
    day low = day_most(d->start + 300, d->as_at - 730);
    for (size_t i = 0; i < h->nstages; i++) {
        day from = day_most(h->stages[i].from, low), to = day_least(h->stages[i].to, d->as_at);
        if (to > from)
            load[h->stages[i].function] += (double)(to - from) / (d->as_at - low);
    }
}

static void establishment_make(struct house *h)
{
    struct demo *d = h->d;
    double load[TEAM__COUNT] = { 0 }, holders = figure(&d->fig, "caseholder_fte") * d->scale,
           caseload = figure(&d->fig, "caseload");
    int post = 0;
    average_load(h, load);
    double in_need = load[TEAM_FAMILY] + load[TEAM_DISABLED], sw = holders * caseload;
    double left = sw - load[TEAM_ASSESSMENT] - load[TEAM_LOOKED_AFTER], keep = left < 0.15 * in_need ? 0.15
                                                                               : left > in_need      ? 1
                                                                                                     : left / in_need;
    double total = load[TEAM_ASSESSMENT] + load[TEAM_LOOKED_AFTER] + keep * in_need, each = holders / total;
    teams_make(h, TEAM_ASSESSMENT, JOB_SOCIAL_WORKER, load[TEAM_ASSESSMENT] * each, 7.5, "Assessment", &post);
    teams_make(h, TEAM_FAMILY, JOB_SOCIAL_WORKER, keep * load[TEAM_FAMILY] * each, 7, "Family Support and Protection",
               &post);
    teams_make(h, TEAM_LOOKED_AFTER, JOB_SOCIAL_WORKER, load[TEAM_LOOKED_AFTER] * each, 7, "Looked After", &post);
    teams_make(h, TEAM_DISABLED, JOB_SOCIAL_WORKER, keep * load[TEAM_DISABLED] * each, 9, "Disabled Children", &post);
    teams_make(h, TEAM_LEAVING_CARE, JOB_ADVISER, load[TEAM_LEAVING_CARE] / 24, 11, "Leaving Care", &post);
    double over = in_need * (1 - keep);
    int first = -1, n = 0;
    const size_t nteams = d->nteams;
    for (size_t t = 0; t < nteams; t++)
        if (d->teams[t].function == TEAM_FAMILY || d->teams[t].function == TEAM_DISABLED)
            first = first < 0 ? (int)t : first, n++;
    /* family practitioners sit in the family and disabled children's teams */
    for (int i = 0, t = first; nteams && i < (int)(over / 17 + 1.5); t++)
        if (d->teams[(size_t)t % nteams].function == TEAM_FAMILY ||
            d->teams[(size_t)t % nteams].function == TEAM_DISABLED)
            post_fill(h, (int)((size_t)t % nteams), JOB_PRACTITIONER, 1, ++post), i++;
    double others = (figure(&d->fig, "sw_fte") - figure(&d->fig, "caseholder_fte")) * d->scale - (double)d->nteams - 4;
    double reviewers = (figure(&d->fig, "cla_open") + figure(&d->fig, "cp_open")) * d->scale / 72;
    teams_make(h, TEAM_SAFEGUARDING, JOB_IRO, reviewers, 40, "Safeguarding and Reviewing", &post);
    others = others - reviewers > 4 ? others - reviewers : 4;
    teams_make(h, TEAM_MASH, JOB_SOCIAL_WORKER, others * 0.2, 40, "Multi-Agency Safeguarding Hub", &post);
    teams_make(h, TEAM_FOSTERING, JOB_SENIOR, others * 0.3, 12, "Fostering", &post);
    teams_make(h, TEAM_ADOPTION, JOB_SENIOR, others * 0.15, 40, "Adoption", &post);
    int manager = (int)d->nteams;       /* senior practitioners without cases, spread over the teams that hold */
    for (int i = 0; manager && i < (int)(others * 0.35); i++)
        post_fill(h, i % manager, JOB_SENIOR, fte_draw(&d->rng), ++post);
}

/* Agency workers are few: chance alone would miss their share. Those who came last are made the ones, or are not. */
static void agency_settle(struct demo *d)
{
    double all = 0, have = 0;
    for (size_t i = 0; i < d->nworkers; i++) {
        const struct demo_worker *w = &d->workers[i];
        bool counts = w->left == DAY_NONE && w->from <= d->as_at && (w->job <= JOB_MANAGER || w->job == JOB_IRO);
        all += counts ? w->fte : 0;
        have += counts && w->agency ? w->fte : 0;
    }
    double want = all * figure(&d->fig, "agency_rate") / 100;
    for (size_t i = d->nworkers; i-- > 0 && (have < want - 0.5 || have > want + 0.5);) {
        struct demo_worker *w = &d->workers[i];
        bool more = have < want;
        if (w->left != DAY_NONE || w->from > d->as_at || w->job != JOB_SOCIAL_WORKER || w->nqsw_from != DAY_NONE ||
            w->agency == more || w->fte < 1 || w->away_from != DAY_NONE || (more && w->from < d->as_at - 700))
            continue;
        w->agency = more;
        have += more ? w->fte : -w->fte;
    }
}

/* --- day by day ----------------------------------------------------------------------------------- */
static bool in_post(const struct demo_worker *w, day on)
{
    return w->from <= on && (w->left == DAY_NONE || w->left > on);
}
static bool away(const struct demo_worker *w, day on)
{
    return w->away_from != DAY_NONE && w->away_from <= on && on < w->away_to;
}

static double strength(const struct demo_worker *w, day on)
{
    double s = w->fte;
    if (w->nqsw_from != DAY_NONE && on < w->nqsw_from + 365)
        s *= 0.7 + 0.2 * (double)(on - w->nqsw_from) / 365;
    if (on < w->from + 35)
        s *= 0.6;
    if (w->left != DAY_NONE && on > w->left - 25)
        s *= 0.5;
    return s;
}

static bool holds_for(const struct demo *d, const struct demo_worker *w, enum team_function f, enum job job)
{
    return w->job == job && d->teams[w->team].function == f && (w->case_holding || job != JOB_SOCIAL_WORKER);
}

static int lightest(struct house *h, enum team_function f, enum job job, int area, day on, int not_this)
{
    struct demo *d = h->d;
    int best = -1;
    double least = 1e9;
    for (size_t i = 0; i < d->nworkers; i++) {
        const struct demo_worker *w = &d->workers[i];
        if ((int)i == not_this || !holds_for(d, w, f, job) || !in_post(w, on) || away(w, on))
            continue;
        double key = (w->load + 0.5) / strength(w, on) +
                     (d->teams[w->team].area >= 0 && d->teams[w->team].area != area ? 3.0 : 0);
        if (key < least)
            least = key, best = (int)i;
    }
    return best;
}

static int area_of(const struct house *h, enum team_function f, int family)
{
    int n = 0;
    for (size_t t = 0; t < h->d->nteams; t++)
        n += h->d->teams[t].function == f;
    return n ? h->d->families[family].area % n : 0;
}

static void hold(struct house *h, struct stage *g, int worker, day on, enum change_reason why)
{
    struct demo *d = h->d;
    struct demo_worker *w = &d->workers[worker];
    g->holder = worker;
    g->inv = (int)d->ninvs;
    ARENA_PUSH(d->mem, d->invs, d->ninvs, d->cap_invs) =
        (struct demo_inv){ g->child, g->spell, worker, on, DAY_NONE, why, g->function };
    g->next_held = w->head;
    w->head = (int)(g - h->stages);
    w->load++;
    h->sw_load += w->job == JOB_SOCIAL_WORKER;
    h->family_holder[g->function][d->children[g->child].family] = worker;
}

static void let_go(struct house *h, struct stage *g, day on)
{
    struct demo *d = h->d;
    if (g->holder < 0)
        return;
    struct demo_worker *w = &d->workers[g->holder];
    for (int *link = &w->head; *link >= 0; link = &h->stages[*link].next_held)
        if (*link == (int)(g - h->stages)) {
            *link = g->next_held;
            break;
        }
    w->load--;
    h->sw_load -= w->job == JOB_SOCIAL_WORKER;
    d->invs[g->inv].to = on;
    g->holder = -1;
}

/* Everyday work in need goes to a family practitioner when social workers already hold as many as is published. */
static enum job job_for(struct house *h, const struct stage *g)
{
    const struct demo_spell *s = &h->d->spells[g->spell];
    if (g->function == TEAM_LEAVING_CARE)
        return JOB_ADVISER;
    bool everyday =
        (g->function == TEAM_FAMILY && (s->cp_from == DAY_NONE || g->from > s->cp_to) && s->cla_from == DAY_NONE) ||
        g->function == TEAM_DISABLED;
    return everyday && h->sw_load >= figure(&h->d->fig, "caseload") * h->sw_fte ? JOB_PRACTITIONER : JOB_SOCIAL_WORKER;
}

static void allocate(struct house *h, struct stage *g, day on, enum change_reason why, int not_this)
{
    struct demo *d = h->d;
    int family = d->children[g->child].family, area = area_of(h, g->function, family),
        before = h->family_holder[g->function][family];
    enum job job = job_for(h, g);
    if (before >= 0 && before != not_this && in_post(&d->workers[before], on) && !away(&d->workers[before], on) &&
        (d->workers[before].load + 0.5) / strength(&d->workers[before], on) < figure(&d->fig, "caseload") * 1.5 &&
        (d->workers[before].job == job || job == JOB_SOCIAL_WORKER)) {
        hold(h, g, before, on, why);
        return;
    }
    int w = lightest(h, g->function, job, area, on, not_this);
    for (int other = 0; w < 0 && other < TEAM__COUNT; other++)      /* a very small authority, with everybody away */
        w = lightest(h, (enum team_function)other, JOB_SOCIAL_WORKER, area, on, not_this);
    if (w >= 0)
        hold(h, g, w, on, why);
}

static void hand_over_all(struct house *h, int worker, day on, enum change_reason why)
{
    while (h->d->workers[worker].head >= 0) {
        struct stage *g = &h->stages[h->d->workers[worker].head];
        let_go(h, g, on);
        allocate(h, g, on, why, worker);
    }
}

static const struct stage *sort_base;
static int by_from_cmp(const void *a, const void *b)
{
    int x = *(const int *)a, y = *(const int *)b;
    day p = sort_base[x].from, q = sort_base[y].from;
    return p != q ? (p > q) - (p < q) : x - y;
}
static int by_to_cmp(const void *a, const void *b)
{
    int x = *(const int *)a, y = *(const int *)b;
    day p = sort_base[x].to, q = sort_base[y].to;
    return p != q ? (p > q) - (p < q) : x - y;
}

static void strength_today(struct house *h, day on)
{
    h->sw_fte = 0;
    for (size_t i = 0; i < h->d->nworkers; i++)
        if (h->d->workers[i].case_holding && in_post(&h->d->workers[i], on))
            h->sw_fte += h->d->workers[i].fte;
}

/* The least loaded social worker takes over from the most loaded when two in a function are far apart. */
static void even_out(struct house *h, enum team_function f, day on)
{
    struct demo *d = h->d;
    int most = -1;
    double high = figure(&d->fig, "caseload") * 1.45;
    for (size_t i = 0; i < d->nworkers; i++)
        if (holds_for(d, &d->workers[i], f, JOB_SOCIAL_WORKER) && in_post(&d->workers[i], on) &&
            d->workers[i].load / strength(&d->workers[i], on) > high)
            most = (int)i, high = d->workers[i].load / strength(&d->workers[i], on);
    if (most < 0 || d->workers[most].head < 0)
        return;
    struct stage *g = &h->stages[d->workers[most].head];
    let_go(h, g, on);
    h->family_holder[f][d->children[g->child].family] = -1;
    allocate(h, g, on, CHANGE_WORKLOAD, most);
}

static void live_through(struct house *h)
{
    struct demo *d = h->d;
    size_t i = 0, j = 0;
    for (day on = d->start; on <= d->as_at; on++) {
        strength_today(h, on);
        for (; j < h->nstages && h->stages[h->by_to[j]].to <= on; j++)
            let_go(h, &h->stages[h->by_to[j]], h->stages[h->by_to[j]].to), h->stages[h->by_to[j]].open = false;
        for (size_t w = 0; w < d->nworkers; w++) {
            if (d->workers[w].left == on)
                hand_over_all(h, (int)w, on, CHANGE_LEFT);
            else if (d->workers[w].away_from == on)
                hand_over_all(h, (int)w, on, CHANGE_ABSENT);
        }
        for (; i < h->nstages && h->stages[h->by_from[i]].from <= on; i++) {
            struct stage *g = &h->stages[h->by_from[i]];
            const struct demo_spell *s = &d->spells[g->spell];
            /* The newest referrals of the last days wait for a worker: every front door has some. */
            if (g->function == TEAM_ASSESSMENT && s->from > d->as_at - 4 && rng_chance(&d->rng, 0.35))
                continue;
            g->open = true;
            allocate(h, g, on, on == s->from || on == d->start ? CHANGE_FIRST : CHANGE_STAGE, -1);
        }
        if (calendar_is_working(&d->cal, on) && on % 3 == 0)
            for (int f = TEAM_ASSESSMENT; f <= TEAM_DISABLED; f++)
                if (f != TEAM_LEAVING_CARE)
                    even_out(h, (enum team_function)f, on);
    }
}

/* --- how many workers a looked-after child has had in a year -------------------------------------- */
static int inv_cmp(const void *a, const void *b)
{
    const struct demo_inv *x = a, *y = b;
    if (x->child != y->child)
        return x->child < y->child ? -1 : 1;
    return x->from != y->from ? (x->from > y->from) - (x->from < y->from)
                              : (x->worker > y->worker) - (x->worker < y->worker);
}

static void invs_index(struct demo *d)
{
    qsort(d->invs, d->ninvs, sizeof *d->invs, inv_cmp);
    for (size_t i = 0; i < d->nchildren; i++)
        d->children[i].first_inv = -1, d->children[i].ninv = 0;
    for (size_t i = 0; i < d->ninvs; i++) {
        struct demo_child *c = &d->children[d->invs[i].child];
        c->first_inv = c->first_inv < 0 ? (int)i : c->first_inv;
        c->ninv++;
    }
}

static bool in_care_on(const struct demo_spell *s, day on)
{
    return s->cla_from != DAY_NONE && s->cla_from <= on && (s->cla_to == DAY_NONE || s->cla_to > on);
}

static int workers_in_year(const struct demo *d, const struct demo_child *c, day until, const struct demo_inv **last)
{
    int seen[16], n = 0;
    *last = NULL;
    for (int i = c->first_inv; c->ninv && i < c->first_inv + c->ninv; i++) {
        const struct demo_inv *v = &d->invs[i];
        if (v->from > until || (v->to != DAY_NONE && v->to <= until - 365))
            continue;
        if (v->to == DAY_NONE || v->to > until)
            *last = v;
        int known = 0;
        for (int k = 0; k < n; k++)
            known |= seen[k] == v->worker;
        if (!known && n < 16)
            seen[n++] = v->worker;
    }
    return n;
}

static int somebody_else(struct demo *d, const struct demo_inv *v, day from, int not_this, struct rng *r)
{
    int best = -1;
    double least = 1e9;
    for (size_t i = 0; i < d->nworkers; i++) {
        const struct demo_worker *w = &d->workers[i];
        if ((int)i == v->worker || (int)i == not_this || !holds_for(d, w, v->function, d->workers[v->worker].job) ||
            w->from > from || (w->left != DAY_NONE && (v->to == DAY_NONE || w->left < v->to)) ||
            (w->away_from != DAY_NONE && w->away_to > from && (v->to == DAY_NONE || w->away_from < v->to)))
            continue;
        double key = w->load / w->fte + 2 * rng_unit(r);
        if (key < least)
            least = key, best = (int)i;
    }
    return best;
}

/* Splits the last involvement: from some day on somebody else holds the child. */
static bool hand_over_once(struct demo *d, const struct demo_inv *last, day low, day high, int not_this)
{
    size_t at = (size_t)(last - d->invs);
    if (high <= low)
        return false;
    day on = rng_between(&d->rng, low, high);
    int other = somebody_else(d, &d->invs[at], on, not_this, &d->rng);
    if (other < 0)
        return false;
    struct demo_inv next = d->invs[at];
    next.from = on;
    next.worker = other;
    next.reason = CHANGE_WORKLOAD;
    if (next.to == DAY_NONE) {
        d->workers[d->invs[at].worker].load--;
        d->workers[other].load++;
    }
    d->invs[at].to = on;
    ARENA_PUSH(d->mem, d->invs, d->ninvs, d->cap_invs) = next;
    return true;
}

/* Handovers that nothing else explains are added until as many have had three or more as was published. */
static void three_or_more(struct demo *d, day until)
{
    int total = 0, have = 0, *few = NULL;
    size_t nfew = 0, cap = 0;
    const struct demo_inv *last;
    for (size_t i = 0; i < d->nspells; i++) {
        if (!in_care_on(&d->spells[i], until))
            continue;
        int n = workers_in_year(d, &d->children[d->spells[i].child], until, &last);
        total++;
        have += n >= 3;
        if (n == 2 || n == 1)
            ARENA_PUSH(d->mem, few, nfew, cap) = d->spells[i].child;
    }
    int want = (int)(total * figure(&d->fig, "three_workers") / 100 + 0.5);
    for (int pass = 2; pass >= 1; pass--)                   /* first those with two already */
        for (size_t k = 0; k < nfew && have < want; k++) {
            size_t swap = k + (size_t)rng_below(&d->rng, (int)(nfew - k));
            int child = few[swap];
            few[swap] = few[k];
            few[k] = child;
            int n = workers_in_year(d, &d->children[child], until, &last), was = -1;
            if (n != pass || !last)
                continue;
            day low = day_most(last->from + 20, until - 330), high = until - 15;
            if (n == 1) {
                was = last->worker;
                size_t at = (size_t)(last - d->invs);
                if (!hand_over_once(d, last, low, (low + high) / 2, -1))
                    continue;
                last = &d->invs[d->ninvs - 1];
                (void)at;
                low = last->from + 20;
            } else {
                const struct demo_child *c = &d->children[child];
                for (int i = c->first_inv; i < c->first_inv + c->ninv; i++)
                    if (d->invs[i].from <= until && (d->invs[i].to == DAY_NONE || d->invs[i].to > until - 365) &&
                        d->invs[i].worker != last->worker)
                        was = d->invs[i].worker;
            }
            have += hand_over_once(d, last, low, high, was);
        }
    invs_index(d);
}

void staff_allocate(struct demo *d)
{
    struct house h = { .d = d };
    struct rng r;
    rng_seed(&r, d->seed, 77);
    for (size_t i = 0; i < d->nspells; i++)
        spell_stages(&h, &d->spells[i], &r);
    establishment_make(&h);
    agency_settle(d);
    for (int f = 0; f < TEAM__COUNT; f++) {
        h.family_holder[f] = arena_array(d->mem, int, d->nfamilies + 1);
        for (size_t i = 0; i < d->nfamilies; i++)
            h.family_holder[f][i] = -1;
    }
    h.by_from = arena_array(d->mem, int, h.nstages + 1);
    h.by_to = arena_array(d->mem, int, h.nstages + 1);
    for (size_t i = 0; i < h.nstages; i++)
        h.by_from[i] = h.by_to[i] = (int)i;
    sort_base = h.stages;
    qsort(h.by_from, h.nstages, sizeof(int), by_from_cmp);
    qsort(h.by_to, h.nstages, sizeof(int), by_to_cmp);
    live_through(&h);
    invs_index(d);
    for (int back = d->years - 1; back >= 0; back--)
        three_or_more(d, day_add_months(d->as_at, -12 * back));
}
