/* t_pages_returns.c - the pages of the returns: what is due, by rule and team, the children behind each figure, the way
 * to the field, answers.
 *
 * Three children are looked after and none has a sex recorded, so rule 101 of the SSDA903 asks about each: one of the
 * team, one of another, and one whose record is restricted. Every figure must open to as
 * many rows, and nobody hears of whom they may not see. */
#include "reporting/issues.h"
#include "site.h"

#define RULE "/returns/ssda903/2026/rule/101"

static bool lists(int64_t child) { return shows(path("href=\"/child/", child, "/returns\"")); }
static size_t rows(void) { return times_shown("<tr class=\"govuk-table__row\"><th scope=\"row\""); }

/* The figure that stands before these words. */
static int64_t figure(const char *words)
{
    str page = out_str(&reply_body), before = S("<span class=\"hf-figure__n\">"),
        after = arena_printf(&mem, "</span> %s", words);
    int64_t n;
    for (size_t i = 0; i + before.n < page.n; i++) {
        str rest = str_skip(page, i + before.n);
        size_t digits = 0;
        while (str_starts(str_skip(page, i), before) && digits < rest.n && rest.p[digits] >= '0' &&
               rest.p[digits] <= '9')
            digits++;
        if (digits && str_starts(str_skip(rest, digits), after) && str_int(str_take(rest, digits), &n))
            return n;
    }
    return -1;
}

static size_t lines_of_csv(void) { return times_shown("\r\n") - 1; }

static void catch_up(bool whole)
{
    struct catch_up c = { .whole = whole };
    struct author by = { S("ann"), S("check"), site_now };
    CODE(return_issues_catch_up(site_store, NULL, &by, instant_day(site_now), &c, NULL, &e), ERR_OK,
         "everybody is checked");
}

static void in_care(int64_t child)
{
    put_under(child, "episode",
              change_of("care_episode", "started_on", "2026-05-01", "start_reason", "S", "legal_status", "C2", "need",
                        "N1", NULL));
}

static void not_checked_yet(void)
{
    be("analyst");
    is_int(get("/returns"), 200, named("before any check"));
    ok(shows("has not been checked for this return yet") && shows("Children looked after") &&
           shows("Children in need census"),
       named("both returns say so"));
    is_int(get("/returns/ssda903/2026"), 200, named("so does each"));
    ok(shows("has not been checked for this return yet") && !shows("Nothing is wrong"), named("and claims nothing"));
    is_int(get(RULE), 200, named("and each rule"));
    ok(shows("has not been checked for this return yet") && !shows("Passed."), named("which did not pass"));
}

static void who_may(void)
{
    const char *pages[] = { "/returns", "/returns/ssda903/2026", "/returns/ssda903/2026/children", RULE };
    for (size_t i = 0; i < COUNT_OF(pages); i++) {
        be("ann.smith");
        is_int(get(pages[i]), 403, named(arena_printf(&mem, "%s is not for a practitioner", pages[i]).p));
        be("analyst");
        is_int(get(pages[i]), 200, named(arena_printf(&mem, "%s is for an analyst", pages[i]).p));
    }
    const char *wrong[] = { "/returns/ssda903/1999",       "/returns/nothing/2026",
                            "/returns/ssda903/x",          "/returns/ssda903/2026/rule/none",
                            "/returns/ssda903/2026/rule/", "/returns/ssda903/1999/children",
                            "/returns/cin/2026/rule/101x" };
    for (size_t i = 0; i < COUNT_OF(wrong); i++)
        is_int(get(wrong[i]), 404, named(arena_printf(&mem, "%s is not there", wrong[i]).p));
}

static void figures_open(const char *who, size_t children)
{
    be(who);
    is_int(get("/returns"), 200, named("Returns"));
    ok(shows("days left") && shows("30 June 2027"), named("how long there is"));
    ok(shows("Begin here") && shows("href=\"/returns/ssda903/2026/rule/"), named("where to begin"));
    ok(!shows("Hidden") && !shows("Adeyemi"), named("no names"));
    is_int(get("/returns/ssda903/2026"), 200, named("one of them"));
    int64_t failing = figure(children == 1 ? "child would fail" : "children would fail"), errors = figure("errors");
    is_int(failing, (int64_t)children, named("children who would fail"));
    ok(errors >= failing, named("an error each at least"));
    ok(shows("href=\"" RULE "\"") && shows("Sex is not"), named("the rule in plain words"));
    get("/returns/ssda903/2026/children?show=errors");
    is_int((int64_t)rows(), failing, named("the figure opens to as many children"));
    get("/returns/ssda903/2026?format=csv&table=issues");
    ok(str_starts(header("Content-Type"), S("text/csv")) && shows("rule,severity,local,child_id"),
       named("every issue as CSV"));
    is_int((int64_t)times_shown(",error,"), errors, named("one line an issue"));
    ok(!shows("Adeyemi") && !shows("Brown"), named("by number, without names of children"));
    get(RULE);
    is_int((int64_t)rows(), (int64_t)children, named("the rule's children"));
    get(RULE "?format=csv");
    is_int((int64_t)lines_of_csv(), (int64_t)children, named("as CSV"));
}

static void whose(void)
{
    figures_open("manager", 1);
    get(RULE);
    ok(lists(council.child) && !lists(council.strangers_child) && !lists(council.secret_child) && !shows("Hidden"),
       named("a manager's own team alone"));
    ok(shows(arena_printf(&mem, "href=\"/child/%lld/record/%lld/change#sex\"", (long long)council.child,
                          (long long)council.child)
                 .p),
       named("straight to the field"));
    ok(shows("Ann Smith") && shows("North") && shows("12 years"), named("who holds them, the team, the age"));
    figures_open("analyst", 2);
    get(RULE);
    ok(lists(council.child) && lists(council.strangers_child) && !lists(council.secret_child) && !shows("Hidden"),
       named("the whole council but the restricted child"));
    ok(!shows("/change#sex") && shows(arena_printf(&mem, "href=\"/child/%lld/record/%lld\"", (long long)council.child,
                                                   (long long)council.child)
                                          .p),
       named("who changes no record is led to what it says"));
    figures_open("the.director", 3);
    get(RULE);
    ok(lists(council.secret_child), named("and that one for who is named"));
}

static void filters(void)
{
    struct { const char *query; bool child, stranger; } cases[] = {
        { "", true, true },
        { arena_printf(&mem, "?team=%lld", (long long)council.team).p, true, false },
        { arena_printf(&mem, "?team=%lld", (long long)council.other_team).p, false, true },
        { arena_printf(&mem, "?worker=%lld", (long long)council.colleague).p, false, true },
        { arena_printf(&mem, "?worker=%lld&team=%lld", (long long)council.worker, (long long)council.team).p, true,
          false },
        { "?team=-1", false, false },
        { "?age=0", false, false },
        { "?age=3", true, true },
        { "?show=accepted", false, false },
        { "?show=new", false, false }, /* found at the first check of all: not news */
        { "?team=x&worker=%27&age=99&show=nonsense&page=-5", true, true },
        { "?team=-77&worker=-77&page=99999", true, true },
    };
    const char *at[] = { RULE, "/returns/ssda903/2026/children" };
    be("analyst");
    for (size_t k = 0; k < COUNT_OF(at); k++)
        for (size_t i = 0; i < COUNT_OF(cases); i++) {
            is_int(get(arena_printf(&mem, "%s%s", at[k], cases[i].query).p), 200, named(cases[i].query));
            ok(lists(council.child) == cases[i].child && lists(council.strangers_child) == cases[i].stranger,
               named(arena_printf(&mem, "%s%s: who is left", at[k], cases[i].query).p));
        }
    get(arena_printf(&mem, "/returns/ssda903/2026?team=%lld", (long long)council.team).p);
    is_int(figure("child would fail"), 1, named("a team's figures"));
    ok(shows("By worker") && shows("Ann Smith"), named("and by worker"));
    ok(shows(arena_printf(&mem, "/children?team=%lld&amp;show=errors", (long long)council.team).p),
       named("which open with the choice kept"));
    get("/returns/ssda903/2026?team=-1");
    is_int(figure("children would fail"), 0, named("nobody's"));
    ok(shows("Nothing is wrong"), named("said kindly"));
}

static void tables_as_csv(void)
{
    const struct { const char *table, *begins, *has; } cases[] = {
        { "rules", "rule,severity,local,state,", "101,error,no,issues,2," },
        { "teams", "team,children,errors,queries", "North,1," },
        { "ages", "age,children,errors,queries", "10 to 15,2," },
        { "trend", "day,children,errors,queries,accepted", "2026-11-21,3," },
        { "", "rule,severity,local,child_id,", "101,error,no," },
    };
    be("analyst");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        is_int(get(arena_printf(&mem, "/returns/ssda903/2026?format=csv&table=%s", cases[i].table).p), 200,
               named(cases[i].begins));
        ok(str_starts(header("Content-Type"), S("text/csv")) &&
               str_starts(out_str(&reply_body), str_of(cases[i].begins)) && shows(cases[i].has),
           named(cases[i].has));
    }
    is_int(get("/returns/ssda903/2026?format=xlsx"), 200, named("and as a workbook"));
    ok(str_starts(out_str(&reply_body), S("PK")) && str_ends(header("Content-Disposition"), S("return-issues.xlsx\"")),
       named("for a spreadsheet"));
    get("/returns/ssda903/2026?format=csv&table=rules");
    ok(times_shown(",passed,") > 100 && times_shown(",not checked,") > 0,
       named("every rule: also passed, and not checked with the reason"));
    size_t all = lines_of_csv();
    get("/returns/ssda903/2026");
    ok(shows("rules passed") && shows("not checked"), named("as on the page"));
    ok(all > 200, named("none is lost"));
}

/* --- one child --------------------------------------------------------------------------------------------------- */

/* What the page says the issue is known by: it stands in the hidden fields of its form. */
static str issue_key(const char *rule, int64_t child)
{
    be("analyst");
    get(path("/child/", child, "/returns"));
    str page = out_str(&reply_body),
        want = arena_printf(&mem, "name=\"rule\" value=\"%s\"><input type=\"hidden\" name=\"key\" value=\"", rule);
    for (size_t i = 0; i + want.n < page.n; i++)
        if (str_starts(str_skip(page, i), want)) {
            str rest = str_skip(page, i + want.n), key;
            str_cut(&rest, '"', &key);
            return arena_copy(&mem, key);
        }
    return S("none");
}

static const char *answer(const char *what, const char *rule, str key, const char *more)
{
    out o = { 0 };
    out_printf(&o, "do=%s&source=ssda903&year=2026&rule=%s&key=", what, rule);
    out_query(&o, key);
    out_raw(&o, str_of(more));
    const char *text = arena_z(&mem, out_str(&o));
    out_release(&o);
    return text;
}

static void one_child(void)
{
    const char *page = path("/child/", council.child, "/returns");
    be("ann.smith");
    is_int(get(path("/child/", council.child, "")), 200, named("the child's page"));
    ok(shows("the returns would ask about") && shows(arena_printf(&mem, "href=\"%s\"", page).p),
       named("says that the returns would ask"));
    is_int(get(page), 200, named("and leads there"));
    ok(shows("Sex is not") && shows("Rule 101") && shows("Check again") && !shows("href=\"/returns/"),
       named("what is wrong; the lists are not theirs"));
    ok(shows(arena_printf(&mem, "href=\"/child/%lld/record/%lld/change#sex\"", (long long)council.child,
                          (long long)council.child)
                 .p),
       named("with the field"));
    get(arena_printf(&mem, "/child/%lld/record/%lld/change", (long long)council.child, (long long)council.child).p);
    ok(shows("id=\"sex\""), named("which the form has"));
    is_int(get(path("/child/", council.strangers_child, "/returns")), 404, named("another team's child is not there"));
    is_int(post(path("/child/", council.strangers_child, "/returns"), "do=check"), 404, named("nor checked"));
    is_int(get(path("/child/", council.secret_child, "/returns")), 403, named("a restricted one is not shown"));
    is_int(get("/child/999999/returns"), 404, named("nobody"));
    is_int(get(path("/child/", council.sibling, "/returns")), 200, named("a child of whom nothing is asked"));
    ok(shows("It would ask nothing about this record"), named("is told so"));
}

static void answering(void)
{
    const char *page = path("/child/", council.child, "/returns");
    str key = issue_key("101", council.child);
    const struct { const char *what, *rule, *more; int status; const char *says; } refused[] = {
        { "answer", "101", "&accepted=1&reason=", 422, "Say why it is right as it is" },
        { "answer", "101", "&accepted=1&reason=+++", 422, "Say why it is right as it is" },
        { "answer", "101", "&accepted=0&reason=no", 422, "Say what is being done" },
        { "answer", "101", "&reason=The+parents+asked", 422, "Choose whether it is right" },
        { "answer", "101", "&accepted=7&reason=The+parents+asked", 422, "Choose whether it is right" },
        { "answer", "102", "&accepted=1&reason=The+parents+asked", 303, "" },
        { "answer", "", "&accepted=1&reason=The+parents+asked", 303, "" },
        { "take_back", "101", "", 303, "" },
    };
    be("ann.smith");
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        is_int(post(page, answer(refused[i].what, refused[i].rule, key, refused[i].more)), refused[i].status,
               named(arena_printf(&mem, "%s%s", refused[i].what, refused[i].more).p));
        ok(!refused[i].says[0] ||
               (shows(refused[i].says) && shows("<details class=\"govuk-details govuk-!-margin-bottom-2\" open>")),
           named("with the form open and what is wrong"));
    }
    get(page);
    ok(!shows("Accepted"), named("nothing was answered so far"));
    be("auditor");
    is_int(post(page, answer("answer", "101", key, "&accepted=1&reason=The+parents+asked")), 403,
           named("an auditor answers nothing"));
    be("other.worker");
    is_int(post(page, answer("answer", "101", key, "&accepted=1&reason=The+parents+asked")), 404,
           named("nor does another team"));

    be("ann.smith");
    is_int(post(page, answer("answer", "101", key, "&accepted=0&reason=Asked+%3Cb%3Ethe+school%3C%2Fb%3E")), 303,
           named("a note"));
    ok(str_has(header("Location"), S("/returns#issue-ssda903-2026-101-")), named("back to where it stands"));
    get(page);
    ok(shows("It is being put right") && shows("Asked &lt;b&gt;the school&lt;/b&gt;") && !shows("Accepted"),
       named("is shown, and accepts nothing"));
    is_int(post(page, answer("answer", "101", key, "&accepted=1&reason=The+parents+asked+for+it")), 303,
           named("and becomes an answer"));
    get(page);
    ok(shows("It is right as it is") && shows("The parents asked for it") && shows("Accepted") &&
           !shows("Asked &lt;b&gt;"),
       named("which is shown as accepted"));
    be("manager");
    get(RULE);
    ok(!lists(council.child), named("off the list"));
    get(RULE "?show=accepted");
    ok(lists(council.child) && shows("The parents asked for it"), named("and on that of the accepted"));
    get("/returns/ssda903/2026");
    is_int(figure("accepted"), 1, named("counted"));
    site_now += 86400;
    catch_up(true);
    be("manager");
    get(RULE "?show=accepted");
    ok(lists(council.child) && shows("The parents asked for it"), named("it survives the next check"));
    be("ann.smith");
    get(path("/child/", council.child, "/history"));
    ok(shows("The parents asked for it"), named("and is in the history"));
    is_int(post(page, answer("take_back", "101", key, "")), 303, named("taken back"));
    get(page);
    ok(!shows("The parents asked for it") && !shows(">Accepted<"), named("it is gone"));
    be("manager");
    get(RULE);
    ok(lists(council.child), named("and asked again"));
    be("analyst");
    is_int(post(page, answer("answer", "101", key, "&accepted=1&reason=Checked+with+the+parents")), 303,
           named("an analyst may answer too"));
    is_int(post(page, answer("take_back", "101", key, "")), 303, named("and take it back"));
}

static void checked_again(void)
{
    const char *page = path("/child/", council.child, "/returns");
    author.at = site_now;
    put_under(council.child, "sex",
              (struct change){ .op = CHANGE_SAVE,
                               .kind = catalogue_kind(cat, S("person")),
                               .id = council.child,
                               .source_key = STR_NONE,
                               .n = 1,
                               .fields = (struct field_change[]){
                                   { kind_field(catalogue_kind(cat, S("person")), S("sex")), S("F") } } });
    be("ann.smith");
    is_int(post(page, "do=check"), 303, named("checked again"));
    get(page);
    ok(!shows("-ssda903-2026-101-"), named("what was mended is no longer asked"));
    be("manager");
    get(RULE);
    ok(!lists(council.child), named("nor listed"));
}

static void long_lists(void)
{
    for (int i = 0; i < 55; i++)
        in_care(new_person(site_store, "Many", arena_printf(&mem, "Child%02d", i).p, "2014-01-01"));
    catch_up(false);
    be("analyst");
    get(RULE);
    is_int((int64_t)rows(), 50, named("a long list comes in pages"));
    ok(shows("rel=\"next\"") && !shows("rel=\"prev\"") && shows("1 to 50"), named("with the way on"));
    get(RULE "?show=new&page=2");
    is_int((int64_t)rows(), 5, named("those who came since the first check are new"));
    get("/returns/ssda903/2026");
    ok(figure("new in 7 days") >= 55 && figure("mended in 7 days") >= 1, named("and counted, as is what was mended"));
    get(RULE "?page=2");
    is_int((int64_t)rows(), 6, named("the rest"));
    ok(!shows("rel=\"next\"") && shows("rel=\"prev\""), named("and the way back"));
    get(RULE "?team=-1");
    is_int((int64_t)rows(), 50, named("children whom nobody holds can be chosen"));
    get(RULE "?format=csv");
    is_int((int64_t)lines_of_csv(), 56, named("the file has them all"));
    get("/returns/ssda903/2026/children?page=2");
    ok(rows() >= 6 && shows("rel=\"prev\""), named("children in pages too"));
}

static void everything(void)
{
    add_account("ann.smith", "practitioner", council.worker);
    add_account("other.worker", "practitioner", council.colleague);
    add_account("manager", "team_manager", council.worker);
    add_account("analyst", "analyst", 0);
    add_account("auditor", "auditor", 0);
    add_account("the.director", "director", 0);
    not_checked_yet();
    int64_t looked_after[] = { council.child, council.strangers_child, council.secret_child };
    for (size_t i = 0; i < COUNT_OF(looked_after); i++)
        in_care(looked_after[i]);
    catch_up(true);
    who_may();
    whose();
    filters();
    tables_as_csv();
    one_child();
    answering();
    checked_again();
    long_lists();
}

int main(void) { return site_main("returns", everything); }
