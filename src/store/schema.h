/* schema.h - the tables that a store has, and how an older database becomes one that has them.
 *
 * Two lists make the plan. Those above ask for tables of their own with store_asks (record/tables.c: one a kind of the
 * catalogue). Tables that are nobody's in particular are declared in sql/: statements named ddl_x ("CREATE TABLE IF NOT
 * EXISTS x …", "CREATE INDEX IF NOT EXISTS …") are run, in the order of the files, when a store is made or when their
 * text has changed; a statement named sealed_x reads every column of table x, the seal last (see seal.h).
 * All are written once for both engines: BIGINT PRIMARY KEY becomes SQLite's INTEGER PRIMARY KEY, a table with
 * PRIMARY KEY (a, b) has no rowid there, TEXT columns sort by bytes on PostgreSQL too, and bytes are BYTEA on both. A
 * name that ends in _sqlite or _postgres is for that engine only. A column added to a CREATE TABLE is added to the
 * databases that lack it, so it needs a DEFAULT when it is NOT NULL. */
#ifndef SCHEMA_H
#define SCHEMA_H
#include "store/store.h"

/* Letters of a table's or column's name: an index is named after both, and PostgreSQL cuts at 63. */
enum { SCHEMA_NAME = 48 };

struct table {
    str name, create;               /* create: the text that the engine runs */
    str shape;                      /* what its owner wants to have remembered of it; STR_NONE when sql/ declares it */
    size_t ncols;
    /* decl: "seen_on TEXT", the name quoted where it may be a word of SQL's */
    const struct column { str name, decl; } *cols;
};
struct table_index {
    str sql;
    bool asked;                     /* read by while its table is being filled */
};
struct schema {
    enum db_engine engine;
    arena *mem;
    size_t ntables, captables, nindexes, capindexes;
    struct table *tables;           /* those that were asked for in their order, then sql/'s in theirs */
    struct table_index *indexes;
    str digest;                     /* of all of it, and of each shape */
};

/* For store_asks.plan: a table with these columns, the first of which is its key; an index on one of them. */
void schema_add_table(struct schema *p, str name, size_t ncols, const struct column *cols, str shape);
void schema_add_index(struct schema *p, str sql, bool asked);
/* lower-case letters, digits and _, a letter first, not too long */
bool schema_plain_name(str name);
bool schema_declares(enum db_engine engine, str name);  /* does sql/ have a table of that name? */

/* The tables that asks and sql/ want. */
CHECKED err_code schema_plan(struct schema *out, const struct store_asks *asks, enum db_engine engine, arena *a,
                             err *e);
/* Called by store_open. Makes or migrates when the flags allow it, else says what to do. It opens the seal as well,
 * inside the transaction that made the tables. */
CHECKED err_code schema_open(struct store *s, unsigned flags, err *e);
/* Refuses what schema_open would refuse: what a database remembers of its tables and asks.may_become does not allow. */
CHECKED err_code schema_may_become(const struct store_asks *asks, db *d, err *e);
/* Inside a write transaction on SQLite, before anything was written: takes away the indexes of these tables, because a
 * tree that is built from all rows at once costs a third of one that grows row by row; those that are asked stay.
 * store_commit puts them back, in the same transaction; schema_indexes_back does it earlier, for whoever is going to
 * read by them. Both do nothing when there is nothing to do. */
CHECKED err_code schema_indexes_away(struct store *s, size_t n, const str *tables, err *e);
CHECKED err_code schema_indexes_back(struct store *s, err *e);
/* Compares every table that is there with the plan; calls fn once for each difference. */
typedef void schema_difference_fn(void *ctx, str table, str column, str what);
CHECKED err_code schema_compare(struct store *s, const struct schema *plan, arena *a, schema_difference_fn *fn,
                                void *ctx, err *e);
/* The same for each row that meta must hold and does not. */
CHECKED err_code schema_remembered(struct store *s, const struct schema *plan, arena *a, schema_difference_fn *fn,
                                   void *ctx, err *e);
#endif
