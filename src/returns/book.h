/* book.h - the rules of the returns as pages of the book (catalogue/book.h): what a rule says in plain English, where what it looks at is
 * entered, rows that break it and the same rows mended, how to mend it, and where it comes from.
 *
 * rules-RETURN.html lists the rules of a return, items-RETURN.html its tables and items with the rules that name each, and
 * rule-RETURN-CODE.html is one rule; RETURN is ssda903 or cin. The words are those of rules.def, the rows those of
 * catalogue/examples (example.h), the notes those of docs/decisions: nothing here says anything of its own about a rule. A council's own
 * rules stand with them, marked local (book_local.h). */
#ifndef RETURNS_BOOK_H
#define RETURNS_BOOK_H
#include "catalogue/catalogue.h"

/* Writes the pages beside those of book_write, into the same folder. *npages: how many files were written. */
CHECKED err_code rules_book_write(const struct catalogue *c, str dir, size_t *npages, err *e);
#endif
