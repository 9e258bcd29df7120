/* store.h - one authority's data: the connection, its tables, its ledger.
 *
 * store_open makes the tables that the catalogue asks for, adds columns for added
 * fields, and refuses anything riskier with what to do. Each thread opens its own. */
#ifndef STORE_H
#define STORE_H
#include "catalogue/catalogue.h"
#include "store/db.h"

struct author {
    str account;                    /* account name, or "import", "demo" */
    str via;                        /* "form", "import ssd", "import ssda903", "demo" */
    instant at;                     /* when recorded */
};

struct store {
    db *db;
    const struct catalogue *cat;
    str where;
    struct kind_statements *st;     /* derived statements, one set a kind; schema.c's own */
    struct ledger *ledger;          /* head of the ledger inside a write transaction; ledger.c's own */
    struct seal_key *key;           /* signs checkpoints; kept beside the file, never in it */
    struct seal_sums *sums;         /* the sums of sealed tables that a transaction changes; seal_sum.c's own */
    struct record_tools *tools;     /* what src/record/ works out once a store: tools.c's own */
    void (*close_tools)(struct store *s);   /* called by store_close when tools is set */
    struct return_tools *returns;   /* what the rules of the returns need, made once a store: reporting/issues.c's own */
    void (*close_returns)(struct store *s);     /* the same for returns */
    const struct author *author;    /* inside a write transaction */
    size_t nindexes_away;           /* schema_indexes_away; schema.c's own */
    str *indexes_away;
    arena mem;                      /* lives as long as the store */
};

enum { STORE_WRITE = 1, STORE_CREATE = 2, STORE_BULK = 4 };      /* as DB_WRITE, DB_CREATE, DB_BULK */

CHECKED err_code store_open(struct store **out, const struct catalogue *cat, str where, unsigned flags, err *e);
void             store_close(struct store *s);

/* Starts a write transaction and takes the ledger: one writer at a time in an authority. */
CHECKED err_code store_begin(struct store *s, const struct author *who, err *e);
CHECKED err_code store_commit(struct store *s, err *e);
void             store_rollback(struct store *s);
#endif
