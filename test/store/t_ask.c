/* t_ask.c - several reads in one round trip, and the count of statements and trips, on both engines. */
#include "both.h"
#include "base/fault.h"

enum { ADD, GET, ALL, BYTES, DIVIDE, ADD_RETURNING, LAST };
static const char *const sql[LAST] = {
    [ADD] = "INSERT INTO thing (id, name, bytes) VALUES ($1, $2, $3)",
    [GET] = "SELECT id, name FROM thing WHERE id = $1",
    [ALL] = "SELECT id FROM thing ORDER BY id",
    [BYTES] = "WITH x AS (SELECT bytes FROM thing WHERE id = $1) SELECT bytes FROM x",
    [DIVIDE] = "SELECT nosuch FROM thing WHERE id = $1",
    [ADD_RETURNING] = "INSERT INTO thing (id, name) VALUES ($1, $2) RETURNING id",
};
static int st[LAST];
static arena mem;
static err e = { .mem = &mem };
static int engine;
#define CODE(call, want, name) both_code((call), (want), &e, both_name(engine, name))

static db *opened(str where, unsigned flags)
{
    db *d = NULL;
    CODE(db_open(&d, where, flags, &e), ERR_OK, "opens");
    for (int i = 0; d && i < LAST; i++)
        if (db_statement(d, str_of(sql[i]), &st[i], &e))
            exit(1);
    return d;
}

static void fill_table(db *d)
{
    CODE(db_begin(d, true, &e), ERR_OK, "begins");
    CODE(db_ddl(d, S("CREATE TABLE thing (id BIGINT NOT NULL PRIMARY KEY, name TEXT, bytes BYTEA)"), &e), ERR_OK,
         "a table");
    bool fine = true;
    for (int64_t i = 1; i <= 100; i++)
        fine = fine &&
               !db_send(d, st[ADD], ARGS(DBI(i), DBT(arena_printf(&mem, "n%lld", (long long)i)), DBB(S("\0\xFF"))), &e);
    ok(fine && !db_commit(d, &e), both_name(engine, "with rows"));
}

static bool sound(db *d)
{
    db_rows r;
    return db_run(d, st[GET], ARGS(DBI(5)), &mem, &r, &e) == ERR_OK && r.n == 1;
}

static void answers(db *d)
{
    db_rows one, none, all, bytes;
    arena other;
    arena_init(&other, 0);
    CODE(db_answer(d, &e), ERR_OK, "nothing asked is answered");
    for (int turn = 0; turn < 2; turn++) {      /* the first prepares on the way, the second finds all prepared */
        db_val key[1] = { DBI(7) };
        db_ask(d, st[GET], 1, key, &mem, &one);
        key[0] = DBI(-1);
        db_ask(d, st[GET], 1, key, &mem, &none);
        db_ask(d, st[ALL], NO_ARGS, &other, &all);
        db_ask(d, st[BYTES], ARGS(DBI(7)), &mem, &bytes);
        is_int((int64_t)one.n, 0, both_name(engine, "nothing comes before the answer"));
        CODE(db_answer(d, &e), ERR_OK, turn ? "asked again" : "asked");
        is(db_str(&one, 0, 1), S("n7"), both_name(engine, "the arguments of that moment"));
        is_int((int64_t)none.n, 0, both_name(engine, "no row is an answer"));
        is_int((int64_t)all.n, 100, both_name(engine, "many rows"));
        is_int(db_int(&all, 99, 0), 100, both_name(engine, "in their order"));
        is(db_str(&bytes, 0, 0), S("\0\xFF"), both_name(engine, "bytes"));
    }
    ok(other.used_total > 0, both_name(engine, "each in its own arena"));
    arena_release(&other);
}

static void counts(db *d)
{
    size_t s0, t0, s1, t1;
    db_rows r[3];
    db_counts(d, &s0, &t0);
    for (int i = 0; i < 3; i++)
        CODE(db_run(d, st[GET], ARGS(DBI(i)), &mem, &r[i], &e), ERR_OK, "one by one");
    db_counts(d, &s1, &t1);
    is_int((int64_t)(s1 - s0), 3, both_name(engine, "three statements"));
    is_int((int64_t)(t1 - t0), 3, both_name(engine, "are three trips"));
    for (int i = 0; i < 3; i++)
        db_ask(d, st[GET], ARGS(DBI(i)), &mem, &r[i]);
    CODE(db_answer(d, &e), ERR_OK, "asked");
    db_counts(d, &s0, &t0);
    is_int((int64_t)(s0 - s1), 3, both_name(engine, "three questions are three statements"));
    is_int((int64_t)(t0 - t1), engine ? 1 : 3, both_name(engine, "and one trip to a server"));
    CODE(db_begin(d, true, &e), ERR_OK, "begins");
    CODE(db_send_rows(d, st[ADD], 2, 3, (db_val[]){ DBI(900), DBN, DBN, DBI(901), DBN, DBN }, &e), ERR_OK, "two rows");
    CODE(db_flush(d, &e), ERR_OK, "flushed");
    db_rollback(d);
    db_counts(d, &s1, &t1);
    is_int((int64_t)(s1 - s0), 4, both_name(engine, "each row, the beginning and the end"));
    is_int((int64_t)(t1 - t0), engine ? 3 : 4, both_name(engine, "of which the rows are one trip"));
    CODE(db_run(d, st[GET], NO_ARGS, &mem, &r[0], &e), ERR_SYSTEM, "too few values");
    db_counts(d, &s0, &t0);
    ok(s0 == s1 && t0 == t1, both_name(engine, "what was refused is not counted"));
}

static err_code row_seen(void *ctx, size_t ncols, const db_val *row, err *er)
{
    (void)ncols, (void)row, (void)er;
    ++*(int *)ctx;
    return ERR_OK;
}

/* Nothing else between the question and the answer. */
static void between(db *d)
{
    db_rows r, other;
    int seen = 0;
    db_ask(d, st[GET], ARGS(DBI(7)), &mem, &r);
    CODE(db_run(d, st[GET], ARGS(DBI(1)), &mem, &other, &e), ERR_SYSTEM, "no statement in between");
    ok(str_has(e.message, S("db_answer")), both_name(engine, "says why"));
    CODE(db_each(d, st[ALL], NO_ARGS, row_seen, &seen, &e), ERR_SYSTEM, "no walk");
    CODE(db_begin(d, false, &e), ERR_SYSTEM, "no beginning");
    CODE(db_answer(d, &e), ERR_OK, "the answer still comes");
    is(db_str(&r, 0, 1), S("n7"), both_name(engine, "to what was asked"));
    CODE(db_begin(d, true, &e), ERR_OK, "begins");
    db_ask(d, st[GET], ARGS(DBI(7)), &mem, &r);
    CODE(db_send(d, st[ADD], ARGS(DBI(200), DBN, DBN), &e), ERR_SYSTEM, "no write");
    CODE(db_ddl(d, S("CREATE TABLE x (a BIGINT)"), &e), ERR_SYSTEM, "no table");
    CODE(db_commit(d, &e), ERR_SYSTEM, "no commit");
    db_rollback(d);
    is_int((int64_t)r.n, 0, both_name(engine, "a rollback drops the questions"));
    CODE(db_answer(d, &e), ERR_OK, "so that nothing is left to answer");
    is_int((int64_t)r.n, 0, both_name(engine, "and nothing is answered"));
    CODE(db_begin(d, true, &e), ERR_OK, "begins");
    CODE(db_send(d, st[ADD], ARGS(DBI(200), DBT(S("sent")), DBN), &e), ERR_OK, "a write sent before");
    db_ask(d, st[GET], ARGS(DBI(200)), &mem, &r);
    CODE(db_answer(d, &e), ERR_OK, "is there for the question");
    is(db_str(&r, 0, 1), S("sent"), both_name(engine, "that follows it"));
    db_rollback(d);
    CODE(db_begin(d, true, &e), ERR_OK, "begins");
    r = (db_rows){ 0 };
    CODE(db_send(d, st[ADD], ARGS(DBI(7), DBN, DBN), &e)
             ? e.code
             : (db_ask(d, st[GET], ARGS(DBI(7)), &mem, &r), db_answer(d, &e)),
         ERR_CONFLICT, "a write that failed");
    is_int((int64_t)r.n, 0, both_name(engine, "leaves the question without an answer"));
    db_rollback(d);
}

static void refusals(db *d)
{
    static const struct { const char *what; int stmt; size_t nargs; db_val arg[2]; err_code want; } cases[] = {
        { "too few values", GET, 0, { { 0 } }, ERR_SYSTEM },
        { "too many values", ALL, 1, { { 0 } }, ERR_SYSTEM },
        { "half a character", GET, 1, { { DB_TEXT, 0, { "\xC3", 1 } } }, ERR_INVALID },
        { "an INSERT", ADD_RETURNING, 2, { { DB_INT, 500, { 0 } }, { 0 } }, ERR_SYSTEM },
        { "no such column", DIVIDE, 1, { { DB_INT, 1, { 0 } } }, ERR_SYSTEM },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        for (int in_transaction = 0; in_transaction < 2; in_transaction++) {
            db_rows first, bad, last;
            if (in_transaction)
                CODE(db_begin(d, true, &e), ERR_OK, "in a transaction");
            db_ask(d, st[GET], ARGS(DBI(1)), &mem, &first);
            db_ask(d, st[cases[i].stmt], cases[i].nargs, cases[i].arg, &mem, &bad);
            db_ask(d, st[GET], ARGS(DBI(2)), &mem, &last);
            CODE(db_answer(d, &e), cases[i].want, cases[i].what);
            ok(bad.n == 0 && last.n == 0, both_name(engine, "nothing after it is answered"));
            bool engines = cases[i].stmt == DIVIDE;     /* found when it ran: the transaction is lost */
            if (in_transaction)
                CODE(db_run(d, st[GET], ARGS(DBI(1)), &mem, &first, &e), engines ? ERR_SYSTEM : ERR_OK,
                     "and the transaction");
            db_rollback(d);
            ok(sound(d), both_name(engine, "the connection works on"));
        }
    CODE(db_begin(d, true, &e), ERR_OK, "begins");
    db_rows r;
    db_ask(d, 99999, NO_ARGS, &mem, &r);
    CODE(db_answer(d, &e), ERR_SYSTEM, "no such statement");
    db_rollback(d);
}

/* Whichever call fails, it is said, nothing waits any longer, and the connection works on. */
static void faults(db *d)
{
    bool plain = true, empty = true, works = true;
    int failed = 0;
    for (int nth = 1; nth <= 6; nth++) {
        db_rows r[3];
        fault_arm(FAULT_STORE, nth);
        err_code rc = db_begin(d, false, &e);
        for (int64_t i = 0; i < 3 && !rc; i++)
            db_ask(d, st[GET], ARGS(DBI(i + 1)), &mem, &r[i]);
        bool asked = rc == ERR_OK;
        if (!rc)
            rc = db_answer(d, &e);
        if (rc && asked)
            empty = empty && !r[0].n && !r[1].n && !r[2].n;
        if (!rc)
            rc = db_commit(d, &e);
        fault_disarm();
        failed += rc != ERR_OK;
        plain = plain && (rc == ERR_OK || rc == ERR_SYSTEM);
        db_rollback(d);
        works = works && sound(d);
    }
    is_int(failed, 5, both_name(engine, "begin, each question and commit can fail"));
    ok(plain, both_name(engine, "and say so"));
    ok(empty, both_name(engine, "a question that was refused leaves all without rows"));
    ok(works, both_name(engine, "the connection works on"));
}

/* The server ends the connection: a question outside of a transaction is asked again, within one it is said. */
static void lost(db *d, str where)
{
    db *other = opened(where, DB_WRITE);
    int pid, end;
    db_rows r, also;
    if (db_statement(d, S("SELECT pg_backend_pid()"), &pid, &e) ||
        db_statement(other, S("SELECT pg_terminate_backend(CAST($1 AS INTEGER))"), &end, &e))
        return;
    for (int in_transaction = 0; in_transaction < 2; in_transaction++) {
        CODE(db_run(d, pid, NO_ARGS, &mem, &r, &e), ERR_OK, "the server's process");
        int64_t backend = db_int(&r, 0, 0);
        if (in_transaction)
            CODE(db_begin(d, false, &e), ERR_OK, "begins");
        CODE(db_run(other, end, ARGS(DBI(backend)), &mem, &r, &e), ERR_OK, "is ended");
        usleep(200000);
        db_ask(d, st[GET], ARGS(DBI(7)), &mem, &r);
        db_ask(d, st[GET], ARGS(DBI(8)), &mem, &also);
        CODE(db_answer(d, &e), in_transaction ? ERR_BUSY : ERR_OK, in_transaction ? "said plainly" : "asked again");
        if (!in_transaction)
            ok(r.n == 1 && also.n == 1, both_name(engine, "and answered"));
        db_rollback(d);
        CODE(db_begin(d, false, &e) ? e.code : db_commit(d, &e), ERR_OK, "the next begin connects again");
    }
    db_close(other);
}

int main(void)
{
    arena_init(&mem, 0);
    for (engine = 0; engine < 2; engine++) {
        str where = both_where(engine, "ask", &mem);
        db *d = opened(where, DB_CREATE);
        fill_table(d);
        answers(d);
        counts(d);
        between(d);
        refusals(d);
        faults(d);
        if (engine)
            lost(d, where);
        db_close(d);
    }
    both_clear();
    arena_release(&mem);
    return done_testing();
}
