/* import.c - holdfast import and holdfast duplicates. */
#include "exchange/duplicates.h"
#include "exchange/import.h"
#include "returns/kinds.h"
#include "cli/noted.h"
#include "cli/command.h"
#include "record/tables.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

static void show_progress(void *ctx, const char *doing, uint64_t done, uint64_t total)
{
    command_progress(ctx, doing, done, total);
}

static void counts_json(out *o, const struct import_counts *c)
{
    out_printf(o, "\"read\":%lld,\"stored\":%lld,\"unchanged\":%lld,\"rejected\":%lld", (long long)c->read,
               (long long)c->stored, (long long)c->unchanged, (long long)c->rejected);
}

static void report_json(out *o, const struct import_report *r, bool dry_run)
{
    out_raw(o, S("{"));
    counts_json(o, &r->rows);
    out_printf(o, ",\"left_out\":%lld", (long long)r->cells);
    out_printf(o, ",\"subjects_made\":%lld,\"gone\":%lld,\"dry_run\":%s,\"files\":[", (long long)r->subjects_made,
               (long long)r->gone, dry_run ? "true" : "false");
    for (size_t i = 0; i < r->nfiles; i++) {
        out_raw(o, i ? S(",{\"file\":") : S("{\"file\":"));
        out_json(o, r->files[i]->name);
        out_char(o, ',');
        counts_json(o, &r->files[i]->rows);
        if (r->files[i]->year.p) {
            out_raw(o, S(",\"year\":"));
            out_json(o, r->files[i]->year);
        }
        out_printf(o, ",\"refused\":%s", r->files[i]->refused ? "true" : "false");
        out_raw(o, S(",\"notes\":["));
        for (size_t k = 0; k < r->files[i]->nnotes; k++) {
            if (k)
                out_char(o, ',');
            out_json(o, r->files[i]->notes[k]);
        }
        out_raw(o, S("]}"));
    }
    out_raw(o, S("],\"notices\":["));
    for (size_t i = 0; i < r->nnotices; i++) {
        if (i)
            out_char(o, ',');
        out_json(o, r->notices[i]);
    }
    out_raw(o, S("]}\n"));
}

static void report_csv(out *o, const struct import_report *r)
{
    out_raw(o, S("file,read,stored,unchanged,rejected\n"));
    for (size_t i = 0; i < r->nfiles; i++) {
        const struct import_counts *c = &r->files[i]->rows;
        out_csv(o, r->files[i]->name);
        out_printf(o, ",%lld,%lld,%lld,%lld\n", (long long)c->read, (long long)c->stored, (long long)c->unchanged,
                   (long long)c->rejected);
    }
}

static bool same_reason(const struct import_reject *a, const struct import_reject *b)
{
    return a->cell == b->cell && str_eq(a->file, b->file) && str_eq(a->column, b->column) &&
           str_eq(a->reason, b->reason);
}

/* The commonest reasons, so that one look says what is wrong with a file: of rows that were rejected, or of cells. */
static void reasons_text(out *o, const struct import_report *r, bool cells)
{
    enum { SHOWN = 10 };
    size_t shown = 0;
    for (size_t i = 0; i < r->nrejects && shown < SHOWN; i++) {
        const struct import_reject *x = &r->rejects[i];
        size_t n = 0;
        bool first = true;
        for (size_t k = 0; k < r->nrejects; k++) {
            bool same = same_reason(x, &r->rejects[k]);
            first = first && (!same || k >= i);
            n += same;
        }
        if (!first || x->cell != cells)
            continue;
        if (!shown++)
            out_raw(o, cells ? S("\nCells that were left out; the rest of their rows was taken:\n")
                             : S("\nWhy rows were rejected:\n"));
        out_printf(o, "  " STR_FMT " line %zu%s" STR_FMT ": " STR_FMT, STR_ARG(x->file), x->line,
                   x->column.n ? ", column " : "", STR_ARG(x->column), STR_ARG(x->reason));
        out_printf(o, n > 1 ? " (%zu rows)\n" : "\n", n);
    }
}

/* Whose return each file was taken as, and how that was told. */
static void years_text(out *o, const struct import_report *r)
{
    for (size_t i = 0; i < r->nfiles; i++) {
        const struct import_file *f = r->files[i];
        bool said = !f->year.p || !f->year_told;
        for (size_t k = 0; k < i && !said; k++)
            said = str_eq(r->files[k]->year, f->year) && r->files[k]->year_told == f->year_told;
        if (said)
            continue;
        out_printf(o, "Taken as the return for " STR_FMT ", told by %s:", STR_ARG(f->year), f->year_told);
        for (size_t k = i, n = 0; k < r->nfiles; k++)
            if (str_eq(r->files[k]->year, f->year) && r->files[k]->year_told == f->year_told)
                out_printf(o, "%s " STR_FMT, n++ ? "," : "", STR_ARG(r->files[k]->name));
        out_char(o, '\n');
    }
}

static void notices_text(out *o, const struct import_report *r)
{
    enum { SHOWN = 50 };
    if (r->nnotices)
        out_raw(o, S("\nLook at these:\n"));
    for (size_t i = 0; i < r->nnotices && i < SHOWN; i++)
        out_printf(o, "  " STR_FMT "\n", STR_ARG(r->notices[i]));
    if (r->nnotices > SHOWN)
        out_printf(o, "  and %zu more; --format json lists all of them\n", r->nnotices - SHOWN);
}

static void report_text(out *o, const struct import_report *r, bool dry_run)
{
    out_printf(o, "%-40s %9s %9s %9s %9s\n", "File", "read", "stored", "unchanged", "rejected");
    for (size_t i = 0; i < r->nfiles; i++) {
        const struct import_counts *c = &r->files[i]->rows;
        out_printf(o, "%-40.*s %9lld %9lld %9lld %9lld\n", STR_ARG(r->files[i]->name), (long long)c->read,
                   (long long)c->stored, (long long)c->unchanged, (long long)c->rejected);
        for (size_t k = 0; k < r->files[i]->nnotes; k++)
            out_printf(o, "    " STR_FMT "\n", STR_ARG(r->files[i]->notes[k]));
    }
    out_printf(o, "%-40s %9lld %9lld %9lld %9lld\n", "Together", (long long)r->rows.read, (long long)r->rows.stored,
               (long long)r->rows.unchanged, (long long)r->rows.rejected);
    if (r->subjects_made)
        out_printf(o, "%lld people, workers, teams and families were new.\n", (long long)r->subjects_made);
    if (r->gone)
        out_printf(o, "%lld records of an earlier extract are not in this one. They were kept.\n", (long long)r->gone);
    years_text(o, r);
    if (r->nrejects <= 5000) {
        reasons_text(o, r, false);
        reasons_text(o, r, true);
    }
    notices_text(o, r);
    if (dry_run)
        out_raw(o, S("\nThis was a trial: nothing was stored.\n"));
}

static err_code write_rejects(const struct import_report *r, const char *path, arena *mem, err *e)
{
    out o = { 0 };
    out_raw(&o, S("file,line,column,value,reason\n"));
    for (size_t i = 0; i < r->nrejects; i++) {
        const struct import_reject *x = &r->rejects[i];
        out_csv(&o, x->file);
        out_printf(&o, ",%zu,", x->line);
        out_csv(&o, x->column);
        out_char(&o, ',');
        out_csv(&o, x->value);
        out_char(&o, ',');
        const str reason[] = { x->reason, x->cell ? S("Only this cell was left out.") : S("") };
        out_csv(&o, x->cell ? arena_join(mem, 2, reason, S(". ")) : x->reason);
        out_char(&o, '\n');
    }
    FILE *f = fopen(path, "we");
    bool good = f && fwrite(o.p, 1, o.n, f) == o.n;
    good = f && fclose(f) == 0 && good;
    out_release(&o);
    return good ? ERR_OK
                : err_set(e, ERR_SYSTEM, "The rejected rows cannot be written to %s: %s.", path, strerror(errno));
}

err_code cmd_import(struct command *c, err *e)
{
    str from = command_option(c, "from"), rejects = command_option(c, "rejects");
    if (!str_eq(from, S("ssd")) && !return_kind_named(from)) {
        str returns = return_kinds_listed("--from ", " or ", c->mem);
        err_set(e, ERR_INVALID, "Say what the files are: --from ssd, " STR_FMT ".", STR_ARG(returns));
        return err_hint(e, "holdfast import council.db --from ssd extracts/");
    }
    struct store *s = NULL;
    struct import_report r = { 0 };
    struct import_options o = { .source = from,
                                .where = arena_z(c->mem, c->args[1]),
                                .dry_run = command_flag(c, "dry-run"),
                                .today = c->today,
                                .progress = show_progress,
                                .progress_ctx = c };
    const str via[] = { S("import"), from };
    struct author who = { .account = S("import"), .via = arena_join(c->mem, 2, via, S(" ")), .at = c->now };
    if (records_open(&s, c->cat, c->args[0], STORE_WRITE | STORE_CREATE | STORE_BULK, e))
        return e->code;
    err_code rc = import_run(s, &o, &who, c->mem, &r, e);
    store_close(s);
    if (rc)
        return rc;
    if (c->format == FORMAT_JSON)
        report_json(c->out, &r, o.dry_run);
    else if (c->format == FORMAT_CSV)
        report_csv(c->out, &r);
    else
        report_text(c->out, &r, o.dry_run);
    c->status = import_whole(&r) ? 0 : err_exit(ERR_INVALID);
    return rejects.p ? write_rejects(&r, arena_z(c->mem, rejects), c->mem, e) : ERR_OK;
}

static void duplicate_out(struct command *c, const struct duplicate *d, bool first)
{
    char born[11] = "";
    if (d->born_on != DAY_NONE)
        day_iso_into(born, d->born_on);
    if (c->format == FORMAT_JSON) {
        out_printf(c->out, "%s{\"a\":%lld,\"b\":%lld,\"name_a\":", first ? "" : ",", (long long)d->a, (long long)d->b);
        out_json(c->out, d->name_a);
        out_raw(c->out, S(",\"name_b\":"));
        out_json(c->out, d->name_b);
        out_printf(c->out, ",\"born_on\":\"%s\",\"why\":\"%s\"}", born, d->why);
    } else if (c->format == FORMAT_CSV) {
        out_printf(c->out, "%lld,%lld,", (long long)d->a, (long long)d->b);
        out_csv(c->out, d->name_a);
        out_char(c->out, ',');
        out_csv(c->out, d->name_b);
        out_printf(c->out, ",%s,%s\n", born, d->why);
    } else {
        out_printf(c->out, "%lld " STR_FMT " and %lld " STR_FMT ", born %s: %s\n", (long long)d->a, STR_ARG(d->name_a),
                   (long long)d->b, STR_ARG(d->name_b), born, d->why);
    }
}

err_code cmd_duplicates(struct command *c, err *e)
{
    struct store *s = NULL;
    size_t n = 0;
    struct duplicate *list = NULL;
    if (records_open(&s, c->cat, c->args[0], 0, e))
        return e->code;
    err_code rc = duplicates_find(s, c->mem, &n, &list, e);
    store_close(s);
    if (rc || (rc = command_noted(c, c->args[0], 0, e)))
        return rc;
    out_raw(c->out, c->format == FORMAT_JSON  ? S("[")
                    : c->format == FORMAT_CSV ? S("a,b,name_a,name_b,born_on,why\n")
                                              : S(""));
    for (size_t i = 0; i < n; i++)
        duplicate_out(c, &list[i], i == 0);
    if (c->format == FORMAT_JSON)
        out_raw(c->out, S("]\n"));
    else if (c->format == FORMAT_TEXT)
        out_printf(c->out,
                   n ? "%zu pairs of records may each be one person. Nothing was merged.\n"
                     : "No two records look like one person.\n",
                   n);
    return ERR_OK;
}
