/* everyday.h - the yearly questions of a return, answered from the records that practitioners make every day.
 *
 * A return asks things that nobody records as such: were the teeth checked this year, was the child convicted, how
 * often was there a plan before. The record has the dental check, the conviction, the plans. What is written
 * follows one order:
 *
 *   1. what somebody said as the return asks it (a care_year, an sdq of that year, a field of the record itself);
 *   2. what an everyday record of that year says;
 *   3. where nothing is recorded and that is an answer (no conviction, no dental check): no, counted in the
 * coverage as coming from a default.
 *
 * What came in as a return goes out as it came: such a row gets no default, and no row is added or left out because
 * of one. Pure. */
#ifndef REPORTING_EVERYDAY_H
#define REPORTING_EVERYDAY_H
#include "reporting/plan.h"

struct everyday_of {
    const struct return_plan *plan;
    const struct facts *facts;
    const struct return_year *year;
    arena *a;
};

/* --- of the children looked after return: everyday_ssda903.c ------------------------------------------- */
/* The record that the row of care leavers is made from: how things were at the birthday in the year. NULL: no row. */
const struct record *everyday_leaver(const struct everyday_of *x);
/* A record that belongs to the year by its days, and yet makes no row: a cancelled review, an absence of a child who
 * was not in care. */
bool everyday_care_leaves_out(const struct everyday_of *x, const struct record *r);
/* Looked after for the whole year, with no yearly answers: one row more, made from the person. */
bool everyday_needs_outcomes(const struct everyday_of *x);
/* Each fills the cells of one table's row that are empty. */
void everyday_episode_fill(const struct everyday_of *x, struct return_row *row);
void everyday_header_fill(const struct everyday_of *x, struct return_row *row);
void everyday_outcomes_fill(const struct everyday_of *x, struct return_row *row);
void everyday_leaver_fill(const struct everyday_of *x, struct return_row *row);
void everyday_liberty_fill(const struct everyday_of *x, struct return_row *row);

/* --- of the children in need census: everyday_cin.c ------------------------------------------------ */
void everyday_child_fill(const struct everyday_of *x, struct return_row *row);
void everyday_enquiry_fill(const struct everyday_of *x, struct return_row *row);
void everyday_protection_fill(const struct everyday_of *x, struct return_row *row);
void everyday_proceedings_fill(const struct everyday_of *x, struct return_row *row);
#endif
