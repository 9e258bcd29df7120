/* team.h - a team, every team, and the whole service: who holds how many, what is late, who waits without a worker.
 *
 * Everything is filtered by what the account may see; a figure and the children behind it come from the same cases
 * (council.h). */
#ifndef TEAM_H
#define TEAM_H
#include "people/caseload.h"

struct team_worker {
    int64_t id;
    str name, job_title, fte;
    bool agency, newly_qualified;   /* within two years of nqsw_from_on */
    str absent;                     /* reason, while away */
    size_t nchildren, nlate, nweek;
};

struct unallocated_child {
    int64_t id, referral_id, team_id;
    str forename, surname, known_as, need;
    day born_on, due_on, received_on;
    int waits;                      /* days */
};

struct late_rule { str id, name; size_t n; };

struct team_overview {
    int64_t id;
    str name;
    size_t nworkers, nchildren, nlate, nweek;
    struct team_worker *workers;            /* by name */
    size_t nheld;
    struct held_child *held;                /* with their dues up to seven days ahead; see team_names_read */
    size_t nrules;
    struct late_rule *rules;                /* what is late, most first */
    size_t nunallocated;
    struct unallocated_child *unallocated;  /* longest wait first */
};
/* The children are without their names and in the order of their numbers: the figures need no more. */
CHECKED err_code team_overview_read(struct store *s, struct access_who *who, int64_t team_id, arena *a,
                                    struct team_overview *out, err *e);
/* Their names and birthdays, in one statement; held is by surname from then on. */
CHECKED err_code team_names_read(struct store *s, day today, arena *a, struct team_overview *t, err *e);

struct team_line {
    int64_t id;
    str name;
    size_t nworkers, nchildren, nlate_children, nunallocated;
    size_t most;                    /* held by one worker who works there */
    str most_name;
};
/* One line a team that has workers or somebody waiting, by name; children of no team's worker are left out. */
CHECKED err_code team_lines_read(struct store *s, struct access_who *who, arena *a, size_t *n, struct team_line **out,
                                 err *e);

/* The children behind the figures of the whole service: those with a case holder in a team, those of them with
 * something late, and those whose referral is open and whom nobody holds. By surname; the unallocated by how long
 * they wait. */
enum service_show { SERVICE_HELD, SERVICE_LATE, SERVICE_UNALLOCATED };
struct service_child {
    int64_t id, team_id, worker_id;
    str forename, surname, known_as, team, worker;      /* team, worker "" when there is none */
    day born_on, due_on, since;                         /* since: held, or the referral received */
    bool late;
};
CHECKED err_code service_children_read(struct store *s, struct access_who *who, enum service_show show, arena *a,
                                       size_t *n, struct service_child **out, err *e);
#endif
