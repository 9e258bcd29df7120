/* t_local_issues.c - a council's own rules in what is asked of one child's record: the same issues as in the whole
 * return, marked local, with the field to mend. Both engines. */
#include "../record/subjects.h"
#include "demo/make.h"
#include "record/tables.h"
#include "reporting/check.h"
#include "returns/local.h"

static struct store *s;

#define RULE(code_, of_, each_, when_)                                                                                 \
    {                                                                                                                  \
        .code = { code_, sizeof code_ - 1 }, .of = { of_, sizeof of_ - 1 }, .each = { each_, sizeof each_ - 1 },       \
        .wrong_when = { when_, sizeof when_ - 1 }, .fields = { "", 0 }, .message = { "M", 1 }, .mend = { "D", 1 },     \
        .source = { "", 0 }, .to = 9999                                                                                \
    }
static const struct local_rule rules[] = {
    RULE("L01", "ssda903", "Reviews", "weekday(REVIEW) in (Monday, Tuesday, Wednesday)"),
    RULE("L02", "ssda903", "Episodes", "DEC is empty and not any(Reviews, REVIEW >= DECOM)"),
    RULE("L03", "ssda903", "Episodes", "PL_DISTANCE > 20"),
    RULE("L04", "cin", "Assessments", "days(CINreferralDate, AssessmentActualStartDate) > 3"),
    RULE("L05", "cin", "CINdetails", "ReferralNFA is no and not any(Assessments)"),
};

static void with_rules(void)
{
    cat->local_rules = rules;
    cat->nlocal_rules = COUNT_OF(rules);
    CODE(local_rules_make(cat, &e), ERR_OK, "the rules fit the returns");
}

static const struct report_rule *rule_in(const struct report *r, const char *code)
{
    for (size_t i = 0; i < r->nrules; i++)
        if (strcmp(r->rules[i].text->code, code) == 0)
            return &r->rules[i];
    return NULL;
}

struct sums { size_t of[COUNT_OF(rules)], local, unmarked, nowhere, elsewhere; };

static void count_child(const struct collection_due *due, int64_t id, struct sums *n)
{
    struct subject *sub;
    struct return_issues got = { 0 };
    arena a;
    arena_init(&a, 0);
    if (subject_load(s, id, &a, &sub, &e) || return_issues_of(s, NULL, due, &sub->facts, id, &a, &got, &e))
        n->elsewhere++;
    for (size_t i = 0; i < got.n; i++) {
        const struct return_issue *x = &got.at[i];
        bool ours = x->text->code[0] == 'L';
        n->unmarked += ours != x->local;
        n->local += ours;
        for (size_t r = 0; r < COUNT_OF(rules); r++)
            n->of[r] += str_eq(str_of(x->text->code), rules[r].code);
        n->nowhere += ours && (!x->nplaces || !x->places[0].record || !x->places[0].nfields);
        if (ours && x->nplaces && x->places[0].kind && strcmp(x->text->code, "L01") == 0)
            n->elsewhere += !str_eq(x->places[0].kind->name, S("looked_after_review")) ||
                            !str_eq(x->places[0].fields[0]->name, S("held_on"));
    }
    arena_release(&a);
}

static void one_return(const struct collection_due *due)
{
    struct sums n = { 0 };
    struct return_done done;
    struct return_options o = { .of = due->kind,
                                .year = due->year,
                                .now = instant_of_local(day_make(2026, 5, 20), 16, 30),
                                .authority = STR_NONE };
    size_t nids = 0, whole = 0;
    int64_t *ids;
    CODE(return_make(s, &o, &mem, &done, &e), ERR_OK, "the whole return");
    CODE(return_people_ids(s, &mem, &nids, &ids, &e), ERR_OK, "everybody");
    for (size_t i = 0; i < nids; i++)
        count_child(due, ids[i], &n);
    for (size_t r = 0; r < COUNT_OF(rules); r++) {
        const struct report_rule *in = rule_in(&done.report, arena_z(&mem, rules[r].code));
        is_int(in != NULL, str_eq(rules[r].of, due->source),
               both_name(engine, "a rule is in the report of its own return"));
        if (!in)
            continue;
        ok(in->text->local, both_name(engine, "marked local"));
        is_int((int64_t)n.of[r], (int64_t)in->issues,
               both_name(engine,
                         arena_printf(&mem, "%s: one child after the other gives as many as the whole", in->text->code)
                             .p));
        if (strcmp(in->text->code, "L03") == 0)
            ok(in->not_checked && strstr(in->not_checked, "needs a postcode table"),
               both_name(engine, "what the record does not have is said, not passed"));
        whole += in->issues;
    }
    is_int((int64_t)n.local, (int64_t)whole, both_name(engine, "and none beside"));
    ok(whole > 0, both_name(engine, "there are some"));
    is_int((int64_t)(n.unmarked + n.nowhere + n.elsewhere), 0,
           both_name(engine, "each is marked local, and says which field of which record is to be mended"));
}

static void both_returns(void)
{
    struct demo_request q = { .like = S("Norfolk"),
                              .seed = 7,
                              .scale = 0.01,
                              .years = 3,
                              .as_at = day_make(2026, 5, 20),
                              .as_at_given = true,
                              .now = instant_of_local(day_make(2026, 5, 20), 16, 30) };
    struct demo_made made;
    str where = both_where(engine, "local_issues", &mem);
    struct collection_due due[COLLECTIONS_MAX];
    CODE(demo_make(cat, where, &q, &mem, NULL, NULL, &made, &e), ERR_OK, "a demonstration");
    CODE(records_open(&s, cat, where, STORE_WRITE, &e), ERR_OK, "opened");
    size_t n = collections_due(cat, day_make(2026, 5, 20), due);
    for (size_t i = 0; i < n; i++)
        if (due[i].year == 2025)
            one_return(&due[i]);
    store_close(s);
}

int main(void)
{
    subjects_start();
    with_rules();
    for (engine = 0; engine < 2; engine++)
        both_returns();
    subjects_stop();
    return done_testing();
}
