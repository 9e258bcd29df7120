/* t_backup.c - from either engine, while it is written to, into either engine; refused or
 * undone when anything is wrong. */
#include "both.h"
#include "base/fault.h"
#include "store/backup.h"
#include "record/tables.h"
#include "store/seal.h"
#include "store/selfcheck.h"

enum { PEOPLE = 1500 };
static arena mem;
static err e = { .mem = &mem };
static int engine;
static struct catalogue *cat;
static struct store_asks asks;
#define CODE(call, want, name) both_code((call), (want), &e, both_name(engine, name))

static str place(const char *name) { return arena_printf(&mem, "%s/%s_%s", both_folder, both_engine[engine], name); }
static bool there(str file, const char *suffix)
{
    return access(arena_printf(&mem, STR_FMT "%s", STR_ARG(file), suffix).p, F_OK) == 0;
}

static err_code add_person(struct store *s, const struct kind *k, int64_t id, err *er)
{
    db_val row[200];
    for (size_t i = 0; i < COUNT_OF(row); i++)
        row[i] = DBN;
    row[ROW_ID] = row[ROW_SUBJECT] = DBI(id);
    row[ROW_VERSION] = DBI(1);
    row[ROW_REMOVED] = DBI(0);
    row[ROW_KEY] = DBT(arena_printf(&mem, "test:%lld", (long long)id));
    for (size_t f = 0; f < k->nfields; f++)
        if (str_eq(k->fields[f].name, S("forename")))
            row[ROW_FIELDS + f] = DBT(arena_printf(&mem, "Zo\xC3\xAB \"%lld\", it's; a\nname", (long long)id));
        else if (k->fields[f].type == FT_FLAG)
            row[ROW_FIELDS + f] = DBI(id % 2);
    return db_send(s->db, kind_table(s, k)->insert, ROW_FIELDS + k->nfields, row, er);
}

static int64_t people(str where)
{
    struct store *s = NULL;
    struct selfcheck r = { .mem = &mem };
    if (!CODE(records_open(&s, cat, where, 0, &e), ERR_OK, "what was restored opens"))
        return -1;
    CODE(records_selfcheck(s, &r, &e), ERR_OK, "is checked");
    is_int((int64_t)r.nfaults, 0, both_name(engine, "and sound"));
    store_close(s);
    return r.rows;
}

static void whole(str where)
{
    struct store *s = NULL;
    struct backup_report r = { 0 };
    const struct kind *k = catalogue_kind(cat, S("person"));
    str file = place("copy.backup");
    CODE(records_open(&s, cat, where, STORE_CREATE, &e), ERR_OK, "a database");
    CODE(db_begin(s->db, true, &e), ERR_OK, "begins");
    bool fine = true;
    for (int64_t i = 1; i <= PEOPLE; i++)
        fine = fine && add_person(s, k, i, &e) == ERR_OK;
    ok(fine, both_name(engine, "people"));
    CODE(db_commit(s->db, &e), ERR_OK, "commits");

    CODE(db_begin(s->db, true, &e), ERR_OK, "somebody is writing");
    CODE(add_person(s, k, PEOPLE + 1, &e) ? e.code : db_flush(s->db, &e), ERR_OK, "one more");
    CODE(store_backup(&asks, where, file, &r, &e), ERR_OK, "backs up meanwhile");
    CODE(db_commit(s->db, &e), ERR_OK, "the writer was not disturbed");
    store_close(s);
    is_int(r.rows, PEOPLE, both_name(engine, "what was committed is in it"));
    ok(there(file, "") && there(file, ".key") && !there(file, ".partial") && !there(file, "-wal") &&
           !there(file, "-journal"),
       both_name(engine, "it is one file, and its key"));
    CODE(store_backup(&asks, where, file, &r, &e), ERR_INVALID, "no backup is overwritten");
    CODE(store_backup(&asks, place("none.db"), place("none.backup"), &r, &e), ERR_NOT_FOUND,
         "nothing cannot be backed up");
    ok(!there(place("none.backup"), "") && !there(place("none.backup"), ".partial"),
       both_name(engine, "and leaves nothing"));
    CODE(store_backup(&asks, where, S("/no/such/folder/x"), &r, &e), ERR_SYSTEM, "a folder that is not there");

    for (int other = 0; other < 2; other++) {
        str to = both_where(other, engine ? "back_pg" : "back_lite", &mem);
        CODE(store_restore(&asks, file, to, &r, &e), ERR_OK, both_engine[other]);
        is_int(r.rows, PEOPLE, both_name(engine, "every row came back"));
        ok(r.search_stale == (engine || other), both_name(engine, "notes are indexed again after a change of engine"));
        is_int(people(to), PEOPLE, both_name(engine, "and is there"));
        CODE(store_restore(&asks, file, to, &r, &e), ERR_INVALID, "not over what is there");
        str again = place(other ? "again_pg" : "again_lite");
        CODE(store_backup(&asks, to, again, &r, &e), ERR_OK, "and backs up again");
        is_int(r.rows, PEOPLE, both_name(engine, "the same"));
    }
}

static void edit(str file, long at, const char *bytes, bool cut)
{
    FILE *f = fopen(arena_z(&mem, file), "r+");
    if (!f)
        return;
    fseek(f, at, SEEK_SET);
    if (cut)
        ok(ftruncate(fileno(f), at) == 0, "cut");
    else
        fputs(bytes, f);
    fclose(f);
}

static str copy_of(str file, const char *name)
{
    str to = place(name);
    const char *cmd = arena_printf(&mem, "cp %s %s && cp %s.key %s.key", file.p, to.p, file.p, to.p).p;
    ok(system(cmd) == 0, "a copy");
    return to;
}

static void refused(void)
{
    struct backup_report r = { 0 };
    str file = place("copy.backup"), to = both_where(engine, "refused", &mem), bad = copy_of(file, "bad.backup");
    edit(bad, 0, "Not a database", false);
    CODE(store_restore(&asks, bad, to, &r, &e), ERR_INVALID, "a file that is no database");
    bad = copy_of(file, "cut.backup");
    edit(bad, 200000, "", true);
    CODE(store_restore(&asks, bad, to, &r, &e), ERR_SYSTEM, "a backup that was cut short");
    bad = copy_of(file, "nokey.backup");
    unlink(arena_printf(&mem, STR_FMT ".key", STR_ARG(bad)).p);
    CODE(store_restore(&asks, bad, both_where(engine, "nokey", &mem), &r, &e), ERR_NOT_FOUND,
         "a backup without its key");
    ok(str_has(e.message, S("key")) && e.hint.n, both_name(engine, "says so"));
    CODE(store_restore(&asks, place("none.backup"), to, &r, &e), ERR_NOT_FOUND, "no backup");

    /* A catalogue that lacks a field, and one that has it: a backup is migrated as a database is. */
    struct catalogue less = *cat;
    struct kind *kinds = arena_array(&mem, struct kind, cat->nkinds);
    memcpy(kinds, cat->kinds, cat->nkinds * sizeof *kinds);
    kinds[catalogue_kind(cat, S("person"))->index].nfields--;
    less.kinds = kinds;
    const struct store_asks less_asks = record_asks(&less);
    CODE(store_restore(&less_asks, file, to, &r, &e), ERR_INVALID, "a field that the catalogue no longer has");
    ok(str_has(e.message, S("person")), both_name(engine, "is named"));
    ok(engine || (!there(to, "") && !there(to, ".partial") && !there(to, ".partial-wal")),
       both_name(engine, "nothing was left"));

    struct store *s = NULL;
    str older = both_where(engine, "older", &mem), back = both_where(engine, "newer", &mem);
    CODE(records_open(&s, &less, older, STORE_CREATE, &e), ERR_OK, "an older database");
    CODE(db_begin(s->db, true, &e)                                               ? e.code
         : add_person(s, &kinds[catalogue_kind(cat, S("person"))->index], 1, &e) ? e.code
                                                                                 : db_commit(s->db, &e),
         ERR_OK, "with somebody");
    store_close(s);
    CODE(store_backup(&asks, older, place("older.backup"), &r, &e), ERR_OK, "is backed up before it is upgraded");
    CODE(store_restore(&asks, place("older.backup"), back, &r, &e), ERR_OK, "and restored with the newer catalogue");
    is_int(people(back), 1, both_name(engine, "with all that it has"));
}

/* Whatever fails, and wherever: no file of the name, and no half of one. */
static void faults(str where)
{
    static const struct {
        enum fault what;
        const char *name;
    } kinds[] = { { FAULT_DISK_FULL, "a full disk" },
                  { FAULT_FILE, "a broken disk" },
                  { FAULT_STORE, "a broken store" } };
    struct backup_report r = { 0 };
    for (size_t k = 0; k < COUNT_OF(kinds); k++) {
        int failed = 0;
        bool clean = true;
        for (int nth = 1; nth < 3000; nth = nth * 2 + 1) {
            str file = place("fault.backup");
            fault_arm(kinds[k].what, nth);
            err_code rc = store_backup(&asks, where, file, &r, &e);
            fault_disarm();
            failed += rc != ERR_OK;
            clean = clean && there(file, "") == (rc == ERR_OK) && !there(file, ".partial") &&
                    !there(file, ".partial-wal") && !there(file, ".partial.key");
            if (!rc && unlink(file.p) == 0)
                unlink(arena_printf(&mem, STR_FMT ".key", STR_ARG(file)).p);
            str to = place("fault.db");
            fault_arm(kinds[k].what, nth);
            rc = store_restore(&asks, place("copy.backup"), to, &r, &e);
            fault_disarm();
            failed += rc != ERR_OK;
            clean = clean && there(to, "") == (rc == ERR_OK) && !there(to, ".partial") && !there(to, ".partial-wal") &&
                    !there(to, ".partial.key");
            if (!rc && unlink(to.p) == 0)
                unlink(arena_printf(&mem, STR_FMT ".key", STR_ARG(to)).p);
        }
        ok(failed > 0, both_name(engine, kinds[k].name));
        ok(clean, both_name(engine, "leaves all or nothing"));
    }
}

int main(void)
{
    arena_init(&mem, 0);
    if (!both_code(catalogue_load(&cat, STR_NONE, &e), ERR_OK, &e, "the catalogue loads"))
        return done_testing();
    asks = record_asks(cat);
    for (engine = 0; engine < 2; engine++) {
        str where = both_where(engine, "backup", &mem);
        whole(where);
        refused();
        faults(where);
    }
    catalogue_free(cat);
    both_clear();
    arena_release(&mem);
    return done_testing();
}
