/* listed.h - workers and teams as lists to choose from: numbers and names, which everybody in the service may see. */
#ifndef PEOPLE_LISTED_H
#define PEOPLE_LISTED_H
#include "store/store.h"

struct listed { int64_t id, team_id; str name; };       /* team_id: a worker's; 0 for a team */
/* Everybody who works in a team on that day, those of one team together. */
CHECKED err_code workers_listed(struct store *s, day today, arena *a, size_t *n, struct listed **to, err *e);
/* Every team, by name. */
CHECKED err_code teams_listed(struct store *s, arena *a, size_t *n, struct listed **to, err *e);
#endif
