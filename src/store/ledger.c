/* ledger.c - takes the ledger, appends to it, signs checkpoints: the one way anything is written.
 *
 * Three things are chained. Each subject has its own chain: the hash of an entry covers the hash of that subject's
 * entry before it, so a child's record proves itself without reading anybody else's. All entries together have a
 * running digest, in the order of their numbers, kept in the one row of ledger_head: it shows an entry that is missing,
 * whoever's it was. And now and then the digest is signed (checkpoint), so that even somebody who can write the whole
 * database cannot make another past.
 *
 * A write takes the row of ledger_head first and holds it to its end: one writer at a time, and numbers without gaps,
 * because a rolled back write gives its numbers back. Numbers are taken when changes are put and entries come when
 * subjects are written, in any order, but the digest needs them in order: hashes that are early wait in `ahead`, a list
 * from the first number that is still missing on. It holds at most what one transaction wrote; each hash is absorbed
 * once.
 *
 * The cost of an entry: three hashes of BLAKE2b over its few hundred bytes, about two microseconds, and no statement of
 * its own beside its row; of a transaction: one UPDATE at its beginning and one at its end. */
#include "store/seal_key.h"
#include "base/always.h"
#include <stdlib.h>

enum { CHECKPOINT_ENTRIES = 5000, CHECKPOINT_SECONDS = 600, SALT_BYTES = 12 };

struct ledger {
    int64_t turn;
    int64_t seq;                    /* the last number taken */
    int64_t signed_seq;             /* the last that a checkpoint covers */
    instant signed_at;
    char at[21];                    /* when this transaction's entries are recorded */
    instant now;
    int64_t start;                  /* seq when the transaction began */
    hash digest;                    /* over all entries up to absorbed */
    int64_t absorbed;
    /* entries absorbed+1 … whose turn has not come: subjects are written in any order */
    struct { hash h; bool there; } *ahead;
    size_t nahead, cap_ahead;
    bool checkpoint_soon;
    bool signs;                     /* the commit that is going on adds point */
    struct checkpoint point;
};

/* --- hashes ---------------------------------------------------------------------------------- */

/* Everything that goes into an entry's hash is put in one buffer: numbers as eight bytes, texts with their
 * length before them, so that no two entries give the same bytes. */
struct packer { unsigned char *p; size_t n; };

static inline void pack_number(struct packer *k, uint64_t v)
{
    for (int i = 0; i < 8; i++)
        k->p[k->n++] = (unsigned char)(v >> (8 * i));
}

static inline void pack_text(struct packer *k, str s)
{
    pack_number(k, s.p ? s.n : UINT64_MAX);     /* absent is not empty */
    if (s.p && s.n)
        memcpy(k->p + k->n, s.p, s.n);
    k->n += s.n;
}

hash ledger_entry_hash(const hash *before, const struct ledger_entry *x, const hash *body)
{
    unsigned char small[2048], *room = small;
    const str texts[] = { x->at, x->account, x->via, x->op, x->kind };
    size_t need = 2 * HASH_BYTES + 8 * 5;
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        need += 8 + texts[i].n;
    hash h = { { 0 } };
    if (need > sizeof small && !(room = malloc(need)))
        abort();
    struct packer k = { room, 0 };
    memcpy(k.p, before->b, HASH_BYTES);
    k.n = HASH_BYTES;
    pack_number(&k, (uint64_t)x->seq);
    pack_number(&k, (uint64_t)x->subject_id);
    pack_number(&k, (uint64_t)x->n);
    pack_number(&k, (uint64_t)x->record_id);
    pack_number(&k, (uint64_t)x->version);
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        pack_text(&k, texts[i]);
    memcpy(k.p + k.n, body->b, HASH_BYTES);
    k.n += HASH_BYTES;
    crypto_generichash(h.b, sizeof h.b, room, k.n, NULL, 0);
    if (room != small)
        free(room);
    return h;
}

/* All that erasure takes away: body, reason, date. The salt is the key, so that short values that were
 * erased cannot be found by trying all. */
static hash body_hash(str salt, const struct ledger_entry *x)
{
    hash h;
    crypto_generichash_state state;
    const str texts[] = { x->happened, x->why, x->body };
    unsigned char lengths[8 * COUNT_OF(texts)];
    struct packer k = { lengths, 0 };
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        pack_number(&k, texts[i].p ? texts[i].n : UINT64_MAX);
    crypto_generichash_init(&state, (const unsigned char *)salt.p, salt.n, sizeof h.b);
    crypto_generichash_update(&state, lengths, sizeof lengths);
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        if (texts[i].n)
            crypto_generichash_update(&state, (const unsigned char *)texts[i].p, texts[i].n);
    crypto_generichash_final(&state, h.b, sizeof h.b);
    return h;
}

bool ledger_body_hash_of(const struct ledger_entry *x, hash *out)
{
    if (x->salt.p) {
        if (x->salt.n != SALT_TEXT)
            return false;
        *out = body_hash(x->salt, x);
        return true;
    }
    const str head = S("{\"erased\":\""), tail = S("\"}");
    return x->body.n == head.n + SEAL_TEXT + tail.n && str_starts(x->body, head) && str_ends(x->body, tail)
        && hash_read((str){ x->body.p + head.n, SEAL_TEXT }, out);
}

void hash_text(const hash *h, char to[static SEAL_TEXT + 1]) { base64_text(h->b, sizeof h->b, to); }
bool hash_read(str text, hash *to) { return text.n == SEAL_TEXT && base64_read(text, to->b, sizeof to->b); }

void hash_absorb(hash *digest, const hash *next)
{
    unsigned char both[2 * HASH_BYTES];
    memcpy(both, digest->b, HASH_BYTES);
    memcpy(both + HASH_BYTES, next->b, HASH_BYTES);
    crypto_generichash(digest->b, sizeof digest->b, both, sizeof both, NULL, 0);
}

static void make_salt(const struct seal_key *k, int64_t seq, char to[static SALT_TEXT + 1])
{
    unsigned char number[8], sum[16];
    for (int i = 0; i < 8; i++)
        number[i] = (unsigned char)((uint64_t)seq >> (8 * i));
    crypto_shorthash_siphashx24(sum, number, sizeof number, k->salt_key);
    base64_text(sum, SALT_BYTES, to);
}

struct ledger_entry ledger_entry_read(const db_val *row)
{
    return (struct ledger_entry){
        .seq = row[LEDGER_SEQ].i,
        .subject_id = row[LEDGER_SUBJECT_ID].i,
        .n = row[LEDGER_N].i,
        .at = row[LEDGER_AT].s,
        .account = row[LEDGER_ACCOUNT].s,
        .via = row[LEDGER_VIA].s,
        .op = row[LEDGER_OP].s,
        .kind = row[LEDGER_KIND].s,
        .record_id = row[LEDGER_RECORD_ID].i,
        .version = row[LEDGER_VERSION].i,
        .happened = row[LEDGER_HAPPENED].s,
        .why = row[LEDGER_WHY].s,
        .salt = row[LEDGER_SALT].s,
        .body = row[LEDGER_BODY].s,
        .hash = row[LEDGER_HASH].s,
    };
}

/* --- the head -------------------------------------------------------------------------------- */

struct head_text { char digest[SEAL_TEXT + 1], signed_at[21]; };

static size_t head_columns(const struct ledger *l, struct head_text *t, db_val cols[static LEDGER_HEAD_SEAL])
{
    hash_text(&l->digest, t->digest);
    cols[LEDGER_HEAD_SEQ] = DBI(l->seq);
    cols[LEDGER_HEAD_DIGEST] = DBT(str_of(t->digest));
    cols[LEDGER_HEAD_CHECKPOINT_SEQ] = DBI(l->signed_seq);
    if (l->signed_at == INSTANT_NONE)
        cols[LEDGER_HEAD_CHECKPOINT_AT] = DBN;
    else {
        instant_iso_into(t->signed_at, l->signed_at);
        cols[LEDGER_HEAD_CHECKPOINT_AT] = DBT(str_of(t->signed_at));
    }
    return LEDGER_HEAD_SEAL;
}

/* The very first writer makes the head; the checkpoints of another ledger that lay here are put aside. */
static err_code head_make(struct store *s, err *e)
{
    struct ledger none = { .signed_at = INSTANT_NONE };
    struct head_text t;
    db_val cols[LEDGER_HEAD_SEAL];
    size_t n = head_columns(&none, &t, cols);
    seal x = seal_row(s, "ledger_head", n, cols);
    if (db_run(s->db, ST_ledger_head_make, ARGS(cols[LEDGER_HEAD_DIGEST], seal_val(&x)), e->mem, NULL, e))
        return e->code;
    checkpoints_set_aside(s->key, e->mem);
    return ERR_OK;
}

static err_code head_take(struct store *s, struct ledger *l, err *e)
{
    db_rows rows = { 0 };
    for (int attempt = 0; attempt < 2; attempt++) {
        if (db_run(s->db, ST_ledger_head_take, NO_ARGS, e->mem, &rows, e))
            return e->code;
        if (rows.n)
            break;
        if (head_make(s, e))
            return e->code;
    }
    if (rows.n != 1)
        return err_set(e, ERR_SYSTEM, "The head of the ledger is missing");
    const db_val *row = db_row(&rows, 0);
    seal x = seal_row(s, "ledger_head", LEDGER_HEAD_SEAL, row);
    if (!str_eq(row[LEDGER_HEAD_SEAL].s, (str){ x.text, SEAL_TEXT }) ||
        !hash_read(row[LEDGER_HEAD_DIGEST].s, &l->digest)) {
        err_set(e, ERR_SYSTEM,
                "The key in " STR_FMT " does not belong to this database, or the head of its ledger was changed",
                STR_ARG(seal_key_path(s)));
        return err_hint(e, "holdfast verify says which; put the right key file back from the backup");
    }
    l->seq = l->start = l->absorbed = row[LEDGER_HEAD_SEQ].i;
    l->signed_seq = row[LEDGER_HEAD_CHECKPOINT_SEQ].i;
    const db_val *at = &row[LEDGER_HEAD_CHECKPOINT_AT];
    l->signed_at = at->type == DB_NULL ? INSTANT_NONE : instant_parse(at->s);
    return ERR_OK;
}

bool ledger_writable(const struct store *s) { return s->key && s->key->has_key; }

err_code ledger_begin(struct store *s, const struct author *who, err *e)
{
    if (!s->ledger)
        s->ledger = arena_new(&s->mem, struct ledger);
    struct ledger *l = s->ledger;
    l->turn++;
    l->nahead = 0;
    l->now = who->at;
    instant_iso_into(l->at, who->at);
    return head_take(s, l, e);
}

static bool checkpoint_due(const struct ledger *l)
{
    return l->seq > l->signed_seq
        && (l->checkpoint_soon || l->seq - l->signed_seq >= CHECKPOINT_ENTRIES || l->signed_at == INSTANT_NONE
            || l->now - l->signed_at >= CHECKPOINT_SECONDS);
}

static err_code checkpoint_add(struct store *s, struct ledger *l, struct checkpoint *c, err *e)
{
    c->seq = l->seq;
    memcpy(c->at, l->at, sizeof c->at);
    hash_text(&l->digest, c->digest);
    if (seal_sums_turns(s, e->mem, &c->sums, e))
        return e->code;
    checkpoint_sign(s->key, c);
    l->signed_seq = l->seq;
    l->signed_at = l->now;
    return db_run(s->db, ST_checkpoint_add,
                  ARGS(DBI(c->seq), DBT(str_of(c->at)), DBT(str_of(c->digest)), DBT(str_of(c->signature)),
                       DBT(c->sums)),
                  e->mem, NULL, e);
}

err_code ledger_end(struct store *s, err *e)
{
    struct ledger *l = s->ledger;
    if (l->absorbed != l->seq)
        return err_set(e, ERR_SYSTEM, "A record was put but not written: entry %lld is missing",
                       (long long)l->absorbed + 1);
    l->signs = checkpoint_due(l);
    if (l->signs && checkpoint_add(s, l, &l->point, e))
        return e->code;
    if (l->seq == l->start && !l->signs)
        return ERR_OK;
    struct head_text t;
    db_val all[LEDGER_HEAD_SEAL + 1];
    size_t n = head_columns(l, &t, all);
    seal x = seal_row(s, "ledger_head", n, all);
    all[LEDGER_HEAD_SEAL] = seal_val(&x);
    return db_run(s->db, ST_ledger_head_set, COUNT_OF(all), all, e->mem, NULL, e);
}

void ledger_ended(struct store *s)
{
    struct ledger *l = s->ledger;
    if (!l->signs)
        return;
    l->signs = l->checkpoint_soon = false;
    checkpoint_note(s->key, &l->point);
}

void ledger_checkpoint_soon(struct store *s)
{
    if (!s->ledger)
        s->ledger = arena_new(&s->mem, struct ledger);
    s->ledger->checkpoint_soon = true;
}

bool ledger_unsigned(const struct store *s, instant *last)
{
    const struct ledger *l = s->ledger;
    if (l)
        *last = l->now;
    return l && l->turn && l->seq > l->signed_seq;
}

void ledger_free(struct store *s)
{
    if (s->ledger)
        free(s->ledger->ahead);
    s->ledger = NULL;
}

/* --- appending ------------------------------------------------------------------------------- */

int64_t ledger_turn(const struct store *s) { return s->ledger && s->author ? s->ledger->turn : 0; }
bool ledger_never_written(const struct store *s) { return s->author && s->ledger->start == 0 && s->ledger->seq == 0; }
int64_t ledger_take(struct store *s)       { return ++s->ledger->seq; }

/* The running digest takes entries in the order of their numbers, whatever the order in which they are appended. */
static void digest_entry(struct ledger *l, int64_t seq, const hash *h)
{
    if (l->nahead == 0 && seq == l->absorbed + 1) {
        hash_absorb(&l->digest, h);
        l->absorbed = seq;
        return;
    }
    if (NEVER(seq <= l->absorbed || seq > l->seq))      /* a number is taken once, and its entry comes once */
        return;
    size_t at = (size_t)(seq - l->absorbed - 1);
    if (at >= l->cap_ahead) {
        size_t cap = l->cap_ahead ? l->cap_ahead : 64;
        while (cap <= at)
            cap *= 2;
        void *grown = realloc(l->ahead, cap * sizeof *l->ahead);
        if (!grown)
            abort();
        l->ahead = grown;
        l->cap_ahead = cap;
    }
    while (l->nahead <= at)
        l->ahead[l->nahead++].there = false;
    l->ahead[at].h = *h;
    l->ahead[at].there = true;
    size_t ready = 0;
    while (ready < l->nahead && l->ahead[ready].there)
        hash_absorb(&l->digest, &l->ahead[ready++].h);
    if (ready) {
        l->absorbed += (int64_t)ready;
        l->nahead -= ready;
        memmove(l->ahead, l->ahead + ready, l->nahead * sizeof *l->ahead);
    }
}

/* What the columns of one entry point at. */
struct sealed_text { char salt[SALT_TEXT + 1], hash[SEAL_TEXT + 1]; };

static void seal_entry(struct store *s, struct ledger_entry *x, hash *chain, struct sealed_text *t)
{
    struct ledger *l = s->ledger;
    (void)ALWAYS(s->author != NULL && x->seq > l->start);
    make_salt(s->key, x->seq, t->salt);
    x->salt = (str){ t->salt, SALT_TEXT };
    if (!x->at.p)
        x->at = (str){ l->at, 20 };
    if (!x->account.p)
        x->account = s->author->account;
    x->via = s->author->via;
    hash body = body_hash(x->salt, x);
    *chain = ledger_entry_hash(chain, x, &body);
    hash_text(chain, t->hash);
    x->hash = (str){ t->hash, SEAL_TEXT };
    digest_entry(l, x->seq, chain);
}

err_code ledger_append(struct store *s, size_t n, struct ledger_entry *entries, hash *chain, arena *a, err *e)
{
    struct sealed_text *texts = arena_array(a, struct sealed_text, n);
    db_val *cells = arena_array(a, db_val, n * LEDGER_COLUMNS), *c = cells;
    for (size_t i = 0; i < n; i++, c += LEDGER_COLUMNS) {
        struct ledger_entry *x = &entries[i];
        seal_entry(s, x, chain, &texts[i]);
        const db_val row[LEDGER_COLUMNS] = {
            DBI(x->seq),      DBI(x->subject_id), DBI(x->n),    DBT(x->at),        DBT(x->account),
            DBT(x->via),      DBT(x->op),         DBT(x->kind), DBI(x->record_id), DBI(x->version),
            DBT(x->happened), DBT(x->why),        DBT(x->salt), DBT(x->body),      DBT(x->hash),
        };
        memcpy(c, row, sizeof row);
    }
    return db_send_rows(s->db, ST_ledger_add, n, LEDGER_COLUMNS, cells, e);
}
