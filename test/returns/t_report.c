/* t_report.c - reports of any return: the workbook opens and cannot run anything, issues are
 * known again, notes survive. */
#include "tap.h"
#include "base/file.h"
#include "base/workbook.h"
#include "base/xml.h"
#include "returns/report.h"
#include <stdlib.h>
#include <unistd.h>

static arena mem;
static const struct rule_text texts[] = {
    { .code = "101",
      .from = 2015,
      .to = 9999,
      .severity = SEVERITY_ERROR,
      .fields = "Header: SEX",
      .message = "Sex is missing.",
      .mend = "Record it." },
    { .code = "202Q",
      .from = 2015,
      .to = 9999,
      .severity = SEVERITY_QUERY,
      .fields = "Episodes: DECOM",
      .message = "An odd day.",
      .mend = "Look at it." },
    { .code = "303",
      .from = 2015,
      .to = 9999,
      .severity = SEVERITY_ERROR,
      .fields = "OC2: TEETH_CHECK",
      .message = "No check.",
      .mend = "Record it." },
    { .code = "L1",
      .from = 2015,
      .to = 9999,
      .severity = SEVERITY_QUERY,
      .fields = "Header: DOB",
      .message = "Ours.",
      .mend = "Ask.",
      .local = true },
};
static struct report_rule rules[] = {
    { &texts[0], 2, NULL }, { &texts[1], 4, NULL }, { &texts[2], 0, "needs OC2" }, { &texts[3], 0, NULL }
};

struct made { size_t rule; const char *child, *file; size_t line; const char *table, *fields, *key; };
static const struct made found[] = {
    { 0, "=1+1", "header.csv", 2, "Header", "SEX", "Header" },
    { 0, "0042", "header.csv", 3, "Header", "SEX", "Header" },
    { 1, "0042", "episodes.csv", 9, "Episodes", "DECOM", "Episodes 2025-06-01" },
    { 1, "0042", "episodes.csv", 4, "Episodes", "DECOM", "Episodes 2025-06-01" },
    { 1, "0042", "@evil.csv", 5, "Episodes", "DECOM", "Episodes" },
    { 1, "b\xE9\x01", "episodes.csv", 6, "Episodes", "DECOM", "Episodes 2025-07-01" },
};
static const size_t *chosen;            /* NULL: all of found */

static void word(void *ctx, size_t i, arena *a, struct report_issue *x)
{
    (void)ctx, (void)a;
    const struct made *m = &found[chosen ? chosen[i] : i];
    *x = (struct report_issue){ .rule = m->rule,
                                .child = str_of(m->child),
                                .file = str_of(m->file),
                                .line = m->line,
                                .table = str_of(m->table),
                                .fields = str_of(m->fields),
                                .key = str_of(m->key) };
}

static void word_fault(void *ctx, size_t i, arena *a, struct report_fault *x)
{
    (void)ctx, (void)a;
    *x = (struct report_fault){ .file = S("-2+3.csv"),
                                .line = i,
                                .says = i ? S("@SUM(A1) is no column") : S("+this cannot be read"),
                                .minor = i > 0 };
}

static struct report report_of(size_t n, day today)
{
    return (struct report){ .name = S("=Return 2026-27"),
                            .children = 7,
                            .nrules = COUNT_OF(rules),
                            .rules = rules,
                            .nissues = n,
                            .nfaults = 2,
                            .issue = word,
                            .fault = word_fault,
                            .today = today,
                            .text_limit = 3 };
}

/* --- workbooks --------------------------------------------------------------------------------------- */

struct seen { size_t rows[8], formulas; str cell[8][40][16]; size_t n[8][40]; };

static err_code see(void *ctx, int sheet, size_t row, size_t n, const str *cells, err *e)
{
    struct seen *s = ctx;
    (void)row, (void)e;
    size_t at = s->rows[sheet]++;
    for (size_t i = 0; at < 40 && i < n && i < 16; i++)
        s->cell[sheet][at][i] = arena_copy(&mem, cells[i]);
    if (at < 40)
        s->n[sheet][at] = n;
    return ERR_OK;
}

static struct seen *opened(const struct report *r, out *o)
{
    struct seen *s = arena_new(&mem, struct seen);
    err e = { .mem = &mem };
    out_clear(o);
    if (!ok(report_as_xlsx(o, r, &e) == ERR_OK, "a workbook is made") ||
        !ok(workbook_read(out_str(o), see, s, &mem, &e) == ERR_OK, "our own reader opens it"))
        printf("# %.*s\n", (int)e.message.n, e.message.p);
    return s;
}

static const char unzip[] = "perl -MIO::Uncompress::Unzip -e '"
                            "my $z = IO::Uncompress::Unzip->new(\"$ENV{REPORT_DIR}/report.xlsx\") or die; do { my $n = "
                            "$z->getHeaderInfo->{Name}; $n =~ s#/#_#g;"
                            "open my $f, \">\", \"$ENV{REPORT_DIR}/$n.part\" or die; my $b; print $f $b while "
                            "$z->read($b) > 0; close $f } while $z->nextStream > 0'";

static void unpacked(str bytes)
{
    static const struct { const char *what, *part, *has; bool absent; } cases[] = {
        { "no cell is a formula", "xl_worksheets_sheet4.xml", "<f>", true },
        { "what begins like a formula is text", "xl_worksheets_sheet4.xml", "t=\"inlineStr\"><is><t>=1+1</t>", false },
        { "also in the summary", "xl_worksheets_sheet1.xml", "t=\"inlineStr\"><is><t>+this cannot be read</t>", false },
        { "the heading stays in sight", "xl_worksheets_sheet4.xml", "state=\"frozen\"", false },
        { "with filters", "xl_worksheets_sheet4.xml", "<autoFilter ref=\"A1:O7\"/>", false },
        { "columns have widths", "xl_worksheets_sheet4.xml", "<col min=\"5\" max=\"5\" width=\"60", false },
        { "it says the day of the check, not of the clock", "docProps_core.xml",
          "2026-11-22T00:00:00Z</dcterms:created>", false },
        { "sheets have their names", "xl_workbook.xml", "name=\"By child\"", false },
    };
    static const struct xml_handler nothing = { .open = NULL };
    char dir[] = "/tmp/t_report.XXXXXX";
    err e = { .mem = &mem };
    ok(mkdtemp(dir) && setenv("REPORT_DIR", dir, 1) == 0, "it is kept");
    FILE *f = fopen(arena_printf(&mem, "%s/report.xlsx", dir).p, "wb");
    ok(f && fwrite(bytes.p, 1, bytes.n, f) == bytes.n && fclose(f) == 0 && system(unzip) == 0,
       "another program unpacks it");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct file part;
        bool there = file_open(&part, arena_printf(&mem, "%s/%s.part", dir, cases[i].part).p, &e) == ERR_OK;
        ok(there && xml_read(part.bytes, &nothing, NULL, &e) == ERR_OK &&
               str_has(part.bytes, str_of(cases[i].has)) != cases[i].absent,
           cases[i].what);
        if (there)
            file_close(&part);
    }
    ok(system("rm -r \"$REPORT_DIR\"") == 0, "and nothing is left");
}

static void workbook(void)
{
    out o = { 0 }, again = { 0 };
    struct report r = report_of(COUNT_OF(found), day_make(2026, 11, 22));
    const struct seen *s = opened(&r, &o);
    is(s->cell[1][0][0], S("=Return 2026-27"), "Summary says which return");
    is(s->cell[1][2][1], S("7"), "how many children");
    is_int((int64_t)s->rows[2], 1 + (int64_t)COUNT_OF(rules), "By rule has every rule");
    is(s->cell[2][3][7], S("needs OC2"), "and why one was not checked");
    is(s->cell[2][4][8], S("local"), "and which are the council's own");
    is_int((int64_t)s->rows[3], 1 + 3, "By child has every child with issues");
    is(s->cell[3][1][0], S("0042"), "worst first");
    is(s->cell[3][1][3], S("101 202Q"), "with its rules");
    is(s->cell[3][3][0], S("b??"), "bytes that are no text do not spoil the file");
    is_int((int64_t)s->rows[4], 1 + (int64_t)COUNT_OF(found), "Issues has every issue");
    is(s->cell[4][0][3], S("Note"), "and a column for notes");
    is(s->cell[4][1][3], S(""), "which is empty");
    is(s->cell[4][2][2], S("0042"), "a child's number keeps its noughts");
    is(s->cell[4][4][13], S("Episodes 2025-06-01 #2"), "issues that are alike are numbered");
    unpacked(out_str(&o));
    r.sheet_rows = 4;
    s = opened(&r, &again);
    is_int((int64_t)s->rows[4], 1 + 4, "a sheet that is too small stops");
    is(s->cell[4][4][0], S("This sheet is full: 3 more issues are in the CSV (--format csv)."), "and says so");
    is(s->cell[1][8][1], S("3"), "so does the summary");
    r.sheet_rows = 0;
    out_clear(&again);
    err e = { .mem = &mem };
    ok(report_as_xlsx(&again, &r, &e) == ERR_OK && str_eq(out_str(&o), out_str(&again)),
       "the same report gives the same bytes");
    out_release(&o);
    out_release(&again);
}

/* --- an earlier report -------------------------------------------------------------------------------- */

static size_t times(str text, const char *what)
{
    size_t n = 0;
    for (; text.n; text = str_skip(text, 1))
        n += str_starts(text, str_of(what));
    return n;
}

static struct report_history *history(str bytes)
{
    struct report_history *h = NULL;
    err e = { .mem = &mem };
    return report_history_read(&h, bytes, &mem, &e) == ERR_OK ? h : NULL;
}

static const char earlier[] =
    "note,rule,severity,child,key,since\n"
    "asked the nurse,101,error,42,Header,01/11/2026\n" /* a spreadsheet took the noughts and turned the date */
    "\"second one,\nin two lines\",202Q,query,0042,Episodes 2025-06-01 #2,2026-10-01\n"
    ",101,error,'=1+1,Header,46327\n"
    "mended now,101,error,77,Header,2026-09-01\n"
    "of long ago,101,mended,78,Header,2026-09-01\n"
    "kept,303,error,42,OC2,2026-09-02\n"
    ",,not read,,,\n"
    ",303,not checked,,,\n";

static void compared(void)
{
    out o = { 0 };
    struct report r = report_of(COUNT_OF(found), day_make(2026, 11, 22));
    struct report_history *h = history(str_of(earlier));
    if (!ok(h != NULL, "a CSV with notes typed in is read, whatever the order of its columns"))
        return;
    report_compare(&r, h, STR_NONE);
    report_as_csv(&o, &r);
    str csv = out_str(&o);
    ok(str_has(csv, S("Record it.,Header,2026-11-01,,asked the nurse,")),
       "an issue is found again without its noughts, with its note and its day");
    ok(str_has(csv, S("Record it.,Header,2026-11-01,,,")), "and one whose number was made harmless");
    ok(str_has(csv, S("Episodes 2025-06-01 #2,2026-10-01,,\"second one,\nin two lines\",")),
       "the second of two that are alike is told from the first");
    ok(str_has(csv, S("Episodes 2025-06-01,2026-11-22,new,,")), "which is new");
    ok(str_has(csv, S("101,mended,77,")) && str_has(csv, S("mended now")), "what is mended is listed with its note");
    ok(!str_has(csv, S("of long ago")), "but not what was mended before");
    ok(str_has(csv, S("303,not checked,42,")) && str_has(csv, S(",OC2,2026-09-02,,kept,")),
       "nobody knows of a rule that did not run: its issue and note stay");
    /* without the child whose number is no text */
    struct report next = report_of(COUNT_OF(found) - 1, day_make(2026, 12, 1));
    rules[1].issues = 3;
    struct report_history *again = history(arena_copy(&mem, csv));
    report_compare(&next, again, STR_NONE);
    out_clear(&o);
    report_as_text(&o, &next);
    ok(str_has(out_str(&o), S("Since the earlier report: 0 new, 1 mended")), "its own report knows every issue again");
    ok(str_has(out_str(&o), S("since 1 November 2026\n        note: asked the nurse\n")),
       "the note stands in the text");
    ok(str_has(out_str(&o), S("note: second one, in two lines\n")), "on one line");
    ok(str_has(out_str(&o), S("rules that were not checked this time (1):\n    303 child 42: OC2\n")),
       "and what was not looked at");
    out_clear(&o);
    report_as_json(&o, &next);
    ok(str_has(out_str(&o), S("\"since\":\"2026-11-01\",\"new\":false,\"note\":\"asked the nurse\"")), "and in JSON");
    is_int((int64_t)times(out_str(&o), "\"new\":true"), 0, "nothing is new");
    rules[1].issues = 4;
    out_release(&o);
}

static void through_a_workbook(void)
{
    static const size_t some[] = { 0, 1, 2, 3 };
    out o = { 0 };
    struct report r = report_of(COUNT_OF(found), day_make(2026, 11, 22));
    report_compare(&r, history(str_of(earlier)), STR_NONE);
    const struct seen *s = opened(&r, &o);
    is_int((int64_t)s->rows[5], 2, "the sheet Mended has what is mended");
    struct report_history *h = history(arena_copy(&mem, out_str(&o)));
    if (!ok(h != NULL, "the workbook is an earlier report"))
        return;
    chosen = some;
    rules[1].issues = 2;
    struct report next = report_of(COUNT_OF(some), day_make(2026, 12, 1));
    report_compare(&next, h, STR_NONE);
    out_clear(&o);
    report_as_csv(&o, &next);
    ok(str_has(out_str(&o), S("Header,2026-11-01,,asked the nurse,")), "notes and days come back from it");
    ok(str_has(out_str(&o), S(",OC2,2026-09-02,,kept,")), "also of what was not looked at");
    is_int((int64_t)times(out_str(&o), ",new,"), 0 + 1, "nothing is new but the heading");
    is_int((int64_t)times(out_str(&o), ",mended,"), 2, "two are mended");
    chosen = NULL;
    rules[1].issues = 4;
    out_release(&o);
}

static void one_child(void)
{
    static const size_t of_0042[] = { 1, 2, 3, 4 };
    out o = { 0 };
    chosen = of_0042;
    rules[0].issues = 1;
    rules[1].issues = 3;
    struct report r = report_of(COUNT_OF(of_0042), day_make(2026, 11, 22));
    report_compare(&r, history(str_of(earlier)), S("0042"));
    report_as_csv(&o, &r);
    is_int((int64_t)times(out_str(&o), ",mended,"), 0,
           "when one child is checked, the others' issues are not called mended");
    chosen = NULL;
    rules[0].issues = 2;
    rules[1].issues = 4;
    out_release(&o);
}

static void refused(void)
{
    static const struct { const char *name, *bytes; } cases[] = {
        { "nothing", "" },
        { "another table", "CHILD,SEX\n1,M\n" },
        { "a report without keys", "rule,severity,child,since,note\n101,error,1,,\n" },
        { "JSON", "{\"return\":\"x\"}" },
        { "a zip that is no workbook", "PK\3\4 and so on" },
        { "a report without notes", "rule,severity,child,key,since\n" },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        ok(!history(str_of(cases[i].bytes)), cases[i].name);
    ok(history(S("rule,severity,child,key,since,note\n\"101,error,1\n101,error,2,Header,soon,x\n")) != NULL,
       "a row that is broken hides no other");
}

int main(void)
{
    arena_init(&mem, 0);
    workbook();
    compared();
    through_a_workbook();
    one_child();
    refused();
    arena_release(&mem);
    return done_testing();
}
