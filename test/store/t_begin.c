/* t_begin.c - what a transaction on PostgreSQL sets for itself, so that it holds on every node of a distributed one. */
#include "both.h"

static arena mem;
static err e = { .mem = &mem };
#define CODE(call, want, name) both_code((call), (want), &e, both_name(1, name))

/* A setting as a transaction sees it, or outside of one. */
static str setting(db *d, const char *name, bool write, bool within)
{
    int st;
    db_rows r = { 0 };
    if (db_statement(d, S("SELECT COALESCE(current_setting($1, true), '')"), &st, &e) ||
        (within && db_begin(d, write, &e)))
        return S("did not begin");
    if (db_run(d, st, ARGS(DBT(str_of(name))), &mem, &r, &e))
        return e.message;
    if (within && db_commit(d, &e))
        return e.message;
    return db_str(&r, 0, 0);
}

static void within(db *d, const char *propagate)
{
    for (int write = 0; write < 2; write++) {
        is(setting(d, "lock_timeout", write, true), S("5s"),
           both_name(1, write ? "a writer waits so long" : "a reader waits so long"));
        is(setting(d, "citus.propagate_set_commands", write, true), str_of(propagate),
           both_name(1, "and what is said to the nodes"));
    }
    is(setting(d, "citus.propagate_set_commands", false, false), S(""), both_name(1, "only inside"));
}

/* No such extension is installed here: its row in the catalogue is what the program looks at. */
static void extension(str where, bool there)
{
    static const char add[] =
        "INSERT INTO pg_catalog.pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)"
        " SELECT 999983, 'citus', r.oid, n.oid, false, '0' FROM pg_catalog.pg_roles r, pg_catalog.pg_namespace n"
        " WHERE r.rolname = current_user AND n.nspname = 'pg_catalog'";
    db *d;
    CODE(db_open(&d, where, DB_WRITE, &e), ERR_OK, "opens");
    CODE(db_begin(d, true, &e) ? e.code
         : db_ddl(d, there ? str_of(add) : S("DELETE FROM pg_catalog.pg_extension WHERE oid = 999983"), &e)
             ? e.code
             : db_commit(d, &e),
         ERR_OK, there ? "the extension is there" : "is gone");
    db_close(d);
}

int main(void)
{
    db *d;
    size_t before, after, statements;
    arena_init(&mem, 0);
    str where = both_where(1, "begin", &mem);
    CODE(db_open(&d, where, DB_CREATE, &e), ERR_OK, "opens");
    within(d, "");
    db_counts(d, &statements, &before);
    CODE(db_begin(d, true, &e) ? e.code : db_commit(d, &e), ERR_OK, "a transaction");
    db_counts(d, &statements, &after);
    is_int((int64_t)(after - before), 2, both_name(1, "goes to the server twice, whatever it sets"));
    db_patience(d, 250);
    is(setting(d, "lock_timeout", true, true), S("250ms"), both_name(1, "the patience that was asked for"));
    db_close(d);
    extension(where, true);
    CODE(db_open(&d, where, DB_WRITE, &e), ERR_OK, "opens");
    extension(where, false);
    within(d, "local");
    db_close(d);
    both_clear();
    arena_release(&mem);
    return done_testing();
}
