/* guard.h - how long somebody must wait before the next try to sign in, so that passwords cannot be guessed and nobody
 * can be locked out by what others type.
 *
 * Counted first is a name from an address: after five wrong tries in a row the next waits, twice as long each time
 * up to a quarter of an hour. A name from anywhere waits only while ten addresses or more try it within an hour; an
 * address only while twenty names or more are tried from it, and each sign-in that succeeds there begins that count
 * anew. Whoever was signed in from that address before waits for their own tries alone, and never longer than a
 * minute. Names that nobody has wait the same. */
#ifndef DESK_GUARD_H
#define DESK_GUARD_H
#include "store/store.h"

enum {
    GUARD_TRIES = 5,                /* wrong in a row, of a name from an address */
    GUARD_ADDRESSES = 10,           /* that try one name within GUARD_WINDOW */
    GUARD_NAMES = 20,               /* that are tried from one address within it, since the last success there */
    GUARD_WINDOW = 3600,            /* seconds, as those below */
    GUARD_WAIT_FIRST = 30,
    GUARD_WAIT_MOST = 900,
    GUARD_WAIT_KNOWN = 60
};

/* What has been counted; each last: when that happened last, INSTANT_NONE: never. */
struct guard_counts {
    int64_t tries, addresses, names;
    instant last_try, last_of_name, last_of_address;
    bool known;                     /* was signed in from that address before */
};
/* When the next try may be; in the past: now. */
instant guard_until(const struct guard_counts *c);

CHECKED err_code guard_read(struct store *s, str name, str address, instant now, struct guard_counts *c, err *e);
/* Inside a write transaction. The table is held first, so that tries at the same moment are counted one by one. */
CHECKED err_code guard_hold(struct store *s, err *e);
CHECKED err_code guard_failed(struct store *s, str name, str address, instant now, err *e);
CHECKED err_code guard_passed(struct store *s, str name, str address, err *e);
CHECKED err_code guard_end(struct store *s, str name, err *e);         /* of that name from every address */
#endif
