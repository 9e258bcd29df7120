/* rules_absence.c - children missing or away without leave, and orders that deprive of
 * liberty: periods that must fit the care they fall in. */
#include "returns/ssda903/rule.h"

enum { FOREVER = INT32_MAX };
static day end_of(struct cell x) { return x.d == DAY_NONE ? FOREVER : x.d; }

/* Two periods that overlap: the one that ends later is out of place; one that has not ended
 * gives way to one that has. */
static bool overlaps_earlier(struct cell from, struct cell to, struct cell other_from, struct cell other_to)
{
    if (!readable(from) || !readable(other_from) || from.d >= end_of(other_to) || other_from.d >= end_of(to))
        return false;
    return to.d != other_to.d ? to.d > other_to.d : from.d > other_from.d;     /* DAY_NONE is before every day */
}

/* The period of care on that day: contiguous episodes. Gives its end, FOREVER when it is
 * open; DAY_NONE when there is none. */
static day care_until(const struct child *c, day on)
{
    day until = DAY_NONE;
    EACH(episodes, e) {
        if (!readable(e->DECOM))
            continue;
        if (until != DAY_NONE && e->DECOM.d == until)
            until = end_of(e->DEC);
        else if (until == DAY_NONE && e->DECOM.d <= on && on <= end_of(e->DEC))
            until = end_of(e->DEC);
    }
    return until;
}

/* A period without an end although the care in which it began ended (or, outside of all care, the child's care did), or
 * one that ends outside of the care that is known. Without any known care nothing says that it ceased. */
static bool outlasts_care(const struct child *c, struct cell from, struct cell to)
{
    bool known = false;
    EACH(episodes, e) known = known || readable(e->DECOM);
    if (!readable(from) || !known)
        return false;
    day until = care_until(c, blank(to) ? from.d : to.d);
    if (blank(to))
        return until == DAY_NONE ? care_ceased(c) != NULL : until != FOREVER;
    return readable(to) && until == DAY_NONE;
}

RULE(564) { EACH(missing, m) if (IN(m->MISSING, "M", "A") && blank(m->MIS_START)) MARK(m); }
RULE(565) { EACH(missing, m) if (given(m->MIS_START) && blank(m->MISSING)) MARK(m); }
RULE(566) { EACH(missing, m) if (given(m->MIS_END) && blank(m->MISSING)) MARK(m); }
RULE(567) { EACH(missing, m) if (before(m->MIS_END, m->MIS_START)) MARK(m); }
RULE(570) { EACH(missing, m) if (after_year(k, m->MIS_START)) MARK(m); }
RULE(571) { EACH(missing, m) if (before_year(k, m->MIS_END) || after_year(k, m->MIS_END)) MARK(m); }
RULE(574)
{
    EACH(missing, m)
        EACH(missing, o)
            if (m != o && overlaps_earlier(m->MIS_START, m->MIS_END, o->MIS_START, o->MIS_END))
                MARK(m);
}
RULE(575)
{
    EACH(missing, m) EACH(episodes, e)
            if (blank(m->MIS_END) && readable(e->DEC) && !before(m->MIS_START, e->DECOM) &&
                !after(m->MIS_START, e->DEC) && readable(m->MIS_START))
                MARK(m);
}
RULE(576)
{
    EACH(missing_last, l) {
        if (blank(l->MIS_START) || given(l->MIS_END))
            continue;
        bool found = false;
        EACH(missing, m) found = found || same(m->MIS_START, l->MIS_START) || same_day(m->MIS_START, l->MIS_START);
        if (found)
            continue;
        EACH(missing, m) MARK(m);
        if (!c->missing.n)
            MARK(l);
    }
}
RULE(577) { EACH(missing, m) if (outlasts_care(c, m->MIS_START, m->MIS_END)) MARK(m); }
RULE(578)
{
    EACH(missing, m) {
        bool ceased = false;
        EACH(episodes, e) ceased = ceased || before(e->DEC, m->MIS_START);
        if (ceased && care_until(c, m->MIS_START.d) == DAY_NONE)
            MARK(m);
    }
}
static bool missing_on(const struct missing *m, struct cell on)
{
    return same_day(m->MIS_END, on) ||
           (before(m->MIS_START, on) && (blank(m->MIS_END) || after(m->MIS_END, on)));
}
RULE(580)
{
    EACH(episodes, e) {
        if (!readable(e->DEC) || IN(e->REC, "X1", "E8"))
            continue;
        EACH(missing, m) if (IN(m->MISSING, "M", "A") && missing_on(m, e->DEC)) MARK(e);
    }
}
RULE(581) { EACH(missing, m) if (c->episodes.n && before(m->MIS_START, c->episodes.at[0]->DECOM)) MARK(m); }
RULE(586) { EACH(missing, m) if (before(m->MIS_START, m->DOB)) MARK(m); }

/* --- deprivation of liberty --- */
RULE(702)
{
    EACH(dolo, d)
        if (readable(d->DOLO_START) && readable(d->DOLO_END) && d->DOLO_END.d <= d->DOLO_START.d)
            MARK(d);
}
RULE(703) { EACH(dolo, d) if (after_year(k, d->DOLO_START)) MARK(d); }
RULE(704) { EACH(dolo, d) if (before_year(k, d->DOLO_END) || after_year(k, d->DOLO_END)) MARK(d); }
RULE(705)
{
    EACH(dolo, d)
        EACH(dolo, o)
            if (d != o && overlaps_earlier(d->DOLO_START, d->DOLO_END, o->DOLO_START, o->DOLO_END))
                MARK(d);
}
RULE(706)
{
    EACH(dolo_last, l) {
        if (blank(l->DOLO_START) || given(l->DOLO_END))
            continue;
        bool found = false;
        EACH(dolo, d) found = found || same_day(d->DOLO_START, l->DOLO_START);
        if (found)
            continue;
        if (c->dolo.n)
            MARK(c->dolo.at[c->dolo.n - 1]);
        else
            MARK(l);
    }
}
RULE(707) { EACH(dolo, d) if (outlasts_care(c, d->DOLO_START, d->DOLO_END)) MARK(d); }
RULE(708) { EACH(dolo, d) if (readable(d->DOLO_START) && readable(d->DOB) && d->DOLO_START.d <= d->DOB.d) MARK(d); }

/* Order and episode share a day; what has not ended goes on. */
static bool during(const struct dolo *d, const struct episodes *e)
{
    return readable(d->DOLO_START) && readable(e->DECOM) && !unreadable(d->DOLO_END) && !unreadable(e->DEC) &&
           d->DOLO_START.d <= end_of(e->DEC) && e->DECOM.d <= end_of(d->DOLO_END);
}
RULE(709)
{
    EACH(dolo, d) EACH(episodes, e)
            if (during(d, e) && given(e->PLACE) &&
                !IN(e->PLACE, "K1", "K2", "K3", "P1", "R1", "R2", "R3", "R5", "S1", "U1", "U2", "U3", "U4", "U5", "U6",
                    "Z11", "Z12", "Z13", "Z14")) {
                MARK(d);
                MARK(e);
            }
}
RULE(710)
{
    EACH(dolo, d) EACH(episodes, e)
        if (during(d, e) && IN(e->PLACE, "K1", "P1", "R5", "K3")) {
            MARK(d);
            MARK(e);
        }
}
