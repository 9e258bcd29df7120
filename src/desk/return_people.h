/* return_people.h - everybody's facts, one person after the other, for a return: a window of people at a time, so that memory stays flat. */
#ifndef RETURN_PEOPLE_H
#define RETURN_PEOPLE_H
#include "desk/return_rows.h"
#include "store/store.h"

/* facts hold only the kinds of the plan, and live until the call returns; a is empty again after some people. */
typedef err_code return_person_fn(void *ctx, int64_t subject_id, const struct facts *facts, arena *a, err *e);
struct return_progress { void (*fn)(void *ctx, const char *doing, uint64_t done, uint64_t total); void *ctx; };

/* In order of the numbers of their records. Inside a read transaction of the caller's. */
CHECKED err_code return_people_each(struct store *s, const struct return_plan *p, return_person_fn *fn, void *ctx, const struct return_progress *progress, err *e);

/* What workers are called in the return: the field with that mark ("ssda903:SW_ID"), else XX and the staff number. Lives in mem. */
CHECKED err_code return_names_of(struct store *s, str mark, arena *mem, struct return_names *out, err *e);
/* The first record of a subject kind that is not removed, field with that mark ("cin:LEA"); "" when there is none. */
CHECKED err_code return_authority(struct store *s, str mark, arena *mem, str *out, err *e);
#endif
