/* report.c - what the commands that check a return have in common: giving out what they found. */
#include "cli/report.h"

static void write_out(void *ctx)
{
    struct command *c = ctx;
    if (c->out->n > (1 << 16))
        command_flush(c);
}

err_code report_to_command(struct command *c, struct report *r, err *e)
{
    (void)e;
    r->flush = write_out;
    r->flush_ctx = c;
    if (c->format == FORMAT_JSON)
        report_as_json(c->out, r);
    else if (c->format == FORMAT_CSV)
        report_as_csv(c->out, r);
    else
        report_as_text(c->out, r);
    c->status = report_clean(r) ? 0 : err_exit(ERR_INVALID);
    return ERR_OK;
}
