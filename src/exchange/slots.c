/* slots.c - the subjects that rows belong to or point at, each found by the key that its source gives it. */
#include "exchange/work.h"
#include "catalogue/named.h"
#include "record/tables.h"

static uint64_t hash_two(const struct kind *k, str prefix, str id)
{
    return (str_hash(id) ^ str_hash(prefix) * 0x9E3779B97F4A7C15u) + (uint64_t)k->index * 0xC2B2AE3D27D4EB4Fu;
}

static bool same_slot(const struct slot *s, const struct kind *k, str prefix, str id)
{
    return s->kind == k && str_eq(s->id, id) && str_eq(s->prefix, prefix);
}

static uint64_t hash_join(const struct map_table *t, str key)
{
    return str_hash(key) + (uint64_t)t->index * 0xC2B2AE3D27D4EB4Fu;
}

static void grow(struct work *w, struct table_hash *h)
{
    if (h->cap && h->n * 2 < h->cap)
        return;
    size_t cap = h->cap ? h->cap * 2 : 4096;
    struct table_hash bigger = { .n = h->n, .cap = cap, .at = arena_array(w->mem, uint32_t, cap) };
    for (size_t i = 0; i < h->cap; i++) {
        if (!h->at[i])
            continue;
        uint64_t x;
        if (h == &w->by_key) {
            const struct slot *s = &w->slots[h->at[i] - 1];
            x = hash_two(s->kind, s->prefix, s->id);
        } else {
            const struct joined *j = &w->joined[h->at[i] - 1];
            x = hash_join(j->table, j->key);
        }
        size_t k = (size_t)x & (cap - 1);
        while (bigger.at[k])
            k = (k + 1) & (cap - 1);
        bigger.at[k] = h->at[i];
    }
    *h = bigger;
}

static size_t place_of(const struct work *w, const struct kind *k, str prefix, str id)
{
    size_t mask = w->by_key.cap - 1, i = (size_t)hash_two(k, prefix, id) & mask;
    while (w->by_key.at[i] && !same_slot(&w->slots[w->by_key.at[i] - 1], k, prefix, id))
        i = (i + 1) & mask;
    return i;
}

uint32_t slot_find(const struct work *w, const struct kind *k, str prefix, str id)
{
    if (!w->by_key.cap)
        return NO_SLOT;
    uint32_t found = w->by_key.at[place_of(w, k, prefix, id)];
    if (!found)
        return NO_SLOT;
    uint32_t other = w->slots[found - 1].leads_to;
    return other ? other - 1 : found - 1;
}

static uint32_t add_slot(struct work *w, const struct kind *k, str prefix, str id)
{
    grow(w, &w->by_key);
    size_t i = place_of(w, k, prefix, id);
    ARENA_PUSH(w->mem, w->slots, w->nslots, w->cap_slots) = (struct slot){ .kind = k, .prefix = prefix, .id = id };
    w->by_key.at[i] = (uint32_t)w->nslots;
    w->by_key.n++;
    return (uint32_t)w->nslots - 1;
}

uint32_t slot_get(struct work *w, const struct kind *k, str prefix, str id)
{
    uint32_t found = slot_find(w, k, prefix, id);
    return found != NO_SLOT ? found : add_slot(w, k, prefix, id);
}

void slot_alias(struct work *w, const struct kind *k, str prefix, str id, uint32_t slot)
{
    if (!id.n || slot_find(w, k, prefix, id) != NO_SLOT)
        return;
    uint32_t i = add_slot(w, k, prefix, id);
    w->slots[i].leads_to = slot + 1;
}

str slot_prefix(const struct work *w, const struct map_table *t)
{
    if (kind_is(t->subject, K_person))
        return S("council:");
    if (t->person < 0)
        return S("one:");
    const str parts[] = { w->map->source, t->name, S("") };
    return arena_join(w->mem, 3, parts, S(":"));
}

/* --- joins: another table's key says whose a row is ---------------------------------------------- */
static size_t join_place(const struct work *w, const struct map_table *t, str key)
{
    size_t mask = w->by_join.cap - 1, i = (size_t)hash_join(t, key) & mask;
    while (w->by_join.at[i]) {
        const struct joined *j = &w->joined[w->by_join.at[i] - 1];
        if (j->table == t && str_eq(j->key, key))
            break;
        i = (i + 1) & mask;
    }
    return i;
}

uint32_t join_find(const struct work *w, const struct map_table *t, str key)
{
    if (!w->by_join.cap)
        return NO_SLOT;
    uint32_t found = w->by_join.at[join_place(w, t, key)];
    return found ? w->joined[found - 1].slot : NO_SLOT;
}

void join_add(struct work *w, const struct map_table *t, str key, uint32_t slot)
{
    grow(w, &w->by_join);
    size_t i = join_place(w, t, key);
    if (w->by_join.at[i])
        return;
    ARENA_PUSH(w->mem, w->joined, w->njoined, w->cap_joined) = (struct joined){ t, key, slot };
    w->by_join.at[i] = (uint32_t)w->njoined;
    w->by_join.n++;
}

/* --- what the store has -------------------------------------------------------------------------- */
struct known { struct work *w; const struct kind *kind; int council, upn, nhs, registration; };

static void learn_people(const struct known *k, uint32_t slot, const db_val *row)
{
    slot_alias(k->w, k->kind, S("upn:"), arena_copy(k->w->mem, row[ROW_FIELDS + k->upn].s), slot);
    slot_alias(k->w, k->kind, S("nhs:"), arena_copy(k->w->mem, row[ROW_FIELDS + k->nhs].s), slot);
}

/* "ssd:ssd_department:T1" is of the prefix "ssd:ssd_department:"; "registration:SW1" of "registration:". */
static void split_key(struct work *w, str key, str *prefix, str *id)
{
    size_t n = 0;
    for (int colons = str_starts(key, S("ssd:")) ? 2 : 1; n < key.n && colons; n++)
        colons -= key.p[n] == ':';
    *prefix = arena_copy(w->mem, str_take(key, n));
    *id = arena_copy(w->mem, str_skip(key, n));
}

static err_code learn(void *ctx, size_t ncols, const db_val *row, err *e)
{
    (void)ncols, (void)e;
    const struct known *k = ctx;
    if (row[ROW_ID].i != row[ROW_SUBJECT].i || row[ROW_REMOVED].i)
        return ERR_OK;
    str prefix = STR_NONE, id = STR_NONE;
    if (k->council >= 0 && row[ROW_FIELDS + k->council].s.n) {
        prefix = S("council:");
        id = arena_copy(k->w->mem, row[ROW_FIELDS + k->council].s);
    } else if (row[ROW_KEY].s.n) {
        split_key(k->w, row[ROW_KEY].s, &prefix, &id);
    } else {
        prefix = S("id:");
        id = arena_printf(k->w->mem, "%lld", (long long)row[ROW_ID].i);
    }
    uint32_t slot = slot_get(k->w, k->kind, prefix, id);
    k->w->slots[slot].subject_id = row[ROW_ID].i;
    if (k->upn >= 0)
        learn_people(k, slot, row);
    if (k->registration >= 0)
        slot_alias(k->w, k->kind, S("registration:"), arena_copy(k->w->mem, row[ROW_FIELDS + k->registration].s), slot);
    return ERR_OK;
}

static int index_of(const struct kind *k, const char *name)
{
    const struct field *f = kind_field(k, str_of(name));
    return f ? f->index : -1;
}

err_code slots_known(struct work *w, err *e)
{
    for (size_t i = 0; i < w->s->cat->nkinds; i++) {
        const struct kind *k = &w->s->cat->kinds[i];
        if (!kind_is_subject(k))
            continue;
        struct known known = {
            .w = w,
            .kind = k,
            .council = index_of(k, "council_id"),
            .upn = index_of(k, "upn"),
            .nhs = index_of(k, "nhs_number"),
            .registration = index_of(k, "registration"),
        };
        if (db_each(w->s->db, kind_table(w->s, &w->s->cat->kinds[i])->of_subjects, ARGS(DBI(0), DBI(INT64_MAX)), learn,
                    &known, e))
            return e->code;
    }
    return ERR_OK;
}
