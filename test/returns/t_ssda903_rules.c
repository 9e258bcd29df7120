/* t_ssda903_rules.c - every rule in force marks what it should and nothing else: test/returns/data/ssda903_rules.txt, one line a case. */
#include "base/file.h"
#include "returns/ssda903/check.h"
#include "tap.h"
#include <stdlib.h>

enum { CHILDREN_MAX = 32, ROWS_MAX = 64 };

struct one {
    arena a;
    struct collection year;
    struct providers providers;
    struct child children[CHILDREN_MAX];
    size_t nchildren;
    struct row *rows[ROWS_MAX];
    bool wanted[ROWS_MAX];
    size_t nrows;
    uint32_t have;
};

static bool word(str *rest, str *w)
{
    *rest = str_trim(*rest);
    if (!rest->n)
        return false;
    size_t n = 0;
    for (bool quoted = false; n < rest->n && (quoted || rest->p[n] != ' '); n++)
        quoted = quoted != (rest->p[n] == '"');
    *w = str_take(*rest, n);
    *rest = str_skip(*rest, n);
    return true;
}

static struct child *child_of(struct one *o, str id)
{
    for (size_t i = 0; i < o->nchildren; i++)
        if (str_eq(o->children[i].id, id))
            return &o->children[i];
    child_open(&o->children[o->nchildren], id, &o->a);
    return &o->children[o->nchildren++];
}

static void option(struct one *o, str name, str value)
{
    if (str_eq(name, S("@xml")))
        o->year.xml = true;
    else if (str_eq(name, S("@authority")))
        o->year.authority = value;
    else if (str_eq(name, S("@start")))
        o->year.start = day_parse(value);
    else if (str_eq(name, S("@end"))) {
        o->year.end = day_parse(value);
        if (o->year.start > o->year.end)
            o->year.start = day_add_months(o->year.end + 1, -12);
    } else if (str_eq(name, S("@provider"))) {        /* URN:place codes:provider codes:postcode or closed:authority */
        str part[5] = { { NULL, 0 } };
        for (size_t i = 0; i < 5; i++)
            if (str_cut(&value, ':', &part[i]) && !part[i].n)
                part[i] = STR_NONE;
        day closed = part[3].p ? day_parse(part[3]) : DAY_NONE;
        providers_add(&o->providers, (struct provider){ .urn = part[0], .place_codes = part[1], .provider_codes = part[2], .postcode = closed == DAY_NONE ? part[3] : STR_NONE, .closed = closed, .la_code = part[4] }, &o->a);
        providers_index(&o->providers, &o->a);
        o->year.providers = &o->providers;
        o->have |= HAVE_PROVIDERS;
    }
}

static bool row_of(struct one *o, str text)
{
    str w, table = S(""), id = S("A"), rest;
    bool wanted = false;
    text = str_trim(text);
    word(&text, &table);
    if (str_starts(table, S("*"))) {
        wanted = true;
        table = str_skip(table, 1);
    }
    bool last = str_ends(table, S("_last"));
    int t = table_named(last ? str_take(table, table.n - 5) : table);
    if (t < 0 || o->nrows == ROWS_MAX)
        return false;
    rest = text;
    while (word(&rest, &w))
        if (str_starts(w, S("CHILD=")))
            id = str_skip(w, 6);
    struct row *r = child_add(child_of(o, id), (enum table)t, last);
    row_set(r, 0, id);
    r->order = (uint32_t)o->nrows;
    o->have |= 1u << (t + (last ? T__COUNT : 0));
    while (word(&text, &w)) {
        str name = S(""), value = w;
        str_cut(&value, '=', &name);
        if (value.n >= 2 && value.p[0] == '"')
            value = (str){ value.p + 1, value.n - 2 };
        int c = table_column((enum table)t, name);
        if (c < 0)
            return false;
        row_set(r, (size_t)c, value);
    }
    o->wanted[o->nrows] = wanted;
    o->rows[o->nrows++] = r;
    return true;
}

static bool seen[2][1024];

static size_t rule_index(str code)
{
    for (size_t i = 0; i < ssda903_rule_count; i++)
        if (str_eq(str_of(ssda903_rules[i].text.code), code))
            return i;
    return SIZE_MAX;
}

static bool run(struct one *o, str code, str *got)
{
    struct check k;
    ssda903_check_init(&k, &o->year, o->have, &o->a);
    ssda903_check_only(&k, code);
    if (!k.nactive) {
        *got = S("the rule did not run");
        return false;
    }
    for (size_t i = 0; i < o->nchildren; i++) {
        child_close(&o->children[i]);
        ssda903_check_child(&k, &o->children[i]);
    }
    ssda903_check_end(&k);
    bool good = true;
    *got = S("marked");
    for (size_t i = 0; i < o->nrows; i++) {
        bool marked = false;
        for (size_t n = 0; n < k.nissues; n++)
            marked = marked || (k.issues[n].order == i && k.issues[n].table == o->rows[i]->table && k.issues[n].last == o->rows[i]->last);
        good = good && marked == o->wanted[i];
        if (marked)
            *got = arena_printf(&o->a, STR_FMT " %zu", STR_ARG(*got), i + 1);
    }
    return good;
}

static void case_line(str line, size_t number)
{
    struct one *o = calloc(1, sizeof *o);
    if (!o)
        abort();
    str code = S(""), part, w, all = line, got = S("");
    arena_init(&o->a, 0);
    collection_of(&o->year, 2026);
    o->have = HAVE_POSTCODES;
    str_cut(&line, '|', &part);
    word(&part, &code);
    while (word(&part, &w)) {
        str name = S(""), value = w;
        str_cut(&value, '=', &name);
        option(o, name, value);
    }
    bool good = true, refuses = false;
    while (good && str_cut(&line, '|', &part))
        good = row_of(o, part);
    for (size_t i = 0; i < o->nrows; i++)
        refuses = refuses || o->wanted[i];
    size_t rule = rule_index(code);
    good = good && rule != SIZE_MAX;
    for (int t = 0; good && t < 2 * T__COUNT; t++)          /* what the rule needs was supplied, if empty */
        o->have |= ssda903_rules[rule].needs & 1u << t;
    good = good && run(o, code, &got);
    if (rule != SIZE_MAX)
        seen[refuses][rule] = true;
    if (!good) {
        ok(false, arena_printf(&o->a, "line %zu: " STR_FMT, number, STR_ARG(all)).p);
        printf("# " STR_FMT "\n", STR_ARG(got));
    }
    arena_release(&o->a);
    free(o);
}

/* The example of docs/adding-a-rule.md stands in the sources as the document shows it. */
static void example_stands(arena *a)
{
    static const char *const where[] = { "src/returns/ssda903/rules.def", "src/returns/ssda903/rules_absence.c" };
    struct file doc, source;
    err e = { .mem = a };
    if (!ok(file_open(&doc, "docs/adding-a-rule.md", &e) == ERR_OK, "docs/adding-a-rule.md can be read"))
        return;
    str rest = doc.bytes, line, block = S("");
    size_t n = 0;
    bool in = false;
    while (str_cut(&rest, '\n', &line)) {
        str t = str_trim(line);
        if (str_eq(t, S("```c"))) {
            in = true;
            block = S("");
        } else if (in && str_eq(t, S("```")) && n < COUNT_OF(where)) {
            in = false;
            bool found = file_open(&source, where[n], &e) == ERR_OK;
            if (found) {
                found = block.n && str_has(source.bytes, block);
                file_close(&source);
            }
            ok(found, arena_printf(a, "its example is in %s", where[n]).p);
            n++;
        } else if (in)
            block = arena_printf(a, STR_FMT STR_FMT "\n", STR_ARG(block), STR_ARG(str_skip(line, 3)));
    }
    is_int((int64_t)n, COUNT_OF(where), "both examples were looked for");
    file_close(&doc);
}

int main(void)
{
    arena a;
    arena_init(&a, 0);
    err e = { .mem = &a };
    struct file f;
    size_t number = 0, lines = 0, lacking = 0;
    if (!ok(file_open(&f, "test/returns/data/ssda903_rules.txt", &e) == ERR_OK, "the cases can be read"))
        return done_testing();
    str rest = f.bytes, line;
    while (str_cut(&rest, '\n', &line)) {
        number++;
        if (!line.n || line.p[0] == '#')
            continue;
        lines++;
        case_line(line, number);
    }
    printf("# %zu cases\n", lines);
    for (size_t i = 0; i < ssda903_rule_count; i++)
        if (ssda903_rule_in_force(&ssda903_rules[i], 2026) && (!seen[0][i] || !seen[1][i])) {
            lacking++;
            printf("# %s lacks %s\n", ssda903_rules[i].text.code, seen[1][i] ? "a case that it accepts" : seen[0][i] ? "a case that it refuses" : "cases");
        }
    is_int((int64_t)lacking, 0, "every rule in force has a case that it refuses and one that it accepts");
    file_close(&f);
    example_stands(&a);
    arena_release(&a);
    return done_testing();
}
