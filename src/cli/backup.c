/* backup.c - backup, restore and selfcheck. */
#include "door.h"
#include "record/search.h"
#include "store/backup.h"
#include "store/selfcheck.h"

static void show_progress(void *ctx, uint64_t done, uint64_t total)
{
    struct command *c = ctx;
    command_progress(c, c->door->path, done, total);
}

static void said(struct command *c, const struct backup_report *r, const char *verb, str what)
{
    if (c->format == FORMAT_JSON)
        out_printf(c->out, "{\"tables\":%zu,\"rows\":%lld,\"compared\":true}\n", r->ntables, (long long)r->rows);
    else if (c->format == FORMAT_CSV)
        out_printf(c->out, "tables,rows\n%zu,%lld\n", r->ntables, (long long)r->rows);
    else
        out_printf(c->out, "%s " STR_FMT ": %zu tables, %lld rows, every one compared with its source.\n", verb, STR_ARG(what), r->ntables, (long long)r->rows);
}

err_code cmd_backup(struct command *c, err *e)
{
    struct backup_report r = { .progress = show_progress, .ctx = c };
    str file = command_option(c, "o");
    if (!file.n) {
        err_set(e, ERR_INVALID, "where should the backup go?");
        return err_hint(e, "holdfast backup DB -o FILE");
    }
    if (store_backup(c->cat, c->args[0], file, &r, e))
        return e->code;
    said(c, &r, "Backed up to", file);
    if (c->format == FORMAT_TEXT)
        out_printf(c->out, "Its key is " STR_FMT ".key: keep it safe, and apart from the backup.\n", STR_ARG(file));
    return ERR_OK;
}

static err_code rebuild_search(struct command *c, str where, err *e)
{
    struct store *s;
    if (store_open(&s, c->cat, where, STORE_WRITE | STORE_BULK, e))
        return e->code;
    err_code rc = db_begin(s->db, true, e);
    if (!rc)
        rc = search_rebuild(s, e);
    if (!rc)
        rc = db_commit(s->db, e);
    store_close(s);
    return rc;
}

err_code cmd_restore(struct command *c, err *e)
{
    struct backup_report r = { .progress = show_progress, .ctx = c };
    if (store_restore(c->cat, c->args[0], c->args[1], &r, e))
        return e->code;
    if (r.search_stale && rebuild_search(c, c->args[1], e))
        return e->code;
    said(c, &r, "Restored", c->args[1]);
    return ERR_OK;
}

err_code cmd_selfcheck(struct command *c, err *e)
{
    struct store *s;
    struct selfcheck r = { .mem = c->mem };
    if (store_open(&s, c->cat, c->args[0], 0, e))
        return e->code;
    err_code rc = store_selfcheck(s, &r, e);
    store_close(s);
    if (rc)
        return rc;
    if (c->format == FORMAT_JSON) {
        out_printf(c->out, "{\"statements\":%zu,\"tables\":%zu,\"rows\":%lld,\"faults\":[", r.statements, r.tables, (long long)r.rows);
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
