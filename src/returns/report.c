/* report.c - writes what a check of a return found. */
#include "returns/report.h"
#include <stdlib.h>

static const char *severity_name(enum severity s) { return s == SEVERITY_ERROR ? "error" : "query"; }
static const char *plural(size_t n) { return n == 1 ? "" : "s"; }

static void flush(const struct report *r)
{
    if (r->flush)
        r->flush(r->flush_ctx);
}

const char *report_not_in_force(const struct rule_text *t, int year, arena *a)
{
    if (year >= t->from && year <= t->to)
        return NULL;
    int then = year < t->from ? t->from : t->to;
    return arena_printf(a, "in force %s %d-%02d", year < t->from ? "from" : "until", then, (then + 1) % 100).p;
}

struct totals { size_t errors, queries, failed, passed, not_checked; };
static struct totals total(const struct report *r)
{
    struct totals t = { 0 };
    for (size_t i = 0; i < r->nrules; i++) {
        const struct report_rule *x = &r->rules[i];
        t.not_checked += x->not_checked != NULL;
        t.passed += !x->not_checked && !x->issues;
        t.failed += x->issues > 0;
        *(x->text->severity == SEVERITY_ERROR ? &t.errors : &t.queries) += x->issues;
    }
    return t;
}

/* --- text ------------------------------------------------------------------------------------- */

struct ranked { const struct report_rule *rule; size_t index; };
static int worst_first(const void *x, const void *y)
{
    const struct ranked *a = x, *b = y;
    if (a->rule->text->severity != b->rule->text->severity)
        return a->rule->text->severity == SEVERITY_ERROR ? -1 : 1;
    if (a->rule->issues != b->rule->issues)
        return a->rule->issues > b->rule->issues ? -1 : 1;
    return (a->index > b->index) - (a->index < b->index);
}

static void issue_text(out *o, const struct report_issue *x)
{
    out_raw(o, S("    "));
    if (x->child.n) {
        out_raw(o, S("child "));
        out_raw(o, x->child);
    } else
        out_raw(o, x->child.p ? S("child without a number") : S("the return as a whole"));
    if (x->fields.n) {
        out_raw(o, S(": "));
        out_raw(o, x->fields);
    }
    if (x->file.n) {
        out_raw(o, S(", "));
        out_raw(o, x->file);
        if (x->line)
            out_printf(o, " line %zu", x->line);
    }
    if (x->last)
        out_raw(o, S(" (last year)"));
    out_char(o, '\n');
}

static void rule_text_out(out *o, const struct report *r, const struct ranked *k, const size_t *first)
{
    const struct report_rule *x = k->rule;
    out_printf(o, "\n%s  %zu %s%s\n  %s\n  What to do: %s\n", x->text->code, x->issues, x->text->severity == SEVERITY_ERROR ? "error" : "quer",
               x->text->severity == SEVERITY_ERROR ? plural(x->issues) : x->issues == 1 ? "y" : "ies", x->text->message, x->text->mend);
    size_t shown = 0;
    for (size_t i = first[k->index]; i < r->nissues; i++) {
        arena a;
        arena_init(&a, 0);
        struct report_issue issue = { .child = S("") };
        r->issue(r->ctx, i, &a, &issue);
        bool mine = issue.rule == k->index, more = r->text_limit && shown == r->text_limit;
        if (mine && !more)
            issue_text(o, &issue);
        arena_release(&a);
        if (!mine)
            break;
        if (more) {
            out_printf(o, "    and %zu more: --format csv lists every one\n", x->issues - shown);
            break;
        }
        shown++;
        flush(r);
    }
}

/* Where each rule's issues begin: they stand rule by rule. */
static size_t *first_issues(const struct report *r, arena *a)
{
    size_t *first = arena_array(a, size_t, r->nrules + 1), at = 0;
    for (size_t i = 0; i < r->nrules; i++) {
        first[i] = at;
        at += r->rules[i].issues;
    }
    return first;
}

static struct report_fault fault_at(const struct report *r, size_t i, arena *a)
{
    struct report_fault f = { .file = S("") };
    r->fault(r->ctx, i, a, &f);
    return f;
}

bool report_clean(const struct report *r)
{
    bool clean = !r->nissues;
    for (size_t i = 0; i < r->nfaults && clean; i++) {
        arena a;
        arena_init(&a, 0);
        clean = fault_at(r, i, &a).minor;
        arena_release(&a);
    }
    return clean;
}

static void fault_text(out *o, const struct report_fault *f)
{
    out_raw(o, S("    "));
    out_raw(o, f->file);
    if (f->line)
        out_printf(o, "%sline %zu", f->file.n ? " " : "", f->line);
    if (f->file.n || f->line)
        out_raw(o, S(": "));
    out_raw(o, f->says);
    out_char(o, '\n');
}

static void faults_text(out *o, const struct report *r, bool minor)
{
    size_t shown = 0;
    for (size_t i = 0; i < r->nfaults; i++) {
        arena a;
        arena_init(&a, 0);
        struct report_fault f = fault_at(r, i, &a);
        if (f.minor == minor && !shown)
            out_raw(o, minor ? S("\nOf the files:\n") : S("\nWhat could not be read:\n"));
        shown += f.minor == minor;
        if (f.minor == minor && (!r->text_limit || shown <= r->text_limit))
            fault_text(o, &f);
        arena_release(&a);
    }
    if (r->text_limit && shown > r->text_limit)
        out_printf(o, "    and %zu more: --format csv lists every one\n", shown - r->text_limit);
}

static void list_codes(out *o, const struct report *r, const char *why)
{
    for (size_t i = 0, n = 0; i < r->nrules; i++) {
        const struct report_rule *x = &r->rules[i];
        if (why ? x->not_checked && strcmp(x->not_checked, why) == 0 : !x->not_checked && !x->issues)
            out_printf(o, "%s%s", n++ ? " " : "", x->text->code);
    }
    out_char(o, '\n');
}

static void not_checked_text(out *o, const struct report *r)
{
    for (size_t i = 0; i < r->nrules; i++) {
        const char *why = r->rules[i].not_checked;
        bool said = false;
        for (size_t j = 0; j < i && why; j++)
            said = said || (r->rules[j].not_checked && strcmp(r->rules[j].not_checked, why) == 0);
        if (!why || said)
            continue;
        out_printf(o, "\nNot checked: %s\n    ", why);
        list_codes(o, r, why);
    }
}

void report_as_text(out *o, const struct report *r)
{
    arena a;
    arena_init(&a, 0);
    struct totals t = total(r);
    out_raw(o, r->name);
    out_printf(o, ": %zu child%s, %zu error%s, %zu quer%s\n", r->children, r->children == 1 ? "" : "ren", t.errors, plural(t.errors), t.queries,
               t.queries == 1 ? "y" : "ies");
    out_printf(o, "%zu rule%s with issues, %zu passed, %zu not checked\n", t.failed, plural(t.failed), t.passed, t.not_checked);
    const size_t *first = first_issues(r, &a);
    struct ranked *ranked = arena_array(&a, struct ranked, r->nrules + 1);
    for (size_t i = 0; i < r->nrules; i++)
        ranked[i] = (struct ranked){ &r->rules[i], i };
    qsort(ranked, r->nrules, sizeof *ranked, worst_first);
    for (size_t i = 0; i < r->nrules; i++)
        if (ranked[i].rule->issues)
            rule_text_out(o, r, &ranked[i], first);
    faults_text(o, r, false);
    faults_text(o, r, true);
    not_checked_text(o, r);
    if (t.passed) {
        out_printf(o, "\nPassed (%zu rule%s):\n    ", t.passed, plural(t.passed));
        list_codes(o, r, NULL);
    }
    arena_release(&a);
}

/* --- JSON and CSV ------------------------------------------------------------------------------ */

static const char *fault_name(const struct report_fault *f) { return f->minor ? "file" : "not read"; }

static void json_field(out *o, const char *name, str value)
{
    out_printf(o, ",\"%s\":", name);
    out_json(o, value);
}

static void rules_json(out *o, const struct report *r)
{
    for (size_t i = 0; i < r->nrules; i++) {
        const struct report_rule *x = &r->rules[i];
        out_printf(o, "%s\n{\"rule\":\"%s\",\"severity\":\"%s\",\"result\":\"%s\",\"count\":%zu", i ? "," : "", x->text->code, severity_name(x->text->severity),
                   x->not_checked ? "not checked" : x->issues ? "issues" : "passed", x->issues);
        if (x->not_checked)
            json_field(o, "why", str_of(x->not_checked));
        json_field(o, "fields", str_of(x->text->fields));
        json_field(o, "message", str_of(x->text->message));
        json_field(o, "do", str_of(x->text->mend));
        out_char(o, '}');
    }
}

static void issues_json(out *o, const struct report *r)
{
    for (size_t i = 0; i < r->nissues; i++) {
        arena a;
        arena_init(&a, 0);
        struct report_issue x = { .child = S("") };
        r->issue(r->ctx, i, &a, &x);
        out_printf(o, "%s\n{\"rule\":\"%s\"", i ? "," : "", r->rules[x.rule].text->code);
        json_field(o, "child", x.child.p ? x.child : S(""));
        json_field(o, "file", x.file);
        out_printf(o, ",\"line\":%zu,\"year\":\"%s\"", x.line, x.last ? "last" : "this");
        json_field(o, "table", x.table);
        json_field(o, "fields", x.fields);
        out_char(o, '}');
        arena_release(&a);
        flush(r);
    }
}

void report_as_json(out *o, const struct report *r)
{
    struct totals t = total(r);
    out_raw(o, S("{\"return\":"));
    out_json(o, r->name);
    out_printf(o, ",\"children\":%zu,\"errors\":%zu,\"queries\":%zu,\"rules\":[", r->children, t.errors, t.queries);
    rules_json(o, r);
    out_raw(o, S("\n],\"issues\":["));
    issues_json(o, r);
    out_raw(o, S("\n],\"faults\":["));
    for (size_t i = 0; i < r->nfaults; i++) {
        arena a;
        arena_init(&a, 0);
        struct report_fault f = fault_at(r, i, &a);
        out_printf(o, "%s\n{\"severity\":\"%s\",\"line\":%zu", i ? "," : "", fault_name(&f), f.line);
        json_field(o, "file", f.file);
        json_field(o, "says", f.says);
        out_char(o, '}');
        arena_release(&a);
    }
    out_raw(o, S("\n]}\n"));
}

static void csv_line(out *o, const char *code, const char *severity, const struct report_issue *x, str message, str mend)
{
    const str before[] = { str_of(code), str_of(severity), x->child.p ? x->child : S(""), x->table, x->last ? S("last") : S("this"), x->file };
    for (size_t i = 0; i < COUNT_OF(before); i++) {
        out_csv(o, before[i]);
        out_char(o, ',');
    }
    if (x->line)
        out_printf(o, "%zu", x->line);
    const str after[] = { x->fields, message, mend };
    for (size_t i = 0; i < COUNT_OF(after); i++) {
        out_char(o, ',');
        out_csv(o, after[i]);
    }
    out_char(o, '\n');
}

/* Rules that were not checked and what could not be read are lines too, so that the file alone tells everything. */
void report_as_csv(out *o, const struct report *r)
{
    out_raw(o, S("rule,severity,child,table,year,file,line,fields,message,do\n"));
    for (size_t i = 0; i < r->nissues; i++) {
        arena a;
        arena_init(&a, 0);
        struct report_issue x = { .child = S("") };
        r->issue(r->ctx, i, &a, &x);
        const struct rule_text *t = r->rules[x.rule].text;
        csv_line(o, t->code, severity_name(t->severity), &x, str_of(t->message), str_of(t->mend));
        arena_release(&a);
        flush(r);
    }
    for (size_t i = 0; i < r->nfaults; i++) {
        arena a;
        arena_init(&a, 0);
        struct report_fault f = fault_at(r, i, &a);
        csv_line(o, "", fault_name(&f), &(struct report_issue){ .child = S(""), .file = f.file, .line = f.line, .table = S(""), .fields = S("") }, f.says, S(""));
        arena_release(&a);
    }
    for (size_t i = 0; i < r->nrules; i++)
        if (r->rules[i].not_checked)
            csv_line(o, r->rules[i].text->code, "not checked", &(struct report_issue){ .child = S(""), .file = S(""), .table = S(""), .fields = S("") }, str_of(r->rules[i].not_checked), S(""));
}
