/* book.h - the catalogue as a book that people read: static pages, no script, nothing fetched, the same bytes every
 * time.
 *
 * One page a kind and a code set, one each for clocks and roles, an index of every field, and book.css. Every
 * internal link resolves; every fact carries its source and how far it was checked. */
#ifndef CATALOGUE_BOOK_H
#define CATALOGUE_BOOK_H
#include "catalogue/catalogue.h"
#include "base/out.h"

struct book_list;                   /* page.h */

/* Writes the book into dir, which is made when it is not there; it leads to the pages of
 * those rules. *npages: how many files were written. */
CHECKED err_code book_write(const struct catalogue *c, const struct book_list *rules, str dir, size_t *npages, err *e);
#endif
