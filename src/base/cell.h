/* cell.h - one cell as a council's system wrote it: what it says, without what a spreadsheet or a database put around
 * it.
 *
 * The one place where that is decided, for imports and checks alike, before a cell is a key, a day or a code:
 * spaces of every sort, byte order marks, a spreadsheet's '7001 and ="7001", 3.0 for 3, and the words and days that
 * mean nothing. */
#ifndef CELL_H
#define CELL_H
#include "base/date.h"

/* What systems write where they have nothing: words, in their case (Null is a family name, NULL is none), and days. */
struct nothing { size_t nwords, ndays; const str *words; const day *days; };

enum cell_kind { CELL_TEXT, CELL_DAY, CELL_MOMENT };

/* "" when it says nothing. Of the cell's own bytes, or made in a. nothing may be NULL. */
str cell_clean(str cell, const struct nothing *none, arena *a);
/* A cleaned cell of a column of days or moments: the day as 2024-05-05, with a time behind it for a moment, which with
 * a zone is said in UTC; what cannot be read stays as it is. A day that means nothing is "". keep: 05/05/2024 stays as
 * well. */
str cell_dated(str cell, enum cell_kind kind, bool month_first, bool keep, const struct nothing *none, arena *a);
#endif
