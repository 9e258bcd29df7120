/* handover.c - one worker hands a child over to another: the form that allocates can end whoever held the case until
 * then, on the day that the new one begins. */
#include "web/record/handover.h"
#include "desk/holder.h"

bool is_allocation(const struct record_place *at)
{
    return !at->record_id && at->sub && kind_is(at->kind, K_involvement);
}

void read_holders(struct request *r, const struct record_place *at, struct form_page *p)
{
    const struct records *all = subject_kind(at->sub, at->kind);
    struct holder *holders = arena_array(r->mem, struct holder, all->n);
    const struct form *from = r->is_post ? &r->form : &r->draft;
    str *ends;
    size_t nends = form_values(from, "ends", r->mem, &ends);
    bool asked = request_typed(r, "ends-asked").n > 0;
    struct namer names;
    err quiet = { .mem = r->mem };
    request_namer(r, &names);
    for (size_t i = 0; i < all->n; i++)
        if (holder_is(all->at[i], r->today))
            namer_expects(&names, kind_field_of(at->kind, F_involvement_worker_id),
                          record_get(all->at[i], F_involvement_worker_id));
    if (namer_read(&names, &quiet))
        return;
    for (size_t i = 0; i < all->n; i++) {
        const struct record *x = all->at[i];
        if (!holder_is(x, r->today))
            continue;
        const struct field *worker = kind_field_of(x->kind, F_involvement_worker_id);
        const struct field *since = kind_field_of(x->kind, F_involvement_from_on);
        struct holder h = { x->id, value_shown(&names, worker, record_get(x, F_involvement_worker_id)),
                            value_shown(&names, since, record_get(x, F_involvement_from_on)), !asked };
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
    if (!is_allocation(at) || !str_eq(posted_in(r, F_involvement_role), CASE_HOLDER))
        return 0;
    for (size_t i = 0; i < nends; i++) {
        const struct record *x = str_int(ends[i], &id) ? subject_record(at->sub, id) : NULL;
        if (!x || x->kind != at->kind || !holder_is(x, r->today))
            continue;
        struct field_change *day_changed = arena_array(r->mem, struct field_change, 1);
        day_changed[0] = (struct field_change){ to_on, form_typed(r, from_on) };
        all[n++] = (struct change){
            .kind = at->kind, .id = id, .n = 1, .fields = day_changed, .why = S("Another worker took over")
        };
    }
    return n;
}

/* Nobody can stop before they began. */
bool begins_too_early(struct request *r, const struct record_place *at, size_t n, const struct change *with)
{
    value from;
    err quiet = { .mem = r->mem };
    const struct field *f = kind_field_of(at->kind, F_involvement_from_on);
    if (field_read(f, form_typed(r, f), r->today, false, r->mem, &from, &quiet) || !from.text.p)
        return false;                           /* the put says what is wrong with it */
    for (size_t i = 0; i < n; i++) {
        value began = record_get(subject_record(at->sub, with[i].id), F_involvement_from_on);
        if (began.text.p && from.num < began.num) {
            error_at(r, F_involvement_from_on,
                     S("The worker who holds the case began later than this day. Give a later day, or "
                       "leave them as they are."));
            return true;
        }
    }
    return false;
}
