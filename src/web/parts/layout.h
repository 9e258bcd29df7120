/* layout.h - what stands around every page: header, navigation by role, banners, footer. */
#ifndef LAYOUT_H
#define LAYOUT_H
#include "web/http/request.h"

struct layout {
    const struct request *r;
    str title;                      /* with "Error: " in front when the form has errors */
    struct service_navigation navigation;
    bool signed_in, may_search;
    str body_class, draft_kept;
};

/* Writes the whole document to o: r->out's content as it stands, in the layout. */
void layout_write(const struct request *r, str content, out *o);
/* The path that this account starts at: its role's own, else the first item of its navigation. */
str  layout_start(const struct request *r);

void layout_begin_view(out *o, const struct layout *p);
void layout_end_view(out *o, const struct layout *p);
#endif
