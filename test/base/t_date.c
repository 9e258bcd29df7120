/* t_date.c - days, ages, London time and working days, at the edges where they go wrong. */
#include "tap.h"
#include "base/date.h"

static arena mem;

static const struct { const char *text; int y, m, d; } parses[] = {
    { "2024-02-29", 2024, 2, 29 }, { "29/02/2024", 2024, 2, 29 }, { " 01/04/2017 ", 2017, 4, 1 },
    { "2026-11-21T10:00:00", 2026, 11, 21 }, { "21/11/2026 00:00", 2026, 11, 21 }, { "2026-11-21 00:00:00.000", 2026, 11, 21 },
};
static const char *const refused[] = {
    "", "2023-02-29", "31/04/2020", "31/02/2020", "13/10/21", "2000/12/10", "2026-13-01", "2026-00-10", "02/01/20251",
    "2026-11-21X", "2026-11-21 99:00", "1/4/2017", "0017-04-01", "2026-1-01", "aa/bb/cccc", "2026-11-2",
};
static const struct { const char *from; int n; const char *want; } working[] = {
    { "2026-11-20", 1, "2026-11-23" },      /* Friday to Monday */
    { "2026-11-21", 1, "2026-11-23" },      /* Saturday is day 0 */
    { "2026-12-24", 1, "2026-12-29" },      /* Christmas, its substitute Monday, then Tuesday */
    { "2026-12-23", 3, "2026-12-30" },
    { "2026-11-23", 0, "2026-11-23" },
    { "2026-11-23", -1, "2026-11-20" },
    { "2026-11-22", -1, "2026-11-20" },
    { "2026-11-23", -2, "2026-11-19" },
    { "2026-01-05", 45, "2026-03-09" },
};

int main(void)
{
    arena_init(&mem, 0);
    for (size_t i = 0; i < COUNT_OF(parses); i++)
        is_int(day_parse(str_of(parses[i].text)), day_make(parses[i].y, parses[i].m, parses[i].d), parses[i].text);
    for (size_t i = 0; i < COUNT_OF(refused); i++)
        is_int(day_parse(str_of(refused[i])), DAY_NONE, refused[i]);

    bool round = true;
    for (day d = day_make(1800, 1, 1); d <= day_make(2999, 12, 31); d++) {
        char text[11];
        day_iso_into(text, d);
        round = round && day_parse_iso(str_of(text)) == d;
    }
    ok(round, "every day from 1800 to 2999 survives being written and read");
    is_int(day_weekday(day_make(2026, 11, 21)), 5, "21 November 2026 is a Saturday");
    is_int(day_weekday(day_make(1969, 12, 29)), 0, "a Monday before 1970");

    is(day_iso(&mem, day_add_months(day_make(2026, 1, 31), 1)), S("2026-02-28"), "month end is clamped");
    is(day_iso(&mem, day_add_months(day_make(2026, 3, 31), -1)), S("2026-02-28"), "and going back");
    is(day_iso(&mem, day_add_months(day_make(2026, 11, 15), 14)), S("2028-01-15"), "over a year's end");
    is_int(day_age(day_make(2008, 2, 29), day_make(2026, 2, 28)), 17, "born on 29 February: still 17 on 28 February");
    is_int(day_age(day_make(2008, 2, 29), day_make(2026, 3, 1)), 18, "and 18 on 1 March");
    is_int(day_age(day_make(2010, 11, 21), day_make(2026, 11, 21)), 16, "16 on the birthday");
    is_int(day_age(day_make(2026, 11, 22), day_make(2026, 11, 21)), -1, "unborn");

    is(instant_iso(&mem, instant_of_local(day_make(2026, 7, 1), 9, 30)), S("2026-07-01T08:30:00Z"), "summer time");
    is(instant_iso(&mem, instant_of_local(day_make(2026, 12, 1), 9, 30)), S("2026-12-01T09:30:00Z"), "winter time");
    is(instant_iso(&mem, instant_parse(S("2026-03-29T01:00:00Z"))), S("2026-03-29T01:00:00Z"), "read and written");
    is_int(london_offset(instant_parse(S("2026-03-29T00:59:59Z"))), 0, "before the clocks go forward");
    is_int(london_offset(instant_parse(S("2026-03-29T01:00:00Z"))), 3600, "and after");
    is_int(london_offset(instant_parse(S("2026-10-25T00:59:59Z"))), 3600, "before they go back");
    is_int(london_offset(instant_parse(S("2026-10-25T01:00:00Z"))), 0, "and after");
    is_int(instant_day(instant_parse(S("2026-06-30T23:30:00Z"))), day_make(2026, 7, 1), "half past midnight in London is the next day");
    is(instant_uk(&mem, instant_parse(S("2026-06-30T12:05:00Z"))), S("1:05pm on 30 June 2026"), "said in English");
    ok(instant_parse(S("2026-06-30T25:00:00Z")) == INSTANT_NONE, "no such hour");

    struct calendar c;
    const day holidays[] = { day_make(2026, 12, 25), day_make(2026, 12, 28), day_make(2026, 1, 1) };
    calendar_init(&c, &mem, COUNT_OF(holidays), holidays);
    for (size_t i = 0; i < COUNT_OF(working); i++)
        is(day_iso(&mem, calendar_add(&c, day_parse(str_of(working[i].from)), working[i].n)), str_of(working[i].want), working[i].from);
    bool inverse = true;
    for (day d = day_make(2026, 1, 1); d < day_make(2027, 1, 1); d++)
        for (int n = 1; n < 60; n++)
            inverse = inverse && calendar_between(&c, d, calendar_add(&c, d, n)) == n && calendar_is_working(&c, calendar_add(&c, d, n));
    ok(inverse, "adding n working days lands on a working day n after, from every day of a year");
    arena_release(&mem);
    return done_testing();
}
