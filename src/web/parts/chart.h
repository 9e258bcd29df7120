/* chart.h - charts as SVG made on the server, each with its table, so that nothing is told by picture alone. */
#ifndef CHART_H
#define CHART_H
#include "base/date.h"
#include "base/out.h"

struct bar { str label, href; int64_t value, marked; };    /* marked: the part of value drawn in the warning colour */
struct bar_chart {
    str title, label_heading, value_heading, marked_heading;       /* marked_heading "": no marked part */
    size_t n;
    const struct bar *bars;
    bool columns;                   /* upright, for days; else lying, for names */
    bool table_open;                /* the table is shown and not folded away */
};
/* Two counts day by day, towards a day on which something ends. */
struct trend_point { day on; int64_t first, second; };
struct trend_chart {
    str title, first_heading, second_heading, end_heading;      /* end_heading: "Closes" */
    day ends;                       /* DAY_NONE: nobody knows */
    size_t n;
    const struct trend_point *points;       /* oldest first */
};
/* Nothing for fewer than two points. Its table has a row for each day on which a count changed, newest first. */
void part_trend_chart(out *o, const struct trend_chart *c);

/* A figure with its caption, the drawing (hidden from screen readers) and the same numbers as a table. */
void part_bar_chart(out *o, const struct bar_chart *c);
#endif
