/* book.c - the catalogue as static pages: what a practice lead reads to see what the service records, and why.
 *
 * Each page is XHTML-shaped HTML 5, so that a test can parse all of it. Tables carry their roles in full: on a
 * narrow screen their cells are stacked by the style sheet, and a stacked table must still be a table to a
 * screen reader. */
#include "catalogue/book.h"
#include "catalogue/clock_rules.h"
#include "catalogue/expr.h"
#include "catalogue/page.h"
#include <stdlib.h>

static str period_shown(struct book *b, struct period p)
{
    if (p.from == DAY_NONE && p.to == DAY_NONE)
        return S("");
    str from = day_uk(b->mem, p.from), to = day_uk(b->mem, p.to);
    if (p.to == DAY_NONE)
        return arena_printf(b->mem, "from " STR_FMT, STR_ARG(from));
    if (p.from == DAY_NONE)
        return arena_printf(b->mem, "until " STR_FMT, STR_ARG(to));
    return arena_printf(b->mem, STR_FMT " to " STR_FMT, STR_ARG(from), STR_ARG(to));
}

/* --- kinds -------------------------------------------------------------------------------------------- */
static void add_rule(struct book *b, bool *any, str words)
{
    if (*any)
        book_raw(b, "; ");
    book_text(b, words);
    *any = true;
}

static void field_rules(struct book *b, const struct field *f)
{
    bool any = false;
    str when = period_shown(b, f->when);
    if (f->required)
        add_rule(b, &any, S("required"));
    if (f->past)
        add_rule(b, &any, S("today or in the past"));
    if (f->unique)
        add_rule(b, &any, S("no two records share it"));
    if (f->sensitive)
        add_rule(b, &any, S("sensitive"));
    if (f->pattern.n)
        add_rule(b, &any, arena_printf(b->mem, "written as a " STR_FMT, STR_ARG(f->pattern)));
    if (f->type == FT_TEXT || f->type == FT_NOTE)
        add_rule(b, &any, arena_printf(b->mem, "at most %lld characters", (long long)f->max));
    if (f->show_if) {
        str condition = expr_text(f->show_if);
        add_rule(b, &any, arena_printf(b->mem, "asked when " STR_FMT, STR_ARG(condition)));
    }
    if (when.n)
        add_rule(b, &any, when);
}

static bool has_rules(const struct book *b, str name)
{
    for (size_t i = 0; i < b->rules->n; i++)
        if (str_eq(name, str_of(b->rules->at[i]->name)))
            return true;
    return false;
}

/* "NAME:DECOM" leads to the rules that name the item; marks of others stand as they are. */
static void field_returns(struct book *b, const struct field *f)
{
    str rest = f->returns, mark;
    book_cell(b, "Returns");
    for (bool any = false; str_cut(&rest, ' ', &mark); any = true) {
        str item = mark, dataset = S("");
        str_cut(&item, ':', &dataset);
        book_raw(b, any ? " " : "");
        if (has_rules(b, dataset))
            book_link(b, "items-", dataset, item, mark);
        else
            book_text(b, mark);
    }
    book_cell_end(b);
}

static void field_row(struct book *b, const struct field *f)
{
    book_raw(b, "<tr role=\"row\" id=\"");
    out_attr(&b->o, f->name);
    book_raw(b, "\"><th role=\"rowheader\" scope=\"row\">");
    book_text(b, f->label);
    book_raw(b, "<br/><code>");
    book_text(b, f->name);
    book_raw(b, "</code></th>");
    book_cell(b, "Guidance");
    book_text(b, f->hint);
    book_cell_end(b);
    book_cell(b, "Type");
    book_raw(b, field_type_name(f->type));
    if (f->codes) {
        book_raw(b, " of ");
        book_link(b, "codes-", f->codes->name, STR_NONE, f->codes->label);
    }
    if (f->ref) {
        book_raw(b, " to ");
        book_link(b, "kind-", f->ref->name, STR_NONE, f->ref->label);
    }
    book_cell_end(b);
    book_cell(b, "Rules");
    field_rules(b, f);
    book_cell_end(b);
    book_cell_text(b, "Safeguarding dataset", f->ssd);
    field_returns(b, f);
    book_cell(b, "Checked");
    book_mark(b, f->mark, f->source);
    book_cell_end(b);
    book_row_end(b);
}

static void kind_summary(struct book *b, const struct kind *k)
{
    book_raw(b, "<dl>\n");
    book_term(b, "Table", k->name);
    book_term(b, "Group", k->group);
    book_raw(b, "<dt>Kept with</dt><dd>");
    if (kind_is_subject(k))
        book_raw(b, "itself: other records are kept with it");
    else
        book_link(b, "kind-", k->subject->name, STR_NONE, k->subject->label);
    book_raw(b, "</dd>\n");
    book_term(b, "Happened", k->f_happened >= 0 ? k->fields[k->f_happened].label : S(""));
    book_term(b, "Ended", k->f_ended >= 0 ? k->fields[k->f_ended].label : S(""));
    book_term(b, "On the timeline", str_eq(k->timeline, S("yes")) ? k->title : S("not shown"));
    book_term(b, "Who may read", k->read_group);
    book_term(b, "Who may write", k->write_group);
    book_term(b, "In force", period_shown(b, k->when));
    book_raw(b, "<dt>Checked</dt><dd>");
    book_mark(b, k->mark, k->source);
    book_raw(b, "</dd>\n</dl>\n");
}

static void kind_ssd(struct book *b, const struct kind *k)
{
    static const char *const heads[] = { "Table", "Key", "Person", "Implies" };
    if (!k->nssd)
        return;
    book_heading(b, "In the Standard Safeguarding Dataset");
    book_table(b, S("Tables that feed it, and that it is written to"), COUNT_OF(heads), heads);
    for (size_t i = 0; i < k->nssd; i++) {
        const struct ssd_source *s = &k->ssd[i];
        book_raw(b, "<tr role=\"row\"><th role=\"rowheader\" scope=\"row\"><code>");
        book_text(b, s->table);
        book_raw(b, "</code></th>");
        book_cell_text(b, heads[1], s->key);
        book_cell_text(b, heads[2], s->person);
        book_cell(b, heads[3]);
        for (size_t j = 0; j < s->nset; j++) {
            str words = arena_printf(b->mem, "%s" STR_FMT " = " STR_FMT, j ? ", " : "", STR_ARG(s->set[j].field),
                                     STR_ARG(s->set[j].value));
            book_text(b, words);
        }
        book_cell_end(b);
        book_row_end(b);
    }
    book_table_end(b);
}

static bool rule_touches(const struct clock_rule *r, const struct kind *k)
{
    bool touches = r->opening_kind == k;
    for (size_t i = 0; i < r->nmet; i++)
        touches = touches || r->met[i].kind == k;
    return touches;
}

/* What depends on this kind: references from other kinds, and clocks that it opens or meets. */
static void kind_uses(struct book *b, const struct kind *k)
{
    bool any = false;
    for (size_t i = 0; i < b->cat->nkinds; i++)
        for (size_t j = 0; j < b->cat->kinds[i].nfields; j++) {
            const struct field *f = &b->cat->kinds[i].fields[j];
            if (f->ref != k)
                continue;
            book_raw(b, any ? "<li>" : "<h2>What refers to it</h2>\n<ul>\n<li>");
            book_link(b, "kind-", b->cat->kinds[i].name, f->name,
                      arena_printf(b->mem, STR_FMT ": " STR_FMT, STR_ARG(b->cat->kinds[i].label), STR_ARG(f->label)));
            book_raw(b, "</li>\n");
            any = true;
        }
    book_raw(b, any ? "</ul>\n" : "");
    any = false;
    for (size_t i = 0; i < b->cat->nclocks; i++) {
        const struct clock_rule *r = &b->cat->clocks[i];
        if (!rule_touches(r, k))
            continue;
        book_raw(b, any ? "<li>" : "<h2>Clocks that it opens or meets</h2>\n<ul>\n<li>");
        book_link(b, "", S("clocks"), r->id, r->name);
        book_raw(b, "</li>\n");
        any = true;
    }
    book_raw(b, any ? "</ul>\n" : "");
}

CHECKED static err_code write_kind(struct book *b, const struct kind *k, err *e)
{
    static const char *const heads[] = { "Field", "Guidance", "Type", "Rules", "Safeguarding dataset",
                                         "Returns", "Checked" };
    book_page(b, k->label);
    book_raw(b, "<p>");
    book_text(b, k->about);
    book_raw(b, "</p>\n");
    kind_summary(b, k);
    book_heading(b, "Fields");
    for (size_t i = 0; i < k->nfields;) {
        str group = k->fields[i].group;
        book_table(b, group.n ? group : k->label, COUNT_OF(heads), heads);
        for (; i < k->nfields && str_eq(k->fields[i].group, group); i++)
            field_row(b, &k->fields[i]);
        book_table_end(b);
    }
    kind_ssd(b, k);
    kind_uses(b, k);
    return book_page_end(b, arena_printf(b->mem, "kind-" STR_FMT ".html", STR_ARG(k->name)), e);
}

/* --- code sets ---------------------------------------------------------------------------------------- */
static void codeset_users(struct book *b, const struct codeset *cs)
{
    bool any = false;
    for (size_t i = 0; i < b->cat->nkinds; i++)
        for (size_t j = 0; j < b->cat->kinds[i].nfields; j++) {
            const struct field *f = &b->cat->kinds[i].fields[j];
            if (f->codes != cs)
                continue;
            book_raw(b, any ? "<li>" : "<h2>Fields that use it</h2>\n<ul>\n<li>");
            book_link(b, "kind-", b->cat->kinds[i].name, f->name,
                      arena_printf(b->mem, STR_FMT ": " STR_FMT, STR_ARG(b->cat->kinds[i].label), STR_ARG(f->label)));
            book_raw(b, "</li>\n");
            any = true;
        }
    book_raw(b, any ? "</ul>\n" : "<p>No field uses it yet.</p>\n");
}

CHECKED static err_code write_codeset(struct book *b, const struct codeset *cs, err *e)
{
    static const char *const heads[] = { "Code", "Meaning", "Note", "In force", "Returns", "Checked" };
    book_page(b, cs->label);
    book_raw(b, "<dl>\n");
    book_term(b, "Name", cs->name);
    book_term(b, "Source", cs->source);
    book_term(b, "Other values", cs->open ? S("kept as they come") : S("refused"));
    book_raw(b, "</dl>\n");
    if (cs->ncodes) {
        book_table(b, S("Codes, in the order in which they are offered"), COUNT_OF(heads), heads);
        for (size_t i = 0; i < cs->ncodes; i++) {
            const struct code *c = &cs->codes[i];
            book_raw(b, "<tr role=\"row\"><th role=\"rowheader\" scope=\"row\"><code>");
            book_text(b, c->code);
            book_raw(b, "</code></th>");
            book_cell_text(b, heads[1], c->label);
            book_cell_text(b, heads[2], c->note);
            book_cell_text(b, heads[3], period_shown(b, c->when));
            book_cell_text(b, heads[4], c->returns);
            book_cell(b, heads[5]);
            book_mark(b, c->mark, c->source);
            book_cell_end(b);
            book_row_end(b);
        }
        book_table_end(b);
    }
    codeset_users(b, cs);
    return book_page_end(b, arena_printf(b->mem, "codes-" STR_FMT ".html", STR_ARG(cs->name)), e);
}

CHECKED static err_code write_codesets(struct book *b, err *e)
{
    static const char *const heads[] = { "Code set", "Name", "Codes", "Source" };
    book_page(b, S("Code sets"));
    book_table(b, S("Every code set"), COUNT_OF(heads), heads);
    for (size_t i = 0; i < b->cat->ncodesets; i++) {
        const struct codeset *cs = &b->cat->codesets[i];
        book_raw(b, "<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">");
        book_link(b, "codes-", cs->name, STR_NONE, cs->label);
        book_raw(b, "</th>");
        book_cell_text(b, heads[1], cs->name);
        book_cell_text(b, heads[2], arena_printf(b->mem, "%zu%s", cs->ncodes, cs->open ? " and others" : ""));
        book_cell_text(b, heads[3], cs->source);
        book_row_end(b);
    }
    book_table_end(b);
    return book_page_end(b, S("codes.html"), e);
}

/* --- clocks ------------------------------------------------------------------------------------------- */
static void fact_shown(struct book *b, const struct clock_fact *f)
{
    if (!f->kind)
        return;
    book_link(b, "kind-", f->kind->name, f->field ? f->field->name : STR_NONE, f->kind->label);
    if (f->field) {
        book_raw(b, ": ");
        book_text(b, f->field->label);
    }
    if (f->where.expr) {
        book_raw(b, " (where ");
        book_text(b, expr_text(f->where.expr));
        book_raw(b, ")");
    }
}

static void openings_shown(struct book *b, const struct clock_rule *r)
{
    const struct spell_rule *spells = b->cat->clock_rules ? b->cat->clock_rules->spells : NULL;
    for (size_t i = 0; i < r->nopens; i++) {
        const struct clock_opening *o = &r->opens[i];
        book_raw(b, i ? "; or " : "");
        switch (o->type) {
        case OPEN_ON_FACT:
            fact_shown(b, &o->fact);
            break;
        case OPEN_ON_SPELL_START: case OPEN_ON_SPELL_END:
            book_raw(b, o->type == OPEN_ON_SPELL_START ? "the start of: " : "the end of: ");
            book_text(b, spells ? spells[o->spell].label : S(""));
            break;
        case OPEN_ON_BIRTHDAY:
            out_printf(&b->o, o->age_first == o->age_last ? "birthday %d" : "birthdays %d to %d", o->age_first,
                       o->age_last);
            break;
        case OPEN_ON_MET:
            book_raw(b, "when this is met: ");
            book_link(b, "", S("clocks"), b->cat->clocks[o->rule].id, b->cat->clocks[o->rule].name);
            break;
        }
    }
    if (r->during >= 0 && spells) {
        book_raw(b, ", during: ");
        book_text(b, spells[r->during].label);
    }
}

static void due_shown(struct book *b, const struct clock_rule *r)
{
    book_text(b, r->due.text);
    for (size_t i = 0; i < r->nrows; i++) {
        const struct clock_row *row = &r->rows[i];
        book_raw(b, i || r->due.text.n ? "; " : "");
        book_text(b, row->due.unit == DUE_NONE ? S("nothing is due") : row->due.text);
        if (row->when.expr) {
            book_raw(b, " where ");
            book_text(b, expr_text(row->when.expr));
        }
        if (row->why.n || row->name.n) {
            book_raw(b, " (");
            book_text(b, row->name);
            book_raw(b, row->why.n && row->name.n ? ": " : "");
            book_text(b, row->why);
            book_raw(b, ")");
        }
    }
    for (size_t i = 0; i < r->nthen; i++) {
        book_raw(b, i ? ", " : "; then ");
        book_text(b, r->then[i].text);
    }
    book_raw(b, r->repeats ? ", again and again" : "");
}

static void clock_row_written(struct book *b, const struct clock_rule *r, const char *const *heads)
{
    book_raw(b, "<tr role=\"row\" id=\"");
    out_attr(&b->o, r->id);
    book_raw(b, "\"><th role=\"rowheader\" scope=\"row\">");
    book_text(b, r->name);
    book_raw(b, "<br/><code>");
    book_text(b, r->id);
    book_raw(b, "</code></th>");
    book_cell(b, heads[1]);
    openings_shown(b, r);
    book_cell_end(b);
    book_cell(b, heads[2]);
    due_shown(b, r);
    book_cell_end(b);
    book_cell(b, heads[3]);
    for (size_t i = 0; i < r->nmet; i++) {
        book_raw(b, i ? "; or " : "");
        fact_shown(b, &r->met[i]);
    }
    book_cell_end(b);
    book_cell(b, heads[4]);
    book_raw(b, clock_level_name(r->level));
    book_raw(b, r->local ? ", set by each council" : "");
    book_raw(b, r->commenced ? "" : ", not yet in force");
    str when = period_shown(b, r->when);
    if (when.n) {
        book_raw(b, ", ");
        book_text(b, when);
    }
    book_cell_end(b);
    book_cell(b, heads[5]);
    book_mark(b, r->mark, r->source);
    book_cell_end(b);
    book_row_end(b);
}

/* Rules of one area stand together wherever they were written. */
CHECKED static err_code write_clocks(struct book *b, err *e)
{
    static const char *const heads[] = { "Clock", "Opens on", "Due", "Met by", "Authority", "Checked" };
    book_page(b, S("Clocks"));
    book_raw(b, "<p>A clock is a duty with a day by which it is due. It opens on a fact and is met by a fact.</p>\n");
    bool *done = arena_array(b->mem, bool, b->cat->nclocks + 1);
    for (size_t i = 0; i < b->cat->nclocks; i++) {
        str area = b->cat->clocks[i].area;
        if (done[i])
            continue;
        book_table(b, area.n ? area : S("Other"), COUNT_OF(heads), heads);
        for (size_t j = i; j < b->cat->nclocks; j++)
            if (str_eq(b->cat->clocks[j].area, area)) {
                clock_row_written(b, &b->cat->clocks[j], heads);
                done[j] = true;
            }
        book_table_end(b);
    }
    return book_page_end(b, S("clocks.html"), e);
}

/* --- roles, fields, contents ------------------------------------------------------------------------------ */
CHECKED static err_code write_roles(struct book *b, err *e)
{
    static const char *const heads[] = { "Role", "What it is for", "Can", "Reads", "Writes" };
    static const char *const scopes[] = { [SCOPE_NONE] = "nothing",
                                          [SCOPE_OWN] = "of their own children",
                                          [SCOPE_TEAM] = "of their team",
                                          [SCOPE_ALL] = "of everybody" };
    book_page(b, S("Roles"));
    book_table(b, S("What each role can do, and whose records it opens"), COUNT_OF(heads), heads);
    for (size_t i = 0; i < b->cat->nroles; i++) {
        const struct role *r = &b->cat->roles[i];
        book_raw(b, "<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">");
        book_text(b, r->label);
        book_raw(b, "</th>");
        book_cell_text(b, heads[1], r->about);
        book_cell_text(b, heads[2], r->can);
        book_cell_text(b, heads[3],
                       r->reads.n ? arena_printf(b->mem, STR_FMT ", %s", STR_ARG(r->reads), scopes[r->read_scope])
                                  : S("nothing"));
        book_cell_text(b, heads[4],
                       r->writes.n ? arena_printf(b->mem, STR_FMT ", %s", STR_ARG(r->writes), scopes[r->write_scope])
                                   : S("nothing"));
        book_row_end(b);
    }
    book_table_end(b);
    return book_page_end(b, S("roles.html"), e);
}

struct entry_of_index { const struct kind *kind; const struct field *field; };

static int by_field(const void *pa, const void *pb)
{
    const struct entry_of_index *a = pa, *b = pb;
    int c = str_cmp(a->field->name, b->field->name);
    return c ? c : str_cmp(a->kind->name, b->kind->name);
}

CHECKED static err_code write_fields(struct book *b, err *e)
{
    static const char *const heads[] = { "Field", "Question", "Kind", "Type" };
    size_t n = 0, total = 0;
    for (size_t i = 0; i < b->cat->nkinds; i++)
        total += b->cat->kinds[i].nfields;
    struct entry_of_index *all = arena_array(b->mem, struct entry_of_index, total + 1);
    for (size_t i = 0; i < b->cat->nkinds; i++)
        for (size_t j = 0; j < b->cat->kinds[i].nfields; j++)
            all[n++] = (struct entry_of_index){ &b->cat->kinds[i], &b->cat->kinds[i].fields[j] };
    qsort(all, n, sizeof *all, by_field);
    book_page(b, S("Every field"));
    book_table(b, S("Every field, by name"), COUNT_OF(heads), heads);
    for (size_t i = 0; i < n; i++) {
        book_raw(b, "<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">");
        book_link(b, "kind-", all[i].kind->name, all[i].field->name, all[i].field->name);
        book_raw(b, "</th>");
        book_cell_text(b, heads[1], all[i].field->label);
        book_cell_text(b, heads[2], all[i].kind->label);
        book_cell_text(b, heads[3], str_of(field_type_name(all[i].field->type)));
        book_row_end(b);
    }
    book_table_end(b);
    return book_page_end(b, S("fields.html"), e);
}

CHECKED static err_code write_index(struct book *b, err *e)
{
    static const char *const heads[] = { "Kind", "What it is" };
    book_page(b, S("What Holdfast records, and why"));
    out_printf(&b->o,
               "<p>This is the catalogue in words: %zu kinds of record, %zu code sets, %zu clocks and %zu roles. "
               "Forms, tables, checks, "
               "imports and returns are made from it, so what stands here is what the program does.</p>\n"
               "<p>Each fact says how far it was checked: <em>verified</em> at its source, <em>secondary</em> when "
               "somebody else reports it, "
               "<em>recalled</em> when it was written from knowledge and still needs checking.</p>\n"
               "<p>The rules by which government judges the returns have a page each, with examples: ",
               b->cat->nkinds, b->cat->ncodesets, b->cat->nclocks, b->cat->nroles);
    for (size_t i = 0; i < b->rules->n; i++) {
        const struct book_rules *x = b->rules->at[i];
        const char *between = !i ? "" : i + 1 < b->rules->n ? ", " : " and ";
        out_printf(&b->o, "%sthose of the <a href=\"rules-%s.html\">%s</a>", between, x->name, x->title);
    }
    book_raw(b, ".</p>\n");
    book_heading(b, "Kinds of record");
    for (size_t i = 0; i < b->cat->nkinds;) {
        str group = b->cat->kinds[i].group;
        book_table(b, group, COUNT_OF(heads), heads);
        for (; i < b->cat->nkinds && str_eq(b->cat->kinds[i].group, group); i++) {
            book_raw(b, "<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">");
            book_link(b, "kind-", b->cat->kinds[i].name, STR_NONE, b->cat->kinds[i].label);
            book_raw(b, "</th>");
            book_cell_text(b, heads[1], b->cat->kinds[i].about);
            book_row_end(b);
        }
        book_table_end(b);
    }
    return book_page_end(b, S("index.html"), e);
}

err_code book_write(const struct catalogue *c, const struct book_list *rules, str dir, size_t *npages, err *e)
{
    arena mem;
    struct book b = { 0 };
    arena_init(&mem, 0);
    err_code rc = book_begin(&b, c, rules, dir, &mem, e);
    if (rc || (rc = book_file(&b, S("book.css"), str_of(book_css), e)) || (rc = write_index(&b, e)) ||
        (rc = write_codesets(&b, e)) || (rc = write_clocks(&b, e)) || (rc = write_roles(&b, e)) ||
        (rc = write_fields(&b, e)))
        goto done;
    for (size_t i = 0; i < c->nkinds && rc == ERR_OK; i++)
        rc = write_kind(&b, &c->kinds[i], e);
    for (size_t i = 0; i < c->ncodesets && rc == ERR_OK; i++)
        rc = write_codeset(&b, &c->codesets[i], e);
    *npages = b.npages;
done:
    book_end(&b);
    arena_release(&mem);
    return rc;
}
