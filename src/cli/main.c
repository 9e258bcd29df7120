/* main.c - finds the command's row in the table of doors, reads its options as the row's usage declares them, runs it.
 *
 * Results go to standard output, errors and progress to standard error, the
 * exit status is the error table's (base/err.h), 2 for a wrong command line. */
#include "cli/usage.h"
#include "base/fault.h"
#include "returns/local.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int complain(const err *e, int status)
{
    fprintf(stderr, "holdfast: " STR_FMT "\n", STR_ARG(e->message));
    if (e->detail.n)
        fprintf(stderr, STR_FMT "\n", STR_ARG(e->detail));
    if (e->hint.n)
        fprintf(stderr, "Try: " STR_FMT "\n", STR_ARG(e->hint));
    return status;
}

static instant now(void)
{
#ifdef HOLDFAST_FAULTS      /* test builds may be told what time it is */
    const char *z = getenv("HOLDFAST_NOW");
    instant t = z ? instant_parse(str_of(z)) : INSTANT_NONE;
    if (t != INSTANT_NONE)
        return t;
#endif
    return wall_clock();
}

int main(int argc, char **argv)
{
    arena mem;
    out text = { 0 };
    arena_init(&mem, 0);
    err e = { .mem = &mem };
    fault_from_environment();

    struct command c = { .mem = &mem, .out = &text, .now = now() };
    c.today = instant_day(c.now);
    struct catalogue *cat = NULL;
    int status;
    if (usage_read(&c, argc, argv, &e)) {
        status = complain(&e, EXIT_USAGE);
        goto done;
    }
    if (local_catalogue_load(&cat, command_option(&c, "catalogue"), &e)) {
        status = complain(&e, err_exit(e.code));
        goto done;
    }
    c.cat = cat;
    err_code rc = c.door->command(&c, &e);
    command_flush(&c);
    status = rc ? complain(&e, err_exit(rc)) : c.status;
    if (fflush(stdout) && !rc) {
        perror("holdfast: standard output");
        status = err_exit(ERR_SYSTEM);
    }
done:
    catalogue_free(cat);
    out_release(&text);
    arena_release(&mem);
    return status;
}
