/* book.c - the rules' pages of the book. */
#include "returns/book.h"
#include "base/embedded.h"
#include "returns/book_local.h"
#include "returns/example.h"
#include "returns/kinds.h"
#include "returns/local.h"

/* Fields of the catalogue that feed an item: what their "returns:" says. */
struct feed { str mark; const struct kind *kind; const struct field *field; };
struct rules_book {
    struct book b;
    const struct return_kind *kind;
    const struct return_book *r;
    size_t nfeeds, cap;
    struct feed *feeds;
};

static size_t rules_of(const struct rules_book *x) { return *x->kind->rules->nrules; }
static const struct rule_text *text_of(const struct rules_book *x, size_t rule) { return x->kind->rules->text(rule); }

static void feeds_find(struct rules_book *x)
{
    const struct catalogue *c = x->b.cat;
    for (size_t i = 0; i < c->nkinds; i++)
        for (size_t j = 0; j < c->kinds[i].nfields; j++) {
            str rest = c->kinds[i].fields[j].returns, mark;
            while (str_cut(&rest, ' ', &mark))
                ARENA_PUSH(x->b.mem, x->feeds, x->nfeeds, x->cap) = (struct feed){ mark, &c->kinds[i],
                                                                                   &c->kinds[i].fields[j] };
        }
}

/* --- words ---------------------------------------------------------------------------------------------- */
static str year_shown(arena *a, int year) { return arena_printf(a, "%d-%02d", year, (year + 1) % 100); }

static str years_shown(arena *a, const struct rule_text *t)
{
    str from = year_shown(a, t->from), to = year_shown(a, t->to);
    if (t->to == 9999)
        return arena_printf(a, STR_FMT " on", STR_ARG(from));
    return t->from == t->to ? arena_printf(a, STR_FMT " only", STR_ARG(from))
                            : arena_printf(a, STR_FMT " to " STR_FMT, STR_ARG(from), STR_ARG(to));
}

static str severity_shown(const struct rule_text *t) { return t->severity == SEVERITY_ERROR ? S("Error") : S("Query"); }

/* "Episodes_last" is "Episodes, last year". */
static str table_shown(arena *a, str table)
{
    if (!str_ends(table, S("_last")))
        return table;
    return arena_printf(a, STR_FMT ", last year", STR_ARG(str_take(table, table.n - 5)));
}

/* What a table is, for those who do not know it by its name. */
static str table_about(const struct rules_book *x, str table)
{
    bool last = str_ends(table, S("_last"));
    str name = last ? str_take(table, table.n - 5) : table;
    for (size_t i = 0; i < x->r->ntables; i++)
        if (str_eq(str_of(x->r->tables[i].table), name))
            return arena_printf(x->b.mem, STR_FMT ": %s%s", STR_ARG(name), x->r->tables[i].words,
                                last ? ", last year" : "");
    return table_shown(x->b.mem, table);
}

/* The tables that a rule names, without their items. */
static str tables_shown(arena *a, const struct rule_text *t)
{
    str parts[16], rest = str_of(t->fields), part, name = S("");
    size_t n = 0;
    while (n < COUNT_OF(parts) && str_cut(&rest, ';', &part)) {
        str_cut(&part, ':', &name);
        parts[n++] = table_shown(a, str_trim(name));
    }
    return arena_join(a, n, parts, S(", "));
}

static str rule_page(const struct rules_book *x, str code)
{
    return arena_printf(x->b.mem, "rule-%s-" STR_FMT, x->kind->name, STR_ARG(code));
}

/* --- where an item is entered ----------------------------------------------------------------------------- */
static const struct book_made *made_item(const struct rules_book *x, str item)
{
    for (size_t i = 0; i < x->r->nmade; i++)
        if (str_eq(item, str_of(x->r->made[i].item)))
            return &x->r->made[i];
    return NULL;
}

static void item_without_field(struct rules_book *x, str table, str item)
{
    const struct book_made *made = made_item(x, item);
    const struct kind *from = made && made->kind ? catalogue_kind(x->b.cat, str_of(made->kind)) : NULL;
    book_text(&x->b, made                         ? str_of(made->words)
                     : str_eq(table, S("Header")) ? S("written by Holdfast when the return is made")
                                                  : S("not entered: the return asks for it no more"));
    if (!from)
        return;
    book_raw(&x->b, ": ");
    book_link(&x->b, "kind-", from->name, STR_NONE, from->label);
}

static void item_feeds(struct rules_book *x, str table, str item)
{
    str mark = arena_printf(x->b.mem, "%s:" STR_FMT, x->kind->name, STR_ARG(item));
    bool any = false;
    for (size_t i = 0; i < x->nfeeds; i++) {
        const struct feed *f = &x->feeds[i];
        if (!str_eq(f->mark, mark))
            continue;
        book_raw(&x->b, any ? "; " : "");
        book_link(&x->b, "kind-", f->kind->name, f->field->name,
                  arena_printf(x->b.mem, STR_FMT ": " STR_FMT, STR_ARG(f->kind->label), STR_ARG(f->field->label)));
        any = true;
    }
    if (!any)
        item_without_field(x, table, item);
}

static void item_row(struct rules_book *x, str table, str item)
{
    struct book *b = &x->b;
    book_row(b);
    book_raw(b, "<th role=\"rowheader\" scope=\"row\"><code>");
    book_link(b, "items-", str_of(x->kind->name), item, item);
    book_raw(b, "</code></th>");
    book_cell_text(b, "Table", table_shown(b->mem, table));
    book_cell(b, "Entered in Holdfast as");
    item_feeds(x, str_ends(table, S("_last")) ? str_take(table, table.n - 5) : table, item);
    book_cell_end(b);
    book_row_end(b);
}

/* Every item of a table that a rule names whole. */
static void table_rows(struct rules_book *x, str table)
{
    const char *in = "";
    for (size_t i = 0; i < x->r->nitems; i++) {
        in = x->r->items[i].table ? x->r->items[i].table : in;
        if (x->r->items[i].item && str_eq(str_of(in), table))
            item_row(x, table, str_of(x->r->items[i].item));
    }
}

static void rule_items(struct rules_book *x, const struct rule_text *t)
{
    static const char *const heads[] = { "Item", "Table", "Entered in Holdfast as" };
    str rest = str_of(t->fields), part, table = S(""), item;
    book_heading(&x->b, "Where it is entered");
    book_table(&x->b, S("What the rule looks at or points to"), COUNT_OF(heads), heads);
    while (str_cut(&rest, ';', &part)) {
        str_cut(&part, ':', &table);
        table = str_trim(table);
        if (!part.n)
            table_rows(x, table);
        while (str_cut(&part, ',', &item))
            item_row(x, table, str_trim(item));
    }
    book_table_end(&x->b);
}

/* --- examples ----------------------------------------------------------------------------------------------- */
struct columns { size_t n; str names[24]; };

static void column_add(struct columns *c, str name)
{
    for (size_t i = 0; i < c->n; i++)
        if (str_eq(c->names[i], name))
            return;
    if (c->n < COUNT_OF(c->names))
        c->names[c->n++] = name;
}

/* What any of the rule's examples says of the table. */
static struct columns columns_of(const struct rules_book *x, const struct rule_words *w, str table)
{
    struct columns c = { .n = 1, .names = { str_of(x->r->child) } };
    for (size_t i = 0; i < w->nexamples; i++)
        for (size_t j = 0; j < w->examples[i].nrows; j++)
            for (size_t n = 0; str_eq(w->examples[i].rows[j].table, table) && n < w->examples[i].rows[j].ncells; n++)
                column_add(&c, w->examples[i].rows[j].cells[n].name);
    return c;
}

/* What an example leaves out does not matter to the rule; what it gives as empty does. */
static void example_cell_shown(struct book *b, str words)
{
    if (words.n)
        book_text(b, words);
    else if (words.p)
        book_raw(b, "<span class=\"quiet\">empty</span>");
}

static void example_row_shown(struct rules_book *x, const struct example *one, const struct example_row *r,
                              const struct columns *c)
{
    struct book *b = &x->b;
    out_printf(&b->o, "<tr role=\"row\"%s><th role=\"rowheader\" scope=\"row\" class=\"short\" data-head=\"%s\">",
               r->reported ? " class=\"hit\"" : "", x->r->child);
    example_cell_shown(b, example_child(r, x->r->child));
    book_raw(b, "</th>");
    for (size_t i = 1; i < c->n; i++) {
        book_cell(b, arena_z(b->mem, c->names[i]));
        example_cell_shown(b, example_value(r, c->names[i]));
        book_cell_end(b);
    }
    if (one->breaks) {
        book_cell(b, "Reported");
        book_raw(b, r->reported ? "<strong>yes</strong>" : "no");
        book_cell_end(b);
    }
    book_row_end(b);
}

static void example_table(struct rules_book *x, const struct rule_words *w, const struct example *one, str table)
{
    const char *heads[26];
    struct columns c = columns_of(x, w, table);
    size_t n = 0;
    for (; n < c.n; n++)
        heads[n] = arena_z(x->b.mem, c.names[n]);
    if (one->breaks)
        heads[n++] = "Reported";
    book_table(&x->b, table_about(x, table), n, heads);
    for (size_t i = 0; i < one->nrows; i++)
        if (str_eq(one->rows[i].table, table))
            example_row_shown(x, one, &one->rows[i], &c);
    book_table_end(&x->b);
}

static const char *const provider_heads[] = { "URN", "Placement types", "Providers", "Postcode or day closed",
                                              "Council" };

static void provider_shown(struct book *b, str words)
{
    str part = S("");
    book_row(b);
    for (size_t n = 0; n < COUNT_OF(provider_heads); n++, part = S("")) {
        str_cut(&words, ':', &part);
        if (n) {
            book_cell_text(b, provider_heads[n], part);
            continue;
        }
        book_raw(b, "<th role=\"rowheader\" scope=\"row\">");
        book_text(b, part);
        book_raw(b, "</th>");
    }
    book_row_end(b);
}

/* Options stand as sentences, a provider of the list as a row of its own table. */
static void example_options(struct rules_book *x, const struct example *one)
{
    struct book *b = &x->b;
    bool providers = false;
    for (size_t i = 0; i < one->noptions; i++) {
        str name = one->options[i].name, words = one->options[i].value;
        int64_t year = 0;
        if (str_eq(name, S("year")) && str_int(words, &year)) {
            str shown = year_shown(b->mem, (int)year);
            book_para(b, arena_printf(b->mem, "In the return of " STR_FMT ".", STR_ARG(shown)));
        } else if (str_eq(name, S("xml")))
            book_para(
                b,
                S("In the return as XML, whose header says whether a child is an unaccompanied asylum-seeking child."));
        else if (str_eq(name, S("authority")))
            book_para(b, arena_printf(b->mem, "The council that makes the return is " STR_FMT ".", STR_ARG(words)));
        else if (str_eq(name, S("provider"))) {
            if (!providers)
                book_table(b, S("On the list of providers"), COUNT_OF(provider_heads), provider_heads);
            providers = true;
            provider_shown(b, words);
        }
    }
    if (providers)
        book_table_end(b);
}

static void example_shown(struct rules_book *x, const struct rule_words *w, const struct example *one)
{
    example_options(x, one);
    for (size_t i = 0; i < one->nrows; i++) {
        str table = one->rows[i].table;
        bool first = true;
        for (size_t j = 0; j < i; j++)
            first = first && !str_eq(one->rows[j].table, table);
        if (first && str_eq(table, S("Return")))
            book_para(&x->b, S("The return as a whole is reported, not one child."));
        else if (first)
            example_table(x, w, one, table);
    }
}

/* What a code of the examples means: the label that the form shows. STR_NONE for what is no code. */
static str code_meaning(const struct rules_book *x, str item, str code)
{
    str mark = arena_printf(x->b.mem, "%s:" STR_FMT, x->kind->name, STR_ARG(item));
    for (size_t i = 0; i < x->nfeeds; i++) {
        if (!str_eq(x->feeds[i].mark, mark))
            continue;
        const struct codeset *cs = x->feeds[i].field->codes;
        if (x->feeds[i].field->type == FT_FLAG && (str_eq(code, S("0")) || str_eq(code, S("1"))))
            return str_eq(code, S("1")) ? S("Yes") : S("No");
        if (cs && code.n && codeset_find(cs, code) >= 0)
            return code_label(cs, code);
    }
    return STR_NONE;
}

struct meaning { str item, code, label; };

static void meaning_add(struct rules_book *x, struct meaning **all, size_t *n, size_t *cap, struct meaning m)
{
    for (size_t i = 0; i < *n; i++)
        if (str_eq((*all)[i].item, m.item) && str_eq((*all)[i].code, m.code))
            return;
    if (m.label.n && !str_eq(m.label, m.code))
        ARENA_PUSH(x->b.mem, *all, *n, *cap) = m;
}

static void example_codes(struct rules_book *x, const struct rule_words *w)
{
    static const char *const heads[] = { "Code", "Item", "Meaning" };
    struct meaning *all = NULL;
    size_t n = 0, cap = 0;
    for (size_t i = 0; i < w->nexamples; i++)
        for (size_t r = 0; r < w->examples[i].nrows; r++)
            for (size_t c = 0; c < w->examples[i].rows[r].ncells; c++) {
                struct example_cell cell = w->examples[i].rows[r].cells[c];
                str codes = cell.value, code;
                while (str_cut(&codes, ',', &code))
                    meaning_add(x, &all, &n, &cap,
                                (struct meaning){ cell.name, code, code_meaning(x, cell.name, code) });
            }
    if (!n)
        return;
    book_heading(&x->b, "What the codes mean");
    book_table(&x->b, S("Codes of the examples"), COUNT_OF(heads), heads);
    for (size_t i = 0; i < n; i++) {
        book_raw(&x->b, "<tr role=\"row\"><th role=\"rowheader\" scope=\"row\" class=\"short\">");
        book_text(&x->b, all[i].code);
        book_raw(&x->b, "</th>");
        book_cell_text(&x->b, heads[1], all[i].item);
        book_cell_text(&x->b, heads[2], all[i].label);
        book_row_end(&x->b);
    }
    book_table_end(&x->b);
}

static void rule_examples(struct rules_book *x, const struct rule_words *w)
{
    size_t broken = 0, sound = 0;
    for (size_t i = 0; i < w->nexamples; i++) {
        const struct example *one = &w->examples[i];
        if (one->breaks)
            book_heading(&x->b, broken++ ? "Another example that breaks it" : "An example that breaks it");
        else
            book_heading(&x->b, sound++ ? "Also right" : "The same, mended");
        if (i == 0)
            out_printf(&x->b.o, "<p class=\"quiet\">%s The children are made up.</p>\n", x->r->year);
        example_shown(x, w, one);
    }
}

/* --- what was decided about it ------------------------------------------------------------------------------ */
static bool row_names(str cell, str code)
{
    str w;
    while (str_cut(&cell, ',', &w))
        if (str_eq(str_trim(w), code))
            return true;
    return false;
}

/* Without the marks of Markdown around code. */
static str without_marks(arena *a, str s)
{
    char *p = arena_alloc_raw(a, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != '`')
            p[n++] = s.p[i];
    return (str){ p, n };
}

/* The rows of the decision's table that name the rule in their first cell, as terms: the
 * table's headings with what stands below. */
static void rule_notes(struct rules_book *x, str code)
{
    str rest = embedded_file(str_of(x->r->decisions)), line, heads = S("");
    bool any = false;
    while (str_cut(&rest, '\n', &line)) {
        if (!str_starts(line, S("| ")))
            continue;
        if (!heads.n) {
            heads = line;
            continue;
        }
        str cells = str_skip(line, 2), names = str_skip(heads, 2), cell = S(""), name = S("");
        str_cut(&cells, '|', &cell);
        str_cut(&names, '|', &name);
        if (!row_names(cell, code))
            continue;
        if (!any)
            book_raw(&x->b, "<h2>How the published rule was read</h2>\n<dl>\n");
        any = true;
        while (str_cut(&cells, '|', &cell) && str_cut(&names, '|', &name))
            if (!str_eq(str_trim(cell), S("-")))
                book_term(&x->b, arena_z(x->b.mem, str_trim(name)), without_marks(x->b.mem, str_trim(cell)));
    }
    book_raw(&x->b, any ? "</dl>\n" : "");
}

/* --- pages ---------------------------------------------------------------------------------------------------- */
static void rule_facts(struct rules_book *x, size_t i, const struct rule_text *t, const struct rule_words *w)
{
    struct book *b = &x->b;
    str needs = x->r->needs(i, b->mem);
    book_raw(b, "<h2>About the rule</h2>\n<dl>\n<dt>Return</dt><dd>");
    book_link(b, "rules-", str_of(x->kind->name), STR_NONE, str_of(x->r->label));
    book_raw(b, "</dd>\n");
    book_term(b, "Severity",
              t->severity == SEVERITY_ERROR
                  ? S("Error: it must be mended before the return is accepted.")
                  : S("Query: it may be right, but the council will be asked. Check it, and note why it is right."));
    book_term(b, "Years", years_shown(b->mem, t));
    const char *lacking = str_has(needs, S(", ")) ? "When one of these" : "When it";
    book_term(b, "Needs",
              needs.n ? arena_printf(b->mem, STR_FMT ". %s is not supplied, the rule is reported as not checked.",
                                     STR_ARG(needs), lacking)
                      : S("nothing beside the return"));
    book_term(b, "Points at", x->r->points(i));
    book_raw(b, "<dt>Source</dt><dd>");
    book_mark(b, MARK_VERIFIED,
              arena_printf(b->mem, "%s; the rule last changed for " STR_FMT "; the words are ours", x->r->source,
                           STR_ARG(w->changed)));
    book_raw(b, "</dd>\n</dl>\n");
}

static void rule_neighbours(struct rules_book *x, size_t i)
{
    struct book *b = &x->b;
    book_raw(b, "<nav aria-label=\"Rules beside this one\"><ul>");
    for (size_t at = i ? i - 1 : 1; at <= i + 1 && at < rules_of(x); at += 2) {
        str code = str_of(text_of(x, at)->code);
        book_raw(b, "<li>");
        book_link(b, "", rule_page(x, code), STR_NONE,
                  arena_printf(b->mem, "%s rule: " STR_FMT, at < i ? "Previous" : "Next", STR_ARG(code)));
        book_raw(b, "</li> ");
    }
    book_raw(b, "<li>");
    book_link(b, "rules-", str_of(x->kind->name), STR_NONE, S("All rules of this return"));
    book_raw(b, "</li></ul></nav>\n");
}

CHECKED static err_code write_rule(struct rules_book *x, size_t i, err *e)
{
    struct book *b = &x->b;
    const struct rule_text *t = text_of(x, i);
    str code = str_of(t->code);
    struct rule_words w = rule_words_of(str_of(x->kind->name), code, b->mem);
    str about = arena_printf(b->mem, "Rule " STR_FMT " of the return %s: %s %s", STR_ARG(code), x->r->label, t->message,
                             t->mend);
    book_page_about(b, arena_printf(b->mem, STR_FMT ": %s", STR_ARG(code), t->message), about);
    out_printf(&b->o, "<p class=\"quiet\">" STR_FMT " in the return ", STR_ARG(severity_shown(t)));
    book_link(b, "rules-", str_of(x->kind->name), STR_NONE, str_of(x->r->label));
    book_raw(b, "</p>\n");
    book_para(b, w.looks);
    book_heading(b, "How to mend it");
    book_para(b, str_of(t->mend));
    rule_examples(x, &w);
    example_codes(x, &w);
    rule_items(x, t);
    rule_facts(x, i, t, &w);
    rule_notes(x, code);
    rule_neighbours(x, i);
    return book_page_end(b, arena_printf(b->mem, STR_FMT ".html", STR_ARG(rule_page(x, code))), e);
}

/* From catalogue/collections.yml: the days that worklists count down to. */
static void dates_shown(struct rules_book *x)
{
    static const char *const heads[] = { "Year", "Sent from", "Until", "How far it was checked" };
    struct book *b = &x->b;
    size_t n = 0;
    for (size_t i = 0; i < b->cat->ncollections; i++) {
        const struct collection_dates *d = &b->cat->collections[i];
        if (!str_eq(d->source, str_of(x->kind->name)))
            continue;
        if (!n++)
            book_table(b, S("When it is sent"), COUNT_OF(heads), heads);
        book_row(b);
        out_printf(&b->o, "<th role=\"rowheader\" scope=\"row\">" STR_FMT "</th>",
                   STR_ARG(year_shown(b->mem, d->year)));
        book_cell_text(b, heads[1], day_uk(b->mem, d->opens));
        book_cell_text(b, heads[2], day_uk(b->mem, d->closes));
        book_cell(b, heads[3]);
        book_mark(b, d->mark, d->known_from);
        book_cell_end(b);
        book_row_end(b);
    }
    if (n)
        book_table_end(b);
}

CHECKED static err_code write_list(struct rules_book *x, err *e)
{
    static const char *const heads[] = { "Rule", "What is wrong", "Severity", "Years", "Tables" };
    struct book *b = &x->b;
    size_t n = rules_of(x), errors = 0;
    for (size_t i = 0; i < n; i++)
        errors += text_of(x, i)->severity == SEVERITY_ERROR;
    book_page(b, arena_printf(b->mem, "Rules: %s", x->r->label));
    book_para(b, str_of(x->r->about));
    book_para(b, arena_printf(b->mem,
                              "%zu rules: %zu errors, which must be mended, and %zu queries, which may be right but "
                              "will be asked about. Each has a page with an "
                              "example that breaks it and how to mend it.",
                              n, errors, n - errors));
    book_raw(b, "<p>");
    book_link(b, "items-", str_of(x->kind->name), STR_NONE, S("Look a rule up by the item it names"));
    book_raw(b, "</p>\n");
    dates_shown(x);
    book_table(b, S("Every rule, by code"), COUNT_OF(heads), heads);
    for (size_t i = 0; i < n; i++) {
        const struct rule_text *t = text_of(x, i);
        book_row(b);
        out_printf(&b->o, "<th role=\"rowheader\" scope=\"row\" class=\"short\" id=\"r%s\">", t->code);
        book_link(b, "", rule_page(x, str_of(t->code)), STR_NONE, str_of(t->code));
        book_raw(b, "</th>");
        book_cell_text(b, heads[1], str_of(t->message));
        book_cell_text(b, heads[2], severity_shown(t));
        book_cell_text(b, heads[3], years_shown(b->mem, t));
        book_cell_text(b, heads[4], tables_shown(b->mem, t));
        book_row_end(b);
    }
    book_table_end(b);
    book_local_list(b, x->kind->name);
    return book_page_end(b, arena_printf(b->mem, "rules-%s.html", x->kind->name), e);
}

/* Whether the rule names the item, of this table or as a whole table. */
static bool rule_names(const struct rule_text *t, str table, str item)
{
    str rest = str_of(t->fields), part, in = S(""), name;
    while (str_cut(&rest, ';', &part)) {
        str_cut(&part, ':', &in);
        in = str_trim(in);
        if (!str_eq(in, table) && !(str_ends(in, S("_last")) && str_eq(str_take(in, in.n - 5), table)))
            continue;
        if (!part.n)
            return true;
        while (str_cut(&part, ',', &name))
            if (str_eq(str_trim(name), item))
                return true;
    }
    return false;
}

/* Fields of the catalogue link to an item by its name: the first table that has it bears the anchor. */
static bool first_of_name(const struct return_book *r, size_t i)
{
    for (size_t j = 0; j < i; j++)
        if (r->items[j].item && strcmp(r->items[j].item, r->items[i].item) == 0)
            return false;
    return true;
}

static void item_entry(struct rules_book *x, size_t i, str table)
{
    struct book *b = &x->b;
    str item = str_of(x->r->items[i].item);
    bool any = false;
    book_row(b);
    if (first_of_name(x->r, i))
        out_printf(&b->o, "<th role=\"rowheader\" scope=\"row\" id=\"" STR_FMT "\"><code>", STR_ARG(item));
    else
        book_raw(b, "<th role=\"rowheader\" scope=\"row\"><code>");
    book_text(b, item);
    book_raw(b, "</code></th>");
    book_cell(b, "Entered in Holdfast as");
    item_feeds(x, table, item);
    book_cell_end(b);
    book_cell(b, "Rules");
    for (size_t n = 0; n < rules_of(x); n++) {
        const struct rule_text *t = text_of(x, n);
        if (!rule_names(t, table, item))
            continue;
        book_raw(b, any ? " " : "");
        book_link(b, "", rule_page(x, str_of(t->code)), STR_NONE, str_of(t->code));
        any = true;
    }
    book_raw(b, any ? "" : "none");
    book_cell_end(b);
    book_row_end(b);
}

CHECKED static err_code write_items(struct rules_book *x, err *e)
{
    static const char *const heads[] = { "Item", "Entered in Holdfast as", "Rules" };
    const char *table = "", *before = "";
    book_page(&x->b, arena_printf(x->b.mem, "Items and their rules: %s", x->r->label));
    for (size_t i = 0; i < x->r->nitems; i++) {
        table = x->r->items[i].table ? x->r->items[i].table : table;
        if (!x->r->items[i].item)
            continue;
        if (strcmp(table, before) != 0) {
            if (*before)
                book_table_end(&x->b);
            book_table(&x->b, table_about(x, str_of(table)), COUNT_OF(heads), heads);
            before = table;
        }
        item_entry(x, i, str_of(table));
    }
    book_table_end(&x->b);
    return book_page_end(&x->b, arena_printf(x->b.mem, "items-%s.html", x->kind->name), e);
}

static const struct book_rules *const heads[RETURNS] = {
#define RETURN(name, title, via, files, month, day) [RETURN_##name] = &name##_book.head,
#include "returns/kinds.def"
#undef RETURN
};
const struct book_list rules_book = { RETURNS, heads };

err_code rules_book_write(const struct catalogue *c, str dir, size_t *npages, err *e)
{
    arena mem;
    struct rules_book x = { 0 };
    arena_init(&mem, 0);
    err_code rc = book_begin(&x.b, c, &rules_book, dir, &mem, e);
    if (rc)
        goto done;
    feeds_find(&x);
    for (size_t i = 0; i < RETURNS && rc == ERR_OK; i++) {
        x.kind = &return_kinds[i];
        x.r = x.kind->book;
        if ((rc = write_list(&x, e)) || (rc = write_items(&x, e)) ||
            (rc = book_local_pages(&x.b, x.kind->name, x.r->label, e)))
            break;
        for (size_t n = 0; n < rules_of(&x) && rc == ERR_OK; n++) {
            arena_mark here = arena_here(&mem);
            rc = write_rule(&x, n, e);
            arena_back(&mem, here);
        }
    }
    *npages = x.b.npages;
done:
    book_end(&x.b);
    arena_release(&mem);
    return rc;
}
