/* t_search.c - what a searcher types finds whom it should: folded, by sound, in part, by number, in notes. */
#include "subjects.h"
#include "record/search.h"

static void folding(void)
{
    static const struct { const char *typed, *folded; } cases[] = {
        { "O'Brien", "obrien" },
        { "O\xE2\x80\x99"
          "Brien",
          "obrien" },
        { "Zo\xC3\xAB", "zoe" },
        { "Smith-Jones", "smith jones" },
        { "  Mary   Ann ", "mary ann" },
        { "\xC5\x81ukasz", "lukasz" },
        { "Stra\xC3\x9F"
          "e",
          "strasse" },
        { "\xC3\x86thelred", "aethelred" },
        { "Si\xC3\xA2n Ll\xC5\xB7r", "sian llyr" },
        { "NR1 3AA", "nr1 3aa" },
        { "e\xCC\x81va", "eva" },
        { "\xD9\x85\xD8\xAD\xD9\x85\xD8\xAF", "\xD9\x85\xD8\xAD\xD9\x85\xD8\xAF" },
        { "!?-'", "" },
        { "", "" },
        { "\xE1\xBA\x81yn", "wyn" },
        { "Nguy\xE1\xBB\x85n", "nguyen" },
        { "a\xE2\x80\x94"
          "b",
          "a b" },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        is(search_fold(&mem, str_of(cases[i].typed)), str_of(cases[i].folded), cases[i].typed);
}

static void sounds(void)
{
    static const char *const same[][2] = {
        { "stephen", "steven" },
        { "shaun", "sean" },
        { "shawn", "sean" },
        { "mohammed", "muhammad" },
        { "mohamed", "mohammad" },
        { "kaitlyn", "caitlin" },
        { "katelyn", "kaitlin" },
        { "catherine", "katherine" },
        { "kathryn", "catherine" },
        { "jayden", "jaiden" },
        { "geoffrey", "jeffrey" },
        { "gillian", "jillian" },
        { "philip", "phillip" },
        { "filip", "philip" },
        { "niamh", "neve" },
        { "siobhan", "shivaun" },
        { "leigh", "lee" },
        { "wright", "right" },
        { "hannah", "hanna" },
        { "thomas", "tomas" },
        { "sophie", "sofie" },
        { "xavier", "zavier" },
        { "jack", "jac" },
        { "marc", "mark" },
        { "alicia", "alisha" },
        { "jacqueline", "jaqueline" },
        { "michael", "mikael" },
        { "micheal", "michael" },
        { "michelle", "mishel" },
        { "zachary", "zackary" },
        { "christopher", "kristofer" },
        { "chloe", "khloe" },
        { "yusuf", "yousef" },
        { "hussain", "hussein" },
        { "husain", "hussain" },
        { "ahmed", "ahmad" },
        { "aisha", "ayesha" },
        { "omar", "umar" },
        { "louis", "lewis" },
        { "smith", "smyth" },
        { "clark", "clarke" },
        { "aaron", "arron" },
        { "seamus", "shamus" },
        { "phoebe", "feebe" },
        { "knight", "night" },
        { "reece", "rhys" },
        { "isaac", "izak" },
        { "rachael", "rachel" },
    };
    static const char *const other[][2] = {
        { "stephen", "stefanie" }, { "sean", "susan" },  { "michael", "michelle" }, { "mark", "mary" },
        { "ann", "hannah" },       { "john", "joan k" }, { "smith", "schmitt" },    { "lee", "lily" },
        { "ben", "ken" },          { "noah", "nora" },   { "jack", "jake o" },      { "amir", "omari" },
    };
    for (size_t i = 0; i < COUNT_OF(same); i++)
        is(search_sound(&mem, str_of(same[i][0])), search_sound(&mem, str_of(same[i][1])),
           arena_printf(&mem, "%s and %s sound alike", same[i][0], same[i][1]).p);
    size_t differ = 0;
    for (size_t i = 0; i < COUNT_OF(other); i++)
        differ += !str_eq(search_sound(&mem, str_of(other[i][0])), search_sound(&mem, str_of(other[i][1])));
    ok(differ >= COUNT_OF(other) - 2, "names that are not alike mostly do not sound alike");
    is(search_sound(&mem, S("12")), S(""), "a number has no sound");
    is(search_sound(&mem, S("")), S(""), "nothing has none");
    is_int((int64_t)search_sound(&mem, S("llanfairpwllgwyngyllgogerychwyrndrobwll")).n, 8,
           "a sound has at most eight letters");
}

static int64_t add(struct store *s, int64_t id, struct change c)
{
    struct put_result r;
    c.lenient = true;
    if (!both_code(save(s, &id, &c, &r), ERR_OK, &e, "added"))
        exit(1);
    return id;
}

static int64_t found(struct store *s, const char *text, bool notes, size_t *n, struct found_subject **all)
{
    struct search_query q = { .text = str_of(text), .notes = notes };
    *n = 0;
    if (!both_code(search_find(s, &q, &mem, n, all, &e), ERR_OK, &e, text))
        return -1;
    return *n ? (*all)[0].subject_id : 0;
}

static void finding(struct store *s)
{
    int64_t ann = add(s, 0,
                      change_of("person", "forename", "Ann-Marie", "surname", "O'Brien", "born_on", "2014-01-02",
                                "council_id", "AB 123/4", NULL));
    int64_t steve = add(s, 0, change_of("person", "forename", "Steven", "surname", "Smythe", NULL));
    int64_t stefan = add(s, 0, change_of("person", "forename", "Stephenie", "surname", "Brown", NULL));
    int64_t smith = add(s, 0,
                        change_of("person", "forename", "Adam", "surname", "Smith", "nhs_number", "9434765919", NULL));
    int64_t worker = add(s, 0, change_of("worker", "name", "Adam Smithson", NULL));
    add(s, stefan, change_of("person_name", "name_type", "FORMER", "surname", "Kowalska", NULL));
    add(s, steve, change_of("address", "line1", "4 Mill Lane", "postcode", "nr1 3aa", NULL));
    add(s, ann,
        change_of("contact", "received_at", "2026-11-01T10:00", "reason",
                  "Caf\xC3\xA9 owner saw a bruise on the child's arm", NULL));
    const struct { const char *what, *typed; int64_t want; enum search_match match; bool notes; } cases[] = {
        { "a whole name", "obrien", ann, MATCH_NAME, false },
        { "with its apostrophe", "O'Brien", ann, MATCH_NAME, false },
        { "half of a double name", "marie", ann, MATCH_NAME, false },
        { "a double name as one", "annmarie", ann, MATCH_NAME, false },
        { "both names", "ann o'brien", ann, MATCH_NAME, false },
        { "in the other order", "OBRIEN, Ann", ann, MATCH_NAME, false },
        { "the beginning", "obr", ann, MATCH_NAME, false },
        { "a council number", "ab123/4", ann, MATCH_ID, false },
        { "with spaces", "AB 123 4", ann, MATCH_ID, false },
        { "an NHS number in threes", "943 476 5919", smith, MATCH_ID, false },
        { "by sound", "Stephen Smith", steve, MATCH_SOUND, false },
        { "the spelling before the sound", "smith", smith, MATCH_NAME, false },
        { "a former name", "kowalska", stefan, MATCH_FORMER, false },
        { "a postcode", "NR1 3AA", steve, MATCH_ADDRESS, false },
        { "its first half", "nr1", steve, MATCH_ADDRESS, false },
        { "a street", "mill lane", steve, MATCH_ADDRESS, false },
        { "what a note says", "bruise arm", ann, MATCH_NOTE, true },
        { "with its accents folded", "cafe", ann, MATCH_NOTE, true },
        { "the beginning of a word in it", "bruis", ann, MATCH_NOTE, true },
        { "a name and a word of their note", "marie bruise", ann, MATCH_NOTE, true },
        { "a name and a word of somebody else's", "stephenie bruise", 0, MATCH_NOTE, true },
        { "nobody", "zebedee", 0, MATCH_NAME, true },
        { "one word right and one wrong", "smith zebedee", 0, MATCH_NAME, true },
        { "notes only when asked", "bruise", 0, MATCH_NOTE, false },
        { "one letter", "s", 0, MATCH_NAME, true },
        { "nothing", "", 0, MATCH_NAME, true },
        { "marks only", "'\"*:&|!()", 0, MATCH_NAME, true },
        { "words of the index's own language", "smith OR brown", 0, MATCH_NAME, true },
        { "NEAR( \" *", "near( \" *", 0, MATCH_NAME, true },
    };
    size_t n;
    struct found_subject *all;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t got = found(s, cases[i].typed, cases[i].notes, &n, &all);
        is_int(got, cases[i].want, both_name(engine, cases[i].what));
        ok(got <= 0 || all[0].match == cases[i].match,
           both_name(engine, got > 0 ? search_match_label(all[0].match) : "nobody"));
    }
    struct search_query people = { .text = S("adam smi"), .subject = catalogue_kind(cat, S("person")) },
                        workers = { .text = S("adam smi"), .subject = catalogue_kind(cat, S("worker")) };
    ok(!search_find(s, &people, &mem, &n, &all, &e) && n == 1 && all[0].subject_id == smith,
       both_name(engine, "people only"));
    ok(!search_find(s, &workers, &mem, &n, &all, &e) && n == 1 && all[0].subject_id == worker,
       both_name(engine, "workers only"));
    const day second = day_make(2014, 1, 2), third = day_make(2014, 1, 3);
    struct search_query born = { .text = S(""), .born = &second }, both = { .text = S("obrien"), .born = &second },
                        other_day = { .text = S("obrien"), .born = &third },
                        other_name = { .text = S("smith"), .born = &second };
    ok(!search_find(s, &born, &mem, &n, &all, &e) && n == 1 && all[0].subject_id == ann && all[0].match == MATCH_BORN,
       both_name(engine, "a day of birth"));
    ok(!search_find(s, &both, &mem, &n, &all, &e) && n == 1 && all[0].subject_id == ann,
       both_name(engine, "with a name"));
    ok(!search_find(s, &other_day, &mem, &n, &all, &e) && n == 0, both_name(engine, "another day than theirs"));
    ok(!search_find(s, &other_name, &mem, &n, &all, &e) && n == 0, both_name(engine, "another name than theirs"));
    struct search_query few = { .text = S("st"), .limit = 1 };
    ok(!search_find(s, &few, &mem, &n, &all, &e) && n == 1, both_name(engine, "as many as asked for"));

    add(s, smith, change_of("person", "surname", "Taylor", NULL));
    ok(found(s, "smith", true, &n, &all) != smith, both_name(engine, "a name that was corrected is not found"));
    is_int(found(s, "taylor", true, &n, &all), smith, both_name(engine, "the new one is"));
    struct put_result r;
    struct subject *sub = load(s, ann);
    struct change gone = { .op = CHANGE_REMOVE, .kind = catalogue_kind(cat, S("contact")), .source_key = STR_NONE };
    gone.id = subject_kind(sub, gone.kind)->at[0]->id;
    CODE(save(s, &ann, &gone, &r), ERR_OK, "the contact is removed");
    is_int(found(s, "bruise", true, &n, &all), 0, both_name(engine, "and its note with it"));
    CODE(store_begin(s, &author, &e), ERR_OK, "begins");
    CODE(search_rebuild(s, &e), ERR_OK, "all words again");
    CODE(store_commit(s, &e), ERR_OK, "commits");
    is_int(found(s, "kowalska", true, &n, &all), stefan, both_name(engine, "are the same"));
    is_int(found(s, "bruise", true, &n, &all), 0, both_name(engine, "without what was removed"));
}

int main(void)
{
    subjects_start();
    folding();
    sounds();
    for (engine = 0; engine < 2; engine++) {
        struct store *s = open_store(both_where(engine, "search", &mem), STORE_WRITE | STORE_CREATE);
        finding(s);
        store_close(s);
    }
    subjects_stop();
    return done_testing();
}
