/* read.c - from the XML of a CIN census to one child after the other. */
#include "returns/cin/read.h"
#include <stddef.h>

/* Elements that hold others, and what each stands in. */
enum holder {
    NOWHERE,
    MESSAGE,
    HEADER,
    COLLECTION,
    SOURCE,
    CHILDREN,
    CHILD,
    IDENTIFIERS,
    CHARACTERISTICS,
    DISABILITIES,
    EPISODE,
    ASSESSMENT,
    FACTORS,
    PLAN,
    ENQUIRY,
    PROTECTION,
    REVIEWS,
    PROCEEDINGS,
    HOLDERS
};
#define NAME(x) { "" x, sizeof x - 1 }
/* rank: the place among the elements of the parent, as the published schema orders them. The items of a module stand in
 * the order of tables.def, ten apart, so that a holder fits in between. */
enum { RANK_LAST = 250 };
static const struct { str name; enum holder in; int table, rank; } holders[HOLDERS] = {
    [MESSAGE] = { NAME("Message"), NOWHERE, -1, 1 },
    [HEADER] = { NAME("Header"), MESSAGE, CIN_Header, 1 },
    [COLLECTION] = { NAME("CollectionDetails"), HEADER, -1, 1 },
    [SOURCE] = { NAME("Source"), HEADER, -1, 2 },
    [CHILDREN] = { NAME("Children"), MESSAGE, -1, 2 },
    [CHILD] = { NAME("Child"), CHILDREN, -1, 1 },
    [IDENTIFIERS] = { NAME("ChildIdentifiers"), CHILD, CIN_ChildIdentifiers, 1 },
    [CHARACTERISTICS] = { NAME("ChildCharacteristics"), CHILD, CIN_ChildCharacteristics, 2 },
    [DISABILITIES] = { NAME("Disabilities"), CHARACTERISTICS, -1, RANK_LAST },
    [EPISODE] = { NAME("CINdetails"), CHILD, CIN_CINdetails, 3 },
    /* between DateOfInitialCPC and ReferralNFA, the sixth and the seventh item */
    [ASSESSMENT] = { NAME("Assessments"), EPISODE, CIN_Assessments, 61 },
    [FACTORS] = { NAME("FactorsIdentifiedAtAssessment"), ASSESSMENT, -1, RANK_LAST },
    [PLAN] = { NAME("CINPlanDates"), EPISODE, CIN_CINplanDates, 62 },
    [ENQUIRY] = { NAME("Section47"), EPISODE, CIN_Section47, 63 },
    [PROTECTION] = { NAME("ChildProtectionPlans"), EPISODE, CIN_ChildProtectionPlans, RANK_LAST },
    [REVIEWS] = { NAME("Reviews"), PROTECTION, -1, RANK_LAST },
    [PROCEEDINGS] = { NAME("PreProceedingsandFGDM"), EPISODE, CIN_PreProceedingsandFGDM, RANK_LAST + 1 },
};

enum { SLOTS = 256 };
struct slot { str name; uint8_t holder, item; };

struct reader {
    cin_child_fn *take;
    void (*done)(void *, size_t);
    void *ctx;
    struct cin_reading *out;
    arena *mem, own;                    /* own: the child in hand */
    struct slot slots[SLOTS];
    int skip;                           /* the depth of the element that is passed over; 0: none */
    size_t depth;
    struct { enum holder is; struct cin_row *module; int rank; } open[16];      /* rank: of the last element in it */
    struct cin_child child;
    size_t modules, reviews;            /* of this child; of this block */
    uint32_t numbers[CIN_TABLE_COUNT];
    const struct cin_header *header;
};

static size_t slot_of(str name)
{
    return (name.n * 7 + (unsigned char)name.p[0] * 31u + (unsigned char)name.p[name.n - 1] * 17u +
            (unsigned char)name.p[name.n / 2] * 3u) %
           SLOTS;
}

static struct slot *look_up(struct reader *r, str name)
{
    for (size_t i = slot_of(name);; i = (i + 1) % SLOTS) {
        const str *here = &r->slots[i].name;
        if (!here->p || (here->n == name.n && memcmp(here->p, name.p, name.n) == 0))
            return &r->slots[i];
    }
}

static void learn_names(struct reader *r)
{
    for (size_t i = 1; i < HOLDERS; i++)
        *look_up(r, holders[i].name) = (struct slot){ .name = holders[i].name, .holder = (uint8_t)i };
    for (size_t i = 1; i < CIN_ITEM_COUNT; i++)
        *look_up(r, cin_item_names[i]) = (struct slot){ .name = cin_item_names[i], .item = (uint8_t)i };
}

static bool is_date(enum cin_item i)
{
    switch (i) {
    case CIN_I_ReferenceDate:
    case CIN_I_PersonBirthDate:
    case CIN_I_ExpectedPersonBirthDate:
    case CIN_I_PersonDeathDate:
    case CIN_I_CINreferralDate:
    case CIN_I_CINclosureDate:
    case CIN_I_DateOfInitialCPC:
    case CIN_I_AssessmentActualStartDate:
    case CIN_I_AssessmentInternalReviewDate:
    case CIN_I_AssessmentAuthorisationDate:
    case CIN_I_CINPlanStartDate:
    case CIN_I_CINPlanEndDate:
    case CIN_I_S47ActualStartDate:
    case CIN_I_InitialCPCtarget:
    case CIN_I_CPPstartDate:
    case CIN_I_CPPendDate:
    case CIN_I_CPPreviewDate:
    case CIN_I_PPStartDate:
    case CIN_I_LBPSentDate:
    case CIN_I_InitialPPMeetingDate:
    case CIN_I_StepDecisionDate:
    case CIN_I_CourtAppDate:
    case CIN_I_LetterInitCPDate: return true;
    default:
        return false;
    }
}

/* Dates are listed one by one; everything else once for each name and place. */
static void keep_fault(struct cin_reading *out, const struct cin_fault *x, arena *mem)
{
    for (size_t i = 0; i < out->nfaults && x->kind != CIN_FAULT_DATE; i++) {
        struct cin_fault *f = &out->faults[i];
        if (f->kind == x->kind && str_eq(f->what, x->what) && str_eq(f->in, x->in)) {
            f->times += x->times;
            return;
        }
    }
    if (out->nfaults == CIN_FAULTS_KEPT) {
        out->more_faults += x->times;
        return;
    }
    struct cin_fault copy = *x;
    copy.what = arena_copy(mem, x->what);
    copy.value = arena_copy(mem, x->value);
    ARENA_PUSH(mem, out->faults, out->nfaults, out->cap_faults) = copy;
}

static void fault(struct reader *r, enum cin_fault_kind kind, size_t line, str what, str in, str value)
{
    keep_fault(r->out,
               &(struct cin_fault){ .kind = kind,
                                    .line = (uint32_t)line,
                                    .times = 1,
                                    .what = what,
                                    .in = in,
                                    .value = str_take(value, 40) },
               r->mem);
}

static enum holder where(const struct reader *r) { return r->depth ? r->open[r->depth - 1].is : NOWHERE; }
static struct cin_row *module_at(const struct reader *r, size_t up)
{
    return r->depth > up ? r->open[r->depth - 1 - up].module : NULL;
}

static void skip_from(struct reader *r, enum cin_fault_kind kind, const struct xml_element *x)
{
    r->skip = x->depth;
    fault(r, kind, x->line, x->name, holders[where(r)].name, S(""));
}

/* Too many modules in one child would make the rules that compare them slow, and no child has them. */
static bool room_for(struct reader *r, const struct xml_element *x)
{
    if (++r->modules <= CIN_MODULES_IN_A_CHILD)
        return true;
    skip_from(r, CIN_FAULT_TOO_MANY, x);
    return false;
}

/* An element behind one that the schema has after it: what it says counts, but not where the return is sent. */
static void in_order(struct reader *r, int rank, const struct xml_element *x)
{
    if (!r->depth)
        return;
    int *last = &r->open[r->depth - 1].rank;
    if (rank < *last)
        fault(r, CIN_FAULT_ORDER, x->line, x->name, holders[where(r)].name, S(""));
    else
        *last = rank;
}

static void open_holder(struct reader *r, enum holder h, const struct xml_element *x)
{
    struct cin_row *module = module_at(r, 0);
    if (h == HEADER && r->header) {
        skip_from(r, CIN_FAULT_TWICE, x);
        return;
    }
    if ((h == IDENTIFIERS && r->child.identifiers) || (h == CHARACTERISTICS && r->child.characteristics)) {
        skip_from(r, CIN_FAULT_TWICE, x);
        return;
    }
    if (h == CHILD) {
        arena_clear(&r->own);
        cin_child_open(&r->child, (uint32_t)x->line, (uint32_t)r->out->children, &r->own);
        r->modules = 0;
    } else if (holders[h].table >= 0) {
        if (!room_for(r, x))
            return;
        int t = holders[h].table;
        module = cin_module(h == HEADER ? r->mem : &r->own, (enum cin_table)t, (uint32_t)x->line, r->numbers[t]++);
        r->out->modules += h != HEADER;
    }
    r->reviews = 0;
    in_order(r, holders[h].rank, x);
    r->open[r->depth].is = h;
    r->open[r->depth].rank = 0;
    r->open[r->depth++].module = module;
}

static err_code on_open(void *ctx, const struct xml_element *x, err *e)
{
    (void)e;
    struct reader *r = ctx;
    if (r->skip || !x->name.n)
        return ERR_OK;
    const struct slot *s = look_up(r, x->name);
    if (!s->name.p)
        skip_from(r, CIN_FAULT_UNKNOWN, x);
    else if (s->holder && holders[s->holder].in != where(r))
        skip_from(r, CIN_FAULT_MISPLACED, x);
    else if (s->holder)
        open_holder(r, (enum holder)s->holder, x);
    return ERR_OK;
}

static void add_factor(struct reader *r, struct cin_assessment *a, const struct xml_element *x)
{
    if (!x->text.n || !room_for(r, x))
        return;
    struct cin_factor *f = cin_factor_new(&r->own, (uint32_t)x->line, a->row.number);
    cin_cell_set(&f->AssessmentFactors, arena_copy(&r->own, x->text), (uint32_t)x->line);
    cin_factor_add(a, f);
}

static void add_review(struct reader *r, struct cin_protection *p, str text, size_t line)
{
    struct cin_review *v = cin_module(&r->own, CIN_Reviews, (uint32_t)line, r->numbers[CIN_Reviews]++);
    if (text.n)
        cin_cell_set(&v->CPPreviewDate, arena_copy(&r->own, text), (uint32_t)line);
    CIN_LIST_ADD(p->reviews, v);
    r->reviews++;
}

static void add_disability(struct reader *r, const struct xml_element *x)
{
    struct cin_disability *d = cin_module(&r->own, CIN_Disabilities, (uint32_t)x->line, r->numbers[CIN_Disabilities]++);
    if (x->text.n)
        cin_cell_set(&d->Disability, arena_copy(&r->own, x->text), (uint32_t)x->line);
    CIN_LIST_ADD(r->child.disabilities, d);
}

static void set_item(struct reader *r, enum cin_item item, const struct xml_element *x)
{
    struct cin_cell *cell = cin_cell_of(module_at(r, 0), item);
    if (!cell) {
        fault(r, CIN_FAULT_MISPLACED, x->line, x->name, holders[where(r)].name, S(""));
        return;
    }
    if (cell->line) {
        fault(r, CIN_FAULT_TWICE, x->line, x->name, holders[where(r)].name, S(""));
        return;
    }
    in_order(r, 10 * (int)(1 + (cell - cin_cell_at(module_at(r, 0), 0))), x);
    cell->line = (uint32_t)x->line;
    if (x->text.n)
        cin_cell_set(cell, arena_copy(where(r) == COLLECTION || where(r) == SOURCE ? r->mem : &r->own, x->text),
                     (uint32_t)x->line);
}

static void close_item(struct reader *r, enum cin_item item, const struct xml_element *x)
{
    enum holder in = where(r);
    if (item == CIN_I_AssessmentFactors && (in == FACTORS || in == ASSESSMENT))
        add_factor(r, (void *)module_at(r, 0), x);
    else if (item == CIN_I_CPPreviewDate && in == REVIEWS) {
        if (room_for(r, x))
            add_review(r, (void *)module_at(r, 0), x->text, x->line);
    } else if (item == CIN_I_Disability && in == DISABILITIES) {
        if (room_for(r, x))
            add_disability(r, x);
    } else if (in == NOWHERE || in == MESSAGE || in == HEADER || in == CHILDREN || in == CHILD || in == FACTORS ||
               in == REVIEWS || in == DISABILITIES) {
        fault(r, CIN_FAULT_MISPLACED, x->line, x->name, holders[in].name, S(""));
    } else
        set_item(r, item, x);
    if (x->text.n && is_date(item) && day_parse_iso(x->text) == DAY_NONE)
        fault(r, cin_day(x->text) == DAY_NONE ? CIN_FAULT_DATE : CIN_FAULT_FORM, x->line, x->name, holders[in].name,
              x->text);
}

/* A module goes into its list when its cells are known: the list is in their order. */
static err_code close_holder(struct reader *r, const struct xml_element *x, err *e)
{
    enum holder h = where(r);
    struct cin_row *module = module_at(r, 0);
    struct cin_episode *episode = h == EPISODE ? (void *)module : (void *)module_at(r, 1);
    if (x->text.n)
        fault(r, CIN_FAULT_TEXT, x->line, x->name, S(""), S(""));
    if (h == REVIEWS && !r->reviews)
        add_review(r, (void *)module, S(""), x->line);
    r->depth--;
    switch (h) {
    case HEADER:
        r->header = (void *)module;
        r->out->header = r->header;
        break;
    case IDENTIFIERS:     r->child.identifiers = (void *)module; break;
    case CHARACTERISTICS: r->child.characteristics = (void *)module; break;
    case EPISODE:         CIN_LIST_ADD(r->child.episodes, episode); break;
    case ASSESSMENT:      CIN_LIST_ADD(episode->assessments, (struct cin_assessment *)(void *)module); break;
    case PLAN:            CIN_LIST_ADD(episode->plans, (struct cin_plan *)(void *)module); break;
    case ENQUIRY:         CIN_LIST_ADD(episode->enquiries, (struct cin_enquiry *)(void *)module); break;
    case PROTECTION:      CIN_LIST_ADD(episode->protections, (struct cin_protection *)(void *)module); break;
    case PROCEEDINGS:     CIN_LIST_ADD(episode->proceedings, (struct cin_proceedings *)(void *)module); break;
    case CHILD:
        r->out->children++;
        return r->take(r->ctx, r->header, &r->child, e);
    default:
        break;
    }
    return ERR_OK;
}

static err_code on_close(void *ctx, const struct xml_element *x, err *e)
{
    struct reader *r = ctx;
    if (r->skip) {
        if (r->skip == x->depth)
            r->skip = 0;
        return ERR_OK;
    }
    const struct slot *s = look_up(r, x->name);
    if (s->holder)
        return close_holder(r, x, e);
    if (s->item)
        close_item(r, (enum cin_item)s->item, x);
    return ERR_OK;
}

static void passed(void *ctx, size_t bytes)
{
    struct reader *r = ctx;
    if (r->done)
        r->done(r->ctx, bytes);
}

err_code cin_read_part(const struct xml_part *p, const struct cin_header *header, cin_child_fn *child,
                       void (*done)(void *ctx, size_t bytes), void *ctx, struct cin_reading *out, arena *mem, err *e)
{
    static const struct xml_handler handler = { on_open, on_close, passed };
    struct reader *r = arena_new(mem, struct reader);
    *out = (struct cin_reading){ .whole = true, .header = header };
    *r = (struct reader){ .take = child, .done = done, .ctx = ctx, .out = out, .mem = mem, .header = header };
    learn_names(r);
    arena_init(&r->own, 0);
    err_code rc = xml_read_part(p, &handler, r, e);
    arena_release(&r->own);
    return rc;
}

err_code cin_read(str bytes, cin_child_fn *child, void (*done)(void *ctx, size_t bytes), void *ctx,
                  struct cin_reading *out, arena *mem, err *e)
{
    struct xml_part whole = { .before = S(""), .bytes = bytes, .after = S(""), .first_line = 1 };
    err_code rc = cin_read_part(&whole, NULL, child, done, ctx, out, mem, e);
    if (rc == ERR_INVALID && (out->children || out->header)) {
        out->whole = false;
        keep_fault(out,
                   &(struct cin_fault){
                       .kind = CIN_FAULT_NOT_XML, .times = 1, .what = e->message, .in = S(""), .value = S("") },
                   mem);
        rc = ERR_OK;
    } else if (!rc && !out->children && !out->header) {
        rc = err_set(e, ERR_INVALID, "The file has no child and no header of a CIN census.");
        err_hint(e, "the census is an XML file that begins with Message, Header and Children");
    }
    return rc;
}

void cin_reading_join(struct cin_reading *out, const struct cin_reading *later, arena *mem)
{
    out->children += later->children;
    out->modules += later->modules;
    out->more_faults += later->more_faults;
    for (size_t i = 0; i < later->nfaults; i++)
        keep_fault(out, &later->faults[i], mem);
}

str cin_fault_says(arena *a, const struct cin_fault *f)
{
    switch (f->kind) {
    case CIN_FAULT_NOT_XML:   return f->what;
    case CIN_FAULT_UNKNOWN:
        return arena_printf(a, "The element " STR_FMT " is not known in the census and was passed over (%zu times).",
                            STR_ARG(f->what), f->times);
    case CIN_FAULT_MISPLACED:
        return arena_printf(a, STR_FMT " does not belong in %s" STR_FMT " and was passed over (%zu times).",
                            STR_ARG(f->what), f->in.n ? "" : "the outermost place", STR_ARG(f->in), f->times);
    case CIN_FAULT_TWICE:
        return arena_printf(a, STR_FMT " is given more than once in one " STR_FMT "; the first counts (%zu times).",
                            STR_ARG(f->what), STR_ARG(f->in), f->times);
    case CIN_FAULT_DATE:
        return arena_printf(a, "The date in " STR_FMT " cannot be read: \"" STR_FMT "\".", STR_ARG(f->what),
                            STR_ARG(f->value));
    case CIN_FAULT_FORM:
        return arena_printf(a,
                            "The date in " STR_FMT " is written \"" STR_FMT "\". The day counts here, but the census "
                            "asks for it as 2026-03-31, and the file may be refused where it is sent (%zu times).",
                            STR_ARG(f->what), STR_ARG(f->value), f->times);
    case CIN_FAULT_ORDER:
        return arena_printf(a,
                            STR_FMT " stands in " STR_FMT " behind elements that the census has after it. It counts "
                            "here, but the file will be refused where it is sent (%zu times).",
                            STR_ARG(f->what), STR_ARG(f->in), f->times);
    case CIN_FAULT_TEXT:
        return arena_printf(a, STR_FMT " holds text that belongs to no item (%zu times).", STR_ARG(f->what), f->times);
    case CIN_FAULT_TOO_MANY:
        return arena_printf(a,
                            "A child has more than %d modules; " STR_FMT
                            " and what follows in it was passed over (%zu times).",
                            CIN_MODULES_IN_A_CHILD, STR_ARG(f->what), f->times);
    case CIN_FAULT_KINDS:     break;
    }
    return S("");
}
