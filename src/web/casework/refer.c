/* refer.c - the second of two pages from a contact to a case: the referral, with what the contact says already in it,
 * and who holds the case. One save writes both. */
#include "web/casework/refer.h"
#include "casework/refer.h"
#include "desk/holder.h"
#include "people/worker.h"
#include "web/http/server.h"
#include "record/field.h"

struct reference {                      /* what the page is about */
    int64_t child_id;
    const struct kind *kind;
    struct subject *sub;
    const struct record *contact;
    bool allocates;
    size_t nworkers;
    struct worker_choice *workers;
};

str refer_onward(const struct request *r, const struct subject *sub, const struct record *saved)
{
    const struct kind *referral = kind_of(r->cat, K_referral);
    if (!saved || !sub || !request_may(r, CAN_WRITE_CHILD) || !access_writes(r->who, referral) ||
        !refer_contact(sub, saved->id))
        return S("");
    return arena_printf(r->mem, "/child/%lld/refer/%lld", (long long)sub->id, (long long)saved->id);
}

/* Whose contact: read for a page, or inside the save that will write the referral. */
static err_code open_child(struct request *r, struct reference *x, struct saving **save, err *e)
{
    err_code rc;
    if (save) {
        if ((rc = save_open(r, x->child_id, x->kind, save, e)))
            return rc;
        x->sub = save_subject(*save);
        return ERR_OK;
    }
    if ((rc = request_subject(r, x->child_id, ACCESS_READ, NULL, e)) ||
        (rc = request_subject(r, x->child_id, ACCESS_WRITE, x->kind, e)) ||
        (rc = subject_load(r->store, x->child_id, r->mem, &x->sub, e)))
        return rc;
    return ERR_OK;
}

static err_code nothing_to_refer(struct request *r, const struct reference *x, int64_t contact_id)
{
    const struct record *made = refer_made(x->sub, contact_id);
    str to = arena_printf(r->mem, "/child/%lld/record/%lld", (long long)x->child_id,
                          (long long)(made ? made->id : contact_id));
    return request_redirect(r, to, made ? S("This is the referral that came of the contact.")
                                        : S("Decide on the contact first: Change, then What was decided? It becomes a "
                                            "referral from there."));
}

/* ERR_OK without a contact: there is nothing to refer, and the reply is already a redirect. save: NULL for a page that
 * only shows. */
static err_code find_reference(struct request *r, struct reference *x, struct saving **save, err *e)
{
    int64_t contact_id;
    const struct kind *contact = kind_of(r->cat, K_contact), *involvement = kind_of(r->cat, K_involvement);
    err_code rc;
    x->kind = kind_of(r->cat, K_referral);
    if ((rc = request_id(r, 0, &x->child_id, e)) || (rc = request_id(r, 1, &contact_id, e)) ||
        (rc = open_child(r, x, save, e)))
        return rc;
    const struct record *any = subject_record(x->sub, contact_id);
    if (!any || any->kind != contact || !access_reads(r->who, contact)) {
        err_set(e, ERR_NOT_FOUND, "there is no such contact");
        return err_hint(e, "look at the timeline");
    }
    x->contact = refer_contact(x->sub, contact_id);
    if (!x->contact)
        return nothing_to_refer(r, x, contact_id);
    x->allocates = access_writes(r->who, involvement);
    return x->allocates ? worker_choices_read(r->store, r->who, r->mem, &x->nworkers, &x->workers, e) : ERR_OK;
}

/* --- what the contact says already ------------------------------------------------------------- */

/* The need of the referral before: most often it is the same. */
static str need_before(const struct reference *x)
{
    const struct records *all = subject_kind(x->sub, x->kind);
    for (size_t i = all->n; i-- > 0;)
        if (!all->at[i]->removed && record_text(all->at[i], F_referral_need).n)
            return record_text(all->at[i], F_referral_need);
    return S("");
}

static void answer_ahead(struct request *r, const struct reference *x)
{
    day received = record_day(x->contact, F_contact_received_at),
        decided = record_day(x->contact, F_contact_decided_at);
    const struct form_field ahead[] = {
        { field_of(r->cat, F_referral_received_on)->name, day_iso(r->mem, received) },
        { field_of(r->cat, F_referral_source)->name, record_text(x->contact, F_contact_source) },
        { field_of(r->cat, F_referral_need)->name, need_before(x) },
        { field_of(r->cat, F_referral_decided_on)->name, day_iso(r->mem, decided) },
    };
    struct form_field *all = arena_array(r->mem, struct form_field, COUNT_OF(ahead));
    memcpy(all, ahead, sizeof ahead);
    r->query = (struct form){ COUNT_OF(ahead), all };
}

/* Texts, which a link cannot answer ahead. */
static void fill_texts(const struct request *r, const struct reference *x, struct form_page *p)
{
    static const struct { enum field_name here, there; } same[] = {
        { F_referral_source_name, F_contact_source_name },
        { F_referral_decided_by, F_contact_decided_by },
        { F_referral_rationale, F_contact_rationale },
    };
    if (r->is_post || r->draft.n)
        return;
    for (size_t g = 0; g < p->ngroups; g++)
        for (size_t q = 0; q < p->groups[g].n; q++)
            for (size_t i = 0; i < COUNT_OF(same); i++)
                if (field_is(x->kind, p->groups[g].questions[q].f, same[i].here))
                    p->groups[g].questions[q].text = record_text(x->contact, same[i].there);
}

/* Closing a referral comes later; which contact, and who holds it, this page knows or asks itself. */
static void drop_questions(const struct reference *x, struct form_page *p)
{
    static const enum field_name not_here[] = {
        F_referral_contact_id, F_referral_worker_id,
        F_referral_closed_on, F_referral_close_reason, F_referral_close_rationale, F_referral_closed_by,
    };
    size_t ngroups = 0;
    for (size_t g = 0; g < p->ngroups; g++) {
        struct question_group kept = { .name = p->groups[g].name, .questions = p->groups[g].questions };
        for (size_t q = 0; q < p->groups[g].n; q++) {
            const struct field *f = p->groups[g].questions[q].f;
            bool here = !(x->allocates && field_is(x->kind, f, F_referral_team_id));
            for (size_t i = 0; i < COUNT_OF(not_here); i++)
                here = here && !field_is(x->kind, f, not_here[i]);
            if (here)
                kept.questions[kept.n++] = p->groups[g].questions[q];
        }
        if (kept.n)
            p->groups[ngroups++] = kept;
    }
    p->ngroups = ngroups;
}

/* --- who holds the case ----------------------------------------------------------------------- */

static str load_words(const struct request *r, const struct worker_choice *w)
{
    return arena_printf(r->mem, STR_FMT ", " STR_FMT ": %zu %s%s%s", STR_ARG(w->name),
                        STR_ARG(w->team.n ? w->team : S("no team")), w->nchildren,
                        w->nchildren == 1 ? "child" : "children", w->newly_qualified ? ", newly qualified" : "",
                        w->away ? ", away today" : "");
}

static str holder_name(struct request *r, const struct reference *x)
{
    struct namer names;
    const struct record *holder = holder_of(x->sub, r->today);
    if (!holder)
        return S("");
    request_namer(r, &names);
    const struct field *f = kind_field_of(holder->kind, F_involvement_worker_id);
    str name = value_shown(&names, f, record_get(holder, F_involvement_worker_id));
    return name.n ? name : S("The present worker");
}

static void fill_workers(struct request *r, const struct reference *x, struct refer_page *p)
{
    struct choice *items = arena_array(r->mem, struct choice, x->nworkers + 1);
    items[0] = (struct choice){ .value = S(""),
                                .has_value = true,
                                .text = p->holder.n ? arena_printf(r->mem, STR_FMT " goes on holding the case",
                                                                   STR_ARG(p->holder))
                                                    : S("Nobody yet: it waits on the team’s page") };
    for (size_t i = 0; i < x->nworkers; i++)
        items[i + 1] = (struct choice){ .value = arena_printf(r->mem, "%lld", (long long)x->workers[i].id),
                                        .has_value = true,
                                        .text = load_words(r, &x->workers[i]) };
    p->nworkers = x->nworkers + 1;
    p->workers = items;
    p->chosen = request_typed(r, "holder").n ? request_typed(r, "holder") : S("");
    size_t nteams;
    struct listed *teams;
    err quiet = { .mem = r->mem };
    if (teams_listed(r->store, r->mem, &nteams, &teams, &quiet))
        return;
    p->teams = choices_of(r, "The team of whoever holds the case", nteams, teams, &p->nteams);
    p->team = typed_in(r, F_referral_team_id).n ? typed_in(r, F_referral_team_id) : S("");
}

static err_code show_form(struct request *r, const struct reference *x, err *e)
{
    struct record_head head;
    int status = r->status;
    err_code rc = record_chrome(r, x->sub, &head, x->kind->label, e);
    if (rc)
        return rc;
    r->status = status;
    struct form_page form = { .r = r,
                              .kind = x->kind,
                              .head = &head,
                              .heading = S("Referral from a contact"),
                              .action = r->path,
                              .number = form_number(r),
                              .cancel = arena_printf(r->mem, "/child/%lld", (long long)x->child_id) };
    if (!r->is_post)
        answer_ahead(r, x);
    form_questions(r, x->sub, x->kind, NULL, false, &form);
    fill_texts(r, x, &form);
    drop_questions(x, &form);
    struct refer_page p = {
        .form = &form,
        .contact_id = x->contact->id,
        .reason = record_text(x->contact, F_contact_reason),
        .received_at = record_day(x->contact, F_contact_received_at),
        .holder = holder_name(r, x),
        .allocates = x->allocates,
        .holder_error = page_error_of(r, S("holder")),
    };
    if (x->allocates)
        fill_workers(r, x, &p);
    r->page.title = arena_printf(r->mem, STR_FMT ": " STR_FMT, STR_ARG(form.heading), STR_ARG(head.name));
    refer_view(r->out, &p);
    return ERR_OK;
}

err_code page_refer(struct request *r, err *e)
{
    struct reference x = { 0 };
    err_code rc = find_reference(r, &x, NULL, e);
    return rc || !x.contact ? rc : show_form(r, &x, e);
}

/* --- saving ------------------------------------------------------------------------------------ */

static const struct refer_worker *worker_chosen(struct request *r, const struct reference *x)
{
    int64_t id;
    str typed = request_form(r, "holder");
    if (!typed.n || !x->allocates)
        return NULL;
    for (size_t i = 0; str_int(typed, &id) && i < x->nworkers; i++)
        if (x->workers[i].id == id) {
            struct refer_worker *w = arena_new(r->mem, struct refer_worker);
            *w = (struct refer_worker){ id, x->workers[i].team_id, x->workers[i].name };
            return w;
        }
    page_error(r, S("holder"), S("Choose somebody who works here now"));
    return NULL;
}

static void put_field(const struct reference *x, struct change *c, enum field_name name, int64_t number, arena *a)
{
    const struct field *f = kind_field_of(x->kind, name);
    struct field_change *all = arena_array(a, struct field_change, c->n + 1);
    size_t n = 0;
    for (size_t i = 0; i < c->n; i++)
        if (c->fields[i].field != f)
            all[n++] = c->fields[i];
    all[n++] = (struct field_change){ f, arena_printf(a, "%lld", (long long)number) };
    c->fields = all;
    c->n = n;
}

/* The referral as it was typed, with what the page knows: which contact, who holds the case, and their team unless one
 * was chosen. */
static void read_referral(struct request *r, const struct reference *x, struct refer_save *to)
{
    struct field_change *fields;
    *to = (struct refer_save){
        .worker = worker_chosen(r, x),
        .today = r->today,
        .referral = { .kind = x->kind, .source_key = form_key(r), .why = STR_NONE },
    };
    to->referral.n = form_changes(r, x->kind, &fields);
    to->referral.fields = fields;
    put_field(x, &to->referral, F_referral_contact_id, x->contact->id, r->mem);
    if (!to->worker)
        return;
    put_field(x, &to->referral, F_referral_worker_id, to->worker->id, r->mem);
    if (to->worker->team_id && !posted_in(r, F_referral_team_id).n)
        put_field(x, &to->referral, F_referral_team_id, to->worker->team_id, r->mem);
}

/* The form again, over the record as it is: what was tried is gone. */
static err_code show_again(struct request *r, struct reference *x, const struct put_result *put, const err *why, err *e)
{
    err_code rc = subject_load(r->store, x->child_id, r->mem, &x->sub, e);
    if (rc)
        return rc;
    x->contact = refer_contact(x->sub, x->contact->id);
    if (!x->contact)
        return err_set(e, ERR_CONFLICT, "somebody has made this referral meanwhile");
    form_show_faults(r, put);
    if (!put->nfaults)
        page_error(r, S("holder"), why->message);
    return show_form(r, x, e);
}

static err_code save_referral(struct request *r, struct reference *x, struct saving *save, err *e)
{
    struct refer_save to;
    struct put_result put = { 0 };
    read_referral(r, x, &to);
    if (r->page.nerrors) {
        save_drop(save);
        return show_form(r, x, e);
    }
    err_code rc = refer_put(save, &to, r->mem, &put, e);
    if (!rc)
        rc = save_end(save, e);
    save_drop(save);
    if (rc == ERR_INVALID) {
        const err why = *e;
        return show_again(r, x, &put, &why, e);
    }
    if (rc)
        return rc;
    str said = to.worker ? arena_printf(r->mem, "Saved: the referral. " STR_FMT " holds the case from today.",
                                        STR_ARG(to.worker->name))
             : x->allocates && !holder_of(x->sub, r->today) ? S("Saved: the referral. Nobody holds the case yet.")
             : S("Saved: the referral.");
    return request_redirect(r, arena_printf(r->mem, "/child/%lld", (long long)x->child_id), said);
}

err_code post_refer(struct request *r, err *e)
{
    struct reference x = { 0 };
    struct saving *save = NULL;
    err_code rc = find_reference(r, &x, &save, e);
    if (!rc && x.contact)
        rc = save_referral(r, &x, save, e);
    save_drop(save);
    return rc;
}
