/* check.h - runs the CIN census rules over children. Pure: structs in, issues out; no files, no clock.
 *
 *   cin_year_of(&year, reference_date, &calendar);
 *   cin_check_init(&k, &year, a);
 *   cin_check_header(&k, header);
 *   for each child: cin_check_child(&k, &child);             microseconds a child; the child may be forgotten
 *   afterwards cin_check_end(&k);                                       the rules across children, then puts the issues
 *   in order
 *
 * Every rule ends as one of three: passed, so many issues, or not checked and why (cin_not_checked). */
#ifndef RETURNS_CIN_CHECK_H
#define RETURNS_CIN_CHECK_H
#include "base/err.h"
#include "returns/report.h"
#include "returns/cin/child.h"
#include "returns/cin/shared.h"

/* What a rule may ask beside the child, and the rules that a council adds. */
struct cin_local;
struct cin_year {
    int year;                           /* 2025: the census of 2025-26; 0 when nobody knows */
    day start, end;                     /* 1 April to 31 March, the reference date; DAY_NONE when nobody knows */
    day today; /* while the year runs: what is still open is known to have lasted until then, not to its end; 0: the
                  year is over */
    const struct calendar *calendar;
    const struct cin_local *local;      /* local.h; NULL: none */
};
/* The census year that ends on that day. */
void cin_year_of(struct cin_year *y, day reference, const struct calendar *calendar);

/* How much of a return an issue points at, in the words of the published rules' types 0 to 3. */
enum cin_kind { CIN_ONE_CELL, CIN_ONE_ROW, CIN_SEVERAL_TABLES, CIN_ONE_GROUP, CIN_WHOLE_RETURN };

/* on: when the module began; filled in by cin_report; DAY_NONE: it says no such day */
struct cin_place { uint8_t table, item; uint32_t number, line; day on; };
struct cin_issue {
    uint16_t rule;                      /* index of cin_check.rules */
    uint16_t nplaces;
    uint32_t line;                      /* of the child; 0: the return itself */
    str child;                          /* its LAchildID; "" when it has none; STR_NONE: the return itself */
    uint64_t content;                   /* of the child: orders children who bear the same number, or none */
    uint32_t turn;                      /* which of the child's issues of this rule */
    struct cin_place *places;
};

/* What is counted over the whole return. */
struct cin_totals {
    size_t children, without_sex;
    size_t plan_starts, conferences;    /* in the census year */
    size_t disabled, with_several;      /* children with a disability other than NONE; with more than one */
    str disabilities[64];
    size_t ndisabilities;
};

/* Of one rule and child, and of a whole census: a file may be made to have any number.
 * England has 400,000 children in need. */
enum { CIN_ISSUES_KEPT = 200, CIN_ISSUES_MAX = 4000000, CIN_CHILDREN_MAX = 1000000 };

struct cin_check {
    struct cin_year year;
    arena *mem;                         /* issues; what lasts until the end */
    size_t nrules;
    const struct cin_rule *rules;       /* the published ones, as in cin_rules, then the council's own */
    size_t rule;                        /* the one that is running */
    uint16_t *active;
    size_t nactive;
    size_t *counts;                     /* issues of each rule */
    struct cin_issue *issues;
    size_t nissues, cap;
    struct cin_totals totals;
    struct cin_shared_keys ids, upns;
    uint32_t turn;
    str child_id;                       /* of the child in hand, copied when it first has an issue */
    uint64_t content;
    bool copied, known;                 /* child_id is, content is */
    bool alone;                         /* nothing is gathered for the rules across children */
    str child;                          /* STR_NONE, or the one child whose issues are wanted */
    size_t child_seen;                  /* how many children bear that number */
    size_t of_rule;                     /* issues of the rule that is running, of the child in hand */
    size_t unkept;                      /* issues beyond those limits: counted here, not listed */
    uint32_t unkept_line;               /* of the first such child */
};

enum { CIN_NEEDS_YEAR = 1 };            /* the header's reference date */

struct cin_rule {
    struct rule_text text;
    enum cin_kind kind;
    unsigned needs;
    void (*header)(struct cin_check *k, const struct cin_header *h);   /* one of the three */
    void (*child)(struct cin_check *k, const struct cin_child *c);
    void (*end)(struct cin_check *k);
};
extern const struct cin_rule cin_rules[];
extern const size_t cin_rule_count;

void cin_check_init(struct cin_check *k, const struct cin_year *year, arena *mem);
/* before the first child: this rule alone, whatever its years */
void cin_check_only(struct cin_check *k, str code);
/* before the first child: exactly this child's issues out of the whole */
void cin_check_child_only(struct cin_check *k, str child);
void cin_check_header(struct cin_check *k, const struct cin_header *h);
void cin_check_child(struct cin_check *k, const struct cin_child *c);
/* only what rules across children need of it */
void cin_check_across(struct cin_check *k, const struct cin_child *c);
/* the children so far: as after cin_check_init, in whatever mem is now */
void cin_check_forget(struct cin_check *k);
/* Takes what another check of the same year found in other children, for two at work at once. Copies what it keeps. */
void cin_check_join(struct cin_check *k, const struct cin_check *from);
void cin_check_end(struct cin_check *k);
int  cin_rule_named(str code);                              /* -1: no such rule */
/* NULL when the rule runs; else why not. */
const char *cin_not_checked(const struct cin_rule *r, const struct cin_year *year);
str cin_issue_key(const struct cin_issue *x, arena *a);     /* "CINdetails 2025-05-01": for struct report_issue */
struct report_rule *cin_report_rules(const struct cin_check *k, arena *a);      /* every rule, for the report */
void cin_report(struct cin_check *k, const struct cin_child *c, const struct cin_place *places, size_t n);
#endif
