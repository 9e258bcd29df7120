/* due.c - holdfast due: what must still be done, the latest first. */
#include "catalogue/clock_rules.h"
#include "cli/noted.h"
#include "cli/command.h"
#include "record/tables.h"

enum { FLUSH_AT = 64 * 1024 };

struct listing {
    struct command *c;
    day as_at;
    bool names;
    size_t n, late;
    arena row;
};

static str rule_name(const struct catalogue *cat, str id, int64_t row)
{
    int found;
    const struct clock_rule *rule = clock_rule_find(cat->clock_rules, id, &found);
    return rule ? clock_rule_name(rule, (int)row) : id;
}

/* What a list may show of whom it is about without saying a name. */
static str who_of(const struct listing *l, const db_val *r, arena *a)
{
    if (l->names && r[DUE_LIST_SURNAME].s.n + r[DUE_LIST_FORENAME].s.n)
        return str_trim(arena_printf(a, STR_FMT " " STR_FMT, STR_ARG(r[DUE_LIST_FORENAME].s),
                                     STR_ARG(r[DUE_LIST_SURNAME].s)));
    if (l->names && r[DUE_LIST_HOUSEHOLD].s.n)
        return r[DUE_LIST_HOUSEHOLD].s;
    if (r[DUE_LIST_COUNCIL_ID].s.n)
        return r[DUE_LIST_COUNCIL_ID].s;
    return arena_printf(a, "no. %lld", (long long)r[DUE_LIST_SUBJECT_ID].i);
}

static str when_of(int days_late, arena *a)
{
    if (days_late == 0)
        return S("due today");
    if (days_late > 0)
        return arena_printf(a, "%d day%s late", days_late, days_late == 1 ? "" : "s");
    return arena_printf(a, "in %d day%s", -days_late, days_late == -1 ? "" : "s");
}

static void json_pair(out *o, const char *key, str v)
{
    out_printf(o, ",\"%s\":", key);
    if (v.p)
        out_json(o, v);
    else
        out_raw(o, S("null"));
}

static void write_json(struct listing *l, const db_val *r, str name, int days_late)
{
    out *o = l->c->out;
    out_printf(o, "%s{\"id\":%lld", l->n ? ",\n" : "", (long long)r[DUE_LIST_SUBJECT_ID].i);
    json_pair(o, "council_id", r[DUE_LIST_COUNCIL_ID].s);
    if (l->names)
        json_pair(o, "name", who_of(l, r, &l->row));
    json_pair(o, "rule", r[DUE_LIST_RULE].s);
    json_pair(o, "duty", name);
    json_pair(o, "opened", r[DUE_LIST_OPENED].s);
    json_pair(o, "due", r[DUE_LIST_DUE].s);
    json_pair(o, "due_at", r[DUE_LIST_DUE_AT].s);
    out_printf(o, ",\"days_late\":%d", days_late);
    json_pair(o, "worker", r[DUE_LIST_WORKER].s);
    json_pair(o, "team", r[DUE_LIST_TEAM].s);
    out_char(o, '}');
}

static void write_csv(struct listing *l, const db_val *r, str name, int days_late)
{
    enum { DAYS_LATE = 6 };
    const str cells[] = { who_of(l, r, &l->row), r[DUE_LIST_RULE].s, name, r[DUE_LIST_OPENED].s,
                          r[DUE_LIST_DUE].s, r[DUE_LIST_DUE_AT].s,
                          arena_printf(&l->row, "%d", days_late), r[DUE_LIST_WORKER].s, r[DUE_LIST_TEAM].s };
    for (size_t i = 0; i < COUNT_OF(cells); i++) {
        if (i)
            out_char(l->c->out, ',');
        if (i == DAYS_LATE)         /* in advance it is negative: a minus sign that out_csv would disarm */
            out_raw(l->c->out, cells[i]);
        else
            out_csv(l->c->out, cells[i].p ? cells[i] : S(""));
    }
    out_char(l->c->out, '\n');
}

static void write_text(struct listing *l, const db_val *r, str name, int days_late)
{
    str when = when_of(days_late, &l->row), who = who_of(l, r, &l->row);
    str due = day_uk(&l->row, day_parse_iso(r[DUE_LIST_DUE].s));
    str worker = r[DUE_LIST_WORKER].s, team = r[DUE_LIST_TEAM].s;
    out_printf(l->c->out, "%-14s %-12s " STR_FMT " (" STR_FMT "), due " STR_FMT, arena_z(&l->row, when),
               arena_z(&l->row, who), STR_ARG(name), STR_ARG(r[DUE_LIST_RULE].s), STR_ARG(due));
    if (worker.n || team.n)
        out_printf(l->c->out, " - " STR_FMT "%s" STR_FMT, STR_ARG(worker), worker.n && team.n ? ", " : "",
                   STR_ARG(team));
    else
        out_raw(l->c->out, S(" - nobody holds this"));
    out_char(l->c->out, '\n');
}

static err_code write_row(void *ctx, size_t ncols, const db_val *r, err *e)
{
    struct listing *l = ctx;
    (void)ncols;
    (void)e;
    str name = rule_name(l->c->cat, r[DUE_LIST_RULE].s, r[DUE_LIST_ROW_NO].i);
    int days_late = (int)(l->as_at - day_parse_iso(r[DUE_LIST_DUE].s));
    if (l->c->format == FORMAT_JSON)
        write_json(l, r, name, days_late);
    else if (l->c->format == FORMAT_CSV)
        write_csv(l, r, name, days_late);
    else
        write_text(l, r, name, days_late);
    l->n++;
    l->late += days_late > 0;
    arena_clear(&l->row);
    if (l->c->out->n > FLUSH_AT)
        command_flush(l->c);
    return ERR_OK;
}

/* The number of the one team or worker that is meant. */
static err_code find_one(struct command *c, struct store *s, const char *option, int stmt, int64_t *id, err *e)
{
    str text = command_option(c, option);
    db_rows rows = { 0 };
    if (!text.p)
        return ERR_OK;
    if (db_run(s->db, stmt, ARGS(DBT(text)), c->mem, &rows, e))
        return e->code;
    if (rows.n == 0) {
        err_set(e, ERR_NOT_FOUND, "There is no %s called \"" STR_FMT "\"", option, STR_ARG(text));
        return err_hint(e, "the name in full, or the number that stands in the address of the %s's page", option);
    }
    if (rows.n > 1) {
        err_set(e, ERR_INVALID, "There are %zu %ss called \"" STR_FMT "\"", rows.n, option, STR_ARG(text));
        return err_hint(e, "the number that stands in the address of the %s's page", option);
    }
    *id = db_int(&rows, 0, DUE_ONE_ID);
    return ERR_OK;
}

static err_code read_day(struct command *c, day *as_at, err *e)
{
    str text = command_option(c, "as-at");
    *as_at = text.p ? day_parse(text) : c->today;
    if (*as_at != DAY_NONE)
        return ERR_OK;
    err_set(e, ERR_INVALID, "\"" STR_FMT "\" is not a day", STR_ARG(text));
    return err_hint(e, "--as-at 2026-11-21");
}

static void finish(struct listing *l)
{
    if (l->c->format == FORMAT_JSON)
        out_raw(l->c->out, S("]\n"));
    else if (l->c->format == FORMAT_TEXT && !l->n)
        out_raw(l->c->out, S("Nothing is due.\n"));
    else if (l->c->format == FORMAT_TEXT)
        out_printf(l->c->out, "%zu to do, %zu of them late.\n", l->n, l->late);
}

err_code cmd_due(struct command *c, err *e)
{
    struct store *s = NULL;
    struct listing l = { .c = c, .names = command_flag(c, "names") };
    int64_t team = 0, worker = 0;
    if (read_day(c, &l.as_at, e) || (l.names && command_noted(c, c->args[0], 0, e)) ||
        records_open(&s, c->cat, c->args[0], 0, e))
        return e->code;
    arena_init(&l.row, 0);
    err_code rc = find_one(c, s, "team", ST_due_team, &team, e);
    if (!rc)
        rc = find_one(c, s, "worker", ST_due_worker, &worker, e);
    if (!rc) {
        if (c->format == FORMAT_CSV)
            out_raw(c->out, S("who,rule,duty,opened,due,due_at,days_late,worker,team\n"));
        else if (c->format == FORMAT_JSON)
            out_char(c->out, '[');
        const db_val as_at = DBT(day_iso(c->mem, l.as_at)), overdue = DBI(command_flag(c, "overdue"));
        rc = db_each(s->db, ST_due_list, ARGS(as_at, overdue, DBI(team), DBI(worker)), write_row, &l, e);
    }
    if (!rc)
        finish(&l);
    arena_release(&l.row);
    store_close(s);
    return rc;
}
