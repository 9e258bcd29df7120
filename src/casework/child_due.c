/* child_due.c - what is due for a child, and what was done and whether in time.
 *
 * What is open is read from an index that holds all of it. What was done is some hundred rows, one range of the
 * clock table: to look through it costs less than a search through an index that leads to the same rows one by one,
 * and than the database's sorting. What they find is put in its order here. A child's clocks grow by the year, not
 * with the size of the council. */
#include "casework/child_read.h"
#include <stdlib.h>

enum { DONE_MOST = 60 };

void child_dues_ask(struct child_reading *x, struct dues_asked *d)
{
    const db_val today = DBT(day_iso(x->a, x->who->today));
    db_ask(x->s->db, ST_duties_of_subject, ARGS(DBI(x->sub->id), today), x->a, &d->open);
    db_ask(x->s->db, ST_duties_done_of_subject, ARGS(DBI(x->sub->id), today), x->a, &d->done);
}

static int by_number(int64_t a, int64_t b) { return (a > b) - (a < b); }

/* Earliest due first; without a last day last. */
static int soonest_first(const void *p, const void *q)
{
    const db_val *a = *(const db_val *const *)p, *b = *(const db_val *const *)q;
    str x = a[DUTIES_OF_SUBJECT_DUE].s, y = b[DUTIES_OF_SUBJECT_DUE].s;
    if (!x.p != !y.p)
        return x.p ? -1 : 1;
    int order = x.p ? str_cmp(x, y) : 0;
    if (!order)
        order = str_cmp(a[DUTIES_OF_SUBJECT_RULE].s, b[DUTIES_OF_SUBJECT_RULE].s);
    return order ? order : by_number(a[DUTIES_OF_SUBJECT_N].i, b[DUTIES_OF_SUBJECT_N].i);
}

/* Newest first; of one day by rule, and its last turn first. */
static int latest_first(const void *p, const void *q)
{
    const db_val *a = *(const db_val *const *)p, *b = *(const db_val *const *)q;
    int order = str_cmp(b[DUTIES_DONE_OF_SUBJECT_ENDED].s, a[DUTIES_DONE_OF_SUBJECT_ENDED].s);
    if (!order)
        order = str_cmp(a[DUTIES_DONE_OF_SUBJECT_RULE].s, b[DUTIES_DONE_OF_SUBJECT_RULE].s);
    return order ? order : by_number(b[DUTIES_DONE_OF_SUBJECT_N].i, a[DUTIES_DONE_OF_SUBJECT_N].i);
}

/* What the rule says of that duty: the words of its row where it has one, else its own. */
static struct child_due due_of_row(const db_val *row, const struct clock_rule *rule, int at)
{
    struct child_due d = { .item = due_of(rule, at, row) };
    if (!rule)
        return d;
    int64_t kept = row[DUTIES_OF_SUBJECT_ROW_NO].i;
    const struct clock_row *words = at >= 0                                   ? &rule->rows[at]
                                    : kept >= 0 && (size_t)kept < rule->nrows ? &rule->rows[kept]
                                                                              : NULL;
    d.level = str_of(clock_level_name(rule->level));
    d.due_text = words ? words->due.text : rule->due.text;
    d.why = words ? words->why : STR_NONE;
    return d;
}

static void take_open(struct child_reading *x, size_t n, const db_val *const *rows)
{
    struct child_overview *o = x->out;
    struct child_due *dues = arena_array(x->a, struct child_due, n);
    for (size_t i = 0; i < n; i++) {
        int at;
        const struct clock_rule *rule = clock_rule_find(x->s->cat->clock_rules, rows[i][DUTIES_OF_SUBJECT_RULE].s, &at);
        if (!due_rule_readable(x->who, rule))
            continue;
        dues[o->ndues] = due_of_row(rows[i], rule, at);
        day last = dues[o->ndues++].item.due;
        o->nlate += last != DAY_NONE && last < x->who->today;
    }
    o->dues = dues;
}

static void take_done(struct child_reading *x, size_t n, const db_val *const *rows)
{
    struct child_overview *o = x->out;
    struct child_done *done = arena_array(x->a, struct child_done, n);
    for (size_t i = 0; i < n; i++) {
        const db_val *row = rows[i];
        int at;
        const struct clock_rule *rule =
            clock_rule_find(x->s->cat->clock_rules, row[DUTIES_DONE_OF_SUBJECT_RULE].s, &at);
        if (!rule || !due_rule_readable(x->who, rule))
            continue;
        done[o->ndone++] = (struct child_done){
            .id = row[DUTIES_DONE_OF_SUBJECT_RULE].s,
            .name = clock_rule_name(rule, at),
            .done = day_parse_iso(row[DUTIES_DONE_OF_SUBJECT_ENDED].s),
            .late = str_eq(row[DUTIES_DONE_OF_SUBJECT_STATE].s, str_of(clock_state_name(CLOCK_LATE))),
            .met_by = row[DUTIES_DONE_OF_SUBJECT_MET_BY].i,
        };
    }
    o->done = done;
}

static const db_val **sorted(const db_rows *rows, int (*order)(const void *, const void *), arena *a)
{
    const db_val **all = arena_array(a, const db_val *, rows->n);
    for (size_t i = 0; i < rows->n; i++)
        all[i] = db_row(rows, i);
    qsort(all, rows->n, sizeof *all, order);        // NOLINT(bugprone-sizeof-expression): pointers are what is sorted
    return all;
}

void child_dues_take(struct child_reading *x, const struct dues_asked *d)
{
    take_open(x, d->open.n, sorted(&d->open, soonest_first, x->a));
    take_done(x, d->done.n < DONE_MOST ? d->done.n : DONE_MOST, sorted(&d->done, latest_first, x->a));
}
