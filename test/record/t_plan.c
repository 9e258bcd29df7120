/* t_plan.c - the tables that a catalogue and sql/ ask for, before any database is there: their text on each engine,
 * their columns and indexes, names that are refused, and how statements are found by name. */
#include "record/tables.h"
#include "store/schema.h"
#include "tap.h"

static arena mem;
static err e = { .mem = &mem };

enum { PERSON, VISIT, NKINDS };
enum { FIELDS_MOST = 14 };
static struct kind kinds[NKINDS];
static struct field fields[NKINDS][FIELDS_MOST];
static const struct catalogue cat = { .nkinds = NKINDS, .kinds = kinds };
static struct store_asks asks;

static void build(void)
{
    static const struct { const char *name; enum field_type type; } of_visit[] = {
        { "a_text", FT_TEXT },
        { "a_note", FT_NOTE },
        { "a_day", FT_DATE },
        { "a_time", FT_INSTANT },
        { "a_code", FT_CODE },
        { "some_codes", FT_CODES },
        { "a_count", FT_INT },
        { "a_share", FT_DECIMAL },
        { "a_cost", FT_MONEY },
        { "a_length", FT_MINUTES },
        { "a_flag", FT_FLAG },
        { "person_id", FT_REF },
        { "visit_id", FT_REF },
    };
    fields[PERSON][0] = (struct field){ .name = S("upn"), .type = FT_TEXT, .unique = true };
    for (size_t i = 0; i < COUNT_OF(of_visit); i++)
        fields[VISIT][i] = (struct field){ .name = str_of(of_visit[i].name), .type = of_visit[i].type,
            .index = (int)i };
    fields[VISIT][11].ref = &kinds[PERSON];
    fields[VISIT][12].ref = &kinds[VISIT];
    fields[VISIT][2].indexed = true;
    kinds[PERSON] = (struct kind){ .name = S("person"), .subject = &kinds[PERSON], .nfields = 1,
        .fields = fields[PERSON], .f_ended = -1 };
    kinds[VISIT] = (struct kind){
        .name = S("visit"),
        .subject = &kinds[PERSON],
        .nfields = COUNT_OF(of_visit),
        .fields = fields[VISIT],
        .index = VISIT,
        .f_ended = 2,
    };
}

static bool has_index(const struct schema *plan, const char *part)
{
    for (size_t i = 0; i < plan->nindexes; i++)
        if (str_has(plan->indexes[i].sql, str_of(part)))
            return true;
    return false;
}

static const struct table *table_of(const struct schema *plan, const char *name)
{
    for (size_t i = 0; i < plan->ntables; i++)
        if (str_eq(plan->tables[i].name, str_of(name)))
            return &plan->tables[i];
    return NULL;
}

/* The column of each type, as both engines are told it. */
static const struct { const char *column, *sqlite, *postgres; } columns[] = {
    { "id", "\"id\" INTEGER PRIMARY KEY", "\"id\" BIGINT PRIMARY KEY" },
    { "subject_id", "\"subject_id\" BIGINT NOT NULL", "\"subject_id\" BIGINT NOT NULL" },
    { "version", "\"version\" BIGINT NOT NULL", "\"version\" BIGINT NOT NULL" },
    { "removed", "\"removed\" BIGINT NOT NULL", "\"removed\" BIGINT NOT NULL" },
    { "source_key", "\"source_key\" TEXT,", "\"source_key\" TEXT COLLATE \"C\"," },
    { "a_text", "\"a_text\" TEXT,", "\"a_text\" TEXT COLLATE \"C\"," },
    { "a_note", "\"a_note\" TEXT,", "\"a_note\" TEXT COLLATE \"C\"," },
    { "a_day", "\"a_day\" TEXT,", "\"a_day\" TEXT COLLATE \"C\"," },
    { "a_time", "\"a_time\" TEXT,", "\"a_time\" TEXT COLLATE \"C\"," },
    { "a_code", "\"a_code\" TEXT,", "\"a_code\" TEXT COLLATE \"C\"," },
    { "some_codes", "\"some_codes\" TEXT,", "\"some_codes\" TEXT COLLATE \"C\"," },
    { "a_count", "\"a_count\" BIGINT,", "\"a_count\" BIGINT," },
    { "a_share", "\"a_share\" TEXT,", "\"a_share\" TEXT COLLATE \"C\"," },
    { "a_cost", "\"a_cost\" BIGINT,", "\"a_cost\" BIGINT," },
    { "a_length", "\"a_length\" BIGINT,", "\"a_length\" BIGINT," },
    { "a_flag", "\"a_flag\" BIGINT,", "\"a_flag\" BIGINT," },
    { "person_id", "\"person_id\" BIGINT,", "\"person_id\" BIGINT," },
    { "visit_id", "\"visit_id\" BIGINT\n)", "\"visit_id\" BIGINT\n)" },
};

static void test_tables(void)
{
    for (int engine = DB_SQLITE; engine <= DB_POSTGRES; engine++) {
        struct schema plan;
        build();
        is_int(schema_plan(&plan, &asks, (enum db_engine)engine, &mem, &e), ERR_OK, engine ? "PostgreSQL" : "SQLite");
        const struct table *t = &plan.tables[VISIT];
        ok(str_eq(plan.tables[PERSON].name, S("person")) && str_eq(t->name, S("visit")) && t->shape.p,
            "kinds come first, in their order");
        is_int((int64_t)t->ncols, COUNT_OF(columns), "a column a field, after the five that all have");
        for (size_t i = 0; i < COUNT_OF(columns); i++) {
            is(t->cols[i].name, str_of(columns[i].column), columns[i].column);
            ok(str_has(t->create, str_of(engine ? columns[i].postgres : columns[i].sqlite)),
                "... as this engine is told it");
        }
        ok(has_index(&plan, "person_by_subject ON") && has_index(&plan, "visit_by_subject ON"),
            "every kind is found by its subject");
        ok(has_index(&plan, "CREATE UNIQUE INDEX IF NOT EXISTS visit_by_key"), "and by the key that it came with");
        ok(has_index(&plan, "of_upn ON \"person\" (\"upn\")"), "a unique field has an index");
        ok(has_index(&plan, "of_person_id ON \"visit\" (\"person_id\", \"a_day\")"),
            "and a reference to a subject, with the day on which it ended");
        ok(!has_index(&plan, "visit_id"), "one to another record has none");
        ok(has_index(&plan, "on_a_day ON \"visit\" (\"a_day\")"), "one that lists look for has, nulls too");
        ok(!has_index(&plan, "a_text"), "and no other");
        const struct table *head = table_of(&plan, "ledger_head"), *looked = table_of(&plan, "looked");
        ok(head && !head->shape.p && head->ncols >= 6, "tables of sql/ come too");
        ok(looked && str_ends(looked->create, S(" WITHOUT ROWID")) == (engine == DB_SQLITE),
            "a key of two columns needs no row numbers");
        bool named = looked && looked->ncols > 2;
        for (size_t i = 0; named && i < looked->ncols; i++)
            named = looked->cols[i].name.p[0] >= 'a' && str_starts(looked->cols[i].decl, looked->cols[i].name);
        ok(named, "their columns are known, and their constraints are none");
    }
}

static const struct { const char *kind, *field; bool good; } names[] = {
    { "visit", "a", true },
    { "v9_", "z_9", true },
    { "a23456789012345678901234567890123456789012345678", "a", true },
    { "a234567890123456789012345678901234567890123456789", "a", false },
    { "visit", "a23456789012345678901234567890123456789012345678", true },
    { "visit", "a234567890123456789012345678901234567890123456789", false },
    { "", "a", false },
    { "Visit", "a", false },
    { "9visit", "a", false },
    { "_visit", "a", false },
    { "vi-sit", "a", false },
    { "vi sit", "a", false },
    { "vi\"sit", "a", false },
    { "visit;", "a", false },
    { "visiT", "a", false },
    { "vi{sit", "a", false },
    { "vi/sit", "a", false },
    { "vi:sit", "a", false },
    { "visit", "", false },
    { "visit", "A", false },
    { "visit", "a\"b", false },
    { "visit", "id", false },
    { "visit", "subject_id", false },
    { "visit", "version", false },
    { "visit", "removed", false },
    { "visit", "source_key", false },
    { "visit", "source_keys", true },
};

static void test_names(void)
{
    struct schema plan;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        build();
        kinds[VISIT].name = str_of(names[i].kind);
        fields[VISIT][0].name = str_of(names[i].field);
        err_code rc = schema_plan(&plan, &asks, DB_SQLITE, &mem, &e);
        is_int(rc, names[i].good ? ERR_OK : ERR_INVALID, arena_printf(&mem, "%s.%s", names[i].kind, names[i].field).p);
        ok(rc == ERR_OK || (str_has(e.message, S("cannot be called")) && e.hint.n), "... is said, with what can be");
    }
}

/* The digest says whether a database has this shape: what changes the shape changes it, and nothing else. */
static void test_digests(void)
{
    struct schema plan, other;
    build();
    if (schema_plan(&plan, &asks, DB_SQLITE, &mem, &e) || schema_plan(&other, &asks, DB_SQLITE, &mem, &e))
        return;
    is(other.digest, plan.digest, "the same catalogue has the same shape");
    fields[VISIT][0].label = S("Another question");
    ok(schema_plan(&other, &asks, DB_SQLITE, &mem, &e) == ERR_OK && str_eq(other.digest, plan.digest),
        "whatever its forms ask");
    fields[VISIT][0].type = FT_NOTE;
    ok(schema_plan(&other, &asks, DB_SQLITE, &mem, &e) == ERR_OK && !str_eq(other.digest, plan.digest),
        "another type is another shape");
    build();
    kinds[VISIT].nfields--;
    ok(schema_plan(&other, &asks, DB_SQLITE, &mem, &e) == ERR_OK && !str_eq(other.digest, plan.digest),
        "so is a field fewer");
    build();
    fields[VISIT][11].ref = &kinds[VISIT];
    ok(schema_plan(&other, &asks, DB_SQLITE, &mem, &e) == ERR_OK && !str_eq(other.digest, plan.digest),
        "and a reference to another kind");
    build();
    fields[VISIT][3].indexed = true;
    ok(schema_plan(&other, &asks, DB_SQLITE, &mem, &e) == ERR_OK && !str_eq(other.digest, plan.digest),
        "and one more index");
}

static void test_statements(void)
{
    str name, sql, rest;
    size_t n[2] = { 0, 0 };
    bool fit = true;
    for (int engine = DB_SQLITE; engine <= DB_POSTGRES; engine++)
        for (; db_ddl_named((enum db_engine)engine, n[engine], &name, &sql); n[engine]++)
            fit = fit && str_starts(name, S("ddl_")) && sql.n
                && !str_ends(name, engine ? S("_sqlite") : S("_postgres"));
    ok(n[0] > 10 && n[1] > 10 && fit, "each engine has its own tables, and none of the other's");
    ok(db_named(DB_SQLITE, "sealed_session", 0, &rest) == ST_sealed_session && rest.n == 0, "a statement by its name");
    is_int(db_named(DB_SQLITE, "sealed_session", 1, &rest), -1, "of which there is one");
    ok(db_named(DB_SQLITE, "sealed_", 0, &rest) >= 0 && rest.n > 0, "several by how they begin");
    is_int(db_named(DB_SQLITE, "no_such_", 0, &rest), -1, "or none");
    ok(str_has(db_columns_named(ST_ledger_head_read), S("digest ")), "and the names of what it reads");
    ok(db_is_postgres(S("postgresql://a")) && db_is_postgres(S("postgres://a")), "a URL is PostgreSQL");
    ok(!db_is_postgres(S("postgresql:/a")) && !db_is_postgres(S("/postgres://a")) && !db_is_postgres(S("")),
        "everything else a file");
}

int main(void)
{
    asks = record_asks(&cat);
    arena_init(&mem, 0);
    test_tables();
    test_names();
    test_digests();
    test_statements();
    arena_release(&mem);
    return done_testing();
}
