/* book_local.c - a council's own rules in the book, beside the published ones and marked as its own. */
#include "returns/book_local.h"
#include "catalogue/yaml.h"

static bool is_of(const struct local_rule *r, const char *of) { return str_eq(r->of, str_of(of)); }
static str severity_shown(const struct local_rule *r) { return r->error ? S("Error") : S("Query"); }
static str page_of(struct book *b, const struct local_rule *r)
{
    return arena_printf(b->mem, STR_FMT "-" STR_FMT, STR_ARG(r->of), STR_ARG(r->code));
}

static str years_shown(struct book *b, const struct local_rule *r)
{
    str from = r->from ? arena_printf(b->mem, "from %d-%02d", r->from, (r->from + 1) % 100) : S("");
    str to = r->to == 9999 ? S("")
                           : arena_printf(b->mem, "%suntil %d-%02d", from.n ? " " : "", r->to, (r->to + 1) % 100);
    return from.n || to.n ? arena_printf(b->mem, STR_FMT STR_FMT, STR_ARG(from), STR_ARG(to)) : S("every year");
}

void book_local_list(struct book *b, const char *of)
{
    static const char *const heads[] = { "Rule", "What is wrong", "Severity", "Years", "Looks at" };
    size_t n = 0;
    for (size_t i = 0; i < b->cat->nlocal_rules; i++)
        n += is_of(&b->cat->local_rules[i], of);
    if (!n)
        return;
    book_heading(b, "Local rules");
    book_para(b, S("The council's own, from its catalogue. They are checked with the published ones and marked local "
                   "everywhere."));
    book_table(b, S("Local rules, as the catalogue has them"), COUNT_OF(heads), heads);
    for (size_t i = 0; i < b->cat->nlocal_rules; i++) {
        const struct local_rule *r = &b->cat->local_rules[i];
        if (!is_of(r, of))
            continue;
        book_row(b);
        out_printf(&b->o, "<th role=\"rowheader\" scope=\"row\" id=\"r" STR_FMT "\">", STR_ARG(r->code));
        book_link(b, "rule-", page_of(b, r), STR_NONE, r->code);
        book_raw(b, " (local)</th>");
        book_cell_text(b, heads[1], r->message);
        book_cell_text(b, heads[2], severity_shown(r));
        book_cell_text(b, heads[3], years_shown(b, r));
        book_cell_text(b, heads[4], r->each);
        book_row_end(b);
    }
    book_table_end(b);
}

CHECKED static err_code write_page(struct book *b, const struct local_rule *r, const char *label, err *e)
{
    book_page(b, arena_printf(b->mem, STR_FMT ": " STR_FMT, STR_ARG(r->code), STR_ARG(r->message)));
    out_printf(&b->o, "<p class=\"quiet\">" STR_FMT " of the return ", STR_ARG(severity_shown(r)));
    book_link(b, "rules-", r->of, STR_NONE, str_of(label));
    book_raw(b, ". A local rule: the council's own.</p>\n");
    book_heading(b, "How to mend it");
    book_para(b, r->mend);
    book_heading(b, "What it asks");
    book_raw(b, "<dl>\n");
    book_term(b, "Looks at", arena_printf(b->mem, "each row of " STR_FMT, STR_ARG(r->each)));
    book_raw(b, "<dt>Is wrong when</dt><dd><code>");
    book_text(b, r->wrong_when);
    book_raw(b, "</code></dd>\n");
    book_term(b, "Points at", r->fields);
    book_term(b, "Years", years_shown(b, r));
    book_term(b, "Source", r->source);
    book_term(b, "Written in", arena_printf(b->mem, "%s, line %d", r->where->file, r->where->line));
    book_raw(b, "</dl>\n<p>");
    book_link(b, "rules-", r->of, STR_NONE, S("All rules of this return"));
    book_raw(b, "</p>\n");
    return book_page_end(b, arena_printf(b->mem, "rule-" STR_FMT ".html", STR_ARG(page_of(b, r))), e);
}

err_code book_local_pages(struct book *b, const char *of, const char *label, err *e)
{
    for (size_t i = 0; i < b->cat->nlocal_rules; i++)
        if (is_of(&b->cat->local_rules[i], of) && write_page(b, &b->cat->local_rules[i], label, e))
            return e->code;
    return ERR_OK;
}
