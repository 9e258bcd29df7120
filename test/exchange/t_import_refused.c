/* t_import_refused.c - what an import does not take: rows, each with its file, line, column and reason; sets of files
 * as a whole; and a fault of the store in the middle, which leaves nothing. On both engines. */
#include "../record/subjects.h"
#include "base/fault.h"
#include "exchange/import.h"
#include "returns/kinds.h"

static char folder[] = "/tmp/holdfast-refused-XXXXXX";
static const char *const names[] = { "ssd_person.csv", "ssd_cin_episodes.csv", "ssd_cin_assessments.csv",
                                      "ssd_assessment_factors.csv", "notes.csv" };

static void file_is(const char *name, const char *text)
{
    FILE *f = fopen(arena_printf(&mem, "%s/%s", folder, name).p, "we");
    if (!f || fputs(text, f) < 0 || fclose(f))
        exit(1);
}

static void folder_empty(void)
{
    for (size_t i = 0; i < COUNT_OF(names); i++)
        remove(arena_printf(&mem, "%s/%s", folder, names[i]).p);
}

static err_code import_from(struct store *s, str source, bool dry_run, struct import_report *r)
{
    const struct import_options o = {
        .source = source, .where = folder, .dry_run = dry_run, .today = day_make(2026, 11, 21),
    };
    const struct author who = { .account = S("import"),
                                .via = S("import ssd"),
                                .at = instant_parse(S("2026-11-21T09:00:00Z")) };
    e = (err){ .mem = &mem };
    return import_run(s, &o, &who, &mem, r, &e);
}

static err_code import_of(struct store *s, bool dry_run, struct import_report *r)
{
    return import_from(s, S("ssd"), dry_run, r);
}

static int64_t people_in(struct store *s)
{
    db_rows rows = { 0 };
    CODE(db_run(s->db, ST_demo_children, NO_ARGS, &mem, &rows, &e), ERR_OK, "people are counted");
    return rows.n ? db_int(&rows, 0, DEMO_CHILDREN_N) : -1;
}

#define PEOPLE "pers_person_id,pers_forename,pers_surname,pers_dob\n"
#define KIM PEOPLE "P1,Kim,Hall,2012-05-06\n"
#define REFERRALS "cine_referral_id,cine_person_id,cine_referral_date,cine_cin_primary_need_code,cine_close_date\n"
#define ASSESSMENTS "cina_assessment_id,cina_person_id,cina_referral_id,cina_assessment_start_date\n"

/* One set of files, of whose rows one is rejected; the others are stored. */
static const struct bad_row {
    const char *what, *people, *referrals, *file;
    int line;
    const char *column, *value, *reason;
    int read, stored;
} bad_rows[] = {
    { "a person without a number", PEOPLE ",Kim,Hall,2012-05-06\nP2,Lee,Fox,2013-01-01\n", NULL, "ssd_person.csv", 2,
      "pers_person_id", "", "does not say whose it is", 2, 1 },
    { "the last line as well as the first", PEOPLE "P2,Lee,Fox,2013-01-01\n,Kim,Hall,2012-05-06\n", NULL,
      "ssd_person.csv", 3, "pers_person_id", "", "does not say whose it is", 2, 1 },
    { "a day that is none", KIM, REFERRALS "R1,P1,2025-02-30,N1,\n", "ssd_cin_episodes.csv", 2, "cine_referral_date",
      "2025-02-30", "", 2, 1 },
    { "tomorrow", KIM, REFERRALS "R1,P1,2026-11-22,N1,\nR2,P1,2026-11-21,N1,\n", "ssd_cin_episodes.csv", 2,
      "cine_referral_date", "2026-11-22", "", 3, 2 },
    { "a person whom nobody knows", KIM, REFERRALS "R1,P1,2025-01-02,N1,\nR2,P2,2025-01-02,N1,\n",
      "ssd_cin_episodes.csv", 3, "cine_person_id", "P2", "There is no person with this number", 3, 2 },
    { "more cells than the header", KIM, REFERRALS "R1,P1,2025-01-02,N1,,,more\nR2,P1,2025-01-02,N1,\n",
      "ssd_cin_episodes.csv", 2, "", "", "more cells than the header", 3, 2 },
    { "one number of two people", KIM "P2,Lee,Fox,2013-01-01\n",
      REFERRALS "R1,P1,2025-01-02,N1,\nR1,P2,2025-01-02,N1,\n", "ssd_cin_episodes.csv", 3, "", "",
      "already with another person", 4, 3 },
    { "one number twice, saying two things", KIM, REFERRALS "R1,P1,2025-01-02,N1,\nR1,P1,2025-01-02,N2,\n",
      "ssd_cin_episodes.csv", 3, "cine_cin_primary_need_code", "N2", "The row on line 2 has the same number", 3, 2 },
};

/* Sets of which every row is stored, one cell left out (value NULL: none is). */
static const struct bad_cell { const char *what, *referrals, *column, *value; int read; } bad_cells[] = {
    { "a code that is none", REFERRALS "R1,P1,2025-01-02,N99,\nR2,P1,2025-01-02,N1,\n", "cine_cin_primary_need_code",
      "N99", 3 },
    { "a day that is none, where there may be none", REFERRALS "R1,P1,2025-01-02,N1,2025-02-30\n", "cine_close_date",
      "2025-02-30", 2 },
    { "last cells that are missing", REFERRALS "R1,P1\nR2,P1,2025-01-02,N1\n", NULL, NULL, 3 },
    { "an empty row", REFERRALS ",,,,\nR2,P1,2025-01-02,N1,\n", NULL, NULL, 2 },
};

static void one_bad_cell(const struct bad_cell *x, size_t i)
{
    struct import_report r = { 0 };
    struct store *s =
        open_store(both_where(engine, arena_printf(&mem, "cell%zu", i).p, &mem), STORE_WRITE | STORE_CREATE);
    folder_empty();
    file_is("ssd_person.csv", KIM);
    file_is("ssd_cin_episodes.csv", x->referrals);
    for (int time = 0; time < 2; time++) {
        CODE(import_of(s, false, &r), ERR_OK, x->what);
        is_int(r.rows.read, x->read, "all rows are read");
        is_int(time ? r.rows.unchanged : r.rows.stored, x->read, time ? "and unchanged" : "and stored");
        is_int(r.cells, x->value != NULL, "a cell is left out, or none");
        is_int(import_whole(&r), x->value == NULL, "which the import says of itself");
        if (x->value && is_int((int64_t)r.nrejects, 1, "it is listed")) {
            is(r.rejects[0].column, str_of(x->column), "by its column");
            is(r.rejects[0].value, str_of(x->value), "with what stood there");
            ok(r.rejects[0].cell && r.rejects[0].line == 2, "as a cell, with its line");
        }
    }
    store_close(s);
}

static void one_bad_row(const struct bad_row *x, size_t i)
{
    struct import_report r = { 0 };
    struct store *s =
        open_store(both_where(engine, arena_printf(&mem, "refused%zu", i).p, &mem), STORE_WRITE | STORE_CREATE);
    folder_empty();
    file_is("ssd_person.csv", x->people);
    if (x->referrals)
        file_is("ssd_cin_episodes.csv", x->referrals);
    CODE(import_of(s, false, &r), ERR_OK, x->what);
    is_int(r.rows.read, x->read, "all rows are read");
    is_int(r.rows.stored, x->stored, "the others are stored");
    if (is_int((int64_t)r.nrejects, 1, "one is rejected")) {
        const struct import_reject *j = &r.rejects[0];
        is(j->file, str_of(x->file), "in its file");
        is_int((int64_t)j->line, x->line, "on its line");
        is(j->column, str_of(x->column), "by its column");
        is(j->value, str_of(x->value), "with what stood there");
        ok(j->reason.n > 10 && str_has(j->reason, str_of(x->reason)), "and the reason");
        if (!str_has(j->reason, str_of(x->reason)))
            printf("#   " STR_FMT "\n", STR_ARG(j->reason));
    }
    CODE(import_of(s, false, &r), ERR_OK, "a second time");
    is_int(r.rows.stored * 100 + r.rows.unchanged, x->stored, "stores nothing");
    is_int(r.rows.rejected, 1, "and rejects the same");
    store_close(s);
}

/* An assessment that names another child's referral is stored without it, as with one that does not exist. */
static void another_childs(void)
{
    struct import_report r = { 0 };
    struct store *s = open_store(both_where(engine, "anothers", &mem), STORE_WRITE | STORE_CREATE);
    folder_empty();
    file_is("ssd_person.csv", KIM "P2,Lee,Fox,2013-01-01\n");
    file_is("ssd_cin_episodes.csv", REFERRALS "R1,P1,2025-01-02,N1,\nR2,P2,2025-01-02,N1,\n");
    file_is("ssd_cin_assessments.csv", ASSESSMENTS "A1,P1,R1,2025-01-03\nA2,P1,R2,2025-01-04\nA3,P1,R9,2025-01-05\n");
    CODE(import_of(s, false, &r), ERR_OK, "references to one's own, another's and no referral");
    is_int(r.rows.stored, 7, "all rows are stored");
    static const struct { const char *key; bool tied; } cases[] = { { "A1", true }, { "A2", false }, { "A3", false } };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t subject = 0, id = 0;
        str key = arena_printf(&mem, "ssd:ssd_cin_assessments:%s", cases[i].key);
        CODE(record_find_key(s, catalogue_kind(cat, S("assessment")), key, &subject, &id, &e), ERR_OK, cases[i].key);
        is_int(text_of(subject_record(load(s, subject), id), "referral_id").p != NULL, cases[i].tied, "tied, or not");
    }
    store_close(s);
}

/* Two tables make one record: a fault of the one's column rejects both rows, each by its own columns. */
static void two_tables(void)
{
    struct import_report r = { 0 };
    struct store *s = open_store(both_where(engine, "two_tables", &mem), STORE_WRITE | STORE_CREATE);
    folder_empty();
    file_is("ssd_person.csv", KIM);
    file_is("ssd_cin_episodes.csv", REFERRALS "R1,P1,2025-01-02,N1,\n");
    file_is("ssd_cin_assessments.csv", "cina_assessment_id,cina_person_id,cina_assessment_start_date,"
                                       "cina_assessment_auth_date\nA1,P1,2025-02-30,\nA2,P1,2025-03-01,\n");
    file_is("ssd_assessment_factors.csv", "cinf_assessment_id,cinf_assessment_factors_json\n"
                                          "A1,{\"1A\":\"Y\"}\nA2,{\"1A\":\"Y\"}\n"
                                          "A2,{\"1A\":\"Y\"}\nA2,{\"1A\":\"Y\"}\n");
    CODE(import_of(s, false, &r), ERR_OK, "an assessment that began on no day, and its factors");
    is_int(r.rows.stored, 6, both_name(engine, "the other assessment and its factors are stored"));
    if (is_int((int64_t)r.nrejects, 2, both_name(engine, "both rows are rejected"))) {
        is(r.rejects[0].column, S(""), both_name(engine, "the factors by no column"));
        is(r.rejects[0].value, S(""), both_name(engine, "with no value"));
        is(r.rejects[1].column, S("cina_assessment_start_date"), both_name(engine, "the assessment by its day"));
        is(r.rejects[1].value, S("2025-02-30"), both_name(engine, "with it"));
    }
    store_close(s);
}

/* Whatever statement fails, the import says so with an error that is no fault of the files, and had stored nothing. */
static void faults(void)
{
    struct import_report r = { 0 };
    struct store *s = open_store(both_where(engine, "faults", &mem), STORE_WRITE | STORE_CREATE);
    folder_empty();
    file_is("ssd_person.csv", KIM "P2,Lee,Fox,2013-01-01\n");
    file_is("ssd_cin_episodes.csv", REFERRALS "R1,P1,2025-01-02,N1,\nR2,P2,2025-01-02,N1,\n");
    err_code rc = ERR_SYSTEM;
    int failed = 0, wrong = 0, nth = 1;
    for (; rc && nth < 2000; nth += 5) {
        fault_arm(FAULT_STORE, nth);
        rc = import_of(s, true, &r);
        fault_disarm();
        failed += rc != ERR_OK;
        wrong += rc == ERR_INVALID || rc == ERR_CONFLICT || rc == ERR_NOT_FOUND || (rc && !e.message.n);
    }
    printf("# %d of the imports failed, the last at statement %d\n", failed, nth - 10);
    ok(failed > 3 && rc == ERR_OK,
       both_name(engine, "an import fails at each of its statements, and goes through without a fault"));
    is_int(wrong, 0, both_name(engine, "none of the faults is told as one of the files"));
    is_int(people_in(s), 0, both_name(engine, "nothing is left half written"));
    CODE(import_of(s, false, &r), ERR_OK, "then without a fault");
    is_int(r.rows.stored, 4, both_name(engine, "everything is stored"));
    is_int(people_in(s), 2, both_name(engine, "and there"));
    store_close(s);
}

static void whole_sets(void)
{
    struct import_report r = { 0 };
    struct store *s = open_store(both_where(engine, "sets", &mem), STORE_WRITE | STORE_CREATE);
    folder_empty();
    CODE(import_of(s, false, &r), ERR_INVALID, "a folder with no files");
    file_is("notes.csv", "a,b\n1,2\n");
    CODE(import_of(s, false, &r), ERR_INVALID, "a folder with no table");
    ok(str_has(e.hint, S("ssd_person.csv")), both_name(engine, "says what files are called"));
    for (size_t i = 0; i < RETURNS; i++) {
        CODE(import_from(s, str_of(return_kinds[i].name), false, &r), ERR_INVALID, "nor one of a return's");
        ok(str_eq(e.hint, str_of(return_kinds[i].files)), both_name(engine, "says what it would take"));
    }
    file_is("ssd_person.csv", "pers_forename,pers_surname\nKim,Hall\n");
    CODE(import_of(s, false, &r), ERR_OK, "a table without the column that says whose its rows are");
    is_int(r.rows.rejected, 1, both_name(engine, "has its rows rejected"));
    file_is("ssd_person.csv", PEOPLE);
    CODE(import_of(s, false, &r), ERR_OK, "a header without rows");
    is_int(r.rows.read, 0, both_name(engine, "reads none"));
    ok(r.nfiles == 2 && r.files[0]->nnotes + r.files[1]->nnotes >= 2, both_name(engine, "and notes both files"));
    file_is("ssd_person.csv", KIM);
    CODE(import_of(s, true, &r), ERR_OK, "a trial");
    is_int(r.rows.stored, 1, both_name(engine, "counts what it would store"));
    is_int(people_in(s), 0, both_name(engine, "and stores nothing"));
    store_close(s);
}

int main(void)
{
    subjects_start();
    if (!mkdtemp(folder))
        return 1;
    for (engine = 0; engine < 2; engine++) {
        for (size_t i = 0; i < COUNT_OF(bad_rows); i++)
            one_bad_row(&bad_rows[i], i);
        for (size_t i = 0; i < COUNT_OF(bad_cells); i++)
            one_bad_cell(&bad_cells[i], i);
        another_childs();
        two_tables();
        whole_sets();
        faults();
    }
    folder_empty();
    remove(folder);
    subjects_stop();
    return done_testing();
}
