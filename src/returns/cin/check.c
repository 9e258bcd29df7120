/* check.c - runs every rule that is in force over each child, keeps the issues, and puts them in order. */
#include "returns/cin/rule.h"
#include "returns/cin/local.h"
#include <stdlib.h>

enum { HEADER = 1, CHILD, END };

/* What the three scopes of rules.def declare and fill in. */
#define DECLARE_HEADER(code) void cin_rule_##code(struct cin_check *k, const struct cin_header *h);
#define DECLARE_CHILD(code)  void cin_rule_##code(struct cin_check *k, const struct cin_child *c);
#define DECLARE_END(code)    void cin_rule_##code(struct cin_check *k);
#define CIN_RULE(code, from, severity, scope, kind, needs, fields, message, mend) DECLARE_##scope(code)
#include "returns/cin/rules.def"
#undef CIN_RULE
#define RUN_HEADER(code) .header = cin_rule_##code
#define RUN_CHILD(code)  .child = cin_rule_##code
#define RUN_END(code)    .end = cin_rule_##code
const struct cin_rule cin_rules[] = {
#define CIN_RULE(code, from, severity, scope, kind, needs, fields, message, mend) \
    { { #code, from, 9999, SEVERITY_##severity, fields, message, mend, false }, CIN_##kind, needs, RUN_##scope(code) },
#include "returns/cin/rules.def"
#undef CIN_RULE
};
const size_t cin_rule_count = COUNT_OF(cin_rules);

void cin_year_of(struct cin_year *y, day reference, const struct calendar *calendar)
{
    *y = (struct cin_year){ .start = DAY_NONE, .end = DAY_NONE, .calendar = calendar };
    if (reference == DAY_NONE)
        return;
    int year, month, mday;
    day_split(reference, &year, &month, &mday);
    y->end = reference;
    y->start = day_add_months(reference + 1, -12);
    y->year = month > 3 ? year : year - 1;
}

int cin_rule_named(str code)
{
    for (size_t i = 0; i < cin_rule_count; i++)
        if (str_eq_nocase(code, str_of(cin_rules[i].text.code)))
            return (int)i;
    return -1;
}

const char *cin_not_checked(const struct cin_rule *r, const struct cin_year *year)
{
    if (year->year && (year->year < r->text.from || year->year > r->text.to))
        return "not in force in this year";
    if ((r->needs & CIN_NEEDS_YEAR) && year->end == DAY_NONE)
        return "needs the reference date, which the header does not give: use --year";
    return NULL;
}

static str place_key(const struct cin_place *p, arena *a)
{
    char on[11] = "";
    if (p->on != DAY_NONE)
        day_iso_into(on, p->on);
    return arena_printf(a, STR_FMT "%s%s", STR_ARG(cin_table_names[p->table]), *on ? " " : "", on);
}

/* Where it begins and where it ends: enough to tell, and a module more in between changes nothing. */
str cin_issue_key(const struct cin_issue *x, arena *a)
{
    if (!x->nplaces)
        return S("");
    const struct cin_place *first = &x->places[0], *last = &x->places[x->nplaces - 1];
    str from = place_key(first, a);
    if (last->table == first->table && last->on == first->on)
        return from;
    return arena_printf(a, STR_FMT ", " STR_FMT, STR_ARG(from), STR_ARG(place_key(last, a)));
}

struct report_rule *cin_report_rules(const struct cin_check *k, arena *a)
{
    struct report_rule *rules = arena_array(a, struct report_rule, k->nrules);
    for (size_t i = 0; i < k->nrules; i++) {
        const char *why = k->year.year ? report_not_in_force(&k->rules[i].text, k->year.year, a) : NULL;
        rules[i] = (struct report_rule){ .text = &k->rules[i].text,
                                         .issues = k->counts[i],
                                         .not_checked = why ? why : cin_not_checked(&k->rules[i], &k->year) };
    }
    return rules;
}

void cin_check_init(struct cin_check *k, const struct cin_year *year, arena *mem)
{
    *k = (struct cin_check){ .year = *year, .nrules = cin_rule_count, .rules = cin_rules, .mem = mem };
    if (year->local) {
        k->nrules = year->local->nrules;
        k->rules = year->local->rules;
    }
    k->active = arena_array(mem, uint16_t, k->nrules);
    k->counts = arena_array(mem, size_t, k->nrules);
    for (size_t i = 0; i < k->nrules; i++)
        if (!cin_not_checked(&k->rules[i], year))
            k->active[k->nactive++] = (uint16_t)i;
}

void cin_check_only(struct cin_check *k, str code)
{
    k->nactive = 0;
    for (size_t i = 0; i < k->nrules; i++)
        if (str_eq_nocase(code, str_of(k->rules[i].text.code)) &&
            !((k->rules[i].needs & CIN_NEEDS_YEAR) && k->year.end == DAY_NONE))
            k->active[k->nactive++] = (uint16_t)i;
}

void cin_check_child_only(struct cin_check *k, str child) { k->child = child; }

static uint64_t mix(uint64_t h, uint64_t x)
{
    h = (h ^ x) * 0x9E3779B97F4A7C15u;
    return h ^ (h >> 29);
}

static uint64_t cell_mix(uint64_t h, struct cin_cell x) { return mix(h, x.p ? str_hash(text(x)) : 1); }

/* Tells two children of one number apart, whatever the order in which they stand. */
static uint64_t child_content(const struct cin_child *c)
{
    uint64_t h = 0;
    for (const struct cin_identifiers *i = c->identifiers; i; i = NULL)
        h = cell_mix(cell_mix(cell_mix(h, i->UPN), i->PersonBirthDate), i->Sex);
    if (c->characteristics)
        h = cell_mix(h, c->characteristics->Ethnicity);
    EACH_GROUP(e) {
        h = cell_mix(cell_mix(cell_mix(h, e->CINreferralDate), e->CINclosureDate), e->ReferralSource);
        EACH(e->assessments, a) h = cell_mix(cell_mix(h, a->AssessmentActualStartDate), a->AssessmentAuthorisationDate);
        EACH(e->protections, p) h = cell_mix(cell_mix(h, p->CPPstartDate), p->InitialCategoryOfAbuse);
    }
    return h;
}

void cin_report(struct cin_check *k, const struct cin_child *c, const struct cin_place *places, size_t n)
{
    struct cin_issue x = { .rule = (uint16_t)k->rule, .nplaces = (uint16_t)n, .turn = k->turn++, .child = STR_NONE };
    if ((c && ++k->of_rule > CIN_ISSUES_KEPT) || k->nissues >= CIN_ISSUES_MAX) {
        if (!k->unkept++ || (c && c->line < k->unkept_line))
            k->unkept_line = c ? c->line : 0;
        return;
    }
    if (c) {
        if (!k->copied) {
            k->child_id = arena_copy(k->mem, k->child_id);
            k->copied = true;
        }
        if (!k->known) {
            k->content = child_content(c);
            k->known = true;
        }
        x.child = k->child_id;
        x.content = k->content;
        x.line = c->line;
    }
    x.places = arena_alloc_raw(k->mem, n * sizeof *places);
    for (size_t i = 0; i < n; i++) {        /* the first and the last are what the issue is known by */
        x.places[i] = places[i];
        x.places[i].on = c && (i == 0 || i + 1 == n)
                             ? cin_module_day(c, (enum cin_table)places[i].table, places[i].number)
                             : DAY_NONE;
    }
    k->counts[k->rule]++;
    ARENA_PUSH(k->mem, k->issues, k->nissues, k->cap) = x;
}

void cin_check_header(struct cin_check *k, const struct cin_header *h)
{
    for (size_t i = 0; i < k->nactive; i++)
        if (k->rules[k->active[i]].header) {
            k->rule = k->active[i];
            k->rules[k->rule].header(k, h);
        }
}

/* Longer ones are no number that a rule could compare: 1570 and 1540 report them. */
enum { LONGEST_KEY = 200 };

static void keep_key(struct cin_check *k, struct cin_shared_keys *keys, struct cin_cell x, const struct cin_child *c)
{
    if (missing(x) || x.n > LONGEST_KEY)
        return;
    str copy = arena_copy(k->mem, text(x));
    if (keys == &k->ids) {
        k->child_id = copy;
        k->copied = true;
    }
    cin_shared_add(keys,
                   (struct cin_shared_key){ str_hash(copy), copy.p, k->child_id.p, (uint16_t)copy.n,
                                            (uint16_t)k->child_id.n, x.line ? x.line : c->line,
                                            c->identifiers->row.number },
                   k->mem);
}

static void count_disabilities(struct cin_check *k, const struct cin_child *c)
{
    size_t n = 0;
    EACH(c->disabilities, d) if (given(d->Disability) && !IS(d->Disability, "NONE")) {
        struct cin_totals *t = &k->totals;
        size_t at = 0;
        n++;
        while (at < t->ndisabilities && !str_eq(t->disabilities[at], text(d->Disability)))
            at++;
        if (at == t->ndisabilities && at < COUNT_OF(t->disabilities))
            t->disabilities[t->ndisabilities++] = arena_copy(k->mem, text(d->Disability));
    }
    k->totals.disabled += n > 0;
    k->totals.with_several += n > 1;
}

static void count_child(struct cin_check *k, const struct cin_child *c)
{
    struct cin_totals *t = &k->totals;
    for (const struct cin_identifiers *i = c->identifiers; i; i = NULL) {
        t->children++;
        t->without_sex += missing(i->ExpectedPersonBirthDate) &&
                          (missing(i->Sex) || IS(i->Sex, "0") || IS(i->Sex, "U"));
        keep_key(k, &k->ids, i->LAchildID, c);
        keep_key(k, &k->upns, i->UPN, c);
    }
    count_disabilities(k, c);
    EACH_GROUP(e) {
        t->conferences += in_year(k, e->DateOfInitialCPC);
        EACH(e->enquiries, q) t->conferences += in_year(k, q->DateOfInitialCPC);
        EACH(e->protections, p) t->plan_starts += in_year(k, p->CPPstartDate);
    }
}

void cin_check_across(struct cin_check *k, const struct cin_child *c)
{
    k->copied = k->known = false;
    k->child_id = str_take(cin_child_id(c), LONGEST_KEY);
    count_child(k, c);
    k->copied = false;
}

void cin_check_forget(struct cin_check *k)
{
    memset(k->counts, 0, k->nrules * sizeof *k->counts);
    k->issues = NULL;
    k->nissues = k->cap = 0;
    k->totals = (struct cin_totals){ 0 };
    k->ids = k->upns = (struct cin_shared_keys){ 0 };
}

void cin_check_child(struct cin_check *k, const struct cin_child *c)
{
    k->turn = 0;
    k->copied = k->known = false;
    k->child_id = str_take(cin_child_id(c), LONGEST_KEY);
    bool wanted = !k->child.p || str_eq(k->child, k->child_id);
    k->child_seen += k->child.p && wanted;
    if (!k->alone)
        count_child(k, c);
    for (size_t i = 0; i < k->nactive && wanted; i++)
        if (k->rules[k->active[i]].child) {
            k->rule = k->active[i];
            k->of_rule = 0;
            k->rules[k->rule].child(k, c);
        }
    k->copied = false;
}

void cin_check_join(struct cin_check *k, const struct cin_check *from)
{
    struct cin_totals *t = &k->totals;
    const struct cin_totals *f = &from->totals;
    t->children += f->children;
    t->without_sex += f->without_sex;
    t->plan_starts += f->plan_starts;
    t->conferences += f->conferences;
    t->disabled += f->disabled;
    t->with_several += f->with_several;
    for (size_t i = 0; i < f->ndisabilities; i++) {
        size_t at = 0;
        while (at < t->ndisabilities && !str_eq(t->disabilities[at], f->disabilities[i]))
            at++;
        if (at == t->ndisabilities && at < COUNT_OF(t->disabilities))
            t->disabilities[t->ndisabilities++] = arena_copy(k->mem, f->disabilities[i]);
    }
    k->child_seen += from->child_seen;
    if (from->unkept && (!k->unkept || from->unkept_line < k->unkept_line))
        k->unkept_line = from->unkept_line;
    k->unkept += from->unkept;
    cin_shared_join(&k->ids, &from->ids, k->mem);
    cin_shared_join(&k->upns, &from->upns, k->mem);
    for (size_t i = 0; i < from->nissues; i++) {
        if (k->nissues >= CIN_ISSUES_MAX) {
            k->unkept++;
            k->counts[from->issues[i].rule]--;      /* counted with the others below */
            continue;
        }
        struct cin_issue x = from->issues[i];
        struct cin_place *places = arena_alloc_raw(k->mem, x.nplaces * sizeof *places);
        memcpy(places, x.places, x.nplaces * sizeof *places);
        x.places = places;
        x.child = arena_copy(k->mem, x.child);
        ARENA_PUSH(k->mem, k->issues, k->nissues, k->cap) = x;
    }
    for (size_t i = 0; i < k->nrules; i++)
        k->counts[i] += from->counts[i];
}

static int by_rule_and_child(const void *x, const void *y)
{
    const struct cin_issue *a = x, *b = y;
    if (a->rule != b->rule)
        return a->rule < b->rule ? -1 : 1;
    int c = str_cmp(a->child, b->child);
    if (c)
        return c;
    if (a->content != b->content)
        return a->content < b->content ? -1 : 1;
    if (a->turn != b->turn)
        return a->turn < b->turn ? -1 : 1;
    return (a->line > b->line) - (a->line < b->line);
}

/* What the rules across children found of others, and of the return, is not this child's. */
static void keep_child(struct cin_check *k)
{
    size_t kept = 0;
    memset(k->counts, 0, k->nrules * sizeof *k->counts);
    for (size_t i = 0; i < k->nissues; i++)
        if (k->issues[i].child.p && str_eq(k->issues[i].child, k->child)) {
            k->counts[k->issues[i].rule]++;
            k->issues[kept++] = k->issues[i];
        }
    k->nissues = kept;
}

void cin_check_end(struct cin_check *k)
{
    for (size_t i = 0; i < k->nactive; i++)
        if (k->rules[k->active[i]].end) {
            k->rule = k->active[i];
            k->turn = 0;
            k->of_rule = 0;
            k->rules[k->rule].end(k);
        }
    if (k->child.p)
        keep_child(k);
    if (k->nissues)
        qsort(k->issues, k->nissues, sizeof *k->issues, by_rule_and_child);
}
