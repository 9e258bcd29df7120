/* db_postgres.c - one authority is one schema. */
#include "store/engine.h"

static err_code pg_open(db *d, str where, err *e)
{
    (void)d, (void)where;
    return err_set(e, ERR_SYSTEM, "PostgreSQL is not built in");
}
static void pg_close(db *d) { (void)d; }

const struct db_ops db_postgres_ops = { .open = pg_open, .close = pg_close };
