/* report.h - what a check of the SSDA903 found, for people, for programs and for spreadsheets.
 *
 * Every rule is in every report: passed, so many issues, or not checked and why. Worst first: errors before queries, many before few, then by code. */
#ifndef RETURNS_SSDA903_REPORT_H
#define RETURNS_SSDA903_REPORT_H
#include "base/out.h"
#include "returns/ssda903/set.h"

enum { REPORT_SHOWN = 8 };      /* issues of a rule that the text shows; the CSV has them all */

void report_text(out *o, const struct set *s, const struct check *k, arena *a);
void report_json(out *o, const struct set *s, const struct check *k, arena *a);
void report_csv(out *o, const struct set *s, const struct check *k, arena *a);  /* one line an issue: rule, severity, child, table, year, file, line, fields, message, do */
#endif
