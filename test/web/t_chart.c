/* t_chart.c - a chart says the same in its table as in its drawing, and nothing that is not so. */
#include "../tap.h"
#include "base/arena.h"
#include "web/parts/chart.h"
#include <string.h>

static arena mem;
static out o;

static bool has(const char *text) { return str_has(out_str(&o), str_of(text)); }

static size_t rows(void)
{
    size_t n = 0;
    str rest = out_str(&o), want = S("<th scope=\"row\"");
    for (size_t i = 0; i + want.n <= rest.n; i++)
        n += !memcmp(rest.p + i, want.p, want.n);
    return n;
}

static void draw(size_t n, const struct trend_point *points, day ends)
{
    out_clear(&o);
    part_trend_chart(&o, &(struct trend_chart){ .title = S("Errors & queries"),
                                                .first_heading = S("errors"),
                                                .second_heading = S("queries"),
                                                .end_heading = S("Closes"),
                                                .ends = ends,
                                                .n = n,
                                                .points = points });
}

static void trend(void)
{
    day d = day_make(2026, 11, 1);
    const struct trend_point points[] = { { d, 100, 7 },    { d + 1, 100, 7 }, { d + 2, 100, 7 },
                                          { d + 3, 90, 7 }, { d + 9, 90, 7 },  { d + 10, 90, 7 } };
    draw(0, points, DAY_NONE);
    ok(o.n == 0, "nothing without points");
    draw(1, points, DAY_NONE);
    ok(o.n == 0, "nor for a single day: that is no trend");
    draw(COUNT_OF(points), points, DAY_NONE);
    ok(has("aria-hidden=\"true\"") && has("<figcaption") && has("Errors &amp; queries"),
       "a drawing that is hidden from screen readers, with its caption, escaped");
    is_int((int64_t)rows(), 3, "the table has the first day, the last, and each on which something changed");
    ok(has("4 November 2026") && has("11 November 2026") && !has("2 November 2026"), "those days");
    ok(has("90 errors") && has("7 queries"), "the lines say what they are");
    ok(!has("Closes"), "no end that nobody knows");
    draw(COUNT_OF(points), points, d + 20);
    ok(has("Closes") && has("21 Nov"), "an end that is near is drawn");
    draw(COUNT_OF(points), points, d + 400);
    ok(!has("Closes"), "one that is far would only squeeze the rest");
    draw(COUNT_OF(points), points, d - 3);
    ok(!has("Closes"), "nor one that is past");
    const struct trend_point none[] = { { d, 0, 0 }, { d + 1, 0, 0 } };
    draw(2, none, d + 2);
    ok(has("0 errors") && has("0 queries") && !has("nan") && !has("-2147483648"), "nothing at all is drawn too");
    const struct trend_point same[] = { { d, 3, 3 }, { d, 3, 3 } };
    draw(2, same, DAY_NONE);
    ok(has("3 errors"), "and a day that comes twice");
}

static void bars(void)
{
    const struct bar some[] = { { .label = S("North <1>"), .value = 4, .marked = 1, .href = S("/team/1") },
                                { .label = S("South"), .value = 0 } };
    out_clear(&o);
    part_bar_chart(&o, &(struct bar_chart){ .title = S("Teams") });
    ok(o.n == 0, "no bars, no chart");
    part_bar_chart(&o, &(struct bar_chart){ .title = S("Teams"),
                                            .label_heading = S("Team"),
                                            .value_heading = S("Children"),
                                            .n = 2,
                                            .bars = some });
    is_int((int64_t)rows(), 2, "a row each");
    ok(has("North &lt;1&gt;") && has("href=\"/team/1\"") && !has("<1>"), "escaped, with its link");
}

int main(void)
{
    arena_init(&mem, 0);
    trend();
    bars();
    out_release(&o);
    arena_release(&mem);
    return done_testing();
}
