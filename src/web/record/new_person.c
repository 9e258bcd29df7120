/* new_person.c - somebody new, after a look for people who may be the same. */
#include "record/search.h"
#include "web/http/server.h"
#include "web/record/person_form.h"

enum { ALIKE_MOST = 10 };

static bool sees(const void *filter, int64_t subject_id) { return access_sees(filter, subject_id); }

/* Adds whom a search finds and the reader sees, each once. Who is hidden takes nobody's place among the first. */
static err_code add_found(struct request *r, struct search_query *q, size_t *kept, int64_t *ids, err *e)
{
    size_t n;
    struct found_subject *found;
    const struct access_filter *filter;
    if (access_filter(r->store, r->who, &filter, e))
        return e->code;
    access_expects_list(filter);
    q->sees = sees;
    q->ctx = filter;
    if (search_find(r->store, q, r->mem, &n, &found, e))
        return e->code;
    for (size_t i = 0; i < n; i++) {
        bool twice = false;
        for (size_t k = 0; k < *kept; k++)
            twice = twice || ids[k] == found[i].subject_id;
        if (!twice)
            ids[(*kept)++] = found[i].subject_id;
    }
    return ERR_OK;
}

/* People who may be the same: a name that is or sounds the same, then the same day of birth. */
static err_code find_alike(struct request *r, struct form_page *p, err *e)
{
    size_t kept = 0, nlines;
    struct person_line *lines;
    int64_t ids[2 * ALIKE_MOST];
    value born = { STR_NONE, 0 };
    err quiet = { .mem = r->mem };
    str parts[] = { posted_in(r, F_person_forename), posted_in(r, F_person_surname) };
    struct search_query by_name = { .text = arena_join(r->mem, 2, parts, S(" ")), .subject = p->kind,
                                    .limit = ALIKE_MOST };
    err_code rc = add_found(r, &by_name, &kept, ids, e);
    const struct field *birth = field_of(r->cat, F_person_born_on);
    bool dated = !field_read(birth, form_typed(r, birth), r->today, false, r->mem, &born, &quiet) && born.text.p;
    const day on = (day)born.num;
    struct search_query by_birth = { .text = S(""), .born = &on, .subject = p->kind, .limit = ALIKE_MOST };
    if (rc || (dated && (rc = add_found(r, &by_birth, &kept, ids, e))))
        return rc;
    if ((rc = person_lines_read(r->store, r->who, kept, ids, r->mem, &nlines, &lines, e)))
        return rc;
    struct alike *alike = arena_array(r->mem, struct alike, nlines + 1);
    for (size_t i = 0; i < nlines; i++) {
        alike[i] = (struct alike){ lines[i].id, lines[i].name, day_uk(r->mem, lines[i].born_on) };
        request_shows(r, lines[i].id);
    }
    r->asked = by_name.text;
    p->alike = alike;
    p->nalike = nlines;
    return ERR_OK;
}

static err_code show_new(struct request *r, const struct put_result *put, bool look, err *e)
{
    struct form_page p = { .r = r,
                           .kind = kind_of(r->cat, K_person),
                           .number = form_number(r),
                           .heading = S("Somebody new"),
                           .action = r->path,
                           .cancel = S("/search") };
    err_code rc;
    if (put)
        form_show_faults(r, put);
    if (look && (rc = find_alike(r, &p, e)))
        return rc;
    p.sure = request_typed(r, "sure").n > 0;
    p.asks_sure = p.nalike > 0 || p.sure;
    form_questions(r, NULL, p.kind, NULL, false, &p);
    person_form_arrange(r, &p);
    int status = r->status;
    if ((rc = form_note_draft(r, &p, e)))
        return rc;
    r->status = status;
    r->page.title = p.heading;
    r->page.back_href = S("/search");
    r->page.back_text = S("Search");
    record_form_view(r->out, &p);
    return ERR_OK;
}

err_code page_child_new(struct request *r, err *e)
{
    if (access_writes(r->who, kind_of(r->cat, K_person)))
        return show_new(r, NULL, false, e);
    err_set(e, ERR_DENIED, "your role does not add people to the record");
    return err_hint(e, "ask the front door to add them");
}

/* Somebody new is on the record because of what was just told: that comes next. */
static err_code go_to_contact(struct request *r, int64_t id, str said)
{
    const struct kind *contact = kind_of(r->cat, K_contact);
    bool tells = access_writes(r->who, contact);
    return request_redirect(r, arena_printf(r->mem, tells ? "/child/%lld/add/contact" : "/child/%lld", (long long)id),
                            tells ? arena_printf(r->mem, STR_FMT " Now say what you were told.", STR_ARG(said)) : said);
}

/* The person, and where they live, in one save. */
static err_code save_new(struct request *r, const struct change *person, size_t nhome, const struct change *home,
                         int64_t *id, struct put_result *put, err *e)
{
    struct saving *x = NULL;
    err_code rc = save_open(r, 0, person->kind, &x, e);
    if (!rc)
        rc = save_put(x, person, put, e);
    for (size_t i = 0; !rc && i < nhome; i++) {
        struct put_result other = { 0 };
        rc = save_put(x, &home[i], &other, e);
        if (rc && (other.nfaults || other.nconflicts))
            *put = (struct put_result){ 0 };
    }
    if (!rc && !(rc = save_end(x, e)))
        *id = save_subject(x)->id;
    save_drop(x);
    return rc;
}

static bool saved_before(struct request *r, const struct change *c, int64_t *id)
{
    int64_t record;
    err quiet = { .mem = r->mem };
    return c->source_key.p && record_find_key(r->store, c->kind, c->source_key, id, &record, &quiet) == ERR_OK;
}

err_code post_child_new(struct request *r, err *e)
{
    struct form_page look = { .r = r, .kind = kind_of(r->cat, K_person) };
    struct put_result put = { 0 };
    struct field_change *fields;
    err_code rc;
    if (!access_writes(r->who, look.kind))
        return err_set(e, ERR_DENIED, "your role does not add people");
    struct change c = { .kind = look.kind, .source_key = form_key(r) };
    struct change *home;
    size_t nhome = person_form_address(r, &home);
    int64_t id;
    if (saved_before(r, &c, &id))
        return go_to_contact(r, id, S("The person is saved already."));
    if (!str_eq(request_form(r, "sure"), S("1"))) {
        if ((rc = find_alike(r, &look, e)))
            return rc;
        if (look.nalike) {
            r->status = 200;
            return show_new(r, NULL, true, e);
        }
    }
    c.n = form_changes(r, look.kind, &fields);
    c.fields = fields;
    if (r->page.nerrors)
        return show_new(r, NULL, false, e);
    rc = save_new(r, &c, nhome, home, &id, &put, e);
    if (rc == ERR_CONFLICT && saved_before(r, &c, &id))
        return go_to_contact(r, id, S("The person is saved already."));
    if (save_for_the_form(rc, &put))
        return show_new(r, &put, false, e);
    return rc ? rc : go_to_contact(r, id, S("The person is saved."));
}
