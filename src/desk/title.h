/* title.h - one line that says what a record is: the kind's title with its holes filled, references by name. */
#ifndef TITLE_H
#define TITLE_H
#include "base/out.h"
#include "desk/access.h"
#include "record/record.h"

/* Names of records that others refer to, read once each; make one a request. For a page with many of them:
 *
 *     namer_holds(&names, sub)                 its own records are in memory, and need no reading
 *     namer_expects_title(&names, record) …    what will be named
 *     namer_read(&names, e)                    one statement for each kind that is referred to, whatever the number
 *     record_title(&names, record, 160) …
 *
 * What was not expected is read when it is asked for, a statement each. */
struct namer {
    struct store *s;
    arena *mem;
    const struct access_filter *filter;
    bool blind;
    const struct subject *held;
    size_t n, cap;
    struct named { int64_t id; str name; } *known;
    size_t nwanted, cap_wanted;
    struct wanted { const struct kind *kind; int64_t id; } *wanted;
    size_t nread, cap_read;
    struct names_read { const struct kind *kind; db_rows rows; } **read;
};
/* filter: whom the reader may meet; a person hidden by a restriction is not named. NULL: all are; blind: none is. */
void namer_init(struct namer *n, struct store *s, const struct access_filter *filter, arena *mem);
void namer_holds(struct namer *n, const struct subject *sub);

void namer_expects(struct namer *n, const struct field *f, value v);            /* nothing when f is no reference */
void namer_expects_title(struct namer *n, const struct record *r);
void namer_expects_id(struct namer *n, const struct kind *k, int64_t id);
/* Queues what is expected (db_ask), for whoever has more to ask in the same trip; then db_answer. */
void namer_ask(struct namer *n);
CHECKED err_code namer_read(struct namer *n, err *e);                           /* the two at once */

/* What the record that a reference points at is called: a worker's name, "Referral from school". "" when it is not
 * there. It does not authorise: only for directory names (workers, teams) and records of a subject that was already
 * authorised. */
str  namer_name(struct namer *n, const struct kind *k, int64_t id);

/* An address that must stay secret from somebody: pages say that there is one, and show it only on its own page. */
bool record_is_confidential(const struct record *r);
/* The same of n records of a kind, by their numbers. */
CHECKED err_code records_secret(struct store *s, const struct kind *k, size_t n, const int64_t *ids, bool *secret,
                                err *e);

/* "Visit at home, seen alone". At most `limit` bytes, cut at a word; 0: whole. */
str  record_title(struct namer *n, const struct record *r, size_t limit);
/* A value for people: field_shown, and references by name. */
str  value_shown(struct namer *n, const struct field *f, value v);
#endif
