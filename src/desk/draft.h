/* draft.h - typed text that could not be saved yet: the session had ended, or the database was busy.
 *
 * Kept encrypted for the account that typed it (XChaCha20-Poly1305 under a key that comes from the store's seal
 * key, so the database alone does not give it away), given back to that account only, at the path of its form. Gone
 * after two weeks, or when the form is saved. */
#ifndef DRAFT_H
#define DRAFT_H
#include "record/tables.h"

/* An account keeps so many, and so many bytes as they are kept; the oldest go first. */
enum { DRAFT_DAYS = 14, DRAFT_MAX = 1024 * 1024, DRAFTS_MOST = 40, DRAFTS_BYTES = 4 * 1024 * 1024 };

struct draft { int64_t id; str path; instant at; };

/* form: the encoded fields, as a browser sends them. In a transaction of its own. */
CHECKED err_code draft_keep(struct store *s, str account, str path, str form, instant now, int64_t *id, err *e);
/* ERR_NOT_FOUND */
CHECKED err_code draft_read(struct store *s, str account, int64_t id, str path, arena *a, str *form, err *e);
CHECKED err_code draft_done(struct store *s, str account, str path, err *e);      /* all of that form are forgotten */
CHECKED err_code draft_list(struct store *s, str account, arena *a, size_t *n, struct draft **to, err *e);
#endif
