/* grid.h - a table in a file as a council's system wrote it: where its headings stand, which column is which, and its
 * rows as cleaned cells. Imports and checks both read their files through it, so that both see the same.
 *
 * Headings are looked for in the first GRID_LOOK rows, below titles, empty rows and a spreadsheet's sep= line: the row
 * that has most of the wanted columns. A heading that stands twice means the column that has the most in it. Rows that
 * are the headings once more are passed over. Days are judged a column at a time: as soon as one can only be day first,
 * all are; when all that can tell are month first, the column is; where nothing tells, as the rest of the file. A row's
 * missing last cells are empty.
 *
 * What was not as expected is told to `note`, once a file; serious: something was not read. */
#ifndef GRID_H
#define GRID_H
#include "base/cell.h"
#include "base/csv.h"

enum { GRID_LOOK = 20 };

struct grid_column { str name; size_t naliases; const str *aliases; enum cell_kind kind; };

struct grid_shape {
    size_t ncolumns;
    const struct grid_column *columns;
    bool keep_days;                 /* 05/05/2024 stays so; else every day becomes 2024-05-05 */
    const struct nothing *nothing;  /* may be NULL */
};

struct grid {
    struct csv csv;                 /* header: the headings as they stand */
    const struct grid_shape *shape;
    int *at;                        /* of each wanted column: its place in the file, or -1 */
    bool *month_first;              /* of each wanted column */
    bool *used;                     /* of each column of the file: it is a wanted one */
    bool repeats;                   /* the headings stand between the rows as well */
};

typedef void grid_note_fn(void *ctx, size_t line, bool serious, str text);

/* false: it cannot be read, with a sentence for whoever made the file in *why. bytes, shape and mem outlive g. */
CHECKED bool grid_open(struct grid *g, str bytes, const struct grid_shape *shape, arena *mem, grid_note_fn *note,
                       void *ctx, str *why);
/* The next row that is not the headings again; false at the end. Cells as csv_next gives them. */
bool grid_next(struct grid *g, arena *a, struct csv_row *row);
/* One cell a wanted column, cleaned. */
void grid_cells(const struct grid *g, const struct csv_row *row, arena *a, str *cells);
str  grid_cell(const struct grid *g, const struct csv_row *row, size_t column, arena *a);
#endif
