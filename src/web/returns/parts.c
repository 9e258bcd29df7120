/* parts.c - small pieces of markup that the pages of the returns share. */
#include "web/returns/page.h"

str figure_href(const struct figures_part *p, str path, enum issue_show show)
{
    struct return_choice c = { .of = p->of };
    if (p->choice)
        c = *p->choice;
    c.show = show;
    return choice_href(p->r, path, &c, "");
}

void part_severity(out *o, const struct rule_text *t, bool local)
{
    out_raw(o, t->severity == SEVERITY_ERROR ? S("<strong class=\"govuk-tag govuk-tag--red\">Error</strong>")
                                             : S("<strong class=\"govuk-tag govuk-tag--yellow\">Query</strong>"));
    if (local)
        out_raw(o, S(" <span class=\"moj-badge moj-badge--purple\">Local</span>"));
}

/* "Placement, “Postcode”"; a child's own details need no heading. who NULL: the page is about one child anyway. */
static void one_link(out *o, const struct mend_link *l, const struct issue_person *who)
{
    out_raw(o, S("<li>"));
    if (l->href.n) {
        out_raw(o, S("<a class=\"govuk-link\" href=\""));
        out_url(o, l->href);
        out_raw(o, S("\">"));
    }
    out_raw(o, l->adds ? S("Add ") : S(""));
    if (!l->own)
        out_text(o, l->record);
    else if (!l->field.n)
        out_raw(o, S("The child’s own details"));
    if (l->field.n) {
        out_raw(o, l->own ? S("") : S(": "));
        out_text(o, l->field);
    }
    if (who && l->href.n) {
        out_raw(o, S("<span class=\"govuk-visually-hidden\">, "));
        out_text(o, who->name);
        out_raw(o, S("</span>"));
    }
    out_raw(o, l->href.n ? S("</a>") : S(""));
    if (l->asks.n) {
        out_raw(o, S(" <span class=\"hf-sub\">"));
        out_text(o, l->asks);
        out_raw(o, S("</span>"));
    }
    out_raw(o, S("</li>"));
}

void part_mend_links(out *o, const struct request *r, const struct issue_line *l)
{
    size_t all = issue_places(r, l->x);
    if (!l->nlinks)
        return;
    out_raw(o, S("<ul class=\"govuk-list hf-mends\">"));
    for (size_t i = 0; i < l->nlinks; i++)
        one_link(o, &l->links[i], l->who);
    if (all > l->nlinks)
        out_printf(o, "<li class=\"hf-sub\">and %zu more</li>", all - l->nlinks);
    out_raw(o, S("</ul>"));
}

void part_holder(out *o, const struct request *r, const struct issue_person *who)
{
    if (!who->id)
        return;
    part_worker_link(o, r, who->worker_id, who->worker_id ? who->worker : S("Nobody"));
    if (who->team.n) {
        out_raw(o, S(" <span class=\"hf-sub\">"));
        out_text(o, who->team);
        out_raw(o, S("</span>"));
    }
}

void part_issue_child(out *o, const struct request *r, const struct issue_person *who)
{
    if (who->id)
        out_printf(o, "<a class=\"govuk-link hf-person\" href=\"/child/%lld/returns\">", (long long)who->id);
    out_text(o, who->name);
    if (!who->id)
        return;
    out_raw(o, S("</a> <span class=\"hf-sub\">"));
    part_age(o, who->born_on, who->due_on, r->today);
    out_raw(o, S("</span>"));
}

void part_pages(out *o, const struct pagination *p) { (govuk_pagination)(o, p); }

void part_issue_fields(out *o, const struct return_issue *x)
{
    out_printf(o, "<input type=\"hidden\" name=\"year\" value=\"%d\">", x->of->year);
    const struct {
        const char *name;
        str value;
    } fields[] = { { "source", x->of->source }, { "rule", str_of(x->text->code) }, { "key", x->key } };
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        out_printf(o, "<input type=\"hidden\" name=\"%s\" value=\"", fields[i].name);
        out_attr(o, fields[i].value);
        out_raw(o, S("\">"));
    }
}
