/* clock_rebuild.c - one subject after the other through the same code as a save, in one transaction.
 *
 * Most of the time goes into reading records, which one connection does; the engine itself takes a
 * few seconds for a hundred thousand children, so a second thread would win little and is not used. */
#include "record/clock_rebuild.h"
#include "record/held.h"

static err_code rebuild_one(struct store *s, int64_t id, arena *a, err *e)
{
    struct subject *sub = NULL;
    db_rows stored;
    if (subject_load(s, id, a, &sub, e) || clock_rows_read(s, sub, &stored, e))
        return e->code;
    return clock_rows_write(s, sub, &stored, e) ? e->code : db_flush(s->db, e);
}

err_code clocks_rebuild(struct store *s, const struct author *who, struct clock_rebuild *r, err *e)
{
    arena all, one;
    db_rows ids = { 0 }, count = { 0 };
    arena_init(&all, 0);
    arena_init(&one, 0);
    err_code rc = store_begin(s, who, e);
    if (!rc)
        rc = db_run(s->db, ST_clock_subjects, NO_ARGS, &all, &ids, e);
    for (size_t i = 0; !rc && i < ids.n; i++) {
        rc = rebuild_one(s, db_int(&ids, i, CLOCK_SUBJECTS_ID), &one, e);
        arena_clear(&one);
        r->subjects++;
        if (r->progress)
            r->progress(r->ctx, i + 1, ids.n);
    }
    if (!rc)
        rc = db_run(s->db, ST_clock_drop_orphans, NO_ARGS, &all, NULL, e);
    if (!rc)
        rc = db_run(s->db, ST_clock_count, NO_ARGS, &all, &count, e);
    if (!rc) {
        r->clocks = (uint64_t)db_int(&count, 0, CLOCK_COUNT_N);
        rc = store_commit(s, e);
    }
    store_rollback(s);
    arena_release(&one);
    arena_release(&all);
    return rc;
}
