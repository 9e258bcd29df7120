/* rules_placements.c - where a child lives, who provides it, and the numbers and postcodes that say so. */
#include "returns/ssda903/rule.h"

static bool temporary(struct cell place)    { return IN(place, "T0", "T1", "T2", "T3", "T4"); }
static bool no_provider(struct cell place)  { return temporary(place) || IN(place, "Z11", "Z12", "Z13", "Z14"); }
static bool no_urn(struct cell place)       { return no_provider(place) || IN(place, "P1", "P3", "R1", "R2", "R5"); }
static bool urn_exempt(struct cell urn)     { return IS(urn, "XXXXXXX"); }
/* Wales, Scotland, Northern Ireland or abroad, by code of the ONS or of the return. */
static bool outside_england(struct cell la)
{
    return IN(la, "WAL", "SCO", "NIR", "NUK") ||
           (la.p && la.n > 3 && (la.p[0] == 'W' || la.p[0] == 'S' || la.p[0] == 'N'));
}

RULE(213) { EACH(episodes, e) if (no_provider(e->PLACE) && given(e->PLACE_PROVIDER)) MARK(e); }
RULE(526) { EACH(episodes, e) if (!no_provider(e->PLACE) && blank(e->PLACE_PROVIDER)) MARK(e); }
RULE(527) { EACH(episodes, e) if (IS(e->PLACE_PROVIDER, "PR1") && IN(e->PLACE, "P1", "R2", "R5")) MARK(e); }
RULE(528) { EACH(episodes, e) if (IS(e->PLACE_PROVIDER, "PR2") && IN(e->PLACE, "P1", "R2", "R5")) MARK(e); }
RULE(529)
{
    EACH(episodes, e)
        if (IS(e->PLACE_PROVIDER, "PR3") &&
            IN(e->PLACE, "P1", "A3", "A4", "A5", "A6", "K1", "K2", "U1", "U2", "U3", "U4", "U5", "U6"))
            MARK(e);
}
RULE(530) { EACH(episodes, e) if (IS(e->PLACE_PROVIDER, "PR4") && IS(e->PLACE, "P1")) MARK(e); }
RULE(531) { EACH(episodes, e) if (IS(e->PLACE_PROVIDER, "PR5") && IS(e->PLACE, "P1")) MARK(e); }
RULE(550) { EACH(episodes, e) if (IS(e->PLACE_PROVIDER, "PR0") && !IS(e->PLACE, "P1")) MARK(e); }
RULE(516)
{
    EACH(episodes, e)
        if (IN(e->REC, "E45", "E46") && !IN(e->PLACE, "U1", "U2", "U3", "U4", "U5", "U6"))
            MARK(e);
}

/* --- numbers of homes and agencies --- */
RULE(217t)
{
    day from = day_make(2023, 10, 28);
    EACH(episodes, e)
        if (IS(e->PLACE, "P2") && readable(e->DECOM) && e->DECOM.d >= from)
            MARK(e);
}
RULE(218)
{
    EACH(episodes, e)
        if (blank(e->URN) && !no_urn(e->PLACE) && !outside_england(e->PL_LA) &&
            (blank(e->DEC) || (readable(e->DEC) && !before_year(k, e->DEC))))
            MARK(e);
}
RULE(230)
{
    day from = day_make(2023, 10, 28);
    EACH(episodes, e)
        if (IS(e->PLACE, "H5") && blank(e->URN) && !outside_england(e->PL_LA) &&
            (blank(e->DEC) || !day_before(e->DEC.d, from)))
            MARK(e);
}
RULE(222) { EACH(episodes, e) if (given(e->URN) && !urn_exempt(e->URN) && no_urn(e->PLACE)) MARK(e); }
RULE(1008)
{
    EACH(episodes, e)
        if (given(e->URN) && !urn_exempt(e->URN) && !provider_find(k->year->providers, text(e->URN)))
            MARK(e);
}

/* The provider that the episode names; NULL when it names none or one that is not in the list (rule 1008). */
static const struct provider *provider_of(const struct check *k, const struct episodes *e)
{
    return given(e->URN) && !urn_exempt(e->URN) ? provider_find(k->year->providers, text(e->URN)) : NULL;
}
/* "K2,R3 S1" */
static bool listed(str codes, struct cell x)
{
    size_t from = 0;
    for (size_t i = 0; i <= codes.n; i++)
        if (i == codes.n || codes.p[i] == ',' || codes.p[i] == ' ' || codes.p[i] == '/' || codes.p[i] == ';') {
            if (str_eq_nocase((str){ codes.p + from, i - from }, text(x)))
                return true;
            from = i + 1;
        }
    return false;
}
RULE(219)
{
    EACH(episodes, e) {
        const struct provider *p = provider_of(k, e);
        if (p && given(e->PLACE) && p->place_codes.p && !listed(p->place_codes, e->PLACE))
            MARK(e);
    }
}
static bool same_postcode(str a, struct cell b)
{
    size_t i = 0, j = 0;
    for (;; i++, j++) {
        while (i < a.n && a.p[i] == ' ')
            i++;
        while (j < b.n && b.p[j] == ' ')
            j++;
        if (i == a.n || j == b.n)
            return i == a.n && j == b.n;
        if ((a.p[i] | 32) != (b.p[j] | 32))
            return false;
    }
}
RULE(221)
{
    EACH(episodes, e) {
        const struct provider *p = provider_of(k, e);
        if (p && given(e->PL_POST) && !respite(e) && IN(e->PLACE, "K1", "K2", "K3", "R3", "S1") &&
            !(p->postcode.p && same_postcode(p->postcode, e->PL_POST)))
            MARK(e);
    }
}
RULE(224)
{
    EACH(episodes, e) {
        const struct provider *p = provider_of(k, e);
        if (p && given(e->PLACE_PROVIDER) && p->provider_codes.p && !listed(p->provider_codes, e->PLACE_PROVIDER))
            MARK(e);
    }
}
RULE(227)
{
    EACH(episodes, e) {
        const struct provider *p = provider_of(k, e);
        if (p && p->closed != DAY_NONE && readable(e->DECOM) && e->DECOM.d >= p->closed)
            MARK(e);
    }
}
RULE(228)
{
    EACH(episodes, e) {
        const struct provider *p = provider_of(k, e);
        day until = blank(e->DEC) ? open_until(k) : e->DEC.d;
        if (p && day_before(p->closed, until))
            MARK(e);
    }
}
RULE(229)
{
    if (!k->year->authority.p)
        return;
    EACH(episodes, e) {
        const struct provider *p = provider_of(k, e);
        if (!p || (!p->la_code.p && !p->la_name.p))
            continue;
        bool own = str_eq_nocase(p->la_code, k->year->authority) || str_eq_nocase(p->la_name, k->year->authority);
        if ((IS(e->PLACE_PROVIDER, "PR1") && !own) || (IS(e->PLACE_PROVIDER, "PR2") && own))
            MARK(e);
    }
}

/* --- postcodes and what follows from them --- */
RULE(164)
{
    EACH(episodes, e) {
        double miles = e->PL_DISTANCE.num;
        if (given(e->PL_DISTANCE) && !respite(e) && !(miles >= 0 && miles < 1000) && !was_uasc(c))
            MARK(e);
    }
}
RULE(169)
{
    EACH(episodes, e)
        if (!respite(e) && (blank(e->PL_LA) || !(e->PL_LA.n > 3 || e->PL_LA.p[0] <= '9' ||
                                                 IN(e->PL_LA, "NIR", "SCO", "WAL", "NUK", "CON"))))
            MARK(e);
}
RULE(214) { EACH(episodes, e) if (respite(e) && (given(e->PL_POST) || given(e->URN))) MARK(e); }
RULE(392a) { EACH(episodes, e) if (!respite(e) && blank(e->PL_DISTANCE) && !was_uasc(c)) MARK(e); }
RULE(392b) { EACH(episodes, e) if (!respite(e) && (blank(e->HOME_POST) || blank(e->PL_POST)) && !was_uasc(c)) MARK(e); }
/* Written as a postcode is, and in the council's table where there is one. */
static bool postcode_wrong(const struct check *k, struct cell x)
{
    const struct postcodes *table = k->year->postcodes;
    return given(x) && (!postcode_valid(text(x)) || (table && !postcode_find(table, text(x))));
}
RULE(392c) { EACH(episodes, e) if (postcode_wrong(k, e->HOME_POST) || postcode_wrong(k, e->PL_POST)) MARK(e); }
RULE(392d)
{
    EACH(episodes, e)
        if (given(e->HOME_POST) && given(e->PL_POST) && same_postcode(text(e->HOME_POST), e->PL_POST) &&
            !IS(e->PLACE, "P1"))
            MARK(e);
}
RULE(398) { EACH(episodes, e) if (respite(e) && (given(e->HOME_POST) || given(e->PL_POST))) MARK(e); }
RULE(406) { if (was_uasc(c)) EACH(episodes, e) if (given(e->PL_DISTANCE)) MARK(e); }
RULE(411)
{
    EACH(episodes, e)
        if (IS(e->PL_LOCATION, "IN") && given(e->PL_LA) && k->year->authority.p &&
            !str_eq_nocase(text(e->PL_LA), k->year->authority))
            MARK(e);
}
RULE(420) { EACH(episodes, e) if (respite(e) && given(e->PL_LA)) MARK(e); }
RULE(454) { EACH(episodes, e) if (e->PL_DISTANCE.num > 350 && !IS(e->PL_DISTANCE, "999.9") && !was_uasc(c)) MARK(e); }

/* --- temporary placements --- */
RULE(375) { EACH(episodes, e) if (IS(e->PLACE, "T1") && lasts_over(k, e, 42)) MARK(e); }
RULE(376) { EACH(episodes, e) if (IS(e->PLACE, "T3") && lasts_over(k, e, 21)) MARK(e); }
RULE(379) { EACH(episodes, e) if (IS(e->PLACE, "T4") && lasts_over(k, e, 7)) MARK(e); }
RULE(377)
{
    EACH(episodes, first) {
        if (!IS(first->PLACE, "T3") || !readable(first->DECOM))
            continue;
        day until = day_add_months(first->DECOM.d, 12);
        int n = 0;
        EACH(episodes, e)
            n += IS(e->PLACE, "T3") && readable(e->DECOM) && e->DECOM.d >= first->DECOM.d && e->DECOM.d < until;
        if (n > 2)
            EACH(episodes, e)
                if (IS(e->PLACE, "T3") && readable(e->DECOM) && e->DECOM.d >= first->DECOM.d && e->DECOM.d < until)
                    MARK(e);
    }
}
RULE(380) { EACH(episodes, e) if (temporary(e->PLACE) && given(e->RNE) && !IN(e->RNE, "P", "B")) MARK(e); }
RULE(381) { EACH(episodes, e) if (temporary(e->PLACE) && given(e->REC) && !IS(e->REC, "X1")) MARK(e); }
RULE(382) { EACH(episodes, e) if (temporary(e->PLACE) && respite(e)) MARK(e); }

/* --- adoption placements --- */
RULE(217)
{
    day from = day_make(2015, 4, 1);
    EACH(episodes, e)
        if (IN(e->PLACE, "A3", "A5") && readable(e->DECOM) && e->DECOM.d >= from && !IN(e->RNE, "S", "T", "U"))
            MARK(e);
}
RULE(390) { EACH(episodes, e) if (adopted(e->REC) && !placed_for_adoption(e->PLACE)) MARK(e); }
RULE(408) { EACH(episodes, e) if (IN(e->PLACE, "A5", "A6") && !IS(e->LS, "E1")) MARK(e); }
