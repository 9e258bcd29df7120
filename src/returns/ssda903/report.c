/* report.c - writes what a check found. */
#include "returns/ssda903/report.h"
#include <stdlib.h>

static int worst_first(const void *x, const void *y, void *ctx)
{
    const struct check *k = ctx;
    size_t a = *(const uint16_t *)x, b = *(const uint16_t *)y;
    const struct rule_text *p = &ssda903_rules[a].text, *q = &ssda903_rules[b].text;
    int c = (int)p->severity - (int)q->severity;
    if (!c)
        c = (k->counts[a] < k->counts[b]) - (k->counts[a] > k->counts[b]);
    return c ? c : (a > b) - (a < b);
}

/* Rules in the order of the report. */
static uint16_t *order_of(const struct check *k, arena *a)
{
    uint16_t *v = arena_array(a, uint16_t, ssda903_rule_count);
    for (size_t i = 0; i < ssda903_rule_count; i++)
        v[i] = (uint16_t)i;
    qsort_r(v, ssda903_rule_count, sizeof *v, worst_first, (void *)(uintptr_t)k);
    return v;
}

static const struct issue *first_issue(const struct check *k, size_t rule)
{
    size_t low = 0, high = k->nissues;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (k->issues[mid].rule < rule)
            low = mid + 1;
        else
            high = mid;
    }
    return k->issues + low;
}

static const char *severity_name(enum severity s) { return s == SEVERITY_ERROR ? "error" : "query"; }

/* The fields that the rule names of the table in which the issue stands. */
static str fields_of(const struct issue *x)
{
    str rest = str_of(ssda903_rules[x->rule].text.fields), part, name = S("");
    while (str_cut(&rest, ';', &part)) {
        str_cut(&part, ':', &name);
        name = str_trim(name);
        if (str_starts(name, table_types[x->table].name) && (name.n == table_types[x->table].name.n || str_ends(name, S("_last"))))
            return str_trim(part);
    }
    return S("CHILD");
}

enum standing { FOUND, PASSED, NOT_CHECKED, NOT_IN_FORCE };
static enum standing standing_of(const struct check *k, size_t rule, str *why, arena *a)
{
    const struct rule *r = &ssda903_rules[rule];
    *why = S("");
    if (!ssda903_rule_in_force(r, k->year->year)) {
        *why = arena_printf(a, k->year->year < r->text.from ? "in force from %d-%02d" : "in force until %d-%02d", k->year->year < r->text.from ? r->text.from : r->text.to,
                            ((k->year->year < r->text.from ? r->text.from : r->text.to) + 1) % 100);
        return NOT_IN_FORCE;
    }
    *why = ssda903_rule_lacks(r, k->have, a);
    if (why->n)
        return NOT_CHECKED;
    return k->counts[rule] ? FOUND : PASSED;
}

static void issue_text(out *o, const struct set *s, const struct issue *x)
{
    out_printf(o, "    child " STR_FMT ": " STR_FMT ", " STR_FMT " line %u" , STR_ARG(x->child), STR_ARG(fields_of(x)), STR_ARG(s->files[x->file]->name), x->line);
    if (x->last)
        out_raw(o, S(" (last year)"));
    out_char(o, '\n');
}

void report_text(out *o, const struct set *s, const struct check *k, arena *a)
{
    uint16_t *order = order_of(k, a);
    size_t counts[4] = { 0 };
    str why;
    for (size_t i = 0; i < s->nnotes; i++) {
        const struct set_note *n = &s->notes[i];
        out_printf(o, STR_FMT "%s", STR_ARG(n->file), n->file.p ? "" : "Files");
        if (n->line)
            out_printf(o, " line %zu", n->line);
        out_printf(o, ": " STR_FMT "\n", STR_ARG(n->text));
    }
    for (size_t i = 0; i < ssda903_rule_count; i++) {
        size_t r = order[i];
        const struct rule_text *t = &ssda903_rules[r].text;
        counts[standing_of(k, r, &why, a)]++;
        if (!k->counts[r])
            continue;
        out_printf(o, "\n%s %s, %zu issue%s: %s\n  %s\n", t->code, severity_name(t->severity), k->counts[r], k->counts[r] == 1 ? "" : "s", t->message, t->mend);
        const struct issue *x = first_issue(k, r);
        for (size_t n = 0; n < k->counts[r] && n < REPORT_SHOWN; n++)
            issue_text(o, s, x + n);
        if (k->counts[r] > REPORT_SHOWN)
            out_printf(o, "    and %zu more: --format csv lists them all\n", k->counts[r] - REPORT_SHOWN);
    }
    out_raw(o, S("\n"));
    for (size_t i = 0; i < ssda903_rule_count; i++)
        if (standing_of(k, i, &why, a) == NOT_CHECKED)
            out_printf(o, "%s not checked: needs " STR_FMT "\n", ssda903_rules[i].text.code, STR_ARG(why));
    for (size_t i = 0; i < ssda903_rule_count; i++)
        if (standing_of(k, i, &why, a) == NOT_IN_FORCE)
            out_printf(o, "%s not checked: " STR_FMT "\n", ssda903_rules[i].text.code, STR_ARG(why));
    out_raw(o, S("Passed:"));
    for (size_t i = 0; i < ssda903_rule_count; i++)
        if (standing_of(k, i, &why, a) == PASSED)
            out_printf(o, " %s", ssda903_rules[i].text.code);
    out_printf(o, "\n\n%zu children, %zu rows, %d-%02d: %zu issues by %zu rules; %zu rules passed, %zu not checked, %zu not in force.\n", s->nchildren, s->nrows, k->year->year,
               (k->year->year + 1) % 100, k->nissues, counts[FOUND], counts[PASSED], counts[NOT_CHECKED], counts[NOT_IN_FORCE]);
}

static void json_text(out *o, const char *key, str v)
{
    out_printf(o, ",\"%s\":", key);
    out_json(o, v);
}

void report_json(out *o, const struct set *s, const struct check *k, arena *a)
{
    static const char *const standings[] = { "issues", "passed", "not checked", "not in force" };
    uint16_t *order = order_of(k, a);
    out_printf(o, "{\"return\":\"ssda903\",\"year\":\"%d-%02d\",\"children\":%zu,\"rows\":%zu,\"issues\":%zu,\"notes\":[", k->year->year, (k->year->year + 1) % 100, s->nchildren, s->nrows, k->nissues);
    for (size_t i = 0; i < s->nnotes; i++) {
        out_raw(o, i ? S(",\n{\"file\":") : S("\n{\"file\":"));
        out_json(o, s->notes[i].file.p ? s->notes[i].file : S(""));
        out_printf(o, ",\"line\":%zu,\"serious\":%s", s->notes[i].line, s->notes[i].serious ? "true" : "false");
        json_text(o, "note", s->notes[i].text);
        out_char(o, '}');
    }
    out_raw(o, S("],\"rules\":["));
    for (size_t i = 0; i < ssda903_rule_count; i++) {
        size_t r = order[i];
        const struct rule_text *t = &ssda903_rules[r].text;
        str why;
        enum standing st = standing_of(k, r, &why, a);
        out_printf(o, "%s\n{\"rule\":\"%s\",\"severity\":\"%s\",\"result\":\"%s\"", i ? "," : "", t->code, severity_name(t->severity), standings[st]);
        if (why.n)
            json_text(o, st == NOT_CHECKED ? "needs" : "why", why);
        json_text(o, "fields", str_of(t->fields));
        json_text(o, "message", str_of(t->message));
        json_text(o, "do", str_of(t->mend));
        out_printf(o, ",\"count\":%zu,\"issues\":[", k->counts[r]);
        const struct issue *x = first_issue(k, r);
        for (size_t n = 0; n < k->counts[r]; n++, x++) {
            out_raw(o, n ? S(",{\"child\":") : S("{\"child\":"));
            out_json(o, x->child);
            json_text(o, "table", table_types[x->table].name);
            json_text(o, "file", s->files[x->file]->name);
            out_printf(o, ",\"line\":%u,\"last_year\":%s", x->line, x->last ? "true" : "false");
            json_text(o, "fields", fields_of(x));
            out_char(o, '}');
        }
        out_raw(o, S("]}"));
    }
    out_raw(o, S("]}\n"));
}

void report_csv(out *o, const struct set *s, const struct check *k, arena *a)
{
    uint16_t *order = order_of(k, a);
    out_raw(o, S("rule,severity,child,table,year,file,line,fields,message,do\n"));
    for (size_t i = 0; i < ssda903_rule_count; i++) {
        const struct rule_text *t = &ssda903_rules[order[i]].text;
        const struct issue *x = first_issue(k, order[i]);
        for (size_t n = 0; n < k->counts[order[i]]; n++, x++) {
            out_printf(o, "%s,%s,", t->code, severity_name(t->severity));
            out_csv(o, x->child);
            out_printf(o, "," STR_FMT ",%s,", STR_ARG(table_types[x->table].name), x->last ? "last" : "this");
            out_csv(o, s->files[x->file]->name);
            out_printf(o, ",%u,", x->line);
            out_csv(o, fields_of(x));
            out_char(o, ',');
            out_csv(o, str_of(t->message));
            out_char(o, ',');
            out_csv(o, str_of(t->mend));
            out_char(o, '\n');
        }
    }
    for (size_t i = 0; i < ssda903_rule_count; i++) {      /* a rule that did not run is a line of its own, so that it cannot be overlooked */
        str why;
        if (standing_of(k, i, &why, a) != NOT_CHECKED)
            continue;
        out_printf(o, "%s,not checked,,,,,,,", ssda903_rules[i].text.code);
        out_csv(o, arena_printf(a, "needs " STR_FMT, STR_ARG(why)));
        out_raw(o, S(",\n"));
    }
}
