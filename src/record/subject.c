/* subject.c - a subject and all its records in memory, read from the tables. */
#include "record/held.h"
#include "base/always.h"

static str int_text(int64_t v, arena *a)
{
    static const char small[] = "0123456789";
    if (v >= 0 && v < 10)
        return (str){ small + v, 1 };
    char digits[24], *end = digits + sizeof digits, *p = end;
    uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
    do
        *--p = (char)('0' + u % 10);
    while (u /= 10);
    if (v < 0)
        *--p = '-';
    return arena_copy(a, (str){ p, (size_t)(end - p) });
}

static bool is_number(enum field_type t)
{
    return t == FT_INT || t == FT_MONEY || t == FT_MINUTES || t == FT_FLAG || t == FT_REF;
}

value value_of_cell(const struct field *f, const db_val *cell, arena *a)
{
    if (cell->type == DB_NULL)
        return (value){ STR_NONE, 0 };
    if (cell->type == DB_INT)
        return is_number(f->type) ? (value){ int_text(cell->i, a), cell->i } : field_value(f, int_text(cell->i, a));
    return field_value(f, cell->s);
}

db_val cell_of_value(const struct field *f, value v)
{
    return !v.text.p ? DBN : is_number(f->type) ? DBI(v.num) : DBT(v.text);
}

size_t row_of_record(const struct record *r, db_val *cells)
{
    cells[ROW_ID] = DBI(r->id);
    cells[ROW_SUBJECT] = DBI(r->subject_id);
    cells[ROW_VERSION] = DBI(r->version);
    cells[ROW_REMOVED] = DBI(r->removed);
    cells[ROW_KEY] = DBT(r->source_key);
    for (size_t i = 0; i < r->kind->nfields; i++)
        cells[ROW_FIELDS + i] = cell_of_value(&r->kind->fields[i], r->values[i]);
    return ROW_FIELDS + r->kind->nfields;
}

/* --- records in their order ------------------------------------------------------------------ */

static int64_t order_of(const struct record *r)
{
    int f = r->kind->f_happened;
    return f >= 0 && r->values[f].text.p ? r->values[f].num : INT64_MAX;
}

static bool comes_before(const struct record *a, const struct record *b)
{
    int64_t x = order_of(a), y = order_of(b);
    return x != y ? x < y : a->id < b->id;
}

void records_place(struct records *list, struct record *r, arena *a)
{
    ARENA_PUSH(a, list->at, list->n, list->cap) = r;     // NOLINT(bugprone-sizeof-expression): an array of pointers
    size_t i = list->n - 1;
    for (; i > 0 && comes_before(r, list->at[i - 1]); i--)
        list->at[i] = list->at[i - 1];
    list->at[i] = r;
}

void records_move(struct records *list, struct record *r, arena *a)
{
    size_t i = 0;
    while (i < list->n && list->at[i] != r)
        i++;
    if (NEVER(i == list->n))        /* it was placed here when it was read or put */
        return;
    for (; i + 1 < list->n; i++)
        list->at[i] = list->at[i + 1];
    list->n--;
    records_place(list, r, a);
}

/* --- making and reading ---------------------------------------------------------------------- */

struct subject *subject_blank(struct store *s, const struct kind *k, int64_t id, arena *a)
{
    struct subject *sub = arena_new(a, struct subject);
    sub->id = id;
    sub->kind = k;
    sub->mem = a;
    sub->facts.cat = s->cat;
    sub->facts.by_kind = arena_array(a, struct records, s->cat->nkinds);
    sub->state = arena_new(a, struct subject_state);
    sub->state->has = arena_array(a, bool, s->cat->nkinds);
    sub->state->turn = ledger_turn(s);
    sub->state->kinds = S("");
    return sub;
}

struct held *held_new(const struct subject *sub, const struct kind *k)
{
    struct held *h = arena_new(sub->mem, struct held);
    h->r.kind = k;
    h->r.subject_id = sub->id;
    h->r.source_key = STR_NONE;
    h->r.values = arena_array(sub->mem, value, k->nfields);
    return h;
}


void subject_names_kind(struct subject *sub, const struct kind *k)
{
    struct subject_state *st = sub->state;
    if (st->has[k->index])
        return;
    st->has[k->index] = true;
    const str parts[] = { st->kinds, k->name };
    st->kinds = st->kinds.n ? arena_join(sub->mem, 2, parts, S(" ")) : k->name;
}

err_code subject_new(struct store *s, const struct kind *k, arena *a, struct subject **to, err *e)
{
    if (!kind_is_subject(k))
        return err_set(e, ERR_INVALID, STR_FMT " is not something that has a record of its own", STR_ARG(k->label));
    if (ledger_turn(s) == 0)
        return err_set(e, ERR_SYSTEM, "A subject can only be made inside a write");
    *to = subject_blank(s, k, 0, a);
    return ERR_OK;
}

void record_of_row(struct record *r, const struct kind *k, const db_val *row, arena *a)
{
    value *values = arena_array(a, value, k->nfields);
    *r = (struct record){
        k, row[ROW_ID].i, row[ROW_SUBJECT].i, row[ROW_VERSION].i, row[ROW_KEY].s, row[ROW_REMOVED].i != 0, values
    };
    for (size_t f = 0; f < k->nfields; f++)
        values[f] = value_of_cell(&k->fields[f], &row[ROW_FIELDS + f], a);
}

/* The records of one kind, from its rows. */
static void take_kind(struct subject *sub, const struct kind *k, const db_rows *rows)
{
    struct records *list = &sub->facts.by_kind[k->index];
    if (rows->n == 0)
        return;
    struct held *all = arena_array(sub->mem, struct held, rows->n);
    value *values = arena_array(sub->mem, value, rows->n * k->nfields);
    list->cap = rows->n;
    list->at = arena_array(sub->mem, struct record *, rows->n);
    for (size_t i = 0; i < rows->n; i++, values += k->nfields) {
        const db_val *row = db_row(rows, i);
        struct record *r = &all[i].r;
        *r = (struct record){
            k, row[ROW_ID].i, sub->id, row[ROW_VERSION].i, row[ROW_KEY].s, row[ROW_REMOVED].i != 0, values
        };
        for (size_t f = 0; f < k->nfields; f++)
            values[f] = value_of_cell(&k->fields[f], &row[ROW_FIELDS + f], sub->mem);
        records_place(list, r, sub->mem);
    }
}

/* Every kind that the subject has: a statement each, as many as the catalogue has kinds at
 * most, and all in one trip. */
static err_code load_kinds(struct store *s, struct subject *sub, err *e)
{
    db_rows *rows = arena_array(sub->mem, db_rows, s->cat->nkinds);
    str rest = sub->state->kinds, name;
    while (str_cut(&rest, ' ', &name)) {
        const struct kind *part = catalogue_kind(s->cat, name);
        if (!part)
            return err_set(e, ERR_SYSTEM, "Record %lld has a part of a kind that the catalogue does not have: " STR_FMT,
                           (long long)sub->id, STR_ARG(name));
        sub->state->has[part->index] = true;
    }
    for (size_t k = 0; k < s->cat->nkinds; k++)
        if (sub->state->has[k])
            db_ask(s->db, kind_table(s, &s->cat->kinds[k])->of_subject, ARGS(DBI(sub->id)), sub->mem, &rows[k]);
    if (db_answer(s->db, e))
        return e->code;
    for (size_t k = 0; k < s->cat->nkinds; k++)
        take_kind(sub, &s->cat->kinds[k], &rows[k]);
    return ERR_OK;
}

err_code subject_load(struct store *s, int64_t id, arena *a, struct subject **to, err *e)
{
    db_rows rows = { 0 };
    if (schema_indexes_back(s, e) || db_run(s->db, ST_subject_read, ARGS(DBI(id)), a, &rows, e))
        return e->code;
    if (rows.n == 0)
        return err_set(e, ERR_NOT_FOUND, "There is no record with the number %lld", (long long)id);
    const db_val *row = db_row(&rows, 0);
    const struct kind *k = catalogue_kind(s->cat, row[SUBJECT_KIND].s);
    if (!k)
        return err_set(e, ERR_SYSTEM, "Record %lld is of a kind that the catalogue does not have: " STR_FMT,
                       (long long)id, STR_ARG(row[SUBJECT_KIND].s));
    struct subject *sub = subject_blank(s, k, id, a);
    sub->state->n = row[SUBJECT_N].i;
    sub->state->stored = true;
    sub->state->kinds = row[SUBJECT_KINDS].s;
    if (!hash_read(row[SUBJECT_HEAD].s, &sub->state->head))
        return err_set(e, ERR_SYSTEM, "The chain of record %lld is broken; holdfast verify says where", (long long)id);
    if (load_kinds(s, sub, e))
        return e->code;
    *to = sub;
    return ERR_OK;
}

struct record *subject_own(const struct subject *sub)
{
    const struct records *own = &sub->facts.by_kind[sub->kind->index];
    return own->n ? own->at[0] : NULL;
}

struct record *subject_record(const struct subject *sub, int64_t id)
{
    for (size_t k = 0; k < sub->facts.cat->nkinds; k++)
        for (size_t i = 0; i < sub->facts.by_kind[k].n; i++)
            if (sub->facts.by_kind[k].at[i]->id == id)
                return sub->facts.by_kind[k].at[i];
    return NULL;
}

struct record *subject_by_key(const struct subject *sub, const struct kind *k, str source_key)
{
    const struct records *list = &sub->facts.by_kind[k->index];
    for (size_t i = list->n; i-- > 0;)
        if (source_key.p && str_eq(list->at[i]->source_key, source_key))
            return list->at[i];
    return NULL;
}

err_code record_find_key(struct store *s, const struct kind *k, str source_key, int64_t *subject_id, int64_t *id,
                         err *e)
{
    db_rows rows = { 0 };
    if (db_run(s->db, kind_table(s, k)->by_key, ARGS(DBT(source_key)), e->mem, &rows, e))
        return e->code;
    if (rows.n == 0)
        return err_set(e, ERR_NOT_FOUND, "No %s is known by that key", arena_z(e->mem, k->label));
    *subject_id = db_int(&rows, 0, BY_KEY_SUBJECT);
    *id = db_int(&rows, 0, BY_KEY_ID);
    return ERR_OK;
}

err_code record_subject(struct store *s, int64_t id, int64_t *subject_id, err *e)
{
    db_rows rows = { 0 };
    if (db_run(s->db, ST_ledger_subject_of, ARGS(DBI(id)), e->mem, &rows, e))
        return e->code;
    if (rows.n == 0 || db_int(&rows, 0, LEDGER_SUBJECT_OF_RECORD_ID) != id)
        return err_set(e, ERR_NOT_FOUND, "There is no record with the number %lld", (long long)id);
    *subject_id = db_int(&rows, 0, LEDGER_SUBJECT_OF_SUBJECT_ID);
    return ERR_OK;
}
