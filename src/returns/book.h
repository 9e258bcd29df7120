/* book.h - the rules of the returns as pages of the book (catalogue/book.h): what a rule says in plain English, where
 * what it looks at is entered, rows that break it and the same rows mended, how to mend it, and where it comes from.
 *
 * rules-RETURN.html lists the rules of a return, items-RETURN.html its tables and items with the rules that name each,
 * and rule-RETURN-CODE.html is one rule; RETURN is a name of kinds.def. The words are those of rules.def, the rows
 * those of catalogue/examples (example.h), the notes those of docs/decisions: nothing here says anything of its own
 * about a rule. A council's own rules stand with them, marked local (book_local.h). */
#ifndef RETURNS_BOOK_H
#define RETURNS_BOOK_H
#include "catalogue/page.h"

/* A column or an element; an entry without an item names the table of those that follow, or each names its own. */
struct book_item { const char *table, *item; };
/* What a table is, for those who do not know it by its name. */
struct book_table_words { const char *table, *words; };
/* An item that no field feeds because it is worked out from others. kind: the records that it follows from, or NULL. */
struct book_made { const char *item, *words, *kind; };

/* What the pages of one return say beside its rules: NAME_book, in returns/NAME/book.c. */
struct return_book {
    struct book_rules head;             /* how the book leads to them */
    const char *label, *about;          /* "Children in need census (CIN)"; a sentence */
    /* what the examples are of; where the rules come from; the decisions, as embedded */
    const char *year, *source, *decisions;
    const char *child;                  /* the column that names a child */
    size_t nitems, ntables, nmade;
    const struct book_item *items;
    const struct book_table_words *tables;
    const struct book_made *made;
    str (*needs)(size_t rule, arena *a);    /* beside the return; "": nothing */
    str (*points)(size_t rule);         /* what an issue of the rule points at */
};

/* How the rest of the book leads to these pages. */
extern const struct book_list rules_book;

/* Writes the pages beside those of book_write, into the same folder. *npages: how many files were written. */
CHECKED err_code rules_book_write(const struct catalogue *c, str dir, size_t *npages, err *e);
#endif
