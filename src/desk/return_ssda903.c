/* return_ssda903.c - the record as an SSDA903: twelve files of CSV, and the same rows as the child that the rules look at. */
#include "desk/return_make.h"
#include "returns/local.h"
#include "returns/ssda903/check.h"

struct place { int64_t subject, record; };
struct places { size_t n, cap; struct place *at; };

struct care_return {
    struct collection year;
    struct check check;
    struct places lines[2][T__COUNT];       /* whose each line is: this year's, last year's */
    size_t items[T__COUNT];                 /* the first item of each table; the columns follow */
    uint32_t row_of[32];                    /* enum table of each table of the plan */
    const char *names[T__COUNT];
};

/* Why a cell says something that no record says: the coverage names it where there are such cells. */
#define NOTHING_RECORDED "no, where nothing is recorded"

static bool is_supplied(enum table t, size_t column)
{
    enum column_kind k = table_types[t].columns[column].kind;
    return k != DERIVED_CODE && k != DERIVED_NUMBER && k != OPTIONAL_CODE;
}

/* The catalogue names a table as its file is named, the rules by words in file names. */
static enum table table_of_file(str name)
{
    for (int t = 0; t < T__COUNT; t++) {
        str words = str_of(table_types[t].words), one;
        while (str_cut(&words, ';', &one))
            if (str_eq(one, name))
                return (enum table)t;
    }
    return T__COUNT;
}

static err_code begin(struct return_work *w, err *e)
{
    struct care_return *r = w->own = arena_new(w->mem, struct care_return);
    collection_of(&r->year, w->o->year);
    r->year.authority = w->authority;
    r->year.local = local_ssda903(w->cat);
    for (size_t i = 0; i < w->plan.ntables; i++) {
        enum table t = table_of_file(return_table_map(&w->plan, (uint32_t)i)->name);
        if (t == T__COUNT)
            return err_set(e, ERR_INVALID, "The SSDA903 has no file " STR_FMT ".", STR_ARG(return_table_map(&w->plan, (uint32_t)i)->name));
        r->row_of[i] = t;
        r->names[t] = arena_z(w->mem, arena_printf(w->mem, STR_FMT ".csv", STR_ARG(return_table_map(&w->plan, (uint32_t)i)->name)));
    }
    for (int t = 0; t < T__COUNT; t++) {
        if (return_file_open(w, r->names[t], e))
            return e->code;
        out *o = return_file(w, (size_t)t);
        r->items[t] = w->done->nitems;
        for (size_t c = 0; c < table_types[t].ncolumns; c++) {
            str name = table_types[t].columns[c].name;
            if (!is_supplied((enum table)t, c))
                continue;
            return_item_add(w, table_types[t].name, name, str_eq(name, S("CHILD")) ? "the number of the record, for want of the council's own" : NOTHING_RECORDED);
            if (c)
                out_char(o, ',');
            out_raw(o, name);
        }
        out_raw(o, S("\r\n"));
    }
    uint32_t all = (1u << (2 * T__COUNT)) - 1;
    ssda903_check_init(&r->check, &r->year, all, w->mem);
    return ERR_OK;
}

static const struct return_row *who_row(const struct return_work *w, const struct care_return *r, const struct return_rows *rows)
{
    (void)w;
    for (size_t i = 0; i < rows->n; i++)
        if (r->row_of[rows->at[i].table] == T_Header)
            return &rows->at[i];
    return NULL;
}

struct who { int64_t subject; str id; bool by_default; };

/* The cell of a column: the fact's, or what the header says of the child. */
static str cell_of(const struct return_work *w, const struct who *who, const struct return_row *x, const struct return_row *header, str column)
{
    if (str_eq(column, S("CHILD")))
        return who->id;
    str cell = return_cell(&w->plan, x, column);
    return cell.n || !header ? cell : str_eq(column, S("DOB")) || str_eq(column, S("SEX")) ? return_cell(&w->plan, header, column) : cell;
}

static void add_row(struct return_work *w, struct child *c, const struct who *who, const struct return_row *x, const struct return_row *header, bool last)
{
    struct care_return *r = w->own;
    enum table t = (enum table)r->row_of[x->table];
    struct places *lines = &r->lines[last][t];
    struct row *row = child_add(c, t, last);
    row->file = (uint8_t)t;
    row->order = (uint32_t)lines->n;
    row->line = (uint32_t)lines->n + 2;                 /* after the names of the columns */
    ARENA_PUSH(w->mem, lines->at, lines->n, lines->cap) = (struct place){ who->subject, x->record->id };
    out *o = return_file(w, t);
    size_t item = r->items[t];
    for (size_t i = 0; i < table_types[t].ncolumns; i++) {
        if (!is_supplied(t, i))
            continue;
        str cell = cell_of(w, who, x, header, table_types[t].columns[i].name);
        row_set(row, i, cell.n ? cell : STR_NONE);
        if (last)
            continue;
        return_item_count(w, item++, cell.n > 0, (i == 0 && who->by_default) || return_cell_by_default(&w->plan, x, table_types[t].columns[i].name));
        if (i)
            out_char(o, ',');
        out_csv(o, cell);
    }
    if (!last)
        out_raw(o, S("\r\n"));
}

static err_code child(struct return_work *w, int64_t subject_id, const struct return_rows *rows, const struct return_rows *last, arena *a, err *e)
{
    struct care_return *r = w->own;
    struct child c;
    (void)e;
    const struct return_row *header = who_row(w, r, rows), *header_last = who_row(w, r, last);
    struct who who = { subject_id, header ? return_cell(&w->plan, header, S("CHILD")) : S(""), false };
    if (!who.id.n) {
        who.id = arena_printf(a, "%lld", (long long)subject_id);
        who.by_default = true;
    }
    child_open(&c, who.id, a);
    for (size_t i = 0; i < rows->n; i++)
        add_row(w, &c, &who, &rows->at[i], header, false);
    for (size_t i = 0; i < last->n; i++)
        add_row(w, &c, &who, &last->at[i], header_last, true);
    child_close(&c);
    ssda903_check_child(&r->check, &c);
    return ERR_OK;
}

/* --- the report --------------------------------------------------------------------------------------- */

static void word_issue(void *ctx, size_t i, arena *a, struct report_issue *x)
{
    const struct care_return *r = ctx;
    const struct issue *at = &r->check.issues[i];
    const struct places *lines = &r->lines[at->last][at->table];
    size_t n = at->line - 2;
    *x = (struct report_issue){ .rule = at->rule, .child = at->child, .file = at->last ? S("") : str_of(r->names[at->table]), .line = at->last ? 0 : at->line,
                                .last = at->last, .table = table_types[at->table].name, .fields = ssda903_issue_fields(&r->check, at) };
    if (n < lines->n)
        x->fields = arena_printf(a, STR_FMT " (/child/%lld/record/%lld)", STR_ARG(x->fields), (long long)lines->at[n].subject, (long long)lines->at[n].record);
}

static err_code end(struct return_work *w, err *e)
{
    struct care_return *r = w->own;
    (void)e;
    ssda903_check_end(&r->check);
    w->done->report = (struct report){ .name = arena_printf(w->mem, "Children looked after return %d-%02d", w->o->year, (w->o->year + 1) % 100),
        .children = w->done->children, .nrules = r->check.nrules, .rules = ssda903_report_rules(&r->check, w->mem), .nissues = r->check.nissues, .issue = word_issue, .ctx = r, .text_limit = 5 };
    return ERR_OK;
}

const struct return_kind return_ssda903 = { "ssda903", true, begin, child, end };
