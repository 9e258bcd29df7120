/* import.h - takes a council's own files in: every row is stored, unchanged or rejected with its reason.
 *
 * One call takes a set of files in one transaction: all of it, or nothing on a system fault. A cell that cannot be
 * read is left out, or rejects its row where there is no record without it; either is listed with file, line, column,
 * value and reason; the others are stored. The same files a second time change nothing. Always: read = stored +
 * unchanged + rejected, for each file and in all.
 *
 * Who is who: people by the council's number, else by a pupil number or NHS number that exactly one
 * other has. Records by the keys of the source ("ssd:ssd_cin_visits:V123") or, where a return has none, by
 * child and date. What a person has typed since the last import stays: see put.c. */
#ifndef IMPORT_H
#define IMPORT_H
#include "record/record.h"

struct import_options {
    str source;                 /* "ssd", "ssda903", "cin" */
    const char *where;          /* a folder, or a file */
    bool dry_run;               /* everything is done and then undone */
    day today;
    void (*progress)(void *ctx, const char *doing, uint64_t done, uint64_t total);      /* may be NULL */
    void *progress_ctx;
};

struct import_counts { int64_t read, stored, unchanged, rejected; };

struct import_reject {
    str file;
    size_t line;                /* of the file, the header's being 1 */
    str column, value;          /* both empty when it is the row as a whole */
    str reason;                 /* a sentence for whoever made the file */
    bool cell;                  /* the row was taken; this cell alone was left out */
};

struct import_file {
    str name;                   /* below the folder */
    struct import_counts rows;
    bool refused;               /* it, or something of it, was left out, as a note says */
    str year;                   /* "2025-26": whose return it was taken as; STR_NONE: of no year */
    const char *year_told;      /* by what: "its name" */
    size_t nnotes, cap_notes;
    str *notes;                 /* columns that are not used, links that lead nowhere, a file that is no table */
};

struct import_report {
    struct import_counts rows;
    size_t nfiles;
    struct import_file **files;
    size_t nrejects, cap_rejects;
    struct import_reject *rejects;      /* one a rejected row or cell left out, in order of file and line */
    int64_t cells;                      /* how many were left out */
    size_t nnotices, cap_notices;
    str *notices;                       /* what somebody should look at: a sentence each, by the council's number */
    int64_t subjects_made;              /* people, workers, teams, families that were not known before */
    int64_t gone;                       /* records of an earlier full extract that this one no longer has; they stay */
};

/* Inside no transaction. mem holds the report. ERR_NOT_FOUND, ERR_INVALID: the files as a whole cannot be taken. */
CHECKED err_code import_run(struct store *s, const struct import_options *o, const struct author *who, arena *mem,
                            struct import_report *out, err *e);
/* Whether all of the files was taken: no row rejected, no cell and no file left out. */
bool import_whole(const struct import_report *r);
#endif
