/* clock_rules.c - reads the duties and ties each to kinds, fields, spells and to the rules before it.
 *
 * The data: clocks/spells.yml gives an array of spells, every other file rules. Nothing of them is text afterwards but
 * what people read: a kind is a pointer, a spell or an earlier rule its place in the array, a condition a compiled
 * expression, so that the engine (record/clock.c) finds nothing by name while it runs.
 *
 * The algorithm: two passes over the files, spells first, as rules may name any of them; a spell may be made only of
 * spells above it (all_of, any_of, without), a rule open only when one above it is met, so one pass of the engine in
 * this order is enough and no circle can be written. A rule is read in two halves: its facts (what opens it, meets
 * it, makes it lapse), which settle whose duty it is and which kind's fields its conditions may ask for; then its
 * amounts (when it is due, and how that varies by rows), whose "on field" and "when" speak of that kind. A rule with
 * a fault is told and left out.
 *
 * The cost: ids are compared with those of all rules before, names with all kinds; with some hundred rules that is
 * little beside reading the YAML. */
#include "catalogue/clock_parse.h"
#include "catalogue/load.h"

static const char *const level_names[LEVEL__COUNT] = {
    [LEVEL_STATUTE] = "statute",
    [LEVEL_REGULATION] = "regulation",
    [LEVEL_COURT] = "court order",
    [LEVEL_STATUTORY_GUIDANCE] = "statutory guidance",
    [LEVEL_PRACTICE_DIRECTION] = "practice direction",
    [LEVEL_GUIDANCE] = "guidance",
    [LEVEL_STANDARD] = "standard",
    [LEVEL_DFE_MEASURE] = "DfE measure",
    [LEVEL_LOCAL_NORM] = "local norm",
};
static const char *const type_names[] = { [CLOCK_DUTY] = "duty", [CLOCK_MEASURE] = "measure", [CLOCK_FLAG] = "flag" };

const char *clock_level_name(enum clock_level level) { return level_names[level]; }
const char *clock_type_name(enum clock_type t) { return type_names[t]; }
const char *mark_name(enum mark m)
{
    return m == MARK_VERIFIED    ? "checked against its source"
           : m == MARK_SECONDARY ? "checked second-hand"
                                 : "from memory, not yet checked";
}

const struct clock_rule *clock_rule_find(const struct clock_rules *r, str id, int *row)
{
    for (size_t i = 0; i < r->nrules; i++) {
        *row = -1;
        if (str_eq(r->rules[i].id, id))
            return &r->rules[i];
        for (size_t k = 0; k < r->rules[i].nrows; k++)
            if (r->rules[i].rows[k].id.p && str_eq(r->rules[i].rows[k].id, id)) {
                *row = (int)k;
                return &r->rules[i];
            }
    }
    return NULL;
}

str clock_rule_name(const struct clock_rule *rule, int row)
{
    return row >= 0 && (size_t)row < rule->nrows && rule->rows[row].name.p ? rule->rows[row].name : rule->name;
}

/* One of a list of words; the first when nothing was written. */
static int read_choice(struct clock_reader *r, const struct yaml *node, const char *what, size_t n,
                       const char *const *names)
{
    for (size_t i = 0; node && i < n; i++)
        if (str_eq(node->text, str_of(names[i])))
            return (int)i;
    if (node) {
        const char *near = near_miss(node->text, n, names);
        fault_at(r->faults, node, "\"" STR_FMT "\" is no %s%s%s", STR_ARG(node->text), what,
                 near ? "; did you mean " : "", near ? near : "");
    }
    return 0;
}

/* A map where a single word may stand for its first key. */
static const struct yaml *value_of(const struct yaml *node, const char *key)
{
    return node->type == YAML_TEXT ? node : yaml_get(node, key);
}

/* The items of a list, or the one thing that stands in its place. */
static const struct yaml *items_of(const struct yaml *node)
{
    return node && node->type == YAML_LIST ? node->first : node;
}

static const struct yaml *next_of(const struct yaml *parent, const struct yaml *item)
{
    return parent->type == YAML_LIST ? item->next : NULL;
}
static size_t count_of(const struct yaml *node) { return !node ? 0 : node->type == YAML_LIST ? node->n : 1; }

static bool known_keys(struct clock_reader *r, const struct yaml *node, size_t n, const char *const *keys)
{
    for (const struct yaml *c = node->type == YAML_MAP ? node->first : NULL; c; c = c->next) {
        size_t i = 0;
        while (i < n && !str_eq(c->key, str_of(keys[i])))
            i++;
        if (i == n) {
            const char *near = near_miss(c->key, n, keys);
            fault_at_key(r->faults, c, "\"" STR_FMT "\" means nothing here%s%s", STR_ARG(c->key),
                         near ? "; did you mean " : "", near ? near : "");
            return false;
        }
    }
    return true;
}

/* --- facts ----------------------------------------------------------------------------------- */

static void tie_link(struct clock_reader *r, const struct yaml *link, const struct kind *opening, struct clock_fact *f)
{
    if (str_eq(link->text, S("itself"))) {
        f->link = LINK_SELF;
        if (f->kind != opening)
            fault_at(r->faults, link, "\"itself\" is the opening record, which is no " STR_FMT, STR_ARG(f->kind->name));
        return;
    }
    const struct field *here = kind_field(f->kind, link->text),
                       *there = opening ? kind_field(opening, link->text) : NULL;
    f->link_field = here;
    f->opening_field = there;
    if (here && here->type == FT_REF && here->ref == opening)
        f->link = LINK_TO_OPENING;
    else if (there && there->type == FT_REF && there->ref == f->kind)
        f->link = LINK_FROM_OPENING;
    else if (here && there && here->type == FT_REF && there->type == FT_REF && here->ref == there->ref)
        f->link = LINK_SHARED;
    else
        fault_at(r->faults, link,
                 STR_FMT " does not tie a " STR_FMT
                         " to what opens this clock: write a reference that one of the two has, or itself",
                 STR_ARG(link->text), STR_ARG(f->kind->name));
}

static int list_number(struct clock_reader *r, const struct clock_fact *f, str where)
{
    for (size_t i = 0; i < r->nrules; i++)
        for (size_t k = 0; k < r->rules[i].nmet + r->rules[i].nlapses; k++) {
            const struct clock_rule *rule = &r->rules[i];
            const struct clock_fact *o = k < rule->nmet ? &rule->met[k] : &rule->lapses[k - rule->nmet].fact;
            str other = o->where.expr ? expr_text(o->where.expr) : S("");
            if (o->kind == f->kind && o->field == f->field && o->and_field == f->and_field && str_eq(other, where))
                return o->list;
        }
    return (int)r->out->nlists++;
}

/* by: kind.field, and: field, where: condition, link: reference. */
static bool read_fact(struct clock_reader *r, const struct yaml *node, const char *by, const struct kind *opening,
                      struct clock_fact *f)
{
    const char *const keys[] = { by, "and", "where", "link" };
    const struct yaml *field = value_of(node, by), *and_field = yaml_get(node, "and"), *where = yaml_get(node, "where"),
                      *link = yaml_get(node, "link");
    *f = (struct clock_fact){ .text = clock_node_text(r->mem, node) };
    if (!field) {
        fault_at(r->faults, node, "say which dated fact: %s: kind.field", by);
        return false;
    }
    if (!known_keys(r, node, COUNT_OF(keys), keys) || !clock_field_read(r, field, &f->kind, &f->field))
        return false;
    if (and_field) {
        f->and_field = kind_field(f->kind, and_field->text);
        if (!f->and_field || (f->and_field->type != FT_DATE && f->and_field->type != FT_INSTANT))
            fault_at(r->faults, and_field, STR_FMT " has no date called " STR_FMT, STR_ARG(f->kind->name),
                     STR_ARG(and_field->text));
    }
    f->where = clock_condition_read(r, where, f->kind, true);
    if (f->where.asks_turn)
        fault_at(r->faults, where, "turn can only be asked in varies");
    if (link)
        tie_link(r, link, opening, f);
    f->list = list_number(r, f, where ? where->text : S(""));
    return true;
}

/* --- openings -------------------------------------------------------------------------------- */

static void read_birthdays(struct clock_reader *r, const struct yaml *node, struct clock_opening *o)
{
    str rest = node->text, first;
    int64_t a = -1, b = -1;
    (void)str_cut(&rest, ' ', &first);
    bool good = str_int(first, &a);
    b = a;
    if (good && rest.n)
        good = str_starts(rest, S("to ")) && str_int(str_skip(rest, 3), &b);
    if (!good || a < 0 || b < a || b > 120)
        fault_at(r->faults, node, "write an age, such as 16, or two, such as 17 to 25");
    o->age_first = (int)a;
    o->age_last = (int)b;
}

static void read_when_met(struct clock_reader *r, const struct yaml *node, struct clock_rule *rule,
                          struct clock_opening *o)
{
    o->rule = -1;
    for (size_t i = 0; i < r->nrules; i++)
        if (str_eq(r->rules[i].id, node->text))
            o->rule = (int)i;
    if (o->rule < 0) {
        fault_at(r->faults, node,
                 "no clock above this one is called " STR_FMT
                 ": a clock that follows another stands below it in the same file",
                 STR_ARG(node->text));
        return;
    }
    rule->subject = r->rules[o->rule].subject;
    rule->opening_kind = r->rules[o->rule].opening_kind;
}

static void read_opening(struct clock_reader *r, const struct yaml *node, struct clock_rule *rule,
                         struct clock_opening *o)
{
    static const char *const keys[] = { "on", "start_of", "end_of", "birthday", "met", "where" };
    if (!known_keys(r, node, COUNT_OF(keys), keys))
        return;
    const struct yaml *on = value_of(node, "on"), *start = yaml_get(node, "start_of"), *end = yaml_get(node, "end_of"),
                      *birthday = yaml_get(node, "birthday"), *met = yaml_get(node, "met");
    const struct kind *k = NULL;
    if ((on != NULL) + (start != NULL) + (end != NULL) + (birthday != NULL) + (met != NULL) != 1) {
        fault_at(r->faults, node, "a clock opens with one of on, start_of, end_of, birthday or met");
        return;
    }
    if (on) {
        struct clock_fact *f = &o->fact;
        o->type = OPEN_ON_FACT;
        if (!clock_field_read(r, on, &f->kind, &f->field))
            return;
        k = f->kind;
        rule->subject = k->subject;
    } else if (start || end) {
        o->type = start ? OPEN_ON_SPELL_START : OPEN_ON_SPELL_END;
        o->spell = clock_spell_find(r, start ? start : end);
        if (o->spell < 0)
            return;
        k = r->spells[o->spell].kind;
        rule->subject = r->spells[o->spell].subject;
    } else if (birthday) {
        o->type = OPEN_ON_BIRTHDAY;
        rule->subject = catalogue_kind(r->cat, S("person"));
        read_birthdays(r, birthday, o);
    } else {
        o->type = OPEN_ON_MET;
        read_when_met(r, met, rule, o);
        k = rule->opening_kind;
    }
    if (!rule->opening_kind)
        rule->opening_kind = k;
    o->fact.where = clock_condition_read(r, yaml_get(node, "where"), k, true);
}

static void read_lapse(struct clock_reader *r, const struct yaml *node, struct clock_rule *rule, struct clock_lapse *l)
{
    const struct yaml *age = yaml_get(node, "age"), *start = yaml_get(node, "start_of"),
                      *end = yaml_get(node, "end_of");
    int64_t n = 0;
    if (age) {
        l->type = LAPSE_AT_AGE;
        if (!str_int(age->text, &n) || n < 0 || n > 120)
            fault_at(r->faults, age, "an age is a whole number of years");
        l->age = (int)n;
    } else if (start || end) {
        l->type = start ? LAPSE_ON_SPELL_START : LAPSE_ON_SPELL_END;
        l->spell = clock_spell_find(r, start ? start : end);
    } else {
        l->type = LAPSE_ON_FACT;
        (void)read_fact(r, node, "on", rule->opening_kind, &l->fact);
    }
}

/* --- one rule -------------------------------------------------------------------------------- */

struct rule_yaml {
    str id, name, area, about, note, source, regime;
    const struct yaml *type, *level, *opens, *during, *due, *early, *given_up, *then, *varies, *met, *lapses;
    enum mark mark;
    bool local, not_in_force, repeats, office_hours, closes;
    day from, to;
};

static const struct key rule_keys[] = {
    { "id", KEY_TEXT, offsetof(struct rule_yaml, id), true },
    { "name", KEY_TEXT, offsetof(struct rule_yaml, name), true },
    { "area", KEY_TEXT, offsetof(struct rule_yaml, area), false },
    { "about", KEY_TEXT, offsetof(struct rule_yaml, about), false },
    { "note", KEY_TEXT, offsetof(struct rule_yaml, note), false },
    { "source", KEY_TEXT, offsetof(struct rule_yaml, source), true },
    { "regime", KEY_TEXT, offsetof(struct rule_yaml, regime), false },
    { "type", KEY_ANY, offsetof(struct rule_yaml, type), false },
    { "level", KEY_ANY, offsetof(struct rule_yaml, level), true },
    { "opens", KEY_ANY, offsetof(struct rule_yaml, opens), true },
    { "during", KEY_ANY, offsetof(struct rule_yaml, during), false },
    { "due", KEY_ANY, offsetof(struct rule_yaml, due), true },
    { "early", KEY_ANY, offsetof(struct rule_yaml, early), false },
    { "given_up", KEY_ANY, offsetof(struct rule_yaml, given_up), false },
    { "then", KEY_ANY, offsetof(struct rule_yaml, then), false },
    { "varies", KEY_LIST, offsetof(struct rule_yaml, varies), false },
    { "met", KEY_ANY, offsetof(struct rule_yaml, met), true },
    { "lapses", KEY_ANY, offsetof(struct rule_yaml, lapses), false },
    { "status", KEY_MARK, offsetof(struct rule_yaml, mark), true },
    { "local", KEY_FLAG, offsetof(struct rule_yaml, local), false },
    { "not_in_force", KEY_FLAG, offsetof(struct rule_yaml, not_in_force), false },
    { "repeats", KEY_FLAG, offsetof(struct rule_yaml, repeats), false },
    { "office_hours", KEY_FLAG, offsetof(struct rule_yaml, office_hours), false },
    { "closes", KEY_FLAG, offsetof(struct rule_yaml, closes), false },
    { "from", KEY_DAY, offsetof(struct rule_yaml, from), false },
    { "to", KEY_DAY, offsetof(struct rule_yaml, to), false },
};

struct row_yaml { str id, name, because, source; const struct yaml *when, *due, *on_change; enum mark mark; };
static const struct key row_keys[] = {
    { "id", KEY_TEXT, offsetof(struct row_yaml, id), false },
    { "name", KEY_TEXT, offsetof(struct row_yaml, name), false },
    { "because", KEY_TEXT, offsetof(struct row_yaml, because), true },
    { "source", KEY_TEXT, offsetof(struct row_yaml, source), false },
    { "when", KEY_ANY, offsetof(struct row_yaml, when), true },
    { "due", KEY_ANY, offsetof(struct row_yaml, due), true },
    { "on_change", KEY_ANY, offsetof(struct row_yaml, on_change), false },
    { "status", KEY_MARK, offsetof(struct row_yaml, mark), false },
};

static void read_rows(struct clock_reader *r, const struct yaml *list, struct clock_rule *rule)
{
    struct clock_row *rows = arena_array(r->mem, struct clock_row, list->n ? list->n : 1);
    for (const struct yaml *n = list->first; n; n = n->next) {
        struct row_yaml y = { .mark = rule->mark, .source = rule->source };
        if (!MAP_READ(r->faults, n, "a row of varies", row_keys, &y))
            continue;
        struct clock_row *w = &rows[rule->nrows];
        *w = (struct clock_row){
            .id = y.id, .name = y.name, .why = y.because, .source = y.source, .mark = y.mark, .slot = -1
        };
        w->when = clock_condition_read(r, y.when, rule->opening_kind, true);
        (void)clock_due_read(r, y.due, rule->opening_kind, &w->due);
        if (y.on_change)
            (void)clock_due_read(r, y.on_change, rule->opening_kind, &w->on_change);
        for (size_t i = 0; w->id.p && i <= rule->nrows; i++)
            if (rows[i].id.p && str_eq(rows[i].id, w->id)) {
                w->slot = (int)i;
                break;
            }
        rule->row_spells |= w->when.spells;
        rule->rows_ask_age |= w->when.asks_age;
        rule->nrows++;
    }
    rule->rows = rows;
}

static void read_facts(struct clock_reader *r, const struct rule_yaml *y, struct clock_rule *rule)
{
    struct clock_opening *opens = arena_array(r->mem, struct clock_opening, count_of(y->opens));
    for (const struct yaml *n = items_of(y->opens); n; n = next_of(y->opens, n)) {
        struct clock_opening *o = &opens[rule->nopens];
        rule->opening_kind = NULL;
        read_opening(r, n, rule, o);
        rule->nopens++;
    }
    rule->opens = opens;
    if (rule->nopens > 1)                               /* what several kinds open shares no fields */
        for (size_t i = 0; i < rule->nopens; i++)
            if (opens[i].type != OPEN_ON_FACT || opens[i].fact.kind != rule->opening_kind)
                rule->opening_kind = NULL;
    struct clock_fact *met = arena_array(r->mem, struct clock_fact, count_of(y->met));
    for (const struct yaml *n = items_of(y->met); n; n = next_of(y->met, n))
        if (read_fact(r, n, "by", rule->opening_kind, &met[rule->nmet]))
            rule->nmet++;
    rule->met = met;
    struct clock_lapse *lapses = arena_array(r->mem, struct clock_lapse, count_of(y->lapses) + 1);
    for (const struct yaml *n = items_of(y->lapses); n; n = next_of(y->lapses, n))
        read_lapse(r, n, rule, &lapses[rule->nlapses++]);
    rule->lapses = lapses;
    const struct field *dated = opens[0].type == OPEN_ON_FACT ? opens[0].fact.field : NULL;
    for (size_t i = 0; i < rule->nmet; i++)
        met[i].later = met[i].field == dated && met[i].link != LINK_SELF;
    for (size_t i = 0; i < rule->nlapses; i++)
        lapses[i].fact.later = dated && lapses[i].fact.field == dated && lapses[i].fact.link != LINK_SELF;
    rule->during = y->during ? clock_spell_find(r, y->during) : -1;
}

static void read_amounts(struct clock_reader *r, const struct rule_yaml *y, struct clock_rule *rule)
{
    (void)clock_due_read(r, y->due, rule->opening_kind, &rule->due);
    if (y->early)
        (void)clock_due_read(r, y->early, NULL, &rule->early);
    if (y->early && (rule->early.unit == DUE_YEARLY || rule->early.amount < 0 || rule->early.unit == DUE_HOURS))
        fault_at(r->faults, y->early, "early says how long before day 0 a fact counts: days, weeks, months or years");
    if (y->given_up)
        (void)clock_due_read(r, y->given_up, NULL, &rule->given_up);
    rule->repeats = y->repeats || y->then;
    struct due *then = arena_array(r->mem, struct due, count_of(y->then) + 1);
    for (const struct yaml *n = items_of(y->then); n; n = next_of(y->then, n))
        (void)clock_due_read(r, n, rule->opening_kind, &then[rule->nthen++]);
    rule->then = then;
    if (y->varies)
        read_rows(r, y->varies, rule);
}

static void check_ids(struct clock_reader *r, const struct yaml *node, const struct clock_rule *rule)
{
    for (int k = -1; k < (int)rule->nrows; k++) {
        str id = k < 0 ? rule->id : rule->rows[k].id;
        for (size_t i = 0; id.p && i < r->nrules; i++) {
            const struct clock_rule *o = &r->rules[i];
            bool same = str_eq(o->id, id);
            for (size_t w = 0; w < o->nrows; w++)
                same |= o->rows[w].id.p && str_eq(o->rows[w].id, id);
            if (same)
                fault_at(r->faults, node, "there is a clock " STR_FMT " at line %d of %s", STR_ARG(id), o->line,
                         o->file);
        }
    }
}

static void check_subjects(struct clock_reader *r, const struct yaml *node, const struct clock_rule *rule)
{
    for (size_t i = 0; i < rule->nmet; i++)
        if (rule->met[i].kind->subject != rule->subject)
            fault_at(r->faults, node,
                     "clock " STR_FMT " is opened for a " STR_FMT " and met by a record of a " STR_FMT
                     ": both must be about the same subject",
                     STR_ARG(rule->id), STR_ARG(rule->subject->name), STR_ARG(rule->met[i].kind->subject->name));
    if (rule->during >= 0 && r->spells[rule->during].subject != rule->subject)
        fault_at(r->faults, node, "clock " STR_FMT " and the spell it runs in are about different subjects",
                 STR_ARG(rule->id));
    if (rule->type == CLOCK_FLAG && rule->repeats)
        fault_at(r->faults, node, "a flag does not repeat: each opening raises its own");
}

static void read_rule(struct clock_reader *r, const struct yaml *node, str area)
{
    struct rule_yaml y = { .from = DAY_NONE, .to = DAY_NONE, .area = area };
    if (!MAP_READ(r->faults, node, "a clock", rule_keys, &y) || !y.opens || !y.met || !y.due)
        return;
    struct clock_rule rule = {
        .id = y.id,
        .name = y.name,
        .area = y.area,
        .about = y.about,
        .note = y.note,
        .source = y.source,
        .regime = y.regime,
        .mark = y.mark,
        .type = (enum clock_type)read_choice(r, y.type, "type of clock", COUNT_OF(type_names), type_names),
        .level = (enum clock_level)read_choice(r, y.level, "level of authority", COUNT_OF(level_names), level_names),
        .local = y.local,
        .commenced = !y.not_in_force,
        .when = { y.from, y.to },
        .office_hours = y.office_hours,
        .closes = y.closes || str_eq(y.type ? y.type->text : S(""), S("flag")),
        .file = node->file,
        .line = node->line,
    };
    size_t before = r->faults->n;
    read_facts(r, &y, &rule);
    read_amounts(r, &y, &rule);
    if (r->faults->n != before || !rule.subject)
        return;
    rule.facts_text =
        arena_printf(r->mem, STR_FMT "; " STR_FMT "; " STR_FMT "; " STR_FMT, STR_ARG(clock_node_text(r->mem, y.opens)),
                     STR_ARG(clock_node_text(r->mem, y.met)), STR_ARG(clock_node_text(r->mem, y.lapses)),
                     STR_ARG(clock_node_text(r->mem, y.during)));
    check_ids(r, node, &rule);
    check_subjects(r, node, &rule);
    ARENA_PUSH(r->mem, r->rules, r->nrules, r->rules_cap) = rule;
}

/* --- all files ------------------------------------------------------------------------------- */

static void read_other(struct clock_reader *r, const struct yaml *node)
{
    static const struct key keys[] = {
        { "id", KEY_TEXT, offsetof(struct not_a_clock, id), true },
        { "name", KEY_TEXT, offsetof(struct not_a_clock, name), true },
        { "reason", KEY_TEXT, offsetof(struct not_a_clock, reason), true },
    };
    struct not_a_clock o = { 0 };
    if (MAP_READ(r->faults, node, "what is not a clock", keys, &o))
        ARENA_PUSH(r->mem, r->others, r->nothers, r->others_cap) = o;
}

static void read_file(struct clock_reader *r, const struct yaml *root, bool spells)
{
    static const char *const keys[] = { "area", "day_ends", "spells", "clocks", "not_a_clock" };
    const struct yaml *area = yaml_get(root, "area"), *ends = yaml_get(root, "day_ends"),
                      *clocks = yaml_get(root, "clocks"), *others = yaml_get(root, "not_a_clock");
    if (spells) {
        if (root->type != YAML_MAP)
            fault_at(r->faults, root, "a file of clocks holds area, clocks, spells or not_a_clock");
        else if (known_keys(r, root, COUNT_OF(keys), keys))
            clock_spells_read(r, yaml_get(root, "spells"));
        if (ends) {
            instant t = instant_parse(arena_printf(r->mem, "2000-01-01T" STR_FMT ":00Z", STR_ARG(ends->text)));
            if (t == INSTANT_NONE)
                fault_at(r->faults, ends, "a time of day is written \"17:00\"");
            else
                r->out->day_ends = (int)((t - instant_parse(S("2000-01-01T00:00:00Z"))) / 60);
        }
        return;
    }
    for (const struct yaml *n = clocks ? clocks->first : NULL; n; n = n->next)
        read_rule(r, n, area ? area->text : S("Other"));
    for (const struct yaml *n = others ? others->first : NULL; n; n = n->next)
        read_other(r, n);
}

void clock_rules_load(struct loading *l)
{
    struct clock_rules *out = arena_new(l->mem, struct clock_rules);
    struct clock_reader r = { .cat = l->cat, .faults = l->faults, .mem = l->mem, .out = out };
    r.spells = arena_array(l->mem, struct spell_rule, SPELLS_MAX);
    r.names[NAME_AGE] = S("age");
    r.names[NAME_TURN] = S("turn");
    out->day_ends = 17 * 60;
    for (int pass = 0; pass < 2; pass++)                /* spells of every file first: rules may name any of them */
        for (size_t i = 0; i < l->ntrees; i++)
            if (l->trees[i].root && str_starts(str_of(l->trees[i].name), S("clocks/")))
                read_file(&r, l->trees[i].root, pass == 0);
    out->nrules = r.nrules;
    out->rules = r.rules;
    out->nspells = r.nspells;
    out->spells = r.spells;
    out->nothers = r.nothers;
    out->others = r.others;
    l->cat->clock_rules = out;
    l->cat->clocks = out->rules;
    l->cat->nclocks = out->nrules;
}
