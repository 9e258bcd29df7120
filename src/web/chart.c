/* chart.c - draws bars. Sizes are in the drawing's own units; the style sheet gives the colours, so that they
 * follow forced colours and print. */
#include "web/chart.h"

enum { ROW = 26, LABEL = 190, TRACK = 380, COLUMN = 40, HEIGHT = 120 };

static int64_t largest(const struct bar_chart *c)
{
    int64_t max = 1;
    for (size_t i = 0; i < c->n; i++)
        if (c->bars[i].value > max)
            max = c->bars[i].value;
    return max;
}

/* At most n bytes, cut between characters, with an ellipsis. */
static void short_label(out *o, str s, size_t n)
{
    if (s.n <= n) {
        out_text(o, s);
        return;
    }
    while (n && ((unsigned char)s.p[n] & 0xC0) == 0x80)
        n--;
    out_text(o, str_take(s, n));
    out_raw(o, S("…"));
}

static void lying(out *o, const struct bar_chart *c, int64_t max)
{
    int height = (int)c->n * ROW + 4;
    out_printf(o, "<svg class=\"hf-chart__svg\" viewBox=\"0 0 %d %d\" aria-hidden=\"true\" focusable=\"false\">", LABEL + TRACK + 50, height);
    for (size_t i = 0; i < c->n; i++) {
        const struct bar *b = &c->bars[i];
        int y = (int)i * ROW + 4, w = (int)(b->value * TRACK / max), m = (int)(b->marked * TRACK / max);
        out_printf(o, "<text class=\"hf-chart__label\" x=\"%d\" y=\"%d\" text-anchor=\"end\">", LABEL - 8, y + 15);
        short_label(o, b->label, 26);
        out_printf(o, "</text><rect class=\"hf-chart__bar\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"18\"/>", LABEL, y, w);
        if (m)
            out_printf(o, "<rect class=\"hf-chart__marked\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"18\"/>", LABEL, y, m);
        out_printf(o, "<text class=\"hf-chart__value\" x=\"%d\" y=\"%d\">%lld</text>", LABEL + w + 6, y + 15, (long long)b->value);
    }
    out_raw(o, S("</svg>"));
}

static void upright(out *o, const struct bar_chart *c, int64_t max)
{
    out_printf(o, "<svg class=\"hf-chart__svg\" viewBox=\"0 0 %d %d\" aria-hidden=\"true\" focusable=\"false\">", (int)c->n * COLUMN + 8, HEIGHT + 44);
    for (size_t i = 0; i < c->n; i++) {
        const struct bar *b = &c->bars[i];
        int x = (int)i * COLUMN + 8, h = (int)(b->value * HEIGHT / max), m = (int)(b->marked * HEIGHT / max), base = HEIGHT + 20;
        out_printf(o, "<rect class=\"hf-chart__bar\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>", x, base - h, COLUMN - 10, h);
        if (m)
            out_printf(o, "<rect class=\"hf-chart__marked\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>", x, base - m, COLUMN - 10, m);
        out_printf(o, "<text class=\"hf-chart__value\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">%lld</text>", x + 15, base - h - 5, (long long)b->value);
        out_printf(o, "<text class=\"hf-chart__label\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">", x + 15, base + 17);
        short_label(o, b->label, 6);
        out_raw(o, S("</text>"));
    }
    out_raw(o, S("</svg>"));
}

static void numbers(out *o, const struct bar_chart *c)
{
    out_raw(o, S("<table class=\"govuk-table govuk-table--small-text-until-tablet hf-chart__table\"><caption class=\"govuk-table__caption govuk-visually-hidden\">"));
    out_text(o, c->title);
    out_raw(o, S("</caption><thead class=\"govuk-table__head\"><tr class=\"govuk-table__row\"><th scope=\"col\" class=\"govuk-table__header\">"));
    out_text(o, c->label_heading);
    out_raw(o, S("</th><th scope=\"col\" class=\"govuk-table__header govuk-table__header--numeric\">"));
    out_text(o, c->value_heading);
    if (c->marked_heading.n) {
        out_raw(o, S("</th><th scope=\"col\" class=\"govuk-table__header govuk-table__header--numeric\">"));
        out_text(o, c->marked_heading);
    }
    out_raw(o, S("</th></tr></thead><tbody class=\"govuk-table__body\">"));
    for (size_t i = 0; i < c->n; i++) {
        const struct bar *b = &c->bars[i];
        out_raw(o, S("<tr class=\"govuk-table__row\"><th scope=\"row\" class=\"govuk-table__header\">"));
        if (b->href.n) {
            out_raw(o, S("<a class=\"govuk-link\" href=\""));
            out_url(o, b->href);
            out_raw(o, S("\">"));
        }
        out_text(o, b->label);
        out_raw(o, b->href.n ? S("</a>") : S(""));
        out_printf(o, "</th><td class=\"govuk-table__cell govuk-table__cell--numeric\">%lld</td>", (long long)b->value);
        if (c->marked_heading.n)
            out_printf(o, "<td class=\"govuk-table__cell govuk-table__cell--numeric\">%lld</td>", (long long)b->marked);
        out_raw(o, S("</tr>"));
    }
    out_raw(o, S("</tbody></table>"));
}

void part_bar_chart(out *o, const struct bar_chart *c)
{
    if (c->n == 0)
        return;
    out_raw(o, S("<figure class=\"hf-chart\"><figcaption class=\"govuk-heading-s\">"));
    out_text(o, c->title);
    out_raw(o, S("</figcaption>"));
    (c->columns ? upright : lying)(o, c, largest(c));
    out_raw(o, c->table_open ? S("") : S("<details class=\"govuk-details\"><summary class=\"govuk-details__summary\"><span class=\"govuk-details__summary-text\">"
                                         "The same as a table</span></summary><div class=\"govuk-details__text\">"));
    numbers(o, c);
    out_raw(o, c->table_open ? S("</figure>") : S("</div></details></figure>"));
}
