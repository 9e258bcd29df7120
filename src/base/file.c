/* file.c - maps files for reading. */
#include "base/file.h"
#include "base/fault.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

err_code file_open(struct file *f, const char *path, err *e)
{
    *f = (struct file){ .bytes = S("") };
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        err_set(e, errno == ENOENT ? ERR_NOT_FOUND : ERR_SYSTEM, "The file %s cannot be opened: %s.", path,
                strerror(errno));
        return err_hint(e, "check the name and that you may read it");
    }
    err_code rc = ERR_OK;
    struct stat st;
    if (fstat(fd, &st)) {
        rc = err_set(e, ERR_SYSTEM, "The file %s cannot be read: %s.", path, strerror(errno));
    } else if (!S_ISREG(st.st_mode)) {
        rc = err_set(e, ERR_INVALID, "%s is not a file.", path);
    } else if (st.st_size > 0) {
        void *map = fault_now(FAULT_FILE) ? MAP_FAILED : mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (map == MAP_FAILED) {
            rc = err_set(e, ERR_SYSTEM, "The file %s cannot be read.", path);
        } else {
            f->map = map;
            f->size = (size_t)st.st_size;
            f->bytes = (str){ map, f->size };
        }
    }
    close(fd);
    return rc;
}

void file_close(struct file *f)
{
    if (f->map)
        munmap(f->map, f->size);
    *f = (struct file){ .bytes = S("") };
}
