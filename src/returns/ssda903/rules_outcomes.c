/* rules_outcomes.c - OC2: health and strengths and difficulties of children looked after for a year. */
#include "returns/ssda903/rule.h"

static bool any_of_eight(const struct oc2 *o)
{
    return given(o->CONVICTED) || given(o->HEALTH_CHECK) || given(o->IMMUNISATIONS) || given(o->TEETH_CHECK) ||
           given(o->HEALTH_ASSESSMENT) || given(o->SUBSTANCE_MISUSE) || given(o->INTERVENTION_RECEIVED) ||
           given(o->INTERVENTION_OFFERED);
}
static bool lacks_one_of_four(const struct oc2 *o)
{
    return blank(o->IMMUNISATIONS) || blank(o->TEETH_CHECK) || blank(o->HEALTH_ASSESSMENT) ||
           blank(o->SUBSTANCE_MISUSE);
}
static bool reached(struct cell dob, int age, day on) { return dob.d != DAY_NONE && birthday(dob, age) <= on; }
static bool younger(struct cell dob, int age, day on) { return dob.d != DAY_NONE && birthday(dob, age) > on; }

RULE(157)
{
    EACH(oc2, o)
        if (IS(o->SDQ_REASON, "SDQ1") && reached(o->DOB, 4, k->year->start) && younger(o->DOB, 17, k->year->end) &&
            twelve_months(k, c))
            MARK(o);
}
RULE(158) { EACH(oc2, o) if (IS(o->INTERVENTION_RECEIVED, "1") && given(o->INTERVENTION_OFFERED)) MARK(o); }
RULE(159)
{
    EACH(oc2, o)
        if (IS(o->SUBSTANCE_MISUSE, "1") && IS(o->INTERVENTION_RECEIVED, "0") && blank(o->INTERVENTION_OFFERED))
            MARK(o);
}
RULE(182) { EACH(oc2, o) if (lacks_one_of_four(o) && any_of_eight(o)) MARK(o); }
RULE(185) { EACH(oc2, o) if (given(o->SDQ_SCORE) && !twelve_months(k, c)) MARK(o); }
RULE(186)
{
    EACH(oc2, o)
        if (blank(o->SDQ_SCORE) && blank(o->SDQ_REASON) && reached(o->DOB, 4, k->year->start) &&
            younger(o->DOB, 17, k->year->end) && twelve_months(k, c))
            MARK(o);
}
RULE(188)
{
    EACH(oc2, o)
        if (younger(o->DOB, 4, k->year->end) && (given(o->SDQ_SCORE) || given(o->SDQ_REASON)))
            MARK(o);
}
RULE(189)
{
    EACH(oc2, o)
        if (reached(o->DOB, 17, k->year->start) && (given(o->SDQ_SCORE) || given(o->SDQ_REASON)))
            MARK(o);
}
RULE(190) { EACH(oc2, o) if (any_of_eight(o) && !twelve_months(k, c)) MARK(o); }
RULE(191)
{
    if (!twelve_months(k, c))
        return;
    EACH(oc2, o) if (lacks_one_of_four(o)) MARK(o);
    if (!c->oc2.n)
        EACH(episodes, e) MARK(e);
}
RULE(192) { EACH(oc2, o) if (IS(o->SUBSTANCE_MISUSE, "1") && blank(o->INTERVENTION_RECEIVED)) MARK(o); }
RULE(193)
{
    EACH(oc2, o)
        if (!IS(o->SUBSTANCE_MISUSE, "1") && (given(o->INTERVENTION_RECEIVED) || given(o->INTERVENTION_OFFERED)))
            MARK(o);
}
RULE(197a) { EACH(oc2, o) if (given(o->SDQ_SCORE) && given(o->SDQ_REASON)) MARK(o); }
RULE(197B)
{
    EACH(oc2, o) {
        bool turns_4 = younger(o->DOB, 4, k->year->start - 1) && reached(o->DOB, 4, k->year->end);
        bool turns_17 = younger(o->DOB, 17, k->year->start - 1) && reached(o->DOB, 17, k->year->end);
        if ((turns_4 || turns_17) && blank(o->SDQ_SCORE) && blank(o->SDQ_REASON) && twelve_months(k, c))
            MARK(o);
    }
}
RULE(198) { EACH(oc2, o) if (given(o->SDQ_REASON) && !twelve_months(k, c)) MARK(o); }
RULE(542) { EACH(oc2, o) if (younger(o->DOB, 10, k->year->end) && given(o->CONVICTED)) MARK(o); }
RULE(543) { EACH(oc2, o) if (reached(o->DOB, 10, k->year->end) && blank(o->CONVICTED) && twelve_months(k, c)) MARK(o); }
RULE(544) { EACH(oc2, o) if (given(o->CONVICTED) && lacks_one_of_four(o)) MARK(o); }
RULE(545)
{
    EACH(oc2, o)
        if (younger(o->DOB, 5, k->year->end) && blank(o->HEALTH_CHECK) && twelve_months(k, c))
            MARK(o);
}
RULE(546) { EACH(oc2, o) if (reached(o->DOB, 5, k->year->end) && given(o->HEALTH_CHECK)) MARK(o); }
RULE(547) { EACH(oc2, o) if (given(o->HEALTH_CHECK) && lacks_one_of_four(o)) MARK(o); }

/* --- reviews --- */
RULE(440)
{
    EACH(reviews, r)
        if (IS(r->REVIEW_CODE, "PN0") && readable(r->REVIEW) && reached(r->DOB, 4, r->REVIEW.d))
            MARK(r);
}
RULE(441)
{
    EACH(reviews, r)
        if (IN(r->REVIEW_CODE, "PN1", "PN2", "PN3", "PN4", "PN5", "PN6", "PN7") && readable(r->REVIEW) &&
            younger(r->DOB, 4, r->REVIEW.d))
            MARK(r);
}
RULE(399)
{
    if (!c->episodes.n)
        return;
    EACH(episodes, e) if (!respite(e)) return;
    bool filled = false;
    EACH(header, h) filled = filled || given(h->MOTHER);
    EACH(reviews, r) filled = filled || given(r->REVIEW) || given(r->REVIEW_CODE);
    if (!filled)
        return;
    EACH(header, h) MARK(h);
    EACH(reviews, r) if (given(r->REVIEW) || given(r->REVIEW_CODE)) MARK(r);
    EACH(episodes, e) MARK(e);
}
