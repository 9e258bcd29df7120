/* pen.h - writes one subject of the demonstration: records are noted in any order, then put in the order in which
 * somebody would have recorded them, each with its own time and author, through the same calls as a form's save. */
#ifndef DEMO_PEN_H
#define DEMO_PEN_H
#include "demo/demo.h"
#include "record/record.h"

struct phrases { size_t n; struct phrase { str symbol; size_t nways; const str *ways; } *at; };

struct act {
    const struct kind *kind;
    int of;                         /* index of the act that created the record; itself for the creation */
    bool change;
    instant at;
    int worker, order;              /* worker: who recorded it, -1: the service */
    size_t n, cap;
    /* link: an act whose id is meant, -1: text */
    struct act_field { const struct field *field; str text; int link; } *fields;
    int64_t id;
};

struct pen {
    struct demo *d;
    struct store *s;
    struct rng r;                   /* the child's own stream */
    arena text;                     /* emptied after each subject */
    struct act *acts;
    size_t nacts, cap_acts;
    int now;                        /* the act being filled, -1: none (it lies after the last day) */
    struct phrases phrases;
    struct phrase_name { const char *name; str text; } names[12];
    size_t nnames;
    int64_t *worker_ids, *team_ids, *family_ids, *child_ids, (*parent_ids)[2];
    str *accounts;                  /* of each worker */
    struct carers { int64_t id; day from, to; } *carers;    /* approved foster carers of the council: when */
    size_t ncarers;
    struct author author;
    int64_t written, entries;
};

CHECKED err_code phrases_load(struct pen *p, err *e);
str  phrase(struct pen *p, const char *symbol);         /* said with the names given */
void phrase_name(struct pen *p, const char *name, str text);

/* Begins a record that was recorded on that day (or some hours to days after, as people do); a day after the last is
 * not recorded, and what is set then is forgotten. Returns a handle, -1 when forgotten. */
int  pen_new(struct pen *p, const char *kind, day on, int worker);
int  pen_new_at(struct pen *p, const char *kind, instant at, int worker);
void pen_change(struct pen *p, int of, day on, int worker);
void pen_text(struct pen *p, const char *field, str text);
void pen_code(struct pen *p, const char *field, const char *code);
void pen_day(struct pen *p, const char *field, day on);            /* DAY_NONE: left out */
void pen_time(struct pen *p, const char *field, instant at);
void pen_flag(struct pen *p, const char *field, bool yes);
void pen_number(struct pen *p, const char *field, int64_t n);
/* A duty done within so many days of that day: mostly in time, some late; only in the last weeks some are still not
 * done. */
void pen_done(struct pen *p, const char *field, day from, int within);
void pen_link(struct pen *p, const char *field, int of);           /* another record of this subject; -1: left out */
void pen_say(struct pen *p, const char *field, const char *symbol);
/* Puts and writes all that was noted: the first act is the subject's own record. */
CHECKED err_code pen_write(struct pen *p, const char *kind, int64_t *id, err *e);
instant office_time(struct pen *p, day on);

/* The parts of a child's record; each file its own stage of life. */
CHECKED err_code write_everybody(struct pen *p, void (*progress)(void *, uint64_t, uint64_t), void *ctx, err *e);
CHECKED err_code write_workforce(struct pen *p, err *e);
CHECKED err_code write_households(struct pen *p, err *e);
/* carers approved throughout, searched from there; 0 none */
int64_t household_for(const struct pen *p, int start, day from, day to);
void write_child(struct pen *p, int child);
void write_front_door(struct pen *p, int child, int spell, int *referral, int *strategy);
void write_front_contacts(struct pen *p, int child, const int *contacts, size_t n);
void write_need(struct pen *p, int child, int spell, int referral, int strategy);
void write_care(struct pen *p, int child, int spell, int referral);
void write_leaving(struct pen *p, int child, int spell);
void write_rare(struct pen *p, int child);
bool child_has_ehc_plan(const struct demo *d, int child);
int  holder_on(const struct pen *p, int child, day on);             /* worker index, -1: nobody */
str  worker_name(struct pen *p, int worker);
int  manager_of(const struct pen *p, int worker);
str  manager_name(struct pen *p, int worker);
void pen_worker(struct pen *p, const char *field, int worker);      /* nothing when worker is -1 */
void pen_team(struct pen *p, const char *field, int worker);
bool in_detail(const struct pen *p, day on);                        /* inside the window that is written in full */
bool is_recent(const struct pen *p, day on);                        /* the last thirteen months: notes in full */
#endif
