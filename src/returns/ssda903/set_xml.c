/* set_xml.c - SSDA903 in XML: each element that holds a table's fields becomes a row of that
 * table, as CSV in memory. */
#include "base/xml.h"
#include "returns/files.h"
#include "returns/kinds.h"
#include "returns/ssda903/set_parts.h"

static const struct { const char *name; enum table table; } elements[] = { { "HEADER", T_Header },
                 { "EPISODE", T_Episodes },
                 { "AREVIEW", T_Reviews },
                 { "PERMANENCE", T_PrevPerm },
                 { "OC2", T_OC2 },
                 { "OC3", T_OC3 },
                 { "AMISSING", T_Missing },
                 { "AD_PLACED", T_PlacedAdoption },
                 { "AD1", T_AD1 },
                 { "ADOPTION", T_AD1 },
                 { "SWEPISODE", T_SWEpisodes },
                 { "SW_EPISODE", T_SWEpisodes },
                 { "SOCIALWORKER", T_SWEpisodes },
                 { "ADOLO", T_DoLo },
                 { "DOLO", T_DoLo } };
/* Tables whose fields stand in the header itself. */
static const enum table inline_tables[] = { T_Header, T_UASC, T_AD1, T_OC3 };

struct reading {
    arena *keep, mem;                   /* mem: of the child being read */
    struct return_table made[T__COUNT];
    /* columns that stand in the file, be they empty, but for those of every table */
    uint32_t seen[T__COUNT];
    str cells[T__COUNT][COLUMNS_MAX];   /* rows being gathered */
    size_t lines[T__COUNT];
    bool any[T__COUNT];
    bool root;
};

static int element_table(str name)
{
    for (size_t i = 0; i < COUNT_OF(elements); i++)
        if (str_eq_nocase(str_of(elements[i].name), name))
            return (int)elements[i].table;
    return -1;
}

static str tag_column(str name)
{
    if (str_eq(name, S("CHILDID")))
        return S("CHILD");
    if (str_eq(name, S("PL")))
        return S("PLACE");
    return name;
}

static void row_out(struct reading *r, enum table t)
{
    out *o = &r->made[t].csv;
    const str *header = r->cells[T_Header];
    size_t n = table_types[t].ncolumns;
    if (!o->n) {
        for (size_t i = 0; i < n; i++) {
            if (i)
                out_char(o, ',');
            out_raw(o, table_types[t].columns[i].name);
        }
        out_char(o, '\n');
    }
    for (size_t i = 0; i < n; i++) {
        str column = table_types[t].columns[i].name, v = r->cells[t][i];
        bool shared = t != T_Header &&
                      (str_eq(column, S("CHILD")) || str_eq(column, S("DOB")) || str_eq(column, S("SEX")));
        if (shared && !v.p)
            v = header[table_column(T_Header, column)];
        if (i)
            out_char(o, ',');
        if (!v.n)
            continue;
        out_char(o, '"');
        for (size_t k = 0; k < v.n; k++) {
            if (v.p[k] == '"')
                out_char(o, '"');
            out_char(o, v.p[k]);
        }
        out_char(o, '"');
    }
    out_char(o, '\n');
    ARENA_PUSH(r->keep, r->made[t].lines, r->made[t].n, r->made[t].cap) = (uint32_t)r->lines[t];
    memset(r->cells[t], 0, sizeof r->cells[t]);
    r->any[t] = false;
}

static err_code on_open(void *ctx, const struct xml_element *x, err *e)
{
    struct reading *r = ctx;
    (void)e;
    if (x->depth == 1)
        r->root = str_eq_nocase(x->name, S("EXPSSDA903"));
    int t = element_table(x->name);
    if (t >= 0) {
        r->lines[t] = x->line;
        memset(r->cells[t], 0, sizeof r->cells[t]);
    }
    return ERR_OK;
}

static void any_of(struct reading *r, enum table t, size_t line)
{
    if (!r->any[t] && r->lines[t] == 0)
        r->lines[t] = line;
    r->any[t] = true;
}

/* A leaf belongs to the innermost table that has such a column; the reader sees it before that element closes, so it
 * goes to every table that could be it. */
static void leaf(struct reading *r, const struct xml_element *x)
{
    str column = tag_column(x->name), text = x->text.n ? arena_copy(&r->mem, x->text) : STR_NONE;
    for (int t = 0; t < T__COUNT; t++) {
        int c = table_column((enum table)t, column);
        if (c < 0)
            continue;
        r->cells[t][c] = text;
        bool shared = str_eq(column, S("CHILD")) || str_eq(column, S("DOB")) || str_eq(column, S("SEX")) ||
                      str_eq(column, S("UASC"));
        if (!shared)
            r->seen[t] |= 1u << c;
        if (!shared && text.p)
            any_of(r, (enum table)t, x->line);
    }
    if (str_eq(column, S("UASC")) && (str_eq(text, S("1")) || str_eq_nocase(text, S("Y")))) {
        r->seen[T_UASC] |= 1;
        any_of(r, T_UASC, x->line);
    }
}

static err_code on_close(void *ctx, const struct xml_element *x, err *e)
{
    struct reading *r = ctx;
    (void)e;
    bool uasc_flag = str_eq(x->name, S("UASC")) || (x->leaf && element_table(x->name) < 0);
    if (x->leaf && uasc_flag) {
        leaf(r, x);
        return ERR_OK;
    }
    int t = element_table(x->name);
    if (t == T_Header) {
        for (size_t i = 1; i < COUNT_OF(inline_tables); i++)
            if (r->any[inline_tables[i]])
                row_out(r, inline_tables[i]);
        r->any[T_Header] = true;
        str keep[COLUMNS_MAX];
        memcpy(keep, r->cells[T_Header], sizeof keep);
        row_out(r, T_Header);
        memcpy(r->cells[T_Header], keep, sizeof keep);      /* the episodes that follow are this child's */
    } else if (t >= 0 && r->any[t])
        row_out(r, (enum table)t);
    if (str_eq_nocase(x->name, S("CHILD"))) {
        memset(r->cells, 0, sizeof r->cells);
        memset(r->any, 0, sizeof r->any);
        memset(r->lines, 0, sizeof r->lines);
        arena_clear(&r->mem);
    }
    return ERR_OK;
}

/* Columns that are worked out stand in a table only where the file gives them: else the heading is made blank. */
static void blank_derived(struct reading *r, enum table t)
{
    char *p = r->made[t].csv.p;
    for (size_t i = 0; i < table_types[t].ncolumns; i++) {
        const struct column *c = &table_types[t].columns[i];
        if (c->kind >= DERIVED_CODE && c->kind <= DERIVED_NUMBER && !(r->seen[t] & 1u << i))
            memset(p, ' ', c->name.n);
        p += c->name.n + 1;
    }
}

static err_code tables_of_xml(str bytes, struct return_tables *to, arena *mem, err *e)
{
    static const struct xml_handler handler = { .open = on_open, .close = on_close };
    struct reading *r = arena_new(mem, struct reading);
    r->keep = mem;
    arena_init(&r->mem, 0);
    *to = (struct return_tables){ 0 };
    err_code rc = xml_read(bytes, &handler, r, e);
    to->known = r->root;
    if (!rc && !r->root)
        rc = err_set(e, ERR_INVALID, "It is XML but not an SSDA903 return: its outermost element is not EXPSSDA903");
    for (int t = 0; t < T__COUNT; t++) {
        struct return_table *x = &r->made[t];
        if (!x->n && !r->seen[t])
            continue;
        x->table = t;
        if (x->n)
            blank_derived(r, (enum table)t);
        to->at[to->n++] = *x;
    }
    arena_release(&r->mem);
    return rc;
}

const struct return_files ssda903_files = { set_table_of_name, tables_of_xml };

err_code set_read_xml(struct set *s, str name, str bytes, int back, err *e)
{
    struct return_tables t;
    err_code rc = tables_of_xml(bytes, &t, s->mem, e);
    if (rc && t.known) {                /* what came before the fault is checked all the same */
        set_note(s, name, 0, true,
                 arena_printf(s->mem, STR_FMT " What comes before it was checked.", STR_ARG(e->message)));
        *e = (err){ .mem = e->mem };
        rc = ERR_OK;
    }
    for (size_t i = 0; i < t.n && !rc; i++) {
        struct return_table *x = &t.at[i];
        if (x->n)
            set_take_made(s, name, back, (enum table)x->table, &x->csv, x->lines);
        else if (back < 2)
            s->have |= 1u << (x->table + (back ? T__COUNT : 0));       /* its elements are there, and empty */
    }
    return_tables_release(&t);
    return rc;
}
