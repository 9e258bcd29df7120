/* expr.c - evaluates conditions of the catalogue, which were read once into a small tree (expr_read.c).
 *
 * The data: a tree of nodes (and, or, not, a comparison) over terms (a field, a literal, a span, a column, a count).
 * Meaning is settled while reading: which field, which code of its set, whether an instant must be seen as a day, so
 * that evaluation is a few comparisons, cannot fail and allocates nothing. Spans (weeks(a, b) <= 6) are compared
 * exactly: never rounded to whole weeks or months first.
 *
 * Of a record's values a condition is true or not: an empty field is like nothing. Of rows it is true, false or
 * unknown, as a cell that cannot be read must make neither a rule nor its opposite fire; "and", "or" and "not" follow
 * from that, and only what is true counts.
 *
 * Rows are never gathered: any(…) and count(…) walk the tables that hang in one another with the caller's next(),
 * and stop as soon as the answer is known; the rows being looked at stand in a small array by nesting, at most
 * SCOPES_MAX. So the cost is the rows visited times the comparisons: a comparison takes 10 to 15 ns, and because an
 * inner any may only look at rows that the outer row holds (expr_rows.c refuses others), a condition is about
 * linear in the rows. */
#include "catalogue/expr_tree.h"

/* Only what is asked of rows can be neither. */
enum truth { FALSE, TRUE, UNKNOWN };

struct given {
    const value *values;
    const int64_t *extra;
    const struct expr_tables *tables;
    const void *person;
    const struct expr_row *rows[SCOPES_MAX];
};

static enum truth node_true(const struct node *x, struct given *g);
static size_t count_of(const struct some *s, struct given *g, size_t enough);

/* --- cells ------------------------------------------------------------------------------------------ */
static const struct expr_row *row_or_holder(const struct expr_row *row, int table)
{
    while (row && row->table != table)
        row = row->holder;
    return row;
}

static value cell_of(const struct term *t, const struct given *g)
{
    if (!g->tables)
        return (value){ STR_NONE, 0 };
    const struct expr_row *row = row_or_holder(g->rows[t->scope], t->table);
    const void *cells = row ? row->row : g->tables->next(t->table, g->person, NULL, 0);
    return cells ? g->tables->cell(cells, t->table, t->index) : (value){ STR_NONE, 0 };
}

static int64_t number_of_cell(const struct term *t, const struct given *g)
{
    value v = cell_of(t, g);
    return !v.text.p ? NOTHING : v.num == INT64_MIN ? UNREADABLE : v.num;
}

static bool known(int64_t v) { return v != NOTHING && v != UNREADABLE; }

static int64_t number_of(const struct term *t, struct given *g);

/* Apart, so that the conditions of clocks and forms, which ask for none of it, stay quick. */
__attribute__((noinline)) static int64_t number_of_rows(const struct term *t, struct given *g)
{
    if (t->from == FROM_CELL)
        return number_of_cell(t, g);
    if (t->from == FROM_COUNT)
        return (int64_t)count_of(t->some, g, SIZE_MAX);
    int64_t start = number_of(t->start, g), end = t->from == FROM_AGE ? number_of(t->end, g) : start;
    if (!known(start) || !known(end))
        return UNREADABLE;
    return t->from == FROM_AGE ? day_age((day)start, (day)end) : day_weekday((day)start);
}

static int64_t number_of(const struct term *t, struct given *g)
{
    switch (t->from) {
    case FROM_LITERAL: return t->num;
    case FROM_EXTRA:   return g->extra[t->index];
    case FROM_FIELD:   break;
    default:           return number_of_rows(t, g);
    }
    if (!g->values || !g->values[t->index].text.p)
        return NOTHING;
    int64_t v = g->values[t->index].num;
    return t->as_day ? instant_day(v) : v;
}

static int64_t thousandths_of(const struct term *t, struct given *g)
{
    int64_t v;
    if (t->sort == SORT_DECIMAL && t->from == FROM_FIELD)
        return g->values && g->values[t->index].text.p ? expr_thousandths(g->values[t->index].text) : NOTHING;
    v = number_of(t, g);
    if (t->sort == SORT_DECIMAL || !known(v))
        return v;
    return __builtin_mul_overflow(v, 1000, &v) ? NOTHING : v;
}

static str text_of(const struct term *t, const struct given *g)
{
    return t->from == FROM_LITERAL ? t->text
           : t->from == FROM_CELL  ? cell_of(t, g).text
           : g->values             ? g->values[t->index].text
                                   : STR_NONE;
}

/* --- comparisons ------------------------------------------------------------------------------------ */
static bool compares(enum compare c, int64_t a, int64_t b)
{
    switch (c) {
    case EQUAL:      return a == b;
    case NOT_EQUAL:  return a != b;
    case LESS:       return a < b;
    case LESS_EQUAL: return a <= b;
    case MORE:       return a > b;
    default:         return a >= b;
    }
}

static enum truth numbers_compare(enum compare c, int64_t a, int64_t b, const struct given *g)
{
    if (known(a) && known(b))
        return compares(c, a, b);
    bool orders = c != EQUAL && c != NOT_EQUAL;
    if (a == UNREADABLE || b == UNREADABLE || (orders && g->tables))
        return UNKNOWN;
    return c == NOT_EQUAL;
}

/* hours, days and weeks: the length against n; months and years: the end against the day n after the start. */
static enum truth span_compares(enum compare c, const struct term *span, int64_t n, struct given *g)
{
    day edge;
    int64_t start = number_of(span->start, g), end = number_of(span->end, g);
    if (!known(start) || !known(end))
        return g->tables ? UNKNOWN : c == NOT_EQUAL;
    switch (span->unit) {
    case UNIT_HOURS:  return compares(c, end - start, n * 3600);
    case UNIT_DAYS:   return compares(c, end - start, n);
    case UNIT_WEEKS:  return compares(c, end - start, n * 7);
    default:
        if (start < -500000 || start > 500000 || n < -12000 || n > 12000)
            return FALSE;           /* further than any life: day arithmetic would leave its years */
        edge = span->unit == UNIT_YEARS ? day_birthday((day)start, (int)n) : day_add_months((day)start, (int)n);
        return edge != DAY_NONE && compares(c, end, edge);
    }
}

static bool has_word(str words, str wanted)
{
    str word;
    while (str_cut(&words, ' ', &word))
        if (str_eq(word, wanted))
            return true;
    return false;
}

/* Codes of a return are the same in small letters; a fact's own code is stored as its set has it. */
static bool same_text(const struct term *left, str a, str b)
{
    if (!a.p || !b.p)
        return false;
    return left->from == FROM_CELL && left->sort == SORT_CODE ? str_eq_nocase(a, b) : str_eq(a, b);
}

static enum truth listed(const struct node *x, struct given *g)
{
    if (x->op == OP_TEXT_IN) {
        str v = text_of(x->left, g);
        for (size_t i = 0; i < x->n; i++)
            if (same_text(x->left, v, x->list[i].text))
                return TRUE;
        return FALSE;
    }
    bool decimal = x->op == OP_DECIMAL_IN;
    int64_t v = decimal ? thousandths_of(x->left, g) : number_of(x->left, g);
    for (size_t i = 0; known(v) && i < x->n; i++)
        if (v == (decimal ? thousandths_of(&x->list[i], g) : x->list[i].num))
            return TRUE;
    return v == UNREADABLE ? UNKNOWN : FALSE;
}

static bool is_empty(const struct term *t, const struct given *g)
{
    return t->from == FROM_EXTRA ? g->extra[t->index] == NOTHING : text_of(t, g).p == NULL;
}

static enum truth node_true(const struct node *x, struct given *g)
{
    int64_t a, b;
    enum truth p, q;
    str s;
    switch (x->op) {
    case OP_OR:
        if ((p = node_true(x->a, g)) == TRUE || (q = node_true(x->b, g)) == TRUE)
            return TRUE;
        return p == UNKNOWN ? p : q;
    case OP_AND:
        if ((p = node_true(x->a, g)) == FALSE || (q = node_true(x->b, g)) == FALSE)
            return FALSE;
        return p == UNKNOWN ? p : q;
    case OP_NOT:      p = node_true(x->a, g); return p == UNKNOWN ? p : !p;
    case OP_EMPTY:    return is_empty(x->left, g);
    case OP_IS_YES:   a = number_of(x->left, g); return a == UNREADABLE ? UNKNOWN : a != NOTHING && a != 0;
    case OP_SPAN:     return span_compares(x->compare, x->left, x->right->num, g);
    case OP_ANY:      return count_of(x->some, g, 1) > 0;
    case OP_HAS:      s = text_of(x->left, g); return s.p && has_word(s, x->right->text);
    case OP_NUMBER_IN: case OP_DECIMAL_IN: case OP_TEXT_IN:
        return listed(x, g);
    case OP_TEXTS:
        return same_text(x->left, text_of(x->left, g), text_of(x->right, g)) == (x->compare == EQUAL);
    case OP_DECIMALS:
        a = thousandths_of(x->left, g);
        b = thousandths_of(x->right, g);
        return numbers_compare(x->compare, a, b, g);
    default:
        a = number_of(x->left, g);
        b = number_of(x->right, g);
        return numbers_compare(x->compare, a, b, g);
    }
}

/* --- rows ------------------------------------------------------------------------------------------- */
struct walk {
    const struct expr_tables *tables;
    const void *person;
    int table;
    bool (*visit)(void *ctx, const struct expr_row *row);       /* false: enough */
    void *ctx;
};

/* Rows of the table that this row holds; below NULL: that the person has. */
static bool visit_held(const struct walk *w, const struct expr_row *below)
{
    const void *holder = below ? below->row : w->person, *row = NULL;
    for (size_t n = 0; (row = w->tables->next(w->table, holder, row, n)) != NULL; n++)
        if (!w->visit(w->ctx, &(struct expr_row){ w->table, row, below }))
            return false;
    return true;
}

static bool visit_inner(void *ctx, const struct expr_row *below) { return visit_held(ctx, below); }

/* Through the tables in between, outermost first. */
static bool walk(const struct walk *w, const struct expr_row *below)
{
    int holder = w->tables->tables[w->table].holder;
    if (holder == (below ? below->table : -1))
        return visit_held(w, below);
    return walk(&(struct walk){ w->tables, w->person, holder, visit_inner, (void *)(uintptr_t)w }, below);
}

struct counting { struct given *g; const struct expr_tables *tables; const struct some *some; size_t n, enough; };

static bool count_row(void *ctx, const struct expr_row *row)
{
    struct counting *c = ctx;
    c->g->rows[c->some->scope] = row;
    if (c->tables->is_row && !c->tables->is_row(row->table, row->row))
        return true;
    c->n += !c->some->where || node_true(c->some->where, c->g) == TRUE;
    return c->n < c->enough;
}

static size_t count_of(const struct some *s, struct given *g, size_t enough)
{
    struct counting c = { g, g->tables, s, 0, enough };
    if (!g->tables)
        return 0;
    const struct walk w = { g->tables, g->person, s->table, count_row, &c };
    walk(&w, s->anchor < 0 ? NULL : row_or_holder(g->rows[s->scope - 1], s->anchor));
    return c.n;
}

struct visitor {
    const struct expr *x;
    struct given *g;
    void (*visit)(void *ctx, const struct expr_row *row);
    void *ctx;
};

static bool visit_true(void *ctx, const struct expr_row *row)
{
    struct visitor *v = ctx;
    v->g->rows[0] = row;
    const struct expr_tables *tables = v->x->tables;
    if ((!tables->is_row || tables->is_row(row->table, row->row)) && node_true(v->x->root, v->g) == TRUE)
        v->visit(v->ctx, row);
    return true;
}

/* --- the outside ------------------------------------------------------------------------------------ */
bool expr_true(const struct expr *x, const value *values, const int64_t *extra)
{
    struct given g;                         /* no rows: nothing asks for them */
    g.values = values;
    g.extra = extra;
    g.tables = NULL;
    return node_true(x->root, &g) == TRUE;
}

void expr_each_true(const struct expr *x, const void *person, const int64_t *days,
                    void (*visit)(void *ctx, const struct expr_row *row), void *ctx)
{
    struct given g = { .extra = days, .tables = x->tables, .person = person };
    struct visitor v = { x, &g, visit, ctx };
    walk(&(struct walk){ x->tables, person, x->each, visit_true, &v }, NULL);
}

str expr_text(const struct expr *x) { return x->text; }
bool expr_uses_days(const struct expr *x) { return x->uses_days; }

size_t expr_row_uses(const struct expr *x, const struct expr_use **uses)
{
    *uses = x->uses;
    return x->nuses;
}

bool expr_uses(const struct expr *x, const struct field *f)
{
    for (size_t i = 0; i < x->nused; i++)
        if (x->used[i] == f)
            return true;
    return false;
}

err_code expr_compile(struct expr **out, arena *a, const struct kind *k, const struct expr_names *extra, str text,
                      size_t *at, err *e)
{
    struct expr *x = arena_new(a, struct expr);
    x->text = arena_copy(a, text.p ? text : S(""));
    struct reading r = { .mem = a, .kind = k, .extra = extra, .text = x->text, .fault = at, .e = e, .x = x };
    *at = 0;
    return expr_read_all(&r, out);
}

err_code expr_compile_rows(struct expr **out, arena *a, const struct expr_tables *tables, int each, str text,
                           size_t *at, err *e)
{
    struct expr *x = arena_new(a, struct expr);
    x->text = arena_copy(a, text.p ? text : S(""));
    x->tables = tables;
    x->each = each;
    struct reading r = { .mem = a,
                         .extra = &tables->days,
                         .tables = tables,
                         .scopes = { each },
                         .nscopes = 1,
                         .text = x->text,
                         .fault = at,
                         .e = e,
                         .x = x };
    *at = 0;
    return expr_read_all(&r, out);
}
