/* listed.h - workers and teams as lists to choose from: numbers and names, which everybody in the service may see. */
#ifndef PEOPLE_LISTED_H
#define PEOPLE_LISTED_H
#include "catalogue/catalogue.h"
#include "store/store.h"

struct listed { int64_t id, team_id; str name; };       /* team_id: a worker's; 0 for a team */
/* Everybody who works in a team on that day, those of one team together. */
CHECKED err_code workers_listed(struct store *s, day today, arena *a, size_t *n, struct listed **to, err *e);
/* Every team, by name. */
CHECKED err_code teams_listed(struct store *s, arena *a, size_t *n, struct listed **to, err *e);

/* note: its team, the team above it, a code of household_type; "" none. */
struct subject_line { int64_t id; str name, note; day ended_on; };
/* Every worker, team, household or authority, those of before too, by name. Names that the role's read group covers. */
CHECKED err_code subjects_listed(struct store *s, const struct kind *k, arena *a, size_t *n, struct subject_line **to,
                                 err *e);
#endif
