/* selfcheck.h - is this database fit to be used by this program? Statements, tables and the engine's own opinion.
 * Whether its content was altered is for record/verify.h. */
#ifndef SELFCHECK_H
#define SELFCHECK_H
#include "store/store.h"

struct selfcheck {
    arena *mem;                 /* set by the caller */
    size_t statements, tables;
    int64_t rows;               /* of kinds, each one read: record/tables.h counts them */
    size_t nfaults, cap;
    str *faults;                /* one sentence each */
};

void selfcheck_fault(struct selfcheck *r, str text);

/* ERR_OK also when there are faults: look at nfaults. */
CHECKED err_code store_selfcheck(struct store *s, struct selfcheck *r, err *e);
#endif
