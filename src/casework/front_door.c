/* front_door.c - contacts that wait, in the order in which their time runs out.
 *
 * Urgency sets the clock (hours for the urgent, days for the rest), so one list by remaining time serves all: an urgent
 * contact comes in near the top, and a low one that has waited rises past it instead of sinking out of sight.
 *
 * The data: two statements, every contact without a decision with its clock, and those received in the last
 * fourteen days or decided today. One look through each, n log n to put them in order. Whom the reader may not meet
 * is left out before anything is counted, so a restricted person moves no figure; that takes one statement more,
 * two for a reader whose scope is not everybody, however many wait. */
#include "casework/front_door.h"
#include "catalogue/named.h"
#include <stdlib.h>

enum { DAYS_SHOWN = 14, SOON_SECONDS = 2 * 3600 };

/* The end of the due day for clocks that run in days. */
static instant runs_out(const db_val *due, const db_val *due_at)
{
    if (due_at->s.p)
        return instant_parse(due_at->s);
    day d = due->s.p ? day_parse_iso(due->s) : DAY_NONE;
    return d == DAY_NONE ? INSTANT_NONE : day_start(d + 1) - 60;
}

static instant order_of(const struct waiting_contact *c)
{
    return c->due_at == INSTANT_NONE ? c->received_at : c->due_at;
}

static int soonest_first(const void *x, const void *y)
{
    const struct waiting_contact *a = x, *b = y;
    if (order_of(a) != order_of(b))
        return (order_of(a) > order_of(b)) - (order_of(a) < order_of(b));
    return (a->id > b->id) - (a->id < b->id);
}

static int newest_first(const void *x, const void *y)
{
    const struct decided_contact *a = x, *b = y;
    if (a->received_at != b->received_at)
        return (a->received_at < b->received_at) - (a->received_at > b->received_at);
    return (a->id < b->id) - (a->id > b->id);
}

static const struct code *code_of(const struct catalogue *cat, enum field_name name, str code)
{
    const struct field *f = field_of(cat, name);
    int i = f && f->codes && code.p ? codeset_find(f->codes, code) : -1;
    return i < 0 ? NULL : &f->codes->codes[i];
}

static str label_of(const struct catalogue *cat, enum field_name name, str code)
{
    const struct code *c = code_of(cat, name, code);
    return c ? c->label : code;
}

/* --- who waits ---------------------------------------------------------------------------------------- */

static struct waiting_contact waiting_of(const struct catalogue *cat, const db_val *v, instant now)
{
    struct waiting_contact c = {
        .subject_id = v[CONTACTS_WAITING_SUBJECT_ID].i,
        .id = v[CONTACTS_WAITING_ID].i,
        .received_at = instant_parse(v[CONTACTS_WAITING_RECEIVED_AT].s),
        .urgency = code_of(cat, F_contact_urgency, v[CONTACTS_WAITING_URGENCY].s),
        .source = label_of(cat, F_contact_source, v[CONTACTS_WAITING_SOURCE].s),
        .reason = v[CONTACTS_WAITING_REASON].s,
        .forename = v[CONTACTS_WAITING_FORENAME].s,
        .surname = v[CONTACTS_WAITING_SURNAME].s,
        .known_as = v[CONTACTS_WAITING_KNOWN_AS].s,
        .born_on = day_parse_iso(v[CONTACTS_WAITING_BORN_ON].s),
        .due_on = day_parse_iso(v[CONTACTS_WAITING_DUE_ON].s),
        .due_at = runs_out(&v[CONTACTS_WAITING_DUE], &v[CONTACTS_WAITING_DUE_AT]),
    };
    c.group = order_of(&c) < now ? CONTACT_LATE : order_of(&c) <= now + SOON_SECONDS ? CONTACT_SOON : CONTACT_LATER;
    return c;
}

static void take_waiting(const struct store *s, const struct access_filter *filter, const db_rows *rows, instant now,
                         arena *a, struct front_door *out)
{
    out->waiting = arena_array(a, struct waiting_contact, rows->n);
    for (size_t i = 0; i < rows->n; i++) {
        if (!access_sees(filter, db_int(rows, i, CONTACTS_WAITING_SUBJECT_ID)))
            continue;
        struct waiting_contact *c = &out->waiting[out->nwaiting++];
        *c = waiting_of(s->cat, db_row(rows, i), now);
        out->nlate += c->group == CONTACT_LATE;
        out->nsoon += c->group == CONTACT_SOON;
    }
    qsort(out->waiting, out->nwaiting, sizeof *out->waiting, soonest_first);
    for (size_t i = 0; i < out->nwaiting; i++)
        if (!out->oldest || out->waiting[i].received_at < out->oldest->received_at)
            out->oldest = &out->waiting[i];
}

/* --- what came, and what was decided -------------------------------------------------------------------- */

static struct decided_contact decided_of(const struct catalogue *cat, const db_val *v)
{
    str decided_at = v[CONTACTS_RECEIVED_DECIDED_AT].s;
    return (struct decided_contact){
        .subject_id = v[CONTACTS_RECEIVED_SUBJECT_ID].i,
        .id = v[CONTACTS_RECEIVED_ID].i,
        .received_at = instant_parse(v[CONTACTS_RECEIVED_RECEIVED_AT].s),
        .source = label_of(cat, F_contact_source, v[CONTACTS_RECEIVED_SOURCE].s),
        .decision = label_of(cat, F_contact_decision, v[CONTACTS_RECEIVED_DECISION].s),
        .decided_at = decided_at.p ? instant_parse(decided_at) : INSTANT_NONE,
        .forename = v[CONTACTS_RECEIVED_FORENAME].s,
        .surname = v[CONTACTS_RECEIVED_SURNAME].s,
        .known_as = v[CONTACTS_RECEIVED_KNOWN_AS].s,
        .no_referral = v[CONTACTS_RECEIVED_UNREFERRED].i == 1,
    };
}

static void take_received(const struct store *s, const struct access_filter *filter, const db_rows *rows, day today,
                          day received_on, arena *a, struct front_door *out)
{
    out->decided = arena_array(a, struct decided_contact, rows->n);
    out->received = arena_array(a, struct decided_contact, rows->n);
    for (size_t i = 0; i < rows->n; i++) {
        if (!access_sees(filter, db_int(rows, i, CONTACTS_RECEIVED_SUBJECT_ID)))
            continue;
        const struct decided_contact c = decided_of(s->cat, db_row(rows, i));
        int ago = today - instant_day(c.received_at);
        if (ago >= 0 && ago < DAYS_SHOWN)
            out->by_day[DAYS_SHOWN - 1 - ago]++;
        if (today - ago == received_on)
            out->received[out->nreceived++] = c;
        if (c.decided_at != INSTANT_NONE && instant_day(c.decided_at) == today)
            out->decided[out->ndecided++] = c;
    }
    qsort(out->received, out->nreceived, sizeof *out->received, newest_first);
    out->ntoday = out->by_day[DAYS_SHOWN - 1];
}

err_code front_door_read(struct store *s, struct access_who *who, day received_on, arena *a, struct front_door *out,
                         err *e)
{
    const struct access_filter *filter;
    db_rows waiting, received;
    const str now = instant_iso(a, who->now), after = instant_iso(a, who->now + 1);
    const str first = instant_iso(a, day_start(who->today - (DAYS_SHOWN - 1))),
              morning = instant_iso(a, day_start(who->today));
    *out = (struct front_door){ 0 };
    if (access_filter(s, who, &filter, e))
        return e->code;
    db_ask(s->db, ST_contacts_waiting, ARGS(DBT(now)), a, &waiting);
    db_ask(s->db, ST_contacts_received, ARGS(DBT(first), DBT(after), DBT(morning)), a, &received);
    if (db_answer(s->db, e))
        return e->code;
    access_expects(filter, SIZE_MAX);
    take_waiting(s, filter, &waiting, who->now, a, out);
    take_received(s, filter, &received, who->today, received_on, a, out);
    return ERR_OK;
}
