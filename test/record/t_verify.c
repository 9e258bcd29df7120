/* t_verify.c - verify finds what was changed behind the program's back: one byte in any table, a row more or
 * less, a tail cut off with its checkpoints. 1,000 changes on SQLite, 100 on PostgreSQL, each put back. */
#include "subjects.h"
#include "record/verify.h"
#include "store/ledger.h"
#include "store/schema.h"
#include <libpq-fe.h>
#include <sqlite3.h>

static uint64_t dice = 42;
static size_t roll(size_t n)
{
    dice = dice * 6364136223846793005u + 1442695040888963407u;
    return (size_t)(dice >> 33) % n;
}

static struct verify_report verify(struct store *s)
{
    struct verify_report r = { .mem = &mem };
    CODE(store_verify(s, &r, &e), ERR_OK, "verify runs");
    return r;
}

static void tell(const struct verify_report *r)
{
    for (size_t i = 0; i < r->nfound && i < 5; i++)
        printf("# " STR_FMT ", " STR_FMT ", " STR_FMT ": " STR_FMT "\n", STR_ARG(r->found[i].table),
               STR_ARG(r->found[i].row), STR_ARG(r->found[i].column), STR_ARG(r->found[i].what));
}

/* --- a small authority with something in every table ------------------------------------------- */

static int64_t put_one(struct store *s, int64_t *id, struct change c)
{
    struct put_result r = { 0 };
    c.lenient = true;
    if (!both_code(save(s, id, &c, &r), ERR_OK, &e, both_name(engine, arena_z(&mem, c.kind->name))))
        exit(1);
    return r.record->id;
}

static void fill(struct store *s)
{
    static const char *const names[] = { "Ann", "Bilal", "Cerys", "Dawud", "Efa", "Farah", "Gethin", "Hana" };
    int64_t worker = 0;
    put_one(s, &worker, change_of("worker", "name", "Wyn Price", "staff_number", "W1", NULL));
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        int64_t id = 0;
        char number[20];
        snprintf(number, sizeof number, "C%zu", i);
        struct change c = change_of("person", "forename", names[i], "surname", "Price-Jones", "born_on", "2014-05-06",
                                    "council_id", number, NULL);
        c.source_key = arena_printf(&mem, "ssd:%zu", i);
        put_one(s, &id, c);
        put_one(s, &id, change_of("person", "known_as", "Bit", NULL));
        put_one(s, &id,
                change_of("address", "line1", "4 Mill Lane", "postcode", "NR1 3AA", "from_on", "2020-01-01", NULL));
        put_one(s, &id,
                change_of("contact", "received_at", "2026-11-01T10:00", "reason",
                          "Shouting heard at night; \"again\", says the neighbour", NULL));
        int64_t referral = put_one(s, &id, change_of("referral", "received_on", "2026-11-02", NULL));
        put_one(s, &id,
                change_of("assessment", "started_on", "2026-11-02", "referral_id",
                          arena_printf(&mem, "%lld", (long long)referral).p, NULL));
        put_one(s, &id,
                change_of("involvement", "worker_id", arena_printf(&mem, "%lld", (long long)worker).p, "from_on",
                          "2026-11-02", NULL));
        int64_t warning = put_one(s, &id, change_of("warning_note", "note", "A dog that bites", NULL));
        if (i != 3)
            continue;
        struct change gone = { .op = CHANGE_REMOVE,
                               .kind = catalogue_kind(cat, S("warning_note")),
                               .id = warning,
                               .source_key = STR_NONE,
                               .why = S("no dog") };
        put_one(s, &id, gone);
        gone = change_of("warning_note", "note", "A cat that scratches", NULL);
        warning = put_one(s, &id, gone);
        CODE(store_begin(s, &author, &e), ERR_OK, "begins");
        CODE(record_erase(s, id, warning, S("court order"), &e), ERR_OK, "erased");
        ledger_checkpoint_soon(s);
        CODE(store_commit(s, &e), ERR_OK, "commits");
    }
}

/* --- any engine's tables, by plain SQL --------------------------------------------------------- */

struct raw { sqlite3 *lite; PGconn *pg; };
struct grid { size_t n, ncols; char **names; char **v; bool *is_int; };   /* v NULL: absent */

static struct grid query(struct raw *w, const char *sql)
{
    struct grid g = { 0 };
    if (w->lite) {
        sqlite3_stmt *st;
        if (sqlite3_prepare_v2(w->lite, sql, -1, &st, NULL)) {
            printf("# %s: %s\n", sql, sqlite3_errmsg(w->lite));
            exit(1);
        }
        g.ncols = (size_t)sqlite3_column_count(st);
        g.names = arena_array(&mem, char *, g.ncols);
        g.v = arena_array(&mem, char *, 4000 * g.ncols);
        g.is_int = arena_array(&mem, bool, g.ncols);
        for (size_t c = 0; c < g.ncols; c++) {
            const char *type = sqlite3_column_decltype(st, (int)c);
            g.names[c] = (char *)(uintptr_t)arena_z(&mem, str_of(sqlite3_column_name(st, (int)c)));
            g.is_int[c] = type && strcmp(type, "TEXT") != 0;
        }
        while (sqlite3_step(st) == SQLITE_ROW && g.n < 4000) {
            for (size_t c = 0; c < g.ncols; c++) {
                const char *text = (const char *)sqlite3_column_text(st, (int)c);
                g.v[g.n * g.ncols + c] = text ? (char *)(uintptr_t)arena_z(&mem, str_of(text)) : NULL;
            }
            g.n++;
        }
        sqlite3_finalize(st);
        return g;
    }
    PGresult *r = PQexec(w->pg, sql);
    if (PQresultStatus(r) != PGRES_TUPLES_OK) {
        printf("# %s: %s\n", sql, PQerrorMessage(w->pg));
        exit(1);
    }
    g.n = (size_t)PQntuples(r);
    g.ncols = (size_t)PQnfields(r);
    g.names = arena_array(&mem, char *, g.ncols);
    g.v = arena_array(&mem, char *, g.n * g.ncols);
    g.is_int = arena_array(&mem, bool, g.ncols);
    for (size_t c = 0; c < g.ncols; c++) {
        g.names[c] = (char *)(uintptr_t)arena_z(&mem, str_of(PQfname(r, (int)c)));
        g.is_int[c] = PQftype(r, (int)c) == 20;
        for (size_t i = 0; i < g.n; i++)
            g.v[i * g.ncols + c] = PQgetisnull(r, (int)i, (int)c)
                                       ? NULL
                                       : (char *)(uintptr_t)arena_z(&mem, str_of(PQgetvalue(r, (int)i, (int)c)));
    }
    PQclear(r);
    return g;
}

static bool run(struct raw *w, const char *sql)
{
    if (w->lite)
        return sqlite3_exec(w->lite, sql, NULL, NULL, NULL) == SQLITE_OK;
    PGresult *r = PQexec(w->pg, sql);
    bool good = PQresultStatus(r) == PGRES_COMMAND_OK;
    PQclear(r);
    return good;
}

static str quoted(const char *v, bool is_int)
{
    if (!v)
        return S("NULL");
    if (is_int)
        return str_of(v);
    size_t n = strlen(v), at = 0;
    char *p = arena_alloc_raw(&mem, 2 * n + 3);
    p[at++] = '\'';
    for (size_t i = 0; i < n; i++) {
        if (v[i] == '\'')
            p[at++] = '\'';
        p[at++] = v[i];
    }
    p[at++] = '\'';
    return (str){ p, at };
}

/* UPDATE that finds the row by all its columns; column c of it becomes now. */
static str update_of(const struct raw *w, const char *table, const struct grid *g, size_t row, size_t c,
                     const char *was, const char *now)
{
    str sql = arena_printf(&mem, "UPDATE \"%s\" SET \"%s\" = " STR_FMT " WHERE 1 = 1", table, g->names[c],
                           STR_ARG(quoted(now, g->is_int[c])));
    for (size_t i = 0; i < g->ncols; i++) {
        const char *v = i == c ? was : g->v[row * g->ncols + i];
        if (!w->lite && g->ncols == 2 && !strcmp(table, "note_index") && i == 1)
            continue;               /* a tsvector is found by its record */
        sql = v ? arena_printf(&mem, STR_FMT " AND \"%s\" = " STR_FMT, STR_ARG(sql), g->names[i],
                               STR_ARG(quoted(v, g->is_int[i])))
                : arena_printf(&mem, STR_FMT " AND \"%s\" IS NULL", STR_ARG(sql), g->names[i]);
    }
    return sql;
}

static const char *changed(const char *was, bool is_int)
{
    if (!was)
        return is_int ? "7" : "x";
    size_t n = strlen(was);
    char *now = (char *)(uintptr_t)arena_z(&mem, str_of(was));
    if (n == 0)
        return is_int ? "1" : "y";
    size_t at = roll(n);
    char c = now[at];
    if (is_int || (c >= '0' && c <= '9'))
        now[at] = (char)(c == '9' ? '8' : c == '-' ? '1' : c + 1);
    else
        now[at] = (char)(c == 'z' ? 'y' : c == 'Z' ? 'Y' : ((unsigned char)c & 0x80) ? c : c + 1);
    return is_int && strtoll(was, NULL, 10) == strtoll(now, NULL, 10) ? "99" : now;
}

static const char *const *tables_of(struct raw *w, size_t *n)
{
    struct grid g =
        query(w, w->lite
                     ? "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT "
                       "LIKE 'note_%' ORDER BY name"
                     : "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1");
    const char **names = arena_array(&mem, const char *, g.n);
    *n = 0;
    for (size_t i = 0; i < g.n; i++)
        if (query(w, arena_printf(&mem, "SELECT 1 FROM \"%s\" LIMIT 1", g.v[i]).p).n)
            names[(*n)++] = g.v[i];
    return names;
}

static void single_changes(struct store *s, struct raw *w, int samples)
{
    size_t ntables, missed = 0, elsewhere = 0;
    const char *const *tables = tables_of(w, &ntables);
    int done = 0;
    ok(ntables >= 12, both_name(engine, "a dozen tables have rows"));
    for (int tries = 0; done < samples && tries < samples * 20; tries++) {
        arena_mark mark = arena_here(&mem);
        const char *table = tables[roll(ntables)];
        struct grid g = query(w, arena_printf(&mem, "SELECT * FROM \"%s\"", table).p);
        size_t row = roll(g.n), c = roll(g.ncols);
        const char *was = g.v[row * g.ncols + c], *now = changed(was, g.is_int[c]);
        if (!(was && !strcmp(was, now)) && run(w, update_of(w, table, &g, row, c, was, now).p)) {
            struct verify_report r = { .mem = &mem };
            err_code rc = store_verify(s, &r, &e);
            bool here = false;
            for (size_t i = 0; i < r.nfound; i++)
                here = here || str_eq(r.found[i].table, str_of(table));
            if (rc || r.faults == 0 || !here) {
                printf("# %s.%s: %s became %s (%s)\n", table, g.names[c], was ? was : "NULL", now,
                       rc ? arena_z(&mem, e.message) : "not found there");
                tell(&r);
            }
            missed += r.faults == 0;
            elsewhere += r.faults && !here;
            done++;
            if (!run(w, update_of(w, table, &g, row, c, now, was).p)) {
                printf("# %s.%s could not be put back\n", table, g.names[c]);
                exit(1);
            }
        }
        arena_back(&mem, mark);
    }
    is_int(done, samples, both_name(engine, "as many changes as wanted"));
    is_int((int64_t)missed, 0, both_name(engine, "every changed byte is found"));
    is_int((int64_t)elsewhere, 0, both_name(engine, "and in the table where it is"));
    is_int(verify(s).faults, 0, both_name(engine, "put back, all is well"));
}

/* One bit of the index of notes: of its blocks (but for block 1, a count of all words that
 * nothing reads) and of its table of blocks. */
static void index_changes(struct store *s, struct raw *w, int samples)
{
    int missed = 0;
    sqlite3_stmt *read, *put;
    static const char *const which[2][2] = {
        { "SELECT rowid, block FROM note_index_data WHERE id > 1",
          "UPDATE note_index_data SET block = ?2 WHERE rowid = ?1" },
        { "SELECT segid, CAST(term AS BLOB) FROM note_index_idx",
          "UPDATE note_index_idx SET term = ?2 WHERE segid = ?1" },
    };
    for (int i = 0; i < samples; i++) {
        const char *const *sql = which[i % 10 == 0];
        sqlite3_prepare_v2(w->lite, sql[0], -1, &read, NULL);
        for (size_t skip = roll(12) + 1; skip && sqlite3_step(read) == SQLITE_ROW; skip--) {
            if (skip > 1)
                continue;
            sqlite3_int64 id = sqlite3_column_int64(read, 0);
            int n = sqlite3_column_bytes(read, 1);
            char *was = arena_alloc_raw(&mem, (size_t)n + 1), *now = arena_alloc_raw(&mem, (size_t)n + 1);
            memcpy(was, sqlite3_column_blob(read, 1) ? sqlite3_column_blob(read, 1) : "", (size_t)n);
            memcpy(now, was, (size_t)n);
            sqlite3_finalize(read);
            read = NULL;
            if (n == 0)
                break;
            size_t at = roll((size_t)n);
            now[at] = (char)(now[at] ^ 1 << roll(7));
            sqlite3_prepare_v2(w->lite, sql[1], -1, &put, NULL);
            for (int back = 0; back < 2; back++) {
                sqlite3_bind_int64(put, 1, id);
                sqlite3_bind_blob(put, 2, back ? was : now, n, SQLITE_TRANSIENT);
                if (sqlite3_step(put) != SQLITE_DONE)
                    break;
                sqlite3_reset(put);
                struct verify_report r = { .mem = &mem };
                bool found = store_verify(s, &r, &e) || r.faults;
                if (found && back)
                    printf("# %s: byte %zu of %d, %s\n", sql[0], at, n, back ? "put back" : "changed");
                missed += found == back;
            }
            sqlite3_finalize(put);
            break;
        }
        sqlite3_finalize(read);
    }
    /* a bit that changes neither a word that the index gives nor how its parts fit is no fault to anybody */
    ok(missed * 20 <= samples, "a changed bit in the index of notes is found, unless it changes nothing");
}

static void rows_more_or_less(struct store *s, struct raw *w)
{
    static const struct { const char *what, *sql, *table; } cases[] = {
        { "a record more",
          "INSERT INTO contact (id, subject_id, version, removed) SELECT 90001, subject_id, 1, 0 FROM contact ORDER BY "
          "id LIMIT 1",
          "contact" },
        { "a record of nobody", "INSERT INTO contact (id, subject_id, version, removed) VALUES (90002, 80000, 1, 0)",
          "contact" },
        { "a record less", "DELETE FROM referral WHERE id = (SELECT MIN(id) FROM referral)", "referral" },
        { "a clock more",
          "INSERT INTO clock (subject_id, rule, n, type, state, opened, opened_by, met_by, row_no, turn) SELECT id, "
          "'ZZ1', 1, 'duty', 'open', '2026-01-01', id, 0, -1, 1 FROM person ORDER BY id LIMIT 1",
          "clock" },
        { "clocks less", "DELETE FROM clock WHERE subject_id = (SELECT MIN(subject_id) FROM clock)", "clock" },
        { "a word more",
          "INSERT INTO token (word, part, record_id, subject_id) SELECT 'zebra', 'n', id, subject_id FROM person ORDER "
          "BY id LIMIT 1",
          "token" },
        { "a word less", "DELETE FROM token WHERE word = 'ann'", "token" },
        { "a subject more", "INSERT INTO subject (id, kind, n, head, kinds) VALUES (90003, 'person', 0, 'x', '')",
          "subject" },
        { "a subject less", "DELETE FROM subject WHERE id = (SELECT MIN(id) FROM person)", "subject" },
        { "a checkpoint less", "DELETE FROM checkpoint WHERE seq = (SELECT MIN(seq) FROM checkpoint)", "checkpoint" },
        { "an entry less", "DELETE FROM ledger WHERE seq = 7", "ledger" },
        { "the last entry less", "DELETE FROM ledger WHERE seq = (SELECT MAX(seq) FROM ledger)", "ledger" },
        { "no head", "DELETE FROM ledger_head", "ledger_head" },
        { "an entry blanked as if erased",
          "UPDATE ledger SET salt = NULL, why = NULL, happened = NULL, body = '{\"erased\":\"' || hash || '\"}' WHERE "
          "seq = 3",
          "ledger" },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        /* the change must be committed to be seen, so the rows are kept aside and put back */
        ok(run(w, "BEGIN") && run(w, "COMMIT"), "ready");
        const char *table = cases[i].table;
        ok(run(w, arena_printf(&mem, "CREATE TABLE kept_aside AS SELECT * FROM \"%s\"", table).p), "kept aside");
        ok(run(w, cases[i].sql), cases[i].sql);
        struct verify_report r = verify(s);
        bool here = false;
        for (size_t f = 0; f < r.nfound; f++)
            here = here || str_eq(r.found[f].table, str_of(table));
        if (!ok(here, both_name(engine, cases[i].what)))
            tell(&r);
        ok(run(w, arena_printf(&mem, "DELETE FROM \"%s\"", table).p) &&
               run(w, arena_printf(&mem, "INSERT INTO \"%s\" SELECT * FROM kept_aside", table).p) &&
               run(w, "DROP TABLE kept_aside"),
           "put back");
    }
    struct verify_report r = verify(s);
    if (!is_int(r.faults, 0, both_name(engine, "all put back")))
        tell(&r);
}

/* --- tail cut off ------------------------------------------------------------------------------ */

/* The attacker who has no key makes everything fit again that can be made to fit. */
static void cut_tail(struct store *s, struct raw *w)
{
    struct grid head = query(w, "SELECT seq, digest, checkpoint_seq, checkpoint_at, seal FROM ledger_head");
    long long before = strtoll(head.v[0], NULL, 10);
    int64_t id = 0;
    put_one(s, &id, change_of("person", "forename", "Tail", "surname", "End", NULL));
    CODE(store_begin(s, &author, &e), ERR_OK, "begins");
    ledger_checkpoint_soon(s);
    struct subject *sub;
    struct put_result r;
    struct change c = change_of("person", "known_as", "T", NULL);
    CODE(subject_load(s, id, &mem, &sub, &e), ERR_OK, "reads");
    CODE(subject_put(s, sub, &c, &r, &e), ERR_OK, "puts");
    CODE(subject_write(s, sub, &e), ERR_OK, "writes");
    CODE(store_commit(s, &e), ERR_OK, "commits with a checkpoint");
    is_int(verify(s).faults, 0, both_name(engine, "the tail is there"));
    static const char *const cuts[] = {
        "DELETE FROM ledger WHERE seq > %lld",       "DELETE FROM person WHERE id > %lld",
        "DELETE FROM subject WHERE id > %lld",       "DELETE FROM token WHERE record_id > %lld",
        "DELETE FROM clock WHERE subject_id > %lld", "DELETE FROM checkpoint WHERE seq > %lld",
    };
    for (size_t i = 0; i < COUNT_OF(cuts); i++) {
        char sql[200];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        snprintf(sql, sizeof sql, cuts[i], before);
#pragma GCC diagnostic pop
        ok(run(w, sql), sql);
    }
    ok(run(w, arena_printf(&mem,
                           "UPDATE ledger_head SET seq = %lld, digest = '%s', checkpoint_seq = %s, checkpoint_at = "
                           "'%s', seal = '%s'",
                           before, head.v[1], head.v[2], head.v[3], head.v[4])
                  .p),
       "the old head is put back");
    struct verify_report cut = verify(s);
    ok(cut.faults >= 1, both_name(engine, "a tail cut off with its checkpoints is found"));
    bool by_file = false;
    for (size_t i = 0; i < cut.nfound; i++)
        by_file = by_file || str_eq(cut.found[i].table, S("checkpoints file"));
    if (!ok(by_file, both_name(engine, "by the checkpoints file")))
        tell(&cut);
}

static void keys(str where)
{
    struct store *s = open_store(where, 0);
    str key = arena_copy(&mem, seal_key_path(s)), aside = arena_printf(&mem, STR_FMT ".aside", STR_ARG(key));
    store_close(s);
    ok(rename(key.p, aside.p) == 0, "the key is taken away");
    struct store *none = NULL;
    CODE(records_open(&none, cat, where, STORE_WRITE, &e), ERR_NOT_FOUND, "nothing is written without the key");
    s = open_store(where, 0);
    struct verify_report r = verify(s);
    ok(r.nfound && str_eq(r.found[0].table, S("key file")), both_name(engine, "verify says that the key is missing"));
    store_close(s);
    FILE *f = fopen(key.p, "we");
    fputs("holdfast-key-1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n", f);
    fclose(f);
    s = open_store(where, STORE_WRITE);
    CODE(store_begin(s, &author, &e), ERR_SYSTEM, "nor with another's key");
    store_close(s);
    ok(rename(aside.p, key.p) == 0, "the key is back");
}

/* Every table must be proved by something. */
static void all_tables_covered(struct store *s)
{
    static const char *const own[] = {
        "ledger",     "ledger_head",  "subject",      "checkpoint",   "clock",     "token",
        "note_index", "return_issue", "return_child", "return_state", "return_day"
    }; /* found again from the records at any time */
    struct schema plan;
    const struct store_asks asks = record_asks(cat);
    CODE(schema_plan(&plan, &asks, (enum db_engine)engine, &mem, &e), ERR_OK, "the plan of tables");
    for (size_t t = 0; t < plan.ntables; t++) {
        bool covered = plan.tables[t].shape.p != NULL;      /* a kind's */
        str name;
        for (size_t i = 0; i < COUNT_OF(own); i++)
            covered = covered || str_eq(plan.tables[t].name, str_of(own[i]));
        for (size_t i = 0; !covered && db_named(db_engine(s->db), "sealed_", i, &name) >= 0; i++)
            covered = str_eq(plan.tables[t].name, name);
        ok(covered,
           both_name(engine,
                     arena_printf(&mem, "table " STR_FMT " is proved by something", STR_ARG(plan.tables[t].name)).p));
    }
}

static struct raw raw_open(str where)
{
    struct raw w = { 0 };
    if (engine == 0) {
        if (sqlite3_open(arena_z(&mem, where), &w.lite))
            exit(1);
        sqlite3_busy_timeout(w.lite, 5000);
        return w;
    }
    size_t at = 0;
    while (at < where.n && !str_starts(str_skip(where, at), S("&authority=")))
        at++;
    w.pg = PQconnectdb(arena_z(&mem, str_take(where, at)));
    str schema = str_skip(where, at + 11);
    if (!run(&w, arena_printf(&mem, "SET search_path = \"" STR_FMT "\"", STR_ARG(schema)).p))
        exit(1);
    return w;
}

int main(void)
{
    subjects_start();
    for (engine = 0; engine < 2; engine++) {
        str where = both_where(engine, "verify", &mem);
        struct store *s = open_store(where, STORE_WRITE | STORE_CREATE);
        is_int(verify(s).faults, 0, both_name(engine, "an empty store is clean"));
        fill(s);
        struct verify_report r = verify(s);
        if (!is_int(r.faults, 0, both_name(engine, "a new store is clean")))
            tell(&r);
        ok(r.entries > 60 && r.subjects == 9 && r.rows > 50 && r.words > 40 && r.sealed > 0 && r.checkpoints > 1,
           both_name(engine, "and everything was looked at"));
        printf("# %lld entries, %lld subjects, %lld rows, %lld clocks, %lld words, %lld sealed, %lld checkpoints\n",
               (long long)r.entries, (long long)r.subjects, (long long)r.rows, (long long)r.clocks, (long long)r.words,
               (long long)r.sealed, (long long)r.checkpoints);
        struct raw w = raw_open(where);
        all_tables_covered(s);
        single_changes(s, &w, engine == 0 ? 1000 : 100);
        if (engine == 0)
            index_changes(s, &w, 200);
        rows_more_or_less(s, &w);
        cut_tail(s, &w);
        if (w.lite)
            sqlite3_close(w.lite);
        else
            PQfinish(w.pg);
        store_close(s);
        keys(where);
    }
    subjects_stop();
    return done_testing();
}
