/* csv.c - the tables of the returns as files for a spreadsheet, and every issue as a workbook. Days are yyyy-mm-dd; no
 * names of children: a number finds them. */
#include "returns/report.h"
#include "web/returns/page.h"

static const char *severity_name(const struct rule_text *t)
{
    return t->severity == SEVERITY_ERROR ? "error" : "query";
}

static void cell(out *o, str s)
{
    out_char(o, ',');
    out_csv(o, s);
}

static void ends(out *o) { out_raw(o, S("\r\n")); }

static void done(struct request *r, const char *file) { request_download(r, "text/csv; charset=utf-8", str_of(file)); }

static void one_rule(out *o, const struct rule_row *x, const char *state)
{
    out_csv(o, str_of(x->text->code));
    out_printf(o, ",%s,%s,%s,%zu,%zu,%zu,%zu", severity_name(x->text), x->local ? "yes" : "no", state, x->children,
               x->issues, x->fresh, x->accepted);
    cell(o, str_of(x->text->message));
    cell(o, str_of(x->text->mend));
    cell(o, x->not_checked ? str_of(x->not_checked) : S(""));
    ends(o);
}

void rules_csv(struct request *r, const struct collection_page *p)
{
    out *o = r->out;
    out_raw(o,
            S("rule,severity,local,state,children,issues,new_in_7_days,accepted,message,do,not_checked_because\r\n"));
    for (size_t i = 0; i < p->nrules; i++)
        one_rule(o, &p->rules[i], "issues");
    for (size_t i = 0; i < p->npassed; i++)
        one_rule(o, &p->passed[i], "passed");
    for (size_t i = 0; i < p->nunchecked; i++)
        one_rule(o, &p->unchecked[i], "not checked");
    done(r, "return-by-rule.csv");
}

void counts_csv(struct request *r, const char *heading, const char *file, size_t n, const struct count_row *rows)
{
    out_printf(r->out, "%s,children,errors,queries\r\n", heading);
    for (size_t i = 0; i < n; i++) {
        out_csv(r->out, rows[i].name);
        out_printf(r->out, ",%zu,%zu,%zu\r\n", rows[i].children, rows[i].errors, rows[i].queries);
    }
    done(r, file);
}

void trend_csv(struct request *r, size_t n, const struct issue_day *days)
{
    out_raw(r->out, S("day,children,errors,queries,accepted\r\n"));
    for (size_t i = 0; i < n; i++) {
        out_csv(r->out, day_iso(r->mem, days[i].on));
        out_printf(r->out, ",%zu,%zu,%zu,%zu\r\n", days[i].children, days[i].errors, days[i].queries, days[i].accepted);
    }
    done(r, "return-trend.csv");
}

/* "Placement: Postcode; Placement: Provider": the record's own words, with the return's
 * columns where there are none. */
static str mend_fields(struct request *r, const struct return_issue *x)
{
    out o = { 0 };
    for (size_t i = 0; i < x->nplaces; i++) {
        const struct return_place *p = &x->places[i];
        for (size_t k = 0; p->kind && k < (p->nfields ? p->nfields : 1); k++) {
            if (o.n)
                out_raw(&o, S("; "));
            out_raw(&o, p->kind->label);
            if (p->nfields) {
                out_raw(&o, S(": "));
                out_raw(&o, p->fields[k]->label);
            }
        }
    }
    str s = o.n ? arena_copy(r->mem, out_str(&o)) : return_fields(x->text);
    out_release(&o);
    return s;
}

void issues_csv(struct request *r, const struct issue_lines *lines)
{
    out *o = r->out;
    out_raw(o, S("rule,severity,local,child_id,council_number,held_by,team,record_id,fields,message,do,since,answer,"
                 "accepted,answered_by\r\n"));
    for (size_t i = 0; i < lines->n; i++) {
        const struct return_issue *x = lines->at[i].x;
        const struct issue_person *who = lines->at[i].who;
        if (x->subject)
            request_shows(r, x->subject);
        out_csv(o, str_of(x->text->code));
        out_printf(o, ",%s,%s,%lld", severity_name(x->text), x->local ? "yes" : "no", (long long)x->subject);
        cell(o, who->council_id);
        cell(o, who->worker);
        cell(o, who->team);
        out_char(o, ',');
        if (x->nplaces && x->places[0].record)
            out_int(o, x->places[0].record);
        str cells[] = { mend_fields(r, x), str_of(x->text->message), str_of(x->text->mend), day_iso(r->mem, x->since),
                        x->answer ? x->answered : S("") };
        for (size_t k = 0; k < COUNT_OF(cells); k++)
            cell(o, cells[k]);
        out_raw(o, x->answer ? x->accepted ? S(",yes") : S(",no") : S(","));
        cell(o, x->answer ? x->answered_by : S(""));
        ends(o);
    }
    done(r, "return-issues.csv");
}

void children_csv_of_return(struct request *r, const struct children_page *p)
{
    out *o = r->out;
    out_raw(o, S("child_id,council_number,held_by,team,errors,queries,accepted,since,rules\r\n"));
    for (size_t i = 0; i < p->n; i++) {
        const struct child_row *x = &p->rows[i];
        str *codes = arena_array(r->mem, str, x->nrules);
        for (size_t k = 0; k < x->nrules; k++)
            codes[k] = str_of(x->rules[k].text->code);
        request_shows(r, x->who->id);
        out_int(o, x->who->id);
        cell(o, x->who->council_id);
        cell(o, x->who->worker);
        cell(o, x->who->team);
        out_printf(o, ",%zu,%zu,%zu", x->errors, x->queries, x->accepted);
        cell(o, day_iso(r->mem, x->since));
        cell(o, arena_join(r->mem, x->nrules, codes, S(" ")));
        ends(o);
    }
    done(r, "return-children.csv");
}

/* --- the same report as the command writes -------------------------------------------------------------- */

struct workbook_issues { struct request *r; const struct issue_lines *lines; const struct issue_summary *sum; };

static void workbook_issue(void *ctx, size_t i, arena *a, struct report_issue *to)
{
    const struct workbook_issues *w = ctx;
    const struct issue_line *l = &w->lines->at[i];
    const struct return_issue *x = l->x;
    (void)a;
    *to = (struct report_issue){ .child = x->subject ? l->who->council_id : STR_NONE,
                                 .file = S(""),
                                 .fields = mend_fields(w->r, x),
                                 .key = x->key,
                                 .since = x->since,
                                 .table = x->nplaces && x->places[0].kind ? x->places[0].kind->label : S(""),
                                 .note = x->answer ? x->answered : S("") };
    while (to->rule + 1 < w->sum->nrules && strcmp(w->sum->rules[to->rule].text->code, x->text->code) != 0)
        to->rule++;
}

err_code issues_xlsx(struct request *r, const struct collection_page *p, const struct issue_lines *lines, err *e)
{
    struct workbook_issues w = { r, lines, p->sum };
    struct report_rule *rules = arena_array(r->mem, struct report_rule, p->sum->nrules);
    for (size_t i = 0; i < p->sum->nrules; i++)
        rules[i] = (struct report_rule){ p->sum->rules[i].text, 0, p->sum->rules[i].not_checked };
    struct report report = { .name = p->title,
                             .children = p->sum->children,
                             .nrules = p->sum->nrules,
                             .rules = rules,
                             .nissues = lines->n,
                             .issue = workbook_issue,
                             .ctx = &w,
                             .today = r->today };
    for (size_t i = 0; i < lines->n; i++) {
        struct report_issue x;
        workbook_issue(&w, i, r->mem, &x);
        if (lines->at[i].x->subject)
            request_shows(r, lines->at[i].x->subject);
        rules[x.rule].issues++;
    }
    err_code rc = report_as_xlsx(r->out, &report, e);
    if (!rc)
        request_download(r, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                         S("return-issues.xlsx"));
    return rc;
}
