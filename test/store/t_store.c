/* t_store.c - a store with tables that the test itself asks for: made, remembered, extended,
 * refused; what is kept with it. */
#include "both.h"
#include "store/ledger.h"
#include "store/schema.h"

static arena mem;
static err e = { .mem = &mem };
static int engine;
#define CODE(call, want, name) both_code((call), (want), &e, both_name(engine, name))

/* The store carries it and never looks into it, so here it is whatever the test likes. */
struct catalogue { size_t ncols; const char *shape; bool refuses; };

static err_code plan(const struct catalogue *c, struct schema *p, err *er)
{
    struct column *cols = arena_array(p->mem, struct column, 3);
    cols[0] = (struct column){ S("id"), S("\"id\" BIGINT PRIMARY KEY") };
    cols[1] = (struct column){ S("colour"), S("\"colour\" TEXT") };
    cols[2] = (struct column){ S("order"), S("\"order\" BIGINT") };
    if (c->refuses)
        return err_set(er, ERR_INVALID, "no such table");
    schema_add_table(p, S("brick"), c->ncols, cols, str_of(c->shape));
    schema_add_index(p, S("CREATE INDEX IF NOT EXISTS brick_colour ON \"brick\" (\"colour\")"), false);
    schema_add_index(p, S("CREATE INDEX IF NOT EXISTS brick_asked ON \"brick\" (\"id\", \"colour\")"), true);
    return ERR_OK;
}

/* May become anything but "soft". */
static err_code may_become(const struct catalogue *c, str name, str was, err *er)
{
    (void)was;
    return str_eq(str_of(c->shape), S("soft")) ? err_set(er, ERR_INVALID, "a " STR_FMT " is not soft", STR_ARG(name))
                                               : ERR_OK;
}

static err_code open_with(struct store **s, const struct catalogue *c, str where, unsigned flags)
{
    const struct store_asks asks = { .cat = c, .remembered = "toy:", .plan = plan, .may_become = may_become };
    return store_open(s, &asks, where, flags, &e);
}

static str remembered(struct store *s)
{
    db_rows r;
    return db_run(s->db, ST_meta_get, ARGS(DBT(S("toy:brick"))), &mem, &r, &e) || !r.n ? S("nothing")
                                                                                       : db_str(&r, 0, META_GET_VALUE);
}

static void tables(str where)
{
    static const struct catalogue two = { 2, "hard", false }, three = { 3, "harder", false },
                                  soft = { 3, "soft", false }, none = { 3, "harder", true };
    struct store *s = NULL;
    CODE(open_with(&s, &two, where, 0), ERR_NOT_FOUND, "nothing is made by reading");
    CODE(open_with(&s, &none, where, STORE_CREATE), ERR_INVALID, "a plan may refuse");
    ok(s == NULL, both_name(engine, "and there is no store"));
    CODE(open_with(&s, &two, where, STORE_CREATE), ERR_OK, "made");
    ok(s && s->cat == &two, both_name(engine, "it carries what it was given"));
    is(remembered(s), S("hard"), both_name(engine, "and remembers the shape"));
    store_close(s);
    CODE(open_with(&s, &three, where, 0), ERR_INVALID, "a reader does not migrate");
    CODE(open_with(&s, &three, where, STORE_WRITE), ERR_OK, "a writer does");
    is(remembered(s), S("harder"), both_name(engine, "and remembers what it became"));
    int add;
    CODE(db_statement(s->db, S("INSERT INTO brick (id, colour, \"order\") VALUES ($1, $2, $3)"), &add, &e), ERR_OK,
         "a statement");
    CODE(db_begin(s->db, true, &e)                                                 ? e.code
         : db_run(s->db, add, ARGS(DBI(1), DBT(S("red")), DBI(3)), NULL, NULL, &e) ? e.code
                                                                                   : db_commit(s->db, &e),
         ERR_OK, "with the column that was added");
    store_close(s);
    CODE(open_with(&s, &soft, where, STORE_WRITE), ERR_INVALID, "what its owner refuses is refused");
    ok(str_has(e.message, S("a brick is not soft")), both_name(engine, "in the owner's words"));
    CODE(open_with(&s, &three, where, 0), ERR_OK, "and nothing was changed");
    store_close(s);
}

static void names(void)
{
    static const struct { const char *name; bool plain; } cases[] = {
        { "brick", true },
        { "b2_x", true },
        { "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuv", true },
        { "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvw", false },
        { "", false },
        { "2b", false },
        { "_b", false },
        { "Brick", false },
        { "bRick", false },
        { "b-c", false },
        { "b\"", false },
        { "b c", false },
        { "b`", false },
        { "b{", false },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        ok(schema_plain_name(str_of(cases[i].name)) == cases[i].plain, cases[i].name);
    for (int en = 0; en < 2; en++) {
        ok(schema_declares((enum db_engine)en, S("ledger")), both_engine[en]);
        ok(!schema_declares((enum db_engine)en, S("ledge")) && !schema_declares((enum db_engine)en, S("brick")),
           both_engine[en]);
        ok(schema_declares((enum db_engine)en, S("note_index")) == (en == DB_POSTGRES), both_engine[en]);
    }
}

static int closed, order[4];
static void close_it(void *what) { order[closed++] = *(int *)what; }

static void keepers(str where)
{
    static const struct catalogue three = { 3, "harder", false };
    static const char one, two, three_of;
    int a = 1, b = 2, c = 3;
    struct store *s = NULL;
    closed = 0;
    CODE(open_with(&s, &three, where, 0), ERR_OK, "opens");
    ok(store_kept(s, &one) == NULL, both_name(engine, "nothing is kept yet"));
    store_forget(s, &one);
    store_keep(s, &one, &a, close_it);
    store_keep(s, &two, &b, NULL);
    store_keep(s, &three_of, &c, close_it);
    ok(store_kept(s, &one) == &a && store_kept(s, &two) == &b && store_kept(s, &three_of) == &c,
       both_name(engine, "each its own"));
    store_forget(s, &one);
    ok(closed == 1 && order[0] == 1 && !store_kept(s, &one), both_name(engine, "forgotten, it is closed"));
    ok(store_kept(s, &two) == &b && store_kept(s, &three_of) == &c, both_name(engine, "and it alone"));
    store_keep(s, &one, &a, close_it);
    store_close(s);
    ok(closed == 3 && order[1] == 1 && order[2] == 3, both_name(engine, "the last kept is closed first, each once"));
}

/* Begun, ended and refused in the wrong order. */
static void writes(str where)
{
    static const struct catalogue three = { 3, "harder", false };
    const struct author who = { S("ann"), S("form"), 0 };
    struct store *s = NULL;
    CODE(open_with(&s, &three, where, STORE_WRITE), ERR_OK, "opens to write");
    CODE(store_commit(s, &e), ERR_SYSTEM, "no commit of nothing");
    CODE(store_begin(s, &who, &e), ERR_OK, "begins");
    ok(ledger_turn(s) > 0 && ledger_never_written(s), both_name(engine, "before anything was written"));
    CODE(store_begin(s, &who, &e), ERR_SYSTEM, "not twice");
    ok(s->author == &who, both_name(engine, "which disturbs nothing"));
    (void)ledger_take(s);
    CODE(store_commit(s, &e), ERR_SYSTEM, "a number that was taken must be written");
    ok(str_has(e.message, S("entry 1 is missing")), both_name(engine, "says which"));
    store_rollback(s);
    CODE(store_begin(s, &who, &e), ERR_OK, "begins again");
    ok(ledger_take(s) == 1, both_name(engine, "the number was given back"));
    store_rollback(s);
    store_close(s);
    CODE(open_with(&s, &three, where, 0), ERR_OK, "opens to read");
    CODE(store_begin(s, &who, &e), ERR_SYSTEM, "and cannot begin to write");
    store_close(s);
}

int main(void)
{
    arena_init(&mem, 0);
    names();
    for (engine = 0; engine < 2; engine++) {
        str where = both_where(engine, "store", &mem);
        tables(where);
        keepers(where);
        writes(where);
    }
    both_clear();
    arena_release(&mem);
    return done_testing();
}
