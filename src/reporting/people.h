/* people.h - everybody's facts, one person after the other, for a return: a window of people at a time, so that memory
 * stays flat. */
#ifndef REPORTING_PEOPLE_H
#define REPORTING_PEOPLE_H
#include "reporting/rows.h"
#include "record/tables.h"

/* facts hold only the kinds of the plan, and live until the call returns; a is empty again after some people. */
typedef err_code return_person_fn(void *ctx, int64_t subject_id, const struct facts *facts, arena *a, err *e);
/* stop: NULL, or asked between parts by what can be left half done; true ends it. */
struct return_progress {
    void (*fn)(void *ctx, const char *doing, uint64_t done, uint64_t total);
    void *ctx;
    bool (*stop)(void *ctx);
};

/* In order of the numbers of their records. Inside a read transaction of the caller's. */
CHECKED err_code return_people_each(struct store *s, const struct return_plan *p, return_person_fn *fn, void *ctx,
                                    const struct return_progress *progress, err *e);

/* The same in parts: the numbers of everybody who is not removed, in order; and the facts of some of them (n > 0, in
 * order), only of those kinds. */
CHECKED err_code return_people_ids(struct store *s, arena *mem, size_t *n, int64_t **ids, err *e);
CHECKED err_code return_people_facts(struct store *s, size_t nkinds, const struct kind *const *kinds, size_t n,
                                     const int64_t *ids, arena *a, struct facts **to, err *e);

/* What workers are called in a return: their registration, else XX and the staff number. Lives in mem. */
CHECKED err_code return_names_of(struct store *s, arena *mem, struct return_names *out, err *e);
/* One worker at a time, when they are asked for: for one person's rows. The same names. */
struct return_names return_names_asked(struct store *s, arena *a, err *e);
/* What the authority's own record says: its three digits, and the code that postcode tables know it by (else the
 * digits). "" when it says nothing. */
CHECKED err_code return_authority(struct store *s, arena *mem, str *digits, str *area, err *e);
#endif
