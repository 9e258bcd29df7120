/* t_engines.c - everything that db.h promises, on both engines: values, refusals, transactions, two writers. */
#include "both.h"
#include "base/fault.h"

enum { ADD, GET, ALL, BAD_SQL, SET, SUM, COUNT_BIG, ADD_RETURNING, LAST };
static const char *const sql[LAST] = {
    [ADD] = "INSERT INTO thing (id, name, n, bytes) VALUES ($1, $2, $3, $4)",
    [GET] = "SELECT id, name, n, bytes FROM thing WHERE id = $1",
    [ALL] = "SELECT id, name FROM thing ORDER BY id",
    [BAD_SQL] = "SELECT nosuch FROM thing",
    [SET] = "UPDATE thing SET n = $2 WHERE id = $1",
    [SUM] = "SELECT SUM(n), COUNT(*), 1 = 1, MIN(name) FROM thing",
    [COUNT_BIG] = "SELECT COUNT(*) FROM thing WHERE id >= $2 AND id <= $1",
    [ADD_RETURNING] = "INSERT INTO thing (id, name) VALUES ($1, $2) RETURNING id, name",
};
static int st[2][LAST];
static arena mem;
static err e = { .mem = &mem };
static int engine;

#define CODE(call, want, name) both_code((call), (want), &e, both_name(engine, name))

static db *open_with_statements(str where, unsigned flags)
{
    db *d = NULL;
    CODE(db_open(&d, where, flags, &e), ERR_OK, "opens");
    for (int i = 0; d && i < LAST; i++)
        if (db_statement(d, str_of(sql[i]), &st[engine][i], &e))
            exit(1);
    return d;
}

static void values(db *d)
{
    static const struct { const char *what; db_val name, n, bytes; } cases[] = {
        { "ordinary", { DB_TEXT, 0, { "Ann", 3 } }, { DB_INT, 5, { 0 } }, { DB_NULL, 0, { 0 } } },
        { "nothing", { DB_NULL, 0, { 0 } }, { DB_NULL, 0, { 0 } }, { DB_NULL, 0, { 0 } } },
        { "empty text", { DB_TEXT, 0, { "", 0 } }, { DB_INT, 0, { 0 } }, { DB_NULL, 0, { 0 } } },
        { "least number", { DB_TEXT, 0, { "0012", 4 } }, { DB_INT, INT64_MIN, { 0 } }, { DB_NULL, 0, { 0 } } },
        { "greatest number", { DB_TEXT, 0, { "1e5", 3 } }, { DB_INT, INT64_MAX, { 0 } }, { DB_NULL, 0, { 0 } } },
        { "UTF-8",
          { DB_TEXT, 0, { "Zo\xC3\xAB \xF0\x9F\x99\x82 'x' \"y\" \\ $1", 22 } },
          { DB_INT, -1, { 0 } },
          { DB_NULL, 0, { 0 } } },
        { "bytes", { DB_NULL, 0, { 0 } }, { DB_NULL, 0, { 0 } }, { DB_BLOB, 0, { "\0\xFF\x80\\x", 5 } } },
        { "no bytes", { DB_NULL, 0, { 0 } }, { DB_NULL, 0, { 0 } }, { DB_BLOB, 0, { "", 0 } } },
    };
    CODE(db_begin(d, true, &e), ERR_OK, "begins to write");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        db_rows r;
        CODE(db_run(d, st[engine][ADD], ARGS(DBI((int64_t)i), cases[i].name, cases[i].n, cases[i].bytes), NULL, NULL,
                    &e),
             ERR_OK, cases[i].what);
        CODE(db_run(d, st[engine][GET], ARGS(DBI((int64_t)i)), &mem, &r, &e), ERR_OK, cases[i].what);
        const db_val *v = db_row(&r, 0), *want = &cases[i].name;
        bool same = r.n == 1 && r.ncols == 4 && v[0].i == (int64_t)i;
        for (int c = 0; c < 3 && same; c++)
            same = v[c + 1].type == want[c].type && v[c + 1].i == want[c].i && str_eq(v[c + 1].s, want[c].s);
        ok(same, both_name(engine, cases[i].what));
        ok(v[1].type != DB_TEXT || v[1].s.p[v[1].s.n] == '\0', both_name(engine, "a NUL stands after each text"));
    }
    CODE(db_commit(d, &e), ERR_OK, "commits");
    db_rows r;
    CODE(db_run(d, st[engine][COUNT_BIG], ARGS(DBI(6), DBI(2)), &mem, &r, &e), ERR_OK, "$2 before $1");
    is_int(db_int(&r, 0, 0), 5, both_name(engine, "parameters are bound by their number"));
    CODE(db_run(d, st[engine][SUM], NO_ARGS, &mem, &r, &e), ERR_OK, "sums");
    is_int(db_int(&r, 0, 0), 3, both_name(engine, "a sum is a number"));
    is_int(db_int(&r, 0, 2), 1, both_name(engine, "true is 1"));
    is(db_str(&r, 0, 3), S(""), both_name(engine, "texts sort by bytes"));
    CODE(db_run(d, st[engine][GET], ARGS(DBI(99)), &mem, &r, &e), ERR_OK, "no row");
    is_int((int64_t)r.n, 0, both_name(engine, "no row is no fault"));
}

static void refusals(db *d)
{
    static const struct { const char *what; db_val name; } texts[] = {
        { "a NUL in a text", { DB_TEXT, 0, { "a\0b", 3 } } },
        { "half a character", { DB_TEXT, 0, { "caf\xC3", 4 } } },
        { "Windows-1252", { DB_TEXT, 0, { "caf\xE9 au lait", 12 } } },
        { "an overlong slash", { DB_TEXT, 0, { "\xC0\xAF", 2 } } },
        { "half a pair", { DB_TEXT, 0, { "\xED\xA0\x80", 3 } } },
        { "past the last character", { DB_TEXT, 0, { "\xF4\x90\x80\x80", 4 } } },
    };
    int *s = st[engine];
    db_rows r;
    CODE(db_run(d, s[ADD], ARGS(DBI(50), DBN, DBN, DBN), NULL, NULL, &e), ERR_SYSTEM,
         "no write outside of a transaction");
    CODE(db_send(d, s[ADD], ARGS(DBI(50), DBN, DBN, DBN), &e), ERR_SYSTEM, "nor pipelined");
    CODE(db_ddl(d, S("CREATE TABLE other (a BIGINT)"), &e), ERR_SYSTEM, "nor a change of tables");
    CODE(db_commit(d, &e), ERR_SYSTEM, "no commit of nothing");
    CODE(db_run(d, s[GET], NO_ARGS, &mem, &r, &e), ERR_SYSTEM, "too few values");
    CODE(db_run(d, s[GET], ARGS(DBI(1), DBI(2)), &mem, &r, &e), ERR_SYSTEM, "too many values");
    CODE(db_run(d, 99999, NO_ARGS, &mem, &r, &e), ERR_SYSTEM, "no such statement");
    CODE(db_run(d, s[BAD_SQL], NO_ARGS, &mem, &r, &e), ERR_SYSTEM, "no such column");
    ok(str_has(e.message, S("nosuch")), both_name(engine, "says which"));
    CODE(db_begin(d, false, &e), ERR_OK, "a read transaction");
    CODE(db_begin(d, false, &e), ERR_SYSTEM, "not two at once");
    CODE(db_run(d, s[SET], ARGS(DBI(1), DBI(2)), NULL, NULL, &e), ERR_SYSTEM, "no write in a read transaction");
    db_rollback(d);
    db_rollback(d);     /* harmless */
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        CODE(db_begin(d, true, &e), ERR_OK, "begins");
        CODE(db_run(d, s[ADD], ARGS(DBI(50), texts[i].name, DBN, DBN), NULL, NULL, &e), ERR_INVALID, texts[i].what);
        CODE(db_run(d, s[ADD], ARGS(DBI(50), DBT(S("fine")), DBN, DBN), NULL, NULL, &e), ERR_OK,
             "which does not end the transaction");
        db_rollback(d);
    }
    CODE(db_run(d, s[GET], ARGS(DBI(50)), &mem, &r, &e), ERR_OK, "reads");
    is_int((int64_t)r.n, 0, both_name(engine, "what was rolled back is gone"));
}

static void conflicts(db *d)
{
    int *s = st[engine];
    db_rows r;
    CODE(db_begin(d, true, &e), ERR_OK, "begins");
    CODE(db_run(d, s[ADD], ARGS(DBI(60), DBT(S("Secret Name")), DBN, DBN), NULL, NULL, &e), ERR_OK, "adds");
    CODE(db_run(d, s[ADD], ARGS(DBI(61), DBT(S("Secret Name")), DBN, DBN), NULL, NULL, &e), ERR_CONFLICT,
         "a taken value is a conflict");
    ok(!str_has(e.message, S("Secret")) && !str_has(e.detail, S("Secret")),
       both_name(engine, "whose message does not say the value"));
    ok(str_has(e.detail, S("name")), both_name(engine, "but where"));
    CODE(db_run(d, s[GET], ARGS(DBI(60)), &mem, &r, &e), ERR_SYSTEM, "then only rollback is left");
    CODE(db_commit(d, &e), ERR_SYSTEM, "not commit");
    db_rollback(d);
    CODE(db_run(d, s[GET], ARGS(DBI(60)), &mem, &r, &e), ERR_OK, "reads");
    is_int((int64_t)r.n, 0, both_name(engine, "nothing of it stays"));
    CODE(db_begin(d, true, &e), ERR_OK, "begins");
    CODE(db_run(d, s[ADD], ARGS(DBN, DBT(S("no id")), DBN, DBN), NULL, NULL, &e), ERR_INVALID, "an id is needed");
    db_rollback(d);
}

struct walk { int64_t seen, stop_at; db *d; };
static err_code walk_row(void *ctx, size_t ncols, const db_val *row, err *er)
{
    struct walk *w = ctx;
    db_rows r;
    if (ncols != 2 || row[0].type != DB_INT)
        return err_set(er, ERR_SYSTEM, "not the row that was asked for");
    if (w->seen == 0 && db_run(w->d, st[engine][ALL], NO_ARGS, &mem, &r, er) != ERR_SYSTEM)
        return err_set(er, ERR_INVALID, "ran while rows were read");
    return ++w->seen == w->stop_at ? err_set(er, ERR_NOT_FOUND, "enough") : ERR_OK;
}

static void many(db *d)
{
    int *s = st[engine];
    char name[32];
    db_rows r;
    CODE(db_begin(d, true, &e), ERR_OK, "begins");
    size_t before = mem.used_total;
    bool fine = true;
    for (int64_t i = 1000; i < 3000; i++) {
        int n = snprintf(name, sizeof name, "child %lld", (long long)i);
        fine = fine && db_send(d, s[ADD], ARGS(DBI(i), DBT(((str){ name, (size_t)n })), DBI(1), DBN), &e) == ERR_OK;
        if (i % 500 == 0)
            fine = fine && db_send(d, s[SET], ARGS(DBI(i), DBI(2)), &e) == ERR_OK;
    }
    ok(fine, both_name(engine, "2,000 sends"));
    is_int((int64_t)(mem.used_total - before), 0, both_name(engine, "take nothing from the arena"));
    CODE(db_flush(d, &e), ERR_OK, "flush");
    CODE(db_commit(d, &e), ERR_OK, "commits");
    struct walk all = { .d = d }, some = { .d = d, .stop_at = 10 };
    CODE(db_each(d, s[ALL], NO_ARGS, walk_row, &all, &e), ERR_OK, "each row");
    is_int(all.seen, 2008, both_name(engine, "all of them"));
    CODE(db_begin(d, false, &e), ERR_OK, "begins to read");
    CODE(db_each(d, s[ALL], NO_ARGS, walk_row, &some, &e), ERR_NOT_FOUND, "the reader may stop");
    is_int(some.seen, 10, both_name(engine, "where it likes"));
    CODE(db_run(d, s[ALL], NO_ARGS, &mem, &r, &e), ERR_OK, "which is no fault of the transaction");
    CODE(db_commit(d, &e), ERR_OK, "commits");

    CODE(db_begin(d, true, &e), ERR_OK, "begins");
    err_code rc = ERR_OK;
    for (int64_t i = 5000; i < 5700 && !rc; i++)
        rc = db_send(d, s[ADD], ARGS(DBI(i == 5300 ? 1000 : i), DBN, DBN, DBN), &e);
    if (!rc)
        rc = db_flush(d, &e);
    CODE(rc, ERR_CONFLICT, "a fault among the sends comes out at the latest with the flush");
    CODE(db_commit(d, &e), ERR_SYSTEM, "and cannot be committed");
    db_rollback(d);
    CODE(db_run(d, s[GET], ARGS(DBI(5000)), &mem, &r, &e), ERR_OK, "the connection works on");
    is_int((int64_t)r.n, 0, both_name(engine, "nothing of it stays"));
    CODE(db_begin(d, true, &e), ERR_OK, "begins");
    CODE(db_send(d, s[ADD], ARGS(DBI(1000), DBN, DBN, DBN), &e) ? e.code : db_commit(d, &e), ERR_CONFLICT,
         "commit flushes first");
    db_rollback(d);
    CODE(db_begin(d, true, &e), ERR_OK, "begins");
    CODE(db_run(d, s[ADD_RETURNING], ARGS(DBI(7000), DBT(S("given back"))), &mem, &r, &e), ERR_OK, "adds");
    is(db_str(&r, 0, 1), S("given back"), both_name(engine, "RETURNING gives the row"));
    db_rollback(d);
}

/* Interleaved by hand: one reads while the other writes, both want to write. */
static void two_writers(str where)
{
    db *one = open_with_statements(where, DB_WRITE), *two = open_with_statements(where, DB_WRITE),
       *reader = open_with_statements(where, 0);
    int *s = st[engine];
    db_rows r;
    db_patience(two, 100);
    CODE(db_begin(reader, false, &e), ERR_OK, "a reader begins");
    CODE(db_run(reader, s[GET], ARGS(DBI(0)), &mem, &r, &e), ERR_OK, "reads");
    CODE(db_begin(one, true, &e), ERR_OK, "a writer begins");
    CODE(db_run(one, s[SET], ARGS(DBI(0), DBI(77)), NULL, NULL, &e), ERR_OK, "writes");
    CODE(db_begin(two, true, &e) ? e.code : db_run(two, s[SET], ARGS(DBI(0), DBI(78)), NULL, NULL, &e), ERR_BUSY,
         "a second writer is told that it is busy");
    db_rollback(two);
    CODE(db_commit(one, &e), ERR_OK, "the first commits");
    CODE(db_run(reader, s[GET], ARGS(DBI(0)), &mem, &r, &e), ERR_OK, "the reader reads again");
    is_int(db_int(&r, 0, 2), 5, both_name(engine, "the same as before: one snapshot"));
    CODE(db_commit(reader, &e), ERR_OK, "and ends");
    CODE(db_run(reader, s[GET], ARGS(DBI(0)), &mem, &r, &e), ERR_OK, "reads");
    is_int(db_int(&r, 0, 2), 77, both_name(engine, "now what was committed"));
    CODE(db_begin(two, true, &e), ERR_OK, "the second begins again");
    CODE(db_run(two, s[SET], ARGS(DBI(0), DBI(78)), NULL, NULL, &e), ERR_OK, "and writes");
    CODE(db_commit(two, &e), ERR_OK, "and commits");
    CODE(db_begin(reader, true, &e), ERR_SYSTEM, "a connection opened to read cannot begin to write");
    CODE(db_run(reader, s[SET], ARGS(DBI(0), DBI(1)), NULL, NULL, &e), ERR_SYSTEM, "nor write");
    db_close(one);
    db_close(two);
    db_close(reader);
}

/* Every Nth call of the engine fails: nothing is half done and the connection works on. */
static void faults(db *d)
{
    int *s = st[engine];
    db_rows r;
    bool whole = true, plain = true;
    for (int nth = 1; nth <= 8; nth++) {
        fault_arm(FAULT_STORE, nth);
        err_code rc = db_begin(d, true, &e);
        for (int64_t i = 0; i < 4 && !rc; i++)
            rc = db_send(d, s[ADD], ARGS(DBI(9000 + i), DBN, DBI(nth), DBN), &e);
        if (!rc)
            rc = db_commit(d, &e);
        fault_disarm();
        plain = plain && (rc == ERR_OK || rc == ERR_SYSTEM);
        if (rc)
            db_rollback(d);
        if (db_run(d, s[COUNT_BIG], ARGS(DBI(9999), DBI(9000)), &mem, &r, &e))
            whole = false;
        else
            whole = whole && db_int(&r, 0, 0) == (nth <= 6 ? 0 : 4);
        if (!rc)
            break;
    }
    ok(plain, both_name(engine, "a fault of the store is said as one"));
    ok(whole, both_name(engine, "all or nothing, whichever call fails"));
}

/* SQLite's own writes fail, in the middle of a commit: afterwards the file is whole and as before. */
static void disk(db *d, str where, enum fault what, const char *name)
{
    int *s = st[engine];
    db_rows r;
    int failed = 0;
    bool whole = true;
    int64_t from = what == FAULT_FILE ? 20000 : 40000;
    for (int nth = 1; nth < 40; nth++) {
        fault_arm(what, nth);
        err_code rc = db_begin(d, true, &e);
        for (int64_t i = 0; i < 20 && !rc; i++)
            rc = db_send(d, s[ADD], ARGS(DBI(from + nth * 100 + i), DBN, DBI(1), DBB(S("filler"))), &e);
        if (!rc)
            rc = db_commit(d, &e);
        fault_disarm();
        if (rc) {
            failed++;
            db_rollback(d);
        }
        int64_t a = from + nth * 100;
        db *other = NULL;
        if (db_open(&other, where, 0, &e)) {
            whole = false;
            continue;
        }
        int count;
        if (db_statement(other, str_of(sql[COUNT_BIG]), &count, &e) ||
            db_run(other, count, ARGS(DBI(a + 99), DBI(a)), &mem, &r, &e))
            whole = false;
        else
            whole = whole && db_int(&r, 0, 0) == (rc ? 0 : 20);
        db_close(other);
    }
    ok(failed > 0, both_name(engine, name));
    ok(whole, both_name(engine, "and another connection sees all of a write or nothing"));
}

static void places(void)
{
    static const struct { const char *where, *what; err_code want; unsigned flags; } cases[] = {
        { "/tmp/no/such/folder/x.db", "a folder that is not there", ERR_NOT_FOUND, DB_WRITE },
        { "/tmp/no/such/folder/x.db", "nor made", ERR_SYSTEM, DB_CREATE },
        { "/etc/passwd", "a file that is no database", ERR_INVALID, 0 },
        { "postgresql://nobody@/postgres?host=/tmp", "no authority", ERR_INVALID, 0 },
        { "postgresql://nobody@/postgres?host=/tmp&authority=Norfolk", "a capital", ERR_INVALID, 0 },
        { "postgresql://nobody@/postgres?host=/tmp&authority=public", "public", ERR_INVALID, 0 },
        { "postgresql://nobody@/postgres?host=/tmp&authority=a\"b", "a quote", ERR_INVALID, 0 },
        { "postgresql://nobody@/postgres?host=/tmp&authority=pg_x", "PostgreSQL's own", ERR_INVALID, 0 },
        { "postgresql://nobody@/postgres?authority=norfolk&host=/tmp/no/such", "no server", ERR_BUSY, 0 },
        { "postgresql://nobody@/%zz?authority=norfolk", "not a URL", ERR_INVALID, 0 },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        db *d;
        both_code(db_open(&d, str_of(cases[i].where), cases[i].flags, &e), cases[i].want, &e, cases[i].what);
        ok(d == NULL && e.message.n > 0, cases[i].what);
    }
}

/* The server ends the connection: said plainly, and the next begin works. */
static void lost(db *d, str where)
{
    db *other = open_with_statements(where, DB_WRITE);
    int pid, end;
    db_rows r;
    if (db_statement(d, S("SELECT pg_backend_pid()"), &pid, &e) ||
        db_statement(other, S("SELECT pg_terminate_backend(CAST($1 AS INTEGER))"), &end, &e))
        return;
    for (int in_transaction = 0; in_transaction < 2; in_transaction++) {
        CODE(db_run(d, pid, NO_ARGS, &mem, &r, &e), ERR_OK, "the server's process");
        int64_t backend = db_int(&r, 0, 0);
        if (in_transaction)
            CODE(db_begin(d, true, &e), ERR_OK, "begins");
        CODE(db_run(other, end, ARGS(DBI(backend)), &mem, &r, &e), ERR_OK, "is ended");
        usleep(200000);
        if (in_transaction) {
            CODE(db_run(d, st[engine][SET], ARGS(DBI(0), DBI(500)), NULL, NULL, &e), ERR_BUSY,
                 "a lost connection is said plainly");
            db_rollback(d);
        }
        CODE(db_begin(d, true, &e), ERR_OK, "the next begin connects again");
        CODE(db_run(d, st[engine][SET], ARGS(DBI(0), DBI(501)), NULL, NULL, &e), ERR_OK, "and writes");
        CODE(db_commit(d, &e), ERR_OK, "and commits");
    }
    CODE(db_run(d, pid, NO_ARGS, &mem, &r, &e), ERR_OK, "the server's process");
    CODE(db_run(other, end, ARGS(DBI(db_int(&r, 0, 0))), &mem, &r, &e), ERR_OK, "is ended");
    usleep(200000);
    CODE(db_run(d, st[engine][GET], ARGS(DBI(0)), &mem, &r, &e), ERR_OK,
         "a read outside of a transaction is asked again");
    is_int(db_int(&r, 0, 2), 501, both_name(engine, "and answered"));
    db_close(other);
}

int main(void)
{
    arena_init(&mem, 0);
    places();
    for (engine = 0; engine < 2; engine++) {
        str where = both_where(engine, "engines", &mem);
        db *d;
        CODE(db_open(&d, where, DB_WRITE, &e), ERR_NOT_FOUND, "nothing is made unless asked");
        d = open_with_statements(where, DB_CREATE);
        ok((db_engine(d) == DB_POSTGRES) == engine, both_name(engine, "the engine that was asked for"));
        CODE(db_begin(d, true, &e), ERR_OK, "begins");
        CODE(db_ddl(d, S("CREATE TABLE thing (id BIGINT NOT NULL PRIMARY KEY, name TEXT, n BIGINT, bytes BYTEA)"), &e),
             ERR_OK, "makes a table");
        CODE(db_ddl(d, S("CREATE UNIQUE INDEX thing_name ON thing (name)"), &e), ERR_OK, "and an index");
        CODE(db_commit(d, &e), ERR_OK, "commits");
        values(d);
        refusals(d);
        conflicts(d);
        many(d);
        two_writers(where);
        faults(d);
        if (engine == 0) {
            disk(d, where, FAULT_DISK_FULL, "a full disk fails the write");
            disk(d, where, FAULT_FILE, "a broken disk fails the write");
        } else {
            fault_arm(FAULT_DISK_FULL, 1);
            CODE(db_begin(d, true, &e), ERR_OK, "begins");
            CODE(db_send(d, st[engine][ADD], ARGS(DBI(1), DBN, DBN, DBN), &e), ERR_SYSTEM, "a full disk");
            fault_disarm();
            db_rollback(d);
            lost(d, where);
        }
        db_close(d);
    }
    both_clear();
    arena_release(&mem);
    return done_testing();
}
