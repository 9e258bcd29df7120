/* council.c - the council's cases in memory, so that a page that counts them reads none of them.
 *
 * The data: some five thousand cases, four thousand duties, a thousand workers, forty teams, in an arena that is
 * emptied and filled again. The algorithm: cases and duties both come in the order of the child's number and are
 * joined by walking along both once. The cost: about the time of the six statements (ten milliseconds at Norfolk's
 * size) once a change of the record; a page that finds it as it was pays one statement of one row, the ledger's head.
 *
 * What makes it stale is in one place: the number of the last entry of the ledger, the day, and the half minute.
 * Involvements, referrals, workers, teams and absences change by entries alone; clocks also by a rebuild, which waits
 * for the half minute. */
#include "people/council.h"
#include "people/early_career.h"
#include <stdlib.h>

enum { FRESH_SECONDS = 30 };

struct council_kept {
    struct council now;
    arena mem[2];                   /* the one before stays until the next, so that a page keeps what it was given */
    int turn;
    int64_t seq, half_minute;
    day today;
    bool filled;
};

struct reading { db_rows teams, workers, away, held, due, waiting; };

static const char owner = 0;        /* its address is the name under which it is kept */

static void close_council(void *what)
{
    struct council_kept *k = what;
    arena_release(&k->mem[0]);
    arena_release(&k->mem[1]);
    free(k);
}

static err_code kept_with(struct store *s, struct council_kept **to, err *e)
{
    if ((*to = store_kept(s, &owner)) != NULL)
        return ERR_OK;
    struct council_kept *k = calloc(1, sizeof *k);
    if (!k)
        return err_set(e, ERR_SYSTEM, "out of memory");
    arena_init(&k->mem[0], 0);
    arena_init(&k->mem[1], 0);
    store_keep(s, &owner, k, close_council);
    *to = k;
    return ERR_OK;
}

static void take_teams(struct council *c, const db_rows *rows, arena *a)
{
    struct council_team *teams = arena_array(a, struct council_team, rows->n);
    for (size_t i = 0; i < rows->n; i++)
        teams[i] = (struct council_team){ db_int(rows, i, TEAM_LIST_ID), db_str(rows, i, TEAM_LIST_NAME) };
    c->teams = teams;
    c->nteams = rows->n;
}

static int by_number(const void *key, const void *row)
{
    const int64_t id = *(const int64_t *)key, other = ((const db_val *)row)[ABSENT_TODAY_SUBJECT_ID].i;
    return (id > other) - (id < other);
}

/* Of several absences the last stands, as they come in the order of their beginning. */
static str absent_why(const db_rows *away, int64_t worker)
{
    const db_val *row = away->n ? bsearch(&worker, away->v, away->n, away->ncols * sizeof *away->v, by_number) : NULL;
    if (!row)
        return STR_NONE;
    const db_val *last = db_row(away, away->n - 1);
    while (row < last && row[away->ncols + ABSENT_TODAY_SUBJECT_ID].i == worker)
        row += away->ncols;
    return row[ABSENT_TODAY_REASON].s.p ? row[ABSENT_TODAY_REASON].s : S("away");
}

static void take_workers(struct council *c, const struct reading *x, day today, arena *a)
{
    struct council_worker *workers = arena_array(a, struct council_worker, x->workers.n);
    for (size_t i = 0; i < x->workers.n; i++) {
        const db_val *v = db_row(&x->workers, i);
        workers[i] = (struct council_worker){
            .id = v[WORKERS_BY_TEAM_ID].i,
            .team_id = v[WORKERS_BY_TEAM_TEAM_ID].i,
            .team = council_team(c, v[WORKERS_BY_TEAM_TEAM_ID].i),
            .name = v[WORKERS_BY_TEAM_NAME].s,
            .job_title = v[WORKERS_BY_TEAM_JOB_TITLE].s,
            .fte = v[WORKERS_BY_TEAM_FTE].s,
            .agency = v[WORKERS_BY_TEAM_AGENCY].i == 1,
            .newly_qualified = newly_qualified(day_parse_iso(v[WORKERS_BY_TEAM_NQSW_FROM_ON].s), today),
            .absent = absent_why(&x->away, v[WORKERS_BY_TEAM_ID].i),
        };
    }
    c->workers = workers;
    c->nworkers = x->workers.n;
}

static size_t rule_place(const struct council_rule *rules, size_t n, str id)
{
    size_t k = 0;
    while (rules && k < n && !str_eq(rules[k].id, id))
        k++;
    return k;
}

/* The rules first, since a duty points at its own. */
static const size_t *take_rules(struct council *c, const struct catalogue *cat, const db_rows *due, arena *a)
{
    struct council_rule *rules = NULL;
    size_t cap = 0, *places = arena_array(a, size_t, due->n);
    for (size_t i = 0; i < due->n; i++) {
        str id = db_str(due, i, CASES_DUE_RULE);
        places[i] = rule_place(rules, c->nrules, id);
        if (places[i] < c->nrules)
            continue;
        int at;
        const struct clock_rule *rule = clock_rule_find(cat->clock_rules, id, &at);
        str name = !rule ? id : at >= 0 && rule->rows[at].name.p ? rule->rows[at].name : rule->name;
        ARENA_PUSH(a, rules, c->nrules, cap) = (struct council_rule){ id, name, rule };
    }
    c->rules = rules;
    return places;
}

static int by_team_and_number(const void *x, const void *y)
{
    const struct council_worker *a = x, *b = y;
    if (a->team_id != b->team_id)
        return (a->team_id > b->team_id) - (a->team_id < b->team_id);
    return (a->id > b->id) - (a->id < b->id);
}

static const struct council_worker *worker_of(const struct council *c, int64_t team_id, int64_t id)
{
    const struct council_worker key = { .id = id, .team_id = team_id };
    return c->nworkers ? bsearch(&key, c->workers, c->nworkers, sizeof key, by_team_and_number) : NULL;
}

static void take_cases(struct council *c, const struct catalogue *cat, const struct reading *x, arena *a)
{
    const db_rows *held = &x->held, *due = &x->due;
    const size_t *places = take_rules(c, cat, due, a);
    struct council_case *cases = arena_array(a, struct council_case, held->n);
    struct council_due *dues = arena_array(a, struct council_due, due->n);
    for (size_t d = 0; d < due->n; d++)
        dues[d] = (struct council_due){ &c->rules[places[d]], day_parse_iso(db_str(due, d, CASES_DUE_DUE)) };
    size_t d = 0;
    for (size_t i = 0; i < held->n; i++) {
        const db_val *v = db_row(held, i);
        cases[i] = (struct council_case){
            .subject_id = v[CASES_HELD_SUBJECT_ID].i,
            .worker_id = v[CASES_HELD_WORKER_ID].i,
            .team_id = v[CASES_HELD_TEAM_ID].i,
            .worker = worker_of(c, v[CASES_HELD_TEAM_ID].i, v[CASES_HELD_WORKER_ID].i),
            .team = council_team(c, v[CASES_HELD_TEAM_ID].i),
            .from = day_parse_iso(v[CASES_HELD_FROM_ON].s),
        };
        while (d < due->n && db_int(due, d, CASES_DUE_SUBJECT_ID) < cases[i].subject_id)
            d++;
        cases[i].dues = &dues[d];
        size_t end = d;
        while (end < due->n && db_int(due, end, CASES_DUE_SUBJECT_ID) == cases[i].subject_id)
            end++;
        cases[i].ndues = end - d;
    }
    c->cases = cases;
    c->ncases = held->n;
}

static void take_waiting(struct council *c, const db_rows *rows, arena *a)
{
    struct council_waiting *waiting = arena_array(a, struct council_waiting, rows->n);
    for (size_t i = 0; i < rows->n; i++) {
        const db_val *v = db_row(rows, i);
        waiting[i] = (struct council_waiting){
            .id = v[CASES_WAITING_SUBJECT_ID].i,
            .referral_id = v[CASES_WAITING_ID].i,
            .team_id = v[CASES_WAITING_TEAM_ID].i,
            .team = council_team(c, v[CASES_WAITING_TEAM_ID].i),
            .forename = v[CASES_WAITING_FORENAME].s,
            .surname = v[CASES_WAITING_SURNAME].s,
            .known_as = v[CASES_WAITING_KNOWN_AS].s,
            .need = v[CASES_WAITING_NEED].s,
            .born_on = day_parse_iso(v[CASES_WAITING_BORN_ON].s),
            .due_on = day_parse_iso(v[CASES_WAITING_DUE_ON].s),
            .received_on = day_parse_iso(v[CASES_WAITING_RECEIVED_ON].s),
        };
    }
    c->waiting = waiting;
    c->nwaiting = rows->n;
}

static err_code read_again(struct store *s, struct council_kept *k, day today, err *e)
{
    struct reading x = { 0 };
    k->turn = !k->turn;
    arena *a = &k->mem[k->turn];
    k->filled = false;
    k->now = (struct council){ 0 };
    arena_clear(a);
    const db_val on = DBT(day_iso(a, today)), soon = DBT(day_iso(a, today + DUE_SOON_DAYS));
    db_ask(s->db, ST_team_list, NO_ARGS, a, &x.teams);
    db_ask(s->db, ST_workers_by_team, ARGS(on), a, &x.workers);
    db_ask(s->db, ST_absent_today, ARGS(on), a, &x.away);
    db_ask(s->db, ST_cases_held, ARGS(on), a, &x.held);
    db_ask(s->db, ST_cases_due, ARGS(on, soon), a, &x.due);
    db_ask(s->db, ST_cases_waiting, ARGS(on), a, &x.waiting);
    if (db_answer(s->db, e))
        return e->code;
    take_teams(&k->now, &x.teams, a);
    take_workers(&k->now, &x, today, a);
    take_cases(&k->now, s->cat, &x, a);
    take_waiting(&k->now, &x.waiting, a);
    return ERR_OK;
}

err_code council_today(struct store *s, const struct access_who *who, const struct council **out, err *e)
{
    struct council_kept *k = NULL;
    db_rows head = { 0 };
    if (kept_with(s, &k, e) || !k || db_run(s->db, ST_ledger_turn_now, NO_ARGS, who->mem, &head, e))
        return e->code;
    int64_t seq = head.n ? db_int(&head, 0, LEDGER_TURN_NOW_SEQ) : 0, half_minute = who->now / FRESH_SECONDS;
    bool fresh = k->filled && k->seq == seq && k->half_minute == half_minute && k->today == who->today;
    if (!fresh && read_again(s, k, who->today, e))
        return e->code;
    k->filled = true;
    k->seq = seq;
    k->half_minute = half_minute;
    k->today = who->today;
    *out = &k->now;
    return ERR_OK;
}

const struct council_team *council_team(const struct council *c, int64_t id)
{
    for (size_t i = 0; i < c->nteams; i++)
        if (c->teams[i].id == id)
            return &c->teams[i];
    return NULL;
}

const bool *council_readable(const struct council *c, const struct access_who *who, arena *a)
{
    bool *readable = arena_array(a, bool, c->nrules);
    for (size_t i = 0; i < c->nrules; i++)
        readable[i] = due_rule_readable(who, c->rules[i].rule);
    return readable;
}
