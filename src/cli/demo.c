/* demo.c - holdfast demo: makes a synthetic council and says how near it came to the figures it follows. */
#include "demo/make.h"
#include "reporting/issues.h"
#include "cli/command.h"
#include "record/tables.h"
#include <math.h>
#include <stdlib.h>

struct making { struct command *c; };

static void show_progress(void *ctx, uint64_t done, uint64_t total)
{
    command_progress(((struct making *)ctx)->c, "Making the council", done, total);
}

static void show_checking(void *ctx, const char *doing, uint64_t done, uint64_t total)
{
    command_progress(((struct making *)ctx)->c, doing, done, total);
}

static err_code number_option(struct command *c, const char *name, double low, double high, double *to, err *e)
{
    str s = command_option(c, name);
    char *end;
    if (!s.p)
        return ERR_OK;
    const char *z = arena_z(c->mem, s);
    *to = strtod(z, &end);
    if (!*z || *end || !(*to >= low && *to <= high)) {
        err_set(e, ERR_INVALID, "--%s must be a number from %g to %g, not \"" STR_FMT "\".", name, low, high,
                STR_ARG(s));
        return err_hint(e, "holdfast help demo");
    }
    return ERR_OK;
}

static err_code request_read(struct command *c, struct demo_request *q, err *e)
{
    double seed = 1, scale = 1, years = 5;
    if (number_option(c, "seed", 0, 9e15, &seed, e) || number_option(c, "scale", 0.005, 20, &scale, e) ||
        number_option(c, "years", 1, 12, &years, e))
        return e->code;
    str like = command_option(c, "like"), as_at = command_option(c, "as-at");
    *q = (struct demo_request){ .like = like.p ? like : S("Norfolk"),
                                .seed = (uint64_t)seed,
                                .scale = scale,
                                .years = (int)years,
                                .as_at = c->today,
                                .now = c->now,
                                .as_at_given = as_at.p != NULL };
    if (as_at.p && (q->as_at = day_parse(as_at)) == DAY_NONE) {
        err_set(e, ERR_INVALID, "\"" STR_FMT "\" is not a day.", STR_ARG(as_at));
        return err_hint(e, "write it as 2026-11-21");
    }
    return ERR_OK;
}

static void say_made(struct command *c, const struct demo_made *m)
{
    if (c->format == FORMAT_JSON) {
        out_printf(c->out, "{\"children\":%zu,\"families\":%zu,\"workers\":%zu,\"entries\":%lld}\n", m->children,
                   m->families, m->workers, (long long)m->entries);
        return;
    }
    out_printf(c->out, "Made " STR_FMT ": %zu children in %zu families, %zu workers, %lld ledger entries.\n",
               STR_ARG(m->area), m->children, m->families, m->workers, (long long)m->entries);
}

/* The service would do it a moment after its start: so its pages have something to say at once. The trend begins with
 * this look. */
static err_code rules_kept(struct command *c, struct making *m, err *e)
{
    struct store *s = NULL;
    struct catch_up done = { 0 };
    struct author author = { .account = S("returns"), .via = S("demo"), .at = c->now };
    struct return_progress progress = { .fn = show_checking, .ctx = m };
    err_code rc = records_open(&s, c->cat, c->args[0], STORE_WRITE, e);
    if (!rc)
        rc = return_issues_catch_up(s, NULL, &author, c->today, &done, &progress, e);
    store_close(s);
    return rc;
}

/* --- how near it came ------------------------------------------------------------------------------- */

static double difference(const struct demo_measure *m)
{
    return m->target != 0 ? 100 * (m->produced - m->target) / fabs(m->target) : 0;
}

static void measure_text(out *o, const struct demo_measure *m)
{
    const char *verdict = !m->checked ? "" : fabs(difference(m)) <= DEMO_TOLERANCE ? "checked" : "too far";
    out_printf(o, "%-9s %12.1f %12.1f %+8.1f%%  ", verdict, m->target, m->produced, difference(m));
    out_printf(o, STR_FMT "%s" STR_FMT "\n", STR_ARG(m->label), m->unit.n ? ", " : "", STR_ARG(m->unit));
}

static void measure_csv(out *o, const struct demo_measure *m)
{
    out_printf(o, "%s,", m->name);
    out_csv(o, m->label);
    out_printf(o, "," STR_FMT ",%.2f,%.2f,%.2f,%s\n", STR_ARG(m->unit), m->target, m->produced, difference(m),
               m->checked ? "yes" : "no");
}

static void measure_json(out *o, const struct demo_measure *m)
{
    out_printf(o, "{\"figure\":\"%s\",\"label\":", m->name);
    out_json(o, m->label);
    out_printf(o, ",\"asked_for\":%.2f,\"made\":%.2f,\"apart_per_cent\":%.2f,\"checked\":%s}", m->target, m->produced,
               difference(m), m->checked ? "true" : "false");
}

static void report_text(struct command *c, const struct demo_request *q, const struct demo_survey *m)
{
    out_printf(c->out, "%lld children known. The year to " STR_FMT " against the published figures of " STR_FMT
               " (where it has none, England's):\n",
               (long long)m->children, STR_ARG(day_uk(c->mem, q->as_at)), STR_ARG(q->like));
    out_printf(c->out, "%-9s %12s %12s %9s  %s\n", "", "asked for", "made", "apart", "figure");
    for (size_t i = 0; i < m->n; i++)
        measure_text(c->out, &m->at[i]);
}

static void report_csv(out *o, const struct demo_survey *m)
{
    out_raw(o, S("figure,label,unit,asked_for,made,apart_per_cent,checked\n"));
    for (size_t i = 0; i < m->n; i++)
        measure_csv(o, &m->at[i]);
}

static void report_json(out *o, const struct demo_survey *m)
{
    for (size_t i = 0; i < m->n; i++) {
        out_raw(o, i ? S(",\n") : S("["));
        measure_json(o, &m->at[i]);
    }
    out_raw(o, m->n ? S("]\n") : S("[]\n"));
}

static err_code report_write(struct command *c, const struct demo_request *q, err *e)
{
    struct demo_survey m;
    if (demo_survey(c->cat, c->args[0], q, c->mem, &m, e))
        return e->code;
    if (c->format == FORMAT_TEXT)
        report_text(c, q, &m);
    else if (c->format == FORMAT_CSV)
        report_csv(c->out, &m);
    else
        report_json(c->out, &m);
    return ERR_OK;
}

err_code cmd_demo(struct command *c, err *e)
{
    struct demo_request q;
    struct demo_made made;
    struct making m = { c };
    bool report = command_flag(c, "report");
    str ssd = command_option(c, "write-ssd");
    if (request_read(c, &q, e))
        return e->code;
    if (demo_make(c->cat, c->args[0], &q, c->mem, show_progress, &m, &made, e)) {
        if (e->code != ERR_CONFLICT || (!report && !ssd.p))
            return e->code;
        *e = (err){ .mem = c->mem };                        /* it is there already: report on it, write it out */
    } else {
        if (rules_kept(c, &m, e))
            return e->code;
        if (!report || c->format == FORMAT_TEXT)
            say_made(c, &made);
    }
    if (ssd.p && demo_write_ssd(c->cat, c->args[0], ssd, c->mem, e))
        return e->code;
    return report ? report_write(c, &q, e) : ERR_OK;
}
