/* t_engines.c */
#include "tap.h"
#include "store/schema.h"
#include <stdio.h>
#include <unistd.h>

int main(void)
{
    arena a; arena_init(&a, 0);
    err e = { .mem = &a };
    static struct field f[] = { { .name = {"seen_on", 7}, .type = FT_DATE }, { .name = {"cost", 4}, .type = FT_MONEY, .index = 1 }, { .name = {"upn", 3}, .type = FT_TEXT, .index = 2, .unique = true } };
    static struct kind k[] = { { .name = {"person", 6}, .nfields = 3, .fields = f } };
    k[0].subject = &k[0];
    struct catalogue cat = { .nkinds = 1, .kinds = k };
    unlink("/tmp/x.db"); unlink("/tmp/x.db-wal"); unlink("/tmp/x.db-shm");
    struct store *s;
    ok(store_open(&s, &cat, S("/tmp/x.db"), STORE_CREATE, &e) == ERR_OK, "open");
    printf("# " STR_FMT " " STR_FMT "\n", STR_ARG(e.message), STR_ARG(e.detail));
    ok(db_prepare_all(s->db, &e) == ERR_OK, "prepare");
    printf("# " STR_FMT " " STR_FMT "\n", STR_ARG(e.message), STR_ARG(e.detail));
    ok(db_begin(s->db, true, &e) == ERR_OK, "begin");
    ok(db_run(s->db, s->st[0].insert, ARGS(DBI(1), DBI(1), DBI(1), DBI(0), DBT(S("k1")), DBT(S("2026-01-01")), DBI(5), DBN), NULL, NULL, &e) == ERR_OK, "insert");
    ok(db_commit(s->db, &e) == ERR_OK, "commit");
    db_rows r;
    ok(db_run(s->db, s->st[0].by_id, ARGS(DBI(1)), &a, &r, &e) == ERR_OK, "get");
    is_int((int64_t)r.n, 1, "one row");
    is(db_str(&r, 0, 5), S("2026-01-01"), "date");
    store_close(s);
    ok(store_open(&s, &cat, S("/tmp/x.db"), 0, &e) == ERR_OK, "open to read");
    store_close(s);
    return done_testing();
}
