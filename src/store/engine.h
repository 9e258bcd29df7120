/* engine.h - what db.c asks of an engine; only db.c, db_sqlite.c and db_postgres.c read it.
 *
 * db.c keeps what both engines must do alike (who may write when, failed transactions, the number of
 * values, text that is UTF-8) so that an engine only talks to its library. */
#ifndef ENGINE_H
#define ENGINE_H
#include "store/db.h"

enum { DB_PATIENCE = 5000 };

struct statement {
    const char *name;           /* of a named statement; "derived" for the catalogue's */
    const char *sql;
    int nparams;                /* highest $n; -1 until first used */
    bool ready;                 /* prepared on this connection */
    bool reads;                 /* SQLite: changes nothing */
    void *handle;               /* SQLite: its prepared statement */
    int *at;                    /* SQLite: where $1, $2 … are bound */
    void *blocks[2];            /* SQLite: the same for several rows at once, see send_rows there */
    bool one_by_one;            /* SQLite: has no such form */
};

/* A question that waits for db_answer. */
struct asked {
    int stmt;
    size_t nargs;
    const db_val *args;
    arena *mem;
    db_rows *rows;
    struct statement *st;       /* found by db_answer */
    bool prepares, went;        /* PostgreSQL: prepared in the same trip; sent */
};

struct db_ops {
    err_code (*open)(db *d, str where, err *e);             /* close is called even when it fails */
    void     (*close)(db *d);
    err_code (*exec)(db *d, const char *sql, err *e);
    err_code (*prepare)(db *d, struct statement *st, err *e);
    /* The names of its columns, in a; of a statement that is prepared. */
    err_code (*columns)(db *d, struct statement *st, arena *a, size_t *n, str **names, err *e);
    err_code (*run)(db *d, struct statement *st, const db_val *args, arena *a, db_rows *rows, err *e);
    err_code (*answer)(db *d, size_t n, struct asked *q, err *e);
    err_code (*each)(db *d, struct statement *st, const db_val *args, db_row_fn *fn, void *ctx, bool *stopped, err *e);
    err_code (*send)(db *d, struct statement *st, const db_val *args, err *e);
    err_code (*send_rows)(db *d, struct statement *st, size_t n, const db_val *args, err *e);
    err_code (*flush)(db *d, err *e);
    err_code (*begin)(db *d, bool write, err *e);
    err_code (*commit)(db *d, err *e);
    void     (*rollback)(db *d);
    void     (*patience)(db *d, int ms);
};

struct db {
    const struct db_ops *ops;
    enum db_engine engine;
    unsigned flags;
    bool in_transaction, writing;   /* writing: the transaction was begun to write */
    bool failed;                    /* a statement failed in it: only rollback is left */
    bool in_each;                   /* rows are being handed out: nothing else may run */
    struct db_ending ending;
    bool sending;                   /* between the first db_send and db_flush */
    size_t nasked, cap_asked;       /* between the first db_ask and db_answer */
    struct asked *asked;
    size_t statements, trips;       /* trips: counted by PostgreSQL only */
    arena mem;                      /* texts of derived statements; lives as long as the connection */
    size_t nst, cap;
    struct statement *st;           /* the named ones first, by enum stmt_id */
    void *own;                      /* the engine's */
};

extern const struct db_ops db_sqlite_ops, db_postgres_ops;

/* Says once, for both engines, what a caller of this database may do about it. */
err_code db_says_busy(err *e);
err_code db_says_full(err *e);
err_code db_says_taken(err *e, const char *constraint);
err_code db_says_read_only(err *e, const char *name);
#endif
