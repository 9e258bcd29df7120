/* fuzz_local.c - any text as a council's own rule over either return: refused inside the text, or it marks the same
 * rows again, and its own text means the same. */
#include "catalogue/load.h"
#include "returns/cin/local.h"
#include "returns/ssda903/local.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const char kinds[] = "group: G\nkinds:\n- name: person\n  label: P\n  plural: P\n  about: P\n  subject: "
                            "person\n  read: a\n  write: a\n  fields:\n"
                            "  - {name: place, label: P, type: code, codes: place, returns: \"ssda903:PLACE\"}\n";
static const char codes[] =
    "codesets:\n- {name: place, label: P, codes: [{code: U1, label: U}, {code: K2, label: K}]}\n";

static struct child care;
static struct cin_child need;

static void care_row(enum table t, bool last, const char *cells)
{
    struct row *r = child_add(&care, t, last);
    str rest = str_of(cells), one;
    for (size_t i = 0; str_cut(&rest, ',', &one); i++)
        if (one.n)
            row_set(r, i, one);
}

static void care_make(arena *a)
{
    child_open(&care, S("A"), a);
    care_row(T_Header, false, "A,M,01/02/2022,WBRI,UN1,0");
    care_row(T_Episodes, false, "A,01/05/2026,S,C2,N1,U1,PR1,01/08/2026,X1,,,,123,820,IN,25.5");
    care_row(T_Episodes, false, "A,01/08/2026,P,C2,N1,K2,PR1,31/06/2026,,,,,,,OUT,far");
    care_row(T_Episodes, true, "A,,S,C2,N1,U1,PR1");
    care_row(T_Reviews, false, "A,01/02/2022,03/05/2026,PN1");
    child_close(&care);
}

static struct cin_row *module(arena *a, enum cin_table t, uint32_t line, const char *cells)
{
    struct cin_row *m = cin_module(a, t, line, line);
    str rest = str_of(cells), one;
    for (size_t i = 0; str_cut(&rest, ',', &one) && cin_table_item(t, i); i++)
        if (one.n)
            cin_cell_set(cin_cell_of(m, cin_table_item(t, i)), one, line);
    return m;
}

static void need_make(arena *a)
{
    cin_child_open(&need, 1, 0, a);
    need.identifiers = (void *)module(a, CIN_ChildIdentifiers, 2, "A,,,UN1,2020-06-15,,M");
    struct cin_episode *e = (void *)module(a, CIN_CINdetails, 3, "2025-05-01,1A,N1,,,,maybe"),
                       *hollow = (void *)module(a, CIN_CINdetails, 0, "");
    struct cin_assessment *x = (void *)module(a, CIN_Assessments, 4, "2025-05-02,,2025-02-31");
    struct cin_factor *f = cin_factor_new(a, 5, 0);
    cin_cell_set(&f->AssessmentFactors, S("4A"), 5);
    cin_factor_add(x, f);
    CIN_LIST_ADD(e->assessments, x);
    struct cin_protection *p = (void *)module(a, CIN_ChildProtectionPlans, 6, "2025-06-01,,NEG,NEG,2");
    struct cin_review *v = (void *)module(a, CIN_Reviews, 7, "2025-08-30");
    CIN_LIST_ADD(p->reviews, v);
    CIN_LIST_ADD(hollow->protections, p);
    CIN_LIST_ADD(need.episodes, e);
    CIN_LIST_ADD(need.episodes, hollow);
}

/* Which rows, as one number. */
static void visit(void *ctx, const struct expr_row *row)
{
    uint64_t *seen = ctx;
    if (!row->row)
        abort();
    *seen = *seen * 31 + (uint64_t)(uintptr_t)row->row;
}

static uint64_t seen_by(const struct expr *x, const void *child, const int64_t *days)
{
    uint64_t seen = 1;
    expr_each_true(x, child, days, visit, &seen);
    return seen;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const struct local_return *const returns[] = { &ssda903_local_return, &cin_local_return };
    static const struct expr_tables *tables[2];
    static arena forever;
    arena a;
    arena_init(&a, 0);
    err e = { .mem = &a };
    if (!tables[0]) {
        const struct catalogue_file files[] = { { str_of("kinds/a.yml"), str_of(kinds) },
                                                { str_of("codes/a.yml"), str_of(codes) } };
        struct catalogue *c;
        arena_init(&forever, 0);
        if (catalogue_load_texts(&c, COUNT_OF(files), files, &e))
            abort();
        for (size_t i = 0; i < 2; i++)
            tables[i] = returns[i]->tables(c, &forever);
        care_make(&forever);
        need_make(&forever);
    }
    if (n < 1)
        return 0;
    const struct expr_tables *t = tables[data[0] & 1];
    const void *child = data[0] & 1 ? (const void *)&need : &care;
    int each = (int)((data[0] >> 1) % t->n);
    const int64_t days[] = { day_make(2025, 4, 1), day_make(2026, 3, 31) }, none[] = { INT64_MIN, INT64_MIN };
    str text = arena_copy(&a, (str){ (const char *)data + 1, n - 1 });
    struct expr *x, *again;
    size_t at = 0;
    if (expr_compile_rows(&x, &a, t, each, text, &at, &e)) {
        if (at > text.n || e.code != ERR_INVALID || !e.message.n)
            abort();
        arena_release(&a);
        return 0;
    }
    const struct expr_use *uses;
    for (size_t i = expr_row_uses(x, &uses); i-- > 0;)
        if (uses[i].table < 0 || (size_t)uses[i].table >= t->n ||
            uses[i].column >= (int)t->tables[uses[i].table].ncolumns)
            abort();
    if (expr_compile_rows(&again, &a, t, each, expr_text(x), &at, &e) ||
        seen_by(x, child, days) != seen_by(again, child, days) ||
        seen_by(x, child, none) != seen_by(again, child, none))
        abort();
    if (!expr_uses_days(x) && seen_by(x, child, days) != seen_by(x, child, none))
        abort();
    arena_release(&a);
    return 0;
}
