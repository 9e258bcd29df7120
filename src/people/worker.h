/* worker.h - those who work here: the list of them, one's own card, whom one held before, and who could take a case. */
#ifndef WORKER_H
#define WORKER_H
#include "desk/access.h"

struct worker_line { int64_t id, team_id; str name, team; size_t nchildren; bool newly_qualified; };
/* Everybody who works in a team, by the team's name, then the worker's number; children whom the reader may not see
 * are not counted. */
CHECKED err_code workers_read(struct store *s, struct access_who *who, arena *a, size_t *n, struct worker_line **to,
                              err *e);

struct worker_choice { int64_t id, team_id; str name, team; size_t nchildren; bool own_team, newly_qualified, away; };
/* Everybody who can hold a case: those of the reader's own team first, then by team; within a team who is here before
 * who is away, and who holds fewest first. Children whom the reader may not see are not counted. */
CHECKED err_code worker_choices_read(struct store *s, struct access_who *who, arena *a, size_t *n,
                                     struct worker_choice **to, err *e);

struct worker_card {
    int64_t team_id;                /* 0: in no team */
    str name, team, job_title, registration, fte;
    day started_on, nqsw_from_on;
    bool agency, newly_qualified;
};
/* ERR_NOT_FOUND. The caller has authorised the worker. */
CHECKED err_code worker_card_read(struct store *s, int64_t id, day today, arena *a, struct worker_card *out, err *e);

struct held_before { int64_t id; str name, role, reason; day from, to; };      /* role, reason: codes of involvement */
/* Children whom the worker held before today and the reader may see, newest end first, the last fifty at most. */
CHECKED err_code worker_past_read(struct store *s, struct access_who *who, int64_t id, arena *a, size_t *n,
                                  struct held_before **to, err *e);

/* How many children's cases the worker holds on that day, whoever may see them: a number, for who ends a worker. */
CHECKED err_code worker_cases(struct store *s, int64_t id, day on, arena *a, size_t *n, err *e);
#endif
