/* t_date.c - days, ages, London time and working days, at the edges where they go wrong. */
#include "tap.h"
#include "base/date.h"

static arena mem;

static const struct { const char *text; int y, m, d; } parses[] = {
    { "2024-02-29", 2024, 2, 29 }, { "29/02/2024", 2024, 2, 29 }, { " 01/04/2017 ", 2017, 4, 1 },
    { "2026-11-21T10:00:00", 2026, 11, 21 }, { "21/11/2026 00:00", 2026, 11, 21 },
      { "2026-11-21 00:00:00.000", 2026, 11, 21 }, { "2026-11-21Z", 2026, 11, 21 },
      { "2026-11-21+01:00", 2026, 11, 21 }, { "2026-11-21-05:30", 2026, 11, 21 },
      { "2026-11-21T10:00:00Z", 2026, 11, 21 },
};
static const char *const refused[] = {
    "", "2023-02-29", "31/04/2020", "31/02/2020", "13/10/21", "2000/12/10", "2026-13-01", "2026-00-10", "02/01/20251",
    "2026-11-21X", "2026-11-21 99:00", "1/4/2017", "0017-04-01", "2026-1-01", "aa/bb/cccc", "2026-11-2",
    "2026-11-21z", "2026-11-21ZZ", "2026-11-21+1:00", "2026-11-21+24:00", "2026-11-21+01:00Z", "2026-11-21-",
    "2026-11-21T",
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


static const struct { int y, m, d; } no_days[] = {
    { 0, 1, 1 }, { 10000, 1, 1 }, { 2026, 0, 1 }, { 2026, 13, 1 }, { 2026, 1, 0 }, { 2026, 1, 32 }, { 2026, 2, 29 },
    { 1900, 2, 29 }, { 2100, 2, 29 }, { 2026, 4, 31 }, { 2026, 6, 31 }, { 2026, 9, 31 }, { 2026, 11, 31 },
};
static const struct { int y, m, d; day want; } some_days[] = {
    { 1970, 1, 1, 0 }, { 1969, 12, 31, -1 }, { 2000, 2, 29, 11016 }, { 2000, 3, 1, 11017 }, { 1, 1, 1, -719162 },
      { 9999, 12, 31, 2932896 },
};

/* Texts of an instant and what they mean; NULL where they mean none. */
static const struct { const char *text, *want; } instants[] = {
    { "2026-01-05T09:30:15Z", "2026-01-05T09:30:15Z" },
    { "2026-01-05 09:30:15Z", "2026-01-05T09:30:15Z" },
    { "2026-01-05T09:30Z", "2026-01-05T09:30:00Z" },
    { "2026-01-05T09:30", "2026-01-05T09:30:00Z" },
    { "2026-07-05T09:30", "2026-07-05T08:30:00Z" },
    { "2026-07-05T09:30:59", "2026-07-05T08:30:59Z" },
    { "2026-07-05", "2026-07-04T23:00:00Z" },
    { " 2026-01-05 ", "2026-01-05T00:00:00Z" },
    { "2026-01-05T23:59:59Z", "2026-01-05T23:59:59Z" },
    { "2026-01-05T00:00:00Z", "2026-01-05T00:00:00Z" },
    { "1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z" },
    { "2026-01-05T09:30:15.250Z", "2026-01-05T09:30:15Z" },
    { "2026-10-25T01:30", "2026-10-25T00:30:00Z" },
    { "2026-01-05T24:00Z", NULL },
    { "2026-01-05T09:60Z", NULL },
    { "2026-01-05T09:30:60Z", NULL },
    { "2026-01-05T09:30:1Z", NULL },
    { "2026-01-05T09:3", NULL },
    { "2026-01-05T0930", NULL },
    { "2026-01-05T09-30", NULL },
    { "2026-01-05T09:30-15", NULL },
    { "2026-01-05X09:30", NULL },
    { "2026-01-05T", NULL },
    { "2026-01-05TZ", NULL },
    { "2026-01-05Taa:30", NULL },
    { "2026-01-05T09:bb", NULL },
    { "2026-01-05T09:30:cc", NULL },
    { "2026-02-30T09:30", NULL },
    { "2026-01-0", NULL },
    { "", NULL },
};
static const struct { const char *text, *want; } spoken[] = {
    { "2026-01-05T00:00Z", "12am on 5 January 2026" },
    { "2026-01-05T00:01Z", "12:01am on 5 January 2026" },
    { "2026-01-05T11:59Z", "11:59am on 5 January 2026" },
    { "2026-01-05T12:00Z", "12pm on 5 January 2026" },
    { "2026-01-15T23:09Z", "11:09pm on 15 January 2026" },
    { "2026-06-30T23:00Z", "12am on 1 July 2026" },
    { "2026-10-10T09:00Z", "10am on 10 October 2026" },
};
static const struct { const char *from; int months; const char *want; } later[] = {
    { "2024-01-31", 1, "2024-02-29" }, { "2024-02-29", 12, "2025-02-28" }, { "2024-02-29", 48, "2028-02-29" },
    { "2026-12-31", 2, "2027-02-28" }, { "2026-12-15", 1, "2027-01-15" }, { "2026-01-15", -1, "2025-12-15" },
    { "2026-05-31", 1, "2026-06-30" }, { "2026-05-31", 0, "2026-05-31" }, { "2026-05-30", -24, "2024-05-30" },
};

static void test_days(void)
{
    for (size_t i = 0; i < COUNT_OF(no_days); i++)
        is_int(day_make(no_days[i].y, no_days[i].m, no_days[i].d), DAY_NONE, "there is no such day");
    for (size_t i = 0; i < COUNT_OF(some_days); i++) {
        int y, m, d;
        is_int(day_make(some_days[i].y, some_days[i].m, some_days[i].d), some_days[i].want, "a day is a number");
        day_split(some_days[i].want, &y, &m, &d);
        ok(y == some_days[i].y && m == some_days[i].m && d == some_days[i].d, "... and back");
    }
    is_int(day_parse_iso(S("1800-01-01")), day_make(1800, 1, 1), "the first year that is read");
    is_int(day_parse_iso(S("2999-12-31")), day_make(2999, 12, 31), "the last");
    is_int(day_parse_iso(S("1799-12-31")), DAY_NONE, "the day before");
    is_int(day_parse_iso(S("3000-01-01")), DAY_NONE, "the day after");
    is_int(day_parse(S("21/11/2026 23:59")), day_make(2026, 11, 21), "the last minute of a day");
    static const char *const times[] = { "21/11/2026 24:00", "21/11/2026 23:60", "21/11/2026 2:00",
        "21/11/2026 23.59", "21/11/2026 2a:00",
                                         "21/11/2026 20:0a", "21-11-2026", "21/11-2026", "2026/11-21", "2026-11/21",
                                             "2026-11-2 " };
    for (size_t i = 0; i < COUNT_OF(times); i++)
        is_int(day_parse(str_of(times[i])), DAY_NONE, times[i]);
    is(day_uk(&mem, day_make(2026, 11, 9)), S("9 November 2026"), "one digit");
    is(day_uk(&mem, day_make(2026, 5, 10)), S("10 May 2026"), "two digits");
    is(day_uk(&mem, day_make(1805, 12, 31)), S("31 December 1805"), "the last month");
    is(day_uk(&mem, DAY_NONE), S(""), "no day is nothing");
    is(day_iso(&mem, DAY_NONE), S(""), "in either form");
    for (size_t i = 0; i < COUNT_OF(later); i++)
        is(day_iso(&mem, day_add_months(day_parse_iso(str_of(later[i].from)), later[i].months)),
            str_of(later[i].want), later[i].from);
    is(day_iso(&mem, day_birthday(day_make(2008, 2, 29), 16)), S("2024-02-29"), "a 29 February in a leap year");
    is(day_iso(&mem, day_birthday(day_make(2008, 2, 29), 18)), S("2026-03-01"), "and in another");
    is(day_iso(&mem, day_birthday(day_make(2008, 2, 28), 18)), S("2026-02-28"), "a 28 February stays");
    is(day_iso(&mem, day_birthday(day_make(2008, 3, 29), 18)), S("2026-03-29"), "and a 29 March");
    is_int(day_age(day_make(2010, 11, 22), day_make(2026, 11, 21)), 15, "the day before the birthday");
    is_int(day_age(day_make(2026, 11, 21), day_make(2026, 11, 21)), 0, "born today");
}

static void test_instants(void)
{
    for (size_t i = 0; i < COUNT_OF(instants); i++) {
        instant t = instant_parse(str_of(instants[i].text));
        if (instants[i].want)
            is(instant_iso(&mem, t), str_of(instants[i].want), instants[i].text);
        else
            ok(t == INSTANT_NONE, instants[i].text);
    }
    for (size_t i = 0; i < COUNT_OF(spoken); i++)
        is(instant_uk(&mem, instant_parse(str_of(spoken[i].text))), str_of(spoken[i].want), spoken[i].text);
    is(instant_uk(&mem, INSTANT_NONE), S(""), "no instant is nothing");
    is(instant_iso(&mem, INSTANT_NONE), S(""), "in either form");
    is_int(instant_day(-1), -1, "a second before 1970 is the day before");
    is_int(instant_day(0), 0, "and 1970 begins on its own");
    is_int(london_offset(instant_parse(S("2025-03-30T01:00:00Z"))), 3600,
        "31 March 2025 is a Monday: the clocks went forward the day before");
    is_int(london_offset(instant_parse(S("2025-03-30T00:59:59Z"))), 0, "not a second earlier");
    is_int(london_offset(instant_parse(S("2024-03-31T01:00:00Z"))), 3600, "31 March 2024 is a Sunday: on that day");
    is_int(london_offset(instant_parse(S("2024-03-31T00:59:59Z"))), 0, "and not a week earlier");
}

static void test_beyond_the_calendar(void)
{
    struct calendar c;
    const day holidays[] = { day_make(1979, 12, 31), day_make(1980, 1, 1), day_make(2080, 12, 31),
        day_make(2081, 1, 1) };
    calendar_init(&c, &mem, COUNT_OF(holidays), holidays);
    ok(!calendar_is_working(&c, day_make(1980, 1, 1)), "the first day of the calendar can be closed");
    ok(calendar_is_working(&c, day_make(1980, 1, 2)), "the next is a Wednesday");
    ok(!calendar_is_working(&c, day_make(2080, 12, 31)), "the last can be closed");
    ok(calendar_is_working(&c, day_make(2080, 12, 30)), "the one before is a Monday");
    ok(calendar_is_working(&c, day_make(2081, 1, 1)) && calendar_is_working(&c, day_make(2081, 1, 4)),
        "beyond it every day counts");
    is_int(calendar_between(&c, day_make(2080, 12, 30), day_make(2081, 1, 2)), 2, "over its end");
    is_int(calendar_between(&c, day_make(2026, 11, 21), day_make(2026, 11, 22)), 0, "a weekend has no working day");
    is_int(calendar_between(&c, day_make(2026, 11, 23), day_make(2026, 11, 20)), -1, "backwards is less than nought");
}

int main(void)
{
    arena_init(&mem, 0);
    test_days();
    test_instants();
    test_beyond_the_calendar();
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
    is_int(instant_day(instant_parse(S("2026-06-30T23:30:00Z"))), day_make(2026, 7, 1),
        "half past midnight in London is the next day");
    is(instant_uk(&mem, instant_parse(S("2026-06-30T12:05:00Z"))), S("1:05pm on 30 June 2026"), "said in English");
    ok(instant_parse(S("2026-06-30T25:00:00Z")) == INSTANT_NONE, "no such hour");

    struct calendar c;
    const day holidays[] = { day_make(2026, 12, 25), day_make(2026, 12, 28), day_make(2026, 1, 1) };
    calendar_init(&c, &mem, COUNT_OF(holidays), holidays);
    for (size_t i = 0; i < COUNT_OF(working); i++)
        is(day_iso(&mem, calendar_add(&c, day_parse(str_of(working[i].from)), working[i].n)),
            str_of(working[i].want), working[i].from);
    bool inverse = true;
    for (day d = day_make(2026, 1, 1); d < day_make(2027, 1, 1); d++)
        for (int n = 1; n < 60; n++)
            inverse = inverse && calendar_between(&c, d, calendar_add(&c, d, n)) == n
                && calendar_is_working(&c, calendar_add(&c, d, n));
    ok(inverse, "adding n working days lands on a working day n after, from every day of a year");
    arena_release(&mem);
    return done_testing();
}
