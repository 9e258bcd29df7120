/* selfcheck.c - prepares every statement, compares every table, reads every row. */
#include "store/selfcheck.h"
#include "store/schema.h"

static void fault(struct selfcheck *r, str text) { ARENA_PUSH(r->mem, r->faults, r->nfaults, r->cap) = text; }

static void difference(void *ctx, str table, str column, str what)
{
    struct selfcheck *r = ctx;
    fault(r, column.p ? arena_printf(r->mem, STR_FMT "." STR_FMT ": " STR_FMT, STR_ARG(table), STR_ARG(column), STR_ARG(what))
                      : arena_printf(r->mem, STR_FMT ": " STR_FMT, STR_ARG(table), STR_ARG(what)));
}

static err_code count_row(void *ctx, size_t ncols, const db_val *row, err *e)
{
    struct selfcheck *r = ctx;
    (void)ncols, (void)e;
    if (row[ROW_SUBJECT].type != DB_INT || row[ROW_VERSION].type != DB_INT || row[ROW_REMOVED].type != DB_INT || (row[ROW_REMOVED].i != 0 && row[ROW_REMOVED].i != 1))
        fault(r, arena_printf(r->mem, "the record %lld has a value of the wrong type", (long long)row[ROW_ID].i));
    r->rows++;
    return ERR_OK;
}

err_code store_selfcheck(struct store *s, struct selfcheck *r, err *e)
{
    struct schema plan = { 0 };
    db_rows said = { 0 };
    bool lite = db_engine(s->db) == DB_SQLITE;
    if (db_prepare_all(s->db, e))
        fault(r, e->message);
    r->statements = db_statement_count(s->db);
    if (schema_plan(&plan, s->cat, db_engine(s->db), r->mem, e) || schema_compare(s, &plan, r->mem, difference, r, e))
        return e->code;
    r->tables = plan.ntables;
    if (db_run(s->db, lite ? ST_selfcheck_engine_sqlite : ST_selfcheck_engine_postgres, NO_ARGS, r->mem, &said, e))
        return e->code;
    for (size_t i = 0; i < said.n; i++)
        if (!str_eq(db_str(&said, i, SELFCHECK_ENGINE_SAID), S("ok")))
            fault(r, db_str(&said, i, SELFCHECK_ENGINE_SAID));
    for (size_t k = 0; k < s->cat->nkinds; k++)
        if (db_each(s->db, s->st[k].all, NO_ARGS, count_row, r, e))
            fault(r, arena_printf(r->mem, STR_FMT ": " STR_FMT, STR_ARG(s->cat->kinds[k].name), STR_ARG(e->message)));
    e->code = ERR_OK;
    return ERR_OK;
}
