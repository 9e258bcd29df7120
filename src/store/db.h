/* db.h - one small interface over SQLite (db_sqlite.c) and PostgreSQL (db_postgres.c).
 *
 * Where: a file name, or "postgresql://user@host/base?authority=norfolk" (the
 * authority is the schema). A connection belongs to one thread. It refuses to
 * write unless opened with DB_WRITE.
 *
 * Statements are named in sql/ files ("-- name: person_get") and known by ST_person_get, or are
 * derived from the catalogue and known by the number that db_statement gives. Both engines run
 * the same text: $1 parameters, the dialect of docs/design.md.
 *
 * Rows are read by name: of "-- name: team_list" with SELECT t.id, t.name … the second column of row i is
 * db_str(&rows, i, TEAM_LIST_NAME), and of a row in hand row[TEAM_LIST_NAME].s.
 * tools/statements.awk makes these names. */
#ifndef DB_H
#define DB_H
#include "base/err.h"
#include "statements.h"         /* generated from sql/: enum stmt_id { ST_…, ST__COUNT } */

typedef struct db db;
enum db_engine { DB_SQLITE, DB_POSTGRES };
enum { DB_WRITE = 1, DB_CREATE = 2, DB_BULK = 4 };      /* BULK: a long import may take more memory */

typedef enum { DB_NULL, DB_INT, DB_TEXT, DB_BLOB } db_type;
typedef struct { db_type type; int64_t i; str s; } db_val;
#define DBI(n)   ((db_val){ .type = DB_INT, .i = (n) })
#define DBT(t)   db_text(t)                     /* STR_NONE is NULL */
#define DBB(t)   ((db_val){ .type = DB_BLOB, .s = (t) })
#define DBN      ((db_val){ .type = DB_NULL })
static inline db_val db_text(str s) { return s.p ? (db_val){ .type = DB_TEXT, .s = s } : (db_val){ .type = DB_NULL }; }
#define ARGS(...) (sizeof((db_val[]){ __VA_ARGS__ }) / sizeof(db_val)), (db_val[]){ __VA_ARGS__ }
#define NO_ARGS  0, NULL

/* rows×cols values, row by row, in the caller's arena. Integer columns, whole sums and true/false come as DB_INT,
 * bytes (columns declared BYTEA) as DB_BLOB, everything else as DB_TEXT with a NUL after it. */
typedef struct { size_t n, ncols; const db_val *v; } db_rows;
static inline const db_val *db_row(const db_rows *r, size_t i) { return r->v + i * r->ncols; }
static inline int64_t db_int(const db_rows *r, size_t i, size_t c)
{
    return db_row(r, i)[c].type == DB_INT ? db_row(r, i)[c].i : 0;
}
static inline str     db_str(const db_rows *r, size_t i, size_t c) { return db_row(r, i)[c].s; }
/* The row with that number in column c, of rows that are in its order; NULL when there is none. */
const db_val *db_find(const db_rows *r, size_t c, int64_t id);

CHECKED err_code db_open(db **out, str where, unsigned flags, err *e);
void             db_close(db *d);
enum db_engine   db_engine(const db *d);
/* schema changes only, text made from the catalogue and sql/ */
CHECKED err_code db_ddl(db *d, str sql, err *e);
/* every named statement; selfcheck and a test call it */
CHECKED err_code db_prepare_all(db *d, err *e);
size_t           db_statement_count(const db *d);                       /* named for this engine, and derived */
/* a statement derived from the catalogue; prepared when first run */
CHECKED err_code db_statement(db *d, str sql, int *id, err *e);

/* The columns of a statement's rows as the engine names them, and as sql/ has them, each with a space after it: for the
 * test that they are the same, which is what makes it safe to read a row by the enum of its statement. */
CHECKED err_code db_columns(db *d, int stmt, arena *a, size_t *n, str **names, err *e);
str              db_columns_named(int stmt);

/* Runs a statement. rows may be NULL. ERR_CONFLICT: a unique key is taken; ERR_BUSY: try again.
 * nargs is exactly the highest $n. Text that is not UTF-8 or holds a NUL is ERR_INVALID. A statement that changes
 * anything runs only between db_begin(d, true, e) and its end. After a fault inside a transaction nothing but
 * db_rollback works, on both engines. A statement named …_sqlite or …_postgres is for that engine only. */
CHECKED err_code db_run(db *d, int stmt, size_t nargs, const db_val *args, arena *a, db_rows *rows, err *e);
/* The same, one row at a time and never all in memory. The row is valid during the call, and
 * nothing else may be run in it. */
typedef err_code db_row_fn(void *ctx, size_t ncols, const db_val *row, err *e);
CHECKED err_code db_each(db *d, int stmt, size_t nargs, const db_val *args, db_row_fn *fn, void *ctx, err *e);
/* For many writes in a row: runs now on SQLite, is pipelined on PostgreSQL, where an error may come
 * from a later db_send or from db_flush. Nothing else may be run between the first db_send and db_flush. */
CHECKED err_code db_send(db *d, int stmt, size_t nargs, const db_val *args, err *e);
/* The same for n rows of arguments that lie one after the other, each nargs long. */
CHECKED err_code db_send_rows(db *d, int stmt, size_t n, size_t nargs, const db_val *args, err *e);
CHECKED err_code db_flush(db *d, err *e);

/* For several reads that do not need each other's rows: db_ask queues one, db_answer runs all, in the order in which
 * they were asked: on PostgreSQL in one round trip, on SQLite one after the other. The arguments are copied into the
 * arena; the texts in them, and *rows, must stay until db_answer. Nothing else may be run, begun or committed between
 * the first db_ask and db_answer, which always ends the queue; db_rollback drops it. db_answer first looks at every
 * question (its number of values, its texts, that it is a SELECT): when one is refused none is run. A fault when they
 * run ends the answers there: rows that were asked for before it may be filled, those after it are empty, and the
 * transaction, if one is open, can only be rolled back. */
void             db_ask(db *d, int stmt, size_t nargs, const db_val *args, arena *a, db_rows *rows);
CHECKED err_code db_answer(db *d, err *e);

/* How often this connection was given a statement (begin, commit and each row of a db_send counted), and how often it
 * waited for the server; the same number on SQLite. The first use of a statement on
 * PostgreSQL waits once more, to prepare it. */
void             db_counts(const db *d, size_t *statements, size_t *trips);

CHECKED err_code db_begin(db *d, bool write, err *e);   /* read: one snapshot until db_commit */
CHECKED err_code db_commit(db *d, err *e);
void             db_rollback(db *d);                    /* does nothing when no transaction is open */
bool             db_in_transaction(const db *d);
/* One observer a connection, for what must be written with whatever else was (seal_sum.c): before_commit may still run
 * statements and refuse the commit; ended is called after every commit and rollback. */
struct db_ending { err_code (*before_commit)(void *ctx, err *e); void (*ended)(void *ctx); void *ctx; };
void             db_on_ending(db *d, const struct db_ending *x);

/* how long to wait for another writer before ERR_BUSY; 5 s unless set */
void             db_patience(db *d, int ms);
/* For backup.c: the sqlite3 * below; NULL on PostgreSQL. */
void            *db_sqlite_handle(db *d);
bool             db_is_postgres(str where);                             /* a URL, not a file */
/* The ith statement of sql/ named ddl_… that is meant for this engine; false after the last. */
bool             db_ddl_named(enum db_engine engine, size_t i, str *name, str *sql);
/* The same for any beginning of a name: the number to run it by, -1 after the last. *rest is
 * what follows in its name. */
int              db_named(enum db_engine engine, const char *prefix, size_t i, str *rest);
#endif
