/* fault.c - the counter behind fault.h. One armed fault at a time is enough for every test we have. */
#include "base/fault.h"
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum fault fault_armed = FAULT_NONE;
static atomic_int calls_left;

void fault_arm(enum fault what, int nth)
{
    atomic_store(&calls_left, nth);
    fault_armed = what;
}

void fault_disarm(void) { fault_armed = FAULT_NONE; }

bool fault_due(enum fault what)
{
    (void)what;
    return atomic_fetch_sub(&calls_left, 1) <= 1;
}

void fault_from_environment(void)
{
#ifdef HOLDFAST_FAULTS
    static const char *const names[FAULT__COUNT] = { "", "memory", "store", "file", "disk_full" };
    const char *v = getenv("HOLDFAST_FAULT"), *colon = v ? strchr(v, ':') : NULL;
    for (int i = 1; colon && i < FAULT__COUNT; i++)
        if (!strncmp(v, names[i], (size_t)(colon - v)) && names[i][colon - v] == '\0')
            fault_arm((enum fault)i, (int)strtol(colon + 1, NULL, 10));
#endif
}
