/* link.h - links to what only some may open. For everybody else the words stand there alone: nothing is shown that
 * cannot be used. */
#ifndef LINK_H
#define LINK_H
#include "desk/due.h"
#include "web/http/request.h"

/* May the reader open that worker's page? */
bool worker_opens(const struct request *r, int64_t worker_id);
/* To a worker's page, for those who may see workers and whose scope reaches this one. */
void part_worker_link(out *o, const struct request *r, int64_t worker_id, str name);
/* To a team's page, or what stands after its number: "/children?show=late". */
void part_team_link(out *o, const struct request *r, int64_t team_id, const char *after, str words);
void part_number_of_team(out *o, const struct request *r, int64_t team_id, const char *after, size_t n);
/* "Record it": a link to the form that meets it, where the role may. */
void part_meet(out *o, const struct request *r, const struct due_item *d);
#endif
