/* page.h - what the views of the returns are given: what is due, one collection, one rule, the children behind a
 * figure, and what a return would ask about one child. Figures come from reporting/issues.h,
 * which leaves out whom the reader may not see. */
#ifndef RETURNS_PAGE_H
#define RETURNS_PAGE_H
#include "reporting/issue_people.h"
#include "web/casework/child.h"
#include "web/parts/chart.h"

/* Which issues a page shows. */
enum issue_show {
    ISSUES_OPEN,
    ISSUES_ERRORS,
    ISSUES_QUERIES,
    ISSUES_NEW,
    ISSUES_ACCEPTED,
    ISSUES_ALL,
    ISSUES_CHOICES = ISSUES_ALL
};
enum { FRESH_DAYS = 7 };                        /* new: found for the first time within so many days */

/* What the filters of a page ask for; 0 and NULL: everybody. */
struct return_choice {
    const struct collection_due *of;
    str rule;
    int64_t team, worker;
    const struct age_band *ages;
    enum issue_show show;
    bool known;                                 /* the whole council was checked for it once */
    day began;                                  /* on that day: what was found then is not new */
};
static inline bool choice_narrows(const struct return_choice *c) { return c->team || c->worker || c->ages; }

/* The way to what is to be mended. href "": the reader's role does not change that part of the record. */
/* asks: the questions of what is to be added; own: the child's own details */
struct mend_link { str href, record, field, asks; bool adds, own; };
struct issue_line {
    const struct return_issue *x;
    const struct issue_person *who;
    size_t nlinks;
    const struct mend_link *links;
};

/* Issues that a choice leaves, each with its child: by team, worker and name. */
struct issue_lines { size_t n, nchildren; struct issue_line *at; };

struct figures { size_t failing, errors, queries, accepted, fresh; };

/* A row of a table: whose, how many, and the page of the children behind it. */
struct count_row { str name, href; size_t children, errors, queries; };

/* Parts of several pages. */
struct dates_part { const struct request *r; const struct collection_due *of; const struct issue_summary *sum; };
void return_dates_view(out *o, const struct dates_part *p);
struct figures_part {
    const struct request *r;
    const struct collection_due *of;
    const struct return_choice *choice;
    struct figures f;
    size_t children, mended;
    bool whole;
};
void return_figures_view(out *o, const struct figures_part *p);
struct counts_part { str caption, heading; size_t n; const struct count_row *rows; };
void return_counts_view(out *o, const struct counts_part *p);

struct filter_part {
    const struct request *r;
    const struct return_choice *c;
    str action;
    size_t nteams, nworkers, nages, nshow;
    const struct choice *teams, *workers, *ages, *show;
    str team, worker, age, shown;
};
void return_filter_view(out *o, const struct filter_part *p);

struct collection_card {
    const struct collection_due *of;
    str title, href, id;
    struct issue_summary sum;
    struct trend_chart trend;
    size_t nbegin;
    const struct rule_count *begin;             /* most children first */
};
struct returns_page { const struct request *r; size_t n; const struct collection_card *cards; bool whole; };
void returns_view(out *o, const struct returns_page *p);

struct rule_row {
    const struct rule_text *text;
    bool local;
    str href;
    size_t children, issues, accepted, fresh;
    const char *not_checked;
};
struct collection_page {
    const struct request *r;
    const struct collection_due *of;
    struct return_choice choice;
    struct filter_part filter;
    str title, href;
    const struct issue_summary *sum;
    struct figures f;
    struct trend_chart trend;
    size_t nrules, npassed, nunchecked, nteams, nworkers, nages;
    const struct rule_row *rules, *passed, *unchecked;
    const struct count_row *teams, *workers, *ages;
    bool whole;                                 /* the reader sees the whole council */
};
void return_collection_view(out *o, const struct collection_page *p);

struct rule_page {
    const struct request *r;
    const struct collection_due *of;
    struct return_choice choice;
    struct filter_part filter;
    str title, collection;
    const struct rule_row *rule;
    struct issue_lines lines;
    size_t from, to;                            /* of lines: those on this page of the list */
    struct pagination pages;
    bool known;
};
void return_rule_view(out *o, const struct rule_page *p);

struct child_row {
    const struct issue_person *who;
    size_t errors, queries, accepted, nrules;
    struct rule_row *rules;
    day since;
};
struct children_page {
    const struct request *r;
    const struct collection_due *of;
    struct return_choice choice;
    struct filter_part filter;
    str heading, collection;
    size_t n, from, to;
    const struct child_row *rows;
    struct pagination pages;
};
void return_children_view(out *o, const struct children_page *p);

/* One issue on the child's page, with its answer or the form to give one. */
/* open: the form is shown; noted: it says "being put right" */
struct asked_issue { struct issue_line line; str id, rule_href, error, reason; bool open, noted; };
struct asked_collection {
    const struct collection_due *of;
    str title;
    bool known;
    size_t n, nopen;
    const struct asked_issue *issues;
};
struct child_returns_page {
    const struct request *r;
    const struct child_page *child;
    size_t n;
    const struct asked_collection *at;
    bool may_answer;
};
void child_returns_view(out *o, const struct child_returns_page *p);
struct child_issue_part { const struct child_returns_page *p; const struct asked_issue *x; };
void child_issue_view(out *o, const struct child_issue_part *part);

/* returns_read.c */
/* from the path; ERR_NOT_FOUND */
CHECKED err_code return_find(struct request *r, struct collection_due *of, err *e);
/* "Children in need census 2026-27" */
str return_title(const struct request *r, const struct collection_due *of);
/* "/returns/NAME/2026" and what follows */
str return_href(const struct request *r, const struct collection_due *of, const char *after);
str return_rule_href(const struct request *r, const struct collection_due *of, str rule);
CHECKED err_code choice_read(struct request *r, const struct collection_due *of, struct return_choice *c, err *e);
/* more: "page=2"; "" */
str choice_href(const struct request *r, str path, const struct return_choice *c, const char *more);
CHECKED err_code choice_filter(struct request *r, const struct return_choice *c, const struct issue_summary *sum,
                               bool of_rule, struct filter_part *p, err *e);
bool issue_shown(const struct request *r, const struct return_choice *c, const struct return_issue *x,
                 enum issue_show show);
CHECKED err_code return_known(struct request *r, const struct collection_due *of, bool *known, day *began, err *e);
CHECKED err_code issue_lines_read(struct request *r, const struct return_choice *c, struct issue_lines *to, err *e);
size_t issue_links(const struct request *r, const struct return_issue *x, size_t most, const struct mend_link **to);
/* how many links there are in all */
size_t issue_places(const struct request *r, const struct return_issue *x);
/* the id of its place on the child's page */
str issue_id(const struct request *r, const struct return_issue *x);
str return_fields(const struct rule_text *t);
struct trend_chart return_trend(const struct request *r, const struct collection_due *of, size_t n,
                                const struct issue_day *days);
struct pagination list_pages(const struct request *r, str path, const struct return_choice *c, size_t n, size_t *from,
                             size_t *to);

/* returns_parts.c */
/* the children behind a figure */
str  figure_href(const struct figures_part *p, str path, enum issue_show show);
void part_severity(out *o, const struct rule_text *t, bool local);
void part_mend_links(out *o, const struct request *r, const struct issue_line *l);
void part_holder(out *o, const struct request *r, const struct issue_person *who);
void part_issue_child(out *o, const struct request *r, const struct issue_person *who);
void part_pages(out *o, const struct pagination *p);
/* hidden: which issue a form is about */
void part_issue_fields(out *o, const struct return_issue *x);

/* returns_csv.c: each writes the file and says so to the request. */
void rules_csv(struct request *r, const struct collection_page *p);
void counts_csv(struct request *r, const char *heading, const char *file, size_t n, const struct count_row *rows);
void trend_csv(struct request *r, size_t n, const struct issue_day *days);
void issues_csv(struct request *r, const struct issue_lines *lines);
CHECKED err_code issues_xlsx(struct request *r, const struct collection_page *p, const struct issue_lines *lines,
                             err *e);
void children_csv_of_return(struct request *r, const struct children_page *p);
#endif
