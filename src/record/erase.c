/* erase.c - erasure that the law requires: the values go, the proof stays. */
#include "record/held.h"

/* The body gives way to its hash and the salt is gone for good, so the chain still holds and nobody can guess. */
static err_code blank_entries(struct store *s, int64_t subject_id, int64_t record_id, arena *a, err *e)
{
    db_rows rows = { 0 };
    if (db_run(s->db, ST_ledger_of_record_newest, ARGS(DBI(subject_id), DBI(record_id)), a, &rows, e))
        return e->code;
    for (size_t i = 0; i < rows.n; i++) {
        struct ledger_entry x = ledger_entry_read(db_row(&rows, i));
        hash h;
        char text[SEAL_TEXT + 1];
        if (!x.salt.p)
            continue;
        if (!ledger_body_hash_of(&x, &h))
            return err_set(e, ERR_SYSTEM, "Entry %lld of the ledger is damaged; holdfast verify says more",
                           (long long)x.seq);
        hash_text(&h, text);
        if (db_run(s->db, ST_ledger_blank, ARGS(DBI(x.seq), DBT(arena_printf(a, "{\"erased\":\"%s\"}", text))), a, NULL,
                   e))
            return e->code;
    }
    return ERR_OK;
}

err_code record_erase(struct store *s, int64_t subject_id, int64_t record_id, str why, err *e)
{
    arena a;
    struct subject *sub;
    arena_init(&a, 0);
    err_code rc = ERR_OK;
    if (!str_trim(why).n) {
        err_set(e, ERR_INVALID, "An erasure needs a reason");
        rc = err_hint(e, "the rule or decision that requires it, without any name");
        goto done;
    }
    if ((rc = subject_load(s, subject_id, &a, &sub, e)))
        goto done;
    struct record *r = subject_record(sub, record_id);
    if (!r) {
        rc = err_set(e, ERR_NOT_FOUND, "There is no record with the number %lld", (long long)record_id);
        goto done;
    }
    if ((rc = blank_entries(s, subject_id, record_id, &a, e)))
        goto done;
    put_erasure(s, sub, r, why);
    rc = subject_write(s, sub, e);
    /* the index keeps words that it was told to forget until it is written anew */
    if (rc == ERR_OK && db_engine(s->db) == DB_SQLITE)
        rc = db_run(s->db, ST_note_optimize_sqlite, NO_ARGS, &a, NULL, e);
done:
    arena_release(&a);
    return rc;
}
