/* workbook.h - the cells of an XLSX workbook that somebody gave us. Formulas give the value that was saved with them;
 * dates are numbers of days since 30 December 1899, as they are written. */
#ifndef WORKBOOK_H
#define WORKBOOK_H
#include "base/err.h"
#include "base/out.h"

/* Every row of every sheet that has a cell, with the sheet's number from 1 and the row's from 1. ERR_INVALID: not a
 * workbook, or one that is not safe to open. An error of row ends the reading and is returned. Cells live in mem. */
typedef err_code workbook_row_fn(void *ctx, int sheet, size_t row, size_t n, const str *cells, err *e);
CHECKED err_code workbook_read(str bytes, workbook_row_fn *row, void *ctx, arena *mem, err *e);

/* A sheet as CSV: its row 7 is line 7. */
struct workbook_sheet { str name; out csv; };
/* Every sheet with cells, in the workbook's order; the list and names live in mem. ERR_INVALID as above. */
CHECKED err_code workbook_as_csv(str bytes, size_t *n, struct workbook_sheet **sheets, arena *mem, err *e);
void workbook_sheets_release(size_t n, struct workbook_sheet *sheets);
#endif
