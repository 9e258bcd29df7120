/* report.c - what a check of a return found, for people to read. */
#include "returns/report_parts.h"
#include <stdlib.h>

static const char *plural(size_t n) { return n == 1 ? "" : "s"; }

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

/* A note may have been typed in several lines. */
static void note_text(out *o, str note)
{
    out_raw(o, S("        note: "));
    for (size_t i = 0; i < note.n; i++)
        out_char(o, (unsigned char)note.p[i] < ' ' ? ' ' : note.p[i]);
    out_char(o, '\n');
}

static void issue_text(out *o, const struct report *r, const struct report_issue *x)
{
    char since[32];
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
    if (x->fresh)
        out_raw(o, S(", new"));
    else if (r->before) {
        out_raw(o, S(", since "));
        out_raw(o, day_uk_into(since, x->since));
    }
    out_char(o, '\n');
    if (x->note.n)
        note_text(o, x->note);
}

static void rule_text_out(out *o, const struct report *r, const struct ranked *k, size_t first)
{
    const struct report_rule *x = k->rule;
    struct report_walk w;
    struct report_issue issue;
    arena a;
    out_printf(o, "\n%s%s  %zu %s%s\n  %s\n  What to do: %s\n", x->text->code, x->text->local ? " (local)" : "",
               x->issues, x->text->severity == SEVERITY_ERROR ? "error" : "quer",
               x->text->severity == SEVERITY_ERROR ? plural(x->issues)
               : x->issues == 1                    ? "y"
                                                   : "ies",
               x->text->message, x->text->mend);
    arena_init(&a, 0);
    report_walk_init(&w, r, first);
    for (size_t shown = 0; shown < x->issues && report_next(&w, &a, &issue); shown++) {
        if (r->text_limit && shown == r->text_limit) {
            out_printf(o, "    and %zu more: --format csv lists every one\n", x->issues - shown);
            break;
        }
        issue_text(o, r, &issue);
        arena_clear(&a);
        report_flush(r);
    }
    report_walk_release(&w);
    arena_release(&a);
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

/* open: those whose rule did not run this time; else the mended ones. */
static void past_text(out *o, const struct report *r, bool open)
{
    const struct report_history *h = r->before;
    size_t shown = 0, all = open ? h->open : h->mended;
    if (all)
        out_printf(o,
                   open ? "\nIn the earlier report, of rules that were not checked this time (%zu):\n"
                        : "\nMended since the earlier report (%zu):\n",
                   all);
    for (size_t i = 0; i < h->n && !(r->text_limit && shown == r->text_limit); i++) {
        const struct report_past *x = &h->at[i];
        if (x->seen || x->open != open)
            continue;
        out_printf(o, "    " STR_FMT " child " STR_FMT ": " STR_FMT "\n", STR_ARG(x->rule), STR_ARG(x->child),
                   STR_ARG(x->key));
        shown++;
    }
    if (all > shown)
        out_printf(o, "    and %zu more: --format csv lists every one\n", all - shown);
}

static void faults_text(out *o, const struct report *r, bool minor)
{
    size_t shown = 0;
    for (size_t i = 0; i < r->nfaults; i++) {
        arena a;
        arena_init(&a, 0);
        struct report_fault f = report_fault_at(r, i, &a);
        if (f.minor == minor && !shown)
            out_raw(o, minor ? S("\nOf the files:\n") : S("\nWhat could not be read, or will be refused:\n"));
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
            out_printf(o, "%s%s%s", n++ ? " " : "", x->text->code, x->text->local ? " (local)" : "");
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
    struct report_totals t = report_total(r);
    out_raw(o, r->name);
    out_printf(o, ": %zu child%s, %zu error%s, %zu quer%s\n", r->children, r->children == 1 ? "" : "ren", t.errors,
               plural(t.errors), t.queries, t.queries == 1 ? "y" : "ies");
    out_printf(o, "%zu rule%s with issues, %zu passed, %zu not checked\n", t.failed, plural(t.failed), t.passed,
               t.not_checked);
    if (r->before)
        out_printf(o, "Since the earlier report: %zu new, %zu mended\n", r->before->fresh, r->before->mended);
    const size_t *first = first_issues(r, &a);
    struct ranked *ranked = arena_array(&a, struct ranked, r->nrules + 1);
    for (size_t i = 0; i < r->nrules; i++)
        ranked[i] = (struct ranked){ &r->rules[i], i };
    qsort(ranked, r->nrules, sizeof *ranked, worst_first);
    for (size_t i = 0; i < r->nrules; i++)
        if (ranked[i].rule->issues)
            rule_text_out(o, r, &ranked[i], first[ranked[i].index]);
    if (r->before) {
        past_text(o, r, false);
        past_text(o, r, true);
    }
    faults_text(o, r, false);
    faults_text(o, r, true);
    not_checked_text(o, r);
    if (t.passed) {
        out_printf(o, "\nPassed (%zu rule%s):\n    ", t.passed, plural(t.passed));
        list_codes(o, r, NULL);
    }
    arena_release(&a);
}
