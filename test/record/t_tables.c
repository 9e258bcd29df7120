/* t_tables.c - tables come from the catalogue: made, used, extended; anything riskier is refused by name. */
#include "../store/both.h"
#include "record/tables.h"
#include "store/schema.h"

static arena mem;
static err e = { .mem = &mem };
static int engine;
#define CODE(call, want, name) both_code((call), (want), &e, both_name(engine, name))

/* A small catalogue, built afresh for each case so that it can be changed. */
enum { PERSON, WORKER, VISIT, NKINDS };
struct small { struct catalogue cat; struct kind kinds[NKINDS]; struct field person[8], worker[4], visit[8]; };

static struct field text_field(const char *name, enum field_type type)
{
    return (struct field){ .name = str_of(name), .type = type };
}

static void build(struct small *s)
{
    *s = (struct small){ .cat = { .nkinds = NKINDS, .kinds = s->kinds } };
    s->person[0] = text_field("forename", FT_TEXT);
    s->person[1] = text_field("born_on", FT_DATE);
    s->person[2] = text_field("upn", FT_TEXT);
    s->person[2].unique = true;
    s->person[3] = text_field("ehc_plan", FT_FLAG);
    s->worker[0] = text_field("name", FT_TEXT);
    s->visit[0] = text_field("seen_on", FT_DATE);
    s->visit[1] = text_field("worker_id", FT_REF);
    s->visit[1].ref = &s->kinds[WORKER];
    s->visit[2] = text_field("note", FT_NOTE);
    s->visit[3] = text_field("order", FT_INT);      /* a word of SQL's own */
    s->kinds[PERSON] = (struct kind){
        .name = S("person"), .subject = &s->kinds[PERSON], .nfields = 4, .fields = s->person, .index = PERSON
    };
    s->kinds[WORKER] = (struct kind){
        .name = S("worker"), .subject = &s->kinds[WORKER], .nfields = 1, .fields = s->worker, .index = WORKER
    };
    s->kinds[VISIT] = (struct kind){
        .name = S("visit"), .subject = &s->kinds[PERSON], .nfields = 4, .fields = s->visit, .index = VISIT
    };
    for (int k = 0; k < NKINDS; k++)
        for (size_t f = 0; f < s->kinds[k].nfields; f++)
            ((struct field *)(uintptr_t)s->kinds[k].fields)[f].index = (int)f;
}

static void statements(const struct small *c, str where)
{
    struct store *s = NULL;
    db_rows r;
    CODE(records_open(&s, &c->cat, where, STORE_WRITE, &e), ERR_OK, "opens to write");
    const struct kind_statements *p = kind_table(s, &c->kinds[PERSON]), *v = kind_table(s, &c->kinds[VISIT]);
    CODE(db_begin(s->db, true, &e), ERR_OK, "begins");
    CODE(db_send(s->db, p->insert,
                 ARGS(DBI(1), DBI(1), DBI(1), DBI(0), DBT(S("ssd:1")), DBT(S("Ann")), DBT(S("2015-02-28")),
                      DBT(S("A123")), DBI(1)),
                 &e),
         ERR_OK, "a person");
    CODE(db_send(s->db, p->insert, ARGS(DBI(2), DBI(2), DBI(1), DBI(1), DBN, DBT(S("Bob")), DBN, DBT(S("A123")), DBN),
                 &e),
         ERR_OK, "one removed");
    CODE(db_send(s->db, v->insert,
                 ARGS(DBI(3), DBI(1), DBI(1), DBI(0), DBN, DBT(S("2026-01-02")), DBI(9), DBT(S("Seen")), DBI(4)), &e),
         ERR_OK, "a visit");
    CODE(db_send(s->db, v->update,
                 ARGS(DBI(3), DBI(1), DBI(2), DBI(0), DBT(S("v:3")), DBT(S("2026-01-03")), DBN, DBT(S("Seen")), DBI(5)),
                 &e),
         ERR_OK, "corrected");
    CODE(db_commit(s->db, &e), ERR_OK, "commits");
    CODE(db_run(s->db, p->by_key, ARGS(DBT(S("ssd:1"))), &mem, &r, &e), ERR_OK, "by key");
    is_int(db_int(&r, 0, 1), 1, both_name(engine, "found by its key"));
    CODE(db_run(s->db, v->of_subject, ARGS(DBI(1)), &mem, &r, &e), ERR_OK, "of a subject");
    ok(r.n == 1 && db_int(&r, 0, ROW_VERSION) == 2 && str_eq(db_str(&r, 0, ROW_FIELDS), S("2026-01-03")) &&
           db_row(&r, 0)[ROW_FIELDS + 1].type == DB_NULL && db_int(&r, 0, ROW_FIELDS + 3) == 5,
       both_name(engine, "with what it was corrected to"));
    CODE(db_run(s->db, p->taken[2], ARGS(DBT(S("A123"))), &mem, &r, &e), ERR_OK, "taken");
    is_int((int64_t)r.n, 1, both_name(engine, "a removed record takes no identifier"));
    is_int(p->taken[0], -1, both_name(engine, "a field that is not unique has no such statement"));
    CODE(db_run(s->db, p->of_subjects, ARGS(DBI(0), DBI(5)), &mem, &r, &e), ERR_OK, "of several subjects");
    is_int((int64_t)r.n, 2, both_name(engine, "both"));
    CODE(db_run(s->db, p->by_id, ARGS(DBI(2)), &mem, &r, &e), ERR_OK, "by id");
    is(db_str(&r, 0, ROW_FIELDS), S("Bob"), both_name(engine, "every column"));
    CODE(db_begin(s->db, true, &e), ERR_OK, "begins");
    CODE(db_run(s->db, p->insert, ARGS(DBI(7), DBI(7), DBI(1), DBI(0), DBT(S("ssd:1")), DBN, DBN, DBN, DBN), NULL, NULL,
                &e),
         ERR_CONFLICT, "a key names one record");
    store_close(s);
}

static void change_add(struct small *c)
{
    c->visit[4] = text_field("place", FT_TEXT);
    c->kinds[VISIT].nfields = 5;
}
static void change_note(struct small *c)     { c->person[0].type = FT_NOTE; }
static void change_unique(struct small *c)   { c->worker[0].unique = true; }
static void change_drop(struct small *c)     { c->kinds[VISIT].nfields = 3; }
static void change_type(struct small *c)     { c->visit[0].type = FT_TEXT; }
static void change_count(struct small *c)    { c->visit[3].type = FT_MONEY; }
static void change_ref(struct small *c)      { c->visit[1].ref = &c->kinds[PERSON]; }
static void change_subject(struct small *c)  { c->kinds[VISIT].subject = &c->kinds[WORKER]; }
static void change_kind(struct small *c)     { c->cat.nkinds = 2; }
static void change_rename(struct small *c)   { c->kinds[VISIT].name = S("home_visit"); }
static void change_reserved(struct small *c) { c->kinds[VISIT].name = S("ledger"); }
static void change_quote(struct small *c)    { c->visit[0].name = S("seen\"on"); }
static void change_own(struct small *c)      { c->visit[0].name = S("subject_id"); }
static void change_capital(struct small *c)  { c->kinds[VISIT].name = S("Visit"); }

static const struct { const char *what; void (*change)(struct small *); err_code want; const char *says; } changes[] = {
    { "a line may become paragraphs", change_note, ERR_OK, "" },
    { "an added field is added", change_add, ERR_OK, "" },
    { "a field may become an identifier", change_unique, ERR_OK, "" },
    { "a field that is gone is refused", change_drop, ERR_INVALID, "visit.order" },
    { "a changed type is refused", change_type, ERR_INVALID, "visit.seen_on was date and is now text" },
    { "a number that becomes money is refused", change_count, ERR_INVALID, "visit.order was int and is now money" },
    { "a reference to another kind is refused", change_ref, ERR_INVALID, "ref worker and is now ref person" },
    { "another subject is refused", change_subject, ERR_INVALID, "belonged to a person" },
    { "a kind that is gone is refused", change_kind, ERR_INVALID, "kind visit" },
    { "a kind under another name is refused", change_rename, ERR_INVALID, "kind visit" },
    { "a kind may not take a table of the program's", change_reserved, ERR_INVALID, "ledger" },
    { "a quote in a name is refused", change_quote, ERR_INVALID, "field of visit" },
    { "a column of every table is refused", change_own, ERR_INVALID, "subject_id" },
    { "a capital in a name is refused", change_capital, ERR_INVALID, "Visit" },
};

static void count_difference(void *ctx, str table, str column, str what)
{
    (void)table, (void)column, (void)what;
    ++*(int *)ctx;
}

static void migrations(str where)
{
    struct store *s = NULL;
    for (size_t i = 0; i < COUNT_OF(changes); i++) {
        struct small c;
        build(&c);
        for (size_t j = 0; j <= i; j++)         /* what was taken on before stays */
            if (j == i || changes[j].want == ERR_OK)
                changes[j].change(&c);
        bool good = changes[i].want == ERR_OK;
        CODE(records_open(&s, &c.cat, where, 0, &e), ERR_INVALID, "a reader does not migrate");
        if (good)
            ok(e.hint.n > 0, both_name(engine, "but says what to do"));
        CODE(records_open(&s, &c.cat, where, STORE_WRITE, &e), changes[i].want, changes[i].what);
        if (!good) {
            ok(str_has(e.message, str_of(changes[i].says)) && e.hint.n, both_name(engine, changes[i].says));
            ok(s == NULL, both_name(engine, "and there is no store"));
            continue;
        }
        struct schema plan;
        int differences = 0;
        db_rows r;
        CODE(db_run(s->db, kind_table(s, &c.kinds[VISIT])->of_subject, ARGS(DBI(1)), &mem, &r, &e), ERR_OK,
             "its statements fit");
        is_int((int64_t)r.n, 1, both_name(engine, "and what was recorded is there"));
        CODE(schema_plan(&plan, &s->asks, db_engine(s->db), &mem, &e), ERR_OK, "plans");
        CODE(schema_compare(s, &plan, &mem, count_difference, &differences, &e), ERR_OK, "compares");
        is_int(differences, 0, both_name(engine, "the tables are as planned"));
        store_close(s);
        CODE(records_open(&s, &c.cat, where, 0, &e), ERR_OK, "then a reader may");
        store_close(s);
    }
}

static void strangers(void)
{
    struct small c;
    struct store *s = NULL;
    db *d;
    build(&c);
    str where = both_where(engine, "other", &mem);
    CODE(records_open(&s, &c.cat, where, 0, &e), ERR_NOT_FOUND, "no database is not made by reading");
    CODE(records_open(&s, &c.cat, where, STORE_WRITE, &e), ERR_NOT_FOUND, "nor by writing");
    CODE(db_open(&d, where, DB_CREATE, &e), ERR_OK, "an empty one");
    CODE(records_open(&s, &c.cat, where, STORE_WRITE, &e), ERR_NOT_FOUND, "is no store");
    CODE(db_begin(d, true, &e)                              ? e.code
         : db_ddl(d, S("CREATE TABLE shop (a BIGINT)"), &e) ? e.code
                                                            : db_commit(d, &e),
         ERR_OK, "another program's table");
    db_close(d);
    CODE(records_open(&s, &c.cat, where, STORE_CREATE, &e), ERR_INVALID, "is left alone");
    ok(e.hint.n > 0, both_name(engine, "with what to do"));
}

int main(void)
{
    arena_init(&mem, 0);
    for (engine = 0; engine < 2; engine++) {
        struct small c;
        struct store *s = NULL, *again = NULL;
        str where = both_where(engine, "schema", &mem);
        build(&c);
        CODE(records_open(&s, &c.cat, where, STORE_CREATE, &e), ERR_OK, "makes the tables");
        CODE(records_open(&again, &c.cat, where, STORE_CREATE, &e), ERR_OK, "opens them again");
        store_close(again);
        store_close(s);
        statements(&c, where);
        migrations(where);
        strangers();
    }
    both_clear();
    arena_release(&mem);
    return done_testing();
}
