/* book.c - the catalogue as static pages: what a practice lead reads to see what the service records, and why.
 *
 * Each page is XHTML-shaped HTML 5, so that a test can parse all of it. Tables carry their roles in full: on a
 * narrow screen their cells are stacked by the style sheet, and a stacked table must still be a table to a
 * screen reader. */
#include "catalogue/book.h"
#include "catalogue/clock_rules.h"
#include "catalogue/expr.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct book { const struct catalogue *cat; arena *mem; const char *dir; out o; size_t npages; };

static const char css[] =
    "*{box-sizing:border-box}html{font:100%/1.5 system-ui,sans-serif;color:#0b0c0c;background:#fff}body{margin:0}\n"
    "a{color:#1a65a6}a:focus,[tabindex]:focus{outline:3px solid #0b0c0c;background:#fd0;color:#0b0c0c}\n"
    ".skip{position:absolute;left:-999em}.skip:focus{position:static;display:block;padding:.5em 1em}\n"
    "header,main,footer{max-width:75em;margin:0 auto;padding:.75em 1em}header{border-bottom:3px solid #1a65a6}\n"
    "nav ul{list-style:none;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:.25em 1.25em}\n"
    "h1{font-size:1.9em;line-height:1.2;margin:.5em 0}h2{font-size:1.35em;margin:1.6em 0 .4em}h1,h2,td,th,dd{overflow-wrap:anywhere}\n"
    "p,li{max-width:44em}code{font-size:.95em;overflow-wrap:anywhere}.quiet{color:#484949}\n"
    "table{border-collapse:collapse;width:100%;margin:1em 0}caption{text-align:left;font-weight:bold;padding:.4em 0}\n"
    "th,td{text-align:left;vertical-align:top;padding:.4em .8em .4em 0;border-bottom:1px solid #b1b4b6}\n"
    "thead th{overflow-wrap:normal}tbody th{min-width:10em}\n"
    "dl{display:grid;grid-template-columns:minmax(8em,14em) 1fr;gap:.3em 1em}dt{font-weight:bold}dd{margin:0}\n"
    ".mark{white-space:nowrap}.recalled{border-left:4px solid #b58105;padding-left:.5em}\n"
    "@media(max-width:48em){table,thead,tbody,tr,th,td,caption,dl{display:block}thead{position:absolute;left:-999em}\n"
    "tr{border-bottom:2px solid #b1b4b6;padding:.5em 0}th,td{border:0;padding:.15em 0}td:empty{display:none}\n"
    "td::before{content:attr(data-head) \": \";font-weight:bold}dd{margin-bottom:.5em}}\n"
    "@media print{header nav,.skip{display:none}a{color:inherit;text-decoration:none}tr{break-inside:avoid}thead{display:table-header-group}}\n";

/* --- files ----------------------------------------------------------------------------------------- */
static err_code write_file(struct book *b, str name, str text, err *e)
{
    const char *path = arena_printf(b->mem, "%s/" STR_FMT, b->dir, STR_ARG(name)).p;
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0)
        return err_set(e, ERR_SYSTEM, "cannot write %s: %s", path, strerror(errno));
    err_code rc = ERR_OK;
    for (size_t done = 0; done < text.n && rc == ERR_OK;) {
        ssize_t n = write(fd, text.p + done, text.n - done);
        if (n < 0 && errno != EINTR)
            rc = err_set(e, ERR_SYSTEM, "cannot write %s: %s", path, strerror(errno));
        else if (n > 0)
            done += (size_t)n;
    }
    if (close(fd) && rc == ERR_OK)
        rc = err_set(e, ERR_SYSTEM, "cannot write %s: %s", path, strerror(errno));
    b->npages++;
    return rc;
}

/* --- the parts of a page ------------------------------------------------------------------------------ */
static void raw(struct book *b, const char *html) { out_raw(&b->o, str_of(html)); }
static void text(struct book *b, str s) { out_text(&b->o, s); }

static void page_begin(struct book *b, str title)
{
    out_clear(&b->o);
    raw(b, "<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<title>");
    text(b, title);
    raw(b, " - what Holdfast records</title>\n<link rel=\"stylesheet\" href=\"book.css\"/>\n</head>\n<body>\n"
           "<a class=\"skip\" href=\"#main\">Skip to the text</a>\n<header>\n<nav aria-label=\"The book\"><ul>"
           "<li><a href=\"index.html\">Contents</a></li> <li><a href=\"clocks.html\">Clocks</a></li> <li><a href=\"roles.html\">Roles</a></li> "
           "<li><a href=\"codes.html\">Code sets</a></li> <li><a href=\"fields.html\">Every field</a></li></ul></nav>\n</header>\n<main id=\"main\" tabindex=\"-1\">\n<h1>");
    text(b, title);
    raw(b, "</h1>\n");
}

CHECKED static err_code page_end(struct book *b, str name, err *e)
{
    raw(b, "</main>\n<footer class=\"quiet\"><p>Catalogue ");
    text(b, b->cat->version);
    raw(b, ".</p></footer>\n</body>\n</html>\n");
    return write_file(b, name, out_str(&b->o), e);
}

static void heading(struct book *b, const char *words) { out_printf(&b->o, "<h2>%s</h2>\n", words); }

static void table_begin(struct book *b, str caption, size_t n, const char *const *heads)
{
    raw(b, "<table role=\"table\">\n<caption>");
    text(b, caption);
    raw(b, "</caption>\n<thead role=\"rowgroup\"><tr role=\"row\">");
    for (size_t i = 0; i < n; i++)
        out_printf(&b->o, "<th role=\"columnheader\" scope=\"col\">%s</th>", heads[i]);
    raw(b, "</tr></thead>\n<tbody role=\"rowgroup\">\n");
}

static void table_end(struct book *b) { raw(b, "</tbody>\n</table>\n"); }
static void row_end(struct book *b) { raw(b, "</tr>\n"); }
static void cell_begin(struct book *b, const char *head) { out_printf(&b->o, "<td role=\"cell\" data-head=\"%s\">", head); }
static void cell_end(struct book *b) { raw(b, "</td>"); }

static void cell(struct book *b, const char *head, str s)
{
    cell_begin(b, head);
    text(b, s);
    cell_end(b);
}

static void term(struct book *b, const char *name, str s)
{
    if (!s.n)
        return;
    out_printf(&b->o, "<dt>%s</dt><dd>", name);
    text(b, s);
    raw(b, "</dd>\n");
}

/* prefix and name make the page's file: names have only small letters, digits and _. */
static void link_to(struct book *b, const char *prefix, str name, str anchor, str words)
{
    out_printf(&b->o, "<a href=\"%s" STR_FMT ".html", prefix, STR_ARG(name));
    if (anchor.n) {
        out_char(&b->o, '#');
        out_attr(&b->o, anchor);
    }
    raw(b, "\">");
    text(b, words);
    raw(b, "</a>");
}

static void mark_and_source(struct book *b, enum mark m, str source)
{
    static const char *const words[] = { [MARK_VERIFIED] = "verified", [MARK_SECONDARY] = "secondary", [MARK_RECALLED] = "recalled" };
    out_printf(&b->o, "<span class=\"mark %s\">%s</span>", words[m], words[m]);
    if (source.n) {
        raw(b, ": ");
        text(b, source);
    }
}

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
        raw(b, "; ");
    text(b, words);
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

static void field_row(struct book *b, const struct field *f)
{
    raw(b, "<tr role=\"row\" id=\"");
    out_attr(&b->o, f->name);
    raw(b, "\"><th role=\"rowheader\" scope=\"row\">");
    text(b, f->label);
    raw(b, "<br/><code>");
    text(b, f->name);
    raw(b, "</code></th>");
    cell_begin(b, "Guidance");
    text(b, f->hint);
    cell_end(b);
    cell_begin(b, "Type");
    raw(b, field_type_name(f->type));
    if (f->codes) {
        raw(b, " of ");
        link_to(b, "codes-", f->codes->name, STR_NONE, f->codes->label);
    }
    if (f->ref) {
        raw(b, " to ");
        link_to(b, "kind-", f->ref->name, STR_NONE, f->ref->label);
    }
    cell_end(b);
    cell_begin(b, "Rules");
    field_rules(b, f);
    cell_end(b);
    cell(b, "Safeguarding dataset", f->ssd);
    cell(b, "Returns", f->returns);
    cell_begin(b, "Checked");
    mark_and_source(b, f->mark, f->source);
    cell_end(b);
    row_end(b);
}

static void kind_summary(struct book *b, const struct kind *k)
{
    raw(b, "<dl>\n");
    term(b, "Table", k->name);
    term(b, "Group", k->group);
    raw(b, "<dt>Kept with</dt><dd>");
    if (kind_is_subject(k))
        raw(b, "itself: other records are kept with it");
    else
        link_to(b, "kind-", k->subject->name, STR_NONE, k->subject->label);
    raw(b, "</dd>\n");
    term(b, "Happened", k->f_happened >= 0 ? k->fields[k->f_happened].label : S(""));
    term(b, "Ended", k->f_ended >= 0 ? k->fields[k->f_ended].label : S(""));
    term(b, "On the timeline", str_eq(k->timeline, S("yes")) ? k->title : S("not shown"));
    term(b, "Who may read", k->read_group);
    term(b, "Who may write", k->write_group);
    term(b, "In force", period_shown(b, k->when));
    raw(b, "<dt>Checked</dt><dd>");
    mark_and_source(b, k->mark, k->source);
    raw(b, "</dd>\n</dl>\n");
}

static void kind_ssd(struct book *b, const struct kind *k)
{
    static const char *const heads[] = { "Table", "Key", "Person", "Implies" };
    if (!k->nssd)
        return;
    heading(b, "In the Standard Safeguarding Dataset");
    table_begin(b, S("Tables that feed it, and that it is written to"), COUNT_OF(heads), heads);
    for (size_t i = 0; i < k->nssd; i++) {
        const struct ssd_source *s = &k->ssd[i];
        raw(b, "<tr role=\"row\"><th role=\"rowheader\" scope=\"row\"><code>");
        text(b, s->table);
        raw(b, "</code></th>");
        cell(b, heads[1], s->key);
        cell(b, heads[2], s->person);
        cell_begin(b, heads[3]);
        for (size_t j = 0; j < s->nset; j++) {
            str words = arena_printf(b->mem, "%s" STR_FMT " = " STR_FMT, j ? ", " : "", STR_ARG(s->set[j].field), STR_ARG(s->set[j].value));
            text(b, words);
        }
        cell_end(b);
        row_end(b);
    }
    table_end(b);
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
            raw(b, any ? "<li>" : "<h2>What refers to it</h2>\n<ul>\n<li>");
            link_to(b, "kind-", b->cat->kinds[i].name, f->name, arena_printf(b->mem, STR_FMT ": " STR_FMT, STR_ARG(b->cat->kinds[i].label), STR_ARG(f->label)));
            raw(b, "</li>\n");
            any = true;
        }
    raw(b, any ? "</ul>\n" : "");
    any = false;
    for (size_t i = 0; i < b->cat->nclocks; i++) {
        const struct clock_rule *r = &b->cat->clocks[i];
        if (!rule_touches(r, k))
            continue;
        raw(b, any ? "<li>" : "<h2>Clocks that it opens or meets</h2>\n<ul>\n<li>");
        link_to(b, "", S("clocks"), r->id, r->name);
        raw(b, "</li>\n");
        any = true;
    }
    raw(b, any ? "</ul>\n" : "");
}

CHECKED static err_code write_kind(struct book *b, const struct kind *k, err *e)
{
    static const char *const heads[] = { "Field", "Guidance", "Type", "Rules", "Safeguarding dataset", "Returns", "Checked" };
    page_begin(b, k->label);
    raw(b, "<p>");
    text(b, k->about);
    raw(b, "</p>\n");
    kind_summary(b, k);
    heading(b, "Fields");
    for (size_t i = 0; i < k->nfields;) {
        str group = k->fields[i].group;
        table_begin(b, group.n ? group : k->label, COUNT_OF(heads), heads);
        for (; i < k->nfields && str_eq(k->fields[i].group, group); i++)
            field_row(b, &k->fields[i]);
        table_end(b);
    }
    kind_ssd(b, k);
    kind_uses(b, k);
    return page_end(b, arena_printf(b->mem, "kind-" STR_FMT ".html", STR_ARG(k->name)), e);
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
            raw(b, any ? "<li>" : "<h2>Fields that use it</h2>\n<ul>\n<li>");
            link_to(b, "kind-", b->cat->kinds[i].name, f->name, arena_printf(b->mem, STR_FMT ": " STR_FMT, STR_ARG(b->cat->kinds[i].label), STR_ARG(f->label)));
            raw(b, "</li>\n");
            any = true;
        }
    raw(b, any ? "</ul>\n" : "<p>No field uses it yet.</p>\n");
}

CHECKED static err_code write_codeset(struct book *b, const struct codeset *cs, err *e)
{
    static const char *const heads[] = { "Code", "Meaning", "Note", "In force", "Returns", "Checked" };
    page_begin(b, cs->label);
    raw(b, "<dl>\n");
    term(b, "Name", cs->name);
    term(b, "Source", cs->source);
    term(b, "Other values", cs->open ? S("kept as they come") : S("refused"));
    raw(b, "</dl>\n");
    if (cs->ncodes) {
        table_begin(b, S("Codes, in the order in which they are offered"), COUNT_OF(heads), heads);
        for (size_t i = 0; i < cs->ncodes; i++) {
            const struct code *c = &cs->codes[i];
            raw(b, "<tr role=\"row\"><th role=\"rowheader\" scope=\"row\"><code>");
            text(b, c->code);
            raw(b, "</code></th>");
            cell(b, heads[1], c->label);
            cell(b, heads[2], c->note);
            cell(b, heads[3], period_shown(b, c->when));
            cell(b, heads[4], c->returns);
            cell_begin(b, heads[5]);
            mark_and_source(b, c->mark, c->source);
            cell_end(b);
            row_end(b);
        }
        table_end(b);
    }
    codeset_users(b, cs);
    return page_end(b, arena_printf(b->mem, "codes-" STR_FMT ".html", STR_ARG(cs->name)), e);
}

CHECKED static err_code write_codesets(struct book *b, err *e)
{
    static const char *const heads[] = { "Code set", "Name", "Codes", "Source" };
    page_begin(b, S("Code sets"));
    table_begin(b, S("Every code set"), COUNT_OF(heads), heads);
    for (size_t i = 0; i < b->cat->ncodesets; i++) {
        const struct codeset *cs = &b->cat->codesets[i];
        raw(b, "<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">");
        link_to(b, "codes-", cs->name, STR_NONE, cs->label);
        raw(b, "</th>");
        cell(b, heads[1], cs->name);
        cell(b, heads[2], arena_printf(b->mem, "%zu%s", cs->ncodes, cs->open ? " and others" : ""));
        cell(b, heads[3], cs->source);
        row_end(b);
    }
    table_end(b);
    return page_end(b, S("codes.html"), e);
}

/* --- clocks ------------------------------------------------------------------------------------------- */
static void fact_shown(struct book *b, const struct clock_fact *f)
{
    if (!f->kind)
        return;
    link_to(b, "kind-", f->kind->name, f->field ? f->field->name : STR_NONE, f->kind->label);
    if (f->field) {
        raw(b, ": ");
        text(b, f->field->label);
    }
    if (f->where.expr) {
        raw(b, " (where ");
        text(b, expr_text(f->where.expr));
        raw(b, ")");
    }
}

static void openings_shown(struct book *b, const struct clock_rule *r)
{
    const struct spell_rule *spells = b->cat->clock_rules ? b->cat->clock_rules->spells : NULL;
    for (size_t i = 0; i < r->nopens; i++) {
        const struct clock_opening *o = &r->opens[i];
        raw(b, i ? "; or " : "");
        switch (o->type) {
        case OPEN_ON_FACT:
            fact_shown(b, &o->fact);
            break;
        case OPEN_ON_SPELL_START: case OPEN_ON_SPELL_END:
            raw(b, o->type == OPEN_ON_SPELL_START ? "the start of: " : "the end of: ");
            text(b, spells ? spells[o->spell].label : S(""));
            break;
        case OPEN_ON_BIRTHDAY:
            out_printf(&b->o, o->age_first == o->age_last ? "birthday %d" : "birthdays %d to %d", o->age_first, o->age_last);
            break;
        case OPEN_ON_MET:
            raw(b, "when this is met: ");
            link_to(b, "", S("clocks"), b->cat->clocks[o->rule].id, b->cat->clocks[o->rule].name);
            break;
        }
    }
    if (r->during >= 0 && spells) {
        raw(b, ", during: ");
        text(b, spells[r->during].label);
    }
}

static void due_shown(struct book *b, const struct clock_rule *r)
{
    text(b, r->due.text);
    for (size_t i = 0; i < r->nrows; i++) {
        const struct clock_row *row = &r->rows[i];
        raw(b, i || r->due.text.n ? "; " : "");
        text(b, row->due.unit == DUE_NONE ? S("nothing is due") : row->due.text);
        if (row->when.expr) {
            raw(b, " where ");
            text(b, expr_text(row->when.expr));
        }
        if (row->why.n || row->name.n) {
            raw(b, " (");
            text(b, row->name);
            raw(b, row->why.n && row->name.n ? ": " : "");
            text(b, row->why);
            raw(b, ")");
        }
    }
    for (size_t i = 0; i < r->nthen; i++) {
        raw(b, i ? ", " : "; then ");
        text(b, r->then[i].text);
    }
    raw(b, r->repeats ? ", again and again" : "");
}

static void clock_row_written(struct book *b, const struct clock_rule *r, const char *const *heads)
{
    raw(b, "<tr role=\"row\" id=\"");
    out_attr(&b->o, r->id);
    raw(b, "\"><th role=\"rowheader\" scope=\"row\">");
    text(b, r->name);
    raw(b, "<br/><code>");
    text(b, r->id);
    raw(b, "</code></th>");
    cell_begin(b, heads[1]);
    openings_shown(b, r);
    cell_end(b);
    cell_begin(b, heads[2]);
    due_shown(b, r);
    cell_end(b);
    cell_begin(b, heads[3]);
    for (size_t i = 0; i < r->nmet; i++) {
        raw(b, i ? "; or " : "");
        fact_shown(b, &r->met[i]);
    }
    cell_end(b);
    cell_begin(b, heads[4]);
    raw(b, clock_level_name(r->level));
    raw(b, r->local ? ", set by each council" : "");
    raw(b, r->commenced ? "" : ", not yet in force");
    str when = period_shown(b, r->when);
    if (when.n) {
        raw(b, ", ");
        text(b, when);
    }
    cell_end(b);
    cell_begin(b, heads[5]);
    mark_and_source(b, r->mark, r->source);
    cell_end(b);
    row_end(b);
}

/* Rules of one area stand together wherever they were written. */
CHECKED static err_code write_clocks(struct book *b, err *e)
{
    static const char *const heads[] = { "Clock", "Opens on", "Due", "Met by", "Authority", "Checked" };
    page_begin(b, S("Clocks"));
    raw(b, "<p>A clock is a duty with a day by which it is due. It opens on a fact and is met by a fact.</p>\n");
    bool *done = arena_array(b->mem, bool, b->cat->nclocks + 1);
    for (size_t i = 0; i < b->cat->nclocks; i++) {
        str area = b->cat->clocks[i].area;
        if (done[i])
            continue;
        table_begin(b, area.n ? area : S("Other"), COUNT_OF(heads), heads);
        for (size_t j = i; j < b->cat->nclocks; j++)
            if (str_eq(b->cat->clocks[j].area, area)) {
                clock_row_written(b, &b->cat->clocks[j], heads);
                done[j] = true;
            }
        table_end(b);
    }
    return page_end(b, S("clocks.html"), e);
}

/* --- roles, fields, contents ------------------------------------------------------------------------------ */
CHECKED static err_code write_roles(struct book *b, err *e)
{
    static const char *const heads[] = { "Role", "What it is for", "Can", "Reads", "Writes" };
    static const char *const scopes[] = { [SCOPE_NONE] = "nothing", [SCOPE_OWN] = "of their own children", [SCOPE_TEAM] = "of their team", [SCOPE_ALL] = "of everybody" };
    page_begin(b, S("Roles"));
    table_begin(b, S("What each role can do, and whose records it opens"), COUNT_OF(heads), heads);
    for (size_t i = 0; i < b->cat->nroles; i++) {
        const struct role *r = &b->cat->roles[i];
        raw(b, "<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">");
        text(b, r->label);
        raw(b, "</th>");
        cell(b, heads[1], r->about);
        cell(b, heads[2], r->can);
        cell(b, heads[3], r->reads.n ? arena_printf(b->mem, STR_FMT ", %s", STR_ARG(r->reads), scopes[r->read_scope]) : S("nothing"));
        cell(b, heads[4], r->writes.n ? arena_printf(b->mem, STR_FMT ", %s", STR_ARG(r->writes), scopes[r->write_scope]) : S("nothing"));
        row_end(b);
    }
    table_end(b);
    return page_end(b, S("roles.html"), e);
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
    page_begin(b, S("Every field"));
    table_begin(b, S("Every field, by name"), COUNT_OF(heads), heads);
    for (size_t i = 0; i < n; i++) {
        raw(b, "<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">");
        link_to(b, "kind-", all[i].kind->name, all[i].field->name, all[i].field->name);
        raw(b, "</th>");
        cell(b, heads[1], all[i].field->label);
        cell(b, heads[2], all[i].kind->label);
        cell(b, heads[3], str_of(field_type_name(all[i].field->type)));
        row_end(b);
    }
    table_end(b);
    return page_end(b, S("fields.html"), e);
}

CHECKED static err_code write_index(struct book *b, err *e)
{
    static const char *const heads[] = { "Kind", "What it is" };
    page_begin(b, S("What Holdfast records, and why"));
    out_printf(&b->o, "<p>This is the catalogue in words: %zu kinds of record, %zu code sets, %zu clocks and %zu roles. Forms, tables, checks, "
                      "imports and returns are made from it, so what stands here is what the program does.</p>\n"
                      "<p>Each fact says how far it was checked: <em>verified</em> at its source, <em>secondary</em> when somebody else reports it, "
                      "<em>recalled</em> when it was written from knowledge and still needs checking.</p>\n",
               b->cat->nkinds, b->cat->ncodesets, b->cat->nclocks, b->cat->nroles);
    heading(b, "Kinds of record");
    for (size_t i = 0; i < b->cat->nkinds;) {
        str group = b->cat->kinds[i].group;
        table_begin(b, group, COUNT_OF(heads), heads);
        for (; i < b->cat->nkinds && str_eq(b->cat->kinds[i].group, group); i++) {
            raw(b, "<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">");
            link_to(b, "kind-", b->cat->kinds[i].name, STR_NONE, b->cat->kinds[i].label);
            raw(b, "</th>");
            cell(b, heads[1], b->cat->kinds[i].about);
            row_end(b);
        }
        table_end(b);
    }
    return page_end(b, S("index.html"), e);
}

err_code book_write(const struct catalogue *c, str dir, size_t *npages, err *e)
{
    arena mem;
    arena_init(&mem, 0);
    struct book b = { .cat = c, .mem = &mem, .dir = arena_z(&mem, dir) };
    err_code rc = ERR_OK;
    if (mkdir(b.dir, 0755) && errno != EEXIST) {
        rc = err_set(e, ERR_SYSTEM, "cannot make the folder %s: %s", b.dir, strerror(errno));
        goto done;
    }
    if ((rc = write_file(&b, S("book.css"), str_of(css), e)) || (rc = write_index(&b, e)) || (rc = write_codesets(&b, e)) ||
        (rc = write_clocks(&b, e)) || (rc = write_roles(&b, e)) || (rc = write_fields(&b, e)))
        goto done;
    for (size_t i = 0; i < c->nkinds && rc == ERR_OK; i++)
        rc = write_kind(&b, &c->kinds[i], e);
    for (size_t i = 0; i < c->ncodesets && rc == ERR_OK; i++)
        rc = write_codeset(&b, &c->codesets[i], e);
    *npages = b.npages;
done:
    out_release(&b.o);
    arena_release(&mem);
    return rc;
}
