/* rules_episodes.c - how episodes follow one another, and whether they follow from last year's. */
#include "returns/ssda903/rule.h"

#define PREV(e) ((e##_at) > c->episodes.at ? (e##_at)[-1] : NULL)
#define NEXT(e) ((e##_at)[1])

RULE(142)
{
    EACH(episodes, e)
        if (NEXT(e) && readable(NEXT(e)->DECOM) && readable(e->DECOM) && (blank(e->DEC) || blank(e->REC)))
            MARK(e);
}
RULE(148) { EACH(episodes, e) if (given(e->DEC) != given(e->REC)) MARK(e); }
RULE(302)
{
    const struct episodes *first = c->episodes.n ? c->episodes.at[0] : NULL;
    EACH(header, h)
        if (first && before(first->DECOM, h->DOB)) {
            MARK(first);
            MARK(h);
        }
}
RULE(353) { day from = day_make(1991, 10, 14); EACH(episodes, e) if (day_before(e->DECOM.d, from)) MARK(e); }
RULE(354) { EACH(episodes, e) if (after_year(k, e->DECOM)) MARK(e); }
RULE(355) { EACH(episodes, e) if (same_day(e->DECOM, e->DEC)) MARK(e); }
RULE(356) { EACH(episodes, e) if (before(e->DEC, e->DECOM)) MARK(e); }
RULE(357)
{
    const struct episodes *first = c->episodes.n ? c->episodes.at[0] : NULL;
    if (first && readable(first->DECOM) && !before_year(k, first->DECOM) && !IS(first->RNE, "S"))
        MARK(first);
}
RULE(385) { EACH(episodes, e) if (after_year(k, e->DEC)) MARK(e); }
RULE(388)
{
    EACH(episodes, e) {
        bool goes_on = NEXT(e) && same_day(e->DEC, NEXT(e)->DECOM);
        if (given(e->REC) && IS(e->REC, "X1") != goes_on)
            MARK(e);
    }
}
RULE(431) { EACH(episodes, e) if (IS(e->RNE, "S") && PREV(e) && same_day(PREV(e)->DEC, e->DECOM)) MARK(e); }
RULE(432)
{
    EACH(episodes, e)
        if (IN(e->RNE, "P", "L", "T", "U", "B") && PREV(e) && given(PREV(e)->REC) && !IS(PREV(e)->REC, "X1"))
            MARK(e);
}
RULE(433)
{
    EACH(episodes, e)
        if (IN(e->RNE, "P", "L", "T", "U", "B") && PREV(e) && !same_day(PREV(e)->DEC, e->DECOM))
            MARK(e);
}

static bool placement_changed(const struct episodes *a, const struct episodes *b)
{
    return !same(a->PLACE, b->PLACE) || !same(a->PL_POST, b->PL_POST) || !same(a->URN, b->URN) ||
           !same(a->PLACE_PROVIDER, b->PLACE_PROVIDER);
}
RULE(434)
{
    EACH(episodes, e)
        if (IS(e->RNE, "L") && PREV(e) && (same(PREV(e)->LS, e->LS) || placement_changed(PREV(e), e)))
            MARK(e);
}
RULE(435)
{
    EACH(episodes, e)
        if (IN(e->RNE, "P", "T") && PREV(e) && (!same(PREV(e)->LS, e->LS) || !placement_changed(PREV(e), e)))
            MARK(e);
}
RULE(436)
{
    EACH(episodes, e)
        if (IN(e->RNE, "B", "U") && PREV(e) && (same(PREV(e)->LS, e->LS) || !placement_changed(PREV(e), e)))
            MARK(e);
}
RULE(437)
{
    EACH(episodes, e)
        if (IN(e->REC, "E2", "E15") && readable(e->DECOM) && NEXT(e) && readable(NEXT(e)->DECOM))
            MARK(e);
}
RULE(501) { EACH(episodes, e) if (PREV(e) && before(e->DECOM, PREV(e)->DEC)) MARK(e); }
RULE(504)
{
    const struct episodes *start = NULL;
    EACH(episodes, e) {
        bool joins = PREV(e) && IS(PREV(e)->REC, "X1") && same_day(PREV(e)->DEC, e->DECOM);
        if (!joins)
            start = e;
        else if (start && !same(start->CIN, e->CIN))
            MARK(e);
    }
}

/* --- against last year --- */
RULE(502)
{
    const struct episodes *l = last_dated_last_year(c), *first = c->episodes.n ? c->episodes.at[0] : NULL;
    if (l && first && blank(l->DEC) && !same_day(l->DECOM, first->DECOM))
        MARK(first);
}

/* This year's first episode, when last year ended with an open one. */
static const struct episodes *carried_on(const struct child *c, const struct episodes **then)
{
    *then = last_dated_last_year(c);
    return *then && blank((*then)->DEC) && c->episodes.n ? c->episodes.at[0] : NULL;
}
#define CARRIED(field)                                                  \
    const struct episodes *then, *now = carried_on(c, &then);           \
    if (now && !same(now->field, then->field))                          \
        MARK(now);
RULE(503A) { CARRIED(RNE) }
RULE(503B) { CARRIED(LS) }
RULE(503C) { CARRIED(CIN) }
RULE(503D)
{
    const struct episodes *then, *now = carried_on(c, &then);
    if (!now || same(now->PLACE, then->PLACE))
        return;
    bool renamed = (IS(then->PLACE, "Z1") && IN(now->PLACE, "Z11", "Z12", "Z13", "Z14")) ||
                   (IS(then->PLACE, "H5") && IS(now->PLACE, "K3"));
    if (!renamed)
        MARK(now);
}
RULE(503E) { CARRIED(PLACE_PROVIDER) }
RULE(503F) { CARRIED(URN) }
/* Miles are rounded: a fifth of a mile is no difference. */
static bool distance_differs(struct cell a, struct cell b)
{
    if (isnan(a.num) || isnan(b.num))
        return !same(a, b);
    return fabs(a.num - b.num) >= 0.2 - 1e-9;
}
RULE(503G)
{
    const struct episodes *then, *now = carried_on(c, &then);
    if (now && distance_differs(now->PL_DISTANCE, then->PL_DISTANCE))
        MARK(now);
}
RULE(503H) { CARRIED(PL_LA) }
RULE(503J) { CARRIED(PL_LOCATION) }
static const struct episodes *same_episode(const struct child *c, const struct episodes **then)
{
    *then = last_dated_last_year(c);
    return *then && c->episodes.n && same_day(c->episodes.at[0]->DECOM, (*then)->DECOM) ? c->episodes.at[0] : NULL;
}
RULE(452)
{
    const struct episodes *then, *now = same_episode(c, &then);
    if (now && !same(now->PL_LA, then->PL_LA))
        MARK(now);
}
RULE(453)
{
    const struct episodes *then, *now = same_episode(c, &then);
    if (now && distance_differs(now->PL_DISTANCE, then->PL_DISTANCE))
        MARK(now);
}
RULE(562)
{
    const struct episodes *first = c->episodes.n ? c->episodes.at[0] : NULL;
    if (!first || !before_year(k, first->DECOM))
        return;
    EACH(episodes_last, l) if (same_day(l->DECOM, first->DECOM)) return;
    MARK(first);
}
RULE(NoE) { if (!c->episodes_last.n) EACH(episodes, e) if (before_year(k, e->DECOM)) MARK(e); }
RULE(1015)
{
    EACH(episodes, e)
        if (IS(e->PLACE_PROVIDER, "PR1") && given(e->LS) && !respite(e) && given(e->PLACE) &&
            !IN(e->PLACE, "U1", "U2", "U3", "U4", "U5", "U6") && k->year->authority.p && given(e->PL_LA) &&
            !str_eq_nocase(text(e->PL_LA), k->year->authority))
            MARK(e);
}
RULE(225)
{
    EACH(episodes, e) {
        const struct episodes *next = NEXT(e);
        bool moves = next && IN(next->RNE, "P", "T", "B", "U") && !IN(next->PLACE, "T0", "T1", "T2", "T3", "T4") &&
                     !IN(e->PLACE, "T0", "T1", "T2", "T3", "T4");
        if (IS(e->REC, "X1") && moves && blank(e->REASON_PLACE_CHANGE))
            MARK(e);
    }
}
RULE(226)
{
    EACH(episodes, e) {
        bool into = NEXT(e) && (blank(e->DEC) || same_day(e->DEC, NEXT(e)->DECOM)) &&
                    IN(NEXT(e)->PLACE, "T0", "T1", "T2", "T3", "T4");
        if (given(e->REASON_PLACE_CHANGE) && (into || IN(e->PLACE, "T0", "T1", "T2", "T3", "T4")))
            MARK(e);
    }
}
RULE(233) { EACH(episodes, e) if (given(e->REASON_PLACE_CHANGE) && blank(e->DEC)) MARK(e); }
RULE(336)
{
    EACH(episodes, e)
        if (placed_for_adoption(e->PLACE) && PREV(e) && !placed_for_adoption(PREV(e)->PLACE) &&
            !IN(PREV(e)->PLACE, "U1", "U2", "U3", "U4", "U5", "U6"))
            MARK(e);
}
RULE(383)
{
    EACH(episodes, e) {
        const struct episodes *prev = PREV(e), *next = NEXT(e);
        if (!IN(e->PLACE, "T0", "T1", "T2", "T3", "T4") || !prev || !next)
            continue;
        if (!IS(next->RNE, "P") || !same(prev->PLACE, next->PLACE) || !same(prev->PL_POST, next->PL_POST))
            MARK(next);
    }
}
