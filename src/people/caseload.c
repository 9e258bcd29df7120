/* caseload.c - joins involvements to clocks, families and what is going on, for the pages that begin a working day. */
#include "people/caseload.h"
#include "desk/holder.h"
#include <stdlib.h>

static int by_subject(const void *x, const void *y)
{
    const struct held_child *a = x, *b = y;
    return (a->id > b->id) - (a->id < b->id);
}

/* Children sorted by id for the length of the joins; a child may be held twice in two roles: the first row stays. */
struct index { size_t n; struct held_child *at; };

static struct held_child *find(const struct index *ix, int64_t subject_id)
{
    size_t low = 0, high = ix->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (ix->at[mid].id < subject_id)
            low = mid + 1;
        else
            high = mid;
    }
    return low < ix->n && ix->at[low].id == subject_id ? &ix->at[low] : NULL;
}

size_t held_once(struct held_child *all, size_t n)
{
    qsort(all, n, sizeof *all, by_subject);
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        bool holder = str_eq(all[i].role, CASE_HOLDER);
        if (kept && all[kept - 1].id == all[i].id) {
            if (holder)
                all[kept - 1] = all[i];
            continue;
        }
        all[kept++] = all[i];
    }
    return kept;
}

/* Gives each child its slice of the clocks, which come in order of due date. */
static void share_dues(const struct catalogue *cat, const struct access_who *who, const struct index *ix,
                       const db_rows *clocks, arena *a)
{
    for (size_t i = 0; i < clocks->n; i++) {
        struct held_child *c = find(ix, db_int(clocks, i, 0));
        if (c)
            c->ndues++;
    }
    for (size_t i = 0; i < ix->n; i++) {
        ix->at[i].dues = arena_array(a, struct due_item, ix->at[i].ndues);
        ix->at[i].ndues = 0;
    }
    for (size_t i = 0; i < clocks->n; i++) {
        int at;
        struct held_child *c = find(ix, db_int(clocks, i, 0));
        const struct clock_rule *rule = c ? clock_rule_find(cat->clock_rules, db_str(clocks, i, 1), &at) : NULL;
        if (!c || !due_rule_readable(who, rule))
            continue;
        struct due_item d = due_of(rule, at, db_row(clocks, i));
        c->dues[c->ndues++] = d;
        c->nlate += d.due < who->today;
        c->nweek += d.due >= who->today && d.due <= who->today + 7;
    }
}

static int by_name(const void *x, const void *y)
{
    const struct held_child *a = x, *b = y;
    int c = str_cmp(a->surname, b->surname);
    if (!c)
        c = str_cmp(a->forename, b->forename);
    return c ? c : by_subject(x, y);
}

static day next_due(const struct held_child *c) { return c->ndues ? c->dues[0].due : INT32_MAX; }

static int by_family(const void *x, const void *y)
{
    const struct held_child *a = *(struct held_child *const *)x, *b = *(struct held_child *const *)y;
    if (a->family_id != b->family_id)
        return (a->family_id > b->family_id) - (a->family_id < b->family_id);
    if (a->born_on != b->born_on)
        return (a->born_on > b->born_on) - (a->born_on < b->born_on);
    return by_subject(a, b);
}

static int by_next_due(const void *x, const void *y)
{
    const struct caseload_family *a = x, *b = y;
    if (a->next_due != b->next_due)
        return (a->next_due > b->next_due) - (a->next_due < b->next_due);
    return str_cmp(a->name, b->name);
}

static void group_families(struct caseload *out, arena *a)
{
    struct held_child **order = arena_array(a, struct held_child *, out->n);
    for (size_t i = 0; i < out->n; i++)
        order[i] = &out->children[i];
    qsort(order, out->n, sizeof *order, by_family);
    out->families = arena_array(a, struct caseload_family, out->n);
    for (size_t i = 0; i < out->n; i++) {
        struct caseload_family *f = out->nfamilies ? &out->families[out->nfamilies - 1] : NULL;
        if (!f || !order[i]->family_id || f->id != order[i]->family_id) {
            f = &out->families[out->nfamilies++];
            *f = (struct caseload_family){ .id = order[i]->family_id, .children = &order[i], .next_due = INT32_MAX,
                .name = order[i]->family.n ? order[i]->family : order[i]->surname };
        }
        f->n++;
        if (next_due(order[i]) < f->next_due)
            f->next_due = next_due(order[i]);
    }
    qsort(out->families, out->nfamilies, sizeof *out->families, by_next_due);
}

err_code caseload_of_worker(struct store *s, struct access_who *who, int64_t worker_id, arena *a, struct caseload *out, err *e)
{
    *out = (struct caseload){ 0 };
    const struct access_filter *filter;
    db_rows held, families, clocks, standings;
    str today = day_iso(a, who->today);
    err_code rc;
    if ((rc = access_filter(s, who, &filter, e)) ||
        (rc = db_run(s->db, ST_held_by_worker, ARGS(DBI(worker_id), DBT(today), DBT(who->account)), a, &held, e)) ||
        (rc = db_run(s->db, ST_families_of_worker, ARGS(DBI(worker_id), DBT(today)), a, &families, e)) ||
        (rc = db_run(s->db, ST_clocks_of_worker, ARGS(DBI(worker_id), DBT(today)), a, &clocks, e)) ||
        (rc = db_run(s->db, ST_standings_of_worker, ARGS(DBI(worker_id), DBT(today)), a, &standings, e)))
        return rc;

    access_expects(filter, held.n);
    out->children = arena_array(a, struct held_child, held.n);
    for (size_t i = 0; i < held.n; i++) {
        const db_val *v = db_row(&held, i);
        if (!access_sees_own(filter, worker_id, v[0].i))
            continue;
        instant changed = instant_parse(v[9].s), looked = instant_parse(v[11].s);
        bool mine = str_eq(v[10].s, who->account);
        out->children[out->n++] = (struct held_child){
            .id = v[0].i, .involvement_id = v[1].i, .worker_id = worker_id, .role = v[2].s, .from = day_parse_iso(v[3].s),
            .forename = v[4].s, .surname = v[5].s, .known_as = v[6].s, .born_on = day_parse_iso(v[7].s), .due_on = day_parse_iso(v[8].s),
            .is_new = who->today - day_parse_iso(v[3].s) <= NEW_DAYS, .changed_at = changed,
            .never_looked = looked == INSTANT_NONE, .changed = !mine && looked != INSTANT_NONE && changed > looked,
        };
    }
    out->n = held_once(out->children, out->n);
    struct index ix = { out->n, out->children };
    for (size_t i = 0; i < families.n; i++) {
        struct held_child *c = find(&ix, db_int(&families, i, 0));
        if (c && !c->family_id) {
            c->family_id = db_int(&families, i, 1);
            c->family = db_str(&families, i, 2);
        }
    }
    for (size_t i = 0; i < standings.n; i++) {
        struct held_child *c = find(&ix, db_int(&standings, i, 0));
        if (c)
            c->standing |= standing_named(db_str(&standings, i, 1));
    }
    share_dues(s->cat, who, &ix, &clocks, a);
    qsort(out->children, out->n, sizeof *out->children, by_name);
    for (size_t i = 0; i < out->n; i++) {
        out->nlate += out->children[i].nlate;
        out->nweek += out->children[i].nweek;
        out->nnew += out->children[i].is_new;
        out->nchanged += out->children[i].changed;
    }
    group_families(out, a);
    return ERR_OK;
}

void held_share_dues(const struct catalogue *cat, const struct access_who *who, size_t n, struct held_child *all,
                     const db_rows *clocks, arena *a)
{
    share_dues(cat, who, &(struct index){ n, all }, clocks, a);
    qsort(all, n, sizeof *all, by_name);
}
