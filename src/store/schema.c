/* schema.c - the tables that the catalogue and sql/ ask for, and how an older database becomes one of them.
 *
 * A database remembers the digest of the shape it has. Opening compares one text; only when it differs
 * are the tables looked at, and what is missing is added in one transaction. What would lose or change
 * the meaning of recorded data is refused: that is a decision, not a migration. */
#include "store/ids.h"
#include "store/schema.h"
#include "store/ledger.h"
#include "base/out.h"
#include <sodium.h>
#include <stdio.h>

enum { LONGEST_NAME = 48 };     /* an index is named TABLE_by_COLUMN... and PostgreSQL cuts names at 63 */

static const char *const type_name[FT__COUNT] = {
    [FT_TEXT] = "text", [FT_NOTE] = "note", [FT_DATE] = "date", [FT_INSTANT] = "instant", [FT_CODE] = "code",
    [FT_CODES] = "codes", [FT_INT] = "int", [FT_DECIMAL] = "decimal", [FT_MONEY] = "money",
    [FT_MINUTES] = "minutes", [FT_FLAG] = "flag", [FT_REF] = "ref",
};

static const char *column_type(enum field_type t)
{
    return t == FT_INT || t == FT_MONEY || t == FT_MINUTES || t == FT_FLAG || t == FT_REF ? "BIGINT" : "TEXT";
}

static bool plain_name(str s)
{
    if (s.n == 0 || s.n > LONGEST_NAME || s.p[0] < 'a' || s.p[0] > 'z')
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '_'))
            return false;
    return true;
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
static const char *const own_types[ROW_FIELDS] = { "BIGINT PRIMARY KEY", "BIGINT NOT NULL", "BIGINT NOT NULL", "BIGINT NOT NULL", "TEXT" };

static err_code check_names(const struct kind *k, err *e)
{
    if (!plain_name(k->name)) {
        err_set(e, ERR_INVALID, "a kind cannot be called " STR_FMT, STR_ARG(k->name));
        return err_hint(e, "lower-case letters, digits and _, at most %d", LONGEST_NAME);
    }
    for (size_t f = 0; f < k->nfields; f++) {
        bool own = false;
        for (int i = 0; i < ROW_FIELDS; i++)
            own = own || str_eq(k->fields[f].name, str_of(own_columns[i]));
        if (own || !plain_name(k->fields[f].name)) {
            err_set(e, ERR_INVALID, "a field of " STR_FMT " cannot be called " STR_FMT, STR_ARG(k->name), STR_ARG(k->fields[f].name));
            return err_hint(e, "lower-case letters, digits and _, at most %d; not id, subject_id, version, removed or source_key", LONGEST_NAME);
        }
    }
    return ERR_OK;
}

/* DDL is written once, for PostgreSQL; this is all that the engines differ in. */
static str for_engine(enum db_engine engine, str sql, arena *a)
{
    static const str key = { " BIGINT PRIMARY KEY", 19 }, text = { " TEXT", 5 };
    if (!str_starts(sql, S("CREATE TABLE")))
        return sql;
    out o = { 0 };
    bool pair = str_has(sql, S("PRIMARY KEY ("));
    for (str rest = sql; rest.n; rest = str_skip(rest, 1)) {
        if (engine == DB_SQLITE && str_starts(rest, key)) {
            out_raw(&o, S(" INTEGER PRIMARY KEY"));
            rest = str_skip(rest, key.n - 1);
        } else if (engine == DB_POSTGRES && str_starts(rest, text) && (rest.n == text.n || strchr(" ,)\n", rest.p[text.n]))) {
            out_raw(&o, S(" TEXT COLLATE \"C\""));
            rest = str_skip(rest, text.n - 1);
        } else
            out_char(&o, rest.p[0]);
    }
    if (engine == DB_SQLITE && pair)
        out_raw(&o, S(" WITHOUT ROWID"));
    str result = arena_copy(a, out_str(&o));
    out_release(&o);
    return result;
}

static void plan_kind(const struct kind *k, enum db_engine engine, arena *a, struct table *t, str **indexes, size_t *n, size_t *cap)
{
    size_t ncols = ROW_FIELDS + k->nfields;
    struct column *cols = arena_array(a, struct column, ncols);
    str *decls = arena_array(a, str, ncols);
    for (size_t i = 0; i < ncols; i++) {
        const struct field *f = i < ROW_FIELDS ? NULL : &k->fields[i - ROW_FIELDS];
        cols[i].name = f ? f->name : str_of(own_columns[i]);
        cols[i].decl = arena_printf(a, "\"" STR_FMT "\" %s", STR_ARG(cols[i].name), f ? column_type(f->type) : own_types[i]);
        decls[i] = cols[i].decl;
    }
    str body = arena_join(a, ncols, decls, S(",\n    "));
    str create = arena_printf(a, "CREATE TABLE IF NOT EXISTS \"" STR_FMT "\" (\n    " STR_FMT "\n)", STR_ARG(k->name), STR_ARG(body));
    *t = (struct table){ .name = k->name, .create = for_engine(engine, create, a), .kind = k, .ncols = ncols, .cols = cols };

    ARENA_PUSH(a, *indexes, *n, *cap) = arena_printf(a, "CREATE INDEX IF NOT EXISTS " STR_FMT "_by_subject ON \"" STR_FMT "\" (subject_id)",
                                                     STR_ARG(k->name), STR_ARG(k->name));
    ARENA_PUSH(a, *indexes, *n, *cap) = arena_printf(a, "CREATE UNIQUE INDEX IF NOT EXISTS " STR_FMT "_by_key ON \"" STR_FMT "\" (source_key) WHERE source_key IS NOT NULL",
                                                     STR_ARG(k->name), STR_ARG(k->name));
    /* A ref to a subject is how pages go from a worker, team or family to its children; others lie in the same subject. */
    for (size_t i = 0; i < k->nfields; i++) {
        const struct field *f = &k->fields[i];
        if (f->unique || (f->type == FT_REF && f->ref && kind_is_subject(f->ref)))
            ARENA_PUSH(a, *indexes, *n, *cap) = arena_printf(a, "CREATE INDEX IF NOT EXISTS " STR_FMT "_%zu_by_" STR_FMT " ON \"" STR_FMT "\" (\"" STR_FMT "\") WHERE \"" STR_FMT "\" IS NOT NULL",
                STR_ARG(str_take(k->name, 24)), str_hash(k->name) % 1000, STR_ARG(str_take(f->name, 30)), STR_ARG(k->name), STR_ARG(f->name), STR_ARG(f->name));
        if (f->indexed)                 /* nulls too: what has not ended */
            ARENA_PUSH(a, *indexes, *n, *cap) = arena_printf(a, "CREATE INDEX IF NOT EXISTS " STR_FMT "_%zu_on_" STR_FMT " ON \"" STR_FMT "\" (\"" STR_FMT "\")",
                STR_ARG(str_take(k->name, 24)), str_hash(k->name) % 1000, STR_ARG(str_take(f->name, 30)), STR_ARG(k->name), STR_ARG(f->name));
    }
}

static bool next_word(str *rest, str *word)
{
    *rest = str_trim(*rest);
    size_t n = 0;
    while (n < rest->n && !strchr(" \n\t(", rest->p[n]))
        n++;
    *word = str_take(*rest, n);
    *rest = str_skip(*rest, n);
    return n > 0;
}

/* The columns of "CREATE TABLE IF NOT EXISTS x (a TEXT, b BIGINT DEFAULT (0), PRIMARY KEY (a, b))". */
static bool plan_declared(str sql, enum db_engine engine, arena *a, struct table *t)
{
    str rest = str_skip(sql, sizeof "CREATE TABLE IF NOT EXISTS" - 1), name;
    if (!next_word(&rest, &name) || !plain_name(name))
        return false;
    rest = str_trim(rest);
    struct column *cols = NULL;
    size_t n = 0, cap = 0, begin = 1;
    int depth = 0;
    for (size_t i = 0; i < rest.n; i++) {
        char c = rest.p[i];
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        if (!((c == ',' && depth == 1) || (c == ')' && depth == 0)))
            continue;
        str decl = str_trim((str){ rest.p + begin, i - begin }), after = decl, word;
        begin = i + 1;
        if (next_word(&after, &word) && word.p[0] >= 'a' && word.p[0] <= 'z')      /* constraints are in capitals */
            ARENA_PUSH(a, cols, n, cap) = (struct column){ word, decl };
        if (depth == 0)
            break;
    }
    *t = (struct table){ .name = name, .create = for_engine(engine, sql, a), .ncols = n, .cols = cols };
    return n > 0;
}

err_code schema_plan(struct schema *out_plan, const struct catalogue *cat, enum db_engine engine, arena *a, err *e)
{
    struct table *tables = NULL;
    str *indexes = NULL, name, sql;
    size_t nt = 0, captables = 0, ni = 0, capindexes = 0;
    for (size_t k = 0; k < cat->nkinds; k++) {
        if (check_names(&cat->kinds[k], e))
            return e->code;
        plan_kind(&cat->kinds[k], engine, a, &ARENA_PUSH(a, tables, nt, captables), &indexes, &ni, &capindexes);
    }
    for (size_t i = 0; db_ddl_named(engine, i, &name, &sql); i++) {
        if (!str_starts(sql, S("CREATE TABLE"))) {
            ARENA_PUSH(a, indexes, ni, capindexes) = sql;
            continue;
        }
        struct table t;
        if (!str_starts(sql, S("CREATE TABLE IF NOT EXISTS ")) || !plan_declared(sql, engine, a, &t))
            return err_set(e, ERR_SYSTEM, "sql/ " STR_FMT " is not of the form CREATE TABLE IF NOT EXISTS name (columns)", STR_ARG(name));
        for (size_t k = 0; k < nt; k++)
            if (str_eq(tables[k].name, t.name)) {
                err_set(e, ERR_INVALID, "a kind cannot be called " STR_FMT ": the program has a table of that name", STR_ARG(t.name));
                return err_hint(e, "another name for the kind");
            }
        ARENA_PUSH(a, tables, nt, captables) = t;
    }
    crypto_generichash_state st;
    unsigned char digest[16];
    char text[2 * sizeof digest + 1];
    crypto_generichash_init(&st, NULL, 0, sizeof digest);
    for (size_t i = 0; i < nt; i++)
        crypto_generichash_update(&st, (const unsigned char *)tables[i].create.p, tables[i].create.n + 1);
    for (size_t k = 0; k < cat->nkinds; k++) {      /* a date that becomes a text changes no column, yet it matters */
        str shape = describe(&cat->kinds[k], a);
        crypto_generichash_update(&st, (const unsigned char *)shape.p, shape.n + 1);
    }
    for (size_t i = 0; i < ni; i++)
        crypto_generichash_update(&st, (const unsigned char *)indexes[i].p, indexes[i].n);
    crypto_generichash_final(&st, digest, sizeof digest);
    sodium_bin2hex(text, sizeof text, digest, sizeof digest);
    *out_plan = (struct schema){ nt, ni, tables, indexes, arena_copy(a, str_of(text)) };
    return ERR_OK;
}

/* --- what is there --------------------------------------------------------------------------- */

static err_code read_columns(struct store *s, arena *a, db_rows *rows, err *e)
{
    int st = db_engine(s->db) == DB_SQLITE ? ST_schema_columns_sqlite : ST_schema_columns_postgres;
    return db_run(s->db, st, NO_ARGS, a, rows, e);
}

static bool has_column(const db_rows *there, str table, str column, str *type)
{
    for (size_t i = 0; i < there->n; i++)
        if (str_eq(db_str(there, i, SCHEMA_COLUMNS_TABLE_NAME), table) &&
            (!column.p || str_eq(db_str(there, i, SCHEMA_COLUMNS_COLUMN_NAME), column))) {
            *type = db_str(there, i, SCHEMA_COLUMNS_TYPE);
            return true;
        }
    return false;
}

static bool same_type(str decl, str there)
{
    bool whole = str_eq(there, S("BIGINT")) || str_eq(there, S("INTEGER")), text = str_eq(there, S("TEXT")), bytes = str_eq(there, S("BYTEA"));
    return (str_has(decl, S(" BIGINT")) && whole) || (str_has(decl, S(" TEXT")) && text) || (str_has(decl, S(" BYTEA")) && bytes) ||
           !(whole || text || bytes);
}

err_code schema_compare(struct store *s, const struct schema *plan, arena *a, schema_difference_fn *fn, void *ctx, err *e)
{
    db_rows there = { 0 };
    str type;
    err_code rc = read_columns(s, a, &there, e);
    if (rc)
        return rc;
    for (size_t t = 0; t < plan->ntables; t++) {
        const struct table *table = &plan->tables[t];
        if (!has_column(&there, table->name, STR_NONE, &type)) {
            fn(ctx, table->name, STR_NONE, S("the table is missing"));
            continue;
        }
        for (size_t c = 0; c < table->ncols; c++)
            if (!has_column(&there, table->name, table->cols[c].name, &type))
                fn(ctx, table->name, table->cols[c].name, S("the column is missing"));
            else if (!same_type(table->cols[c].decl, type))
                fn(ctx, table->name, table->cols[c].name, S("the column has another type"));
        for (size_t i = 0; i < there.n; i++) {
            str name = db_str(&there, i, SCHEMA_COLUMNS_COLUMN_NAME);
            if (!str_eq(db_str(&there, i, SCHEMA_COLUMNS_TABLE_NAME), table->name))
                continue;
            bool planned = false;
            for (size_t c = 0; c < table->ncols && !planned; c++)
                planned = str_eq(table->cols[c].name, name);
            if (!planned)
                fn(ctx, table->name, name, S("the column is not in the catalogue"));
        }
    }
    return ERR_OK;
}

/* --- what may change ------------------------------------------------------------------------- */

/* What was recorded keeps its meaning: a line may become paragraphs, a code a list of codes or free text. */
static bool may_become(str was, str is)
{
    static const char *const pairs[][2] = { { "text", "note" }, { "code", "codes" }, { "code", "text" }, { "int", "decimal" } };
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
        err_set(e, ERR_INVALID, "the catalogue no longer has the field " STR_FMT "." STR_FMT ", but the database holds it", STR_ARG(k->name), STR_ARG(name));
        return err_hint(e, "put the field back and end it with `to:` and a date, so that what was recorded stays readable");
    }
    str now = f->type == FT_REF && f->ref ? arena_printf(e->mem, "ref " STR_FMT, STR_ARG(f->ref->name)) : str_of(type_name[f->type]);
    if (may_become(type, now))
        return ERR_OK;
    err_set(e, ERR_INVALID, "the field " STR_FMT "." STR_FMT " was " STR_FMT " and is now " STR_FMT, STR_ARG(k->name), STR_ARG(name), STR_ARG(type), STR_ARG(now));
    return err_hint(e, "keep the field as it was, ended with `to:`, and add a new field under another name");
}

static err_code check_kind(const struct catalogue *cat, str name, str was, err *e)
{
    const struct kind *k = catalogue_kind(cat, name);
    str subject = STR_NONE, one;
    if (!k) {
        err_set(e, ERR_INVALID, "the catalogue no longer has the kind " STR_FMT ", but the database holds it", STR_ARG(name));
        return err_hint(e, "put the kind back and end it with `to:` and a date, so that what was recorded stays readable");
    }
    str_cut(&was, ':', &subject);
    if (!str_eq(subject, k->subject->name)) {
        err_set(e, ERR_INVALID, "the kind " STR_FMT " belonged to a " STR_FMT " and now belongs to a " STR_FMT, STR_ARG(name), STR_ARG(subject), STR_ARG(k->subject->name));
        return err_hint(e, "keep the kind as it was, ended with `to:`, and add a new kind under another name");
    }
    while (str_cut(&was, ',', &one))
        if (check_field(k, str_trim(one), e))
            return e->code;
    return ERR_OK;
}

static err_code check_changes(const struct catalogue *cat, const db_rows *meta, err *e)
{
    for (size_t i = 0; i < meta->n; i++)
        if (str_starts(db_str(meta, i, META_ALL_NAME), S("kind:")) &&
            check_kind(cat, str_skip(db_str(meta, i, META_ALL_NAME), 5), db_str(meta, i, META_ALL_VALUE), e))
            return e->code;
    return ERR_OK;
}

err_code schema_may_become(const struct catalogue *cat, db *d, err *e)
{
    arena a;
    db_rows meta = { 0 };
    arena_init(&a, 0);
    err_code rc = db_run(d, ST_meta_all, NO_ARGS, &a, &meta, e);
    if (!rc)
        rc = check_changes(cat, &meta, e);
    arena_release(&a);
    return rc;
}

/* --- making and migrating -------------------------------------------------------------------- */

static err_code create(struct store *s, const struct schema *plan, arena *a, err *e)
{
    db_rows there = { 0 };
    str type;
    err_code rc = read_columns(s, a, &there, e);
    if (rc)
        return rc;
    for (size_t t = 0; t < plan->ntables; t++) {
        const struct table *table = &plan->tables[t];
        if (!has_column(&there, table->name, STR_NONE, &type)) {
            if (db_ddl(s->db, table->create, e))
                return e->code;
            continue;
        }
        for (size_t c = 0; c < table->ncols; c++) {
            if (has_column(&there, table->name, table->cols[c].name, &type))
                continue;
            str add = arena_printf(a, "ALTER TABLE \"" STR_FMT "\" ADD COLUMN " STR_FMT, STR_ARG(table->name), STR_ARG(table->cols[c].decl));
            if (db_engine(s->db) == DB_POSTGRES && str_ends(add, S(" TEXT")))
                add = arena_printf(a, STR_FMT " COLLATE \"C\"", STR_ARG(add));
            if (db_ddl(s->db, add, e))
                return e->code;
        }
    }
    for (size_t i = 0; i < plan->nindexes; i++)
        if (db_ddl(s->db, plan->indexes[i], e))
            return e->code;
    return ERR_OK;
}

static err_code remember(struct store *s, const struct schema *plan, const db_rows *meta, arena *a, err *e)
{
    for (size_t k = 0; k < s->cat->nkinds; k++) {
        str name = arena_printf(a, "kind:" STR_FMT, STR_ARG(s->cat->kinds[k].name)), shape = describe(&s->cat->kinds[k], a);
        bool same = false;
        for (size_t i = 0; i < meta->n && !same; i++)
            same = str_eq(db_str(meta, i, META_ALL_NAME), name) && str_eq(db_str(meta, i, META_ALL_VALUE), shape);
        if (!same && seal_run(s, "meta", ST_meta_set, ARGS(DBT(name), DBT(shape)), e))
            return e->code;
    }
    return seal_run(s, "meta", ST_meta_set, ARGS(DBT(S("schema")), DBT(plan->digest)), e);
}

static bool meta_has(const db_rows *meta, str name)
{
    for (size_t i = 0; i < meta->n; i++)
        if (str_eq(db_str(meta, i, META_ALL_NAME), name))
            return true;
    return false;
}

/* Once: what a database from before the sums holds is taken as it is. */
static err_code begin_sums(struct store *s, const db_rows *meta, err *e)
{
    if (meta_has(meta, S("sums")))
        return ERR_OK;
    return seal_sums_begin(s, e) ? e->code : seal_run(s, "meta", ST_meta_set, ARGS(DBT(S("sums")), DBT(S("1"))), e);
}

static void tell_row(schema_difference_fn *fn, void *ctx, const db_rows *meta, str name)
{
    if (!meta_has(meta, name))
        fn(ctx, S("meta"), name, S("the row is missing"));
}

err_code schema_remembered(struct store *s, arena *a, schema_difference_fn *fn, void *ctx, err *e)
{
    db_rows meta = { 0 };
    if (db_run(s->db, ST_meta_all, NO_ARGS, a, &meta, e))
        return e->code;
    tell_row(fn, ctx, &meta, S("schema"));
    tell_row(fn, ctx, &meta, S("sums"));
    for (size_t k = 0; k < s->cat->nkinds; k++)
        tell_row(fn, ctx, &meta, arena_printf(a, "kind:" STR_FMT, STR_ARG(s->cat->kinds[k].name)));
    return ERR_OK;
}

struct found { int64_t tables; bool meta; str digest; };

static err_code look(struct store *s, arena *a, struct found *f, err *e)
{
    db_rows rows = { 0 };
    int st = db_engine(s->db) == DB_SQLITE ? ST_schema_tables_sqlite : ST_schema_tables_postgres;
    if (db_run(s->db, st, NO_ARGS, a, &rows, e))
        return e->code;
    *f = (struct found){ 
        .tables = db_int(&rows, 0, SCHEMA_TABLES_N),
        .meta = db_int(&rows, 0, SCHEMA_TABLES_META) > 0,
        .digest = STR_NONE,
    };
    if (!f->meta)
        return ERR_OK;
    if (db_run(s->db, ST_meta_get, ARGS(DBT(S("schema"))), a, &rows, e))
        return e->code;
    if (rows.n)
        f->digest = db_str(&rows, 0, META_GET_VALUE);
    return ERR_OK;
}

static err_code migrate(struct store *s, const struct schema *plan, unsigned flags, arena *a, err *e)
{
    struct found f = { 0 };
    db_rows meta = { 0 };
    if (db_begin(s->db, true, e))
        return e->code;
    if (db_engine(s->db) == DB_POSTGRES && db_run(s->db, ST_schema_lock_postgres, NO_ARGS, a, NULL, e))
        goto done;
    if (look(s, a, &f, e))      /* again, now that nobody else can be migrating */
        goto done;
    if (f.meta && (db_run(s->db, ST_meta_all, NO_ARGS, a, &meta, e) || check_changes(s->cat, &meta, e)))
        goto done;
    if (create(s, plan, a, e) || seal_open(s, flags, e) || begin_sums(s, &meta, e) || remember(s, plan, &meta, a, e))
        goto done;
    if (db_commit(s->db, e))
        goto done;
    return ERR_OK;
done:
    db_rollback(s->db);
    return e->code;
}

err_code schema_open(struct store *s, unsigned flags, err *e)
{
    arena a;
    struct schema plan = { 0 };
    struct found f = { 0 };
    arena_init(&a, 0);
    if (schema_plan(&plan, s->cat, db_engine(s->db), &a, e) || look(s, &a, &f, e))
        goto done;
    e->code = ERR_OK;
    if (f.digest.p && str_eq(f.digest, plan.digest)) {
        if (seal_open(s, flags, e))
            goto done;
    } else if (f.tables && !f.meta) {
        err_set(e, ERR_INVALID, "this database was made by another program");
        err_hint(e, "another file or authority: Holdfast does not mix its tables with others");
    } else if (!f.meta && !(flags & STORE_CREATE)) {
        err_set(e, ERR_NOT_FOUND, "there is nothing in this database yet");
        err_hint(e, "holdfast demo or holdfast import, which make the tables");
    } else if (!(flags & (STORE_WRITE | STORE_CREATE))) {
        err_set(e, ERR_INVALID, "the tables of this database are older than the catalogue");
        err_hint(e, "a command that writes, once: holdfast clocks DB --rebuild brings them up to date");
    } else
        (void)!migrate(s, &plan, flags, &a, e);
done:
    arena_release(&a);
    return e->code;
}

/* --- a load into an empty store ---------------------------------------------------------------- */

/* "CREATE … INDEX IF NOT EXISTS name ON "table" (…" */
static void index_names(str sql, str *name, str *table)
{
    size_t at = 0;
    while (at < sql.n && !str_starts(str_skip(sql, at), S(" EXISTS ")))
        at++;
    str rest = str_skip(sql, at + 8);
    next_word(&rest, name);
    rest = str_skip(rest, 4);
    next_word(&rest, table);
    if (table->n > 2 && table->p[0] == '"')
        *table = (str){ table->p + 1, table->n - 2 };
}

static bool can_wait(const struct catalogue *cat, const bool *kinds, str sql, str table)
{
    if (str_eq(table, S("ledger")) || str_eq(table, S("clock")) || str_eq(table, S("subject")))
        return true;
    const struct kind *k = catalogue_kind(cat, table);
    if (!k || !kinds[k->index])
        return false;
    for (size_t i = 0; i < k->nfields; i++) {           /* asked for each new value: is it taken? */
        char text[LONGEST_NAME + 5];
        snprintf(text, sizeof text, "(\"" STR_FMT "\")", STR_ARG(k->fields[i].name));
        if (k->fields[i].unique && str_has(sql, str_of(text)))
            return false;
    }
    return true;
}

err_code schema_indexes_away(struct store *s, const bool *kinds, err *e)
{
    arena a;
    struct schema plan = { 0 };
    s->nindexes_away = 0;
    if (db_engine(s->db) != DB_SQLITE || !ledger_never_written(s))
        return ERR_OK;
    arena_init(&a, 0);
    err_code rc = schema_plan(&plan, s->cat, DB_SQLITE, &a, e);
    s->indexes_away = arena_array(&s->mem, str, plan.nindexes + 1);
    for (size_t i = 0; i < plan.nindexes && !rc; i++) {
        str name, table;
        index_names(plan.indexes[i], &name, &table);
        if (!can_wait(s->cat, kinds, plan.indexes[i], table))
            continue;
        rc = db_ddl(s->db, arena_printf(&a, "DROP INDEX \"" STR_FMT "\"", STR_ARG(name)), e);
        s->indexes_away[s->nindexes_away++] = arena_copy(&s->mem, plan.indexes[i]);
    }
    arena_release(&a);
    return rc;
}

err_code schema_indexes_back(struct store *s, err *e)
{
    size_t n = s->nindexes_away;
    s->nindexes_away = 0;
    for (size_t i = 0; i < n; i++)
        if (db_ddl(s->db, s->indexes_away[i], e))
            return e->code;
    return ERR_OK;
}

/* --- statements ------------------------------------------------------------------------------ */

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
        { offsetof(struct kind_statements, of_subjects), " WHERE subject_id > $1 AND subject_id <= $2 ORDER BY subject_id, id" },
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
    out_printf(o, "UPDATE \"" STR_FMT "\" SET subject_id = $2, version = $3, removed = $4, source_key = $5", STR_ARG(k->name));
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
        out_printf(o, "SELECT id, subject_id FROM \"" STR_FMT "\" WHERE \"" STR_FMT "\" = $1 AND removed = 0 ORDER BY id", STR_ARG(k->name), STR_ARG(k->fields[i].name));
        if (add(s, &taken[i], o, e))
            return e->code;
    }
    st->taken = taken;
    return ERR_OK;
}

err_code schema_statements(struct store *s, err *e)
{
    out o = { 0 };
    err_code rc = ERR_OK;
    s->st = arena_array(&s->mem, struct kind_statements, s->cat->nkinds ? s->cat->nkinds : 1);
    for (size_t k = 0; k < s->cat->nkinds && !rc; k++)
        rc = kind_statements_add(s, &s->cat->kinds[k], &s->st[k], &o, e);
    out_release(&o);
    return rc;
}
