/* marks.h - which fields of the catalogue feed an item of a return: what their "returns:" says, "NAME:ITEM". */
#ifndef RETURNS_MARKS_H
#define RETURNS_MARKS_H
#include "catalogue/catalogue.h"

bool mark_is_of(const struct field *f, str mark);
/* The codes that the item may hold, when one field alone feeds it and has some. NULL: any. */
const struct codeset *mark_codes(const struct catalogue *c, str mark);
#endif
