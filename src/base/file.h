/* file.h - a whole file as one slice of memory, read by the system only where it is touched. */
#ifndef FILE_H
#define FILE_H
#include "base/err.h"

struct file { str bytes; void *map; size_t size; };

/* ERR_NOT_FOUND, ERR_INVALID (a folder, a device), ERR_SYSTEM. The slice lives until file_close. */
CHECKED err_code file_open(struct file *f, const char *path, err *e);
void file_close(struct file *f);
#endif
