/* held.h - a subject in memory as the files of src/record/ share it; nobody else includes it. */
#ifndef HELD_H
#define HELD_H
#include "base/out.h"
#include "catalogue/expr.h"
#include "record/record.h"
#include "record/tables.h"
#include "store/ledger.h"
#include "store/schema.h"

/* A record with what is needed to write it: what the tables hold now, and whether they must change. */
struct held {
    struct record r;                /* first: a struct record * of a subject is a struct held * */
    enum { AS_STORED, TO_INSERT, TO_UPDATE } row;
    bool was_removed;
    bool blanked, erased;           /* replay only: an entry's body is gone; an erasure was seen */
    const value *was;               /* the values in the tables; NULL for a new record, or when nothing changed */
};

struct pending {                    /* an entry that subject_write will append */
    struct held *held;
    int64_t seq, version;
    str op, happened, why, body;
    str at, account;                /* STR_NONE: the author's */
};

struct subject_state {
    int64_t turn;                   /* the write transaction in which it was read; 0: read only */
    int64_t n;                      /* entries in its chain */
    hash head;
    bool stored;                    /* has a row in table subject */
    bool *has;                      /* one a kind: named in kinds */
    str kinds;                      /* as in table subject: in the order in which the chain first names them */
    int64_t ntried;                 /* new records that are only tried */
    size_t npending, cap_pending;
    struct pending *pending;
    size_t ntouched, cap_touched;
    struct held **touched;          /* each record once, whose row or words change */
};

/* --- subject.c */
struct subject *subject_blank(struct store *s, const struct kind *k, int64_t id, arena *a);
struct held *held_new(const struct subject *sub, const struct kind *k);
void records_move(struct records *list, struct record *r, arena *a);        /* its date changed */
value value_of_cell(const struct field *f, const db_val *cell, arena *a);
db_val cell_of_value(const struct field *f, value v);
/* fills and counts the columns of its table */
size_t row_of_record(const struct record *r, db_val *cells);
void subject_names_kind(struct subject *sub, const struct kind *k);

/* --- body.c: the JSON of an entry. Every value is a text or null, so that nothing is lost on the way back. */
void body_begin(out *o);
void body_text(out *o, str name, str v);                        /* "name":"v" */
void body_pair(out *o, str name, str before, str after);        /* "name":["before","after"] */
void body_end(out *o);
/* Calls fn for each member; before is STR_NONE where the member is one text. false: the text is not such a body. */
typedef void body_fn(void *ctx, str name, bool pair, str before, str after);
bool body_read(str body, arena *a, body_fn *fn, void *ctx);
bool text_is_clean(str s); /* UTF-8, and no byte below a space but line breaks and tabs */

/* --- tools.c: what is worked out once a store */
enum { SEEN_SLOTS = 4096 };
/* fields that give search words, fields of notes */
struct kind_words { size_t nwords, nnotes; const int *words, *notes; };
struct record_tools {
    const struct clock_program *clocks;
    struct kind_words *words;       /* one a kind */
    db_val *cells;                  /* room for one row of the widest table */
    out body;
    struct { int64_t id, turn; int kind; } seen[SEEN_SLOTS];    /* records known to exist, for references */
    int note_add, note_drop, note_find, note_clear, note_words;     /* statements of this engine's full text search */
    arena mem;
};
CHECKED err_code tools_of(struct store *s, struct record_tools **out, err *e);

/* --- clock_rows.c, search_words.c: parts of subject_write. read before anything is sent, then write. */
CHECKED err_code clock_rows_read(struct store *s, const struct subject *sub, db_rows *stored, err *e);
CHECKED err_code clock_rows_write(struct store *s, const struct subject *sub, const db_rows *stored, err *e);
CHECKED err_code search_words_write(struct store *s, const struct held *h, arena *a, err *e);

enum { CLOCK_COLUMNS = CLOCK_ROW_TURN + 1 };
/* The rows that table clock must have for these facts, in order of rule and n. */
CHECKED err_code clock_rows_of(struct store *s, const struct facts *facts, int64_t subject_id, arena *a, db_rows *rows,
                               err *e);

/* One search word of a record. part as in table token. */
struct record_word { char part; str word; };
/* The words of a record with these values, each once. */
size_t words_of_record(const struct record_tools *t, const struct kind *k, const value *values, arena *a,
                       struct record_word **words);
/* folded; "" when there is nothing */
str notes_of_record(const struct record_tools *t, const struct kind *k, const value *values, arena *a);
str note_vector(str folded, arena *a);                          /* PostgreSQL's text of a tsvector */
/* words of one record that are indexed; of a word, PostgreSQL keeps so many places */
enum { NOTE_WORDS = 16000, NOTE_TIMES = 250 };

/* --- history.c, replay.c */
void entry_of_row(const struct store *s, const db_val *row, struct entry *x);

/* Applies one entry to a subject that began blank; records keep their place of insertion until replay_end.
 * STR_NONE, or what cannot be: "the value before is not the one that the entry says". */
str  replay_entry(struct store *s, struct subject *sub, const struct ledger_entry *x, arena *a);
/* Puts the records in their order. STR_NONE, or what is missing: an erased entry without its erasure. */
str  replay_end(struct subject *sub, arena *a);
void put_erasure(struct store *s, struct subject *sub, struct record *r, str why);      /* put.c: blanks the record */
#endif
