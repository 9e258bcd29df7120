/* str.h - slices: a pointer and a length, owned by nobody.
 *
 * A str never frees and is not NUL-terminated. It points into an arena, a
 * request buffer, a database row or a literal, and is valid exactly as long as
 * what it points into. Pass str by value. p == NULL means "no value" where a
 * value is optional; an empty text has p != NULL and n == 0. */
#ifndef STR_H
#define STR_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct { const char *p; size_t n; } str;

#define S(lit)    ((str){ "" lit, sizeof(lit) - 1 })   /* only string literals compile */
#define STR_NONE  ((str){ NULL, 0 })
#define STR_FMT   "%.*s"
#define STR_ARG(s) (int)(s).n, (s).p ? (s).p : ""
#define COUNT_OF(a) (sizeof(a) / sizeof *(a))

static inline str  str_of(const char *z)       { return (str){ z, z ? strlen(z) : 0 }; }
static inline bool str_eq(str a, str b)
{
    return a.n == b.n && (a.n == 0 || (a.p && b.p && memcmp(a.p, b.p, a.n) == 0));
}
static inline bool str_starts(str a, str pre) { return a.n >= pre.n && (pre.n == 0 || memcmp(a.p, pre.p, pre.n) == 0); }
static inline bool str_ends(str a, str end)
{
    return a.n >= end.n && (end.n == 0 || memcmp(a.p + a.n - end.n, end.p, end.n) == 0);
}
static inline str str_skip(str a, size_t n)
{
    return n < a.n ? (str){ a.p + n, a.n - n } : (str){ a.p ? a.p + a.n : NULL, 0 };
}
static inline str  str_take(str a, size_t n)   { return (str){ a.p, n < a.n ? n : a.n }; }

/* Bytewise order, shorter first when one is a prefix of the other: <0, 0, >0. */
static inline int str_cmp(str a, str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int c = n ? memcmp(a.p, b.p, n) : 0;
    return c ? c : (a.n > b.n) - (a.n < b.n);
}

/* Cuts *rest at the first sep; *head is what came before. false when *rest was empty. */
static inline bool str_cut(str *rest, char sep, str *head)
{
    if (rest->n == 0)
        return false;
    const char *hit = memchr(rest->p, sep, rest->n);
    head->p = rest->p;
    head->n = hit ? (size_t)(hit - rest->p) : rest->n;
    *rest = str_skip(*rest, head->n + (hit ? 1 : 0));
    return true;
}

str      str_trim(str s);                               /* without ASCII white space at either end */
bool     str_eq_nocase(str a, str b);                   /* ASCII letters only */
bool     str_has(str hay, str needle);                  /* bytewise; an empty needle is always there */
bool     str_int(str s, int64_t *out);                  /* the whole of s is a decimal integer that fits */
uint64_t str_hash(str s);                               /* FNV-1a with a final mix; never stored, never sent */
#endif
