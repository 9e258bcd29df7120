/* report_history.c - an earlier report beside this one: which issues are new, which are mended, and what somebody wrote
 * beside them.
 *
 * Reports come back from spreadsheets: columns moved, leading noughts of a child's number gone, dates as numbers of
 * days or the English way round, the mark before a text that would be a formula kept or
 * lost. An issue is found again all the same. */
#include "base/csv.h"
#include "base/workbook.h"
#include "returns/report_parts.h"

enum { RULE, SEVERITY, CHILD, TABLE, FIELDS, KEY, SINCE, NOTE, COLUMNS };
static const char *const headings[COLUMNS] = { "rule", "severity", "child", "table", "fields", "key", "since", "note" };

struct reading { struct report_history *h; int column[COLUMNS]; bool begun; int sheet; };

/* A spreadsheet's days begin with 30 December 1899. */
static day read_day(str s)
{
    int64_t n;
    if (str_int(s, &n) && n > 20000 && n < 100000)
        return (day)(n - 25569);
    return day_parse(s);
}

/* As it was before it was made harmless for a spreadsheet. */
static str plain(str s)
{
    s = str_trim(s);
    return s.n > 1 && s.p[0] == '\'' && memchr("=+-@\t\r", s.p[1], 6) ? str_skip(s, 1) : s;
}

static void keep(struct report_history *h, const str cell[COLUMNS])
{
    report_past_add(h, &(struct report_past){
        .rule = cell[RULE],
        .child = cell[CHILD],
        .table = cell[TABLE],
        .key = cell[KEY],
        .fields = cell[FIELDS],
        .note = cell[NOTE],
        .since = read_day(cell[SINCE]),
    });
}

static void read_headings(struct reading *r, int sheet, size_t n, const str *cells)
{
    struct reading found = { .h = r->h, .begun = true, .sheet = sheet };
    for (int k = 0; k < COLUMNS; k++) {
        found.column[k] = -1;
        for (size_t i = 0; i < n; i++)
            if (found.column[k] < 0 && csv_same_name(cells[i], str_of(headings[k])))
                found.column[k] = (int)i;
    }
    bool whole = true;
    for (int k = 0; k < COLUMNS; k++)
        whole = whole && (found.column[k] >= 0 || k == TABLE || k == FIELDS);
    if (whole)
        *r = found;
}

/* Issues, and those that could not be looked at then; not what was mended long ago. */
static err_code take_row(void *ctx, int sheet, size_t row, size_t n, const str *cells, err *e)
{
    struct reading *r = ctx;
    str cell[COLUMNS];
    (void)row, (void)e;
    if (!r->begun) {
        read_headings(r, sheet, n, cells);
        return ERR_OK;
    }
    if (sheet != r->sheet)
        return ERR_OK;
    for (int k = 0; k < COLUMNS; k++)
        cell[k] = r->column[k] >= 0 && (size_t)r->column[k] < n ? plain(cells[r->column[k]]) : S("");
    bool issue = str_eq_nocase(cell[SEVERITY], S("error")) || str_eq_nocase(cell[SEVERITY], S("query"));
    bool open = str_eq_nocase(cell[SEVERITY], S("not checked")) && cell[KEY].n;
    if (cell[RULE].n && (issue || open))
        keep(r->h, cell);
    return ERR_OK;
}

static void read_csv(struct reading *r, str bytes, arena *scratch, err *e)
{
    struct csv c;
    struct csv_row row;
    csv_of(&c, bytes, scratch);
    read_headings(r, 1, c.header.n, c.header.cells);
    while (r->begun && csv_next(&c, scratch, &row))
        if (row.fault)
            csv_only_first_line(&c, &row);
        else if (take_row(r, 1, row.line, row.n, row.cells, e))
            return;
}

err_code report_history_read(struct report_history **to, str bytes, arena *mem, err *e)
{
    struct reading r = { .h = arena_new(mem, struct report_history) };
    arena scratch;
    err_code rc = ERR_OK;
    r.h->mem = mem;
    arena_init(&scratch, 0);
    if (str_starts(bytes, S("PK\3\4")))
        rc = workbook_read(bytes, take_row, &r, &scratch, e);
    else
        read_csv(&r, bytes, &scratch, e);
    if (!rc && !r.begun) {
        err_set(e, ERR_INVALID, "The earlier report has no columns rule, severity, child, key, since and note.");
        rc = err_hint(e, "give a report that was written with --format csv or --format xlsx");
    }
    arena_release(&scratch);
    *to = r.h;
    return rc;
}

/* --- beside this one ------------------------------------------------------------------------------------- */

static const struct report_rule *rule_of(const struct report *r, str code)
{
    for (size_t i = 0; i < r->nrules; i++)
        if (str_eq(str_of(r->rules[i].text->code), code))
            return &r->rules[i];
    return NULL;
}

const struct rule_text *report_rule_named(const struct report *r, str code)
{
    const struct report_rule *x = rule_of(r, code);
    return x ? x->text : NULL;
}

/* The others' issues are neither mended nor open: nobody looked. */
static void forget_others(struct report_history *h, str only)
{
    for (size_t i = 0; i < h->n; i++)
        h->at[i].seen = h->at[i].seen || !report_past_is_child(&h->at[i], only);
}

void report_compare(struct report *r, struct report_history *h, str only)
{
    struct report_walk w;
    struct report_issue x;
    arena a;
    arena_init(&a, 0);
    r->before = h;
    h->fresh = h->mended = h->open = 0;
    report_walk_init(&w, r, 0);
    while (report_next(&w, &a, &x)) {
        struct report_past *past = report_past_find(h, str_of(r->rules[x.rule].text->code), x.child, x.key);
        if (past)
            past->seen = true;
        h->fresh += !past;
        arena_clear(&a);
    }
    report_walk_release(&w);
    arena_release(&a);
    if (only.p)
        forget_others(h, only);
    for (size_t i = 0; i < h->n; i++) {
        const struct report_rule *rule = h->at[i].seen ? NULL : rule_of(r, h->at[i].rule);
        h->at[i].open = rule && rule->not_checked;
        h->open += h->at[i].open;
        h->mended += !h->at[i].seen && !h->at[i].open;
    }
}
