/* verify.c - the parts of verify in their order, each in the snapshot of one read. */
#include "record/verify_work.h"
#include <stdlib.h>
#include <sys/stat.h>

static void tell_difference(void *ctx, str table, str column, str what)
{
    struct verifying *v = ctx;
    fault_say(v, arena_z(v->r->mem, table), S("the table itself"), column.p ? column : S(""), what);
}

static void tell_missing(void *ctx, str table, str row, str what)
{
    struct verifying *v = ctx;
    fault_say(v, arena_z(v->r->mem, table), row, S(""), what);
}

static err_code verify_schema(struct verifying *v, err *e)
{
    struct schema plan;
    arena a;
    arena_init(&a, 0);
    err_code rc = schema_plan(&plan, &v->s->asks, db_engine(v->s->db), &a, e);
    if (rc == ERR_OK)
        rc = schema_compare(v->s, &plan, &a, tell_difference, v, e);
    v->unreadable = v->r->faults > 0;
    if (rc == ERR_OK && !v->unreadable)
        rc = schema_remembered(v->s, &plan, &a, tell_missing, v, e);
    arena_release(&a);
    return rc;
}

/* Before the snapshot: each line up to here is then of something that the snapshot has. */
static long checkpoints_end(const struct store *s)
{
    struct stat st;
    str path = seal_checkpoints_path(s);
    return path.p && stat(path.p, &st) == 0 ? (long)st.st_size : 0;
}

err_code store_verify(struct store *s, struct verify_report *r, err *e)
{
    static err_code (*const parts[])(struct verifying * v, err * e) = { verify_ledger, verify_subjects, verify_words,
                                                                        verify_seals, verify_notes };
    struct verifying v = { .s = s, .r = r };
    if (tools_of(s, &v.tools, e))
        return e->code;
    randombytes_buf(v.words.key, sizeof v.words.key);
    randombytes_buf(v.notes.key, sizeof v.notes.key);
    v.file_end = checkpoints_end(s);
    if (db_begin(s->db, false, e))
        return e->code;
    err_code rc = verify_schema(&v, e);
    for (size_t i = 0; i < COUNT_OF(parts) && !rc && !v.unreadable && r->faults <= FAULTS_KEPT; i++)
        rc = parts[i](&v, e);
    db_rollback(s->db);
    if (!rc && !v.unreadable && r->faults <= FAULTS_KEPT)
        rc = verify_note_index(&v, e);
    free(v.words.at);
    free(v.notes.at);
    return rc;
}
