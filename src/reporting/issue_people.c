/* issue_people.c - see issue_people.h. */
#include "reporting/issue_people.h"
#include "desk/person.h"
#include <stdlib.h>

/* One by one where there are few, all that the return asks about where there are many. */
enum { READ_SINGLY = 60 };

static int by_number(const void *x, const void *y)
{
    int64_t a = ((const struct issue_person *)x)->id, b = ((const struct issue_person *)y)->id;
    return (a > b) - (a < b);
}

static struct issue_person person_of(const db_val *v, arena *a)
{
    return (struct issue_person){
        .id = v[RETURN_PERSON_ID].i,
        .name = person_shown(a, v[RETURN_PERSON_FORENAME].s, v[RETURN_PERSON_KNOWN_AS].s, v[RETURN_PERSON_SURNAME].s),
        .born_on = day_parse_iso(v[RETURN_PERSON_BORN_ON].s),
        .due_on = day_parse_iso(v[RETURN_PERSON_DUE_ON].s),
        .council_id = v[RETURN_PERSON_COUNCIL_ID].s,
        .worker_id = v[RETURN_PERSON_WORKER_ID].i,
        .worker = v[RETURN_PERSON_WORKER].s,
        .team_id = v[RETURN_PERSON_TEAM_ID].i,
        .team = v[RETURN_PERSON_TEAM].s,
    };
}

static err_code read_singly(struct store *s, day today, const struct return_issues *issues, arena *a, size_t *n,
                            struct issue_person *to, err *e)
{
    db_rows rows;
    int64_t before = 0;
    for (size_t i = 0; i < issues->n; i++) {
        int64_t id = issues->at[i].subject;
        if (id == before)
            continue;
        if (db_run(s->db, ST_return_person, ARGS(DBI(id), DBT(day_iso(a, today))), a, &rows, e))
            return e->code;
        if (rows.n)
            to[(*n)++] = person_of(db_row(&rows, 0), a);
        before = id;
    }
    return ERR_OK;
}

err_code issue_people_read(struct store *s, const struct collection_due *of, str rule, day today,
                           const struct return_issues *issues, arena *a, struct issue_people *to, err *e)
{
    const bool singly = issues->n <= READ_SINGLY;
    db_rows rows = { 0 };
    if (!singly && db_run(s->db, ST_return_persons,
                          ARGS(DBT(of->source), DBT(day_iso(a, today)), DBI(of->year), DBT(rule.p ? rule : S(""))), a,
                          &rows, e))
        return e->code;
    struct issue_person *all = arena_array(a, struct issue_person, (singly ? issues->n : rows.n) + 1);
    size_t n = 1, kept = 1;
    all[0] = (struct issue_person){ .name = S("The return itself"), .born_on = DAY_NONE, .due_on = DAY_NONE };
    if (singly && read_singly(s, today, issues, a, &n, all, e))
        return e->code;
    for (size_t i = 0; i < rows.n; i++)
        all[n++] = person_of(db_row(&rows, i), a);
    qsort(all, n, sizeof *all, by_number);
    for (size_t i = 1; i < n; i++)
        if (all[i].id != all[kept - 1].id)
            all[kept++] = all[i];
    *to = (struct issue_people){ kept, all };
    return ERR_OK;
}

const struct issue_person *issue_person_find(const struct issue_people *p, int64_t id)
{
    const struct issue_person key = { .id = id };
    return bsearch(&key, p->at, p->n, sizeof key, by_number);
}
