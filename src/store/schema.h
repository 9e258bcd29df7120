/* schema.h - the statements that the catalogue asks for: one set a kind, made once when a store is opened.
 *
 * Every kind's table has the columns id, subject_id, version, removed, source_key and then one column
 * a field, in the order of the catalogue; every statement here gives and takes them in that order.
 *
 * Tables that are not kinds are declared in sql/: statements named ddl_x ("CREATE TABLE IF NOT EXISTS x …",
 * "CREATE INDEX IF NOT EXISTS …") are run, in the order of the files, when a store is made or when their text
 * has changed; a statement named sealed_x reads every column of table x, the seal last (see seal.h).
 * They are written once for both engines: BIGINT PRIMARY KEY becomes SQLite's INTEGER PRIMARY KEY, a
 * table with PRIMARY KEY (a, b) has no rowid there, TEXT columns sort by bytes on PostgreSQL too, and bytes are
 * BYTEA on both. A name that ends in _sqlite or _postgres is for that engine only. A column added to a CREATE
 * TABLE is added to the databases that lack it, so it needs a DEFAULT when it is NOT NULL. */
#ifndef SCHEMA_H
#define SCHEMA_H
#include "store/store.h"

enum { ROW_ID, ROW_SUBJECT, ROW_VERSION, ROW_REMOVED, ROW_KEY, ROW_FIELDS };    /* columns of a kind's table */

enum { BY_KEY_SUBJECT, BY_KEY_ID };             /* columns of by_key */
enum { TAKEN_ID, TAKEN_SUBJECT };               /* columns of taken */

/* Numbers for db_run; one a kind, at store.st[kind->index]. */
struct kind_statements {
    int insert;             /* $1 … : every column */
    int update;             /* $1 … : every column; the row is found by id */
    int of_subject;         /* $1 subject_id: every column, by id */
    int of_subjects;        /* $1 < subject_id <= $2: every column, by subject_id, id */
    int by_id;              /* $1 id: every column */
    int by_ids;             /* $1 ids_text (store/ids.h): every column, by id */
    int by_key;             /* $1 source_key: subject_id, id */
    int all;                /* every column of every record, by id: for db_each */
    const int *taken;       /* one a field: for a unique field, $1 value: id, subject_id of records not removed; else -1 */
};

/* One table that the store should have: a kind's, or one that sql/ declares. */
struct table {
    str name, create;               /* create: the text that the engine runs */
    const struct kind *kind;        /* NULL when sql/ declares it */
    size_t ncols;
    const struct column { str name, decl; } *cols;      /* decl: "seen_on TEXT" */
};
struct schema {
    size_t ntables, nindexes;
    const struct table *tables;     /* kinds in the catalogue's order, then sql/'s in theirs */
    const str *indexes;
    str digest;                     /* of all of it */
};

/* The tables that this catalogue and sql/ ask for. ERR_INVALID: a name that cannot be a table or column. */
CHECKED err_code schema_plan(struct schema *out, const struct catalogue *cat, enum db_engine engine, arena *a, err *e);
/* Called by store_open. Makes or migrates when the flags allow it, else says what to do. It opens the seal as well,
 * inside the transaction that made the tables. */
CHECKED err_code schema_open(struct store *s, unsigned flags, err *e);
/* Refuses what schema_open would refuse: a kind or field that is gone or means something else. */
CHECKED err_code schema_may_become(const struct catalogue *cat, db *d, err *e);
/* Inside a write transaction on SQLite, when nothing was ever written: takes away the indexes of these kinds' tables (kinds:
 * one flag a kind), of the ledger and of the clocks, because a tree that is built from all rows at once costs a third of one that
 * grows row by row. store_commit puts them back, in the same transaction; schema_indexes_back does it earlier, for whoever
 * is going to read by them. Both do nothing when there is nothing to do. */
CHECKED err_code schema_indexes_away(struct store *s, const bool *kinds, err *e);
CHECKED err_code schema_indexes_back(struct store *s, err *e);
CHECKED err_code schema_statements(struct store *s, err *e);            /* fills s->st */
/* Compares every table that is there with the plan; calls fn once for each difference. */
typedef void schema_difference_fn(void *ctx, str table, str column, str what);
CHECKED err_code schema_compare(struct store *s, const struct schema *plan, arena *a, schema_difference_fn *fn, void *ctx, err *e);
/* The same for each row that meta must hold and does not. */
CHECKED err_code schema_remembered(struct store *s, arena *a, schema_difference_fn *fn, void *ctx, err *e);
#endif
