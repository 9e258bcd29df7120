/* child.c - gathers one child's modules: cells understood once, lists in the order of time. */
#include "returns/cin/child.h"
#include <stddef.h>

#define NAME(x) { "" #x, sizeof #x - 1 }
const str cin_table_names[CIN_TABLE_COUNT] = {
#define CIN_TABLE(Name, member) NAME(Name),
#define CIN_ITEM(name)
#include "returns/cin/tables.def"
#undef CIN_TABLE
#undef CIN_ITEM
#undef CIN_TABLE_END
};

const str cin_item_names[CIN_ITEM_COUNT] = {
    [CIN_ITEM_NONE] = { "", 0 },
#define ITEM_NAME(x) [CIN_I_##x] = NAME(x),
    CIN_ITEMS(ITEM_NAME)
};

static const size_t module_size[CIN_TABLE_COUNT] = {
#define CIN_TABLE(Name, member) [CIN_##Name] = sizeof(struct cin_##member),
#define CIN_ITEM(name)
#include "returns/cin/tables.def"
#undef CIN_TABLE
#undef CIN_ITEM
#undef CIN_TABLE_END
};

/* Where the cells of each table lie, in the order of tables.def: one row of items a table. */
static const uint8_t table_items[CIN_TABLE_COUNT][12] = {
#define CIN_TABLE(Name, member) [CIN_##Name] = {
#define CIN_ITEM(name) CIN_I_##name,
#define CIN_TABLE_END(Name) },
#include "returns/cin/tables.def"
#undef CIN_TABLE
#undef CIN_ITEM
#undef CIN_TABLE_END
};

enum cin_item cin_item_named(str name)
{
    for (size_t i = 1; i < CIN_ITEM_COUNT; i++)
        if (str_eq_nocase(cin_item_names[i], name))
            return (enum cin_item)i;
    return CIN_ITEM_NONE;
}

void cin_child_open(struct cin_child *c, uint32_t line, uint32_t number, arena *mem)
{
    *c = (struct cin_child){ .line = line, .number = number, .mem = mem };
}

/* A cell that nothing filled must have no day either: zero is a day. */
static void cells_empty(struct cin_cell *x, size_t n)
{
    for (size_t i = 0; i < n; i++)
        x[i].d = DAY_NONE;
}

static struct cin_cell *cells(struct cin_row *module)
{
    return (struct cin_cell *)(void *)(module + 1);
}

static size_t item_count(enum cin_table t)
{
    size_t n = 0;
    while (n < COUNT_OF(table_items[t]) && table_items[t][n])
        n++;
    return n;
}

void *cin_module(arena *mem, enum cin_table t, uint32_t line, uint32_t number)
{
    struct cin_row *r = arena_alloc(mem, module_size[t]);
    *r = (struct cin_row){ .table = (uint8_t)t, .line = line, .number = number };
    cells_empty(cells(r), item_count(t));
    return r;
}

struct cin_factor *cin_factor_new(arena *mem, uint32_t line, uint32_t number)
{
    struct cin_factor *f = arena_new(mem, struct cin_factor);
    f->row = (struct cin_row){ .table = CIN_Assessments, .line = line, .number = number };
    f->AssessmentFactors.d = DAY_NONE;
    return f;
}

enum cin_item cin_table_item(enum cin_table t, size_t n)
{
    return n < COUNT_OF(table_items[t]) ? (enum cin_item)table_items[t][n] : CIN_ITEM_NONE;
}

struct cin_cell *cin_cell_of(struct cin_row *module, enum cin_item item)
{
    const uint8_t *items = table_items[module->table];
    for (size_t i = 0; i < COUNT_OF(table_items[0]) && items[i]; i++)
        if (items[i] == item)
            return &cells(module)[i];
    return NULL;
}

uint64_t cin_key(str text)
{
    if (text.n == 0 || text.n > 8)
        return 0;
    uint64_t key = 0;
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        key |= (uint64_t)(c >= 'a' && c <= 'z' ? c - 32 : c) << (56 - 8 * i);
    }
    return key;
}

day cin_day(str text)
{
    if (text.n == 10 && text.p[2] == '-' && text.p[5] == '-') {
        char slashed[10];
        memcpy(slashed, text.p, sizeof slashed);
        slashed[2] = slashed[5] = '/';
        return day_parse((str){ slashed, sizeof slashed });
    }
    return text.n < 8 || text.p[0] < '0' || text.p[0] > '9' ? DAY_NONE : day_parse(text);
}

void cin_cell_set(struct cin_cell *x, str text, uint32_t line)
{
    text = str_trim(text);
    *x = (struct cin_cell){
        .p = text.p, .n = (uint32_t)text.n, .line = line, .key = cin_key(text), .d = DAY_NONE, .capitals = true
    };
    for (size_t i = 0; i < text.n && i < 8; i++)
        x->capitals = x->capitals && !(text.p[i] >= 'a' && text.p[i] <= 'z');
    x->d = cin_day(text);
}

static int cell_order(const struct cin_cell *a, const struct cin_cell *b)
{
    if (a->d != b->d)
        return a->d == DAY_NONE ? 1 : b->d == DAY_NONE ? -1 : a->d < b->d ? -1 : 1;
    return str_cmp((str){ a->p ? a->p : "", a->n }, (str){ b->p ? b->p : "", b->n });
}

static int module_order(struct cin_row *a, struct cin_row *b)
{
    size_t n = item_count((enum cin_table)a->table);
    for (size_t i = 0; i < n; i++) {
        int c = cell_order(&cells(a)[i], &cells(b)[i]);
        if (c)
            return c;
    }
    return 0;
}

/* A factor is a row of Assessments with one cell. */
static int factor_order(struct cin_row *a, struct cin_row *b)
{
    return cell_order(cells(a), cells(b));
}

static void list_add(struct cin_row **list, struct cin_row *module, int (*order)(struct cin_row *, struct cin_row *))
{
    while (*list && order(*list, module) <= 0)
        list = &(*list)->next;
    module->next = *list;
    *list = module;
}

void cin_list_add(struct cin_row **list, struct cin_row *module) { list_add(list, module, module_order); }

void cin_factor_add(struct cin_assessment *a, struct cin_factor *f)
{
    struct cin_row *first = a->factors ? &a->factors->row : NULL;
    list_add(&first, &f->row, factor_order);
    a->factors = (struct cin_factor *)(void *)first;
}

static bool has_number(const struct cin_row *list, uint32_t number)
{
    while (list && list->number != number)
        list = list->next;
    return list != NULL;
}

/* The first cell of the module of that number is the day it begins. */
#define DAY_IN(list, first)                                                                                            \
    do {                                                                                                               \
        for (const __typeof__(*(list)) *x = (list); x; x = (const void *)x->row.next)                                  \
            if (x->row.number == number)                                                                               \
                return x->first.d;                                                                                     \
    } while (0)

static day day_in_episode(const struct cin_episode *e, enum cin_table t, uint32_t number)
{
    if (t == CIN_CINdetails && e->row.number == number)
        return e->CINreferralDate.d;
    for (const struct cin_assessment *a = e->assessments; a && t == CIN_Assessments; a = (const void *)a->row.next)
        if (a->row.number == number || (a->factors && has_number(&a->factors->row, number)))
            return a->AssessmentActualStartDate.d;
    if (t == CIN_CINplanDates)
        DAY_IN(e->plans, CINPlanStartDate);
    if (t == CIN_Section47)
        DAY_IN(e->enquiries, S47ActualStartDate);
    if (t == CIN_ChildProtectionPlans)
        DAY_IN(e->protections, CPPstartDate);
    for (const struct cin_protection *p = e->protections; p && t == CIN_Reviews; p = (const void *)p->row.next)
        DAY_IN(p->reviews, CPPreviewDate);
    if (t == CIN_PreProceedingsandFGDM)
        DAY_IN(e->proceedings, PPStartDate);
    return DAY_NONE;
}

day cin_module_day(const struct cin_child *c, enum cin_table t, uint32_t number)
{
    day found = DAY_NONE;
    for (const struct cin_episode *e = c->episodes; e && found == DAY_NONE; e = (const void *)e->row.next)
        found = day_in_episode(e, t, number);
    return found;
}

str cin_child_id(const struct cin_child *c)
{
    return c->identifiers && c->identifiers->LAchildID.p
               ? (str){ c->identifiers->LAchildID.p, c->identifiers->LAchildID.n }
               : S("");
}
