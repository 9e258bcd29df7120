/* child_people.c - who is around a child: who holds them and held them, their relatives, the families that they are in.
 *
 * Relatives come from two places, the child's own relationships and the other members of the child's families;
 * whoever is in both is shown once, by the relationship. Two statements bring all of them, and two more say which
 * of them this reader may be told of and may open: as many for thirty people as for one. */
#include "casework/child_read.h"
#include "store/ids.h"
#include <stdlib.h>
#include "desk/holder.h"

/* --- workers ------------------------------------------------------------------------------------------ */

static int latest_from(const void *p, const void *q)
{
    const struct child_worker *a = p, *b = q;
    if (a->holder != b->holder && a->to == DAY_NONE && b->to == DAY_NONE)
        return a->holder ? -1 : 1;
    if (a->from != b->from)
        return (a->from < b->from) - (a->from > b->from);
    return (a->involvement_id < b->involvement_id) - (a->involvement_id > b->involvement_id);
}

static struct child_worker worker_of(const struct record *r)
{
    return (struct child_worker){
        .involvement = r,
        .involvement_id = r->id,
        .worker_id = record_int(r, F_involvement_worker_id),
        .from = record_day(r, F_involvement_from_on),
        .to = record_day(r, F_involvement_to_on),
        .holder = holder_role(r),
    };
}

void child_workers_choose(struct child_reading *x)
{
    struct child_overview *o = x->out;
    const struct records *all = child_all(x, K_involvement);
    struct child_worker *now = arena_array(x->a, struct child_worker, all->n),
                        *before = arena_array(x->a, struct child_worker, all->n);
    day today = x->who->today;
    for (size_t i = 0; i < all->n; i++) {
        if (all->at[i]->removed)
            continue;
        const struct child_worker w = worker_of(all->at[i]);
        o->nholders += w.holder && (w.to == DAY_NONE || w.to > today - 365) && w.from <= today;
        if (w.to == DAY_NONE || w.to > today)
            now[o->nworkers++] = w;
        else
            before[o->nformer++] = w;
    }
    qsort(now, o->nworkers, sizeof *now, latest_from);
    qsort(before, o->nformer, sizeof *before, latest_from);
    o->workers = now;
    o->former = before;
}

void child_worker_expected(struct child_reading *x, const struct child_worker *w)
{
    static const enum field_name named[] = { F_involvement_worker_id, F_involvement_team_id };
    for (size_t i = 0; i < COUNT_OF(named); i++)
        namer_expects(&x->names, kind_field_of(w->involvement->kind, named[i]), record_get(w->involvement, named[i]));
}

void child_worker_named(struct child_reading *x, struct child_worker *w)
{
    w->name = child_shown(x, w->involvement, F_involvement_worker_id);
    w->role = child_shown(x, w->involvement, F_involvement_role);
    w->team = child_shown(x, w->involvement, F_involvement_team_id);
    w->reason = child_shown(x, w->involvement, F_involvement_change_reason);
}

/* --- relatives and families --------------------------------------------------------------------------- */

/* The numbers in that field of the records that go on; how many. */
static size_t numbers_of(const struct child_reading *x, const struct records *all, enum field_name f, int64_t **to)
{
    size_t n = 0;
    *to = arena_array(x->a, int64_t, all->n);
    for (size_t i = 0; i < all->n; i++)
        if (child_going_on(x, all->at[i]) && record_int(all->at[i], f))
            (*to)[n++] = record_int(all->at[i], f);
    return n;
}

void child_people_ask(struct child_reading *x, struct people_asked *p)
{
    int64_t *others, *families;
    const struct records *members = child_all(x, K_family_member);
    size_t n = numbers_of(x, child_all(x, K_relationship), F_relationship_other_person_id, &others);
    size_t nfamilies = numbers_of(x, members, F_family_member_family_id, &families);
    const db_val today = DBT(day_iso(x->a, x->who->today));
    *p = (struct people_asked){ 0 };
    if (n)
        db_ask(x->s->db, ST_person_cards, ARGS(DBT(ids_text(x->a, n, others))), x->a, &p->cards);
    if (nfamilies)
        db_ask(x->s->db, ST_family_people, ARGS(DBT(ids_text(x->a, nfamilies, families)), today), x->a, &p->family);
    for (size_t i = 0; i < nfamilies; i++)
        namer_expects_id(&x->names, kind_of(x->s->cat, K_family), families[i]);
}

/* Whom of them the reader may be told of, and may open. */
static err_code ask_access(struct child_reading *x, const struct people_asked *p, err *e)
{
    size_t n = 0;
    int64_t *ids = arena_array(x->a, int64_t, p->cards.n + p->family.n);
    for (size_t i = 0; i < p->cards.n; i++)
        ids[n++] = db_int(&p->cards, i, PERSON_CARDS_ID);
    for (size_t i = 0; i < p->family.n; i++)
        ids[n++] = db_int(&p->family, i, FAMILY_PEOPLE_SUBJECT_ID);
    access_ask(x->filter, n, ids);
    return db_answer(x->s->db, e);
}

static const db_val *card_of(const struct people_asked *p, int64_t id)
{
    for (size_t i = 0; i < p->cards.n; i++)
        if (db_int(&p->cards, i, PERSON_CARDS_ID) == id)
            return db_row(&p->cards, i);
    return NULL;
}

static void take_relations(struct child_reading *x, const struct people_asked *p, struct child_relative *to)
{
    const struct records *all = child_all(x, K_relationship);
    for (size_t i = 0; i < all->n; i++) {
        const struct record *r = all->at[i];
        int64_t other = record_int(r, F_relationship_other_person_id);
        const db_val *card = child_going_on(x, r) && other ? card_of(p, other) : NULL;
        if (!card || access_hides(x->filter, other))
            continue;
        to[x->out->nrelatives++] = (struct child_relative){
            .id = other,
            .opens = access_sees(x->filter, other),
            .relation = child_shown(x, r, F_relationship_relation),
            .name = person_shown(x->a, card[PERSON_CARDS_FORENAME].s, card[PERSON_CARDS_KNOWN_AS].s,
                                 card[PERSON_CARDS_SURNAME].s),
            .born_on = day_parse_iso(card[PERSON_CARDS_BORN_ON].s),
            .due_on = day_parse_iso(card[PERSON_CARDS_DUE_ON].s),
            .parental_responsibility = record_flag(r, F_relationship_parental_responsibility),
        };
    }
}

static bool is_there(const struct child_overview *o, const struct child_relative *all, int64_t id)
{
    for (size_t i = 0; i < o->nrelatives; i++)
        if (all[i].id == id)
            return true;
    return id == o->id;
}

static struct child_relative member_of(const struct child_reading *x, const db_val *row)
{
    const struct field *role = field_of(x->s->cat, F_family_member_role);
    str said = row[FAMILY_PEOPLE_ROLE].s;
    return (struct child_relative){
        .id = row[FAMILY_PEOPLE_SUBJECT_ID].i,
        .opens = access_sees(x->filter, row[FAMILY_PEOPLE_SUBJECT_ID].i),
        .in_family = true,
        .name = person_shown(x->a, row[FAMILY_PEOPLE_FORENAME].s, row[FAMILY_PEOPLE_KNOWN_AS].s,
                             row[FAMILY_PEOPLE_SURNAME].s),
        .relation = role && role->codes && said.n ? code_label(role->codes, said) : said,
        .born_on = day_parse_iso(row[FAMILY_PEOPLE_BORN_ON].s),
        .due_on = day_parse_iso(row[FAMILY_PEOPLE_DUE_ON].s),
    };
}

static void take_family(struct child_reading *x, const struct people_asked *p, int64_t family,
                        struct child_relative *to)
{
    for (size_t i = 0; i < p->family.n; i++) {
        const db_val *row = db_row(&p->family, i);
        int64_t id = row[FAMILY_PEOPLE_SUBJECT_ID].i;
        if (row[FAMILY_PEOPLE_FAMILY_ID].i == family && !is_there(x->out, to, id) && !access_hides(x->filter, id))
            to[x->out->nrelatives++] = member_of(x, row);
    }
}

err_code child_people_take(struct child_reading *x, const struct people_asked *p, err *e)
{
    struct child_overview *o = x->out;
    const struct records *relations = child_all(x, K_relationship), *members = child_all(x, K_family_member);
    struct child_relative *all = arena_array(x->a, struct child_relative, relations->n + p->family.n);
    struct child_family *families = arena_array(x->a, struct child_family, members->n);
    if (ask_access(x, p, e))
        return e->code;
    take_relations(x, p, all);
    for (size_t i = 0; i < members->n; i++) {
        const struct record *r = members->at[i];
        if (!child_going_on(x, r))
            continue;
        int64_t family = record_int(r, F_family_member_family_id);
        families[o->nfamilies++] = (struct child_family){ family, child_shown(x, r, F_family_member_family_id) };
        take_family(x, p, family, all);
    }
    o->relatives = all;
    o->families = families;
    return ERR_OK;
}
