/* verify.c - the parts of verify in their order, and how a fault is told. */
#include "record/verify_work.h"
#include <stdlib.h>

void fault_say(struct verifying *v, const char *table, str row, str column, str what)
{
    struct verify_report *r = v->r;
    r->faults++;
    if (r->nfound < FAULTS_KEPT)
        r->found[r->nfound++] = (struct fault_found){
            arena_copy(r->mem, str_of(table)), arena_copy(r->mem, column), arena_copy(r->mem, row), arena_copy(r->mem, what),
        };
}

void fault_say_id(struct verifying *v, const char *table, const char *what_id, int64_t id, const char *column, const char *what)
{
    char row[64];
    int n = snprintf(row, sizeof row, "%s %lld", what_id, (long long)id);
    fault_say(v, table, (str){ row, n > 0 ? (size_t)n : 0 }, str_of(column), str_of(what));
}

static void tell_difference(void *ctx, str table, str column, str what)
{
    struct verifying *v = ctx;
    fault_say(v, arena_z(v->r->mem, table), S("the table itself"), column.p ? column : S(""), what);
}

static err_code verify_schema(struct verifying *v, err *e)
{
    struct schema plan;
    arena a;
    arena_init(&a, 0);
    err_code rc = schema_plan(&plan, v->s->cat, db_engine(v->s->db), &a, e);
    if (rc == ERR_OK)
        rc = schema_compare(v->s, &plan, &a, tell_difference, v, e);
    arena_release(&a);
    return rc;
}

err_code store_verify(struct store *s, struct verify_report *r, err *e)
{
    struct verifying v = { .s = s, .r = r };
    if (tools_of(s, &v.tools, e))
        return e->code;
    randombytes_buf(v.words.key, sizeof v.words.key);
    randombytes_buf(v.notes.key, sizeof v.notes.key);
    if (db_begin(s->db, false, e))
        return e->code;
    err_code rc = verify_schema(&v, e);
    if (!rc && r->faults == 0)      /* with a column missing nothing else can be read */
        rc = verify_ledger(&v, e);
    if (!rc && r->faults <= FAULTS_KEPT)
        rc = verify_subjects(&v, e);
    if (!rc && r->faults <= FAULTS_KEPT)
        rc = verify_words(&v, e);
    if (!rc && r->faults <= FAULTS_KEPT)
        rc = verify_seals(&v, e);
    if (!rc && r->faults <= FAULTS_KEPT)
        rc = verify_notes(&v, e);
    db_rollback(s->db);
    if (!rc && r->faults <= FAULTS_KEPT)
        rc = verify_note_index(&v, e);
    free(v.words.at);
    free(v.notes.at);
    return rc;
}

/* --- sealed tables --------------------------------------------------------------------------- */

struct sealed { struct verifying *v; const char *table; };

static err_code check_seal(void *ctx, size_t ncols, const db_val *row, err *e)
{
    const struct sealed *t = ctx;
    char name[200];
    (void)e;
    seal x = seal_row(t->v->s, t->table, ncols - 1, row);
    t->v->r->sealed++;
    if (str_eq(row[ncols - 1].s, (str){ x.text, SEAL_TEXT }))
        return ERR_OK;
    int n = row[0].type == DB_INT ? snprintf(name, sizeof name, "%lld", (long long)row[0].i)
                                  : snprintf(name, sizeof name, STR_FMT, STR_ARG(str_take(row[0].s, 80)));
    fault_say(t->v, t->table, (str){ name, n > 0 ? (size_t)n : 0 }, S(""), S("the row is not as the program wrote it"));
    return ERR_OK;
}

err_code verify_seals(struct verifying *v, err *e)
{
    str table;
    if (!v->s->key->has_key)
        return ERR_OK;              /* verify_ledger said so */
    for (size_t i = 0;; i++) {
        int st = db_named(db_engine(v->s->db), "sealed_", i, &table);
        if (st < 0)
            return ERR_OK;
        struct sealed t = { v, table.p };       /* a statement's name ends with a NUL */
        if (db_each(v->s->db, st, NO_ARGS, check_seal, &t, e))
            return e->code;
    }
}
