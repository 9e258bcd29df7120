/* return.c - holdfast return: the record as a statutory return; holdfast check record: only what its rules say
 * tonight. */
#include "cli/noted.h"
#include "cli/report.h"
#include "record/tables.h"
#include "reporting/issues.h"
#include "reporting/make.h"

static void show_progress(void *ctx, const char *doing, uint64_t done, uint64_t total)
{
    command_progress(ctx, doing, done, total);
}

/* --- what the record lacked ---------------------------------------------------------------------------- */

static bool worth_saying(const struct return_item *x) { return x->defaults || x->filled < x->rows; }

static void coverage_text(struct command *c, const struct return_done *d)
{
    out_raw(c->out, S("\nItems that the record does not have, or that come from elsewhere:\n"));
    for (size_t i = 0; i < d->nitems; i++) {
        const struct return_item *x = &d->items[i];
        if (!worth_saying(x))
            continue;
        out_printf(c->out, "  %-22s %-30s %zu of %zu rows", arena_z(c->mem, x->table), arena_z(c->mem, x->name),
                   x->filled, x->rows);
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
                out_printf(c->out, "  %-9s %s %6zu  %s\n", r->text->code,
                           severity == SEVERITY_ERROR ? "error" : "query", r->issues, r->text->message);
        }
}

static void counts_json(struct command *c, const struct return_done *d)
{
    size_t n = 0;
    for (size_t i = 0; i < d->report.nrules; i++) {
        const struct report_rule *r = &d->report.rules[i];
        if (!r->issues)
            continue;
        out_printf(c->out, "%s{\"rule\":\"%s\",\"severity\":\"%s\",\"issues\":%zu}", n++ ? "," : "", r->text->code,
                   r->text->severity == SEVERITY_ERROR ? "error" : "query", r->issues);
    }
}

static void say_written(struct command *c, const struct return_done *d, str dir)
{
    if (c->format == FORMAT_JSON) {
        out_printf(c->out, "{\"children\":%zu,\"rows\":%zu,\"files\":%zu,\"issues\":%zu,\"rules\":[", d->children,
                   d->rows, d->files, d->report.nissues);
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
        out_printf(c->out, STR_FMT ": %zu children, %zu rows in %zu file%s, written to " STR_FMT ".\n",
                   STR_ARG(d->report.name), d->children, d->rows, d->files, d->files == 1 ? "" : "s", STR_ARG(dir));
        out_printf(c->out, d->report.nissues ? "The rules would have %zu things looked at:\n" : "Every rule passes.\n",
                   d->report.nissues);
        counts_text(c, d);
        coverage_text(c, d);
    }
}

/* --- the two commands ---------------------------------------------------------------------------------- */

static err_code options_read(struct command *c, const char *which, struct return_options *o, err *e)
{
    str year = command_option(c, "year");
    const struct return_kind *of = return_kind_named(command_option(c, which));
    if (!of) {
        str all = return_kinds_listed(arena_printf(c->mem, "--%s ", which).p, " or ", c->mem);
        err_set(e, ERR_INVALID, "Say which return.");
        return err_hint(e, STR_FMT, STR_ARG(all));
    }
    *o = (struct return_options){
        .of = of,
        .year = return_year_running(of, c->today),
        .now = c->now,
        .authority = command_option(c, "authority"),
        .progress = { .fn = show_progress, .ctx = c },
    };
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
    if (options_read(c, "to", &o, e) ||
        command_lists(c, &o.lists, e)) /* before the database: a wrong file costs nothing */
        return e->code;
    if (!dir.p || !dir.n) {
        err_set(e, ERR_INVALID, "Say which folder to write to.");
        return err_hint(e, "holdfast return DB --to %s --year 2026-27 -o DIR", return_kinds[0].name);
    }
    o.dir = arena_z(c->mem, dir);
    err_code rc = command_noted(c, c->args[0], 0, e);
    if (!rc)
        rc = records_open(&s, c->cat, c->args[0], 0, e);
    if (!rc)
        rc = return_make(s, &o, c->mem, &done, e);
    if (!rc) {
        say_written(c, &done, dir);
        c->status = done.report.nissues ? err_exit(ERR_INVALID) : 0;
    }
    store_close(s);
    return rc;
}

/* --- one child ----------------------------------------------------------------------------------------- */

/* number: what the return calls the child. */
static err_code child_find(struct command *c, struct store *s, str typed, int64_t *id, str *number, err *e)
{
    db_rows rows = { 0 };
    if (db_run(s->db, ST_return_child_find, ARGS(DBT(typed)), c->mem, &rows, e))
        return e->code;
    if (!rows.n) {
        err_set(e, ERR_NOT_FOUND, "There is no child with the number " STR_FMT ".", STR_ARG(typed));
        return err_hint(e, "--child takes the council's number of the child, or the number of the record.");
    }
    str council = db_str(&rows, 0, RETURN_CHILD_FIND_COUNCIL_ID);
    *id = db_int(&rows, 0, RETURN_CHILD_FIND_ID);
    *number = council.n ? council : arena_printf(c->mem, "%lld", (long long)*id);
    return ERR_OK;
}

/* --- what is kept -------------------------------------------------------------------------------------- */

static bool is_news_of(const struct issue_news *x, const struct collection_due *due)
{
    return x->text && x->year == due->year && str_eq(x->source, due->source);
}

static bool has_news(const struct catch_up *done, const struct collection_due *due)
{
    for (size_t i = 0; i < done->nnews; i++)
        if (is_news_of(&done->news[i], due))
            return true;
    return false;
}

static void news_text(struct command *c, const struct catch_up *done, const struct collection_due *due)
{
    for (size_t i = 0; i < done->nnews; i++) {
        const struct issue_news *x = &done->news[i];
        if (!is_news_of(x, due))
            continue;
        out_printf(c->out, "  %-7s %-9s %s", x->mended ? "mended" : "new", x->text->code,
                   x->text->severity == SEVERITY_ERROR ? "error" : "query");
        if (x->subject)
            out_printf(c->out, "  /child/%lld", (long long)x->subject);
        if (x->record && x->record != x->subject)
            out_printf(c->out, "/record/%lld", (long long)x->record);
        out_printf(c->out, "  %s\n", x->text->message);
    }
}

static void news_line(struct command *c, const struct issue_news *x, bool json, bool first)
{
    const char *severity = !x->text                              ? ""
                           : x->text->severity == SEVERITY_ERROR ? "error"
                                                                 : "query",
               *what = x->mended ? "mended" : "new";
    if (json) {
        out_printf(c->out, "%s{\"what\":\"%s\",\"return\":\"" STR_FMT "\",\"year\":%d,\"rule\":", first ? "" : ",",
                   what, STR_ARG(x->source), x->year);
        out_json(c->out, x->rule);
        out_printf(c->out, ",\"severity\":\"%s\",\"child\":%lld,\"key\":", severity, (long long)x->subject);
        out_json(c->out, x->key);
        out_char(c->out, '}');
        return;
    }
    out_printf(c->out, "%s," STR_FMT ",%d,", what, STR_ARG(x->source), x->year);
    out_csv(c->out, x->rule);
    out_printf(c->out, ",%s,%lld,", severity, (long long)x->subject);
    out_csv(c->out, x->key);
    out_raw(c->out, S("\r\n"));
}

static void say_news(struct command *c, const struct catch_up *done, size_t n, const struct collection_due *due,
                     const struct issue_summary *was, const struct issue_summary *now)
{
    bool json = c->format == FORMAT_JSON, left = false;
    for (size_t i = 0; i < n; i++)
        left = left || now[i].errors || now[i].queries;
    c->status = left ? err_exit(ERR_INVALID) : 0;
    if (c->format == FORMAT_TEXT) {
        for (size_t i = 0; i < n; i++) {
            out_printf(c->out, STR_FMT ": %zu children, %zu errors, %zu queries, %zu accepted", STR_ARG(due[i].name),
                       now[i].children, now[i].errors, now[i].queries, now[i].accepted);
            out_raw(c->out, !was[i].known             ? S(". This is the first check.\n")
                            : has_news(done, &due[i]) ? S(". Since the last check:\n")
                                                      : S(". Nothing has changed since the last check.\n"));
            if (was[i].known)
                news_text(c, done, &due[i]);
        }
        return;
    }
    out_raw(c->out, json ? S("[") : S("what,return,year,rule,severity,child,key\r\n"));
    for (size_t i = 0; i < done->nnews; i++)
        news_line(c, &done->news[i], json, i == 0);
    if (json)
        out_raw(c->out, S("]\n"));
}

static err_code keep(struct command *c, const struct return_lists *lists, err *e)
{
    struct store *s = NULL;
    struct collection_due due[COLLECTIONS_MAX];
    struct issue_summary was[COLLECTIONS_MAX], now[COLLECTIONS_MAX];
    struct author author = { .account = S("returns"), .via = S("check record"), .at = c->now };
    struct return_progress progress = { .fn = show_progress, .ctx = c };
    struct catch_up done = { .news_in = c->mem };
    size_t n = collections_due(c->cat, c->today, due);
    err_code rc = command_noted(c, c->args[0], 0, e);
    if (!rc)
        rc = records_open(&s, c->cat, c->args[0], STORE_WRITE, e);
    for (size_t i = 0; !rc && i < n; i++)
        rc = return_issues_counted(s, &due[i], c->today, c->mem, &was[i], e);
    if (!rc)
        rc = return_issues_catch_up(s, lists, &author, c->today, &done, &progress, e);
    for (size_t i = 0; !rc && i < n; i++)
        rc = return_issues_counted(s, &due[i], c->today, c->mem, &now[i], e);
    if (!rc)
        say_news(c, &done, n, due, was, now);
    store_close(s);
    return rc;
}

err_code cmd_check_record(struct command *c, err *e)
{
    struct store *s = NULL;
    struct return_options o = { 0 };
    struct return_done done = { 0 };
    str child = command_option(c, "child"), number = STR_NONE;
    if (command_flag(c, "keep") && (child.p || command_option(c, "for").p || command_option(c, "year").p)) {
        err_set(e, ERR_INVALID, "--keep looks at everybody, and at every return that is due.");
        return err_hint(e, "holdfast check record DB --keep");
    }
    const struct return_lists *lists;
    if (command_lists(c, &lists, e))
        return e->code;
    if (command_flag(c, "keep"))
        return keep(c, lists, e);
    if (options_read(c, "for", &o, e))
        return e->code;
    o.lists = lists;
    err_code rc = ERR_OK;
    if (!child.p)
        rc = command_noted(c, c->args[0], 0, e);
    if (!rc)
        rc = records_open(&s, c->cat, c->args[0], 0, e);
    if (!rc && child.p)
        rc = child_find(c, s, child, &o.subject, &number, e);
    if (!rc && child.p)
        rc = command_noted(c, c->args[0], o.subject, e);
    if (!rc)
        rc = return_make(s, &o, c->mem, &done, e);
    if (!rc)
        rc = report_to_command(c, &done.report, number, e);
    store_close(s);
    return rc;
}
