/* cin.c - the record as a children in need census: XML, and the same modules as the child that the rules look at.
 *
 * Every line that is written is counted, so that an issue points at the line where its module or item stands. */
#include "reporting/everyday.h"
#include "reporting/work.h"
#include "returns/cin/check.h"
#include "returns/cin/local.h"
#include <stdio.h>

/* What a module's elements are, in the order of the schema; modules inside it stand where the bar is. */
struct shape { const char *table, *element; enum cin_table module; const char *before, *after; };
static const struct shape shapes[] = {
    { "CINdetails", "CINdetails", CIN_CINdetails,
      "CINreferralDate ReferralSource PrimaryNeedCode CINclosureDate ReasonForClosure DateOfInitialCPC", "" },
    { "Assessments", "Assessments", CIN_Assessments,
      "AssessmentActualStartDate AssessmentInternalReviewDate AssessmentAuthorisationDate", "" },
    { "CINPlanDates", "CINPlanDates", CIN_CINplanDates, "CINPlanStartDate CINPlanEndDate", "" },
    { "Section47", "Section47", CIN_Section47, "S47ActualStartDate InitialCPCtarget DateOfInitialCPC ICPCnotRequired",
      "" },
    { "ChildProtectionPlans", "ChildProtectionPlans", CIN_ChildProtectionPlans,
      "CPPstartDate CPPendDate InitialCategoryOfAbuse LatestCategoryOfAbuse NumberOfPreviousCPP", "" },
    { "PreProceedingsandFGDM", "PreProceedingsandFGDM", CIN_PreProceedingsandFGDM,
      "PPStartDate LBPSentDate FGDMMeetingOffer FGDMMeetingFac InitialPPMeetingDate ReviewMeetingsCount "
      "StepDecisionDate "
      "PPOutcome CourtAppDate LetterInitCPDate",
      "" },
};
enum { IDENTIFIERS_FROM_SEX = 2024, PRE_PROCEEDINGS_FROM = 2026, KEY_LONG = 120 };

/* Which of the plan's tables a module is made from. */
static const struct { enum cin_table module; const char *table; } made_from[] = {
    { CIN_ChildIdentifiers, "Child" },  { CIN_ChildCharacteristics, "Child" },
    { CIN_Disabilities, "Disability" }, { CIN_CINdetails, "CINdetails" },
    { CIN_Assessments, "Assessments" }, { CIN_CINplanDates, "CINPlanDates" },
    { CIN_Section47, "Section47" },     { CIN_ChildProtectionPlans, "ChildProtectionPlans" },
    { CIN_Reviews, "CPPreviewDate" },   { CIN_PreProceedingsandFGDM, "PreProceedingsandFGDM" },
};

struct place { uint32_t line; uint8_t module; int64_t subject, record; const struct return_row *row; };
/* Whose a child's lines are, when children are looked at one after the other and forgotten. */
struct bearer { uint32_t line; int64_t subject; };

struct census {
    struct cin_year year;
    struct cin_check check;
    struct cin_header *header;
    uint32_t line, numbers[CIN_TABLE_COUNT];
    int depth;
    size_t nplaces, cap_places;
    struct place *places;                   /* in order of line: whose each module is */
    int64_t now;                            /* whose rows are still there */
    struct cin_check across;                /* one child after the other: what rules across children gather */
    size_t nbearers, cap_bearers;
    struct bearer *bearers;
    int plan_of[CIN_TABLE_COUNT];           /* the plan's table of each module; -1 */
    size_t item_of[CIN_TABLE_COUNT][CIN_ITEM_COUNT];        /* number of the item + 1 */
};

/* What is being written: one child. */
struct writing {
    struct return_work *w;
    struct census *r;
    const struct return_rows *rows;
    struct cin_child *c;
    int64_t subject;
    arena *a;
    out *o;
};

/* --- lines of XML ------------------------------------------------------------------------------------- */

static uint32_t open_tag(struct census *r, out *o, const char *name)
{
    for (int i = 0; i < r->depth; i++)
        out_raw(o, S("  "));
    r->depth++;
    out_printf(o, "<%s>\n", name);
    return r->line++;
}

static void close_tag(struct census *r, out *o, const char *name)
{
    r->depth--;
    for (int i = 0; i < r->depth; i++)
        out_raw(o, S("  "));
    out_printf(o, "</%s>\n", name);
    r->line++;
}

static uint32_t leaf(struct census *r, out *o, str name, str text)
{
    for (int i = 0; i < r->depth; i++)
        out_raw(o, S("  "));
    out_char(o, '<');
    out_raw(o, name);
    out_char(o, '>');
    out_text(o, text);
    out_raw(o, S("</"));
    out_raw(o, name);
    out_raw(o, S(">\n"));
    return r->line++;
}

/* --- modules ------------------------------------------------------------------------------------------- */

static void *module_new(struct writing *x, enum cin_table t, uint32_t line, const struct return_row *row)
{
    ARENA_PUSH(x->w->mem, x->r->places, x->r->nplaces, x->r->cap_places) =
        (struct place){ line, (uint8_t)t, x->subject, row->record->id, row };
    return cin_module(x->a, t, line, x->r->numbers[t]++);
}

/* An item of a module: counted, and written when something stands there. */
static void item(struct writing *x, struct cin_row *module, str name, str text, bool by_default)
{
    enum cin_item i = cin_item_named(name);
    size_t known = x->r->item_of[module->table][i];
    if (known)
        return_item_count(x->w, known - 1, text.n > 0, by_default);
    if (!text.n)
        return;
    uint32_t line = leaf(x->r, x->o, name, text);
    struct cin_cell *cell = cin_cell_of(module, i);
    if (cell)
        cin_cell_set(cell, text, line);
}

/* Items that the census must have: what is said where the record says nothing. */
static str default_of(const struct writing *x, const struct return_row *row, str name)
{
    if (str_eq(name, S("ICPCnotRequired")) || str_eq(name, S("ReferralNFA")))
        return S("0");
    if (str_eq(name, S("LatestCategoryOfAbuse")))
        return return_cell(&x->w->plan, row, S("InitialCategoryOfAbuse"));
    return S("");
}

static void items(struct writing *x, const struct return_row *row, struct cin_row *module, str names)
{
    str name;
    while (str_cut(&names, ' ', &name)) {
        str cell = return_cell(&x->w->plan, row, name);
        str stands = cell.n ? cell : default_of(x, row, name);
        item(x, module, name, stands, stands.n && (!cell.n || return_cell_by_default(&x->w->plan, row, name)));
    }
}

static void factors_write(struct writing *x, const struct return_row *row, struct cin_assessment *a)
{
    str codes = return_cell(&x->w->plan, row, S("AssessmentFactors")), one;
    size_t counted = x->r->item_of[CIN_Assessments][CIN_I_AssessmentFactors];
    if (counted)
        return_item_count(x->w, counted - 1, codes.n > 0, false);
    if (!codes.n)
        return;
    open_tag(x->r, x->o, "FactorsIdentifiedAtAssessment");
    while (str_cut(&codes, ' ', &one)) {
        uint32_t line = leaf(x->r, x->o, S("AssessmentFactors"), one);
        struct cin_factor *f = cin_factor_new(x->a, line, a->row.number);
        cin_cell_set(&f->AssessmentFactors, one, line);
        cin_factor_add(a, f);
    }
    close_tag(x->r, x->o, "FactorsIdentifiedAtAssessment");
}

static void reviews_write(struct writing *x, uint32_t plan_row, struct cin_protection *p)
{
    bool any = false;
    for (size_t i = 0; i < x->rows->n; i++) {
        const struct return_row *row = &x->rows->at[i];
        if (row->parent != plan_row)
            continue;
        if (!any)
            open_tag(x->r, x->o, "Reviews");
        any = true;
        struct cin_review *v = module_new(x, CIN_Reviews, x->r->line, row);
        items(x, row, &v->row, S("CPPreviewDate"));
        CIN_LIST_ADD(p->reviews, v);
    }
    if (any)
        close_tag(x->r, x->o, "Reviews");
}

static void hang(struct cin_episode *e, struct cin_row *m)
{
    switch (m->table) {
    case CIN_Assessments:           cin_list_add((struct cin_row **)(void *)&e->assessments, m); break;
    case CIN_CINplanDates:          cin_list_add((struct cin_row **)(void *)&e->plans, m); break;
    case CIN_Section47:             cin_list_add((struct cin_row **)(void *)&e->enquiries, m); break;
    case CIN_ChildProtectionPlans:  cin_list_add((struct cin_row **)(void *)&e->protections, m); break;
    default:                        cin_list_add((struct cin_row **)(void *)&e->proceedings, m); break;
    }
}

/* Every row of that shape which stands inside that referral. */
static void modules_write(struct writing *x, const struct shape *s, uint32_t referral, struct cin_episode *e)
{
    for (uint32_t i = 0; i < x->rows->n; i++) {
        const struct return_row *row = &x->rows->at[i];
        if (row->parent != referral || !str_eq(return_table_map(&x->w->plan, row->table)->name, str_of(s->table)))
            continue;
        uint32_t line = open_tag(x->r, x->o, s->element);
        struct cin_row *m = module_new(x, s->module, line, row);
        items(x, row, m, str_of(s->before));
        if (s->module == CIN_Assessments)
            factors_write(x, row, (struct cin_assessment *)(void *)m);
        if (s->module == CIN_ChildProtectionPlans)
            reviews_write(x, i, (struct cin_protection *)(void *)m);
        close_tag(x->r, x->o, s->element);
        hang(e, m);
    }
}

static void referral_write(struct writing *x, uint32_t at)
{
    const struct return_row *row = &x->rows->at[at];
    uint32_t line = open_tag(x->r, x->o, shapes[0].element);
    struct cin_episode *e = module_new(x, CIN_CINdetails, line, row);
    items(x, row, &e->row, str_of(shapes[0].before));
    for (size_t i = 1; i <= 3; i++)
        modules_write(x, &shapes[i], at, e);
    items(x, row, &e->row, S("ReferralNFA"));
    modules_write(x, &shapes[4], at, e);
    if (x->w->o->year >= PRE_PROCEEDINGS_FROM)
        modules_write(x, &shapes[5], at, e);
    close_tag(x->r, x->o, shapes[0].element);
    CIN_LIST_ADD(x->c->episodes, e);
}

/* --- the child ----------------------------------------------------------------------------------------- */

/* Until 2023-24 gender was asked for, since then sex: one stands for the other where only that was recorded. */
static void sex_write(struct writing *x, const struct return_row *row, struct cin_row *m)
{
    bool sex_asked = x->w->o->year >= IDENTIFIERS_FROM_SEX;
    str sex = return_cell(&x->w->plan, row, S("Sex")), gender = return_cell(&x->w->plan, row, S("GenderCurrent"));
    if (gender.n == 2 && gender.p[0] == '0')
        gender = str_skip(gender, 1);                   /* the record keeps 01, 02, 09, 00 */
    if (sex_asked) {
        str by_gender = str_eq(gender, S("1")) ? S("M") : str_eq(gender, S("2")) ? S("F") : S("U");
        item(x, m, S("Sex"), sex.n ? sex : by_gender, !sex.n);
    } else {
        bool boy = str_eq(sex, S("M")) || str_eq(sex, S("1")), girl = str_eq(sex, S("F")) || str_eq(sex, S("2"));
        str by_sex = boy ? S("1") : girl ? S("2") : S("0");
        item(x, m, S("GenderCurrent"), gender.n ? gender : by_sex, !gender.n);
    }
}

static void identifiers_write(struct writing *x, const struct return_row *row)
{
    uint32_t line = open_tag(x->r, x->o, "ChildIdentifiers");
    struct cin_identifiers *m = module_new(x, CIN_ChildIdentifiers, line, row);
    str id = return_cell(&x->w->plan, row, S("LAchildID"));
    bool numbered = id.n > 0;
    item(x, &m->row, S("LAchildID"), numbered ? id : arena_printf(x->a, "%lld", (long long)x->subject), !numbered);
    items(x, row, &m->row, S("UPN FormerUPN UPNunknown PersonBirthDate ExpectedPersonBirthDate"));
    sex_write(x, row, &m->row);
    items(x, row, &m->row, S("PersonDeathDate"));
    close_tag(x->r, x->o, "ChildIdentifiers");
    x->c->identifiers = m;
}

static bool is_disability(const struct writing *x, const struct return_row *row)
{
    return str_eq(return_table_map(&x->w->plan, row->table)->name, S("Disability"));
}

static void characteristics_write(struct writing *x, const struct return_row *row)
{
    uint32_t line = open_tag(x->r, x->o, "ChildCharacteristics");
    struct cin_characteristics *m = module_new(x, CIN_ChildCharacteristics, line, row);
    bool any = false;
    items(x, row, &m->row, S("Ethnicity"));
    x->c->characteristics = m;
    for (size_t i = 0; i < x->rows->n; i++) {
        const struct return_row *d = &x->rows->at[i];
        if (!is_disability(x, d))
            continue;
        if (!any)
            open_tag(x->r, x->o, "Disabilities");
        any = true;
        struct cin_disability *v = module_new(x, CIN_Disabilities, x->r->line, d);
        items(x, d, &v->row, S("Disability"));
        CIN_LIST_ADD(x->c->disabilities, v);
    }
    if (any)
        close_tag(x->r, x->o, "Disabilities");
    close_tag(x->r, x->o, "ChildCharacteristics");
}

static err_code child(struct return_work *w, int64_t subject_id, const struct return_rows *rows,
                      const struct return_rows *last, arena *a, err *e)
{
    struct census *r = w->own;
    struct cin_child c;
    struct writing x = { w, r, rows, &c, subject_id, a, return_file(w, 0) };
    (void)last, (void)e;
    cin_child_open(&c, open_tag(r, x.o, "Child"), r->numbers[CIN_ChildIdentifiers], a);
    for (size_t i = 0; i < rows->n; i++)
        if (str_eq(return_table_map(&w->plan, rows->at[i].table)->name, S("Child"))) {
            identifiers_write(&x, &rows->at[i]);
            characteristics_write(&x, &rows->at[i]);
        }
    for (uint32_t i = 0; i < rows->n; i++)
        if (str_eq(return_table_map(&w->plan, rows->at[i].table)->name, S("CINdetails")))
            referral_write(&x, i);
    close_tag(r, x.o, "Child");
    r->now = subject_id;
    r->check.year.today = w->today;
    cin_check_child(&r->check, &c);
    if (r->across.mem) {
        ARENA_PUSH(r->across.mem, r->bearers, r->nbearers, r->cap_bearers) = (struct bearer){ c.line, subject_id };
        cin_check_across(&r->across, &c);
    }
    return ERR_OK;
}

/* --- the file around them ------------------------------------------------------------------------------ */

static void item_known(struct return_work *w, enum cin_table t, const char *names, const char *why)
{
    struct census *r = w->own;
    str rest = str_of(names), name;
    while (str_cut(&rest, ' ', &name))
        r->item_of[t][cin_item_named(name)] = return_item_add(w, cin_table_names[t], name, why) + 1;
}

static void items_known(struct return_work *w)
{
    bool sex = w->o->year >= IDENTIFIERS_FROM_SEX;
    item_known(w, CIN_Header, "Collection Year ReferenceDate SourceLevel", "the year asked for");
    item_known(w, CIN_Header, "LEA", "--authority");
    item_known(w, CIN_Header, "SoftwareCode Release SerialNo DateTime", "this program");
    item_known(w, CIN_ChildIdentifiers, "LAchildID", "the number of the record, for want of the council's own");
    item_known(w, CIN_ChildIdentifiers, "UPN FormerUPN UPNunknown PersonBirthDate ExpectedPersonBirthDate", NULL);
    item_known(w, CIN_ChildIdentifiers, sex ? "Sex" : "GenderCurrent",
               sex ? "gender, else unknown" : "sex, else unknown");
    item_known(w, CIN_ChildIdentifiers, "PersonDeathDate", NULL);
    item_known(w, CIN_ChildCharacteristics, "Ethnicity", NULL);
    item_known(w, CIN_Disabilities, "Disability", NULL);
    for (size_t i = 0; i < COUNT_OF(shapes); i++) {
        if (shapes[i].module == CIN_PreProceedingsandFGDM && w->o->year < PRE_PROCEEDINGS_FROM)
            continue;
        item_known(w, shapes[i].module, shapes[i].before, NULL);
        if (shapes[i].module == CIN_CINdetails)
            item_known(w, CIN_CINdetails, "ReferralNFA", NULL);
        if (shapes[i].module == CIN_Assessments)
            item_known(w, CIN_Assessments, "AssessmentFactors", NULL);
        if (shapes[i].module == CIN_ChildProtectionPlans)
            item_known(w, CIN_Reviews, "CPPreviewDate", NULL);
    }
    struct census *r = w->own;
    w->done->items[r->item_of[CIN_CINdetails][CIN_I_ReferralNFA] - 1].why = "no, where nothing is recorded";
    w->done->items[r->item_of[CIN_Section47][CIN_I_ICPCnotRequired] - 1].why = "no, where nothing is recorded";
    w->done->items[r->item_of[CIN_ChildProtectionPlans][CIN_I_LatestCategoryOfAbuse] - 1].why = "the first category";
    w->done->items[r->item_of[CIN_ChildProtectionPlans][CIN_I_NumberOfPreviousCPP] - 1].why =
        "the plans before in the record";
    w->done->items[r->item_of[CIN_Section47][CIN_I_InitialCPCtarget] - 1].why =
        "15 working days from the strategy discussion";
}

static void header_item(struct return_work *w, struct cin_header *h, const char *name, str text, bool by_default)
{
    struct census *r = w->own;
    enum cin_item i = cin_item_named(str_of(name));
    return_item_count(w, r->item_of[CIN_Header][i] - 1, text.n > 0, by_default);
    if (text.n)
        cin_cell_set(cin_cell_of(&h->row, i), text, leaf(r, return_file(w, 0), str_of(name), text));
}

static void header_write(struct return_work *w)
{
    struct census *r = w->own;
    out *o = return_file(w, 0);
    char at[21];
    instant_iso_into(at, w->o->now);
    uint32_t line = open_tag(r, o, "Header");
    struct cin_header *h = r->header = cin_module(w->mem, CIN_Header, line, 0);
    open_tag(r, o, "CollectionDetails");
    header_item(w, h, "Collection", S("CIN"), true);
    header_item(w, h, "Year", arena_printf(w->mem, "%d", w->o->year + 1), true);
    header_item(w, h, "ReferenceDate", day_iso(w->mem, w->year.end), true);
    close_tag(r, o, "CollectionDetails");
    open_tag(r, o, "Source");
    header_item(w, h, "SourceLevel", S("L"), true);
    header_item(w, h, "LEA", w->authority, w->o->authority.n > 0);
    header_item(w, h, "SoftwareCode", S("Holdfast"), true);
    header_item(w, h, "Release", S("1"), true);
    header_item(w, h, "SerialNo", S("001"), true);
    header_item(w, h, "DateTime", arena_copy(w->mem, (str){ at, 19 }), true);
    close_tag(r, o, "Source");
    close_tag(r, o, "Header");
    cin_check_header(&r->check, h);
}

static err_code begin(struct return_work *w, err *e)
{
    struct census *r = w->own = arena_new(w->mem, struct census);
    r->line = 1;
    for (int t = 0; t < CIN_TABLE_COUNT; t++)
        r->plan_of[t] = -1;
    for (size_t i = 0; i < COUNT_OF(made_from); i++)
        for (size_t t = 0; t < w->plan.ntables; t++)
            if (str_eq(return_table_map(&w->plan, (uint32_t)t)->name, str_of(made_from[i].table)))
                r->plan_of[made_from[i].module] = (int)t;
    if (return_file_open(w, "cin.xml", e))
        return e->code;
    cin_year_of(&r->year, w->year.end, &w->cat->calendar);
    r->year.local = local_cin(w->cat);
    cin_check_init(&r->check, &r->year, w->mem);
    items_known(w);
    out *o = return_file(w, 0);
    out_raw(o, S("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"));
    r->line++;
    open_tag(r, o, "Message");
    header_write(w);
    open_tag(r, o, "Children");
    return ERR_OK;
}

/* --- issues as places in the record -------------------------------------------------------------------- */

static void afresh(struct return_work *w, arena *a, arena *lasting)
{
    struct census *r = w->own;
    w->mem = r->check.mem = a;
    r->places = NULL;
    r->nplaces = r->cap_places = 0;
    if (lasting && !r->across.mem) {
        cin_check_init(&r->across, &r->year, lasting);
        r->line = 1;
    }
    if (!lasting) {
        r->across = (struct cin_check){ 0 };
        r->bearers = NULL;
        r->nbearers = r->cap_bearers = 0;
        r->line = 1;
    }
    cin_check_forget(&r->check);
    r->check.alone = true;
}

/* The header's rules, and those across children. */
static void across(struct return_work *w, arena *a)
{
    struct census *r = w->own;
    struct cin_check gathered = r->across;
    struct bearer *bearers = r->bearers;
    size_t n = r->nbearers;
    afresh(w, a, NULL);
    r->now = 0;
    r->bearers = bearers;
    r->nbearers = n;
    cin_check_header(&gathered, r->header);
    cin_check_end(&gathered);
    r->check.issues = gathered.issues;
    r->check.nissues = gathered.nissues;
}

static size_t nrules(const struct return_work *w) { return ((const struct census *)w->own)->check.nrules; }
static size_t nfound(const struct return_work *w) { return ((const struct census *)w->own)->check.nissues; }

static const struct place *place_at(const struct census *r, uint32_t line)
{
    size_t low = 0, high = r->nplaces;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (r->places[mid].line <= line)
            low = mid + 1;
        else
            high = mid;
    }
    return low ? &r->places[low - 1] : NULL;
}

static int64_t bearer_of(const struct census *r, uint32_t line)
{
    size_t low = 0, high = r->nbearers;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (r->bearers[mid].line <= line)
            low = mid + 1;
        else
            high = mid;
    }
    return low ? r->bearers[low - 1].subject : 0;
}

/* The module that holds that line, and no other that stands inside it. */
static const struct place *module_at(const struct census *r, uint32_t line, uint8_t module)
{
    const struct place *at = place_at(r, line);
    while (at && at->module != module)
        at = at > r->places ? at - 1 : NULL;
    return at;
}

static void mark_name(out *o, uint8_t module, int64_t record)
{
    char name[96];
    int n = snprintf(name, sizeof name, STR_FMT ":%lld", STR_ARG(cin_table_names[module]), (long long)record);
    str mark = { name, (size_t)n }, rest = { o->p, o->n }, one;
    while (str_cut(&rest, '+', &one))
        if (str_eq(one, mark))
            return;
    if (o->n)
        out_char(o, '+');
    out_raw(o, mark);
}

static int64_t subject(const struct return_work *w, size_t i)
{
    const struct census *r = w->own;
    const struct cin_issue *issue = &r->check.issues[i];
    const struct place *at =
        issue->child.p ? place_at(r, issue->nplaces ? issue->places[0].line : issue->line + 1) : NULL;
    return at ? at->subject : 0;
}

static bool has_module(const struct census *r, int module)
{
    for (size_t i = 0; i < r->nplaces; i++)
        if (r->places[i].module == module && r->places[i].subject == r->now)
            return true;
    return false;
}

/* Rules that ask for a module which may not be there at all: then that is where to begin. */
static void ask_for_missing(const struct return_work *w, const char *rule, struct place_list *l)
{
    static const struct { const char *rule; enum cin_table module; } asked[] = { { "2991Q", CIN_Assessments },
                  { "8540", CIN_Disabilities },
                  { "8590", CIN_CINdetails },
                  { "8825Q", CIN_Assessments } };
    const struct census *r = w->own;
    size_t n = l->n;
    for (size_t i = 0; i < COUNT_OF(asked); i++)
        if (strcmp(rule, asked[i].rule) == 0 && r->plan_of[asked[i].module] >= 0 && !has_module(r, asked[i].module))
            place_missing(l, &w->plan, (uint32_t)r->plan_of[asked[i].module]);
    place_first(l, n);
}

static void found(const struct return_work *w, size_t i, arena *a, struct return_found *x)
{
    const struct census *r = w->own;
    const struct cin_issue *issue = &r->check.issues[i];
    struct place_list l = { .mem = a };
    *x = (struct return_found){ .rule = issue->rule, .key = S("return") };
    if (!issue->child.p) {
        x->places = places_done(&l);
        return;
    }
    out key = { 0 };
    for (size_t p = 0; p < issue->nplaces; p++) {
        const struct cin_place *at = &issue->places[p];
        const struct place *whose = r->now ? module_at(r, at->line, at->table) : NULL;
        x->subject = r->now ? r->now : bearer_of(r, at->line);
        int64_t record = whose ? whose->record : x->subject;
        bool whole = at->item == CIN_I_LAchildID && at->table != CIN_ChildIdentifiers;
        int table = r->plan_of[at->table];
        if (table < 0)
            continue;
        if (whole ||
            !place_column(&l, &w->plan, (uint32_t)table, whose ? whose->row : NULL, record, cin_item_names[at->item]))
            place_row(&l, &w->plan, (uint32_t)table, whose ? whose->row : NULL, record);
        if (key.n < KEY_LONG)
            mark_name(&key, at->table, record);
    }
    if (!x->subject)
        x->subject = r->now;
    x->key = key.n ? arena_copy(a, (str){ key.p, key.n }) : S("child");
    out_release(&key);
    if (r->now)
        ask_for_missing(w, r->check.rules[issue->rule].text.code, &l);
    x->nplaces = l.n;
    x->places = places_done(&l);
}

static void rule(const struct return_work *w, size_t i, struct return_rule *x)
{
    const struct census *r = w->own;
    const struct cin_rule *u = &r->check.rules[i];
    *x = (struct return_rule){
        .text = &u->text,
        .across = u->header || u->end,
        .in_force = r->year.year >= u->text.from && r->year.year <= u->text.to,
    };
}

/* --- the report ---------------------------------------------------------------------------------------- */

static void word_issue(void *ctx, size_t i, arena *a, struct report_issue *x)
{
    const struct census *r = ctx;
    const struct cin_issue *issue = &r->check.issues[i];
    *x = (struct report_issue){
        .rule = issue->rule,
        .child = issue->child,
        .file = S(""),
        .line = issue->line,
        .table = S(""),
        .fields = S(""),
        .key = cin_issue_key(issue, a),
    };
    str *parts = arena_array(a, str, issue->nplaces + 1);
    for (size_t p = 0; p < issue->nplaces; p++) {
        const struct cin_place *at = &issue->places[p];
        const struct place *whose = at->line && issue->child.p ? place_at(r, at->line) : NULL;
        str name =
            at->item == CIN_I_LAchildID && at->table != CIN_ChildIdentifiers ? STR_NONE : cin_item_names[at->item];
        parts[p] = arena_printf(a, STR_FMT "%s" STR_FMT " line %u", STR_ARG(cin_table_names[at->table]),
                                name.n ? "." : "", STR_ARG(name), at->line);
        if (whose)
            parts[p] = arena_printf(a, STR_FMT " (/child/%lld/record/%lld)", STR_ARG(parts[p]),
                                    (long long)whose->subject, (long long)whose->record);
    }
    if (issue->nplaces) {
        x->line = issue->places[0].line;
        x->table = cin_table_names[issue->places[0].table];
        x->fields = arena_join(a, issue->nplaces, parts, S(", "));
    }
}

static err_code end(struct return_work *w, err *e)
{
    struct census *r = w->own;
    out *o = return_file(w, 0);
    (void)e;
    close_tag(r, o, "Children");
    close_tag(r, o, "Message");
    cin_check_end(&r->check);
    w->done->report = (struct report){ .name = arena_printf(w->mem, "Children in need census %d-%02d", w->o->year,
                                                            (w->o->year + 1) % 100),
                                       .children = w->done->children,
                                       .nrules = r->check.nrules,
                                       .rules = cin_report_rules(&r->check, w->mem),
                                       .nissues = r->check.nissues,
                                       .issue = word_issue,
                                       .ctx = r,
                                       .text_limit = 5 };
    return ERR_OK;
}

/* --- the shape of its rows -------------------------------------------------------------------------------- */

static const struct table_shape tables[] = {
    { .table = "CINdetails",
      .belongs = REFERRED,
      .from = "CINreferralDate",
      .to = "CINclosureDate",
      .inside = "Child" },
    { .table = "Child", .belongs = WHO, .one = true, .fill = everyday_child_fill },
    { .table = "Disability", .belongs = ALWAYS_THERE, .inside = "Child" },
    { .table = "Assessments",
      .belongs = OVERLAPS,
      .from = "AssessmentActualStartDate",
      .to = "AssessmentAuthorisationDate",
      .inside = "CINdetails" },
    { .table = "CINPlanDates",
      .belongs = OVERLAPS,
      .from = "CINPlanStartDate",
      .to = "CINPlanEndDate",
      .inside = "CINdetails" },
    { .table = "Section47",
      .belongs = ENQUIRED,
      .from = "S47ActualStartDate",
      .to = "DateOfInitialCPC",
      .inside = "CINdetails",
      .fill = everyday_enquiry_fill },
    { .table = "ChildProtectionPlans",
      .belongs = OVERLAPS,
      .from = "CPPstartDate",
      .to = "CPPendDate",
      .inside = "CINdetails",
      .fill = everyday_protection_fill },
    { .table = "CPPreviewDate", .belongs = WITHIN, .from = "CPPreviewDate", .inside = "ChildProtectionPlans" },
    { .table = "PreProceedingsandFGDM",
      .belongs = OVERLAPS,
      .from = "PPStartDate",
      .to = "StepDecisionDate",
      .inside = "CINdetails",
      .fill = everyday_proceedings_fill },
};
static const struct only_with only[] = {
    { "ReasonForClosure", "CINclosureDate", true },
    { "AssessmentFactors", "AssessmentAuthorisationDate", false },
    { "PPOutcome", "StepDecisionDate", false },
};
static const char *const ahead[] = { "ExpectedPersonBirthDate", "InitialCPCtarget", NULL };
static const enum kind_name reads[] = {
    K_referral, K_s47_enquiry, K_strategy_discussion, K_conference,
    K_cp_plan,  K_cp_review,   K_pre_proceedings,     K_pre_proceedings_review,
};

const struct return_maker cin_maker = {
    .shape = {
        .ntables = COUNT_OF(tables),
        .tables = tables,
        .nonly = COUNT_OF(only),
        .only = only,
        .ahead = ahead,
        .nreads = COUNT_OF(reads),
        .reads = reads,
    },
    .begin = begin,
    .child = child,
    .end = end,
    .afresh = afresh,
    .across = across,
    .nfound = nfound,
    .found = found,
    .subject = subject,
    .nrules = nrules,
    .rule = rule,
};
