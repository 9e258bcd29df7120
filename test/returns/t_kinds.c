/* t_kinds.c - the table of returns: what is in it and what is not, how its names are listed,
 * and where its years begin and end. */
#include "tap.h"
#include "returns/book.h"
#include "returns/kinds.h"
#include "returns/local.h"

static arena mem;

static void names(void)
{
    static const struct { const char *name, *found; } cases[] = {
        { "ssda903", "ssda903" }, { "cin", "cin" }, { "CIN", NULL }, { "ci", NULL },
        { "cin ", NULL },         { "cin:", NULL }, { "", NULL },    { "annex_b", NULL },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct return_kind *k = return_kind_named(str_of(cases[i].name));
        ok(cases[i].found ? k && !strcmp(k->name, cases[i].found) : !k,
           arena_printf(&mem, "a return called \"%s\"", cases[i].name).p);
    }
    ok(!return_kind_named(STR_NONE), "nor is there one without a name");
}

static void keys(void)
{
    static const struct { const char *key, *found; } cases[] = {
        { "ssda903:1:2026-03-31", "ssda903" },
        { "cin:", "cin" },
        { "cin", NULL },
        { "ssd:ssd_person:1", NULL },
        { "cins:1", NULL },
        { "form:cin:1", NULL },
        { "", NULL },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct return_kind *k = return_kind_of_key(str_of(cases[i].key));
        ok(cases[i].found ? k && !strcmp(k->name, cases[i].found) : !k,
           arena_printf(&mem, "a record whose key is \"%s\"", cases[i].key).p);
    }
    ok(!return_kind_of_key(STR_NONE), "nor did one without a key come with a return");
}

/* A row is whole: its parts were linked, and say the same as it does. */
static void rows(void)
{
    for (size_t i = 0; i < RETURNS; i++) {
        const struct return_kind *k = &return_kinds[i];
        ok(k->number == i && return_kind_named(str_of(k->name)) == k,
           arena_printf(&mem, "%s stands at its number", k->name).p);
        ok(*k->title && *k->via && *k->rules->nrules && !strcmp(k->book->head.name, k->name),
           arena_printf(&mem, "%s is whole", k->name).p);
        ok(k->rules->text(0)->code && k->rules->text(*k->rules->nrules - 1)->code,
           arena_printf(&mem, "%s has its rules", k->name).p);
    }
    is(return_kinds_listed("--to ", " or ", &mem), S("--to ssda903 or --to cin"), "every name in a sentence");
}

static void years(void)
{
    static const struct { const char *text; int year; } texts[] = {
        { "2026-27", 2026 }, { "2026/27", 2026 }, { "2026", 2026 },    { " 2026 ", 2026 }, { "1999-00", 1999 },
        { "1990", 1990 },    { "2100", 2100 },    { "2099-00", 2099 }, { "1989", 0 },      { "2101", 0 },
        { "2026-28", 0 },    { "2026-26", 0 },    { "2026-2027", 0 },  { "2026:27", 0 },   { "26-27", 0 },
        { "2026-", 0 },      { "20260", 0 },      { "202a", 0 },       { "2026-2x", 0 },   { "", 0 },
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        int year = 0;
        bool read = return_year_read(str_of(texts[i].text), &year);
        ok(texts[i].year ? read && year == texts[i].year : !read,
           arena_printf(&mem, "the year \"%s\"", texts[i].text).p);
    }
    const struct return_kind april = { .month = 4, .day = 1 }, october = { .month = 10, .day = 1 },
                             january = { .month = 1, .day = 1 };
    struct return_year y = return_year_of(&april, 2026);
    ok(y.year == 2026 && y.start == day_make(2026, 4, 1) && y.end == day_make(2027, 3, 31), "a year from April");
    y = return_year_of(&october, 2026);
    ok(y.start == day_make(2026, 10, 1) && y.end == day_make(2027, 9, 30), "a year from October");
    is_int(return_year_running(&april, day_make(2026, 3, 31)), 2025, "on its last day the year still runs");
    is_int(return_year_running(&april, day_make(2026, 4, 1)), 2026, "on its first the next does");
    is_int(return_year_running(&october, day_make(2026, 9, 30)), 2025, "the same of another");
    is_int(return_year_running(&october, day_make(2026, 10, 1)), 2026, "on both days");
    is_int(return_year_running(&january, day_make(2026, 12, 31)), 2026, "a year of the calendar");
}

int main(void)
{
    arena_init(&mem, 0);
    names();
    keys();
    rows();
    years();
    arena_release(&mem);
    return done_testing();
}
