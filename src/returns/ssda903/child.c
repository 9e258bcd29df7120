/* child.c - gathers one child's rows and puts them in order. */
#include "returns/ssda903/child.h"
#include <math.h>
#include <stdlib.h>

/* One array of columns a table, made from the list of all: the rows of tables.def stand table by table. */
#define COLUMN(table, name, kind) { { "" #name, sizeof #name - 1 }, kind },
static const struct column all_columns[] = {
#include "returns/ssda903/tables.def"
};
#define CELLS(type) ((sizeof(struct type) - sizeof(struct row)) / sizeof(struct cell))
enum {
    END_Header = CELLS(header),
    END_Episodes = END_Header + CELLS(episodes),
    END_Reviews = END_Episodes + CELLS(reviews),
    END_UASC = END_Reviews + CELLS(uasc),
    END_OC2 = END_UASC + CELLS(oc2),
    END_OC3 = END_OC2 + CELLS(oc3),
    END_AD1 = END_OC3 + CELLS(ad1),
    END_PlacedAdoption = END_AD1 + CELLS(placed),
    END_PrevPerm = END_PlacedAdoption + CELLS(prev_perm),
    END_Missing = END_PrevPerm + CELLS(missing),
    END_SWEpisodes = END_Missing + CELLS(sw),
    END_DoLo = END_SWEpisodes + CELLS(dolo)
};
_Static_assert(sizeof(struct row) % _Alignof(struct cell) == 0, "the cells of a row follow it at once");
_Static_assert(COUNT_OF(all_columns) == END_DoLo, "tables.def and the structs of child.h name the same columns");

const struct table_type table_types[T__COUNT] = {
#define TABLE(Name, member, words)                                                                                     \
    { { "" #Name, sizeof #Name - 1 }, words, CELLS(member), all_columns + END_##Name - CELLS(member) },
#include "returns/ssda903/tables.def"
};

int table_column(enum table t, str name)
{
    for (size_t i = 0; i < table_types[t].ncolumns; i++)
        if (str_eq_nocase(table_types[t].columns[i].name, name))
            return (int)i;
    return -1;
}

int table_named(str name)
{
    for (int t = 0; t < T__COUNT; t++)
        if (str_eq_nocase(table_types[t].name, name))
            return t;
    return -1;
}

void child_open(struct child *c, str id, arena *mem)
{
    *c = (struct child){ .id = id, .mem = mem };
}

/* Every list has the same shape; only what its pointers point at differs. */
struct any_list { size_t n, cap; struct row **at; };
static struct any_list *list_of(struct child *c, enum table t, int back)
{
    switch (t) {
#define TABLE(Name, member, words)                                                                                     \
    case T_##Name:                                                                                                     \
        return back > 1 ? (void *)&c->member##_earlier : back ? (void *)&c->member##_last : (void *)&c->member;
#include "returns/ssda903/tables.def"
    case T__COUNT: break;
    }
    abort();
}

const struct row *child_row(const struct child *c, enum table t, bool last, size_t n)
{
    const struct any_list *l = list_of((struct child *)(uintptr_t)c, t, last);
    return n < l->n ? l->at[n] : NULL;
}

struct row *child_add(struct child *c, enum table t, bool last) { return child_add_back(c, t, last); }

struct row *child_add_back(struct child *c, enum table t, int back)
{
    struct any_list *l = list_of(c, t, back);
    size_t ncells = table_types[t].ncolumns;
    struct row *r = arena_alloc(c->mem, sizeof *r + ncells * sizeof(struct cell));
    r->table = (uint8_t)t;
    r->last = back > 0;
    r->back = (uint8_t)(back < 200 ? back : 200);
    r->ncells = (uint8_t)ncells;
    for (size_t i = 0; i < ncells; i++)
        row_cells(r)[i] = (struct cell){ .d = DAY_NONE, .num = NAN };
    ARENA_PUSH(c->mem, l->at, l->n, l->cap) = r;     // NOLINT(bugprone-sizeof-expression): an array of pointers
    if (back < 2)
        c->has |= 1u << (t + (back ? T__COUNT : 0));
    return r;
}

static uint64_t key_of(str s)
{
    if (s.n > 8)
        return str_hash(s) | 0xffull << 56;             /* no text begins with that byte */
    uint64_t k = 0;
    for (size_t i = 0; i < s.n; i++)
        k |= (uint64_t)(unsigned char)s.p[i] << (56 - 8 * i);
    return k;
}

/* Digits, a point, digits. Nothing that depends on the place the program runs in. */
static double number_of(str s)
{
    double v = 0, scale = 1;
    bool point = false, digit = false;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '.' && !point) {
            point = true;
            continue;
        }
        if (s.p[i] == '-' && i == 0 && s.n > 1) {
            scale = -1;
            continue;
        }
        if (s.p[i] < '0' || s.p[i] > '9' || s.n > 15)
            return NAN;
        digit = true;
        v = v * 10 + (s.p[i] - '0');
        if (point)
            scale *= 10;
    }
    return digit ? v / scale : NAN;
}

void row_set(struct row *r, size_t column, str text)
{
    struct cell *x = &row_cells(r)[column];
    enum column_kind kind = table_types[r->table].columns[column].kind;
    *x = (struct cell){ .d = DAY_NONE, .num = NAN };
    if (!text.p)
        return;
    if (kind == DATE)
        x->d = day_parse(text);
    if (kind == NUMBER || kind == DERIVED_NUMBER) {
        x->num = number_of(text);
        if (str_ends(text, S(".0")) && text.n > 2) /* spreadsheets turn 1 into 1.0 when a cell of the column is empty */
            text.n -= 2;
    }
    x->p = text.p;
    x->n = (uint32_t)text.n;
    x->key = key_of(text);
}

/* Which column a table's rows stand in order of. */
static size_t order_column(enum table t)
{
    switch (t) {
    case T_Episodes: return 1;
    case T_Reviews: case T_PlacedAdoption: return 2;
    case T_Missing: case T_SWEpisodes: return 3;
    case T_DoLo: return 2;
    default: return 1;
    }
}

static int day_cmp(day a, day b)
{
    if (a == b)
        return 0;
    if (a == DAY_NONE || b == DAY_NONE)
        return a == DAY_NONE ? 1 : -1;
    return a < b ? -1 : 1;
}

day row_day(const struct row *r)
{
    const struct cell *x = (const struct cell *)(const void *)(r + 1);
    size_t by = order_column((enum table)r->table);
    bool birth = str_eq(table_types[r->table].columns[by].name, S("DOB"));
    return birth ? DAY_NONE : x[by].d;
}

static int row_cmp(const struct row *a, const struct row *b)
{
    const struct cell *x = (const struct cell *)(const void *)(a + 1), *y = (const struct cell *)(const void *)(b + 1);
    enum table t = (enum table)a->table;
    size_t by = order_column(t);
    int c = table_types[t].columns[by].kind == DATE ? day_cmp(x[by].d, y[by].d) : 0;
    if (!c && t == T_Episodes)
        c = day_cmp(x[7].d, y[7].d);
    if (!c && t == T_SWEpisodes)
        c = day_cmp(x[4].d, y[4].d);
    for (size_t i = 0; i < a->ncells && !c; i++)
        c = str_cmp((str){ x[i].p, x[i].n }, (str){ y[i].p, y[i].n });
    if (!c)
        c = (a->order > b->order) - (a->order < b->order);
    return c;
}

void child_close(struct child *c)
{
    for (int back = 0; back < 3; back++)
        for (int t = 0; t < T__COUNT; t++) {
            struct any_list *l = list_of(c, (enum table)t, back);
            for (size_t i = 1; i < l->n; i++) {         /* a handful of rows, mostly in order already */
                struct row *r = l->at[i];
                size_t k = i;
                for (; k && row_cmp(l->at[k - 1], r) > 0; k--)
                    l->at[k] = l->at[k - 1];
                l->at[k] = r;
            }
            // NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers
            ARENA_PUSH(c->mem, l->at, l->n, l->cap) = NULL;
            l->n--;
        }
}
