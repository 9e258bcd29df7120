/* load.h - what the parts of the catalogue's loader share; nobody outside src/catalogue/ needs it, save tests and
 * fuzzers.
 *
 * Loading has three steps: every file becomes a tree (yaml.h); the trees become
 * code sets, roles, the calendar and kinds, in that order (codes.c, roles.c,
 * calendar.c, collections.c, kinds.c); then what names something else is tied to it and checked
 * (check.c), and the clock rules are read against the result (clock_rules.h).
 * Files that cannot be read stop it after the first step, and clock rules wait for
 * kinds without faults, so that one slip is not said twenty times; within a step
 * every fault is kept. */
#ifndef CATALOGUE_LOAD_H
#define CATALOGUE_LOAD_H
#include "catalogue/yaml.h"

/* root NULL: not readable */
struct tree { const struct catalogue_file *file; const char *name; const struct yaml *root; };

struct loading {
    struct catalogue *cat;
    arena *mem;                     /* the catalogue's own */
    struct faults *faults;
    size_t ntrees;
    struct tree *trees;
    struct kind *kinds;             /* the same arrays as cat's, not yet const */
    struct codeset *codesets;
    struct role *roles;
    const struct yaml **kind_nodes, **codeset_nodes, **role_nodes;      /* where each was written */
};

/* loading.c. place: a folder ("kinds/") or one file ("roles.yml"). */
/* a file of that folder, or that file; and it could be read */
bool tree_is_in(const struct tree *t, const char *place);
/* How many items the list under `key` has in all files of a folder ("kinds/") or in one file ("roles.yml"). */
size_t loading_count(const struct loading *l, const char *place, const char *key);
/* The next such item; start with *tree 0 and *item NULL. false at the end. */
bool loading_next(const struct loading *l, const char *place, const char *key, size_t *tree, const struct yaml **item);

void load_codesets(struct loading *l);
void load_roles(struct loading *l);
void load_calendar(struct loading *l);
void load_collections(struct loading *l);
void load_nothing(struct loading *l);
void load_kinds(struct loading *l);
void load_local_rules(struct loading *l);
void bind_names(struct loading *l);     /* named.c: kinds and fields to the names that the program has for them */
void check_kinds(struct loading *l);    /* ties codes, references, subjects, titles and conditions */
void check_codes(struct loading *l);
void check_roles(struct loading *l);
/* A local catalogue must still have every kind and field that the program's own pages and returns use. */
void check_against_embedded(struct loading *l, const struct catalogue *embedded);

/* As catalogue_load, from texts in memory named "kinds/x.yml"; the texts must outlive the catalogue. */
CHECKED err_code catalogue_load_texts(struct catalogue **out, size_t n, const struct catalogue_file *files, err *e);
/* Where to find the index of a code: built for every set of more than a few codes. */
void codeset_build_index(struct codeset *cs, arena *mem);
#endif
