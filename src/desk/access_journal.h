/* access_journal.h - every look at a person's record, on file before the answer is given.
 *
 * A line is appended to FILE.access beside the database (for PostgreSQL where the key is, see store/seal.h) with one
 * write, so it survives the program's end by any signal. A thread of its own moves the lines into the table access_log
 * a few times a minute, in batches; lines that an earlier process left are moved first. A line has its place
 * in the file and the file a random name, so moving it twice adds nothing. */
#ifndef ACCESS_JOURNAL_H
#define ACCESS_JOURNAL_H
#include "desk/access.h"

struct access_journal;

/* One process at a time: ERR_BUSY when another holds the file. Moves what is in it. seconds:
 * between two moves, 0: only by hand. */
CHECKED err_code access_journal_open(struct access_journal **j, const struct catalogue *cat, str where, int seconds,
                                     err *e);
void             access_journal_close(struct access_journal *j);       /* moves what is left */
CHECKED err_code access_journal_add(struct access_journal *j, instant at, str account, int64_t subject_id,
                                    const char *purpose, const char *outcome, const struct kind *k, str what, err *e);
/* One line for a request that showed many. ids ascending, none twice. */
CHECKED err_code access_journal_add_list(struct access_journal *j, instant at, str account, const char *scope,
                                         const struct access_shown *shown, err *e);
/* Moves everything that is on file now; for the page that shows who looked, and for tests. */
CHECKED err_code access_journal_drain(struct access_journal *j, err *e);
#endif
