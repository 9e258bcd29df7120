/* failing.c - see failing.h: counts the kept issues of some children by child and by rule. */
#include "reporting/failing.h"
#include <stdlib.h>

struct kept { const struct return_issue *issue; };

static int by_child(const void *x, const void *y)
{
    const struct return_issue *a = ((const struct kept *)x)->issue, *b = ((const struct kept *)y)->issue;
    return (a->subject > b->subject) - (a->subject < b->subject);
}

static int compare_rules(const struct return_issue *a, const struct return_issue *b)
{
    int c = str_cmp(a->of->source, b->of->source);
    if (!c)
        c = (int)a->local - (int)b->local;
    return c ? c : strcmp(a->text->code, b->text->code);
}

static int by_rule(const void *x, const void *y)
{
    int c = compare_rules(((const struct kept *)x)->issue, ((const struct kept *)y)->issue);
    return c ? c : by_child(x, y);
}

static int most_first(const void *x, const void *y)
{
    const struct failing_rule *a = x, *b = y;
    if (a->n != b->n)
        return (a->n < b->n) - (a->n > b->n);
    int c = str_cmp(a->of->source, b->of->source);
    return c ? c : strcmp(a->text->code, b->text->code);
}

/* Both years of a return ask the same of the same rows. */
static bool said_for_another_year(const struct kept *kept, size_t n, const struct return_issue *x)
{
    while (n-- > 0 && kept[n].issue->subject == x->subject && compare_rules(kept[n].issue, x) == 0)
        if (str_eq(kept[n].issue->key, x->key))
            return true;
    return false;
}

static void count_rules(struct kept *all, size_t n, arena *a, struct failing *to)
{
    struct failing_rule *rules = arena_array(a, struct failing_rule, n);
    int64_t *ids = arena_array(a, int64_t, n);
    size_t nids = 0;
    for (size_t i = 0; i < n; i++) {
        const struct return_issue *x = all[i].issue;
        if (i == 0 || compare_rules(all[i - 1].issue, x))
            rules[to->nrules++] =
                (struct failing_rule){ .text = x->text, .local = x->local, .of = x->of, .children = &ids[nids] };
        struct failing_rule *r = &rules[to->nrules - 1];
        if (r->n == 0 || ids[nids - 1] != x->subject) {
            ids[nids++] = x->subject;
            r->n++;
        }
    }
    qsort(rules, to->nrules, sizeof *rules, most_first);
    to->rules = rules;
}

static void count_children(struct kept *all, size_t n, arena *a, struct failing *to)
{
    struct failing_child *children = arena_array(a, struct failing_child, n);
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || all[i - 1].issue->subject != all[i].issue->subject)
            children[to->n++].id = all[i].issue->subject;
        children[to->n - 1].n++;
    }
    to->children = children;
}

static int find_id(const void *key, const void *at)
{
    const int64_t id = *(const int64_t *)key, other = *(const int64_t *)at;
    return (id > other) - (id < other);
}

static int by_number(const void *x, const void *y) { return find_id(x, y); }

err_code failing_of(struct store *s, struct access_who *who, int64_t worker, int64_t team, size_t n,
                    const int64_t *listed, arena *a, struct failing *to, err *e)
{
    struct return_issues issues = { 0 };
    *to = (struct failing){ 0 };
    if (n == 0)
        return ERR_OK;
    if (return_issues_listed(s, who, worker, team, a, &issues, e))
        return e->code;
    int64_t *ids = arena_array(a, int64_t, n);
    struct kept *all = arena_array(a, struct kept, issues.n);
    size_t nall = 0, once = 0;
    memcpy(ids, listed, n * sizeof *ids);
    qsort(ids, n, sizeof *ids, by_number);
    for (size_t i = 0; i < issues.n; i++)
        if (issues.at[i].text->severity == SEVERITY_ERROR &&
            bsearch(&issues.at[i].subject, ids, n, sizeof *ids, find_id))
            all[nall++].issue = &issues.at[i];
    if (nall == 0)
        return ERR_OK;
    qsort(all, nall, sizeof *all, by_rule);
    count_rules(all, nall, a, to);
    for (size_t i = 0; i < nall; i++)
        if (!said_for_another_year(all, once, all[i].issue))
            all[once++] = all[i];
    qsort(all, once, sizeof *all, by_child);
    count_children(all, once, a, to);
    return ERR_OK;
}

static int find_child(const void *key, const void *at)
{
    const int64_t id = *(const int64_t *)key, other = ((const struct failing_child *)at)->id;
    return (id > other) - (id < other);
}

size_t failing_things(const struct failing *f, int64_t child)
{
    const struct failing_child *c = f->n ? bsearch(&child, f->children, f->n, sizeof *f->children, find_child) : NULL;
    return c ? c->n : 0;
}

str failing_rule_name(const struct failing_rule *r, arena *a)
{
    return arena_printf(a, STR_FMT ":%s%s", STR_ARG(r->of->source), r->local ? "local:" : "", r->text->code);
}

const struct failing_rule *failing_rule_named(const struct failing *f, str name, arena *a)
{
    for (size_t i = 0; name.n && i < f->nrules; i++)
        if (str_eq(failing_rule_name(&f->rules[i], a), name))
            return &f->rules[i];
    return NULL;
}

bool failing_rule_has(const struct failing_rule *r, int64_t child)
{
    return r->n && bsearch(&child, r->children, r->n, sizeof *r->children, find_id) != NULL;
}
