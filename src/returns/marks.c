/* marks.c - see marks.h. */
#include "returns/marks.h"

bool mark_is_of(const struct field *f, str mark)
{
    str rest = f->returns, one;
    while (str_cut(&rest, ' ', &one))
        if (str_eq(one, mark))
            return true;
    return false;
}

/* Only when one field alone feeds it: an ACCOM is made of two. */
const struct codeset *mark_codes(const struct catalogue *cat, str mark)
{
    const struct field *only = NULL;
    for (size_t i = 0; i < cat->nkinds; i++)
        for (size_t j = 0; j < cat->kinds[i].nfields; j++) {
            if (!mark_is_of(&cat->kinds[i].fields[j], mark))
                continue;
            if (only)
                return NULL;
            only = &cat->kinds[i].fields[j];
        }
    return only ? only->codes : NULL;
}
