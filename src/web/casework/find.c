/* find.c - search and the family's page. What is searched for never stands in an address: addresses end up in logs. */
#include "web/casework/find.h"
#include "catalogue/named.h"
#include "desk/title.h"
#include "record/search.h"
#include "store/ids.h"

enum { FOUND_MOST = 50 };

static str note_of(const struct request *r, const struct found_subject *f)
{
    if (f->match == MATCH_NAME)
        return S("");
    if (f->match == MATCH_ADDRESS)          /* not the rest of an address of which only a part was typed */
        return S("address");
    str label = str_of(search_match_label(f->match));
    return f->matched.n && f->match != MATCH_SOUND
               ? arena_printf(r->mem, STR_FMT ": " STR_FMT, STR_ARG(label), STR_ARG(f->matched))
               : label;
}

struct searcher { const struct access_filter *filter; const struct access_who *who; };

static bool sees(const void *ctx, int64_t subject_id)
{
    const struct searcher *x = ctx;
    return access_sees(x->filter, subject_id);
}

static bool reads(const void *ctx, const struct kind *k)
{
    const struct searcher *x = ctx;
    return access_reads(x->who, k);
}

/* What the search found and the reader may be told of, in its order. */
struct finds { size_t n; const struct found_subject **at; };

/* An address that must stay secret from somebody does not lead to the person either. */
static err_code drop_secrets(struct request *r, struct finds *x, err *e)
{
    size_t n = 0, kept = 0;
    int64_t *ids = arena_array(r->mem, int64_t, x->n);
    bool *secret = arena_array(r->mem, bool, x->n);
    for (size_t i = 0; i < x->n; i++)
        if (x->at[i]->match == MATCH_ADDRESS)
            ids[n++] = x->at[i]->record_id;
    if (records_secret(r->store, kind_of(r->cat, K_address), n, ids, secret, e))
        return e->code;
    n = 0;
    for (size_t i = 0; i < x->n; i++)
        if (x->at[i]->match != MATCH_ADDRESS || !secret[n++])
            x->at[kept++] = x->at[i];
    x->n = kept;
    return ERR_OK;
}

static bool has_shown_member(const struct access_filter *filter, const db_rows *members, int64_t family)
{
    size_t n = 0;
    for (size_t i = 0; i < members->n; i++) {
        if (db_int(members, i, FAMILY_MEMBER_IDS_FAMILY_ID) != family)
            continue;
        if (access_sees(filter, db_int(members, i, FAMILY_MEMBER_IDS_SUBJECT_ID)))
            return true;
        n++;
    }
    return n == 0;
}

/* A family of people who are all hidden would betray them by its name. */
static err_code drop_hidden_families(struct request *r, const struct access_filter *filter, struct finds *x, err *e)
{
    db_rows members = { 0 };
    size_t n = 0, kept = 0;
    int64_t *ids = arena_array(r->mem, int64_t, x->n);
    for (size_t i = 0; i < x->n; i++)
        if (kind_is(x->at[i]->kind, K_family))
            ids[n++] = x->at[i]->subject_id;
    if (n && db_run(r->store->db, ST_family_member_ids, ARGS(DBT(ids_text(r->mem, n, ids))), r->mem, &members, e))
        return e->code;
    for (size_t i = 0; i < x->n; i++)
        if (!kind_is(x->at[i]->kind, K_family) || has_shown_member(filter, &members, x->at[i]->subject_id))
            x->at[kept++] = x->at[i];
    x->n = kept;
    return ERR_OK;
}

static bool is_listed(const struct request *r, const struct kind *k)
{
    return access_reads(r->who, k) &&
           (kind_is(k, K_person) || kind_is(k, K_family) || kind_is(k, K_worker) || kind_is(k, K_team));
}

static err_code fill_people(struct request *r, const struct finds *x, struct find_page *p, err *e)
{
    size_t n = 0;
    int64_t *ids = arena_array(r->mem, int64_t, x->n);
    const struct found_subject **found = arena_array(r->mem, const struct found_subject *, x->n);
    struct person_line *people;
    for (size_t i = 0; i < x->n; i++)
        if (kind_is(x->at[i]->kind, K_person)) {
            found[n] = x->at[i];
            ids[n++] = x->at[i]->subject_id;
        }
    if (person_lines_read(r->store, r->who, n, ids, r->mem, &p->n, &people, e))
        return e->code;
    for (size_t i = 0, at = 0; i < n && at < p->n; i++)
        if (people[at].id == ids[i])
            people[at++].note = note_of(r, found[i]);
    p->people = people;
    return ERR_OK;
}

static err_code fill_others(struct request *r, const struct access_filter *filter, const struct finds *x,
                            struct find_page *p, err *e)
{
    struct namer names;
    struct other_found *others = arena_array(r->mem, struct other_found, x->n);
    namer_init(&names, r->store, filter, r->mem);
    for (size_t i = 0; i < x->n; i++)
        if (!kind_is(x->at[i]->kind, K_person))
            namer_expects_id(&names, x->at[i]->kind, x->at[i]->subject_id);
    if (namer_read(&names, e))
        return e->code;
    for (size_t i = 0; i < x->n; i++) {
        const struct kind *k = x->at[i]->kind;
        if (kind_is(k, K_person))
            continue;
        others[p->nothers++] = (struct other_found){
            .name = namer_name(&names, k, x->at[i]->subject_id),
            .href = arena_printf(r->mem, "/" STR_FMT "/%lld", STR_ARG(k->name), (long long)x->at[i]->subject_id),
            .what = k->label,
        };
    }
    p->others = others;
    return ERR_OK;
}

/* Every find is asked about before it is counted. */
static err_code search(struct request *r, struct find_page *p, err *e)
{
    size_t n;
    struct found_subject *found;
    struct finds kept = { 0 };
    const struct access_filter *filter;
    struct search_query q = {
        .text = p->query, .notes = p->notes, .limit = 4 * FOUND_MOST, .sees = sees, .reads = reads
    };
    if (access_filter(r->store, r->who, &filter, e))
        return e->code;
    access_expects(filter, SIZE_MAX);
    q.ctx = &(struct searcher){ filter, r->who };
    if (search_find(r->store, &q, r->mem, &n, &found, e))
        return e->code;
    kept.at = arena_array(r->mem, const struct found_subject *, n);
    for (size_t i = 0; i < n; i++)
        if (is_listed(r, found[i].kind))
            kept.at[kept.n++] = &found[i];
    if (drop_secrets(r, &kept, e) || drop_hidden_families(r, filter, &kept, e))
        return e->code;
    if (kept.n > FOUND_MOST)
        kept.n = FOUND_MOST;
    return fill_people(r, &kept, p, e) ? e->code : fill_others(r, filter, &kept, p, e);
}

static void show(struct request *r, struct find_page *p)
{
    p->may_add = request_may(r, CAN_WRITE_CHILD) && access_writes(r->who, kind_of(r->cat, K_person));
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
    struct find_page p = {
        .r = r, .query = str_trim(request_form(r, "q")), .notes = request_form(r, "notes").n > 0, .asked = true
    };
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
    request_csv(r, S("family.csv"),
                "person_id,name,council_id,in_the_family_as,born_on,due_on,left_on,held_by,next_due,what,late");
    for (size_t i = 0; i < f->n; i++) {
        const struct person_line *x = &f->people[i];
        const str cells[] = { arena_printf(r->mem, "%lld", (long long)x->id),
                              x->name,
                              x->council_id,
                              x->note,
                              day_iso(r->mem, x->born_on),
                              day_iso(r->mem, x->due_on),
                              day_iso(r->mem, x->left_on),
                              x->holder,
                              x->ndues ? day_iso(r->mem, x->dues[0].due) : S(""),
                              x->ndues ? x->dues[0].name : S(""),
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
