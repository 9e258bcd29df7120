/* caseload_parts.c - small pieces that the caseload pages share: what the returns ask about, lines of a CSV. */
#include "web/people/caseload.h"

void part_failing(out *o, const struct failing *f, int64_t child)
{
    const size_t n = f ? failing_things(f, child) : 0;
    if (n)
        out_printf(o, "<a class=\"govuk-link hf-failing__link\" href=\"/child/%lld/returns\">%zu for the returns</a>",
                   (long long)child, n);
}

static void csv_due(struct request *r, const struct held_child *c, size_t n, const str *cells, const struct due_item *d)
{
    out *o = r->out;
    out_int(o, c->id);
    for (size_t i = 0; i < n; i++) {
        out_char(o, ',');
        out_csv(o, cells[i]);
    }
    out_char(o, ',');
    if (d) {
        out_csv(o, day_iso(r->mem, d->due));
        out_char(o, ',');
        out_csv(o, d->name);
        out_char(o, ',');
        out_int(o, d->due < r->today ? r->today - d->due : 0);
    } else
        out_raw(o, S(",,"));
    out_raw(o, S("\r\n"));
}

void csv_dues(struct request *r, const struct held_child *c, size_t n, const str *cells)
{
    for (size_t i = 0; i < c->ndues; i++)
        csv_due(r, c, n, cells, &c->dues[i]);
    if (c->ndues == 0)
        csv_due(r, c, n, cells, NULL);
}
