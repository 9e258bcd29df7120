/* keys.h - the source keys of the records that an import has made: has another row had this number already?
 *
 * A set by kind and key, grown as it fills. Two keys are one only when they are the same bytes: the hash says where to
 * look, never what is there. The set copies what it is given and lives in mem. */
#ifndef EXCHANGE_KEYS_H
#define EXCHANGE_KEYS_H
#include "base/arena.h"
#include "catalogue/catalogue.h"

struct key_set {
    arena *mem;
    uint64_t (*hash)(str);          /* str_hash, but in a test */
    size_t n, cap;
    struct made_key { const struct kind *kind; str key; } *at;      /* open addressing; kind NULL: free */
};

void key_set_init(struct key_set *s, arena *mem, uint64_t (*hash)(str));
bool key_set_has(const struct key_set *s, const struct kind *k, str key);
void key_set_add(struct key_set *s, const struct kind *k, str key);     /* once more changes nothing */
#endif
