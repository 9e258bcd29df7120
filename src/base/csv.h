/* csv.h - reads CSV as councils really write it: cells are slices of the file, copied only where quotes
 * or an old encoding must be undone.
 *
 * RFC 4180, and beyond it: a byte order mark; Windows-1252 (see encoding.h) cell by cell; lines that end in CRLF, LF or
 * CR; tabs or semicolons instead of commas when the first line has more of them; a quote inside a plain
 * cell is a quote; text after a closing quote is kept. Lines with nothing on them are no rows. A row that cannot be
 * trusted (a quote never closed, a cell over CSV_CELL_LIMIT, more than CSV_COLUMN_LIMIT cells, a NUL byte) comes
 * with `fault` set, and reading goes on with the next line, so that one bad row never hides the rows after it.
 *
 *   struct csv c;
 *   csv_of(&c, bytes, a);
 *   while (csv_next(&c, a, &row)) … row.cells[csv_column(&c, S("CHILD"))] …
 *
 * A row can be read again at any time with csv_at, by the place where it began. */
#ifndef CSV_H
#define CSV_H
#include "base/encoding.h"
#include "base/err.h"

enum { CSV_CELL_LIMIT = 1 << 20, CSV_COLUMN_LIMIT = 1024 };

struct csv_row {
    size_t n;
    const str *cells;           /* trimmed of nothing; STR_NONE never */
    size_t line;                /* 1 is the first line of the file */
    size_t at;                  /* where it began, for csv_at */
    const char *fault;          /* NULL, or why the row cannot be trusted */
};

struct csv {
    str all;
    char comma;
    enum encoding encoding;
    bool has_nul;
    struct csv_row header;      /* the first row; names trimmed; n 0 when the file is empty */
    size_t pos, line;           /* of the next row */
    size_t marked;              /* marks holds the commas, quotes and line ends of the 64 bytes from here */
    uint64_t marks;
    str *cells;                 /* the row being read */
    size_t ncells;
    arena *mem;
};

/* Reads the header. The bytes and mem must outlive c. UTF-16 gives an empty header and c->encoding says why. */
void csv_of(struct csv *c, str bytes, arena *mem);
/* The same, without a header: the first row is the next. For files whose headings must be looked for: grid.h. */
void csv_begin(struct csv *c, str bytes, arena *mem);
/* Goes to the line that begins there. comma 0: the separator that this line has most of, else that one. */
void csv_line(struct csv *c, size_t at, size_t line, char comma);
/* false at the end. Cells that had to be changed live in a, the array of cells until the next call. */
bool csv_next(struct csv *c, arena *a, struct csv_row *row);
/* Reads again the row that began there. */
bool csv_at(struct csv *c, size_t at, size_t line, arena *a, struct csv_row *row);
/* Goes back to the line after the one where row began: for a row that took in others because of a stray quote. */
void csv_only_first_line(struct csv *c, const struct csv_row *row);
/* The first column of that name, whatever its case, spaces and underscores; -1 when there is none. */
int  csv_column(const struct csv *c, str name);
bool csv_same_name(str a, str b);
#endif
