/* tables.c - what a kind's table is: its columns, its indexes, the statements on it, and what it may become.
 *
 * A kind gives one table, named as the kind, with five columns of its own and one a field, in the catalogue's order.
 * The store is asked for these tables as plain lists of columns and knows no more of them. What it remembers of each,
 * "person: forename text, worker_id ref worker", is the whole of what a later catalogue is held against: a field may be
 * added, a line may become paragraphs, but what was recorded is never lost and never means something else. Making all
 * statements for a hundred kinds costs about a millisecond an open; they are prepared when first run. */
#include "record/tables.h"
#include "base/always.h"
#include "base/out.h"
#include "store/ids.h"
#include "store/ledger.h"
#include "store/schema.h"
#include "store/selfcheck.h"

static const char *const type_name[FT__COUNT] = {
    [FT_TEXT] = "text", [FT_NOTE] = "note", [FT_DATE] = "date", [FT_INSTANT] = "instant", [FT_CODE] = "code",
    [FT_CODES] = "codes", [FT_INT] = "int", [FT_DECIMAL] = "decimal", [FT_MONEY] = "money",
    [FT_MINUTES] = "minutes", [FT_FLAG] = "flag", [FT_REF] = "ref",
};

static const char *column_type(enum field_type t)
{
    return t == FT_INT || t == FT_MONEY || t == FT_MINUTES || t == FT_FLAG || t == FT_REF ? "BIGINT" : "TEXT";
}

/* "person: seen_on date, worker_id ref worker" */
static str describe(const struct kind *k, arena *a)
{
    out o = { 0 };
    out_raw(&o, k->subject->name);
    out_raw(&o, S(":"));
    for (size_t i = 0; i < k->nfields; i++) {
        const struct field *f = &k->fields[i];
        out_printf(&o, "%s" STR_FMT " %s", i ? ", " : " ", STR_ARG(f->name), type_name[f->type]);
        if (f->type == FT_REF && f->ref)
            out_printf(&o, " " STR_FMT, STR_ARG(f->ref->name));
    }
    str text = arena_copy(a, out_str(&o));
    out_release(&o);
    return text;
}

/* --- the plan -------------------------------------------------------------------------------- */

static const char *const own_columns[ROW_FIELDS] = { "id", "subject_id", "version", "removed", "source_key" };
static const char *const own_types[ROW_FIELDS] = { "BIGINT PRIMARY KEY", "BIGINT NOT NULL", "BIGINT NOT NULL",
                                                   "BIGINT NOT NULL", "TEXT" };

static err_code check_names(const struct kind *k, err *e)
{
    if (!schema_plain_name(k->name)) {
        err_set(e, ERR_INVALID, "a kind cannot be called " STR_FMT, STR_ARG(k->name));
        return err_hint(e, "lower-case letters, digits and _, at most %d", SCHEMA_NAME);
    }
    for (size_t f = 0; f < k->nfields; f++) {
        bool own = false;
        for (int i = 0; i < ROW_FIELDS; i++)
            own = own || str_eq(k->fields[f].name, str_of(own_columns[i]));
        if (own || !schema_plain_name(k->fields[f].name)) {
            err_set(e, ERR_INVALID, "a field of " STR_FMT " cannot be called " STR_FMT, STR_ARG(k->name),
                    STR_ARG(k->fields[f].name));
            return err_hint(
                e, "lower-case letters, digits and _, at most %d; not id, subject_id, version, removed or source_key",
                SCHEMA_NAME);
        }
    }
    return ERR_OK;
}

/* The index of a ref ends with the day on which it ended, so that whoever is held today is found without a look at
 * everybody who ever was. */
static const char *and_ended(const struct kind *k, const struct field *f, arena *a)
{
    if (f->type != FT_REF || k->f_ended < 0)
        return "";
    return arena_printf(a, ", \"" STR_FMT "\"", STR_ARG(k->fields[k->f_ended].name)).p;
}

/* A ref to a subject is how pages go from a worker, team or family to its children; others lie in the same subject. */
static void plan_indexes(const struct kind *k, struct schema *p)
{
    schema_add_index(p,
                     arena_printf(p->mem,
                                  "CREATE INDEX IF NOT EXISTS " STR_FMT "_by_subject ON \"" STR_FMT "\" (subject_id)",
                                  STR_ARG(k->name), STR_ARG(k->name)),
                     false);
    schema_add_index(p,
                     arena_printf(p->mem,
                                  "CREATE UNIQUE INDEX IF NOT EXISTS " STR_FMT "_by_key ON \"" STR_FMT
                                  "\" (source_key) WHERE source_key IS NOT NULL",
                                  STR_ARG(k->name), STR_ARG(k->name)),
                     false);
    for (size_t i = 0; i < k->nfields; i++) {
        const struct field *f = &k->fields[i];
        str kind = str_take(k->name, 24), field = str_take(f->name, 30);
        unsigned number = (unsigned)(str_hash(k->name) % 1000);
        if (f->unique || (f->type == FT_REF && f->ref && kind_is_subject(f->ref)))
            schema_add_index(p,
                             arena_printf(p->mem,
                                          "CREATE INDEX IF NOT EXISTS " STR_FMT "_%u_of_" STR_FMT " ON \"" STR_FMT
                                          "\" (\"" STR_FMT "\"%s) WHERE \"" STR_FMT "\" IS NOT NULL",
                                          STR_ARG(kind), number, STR_ARG(field), STR_ARG(k->name), STR_ARG(f->name),
                                          and_ended(k, f, p->mem), STR_ARG(f->name)),
                             f->unique);
        if (f->indexed)                 /* nulls too: what has not ended */
            schema_add_index(p,
                             arena_printf(p->mem,
                                          "CREATE INDEX IF NOT EXISTS " STR_FMT "_%u_on_" STR_FMT " ON \"" STR_FMT
                                          "\" (\"" STR_FMT "\")",
                                          STR_ARG(kind), number, STR_ARG(field), STR_ARG(k->name), STR_ARG(f->name)),
                             f->unique);
    }
}

static void plan_kind(const struct kind *k, struct schema *p)
{
    size_t ncols = ROW_FIELDS + k->nfields;
    struct column *cols = arena_array(p->mem, struct column, ncols);
    for (size_t i = 0; i < ncols; i++) {
        const struct field *f = i < ROW_FIELDS ? NULL : &k->fields[i - ROW_FIELDS];
        cols[i].name = f ? f->name : str_of(own_columns[i]);
        cols[i].decl = arena_printf(p->mem, "\"" STR_FMT "\" %s", STR_ARG(cols[i].name),
                                    f ? column_type(f->type) : own_types[i]);
    }
    schema_add_table(p, k->name, ncols, cols, describe(k, p->mem));
    plan_indexes(k, p);
}

static err_code plan(const struct catalogue *cat, struct schema *p, err *e)
{
    for (size_t k = 0; k < cat->nkinds; k++)
        if (check_names(&cat->kinds[k], e))
            return e->code;
    for (size_t k = 0; k < cat->nkinds; k++)
        plan_kind(&cat->kinds[k], p);
    for (size_t k = 0; k < cat->nkinds; k++)
        if (schema_declares(p->engine, cat->kinds[k].name)) {
            err_set(e, ERR_INVALID, "a kind cannot be called " STR_FMT ": the program has a table of that name",
                    STR_ARG(cat->kinds[k].name));
            return err_hint(e, "another name for the kind");
        }
    return ERR_OK;
}

/* --- what may change ------------------------------------------------------------------------- */

/* What was recorded keeps its meaning: a line may become paragraphs, a code a list of codes or free text. */
static bool type_may_become(str was, str is)
{
    static const char *const pairs[][2] = {
        { "text", "note" }, { "code", "codes" }, { "code", "text" }, { "int", "decimal" }
    };
    if (str_eq(was, is))
        return true;
    for (size_t i = 0; i + 1 < COUNT_OF(pairs); i++)        /* int to decimal would change the column */
        if (str_eq(was, str_of(pairs[i][0])) && str_eq(is, str_of(pairs[i][1])))
            return true;
    return false;
}

static err_code check_field(const struct kind *k, str was, err *e)
{
    str type = was, name = STR_NONE;
    str_cut(&type, ' ', &name);
    const struct field *f = kind_field(k, name);
    if (!f) {
        err_set(e, ERR_INVALID,
                "the catalogue no longer has the field " STR_FMT "." STR_FMT ", but the database holds it",
                STR_ARG(k->name), STR_ARG(name));
        return err_hint(
            e, "put the field back and end it with `to:` and a date, so that what was recorded stays readable");
    }
    str now = f->type == FT_REF && f->ref ? arena_printf(e->mem, "ref " STR_FMT, STR_ARG(f->ref->name))
                                          : str_of(type_name[f->type]);
    if (type_may_become(type, now))
        return ERR_OK;
    err_set(e, ERR_INVALID, "the field " STR_FMT "." STR_FMT " was " STR_FMT " and is now " STR_FMT, STR_ARG(k->name),
            STR_ARG(name), STR_ARG(type), STR_ARG(now));
    return err_hint(e, "keep the field as it was, ended with `to:`, and add a new field under another name");
}

static err_code may_become_now(const struct catalogue *cat, str name, str was, err *e)
{
    const struct kind *k = catalogue_kind(cat, name);
    str subject = STR_NONE, one;
    if (!k) {
        err_set(e, ERR_INVALID, "the catalogue no longer has the kind " STR_FMT ", but the database holds it",
                STR_ARG(name));
        return err_hint(e,
                        "put the kind back and end it with `to:` and a date, so that what was recorded stays readable");
    }
    str_cut(&was, ':', &subject);
    if (!str_eq(subject, k->subject->name)) {
        err_set(e, ERR_INVALID, "the kind " STR_FMT " belonged to a " STR_FMT " and now belongs to a " STR_FMT,
                STR_ARG(name), STR_ARG(subject), STR_ARG(k->subject->name));
        return err_hint(e, "keep the kind as it was, ended with `to:`, and add a new kind under another name");
    }
    while (str_cut(&was, ',', &one))
        if (check_field(k, str_trim(one), e))
            return e->code;
    return ERR_OK;
}

/* --- statements ------------------------------------------------------------------------------ */

static const char statements_owner = 0;      /* its address is the name under which they are kept */

static err_code add(struct store *s, int *id, out *o, err *e)
{
    err_code rc = db_statement(s->db, out_str(o), id, e);
    out_clear(o);
    return rc;
}

static void select_columns(out *o, const struct kind *k)
{
    out_raw(o, S("SELECT id, subject_id, version, removed, source_key"));
    for (size_t i = 0; i < k->nfields; i++)
        out_printf(o, ", \"" STR_FMT "\"", STR_ARG(k->fields[i].name));
    out_printf(o, " FROM \"" STR_FMT "\"", STR_ARG(k->name));
}

static err_code kind_statements_add(struct store *s, const struct kind *k, struct kind_statements *st, out *o, err *e)
{
    static const struct { size_t where; const char *text; } selects[] = {
        { offsetof(struct kind_statements, of_subject), " WHERE subject_id = $1 ORDER BY id" },
        { offsetof(struct kind_statements, of_subjects),
          " WHERE subject_id > $1 AND subject_id <= $2 ORDER BY subject_id, id" },
        { offsetof(struct kind_statements, by_id), " WHERE id = $1" },
        { offsetof(struct kind_statements, all), " ORDER BY id" },
    };
    int *taken = arena_array(&s->mem, int, k->nfields ? k->nfields : 1);
    for (size_t i = 0; i < COUNT_OF(selects); i++) {
        select_columns(o, k);
        out_raw(o, str_of(selects[i].text));
        if (add(s, (int *)(void *)((char *)st + selects[i].where), o, e))
            return e->code;
    }
    out_raw(o, S(IDS_PARTS));
    select_columns(o, k);
    out_raw(o, S(" WHERE id " IDS_IN " ORDER BY id"));
    if (add(s, &st->by_ids, o, e))
        return e->code;
    out_printf(o, "INSERT INTO \"" STR_FMT "\" (id, subject_id, version, removed, source_key", STR_ARG(k->name));
    for (size_t i = 0; i < k->nfields; i++)
        out_printf(o, ", \"" STR_FMT "\"", STR_ARG(k->fields[i].name));
    out_raw(o, S(") VALUES ($1, $2, $3, $4, $5"));
    for (size_t i = 0; i < k->nfields; i++)
        out_printf(o, ", $%zu", i + 1 + ROW_FIELDS);
    out_raw(o, S(")"));
    if (add(s, &st->insert, o, e))
        return e->code;
    out_printf(o, "UPDATE \"" STR_FMT "\" SET subject_id = $2, version = $3, removed = $4, source_key = $5",
               STR_ARG(k->name));
    for (size_t i = 0; i < k->nfields; i++)
        out_printf(o, ", \"" STR_FMT "\" = $%zu", STR_ARG(k->fields[i].name), i + 1 + ROW_FIELDS);
    out_raw(o, S(" WHERE id = $1"));
    if (add(s, &st->update, o, e))
        return e->code;
    out_printf(o, "SELECT subject_id, id FROM \"" STR_FMT "\" WHERE source_key = $1", STR_ARG(k->name));
    if (add(s, &st->by_key, o, e))
        return e->code;
    for (size_t i = 0; i < k->nfields; i++) {
        taken[i] = -1;
        if (!k->fields[i].unique)
            continue;
        out_printf(o,
                   "SELECT id, subject_id FROM \"" STR_FMT "\" WHERE \"" STR_FMT "\" = $1 AND removed = 0 ORDER BY id",
                   STR_ARG(k->name), STR_ARG(k->fields[i].name));
        if (add(s, &taken[i], o, e))
            return e->code;
    }
    st->taken = taken;
    return ERR_OK;
}

static err_code statements_make(struct store *s, err *e)
{
    out o = { 0 };
    err_code rc = ERR_OK;
    struct kind_statements *st = arena_array(&s->mem, struct kind_statements, s->cat->nkinds + 1);
    for (size_t k = 0; k < s->cat->nkinds && !rc; k++)
        rc = kind_statements_add(s, &s->cat->kinds[k], &st[k], &o, e);
    out_release(&o);
    store_keep(s, &statements_owner, st, NULL);
    return rc;
}

const struct kind_statements *kind_table(const struct store *s, const struct kind *k)
{
    const struct kind_statements *all = store_kept(s, &statements_owner);
    (void)ALWAYS(all != NULL && &s->cat->kinds[k->index] == k);     /* a kind of this store's catalogue */
    return &all[k->index];
}

/* --- opening --------------------------------------------------------------------------------- */

struct store_asks record_asks(const struct catalogue *cat)
{
    return (struct store_asks){ .cat = cat, .remembered = "kind:", .plan = plan, .may_become = may_become_now };
}

err_code records_open_seeded(struct store **to, const struct catalogue *cat, str where, unsigned flags, uint64_t seed,
                             err *e)
{
    struct store_asks asks = record_asks(cat);
    asks.seed = seed;
    if (store_open(to, &asks, where, flags, e) == ERR_OK && statements_make(*to, e)) {
        store_close(*to);
        *to = NULL;
    }
    return *to ? ERR_OK : e->code;
}

err_code records_open(struct store **to, const struct catalogue *cat, str where, unsigned flags, err *e)
{
    return records_open_seeded(to, cat, where, flags, 0, e);
}

err_code tables_indexes_away(struct store *s, const bool *kinds, err *e)
{
    arena a;
    size_t n = 0;
    if (!ledger_never_written(s))
        return ERR_OK;
    arena_init(&a, 0);
    str *names = arena_array(&a, str, s->cat->nkinds + 3);
    names[n++] = S("ledger");
    names[n++] = S("subject");
    names[n++] = S("clock");
    for (size_t k = 0; k < s->cat->nkinds; k++)
        if (kinds[k])
            names[n++] = s->cat->kinds[k].name;
    err_code rc = schema_indexes_away(s, n, names, e);
    arena_release(&a);
    return rc;
}

/* --- selfcheck ------------------------------------------------------------------------------- */

static err_code count_row(void *ctx, size_t ncols, const db_val *row, err *e)
{
    struct selfcheck *r = ctx;
    const db_val *removed = &row[ROW_REMOVED];
    (void)ncols, (void)e;
    if (row[ROW_SUBJECT].type != DB_INT || row[ROW_VERSION].type != DB_INT || removed->type != DB_INT ||
        (removed->i != 0 && removed->i != 1))
        selfcheck_fault(r, arena_printf(r->mem, "the record %lld has a value of the wrong type",
                                        (long long)row[ROW_ID].i));
    r->rows++;
    return ERR_OK;
}

err_code records_selfcheck(struct store *s, struct selfcheck *r, err *e)
{
    if (store_selfcheck(s, r, e))
        return e->code;
    for (size_t k = 0; k < s->cat->nkinds; k++) {
        const struct kind *kind = &s->cat->kinds[k];
        if (db_each(s->db, kind_table(s, kind)->all, NO_ARGS, count_row, r, e))
            selfcheck_fault(r, arena_printf(r->mem, STR_FMT ": " STR_FMT, STR_ARG(kind->name), STR_ARG(e->message)));
    }
    e->code = ERR_OK;
    return ERR_OK;
}
