/* find.c - search and the family's page. What is searched for never stands in an address: addresses end up in logs. */
#include "web/casework/find.h"
#include "catalogue/named.h"
#include "desk/title.h"
#include "record/search.h"

enum { FOUND_MOST = 50 };

static str note_of(const struct request *r, const struct found_subject *f)
{
    if (f->match == MATCH_NAME)
        return S("");
    if (f->match == MATCH_ADDRESS)          /* not the rest of an address of which only a part was typed */
        return S("address");
    str label = str_of(search_match_label(f->match));
    return f->matched.n && f->match != MATCH_SOUND ? arena_printf(r->mem, STR_FMT ": " STR_FMT, STR_ARG(label), STR_ARG(f->matched)) : label;
}

static bool sees(const void *filter, int64_t subject_id) { return access_sees(filter, subject_id); }

/* An address that must stay secret from somebody does not lead to the person either. */
static err_code is_secret(struct request *r, const struct found_subject *f, bool *secret, err *e)
{
    *secret = false;
    return f->match == MATCH_ADDRESS ? record_is_secret(r->store, kind_of(r->cat, K_address), f->record_id, secret, e)
                                     : ERR_OK;
}

/* A family, worker or team; a family of people who are all hidden would betray them by its name. */
static err_code other_shown(struct request *r, const struct access_filter *filter, const struct found_subject *f, bool *shown, err *e)
{
    db_rows members;
    *shown = kind_is(f->kind, K_family) || kind_is(f->kind, K_worker) || kind_is(f->kind, K_team);
    if (!kind_is(f->kind, K_family))
        return ERR_OK;
    err_code rc = db_run(r->store->db, ST_family_members, ARGS(DBI(f->subject_id), DBT(day_iso(r->mem, r->today))), r->mem, &members, e);
    bool any = !rc && members.n == 0;
    for (size_t i = 0; !rc && i < members.n && !any; i++)
        any = access_sees(filter, db_int(&members, i, 0));
    *shown = any;
    return rc;
}

/* Every find is asked about before it is counted. */
static err_code search(struct request *r, struct find_page *p, err *e)
{
    size_t n;
    struct found_subject *found;
    const struct access_filter *filter;
    struct search_query q = { .text = p->query, .notes = p->notes, .limit = 4 * FOUND_MOST, .sees = sees };
    err_code rc = access_filter(r->store, r->who, &filter, e);
    q.ctx = filter;
    if (rc || (rc = search_find(r->store, &q, r->mem, &n, &found, e)))
        return rc;
    struct person_line *people = arena_array(r->mem, struct person_line, FOUND_MOST);
    struct other_found *others = arena_array(r->mem, struct other_found, FOUND_MOST);
    struct namer names;
    namer_init(&names, r->store, filter, r->mem);
    bool secret, shown;
    for (size_t i = 0; i < n && p->n + p->nothers < FOUND_MOST; i++) {
        if (!access_reads(r->who, found[i].kind))
            continue;
        if (kind_is(found[i].kind, K_person)) {
            if ((rc = is_secret(r, &found[i], &secret, e)))
                return rc;
            if (secret)
                continue;
            if ((rc = person_line_read(r->store, r->who, found[i].subject_id, r->mem, &people[p->n], e)))
                return rc;
            people[p->n++].note = note_of(r, &found[i]);
        } else if ((rc = other_shown(r, filter, &found[i], &shown, e)))
            return rc;
        else if (shown)
            others[p->nothers++] = (struct other_found){ namer_name(&names, found[i].kind, found[i].subject_id),
                arena_printf(r->mem, "/" STR_FMT "/%lld", STR_ARG(found[i].kind->name), (long long)found[i].subject_id), found[i].kind->label };
    }
    p->people = people;
    p->others = others;
    return ERR_OK;
}

static void show(struct request *r, struct find_page *p)
{
    p->may_add = request_may(r, CAN_WRITE_CHILD);
    r->page.title = S("Search");
    find_view(r->out, p);
}

err_code page_search(struct request *r, err *e)
{
    (void)e;
    show(r, &(struct find_page){ .r = r });
    return ERR_OK;
}

err_code post_search(struct request *r, err *e)
{
    struct find_page p = { .r = r, .query = str_trim(request_form(r, "q")), .notes = request_form(r, "notes").n > 0, .asked = true };
    if (p.query.n < 2) {
        page_error(r, S("q"), S("Type at least two letters of a name, a number or a postcode"));
        p.error = page_error_of(r, S("q"));
        p.asked = false;
        show(r, &p);
        return ERR_OK;
    }
    err_code rc = search(r, &p, e);
    if (!rc)
        show(r, &p);
    return rc;
}

static err_code family_csv(struct request *r, const struct family_overview *f)
{
    request_csv(r, S("family.csv"), "person_id,name,council_id,in_the_family_as,born_on,due_on,left_on,held_by,next_due,what,late");
    for (size_t i = 0; i < f->n; i++) {
        const struct person_line *x = &f->people[i];
        const str cells[] = { arena_printf(r->mem, "%lld", (long long)x->id), x->name, x->council_id, x->note, day_iso(r->mem, x->born_on), day_iso(r->mem, x->due_on),
                              day_iso(r->mem, x->left_on), x->holder, x->ndues ? day_iso(r->mem, x->dues[0].due) : S(""), x->ndues ? x->dues[0].name : S(""),
                              arena_printf(r->mem, "%zu", x->nlate) };
        out_csv_line(r->out, COUNT_OF(cells), cells);
    }
    return ERR_OK;
}

err_code page_family(struct request *r, err *e)
{
    struct family_overview f;
    int64_t id;
    err_code rc;
    if ((rc = request_id(r, 0, &id, e)) || (rc = request_subject(r, id, ACCESS_READ, kind_of(r->cat, K_family), e)) ||
        (rc = family_read(r->store, r->who, id, r->mem, &f, e)))
        return rc;
    if (request_wants_csv(r))
        return family_csv(r, &f);
    r->page.title = f.name;
    r->page.wide = true;
    family_view(r->out, &(struct family_page){ .r = r, .f = &f });
    return ERR_OK;
}
