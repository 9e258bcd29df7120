/* selfcheck.c - prepares every statement, compares every table, asks the engine. */
#include "store/selfcheck.h"
#include "store/schema.h"

void selfcheck_fault(struct selfcheck *r, str text) { ARENA_PUSH(r->mem, r->faults, r->nfaults, r->cap) = text; }

static void difference(void *ctx, str table, str column, str what)
{
    struct selfcheck *r = ctx;
    selfcheck_fault(r, column.p ? arena_printf(r->mem, STR_FMT "." STR_FMT ": " STR_FMT, STR_ARG(table),
                                               STR_ARG(column), STR_ARG(what))
                                : arena_printf(r->mem, STR_FMT ": " STR_FMT, STR_ARG(table), STR_ARG(what)));
}

err_code store_selfcheck(struct store *s, struct selfcheck *r, err *e)
{
    struct schema plan = { 0 };
    db_rows said = { 0 };
    bool lite = db_engine(s->db) == DB_SQLITE;
    if (db_prepare_all(s->db, e))
        selfcheck_fault(r, e->message);
    r->statements = db_statement_count(s->db);
    if (schema_plan(&plan, &s->asks, db_engine(s->db), r->mem, e) || schema_compare(s, &plan, r->mem, difference, r, e))
        return e->code;
    r->tables = plan.ntables;
    if (db_run(s->db, lite ? ST_selfcheck_engine_sqlite : ST_selfcheck_engine_postgres, NO_ARGS, r->mem, &said, e))
        return e->code;
    for (size_t i = 0; i < said.n; i++)
        if (!str_eq(db_str(&said, i, SELFCHECK_ENGINE_SAID), S("ok")))
            selfcheck_fault(r, db_str(&said, i, SELFCHECK_ENGINE_SAID));
    e->code = ERR_OK;
    return ERR_OK;
}
