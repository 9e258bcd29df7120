/* early_career.c - see early_career.h. */
#include "people/early_career.h"

enum { NEWLY_QUALIFIED_MONTHS = 24 };

bool newly_qualified(day from, day today)
{
    return from != DAY_NONE && from <= today && today < day_add_months(from, NEWLY_QUALIFIED_MONTHS);
}
