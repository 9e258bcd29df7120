/* council.h - who holds whom today, in the whole council, and what is due for them: read once for each change.
 *
 * Team, Service, Workers and the choice of a worker all ask the same few things of the same few thousand cases. They
 * are read together, kept with the store (each thread of the service has its own) and read again when the ledger has
 * grown, when the day has changed, and after half a minute whatever happened, since clocks may be made anew without
 * an entry.
 *
 * It knows nothing of who asks: the caller leaves out whom access_filter hides and what due_rule_readable refuses,
 * every time. */
#ifndef COUNCIL_H
#define COUNCIL_H
#include "desk/due.h"

enum { DUE_SOON_DAYS = 7 };             /* duties up to so many days ahead are here */

struct council_rule { str id, name; const struct clock_rule *rule; };      /* rule NULL: no longer in the catalogue */
struct council_due { const struct council_rule *rule; day due; };

struct council_team { int64_t id; str name; };

struct council_worker {
    int64_t id, team_id;
    const struct council_team *team;    /* NULL: the team was removed */
    str name, job_title, fte;
    bool agency, newly_qualified;
    str absent;                         /* why they are away today; STR_NONE: they are here */
};

/* One child with one case holder; a child whom two hold is here twice. */
struct council_case {
    int64_t subject_id, worker_id, team_id;     /* team_id: the holder's, 0 none */
    const struct council_worker *worker;        /* NULL: who holds it does not work here any more */
    const struct council_team *team;            /* NULL: none */
    day from;
    size_t ndues;
    const struct council_due *dues;     /* late, or due within DUE_SOON_DAYS; earliest first */
};

/* A child whose referral is open and whom nobody holds. */
struct council_waiting {
    int64_t id, referral_id, team_id;
    const struct council_team *team;    /* NULL: the referral went to none */
    str forename, surname, known_as, need;
    day born_on, due_on, received_on;
};

struct council {
    size_t nteams, nworkers, ncases, nrules, nwaiting;
    const struct council_team *teams;           /* by name */
    const struct council_worker *workers;       /* who works here, by team, then number */
    const struct council_case *cases;           /* by child, then involvement: of two holders the later last */
    const struct council_rule *rules;           /* those that something is due by */
    const struct council_waiting *waiting;      /* longest wait first; with two referrals to one team together */
};

/* One statement, and six more in one round trip when something changed. Valid until the second change after it. */
CHECKED err_code council_today(struct store *s, const struct access_who *who, const struct council **out, err *e);

const struct council_team *council_team(const struct council *c, int64_t id);          /* NULL: there is none */

/* Which rules somebody may read of: an array by place in rules, made once a page. */
const bool *council_readable(const struct council *c, const struct access_who *who, arena *a);
static inline bool council_reads(const struct council *c, const bool *readable, const struct council_due *d)
{
    return readable[d->rule - c->rules];
}
#endif
