/* places.h - from an item of a return back to the record and the fields that somebody can mend. */
#ifndef REPORTING_PLACES_H
#define REPORTING_PLACES_H
#include "reporting/plan.h"

/* Where to mend: a record and the fields of it that the rule names; nfields 0: the record as a whole; record 0: there
 * is none, and one may be missing. */
struct return_place { int64_t record; const struct kind *kind; size_t nfields; const struct field *const *fields; };

struct place_list {
    arena *mem;
    size_t n, cap;
    struct place_draft { int64_t record; const struct kind *kind; size_t n, cap; const struct field **fields; } *at;
};

/* f NULL: the record as a whole */
void place_add(struct place_list *l, int64_t record, const struct kind *k, const struct field *f);
/* The column of a row: what fills it, or what would. row NULL: all that is left of it is the number of its driver's
 * record. false: the table has no such column. */
bool place_column(struct place_list *l, const struct return_plan *p, uint32_t table, const struct return_row *row,
                  int64_t record, str column);
void place_row(struct place_list *l, const struct return_plan *p, uint32_t table, const struct return_row *row,
               int64_t record); /* the row as a whole */
/* a row that is not there and is asked for */
void place_missing(struct place_list *l, const struct return_plan *p, uint32_t table);
void place_first(struct place_list *l, size_t n);       /* what was added since there were n becomes where to begin */
const struct return_place *places_done(const struct place_list *l);

/* As text, to keep: "kind:record:field,field;…", and back. A kind or field that the catalogue no longer has is left
 * out. */
str places_text(size_t n, const struct return_place *at, arena *a);
void places_read(const struct catalogue *cat, str text, arena *a, size_t *n, const struct return_place **to);
#endif
