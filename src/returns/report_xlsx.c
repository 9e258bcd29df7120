/* report_xlsx.c - what a check of a return found, as a workbook to work through: sort, filter, type notes, and give it
 * back to the next check.
 *
 * Sheets are written row by row, so the program holds no sheet in memory. Every text is written as text: nothing in a
 * return can become a formula. */
#include "returns/report_parts.h"
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

/* a spreadsheet's days begin with 30 December 1899 */
enum { ROWS_MAX = 1048575, TEXT_MAX = 32000, EPOCH = 25569 };

struct writing {
    const struct report *r;
    lxw_workbook *book;
    lxw_format *head, *date, *wrap, *title;
    lxw_error failed;
    arena a;                        /* of the row in hand */
};

/* Rows below the heading of the sheet of issues. */
static size_t rows_max(const struct report *r)
{
    return r->sheet_rows && r->sheet_rows < ROWS_MAX ? r->sheet_rows : ROWS_MAX;
}

struct sheet { lxw_worksheet *at; lxw_row_t row; lxw_col_t column; };
struct heading { const char *name; double width; };

/* --- cells ------------------------------------------------------------------------------------------- */

/* How many bytes of UTF-8 begin there; 0: none that XML may hold. */
static size_t character(str s)
{
    unsigned char c = (unsigned char)s.p[0];
    if (c < 0x80)
        return c >= ' ' || c == '\n' || c == '\t';
    size_t n = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
    if (c < 0xC2 || c > 0xF4 || s.n < n)
        return 0;
    for (size_t i = 1; i < n; i++)
        if ((s.p[i] & 0xC0) != 0x80)
            return 0;
    return n;
}

static const char *cell_text(struct writing *w, str s)
{
    char *p = arena_alloc_raw(&w->a, (s.n < TEXT_MAX ? s.n : TEXT_MAX) + 1);
    size_t n = 0;
    while (s.n) {
        size_t step = character(s);
        if (n + (step ? step : 1) > TEXT_MAX)
            break;
        if (step)
            memcpy(p + n, s.p, step);
        else
            p[n] = '?';
        n += step ? step : 1;
        s = str_skip(s, step ? step : 1);
    }
    p[n] = 0;
    return p;
}

static void did(struct writing *w, lxw_error rc)
{
    if (rc && !w->failed)
        w->failed = rc;
}

static void put(struct writing *w, struct sheet *s, str text)
{
    if (text.n)
        did(w, worksheet_write_string(s->at, s->row, s->column, cell_text(w, text), NULL));
    s->column++;
}

static void put_wrapped(struct writing *w, struct sheet *s, str text)
{
    if (text.n)
        did(w, worksheet_write_string(s->at, s->row, s->column, cell_text(w, text), w->wrap));
    s->column++;
}

static void put_count(struct writing *w, struct sheet *s, size_t n)
{
    did(w, worksheet_write_number(s->at, s->row, s->column++, (double)n, NULL));
}

static void put_day(struct writing *w, struct sheet *s, day d)
{
    if (d != DAY_NONE && d != 0)
        did(w, worksheet_write_number(s->at, s->row, s->column, (double)d + EPOCH, w->date));
    s->column++;
}

static void next_row(struct writing *w, struct sheet *s)
{
    s->row++;
    s->column = 0;
    arena_clear(&w->a);
}

static struct sheet sheet_new(struct writing *w, const char *name, const struct heading *headings, size_t n)
{
    struct sheet s = { .at = workbook_add_worksheet(w->book, name) };
    for (size_t i = 0; i < n; i++) {
        did(w, worksheet_set_column(s.at, (lxw_col_t)i, (lxw_col_t)i, headings[i].width, NULL));
        did(w, worksheet_write_string(s.at, 0, (lxw_col_t)i, headings[i].name, w->head));
    }
    worksheet_freeze_panes(s.at, 1, 0);
    worksheet_repeat_rows(s.at, 0, 0);
    worksheet_set_landscape(s.at);
    worksheet_fit_to_pages(s.at, 1, 0);
    s.row = 1;
    return s;
}

/* So that an arrow stands beside each heading. A sheet that is written row by row takes no
 * range that ends before the row in hand. */
static void sheet_end(struct writing *w, const struct sheet *s, size_t columns)
{
    did(w, worksheet_autofilter(s->at, 0, 0, s->row > 1 ? s->row - 1 : 1, (lxw_col_t)(columns - 1)));
}

/* --- Summary ------------------------------------------------------------------------------------------ */

static void counted(struct writing *w, struct sheet *s, const char *what, size_t n)
{
    put(w, s, str_of(what));
    put_count(w, s, n);
    next_row(w, s);
}

static void said(struct writing *w, struct sheet *s, const char *what)
{
    next_row(w, s);
    did(w, worksheet_write_string(s->at, s->row, 0, what, w->head));
    next_row(w, s);
}

static void faults_sheet(struct writing *w, struct sheet *s, bool minor)
{
    size_t shown = 0;
    for (size_t i = 0; i < w->r->nfaults; i++) {
        struct report_fault f = report_fault_at(w->r, i, &w->a);
        if (f.minor != minor)
            continue;
        if (!shown++)
            said(w, s, minor ? "Of the files" : "What could not be read, or will be refused");
        f = report_fault_at(w->r, i, &w->a);
        str where = f.line ? arena_printf(&w->a, STR_FMT "%sline %zu", STR_ARG(f.file), f.file.n ? " " : "", f.line)
                           : f.file;
        put_wrapped(w, s, f.says);
        put(w, s, where);
        next_row(w, s);
    }
}

static bool said_before(const struct report *r, size_t i)
{
    for (size_t j = 0; j < i; j++)
        if (r->rules[j].not_checked && strcmp(r->rules[j].not_checked, r->rules[i].not_checked) == 0)
            return true;
    return false;
}

static void not_checked_sheet(struct writing *w, struct sheet *s)
{
    const struct report *r = w->r;
    said(w, s, "Rules that were not checked, and why");
    for (size_t i = 0; i < r->nrules; i++) {
        if (!r->rules[i].not_checked || said_before(r, i))
            continue;
        put_wrapped(w, s, str_of(r->rules[i].not_checked));
        str codes = S("");
        for (size_t j = i; j < r->nrules; j++)
            if (r->rules[j].not_checked && strcmp(r->rules[j].not_checked, r->rules[i].not_checked) == 0)
                codes = arena_printf(&w->a, STR_FMT "%s%s", STR_ARG(codes), codes.n ? " " : "", r->rules[j].text->code);
        put_wrapped(w, s, codes);
        next_row(w, s);
    }
}

static void summary(struct writing *w)
{
    struct sheet s = { .at = workbook_add_worksheet(w->book, "Summary") };
    const struct report *r = w->r;
    struct report_totals t = report_total(r);
    did(w, worksheet_set_column(s.at, 0, 0, 70, NULL));
    did(w, worksheet_set_column(s.at, 1, 1, 60, NULL));
    did(w, worksheet_write_string(s.at, 0, 0, cell_text(w, r->name), w->title));
    next_row(w, &s);
    put(w, &s, S("Checked on"));
    put_day(w, &s, r->today);
    next_row(w, &s);
    counted(w, &s, "Children", r->children);
    counted(w, &s, "Errors", t.errors);
    counted(w, &s, "Queries", t.queries);
    counted(w, &s, "Rules with issues", t.failed);
    counted(w, &s, "Rules passed", t.passed);
    counted(w, &s, "Rules not checked", t.not_checked);
    if (r->before) {
        counted(w, &s, "New since the earlier report", r->before->fresh);
        counted(w, &s, "Mended since the earlier report", r->before->mended);
        counted(w, &s, "Not known, because the rule was not checked this time", r->before->open);
    }
    if (r->nissues > rows_max(r))
        counted(w, &s,
                "A sheet holds 1,048,575 issues: the rest are in the CSV (--format csv). Not on the sheet Issues",
                r->nissues - rows_max(r) + 1);
    faults_sheet(w, &s, false);
    faults_sheet(w, &s, true);
    not_checked_sheet(w, &s);
}

/* --- By rule ------------------------------------------------------------------------------------------ */

static void by_rule(struct writing *w)
{
    static const struct heading headings[] = { { "Rule", 11 },   { "Severity", 10 },        { "Result", 12 },
                                               { "Issues", 9 },  { "What is wrong", 70 },   { "What to do", 50 },
                                               { "Fields", 40 }, { "Why not checked", 40 }, { "Local", 7 } };
    struct sheet s = sheet_new(w, "By rule", headings, COUNT_OF(headings));
    for (size_t i = 0; i < w->r->nrules; i++) {
        const struct report_rule *x = &w->r->rules[i];
        put(w, &s, str_of(x->text->code));
        put(w, &s, str_of(report_severity(x)));
        put(w, &s, x->not_checked ? S("not checked") : x->issues ? S("issues") : S("passed"));
        put_count(w, &s, x->issues);
        put_wrapped(w, &s, str_of(x->text->message));
        put_wrapped(w, &s, str_of(x->text->mend));
        put_wrapped(w, &s, str_of(x->text->fields));
        put_wrapped(w, &s, str_of(x->not_checked ? x->not_checked : ""));
        put(w, &s, x->text->local ? S("local") : S(""));
        next_row(w, &s);
    }
    sheet_end(w, &s, COUNT_OF(headings));
}

/* --- By child ------------------------------------------------------------------------------------------ */

struct rule_seen { struct rule_seen *next; size_t rule; };
struct child_count { str child; size_t errors, queries, nrules; struct rule_seen *rules, *last; };
struct children { size_t n, cap; struct child_count *at; size_t nslots; uint32_t *slots; arena a; };

static size_t child_slot(const struct children *c, str child)
{
    size_t at = str_hash(child) & (c->nslots - 1);
    while (c->slots[at] && !str_eq(c->at[c->slots[at] - 1].child, child))
        at = (at + 1) & (c->nslots - 1);
    return at;
}

static struct child_count *child_of(struct children *c, str child)
{
    if (c->n * 2 >= c->nslots) {
        c->nslots = c->nslots ? c->nslots * 2 : 1024;
        c->slots = arena_array(&c->a, uint32_t, c->nslots);
        for (size_t i = 0; i < c->n; i++)
            c->slots[child_slot(c, c->at[i].child)] = (uint32_t)i + 1;
    }
    size_t at = child_slot(c, child);
    if (!c->slots[at]) {
        ARENA_PUSH(&c->a, c->at, c->n, c->cap) = (struct child_count){ .child = arena_copy(&c->a, child) };
        c->slots[at] = (uint32_t)c->n;
    }
    return &c->at[c->slots[at] - 1];
}

/* Issues come rule by rule. */
static void count_issue(struct children *c, const struct report *r, const struct report_issue *x)
{
    struct child_count *k = child_of(c, x->child);
    *(r->rules[x->rule].text->severity == SEVERITY_ERROR ? &k->errors : &k->queries) += 1;
    if (k->last && k->last->rule == x->rule)
        return;
    struct rule_seen *seen = arena_new(&c->a, struct rule_seen);
    seen->rule = x->rule;
    *(k->last ? &k->last->next : &k->rules) = seen;
    k->last = seen;
    k->nrules++;
}

static int worst_child_first(const void *x, const void *y)
{
    const struct child_count *a = x, *b = y;
    if (a->errors != b->errors)
        return a->errors > b->errors ? -1 : 1;
    if (a->queries != b->queries)
        return a->queries > b->queries ? -1 : 1;
    return str_cmp(a->child, b->child);
}

static str rules_of(struct writing *w, const struct child_count *k)
{
    str *codes = arena_array(&w->a, str, k->nrules);
    size_t n = 0;
    for (const struct rule_seen *seen = k->rules; seen; seen = seen->next)
        codes[n++] = str_of(w->r->rules[seen->rule].text->code);
    return arena_join(&w->a, n, codes, S(" "));
}

static void by_child(struct writing *w)
{
    static const struct heading headings[] = { { "Child", 22 }, { "Errors", 9 }, { "Queries", 9 }, { "Rules", 100 } };
    struct sheet s = sheet_new(w, "By child", headings, COUNT_OF(headings));
    struct children c = { 0 };
    struct report_walk walk;
    struct report_issue x;
    arena_init(&c.a, 0);
    report_walk_init(&walk, w->r, 0);
    while (report_next(&walk, &w->a, &x)) {
        if (x.child.p)
            count_issue(&c, w->r, &x);
        arena_clear(&w->a);
    }
    report_walk_release(&walk);
    if (c.n)
        qsort(c.at, c.n, sizeof *c.at, worst_child_first);
    for (size_t i = 0; i < c.n && i < ROWS_MAX; i++) {
        put(w, &s, c.at[i].child.n ? c.at[i].child : S("(no number)"));
        put_count(w, &s, c.at[i].errors);
        put_count(w, &s, c.at[i].queries);
        put_wrapped(w, &s, rules_of(w, &c.at[i]));
        next_row(w, &s);
    }
    sheet_end(w, &s, COUNT_OF(headings));
    arena_release(&c.a);
}

/* --- Issues: the columns of the CSV, so that a later check finds them again ---------------------------------- */

static const struct heading issue_headings[] = { { "Rule", 11 }, { "Severity", 10 }, { "Child", 22 },
                                                 { "Note", 40 }, { "Message", 60 },  { "Fields", 35 },
                                                 { "File", 18 }, { "Line", 8 },      { "Table", 16 },
                                                 { "Year", 8 },  { "Do", 50 },       { "Since", 12 },
                                                 { "New", 7 },   { "Key", 30 },      { "Local", 7 } };

static void issue_row(struct writing *w, struct sheet *s, const struct report_issue *x)
{
    const struct report_rule *rule = &w->r->rules[x->rule];
    put(w, s, str_of(rule->text->code));
    put(w, s, str_of(report_severity(rule)));
    put(w, s, x->child.p ? x->child : S(""));
    put_wrapped(w, s, x->note);
    put(w, s, str_of(rule->text->message));
    put(w, s, x->fields);
    put(w, s, x->file);
    if (x->line)
        put_count(w, s, x->line);
    else
        s->column++;
    put(w, s, x->table);
    put(w, s, x->last ? S("last") : S("this"));
    put(w, s, str_of(rule->text->mend));
    put_day(w, s, x->since);
    put(w, s, x->fresh ? S("new") : S(""));
    put(w, s, x->key);
    put(w, s, rule->text->local ? S("local") : S(""));
    next_row(w, s);
}

static void past_rows(struct writing *w, struct sheet *s, bool open)
{
    const struct report_history *h = w->r->before;
    for (size_t i = 0; h && i < h->n && s->row <= rows_max(w->r); i++) {
        const struct report_past *x = &h->at[i];
        const struct rule_text *t = report_rule_named(w->r, x->rule);
        if (x->seen || x->open != open)
            continue;
        const str cells[] = { x->rule,
                              open ? S("not checked") : S("mended"),
                              x->child,
                              x->note,
                              t ? str_of(t->message) : S(""),
                              x->fields,
                              S(""),
                              S(""),
                              x->table,
                              S(""),
                              S("") };
        for (size_t k = 0; k < COUNT_OF(cells); k++)
            put(w, s, cells[k]);
        put_day(w, s, x->since);
        put(w, s, S(""));
        put(w, s, x->key);
        next_row(w, s);
    }
}

static void issues(struct writing *w)
{
    struct sheet s = sheet_new(w, "Issues", issue_headings, COUNT_OF(issue_headings));
    struct report_walk walk;
    struct report_issue x;
    size_t room = w->r->nissues > rows_max(w->r) ? rows_max(w->r) - 1 : rows_max(w->r);
    report_walk_init(&walk, w->r, 0);
    while (s.row <= room && report_next(&walk, &w->a, &x))
        issue_row(w, &s, &x);
    report_walk_release(&walk);
    past_rows(w, &s, true);
    if (w->r->nissues > rows_max(w->r)) {
        put(w, &s,
            arena_printf(&w->a, "This sheet is full: %zu more issues are in the CSV (--format csv).",
                         w->r->nissues - room));
        next_row(w, &s);
    }
    sheet_end(w, &s, COUNT_OF(issue_headings));
}

static void mended(struct writing *w)
{
    struct sheet s = sheet_new(w, "Mended", issue_headings, COUNT_OF(issue_headings));
    past_rows(w, &s, false);
    sheet_end(w, &s, COUNT_OF(issue_headings));
}

/* --- the file ------------------------------------------------------------------------------------------ */

static void formats(struct writing *w)
{
    w->head = workbook_add_format(w->book);
    format_set_bold(w->head);
    format_set_bottom(w->head, LXW_BORDER_THIN);
    w->title = workbook_add_format(w->book);
    format_set_bold(w->title);
    format_set_font_size(w->title, 14);
    w->date = workbook_add_format(w->book);
    format_set_num_format(w->date, "d mmmm yyyy");
    format_set_align(w->date, LXW_ALIGN_LEFT);
    w->wrap = workbook_add_format(w->book);
    format_set_text_wrap(w->wrap);
    format_set_align(w->wrap, LXW_ALIGN_VERTICAL_TOP);
}

static err_code take_bytes(out *o, int fd, err *e)
{
    char part[1 << 16];
    ssize_t n;
    off_t at = 0;
    while ((n = pread(fd, part, sizeof part, at)) > 0) {
        out_raw(o, (str){ part, (size_t)n });
        at += n;
    }
    return n < 0 || at == 0 ? err_set(e, ERR_SYSTEM, "The workbook could not be read back") : ERR_OK;
}

err_code report_as_xlsx(out *o, const struct report *r, err *e)
{
    struct writing w = { .r = r };
    char path[64];
    err_code rc;
    int fd = memfd_create("report.xlsx", MFD_CLOEXEC);
    if (fd < 0)
        return err_set(e, ERR_SYSTEM, "There is no room to make the workbook");
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    lxw_workbook_options options = { .constant_memory = LXW_TRUE };
    w.book = workbook_new_opt(path, &options);
    if (!w.book) {
        rc = err_set(e, ERR_SYSTEM, "There is no room to make the workbook");
        goto done;
    }
    arena_init(&w.a, 0);
    lxw_doc_properties properties = { .title = (char[]){ "What a check of a return found" },
                                      .author = (char[]){ "Holdfast" },
                                      .created = (time_t)(r->today > 0 ? r->today : 1) * 86400 };
    did(&w, workbook_set_properties(w.book, &properties));
    formats(&w);
    summary(&w);
    by_rule(&w);
    by_child(&w);
    issues(&w);
    if (r->before)
        mended(&w);
    did(&w, workbook_close(w.book));
    arena_release(&w.a);
    if (w.failed) {
        err_set(e, ERR_SYSTEM, "The workbook could not be written: %s", lxw_strerror(w.failed));
        rc = err_hint(e, "is the disk of temporary files (/tmp) full?");
    } else
        rc = take_bytes(o, fd, e);
done:
    close(fd);
    return rc;
}
