/* make.h - makes a database that holds a synthetic council, and measures one against the figures it follows. */
#ifndef DEMO_MAKE_H
#define DEMO_MAKE_H
#include "demo/demo.h"
#include "record/tables.h"

struct demo_made { str area; size_t children, families, workers; int64_t entries; };

/* Makes the database at `where`. ERR_CONFLICT when one is there already and holds somebody. progress may be NULL. */
CHECKED err_code demo_make(const struct catalogue *cat, str where, const struct demo_request *q, arena *a,
                           void (*progress)(void *, uint64_t, uint64_t), void *ctx, struct demo_made *made, err *e);

/* One line a figure: what was asked for, what the database says, how far apart. */
struct demo_measure { const char *name; str label, unit; double target, produced; bool checked; };
enum { DEMO_TOLERANCE = 5 };    /* per cent, for the checked ones, at an authority's full size */
CHECKED err_code demo_measures(struct store *s, const struct demo_request *q, arena *a, size_t *n,
                               struct demo_measure **to, err *e);
struct demo_survey { int64_t children; size_t n; struct demo_measure *at; };        /* children: all who are known */
CHECKED err_code demo_survey(const struct catalogue *cat, str where, const struct demo_request *q, arena *a,
                             struct demo_survey *to, err *e);
CHECKED err_code demo_write_ssd(const struct catalogue *cat, str where, str dir, arena *a, err *e);

/* Accounts of the demonstration, one a role; all have the same password. */
#define DEMO_PASSWORD "Holdfast demonstration"
#endif
