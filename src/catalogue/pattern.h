/* pattern.h - identifiers and addresses whose form is known, so that a slip of the hand is seen at once.
 *
 * upn       unique pupil number: check letter, 11 digits, and a digit or letter (DfE)
 * nhs       NHS number: ten digits, the last a check digit modulo 11
 * postcode  stored with one space, "NR1 3AB"; a sector or district alone ("NR1", "NR1 3") too, as returns carry them
 * email     somebody@somewhere.tld
 * phone     digits with an optional leading +; spaces, brackets and hyphens are for reading
 * urn       Ofsted's unique reference number: "SC" and six digits, or five to seven digits */
#ifndef CATALOGUE_PATTERN_H
#define CATALOGUE_PATTERN_H
#include "base/arena.h"

bool pattern_is_known(str name);
const char *const *pattern_names(size_t *n);
/* The canonical form, or STR_NONE when the text does not fit; *want says what would ("10 digits, like 485 777
 * 3456"). */
str pattern_read(str name, str typed, arena *a, const char **want);
#endif
