/* early_career.h - the first years as a social worker. */
#ifndef EARLY_CAREER_H
#define EARLY_CAREER_H
#include "base/date.h"

/* In their first two years as a social worker: from is nqsw_from_on, DAY_NONE when nothing is known of it. */
bool newly_qualified(day from, day today);
#endif
