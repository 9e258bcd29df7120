/* noted.c - one row in access_log for each command that prints people's records. */
#include "cli/noted.h"
#include "desk/account.h"
#include "store/seal.h"
#include "desk/transaction.h"
#include "record/tables.h"
#include <pwd.h>
#include <unistd.h>

static str operator_name(struct command *c)
{
    const struct passwd *p = getpwuid(geteuid());
    return p ? arena_printf(c->mem, "os:%s", p->pw_name) : arena_printf(c->mem, "os:%ld", (long)geteuid());
}

err_code command_noted(struct command *c, str where, int64_t subject_id, err *e)
{
    struct store *s = NULL;
    bool own = false;
    err_code rc = records_open(&s, c->cat, where, STORE_WRITE, e);
    if (!rc)
        rc = transaction_join(s, &own, e);
    if (!rc)
        rc = seal_add(s, "access_log", ST_access_log_add,
                      ARGS(DBT(S("command")), DBI(random_id()), DBT(instant_iso(c->mem, c->now)), DBT(operator_name(c)),
                           DBI(subject_id), DBT(S("read")), DBT(S("yes")), DBN,
                           DBT(arena_printf(c->mem, "holdfast %s", c->door->path))), e);
    if (s) {
        rc = transaction_end(s, own, rc, e);
        store_close(s);
    }
    if (rc && !e->hint.n)
        err_hint(e, "every look at a person's record is noted first, so the database must be writable");
    return rc;
}
