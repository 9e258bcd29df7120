/* due.c - a row of the clock table as a duty with a name. */
#include "desk/due.h"

/* What reads more columns of a clock begins with the same. */
_Static_assert((int)DUTIES_OF_SUBJECT_SUBJECT_ID == DUTY_SUBJECT_ID &&
                   (int)DUTIES_OF_SUBJECT_OPENED_BY == DUTY_OPENED_BY,
               "a row of a duty");

struct due_item due_of(const struct clock_rule *rule, int at, const db_val *row)
{
    struct due_item d = {
        .subject_id = row[DUTY_SUBJECT_ID].i,
        .id = row[DUTY_RULE].s,
        .name = row[DUTY_RULE].s,
        .opened = day_parse_iso(row[DUTY_OPENED].s),
        .due = day_parse_iso(row[DUTY_DUE].s),
        .due_at = row[DUTY_DUE_AT].s.p ? instant_parse(row[DUTY_DUE_AT].s) : INSTANT_NONE,
        .opened_by = row[DUTY_OPENED_BY].i,
    };
    if (rule) {
        d.name = clock_rule_name(rule, at);
        d.area = rule->area;
    }
    return d;
}

struct due_item due_item_of(const struct catalogue *cat, const db_val *row)
{
    int at;
    const struct clock_rule *rule = clock_rule_find(cat->clock_rules, row[DUTY_RULE].s, &at);
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
