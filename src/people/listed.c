/* listed.c - see listed.h. */
#include "people/listed.h"
#include "catalogue/named.h"

err_code workers_listed(struct store *s, day today, arena *a, size_t *n, struct listed **to, err *e)
{
    db_rows rows;
    err_code rc = db_run(s->db, ST_workers_by_team, ARGS(DBT(day_iso(a, today))), a, &rows, e);
    *n = rc ? 0 : rows.n;
    *to = arena_array(a, struct listed, *n + 1);
    for (size_t i = 0; i < *n; i++)
        (*to)[i] = (struct listed){ .id = db_int(&rows, i, WORKERS_BY_TEAM_ID),
                                    .team_id = db_int(&rows, i, WORKERS_BY_TEAM_TEAM_ID),
                                    .name = db_str(&rows, i, WORKERS_BY_TEAM_NAME) };
    return rc;
}

err_code teams_listed(struct store *s, arena *a, size_t *n, struct listed **to, err *e)
{
    db_rows rows;
    err_code rc = db_run(s->db, ST_team_list, NO_ARGS, a, &rows, e);
    *n = rc ? 0 : rows.n;
    *to = arena_array(a, struct listed, *n + 1);
    for (size_t i = 0; i < *n; i++)
        (*to)[i] = (struct listed){ .id = db_int(&rows, i, TEAM_LIST_ID), .name = db_str(&rows, i, TEAM_LIST_NAME) };
    return rc;
}

err_code subjects_listed(struct store *s, const struct kind *k, arena *a, size_t *n, struct subject_line **to, err *e)
{
    db_rows rows;
    int statement = kind_is(k, K_worker)      ? ST_every_worker
                    : kind_is(k, K_team)      ? ST_every_team
                    : kind_is(k, K_household) ? ST_every_household
                                              : ST_every_authority;
    err_code rc = db_run(s->db, statement, NO_ARGS, a, &rows, e);
    *n = rc ? 0 : rows.n;
    *to = arena_array(a, struct subject_line, *n + 1);
    for (size_t i = 0; i < *n; i++)
        (*to)[i] = (struct subject_line){ .id = db_int(&rows, i, SUBJECT_LINE_ID),
                                          .name = db_str(&rows, i, SUBJECT_LINE_NAME),
                                          .note = db_str(&rows, i, SUBJECT_LINE_NOTE),
                                          .ended_on = day_parse_iso(db_str(&rows, i, SUBJECT_LINE_ENDED_ON)) };
    return rc;
}
