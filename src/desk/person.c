/* person.c - what a person is called, and one line about them. */
#include "desk/person.h"
#include "store/ids.h"

str person_shown(arena *a, str forename, str known_as, str surname)
{
    if (!forename.n && !known_as.n && !surname.n)
        return S("Name not known");
    if (known_as.n && !str_eq(known_as, forename) && forename.n)
        return arena_printf(a, STR_FMT " (" STR_FMT ") " STR_FMT, STR_ARG(known_as), STR_ARG(forename),
                            STR_ARG(surname));
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

static void fill_card(arena *a, const db_val *v, struct person_line *to)
{
    *to = (struct person_line){
        .id = v[PERSON_LINES_ID].i,
        .name = person_shown(a, v[PERSON_LINES_FORENAME].s, v[PERSON_LINES_KNOWN_AS].s, v[PERSON_LINES_SURNAME].s),
        .born_on = day_parse_iso(v[PERSON_LINES_BORN_ON].s),
        .due_on = day_parse_iso(v[PERSON_LINES_DUE_ON].s),
        .died_on = day_parse_iso(v[PERSON_LINES_DIED_ON].s),
        .left_on = DAY_NONE,
        .council_id = v[PERSON_LINES_COUNCIL_ID].s,
        .holder = v[PERSON_LINES_HOLDER].s,
        .holder_id = v[PERSON_LINES_HOLDER_ID].type == DB_INT ? v[PERSON_LINES_HOLDER_ID].i : 0,
    };
}

static void fill_standing(const db_rows *standings, struct person_line *p)
{
    for (size_t i = 0; i < standings->n; i++)
        if (db_int(standings, i, STANDINGS_OF_PERSONS_SUBJECT_ID) == p->id)
            p->standing |= standing_named(db_str(standings, i, STANDINGS_OF_PERSONS_STANDING));
}

static void fill_dues(struct store *s, const struct access_who *who, const db_rows *dues, struct person_line *p,
                      arena *a)
{
    size_t n = 0;
    for (size_t i = 0; i < dues->n; i++)
        n += db_int(dues, i, DUTY_SUBJECT_ID) == p->id;
    p->dues = arena_array(a, struct due_item, n);
    for (size_t i = 0; i < dues->n; i++) {
        const db_val *row = db_row(dues, i);
        if (row[DUTY_SUBJECT_ID].i != p->id || !due_readable(who, s->cat, row[DUTY_RULE].s))
            continue;
        p->dues[p->ndues] = due_item_of(s->cat, row);
        p->nlate += p->dues[p->ndues++].due < who->today;
    }
}

err_code person_lines_read(struct store *s, const struct access_who *who, size_t n, const int64_t *ids, arena *a,
                           size_t *nlines, struct person_line **to, err *e)
{
    db_rows cards, standings, dues;
    const db_val all = DBT(ids_text(a, n, ids)), today = DBT(day_iso(a, who->today));
    *nlines = 0;
    *to = arena_array(a, struct person_line, n);
    if (n == 0)
        return ERR_OK;
    db_ask(s->db, ST_person_lines, ARGS(all, today), a, &cards);
    db_ask(s->db, ST_standings_of_persons, ARGS(all, today), a, &standings);
    db_ask(s->db, ST_duties_of_persons, ARGS(all, today), a, &dues);
    if (db_answer(s->db, e))
        return e->code;
    for (size_t i = 0; i < n; i++)
        for (size_t c = 0; c < cards.n; c++)
            if (db_int(&cards, c, PERSON_LINES_ID) == ids[i])
                fill_card(a, db_row(&cards, c), &(*to)[(*nlines)++]);
    for (size_t i = 0; i < *nlines; i++) {
        fill_standing(&standings, &(*to)[i]);
        fill_dues(s, who, &dues, &(*to)[i], a);
    }
    return ERR_OK;
}
