/* clock_rebuild.h - works out the clocks of everybody again, after the rules have changed. */
#ifndef CLOCK_REBUILD_H
#define CLOCK_REBUILD_H
#include "record/record.h"

struct clock_rebuild {
    void (*progress)(void *ctx, uint64_t done, uint64_t total);    /* may be NULL */
    void *ctx;
    uint64_t subjects, clocks;      /* filled: how many were looked at; how many clocks there are now */
};

/* In one write transaction: either all clocks are those of the catalogue, or nothing has changed. Records and
 * the ledger are left alone. ERR_BUSY when somebody else is writing. */
CHECKED err_code clocks_rebuild(struct store *s, const struct author *who, struct clock_rebuild *r, err *e);
#endif
