/* local.h - a council's own rules over the returns, ready to run beside the published ones.
 *
 * They are written in the catalogue (catalogue/rules/README.md): a condition over a row of a return's table. Here each is checked against the tables
 * of its return and put behind the published rules, so that both are run, counted and reported alike:
 *
 *   local_catalogue_load(&cat, dir, e);
 *   year.local = local_ssda903(cat);         before ssda903_check_init
 *   year.local = local_cin(cat);             after cin_year_of, before cin_check_init
 *
 * What is made lives as long as the catalogue and is read-only: threads share it. Running one allocates nothing. */
#ifndef RETURNS_LOCAL_H
#define RETURNS_LOCAL_H
#include "catalogue/expr.h"
#include "returns/returns.h"

/* What is run: for every row of a table, the condition; then the cells that an issue points at. */
struct local_ready { const struct expr *when; int each; size_t nfields; const struct expr_use *fields; };

/* What a return lets its local rules see. A table's column n stands at place n of its rows. */
struct local_return {
    const char *name;                   /* "ssda903" */
    const size_t *nrules;               /* the published ones */
    const struct rule_text *(*text)(size_t rule);
    const struct expr_tables *(*tables)(const struct catalogue *c, arena *a);
    str whole_row;                      /* the column that stands for a row as a whole */
    /* All its rules: the published ones, then n of the council's own. */
    const void *(*rules)(size_t n, const struct rule_text *texts, const struct local_ready *ready, arena *a);
};

struct ssda903_local;
struct cin_local;
struct local_rules { const struct ssda903_local *ssda903; const struct cin_local *cin; };       /* NULL: none for that return */

/* As catalogue_load, and its local rules are checked: faults of either are named in e->detail as file:line:column. */
CHECKED err_code local_catalogue_load(struct catalogue **out, str dir, err *e);
/* Of a catalogue that was loaded otherwise; before any other thread has it. */
CHECKED err_code local_rules_make(struct catalogue *c, err *e);
static inline const struct ssda903_local *local_ssda903(const struct catalogue *c) { return c->local ? c->local->ssda903 : NULL; }
static inline const struct cin_local *local_cin(const struct catalogue *c) { return c->local ? c->local->cin : NULL; }

/* The codes that a column of a return may hold, when the catalogue knows: "ssda903:LS". NULL: any. */
const struct codeset *local_codes(const struct catalogue *c, str column);
#endif
