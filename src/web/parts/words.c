/* words.c - who somebody is, how old they are, where they stand and how long they have waited, as pages say it. */
#include "web/parts/words.h"
#include "catalogue/named.h"
#include <stdio.h>

void part_child_link(out *o, const struct request *r, int64_t id, str forename, str known_as, str surname)
{
    out_printf(o, "<a class=\"govuk-link hf-person\" href=\"/child/%lld\">", (long long)id);
    out_text(o, person_shown(r->mem, forename, known_as, surname));
    out_raw(o, S("</a>"));
}

static int whole_months(day from, day to)
{
    int n = (to - from) * 12 / 365;
    while (n > 0 && day_add_months(from, n) > to)
        n--;
    while (day_add_months(from, n + 1) <= to)
        n++;
    return n;
}

void part_age(out *o, day born, day expected, day today)
{
    if (born == DAY_NONE || born > today) {
        day due = born != DAY_NONE ? born : expected;
        if (due == DAY_NONE) {
            out_raw(o, S("age not known"));
            return;
        }
        out_raw(o, S("unborn, due "));
        part_day(o, due, today);
        return;
    }
    int years = day_age(born, today), months = whole_months(born, today);
    if (years >= 2)
        out_printf(o, "%d years", years);
    else if (months >= 1)
        out_printf(o, "%d month%s", months, months == 1 ? "" : "s");
    else
        out_printf(o, "%d day%s", today - born, today - born == 1 ? "" : "s");
}

void part_standing(out *o, unsigned standing)
{
    static const struct { unsigned bit, hides; const char *text, *colour; } tags[] = {
        { STANDING_LOOKED_AFTER, STANDING_REFERRAL | STANDING_CIN | STANDING_CARE_LEAVER, "Looked after", "purple" },
        { STANDING_CP, STANDING_REFERRAL | STANDING_CIN, "Child protection plan", "orange" },
        { STANDING_CARE_LEAVER, STANDING_REFERRAL, "Care leaver", "teal" },
        { STANDING_CIN, STANDING_REFERRAL, "Child in need", "blue" },
        { STANDING_REFERRAL, 0, "Referral open", "grey" },
    };
    unsigned hidden = 0;
    for (size_t i = 0; i < COUNT_OF(tags); i++)
        if (standing & tags[i].bit & ~hidden) {
            out_printf(o, "<strong class=\"govuk-tag govuk-tag--%s\">%s</strong> ", tags[i].colour, tags[i].text);
            hidden |= tags[i].hides;
        }
}

void part_collection(out *o, const struct collection_due *of)
{
    char year[16];
    const int n = snprintf(year, sizeof year, "%d-%02d", of->year, (of->year + 1) % 100);
    out_text(o, of->name);
    if (!str_has(of->name, (str){ year, (size_t)n }))
        out_printf(o, " %s", year);
}

static void span(out *o, int64_t seconds)
{
    int64_t minutes = seconds / 60;
    if (minutes < 60)
        out_printf(o, "%lld minute%s", (long long)minutes, minutes == 1 ? "" : "s");
    else if (minutes < 48 * 60)
        out_printf(o, "%lld hour%s", (long long)(minutes / 60), minutes < 120 ? "" : "s");
    else
        out_printf(o, "%lld days", (long long)(minutes / 1440));
}

void part_wait(out *o, instant from, instant now) { span(o, now > from ? now - from : 0); }

void part_clock(out *o, instant due, instant now)
{
    if (due == INSTANT_NONE) {
        out_raw(o, S("No limit"));
        return;
    }
    bool over = due < now, soon = due - now <= 2 * 3600;
    out_printf(o, "<strong class=\"govuk-tag govuk-tag--%s\">", over ? "red" : soon ? "yellow" : "grey");
    span(o, over ? now - due : due - now);
    out_raw(o, over ? S(" over</strong>") : S(" left</strong>"));
}

void part_time(out *o, instant t, day today)
{
    if (t == INSTANT_NONE)
        return;
    char iso[21];
    instant_iso_into(iso, t);
    arena a;
    arena_init(&a, 0);
    str said = instant_uk(&a, t), time = said, on;
    if (instant_day(t) == today && str_cut(&time, ' ', &on))
        said = on;
    out_printf(o, "<time datetime=\"%s\">", iso);
    out_text(o, said);
    out_raw(o, S("</time>"));
    arena_release(&a);
}

str code_shown(const struct request *r, enum field_name f, str code)
{
    const struct field *field = field_of(r->cat, f);
    return field && field->codes && code.n ? code_label(field->codes, code) : code;
}
