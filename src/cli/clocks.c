/* clocks.c - holdfast clocks: how each duty is kept, and working all of them out again. */
#include "catalogue/clock_rules.h"
#include "cli/command.h"
#include "record/clock_rebuild.h"
#include "record/tables.h"

static void show_progress(void *ctx, uint64_t done, uint64_t total) { command_progress(ctx, "Clocks", done, total); }

static err_code rebuild(struct command *c, err *e)
{
    struct store *s = NULL;
    struct clock_rebuild r = { .progress = show_progress, .ctx = c };
    const struct author who = { S("clocks"), S("rebuild"), c->now };
    if (records_open(&s, c->cat, c->args[0], STORE_WRITE, e))
        return e->code;
    err_code rc = clocks_rebuild(s, &who, &r, e);
    store_close(s);
    if (rc)
        return rc;
    if (c->format == FORMAT_JSON)
        out_printf(c->out, "{\"subjects\":%llu,\"clocks\":%llu}\n", (unsigned long long)r.subjects,
                   (unsigned long long)r.clocks);
    else if (c->format == FORMAT_CSV)
        out_printf(c->out, "subjects,clocks\n%llu,%llu\n", (unsigned long long)r.subjects,
                   (unsigned long long)r.clocks);
    else
        out_printf(c->out, "%llu clocks of %llu people, families, workers and households are up to date.\n",
                   (unsigned long long)r.clocks, (unsigned long long)r.subjects);
    return ERR_OK;
}

static str name_of(const struct catalogue *cat, str id)
{
    int row;
    const struct clock_rule *rule = clock_rule_find(cat->clock_rules, id, &row);
    return rule ? clock_rule_name(rule, row) : id;
}

static void show_figures(struct command *c, const db_rows *rows)
{
    static const struct { const char *head; size_t column; } figures[] = {
        { "open", CLOCK_FIGURES_OPEN }, { "overdue", CLOCK_FIGURES_OVERDUE }, { "met", CLOCK_FIGURES_MET },
        { "late", CLOCK_FIGURES_LATE }, { "lapsed", CLOCK_FIGURES_LAPSED },
    };
    if (c->format == FORMAT_CSV)
        out_raw(c->out, S("rule,name,open,overdue,met,late,lapsed\n"));
    else if (c->format == FORMAT_TEXT)
        out_printf(c->out, "%-7s %7s %7s %7s %7s %7s  %s\n", "Rule", "Open", "Overdue", "Met", "Late", "Lapsed",
                   "Duty");
    else
        out_char(c->out, '[');
    for (size_t i = 0; i < rows->n; i++) {
        str id = db_str(rows, i, CLOCK_FIGURES_RULE), name = name_of(c->cat, id);
        if (c->format == FORMAT_JSON) {
            out_raw(c->out, i ? S(",{\"rule\":") : S("{\"rule\":"));
            out_json(c->out, id);
            out_raw(c->out, S(",\"name\":"));
            out_json(c->out, name);
            for (size_t k = 0; k < COUNT_OF(figures); k++)
                out_printf(c->out, ",\"%s\":%lld", figures[k].head, (long long)db_int(rows, i, figures[k].column));
            out_char(c->out, '}');
        } else if (c->format == FORMAT_CSV) {
            out_csv(c->out, id);
            out_char(c->out, ',');
            out_csv(c->out, name);
            for (size_t k = 0; k < COUNT_OF(figures); k++)
                out_printf(c->out, ",%lld", (long long)db_int(rows, i, figures[k].column));
            out_char(c->out, '\n');
        } else {
            out_printf(c->out, "%-7s", arena_z(c->mem, id));
            for (size_t k = 0; k < COUNT_OF(figures); k++)
                out_printf(c->out, " %7lld", (long long)db_int(rows, i, figures[k].column));
            out_printf(c->out, "  " STR_FMT "\n", STR_ARG(name));
        }
    }
    if (c->format == FORMAT_JSON)
        out_raw(c->out, S("]\n"));
    else if (c->format == FORMAT_TEXT && !rows->n)
        out_raw(c->out, S("No clocks yet. They start when records are saved or imported.\n"));
}

err_code cmd_clocks(struct command *c, err *e)
{
    struct store *s = NULL;
    db_rows rows = { 0 };
    if (command_flag(c, "rebuild"))
        return rebuild(c, e);
    if (records_open(&s, c->cat, c->args[0], 0, e))
        return e->code;
    err_code rc = db_run(s->db, ST_clock_figures, ARGS(DBT(day_iso(c->mem, c->today))), c->mem, &rows, e);
    if (!rc)
        show_figures(c, &rows);
    store_close(s);
    return rc;
}
