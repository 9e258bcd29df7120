/* title.c - fills "{field}" holes. A reference is named by one read of the record it points at, remembered for the request. */
#include "desk/title.h"
#include "catalogue/named.h"
#include "store/schema.h"

void namer_init(struct namer *n, struct store *s, const struct access_filter *filter, arena *mem)
{
    *n = (struct namer){ .s = s, .filter = filter, .mem = mem };
}

static str fill(struct namer *n, const struct kind *k, const value *values, int depth);

static str shown(struct namer *n, const struct field *f, value v, int depth)
{
    if (!v.text.p)
        return S("");
    if (f->type != FT_REF)
        return field_shown(f, v, n->mem);
    if (depth > 1)
        return S("");
    bool person = kind_is_subject(f->ref) && kind_is(f->ref, K_person);
    if (person && (n->blind || (n->filter && access_hides(n->filter, v.num))))
        return S("Somebody whose record is restricted");
    for (size_t i = 0; i < n->n; i++)
        if (n->known[i].id == v.num)
            return n->known[i].name;
    db_rows rows;
    err e = { .mem = n->mem };
    str name = S("");
    if (!db_run(n->s->db, n->s->st[f->ref->index].by_id, ARGS(DBI(v.num)), n->mem, &rows, &e) && rows.n) {
        value *values = arena_array(n->mem, value, f->ref->nfields);
        for (size_t i = 0; i < f->ref->nfields; i++) {
            const db_val *c = &db_row(&rows, 0)[ROW_FIELDS + i];
            values[i] = field_value(&f->ref->fields[i], c->type == DB_INT ? arena_printf(n->mem, "%lld", (long long)c->i) : c->s);
        }
        name = fill(n, f->ref, values, depth + 1);
    }
    ARENA_PUSH(n->mem, n->known, n->n, n->cap) = (struct named){ v.num, name };
    return name;
}

/* Holes left empty take the punctuation before them along, so "Visit: {place}" without a place is "Visit". */
static str fill(struct namer *n, const struct kind *k, const value *values, int depth)
{
    out o = { 0 };
    bool closes = false;            /* the bracket behind an empty hole goes as well */
    str rest = k->title, literal, name;
    while (str_cut(&rest, '{', &literal)) {
        bool hole = literal.p + literal.n < k->title.p + k->title.n;
        if (closes && str_starts(literal, S(")")))
            literal = str_skip(literal, 1);
        closes = false;
        while (!o.n && literal.n && memchr(":, ", literal.p[0], 3))
            literal = str_skip(literal, 1);
        size_t before = o.n;
        out_raw(&o, literal);
        if (!hole || !str_cut(&rest, '}', &name))
            continue;
        const struct field *f = kind_field(k, name);
        str v = f ? shown(n, f, values[f->index], depth) : S("");
        if (!v.n) {
            while (o.n > before && memchr(":,( ", o.p[o.n - 1], 4))
                closes |= o.p[--o.n] == '(';
            if (before < o.n || before == 0)
                continue;
            o.n = before;
            continue;
        }
        out_raw(&o, v);
    }
    str s = arena_copy(n->mem, str_trim(out_str(&o)));
    out_release(&o);
    while (s.n && memchr(":,( ", s.p[s.n - 1], 4))
        s.n--;
    if (s.n && s.p[0] == ')')
        s = S("");
    return s.n ? s : k->label;
}

str namer_name(struct namer *n, const struct kind *k, int64_t id)
{
    const struct field any = { .type = FT_REF, .ref = k };
    return id ? shown(n, &any, (value){ .text = S("1"), .num = id }, 0) : S("");
}

bool record_is_confidential(const struct record *r)
{
    const struct field *f = kind_confidential(r->kind);
    value v = f ? record_value(r, f) : (value){ STR_NONE, 0 };
    return v.text.p && v.num == 1;
}

err_code record_is_secret(struct store *s, const struct kind *k, int64_t id, bool *secret, err *e)
{
    const struct field *f = k ? kind_confidential(k) : NULL;
    db_rows rows;
    *secret = false;
    if (!f)
        return ERR_OK;
    err_code rc = db_run(s->db, s->st[k->index].by_id, ARGS(DBI(id)), e->mem, &rows, e);
    *secret = !rc && rows.n && db_int(&rows, 0, ROW_FIELDS + (size_t)f->index) == 1;
    return rc;
}

str record_title(struct namer *n, const struct record *r, size_t limit)
{
    if (record_is_confidential(r))
        return arena_printf(n->mem, STR_FMT " is confidential", STR_ARG(r->kind->label));
    str s = fill(n, r->kind, r->values, 0), line;
    str first = s;
    if (str_cut(&first, '\n', &line) && line.n)
        s = line;
    if (!limit || s.n <= limit)
        return s;
    size_t cut = limit;
    while (cut > limit / 2 && s.p[cut] != ' ')
        cut--;
    while (cut && ((unsigned char)s.p[cut] & 0xC0) == 0x80)
        cut--;
    return arena_printf(n->mem, STR_FMT "…", STR_ARG(str_take(s, cut)));
}

str value_shown(struct namer *n, const struct field *f, value v) { return shown(n, f, v, 0); }
