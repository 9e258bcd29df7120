/* child.h - what the views of one child are given. */
#ifndef WEB_CHILD_H
#define WEB_CHILD_H
#include "casework/child.h"
#include "web/people/caseload.h"

struct kind_link { const struct kind *kind; size_t n; };        /* how many records of it there are */
struct kind_group { str name; size_t n; const struct kind_link *kinds; };

struct child_page {
    const struct request *r;
    const struct child_overview *c;
    size_t ngroups;
    const struct kind_group *groups;        /* what can be added, by group */
    size_t nactions;
    const struct quick_action { str href, text; } *actions;     /* what is done most for a child like this one */
    bool may_write, may_change, may_audit;
    size_t nasked;                          /* what the returns would ask about; 0 also where nobody looked */
};
enum { OLD_DAYS = 90 };             /* late for longer than this is folded away: it is history more than work */
struct child_due_part { const struct child_page *p; const struct child_due *d; };
void child_due_view(out *o, const struct child_due_part *part);
void child_view(out *o, const struct child_page *p);
/* identity bar and warnings: on every page of the child */
void child_bar_view(out *o, const struct child_page *p);
void child_timeline_view(out *o, const struct child_page *p);
void child_lines_view(out *o, const struct child_page *p);
void child_add_view(out *o, const struct child_page *p);

/* For the pages that are about a child beside its own: authorises, loads, and reads what the bar on top shows; sets the
 * title. */
CHECKED err_code child_page_read(struct request *r, struct child_overview *c, struct child_page *p, err *e);
/* The same where only the name stands on top, for a subject that request_subject agreed to and that is loaded: no
 * statement. */
CHECKED err_code child_page_named(struct request *r, const struct subject *sub, struct child_overview *c,
                                  struct child_page *p, err *e);

/* returns_child.c: how many open questions the returns have about this child, of those that the reader may be told. */
CHECKED err_code child_asked_count(struct request *r, int64_t child_id, size_t *n, err *e);
#endif
