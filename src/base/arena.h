/* arena.h - one arena per request, batch row or test; freed in one call.
 *
 * arena_alloc never returns NULL: running out of memory while serving one
 * request cannot be handled usefully, so it says so and aborts (PostgreSQL's
 * palloc rule); the service manager starts the process again and the store
 * rolls back. Anything that must outlive the arena is copied out by name. */
#ifndef ARENA_H
#define ARENA_H
#include "base/str.h"
#include <stdarg.h>

typedef struct arena_block arena_block;
typedef struct { arena_block *top; size_t used_total, limit; } arena;
typedef struct { arena_block *top; size_t used, used_total; } arena_mark;

void  arena_init(arena *a, size_t limit);          /* limit in bytes; 0: no limit */
void  arena_release(arena *a);                     /* frees everything; a may be used again */
void  arena_clear(arena *a);                       /* empties it but keeps the largest block for the next request */
void *arena_alloc(arena *a, size_t n);             /* zeroed, max-aligned */
void *arena_alloc_raw(arena *a, size_t n);         /* the same, not zeroed */
str   arena_copy(arena *a, str s);                 /* also NUL-terminated at p[n]; STR_NONE stays STR_NONE */
const char *arena_z(arena *a, str s);              /* a NUL-terminated copy for a C interface */
str   arena_printf(arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
str   arena_vprintf(arena *a, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));
str   arena_join(arena *a, size_t n, const str *parts, str between);

/* Everything allocated after the mark is given back: for scratch work inside a long batch. */
arena_mark arena_here(const arena *a);
void       arena_back(arena *a, arena_mark m);

#define arena_new(a, T)       ((T *)arena_alloc((a), sizeof(T)))
#define arena_array(a, T, n)  ((T *)arena_alloc((a), sizeof(T) * (size_t)(n)))

/* Grows an array that lives in an arena so that it holds one more: ARENA_PUSH(a, v, n, cap) = item; */
void *arena_grow(arena *a, void *old, size_t n, size_t *cap, size_t item_size);
#define ARENA_PUSH(a, v, n, cap) \
    (*((n) >= (cap) ? (void)((v) = arena_grow((a), (v), (n), &(cap), sizeof *(v)))  : (void)0, &(v)[(n)++]))
#endif
