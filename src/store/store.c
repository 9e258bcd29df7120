/* store.c - opens and closes an authority's data, and brackets each write: the ledger's part
 * of a commit and the schema's. */
#include "store/ledger.h"
#include "store/schema.h"
#include "store/seal.h"
#include "base/always.h"
#include <stdlib.h>

err_code store_open(struct store **out, const struct store_asks *asks, str where, unsigned flags, err *e)
{
    *out = NULL;
    struct store *s = calloc(1, sizeof *s);
    if (!s)
        return err_set(e, ERR_SYSTEM, "out of memory");
    if (flags & STORE_CREATE)
        flags |= STORE_WRITE;
    arena_init(&s->mem, 0);
    s->asks = *asks;
    s->cat = asks->cat;
    s->where = arena_copy(&s->mem, where);
    if (db_open(&s->db, where, flags, e))
        goto failed;
    seal_sums_watch(s);
    if (schema_open(s, flags, e))
        goto failed;
    *out = s;
    return ERR_OK;
failed:
    store_close(s);
    return e->code;
}

/* A checkpoint that cannot be made now is made by the next writer: nothing is lost by that. */
static void sign_off(struct store *s)
{
    struct author closing = { S("service"), S("stop"), 0 };
    arena mem;
    store_rollback(s);
    if (!ledger_unsigned(s, &closing.at))
        return;
    arena_init(&mem, 0);
    err e = { .mem = &mem };
    if (store_begin(s, &closing, &e) == ERR_OK) {
        ledger_checkpoint_soon(s);
        if (store_commit(s, &e))
            store_rollback(s);
    }
    arena_release(&mem);
}

void store_close(struct store *s)
{
    if (!s)
        return;
    if (s->db) {
        sign_off(s);
        ledger_free(s);
    }
    while (s->nkept) {
        const struct store_keeper *k = &s->kept[--s->nkept];
        if (k->close)
            k->close(k->what);
    }
    seal_close(s);
    db_close(s->db);
    arena_release(&s->mem);
    free(s);
}

/* --- what those above keep ------------------------------------------------------------------- */

void store_keep(struct store *s, const void *owner, void *what, void (*close)(void *what))
{
    if (NEVER(s->nkept == STORE_KEEPERS || store_kept(s, owner) != NULL))
        abort();
    s->kept[s->nkept++] = (struct store_keeper){ owner, what, close };
}

void *store_kept(const struct store *s, const void *owner)
{
    for (size_t i = 0; i < s->nkept; i++)
        if (s->kept[i].owner == owner)
            return s->kept[i].what;
    return NULL;
}

void store_forget(struct store *s, const void *owner)
{
    for (size_t i = 0; i < s->nkept; i++) {
        const struct store_keeper gone = s->kept[i];
        if (gone.owner != owner)
            continue;
        for (s->nkept--; i < s->nkept; i++)
            s->kept[i] = s->kept[i + 1];
        if (gone.close)
            gone.close(gone.what);
    }
}

/* --- a write --------------------------------------------------------------------------------- */

err_code store_begin(struct store *s, const struct author *who, err *e)
{
    if (!ledger_writable(s))
        return err_set(e, ERR_SYSTEM, "This store was not opened for writing");
    if (db_begin(s->db, true, e))
        return e->code;
    if (ledger_begin(s, who, e)) {
        db_rollback(s->db);
        return e->code;
    }
    s->author = who;
    return ERR_OK;
}

err_code store_commit(struct store *s, err *e)
{
    if (!s->author)
        return err_set(e, ERR_SYSTEM, "There is nothing to commit: no write was begun");
    if (db_flush(s->db, e) || schema_indexes_back(s, e) || ledger_end(s, e) || db_commit(s->db, e))
        return e->code;
    s->author = NULL;
    ledger_ended(s);
    return ERR_OK;
}

void store_rollback(struct store *s)
{
    s->author = NULL;
    s->nindexes_away = 0;
    db_rollback(s->db);
}
