/* component.h - the GOV.UK and MoJ page components as C calls, each one what its macro makes.
 *
 * In a view a component stands alone between tags:  {{>govuk_tag(.text = S("Late"), .classes = S("govuk-tag--red"))}}
 * In C:                                             govuk_tag(o, .text = S("Late"));
 * Options are named as in GOV.UK Frontend's documentation (isOpen is open, idPrefix is id_prefix). What is left
 * out is absent. `text` is escaped; `html` is markup that is already safe: it has a type of its own, so that text
 * can never be passed for it by mistake. test/web/t_components holds every helper against govuk-frontend's fixtures. */
#ifndef COMPONENT_H
#define COMPONENT_H
#include "base/arena.h"
#include "base/out.h"

/* Markup made by a view or a component, never from input. p == NULL: none. */
typedef struct { str s; } html;

struct attribute { const char *name; str value; bool bare; };       /* bare: the name alone, as in `hidden` */
struct attributes { size_t n; const struct attribute *at; };
#define ATTRIBUTES(...)                                                                                                \
    {                                                                                                                  \
        sizeof((struct attribute[]){ __VA_ARGS__ }) / sizeof(struct attribute), (struct attribute[]) { __VA_ARGS__ }   \
    }
enum tri { UNSAID, NO, YES };

struct words { str text; html html; str classes; struct attributes attributes; };  /* html wins over text */
static inline bool words_any(const struct words *w) { return w->text.n || w->html.s.n; }

struct hint { str id, text; html html; str classes; struct attributes attributes; };
struct label { str text; html html; str classes, for_id; bool is_page_heading; struct attributes attributes; };
struct error_message { str id, text; html html; str classes, hidden; bool no_hidden; struct attributes attributes; };
struct legend { str text; html html; str classes; bool is_page_heading; };
struct fieldset {
    str described_by, classes, role;
    struct legend legend;
    html html;
    struct attributes attributes;
    bool on;
};
struct form_group { str classes; struct attributes attributes; struct words before, after; };

struct button {
    str text;
    html html;
    str href, type, name, value, id, classes;
    bool disabled, start;
    enum tri prevent_double_click;
    struct attributes attributes;
};
struct input {
    str id, name, type, value, described_by, autocomplete, autocapitalize, pattern, inputmode, classes;
    bool disabled; enum tri spellcheck;
    struct label label; struct hint hint; struct error_message error;
    struct words prefix, suffix, wrapper; struct form_group group; struct attributes attributes;
};
struct textarea {
    str id, name, value, described_by, autocomplete, classes;
    int64_t rows; bool disabled; enum tri spellcheck;
    struct label label;
    struct hint hint;
    struct error_message error;
    struct form_group group;
    struct attributes attributes;
};
struct character_count {
    str id, name, value, classes, threshold, count_classes, described_by;
    int64_t rows, maxlength, maxwords; enum tri spellcheck;
    struct label label;
    struct hint hint;
    struct error_message error;
    struct form_group group;
    struct attributes attributes;
};
struct password_input {
    str id, name, value, described_by, autocomplete, classes, button_classes; bool disabled;
    struct label label;
    struct hint hint;
    struct error_message error;
    struct form_group group;
    struct attributes attributes;
};
struct date_part {
    str name, label, value, id, classes, autocomplete, pattern, inputmode;
    enum tri error;
    struct attributes attributes;
};
/* Three inputs: id-day, id-month, id-year, named prefix-day and so on. nparts 0: the usual
 * three, from day, month, year. */
struct date_input {
    str id, name_prefix, classes, day, month, year;
    size_t nparts; const struct date_part *parts;
    struct fieldset fieldset;
    struct hint hint;
    struct error_message error;
    struct form_group group;
    struct attributes attributes;
};
/* One choice of a select, of radios or of checkboxes. */
struct choice {
    str value, text; html html; str id, name, divider, behaviour;
    bool has_value, disabled; enum tri checked;         /* a select's option without has_value sends its text */
    struct label label; struct hint hint; html conditional; struct attributes attributes;
};
struct select {
    str id, name, value, described_by, classes; bool disabled;
    size_t nitems; const struct choice *items;
    struct label label;
    struct hint hint;
    struct error_message error;
    struct form_group group;
    struct attributes attributes;
};
/* values: what is chosen; radios look at the first. */
struct choices {
    str id_prefix, name, described_by, classes;
    size_t nitems; const struct choice *items;
    size_t nvalues; const str *values;
    struct fieldset fieldset;
    struct hint hint;
    struct error_message error;
    struct form_group group;
    struct attributes attributes;
};
struct summary_error { str text; html html; str href; struct attributes attributes; };
struct error_summary {
    str title, description, classes;
    html title_html, description_html;
    size_t nerrors;
    const struct summary_error *errors;
    enum tri disable_auto_focus;
    struct attributes attributes;
};
/* hidden: read out after the text */
struct action { str text; html html; str href, hidden, classes; struct attributes attributes; };
struct summary_row {
    struct words key, value;
    str classes, actions_classes;
    size_t nactions;
    const struct action *actions;
};
struct summary_card {
    bool on;
    struct words title;
    int heading_level;
    str classes, actions_classes;
    size_t nactions;
    const struct action *actions;
    struct attributes attributes;
};
struct summary_list {
    size_t nrows;
    const struct summary_row *rows;
    struct summary_card card;
    str classes;
    struct attributes attributes;
};
/* format: "numeric" */
struct cell { str text; html html; str format, classes; int colspan, rowspan; struct attributes attributes; };
/* cells: nrows × ncols, row by row; widths (optional): cells in each row when they differ. */
struct table {
    str caption, caption_classes, classes;
    size_t nhead;
    const struct cell *head;
    size_t nrows, ncols;
    const size_t *widths;
    const struct cell *cells;
    bool first_is_header;
    struct attributes attributes;
};
struct tag { str text; html html; str classes; struct attributes attributes; };
struct tab { str label, id; html html; str text; struct attributes attributes, panel_attributes; };
struct tabs {
    str id, id_prefix, title, classes;
    size_t nitems;
    const struct tab *items;
    struct attributes attributes;
};
struct details {
    str id, summary, text;
    html summary_html, html;
    str classes;
    bool open;
    struct attributes attributes;
};
struct inset_text { str id, text; html html; str classes; struct attributes attributes; };
struct warning_text { str text; html html; str fallback, classes; struct attributes attributes; };
struct notification_banner {
    str title, text, type, role, title_id, classes;
    html title_html, html;
    int title_level;
    enum tri disable_auto_focus;
    struct attributes attributes;
};
struct page_link { str text; html html; str href, label; struct attributes attributes; };
struct page_item { str number, href, hidden; bool current, ellipsis; struct attributes attributes; };
struct pagination {
    struct page_link previous, next;
    bool listed;
    size_t nitems;
    const struct page_item *items;
    str label, classes;
    struct attributes attributes;
};
struct crumb { str text; html html; str href; struct attributes attributes; };
struct breadcrumbs {
    size_t nitems;
    const struct crumb *items;
    str classes, label;
    bool collapse;
    struct attributes attributes;
};
struct skip_link { str text; html html; str href, classes; struct attributes attributes; };
struct back_link { str text; html html; str href, classes; struct attributes attributes; };
struct panel { str title, text; html title_html, html; int heading_level; str classes; struct attributes attributes; };
struct phase_banner { struct words tag; str text; html html; str classes; struct attributes attributes; };
struct section { struct words heading, summary, content; bool expanded; };
struct accordion {
    str id, classes;
    int heading_level;
    size_t nitems;
    const struct section *items;
    struct attributes attributes;
};
struct nav_item { str text; html html; str href; bool current, active; struct attributes attributes; };
struct service_navigation {
    str service_name, service_url, label, classes, id;
    size_t nitems;
    const struct nav_item *items;
    struct attributes attributes;
};
struct task { struct words title, hint, status; struct tag tag; bool tagged; str href, classes; };
struct task_list { str id_prefix, classes; size_t nitems; const struct task *items; struct attributes attributes; };

/* MoJ: casework parts. */
struct moj_event { str title, by, when, when_iso; html html; };      /* html: the description */
struct moj_timeline { size_t nitems; const struct moj_event *items; int heading_level; };
struct moj_side_item { str text, href; bool current; };
struct moj_side_navigation { str label; size_t nitems; const struct moj_side_item *items; };
struct moj_fact { str label, value; };
struct moj_identity_bar { str title; size_t nfacts; const struct moj_fact *facts; html actions; };
struct moj_badge { str text, classes; };                            /* moj-badge--red, --green, --grey, … */
struct moj_sub_navigation { str label; size_t nitems; const struct moj_side_item *items; };

/* Every component: what(out *, .option = …). */
#define COMPONENTS(X)                                                                                                  \
    X(govuk_hint, hint)                                                                                                \
    X(govuk_label, label) X(govuk_error_message, error_message) X(govuk_fieldset, fieldset) X(govuk_button, button)    \
        X(govuk_input, input) X(govuk_textarea, textarea) X(govuk_character_count, character_count)                    \
            X(govuk_password_input, password_input) X(govuk_date_input, date_input) X(govuk_select, select)            \
                X(govuk_radios, choices) X(govuk_checkboxes, choices) X(govuk_error_summary, error_summary)            \
                    X(govuk_summary_list, summary_list) X(govuk_table, table) X(govuk_tag, tag) X(govuk_tabs, tabs)    \
                        X(govuk_details, details) X(govuk_inset_text, inset_text) X(govuk_warning_text, warning_text)  \
                            X(govuk_notification_banner,                                                               \
                              notification_banner) X(govuk_pagination, pagination) X(govuk_breadcrumbs, breadcrumbs)   \
                                X(govuk_skip_link, skip_link) X(govuk_back_link, back_link) X(govuk_panel, panel)      \
                                    X(govuk_phase_banner, phase_banner) X(govuk_accordion, accordion)                  \
                                        X(govuk_service_navigation, service_navigation) X(govuk_task_list, task_list)  \
                                            X(moj_timeline, moj_timeline) X(moj_side_navigation, moj_side_navigation)  \
                                                X(moj_sub_navigation, moj_sub_navigation)                              \
                                                    X(moj_identity_bar, moj_identity_bar) X(moj_badge, moj_badge)
#define X(what, options) void what(out *o, const struct options *c);
COMPONENTS(X)
#undef X

/* The calls with named options. What a fieldset's fields or a tab holds is passed as html. */
#define govuk_hint(o, ...)                (govuk_hint)((o), &(struct hint){ __VA_ARGS__ })
#define govuk_label(o, ...)               (govuk_label)((o), &(struct label){ __VA_ARGS__ })
#define govuk_error_message(o, ...)       (govuk_error_message)((o), &(struct error_message){ __VA_ARGS__ })
#define govuk_fieldset(o, ...)            (govuk_fieldset)((o), &(struct fieldset){ __VA_ARGS__ })
#define govuk_button(o, ...)              (govuk_button)((o), &(struct button){ __VA_ARGS__ })
#define govuk_input(o, ...)               (govuk_input)((o), &(struct input){ __VA_ARGS__ })
#define govuk_textarea(o, ...)            (govuk_textarea)((o), &(struct textarea){ __VA_ARGS__ })
#define govuk_character_count(o, ...)     (govuk_character_count)((o), &(struct character_count){ __VA_ARGS__ })
#define govuk_password_input(o, ...)      (govuk_password_input)((o), &(struct password_input){ __VA_ARGS__ })
#define govuk_date_input(o, ...)          (govuk_date_input)((o), &(struct date_input){ __VA_ARGS__ })
#define govuk_select(o, ...)              (govuk_select)((o), &(struct select){ __VA_ARGS__ })
#define govuk_radios(o, ...)              (govuk_radios)((o), &(struct choices){ __VA_ARGS__ })
#define govuk_checkboxes(o, ...)          (govuk_checkboxes)((o), &(struct choices){ __VA_ARGS__ })
#define govuk_error_summary(o, ...)       (govuk_error_summary)((o), &(struct error_summary){ __VA_ARGS__ })
#define govuk_summary_list(o, ...)        (govuk_summary_list)((o), &(struct summary_list){ __VA_ARGS__ })
#define govuk_table(o, ...)               (govuk_table)((o), &(struct table){ __VA_ARGS__ })
#define govuk_tag(o, ...)                 (govuk_tag)((o), &(struct tag){ __VA_ARGS__ })
#define govuk_tabs(o, ...)                (govuk_tabs)((o), &(struct tabs){ __VA_ARGS__ })
#define govuk_details(o, ...)             (govuk_details)((o), &(struct details){ __VA_ARGS__ })
#define govuk_inset_text(o, ...)          (govuk_inset_text)((o), &(struct inset_text){ __VA_ARGS__ })
#define govuk_warning_text(o, ...)        (govuk_warning_text)((o), &(struct warning_text){ __VA_ARGS__ })
#define govuk_notification_banner(o, ...) (govuk_notification_banner)((o), &(struct notification_banner){ __VA_ARGS__ })
#define govuk_pagination(o, ...)          (govuk_pagination)((o), &(struct pagination){ __VA_ARGS__ })
#define govuk_breadcrumbs(o, ...)         (govuk_breadcrumbs)((o), &(struct breadcrumbs){ __VA_ARGS__ })
#define govuk_skip_link(o, ...)           (govuk_skip_link)((o), &(struct skip_link){ __VA_ARGS__ })
#define govuk_back_link(o, ...)           (govuk_back_link)((o), &(struct back_link){ __VA_ARGS__ })
#define govuk_panel(o, ...)               (govuk_panel)((o), &(struct panel){ __VA_ARGS__ })
#define govuk_phase_banner(o, ...)        (govuk_phase_banner)((o), &(struct phase_banner){ __VA_ARGS__ })
#define govuk_accordion(o, ...)           (govuk_accordion)((o), &(struct accordion){ __VA_ARGS__ })
#define govuk_service_navigation(o, ...)  (govuk_service_navigation)((o), &(struct service_navigation){ __VA_ARGS__ })
#define govuk_task_list(o, ...)           (govuk_task_list)((o), &(struct task_list){ __VA_ARGS__ })
#define moj_timeline(o, ...)              (moj_timeline)((o), &(struct moj_timeline){ __VA_ARGS__ })
#define moj_side_navigation(o, ...)       (moj_side_navigation)((o), &(struct moj_side_navigation){ __VA_ARGS__ })
#define moj_sub_navigation(o, ...)        (moj_sub_navigation)((o), &(struct moj_sub_navigation){ __VA_ARGS__ })
#define moj_identity_bar(o, ...)          (moj_identity_bar)((o), &(struct moj_identity_bar){ __VA_ARGS__ })
#define moj_badge(o, ...)                 (moj_badge)((o), &(struct moj_badge){ __VA_ARGS__ })
#endif
