/* return_people.c - see return_people.h. Reads each kind of a window of people at once and deals the rows out to them. */
#include "desk/return_people.h"
#include "record/record.h"
#include "store/schema.h"
#include <stdlib.h>

enum { PEOPLE_AT_ONCE = 200 };

struct ids { arena *mem; size_t n, cap; int64_t *at; };

static err_code take_id(void *ctx, size_t ncols, const db_val *row, err *e)
{
    struct ids *ids = ctx;
    (void)ncols, (void)e;
    if (!row[ROW_REMOVED].i)
        ARENA_PUSH(ids->mem, ids->at, ids->n, ids->cap) = row[ROW_ID].i;
    return ERR_OK;
}

static void deal(const struct kind *k, const db_rows *rows, const struct ids *ids, size_t from, size_t to, struct facts *people, arena *a)
{
    size_t who = from;
    for (size_t i = 0; i < rows->n; i++) {
        const db_val *row = db_row(rows, i);
        while (who < to && ids->at[who] < row[ROW_SUBJECT].i)
            who++;
        if (who == to || ids->at[who] != row[ROW_SUBJECT].i || row[ROW_REMOVED].i)
            continue;
        struct record *r = arena_new(a, struct record);
        record_of_row(r, k, row, a);
        records_place(&people[who - from].by_kind[k->index], r, a);
    }
}

static err_code one_window(struct store *s, const struct return_plan *p, const struct ids *ids, size_t from, size_t to, return_person_fn *fn, void *ctx, arena *a, err *e)
{
    struct facts *people = arena_array(a, struct facts, to - from);
    for (size_t i = from; i < to; i++)
        people[i - from] = (struct facts){ s->cat, arena_array(a, struct records, s->cat->nkinds) };
    for (size_t k = 0; k < p->nkinds; k++) {
        db_rows rows = { 0 };
        if (db_run(s->db, s->st[p->kinds[k]->index].of_subjects, ARGS(DBI(ids->at[from] - 1), DBI(ids->at[to - 1])), a, &rows, e))
            return e->code;
        deal(p->kinds[k], &rows, ids, from, to, people, a);
    }
    for (size_t i = from; i < to; i++)
        if (fn(ctx, ids->at[i], &people[i - from], a, e))
            return e->code;
    return ERR_OK;
}

static int by_number(const void *x, const void *y)
{
    int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
    return (a > b) - (a < b);
}

err_code return_people_each(struct store *s, const struct return_plan *p, return_person_fn *fn, void *ctx, const struct return_progress *progress, err *e)
{
    arena all, window;
    arena_init(&all, 0);
    arena_init(&window, 0);
    struct ids ids = { .mem = &all };
    const struct kind *person = catalogue_kind(s->cat, S("person"));
    err_code rc = db_each(s->db, s->st[person->index].all, NO_ARGS, take_id, &ids, e);
    if (ids.n)
        qsort(ids.at, ids.n, sizeof *ids.at, by_number);
    for (size_t from = 0; !rc && from < ids.n; from += PEOPLE_AT_ONCE) {
        size_t to = from + PEOPLE_AT_ONCE < ids.n ? from + PEOPLE_AT_ONCE : ids.n;
        rc = one_window(s, p, &ids, from, to, fn, ctx, &window, e);
        arena_clear(&window);
        if (progress && progress->fn)
            progress->fn(progress->ctx, "Reading the record", to, ids.n);
    }
    arena_release(&window);
    arena_release(&all);
    return rc;
}

/* --- names in other records ---------------------------------------------------------------------- */

static const struct field *marked_field(const struct catalogue *cat, str mark, const struct kind **kind)
{
    for (size_t k = 0; k < cat->nkinds; k++)
        for (size_t f = 0; f < cat->kinds[k].nfields; f++) {
            str rest = cat->kinds[k].fields[f].returns, one;
            while (str_cut(&rest, ' ', &one))
                if (str_eq(one, mark)) {
                    *kind = &cat->kinds[k];
                    return &cat->kinds[k].fields[f];
                }
        }
    return NULL;
}

struct name_of { int64_t id; str name; };
struct name_list { arena *mem; const struct kind *kind; const struct field *field, *other; size_t n, cap; struct name_of *at; };

static err_code take_name(void *ctx, size_t ncols, const db_val *row, err *e)
{
    struct name_list *l = ctx;
    (void)ncols, (void)e;
    str name = row[ROW_FIELDS + l->field->index].s, other = l->other ? row[ROW_FIELDS + l->other->index].s : STR_NONE;
    if (row[ROW_REMOVED].i)
        return ERR_OK;
    if (!name.n && other.n) {                           /* not registered: XX and the council's own number */
        const str parts[] = { S("XX"), other };
        name = arena_join(l->mem, 2, parts, S(""));
    }
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

err_code return_names_of(struct store *s, str mark, arena *mem, struct return_names *out, err *e)
{
    struct name_list *l = arena_new(mem, struct name_list);
    *l = (struct name_list){ .mem = mem };
    *out = (struct return_names){ find_name, l };
    l->field = marked_field(s->cat, mark, &l->kind);
    if (!l->field)
        return ERR_OK;
    l->other = kind_field(l->kind, S("staff_number"));
    if (db_each(s->db, s->st[l->kind->index].all, NO_ARGS, take_name, l, e))
        return e->code;
    if (l->n)
        qsort(l->at, l->n, sizeof *l->at, by_id);
    return ERR_OK;
}

err_code return_authority(struct store *s, str mark, arena *mem, str *out, err *e)
{
    struct return_names names;
    if (return_names_of(s, mark, mem, &names, e))
        return e->code;
    const struct name_list *l = names.ctx;
    *out = l->n ? l->at[0].name : S("");
    return ERR_OK;
}
