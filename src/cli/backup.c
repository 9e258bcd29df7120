/* backup.c - backup, restore and selfcheck. */
#include "cli/command.h"
#include "record/search.h"
#include "record/tables.h"
#include "record/verify.h"
#include "store/backup.h"
#include "store/selfcheck.h"
#include "desk/transaction.h"

static void show_progress(void *ctx, uint64_t done, uint64_t total)
{
    struct command *c = ctx;
    command_progress(c, c->door->path, done, total);
}

/* A true copy may be the copy of something that was altered: the ledger says. */
static err_code prove(struct command *c, str where, struct verify_report *v, bool *old, err *e)
{
    struct store *s;
    *v = (struct verify_report){ .mem = c->mem, .progress = show_progress, .ctx = c };
    err_code rc = records_open(&s, c->cat, where, 0, e);
    *old = rc == ERR_INVALID;       /* tables older than the catalogue: it can be proved when it was restored */
    if (*old)
        return ERR_OK;
    if (rc)
        return rc;
    rc = store_verify(s, v, e);
    store_close(s);
    return rc;
}

static err_code said(struct command *c, const struct backup_report *r, const char *verb, str what, err *e)
{
    struct verify_report v;
    bool old;
    if (prove(c, what, &v, &old, e))
        return e->code;
    str name = db_is_postgres(what) ? S("the authority") : what;        /* a URL may hold a password */
    const char *proof = old        ? "not verified: its tables are older than the catalogue"
                        : v.faults ? "verify finds faults in it"
                                   : "verified";
    if (c->format == FORMAT_JSON)
        out_printf(c->out, "{\"tables\":%zu,\"rows\":%lld,\"compared\":true,\"verified\":%s,\"faults\":%lld}\n",
                   r->ntables, (long long)r->rows, old ? "false" : "true", (long long)v.faults);
    else if (c->format == FORMAT_CSV)
        out_printf(c->out, "tables,rows,faults\n%zu,%lld,%lld\n", r->ntables, (long long)r->rows, (long long)v.faults);
    else
        out_printf(c->out, "%s " STR_FMT ": %zu tables, %lld rows, every one compared with its source; %s.\n",
                   verb, STR_ARG(name), r->ntables, (long long)r->rows, proof);
    if (v.faults) {
        c->status = err_exit(ERR_INVALID);
        if (c->format == FORMAT_TEXT)
            out_printf(
                c->out,
                "The first of %lld faults: " STR_FMT " " STR_FMT ": " STR_FMT "\nholdfast verify names them all.\n",
                (long long)v.faults, STR_ARG(v.found[0].table), STR_ARG(v.found[0].row), STR_ARG(v.found[0].what));
    }
    return ERR_OK;
}

err_code cmd_backup(struct command *c, err *e)
{
    struct backup_report r = { .progress = show_progress, .ctx = c };
    str file = command_option(c, "o");
    if (!file.n) {
        err_set(e, ERR_INVALID, "where should the backup go?");
        return err_hint(e, "holdfast backup DB -o FILE");
    }
    const struct store_asks asks = record_asks(c->cat);
    if (store_backup(&asks, c->args[0], file, &r, e))
        return e->code;
    if (said(c, &r, "Backed up to", file, e))
        return e->code;
    if (c->format == FORMAT_TEXT)
        out_printf(c->out, "Its key is " STR_FMT ".key: keep it safe, and apart from the backup.\n", STR_ARG(file));
    return ERR_OK;
}

static err_code rebuild_search(struct command *c, str where, err *e)
{
    struct store *s;
    if (records_open(&s, c->cat, where, STORE_WRITE | STORE_BULK, e))
        return e->code;
    bool own;
    err_code rc = transaction_join(s, &own, e);
    if (!rc)
        rc = search_rebuild(s, e);
    rc = transaction_end(s, own, rc, e);
    store_close(s);
    return rc;
}

err_code cmd_restore(struct command *c, err *e)
{
    struct backup_report r = { .progress = show_progress, .ctx = c };
    const struct store_asks asks = record_asks(c->cat);
    if (store_restore(&asks, c->args[0], c->args[1], &r, e))
        return e->code;
    if (r.search_stale && rebuild_search(c, c->args[1], e))
        return e->code;
    return said(c, &r, "Restored", c->args[1], e);
}

err_code cmd_selfcheck(struct command *c, err *e)
{
    struct store *s;
    struct selfcheck r = { .mem = c->mem };
    if (records_open(&s, c->cat, c->args[0], 0, e))
        return e->code;
    err_code rc = records_selfcheck(s, &r, e);
    store_close(s);
    if (rc)
        return rc;
    if (c->format == FORMAT_JSON) {
        out_printf(c->out, "{\"statements\":%zu,\"tables\":%zu,\"rows\":%lld,\"faults\":[", r.statements, r.tables,
                   (long long)r.rows);
        for (size_t i = 0; i < r.nfaults; i++) {
            out_raw(c->out, i ? S(",") : S(""));
            out_json(c->out, r.faults[i]);
        }
        out_raw(c->out, S("]}\n"));
    } else if (c->format == FORMAT_CSV) {
        out_raw(c->out, S("fault\n"));
        for (size_t i = 0; i < r.nfaults; i++) {
            out_csv(c->out, r.faults[i]);
            out_char(c->out, '\n');
        }
    } else {
        for (size_t i = 0; i < r.nfaults; i++)
            out_printf(c->out, STR_FMT "\n", STR_ARG(r.faults[i]));
        out_printf(c->out, "%zu statements prepared, %zu tables compared with the catalogue, %lld records read: %s\n",
                   r.statements, r.tables, (long long)r.rows, r.nfaults ? "faults found" : "all is well");
    }
    c->status = r.nfaults ? err_exit(ERR_INVALID) : 0;
    return ERR_OK;
}
