/* advice.h - what the rules of the returns say to somebody who is writing a record, while it can still be put right
 * with one word.
 *
 * The rules are those of the return itself, over the person's facts with what is typed so far. An issue stands
 * beside the field of the record in hand that it names. What the change would make new elsewhere is told as well;
 * what else there is about the person is only counted. An issue that somebody accepted with a reason is not told
 * again, nor is one about records that the account may not read.
 *
 * Nothing here writes, and nothing refuses: advice that cannot be had is no advice. */
#ifndef ADVICE_H
#define ADVICE_H
#include "reporting/issues.h"

/* One thing to say. The same rule of two years, or of two rows of one record, is one thing. */
struct advice_item {
    /* of the record in hand; NULL: of that record as a whole, or elsewhere and new */
    const struct field *field;
    const struct rule_text *text;
    bool local;
    size_t nof;
    const struct collection_due *of[COLLECTIONS_MAX];       /* the years that ask, as collections_due has them */
    /* where it is to be put right: the record in hand, or the first that is named */
    const struct return_place *place;
    const struct kind *missing;             /* or a record of that kind may be missing; NULL: none */
};
struct advice {
    size_t n, elsewhere;                    /* elsewhere: how many more things there are about this person */
    struct advice_item *at;                 /* by field, errors first; then what is new elsewhere */
};
enum { ADVICE_BESIDE = 3 };                 /* so many beside one field; the others are counted */

struct advice_ask {
    struct subject *subject;                /* read by subject_load; advice_typed changes it in memory */
    int64_t record;                         /* the record in hand; 0: it is being added */
    /* one a field of its kind: the form asks for it; NULL: this is no form, the record is looked at as a whole */
    const bool *asked;
    /* typed in, the latest first: what several fields cause stands beside the one last touched */
    const struct field *const *touched;
    size_t ntouched;
    day today;
    const struct return_lists *lists;       /* may be NULL */
};

/* Of the record as it stands. */
CHECKED err_code advice_standing(struct store *s, const struct access_who *who, const struct advice_ask *ask, arena *a,
                                 struct advice *to, err *e);
/* Of the record with those changes; the first is of the record in hand. A new record is not asked for what nobody has
 * come to yet: an issue that names only empty fields waits until it is saved. A field that cannot be read yet has
 * no advice. */
CHECKED err_code advice_typed(struct store *s, const struct access_who *who, const struct advice_ask *ask,
                              size_t nchanges, const struct change *changes, arena *a, struct advice *to, err *e);
#endif
