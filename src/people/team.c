/* team.c - teams and the service: counts from involvements, clocks and open referrals. */
#include "people/team.h"
#include "desk/holder.h"
#include <stdlib.h>

static int most_first(const void *x, const void *y)
{
    const struct late_rule *a = x, *b = y;
    return a->n != b->n ? (a->n < b->n) - (a->n > b->n) : str_cmp(a->name, b->name);
}

static void count_rules(struct team_overview *t, day today, arena *a)
{
    size_t cap = 0;
    for (size_t i = 0; i < t->nheld; i++)
        for (size_t j = 0; j < t->held[i].ndues && t->held[i].dues[j].due < today; j++) {
            const struct due_item *d = &t->held[i].dues[j];
            size_t k = 0;
            while (k < t->nrules && !str_eq(t->rules[k].id, d->id))
                k++;
            if (k == t->nrules)
                ARENA_PUSH(a, t->rules, t->nrules, cap) = (struct late_rule){ d->id, d->name, 0 };
            t->rules[k].n++;
        }
    if (t->nrules)
        qsort(t->rules, t->nrules, sizeof *t->rules, most_first);
}

static err_code unallocated_read(struct store *s, struct access_who *who, const struct access_filter *filter, int64_t team_id,
                                 arena *a, size_t *n, struct unallocated_child **out, err *e)
{
    db_rows rows;
    err_code rc = db_run(s->db, ST_unallocated_open, ARGS(DBT(day_iso(a, who->today))), a, &rows, e);
    if (rc)
        return rc;
    *out = arena_array(a, struct unallocated_child, rows.n);
    *n = 0;
    for (size_t i = 0; i < rows.n; i++) {
        const db_val *v = db_row(&rows, i);
        bool again = *n && (*out)[*n - 1].id == v[0].i;
        if ((team_id && v[3].i != team_id) || !access_sees(filter, v[0].i) || again)
            continue;
        day received = day_parse_iso(v[2].s);
        (*out)[(*n)++] = (struct unallocated_child){ .id = v[0].i, .referral_id = v[1].i, .received_on = received, .team_id = v[3].i, .need = v[4].s,
            .forename = v[5].s, .surname = v[6].s, .known_as = v[7].s, .born_on = day_parse_iso(v[8].s), .due_on = day_parse_iso(v[9].s),
            .waits = who->today - received };
    }
    return ERR_OK;
}

static bool newly_qualified(str from, day today)
{
    day d = day_parse_iso(from);
    return d != DAY_NONE && d <= today && today < day_add_months(d, 24);
}

err_code team_overview_read(struct store *s, struct access_who *who, int64_t team_id, arena *a, struct team_overview *out, err *e)
{
    *out = (struct team_overview){ .id = team_id };
    const struct access_filter *filter;
    db_rows teams, workers, away, held, clocks;
    str today = day_iso(a, who->today), soon = day_iso(a, who->today + 7);
    err_code rc;
    if ((rc = access_filter(s, who, &filter, e)) ||
        (rc = db_run(s->db, ST_team_list, NO_ARGS, a, &teams, e)) ||
        (rc = db_run(s->db, ST_workers_of_team, ARGS(DBI(team_id), DBT(today)), a, &workers, e)) ||
        (rc = db_run(s->db, ST_absences_of_team, ARGS(DBI(team_id), DBT(today)), a, &away, e)) ||
        (rc = db_run(s->db, ST_held_by_team, ARGS(DBI(team_id), DBT(today)), a, &held, e)) ||
        (rc = db_run(s->db, ST_clocks_of_team, ARGS(DBI(team_id), DBT(today), DBT(soon)), a, &clocks, e)) ||
        (rc = unallocated_read(s, who, filter, team_id, a, &out->nunallocated, &out->unallocated, e)))
        return rc;
    for (size_t i = 0; i < teams.n; i++)
        if (db_int(&teams, i, 0) == team_id)
            out->name = db_str(&teams, i, 1);
    if (!out->name.p)
        return err_set(e, ERR_NOT_FOUND, "there is no such team");

    out->workers = arena_array(a, struct team_worker, workers.n);
    out->nworkers = workers.n;
    for (size_t i = 0; i < workers.n; i++) {
        const db_val *v = db_row(&workers, i);
        out->workers[i] = (struct team_worker){ .id = v[0].i, .name = v[1].s, .job_title = v[2].s, .fte = v[3].s, .agency = v[4].i == 1,
                                                .newly_qualified = newly_qualified(v[5].s, who->today) };
        for (size_t j = 0; j < away.n; j++)
            if (db_int(&away, j, 0) == v[0].i)
                out->workers[i].absent = db_str(&away, j, 1).p ? db_str(&away, j, 1) : S("away");
    }
    access_expects(filter, held.n);
    out->held = arena_array(a, struct held_child, held.n);
    for (size_t i = 0; i < held.n; i++) {
        const db_val *v = db_row(&held, i);
        if (access_sees(filter, v[1].i))
            out->held[out->nheld++] = (struct held_child){ .worker_id = v[0].i, .id = v[1].i, .from = day_parse_iso(v[2].s), .forename = v[3].s,
                .surname = v[4].s, .known_as = v[5].s, .born_on = day_parse_iso(v[6].s), .due_on = day_parse_iso(v[7].s), .role = CASE_HOLDER,
                .is_new = who->today - day_parse_iso(v[2].s) <= NEW_DAYS };
    }
    out->nheld = held_once(out->held, out->nheld);
    held_share_dues(s->cat, who, out->nheld, out->held, &clocks, a);
    for (size_t i = 0; i < out->nheld; i++) {
        const struct held_child *c = &out->held[i];
        out->nlate += c->nlate;
        out->nweek += c->nweek;
        for (size_t w = 0; w < out->nworkers; w++)
            if (out->workers[w].id == c->worker_id) {
                out->workers[w].nchildren++;
                out->workers[w].nlate += c->nlate;
                out->workers[w].nweek += c->nweek;
            }
    }
    out->nchildren = out->nheld;
    count_rules(out, who->today, a);
    return ERR_OK;
}

static int by_number(const void *x, const void *y)
{
    int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
    return (a > b) - (a < b);
}

/* Those who are late with something that the account may read of, in order. */
static size_t late_subjects(const struct store *s, const struct access_who *who, const db_rows *late, int64_t *ids)
{
    size_t n = 0;
    for (size_t i = 0; i < late->n; i++) {
        int64_t id = db_int(late, i, 0);
        if (!(n && ids[n - 1] == id) && due_readable(who, s->cat, db_str(late, i, 1)))
            ids[n++] = id;
    }
    return n;
}

/* A child whom two of a team hold is one child of the team, as on the team's page. */
static void count_children(struct team_line *line, int64_t *ids, size_t n, const int64_t *late, size_t nlate)
{
    if (n)
        qsort(ids, n, sizeof *ids, by_number);
    for (size_t i = 0; i < n; i++) {
        if (i && ids[i] == ids[i - 1])
            continue;
        line->nchildren++;
        line->nlate_children += nlate && bsearch(&ids[i], late, nlate, sizeof *late, by_number);
    }
}

err_code team_lines_read(struct store *s, struct access_who *who, arena *a, size_t *n, struct team_line **out, err *e)
{
    const struct access_filter *filter;
    db_rows teams, workers, held, late;
    size_t nun;
    struct unallocated_child *un;
    str today = day_iso(a, who->today);
    err_code rc;
    if ((rc = access_filter(s, who, &filter, e)) ||
        (rc = db_run(s->db, ST_team_list, NO_ARGS, a, &teams, e)) ||
        (rc = db_run(s->db, ST_workers_by_team, ARGS(DBT(today)), a, &workers, e)) ||
        (rc = db_run(s->db, ST_caseload_by_team, ARGS(DBT(today)), a, &held, e)) ||
        (rc = db_run(s->db, ST_late_by_subject, ARGS(DBT(today)), a, &late, e)) ||
        (rc = unallocated_read(s, who, filter, 0, a, &nun, &un, e)))
        return rc;
    struct team_line *lines = arena_array(a, struct team_line, teams.n);
    int64_t *ids = arena_array(a, int64_t, held.n + 1), *late_ids = arena_array(a, int64_t, late.n + 1);
    size_t nlate = late_subjects(s, who, &late, late_ids);
    *n = 0;
    for (size_t t = 0; t < teams.n; t++) {
        struct team_line line = { .id = db_int(&teams, t, 0), .name = db_str(&teams, t, 1) };
        for (size_t i = 0; i < workers.n; i++)
            line.nworkers += db_int(&workers, i, 0) == line.id;
        size_t run = 0, nids = 0;
        for (size_t i = 0; i < held.n; i++) {               /* by team, worker: count each worker's run */
            if (db_int(&held, i, 0) != line.id || !access_sees(filter, db_int(&held, i, 2)))
                continue;
            bool same = nids && i && db_int(&held, i, 1) == db_int(&held, i - 1, 1);
            run = same ? run + 1 : 1;
            ids[nids++] = db_int(&held, i, 2);
            if (run > line.most) {
                line.most = run;
                for (size_t w = 0; w < workers.n; w++)
                    if (db_int(&workers, w, 1) == db_int(&held, i, 1))
                        line.most_name = db_str(&workers, w, 2);
            }
        }
        count_children(&line, ids, nids, late_ids, nlate);
        for (size_t i = 0; i < nun; i++)
            line.nunallocated += un[i].team_id == line.id;
        if (line.nworkers || line.nunallocated)
            lines[(*n)++] = line;
    }
    *out = lines;
    return ERR_OK;
}

static err_code service_unallocated(struct store *s, struct access_who *who, const struct access_filter *filter, arena *a, size_t *n, struct service_child **out, err *e)
{
    size_t nun;
    struct unallocated_child *un;
    db_rows teams;
    if (unallocated_read(s, who, filter, 0, a, &nun, &un, e) || db_run(s->db, ST_team_list, NO_ARGS, a, &teams, e))
        return e->code;
    struct service_child *all = *out = arena_array(a, struct service_child, nun + 1);
    for (size_t i = 0; i < nun; i++) {
        all[i] = (struct service_child){ .id = un[i].id, .team_id = un[i].team_id, .forename = un[i].forename, .surname = un[i].surname, .known_as = un[i].known_as,
            .team = S(""), .worker = S(""), .born_on = un[i].born_on, .due_on = un[i].due_on, .since = un[i].received_on };
        for (size_t t = 0; t < teams.n; t++)
            if (db_int(&teams, t, 0) == un[i].team_id)
                all[i].team = db_str(&teams, t, 1);
    }
    *n = nun;
    return ERR_OK;
}

err_code service_children_read(struct store *s, struct access_who *who, enum service_show show, arena *a, size_t *n, struct service_child **out, err *e)
{
    const struct access_filter *filter;
    db_rows held, late;
    str today = day_iso(a, who->today);
    *n = 0;
    if (access_filter(s, who, &filter, e))
        return e->code;
    if (show == SERVICE_UNALLOCATED)
        return service_unallocated(s, who, filter, a, n, out, e);
    if (db_run(s->db, ST_held_by_teams, ARGS(DBT(today)), a, &held, e) || db_run(s->db, ST_late_by_subject, ARGS(DBT(today)), a, &late, e))
        return e->code;
    int64_t *ids = arena_array(a, int64_t, late.n + 1);
    size_t nlate = late_subjects(s, who, &late, ids);
    struct service_child *all = *out = arena_array(a, struct service_child, held.n + 1);
    for (size_t i = 0; i < held.n; i++) {
        const db_val *v = db_row(&held, i);
        struct service_child c = { .team_id = v[0].i, .team = v[1].s, .worker_id = v[2].i, .worker = v[3].s, .id = v[4].i, .since = day_parse_iso(v[5].s),
            .forename = v[6].s, .surname = v[7].s, .known_as = v[8].s, .born_on = day_parse_iso(v[9].s), .due_on = day_parse_iso(v[10].s) };
        c.late = nlate && bsearch(&c.id, ids, nlate, sizeof *ids, by_number);
        bool again = *n && all[*n - 1].id == c.id && all[*n - 1].team_id == c.team_id;      /* two of one team hold them: counted once */
        if (access_sees(filter, c.id) && !again && (show == SERVICE_HELD || c.late))
            all[(*n)++] = c;
    }
    return ERR_OK;
}
