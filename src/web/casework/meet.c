/* meet.c - from a due item to the form that would meet it. A door of its own, so that lists need not load each child to
 * have the link: only who follows it pays for it. */
#include "casework/meet.h"
#include "web/record/record.h"

err_code page_meet(struct request *r, err *e)
{
    int64_t id, opened_by = 0;
    struct subject *sub;
    struct meeting m;
    err_code rc;
    if ((rc = request_id(r, 0, &id, e)) || (rc = request_subject(r, id, ACCESS_READ, NULL, e)) ||
        (rc = subject_load(r->store, id, r->mem, &sub, e)))
        return rc;
    str_int(request_query(r, "from"), &opened_by);
    if ((rc = fits_address(r, sub, e)))
        return rc;
    const str base = whose_base(r->mem, sub->kind, id);
    if (r->nargs < 2 || !meet_find(r->who, r->cat, sub, r->args[1], opened_by, r->mem, &m))
        return request_redirect(
            r, arena_printf(r->mem, STR_FMT "#due", STR_ARG(whose_page(r->mem, sub->kind, id))), STR_NONE);
    const char *part = m.field->type == FT_DATE || m.field->type == FT_INSTANT ? "-day" : "";
    if (m.record_id)
        return request_redirect(r,
                                arena_printf(r->mem, STR_FMT "/record/%lld/change#" STR_FMT "%s", STR_ARG(base),
                                             (long long)m.record_id, STR_ARG(m.field->name), part),
                                STR_NONE);
    out to = { 0 };
    out_printf(&to, STR_FMT "/add/" STR_FMT, STR_ARG(base), STR_ARG(m.kind->name));
    if (m.set) {
        out_printf(&to, "?" STR_FMT "=", STR_ARG(m.set->name));
        out_query(&to, m.set_to);
    }
    if (m.link)
        out_printf(&to, "%c" STR_FMT "=%lld", m.set ? '&' : '?', STR_ARG(m.link->name), (long long)m.link_to);
    rc = request_redirect(r, out_str(&to), STR_NONE);
    out_release(&to);
    return rc;
}
