/* chart.h - charts as SVG made on the server, each with its table, so that nothing is told by picture alone. */
#ifndef CHART_H
#define CHART_H
#include "base/arena.h"
#include "base/out.h"

struct bar { str label, href; int64_t value, marked; };    /* marked: the part of value drawn in the warning colour */
struct bar_chart {
    str title, label_heading, value_heading, marked_heading;       /* marked_heading "": no marked part */
    size_t n;
    const struct bar *bars;
    bool columns;                   /* upright, for days; else lying, for names */
    bool table_open;                /* the table is shown and not folded away */
};
/* A figure with its caption, the drawing (hidden from screen readers) and the same numbers as a table. */
void part_bar_chart(out *o, const struct bar_chart *c);
#endif
