/* rules_legal.c - legal statuses: how long, at what age, with which placement; and ages at which care may end. */
#include "returns/ssda903/rule.h"

/* Age at an episode's start. */
#define YOUNGER_AT_START(place, age) \
    EACH(episodes, e) if (IS(e->PLACE, place) && day_before(e->DECOM.d, birthday(dob_of(c), age))) MARK(e);

/* Episodes of one status that follow without a gap are one stretch, which must not last longer than it may; what is
 * open runs to the end of the year. */
static void stretch_over(struct check *k, const struct child *c, uint64_t status, int days)
{
    for (size_t i = 0; i < c->episodes.n; i++) {
        const struct episodes *first = c->episodes.at[i];
        if (first->LS.key != status || !readable(first->DECOM))
            continue;
        size_t last = i;
        while (last + 1 < c->episodes.n && c->episodes.at[last + 1]->LS.key == status &&
               same_day(c->episodes.at[last]->DEC, c->episodes.at[last + 1]->DECOM))
            last++;
        struct cell dec = c->episodes.at[last]->DEC;
        day until = blank(dec) ? open_until(k) : dec.d;
        if (until != DAY_NONE && until - first->DECOM.d > days)
            for (size_t n = i; n <= last; n++)
                MARK(c->episodes.at[n]);
        i = last;
    }
}

RULE(234)
{
    EACH(header, h) EACH(episodes, e)
        if (IS(e->REASON_PLACE_CHANGE, "CUSTOD") && day_before(e->DECOM.d, birthday(h->DOB, 10))) {
            MARK(e);
            MARK(h);
        }
}
RULE(352)
{
    EACH(episodes, e)
        if (IS(e->RNE, "S") && readable(e->DECOM) && given(dob_of(c)) &&
            !day_before(e->DECOM.d, birthday(dob_of(c), 18)) && readable(dob_of(c)))
            MARK(e);
}
RULE(358)
{
    EACH(header, h) EACH(episodes, e)
        if (IN(e->LS, "J1", "J2", "J3") && day_before(e->DECOM.d, birthday(h->DOB, 10))) {
            MARK(e);
            MARK(h);
        }
}
RULE(359)
{
    day at = birthday(dob_of(c), 18);
    if (at == DAY_NONE)
        return;
    EACH(episodes, e) {
        bool after_18 = blank(e->DEC) ? at <= open_until(k) : day_before(at, e->DEC.d);
        if (after_18 && !(IS(e->LS, "V2") && IS(e->PLACE, "K2")))
            MARK(e);
    }
}
RULE(361) { stretch_over(k, c, KEY("L1"), 3); }
RULE(362) { stretch_over(k, c, KEY("L2"), 21); }
RULE(363) { stretch_over(k, c, KEY("L3"), 7); }
RULE(364) { stretch_over(k, c, KEY("J2"), 21); }
RULE(365)
{
    EACH(episodes, e) if (IS(e->LS, "V3") && lasts_over(k, e, 17)) MARK(e);
}
RULE(366) { EACH(episodes, e) if (IS(e->LS, "V3") && !IS(e->RNE, "S")) MARK(e); }

static int days_within(const struct check *k, const struct episodes *e, day from, day to)
{
    day a = e->DECOM.d, b = blank(e->DEC) ? open_until(k) : e->DEC.d;
    if (a == DAY_NONE || b == DAY_NONE || !IS(e->LS, "V3"))
        return 0;
    a = a < from ? from : a;
    b = b > to ? to : b;
    return b > a ? b - a : 0;
}
RULE(367)
{
    EACH(episodes, first) {
        if (!IS(first->LS, "V3") || !readable(first->DECOM))
            continue;
        day from = first->DECOM.d, to = day_add_months(from, 12);
        int days = 0;
        EACH(episodes, e) days += days_within(k, e, from, to);
        if (days > 75)
            EACH(episodes, e) if (days_within(k, e, from, to)) MARK(e);
    }
}
RULE(370) { YOUNGER_AT_START("P2", 16) }
RULE(371) { YOUNGER_AT_START("K3", 16) }
RULE(372) { YOUNGER_AT_START("R5", 10) }
RULE(373) { YOUNGER_AT_START("S1", 4) }
RULE(374) { YOUNGER_AT_START("P3", 14) }
RULE(378) { EACH(episodes, e) if (IS(e->PLACE, "P1") && IS(e->LS, "V2")) MARK(e); }
RULE(384) { EACH(episodes, e) if (respite(e) && IN(e->PLACE, "U1", "U4")) MARK(e); }
RULE(386)
{
    EACH(episodes, e)
        if (adopted(e->REC) && readable(e->DEC) && readable(dob_of(c)) && e->DEC.d >= birthday(dob_of(c), 18))
            MARK(e);
}
RULE(387) { EACH(episodes, e) if (IN(e->REC, "E5", "E6") && day_before(e->DEC.d, birthday(dob_of(c), 14))) MARK(e); }
RULE(389) { EACH(episodes, e) if (IS(e->REC, "E7") && day_before(e->DEC.d, birthday(dob_of(c), 16))) MARK(e); }
RULE(407)
{
    EACH(header, h) EACH(episodes, e)
            if (IN(e->REC, "E45", "E46", "E47", "E48") && readable(e->DEC) && readable(h->DOB) &&
                e->DEC.d >= birthday(h->DOB, 18)) {
                MARK(e);
                MARK(h);
            }
}
RULE(426)
{
    bool v3 = false, v4 = false;
    EACH(episodes, e) {
        v3 = v3 || IS(e->LS, "V3");
        v4 = v4 || IS(e->LS, "V4");
    }
    if (v3 && v4)
        EACH(episodes, e) if (respite(e)) MARK(e);
}
RULE(445)
{
    day from = day_make(2005, 12, 1);
    EACH(episodes, e)
        if (IS(e->LS, "D1") && readable(e->DECOM) && e->DECOM.d >= from)
            MARK(e);
}
RULE(446)
{
    day from = day_make(2005, 12, 1);
    EACH(episodes, e)
        if (IS(e->LS, "E1") && day_before(e->DECOM.d, from))
            MARK(e);
}
RULE(451) { EACH(episodes, e) if (IS(e->LS, "D1") && blank(e->DEC) && blank(e->REC)) MARK(e); }
RULE(460) { EACH(episodes, e) if (IS(e->REC, "E17") && day_before(e->DEC.d, birthday(dob_of(c), 18))) MARK(e); }
