/* clock_guard.c - a council's own catalogue may tighten a national duty, never loosen it.
 *
 * The comparison is with the rules compiled into the program. What opens, meets and lapses a national
 * clock must be written the same; due dates may come earlier. A length in one unit is never longer than
 * another when its longest case is no longer than the other's shortest: 10 days beat 10 working days. */
#include "catalogue/clock_parse.h"
#include "catalogue/load.h"

struct span { int64_t least, most; };

/* Working days stretch furthest over Christmas and Easter: five bank holidays close together at the worst. */
static struct span due_days(const struct due *d)
{
    int64_t n = d->amount < 0 ? -(int64_t)d->amount : d->amount;
    struct span s = { 0, 0 };
    switch (d->unit) {
    case DUE_WORKING_DAYS: s = (struct span){ n + n / 5 * 2, n + (n / 5 + 1) * 2 + n / 20 + 5 }; break;
    case DUE_DAYS: s = (struct span){ n, n }; break;
    case DUE_WEEKS: s = (struct span){ n * 7, n * 7 }; break;
    case DUE_MONTHS: s = (struct span){ n * 28 + n / 2 * 2, n * 31 }; break;
    case DUE_YEARS: s = (struct span){ n * 365, n * 366 }; break;
    case DUE_HOURS: s = (struct span){ n / 24, (n + 23) / 24 }; break;
    case DUE_YEARLY: case DUE_FIELD: case DUE_NONE: break;
    }
    if (d->amount < 0)
        s = (struct span){ -s.most, -s.least };
    return s;
}

static bool no_later(const struct due *own, const struct due *national)
{
    if (str_eq(own->text, national->text) || national->unit == DUE_NONE)
        return true;
    if (own->unit == DUE_NONE || own->unit == DUE_YEARLY || own->unit == DUE_FIELD || national->unit == DUE_YEARLY ||
        national->unit == DUE_FIELD)
        return false;
    if (own->unit == national->unit)
        return own->amount <= national->amount;
    return due_days(own).most <= due_days(national).least;
}

static bool same_condition(const struct condition *a, const struct condition *b)
{
    return (!a->expr && !b->expr) || (a->expr && b->expr && str_eq(expr_text(a->expr), expr_text(b->expr)));
}

static const char *const remedy = "national duties can be made tighter, not looser: put back what the program's own "
                                  "catalogue says (holdfast catalogue doc shows it)";

static void guard_due(struct loading *l, const struct clock_rule *own, const char *which, const struct due *mine,
                      const struct due *theirs)
{
    if (!no_later(mine, theirs))
        fault_in(l->faults, own->file, own->line, 1,
                 "clock " STR_FMT ": %s is \"" STR_FMT "\", later than the national \"" STR_FMT "\"; %s",
                 STR_ARG(own->id), which, STR_ARG(mine->text), STR_ARG(theirs->text), remedy);
}

static void guard_rows(struct loading *l, const struct clock_rule *own, const struct clock_rule *national)
{
    bool same = own->nrows == national->nrows;
    for (size_t i = 0; same && i < own->nrows; i++) {
        same = same_condition(&own->rows[i].when, &national->rows[i].when);
        if (same) {
            guard_due(l, own, "a row of varies", &own->rows[i].due, &national->rows[i].due);
            if (national->rows[i].on_change.unit != DUE_NONE)
                guard_due(l, own, "on_change", &own->rows[i].on_change, &national->rows[i].on_change);
        }
    }
    if (!same)
        fault_in(l->faults, own->file, own->line, 1,
                 "clock " STR_FMT ": the rows of varies have other conditions than the national ones; %s",
                 STR_ARG(own->id), remedy);
}

static bool period_covers(struct period own, struct period national)
{
    bool from = own.from == DAY_NONE || (national.from != DAY_NONE && own.from <= national.from);
    bool to = own.to == DAY_NONE || (national.to != DAY_NONE && own.to >= national.to);
    return from && to;
}

static void guard_rule(struct loading *l, const struct clock_rule *own, const struct clock_rule *national)
{
    const char *loose = NULL;
    if (!str_eq(own->facts_text, national->facts_text))
        loose = "what opens, meets or lapses it is written otherwise than nationally";
    else if (own->type != national->type)
        loose = "its type is not the national one";
    else if (national->commenced && !own->commenced)
        loose = "it is marked as not in force";
    else if (!period_covers(own->when, national->when))
        loose = "its dates leave out days on which the national duty holds";
    else if (own->office_hours && !national->office_hours)
        loose = "office_hours gives it more time";
    else if (own->given_up.unit != DUE_NONE &&
             (national->given_up.unit == DUE_NONE || !no_later(&national->given_up, &own->given_up)))
        loose = "given_up drops it sooner than nationally";
    else if (own->closes && !national->closes)
        loose = "closes lets it lapse when it is due";
    else if (national->repeats && (!own->repeats || own->nthen != national->nthen))
        loose = "it does not repeat as the national one does";
    else if (own->early.unit != DUE_NONE &&
             (national->early.unit == DUE_NONE || !no_later(&own->early, &national->early)))
        loose = "early counts older facts than the national duty does";
    if (loose)
        fault_in(l->faults, own->file, own->line, 1, "clock " STR_FMT ": %s; %s", STR_ARG(own->id), loose, remedy);
    guard_due(l, own, "due", &own->due, &national->due);
    for (size_t i = 0; i < own->nthen && i < national->nthen; i++)
        guard_due(l, own, "then", &own->then[i], &national->then[i]);
    guard_rows(l, own, national);
}

static const struct spell_rule *spell_named(const struct clock_rules *r, str name)
{
    for (size_t i = 0; i < r->nspells; i++)
        if (str_eq(r->spells[i].name, name))
            return &r->spells[i];
    return NULL;
}

/* A rule of exactly this id, not a row of another. */
static const struct clock_rule *rule_named(const struct clock_rules *r, str id)
{
    for (size_t i = 0; i < r->nrules; i++)
        if (str_eq(r->rules[i].id, id))
            return &r->rules[i];
    return NULL;
}

void clock_rules_guard(struct loading *l, const struct catalogue *national)
{
    const struct clock_rules *own = l->cat->clock_rules, *theirs = national->clock_rules;
    for (size_t i = 0; i < theirs->nspells; i++) {
        const struct spell_rule *spell = spell_named(own, theirs->spells[i].name);
        if (!spell)
            fault_in(l->faults, "clocks/spells.yml", 1, 1,
                     "the spell " STR_FMT " is missing and national duties depend on it; %s",
                     STR_ARG(theirs->spells[i].name), remedy);
        else if (!str_eq(spell->text, theirs->spells[i].text))
            fault_in(l->faults, spell->file, spell->line, 1,
                     "the spell " STR_FMT
                     " is defined otherwise and national duties depend on it; give your own spell another name",
                     STR_ARG(spell->name));
    }
    for (size_t i = 0; i < theirs->nrules; i++) {
        const struct clock_rule *rule = &theirs->rules[i], *mine = rule_named(own, rule->id);
        if (rule->local)
            continue;
        if (!mine)
            fault_in(l->faults, rule->file, rule->line, 1,
                     "the national clock " STR_FMT " (" STR_FMT ") is missing; %s", STR_ARG(rule->id),
                     STR_ARG(rule->name), remedy);
        else
            guard_rule(l, mine, rule);
    }
}
