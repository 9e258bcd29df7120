/* front_door_page.c - the front door: who waits, how long they may still wait, and what was decided today. */
#include "web/caseload.h"

static void waiting_csv(struct request *r, const struct front_door *f)
{
    out *o = r->out;
    out_raw(o, S("child_id,contact_id,surname,forename,urgency,received_at,runs_out_at,from\r\n"));
    for (size_t i = 0; i < f->nwaiting; i++) {
        const struct waiting_contact *c = &f->waiting[i];
        str cells[] = { c->surname, c->forename, c->urgency ? c->urgency->label : S(""), instant_iso(r->mem, c->received_at), instant_iso(r->mem, c->due_at), c->source };
        out_printf(o, "%lld,%lld", (long long)c->subject_id, (long long)c->id);
        for (size_t k = 0; k < COUNT_OF(cells); k++) {
            out_char(o, ',');
            out_csv(o, cells[k]);
        }
        out_raw(o, S("\r\n"));
    }
    request_download(r, "text/csv; charset=utf-8", S("front-door.csv"));
}

static struct bar_chart days_chart(const struct request *r, const struct front_door *f)
{
    struct bar *bars = arena_array(r->mem, struct bar, COUNT_OF(f->by_day));
    for (size_t i = 0; i < COUNT_OF(f->by_day); i++) {
        int y, m, d;
        day_split(r->today - 13 + (day)i, &y, &m, &d);
        bars[i] = (struct bar){ .label = arena_printf(r->mem, "%d/%d", d, m), .value = (int64_t)f->by_day[i] };
    }
    return (struct bar_chart){ .title = S("Contacts received on each of the last 14 days"), .label_heading = S("Day"), .value_heading = S("Contacts"),
                               .n = COUNT_OF(f->by_day), .bars = bars, .columns = true };
}

err_code page_front_door(struct request *r, err *e)
{
    struct front_door f;
    err_code rc = front_door_read(r->store, r->who, r->mem, &f, e);
    if (rc)
        return rc;
    if (str_eq(request_query(r, "format"), S("csv"))) {
        waiting_csv(r, &f);
        return ERR_OK;
    }
    r->page.title = S("Front door");
    r->page.wide = true;
    front_door_view(r->out, &(struct front_door_page){ .r = r, .f = &f, .chart = days_chart(r, &f),
        .may_add = request_may(r, CAN_WRITE_FRONT_DOOR) && request_may(r, CAN_SEARCH) });
    return ERR_OK;
}
