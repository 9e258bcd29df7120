/* question.c - one question of a form as the page shows it: the component that its type asks for. */
#include "web/record/record.h"

enum { RADIOS_MOST = 6 };

static struct legend legend_of(const struct field *f)
{
    return (struct legend){ .text = f->label, .classes = S("govuk-fieldset__legend--s") };
}

static str hint_of(const struct form_page *p, const struct field *f, bool listed)
{
    if (f->type == FT_REF && kind_is(f->ref, K_person))
        return arena_printf(p->r->mem, STR_FMT "%sType the person’s council number.", STR_ARG(f->hint),
                            f->hint.n ? " " : "");
    if (f->type == FT_REF && kind_is_subject(f->ref) && !listed)
        return arena_printf(p->r->mem, STR_FMT "%sType the number that stands on its page.", STR_ARG(f->hint),
                            f->hint.n ? " " : "");
    return f->hint;
}

static str described_by(const struct form_page *p, const struct question *q)
{
    return q->nadvice ? arena_printf(p->r->mem, STR_FMT "-advice", STR_ARG(q->f->name)) : STR_NONE;
}

static void day_question(out *o, const struct form_page *p, const struct question *q, struct hint hint,
                         struct error_message error)
{
    enum tri bad = q->error.n ? YES : UNSAID;
    struct date_part parts[] = {
        { .name = S("day"), .label = S("Day"), .value = q->day, .classes = S("govuk-input--width-2"), .error = bad },
        { .name = S("month"),
          .label = S("Month"),
          .value = q->month,
          .classes = S("govuk-input--width-2"),
          .error = bad },
        { .name = S("year"), .label = S("Year"), .value = q->year, .classes = S("govuk-input--width-4"), .error = bad },
        { .name = S("time"),
          .label = S("Time"),
          .value = q->time,
          .classes = S("govuk-input--width-4"),
          .error = bad,
          .inputmode = S("text") },
    };
    govuk_date_input(o, .id = q->f->name, .name_prefix = q->f->name, .nparts = q->f->type == FT_INSTANT ? 4 : 3,
                     .parts = parts,
                     .fieldset = { .on = true, .legend = legend_of(q->f), .described_by = described_by(p, q) },
                     .hint = hint, .error = error);
}

static void choice_question(out *o, const struct form_page *p, const struct question *q, struct hint hint,
                            struct error_message error)
{
    const struct field *f = q->f;
    if (f->type == FT_CODES) {
        out_raw(o, S("<input type=\"hidden\" name=\""));
        out_attr(o, f->name);
        out_raw(o, S("-asked\" value=\"1\">"));
        govuk_checkboxes(o, .id_prefix = f->name, .name = f->name, .nitems = q->nchoices, .items = q->choices,
                         .nvalues = q->nvalues, .values = q->values, .classes = S("govuk-checkboxes--small"),
                         .fieldset = { .on = true, .legend = legend_of(f), .described_by = described_by(p, q) },
                         .hint = hint, .error = error);
        return;
    }
    if (q->nchoices <= RADIOS_MOST) {
        struct choice *items = arena_array(p->r->mem, struct choice, q->nchoices + 1);
        memcpy(items, q->choices, q->nchoices * sizeof *items);
        size_t n = q->nchoices;
        if (!f->required)
            items[n++] = (struct choice){ .value = S(""), .has_value = true, .text = S("Not recorded") };
        for (size_t i = 0; i < n; i++)
            items[i].checked = q->nvalues         ? str_eq(items[i].value, q->values[0]) ? YES : NO
                               : i >= q->nchoices ? YES
                                                  : NO;
        govuk_radios(o, .id_prefix = f->name, .name = f->name, .nitems = n, .items = items,
                     .classes = S("govuk-radios--small"),
                     .fieldset = { .on = true, .legend = legend_of(f), .described_by = described_by(p, q) },
                     .hint = hint, .error = error);
        return;
    }
    struct choice *items = arena_array(p->r->mem, struct choice, q->nchoices + 1);
    items[0] =
        (struct choice){ .value = S(""), .has_value = true, .text = f->required ? S("Choose one") : S("Not recorded") };
    for (size_t i = 0; i < q->nchoices; i++) {
        items[i + 1] = q->choices[i];
        items[i + 1].has_value = true;
    }
    govuk_select(o, .id = f->name, .name = f->name, .value = q->nvalues ? q->values[0] : S(""),
                 .nitems = q->nchoices + 1, .items = items,
                 .label = { .text = f->label, .classes = S("govuk-label--s") }, .hint = hint, .error = error,
                 .described_by = described_by(p, q));
}

static void flag_question(out *o, const struct form_page *p, const struct question *q, struct hint hint,
                          struct error_message error)
{
    bool yes = str_eq(q->text, S("1")), no = str_eq(q->text, S("0"));
    struct choice items[] = {
        { .value = S("1"), .text = S("Yes"), .checked = yes ? YES : NO },
        { .value = S("0"), .text = S("No"), .checked = no ? YES : NO },
        { .value = S(""), .has_value = true, .text = S("Not recorded"), .checked = yes || no ? NO : YES },
    };
    govuk_radios(o, .id_prefix = q->f->name, .name = q->f->name, .nitems = q->f->required ? 2 : 3, .items = items,
                 .classes = S("govuk-radios--inline govuk-radios--small"),
                 .fieldset = { .on = true, .legend = legend_of(q->f), .described_by = described_by(p, q) },
                 .hint = hint, .error = error);
}

static void text_question(out *o, const struct form_page *p, const struct question *q, struct hint hint,
                          struct error_message error)
{
    const struct field *f = q->f;
    struct label label = { .text = f->label, .classes = S("govuk-label--s") };
    if (f->type == FT_NOTE) {
        govuk_textarea(o, .id = f->name, .name = f->name, .value = q->text, .rows = 5, .label = label, .hint = hint,
                       .error = error, .spellcheck = YES, .described_by = described_by(p, q));
        return;
    }
    bool number = f->type == FT_INT || f->type == FT_DECIMAL || f->type == FT_MONEY || f->type == FT_MINUTES ||
                  f->type == FT_REF;
    govuk_input(o, .id = f->name, .name = f->name, .value = q->text, .label = label, .hint = hint, .error = error,
                .described_by = described_by(p, q), .inputmode = f->type == FT_INT ? S("numeric") : STR_NONE,
                .classes = number                   ? S("govuk-input--width-10")
                           : f->max && f->max <= 40 ? S("govuk-input--width-20")
                                                    : STR_NONE,
                .prefix = { .text = f->type == FT_MONEY ? S("£") : STR_NONE });
}

void part_question(out *o, const struct form_page *p, const struct question *q)
{
    const struct field *f = q->f;
    struct hint hint = { .text = hint_of(p, f, q->nchoices > 0) };
    struct error_message error = { .text = q->error };
    out_raw(o, S("<div class=\"hf-question\""));
    if (p->advice_href.n) {
        out_raw(o, S(" data-hf-field=\""));
        out_attr(o, f->name);
        out_raw(o, S("\""));
    }
    if (f->show_if) {
        out_raw(o, S(" data-show-if=\""));
        out_attr(o, expr_text(f->show_if));
        out_raw(o, S("\""));
    }
    out_raw(o, S(">"));
    if (q->theirs_by.n) {
        out_raw(o, S("<div class=\"hf-theirs\"><p class=\"govuk-body\"><strong>"));
        out_text(o, q->theirs_by);
        out_raw(o, S(" has written:</strong></p><p class=\"hf-theirs__text\">"));
        out_text(o, q->theirs.n ? q->theirs : S("nothing: they emptied it"));
        out_raw(o, S("</p>"));
        struct choice take[] = { { .value = S("1"), .text = S("Keep this and drop mine") } };
        govuk_checkboxes(o, .id_prefix = arena_printf(p->r->mem, "take-" STR_FMT, STR_ARG(f->name)),
                         .name = arena_printf(p->r->mem, "take-" STR_FMT, STR_ARG(f->name)), .nitems = 1, .items = take,
                         .classes = S("govuk-checkboxes--small"));
        out_raw(o, S("<p class=\"govuk-body\"><strong>You have written:</strong></p></div>"));
    }
    if (f->type == FT_DATE || f->type == FT_INSTANT)
        day_question(o, p, q, hint, error);
    else if (f->type == FT_CODE || f->type == FT_CODES)
        choice_question(o, p, q, hint, error);
    else if (f->type == FT_FLAG)
        flag_question(o, p, q, hint, error);
    else if (f->type == FT_REF && q->nchoices)
        govuk_select(o, .id = f->name, .name = f->name, .value = q->text, .nitems = q->nchoices, .items = q->choices,
                     .label = { .text = f->label, .classes = S("govuk-label--s") }, .hint = hint, .error = error,
                     .described_by = described_by(p, q));
    else
        text_question(o, p, q, hint, error);
    if (q->nadvice)
        advice_beside_view(o, &(struct advice_block){ .r = p->r, .field = f, .n = q->nadvice, .items = q->advice });
    out_raw(o, S("</div>"));
}
