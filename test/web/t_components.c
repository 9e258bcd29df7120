/* t_components.c - every component helper makes the HTML that govuk-frontend's own fixtures expect.
 *
 * Compared after normalising white space, the order of attributes and classes, and entities. A fixture that
 * uses an option we do not offer is left out; the options are listed here with the reason. The number of fixtures that
 * must match is recorded for each component and may only rise. */
#include "tap.h"
#include "web/parts/component.h"
#include <jansson.h>
#include <stdlib.h>

static arena mem;

/* --- reading options ------------------------------------------------------------------------- */

static str text_at(const json_t *o, const char *key)
{
    const json_t *v = json_object_get(o, key);
    if (json_is_string(v))
        return arena_copy(&mem, (str){ json_string_value(v), json_string_length(v) });
    if (json_is_integer(v))
        return arena_printf(&mem, "%lld", (long long)json_integer_value(v));
    return STR_NONE;
}
static html html_at(const json_t *o, const char *key) { return (html){ text_at(o, key) }; }
static bool true_at(const json_t *o, const char *key) { return json_is_true(json_object_get(o, key)); }
static enum tri tri_at(const json_t *o, const char *key)
{
    const json_t *v = json_object_get(o, key);
    return json_is_true(v) ? YES : json_is_false(v) ? NO : UNSAID;
}
static int64_t int_at(const json_t *o, const char *key)
{
    const json_t *v = json_object_get(o, key);
    return json_is_string(v) ? strtoll(json_string_value(v), NULL, 10) : json_integer_value(v);
}
static struct attributes attributes_at(const json_t *o, const char *key)
{
    json_t *v = json_object_get(o, key), *item;
    const char *name;
    size_t n = 0;
    struct attribute *at = arena_array(&mem, struct attribute, json_object_size(v) + 1);
    json_object_foreach(v, name, item) {
        if (json_is_object(item)) {
            bool optional = true_at(item, "optional");
            json_t *value_of = json_object_get(item, "value");
            if (optional && (json_is_false(value_of) || json_is_null(value_of) || !value_of))
                continue;
            at[n++] = (struct attribute){ name, json_is_true(value_of) ? S("true") : text_at(item, "value"),
                                          optional && json_is_true(value_of) };
        } else
            at[n++] = (struct attribute){ name,
                                          json_is_true(item)    ? S("true")
                                          : json_is_false(item) ? S("false")
                                                                : text_at(v, name),
                                          false };
    }
    return (struct attributes){ n, at };
}
static struct words words_of(const json_t *o)
{
    return (struct words){ text_at(o, "text"), html_at(o, "html"), text_at(o, "classes"),
                           attributes_at(o, "attributes") };
}
static struct words words_at(const json_t *o, const char *key) { return words_of(json_object_get(o, key)); }
static struct label label_at(const json_t *o)
{
    const json_t *l = json_object_get(o, "label");
    return (struct label){ text_at(l, "text"), html_at(l, "html"),          text_at(l, "classes"),
                           STR_NONE,           true_at(l, "isPageHeading"), attributes_at(l, "attributes") };
}
static struct hint hint_at(const json_t *o)
{
    const json_t *h = json_object_get(o, "hint");
    return (struct hint){ STR_NONE, text_at(h, "text"), html_at(h, "html"), text_at(h, "classes"),
                          attributes_at(h, "attributes") };
}
static struct error_message error_of(const json_t *m)
{
    const json_t *hidden = json_object_get(m, "visuallyHiddenText");
    return (struct error_message){ text_at(m, "id"),
                                   text_at(m, "text"),
                                   html_at(m, "html"),
                                   text_at(m, "classes"),
                                   text_at(m, "visuallyHiddenText"),
                                   json_is_false(hidden) || json_is_null(hidden) ||
                                       (json_is_string(hidden) && !*json_string_value(hidden)),
                                   attributes_at(m, "attributes") };
}
static struct error_message error_at(const json_t *o)
{
    const json_t *m = json_object_get(o, "errorMessage");
    return m ? error_of(m) : (struct error_message){ 0 };
}
static struct form_group group_at(const json_t *o)
{
    const json_t *g = json_object_get(o, "formGroup");
    struct words before = words_at(g, "beforeInput"), after = words_at(g, "afterInput");
    if (!words_any(&before))
        before = words_at(g, "beforeInputs");
    if (!words_any(&after))
        after = words_at(g, "afterInputs");
    return (struct form_group){ text_at(g, "classes"), attributes_at(g, "attributes"), before, after };
}
static struct fieldset fieldset_of(const json_t *f)
{
    const json_t *l = json_object_get(f, "legend");
    return (struct fieldset){ .on = f != NULL,
                              .described_by = text_at(f, "describedBy"),
                              .classes = text_at(f, "classes"),
                              .role = text_at(f, "role"),
                              .html = html_at(f, "html"),
                              .attributes = attributes_at(f, "attributes"),
                              .legend = { text_at(l, "text"), html_at(l, "html"), text_at(l, "classes"),
                                          true_at(l, "isPageHeading") } };
}
static struct choice choice_of(const json_t *i, const char *checked)
{
    return (struct choice){ .value = text_at(i, "value"),
                            .has_value = text_at(i, "value").p != NULL,
                            .text = text_at(i, "text"),
                            .html = html_at(i, "html"),
                            .id = text_at(i, "id"),
                            .name = text_at(i, "name"),
                            .divider = text_at(i, "divider"),
                            .behaviour = text_at(i, "behaviour"),
                            .disabled = true_at(i, "disabled"),
                            .checked = tri_at(i, checked),
                            .label = label_at(i),
                            .hint = hint_at(i),
                            .conditional = html_at(json_object_get(i, "conditional"), "html"),
                            .attributes = attributes_at(i, "attributes") };
}
static const struct choice *choices_at(const json_t *o, const char *checked, size_t *n)
{
    json_t *items = json_object_get(o, "items");
    *n = json_array_size(items);
    struct choice *to = arena_array(&mem, struct choice, *n + 1);
    for (size_t i = 0; i < *n; i++)
        to[i] = choice_of(json_array_get(items, i), checked);
    return to;
}

/* --- components ------------------------------------------------------------------------------ */

static void make_button(out *o, const json_t *x)
{
    govuk_button(o, text_at(x, "text"), html_at(x, "html"), text_at(x, "href"), text_at(x, "type"), text_at(x, "name"),
                 text_at(x, "value"), text_at(x, "id"), text_at(x, "classes"), true_at(x, "disabled"),
                 true_at(x, "isStartButton"), tri_at(x, "preventDoubleClick"), attributes_at(x, "attributes"));
}
static void make_input(out *o, const json_t *x)
{
    govuk_input(o, .id = text_at(x, "id"), .name = text_at(x, "name"), .type = text_at(x, "type"),
                .value = text_at(x, "value"), .described_by = text_at(x, "describedBy"),
                .autocomplete = text_at(x, "autocomplete"), .autocapitalize = text_at(x, "autocapitalize"),
                .pattern = text_at(x, "pattern"), .inputmode = text_at(x, "inputmode"),
                .classes = text_at(x, "classes"), .disabled = true_at(x, "disabled"),
                .spellcheck = tri_at(x, "spellcheck"), .label = label_at(x), .hint = hint_at(x), .error = error_at(x),
                .prefix = words_at(x, "prefix"), .suffix = words_at(x, "suffix"),
                .wrapper = words_at(x, "inputWrapper"), .group = group_at(x),
                .attributes = attributes_at(x, "attributes"));
}
static void make_textarea(out *o, const json_t *x)
{
    govuk_textarea(o, .id = text_at(x, "id"), .name = text_at(x, "name"), .value = text_at(x, "value"),
                   .described_by = text_at(x, "describedBy"), .autocomplete = text_at(x, "autocomplete"),
                   .classes = text_at(x, "classes"), .rows = int_at(x, "rows"), .disabled = true_at(x, "disabled"),
                   .spellcheck = tri_at(x, "spellcheck"), .label = label_at(x), .hint = hint_at(x),
                   .error = error_at(x), .group = group_at(x), .attributes = attributes_at(x, "attributes"));
}
static void make_character_count(out *o, const json_t *x)
{
    govuk_character_count(o, .id = text_at(x, "id"), .name = text_at(x, "name"), .value = text_at(x, "value"),
                          .classes = text_at(x, "classes"), .threshold = text_at(x, "threshold"),
                          .count_classes = text_at(json_object_get(x, "countMessage"), "classes"),
                          .rows = int_at(x, "rows"), .maxlength = int_at(x, "maxlength"),
                          .maxwords = int_at(x, "maxwords"), .spellcheck = tri_at(x, "spellcheck"),
                          .label = label_at(x), .hint = hint_at(x), .error = error_at(x), .group = group_at(x),
                          .attributes = attributes_at(x, "attributes"));
}
static void make_password_input(out *o, const json_t *x)
{
    govuk_password_input(o, .id = text_at(x, "id"), .name = text_at(x, "name"), .value = text_at(x, "value"),
                         .described_by = text_at(x, "describedBy"), .autocomplete = text_at(x, "autocomplete"),
                         .classes = text_at(x, "classes"),
                         .button_classes = text_at(json_object_get(x, "button"), "classes"),
                         .disabled = true_at(x, "disabled"), .label = label_at(x), .hint = hint_at(x),
                         .error = error_at(x), .group = group_at(x), .attributes = attributes_at(x, "attributes"));
}
static void make_date_input(out *o, const json_t *x)
{
    json_t *items = json_object_get(x, "items"), *values = json_object_get(x, "values");
    size_t n = json_array_size(items);
    struct date_part *parts = arena_array(&mem, struct date_part, n + 1);
    for (size_t i = 0; i < n; i++) {
        const json_t *p = json_array_get(items, i);
        parts[i] = (struct date_part){ .name = text_at(p, "name"),
                                       .label = text_at(p, "label"),
                                       .value = text_at(p, "value"),
                                       .id = text_at(p, "id"),
                                       .classes = text_at(p, "classes"),
                                       .autocomplete = text_at(p, "autocomplete"),
                                       .pattern = text_at(p, "pattern"),
                                       .inputmode = text_at(p, "inputmode"),
                                       .error = tri_at(p, "error"),
                                       .attributes = attributes_at(p, "attributes") };
    }
    govuk_date_input(o, .id = text_at(x, "id"), .name_prefix = text_at(x, "namePrefix"),
                     .classes = text_at(x, "classes"), .day = text_at(values, "day"), .month = text_at(values, "month"),
                     .year = text_at(values, "year"), .nparts = n, .parts = parts,
                     .fieldset = fieldset_of(json_object_get(x, "fieldset")), .hint = hint_at(x), .error = error_at(x),
                     .group = group_at(x), .attributes = attributes_at(x, "attributes"));
}
static void make_select(out *o, const json_t *x)
{
    size_t n;
    const struct choice *items = choices_at(x, "selected", &n);
    govuk_select(o, .id = text_at(x, "id"), .name = text_at(x, "name"), .value = text_at(x, "value"),
                 .described_by = text_at(x, "describedBy"), .classes = text_at(x, "classes"),
                 .disabled = true_at(x, "disabled"), .nitems = n, .items = items, .label = label_at(x),
                 .hint = hint_at(x), .error = error_at(x), .group = group_at(x),
                 .attributes = attributes_at(x, "attributes"));
}
static struct choices choices_of(const json_t *x)
{
    struct choices c = { .id_prefix = text_at(x, "idPrefix"),
                         .name = text_at(x, "name"),
                         .described_by = text_at(x, "describedBy"),
                         .classes = text_at(x, "classes"),
                         .fieldset = fieldset_of(json_object_get(x, "fieldset")),
                         .hint = hint_at(x),
                         .error = error_at(x),
                         .group = group_at(x),
                         .attributes = attributes_at(x, "attributes") };
    c.items = choices_at(x, "checked", &c.nitems);
    json_t *values = json_object_get(x, "values");
    c.nvalues = json_array_size(values);
    str *v = arena_array(&mem, str, c.nvalues + 2);
    for (size_t i = 0; i < c.nvalues; i++)
        v[i] = str_of(json_string_value(json_array_get(values, i)));
    if (text_at(x, "value").n)
        v[c.nvalues++] = text_at(x, "value");
    c.values = v;
    return c;
}
static void make_radios(out *o, const json_t *x)     { struct choices c = choices_of(x); (govuk_radios)(o, &c); }
static void make_checkboxes(out *o, const json_t *x) { struct choices c = choices_of(x); (govuk_checkboxes)(o, &c); }
static void make_fieldset(out *o, const json_t *x)   { struct fieldset f = fieldset_of(x); (govuk_fieldset)(o, &f); }
static void make_hint(out *o, const json_t *x)
{
    govuk_hint(o, text_at(x, "id"), text_at(x, "text"), html_at(x, "html"), text_at(x, "classes"),
               attributes_at(x, "attributes"));
}
static void make_label(out *o, const json_t *x)
{
    govuk_label(o, text_at(x, "text"), html_at(x, "html"), text_at(x, "classes"), text_at(x, "for"),
                true_at(x, "isPageHeading"), attributes_at(x, "attributes"));
}
static void make_error_message(out *o, const json_t *x)
{
    struct error_message m = error_of(x);
    (govuk_error_message)(o, &m);
}
static void make_error_summary(out *o, const json_t *x)
{
    json_t *list = json_object_get(x, "errorList");
    size_t n = json_array_size(list);
    struct summary_error *errors = arena_array(&mem, struct summary_error, n + 1);
    for (size_t i = 0; i < n; i++) {
        const json_t *m = json_array_get(list, i);
        errors[i] = (struct summary_error){ text_at(m, "text"), html_at(m, "html"), text_at(m, "href"),
                                            attributes_at(m, "attributes") };
    }
    govuk_error_summary(o, text_at(x, "titleText"), text_at(x, "descriptionText"), text_at(x, "classes"),
                        html_at(x, "titleHtml"), html_at(x, "descriptionHtml"), n, errors,
                        tri_at(x, "disableAutoFocus"), attributes_at(x, "attributes"));
}
static const struct action *actions_at(const json_t *o, size_t *n, str *classes)
{
    const json_t *box = json_object_get(o, "actions"), *items = json_object_get(box, "items");
    *n = json_array_size(items);
    *classes = text_at(box, "classes");
    struct action *to = arena_array(&mem, struct action, *n + 1);
    for (size_t i = 0; i < *n; i++) {
        const json_t *a = json_array_get(items, i);
        to[i] = (struct action){ text_at(a, "text"),    html_at(a, "html"),
                                 text_at(a, "href"),    text_at(a, "visuallyHiddenText"),
                                 text_at(a, "classes"), attributes_at(a, "attributes") };
    }
    return to;
}
static void make_summary_list(out *o, const json_t *x)
{
    json_t *list = json_object_get(x, "rows"), *card = json_object_get(x, "card");
    size_t n = json_array_size(list);
    struct summary_row *rows = arena_array(&mem, struct summary_row, n + 1);
    for (size_t i = 0; i < n; i++) {
        const json_t *r = json_array_get(list, i);
        rows[i] = (struct summary_row){ .key = words_at(r, "key"),
                                        .value = words_at(r, "value"),
                                        .classes = text_at(r, "classes") };
        rows[i].actions = actions_at(r, &rows[i].nactions, &rows[i].actions_classes);
    }
    struct summary_list l = { .nrows = n,
                              .rows = rows,
                              .classes = text_at(x, "classes"),
                              .attributes = attributes_at(x, "attributes"),
                              .card = { .on = card != NULL,
                                        .title = words_at(card, "title"),
                                        .heading_level = (int)int_at(json_object_get(card, "title"), "headingLevel"),
                                        .classes = text_at(card, "classes"),
                                        .attributes = attributes_at(card, "attributes") } };
    l.card.actions = actions_at(card, &l.card.nactions, &l.card.actions_classes);
    (govuk_summary_list)(o, &l);
}
static struct cell cell_of(const json_t *c)
{
    return (struct cell){
        text_at(c, "text"),        html_at(c, "html"),        text_at(c, "format"),          text_at(c, "classes"),
        (int)int_at(c, "colspan"), (int)int_at(c, "rowspan"), attributes_at(c, "attributes")
    };
}
static void make_table(out *o, const json_t *x)
{
    json_t *head = json_object_get(x, "head"), *rows = json_object_get(x, "rows");
    size_t nhead = json_array_size(head), nrows = json_array_size(rows), n = 0;
    struct cell *heads = arena_array(&mem, struct cell, nhead + 1), *cells = arena_array(&mem, struct cell, 1000);
    size_t *widths = arena_array(&mem, size_t, nrows + 1);
    for (size_t i = 0; i < nhead; i++)
        heads[i] = cell_of(json_array_get(head, i));
    for (size_t i = 0; i < nrows; i++) {
        widths[i] = json_array_size(json_array_get(rows, i));
        for (size_t k = 0; k < widths[i]; k++)
            cells[n++] = cell_of(json_array_get(json_array_get(rows, i), k));
    }
    govuk_table(o, .caption = text_at(x, "caption"), .caption_classes = text_at(x, "captionClasses"),
                .classes = text_at(x, "classes"), .nhead = nhead, .head = heads, .nrows = nrows, .widths = widths,
                .cells = cells, .first_is_header = true_at(x, "firstCellIsHeader"),
                .attributes = attributes_at(x, "attributes"));
}
static struct tag tag_of(const json_t *x)
{
    return (struct tag){ text_at(x, "text"), html_at(x, "html"), text_at(x, "classes"),
                         attributes_at(x, "attributes") };
}
static void make_tag(out *o, const json_t *x) { struct tag t = tag_of(x); (govuk_tag)(o, &t); }
static void make_tabs(out *o, const json_t *x)
{
    json_t *items = json_object_get(x, "items");
    size_t n = json_array_size(items);
    struct tab *tabs = arena_array(&mem, struct tab, n + 1);
    for (size_t i = 0; i < n; i++) {
        const json_t *t = json_array_get(items, i), *p = json_object_get(t, "panel");
        tabs[i] = (struct tab){ text_at(t, "label"),
                                text_at(t, "id"),
                                html_at(p, "html"),
                                text_at(p, "text"),
                                attributes_at(t, "attributes"),
                                attributes_at(p, "attributes") };
    }
    govuk_tabs(o, text_at(x, "id"), text_at(x, "idPrefix"), text_at(x, "title"), text_at(x, "classes"), n, tabs,
               attributes_at(x, "attributes"));
}
static void make_details(out *o, const json_t *x)
{
    govuk_details(o, text_at(x, "id"), text_at(x, "summaryText"), text_at(x, "text"), html_at(x, "summaryHtml"),
                  html_at(x, "html"), text_at(x, "classes"), true_at(x, "open"), attributes_at(x, "attributes"));
}
static void make_inset_text(out *o, const json_t *x)
{
    govuk_inset_text(o, text_at(x, "id"), text_at(x, "text"), html_at(x, "html"), text_at(x, "classes"),
                     attributes_at(x, "attributes"));
}
static void make_warning_text(out *o, const json_t *x)
{
    govuk_warning_text(o, text_at(x, "text"), html_at(x, "html"), text_at(x, "iconFallbackText"), text_at(x, "classes"),
                       attributes_at(x, "attributes"));
}
static void make_notification_banner(out *o, const json_t *x)
{
    govuk_notification_banner(o, text_at(x, "titleText"), text_at(x, "text"), text_at(x, "type"), text_at(x, "role"),
                              text_at(x, "titleId"), text_at(x, "classes"), html_at(x, "titleHtml"), html_at(x, "html"),
                              (int)int_at(x, "titleHeadingLevel"), tri_at(x, "disableAutoFocus"),
                              attributes_at(x, "attributes"));
}
static struct page_link page_link_at(const json_t *x, const char *key)
{
    const json_t *l = json_object_get(x, key);
    return (struct page_link){ text_at(l, "text"), html_at(l, "html"), text_at(l, "href"), text_at(l, "labelText"),
                               attributes_at(l, "attributes") };
}
static void make_pagination(out *o, const json_t *x)
{
    json_t *items = json_object_get(x, "items");
    size_t n = json_array_size(items);
    struct page_item *pages = arena_array(&mem, struct page_item, n + 1);
    for (size_t i = 0; i < n; i++) {
        const json_t *p = json_array_get(items, i);
        pages[i] = (struct page_item){ text_at(p, "number"),  text_at(p, "href"),     text_at(p, "visuallyHiddenText"),
                                       true_at(p, "current"), true_at(p, "ellipsis"), attributes_at(p, "attributes") };
    }
    govuk_pagination(o, page_link_at(x, "previous"), page_link_at(x, "next"), items != NULL, n, pages,
                     text_at(x, "landmarkLabel"), text_at(x, "classes"), attributes_at(x, "attributes"));
}
static void make_breadcrumbs(out *o, const json_t *x)
{
    json_t *items = json_object_get(x, "items");
    size_t n = json_array_size(items);
    struct crumb *crumbs = arena_array(&mem, struct crumb, n + 1);
    for (size_t i = 0; i < n; i++) {
        const json_t *c = json_array_get(items, i);
        crumbs[i] = (struct crumb){ text_at(c, "text"), html_at(c, "html"), text_at(c, "href"),
                                    attributes_at(c, "attributes") };
    }
    govuk_breadcrumbs(o, n, crumbs, text_at(x, "classes"), text_at(x, "labelText"), true_at(x, "collapseOnMobile"),
                      attributes_at(x, "attributes"));
}
static void make_skip_link(out *o, const json_t *x)
{
    govuk_skip_link(o, text_at(x, "text"), html_at(x, "html"), text_at(x, "href"), text_at(x, "classes"),
                    attributes_at(x, "attributes"));
}
static void make_back_link(out *o, const json_t *x)
{
    govuk_back_link(o, text_at(x, "text"), html_at(x, "html"), text_at(x, "href"), text_at(x, "classes"),
                    attributes_at(x, "attributes"));
}
static void make_panel(out *o, const json_t *x)
{
    govuk_panel(o, text_at(x, "titleText"), text_at(x, "text"), html_at(x, "titleHtml"), html_at(x, "html"),
                (int)int_at(x, "headingLevel"), text_at(x, "classes"), attributes_at(x, "attributes"));
}
static void make_phase_banner(out *o, const json_t *x)
{
    govuk_phase_banner(o, words_at(x, "tag"), text_at(x, "text"), html_at(x, "html"), text_at(x, "classes"),
                       attributes_at(x, "attributes"));
}
static void make_accordion(out *o, const json_t *x)
{
    json_t *items = json_object_get(x, "items");
    size_t n = json_array_size(items);
    struct section *sections = arena_array(&mem, struct section, n + 1);
    for (size_t i = 0; i < n; i++) {
        const json_t *s = json_array_get(items, i);
        sections[i] = (struct section){ words_at(s, "heading"), words_at(s, "summary"), words_at(s, "content"),
                                        true_at(s, "expanded") };
    }
    govuk_accordion(o, text_at(x, "id"), text_at(x, "classes"), (int)int_at(x, "headingLevel"), n, sections,
                    attributes_at(x, "attributes"));
}
static void make_service_navigation(out *o, const json_t *x)
{
    json_t *items = json_object_get(x, "navigation");
    size_t n = json_array_size(items);
    struct nav_item *to = arena_array(&mem, struct nav_item, n + 1);
    for (size_t i = 0; i < n; i++) {
        const json_t *v = json_array_get(items, i);
        to[i] = (struct nav_item){ text_at(v, "text"),    html_at(v, "html"),   text_at(v, "href"),
                                   true_at(v, "current"), true_at(v, "active"), attributes_at(v, "attributes") };
    }
    govuk_service_navigation(o, text_at(x, "serviceName"), text_at(x, "serviceUrl"), text_at(x, "navigationLabel"),
                             text_at(x, "classes"), text_at(x, "navigationId"), n, to, attributes_at(x, "attributes"));
}
static void make_task_list(out *o, const json_t *x)
{
    json_t *items = json_object_get(x, "items");
    size_t n = json_array_size(items);
    struct task *tasks = arena_array(&mem, struct task, n + 1);
    for (size_t i = 0; i < n; i++) {
        const json_t *t = json_array_get(items, i), *s = json_object_get(t, "status"), *g = json_object_get(s, "tag");
        tasks[i] = (struct task){ words_at(t, "title"), words_at(t, "hint"),  words_of(s), tag_of(g), g != NULL,
                                  text_at(t, "href"),   text_at(t, "classes") };
    }
    govuk_task_list(o, text_at(x, "idPrefix"), text_at(x, "classes"), n, tasks, attributes_at(x, "attributes"));
}

/* Options that no page of ours needs, and why. A fixture that has one is left out. */
static const struct { const char *component, *option, *why; } left_out[] = {
    { "character-count", "textareaDescriptionText", "one wording for the whole service" },
    { "character-count", "charactersUnderLimitText", "one language" },
    { "character-count", "charactersAtLimitText", "one language" },
    { "character-count", "charactersOverLimitText", "one language" },
    { "character-count", "wordsUnderLimitText", "one language" },
    { "character-count", "wordsAtLimitText", "one language" },
    { "character-count", "wordsOverLimitText", "one language" },
    { "character-count", "countType", "follows from maxlength or maxwords" },
    { "password-input", "showPasswordText", "one language" },
    { "password-input", "hidePasswordText", "one language" },
    { "accordion", "showAllSectionsText", "one language" },
    { "accordion", "hideAllSectionsText", "one language" },
    { "accordion", "hideSectionText", "one language" },
    { "accordion", "showSectionText", "one language" },
    { "accordion", "rememberExpanded", "always remembered" },
    { "service-navigation", "slots", "the navigation is links only" },
    { "service-navigation", "collapseNavigationOnMobile", "always when there are two links" },
    { "service-navigation", "menuButtonText", "one wording" },
    { "service-navigation", "menuButtonLabel", "one wording" },
    { "service-navigation", "ariaLabel", "one wording" },
    { "service-navigation", "navigationClasses", "one style" },
    { "date-input", "day", "nparts and parts say it" },
    { "date-input", "month", "nparts and parts say it" },
    { "date-input", "year", "nparts and parts say it" },
    { "panel", "actions", "no interruption panels" },
    { "error-message", "lang", "one language" },
};

/* Fixtures that are about nunjucks, not about what comes out. */
static const struct { const char *component, *name, *why; } left_out_fixtures[] = {
    { "password-input", "with translations", "one language" },
    { "panel", "interruption", "no interruption panels" },
    { "date-input", "with values", "values are given with the parts" },
    { "select", "with falsy values", "an option's value is a text or it has none" },
    { "date-input", "with default items", "values are given with the parts" },
    { "character-count", "to configure in JavaScript", "the limit is always known to the server" },
};

static const struct { const char *name; void (*make)(out *o, const json_t *x); int covered; } components[] = {
    { "accordion", make_accordion, 10 },
    { "back-link", make_back_link, 7 },
    { "breadcrumbs", make_breadcrumbs, 12 },
    { "button", make_button, 38 },
    { "character-count", make_character_count, 21 },
    { "checkboxes", make_checkboxes, 41 },
    { "date-input", make_date_input, 31 },
    { "details", make_details, 10 },
    { "error-message", make_error_message, 9 },
    { "error-summary", make_error_summary, 19 },
    { "fieldset", make_fieldset, 18 },
    { "hint", make_hint, 6 },
    { "input", make_input, 45 },
    { "inset-text", make_inset_text, 6 },
    { "label", make_label, 17 },
    { "notification-banner", make_notification_banner, 21 },
    { "pagination", make_pagination, 14 },
    { "panel", make_panel, 9 },
    { "password-input", make_password_input, 11 },
    { "phase-banner", make_phase_banner, 7 },
    { "radios", make_radios, 42 },
    { "select", make_select, 17 },
    { "service-navigation", make_service_navigation, 18 },
    { "skip-link", make_skip_link, 9 },
    { "summary-list", make_summary_list, 29 },
    { "table", make_table, 20 },
    { "tabs", make_tabs, 13 },
    { "tag", make_tag, 12 },
    { "task-list", make_task_list, 10 },
    { "textarea", make_textarea, 18 },
    { "warning-text", make_warning_text, 8 },
};

/* --- normal form ----------------------------------------------------------------------------- */

static void put_decoded(out *o, str s)
{
    static const struct { const char *entity, *text; } known[] = {
        { "&lt;", "<" },  { "&gt;", ">" },  { "&quot;", "\"" }, { "&#34;", "\"" },
        { "&#39;", "'" }, { "&#96;", "`" }, { "&#92;", "\\" },  { "&amp;", "&" },
    };
    while (s.n) {
        size_t i = 0;
        while (i < COUNT_OF(known) && !str_starts(s, str_of(known[i].entity)))
            i++;
        if (i < COUNT_OF(known)) {
            out_raw(o, str_of(known[i].text));
            s = str_skip(s, strlen(known[i].entity));
        } else {
            out_char(o, s.p[0]);
            s = str_skip(s, 1);
        }
    }
}

static void put_squeezed(out *o, str s)
{
    bool space = false;
    s = str_trim(s);
    for (size_t i = 0; i < s.n; i++) {
        bool white = s.p[i] == ' ' || s.p[i] == '\n' || s.p[i] == '\t' || s.p[i] == '\r';
        if (!white || !space)
            out_char(o, white ? ' ' : s.p[i]);
        space = white;
    }
}

static int by_text(const void *a, const void *b) { return str_cmp(*(const str *)a, *(const str *)b); }

static void put_sorted_words(out *o, str s)
{
    str word[64];
    size_t n = 0;
    while (n < 64 && str_cut(&s, ' ', &word[n]))
        if (word[n].n)
            n++;
    qsort(word, n, sizeof *word, by_text);
    for (size_t i = 0; i < n; i++) {
        out_raw(o, word[i]);
        out_char(o, ' ');
    }
}

static void put_tag(out *o, str t)
{
    str attribute[64];
    size_t n = 0, i = 0;
    while (i < t.n && t.p[i] != ' ' && t.p[i] != '\n')
        i++;
    out_raw(o, S("<"));
    out_raw(o, str_take(t, i));
    while (i < t.n && n < 64) {
        while (i < t.n && (t.p[i] == ' ' || t.p[i] == '\n' || t.p[i] == '/' || t.p[i] == '\t'))
            i++;
        size_t from = i, quote = 0;
        while (i < t.n && (quote || (t.p[i] != ' ' && t.p[i] != '\n'))) {
            if (t.p[i] == '"')
                quote = !quote;
            i++;
        }
        if (i > from)
            attribute[n++] = (str){ t.p + from, i - from };
    }
    qsort(attribute, n, sizeof *attribute, by_text);
    for (i = 0; i < n; i++) {
        out_char(o, ' ');
        str held = attribute[i], name = STR_NONE;
        str_cut(&held, '=', &name);
        out_raw(o, name);
        out text = { 0 };
        put_decoded(&text, held);
        if (str_eq(name, S("class")))
            put_sorted_words(o, str_trim((str){ text.p ? text.p + 1 : "", text.n > 1 ? text.n - 2 : 0 }));
        else
            put_squeezed(o, out_str(&text));
        out_release(&text);
    }
    out_raw(o, S(">\n"));
}

static void normalise(out *o, str s)
{
    while (s.n) {
        const char *open = memchr(s.p, '<', s.n);
        size_t n = open ? (size_t)(open - s.p) : s.n;
        out text = { 0 };
        put_decoded(&text, str_take(s, n));
        if (str_trim(out_str(&text)).n) {
            put_squeezed(o, out_str(&text));
            out_char(o, '\n');
        }
        out_release(&text);
        s = str_skip(s, n);
        if (!s.n)
            break;
        size_t end = 0, quote = 0;
        while (end < s.n && (quote || s.p[end] != '>')) {
            if (s.p[end] == '"')
                quote = !quote;
            end++;
        }
        put_tag(o, (str){ s.p + 1, end - 1 });
        s = str_skip(s, end + 1);
    }
}

/* --- running --------------------------------------------------------------------------------- */

/* Does the fixture use an option that we do not offer, or pass what is not an object where C has structs? */
static bool uses_left_out(const char *component, const json_t *x)
{
    const char *key;
    json_t *v;
    size_t i;
    json_object_foreach((json_t *)(uintptr_t)x, key, v) {
        for (size_t k = 0; k < COUNT_OF(left_out); k++)
            if (!strcmp(left_out[k].component, component) && !strcmp(left_out[k].option, key) &&
                json_object_get(x, "name") != v)
                return true;
        if (!strcmp(key, "attributes") && json_is_string(v))
            return true;                /* markup as a string: in C attributes are a list */
        if (json_is_object(v) && strcmp(key, "attributes") && strcmp(key, "values") && uses_left_out(component, v))
            return true;
        json_t *item;
        bool structs = !strcmp(key, "items") || !strcmp(key, "rows") || !strcmp(key, "navigation") ||
                       !strcmp(key, "errorList");
        json_array_foreach(v, i, item) {
            if (structs && !json_is_object(item) && !json_is_array(item))
                return true; /* null and false among the items: nunjucks leaves them out, C does not have them */
            if (json_is_object(item) && (json_object_size(item) == 0 || uses_left_out(component, item)))
                return true;
        }
    }
    return false;
}

static bool left_out_by_name(const char *component, const char *name)
{
    for (size_t i = 0; i < COUNT_OF(left_out_fixtures); i++)
        if (!strcmp(left_out_fixtures[i].component, component) &&
            str_starts(str_of(name), str_of(left_out_fixtures[i].name)))
            return true;
    return false;
}

static int check(size_t c)
{
    const char *path =
        arena_printf(&mem, "node_modules/govuk-frontend/dist/govuk/components/%s/fixtures.json", components[c].name).p;
    json_error_t error;
    json_t *file = json_load_file(path, 0, &error), *fixtures = json_object_get(file, "fixtures"), *f;
    size_t i;
    int same = 0, skipped = 0;
    json_array_foreach(fixtures, i, f) {
        const json_t *options = json_object_get(f, "options");
        const char *name = json_string_value(json_object_get(f, "name"));
        if (uses_left_out(components[c].name, options) || left_out_by_name(components[c].name, name)) {
            skipped++;
            continue;
        }
        out made = { 0 }, got = { 0 }, want = { 0 };
        components[c].make(&made, options);
        normalise(&got, out_str(&made));
        normalise(&want, str_of(json_string_value(json_object_get(f, "html"))));
        if (str_eq(out_str(&got), out_str(&want)))
            same++;
        else
            is(out_str(&got), out_str(&want), arena_printf(&mem, "%s: %s", components[c].name, name).p);
        out_release(&made);
        out_release(&got);
        out_release(&want);
    }
    printf("# %s: %d of %zu fixtures, %d left out\n", components[c].name, same, json_array_size(fixtures), skipped);
    json_decref(file);
    return same;
}

int main(void)
{
    arena_init(&mem, 0);
    for (size_t c = 0; c < COUNT_OF(components); c++) {
        int same = check(c);
        ok(same >= components[c].covered && same > 0,
           arena_printf(&mem, "%s: at least %d fixtures", components[c].name, components[c].covered).p);
    }
    arena_release(&mem);
    return done_testing();
}
