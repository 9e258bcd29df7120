/* t_columns.c - that a row may be read by the names that tools/statements.awk gave its columns: each statement of sql/
 * is prepared on each engine, and the engine's own names must be those of the enum, in its order. */
#include "both.h"
#include "record/tables.h"

static arena mem;
static err e = { .mem = &mem };
static int engine;
#define CODE(call, want, name) both_code((call), (want), &e, both_name(engine, name))

static bool same(db *d, int stmt, str name)
{
    size_t n = 0;
    str *names = NULL, want = db_columns_named(stmt), one;
    if (db_columns(d, stmt, &mem, &n, &names, &e)) {
        printf("#   " STR_FMT ": " STR_FMT "\n", STR_ARG(name), STR_ARG(e.message));
        return false;
    }
    for (size_t i = 0; i < n; i++)
        if (!str_cut(&want, ' ', &one) || !str_eq(one, names[i])) {
            printf("#   " STR_FMT ": column %zu is " STR_FMT "\n", STR_ARG(name), i, STR_ARG(names[i]));
            return false;
        }
    if (want.n)
        printf("#   " STR_FMT " gives %zu columns\n", STR_ARG(name), n);
    return want.n == 0;
}

/* The enum itself, where something could go wrong: a pair for two engines, an alias, a
 * shared list, RETURNING, a UNION, a WITH. */
static void numbers(void)
{
    static const struct { int got, want; const char *what; } cases[] = {
        { META_GET_VALUE, 0, "one column" },
        { TEAM_LIST_PARENT_ID, 2, "t.parent_id" },
        { HELD_BY_WORKER_LOOKED_AT, 11, "an alias" },
        { PERSON_LINES_HOLDER_ID, 9, "after a subselect with commas of its own" },
        { SCHEMA_TABLES_META, 1, "a name without its engine" },
        { RETURN_PERSON_TEAM, 10, "a list that two statements share" },
        { ACCOUNT_ADD_SEAL, 0, "RETURNING" },
        { CASES_DUE_DUE, 2, "the first of a UNION" },
        { ACCESS_TEAM_OF_ID, 0, "after the heads of a WITH" },
        { DEMO_CARE_ENDED, 1, "after a comparison" },
        { ACCESS_IDS_ID, 0, "after DISTINCT" },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        is_int(cases[i].got, cases[i].want, cases[i].what);
}

int main(void)
{
    struct catalogue *cat;
    arena_init(&mem, 0);
    numbers();
    if (!both_code(catalogue_load(&cat, STR_NONE, &e), ERR_OK, &e, "the catalogue loads"))
        return done_testing();
    for (engine = 0; engine < 2; engine++) {
        struct store *s = NULL;
        int wrong = 0, stmt;
        size_t seen = 0;
        str name;
        CODE(records_open(&s, cat, both_where(engine, "columns", &mem), STORE_CREATE, &e), ERR_OK, "makes every table");
        for (; (stmt = db_named(db_engine(s->db), "", seen, &name)) >= 0; seen++)
            wrong += !str_starts(name, S("ddl_")) && !same(s->db, stmt, name);
        is_int(wrong, 0, both_name(engine, "every statement gives the columns that it is read by"));
        ok(seen > 150, both_name(engine, "all of them were asked"));
        store_close(s);
    }
    catalogue_free(cat);
    both_clear();
    arena_release(&mem);
    return done_testing();
}
