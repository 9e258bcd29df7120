/* transaction.c - so that "begin, unless somebody has; commit, unless it failed or is theirs" is written once. */
#include "desk/transaction.h"

err_code transaction_join(struct store *s, bool *own, err *e)
{
    *own = false;
    if (db_in_transaction(s->db))
        return ERR_OK;
    err_code rc = db_begin(s->db, true, e);
    *own = !rc;
    return rc;
}

err_code transaction_end(struct store *s, bool own, err_code rc, err *e)
{
    if (own && !rc)
        rc = db_commit(s->db, e);
    if (own)
        db_rollback(s->db);
    return rc;
}

err_code snapshot_begin(struct store *s, err *e) { return db_begin(s->db, false, e); }
