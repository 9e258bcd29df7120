/* title.c - fills "{field}" holes; a reference is shown by the title of what it points at.
 *
 * Where a title comes from, cheapest first: it was named before in this request; it is one of the records that are
 * in memory (namer_holds); it was expected, and came with all others of its kind in one statement; it is read now,
 * alone. The last is for what a page cannot know beforehand, and a test counts statements so that no page comes to
 * live on it.
 *
 * The read rows are kept as they came, in order of their numbers, and looked up by halves. */
#include "desk/title.h"
#include "catalogue/named.h"
#include "store/ids.h"
#include "record/tables.h"

void namer_init(struct namer *n, struct store *s, const struct access_filter *filter, arena *mem)
{
    *n = (struct namer){ .s = s, .filter = filter, .mem = mem };
}

void namer_holds(struct namer *n, const struct subject *sub) { n->held = sub; }

static str fill(struct namer *n, const struct kind *k, const value *values, int depth);

/* --- what a reference points at ---------------------------------------------------------------------- */

static const struct record *held_record(const struct namer *n, const struct kind *k, int64_t id)
{
    const struct records *all = n->held ? subject_kind(n->held, k) : NULL;
    for (size_t i = 0; all && i < all->n; i++)
        if (all->at[i]->id == id)
            return all->at[i];
    return NULL;
}

/* Its row, of those read already or read now; NULL when there is none, or it cannot be read. */
static const db_val *row_of(struct namer *n, const struct kind *k, int64_t id)
{
    for (size_t i = 0; i < n->nread; i++) {
        const db_val *row = n->read[i]->kind == k ? db_find(&n->read[i]->rows, ROW_ID, id) : NULL;
        if (row)
            return row;
    }
    db_rows rows;
    err quiet = { .mem = n->mem };
    err_code rc = db_run(n->s->db, kind_table(n->s, k)->by_id, ARGS(DBI(id)), n->mem, &rows, &quiet);
    return !rc && rows.n ? db_row(&rows, 0) : NULL;
}

static str name_of(struct namer *n, const struct kind *k, int64_t id, int depth)
{
    const struct record *held = held_record(n, k, id);
    if (held)
        return fill(n, k, held->values, depth);
    const db_val *row = row_of(n, k, id);
    struct record r;
    if (!row)
        return S("");
    record_of_row(&r, k, row, n->mem);
    return fill(n, k, r.values, depth);
}

static bool is_hidden(const struct namer *n, const struct kind *k, int64_t id)
{
    return kind_is(k, K_person) && (n->blind || (n->filter && access_hides(n->filter, id)));
}

static str shown(struct namer *n, const struct field *f, value v, int depth)
{
    if (!v.text.p)
        return S("");
    if (f->type != FT_REF)
        return field_shown(f, v, n->mem);
    if (depth > 1)
        return S("");
    if (is_hidden(n, f->ref, v.num))
        return S("Somebody whose record is restricted");
    for (size_t i = 0; i < n->n; i++)
        if (n->known[i].id == v.num)
            return n->known[i].name;
    str name = name_of(n, f->ref, v.num, depth + 1);
    ARENA_PUSH(n->mem, n->known, n->n, n->cap) = (struct named){ v.num, name };
    return name;
}

/* --- reading many at once ---------------------------------------------------------------------------- */

void namer_expects_id(struct namer *n, const struct kind *k, int64_t id)
{
    for (size_t i = 0; i < n->nwanted; i++)
        if (n->wanted[i].id == id && n->wanted[i].kind == k)
            return;
    ARENA_PUSH(n->mem, n->wanted, n->nwanted, n->cap_wanted) = (struct wanted){ k, id };
}

static void expects(struct namer *n, const struct field *f, value v, int depth);

static void expects_title(struct namer *n, const struct record *r, int depth)
{
    str rest = r->kind->title, literal, name;
    while (str_cut(&rest, '{', &literal) && str_cut(&rest, '}', &name)) {
        const struct field *f = kind_field(r->kind, name);
        if (f)
            expects(n, f, record_value(r, f), depth);
    }
}

static void expects(struct namer *n, const struct field *f, value v, int depth)
{
    if (f->type != FT_REF || !v.text.p || depth > 1)
        return;
    const struct record *held = held_record(n, f->ref, v.num);
    if (held)
        expects_title(n, held, depth + 1);
    else
        namer_expects_id(n, f->ref, v.num);
}

void namer_expects(struct namer *n, const struct field *f, value v)        { expects(n, f, v, 0); }
void namer_expects_title(struct namer *n, const struct record *r)          { expects_title(n, r, 0); }

/* All that are wanted of the kind of the first; what is left is wanted still. */
static size_t take_kind(struct namer *n, const struct kind *k, int64_t *ids)
{
    size_t taken = 0, left = 0;
    for (size_t i = 0; i < n->nwanted; i++)
        if (n->wanted[i].kind == k)
            ids[taken++] = n->wanted[i].id;
        else
            n->wanted[left++] = n->wanted[i];
    n->nwanted = left;
    return taken;
}

void namer_ask(struct namer *n)
{
    while (n->nwanted) {
        const struct kind *k = n->wanted[0].kind;
        int64_t *ids = arena_array(n->mem, int64_t, n->nwanted);
        size_t count = take_kind(n, k, ids);
        struct names_read *x = arena_new(n->mem, struct names_read);
        x->kind = k;
        if (n->filter && kind_is(k, K_person))
            access_ask(n->filter, count, ids);
        db_ask(n->s->db, kind_table(n->s, k)->by_ids, ARGS(DBT(ids_text(n->mem, count, ids))), n->mem, &x->rows);
        ARENA_PUSH(n->mem, n->read, n->nread, n->cap_read) =
            x; // NOLINT(bugprone-sizeof-expression): an array of pointers
    }
}

err_code namer_read(struct namer *n, err *e)
{
    namer_ask(n);
    return db_answer(n->s->db, e);
}

/* --- titles ------------------------------------------------------------------------------------------ */

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

err_code records_secret(struct store *s, const struct kind *k, size_t n, const int64_t *ids, bool *secret, err *e)
{
    const struct field *f = kind_confidential(k);
    db_rows rows;
    for (size_t i = 0; i < n; i++)
        secret[i] = false;
    if (n == 0 || !f)
        return ERR_OK;
    err_code rc = db_run(s->db, kind_table(s, k)->by_ids, ARGS(DBT(ids_text(e->mem, n, ids))), e->mem, &rows, e);
    for (size_t i = 0; i < n && !rc; i++) {
        const db_val *row = db_find(&rows, ROW_ID, ids[i]);
        secret[i] =
            row && row[ROW_FIELDS + f->index].type == DB_INT && row[ROW_FIELDS + f->index].i == 1;
    }
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
