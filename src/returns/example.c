/* example.c - reads the files of examples, a line at a time. */
#include "returns/example.h"
#include "base/embedded.h"

/* The next word; a space within "quotes" does not end it. */
static bool word(str *rest, str *w)
{
    *rest = str_trim(*rest);
    size_t n = 0;
    for (bool quoted = false; n < rest->n && (quoted || rest->p[n] != ' '); n++)
        quoted = quoted != (rest->p[n] == '"');
    *w = str_take(*rest, n);
    *rest = str_skip(*rest, n);
    return n > 0;
}

/* NAME=value, NAME="a value" or, for options, NAME. */
static struct example_cell cell_of(str w)
{
    struct example_cell c = { .value = w };
    str_cut(&c.value, '=', &c.name);
    if (c.value.n >= 2 && c.value.p[0] == '"' && c.value.p[c.value.n - 1] == '"')
        c.value = (str){ c.value.p + 1, c.value.n - 2 };
    return c;
}

static size_t words_of(str text)
{
    size_t n = 0;
    for (str w; word(&text, &w);)
        n++;
    return n;
}

static void row_of(struct example *x, str text, arena *a)
{
    struct example_row *r = &x->rows[x->nrows++];
    str w = S("");
    r->cells = arena_array(a, struct example_cell, words_of(text) + 1);
    if (!word(&text, &r->table))
        x->fault = S("a row names no table");
    r->reported = str_starts(r->table, S("*"));
    r->table = str_skip(r->table, r->reported);
    x->breaks = x->breaks || r->reported;
    while (word(&text, &w)) {
        r->cells[r->ncells] = cell_of(w);
        if (!str_has(w, S("=")))
            x->fault = S("a row has a word without =");
        r->ncells++;
    }
}

static void case_of(struct example *x, str head, str rows, arena *a)
{
    size_t n = 1;
    str w, part;
    x->options = arena_array(a, struct example_cell, words_of(head) + 1);
    while (word(&head, &w)) {
        if (!str_starts(w, S("@")))
            x->fault = S("an option does not begin with @");
        x->options[x->noptions++] = cell_of(str_skip(w, 1));
    }
    for (size_t i = 0; i < rows.n; i++)
        n += rows.p[i] == '|';
    x->rows = arena_array(a, struct example_row, n);
    while (str_cut(&rows, '|', &part))
        row_of(x, part, a);
    if (!x->nrows)
        x->fault = S("there is no row");
}

bool example_next(str *rest, arena *a, struct example *x)
{
    str line, w;
    while (str_cut(rest, '\n', &line)) {
        line = str_trim(line);
        if (!line.n || line.p[0] == '#')
            continue;
        *x = (struct example){ .fault = S("") };
        str tail = line;
        word(&tail, &x->code);
        if (str_eq(x->code, S("@set"))) {
            word(&tail, &x->changed);
            x->code = str_trim(tail);
            return true;
        }
        str after = tail;
        if (word(&after, &w) && str_eq(w, S("="))) {
            x->looks = str_trim(after);
            return true;
        }
        str head = S("");
        if (str_has(tail, S("|")))
            str_cut(&tail, '|', &head);
        else
            x->fault = S("there is neither = nor |");
        case_of(x, head, tail, a);
        return true;
    }
    return false;
}

str example_value(const struct example_row *r, str name)
{
    for (size_t i = 0; i < r->ncells; i++)
        if (str_eq(r->cells[i].name, name))
            return r->cells[i].value;
    return STR_NONE;
}

str example_child(const struct example_row *r, const char *column)
{
    str id = example_value(r, str_of(column));
    return id.p ? id : S("1001");
}

static bool names(str codes, str code)
{
    for (str w; word(&codes, &w);)
        if (str_eq(w, code))
            return true;
    return false;
}

/* Whether the line is worth reading for this rule: it begins with its code, or with @set. */
static bool concerns(str line, str code)
{
    return str_starts(line, S("@set ")) || (str_starts(line, code) && line.n > code.n && line.p[code.n] == ' ');
}

struct rule_words rule_words_of(str dataset, str code, arena *a)
{
    struct rule_words w = { .looks = S(""), .changed = S("2022-23") };
    size_t cap = 0;
    str rest = embedded_file(arena_printf(a, "catalogue/examples/" STR_FMT ".txt", STR_ARG(dataset))), line;
    while (str_cut(&rest, '\n', &line)) {
        struct example x;
        if (!concerns(line, code) || !example_next(&line, a, &x))
            continue;
        if (x.changed.p)
            w.changed = names(x.code, code) ? x.changed : w.changed;
        else if (x.looks.p)
            w.looks = x.looks;
        else
            ARENA_PUSH(a, w.examples, w.nexamples, cap) = x;
    }
    return w;
}
