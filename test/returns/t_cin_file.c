/* t_cin_file.c - whole census files: what is read, what is refused, and that what comes out
 * hangs neither on order nor on company. */
#include "tap.h"
#include "base/file.h"
#include "returns/cin/file.h"
#include <dirent.h>
#include <stdlib.h>

static arena mem;
static struct calendar calendar;

static bool checked(struct cin_file *f, str bytes, unsigned processors)
{
    err e = { .mem = &mem };
    struct cin_file_how how = { .reference = DAY_NONE, .calendar = &calendar, .processors = processors };
    return cin_file_check(f, bytes, &how, &mem, &e) == ERR_OK;
}

/* One issue in words; with lines only where the file is the same. */
static str issue_words(const struct cin_issue *x, bool lines)
{
    str *parts = arena_array(&mem, str, x->nplaces + 1);
    parts[0] = arena_printf(&mem, "%s " STR_FMT, cin_rules[x->rule].text.code, STR_ARG(x->child));
    for (size_t i = 0; i < x->nplaces; i++)
        parts[i + 1] = arena_printf(&mem, STR_FMT "." STR_FMT ":%u", STR_ARG(cin_table_names[x->places[i].table]),
                                    STR_ARG(cin_item_names[x->places[i].item]), lines ? x->places[i].line : 0);
    return arena_join(&mem, x->nplaces + 1u, parts, S(" "));
}

static str all_issues(const struct cin_check *k, bool lines)
{
    str *v = arena_array(&mem, str, k->nissues + 1);
    for (size_t i = 0; i < k->nissues; i++)
        v[i] = issue_words(&k->issues[i], lines);
    return k->nissues ? arena_join(&mem, k->nissues, v, S("\n")) : S("");
}

/* --- one child alone ---------------------------------------------------------------------------- */

struct alone { const struct cin_file *whole; size_t different, children; };

static bool of_one_child(const struct cin_issue *x) { return cin_rules[x->rule].child != NULL; }

static err_code check_alone(void *ctx, const struct cin_header *h, const struct cin_child *c, err *e)
{
    (void)h, (void)e;
    struct alone *w = ctx;
    struct cin_check k;
    cin_check_init(&k, &w->whole->year, &mem);
    cin_check_child(&k, c);
    cin_check_end(&k);
    size_t at = 0;
    bool same = true;
    for (size_t i = 0; i < w->whole->check.nissues; i++) {
        const struct cin_issue *x = &w->whole->check.issues[i];
        if (!of_one_child(x) || x->line != c->line)
            continue;
        while (at < k.nissues && !of_one_child(&k.issues[at]))
            at++;
        same = same && at < k.nissues && str_eq(issue_words(x, true), issue_words(&k.issues[at], true));
        at++;
    }
    while (at < k.nissues && !of_one_child(&k.issues[at]))
        at++;
    w->different += !same || at != k.nissues;
    w->children++;
    return ERR_OK;
}

/* --child: its issues out of the whole, those across children too. */
struct asking { str bytes; const struct cin_file *whole; size_t different, asked; };

static err_code ask_for_one(void *ctx, const struct cin_header *h, const struct cin_child *c, err *e)
{
    struct asking *w = ctx;
    struct cin_file f;
    str child = cin_child_id(c);
    struct cin_file_how how = {
        .reference = DAY_NONE, .calendar = &calendar, .processors = 1 + w->asked++ % 2, .child = child
    };
    (void)h;
    if (!child.n)
        return ERR_OK;
    bool same = cin_file_check(&f, w->bytes, &how, &mem, e) == ERR_OK && f.check.child_seen > 0;
    size_t at = 0;
    for (size_t k = 0; same && k < w->whole->check.nissues; k++)
        if (w->whole->check.issues[k].child.p && str_eq(w->whole->check.issues[k].child, child))
            same = at < f.check.nissues &&
                   str_eq(issue_words(&w->whole->check.issues[k], true), issue_words(&f.check.issues[at++], true));
    w->different += !same || at != f.check.nissues;
    return ERR_OK;
}

static void asked_for_alone(str bytes, const struct cin_file *whole)
{
    struct asking w = { bytes, whole, 0, 0 };
    struct cin_reading reading;
    err e = { .mem = &mem };
    ok(cin_read(bytes, ask_for_one, NULL, &w, &reading, &mem, &e) == ERR_OK && w.asked == whole->reading.children,
       "every child is asked for by its number");
    is_int((int64_t)w.different, 0, "each has exactly its issues out of the whole, those across children too");
}

/* The file with its children the other way round. */
static str turned(str bytes)
{
    const char *first = memmem(bytes.p, bytes.n, "<Child>", 7), *end = memmem(bytes.p, bytes.n, "</Children>", 11);
    out o = { 0 };
    out_raw(&o, (str){ bytes.p, (size_t)(first - bytes.p) });
    for (const char *stop = end; stop > first;) {
        const char *start = stop - 1;
        while (start > first && memcmp(start, "<Child>", 7) != 0)
            start--;
        out_raw(&o, (str){ start, (size_t)(stop - start) });
        stop = start;
    }
    out_raw(&o, (str){ end, (size_t)(bytes.p + bytes.n - end) });
    str copy = arena_copy(&mem, out_str(&o));
    out_release(&o);
    return copy;
}

static void sample(const char *path)
{
    err e = { .mem = &mem };
    struct file file;
    struct cin_file f, again, other, several;
    struct cin_reading reading;
    if (!ok(file_open(&file, path, &e) == ERR_OK && checked(&f, file.bytes, 1), path))
        return;
    ok(f.reading.children > 0 && f.reading.whole, "it is read to its end");
    ok(checked(&again, file.bytes, 1), "and again");
    is(all_issues(&again.check, true), all_issues(&f.check, true), "the same issues in the same order");
    ok(checked(&several, file.bytes, 2), "and in two parts");
    is(all_issues(&several.check, true), all_issues(&f.check, true),
       "the same issues in the same order, lines and all");
    ok(several.reading.children == f.reading.children && several.reading.nfaults == f.reading.nfaults,
       "as many children and faults");
    ok(checked(&other, turned(file.bytes), 1), "its children the other way round are read");
    is(all_issues(&other.check, false), all_issues(&f.check, false), "they have the same issues in the same order");
    asked_for_alone(file.bytes, &f);
    struct alone w = { .whole = &f };
    ok(cin_read(file.bytes, check_alone, NULL, &w, &reading, &mem, &e) == ERR_OK, "each child alone is read");
    is_int((int64_t)w.children, (int64_t)f.reading.children, "every one of them");
    is_int((int64_t)w.different, 0, "each alone has exactly its issues out of the whole");
    file_close(&file);
}

static int only_xml(const struct dirent *d) { return str_ends(str_of(d->d_name), S(".xml")); }

static void samples(void)
{
    struct dirent **names = NULL;
    int n = scandir("test/returns/data/cin", &names, only_xml, alphasort);
    ok(n >= 8, "samples are there");
    for (int i = 0; i < n; i++) {
        char path[512];
        snprintf(path, sizeof path, "test/returns/data/cin/%s", names[i]->d_name);
        sample(path);
        free(names[i]);
    }
    free(names);
}

/* --- what is read and what is refused ------------------------------------------------------------ */

#define HEAD                                                                                                           \
    "<Message><Header><CollectionDetails><Collection>CIN</Collection><Year>2026</Year><ReferenceDate>2026-03-31</"     \
    "ReferenceDate></CollectionDetails></Header><Children>\n"
#define ONE(id, more)                                                                                                  \
    "<Child><ChildIdentifiers><LAchildID>" id                                                                          \
    "</LAchildID><PersonBirthDate>2015-05-05</PersonBirthDate><Sex>F</Sex></ChildIdentifiers>"                         \
    "<ChildCharacteristics><Ethnicity>WBRI</Ethnicity></ChildCharacteristics>" more "</Child>\n"
#define TAIL "</Children></Message>\n"

static void faults(void)
{
    static const struct {
        const char *name, *xml;
        enum cin_fault_kind kind;
        uint32_t line;
        size_t times, children;
    } cases[] = {
        { "an element that nobody knows", HEAD ONE("a", "<Shoe><Size>4</Size></Shoe>") ONE("b", "<Shoe/>") TAIL,
          CIN_FAULT_UNKNOWN, 2, 2, 2 },
        { "a module in the wrong place", HEAD ONE("a", "<Section47/>") TAIL, CIN_FAULT_MISPLACED, 2, 1, 1 },
        { "an item in the wrong module", HEAD ONE("a", "<CINdetails><UPN>x</UPN></CINdetails>") TAIL,
          CIN_FAULT_MISPLACED, 2, 1, 1 },
        { "an item given twice",
          HEAD ONE("a", "<CINdetails><ReferralNFA>0</ReferralNFA><ReferralNFA>1</ReferralNFA></CINdetails>") TAIL,
          CIN_FAULT_TWICE, 2, 1, 1 },
        { "a child with two sets of identifiers", HEAD ONE("a", "<ChildIdentifiers/>") TAIL, CIN_FAULT_TWICE, 2, 1, 1 },
        { "a date that is none",
          HEAD ONE("a", "") ONE("b", "<CINdetails><CINreferralDate>2025-02-31</CINreferralDate></CINdetails>") TAIL,
          CIN_FAULT_DATE, 3, 1, 2 },
        { "a day with a zone behind it, twice",
          HEAD ONE("a", "<CINdetails><CINreferralDate>2025-09-09Z</CINreferralDate></CINdetails>"
                        "<CINdetails><CINreferralDate>2025-09-10+01:00</CINreferralDate></CINdetails>") TAIL,
          CIN_FAULT_FORM, 2, 2, 1 },
        { "a day with a time", HEAD ONE("a", "<CINdetails><CINreferralDate>2025-09-09T00:00:00</CINreferralDate>"
                                             "</CINdetails>") TAIL, CIN_FAULT_FORM, 2, 1, 1 },
        { "the day first", HEAD ONE("a", "<CINdetails><CINreferralDate>09/09/2025</CINreferralDate></CINdetails>") TAIL,
          CIN_FAULT_FORM, 2, 1, 1 },
        { "identifiers behind the rest",
          HEAD "<Child><ChildCharacteristics/><CINdetails/><ChildIdentifiers/></Child>" TAIL,
          CIN_FAULT_ORDER, 2, 1, 1 },
        { "an item behind the one after it",
          HEAD ONE("a", "<CINdetails><ReferralSource>1A</ReferralSource><CINreferralDate>2025-09-09</CINreferralDate>"
                        "<PrimaryNeedCode>N1</PrimaryNeedCode></CINdetails>") TAIL, CIN_FAULT_ORDER, 2, 1, 1 },
        { "an enquiry behind the word on further action",
          HEAD ONE("a", "<CINdetails><ReferralNFA>0</ReferralNFA><Section47/></CINdetails>") TAIL,
          CIN_FAULT_ORDER, 2, 1, 1 },
        { "assessments behind a plan",
          HEAD ONE("a", "<CINdetails><CINPlanDates/><Assessments/><Assessments/></CINdetails>") TAIL,
          CIN_FAULT_ORDER, 2, 2, 1 },
        { "text between items", HEAD ONE("a", "<CINdetails>hello<ReferralNFA>0</ReferralNFA></CINdetails>") TAIL,
          CIN_FAULT_TEXT, 2, 1, 1 },
        { "a file that ends too early", HEAD ONE("a", "") ONE("b", "") "<Child><ChildIdentifiers>", CIN_FAULT_NOT_XML,
          0, 1, 2 },
        { "a tag that is not closed", HEAD ONE("a", "") "<Child><ChildIdentifiers></Child>" ONE("b", "") TAIL,
          CIN_FAULT_NOT_XML, 0, 1, 1 },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct cin_file f;
        if (!ok(checked(&f, str_of(cases[i].xml), 1), cases[i].name))
            continue;
        ok(f.reading.nfaults == 1 && f.reading.faults[0].kind == cases[i].kind &&
               f.reading.faults[0].line == cases[i].line && f.reading.faults[0].times == cases[i].times,
           "is named once, with its line");
        ok(cin_fault_says(&mem, &f.reading.faults[0]).n > 10, "in words");
        is_int((int64_t)f.reading.children, (int64_t)cases[i].children, "and the children that could be read count");
        is_int(f.reading.whole, cases[i].kind != CIN_FAULT_NOT_XML, "whether the file is whole");
    }
}

/* Read in parts or as a whole, the bytes of a file mean the same. */
static void encodings(void)
{
    static const struct { const char *name, *before; } cases[] = {
        { "a comment in Windows-1252 before children in UTF-8", "<!-- \xE9 -->" },
        { "a declaration with spaces", "<?xml version='1.0' encoding = 'ISO-8859-1'?>" },
        { "a declaration of UTF-16", "<?xml version='1.0' encoding='utf-16'?>" },
        { "blank lines", "\n\n<?xml version='1.0' encoding='UTF-8'?>" },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct cin_file whole, parts;
        str bytes = arena_printf(&mem, "%s%s", cases[i].before, HEAD ONE("\xC3\xA9", "") ONE("b", "") TAIL);
        if (!ok(checked(&whole, bytes, 1) && checked(&parts, bytes, 2), cases[i].name))
            continue;
        ok(whole.check.nissues > 2, "it has issues");
        is(all_issues(&parts.check, true), all_issues(&whole.check, true), "the same in parts");
    }
}

/* As some systems write the file: what it says counts, however the dates are written and in whatever order. */
#define OF_2026(end, born, referred, closed)                                                                           \
    "<Message><Header><CollectionDetails><Collection>CIN</Collection><Year>2026</Year><ReferenceDate>" end             \
    "</ReferenceDate></CollectionDetails></Header><Children><Child>" IDENTIFIED(born)                                  \
    "<ChildCharacteristics><Ethnicity>WBRI</Ethnicity></ChildCharacteristics>" EPISODE(referred, closed)               \
    "</Child></Children></Message>"
#define IDENTIFIED(born)                                                                                               \
    "<ChildIdentifiers><LAchildID>6101</LAchildID><UPN>A926123456789</UPN><PersonBirthDate>" born                      \
    "</PersonBirthDate><Sex>F</Sex></ChildIdentifiers>"
#define EPISODE(referred, closed)                                                                                      \
    "<CINdetails><CINreferralDate>" referred "</CINreferralDate><ReferralSource>1A</ReferralSource>"                   \
    "<PrimaryNeedCode>N1</PrimaryNeedCode><CINclosureDate>" closed "</CINclosureDate>"                                 \
    "<ReasonForClosure>RC8</ReasonForClosure><ReferralNFA>0</ReferralNFA></CINdetails>"

static void other_forms(void)
{
    static const struct { const char *name, *xml; size_t faults; } cases[] = {
        { "as the census asks", OF_2026("2026-03-31", "2012-05-04", "2025-09-09", "2025-09-20"), 0 },
        { "with zones", OF_2026("2026-03-31Z", "2012-05-04Z", "2025-09-09+01:00", "2025-09-20+01:00"), 4 },
        { "the day first", OF_2026("31/03/2026", "04/05/2012", "09/09/2025", "20/09/2025"), 4 },
        { "identifiers last",
          "<Message><Header><CollectionDetails><Collection>CIN</Collection><Year>2026</Year><ReferenceDate>2026-03-31"
          "</ReferenceDate></CollectionDetails></Header><Children><Child><ChildCharacteristics>"
          "<Ethnicity>WBRI</Ethnicity></ChildCharacteristics>" EPISODE("2025-09-09", "2025-09-20")
          IDENTIFIED("2012-05-04")
          "</Child></Children></Message>", 1 },
    };
    struct cin_file plain, f;
    if (!ok(checked(&plain, str_of(cases[0].xml), 1), "a file is read"))
        return;
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        for (unsigned processors = 1; processors < 3; processors++) {
            if (!ok(checked(&f, str_of(cases[i].xml), processors), cases[i].name))
                continue;
            is(all_issues(&f.check, false), all_issues(&plain.check, false), "the same issues");
            is_int(f.year.year, 2025, "of the same year");
            is_int((int64_t)f.reading.nfaults, (int64_t)cases[i].faults, "and a word on each thing that is refused");
        }
}

static void refusals(void)
{
    static const struct { const char *name, *xml; } cases[] = {
        { "nothing", "" },
        { "no XML", "LAchildID,UPN\n1,2\n" },
        { "another return", "<Message><Looked>1</Looked></Message>" },
        { "an external entity", "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>" HEAD ONE("&e;", "") TAIL },
        { "a billion laughs", "<!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c "
                              "\"&b;&b;&b;&b;&b;&b;&b;&b;\">]>" HEAD ONE("&c;", "") TAIL },
        { "nothing but a root", "<Message/>" },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct cin_file f;
        ok(!checked(&f, str_of(cases[i].xml), 1), cases[i].name);
        ok(!checked(&f, str_of(cases[i].xml), 2), "in parts too");
    }
}

static size_t count_of(const struct cin_file *f, const char *rule)
{
    return f->check.counts[cin_rule_named(str_of(rule))];
}

static void shapes(void)
{
    struct cin_file f;
    ok(checked(
           &f,
           S(HEAD ONE(
               "a",
               "<CINdetails><ReferralNFA>0</ReferralNFA><ChildProtectionPlans><CPPstartDate>2025-06-01</CPPstartDate>"
               "<Reviews><CPPreviewDate>2025-05-01</CPPreviewDate><CPPreviewDate>2025-04-02</CPPreviewDate></Reviews>"
               "<Reviews><CPPreviewDate>2025-06-01</CPPreviewDate></Reviews><Reviews/></ChildProtectionPlans></"
               "CINdetails>") TAIL),
           1),
       "reviews in one block and in many");
    is_int((int64_t)count_of(&f, "8841"), 3, "each is a review");
    is_int((int64_t)count_of(&f, "8842Q"), 1, "an empty block is one without a date");
    ok(checked(&f,
               S(HEAD ONE("a", "<CINdetails><PreProceedingsandFGDM><PPStartDate>2026-01-01</PPStartDate><PPOutcome>A</"
                               "PPOutcome></PreProceedingsandFGDM></CINdetails>") TAIL),
               1),
       "pre-proceedings");
    is_int((int64_t)f.reading.nfaults, 0, "are known");
    ok(checked(&f, S(HEAD "<Child/>" ONE("", "") TAIL), 1), "children without anything");
    is_int((int64_t)count_of(&f, "8500"), 2, "have no number");
    is_int((int64_t)count_of(&f, "4220"), 1, "and one has no ethnicity");
    ok(checked(&f, S("<Message><Children>" ONE("a", "") TAIL), 1), "a file without a header");
    ok(f.year.end == DAY_NONE && cin_not_checked(&cin_rules[cin_rule_named(S("8520"))], &f.year),
       "rules that need the year are not checked, and say so");
    ok(checked(&f,
               S("<Message><Header><CollectionDetails><ReferenceDate>2021-03-31</ReferenceDate><Year>2021</Year></"
                 "CollectionDetails></Header><Children>" ONE("a", "") TAIL),
               1) &&
           f.year.year == 2020,
       "a census of 2020-21");
    ok(cin_not_checked(&cin_rules[cin_rule_named(S("4180"))], &f.year) != NULL, "is not asked for what came later");
    ok(checked(&f, S(HEAD ONE("a\xE9", "") TAIL), 1), "Windows-1252");
    ok(f.check.nissues && count_of(&f, "1580") == 1, "is read");
}

/* Names that two children share, wherever they stand. */
static void shared(void)
{
    struct cin_file f;
    ok(checked(&f, S(HEAD ONE("a", "") ONE("b", "") ONE("a", "<CINdetails/>") ONE("c", "") TAIL), 2),
       "two children of one number");
    is_int((int64_t)count_of(&f, "8510"), 2, "both are reported");
    is(f.check.issues[f.check.nissues - 1].child, S("a"), "by their number");
}

static void too_many(void)
{
    out o = { 0 };
    struct cin_file f;
    out_raw(&o, S(HEAD "<Child><ChildIdentifiers><LAchildID>a</LAchildID></ChildIdentifiers><CINdetails>"));
    for (int i = 0; i < CIN_MODULES_IN_A_CHILD + 50; i++)
        out_raw(&o, S("<Section47><S47ActualStartDate>2025-05-05</S47ActualStartDate></Section47>\n"));
    out_raw(&o, S("</CINdetails></Child>" TAIL));
    ok(checked(&f, out_str(&o), 1), "a child with thousands of enquiries");
    ok(f.reading.nfaults == 1 && f.reading.faults[0].kind == CIN_FAULT_TOO_MANY, "is cut short, and that is said");
    struct report r;
    struct report_fault last;
    cin_file_report(&f, &r, &mem);
    r.fault(r.ctx, r.nfaults - 1, &mem, &last);
    ok(f.check.unkept > 0 && r.nfaults == 2 && str_has(last.says, S("more than 200 issues of one rule and child")),
       "so is what is not listed of it");
    ok(f.check.nissues < 3000, "and memory is not what its enquiries multiply to");
    out_release(&o);
}

static void reports(void)
{
    struct cin_file f;
    struct report r;
    out o = { 0 };
    ok(checked(&f, S(HEAD ONE("=cmd", "") TAIL), 1), "a number that a spreadsheet would run");
    cin_file_report(&f, &r, &mem);
    report_as_text(&o, &r);
    ok(str_has(out_str(&o), S("8590  1 error")) && str_has(out_str(&o), S("Passed (")),
       "text says what failed and what passed");
    out_clear(&o);
    report_as_csv(&o, &r);
    ok(!str_has(out_str(&o), S(",=cmd")) && str_has(out_str(&o), S("1580,error,")), "CSV makes it harmless");
    out_clear(&o);
    report_as_json(&o, &r);
    ok(str_starts(out_str(&o), S("{\"return\":\"Children in need census 2025-26\",\"checked\":\"")),
       "JSON says which return");
    size_t rules = 0;
    for (str rest = out_str(&o); rest.n; rest = str_skip(rest, 1))
        rules += str_starts(rest, S("\"result\":"));
    is_int((int64_t)rules, (int64_t)cin_rule_count, "every rule is in the report");
    is_int((int64_t)cin_rule_count, 109, "all of them");
    out_release(&o);
}

int main(void)
{
    arena_init(&mem, 0);
    calendar_init(&calendar, &mem, 0, NULL);
    samples();
    faults();
    encodings();
    other_forms();
    refusals();
    shapes();
    shared();
    too_many();
    reports();
    arena_release(&mem);
    return done_testing();
}
