/* rules_child.c - who the child is: numbers, dates of birth and death, sex, ethnicity, disabilities. */
#include "returns/cin/rule.h"

#define IDENTIFIERS(i) for (const struct cin_identifiers *i = c->identifiers; i; i = NULL)

/* The letters that check a unique pupil number, in the order of their values; I, O and S are left out. */
static const char upn_letters[] = "ABCDEFGHJKLMNPQRTUVWXYZ";
static bool digit(char x) { return x >= '0' && x <= '9'; }
static bool upn_letter(char x) { return x && strchr(upn_letters, x); }
static bool digits(str s, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (i >= s.n || !digit(s.p[i]))
            return false;
    return true;
}

/* 13 characters, the last 12 of them digits: each times its place, summed, modulo 23, gives the letter. A number in any
 * other form is for 1540 and 1550 to report. */
RULE(1510)
{
    IDENTIFIERS(i) {
        str upn = text(i->UPN);
        if (upn.n != 13 || !digits(upn, 1, 13))
            continue;
        unsigned sum = 0;
        for (unsigned at = 1; at < 13; at++)
            sum += (unsigned)(upn.p[at] - '0') * (at + 1);
        if (upn.p[0] != upn_letters[sum % 23])
            REPORT(AT(i, UPN));
    }
}

/* Too short to hold an authority's code: for 1540 and 1550 to report. */
RULE(1530)
{
    IDENTIFIERS(i) {
        str upn = text(i->UPN);
        if (upn.n < 4)
            continue;
        unsigned la = digits(upn, 1, 4) ? (unsigned)((upn.p[1] - '0') * 100 + (upn.p[2] - '0') * 10 + (upn.p[3] - '0'))
                                        : 0;
        if (!cin_la_code(la))
            REPORT(AT(i, UPN));
    }
}

RULE(1540) { IDENTIFIERS(i) if (given(i->UPN) && !digits(text(i->UPN), 4, 12)) REPORT(AT(i, UPN)); }

RULE(1550)
{
    IDENTIFIERS(i) {
        str upn = text(i->UPN);
        if (given(i->UPN) && (upn.n != 13 || !(digit(upn.p[12]) || upn_letter(upn.p[12]))))
            REPORT(AT(i, UPN));
    }
}

RULE(1560Q)
{
    IDENTIFIERS(i) {
        str upn = text(i->FormerUPN);
        if (given(i->FormerUPN) && (upn.n != 13 || !upn_letter(upn.p[0]) || !digits(upn, 1, 12) ||
                                    !(digit(upn.p[12]) || upn_letter(upn.p[12]))))
            REPORT(AT(i, FormerUPN));
    }
}

RULE(1570)
{
    IDENTIFIERS(i) {
        size_t characters = 0;
        for (size_t at = 0; at < i->LAchildID.n; at++)
            characters += ((unsigned char)i->LAchildID.p[at] & 0xC0) != 0x80;
        if (characters > 20)
            REPORT(AT(i, LAchildID));
    }
}

RULE(1580)
{
    IDENTIFIERS(i) {
        bool plain = true;
        for (size_t at = 0; at < i->LAchildID.n; at++) {
            char x = i->LAchildID.p[at];
            plain = plain && (digit(x) || (x >= 'A' && x <= 'Z') || (x >= 'a' && x <= 'z'));
        }
        if (!plain)
            REPORT(AT(i, LAchildID));
    }
}

RULE(4180) { IDENTIFIERS(i) if (!cin_code_valid(CIN_SEX, i->Sex)) REPORT(AT(i, Sex)); }

RULE(4220)
{
    for (const struct cin_characteristics *x = c->characteristics; x; x = NULL)
        if (!cin_code_valid(CIN_ETHNICITY, x->Ethnicity))
            REPORT(AT(x, Ethnicity));
    if (!c->characteristics && c->line)
        REPORT({ CIN_ChildCharacteristics, CIN_I_Ethnicity, c->number, c->line, DAY_NONE });
}

RULE(8500)
{
    IDENTIFIERS(i) if (missing(i->LAchildID)) REPORT(AT(i, LAchildID));
    if (!c->identifiers && c->line)
        REPORT({ CIN_ChildIdentifiers, CIN_I_LAchildID, c->number, c->line, DAY_NONE });
}

RULE(8520) { IDENTIFIERS(i) if (after_year(k, i->PersonBirthDate)) REPORT(AT(i, PersonBirthDate)); }

RULE(8525Q)
{
    IDENTIFIERS(i) if (given(i->PersonBirthDate) == given(i->ExpectedPersonBirthDate))
        REPORT(AT(i, PersonBirthDate), AT(i, ExpectedPersonBirthDate));
}

RULE(8530Q)
{
    IDENTIFIERS (i)
        if (day_before(i->ExpectedPersonBirthDate.d, k->year.end - 30) ||
            day_before(day_add_months(k->year.end, 9), i->ExpectedPersonBirthDate.d))
            REPORT(AT(i, ExpectedPersonBirthDate));
}

/* A date of death without a date of birth cannot be on or after it. */
RULE(8535Q)
{
    IDENTIFIERS (i)
        if (given(i->PersonDeathDate) &&
            (missing(i->PersonBirthDate) || before(i->PersonDeathDate, i->PersonBirthDate)))
            REPORT(AT(i, PersonDeathDate), AT(i, PersonBirthDate));
}

RULE(8540)
{
    if (!c->identifiers || missing(c->identifiers->PersonBirthDate))
        return;
    PLACES(g);
    EACH_EPISODE(e) if (no(e->ReferralNFA)) ADD(g, AT(e, ReferralNFA));
    if (!g.n)
        return;
    bool wrong = !c->disabilities;
    EACH(c->disabilities, d) if (!cin_code_valid(CIN_DISABILITY, d->Disability)) {
        wrong = true;
        ADD(g, AT(d, Disability));
    }
    ADD(g, AT(c->identifiers, PersonBirthDate));
    if (wrong)
        REPORT_ALL(g);
}

RULE(8545Q) { IDENTIFIERS(i) if (outside_year(k, i->PersonDeathDate)) REPORT(AT(i, PersonDeathDate)); }

RULE(8590)
{
    bool any = false;
    EACH_EPISODE(e) any = true;
    IDENTIFIERS(i) if (!any) REPORT(AT(i, LAchildID));
}

RULE(8750)
{
    IDENTIFIERS(i) if (given(i->ExpectedPersonBirthDate) && missing(i->PersonBirthDate) && !IS(i->Sex, "U"))
        REPORT(AT(i, Sex), AT(i, PersonBirthDate), AT(i, ExpectedPersonBirthDate));
}

/* Of school age: five before, and not sixteen before, the September of the census year. */
RULE(8770Q)
{
    bool goes_on = false;
    EACH_EPISODE(e) goes_on = goes_on || no(e->ReferralNFA);
    int year, month, mday;
    day_split(k->year.start, &year, &month, &mday);
    IDENTIFIERS(i) if (goes_on && missing(i->UPN) && (missing(i->UPNunknown) || IS(i->UPNunknown, "UN1")) &&
                       between(i->PersonBirthDate, day_make(year - 16, 9, 1), day_make(year - 5, 8, 31)))
        REPORT(AT(i, UPN), AT(i, UPNunknown));
}

RULE(8772)
{
    IDENTIFIERS(i) if (IS(i->UPNunknown, "UN7"))
        EACH_EPISODE(e) if (!yes(e->ReferralNFA)) REPORT(AT(i, UPNunknown), AT(e, ReferralNFA));
}

RULE(8775Q)
{
    IDENTIFIERS(i) if (day_before(i->PersonBirthDate.d, day_add_months(k->year.end, -25 * 12)))
            EACH_EPISODE(e)
                if (missing(e->CINclosureDate) ||
                    day_before(day_birthday(i->PersonBirthDate.d, 25), e->CINclosureDate.d))
                    REPORT(AT(i, PersonBirthDate), AT(e, CINclosureDate));
}

RULE(8790)
{
    bool none = false;
    EACH(c->disabilities, d) none = none || IS(d->Disability, "NONE");
    EACH(c->disabilities, d) if (none && given(d->Disability) && !IS(d->Disability, "NONE")) REPORT(AT(d, Disability));
}

RULE(8794)
{
    EACH(c->disabilities, d) {
        bool again = false;
        EACH(c->disabilities, other)
            again = again || (other != d && given(d->Disability) && given(other->Disability) &&
                              str_eq_nocase(text(d->Disability), text(other->Disability)));
        if (again)
            REPORT(AT(d, Disability));
    }
}
