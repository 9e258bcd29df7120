/* seal.h - the keys that prove nobody changed the data behind the program's back.
 *
 * Beside a database file lies FILE.key (mode 0600), for PostgreSQL $HOLDFAST_STATE/AUTHORITY.key or
 * ~/.local/state/holdfast/AUTHORITY.key: 32 random bytes, made when the store is. Two keys come from it:
 * one signs checkpoints of the ledger (Ed25519), one seals rows that are not replayed from the ledger
 * (BLAKE2b, keyed): accounts, sessions, drafts, logs. Beside it lies FILE.checkpoints, a line a
 * checkpoint, so that a tail cut off the ledger shows even when its checkpoints were cut off with it.
 *
 * A table that is sealed has a last column `seal TEXT NOT NULL` and a statement named sealed_TABLE in
 * sql/ that reads every column in a fixed order, the seal last:
 *
 *   -- name: sealed_account
 *   SELECT name, role, password, seal FROM account ORDER BY name;
 *
 * Rows are written through seal_add, seal_set, seal_change and seal_drop only. They keep, in the same transaction, a
 * row of seal_sum for each table: how many rows it has and the sum of what their seals hash to, so that a row taken
 * away, doubled or put back as it once was is missed. A checkpoint of the ledger signs how often each table was
 * changed, so that a whole table with its sum cannot be put back to an earlier day either. Verify finds every
 * statement so named by itself; nothing needs to be registered.
 * Table meta alone has no sum: which rows it must hold follows from the tables that were asked for. */
#ifndef SEAL_H
#define SEAL_H
#include "store/store.h"

enum { SEAL_TEXT = 43 };            /* BLAKE2b-256 in URL-safe base64 without padding */
typedef struct { char text[SEAL_TEXT + 1]; } seal;

/* The seal of one row: n values in the order of the table's sealed_ statement, without the seal. */
seal seal_row(const struct store *s, const char *table, size_t n, const db_val *cols);
static inline db_val seal_val(const seal *x) { return DBT(((str){ x->text, SEAL_TEXT })); }
/* Runs a statement whose parameters are the whole row in that order with the seal after them: an INSERT, or an
 * UPDATE that sets every column. */
/* meta only */
CHECKED err_code seal_run(struct store *s, const char *table, int stmt, size_t nargs, const db_val *args, err *e);

/* Inside a write transaction of any kind. Another that changes the same table waits for its end.
 * An INSERT of the whole row that ends in RETURNING seal; it may say ON CONFLICT DO NOTHING. */
CHECKED err_code seal_add(struct store *s, const char *table, int stmt, size_t nargs, const db_val *args, err *e);
/* An UPDATE that sets every column, or an INSERT … ON CONFLICT DO UPDATE, with RETURNING seal. was reads the seal that
 * the row has now: its parameters are the first nkeys of args. */
CHECKED err_code seal_set(struct store *s, const char *table, int was, size_t nkeys, int stmt, size_t nargs,
                          const db_val *args, err *e);
/* Takes the table until the end of the transaction: what is read of it from now on, nobody else changes. */
CHECKED err_code seal_hold(struct store *s, const char *table, err *e);
/* Sets named columns of one row, so that a change of the others by somebody else is not undone.
 * was reads the whole row with its seal in the order of sealed_TABLE, by the key $1; change is an UPDATE by key = $1
 * (and whatever else must be so) that returns the same; reseal sets seal = $2 by key = $1 and returns it.
 * args are those of change, the key first. *changed false: there is no such row, or not so. A row whose seal did
 * not fit does not fit afterwards either. */
struct seal_statements { int was, change, reseal; };
CHECKED err_code seal_change(struct store *s, const char *table, const struct seal_statements *st, size_t nargs,
                             const db_val *args, bool *changed, err *e);
/* A DELETE that ends in RETURNING seal. */
CHECKED err_code seal_drop(struct store *s, const char *table, int stmt, size_t nargs, const db_val *args, err *e);

enum { SUM_BYTES = 32 };
/* What the rows of one table add up to. In the table the sum is under a mask, so that nobody
 * without the key learns what a row adds. */
struct seal_sum { int64_t turn, n; unsigned char sum[SUM_BYTES]; };
void seal_sum_add(const struct store *s, struct seal_sum *x, str seal_text, bool take_away);
/* Reads a row of sealed_seal_sum; false: its seal does not fit. */
bool seal_sum_read(const struct store *s, const db_val *row, struct seal_sum *out);
/* Called by store_open: writes the sums with each commit. */
void seal_sums_watch(struct store *s);
/* Inside the transaction that first makes table seal_sum: adds up what is there already. */
CHECKED err_code seal_sums_begin(struct store *s, err *e);
/* "access_log=12,account=3": how often each table was changed, for a checkpoint. */
CHECKED err_code seal_sums_turns(struct store *s, arena *a, str *out, err *e);

/* Opens the key, making it when there is none and the ledger is empty. Called by store_open. A store
 * opened without STORE_WRITE never makes one; reading works without, verifying does not. */
CHECKED err_code seal_open(struct store *s, unsigned flags, err *e);
void seal_close(struct store *s);
/* Where the two files lie, NUL-terminated; STR_NONE for a store in memory. Backup and restore copy both. */
str  seal_key_path(const struct store *s);
str  seal_checkpoints_path(const struct store *s);
str  store_file_path(str where, const char *suffix, arena *a);     /* the same for a store that is not open */
#endif
