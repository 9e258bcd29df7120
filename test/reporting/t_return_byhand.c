/* t_return_byhand.c - children whom nobody imported: every record saved as a form saves it, and each file of both
 * returns as it must be then. */
#include "../record/subjects.h"
#include "reporting/make.h"
#include "reporting/places.h"
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/holdfast-byhand-XXXXXX";

/* --- records, one a line: WHOSE KIND NAME field=value; …   A value @NAME is that record.
 * WHOSE = KIND's own name: a new subject. ----- */
static struct { const char *name; int64_t id, subject; } known[120];
static size_t nknown;

static int64_t id_of(str name, bool subject)
{
    for (size_t i = 0; i < nknown; i++)
        if (str_eq(str_of(known[i].name), name))
            return subject ? known[i].subject : known[i].id;
    printf("Bail out! nobody is called " STR_FMT "\n", STR_ARG(name));
    exit(1);
}

static void record_made(struct store *s, str line)
{
    str whose, kind, name, part, field;
    struct put_result r = { 0 };
    struct field_change fields[24];
    struct change c = {
        .op = CHANGE_SAVE, .source_key = STR_NONE, .fields = fields, .why = STR_NONE, .account = STR_NONE
    };
    if (!str_cut(&line, ' ', &whose) || !str_cut(&line, ' ', &kind) || !str_cut(&line, ' ', &name))
        return;
    c.kind = catalogue_kind(cat, kind);
    while (str_cut(&line, ';', &part)) {
        str_cut(&part, '=', &field);
        const struct field *f = kind_field(c.kind, str_trim(field));
        if (!f) {
            printf("Bail out! " STR_FMT " has no " STR_FMT "\n", STR_ARG(kind), STR_ARG(field));
            exit(1);
        }
        str typed = str_starts(part, S("@")) ? arena_printf(&mem, "%lld", (long long)id_of(str_skip(part, 1), false))
                                             : part;
        fields[c.n++] = (struct field_change){ f, typed };
    }
    int64_t subject = str_eq(whose, S("+")) ? 0 : id_of(whose, true);
    err_code rc = save(s, &subject, &c, &r);
    for (size_t i = 0; i < r.nfaults; i++)
        printf("# " STR_FMT ": " STR_FMT "\n", STR_ARG(r.faults[i].field->name), STR_ARG(r.faults[i].message));
    CODE(rc, ERR_OK, arena_printf(&mem, "the form takes " STR_FMT " " STR_FMT, STR_ARG(kind), STR_ARG(name)).p);
    if (nknown == COUNT_OF(known))
        exit(1);
    known[nknown++] = (__typeof__(known[0])){ arena_z(&mem, name), r.record ? r.record->id : 0, subject };
}

static const char *const care[] = {
    "+ worker Ali name=Ali Shah; registration=SW100200; staff_number=17",
    "+ worker Bea name=Bea Cole; staff_number=18",
    /* Kim: looked after since 2024, a move, a change of order, everything that a year brings */
    "+ person Kim forename=Kim; surname=Hall; born_on=2012-05-10; sex=F; ethnicity=WBRI; council_id=K1; "
    "upn=A123456789012; is_mother=0",
    "Kim address Kim_home address_type=HOME; line1=1 High Street; postcode=NR1 1AA; from_on=2020-01-01",
    "Kim placement Kim_p1 placement_type=U6; started_on=2024-02-01; provider=PR1; postcode=NR2 2BB; urn=SC012345; "
    "ended_on=2025-09-01; change_reason=CARPL",
    "Kim placement Kim_p2 placement_type=K2; started_on=2025-09-01; provider=PR4; postcode=NR3 3CC; urn=SC054321",
    "Kim care_episode Kim_e1 started_on=2024-02-01; start_reason=S; legal_status=V2; need=N1; placement_id=@Kim_p1; "
    "ended_on=2025-06-10; end_reason=X1",
    "Kim care_episode Kim_e2 started_on=2025-06-10; start_reason=L; legal_status=C2; placement_id=@Kim_p1; "
    "ended_on=2025-09-01",
    "Kim care_episode Kim_e3 started_on=2025-09-01; start_reason=P; legal_status=C2",
    "Kim looked_after_review Kim_r1 due_on=2025-06-20; held_on=2025-06-18; participation_code=PN1",
    "Kim looked_after_review Kim_r2 due_on=2025-12-10; held_on=2025-12-09; cancelled=1",
    "Kim looked_after_review Kim_r3 due_on=2024-12-10; held_on=2024-12-09; participation_code=PN1",
    "Kim health_check Kim_h1 check_type=health_assessment; held_on=2025-05-02; status=completed",
    "Kim health_check Kim_h2 check_type=dental; due_on=2025-11-01; status=refused; not_held_reason=Did not want to",
    "Kim health_check Kim_h3 check_type=dental; held_on=2024-11-01; status=completed",
    "Kim immunisation Kim_i1 status=0; status_on=2023-05-01",
    "Kim immunisation Kim_i2 status=1; status_on=2024-05-01",
    "Kim immunisation Kim_i3 status=0; status_on=2026-05-01",
    "Kim conviction Kim_c1 offence_on=2025-03-01; convicted_on=2025-05-06; offence=Theft",
    "Kim substance_misuse Kim_s1 noted_on=2025-10-10; substance=Cannabis; intervention_received=0; "
    "intervention_offered=1",
    "Kim sdq Kim_q1 completed_on=2025-07-01; score=14",
    "Kim sdq Kim_q2 completed_on=2026-01-15; score=17; answered_by=carer",
    "Kim missing_episode Kim_m1 missing_type=M; started_at=2025-08-01T21:30; ended_at=2025-08-02T23:30",
    "Kim missing_episode Kim_m0 missing_type=M; started_at=2025-03-30T21:00; ended_at=2025-04-02T08:00",
    "Kim involvement Kim_w1 role=case_holder; worker_id=@Ali; from_on=2024-02-01; to_on=2025-10-01; "
    "change_reason=FCONTA",
    "Kim involvement Kim_w2 role=case_holder; worker_id=@Bea; from_on=2025-10-01; change_reason=LEFTRL",
    "Kim involvement Kim_w3 role=reviewing_officer; worker_id=@Ali; from_on=2024-02-01",
    "Kim previous_permanence Kim_pp option=P2; order_on=zz/05/2019; arranged_by=926",
    "Kim deprivation_of_liberty Kim_d1 started_on=2025-09-10; ends_on=2025-12-10",
    "Kim deprivation_of_liberty Kim_d2 started_on=2025-12-10; ends_on=2026-06-10; ended_on=2026-02-01",
    /* Sam: came alone; a boy of four whose year has nothing in it but care */
    "+ person Sam forename=Sam; surname=Noor; born_on=2021-06-01; sex=M; ethnicity=WOTH; council_id=K2; "
    "upn_unknown=UN1",
    "Sam immigration_status Sam_u status=UASC; from_on=2024-03-01; to_on=2025-11-11",
    "Sam placement Sam_p placement_type=U1; started_on=2024-03-01; provider=PR1; postcode=NR4 4DD; urn=SC012346",
    "Sam care_episode Sam_e started_on=2024-03-01; start_reason=S; legal_status=V2; need=N8; placement_id=@Sam_p; "
    "home_postcode=NR9 9ZZ",
    "Sam previous_permanence Sam_pp option=Z1",
    /* Ada: adopted in the year */
    "+ person Ada forename=Ada; surname=Reed; born_on=2023-02-03; sex=F; ethnicity=WBRI; council_id=K3; "
    "upn_unknown=UN1",
    "Ada placement Ada_p placement_type=A6; started_on=2025-01-10; provider=PR1; postcode=NR5 5EE; urn=SC012347; "
    "ended_on=2025-10-20",
    "Ada care_episode Ada_e started_on=2025-01-10; start_reason=S; legal_status=E1; need=N1; placement_id=@Ada_p; "
    "home_postcode=NR1 2AB; ended_on=2025-10-20; end_reason=E11",
    "Ada permanence Ada_a adm_decision_on=2024-12-01; matched_on=2024-12-20; placed_on=2025-01-10; adopters=2; "
    "adopter_sex=MF; adopter_legal_status=L11; adopted_by_carer=0; order_on=2025-10-20; order_type=adoption",
    /* Lee: left at 18, 19 in the year; Max: 18, and no longer wants help; Ned: still looked after at 17 */
    "+ person Lee forename=Lee; surname=Ward; born_on=2006-08-08; sex=M; ethnicity=WBRI; council_id=K4; "
    "upn_unknown=UN3",
    "Lee care_leaver Lee_1 recorded_on=2025-08-20; eligibility=former_relevant; in_touch=YES; accommodation=U; "
    "suitable=1; activity=F5",
    "Lee care_leaver Lee_2 recorded_on=2026-02-20; eligibility=former_relevant; in_touch=NO",
    "+ person Max forename=Max; surname=Pike; born_on=2007-09-09; sex=M; ethnicity=WBRI; council_id=K5; "
    "upn_unknown=UN3",
    "Max care_leaver Max_1 recorded_on=2024-08-20; eligibility=relevant; in_touch=NREQ; accommodation=0; activity=0",
    "+ person Ned forename=Ned; surname=Gray; born_on=2008-10-10; sex=M; ethnicity=WBRI; council_id=K6; "
    "upn_unknown=UN3",
    "Ned care_leaver Ned_1 recorded_on=2025-10-20; eligibility=eligible; in_touch=YES; accommodation=D; suitable=1; "
    "activity=F2",
    "Ned care_episode Ned_e started_on=2025-09-09; start_reason=S; legal_status=V2; need=N4; home_postcode=NR8 8XX; "
    "ended_on=2025-12-24; end_reason=E4A",
    /* Zoe: a series of short breaks, which the return asks less of */
    "+ person Zoe forename=Zoe; surname=Lamb; born_on=2015-01-01; sex=F; ethnicity=WBRI; council_id=K7; "
    "upn=P123456789013; is_mother=0",
    "Zoe care_episode Zoe_e started_on=2024-01-10; start_reason=S; legal_status=V4; need=N2; home_postcode=NR7 7WW",
    "Zoe looked_after_review Zoe_r held_on=2025-07-07; participation_code=PN1",
};

static const struct { const char *file, *rows; } care_files[] = {
    { "header.csv", "K1,F,10/05/2012,WBRI,A123456789012,0,|K2,M,01/06/2021,WOTH,UN1,,|K3,F,03/02/"
                    "2023,WBRI,UN1,0,|K4,M,08/08/2006,WBRI,UN3,,|"
                    "K5,M,09/09/2007,WBRI,UN3,,|K6,M,10/10/2008,WBRI,UN3,,|K7,F,01/01/2015,WBRI,P123456789013,,|" },
    { "episodes.csv", "K1,01/02/2024,S,V2,N1,U6,PR1,10/06/2025,X1,,NR1 1AA,NR2 2BB,SC012345|"
                      "K1,10/06/2025,L,C2,N1,U6,PR1,01/09/2025,X1,CARPL,NR1 1AA,NR2 2BB,SC012345|"
                      "K1,01/09/2025,P,C2,N1,K2,PR4,,,,NR1 1AA,NR3 3CC,SC054321|"
                      "K2,01/03/2024,S,V2,N8,U1,PR1,,,,NR9 9ZZ,NR4 4DD,SC012346|"
                      "K3,10/01/2025,S,E1,N1,A6,PR1,20/10/2025,E11,,NR1 2AB,NR5 5EE,SC012347|"
                      "K6,09/09/2025,S,V2,N4,,,24/12/2025,E4A,,NR8 8XX,,|"
                      "K7,10/01/2024,S,V4,N2,,,,,,NR7 7WW,,|" },
    { "reviews.csv", "K1,10/05/2012,18/06/2025,PN1|" },
    { "uasc.csv", "K2,M,01/06/2021,11/11/2025|" },
    { "oc2.csv", "K1,10/05/2012,17,,1,,1,0,1,1,0,1|K2,01/06/2021,,SDQ1,,0,,0,0,0,,|" },
    { "oc3.csv", "K4,08/08/2006,YES,F5,U1|K5,09/09/2007,NREQ,0,0|" },
    { "ad1.csv", "K3,03/02/2023,01/12/2024,20/12/2024,0,2,MF,L11|" },
    { "placed_for_adoption.csv", "K3,03/02/2023,01/12/2024,,|" },
    { "previous_permanence.csv", "K1,10/05/2012,P2,926,zz/05/2019|K2,01/06/2021,Z1,,|" },
    { "missing.csv", "K1,10/05/2012,M,30/03/2025,02/04/2025|K1,10/05/2012,M,01/08/2025,02/08/2025|" },
    { "sw_episodes.csv", "K1,10/05/2012,SW100200,01/02/2024,01/10/2025,FCONTA|K1,10/05/2012,XX18,01/10/2025,,LEFTRL|" },
    { "dolo.csv", "K1,10/05/2012,10/09/2025,10/12/2025|K1,10/05/2012,10/12/2025,01/02/2026|" },
};

static const char *const need[] = {
    "+ person Ivy forename=Ivy; surname=Page; born_on=2018-07-07; due_on=2018-07-01; sex=F; ethnicity=WBRI; "
    "council_id=N1; upn=D123456789014",
    "Ivy disability Ivy_d condition=NONE",
    "Ivy referral Ivy_r received_on=2025-05-01; source=1A; need=N1; nfa=0; closed_on=2026-03-20; close_reason=RC3; "
    "close_rationale=All is well",
    "Ivy assessment Ivy_a started_on=2025-05-02; referral_id=@Ivy_r; factors=3A 4B; authorised_on=2025-06-12",
    "Ivy strategy_discussion Ivy_s held_at=2025-06-02T10:00; referral_id=@Ivy_r; agencies=social_care police health; "
    "decision=s47; rationale=Bruises",
    "Ivy s47_enquiry Ivy_q1 started_on=2025-06-02; referral_id=@Ivy_r; strategy_discussion_id=@Ivy_s; "
    "outcome=CP_CONFERENCE_FLAG; ended_on=2025-06-13",
    "Ivy conference Ivy_c referral_id=@Ivy_r; held_on=2025-06-20; category=NEG; outcome_plan=1",
    "Ivy s47_enquiry Ivy_q2 started_on=2025-11-03; referral_id=@Ivy_r; outcome=PROV_OF_SERVICES_FLAG; "
    "ended_on=2025-11-10",
    "Ivy cp_plan Ivy_old started_on=2021-01-10; ended_on=2021-10-10; initial_category=PHY; end_reason=needs_met",
    "Ivy cp_plan Ivy_p started_on=2025-06-20; referral_id=@Ivy_r; conference_id=@Ivy_c; ended_on=2025-12-10; "
    "end_reason=needs_met",
    "Ivy cp_review Ivy_v cp_plan_id=@Ivy_p; held_on=2025-09-15; category=EMO; continue_plan=1",
    "Ivy cin_plan Ivy_n started_on=2025-12-10; referral_id=@Ivy_r; ended_on=2026-03-20; end_reason=needs_met",
    "Ivy pre_proceedings Ivy_pp decided_on=2025-07-01; family_meeting_offered_on=2025-07-03; "
    "family_meeting_on=2025-07-20; letter_sent_on=2025-07-05; first_meeting_on=2025-07-12",
    "Ivy pre_proceedings_review Ivy_ppr pre_proceedings_id=@Ivy_pp; held_on=2025-08-25",
    "+ person Bump forename=Unborn; surname=Page; due_on=2026-05-05; sex=U; council_id=N2; upn_unknown=UN1",
    "Bump referral Bump_r received_on=2026-02-01; source=3A; need=N3",
    "Bump conference Bump_c referral_id=@Bump_r; transfer_in=1; held_on=2026-02-20",
};

/* Every element with text, in order; modules by their names. */
static const char census[] =
    "Child ChildIdentifiers LAchildID=N1 UPN=D123456789014 PersonBirthDate=2018-07-07 Sex=F ChildCharacteristics "
    "Ethnicity=WBRI Disabilities Disability=NONE "
    "CINdetails CINreferralDate=2025-05-01 ReferralSource=1A PrimaryNeedCode=N1 CINclosureDate=2026-03-20 "
    "ReasonForClosure=RC3 "
    "Assessments AssessmentActualStartDate=2025-05-02 AssessmentAuthorisationDate=2025-06-12 "
    "FactorsIdentifiedAtAssessment AssessmentFactors=3A AssessmentFactors=4B "
    "CINPlanDates CINPlanStartDate=2025-12-10 CINPlanEndDate=2026-03-20 "
    "Section47 S47ActualStartDate=2025-06-02 InitialCPCtarget=2025-06-23 DateOfInitialCPC=2025-06-20 ICPCnotRequired=0 "
    "Section47 S47ActualStartDate=2025-11-03 ICPCnotRequired=1 ReferralNFA=0 "
    "ChildProtectionPlans CPPstartDate=2025-06-20 CPPendDate=2025-12-10 InitialCategoryOfAbuse=NEG "
    "LatestCategoryOfAbuse=EMO NumberOfPreviousCPP=1 Reviews CPPreviewDate=2025-09-15 "
    "Child ChildIdentifiers LAchildID=N2 UPNunknown=UN1 ExpectedPersonBirthDate=2026-05-05 Sex=U ChildCharacteristics "
    "CINdetails CINreferralDate=2026-02-01 ReferralSource=3A PrimaryNeedCode=N3 DateOfInitialCPC=2026-02-20 "
    "ReferralNFA=0 ";
static const char proceedings[] = "PPStartDate=2025-07-01 LBPSentDate=2025-07-05 FGDMMeetingOffer=1 FGDMMeetingFac=1 "
                                  "InitialPPMeetingDate=2025-07-12 ReviewMeetingsCount=1 ";

static str file_text(const char *path)
{
    static char bytes[1 << 16];
    FILE *f = fopen(path, "rbe");
    size_t n = f ? fread(bytes, 1, sizeof bytes, f) : 0;
    if (f)
        fclose(f);
    return arena_copy(&mem, (str){ bytes, n });
}

/* The rows after the names of the columns, each ended by a bar. */
static str rows_of(str text)
{
    out o = { 0 };
    str line;
    str_cut(&text, '\n', &line);
    while (str_cut(&text, '\n', &line))
        if (str_trim(line).n) {
            out_raw(&o, str_trim(line));
            out_char(&o, '|');
        }
    str s = arena_copy(&mem, (str){ o.p, o.n });
    out_release(&o);
    return s;
}

static str elements_of(str text)
{
    out o = { 0 };
    str line, name;
    bool in = false;
    while (str_cut(&text, '\n', &line)) {
        line = str_trim(line);
        in = in || str_eq(line, S("<Children>"));
        if (!in || str_starts(line, S("</")) || str_eq(line, S("<Children>")))
            continue;
        line = str_skip(line, 1);
        str_cut(&line, '>', &name);
        out_raw(&o, name);
        if (line.n) {
            str within;
            str_cut(&line, '<', &within);
            out_char(&o, '=');
            out_raw(&o, within);
        }
        out_char(&o, ' ');
    }
    str s = arena_copy(&mem, (str){ o.p, o.n });
    out_release(&o);
    return s;
}

static struct return_done written(struct store *s, const char *source, int year, const char *dir)
{
    struct return_done done;
    const struct return_options o = {
        .of = return_kind_named(str_of(source)), .year = year, .dir = dir, .now = author.at, .authority = S("926")
    };
    CODE(return_make(s, &o, &mem, &done, &e), ERR_OK, "the return is written");
    return done;
}

static const struct return_item *item_of(const struct return_done *d, const char *table, const char *name)
{
    for (size_t i = 0; i < d->nitems; i++)
        if (str_eq(d->items[i].table, str_of(table)) && str_eq(d->items[i].name, str_of(name)))
            return &d->items[i];
    static const struct return_item none = { .table = { NULL, 0 } };
    return &none;
}

static const char *at(const char *dir, const char *file)
{
    return arena_z(&mem, arena_printf(&mem, "%s/%s", dir, file));
}
static const char *new_dir(const char *name)
{
    return arena_z(&mem, arena_printf(&mem, "%s/%s-%d", folder, name, engine));
}
static void tidy(const char *dir, const char *file) { remove(at(dir, file)); }

/* Where somebody goes to answer an item of the yearly outcomes: the everyday record, or the
 * kind of which there is none. */
static void test_places(struct store *s)
{
    static const struct { const char *who, *column, *kind, *field, *record; } cases[] = {
        { "Kim", "CONVICTED", "conviction", "convicted_on", "Kim_c1" },
        { "Kim", "TEETH_CHECK", "health_check", "status", NULL },
        { "Kim", "HEALTH_ASSESSMENT", "health_check", "status", "Kim_h1" },
        { "Kim", "SDQ_SCORE", "sdq", "score", "Kim_q2" },
        { "Sam", "IMMUNISATIONS", "immunisation", "status", NULL },
        { "Sam", "SUBSTANCE_MISUSE", "substance_misuse", "noted_on", NULL },
    };
    struct return_plan plan;
    const struct return_year year = return_year_of(&return_kinds[RETURN_ssda903], 2025);
    CODE(return_plan_make(&plan, cat, &return_kinds[RETURN_ssda903],
                          &return_maker_of(&return_kinds[RETURN_ssda903])->shape, &mem, &e),
         ERR_OK, "the plan is made");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct return_rows rows;
        struct place_list l = { .mem = &mem };
        return_rows_of(&plan, &load(s, id_of(str_of(cases[i].who), true))->facts, &year, NULL, &mem, &rows);
        for (size_t r = 0; r < rows.n; r++)
            if (str_eq(return_table_map(&plan, rows.at[r].table)->name, S("oc2")))
                place_column(&l, &plan, rows.at[r].table, &rows.at[r], rows.at[r].record->id, str_of(cases[i].column));
        const struct return_place *at = places_done(&l);
        ok(l.n == 1 && str_eq(at->kind->name, str_of(cases[i].kind)) && at->nfields == 1 &&
               str_eq(at->fields[0]->name, str_of(cases[i].field)) &&
               at->record == (cases[i].record ? id_of(str_of(cases[i].record), false) : 0),
           both_name(engine, cases[i].column));
    }
}

static void test_care(void)
{
    struct store *s = open_store(both_where(engine, "byhand_care", &mem), STORE_WRITE | STORE_CREATE);
    nknown = 0;
    for (size_t i = 0; i < COUNT_OF(care); i++)
        record_made(s, str_of(care[i]));
    const char *dir = new_dir("care");
    struct return_done done = written(s, "ssda903", 2025, dir);
    for (size_t i = 0; i < COUNT_OF(care_files); i++) {
        is(rows_of(file_text(at(dir, care_files[i].file))), str_of(care_files[i].rows),
           both_name(engine, care_files[i].file));
        tidy(dir, care_files[i].file);
    }
    remove(dir);
    is_int((int64_t)done.children, 7, both_name(engine, "everybody has a place in it"));
    static const struct { const char *table, *item; int defaults; } said[] = {
        { "OC2", "CONVICTED", 0 },     { "OC2", "TEETH_CHECK", 1 }, { "OC2", "HEALTH_CHECK", 1 },
        { "OC2", "IMMUNISATIONS", 0 }, { "OC2", "SDQ_REASON", 1 },  { "Header", "MOTHER", 1 },
    };
    for (size_t i = 0; i < COUNT_OF(said); i++)
        is_int((int64_t)item_of(&done, said[i].table, said[i].item)->defaults, said[i].defaults,
               both_name(engine, said[i].item));
    test_places(s);
    /* What somebody says as the return asks it goes before everything else. */
    record_made(s, S("Kim care_year Kim_y year_ended_on=2026-03-31; teeth_check=1; convicted=0"));
    record_made(s, S("Kim sdq Kim_q3 completed_on=2026-02-15; reason=SDQ4"));
    const char *again = new_dir("again");
    written(s, "ssda903", 2025, again);
    is(rows_of(file_text(at(again, "oc2.csv"))), S("K1,10/05/2012,17,,0,,1,1,1,1,0,1|K2,01/06/2021,,SDQ1,,0,,0,0,0,,|"),
       both_name(engine, "the year's own answer goes first"));
    for (size_t i = 0; i < COUNT_OF(care_files); i++)
        tidy(again, care_files[i].file);
    remove(again);
    const char *earlier = new_dir("earlier");
    written(s, "ssda903", 2024, earlier);
    is(rows_of(file_text(at(earlier, "oc2.csv"))), S("K1,10/05/2012,,,0,,1,1,0,0,,|K2,01/06/2021,,,,0,,0,0,0,,|"),
       both_name(engine, "and each year has its own records"));
    is(rows_of(file_text(at(earlier, "oc3.csv"))), S("K5,09/09/2007,NREQ,0,0|"),
       both_name(engine, "a birthday that the return asks about"));
    is(rows_of(file_text(at(earlier, "ad1.csv"))), S(""), both_name(engine, "adopted in a later year"));
    for (size_t i = 0; i < COUNT_OF(care_files); i++)
        tidy(earlier, care_files[i].file);
    remove(earlier);
    store_close(s);
}

static void test_need(void)
{
    struct store *s = open_store(both_where(engine, "byhand_need", &mem), STORE_WRITE | STORE_CREATE);
    nknown = 0;
    for (size_t i = 0; i < COUNT_OF(need); i++)
        record_made(s, str_of(need[i]));
    const char *dir = new_dir("need");
    struct return_done done = written(s, "cin", 2025, dir);
    is(elements_of(file_text(at(dir, "cin.xml"))), str_of(census), both_name(engine, "the census of 2025-26"));
    is_int((int64_t)item_of(&done, "ChildProtectionPlans", "NumberOfPreviousCPP")->defaults, 1,
           both_name(engine, "plans before are counted in the record"));
    tidy(dir, "cin.xml");
    remove(dir);
    /* The next year's shape has the pre-proceedings: a case that goes on into it. */
    record_made(s, S("+ person Roo forename=Roo; surname=Page; born_on=2019-01-01; sex=M; council_id=N3"));
    record_made(s, S("Roo referral Roo_r received_on=2025-06-01; source=1A; need=N1"));
    record_made(s, S("Roo pre_proceedings Roo_pp decided_on=2025-07-01; family_meeting_offered_on=2025-07-03; "
                     "family_meeting_on=2025-07-20; letter_sent_on=2025-07-05; first_meeting_on=2025-07-12"));
    record_made(s, S("Roo pre_proceedings_review Roo_ppr pre_proceedings_id=@Roo_pp; held_on=2025-08-25"));
    const char *next = new_dir("next");
    written(s, "cin", 2026, next);
    str all = elements_of(file_text(at(next, "cin.xml")));
    bool found = false;
    for (size_t i = 0; i < all.n && !found; i++)
        found = str_starts(str_skip(all, i), str_of(proceedings));
    ok(found, both_name(engine, "the pre-proceedings of 2026-27"));
    tidy(next, "cin.xml");
    remove(next);
    store_close(s);
}

int main(void)
{
    subjects_start();
    if (!mkdtemp(folder))
        return 1;
    for (engine = 0; engine < 2; engine++) {
        test_care();
        test_need();
    }
    remove(folder);
    subjects_stop();
    return done_testing();
}
