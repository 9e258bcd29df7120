/* family.c - a family: who is in it, what is due for each, who holds them. Two trips and at most seven statements,
 * however large. */
#include "casework/family.h"
#include "catalogue/named.h"

static err_code no_family(err *e) { return err_set(e, ERR_NOT_FOUND, "there is no such family"); }

/* Why they are in the list, and since when no longer. */
static void note_membership(const struct store *s, const struct access_who *who, const db_val *member,
                            struct person_line *p)
{
    const struct field *role = field_of(s->cat, F_family_member_role);
    str said = member[FAMILY_MEMBERS_ROLE].s;
    day left = day_parse_iso(member[FAMILY_MEMBERS_TO_ON].s);
    p->note = role && role->codes && said.n ? code_label(role->codes, said) : said;
    p->left_on = left != DAY_NONE && left <= who->today ? left : DAY_NONE;
}

/* The members whom this reader may see; how many. */
static err_code seen_members(struct store *s, struct access_who *who, const db_rows *members, arena *a,
                             size_t *n, int64_t **ids, const db_val ***rows, err *e)
{
    const struct access_filter *filter;
    int64_t *all = *ids = arena_array(a, int64_t, members->n);
    *rows = arena_array(a, const db_val *, members->n);
    *n = 0;
    for (size_t i = 0; i < members->n; i++)
        all[i] = db_int(members, i, FAMILY_MEMBERS_SUBJECT_ID);
    if (access_filter(s, who, &filter, e))
        return e->code;
    access_ask(filter, members->n, all);
    if (db_answer(s->db, e))
        return e->code;
    for (size_t i = 0; i < members->n; i++)
        if (access_sees(filter, all[i])) {
            (*rows)[*n] = db_row(members, i);
            all[(*n)++] = all[i];
        }
    return ERR_OK;
}

err_code family_read(struct store *s, struct access_who *who, int64_t id, arena *a, struct family_overview *out, err *e)
{
    db_rows card, members;
    size_t n;
    int64_t *ids;
    const db_val **rows;
    *out = (struct family_overview){ .id = id };
    db_ask(s->db, ST_family_card, ARGS(DBI(id)), a, &card);
    db_ask(s->db, ST_family_members, ARGS(DBI(id), DBT(day_iso(a, who->today))), a, &members);
    if (db_answer(s->db, e))
        return e->code;
    if (!card.n)
        return no_family(e);
    out->name = db_str(&card, 0, FAMILY_CARD_NAME);
    out->summary = db_str(&card, 0, FAMILY_CARD_SUMMARY);
    if (seen_members(s, who, &members, a, &n, &ids, &rows, e))
        return e->code;
    if (members.n && !n)                /* a family of people who are all hidden would say their name */
        return no_family(e);
    if (person_lines_read(s, who, n, ids, a, &out->n, &out->people, e))
        return e->code;
    for (size_t i = 0, p = 0; i < n && p < out->n; i++)
        if (out->people[p].id == ids[i])
            note_membership(s, who, rows[i], &out->people[p++]);
    return ERR_OK;
}

err_code family_seen(struct store *s, struct access_who *who, int64_t id, arena *a, err *e)
{
    db_rows members;
    size_t n;
    int64_t *ids;
    const db_val **rows;
    if (db_run(s->db, ST_family_members, ARGS(DBI(id), DBT(day_iso(a, who->today))), a, &members, e) ||
        seen_members(s, who, &members, a, &n, &ids, &rows, e))
        return e->code;
    return members.n && !n ? no_family(e) : ERR_OK;
}
