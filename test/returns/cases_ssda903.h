/* cases_ssda903.h - a case of the SSDA903: its tables become children, one rule runs, the
 * rows it marks are compared. */
#ifndef CASES_SSDA903_H
#define CASES_SSDA903_H
#include "cases.h"
#include "returns/ssda903/check.h"
#include <stdlib.h>

struct case_child { str id; struct child child; };
struct case_set { struct case_child *at; size_t n, cap; };

static struct child *case_child(struct case_set *s, str id, arena *a)
{
    for (size_t i = 0; i < s->n; i++)
        if (str_eq(s->at[i].id, id))
            return &s->at[i].child;
    struct case_child *c = &ARENA_PUSH(a, s->at, s->n, s->cap);
    c->id = id;
    child_open(&c->child, id, a);
    return &c->child;
}

/* Names that the source's own tests use for columns that files call otherwise. */
static int case_column(enum table t, str name)
{
    if (str_eq(name, S("UASC_STATUS")))
        name = S("UASC");
    if (str_eq(name, S("PLACEMENT")))
        name = S("PLACE");
    return table_column(t, name);
}

static void case_rows(struct case_set *s, enum table t, bool last, const json_t *table, arena *a)
{
    const json_t *columns = json_object_get(table, "columns"), *rows = json_object_get(table, "rows");
    size_t id_at = SIZE_MAX;
    for (size_t i = 0; i < json_array_size(columns); i++)
        if (str_eq(case_text(a, json_array_get(columns, i)), S("CHILD")))
            id_at = i;
    for (size_t n = 0; n < json_array_size(rows); n++) {
        const json_t *row = json_array_get(rows, n);
        str id = id_at == SIZE_MAX ? STR_NONE : case_text(a, json_array_get(row, id_at));
        struct row *r = child_add(case_child(s, id.p ? id : S(""), a), t, last);
        r->order = (uint32_t)n;
        for (size_t i = 0; i < json_array_size(row); i++) {
            int c = case_column(t, case_text(a, json_array_get(columns, i)));
            str cell = case_text(a, json_array_get(row, i));
            if (c >= 0 && cell.p)
                row_set(r, (size_t)c, cell);
        }
    }
}

static void case_providers(struct providers *p, const json_t *info, arena *a)
{
    const json_t *columns = json_object_get(info, "columns"), *rows = json_object_get(info, "rows");
    for (size_t n = 0; n < json_array_size(rows); n++) {
        struct provider x = { .closed = DAY_NONE };
        for (size_t i = 0; i < json_array_size(columns); i++) {
            str name = case_text(a, json_array_get(columns, i)),
                v = case_text(a, json_array_get(json_array_get(rows, n), i));
            if (str_eq(name, S("URN"))) x.urn = v;
            else if (str_eq(name, S("POSTCODE"))) x.postcode = v;
            else if (str_starts(name, S("PLACE_CODES"))) x.place_codes = v;
            else if (str_starts(name, S("PROVIDER_CODES"))) x.provider_codes = v;
            else if (str_eq(name, S("REG_END"))) x.closed = v.p ? day_parse(v) : DAY_NONE;
            else if (str_starts(name, S("LA_CODE"))) x.la_code = v;
            else if (str_starts(name, S("LA_NAME"))) x.la_name = v;
        }
        providers_add(p, x, a);
    }
    providers_index(p, a);
}

static void case_collection(struct collection *y, const json_t *one, const json_t *meta, struct providers *p, arena *a)
{
    str year = case_get(one, "year", a), start = case_get(meta, "collection_start", a),
        end = case_get(meta, "collection_end", a), format = case_get(meta, "file_format", a);
    int64_t from = 2026;
    if (year.n >= 4)
        (void)str_int(str_take(year, 4), &from);
    collection_of(y, (int)from);
    day s = day_parse(start), e = day_parse(end);
    if (s != DAY_NONE) {
        y->start = s;
        y->end = day_add_months(s, 12) - 1;
    }
    if (e != DAY_NONE) {
        y->end = e;
        if (s == DAY_NONE)
            y->start = day_add_months(e + 1, -12);
    }
    y->authority = case_get(meta, "localAuthority", a);
    y->xml = !str_eq(format, S("csv"));
    if (json_object_get(meta, "provider_info")) {
        case_providers(p, json_object_get(meta, "provider_info"), a);
        y->providers = p;
    }
}

static str case_label(const json_t *table, uint32_t order, arena *a)
{
    const json_t *index = json_object_get(table, "index");
    return index ? case_text(a, json_array_get(index, order)) : arena_printf(a, "%u", order);
}

static int case_str_cmp(const void *x, const void *y) { return str_cmp(*(const str *)x, *(const str *)y); }

static str case_sorted(str *v, size_t n, arena *a)
{
    if (n)
        qsort(v, n, sizeof *v, case_str_cmp);
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (!kept || !str_eq(v[kept - 1], v[i]))
            v[kept++] = v[i];
    return kept ? arena_join(a, kept, v, S(" ")) : S("nothing");
}

static bool case_ssda903(const json_t *one, arena *a, struct case_said *said, str *why)
{
    *said = (struct case_said){ .found = STR_NONE };
    struct case_set set = { 0 };
    struct providers providers = { 0 };
    struct collection year;
    struct check k;
    uint32_t have = HAVE_POSTCODES;
    const json_t *tables = json_object_get(one, "tables"), *table, *meta = json_object_get(one, "metadata");
    const char *name;
    case_collection(&year, one, meta, &providers, a);
    if (year.providers)
        have |= HAVE_PROVIDERS;
    json_object_foreach((json_t *)(uintptr_t)tables, name, table) {
        str t = str_of(name);
        bool last = str_ends(t, S("_last"));
        int type = table_named(last ? str_take(t, t.n - 5) : t);
        if (type < 0) {
            *why = arena_printf(a, "there is no table %s", name);
            return false;
        }
        have |= 1u << (type + (last ? T__COUNT : 0));
        case_rows(&set, (enum table)type, last, table, a);
    }
    str code = case_get(one, "rule", a);
    ssda903_check_init(&k, &year, have, a);
    ssda903_check_only(&k, code);
    for (size_t i = 0; i < set.n; i++) {
        child_close(&set.at[i].child);
        ssda903_check_child(&k, &set.at[i].child);
    }
    ssda903_check_end(&k);
    size_t nfound = 0, nwanted = 0, cap = 0;
    str *found = arena_array(a, str, k.nissues + 1), *wanted = NULL;
    for (size_t i = 0; i < k.nissues; i++) {
        str t = table_types[k.issues[i].table].name;
        str full = k.issues[i].last ? arena_printf(a, STR_FMT "_last", STR_ARG(t)) : t;
        str label = case_label(json_object_get(tables, arena_z(a, full)), k.issues[i].order, a);
        found[nfound++] = arena_printf(a, STR_FMT ":" STR_FMT, STR_ARG(full), STR_ARG(label));
    }
    const json_t *rows, *expected = json_object_get(json_object_get(one, "expected"), "rows");
    json_object_foreach((json_t *)(uintptr_t)expected, name, rows)
        for (size_t i = 0; i < json_array_size(rows); i++) {
            str label = case_text(a, json_array_get(rows, i));
            ARENA_PUSH(a, wanted, nwanted, cap) = arena_printf(a, "%s:" STR_FMT, name, STR_ARG(label));
        }
    str f = case_sorted(found, nfound, a), w = case_sorted(wanted, nwanted, a);
    *why = arena_printf(a, "expected " STR_FMT "\n    found    " STR_FMT, STR_ARG(w), STR_ARG(f));
    *said = (struct case_said){ .expected = w, .found = f };
    return str_eq(f, w);
}
#endif
