/* always.c - a fault in the program stops a test where it is seen, not where it shows. */
#include "base/always.h"
#include <stdio.h>
#include <stdlib.h>

void always_failed(const char *what, const char *file, int line)
{
    fprintf(stderr, "%s:%d: this should always hold: %s\n", file, line, what);
    abort();
}
