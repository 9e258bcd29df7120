/* t_selfcheck.c - every statement of sql/ and every one that the catalogue gives, prepared on both engines. */
#include "both.h"
#include "record/tables.h"
#include "store/selfcheck.h"

static arena mem;
static err e = { .mem = &mem };
static int engine;
#define CODE(call, want, name) both_code((call), (want), &e, both_name(engine, name))

static struct selfcheck check(const struct catalogue *cat, str where)
{
    struct store *s = NULL;
    struct selfcheck r = { .mem = &mem };
    CODE(records_open(&s, cat, where, 0, &e), ERR_OK, "opens to read");
    CODE(records_selfcheck(s, &r, &e), ERR_OK, "checks");
    store_close(s);
    return r;
}

static void damage(str where, const char *sql, const char *what, const struct catalogue *cat, const char *says)
{
    db *d;
    CODE(db_open(&d, where, DB_WRITE, &e), ERR_OK, "opens");
    CODE(db_begin(d, true, &e) ? e.code : db_ddl(d, str_of(sql), &e) ? e.code : db_commit(d, &e), ERR_OK, what);
    db_close(d);
    struct selfcheck r = check(cat, where);
    bool found = false;
    for (size_t i = 0; i < r.nfaults; i++)
        found = found || str_has(r.faults[i], str_of(says));
    ok(found, both_name(engine, says));
}

int main(void)
{
    struct catalogue *cat;
    arena_init(&mem, 0);
    if (!both_code(catalogue_load(&cat, STR_NONE, &e), ERR_OK, &e, "the catalogue loads"))
        return done_testing();
    for (engine = 0; engine < 2; engine++) {
        str where = both_where(engine, "selfcheck", &mem);
        struct store *s = NULL;
        CODE(records_open(&s, cat, where, STORE_CREATE, &e), ERR_OK, "makes every table of the catalogue");
        store_close(s);
        struct selfcheck r = check(cat, where);
        for (size_t i = 0; i < r.nfaults; i++)
            printf("#   " STR_FMT "\n", STR_ARG(r.faults[i]));
        is_int((int64_t)r.nfaults, 0, both_name(engine, "no fault in a new database"));
        ok(r.statements > 7 * cat->nkinds + 20 && r.tables > cat->nkinds,
           both_name(engine, "all of them were looked at"));
        damage(where, "ALTER TABLE visit DROP COLUMN place", "a column is taken away", cat,
               "visit.place: the column is missing");
        damage(where, "ALTER TABLE visit ADD COLUMN stray TEXT", "a column is added", cat,
               "visit.stray: the column is not in the catalogue");
        damage(where, "DROP TABLE core_group", "a table is taken away", cat, "core_group: the table is missing");
        damage(where, "INSERT INTO contact (id, subject_id, version, removed) VALUES (1, 1, 1, 7)", "a wrong value",
               cat, "the record 1 has a value of the wrong type");
    }
    catalogue_free(cat);
    both_clear();
    arena_release(&mem);
    return done_testing();
}
