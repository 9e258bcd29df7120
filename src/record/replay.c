/* replay.c - entries of the ledger in, the subject that they make out: for reading as known
 * on a past day, and for verify. */
#include "record/held.h"

struct applying { struct held *h; bool fresh; str fault; arena *a; };

static value value_of_text(const struct field *f, str text)
{
    return text.p ? field_value(f, text) : (value){ STR_NONE, 0 };
}

static void apply_member(void *ctx, str name, bool pair, str before, str after)
{
    struct applying *x = ctx;
    struct record *r = &x->h->r;
    if (pair == x->fresh) {
        x->fault = S("its body is not of its kind of entry");
        return;
    }
    bool is_key = str_eq(name, S("source_key"));
    const struct field *f = is_key ? NULL : kind_field(r->kind, name);
    if (!f && !is_key) {
        x->fault = arena_printf(x->a, "its body names a field that the catalogue does not have: " STR_FMT,
                                STR_ARG(name));
        return;
    }
    str current = f ? r->values[f->index].text : r->source_key;
    bool same = current.p && before.p ? str_eq(current, before) : !current.p && !before.p;
    if (pair && !same)
        x->fault = arena_printf(x->a, "it says that " STR_FMT " was another value than the entries before it do",
                                STR_ARG(name));
    if (f)
        r->values[f->index] = value_of_text(f, after);
    else
        r->source_key = after;
}

static str apply_body(struct held *h, const struct ledger_entry *x, bool fresh, arena *a)
{
    struct applying ctx = { h, fresh, STR_NONE, a };
    if (!x->salt.p) {
        h->blanked = true;
        return STR_NONE;
    }
    if (!body_read(x->body, a, apply_member, &ctx) && !ctx.fault.p)
        return S("its body cannot be read");
    return ctx.fault;
}

static struct held *find_held(const struct subject *sub, const struct kind *k, int64_t id)
{
    const struct records *list = &sub->facts.by_kind[k->index];
    for (size_t i = list->n; i-- > 0;)
        if (list->at[i]->id == id)
            return (struct held *)list->at[i];
    return NULL;
}

static str replay_add(struct subject *sub, const struct kind *k, const struct ledger_entry *x, arena *a)
{
    if (x->record_id != x->seq || x->version != 1)
        return S("it adds a record under another number than its own");
    if (sub->kind == k && sub->facts.by_kind[k->index].n)
        return S("it adds the subject's own record a second time");
    struct held *h = held_new(sub, k);
    h->r.id = x->record_id;
    h->r.version = 1;
    struct records *list = &sub->facts.by_kind[k->index];
    ARENA_PUSH(a, list->at, list->n, list->cap) = &h->r;     // NOLINT(bugprone-sizeof-expression): an array of pointers
    subject_names_kind(sub, k);
    return apply_body(h, x, true, a);
}

str replay_entry(struct store *s, struct subject *sub, const struct ledger_entry *x, arena *a)
{
    const struct kind *k = catalogue_kind(s->cat, x->kind);
    if (!k)
        return arena_printf(a, "the catalogue has no kind " STR_FMT, STR_ARG(x->kind));
    if (!sub->kind) {
        if (!kind_is_subject(k) || x->record_id != sub->id)
            return S("the first entry is not the subject's own");
        sub->kind = k;
    }
    if (k->subject != sub->kind)
        return arena_printf(a, "a " STR_FMT " cannot be part of a " STR_FMT, STR_ARG(k->name),
                            STR_ARG(sub->kind->name));
    if (str_eq(x->op, S("add")))
        return replay_add(sub, k, x, a);
    struct held *h = find_held(sub, k, x->record_id);
    if (!h)
        return S("it changes a record that no entry before it added");
    if (x->version != h->r.version + 1)
        return S("its version does not follow the one before");
    h->r.version = x->version;
    if (str_eq(x->op, S("change")))
        return apply_body(h, x, false, a);
    if (str_eq(x->op, S("remove")) || str_eq(x->op, S("erase")))
        h->r.removed = true;
    else
        return arena_printf(a, "there is no operation " STR_FMT, STR_ARG(x->op));
    if (str_eq(x->op, S("erase"))) {
        h->erased = true;
        h->r.source_key = STR_NONE;
        memset(h->r.values, 0, sizeof *h->r.values * k->nfields);
    }
    return STR_NONE;
}

str replay_end(struct subject *sub, arena *a)
{
    str fault = STR_NONE;
    for (size_t k = 0; k < sub->facts.cat->nkinds; k++) {
        struct records *list = &sub->facts.by_kind[k], placed = { 0 };
        for (size_t i = 0; i < list->n; i++) {
            const struct held *h = (const struct held *)list->at[i];
            if (h->blanked && !h->erased)
                fault = arena_printf(a, "an entry of record %lld was blanked, but no erasure says so",
                                     (long long)h->r.id);
            records_place(&placed, list->at[i], a);
        }
        *list = placed;
    }
    return fault;
}
