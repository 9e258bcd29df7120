/* help.c - help and version, written from the table of doors. */
#include "cli/command.h"

static void print_row(out *o, const struct door *d)
{
    out_printf(o, "  holdfast %s%s%s\n      %s\n", d->path, *d->usage ? " " : "", d->usage, d->help);
}

err_code cmd_help(struct command *c, err *e)
{
    str asked = arena_join(c->mem, c->nargs, c->args, S(" "));
    size_t shown = 0;
    for (size_t i = 0; i < door_count; i++)
        if (doors[i].kind == DOOR_COMMAND && str_starts(str_of(doors[i].path), asked)) {
            if (shown++ == 0)
                out_raw(c->out,
                        asked.n ? S("")
                                : S("Holdfast: children's social care records and the people who do the work.\n\n"));
            print_row(c->out, &doors[i]);
        }
    if (!shown) {
        err_set(e, ERR_NOT_FOUND, "there is no command " STR_FMT, STR_ARG(asked));
        return err_hint(e, "holdfast help");
    }
    out_raw(c->out,
            S("\nEvery command takes --format text|json|csv and --catalogue DIR.\n"
              "Exit status: 0 done, 1 system fault, 2 wrong command line, 3 not found, 4 wrong input or issues found,\n"
              "5 not allowed, 6 changed by someone else, 7 busy.\n"));
    return ERR_OK;
}

err_code cmd_version(struct command *c, err *e)
{
    (void)e;
    if (c->format == FORMAT_JSON)
        out_printf(c->out, "{\"version\":\"" HOLDFAST_VERSION "\",\"catalogue\":\"" STR_FMT "\"}\n",
                   STR_ARG(c->cat->version));
    else
        out_printf(c->out, "holdfast " HOLDFAST_VERSION ", catalogue " STR_FMT "\n", STR_ARG(c->cat->version));
    return ERR_OK;
}
