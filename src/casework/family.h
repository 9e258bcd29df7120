/* family.h - a family as one line a person. */
#ifndef FAMILY_H
#define FAMILY_H
#include "desk/person.h"

struct family_overview { int64_t id; str name, summary; size_t n; struct person_line *people; };
CHECKED err_code family_read(struct store *s, struct access_who *who, int64_t id, arena *a, struct family_overview *out,
                             err *e);
/* Is it one that this reader may know of? ERR_NOT_FOUND when everybody in it is out of their sight: its name would
 * betray them. One without members is nobody's. */
CHECKED err_code family_seen(struct store *s, struct access_who *who, int64_t id, arena *a, err *e);
#endif
