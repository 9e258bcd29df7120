/* verify_work.h - what the files of verify share; nobody else includes it. */
#ifndef VERIFY_WORK_H
#define VERIFY_WORK_H
#include "record/held.h"
#include "record/verify.h"
#include "store/seal_key.h"

/* For each record the sum of the hashes of its words: what the tables should hold is added, what they do hold is
 * taken away, and what is left is wrong. Sixteen bytes a record, however many words. */
struct sums { struct sum { int64_t id; uint64_t sum; } *at; size_t n, cap; unsigned char key[16]; };
void sums_add(struct sums *t, int64_t id, uint64_t hash);
uint64_t sums_hash(const struct sums *t, str word, int64_t a, int64_t b);

/* How often a sealed table had been changed when a checkpoint was signed. */
struct signed_turn { str table; int64_t turn; };

struct verifying {
    struct store *s;
    struct verify_report *r;
    struct record_tools *tools;
    struct sums words, notes;
    bool unreadable;                /* with a column missing nothing else can be read */
    long file_end;                  /* of the checkpoints file when the snapshot began: what came later is not in it */
    size_t nturns;
    struct signed_turn turns[64];
};

void fault_say(struct verifying *v, const char *table, str row, str column, str what);
void fault_say_id(struct verifying *v, const char *table, const char *what_id, int64_t id, const char *column,
                  const char *what);

CHECKED err_code verify_ledger(struct verifying *v, err *e);            /* numbers, digest, head, checkpoints */
/* chains, replay, tables, clocks; fills the sums */
CHECKED err_code verify_subjects(struct verifying *v, err *e);
CHECKED err_code verify_words(struct verifying *v, err *e);             /* search words */
CHECKED err_code verify_notes(struct verifying *v, err *e);             /* the full text of notes */
/* the parts of the index; outside the snapshot */
CHECKED err_code verify_note_index(struct verifying *v, err *e);
CHECKED err_code verify_seals(struct verifying *v, err *e);             /* sealed tables */
#endif
