/* front_door.c - contacts that wait, in the order in which their time runs out.
 *
 * Urgency sets the clock (hours for the urgent, days for the rest), so one list by remaining time serves all: an urgent
 * contact comes in near the top, and a low one that has waited rises past it instead of sinking out of sight. */
#include "casework/front_door.h"
#include "catalogue/named.h"
#include <stdlib.h>

static instant runs_out(const db_val *due, const db_val *due_at)
{
    if (due_at->s.p)
        return instant_parse(due_at->s);
    day d = due->s.p ? day_parse_iso(due->s) : DAY_NONE;
    return d == DAY_NONE ? INSTANT_NONE : day_start(d + 1) - 60;
}

static instant order_of(const struct waiting_contact *c) { return c->due_at == INSTANT_NONE ? c->received_at : c->due_at; }

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

err_code front_door_read(struct store *s, struct access_who *who, day received_on, arena *a, struct front_door *out, err *e)
{
    *out = (struct front_door){ 0 };
    const struct access_filter *filter;
    db_rows waiting, received;
    instant now = who->now, first = day_start(who->today - 13), soon = now + 2 * 3600;
    err_code rc;
    if ((rc = access_filter(s, who, &filter, e)) ||
        (rc = db_run(s->db, ST_contacts_waiting, ARGS(DBT(instant_iso(a, now))), a, &waiting, e)) ||
        (rc = db_run(s->db, ST_contacts_received, ARGS(DBT(instant_iso(a, first)), DBT(instant_iso(a, now + 1)), DBT(instant_iso(a, day_start(who->today)))), a, &received, e)))
        return rc;
    out->waiting = arena_array(a, struct waiting_contact, waiting.n);
    for (size_t i = 0; i < waiting.n; i++) {
        const db_val *v = db_row(&waiting, i);
        if (!access_sees(filter, v[0].i))
            continue;
        struct waiting_contact c = { .subject_id = v[0].i,
                                     .id = v[1].i,
                                     .received_at = instant_parse(v[2].s),
                                     .urgency = code_of(s->cat, F_contact_urgency, v[3].s),
                                     .source = label_of(s->cat, F_contact_source, v[4].s),
                                     .reason = v[5].s,
                                     .forename = v[6].s,
                                     .surname = v[7].s,
                                     .known_as = v[8].s,
                                     .born_on = day_parse_iso(v[9].s),
                                     .due_on = day_parse_iso(v[10].s),
                                     .due_at = runs_out(&v[11], &v[12]) };
        c.group = order_of(&c) < now ? CONTACT_LATE : order_of(&c) <= soon ? CONTACT_SOON : CONTACT_LATER;
        out->nlate += c.group == CONTACT_LATE;
        out->nsoon += c.group == CONTACT_SOON;
        out->waiting[out->nwaiting++] = c;
    }
    qsort(out->waiting, out->nwaiting, sizeof *out->waiting, soonest_first);
    for (size_t i = 0; i < out->nwaiting; i++)
        if (!out->oldest || out->waiting[i].received_at < out->oldest->received_at)
            out->oldest = &out->waiting[i];

    out->decided = arena_array(a, struct decided_contact, received.n);
    out->received = arena_array(a, struct decided_contact, received.n);
    for (size_t i = 0; i < received.n; i++) {
        const db_val *v = db_row(&received, i);
        if (!access_sees(filter, v[0].i))
            continue;
        instant at = instant_parse(v[2].s);
        int ago = who->today - instant_day(at);
        if (ago >= 0 && ago < 14)
            out->by_day[13 - ago]++;
        const struct decided_contact c = { .subject_id = v[0].i,
                                           .id = v[1].i,
                                           .received_at = at,
                                           .source = label_of(s->cat, F_contact_source, v[4].s),
                                           .decision = label_of(s->cat, F_contact_decision, v[5].s),
                                           .decided_at = v[6].s.p ? instant_parse(v[6].s) : INSTANT_NONE,
                                           .forename = v[7].s,
                                           .surname = v[8].s,
                                           .known_as = v[9].s,
                                           .no_referral = v[12].i == 1 };
        if (instant_day(at) == received_on)
            out->received[out->nreceived++] = c;
        if (v[6].s.p && instant_day(c.decided_at) == who->today)
            out->decided[out->ndecided++] = c;
    }
    qsort(out->received, out->nreceived, sizeof *out->received, newest_first);
    out->ntoday = out->by_day[13];
    return ERR_OK;
}
