/* front_door.c - the front door: who waits, how long they may still wait, and what was decided today. */
#include "web/casework/front_door.h"
#include "catalogue/named.h"

static void waiting_csv(struct request *r, const struct front_door *f)
{
    out *o = r->out;
    out_raw(o, S("child_id,contact_id,surname,forename,urgency,received_at,runs_out_at,from\r\n"));
    for (size_t i = 0; i < f->nwaiting; i++) {
        const struct waiting_contact *c = &f->waiting[i];
        str cells[] = { c->surname,
                        c->forename,
                        c->urgency ? c->urgency->label : S(""),
                        instant_iso(r->mem, c->received_at),
                        instant_iso(r->mem, c->due_at),
                        c->source };
        request_shows(r, c->subject_id);
        out_printf(o, "%lld,%lld", (long long)c->subject_id, (long long)c->id);
        for (size_t k = 0; k < COUNT_OF(cells); k++) {
            out_char(o, ',');
            out_csv(o, cells[k]);
        }
        out_raw(o, S("\r\n"));
    }
    request_download(r, "text/csv; charset=utf-8", S("front-door.csv"));
}

static void contacts_csv(struct request *r, str name, size_t n, const struct decided_contact *list)
{
    request_csv(r, name, "child_id,contact_id,surname,forename,received_at,from,decision,decided_at");
    for (size_t i = 0; i < n; i++) {
        const struct decided_contact *c = &list[i];
        const str cells[] = { arena_printf(r->mem, "%lld", (long long)c->subject_id),
                              arena_printf(r->mem, "%lld", (long long)c->id),
                              c->surname,
                              c->forename,
                              instant_iso(r->mem, c->received_at),
                              c->source,
                              c->decision,
                              c->decided_at == INSTANT_NONE ? S("") : instant_iso(r->mem, c->decided_at) };
        request_shows(r, c->subject_id);
        out_csv_line(r->out, COUNT_OF(cells), cells);
    }
}

/* One of the last 14 days; today when nothing or something else is asked for. */
static day day_asked(const struct request *r)
{
    day d = day_parse_iso(request_query(r, "received"));
    return d == DAY_NONE || d > r->today || d < r->today - 13 ? r->today : d;
}

static struct bar_chart days_chart(const struct request *r, const struct front_door *f)
{
    struct bar *bars = arena_array(r->mem, struct bar, COUNT_OF(f->by_day));
    for (size_t i = 0; i < COUNT_OF(f->by_day); i++) {
        int y, m, d;
        day_split(r->today - 13 + (day)i, &y, &m, &d);
        bars[i] = (struct bar){ .label = arena_printf(r->mem, "%d/%d", d, m),
                                .value = (int64_t)f->by_day[i],
                                .href = arena_printf(r->mem, "/front-door?received=" STR_FMT "#received",
                                                     STR_ARG(day_iso(r->mem, r->today - 13 + (day)i))) };
    }
    return (struct bar_chart){ .title = S("Contacts received on each of the last 14 days"),
                               .label_heading = S("Day"),
                               .value_heading = S("Contacts"),
                               .n = COUNT_OF(f->by_day),
                               .bars = bars,
                               .columns = true };
}

static bool writes_referrals(const struct request *r)
{
    const struct kind *referral = kind_of(r->cat, K_referral);
    return referral && request_may(r, CAN_WRITE_CHILD) && access_writes(r->who, referral);
}

static void show_everybody(struct request *r, const struct front_door *f)
{
    for (size_t i = 0; i < f->nwaiting; i++)
        request_shows(r, f->waiting[i].subject_id);
    for (size_t i = 0; i < f->ndecided; i++)
        request_shows(r, f->decided[i].subject_id);
    for (size_t i = 0; i < f->nreceived; i++)
        request_shows(r, f->received[i].subject_id);
}

err_code page_front_door(struct request *r, err *e)
{
    struct front_door f;
    day on = day_asked(r);
    err_code rc = front_door_read(r->store, r->who, on, r->mem, &f, e);
    if (rc)
        return rc;
    if (request_wants_csv(r)) {
        str show = request_query(r, "show");
        if (str_eq(show, S("received")))
            contacts_csv(r, S("received.csv"), f.nreceived, f.received);
        else if (str_eq(show, S("decided")))
            contacts_csv(r, S("decided.csv"), f.ndecided, f.decided);
        else
            waiting_csv(r, &f);
        return ERR_OK;
    }
    show_everybody(r, &f);
    r->page.title = S("Front door");
    r->page.wide = true;
    front_door_view(r->out, &(struct front_door_page){ .r = r,
                                                       .f = &f,
                                                       .chart = days_chart(r, &f),
                                                       .on = on,
                                                       .may_refer = writes_referrals(r),
                                                       .may_decide = request_may(r, CAN_WRITE_CHILD) &&
                                                                     access_writes(r->who, kind_of(r->cat, K_contact)),
                                                       .may_add = request_may(r, CAN_WRITE_FRONT_DOOR) &&
                                                                  request_may(r, CAN_SEARCH) });
    return ERR_OK;
}
