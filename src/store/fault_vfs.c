/* fault_vfs.c - SQLite's usual file layer with three of its functions in our hands.
 *
 * Files are opened by the real layer; only the table of functions that each file
 * points to is replaced by a copy that asks base/fault.h first. */
#include "store/fault_vfs.h"
#ifdef HOLDFAST_FAULTS
#include "base/fault.h"
#include <sqlite3.h>
#include <stdatomic.h>
#include <stddef.h>

/* SQLite uses one table for the database and another for files that it does not lock, such as the -wal. */
struct replaced { sqlite3_io_methods methods; const sqlite3_io_methods *real; };

static sqlite3_vfs *real, ours;
static struct replaced tables[4];
static size_t ntables;
static atomic_flag filling = ATOMIC_FLAG_INIT;

static const sqlite3_io_methods *real_of(const sqlite3_file *f)
{
    return ((const struct replaced *)(const void *)f->pMethods)->real;
}

static int vfs_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
    if (fault_now(FAULT_DISK_FULL))
        return SQLITE_FULL;
    if (fault_now(FAULT_FILE))
        return SQLITE_IOERR_WRITE;
    return real_of(f)->xWrite(f, p, n, at);
}

static int vfs_sync(sqlite3_file *f, int flags)
{
    return fault_now(FAULT_FILE) ? SQLITE_IOERR_FSYNC : real_of(f)->xSync(f, flags);
}

static int vfs_truncate(sqlite3_file *f, sqlite3_int64 size)
{
    return fault_now(FAULT_FILE) ? SQLITE_IOERR_TRUNCATE : real_of(f)->xTruncate(f, size);
}

static const sqlite3_io_methods *replacement(const sqlite3_io_methods *of)
{
    while (atomic_flag_test_and_set(&filling))
        ;
    size_t i = 0;
    while (i < ntables && tables[i].real != of)
        i++;
    if (i == ntables && i < sizeof tables / sizeof *tables) {
        tables[i] = (struct replaced){ *of, of };
        tables[i].methods.xWrite = vfs_write;
        tables[i].methods.xSync = vfs_sync;
        tables[i].methods.xTruncate = vfs_truncate;
        ntables++;
    }
    atomic_flag_clear(&filling);
    return i < ntables ? &tables[i].methods : of;
}

static int vfs_open(sqlite3_vfs *v, sqlite3_filename name, sqlite3_file *f, int flags, int *out_flags)
{
    (void)v;
    int rc = real->xOpen(real, name, f, flags, out_flags);
    if (rc == SQLITE_OK && f->pMethods)
        f->pMethods = replacement(f->pMethods);
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
