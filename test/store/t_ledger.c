/* t_ledger.c - the ledger by itself: what an entry's hash covers, what is taken for a body, transactions that are
 * refused, and when a checkpoint is due. What it proves of records is test/record/t_verify.c's. */
#include "both.h"
#include "record/tables.h"
#include "store/seal_key.h"

static arena mem;
static err e = { .mem = &mem };
static int engine;
#define CODE(call, want, name) both_code((call), (want), &e, both_name(engine, name))

/* One kind of one field is enough to have a store. */
static struct field forename = { .name = { "forename", 8 }, .type = FT_TEXT };
static struct kind person = { .name = { "person", 6 }, .subject = &person, .nfields = 1, .fields = &forename };
static const struct catalogue small = { .nkinds = 1, .kinds = &person };

/* --- hashes ---------------------------------------------------------------------------------------------- */

static struct ledger_entry plain_entry(void)
{
    return (struct ledger_entry){
        .seq = 5,
        .subject_id = 7,
        .n = 2,
        .record_id = 9,
        .version = 1,
        .at = S("2026-11-22T10:00:00Z"),
        .account = S("ann"),
        .via = S("form"),
        .op = S("add"),
        .kind = S("visit"),
        .happened = S("2026-11-20"),
        .why = S("asked"),
        .salt = S("0123456789abcdef"),
        .body = S("{\"a\":1}"),
    };
}

static hash hash_of(const struct ledger_entry *x)
{
    hash before = { { 1 } }, body = { { 0 } };
    if (!ledger_body_hash_of(x, &body))
        memset(body.b, 255, sizeof body.b);
    return ledger_entry_hash(&before, x, &body);
}

enum what { SEQ, SUBJECT, PLACE, RECORD, VERSION, AT, ACCOUNT, VIA, OP, KIND, HAPPENED, WHY, SALT, BODY };

static const struct { const char *name; enum what what; int64_t n; str text; } changes[] = {
    { "its number", SEQ, 6, { 0 } },
    { "its number, far away", SEQ, 5 + (INT64_C(1) << 56), { 0 } },
    { "its subject", SUBJECT, 8, { 0 } },
    { "its place in the chain", PLACE, 3, { 0 } },
    { "its record", RECORD, 10, { 0 } },
    { "its version", VERSION, 2, { 0 } },
    { "when", AT, 0, { "2026-11-22T10:00:01Z", 20 } },
    { "who", ACCOUNT, 0, { "anm", 3 } },
    { "nobody", ACCOUNT, 0, { "", 0 } },
    { "how", VIA, 0, { "forn", 4 } },
    { "what was done", OP, 0, { "adds", 4 } },
    { "to which kind", KIND, 0, { "visits", 6 } },
    { "to no kind", KIND, 0, { NULL, 0 } },
    { "when it happened", HAPPENED, 0, { "2026-11-21", 10 } },
    { "nothing of when it happened", HAPPENED, 0, { NULL, 0 } },
    { "an empty text of when it happened", HAPPENED, 0, { "", 0 } },
    { "why", WHY, 0, { "asket", 5 } },
    { "no reason", WHY, 0, { NULL, 0 } },
    { "an empty reason", WHY, 0, { "", 0 } },
    { "its salt", SALT, 0, { "0123456789abcdeg", 16 } },
    { "its body", BODY, 0, { "{\"a\":2}", 7 } },
};

static struct ledger_entry changed(size_t i)
{
    struct ledger_entry x = plain_entry();
    int64_t *numbers[] = { [SEQ] = &x.seq, [SUBJECT] = &x.subject_id, [PLACE] = &x.n, [RECORD] = &x.record_id,
        [VERSION] = &x.version };
    str *texts[] = { [AT] = &x.at, [ACCOUNT] = &x.account, [VIA] = &x.via, [OP] = &x.op, [KIND] = &x.kind,
                     [HAPPENED] = &x.happened, [WHY] = &x.why, [SALT] = &x.salt, [BODY] = &x.body };
    if (changes[i].what <= VERSION)
        *numbers[changes[i].what] = changes[i].n;
    else
        *texts[changes[i].what] = changes[i].text;
    return x;
}

static void test_entry_hashes(void)
{
    struct ledger_entry x = plain_entry();
    hash plain = hash_of(&x), again = hash_of(&x), all[COUNT_OF(changes)];
    ok(memcmp(&plain, &again, sizeof plain) == 0, "the same entry gives the same hash");
    bool apart = true;
    for (size_t i = 0; i < COUNT_OF(changes); i++) {
        struct ledger_entry y = changed(i);
        all[i] = hash_of(&y);
        ok(memcmp(&plain, &all[i], sizeof plain) != 0, changes[i].name);
        for (size_t k = 0; k < i; k++)
            apart = apart && memcmp(&all[i], &all[k], sizeof plain) != 0;
    }
    ok(apart, "and no two of these are the same");
    struct ledger_entry y = plain_entry();
    x.account = S("ab"), x.via = S("c"), y.account = S("a"), y.via = S("bc");
    plain = hash_of(&x), again = hash_of(&y);
    ok(memcmp(&plain, &again, sizeof plain) != 0, "a letter that moves from one text to the next changes it");
    x = y = plain_entry();
    x.happened = S("a"), x.why = S("bc"), y.happened = S("ab"), y.why = S("c");
    plain = hash_of(&x), again = hash_of(&y);
    ok(memcmp(&plain, &again, sizeof plain) != 0, "in what erasure takes away too");
    hash before = { { 1 } }, other = { { 2 } }, body = { { 3 } };
    plain = ledger_entry_hash(&before, &x, &body), again = ledger_entry_hash(&other, &x, &body);
    ok(memcmp(&plain, &again, sizeof plain) != 0, "and so does the entry before it");
}

/* Texts around the room that an entry usually needs: the last letter counts at every length. */
static void test_long_texts(void)
{
    static char text[4000];
    bool differ = true, same = true;
    memset(text, 'x', sizeof text);
    for (size_t n = 1800; n < 2100; n++) {
        struct ledger_entry x = plain_entry();
        x.account = (str){ text, n };
        hash one = hash_of(&x), two = hash_of(&x);
        text[n - 1] = 'y';
        hash three = hash_of(&x);
        text[n - 1] = 'x';
        same = same && memcmp(&one, &two, sizeof one) == 0;
        differ = differ && memcmp(&one, &three, sizeof one) != 0;
    }
    ok(same && differ, "long texts are covered to their last letter");
}

#define GOOD "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

static const struct { const char *name; str salt, body; bool good; } bodies[] = {
    { "a salt and a body", { "0123456789abcdef", 16 }, { "{}", 2 }, true },
    { "a salt and no body", { "0123456789abcdef", 16 }, { NULL, 0 }, true },
    { "a salt that is too short", { "0123456789abcde", 15 }, { "{}", 2 }, false },
    { "a salt that is too long", { "0123456789abcdefg", 17 }, { "{}", 2 }, false },
    { "an empty salt", { "", 0 }, { "{}", 2 }, false },
    { "erased", { NULL, 0 }, { "{\"erased\":\"" GOOD "\"}", 56 }, true },
    { "erased, one letter more", { NULL, 0 }, { "{\"erased\":\"" GOOD "A\"}", 57 }, false },
    { "erased, one letter less", { NULL, 0 }, { "{\"erased\":\"" GOOD "\"", 55 }, false },
    { "erased, another word", { NULL, 0 }, { "{\"erasex\":\"" GOOD "\"}", 56 }, false },
    { "erased, another end", { NULL, 0 }, { "{\"erased\":\"" GOOD "\"]", 56 }, false },
    { "erased, no hash", { NULL, 0 }, { "{\"erased\":\"AAAAAAAAAAAAAAAAAAAAAA AAAAAAAAAAAAAAAAAAAA\"}", 56 }, false },
    { "neither salt nor erased", { NULL, 0 }, { "{}", 2 }, false },
    { "nothing", { NULL, 0 }, { NULL, 0 }, false },
};

static void test_bodies(void)
{
    for (size_t i = 0; i < COUNT_OF(bodies); i++) {
        struct ledger_entry x = plain_entry();
        hash h;
        x.salt = bodies[i].salt;
        x.body = bodies[i].body;
        ok(ledger_body_hash_of(&x, &h) == bodies[i].good, bodies[i].name);
    }
}

static const struct { const char *name, *text; bool good; } hashes[] = {
    { "all noughts", GOOD, true },
    { "every kind of letter", "abcXYZ019-_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", true },
    { "a letter short", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", false },
    { "a letter more", GOOD "A", false },
    { "padding", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", false },
    { "the other alphabet", "AAAAAAAAAAAAAAAAAAAAA+AAAAAAAAAAAAAAAAAAAAA", false },
    { "a space", "AAAAAAAAAAAAAAAAAAAAA AAAAAAAAAAAAAAAAAAAAA", false },
    { "bits that a hash has no room for", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB", false },
    { "nothing", "", false },
};

static void test_texts_of_hashes(void)
{
    for (size_t i = 0; i < COUNT_OF(hashes); i++) {
        hash h;
        char text[SEAL_TEXT + 1];
        bool good = hash_read(str_of(hashes[i].text), &h);
        ok(good == hashes[i].good, hashes[i].name);
        if (good) {
            hash_text(&h, text);
            is(str_of(text), str_of(hashes[i].text), "... and is written as it was read");
        }
    }
    bool round = true, short_of = true;
    for (size_t n = 0; n <= 70; n++) {
        unsigned char bytes[72], back[72];
        char text[100];
        for (size_t i = 0; i < n; i++)
            bytes[i] = (unsigned char)(i * 37 + n);
        base64_text(bytes, n, text);
        round = round && base64_read(str_of(text), back, n) && memcmp(bytes, back, n) == 0;
        short_of = short_of && !base64_read(str_of(text), back, n + 1)
            && (n == 0 || !base64_read(str_of(text), back, n - 1));
    }
    ok(round, "bytes of every length come back from their text");
    ok(short_of, "and only as many as were asked for");
}

/* --- transactions --------------------------------------------------------------------------------------- */

static struct store *open_store(str where, unsigned flags)
{
    struct store *s = NULL;
    CODE(records_open(&s, &small, where, flags, &e), ERR_OK, "opens");
    return s;
}

/* n entries of one subject, taken and appended: forwards, or the last first as subjects of their own. */
static err_code append(struct store *s, size_t n, bool backwards)
{
    struct ledger_entry *x = arena_array(&mem, struct ledger_entry, n);
    hash chain = { { 0 } };
    for (size_t i = 0; i < n; i++) {
        x[i] = plain_entry();
        x[i].at = x[i].account = STR_NONE;
        x[i].seq = ledger_take(s);
        x[i].subject_id = backwards ? 1000000 + x[i].seq : x[i].seq;
        x[i].n = 1;
    }
    for (size_t i = 0; i < n; i++) {
        hash fresh = chain;
        if (ledger_append(s, 1, &x[backwards ? n - 1 - i : i], &fresh, &mem, &e))
            return e.code;
    }
    return ERR_OK;
}

static int64_t checkpoints(struct store *s)
{
    db_rows r;
    return db_run(s->db, ST_checkpoint_list, NO_ARGS, &mem, &r, &e) ? -1 : (int64_t)r.n;
}

static const struct author early = { { "ann", 3 }, { "form", 4 }, 1764000000 };

static void refused(struct store *s, str where)
{
    struct store *reader = open_store(where, 0);
    CODE(store_begin(reader, &early, &e), ERR_SYSTEM, "a store that was opened to read begins nothing");
    CODE(store_commit(reader, &e), ERR_SYSTEM, "nor commits");
    store_rollback(reader);
    is_int(ledger_turn(reader), 0, both_name(engine, "and never has a turn"));
    store_close(reader);
    CODE(store_commit(s, &e), ERR_SYSTEM, "no commit before a beginning");
    CODE(store_begin(s, &early, &e), ERR_OK, "begins");
    CODE(store_begin(s, &early, &e), ERR_SYSTEM, "not twice");
    int64_t seq = ledger_take(s);
    CODE(store_commit(s, &e), ERR_SYSTEM, "a number that was taken must be used");
    ok(str_has(e.message, arena_printf(&mem, "entry %lld is missing", (long long)seq)),
        both_name(engine, "and it says which"));
    store_rollback(s);
    CODE(store_begin(s, &early, &e), ERR_OK, "begins again");
    is_int(ledger_take(s), seq, both_name(engine, "what was rolled back took no number"));
    store_rollback(s);
    CODE(store_commit(s, &e), ERR_SYSTEM, "no commit after a rollback");
}

/* When who->at is: how many checkpoints there are after a write of n entries. */
static const struct { const char *name; int64_t after; size_t n; bool soon, backwards; int64_t want; } writes[] = {
    { "the first write is signed", 0, 3, false, false, 1 },
    { "the next, a second later, is not", 1, 3, false, false, 1 },
    { "nor one a second before ten minutes are over", 599, 1, false, false, 1 },
    { "one after ten minutes is", 600, 1, false, false, 2 },
    { "nothing written is never signed", 5000, 0, false, false, 2 },
    { "entries whose turn has not come", 601, 200, false, true, 2 },
    { "one that asks for it is signed at once", 602, 1, true, false, 3 },
    { "which lasts for once", 603, 1, false, false, 3 },
    { "4,999 since the last are not", 604, 4998, false, false, 3 },
    { "5,000 are", 605, 1, false, false, 4 },
    { "an hour later, backwards", 4400, 70, false, true, 5 },
};

static void checkpoints_are_due(struct store *s)
{
    for (size_t i = 0; i < COUNT_OF(writes); i++) {
        struct author who = early;
        who.at += writes[i].after;
        if (writes[i].soon)
            ledger_checkpoint_soon(s);
        bool good = store_begin(s, &who, &e) == ERR_OK && append(s, writes[i].n, writes[i].backwards) == ERR_OK
            && store_commit(s, &e) == ERR_OK;
        ok(good, both_name(engine, writes[i].name));
        is_int(checkpoints(s), writes[i].want, both_name(engine, "... so many checkpoints there are"));
    }
}

static str head_digest(struct store *s)
{
    db_rows r;
    return db_run(s->db, ST_ledger_head_read, NO_ARGS, &mem, &r, &e) || !r.n ? S("none")
        : arena_copy(&mem, db_str(&r, 0, 1));
}

/* The digest over all entries is the one that their hashes give in the order of their numbers. */
static err_code absorb(void *ctx, size_t ncols, const db_val *row, err *er)
{
    hash h;
    if (ncols != 2 || !hash_read(row[1].s, &h))
        return err_set(er, ERR_SYSTEM, "no hash in this row");
    hash_absorb(ctx, &h);
    return ERR_OK;
}

static void digest_is_in_order(struct store *s)
{
    hash digest = { { 0 } };
    char text[SEAL_TEXT + 1];
    CODE(db_each(s->db, ST_ledger_hashes, NO_ARGS, absorb, &digest, &e), ERR_OK, "reads the hashes");
    hash_text(&digest, text);
    is(str_of(text), head_digest(s), both_name(engine, "the digest takes them in the order of their numbers"));
}

static void closing_signs(str where)
{
    struct store *s = open_store(where, STORE_WRITE);
    int64_t before = checkpoints(s);
    struct author who = early;
    who.at += 4500;
    CODE(store_begin(s, &who, &e), ERR_OK, "begins");
    ok(ledger_turn(s) == 1 && !ledger_never_written(s),
        both_name(engine, "its first turn, in a ledger that has entries"));
    is_int(append(s, 1, false), ERR_OK, both_name(engine, "appends"));
    CODE(store_commit(s, &e), ERR_OK, "commits");
    is_int(ledger_turn(s), 0, both_name(engine, "after which it has no turn"));
    is_int(checkpoints(s), before, both_name(engine, "not signed yet"));
    store_close(s);
    s = open_store(where, STORE_WRITE);
    is_int(checkpoints(s), before + 1, both_name(engine, "closing signs what was written since"));
    store_close(s);
    s = open_store(where, STORE_WRITE);
    is_int(checkpoints(s), before + 1, both_name(engine, "and nothing when nothing was"));
    store_close(s);
}

int main(void)
{
    arena_init(&mem, 0);
    test_entry_hashes();
    test_long_texts();
    test_bodies();
    test_texts_of_hashes();
    for (engine = 0; engine < 2; engine++) {
        str where = both_where(engine, "ledger", &mem);
        struct store *s = open_store(where, STORE_CREATE);
        CODE(store_begin(s, &early, &e), ERR_OK, "begins");
        ok(ledger_never_written(s), both_name(engine, "a new ledger was never written"));
        ledger_take(s);
        ok(!ledger_never_written(s), both_name(engine, "until a number is taken"));
        store_rollback(s);
        refused(s, where);
        checkpoints_are_due(s);
        digest_is_in_order(s);
        store_close(s);
        closing_signs(where);
    }
    both_clear();
    arena_release(&mem);
    return done_testing();
}
