/* t_seal.c - keys, seals, sums and checkpoints, each changed a little: what must no longer fit. Whole databases that
 * somebody altered are test/record/t_verify_seals.c's. */
#include "both.h"
#include "record/tables.h"
#include "store/seal_key.h"
#include <fcntl.h>
#include <sys/stat.h>

static arena mem;
static err e = { .mem = &mem };

static struct field forename = { .name = { "forename", 8 }, .type = FT_TEXT };
static struct kind person = { .name = { "person", 6 }, .subject = &person, .nfields = 1, .fields = &forename };
static const struct catalogue small = { .nkinds = 1, .kinds = &person };

static char folder[] = "/tmp/holdfast-seal-XXXXXX";
static const char *in_folder(const char *name) { return arena_printf(&mem, "%s/%s", folder, name).p; }

static void spew(const char *path, str text)
{
    FILE *f = fopen(path, "w");
    fwrite(text.p, 1, text.n, f);
    fclose(f);
}

static str slurp(const char *path)
{
    char *text = arena_alloc(&mem, 65536);
    FILE *f = fopen(path, "r");
    size_t n = f ? fread(text, 1, 65535, f) : 0;
    if (f)
        fclose(f);
    return (str){ text, n };
}

static struct store *open_store(const char *path, unsigned flags)
{
    struct store *s = NULL;
    return records_open(&s, &small, str_of(path), flags, &e) == ERR_OK ? s : NULL;
}

/* --- seals of rows --------------------------------------------------------------------------------------- */

#define COLS_MAX 3
static const struct { const char *name, *table; size_t n; db_val cols[COLS_MAX]; } rows[] = {
    { "a row", "account", 3, { { DB_TEXT, 0, { "ann", 3 } }, { DB_INT, 7, { 0 } }, { DB_NULL, 0, { 0 } } } },
    { "another name", "account", 3, { { DB_TEXT, 0, { "anm", 3 } }, { DB_INT, 7, { 0 } }, { DB_NULL, 0, { 0 } } } },
    { "another number", "account", 3, { { DB_TEXT, 0, { "ann", 3 } }, { DB_INT, 8, { 0 } }, { DB_NULL, 0, { 0 } } } },
    { "less than nought", "account", 3, { { DB_TEXT, 0, { "ann", 3 } }, { DB_INT, -7, { 0 } },
      { DB_NULL, 0, { 0 } } } },
    { "a number far away", "account", 3,
      { { DB_TEXT, 0, { "ann", 3 } }, { DB_INT, 7 + (INT64_C(1) << 56), { 0 } }, { DB_NULL, 0, { 0 } } } },
    { "a number as a text", "account", 3, { { DB_TEXT, 0, { "ann", 3 } }, { DB_TEXT, 0, { "7", 1 } },
      { DB_NULL, 0, { 0 } } } },
    { "an empty text for nothing", "account", 3, { { DB_TEXT, 0, { "ann", 3 } }, { DB_INT, 7, { 0 } },
      { DB_TEXT, 0, { "", 0 } } } },
    { "nought for nothing", "account", 3, { { DB_TEXT, 0, { "ann", 3 } }, { DB_INT, 7, { 0 } },
      { DB_INT, 0, { 0 } } } },
    { "nothing for a name", "account", 3, { { DB_NULL, 0, { 0 } }, { DB_INT, 7, { 0 } }, { DB_NULL, 0, { 0 } } } },
    { "a column fewer", "account", 2, { { DB_TEXT, 0, { "ann", 3 } }, { DB_INT, 7, { 0 } } } },
    { "another order", "account", 3, { { DB_INT, 7, { 0 } }, { DB_TEXT, 0, { "ann", 3 } }, { DB_NULL, 0, { 0 } } } },
    { "another table", "accoun", 3, { { DB_TEXT, 0, { "ann", 3 } }, { DB_INT, 7, { 0 } }, { DB_NULL, 0, { 0 } } } },
    { "a letter moved to the next column", "account", 2, { { DB_TEXT, 0, { "an", 2 } }, { DB_TEXT, 0, { "n", 1 } } } },
    { "and back", "account", 2, { { DB_TEXT, 0, { "ann", 3 } }, { DB_TEXT, 0, { "", 0 } } } },
    { "no columns", "account", 0, { { 0 } } },
};

static void test_rows(struct store *s)
{
    seal all[COUNT_OF(rows)];
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        bool apart = true;
        all[i] = seal_row(s, rows[i].table, rows[i].n, rows[i].cols);
        for (size_t k = 0; k < i; k++)
            apart = apart && strcmp(all[i].text, all[k].text) != 0;
        ok(apart && strlen(all[i].text) == SEAL_TEXT, rows[i].name);
    }
    seal again = seal_row(s, rows[0].table, rows[0].n, rows[0].cols);
    is(str_of(again.text), str_of(all[0].text), "the same row has the same seal");
    const db_val bytes[] = { { DB_BLOB, 0, { "ann", 3 } }, { DB_INT, 7, { 0 } }, { DB_NULL, 0, { 0 } } };
    again = seal_row(s, "account", 3, bytes);
    is(str_of(again.text), str_of(all[0].text), "bytes and texts are one: engines give either");
    struct seal_key none = { .has_key = false };
    struct store keyless = { .key = NULL };
    again = seal_row(&keyless, "account", 3, rows[0].cols);
    ok(strspn(again.text, "-") == SEAL_TEXT, "without a key a seal fits nothing");
    keyless.key = &none;
    again = seal_row(&keyless, "account", 3, rows[0].cols);
    ok(strspn(again.text, "-") == SEAL_TEXT, "nor with an empty one");
    db_val many[40] = { { 0 } };
    is_int(seal_run(s, "meta", ST_meta_set, 33, many, &e), ERR_SYSTEM, "more columns than a seal covers");
    ok(str_has(e.message, S("meta")), "are refused by the table's name");
    is_int(seal_add(s, "account", ST_account_add, 33, many, &e), ERR_SYSTEM, "when a row is added too");
    is_int(seal_set(s, "looked", ST_looked_seal, 2, ST_looked_set, 33, many, &e), ERR_SYSTEM, "and when it is set");
}

/* --- sums ------------------------------------------------------------------------------------------------ */

static void test_sums(struct store *s)
{
    const str a = S("a seal"), b = S("another seal");
    struct seal_sum nothing = { 0 }, x = { 0 }, y = { 0 };
    seal_sum_add(s, &x, a, false);
    ok(x.n == 1 && memcmp(x.sum, nothing.sum, SUM_BYTES) != 0, "a row adds something");
    seal_sum_add(s, &x, b, false);
    seal_sum_add(s, &y, b, false);
    ok(memcmp(x.sum, y.sum, SUM_BYTES) != 0 && x.n == 2, "and another something else");
    seal_sum_add(s, &y, a, false);
    ok(memcmp(x.sum, y.sum, SUM_BYTES) == 0, "in whatever order");
    seal_sum_add(s, &y, a, false);
    ok(memcmp(x.sum, y.sum, SUM_BYTES) != 0, "a row twice is not a row once");
    seal_sum_add(s, &y, a, true);
    seal_sum_add(s, &y, b, true);
    seal_sum_add(s, &y, a, true);
    ok(memcmp(y.sum, nothing.sum, SUM_BYTES) == 0 && y.n == 0, "all taken away is nothing");
    seal_sum_add(s, &y, a, true);
    ok(y.n == -1, "one too many is less than nothing");
}

static const struct { const char *name; int column; db_val value; } sum_changes[] = {
    { "another table", 0, { DB_TEXT, 0, { "looked", 6 } } },
    { "another turn", 1, { DB_INT, 2, { 0 } } },
    { "another number of rows", 2, { DB_INT, 2, { 0 } } },
    { "another sum", 3, { DB_TEXT, 0, { "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", 43 } } },
    { "a sum that is none", 3, { DB_TEXT, 0, { "short", 5 } } },
    { "another seal", 4, { DB_TEXT, 0, { "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", 43 } } },
    { "no seal", 4, { DB_NULL, 0, { 0 } } },
};

static bool add_draft(struct store *s, int64_t id)
{
    return seal_add(s, "draft", ST_draft_add,
                    ARGS(DBI(id), DBT(S("ann")), DBT(S("/x")), DBT(S("2026-11-22T10:00:00Z")), DBT(S("typed"))),
                        &e) == ERR_OK;
}

static void test_rows_of_sums(struct store *s)
{
    db_rows r;
    struct seal_sum x;
    int statement = db_named(DB_SQLITE, "sealed_seal_sum", 0, &(str){ 0 });
    ok(db_begin(s->db, true, &e) == ERR_OK && add_draft(s, 1) && db_commit(s->db, &e) == ERR_OK,
        "a sealed row is added");
    is_int(db_run(s->db, statement, NO_ARGS, &mem, &r, &e), ERR_OK, "sums are read");
    const db_val *row = NULL;
    for (size_t i = 0; i < r.n; i++)
        if (str_eq(db_str(&r, i, 0), S("draft")))
            row = db_row(&r, i);
    if (!ok(row && seal_sum_read(s, row, &x) && x.n == 1, "and that of its table counts it"))
        return;
    for (size_t i = 0; i < COUNT_OF(sum_changes); i++) {
        db_val changed[5];
        memcpy(changed, row, sizeof changed);
        changed[sum_changes[i].column] = sum_changes[i].value;
        ok(!seal_sum_read(s, changed, &x), sum_changes[i].name);
    }
    /* Signed again by somebody who has the key, a sum that is no sum is refused all the same. */
    db_val forged[5];
    memcpy(forged, row, sizeof forged);
    forged[3] = DBT(S("short"));
    seal again = seal_row(s, "seal_sum", 4, forged);
    forged[4] = seal_val(&again);
    ok(!seal_sum_read(s, forged, &x), "a sum that is no sum, though its seal fits");
    str turns;
    is_int(seal_sums_turns(s, &mem, &turns, &e), ERR_OK, "turns are read");
    ok(str_has(turns, S("draft=1")), "and say how often each table was changed");
    ok(db_begin(s->db, true, &e) == ERR_OK && add_draft(s, 2) && add_draft(s, 3) && db_commit(s->db, &e) == ERR_OK,
        "two rows at once");
    ok(seal_sums_turns(s, &mem, &turns, &e) == ERR_OK && str_has(turns, S("draft=2")), "are one turn");
    ok(db_begin(s->db, true, &e) == ERR_OK && add_draft(s, 4), "one that is rolled back");
    db_rollback(s->db);
    ok(seal_sums_turns(s, &mem, &turns, &e) == ERR_OK && str_has(turns, S("draft=2")), "is none");
}

/* --- checkpoints ------------------------------------------------------------------------------------------- */

#define AT     "2026-11-22T10:00:00Z"
#define DIGEST "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

static const struct { const char *name; int64_t seq; const char *at, *digest, *sums; bool good; } signed_parts[] = {
    { "as it was signed", 5, AT, DIGEST, "account=1", true },
    { "another number", 6, AT, DIGEST, "account=1", false },
    { "a number far away", 5 + (INT64_C(1) << 56), AT, DIGEST, "account=1", false },
    { "another time", 5, "2026-11-22T10:00:01Z", DIGEST, "account=1", false },
    { "a time that is too short", 5, "2026-11-22T10:00:00", DIGEST, "account=1", false },
    { "a time that is too long", 5, AT "Z", DIGEST, "account=1", false },
    { "another digest", 5, AT, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE", "account=1", false },
    { "a digest that is too short", 5, AT, "AAAA", "account=1", false },
    { "a digest that is too long", 5, AT, DIGEST "A", "account=1", false },
    { "other sums", 5, AT, DIGEST, "account=2", false },
    { "no sums", 5, AT, DIGEST, "", false },
};

static void test_checkpoints(struct store *s)
{
    struct checkpoint c = { .seq = 5, .at = AT, .digest = DIGEST, .sums = S("account=1") };
    checkpoint_sign(s->key, &c);
    str signature = arena_copy(&mem, str_of(c.signature));
    for (size_t i = 0; i < COUNT_OF(signed_parts); i++)
        ok(checkpoint_signed(s->key, signed_parts[i].seq, str_of(signed_parts[i].at), str_of(signed_parts[i].digest),
                             str_of(signed_parts[i].sums), signature) == signed_parts[i].good, signed_parts[i].name);
    char other[88];
    memcpy(other, signature.p, signature.n);
    other[10] = other[10] == 'A' ? 'B' : 'A';
    ok(!checkpoint_signed(s->key, 5, S(AT), S(DIGEST), S("account=1"), (str){ other, signature.n }),
        "another signature");
    ok(!checkpoint_signed(s->key, 5, S(AT), S(DIGEST), S("account=1"), str_take(signature, signature.n - 1)),
        "half a signature");
    ok(!checkpoint_signed(s->key, 5, S(AT), S(DIGEST), S("account=1"), STR_NONE), "no signature");
    c.sums = S("");
    checkpoint_sign(s->key, &c);
    ok(checkpoint_signed(s->key, 5, S(AT), S(DIGEST), STR_NONE, str_of(c.signature)),
        "one from before there were sums");

    const char *path = seal_checkpoints_path(s).p;
    unlink(path);
    checkpoint_note(s->key, &c);
    str line = slurp(path);
    ok(str_starts(line, S("5 " AT " " DIGEST " ")) && str_ends(line, S("\n")), "a line in the file");
    checkpoint_note(s->key, &c);
    is_int((int64_t)slurp(path).n, 2 * (int64_t)line.n, "and another");
    spew(path, arena_printf(&mem, STR_FMT STR_FMT, STR_ARG(line), STR_ARG(str_take(line, 20))));
    checkpoint_note(s->key, &c);
    is_int((int64_t)slurp(path).n, 2 * (int64_t)line.n, "half a line, left by a crash, is taken off first");
    spew(path, S("half"));
    checkpoint_note(s->key, &c);
    is(slurp(path), line, "also when it is all there is");
    checkpoints_set_aside(s->key, &mem);
    ok(access(path, F_OK) != 0, "the file of another ledger is put aside");
    is(slurp(arena_printf(&mem, "%s.before", path).p), line, "and kept");
}

/* --- the key ------------------------------------------------------------------------------------------------ */

static const struct { const char *name, *text; } bad_keys[] = {
    { "an empty file", "" },
    { "another file", "hello\n" },
    { "another version", "holdfast-key-2 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n" },
    { "a key that is too short", "holdfast-key-1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n" },
    { "a key that is too long", "holdfast-key-1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n" },
    { "no line end", "holdfast-key-1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAx" },
    { "something after it", "holdfast-key-1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n\n" },
    { "a letter that is none", "holdfast-key-1 AAAAAAAAAAAAAAAAAAAAA*AAAAAAAAAAAAAAAAAAAAA\n" },
    { "bits that a key has no room for", "holdfast-key-1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB\n" },
};

static void test_keys(void)
{
    const char *path = in_folder("keyed.db"), *key = in_folder("keyed.db.key");
    struct store *s = open_store(path, STORE_CREATE);
    if (!ok(s != NULL, "a store is made"))
        return;
    str text = slurp(key);
    ok(str_starts(text, S("holdfast-key-1 ")) && text.n == 59, "with a key beside it");
    struct stat st;
    ok(stat(key, &st) == 0 && (st.st_mode & 0777) == 0600, "that only its owner reads");
    seal before = seal_row(s, "x", 0, NULL);
    store_close(s);
    s = open_store(path, STORE_WRITE);
    seal after = s ? seal_row(s, "x", 0, NULL) : (seal){ "" };
    is(str_of(after.text), str_of(before.text), "opened again, it seals the same");
    const struct author who = { S("ann"), S("form"), 1764000000 };
    ok(store_begin(s, &who, &e) == ERR_OK, "a first writer");
    store_rollback(s);
    store_close(s);
    for (size_t i = 0; i < COUNT_OF(bad_keys); i++) {
        spew(key, str_of(bad_keys[i].text));
        ok(!open_store(path, STORE_WRITE) && e.code == ERR_INVALID, bad_keys[i].name);
        ok(str_has(e.message, S("not a key of this program")) && e.hint.n, "... is said");
    }
    unlink(key);
    s = open_store(path, 0);
    ok(s != NULL, "without its key a store can be read");
    ok(s && !s->key->has_key && access(key, F_OK) != 0, "and reading makes none");
    const struct author other = { S("ann"), S("form"), 1764000000 };
    is_int(store_begin(s, &other, &e), ERR_SYSTEM, "but not written");
    ok(str_has(e.message, S("not opened for writing")), "as it says");
    store_close(s);
    mkdir(key, 0700);
    ok(!open_store(path, STORE_WRITE) && e.code == ERR_SYSTEM, "a folder where the key should be");
    rmdir(key);
}

static void test_seeds(void)
{
    static const uint64_t seeds[] = { 7, 7, 8, 0, 0 };
    str keys[COUNT_OF(seeds)];
    for (size_t i = 0; i < COUNT_OF(seeds); i++) {
        const char *path = arena_printf(&mem, "%s/seed%zu.db", folder, i).p;
        struct store *s = NULL;
        ok(records_open_seeded(&s, &small, str_of(path), STORE_CREATE, seeds[i], &e) == ERR_OK, "opens");
        store_close(s);
        keys[i] = slurp(arena_printf(&mem, "%s.key", path).p);
    }
    ok(str_eq(keys[0], keys[1]), "a seed makes the same key again");
    ok(!str_eq(keys[0], keys[2]), "another seed another");
    ok(!str_eq(keys[3], keys[4]) && !str_eq(keys[3], keys[0]), "and without one none is like another");
}

static const struct { const char *name, *where, *state, *home, *want; } paths[] = {
    { "a file", "/var/lib/x.db", "/s", "/h", "/var/lib/x.db.key" },
    { "a file of its own folder", "x.db", NULL, NULL, "x.db.key" },
    { "in memory", ":memory:", "/s", "/h", NULL },
    { "nowhere", "", "/s", "/h", NULL },
    { "an authority", "postgresql://u@h/b?authority=norfolk", "/s", "/h", "/s/norfolk.key" },
    { "the other scheme", "postgres://u@h/b?authority=norfolk", "/s", "/h", "/s/norfolk.key" },
    { "an authority among others", "postgresql://h/b?host=/x&authority=kent&sslmode=on", "/s", "/h", "/s/kent.key" },
    { "no authority", "postgresql://h/b", "/s", "/h", "/s/public.key" },
    { "a word that ends like it", "postgresql://h/b?myauthority=kent", "/s", "/h", "/s/public.key" },
    { "an authority without a name", "postgresql://h/b?authority=", "/s", "/h", "/s/public.key" },
    { "no folder for it", "postgresql://h/b?authority=kent", NULL, "/h", "/h/.local/state/holdfast/kent.key" },
    { "an empty one", "postgresql://h/b?authority=kent", "", "/h", "/h/.local/state/holdfast/kent.key" },
    { "no home", "postgresql://h/b?authority=kent", NULL, NULL, "/var/lib/holdfast/.local/state/holdfast/kent.key" },
    { "an empty home", "postgresql://h/b?authority=kent", NULL, "",
      "/var/lib/holdfast/.local/state/holdfast/kent.key" },
};

static void set_or_not(const char *name, const char *to)
{
    if (to)
        setenv(name, to, 1);
    else
        unsetenv(name);
}

static void test_paths(void)
{
    const char *home = getenv("HOME"), *state = getenv("HOLDFAST_STATE");
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        set_or_not("HOLDFAST_STATE", paths[i].state);
        set_or_not("HOME", paths[i].home);
        str got = store_file_path(str_of(paths[i].where), ".key", &mem);
        is(got, str_of(paths[i].want), paths[i].name);
    }
    set_or_not("HOME", home);
    set_or_not("HOLDFAST_STATE", state);
}

int main(void)
{
    arena_init(&mem, 0);
    if (!mkdtemp(folder))
        return 1;
    struct store *s = open_store(in_folder("a.db"), STORE_CREATE);
    if (!ok(s != NULL, "a store opens"))
        return 1;
    test_rows(s);
    test_sums(s);
    test_rows_of_sums(s);
    test_checkpoints(s);
    store_close(s);
    test_keys();
    test_seeds();
    test_paths();
    if (system(arena_printf(&mem, "rm -rf %s", folder).p) != 0)     /* a name made by mkdtemp */
        printf("# %s is left\n", folder);
    arena_release(&mem);
    return done_testing();
}
