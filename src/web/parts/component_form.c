/* component_form.c - the form's components: labels, inputs, choices, dates.
 *
 * Each writes what its macro in govuk-frontend writes; ids and aria-describedby follow the same rules, so
 * that its scripts and styles find what they look for. The fixtures are the contract, not this file's taste. */
#include "web/parts/component_write.h"
#include <stdio.h>

enum { IDS_MAX = 512 };

/* The ids that aria-describedby names, joined by spaces. */
struct ids { char text[IDS_MAX]; size_t n; };

static void ids_add(struct ids *d, str id, const char *suffix)
{
    size_t m = strlen(suffix), space = d->n != 0;
    if ((id.n == 0 && m == 0) || d->n + space + id.n + m > IDS_MAX)
        return;
    if (space)
        d->text[d->n++] = ' ';
    if (id.n)
        memcpy(d->text + d->n, id.p, id.n);
    memcpy(d->text + d->n + id.n, suffix, m);
    d->n += id.n + m;
}

static str ids_str(const struct ids *d) { return (str){ d->text, d->n }; }

/* id followed by suffix, as one attribute's value. */
struct joined { char text[IDS_MAX]; };
static str join(struct joined *j, str a, const char *b)
{
    struct ids d = { .n = 0 };
    ids_add(&d, a, b);
    memcpy(j->text, d.text, d.n);
    return (str){ j->text, d.n };
}

static str or_else(str s, str other) { return any(s) ? s : other; }

void (govuk_hint)(out *o, const struct hint *c)
{
    put(o, "<div");
    put_some(o, "id", c->id);
    put(o, " class=\"govuk-hint");
    if (any(c->classes)) {
        out_char(o, ' ');
        out_attr(o, c->classes);
    }
    out_char(o, '"');
    put_attributes(o, &c->attributes);
    put(o, ">");
    put_body(o, c->text, c->html);
    put(o, "</div>\n");
}

static void put_label(out *o, const struct label *c, const char *base)
{
    if (!any(c->text) && !any(c->html.s))
        return;
    if (c->is_page_heading)
        put(o, "<h1 class=\"govuk-label-wrapper\">\n");
    put_open(o, "label", base, c->classes);
    put_attributes(o, &c->attributes);
    put_some(o, "for", c->for_id);
    put(o, ">");
    put_body(o, c->text, c->html);
    put(o, "</label>\n");
    if (c->is_page_heading)
        put(o, "</h1>\n");
}

void (govuk_label)(out *o, const struct label *c) { put_label(o, c, "govuk-label"); }

void (govuk_error_message)(out *o, const struct error_message *c)
{
    put(o, "<p");
    put_some(o, "id", c->id);
    put(o, " class=\"govuk-error-message");
    if (any(c->classes)) {
        out_char(o, ' ');
        out_attr(o, c->classes);
    }
    out_char(o, '"');
    put_attributes(o, &c->attributes);
    put(o, ">");
    if (!c->no_hidden) {
        put(o, "<span class=\"govuk-visually-hidden\">");
        out_text(o, or_else(c->hidden, S("Error")));
        put(o, ":</span> ");
    }
    put_body(o, c->text, c->html);
    put(o, "</p>\n");
}

static bool has_error(const struct error_message *e) { return any(e->text) || any(e->html.s); }
static bool has_hint(const struct hint *h) { return any(h->text) || any(h->html.s); }

static void group_open(out *o, const struct form_group *g, const struct error_message *e, const char *more)
{
    put(o, "<div class=\"govuk-form-group");
    put(o, has_error(e) ? " govuk-form-group--error" : "");
    put(o, more);
    if (any(g->classes)) {
        out_char(o, ' ');
        out_attr(o, g->classes);
    }
    out_char(o, '"');
}

/* Hint and error message of a field, adding their ids to what describes it. */
static void put_help(out *o, str id, const struct hint *hint, const struct error_message *error, struct ids *described)
{
    struct joined j;
    if (has_hint(hint)) {
        struct hint h = *hint;
        h.id = join(&j, id, "-hint");
        ids_add(described, h.id, "");
        (govuk_hint)(o, &h);
    }
    if (has_error(error)) {
        struct error_message e = *error;
        e.id = join(&j, id, "-error");
        ids_add(described, e.id, "");
        (govuk_error_message)(o, &e);
    }
}

static void put_label_for(out *o, const struct label *label, str id)
{
    struct label l = *label;
    l.for_id = id;
    (govuk_label)(o, &l);
}

static void fieldset_open(out *o, const struct fieldset *c)
{
    put_open(o, "fieldset", "govuk-fieldset", c->classes);
    put_some(o, "role", c->role);
    put_some(o, "aria-describedby", c->described_by);
    put_attributes(o, &c->attributes);
    put(o, ">\n");
    if (!any(c->legend.text) && !any(c->legend.html.s))
        return;
    put_open(o, "legend", "govuk-fieldset__legend", c->legend.classes);
    put(o, c->legend.is_page_heading ? "><h1 class=\"govuk-fieldset__heading\">" : ">");
    put_body(o, c->legend.text, c->legend.html);
    put(o, c->legend.is_page_heading ? "</h1></legend>\n" : "</legend>\n");
}

void (govuk_fieldset)(out *o, const struct fieldset *c)
{
    fieldset_open(o, c);
    out_raw(o, c->html.s);
    put(o, "</fieldset>\n");
}

static void put_start_icon(out *o)
{
    put(o, "<svg class=\"govuk-button__start-icon\" xmlns=\"http://www.w3.org/2000/svg\" width=\"17.5\" height=\"19\" "
           "viewBox=\"0 0 33 40\""
           " aria-hidden=\"true\" focusable=\"false\"><path fill=\"currentColor\" d=\"M0 0h13l20 20-20 "
           "20H0l20-20z\"/></svg>");
}

void (govuk_button)(out *o, const struct button *c)
{
    bool link = any(c->href);
    if (link) {
        put(o, "<a");
        put_url(o, "href", c->href);
        put(o, " role=\"button\" draggable=\"false\"");
    } else {
        put(o, "<button");
        put_attribute(o, "type", or_else(c->type, S("submit")));
        put_some(o, "value", c->value);
        put_some(o, "name", c->name);
        put(o, c->disabled ? " disabled aria-disabled=\"true\"" : "");
        put_tri(o, "data-prevent-double-click", c->prevent_double_click);
    }
    put(o, " class=\"govuk-button");
    if (any(c->classes)) {
        out_char(o, ' ');
        out_attr(o, c->classes);
    }
    put(o, c->start ? " govuk-button--start\" data-module=\"govuk-button\"" : "\" data-module=\"govuk-button\"");
    put_attributes(o, &c->attributes);
    put_some(o, "id", c->id);
    put(o, ">");
    bool wrapped = c->start && any(c->html.s);      /* flex would eat the space between inline elements */
    put(o, wrapped ? "<span>" : "");
    put_body(o, c->text, c->html);
    put(o, wrapped ? "</span>" : "");
    if (c->start)
        put_start_icon(o);
    put(o, link ? "</a>\n" : "</button>\n");
}

static void put_input_element(out *o, const struct input *c, str id, str described)
{
    put_open(o, "input", "govuk-input", c->classes);
    if (has_error(&c->error)) {
        o->n--;                                     /* one class more inside the quotes */
        put(o, " govuk-input--error\"");
    }
    put_attribute(o, "id", id);
    put_attribute(o, "name", c->name);
    put_attribute(o, "type", or_else(c->type, S("text")));
    put_tri(o, "spellcheck", c->spellcheck);
    put_attribute(o, "value", c->value);
    put(o, c->disabled ? " disabled" : "");
    put_some(o, "aria-describedby", described);
    put_attribute(o, "autocomplete", c->autocomplete);
    put_attribute(o, "autocapitalize", c->autocapitalize);
    put_attribute(o, "pattern", c->pattern);
    put_attribute(o, "inputmode", c->inputmode);
    put_attributes(o, &c->attributes);
    put(o, ">\n");
}

static void put_affix(out *o, const struct words *w, const char *base)
{
    if (!words_any(w))
        return;
    put_open(o, "div", base, w->classes);
    put(o, " aria-hidden=\"true\"");
    put_attributes(o, &w->attributes);
    put(o, ">");
    put_words(o, w);
    put(o, "</div>\n");
}

/* more: a class of the form group; attributes that a component built on this one adds come first. */
static void put_input(out *o, const struct input *c, const char *more, const struct attributes *first)
{
    str id = or_else(c->id, c->name);
    struct ids described = { .n = 0 };
    ids_add(&described, c->described_by, "");
    group_open(o, &c->group, &c->error, more);
    put_attributes(o, first);
    put_attributes(o, &c->group.attributes);
    put(o, ">\n");
    put_label_for(o, &c->label, id);
    put_help(o, id, &c->hint, &c->error, &described);
    bool wrapped = words_any(&c->prefix) || words_any(&c->suffix) || words_any(&c->group.before) ||
                   words_any(&c->group.after);
    if (wrapped) {
        put_open(o, "div", "govuk-input__wrapper", c->wrapper.classes);
        put_attributes(o, &c->wrapper.attributes);
        put(o, ">\n");
        put_words(o, &c->group.before);
        put_affix(o, &c->prefix, "govuk-input__prefix");
    }
    put_input_element(o, c, id, ids_str(&described));
    if (wrapped) {
        put_affix(o, &c->suffix, "govuk-input__suffix");
        put_words(o, &c->group.after);
        put(o, "</div>\n");
    }
    put(o, "</div>\n");
}

void (govuk_input)(out *o, const struct input *c) { put_input(o, c, "", &(struct attributes){ 0 }); }

void (govuk_password_input)(out *o, const struct password_input *c)
{
    str id = or_else(c->id, c->name);
    out button = { 0 }, classes = { 0 }, toggle = { 0 };
    put(&toggle, "govuk-button--secondary govuk-password-input__toggle govuk-js-password-input-toggle");
    if (any(c->button_classes))
        put(&toggle, " "), out_raw(&toggle, c->button_classes);
    struct attribute at[] = { { "aria-controls", id, false },
                              { "aria-label", S("Show password"), false },
                              { "hidden", STR_NONE, true } };
    (govuk_button)(&button, &(struct button){ .type = S("button"),
                                              .classes = out_str(&toggle),
                                              .text = S("Show"),
                                              .attributes = { COUNT_OF(at), at } });
    put_words(&button, &c->group.after);
    put(&classes, "govuk-password-input__input govuk-js-password-input-input");
    if (any(c->classes))
        put(&classes, " "), out_raw(&classes, c->classes);
    struct input in = {
        .id = id,
        .name = c->name,
        .type = S("password"),
        .spellcheck = NO,
        .autocapitalize = S("none"),
        .value = c->value,
        .autocomplete = or_else(c->autocomplete, S("current-password")),
        .described_by = c->described_by,
        .disabled = c->disabled,
        .label = c->label,
        .hint = c->hint,
        .error = c->error,
        .classes = out_str(&classes),
        .attributes = c->attributes,
        .wrapper = { .classes = S("govuk-password-input__wrapper") },
        .group = { .classes = c->group.classes,
                   .attributes = c->group.attributes,
                   .before = c->group.before,
                   .after = { .html = { out_str(&button) } } },
    };
    struct attribute module = { "data-module", S("govuk-password-input"), false };
    put_input(o, &in, " govuk-password-input", &(struct attributes){ 1, &module });
    out_release(&button);
    out_release(&classes);
    out_release(&toggle);
}

static void put_textarea(out *o, const struct textarea *c, const char *more, const struct attributes *first)
{
    str id = or_else(c->id, c->name);
    struct ids described = { .n = 0 };
    ids_add(&described, c->described_by, "");
    group_open(o, &c->group, &c->error, more);
    put_attributes(o, first);
    put_attributes(o, &c->group.attributes);
    put(o, ">\n");
    put_label_for(o, &c->label, id);
    put_help(o, id, &c->hint, &c->error, &described);
    put_words(o, &c->group.before);
    put(o, has_error(&c->error) ? "<textarea class=\"govuk-textarea govuk-textarea--error"
                                : "<textarea class=\"govuk-textarea");
    if (any(c->classes)) {
        out_char(o, ' ');
        out_attr(o, c->classes);
    }
    out_char(o, '"');
    put_attribute(o, "id", id);
    put_attribute(o, "name", c->name.p ? c->name : S(""));
    put_int(o, "rows", c->rows ? c->rows : 5);
    put_tri(o, "spellcheck", c->spellcheck);
    put(o, c->disabled ? " disabled" : "");
    put_some(o, "aria-describedby", ids_str(&described));
    put_some(o, "autocomplete", c->autocomplete);
    put_attributes(o, &c->attributes);
    put(o, ">");
    if (c->value.n && c->value.p[0] == '\n')
        out_char(o, '\n');                          /* a browser drops the first line break */
    out_text(o, c->value);
    put(o, "</textarea>\n");
    put_words(o, &c->group.after);
    put(o, "</div>\n");
}

void (govuk_textarea)(out *o, const struct textarea *c) { put_textarea(o, c, "", &(struct attributes){ 0 }); }

void (govuk_character_count)(out *o, const struct character_count *c)
{
    str id = or_else(c->id, c->name);
    struct joined j;
    str info = join(&j, id, "-info");
    bool words = c->maxwords != 0;
    out message = { 0 }, limit = { 0 }, classes = { 0 };
    int64_t most = words ? c->maxwords : c->maxlength;
    out_int(&limit, most);
    put(&message, "<div");
    put_attribute(&message, "id", info);
    put(&message, " class=\"govuk-hint govuk-character-count__message");
    if (any(c->count_classes))
        put(&message, " "), out_attr(&message, c->count_classes);
    put(&message, "\">");
    if (most)
        out_printf(&message, "You can enter up to %lld %s", (long long)most, words ? "words" : "characters");
    put(&message, "</div>\n");
    put_words(&message, &c->group.after);
    put(&classes, "govuk-js-character-count");
    if (any(c->classes))
        put(&classes, " "), out_raw(&classes, c->classes);
    struct attribute at[4] = { { "data-module", S("govuk-character-count"), false } };
    size_t n = 1;
    if (most)
        at[n++] = (struct attribute){ words ? "data-maxwords" : "data-maxlength", out_str(&limit), false };
    if (any(c->threshold))
        at[n++] = (struct attribute){ "data-threshold", c->threshold, false };
    if (words)
        at[n++] = (struct attribute){ "data-count-type", S("words"), false };
    struct textarea t = {
        .id = id,
        .name = c->name,
        .value = c->value,
        .described_by = info,
        .rows = c->rows,
        .spellcheck = c->spellcheck,
        .classes = out_str(&classes),
        .label = c->label,
        .hint = c->hint,
        .error = c->error,
        .attributes = c->attributes,
        .group = { .classes = c->group.classes,
                   .attributes = c->group.attributes,
                   .before = c->group.before,
                   .after = { .html = { out_str(&message) } } },
    };
    put_textarea(o, &t, " govuk-character-count", &(struct attributes){ n, at });
    out_release(&message);
    out_release(&limit);
    out_release(&classes);
}

static bool says_error(str classes) { return str_has(classes, S("govuk-input--error")); }

static void put_date_part(out *o, const struct date_input *c, const struct date_part *p, int i, bool any_has_error)
{
    static const char *const usual[] = { "day", "month", "year" }, *const shown[] = { "Day", "Month", "Year" };
    str name = any(p->name) ? p->name : i < 3 ? str_of(usual[i]) : S("");
    bool year = str_eq(name, S("year"));
    out classes = { 0 }, id = { 0 }, full = { 0 }, label = { 0 };
    put(&classes, "govuk-date-input__input");
    bool marks = !says_error(p->classes) &&
                 (p->error == YES || (p->error != NO && has_error(&c->error) && !any_has_error));
    put(&classes, marks ? " govuk-input--error" : "");
    if (!str_has(p->classes, S("govuk-input--width-")))
        put(&classes, year ? " govuk-input--width-4" : " govuk-input--width-2");
    if (any(p->classes))
        put(&classes, " "), out_raw(&classes, p->classes);
    if (any(p->id))
        out_raw(&id, p->id);
    else
        out_raw(&id, c->id), put(&id, "-"), out_raw(&id, name);
    if (any(c->name_prefix))
        out_raw(&full, c->name_prefix), put(&full, "-");
    out_raw(&full, name);
    if (any(p->label))
        out_raw(&label, p->label);
    else if (name.n) {
        int k = 0;
        while (k < 3 && !str_eq(name, str_of(usual[k])))
            k++;
        if (k < 3)
            put(&label, shown[k]);
        else {
            char first = name.p[0];
            out_char(&label, first >= 'a' && first <= 'z' ? (char)(first - 32) : first);
            out_raw(&label, str_skip(name, 1));
        }
    }
    put(o, "<div class=\"govuk-date-input__item\">\n");
    govuk_input(o, .id = out_str(&id), .name = out_str(&full), .value = p->value, .classes = out_str(&classes),
                .inputmode = or_else(p->inputmode, S("numeric")), .autocomplete = p->autocomplete,
                .pattern = p->pattern, .attributes = p->attributes,
                .label = { .text = out_str(&label), .classes = S("govuk-date-input__label") });
    put(o, "</div>\n");
    out_release(&classes);
    out_release(&id);
    out_release(&full);
    out_release(&label);
}

void (govuk_date_input)(out *o, const struct date_input *c)
{
    struct date_part usual[3] = { { .name = S("day"), .value = c->day },
                                  { .name = S("month"), .value = c->month },
                                  { .name = S("year"), .value = c->year } };
    const struct date_part *parts = c->nparts ? c->parts : usual;
    size_t n = c->nparts ? c->nparts : 3;
    bool any_has_error = false;
    for (size_t i = 0; i < n; i++)
        any_has_error = any_has_error || parts[i].error == YES || says_error(parts[i].classes);
    struct ids described = { .n = 0 };
    ids_add(&described, c->fieldset.described_by, "");
    out inner = { 0 };
    put_help(&inner, c->id, &c->hint, &c->error, &described);
    group_open(o, &c->group, &c->error, "");
    put_attributes(o, &c->group.attributes);
    put(o, ">\n");
    if (c->fieldset.on) {
        struct fieldset f = c->fieldset;
        f.described_by = ids_str(&described);
        f.role = S("group");                        /* otherwise some readers leave out what describes it */
        fieldset_open(o, &f);
    }
    out_raw(o, out_str(&inner));
    out_release(&inner);
    put_open(o, "div", "govuk-date-input", c->classes);
    put_attributes(o, &c->attributes);
    put_some(o, "id", c->id);
    put(o, ">\n");
    put_words(o, &c->group.before);
    for (size_t i = 0; i < n; i++)
        put_date_part(o, c, &parts[i], (int)i, any_has_error);
    put_words(o, &c->group.after);
    put(o, c->fieldset.on ? "</div>\n</fieldset>\n</div>\n" : "</div>\n</div>\n");
}

void (govuk_select)(out *o, const struct select *c)
{
    str id = or_else(c->id, c->name);
    struct ids described = { .n = 0 };
    ids_add(&described, c->described_by, "");
    group_open(o, &c->group, &c->error, "");
    put_attributes(o, &c->group.attributes);
    put(o, ">\n");
    put_label_for(o, &c->label, id);
    put_help(o, id, &c->hint, &c->error, &described);
    put_words(o, &c->group.before);
    put_open(o, "select", "govuk-select", c->classes);
    if (has_error(&c->error)) {
        o->n--;
        put(o, " govuk-select--error\"");
    }
    put_attribute(o, "id", id);
    put_attribute(o, "name", c->name.p ? c->name : S(""));
    put(o, c->disabled ? " disabled" : "");
    put_some(o, "aria-describedby", ids_str(&described));
    put_attributes(o, &c->attributes);
    put(o, ">\n");
    for (size_t i = 0; i < c->nitems; i++) {
        const struct choice *item = &c->items[i];
        bool has_value = item->has_value || any(item->value);
        str sent = has_value ? item->value : item->text;
        put(o, "<option");
        if (has_value)
            put_attribute(o, "value", item->value.p ? item->value : S(""));
        bool selected = item->checked == YES || (item->checked != NO && any(c->value) && str_eq(sent, c->value));
        put(o, selected ? " selected" : "");
        put(o, item->disabled ? " disabled" : "");
        put_attributes(o, &item->attributes);
        put(o, ">");
        out_text(o, item->text);
        put(o, "</option>\n");
    }
    put(o, "</select>\n");
    put_words(o, &c->group.after);
    put(o, "</div>\n");
}

struct choice_style {
    const char *kind, *item, *input, *label, *hint, *divider, *conditional, *hidden, *module;
    bool many;
};
static const struct choice_style radio_style = {
    "govuk-radios",
    "govuk-radios__item",
    "govuk-radios__input",
    "govuk-label govuk-radios__label",
    "govuk-hint govuk-radios__hint",
    "govuk-radios__divider",
    "govuk-radios__conditional",
    " govuk-radios__conditional--hidden",
    " data-module=\"govuk-radios\"",
    false,
};
static const struct choice_style checkbox_style = {
    "govuk-checkboxes",
    "govuk-checkboxes__item",
    "govuk-checkboxes__input",
    "govuk-label govuk-checkboxes__label",
    "govuk-hint govuk-checkboxes__hint",
    "govuk-checkboxes__divider",
    "govuk-checkboxes__conditional",
    " govuk-checkboxes__conditional--hidden",
    " data-module=\"govuk-checkboxes\"",
    true,
};

static bool is_chosen(const struct choices *c, const struct choice *item)
{
    if (item->checked != UNSAID)
        return item->checked == YES;
    for (size_t i = 0; i < c->nvalues; i++)
        if (str_eq(c->values[i], item->value))
            return true;
    return false;
}

static void put_choice(out *o, const struct choices *c, const struct choice *item, size_t i,
                       const struct choice_style *style, str described)
{
    char numbered[24];
    struct joined joined_id, joined_hint, joined_conditional;
    int digits = snprintf(numbered, sizeof numbered, "-%zu", i + 1);
    str id = any(item->id) ? item->id
                           : join(&joined_id, or_else(c->id_prefix, c->name), i && digits > 0 ? numbered : "");
    bool hinted = has_hint(&item->hint), chosen = is_chosen(c, item), opens = any(item->conditional.s);
    str hint_id = join(&joined_hint, id, "-item-hint"),
        conditional_id = join(&joined_conditional, S("conditional-"), "");
    struct ids target = { .n = 0 }, tells = { .n = 0 };
    memcpy(target.text, conditional_id.p, conditional_id.n);
    target.n = conditional_id.n;
    if (target.n + id.n < IDS_MAX && id.n) {
        memcpy(target.text + target.n, id.p, id.n);
        target.n += id.n;
    }
    if (style->many && !c->fieldset.on)
        ids_add(&tells, described, "");
    if (hinted)
        ids_add(&tells, hint_id, "");

    put_open(o, "div", style->item, STR_NONE);
    put(o, ">\n");
    put_open(o, "input", style->input, STR_NONE);
    put_attribute(o, "id", id.p ? id : S(""));
    str name = style->many ? or_else(item->name, c->name) : c->name;
    put_attribute(o, "name", name.p ? name : S(""));
    put(o, style->many ? " type=\"checkbox\"" : " type=\"radio\"");
    put_attribute(o, "value", item->value.p ? item->value : S(""));
    put(o, chosen ? " checked" : "");
    put(o, item->disabled ? " disabled" : "");
    if (opens)
        put_attribute(o, "data-aria-controls", ids_str(&target));
    if (style->many)
        put_some(o, "data-behaviour", item->behaviour);
    put_some(o, "aria-describedby", ids_str(&tells));
    put_attributes(o, &item->attributes);
    put(o, ">\n");
    struct label l = { .text = item->text,
                       .html = item->html,
                       .classes = item->label.classes,
                       .attributes = item->label.attributes,
                       .for_id = id };
    put_label(o, &l, style->label);
    if (hinted) {
        put_open(o, "div", style->hint, item->hint.classes);
        put_attribute(o, "id", hint_id);
        put_attributes(o, &item->hint.attributes);
        put(o, ">");
        put_body(o, item->hint.text, item->hint.html);
        put(o, "</div>\n");
    }
    put(o, "</div>\n");
    if (opens) {
        put(o, "<div class=\"");
        put(o, style->conditional);
        put(o, chosen ? "\"" : style->hidden);
        put(o, chosen ? "" : "\"");
        put_attribute(o, "id", ids_str(&target));
        put(o, ">\n");
        out_raw(o, item->conditional.s);
        put(o, "</div>\n");
    }
}

static void put_choices(out *o, const struct choices *c, const struct choice_style *style)
{
    str prefix = or_else(c->id_prefix, c->name);
    struct ids described = { .n = 0 };
    ids_add(&described,
            any(c->fieldset.described_by) ? c->fieldset.described_by
            : style->many                 ? c->described_by
                                          : STR_NONE,
            "");
    out inner = { 0 };
    put_help(&inner, prefix, &c->hint, &c->error, &described);
    group_open(o, &c->group, &c->error, "");
    put_attributes(o, &c->group.attributes);
    put(o, ">\n");
    if (c->fieldset.on) {
        struct fieldset f = c->fieldset;
        f.described_by = ids_str(&described);
        f.role = STR_NONE;
        fieldset_open(o, &f);
    }
    out_raw(o, out_str(&inner));
    out_release(&inner);
    put_open(o, "div", style->kind, c->classes);
    put_attributes(o, &c->attributes);
    put(o, style->module);
    put(o, ">\n");
    put_words(o, &c->group.before);
    for (size_t i = 0; i < c->nitems; i++) {
        if (any(c->items[i].divider)) {
            put_open(o, "div", style->divider, STR_NONE);
            put(o, ">");
            out_text(o, c->items[i].divider);
            put(o, "</div>\n");
        } else
            put_choice(o, c, &c->items[i], i, style, ids_str(&described));
    }
    put_words(o, &c->group.after);
    put(o, c->fieldset.on ? "</div>\n</fieldset>\n</div>\n" : "</div>\n</div>\n");
}

void (govuk_radios)(out *o, const struct choices *c)     { put_choices(o, c, &radio_style); }
void (govuk_checkboxes)(out *o, const struct choices *c) { put_choices(o, c, &checkbox_style); }
