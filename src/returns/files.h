/* files.h - what the files of a return are called, and its XML as the tables that its CSV files would be. */
#ifndef RETURNS_FILES_H
#define RETURNS_FILES_H
#include "base/err.h"
#include "base/out.h"

enum { RETURN_TABLES_MAX = 16 };

/* A table as CSV with its headings; of each row, where it stood in the XML. */
struct return_table { int table; out csv; size_t n, cap; uint32_t *lines; };
/* known: the file is this return's, even when it is not whole. */
struct return_tables { bool known; size_t n; struct return_table at[RETURN_TABLES_MAX]; };
void return_tables_release(struct return_tables *t);

struct return_files {
    /* The number of the table that a file, sheet or table of that name holds, whatever it is called; -1: none. */
    int (*table_of_name)(str name);
    /* An XML file's tables, of those that it has anything of; what came before a fault is there. NULL: its XML is no
     * other form of its CSV. Lines live in mem; release the rest. */
    err_code (*tables_of_xml)(str bytes, struct return_tables *t, arena *mem, err *e);
};
#endif
