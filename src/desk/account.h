/* account.h - people who may sign in: their role, the worker they are, their password, and waiting after wrong ones.
 *
 * A password is kept as argon2id (19 MiB, 2 passes). An account that does not exist takes as long to refuse as
 * one that does. After five wrong passwords in a row for a name, or twenty from an address, each further try
 * has to wait, twice as long each time up to a quarter of an hour; the wait is the same for names nobody has. */
#ifndef ACCOUNT_H
#define ACCOUNT_H
#include "desk/access.h"

enum { PASSWORD_MIN = 12, PASSWORD_MAX = 256 };

struct account {
    str name;                       /* lower case letters, digits, full stop and hyphen; at most 60 */
    int64_t id;
    str shown;                      /* as pages call them */
    str role;
    int64_t worker_id;              /* 0: none */
    str password;                   /* the hash */
    instant password_at, locked_at, created_at;     /* locked_at INSTANT_NONE: not locked */
    str created_by;
};

/* ERR_NOT_FOUND */
CHECKED err_code account_get(struct store *s, str name, arena *a, struct account *to, err *e);
/* addresses carry the id: a name would end up in logs */
CHECKED err_code account_by_id(struct store *s, int64_t id, arena *a, struct account *to, err *e);
CHECKED err_code account_list(struct store *s, arena *a, size_t *n, struct account **to, err *e);
/* Both in a transaction of their own. The role must be in the catalogue. ERR_CONFLICT: the name is taken. */
CHECKED err_code account_add(struct store *s, const struct account *x, str password, instant now, err *e);
CHECKED err_code account_save(struct store *s, const struct account *x, err *e);
CHECKED err_code account_name_check(str name, err *e);
/* long enough, not one of the usual */
CHECKED err_code password_check(str password, str name, err *e);
CHECKED err_code password_hash(str password, arena *a, str *to, err *e);
bool password_matches(str hash, str password);
int64_t random_id(void);            /* 53 bits, never 0 */

/* ERR_DENIED says how long to wait or that name and password do not go together; nothing tells which. */
CHECKED err_code account_sign_in(struct store *s, str name, str password, str address, instant now, arena *a,
                                 struct account *to, err *e);
/* Ends the wait after wrong passwords: with a new password from an administrator. */
CHECKED err_code account_end_wait(struct store *s, str name, err *e);
/* Fills who from the account, its role and its worker's team. ERR_DENIED when it is locked or its role is gone. */
CHECKED err_code account_who(struct store *s, const struct account *x, arena *a, struct access_who *who, err *e);
#endif
