/* child_page.c - the frame that every page about one child stands in: who it is, and what the bar on top shows. */
#include "web/record/child_page.h"
#include "catalogue/named.h"
#include "web/http/server.h"

void child_page_fill(struct request *r, const struct subject *sub, struct child_overview *c, struct child_page *p)
{
    *p = (struct child_page){
        .r = r, .c = c, .may_write = request_may(r, CAN_WRITE_CHILD), .may_audit = request_may(r, CAN_SEE_AUDIT)
    };
    p->may_change = p->may_write && access_writes(r->who, sub->kind);
    p->may_join = p->may_write && request_may(r, CAN_JOIN_FAMILIES) &&
                  access_writes(r->who, kind_of(r->cat, K_family_member)) &&
                  access_writes(r->who, kind_of(r->cat, K_family));
    r->page.title = c->name;
    r->page.wide = true;
}

err_code child_load(struct request *r, int64_t id, struct subject **sub, err *e)
{
    if (subject_load(r->store, id, r->mem, sub, e))
        return e->code;
    return kind_is((*sub)->kind, K_person) ? ERR_OK : err_set(e, ERR_NOT_FOUND, "there is no such person");
}

err_code child_load_asked(struct request *r, struct subject **sub, err *e)
{
    int64_t id;
    err_code rc;
    if ((rc = request_id(r, 0, &id, e)) || (rc = request_subject(r, id, ACCESS_READ, NULL, e)))
        return rc;
    return child_load(r, id, sub, e);
}

err_code child_page_read(struct request *r, struct child_overview *c, struct child_page *p, err *e)
{
    struct subject *sub;
    if (child_load_asked(r, &sub, e) || child_bar_read(r->store, r->who, sub, r->mem, c, e))
        return e->code;
    child_page_fill(r, sub, c, p);
    return ERR_OK;
}
