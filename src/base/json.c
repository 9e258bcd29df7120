/* json.c - jansson reads, and its tree is flattened at once. */
#include "base/json.h"
#include <jansson.h>

enum { TEXT_LIMIT = 64 * 1024, DEPTH_LIMIT = 8, PAIR_LIMIT = 4096 };

struct list { arena *a; struct json_pair *at; size_t n, cap; };

static void walk(struct list *l, str key, const json_t *j, int depth)
{
    if (depth > DEPTH_LIMIT || l->n >= PAIR_LIMIT)
        return;
    if (json_is_object(j)) {
        const char *name;
        json_t *inner;
        json_object_foreach((json_t *)(uintptr_t)j, name, inner)
            walk(l, arena_copy(l->a, str_of(name)), inner, depth + 1);
        return;
    }
    if (json_is_array(j)) {
        for (size_t i = 0; i < json_array_size(j); i++)
            walk(l, key, json_array_get(j, i), depth + 1);
        return;
    }
    str value = STR_NONE;
    if (json_is_string(j) && json_string_length(j))
        value = arena_copy(l->a, (str){ json_string_value(j), json_string_length(j) });
    else if (json_is_boolean(j))
        value = json_is_true(j) ? S("true") : S("false");
    else if (json_is_integer(j))
        value = arena_printf(l->a, "%lld", (long long)json_integer_value(j));
    else if (json_is_real(j))
        value = arena_printf(l->a, "%.15g", json_real_value(j));
    ARENA_PUSH(l->a, l->at, l->n, l->cap) = (struct json_pair){ key, value };
}

err_code json_pairs_read(struct json_pairs *out, arena *a, str text, err *e)
{
    *out = (struct json_pairs){ 0 };
    if (text.n > TEXT_LIMIT)
        return err_set(e, ERR_INVALID, "The JSON text is longer than 65,536 characters.");
    json_error_t fault;
    json_t *j = json_loadb(text.p ? text.p : "", text.n, JSON_REJECT_DUPLICATES, &fault);
    if (!j)
        return err_set(e, ERR_INVALID, "This is not JSON: %s (character %d).", fault.text, fault.position);
    struct list l = { .a = a };
    walk(&l, S(""), j, 0);
    json_decref(j);
    *out = (struct json_pairs){ l.n, l.at };
    return ERR_OK;
}

str json_pair_value(const struct json_pairs *p, str key)
{
    for (size_t i = 0; i < p->n; i++)
        if (str_eq(p->at[i].key, key))
            return p->at[i].value;
    return STR_NONE;
}
