/* schema.h - the statements that the catalogue asks for: one set a kind, made once when a store is opened.
 *
 * Every kind's table has the columns id, subject_id, version, removed, source_key and then one column
 * a field, in the order of the catalogue; every statement here gives and takes them in that order.
 *
 * Tables that are not kinds are declared in sql/: statements named table_x and index_x are run, in the
 * order of the files, when a store is made or opened for writing; a statement named sealed_x reads
 * every column of table x, the seal last (see seal.h). */
#ifndef SCHEMA_H
#define SCHEMA_H
#include "store/store.h"

enum { ROW_ID, ROW_SUBJECT, ROW_VERSION, ROW_REMOVED, ROW_KEY, ROW_FIELDS };    /* columns of a kind's table */

/* Numbers for db_run; one a kind, at store.st[kind->index]. */
struct kind_statements {
    int insert;             /* $1 … : every column */
    int update;             /* $1 … : every column; the row is found by id */
    int of_subject;         /* $1 subject_id: every column, by id */
    int of_subjects;        /* $1 < subject_id <= $2: every column, by subject_id, id */
    int by_id;              /* $1 id: every column */
    int by_key;             /* $1 source_key: subject_id, id */
    const int *taken;       /* one a field: for a unique field, $1 value: id, subject_id of records not removed; else -1 */
};
#endif
