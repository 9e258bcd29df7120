/* duplicates.h - people who may be the same person twice: pairs for somebody to look at; nothing is merged. */
#ifndef EXCHANGE_DUPLICATES_H
#define EXCHANGE_DUPLICATES_H
#include "store/store.h"

/* The same name and day of birth, or the same day of birth and postcode and a like name. why says which. */
struct duplicate {
    int64_t a, b;                   /* the people; a < b */
    str name_a, name_b;             /* folded: lower case, without accents */
    day born_on;
    const char *why;
};

/* Reads every person; the pairs live in mem, by day of birth. Somebody without a day of birth is in none. */
CHECKED err_code duplicates_find(struct store *s, arena *mem, size_t *n, struct duplicate **out, err *e);
#endif
