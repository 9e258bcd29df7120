/* return.c - holdfast return: the record as a statutory return; holdfast check record: only what its rules say tonight. */
#include "cli/noted.h"
#include "cli/report.h"
#include "desk/return_make.h"

static void show_progress(void *ctx, const char *doing, uint64_t done, uint64_t total) { command_progress(ctx, doing, done, total); }

/* --- what the record lacked ---------------------------------------------------------------------------- */

static bool worth_saying(const struct return_item *x) { return x->defaults || x->filled < x->rows; }

static void coverage_text(struct command *c, const struct return_done *d)
{
    out_raw(c->out, S("\nItems that the record does not have, or that come from elsewhere:\n"));
    for (size_t i = 0; i < d->nitems; i++) {
        const struct return_item *x = &d->items[i];
        if (!worth_saying(x))
            continue;
        out_printf(c->out, "  %-22s %-30s %zu of %zu rows", arena_z(c->mem, x->table), arena_z(c->mem, x->name), x->filled, x->rows);
        if (x->defaults)
            out_printf(c->out, ", %zu from elsewhere: %s", x->defaults, x->why ? x->why : "a default");
        out_char(c->out, '\n');
    }
}

static void coverage_json(struct command *c, const struct return_done *d)
{
    size_t n = 0;
    for (size_t i = 0; i < d->nitems; i++) {
        const struct return_item *x = &d->items[i];
        if (!worth_saying(x))
            continue;
        out_raw(c->out, n++ ? S(",{\"table\":") : S("{\"table\":"));
        out_json(c->out, x->table);
        out_raw(c->out, S(",\"item\":"));
        out_json(c->out, x->name);
        out_printf(c->out, ",\"rows\":%zu,\"filled\":%zu,\"defaults\":%zu}", x->rows, x->filled, x->defaults);
    }
}

static void counts_text(struct command *c, const struct return_done *d)
{
    for (int severity = SEVERITY_ERROR; severity <= SEVERITY_QUERY; severity++)
        for (size_t i = 0; i < d->report.nrules; i++) {
            const struct report_rule *r = &d->report.rules[i];
            if (r->issues && (int)r->text->severity == severity)
                out_printf(c->out, "  %-9s %s %6zu  %s\n", r->text->code, severity == SEVERITY_ERROR ? "error" : "query", r->issues, r->text->message);
        }
}

static void counts_json(struct command *c, const struct return_done *d)
{
    size_t n = 0;
    for (size_t i = 0; i < d->report.nrules; i++) {
        const struct report_rule *r = &d->report.rules[i];
        if (!r->issues)
            continue;
        out_printf(c->out, "%s{\"rule\":\"%s\",\"severity\":\"%s\",\"issues\":%zu}", n++ ? "," : "", r->text->code, r->text->severity == SEVERITY_ERROR ? "error" : "query", r->issues);
    }
}

static void say_written(struct command *c, const struct return_done *d, str dir)
{
    if (c->format == FORMAT_JSON) {
        out_printf(c->out, "{\"children\":%zu,\"rows\":%zu,\"files\":%zu,\"issues\":%zu,\"rules\":[", d->children, d->rows, d->files, d->report.nissues);
        counts_json(c, d);
        out_raw(c->out, S("],\"coverage\":["));
        coverage_json(c, d);
        out_raw(c->out, S("]}\n"));
    } else if (c->format == FORMAT_CSV) {
        out_raw(c->out, S("table,item,rows,filled,defaults\n"));
        for (size_t i = 0; i < d->nitems; i++) {
            out_csv(c->out, d->items[i].table);
            out_char(c->out, ',');
            out_csv(c->out, d->items[i].name);
            out_printf(c->out, ",%zu,%zu,%zu\n", d->items[i].rows, d->items[i].filled, d->items[i].defaults);
        }
    } else {
        out_printf(c->out, STR_FMT ": %zu children, %zu rows in %zu file%s, written to " STR_FMT ".\n", STR_ARG(d->report.name), d->children, d->rows,
                   d->files, d->files == 1 ? "" : "s", STR_ARG(dir));
        out_printf(c->out, d->report.nissues ? "The rules would have %zu things looked at:\n" : "Every rule passes.\n", d->report.nissues);
        counts_text(c, d);
        coverage_text(c, d);
    }
}

/* --- the two commands ---------------------------------------------------------------------------------- */

static err_code options_read(struct command *c, const char *which, struct return_options *o, err *e)
{
    str year = command_option(c, "year");
    int y, m, d;
    day_split(c->today, &y, &m, &d);
    *o = (struct return_options){ .source = command_option(c, which), .year = m >= 4 ? y : y - 1, .now = c->now,
                                  .authority = command_option(c, "authority"), .progress = { show_progress, c } };
    if (!str_eq(o->source, S("ssda903")) && !str_eq(o->source, S("cin"))) {
        err_set(e, ERR_INVALID, "Say which return.");
        return err_hint(e, "--%s ssda903 or --%s cin", which, which);
    }
    if (year.p && !return_year_read(year, &o->year)) {
        err_set(e, ERR_INVALID, "\"" STR_FMT "\" is not a collection year.", STR_ARG(year));
        return err_hint(e, "--year 2026-27, for 1 April 2026 to 31 March 2027");
    }
    return ERR_OK;
}

err_code cmd_return(struct command *c, err *e)
{
    struct store *s = NULL;
    struct return_options o;
    struct return_done done = { 0 };
    str dir = command_option(c, "o");
    if (options_read(c, "to", &o, e))
        return e->code;
    if (!dir.p || !dir.n) {
        err_set(e, ERR_INVALID, "Say which folder to write to.");
        return err_hint(e, "holdfast return DB --to ssda903 --year 2026-27 -o DIR");
    }
    o.dir = arena_z(c->mem, dir);
    err_code rc = command_noted(c, c->args[0], 0, e);
    if (!rc)
        rc = store_open(&s, c->cat, c->args[0], 0, e);
    if (!rc)
        rc = return_make(s, &o, c->mem, &done, e);
    if (!rc) {
        say_written(c, &done, dir);
        c->status = done.report.nissues ? err_exit(ERR_INVALID) : 0;
    }
    store_close(s);
    return rc;
}

err_code cmd_check_record(struct command *c, err *e)
{
    struct store *s = NULL;
    struct return_options o;
    struct return_done done = { 0 };
    if (options_read(c, "for", &o, e))
        return e->code;
    err_code rc = command_noted(c, c->args[0], 0, e);
    if (!rc)
        rc = store_open(&s, c->cat, c->args[0], 0, e);
    if (!rc)
        rc = return_make(s, &o, c->mem, &done, e);
    if (!rc) {
        rc = report_to_command(c, &done.report, STR_NONE, e);
    }
    store_close(s);
    return rc;
}
