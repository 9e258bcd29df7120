/* people.c - see people.h. Reads each kind of a window of people at once and deals the rows out to them. */
#include "reporting/people.h"
#include "record/record.h"
#include "record/tables.h"
#include <stdlib.h>

enum { PEOPLE_AT_ONCE = 200 };

struct ids { arena *mem; size_t n, cap; int64_t *at; };

static err_code take_id(void *ctx, size_t ncols, const db_val *row, err *e)
{
    struct ids *ids = ctx;
    (void)ncols, (void)e;
    ARENA_PUSH(ids->mem, ids->at, ids->n, ids->cap) = row[RETURN_PERSON_IDS_ID].i;
    return ERR_OK;
}

static void deal(const struct kind *k, const db_rows *rows, size_t n, const int64_t *ids, struct facts *people,
                 arena *a)
{
    size_t who = 0;
    for (size_t i = 0; i < rows->n; i++) {
        const db_val *row = db_row(rows, i);
        while (who < n && ids[who] < row[ROW_SUBJECT].i)
            who++;
        if (who == n || ids[who] != row[ROW_SUBJECT].i || row[ROW_REMOVED].i)
            continue;
        struct record *r = arena_new(a, struct record);
        record_of_row(r, k, row, a);
        records_place(&people[who].by_kind[k->index], r, a);
    }
}

err_code return_people_facts(struct store *s, size_t nkinds, const struct kind *const *kinds, size_t n,
                             const int64_t *ids, arena *a, struct facts **to, err *e)
{
    struct facts *people = *to = arena_array(a, struct facts, n);
    for (size_t i = 0; i < n; i++)
        people[i] = (struct facts){ s->cat, arena_array(a, struct records, s->cat->nkinds) };
    for (size_t k = 0; k < nkinds; k++) {
        db_rows rows = { 0 };
        if (db_run(s->db, kind_table(s, kinds[k])->of_subjects, ARGS(DBI(ids[0] - 1), DBI(ids[n - 1])), a, &rows, e))
            return e->code;
        deal(kinds[k], &rows, n, ids, people, a);
    }
    return ERR_OK;
}

err_code return_people_ids(struct store *s, arena *mem, size_t *n, int64_t **to, err *e)
{
    struct ids ids = { .mem = mem };
    if (db_each(s->db, ST_return_person_ids, NO_ARGS, take_id, &ids, e))
        return e->code;
    *n = ids.n;
    *to = ids.at;
    return ERR_OK;
}

err_code return_people_each(struct store *s, const struct return_plan *p, return_person_fn *fn, void *ctx,
                            const struct return_progress *progress, err *e)
{
    arena all, window;
    size_t n = 0;
    int64_t *ids = NULL;
    arena_init(&all, 0);
    arena_init(&window, 0);
    err_code rc = return_people_ids(s, &all, &n, &ids, e);
    for (size_t from = 0; !rc && from < n; from += PEOPLE_AT_ONCE) {
        size_t to = from + PEOPLE_AT_ONCE < n ? from + PEOPLE_AT_ONCE : n;
        struct facts *people;
        rc = return_people_facts(s, p->nkinds, p->kinds, to - from, ids + from, &window, &people, e);
        for (size_t i = from; !rc && i < to; i++)
            rc = fn(ctx, ids[i], &people[i - from], &window, e);
        arena_clear(&window);
        if (progress && progress->fn)
            progress->fn(progress->ctx, "Reading the record", to, n);
    }
    arena_release(&window);
    arena_release(&all);
    return rc;
}

/* --- names in other records ---------------------------------------------------------------------- */

struct name_of { int64_t id; str name; };
struct name_list {
    arena *mem;
    const struct kind *kind;
    const struct field *field, *other;
    size_t n, cap;
    struct name_of *at;
};

static struct name_list name_list_of(const struct store *s, arena *mem)
{
    return (struct name_list){
        .mem = mem,
        .kind = kind_of(s->cat, K_worker),
        .field = field_of(s->cat, F_worker_registration),
        .other = field_of(s->cat, F_worker_staff_number),
    };
}

static str name_in(const struct name_list *l, const db_val *row)
{
    str name = row[ROW_FIELDS + l->field->index].s, other = l->other ? row[ROW_FIELDS + l->other->index].s : STR_NONE;
    if (row[ROW_REMOVED].i)
        return STR_NONE;
    if (!name.n && other.n) {                           /* not registered: XX and the council's own number */
        const str parts[] = { S("XX"), other };
        name = arena_join(l->mem, 2, parts, S(""));
    }
    return name;
}

static err_code take_name(void *ctx, size_t ncols, const db_val *row, err *e)
{
    struct name_list *l = ctx;
    (void)ncols, (void)e;
    str name = name_in(l, row);
    if (name.n)
        ARENA_PUSH(l->mem, l->at, l->n, l->cap) = (struct name_of){ row[ROW_ID].i, arena_copy(l->mem, name) };
    return ERR_OK;
}

static int by_id(const void *x, const void *y)
{
    const struct name_of *a = x, *b = y;
    return (a->id > b->id) - (a->id < b->id);
}

static str find_name(const void *ctx, const struct kind *k, int64_t id)
{
    const struct name_list *l = ctx;
    struct name_of key = { .id = id };
    const struct name_of *x = l->n && k == l->kind ? bsearch(&key, l->at, l->n, sizeof *l->at, by_id) : NULL;
    return x ? x->name : S("");
}

err_code return_names_of(struct store *s, arena *mem, struct return_names *out, err *e)
{
    struct name_list *l = arena_new(mem, struct name_list);
    *l = name_list_of(s, mem);
    *out = (struct return_names){ find_name, l };
    if (!l->field)
        return ERR_OK;
    if (db_each(s->db, kind_table(s, l->kind)->all, NO_ARGS, take_name, l, e))
        return e->code;
    if (l->n)
        qsort(l->at, l->n, sizeof *l->at, by_id);
    return ERR_OK;
}

struct asked { struct store *s; struct name_list l; err *e; };

static str ask_name(const void *ctx, const struct kind *k, int64_t id)
{
    struct asked *x = (struct asked *)(uintptr_t)ctx;
    for (size_t i = 0; i < x->l.n; i++)
        if (x->l.at[i].id == id)
            return x->l.at[i].name;
    db_rows rows = { 0 };
    if (k != x->l.kind || x->e->code ||
        db_run(x->s->db, kind_table(x->s, k)->by_id, ARGS(DBI(id)), x->l.mem, &rows, x->e))
        return S("");
    str name = rows.n ? name_in(&x->l, db_row(&rows, 0)) : STR_NONE;
    ARENA_PUSH(x->l.mem, x->l.at, x->l.n, x->l.cap) = (struct name_of){ id, name.n ? name : S("") };
    return x->l.at[x->l.n - 1].name;
}

struct return_names return_names_asked(struct store *s, arena *a, err *e)
{
    struct asked *x = arena_new(a, struct asked);
    *x = (struct asked){ .s = s, .l = name_list_of(s, a), .e = e };
    return (struct return_names){ ask_name, x };
}

struct authority_read { arena *mem; const struct field *digits, *area; str found_digits, found_area; };

static err_code take_authority(void *ctx, size_t ncols, const db_val *row, err *e)
{
    struct authority_read *x = ctx;
    (void)ncols, (void)e;
    str digits = row[ROW_FIELDS + x->digits->index].s, area = x->area ? row[ROW_FIELDS + x->area->index].s : STR_NONE;
    if (row[ROW_REMOVED].i || x->found_digits.n || !digits.n)
        return ERR_OK;
    x->found_digits = arena_copy(x->mem, digits);
    x->found_area = area.n ? arena_copy(x->mem, area) : x->found_digits;
    return ERR_OK;
}

err_code return_authority(struct store *s, arena *mem, str *digits, str *area, err *e)
{
    const struct kind *k = kind_of(s->cat, K_authority);
    struct authority_read x = {
        .mem = mem,
        .digits = field_of(s->cat, F_authority_code),
        .area = field_of(s->cat, F_authority_ecode),
        .found_digits = S(""),
        .found_area = S(""),
    };
    if (k && x.digits && db_each(s->db, kind_table(s, k)->all, NO_ARGS, take_authority, &x, e))
        return e->code;
    *digits = x.found_digits;
    *area = x.found_area;
    return ERR_OK;
}
