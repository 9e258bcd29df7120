/* page.h - one page of the book: its frame, and the parts that all pages share.
 *
 *   book_begin(&b, cat, rules, dir, &mem, e);              makes the folder
 *   book_page(&b, title); ... book_page_end(&b, S("roles.html"), e);
 *   book_end(&b);
 *
 * book.c writes the catalogue's pages with it, returns/book.c those of the rules. A page is XHTML-shaped, so that a
 * test can parse all of it: whoever writes with book_raw closes what was opened. Texts live as long as the page is
 * being written. */
#ifndef CATALOGUE_PAGE_H
#define CATALOGUE_PAGE_H
#include "catalogue/catalogue.h"
#include "base/out.h"

/* Rules over the record that somebody else writes pages of: rules-NAME.html lists them,
 * items-NAME.html the items that they look at. */
struct book_rules { const char *name, *title, *nav; };
struct book_list { size_t n; const struct book_rules *const *at; };

struct book {
    const struct catalogue *cat;
    const struct book_list *rules;
    arena *mem;
    const char *dir;
    out o;
    size_t npages;
};
extern const char book_css[];

CHECKED err_code book_begin(struct book *b, const struct catalogue *c, const struct book_list *rules, str dir,
                            arena *mem, err *e);
void book_end(struct book *b);
CHECKED err_code book_file(struct book *b, str name, str bytes, err *e);
void book_page(struct book *b, str title);                              /* to the heading, which is the title */
void book_page_about(struct book *b, str title, str about);             /* with a sentence for those who search */
CHECKED err_code book_page_end(struct book *b, str name, err *e);       /* writes it */

void book_raw(struct book *b, const char *html);
void book_text(struct book *b, str s);                                  /* escaped */
void book_heading(struct book *b, const char *words);
void book_para(struct book *b, str words);                              /* nothing when there are none */
/* Tables keep their roles in full, for screens on which the style sheet stacks their cells; head is what a stacked cell
 * is called. */
void book_table(struct book *b, str caption, size_t n, const char *const *heads);
void book_table_end(struct book *b);
void book_row(struct book *b);                                          /* followed by a heading cell of the caller's */
void book_row_end(struct book *b);
void book_cell(struct book *b, const char *head);
void book_cell_end(struct book *b);
void book_cell_text(struct book *b, const char *head, str s);
/* of a list of terms; nothing when s is empty */
void book_term(struct book *b, const char *name, str s);
/* prefix and name make the page's file: names have only letters, digits and _. */
void book_link(struct book *b, const char *prefix, str name, str anchor, str words);
void book_mark(struct book *b, enum mark m, str source);
#endif
