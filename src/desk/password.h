/* password.h - which passwords are refused, and how one is kept.
 *
 * A password is kept as argon2id (19 MiB, 2 passes). Refused is what guessing begins with: the passwords that people
 * use most (some 47,000, built in: tools/passwords.mjs), alone or with fewer than eight letters around them; the
 * owner's own name, the council's and the service's in the same way; and what repeats itself or counts on. */
#ifndef DESK_PASSWORD_H
#define DESK_PASSWORD_H
#include "store/store.h"

enum { PASSWORD_MIN = 12, PASSWORD_MAX = 256 };

/* Whose it is to be: the account's name, and the person's as pages call them (STR_NONE: the same). The council's name
 * is read from the store. ERR_INVALID, field "password", says what is wrong with it. */
CHECKED err_code password_check(struct store *s, str password, str name, str shown, err *e);
CHECKED err_code password_hash(str password, arena *a, str *to, err *e);
bool password_matches(str hash, str password);
/* A hash that no password has, so that an unknown name takes as long as a known one. */
str  password_of_nobody(void);
#endif
