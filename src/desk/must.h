/* must.h - what somebody who has signed in must do before any other page opens to them.
 *
 * A password that somebody else chose is known to two people: it is changed first. Accounts that the demonstration
 * makes are excepted, because everybody knows theirs. */
#ifndef DESK_MUST_H
#define DESK_MUST_H
#include "desk/access.h"

/* Fills who->must. */
CHECKED err_code must_read(struct store *s, struct access_who *who, err *e);
/* Inside a write transaction: the password of that account was chosen by somebody else, or by themselves. */
CHECKED err_code must_change_password(struct store *s, str account, bool given, instant at, err *e);
#endif
