/* record_page.c - the form of one record: adding, correcting, ending and removing.
 *
 * A save carries the version that the writer saw. Other people's changes to other fields are merged; to the same field
 * they come back with both texts, one above the other, and nothing typed is lost on the way. A save that is refused is
 * dropped before the form is shown again, so that the page shows what the record says and
 * what was typed, never what was tried. */
#include "desk/holder.h"
#include "desk/draft.h"
#include "people/worker.h"
#include "web/casework/refer.h"
#include "web/http/server.h"
#include "web/record/handover.h"

static str page_href(const struct request *r, const struct record_place *at)
{
    return whose_page(r->mem, whose_kind(r), at->subject_id);
}

static str record_href(const struct request *r, const struct record_place *at, int64_t record)
{
    return arena_printf(r->mem, STR_FMT "/record/%lld", STR_ARG(whose_base(r->mem, whose_kind(r), at->subject_id)),
                        (long long)record);
}

static str list_href(const struct request *r)
{
    return arena_printf(r->mem, "/" STR_FMT "/all", STR_ARG(whose_kind(r)->name));
}

static err_code no_version(err *e)
{
    return err_set(e, ERR_INVALID, "the form came without its version; go back, reload the page and send it again");
}

/* --- the form ------------------------------------------------------------------------------------------------- */

err_code form_note_draft(struct request *r, struct form_page *p, err *e)
{
    size_t n;
    struct draft *all;
    if (r->is_post || r->draft.n)
        return ERR_OK;
    err_code rc = draft_list(r->store, r->who->account, r->mem, &n, &all, e);
    for (size_t i = 0; !rc && i < n; i++)
        if (str_eq(all[i].path, r->path)) {
            p->draft_at = instant_uk(r->mem, all[i].at);
            p->draft_href = arena_printf(r->mem, STR_FMT "?draft=%lld", STR_ARG(r->path), (long long)all[i].id);
            break;
        }
    return rc;
}

static void show_conflicts(struct request *r, struct form_page *p, const struct put_result *put)
{
    struct namer names;
    request_namer(r, &names);
    p->conflict = true;
    for (size_t i = 0; i < put->nconflicts; i++) {
        const struct conflict *x = &put->conflicts[i];
        page_error(r, x->field->name,
                   arena_printf(r->mem, "Somebody else changed this too: " STR_FMT, STR_ARG(x->field->label)));
        for (size_t g = 0; g < p->ngroups; g++)
            for (size_t q = 0; q < p->groups[g].n; q++)
                if (p->groups[g].questions[q].f == x->field) {
                    p->groups[g].questions[q].theirs = value_shown(&names, x->field, x->theirs);
                    p->groups[g].questions[q].theirs_by = arena_printf(r->mem, STR_FMT ", " STR_FMT, STR_ARG(x->by),
                                                                       STR_ARG(instant_uk(r->mem, x->at)));
                }
    }
    r->status = 409;
}

/* What others changed and the writer did not is shown as it now is: the form's old text of
 * it must not go out again as the writer's own. */
static err_code leave_theirs(struct request *r, const struct record_place *at, const struct put_result *put, err *e)
{
    size_t n;
    struct entry *all;
    int64_t seen;
    err_code rc = record_history(r->store, at->subject_id, at->record_id, r->mem, &n, &all, e);
    if (rc || !str_int(request_form(r, "base_version"), &seen))
        return rc;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; all[i].version > seen && k < all[i].nfields; k++) {
            const struct field *f = all[i].fields[k].field;
            bool both = false;
            for (size_t c = 0; c < put->nconflicts; c++)
                both = both || put->conflicts[c].field == f;
            if (!both)
                form_forget(r, f);
        }
    return ERR_OK;
}

static err_code form_show(struct request *r, const struct record_place *at, bool only_end, const struct put_result *put,
                          err *e)
{
    struct record_head head;
    if (!at->kind)
        return no_record(e);
    bool adding = !at->record;
    err_code rc = ERR_OK;
    struct form_page p = { .r = r,
                           .kind = at->kind,
                           .head = at->sub ? &head : NULL,
                           .record = at->record,
                           .asks_why = !adding,
                           .why = request_typed(r, "why"),
                           .action = r->path,
                           .base_version = adding ? 0 : at->record->version,
                           .number = adding ? form_number(r) : STR_NONE };
    int64_t seen;
    /* the page shows what others wrote; until then the writer saw what the form, or its draft, says */
    bool both_seen = put && put->nconflicts;
    if (!adding && !both_seen && str_int(request_typed(r, "base_version"), &seen) && seen > 0 && seen <= p.base_version)
        p.base_version = seen;
    if (!adding && both_seen && (rc = leave_theirs(r, at, put, e)))
        return rc;
    str label = at->kind->label;
    p.heading = adding     ? label
                : only_end ? arena_printf(r->mem, "End: " STR_FMT, STR_ARG(label))
                           : arena_printf(r->mem, "Change: " STR_FMT, STR_ARG(label));
    p.cancel = !adding ? record_href(r, at, at->record_id) : at->sub ? page_href(r, at) : list_href(r);
    if (put)
        form_show_faults(r, put);
    form_questions(r, at->sub, at->kind, adding ? NULL : at->record->values, only_end, &p);
    advice_on_form(r, at, only_end, &p);
    if (is_allocation(at))
        read_holders(r, at, &p);
    if (!adding && kind_is(at->kind, K_worker) && (rc = worker_cases(r->store, at->subject_id, r->today, r->mem,
                                                                     &p.nheld, e)))
        return rc;
    if (put && put->nconflicts)
        show_conflicts(r, &p, put);
    int status = r->status;
    rc = form_note_draft(r, &p, e);
    if (!rc && at->sub)
        rc = record_chrome(r, at->sub, &head, p.heading, e);
    if (rc)
        return rc;
    r->status = status;
    record_form_view(r->out, &p);
    return ERR_OK;
}

err_code page_record_add(struct request *r, err *e)
{
    struct record_place at = { 0 };
    err_code rc = place_of_kind(r, ACCESS_WRITE, &at, e);
    return rc ? rc : form_show(r, &at, false, NULL, e);
}

err_code page_record_change(struct request *r, err *e)
{
    struct record_place at = { 0 };
    err_code rc = place_of_record(r, ACCESS_WRITE, &at, e);
    return rc ? rc : form_show(r, &at, false, NULL, e);
}

err_code page_record_end(struct request *r, err *e)
{
    struct record_place at = { 0 };
    err_code rc = place_of_record(r, ACCESS_WRITE, &at, e);
    if (!rc && at.kind->f_ended < 0)
        return no_record(e);
    return rc ? rc : form_show(r, &at, true, NULL, e);
}

/* --- saving ---------------------------------------------------------------------------------------------------- */

/* What the save brought to an end, in words; "" nothing. */
static str duties_met(struct request *r, const struct put_result *put, int64_t subject_id)
{
    db_rows done;
    err quiet = { .mem = r->mem };
    out said = { 0 };
    size_t n = 0;
    if (!put->record || db_run(r->store->db, ST_ended_clocks_of_subject,
                               ARGS(DBI(subject_id), DBT(day_iso(r->mem, r->today))), r->mem, &done, &quiet))
        return S("");
    for (size_t i = 0; i < done.n && n < 3; i++) {
        int row;
        str id = db_str(&done, i, ENDED_CLOCKS_OF_SUBJECT_RULE);
        const struct clock_rule *rule = clock_rule_find(r->cat->clock_rules, id, &row);
        if (db_int(&done, i, ENDED_CLOCKS_OF_SUBJECT_MET_BY) != put->record->id || !rule ||
            !due_readable(r->who, r->cat, id))
            continue;
        out_raw(&said, n++ ? S("; ") : S(" Done: "));
        out_raw(&said, clock_rule_name(rule, row));
        bool late = str_eq(db_str(&done, i, ENDED_CLOCKS_OF_SUBJECT_STATE), S("late"));
        out_raw(&said, late ? S(", late") : S(", in time"));
    }
    if (n)
        out_char(&said, '.');
    str words = arena_copy(r->mem, out_str(&said));
    out_release(&said);
    return words;
}

static bool says_nothing(const struct change *c)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->fields[i].typed.n)
            return false;
    return true;
}

/* The form's answers as a change. Away from adding it carries the version that its writer saw. */
static err_code read_change(struct request *r, const struct record_place *at, struct change *c, err *e)
{
    struct field_change *fields;
    *c = (struct change){ .kind = at->kind, .id = at->record_id, .source_key = STR_NONE,
                          .why = str_trim(request_form(r, "why")) };
    c->n = form_changes(r, at->kind, &fields);
    c->fields = fields;
    if (!at->record_id) {
        c->source_key = form_key(r);
        return ERR_OK;
    }
    return str_int(request_form(r, "base_version"), &c->base_version) ? ERR_OK : no_version(e);
}

/* What the form can tell by itself, before anything is tried; false: it is on the page. */
static bool makes_sense(struct request *r, const struct record_place *at, const struct change *c, size_t nwith,
                        const struct change *with)
{
    if (!at->record_id && says_nothing(c)) {
        page_error(r, at->kind->fields[0].name, S("Answer at least one question"));
        return false;
    }
    if (is_allocation(at) && str_eq(posted_in(r, F_involvement_role), CASE_HOLDER) &&
        !posted_in(r, F_involvement_worker_id).n)
        error_at(r, F_involvement_worker_id, S("Choose who holds the case"));
    return !r->page.nerrors && !(nwith && begins_too_early(r, at, nwith, with));
}

/* Nobody leaves while they hold children: a day to come can be written down, one that has come cannot. */
static err_code leaves_nobody(struct request *r, const struct record_place *at, err *e)
{
    const struct field *f = field_of(r->cat, F_worker_left_on);
    size_t n;
    value left;
    err quiet = { .mem = r->mem };
    if (!at->record || !kind_is(at->kind, K_worker) ||
        field_read(f, form_typed(r, f), r->today, false, r->mem, &left, &quiet) || !left.text.p ||
        left.num > r->today || str_eq(left.text, record_text(at->record, F_worker_left_on)))
        return ERR_OK;
    if (worker_cases(r->store, at->subject_id, (day)left.num, r->mem, &n, e))
        return e->code;
    if (n)
        error_at(r, F_worker_left_on,
                 arena_printf(r->mem, "They hold %zu %s. Give each of them to another worker first, or give a day to "
                                      "come", n, n == 1 ? "child" : "children"));
    return ERR_OK;
}

/* The change and those that go with it. */
static err_code put_all(struct saving *x, const struct change *c, size_t nwith, const struct change *with,
                        struct put_result *put, err *e)
{
    err_code rc = save_put(x, c, put, e);
    for (size_t i = 0; !rc && i < nwith; i++) {
        struct put_result other = { 0 };
        rc = save_put(x, &with[i], &other, e);
        if (rc && (other.nfaults || other.nconflicts))
            *put = (struct put_result){ 0 };
    }
    return rc ? rc : save_end(x, e);
}

/* What a failed put left in memory is not what the record says. */
static err_code show_again(struct request *r, struct record_place *at, bool only_end, const struct put_result *put,
                           err *e)
{
    if (at->record && subject_load(r->store, at->subject_id, r->mem, &at->sub, e) == ERR_OK)
        at->record = subject_record(at->sub, at->record_id);
    return form_show(r, at, only_end, put, e);
}

static str said_of(struct request *r, const struct record_place *at, const struct put_result *put, size_t nwith,
                   bool asks)
{
    if (put->outcome == PUT_UNCHANGED)
        return S("Nothing was different, so nothing was saved.");
    if (put->outcome == PUT_MERGED)
        return S("Saved, together with what somebody else changed meanwhile. Look at both.");
    return arena_printf(r->mem, "Saved: " STR_FMT ".%s" STR_FMT "%s", STR_ARG(at->kind->label),
                        nwith ? " The worker before has been ended." : "", STR_ARG(duties_met(r, put, at->subject_id)),
                        asks ? " The returns would ask about it: see below." : "");
}

/* On to the page that a save leads to: the referral that it makes possible, the record when
 * something is left to answer. */
static err_code go_on(struct request *r, const struct record_place *at, const struct put_result *put, size_t nwith)
{
    const bool changed = put->outcome != PUT_UNCHANGED;
    const str onward = refer_onward(r, at->sub, changed ? put->record : NULL);
    const bool asks = !onward.n && changed && advice_of_record(r, at->sub, put->record)->n > 0;
    const str said = said_of(r, at, put, nwith, asks);
    const struct field *const *gaps;
    if (onward.n)
        return request_redirect(r, onward, said);
    if (put->record && changed && access_reads(r->who, at->kind) && (asks || record_gaps(r, put->record, &gaps)))
        return request_redirect(r, record_href(r, at, put->record->id), said);
    return request_redirect(r, at->record_id ? record_href(r, at, at->record_id) : page_href(r, at), said);
}

static err_code save_form(struct request *r, struct record_place *at, struct saving *x, bool only_end, err *e)
{
    struct put_result put = { 0 };
    struct change c, *with;
    err_code rc = read_change(r, at, &c, e);
    if (rc)
        return rc;
    /* Save was pressed twice, or the page sent again */
    if (!at->record_id && subject_by_key(at->sub, at->kind, c.source_key))
        return request_redirect(r, page_href(r, at), S("Saved already."));
    size_t nwith = place_handovers(r, at, &with);
    if ((rc = leaves_nobody(r, at, e)))
        return rc;
    if (!makes_sense(r, at, &c, nwith, with)) {
        save_drop(x);
        return form_show(r, at, only_end, NULL, e);
    }
    rc = put_all(x, &c, nwith, with, &put, e);
    save_drop(x);
    if (save_for_the_form(rc, &put))
        return show_again(r, at, only_end, &put, e);
    return rc ? rc : go_on(r, at, &put, nwith);
}

err_code post_record_add(struct request *r, err *e)
{
    struct record_place at = { 0 };
    struct saving *x = NULL;
    err_code rc = save_of_kind(r, &at, &x, e);
    if (!rc)
        rc = save_form(r, &at, x, false, e);
    save_drop(x);
    return rc;
}

static err_code save_correction(struct request *r, bool only_end, err *e)
{
    struct record_place at = { 0 };
    struct saving *x = NULL;
    err_code rc = save_of_record(r, &at, &x, e);
    if (!rc)
        rc = save_form(r, &at, x, only_end, e);
    save_drop(x);
    return rc;
}

err_code post_record_change(struct request *r, err *e) { return save_correction(r, false, e); }
err_code post_record_end(struct request *r, err *e) { return save_correction(r, true, e); }

/* --- entered in error -------------------------------------------------------------------------------------------- */

static err_code show_remove(struct request *r, const struct record_place *at, str error, err *e)
{
    struct record_head head;
    struct namer names;
    request_namer(r, &names);
    struct remove_page p = { .r = r,
                             .head = &head,
                             .kind = at->kind,
                             .id = at->record_id,
                             .version = at->record->version,
                             .title = record_title(&names, at->record, 120),
                             .why = request_typed(r, "why"),
                             .error = error };
    int status = r->status;
    err_code rc = record_chrome(r, at->sub, &head, S("Remove"), e);
    r->status = status;
    if (!rc)
        record_remove_view(r->out, &p);
    return rc;
}

err_code page_record_remove(struct request *r, err *e)
{
    struct record_place at = { 0 };
    err_code rc = place_of_record(r, ACCESS_WRITE, &at, e);
    if (!rc && kind_is_subject(at.kind))
        return no_record(e);
    return rc ? rc : show_remove(r, &at, STR_NONE, e);
}

err_code post_record_remove(struct request *r, err *e)
{
    struct record_place at = { 0 };
    struct put_result put = { 0 };
    struct saving *x = NULL;
    err_code rc = save_of_record(r, &at, &x, e);
    if (!rc && kind_is_subject(at.kind))
        rc = no_record(e);
    if (rc)
        goto done;
    str why = str_trim(request_form(r, "why"));
    if (why.n < 5) {
        save_drop(x);
        page_error(r, S("why"), S("Say why this record should not be here"));
        return show_remove(r, &at, page_error_of(r, S("why")), e);
    }
    struct change c = { .op = CHANGE_REMOVE, .kind = at.kind, .id = at.record_id, .source_key = STR_NONE, .why = why };
    if (!str_int(request_form(r, "base_version"), &c.base_version))
        rc = no_version(e);
    if (!rc && !(rc = save_put(x, &c, &put, e)))
        rc = save_end(x, e);
done:
    save_drop(x);
    return rc ? rc : request_redirect(r, page_href(r, &at), S("Removed. It stays in the history."));
}
