/* ledger.h - the append-only list of everything that was ever written, chained by hash.
 *
 * One entry a write. Its hash covers the hash of the subject's entry before it, its own columns and
 * the hash of its body, so one changed byte breaks the chain of its subject; a running digest over
 * all entries, kept in ledger_head and signed now and then (see seal.h), shows a missing one.
 * docs/decisions/0001-ledger.md says why each part is there. */
#ifndef LEDGER_H
#define LEDGER_H
#include "store/seal.h"

enum { HASH_BYTES = 32, SALT_TEXT = 16 };
typedef struct { unsigned char b[HASH_BYTES]; } hash;

struct ledger_entry {
    int64_t seq, subject_id, n, record_id, version;
    str at, account, via, op, kind, happened, why;      /* happened, why: may be STR_NONE */
    str salt;                                           /* STR_NONE once erased */
    str body;                                           /* JSON; of an erased entry {"erased":"hash of the body"} */
    str hash;
};

/* Inside a write transaction. Takes the next number; an entry with it must be appended before the commit. */
int64_t ledger_take(struct store *s);
/* Fills at and account where they are STR_NONE, salt and hash from the rest and sends the n rows of one subject
 * (db_send_rows: the caller flushes); *chain is the hash of the subject's entry before them (zeroes for the first) and
 * becomes that of the last. */
CHECKED err_code ledger_append(struct store *s, size_t n, struct ledger_entry *entries, hash *chain, arena *a, err *e);
/* Signs a checkpoint with the commit that follows: at the end of an import, when a service stops. */
void ledger_checkpoint_soon(struct store *s);

hash ledger_entry_hash(const hash *before, const struct ledger_entry *x, const hash *body);
/* Reads a row of the ledger_of_… statements; texts point into the row. */
struct ledger_entry ledger_entry_read(const db_val *row);
enum { LEDGER_COLUMNS = LEDGER_HASH + 1 };
/* The hash of x's body, reason and date: recomputed, or of an erased entry read from its
 * body. false: that is broken. */
bool ledger_body_hash_of(const struct ledger_entry *x, hash *out);
/* The ledger's part of store_begin, store_commit and store_close. begin, inside the transaction: waits for the writer
 * before, and takes the head. end: writes the head, with a checkpoint when one is due; nothing may be missing. ended,
 * when it is committed: adds that checkpoint to its file. unsigned: was something written since the last checkpoint,
 * and when was the last begin? */
bool ledger_writable(const struct store *s);
CHECKED err_code ledger_begin(struct store *s, const struct author *who, err *e);
CHECKED err_code ledger_end(struct store *s, err *e);
void ledger_ended(struct store *s);
bool ledger_unsigned(const struct store *s, instant *last);
void ledger_free(struct store *s);
/* How often this store began a write transaction: what was read in an earlier one is stale. */
int64_t ledger_turn(const struct store *s);
/* Inside a write transaction: was nothing written before it? */
bool ledger_never_written(const struct store *s);

void hash_text(const hash *h, char out[static SEAL_TEXT + 1]);
bool hash_read(str text, hash *out);
void hash_absorb(hash *digest, const hash *next);        /* digest = BLAKE2b(digest, next) */
#endif
