/* rules_work.c - assessments and CIN plans. */
#include "returns/cin/rule.h"

RULE(1103)
{
    EACH_EPISODE(e) EACH(e->assessments, a) if (before(a->AssessmentActualStartDate, e->CINreferralDate))
        REPORT(AT(a, AssessmentActualStartDate), AT(e, CINreferralDate));
}

RULE(8608)
{
    EACH_GROUP(e) EACH(e->assessments, a) if (before(a->AssessmentAuthorisationDate, a->AssessmentActualStartDate))
        REPORT(AT(a, AssessmentActualStartDate), AT(a, AssessmentAuthorisationDate));
}

RULE(8614)
{
    EACH_GROUP(e) EACH(e->assessments, a) if (missing(a->AssessmentAuthorisationDate))
                EACH(a->factors, f)
                    if (given(f->AssessmentFactors))
                        REPORT(ON(f, a, AssessmentAuthorisationDate), AT(f, AssessmentFactors));
}

RULE(8670Q)
{
    day latest = calendar_add(k->year.calendar, open_until(k), -45);
    EACH_GROUP(e)
        EACH(e->assessments, a)
            if (missing(a->AssessmentAuthorisationDate) && day_before(a->AssessmentActualStartDate.d, latest))
                REPORT(AT(a, AssessmentActualStartDate));
}

RULE(8696)
{
    EACH_GROUP(e)
        EACH(e->assessments, a)
            if (outside_year(k, a->AssessmentAuthorisationDate))
                REPORT(AT(a, AssessmentAuthorisationDate));
}

RULE(8736)
{
    EACH_GROUP(e)
        EACH(e->assessments, a)
            if (missing(a->AssessmentAuthorisationDate) && outside_year(k, a->AssessmentActualStartDate))
                REPORT(AT(a, AssessmentAuthorisationDate), AT(a, AssessmentActualStartDate));
}

/* A new assessment may begin on the day that another is completed. */
RULE(8863Q)
{
    EACH_GROUP(e)
        EACH(e->assessments, a)
            EACH(e->assessments, b)
                if (a != b &&
                    between(a->AssessmentActualStartDate, b->AssessmentActualStartDate.d,
                            last_day(k, b->AssessmentAuthorisationDate)) &&
                    !same_day(a->AssessmentActualStartDate, b->AssessmentAuthorisationDate))
                    REPORT(AT(a, AssessmentActualStartDate), AT(b, AssessmentActualStartDate),
                           AT(b, AssessmentAuthorisationDate));
}

RULE(8867)
{
    EACH_EPISODE(e) if (given(e->CINclosureDate))
            EACH(e->assessments, a)
                if (missing(a->AssessmentAuthorisationDate))
                    REPORT(AT(e, CINclosureDate), AT(a, AssessmentAuthorisationDate));
}

static bool has_factor_21(const struct cin_assessment *a)
{
    bool has = false;
    EACH(a->factors, f) has = has || IS(f->AssessmentFactors, "21");
    return has;
}

RULE(8869)
{
    EACH_GROUP(e) EACH(e->assessments, a) if (has_factor_21(a))
                EACH(a->factors, f)
                    if (given(f->AssessmentFactors) && !IS(f->AssessmentFactors, "21"))
                        REPORT(AT(f, AssessmentFactors));
}

RULE(8873Q)
{
    EACH_EPISODE(e) if (e->assessments && !e->assessments->row.next && !closed_after_assessment(e))
            EACH(e->assessments->factors, f)
                if (IS(f->AssessmentFactors, "21"))
                    REPORT(AT(f, AssessmentFactors), AT(e, ReasonForClosure));
}

RULE(8896)
{
    EACH_GROUP(e) {
        PLACES(g);
        EACH(e->assessments, a) if (missing(a->AssessmentAuthorisationDate)) ADD(g, AT(a, AssessmentAuthorisationDate));
        if (g.n > 1)
            REPORT_ALL(g);
    }
}

RULE(8897Q)
{
    EACH_GROUP(e)
        EACH(e->assessments, a)
            if (readable(a->AssessmentAuthorisationDate) && a->AssessmentAuthorisationDate.d >= k->year.start) {
                bool any = false;
                EACH(a->factors, f) {
                    any = any || given(f->AssessmentFactors);
                    if (given(f->AssessmentFactors) && !cin_code_valid(CIN_FACTOR, f->AssessmentFactors))
                        REPORT(ON(f, a, AssessmentAuthorisationDate), AT(f, AssessmentFactors));
                }
                if (!any)
                    REPORT(AT(a, AssessmentAuthorisationDate), AT(a, AssessmentFactors));
            }
}

RULE(8898)
{
    EACH_GROUP(e) EACH(e->assessments, a) EACH(a->factors, f) {
        bool again = false;
        EACH(a->factors, other)
            again = again || (other != f && given(f->AssessmentFactors) && given(other->AssessmentFactors) &&
                              str_eq_nocase(text(f->AssessmentFactors), text(other->AssessmentFactors)));
        if (again)
            REPORT(AT(f, AssessmentFactors));
    }
}

RULE(8945Q)
{
    EACH_GROUP(e)
        EACH(e->assessments, a)
            EACH(a->factors, f)
                if (IS(f->AssessmentFactors, "18A"))
                    REPORT(AT(f, AssessmentFactors));
}
RULE(8950Q)
{
    EACH_GROUP(e)
        EACH(e->assessments, a)
            EACH(a->factors, f)
                if (IS(f->AssessmentFactors, "19A"))
                    REPORT(AT(f, AssessmentFactors));
}

/* --- CIN plans -------------------------------------------------------------------------------- */

RULE(4000) { EACH_EPISODE(e) if (yes(e->ReferralNFA)) EACH(e->plans, p) REPORT(MODULE(p), AT(e, ReferralNFA)); }

RULE(4001)
{
    EACH_GROUP(e) EACH(e->protections, x) if (missing(x->CPPendDate))
        EACH(e->plans, p) if (missing(p->CINPlanEndDate)) REPORT(AT(p, CINPlanEndDate), AT(x, CPPendDate));
}

RULE(4003)
{
    EACH_GROUP(e) EACH(e->protections, x) if (x->row.line)
        EACH(x->reviews, r) if (!same_day(r->CPPreviewDate, x->CPPendDate))
                EACH(e->plans, p)
                    if (between(r->CPPreviewDate, p->CINPlanStartDate.d,
                                missing(p->CINPlanEndDate) ? INT32_MAX : p->CINPlanEndDate.d))
                        REPORT(AT(p, CINPlanStartDate), AT(x, CPPendDate), AT(r, CPPreviewDate));
}

RULE(4004)
{
    EACH_GROUP(e) {
        PLACES(g);
        EACH(e->plans, p) if (missing(p->CINPlanEndDate)) ADD(g, AT(p, CINPlanEndDate));
        if (g.n > 1)
            REPORT_ALL(g);
    }
}

RULE(4008)
{
    EACH_GROUP(e) EACH(e->plans, p) if (c->identifiers && after(p->CINPlanStartDate, c->identifiers->PersonDeathDate))
        REPORT(AT(c->identifiers, PersonDeathDate), AT(p, CINPlanStartDate));
}

RULE(4009Q)
{
    EACH_GROUP(e) EACH(e->plans, p) if (c->identifiers && after(p->CINPlanEndDate, c->identifiers->PersonDeathDate))
        REPORT(AT(c->identifiers, PersonDeathDate), AT(p, CINPlanEndDate));
}

RULE(4010)
{
    EACH_GROUP(e)
        EACH(e->plans, p)
            if (!readable(p->CINPlanStartDate) || after_year(k, p->CINPlanStartDate))
                REPORT(AT(p, CINPlanStartDate));
}
RULE(4011)
{
    EACH_GROUP(e)
        EACH(e->plans, p)
            if (before(p->CINPlanEndDate, p->CINPlanStartDate))
                REPORT(AT(p, CINPlanEndDate), AT(p, CINPlanStartDate));
}
RULE(4012Q)
{
    EACH_GROUP(e)
        EACH(e->plans, p)
            if (same_day(p->CINPlanStartDate, p->CINPlanEndDate))
                REPORT(AT(p, CINPlanStartDate), AT(p, CINPlanEndDate));
}
RULE(4013) { EACH_GROUP(e) EACH(e->plans, p) if (outside_year(k, p->CINPlanEndDate)) REPORT(AT(p, CINPlanEndDate)); }

RULE(4014)
{
    EACH_GROUP(e) EACH(e->plans, a) EACH_GROUP(f) EACH(f->plans, b)
        if (a != b && between(a->CINPlanStartDate, b->CINPlanStartDate.d, last_day(k, b->CINPlanEndDate)))
            REPORT(AT(a, CINPlanStartDate), AT(b, CINPlanStartDate), AT(b, CINPlanEndDate));
}

RULE(4015)
{
    EACH_EPISODE(e)
        EACH(e->plans, p)
            if (before(p->CINPlanStartDate, e->CINreferralDate))
                REPORT(AT(p, CINPlanStartDate), AT(e, CINreferralDate));
}

RULE(4016)
{
    EACH_GROUP(e) EACH(e->plans, p) EACH_GROUP(f) EACH(f->protections, x)
                    if (between(p->CINPlanStartDate, x->CPPstartDate.d, last_day(k, x->CPPendDate)) &&
                        !same_day(p->CINPlanStartDate, x->CPPendDate))
                        REPORT(AT(p, CINPlanStartDate), AT(x, CPPstartDate), AT(x, CPPendDate));
}

RULE(4017)
{
    EACH_GROUP(e) EACH(e->protections, x) EACH_GROUP(f) EACH(f->plans, p)
                    if (between(x->CPPstartDate, p->CINPlanStartDate.d, last_day(k, p->CINPlanEndDate)) &&
                        !same_day(x->CPPstartDate, p->CINPlanEndDate))
                        REPORT(AT(p, CINPlanStartDate), AT(p, CINPlanEndDate), AT(x, CPPstartDate));
}
