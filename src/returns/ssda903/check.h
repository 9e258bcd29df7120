/* check.h - runs the rules over children. Pure: structs in, issues out; no files, no clock.
 *
 *   ssda903_check_init(&k, &year, have, a);
 *   for each child: ssda903_check_child(&k, &child);         at microseconds a child
 *   ssda903_check_end(&k);                                   the rules across children
 *
 * What comes out are issues that point at rows by file and line; the texts of a child are not needed afterwards. */
#ifndef RETURNS_SSDA903_CHECK_H
#define RETURNS_SSDA903_CHECK_H
#include "base/err.h"
#include "returns/report.h"
#include "returns/lists.h"
#include "returns/ssda903/child.h"

/* What a rule may ask beside the child, and the rules that a council adds. */
struct ssda903_local;
struct collection {
    int year;                       /* 2026: 1 April 2026 to 31 March 2027 */
    day start, end;
    day today; /* while the year runs: what is still open is known to have lasted until then, not to its end; 0: the
                  year is over */
    str authority;                  /* code or name of the council; STR_NONE */
    bool xml;
    const struct providers *providers;
    const struct postcodes *postcodes;      /* NULL: there is no table */
    const struct ssda903_local *local;      /* local.h; NULL: none */
};
void collection_of(struct collection *y, int year);

/* Bits of what was supplied: tables as in child.has, and these. */
enum { HAVE_POSTCODES = 1 << 24, HAVE_PROVIDERS = 1 << 25 };
#define NEED(Name)      (1u << T_##Name)
#define NEED_LAST(Name) (1u << (T__COUNT + T_##Name))

struct issue {
    uint16_t rule;                  /* index of check.rules */
    uint8_t table, file;
    bool last;
    uint32_t line, order;
    day on;                         /* of the row: what its table stands in the order of; DAY_NONE */
    uint64_t content;               /* of the row, so that order does not depend on where it stood */
    str child;
};

enum { SSDA903_ISSUES_MAX = 4000000 };      /* a set may be made to have any number */

struct check {
    const struct collection *year;
    uint32_t have;
    size_t nrules;
    const struct rule *rules;       /* the published ones, as in ssda903_rules, then the council's own */
    size_t rule;                    /* the one that is running */
    uint16_t *active;               /* indexes of the rules that run */
    size_t nactive;
    size_t *counts;                 /* issues of each rule */
    struct issue *issues;
    size_t nissues, cap, unkept;    /* unkept: beyond the limit, counted only here */
    const struct child *child;
    uint32_t *marks;                /* of each rule: the tables in which it may mark rows */
    struct upn { uint64_t key; struct issue at; } *upns;    /* for rule 444 */
    size_t nupns, cap_upns;
    arena *mem;
};

struct rule {
    struct rule_text text;
    uint32_t needs;
    void (*run)(struct check *k, const struct child *c);
};
extern const struct rule ssda903_rules[];
extern const size_t ssda903_rule_count;

void ssda903_check_init(struct check *k, const struct collection *year, uint32_t have, arena *mem);
/* before the first child: this rule alone, whatever its years */
void ssda903_check_only(struct check *k, str code);
void ssda903_check_child(struct check *k, const struct child *c);
void ssda903_check_across(struct check *k, const struct child *c);  /* only what rules across children need of it */
/* For several at work at once: a check of the same rules that has found nothing yet; and taking over, with copies, what
 * it then found in other children. */
void ssda903_check_like(struct check *k, const struct check *as, arena *mem);
void ssda903_check_join(struct check *k, const struct check *from);
void ssda903_check_end(struct check *k);                    /* adds the issues across children and sorts */
void ssda903_check_keep(struct check *k, str child);        /* after the end: forgets the issues of all others */
bool ssda903_rule_across(const struct rule *r);             /* it looks at more than one child */
bool ssda903_rule_in_force(const struct rule *r, int year);
/* "OC2, last year's Episodes, a postcode table"; "" when nothing */
str  ssda903_rule_lacks(const struct rule *r, uint32_t have, arena *a);
struct report_rule *ssda903_report_rules(const struct check *k, arena *a);      /* every rule, for the report */
void check_mark(struct check *k, const struct row *r);
/* "DECOM, DEC": those that the rule names of the table in which the issue stands */
str ssda903_issue_fields(const struct check *k, const struct issue *x);
str ssda903_issue_key(const struct issue *x, arena *a);     /* "Episodes 2025-06-01": for struct report_issue */
uint32_t ssda903_rule_tables(const struct rule *r);        /* those named in its fields, as bits */
#endif
