/* fault_vfs.c - SQLite's usual file layer with three of its functions in our hands.
 *
 * Files are opened by the real layer; only the table of functions that each file
 * points to is replaced by a copy that asks base/fault.h first. */
#include "store/fault_vfs.h"
#ifdef HOLDFAST_FAULTS
#include "base/fault.h"
#include <sqlite3.h>
#include <stdatomic.h>
#include <string.h>

static sqlite3_vfs *real, ours;
static const sqlite3_io_methods *real_methods;
static sqlite3_io_methods our_methods;
static atomic_flag filling = ATOMIC_FLAG_INIT;

static int vfs_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
    if (fault_now(FAULT_DISK_FULL))
        return SQLITE_FULL;
    if (fault_now(FAULT_FILE))
        return SQLITE_IOERR_WRITE;
    return real_methods->xWrite(f, p, n, at);
}

static int vfs_sync(sqlite3_file *f, int flags)
{
    return fault_now(FAULT_FILE) ? SQLITE_IOERR_FSYNC : real_methods->xSync(f, flags);
}

static int vfs_truncate(sqlite3_file *f, sqlite3_int64 size)
{
    return fault_now(FAULT_FILE) ? SQLITE_IOERR_TRUNCATE : real_methods->xTruncate(f, size);
}

static int vfs_open(sqlite3_vfs *v, sqlite3_filename name, sqlite3_file *f, int flags, int *out_flags)
{
    (void)v;
    int rc = real->xOpen(real, name, f, flags, out_flags);
    if (rc != SQLITE_OK || !f->pMethods)
        return rc;
    while (atomic_flag_test_and_set(&filling))
        ;
    if (!real_methods) {
        our_methods = *f->pMethods;
        our_methods.xWrite = vfs_write;
        our_methods.xSync = vfs_sync;
        our_methods.xTruncate = vfs_truncate;
        real_methods = f->pMethods;
    }
    atomic_flag_clear(&filling);
    if (f->pMethods == real_methods)
        f->pMethods = &our_methods;
    return rc;
}

void fault_vfs_register(void)
{
    real = sqlite3_vfs_find(NULL);
    ours = *real;
    ours.pNext = NULL;
    ours.zName = "holdfast_faults";
    ours.xOpen = vfs_open;
    sqlite3_vfs_register(&ours, 1);
}
#else
void fault_vfs_register(void) { }
#endif
