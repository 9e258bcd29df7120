/* seal.c - keys, seals and the checkpoints file: what only the holder of the key can make.
 *
 * The key never lies in the database, so whoever can change the tables still cannot make them
 * prove themselves again. */
#include "store/seal_key.h"
#include "base/fault.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char digits64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

void base64_text(const unsigned char *bytes, size_t n, char *to)
{
    size_t i = 0;
    for (; i + 3 <= n; i += 3) {
        uint32_t v = (uint32_t)bytes[i] << 16 | (uint32_t)bytes[i + 1] << 8 | bytes[i + 2];
        *to++ = digits64[v >> 18];
        *to++ = digits64[v >> 12 & 63];
        *to++ = digits64[v >> 6 & 63];
        *to++ = digits64[v & 63];
    }
    if (n - i == 2) {
        uint32_t v = (uint32_t)bytes[i] << 16 | (uint32_t)bytes[i + 1] << 8;
        *to++ = digits64[v >> 18];
        *to++ = digits64[v >> 12 & 63];
        *to++ = digits64[v >> 6 & 63];
    } else if (n - i == 1) {
        uint32_t v = (uint32_t)bytes[i] << 16;
        *to++ = digits64[v >> 18];
        *to++ = digits64[v >> 12 & 63];
    }
    *to = '\0';
}

bool base64_read(str text, unsigned char *to, size_t n)
{
    size_t got = 0;
    const char *end = NULL;
    /* strict: the only text that passes is the one that base64_text makes */
    return sodium_base642bin(to, n, text.p ? text.p : "", text.n, NULL, &got, &end,
                             sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0 &&
           got == n && end == text.p + text.n;
}

/* --- where the files lie --------------------------------------------------------------------- */

static bool is_postgres(str where)
{
    return str_starts(where, S("postgresql://")) || str_starts(where, S("postgres://"));
}

static str authority_of(str where)
{
    for (size_t i = 0; i + 10 < where.n; i++)
        if ((where.p[i] == '?' || where.p[i] == '&') && str_starts(str_skip(where, i + 1), S("authority="))) {
            str rest = str_skip(where, i + 11), name = STR_NONE;
            return str_cut(&rest, '&', &name) ? name : S("public");
        }
    return S("public");
}

str store_file_path(str where, const char *suffix, arena *a)
{
    if (!is_postgres(where))
        return where.n == 0 || str_eq(where, S(":memory:")) ? STR_NONE
                                                            : arena_printf(a, STR_FMT "%s", STR_ARG(where), suffix);
    const char *dir = getenv("HOLDFAST_STATE"), *home = getenv("HOME");
    str name = authority_of(where);
    if (dir && *dir)
        return arena_printf(a, "%s/" STR_FMT "%s", dir, STR_ARG(name), suffix);
    return arena_printf(a, "%s/.local/state/holdfast/" STR_FMT "%s", home && *home ? home : "/var/lib/holdfast",
                        STR_ARG(name), suffix);
}

str seal_key_path(const struct store *s)         { return s->key ? s->key->path : STR_NONE; }
str seal_checkpoints_path(const struct store *s) { return s->key ? s->key->checkpoints : STR_NONE; }

static void make_folders_above(const char *path)
{
    char part[4096];
    size_t n = strlen(path);
    if (n >= sizeof part)
        return;
    for (size_t i = 1; i < n; i++)
        if (path[i] == '/') {
            memcpy(part, path, i);
            part[i] = '\0';
            if (mkdir(part, 0700) && errno != EEXIST)
                return;             /* the open that follows says what is wrong */
        }
}

/* --- the key --------------------------------------------------------------------------------- */

static const char key_head[] = "holdfast-key-1 ";
enum { KEY_FILE = sizeof key_head - 1 + SEAL_TEXT + 1 };

static void derive(unsigned char out_key[32], const unsigned char root[32], const char *what)
{
    crypto_generichash(out_key, 32, (const unsigned char *)what, strlen(what), root, 32);
}

static void set_root(struct seal_key *k, const unsigned char root[32], bool seeded)
{
    unsigned char seed[32];
    derive(seed, root, "checkpoints");
    crypto_sign_seed_keypair(k->public_key, k->secret_key, seed);
    derive(k->row_key, root, "rows");
    /* Salts come from bytes that are forgotten when the program ends, so that nobody, not even the
     * holder of the key, can make the salt of an erased entry again. */
    if (seeded)
        derive(k->salt_key, root, "salts of a demonstration");
    else
        randombytes_buf(k->salt_key, sizeof k->salt_key);
    sodium_memzero(seed, sizeof seed);
    k->has_key = true;
}

static void new_root(unsigned char root[32], uint64_t number)
{
    if (!number) {
        randombytes_buf(root, 32);
        return;
    }
    unsigned char seed[8];
    for (int i = 0; i < 8; i++)
        seed[i] = (unsigned char)(number >> (8 * i));
    crypto_generichash(root, 32, seed, sizeof seed, NULL, 0);
}

static bool write_all(int fd, const char *p, size_t n)
{
    while (n) {
        ssize_t w = fault_now(FAULT_FILE) ? -1 : write(fd, p, n);
        if (w < 0 && errno == EINTR)
            continue;
        if (w <= 0)
            return false;
        p += w;
        n -= (size_t)w;
    }
    return true;
}

static err_code key_write(struct seal_key *k, const unsigned char root[32], err *e)
{
    char text[KEY_FILE + 1];
    memcpy(text, key_head, sizeof key_head - 1);
    base64_text(root, 32, text + sizeof key_head - 1);
    text[KEY_FILE - 1] = '\n';
    make_folders_above(k->path.p);
    int fd = open(k->path.p, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool good = fd >= 0 && write_all(fd, text, KEY_FILE) && fsync(fd) == 0;
    int why = errno;
    if (fd >= 0)
        close(fd);
    sodium_memzero(text, sizeof text);
    if (good)
        return ERR_OK;
    err_set(e, ERR_SYSTEM, "The key file " STR_FMT " could not be written: %s", STR_ARG(k->path), strerror(why));
    return err_hint(e, "make its folder writable, or set HOLDFAST_STATE to a folder that is");
}

/* *found false: there is no such file. */
static err_code key_read(struct seal_key *k, bool seeded, bool *found, err *e)
{
    char text[KEY_FILE + 1];
    unsigned char root[32];
    int fd = open(k->path.p, O_RDONLY | O_CLOEXEC);
    *found = fd >= 0;
    if (fd < 0 && errno == ENOENT)
        return ERR_OK;
    ssize_t n = fd >= 0 ? read(fd, text, sizeof text) : -1;
    int why = errno;
    if (fd >= 0)
        close(fd);
    if (n < 0)
        return err_set(e, ERR_SYSTEM, "The key file " STR_FMT " could not be read: %s", STR_ARG(k->path),
                       strerror(why));
    if (n != KEY_FILE || memcmp(text, key_head, sizeof key_head - 1) != 0 || text[KEY_FILE - 1] != '\n'
        || !base64_read((str){ text + sizeof key_head - 1, SEAL_TEXT }, root, 32)) {
        err_set(e, ERR_INVALID, "The file " STR_FMT " is not a key of this program", STR_ARG(k->path));
        return err_hint(e, "put back the key file that belongs to this database, from the backup");
    }
    set_root(k, root, seeded);
    sodium_memzero(root, sizeof root);
    sodium_memzero(text, sizeof text);
    return ERR_OK;
}

static bool ledger_is_empty(struct store *s, err *e)
{
    db_rows rows = { 0 };
    return db_run(s->db, ST_ledger_head_read, NO_ARGS, e->mem, &rows, e) == ERR_OK &&
           (rows.n == 0 || db_int(&rows, 0, LEDGER_HEAD_SEQ) == 0);
}

err_code seal_open(struct store *s, unsigned flags, err *e)
{
    if (sodium_init() < 0)
        return err_set(e, ERR_SYSTEM, "The encryption library could not start");
    struct seal_key *k = s->key = arena_new(&s->mem, struct seal_key);
    k->path = store_file_path(s->where, ".key", &s->mem);
    k->checkpoints = store_file_path(s->where, ".checkpoints", &s->mem);
    bool found = false;
    if (k->path.p && key_read(k, s->asks.seed != 0, &found, e))
        return e->code;
    if (found || !(flags & STORE_WRITE))
        return ERR_OK;
    if (!ledger_is_empty(s, e)) {
        err_set(e, ERR_NOT_FOUND, "The key file of this database is missing: " STR_FMT, STR_ARG(k->path));
        return err_hint(e, "put it back from the backup; without it nothing can be written or proved");
    }
    unsigned char root[32];
    new_root(root, s->asks.seed);
    err_code rc = k->path.p ? key_write(k, root, e) : ERR_OK;
    if (rc == ERR_OK)
        set_root(k, root, s->asks.seed != 0);
    sodium_memzero(root, sizeof root);
    return rc;
}

void seal_close(struct store *s)
{
    if (s->key)
        sodium_memzero(s->key, sizeof *s->key);
    s->key = NULL;
}

/* --- seals of rows --------------------------------------------------------------------------- */

static void absorb_number(crypto_generichash_state *h, uint64_t n)
{
    unsigned char b[8];
    for (int i = 0; i < 8; i++)
        b[i] = (unsigned char)(n >> (8 * i));
    crypto_generichash_update(h, b, sizeof b);
}

seal seal_row(const struct store *s, const char *table, size_t n, const db_val *cols)
{
    seal x = { "" };
    crypto_generichash_state h;
    unsigned char sum[HASH_BYTES];
    if (!s->key || !s->key->has_key) {      /* a text that no row verifies with */
        memset(x.text, '-', SEAL_TEXT);
        return x;
    }
    crypto_generichash_init(&h, s->key->row_key, sizeof s->key->row_key, sizeof sum);
    absorb_number(&h, strlen(table));
    crypto_generichash_update(&h, (const unsigned char *)table, strlen(table));
    absorb_number(&h, n);
    for (size_t i = 0; i < n; i++) {
        db_type type = cols[i].type == DB_BLOB ? DB_TEXT : cols[i].type;
        absorb_number(&h, type);
        if (type == DB_INT)
            absorb_number(&h, (uint64_t)cols[i].i);
        else if (type == DB_TEXT) {
            absorb_number(&h, cols[i].s.n);
            crypto_generichash_update(&h, (const unsigned char *)cols[i].s.p, cols[i].s.n);
        }
    }
    crypto_generichash_final(&h, sum, sizeof sum);
    base64_text(sum, sizeof sum, x.text);
    return x;
}

err_code seal_run(struct store *s, const char *table, int stmt, size_t nargs, const db_val *args, err *e)
{
    enum { MOST = 32 };
    db_val all[MOST + 1];
    if (nargs > MOST)
        return err_set(e, ERR_SYSTEM, "Table %s has more columns than a seal covers", table);
    for (size_t i = 0; i < nargs; i++)
        all[i] = args[i];
    seal x = seal_row(s, table, nargs, args);
    all[nargs] = seal_val(&x);
    return db_run(s->db, stmt, nargs + 1, all, e->mem, NULL, e);
}

/* --- checkpoints ----------------------------------------------------------------------------- */

static size_t checkpoint_message(unsigned char to[160], int64_t seq, str at, str digest, str sums)
{
    const str what = S("holdfast checkpoint");
    size_t n = what.n;
    memcpy(to, what.p, what.n);
    for (int i = 0; i < 8; i++)
        to[n++] = (unsigned char)((uint64_t)seq >> (8 * i));
    memset(to + n, 0, 20 + SEAL_TEXT);
    memcpy(to + n, at.p, at.n < 20 ? at.n : 20);
    n += 20;
    memcpy(to + n, digest.p, digest.n < SEAL_TEXT ? digest.n : SEAL_TEXT);
    n += SEAL_TEXT;
    if (sums.n) {
        crypto_generichash(to + n, HASH_BYTES, (const unsigned char *)sums.p, sums.n, NULL, 0);
        n += HASH_BYTES;
    }
    return n;
}

void checkpoint_sign(const struct seal_key *k, struct checkpoint *c)
{
    unsigned char message[160], signature[crypto_sign_BYTES];
    size_t n = checkpoint_message(message, c->seq, str_of(c->at), str_of(c->digest), c->sums);
    crypto_sign_detached(signature, NULL, message, n, k->secret_key);
    base64_text(signature, sizeof signature, c->signature);
}

bool checkpoint_signed(const struct seal_key *k, int64_t seq, str at, str digest, str sums, str signature)
{
    unsigned char message[160], raw[crypto_sign_BYTES];
    if (at.n != 20 || digest.n != SEAL_TEXT || !base64_read(signature, raw, sizeof raw))
        return false;
    size_t n = checkpoint_message(message, seq, at, digest, sums);
    return crypto_sign_verify_detached(raw, message, n, k->public_key) == 0;
}

/* A crash in the middle of a line leaves half of one: it never said anything. */
static bool drop_half_line(int fd)
{
    off_t size = lseek(fd, 0, SEEK_END), end = size;
    for (char c; end > 0; end--)
        if (pread(fd, &c, 1, end - 1) != 1 || c == '\n')
            break;
    return size >= 0 && (end == size || ftruncate(fd, end) == 0);
}

/* The commit stands already, so a file that cannot be written is reported but undoes nothing. */
void checkpoint_note(const struct seal_key *k, const struct checkpoint *c)
{
    char line[CHECKPOINT_LINE];
    if (!k->checkpoints.p)
        return;
    int n = snprintf(line, sizeof line, "%lld %s %s %s%s" STR_FMT "\n", (long long)c->seq, c->at, c->digest,
                     c->signature, c->sums.n ? " " : "", STR_ARG(c->sums));
    int fd = open(k->checkpoints.p, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    bool good = fd >= 0 && n > 0 && n < (int)sizeof line && drop_half_line(fd) && write_all(fd, line, (size_t)n) &&
                fdatasync(fd) == 0;
    if (!good)
        fprintf(stderr, "holdfast: the checkpoint of entry %lld could not be added to " STR_FMT ": %s\n",
                (long long)c->seq, STR_ARG(k->checkpoints), strerror(errno));
    if (fd >= 0)
        close(fd);
}

void checkpoints_set_aside(const struct seal_key *k, arena *a)
{
    if (k->checkpoints.p)
        (void)rename(k->checkpoints.p, arena_printf(a, STR_FMT ".before", STR_ARG(k->checkpoints)).p);
}
