/* store.h - one authority's data: the connection, its tables, its ledger.
 *
 * store_open makes the tables that it is asked for, adds columns that were added to them, and refuses anything riskier
 * with what to do. What the tables mean is known above: record/tables.h opens a store with those of a catalogue. Each
 * thread opens its own. */
#ifndef STORE_H
#define STORE_H
#include "base/date.h"
#include "store/db.h"

struct author {
    str account;                    /* account name, or "import", "demo" */
    str via;                        /* "form", "import ssd", "import ssda903", "demo" */
    instant at;                     /* when recorded */
};

struct schema;
struct catalogue;

/* What somebody above asks of a store; lives as long as it, but for this struct itself. */
struct store_asks {
    const struct catalogue *cat;    /* carried for those above: the store never looks into it */
    const char *remembered;         /* their rows of table meta begin so: "kind:" and the table's name, its shape */
    err_code (*plan)(const struct catalogue *cat, struct schema *p, err *e);       /* adds their tables; see schema.h */
    /* May a table that a database remembers in that shape become what plan gives now? */
    err_code (*may_become)(const struct catalogue *cat, str name, str was, err *e);
    uint64_t seed; /* not 0: the same key and salts for the same seed, for demonstrations; with STORE_CREATE */
};

enum { STORE_KEEPERS = 8 };

struct store {
    db *db;
    const struct catalogue *cat;    /* asks.cat, for those above */
    struct store_asks asks;
    str where;
    struct ledger *ledger;          /* head of the ledger inside a write transaction; ledger.c's own */
    struct seal_key *key;           /* signs checkpoints; kept beside the file, never in it */
    struct seal_sums *sums;         /* the sums of sealed tables that a transaction changes; seal_sum.c's own */
    size_t nkept;                   /* store_keep */
    struct store_keeper { const void *owner; void *what; void (*close)(void *what); } kept[STORE_KEEPERS];
    const struct author *author;    /* inside a write transaction */
    size_t nindexes_away;           /* schema_indexes_away; schema.c's own */
    str *indexes_away;
    arena mem;                      /* lives as long as the store */
};

enum { STORE_WRITE = 1, STORE_CREATE = 2, STORE_BULK = 4 };      /* as DB_WRITE, DB_CREATE, DB_BULK */

CHECKED err_code store_open(struct store **out, const struct store_asks *asks, str where, unsigned flags, err *e);
void             store_close(struct store *s);

/* What those above work out once a store: one thing an owner, who is known by an address of its own. store_close calls
 * close (which may be NULL), the last kept first. store_kept is NULL when that owner keeps nothing. */
void             store_keep(struct store *s, const void *owner, void *what, void (*close)(void *what));
void            *store_kept(const struct store *s, const void *owner);
void             store_forget(struct store *s, const void *owner);     /* closes what that owner keeps, if anything */

/* Starts a write transaction and takes the ledger: one writer at a time in an authority. */
CHECKED err_code store_begin(struct store *s, const struct author *who, err *e);
CHECKED err_code store_commit(struct store *s, err *e);
void             store_rollback(struct store *s);
#endif
