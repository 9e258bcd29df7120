/* local.c - a council's own rules over the SSDA903: what they may name, what they need, and
 * how one is run over a child. */
#include "returns/ssda903/local.h"
#include "returns/marks.h"
#include <math.h>

/* Tables are numbered as in child.has: this year's, then last year's. All hang in the child. */
static const void *next(int table, const void *child, const void *after, size_t n)
{
    (void)after;
    bool last = table >= T__COUNT;
    return child_row(child, (enum table)(last ? table - T__COUNT : table), last, n);
}

static value cell(const void *row, int table, int column)
{
    const struct cell *x = (const struct cell *)(const void *)((const struct row *)row + 1) + column;
    value v = { { x->p, x->n }, INT64_MIN };
    switch (table_types[table % T__COUNT].columns[column].kind) {
    case DATE:                          v.num = x->d == DAY_NONE ? INT64_MIN : x->d; break;
    case NUMBER: case DERIVED_NUMBER:   v.num = isnan(x->num) ? INT64_MIN : llround(x->num * 1000); break;
    default: break;
    }
    return v;
}

static enum expr_sort sort_of(enum column_kind kind)
{
    static const enum expr_sort sorts[] = {
        [CODE] = EXPR_CODE,         [TEXT] = EXPR_TEXT,         [DATE] = EXPR_DAY,
        [NUMBER] = EXPR_NUMBER,     [DERIVED_CODE] = EXPR_CODE, [DERIVED_NUMBER] = EXPR_NUMBER,
        [OPTIONAL_CODE] = EXPR_CODE
    };
    return sorts[kind];
}

/* Columns that may be absent from files are left out, so that no rule waits for what never
 * comes: they are the last of their table. */
static const struct expr_column *columns_of(const struct catalogue *cat, const struct table_type *t, size_t *n,
                                            arena *a)
{
    struct expr_column *to = arena_array(a, struct expr_column, t->ncolumns);
    for (*n = 0; *n < t->ncolumns && t->columns[*n].kind != OPTIONAL_CODE; ++*n) {
        const struct column *c = &t->columns[*n];
        to[*n] = (struct expr_column){ .name = c->name, .sort = sort_of(c->kind) };
        if (to[*n].sort == EXPR_CODE)
            to[*n].codes = mark_codes(cat, arena_printf(a, "ssda903:" STR_FMT, STR_ARG(c->name)));
    }
    return to;
}

static const struct expr_tables *tables(const struct catalogue *cat, arena *a)
{
    static const str days[] = { { "year_start", 10 }, { "year_end", 8 } };
    struct expr_tables *x = arena_new(a, struct expr_tables);
    struct expr_table *to = arena_array(a, struct expr_table, 2 * T__COUNT);
    for (int t = 0; t < T__COUNT; t++) {
        bool single = t == T_Header || t == T_UASC || t == T_OC2 || t == T_OC3 || t == T_AD1 || t == T_PrevPerm;
        size_t n;
        const struct expr_column *columns = columns_of(cat, &table_types[t], &n, a);
        to[t] = (struct expr_table){ table_types[t].name, -1, single, n, columns };
        to[T__COUNT + t] = (struct expr_table){ arena_printf(a, STR_FMT "_last", STR_ARG(table_types[t].name)), -1,
                                                single, n, columns };
    }
    *x = (struct expr_tables){
        .n = 2 * T__COUNT, .tables = to, .days = { COUNT_OF(days), days }, .next = next, .cell = cell
    };
    return x;
}

static void mark(void *check, const struct expr_row *row) { check_mark(check, row->row); }

static void run(struct check *k, const struct child *c)
{
    const int64_t days[] = { k->year->start, k->year->end };
    expr_each_true(k->year->local->ready[k->rule - ssda903_rule_count].when, c, days, mark, k);
}

static uint32_t needs_of(const struct local_ready *ready)
{
    const struct expr_use *uses;
    size_t n = expr_row_uses(ready->when, &uses);
    uint32_t needs = 1u << ready->each;
    for (size_t i = 0; i < n; i++) {
        needs |= 1u << uses[i].table;
        enum column_kind kind = uses[i].column < 0 ? TEXT
                                                   : table_types[uses[i].table % T__COUNT].columns[uses[i].column].kind;
        if (kind == DERIVED_CODE || kind == DERIVED_NUMBER)
            needs |= HAVE_POSTCODES;
    }
    return needs;
}

static const void *rules(size_t n, const struct rule_text *texts, const struct local_ready *ready, arena *a)
{
    struct rule *all = arena_array(a, struct rule, ssda903_rule_count + n);
    struct ssda903_local *local = arena_new(a, struct ssda903_local);
    memcpy(all, ssda903_rules, ssda903_rule_count * sizeof *all);
    for (size_t i = 0; i < n; i++)
        all[ssda903_rule_count + i] = (struct rule){ texts[i], needs_of(&ready[i]), run };
    *local = (struct ssda903_local){ ssda903_rule_count + n, all, ready };
    return local;
}

static const struct rule_text *text(size_t i) { return &ssda903_rules[i].text; }
const struct local_return ssda903_local_return = { &ssda903_rule_count, text, tables, { "CHILD", 5 }, rules };
