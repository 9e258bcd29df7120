/* t_verify_seals.c - a row of a sealed table that is gone, doubled, swapped or put back as it once was is found and its
 * table named; what the program does itself, from several connections, with rollbacks and batches, is not. */
#include "subjects.h"
#include "record/verify.h"
#include "store/backup.h"
#include "store/ledger.h"
#include <pthread.h>

enum { LOOKS = 20, TURNS = 60 };

static err_code sealed_look(struct store *s, int64_t place, err *er)
{
    return seal_add(s, "access_log", ST_access_log_add,
                    ARGS(DBT(S("J")), DBI(place), DBT(S("2026-11-22T10:00:00Z")), DBT(S("ann")), DBI(7), DBT(S("read")),
                         DBT(S("yes")), DBN, DBT(S("/child/7"))),
                    er);
}

static err_code sealed_account(struct store *s, bool add, const char *name, const char *role, err *er)
{
    const db_val row[] = { DBT(str_of(name)),
                           DBI(name[0]),
                           DBT(str_of(name)),
                           DBT(str_of(role)),
                           DBN,
                           DBT(S("x")),
                           DBT(S("2026-01-01T00:00:00Z")),
                           DBN,
                           DBT(S("2026-01-01T00:00:00Z")),
                           DBT(S("test")) };
    const struct seal_statements set = { ST_account_whole, ST_account_set_place, ST_account_reseal };
    bool changed;
    return add ? seal_add(s, "account", ST_account_add, COUNT_OF(row), row, er)
               : seal_change(s, "account", &set, ARGS(row[0], row[2], row[3], row[4]), &changed, er);
}

static err_code sealed_looked(struct store *s, int64_t subject, const char *at, err *er)
{
    return seal_set(s, "looked", ST_looked_seal, 2, ST_looked_set,
                    ARGS(DBT(S("ann")), DBI(subject), DBT(str_of(at)), DBN), er);
}

static err_code sealed_draft(struct store *s, int64_t id, const char *path, err *er)
{
    return seal_add(s, "draft", ST_draft_add,
                    ARGS(DBI(id), DBT(S("ann")), DBT(str_of(path)), DBT(S("2026-11-22T10:00:00Z")), DBT(S("typed"))),
                    er);
}

static void begin(struct store *s) { CODE(db_begin(s->db, true, &e), ERR_OK, "begins"); }
static void commit(struct store *s) { CODE(db_commit(s->db, &e), ERR_OK, "commits"); }

static void raw(struct store *s, const char *sql)
{
    begin(s);
    if (!CODE(db_ddl(s->db, str_of(sql), &e), ERR_OK, sql))
        db_rollback(s->db);
    else
        commit(s);
}

static struct verify_report verify(struct store *s)
{
    struct verify_report r = { .mem = &mem };
    CODE(store_verify(s, &r, &e), ERR_OK, "verify runs");
    return r;
}

static void clean(struct store *s, const char *name)
{
    struct verify_report r = verify(s);
    if (!is_int(r.faults, 0, both_name(engine, name)))
        printf("# " STR_FMT ", " STR_FMT ": " STR_FMT "\n", STR_ARG(r.found[0].table), STR_ARG(r.found[0].row),
               STR_ARG(r.found[0].what));
}

static void found(struct store *s, const char *table, const char *what, const char *name)
{
    struct verify_report r = verify(s);
    bool here = false;
    for (size_t i = 0; i < r.nfound; i++)
        here = here || (str_eq(r.found[i].table, str_of(table)) && str_has(r.found[i].what, str_of(what)));
    if (!ok(here, both_name(engine, name)))
        for (size_t i = 0; i < r.nfound; i++)
            printf("# " STR_FMT ", " STR_FMT ": " STR_FMT "\n", STR_ARG(r.found[i].table), STR_ARG(r.found[i].row),
                   STR_ARG(r.found[i].what));
}

/* --- what the program itself does ------------------------------------------------------------- */

static void fill(struct store *s)
{
    begin(s);
    for (int64_t i = 1; i <= LOOKS; i++)
        CODE(sealed_look(s, i, &e), ERR_OK, "a look");
    CODE(sealed_look(s, 5, &e), ERR_OK, "a look that is there already");
    for (int64_t i = 1; i <= 3; i++)
        CODE(sealed_looked(s, i, "2026-11-22T10:00:00Z", &e), ERR_OK, "last look");
    CODE(sealed_account(s, true, "ann", "social_worker", &e), ERR_OK, "an account");
    CODE(sealed_account(s, true, "ben", "social_worker", &e), ERR_OK, "another");
    CODE(sealed_draft(s, 1, "/a", &e), ERR_OK, "a draft");
    CODE(sealed_draft(s, 2, "/a", &e), ERR_OK, "a draft");
    CODE(sealed_draft(s, 3, "/b", &e), ERR_OK, "a draft");
    commit(s);
    clean(s, "rows added");

    begin(s);
    CODE(sealed_looked(s, 2, "2026-11-22T11:00:00Z", &e), ERR_OK, "a later look");
    CODE(sealed_account(s, false, "nobody", "administrator", &e), ERR_OK, "nobody's account");
    CODE(seal_drop(s, "draft", ST_draft_done, ARGS(DBT(S("ann")), DBT(S("/a"))), &e), ERR_OK, "two drafts are done");
    CODE(seal_drop(s, "draft", ST_draft_done, ARGS(DBT(S("ann")), DBT(S("/c"))), &e), ERR_OK, "none is");
    commit(s);
    clean(s, "rows changed and dropped");

    begin(s);
    CODE(sealed_account(s, false, "ann", "administrator", &e), ERR_OK, "a change");
    CODE(sealed_look(s, 900, &e), ERR_OK, "a look");
    db_rollback(s->db);
    begin(s);
    CODE(sealed_look(s, 901, &e), ERR_OK, "a look");
    CODE(sealed_account(s, true, "ann", "administrator", &e), ERR_CONFLICT, "a name that is taken");
    CODE(db_commit(s->db, &e), ERR_SYSTEM, "cannot be committed");
    db_rollback(s->db);
    clean(s, "what was rolled back counts for nothing");
}

struct busy { str where; int64_t from; const char *at; err_code rc; };

static void *busy_writer(void *ctx)
{
    struct busy *b = ctx;
    arena a;
    arena_init(&a, 0);
    err er = { .mem = &a };
    struct store *s = NULL;
    b->rc = records_open(&s, cat, b->where, STORE_WRITE, &er);
    for (int64_t i = 0; i < TURNS && !b->rc; i++) {
        b->rc = db_begin(s->db, true, &er);
        if (!b->rc)
            b->rc = sealed_look(s, b->from + i, &er);
        if (!b->rc)
            b->rc = sealed_looked(s, i % 4, b->at, &er);
        if (!b->rc && i % 7 == 3)
            db_rollback(s->db);
        else if (!b->rc)
            b->rc = db_commit(s->db, &er);
    }
    if (b->rc)
        printf("# " STR_FMT "\n", STR_ARG(er.message));
    store_close(s);
    arena_release(&a);
    return NULL;
}

static void two_at_once(struct store *s, str where)
{
    pthread_t threads[2];
    struct busy b[2] = { { where, 1000, "2026-11-22T12:00:00Z", ERR_OK },
                         { where, 2000, "2026-11-22T13:00:00Z", ERR_OK } };
    for (int i = 0; i < 2; i++)
        pthread_create(&threads[i], NULL, busy_writer, &b[i]);
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], NULL);
        is_int(b[i].rc, ERR_OK, both_name(engine, "a writer among others"));
    }
    clean(s, "two writers of the same rows");
}

/* --- what somebody else does ------------------------------------------------------------------ */

static void changes(struct store *s)
{
    static const struct { const char *name, *sql, *table, *what; } cases[] = {
        { "a look taken away", "DELETE FROM access_log WHERE place = 7", "access_log", "1 of" },
        { "the first look", "DELETE FROM access_log WHERE place = 1", "access_log", "1 of" },
        { "the last looks", "DELETE FROM access_log WHERE place > 17", "access_log", "missing" },
        { "all looks", "DELETE FROM access_log", "access_log", "missing" },
        { "an account taken away", "DELETE FROM account WHERE name = 'ben'", "account", "1 of 2 rows is missing" },
        { "a look doubled",
          "INSERT INTO access_log SELECT journal, 99999, at, account, subject_id, purpose, outcome, kind, what, seal "
          "FROM access_log WHERE place = 7",
          "access_log", "1 row is there more" },
        { "a look in the place of another",
          "UPDATE access_log SET seal = (SELECT o.seal FROM access_log o WHERE o.place = 8 AND o.journal = 'J') WHERE "
          "place = 7",
          "access_log", "not as the program" },
        { "two looks changed for each other",
          "UPDATE access_log SET place = CASE place WHEN 3 THEN 50004 ELSE 50003 END WHERE place IN (3, 4)",
          "access_log", "not as the program" },
        { "an account as it once was", "DELETE FROM account; INSERT INTO account SELECT * FROM old_account", "account",
          "put back as it once was" },
        { "a draft that was done", "INSERT INTO draft SELECT * FROM old_draft WHERE id = 3", "draft",
          "1 row is there more" },
        { "a sum taken away", "DELETE FROM seal_sum WHERE name = 'access_log'", "seal_sum", "the row is missing" },
        { "a sum changed", "UPDATE seal_sum SET n = n - 1 WHERE name = 'access_log'", "seal_sum",
          "not as the program" },
        { "another's sum",
          "UPDATE seal_sum SET n = (SELECT o.n FROM seal_sum o WHERE o.name = 'draft'), sum = (SELECT o.sum FROM "
          "seal_sum o WHERE o.name = 'draft'), "
          "seal = (SELECT o.seal FROM seal_sum o WHERE o.name = 'draft') WHERE name = 'looked'",
          "seal_sum", "not as the program" },
        { "a kind forgotten", "DELETE FROM meta WHERE name = 'kind:person'", "meta", "missing" },
        { "a row gone and its sum as it was without it",
          "DELETE FROM account; INSERT INTO account SELECT * FROM old_account; DELETE FROM seal_sum WHERE name = "
          "'account'; "
          "INSERT INTO seal_sum SELECT * FROM old_seal_sum WHERE name = 'account'",
          "account", "earlier day" },
        { "all of it as it was",
          "DELETE FROM access_log; DELETE FROM seal_sum; INSERT INTO seal_sum SELECT * FROM old_seal_sum WHERE name <> "
          "'access_log'",
          "seal_sum", "missing" },
        { "a checkpoint without its sums", "UPDATE checkpoint SET sums = ''", "checkpoint", "signature" },
    };
    static const char *const tables[] = {
        "access_log", "account", "draft", "looked", "seal_sum", "meta", "checkpoint"
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        for (size_t t = 0; t < COUNT_OF(tables); t++)
            raw(s, arena_printf(&mem, "CREATE TABLE kept_%s AS SELECT * FROM %s", tables[t], tables[t]).p);
        raw(s, cases[i].sql);
        found(s, cases[i].table, cases[i].what, cases[i].name);
        for (size_t t = 0; t < COUNT_OF(tables); t++)
            raw(s, arena_printf(&mem, "DELETE FROM %s; INSERT INTO %s SELECT * FROM kept_%s; DROP TABLE kept_%s",
                                tables[t], tables[t], tables[t], tables[t])
                       .p);
    }
}

static void keep_old(struct store *s)
{
    raw(s, "CREATE TABLE old_account AS SELECT * FROM account");
    raw(s, "CREATE TABLE old_seal_sum AS SELECT * FROM seal_sum");
    raw(s, "CREATE TABLE old_draft AS SELECT * FROM draft");
    begin(s);
    CODE(sealed_account(s, false, "ann", "administrator", &e), ERR_OK, "another role");
    CODE(seal_drop(s, "draft", ST_draft_sweep, ARGS(DBT(S("2027-01-01T00:00:00Z"))), &e), ERR_OK,
         "old drafts are swept");
    CODE(sealed_draft(s, 9, "/z", &e), ERR_OK, "a draft");
    commit(s);
}

static void forget_old(struct store *s)
{
    raw(s, "DROP TABLE old_account");
    raw(s, "DROP TABLE old_seal_sum");
    raw(s, "DROP TABLE old_draft");
    clean(s, "all put back");
}

static void sign(struct store *s)
{
    int64_t id = 0;
    struct change c = change_of("person", "forename", "Ann", "surname", "Price", NULL);
    c.lenient = true;
    struct put_result r;
    CODE(store_begin(s, &author, &e), ERR_OK, "begins");
    ledger_checkpoint_soon(s);
    store_rollback(s);
    CODE(save(s, &id, &c, &r), ERR_OK, "a checkpoint is signed");
}

/* --- from before there were sums, and to another engine ---------------------------------------- */

static void older(void)
{
    str where = both_where(engine, "verify_older", &mem);
    struct store *s = open_store(where, STORE_WRITE | STORE_CREATE);
    fill(s);
    raw(s, "DELETE FROM seal_sum; DELETE FROM meta WHERE name = 'sums'; UPDATE meta SET value = 'older' WHERE name = "
           "'schema'");
    store_close(s);
    s = open_store(where, STORE_WRITE);
    clean(s, "a database from before: its rows are taken as they are");
    raw(s, "DELETE FROM account WHERE name = 'ben'");
    found(s, "account", "1 of 2 rows is missing", "and missed from then on");
    raw(s, "DELETE FROM seal_sum; UPDATE meta SET value = 'older' WHERE name = 'schema'");
    store_close(s);
    s = open_store(where, STORE_WRITE);
    found(s, "seal_sum", "missing", "sums are made once only");
    store_close(s);
}

static void elsewhere(str where)
{
    struct backup_report r = { 0 };
    str file = arena_printf(&mem, "%s/seals_%s.backup", both_folder, both_engine[engine]);
    const struct store_asks asks = record_asks(cat);
    CODE(store_backup(&asks, where, file, &r, &e), ERR_OK, "backed up");
    for (int other = 0; other < 2; other++) {
        str to = both_where(other, engine ? "seals_from_pg" : "seals_from_lite", &mem);
        CODE(store_restore(&asks, file, to, &r, &e), ERR_OK, "restored");
        struct store *s = open_store(to, STORE_WRITE);
        struct verify_report v = verify(s);
        /* the index of notes is made again by a command after a change of engine */
        for (size_t i = 0; i < v.nfound; i++)
            ok(str_eq(v.found[i].table, S("note_index")), both_name(engine, arena_z(&mem, v.found[i].what)));
        raw(s, "DELETE FROM access_log WHERE place = 9");
        found(s, "access_log", "1 of", "what is then taken away is missed there");
        store_close(s);
    }
}

int main(void)
{
    subjects_start();
    for (engine = 0; engine < 2; engine++) {
        str where = both_where(engine, "verify_seals", &mem);
        struct store *s = open_store(where, STORE_WRITE | STORE_CREATE);
        fill(s);
        two_at_once(s, where);
        keep_old(s);
        sign(s);
        changes(s);
        forget_old(s);
        store_close(s);
        elsewhere(where);
        older();
    }
    subjects_stop();
    return done_testing();
}
