/* session.h - the table of sessions: one row for each that was begun, until a fortnight after it was last used.
 *
 * A row's id is the hash of what a cookie holds (web/http/session.h), so that whoever reads the table can sign in
 * as nobody. Every row is sealed; that one begins or is ended stands in the history of its account. Each call is a
 * transaction of its own, or takes part in its caller's. */
#ifndef DESK_SESSION_H
#define DESK_SESSION_H
#include "store/store.h"

enum { SESSION_DAYS_KEPT = 15, GUARD_DAYS_KEPT = 1 };      /* longer than any draft that belongs to one (draft.h) */

/* ended_at INSTANT_NONE: not ended */
struct session { str id, account, address; instant created_at, seen_at, ended_at; };

CHECKED err_code session_get(struct store *s, str id, arena *a, bool *found, struct session *to, err *e);
CHECKED err_code session_add(struct store *s, const struct session *x, err *e);
/* Who ends a session, from where, and when. */
struct session_ender { str by, address; instant at; };

/* Both set that time alone, and only of a session that has not ended; *changed says whether there was one. */
CHECKED err_code session_seen(struct store *s, str id, instant seen_at, bool *changed, err *e);
CHECKED err_code session_row_end(struct store *s, str id, const struct session_ender *x, bool *changed, err *e);
/* Ends every session of that account but one (STR_NONE: all). */
CHECKED err_code session_rows_end(struct store *s, str account, str keep_id, const struct session_ender *x,
                                  err *e);
/* Drops the rows, and the counts of wrong passwords, that are of no more use at that time. */
CHECKED err_code session_sweep(struct store *s, instant now, err *e);
/* Those not ended and seen since; account STR_NONE: everybody's. */
CHECKED err_code session_list(struct store *s, str account, instant since, arena *a, size_t *n, struct session **to,
                              err *e);
#endif
