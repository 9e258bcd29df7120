/* front_door.h - contacts that wait for a decision and those decided: what the front door shows. Filtered by what the
 * account may see. */
#ifndef FRONT_DOOR_H
#define FRONT_DOOR_H
#include "desk/person.h"

/* past its time, within two hours (or today), later */
enum contact_group { CONTACT_LATE, CONTACT_SOON, CONTACT_LATER };

struct waiting_contact {
    int64_t id, subject_id;
    str forename, surname, known_as, source, reason;
    const struct code *urgency;     /* NULL: not said */
    day born_on, due_on;
    /* due_at: the end of the due day for clocks that run in days; INSTANT_NONE: no clock */
    instant received_at, due_at;
    enum contact_group group;
};
/* decided_at INSTANT_NONE: not yet. */
struct decided_contact {
    int64_t id, subject_id;
    str forename, surname, known_as, source, decision;
    instant received_at, decided_at;
    bool no_referral;               /* to become one, and there is none yet */
};

struct front_door {
    size_t nwaiting;
    /* by the time at which each runs out, so that a low-urgency contact rises as it ages */
    struct waiting_contact *waiting;
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
CHECKED err_code front_door_read(struct store *s, struct access_who *who, day received_on, arena *a,
                                 struct front_door *out, err *e);
#endif
