/* account.h - people who may sign in: their role, the worker they are, their password, and waiting after wrong ones.
 *
 * Which passwords are refused and how one is kept: password.h. An account that does not exist takes as long to refuse
 * as one that does. How long to wait after wrong passwords: guard.h. */
#ifndef ACCOUNT_H
#define ACCOUNT_H
#include "desk/access.h"

struct account {
    str name;                       /* lower case letters, digits, full stop and hyphen; at most 60 */
    int64_t id;
    str shown;                      /* as pages call them */
    str role;
    int64_t worker_id;              /* 0: none */
    str password;                   /* the hash */
    bool given;                     /* to account_add: it was chosen by somebody else, see must.h */
    instant password_at, locked_at, created_at;     /* locked_at INSTANT_NONE: not locked */
    str created_by;
};

/* ERR_NOT_FOUND */
CHECKED err_code account_get(struct store *s, str name, arena *a, struct account *to, err *e);
/* addresses carry the id: a name would end up in logs */
CHECKED err_code account_by_id(struct store *s, int64_t id, arena *a, struct account *to, err *e);
CHECKED err_code account_list(struct store *s, arena *a, size_t *n, struct account **to, err *e);
/* In a transaction of its own, or its caller's. The role must be in the catalogue. ERR_CONFLICT: the name is taken. */
/* created_by is who adds it, from that address (STR_NONE: not known). */
CHECKED err_code account_add(struct store *s, const struct account *x, str password, str address, instant now, err *e);
bool account_administers(struct store *s, const struct account *x);        /* its role can, and it is not locked */

/* What is to be changed of an account; the rest stays as it is then, whoever else changes it meanwhile. */
enum account_lock { LOCK_STAYS, LOCK_IT, UNLOCK_IT };
struct account_change {
    instant at;
    str by, address;                /* who changes it, and from where, for the history */
    str role, shown;                /* role STR_NONE: role, shown and worker stay; shown STR_NONE: it stays */
    int64_t worker_id;              /* with a role; 0: none */
    enum account_lock lock;
    str hash;                       /* of a new password; STR_NONE: it stays */
    str if_hash;                    /* only when this is still the password, and the account open */
    bool even_last;                 /* the last administrator may go */
    str keep_session;               /* stays open when a change ends the others; STR_NONE: none */
};
/* In a transaction of its own, or its caller's, with what follows from it: see account_change.c. ERR_INVALID with the
 * field: there is no such role, or the last administrator would go; ERR_CONFLICT: if_hash does not hold. */
CHECKED err_code account_alter(struct store *s, str name, const struct account_change *c, err *e);
/* ERR_INVALID with the roles that there are. */
CHECKED err_code role_check(struct store *s, str role, err *e);
db_val account_instant(arena *a, instant t);       /* as a column; INSTANT_NONE is NULL */
CHECKED err_code account_name_check(str name, err *e);
int64_t random_id(void);            /* 53 bits, never 0 */

/* ERR_DENIED says how long to wait or that name and password do not go together; nothing tells which. */
CHECKED err_code account_sign_in(struct store *s, str name, str password, str address, instant now, arena *a,
                                 struct account *to, err *e);
/* Ends the wait after wrong passwords: with a new password from an administrator. */
CHECKED err_code account_end_wait(struct store *s, str name, err *e);
/* Fills who from the account, its role and its worker's team. ERR_DENIED when it is locked or its role is gone. */
CHECKED err_code account_who(struct store *s, const struct account *x, arena *a, struct access_who *who, err *e);
#endif
