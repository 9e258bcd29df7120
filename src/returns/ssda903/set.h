/* set.h - a whole SSDA903 as a council keeps it: a folder of CSV files or XML, this year's, last year's, and those of
 * years before.
 *
 * Opening reads every file once and remembers only which rows are whose (16 bytes a row); a child's rows are read from
 * the file, which the system maps, when the child is asked for. So memory grows with the number of rows, not with what
 * they say, and one child can be had without the others. XML is turned into the same files in memory as it streams by;
 * rows keep the lines that they had in the XML.
 *
 * Files are foreign bytes: one over SET_BYTES_MAX, rows over SET_ROWS_MAX in all or SET_ROWS_OF_A_CHILD of one child
 * are left out and named. England has 85,000 looked-after children with some three million rows.
 *
 * What is wrong with the files themselves stands in notes: a table missing, a column missing or unknown, a file that is
 * no table, a row that cannot be trusted. None of it stops the reading of the rest. */
#ifndef RETURNS_SSDA903_SET_H
#define RETURNS_SSDA903_SET_H
#include "base/grid.h"
#include "base/file.h"
#include "returns/report.h"
#include "returns/ssda903/check.h"
#include "returns/lists.h"

enum { SET_FILES_MAX = 250, SET_EARLIER_MAX = 20, SET_ROWS_OF_A_CHILD = 2000, SET_NOTES_OF_A_FILE = 200 };

/* of a CSV file; an XML file, which is turned into one in memory, a quarter of it */
#define SET_BYTES_MAX ((size_t)2 << 30)
#define SET_ROWS_MAX  ((size_t)10000000)

struct set_file {
    str name;                       /* as it stands in the folder */
    bool xml;
    int back;                       /* how many years ago; SET_UNUSED: its rows are not looked at */
    int seems;                      /* the collection year in which most of its episodes ended; 0: hard to say */
    bool sure;                      /* more than half of them */
    enum table table;
    struct grid grid;
    struct file file;
    out made;                       /* of XML: the table as CSV */
    size_t rows;
};

enum { SET_UNUSED = 255 };

struct set_note { str file; size_t line; str text; bool serious; };     /* serious: something was not read */

struct set_row { uint32_t child, line; uint64_t at : 48, file : 16; };

struct set {
    size_t nfiles;
    struct set_file *files[SET_FILES_MAX];
    size_t nnotes, cap_notes;
    struct set_note *notes;
    size_t nchildren, cap_children;
    str *children;                  /* in order of their texts */
    size_t nrows, cap_rows;
    struct set_row *rows;           /* by child */
    size_t *first;                  /* of each child: index of rows; first[nchildren] is nrows */
    uint32_t have;
    bool xml;
    uint32_t *slots;
    size_t nslots;
    const struct postcodes *postcodes;
    str authority;
    const struct nothing *nothing;  /* what means nothing in a cell; NULL: only nothing does */
    const struct grid_shape *shapes;    /* of each table */
    arena *mem;
};

/* Folders, or single XML files. path alone: when its files' names tell several years (2025-header.csv), those of year
 * are this year's, and the others those of the years before. earlier: years before last year, in any order; each is
 * told by when its episodes ended, else by its name. */
struct set_folders {
    const char *path, *last;
    size_t nearlier;
    const char *const *earlier;
    int year;
    const struct nothing *nothing;
};
/* ERR_NOT_FOUND, ERR_INVALID when there is nothing of an SSDA903 in path. A folder given
 * twice and years that do not fit are named in notes. */
CHECKED err_code set_open(struct set *s, const struct set_folders *f, arena *mem, err *e);
/* a file from memory; before set_index */
CHECKED err_code set_add_bytes(struct set *s, str name, str bytes, int years_back, err *e);
void set_init(struct set *s, arena *mem);
void set_index(struct set *s);      /* after the last file: puts rows with their children */
void set_close(struct set *s);

/* The nth child with all rows, in a; valid until a is cleared or the set closed. */
void set_child(const struct set *s, size_t n, struct child *c, arena *a);
bool set_find(const struct set *s, str id, size_t *n);
/* Checks every child, or only one (n, not SIZE_MAX) as it would come out of the whole. done: called now and then, from
 * this thread; may be NULL. */
void set_check(const struct set *s, struct check *k, size_t only, void (*done)(void *ctx, size_t n, size_t of),
               void *ctx);
/* The same with so many threads; what comes out does not depend on how many there were. */
void set_check_on(const struct set *s, struct check *k, unsigned processors,
                  void (*done)(void *ctx, size_t n, size_t of), void *ctx);
/* What the report says of it: s and k must outlive r. */
void set_report(const struct set *s, const struct check *k, struct report *r, arena *mem);
#endif
