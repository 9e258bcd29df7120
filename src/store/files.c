/* files.c - a file gets its name only when all of it is on the disk. */
#include "store/files.h"
#include "store/seal.h"
#include "base/fault.h"
#include "base/file.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

err_code files_full(err *e, const char *path)
{
    err_set(e, ERR_SYSTEM, "the disk is full; nothing was left behind");
    err_detail(e, "%s", path);
    return err_hint(e, "another disk, or the same again when there is space");
}

err_code files_broken(err *e, const char *path, const char *why)
{
    err_set(e, ERR_SYSTEM, "the file could not be written: %s", why);
    return err_detail(e, "%s", path);
}

static err_code broken(err *e, const char *path)
{
    return errno == ENOSPC || errno == EDQUOT ? files_full(e, path) : files_broken(e, path, strerror(errno));
}

err_code files_absent(str path, err *e)
{
    struct stat st;
    if (lstat(arena_z(e->mem, path), &st) != 0)
        return ERR_OK;
    err_set(e, ERR_INVALID, "there is already a file " STR_FMT, STR_ARG(path));
    return err_hint(e, "another name, or move that file away: nothing is overwritten");
}

static int create(const char *path)
{
    return open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
}

err_code files_make(const char *path, err *e)
{
    int fd = create(path);
    if (fd < 0)
        return broken(e, path);
    close(fd);
    return ERR_OK;
}

static err_code write_file(const char *path, str bytes, err *e)
{
    int fd = create(path);
    if (fd < 0)
        return broken(e, path);
    bool fine = true;
    for (str rest = bytes; fine && rest.n;) {
        if (fault_now(FAULT_DISK_FULL)) {
            errno = ENOSPC;
            fine = false;
            break;
        }
        ssize_t n = write(fd, rest.p, rest.n);
        if (n < 0 && errno == EINTR)
            continue;
        fine = n > 0;
        if (fine)
            rest = str_skip(rest, (size_t)n);
    }
    fine = fine && fsync(fd) == 0;
    err_code rc = fine ? ERR_OK : broken(e, path);
    close(fd);
    if (rc)
        unlink(path);
    return rc;
}

static void make_folders_above(const char *path, arena *a)
{
    for (const char *p = strchr(path + 1, '/'); p; p = strchr(p + 1, '/'))
        /* the open that follows says what is wrong */
        mkdir(arena_copy(a, (str){ path, (size_t)(p - path) }).p, 0700);
}

static err_code copy_one(str from, str to, bool needed, bool private_folder, arena *a, err *e)
{
    struct file source, there;
    const char *path = arena_z(a, to);
    if (file_open(&source, arena_z(a, from), e)) {
        if (e->code == ERR_NOT_FOUND && !needed)
            return ERR_OK;
        if (e->code == ERR_NOT_FOUND) {
            err_set(e, ERR_NOT_FOUND, "the key of the backup is not beside it: " STR_FMT, STR_ARG(from));
            err_hint(e, "put it there: without its key nothing that is restored can be written or proved");
        }
        return e->code;
    }
    err_code rc = ERR_OK;
    struct stat st;
    if (stat(path, &st) == 0 && file_open(&there, path, e) == ERR_OK) {
        bool same = str_eq(source.bytes, there.bytes);
        file_close(&there);
        if (!same) {
            err_set(e, ERR_INVALID, "there is already another file %s", path);
            rc = err_hint(e, "move it away if it belongs to nothing that you still need");
        }
    } else {
        if (private_folder)
            make_folders_above(path, a);
        rc = write_file(path, source.bytes, e);
    }
    file_close(&source);
    return rc;
}

err_code files_copy_seals(str from, str to, bool needed, arena *a, err *e)
{
    bool pg = db_is_postgres(to);       /* its keys lie in a folder of our own */
    if (copy_one(store_file_path(from, ".checkpoints", a), store_file_path(to, ".checkpoints", a), false, pg, a, e))
        return e->code;
    return copy_one(store_file_path(from, ".key", a), store_file_path(to, ".key", a), needed, pg, a, e);
}

static err_code sync_path(const char *path, int flags, err *e)
{
    int fd = open(path, flags | O_CLOEXEC);
    if (fd < 0)
        return broken(e, path);
    err_code rc = fault_now(FAULT_FILE) || fsync(fd) ? broken(e, path) : ERR_OK;
    close(fd);
    return rc;
}

static err_code name_one(const char *from, const char *to, err *e)
{
    int rc = renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);
    if (rc && (errno == EINVAL || errno == ENOSYS))     /* a file system that cannot promise it */
        rc = access(to, F_OK) == 0 ? (errno = EEXIST, -1) : rename(from, to);
    return rc ? broken(e, to) : ERR_OK;
}

err_code files_name_store(str partial, str final, arena *a, err *e)
{
    static const char *const suffixes[] = { ".key", ".checkpoints", "" };
    for (size_t i = 0; i < COUNT_OF(suffixes); i++) {
        const char *from = arena_printf(a, STR_FMT "%s", STR_ARG(partial), suffixes[i]).p;
        const char *to = arena_printf(a, STR_FMT "%s", STR_ARG(final), suffixes[i]).p;
        if (*suffixes[i] && access(from, F_OK) != 0)
            continue;
        if (*suffixes[i] && access(to, F_OK) == 0) {        /* of a store that is no longer there */
            const char *aside = arena_printf(a, "%s.before", to).p;
            if (rename(to, aside))
                return broken(e, to);
        }
        if (sync_path(from, O_RDONLY, e) || name_one(from, to, e))
            return e->code;
    }
    size_t n = final.n;
    while (n && final.p[n - 1] != '/')
        n--;
    return sync_path(n ? arena_copy(a, str_take(final, n)).p : ".", O_RDONLY | O_DIRECTORY, e);
}

void files_remove_store(str path, arena *a)
{
    static const char *const suffixes[] = { "", "-wal", "-shm", "-journal", ".key", ".checkpoints" };
    for (size_t i = 0; i < COUNT_OF(suffixes); i++)
        unlink(arena_printf(a, STR_FMT "%s", STR_ARG(path), suffixes[i]).p);
}
