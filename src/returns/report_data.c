/* report_data.c - what a check of a return found, for programs and for spreadsheets: JSON and CSV. */
#include "returns/report_parts.h"

static void json_field(out *o, const char *name, str value)
{
    out_printf(o, ",\"%s\":", name);
    out_json(o, value);
}

static void json_day(out *o, const char *name, day d)
{
    char iso[11];
    day_iso_into(iso, d);
    out_printf(o, ",\"%s\":\"%s\"", name, iso);
}

static void rules_json(out *o, const struct report *r)
{
    for (size_t i = 0; i < r->nrules; i++) {
        const struct report_rule *x = &r->rules[i];
        out_printf(o, "%s\n{\"rule\":\"%s\",\"severity\":\"%s\",\"result\":\"%s\",\"count\":%zu", i ? "," : "",
                   x->text->code, report_severity(x),
                   x->not_checked ? "not checked"
                   : x->issues    ? "issues"
                                  : "passed",
                   x->issues);
        if (x->text->local)
            out_raw(o, S(",\"local\":true"));
        if (x->not_checked)
            json_field(o, "why", str_of(x->not_checked));
        json_field(o, "fields", str_of(x->text->fields));
        json_field(o, "message", str_of(x->text->message));
        json_field(o, "do", str_of(x->text->mend));
        out_char(o, '}');
    }
}

static void issue_json(out *o, const struct report *r, const struct report_issue *x)
{
    out_printf(o, "\n{\"rule\":\"%s\"", r->rules[x->rule].text->code);
    json_field(o, "child", x->child.p ? x->child : S(""));
    json_field(o, "file", x->file);
    out_printf(o, ",\"line\":%zu,\"year\":\"%s\"", x->line, x->last ? "last" : "this");
    json_field(o, "table", x->table);
    json_field(o, "fields", x->fields);
    json_field(o, "key", x->key);
    json_day(o, "since", x->since);
    if (r->before)
        out_printf(o, ",\"new\":%s", x->fresh ? "true" : "false");
    json_field(o, "note", x->note);
    if (r->rules[x->rule].text->local)
        out_raw(o, S(",\"local\":true"));
    out_char(o, '}');
}

static void issues_json(out *o, const struct report *r)
{
    struct report_walk w;
    struct report_issue x;
    arena a;
    arena_init(&a, 0);
    report_walk_init(&w, r, 0);
    for (size_t i = 0; report_next(&w, &a, &x); i++) {
        if (i)
            out_char(o, ',');
        issue_json(o, r, &x);
        arena_clear(&a);
        report_flush(r);
    }
    report_walk_release(&w);
    arena_release(&a);
}

static void faults_json(out *o, const struct report *r)
{
    for (size_t i = 0; i < r->nfaults; i++) {
        arena a;
        arena_init(&a, 0);
        struct report_fault f = report_fault_at(r, i, &a);
        out_printf(o, "%s\n{\"severity\":\"%s\",\"line\":%zu", i ? "," : "", report_fault_name(&f), f.line);
        json_field(o, "file", f.file);
        json_field(o, "says", f.says);
        out_char(o, '}');
        arena_release(&a);
        report_flush(r);
    }
}

/* open: those whose rule did not run this time; else the mended ones. */
static void past_json(out *o, const struct report *r, bool open)
{
    const struct report_history *h = r->before;
    for (size_t i = 0, n = 0; i < h->n; i++) {
        const struct report_past *x = &h->at[i];
        if (x->seen || x->open != open)
            continue;
        out_raw(o, n++ ? S(",\n{\"rule\":") : S("\n{\"rule\":"));
        out_json(o, x->rule);
        json_field(o, "child", x->child);
        json_field(o, "key", x->key);
        json_day(o, "since", x->since);
        json_field(o, "note", x->note);
        out_char(o, '}');
    }
}

void report_as_json(out *o, const struct report *r)
{
    struct report_totals t = report_total(r);
    out_raw(o, S("{\"return\":"));
    out_json(o, r->name);
    json_day(o, "checked", r->today);
    out_printf(o, ",\"children\":%zu,\"errors\":%zu,\"queries\":%zu", r->children, t.errors, t.queries);
    if (r->before)
        out_printf(o, ",\"new\":%zu,\"mended\":%zu", r->before->fresh, r->before->mended);
    out_raw(o, S(",\"rules\":["));
    rules_json(o, r);
    out_raw(o, S("\n],\"issues\":["));
    issues_json(o, r);
    if (r->before) {
        out_raw(o, S("\n],\"mended_issues\":["));
        past_json(o, r, false);
        out_raw(o, S("\n],\"not_checked_issues\":["));
        past_json(o, r, true);
    }
    out_raw(o, S("\n],\"faults\":["));
    faults_json(o, r);
    out_raw(o, S("\n]}\n"));
}

/* --- CSV: one line an issue ------------------------------------------------------------------------------- */

struct line {
    str rule, severity, child, table, year, file;
    size_t line;
    str fields, message, mend, key;
    day since;
    const char *fresh;
    str note;
    bool local;
};

static void csv_line(out *o, const struct line *x)
{
    const str before[] = { x->rule, x->severity, x->child, x->table, x->year, x->file },
              between[] = { x->fields, x->message, x->mend, x->key };
    char since[11] = "";
    for (size_t i = 0; i < COUNT_OF(before); i++) {
        out_csv(o, before[i]);
        out_char(o, ',');
    }
    if (x->line)
        out_printf(o, "%zu", x->line);
    for (size_t i = 0; i < COUNT_OF(between); i++) {
        out_char(o, ',');
        out_csv(o, between[i]);
    }
    if (x->since)
        day_iso_into(since, x->since);
    out_printf(o, ",%s,%s,", since, x->fresh ? x->fresh : "");
    out_csv(o, x->note);
    out_raw(o, x->local ? S(",local\n") : S(",\n"));
}

static void issues_csv(out *o, const struct report *r)
{
    struct report_walk w;
    struct report_issue x;
    arena a;
    arena_init(&a, 0);
    report_walk_init(&w, r, 0);
    while (report_next(&w, &a, &x)) {
        const struct report_rule *rule = &r->rules[x.rule];
        csv_line(o, &(struct line){ str_of(rule->text->code), str_of(report_severity(rule)), x.child, x.table,
                                    x.last ? S("last") : S("this"), x.file, x.line, x.fields,
                                    str_of(rule->text->message), str_of(rule->text->mend), x.key, x.since,
                                    x.fresh ? "new" : NULL, x.note, rule->text->local });
        arena_clear(&a);
        report_flush(r);
    }
    report_walk_release(&w);
    arena_release(&a);
}

static void past_csv(out *o, const struct report *r)
{
    for (size_t i = 0; r->before && i < r->before->n; i++) {
        const struct report_past *x = &r->before->at[i];
        const struct rule_text *t = report_rule_named(r, x->rule);
        if (x->seen)
            continue;
        csv_line(o, &(struct line){ .rule = x->rule,
                                    .severity = x->open ? S("not checked") : S("mended"),
                                    .child = x->child,
                                    .table = x->table,
                                    .fields = x->fields,
                                    .message = t ? str_of(t->message) : S(""),
                                    .key = x->key,
                                    .since = x->since,
                                    .note = x->note,
                                    .local = t && t->local });
        report_flush(r);
    }
}

/* Rules that were not checked and what could not be read are lines too, so that the file alone tells everything. */
void report_as_csv(out *o, const struct report *r)
{
    out_raw(o, S("rule,severity,child,table,year,file,line,fields,message,do,key,since,new,note,local\n"));
    issues_csv(o, r);
    past_csv(o, r);
    for (size_t i = 0; i < r->nfaults; i++) {
        arena a;
        arena_init(&a, 0);
        struct report_fault f = report_fault_at(r, i, &a);
        csv_line(o, &(struct line){
                        .severity = str_of(report_fault_name(&f)), .file = f.file, .line = f.line, .message = f.says });
        arena_release(&a);
        report_flush(r);
    }
    for (size_t i = 0; i < r->nrules; i++)
        if (r->rules[i].not_checked)
            csv_line(o, &(struct line){ .rule = str_of(r->rules[i].text->code),
                                        .severity = S("not checked"),
                                        .message = str_of(r->rules[i].not_checked),
                                        .local = r->rules[i].text->local });
}
