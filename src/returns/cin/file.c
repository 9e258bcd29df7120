/* file.c - reads and checks a whole CIN census file, and words what was found. */
#include "returns/cin/file.h"

struct taking { struct cin_file *f; const struct cin_file_how *how; arena *mem; bool begun; };

/* The census year stands in the header, which comes before the first child. */
static void begin(struct taking *t, const struct cin_header *header)
{
    if (t->begun)
        return;
    t->begun = true;
    cin_year_of(&t->f->year, t->how->reference != DAY_NONE ? t->how->reference : header ? header->ReferenceDate.d : DAY_NONE, t->how->calendar);
    cin_check_init(&t->f->check, &t->f->year, t->mem);
    if (t->how->only.p)
        cin_check_only(&t->f->check, t->how->only);
    if (header)
        cin_check_header(&t->f->check, header);
}

static err_code take(void *ctx, const struct cin_header *header, const struct cin_child *c, err *e)
{
    (void)e;
    struct taking *t = ctx;
    begin(t, header);
    cin_check_child(&t->f->check, c);
    return ERR_OK;
}

static void done(void *ctx, size_t bytes)
{
    struct taking *t = ctx;
    if (t->how->done)
        t->how->done(t->how->ctx, bytes);
}

err_code cin_file_check(struct cin_file *f, str bytes, const struct cin_file_how *how, arena *mem, err *e)
{
    *f = (struct cin_file){ .year.end = DAY_NONE };
    struct taking t = { .f = f, .how = how, .mem = mem };
    if (cin_read(bytes, take, done, &t, &f->reading, mem, e))
        return e->code;
    begin(&t, f->reading.header);
    cin_check_end(&f->check);
    return ERR_OK;
}

/* --- the report -------------------------------------------------------------------------------- */

static void word_issue(void *ctx, size_t i, arena *a, struct report_issue *x)
{
    struct cin_file *f = ctx;
    const struct cin_issue *issue = &f->check.issues[i];
    *x = (struct report_issue){ .rule = issue->rule, .child = issue->child, .file = S(""), .line = issue->line, .table = S(""), .fields = S("") };
    str *parts = arena_array(a, str, issue->nplaces + 1);
    for (size_t p = 0; p < issue->nplaces; p++) {
        const struct cin_place *at = &issue->places[p];
        str table = cin_table_names[at->table], item = cin_item_names[at->item];
        if (at->item == CIN_I_LAchildID && at->table != CIN_ChildIdentifiers)
            parts[p] = arena_printf(a, STR_FMT " (line %u)", STR_ARG(table), at->line);
        else
            parts[p] = arena_printf(a, STR_FMT "." STR_FMT " (line %u)", STR_ARG(table), STR_ARG(item), at->line);
    }
    if (issue->nplaces) {
        x->line = issue->places[0].line;
        x->table = cin_table_names[issue->places[0].table];
        x->fields = arena_join(a, issue->nplaces, parts, S(", "));
    }
}

static void word_fault(void *ctx, size_t i, arena *a, struct report_fault *x)
{
    struct cin_file *f = ctx;
    *x = (struct report_fault){ .file = S(""), .line = f->reading.faults[i].line, .says = cin_fault_says(a, &f->reading.faults[i]) };
}

void cin_file_report(struct cin_file *f, struct report *r, arena *mem)
{
    struct report_rule *rules = arena_array(mem, struct report_rule, cin_rule_count);
    for (size_t i = 0; i < cin_rule_count; i++)
        rules[i] = (struct report_rule){ &cin_rules[i].text, f->check.counts[i], cin_not_checked(&cin_rules[i], &f->year) };
    str name = f->year.year ? arena_printf(mem, "Children in need census %d-%02d", f->year.year, (f->year.year + 1) % 100) : S("Children in need census of an unknown year");
    *r = (struct report){ .name = name, .children = f->reading.children, .nrules = cin_rule_count, .rules = rules, .nissues = f->check.nissues,
                          .nfaults = f->reading.nfaults, .issue = word_issue, .fault = word_fault, .ctx = f, .text_limit = 10 };
}
