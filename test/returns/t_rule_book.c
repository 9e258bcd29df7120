/* t_rule_book.c - every rule of both returns has words, an example that breaks it and one that does not, which the rule
 * itself confirms, and a page of the book that shows them. */
#include "base/embedded.h"
#include "base/file.h"
#include "examples.h"
#include "returns/book.h"
#include "tap.h"
#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

static arena mem;

struct one_return { const char *name; example_fn *run; size_t nrules; };
static const struct rule_text *text_of(const struct one_return *r, size_t i)
{
    return r->run == example_cin ? &cin_rules[i].text : &ssda903_rules[i].text;
}

static size_t rule_of(const struct one_return *r, str code)
{
    for (size_t i = 0; i < r->nrules; i++)
        if (str_eq(str_of(text_of(r, i)->code), code))
            return i;
    return SIZE_MAX;
}

/* Every case of the file comes out as it says, and they stand in the order of the rules. */
static void check_cases(const struct one_return *r, const struct calendar *calendar, size_t (*seen)[2])
{
    str rest = embedded_file(arena_printf(&mem, "catalogue/examples/%s.txt", r->name));
    struct example x;
    size_t cases = 0, at = 0, bad = 0;
    while (example_next(&rest, &mem, &x)) {
        if (x.changed.p)
            continue;
        size_t rule = rule_of(r, x.code);
        if (rule == SIZE_MAX || rule < at || (x.looks.p && rule == at && cases && seen[rule][1])) {
            printf("# " STR_FMT " is no rule, or stands out of order\n", STR_ARG(x.code));
            bad++;
            continue;
        }
        at = rule;
        if (x.looks.p)
            continue;
        str why = S("");
        cases++;
        if (!r->run(&x, calendar, &mem, &why)) {
            printf("# %s " STR_FMT ", case %zu: " STR_FMT "\n", r->name, STR_ARG(x.code),
                   seen[rule][0] + seen[rule][1] + 1, STR_ARG(why));
            bad++;
        }
        if (!seen[rule][0] && !seen[rule][1] && !x.breaks) {
            printf("# " STR_FMT " does not begin with the case that breaks it\n", STR_ARG(x.code));
            bad++;
        }
        seen[rule][x.breaks]++;
    }
    is_int((int64_t)bad, 0, arena_printf(&mem, "%s: %zu examples come out as they say", r->name, cases).p);
}

static void check_words(const struct one_return *r, size_t (*seen)[2])
{
    size_t lacking = 0, wordless = 0;
    for (size_t i = 0; i < r->nrules; i++) {
        const struct rule_text *t = text_of(r, i);
        struct rule_words w = rule_words_of(str_of(r->name), str_of(t->code), &mem);
        if (!seen[i][0] || !seen[i][1] || w.nexamples != seen[i][0] + seen[i][1]) {
            printf("# %s %s lacks %s\n", r->name, t->code,
                   !seen[i][1]   ? "an example that breaks it"
                   : !seen[i][0] ? "an example that does not"
                                 : "some of its examples");
            lacking++;
        }
        wordless += strlen(t->message) < 10 || !str_ends(str_of(t->message), S(".")) || strlen(t->mend) < 10 ||
                    !str_ends(str_of(t->mend), S("."));
    }
    is_int((int64_t)lacking, 0,
           arena_printf(&mem, "%s: every rule, in force or not, has an example that breaks it and one that does not",
                        r->name)
               .p);
    is_int((int64_t)wordless, 0, arena_printf(&mem, "%s: what is wrong and what to do are sentences", r->name).p);
}

/* --- the pages ------------------------------------------------------------------------------------------------ */
static str escaped(const char *words)
{
    out o = { 0 };
    out_text(&o, str_of(words));
    str s = arena_copy(&mem, out_str(&o));
    out_release(&o);
    return s;
}

static bool page_is_whole(const char *dir, const struct one_return *r, const struct rule_text *t)
{
    struct file f;
    err e = { .mem = &mem };
    if (file_open(&f, arena_printf(&mem, "%s/rule-%s-%s.html", dir, r->name, t->code).p, &e))
        return false;
    bool whole = str_has(f.bytes, escaped(t->message)) && str_has(f.bytes, escaped(t->mend)) &&
                 str_has(f.bytes, S("An example that breaks it")) && str_has(f.bytes, S("The same, mended")) &&
                 str_has(f.bytes, S("Where it is entered")) && str_has(f.bytes, S("verified")) &&
                 (str_has(f.bytes, S("<strong>yes</strong>")) ||
                  str_has(f.bytes, S("The return as a whole is reported")));
    file_close(&f);
    return whole;
}

static void remove_book(const char *dir)
{
    DIR *d = opendir(dir);
    for (struct dirent *entry; d && (entry = readdir(d));)
        if (entry->d_name[0] != '.')
            unlink(arena_printf(&mem, "%s/%s", dir, entry->d_name).p);
    if (d)
        closedir(d);
    rmdir(dir);
}

static bool page_says(const char *dir, const char *page, const char *words)
{
    struct file f;
    err e = { .mem = &mem };
    if (file_open(&f, arena_printf(&mem, "%s/%s", dir, page).p, &e))
        return false;
    bool says = str_has(f.bytes, str_of(words));
    file_close(&f);
    return says;
}

static void check_pages(const struct catalogue *c, const struct one_return *r, size_t n)
{
    char dir[] = "/tmp/holdfast-rules-XXXXXX";
    err e = { .mem = &mem };
    size_t npages = 0, rules = 0;
    if (!ok(mkdtemp(dir) != NULL, "a folder for the book"))
        return;
    is_int(rules_book_write(c, str_of(dir), &npages, &e), ERR_OK, "the rules' pages are written");
    for (size_t i = 0; i < n; i++) {
        size_t lacking = 0;
        for (size_t j = 0; j < r[i].nrules; j++) {
            const struct rule_text *t = text_of(&r[i], j);
            if (!page_is_whole(dir, &r[i], t) && ++lacking < 6)
                printf("# the page of %s %s is not whole\n", r[i].name, t->code);
        }
        is_int((int64_t)lacking, 0,
               arena_printf(&mem, "%s: every rule has a page with its words, examples and source", r[i].name).p);
        rules += r[i].nrules;
    }
    is_int((int64_t)npages, (int64_t)(rules + 2 * n), "a page a rule, and a list of rules and one of items a return");
    ok(page_says(dir, "rules-ssda903.html", "rule-ssda903-567.html"), "the list links to a rule");
    ok(page_says(dir, "rules-cin.html", "Query"), "and says its severity");
    ok(page_says(dir, "items-ssda903.html", "id=\"MIS_END\""), "an item has an anchor");
    ok(page_says(dir, "rule-ssda903-210.html", "How the published rule was read"),
       "a rule of the decisions has its note");
    ok(!page_says(dir, "rule-ssda903-567.html", "How the published rule was read"), "one without has none");
    ok(page_says(dir, "rule-ssda903-217t.html", "2023-24 only"), "a rule that has ended says so");
    ok(page_says(dir, "rule-ssda903-567.html", "kind-missing_episode.html#"), "an item links to where it is entered");
    remove_book(dir);
}

/* --- lines that cannot be read, and examples that are wrong ----------------------------------------------------- */
static void check_refusals(const struct calendar *calendar)
{
    static const struct { const char *line; example_fn *run; bool good; const char *name; } cases[] = {
        { "567 | *Missing MIS_START=03/06/2026 MIS_END=01/06/2026", example_ssda903, true,
          "an example as it should be" },
        { "567 | Missing MIS_START=03/06/2026 MIS_END=01/06/2026", example_ssda903, false,
          "the row that is reported has no *" },
        { "567 | *Missing MIS_START=01/06/2026 MIS_END=03/06/2026", example_ssda903, false,
          "a * before a row that is not" },
        { "567 | *Missing MIS_START=03/06/2026 MIS_FIN=01/06/2026", example_ssda903, false,
          "a column that is not there" },
        { "567 | *Lost MIS_START=03/06/2026", example_ssda903, false, "a table that is not there" },
        { "5670 | *Missing MIS_START=03/06/2026", example_ssda903, false, "a rule that is not there" },
        { "567 @day=1 | *Missing MIS_START=03/06/2026 MIS_END=01/06/2026", example_ssda903, false,
          "an option that is not there" },
        { "567 year=2026 | *Missing MIS_START=03/06/2026 MIS_END=01/06/2026", example_ssda903, false,
          "an option without @" },
        { "567 *Missing MIS_START=03/06/2026", example_ssda903, false, "no bar" },
        { "567 | *Missing MIS_START", example_ssda903, false, "a column without a value" },
        { "567 |", example_ssda903, false, "no row" },
        { "8608 | *Assessments AssessmentActualStartDate=2026-06-03 AssessmentAuthorisationDate=2026-06-01",
          example_cin, true, "a census example as it should be" },
        { "8608 | Assessments AssessmentActualStartDate=2026-06-03 AssessmentAuthorisationDate=2026-06-01", example_cin,
          false, "its row has no *" },
        { "8608 | *Assessments AssessmentActualStartDate=2026-06-01", example_cin, false, "a * that is wrong" },
        { "8608 | *Assessments CPPstartDate=2026-06-01", example_cin, false, "an item of another module" },
        { "8608 @xml | *Assessments AssessmentActualStartDate=2026-06-01", example_cin, false,
          "an option in the census" },
        { "2883 | ChildProtectionPlans CPPstartDate=2026-06-01", example_cin, false,
          "the whole return is reported, and nothing says so" },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct example x;
        str rest = str_of(cases[i].line), why = S("");
        bool good = example_next(&rest, &mem, &x) && cases[i].run(&x, calendar, &mem, &why);
        ok(good == cases[i].good, cases[i].name);
    }
    struct rule_words none = rule_words_of(S("ssda903"), S("9999"), &mem),
                      nowhere = rule_words_of(S("annex_a"), S("567"), &mem);
    ok(none.nexamples == 0 && none.looks.n == 0, "a rule that is not there has no words");
    ok(nowhere.nexamples == 0, "nor has a return that is not there");
}

int main(void)
{
    struct one_return returns[] = { { "ssda903", example_ssda903, ssda903_rule_count },
                                    { "cin", example_cin, cin_rule_count } };
    arena_init(&mem, 0);
    err e = { .mem = &mem };
    struct catalogue *c = NULL;
    if (!is_int(catalogue_load(&c, STR_NONE, &e), ERR_OK, "the catalogue loads"))
        return done_testing();
    for (size_t i = 0; i < COUNT_OF(returns); i++) {
        size_t (*seen)[2] = calloc(returns[i].nrules, sizeof *seen);
        if (!seen)
            abort();
        check_cases(&returns[i], &c->calendar, seen);
        check_words(&returns[i], seen);
        free(seen);
    }
    check_pages(c, returns, COUNT_OF(returns));
    check_refusals(&c->calendar);
    catalogue_free(c);
    arena_release(&mem);
    return done_testing();
}
