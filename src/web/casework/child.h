/* child.h - what the views of one child are given. */
#ifndef WEB_CHILD_H
#define WEB_CHILD_H
#include "web/record/child_page.h"

enum { OLD_DAYS = 90 };             /* late for longer than this is folded away: it is history more than work */
struct child_due_part { const struct child_page *p; const struct child_due *d; };
void child_due_view(out *o, const struct child_due_part *part);
void child_view(out *o, const struct child_page *p);
void child_note_view(out *o, const struct child_page *p);               /* the quickest form: one box, save */
void child_pinned_view(out *o, const struct child_page *p);
void child_timeline_view(out *o, const struct child_page *p);
void child_lines_view(out *o, const struct child_page *p);
void child_add_view(out *o, const struct child_page *p);

/* returns/child.c: how many open questions the returns have about this child, of those that the reader may be told. */
CHECKED err_code child_asked_count(struct request *r, int64_t child_id, size_t *n, err *e);
#endif
