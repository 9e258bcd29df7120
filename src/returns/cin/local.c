/* local.c - a council's own rules over the CIN census: what they may name, what they need,
 * and how one is run over a child. */
#include "returns/cin/local.h"
#include "returns/cin/rule.h"
#include "returns/marks.h"

/* The factors of an assessment are rows that it holds; the census writes them as items. */
enum { FACTORS = CIN_TABLE_COUNT, TABLES };

static int holder_of(int table)
{
    switch (table) {
    case CIN_Assessments:
    case CIN_CINplanDates:
    case CIN_Section47:
    case CIN_ChildProtectionPlans:
    case CIN_PreProceedingsandFGDM: return CIN_CINdetails;
    case CIN_Reviews: return CIN_ChildProtectionPlans;
    case FACTORS:     return CIN_Assessments;
    default:          return -1;
    }
}

static const void *first(int table, const void *holder)
{
    const struct cin_child *c = holder;
    const struct cin_episode *e = holder;
    switch (table) {
    case CIN_ChildIdentifiers:      return c->identifiers;
    case CIN_ChildCharacteristics:  return c->characteristics;
    case CIN_Disabilities:          return c->disabilities;
    case CIN_CINdetails:            return c->episodes;
    case CIN_Assessments:           return e->assessments;
    case CIN_CINplanDates:          return e->plans;
    case CIN_Section47:             return e->enquiries;
    case CIN_ChildProtectionPlans:  return e->protections;
    case CIN_PreProceedingsandFGDM: return e->proceedings;
    case CIN_Reviews:               return ((const struct cin_protection *)holder)->reviews;
    case FACTORS:                   return ((const struct cin_assessment *)holder)->factors;
    default:                        return NULL;
    }
}

static const void *next(int table, const void *holder, const void *after, size_t n)
{
    (void)n;
    return after ? ((const struct cin_row *)after)->next : first(table, holder);
}

/* A group of modules without the module that should hold them is no row of it. */
static bool is_row(int table, const void *row)
{
    return table != CIN_CINdetails || ((const struct cin_row *)row)->line;
}

static enum cin_item item_of(int table, int column)
{
    return table == FACTORS ? CIN_I_AssessmentFactors : cin_table_item((enum cin_table)table, (size_t)column);
}

static enum expr_sort sort_of(enum cin_item item)
{
    switch (item) {
    case CIN_I_LAchildID: case CIN_I_UPN: case CIN_I_FormerUPN:
        return EXPR_TEXT;
    case CIN_I_NumberOfPreviousCPP: case CIN_I_ReviewMeetingsCount:
        return EXPR_NUMBER;
    case CIN_I_ReferralNFA: case CIN_I_ICPCnotRequired: case CIN_I_FGDMMeetingOffer: case CIN_I_FGDMMeetingFac:
        return EXPR_FLAG;
    case CIN_I_InitialCPCtarget:
        return EXPR_DAY;
    default:
        return str_has(cin_item_names[item], S("Date")) ? EXPR_DAY : EXPR_CODE;
    }
}

static int64_t number_in(const struct cin_cell *x)
{
    int64_t v;
    return str_int(text(*x), &v) && v >= 0 && v < 1000000 ? v * 1000 : INT64_MIN;
}

static value cell(const void *row, int table, int column)
{
    const struct cin_cell *x = cin_cell_at(row, (size_t)column);
    value v = { { x->n ? x->p : NULL, x->n }, INT64_MIN };
    switch (sort_of(item_of(table, column))) {
    case EXPR_DAY:    v.num = x->d == DAY_NONE ? INT64_MIN : x->d; break;
    case EXPR_NUMBER: v.num = number_in(x); break;
    case EXPR_FLAG:   v.num = yes(*x) || IS(*x, "Y") ? 1 : no(*x) || IS(*x, "N") ? 0 : INT64_MIN; break;
    default: break;
    }
    return v;
}

static const struct expr_column *columns_of(const struct catalogue *cat, int table, size_t *n, arena *a)
{
    size_t most = 0;
    while (table != FACTORS && cin_table_item((enum cin_table)table, most))
        most++;
    if (table == CIN_Assessments)
        most--;                         /* AssessmentFactors, the last: a table of its own */
    if (table == FACTORS)
        most = 1;
    struct expr_column *to = arena_array(a, struct expr_column, most);
    for (*n = 0; *n < most; ++*n) {
        enum cin_item item = item_of(table, (int)*n);
        to[*n] = (struct expr_column){ .name = cin_item_names[item], .sort = sort_of(item) };
        if (to[*n].sort == EXPR_CODE)
            to[*n].codes = mark_codes(cat, arena_printf(a, "cin:" STR_FMT, STR_ARG(cin_item_names[item])));
    }
    return to;
}

/* Header stays without columns and rows: it is the file's, not a child's. */
static const struct expr_tables *tables(const struct catalogue *cat, arena *a)
{
    static const str days[] = { { "year_start", 10 }, { "year_end", 8 } };
    struct expr_tables *x = arena_new(a, struct expr_tables);
    struct expr_table *to = arena_array(a, struct expr_table, TABLES);
    for (int t = 0; t < TABLES; t++) {
        to[t] = (struct expr_table){ .name = t == FACTORS ? S("AssessmentFactors") : cin_table_names[t],
                                     .holder = holder_of(t),
                                     .single = t == CIN_ChildIdentifiers || t == CIN_ChildCharacteristics };
        if (t != CIN_Header)
            to[t].columns = columns_of(cat, t, &to[t].ncolumns, a);
    }
    *x = (struct expr_tables){
        .n = TABLES, .tables = to, .days = { COUNT_OF(days), days }, .next = next, .is_row = is_row, .cell = cell
    };
    return x;
}

/* --- running ------------------------------------------------------------------------------------------ */
struct running { struct cin_check *k; const struct cin_child *c; const struct local_ready *ready; };

/* The row of that table that this one is, hangs in, or that the child has once. */
static const struct cin_row *row_of(const struct running *r, const struct expr_row *row, int table)
{
    for (; row; row = row->holder)
        if (row->table == table)
            return row->row;
    return table == CIN_ChildIdentifiers || table == CIN_ChildCharacteristics ? first(table, r->c) : NULL;
}

/* The cells of the fields; the module itself when none of them is its own. */
static void report(void *ctx, const struct expr_row *row)
{
    struct running *r = ctx;
    const struct cin_row *own = row->row;
    bool named = false;
    PLACES(g);
    for (size_t i = 0; i < r->ready->nfields; i++)
        named = named || r->ready->fields[i].table == row->table;
    if (!named)
        ADD(g, (struct cin_place){ own->table, CIN_I_LAchildID, own->number, own->line, DAY_NONE });
    for (size_t i = 0; i < r->ready->nfields; i++) {
        const struct expr_use *f = &r->ready->fields[i];
        const struct cin_row *at = row_of(r, row, f->table);
        if (!at)
            continue;
        uint32_t line = cin_cell_at(at, (size_t)f->column)->line;
        ADD(g, (struct cin_place){ at->table, (uint8_t)item_of(f->table, f->column), at->number, line ? line : at->line,
                                   DAY_NONE });
    }
    cin_report(r->k, r->c, g.at, g.n);
}

static void run(struct cin_check *k, const struct cin_child *c)
{
    const struct local_ready *ready = &k->year.local->ready[k->rule - cin_rule_count];
    struct running r = { k, c, ready };
    const int64_t days[] = { k->year.start == DAY_NONE ? INT64_MIN : k->year.start,
                             k->year.end == DAY_NONE ? INT64_MIN : k->year.end };
    expr_each_true(ready->when, c, days, report, &r);
}

static const void *rules(size_t n, const struct rule_text *texts, const struct local_ready *ready, arena *a)
{
    struct cin_rule *all = arena_array(a, struct cin_rule, cin_rule_count + n);
    struct cin_local *local = arena_new(a, struct cin_local);
    memcpy(all, cin_rules, cin_rule_count * sizeof *all);
    for (size_t i = 0; i < n; i++)
        all[cin_rule_count + i] = (struct cin_rule){ .text = texts[i],
                                                     .kind = CIN_SEVERAL_TABLES,
                                                     .needs = expr_uses_days(ready[i].when) ? CIN_NEEDS_YEAR : 0,
                                                     .child = run };
    *local = (struct cin_local){ cin_rule_count + n, all, ready };
    return local;
}

static const struct rule_text *text_of_rule(size_t i) { return &cin_rules[i].text; }
const struct local_return cin_local_return = { &cin_rule_count, text_of_rule, tables, { "LAchildID", 9 }, rules };
