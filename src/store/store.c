/* store.c - opens and closes an authority's data; ledger.c brackets each write. */
#include "store/ledger.h"
#include "store/schema.h"
#include "store/seal.h"
#include <stdlib.h>

err_code store_open(struct store **out, const struct catalogue *cat, str where, unsigned flags, err *e)
{
    *out = NULL;
    struct store *s = calloc(1, sizeof *s);
    if (!s)
        return err_set(e, ERR_SYSTEM, "out of memory");
    if (flags & STORE_CREATE)
        flags |= STORE_WRITE;
    arena_init(&s->mem, 0);
    s->cat = cat;
    s->where = arena_copy(&s->mem, where);
    if (db_open(&s->db, where, flags, e))
        goto failed;
    seal_sums_watch(s);
    if (schema_open(s, flags, e) || schema_statements(s, e))
        goto failed;
    *out = s;
    return ERR_OK;
failed:
    store_close(s);
    return e->code;
}

void store_close(struct store *s)
{
    if (!s)
        return;
    if (s->db)
        ledger_close(s);
    if (s->tools)
        s->close_tools(s);
    if (s->returns)
        s->close_returns(s);
    seal_close(s);
    db_close(s->db);
    arena_release(&s->mem);
    free(s);
}
