/* due.c - a row of the clock table as a duty with a name. */
#include "desk/due.h"

struct due_item due_of(const struct clock_rule *rule, int at, const db_val *row)
{
    struct due_item d = { .subject_id = row[0].i, .id = row[1].s, .name = row[1].s, .opened = day_parse_iso(row[3].s),
                          .due = day_parse_iso(row[4].s), .due_at = row[5].s.p ? instant_parse(row[5].s) : INSTANT_NONE, .opened_by = row[6].i };
    if (rule) {
        d.name = clock_rule_name(rule, at);
        d.area = rule->area;
    }
    return d;
}

struct due_item due_item_of(const struct catalogue *cat, const db_val *row)
{
    int at;
    const struct clock_rule *rule = clock_rule_find(cat->clock_rules, row[1].s, &at);
    return due_of(rule, at, row);
}

bool due_rule_readable(const struct access_who *who, const struct clock_rule *r)
{
    return !r || !r->opening_kind || access_reads(who, r->opening_kind);
}

bool due_readable(const struct access_who *who, const struct catalogue *cat, str rule)
{
    int at;
    return due_rule_readable(who, clock_rule_find(cat->clock_rules, rule, &at));
}
