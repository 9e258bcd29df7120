/* holder.h - who holds a child's case.
 *
 * Everybody who is involved with a child has a role, and one role answers for the case: the case holder. That is told
 * here for all of C; in SQL it is role = 'case_holder' with the same dates. The day on which an involvement ends is
 * no longer held. */
#ifndef HOLDER_H
#define HOLDER_H
#include "record/field.h"

#define CASE_HOLDER S("case_holder")            /* the code of involvement.role */

/* Was or is it as case holder, whenever? A removed record answers too. */
static inline bool holder_role(const struct record *involvement)
{
    return record_is(involvement, F_involvement_role, CASE_HOLDER);
}

/* Does it hold the case on that day, or from a day to come? A removed record holds nothing. */
bool holder_is(const struct record *involvement, day today);

/* The involvement of whoever holds the case; of several the one that began first. NULL: nobody. */
const struct record *holder_of(const struct subject *sub, day today);
#endif
