/* nothing.c - nothing.yml: what other systems write where they have nothing. */
#include "catalogue/load.h"

struct nothing_draft { str text, source; day on; };

static const struct key nothing_keys[] = {
    { "text",   KEY_TEXT, offsetof(struct nothing_draft, text), false },
    { "day",    KEY_DAY,  offsetof(struct nothing_draft, on), false },
    { "source", KEY_TEXT, offsetof(struct nothing_draft, source), false },
};

void load_nothing(struct loading *l)
{
    size_t count = loading_count(l, "nothing.yml", "nothing"), tree = 0;
    str *words = arena_array(l->mem, str, count + 1);
    day *days = arena_array(l->mem, day, count + 1);
    struct nothing *none = &l->cat->nothing;
    for (const struct yaml *item = NULL; loading_next(l, "nothing.yml", "nothing", &tree, &item);) {
        struct nothing_draft d = { .text = S(""), .source = S(""), .on = DAY_NONE };
        if (!MAP_READ(l->faults, item, "what means nothing", nothing_keys, &d))
            continue;
        if ((d.text.n > 0) == (d.on != DAY_NONE))
            fault_at(l->faults, item, "say one of text and day");
        else if (d.text.n)
            words[none->nwords++] = d.text;
        else
            days[none->ndays++] = d.on;
    }
    none->words = words;
    none->days = days;
}
