/* draft.c - a draft is sealed twice: encrypted for its reader, and as a row like every other. */
#include "desk/draft.h"
#include "desk/account.h"
#include "desk/transaction.h"
#include "store/seal.h"
#include <sodium.h>

enum { NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES };

static void key_of(struct store *s, str account, int64_t id, unsigned char key[32])
{
    seal x = seal_row(s, "draft key", ARGS(DBT(account), DBI(id)));
    crypto_generichash(key, 32, (const unsigned char *)x.text, SEAL_TEXT, NULL, 0);
    sodium_memzero(&x, sizeof x);
}

static str encrypt(struct store *s, str account, int64_t id, str form, arena *a)
{
    unsigned char key[32], *box = arena_alloc_raw(a, NONCE + form.n + TAG);
    unsigned long long n;
    randombytes_buf(box, NONCE);
    key_of(s, account, id, key);
    crypto_aead_xchacha20poly1305_ietf_encrypt(box + NONCE, &n, (const unsigned char *)form.p, form.n, NULL, 0, NULL,
                                               box,
                                               key);
    sodium_memzero(key, sizeof key);
    size_t room = sodium_base64_encoded_len(NONCE + (size_t)n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *text = arena_alloc_raw(a, room);
    sodium_bin2base64(text, room, box, NONCE + (size_t)n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return str_of(text);
}

static bool decrypt(struct store *s, str account, int64_t id, str text, arena *a, str *form)
{
    unsigned char key[32], *box = arena_alloc_raw(a, text.n + 1), *plain;
    size_t got = 0;
    unsigned long long n = 0;
    if (sodium_base642bin(box, text.n, text.p, text.n, NULL, &got, NULL, sodium_base64_VARIANT_URLSAFE_NO_PADDING) ||
        got < NONCE + TAG)
        return false;
    plain = arena_alloc_raw(a, got);
    key_of(s, account, id, key);
    bool fine = crypto_aead_xchacha20poly1305_ietf_decrypt(plain, &n, NULL, box + NONCE, got - NONCE, NULL, 0, box,
                                                           key) == 0;
    sodium_memzero(key, sizeof key);
    *form = (str){ (const char *)plain, (size_t)n };
    return fine;
}

/* The oldest go when there are too many, or too much in all. */
static err_code keep_to_quota(struct store *s, str account, err *e)
{
    db_rows rows = { 0 };
    int64_t total = 0;
    err_code rc = db_run(s->db, ST_draft_sizes, ARGS(DBT(account)), e->mem, &rows, e);
    for (size_t i = 0; !rc && i < rows.n; i++) {
        total += db_int(&rows, i, DRAFT_SIZES_N);
        if (i >= DRAFTS_MOST || (i && total > DRAFTS_BYTES))
            rc = seal_drop(s, "draft", ST_draft_drop, ARGS(DBI(db_int(&rows, i, DRAFT_SIZES_ID))), e);
    }
    return rc;
}

err_code draft_keep(struct store *s, str account, str path, str form, instant now, int64_t *id, err *e)
{
    arena *a = e->mem;
    if (form.n > DRAFT_MAX || path.n > 1000)
        return err_set(e, ERR_INVALID, "the form is too long to keep");
    bool own;
    err_code rc = transaction_join(s, &own, e);
    if (rc)
        return rc;
    *id = random_id();
    str kept = encrypt(s, account, *id, form, a);
    rc = seal_drop(s, "draft", ST_draft_done, ARGS(DBT(account), DBT(path)), e);  /* the newest text of a form counts */
    if (!rc)
        rc = seal_add(s, "draft", ST_draft_add, ARGS(DBI(*id), DBT(account), DBT(path), DBT(instant_iso(a, now)),
                                                     DBT(kept)), e);
    if (!rc)
        rc = keep_to_quota(s, account, e);
    if (!rc)
        rc = seal_drop(s, "draft", ST_draft_sweep, ARGS(DBT(instant_iso(a, now - (instant)DRAFT_DAYS * 86400))), e);
    return transaction_end(s, own, rc, e);
}

err_code draft_read(struct store *s, str account, int64_t id, str path, arena *a, str *form, err *e)
{
    db_rows rows;
    err_code rc = db_run(s->db, ST_draft_get, ARGS(DBI(id), DBT(account)), a, &rows, e);
    if (rc)
        return rc;
    if (rows.n == 0 || !str_eq(db_str(&rows, 0, DRAFT_PATH), path) ||
        !decrypt(s, account, id, db_str(&rows, 0, DRAFT_BODY), a, form))
        return err_set(e, ERR_NOT_FOUND, "that draft has been saved or is no longer kept");
    return ERR_OK;
}

err_code draft_done(struct store *s, str account, str path, err *e)
{
    bool own;
    err_code rc = transaction_join(s, &own, e);
    if (!rc)
        rc = seal_drop(s, "draft", ST_draft_done, ARGS(DBT(account), DBT(path)), e);
    return transaction_end(s, own, rc, e);
}

err_code draft_list(struct store *s, str account, arena *a, size_t *n, struct draft **to, err *e)
{
    db_rows rows;
    err_code rc = db_run(s->db, ST_draft_of_account, ARGS(DBT(account)), a, &rows, e);
    if (rc)
        return rc;
    *to = arena_array(a, struct draft, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++)
        (*to)[i] = (struct draft){
            .id = db_int(&rows, i, DRAFT_OF_ACCOUNT_ID),
            .path = db_str(&rows, i, DRAFT_OF_ACCOUNT_PATH),
            .at = instant_parse(db_str(&rows, i, DRAFT_OF_ACCOUNT_AT)),
        };
    *n = rows.n;
    return ERR_OK;
}
