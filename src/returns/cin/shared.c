/* shared.c - see shared.h. */
#include "returns/cin/shared.h"

void cin_shared_add(struct cin_shared_keys *keys, struct cin_shared_key x, arena *mem)
{
    if (!keys->last || keys->last->n == COUNT_OF(keys->last->at)) {
        struct cin_shared_block *b = arena_alloc_raw(mem, sizeof *b);
        b->before = keys->last;
        b->n = 0;
        keys->last = b;
    }
    keys->last->at[keys->last->n++] = x;
    keys->n++;
}

void cin_shared_join(struct cin_shared_keys *keys, const struct cin_shared_keys *from, arena *mem)
{
    for (const struct cin_shared_block *b = from->last; b; b = b->before)
        for (size_t i = 0; i < b->n; i++) {
            struct cin_shared_key x = b->at[i];
            x.text = arena_copy(mem, (str){ x.text, x.text_n }).p;
            x.child = x.child_n ? arena_copy(mem, (str){ x.child, x.child_n }).p : "";
            cin_shared_add(keys, x, mem);
        }
}
