/* child_read.h - what the parts of a child's page share while they are read; private to casework/child*.c.
 *
 * A page is read in two turns. In the first each part looks at the facts in memory and says what else it needs:
 * child_*_ask queues statements and names. One db_answer brings all of it. In the second, child_*_take makes the
 * structs. */
#ifndef CHILD_READ_H
#define CHILD_READ_H
#include "casework/child.h"
#include "record/field.h"

struct child_reading {
    struct store *s;
    struct access_who *who;
    const struct access_filter *filter;
    const struct subject *sub;
    struct namer names;
    arena *a;
    struct child_overview *out;
};

/* child_facts.c: the facts as this reader may see them. */
CHECKED err_code child_reading_begin(struct child_reading *x, struct store *s, struct access_who *who,
                                     const struct subject *sub, arena *a, struct child_overview *o, err *e);
/* none when the role does not read the kind */
const struct records *child_all(const struct child_reading *x, enum kind_name k);
bool child_going_on(const struct child_reading *x, const struct record *r);             /* today, and not removed */
/* the newest that goes on; NULL */
const struct record *child_current(const struct child_reading *x, enum kind_name k);
/* DAY_NONE; at: INSTANT_NONE for kinds of days */
day  child_happened(const struct record *r, instant *at);
str  child_shown(struct child_reading *x, const struct record *r, enum field_name f);
struct fact_line child_line(struct child_reading *x, const struct record *r);

/* child_bar.c: who it is, and what a worker must know before anything else. _ask fills all but titles and names. */
void child_bar_ask(struct child_reading *x);
void child_bar_take(struct child_reading *x);

/* child_due.c */
struct dues_asked { db_rows open, done; };
void child_dues_ask(struct child_reading *x, struct dues_asked *d);
void child_dues_take(struct child_reading *x, const struct dues_asked *d);

/* child_people.c: workers, relatives and families. */
void child_workers_choose(struct child_reading *x);     /* now and before, in order, without names; no statement */
void child_worker_named(struct child_reading *x, struct child_worker *w);
void child_worker_expected(struct child_reading *x, const struct child_worker *w);
struct people_asked { db_rows cards, family; };
void child_people_ask(struct child_reading *x, struct people_asked *p);
CHECKED err_code child_people_take(struct child_reading *x, const struct people_asked *p, err *e);
#endif
