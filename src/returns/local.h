/* local.h - a council's own rules over the returns, ready to run beside the published ones.
 *
 * They are written in the catalogue (catalogue/rules/README.md): a condition over a row of a return's table. Here each
 * is checked against the tables of its return and put behind the published rules, so that both are run, counted and
 * reported alike:
 *
 *   local_catalogue_load(&cat, dir, e);
 *   year.local = local_NAME(cat);            before the check of the return NAME is made: its own local.h
 *
 * What is made lives as long as the catalogue and is read-only: threads share it. Running one allocates nothing. */
#ifndef RETURNS_LOCAL_H
#define RETURNS_LOCAL_H
#include "catalogue/expr.h"
#include "returns/kinds.h"
#include "returns/returns.h"

/* What is run: for every row of a table, the condition; then the cells that an issue points at. */
struct local_ready { const struct expr *when; int each; size_t nfields; const struct expr_use *fields; };

/* What a return lets its local rules see. A table's column n stands at place n of its rows. */
struct local_return {
    const size_t *nrules;               /* the published ones */
    const struct rule_text *(*text)(size_t rule);
    const struct expr_tables *(*tables)(const struct catalogue *c, arena *a);
    str whole_row;                      /* the column that stands for a row as a whole */
    /* All its rules: the published ones, then n of the council's own. */
    const void *(*rules)(size_t n, const struct rule_text *texts, const struct local_ready *ready, arena *a);
};

/* what rules made of them, by number of the return; NULL: none */
struct local_rules { const void *of[RETURNS]; };

/* As catalogue_load, and its local rules are checked: faults of either are named in e->detail as file:line:column. */
CHECKED err_code local_catalogue_load(struct catalogue **out, str dir, err *e);
/* Of a catalogue that was loaded otherwise; before any other thread has it. */
CHECKED err_code local_rules_make(struct catalogue *c, err *e);
static inline const void *local_rules_of(const struct catalogue *c, enum return_number n)
{
    return c->local ? c->local->of[n] : NULL;
}
#endif
