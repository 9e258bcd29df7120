/* chart.c - draws bars and trends. Sizes are in the drawing's own units; the style sheet gives the colours, so that
 * they follow forced colours and print. */
#include "web/parts/chart.h"

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
    out_printf(o, "<svg class=\"hf-chart__svg\" viewBox=\"0 0 %d %d\" aria-hidden=\"true\" focusable=\"false\">",
               LABEL + TRACK + 50, height);
    for (size_t i = 0; i < c->n; i++) {
        const struct bar *b = &c->bars[i];
        int y = (int)i * ROW + 4, w = (int)(b->value * TRACK / max), m = (int)(b->marked * TRACK / max);
        out_printf(o, "<text class=\"hf-chart__label\" x=\"%d\" y=\"%d\" text-anchor=\"end\">", LABEL - 8, y + 15);
        short_label(o, b->label, 26);
        out_printf(o, "</text><rect class=\"hf-chart__bar\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"18\"/>", LABEL, y,
                   w);
        if (m)
            out_printf(o, "<rect class=\"hf-chart__marked\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"18\"/>", LABEL, y,
                       m);
        out_printf(o, "<text class=\"hf-chart__value\" x=\"%d\" y=\"%d\">%lld</text>", LABEL + w + 6, y + 15,
                   (long long)b->value);
    }
    out_raw(o, S("</svg>"));
}

static void upright(out *o, const struct bar_chart *c, int64_t max)
{
    out_printf(o, "<svg class=\"hf-chart__svg\" viewBox=\"0 0 %d %d\" aria-hidden=\"true\" focusable=\"false\">",
               (int)c->n * COLUMN + 8, HEIGHT + 44);
    for (size_t i = 0; i < c->n; i++) {
        const struct bar *b = &c->bars[i];
        int x = (int)i * COLUMN + 8, h = (int)(b->value * HEIGHT / max), m = (int)(b->marked * HEIGHT / max),
            base = HEIGHT + 20;
        out_printf(o, "<rect class=\"hf-chart__bar\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>", x, base - h,
                   COLUMN - 10, h);
        if (m)
            out_printf(o, "<rect class=\"hf-chart__marked\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>", x,
                       base - m, COLUMN - 10, m);
        out_printf(o, "<text class=\"hf-chart__value\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">%lld</text>", x + 15,
                   base - h - 5, (long long)b->value);
        out_printf(o, "<text class=\"hf-chart__label\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">", x + 15, base + 17);
        short_label(o, b->label, 6);
        out_raw(o, S("</text>"));
    }
    out_raw(o, S("</svg>"));
}

static void numbers(out *o, const struct bar_chart *c)
{
    out_raw(o, S("<table class=\"govuk-table govuk-table--small-text-until-tablet hf-chart__table\"><caption "
                 "class=\"govuk-table__caption govuk-visually-hidden\">"));
    out_text(o, c->title);
    out_raw(o, S("</caption><thead class=\"govuk-table__head\"><tr class=\"govuk-table__row\"><th scope=\"col\" "
                 "class=\"govuk-table__header\">"));
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
    out_raw(o, c->table_open ? S("")
                             : S("<details class=\"govuk-details\"><summary class=\"govuk-details__summary\"><span "
                                 "class=\"govuk-details__summary-text\">"
                                 "The same as a table</span></summary><div class=\"govuk-details__text\">"));
    numbers(o, c);
    out_raw(o, c->table_open ? S("</figure>") : S("</div></details></figure>"));
}

/* --- two counts over time ----------------------------------------------------------------------------------- */

enum { PLOT_LEFT = 44, PLOT_TOP = 12, PLOT_WIDTH = 470, PLOT_HEIGHT = 150, PLOT_RIGHT = 120, AHEAD_LEAST = 14 };

struct plot { day from, to; int64_t most; };

static int plot_x(const struct plot *p, day d)
{
    return PLOT_LEFT + (int)((int64_t)(d - p->from) * PLOT_WIDTH / (p->to - p->from));
}
static int plot_y(const struct plot *p, int64_t v) { return PLOT_TOP + PLOT_HEIGHT - (int)(v * PLOT_HEIGHT / p->most); }

/* The end of the scale: 1, 2 or 5 times a power of ten, so that the lines across it are round figures. */
static int64_t round_most(int64_t most)
{
    int64_t step = 1;
    for (;; step *= 10)
        for (int i = 0; i < 3; i++) {
            int64_t top = step * (int64_t[]){ 2, 5, 10 }[i];
            if (top >= most)
                return top;
        }
}

/* As much of what is ahead as there is behind: the end itself when it is no farther. */
static struct plot plot_of(const struct trend_chart *c)
{
    const struct trend_point *first = &c->points[0], *last = &c->points[c->n - 1];
    day ahead = last->on - first->on > AHEAD_LEAST ? last->on - first->on : AHEAD_LEAST;
    struct plot p = { first->on, last->on, 1 };
    if (c->ends != DAY_NONE && c->ends > last->on)
        p.to = c->ends - last->on < ahead ? c->ends : last->on + ahead / 3;
    p.to = p.to > p.from ? p.to : p.from + 1;
    for (size_t i = 0; i < c->n; i++) {
        p.most = c->points[i].first > p.most ? c->points[i].first : p.most;
        p.most = c->points[i].second > p.most ? c->points[i].second : p.most;
    }
    p.most = round_most(p.most);
    return p;
}

static void trend_line(out *o, const struct trend_chart *c, const struct plot *p, bool second)
{
    out_printf(o, "<polyline class=\"hf-trend__line hf-trend__line--%s\" points=\"", second ? "second" : "first");
    for (size_t i = 0; i < c->n; i++)
        out_printf(o, "%s%d,%d", i ? " " : "", plot_x(p, c->points[i].on),
                   plot_y(p, second ? c->points[i].second : c->points[i].first));
    out_raw(o, S("\"/>"));
}

static void short_day(out *o, day d)
{
    static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    int y, m, md;
    day_split(d, &y, &m, &md);
    out_printf(o, "%d %s", md, months[m - 1]);
}

static void trend_label(out *o, int x, int y, int64_t n, str heading)
{
    out_printf(o, "<text class=\"hf-chart__value\" x=\"%d\" y=\"%d\">%lld ", x + 6, y + 4, (long long)n);
    out_text(o, heading);
    out_raw(o, S("</text>"));
}

static void trend_labels(out *o, const struct trend_chart *c, const struct plot *p)
{
    const struct trend_point *last = &c->points[c->n - 1];
    int x = plot_x(p, last->on), first = plot_y(p, last->first), second = plot_y(p, last->second),
        apart = first - second;
    if (apart > -16 && apart < 16) {            /* one above the other, never on top of it */
        first += apart < 0 ? -8 : 8;
        second += apart < 0 ? 8 : -8;
    }
    trend_label(o, x, first, last->first, c->first_heading);
    trend_label(o, x, second, last->second, c->second_heading);
}

static void trend_drawing(out *o, const struct trend_chart *c)
{
    struct plot p = plot_of(c);
    int base = PLOT_TOP + PLOT_HEIGHT, right = PLOT_LEFT + PLOT_WIDTH;
    out_printf(o, "<svg class=\"hf-chart__svg\" viewBox=\"0 0 %d %d\" aria-hidden=\"true\" focusable=\"false\">",
               right + PLOT_RIGHT, base + 26);
    for (int i = 0; i <= 2; i++) {
        int y = plot_y(&p, p.most * i / 2);
        out_printf(o, "<line class=\"hf-trend__grid\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>", PLOT_LEFT, y, right,
                   y);
        if (i < 2 || p.most > 1)
            out_printf(o, "<text class=\"hf-chart__label\" x=\"%d\" y=\"%d\" text-anchor=\"end\">%lld</text>",
                       PLOT_LEFT - 6, y + 4, (long long)(p.most * i / 2));
    }
    out_printf(o, "<text class=\"hf-chart__label\" x=\"%d\" y=\"%d\">", PLOT_LEFT, base + 18);
    short_day(o, p.from);
    out_raw(o, S("</text>"));
    bool shows_end = c->ends != DAY_NONE && c->ends >= p.from && c->ends <= p.to;
    day marked = shows_end ? c->ends : c->points[c->n - 1].on;
    int x = plot_x(&p, marked);
    if (shows_end)
        out_printf(o, "<line class=\"hf-trend__end\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>", x, PLOT_TOP, x, base);
    out_printf(o, "<text class=\"hf-chart__label\" x=\"%d\" y=\"%d\" text-anchor=\"end\">", shows_end ? x + 40 : x + 20,
               base + 18);
    if (shows_end) {
        out_text(o, c->end_heading);
        out_char(o, ' ');
    }
    short_day(o, marked);
    out_raw(o, S("</text>"));
    trend_line(o, c, &p, false);
    trend_line(o, c, &p, true);
    trend_labels(o, c, &p);
    out_raw(o, S("</svg>"));
}

static void trend_numbers(out *o, const struct trend_chart *c)
{
    const str heads[] = { c->first_heading, c->second_heading };
    out_raw(o, S("<table class=\"govuk-table govuk-table--small-text-until-tablet hf-chart__table\"><caption "
                 "class=\"govuk-table__caption govuk-visually-hidden\">"));
    out_text(o, c->title);
    out_raw(o, S("</caption><thead class=\"govuk-table__head\"><tr class=\"govuk-table__row\"><th scope=\"col\" "
                 "class=\"govuk-table__header\">Day</th>"));
    for (size_t i = 0; i < COUNT_OF(heads); i++) {
        out_raw(o, S("<th scope=\"col\" class=\"govuk-table__header govuk-table__header--numeric hf-capital\">"));
        out_text(o, heads[i]);
        out_raw(o, S("</th>"));
    }
    out_raw(o, S("</tr></thead><tbody class=\"govuk-table__body\">"));
    for (size_t i = c->n; i-- > 0;) {
        const struct trend_point *p = &c->points[i];
        if (i && i + 1 < c->n && p->first == p[-1].first && p->second == p[-1].second)
            continue;
        char said[32];
        out_raw(o, S("<tr class=\"govuk-table__row\"><th scope=\"row\" class=\"govuk-table__header\">"));
        out_raw(o, day_uk_into(said, p->on));
        out_printf(o,
                   "</th><td class=\"govuk-table__cell govuk-table__cell--numeric\">%lld</td><td "
                   "class=\"govuk-table__cell govuk-table__cell--numeric\">%lld</td></tr>",
                   (long long)p->first, (long long)p->second);
    }
    out_raw(o, S("</tbody></table>"));
}

void part_trend_chart(out *o, const struct trend_chart *c)
{
    if (c->n < 2)
        return;
    out_raw(o, S("<figure class=\"hf-chart\"><figcaption class=\"govuk-heading-s\">"));
    out_text(o, c->title);
    out_raw(o, S("</figcaption>"));
    trend_drawing(o, c);
    out_raw(o, S("<details class=\"govuk-details\"><summary class=\"govuk-details__summary\"><span "
                 "class=\"govuk-details__summary-text\">"
                 "The same as a table</span></summary><div class=\"govuk-details__text\">"));
    trend_numbers(o, c);
    out_raw(o, S("</div></details></figure>"));
}
