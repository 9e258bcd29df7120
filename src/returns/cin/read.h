/* read.h - reads a CIN census file, a child at a time, in the shapes of 2017 to 2026.
 *
 * Memory does not grow with the file: each child lives until its handler returns. What cannot be used is a fault with
 * its line, and reading goes on: elements that the census does not know (named once), items given twice, dates that are
 * none, text that belongs to no item. What counts here but is refused where the return is sent is a fault too: dates in
 * another form, elements in another order than the schema's. A file that stops being XML is a fault too (fatal),
 * and the children before it count. */
#ifndef RETURNS_CIN_READ_H
#define RETURNS_CIN_READ_H
#include "base/xml.h"
#include "returns/cin/child.h"

enum cin_fault_kind {
    CIN_FAULT_NOT_XML,
    CIN_FAULT_UNKNOWN,
    CIN_FAULT_MISPLACED,
    CIN_FAULT_TWICE,
    CIN_FAULT_DATE,
    CIN_FAULT_FORM,             /* a date that is read, but is not written as the schema asks */
    CIN_FAULT_ORDER,            /* an element behind one that the schema has after it */
    CIN_FAULT_TEXT,
    CIN_FAULT_TOO_MANY,
    CIN_FAULT_KINDS
};
struct cin_fault {
    enum cin_fault_kind kind;
    uint32_t line;              /* of the first */
    size_t times;               /* how often, for what is named once; 1 for dates */
    str what;                   /* the element's name; for CIN_FAULT_NOT_XML the whole sentence */
    str in;                     /* the element that holds it */
    str value;                  /* the text of a date that is none or in another form, cut short */
};

enum { CIN_FAULTS_KEPT = 1000, CIN_MODULES_IN_A_CHILD = 1000 };

struct cin_reading {
    const struct cin_header *header;    /* NULL: there is none */
    size_t children, modules;
    size_t nfaults, cap_faults;
    struct cin_fault *faults;           /* in the order of their lines; the first CIN_FAULTS_KEPT */
    size_t more_faults;                 /* those that were counted but not kept */
    bool whole;                         /* false: the file stopped being XML */
};

/* header is NULL while none was read. An error ends the reading and is returned. */
typedef err_code cin_child_fn(void *ctx, const struct cin_header *header, const struct cin_child *c, err *e);

/* done, when not NULL, is told how many bytes from the start will not be looked at again. What out keeps lives in mem.
 * ERR_INVALID when nothing in the file is a census (not XML at all, another return); a file that is broken further down
 * is ERR_OK with whole false. */
CHECKED err_code cin_read(str bytes, cin_child_fn *child, void (*done)(void *ctx, size_t bytes), void *ctx,
                          struct cin_reading *out, arena *mem, err *e);
/* Some of a file's children, or its head: see xml_part. header: the file's, when it was read
 * already. Anything wrong is an error. */
CHECKED err_code cin_read_part(const struct xml_part *p, const struct cin_header *header, cin_child_fn *child,
                               void (*done)(void *ctx, size_t bytes), void *ctx, struct cin_reading *out, arena *mem,
                               err *e);
/* Adds what the reading of a later part found; copies what it keeps. */
void cin_reading_join(struct cin_reading *out, const struct cin_reading *later, arena *mem);
/* "The date in CINreferralDate cannot be read: 31/02/2020" - one sentence about a fault. */
str cin_fault_says(arena *a, const struct cin_fault *f);
#endif
