/* expr_rows.c - what only rows of tables can be asked: columns by name, any(…) and count(…) of other rows, age and
 * weekday. */
#include "catalogue/expr_tree.h"
#include "catalogue/yaml.h"

enum { OPTIONS_MAX = 120 };

static const struct expr_table *table_of(const struct reading *r, int table) { return &r->tables->tables[table]; }

static int table_named(const struct reading *r, str name)
{
    for (size_t i = 0; i < r->tables->n; i++)
        if (str_eq_nocase(r->tables->tables[i].name, name))
            return (int)i;
    return -1;
}

static int column_named(const struct expr_table *t, str name)
{
    for (size_t i = 0; i < t->ncolumns; i++)
        if (str_eq_nocase(t->columns[i].name, name))
            return (int)i;
    return -1;
}

/* Whether rows of `table` hang, at any depth, in rows of `holder`; -1: in the person, where all do. */
static bool hangs_in(const struct reading *r, int table, int holder)
{
    while (table >= 0 && (table = table_of(r, table)->holder) != holder) {}
    return table == holder;
}

static void note_use(struct reading *r, int table, int column)
{
    struct expr *x = r->x;
    for (size_t i = 0; i < x->nuses; i++)
        if (x->uses[i].table == table && x->uses[i].column == column)
            return;
    ARENA_PUSH(r->mem, x->uses, x->nuses, x->cap_uses) = (struct expr_use){ table, column };
}

/* --- columns ---------------------------------------------------------------------------------------- */
static bool cell_is(struct reading *r, size_t scope, int table, int column, str name, struct term *t)
{
    static const enum sort sorts[] = { [EXPR_TEXT] = SORT_TEXT,
                                       [EXPR_CODE] = SORT_CODE,
                                       [EXPR_NUMBER] = SORT_DECIMAL,
                                       [EXPR_DAY] = SORT_DAY,
                                       [EXPR_FLAG] = SORT_FLAG };
    const struct expr_column *c = &table_of(r, table)->columns[column];
    *t = (struct term){ .from = FROM_CELL,
                        .sort = sorts[c->sort],
                        .index = column,
                        .codes = c->codes,
                        .scope = scope,
                        .table = table,
                        .text = name };
    note_use(r, table, column);
    return true;
}

/* A column of the row in that scope, or of one that holds it. */
static bool find_in_scope(struct reading *r, size_t scope, str column, str name, struct term *t)
{
    for (int table = r->scopes[scope]; table >= 0; table = table_of(r, table)->holder) {
        int i = column_named(table_of(r, table), column);
        if (i >= 0)
            return cell_is(r, scope, table, i, name, t);
    }
    return false;
}

/* The innermost scope whose row is of that table or hangs in one; nscopes when none does. */
static size_t scope_with(const struct reading *r, int table)
{
    for (size_t i = r->nscopes; i-- > 0;)
        if (r->scopes[i] == table || hangs_in(r, r->scopes[i], table))
            return i;
    return r->nscopes;
}

bool expr_find_cell(struct reading *r, str name, struct term *t)
{
    str column = name, head = S("");
    if (!memchr(name.p, '.', name.n)) {
        for (size_t i = r->nscopes; i-- > 0;)
            if (find_in_scope(r, i, name, name, t))
                return true;
        return false;
    }
    str_cut(&column, '.', &head);
    if (str_eq_nocase(head, S("this")))
        return find_in_scope(r, 0, column, name, t);
    int table = table_named(r, head), i = table < 0 ? -1 : column_named(table_of(r, table), column);
    if (i < 0)
        return false;
    size_t scope = scope_with(r, table);
    if (scope == r->nscopes && !table_of(r, table)->single)
        return false;
    return cell_is(r, scope == r->nscopes ? 0 : scope, table, i, name, t);
}

/* --- names that are not there ------------------------------------------------------------------------ */
static size_t add_columns(const struct reading *r, int table, const char **options, size_t n)
{
    const struct expr_table *t = table_of(r, table);
    for (size_t i = 0; i < t->ncolumns && n < OPTIONS_MAX; i++)
        options[n++] = arena_z(r->mem, t->columns[i].name);
    return n;
}

static err_code no_table(struct reading *r, str name)
{
    const char *options[OPTIONS_MAX];
    size_t n = 0;
    str names[OPTIONS_MAX];
    for (; n < r->tables->n && n < OPTIONS_MAX; n++)
        options[n] = arena_z(r->mem, names[n] = r->tables->tables[n].name);
    const char *near = near_miss(name, n, options);
    if (near)
        return expr_wrong(r, "there is no table \"" STR_FMT "\": did you mean \"%s\"?", STR_ARG(name), near);
    str list = arena_join(r->mem, n, names, S(", "));
    return expr_wrong(r, "there is no table \"" STR_FMT "\": it is one of " STR_FMT, STR_ARG(name), STR_ARG(list));
}

static err_code no_column(struct reading *r, int table, str column)
{
    const char *options[OPTIONS_MAX];
    const char *near = near_miss(column, add_columns(r, table, options, 0), options);
    str name = table_of(r, table)->name;
    if (near)
        return expr_wrong(r, STR_FMT " has no column \"" STR_FMT "\": did you mean \"%s\"?", STR_ARG(name),
                          STR_ARG(column), near);
    return expr_wrong(r, STR_FMT " has no column \"" STR_FMT "\"", STR_ARG(name), STR_ARG(column));
}

/* The column may stand in another table, of which there is one row a person. */
static err_code no_plain_name(struct reading *r)
{
    const char *options[OPTIONS_MAX];
    size_t n = 0;
    str name = table_of(r, r->scopes[r->nscopes - 1])->name;
    if (table_named(r, r->word) >= 0)
        return expr_wrong(r, "\"" STR_FMT "\" is a table: ask any(" STR_FMT ", …), count(" STR_FMT ") or name a column",
                          STR_ARG(r->word), STR_ARG(r->word), STR_ARG(r->word));
    for (size_t i = 0; i < r->tables->n; i++)
        if (r->tables->tables[i].single && column_named(&r->tables->tables[i], r->word) >= 0)
            return expr_wrong(r, STR_FMT " has no column \"" STR_FMT "\": write " STR_FMT "." STR_FMT, STR_ARG(name),
                              STR_ARG(r->word), STR_ARG(r->tables->tables[i].name), STR_ARG(r->word));
    for (size_t i = r->nscopes; i-- > 0;)
        for (int table = r->scopes[i]; table >= 0; table = table_of(r, table)->holder)
            n = add_columns(r, table, options, n);
    for (size_t i = 0; i < r->tables->days.n && n < OPTIONS_MAX; i++)
        options[n++] = arena_z(r->mem, r->tables->days.names[i]);
    const char *near = near_miss(r->word, n, options);
    if (near)
        return expr_wrong(r, STR_FMT " has no column \"" STR_FMT "\": did you mean \"%s\"?", STR_ARG(name),
                          STR_ARG(r->word), near);
    return expr_wrong(r, STR_FMT " has no column \"" STR_FMT "\"", STR_ARG(name), STR_ARG(r->word));
}

err_code expr_no_cell(struct reading *r)
{
    str column = r->word, head = S("");
    if (!memchr(r->word.p, '.', r->word.n))
        return expr_opens(r) ? expr_wrong(r,
                                          "there is no function \"" STR_FMT
                                          "\": it is any, count, age, weekday, days, weeks, months or years",
                                          STR_ARG(r->word))
                             : no_plain_name(r);
    str_cut(&column, '.', &head);
    int table = str_eq_nocase(head, S("this")) ? r->scopes[0] : table_named(r, head);
    if (table < 0)
        return no_table(r, head);
    if (column_named(table_of(r, table), column) < 0)
        return no_column(r, table, column);
    str name = table_of(r, table)->name;
    return expr_wrong(r, "there can be several rows of " STR_FMT ": ask any(" STR_FMT ", …) or count(" STR_FMT ", …)",
                      STR_ARG(name), STR_ARG(name), STR_ARG(name));
}

/* --- any(Table, …) and count(Table, …) ---------------------------------------------------------------- */
CHECKED static err_code read_table(struct reading *r, struct some *s)
{
    if (r->token != TOKEN_WORD)
        return expr_wrong(r, "the name of a table belongs here");
    s->table = table_named(r, r->word);
    if (s->table < 0)
        return no_table(r, r->word);
    int in = r->scopes[r->nscopes - 1];
    s->anchor = in;
    while (s->anchor >= 0 && !hangs_in(r, s->table, s->anchor))
        s->anchor = table_of(r, s->anchor)->holder;
    /* Rows of rows would be looked at once for every pair: with three in a row, nobody waits for the end. */
    if (r->nscopes > 1 && s->anchor != in)
        return expr_wrong(r,
                          "rows of " STR_FMT " hold none of " STR_FMT
                          ": inside any(…) and count(…) only rows that they hold can be asked for",
                          STR_ARG(table_of(r, in)->name), STR_ARG(table_of(r, s->table)->name));
    if (r->nscopes == SCOPES_MAX)
        return expr_wrong(r, "this is nested too deep: make it simpler");
    note_use(r, s->table, -1);
    return expr_advance(r);
}

/* From the word any or count to the bracket that closes it. */
CHECKED static err_code read_some(struct reading *r, struct some *s)
{
    struct node *where = NULL;
    err_code rc = expr_advance(r);
    if (rc || (rc = expr_expect(r, S("("))) || (rc = read_table(r, s)))
        return rc;
    s->scope = r->nscopes;
    if (expr_at_sign(r, S(","))) {
        r->scopes[r->nscopes++] = s->table;
        if ((rc = expr_advance(r)) || (rc = expr_read_or(r, &where)))
            return rc;
        r->nscopes--;
    }
    s->where = where;
    return expr_expect(r, S(")"));
}

err_code expr_read_any(struct reading *r, struct node **out)
{
    struct some *s = arena_new(r->mem, struct some);
    struct node *x = arena_new(r->mem, struct node);
    x->op = OP_ANY;
    x->some = s;
    *out = x;
    return read_some(r, s);
}

/* --- functions ---------------------------------------------------------------------------------------- */
static const char *const functions[] = { "count", "age", "weekday" };

bool expr_row_function(const struct reading *r)
{
    for (size_t i = 0; r->tables && i < COUNT_OF(functions); i++)
        if (str_eq(r->word, str_of(functions[i])))
            return expr_opens(r);
    return false;
}

CHECKED static err_code read_day(struct reading *r, str opens, const char *what, struct term *t)
{
    err_code rc = expr_expect(r, opens);
    size_t start = r->start;
    if (rc || (rc = expr_read_term(r, t)))
        return rc;
    if (t->sort == SORT_DAY)
        return ERR_OK;
    r->start = start;
    return expr_wrong(r, "%s, and \"" STR_FMT "\" is none", what, STR_ARG(t->text));
}

err_code expr_read_row_function(struct reading *r, struct term *t)
{
    str name = r->word;
    if (str_eq(name, S("count"))) {
        struct some *s = arena_new(r->mem, struct some);
        *t = (struct term){ .from = FROM_COUNT, .sort = SORT_NUMBER, .text = name, .some = s };
        return read_some(r, s);
    }
    struct term *ends = arena_array(r->mem, struct term, 2);
    bool age = str_eq(name, S("age"));
    *t = (struct term){ .from = age ? FROM_AGE : FROM_WEEKDAY,
                        .sort = age ? SORT_NUMBER : SORT_WEEKDAY,
                        .text = name,
                        .start = &ends[0],
                        .end = &ends[1] };
    err_code rc = expr_advance(r);
    if (!rc)
        rc = read_day(r, S("("), age ? "age is counted from a day" : "weekday is asked of a day", &ends[0]);
    if (!rc && age)
        rc = read_day(r, S(","), "age is counted to a day", &ends[1]);
    return rc ? rc : expr_expect(r, S(")"));
}

err_code expr_read_weekday(struct reading *r, struct term *t)
{
    static const char *const names[] = { "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday" };
    *t = (struct term){ .from = FROM_LITERAL, .sort = SORT_WEEKDAY, .text = r->word };
    for (size_t i = 0; i < COUNT_OF(names) && (r->token == TOKEN_WORD || r->token == TOKEN_QUOTED); i++)
        if (str_eq_nocase(r->word, str_of(names[i]))) {
            t->num = (int64_t)i;
            return expr_advance(r);
        }
    const char *near = r->token == TOKEN_WORD ? near_miss(r->word, COUNT_OF(names), names) : NULL;
    if (near)
        return expr_wrong(r, "there is no day of the week \"" STR_FMT "\": did you mean \"%s\"?", STR_ARG(r->word),
                          near);
    return expr_wrong(r, "a day of the week belongs here: Monday to Sunday");
}
