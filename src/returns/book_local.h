/* book_local.h - a council's own rules in the book: a table on the page of their return's
 * rules, and a page each, as written. For book.c. */
#ifndef RETURNS_BOOK_LOCAL_H
#define RETURNS_BOOK_LOCAL_H
#include "catalogue/page.h"

/* Nothing when the catalogue has none of that return. */
void book_local_list(struct book *b, const char *of);
/* rule-RETURN-CODE.html of each; label: of the return. */
CHECKED err_code book_local_pages(struct book *b, const char *of, const char *label, err *e);
#endif
