/* holder.c - see holder.h: forms, referrals, the child's page and what follows a save ask the same question, so it
 * has one answer. */
#include "desk/holder.h"

bool holder_is(const struct record *involvement, day today)
{
    day to = record_day(involvement, F_involvement_to_on);
    return !involvement->removed && holder_role(involvement) && (to == DAY_NONE || to > today);
}

const struct record *holder_of(const struct subject *sub, day today)
{
    const struct records *all = subject_all(sub, K_involvement);
    for (size_t i = 0; i < all->n; i++)
        if (holder_is(all->at[i], today))
            return all->at[i];
    return NULL;
}
