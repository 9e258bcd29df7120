/* place.c - whose record a page is about, which, and whether this account may do that with
 * it; reading, and inside a save. */
#include "casework/family.h"
#include "web/http/server.h"
#include "web/record/record.h"

/* --- whose ----------------------------------------------------------------------------------------------- */

const struct kind *whose_kind(const struct request *r)
{
    str path = str_skip(str_of(r->door->path), 1), word = S("");
    str_cut(&path, '/', &word);
    return str_eq(word, S("child")) ? kind_of(r->cat, K_person) : catalogue_kind(r->cat, word);
}

str whose_base(arena *a, const struct kind *whose, int64_t id)
{
    str word = kind_is(whose, K_person) ? S("child") : whose->name;
    return arena_printf(a, "/" STR_FMT "/%lld", STR_ARG(word), (long long)id);
}

/* A team, a worker and a family have a page of people; what is on record about themselves stands on another. */
str whose_page(arena *a, const struct kind *whose, int64_t id)
{
    bool other = kind_is(whose, K_team) || kind_is(whose, K_worker) || kind_is(whose, K_family);
    return arena_printf(a, STR_FMT "%s", STR_ARG(whose_base(a, whose, id)), other ? "/record" : "");
}

bool whose_writes(const struct request *r, const struct kind *whose, const struct kind *k)
{
    str word = kind_is(whose, K_person) ? S("child") : whose->name;
    str path = arena_printf(r->mem, "/" STR_FMT "/{id}/record/{record}/change", STR_ARG(word));
    for (size_t i = 0; i < door_count; i++)
        if (doors[i].kind == DOOR_GET && str_eq(str_of(doors[i].path), path))
            return request_may(r, doors[i].who) && access_writes(r->who, k);
    return false;
}

bool subject_writes(const struct request *r, const struct subject *sub, const struct kind *k)
{
    struct access_who quiet = *r->who;
    err unsaid = { .mem = r->mem };
    quiet.journal = NULL;
    return whose_writes(r, sub->kind, k) &&
           (kind_is(sub->kind, K_person) ||
            access_check(r->store, &quiet, sub->id, ACCESS_WRITE, k, S(""), &unsaid) == ERR_OK);
}

err_code no_record(err *e)
{
    err_set(e, ERR_NOT_FOUND, "there is no such record");
    return err_hint(e, "it may have been removed; look at the timeline");
}

static err_code nobody(err *e)
{
    err_set(e, ERR_NOT_FOUND, "there is no such record, or it is not one that you can see");
    return err_hint(e, "check the address, or search for the person");
}

/* Is it what the address says? A family of people who are all hidden from the reader would betray them. */
err_code fits_address(struct request *r, const struct subject *sub, err *e)
{
    if (sub->kind != whose_kind(r))
        return nobody(e);
    return kind_is(sub->kind, K_family) ? family_seen(r->store, r->who, sub->id, r->mem, e) : ERR_OK;
}

err_code place_of_record(struct request *r, enum access_purpose purpose, struct record_place *p, err *e)
{
    err_code rc;
    if ((rc = request_id(r, 0, &p->subject_id, e)) || (rc = request_id(r, 1, &p->record_id, e)) ||
        (rc = request_subject(r, p->subject_id, ACCESS_READ, NULL, e)) ||
        (rc = subject_load(r->store, p->subject_id, r->mem, &p->sub, e)))
        return rc;
    if ((rc = fits_address(r, p->sub, e)))
        return rc;
    p->record = subject_record(p->sub, p->record_id);
    if (!p->record || !access_reads(r->who, p->record->kind) || (purpose == ACCESS_WRITE && p->record->removed))
        return no_record(e);
    p->kind = p->record->kind;
    return purpose == ACCESS_READ ? access_note_part(r->who, p->subject_id, p->kind, r->path, e)
                                  : request_subject(r, p->subject_id, purpose, p->kind, e);
}

static err_code kind_named(struct request *r, struct record_place *at, err *e)
{
    err_code rc = request_id(r, 0, &at->subject_id, e);
    if (rc)
        return rc;
    at->kind = r->nargs > 1 ? catalogue_kind(r->cat, r->args[1]) : NULL;
    if (!at->kind || kind_is_subject(at->kind) || at->kind->subject != whose_kind(r))
        return err_set(e, ERR_NOT_FOUND, "there is no such kind of record");
    return ERR_OK;
}

err_code place_of_kind(struct request *r, enum access_purpose purpose, struct record_place *at, err *e)
{
    err_code rc = kind_named(r, at, e);
    if (rc || (rc = request_subject(r, at->subject_id, purpose, at->kind, e)) ||
        (rc = subject_load(r->store, at->subject_id, r->mem, &at->sub, e)))
        return rc;
    return fits_address(r, at->sub, e);
}

/* --- inside a save
 * ------------------------------------------------------------------------------------------------- */

err_code save_open(struct request *r, int64_t subject_id, const struct kind *k, struct saving **x, err *e)
{
    return save_open_of(r, whose_kind(r), subject_id, k, x, e);
}

err_code save_open_of(struct request *r, const struct kind *whose, int64_t subject_id, const struct kind *k,
                      struct saving **x, err *e)
{
    const struct save_door door = {
        .who = r->who,
        .what = str_of(r->door->path),
        .via = S("form"),
        .of = (enum kind_name)whose->own_name,
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
    if (rc || (rc = save_open(r, at->subject_id, at->kind, x, e)))
        return rc;
    at->sub = save_subject(*x);
    return fits_address(r, at->sub, e);
}

err_code save_of_record(struct request *r, struct record_place *at, struct saving **x, err *e)
{
    err_code rc;
    if ((rc = request_id(r, 0, &at->subject_id, e)) || (rc = request_id(r, 1, &at->record_id, e)) ||
        (rc = save_open(r, at->subject_id, NULL, x, e)))
        return rc;
    at->sub = save_subject(*x);
    at->record = subject_record(at->sub, at->record_id);
    if ((rc = fits_address(r, at->sub, e)))
        return rc;
    if (!at->record || !access_reads(r->who, at->record->kind) || at->record->removed)
        return no_record(e);
    at->kind = at->record->kind;
    return save_writes(*x, at->kind, e);
}

/* --- around it
 * ----------------------------------------------------------------------------------------------------- */

void record_titled(struct request *r, const struct subject *sub, struct record_head *head, str title)
{
    const struct record *own = subject_own(sub);
    *head = (struct record_head){ .id = sub->id, .base = whose_base(r->mem, sub->kind, sub->id) };
    head->name = kind_is(sub->kind, K_person) ? child_name(sub, r->mem)
                                              : record_value(own, &own->kind->fields[own->kind->f_title]).text;
    r->page.title = arena_printf(r->mem, STR_FMT ": " STR_FMT, STR_ARG(title), STR_ARG(head->name));
    r->page.back_href = whose_page(r->mem, sub->kind, sub->id);
    r->page.back_text = head->name;
    r->page.wide = true;
}

err_code record_chrome(struct request *r, const struct subject *sub, struct record_head *head, str title, err *e)
{
    err_code rc = request_subject(r, sub->id, ACCESS_READ, NULL, e);
    if (!rc)
        record_titled(r, sub, head, title);
    return rc;
}

void request_namer(struct request *r, struct namer *n)
{
    const struct access_filter *filter;
    err quiet = { .mem = r->mem };
    bool known = access_filter(r->store, r->who, &filter, &quiet) == ERR_OK;
    namer_init(n, r->store, known ? filter : NULL, r->mem);
    n->blind = !known;
}
