/* export.c - holdfast export ssd: a database as extracts that other systems read. */
#include "cli/noted.h"
#include "exchange/ssd_write.h"
#include "record/tables.h"

err_code cmd_export_ssd(struct command *c, err *e)
{
    struct store *s = NULL;
    struct ssd_written done = { 0 };
    str dir = command_option(c, "o");
    if (!dir.p || !dir.n) {
        err_set(e, ERR_INVALID, "Say which folder to write to.");
        return err_hint(e, "holdfast export ssd DB -o DIR");
    }
    err_code code = command_noted(c, c->args[0], 0, e);
    if (!code)
        code = records_open(&s, c->cat, c->args[0], 0, e);
    if (!code)
        code = ssd_write(s, arena_z(c->mem, dir), c->mem, &done, e);
    store_close(s);
    if (!code && c->format == FORMAT_JSON)
        out_printf(c->out, "{\"tables\":%zu,\"rows\":%lld}\n", done.tables, (long long)done.rows);
    else if (!code)
        out_printf(c->out, "Wrote %lld rows in %zu tables to " STR_FMT ".\n", (long long)done.rows, done.tables,
                   STR_ARG(dir));
    return code;
}
