/* record.h - records of any kind at run time: read, save, merge, history.
 *
 * A subject (a person, a worker, a team, a family, a household, the authority) is
 * held in memory with all its records; changes are put to it one by one and then
 * written in one go: ledger entries, rows, clocks and search words, all in the
 * caller's transaction. A form's save and an import's batch are the same calls.
 *
 *   store_begin(s, &author, e)
 *     subject_load(s, id, a, &sub, e)          or subject_new
 *     subject_put(s, sub, &change, &result, e)  … as many as there are
 *     subject_write(s, sub, e)
 *   store_commit(s, e)                           store_rollback(s) is safe after it
 *
 * After subject_write sub->facts is what the tables hold, with everything that was put: whoever follows a save works
 * from it and from each result's record, and loads nothing again.
 *
 * A subject must be read inside the write that changes it. For a page, put the reads of several tables in one
 * snapshot: db_begin(s->db, false, e) … db_rollback(s->db).
 *
 * A unique value that another record has gives ERR_CONFLICT with the field among result.faults and no conflicts;
 * a value that both changed gives ERR_CONFLICT with conflicts.
 *
 * The id of a record is the number of the ledger entry that created it, so ids are
 * never reused and a creation can always be found. */
#ifndef RECORD_H
#define RECORD_H
#include "record/facts.h"
#include "store/store.h"

struct subject {
    int64_t id;
    const struct kind *kind;
    arena *mem;
    struct facts facts;             /* all its records, with what was put so far */
    struct subject_state *state;    /* pending entries and the chain's head; record.c's own */
};

enum change_op { CHANGE_SAVE, CHANGE_REMOVE };

struct change {
    enum change_op op;
    const struct kind *kind;
    int64_t id;                     /* 0: new, or found by source_key */
    int64_t base_version;           /* the version that the writer saw; 0: whatever is there (imports) */
    str source_key;
    size_t n;                       /* the fields that the writer set; others stay as they are */
    const struct field_change { const struct field *field; str typed; } *fields;
    str why;                        /* reason for a correction or removal */
    bool lenient;                   /* import: see field_read */
    instant at; /* 0: when the author says; else when it was recorded (demonstrations, records that move here) */
    str account;                    /* STR_NONE: the author's; else who recorded it then */
};

/* merged: somebody else had changed other fields since base_version */
enum put_outcome { PUT_STORED, PUT_UNCHANGED, PUT_MERGED };

struct conflict { const struct field *field; value theirs, mine; str by; instant at; };

struct put_result {
    enum put_outcome outcome;
    struct record *record;
    size_t nconflicts;              /* with ERR_CONFLICT: every field that both changed */
    const struct conflict *conflicts;
    size_t nfaults;                 /* with ERR_INVALID: every field that is wrong */
    const struct fault_in_field { const struct field *field; str message; } *faults;
};

/* ERR_NOT_FOUND */
CHECKED err_code subject_load(struct store *s, int64_t id, arena *a, struct subject **out, err *e);
/* A new subject of that kind: put its own record first. */
CHECKED err_code subject_new(struct store *s, const struct kind *k, arena *a, struct subject **out, err *e);
CHECKED err_code subject_put(struct store *s, struct subject *sub, const struct change *c, struct put_result *r,
                             err *e);
CHECKED err_code subject_write(struct store *s, struct subject *sub, err *e);
/* "What if": the change as subject_put reads and merges it, in memory alone, outside a write or inside. What is typed
 * so far may be unfinished, so nothing is refused: a field that cannot be read stays as it was and is among r->faults;
 * a text that others changed meanwhile is the writer's. PUT_UNCHANGED: there is nothing to try. A new record's number
 * is RECORD_TRIED or one after it.
 * From then on the subject can only be looked at: subject_put refuses it. */
CHECKED err_code subject_try(struct store *s, struct subject *sub, const struct change *c, day today,
                             struct put_result *r, err *e);
#define RECORD_TRIED ((int64_t)1 << 60)
struct record   *subject_record(const struct subject *sub, int64_t id);                    /* NULL when it has none */
/* the subject's own record */
struct record   *subject_own(const struct subject *sub);
struct record   *subject_by_key(const struct subject *sub, const struct kind *k, str source_key);
static inline const struct records *subject_kind(const struct subject *sub, const struct kind *k)
{
    return &sub->facts.by_kind[k->index];
}

/* A row of a kind's table (columns as record/tables.h has them) as a record; for those who
 * read many subjects at a time. */
void record_of_row(struct record *r, const struct kind *k, const db_val *row, arena *a);
/* into its place; it is not in the list yet */
void records_place(struct records *list, struct record *r, arena *a);

/* The subject as it was known at the end of that instant: replayed from the ledger. */
CHECKED err_code subject_as_known(struct store *s, int64_t id, instant at, arena *a, struct subject **out, err *e);

/* Which subject and record an import's key means. ERR_NOT_FOUND. */
CHECKED err_code record_find_key(struct store *s, const struct kind *k, str source_key, int64_t *subject_id,
                                 int64_t *id, err *e);

/* Whose record that is, by its number. ERR_NOT_FOUND. */
CHECKED err_code record_subject(struct store *s, int64_t id, int64_t *subject_id, err *e);

struct entry {                      /* one line of the ledger */
    int64_t seq, subject_id, n, record_id, version;
    const struct kind *kind;
    instant at;
    str account, via, op, why, happened, body;
    size_t nfields;
    const struct entry_field { const struct field *field; value before, after; } *fields;
};
/* Entries of one record (or of the whole subject when record_id is 0), newest first. */
CHECKED err_code record_history(struct store *s, int64_t subject_id, int64_t record_id, arena *a, size_t *n,
                                struct entry **out, err *e);

/* Erasure that the law requires: values are taken from the tables and from every entry's body;
 * each body leaves its hash, so the chain still proves itself. Adds an entry that says so. */
CHECKED err_code record_erase(struct store *s, int64_t subject_id, int64_t record_id, str why, err *e);
#endif
