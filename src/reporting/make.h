/* make.h - the record as a statutory return: the files, what the rules say of them, and what the record lacked.
 *
 * Reads one snapshot, a window of people at a time, so memory grows with the issues and not with the council.
 * Nothing is refused: a return that breaks rules is written and the report says where. Files come in order of the
 * people's record numbers, then of time: the same record gives the same bytes, on both engines. They are written to
 * DIR.partial, which becomes DIR when all of them are whole. */
#ifndef REPORTING_MAKE_H
#define REPORTING_MAKE_H
#include "reporting/work.h"

/* Inside no transaction. done lives in mem. ERR_CONFLICT: there is something at dir already. ERR_SYSTEM: the disk. */
CHECKED err_code return_make(struct store *s, const struct return_options *o, arena *mem, struct return_done *done,
                             err *e);

const struct return_maker *return_maker_of(const struct return_kind *of);

/* The steps of return_make, for those who look at one person, or at everybody in their own time: open, names, begin,
 * person …, close. o, done and mem last as long as w. */
CHECKED err_code return_work_open(struct return_work *w, struct store *s, const struct return_options *o, arena *mem,
                                  struct return_done *done, err *e);
CHECKED err_code return_work_begin(struct return_work *w, struct store *s, err *e);
void return_work_forget(struct return_work *w, arena *a, arena *lasting);   /* maker->afresh, and what was written */
/* any: they have a place in the return */
CHECKED err_code return_work_person(struct return_work *w, int64_t subject_id, const struct facts *facts, arena *a,
                                    bool *any, err *e);
void return_work_close(struct return_work *w);
#endif
