/* example.h - what a rule looks at, in words, and rows that break it and rows that do not:
 * catalogue/examples/RETURN.txt, which is in the program. The book and the pages show them; tests run the same rows
 * through the rule, so that no example can be wrong.
 *
 *   567 = Looks at each time away on its own: ...
 *   567 | *Missing MISSING=M MIS_START=03/06/2026 MIS_END=01/06/2026
 *   567 @year=2025 | Missing MISSING=M MIS_START=01/06/2025 MIS_END=03/06/2025
 *
 * A row with * is one that the rule reports; a line without any is a case that it accepts. All rows are of one child
 * unless the column that names one (CHILD=, LAchildID=) says otherwise. A value with a space stands in "quotes". Where
 * modules hold others, a row belongs to the last of its child's above it that can hold it,
 * and *Return stands for the return as a whole. */
#ifndef RETURNS_EXAMPLE_H
#define RETURNS_EXAMPLE_H
#include "base/arena.h"

struct example_cell { str name, value; };
struct example_row {
    bool reported;
    str table;                      /* "Episodes", "Episodes_last" for last year's */
    size_t ncells;
    struct example_cell *cells;
};
struct example {
    str code, looks;                /* a line of words has looks and nothing else */
    str changed;                    /* a line "@set 2024-25 CODE CODE" has its year here, and the codes in code */
    str fault;                      /* what cannot be read of the line; "" */
    size_t noptions, nrows;
    struct example_cell *options;   /* "year", "xml", "authority", "start", "end", "provider" */
    struct example_row *rows;
    bool breaks;                    /* some row is reported */
};

/* The next line that says something; false at the end. */
bool example_next(str *rest, arena *a, struct example *x);
str  example_value(const struct example_row *r, str name);     /* STR_NONE: the row does not give it */
/* Its number, in that column; 1001 when the row does not say. */
str  example_child(const struct example_row *r, const char *column);

struct rule_words {
    str looks;                      /* "" when the message says it all */
    str changed;                    /* the rule set in which it last changed: "2022-23" */
    size_t nexamples;
    struct example *examples; /* in the order of the file: the first breaks the rule, the next is that one mended */
};
/* dataset: a name of kinds.def. Nothing at all for a rule that is not there. Takes some tens of microseconds. */
struct rule_words rule_words_of(str dataset, str code, arena *a);
#endif
