/* backup.h - a whole authority in one file, while it is being used, and back again.
 *
 * A backup is a SQLite file with every table of one moment, whichever engine it came from; it can be
 * restored into either. Beside it lie FILE.key and FILE.checkpoints (see seal.h): keep the key apart from
 * the backup, and safe: without it what is restored can be read, not written or proved. Both ways every
 * table is counted and digested on both sides before the result gets its name; until then it is
 * called ….partial, and a fault leaves nothing. Nothing is ever overwritten. */
#ifndef BACKUP_H
#define BACKUP_H
#include "store/store.h"

struct backup_report {
    size_t ntables;
    int64_t rows;
    bool search_stale;          /* restored across engines: search_rebuild is needed (record/search.h) */
    void (*progress)(void *ctx, uint64_t done, uint64_t total);     /* may be NULL */
    void *ctx;
};

/* Works on a database whose tables are older than what is asked for, too: back up first, then upgrade. */
CHECKED err_code store_backup(const struct store_asks *asks, str where, str file, struct backup_report *r, err *e);
/* Into a file or an authority where there is none, or whose tables are all empty on
 * PostgreSQL. Migrates to what is asked for. */
CHECKED err_code store_restore(const struct store_asks *asks, str file, str where, struct backup_report *r, err *e);
#endif
