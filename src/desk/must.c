/* must.c - see must.h. */
#include "desk/must.h"
#include "store/seal.h"

err_code must_read(struct store *s, struct access_who *who, err *e)
{
    db_rows rows;
    err_code rc = db_run(s->db, ST_account_must, ARGS(DBT(who->account)), e->mem, &rows, e);
    if (rc)
        return rc;
    who->must = db_str(&rows, 0, ACCOUNT_MUST_GIVEN_AT).p ? MUST_CHANGE_PASSWORD : MUST_NOTHING;
    return ERR_OK;
}

err_code must_change_password(struct store *s, str account, bool given, instant at, err *e)
{
    return given ? seal_add(s, "password_given", ST_password_given_add,
                            ARGS(DBT(account), DBT(instant_iso(e->mem, at))), e)
                 : seal_drop(s, "password_given", ST_password_given_drop, ARGS(DBT(account)), e);
}
