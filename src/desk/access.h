/* access.h - the one place that decides who may read or write a person's record, and that notes that they did.
 *
 * Four things are asked, in this order: does the role's read or write group hold the kind; does its scope (own, team,
 * all) reach the subject; is the subject restricted to named people; and if it is, has this account opened it with a
 * stated reason (break-glass) that still holds. The answer is written to the access journal before it is given.
 * Whoever may not see a subject hears that it does not exist, except that a restricted record within one's scope
 * says that it is restricted, so that it can be asked for. Lists and counts go through access_filter. */
#ifndef ACCESS_H
#define ACCESS_H
#include "catalogue/capability.h"
#include "record/tables.h"

enum access_purpose { ACCESS_READ, ACCESS_WRITE, ACCESS_BREAK_GLASS };

struct access_journal;              /* desk/access_journal.h */
struct access_filter;

/* What they must do before any other page opens, the first of them: must.h. */
enum must { MUST_NOTHING, MUST_CHANGE_PASSWORD };

struct access_who {
    int64_t account_id;
    str account;                    /* sign-in name */
    str shown;                      /* what pages call them */
    const struct role *role;
    uint32_t can;                   /* bit c: capability c of catalogue/capability.h */
    int64_t worker_id;              /* their worker's subject, 0: none */
    int64_t team_id;                /* their worker's team, 0: none */
    enum must must;
    instant now;
    day today;
    struct access_journal *journal; /* NULL: nothing is noted (tests only) */
    struct access_filter *filter;   /* cached by access_filter for the length of a request */
    arena *mem;
};

/* kind NULL: the subject as such. what: the door's path, for the log. ERR_NOT_FOUND,
 * ERR_DENIED (restricted or role). */
CHECKED err_code access_check(struct store *s, struct access_who *who, int64_t subject_id, enum access_purpose purpose,
                              const struct kind *k, str what, err *e);
/* What one request showed of many people: a list, a file of them, what a search found. */
struct access_shown {
    const char *how;                /* "list", "file", "search" */
    str what, asked;                /* the path; what was searched for: kept in the journal and nowhere else */
    size_t n;                       /* 0: figures only, or nobody was found */
    const int64_t *ids;             /* ascending, none twice */
};
/* Notes it, with the role's scope. What cannot be noted must not be shown. */
CHECKED err_code access_note_shown(const struct access_who *who, const struct access_shown *shown, err *e);
/* Of somebody whom access_check has just let in: the part of the record that is shown, by its kind. */
CHECKED err_code access_note_part(const struct access_who *who, int64_t subject_id, const struct kind *k, str what,
                                  err *e);
/* Role alone: may this account read (write) records of that kind at all? For choosing what to show. */
bool access_reads(const struct access_who *who, const struct kind *k);
bool access_writes(const struct access_who *who, const struct kind *k);
static inline bool access_can(const struct access_who *who, enum capability c) { return who->can >> c & 1; }

/* Which people this account may meet in a list or be counted: restrictions and scope, read when first asked. A role
 * that reads no people meets none. */
CHECKED err_code access_filter(struct store *s, struct access_who *who, const struct access_filter **out, err *e);
bool access_sees(const struct access_filter *f, int64_t subject_id);
bool access_meets_people(const struct access_filter *f);        /* false: the role reads none */
/* So many are about to be asked about: more than a few are read at once, not one after the other. */
void access_expects(const struct access_filter *f, size_t n);
/* These will be asked about. Queues (db_ask) what the answers need, at most two statements whatever their number, for
 * the trip that the next db_answer makes. Of more than a few hundred all is read instead,
 * when the first is asked about. */
void access_ask(const struct access_filter *f, size_t n, const int64_t *ids);
/* The same of those whom a worker holds, for access_sees_own. */
void access_ask_own(const struct access_filter *f, int64_t worker_id, size_t n, const int64_t *ids);
/* A list of whatever length: read at once, so that a page asks as often about three people as about three hundred. */
static inline void access_expects_list(const struct access_filter *f) { access_expects(f, SIZE_MAX); }
/* The same of somebody whom that worker is involved with today: who is that worker reaches them without asking. */
bool access_sees_own(const struct access_filter *f, int64_t worker_id, int64_t subject_id);
/* The same of somebody whom a worker of that team holds today, or who waits for one there:
 * whose team it is reaches them. */
bool access_sees_of_team(const struct access_filter *f, int64_t team_id, int64_t subject_id);
/* Hidden by a restriction alone: the name of somebody out of scope may still stand in a record that is in it. */
bool access_hides(const struct access_filter *f, int64_t subject_id);

/* Opens a restricted subject to this account for four hours; the case holder and their
 * manager are told. reason: 10 letters or more. */
CHECKED err_code access_break_glass(struct store *s, struct access_who *who, int64_t subject_id, str reason, err *e);

struct access_alert { int64_t id, subject_id; str account, reason; instant at; };
/* Restricted records that were opened with a reason and that this account answers for, not yet seen; for My work. */
CHECKED err_code access_alerts(struct store *s, struct access_who *who, arena *a, size_t *n, struct access_alert **out,
                               err *e);
CHECKED err_code access_alert_seen(struct store *s, struct access_who *who, int64_t id, err *e);

/* When this account last opened that subject before now; INSTANT_NONE: never. For "changed since I last looked". */
CHECKED err_code access_last_looked(struct store *s, const struct access_who *who, int64_t subject_id, instant *at,
                                    err *e);
#endif
