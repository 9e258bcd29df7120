/* check.c - which rules run, and what they found. */
#include "returns/ssda903/local.h"
#include "returns/ssda903/rule.h"
#include <stdlib.h>

#define RULE_ROW(code, from, to, severity, needs, fields, message, mend)                                               \
    void rule_##code(struct check *k, const struct child *c);
#include "returns/ssda903/rules.def"
#undef RULE_ROW
#define RULE_ROW(code, from, to, severity, needs, fields, message, mend)                                               \
    { { #code, from, to, SEVERITY_##severity, fields, message, mend, false }, needs, rule_##code },
const struct rule ssda903_rules[] = {
#include "returns/ssda903/rules.def"
};
#undef RULE_ROW
const size_t ssda903_rule_count = COUNT_OF(ssda903_rules);

void collection_of(struct collection *y, int year)
{
    *y = (struct collection){ .year = year, .start = day_make(year, 4, 1), .end = day_make(year + 1, 3, 31) };
}

bool ssda903_rule_across(const struct rule *r) { return r->run == rule_444; }

bool ssda903_rule_in_force(const struct rule *r, int year) { return year >= r->text.from && year <= r->text.to; }

str ssda903_rule_lacks(const struct rule *r, uint32_t have, arena *a)
{
    str parts[2 * T__COUNT + 2];
    size_t n = 0;
    uint32_t lacks = r->needs & ~have;
    for (int t = 0; t < T__COUNT; t++)
        if (lacks & 1u << t)
            parts[n++] = table_types[t].name;
    for (int t = 0; t < T__COUNT; t++)
        if (lacks & 1u << (T__COUNT + t))
            parts[n++] = arena_printf(a, "last year's " STR_FMT, STR_ARG(table_types[t].name));
    if (lacks & HAVE_POSTCODES)
        parts[n++] = S("a postcode table (--postcodes)");
    if (lacks & HAVE_PROVIDERS)
        parts[n++] = S("the list of providers (--providers)");
    return n ? arena_join(a, n, parts, S(", ")) : S("");
}

static const char *not_checked(const struct rule *r, const struct check *k, arena *a)
{
    const char *why = report_not_in_force(&r->text, k->year->year, a);
    str lacks = why ? S("") : ssda903_rule_lacks(r, k->have, a);
    return why || !lacks.n ? why : arena_printf(a, "needs " STR_FMT, STR_ARG(lacks)).p;
}

struct report_rule *ssda903_report_rules(const struct check *k, arena *a)
{
    struct report_rule *rules = arena_array(a, struct report_rule, k->nrules);
    for (size_t i = 0; i < k->nrules; i++)
        rules[i] = (struct report_rule){ .text = &k->rules[i].text,
                                         .issues = k->counts[i],
                                         .not_checked = not_checked(&k->rules[i], k, a) };
    return rules;
}

void ssda903_check_init(struct check *k, const struct collection *year, uint32_t have, arena *mem)
{
    *k = (struct check){ .year = year, .have = have, .nrules = ssda903_rule_count, .rules = ssda903_rules, .mem = mem };
    if (year->local) {
        k->nrules = year->local->nrules;
        k->rules = year->local->rules;
    }
    k->active = arena_array(mem, uint16_t, k->nrules);
    k->counts = arena_array(mem, size_t, k->nrules);
    k->marks = arena_array(mem, uint32_t, k->nrules);
    for (size_t i = 0; i < k->nrules; i++)
        k->marks[i] = ssda903_rule_tables(&k->rules[i]);
    for (size_t i = 0; i < k->nrules; i++)
        if (ssda903_rule_in_force(&k->rules[i], year->year) && !(k->rules[i].needs & ~have))
            k->active[k->nactive++] = (uint16_t)i;
}

void ssda903_check_only(struct check *k, str code)
{
    k->nactive = 0;
    for (size_t i = 0; i < k->nrules; i++)
        if (str_eq(str_of(k->rules[i].text.code), code) && !(k->rules[i].needs & ~k->have))
            k->active[k->nactive++] = (uint16_t)i;
}

uint32_t ssda903_rule_tables(const struct rule *r)
{
    uint32_t mask = 0;
    str rest = str_of(r->text.fields), part, name = S("");
    while (str_cut(&rest, ';', &part)) {
        str_cut(&part, ':', &name);
        name = str_trim(name);
        bool last = str_ends(name, S("_last"));
        int t = table_named(last ? str_take(name, name.n - 5) : name);
        if (t >= 0)
            mask |= 1u << (t + (last ? T__COUNT : 0));
    }
    return mask;
}

str ssda903_issue_fields(const struct check *k, const struct issue *x)
{
    str rest = str_of(k->rules[x->rule].text.fields), part, name = S("");
    while (str_cut(&rest, ';', &part)) {
        str_cut(&part, ':', &name);
        name = str_trim(name);
        if (str_starts(name, table_types[x->table].name) &&
            (name.n == table_types[x->table].name.n || str_ends(name, S("_last"))))
            return str_trim(part);
    }
    return S("CHILD");
}

str ssda903_issue_key(const struct issue *x, arena *a)
{
    char on[11] = "";
    if (x->on != DAY_NONE)
        day_iso_into(on, x->on);
    return arena_printf(a, STR_FMT "%s%s%s", STR_ARG(table_types[x->table].name), x->last ? " last year" : "",
                        *on ? " " : "", on);
}

static uint64_t content_of(const struct row *r)
{
    const struct cell *x = (const struct cell *)(const void *)(r + 1);
    uint64_t h = 0;
    for (size_t i = 0; i < r->ncells; i++)
        h = (h ^ x[i].key) * 0x9e3779b97f4a7c15ull + (h >> 29);
    return h;
}

static struct issue issue_at(const struct check *k, const struct row *r)
{
    return (struct issue){ .rule = (uint16_t)k->rule,
                           .table = r->table,
                           .file = r->file,
                           .last = r->last,
                           .line = r->line,
                           .order = r->order,
                           .on = row_day(r),
                           .content = content_of(r),
                           .child = k->child->id };
}

static void issue_add(struct check *k, struct issue x)
{
    if (k->nissues == SSDA903_ISSUES_MAX) {
        k->unkept++;
        return;
    }
    if (k->nissues && k->issues[k->nissues - 1].child.p && str_eq(k->issues[k->nissues - 1].child, x.child))
        x.child = k->issues[k->nissues - 1].child;
    else
        x.child = arena_copy(k->mem, x.child);
    ARENA_PUSH(k->mem, k->issues, k->nissues, k->cap) = x;
    k->counts[x.rule]++;
}

void check_mark(struct check *k, const struct row *r)
{
    /* rules see rows as const; only this remembers something in them */
    struct row *w = (struct row *)(uintptr_t)r;
    if (w->marked == k->rule + 1)
        return;
    w->marked = (uint16_t)(k->rule + 1);
#ifdef HOLDFAST_FAULTS
    if (!(k->marks[k->rule] & 1u << (r->table + (r->last ? T__COUNT : 0))))
        abort();                                        /* rules.def names every table that a rule marks */
#endif
    issue_add(k, issue_at(k, r));
}

void ssda903_check_child(struct check *k, const struct child *c)
{
    k->child = c;
    for (size_t i = 0; i < k->nactive; i++) {
        const struct rule *r = &k->rules[k->active[i]];
        if (!(c->has & k->marks[k->active[i]]))
            continue;
        k->rule = k->active[i];
        r->run(k, c);
    }
}

void ssda903_check_like(struct check *k, const struct check *as, arena *mem)
{
    *k = *as;
    k->mem = mem;
    k->counts = arena_array(mem, size_t, k->nrules);
    k->issues = NULL;
    k->upns = NULL;
    k->nissues = k->cap = k->nupns = k->cap_upns = k->unkept = 0;
}

void ssda903_check_join(struct check *k, const struct check *from)
{
    for (size_t i = 0; i < from->nissues; i++)
        issue_add(k, from->issues[i]);
    for (size_t i = 0; i < from->nupns; i++) {
        struct upn x = from->upns[i];
        x.at.child = arena_copy(k->mem, x.at.child);
        ARENA_PUSH(k->mem, k->upns, k->nupns, k->cap_upns) = x;
    }
    k->unkept += from->unkept;
}

void ssda903_check_across(struct check *k, const struct child *c)
{
    k->child = c;
    for (size_t i = 0; i < k->nactive; i++)
        if (ssda903_rule_across(&k->rules[k->active[i]])) {
            k->rule = k->active[i];
            rule_444(k, c);
        }
}

void ssda903_check_keep(struct check *k, str child)
{
    size_t kept = 0;
    memset(k->counts, 0, k->nrules * sizeof *k->counts);
    for (size_t i = 0; i < k->nissues; i++)
        if (str_eq(k->issues[i].child, child)) {
            k->counts[k->issues[i].rule]++;
            k->issues[kept++] = k->issues[i];
        }
    k->nissues = kept;
}

/* --- rule 444: gathered child by child, compared across them at the end --- */

static void gather_upn(struct check *k, str upn, const struct row *r)
{
    struct issue at = issue_at(k, r);
    at.child = arena_copy(k->mem, at.child);
    ARENA_PUSH(k->mem, k->upns, k->nupns, k->cap_upns) = (struct upn){ .key = str_hash(upn), .at = at };
}

RULE(444)
{
    EACH(header, h)
        if (given(h->UPN) && !upn_unknown(h->UPN))
            gather_upn(k, text(h->UPN), &h->row);
}

static int upn_cmp(const void *x, const void *y)
{
    const struct upn *a = x, *b = y;
    return (a->key > b->key) - (a->key < b->key);
}

/* A UPN that two children share, or that stands twice. */
static void upns_end(struct check *k)
{
    if (k->nupns)
        qsort(k->upns, k->nupns, sizeof *k->upns, upn_cmp);
    for (size_t i = 0; i < k->nupns; i++) {
        bool twice = (i && k->upns[i - 1].key == k->upns[i].key) ||
                     (i + 1 < k->nupns && k->upns[i + 1].key == k->upns[i].key);
        if (twice)
            issue_add(k, k->upns[i].at);
    }
    k->nupns = 0;
}

static int issue_cmp(const void *x, const void *y)
{
    const struct issue *a = x, *b = y;
    int c = (a->rule > b->rule) - (a->rule < b->rule);
    if (!c)
        c = str_cmp(a->child, b->child);
    if (!c)
        c = (a->table > b->table) - (a->table < b->table);
    if (!c)
        c = a->last - b->last;
    if (!c)
        c = (a->content > b->content) - (a->content < b->content);
    if (!c)
        c = (a->line > b->line) - (a->line < b->line);
    return c ? c : (a->order > b->order) - (a->order < b->order);
}

void ssda903_check_end(struct check *k)
{
    upns_end(k);
    if (k->nissues)
        qsort(k->issues, k->nissues, sizeof *k->issues, issue_cmp);
}
