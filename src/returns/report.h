/* report.h - what a check of a return found, as text, JSON, CSV or a workbook: the same for every return.
 *
 * Every rule is in the report as passed, so many issues, or not checked and why. Text groups by rule, errors first and
 * the most frequent first; CSV is one line an issue. The issues are asked for one by one, in the order that the check
 * gave them, so that nobody has to hold their words.
 *
 * An issue is the same issue at the next check when rule, child and key are the same. So an earlier report, as CSV or
 * as a workbook, says since when an issue stands and what somebody wrote beside it:
 * report_history_read, report_compare. */
#ifndef RETURNS_REPORT_H
#define RETURNS_REPORT_H
#include "base/err.h"
#include "returns/returns.h"

struct report_rule {
    const struct rule_text *text;
    size_t issues;
    const char *not_checked;        /* NULL: it ran */
};

struct report_issue {
    size_t rule;                    /* index of rules */
    str child;                      /* "" when it has no number; STR_NONE: the return as a whole */
    str file;                       /* "" when there is only one */
    size_t line;                    /* 0: of no line */
    bool last;                      /* in last year's files */
    str table;
    str fields; /* "CINdetails.CINreferralDate line 12, Assessments.AssessmentActualStartDate line 15" */
    str key;    /* tells it from the child's other issues of that rule, whatever the file: "Episodes 2025-06-01". Those
                   that are alike are numbered for you */
    day since;                      /* first found; 0 or DAY_NONE: not known, then the earlier report says */
    str note;                       /* what somebody wrote beside it; empty: then the earlier report says */
    bool fresh;                     /* not in the earlier report. Filled in for you */
};

/* What could not be read: not a rule's issue, but never silent. minor: nothing of the return
 * was lost, a column too many. */
struct report_fault { str file; size_t line; str says; bool minor; };

struct report {
    str name;                       /* "Children in need census 2025-26" */
    size_t children;
    size_t nrules;
    const struct report_rule *rules;
    size_t nissues, nfaults;
    void (*issue)(void *ctx, size_t i, arena *a, struct report_issue *x);
    void (*fault)(void *ctx, size_t i, arena *a, struct report_fault *x);
    void *ctx;
    day today;                      /* of the check */
    struct report_history *before;  /* NULL: there is no earlier report */
    size_t text_limit;              /* how many issues of a rule the text lists; 0: all */
    size_t sheet_rows;              /* how many issues a sheet of the workbook holds; 0: as many as there can be */
    void (*flush)(void *ctx);       /* NULL, or called now and then to write out what stands in o */
    void *flush_ctx;
};

/* Nothing to mend: no issue, and nothing that could not be read. */
bool report_clean(const struct report *r);
/* "in force until 2019-20"; NULL when the rule is in force in the collection of that year. */
const char *report_not_in_force(const struct rule_text *t, int year, arena *a);
void report_as_text(out *o, const struct report *r);
void report_as_json(out *o, const struct report *r);
void report_as_csv(out *o, const struct report *r);
/* Sheets Summary, By rule, By child, Issues, and Mended when there is an earlier report. The same report gives the same
 * bytes. A sheet holds 1,048,575 issues and says when there are more. ERR_SYSTEM: no room for its temporary files. */
CHECKED err_code report_as_xlsx(out *o, const struct report *r, err *e);

/* An earlier report, CSV or XLSX as written here; columns may be in another order, notes may have been typed into it.
 * ERR_INVALID: it is no such report. */
CHECKED err_code report_history_read(struct report_history **to, str bytes, arena *mem, err *e);
/* Sets r->before, and tells new issues from mended ones. only: the one child that was checked; STR_NONE: all were. */
void report_compare(struct report *r, struct report_history *h, str only);
#endif
