/* seal_key.h - what seal.c, ledger.c and verify.c share about the key; nobody else includes it. */
#ifndef SEAL_KEY_H
#define SEAL_KEY_H
#include "store/ledger.h"
#include <sodium.h>

struct seal_key {
    str path, checkpoints;          /* NUL-terminated; STR_NONE in memory */
    bool has_key;
    unsigned char public_key[crypto_sign_PUBLICKEYBYTES], secret_key[crypto_sign_SECRETKEYBYTES];
    unsigned char row_key[32], salt_key[32];
};

enum { CHECKPOINT_LINE = 1024 };     /* in the checkpoints file, with its end */

struct checkpoint {
    int64_t seq;
    char at[21], digest[SEAL_TEXT + 1], signature[88];
    str sums;                       /* seal_sums_turns; "" before there were sums */
};

void base64_text(const unsigned char *bytes, size_t n, char *to);      /* URL-safe, without padding, NUL-terminated */
bool base64_read(str text, unsigned char *to, size_t n);                /* exactly n bytes */

void checkpoint_sign(const struct seal_key *k, struct checkpoint *c);
bool checkpoint_signed(const struct seal_key *k, int64_t seq, str at, str digest, str sums, str signature);
void checkpoint_note(const struct seal_key *k, const struct checkpoint *c);    /* appends to the checkpoints file */
/* A new ledger begins where an old one's file still lies: kept beside it as .before. */
void checkpoints_set_aside(const struct seal_key *k, arena *a);
#endif
