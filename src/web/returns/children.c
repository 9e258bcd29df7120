/* children.c - the children behind the figures of a return: those of one rule, each with the
 * way to the field, and those of any count. */
#include "web/returns/page.h"
#include <stdlib.h>

/* --- one rule ------------------------------------------------------------------------------------------------- */

static const struct rule_count *find_rule(const struct issue_summary *sum, str code)
{
    for (size_t i = 0; i < sum->nrules; i++)
        if (str_eq(str_of(sum->rules[i].text->code), code))
            return &sum->rules[i];
    return NULL;
}

static void add_links(struct request *r, struct rule_page *p)
{
    enum { LINKS_MOST = 3 };
    for (size_t i = p->from; i < p->to; i++) {
        p->lines.at[i].nlinks = issue_links(r, p->lines.at[i].x, LINKS_MOST, &p->lines.at[i].links);
        if (p->lines.at[i].x->subject)
            request_shows(r, p->lines.at[i].x->subject);
    }
}

static err_code read_rule(struct request *r, struct rule_page *p, struct issue_summary *sum, err *e)
{
    err_code rc = return_issues_summary(r->store, r->who, p->of, r->mem, sum, e);
    if (rc)
        return rc;
    const struct rule_count *found = find_rule(sum, p->choice.rule);
    if (!found) {
        err_set(e, ERR_NOT_FOUND, "this return has no such rule in its year");
        return err_hint(e, "open the return to see all its rules");
    }
    struct rule_row *row = arena_new(r->mem, struct rule_row);
    *row = (struct rule_row){ .text = found->text,
                              .local = found->local,
                              .href = return_rule_href(r, p->of, p->choice.rule),
                              .children = found->children,
                              .issues = found->issues,
                              .accepted = found->accepted,
                              .fresh = found->fresh,
                              .not_checked = found->not_checked };
    p->rule = row;
    p->known = sum->known;
    return issue_lines_read(r, &p->choice, &p->lines, e);
}

static err_code show_rule(struct request *r, err *e)
{
    struct collection_due *of = arena_new(r->mem, struct collection_due);
    struct issue_summary sum;
    err_code rc = return_find(r, of, e);
    if (rc)
        return rc;
    struct rule_page p = { .r = r, .of = of, .collection = return_title(r, of) };
    if ((rc = choice_read(r, of, &p.choice, e)))
        return rc;
    p.choice.rule = r->args[2];
    if (p.choice.show == ISSUES_ERRORS || p.choice.show == ISSUES_QUERIES)
        p.choice.show = ISSUES_OPEN;
    if (str_eq(request_query(r, "format"), S("csv")) && p.choice.show == ISSUES_OPEN)
        p.choice.show = ISSUES_ALL;
    if ((rc = read_rule(r, &p, &sum, e)))
        return rc;
    if (str_eq(request_query(r, "format"), S("csv"))) {
        issues_csv(r, &p.lines);
        return ERR_OK;
    }
    if ((rc = choice_filter(r, &p.choice, &sum, true, &p.filter, e)))
        return rc;
    p.title = arena_printf(r->mem, "Rule %s", p.rule->text->code);
    p.pages = list_pages(r, p.rule->href, &p.choice, p.lines.n, &p.from, &p.to);
    add_links(r, &p);
    r->page.title = arena_printf(r->mem, STR_FMT ", " STR_FMT, STR_ARG(p.title), STR_ARG(p.collection));
    r->page.nav = S("/returns");
    r->page.wide = true;
    r->page.back_href = return_href(r, of, "");
    r->page.back_text = p.collection;
    return_rule_view(r->out, &p);
    return ERR_OK;
}

err_code page_return_rule(struct request *r, err *e)
{
    err_code rc = request_snapshot(r, e);
    return rc ? rc : show_rule(r, e);
}

/* --- children --------------------------------------------------------------------------------------------------- */

static void add_rule(const struct request *r, const struct children_page *p, struct child_row *row,
                     const struct return_issue *x)
{
    row->accepted += x->accepted;
    row->errors += !x->accepted && x->text->severity == SEVERITY_ERROR;
    row->queries += !x->accepted && x->text->severity == SEVERITY_QUERY;
    if (x->since != DAY_NONE && (row->since == DAY_NONE || x->since < row->since))
        row->since = x->since;
    for (size_t i = 0; i < row->nrules; i++)
        if (row->rules[i].text == x->text) {
            row->rules[i].issues++;
            return;
        }
    row->rules[row->nrules++] = (struct rule_row){
        .text = x->text, .local = x->local, .issues = 1, .href = return_rule_href(r, p->of, str_of(x->text->code))
    };
}

/* Lines come child by child. */
static void gather_children(const struct request *r, struct children_page *p, const struct issue_lines *lines)
{
    struct child_row *rows = arena_array(r->mem, struct child_row, lines->nchildren);
    struct rule_row *rules = arena_array(r->mem, struct rule_row, lines->n);
    for (size_t i = 0; i < lines->n; i++) {
        struct child_row *row = p->n ? &rows[p->n - 1] : NULL;
        if (!lines->at[i].who->id)
            continue;                           /* the return itself is no child */
        if (!row || row->who != lines->at[i].who) {
            row = &rows[p->n++];
            *row = (struct child_row){ .who = lines->at[i].who, .rules = rules + i, .since = DAY_NONE };
        }
        add_rule(r, p, row, lines->at[i].x);
    }
    p->rows = rows;
}

static err_code show_children(struct request *r, err *e)
{
    static const char *const headings[ISSUES_CHOICES] = {
        "Children with something to look at", "Children who would fail", "Children whom the return would query",
        "Children with something new", "Children with an accepted answer"
    };
    struct collection_due *of = arena_new(r->mem, struct collection_due);
    struct issue_summary sum;
    struct issue_lines lines;
    err_code rc = return_find(r, of, e);
    if (rc)
        return rc;
    struct children_page p = { .r = r, .of = of, .collection = return_title(r, of) };
    if ((rc = choice_read(r, of, &p.choice, e)) || (rc = issue_lines_read(r, &p.choice, &lines, e)))
        return rc;
    gather_children(r, &p, &lines);
    if (str_eq(request_query(r, "format"), S("csv"))) {
        children_csv_of_return(r, &p);
        return ERR_OK;
    }
    if ((rc = return_issues_summary(r->store, r->who, of, r->mem, &sum, e)) ||
        (rc = choice_filter(r, &p.choice, &sum, false, &p.filter, e)))
        return rc;
    p.heading = str_of(headings[p.choice.show]);
    p.pages = list_pages(r, return_href(r, of, "/children"), &p.choice, p.n, &p.from, &p.to);
    for (size_t i = p.from; i < p.to; i++)
        request_shows(r, p.rows[i].who->id);
    r->page.title = arena_printf(r->mem, STR_FMT ", " STR_FMT, STR_ARG(p.heading), STR_ARG(p.collection));
    r->page.nav = S("/returns");
    r->page.wide = true;
    r->page.back_href = return_href(r, of, "");
    r->page.back_text = p.collection;
    return_children_view(r->out, &p);
    return ERR_OK;
}

err_code page_return_children(struct request *r, err *e)
{
    err_code rc = request_snapshot(r, e);
    return rc ? rc : show_children(r, e);
}
