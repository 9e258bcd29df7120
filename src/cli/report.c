/* report.c - what the commands that check a return have in common: giving out what they found. */
#include "cli/report.h"
#include "base/file.h"
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

struct target { struct command *c; FILE *file; };      /* file NULL: standard output */

static void write_all(struct target *t)
{
    if (t->file && t->c->out->n) {
        fwrite(t->c->out->p, 1, t->c->out->n, t->file);
        out_clear(t->c->out);
    } else if (!t->file)
        command_flush(t->c);
}

static void write_out(void *ctx)
{
    struct target *t = ctx;
    if (t->c->out->n > (1 << 16))
        write_all(t);
}

static err_code report_out(struct command *c, const struct report *r, err *e)
{
    switch (c->format) {
    case FORMAT_JSON: report_as_json(c->out, r); break;
    case FORMAT_CSV: report_as_csv(c->out, r); break;
    case FORMAT_XLSX: return report_as_xlsx(c->out, r, e);
    case FORMAT_TEXT: report_as_text(c->out, r); break;
    }
    return ERR_OK;
}

static err_code not_written(err *e, str path)
{
    return err_set(e, ERR_SYSTEM, "The report cannot be written to " STR_FMT ": %s", STR_ARG(path), strerror(errno));
}

/* Beside it first, so that a report that is there stays until the new one is whole: it may be the one that --before
 * reads. */
static err_code report_to_file(struct target *t, struct report *r, str path, err *e)
{
    const char *to = arena_z(t->c->mem, path), *partial = arena_printf(t->c->mem, "%s.partial", to).p;
    t->file = fopen(partial, "wb");
    if (!t->file)
        return not_written(e, path);
    err_code rc = report_out(t->c, r, e);
    write_all(t);
    bool bad = ferror(t->file) || fflush(t->file) || fsync(fileno(t->file));
    bad = fclose(t->file) || bad;
    if (!rc && (bad || rename(partial, to)))
        rc = not_written(e, path);
    if (rc)
        unlink(partial);
    out_clear(t->c->out);
    return rc;
}

static err_code report_beside(struct command *c, struct report *r, str only, err *e)
{
    str path = command_option(c, "before");
    struct report_history *h = NULL;
    struct file f;
    r->today = c->today;
    if (!path.p)
        return ERR_OK;
    if (file_open(&f, arena_z(c->mem, path), e))
        return e->code;
    err_code rc = report_history_read(&h, f.bytes, c->mem, e);
    file_close(&f);
    if (!rc)
        report_compare(r, h, only);
    return rc;
}

err_code report_to_command(struct command *c, struct report *r, str only, err *e)
{
    struct target t = { .c = c };
    str path = command_option(c, "o");
    if (report_beside(c, r, only, e))
        return e->code;
    r->flush = write_out;
    r->flush_ctx = &t;
    if (c->format == FORMAT_XLSX && !path.p && isatty(STDOUT_FILENO)) {
        err_set(e, ERR_INVALID, "A workbook cannot be shown on a terminal.");
        return err_hint(e, "-o FILE");
    }
    err_code rc = path.p ? report_to_file(&t, r, path, e) : report_out(c, r, e);
    if (!rc && path.p)
        out_printf(c->out, STR_FMT ": %zu issue%s, written to " STR_FMT "\n", STR_ARG(r->name), r->nissues,
                   r->nissues == 1 ? "" : "s", STR_ARG(path));
    c->status = report_clean(r) ? 0 : err_exit(ERR_INVALID);
    return rc;
}

err_code command_lists(struct command *c, const struct return_lists **to, err *e)
{
    str postcodes = command_option(c, "postcodes");
    size_t n;
    const char *at_postcodes = postcodes.p ? arena_z(c->mem, postcodes) : NULL,
               **providers = command_options(c, "providers", &n);
    struct return_lists *lists = NULL;
    *to = NULL;
    if (!at_postcodes && !n)
        return ERR_OK;
    if (return_lists_read(&lists, at_postcodes, n, providers, c->mem, e))
        return e->code;
    *to = lists;
    return ERR_OK;
}
