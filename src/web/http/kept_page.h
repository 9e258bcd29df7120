/* kept_page.h - pages that were made a moment ago, so that Back, Reload and the next glance cost no reading.
 *
 * A page is kept for one account and address, for at most half a minute, and only until anything is written to the
 * ledger or through this service: a page that is found is the page that would be made. Access is the caller's to
 * check first, each time, so that every look is authorised and noted. What changes with every second, or holds a
 * form's token, is not kept. A server that keeps nothing has none of these: NULL finds nothing and drops nothing. */
#ifndef KEPT_PAGE_H
#define KEPT_PAGE_H
#include "web/http/request.h"

struct kept_pages;
struct kept_pages *kept_pages_new(void);                    /* NULL: no memory */
void kept_pages_free(struct kept_pages *k);
/* something was written: nothing that is kept holds any longer */
void kept_pages_drop(struct kept_pages *k);

/* Writes the page's content to r->out and its title and links to r->page. False: make it, then give it to
 * kept_page_keep. */
bool kept_page_find(struct request *r);
void kept_page_keep(struct request *r);
#endif
