/* rules.c - rules/…yml: a council's own rules over the statutory returns, read as far as they can be without knowing
 * a return. */
#include "catalogue/load.h"

struct rule_draft { struct local_rule rule; str from, to, severity; };

static const struct key rule_keys[] = {
    { "code",       KEY_TEXT, offsetof(struct rule_draft, rule.code), true },
    { "return",     KEY_TEXT, offsetof(struct rule_draft, rule.of), true },
    { "from",       KEY_TEXT, offsetof(struct rule_draft, from), false },
    { "to",         KEY_TEXT, offsetof(struct rule_draft, to), false },
    { "severity",   KEY_TEXT, offsetof(struct rule_draft, severity), false },
    { "each",       KEY_TEXT, offsetof(struct rule_draft, rule.each), true },
    { "wrong_when", KEY_TEXT, offsetof(struct rule_draft, rule.wrong_when), true },
    { "fields",     KEY_TEXT, offsetof(struct rule_draft, rule.fields), false },
    { "message",    KEY_TEXT, offsetof(struct rule_draft, rule.message), true },
    { "mend",       KEY_TEXT, offsetof(struct rule_draft, rule.mend), true },
    { "source",     KEY_TEXT, offsetof(struct rule_draft, rule.source), false },
};
enum { RULES_MAX = 1000, CODE_MAX = 12, WORDS_MAX = 500, YEAR_FIRST = 2000, YEAR_LAST = 2100 };

static bool is_code(str s)
{
    bool good = s.n > 0 && s.n <= CODE_MAX && s.p[0] >= 'A' && s.p[0] <= 'Z';
    for (size_t i = 1; i < s.n && good; i++)
        good = (s.p[i] >= 'A' && s.p[i] <= 'Z') || (s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= '0' && s.p[i] <= '9');
    return good;
}

/* "2026" and "2026-27" begin on 1 April 2026. */
static int read_year(struct loading *l, const struct yaml *node, const char *key, str text, int otherwise)
{
    int64_t year = 0, next = 0;
    if (!text.n)
        return otherwise;
    bool right =
        (text.n == 4 || text.n == 7) && str_int(str_take(text, 4), &year) && year >= YEAR_FIRST && year <= YEAR_LAST;
    if (right && text.n == 7)
        right = text.p[4] == '-' && str_int(str_skip(text, 5), &next) && next == (year + 1) % 100;
    if (right)
        return (int)year;
    fault_at(l->faults, yaml_get(node, key), "%s is a collection year like 2026-27, not \"" STR_FMT "\"", key,
             STR_ARG(text));
    return otherwise;
}

/* Words end up on one line of a report, so a folded text's lines are joined. */
static str one_line(arena *mem, str text)
{
    char *p = arena_alloc_raw(mem, text.n + 1);
    size_t n = 0;
    text = str_trim(text);
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i] == '\n' || text.p[i] == '\t' || text.p[i] == '\r' ? ' ' : text.p[i];
        if (c != ' ' || (n && p[n - 1] != ' '))
            p[n++] = c;
    }
    p[n] = '\0';
    return (str){ p, n };
}

static void check_words(struct loading *l, const struct yaml *node, const char *key, str *words)
{
    const struct yaml *at = yaml_get(node, key);
    if (words->n > WORDS_MAX)
        fault_at(l->faults, at, "%s has more than %d letters: say it shorter", key, WORDS_MAX);
    *words = one_line(l->mem, *words);
}

static void check_rule(struct loading *l, size_t i, const struct local_rule *rules)
{
    const struct local_rule *rule = &rules[i];
    const struct yaml *at = yaml_get(rule->where, "code");
    if (rule->code.n && !is_code(rule->code))
        fault_at(l->faults, at,
                 "\"" STR_FMT "\" cannot be a rule's code: it is a capital letter and then letters and digits, at most "
                              "%d in all, such as L01",
                 STR_ARG(rule->code), CODE_MAX);
    for (size_t j = 0; j < i && rule->code.n; j++)
        if (str_eq_nocase(rule->code, rules[j].code)) {
            fault_at(l->faults, at, "there is a rule " STR_FMT " already, in %s on line %d: choose another code",
                     STR_ARG(rule->code), rules[j].where->file, rules[j].where->line);
            break;
        }
    if (rule->to < rule->from)
        fault_at(l->faults, yaml_get(rule->where, "to"), "the rule ends before it begins");
}

static struct local_rule read_rule(struct loading *l, const struct yaml *item)
{
    struct rule_draft d = { .rule = { .code = S(""),
                                      .of = S(""),
                                      .each = S(""),
                                      .wrong_when = S(""),
                                      .fields = S(""),
                                      .message = S(""),
                                      .mend = S(""),
                                      .source = S(""),
                                      .where = item },
                            .from = S(""),
                            .to = S(""),
                            .severity = S("query") };
    if (!MAP_READ(l->faults, item, "a rule", rule_keys, &d))
        return d.rule;
    d.rule.from = read_year(l, item, "from", d.from, 0);
    d.rule.to = read_year(l, item, "to", d.to, 9999);
    d.rule.error = str_eq(d.severity, S("error"));
    if (!d.rule.error && !str_eq(d.severity, S("query")))
        fault_at(l->faults, yaml_get(item, "severity"), "severity is error or query, not \"" STR_FMT "\"",
                 STR_ARG(d.severity));
    check_words(l, item, "message", &d.rule.message);
    check_words(l, item, "mend", &d.rule.mend);
    check_words(l, item, "fields", &d.rule.fields);
    check_words(l, item, "source", &d.rule.source);
    return d.rule;
}

void load_local_rules(struct loading *l)
{
    size_t n = loading_count(l, "rules/", "rules"), tree = 0, i = 0;
    struct local_rule *rules = arena_array(l->mem, struct local_rule, n + 1);
    for (const struct yaml *item = NULL; loading_next(l, "rules/", "rules", &tree, &item); i++) {
        rules[i] = read_rule(l, item);
        if (i < RULES_MAX)
            check_rule(l, i, rules);
        if (i == RULES_MAX)
            fault_at(l->faults, item, "there are more than %d local rules: take out those that nobody acts on",
                     RULES_MAX);
    }
    l->cat->nlocal_rules = n;
    l->cat->local_rules = rules;
}
