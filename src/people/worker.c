/* worker.c - see worker.h. Who holds how many comes from the council's cases (council.c); a worker's own page reads
 * its card. */
#include "people/worker.h"
#include "desk/person.h"
#include "people/council.h"
#include "people/early_career.h"
#include <stdlib.h>

/* How many the reader may see of the cases of each worker, in the order of c->workers; all of them for a role that
 * reads about workers and not about people, for which a number is all that it is shown. */
static err_code count_cases(struct store *s, struct access_who *who, const struct council *c, arena *a, size_t **to,
                            err *e)
{
    const struct access_filter *filter;
    if (access_filter(s, who, &filter, e))
        return e->code;
    access_expects_list(filter);
    size_t *n = *to = arena_array(a, size_t, c->nworkers);
    for (size_t i = 0; i < c->ncases; i++) {
        const struct council_worker *w = c->cases[i].worker;
        if (w && (!access_meets_people(filter) || access_sees(filter, c->cases[i].subject_id)))
            n[w - c->workers]++;
    }
    return ERR_OK;
}

err_code workers_read(struct store *s, struct access_who *who, arena *a, size_t *n, struct worker_line **to, err *e)
{
    const struct council *c;
    size_t *held = NULL;
    *n = 0;
    if (council_today(s, who, &c, e) || count_cases(s, who, c, a, &held, e) || !held)
        return e->code;
    struct worker_line *lines = *to = arena_array(a, struct worker_line, c->nworkers);
    for (size_t t = 0; t < c->nteams; t++)
        for (size_t i = 0; i < c->nworkers; i++) {
            const struct council_worker *w = &c->workers[i];
            if (w->team == &c->teams[t])
                lines[(*n)++] = (struct worker_line){
                    .id = w->id,
                    .team_id = w->team_id,
                    .name = w->name,
                    .team = c->teams[t].name,
                    .nchildren = held[i],
                    .newly_qualified = w->newly_qualified,
                };
        }
    return ERR_OK;
}

static int by_team_and_load(const void *x, const void *y)
{
    const struct worker_choice *a = x, *b = y;
    int own = b->own_team - a->own_team, team = str_cmp(a->team, b->team);
    if (own || team)
        return own ? own : team;
    if (a->away != b->away)
        return a->away - b->away;
    if (a->nchildren != b->nchildren)
        return a->nchildren < b->nchildren ? -1 : 1;
    return str_cmp(a->name, b->name);
}

err_code worker_choices_read(struct store *s, struct access_who *who, arena *a, size_t *n, struct worker_choice **to,
                             err *e)
{
    const struct council *c;
    size_t *held = NULL;
    *n = 0;
    if (council_today(s, who, &c, e) || count_cases(s, who, c, a, &held, e) || !held)
        return e->code;
    struct worker_choice *all = *to = arena_array(a, struct worker_choice, c->nworkers);
    for (size_t i = 0; i < c->nworkers; i++) {
        const struct council_worker *w = &c->workers[i];
        all[i] = (struct worker_choice){
            .id = w->id,
            .team_id = w->team_id,
            .name = w->name,
            .team = w->team ? w->team->name : S(""),
            .nchildren = held[i],
            .own_team = w->team_id == who->team_id,
            .newly_qualified = w->newly_qualified,
            .away = w->absent.p != NULL,
        };
    }
    *n = c->nworkers;
    if (*n)
        qsort(all, *n, sizeof *all, by_team_and_load);
    return ERR_OK;
}

err_code worker_card_read(struct store *s, int64_t id, day today, arena *a, struct worker_card *out, err *e)
{
    db_rows rows;
    err_code rc = db_run(s->db, ST_worker_card, ARGS(DBI(id)), a, &rows, e);
    if (rc)
        return rc;
    if (!rows.n)
        return err_set(e, ERR_NOT_FOUND, "there is no such worker");
    const db_val *v = db_row(&rows, 0);
    *out = (struct worker_card){
        .team_id = v[WORKER_CARD_TEAM_ID].i,
        .name = v[WORKER_CARD_NAME].s,
        .team = v[WORKER_CARD_TEAM].s,
        .job_title = v[WORKER_CARD_JOB_TITLE].s,
        .registration = v[WORKER_CARD_REGISTRATION].s,
        .fte = v[WORKER_CARD_FTE].s,
        .started_on = day_parse_iso(v[WORKER_CARD_STARTED_ON].s),
        .nqsw_from_on = day_parse_iso(v[WORKER_CARD_NQSW_FROM_ON].s),
        .agency = v[WORKER_CARD_AGENCY].i == 1,
    };
    out->newly_qualified = newly_qualified(out->nqsw_from_on, today);
    return ERR_OK;
}

err_code worker_past_read(struct store *s, struct access_who *who, int64_t id, arena *a, size_t *n,
                          struct held_before **to, err *e)
{
    db_rows rows;
    const struct access_filter *filter;
    *n = 0;
    if (access_filter(s, who, &filter, e) ||
        db_run(s->db, ST_worker_past, ARGS(DBI(id), DBT(day_iso(a, who->today))), a, &rows, e))
        return e->code;
    access_expects_list(filter);
    struct held_before *past = *to = arena_array(a, struct held_before, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        const db_val *v = db_row(&rows, i);
        if (!access_sees(filter, v[WORKER_PAST_SUBJECT_ID].i))
            continue;
        past[(*n)++] = (struct held_before){
            .id = v[WORKER_PAST_SUBJECT_ID].i,
            .name = person_shown(a, v[WORKER_PAST_FORENAME].s, v[WORKER_PAST_KNOWN_AS].s, v[WORKER_PAST_SURNAME].s),
            .role = v[WORKER_PAST_ROLE].s,
            .reason = v[WORKER_PAST_CHANGE_REASON].s,
            .from = day_parse_iso(v[WORKER_PAST_FROM_ON].s),
            .to = day_parse_iso(v[WORKER_PAST_TO_ON].s),
        };
    }
    return ERR_OK;
}

err_code worker_cases(struct store *s, int64_t id, day on, arena *a, size_t *n, err *e)
{
    db_rows rows;
    err_code rc = db_run(s->db, ST_cases_of_worker, ARGS(DBI(id), DBT(day_iso(a, on))), a, &rows, e);
    *n = rc ? 0 : (size_t)db_int(&rows, 0, CASES_OF_WORKER_N);
    return rc;
}
