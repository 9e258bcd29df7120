/* caseload.h - who holds whom and what is due for them: what My work and a worker's page show.
 *
 * Reads only. Everything is filtered by what the account may see (access_filter): a restricted child is neither
 * listed nor counted. All results live in the caller's arena. */
#ifndef CASELOAD_H
#define CASELOAD_H
#include "desk/person.h"

struct held_child {
    int64_t id, family_id, involvement_id, worker_id;
    str forename, surname, known_as, family, role;
    day born_on, due_on;            /* due_on: unborn */
    day from;                       /* held since */
    unsigned standing;
    bool is_new;                    /* held for NEW_DAYS or less */
    bool changed;                   /* somebody else wrote since this account last looked */
    bool never_looked;
    instant changed_at;
    size_t ndues, nlate, nweek;     /* nweek: due within seven days, today included, and not late */
    struct due_item *dues;          /* earliest first */
};
enum { NEW_DAYS = 14 };

struct caseload_family { int64_t id; str name; size_t n; struct held_child **children; day next_due; };

struct caseload {
    size_t n, nfamilies;            /* people held */
    struct held_child *children;    /* by surname, forename */
    struct caseload_family *families;       /* what is due first comes first; children without a family stand alone */
    size_t nlate, nweek, nnew, nchanged;    /* duties late and due within seven days; children new and changed */
};

/* Everyone a worker is involved with. */
CHECKED err_code caseload_of_worker(struct store *s, struct access_who *who, int64_t worker_id, arena *a,
                                    struct caseload *out, err *e);

/* For team.c. A child held twice, in two roles, becomes one, as the case holder's; sorted by id. Returns how many are
 * left. */
size_t held_once(struct held_child *all, size_t n);
/* For qsort: by surname, forename, number. */
int held_by_name(const void *x, const void *y);
#endif
