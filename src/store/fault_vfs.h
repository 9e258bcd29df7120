/* fault_vfs.h - lets a test make SQLite's own writes fail, so that a full disk hits in the middle of a commit. */
#ifndef FAULT_VFS_H
#define FAULT_VFS_H

/* FAULT_DISK_FULL: every Nth write says that the disk is full. FAULT_FILE: every Nth write, sync or
 * truncation fails. Does nothing in release builds. */
void fault_vfs_register(void);
#endif
