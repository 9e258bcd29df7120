/* tables.h - a store with the tables of a catalogue's kinds, and the statements on each.
 *
 * Every kind's table has the columns id, subject_id, version, removed, source_key and then one column a field, in the
 * order of the catalogue; every statement here gives and takes them in that order. The value of field f of a row is
 * row[ROW_FIELDS + f->index].
 *
 *   records_open(&s, cat, where, STORE_WRITE, e)
 *   db_run(s->db, kind_table(s, kind)->by_id, ARGS(DBI(id)), a, &rows, e)
 *   store_close(s) */
#ifndef TABLES_H
#define TABLES_H
#include "catalogue/catalogue.h"
#include "store/store.h"

enum { ROW_ID, ROW_SUBJECT, ROW_VERSION, ROW_REMOVED, ROW_KEY, ROW_FIELDS };    /* columns of a kind's table */
enum { BY_KEY_SUBJECT, BY_KEY_ID };             /* columns of by_key */
enum { TAKEN_ID, TAKEN_SUBJECT };               /* columns of taken */

/* Numbers for db_run. */
struct kind_statements {
    int insert;             /* $1 … : every column */
    int update;             /* $1 … : every column; the row is found by id */
    int of_subject;         /* $1 subject_id: every column, by id */
    int of_subjects;        /* $1 < subject_id <= $2: every column, by subject_id, id */
    int by_id;              /* $1 id: every column */
    int by_ids;             /* $1 ids_text (store/ids.h): every column, by id */
    int by_key;             /* $1 source_key: subject_id, id */
    int all;                /* every column of every record, by id: for db_each */
    const int *taken; /* one a field: for a unique field, $1 value: id, subject_id of records not removed; else -1 */
};
const struct kind_statements *kind_table(const struct store *s, const struct kind *k);

/* As store_open, with the tables of the catalogue, which must live as long as the store. ERR_INVALID: a name that
 * cannot be a table or column, or a kind or field that is gone or means something else. */
CHECKED err_code records_open(struct store **out, const struct catalogue *cat, str where, unsigned flags, err *e);
/* The same key and the same salts for the same seed: for demonstrations, which must be the
 * same bytes each time. With STORE_CREATE. */
CHECKED err_code records_open_seeded(struct store **out, const struct catalogue *cat, str where, unsigned flags,
                                     uint64_t seed, err *e);
/* What such a store is asked for, for store/backup.h. */
struct store_asks record_asks(const struct catalogue *cat);

/* For a load into an empty store: schema_indexes_away of these kinds' tables (one flag a kind), the ledger's and the
 * clocks'. Values that must be unique are asked for all the while, so their indexes stay.
 * Does nothing when something was written before. */
CHECKED err_code tables_indexes_away(struct store *s, const bool *kinds, err *e);

/* store_selfcheck, and every row of every kind read. */
struct selfcheck;
CHECKED err_code records_selfcheck(struct store *s, struct selfcheck *r, err *e);
#endif
