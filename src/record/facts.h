/* facts.h - records in memory, as plain structs: what the clock engine, the returns and the pages read.
 *
 * Pure data: no store, no wall clock. One value a field of the kind (value.p == NULL text: absent). */
#ifndef FACTS_H
#define FACTS_H
#include "catalogue/catalogue.h"

struct record {
    const struct kind *kind;
    int64_t id, subject_id;         /* of a subject's own record the two are equal */
    int64_t version;                /* 1, then one more with each save */
    str source_key;                 /* "ssd:ssd_cin_visits:V123": what an import knows it by; or STR_NONE */
    bool removed;                   /* entered in error or erased; kept out of every list */
    value *values;
};

struct records { size_t n, cap; struct record **at; };      /* in order of f_happened (absent last), then id */

/* All the records of one subject: by_kind[kind->index]. Removed records are there too: skip them. */
struct facts { const struct catalogue *cat; struct records *by_kind; };

static inline value record_value(const struct record *r, const struct field *f) { return r->values[f->index]; }
#endif
