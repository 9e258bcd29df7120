/* everyday_cells.h - the words that everyday_NAME.c is written in: records of a kind, what a cell says, and setting one
 * that is empty. */
#ifndef REPORTING_EVERYDAY_CELLS_H
#define REPORTING_EVERYDAY_CELLS_H
#include "record/field.h"
#include "reporting/everyday.h"

/* EACH_RECORD(x, K_sdq, r) …: those that are not removed, in order of time. No break or continue across it: it is
 * more than one loop. */
#define EACH_RECORD(x, kind, r) \
    for (const struct records *r##_all = facts_of((x)->facts, kind), *r##_once = r##_all; r##_once; r##_once = NULL) \
        for (size_t r##_i = 0; r##_i < r##_all->n; r##_i++) \
            for (const struct record *r = r##_all->at[r##_i]; r; r = NULL) \
                if (!r->removed)

/* whatever the case of its letters */
bool everyday_says(const struct record *r, enum field_name f, const char *code);
bool everyday_names(const struct record *r, enum field_name f, int64_t id);             /* a reference to that record */
bool everyday_as_sent(const struct record *r);          /* it came in as a row of a return */
bool everyday_in_year(const struct everyday_of *x, day d);

str  everyday_date(const struct everyday_of *x, day d); /* as the return writes it */
str  everyday_cell_text(const struct everyday_of *x, const struct return_row *row, const char *column);
/* Only where nothing stands. */
void everyday_set(const struct everyday_of *x, struct return_row *row, const char *column, str text, bool by_default);
void everyday_clear(const struct everyday_of *x, struct return_row *row, const char *column);
#endif
