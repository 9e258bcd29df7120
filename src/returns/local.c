/* local.c - checks a council's own rules against the tables of their return, and makes them ready to run. */
#include "returns/local.h"
#include "catalogue/yaml.h"

enum { OPTIONS_MAX = 200 };

struct made { size_t n, cap_texts, cap_ready; struct rule_text *texts; struct local_ready *ready; };

struct making {
    struct catalogue *cat;
    arena *mem;                     /* the catalogue's */
    struct faults *faults;
    const struct expr_tables *tables[RETURNS];
    struct made made[RETURNS];
};

/* --- what a rule names -------------------------------------------------------------------------------- */
static size_t leading_letters(str code)
{
    size_t n = 0;
    while (n < code.n && ((code.p[n] >= 'A' && code.p[n] <= 'Z') || (code.p[n] >= 'a' && code.p[n] <= 'z')))
        n++;
    return n;
}

static void check_code(struct making *m, const struct local_rule *rule)
{
    str mine = str_take(rule->code, leading_letters(rule->code));
    for (size_t r = 0; r < RETURNS; r++)
        for (size_t i = 0; i < *return_kinds[r].rules->nrules; i++) {
            str code = str_of(return_kinds[r].rules->text(i)->code);
            if (!mine.n || !str_eq_nocase(str_take(code, leading_letters(code)), mine))
                continue;
            fault_at(m->faults, yaml_get(rule->where, "code"),
                     "published rules have codes like " STR_FMT ": begin this one with L", STR_ARG(code));
            return;
        }
}

static const struct return_kind *return_of(struct making *m, const struct local_rule *rule)
{
    const struct return_kind *k = return_kind_named(rule->of);
    if (!k)
        fault_at(m->faults, yaml_get(rule->where, "return"), "there is no return \"" STR_FMT "\": it is " STR_FMT,
                 STR_ARG(rule->of), STR_ARG(return_kinds_listed("", " or ", m->faults->mem)));
    return k;
}

/* A table without columns is no child's: the header of a file. */
static int find_table(struct making *m, const struct expr_tables *t, const struct yaml *at, str name)
{
    const char *options[OPTIONS_MAX];
    str names[OPTIONS_MAX];
    size_t n = 0;
    for (size_t i = 0; i < t->n; i++) {
        if (str_eq_nocase(t->tables[i].name, name) && t->tables[i].ncolumns)
            return (int)i;
        if (n < OPTIONS_MAX && t->tables[i].ncolumns)
            options[n] = arena_z(m->faults->mem, names[n] = t->tables[i].name), n++;
    }
    const char *near = near_miss(name, n, options);
    str list = arena_join(m->faults->mem, n, names, S(", "));
    if (near)
        fault_at(m->faults, at, "there is no table \"" STR_FMT "\": did you mean \"%s\"?", STR_ARG(name), near);
    else
        fault_at(m->faults, at, "there is no table \"" STR_FMT "\": it is one of " STR_FMT, STR_ARG(name),
                 STR_ARG(list));
    return -1;
}

static int find_column(struct making *m, const struct expr_table *t, const struct yaml *at, str name)
{
    const char *options[OPTIONS_MAX];
    size_t n = 0;
    for (size_t i = 0; i < t->ncolumns; i++) {
        if (str_eq_nocase(t->columns[i].name, name))
            return (int)i;
        if (n < OPTIONS_MAX)
            options[n++] = arena_z(m->faults->mem, t->columns[i].name);
    }
    const char *near = near_miss(name, n, options);
    if (near)
        fault_at(m->faults, at, STR_FMT " has no column \"" STR_FMT "\": did you mean \"%s\"?", STR_ARG(t->name),
                 STR_ARG(name), near);
    else
        fault_at(m->faults, at, STR_FMT " has no column \"" STR_FMT "\"", STR_ARG(t->name), STR_ARG(name));
    return -1;
}

struct uses { size_t n, cap; struct expr_use *at; };

/* "Episodes: DECOM, PLACE; Header: DOB"; false when that has been said to be wrong. */
static bool read_fields(struct making *m, const struct expr_tables *t, const struct yaml *at, str fields,
                        struct uses *to)
{
    str part, name = S(""), column;
    while (str_cut(&fields, ';', &part)) {
        str_cut(&part, ':', &name);
        int table = find_table(m, t, at, str_trim(name));
        if (table < 0)
            return false;
        if (!str_trim(part).n) {
            fault_at(m->faults, at,
                     "\"" STR_FMT
                     "\" needs its columns: fields are written as \"Table: COLUMN, COLUMN; Table: COLUMN\"",
                     STR_ARG(t->tables[table].name));
            return false;
        }
        while (str_cut(&part, ',', &column)) {
            int i = find_column(m, &t->tables[table], at, str_trim(column));
            if (i < 0)
                return false;
            ARENA_PUSH(m->mem, to->at, to->n, to->cap) = (struct expr_use){ table, i };
        }
    }
    return true;
}

static bool names_table(const struct uses *u, int table)
{
    for (size_t i = 0; i < u->n; i++)
        if (u->at[i].table == table)
            return true;
    return false;
}

/* The cells that the condition names, those of the row itself first. */
static void take_fields(struct making *m, const struct expr *x, int each, struct uses *to)
{
    const struct expr_use *uses;
    size_t n = expr_row_uses(x, &uses);
    for (int own = 1; own >= 0; own--)
        for (size_t i = 0; i < n; i++)
            if (uses[i].column >= 0 && (uses[i].table == each) == own)
                ARENA_PUSH(m->mem, to->at, to->n, to->cap) = uses[i];
}

/* As the published rules have it: "Episodes: DECOM, PLACE; Header: DOB". */
static const char *fields_text(struct making *m, const struct local_return *r, const struct expr_tables *t, int each,
                               const struct uses *u)
{
    out o = { 0 };
    if (!names_table(u, each))
        out_printf(&o, STR_FMT ": " STR_FMT "%s", STR_ARG(t->tables[each].name), STR_ARG(r->whole_row),
                   u->n ? "; " : "");
    for (size_t i = 0; i < u->n; i++) {
        const struct expr_table *table = &t->tables[u->at[i].table];
        bool begins = i == 0 || u->at[i - 1].table != u->at[i].table;
        out_printf(&o, "%s", begins ? i ? "; " : "" : ", ");
        if (begins)
            out_printf(&o, STR_FMT ": ", STR_ARG(table->name));
        out_raw(&o, table->columns[u->at[i].column].name);
    }
    const char *text = arena_z(m->mem, out_str(&o));
    out_release(&o);
    return text;
}

/* --- a rule ------------------------------------------------------------------------------------------- */
static void make_rule(struct making *m, const struct local_rule *rule)
{
    struct uses fields = { 0 };
    struct expr *x = NULL;
    size_t at = 0;
    err e = { .mem = m->faults->mem };
    check_code(m, rule);
    const struct return_kind *of = return_of(m, rule);
    if (!of)
        return;
    const struct expr_tables *t = m->tables[of->number];
    int each = find_table(m, t, yaml_get(rule->where, "each"), rule->each);
    if (each < 0)
        return;
    const struct yaml *when = yaml_get(rule->where, "wrong_when"), *named = yaml_get(rule->where, "fields");
    if (expr_compile_rows(&x, m->mem, t, each, rule->wrong_when, &at, &e)) {
        fault_at(m->faults, when, "at letter %zu of this condition: " STR_FMT, at + 1, STR_ARG(e.message));
        return;
    }
    if (!rule->fields.n)
        take_fields(m, x, each, &fields);
    else if (!read_fields(m, t, named, rule->fields, &fields))
        return;
    else if (!names_table(&fields, each)) {
        fault_at(m->faults, named, "fields name no column of " STR_FMT ", whose rows the rule marks: add one",
                 STR_ARG(t->tables[each].name));
        return;
    }
    struct made *to = &m->made[of->number];
    size_t n = to->n;
    ARENA_PUSH(m->mem, to->texts, n,
               to->cap_texts) = (struct rule_text){ .code = arena_z(m->mem, rule->code),
                                                    .from = rule->from,
                                                    .to = rule->to,
                                                    .severity = rule->error ? SEVERITY_ERROR : SEVERITY_QUERY,
                                                    .fields = fields_text(m, of->rules, t, each, &fields),
                                                    .message = arena_z(m->mem, rule->message),
                                                    .mend = arena_z(m->mem, rule->mend),
                                                    .local = true };
    ARENA_PUSH(m->mem, to->ready, to->n, to->cap_ready) = (struct local_ready){ x, each, fields.n, fields.at };
}

err_code local_rules_make(struct catalogue *cat, err *e)
{
    if (!cat->nlocal_rules)
        return ERR_OK;
    struct faults faults = { .mem = e->mem };
    struct making m = { .cat = cat, .mem = &cat->mem, .faults = &faults };
    for (size_t i = 0; i < RETURNS; i++)
        m.tables[i] = return_kinds[i].rules->tables(cat, m.mem);
    for (size_t i = 0; i < cat->nlocal_rules; i++)
        make_rule(&m, &cat->local_rules[i]);
    if (faults.n)
        return catalogue_faults(&faults, e);
    struct local_rules *local = arena_new(m.mem, struct local_rules);
    for (size_t i = 0; i < RETURNS; i++)
        if (m.made[i].n)
            local->of[i] = return_kinds[i].rules->rules(m.made[i].n, m.made[i].texts, m.made[i].ready, m.mem);
    cat->local = local;
    return ERR_OK;
}

err_code local_catalogue_load(struct catalogue **to, str dir, err *e)
{
    if (catalogue_load(to, dir, e))
        return e->code;
    if (local_rules_make(*to, e)) {
        catalogue_free(*to);
        *to = NULL;
        return e->code;
    }
    return ERR_OK;
}
