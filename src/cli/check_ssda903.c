/* check_ssda903.c - holdfast check ssda903: the return's own rules over a council's files, before anybody else runs
 * them. */
#include "cli/report.h"
#include "returns/ssda903/local.h"
#include "returns/ssda903/set.h"
#include <unistd.h>

static void show_progress(void *ctx, size_t n, size_t of) { command_progress(ctx, "Checking", n, of); }

static err_code read_year(struct command *c, int *year, err *e)
{
    str text = command_option(c, "year");
    *year = return_year_running(&return_kinds[RETURN_ssda903], c->today);
    if (!text.p || (return_year_read(text, year) && *year >= 2015 && *year < 2100))
        return ERR_OK;
    err_set(e, ERR_INVALID, "\"" STR_FMT "\" is not a collection year", STR_ARG(text));
    return err_hint(e, "--year 2026-27, for 1 April 2026 to 31 March 2027");
}

static err_code read_lists(struct command *c, struct set *s, struct collection *year, err *e)
{
    const struct return_lists *lists;
    if (command_lists(c, &lists, e))
        return e->code;
    if (lists && lists->has_postcodes) {
        s->postcodes = year->postcodes = &lists->postcodes;
        s->have |= HAVE_POSTCODES;
    }
    if (lists && lists->has_providers) {
        year->providers = &lists->providers;
        s->have |= HAVE_PROVIDERS;
    }
    return ERR_OK;
}

static err_code read_earlier(struct command *c, struct set_folders *f, err *e)
{
    f->earlier = command_options(c, "earlier", &f->nearlier);
    return f->nearlier <= SET_EARLIER_MAX
               ? ERR_OK
               : err_set(e, ERR_INVALID, "These are too many earlier years: %d can be read", SET_EARLIER_MAX);
}

err_code cmd_check_ssda903(struct command *c, err *e)
{
    struct set s;
    struct check k;
    struct collection year;
    str last = command_option(c, "last-year"), child = command_option(c, "child");
    int from;
    size_t only = SIZE_MAX;
    struct set_folders folders = { .path = arena_z(c->mem, c->args[0]), .last = last.p ? arena_z(c->mem, last) : NULL };
    if (read_year(c, &from, e) || read_earlier(c, &folders, e))
        return e->code;
    folders.year = from;
    folders.nothing = &c->cat->nothing;
    if (set_open(&s, &folders, c->mem, e))
        return e->code;
    collection_of(&year, from);
    year.xml = s.xml;
    year.local = local_ssda903(c->cat);
    year.authority = s.authority = command_option(c, "authority");
    err_code rc = read_lists(c, &s, &year, e);
    if (!rc && child.p && !set_find(&s, child, &only))
        rc = err_set(e, ERR_NOT_FOUND, "There is no child " STR_FMT " in the files", STR_ARG(child));
    if (!rc) {
        ssda903_check_init(&k, &year, s.have, c->mem);
        if (only == SIZE_MAX)
            set_check_on(&s, &k, (unsigned)sysconf(_SC_NPROCESSORS_ONLN), show_progress, c);
        else
            set_check(&s, &k, only, show_progress, c);
        struct report r;
        set_report(&s, &k, &r, c->mem);
        rc = report_to_command(c, &r, child, e);
    }
    set_close(&s);
    return rc;
}
