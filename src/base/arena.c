/* arena.c - a stack of blocks, each twice the one below it.
 *
 * Under AddressSanitizer what nobody was given is poisoned, and a gap stands after every piece: a step past the end of
 * an array is caught there, though the block goes on. Neither costs anything elsewhere. */
#include "base/arena.h"
#include "base/fault.h"
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>

struct arena_block {
    arena_block *below;
    size_t used, size;
    alignas(max_align_t) char bytes[];
};

#if defined __has_feature
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#if defined SANITIZED || defined __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
enum { GAP = 16 };
#else
#define ASAN_POISON_MEMORY_REGION(p, n)   ((void)(p), (void)(n))
#define ASAN_UNPOISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
enum { GAP = 0 };
#endif

enum { FIRST_BLOCK = 16 * 1024, LARGEST_STEP = 16 * 1024 * 1024 };

_Noreturn static void die_out_of_memory(size_t n)
{
    fprintf(stderr, "holdfast: out of memory (%zu bytes wanted)\n", n);
    abort();
}

void arena_init(arena *a, size_t limit) { *a = (arena){ .limit = limit }; }

static void pop(arena *a)
{
    arena_block *b = a->top;
    a->top = b->below;
    ASAN_UNPOISON_MEMORY_REGION(b->bytes, b->size);
    free(b);
}

void arena_release(arena *a)
{
    while (a->top)
        pop(a);
    a->used_total = 0;
}

void arena_clear(arena *a)
{
    if (a->top) {
        arena_block *keep = a->top;     /* the newest block is the largest */
        a->top = keep->below;
        arena_release(a);
        keep->below = NULL;
        keep->used = 0;
        ASAN_POISON_MEMORY_REGION(keep->bytes, keep->size);
        a->top = keep;
    }
    a->used_total = 0;
}

void *arena_alloc_raw(arena *a, size_t n)
{
    const size_t align = alignof(max_align_t), asked = n;
    if (n > SIZE_MAX / 2)
        die_out_of_memory(n);
    n = n ? (n + align - 1) & ~(align - 1) : align;
    if ((a->limit && a->used_total + n > a->limit) || fault_now(FAULT_MEMORY))
        die_out_of_memory(n);
    if (!a->top || a->top->size - a->top->used < n + GAP) {
        size_t size = a->top ? a->top->size * 2 : FIRST_BLOCK;
        if (size > LARGEST_STEP)
            size = LARGEST_STEP;
        if (size < n + GAP)
            size = n + GAP;
        arena_block *b = malloc(sizeof *b + size);
        if (!b)
            die_out_of_memory(size);
        b->below = a->top;
        b->used = 0;
        b->size = size;
        a->top = b;
        ASAN_POISON_MEMORY_REGION(b->bytes, b->size);
    }
    void *p = a->top->bytes + a->top->used;
    ASAN_UNPOISON_MEMORY_REGION(p, asked);
    a->top->used += n + GAP;
    a->used_total += n;
    return p;
}

void *arena_alloc(arena *a, size_t n) { return memset(arena_alloc_raw(a, n), 0, n); }

str arena_copy(arena *a, str s)
{
    if (!s.p)
        return STR_NONE;
    char *p = arena_alloc_raw(a, s.n + 1);
    if (s.n)
        memcpy(p, s.p, s.n);
    p[s.n] = '\0';
    return (str){ p, s.n };
}

const char *arena_z(arena *a, str s) { return s.p ? arena_copy(a, s).p : ""; }

str arena_vprintf(arena *a, const char *fmt, va_list ap)
{
    char line[256];                 /* most texts fit, and are formatted once */
    va_list again;
    va_copy(again, ap);
    int n = vsnprintf(line, sizeof line, fmt, ap);
    if (n < 0)
        die_out_of_memory(0);
    char *p = arena_alloc_raw(a, (size_t)n + 1);
    if ((size_t)n < sizeof line)
        memcpy(p, line, (size_t)n + 1);
    else
        vsnprintf(p, (size_t)n + 1, fmt, again);
    va_end(again);
    return (str){ p, (size_t)n };
}

str arena_printf(arena *a, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    str s = arena_vprintf(a, fmt, ap);
    va_end(ap);
    return s;
}

str arena_join(arena *a, size_t n, const str *parts, str between)
{
    size_t total = 0;
    for (size_t i = 0; i < n; i++)
        total += parts[i].n + (i ? between.n : 0);
    char *p = arena_alloc_raw(a, total + 1), *at = p;
    for (size_t i = 0; i < n; i++) {
        if (i && between.n) {
            memcpy(at, between.p, between.n);
            at += between.n;
        }
        if (parts[i].n) {
            memcpy(at, parts[i].p, parts[i].n);
            at += parts[i].n;
        }
    }
    *at = '\0';
    return (str){ p, total };
}

arena_mark arena_here(const arena *a)
{
    return (arena_mark){ a->top, a->top ? a->top->used : 0, a->used_total };
}

void arena_back(arena *a, arena_mark m)
{
    while (a->top && a->top != m.top)
        pop(a);
    if (a->top) {
        ASAN_POISON_MEMORY_REGION(a->top->bytes + m.used, a->top->size - m.used);
        a->top->used = m.used;
    }
    a->used_total = m.used_total;
}

void *arena_grow(arena *a, void *old, size_t n, size_t *cap, size_t item_size)
{
    size_t bigger = *cap ? *cap * 2 : 8;
    char *p = arena_alloc_raw(a, bigger * item_size);
    if (n)
        memcpy(p, old, n * item_size);
    memset(p + n * item_size, 0, (bigger - n) * item_size);
    *cap = bigger;
    return p;
}
