/* calendar.c - calendar.yml: the bank holidays in England, from which working days are counted. */
#include "catalogue/load.h"

struct holiday { day date; str name, source; enum mark mark; };

static const struct key holiday_keys[] = {
    { "date",   KEY_DAY,  offsetof(struct holiday, date), true },
    { "name",   KEY_TEXT, offsetof(struct holiday, name), true },
    { "status", KEY_MARK, offsetof(struct holiday, mark), false },
    { "source", KEY_TEXT, offsetof(struct holiday, source), false },
};

void load_calendar(struct loading *l)
{
    size_t count = loading_count(l, "calendar.yml", "bank_holidays"), n = 0, tree = 0;
    day *days = arena_array(l->mem, day, count + 1);
    for (const struct yaml *item = NULL; loading_next(l, "calendar.yml", "bank_holidays", &tree, &item);) {
        struct holiday h = { .date = DAY_NONE, .mark = MARK_RECALLED };
        MAP_READ(l->faults, item, "a bank holiday", holiday_keys, &h);
        if (h.date == DAY_NONE)
            continue;
        if (n && h.date == days[n - 1])
            fault_at(l->faults, item, "this day stands on the line before too: keep one");
        else if (n && h.date < days[n - 1])
            fault_at(l->faults, item, "this day comes before the one above it: put bank holidays in order");
        days[n++] = h.date;
    }
    calendar_init(&l->cat->calendar, l->mem, n, days);
}
