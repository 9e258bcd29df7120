/* subject_page.h - what the views of a worker, a team, a family, a household or the authority as a record are given. */
#ifndef WEB_SUBJECT_PAGE_H
#define WEB_SUBJECT_PAGE_H
#include "people/listed.h"
#include "web/record/record.h"

struct subject_page {
    const struct request *r;
    const struct record_head *head;
    const struct kind *kind;
    const struct child_overview *o;         /* what is due, what was done, its records */
    const struct record_page *own;          /* what its own record says */
    bool may_change, may_end;
    size_t ngroups;
    const struct kind_group *groups;        /* what can be added */
};
void subject_view(out *o, const struct subject_page *p);
/* "Record it": to the form that meets a duty of this subject, where the role may. */
void part_meet_here(out *o, const struct subject_page *p, const struct due_item *d);

struct subjects_page {
    const struct request *r;
    const struct kind *kind;
    bool may_add;
    size_t n;
    const struct subjects_row { str href, name, note; day ended_on; } *rows;     /* href "": not within reach */
};
void subjects_view(out *o, const struct subjects_page *p);
#endif
