/* service_children.c - the children behind the figures of the whole service, whichever team holds them. */
#include "web/people/caseload.h"

enum { LISTED_MOST = 500 };         /* on the page; the CSV has all */

static err_code children_csv(struct request *r, size_t n, const struct service_child *all)
{
    request_csv(r, S("children.csv"), "child_id,surname,forename,team,held_by,since,something_late");
    for (size_t i = 0; i < n; i++) {
        const struct service_child *c = &all[i];
        request_shows(r, c->id);
        const str cells[] = { arena_printf(r->mem, "%lld", (long long)c->id), c->surname, c->forename, c->team,
                              c->worker, day_iso(r->mem, c->since), c->late ? S("yes") : S("no") };
        out_csv_line(r->out, COUNT_OF(cells), cells);
    }
    return ERR_OK;
}

err_code page_service_children(struct request *r, err *e)
{
    static const struct { const char *show, *heading; } choices[] = {
        [SERVICE_HELD] = { "held", "Children with a case holder" },
        [SERVICE_LATE] = { "late", "Children with something late" },
        [SERVICE_UNALLOCATED] = { "unallocated", "Children whom nobody holds yet" },
    };
    enum service_show show = SERVICE_HELD;
    size_t n;
    struct service_child *all;
    for (size_t i = 0; i < COUNT_OF(choices); i++)
        if (str_eq(request_query(r, "show"), str_of(choices[i].show)))
            show = (enum service_show)i;
    err_code rc = service_children_read(r->store, r->who, show, r->mem, &n, &all, e);
    if (rc)
        return rc;
    if (request_wants_csv(r))
        return children_csv(r, n, all);
    for (size_t i = 0; i < n && i < LISTED_MOST; i++)
        request_shows(r, all[i].id);
    r->page.title = str_of(choices[show].heading);
    r->page.nav = S("/service");
    r->page.back_href = S("/service");
    r->page.back_text = S("The whole service");
    r->page.wide = true;
    service_children_view(r->out, &(struct service_children_page){
        .r = r,
        .heading = r->page.title,
        .unallocated = show == SERVICE_UNALLOCATED,
        .csv = arena_printf(r->mem, "/service/children?format=csv&show=%s", choices[show].show),
        .n = n,
        .nlisted = n < LISTED_MOST ? n : LISTED_MOST,
        .rows = all,
    });
    return ERR_OK;
}
