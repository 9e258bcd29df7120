/* clock_spells.c - reads spells: the stretches of time that duties depend on, and the words that all clock files
 * share. */
#include "catalogue/clock_parse.h"

str clock_node_text(arena *mem, const struct yaml *node)
{
    if (!node)
        return S("");
    if (node->type == YAML_TEXT)
        return node->text;
    size_t n = 0;
    str *parts = arena_array(mem, str, node->n ? node->n : 1);
    for (const struct yaml *c = node->first; c; c = c->next) {
        str inner = clock_node_text(mem, c);
        parts[n++] =
            node->type == YAML_MAP ? arena_printf(mem, STR_FMT ": " STR_FMT, STR_ARG(c->key), STR_ARG(inner)) : inner;
    }
    str all = arena_join(mem, n, parts, S(", "));
    return node->type == YAML_MAP ? arena_printf(mem, "{" STR_FMT "}", STR_ARG(all))
                                  : arena_printf(mem, "[" STR_FMT "]", STR_ARG(all));
}

/* --- amounts of time ------------------------------------------------------------------------- */

static const struct { const char *one, *many; enum due_unit unit; } units[] = {
    { "working day", "working days", DUE_WORKING_DAYS }, { "day", "days", DUE_DAYS }, { "week", "weeks", DUE_WEEKS },
    { "month", "months", DUE_MONTHS }, { "year", "years", DUE_YEARS }, { "hour", "hours", DUE_HOURS },
};
static const char *const month_names[] = { "January", "February", "March", "April", "May", "June", "July",
                                           "August", "September", "October", "November", "December" };

static bool read_yearly(str rest, struct due *out)
{
    str mday;
    int64_t n;
    if (!str_cut(&rest, ' ', &mday) || !str_int(mday, &n))
        return false;
    for (int m = 0; m < 12; m++)
        if (str_eq(rest, str_of(month_names[m])) && day_make(2023, m + 1, (int)n) != DAY_NONE) {
            out->unit = DUE_YEARLY;
            out->month = m + 1;
            out->mday = (int)n;
            return true;
        }
    return false;
}

static bool read_amount(str text, struct due *out)
{
    str number, unit = text;
    int64_t n;
    bool before = str_ends(text, S(" before"));
    if (before)
        unit.n -= strlen(" before");
    if (!str_cut(&unit, ' ', &number) || !str_int(number, &n) || n < 0 || n > 1200)
        return false;
    for (size_t i = 0; i < COUNT_OF(units); i++)
        if (str_eq(unit, str_of(units[i].one)) || str_eq(unit, str_of(units[i].many))) {
            out->unit = units[i].unit;
            out->amount = before ? -(int)n : (int)n;
            return true;
        }
    return false;
}

bool clock_due_read(struct clock_reader *r, const struct yaml *node, const struct kind *k, struct due *out)
{
    *out = (struct due){ .text = S("") };
    if (!node)
        return false;               /* that it is missing was said where the map was read */
    out->text = node->text;
    if (node->type != YAML_TEXT) {
        fault_at(r->faults, node, "a length of time is one line, such as 45 working days");
        return false;
    }
    if (str_eq(node->text, S("none")))
        return true;
    if (str_eq(node->text, S("same day"))) {
        out->unit = DUE_DAYS;
        return true;
    }
    if (str_starts(node->text, S("on "))) {
        str name = str_skip(node->text, 3);
        out->unit = DUE_FIELD;
        out->field = k ? kind_field(k, name) : NULL;
        if (!out->field || (out->field->type != FT_DATE && out->field->type != FT_INSTANT)) {
            fault_at(r->faults, node, "the record that opens this clock has no date called " STR_FMT, STR_ARG(name));
            return false;
        }
        return true;
    }
    if (str_starts(node->text, S("each ")) ? read_yearly(str_skip(node->text, 5), out) : read_amount(node->text, out))
        return true;
    fault_at(r->faults, node,
             "\"" STR_FMT
             "\" is no length of time; write a number and working days, days, weeks, months, years or hours, "
             "with \"before\" behind it or not, or \"same day\", \"each 31 March\", \"on\" and a date of the opening "
             "record, or none",
             STR_ARG(node->text));
    return false;
}

/* --- facts and conditions -------------------------------------------------------------------- */

bool clock_field_read(struct clock_reader *r, const struct yaml *node, const struct kind **k, const struct field **f)
{
    str rest = node->text, name;
    if (node->type != YAML_TEXT || !str_cut(&rest, '.', &name) || !rest.n) {
        fault_at(r->faults, node, "a dated fact is written kind.field, such as referral.received_on");
        return false;
    }
    *k = catalogue_kind(r->cat, name);
    if (!*k) {
        fault_at(r->faults, node, "there is no kind of record called " STR_FMT, STR_ARG(name));
        return false;
    }
    *f = kind_field(*k, rest);
    if (!*f || ((*f)->type != FT_DATE && (*f)->type != FT_INSTANT)) {
        fault_at(r->faults, node, STR_FMT " has no date called " STR_FMT, STR_ARG(name), STR_ARG(rest));
        return false;
    }
    return true;
}

static bool word_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static void note_words(struct clock_reader *r, str text, struct condition *out)
{
    for (size_t i = 0; i < text.n;) {
        size_t begin = i;
        while (i < text.n && word_char(text.p[i]))
            i++;
        str word = { text.p + begin, i - begin };
        out->asks_age |= str_eq(word, S("age"));
        out->asks_turn |= str_eq(word, S("turn"));
        for (size_t s = 0; word.n && s < r->nspells; s++)
            if (str_eq(word, r->spells[s].name))
                out->spells |= (uint64_t)1 << s;
        if (i == begin)
            i++;
    }
}

struct condition clock_condition_read(struct clock_reader *r, const struct yaml *node, const struct kind *k,
                                      bool spells)
{
    struct condition c = { 0 };
    if (!node)
        return c;
    if (node->type != YAML_TEXT) {
        fault_at(r->faults, node, "a condition is one line of text");
        return c;
    }
    struct expr *x = NULL;
    size_t at = 0;
    err e = { .mem = r->mem };
    const struct expr_names names = { spells ? NAME_SPELLS + r->nspells : NAME_TURN, r->names };
    if (expr_compile(&x, r->mem, k, &names, node->text, &at, &e)) {
        fault_at(r->faults, node, STR_FMT " (at character %zu of \"" STR_FMT "\")", STR_ARG(e.message), at + 1,
                 STR_ARG(node->text));
        return c;
    }
    c.expr = x;
    note_words(r, node->text, &c);
    return c;
}

/* --- spells ---------------------------------------------------------------------------------- */

int clock_spell_find(struct clock_reader *r, const struct yaml *name)
{
    for (size_t i = 0; name->type == YAML_TEXT && i < r->nspells; i++)
        if (str_eq(r->spells[i].name, name->text))
            return (int)i;
    const char *known[SPELLS_MAX];
    for (size_t i = 0; i < r->nspells; i++)
        known[i] = arena_z(r->mem, r->spells[i].name);
    const char *near = near_miss(name->text, r->nspells, known);
    fault_at(r->faults, name, "there is no spell called " STR_FMT " above or in spells.yml%s%s", STR_ARG(name->text),
             near ? "; did you mean " : "", near ? near : "");
    return -1;
}

struct spell_yaml {
    str name, label, about;
    const struct yaml *from, *to, *where, *all_of, *any_of, *without, *after, *first;
    int64_t gap, from_age, until_age;
    bool separate, succeeds;
};

static void read_parts(struct clock_reader *r, const struct yaml *list, struct spell_rule *s)
{
    int *parts = arena_array(r->mem, int, list->n ? list->n : 1);
    for (const struct yaml *p = list->first; p; p = p->next) {
        int part = clock_spell_find(r, p);
        if (part < 0)
            continue;
        if (s->subject && s->subject != r->spells[part].subject)
            fault_at(r->faults, p, "the parts of a spell must be about the same subject");
        s->subject = r->spells[part].subject;
        parts[s->nparts++] = part;
    }
    if (s->nparts && s->type != SPELL_ANY_OF)
        s->kind = r->spells[parts[0]].kind;             /* whose records begin and end it */
    if (!s->nparts)
        fault_at(r->faults, list, "a spell is made of at least one other");
    s->parts = parts;
}

static void read_records(struct clock_reader *r, const struct yaml *node, const struct spell_yaml *y,
                         struct spell_rule *s)
{
    const struct kind *k = NULL;
    if (!y->from) {
        fault_at(r->faults, node, "a spell needs from: kind.field, or all_of, any_of or without");
        return;
    }
    if (!clock_field_read(r, y->from, &s->kind, &s->from))
        return;
    s->subject = s->kind->subject;
    if (y->to && clock_field_read(r, y->to, &k, &s->to) && k != s->kind)
        fault_at(r->faults, y->to, "a spell begins and ends with fields of the same kind of record");
    s->where = clock_condition_read(r, y->where, s->kind, false);
    s->succeeds = y->succeeds;
    s->gap = y->separate ? -1 : (int)y->gap;
}

static void read_spell(struct clock_reader *r, const struct yaml *node)
{
    static const struct key keys[] = {
        { "name", KEY_NAME, offsetof(struct spell_yaml, name), true },
        { "label", KEY_TEXT, offsetof(struct spell_yaml, label), true },
        { "about", KEY_TEXT, offsetof(struct spell_yaml, about), false },
        { "from", KEY_ANY, offsetof(struct spell_yaml, from), false },
        { "to", KEY_ANY, offsetof(struct spell_yaml, to), false },
        { "where", KEY_ANY, offsetof(struct spell_yaml, where), false },
        { "gap", KEY_INT, offsetof(struct spell_yaml, gap), false },
        { "separate", KEY_FLAG, offsetof(struct spell_yaml, separate), false },
        { "succeeds", KEY_FLAG, offsetof(struct spell_yaml, succeeds), false },
        { "all_of", KEY_LIST, offsetof(struct spell_yaml, all_of), false },
        { "any_of", KEY_LIST, offsetof(struct spell_yaml, any_of), false },
        { "without", KEY_LIST, offsetof(struct spell_yaml, without), false },
        { "after", KEY_ANY, offsetof(struct spell_yaml, after), false },
        { "first", KEY_ANY, offsetof(struct spell_yaml, first), false },
        { "from_age", KEY_INT, offsetof(struct spell_yaml, from_age), false },
        { "until_age", KEY_INT, offsetof(struct spell_yaml, until_age), false },
    };
    struct spell_yaml y = { .from_age = -1, .until_age = -1 };
    if (!MAP_READ(r->faults, node, "a spell", keys, &y))
        return;
    if (r->nspells == SPELLS_MAX) {
        fault_at(r->faults, node, "there can be no more than %d spells", SPELLS_MAX);
        return;
    }
    for (size_t i = 0; i < r->nspells; i++)
        if (str_eq(r->spells[i].name, y.name))
            fault_at(r->faults, node, "a spell called " STR_FMT " stands at line %d of %s", STR_ARG(y.name),
                     r->spells[i].line, r->spells[i].file);
    struct spell_rule s = { .name = y.name,
                            .label = y.label,
                            .about = y.about,
                            .age_from = (int)y.from_age,
                            .age_to = (int)y.until_age,
                            .text = clock_node_text(r->mem, node),
                            .file = node->file,
                            .line = node->line };
    const struct yaml *parts = y.all_of ? y.all_of : y.any_of ? y.any_of : y.without;
    s.type = y.all_of ? SPELL_ALL_OF : y.any_of ? SPELL_ANY_OF : y.without ? SPELL_WITHOUT : SPELL_OF_RECORDS;
    if (!parts)
        read_records(r, node, &y, &s);
    else if (y.from || y.to || y.where)
        fault_at(r->faults, node, "a spell is made of records or of other spells, not both");
    else
        read_parts(r, parts, &s);
    if (y.after)
        (void)clock_due_read(r, y.after, NULL, &s.after);
    if (y.first)
        (void)clock_due_read(r, y.first, NULL, &s.first);
    r->names[NAME_SPELLS + r->nspells] = s.name;
    r->spells[r->nspells++] = s;
}

void clock_spells_read(struct clock_reader *r, const struct yaml *list)
{
    for (const struct yaml *n = list ? list->first : NULL; n; n = n->next)
        read_spell(r, n);
}
