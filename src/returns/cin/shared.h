/* shared.h - every child's number and UPN, for the rules that no two may share one: in
 * blocks, so that growing copies nothing. */
#ifndef RETURNS_CIN_SHARED_H
#define RETURNS_CIN_SHARED_H
#include "base/arena.h"

struct cin_shared_key { uint64_t hash; const char *text, *child; uint16_t text_n, child_n; uint32_t line, number; };
struct cin_shared_block {
    struct cin_shared_block *before;
    size_t n;
    struct cin_shared_key at[2048];
};
struct cin_shared_keys { struct cin_shared_block *last; size_t n; };
void cin_shared_add(struct cin_shared_keys *keys, struct cin_shared_key x, arena *mem);
/* Those of another list too; copies their texts. */
void cin_shared_join(struct cin_shared_keys *keys, const struct cin_shared_keys *from, arena *mem);
#endif
