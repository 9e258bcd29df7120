/* component.c - the components that show: tags, tables, lists, banners, navigation, and the MoJ casework parts. */
#include "web/parts/component_write.h"

static void put_id_class(out *o, const char *tag, str id, const char *base, str more)
{
    out_char(o, '<');
    put(o, tag);
    put_some(o, "id", id);
    put(o, " class=\"");
    put(o, base);
    if (any(more)) {
        out_char(o, ' ');
        out_attr(o, more);
    }
    out_char(o, '"');
}

static void put_heading(out *o, int level, bool closes)
{
    out_printf(o, closes ? "</h%d>\n" : "<h%d", level);
}

void (govuk_error_summary)(out *o, const struct error_summary *c)
{
    put_open(o, "div", "govuk-error-summary", c->classes);
    put_tri(o, "data-disable-auto-focus", c->disable_auto_focus);
    put_attributes(o, &c->attributes);
    put(o, " data-module=\"govuk-error-summary\">\n<div role=\"alert\">\n<h2 class=\"govuk-error-summary__title\">");
    put_body(o, c->title, c->title_html);
    put(o, "</h2>\n<div class=\"govuk-error-summary__body\">\n");
    if (any(c->description) || any(c->description_html.s)) {
        put(o, "<p>");
        put_body(o, c->description, c->description_html);
        put(o, "</p>\n");
    }
    if (c->nerrors) {
        put(o, "<ul class=\"govuk-list govuk-error-summary__list\">\n");
        for (size_t i = 0; i < c->nerrors; i++) {
            const struct summary_error *e = &c->errors[i];
            put(o, "<li>");
            if (any(e->href)) {
                put(o, "<a");
                put_url(o, "href", e->href);
                put_attributes(o, &e->attributes);
                put(o, ">");
            }
            put_body(o, e->text, e->html);
            put(o, any(e->href) ? "</a></li>\n" : "</li>\n");
        }
        put(o, "</ul>\n");
    }
    put(o, "</div>\n</div>\n</div>\n");
}

static void put_action(out *o, const struct action *a, const struct words *card)
{
    put_open(o, "a", "govuk-link", a->classes);
    put_url(o, "href", a->href);
    put_attributes(o, &a->attributes);
    put(o, ">");
    put_body(o, a->text, a->html);
    if (any(a->hidden) || words_any(card)) {
        put(o, "<span class=\"govuk-visually-hidden\">");
        if (any(a->hidden)) {
            out_char(o, ' ');
            out_text(o, a->hidden);
        }
        if (words_any(card)) {
            put(o, " (");
            put_words(o, card);
            put(o, ")");
        }
        put(o, "</span>");
    }
    put(o, "</a>\n");
}

struct action_style { const char *one, *list, *item; };

static void put_actions(out *o, size_t n, const struct action *actions, const struct words *card, const char *tag,
                        const char *base, str classes, const struct action_style *style)
{
    if (n == 0)
        return;
    bool list_is_box = n > 1 && !style->list;       /* a card's actions are the list; a row's stand in a cell */
    put_open(o, list_is_box ? "ul" : tag, base, classes);
    put(o, ">\n");
    if (n > 1 && style->list) {
        put_open(o, "ul", style->list, STR_NONE);
        put(o, ">\n");
    }
    for (size_t i = 0; i < n; i++) {
        if (n > 1) {
            put_open(o, "li", style->item, STR_NONE);
            put(o, ">");
        }
        put_action(o, &actions[i], card);
        put(o, n > 1 ? "</li>\n" : "");
    }
    put(o, n > 1 && style->list ? "</ul>\n" : "");
    put(o, "</");
    put(o, list_is_box ? "ul" : tag);
    put(o, ">\n");
}

static void card_open(out *o, const struct summary_card *c)
{
    static const struct action_style style = { "", NULL, "govuk-summary-card__action" };
    put_open(o, "div", "govuk-summary-card", c->classes);
    put_attributes(o, &c->attributes);
    put(o, ">\n<div class=\"govuk-summary-card__title-wrapper\">\n");
    if (words_any(&c->title)) {
        int level = c->heading_level ? c->heading_level : 2;
        put_heading(o, level, false);
        put(o, " class=\"govuk-summary-card__title");
        if (any(c->title.classes)) {
            out_char(o, ' ');
            out_attr(o, c->title.classes);
        }
        put(o, "\">");
        put_words(o, &c->title);
        put_heading(o, level, true);
    }
    put_actions(o, c->nactions, c->actions, &c->title, "div", "govuk-summary-card__actions", c->actions_classes,
                &style);
    put(o, "</div>\n<div class=\"govuk-summary-card__content\">\n");
}

static void put_summary_row(out *o, const struct summary_row *r, bool any_actions, const struct words *card)
{
    static const struct action_style style = { "", "govuk-summary-list__actions-list",
                                               "govuk-summary-list__actions-list-item" };
    bool without = any_actions && r->nactions == 0;
    put_open(o, "div",
             without ? "govuk-summary-list__row govuk-summary-list__row--no-actions" : "govuk-summary-list__row",
             r->classes);
    put(o, ">\n");
    put_open(o, "dt", "govuk-summary-list__key", r->key.classes);
    put(o, ">");
    put_words(o, &r->key);
    put(o, "</dt>\n");
    put_open(o, "dd", "govuk-summary-list__value", r->value.classes);
    put(o, ">");
    put_words(o, &r->value);
    put(o, "</dd>\n");
    put_actions(o, r->nactions, r->actions, card, "dd", "govuk-summary-list__actions", r->actions_classes, &style);
    put(o, "</div>\n");
}

void (govuk_summary_list)(out *o, const struct summary_list *c)
{
    bool any_actions = false;
    for (size_t i = 0; i < c->nrows; i++)
        any_actions = any_actions || c->rows[i].nactions;
    if (c->card.on)
        card_open(o, &c->card);
    put_open(o, "dl", "govuk-summary-list", c->classes);
    put_attributes(o, &c->attributes);
    put(o, ">\n");
    for (size_t i = 0; i < c->nrows; i++)
        put_summary_row(o, &c->rows[i], any_actions, &c->card.title);
    put(o, c->card.on ? "</dl>\n</div>\n</div>\n" : "</dl>\n");
}

static void put_cell(out *o, const struct cell *c, const char *tag, const char *base, bool formats)
{
    out_char(o, '<');
    put(o, tag);
    put(o, " class=\"");
    put(o, base);
    if (formats && any(c->format)) {
        out_char(o, ' ');
        put(o, base);
        put(o, "--");
        out_attr(o, c->format);
    }
    if (any(c->classes)) {
        out_char(o, ' ');
        out_attr(o, c->classes);
    }
    out_char(o, '"');
    if (c->colspan)
        put_int(o, "colspan", c->colspan);
    if (c->rowspan)
        put_int(o, "rowspan", c->rowspan);
    put_attributes(o, &c->attributes);
    put(o, ">");
    put_body(o, c->text, c->html);
}

void (govuk_table)(out *o, const struct table *c)
{
    put_open(o, "table", "govuk-table", c->classes);
    put_attributes(o, &c->attributes);
    put(o, ">\n");
    if (any(c->caption)) {
        put_open(o, "caption", "govuk-table__caption", c->caption_classes);
        put(o, ">");
        out_text(o, c->caption);
        put(o, "</caption>\n");
    }
    if (c->nhead) {
        put(o, "<thead class=\"govuk-table__head\">\n<tr class=\"govuk-table__row\">\n");
        for (size_t i = 0; i < c->nhead; i++) {
            put_cell(o, &c->head[i], "th scope=\"col\"", "govuk-table__header", true);
            put(o, "</th>\n");
        }
        put(o, "</tr>\n</thead>\n");
    }
    put(o, "<tbody class=\"govuk-table__body\">\n");
    const struct cell *cell = c->cells;
    for (size_t i = 0; i < c->nrows; i++) {
        put(o, "<tr class=\"govuk-table__row\">\n");
        size_t width = c->widths ? c->widths[i] : c->ncols;
        for (size_t j = 0; j < width; j++, cell++) {
            bool header = j == 0 && c->first_is_header;
            put_cell(o, cell, header ? "th scope=\"row\"" : "td", header ? "govuk-table__header" : "govuk-table__cell",
                     !header);
            put(o, header ? "</th>\n" : "</td>\n");
        }
        put(o, "</tr>\n");
    }
    put(o, "</tbody>\n</table>\n");
}

void (govuk_tag)(out *o, const struct tag *c)
{
    put_open(o, "strong", "govuk-tag", c->classes);
    put_attributes(o, &c->attributes);
    put(o, ">");
    put_body(o, c->text, c->html);
    put(o, "</strong>\n");
}

static void put_tab_id(out *o, const struct tabs *c, size_t i)
{
    if (any(c->items[i].id))
        out_attr(o, c->items[i].id);
    else {
        out_attr(o, c->id_prefix);
        out_printf(o, "-%zu", i + 1);
    }
}

void (govuk_tabs)(out *o, const struct tabs *c)
{
    put_id_class(o, "div", c->id, "govuk-tabs", c->classes);
    put_attributes(o, &c->attributes);
    put(o, " data-module=\"govuk-tabs\">\n<h2 class=\"govuk-tabs__title\">");
    out_text(o, c->title.p ? c->title : S("Contents"));
    put(o, "</h2>\n");
    if (c->nitems)
        put(o, "<ul class=\"govuk-tabs__list\">\n");
    for (size_t i = 0; i < c->nitems; i++) {
        put(o, i ? "<li class=\"govuk-tabs__list-item\">"
                 : "<li class=\"govuk-tabs__list-item govuk-tabs__list-item--selected\">");
        put(o, "<a class=\"govuk-tabs__tab\" href=\"#");
        put_tab_id(o, c, i);
        out_char(o, '"');
        put_attributes(o, &c->items[i].attributes);
        put(o, ">");
        out_text(o, c->items[i].label);
        put(o, "</a></li>\n");
    }
    if (c->nitems)
        put(o, "</ul>\n");
    for (size_t i = 0; i < c->nitems; i++) {
        const struct tab *t = &c->items[i];
        put(o, i ? "<div class=\"govuk-tabs__panel govuk-tabs__panel--hidden\" id=\""
                 : "<div class=\"govuk-tabs__panel\" id=\"");
        put_tab_id(o, c, i);
        out_char(o, '"');
        put_attributes(o, &t->panel_attributes);
        put(o, ">\n");
        bool plain = !any(t->html.s) && any(t->text);
        put(o, plain ? "<p class=\"govuk-body\">" : "");
        put_body(o, t->text, t->html);
        put(o, plain ? "</p>\n</div>\n" : "</div>\n");
    }
    put(o, "</div>\n");
}

void (govuk_details)(out *o, const struct details *c)
{
    put_id_class(o, "details", c->id, "govuk-details", c->classes);
    put_attributes(o, &c->attributes);
    put(o, c->open ? " open>" : ">");
    put(o, "\n<summary class=\"govuk-details__summary\">\n<span class=\"govuk-details__summary-text\">");
    put_body(o, c->summary, c->summary_html);
    put(o, "</span>\n</summary>\n<div class=\"govuk-details__text\">");
    put_body(o, c->text, c->html);
    put(o, "</div>\n</details>\n");
}

void (govuk_inset_text)(out *o, const struct inset_text *c)
{
    put_id_class(o, "div", c->id, "govuk-inset-text", c->classes);
    put_attributes(o, &c->attributes);
    put(o, ">");
    put_body(o, c->text, c->html);
    put(o, "</div>\n");
}

void (govuk_warning_text)(out *o, const struct warning_text *c)
{
    put_open(o, "div", "govuk-warning-text", c->classes);
    put_attributes(o, &c->attributes);
    put(o, ">\n<span class=\"govuk-warning-text__icon\" aria-hidden=\"true\">!</span>\n<strong "
           "class=\"govuk-warning-text__text\">\n"
           "<span class=\"govuk-visually-hidden\">");
    out_text(o, any(c->fallback) ? c->fallback : S("Warning"));
    put(o, "</span> ");
    put_body(o, c->text, c->html);
    put(o, "</strong>\n</div>\n");
}

void (govuk_notification_banner)(out *o, const struct notification_banner *c)
{
    bool success = str_eq(c->type, S("success"));
    int level = c->title_level ? c->title_level : 2;
    str id = any(c->title_id) ? c->title_id : S("govuk-notification-banner-title");
    put_open(o, "div",
             success ? "govuk-notification-banner govuk-notification-banner--success" : "govuk-notification-banner",
             c->classes);
    put_attribute(o, "role", any(c->role) ? c->role : success ? S("alert") : S("region"));
    put_attribute(o, "aria-labelledby", id);
    put(o, " data-module=\"govuk-notification-banner\"");
    put_tri(o, "data-disable-auto-focus", c->disable_auto_focus);
    put_attributes(o, &c->attributes);
    put(o, ">\n<div class=\"govuk-notification-banner__header\">\n");
    put_heading(o, level, false);
    put(o, " class=\"govuk-notification-banner__title\"");
    put_attribute(o, "id", id);
    put(o, ">");
    put_body(o, any(c->title) ? c->title : success ? S("Success") : S("Important"), c->title_html);
    put_heading(o, level, true);
    put(o, "</div>\n<div class=\"govuk-notification-banner__content\">\n");
    bool plain = !any(c->html.s) && any(c->text);
    put(o, plain ? "<p class=\"govuk-notification-banner__heading\">" : "");
    put_body(o, c->text, c->html);
    put(o, plain ? "</p>\n</div>\n</div>\n" : "</div>\n</div>\n");
}

static void put_arrow(out *o, bool next)
{
    put(o, next ? "<svg class=\"govuk-pagination__icon govuk-pagination__icon--next\""
                : "<svg class=\"govuk-pagination__icon govuk-pagination__icon--prev\"");
    put(o, " xmlns=\"http://www.w3.org/2000/svg\" height=\"13\" width=\"15\" aria-hidden=\"true\" focusable=\"false\" "
           "viewBox=\"0 0 15 13\"><path d=\"");
    put(o, next ? "m8.107-0.0078125-1.4136 1.414 4.2926 4.293h-12.986v2h12.896l-4.1855 3.9766 1.377 1.4492 "
                  "6.7441-6.4062-6.7246-6.7266z"
                : "m6.5938-0.0078125-6.7266 6.7266 6.7441 6.4062 "
                  "1.377-1.449-4.1856-3.9768h12.896v-2h-12.984l4.2931-4.293-1.414-1.414z");
    put(o, "\"></path></svg>\n");
}

static void put_page_link(out *o, const struct page_link *l, bool next, bool block)
{
    if (!any(l->href))
        return;
    put(o, next ? "<div class=\"govuk-pagination__next\">\n" : "<div class=\"govuk-pagination__prev\">\n");
    put(o, "<a class=\"govuk-link govuk-pagination__link\"");
    put_url(o, "href", l->href);
    put(o, next ? " rel=\"next\"" : " rel=\"prev\"");
    put_attributes(o, &l->attributes);
    put(o, ">\n");
    if (block || !next)
        put_arrow(o, next);
    put(o, block && !any(l->label)
               ? "<span class=\"govuk-pagination__link-title govuk-pagination__link-title--decorated\">"
               : "<span class=\"govuk-pagination__link-title\">");
    if (any(l->text) || any(l->html.s))
        put_body(o, l->text, l->html);
    else
        put(o, next ? "Next<span class=\"govuk-visually-hidden\"> page</span>"
                    : "Previous<span class=\"govuk-visually-hidden\"> page</span>");
    put(o, "</span>\n");
    if (block && any(l->label)) {
        put(o, "<span class=\"govuk-visually-hidden\">:</span>\n<span class=\"govuk-pagination__link-label\">");
        out_text(o, l->label);
        put(o, "</span>\n");
    }
    if (!block && next)
        put_arrow(o, next);
    put(o, "</a>\n</div>\n");
}

static void put_page_item(out *o, const struct page_item *p)
{
    if (p->ellipsis) {
        put(o, "<li class=\"govuk-pagination__item govuk-pagination__item--ellipsis\">&ctdot;</li>\n");
        return;
    }
    put(o, p->current ? "<li class=\"govuk-pagination__item govuk-pagination__item--current\">"
                      : "<li class=\"govuk-pagination__item\">");
    put(o, "<a class=\"govuk-link govuk-pagination__link\"");
    put_url(o, "href", p->href);
    put(o, " aria-label=\"");
    if (any(p->hidden))
        out_attr(o, p->hidden);
    else {
        put(o, "Page ");
        out_attr(o, p->number);
    }
    put(o, p->current ? "\" aria-current=\"page\"" : "\"");
    put_attributes(o, &p->attributes);
    put(o, ">");
    out_text(o, p->number);
    put(o, "</a></li>\n");
}

void (govuk_pagination)(out *o, const struct pagination *c)
{
    bool listed = c->listed || c->nitems, block = !listed && (any(c->next.href) || any(c->previous.href));
    put_open(o, "nav", block ? "govuk-pagination govuk-pagination--block" : "govuk-pagination", c->classes);
    put_attribute(o, "aria-label", any(c->label) ? c->label : S("Pagination"));
    put_attributes(o, &c->attributes);
    put(o, ">\n");
    put_page_link(o, &c->previous, false, block);
    if (listed) {
        put(o, "<ul class=\"govuk-pagination__list\">\n");
        for (size_t i = 0; i < c->nitems; i++)
            put_page_item(o, &c->items[i]);
        put(o, "</ul>\n");
    }
    put_page_link(o, &c->next, true, block);
    put(o, "</nav>\n");
}

void (govuk_breadcrumbs)(out *o, const struct breadcrumbs *c)
{
    put_open(o, "nav", "govuk-breadcrumbs", c->classes);
    if (c->collapse) {
        o->n--;
        put(o, " govuk-breadcrumbs--collapse-on-mobile\"");
    }
    put_attributes(o, &c->attributes);
    put_attribute(o, "aria-label", c->label.p ? c->label : S("Breadcrumb"));
    put(o, ">\n<ol class=\"govuk-breadcrumbs__list\">\n");
    for (size_t i = 0; i < c->nitems; i++) {
        const struct crumb *k = &c->items[i];
        put(o, any(k->href) ? "<li class=\"govuk-breadcrumbs__list-item\">"
                            : "<li class=\"govuk-breadcrumbs__list-item\" aria-current=\"page\">");
        if (any(k->href)) {
            put(o, "<a class=\"govuk-breadcrumbs__link\"");
            put_url(o, "href", k->href);
            put_attributes(o, &k->attributes);
            put(o, ">");
        }
        put_body(o, k->text, k->html);
        put(o, any(k->href) ? "</a></li>\n" : "</li>\n");
    }
    put(o, "</ol>\n</nav>\n");
}

void (govuk_skip_link)(out *o, const struct skip_link *c)
{
    put(o, "<a");
    put_url(o, "href", any(c->href) ? c->href : S("#content"));
    put(o, " class=\"govuk-skip-link");
    if (any(c->classes)) {
        out_char(o, ' ');
        out_attr(o, c->classes);
    }
    out_char(o, '"');
    put_attributes(o, &c->attributes);
    put(o, " data-module=\"govuk-skip-link\">");
    put_body(o, c->text, c->html);
    put(o, "</a>\n");
}

void (govuk_back_link)(out *o, const struct back_link *c)
{
    put(o, "<a");
    put_url(o, "href", any(c->href) ? c->href : S("#"));
    put(o, " class=\"govuk-back-link");
    if (any(c->classes)) {
        out_char(o, ' ');
        out_attr(o, c->classes);
    }
    out_char(o, '"');
    put_attributes(o, &c->attributes);
    put(o, ">");
    put_body(o, any(c->text) ? c->text : S("Back"), c->html);
    put(o, "</a>\n");
}

void (govuk_panel)(out *o, const struct panel *c)
{
    int level = c->heading_level ? c->heading_level : 1;
    put_open(o, "div", "govuk-panel govuk-panel--confirmation", c->classes);
    put_attributes(o, &c->attributes);
    put(o, ">\n");
    put_heading(o, level, false);
    put(o, " class=\"govuk-panel__title\">");
    put_body(o, c->title, c->title_html);
    put_heading(o, level, true);
    if (any(c->text) || any(c->html.s)) {
        put(o, "<div class=\"govuk-panel__body\">");
        put_body(o, c->text, c->html);
        put(o, "</div>\n");
    }
    put(o, "</div>\n");
}

void (govuk_phase_banner)(out *o, const struct phase_banner *c)
{
    put_open(o, "div", "govuk-phase-banner govuk-width-container", c->classes);
    put_attributes(o, &c->attributes);
    put(o, ">\n<p class=\"govuk-phase-banner__content\">\n");
    put_open(o, "strong", "govuk-tag govuk-phase-banner__content__tag", c->tag.classes);
    put(o, ">");
    put_words(o, &c->tag);
    put(o, "</strong>\n<span class=\"govuk-phase-banner__text\">");
    put_body(o, c->text, c->html);
    put(o, "</span>\n</p>\n</div>\n");
}

static void put_section_id(out *o, const struct accordion *c, const char *part, size_t i)
{
    put(o, " id=\"");
    out_attr(o, c->id);
    out_printf(o, "-%s-%zu\"", part, i + 1);
}

void (govuk_accordion)(out *o, const struct accordion *c)
{
    int level = c->heading_level ? c->heading_level : 2;
    put_open(o, "div", "govuk-accordion", c->classes);
    put(o, " data-module=\"govuk-accordion\"");
    put_attribute(o, "id", c->id.p ? c->id : S(""));
    put_attributes(o, &c->attributes);
    put(o, ">\n");
    for (size_t i = 0; i < c->nitems; i++) {
        const struct section *s = &c->items[i];
        put(o, s->expanded ? "<div class=\"govuk-accordion__section govuk-accordion__section--expanded\">\n"
                           : "<div class=\"govuk-accordion__section\">\n");
        put(o, "<div class=\"govuk-accordion__section-header\">\n");
        put_heading(o, level, false);
        put(o, " class=\"govuk-accordion__section-heading\"><span class=\"govuk-accordion__section-button\"");
        put_section_id(o, c, "heading", i);
        put(o, ">");
        put_words(o, &s->heading);
        put(o, "</span>");
        put_heading(o, level, true);
        if (words_any(&s->summary)) {
            put(o, "<div class=\"govuk-accordion__section-summary govuk-body\"");
            put_section_id(o, c, "summary", i);
            put(o, ">");
            put_words(o, &s->summary);
            put(o, "</div>\n");
        }
        put(o, "</div>\n<div");
        put_section_id(o, c, "content", i);
        put(o, " class=\"govuk-accordion__section-content\">\n");
        bool plain = !any(s->content.html.s) && any(s->content.text);
        put(o, plain ? "<p class=\"govuk-body\">" : "");
        put_words(o, &s->content);
        put(o, plain ? "</p>\n</div>\n</div>\n" : "</div>\n</div>\n");
    }
    put(o, "</div>\n");
}

static void put_nav_item(out *o, const struct nav_item *n)
{
    bool on = n->active || n->current;
    put(o, on ? "<li class=\"govuk-service-navigation__item govuk-service-navigation__item--active\">\n"
              : "<li class=\"govuk-service-navigation__item\">\n");
    bool link = any(n->href), some = any(n->text) || any(n->html.s);
    if (link) {
        put(o, "<a class=\"govuk-service-navigation__link\"");
        put_url(o, "href", n->href);
    } else if (some)
        put(o, "<span class=\"govuk-service-navigation__text\"");
    if (link || some) {
        if (on)
            put_attribute(o, "aria-current", n->current ? S("page") : S("true"));
        if (link)
            put_attributes(o, &n->attributes);
        put(o, on ? "><strong class=\"govuk-service-navigation__active-fallback\">" : ">");
        put_body(o, n->text, n->html);
        put(o, on ? "</strong>" : "");
        put(o, link ? "</a>\n" : "</span>\n");
    }
    put(o, "</li>\n");
}

void (govuk_service_navigation)(out *o, const struct service_navigation *c)
{
    bool named = any(c->service_name);
    str id = any(c->id) ? c->id : S("navigation");
    put(o, named ? "<section aria-label=\"Service information\"" : "<div");
    put(o, " class=\"govuk-service-navigation");
    if (any(c->classes)) {
        out_char(o, ' ');
        out_attr(o, c->classes);
    }
    put(o, "\" data-module=\"govuk-service-navigation\"");
    put_attributes(o, &c->attributes);
    put(o, ">\n<div class=\"govuk-width-container\">\n<div class=\"govuk-service-navigation__container\">\n");
    if (named) {
        put(o, "<span class=\"govuk-service-navigation__service-name\">");
        put(o, any(c->service_url) ? "<a" : "<span class=\"govuk-service-navigation__text\">");
        if (any(c->service_url)) {
            put_url(o, "href", c->service_url);
            put(o, " class=\"govuk-service-navigation__link\">");
        }
        out_text(o, c->service_name);
        put(o, any(c->service_url) ? "</a></span>\n" : "</span></span>\n");
    }
    if (c->nitems) {
        put(o, "<nav");
        put_attribute(o, "aria-label", any(c->label) ? c->label : S("Menu"));
        put(o, " class=\"govuk-service-navigation__wrapper\">\n");
        if (c->nitems > 1) {
            put(o, "<button type=\"button\" class=\"govuk-service-navigation__toggle "
                   "govuk-js-service-navigation-toggle\"");
            put_attribute(o, "aria-controls", id);
            put(o, " hidden aria-hidden=\"true\">Menu</button>\n");
        }
        put(o, "<ul class=\"govuk-service-navigation__list\"");
        put_attribute(o, "id", id);
        put(o, ">\n");
        for (size_t i = 0; i < c->nitems; i++)
            put_nav_item(o, &c->items[i]);
        put(o, "</ul>\n</nav>\n");
    }
    put(o, named ? "</div>\n</div>\n</section>\n" : "</div>\n</div>\n</div>\n");
}

static void put_task_id(out *o, const struct task_list *c, size_t i, const char *part)
{
    out_attr(o, any(c->id_prefix) ? c->id_prefix : S("task-list"));
    out_printf(o, "-%zu-%s", i + 1, part);
}

static void put_task(out *o, const struct task_list *c, size_t i)
{
    const struct task *t = &c->items[i];
    put_open(o, "li", any(t->href) ? "govuk-task-list__item govuk-task-list__item--with-link" : "govuk-task-list__item",
             t->classes);
    put(o, ">\n<div class=\"govuk-task-list__name-and-hint\">\n");
    if (any(t->href)) {
        put_open(o, "a", "govuk-link govuk-task-list__link", t->title.classes);
        put_url(o, "href", t->href);
        put(o, " aria-describedby=\"");
        if (words_any(&t->hint)) {
            put_task_id(o, c, i, "hint");
            out_char(o, ' ');
        }
        put_task_id(o, c, i, "status");
        put(o, "\">");
    } else {
        put(o, "<div");
        put_some(o, "class", t->title.classes);
        put(o, ">");
    }
    put_words(o, &t->title);
    put(o, any(t->href) ? "</a>\n" : "</div>\n");
    if (words_any(&t->hint)) {
        put(o, "<div id=\"");
        put_task_id(o, c, i, "hint");
        put(o, "\" class=\"govuk-task-list__hint\">");
        put_words(o, &t->hint);
        put(o, "</div>\n");
    }
    put(o, "</div>\n");
    put_open(o, "div", "govuk-task-list__status", t->status.classes);
    put(o, " id=\"");
    put_task_id(o, c, i, "status");
    put(o, "\">");
    if (t->tagged)
        (govuk_tag)(o, &t->tag);
    else
        put_words(o, &t->status);
    put(o, "</div>\n</li>\n");
}

void (govuk_task_list)(out *o, const struct task_list *c)
{
    put_open(o, "ul", "govuk-task-list", c->classes);
    put_attributes(o, &c->attributes);
    put(o, ">\n");
    for (size_t i = 0; i < c->nitems; i++)
        put_task(o, c, i);
    put(o, "</ul>\n");
}

/* MoJ parts. */

void (moj_badge)(out *o, const struct moj_badge *c)
{
    put_open(o, "span", "moj-badge", c->classes);
    put(o, ">");
    out_text(o, c->text);
    put(o, "</span>\n");
}

void (moj_timeline)(out *o, const struct moj_timeline *c)
{
    int level = c->heading_level ? c->heading_level : 2;
    put(o, "<div class=\"moj-timeline\">\n");
    for (size_t i = 0; i < c->nitems; i++) {
        const struct moj_event *e = &c->items[i];
        put(o, "<div class=\"moj-timeline__item\">\n<div class=\"moj-timeline__header\">\n");
        put_heading(o, level, false);
        put(o, " class=\"moj-timeline__title\">");
        out_text(o, e->title);
        put_heading(o, level, true);
        if (any(e->by)) {
            put(o, "<p class=\"moj-timeline__byline\">by ");
            out_text(o, e->by);
            put(o, "</p>\n");
        }
        put(o, "</div>\n<p class=\"moj-timeline__date\"><time");
        put_some(o, "datetime", e->when_iso);
        put(o, ">");
        out_text(o, e->when);
        put(o, "</time></p>\n<div class=\"moj-timeline__description\">");
        out_raw(o, e->html.s);
        put(o, "</div>\n</div>\n");
    }
    put(o, "</div>\n");
}

static void put_side_items(out *o, size_t n, const struct moj_side_item *items, const char *list, const char *item,
                           const char *active, const char *link)
{
    put_open(o, "ul", list, STR_NONE);
    put(o, ">\n");
    for (size_t i = 0; i < n; i++) {
        put_open(o, "li", item, items[i].current && active ? str_of(active) : STR_NONE);
        put(o, "><a");
        put_some(o, "class", str_of(link));
        put_url(o, "href", items[i].href);
        put(o, items[i].current ? " aria-current=\"page\">" : ">");
        out_text(o, items[i].text);
        put(o, "</a></li>\n");
    }
    put(o, "</ul>\n");
}

void (moj_side_navigation)(out *o, const struct moj_side_navigation *c)
{
    put(o, "<nav class=\"moj-side-navigation\"");
    put_attribute(o, "aria-label", any(c->label) ? c->label : S("Side navigation"));
    put(o, ">\n");
    put_side_items(o, c->nitems, c->items, "moj-side-navigation__list", "moj-side-navigation__item",
                   "moj-side-navigation__item--active", "");
    put(o, "</nav>\n");
}

void (moj_sub_navigation)(out *o, const struct moj_sub_navigation *c)
{
    put(o, "<nav class=\"moj-sub-navigation\"");
    put_attribute(o, "aria-label", any(c->label) ? c->label : S("Sub navigation"));
    put(o, ">\n");
    put_side_items(o, c->nitems, c->items, "moj-sub-navigation__list", "moj-sub-navigation__item", NULL,
                   "moj-sub-navigation__link");
    put(o, "</nav>\n");
}

void (moj_identity_bar)(out *o, const struct moj_identity_bar *c)
{
    put(o, "<div class=\"moj-identity-bar\">\n<div class=\"moj-identity-bar__container\">\n<div "
           "class=\"moj-identity-bar__details\">\n");
    put(o, "<span class=\"moj-identity-bar__title\">");
    out_text(o, c->title);
    put(o, "</span>\n");
    for (size_t i = 0; i < c->nfacts; i++) {
        put(o, "<span class=\"hf-identity__fact\"><span class=\"hf-identity__label\">");
        out_text(o, c->facts[i].label);
        put(o, "</span> ");
        out_text(o, c->facts[i].value);
        put(o, "</span>\n");
    }
    put(o, "</div>\n");
    if (any(c->actions.s)) {
        put(o, "<div class=\"moj-identity-bar__actions\">\n");
        out_raw(o, c->actions.s);
        put(o, "</div>\n");
    }
    put(o, "</div>\n</div>\n");
}
