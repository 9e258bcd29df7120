/* person.c - what a person is called, and one line about them. */
#include "desk/person.h"

str person_shown(arena *a, str forename, str known_as, str surname)
{
    if (!forename.n && !known_as.n && !surname.n)
        return S("Name not known");
    if (known_as.n && !str_eq(known_as, forename) && forename.n)
        return arena_printf(a, STR_FMT " (" STR_FMT ") " STR_FMT, STR_ARG(known_as), STR_ARG(forename), STR_ARG(surname));
    str first = known_as.n ? known_as : forename;
    return arena_printf(a, STR_FMT "%s" STR_FMT, STR_ARG(first), first.n && surname.n ? " " : "", STR_ARG(surname));
}

unsigned standing_named(str s)
{
    static const struct { const char *name; unsigned bit; } names[] = {
        { "referral", STANDING_REFERRAL }, { "cin", STANDING_CIN }, { "cp", STANDING_CP },
        { "looked_after", STANDING_LOOKED_AFTER }, { "care_leaver", STANDING_CARE_LEAVER },
    };
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (str_eq(s, str_of(names[i].name)))
            return names[i].bit;
    return 0;
}

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
