/* examples.h - runs one example (returns/example.h) through its rule, as holdfast check would, and compares the rows
 * that are reported with those that bear a *. */
#ifndef EXAMPLES_H
#define EXAMPLES_H
#include "catalogue/catalogue.h"
#include "returns/cin/check.h"
#include "returns/example.h"
#include "returns/ssda903/check.h"

/* Whether the example comes out as it says; why says what is wrong with it when it does not. */
typedef bool example_fn(const struct example *x, const struct calendar *calendar, arena *a, str *why);

/* reported[i]: the rule pointed at row i. */
static inline bool example_fits(const struct example *x, const bool *reported, arena *a, str *why)
{
    bool good = true;
    *why = S("reported rows:");
    for (size_t i = 0; i < x->nrows; i++) {
        good = good && reported[i] == x->rows[i].reported;
        if (reported[i])
            *why = arena_printf(a, STR_FMT " %zu", STR_ARG(*why), i + 1);
    }
    return good;
}

/* --- SSDA903 ------------------------------------------------------------------------------------------- */
struct example_903 {
    struct collection year;
    struct providers providers;
    size_t nchildren, cap;
    struct child **children;
    uint32_t have;
};

static inline struct child *example_903_child(struct example_903 *o, str id, arena *a)
{
    for (size_t i = 0; i < o->nchildren; i++)
        if (str_eq(o->children[i]->id, id))
            return o->children[i];
    struct child *c = arena_new(a, struct child);
    child_open(c, id, a);
    ARENA_PUSH(a, o->children, o->nchildren, o->cap) = c;   // NOLINT(bugprone-sizeof-expression): an array of pointers
    return c;
}

/* URN:place codes:provider codes:postcode or closed:authority */
static inline void example_903_provider(struct example_903 *o, str words, arena *a)
{
    str part[5] = { { NULL, 0 } };
    for (size_t i = 0; i < 5; i++)
        if (str_cut(&words, ':', &part[i]) && !part[i].n)
            part[i] = STR_NONE;
    day closed = part[3].p ? day_parse(part[3]) : DAY_NONE;
    struct provider p = { .urn = part[0],
                          .place_codes = part[1],
                          .provider_codes = part[2],
                          .postcode = closed == DAY_NONE ? part[3] : STR_NONE,
                          .closed = closed,
                          .la_code = part[4] };
    providers_add(&o->providers, p, a);
    providers_index(&o->providers, a);
    o->year.providers = &o->providers;
    o->have |= HAVE_PROVIDERS;
}

static inline bool example_903_option(struct example_903 *o, str name, str words, arena *a)
{
    int64_t year = 0;
    if (str_eq(name, S("xml"))) {
        o->year.xml = true;
    } else if (str_eq(name, S("authority"))) {
        o->year.authority = words;
    } else if (str_eq(name, S("year")) && str_int(words, &year)) {
        collection_of(&o->year, (int)year);
    } else if (str_eq(name, S("start"))) {
        o->year.start = day_parse(words);
    } else if (str_eq(name, S("today"))) {
        o->year.today = day_parse(words);
    } else if (str_eq(name, S("end"))) {
        o->year.end = day_parse(words);
        if (o->year.start > o->year.end)
            o->year.start = day_add_months(o->year.end + 1, -12);
    } else if (str_eq(name, S("provider"))) {
        example_903_provider(o, words, a);
    } else
        return false;
    return true;
}

static inline bool example_903_row(struct example_903 *o, const struct example_row *r, size_t number, struct row **made,
                                   arena *a)
{
    bool last = str_ends(r->table, S("_last"));
    int t = table_named(last ? str_take(r->table, r->table.n - 5) : r->table);
    if (t < 0)
        return false;
    str id = example_child(r, "CHILD");
    *made = child_add(example_903_child(o, id, a), (enum table)t, last);
    row_set(*made, 0, id);
    (*made)->order = (uint32_t)number;
    o->have |= 1u << (t + (last ? T__COUNT : 0));
    for (size_t i = 0; i < r->ncells; i++) {
        int c = table_column((enum table)t, r->cells[i].name);
        if (c < 0)
            return false;
        row_set(*made, (size_t)c, r->cells[i].value.n ? r->cells[i].value : STR_NONE);
    }
    return true;
}

static inline bool example_ssda903(const struct example *x, const struct calendar *calendar, arena *a, str *why)
{
    (void)calendar;
    struct example_903 o = { .have = HAVE_POSTCODES };
    struct row **rows = arena_array(a, struct row *, x->nrows + 1);
    bool *reported = arena_array(a, bool, x->nrows + 1), good = !x->fault.n;
    size_t rule = 0;
    collection_of(&o.year, 2026);
    *why = x->fault.n ? x->fault : S("there is no such rule, option, table or column");
    for (size_t i = 0; i < x->noptions; i++)
        good = good && example_903_option(&o, x->options[i].name, x->options[i].value, a);
    for (size_t i = 0; i < x->nrows; i++)
        good = good && example_903_row(&o, &x->rows[i], i, &rows[i], a);
    while (rule < ssda903_rule_count && !str_eq(str_of(ssda903_rules[rule].text.code), x->code))
        rule++;
    if (!good || rule == ssda903_rule_count)
        return false;
    for (int t = 0; t < 2 * T__COUNT; t++)          /* what the rule needs was supplied, if empty */
        o.have |= ssda903_rules[rule].needs & 1u << t;
    struct check k;
    ssda903_check_init(&k, &o.year, o.have, a);
    ssda903_check_only(&k, x->code);
    *why = S("the rule did not run");
    if (!k.nactive)
        return false;
    for (size_t i = 0; i < o.nchildren; i++) {
        child_close(o.children[i]);
        ssda903_check_child(&k, o.children[i]);
    }
    ssda903_check_end(&k);
    for (size_t n = 0; n < k.nissues; n++)
        for (size_t i = 0; i < x->nrows; i++)
            reported[i] = reported[i] || (k.issues[n].order == i && k.issues[n].table == rows[i]->table &&
                                          k.issues[n].last == rows[i]->last);
    return example_fits(x, reported, a, why);
}

/* --- CIN census -------------------------------------------------------------------------------------------- */
struct example_cin {
    arena *mem;
    struct cin_header *header;
    size_t nchildren, cap;
    struct example_cin_child {
        str id;
        struct cin_child *child;
        struct cin_episode *episode;
        struct cin_protection *plan;
    } * children;
};

/* The child of that number that came last; a second row of identifiers is another child. */
static inline struct example_cin_child *example_cin_child(struct example_cin *o, str id, bool identifiers,
                                                          uint32_t number)
{
    for (size_t i = o->nchildren; i-- > 0;)
        if (str_eq(o->children[i].id, id) && !(identifiers && o->children[i].child->identifiers))
            return &o->children[i];
    struct cin_child *c = arena_new(o->mem, struct cin_child);
    cin_child_open(c, 1, number, o->mem);
    struct example_cin_child *x = &ARENA_PUSH(o->mem, o->children, o->nchildren, o->cap);
    *x = (struct example_cin_child){ .id = id, .child = c };
    return x;
}

/* The cells that are filled; factors stand side by side: AssessmentFactors=1A,4B. */
static inline bool example_cin_fill(const struct example_row *r, struct cin_row *m)
{
    bool good = true;
    for (size_t i = 0; i < r->ncells; i++) {
        enum cin_item item = cin_item_named(r->cells[i].name);
        struct cin_cell *x = cin_cell_of(m, item);
        good = good && item != CIN_ITEM_NONE && (x || item == CIN_I_LAchildID);
        if (x && r->cells[i].value.n && !(m->table == CIN_Assessments && item == CIN_I_AssessmentFactors))
            cin_cell_set(x, r->cells[i].value, 1);
    }
    return good;
}

static inline void example_cin_factors(struct example_cin *o, const struct example_row *r, struct cin_assessment *to,
                                       uint32_t number)
{
    str list = example_value(r, S("AssessmentFactors")), code;
    while (str_cut(&list, ',', &code)) {
        struct cin_factor *f = cin_factor_new(o->mem, 1, number);
        cin_cell_set(&f->AssessmentFactors, code, 1);
        cin_factor_add(to, f);
    }
}

static inline void example_cin_place(struct example_cin *o, const struct example_row *r, struct cin_row *m)
{
    struct example_cin_child *x = example_cin_child(o, example_child(r, "LAchildID"), m->table == CIN_ChildIdentifiers,
                                                    m->number);
    bool in_episode = m->table != CIN_ChildIdentifiers && m->table != CIN_ChildCharacteristics &&
                      m->table != CIN_Disabilities && m->table != CIN_CINdetails;
    if (in_episode && !x->episode) {                /* parts of an episode that is not shown */
        x->episode = cin_module(o->mem, CIN_CINdetails, 0, 0);
        CIN_LIST_ADD(x->child->episodes, x->episode);
    }
    switch ((enum cin_table)m->table) {
    case CIN_ChildIdentifiers:
        x->child->identifiers = (void *)m;
        if (x->id.n)
            cin_cell_set(&x->child->identifiers->LAchildID, x->id, 1);
        break;
    case CIN_ChildCharacteristics: x->child->characteristics = (void *)m; break;
    case CIN_Disabilities:         CIN_LIST_ADD(x->child->disabilities, (struct cin_disability *)(void *)m); break;
    case CIN_CINdetails:
        x->episode = (void *)m;
        x->plan = NULL;
        CIN_LIST_ADD(x->child->episodes, x->episode);
        break;
    case CIN_Assessments:
        CIN_LIST_ADD(x->episode->assessments, (struct cin_assessment *)(void *)m);
        example_cin_factors(o, r, (void *)m, m->number);
        break;
    case CIN_CINplanDates:         CIN_LIST_ADD(x->episode->plans, (struct cin_plan *)(void *)m); break;
    case CIN_Section47:            CIN_LIST_ADD(x->episode->enquiries, (struct cin_enquiry *)(void *)m); break;
    case CIN_ChildProtectionPlans: x->plan = (void *)m; CIN_LIST_ADD(x->episode->protections, x->plan); break;
    case CIN_Reviews:
        if (!x->plan) {
            x->plan = cin_module(o->mem, CIN_ChildProtectionPlans, 0, 0);
            CIN_LIST_ADD(x->episode->protections, x->plan);
        }
        CIN_LIST_ADD(x->plan->reviews, (struct cin_review *)(void *)m);
        break;
    case CIN_PreProceedingsandFGDM: CIN_LIST_ADD(x->episode->proceedings, (struct cin_proceedings *)(void *)m); break;
    case CIN_Header: case CIN_TABLE_COUNT: break;
    }
}

static inline bool example_cin_row(struct example_cin *o, const struct example_row *r, size_t number)
{
    for (int t = 0; t < CIN_TABLE_COUNT; t++)
        if (str_eq(cin_table_names[t], r->table)) {
            struct cin_row *m = cin_module(o->mem, (enum cin_table)t, 1, (uint32_t)number);
            if (!example_cin_fill(r, m))
                return false;
            if (t == CIN_Header)
                o->header = (void *)m;
            else
                example_cin_place(o, r, m);
            return true;
        }
    return str_eq(r->table, S("Return"));
}

static inline bool example_cin(const struct example *x, const struct calendar *calendar, arena *a, str *why)
{
    struct example_cin o = { .mem = a };
    bool *reported = arena_array(a, bool, x->nrows + 1),
         good = !x->fault.n && !x->noptions && cin_rule_named(x->code) >= 0;
    *why = x->fault.n ? x->fault
                      : S("there is no such rule, table or item, or an option that the census does not know");
    for (size_t i = 0; i < x->nrows; i++)
        good = good && example_cin_row(&o, &x->rows[i], i);
    if (!good)
        return false;
    struct cin_year year;
    struct cin_check k;
    cin_year_of(&year, o.header ? o.header->ReferenceDate.d : day_make(2027, 3, 31), calendar);
    cin_check_init(&k, &year, a);
    cin_check_only(&k, x->code);
    *why = S("the rule did not run");
    if (!k.nactive)
        return false;
    if (o.header)
        cin_check_header(&k, o.header);
    for (size_t i = 0; i < o.nchildren; i++)
        cin_check_child(&k, o.children[i].child);
    cin_check_end(&k);
    for (size_t n = 0; n < k.nissues; n++)
        for (size_t i = 0; i < x->nrows; i++) {
            if (!k.issues[n].nplaces)
                reported[i] = reported[i] || str_eq(x->rows[i].table, S("Return"));
            for (size_t p = 0; p < k.issues[n].nplaces; p++)
                reported[i] = reported[i] || (k.issues[n].places[p].number == i &&
                                              str_eq(cin_table_names[k.issues[n].places[p].table], x->rows[i].table));
        }
    if (k.nissues && !x->breaks) {
        *why = S("the rule reports something beside the rows");
        return false;
    }
    return example_fits(x, reported, a, why);
}
#endif
