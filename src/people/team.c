/* team.c - teams and the service as figures, and the children behind them.
 *
 * The data: the council's cases, duties and waiting children as they stand today (council.c), which know nothing of
 * the reader. The algorithm: one pass along the cases; what the reader may not see is passed over, a child whom two
 * of a team hold is taken once, and each case adds to its worker, its team and the rules by which something is late.
 * The cost: some nanoseconds a case, and no statement beyond the council's one; names are read only for a list that
 * shows them. */
#include "people/team.h"
#include "desk/holder.h"
#include "people/council.h"
#include <stdlib.h>

/* What the pages of one reader share. */
struct view {
    struct store *s;
    struct access_who *who;
    arena *a;
    const struct council *c;
    const struct access_filter *filter;
    const bool *readable;           /* by place in c->rules */
};

static err_code look(struct view *x, struct store *s, struct access_who *who, arena *a, err *e)
{
    *x = (struct view){ .s = s, .who = who, .a = a };
    if (council_today(s, who, &x->c, e) || access_filter(s, who, &x->filter, e))
        return e->code;
    access_expects_list(x->filter);
    x->readable = council_readable(x->c, who, a);
    return ERR_OK;
}

static bool sees(const struct view *x, const struct council_case *k)
{
    return access_sees_of_team(x->filter, k->worker ? k->team_id : 0, k->subject_id);
}

static bool sees_waiting(const struct view *x, const struct council_waiting *w)
{
    return access_sees_of_team(x->filter, w->team_id, w->id);
}

static bool has_late(const struct view *x, const struct council_case *k)
{
    for (size_t i = 0; i < k->ndues && k->dues[i].due < x->who->today; i++)
        if (council_reads(x->c, x->readable, &k->dues[i]))
            return true;
    return false;
}

/* --- one team -------------------------------------------------------------------------------- */

static int workers_by_name(const void *x, const void *y)
{
    const struct team_worker *a = x, *b = y;
    int c = str_cmp(a->name, b->name);
    return c ? c : (a->id > b->id) - (a->id < b->id);
}

static void take_workers(const struct view *x, struct team_overview *t)
{
    t->workers = arena_array(x->a, struct team_worker, x->c->nworkers);
    for (size_t i = 0; i < x->c->nworkers; i++) {
        const struct council_worker *w = &x->c->workers[i];
        if (w->team_id != t->id)
            continue;
        t->workers[t->nworkers++] = (struct team_worker){
            .id = w->id,
            .name = w->name,
            .job_title = w->job_title,
            .fte = w->fte,
            .agency = w->agency,
            .newly_qualified = w->newly_qualified,
            .absent = w->absent.p ? w->absent : S(""),
        };
    }
    if (t->nworkers)
        qsort(t->workers, t->nworkers, sizeof *t->workers, workers_by_name);
}

static struct held_child child_of(const struct view *x, const struct council_case *k)
{
    struct held_child h = {
        .id = k->subject_id,
        .worker_id = k->worker_id,
        .from = k->from,
        .role = CASE_HOLDER,
        .is_new = x->who->today - k->from <= NEW_DAYS,
        .dues = arena_array(x->a, struct due_item, k->ndues),
    };
    for (size_t i = 0; i < k->ndues; i++) {
        const struct council_due *d = &k->dues[i];
        if (!council_reads(x->c, x->readable, d))
            continue;
        h.dues[h.ndues++] = (struct due_item){
            .subject_id = h.id,
            .id = d->rule->id,
            .name = d->rule->name,
            .opened = DAY_NONE,
            .due = d->due,
            .due_at = INSTANT_NONE,
        };
        h.nlate += d->due < x->who->today;
        h.nweek += d->due >= x->who->today;
    }
    return h;
}

/* Cases come by child, so a child whom two of the team hold is the last that was taken: the later of the two stands. */
static void take_held(const struct view *x, struct team_overview *t)
{
    size_t room = 0;
    for (size_t i = 0; i < x->c->ncases; i++)
        room += x->c->cases[i].team_id == t->id;
    t->held = arena_array(x->a, struct held_child, room);
    for (size_t i = 0; i < x->c->ncases; i++) {
        const struct council_case *k = &x->c->cases[i];
        if (k->team_id != t->id || !sees(x, k))
            continue;
        bool again = t->nheld && t->held[t->nheld - 1].id == k->subject_id;
        t->held[again ? t->nheld - 1 : t->nheld++] = child_of(x, k);
    }
    t->nchildren = t->nheld;
}

static void count_held(struct team_overview *t)
{
    for (size_t i = 0; i < t->nheld; i++) {
        const struct held_child *h = &t->held[i];
        t->nlate += h->nlate;
        t->nweek += h->nweek;
        for (size_t w = 0; w < t->nworkers; w++)
            if (t->workers[w].id == h->worker_id) {
                t->workers[w].nchildren++;
                t->workers[w].nlate += h->nlate;
                t->workers[w].nweek += h->nweek;
            }
    }
}

static int most_first(const void *x, const void *y)
{
    const struct late_rule *a = x, *b = y;
    return a->n != b->n ? (a->n < b->n) - (a->n > b->n) : str_cmp(a->name, b->name);
}

static void count_rules(const struct view *x, struct team_overview *t)
{
    size_t cap = 0;
    for (size_t i = 0; i < t->nheld; i++)
        for (size_t j = 0; j < t->held[i].nlate; j++) {             /* the late ones come first */
            const struct due_item *d = &t->held[i].dues[j];
            size_t k = 0;
            while (k < t->nrules && !str_eq(t->rules[k].id, d->id))
                k++;
            if (k == t->nrules)
                ARENA_PUSH(x->a, t->rules, t->nrules, cap) = (struct late_rule){ d->id, d->name, 0 };
            t->rules[k].n++;
        }
    if (t->nrules)
        qsort(t->rules, t->nrules, sizeof *t->rules, most_first);
}

static void take_waiting(const struct view *x, struct team_overview *t)
{
    t->unallocated = arena_array(x->a, struct unallocated_child, x->c->nwaiting);
    for (size_t i = 0; i < x->c->nwaiting; i++) {
        const struct council_waiting *w = &x->c->waiting[i];
        bool again = t->nunallocated && t->unallocated[t->nunallocated - 1].id == w->id;
        if (w->team_id != t->id || again || !sees_waiting(x, w))
            continue;
        t->unallocated[t->nunallocated++] = (struct unallocated_child){
            .id = w->id,
            .referral_id = w->referral_id,
            .team_id = w->team_id,
            .forename = w->forename,
            .surname = w->surname,
            .known_as = w->known_as,
            .need = w->need,
            .born_on = w->born_on,
            .due_on = w->due_on,
            .received_on = w->received_on,
            .waits = x->who->today - w->received_on,
        };
    }
}

err_code team_overview_read(struct store *s, struct access_who *who, int64_t team_id, arena *a,
                            struct team_overview *out, err *e)
{
    struct view x;
    if (look(&x, s, who, a, e))
        return e->code;
    const struct council_team *team = council_team(x.c, team_id);
    if (!team)
        return err_set(e, ERR_NOT_FOUND, "there is no such team");
    *out = (struct team_overview){ .id = team_id, .name = team->name };
    take_workers(&x, out);
    take_held(&x, out);
    count_held(out);
    count_rules(&x, out);
    take_waiting(&x, out);
    return ERR_OK;
}

static int held_by_number(const void *x, const void *y)
{
    const struct held_child *a = x, *b = y;
    return (a->id > b->id) - (a->id < b->id);
}

err_code team_names_read(struct store *s, day today, arena *a, struct team_overview *t, err *e)
{
    db_rows rows;
    if (db_run(s->db, ST_held_by_team, ARGS(DBI(t->id), DBT(day_iso(a, today))), a, &rows, e))
        return e->code;
    for (size_t i = 0; t->nheld && i < rows.n; i++) {
        const db_val *v = db_row(&rows, i);
        const struct held_child key = { .id = v[HELD_BY_TEAM_SUBJECT_ID].i };
        struct held_child *h = bsearch(&key, t->held, t->nheld, sizeof key, held_by_number);
        if (!h)
            continue;
        h->forename = v[HELD_BY_TEAM_FORENAME].s;
        h->surname = v[HELD_BY_TEAM_SURNAME].s;
        h->known_as = v[HELD_BY_TEAM_KNOWN_AS].s;
        h->born_on = day_parse_iso(v[HELD_BY_TEAM_BORN_ON].s);
        h->due_on = day_parse_iso(v[HELD_BY_TEAM_DUE_ON].s);
    }
    if (t->nheld)
        qsort(t->held, t->nheld, sizeof *t->held, held_by_name);
    return ERR_OK;
}

/* --- every team ------------------------------------------------------------------------------ */

/* held: how many cases of each worker the reader sees, by place in c->workers. */
static void count_cases(const struct view *x, struct team_line *lines, size_t *held)
{
    int64_t *last = arena_array(x->a, int64_t, x->c->nteams);       /* the child that each team was counted for last */
    for (size_t i = 0; i < x->c->ncases; i++) {
        const struct council_case *k = &x->c->cases[i];
        if (!k->team || !sees(x, k))
            continue;
        size_t t = (size_t)(k->team - x->c->teams);
        if (k->worker)
            held[k->worker - x->c->workers]++;
        if (last[t] == k->subject_id)
            continue;
        last[t] = k->subject_id;
        lines[t].nchildren++;
        lines[t].nlate_children += has_late(x, k);
    }
}

static void count_workers(const struct view *x, struct team_line *lines, const size_t *held)
{
    for (size_t i = 0; i < x->c->nworkers; i++) {
        const struct council_worker *w = &x->c->workers[i];
        if (!w->team)
            continue;
        struct team_line *line = &lines[w->team - x->c->teams];
        line->nworkers++;
        if (held[i] > line->most) {
            line->most = held[i];
            line->most_name = w->name;
        }
    }
}

/* Each child once, though two of its referrals be open one after the other. */
static const struct council_waiting **waiting_of(const struct view *x, size_t *n)
{
    const struct council_waiting **all = arena_alloc(x->a, sizeof *all * x->c->nwaiting);
    *n = 0;
    for (size_t i = 0; i < x->c->nwaiting; i++) {
        const struct council_waiting *w = &x->c->waiting[i];
        if (sees_waiting(x, w) && !(*n && all[*n - 1]->id == w->id))
            all[(*n)++] = w;
    }
    return all;
}

err_code team_lines_read(struct store *s, struct access_who *who, arena *a, size_t *n, struct team_line **out, err *e)
{
    struct view x;
    size_t nwaiting;
    *n = 0;
    if (look(&x, s, who, a, e))
        return e->code;
    struct team_line *lines = *out = arena_array(a, struct team_line, x.c->nteams);
    size_t *held = arena_array(a, size_t, x.c->nworkers);
    count_cases(&x, lines, held);
    count_workers(&x, lines, held);
    const struct council_waiting **waiting = waiting_of(&x, &nwaiting);
    for (size_t i = 0; i < nwaiting; i++)
        if (waiting[i]->team)
            lines[waiting[i]->team - x.c->teams].nunallocated++;
    for (size_t t = 0; t < x.c->nteams; t++) {
        lines[t].id = x.c->teams[t].id;
        lines[t].name = x.c->teams[t].name;
        if (lines[t].nworkers || lines[t].nunallocated)
            lines[(*n)++] = lines[t];
    }
    return ERR_OK;
}

/* --- the children behind the service's figures ----------------------------------------------- */

static void service_waiting(const struct view *x, size_t *n, struct service_child **out)
{
    const struct council_waiting **waiting = waiting_of(x, n);
    struct service_child *all = *out = arena_array(x->a, struct service_child, *n);
    for (size_t i = 0; i < *n; i++) {
        const struct council_waiting *w = waiting[i];
        all[i] = (struct service_child){
            .id = w->id,
            .team_id = w->team_id,
            .forename = w->forename,
            .surname = w->surname,
            .known_as = w->known_as,
            .team = w->team ? w->team->name : S(""),
            .worker = S(""),
            .born_on = w->born_on,
            .due_on = w->due_on,
            .since = w->received_on,
        };
    }
}

static int cases_by_child(const void *x, const void *y)
{
    const struct council_case *a = x, *b = y;
    return (a->subject_id > b->subject_id) - (a->subject_id < b->subject_id);
}

static struct service_child held_of(const struct view *x, const db_val *v)
{
    const struct council_case key = { .subject_id = v[HELD_BY_TEAMS_SUBJECT_ID].i }, *k;
    k = x->c->ncases ? bsearch(&key, x->c->cases, x->c->ncases, sizeof key, cases_by_child) : NULL;
    return (struct service_child){
        .id = key.subject_id,
        .team_id = v[HELD_BY_TEAMS_TEAM_ID].i,
        .worker_id = v[HELD_BY_TEAMS_WORKER_ID].i,
        .forename = v[HELD_BY_TEAMS_FORENAME].s,
        .surname = v[HELD_BY_TEAMS_SURNAME].s,
        .known_as = v[HELD_BY_TEAMS_KNOWN_AS].s,
        .team = v[HELD_BY_TEAMS_TEAM].s,
        .worker = v[HELD_BY_TEAMS_WORKER].s,
        .born_on = day_parse_iso(v[HELD_BY_TEAMS_BORN_ON].s),
        .due_on = day_parse_iso(v[HELD_BY_TEAMS_DUE_ON].s),
        .since = day_parse_iso(v[HELD_BY_TEAMS_FROM_ON].s),
        .late = k && has_late(x, k),
    };
}

err_code service_children_read(struct store *s, struct access_who *who, enum service_show show, arena *a,
                               size_t *n, struct service_child **out, err *e)
{
    struct view x;
    db_rows held;
    *n = 0;
    if (look(&x, s, who, a, e))
        return e->code;
    if (show == SERVICE_UNALLOCATED) {
        service_waiting(&x, n, out);
        return ERR_OK;
    }
    if (db_run(s->db, ST_held_by_teams, ARGS(DBT(day_iso(a, who->today))), a, &held, e))
        return e->code;
    struct service_child *all = *out = arena_array(a, struct service_child, held.n);
    for (size_t i = 0; i < held.n; i++) {
        struct service_child c = held_of(&x, db_row(&held, i));
        const struct service_child *last = *n ? &all[*n - 1] : NULL;
        bool again = last && last->id == c.id && last->team_id == c.team_id;    /* two of one team hold them */
        if (access_sees(x.filter, c.id) && !again && (show == SERVICE_HELD || c.late))
            all[(*n)++] = c;
    }
    return ERR_OK;
}
