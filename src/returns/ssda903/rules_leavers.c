/* rules_leavers.c - OC3: young people who have left care, around their birthdays from the 17th. */
#include "returns/ssda903/rule.h"

static bool any_filled(const struct oc3 *o) { return given(o->IN_TOUCH) || given(o->ACTIV) || given(o->ACCOM); }
static bool ad1_filled(const struct ad1 *a)
{
    return given(a->DATE_INT) || given(a->DATE_MATCH) || given(a->FOSTER_CARE) || given(a->NB_ADOPTR) ||
           given(a->SEX_ADOPTR) || given(a->LS_ADOPTR);
}
/* The birthday, if it falls in the year. */
static day turns(const struct check *k, struct cell dob, int age)
{
    day d = birthday(dob, age);
    return d != DAY_NONE && d >= k->year->start && d <= k->year->end ? d : DAY_NONE;
}

RULE(134)
{
    bool leaver = false;
    EACH(oc3, o) leaver = leaver || any_filled(o);
    if (leaver)
        EACH(ad1, a) if (ad1_filled(a)) MARK(a);
}
RULE(153) { EACH(oc3, o) if (any_filled(o) && (blank(o->IN_TOUCH) || blank(o->ACTIV) || blank(o->ACCOM))) MARK(o); }
RULE(187)
{
    if (!twelve_months(k, c))
        return;
    EACH(oc3, o) if (any_filled(o)) MARK(o);
    EACH(ad1, a) if (ad1_filled(a)) MARK(a);
}
RULE(215)
{
    bool leaver = false;
    EACH(oc3, o) leaver = leaver || any_filled(o);
    bool outcomes = false;
    EACH(oc2, o)
        outcomes = outcomes || given(o->CONVICTED) || given(o->HEALTH_CHECK) || given(o->IMMUNISATIONS) ||
                   given(o->TEETH_CHECK) || given(o->HEALTH_ASSESSMENT) || given(o->SUBSTANCE_MISUSE) ||
                   given(o->INTERVENTION_RECEIVED) || given(o->INTERVENTION_OFFERED);
    if (leaver && outcomes) {
        EACH(oc3, o) MARK(o);
        EACH(oc2, o) MARK(o);
    }
}
RULE(3001)
{
    EACH(oc3, o)
        if (IN(o->ACCOM, "Z1", "Z2") && turns(k, given(o->DOB) ? o->DOB : dob_of(c), 17) != DAY_NONE)
            MARK(o);
}
RULE(344) { EACH(oc3, o) if (IN(o->IN_TOUCH, "DIED", "RHOM") && (!IS(o->ACTIV, "0") || !IS(o->ACCOM, "0"))) MARK(o); }
RULE(345) { EACH(oc3, o) if (IS(o->IN_TOUCH, "YES") && (IS(o->ACTIV, "0") || IS(o->ACCOM, "0"))) MARK(o); }
RULE(347) { EACH(oc3, o) if (IN(o->ACCOM, "T1", "T2") && day_before(k->year->end, birthday(o->DOB, 18))) MARK(o); }
RULE(348)
{
    bool died = false;
    EACH(oc3_last, l) died = died || IS(l->IN_TOUCH, "DIED");
    EACH(oc3_earlier, l) died = died || IS(l->IN_TOUCH, "DIED");
    if (died)
        EACH(oc3, o) if (!IS(o->IN_TOUCH, "DIED")) MARK(o);
}
RULE(391) { EACH(oc3, o) if (any_filled(o) && day_before(k->year->end, birthday(o->DOB, 17))) MARK(o); }

RULE(1000)
{
    bool died = false;
    EACH(episodes, e) died = died || IS(e->REC, "E2");
    EACH(episodes_last, e) died = died || IS(e->REC, "E2");
    EACH(episodes_earlier, e) died = died || IS(e->REC, "E2");
    if (died)
        EACH(oc3, o) MARK(o);
}

/* The day until which an open episode is known to have gone on. Of a year before last year, whose next year's files do
 * not have it, no longer than its own year. */
static day known_until(const struct check *k, const struct episodes *e)
{
    return e->row.back < 2 ? k->year->end : day_make(k->year->year + 1 - e->row.back, 3, 31);
}

/* Days of an episode from a birthday on. */
static int days_from(const struct check *k, const struct episodes *e, day from)
{
    day begins = e->DECOM.d, ends = blank(e->DEC) ? known_until(k, e) : e->DEC.d;
    if (begins == DAY_NONE || ends == DAY_NONE)
        return 0;
    begins = begins < from ? from : begins;
    return ends > begins ? ends - begins : 0;
}
/* Whether l tells the same episode better: the one that has ended is the surer, then the one of a later year. */
static bool better(const struct episodes *l, const struct episodes *e)
{
    if (l == e || !same_day(l->DECOM, e->DECOM))
        return false;
    if (l->row.last && blank(e->DEC) && given(l->DEC))
        return true;
    return l->row.back < e->row.back && !(blank(l->DEC) && given(e->DEC));
}

/* An episode that several years' files tell counts once. */
static bool told_better(const struct child *c, const struct episodes *e)
{
    EACH(episodes, l) if (better(l, e)) return true;
    EACH(episodes_last, l) if (better(l, e)) return true;
    EACH(episodes_earlier, l) if (better(l, e)) return true;
    return false;
}

static void care_days(const struct check *k, const struct child *c, const struct episodes *e, day at_14, day at_16,
                      int *from_14, int *from_16)
{
    if (respite(e) || told_better(c, e))
        return;
    *from_14 += days_from(k, e, at_14);
    *from_16 += days_from(k, e, at_16);
}
/* Relevant: 13 weeks of care from the 14th birthday on, some of it after the 16th, and not adopted since. */
RULE(1001)
{
    const struct header *h = header_of(c);
    if (h && !readable(h->DOB) && c->episodes.n)
        return;
    int from_14 = 0, from_16 = 0;
    bool left_for_good = false;
    if (h && readable(h->DOB)) {
        day at_14 = birthday(h->DOB, 14), at_16 = birthday(h->DOB, 16);
        EACH(episodes, e) {
            care_days(k, c, e, at_14, at_16, &from_14, &from_16);
            left_for_good = left_for_good || adopted(e->REC);
        }
        EACH(episodes_last, e) care_days(k, c, e, at_14, at_16, &from_14, &from_16);
        EACH(episodes_earlier, e) care_days(k, c, e, at_14, at_16, &from_14, &from_16);
    }
    if (from_14 < 13 * 7 || from_16 < 1 || left_for_good)
        EACH(oc3, o) MARK(o);
}
RULE(1002) { if (!c->episodes.n && !c->episodes_last.n && !c->episodes_earlier.n) EACH(oc3, o) MARK(o); }

RULE(1007)
{
    EACH(oc3, o) {
        day at = turns(k, o->DOB, 17) != DAY_NONE ? turns(k, o->DOB, 17) : turns(k, o->DOB, 18);
        EACH(episodes, e) {
            bool there = (blank(e->DECOM) || e->DECOM.d <= at) && (blank(e->DEC) || day_before(at, e->DEC.d));
            if (at != DAY_NONE && any_filled(o) && there && !respite(e))
                MARK(o);
        }
    }
}
RULE(1016)
{
    const struct episodes *ceased = care_ceased(c);
    EACH(oc3, o) {
        day at = turns(k, o->DOB, 17) != DAY_NONE ? turns(k, o->DOB, 17) : turns(k, o->DOB, 18);
        if (at != DAY_NONE && any_filled(o) && ceased && ceased->DEC.d >= at)
            MARK(o);
    }
}
RULE(1010)
{
    const struct episodes *l = last_dated_last_year(c);
    if (!c->episodes.n && l && blank(l->DEC))
        EACH(oc3, o) MARK(o);
}
RULE(1011)
{
    const struct episodes *e = last_dated(c);
    if (e && IS(e->REC, "E3"))
        EACH(oc3, o) if (any_filled(o)) MARK(o);
}
RULE(1012)
{
    if (c->episodes.n)
        return;
    EACH(placed, p) MARK(p);
    EACH(missing, m) MARK(m);
    EACH(reviews, r) MARK(r);
    EACH(ad1, a) MARK(a);
    EACH(prev_perm, p) MARK(p);
    EACH(oc2, o) MARK(o);
}
RULE(1014)
{
    EACH(episodes, e)
        if (readable(e->DECOM) && e->DECOM.d <= k->year->end && (blank(e->DEC) || !before_year(k, e->DEC)))
            return;
    bool leaver = false;
    EACH(oc3, o) leaver = leaver || any_filled(o);
    if (leaver && c->uasc.n) {
        EACH(oc3, o) if (any_filled(o)) MARK(o);
        EACH(uasc, u) MARK(u);
    }
}
