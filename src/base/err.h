/* err.h - what went wrong, said once, in words a caseworker or an operator can use.
 *
 * Every function that can fail returns err_code and takes `err *e` last. The
 * code says which of seven things to do; the text says what happened, why, and
 * what to try. Set it where the cause is known; callers only pass it on. No
 * message carries a person's name or a note: messages reach logs. */
#ifndef ERR_H
#define ERR_H
#include "base/arena.h"

typedef enum {
    ERR_OK = 0,
    ERR_NOT_FOUND,      /* HTTP 404, exit 3 */
    ERR_INVALID,        /* 422, exit 4: the input is wrong; see field */
    ERR_DENIED,         /* 403, exit 5 */
    ERR_CONFLICT,       /* 409, exit 6: someone else changed it; look at both and save again */
    ERR_BUSY,           /* 503, exit 7: try again in a moment */
    ERR_SYSTEM,         /* 500, exit 1: disk, database, bug */
    ERR__COUNT
} err_code;

enum { EXIT_USAGE = 2 };    /* the command line itself is wrong */

typedef struct {
    err_code code;
    str message;            /* what happened */
    str detail;             /* where: "kinds/referral.yml:12:5", "episodes.csv line 7, column DECOM" */
    str hint;               /* what to do about it */
    str field;              /* the field that is wrong, for the form */
    arena *mem;             /* where the texts live; set by the caller before the call */
} err;

#define CHECKED __attribute__((warn_unused_result))

/* Fills message and code and returns code, so `return err_set(...)` reads as one thought. */
err_code err_set(err *e, err_code code, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
err_code err_hint(err *e, const char *fmt, ...) __attribute__((format(printf, 2, 3)));     /* returns e->code */
err_code err_detail(err *e, const char *fmt, ...) __attribute__((format(printf, 2, 3)));   /* returns e->code */
int err_http(err_code code);
int err_exit(err_code code);
const char *err_name(err_code code);        /* "not found", for logs and JSON */
#endif
