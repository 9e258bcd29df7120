/* schema.c - the tables that somebody above and sql/ ask for, and how an older database becomes one that has them.
 *
 * A database remembers the digest of the shape it has. Opening compares one text; only when it differs
 * are the tables looked at, and what is missing is added in one transaction. What would lose or change
 * the meaning of recorded data is refused: that is a decision, not a migration. */
#include "store/schema.h"
#include "store/seal.h"
#include "base/out.h"
#include <sodium.h>
#include <stdio.h>

bool schema_plain_name(str s)
{
    if (s.n == 0 || s.n > SCHEMA_NAME || s.p[0] < 'a' || s.p[0] > 'z')
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '_'))
            return false;
    return true;
}

/* --- the plan -------------------------------------------------------------------------------- */

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
        } else if (engine == DB_POSTGRES && str_starts(rest, text) &&
                   (rest.n == text.n || strchr(" ,)\n", rest.p[text.n]))) {
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

void schema_add_table(struct schema *p, str name, size_t ncols, const struct column *cols, str shape)
{
    str *decls = arena_array(p->mem, str, ncols);
    for (size_t i = 0; i < ncols; i++)
        decls[i] = cols[i].decl;
    str body = arena_join(p->mem, ncols, decls, S(",\n    "));
    str create = arena_printf(p->mem, "CREATE TABLE IF NOT EXISTS \"" STR_FMT "\" (\n    " STR_FMT "\n)", STR_ARG(name),
                              STR_ARG(body));
    ARENA_PUSH(p->mem, p->tables, p->ntables, p->captables) = (struct table){
        .name = name,
        .create = for_engine(p->engine, create, p->mem),
        .shape = shape,
        .ncols = ncols,
        .cols = cols,
    };
}

void schema_add_index(struct schema *p, str sql, bool asked)
{
    ARENA_PUSH(p->mem, p->indexes, p->nindexes, p->capindexes) = (struct table_index){ sql, asked };
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
    if (!next_word(&rest, &name) || !schema_plain_name(name))
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
    *t = (struct table){
        .name = name, .create = for_engine(engine, sql, a), .shape = STR_NONE, .ncols = n, .cols = cols
    };
    return n > 0;
}

bool schema_declares(enum db_engine engine, str table)
{
    static const str create = { "CREATE TABLE IF NOT EXISTS ", sizeof "CREATE TABLE IF NOT EXISTS " - 1 };
    str name, sql, rest, word;
    for (size_t i = 0; db_ddl_named(engine, i, &name, &sql); i++) {
        rest = str_skip(sql, create.n);
        if (str_starts(sql, create) && next_word(&rest, &word) && str_eq(word, table))
            return true;
    }
    return false;
}

static err_code add_declared(struct schema *p, err *e)
{
    str name, sql;
    for (size_t i = 0; db_ddl_named(p->engine, i, &name, &sql); i++) {
        struct table t;
        if (!str_starts(sql, S("CREATE TABLE"))) {
            schema_add_index(p, sql, false);
            continue;
        }
        if (!str_starts(sql, S("CREATE TABLE IF NOT EXISTS ")) || !plan_declared(sql, p->engine, p->mem, &t))
            return err_set(e, ERR_SYSTEM,
                           "sql/ " STR_FMT " is not of the form CREATE TABLE IF NOT EXISTS name (columns)",
                           STR_ARG(name));
        ARENA_PUSH(p->mem, p->tables, p->ntables, p->captables) = t;
    }
    return ERR_OK;
}

/* A shape counts beside its table: a date that becomes a text changes no column, yet it matters. */
static str digest_of(const struct schema *p)
{
    crypto_generichash_state st;
    unsigned char digest[16];
    char text[2 * sizeof digest + 1];
    crypto_generichash_init(&st, NULL, 0, sizeof digest);
    for (size_t i = 0; i < p->ntables; i++)
        crypto_generichash_update(&st, (const unsigned char *)p->tables[i].create.p, p->tables[i].create.n + 1);
    for (size_t i = 0; i < p->ntables; i++)
        if (p->tables[i].shape.p)
            crypto_generichash_update(&st, (const unsigned char *)p->tables[i].shape.p, p->tables[i].shape.n + 1);
    for (size_t i = 0; i < p->nindexes; i++)
        crypto_generichash_update(&st, (const unsigned char *)p->indexes[i].sql.p, p->indexes[i].sql.n);
    crypto_generichash_final(&st, digest, sizeof digest);
    sodium_bin2hex(text, sizeof text, digest, sizeof digest);
    return arena_copy(p->mem, str_of(text));
}

err_code schema_plan(struct schema *p, const struct store_asks *asks, enum db_engine engine, arena *a, err *e)
{
    *p = (struct schema){ .engine = engine, .mem = a };
    if ((asks->plan && asks->plan(asks->cat, p, e)) || add_declared(p, e))
        return e->code;
    p->digest = digest_of(p);
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
    bool whole = str_eq(there, S("BIGINT")) || str_eq(there, S("INTEGER")), text = str_eq(there, S("TEXT")),
         bytes = str_eq(there, S("BYTEA"));
    return (str_has(decl, S(" BIGINT")) && whole) || (str_has(decl, S(" TEXT")) && text) ||
           (str_has(decl, S(" BYTEA")) && bytes) || !(whole || text || bytes);
}

err_code schema_compare(struct store *s, const struct schema *plan, arena *a, schema_difference_fn *fn, void *ctx,
                        err *e)
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

static err_code check_changes(const struct store_asks *asks, const db_rows *meta, err *e)
{
    const str theirs = str_of(asks->remembered);
    for (size_t i = 0; i < meta->n; i++) {
        str name = db_str(meta, i, META_ALL_NAME);
        if (str_starts(name, theirs) &&
            asks->may_become(asks->cat, str_skip(name, theirs.n), db_str(meta, i, META_ALL_VALUE), e))
            return e->code;
    }
    return ERR_OK;
}

err_code schema_may_become(const struct store_asks *asks, db *d, err *e)
{
    arena a;
    db_rows meta = { 0 };
    arena_init(&a, 0);
    err_code rc = db_run(d, ST_meta_all, NO_ARGS, &a, &meta, e);
    if (!rc)
        rc = check_changes(asks, &meta, e);
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
            str add = arena_printf(a, "ALTER TABLE \"" STR_FMT "\" ADD COLUMN " STR_FMT, STR_ARG(table->name),
                                   STR_ARG(table->cols[c].decl));
            if (db_engine(s->db) == DB_POSTGRES && str_ends(add, S(" TEXT")))
                add = arena_printf(a, STR_FMT " COLLATE \"C\"", STR_ARG(add));
            if (db_ddl(s->db, add, e))
                return e->code;
        }
    }
    for (size_t i = 0; i < plan->nindexes; i++)
        if (db_ddl(s->db, plan->indexes[i].sql, e))
            return e->code;
    return ERR_OK;
}

static str remembered_name(const struct store *s, const struct table *t, arena *a)
{
    return arena_printf(a, "%s" STR_FMT, s->asks.remembered, STR_ARG(t->name));
}

static err_code remember(struct store *s, const struct schema *plan, const db_rows *meta, arena *a, err *e)
{
    for (size_t t = 0; t < plan->ntables; t++) {
        str shape = plan->tables[t].shape;
        bool same = false;
        if (!shape.p)
            continue;
        str name = remembered_name(s, &plan->tables[t], a);
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

err_code schema_remembered(struct store *s, const struct schema *plan, arena *a, schema_difference_fn *fn, void *ctx,
                           err *e)
{
    db_rows meta = { 0 };
    if (db_run(s->db, ST_meta_all, NO_ARGS, a, &meta, e))
        return e->code;
    tell_row(fn, ctx, &meta, S("schema"));
    tell_row(fn, ctx, &meta, S("sums"));
    for (size_t t = 0; t < plan->ntables; t++)
        if (plan->tables[t].shape.p)
            tell_row(fn, ctx, &meta, remembered_name(s, &plan->tables[t], a));
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
    if (f.meta && (db_run(s->db, ST_meta_all, NO_ARGS, a, &meta, e) || check_changes(&s->asks, &meta, e)))
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
    if (schema_plan(&plan, &s->asks, db_engine(s->db), &a, e) || look(s, &a, &f, e))
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

static bool among(size_t n, const str *names, str name)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(names[i], name))
            return true;
    return false;
}

err_code schema_indexes_away(struct store *s, size_t n, const str *tables, err *e)
{
    arena a;
    struct schema plan;
    s->nindexes_away = 0;
    if (db_engine(s->db) != DB_SQLITE)
        return ERR_OK;
    arena_init(&a, 0);
    err_code rc = schema_plan(&plan, &s->asks, DB_SQLITE, &a, e);
    s->indexes_away = arena_array(&s->mem, str, plan.nindexes + 1);
    for (size_t i = 0; i < plan.nindexes && !rc; i++) {
        str name, table;
        index_names(plan.indexes[i].sql, &name, &table);
        if (plan.indexes[i].asked || !among(n, tables, table))
            continue;
        rc = db_ddl(s->db, arena_printf(&a, "DROP INDEX \"" STR_FMT "\"", STR_ARG(name)), e);
        s->indexes_away[s->nindexes_away++] = arena_copy(&s->mem, plan.indexes[i].sql);
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
