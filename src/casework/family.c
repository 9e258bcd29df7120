/* family.c - a family: who is in it, what is due for each, who holds them. */
#include "casework/family.h"
#include "catalogue/named.h"

err_code family_read(struct store *s, struct access_who *who, int64_t id, arena *a, struct family_overview *out, err *e)
{
    const struct access_filter *filter;
    db_rows card, members;
    err_code rc;
    *out = (struct family_overview){ .id = id };
    if ((rc = access_filter(s, who, &filter, e)) ||
        (rc = db_run(s->db, ST_family_card, ARGS(DBI(id)), a, &card, e)) ||
        (rc = db_run(s->db, ST_family_members, ARGS(DBI(id), DBT(day_iso(a, who->today))), a, &members, e)))
        return rc;
    if (!card.n)
        return err_set(e, ERR_NOT_FOUND, "there is no such family");
    out->name = db_str(&card, 0, 0);
    out->summary = db_str(&card, 0, 1);
    const struct field *role = field_of(s->cat, F_family_member_role);
    out->people = arena_array(a, struct person_line, members.n);
    for (size_t i = 0; i < members.n; i++) {
        const db_val *v = db_row(&members, i);
        if (!access_sees(filter, v[0].i))
            continue;
        struct person_line *p = &out->people[out->n];
        if ((rc = person_line_read(s, who, v[0].i, a, p, e)))
            return rc;
        p->note = role && role->codes && v[1].s.n ? code_label(role->codes, v[1].s) : v[1].s;
        day left = v[3].s.p ? day_parse_iso(v[3].s) : DAY_NONE;
        p->left_on = left != DAY_NONE && left <= who->today ? left : DAY_NONE;
        out->n++;
    }
    if (members.n && !out->n)               /* a family of people who are all hidden would say their name */
        return err_set(e, ERR_NOT_FOUND, "there is no such family");
    return ERR_OK;
}
