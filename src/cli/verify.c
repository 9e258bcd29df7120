/* verify.c - holdfast verify: says that nothing was altered, or names what was. */
#include "cli/command.h"
#include "record/tables.h"
#include "record/verify.h"

static void show_progress(void *ctx, uint64_t done, uint64_t total) { command_progress(ctx, "Verifying", done, total); }

static void say_json(out *o, const struct verify_report *r)
{
    out_printf(o,
               "{\"clean\":%s,\"entries\":%lld,\"subjects\":%lld,\"rows\":%lld,\"clocks\":%lld,\"words\":%lld,"
               "\"sealed\":%lld,\"checkpoints\":%lld,\"faults\":%lld,\"found\":[",
               r->faults ? "false" : "true", (long long)r->entries, (long long)r->subjects, (long long)r->rows,
               (long long)r->clocks, (long long)r->words, (long long)r->sealed, (long long)r->checkpoints,
               (long long)r->faults);
    for (size_t i = 0; i < r->nfound; i++) {
        out_raw(o, i ? S(",{\"table\":") : S("{\"table\":"));
        out_json(o, r->found[i].table);
        out_raw(o, S(",\"row\":"));
        out_json(o, r->found[i].row);
        out_raw(o, S(",\"column\":"));
        out_json(o, r->found[i].column);
        out_raw(o, S(",\"what\":"));
        out_json(o, r->found[i].what);
        out_char(o, '}');
    }
    out_raw(o, S("]}\n"));
}

static void say_csv(out *o, const struct verify_report *r)
{
    out_raw(o, S("table,row,column,what\n"));
    for (size_t i = 0; i < r->nfound; i++) {
        const str cells[] = { r->found[i].table, r->found[i].row, r->found[i].column, r->found[i].what };
        for (size_t c = 0; c < COUNT_OF(cells); c++) {
            out_csv(o, cells[c]);
            out_char(o, c + 1 < COUNT_OF(cells) ? ',' : '\n');
        }
    }
}

static void say_text(out *o, const struct verify_report *r)
{
    out_printf(o,
               "Looked at %lld entries of %lld subjects, %lld records, %lld clocks, %lld search words, %lld sealed "
               "rows and %lld checkpoints.\n",
               (long long)r->entries, (long long)r->subjects, (long long)r->rows, (long long)r->clocks,
               (long long)r->words, (long long)r->sealed, (long long)r->checkpoints);
    if (r->faults == 0)
        out_raw(o, S("All of it is as the program wrote it.\n"));
    else
        out_printf(o, "%lld %s not as the program wrote %s. The first:\n", (long long)r->faults,
                   r->faults == 1 ? "thing is" : "things are", r->faults == 1 ? "it" : "them");
    for (size_t i = 0; i < r->nfound; i++) {
        const struct fault_found *f = &r->found[i];
        out_printf(o, "  " STR_FMT ", " STR_FMT, STR_ARG(f->table), STR_ARG(f->row));
        if (f->column.n)
            out_printf(o, ", " STR_FMT, STR_ARG(f->column));
        out_printf(o, ": " STR_FMT "\n", STR_ARG(f->what));
    }
    if (r->faults > FAULTS_KEPT)
        out_raw(o, S("  … and more: verify stopped here.\n"));
}

err_code cmd_verify(struct command *c, err *e)
{
    struct store *s;
    struct verify_report r = { .mem = c->mem, .progress = show_progress, .ctx = c };
    err cannot = { .mem = c->mem };
    /* As a writer where that is allowed: then the index of notes can be looked into. */
    if (records_open(&s, c->cat, c->args[0], STORE_WRITE, &cannot) && records_open(&s, c->cat, c->args[0], 0, e))
        return e->code;
    err_code rc = store_verify(s, &r, e);
    store_close(s);
    if (rc)
        return rc;
    if (c->format == FORMAT_JSON)
        say_json(c->out, &r);
    else if (c->format == FORMAT_CSV)
        say_csv(c->out, &r);
    else
        say_text(c->out, &r);
    if (r.faults)
        c->status = err_exit(ERR_INVALID);
    return ERR_OK;
}
