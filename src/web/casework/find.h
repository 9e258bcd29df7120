/* find.h - what the views of search and of a family are given. */
#ifndef WEB_FIND_H
#define WEB_FIND_H
#include "casework/family.h"
#include "web/parts/link.h"
#include "web/parts/words.h"

struct find_page {
    const struct request *r;
    str query, error;
    size_t nfound, nshown;          /* of everything that was found, the best; more: there may be others still */
    bool asked, notes, may_add, more;
    size_t n;
    const struct person_line *people;
    /* record_id 0: not found by a note */
    const struct note_hit { int64_t record_id; str title, words; day on; } *hits;
    size_t nothers;
    const struct other_found { str name, href, what; } *others;     /* families, workers, teams */
};
void find_view(out *o, const struct find_page *p);

struct family_page { const struct request *r; const struct family_overview *f; };
void family_view(out *o, const struct family_page *p);
#endif
