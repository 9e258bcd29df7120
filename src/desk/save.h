/* save.h - the one way in which anything above desk/ writes records.
 *
 *   save_begin(s, &door, id, kind, a, &x, e)     one write transaction; the subject authorised and loaded in it, once
 *     save_put(x, &change, &result, e)            … as many as belong together
 *   save_end(x, e)                                rows, ledger, clocks, search words, followers, commit
 *   save_drop(x)                                  gives up; safe at any time, after save_end too
 *
 * A save owes five things, and nobody above can forget one of them:
 *
 *   1. Access to the subject: scope, restriction, and the write group of every kind that is written, asked inside the
 *      transaction and noted in the journal. A subject that does not belong to the door (a team's number in a person's
 *      address) does not exist there.
 *   2. Access to whatever a reference names. A person or family out of the writer's sight is refused in the words for a
 *   number
 *      that does not exist; so is a record of somebody else, and one of a kind that the role does not read. Workers and
 *      teams are a directory: whoever reads it may name them all.
 *   3. The right to change reach. A reference by which somebody comes to see people (reach: in catalogue/kinds) takes
 *   the
 *      capability that the catalogue names, besides the write group.
 *   4. Nothing overwritten unseen: put.c merges, and gives conflicts back with both texts.
 *   5. What follows from a save, in the same transaction: each follower gets the subject with its facts as they now
 *   are.
 *
 * What stays as it was is not asked about: whoever corrects a date need not be able to see the relative whom the record
 * names.
 *
 * exchange/ and demo/ write in bulk, as the council's own program and not for an account: they use record.h directly.
 * What a reference must be is checked for them too, by put.c. */
#ifndef SAVE_H
#define SAVE_H
#include "desk/access.h"
#include "record/field.h"

/* Told of every save before it is committed; a fault undoes the save. sub: with all its
 * facts, the new ones included. */
struct follower {
    err_code (*saved)(const void *with, struct store *s, const struct subject *sub, day today, err *e);
    const void *with;               /* the follower's own */
};
/* Put together once at the program's start; threads share it. */
struct followers { size_t n; struct follower all[4]; };

struct save_door {
    struct access_who *who;
    str what;                       /* the door's path, for the journal */
    str via;                        /* how the ledger says that it came: "form" */
    enum kind_name of;              /* whose record it is: K_person */
    const struct followers *followers;      /* NULL: none */
};

struct saving;

/* subject_id 0: somebody new, of the kind that is put first. k: a kind that will be written, so that a role that may
 * not is refused before anything else; NULL: not known yet. The caller's arena holds
 * everything. ERR_NOT_FOUND, ERR_DENIED, ERR_BUSY. */
CHECKED err_code save_begin(struct store *s, const struct save_door *door, int64_t subject_id, const struct kind *k,
                            arena *a, struct saving **out, err *e);
/* May records of that kind be written here? For whoever learns the kind from the subject;
 * save_put asks it again at no cost. */
CHECKED err_code save_writes(struct saving *x, const struct kind *k, err *e);
/* The subject as it stands in this save; NULL before the first put of somebody new. After a
 * refused put it is not to be shown. */
struct subject *save_subject(const struct saving *x);
/* As subject_put. ERR_INVALID with faults and ERR_CONFLICT with conflicts are for the form: save_for_the_form. */
CHECKED err_code save_put(struct saving *x, const struct change *c, struct put_result *r, err *e);
/* A new subject of kind c->kind in the same transaction, written at once, so that a later put may name it: *id. */
CHECKED err_code save_beside(struct saving *x, const struct change *c, struct put_result *r, int64_t *id, err *e);
CHECKED err_code save_end(struct saving *x, err *e);
void             save_drop(struct saving *x);           /* NULL is fine */

/* Is that something for the person at the form to put right, rather than a fault? */
bool save_for_the_form(err_code rc, const struct put_result *put);
#endif
