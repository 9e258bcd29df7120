/* t_import_people.c - what people type between two imports stays; and the catalogue's import maps fit its kinds. */
#include "../record/subjects.h"
#include "exchange/import.h"
#include "catalogue/map.h"

static char folder[] = "/tmp/holdfast-import-XXXXXX";

static void file_is(const char *name, const char *text)
{
    FILE *f = fopen(arena_printf(&mem, "%s/%s", folder, name).p, "we");
    if (!f || fputs(text, f) < 0 || fclose(f))
        exit(1);
}

static struct import_counts imported(struct store *s, struct import_report *r)
{
    const struct import_options o = { .source = S("ssd"), .where = folder, .today = day_make(2026, 11, 21) };
    const struct author who = { .account = S("import"),
                                .via = S("import ssd"),
                                .at = instant_parse(S("2026-11-21T09:00:00Z")) };
    CODE(import_run(s, &o, &who, &mem, r, &e), ERR_OK, "imports");
    return r->rows;
}

static void counts_are(struct store *s, int stored, int unchanged, int rejected, const char *name)
{
    struct import_report r;
    struct import_counts c = imported(s, &r);
    is_int(c.stored * 10000 + c.unchanged * 100 + c.rejected, stored * 10000 + unchanged * 100 + rejected,
           both_name(engine, name));
    is_int(c.read, stored + unchanged + rejected, both_name(engine, "and nothing is lost in between"));
    is_int((int64_t)r.nrejects, c.rejected, both_name(engine, "each rejected row has its line"));
}

static str referral_field(struct store *s, const char *field)
{
    struct subject *sub;
    int64_t subject = 0, id = 0;
    const struct kind *k = catalogue_kind(cat, S("referral"));
    if (record_find_key(s, k, S("ssd:ssd_cin_episodes:R1"), &subject, &id, &e) ||
        subject_load(s, subject, &mem, &sub, &e))
        return S("?");
    str t = text_of(subject_record(sub, id), field);
    return t.p ? t : S("");
}

static void person_types(struct store *s, const char *field, const char *text)
{
    int64_t subject = 0, id = 0;
    struct put_result r;
    const struct kind *k = catalogue_kind(cat, S("referral"));
    struct change c = change_of("referral", field, text, NULL);
    CODE(record_find_key(s, k, S("ssd:ssd_cin_episodes:R1"), &subject, &id, &e), ERR_OK, "the referral is there");
    c.id = id;
    CODE(save(s, &subject, &c, &r), ERR_OK, "a person changes it");
}

#define REFERRALS                                                                                                      \
    "cine_referral_id,cine_person_id,cine_referral_date,cine_cin_primary_need_code,cine_referral_source_code,cine_"    \
    "close_date\n"

static void test_edits(void)
{
    struct store *s = open_store(both_where(engine, "import_people", &mem), STORE_WRITE | STORE_CREATE);
    file_is("ssd_person.csv", "pers_person_id,pers_forename,pers_surname,pers_dob\nP1,Kim,Hall,2012-05-06\n");
    file_is("ssd_cin_episodes.csv", REFERRALS "R1,P1,2025-01-02,N1,1A,\n");
    counts_are(s, 2, 0, 0, "the first import");
    person_types(s, "need", "N4");
    counts_are(s, 0, 2, 0, "the same extract after a person's change is unchanged");
    is(referral_field(s, "need"), S("N4"), both_name(engine, "and the person's word stays"));
    file_is("ssd_cin_episodes.csv", REFERRALS "R1,P1,2025-01-02,N1,1A,2025-06-07\n");
    counts_are(s, 1, 1, 0, "another field of the row changes in the extract");
    is(referral_field(s, "need"), S("N4"), both_name(engine, "and still the person's word stays"));
    is(referral_field(s, "closed_on"), S("2025-06-07"), both_name(engine, "beside what is new"));
    file_is("ssd_cin_episodes.csv", REFERRALS "R1,P1,2025-01-02,N5,1A,2025-06-08\n");
    counts_are(s, 0, 1, 1, "both changed the same field: the row is rejected");
    is(referral_field(s, "need"), S("N4"), both_name(engine, "the person's word is kept"));
    is(referral_field(s, "closed_on"), S("2025-06-08"), both_name(engine, "what only the extract changed is taken"));
    counts_are(s, 0, 1, 1, "and again, until somebody looks");
    person_types(s, "need", "N5");
    counts_are(s, 0, 2, 0, "a person takes the extract's word over: settled");
    file_is("ssd_cin_episodes.csv", REFERRALS "R1,P1,2025-01-02,N5,2A,\n");
    counts_are(s, 1, 1, 0, "an empty cell of a whole extract empties what an import had filled");
    is(referral_field(s, "closed_on"), S(""), both_name(engine, "it is open again"));
    store_close(s);
}

static void test_maps(void)
{
    static const struct { const char *source; err_code rc;
    } cases[] = {
        { "ssd", ERR_OK },
        { "ssda903", ERR_OK },
        { "cin", ERR_OK },
        { "nothing", ERR_NOT_FOUND },
        { "../kinds/10_people", ERR_NOT_FOUND },
    };
    const struct import_map *m = NULL;
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        CODE(import_map_make(&m, cat, str_of(cases[i].source), &mem, &e), cases[i].rc, cases[i].source);
    CODE(import_map_make(&m, cat, S("ssd"), &mem, &e), ERR_OK, "ssd");
    for (size_t t = 0; t < m->ntables; t++)
        for (size_t r = 0; r < m->tables[t].nrecords; r++)
            for (size_t f = 0; f < m->tables[t].records[r].nfields; f++) {
                const struct map_field *x = &m->tables[t].records[r].fields[f];
                if (x->field->type == FT_REF && !kind_is_subject(x->field->ref) && !x->nprefixes)
                    ok(false, arena_printf(&mem, STR_FMT ": " STR_FMT " leads nowhere", STR_ARG(m->tables[t].name),
                                           STR_ARG(x->field->name))
                                  .p);
            }
    ok(import_map_table(m, S("ssd_cin_visits")) && !import_map_table(m, S("ssd_nothing")), "tables are found by name");
}

int main(void)
{
    subjects_start();
    if (!mkdtemp(folder))
        return 1;
    test_maps();
    for (engine = 0; engine < 2; engine++)
        test_edits();
    static const char *const files[] = { "ssd_person.csv", "ssd_cin_episodes.csv" };
    for (size_t i = 0; i < COUNT_OF(files); i++)
        remove(arena_printf(&mem, "%s/%s", folder, files[i]).p);
    remove(folder);
    subjects_stop();
    return done_testing();
}
