/* rules_adoption.c - decisions to place for adoption, adoptions, and permanence before. */
#include "returns/ssda903/rule.h"

static bool any_filled(const struct ad1 *a)
{
    return given(a->DATE_INT) || given(a->DATE_MATCH) || given(a->FOSTER_CARE) || given(a->NB_ADOPTR) ||
           given(a->SEX_ADOPTR) || given(a->LS_ADOPTR);
}
static bool any_blank(const struct ad1 *a)
{
    return blank(a->DATE_INT) || blank(a->DATE_MATCH) || blank(a->FOSTER_CARE) || blank(a->NB_ADOPTR) ||
           blank(a->SEX_ADOPTR) || blank(a->LS_ADOPTR);
}
static bool decided(const struct child *c) { EACH(placed, p) if (given(p->DATE_PLACED)) return true; return false; }
/* The decision changed: a day or a reason says so, and rule 119 asks for the other. */
static bool reversed(const struct placed *p) { return given(p->DATE_PLACED_CEASED) || given(p->REASON_PLACED_CEASED); }

/* The latest start of a period of care. */
static const struct episodes *latest_start(const struct child *c)
{
    const struct episodes *s = NULL;
    EACH(episodes, e) if (IS(e->RNE, "S") && readable(e->DECOM)) s = e;
    return s;
}

/* --- the decision that a child should be placed --- */
RULE(117)
{
    const struct episodes *ceased = care_ceased(c);
    EACH(placed, p) {
        bool beyond = after_year(k, p->DATE_PLACED) || after_year(k, p->DATE_PLACED_CEASED);
        bool too_late = ceased && (after(p->DATE_PLACED, ceased->DEC) || after(p->DATE_PLACED_CEASED, ceased->DEC));
        if (beyond || too_late) {
            MARK(p);
            if (ceased)
                MARK(ceased);
        }
    }
}
RULE(118)
{
    const struct episodes *first = NULL;
    EACH(episodes, e) if (!first && readable(e->DECOM) && !respite(e)) first = e;
    EACH(placed, p)
        if (before_year(k, p->DATE_PLACED_CEASED) || (first && before(p->DATE_PLACED_CEASED, first->DECOM))) {
            MARK(p);
            if (first)
                MARK(first);
        }
}
RULE(119) { EACH(placed, p) if (given(p->DATE_PLACED_CEASED) != given(p->REASON_PLACED_CEASED)) MARK(p); }
RULE(184) { EACH(placed, p) EACH(header, h) if (before(p->DATE_PLACED, h->DOB)) MARK(p); }
/* Against the first start of care that is told, be it in the files of a year before. Where the first episode goes on
 * from another, care began on a day that is not told. */
RULE(1003)
{
    const struct episodes *first = NULL, *before_it = NULL;
    EACH(episodes, e) if (!first && readable(e->DECOM)) first = e;
    EACH(episodes_last, l) if (!before_it && readable(l->DECOM)) before_it = l;
    EACH(episodes_earlier, l) if (!before_it || before(l->DECOM, before_it->DECOM)) before_it = l;
    const struct episodes *start = before_it && first && before(before_it->DECOM, first->DECOM) ? before_it : first;
    EACH(placed, p)
        if (start && IS(start->RNE, "S") && before(p->DATE_PLACED, start->DECOM)) {
            MARK(p);
            MARK(first);
        }
}
RULE(522) { EACH(placed, p) if (after(p->DATE_PLACED, p->DATE_PLACED_CEASED)) MARK(p); }
RULE(523)
{
    EACH(placed, p) EACH(ad1, a)
        if (readable(p->DATE_PLACED) && readable(a->DATE_INT) && !same_day(p->DATE_PLACED, a->DATE_INT)) {
            MARK(p);
            MARK(a);
        }
}
RULE(525)
{
    EACH(placed, p) EACH(ad1, a)
        if (reversed(p) && any_filled(a)) {
            MARK(p);
            MARK(a);
        }
}
RULE(551) { EACH(episodes, e) if (placed_for_adoption(e->PLACE) && !decided(c)) MARK(e); }
RULE(552)
{
    EACH(episodes, e) EACH(placed, p)
        if (placed_for_adoption(e->PLACE) && after(p->DATE_PLACED, e->DECOM)) {
            MARK(e);
            MARK(p);
        }
}

/* An order of this status was granted, and no decision that it could carry out is dated; or it is in force, and every
 * decision was reversed. */
static void order_without_decision(struct check *k, const struct child *c, uint64_t status)
{
    bool stands = false, dated = decided(c);
    EACH(placed, p) stands = stands || (given(p->DATE_PLACED) && !reversed(p));
    EACH(episodes, e) {
        if (e->LS.key != status || stands || (given(e->DEC) && dated))
            continue;
        if (!c->placed.n)
            MARK(e);
        EACH(placed, p) MARK(p);
    }
}
#define DECISION_AFTER_ORDER(ls)                                                                \
    const struct episodes *first = NULL;                                                        \
    EACH(episodes, e) if (!first && IS(e->LS, ls) && readable(e->DECOM)) first = e;             \
    EACH(placed, p)                                                                             \
        if (first && after(p->DATE_PLACED, first->DECOM)) {                                     \
            MARK(p);                                                                            \
            MARK(first);                                                                        \
        }
RULE(553) { order_without_decision(k, c, KEY("E1")); }
RULE(554) { DECISION_AFTER_ORDER("E1") }
RULE(555) { order_without_decision(k, c, KEY("D1")); }
RULE(556) { DECISION_AFTER_ORDER("D1") }
RULE(557)
{
    EACH(episodes, e) {
        bool meant = placed_for_adoption(e->PLACE) || IN(e->LS, "D1", "E1");
        if (!meant || blank(e->REC) || IN(e->REC, "X1", "E11", "E12") || care_goes_on(c, e))
            continue;
        bool open = !c->placed.n;
        EACH(placed, p)
            if (blank(p->DATE_PLACED_CEASED) || blank(p->REASON_PLACED_CEASED)) {
                MARK(p);
                open = true;
            }
        if (open)
            MARK(e);
    }
}
/* The decision that the adoption would carry out is the last one; where none has a day, one that stands. */
RULE(558)
{
    const struct placed *last = NULL;
    bool stands = false, any = false;
    EACH(placed, p) {
        last = readable(p->DATE_PLACED) ? p : last;
        stands = stands || !reversed(p);
        any = true;
    }
    if (any && (last ? reversed(last) : !stands))
        EACH(episodes, e) if (adopted(e->REC)) MARK(e);
}
RULE(559)
{
    EACH(placed, p) {
        if (!before_year(k, p->DATE_PLACED))
            continue;
        bool told = false;
        EACH(placed_last, l) told = told || given(l->DATE_PLACED);
        EACH(placed_earlier, l) told = told || given(l->DATE_PLACED);
        if (!told)
            MARK(p);
    }
}
RULE(560)
{
    EACH(placed, p) EACH(placed_last, l)
            if (readable(p->DATE_PLACED) && readable(l->DATE_PLACED) && !same_day(p->DATE_PLACED, l->DATE_PLACED) &&
                !reversed(l))
                MARK(p);
}
RULE(561)
{
    EACH(placed, p)
        EACH(placed_last, l)
            if (same_day(p->DATE_PLACED, l->DATE_PLACED) && reversed(l))
                MARK(p);
}
RULE(584)
{
    EACH(placed, p) EACH(placed_last, l)
            if (reversed(l) && given(l->DATE_PLACED) && !after(p->DATE_PLACED, l->DATE_PLACED))
                MARK(p);
}
RULE(563) { EACH(placed, p) if (blank(p->DATE_PLACED) && reversed(p)) MARK(p); }
RULE(579)
{
    const struct placed *prev = NULL;
    EACH(placed, p) {
        if (!readable(p->DATE_PLACED))
            continue;
        if (prev && (blank(prev->DATE_PLACED_CEASED) || before(p->DATE_PLACED, prev->DATE_PLACED_CEASED)))
            MARK(p);
        prev = p;
    }
}
RULE(583)
{
    const struct placed *prev = NULL;
    EACH(placed, p) {
        if (!readable(p->DATE_PLACED))
            continue;
        if (prev && blank(prev->DATE_PLACED_CEASED))
            MARK(prev);
        prev = p;
    }
}

/* --- the adoption --- */
RULE(151) { EACH(ad1, a) if (any_filled(a) && any_blank(a)) MARK(a); }
RULE(331)
{
    EACH(episodes, e) EACH(ad1, a)
        if (adopted(e->REC) && after(a->DATE_MATCH, e->DECOM)) {
            MARK(a);
            MARK(e);
        }
}
RULE(333)
{
    EACH(ad1, a)
        if (after(a->DATE_INT, a->DATE_MATCH) || (given(a->DATE_MATCH) && blank(a->DATE_INT)))
            MARK(a);
}
RULE(334)
{
    const struct episodes *s = latest_start(c);
    EACH(ad1, a)
        if (s && before(a->DATE_INT, s->DECOM)) {
            MARK(a);
            MARK(s);
        }
}
RULE(335)
{
    const struct episodes *e = last_dated(c);
    EACH(ad1, a)
        if (e && ((IS(a->FOSTER_CARE, "0") && IN(e->PLACE, "A2", "A3", "A5")) ||
                  (IS(a->FOSTER_CARE, "1") && IN(e->PLACE, "A1", "A4", "A6")))) {
            MARK(a);
            MARK(e);
        }
}
RULE(511) { EACH(ad1, a) if (IS(a->NB_ADOPTR, "2") && IN(a->SEX_ADOPTR, "M1", "F1")) MARK(a); }
/* Sex that is missing shows nobody as a couple, nor of one sex: rule 151 asks for it. */
RULE(514)
{
    EACH(ad1, a) if (IS(a->LS_ADOPTR, "L0") && given(a->SEX_ADOPTR) && !IN(a->SEX_ADOPTR, "M1", "F1")) MARK(a);
}
RULE(517) { EACH(ad1, a) if (IS(a->LS_ADOPTR, "L3") && !IS(a->SEX_ADOPTR, "MF")) MARK(a); }
RULE(518) { EACH(ad1, a) if (IS(a->LS_ADOPTR, "L4") && !IN(a->SEX_ADOPTR, "MM", "FF")) MARK(a); }
RULE(519) { EACH(ad1, a) if (IS(a->LS_ADOPTR, "L2") && !IN(a->SEX_ADOPTR, "MM", "FF", "MF")) MARK(a); }
RULE(520) { EACH(ad1, a) if (IS(a->LS_ADOPTR, "L11") && given(a->SEX_ADOPTR) && !IS(a->SEX_ADOPTR, "MF")) MARK(a); }
RULE(524) { EACH(ad1, a) if (IS(a->LS_ADOPTR, "L12") && !IN(a->SEX_ADOPTR, "MM", "FF")) MARK(a); }
RULE(521)
{
    const struct episodes *first = NULL;
    EACH(episodes, e) if (!first && placed_for_adoption(e->PLACE) && readable(e->DECOM)) first = e;
    EACH(ad1, a)
        if (first && after(a->DATE_INT, first->DECOM)) {
            MARK(a);
            MARK(first);
        }
}
RULE(582)
{
    EACH(episodes, e) EACH(ad1, a)
        if (adopted(e->REC) && same_day(e->DEC, a->DATE_MATCH)) {
            MARK(e);
            MARK(a);
        }
}
RULE(601)
{
    EACH(episodes, e) {
        if (!adopted(e->REC) || !in_year(k, e->DEC))
            continue;
        bool lacking = !c->ad1.n;
        EACH(ad1, a)
            if (any_blank(a)) {
                MARK(a);
                lacking = true;
            }
        if (lacking)
            MARK(e);
    }
}
RULE(602)
{
    EACH(episodes, e) if (adopted(e->REC) && in_year(k, e->DEC)) return;
    EACH(ad1, a) if (any_filled(a)) MARK(a);
}
RULE(199)
{
    day gone = DAY_NONE;
    EACH(episodes_earlier, e) if (adopted(e->REC) && readable(e->DEC)) gone = e->DEC.d;
    EACH(episodes_last, e) if (adopted(e->REC) && readable(e->DEC)) gone = e->DEC.d;
    EACH(episodes, e) {
        if (gone != DAY_NONE && readable(e->DECOM) && e->DECOM.d >= gone)
            MARK(e);
        if (adopted(e->REC) && readable(e->DEC))
            gone = e->DEC.d;
    }
}

/* --- permanence before --- */
RULE(630)
{
    bool told = false;
    EACH(prev_perm, p)
        told = told || IS(p->PREV_PERM, "Z1") || (given(p->PREV_PERM) && given(p->LA_PERM) && given(p->DATE_PERM));
    EACH(episodes, e) if (!told && IS(e->RNE, "S") && readable(e->DECOM) && e->DECOM.d >= k->year->start) MARK(e);
}
RULE(632)
{
    const struct episodes *first = NULL;
    EACH(episodes, e) if (!first && readable(e->DECOM)) first = e;
    EACH(prev_perm, p) {
        day may_be = days_of(p->DATE_PERM).first;
        bool too_late = first && may_be != DAY_NONE && may_be >= first->DECOM.d;
        if (no_date(p->DATE_PERM) || too_late) {
            MARK(p);
            if (first)
                MARK(first);
        }
    }
}
RULE(634)
{
    day since = day_make(2016, 4, 1);
    bool filled = false;
    EACH(prev_perm, p) filled = filled || given(p->PREV_PERM) || given(p->LA_PERM) || given(p->DATE_PERM);
    const struct episodes *latest = last_dated(c);
    EACH(episodes, e) if (!before(e->DECOM, (struct cell){ .d = since })) return;
    if (filled && latest) {
        EACH(prev_perm, p) MARK(p);
        MARK(latest);
    }
}
RULE(635) { EACH(prev_perm, p) if (IS(p->PREV_PERM, "Z1") && (given(p->LA_PERM) || given(p->DATE_PERM))) MARK(p); }
