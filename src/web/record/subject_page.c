/* subject_page.c - workers, teams, families, households and the authority as records: all of a kind, one with what is
 * due and what is on record, and the form for a new one.
 *
 * The engine of forms is the one that children's records have (record_page.c, record_form.c): whose record an address
 * is about, its first word says. A family begins with a child of it, because nobody sees a family without one. */
#include "web/record/subject_page.h"
#include "casework/meet.h"
#include "web/http/server.h"

/* What this role may add, by the catalogue's groups. An answer to a return is given where the question stands. */
size_t record_groups(const struct request *r, const struct subject *sub, const struct kind_group **to)
{
    const struct kind *answer = kind_of(r->cat, K_return_answer);
    struct kind_group *groups = arena_array(r->mem, struct kind_group, r->cat->nkinds);
    size_t n = 0;
    for (size_t i = 0; i < r->cat->nkinds; i++) {
        const struct kind *k = &r->cat->kinds[i];
        if (k->subject != sub->kind || kind_is_subject(k) || k == answer || !in_force(k->when, r->today) ||
            !access_writes(r->who, k))
            continue;
        if (!n || !str_eq(groups[n - 1].name, k->group))
            groups[n++] = (struct kind_group){ .name = k->group,
                                               .kinds = arena_array(r->mem, struct kind_link, r->cat->nkinds - i) };
        struct kind_group *g = &groups[n - 1];
        size_t shown = access_reads(r->who, k) ? subject_kind(sub, k)->n : 0;
        ((struct kind_link *)g->kinds)[g->n++] = (struct kind_link){ k, shown };
    }
    *to = groups;
    return n;
}

/* --- one --------------------------------------------------------------------------------------------------- */

void part_meet_here(out *o, const struct subject_page *p, const struct due_item *d)
{
    const struct request *r = p->r;
    if ((!p->may_change && !p->ngroups) || !meet_possible(r->who, r->cat, d->id))
        return;
    out_printf(o, "<a class=\"govuk-link govuk-link--no-visited-state hf-act\" href=\"" STR_FMT "/meet/",
               STR_ARG(p->head->base));
    out_query(o, d->id);
    if (d->opened_by)
        out_printf(o, "?from=%lld", (long long)d->opened_by);
    out_raw(o, S("\">Record it<span class=\"govuk-visually-hidden\">: "));
    out_text(o, d->name);
    out_raw(o, S("</span></a>"));
}

/* Its own page of people where it has one that the role opens, else the list. */
static void way_back(struct request *r, const struct subject *sub, const struct record_head *head)
{
    bool people = kind_is(sub->kind, K_worker) || kind_is(sub->kind, K_family) ||
                  (kind_is(sub->kind, K_team) && request_may(r, CAN_SEE_TEAM));
    r->page.title = head->name;
    r->page.back_href = people ? head->base
                               : arena_printf(r->mem, "/" STR_FMT "/all", STR_ARG(sub->kind->name));
    r->page.back_text = people ? head->name : sub->kind->plural;
}

static err_code own_values(struct request *r, const struct subject *sub, struct record_page *own, err *e)
{
    const struct record *x = subject_own(sub);
    struct namer names;
    request_namer(r, &names);
    for (size_t i = 0; i < x->kind->nfields; i++)
        namer_expects(&names, &x->kind->fields[i], x->values[i]);
    if (namer_read(&names, e))
        return e->code;
    record_values(r, x, &names, own);
    return ERR_OK;
}

err_code page_subject(struct request *r, err *e)
{
    struct subject *sub;
    struct record_head head;
    struct child_overview o;
    struct record_page own = { .r = r, .head = &head };
    int64_t id;
    if (request_id(r, 0, &id, e) || request_snapshot(r, e) || request_subject(r, id, ACCESS_READ, NULL, e) ||
        subject_load(r->store, id, r->mem, &sub, e) || fits_address(r, sub, e) ||
        subject_overview_read(r->store, r->who, sub, r->mem, &o, e) || own_values(r, sub, &own, e))
        return e->code;
    struct subject_page p = { .r = r, .head = &head, .kind = sub->kind, .o = &o, .own = &own };
    const struct record *x = subject_own(sub);
    record_titled(r, sub, &head, sub->kind->label);
    way_back(r, sub, &head);
    p.may_change = subject_writes(r, sub, sub->kind);
    p.may_end = p.may_change && sub->kind->f_ended >= 0 && !x->values[sub->kind->f_ended].text.p;
    p.ngroups = record_groups(r, sub, &p.groups);
    if (p.ngroups && !subject_writes(r, sub, p.groups[0].kinds[0].kind))
        p.ngroups = 0;
    subject_view(r->out, &p);
    return ERR_OK;
}

/* --- all --------------------------------------------------------------------------------------------------- */

static str note_shown(const struct request *r, const struct kind *k, str note)
{
    const struct field *f = field_of(r->cat, F_household_household_type);
    return note.n && kind_is(k, K_household) && f && f->codes ? code_label(f->codes, note) : note;
}

/* A role that makes workers and teams makes them anywhere; of the rest who writes them. */
static bool may_make(const struct request *r, const struct kind *k)
{
    bool places = kind_is(k, K_worker) || kind_is(k, K_team);
    return whose_writes(r, k, k) && (!places || request_may(r, CAN_PLACE_WORKERS));
}

/* There is one authority, and what its returns are headed with: a second would make them ambiguous. */
static err_code only_one(struct request *r, const struct kind *k, err *e)
{
    db_rows rows = { 0 };
    if (!kind_is(k, K_authority))
        return ERR_OK;
    err_code rc = db_run(r->store->db, ST_every_authority, NO_ARGS, r->mem, &rows, e);
    if (rc || !rows.n)
        return rc;
    err_set(e, ERR_CONFLICT, "The authority is on record already, and there is only one");
    return err_hint(e, "open it under All authorities and correct what is wrong there");
}

err_code page_subjects(struct request *r, err *e)
{
    const struct access_filter *filter;
    struct subject_line *lines;
    struct subjects_page p = { .r = r, .kind = whose_kind(r) };
    if (!access_reads(r->who, p.kind))
        return err_set(e, ERR_DENIED, "your role cannot see these");
    if (access_filter(r->store, r->who, &filter, e) ||
        subjects_listed(r->store, p.kind, r->mem, &p.n, &lines, e))
        return e->code;
    struct subjects_row *rows = arena_array(r->mem, struct subjects_row, p.n);
    const bool all = r->who->role->read_scope == SCOPE_ALL || !kind_is(p.kind, K_worker);
    if (!all)
        access_expects_list(filter);
    for (size_t i = 0; i < p.n; i++) {
        request_shows(r, lines[i].id);
        rows[i] = (struct subjects_row){ .href = all || access_sees(filter, lines[i].id)
                                                     ? whose_page(r->mem, p.kind, lines[i].id)
                                                     : S(""),
                                         .name = lines[i].name,
                                         .note = note_shown(r, p.kind, lines[i].note),
                                         .ended_on = lines[i].ended_on };
    }
    p.rows = rows;
    p.may_add = may_make(r, p.kind) && !(kind_is(p.kind, K_authority) && p.n);
    r->page.title = p.kind->plural;
    subjects_view(r->out, &p);
    return ERR_OK;
}

/* --- a new one --------------------------------------------------------------------------------------------- */

static err_code show_new(struct request *r, const struct kind *k, const struct put_result *put, str cancel, err *e)
{
    struct form_page p = { .r = r, .kind = k, .number = form_number(r), .action = r->path, .cancel = cancel };
    p.heading = arena_printf(r->mem, "Add: " STR_FMT, STR_ARG(k->label));
    if (put)
        form_show_faults(r, put);
    form_questions(r, NULL, k, NULL, false, &p);
    int status = r->status;
    if (form_note_draft(r, &p, e))
        return e->code;
    r->status = status;
    r->page.title = p.heading;
    r->page.back_href = cancel;
    r->page.back_text = S("Back");
    record_form_view(r->out, &p);
    return ERR_OK;
}

static err_code refuse(err *e)
{
    err_set(e, ERR_DENIED, "your role does not add these");
    return err_hint(e, "ask an administrator");
}

static str list_of(const struct request *r, const struct kind *k)
{
    return arena_printf(r->mem, "/" STR_FMT "/all", STR_ARG(k->name));
}

err_code page_subject_new(struct request *r, err *e)
{
    const struct kind *k = whose_kind(r);
    if (!may_make(r, k))
        return refuse(e);
    err_code rc = only_one(r, k, e);
    return rc ? rc : show_new(r, k, NULL, list_of(r, k), e);
}

static bool saved_before(struct request *r, const struct change *c, int64_t *id)
{
    int64_t record;
    err quiet = { .mem = r->mem };
    return c->source_key.p && record_find_key(r->store, c->kind, c->source_key, id, &record, &quiet) == ERR_OK;
}

static struct change change_typed(struct request *r, const struct kind *k)
{
    struct field_change *fields;
    struct change c = { .kind = k, .source_key = form_key(r), .why = STR_NONE };
    c.n = form_changes(r, k, &fields);
    c.fields = fields;
    return c;
}

err_code post_subject_new(struct request *r, err *e)
{
    const struct kind *k = whose_kind(r);
    struct put_result put = { 0 };
    struct saving *x = NULL;
    int64_t id;
    if (!may_make(r, k))
        return refuse(e);
    const struct change c = change_typed(r, k);
    if (saved_before(r, &c, &id))
        return request_redirect(r, whose_page(r->mem, k, id), S("Saved already."));
    err_code rc = save_open(r, 0, k, &x, e);
    if (!rc && !(rc = only_one(r, k, e)) && !(rc = save_put(x, &c, &put, e)))
        rc = save_end(x, e);
    save_drop(x);
    if (save_for_the_form(rc, &put))
        return show_new(r, k, &put, list_of(r, k), e);
    return rc ? rc
              : request_redirect(r, whose_page(r->mem, k, save_subject(x)->id),
                                 arena_printf(r->mem, "Saved: " STR_FMT ".", STR_ARG(k->label)));
}

/* --- a family, with the child that it begins with ------------------------------------------------------------ */

static err_code family_child(struct request *r, int64_t *id, err *e)
{
    const struct kind *member = kind_of(r->cat, K_family_member);
    if (request_id(r, 0, id, e) || request_subject(r, *id, ACCESS_WRITE, member, e))
        return e->code;
    return access_writes(r->who, kind_of(r->cat, K_family)) ? ERR_OK : refuse(e);
}

static str child_href(const struct request *r, int64_t id) { return whose_base(r->mem, whose_kind(r), id); }

err_code page_family_new(struct request *r, err *e)
{
    int64_t child;
    err_code rc = family_child(r, &child, e);
    return rc ? rc : show_new(r, kind_of(r->cat, K_family), NULL, child_href(r, child), e);
}

/* The child becomes a member from the first: two subjects, one transaction. */
static err_code save_family(struct request *r, int64_t child, const struct change *c, struct put_result *put, err *e)
{
    struct saving *x = NULL;
    struct put_result joined = { 0 };
    int64_t id;
    err_code rc = save_open(r, child, kind_of(r->cat, K_family_member), &x, e);
    if (!rc && !(rc = save_beside(x, c, put, &id, e))) {
        struct field_change names[] = {
            { field_of(r->cat, F_family_member_family_id), arena_printf(r->mem, "%lld", (long long)id) },
            { field_of(r->cat, F_family_member_from_on), day_iso(r->mem, r->today) },
        };
        const struct change member = { .kind = kind_of(r->cat, K_family_member), .source_key = STR_NONE,
                                       .n = COUNT_OF(names), .fields = names, .why = STR_NONE };
        if (!(rc = save_put(x, &member, &joined, e)))
            rc = save_end(x, e);
    }
    save_drop(x);
    return rc;
}

err_code post_family_new(struct request *r, err *e)
{
    const struct kind *k = kind_of(r->cat, K_family);
    struct put_result put = { 0 };
    int64_t child, before;
    if (family_child(r, &child, e))
        return e->code;
    const struct change c = change_typed(r, k);
    if (saved_before(r, &c, &before))
        return request_redirect(r, child_href(r, child), S("Saved already."));
    err_code rc = save_family(r, child, &c, &put, e);
    if (save_for_the_form(rc, &put))
        return show_new(r, k, &put, child_href(r, child), e);
    return rc ? rc
              : request_redirect(r, child_href(r, child), S("The family is saved. Others join it on their pages."));
}
