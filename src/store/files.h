/* files.h - the files of a store as files: made privately, copied, synced and named at the end. For backup.c. */
#ifndef FILES_H
#define FILES_H
#include "base/err.h"

err_code files_full(err *e, const char *path);
err_code files_broken(err *e, const char *path, const char *why);
CHECKED err_code files_absent(str path, err *e);                /* ERR_INVALID when there is something of that name */
/* empty, for its owner only; ERR_INVALID when it is there */
CHECKED err_code files_make(const char *path, err *e);
/* The key and the list of checkpoints of one store to where another looks for them. needed: ERR_NOT_FOUND without a
 * key. What lies there already must be the same, or it is refused. */
CHECKED err_code files_copy_seals(str from, str to, bool needed, arena *a, err *e);
/* Syncs FILE.partial and what belongs to it and gives them their names: the key first, the file last. */
CHECKED err_code files_name_store(str partial, str final, arena *a, err *e);
void files_remove_store(str path, arena *a);                    /* with -wal, -shm, -journal, .key, .checkpoints */
#endif
