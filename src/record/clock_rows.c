/* clock_rows.c - keeps table clock equal to what the clock engine says, writing only what differs. */
#include "record/clock.h"
#include "record/held.h"
#include <stdlib.h>

static db_val day_cell(day d, arena *a) { return d == DAY_NONE ? DBN : DBT(day_iso(a, d)); }
static db_val instant_cell(instant t, arena *a) { return t == INSTANT_NONE ? DBN : DBT(instant_iso(a, t)); }

/* In the order of clock_add, which is that of clocks_of_subject. */
static void row_of_clock(const struct clock *c, int64_t subject_id, arena *a, db_val *row)
{
    row[CLOCK_ROW_SUBJECT_ID] = DBI(subject_id);
    row[CLOCK_ROW_RULE] = DBT(clock_id(c));
    row[CLOCK_ROW_N] = DBI(c->n);
    row[CLOCK_ROW_TYPE] = DBT(str_of(clock_type_name(c->rule->type)));
    row[CLOCK_ROW_STATE] = DBT(str_of(clock_state_name(c->state)));
    row[CLOCK_ROW_OPENED] = day_cell(c->opened, a);
    row[CLOCK_ROW_OPENED_AT] = instant_cell(c->opened_at, a);
    row[CLOCK_ROW_OPENED_BY] = DBI(c->opened_by);
    row[CLOCK_ROW_DUE] = day_cell(c->due, a);
    row[CLOCK_ROW_DUE_AT] = instant_cell(c->due_at, a);
    row[CLOCK_ROW_ENDED] = day_cell(c->ended, a);
    row[CLOCK_ROW_ENDED_AT] = instant_cell(c->ended_at, a);
    row[CLOCK_ROW_MET_BY] = DBI(c->met_by);
    row[CLOCK_ROW_ROW_NO] = DBI(c->row);
    row[CLOCK_ROW_TURN] = DBI(c->turn);
}

static int compare_keys(const db_val *x, const db_val *y)
{
    int c = str_cmp(x[CLOCK_ROW_RULE].s, y[CLOCK_ROW_RULE].s);
    int64_t a = x[CLOCK_ROW_N].i, b = y[CLOCK_ROW_N].i;
    return c ? c : (a > b) - (a < b);
}

static int compare_rows(const void *x, const void *y) { return compare_keys(x, y); }

err_code clock_rows_of(struct store *s, const struct facts *facts, int64_t subject_id, arena *a, db_rows *rows, err *e)
{
    struct record_tools *tools;
    struct clock *clocks = NULL;
    if (tools_of(s, &tools, e))
        return e->code;
    size_t n = 0;
    clocks_compute(facts, tools->clocks, a, &n, &clocks);
    db_val *v = arena_array(a, db_val, n * CLOCK_COLUMNS);
    for (size_t i = 0; i < n; i++)
        row_of_clock(&clocks[i], subject_id, a, v + i * CLOCK_COLUMNS);
    if (n)
        qsort(v, n, CLOCK_COLUMNS * sizeof *v, compare_rows);
    *rows = (db_rows){ n, CLOCK_COLUMNS, v };
    return ERR_OK;
}

err_code clock_rows_read(struct store *s, const struct subject *sub, db_rows *stored, err *e)
{
    *stored = (db_rows){ 0, CLOCK_COLUMNS, NULL };
    return sub->state->stored ? db_run(s->db, ST_clocks_of_subject, ARGS(DBI(sub->id)), sub->mem, stored, e) : ERR_OK;
}

static bool same_row(const db_val *x, const db_val *y)
{
    for (int i = 0; i < CLOCK_COLUMNS; i++)
        if (x[i].type != y[i].type || x[i].i != y[i].i || !str_eq(x[i].s, y[i].s))
            return false;
    return true;
}

err_code clock_rows_write(struct store *s, const struct subject *sub, const db_rows *stored, err *e)
{
    db_rows wanted = { 0 };
    if (clock_rows_of(s, &sub->facts, sub->id, sub->mem, &wanted, e))
        return e->code;
    for (size_t i = 0, j = 0; i < wanted.n || j < stored->n;) {
        const db_val *w = i < wanted.n ? db_row(&wanted, i) : NULL, *t = j < stored->n ? db_row(stored, j) : NULL;
        int c = !w ? 1 : !t ? -1 : compare_keys(w, t);
        err_code rc = ERR_OK;
        if (w && c < 0) {
            size_t n = 1;       /* all that are new up to the next that is stored: of a new subject, all */
            while (i + n < wanted.n && (!t || compare_keys(db_row(&wanted, i + n), t) < 0))
                n++;
            rc = db_send_rows(s->db, ST_clock_add, n, CLOCK_COLUMNS, w, e);
            i += n - 1;
        }
        else if (t && c > 0)
            rc = db_send(s->db, ST_clock_drop, ARGS(t[CLOCK_ROW_SUBJECT_ID], t[CLOCK_ROW_RULE], t[CLOCK_ROW_N]), e);
        else if (w && t && !same_row(w, t))
            rc = db_send(s->db, ST_clock_set, CLOCK_COLUMNS, w, e);
        if (rc)
            return rc;
        i += c <= 0;
        j += c >= 0;
    }
    return ERR_OK;
}
