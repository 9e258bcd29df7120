/* rules_episode.c - referrals: when, why, further action or none, closure, and how a child's
 * episodes follow each other. */
#include "returns/cin/rule.h"

RULE(8555Q)
{
    EACH_EPISODE(e) if (c->identifiers && before(c->identifiers->PersonDeathDate, e->CINreferralDate))
        REPORT(AT(e, CINreferralDate), AT(c->identifiers, PersonDeathDate));
}

RULE(8565)
{
    EACH_EPISODE(e) {
        struct cin_cell closed = e->CINclosureDate;
        if (before(closed, e->DateOfInitialCPC))
            REPORT(AT(e, CINclosureDate), AT(e, DateOfInitialCPC));
        EACH(e->assessments, a)
            if (before(closed, a->AssessmentActualStartDate) || before(closed, a->AssessmentAuthorisationDate))
                REPORT(AT(e, CINclosureDate), AT(e, DateOfInitialCPC), AT(a, AssessmentActualStartDate),
                       AT(a, AssessmentAuthorisationDate));
        EACH(e->enquiries, q) if (before(closed, q->S47ActualStartDate) || before(closed, q->DateOfInitialCPC))
            REPORT(AT(e, CINclosureDate), AT(e, DateOfInitialCPC), AT(q, S47ActualStartDate), AT(q, DateOfInitialCPC));
        EACH(e->protections, p) if (before(closed, p->CPPendDate))
            REPORT(AT(e, CINclosureDate), AT(e, DateOfInitialCPC), AT(p, CPPendDate));
        EACH(e->plans, p) if (before(closed, p->CINPlanStartDate) || before(closed, p->CINPlanEndDate))
            REPORT(AT(e, CINclosureDate), AT(e, DateOfInitialCPC), AT(p, CINPlanStartDate), AT(p, CINPlanEndDate));
    }
}

RULE(8568) { EACH_EPISODE(e) if (!yes(e->ReferralNFA) && !no(e->ReferralNFA)) REPORT(AT(e, ReferralNFA)); }

RULE(8569Q)
{
    day working_day_before = calendar_add(k->year.calendar, k->year.start, -1);
    EACH_EPISODE(e)
        if (day_before(e->CINreferralDate.d, working_day_before) && yes(e->ReferralNFA))
            REPORT(AT(e, ReferralNFA));
}

RULE(8585Q)
{
    EACH_EPISODE(e) if (c->identifiers && IS(e->ReasonForClosure, "RC2") && !readable(c->identifiers->PersonDeathDate))
        REPORT(AT(e, ReasonForClosure), AT(c->identifiers, PersonDeathDate));
}

RULE(8600)
{
    EACH_EPISODE(e)
        if (!readable(e->CINreferralDate) || after_year(k, e->CINreferralDate))
            REPORT(AT(e, CINreferralDate));
}

static bool long_before(struct cin_cell referral, struct cin_cell birth)
{
    return birth.d != DAY_NONE && day_before(referral.d, birth.d - 280);
}

RULE(8606)
{
    const struct cin_identifiers *i = c->identifiers;
    EACH_EPISODE(e)
        if (i && (long_before(e->CINreferralDate, i->PersonBirthDate) ||
                  long_before(e->CINreferralDate, i->ExpectedPersonBirthDate)))
            REPORT(AT(e, CINreferralDate), AT(i, PersonBirthDate), AT(i, ExpectedPersonBirthDate));
}

RULE(8610)
{
    EACH_EPISODE(e)
        if (no(e->ReferralNFA) && missing(e->PrimaryNeedCode))
            REPORT(AT(e, ReferralNFA), AT(e, PrimaryNeedCode));
}
RULE(8620) { EACH_EPISODE(e) if (outside_year(k, e->CINclosureDate)) REPORT(AT(e, CINclosureDate)); }
RULE(8630)
{
    EACH_EPISODE(e)
        if (before(e->CINclosureDate, e->CINreferralDate))
            REPORT(AT(e, CINreferralDate), AT(e, CINclosureDate));
}
RULE(8640)
{
    EACH_EPISODE(e)
        if (given(e->ReasonForClosure) && !cin_code_valid(CIN_CLOSURE, e->ReasonForClosure))
            REPORT(AT(e, ReasonForClosure));
}
RULE(8650)
{
    EACH_EPISODE(e)
        if (given(e->PrimaryNeedCode) && !cin_code_valid(CIN_NEED, e->PrimaryNeedCode))
            REPORT(AT(e, PrimaryNeedCode));
}
RULE(8805)
{
    EACH_EPISODE(e)
        if (given(e->CINclosureDate) && missing(e->ReasonForClosure))
            REPORT(AT(e, CINclosureDate), AT(e, ReasonForClosure));
}
RULE(8810)
{
    EACH_EPISODE(e)
        if (given(e->ReasonForClosure) && missing(e->CINclosureDate))
            REPORT(AT(e, ReasonForClosure), AT(e, CINclosureDate));
}

static bool open_and_going_on(const struct cin_episode *e) { return missing(e->CINclosureDate) && no(e->ReferralNFA); }

RULE(8815)
{
    size_t open = 0;
    EACH_EPISODE(e) open += open_and_going_on(e);
    EACH_EPISODE(e) if (open > 1 && open_and_going_on(e)) REPORT(AT(e, CINclosureDate));
}

RULE(8816)
{
    EACH_EPISODE(e) if (open_and_going_on(e)) {
        bool later = false;
        for (const struct cin_episode *x = c->episodes; x; x = (const void *)x->row.next)
            later = later || (x->row.line && after(x->CINreferralDate, e->CINreferralDate));
        if (later)
            REPORT(AT(e, CINreferralDate), AT(e, ReferralNFA));
    }
}

/* An episode may begin on the day that another is closed. An open one lasts to the reference
 * date when it led to further action. */
static bool during(const struct cin_check *k, const struct cin_episode *a, const struct cin_episode *b)
{
    if (missing(b->CINclosureDate))
        return no(b->ReferralNFA) && between(a->CINreferralDate, b->CINreferralDate.d, k->year.end);
    return between(a->CINreferralDate, b->CINreferralDate.d, b->CINclosureDate.d) &&
           before(a->CINreferralDate, b->CINclosureDate);
}

RULE(8820)
{
    EACH_EPISODE(a) EACH_EPISODE(b) if (a != b && during(k, a, b))
        REPORT(AT(a, CINreferralDate), AT(b, CINreferralDate), AT(b, CINclosureDate));
}

RULE(8825Q) { EACH_EPISODE(e) if (closed_after_assessment(e) && !e->assessments) REPORT(AT(e, ReasonForClosure)); }

RULE(8831)
{
    EACH_EPISODE(e) if (yes(e->ReferralNFA)) {
        if (given(e->DateOfInitialCPC))
            REPORT(AT(e, DateOfInitialCPC));
        EACH(e->assessments, a) if (given(a->AssessmentActualStartDate) || given(a->AssessmentAuthorisationDate))
            REPORT(AT(e, DateOfInitialCPC), MODULE(a));
        EACH(e->enquiries, q) if (given(q->S47ActualStartDate) || given(q->DateOfInitialCPC))
            REPORT(AT(e, DateOfInitialCPC), MODULE(q));
    }
}

RULE(8832) { EACH_EPISODE(e) if (yes(e->ReferralNFA)) EACH(e->protections, p) REPORT(MODULE(p), AT(e, ReferralNFA)); }

RULE(8866)
{
    const day asked_since = day_make(2013, 4, 1);
    EACH_EPISODE(e)
        if (readable(e->CINreferralDate) && e->CINreferralDate.d >= asked_since &&
            !cin_code_valid(CIN_REFERRAL_SOURCE, e->ReferralSource))
            REPORT(AT(e, CINreferralDate), AT(e, ReferralSource));
}

RULE(2990)
{
    EACH_EPISODE(e) if (closed_after_assessment(e)) {
        if (given(e->DateOfInitialCPC))
            REPORT(AT(e, ReasonForClosure));
        EACH(e->enquiries, q) REPORT(AT(e, ReasonForClosure), MODULE(q));
        EACH(e->protections, p) REPORT(AT(e, ReasonForClosure), MODULE(p));
        EACH(e->plans, p) REPORT(AT(e, ReasonForClosure), MODULE(p));
    }
}
