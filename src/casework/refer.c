/* refer.c - deciding on a contact, the referral and its allocation are one thought of one manager: so they are two
 * pages, not three, and a referral with a worker is written whole. */
#include "casework/refer.h"
#include "desk/holder.h"

const struct record *refer_made(const struct subject *sub, int64_t contact_id)
{
    const struct records *all = subject_all(sub, K_referral);
    for (size_t i = 0; i < all->n; i++)
        if (!all->at[i]->removed && record_int(all->at[i], F_referral_contact_id) == contact_id)
            return all->at[i];
    return NULL;
}

const struct record *refer_contact(const struct subject *sub, int64_t contact_id)
{
    const struct record *x = subject_record(sub, contact_id);
    bool decided = x && !x->removed && kind_is(x->kind, K_contact) && record_is(x, F_contact_decision, S("referral"));
    return decided && !refer_made(sub, contact_id) ? x : NULL;
}

/* --- saving ---------------------------------------------------------------------------------- */

static struct field_change said(const struct kind *k, enum field_name f, str typed)
{
    return (struct field_change){ kind_field_of(k, f), typed };
}

static err_code put_allocation(struct saving *x, const struct change *c, err *e)
{
    struct put_result put = { 0 };
    err_code rc = save_put(x, c, &put, e);
    if (!rc || !put.nfaults || !put.faults || !c->kind)
        return rc;
    err_set(e, ERR_INVALID, STR_FMT ": " STR_FMT, STR_ARG(c->kind->label), STR_ARG(put.faults[0].message));
    return err_hint(e, "save the referral without a worker, and allocate on the child's page");
}

static err_code allocate(struct saving *x, const struct refer_save *to, const struct record *referral, arena *a, err *e)
{
    const struct subject *sub = save_subject(x);
    const struct record *before = holder_of(sub, to->today);
    const struct kind *k = kind_of(sub->facts.cat, K_involvement);
    str today = day_iso(a, to->today);
    if (before && record_int(before, F_involvement_worker_id) == to->worker->id)
        return ERR_OK;                          /* holds it already */
    struct field_change ends[] = { said(k, F_involvement_to_on, today) };
    struct change stop = {
        .kind = k,
        .id = before ? before->id : 0,
        .source_key = STR_NONE,
        .n = 1,
        .fields = ends,
        .why = S("Another worker took over"),
    };
    if (before && put_allocation(x, &stop, e))
        return e->code;
    struct field_change begins[] = {
        said(k, F_involvement_worker_id, arena_printf(a, "%lld", (long long)to->worker->id)),
        said(k, F_involvement_role, CASE_HOLDER),
        said(k, F_involvement_from_on, today),
        said(k, F_involvement_referral_id, arena_printf(a, "%lld", (long long)referral->id)),
        said(k, F_involvement_team_id, arena_printf(a, "%lld", (long long)to->worker->team_id)),
    };
    struct change start = {
        .kind = k,
        .source_key = STR_NONE,
        .n = COUNT_OF(begins) - (to->worker->team_id ? 0 : 1),
        .fields = begins,
        .why = STR_NONE,
    };
    return put_allocation(x, &start, e);
}

err_code refer_put(struct saving *x, const struct refer_save *to, arena *a, struct put_result *put, err *e)
{
    err_code rc = save_put(x, &to->referral, put, e);
    return rc || !to->worker ? rc : allocate(x, to, put->record, a, e);
}
