/* account_log.h - the history of accounts: who was added, changed, locked, signed in or refused, by whom, from where.
 *
 * Entries are only ever added, in the transaction of what they tell. The table is sealed like every other
 * (store/seal.h), so verify finds an entry that was changed, put in or taken away. */
#ifndef DESK_ACCOUNT_LOG_H
#define DESK_ACCOUNT_LOG_H
#include "store/store.h"

enum account_event {
    DID_ADDED, DID_ROLE, DID_WORKER, DID_SHOWN, DID_LOCKED, DID_UNLOCKED, DID_PASSWORD,
    DID_SIGNED_IN, DID_REFUSED, DID_SESSION_ENDED, DID_BROKE_GLASS, DID__COUNT
};

struct account_entry {
    int64_t seq;                    /* 1, 2, 3 … without gaps; made by account_log_add */
    instant at;
    str account;                    /* about whom; of a refused sign-in the name that was typed, if it could be one */
    str by;                         /* who did it: an account, "command line", or nobody ("") */
    str address;                    /* from where; "" when not known */
    enum account_event what;
    str detail;                     /* "practitioner to team_manager"; never a password */
};

/* In a transaction of its own, or its caller's. */
CHECKED err_code account_log_add(struct store *s, const struct account_entry *x, err *e);
/* Newest first, at most `most`, of those before seq (INT64_MAX: from the newest). account STR_NONE: everybody's. */
CHECKED err_code account_log_read(struct store *s, str account, int64_t before, size_t most, arena *a, size_t *n,
                                  struct account_entry **to, err *e);
const char *account_event_label(enum account_event what);      /* "Role changed" */
const char *account_event_name(enum account_event what);       /* "role", as it is kept */
#endif
