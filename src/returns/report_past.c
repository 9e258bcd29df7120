/* report_past.c - see report_past.h: a table by hash that stays half empty. */
#include "returns/report_past.h"

static str without_noughts(str s)
{
    while (s.n > 1 && s.p[0] == '0')
        s = str_skip(s, 1);
    return s;
}

static uint64_t hash_of(str rule, str child, str key)
{
    return (str_hash(rule) * 31 + str_hash(without_noughts(child))) * 31 + str_hash(key);
}

static bool same(const struct report_past *x, str rule, str child, str key)
{
    return str_eq(x->rule, rule) && str_eq(without_noughts(x->child), without_noughts(child)) && str_eq(x->key, key);
}

static size_t slot_of(const struct report_history *h, uint64_t hash, str rule, str child, str key)
{
    size_t at = hash & (h->nslots - 1);
    while (h->slots[at] && !(h->at[h->slots[at] - 1].hash == hash && same(&h->at[h->slots[at] - 1], rule, child, key)))
        at = (at + 1) & (h->nslots - 1);
    return at;
}

static void widen(struct report_history *h)
{
    h->nslots = h->nslots ? h->nslots * 2 : 1024;
    h->slots = arena_array(h->mem, uint32_t, h->nslots);
    for (size_t i = 0; i < h->n; i++)
        h->slots[slot_of(h, h->at[i].hash, h->at[i].rule, h->at[i].child, h->at[i].key)] = (uint32_t)i + 1;
}

void report_past_add(struct report_history *h, const struct report_past *x)
{
    uint64_t hash = hash_of(x->rule, x->child, x->key);
    if (h->n * 2 >= h->nslots)
        widen(h);
    size_t at = slot_of(h, hash, x->rule, x->child, x->key);
    if (h->slots[at]) {                 /* twice in the file: the note is not lost */
        struct report_past *there = &h->at[h->slots[at] - 1];
        if (!there->note.n)
            there->note = arena_copy(h->mem, x->note);
        return;
    }
    struct report_past *to = &ARENA_PUSH(h->mem, h->at, h->n, h->cap);
    *to = (struct report_past){
        .hash = hash,
        .rule = arena_copy(h->mem, x->rule),
        .child = arena_copy(h->mem, x->child),
        .table = arena_copy(h->mem, x->table),
        .key = arena_copy(h->mem, x->key),
        .fields = arena_copy(h->mem, x->fields),
        .note = arena_copy(h->mem, x->note),
        .since = x->since,
    };
    h->slots[at] = (uint32_t)h->n;
}

struct report_past *report_past_find(const struct report_history *h, str rule, str child, str key)
{
    uint32_t at = h->nslots ? h->slots[slot_of(h, hash_of(rule, child, key), rule, child, key)] : 0;
    return at ? &h->at[at - 1] : NULL;
}

bool report_past_is_child(const struct report_past *x, str child)
{
    return str_eq(without_noughts(x->child), without_noughts(child));
}
