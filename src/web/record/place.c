/* place.c - whose record a page is about, which, and whether this account may do that with
 * it; reading, and inside a save. */
#include "web/http/server.h"
#include "web/record/record.h"

err_code no_record(err *e)
{
    err_set(e, ERR_NOT_FOUND, "there is no such record");
    return err_hint(e, "it may have been removed; look at the timeline");
}

static err_code no_person(err *e)
{
    err_set(e, ERR_NOT_FOUND, "there is no such record, or it is not one that you can see");
    return err_hint(e, "check the address, or search for the person");
}

err_code place_of_record(struct request *r, enum access_purpose purpose, struct record_place *p, err *e)
{
    err_code rc;
    if ((rc = request_id(r, 0, &p->child_id, e)) || (rc = request_id(r, 1, &p->record_id, e)) ||
        (rc = request_subject(r, p->child_id, ACCESS_READ, NULL, e)) ||
        (rc = subject_load(r->store, p->child_id, r->mem, &p->sub, e)))
        return rc;
    if (!kind_is(p->sub->kind, K_person))
        return no_person(e);
    p->record = subject_record(p->sub, p->record_id);
    if (!p->record || !access_reads(r->who, p->record->kind) || (purpose == ACCESS_WRITE && p->record->removed))
        return no_record(e);
    p->kind = p->record->kind;
    return purpose == ACCESS_READ ? ERR_OK : request_subject(r, p->child_id, purpose, p->kind, e);
}

static err_code kind_named(struct request *r, struct record_place *at, err *e)
{
    err_code rc = request_id(r, 0, &at->child_id, e);
    if (rc)
        return rc;
    at->kind = r->nargs > 1 ? catalogue_kind(r->cat, r->args[1]) : NULL;
    if (!at->kind || kind_is_subject(at->kind) || !kind_is(at->kind->subject, K_person))
        return err_set(e, ERR_NOT_FOUND, "there is no such kind of record");
    return ERR_OK;
}

err_code place_of_kind(struct request *r, enum access_purpose purpose, struct record_place *at, err *e)
{
    err_code rc = kind_named(r, at, e);
    if (rc || (rc = request_subject(r, at->child_id, purpose, at->kind, e)) ||
        (rc = subject_load(r->store, at->child_id, r->mem, &at->sub, e)))
        return rc;
    return kind_is(at->sub->kind, K_person) ? ERR_OK : no_person(e);
}

/* --- inside a save
 * ------------------------------------------------------------------------------------------------- */

err_code save_open(struct request *r, int64_t subject_id, const struct kind *k, struct saving **x, err *e)
{
    const struct save_door door = {
        .who = r->who,
        .what = str_of(r->door->path),
        .via = S("form"),
        .of = K_person,
        .followers = &r->server->followers,
    };
    err_code rc = save_begin(r->store, &door, subject_id, k, r->mem, x, e);
    if (rc == ERR_DENIED && str_eq(e->field, S("restricted")))
        r->denied_subject = subject_id;
    return rc;
}

err_code save_of_kind(struct request *r, struct record_place *at, struct saving **x, err *e)
{
    err_code rc = kind_named(r, at, e);
    if (rc || (rc = save_open(r, at->child_id, at->kind, x, e)))
        return rc;
    at->sub = save_subject(*x);
    return ERR_OK;
}

err_code save_of_record(struct request *r, struct record_place *at, struct saving **x, err *e)
{
    err_code rc;
    if ((rc = request_id(r, 0, &at->child_id, e)) || (rc = request_id(r, 1, &at->record_id, e)) ||
        (rc = save_open(r, at->child_id, NULL, x, e)))
        return rc;
    at->sub = save_subject(*x);
    at->record = subject_record(at->sub, at->record_id);
    if (!at->record || !access_reads(r->who, at->record->kind) || at->record->removed)
        return no_record(e);
    at->kind = at->record->kind;
    return save_writes(*x, at->kind, e);
}

/* --- around it
 * ----------------------------------------------------------------------------------------------------- */

err_code record_titled(struct request *r, const struct subject *sub, struct child_overview *c, struct child_page *child,
                       str title, err *e)
{
    if (child_page_named(r, sub, c, child, e))
        return e->code;
    r->page.title = arena_printf(r->mem, STR_FMT ": " STR_FMT, STR_ARG(title), STR_ARG(c->name));
    r->page.back_href = arena_printf(r->mem, "/child/%lld", (long long)c->id);
    r->page.back_text = c->name;
    return ERR_OK;
}

err_code record_chrome(struct request *r, const struct subject *sub, struct child_overview *c, struct child_page *child,
                       str title, err *e)
{
    err_code rc = request_subject(r, sub->id, ACCESS_READ, NULL, e);
    return rc ? rc : record_titled(r, sub, c, child, title, e);
}

void request_namer(struct request *r, struct namer *n)
{
    const struct access_filter *filter;
    err quiet = { .mem = r->mem };
    bool known = access_filter(r->store, r->who, &filter, &quiet) == ERR_OK;
    namer_init(n, r->store, known ? filter : NULL, r->mem);
    n->blind = !known;
}
