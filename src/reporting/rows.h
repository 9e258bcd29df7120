/* rows.h - one person's record as rows of a statutory return: the import's map, read backwards (plan.h).
 *
 * catalogue/import/NAME.yml says which column feeds which field; here the field fills the column again. What
 * belongs in a year, and how a row that is still open on its last day is written, is the return's shape: a few
 * tables beside its writer. Pure: facts in, rows out.
 *
 * A row says what was true at the end of the year: an end after it is not there yet, nor is the reason for that end. */
#ifndef REPORTING_ROWS_H
#define REPORTING_ROWS_H
#include "reporting/plan.h"

struct return_rows { size_t n, cap; struct return_row *at; };   /* table by table, each in order of time */

/* What a reference to another subject is called in the return: the registration of a worker. "" when it has no name
 * there. */
struct return_names { str (*name)(const void *ctx, const struct kind *k, int64_t id); const void *ctx; };

/* n is 0 when the person has no place in that return. Texts live in a, or with the facts. */
void return_rows_of(const struct return_plan *p, const struct facts *facts, const struct return_year *year,
                    const struct return_names *names, arena *a, struct return_rows *out);

/* Those of the year before, beside this year's: what the rules look back at. Of somebody who was looked after in
 * neither, the episodes of all the years before: a care leaver's rules ask for them, and only files end with last
 * year's. */
void return_rows_before(const struct return_plan *p, const struct facts *facts, const struct return_year *before,
                        const struct return_rows *rows, const struct return_names *names, arena *a,
                        struct return_rows *out);
#endif
