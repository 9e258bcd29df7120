/* both.h - every test of the store runs on both engines: a new, empty place on each. */
#ifndef BOTH_H
#define BOTH_H
#include "tap.h"
#include "store/db.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char both_folder[] = "/tmp/holdfast-test.XXXXXX";
static const char *const both_engine[2] = { "sqlite", "postgres" };

/* A place that no other test uses. Without HOLDFAST_TEST_PG the test fails: half of it would not be tested. */
static inline str both_where(int engine, const char *name, arena *a)
{
    static bool made;
    if (!made && !(made = mkdtemp(both_folder) != NULL))
        exit(1);
    if (engine == 0)
        return arena_printf(a, "%s/%s.db", both_folder, name);
    const char *url = getenv("HOLDFAST_TEST_PG");
    if (!url) {
        printf("Bail out! HOLDFAST_TEST_PG is not set: run by tools/with-postgres.sh\n");
        exit(1);
    }
    setenv("HOLDFAST_STATE", both_folder, 1);
    return arena_printf(a, "%s&authority=t%ld_%s", url, (long)getpid(), name);
}

static inline void both_clear(void)
{
    arena a;
    arena_init(&a, 0);
    if (system(arena_printf(&a, "rm -rf %s", both_folder).p) != 0)      /* a name made by mkdtemp */
        printf("# %s is left\n", both_folder);
    arena_release(&a);
}

/* "postgres: what", for the name of a case. */
static inline const char *both_name(int engine, const char *what)
{
    static char text[160];
    snprintf(text, sizeof text, "%s: %s", both_engine[engine], what);
    return text;
}

static inline bool both_code(err_code got, err_code want, const err *e, const char *name)
{
    bool good = ok(got == want, name);
    if (!good)
        printf("#   got %s: " STR_FMT " (" STR_FMT ")\n#   want %s\n", err_name(got), STR_ARG(e->message),
               STR_ARG(e->detail), err_name(want));
    return good;
}
#endif
