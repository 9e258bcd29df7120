/* advice.c - what the returns would ask, where somebody can still answer it: on a form as it opens, as they type, and
 * of what was just saved.
 *
 * Advice is never in the way: a form that cannot get it is the form without it. Nothing here writes; a half-typed
 * record is tried on the person's facts in memory, and the opening of the form is the look that is noted. */
#include "web/record/handover.h"
#include "web/http/server.h"

/* A kind whose fields feed no return has no advice, and its forms ask for none. */
static bool feeds_a_return(const struct kind *k)
{
    for (size_t i = 0; i < k->nfields; i++)
        if (k->fields[i].returns.n)
            return true;
    return false;
}

static bool *asked_fields(const struct request *r, const struct record_place *at, bool only_end)
{
    bool *asked = arena_array(r->mem, bool, at->kind->nfields);
    for (size_t i = 0; i < at->kind->nfields; i++)
        asked[i] = form_asks(r, at->kind, &at->kind->fields[i],
                             at->record ? at->record->values[i] : (value){ STR_NONE, 0 }, only_end);
    return asked;
}

/* "ended_on started_on": the fields typed in, the latest first. */
static size_t touched_fields(const struct request *r, const struct kind *k, const struct field ***to)
{
    str names = request_form(r, "advice_touched"), one;
    *to = arena_array(r->mem, const struct field *, k->nfields);
    size_t n = 0;
    while (n < k->nfields && str_cut(&names, ' ', &one)) {
        const struct field *f = kind_field(k, one);
        if (f)
            (*to)[n++] = f;
    }
    return n;
}

static err_code advise(struct request *r, struct record_place *at, bool only_end, bool typed, struct advice *to, err *e)
{
    struct field_change *fields;
    const struct field **touched;
    const size_t ntouched = touched_fields(r, at->kind, &touched);
    const struct advice_ask ask = { .subject = at->sub,
                                    .record = at->record_id,
                                    .asked = asked_fields(r, at, only_end),
                                    .touched = touched,
                                    .ntouched = ntouched,
                                    .today = r->today,
                                    .lists = r->server->lists };
    if (!typed)
        return advice_standing(r->store, r->who, &ask, r->mem, to, e);
    struct change *with;
    const size_t nwith = place_handovers(r, at, &with);
    struct change *all = arena_array(r->mem, struct change, nwith + 1);
    all[0] = (struct change){ .kind = at->kind, .id = at->record_id, .source_key = STR_NONE };
    all[0].n = form_changes(r, at->kind, &fields);
    all[0].fields = fields;
    if (!str_int(request_form(r, "base_version"), &all[0].base_version))
        all[0].base_version = 0;
    memcpy(all + 1, with, nwith * sizeof *all);
    return advice_typed(r->store, r->who, &ask, nwith + 1, all, r->mem, to, e);
}

/* --- on the form ------------------------------------------------------------------------------- */

static void put_beside(struct form_page *p, const struct advice *advice)
{
    for (size_t g = 0; g < p->ngroups; g++)
        for (size_t q = 0; q < p->groups[g].n; q++) {
            struct question *x = &p->groups[g].questions[q];
            for (size_t i = 0; i < advice->n; i++)
                if (advice->at[i].field == x->f) {
                    if (!x->nadvice)
                        x->advice = &advice->at[i];
                    x->nadvice++;
                }
        }
}

void advice_on_form(struct request *r, const struct record_place *at, bool only_end, struct form_page *p)
{
    err quiet = { .mem = r->mem };
    struct record_place own = *at;
    struct advice *advice = arena_new(r->mem, struct advice);
    if (!at->sub || !kind_is(at->sub->kind, K_person) || !feeds_a_return(at->kind))
        return;
    const str person = arena_printf(r->mem, "/child/%lld", (long long)at->subject_id);
    p->advice = advice;
    p->advice_pass = request_pass(r, at->subject_id);
    p->advice_href = at->record
                         ? arena_printf(r->mem, STR_FMT "/record/%lld/advice%s", STR_ARG(person),
                                        (long long)at->record_id, only_end ? "?end=1" : "")
                         : arena_printf(r->mem, STR_FMT "/advice/" STR_FMT, STR_ARG(person), STR_ARG(at->kind->name));
    /* What was sent and came back is looked at as it was typed, on facts of its own. */
    if (r->is_post && subject_load(r->store, at->subject_id, r->mem, &own.sub, &quiet))
        return;
    if (!r->is_post && !at->record)
        return;
    own.record = at->record ? subject_record(own.sub, at->record_id) : NULL;
    if (advise(r, &own, only_end, r->is_post, advice, &quiet))
        *advice = (struct advice){ 0 };
    put_beside(p, advice);
}

const struct advice *advice_of_record(struct request *r, struct subject *sub, const struct record *record)
{
    err quiet = { .mem = r->mem };
    struct advice *advice = arena_new(r->mem, struct advice);
    if (!record || record->removed || !kind_is(sub->kind, K_person) || !feeds_a_return(record->kind))
        return advice;
    const struct advice_ask ask = {
        .subject = sub, .record = record->id, .today = r->today, .lists = r->server->lists
    };
    if (advice_standing(r->store, r->who, &ask, r->mem, advice, &quiet))
        *advice = (struct advice){ 0 };
    return advice;
}

/* --- as somebody types ------------------------------------------------------------------------- */

static void answer(struct request *r, const struct record_place *at, const struct advice *advice)
{
    for (size_t i = 0, n; i < advice->n; i += n) {
        const struct field *f = advice->at[i].field;
        for (n = 1; i + n < advice->n && advice->at[i + n].field == f; n++)
            ;
        if (f)
            advice_beside_view(r->out, &(struct advice_block){ .r = r, .field = f, .n = n, .items = &advice->at[i] });
    }
    advice_rest_view(r->out, &(struct advice_page){ .r = r, .child_id = at->subject_id, .advice = advice });
    r->bare = true;
}

static err_code advise_typing(struct request *r,
                              err_code find(struct request *, enum access_purpose, struct record_place *, err *),
                              err *e)
{
    struct record_place at = { 0 };
    struct advice advice = { 0 };
    err_code rc = request_id(r, 0, &at.subject_id, e);
    if (rc)
        return rc;
    request_noted(r, at.subject_id, request_form(r, "advice_pass"));
    if ((rc = find(r, ACCESS_WRITE, &at, e)))
        return rc;
    if (feeds_a_return(at.kind) && (rc = advise(r, &at, request_query(r, "end").n > 0, true, &advice, e)))
        return rc;
    answer(r, &at, &advice);
    return ERR_OK;
}

err_code post_advice_adding(struct request *r, err *e)   { return advise_typing(r, place_of_kind, e); }
err_code post_advice_changing(struct request *r, err *e) { return advise_typing(r, place_of_record, e); }

/* --- parts --------------------------------------------------------------------------------------- */

void part_advice_place(out *o, const struct request *r, int64_t child_id, const struct advice_item *x)
{
    const struct kind *k = x->missing;
    if (k && !kind_is_subject(k) && request_may(r, CAN_WRITE_CHILD) && access_writes(r->who, k)) {
        out_printf(o, " <a class=\"govuk-link\" href=\"/child/%lld/add/" STR_FMT "\">Add: ", (long long)child_id,
                   STR_ARG(k->name));
        out_text(o, k->label);
        out_raw(o, S("</a>"));
    } else if (!k && x->place && x->place->record > 0 && x->place->record < RECORD_TRIED) {
        out_printf(o, " <a class=\"govuk-link\" href=\"/child/%lld/record/%lld\">", (long long)child_id,
                   (long long)x->place->record);
        out_text(o, x->place->kind->label);
        out_raw(o, S("</a>"));
    }
}

void part_advice_from(out *o, const struct advice_item *x)
{
    part_collection(o, x->of[0]);
    for (size_t i = 1; i < x->nof; i++)
        out_printf(o, " and %d-%02d", x->of[i]->year, (x->of[i]->year + 1) % 100);
    out_raw(o, x->local ? S(", the council’s own rule ") : S(", rule "));
    out_text(o, str_of(x->text->code));
    out_raw(o, x->text->severity == SEVERITY_ERROR ? S(". To be put right before the return is sent.")
                                                   : S(". It may be right: the return will ask."));
}
