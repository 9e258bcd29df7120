/* work.h - what the parts of an import share; nobody outside src/exchange includes it. */
#ifndef IMPORT_WORK_H
#define IMPORT_WORK_H
#include "base/grid.h"
#include "base/file.h"
#include "base/json.h"
#include "base/out.h"
#include "exchange/import.h"
#include "exchange/keys.h"
#include "catalogue/map.h"

#define NO_SLOT UINT32_MAX
#define NO_ROW UINT32_MAX
enum { NESTING_LIMIT = 8 };

/* A table of the set: a CSV file, a sheet of a workbook, a table of a return in XML; or an XML file with rows of many
 * tables. */
struct in_file {
    struct import_file *report;         /* of an XML return: shared by its tables */
    const char *path;
    const struct map_table *table;      /* NULL: XML, or no table of this source */
    struct file bytes;
    struct grid_shape shape;            /* one column a column of the table */
    struct grid grid;
    out made;                           /* of XML and of a workbook: the table as CSV */
    const uint32_t *lines;              /* of each row of XML: where it stood; NULL: as it stands */
    str folder, base;                   /* of its name */
    int year;                           /* written in its name or folder; 0: none */
    int dates_tell;                     /* the year that the dates of its year's files tell; 0: none */
    bool dates_counted;
    bool spans;                         /* as 2024-25, and year is the one in which that ends */
    str year_end;                       /* "2018-03-31" */
    bool xml, book, indexed, unreadable;
    bool expanded;                      /* its tables are files of their own */
    size_t first_row, nrows;            /* in work.rows */
    size_t dangling;                    /* links that lead nowhere */
};

/* Where a row stands: few bytes, so that a million rows of an extract stay small. */
struct in_row {
    uint64_t at;                        /* in the CSV file; for XML the index in work.cells */
    uint32_t file, line, slot, parent;  /* parent: XML, the row around it */
    uint32_t sub;                       /* its place among its subject's rows, while those are taken */
    uint16_t table;
    bool later;                         /* waits for a person who comes after */
};

/* A subject that rows belong to or point at. */
struct slot {
    const struct kind *kind;
    str prefix, id;                     /* together its source key */
    int64_t subject_id;                 /* 0: not in the store yet */
    uint32_t first, nrows;              /* in work.order */
    uint32_t leads_to;                  /* another key of the slot with that index + 1; 0: a slot itself */
    bool has_own, done, busy, made_now, deferred;
};

struct table_hash { size_t n, cap; uint32_t *at; };

struct joined { const struct map_table *table; str key; uint32_t slot; };

/* A word of a column that its list of codes does not know, in how many rows. */
struct unknown_word { struct in_file *file; str column, word; size_t rows; };

struct work {
    struct store *s;
    const struct import_map *map;
    const struct import_options *o;
    const struct return_kind *returns;  /* whose files these are; NULL: the dataset's */
    struct import_report *report;
    arena *mem;                         /* lives as long as the import */
    str root;
    size_t nfiles, cap_files;
    struct in_file **files;             /* in the order in which their rows are taken */
    size_t nrows, cap_rows;
    struct in_row *rows;
    size_t ncells, cap_cells;
    str **cells;                        /* XML rows: one cell a column of the table */
    size_t nslots, cap_slots;
    struct slot *slots;
    struct table_hash by_key;           /* slots by prefix and id */
    size_t njoined, cap_joined;
    struct joined *joined;
    struct table_hash by_join;
    uint32_t *order;                    /* rows by slot */
    arena level[NESTING_LIMIT + 1];     /* one a subject that is being taken, for subjects within subjects */
    int depth;
    size_t ndeferred, cap_deferred;
    uint32_t *deferred;                 /* slots with rows that waited */
    struct { str text; struct json_pairs pairs; bool good; } json[1024];    /* cells of JSON repeat */
    size_t nwords, cap_words;
    struct unknown_word *words;         /* of codes that have other systems' words, those that nobody knows */
    uint64_t done_rows;
    bool was_empty;                     /* the store had no subject when the import began */
    struct key_set keys;                /* of the records made by this import */
};

/* --- files.c: finds, opens and orders the files */
CHECKED err_code files_find(struct work *w, err *e);
void file_note(struct work *w, struct in_file *f, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
void files_close(struct work *w);

/* --- cell.c */
enum cell_kind column_kind(const struct map_table *t, int column);
void row_reject(struct work *w, struct in_file *f, size_t line, str column, str cell, str reason);
/* The row is taken without this cell. */
void cell_leave_out(struct work *w, struct in_file *f, size_t line, str column, str cell, str reason);

/* --- rows.c: one pass that says which row is whose */
CHECKED err_code rows_index(struct work *w, err *e);
/* The cells of a row, one a column of its table; texts live in a or in the file. */
void row_cells(struct work *w, const struct in_row *r, arena *a, str *cells);

/* --- years.c */
void years_find(struct work *w);
void year_of_xml(struct work *w, uint32_t file);

/* --- after.c: what can be told only at the end */
void import_notice(struct work *w, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
CHECKED err_code after_open_care(struct work *w, err *e);
CHECKED err_code after_teams(struct work *w, err *e);

/* --- xml.c */
CHECKED err_code xml_index(struct work *w, uint32_t file, err *e);

/* --- slots.c: who is who */
CHECKED err_code slots_known(struct work *w, err *e);       /* the subjects that the store has */
uint32_t slot_find(const struct work *w, const struct kind *k, str prefix, str id);     /* NO_SLOT */
uint32_t slot_get(struct work *w, const struct kind *k, str prefix, str id);            /* makes it */
void slot_alias(struct work *w, const struct kind *k, str prefix, str id, uint32_t slot);
str  slot_prefix(const struct work *w, const struct map_table *t);
uint32_t join_find(const struct work *w, const struct map_table *t, str key);
void join_add(struct work *w, const struct map_table *t, str key, uint32_t slot);

/* --- build.c: a subject's rows become items, each one record to be */
struct item_field { const struct map_field *from; str text; uint32_t row; bool dangling; };   /* row: in sub_rows.at */
struct item {
    const struct map_record *rec;
    str key;
    size_t nfields, cap_fields;
    struct item_field *fields;
    struct record *record;              /* once it was put */
    uint32_t stands_for;                /* only another key of the item with that index + 1 */
    bool failed, waits;
};
enum row_state { ROW_PENDING, ROW_UNCHANGED, ROW_STORED, ROW_REJECTED, ROW_LATER };
struct sub_row {
    struct in_row *in;
    const struct map_table *table;
    str *cells;
    enum row_state state;
    uint32_t items[4];                  /* index + 1; 0: none */
    int nitems;
};
struct sub_rows {
    struct work *w;
    arena *a;
    uint32_t slot;
    size_t n;
    struct sub_row *at;
    size_t nitems, cap_items;
    struct item *items;
    struct table_hash by_key;
    struct subject *known;              /* what the store has of the subject; NULL: nothing */
};
CHECKED err_code items_build(struct sub_rows *sr, err *e);
uint32_t item_find(const struct sub_rows *sr, const struct kind *k, str key);      /* index + 1, or 0 */
void sub_row_reject(struct sub_rows *sr, struct sub_row *r, str column, str cell, str reason);
bool sub_row_makes(const struct sub_row *r, uint32_t item);
str  column_name(const struct sub_row *r, const struct map_field *f);
/* The record is none without this field: a cell that cannot be read rejects the row. */
bool field_needed(const struct map_record *rec, const struct map_field *f);
/* Leaves out what the row's column for the field says. */
void sub_row_leave_out(struct sub_rows *sr, const struct sub_row *r, const struct map_field *f, str cell, str reason);

/* Says when care of the child overlaps, once its rows are put. */
void notice_care_twice(struct sub_rows *sr, const struct subject *sub);

/* --- put.c: items become records */
CHECKED err_code item_put(struct sub_rows *sr, struct subject *sub, uint32_t item, err *e);
str id_text(arena *a, int64_t id);      /* nothing for 0 */
/* A reference within the subject whose record is put later than what points at it. */
struct fixup { uint32_t item, waits_for; struct item_field *field; };
void item_settle_inner(struct sub_rows *sr, uint32_t item, struct fixup *fix, size_t *nfix);
CHECKED err_code fixups_put(struct sub_rows *sr, struct subject *sub, size_t n, const struct fixup *fix, err *e);

/* --- take.c: a subject from its rows to the store */
CHECKED err_code slot_take(struct work *w, uint32_t slot, bool later, err *e);
#endif
