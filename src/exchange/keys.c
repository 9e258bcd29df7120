/* keys.c - see keys.h. Half full at most, so that a look takes one or two steps. */
#include "exchange/keys.h"

enum { FIRST_ROOM = 4096 };         /* a power of two */

void key_set_init(struct key_set *s, arena *mem, uint64_t (*hash)(str))
{
    *s = (struct key_set){ .mem = mem, .hash = hash };
}

static struct made_key *place_of(const struct key_set *s, const struct kind *k, str key)
{
    size_t mask = s->cap - 1, i = (size_t)(s->hash(key) ^ (uint64_t)k->index * 0x9E3779B97F4A7C15u) & mask;
    while (s->at[i].kind && !(s->at[i].kind == k && str_eq(s->at[i].key, key)))
        i = (i + 1) & mask;
    return &s->at[i];
}

bool key_set_has(const struct key_set *s, const struct kind *k, str key)
{
    return s->n && place_of(s, k, key)->kind;
}

static void grow(struct key_set *s)
{
    struct key_set bigger = { s->mem, s->hash, s->n, s->cap ? s->cap * 2 : FIRST_ROOM, NULL };
    bigger.at = arena_array(s->mem, struct made_key, bigger.cap);
    for (size_t i = 0; i < s->cap; i++)
        if (s->at[i].kind)
            *place_of(&bigger, s->at[i].kind, s->at[i].key) = s->at[i];
    *s = bigger;
}

void key_set_add(struct key_set *s, const struct kind *k, str key)
{
    if (s->n * 2 >= s->cap)
        grow(s);
    struct made_key *at = place_of(s, k, key);
    if (at->kind)
        return;
    *at = (struct made_key){ k, arena_copy(s->mem, key) };
    s->n++;
}
