/* rule.h - the words that the rules of the CIN census are written in.
 *
 *   RULE(8608) { EACH_EPISODE(e) EACH(e->assessments, a) if (before(a->AssessmentAuthorisationDate,
 *   a->AssessmentActualStartDate))
 *       REPORT(AT(a, AssessmentActualStartDate), AT(a, AssessmentAuthorisationDate)); }
 *
 * A rule looks at one child and reports the places that it would have people look at. Comparisons with a date that is
 * missing or unreadable are never true, so a bad cell hides nothing else. */
#ifndef RETURNS_CIN_RULE_H
#define RETURNS_CIN_RULE_H
#include "returns/cin/check.h"
#define RULE_CELL struct cin_cell
#include "returns/words.h"

#define RULE(code) void cin_rule_##code(struct cin_check *k, const struct cin_child *c); \
                   void cin_rule_##code(struct cin_check *k, const struct cin_child *c)
#define HEADER_RULE(code) void cin_rule_##code(struct cin_check *k, const struct cin_header *h); \
                          void cin_rule_##code(struct cin_check *k, const struct cin_header *h)
#define RETURN_RULE(code) void cin_rule_##code(struct cin_check *k); void cin_rule_##code(struct cin_check *k)

/* EACH(e->plans, p): every module of the list, in order of time. EACH_EPISODE(e) leaves out
 * what has only parts; EACH_GROUP does not. */
#define EACH(list, x) for (const __typeof__(*(list)) *x = (list); x; x = (const void *)x->row.next)
#define EACH_GROUP(e) EACH(c->episodes, e)
#define EACH_EPISODE(e) EACH(c->episodes, e) if ((e)->row.line)

/* AT(e, CINreferralDate): a cell, filled or not. MODULE(e): the module itself. ON(f, a,
 * AssessmentAuthorisationDate): a's cell in f's row. */
#define AT(x, item_)                                                                                                   \
    ((struct cin_place){ (x)->row.table, CIN_I_##item_, (x)->row.number,                                               \
                         (x)->item_.line ? (x)->item_.line : (x)->row.line, DAY_NONE })
#define ON(r, x, item_)                                                                                                \
    ((struct cin_place){ (x)->row.table, CIN_I_##item_, (r)->row.number,                                               \
                         (x)->item_.line ? (x)->item_.line : (x)->row.line, DAY_NONE })
#define MODULE(x) ((struct cin_place){ (x)->row.table, CIN_I_LAchildID, (x)->row.number, (x)->row.line, DAY_NONE })
/* A group of any size: PLACES(g); ADD(g, AT(…)); … REPORT_ALL(g); */
struct places { size_t n; struct cin_place at[200]; };
#define PLACES(g)         struct places g; g.n = 0
#define ADD(g, ...) do { if ((g).n < sizeof (g).at / sizeof *(g).at) (g).at[(g).n++] = __VA_ARGS__; } while (0)
#define REPORT_ALL(g)     cin_report(k, c, (g).at, (g).n)
#define REPORT(...)                                                                                                    \
    cin_report(k, c, (const struct cin_place[]){ __VA_ARGS__ },                                                        \
               sizeof(const struct cin_place[]){ __VA_ARGS__ } / sizeof(struct cin_place))

static inline bool missing(struct cin_cell x)    { return x.p == NULL; }
static inline bool yes(struct cin_cell x)        { return IS(x, "1") || IS(x, "TRUE"); }
static inline bool no(struct cin_cell x)         { return IS(x, "0") || IS(x, "FALSE"); }

/* Days: never true when one of them is not known. */
static inline bool weekend(struct cin_cell x)    { return x.d != DAY_NONE && day_weekday(x.d) >= 5; }
static inline bool in_year(const struct cin_check *k, struct cin_cell x)
{
    return x.d != DAY_NONE && x.d >= k->year.start && x.d <= k->year.end;
}
static inline bool outside_year(const struct cin_check *k, struct cin_cell x)
{
    return x.d != DAY_NONE && (x.d < k->year.start || x.d > k->year.end);
}
static inline bool before_year(const struct cin_check *k, struct cin_cell x)  { return day_before(x.d, k->year.start); }
static inline bool after_year(const struct cin_check *k, struct cin_cell x)   { return day_before(k->year.end, x.d); }
/* On or between two days; to DAY_NONE: not known, so false. */
static inline bool between(struct cin_cell x, day from, day to)
{
    return x.d != DAY_NONE && from != DAY_NONE && to != DAY_NONE && x.d >= from && x.d <= to;
}
/* The day until which what is still open is known to have lasted: today while the year runs. */
static inline day open_until(const struct cin_check *k)
{
    return k->year.today > k->year.start && k->year.today < k->year.end ? k->year.today : k->year.end;
}
/* The last day of something that may still go on: its own end, or the reference date when
 * there is none; DAY_NONE when unreadable. */
static inline day last_day(const struct cin_check *k, struct cin_cell end)
{
    return missing(end) ? k->year.end : end.d;
}

/* An open enquiry has held no conference and does not say that none is needed. */
static inline bool enquiry_open(const struct cin_enquiry *q)
{
    return missing(q->DateOfInitialCPC) && !yes(q->ICPCnotRequired);
}
static inline bool closed_after_assessment(const struct cin_episode *e)
{
    return IS(e->ReasonForClosure, "RC8") || IS(e->ReasonForClosure, "RC9");
}
#endif
