/* cases_cin.h - reads one case of the CIN census (flat tables in JSON) into children, runs its rule as the product
 * would, and compares what is reported with what the case expects.
 *
 * Rows meet by LAchildID, CINdetailsID and CPPID as the flat tables have them; a table without such a column meets at
 * the child. Rows of Assessments that share an AssessmentID, or both of their dates, are the factors of one assessment.
 * A plan's row whose CPPID is empty is no plan. */
#ifndef CASES_CIN_H
#define CASES_CIN_H
#include "cases.h"
#include "catalogue/catalogue.h"
#include "returns/cin/check.h"
#include <stdlib.h>

struct cin_case_group {
    str child, key, plan;
    struct cin_child *in;
    struct cin_episode *episode;
    struct cin_protection *protection;
    bool has_child, has_key, has_plan;
};
struct cin_case {
    arena *mem;
    json_t *tables;
    size_t nchildren, cap_children, ngroups, cap_groups, nplans, cap_plans;
    struct cin_case_child { str id; bool has_id; struct cin_child *child; } *children;
    struct cin_case_group *groups, *plans;
};
struct cin_case_row { struct cin_case *k; enum cin_table table; json_t *columns, *row; uint32_t number; };

static bool cin_case_has_column(const struct cin_case_row *r, const char *name)
{
    size_t i;
    json_t *x;
    json_array_foreach(r->columns, i, x)
        if (strcmp(json_string_value(x), name) == 0)
            return true;
    return false;
}

/* STR_NONE when there is no such column or nothing in it. */
static str cin_case_cell(const struct cin_case_row *r, const char *name)
{
    size_t i;
    json_t *x;
    json_array_foreach(r->columns, i, x)
        if (strcmp(json_string_value(x), name) == 0)
            return case_text(r->k->mem, json_array_get(r->row, i));
    return STR_NONE;
}

static void cin_case_fill(const struct cin_case_row *r, struct cin_row *module)
{
    size_t i;
    json_t *x;
    json_array_foreach(r->columns, i, x) {
        struct cin_cell *cell = cin_cell_of(module, cin_item_named(str_of(json_string_value(x))));
        str t = case_text(r->k->mem, json_array_get(r->row, i));
        if (cell && t.p &&
            !(module->table == CIN_Assessments &&
              cin_item_named(str_of(json_string_value(x))) == CIN_I_AssessmentFactors))
            cin_cell_set(cell, t, 1);
    }
}

static struct cin_child *cin_case_child(const struct cin_case_row *r, bool always_new)
{
    struct cin_case *k = r->k;
    str id = cin_case_cell(r, "LAchildID");
    for (size_t i = 0; i < k->nchildren && id.p && !always_new; i++)
        if (k->children[i].has_id && str_eq(k->children[i].id, id))
            return k->children[i].child;
    struct cin_case_child x = { .id = id, .has_id = id.p != NULL, .child = arena_new(k->mem, struct cin_child) };
    cin_child_open(x.child, 0, r->number, k->mem);
    ARENA_PUSH(k->mem, k->children, k->nchildren, k->cap_children) = x;
    return x.child;
}

static void cin_case_episode(const struct cin_case_row *r)
{
    struct cin_case *k = r->k;
    struct cin_child *c = cin_case_child(r, false);
    struct cin_episode *e = cin_module(k->mem, CIN_CINdetails, 1, r->number);
    cin_case_fill(r, &e->row);
    CIN_LIST_ADD(c->episodes, e);
    str key = cin_case_cell(r, "CINdetailsID");
    ARENA_PUSH(k->mem, k->groups, k->ngroups,
               k->cap_groups) = (struct cin_case_group){ .in = c, .key = key, .episode = e };
}

/* Plans alone, told apart by CPPID only: then that is what groups them. */
static bool cin_case_plans_alone(const struct cin_case_row *r)
{
    static const char *const others[] = { "CINdetails", "Assessments", "CINplanDates", "Section47" };
    for (size_t i = 0; i < COUNT_OF(others); i++)
        if (json_object_get(r->k->tables, others[i]))
            return false;
    return r->table == CIN_ChildProtectionPlans && !cin_case_has_column(r, "CINdetailsID");
}

static struct cin_episode *cin_case_group(const struct cin_case_row *r, struct cin_child *c)
{
    struct cin_case *k = r->k;
    str key = cin_case_cell(r, cin_case_plans_alone(r) ? "CPPID" : "CINdetailsID");
    for (size_t i = 0; i < k->ngroups; i++)
        if (k->groups[i].in == c && (k->groups[i].key.p != NULL) == (key.p != NULL) && str_eq(k->groups[i].key, key))
            return k->groups[i].episode;
    struct cin_episode *e = cin_module(k->mem, CIN_CINdetails, 0, 0);
    CIN_LIST_ADD(c->episodes, e);
    ARENA_PUSH(k->mem, k->groups, k->ngroups,
               k->cap_groups) = (struct cin_case_group){ .in = c, .key = key, .episode = e };
    return e;
}

static bool cin_case_same_assessment(const struct cin_case_row *r, const struct cin_assessment *a, str id, str other_id)
{
    if (cin_case_has_column(r, "AssessmentID"))
        return id.p && str_eq(id, other_id);
    str start = cin_case_cell(r, "AssessmentActualStartDate"), end = cin_case_cell(r, "AssessmentAuthorisationDate");
    return (cin_case_has_column(r, "AssessmentActualStartDate") ||
            cin_case_has_column(r, "AssessmentAuthorisationDate")) &&
           str_eq(start, (str){ a->AssessmentActualStartDate.p, a->AssessmentActualStartDate.n }) &&
           str_eq(end, (str){ a->AssessmentAuthorisationDate.p, a->AssessmentAuthorisationDate.n });
}

static void cin_case_assessment(const struct cin_case_row *r)
{
    struct cin_case *k = r->k;
    struct cin_episode *e = cin_case_group(r, cin_case_child(r, false));
    str id = cin_case_cell(r, "AssessmentID");
    struct cin_assessment *a = NULL;
    for (size_t i = 0; i < k->nplans && cin_case_has_column(r, "AssessmentFactors") && !a; i++)
        if (k->plans[i].episode == e && !k->plans[i].protection) {
            struct cin_assessment *x = (void *)k->plans[i].in;
            if (cin_case_same_assessment(r, x, id, k->plans[i].plan))
                a = x;
        }
    if (!a) {
        a = cin_module(k->mem, CIN_Assessments, 1, r->number);
        cin_case_fill(r, &a->row);
        CIN_LIST_ADD(e->assessments, a);
        ARENA_PUSH(k->mem, k->plans, k->nplans,
                   k->cap_plans) = (struct cin_case_group){ .plan = id, .episode = e, .in = (void *)a };
    }
    size_t i, j;
    json_t *x, *one;
    json_array_foreach(r->columns, i, x) {
        if (strcmp(json_string_value(x), "AssessmentFactors") != 0)
            continue;
        json_t *v = json_array_get(r->row, i), *list = json_is_array(v) ? json_incref(v) : json_pack("[O]", v);
        json_array_foreach(list, j, one) {
            struct cin_factor *f = cin_factor_new(k->mem, 1, r->number);
            str t = case_text(k->mem, one);
            if (t.p)
                cin_cell_set(&f->AssessmentFactors, t, 1);
            if (t.p)
                cin_factor_add(a, f);
        }
        json_decref(list);
    }
}

static void cin_case_protection(const struct cin_case_row *r)
{
    struct cin_case *k = r->k;
    str id = cin_case_cell(r, "CPPID");
    if (cin_case_has_column(r, "CPPID") && !id.p)
        return;
    struct cin_child *c = cin_case_child(r, false);
    struct cin_episode *e = cin_case_group(r, c);
    struct cin_protection *p = cin_module(k->mem, CIN_ChildProtectionPlans, 1, r->number);
    cin_case_fill(r, &p->row);
    CIN_LIST_ADD(e->protections, p);
    ARENA_PUSH(k->mem, k->plans, k->nplans,
               k->cap_plans) = (struct cin_case_group){ .in = c, .plan = id, .episode = e, .protection = p };
}

static void cin_case_review(const struct cin_case_row *r)
{
    struct cin_case *k = r->k;
    struct cin_child *c = cin_case_child(r, false);
    str id = cin_case_cell(r, "CPPID");
    struct cin_protection *p = NULL;
    struct cin_episode *in = cin_case_has_column(r, "CINdetailsID") ? cin_case_group(r, c) : NULL;
    for (size_t i = 0; i < k->nplans && !p; i++)
        if (k->plans[i].protection && k->plans[i].in == c && (!in || k->plans[i].episode == in) &&
            (!cin_case_has_column(r, "CPPID") || (id.p && str_eq(id, k->plans[i].plan))))
            p = k->plans[i].protection;
    if (!p) {
        struct cin_episode *e = in ? in : cin_case_group(r, c);
        p = cin_module(k->mem, CIN_ChildProtectionPlans, 0, 0);
        CIN_LIST_ADD(e->protections, p);
        ARENA_PUSH(k->mem, k->plans, k->nplans,
                   k->cap_plans) = (struct cin_case_group){ .in = c, .plan = id, .episode = e, .protection = p };
    }
    struct cin_review *v = cin_module(k->mem, CIN_Reviews, 1, r->number);
    cin_case_fill(r, &v->row);
    CIN_LIST_ADD(p->reviews, v);
}

static void cin_case_row(const struct cin_case_row *r)
{
    struct cin_case *k = r->k;
    struct cin_row *m = r->table == CIN_CINdetails || r->table == CIN_Assessments ||
                                r->table == CIN_ChildProtectionPlans || r->table == CIN_Reviews
                            ? NULL
                            : cin_module(k->mem, r->table, 1, r->number);
    struct cin_child *c;
    if (m)
        cin_case_fill(r, m);
    switch (r->table) {
    case CIN_ChildIdentifiers:
        cin_case_child(r, true)->identifiers = (void *)m;
        break;
    case CIN_ChildCharacteristics:
        c = cin_case_child(r, false);
        cin_case_child(r, c->characteristics != NULL)->characteristics = (void *)m;
        break;
    case CIN_Disabilities:
        CIN_LIST_ADD(cin_case_child(r, false)->disabilities, (struct cin_disability *)(void *)m);
        break;
    case CIN_CINdetails:            cin_case_episode(r); break;
    case CIN_Assessments:           cin_case_assessment(r); break;
    case CIN_ChildProtectionPlans:  cin_case_protection(r); break;
    case CIN_Reviews:               cin_case_review(r); break;
    case CIN_CINplanDates:
        CIN_LIST_ADD(cin_case_group(r, cin_case_child(r, false))->plans, (struct cin_plan *)(void *)m);
        break;
    case CIN_Section47:
        CIN_LIST_ADD(cin_case_group(r, cin_case_child(r, false))->enquiries, (struct cin_enquiry *)(void *)m);
        break;
    case CIN_PreProceedingsandFGDM:
        CIN_LIST_ADD(cin_case_group(r, cin_case_child(r, false))->proceedings, (struct cin_proceedings *)(void *)m);
        break;
    case CIN_Header: case CIN_TABLE_COUNT: break;
    }
}

static int cin_case_text_order(const void *x, const void *y)
{
    return str_cmp(*(const str *)x, *(const str *)y);
}

/* Sorted, each once. */
static size_t cin_case_unique(str *v, size_t n)
{
    if (n)
        qsort(v, n, sizeof *v, cin_case_text_order);
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (!kept || !str_eq(v[kept - 1], v[i]))
            v[kept++] = v[i];
    return kept;
}

static str cin_case_list(arena *a, const str *v, size_t n) { return n ? arena_join(a, n, v, S(" ")) : S("nothing"); }

/* The row's label: its number, or what "index" says. */
static str cin_case_label(struct cin_case *k, const char *table, uint32_t number)
{
    str t = case_text(k->mem, json_array_get(json_object_get(json_object_get(k->tables, table), "index"), number));
    return t.p ? t : arena_printf(k->mem, "%u", number);
}

static str cin_case_found(struct cin_case *k, const struct cin_check *check)
{
    str *v = arena_array(k->mem, str, 1);
    size_t n = 0, cap = 1;
    for (size_t i = 0; i < check->nissues; i++)
        for (size_t p = 0; p < check->issues[i].nplaces; p++) {
            const struct cin_place *x = &check->issues[i].places[p];
            const char *table = arena_z(k->mem, cin_table_names[x->table]);
            str label = cin_case_label(k, table, x->number);
            ARENA_PUSH(k->mem, v, n, cap) = arena_printf(k->mem, "%s." STR_FMT "[" STR_FMT "]", table,
                                                         STR_ARG(cin_item_names[x->item]), STR_ARG(label));
        }
    return cin_case_list(k->mem, v, cin_case_unique(v, n));
}

static str cin_case_expected(struct cin_case *k, json_t *locations)
{
    size_t i, n = 0;
    json_t *x;
    str *v = arena_array(k->mem, str, json_array_size(locations) + 1);
    json_array_foreach(locations, i, x) {
        str label = case_text(k->mem, json_array_get(x, 2));
        v[n++] = arena_printf(k->mem, "%s.%s[" STR_FMT "]", json_string_value(json_array_get(x, 0)),
                              json_string_value(json_array_get(x, 1)), STR_ARG(label));
    }
    return cin_case_list(k->mem, v, cin_case_unique(v, n));
}

static void cin_case_read(struct cin_case *k, struct cin_check *check)
{
    static const enum cin_table order[] = { CIN_ChildIdentifiers, CIN_ChildCharacteristics,
                                            CIN_Disabilities,     CIN_CINdetails,
                                            CIN_Assessments,      CIN_CINplanDates,
                                            CIN_Section47,        CIN_ChildProtectionPlans,
                                            CIN_Reviews,          CIN_PreProceedingsandFGDM };
    size_t i;
    json_t *row, *header = json_object_get(k->tables, "Header");
    json_array_foreach(json_object_get(header, "rows"), i, row) {
        struct cin_case_row r = { k, CIN_Header, json_object_get(header, "columns"), row, (uint32_t)i };
        struct cin_header *h = cin_module(k->mem, CIN_Header, 1, (uint32_t)i);
        cin_case_fill(&r, &h->row);
        cin_check_header(check, h);
    }
    for (size_t t = 0; t < COUNT_OF(order); t++) {
        json_t *table = json_object_get(k->tables, arena_z(k->mem, cin_table_names[order[t]]));
        json_array_foreach(json_object_get(table, "rows"), i, row) {
            struct cin_case_row r = { k, order[t], json_object_get(table, "columns"), row, (uint32_t)i };
            cin_case_row(&r);
        }
    }
    for (size_t c = 0; c < k->nchildren; c++)
        cin_check_child(check, k->children[c].child);
    cin_check_end(check);
}

static day cin_case_reference(struct cin_case *k)
{
    json_t *header = json_object_get(k->tables, "Header");
    struct cin_case_row r = { k, CIN_Header, json_object_get(header, "columns"),
                              json_array_get(json_object_get(header, "rows"), 0), 0 };
    str t = r.row ? cin_case_cell(&r, "ReferenceDate") : STR_NONE;
    return t.p ? cin_day(t) : DAY_NONE;
}

/* Whether the case passes; why says what was expected and what was found when it does not. */
static bool cin_case_passes(const json_t *root, const struct calendar *calendar, arena *a, struct case_said *said,
                            str *why)
{
    static const char *const kinds[] = { "type0", "type1", "type2", "type3", "la_level" };
    struct cin_case k = { .mem = a, .tables = json_object_get(root, "tables") };
    str code = case_text(a, json_object_get(root, "rule"));
    int rule = cin_rule_named(code);
    if (rule < 0) {
        *why = S("there is no such rule");
        return false;
    }
    struct cin_year year;
    struct cin_check check;
    cin_year_of(&year, cin_case_reference(&k), calendar);
    cin_check_init(&check, &year, a);
    cin_check_only(&check, code);
    cin_case_read(&k, &check);
    json_t *expected = json_object_get(root, "expected");
    const char *kind = json_string_value(json_object_get(expected, "kind"));
    const char *found_kind = check.nissues ? kinds[cin_rules[rule].kind] : "none";
    /* An expectation that names a kind but no place expects silence, unless it is about the whole return. */
    bool whole = kind && strcmp(kind, "la_level") == 0;
    str want = cin_case_expected(&k, json_object_get(expected, "locations")), got = cin_case_found(&k, &check);
    if (!whole && str_eq(want, S("nothing")))
        kind = "none";
    *why = arena_printf(a, "expected %s: " STR_FMT "\n    found %s: " STR_FMT, kind ? kind : "none", STR_ARG(want),
                        found_kind, STR_ARG(got));
    if (!str_eq(want, got))
        *said = (struct case_said){ .expected = want, .found = got };
    return str_eq(want, got) && strcmp(kind ? kind : "none", found_kind) == 0;
}

/* The calendar of the catalogue, read once. */
static inline bool case_cin(const json_t *one, arena *a, struct case_said *said, str *why)
{
    *said = (struct case_said){ .found = STR_NONE };
    static struct catalogue *cat;
    err e = { .mem = a };
    if (!cat && catalogue_load(&cat, STR_NONE, &e)) {
        *why = e.message;
        return false;
    }
    return cin_case_passes(one, &cat->calendar, a, said, why);
}
#endif
