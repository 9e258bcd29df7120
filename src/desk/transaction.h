/* transaction.h - the desk's transactions. Nothing above desk/ begins one, save exchange/ and demo/, which write in
 * bulk.
 *
 * A function that writes takes part in its caller's transaction where there is one, and has one of its own otherwise:
 *
 *     bool own;
 *     err_code rc = transaction_join(s, &own, e);
 *     if (!rc)
 *         rc = seal_add(...);
 *     return transaction_end(s, own, rc, e);
 */
#ifndef DESK_TRANSACTION_H
#define DESK_TRANSACTION_H
#include "store/store.h"

/* *own: this call began one. After an error too, transaction_end may be called. */
CHECKED err_code transaction_join(struct store *s, bool *own, err *e);
/* rc: how the work went. Its own transaction is committed when that is ERR_OK, else undone; a caller's is left to
 * the caller. Gives rc, or why it could not be committed. */
CHECKED err_code transaction_end(struct store *s, bool own, err_code rc, err *e);
/* Everything that is read until the transaction ends is of one moment. */
CHECKED err_code snapshot_begin(struct store *s, err *e);
#endif
