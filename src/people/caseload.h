/* caseload.h - who holds whom and what is due for them: what My work, Team, Worker and Front door show.
 *
 * Reads only. Everything is filtered by what the account may see (access_filter): a restricted child is neither
 * listed nor counted. All results live in the caller's arena. Days late count from the due day, which itself is in time. */
#ifndef CASELOAD_H
#define CASELOAD_H
#include "desk/access.h"
#include "record/clock.h"

/* What the council is doing for a child; several can be true at once. */
enum standing { STANDING_REFERRAL = 1, STANDING_CIN = 2, STANDING_CP = 4, STANDING_LOOKED_AFTER = 8, STANDING_CARE_LEAVER = 16 };

struct due_item {
    int64_t subject_id, opened_by;
    str id, name, area;             /* of the rule */
    day opened, due;
    instant due_at;                 /* clocks that run in hours; else INSTANT_NONE */
};

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
CHECKED err_code caseload_of_worker(struct store *s, struct access_who *who, int64_t worker_id, arena *a, struct caseload *out, err *e);

struct team_worker {
    int64_t id;
    str name, job_title, fte;
    bool agency, newly_qualified;   /* within two years of nqsw_from_on */
    str absent;                     /* reason, while away */
    size_t nchildren, nlate, nweek, nfamilies;
};

struct unallocated_child { int64_t id, referral_id, team_id; str forename, surname, known_as, need; day born_on, due_on, received_on; int waits; };

struct late_rule { str id, name; size_t n; };

struct team_overview {
    int64_t id;
    str name;
    size_t nworkers, nchildren, nlate, nweek;
    struct team_worker *workers;            /* by name */
    size_t nheld;
    struct held_child *held;                /* case-held children with their dues up to seven days ahead, by surname */
    size_t nrules;
    struct late_rule *rules;                /* what is late, most first */
    size_t nunallocated;
    struct unallocated_child *unallocated;  /* longest wait first */
};
CHECKED err_code team_overview_read(struct store *s, struct access_who *who, int64_t team_id, arena *a, struct team_overview *out, err *e);

struct team_line { int64_t id; str name; size_t nworkers, nchildren, nlate_children, nunallocated, most; str most_name; };
/* One line a team that has workers, by name; children of no team's worker are left out. */
CHECKED err_code team_lines_read(struct store *s, struct access_who *who, arena *a, size_t *n, struct team_line **out, err *e);

/* The children behind the figures of the whole service: those with a case holder in a team, those of them with something late, and
 * those whose referral is open and whom nobody holds. By surname; the unallocated by how long they wait. */
enum service_show { SERVICE_HELD, SERVICE_LATE, SERVICE_UNALLOCATED };
struct service_child {
    int64_t id, team_id, worker_id;
    str forename, surname, known_as, team, worker;      /* team, worker "" when there is none */
    day born_on, due_on, since;                         /* since: held, or the referral received */
    bool late;
};
CHECKED err_code service_children_read(struct store *s, struct access_who *who, enum service_show show, arena *a, size_t *n, struct service_child **out, err *e);

enum contact_group { CONTACT_LATE, CONTACT_SOON, CONTACT_LATER };      /* past its time, within two hours (or today), later */

struct waiting_contact {
    int64_t id, subject_id;
    str forename, surname, known_as, source, reason;
    const struct code *urgency;     /* NULL: not said */
    day born_on, due_on;
    instant received_at, due_at;    /* due_at: the end of the due day for clocks that run in days; INSTANT_NONE: no clock */
    enum contact_group group;
};
/* decided_at INSTANT_NONE: not yet. */
struct decided_contact { int64_t id, subject_id; str forename, surname, known_as, source, decision; instant received_at, decided_at; bool no_referral; };    /* no_referral: to become one, and there is none yet */

struct front_door {
    size_t nwaiting;
    struct waiting_contact *waiting;        /* by the time at which each runs out, so that a low-urgency contact rises as it ages */
    size_t nlate, nsoon;
    const struct waiting_contact *oldest;   /* waits longest; NULL: nobody waits */
    size_t ntoday;                          /* received today */
    size_t ndecided;
    struct decided_contact *decided;        /* today, whenever received; newest first */
    size_t nreceived;
    struct decided_contact *received;       /* on the day that was asked for, of the last 14; newest first */
    size_t by_day[14];                      /* received on each of the last 14 days; [13] is today */
};
/* received_on: the day whose contacts are listed. */
CHECKED err_code front_door_read(struct store *s, struct access_who *who, day received_on, arena *a, struct front_door *out, err *e);

/* One person as lists show them: search results, families. ERR_NOT_FOUND. The caller has asked access_sees. */
struct person_line {
    int64_t id, holder_id;
    str name, council_id, holder, note;     /* note: why they are in the list: "former name", "mother" */
    day born_on, due_on, died_on, left_on;
    unsigned standing;
    size_t ndues, nlate;
    struct due_item *dues;
};
CHECKED err_code person_line_read(struct store *s, const struct access_who *who, int64_t id, arena *a, struct person_line *out, err *e);

struct family_overview { int64_t id; str name, summary; size_t n; struct person_line *people; };
CHECKED err_code family_read(struct store *s, struct access_who *who, int64_t id, arena *a, struct family_overview *out, err *e);

unsigned standing_named(str s);                     /* "cp": STANDING_CP; 0 for a name that is none */
/* A duty shows as much as the record that opened it: does the role read that kind? */
bool due_readable(const struct access_who *who, const struct catalogue *cat, str rule);
/* A row of subject, rule, row, opened, due, due_at, opened_by. */
struct due_item due_item_of(const struct catalogue *cat, const db_val *row);
str person_shown(arena *a, str forename, str known_as, str surname);       /* "Sam (Samuel) Lee": the name they go by first */
#endif
