/* title.h - one line that says what a record is: the kind's title with its holes filled, references by name. */
#ifndef TITLE_H
#define TITLE_H
#include "base/out.h"
#include "desk/access.h"
#include "record/record.h"

/* Names of records that others refer to, read once each; make one a request. */
struct namer { struct store *s; arena *mem; const struct access_filter *filter; bool blind; size_t n, cap; struct named { int64_t id; str name; } *known; };
/* filter: whom the reader may meet; a person hidden by a restriction is not named. NULL: all are; blind: none is. */
void namer_init(struct namer *n, struct store *s, const struct access_filter *filter, arena *mem);

/* What the record that a reference points at is called: a worker's name, "Referral from school". "" when it is not there.
 * It does not authorise: only for directory names (workers, teams) and records of a subject that was already authorised. */
str  namer_name(struct namer *n, const struct kind *k, int64_t id);

/* An address that must stay secret from somebody: pages say that there is one, and show it only on its own page. */
bool record_is_confidential(const struct record *r);
CHECKED err_code record_is_secret(struct store *s, const struct kind *k, int64_t id, bool *secret, err *e);     /* the same, by its number */

/* "Visit at home, seen alone". At most `limit` bytes, cut at a word; 0: whole. */
str  record_title(struct namer *n, const struct record *r, size_t limit);
/* A value for people: field_shown, and references by name. */
str  value_shown(struct namer *n, const struct field *f, value v);
#endif
