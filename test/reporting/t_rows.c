/* t_rows.c - which facts are rows of which year's return, at the edges of the year: a line
 * of facts, and the rows that must come out. */
#include "tap.h"
#include "catalogue/load.h"
#include "reporting/make.h"
#include "rows_of.h"

static arena mem;
static err e = { .mem = &mem };

static const char care[] =
    /* an episode belongs to the years that it touches; what ends after the year has not
     * ended yet, and nobody knows why */
    "2026: person 2014-05-05; care_episode 2026-04-01 end_reason=E3 ended_on=2026-04-01\n"
    "= episodes DECOM=01/04/2026 DEC=01/04/2026 REC=E3; header DOB=05/05/2014\n"
    "2025: person 2014-05-05; care_episode 2026-04-01\n"
    "= nobody\n"
    "2026: person 2014-05-05; care_episode 2025-05-01 ended_on=2026-04-01 end_reason=E3\n"
    "= episodes DECOM=01/05/2025 DEC=01/04/2026 REC=E3; header DOB=05/05/2014\n"
    "2026: person 2014-05-05; care_episode 2025-05-01 ended_on=2026-03-31 end_reason=E3\n"
    "= nobody\n"
    "2026: person 2014-05-05; care_episode 2027-03-31\n"
    "= episodes DECOM=31/03/2027; header DOB=05/05/2014\n"
    "2026: person 2014-05-05; care_episode 2026-05-01 ended_on=2027-04-01 end_reason=E3\n"
    "= episodes DECOM=01/05/2026; header DOB=05/05/2014\n"
    "2026: person 2014-05-05; -care_episode 2026-05-01\n"
    "= nobody\n"
    /* an absence counts while the child was in care, and in the years that it touches */
    "2026: person 2014-05-05; care_episode 2026-05-01; missing_episode 2026-06-01 ended_at=2026-06-02 missing_type=M\n"
    "= episodes DECOM=01/05/2026; header DOB=05/05/2014; missing MIS_START=01/06/2026 MIS_END=02/06/2026 MISSING=M\n"
    "2026: person 2014-05-05; care_episode 2026-05-01; missing_episode 2026-04-30 ended_at=2026-05-02 missing_type=M\n"
    "= episodes DECOM=01/05/2026; header DOB=05/05/2014\n";

static const char need[] =
    /* a referral belongs to the years in which it is open; without further action to that in which it was received */
    "2026: person 2014-05-05; referral 2026-04-01 closed_on=2026-04-01 close_reason=RC1\n"
    "= CINdetails CINreferralDate=2026-04-01 CINclosureDate=2026-04-01 ReasonForClosure=RC1; Child "
    "PersonBirthDate=2014-05-05\n"
    "2025: person 2014-05-05; referral 2026-04-01\n"
    "= nobody\n"
    "2026: person 2014-05-05; referral 2025-05-01 nfa=no\n"
    "= CINdetails CINreferralDate=2025-05-01 ReferralNFA=0; Child PersonBirthDate=2014-05-05\n"
    "2026: person 2014-05-05; referral 2025-05-01 nfa=yes\n"
    "= nobody\n"
    "2025: person 2014-05-05; referral 2025-05-01 nfa=yes\n"
    "= CINdetails CINreferralDate=2025-05-01 ReferralNFA=1; Child PersonBirthDate=2014-05-05\n"
    "2026: person 2014-05-05; referral 2026-05-01 closed_on=2027-04-01 close_reason=RC1\n"
    "= CINdetails CINreferralDate=2026-05-01; Child PersonBirthDate=2014-05-05\n"
    /* somebody who is born is not expected */
    "2026: person due_on=2026-06-01; referral 2026-05-01\n"
    "= CINdetails CINreferralDate=2026-05-01; Child ExpectedPersonBirthDate=2026-06-01\n"
    "2026: person 2026-06-03 due_on=2026-06-01; referral 2026-05-01\n"
    "= CINdetails CINreferralDate=2026-05-01; Child PersonBirthDate=2026-06-03\n"
    /* a module without the referral that holds it is in no return */
    "2026: person 2014-05-05; cin_plan 2026-05-01\n"
    "= nobody\n";

static void cases(const struct catalogue *cat, enum return_number n, const char *text)
{
    const struct return_kind *kind = &return_kinds[n];
    struct return_plan plan;
    if (ok(return_plan_make(&plan, cat, kind, &return_maker_of(kind)->shape, &mem, &e) == ERR_OK, kind->title))
        rows_cases(&plan, cat, str_of(text), &mem);
}

/* A shape that the catalogue's map does not have is refused by the name of its table. */
static void refusals(const struct catalogue *cat)
{
    static const struct table_shape tables[] = { { .table = "no_such_file", .belongs = WHO } };
    static const char *const ahead[] = { NULL };
    static const struct return_shape shape = { .ntables = 1, .tables = tables, .ahead = ahead };
    static const struct return_kind nowhere = { .name = "nowhere", .month = 4, .day = 1 };
    struct return_plan plan;
    err_code rc = return_plan_make(&plan, cat, &return_kinds[RETURN_ssda903], &shape, &mem, &e);
    ok(rc == ERR_INVALID && str_has(e.message, S("no_such_file")), "a table that the map does not have");
    e = (err){ .mem = &mem };
    rc = return_plan_make(&plan, cat, &nowhere, &shape, &mem, &e);
    ok(rc == ERR_NOT_FOUND && str_has(e.message, S("import/nowhere.yml")), "a return without a map");
}

int main(void)
{
    struct catalogue *cat = NULL;
    arena_init(&mem, 0);
    if (!ok(catalogue_load(&cat, STR_NONE, &e) == ERR_OK, "the catalogue is loaded"))
        return 1;
    cases(cat, RETURN_ssda903, care);
    cases(cat, RETURN_cin, need);
    refusals(cat);
    catalogue_free(cat);
    arena_release(&mem);
    return done_testing();
}
