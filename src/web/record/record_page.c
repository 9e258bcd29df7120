/* record_page.c - one record: what it says and every change to it; adding, correcting, ending and removing.
 *
 * A save carries the version that the writer saw. Other people's changes to other fields are merged; to the same field they
 * come back with both texts, one above the other, and nothing typed is lost on the way. */
#include "web/record/person_form.h"
#include "web/record/record.h"
#include "web/casework/refer.h"
#include "record/field.h"
#include "desk/draft.h"
#include "reporting/issues.h"
#include "web/http/server.h"
#include "record/search.h"

/* --- reading ------------------------------------------------------------------------------------------------ */

static err_code no_record(err *e)
{
    err_set(e, ERR_NOT_FOUND, "there is no such record");
    return err_hint(e, "it may have been removed; look at the timeline");
}

/* Whose record, which, and may this account do that with it? */
err_code place_of_record(struct request *r, enum access_purpose purpose, struct record_place *p, err *e)
{
    err_code rc;
    if ((rc = request_id(r, 0, &p->child_id, e)) || (rc = request_id(r, 1, &p->record_id, e)) ||
        (rc = request_subject(r, p->child_id, ACCESS_READ, NULL, e)) || (rc = subject_load(r->store, p->child_id, r->mem, &p->sub, e)))
        return rc;
    p->record = subject_record(p->sub, p->record_id);
    if (!p->record || !access_reads(r->who, p->record->kind) || (purpose == ACCESS_WRITE && p->record->removed))
        return no_record(e);
    p->kind = p->record->kind;
    return purpose == ACCESS_READ ? ERR_OK : request_subject(r, p->child_id, purpose, p->kind, e);
}

static err_code chrome(struct request *r, struct child_overview *c, struct child_page *child, str title, err *e)
{
    err_code rc = child_page_read(r, 1, c, child, e);
    if (rc)
        return rc;
    r->page.title = arena_printf(r->mem, STR_FMT ": " STR_FMT, STR_ARG(title), STR_ARG(c->name));
    r->page.back_href = arena_printf(r->mem, "/child/%lld", (long long)c->id);
    r->page.back_text = c->name;
    return ERR_OK;
}

void request_namer(struct request *r, struct namer *n)
{
    const struct access_filter *filter;
    err quiet = { .mem = r->mem };
    bool known = access_filter(r->store, r->who, &filter, &quiet) == ERR_OK;
    namer_init(n, r->store, known ? filter : NULL, r->mem);
    n->blind = !known;
}

static str via_words(str via)
{
    static const struct { const char *via, *words; } all[] = {
        { "form", "on a page" }, { "import ssd", "from an extract" }, { "import ssda903", "from an SSDA903 file" }, { "import cin", "from a CIN census file" },
        { "demo", "made up for the demonstration" },
    };
    for (size_t i = 0; i < COUNT_OF(all); i++)
        if (str_eq(via, str_of(all[i].via)))
            return str_of(all[i].words);
    return via;
}

static str op_words(str op)
{
    return str_eq(op, S("add")) ? S("Added") : str_eq(op, S("change")) ? S("Changed") : str_eq(op, S("remove")) ? S("Removed")
         : str_eq(op, S("erase")) ? S("Erased by law") : op;
}

static bool is_secret_entry(const struct subject *sub, const struct entry *x)
{
    const struct record *rec = sub ? subject_record(sub, x->record_id) : NULL;
    return rec && record_is_confidential(rec);
}

static err_code read_entries(struct request *r, struct record_page *p, const struct subject *sub, int64_t record_id, err *e)
{
    size_t n;
    struct entry *all;
    struct namer names;
    request_namer(r, &names);
    err_code rc = record_history(r->store, sub->id, record_id, r->mem, &n, &all, e);
    if (rc)
        return rc;
    struct entry_row *rows = arena_array(r->mem, struct entry_row, n);
    for (size_t i = 0; i < n; i++) {
        const struct entry *x = &all[i];
        if (!x->kind || !access_reads(r->who, x->kind))
            continue;
        bool secret = !record_id && is_secret_entry(sub, x);        /* shown on the record's own page alone */
        struct entry_change *changes = arena_array(r->mem, struct entry_change, x->nfields);
        for (size_t k = 0; k < x->nfields; k++)
            changes[k] = (struct entry_change){ x->fields[k].field->label, value_shown(&names, x->fields[k].field, x->fields[k].before),
                                                value_shown(&names, x->fields[k].field, x->fields[k].after) };
        rows[p->nentries++] = (struct entry_row){ .seq = x->seq, .what = op_words(x->op), .by = x->account, .via = via_words(x->via), .why = x->why, .at = x->at,
            .n = secret ? 0 : x->nfields, .changes = changes, .record_id = x->record_id, .record = x->kind->label };
    }
    p->entries = rows;
    return ERR_OK;
}

static void read_values(struct request *r, struct record_page *p, const struct record *rec)
{
    struct namer names;
    request_namer(r, &names);
    struct value_group *groups = arena_array(r->mem, struct value_group, rec->kind->nfields);
    for (size_t i = 0; i < rec->kind->nfields; i++) {
        const struct field *f = &rec->kind->fields[i];
        if (!rec->values[i].text.p)
            continue;
        if (!p->ngroups || !str_eq(groups[p->ngroups - 1].name, f->group))
            groups[p->ngroups++] = (struct value_group){ .name = f->group, .rows = arena_array(r->mem, struct value_row, rec->kind->nfields) };
        struct value_group *g = &groups[p->ngroups - 1];
        ((struct value_row *)g->rows)[g->n++] = (struct value_row){ f->label, value_shown(&names, f, rec->values[i]), f->type == FT_NOTE };
    }
    p->groups = groups;
}

/* Questions that an answer raises ("seen alone? no" raises "why not?") and that are still empty. Asked for again, never insisted
 * on: what is known now is worth more on the record than in a notebook. */
static size_t read_gaps(struct request *r, const struct record *rec, const struct field *const **to)
{
    const struct field **gaps = arena_array(r->mem, const struct field *, rec->kind->nfields);
    const value *nothing = arena_array(r->mem, value, rec->kind->nfields);
    size_t n = 0;
    for (size_t i = 0; i < rec->kind->nfields; i++) {
        const struct field *f = &rec->kind->fields[i];
        if (f->show_if && !rec->values[i].text.p && in_force(f->when, r->today) && expr_true(f->show_if, rec->values, NULL) && !expr_true(f->show_if, nothing, NULL))
            gaps[n++] = f;
    }
    *to = gaps;
    return n;
}

err_code page_record(struct request *r, err *e)
{
    struct record_place at;
    struct child_overview c;
    struct child_page child;
    err_code rc = place_of_record(r, ACCESS_READ, &at, e);
    if (rc)
        return rc;
    struct namer names;
    request_namer(r, &names);
    bool writes = request_may(r, CAN_WRITE_CHILD) && access_writes(r->who, at.kind) && !at.record->removed;
    struct record_page p = { .r = r, .child = &child, .kind = at.kind, .id = at.record_id, .title = record_title(&names, at.record, 120), .removed = at.record->removed,
        .may_change = writes, .may_end = writes && at.kind->f_ended >= 0 && !at.record->values[at.kind->f_ended].text.p };
    read_values(r, &p, at.record);
    p.ngaps = at.record->removed ? 0 : read_gaps(r, at.record, &p.gaps);
    p.advice = advice_of_record(r, at.sub, at.record);
    if ((rc = read_entries(r, &p, at.sub, at.record_id, e)) || (rc = chrome(r, &c, &child, at.kind->label, e)))
        return rc;
    record_view(r->out, &p);
    return ERR_OK;
}

err_code page_child_history(struct request *r, err *e)
{
    struct child_overview c;
    struct child_page child;
    struct record_page p = { .r = r, .child = &child };
    err_code rc = chrome(r, &c, &child, S("Every change"), e);
    if (rc || (rc = read_entries(r, &p, c.subject, 0, e)))
        return rc;
    enum { SHOWN = 200 };
    if (p.nentries > SHOWN && !request_query(r, "all").p)
        p.nentries = SHOWN;
    child_history_view(r->out, &p);
    return ERR_OK;
}

/* --- the form ------------------------------------------------------------------------------------------------- */

static err_code note_draft(struct request *r, struct form_page *p, err *e)
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

static void show_faults(struct request *r, const struct put_result *put)
{
    for (size_t i = 0; i < put->nfaults; i++) {
        const struct field *f = put->faults[i].field;
        bool day_field = f->type == FT_DATE || f->type == FT_INSTANT;
        page_error(r, day_field ? arena_printf(r->mem, STR_FMT "-day", STR_ARG(f->name)) : f->name, put->faults[i].message);
    }
}

static void show_conflicts(struct request *r, struct form_page *p, const struct put_result *put)
{
    struct namer names;
    request_namer(r, &names);
    p->conflict = true;
    for (size_t i = 0; i < put->nconflicts; i++) {
        const struct conflict *x = &put->conflicts[i];
        page_error(r, x->field->name, arena_printf(r->mem, "Somebody else changed this too: " STR_FMT, STR_ARG(x->field->label)));
        for (size_t g = 0; g < p->ngroups; g++)
            for (size_t q = 0; q < p->groups[g].n; q++)
                if (p->groups[g].questions[q].f == x->field) {
                    p->groups[g].questions[q].theirs = value_shown(&names, x->field, x->theirs);
                    p->groups[g].questions[q].theirs_by = arena_printf(r->mem, STR_FMT ", " STR_FMT, STR_ARG(x->by), STR_ARG(instant_uk(r->mem, x->at)));
                }
    }
    r->status = 409;
}

/* What others changed and the writer did not is shown as it now is: the form's old text of it must not go out again as the writer's own. */
static err_code leave_theirs(struct request *r, const struct record_place *at, const struct put_result *put, err *e)
{
    size_t n;
    struct entry *all;
    int64_t seen;
    err_code rc = record_history(r->store, at->child_id, at->record_id, r->mem, &n, &all, e);
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

/* --- one worker hands over to another ------------------------------------------------------------------------ */

static bool holds_case(const struct request *r, const struct record *x)
{
    day to = record_day(x, F_involvement_to_on);
    return !x->removed && record_is(x, F_involvement_role, S("case_holder")) && (to == DAY_NONE || to > r->today);
}

static bool is_allocation(const struct record_place *at)
{
    return !at->record_id && at->sub && kind_is(at->kind, K_involvement);
}

static void read_holders(struct request *r, const struct record_place *at, struct form_page *p)
{
    const struct records *all = subject_kind(at->sub, at->kind);
    struct holder *holders = arena_array(r->mem, struct holder, all->n);
    const struct form *from = r->is_post ? &r->form : &r->draft;
    str *ends;
    size_t nends = form_values(from, "ends", r->mem, &ends);
    bool asked = request_typed(r, "ends-asked").n > 0;
    struct namer names;
    request_namer(r, &names);
    for (size_t i = 0; i < all->n; i++) {
        const struct record *x = all->at[i];
        if (!holds_case(r, x))
            continue;
        const struct field *worker = kind_field_of(x->kind, F_involvement_worker_id);
        const struct field *since = kind_field_of(x->kind, F_involvement_from_on);
        struct holder h = { x->id, value_shown(&names, worker, record_value(x, worker)), value_shown(&names, since, record_value(x, since)), !asked };
        for (size_t k = 0; k < nends; k++)
            h.ends = h.ends || str_eq(ends[k], arena_printf(r->mem, "%lld", (long long)x->id));
        if (!h.name.n)
            h.name = S("The present worker");
        holders[p->nholders++] = h;
    }
    p->holders = holders;
}

/* The involvements that the form asks to end on the day that the new one begins. */
size_t place_handovers(struct request *r, const struct record_place *at, struct change **to)
{
    str *ends;
    int64_t id;
    size_t n = 0, nends = form_values(&r->form, "ends", r->mem, &ends);
    struct change *all = *to = arena_array(r->mem, struct change, nends + 1);
    const struct field *to_on = field_of(r->cat, F_involvement_to_on);
    const struct field *from_on = field_of(r->cat, F_involvement_from_on);
    if (!is_allocation(at) || !str_eq(request_form(r, "role"), S("case_holder")))
        return 0;
    for (size_t i = 0; i < nends; i++) {
        const struct record *x = str_int(ends[i], &id) ? subject_record(at->sub, id) : NULL;
        if (!x || x->kind != at->kind || !holds_case(r, x))
            continue;
        struct field_change *day_changed = arena_array(r->mem, struct field_change, 1);
        day_changed[0] = (struct field_change){ to_on, form_typed(r, from_on) };
        all[n++] = (struct change){ .kind = at->kind, .id = id, .n = 1, .fields = day_changed, .why = S("Another worker took over") };
    }
    return n;
}

static err_code form_show(struct request *r, const struct record_place *at, bool only_end, const struct put_result *put, err *e)
{
    struct child_overview c;
    struct child_page child;
    if (!at->kind)
        return no_record(e);
    bool adding = !at->record;
    err_code rc = ERR_OK;
    struct form_page p = { .r = r, .kind = at->kind, .child = at->sub ? &child : NULL, .record = at->record, .asks_why = !adding, .why = request_typed(r, "why"),
        .action = r->path, .base_version = adding ? 0 : at->record->version, .number = adding ? form_number(r) : STR_NONE };
    int64_t seen;
    bool both_seen = put && put->nconflicts;        /* the page shows what others wrote; until then the writer saw what the form, or its draft, says */
    if (!adding && !both_seen && str_int(request_typed(r, "base_version"), &seen) && seen > 0 && seen <= p.base_version)
        p.base_version = seen;
    if (!adding && both_seen && (rc = leave_theirs(r, at, put, e)))
        return rc;
    str label = at->kind->label;
    p.heading = adding ? label : only_end ? arena_printf(r->mem, "End: " STR_FMT, STR_ARG(label)) : arena_printf(r->mem, "Change: " STR_FMT, STR_ARG(label));
    p.cancel = adding ? arena_printf(r->mem, "/child/%lld", (long long)at->child_id)
                      : arena_printf(r->mem, "/child/%lld/record/%lld", (long long)at->child_id, (long long)at->record_id);
    if (put)
        show_faults(r, put);
    form_questions(r, at->sub, at->kind, adding ? NULL : at->record->values, only_end, &p);
    advice_on_form(r, at, only_end, &p);
    if (is_allocation(at))
        read_holders(r, at, &p);
    if (put && put->nconflicts)
        show_conflicts(r, &p, put);
    int status = r->status;
    rc = note_draft(r, &p, e);
    if (!rc && at->sub)
        rc = chrome(r, &c, &child, p.heading, e);
    if (rc)
        return rc;
    r->status = status;
    record_form_view(r->out, &p);
    return ERR_OK;
}

err_code place_of_kind(struct request *r, enum access_purpose purpose, struct record_place *at, err *e)
{
    err_code rc = request_id(r, 0, &at->child_id, e);
    if (rc)
        return rc;
    at->kind = r->nargs > 1 ? catalogue_kind(r->cat, r->args[1]) : NULL;
    if (!at->kind || kind_is_subject(at->kind) || !kind_is(at->kind->subject, K_person))
        return err_set(e, ERR_NOT_FOUND, "there is no such kind of record");
    if ((rc = request_subject(r, at->child_id, purpose, at->kind, e)))
        return rc;
    return subject_load(r->store, at->child_id, r->mem, &at->sub, e);
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

/* Writes one change, and those that go with it, in a transaction of its own. A refusal for the form comes back in put with
 * ERR_INVALID or ERR_CONFLICT. */
static err_code save(struct request *r, struct record_place *at, const struct change *c, size_t nwith, const struct change *with, struct put_result *put, err *e)
{
    const struct author author = { .account = r->who->account, .via = S("form"), .at = r->now };
    err_code rc = store_begin(r->store, &author, e);
    if (rc)
        return rc;
    if ((rc = at->child_id ? subject_load(r->store, at->child_id, r->mem, &at->sub, e) : subject_new(r->store, c->kind, r->mem, &at->sub, e)))
        goto done;
    if (at->record_id)
        at->record = subject_record(at->sub, at->record_id);
    if ((rc = subject_put(r->store, at->sub, c, put, e)))
        goto done;
    for (size_t i = 0; i < nwith; i++) {
        struct put_result other = { 0 };
        if (!(rc = subject_put(r->store, at->sub, &with[i], &other, e)))
            continue;
        if (other.nfaults || other.nconflicts)
            *put = (struct put_result){ 0 };
        goto done;
    }
    if ((rc = subject_write(r->store, at->sub, e)) || (rc = return_issues_renew(r->store, r->server->lists, r->today, at->sub->id, e)))
        goto done;
    rc = store_commit(r->store, e);
done:
    store_rollback(r->store);
    return rc;
}

/* Nobody can stop before they began. */
static bool begins_too_early(struct request *r, const struct record_place *at, size_t n, const struct change *with)
{
    value from;
    err quiet = { .mem = r->mem };
    const struct field *f = kind_field_of(at->kind, F_involvement_from_on);
    if (field_read(f, form_typed(r, f), r->today, false, r->mem, &from, &quiet) || !from.text.p)
        return false;                           /* the put says what is wrong with it */
    for (size_t i = 0; i < n; i++) {
        value began = record_value(subject_record(at->sub, with[i].id), f);
        if (began.text.p && from.num < began.num) {
            page_error(r, S("from_on-day"), S("The worker who holds the case began later than this day. Give a later day, or leave them as they are."));
            return true;
        }
    }
    return false;
}

/* What the save brought to an end, in words; "" nothing. */
static str duties_met(struct request *r, const struct put_result *put, int64_t child_id)
{
    db_rows done;
    err quiet = { .mem = r->mem };
    out said = { 0 };
    size_t n = 0;
    if (!put->record || db_run(r->store->db, ST_ended_clocks_of_subject, ARGS(DBI(child_id), DBT(day_iso(r->mem, r->today))), r->mem, &done, &quiet))
        return S("");
    for (size_t i = 0; i < done.n && n < 3; i++) {
        int row;
        const db_val *v = db_row(&done, i);
        const struct clock_rule *rule = clock_rule_find(r->cat->clock_rules, v[1].s, &row);
        if (v[9].i != put->record->id || !rule || !due_readable(r->who, r->cat, v[1].s))
            continue;
        out_raw(&said, n++ ? S("; ") : S(" Done: "));
        out_raw(&said, row >= 0 && rule->rows[row].name.p ? rule->rows[row].name : rule->name);
        out_raw(&said, str_eq(v[7].s, S("late")) ? S(", late") : S(", in time"));
    }
    if (n)
        out_char(&said, '.');
    str words = arena_copy(r->mem, out_str(&said));
    out_release(&said);
    return words;
}

static bool for_the_form(err_code rc, const struct put_result *put)
{
    return (rc == ERR_INVALID && put->nfaults) || (rc == ERR_CONFLICT && (put->nconflicts || put->nfaults));
}

static bool says_nothing(const struct change *c)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->fields[i].typed.n)
            return false;
    return true;
}

static err_code save_form(struct request *r, struct record_place *at, bool only_end, err *e)
{
    struct put_result put = { 0 };
    struct field_change *fields;
    if (!at->kind)
        return no_record(e);
    struct change c = { .kind = at->kind, .id = at->record_id, .source_key = STR_NONE, .why = str_trim(request_form(r, "why")) };
    c.n = form_changes(r, at->kind, &fields);
    c.fields = fields;
    if (!at->record_id) {
        c.source_key = form_key(r);
        if (subject_by_key(at->sub, at->kind, c.source_key))        /* Save was pressed twice, or the page sent again */
            return request_redirect(r, arena_printf(r->mem, "/child/%lld", (long long)at->child_id), S("Saved already."));
        if (says_nothing(&c)) {
            page_error(r, at->kind->fields[0].name, S("Answer at least one question"));
            return form_show(r, at, only_end, NULL, e);
        }
    }
    if (at->record_id && !str_int(request_form(r, "base_version"), &c.base_version))
        return err_set(e, ERR_INVALID, "the form came without its version; go back, reload the page and send it again");
    struct change *with;
    size_t nwith = place_handovers(r, at, &with);
    if (is_allocation(at) && str_eq(request_form(r, "role"), S("case_holder")) && !str_trim(request_form(r, "worker_id")).n)
        page_error(r, S("worker_id"), S("Choose who holds the case"));
    if (r->page.nerrors || (nwith && begins_too_early(r, at, nwith, with)))
        return form_show(r, at, only_end, NULL, e);
    err_code rc = save(r, at, &c, nwith, with, &put, e);
    if (for_the_form(rc, &put)) {
        if (at->record)                     /* what a failed put left in memory is not what the record says */
            if (subject_load(r->store, at->child_id, r->mem, &at->sub, e) == ERR_OK)
                at->record = subject_record(at->sub, at->record_id);
        return form_show(r, at, only_end, &put, e);
    }
    if (rc)
        return rc;
    const str onward = refer_onward(r, at->sub, put.outcome == PUT_UNCHANGED ? NULL : put.record);
    const bool asks = !onward.n && put.outcome != PUT_UNCHANGED && advice_of_record(r, at->sub, put.record)->n > 0;
    str said = put.outcome == PUT_UNCHANGED ? S("Nothing was different, so nothing was saved.")
             : put.outcome == PUT_MERGED ? S("Saved, together with what somebody else changed meanwhile. Look at both.")
             : arena_printf(r->mem, "Saved: " STR_FMT ".%s" STR_FMT "%s", STR_ARG(at->kind->label), nwith ? " The worker before has been ended." : "",
                            STR_ARG(duties_met(r, &put, at->child_id)), asks ? " The returns would ask about it: see below." : "");
    if (onward.n)
        return request_redirect(r, onward, said);
    const struct field *const *gaps;
    if (put.record && put.outcome != PUT_UNCHANGED && (asks || read_gaps(r, put.record, &gaps)))
        return request_redirect(r, arena_printf(r->mem, "/child/%lld/record/%lld", (long long)at->child_id, (long long)put.record->id), said);
    str to = at->record_id ? arena_printf(r->mem, "/child/%lld/record/%lld", (long long)at->child_id, (long long)at->record_id)
                           : arena_printf(r->mem, "/child/%lld", (long long)at->child_id);
    return request_redirect(r, to, said);
}

err_code post_record_add(struct request *r, err *e)
{
    struct record_place at = { 0 };
    err_code rc = place_of_kind(r, ACCESS_WRITE, &at, e);
    return rc ? rc : save_form(r, &at, false, e);
}

err_code post_record_change(struct request *r, err *e)
{
    struct record_place at = { 0 };
    err_code rc = place_of_record(r, ACCESS_WRITE, &at, e);
    return rc ? rc : save_form(r, &at, false, e);
}

err_code post_record_end(struct request *r, err *e)
{
    struct record_place at = { 0 };
    err_code rc = place_of_record(r, ACCESS_WRITE, &at, e);
    return rc ? rc : save_form(r, &at, true, e);
}

/* --- entered in error -------------------------------------------------------------------------------------------- */

static err_code show_remove(struct request *r, const struct record_place *at, str error, err *e)
{
    struct child_overview c;
    struct child_page child;
    struct namer names;
    request_namer(r, &names);
    struct remove_page p = { .r = r, .child = &child, .kind = at->kind, .id = at->record_id, .version = at->record->version,
        .title = record_title(&names, at->record, 120), .why = request_typed(r, "why"), .error = error };
    int status = r->status;
    err_code rc = chrome(r, &c, &child, S("Remove"), e);
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
    err_code rc = place_of_record(r, ACCESS_WRITE, &at, e);
    if (rc)
        return rc;
    if (kind_is_subject(at.kind))
        return no_record(e);
    str why = str_trim(request_form(r, "why"));
    if (why.n < 5) {
        page_error(r, S("why"), S("Say why this record should not be here"));
        return show_remove(r, &at, page_error_of(r, S("why")), e);
    }
    struct change c = { .op = CHANGE_REMOVE, .kind = at.kind, .id = at.record_id, .source_key = STR_NONE, .why = why };
    if (!str_int(request_form(r, "base_version"), &c.base_version))
        return err_set(e, ERR_INVALID, "the form came without its version; go back, reload the page and send it again");
    if ((rc = save(r, &at, &c, 0, NULL, &put, e)))
        return rc;
    return request_redirect(r, arena_printf(r->mem, "/child/%lld", (long long)at.child_id), S("Removed. It stays in the history."));
}

/* --- somebody new ------------------------------------------------------------------------------------------------- */

/* People who may be the same: same sound of the name, and no different day of birth. */
static err_code find_alike(struct request *r, struct form_page *p, err *e)
{
    size_t n, kept = 0;
    struct found_subject *found;
    const struct access_filter *filter;
    str parts[] = { str_trim(request_form(r, "forename")), str_trim(request_form(r, "surname")) };
    struct search_query q = { .text = arena_join(r->mem, 2, parts, S(" ")), .subject = p->kind, .limit = 10 };
    err_code rc = access_filter(r->store, r->who, &filter, e);
    if (rc || (rc = search_find(r->store, &q, r->mem, &n, &found, e)))
        return rc;
    struct alike *alike = arena_array(r->mem, struct alike, n);
    for (size_t i = 0; i < n; i++) {
        db_rows card;
        if (!access_sees(filter, found[i].subject_id))
            continue;
        if ((rc = db_run(r->store->db, ST_person_card, ARGS(DBI(found[i].subject_id)), r->mem, &card, e)))
            return rc;
        if (!card.n)
            continue;
        const db_val *v = db_row(&card, 0);
        alike[kept++] = (struct alike){ found[i].subject_id, person_shown(r->mem, v[0].s, v[2].s, v[1].s), day_uk(r->mem, v[3].s.p ? day_parse_iso(v[3].s) : DAY_NONE) };
    }
    p->alike = alike;
    p->nalike = kept;
    return ERR_OK;
}

static err_code show_new(struct request *r, const struct put_result *put, bool look, err *e)
{
    struct form_page p = { .r = r, .kind = kind_of(r->cat, K_person), .number = form_number(r), .heading = S("Somebody new"), .action = r->path, .cancel = S("/search") };
    err_code rc;
    if (put)
        show_faults(r, put);
    if (look && (rc = find_alike(r, &p, e)))
        return rc;
    p.sure = request_typed(r, "sure").n > 0;
    p.asks_sure = p.nalike > 0 || p.sure;
    form_questions(r, NULL, p.kind, NULL, false, &p);
    person_form_arrange(r, &p);
    int status = r->status;
    if ((rc = note_draft(r, &p, e)))
        return rc;
    r->status = status;
    r->page.title = p.heading;
    r->page.back_href = S("/search");
    r->page.back_text = S("Search");
    record_form_view(r->out, &p);
    return ERR_OK;
}

err_code page_child_new(struct request *r, err *e) { return show_new(r, NULL, false, e); }

/* Somebody new is on the record because of what was just told: that comes next. */
static err_code go_to_contact(struct request *r, int64_t id, str said)
{
    const struct kind *contact = kind_of(r->cat, K_contact);
    bool tells = access_writes(r->who, contact);
    return request_redirect(r, arena_printf(r->mem, tells ? "/child/%lld/add/contact" : "/child/%lld", (long long)id),
                            tells ? arena_printf(r->mem, STR_FMT " Now say what you were told.", STR_ARG(said)) : said);
}

err_code post_child_new(struct request *r, err *e)
{
    struct form_page look = { .r = r, .kind = kind_of(r->cat, K_person) };
    struct record_place at = { .kind = look.kind };
    struct put_result put = { 0 };
    struct field_change *fields;
    err_code rc;
    if (!access_writes(r->who, look.kind))
        return err_set(e, ERR_DENIED, "your role does not add people");
    struct change c = { .kind = look.kind, .source_key = form_key(r) };
    struct change *home;
    size_t nhome = person_form_address(r, &home);
    int64_t same, record;
    if (c.source_key.p && record_find_key(r->store, look.kind, c.source_key, &same, &record, e) == ERR_OK)
        return go_to_contact(r, same, S("The person is saved already."));
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
    rc = save(r, &at, &c, nhome, home, &put, e);
    if (rc == ERR_CONFLICT && c.source_key.p && record_find_key(r->store, look.kind, c.source_key, &same, &record, e) == ERR_OK)
        return go_to_contact(r, same, S("The person is saved already."));
    if (for_the_form(rc, &put))
        return show_new(r, &put, false, e);
    if (rc)
        return rc;
    return go_to_contact(r, at.sub->id, S("The person is saved."));
}
