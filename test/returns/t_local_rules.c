/* t_local_rules.c - a council's own rules: which rows each condition marks, what every slip is told, and that nothing
 * hangs on the order of files. */
#include "tap.h"
#include "catalogue/load.h"
#include "returns/cin/file.h"
#include "returns/cin/local.h"
#include "returns/marks.h"
#include "returns/ssda903/local.h"
#include "returns/ssda903/set.h"
#include <stdlib.h>

static arena mem;
static struct calendar calendar;

/* --- catalogues ---------------------------------------------------------------------------------------- */
static const struct catalogue_file small[] = {
    { { "calendar.yml", 12 }, { "bank_holidays: []\n", 18 } },
    { { "roles.yml", 9 }, { "roles: []\n", 10 } },
};
static const char kinds[] =
    "group: G\nkinds:\n- name: person\n  label: P\n  plural: P\n  about: P\n  subject: person\n  read: a\n  write: a\n "
    " fields:\n"
    "  - {name: place, label: P, type: code, codes: place, returns: \"ssda903:PLACE\"}\n  - {name: why, label: W, "
    "type: code, codes: why, returns: \"ssda903:REASON_PLACE_CHANGE\"}\n"
    "  - {name: factor, label: F, type: codes, codes: factor, returns: \"cin:AssessmentFactors\"}\n"
    "  - {name: home, label: H, type: code, codes: place, returns: \"ssda903:ACCOM\"}\n  - {name: suits, label: S, "
    "type: flag, returns: \"ssda903:ACCOM\"}\n";
static const char codes[] =
    "codesets:\n- {name: place, label: P, codes: [{code: U1, label: U}, {code: U2, label: U}, {code: K2, label: K}]}\n"
    "- {name: why, label: W, codes: [{code: PLACE, label: P}, {code: CHILD, label: C}]}\n- {name: factor, label: F, "
    "codes: [{code: 4A, label: F}, {code: 5B, label: F}]}\n";

/* NULL, with e, when it is refused. */
static struct catalogue *catalogue_with(const char *rules, err *e)
{
    struct catalogue *cat = NULL;
    struct catalogue_file files[COUNT_OF(small) + 3] = { small[0],
                                                         small[1],
                                                         { S("kinds/a.yml"), str_of(kinds) },
                                                         { S("codes/a.yml"), str_of(codes) },
                                                         { S("rules/a.yml"), str_of(rules) } };
    *e = (err){ .mem = &mem };
    if (catalogue_load_texts(&cat, COUNT_OF(files), files, e))
        return NULL;
    if (local_rules_make(cat, e) == ERR_OK)
        return cat;
    catalogue_free(cat);
    return NULL;
}

static struct catalogue *catalogue_of(const char *which, const char *each, const char *when, err *e)
{
    return catalogue_with(arena_printf(&mem,
                                       "rules:\n- code: L01\n  return: %s\n  each: %s\n  message: It is wrong.\n  "
                                       "mend: Mend it.\n  wrong_when: |-\n    %s\n",
                                       which, each, when)
                              .p,
                          e);
}

/* --- the two returns ----------------------------------------------------------------------------------- */
static const char header[] =
    "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n"
    "A,M,01/02/2022,WBRI,UN1,0,\n"
    "B,F,31/02/2015,MWBC,UN2,1,\n"
    "C,F,05/06/2010,AIND,UN3,,\n";
static const char episodes[] = "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_"
                               "POST,URN,PL_LA,PL_LOCATION,PL_DISTANCE\n"
                               "A,01/05/2026,S,C2,N1,U1,PR1,01/08/2026,X1,PLACE,,,1234567,820,IN,25.5\n"
                               "A,01/08/2026,P,c2,N1,U2,PR1,,,CHILD,,,,820,IN,3\n"
                               "B,01/05/2026,S,V2,N8,K2,PR4,31/06/2026,E8,,,,,,OUT,999.9\n"
                               "B,,S,V2,N8,k2,PR4,,,,,,,,,far\n"
                               "C,01/02/2027,S,C1,N1,K2,PR4,01/03/2027,E8,,,,,,,20\n";
static const char reviews[] =
    "CHILD,DOB,REVIEW,REVIEW_CODE\n"
    "A,01/02/2022,03/05/2026,PN1\n"
    "A,01/02/2022,20/07/2026,PN1\n"
    "B,31/02/2015,45/07/2026,PN3\n"
    "C,05/06/2010,,PN3\n";
static const char last_episodes[] = "CHILD,DECOM,RNE,LS,CIN,PLACE\nA,01/05/2025,S,C1,N1,U1\n";

static const char
    census[] = "<Message>\n<Header><CollectionDetails><Collection>CIN</Collection><Year>2026</"
               "Year><ReferenceDate>2026-03-31</ReferenceDate></CollectionDetails></Header>\n<Children>\n"
               "<Child>\n<ChildIdentifiers><LAchildID>A</LAchildID><UPN>A1</UPN><PersonBirthDate>2020-06-15</"
               "PersonBirthDate><Sex>M</Sex></ChildIdentifiers>\n"
               "<ChildCharacteristics><Ethnicity>WBRI</Ethnicity><Disabilities><Disability>AUT</"
               "Disability><Disability>LD</Disability></Disabilities></ChildCharacteristics>\n"
               "<CINdetails><CINreferralDate>2025-05-01</CINreferralDate><ReferralSource>1A</"
               "ReferralSource><PrimaryNeedCode>N1</PrimaryNeedCode><ReferralNFA>0</ReferralNFA>\n" /* 7 */
               "<Assessments><AssessmentActualStartDate>2025-05-02</"
               "AssessmentActualStartDate><AssessmentAuthorisationDate>2025-05-02</AssessmentAuthorisationDate>"
               "<FactorsIdentifiedAtAssessment><AssessmentFactors>4A</AssessmentFactors><AssessmentFactors>5B</"
               "AssessmentFactors></FactorsIdentifiedAtAssessment></Assessments>\n" /* 8 */
               "<Assessments><AssessmentActualStartDate>2025-09-02</"
               "AssessmentActualStartDate><AssessmentAuthorisationDate>2025-02-31</AssessmentAuthorisationDate></"
               "Assessments>\n" /* 9 */
               "<ChildProtectionPlans><CPPstartDate>2025-06-01</CPPstartDate><InitialCategoryOfAbuse>NEG</"
               "InitialCategoryOfAbuse><LatestCategoryOfAbuse>neg</LatestCategoryOfAbuse>"
               "<NumberOfPreviousCPP>2</NumberOfPreviousCPP>\n" /* 10 */
               "<Reviews><CPPreviewDate>2025-08-30</CPPreviewDate>\n<CPPreviewDate>2026-02-01</CPPreviewDate></"
               "Reviews></ChildProtectionPlans></CINdetails>\n" /* 11, 12 */
               "<CINdetails><CINreferralDate>2026-01-10</CINreferralDate><ReferralNFA>true</ReferralNFA></"
               "CINdetails>\n</Child>\n" /* 13 */
               "<Child>\n<ChildIdentifiers><LAchildID>B</LAchildID><ExpectedPersonBirthDate>2026-06-01</"
               "ExpectedPersonBirthDate></ChildIdentifiers>\n"                                               /* 16 */
               "<CINdetails><CINreferralDate>2026-03-30</CINreferralDate><ReferralNFA>maybe</ReferralNFA>\n" /* 17 */
               "<Section47><S47ActualStartDate>2026-03-31</S47ActualStartDate><ICPCnotRequired>false</"
               "ICPCnotRequired></Section47></CINdetails>\n</Child>\n</Children>\n</Message>\n"; /* 18 */

static int by_number(const void *x, const void *y)
{
    return (*(const int *)x > *(const int *)y) - (*(const int *)x < *(const int *)y);
}

static str joined(size_t n, int *lines)
{
    str *words = arena_array(&mem, str, n + 1);
    if (n)
        qsort(lines, n, sizeof *lines, by_number);
    for (size_t i = 0; i < n; i++)
        words[i] = arena_printf(&mem, "%d", lines[i]);
    return n ? arena_join(&mem, n, words, S(" ")) : S("");
}

static str lines_of_care(const struct catalogue *cat)
{
    struct set s;
    struct check k;
    struct collection year;
    err e = { .mem = &mem };
    const struct { const char *name, *text; bool last; } files[] = { { "header.csv", header, false },
                  { "episodes.csv", episodes, false },
                  { "reviews.csv", reviews, false },
                  { "episodes.csv", last_episodes, true } };
    set_init(&s, &mem);
    for (size_t i = 0; i < COUNT_OF(files); i++)
        if (set_add_bytes(&s, str_of(files[i].name), str_of(files[i].text), files[i].last, &e))
            return S("a file cannot be read");
    set_index(&s);
    collection_of(&year, 2026);
    year.local = local_ssda903(cat);
    ssda903_check_init(&k, &year, s.have, &mem);
    ssda903_check_only(&k, S("L01"));
    set_check(&s, &k, SIZE_MAX, NULL, NULL);
    int *lines = arena_array(&mem, int, k.nissues + 1);
    for (size_t i = 0; i < k.nissues; i++)
        lines[i] = (int)k.issues[i].line + (k.issues[i].last ? 1000 : 0);
    str text = k.nactive ? joined(k.nissues, lines) : ssda903_report_rules(&k, &mem)[ssda903_rule_count].not_checked ?
               str_of(ssda903_report_rules(&k, &mem)[ssda903_rule_count].not_checked) : S("it did not run");
    set_close(&s);
    return text;
}

static bool census_checked(struct cin_file *f, const char *bytes, const struct catalogue *cat, str only)
{
    err e = { .mem = &mem };
    struct cin_file_how how = { .reference = DAY_NONE, .calendar = &calendar, .local = local_cin(cat), .only = only };
    return cin_file_check(f, str_of(bytes), &how, &mem, &e) == ERR_OK;
}

static str lines_of_census(const struct catalogue *cat)
{
    struct cin_file f;
    if (!census_checked(&f, census, cat, S("L01")))
        return S("the file cannot be read");
    int *lines = arena_array(&mem, int, f.check.nissues + 1);
    for (size_t i = 0; i < f.check.nissues; i++)
        lines[i] = (int)f.check.issues[i].places[0].line;
    return joined(f.check.nissues, lines);
}

/* --- conditions that are accepted, and the lines that they mark --------------------------------------- */
static const struct { const char *of, *each, *when, *want; } marks[] = {
    { "ssda903", "Reviews", "weekday(REVIEW) is Sunday", "2" },
    { "ssda903", "Reviews", "weekday(REVIEW) in (Saturday, sunday)", "2" },
    { "ssda903", "Reviews", "weekday(REVIEW) is not Sunday", "3" }, /* an impossible day, and none, are neither */
    { "ssda903", "Reviews", "not weekday(REVIEW) is Sunday", "3" },
    { "ssda903", "Reviews", "REVIEW is empty", "5" },
    { "ssda903", "Reviews", "REVIEW is not empty", "2 3 4" },
    { "ssda903", "Reviews", "review_code is pn1", "2 3" }, /* whatever the letters */
    { "ssda903", "reviews", "REVIEW = 2026-05-03", "2" },
    { "ssda903", "Reviews", "REVIEW is not 2026-05-03",
      "3 5" }, /* is not is true of an empty cell, not of an impossible day */
    { "ssda903", "Reviews", "REVIEW in (2026-05-03, 2026-07-20)", "2 3" },
    { "ssda903", "Reviews", "REVIEW not in (2026-05-03)", "3 5" },
    { "ssda903", "Reviews", "REVIEW >= year_start and REVIEW <= year_end", "2 3" },
    { "ssda903", "Reviews", "not (REVIEW > 2026-06-01)", "2" },
    { "ssda903", "Reviews", "REVIEW < 2026-06-01 or REVIEW_CODE is PN3",
      "2 4 5" }, /* the row is not lost with its day */
    { "ssda903", "Reviews", "any(Episodes, DECOM <= this.REVIEW and DEC > this.REVIEW)", "2 3" },
    { "ssda903", "Reviews", "any(Episodes, DECOM <= REVIEW and DEC > REVIEW)", "2 3" },
    { "ssda903", "Episodes", "PLACE is U1", "2" },
    { "ssda903", "Episodes", "PLACE is not U1", "3 4 5 6" },
    { "ssda903", "Episodes", "PLACE in (U1, U2)", "2 3" },
    { "ssda903", "Episodes", "PLACE not in (U1, U2)", "4 5 6" },
    { "ssda903", "Episodes", "PLACE is K2 and LS is V2", "4 5" },
    { "ssda903", "Episodes", "LS is \"C2\"", "2 3" },
    { "ssda903", "Episodes", "REASON_PLACE_CHANGE is PLACE", "2" }, /* the code, not the column */
    { "ssda903", "Episodes", "REASON_PLACE_CHANGE is CHILD", "3" },
    { "ssda903", "Episodes", "PL_DISTANCE > 20", "2 4" },
    { "ssda903", "Episodes", "PL_DISTANCE >= 20", "2 4 6" },
    { "ssda903", "Episodes", "PL_DISTANCE = 25.5", "2" },
    { "ssda903", "Episodes", "PL_DISTANCE in (3, 25.5)", "2 3" },
    { "ssda903", "Episodes", "PL_DISTANCE != 3", "2 4 6" }, /* far is no number */
    { "ssda903", "Episodes", "URN is \"1234567\"", "2" },
    { "ssda903", "Episodes", "DEC < DECOM", "" }, /* 31 June is no day */
    { "ssda903", "Episodes", "not (DEC >= DECOM)", "" },
    { "ssda903", "Episodes", "DEC is empty and REC is empty", "3 5" },
    { "ssda903", "Episodes", "days(DECOM, DEC) = 92", "2" },
    { "ssda903", "Episodes", "weeks(DECOM, DEC) > 13", "2" },
    { "ssda903", "Episodes", "months(DECOM, DEC) = 1", "6" },
    { "ssda903", "Episodes", "years(Header.DOB, DECOM) < 5", "2 3" },
    { "ssda903", "Episodes", "age(Header.DOB, DECOM) < 5", "2 3" },
    { "ssda903", "Episodes", "age(Header.DOB, DECOM) is 16", "6" },
    { "ssda903", "Episodes", "age(Header.DOB, DECOM) in (4, 16)", "2 3 6" },
    { "ssda903", "Episodes", "age(Header.DOB, DECOM) >= 0", "2 3 6" }, /* nobody is born on 31 February */
    { "ssda903", "Episodes", "age(Header.DOB, DECOM) < 5 and PL_DISTANCE > 20", "2" },
    { "ssda903", "Episodes", "not any(Reviews, REVIEW >= DECOM)", "3 4 5 6" },
    { "ssda903", "Episodes", "any(Reviews)", "2 3 4 5 6" },
    { "ssda903", "Episodes", "any(Episodes, DECOM < this.DECOM)", "3" },
    { "ssda903", "Episodes", "any(Episodes, Episodes.DECOM < this.DECOM)", "3" },
    { "ssda903", "Episodes", "count(Episodes, PLACE is not this.PLACE) = 1", "2 3" },
    { "ssda903", "Episodes", "any(Episodes_last, LS is this.LS)", "" },
    { "ssda903", "Episodes", "any(Episodes_last, LS is not this.LS)", "2 3" },
    { "ssda903", "Episodes_last", "any(Episodes, PLACE is this.PLACE)", "1002" },
    { "ssda903", "Header", "count(Episodes) = 2", "2 3" },
    { "ssda903", "Header", "count(Reviews, REVIEW >= year_start) < 1", "3 4" },
    { "ssda903", "Header", "MOTHER is yes", "3" },
    { "ssda903", "Header", "MOTHER is 0", "2" },
    { "ssda903", "Header", "MOTHER is not yes", "2 4" },
    { "ssda903", "Header", "SEX is F and not (ETHNIC in (AIND) or MOTHER is 1)", "" },
    { "ssda903", "Header", "any(Episodes, PLACE is U1) and any(Reviews, REVIEW_CODE is PN1)", "2" },
    { "ssda903", "OC2", "SDQ_SCORE > 20", "needs OC2" },
    { "ssda903", "Header", "OC3.ACTIV is F1 or any(Missing)", "needs OC3, Missing" },
    { "ssda903", "Header", "any(Reviews_last)", "needs last year's Reviews" },

    { "cin", "Assessments", "AssessmentAuthorisationDate = AssessmentActualStartDate", "8" },
    { "cin", "Assessments", "AssessmentAuthorisationDate is not AssessmentActualStartDate", "" },
    { "cin", "Assessments", "days(CINreferralDate, AssessmentActualStartDate) > 45", "9" },
    { "cin", "Assessments", "days(CINdetails.CINreferralDate, AssessmentActualStartDate) <= 1", "8" },
    { "cin", "Assessments", "age(ChildIdentifiers.PersonBirthDate, AssessmentActualStartDate) is 4", "8" },
    { "cin", "Assessments", "any(AssessmentFactors, AssessmentFactors is 4a)", "8" },
    { "cin", "Assessments", "count(AssessmentFactors) = 0", "9" },
    { "cin", "Assessments", "any(Assessments, AssessmentActualStartDate < this.AssessmentActualStartDate)", "9" },
    { "cin", "Assessments", "any(ChildProtectionPlans, CPPstartDate > this.AssessmentActualStartDate)", "8" },
    { "cin", "Assessments", "any(CINdetails, ReferralNFA)", "8 9" },
    { "cin", "AssessmentFactors", "AssessmentFactors is 5B", "8" },
    { "cin", "AssessmentFactors",
      "AssessmentFactors is 5B and AssessmentAuthorisationDate = AssessmentActualStartDate and CINreferralDate < "
      "2025-06-01",
      "8" },
    { "cin", "CINdetails", "ReferralNFA is yes", "13" },
    { "cin", "CINdetails", "ReferralNFA", "13" },
    { "cin", "CINdetails", "not ReferralNFA", "7" }, /* maybe is neither */
    { "cin", "CINdetails", "ReferralNFA is not yes", "7" },
    { "cin", "CINdetails", "ReferralNFA is no and not any(Section47)", "7" },
    { "cin", "CINdetails", "not any(Assessments)", "13 17" },
    { "cin", "CINdetails", "any(Assessments, any(AssessmentFactors, AssessmentFactors is 4A))", "7" },
    { "cin", "CINdetails", "count(Reviews) = 2", "7" },
    { "cin", "CINdetails", "any(CINdetails, CINreferralDate < this.CINreferralDate)", "13" },
    { "cin", "CINdetails", "days(CINreferralDate, year_end) <= 1", "17" },
    { "cin", "ChildProtectionPlans", "InitialCategoryOfAbuse is LatestCategoryOfAbuse", "10" },
    { "cin", "ChildProtectionPlans", "NumberOfPreviousCPP >= 2", "10" },
    { "cin", "Reviews", "weekday(CPPreviewDate) is Sunday", "12" },
    { "cin", "Reviews", "months(CPPstartDate, CPPreviewDate) > 6", "12" },
    { "cin", "ChildIdentifiers", "ExpectedPersonBirthDate > year_end", "16" },
    { "cin", "ChildIdentifiers", "count(Disabilities) > 1", "5" },
    { "cin", "ChildIdentifiers", "UPN is empty", "16" },
    { "cin", "ChildIdentifiers", "any(Assessments, AssessmentActualStartDate < 2025-06-01)", "5" },
    { "cin", "ChildIdentifiers", "ChildCharacteristics.Ethnicity is empty", "16" },
    { "cin", "Disabilities", "Disability is AUT", "6" },
    { "cin", "Section47", "ICPCnotRequired is no and DateOfInitialCPC is empty", "18" },
};

/* --- what is refused, and what is said ---------------------------------------------------------------- */
static const struct { const char *of, *each, *when, *want; } refused[] = {
    { "ssda903", "Reviews", "REVEIW is empty",
      "letter 1 of this condition: Reviews has no column \"REVEIW\": did you mean \"REVIEW\"?" },
    { "ssda903", "Reviews", "ZZZZZZZZZ is empty", "letter 1 of this condition: Reviews has no column \"ZZZZZZZZZ\"" },
    { "ssda903", "Episodes", "DOB is empty",
      "letter 1 of this condition: Episodes has no column \"DOB\": write Header.DOB" },
    { "ssda903", "Episodes", "Header.DBO is empty",
      "letter 1 of this condition: Header has no column \"DBO\": did you mean \"DOB\"?" },
    { "ssda903", "Episodes", "Heder.DOB is empty",
      "letter 1 of this condition: there is no table \"Heder\": did you mean \"Header\"?" },
    { "ssda903", "Episodes", "Reviews.REVIEW > DECOM",
      "letter 1 of this condition: there can be several rows of Reviews: ask any(Reviews, …) or count(Reviews, …)" },
    { "ssda903", "Episodes", "Reviews > 3",
      "letter 1 of this condition: \"Reviews\" is a table: ask any(Reviews, …), count(Reviews) or name a column" },
    { "ssda903", "Episodes", "this.REVIEW is empty", "letter 1 of this condition: Episodes has no column \"REVIEW\"" },
    { "ssda903", "Episodes", "count(Reveiws) > 1",
      "letter 7 of this condition: there is no table \"Reveiws\": did you mean \"Reviews\"?" },
    { "ssda903", "Episodes", "count(7) > 1", "letter 7 of this condition: there is no table \"7\"" },
    { "ssda903", "Episodes", "count(Reviews > 1", "letter 15 of this condition: \")\" is missing here" },
    { "ssda903", "Episodes", "count(Reviews, ) > 1",
      "letter 16 of this condition: the name of a column, a number or a day belongs here" },
    { "ssda903", "Episodes", "count(Reviews)",
      "letter 15 of this condition: after \"count\" comes is, is not, in, has" },
    { "ssda903", "Episodes", "count(Reviews) > DECOM",
      "letter 18 of this condition: \"count\" and \"DECOM\" cannot be compared" },
    { "ssda903", "Episodes", "any(Reviews, any(Missing))",
      "letter 18 of this condition: rows of Reviews hold none of Missing: inside any(…) and count(…) only rows that "
      "they hold can be asked for" },
    { "ssda903", "Episodes", "any Reviews", "letter 1 of this condition: Episodes has no column \"any\"" },
    { "ssda903", "Episodes", "some(Reviews)",
      "letter 1 of this condition: there is no function \"some\": it is any, count, age, weekday, days, weeks, months "
      "or years" },
    { "ssda903", "Episodes", "PLACE is U9", "letter 10 of this condition: code set \"place\" has no code \"U9\"" },
    { "ssda903", "Episodes", "PLACE in (U1, K22)",
      "letter 15 of this condition: code set \"place\" has no code \"K22\": did you mean \"K2\"?" },
    { "ssda903", "Episodes", "PLACE > U1",
      "letter 9 of this condition: codes and texts are compared with is and is not only" },
    { "ssda903", "Episodes", "PLACE has U1", "letter 7 of this condition: only a field of several codes" },
    { "ssda903", "Episodes", "URN is 1234567", "letter 8 of this condition: a text belongs here, in quotes" },
    { "ssda903", "Episodes", "DECOM is yes",
      "letter 10 of this condition: \"DECOM\" and \"yes\" cannot be compared: one is a day" },
    { "ssda903", "Episodes", "DECOM > 5", "letter 9 of this condition: \"DECOM\" and \"5\" cannot be compared" },
    { "ssda903", "Episodes", "PL_DISTANCE > year_end",
      "letter 15 of this condition: \"PL_DISTANCE\" and \"year_end\" cannot be compared" },
    { "ssda903", "Episodes", "DECOM > year_begin",
      "letter 9 of this condition: Episodes has no column \"year_begin\"" },
    { "ssda903", "Episodes", "age(Header.SEX, DECOM) < 5",
      "letter 5 of this condition: age is counted from a day, and \"Header.SEX\" is none" },
    { "ssda903", "Episodes", "age(Header.DOB, 5) < 5",
      "letter 17 of this condition: age is counted to a day, and \"5\" is none" },
    { "ssda903", "Episodes", "age(Header.DOB) < 5", "letter 15 of this condition: \",\" is missing here" },
    { "ssda903", "Episodes", "days(DECOM, PLACE) < 5",
      "letter 13 of this condition: days are counted between two days" },
    { "ssda903", "Episodes", "hours(DECOM, DEC) < 5",
      "letter 7 of this condition: hours are counted between two instants" },
    { "ssda903", "Episodes", "days(DECOM, DEC) < PL_DISTANCE",
      "letter 20 of this condition: days(…) is compared with a whole number" },
    { "ssda903", "Episodes", "weekday(DECOM) is Sundy",
      "letter 19 of this condition: there is no day of the week \"Sundy\": did you mean \"Sunday\"?" },
    { "ssda903", "Episodes", "weekday(DECOM) is 6",
      "letter 19 of this condition: a day of the week belongs here: Monday to Sunday" },
    { "ssda903", "Episodes", "weekday(DECOM) > Sunday",
      "letter 18 of this condition: days of the week are compared with is, is not and in only" },
    { "ssda903", "Episodes", "weekday(PLACE) is Sunday",
      "letter 9 of this condition: weekday is asked of a day, and \"PLACE\" is none" },
    { "ssda903", "Episodes", "6 is weekday(DECOM)",
      "letter 6 of this condition: \"6\" and \"weekday\" cannot be compared" },
    { "ssda903", "Episodes", "count(Reviews) is empty", "letter 19 of this condition: only a column can be empty" },
    { "ssda903", "Episodes", "PLACE", "letter 6 of this condition: after \"PLACE\" comes is" },
    { "ssda903", "Episodes", "PLACE is U1 REC is E8",
      "letter 13 of this condition: \"REC\" is not expected here: join conditions with and, or" },
    { "ssda903", "Episodes", "(PLACE is U1", "letter 13 of this condition: \")\" is missing here" },
    { "ssda903", "Episodes", "PLACE is \"U1", "letter 10 of this condition: a quote opens here and does not close" },
    { "ssda903", "Episodes", "PLACE is U1; drop",
      "letter 12 of this condition: this character means nothing here: put texts in quotes" },
    { "ssda903", "Header", "UASC is 1",
      "letter 1 of this condition: \"UASC\" is a table: ask any(UASC, …)" }, /* the files have no such column */
    { "ssda903", "Episode", "PLACE is U1",
      "rules/a.yml:4:9: there is no table \"Episode\": did you mean \"Episodes\"?" },
    { "ssda903", "CINdetails", "PLACE is U1",
      "rules/a.yml:4:9: there is no table \"CINdetails\": it is one of Header, Episodes" },
    { "cin", "Episodes", "PLACE is U1", "rules/a.yml:4:9: there is no table \"Episodes\"" },
    { "cin", "Header", "Year is empty", "rules/a.yml:4:9: there is no table \"Header\"" },
    { "cin", "Assessments", "AssessmentStartDate is empty",
      "letter 1 of this condition: Assessments has no column \"AssessmentStartDate\": did you mean "
      "\"AssessmentActualStartDate\"?" },
    { "cin", "Assessments", "AssessmentFactors is 4A",
      "letter 1 of this condition: \"AssessmentFactors\" is a table: ask any(AssessmentFactors, …)" },
    { "cin", "Assessments", "any(AssessmentFactors, AssessmentFactors is 9Z)",
      "letter 45 of this condition: code set \"factor\" has no code \"9Z\"" },
    { "cin", "Assessments", "Section47.S47ActualStartDate is empty",
      "letter 1 of this condition: there can be several rows of Section47" },
    { "cin", "Assessments", "PersonBirthDate is empty",
      "letter 1 of this condition: Assessments has no column \"PersonBirthDate\": write "
      "ChildIdentifiers.PersonBirthDate" },
    { "cin", "CINdetails", "any(Assessments, any(Section47))",
      "letter 22 of this condition: rows of Assessments hold none of Section47" },
    { "cin", "CINdetails", "count(Header) > 0 or Header.Year is empty",
      "letter 22 of this condition: Header has no column \"Year\"" },
    { "cins", "CINdetails", "CINclosureDate is empty",
      "rules/a.yml:3:11: there is no return \"cins\": it is ssda903 or cin" },
    { "ssda903", "Episodes", "not", "letter 4 of this condition: something is missing at the end" },
    { "ssda903", "Episodes", "PLACE is", "letter 9 of this condition: a code belongs here" },
    { "ssda903", "Episodes", "PLACE is U1 and", "letter 16 of this condition: something is missing at the end" },
    { "ssda903", "Episodes", "DECOM >", "letter 8 of this condition: something is missing at the end" },
    { "ssda903", "Episodes", "5", "letter 2 of this condition: after \"5\" comes" },
    { "ssda903", "Episodes", "any()", "letter 5 of this condition: the name of a table belongs here" },
    { "ssda903", "Episodes", "any(Reviews, REVIEW)", "letter 20 of this condition: after \"REVIEW\" comes" },
    { "ssda903", "Episodes", "any(Reviews, DECOM > URN)",
      "letter 22 of this condition: \"DECOM\" and \"URN\" cannot be compared" },
    { "ssda903", "Episodes", "any(Reviews) = 1", "letter 14 of this condition: \"=\" is not expected here" },
    { "ssda903", "Episodes", "this is empty", "letter 1 of this condition: Episodes has no column \"this\"" },
    { "ssda903", "Episodes", "Header. is empty", "letter 1 of this condition: Header has no column \"\"" },
    { "ssda903", "Episodes", "DECOM in (U1)", "letter 11 of this condition: Episodes has no column \"U1\"" },
    { "ssda903", "Episodes", "DECOM in (DEC)",
      "letter 14 of this condition: what stands in the brackets must be values like \"DECOM\"" },
    { "ssda903", "Episodes", "PL_DISTANCE in (2026-01-01)",
      "letter 27 of this condition: what stands in the brackets must be values like \"PL_DISTANCE\"" },
    { "ssda903", "Episodes", "((((((((((((((((((((((((((((((((((((((((PLACE",
      "this is nested too deep: make it simpler" },
    { "cin", "CINdetails", "", "rules/a.yml:2:3: a rule needs \"wrong_when\"" },
};

/* Whole files of rules: what is wrong with the rule around its condition. */
#define GOOD "  return: ssda903\n  each: Header\n  wrong_when: SEX is U\n  message: M\n  mend: D\n"
static const struct { const char *rules, *want; } files_refused[] = {
    { "rules:\n- code: L01\n  return: ssda903\n  each: Header\n  wrong_when: SEX is U\n  mend: D\n",
      "rules/a.yml:2:3: a rule needs \"message\"" },
    { "rules:\n- code: L01\n  return: ssda903\n  each: Header\n  wrong_when: SEX is U\n  message:\n  mend: D\n",
      "rules/a.yml:2:3: a rule needs \"message\"" },
    { "rules:\n- code: L01\n  return: ssda903\n  each: Header\n  wrong_when: SEX is U\n  message: M\n",
      "rules/a.yml:2:3: a rule needs \"mend\"" },
    { "rules:\n- return: cin\n  each: CINdetails\n  wrong_when: ReferralNFA\n  message: M\n  mend: D\n",
      "rules/a.yml:2:3: a rule needs \"code\"" },
    { "rules:\n- code: L01\n" GOOD "- code: l01\n" GOOD, "rules/a.yml:8:9: \"l01\" cannot be a rule's code" },
    { "rules:\n- code: L01\n" GOOD "- code: L01\n" GOOD,
      "rules/a.yml:8:9: there is a rule L01 already, in rules/a.yml on line 2: choose another code" },
    { "rules:\n- code: L01x\n" GOOD "- code: L01X\n" GOOD, "rules/a.yml:8:9: there is a rule L01X already" },
    { "rules:\n- code: 101\n" GOOD, "rules/a.yml:2:9: \"101\" cannot be a rule's code: it is a capital letter and then "
                                    "letters and digits, at most 12 in all, such as L01" },
    { "rules:\n- code: L-01\n" GOOD, "rules/a.yml:2:9: \"L-01\" cannot be a rule's code" },
    { "rules:\n- code: L012345678901\n" GOOD, "rules/a.yml:2:9: \"L012345678901\" cannot be a rule's code" },
    { "rules:\n- code: SW1\n" GOOD,
      "rules/a.yml:2:9: published rules have codes like SW01STG1: begin this one with L" },
    { "rules:\n- code: INT99\n" GOOD, "rules/a.yml:2:9: published rules have codes like INT01: begin this one with L" },
    { "rules:\n- code: L01\n  severity: warning\n" GOOD,
      "rules/a.yml:3:13: severity is error or query, not \"warning\"" },
    { "rules:\n- code: L01\n  from: 2026-28\n" GOOD,
      "rules/a.yml:3:9: from is a collection year like 2026-27, not \"2026-28\"" },
    { "rules:\n- code: L01\n  from: soon\n" GOOD,
      "rules/a.yml:3:9: from is a collection year like 2026-27, not \"soon\"" },
    { "rules:\n- code: L01\n  from: 2026-27\n  to: 2025-26\n" GOOD, "rules/a.yml:4:7: the rule ends before it begins" },
    { "rules:\n- code: L01\n  wrong: yes\n" GOOD, "rules/a.yml:3:3: a rule has no \"wrong\"" },
    { "rules:\n- code: L01\n  fields: DOB\n" GOOD, "rules/a.yml:3:11: there is no table \"DOB\"" },
    { "rules:\n- code: L01\n  fields: \"Header\"\n" GOOD,
      "rules/a.yml:3:11: \"Header\" needs its columns: fields are written as" },
    { "rules:\n- code: L01\n  fields: \"Header: SEXX\"\n" GOOD,
      "rules/a.yml:3:11: Header has no column \"SEXX\": did you mean \"SEX\"?" },
    { "rules:\n- code: L01\n  fields: \"Episodes: DECOM\"\n" GOOD,
      "rules/a.yml:3:11: fields name no column of Header, whose rows the rule marks: add one" },
    { "rules:\n- L01\n", "rules/a.yml:2:3: a rule is written as lines of \"key: value\"" },
    { "rules: L01\n", "rules/a.yml:1:8: rules is a list" },
    { "rule:\n- code: L01\n" GOOD, "rules/a.yml:1:1: a file of rules has no \"rule\": did you mean \"rules\"?" },
    { "rules:\n- code: L01\n  wrong_when: [a]\n  return: ssda903\n  each: Header\n  message: M\n  mend: D\n",
      "rules/a.yml:3:15: wrong_when is one value, not a list" },
};

static void conditions_mark_rows(void)
{
    for (size_t i = 0; i < COUNT_OF(marks); i++) {
        err e;
        struct catalogue *cat = catalogue_of(marks[i].of, marks[i].each, marks[i].when, &e);
        if (!cat)
            printf("# " STR_FMT "\n", STR_ARG(e.detail));
        is(!cat                                    ? S("it is refused")
           : str_eq(str_of(marks[i].of), S("cin")) ? lines_of_census(cat)
                                                   : lines_of_care(cat),
           str_of(marks[i].want), arena_printf(&mem, "%s: %s", marks[i].each, marks[i].when).p);
        catalogue_free(cat);
    }
}

static void says(const struct catalogue *cat, const err *e, const char *want)
{
    bool good = !cat && e->code == ERR_INVALID && str_has(e->detail, str_of(want));
    ok(good, want);
    if (!good)
        printf("# " STR_FMT "\n", STR_ARG(cat ? S("accepted") : e->detail));
}

static void slips_are_named(void)
{
    err e;
    ok(COUNT_OF(refused) + COUNT_OF(files_refused)  >= COUNT_OF(marks), "at least as many refusals as acceptances");
    for (size_t i = 0; i < COUNT_OF(refused); i++)
        says(catalogue_of(refused[i].of, refused[i].each, refused[i].when, &e), &e, refused[i].want);
    for (size_t i = 0; i < COUNT_OF(files_refused); i++)
        says(catalogue_with(files_refused[i].rules, &e), &e, files_refused[i].want);
    out o = { 0 };
    out_raw(&o, S("rules:\n"));
    for (int i = 0; i < 1001; i++)
        out_printf(&o, "- code: L%d\n" GOOD, i);
    says(catalogue_with(arena_z(&mem, out_str(&o)), &e), &e,
         "rules/a.yml:6002:3: there are more than 1000 local rules: take out those that nobody acts on");
    out_release(&o);
    struct catalogue *cat =
        catalogue_with("rules:\n- code: L01\n  return: cin\n  each: A\n  wrong_when: x\n  message: M\n  mend: D\n- "
                       "code: L02\n  return: x\n  each: A\n  wrong_when: x\n  message: M\n  mend: D\n",
                       &e);
    ok(!cat && str_has(e.detail, S("rules/a.yml:4:")) && str_has(e.detail, S("rules/a.yml:9:")),
       "one run names every fault");
}

/* --- among the published rules ------------------------------------------------------------------------- */
static const char three[] =
    "rules:\n- code: L02\n  return: ssda903\n  each: Episodes\n  severity: error\n  wrong_when: PLACE is K2\n  fields: "
    "\"Episodes: PLACE, URN; Header: DOB\"\n  message: >\n    A child's\n    home.\n  mend: D\n"
    "- code: L01\n  return: ssda903\n  each: Reviews\n  wrong_when: REVIEW is not empty\n  message: M\n  mend: D\n"
    "- code: L03\n  return: ssda903\n  to: 2025-26\n  each: Header\n  wrong_when: count(Episodes) > 0\n  message: M\n  "
    "mend: D\n"
    "- code: L04\n  return: ssda903\n  each: Episodes\n  wrong_when: PL_DISTANCE > 1\n  message: M\n  mend: D\n"
    "- code: L05\n  return: cin\n  each: Assessments\n  wrong_when: CINreferralDate < 2026-01-01\n  message: M\n  "
    "mend: D\n"
    "- code: L06\n  return: cin\n  each: CINdetails\n  wrong_when: CINreferralDate > year_start\n  fields: "
    "\"CINdetails: CINreferralDate, ReferralNFA; ChildIdentifiers: Sex\"\n  message: M\n  mend: D\n";

struct care { struct set s; struct check k; struct collection year; };

static str reversed(const char *text)
{
    str rest = str_of(text), line, lines[40], first = S("");
    size_t n = 0;
    str_cut(&rest, '\n', &first);
    while (str_cut(&rest, '\n', &line))
        if (line.n)
            lines[n++] = line;
    out o = { 0 };
    out_printf(&o, STR_FMT "\n", STR_ARG(first));
    while (n)
        out_printf(&o, STR_FMT "\n", STR_ARG(lines[n - 1])), n--;
    str all = arena_copy(&mem, out_str(&o));
    out_release(&o);
    return all;
}

static void care_check(struct care *c, const struct catalogue *cat, bool backwards, size_t only)
{
    err e = { .mem = &mem };
    const struct {
        const char *name, *text;
    } files[] = { { "header.csv", header }, { "episodes.csv", episodes }, { "reviews.csv", reviews } };
    set_init(&c->s, &mem);
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        size_t at = backwards ? COUNT_OF(files) - 1 - i : i;
        if (set_add_bytes(&c->s, str_of(files[at].name), backwards ? reversed(files[at].text) : str_of(files[at].text),
                          false, &e))
            printf("# " STR_FMT "\n", STR_ARG(e.message));
    }
    set_index(&c->s);
    collection_of(&c->year, 2026);
    c->year.local = local_ssda903(cat);
    ssda903_check_init(&c->k, &c->year, c->s.have, &mem);
    set_check(&c->s, &c->k, only, NULL, NULL);
}

static bool same_issue(const struct issue *x, const struct issue *y)
{
    return x->rule == y->rule && x->table == y->table && x->content == y->content && x->last == y->last &&
           str_eq(x->child, y->child);
}

static const struct report_rule *rule_in(const struct report *r, const char *code)
{
    for (size_t i = 0; i < r->nrules; i++)
        if (strcmp(r->rules[i].text->code, code) == 0)
            return &r->rules[i];
    return NULL;
}

static void the_report_has_them(const struct care *c)
{
    struct report r;
    set_report(&c->s, &c->k, &r, &mem);
    is_int((int64_t)r.nrules, (int64_t)ssda903_rule_count + 4, "every rule is in the report, published and local");
    const struct report_rule *homes = rule_in(&r, "L02"), *over = rule_in(&r, "L03"), *far = rule_in(&r, "L04");
    ok(homes && homes->issues == 3 && homes->text->local && homes->text->severity == SEVERITY_ERROR,
       "a local rule with its issues, marked local, an error as it says");
    is(str_of(homes->text->message), S("A child's home."), "its message stands on one line");
    is(str_of(homes->text->fields), S("Episodes: PLACE, URN; Header: DOB"), "its fields are those it names");
    is(str_of(rule_in(&r, "L01")->text->fields), S("Reviews: REVIEW"), "or those of the condition");
    ok(rule_in(&r, "L01")->text->severity == SEVERITY_QUERY, "a query unless said");
    ok(over && over->not_checked && !over->issues, "a rule of other years is in the report as not checked");
    is(str_of(over && over->not_checked ? over->not_checked : ""), S("in force until 2025-26"), "  and why");
    ok(far && !far->not_checked && far->issues == 4, "one that needs distances runs where the files have them");
    ok(!rule_in(&r, "101")->text->local && !rule_in(&r, "L05"),
       "published rules are not local, and rules of the other return are not here");
    for (size_t i = 0; i < c->k.nissues; i++) {
        struct report_issue x;
        r.issue(r.ctx, i, &mem, &x);
        if (r.rules[x.rule].text->local && strcmp(r.rules[x.rule].text->code, "L02") == 0) {
            is(x.fields, S("PLACE, URN"), "an issue points at the row's own fields");
            break;
        }
    }
}

static void order_and_company_do_not_matter(const struct catalogue *cat, const struct care *all)
{
    struct care back, one;
    care_check(&back, cat, true, SIZE_MAX);
    bool same = back.k.nissues == all->k.nissues;
    for (size_t i = 0; i < all->k.nissues && same; i++)
        same = same_issue(&all->k.issues[i], &back.k.issues[i]);
    ok(same, "files and rows the other way round give the same issues in the same order");
    size_t wrong = 0;
    for (size_t n = 0; n < all->s.nchildren; n++) {
        size_t at = 0;
        care_check(&one, cat, false, n);
        for (size_t i = 0; i < all->k.nissues; i++)
            if (str_eq(all->k.issues[i].child, all->s.children[n]))
                wrong += at >= one.k.nissues || !same_issue(&all->k.issues[i], &one.k.issues[at++]);
        wrong += at != one.k.nissues;
        set_close(&one.s);
    }
    is_int((int64_t)wrong, 0, "one child alone has its share of the whole");
    set_close(&back.s);
}

static size_t published_issues(const struct check *k)
{
    size_t n = 0;
    for (size_t i = 0; i < ssda903_rule_count; i++)
        n += k->counts[i];
    return n;
}

static void care_runs_them_beside(const struct catalogue *cat)
{
    struct care with, without;
    care_check(&with, cat, false, SIZE_MAX);
    the_report_has_them(&with);
    order_and_company_do_not_matter(cat, &with);
    struct catalogue none = { 0 };
    care_check(&without, &none, false, SIZE_MAX);
    is_int((int64_t)without.k.nrules, (int64_t)ssda903_rule_count,
           "without a council's own there are the published rules alone");
    is_int((int64_t)published_issues(&with.k), (int64_t)without.k.nissues,
           "published rules find the same with local ones beside them");
    ok(published_issues(&with.k) > 0 && with.k.nissues == published_issues(&with.k) + 3 + 3 + 4,
       "and the local ones add theirs");
    set_close(&with.s);
    set_close(&without.s);
}

static void census_runs_them_beside(const struct catalogue *cat)
{
    struct cin_file f, other;
    struct report r;
    ok(census_checked(&f, census, cat, STR_NONE), "the census is checked");
    cin_file_report(&f, &r, &mem);
    const struct report_rule *early = rule_in(&r, "L05"), *since = rule_in(&r, "L06");
    is_int((int64_t)r.nrules, (int64_t)cin_rule_count + 2, "every rule is in its report");
    ok(early && early->issues == 2 && since && since->issues == 3 && since->text->local &&
           !rule_in(&r, "100")->text->local,
       "local rules with their issues, marked");
    is(str_of(early->text->fields), S("Assessments: LAchildID; CINdetails: CINreferralDate"),
       "a rule that names none of its row's fields points at the module");
    struct report_issue x;
    r.issue(r.ctx, f.check.nissues - 3, &mem, &x);
    is(x.fields,
       S("CINdetails.CINreferralDate (line 7), CINdetails.ReferralNFA (line 7), ChildIdentifiers.Sex (line 5)"),
       "an issue points at the cells that its rule names, where they stand");
    r.issue(r.ctx, f.check.nissues - 5, &mem, &x);
    is(x.fields, S("Assessments (line 8), CINdetails.CINreferralDate (line 7)"), "and at the module");
    ok(f.check.nissues > 5 && f.check.issues[f.check.nissues - 1].rule == cin_rule_count + 1,
       "theirs come after the published rules'");
    out o = { 0 };
    const char *reference = strstr(census, "<ReferenceDate>");
    out_raw(&o, (str){ census, (size_t)(reference - census) });
    out_raw(&o, str_of(strchr(reference, '/') + 15));
    ok(census_checked(&other, arena_z(&mem, out_str(&o)), cat, STR_NONE), "without a reference date");
    out_release(&o);
    cin_file_report(&other, &r, &mem);
    ok(rule_in(&r, "L06")->not_checked && strstr(rule_in(&r, "L06")->not_checked, "reference date") &&
           !rule_in(&r, "L05")->not_checked,
       "what asks for the year says what it lacks, and the rest is checked");
}

/* Two threads share one catalogue and its rules. */
static void parts_find_the_same(const struct catalogue *cat)
{
    out o = { 0 };
    const char *first = strstr(census, "<Child>"), *end = strstr(census, "</Children>");
    out_raw(&o, (str){ census, (size_t)(first - census) });
    for (int i = 0; i < 40; i++)
        out_raw(&o, (str){ first, (size_t)(end - first) });
    out_raw(&o, str_of(end));
    err e = { .mem = &mem };
    struct cin_file one, two;
    struct cin_file_how how = {
        .reference = DAY_NONE, .calendar = &calendar, .local = local_cin(cat), .processors = 1, .only = S("L06")
    };
    bool good = cin_file_check(&one, out_str(&o), &how, &mem, &e) == ERR_OK;
    how.processors = 3;
    good = good && cin_file_check(&two, out_str(&o), &how, &mem, &e) == ERR_OK && one.check.nissues == 120 &&
           two.check.nissues == 120;
    for (size_t i = 0; good && i < 120; i++)
        good = one.check.issues[i].line == two.check.issues[i].line &&
               one.check.issues[i].places[0].line == two.check.issues[i].places[0].line;
    ok(good, "in three parts at once the same issues in the same order");
    is_int((int64_t)two.check.counts[cin_rule_count + 1], 120, "and as many");
    out_release(&o);
}

/* Modules that stand without the referral that should hold them are looked at; the referral
 * that is not there is not. */
static void what_is_not_there_is_not_marked(void)
{
    static const struct { const char *each, *when; size_t want; } cases[] = {
        { "CINdetails", "CINreferralDate is empty", 0 },   { "ChildIdentifiers", "count(CINdetails) = 0", 1 },
        { "ChildIdentifiers", "any(CINdetails)", 0 },      { "CINplanDates", "CINPlanEndDate is empty", 1 },
        { "CINplanDates", "CINreferralDate is empty", 1 }, { "ChildIdentifiers", "count(CINplanDates) = 1", 1 },
    };
    struct cin_child c;
    struct cin_year year = { .start = DAY_NONE, .end = DAY_NONE };
    cin_child_open(&c, 1, 0, &mem);
    c.identifiers = cin_module(&mem, CIN_ChildIdentifiers, 2, 0);
    struct cin_episode *hollow = cin_module(&mem, CIN_CINdetails, 0, 0);
    struct cin_plan *plan = cin_module(&mem, CIN_CINplanDates, 3, 0);
    CIN_LIST_ADD(hollow->plans, plan);
    CIN_LIST_ADD(c.episodes, hollow);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        err e;
        struct cin_check k;
        struct catalogue *cat = catalogue_of("cin", cases[i].each, cases[i].when, &e);
        year.local = cat ? local_cin(cat) : NULL;
        cin_check_init(&k, &year, &mem);
        cin_check_only(&k, S("L01"));
        cin_check_child(&k, &c);
        is_int((int64_t)k.nissues, (int64_t)cases[i].want,
               arena_printf(&mem, "without a referral, %s: %s", cases[i].each, cases[i].when).p);
        catalogue_free(cat);
    }
}

/* The program's own catalogue knows the codes of every column that has a list: a slip in any is named. */
static void the_real_codes_are_known(void)
{
    static const struct { const char *column, *good; } known[] = {
        { "ssda903:LS", "C1 C2 D1 E1 V2 V3 V4 J1 J2 J3 L1 L2 L3" },
        { "ssda903:RNE", "S L P T B U" },
        { "ssda903:CIN", "N1 N2 N3 N4 N5 N6 N7 N8" },
        { "ssda903:PLACE",
          "A3 A4 A5 A6 K1 K2 K3 P1 P3 R1 R2 R3 R5 S1 T0 T1 T2 T3 T4 U1 U2 U3 U4 U5 U6 Z11 Z12 Z13 Z14 H5 P2 Z1" },
        { "ssda903:REC", "X1 E11 E12 E2 E3 E4A E4B E13 E41 E45 E46 E47 E48 E5 E6 E7 E9 E14 E15 E16 E17 E8" },
        { "ssda903:REVIEW_CODE", "PN0 PN1 PN2 PN3 PN4 PN5 PN6 PN7" },
        { "ssda903:PLACE_PROVIDER", "PR0 PR1 PR2 PR3 PR4 PR5" },
        { "ssda903:REASON_PLACE_CHANGE", "CARPL CLOSE ALLEG STAND APPRR CREQB CREQO CHILD LAREQ PLACE CUSTOD OTHER" },
        { "ssda903:MISSING", "M A" },
        { "ssda903:IN_TOUCH", "YES NO DIED REFU NREQ RHOM" },
        { "ssda903:ACTIV", "F1 P1 F2 P2 F4 P4 F5 P5 G4 G5 G6 0" },
        { "ssda903:SDQ_REASON", "SDQ1 SDQ2 SDQ3 SDQ4 SDQ5" },
        { "ssda903:PREV_PERM", "P1 P2 P3 P4 Z1" },
        { "ssda903:REASON_PLACED_CEASED", "RD1 RD2 RD3 RD4" },
        { "ssda903:SEX", "M F U" },
        { "ssda903:ETHNIC", "WBRI NOBT" },
        { "ssda903:SEX_ADOPTR", "M1 F1 MM FF MF" },
        { "ssda903:LS_ADOPTR", "L0 L11 L12 L2 L3 L4" },
        { "ssda903:ACCOM", "B1 0" },
        { "cin:ReferralSource", "1A 1B 1C 1D 2A 2B 3A 3B 3C 3D 3E 3F 4 5A 5B 5C 5D 6 7 8 9 10" },
        { "cin:PrimaryNeedCode", "N1 N2 N3 N4 N5 N6 N7 N8 N9 N0" },
        { "cin:ReasonForClosure", "RC1 RC2 RC3 RC4 RC5 RC6 RC7 RC8 RC9" },
        { "cin:Sex", "M F U" },
        { "cin:InitialCategoryOfAbuse", "NEG PHY SAB EMO MUL" },
        { "cin:LatestCategoryOfAbuse", "NEG PHY SAB EMO MUL" },
        { "cin:AssessmentFactors", "1A 1B 1C 2A 2B 2C 3A 3B 3C 4A 4B 4C 5A 5B 5C 6A 6B 6C 7A 8B 8C 8D 8E 8F 9A 10A 11A "
                                   "12A 13A 14A 15A 16A 17A 18A 18B 18C 19A 19B 19C 20 21 22A 23A 24A" },
        { "cin:Disability", "NONE MOB HAND PC INC COMM LD HEAR VIS BEH CON AUT DDA" },
        { "cin:Ethnicity",
          "WBRI WIRI WIRT WOTH WROM MWBC MWBA MWAS MOTH AIND APKN ABAN AOTH BCRB BAFR BOTH CHNE OOTH REFU NOBT" },
    };
    struct catalogue *cat = NULL;
    err e = { .mem = &mem };
    if (!ok(local_catalogue_load(&cat, STR_NONE, &e) == ERR_OK && !cat->local && !cat->nlocal_rules,
            "the program comes without local rules"))
        return;
    for (size_t i = 0; i < COUNT_OF(known); i++) {
        const struct codeset *cs = mark_codes(cat, str_of(known[i].column));
        str rest = str_of(known[i].good), code;
        size_t unknown = 0;
        while (str_cut(&rest, ' ', &code))
            if (cs && codeset_find(cs, code) < 0) {
                printf("# %s lacks " STR_FMT "\n", known[i].column, STR_ARG(code));
                unknown++;
            }
        is_int((int64_t)unknown, 0,
               arena_printf(&mem, "every code of %s may be asked for%s", known[i].column, cs ? "" : ", and others too")
                   .p);
    }
    catalogue_free(cat);
}

int main(void)
{
    arena_init(&mem, 0);
    calendar_init(&calendar, &mem, 0, NULL);
    conditions_mark_rows();
    slips_are_named();
    err e;
    struct catalogue *cat = catalogue_with(three, &e);
    if (!ok(cat != NULL, "several rules load")) {
        printf("# " STR_FMT "\n", STR_ARG(e.detail));
        return done_testing();
    }
    care_runs_them_beside(cat);
    census_runs_them_beside(cat);
    parts_find_the_same(cat);
    what_is_not_there_is_not_marked();
    catalogue_free(cat);
    the_real_codes_are_known();
    arena_release(&mem);
    return done_testing();
}
