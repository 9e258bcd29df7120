/* verify.h - proves that the ledger, its checkpoints and every table say the same, or names what does not. */
#ifndef VERIFY_H
#define VERIFY_H
#include "store/store.h"

struct fault_found {
    str table, column;              /* column "" when it is not known which, or the whole row is meant */
    str row;                        /* "id 12", "seq 7", "record 12", "line 3" */
    str what;                       /* one sentence */
};

enum { FAULTS_KEPT = 50 };

struct verify_report {
    arena *mem;                     /* where the faults live; set by the caller */
    int64_t entries, subjects, rows, clocks, words, checkpoints, sealed;    /* how many of each were looked at */
    int64_t faults;                 /* how many in all */
    size_t nfound;                  /* the first of them, in the order in which they were met */
    struct fault_found found[FAULTS_KEPT];
    void (*progress)(void *ctx, uint64_t done, uint64_t total);             /* may be NULL */
    void *ctx;
};

/* ERR_OK also when faults were found: look at r->faults. Reads one snapshot, so the store may be in use, and holds
 * the entries and rows of a few hundred subjects at a time. Of a store that may write on SQLite it locks out
 * other writers for a moment at the end, to look into the index of notes. */
CHECKED err_code store_verify(struct store *s, struct verify_report *r, err *e);
#endif
