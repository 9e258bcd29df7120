/* caseload.c - what one worker holds, for the pages that begin a working day.
 *
 * The data: the children of one worker, some tens, with their families and open duties, each read by one statement;
 * the three go to the database together, and whom of them the reader may see is asked next. The algorithm: children
 * sorted by number for the length of the joins, so that a family or a duty finds its child by halving; then by name,
 * as people look for them; then by family, those with the first last day on top. The cost: a few statements whatever
 * is held, and a sort. Nothing here asks the database about one child. */
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
    if (n)
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

/* How many duties each has, before they are given room. */
static void count_dues(const struct index *ix, const db_rows *clocks)
{
    for (size_t i = 0; i < clocks->n; i++) {
        struct held_child *c = find(ix, db_int(clocks, i, DUTY_SUBJECT_ID));
        if (c)
            c->ndues++;
    }
}

/* Gives each child its slice of the clocks, which come in order of due date. */
static void share_dues(const struct catalogue *cat, const struct access_who *who, const struct index *ix,
                       const db_rows *clocks, arena *a)
{
    count_dues(ix, clocks);
    for (size_t i = 0; i < ix->n; i++) {
        ix->at[i].dues = arena_array(a, struct due_item, ix->at[i].ndues);
        ix->at[i].ndues = 0;
    }
    for (size_t i = 0; i < clocks->n; i++) {
        int at;
        struct held_child *c = find(ix, db_int(clocks, i, DUTY_SUBJECT_ID));
        const struct clock_rule *rule = c ? clock_rule_find(cat->clock_rules, db_str(clocks, i, DUTY_RULE), &at) : NULL;
        if (!c || !due_rule_readable(who, rule))
            continue;
        struct due_item d = due_of(rule, at, db_row(clocks, i));
        c->dues[c->ndues++] = d;
        c->nlate += d.due < who->today;
        c->nweek += d.due >= who->today && d.due <= who->today + 7;
    }
}

int held_by_name(const void *x, const void *y)
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
            *f = (struct caseload_family){
                .id = order[i]->family_id,
                .children = &order[i],
                .next_due = INT32_MAX,
                .name = order[i]->family.n ? order[i]->family : order[i]->surname,
            };
        }
        f->n++;
        if (next_due(order[i]) < f->next_due)
            f->next_due = next_due(order[i]);
    }
    qsort(out->families, out->nfamilies, sizeof *out->families, by_next_due);
}

struct reading { db_rows held, families, clocks; };

static unsigned standing_of(const db_val *v)
{
    unsigned standing = 0;
    standing |= v[HELD_BY_WORKER_REFERRAL].i ? STANDING_REFERRAL : 0;
    standing |= v[HELD_BY_WORKER_CIN].i ? STANDING_CIN : 0;
    standing |= v[HELD_BY_WORKER_CP].i ? STANDING_CP : 0;
    standing |= v[HELD_BY_WORKER_LOOKED_AFTER].i ? STANDING_LOOKED_AFTER : 0;
    standing |= v[HELD_BY_WORKER_CARE_LEAVER].i ? STANDING_CARE_LEAVER : 0;
    return standing;
}

static struct held_child child_of(const db_val *v, const struct access_who *who, int64_t worker_id)
{
    instant changed = instant_parse(v[HELD_BY_WORKER_CHANGED_AT].s);
    instant looked = instant_parse(v[HELD_BY_WORKER_LOOKED_AT].s);
    bool mine = str_eq(v[HELD_BY_WORKER_CHANGED_BY].s, who->account);
    day from = day_parse_iso(v[HELD_BY_WORKER_FROM_ON].s);
    return (struct held_child){
        .id = v[HELD_BY_WORKER_SUBJECT_ID].i,
        .involvement_id = v[HELD_BY_WORKER_ID].i,
        .worker_id = worker_id,
        .role = v[HELD_BY_WORKER_ROLE].s,
        .from = from,
        .forename = v[HELD_BY_WORKER_FORENAME].s,
        .surname = v[HELD_BY_WORKER_SURNAME].s,
        .known_as = v[HELD_BY_WORKER_KNOWN_AS].s,
        .born_on = day_parse_iso(v[HELD_BY_WORKER_BORN_ON].s),
        .due_on = day_parse_iso(v[HELD_BY_WORKER_DUE_ON].s),
        .standing = standing_of(v),
        .is_new = who->today - from <= NEW_DAYS,
        .changed_at = changed,
        .never_looked = looked == INSTANT_NONE,
        .changed = !mine && looked != INSTANT_NONE && changed > looked,
    };
}

static void take_children(const struct reading *x, const struct access_filter *filter, const struct access_who *who,
                          int64_t worker_id, struct caseload *out, arena *a)
{
    out->children = arena_array(a, struct held_child, x->held.n);
    for (size_t i = 0; i < x->held.n; i++) {
        const db_val *v = db_row(&x->held, i);
        if (access_sees_own(filter, worker_id, v[HELD_BY_WORKER_SUBJECT_ID].i))
            out->children[out->n++] = child_of(v, who, worker_id);
    }
    out->n = held_once(out->children, out->n);
}

/* Which of them the reader may see: asked of these few together. */
static err_code ask_access(struct store *s, const struct reading *x, const struct access_filter *filter, arena *a,
                           int64_t worker_id, err *e)
{
    int64_t *ids = arena_array(a, int64_t, x->held.n);
    for (size_t i = 0; i < x->held.n; i++)
        ids[i] = db_int(&x->held, i, HELD_BY_WORKER_SUBJECT_ID);
    access_ask_own(filter, worker_id, x->held.n, ids);
    return db_answer(s->db, e);
}

/* Of several families the one that the child joined first. */
static void take_families(const struct reading *x, const struct index *ix)
{
    for (size_t i = 0; i < x->families.n; i++) {
        struct held_child *c = find(ix, db_int(&x->families, i, FAMILIES_OF_WORKER_SUBJECT_ID));
        if (c && !c->family_id) {
            c->family_id = db_int(&x->families, i, FAMILIES_OF_WORKER_FAMILY_ID);
            c->family = db_str(&x->families, i, FAMILIES_OF_WORKER_NAME);
        }
    }
}

static void count_all(struct caseload *out)
{
    for (size_t i = 0; i < out->n; i++) {
        out->nlate += out->children[i].nlate;
        out->nweek += out->children[i].nweek;
        out->nnew += out->children[i].is_new;
        out->nchanged += out->children[i].changed;
    }
}

err_code caseload_of_worker(struct store *s, struct access_who *who, int64_t worker_id, arena *a, struct caseload *out,
                            err *e)
{
    *out = (struct caseload){ 0 };
    const struct access_filter *filter;
    struct reading x = { 0 };
    const db_val worker = DBI(worker_id), today = DBT(day_iso(a, who->today));
    if (access_filter(s, who, &filter, e))
        return e->code;
    db_ask(s->db, ST_held_by_worker, ARGS(worker, today, DBT(who->account)), a, &x.held);
    db_ask(s->db, ST_families_of_worker, ARGS(worker, today), a, &x.families);
    db_ask(s->db, ST_clocks_of_worker, ARGS(worker, today), a, &x.clocks);
    if (db_answer(s->db, e) || ask_access(s, &x, filter, a, worker_id, e))
        return e->code;
    take_children(&x, filter, who, worker_id, out, a);
    struct index ix = { out->n, out->children };
    take_families(&x, &ix);
    share_dues(s->cat, who, &ix, &x.clocks, a);
    if (out->n)
        qsort(out->children, out->n, sizeof *out->children, held_by_name);
    count_all(out);
    group_families(out, a);
    return ERR_OK;
}
