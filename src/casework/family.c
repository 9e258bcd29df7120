/* family.c - one line about a person, and a family as those lines. */
#include "people/caseload.h"

static day day_or_none(const db_val *v) { return v->s.p ? day_parse_iso(v->s) : DAY_NONE; }

err_code person_line_read(struct store *s, const struct access_who *who, int64_t id, arena *a, struct person_line *out, err *e)
{
    db_rows card, standing, dues;
    str on = day_iso(a, who->today);
    err_code rc;
    if ((rc = db_run(s->db, ST_person_line, ARGS(DBI(id), DBT(on)), a, &card, e)) ||
        (rc = db_run(s->db, ST_standings_of_person, ARGS(DBI(id), DBT(on)), a, &standing, e)) ||
        (rc = db_run(s->db, ST_duties_of_person, ARGS(DBI(id), DBT(on)), a, &dues, e)))
        return rc;
    if (!card.n)
        return err_set(e, ERR_NOT_FOUND, "there is no such person");
    const db_val *v = db_row(&card, 0);
    *out = (struct person_line){ .id = id, .name = person_shown(a, v[0].s, v[2].s, v[1].s), .born_on = day_or_none(&v[3]), .due_on = day_or_none(&v[4]),
        .died_on = day_or_none(&v[5]), .left_on = DAY_NONE, .council_id = v[6].s, .holder = v[7].s, .holder_id = v[8].type == DB_INT ? v[8].i : 0 };
    for (size_t i = 0; i < standing.n; i++)
        out->standing |= standing_named(db_str(&standing, i, 0));
    out->dues = arena_array(a, struct due_item, dues.n);
    for (size_t i = 0; i < dues.n; i++) {
        if (!due_readable(who, s->cat, db_str(&dues, i, 1)))
            continue;
        out->dues[out->ndues] = due_item_of(s->cat, db_row(&dues, i));
        out->nlate += out->dues[out->ndues++].due < who->today;
    }
    return ERR_OK;
}

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
    const struct kind *member = catalogue_kind(s->cat, S("family_member"));
    const struct field *role = member ? kind_field(member, S("role")) : NULL;
    out->people = arena_array(a, struct person_line, members.n);
    for (size_t i = 0; i < members.n; i++) {
        const db_val *v = db_row(&members, i);
        if (!access_sees(filter, v[0].i))
            continue;
        struct person_line *p = &out->people[out->n];
        if ((rc = person_line_read(s, who, v[0].i, a, p, e)))
            return rc;
        p->note = role && role->codes && v[1].s.n ? code_label(role->codes, v[1].s) : v[1].s;
        day left = day_or_none(&v[3]);
        p->left_on = left != DAY_NONE && left <= who->today ? left : DAY_NONE;
        out->n++;
    }
    if (members.n && !out->n)               /* a family of people who are all hidden would say their name */
        return err_set(e, ERR_NOT_FOUND, "there is no such family");
    return ERR_OK;
}
