/* tap.h - the whole test library. Prints TAP; run with `prove`. */
#ifndef TAP_H
#define TAP_H
#include "base/str.h"
#include <stdio.h>

static int tap_count, tap_failed;

static inline bool tap_say(bool good, const char *name, const char *file, int line, const char *cond)
{
    printf("%sok %d - %s\n", good ? "" : "not ", ++tap_count, name);
    if (!good) {
        printf("#   at %s:%d: %s\n", file, line, cond);
        tap_failed++;
    }
    fflush(stdout);
    return good;
}

static inline bool tap_is(str got, str want, const char *name, const char *file, int line)
{
    bool good = tap_say(str_eq(got, want), name, file, line, "is");
    if (!good)
        printf("#   got:  " STR_FMT "\n#   want: " STR_FMT "\n", STR_ARG(got), STR_ARG(want));
    return good;
}

static inline bool tap_is_int(int64_t got, int64_t want, const char *name, const char *file, int line)
{
    bool good = tap_say(got == want, name, file, line, "is_int");
    if (!good)
        printf("#   got:  %lld\n#   want: %lld\n", (long long)got, (long long)want);
    return good;
}

#define ok(cond, name)           tap_say((cond), (name), __FILE__, __LINE__, #cond)
#define is(got, want, name)      tap_is((got), (want), (name), __FILE__, __LINE__)
#define is_int(got, want, name)  tap_is_int((got), (want), (name), __FILE__, __LINE__)
#define done_testing()           (printf("1..%d\n", tap_count), tap_failed != 0)
#endif
