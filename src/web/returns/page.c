/* page.c - the returns that are due, and one of them: what its rules say of the record, by
 * rule, team, worker and age. */
#include "web/returns/page.h"
#include <stdlib.h>

enum { BEGIN_WITH = 3 };

/* --- all that are due ------------------------------------------------------------------------------------------ */

static bool sees_everybody(const struct request *r) { return r->who->role->read_scope == SCOPE_ALL; }

static int by_children(const void *x, const void *y)
{
    const struct rule_count *a = x, *b = y;
    if (a->children != b->children)
        return a->children < b->children ? 1 : -1;
    return (int)a->text->severity - (int)b->text->severity;
}

/* The three rules that most children break: errors before queries. */
static void read_begin(const struct request *r, struct collection_card *card)
{
    struct rule_count *all = arena_array(r->mem, struct rule_count, card->sum.nrules);
    size_t n = 0;
    for (int severity = SEVERITY_ERROR; severity <= SEVERITY_QUERY && n < BEGIN_WITH; severity++) {
        size_t from = n;
        for (size_t i = 0; i < card->sum.nrules; i++)
            if ((int)card->sum.rules[i].text->severity == severity &&
                card->sum.rules[i].issues > card->sum.rules[i].accepted)
                all[n++] = card->sum.rules[i];
        if (n > from)
            qsort(all + from, n - from, sizeof *all, by_children);
    }
    card->begin = all;
    card->nbegin = n < BEGIN_WITH ? n : BEGIN_WITH;
}

static err_code read_card(struct request *r, struct collection_card *card, err *e)
{
    size_t n;
    struct issue_day *days;
    err_code rc;
    if ((rc = return_issues_summary(r->store, r->who, card->of, r->mem, &card->sum, e)) ||
        (rc = return_issues_trend(r->store, card->of, r->mem, &n, &days, e)))
        return rc;
    card->title = return_title(r, card->of);
    card->href = return_href(r, card->of, "");
    card->id = arena_printf(r->mem, STR_FMT "-%d", STR_ARG(card->of->source), card->of->year);
    card->trend = return_trend(r, card->of, n, days);
    read_begin(r, card);
    return ERR_OK;
}

err_code page_returns(struct request *r, err *e)
{
    struct collection_due *due = arena_array(r->mem, struct collection_due, COLLECTIONS_MAX);
    struct returns_page p = { .r = r, .whole = sees_everybody(r), .n = collections_due(r->cat, r->today, due) };
    struct collection_card *cards = arena_array(r->mem, struct collection_card, p.n);
    err_code rc = request_snapshot(r, e);
    for (size_t i = 0; !rc && i < p.n; i++) {
        cards[i].of = &due[i];
        rc = read_card(r, &cards[i], e);
    }
    if (rc)
        return rc;
    p.cards = cards;
    r->page.title = S("Returns");
    r->page.wide = true;
    returns_view(r->out, &p);
    return ERR_OK;
}

/* --- one of them: counting what a choice leaves ------------------------------------------------------------------- */

static void count_figures(struct figures *f, const struct request *r, const struct return_choice *c,
                          const struct issue_lines *lines)
{
    int64_t failing = 0;
    for (size_t i = 0; i < lines->n; i++) {
        const struct return_issue *x = lines->at[i].x;
        bool error = x->text->severity == SEVERITY_ERROR;
        f->accepted += x->accepted;
        f->errors += !x->accepted && error;
        f->queries += !x->accepted && !error;
        f->fresh += issue_shown(r, c, x, ISSUES_NEW);
        if (!x->accepted && error && x->subject && x->subject != failing) {
            f->failing++;
            failing = x->subject;               /* lines are child by child */
        }
    }
}

/* The rules of the summary, with the figures of these issues. */
static void count_rules(const struct request *r, const struct return_choice *c, const struct issue_lines *lines,
                        const struct issue_summary *sum, struct rule_row *rows)
{
    int64_t *last = arena_array(r->mem, int64_t, sum->nrules);
    for (size_t i = 0; i < lines->n; i++)
        for (size_t k = 0; k < sum->nrules; k++) {
            const struct return_issue *x = lines->at[i].x;
            if (rows[k].text != x->text && strcmp(rows[k].text->code, x->text->code) != 0)
                continue;
            rows[k].accepted += x->accepted;
            rows[k].fresh += issue_shown(r, c, x, ISSUES_NEW);
            rows[k].issues += !x->accepted;
            rows[k].children += !x->accepted && last[k] != x->subject;
            last[k] = x->accepted ? last[k] : x->subject;
            break;
        }
}

struct group { int64_t id; str name; struct count_row row; int64_t child; };
struct groups { size_t n, cap; struct group *at; };

static void count_into(const struct request *r, struct groups *g, int64_t id, str name, const struct return_issue *x)
{
    struct group *to = NULL;
    for (size_t i = 0; i < g->n && !to; i++)
        if (g->at[i].id == id)
            to = &g->at[i];
    if (!to) {
        ARENA_PUSH(r->mem, g->at, g->n, g->cap) = (struct group){ .id = id, .name = name };
        to = &g->at[g->n - 1];
    }
    to->row.errors += x->text->severity == SEVERITY_ERROR;
    to->row.queries += x->text->severity == SEVERITY_QUERY;
    to->row.children += to->child != x->subject;
    to->child = x->subject;
}

/* Its place in age_bands; -1 when nobody knows the age. The unborn are under 1. */
static int age_place(const struct request *r, const struct issue_person *who)
{
    day born = who->born_on != DAY_NONE ? who->born_on : who->due_on;
    if (born == DAY_NONE)
        return -1;
    int age = born > r->today ? 0 : day_age(born, r->today);
    for (int i = 0; i < AGE_BANDS; i++)
        if (age >= age_bands[i].from && age <= age_bands[i].to)
            return i;
    return -1;
}

static int by_errors(const void *x, const void *y)
{
    const struct group *a = x, *b = y;
    if (a->row.errors != b->row.errors)
        return a->row.errors < b->row.errors ? 1 : -1;
    return a->row.queries < b->row.queries ? 1 : a->row.queries > b->row.queries ? -1 : str_cmp(a->name, b->name);
}

static int by_place(const void *x, const void *y)
{
    int64_t a = ((const struct group *)x)->id, b = ((const struct group *)y)->id;
    return (a > b) - (a < b);
}

enum grouped_by { BY_TEAM, BY_WORKER, BY_AGE };

/* The rows of a table, each with its way to the children. */
static const struct count_row *group_rows(const struct request *r, const struct collection_page *p, enum grouped_by by,
                                          struct groups *g)
{
    if (g->n)
        qsort(g->at, g->n, sizeof *g->at, by == BY_AGE ? by_place : by_errors);
    struct count_row *rows = arena_array(r->mem, struct count_row, g->n);
    for (size_t i = 0; i < g->n; i++) {
        struct return_choice c = p->choice;
        c.show = ISSUES_OPEN;
        if (by == BY_TEAM)
            c.team = g->at[i].id;
        else if (by == BY_WORKER)
            c.worker = g->at[i].id;
        else
            c.ages = &age_bands[g->at[i].id];
        rows[i] = g->at[i].row;
        rows[i].name = g->at[i].id == HELD_BY_NOBODY ? S("Nobody holds them") : g->at[i].name;
        rows[i].href = choice_href(r, return_href(r, p->of, "/children"), &c, "");
    }
    return rows;
}

static void group_lines(const struct request *r, struct collection_page *p, const struct issue_lines *lines)
{
    struct groups teams = { 0 }, workers = { 0 }, ages = { 0 };
    for (size_t i = 0; i < lines->n; i++) {
        const struct return_issue *x = lines->at[i].x;
        const struct issue_person *who = lines->at[i].who;
        if (x->accepted || !x->subject)
            continue;
        int age = age_place(r, who);
        count_into(r, &teams, who->team_id ? who->team_id : HELD_BY_NOBODY, who->team, x);
        count_into(r, &workers, who->worker_id ? who->worker_id : HELD_BY_NOBODY, who->worker, x);
        if (age >= 0)
            count_into(r, &ages, age, str_of(age_bands[age].name), x);
    }
    p->teams = group_rows(r, p, BY_TEAM, &teams);
    p->nteams = teams.n;
    p->workers = group_rows(r, p, BY_WORKER, &workers);
    p->nworkers = workers.n;
    p->ages = group_rows(r, p, BY_AGE, &ages);
    p->nages = ages.n;
}

/* The same two tables out of the summary, when nothing narrows it. */
static void group_summary(const struct request *r, struct collection_page *p)
{
    const struct issue_summary *sum = p->sum;
    struct groups teams = { .at = arena_array(r->mem, struct group, sum->nteams), .n = sum->nteams },
                  ages = { .at = arena_array(r->mem, struct group, sum->nages), .n = sum->nages };
    for (size_t i = 0; i < sum->nteams; i++)
        teams.at[i] = (struct group){ .id = sum->teams[i].id,
                                      .name = sum->teams[i].name,
                                      .row = { .children = sum->teams[i].children,
                                               .errors = sum->teams[i].errors,
                                               .queries = sum->teams[i].queries } };
    for (size_t i = 0; i < sum->nages; i++)
        ages.at[i] = (struct group){
            .id = sum->ages[i].id,
            .name = sum->ages[i].name,
            .row = { .children = sum->ages[i].children, .errors = sum->ages[i].errors, .queries = sum->ages[i].queries }
        };
    p->teams = group_rows(r, p, BY_TEAM, &teams);
    p->nteams = teams.n;
    p->ages = group_rows(r, p, BY_AGE, &ages);
    p->nages = ages.n;
}

static int worst_first(const void *x, const void *y)
{
    const struct rule_row *a = x, *b = y;
    if (a->text->severity != b->text->severity)
        return (int)a->text->severity - (int)b->text->severity;
    if (a->children != b->children)
        return a->children < b->children ? 1 : -1;
    return str_cmp(str_of(a->text->code), str_of(b->text->code));
}

/* Three lists: with something to mend or answered, passed, not checked. */
static void place_rules(const struct request *r, struct collection_page *p, const struct rule_row *all)
{
    struct rule_row *rules = arena_array(r->mem, struct rule_row, p->sum->nrules),
                    *passed = arena_array(r->mem, struct rule_row, p->sum->nrules),
                    *unchecked = arena_array(r->mem, struct rule_row, p->sum->nrules);
    for (size_t i = 0; i < p->sum->nrules; i++) {
        if (all[i].not_checked)
            unchecked[p->nunchecked++] = all[i];
        else if (all[i].issues || all[i].accepted)
            rules[p->nrules++] = all[i];
        else
            passed[p->npassed++] = all[i];
    }
    if (p->nrules)
        qsort(rules, p->nrules, sizeof *rules, worst_first);
    p->rules = rules;
    p->passed = passed;
    p->unchecked = unchecked;
}

static err_code read_collection(struct request *r, struct collection_page *p, err *e)
{
    struct issue_summary *sum = arena_new(r->mem, struct issue_summary);
    struct issue_lines lines;
    err_code rc = return_issues_summary(r->store, r->who, p->of, r->mem, sum, e);
    if (rc)
        return rc;
    p->sum = sum;
    struct rule_row *all = arena_array(r->mem, struct rule_row, sum->nrules);
    bool counts = choice_narrows(&p->choice) || r->who->role->read_scope == SCOPE_TEAM;
    for (size_t i = 0; i < sum->nrules; i++) {
        const struct rule_count *x = &sum->rules[i];
        all[i] = (struct rule_row){ .text = x->text,
                                    .local = x->local,
                                    .not_checked = x->not_checked,
                                    .href = choice_href(r, return_rule_href(r, p->of, str_of(x->text->code)),
                                                        &p->choice, "") };
        if (!counts) {
            all[i].children = x->children;
            all[i].issues = x->issues;
            all[i].accepted = x->accepted;
            all[i].fresh = x->fresh;
        }
    }
    if (!counts) {
        p->f = (struct figures){ sum->failing, sum->errors, sum->queries, sum->accepted, sum->fresh };
        group_summary(r, p);
        place_rules(r, p, all);
        return ERR_OK;
    }
    struct return_choice both = p->choice;
    both.show = ISSUES_ALL;
    if ((rc = issue_lines_read(r, &both, &lines, e)))
        return rc;
    count_figures(&p->f, r, &p->choice, &lines);
    count_rules(r, &p->choice, &lines, sum, all);
    group_lines(r, p, &lines);
    place_rules(r, p, all);
    return ERR_OK;
}

static bool wants_file(const struct request *r)
{
    return str_eq(request_query(r, "format"), S("csv")) || str_eq(request_query(r, "format"), S("xlsx"));
}

/* One of the tables, or every issue, as a file. */
static err_code collection_file(struct request *r, const struct collection_page *p, size_t ndays,
                                const struct issue_day *days, err *e)
{
    struct issue_lines lines;
    struct return_choice all = p->choice;
    bool workbook = str_eq(request_query(r, "format"), S("xlsx"));
    str table = workbook ? S("") : request_query(r, "table");
    if (str_eq(table, S("rules")))
        rules_csv(r, p);
    else if (str_eq(table, S("teams")))
        counts_csv(r, "team", "return-by-team.csv", p->nteams, p->teams);
    else if (str_eq(table, S("workers")))
        counts_csv(r, "worker", "return-by-worker.csv", p->nworkers, p->workers);
    else if (str_eq(table, S("ages")))
        counts_csv(r, "age", "return-by-age.csv", p->nages, p->ages);
    else if (str_eq(table, S("trend")))
        trend_csv(r, ndays, days);
    else {
        all.show = ISSUES_ALL;
        err_code rc = issue_lines_read(r, &all, &lines, e);
        if (rc)
            return rc;
        if (workbook)
            return issues_xlsx(r, p, &lines, e);
        issues_csv(r, &lines);
    }
    return ERR_OK;
}

static err_code show_collection(struct request *r, err *e)
{
    struct collection_due *of = arena_new(r->mem, struct collection_due);
    struct issue_day *days;
    size_t n;
    err_code rc = return_find(r, of, e);
    if (rc)
        return rc;
    struct collection_page p = {
        .r = r, .of = of, .title = return_title(r, of), .href = return_href(r, of, ""), .whole = sees_everybody(r)
    };
    if ((rc = choice_read(r, of, &p.choice, e)))
        return rc;
    p.choice.show = ISSUES_OPEN;
    if ((rc = read_collection(r, &p, e)) || (rc = return_issues_trend(r->store, of, r->mem, &n, &days, e)))
        return rc;
    if (wants_file(r))
        return collection_file(r, &p, n, days, e);
    if ((rc = choice_filter(r, &p.choice, p.sum, true, &p.filter, e)))
        return rc;
    p.filter.nshow = 0;
    p.trend = return_trend(r, of, n, days);
    r->page.title = p.title;
    r->page.nav = S("/returns");
    r->page.wide = true;
    r->page.back_href = S("/returns");
    r->page.back_text = S("Returns");
    return_collection_view(r->out, &p);
    return ERR_OK;
}

err_code page_return_collection(struct request *r, err *e)
{
    err_code rc = request_snapshot(r, e);
    return rc ? rc : show_collection(r, e);
}
