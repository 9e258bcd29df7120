/* rules_protection.c - section 47 enquiries, initial conferences, child protection plans and their reviews. */
#include "returns/cin/rule.h"

RULE(1104)
{
    EACH_EPISODE(e)
        EACH(e->enquiries, q)
            if (before(q->DateOfInitialCPC, e->CINreferralDate))
                REPORT(AT(q, DateOfInitialCPC), AT(e, CINreferralDate));
}

RULE(1105)
{
    EACH_EPISODE(e)
        EACH(e->protections, p)
            if (before(p->CPPstartDate, e->CINreferralDate))
                REPORT(AT(p, CPPstartDate), AT(e, CINreferralDate));
}

/* The same conference is one of the same day, in whichever episode it stands. */
RULE(2884)
{
    EACH_GROUP(e) EACH(e->enquiries, q) EACH_EPISODE(f) if (same_day(q->DateOfInitialCPC, f->DateOfInitialCPC))
        REPORT(AT(q, DateOfInitialCPC), AT(f, DateOfInitialCPC));
}

static bool starts_plan(const struct cin_episode *e, struct cin_cell conference)
{
    bool does = false;
    EACH(e->protections, p) does = does || same_day(p->CPPstartDate, conference);
    return does;
}

/* The conference stands with the enquiry that led to it; with the episode only where no
 * enquiry here asked for one (a transfer in). */
RULE(2885)
{
    EACH_GROUP(e) EACH(e->protections, p) if (in_year(k, p->CPPstartDate)) {
        PLACES(g);
        ADD(g, AT(p, CPPstartDate));
        bool asked = false, held = false;
        EACH(e->enquiries, q) if (!yes(q->ICPCnotRequired)) {
            asked = true;
            held = held || same_day(q->DateOfInitialCPC, p->CPPstartDate);
            if (!starts_plan(e, q->DateOfInitialCPC))
                ADD(g, AT(q, DateOfInitialCPC));
        }
        if (!asked) {
            held = same_day(e->DateOfInitialCPC, p->CPPstartDate);
            if (e->row.line)
                ADD(g, AT(e, DateOfInitialCPC));
        }
        if (!held)
            REPORT_ALL(g);
    }
}

RULE(2889)
{
    EACH_EPISODE(e)
        EACH(e->enquiries, q)
            if (before(q->S47ActualStartDate, e->CINreferralDate))
                REPORT(AT(q, S47ActualStartDate), AT(e, CINreferralDate));
}

RULE(2991Q) { EACH_GROUP(e) if (!e->assessments) EACH(e->enquiries, q) REPORT(MODULE(q)); }

RULE(8615)
{
    EACH_GROUP(e)
        EACH(e->enquiries, q)
            if (given(q->DateOfInitialCPC) &&
                (missing(q->S47ActualStartDate) || after(q->S47ActualStartDate, q->DateOfInitialCPC)))
                REPORT(AT(q, S47ActualStartDate), AT(q, DateOfInitialCPC));
}

RULE(8675Q)
{
    day latest = calendar_add(k->year.calendar, open_until(k), -15);
    EACH_GROUP(e)
        EACH(e->enquiries, q)
            if (missing(q->DateOfInitialCPC) && no(q->ICPCnotRequired) && day_before(q->S47ActualStartDate.d, latest))
                REPORT(AT(q, DateOfInitialCPC), AT(q, S47ActualStartDate), AT(q, ICPCnotRequired));
}

RULE(8715)
{
    EACH_GROUP(e)
        EACH(e->enquiries, q)
            if (outside_year(k, q->DateOfInitialCPC))
                REPORT(AT(q, DateOfInitialCPC));
}

RULE(8740)
{
    EACH_GROUP(e)
        EACH(e->enquiries, q)
            if (missing(q->DateOfInitialCPC) && no(q->ICPCnotRequired) && outside_year(k, q->S47ActualStartDate))
                REPORT(AT(q, S47ActualStartDate), AT(q, DateOfInitialCPC), AT(q, ICPCnotRequired));
}

RULE(8839)
{
    EACH_GROUP(e) {
        PLACES(g);
        EACH(e->enquiries, q) if (enquiry_open(q)) ADD(g, AT(q, DateOfInitialCPC));
        if (g.n > 1)
            REPORT_ALL(g);
    }
}

/* Either a conference or a word that none is needed: not neither, and not both. */
RULE(8868)
{
    EACH_EPISODE(e) if (given(e->CINclosureDate))
        EACH(e->enquiries, q) if (given(q->DateOfInitialCPC) == yes(q->ICPCnotRequired))
            REPORT(AT(e, CINclosureDate), AT(q, DateOfInitialCPC), AT(q, ICPCnotRequired));
}

RULE(8870Q) { EACH_GROUP(e) EACH(e->enquiries, q) if (weekend(q->InitialCPCtarget)) REPORT(AT(q, InitialCPCtarget)); }
RULE(8875) { EACH_GROUP(e) EACH(e->enquiries, q) if (weekend(q->DateOfInitialCPC)) REPORT(AT(q, DateOfInitialCPC)); }

/* A new enquiry may begin on the day of another's conference. One without a conference goes
 * on unless none was needed. */
static bool enquiry_during(const struct cin_check *k, const struct cin_enquiry *a, const struct cin_enquiry *b)
{
    if (missing(b->DateOfInitialCPC) && !enquiry_open(b))
        return false;
    return between(a->S47ActualStartDate, b->S47ActualStartDate.d, last_day(k, b->DateOfInitialCPC)) &&
           !same_day(a->S47ActualStartDate, b->DateOfInitialCPC);
}

RULE(8890)
{
    EACH_GROUP(e) EACH(e->enquiries, a) EACH(e->enquiries, b) if (a != b && enquiry_during(k, a, b))
        REPORT(AT(a, S47ActualStartDate), AT(b, S47ActualStartDate), AT(b, DateOfInitialCPC));
}

/* --- child protection plans -------------------------------------------------------------------- */
#define EACH_PROTECTION(p) EACH_GROUP(p##_in) EACH(p##_in->protections, p) if (p->row.line)

RULE(8720)
{
    EACH_PROTECTION(p)
        if (!readable(p->CPPstartDate) || after_year(k, p->CPPstartDate))
            REPORT(AT(p, CPPstartDate));
}

RULE(8730)
{
    EACH_PROTECTION(p) {
        int64_t n = -1;
        if (missing(p->NumberOfPreviousCPP) || !str_int(text(p->NumberOfPreviousCPP), &n) || n < 0)
            REPORT(AT(p, NumberOfPreviousCPP));
    }
}

RULE(8840)
{
    EACH_PROTECTION(p)
        if (same_day(p->CPPstartDate, p->CPPendDate))
            REPORT(AT(p, CPPstartDate), AT(p, CPPendDate));
}

RULE(8841)
{
    EACH_PROTECTION(p)
        EACH(p->reviews, r)
            if (between(r->CPPreviewDate, INT32_MIN + 1, p->CPPstartDate.d))
                REPORT(AT(p, CPPstartDate), AT(r, CPPreviewDate));
}

RULE(8842Q)
{
    EACH_GROUP(e)
        EACH(e->protections, p)
            EACH(p->reviews, r)
                if (!readable(r->CPPreviewDate))
                    REPORT(AT(r, CPPreviewDate));
}
RULE(8905)
{
    EACH_PROTECTION(p)
        if (!cin_code_valid(CIN_ABUSE, p->InitialCategoryOfAbuse))
            REPORT(AT(p, InitialCategoryOfAbuse));
}
RULE(8910)
{
    EACH_PROTECTION(p)
        if (!cin_code_valid(CIN_ABUSE, p->LatestCategoryOfAbuse))
            REPORT(AT(p, LatestCategoryOfAbuse));
}

RULE(8915)
{
    EACH_PROTECTION(p) if (c->identifiers && after(p->CPPstartDate, c->identifiers->PersonDeathDate))
        REPORT(AT(p, CPPstartDate), AT(c->identifiers, PersonDeathDate));
}

RULE(8920)
{
    EACH_PROTECTION(p) if (c->identifiers && after(p->CPPendDate, c->identifiers->PersonDeathDate))
        REPORT(AT(p, CPPendDate), AT(c->identifiers, PersonDeathDate));
}

RULE(8925)
{
    EACH_PROTECTION(p)
        if (before(p->CPPendDate, p->CPPstartDate))
            REPORT(AT(p, CPPstartDate), AT(p, CPPendDate));
}
RULE(8930) { EACH_PROTECTION(p) if (outside_year(k, p->CPPendDate)) REPORT(AT(p, CPPendDate)); }

RULE(8935)
{
    EACH_GROUP(e) {
        PLACES(g);
        EACH(e->protections, p) if (p->row.line && missing(p->CPPendDate)) ADD(g, AT(p, CPPendDate));
        if (g.n > 1)
            REPORT_ALL(g);
    }
}

RULE(8940)
{
    EACH_PROTECTION(a)
        EACH_PROTECTION(b)
            if (a != b && between(a->CPPstartDate, b->CPPstartDate.d, last_day(k, b->CPPendDate)))
                REPORT(AT(a, CPPstartDate), AT(b, CPPstartDate), AT(b, CPPendDate));
}
