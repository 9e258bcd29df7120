/* rules_header.c - who the child is: sex, birth, numbers, motherhood, asylum; and whether last year said the same. */
#include "returns/ssda903/rule.h"

/* What both years say of the child differs, one of them saying nothing included. Case does not count. */
static bool changed(struct cell now, struct cell then)
{
    if (!now.p || !then.p)
        return (now.p != NULL) != (then.p != NULL);
    return !str_eq_nocase(text(now), text(then));
}

/* 1 and 2 stood for M and F until 2023-24. */
static uint64_t sex_of(struct cell x) { return IS(x, "1") ? KEY("M") : IS(x, "2") ? KEY("F") : x.key; }

static bool looked_after_beyond_respite(const struct child *c)
{
    EACH(episodes, e)
        if (!respite(e) && !str_eq_nocase(text(e->LS), S("V3")) && !str_eq_nocase(text(e->LS), S("V4")))
            return true;
    return false;
}

RULE(174) { EACH(header, h) if (IS(h->SEX, "M") && given(h->MC_DOB)) MARK(h); }
RULE(202) { EACH(header, h) EACH(header_last, l) if (sex_of(h->SEX) != sex_of(l->SEX)) MARK(h); }
RULE(203) { EACH(header, h) EACH(header_last, l) if (changed(h->DOB, l->DOB) && !same_day(h->DOB, l->DOB)) MARK(h); }
RULE(204) { EACH(header, h) EACH(header_last, l) if (changed(h->ETHNIC, l->ETHNIC)) MARK(h); }
RULE(207)
{
    EACH(header, h) EACH(header_last, l)
        if (IS(l->MOTHER, "1") && !IS(h->MOTHER, "1") && looked_after_beyond_respite(c))
            MARK(h);
}

/* A UPN may become known, a child who was too young for one may get another reason, and a
 * newly looked after child may wait for it. */
static bool upn_change_explained(struct cell now, struct cell then)
{
    return (upn_unknown(then) && given(now) && !upn_unknown(now)) || (IS(then, "UN1") && given(now)) || IS(now, "UN4");
}
RULE(208)
{
    EACH(header, h)
        EACH(header_last, l)
            if (changed(h->UPN, l->UPN) && !upn_change_explained(h->UPN, l->UPN))
                MARK(h);
}
RULE(209)
{
    int y, m, d;
    day_split(k->year->start, &y, &m, &d);
    day term = day_make(y, 8, 31);
    EACH(header, h) if (IS(h->UPN, "UN1") && readable(h->DOB) && birthday(h->DOB, 5) <= term) MARK(h);
}
/* Looked after at the end of the year, in a time in care that began more than a week before. */
RULE(210)
{
    const struct episodes *start = NULL, *now = NULL;
    EACH(episodes, e) {
        if (!readable(e->DECOM) || after_year(k, e->DECOM))
            continue;
        start = !start || IS(e->RNE, "S") ? e : start;
        now = blank(e->DEC) || after_year(k, e->DEC) ? e : NULL;
    }
    EACH(header, h)
        if (IS(h->UPN, "UN4") && now && start->DECOM.d < k->year->end - 7) {
            MARK(h);
            MARK(now);
        }
}
RULE(231) { EACH(header, h) if (IS(h->UASC, "1") && day_before(k->year->end, birthday(h->DOB, 11))) MARK(h); }
RULE(232) { EACH(header, h) if (IN(h->SEX, "U", "u")) MARK(h); }
RULE(301) { EACH(header, h) if (after_year(k, h->DOB)) MARK(h); }
RULE(351) { EACH(header, h) if (day_before(birthday(h->DOB, 25), k->year->start)) MARK(h); }
RULE(393) { EACH(header, h) if (IN(h->SEX, "F", "2") && blank(h->MOTHER) && looked_after_beyond_respite(c)) MARK(h); }
RULE(442) { EACH(header, h) if (blank(h->UPN) && looked_after_beyond_respite(c)) MARK(h); }

/* --- motherhood --- */
RULE(165)
{
    bool in_year = false, wrong = false;
    EACH(episodes, e)
        in_year = in_year || (!respite(e) && !after_year(k, e->DECOM) && (blank(e->DEC) || !before_year(k, e->DEC)));
    EACH(header, h) {
        bool stray = given(h->MOTHER) && !IN(h->MOTHER, "0", "1");
        bool male = IN(h->SEX, "M", "1") && IS(h->MOTHER, "1");
        bool unsaid = IN(h->SEX, "F", "2") && blank(h->MOTHER) && in_year;
        if (stray || male || unsaid) {
            MARK(h);
            wrong = true;
        }
    }
    if (wrong)
        EACH(oc3, o) MARK(o);
}
RULE(607)
{
    EACH(header, h)
        if (IN(h->SEX, "F", "2") && blank(h->MOTHER))
            EACH(episodes, e)
                if (in_year(k, e->DEC) && given(e->REC) && !IS(e->REC, "X1") && !respite(e)) {
                    MARK(h);
                    MARK(e);
                }
}
RULE(611) { EACH(header, h) if (IS(h->MOTHER, "1") && blank(h->MC_DOB)) MARK(h); }
RULE(612)
{
    EACH(header, h)
        if (IN(h->SEX, "F", "2") && (blank(h->MOTHER) || IS(h->MOTHER, "0")) && given(h->MC_DOB))
            MARK(h);
}
RULE(620) { EACH(header, h) if (IS(h->MOTHER, "1") && day_before(k->year->start, birthday(h->DOB, 11))) MARK(h); }
RULE(621) { EACH(header, h) if (after(h->DOB, h->MC_DOB) || same_day(h->DOB, h->MC_DOB)) MARK(h); }
RULE(624)
{
    EACH(header, h)
        EACH(header_last, l)
            if (both_differ(h->MC_DOB, l->MC_DOB) && !same_day(h->MC_DOB, l->MC_DOB))
                MARK(h);
}
RULE(625)
{
    const struct episodes *ceased = care_ceased(c);
    EACH(header, h)
        if (after_year(k, h->MC_DOB) || (ceased && after(h->MC_DOB, ceased->DEC))) {
            MARK(h);
            if (ceased)
                MARK(ceased);
        }
}
RULE(626)
{
    EACH(header, h)
        EACH(header_last, l)
            if (IS(h->MOTHER, "1") && before_year(k, h->MC_DOB) && IS(l->MOTHER, "0"))
                MARK(h);
}
RULE(628) { EACH(header, h) if (!c->episodes.n && c->oc3.n && given(h->MOTHER)) MARK(h); }

/* --- unaccompanied asylum-seeking children --- */
/* The header says so in XML; in the CSV set a date on which the status ceased (to come, as a
 * rule the 18th birthday) says it. */
struct asylum { bool now, then; day ceased_now, ceased_then; bool dated; };

static bool asylum_of(const struct check *k, const struct child *c, struct asylum *s)
{
    const struct uasc *now = c->uasc.n ? c->uasc.at[0] : NULL, *then = c->uasc_last.n ? c->uasc_last.at[0] : NULL;
    const struct header *h = header_of(c), *l = c->header_last.n ? c->header_last.at[0] : NULL;
    if (!now || !then)
        return false;
    s->ceased_now = now->DUC.d;
    s->ceased_then = then->DUC.d;
    s->dated = given(now->DUC) || given(then->DUC);
    s->now = h && given(h->UASC) ? IS(h->UASC, "1") : readable(now->DUC);
    s->then = k->year->xml && l && given(l->UASC) ? IS(l->UASC, "1") : readable(then->DUC);
    return true;
}
#define MARK_ASYLUM() do { EACH(uasc, u) MARK(u); EACH(header, h) MARK(h); } while (0)

RULE(205A)
{
    struct asylum s;
    if (asylum_of(k, c, &s) && s.then && !s.now && !day_before(s.ceased_then, k->year->start))
        MARK_ASYLUM();
}
RULE(205B)
{
    struct asylum s;
    if (asylum_of(k, c, &s) && s.then && s.now &&
        (day_before(s.ceased_then, k->year->start) || day_before(s.ceased_now, k->year->start)))
        MARK_ASYLUM();
}
RULE(205C)
{
    struct asylum s;
    if (asylum_of(k, c, &s) && !s.then && !s.now && s.dated)
        MARK_ASYLUM();
}
RULE(205D)
{
    struct asylum s;
    if (!asylum_of(k, c, &s) || s.then || !s.now)
        return;
    if (k->year->xml)
        EACH(header, h) MARK(h);
    else
        EACH(uasc, u) MARK(u);
}
/* Files of CSV have no such column in the header: there, a row of UASC says it. */
RULE(303)
{
    EACH(header, h)
        if (!IS(h->UASC, "1") && (given(h->UASC) || k->year->xml))
            EACH(uasc, u)
                if (given(u->DUC)) {
                    MARK(u);
                    MARK(h);
                }
}
RULE(304) { EACH(uasc, u) if (day_before(birthday(u->DOB, 18), u->DUC.d)) MARK(u); }
