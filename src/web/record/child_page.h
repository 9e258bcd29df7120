/* child_page.h - the frame of every page about one child: whom it is about, and the bar on top. */
#ifndef WEB_CHILD_PAGE_H
#define WEB_CHILD_PAGE_H
#include "casework/child.h"
#include "web/parts/link.h"
#include "web/parts/words.h"

struct kind_link { const struct kind *kind; size_t n; };        /* how many records of it there are */
struct kind_group { str name; size_t n; const struct kind_link *kinds; };

struct child_page {
    const struct request *r;
    const struct child_overview *c;
    size_t ngroups;
    const struct kind_group *groups;        /* what can be added, by group */
    size_t nactions;
    const struct quick_action { str href, text; } *actions;     /* what is done most for a child like this one */
    bool may_write, may_change, may_audit, may_join;
    str note_number;                        /* of the form for a case note; "" where the role writes none */
    size_t nasked;                          /* what the returns would ask about; 0 also where nobody looked */
};
/* identity bar and warnings: on every page of the child */
void child_bar_view(out *o, const struct child_page *p);

/* The record of a person, whom the reader may see; ERR_NOT_FOUND for a subject that is none. */
CHECKED err_code child_load(struct request *r, int64_t id, struct subject **sub, err *e);
/* The person of this address, after asking, and noting, that the reader may see them. */
CHECKED err_code child_load_asked(struct request *r, struct subject **sub, err *e);
/* Who it is and what the reader may do; sets the title. */
void child_page_fill(struct request *r, const struct subject *sub, struct child_overview *c, struct child_page *p);
/* For the pages that are about a child beside its own: authorises, loads, and reads what the bar on top shows; sets the
 * title. */
CHECKED err_code child_page_read(struct request *r, struct child_overview *c, struct child_page *p, err *e);
#endif
