/* rules_workers.c - who the child's social worker was, without gaps, and why it changed. */
#include "returns/ssda903/rule.h"

#define PREV(s) ((s##_at) > c->sw.at ? (s##_at)[-1] : NULL)
#define NEXT(s) ((s##_at)[1])

/* Reasons for a change of worker are told for spells that began on or after 1 April 2023. */
static bool reason_due(struct cell began)
{
    day first = days_of(began).first;
    return first != DAY_NONE && first >= day_make(2023, 4, 1);
}
/* Looked after on the last day of the year, respite apart. */
static const struct episodes *in_care_at_end(const struct check *k, const struct child *c)
{
    EACH(episodes, e)
        if (readable(e->DECOM) && e->DECOM.d <= k->year->end && !respite(e) &&
            (blank(e->DEC) || (readable(e->DEC) && e->DEC.d > k->year->end)))
            return e;
    return NULL;
}

RULE(SW01STG1) { const struct episodes *e = in_care_at_end(k, c); if (e && !c->sw.n) MARK(e); }
RULE(SW01aSTG1) { EACH(sw, s) if ((blank(s->SW_ID) || blank(s->SW_DECOM)) && !reason_due(s->SW_DECOM)) MARK(s); }
RULE(SW01bSTG1)
{
    EACH(sw, s)
        if (blank(s->SW_ID) || blank(s->SW_DECOM) || (blank(s->SW_REASON) && reason_due(s->SW_DECOM)))
            MARK(s);
}
RULE(SW02STG1)
{
    EACH(sw, s)
        if (given(s->SW_ID) && !str_starts(text(s->SW_ID), S("SW")) && !str_starts(text(s->SW_ID), S("XX")))
            MARK(s);
}
RULE(SW03STG1) { EACH(sw, s) if (blank(s->SW_ID) || blank(s->SW_DECOM) || blank(s->SW_REASON)) MARK(s); }
RULE(SW04STG1) { EACH(sw, s) if (no_date(s->SW_DECOM)) MARK(s); }
RULE(SW05STG1) { EACH(sw, s) if (no_date(s->SW_DEC)) MARK(s); }
RULE(SW06STG2) { EACH(sw, s) if (day_before(k->year->end, days_of(s->SW_DECOM).first)) MARK(s); }
RULE(SW07STG2)
{
    day from = day_add_months(k->year->start, -12);
    EACH(sw, s)
        if (day_before(days_of(s->SW_DEC).last, from) || day_before(k->year->end, days_of(s->SW_DEC).first))
            MARK(s);
}
RULE(SW08STG2)
{
    EACH(sw, s)
        if (readable(s->SW_DECOM) && NEXT(s) && readable(NEXT(s)->SW_DECOM) && blank(s->SW_DEC))
            MARK(s);
}
RULE(SW09STG2) { EACH(sw, s) if (same_day(s->SW_DECOM, s->SW_DEC)) MARK(s); }
RULE(SW10STG2)
{
    EACH(sw, s) {
        if (!PREV(s) || !readable(PREV(s)->SW_DEC) || !readable(s->SW_DECOM) || IS(s->SW_REASON, "FCONTA"))
            continue;
        int gap = s->SW_DECOM.d - PREV(s)->SW_DEC.d;
        if (gap < -7 || gap > 7)
            MARK(s);
    }
}

/* The last day on which somebody's spell ended, when no spell is open; DAY_NONE otherwise. */
static day last_end(const struct child *c)
{
    day last = DAY_NONE;
    EACH(sw, s) {
        if (readable(s->SW_DECOM) && blank(s->SW_DEC))
            return DAY_NONE;
        if (readable(s->SW_DEC) && s->SW_DEC.d > last)
            last = s->SW_DEC.d;
    }
    return last;
}
/* Who is known to have left care by the last day needs nobody then. */
static bool needs_worker(const struct check *k, const struct child *c)
{
    return c->sw.n && (!c->episodes.n || in_care_at_end(k, c));
}
RULE(SW11aSTG2)
{
    day last = last_end(c);
    if (needs_worker(k, c) && day_before(last, k->year->end - 5))
        MARK(c->sw.at[c->sw.n - 1]);
}
RULE(SW11bSTG2)
{
    day last = last_end(c);
    if (needs_worker(k, c) && last >= k->year->end - 5 && last < k->year->end)
        MARK(c->sw.at[c->sw.n - 1]);
}

/* Looked after at the end of the year, and nobody is named, or nobody for the first days of a year that began in
 * care. */
RULE(SW12STG2)
{
    const struct episodes *e = in_care_at_end(k, c);
    const struct sw *first = NULL;
    EACH(sw, s) first = !first && readable(s->SW_DECOM) ? s : first;
    bool late = e && first && c->episodes.at[0] && before_year(k, c->episodes.at[0]->DECOM) &&
                first->SW_DECOM.d > k->year->start;
    if (e && (!first || late))
        MARK(e);
}
RULE(SW13STG1)
{
    EACH(sw, s) {
        bool stray = given(s->SW_REASON) && !IN(s->SW_REASON, "MANAGE", "FCONTA", "LEFTRL", "ORGRST", "TSPROC",
                                                "ABSENC", "CHCHAN", "PCCHAN", "SWDIED", "OTHERS");
        if (stray || (blank(s->SW_REASON) && reason_due(s->SW_DECOM)))
            MARK(s);
    }
}
RULE(SW14STG2) { EACH(sw, s) if (NEXT(s) && blank(s->SW_DEC)) MARK(s); }
RULE(SW15STG2) { EACH(sw, s) if (blank(s->SW_REASON) && reason_due(s->SW_DECOM)) MARK(s); }

#define CARRIED(field)                                                                          \
    const struct sw *open = NULL;                                                               \
    EACH(sw_last, l) if (blank(l->SW_DEC)) open = l;                                            \
    if (open && c->sw.n && !same(open->field, c->sw.at[0]->field))                              \
        MARK(c->sw.at[0]);
RULE(SW16aSTG2) { CARRIED(SW_ID) }
RULE(SW16bSTG2) { CARRIED(SW_DECOM) }
RULE(SW16cSTG2) { CARRIED(SW_REASON) }
RULE(SW17STG2)
{
    const struct sw *last = NULL;
    EACH(sw, s) {
        if (blank(s->SW_DEC) || after_year(k, s->SW_DEC))
            return;
        last = readable(s->SW_DECOM) ? s : last;
    }
    if (needs_worker(k, c) && last)
        MARK(last);
}
