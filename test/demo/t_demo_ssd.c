/* t_demo_ssd.c - a council written as SSD extracts and read again gives the same children, records and clocks.
 *
 * What the dataset cannot carry is listed below, with the reason; all else must be the same, child by child. What
 * was read is written and read once more: then nothing at all may differ. */
#include "store/both.h"
#include "demo/make.h"
#include "exchange/import.h"
#include "exchange/ssd_write.h"
#include "record/tables.h"

static const struct catalogue *cat;

/* Clocks that open on, or are met by, a fact that has no column in the dataset. */
static const struct { const char *rule, *lacks; } not_carried[] = {
    { "FD1", "contact.decided_at" },
    { "FD2", "referral.decided_on and acknowledged_on" },
    { "FD3", "referral.decided_on and fed_back_on" },
    { "AS2", "assessment.reviewed_on" },
    { "AS2b", "assessment.reviewed_again_on" },
    { "AS3", "assessment.child_seen_on; visits for an assessment" },
    { "AS3s47", "s47_enquiry.child_seen_on" },
    { "AS4", "assessment.shared_on" },
    { "CN1", "cin_plan.first_meeting_on" },
    { "CN2", "cin_review" },
    { "CN3", "visits for an assessment" },
    { "CN4", "visits of early help" },
    { "WF11", "supervision" },
    { "CP1", "strategy_discussion" },
    { "CP1c", "contact.decision and strategy_discussion" },
    { "CP2", "strategy_discussion" },
    { "CP2e", "strategy_discussion" },
    { "CP5", "conference.reports_shared_on" },
    { "CP5r", "cp_review.reports_shared_on" },
    { "CP6", "conference.decisions_sent_on" },
    { "CP6r", "cp_review.decisions_sent_on" },
    { "CP3", "strategy_discussion" },
    { "CP3e", "strategy_discussion" },
    { "CP13", "core_group" },
    { "CP7", "core_group" },
    { "CP7n", "core_group" },
    { "LA1", "care_plan.agreed_on" },
    { "LA2", "placement.placement_plan_on" },
    { "LA3", "placement.notified_on" },
    { "LA4", "placement.end_notified_on" },
    { "LA12", "education_plan" },
    { "LA12c", "education_plan" },
    { "LA16", "care_plan.permanence_agreed_on" },
    { "LA17", "looked_after_review.decisions_sent_on" },
    { "LA18", "looked_after_review.record_sent_on" },
    { "LA19", "looked_after_review.child_consulted_on" },
    { "LA21", "care_episode.end_agreed_on" },
    { "LA22", "care_episode.iro_told_on" },
    { "LP4", "placement.key_stage_4_approved_on and planned" },
    { "MI1", "return_interview" },
    { "MI2", "missing_episode.notified_on" },
    { "MI3", "missing_episode.risk" },
    { "PL5", "court_case" },
    { "PL6", "court_case" },
    { "PL7", "court_case" },
    { "AD3", "permanence.parents_told_on" },
    { "CL1", "pathway_plan" },
    { "CL2", "pathway_plan" },
    { "CL4", "pathway_plan" },
    { "CL4h", "pathway_plan and care_leaver.accommodation_from_on" },
    { "CL4m", "pathway_plan and care_leaver.accommodation_from_on" },
    { "CL5", "visit_for care_leaver and care_leaver.accommodation_from_on" },
    { "CL5r", "visit_for care_leaver and care_leaver.accommodation_from_on" },
    { "CL7", "care_leaver.offer_on and eligible_on" },
    { "CL8", "care_leaver.eligible_on" },
    { "CL9", "care_plan.staying_put_plan_on" },
    { "AS1R", "assessment.assessment_type" },
    { "PF1", "private_fostering" },
    { "PF2", "private_fostering" },
    { "PF3", "private_fostering" },
    { "PF4", "private_fostering" },
    { "PF5", "private_fostering" },
    { "PF6", "private_fostering" },
    { "PL2", "management_decision" },
    { "PL4r", "pre_proceedings_review" },
    { "CO1", "complaint" },
    { "CO2", "complaint" },
    { "LD1", "allegation" },
    { "LD2", "allegation" },
    { "SI1", "serious_incident" },
    { "SI2", "serious_incident" },
    { "SE2", "ehc_assessment.advice_asked_on" },
    { "SE5d", "ehc_plan.review_meeting_on" },
    { "UA1", "immigration_status.transfer_accepted_on" },
    { "UA2", "immigration_status.nrm_referred_on" },
    { "LP1", "temporary_approval" },
    { "LV2", "temporary_approval" },
    { "LV7", "temporary_approval" },
    { "LV3", "placement.intended_to_18" },
    { "LV4", "placement.intended_to_18" },
    { "LP3", "placement.parents_assessed_on" },
    { "LP3d", "placement.parents_assessed_on" },
    { "LV6", "placement.parents_decided_on" },
    { "LV8", "placement.parents_decided_on" },
    { "LA11", "immunisation: the dataset has one a child" },
    { "LA11s", "care_year" },
    { "AD1", "permanence.panel_on" },
    { "AD4", "permanence.family_finding_on" },
    { "AD11", "adoption_review" },
    { "AD12", "adoption_review" },
    { "AD13", "permanence.applied_on" },
};

static bool carried(str rule)
{
    for (size_t i = 0; i < COUNT_OF(not_carried); i++)
        if (str_eq(rule, str_of(not_carried[i].rule)))
            return false;
    return true;
}

static bool query(struct store *s, const char *sql, arena *a, db_rows *rows)
{
    err e = { .mem = a };
    int id;
    bool good = db_statement(s->db, str_of(sql), &id, &e) == ERR_OK &&
                db_run(s->db, id, NO_ARGS, a, rows, &e) == ERR_OK;
    if (!good)
        printf("# " STR_FMT "\n", STR_ARG(e.message));
    return good;
}

static const char clocks_sql[] = "SELECT p.council_id, c.rule, c.opened, COALESCE(c.due, ''), c.state, "
                                 "COALESCE(c.ended, ''), c.type FROM clock c JOIN person p ON p.id = c.subject_id "
                                 "WHERE p.council_id IS NOT NULL AND p.removed = 0 ORDER BY p.council_id, c.rule, "
                                 "c.opened, COALESCE(c.due, ''), c.state, COALESCE(c.ended, ''), c.type";

/* One text a row of what the dataset carries. */
static const struct { const char *name, *sql; } same[] = {
    { "children", "SELECT council_id, forename, surname, born_on, sex, ethnicity, upn FROM person WHERE council_id IS "
                  "NOT NULL ORDER BY council_id" },
    { "addresses", "SELECT p.council_id, x.line1, x.town, x.postcode, x.from_on, x.to_on, x.address_type FROM address "
                   "x JOIN person p ON p.id = x.subject_id WHERE p.council_id IS NOT NULL ORDER BY 1, 5, 7, 2" },
    { "referrals", "SELECT p.council_id, x.received_on, x.source, x.need, x.nfa, x.closed_on, x.close_reason, "
                   "x.outcome FROM referral x JOIN person p ON p.id = x.subject_id ORDER BY 1, 2, 6" },
    { "assessments", "SELECT p.council_id, x.started_on, x.authorised_on, x.factors, x.nfa, x.outcome, x.child_seen "
                     "FROM assessment x JOIN person p ON p.id = x.subject_id ORDER BY 1, 2, 3" },
    { "plans of protection", "SELECT p.council_id, x.started_on, x.ended_on, x.initial_category, x.latest_category "
                             "FROM cp_plan x JOIN person p ON p.id = x.subject_id ORDER BY 1, 2" },
    { "conferences", "SELECT p.council_id, x.held_on, x.target_on, x.outcome FROM conference x JOIN person p ON p.id = "
                     "x.subject_id ORDER BY 1, 2" },
    { "episodes", "SELECT p.council_id, x.started_on, x.start_reason, x.need, x.ended_on, x.end_reason, "
                  "q.placement_type, q.started_on FROM care_episode x JOIN person p ON p.id = x.subject_id LEFT JOIN "
                  "placement q ON q.id = x.placement_id ORDER BY 1, 2, 6" },
    { "placements",
      "SELECT p.council_id, x.started_on, x.placement_type, x.provider, x.postcode, x.distance, x.ended_on, "
      "x.change_reason FROM placement x JOIN person p ON p.id = x.subject_id ORDER BY 1, 2, 7" },
    { "visits in need, of protection and in care",
      "SELECT p.council_id, x.seen_on, x.visit_for, x.seen, x.seen_alone FROM visit x JOIN person p ON p.id = "
      "x.subject_id WHERE x.visit_for IN ('cin', 'cp', 'looked_after') ORDER BY 1, 2, 3, 4, 5" },
    { "health checks", "SELECT p.council_id, x.check_type, x.held_on, x.status FROM health_check x JOIN person p ON "
                       "p.id = x.subject_id ORDER BY 1, 3, 2" },
    { "involvements", "SELECT p.council_id, x.role, x.from_on, x.to_on, x.change_reason, w.name, t.name FROM "
                      "involvement x JOIN person p ON p.id = x.subject_id JOIN worker w ON w.id = x.worker_id JOIN "
                      "team t ON t.id = x.team_id ORDER BY 1, 3, 2, 4, 6" },
    { "caseloads of workers and teams",
      "SELECT t.name, w.name, COUNT(i.id) FROM worker w JOIN team t ON t.id = w.team_id LEFT JOIN (SELECT x.id, "
      "x.worker_id FROM involvement x JOIN person p ON p.id = x.subject_id WHERE x.role = 'case_holder' AND x.to_on IS "
      "NULL AND p.council_id IS NOT NULL) i ON i.worker_id = w.id GROUP BY t.name, w.name ORDER BY 1, 2" },
    { "brothers and sisters",
      "SELECT p.council_id, q.council_id FROM family_member a JOIN family_member b ON b.family_id = a.family_id JOIN "
      "person p ON p.id = a.subject_id JOIN person q ON q.id = b.subject_id WHERE p.council_id IS NOT NULL AND "
      "q.council_id IS NOT NULL ORDER BY 1, 2" },
};

static bool same_row(const db_val *a, const db_val *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (a[i].type != b[i].type || (a[i].type == DB_INT ? a[i].i != b[i].i : !str_eq(a[i].s, b[i].s)))
            return false;
    return true;
}

static void show(const char *which, const db_val *v, size_t n)
{
    printf("# %s:", which);
    for (size_t i = 0; i < n; i++)
        if (v[i].type == DB_INT)
            printf(" %lld", (long long)v[i].i);
        else
            printf(" " STR_FMT, STR_ARG(v[i].s));
    printf("\n");
}

static void compare_rows(const char *name, const db_rows *a, const db_rows *b)
{
    size_t i = 0;
    while (i < a->n && i < b->n && same_row(db_row(a, i), db_row(b, i), a->ncols))
        i++;
    if (ok(a->n == b->n && i == a->n && a->n > 0, name))
        return;
    printf("# %zu and %zu rows\n", a->n, b->n);
    if (i < a->n)
        show("was", db_row(a, i), a->ncols);
    if (i < b->n)
        show("is", db_row(b, i), b->ncols);
}

/* The clocks that remain, in the same order. */
static db_rows filtered(const db_rows *r, bool all, arena *a)
{
    db_val *kept = arena_array(a, db_val, r->n * r->ncols + 1);
    db_rows to = { 0, r->ncols, kept };
    for (size_t i = 0; i < r->n; i++)
        if (all || carried(db_str(r, i, 1)))
            memcpy(kept + to.n++ * r->ncols, db_row(r, i), r->ncols * sizeof *kept);
    return to;
}

static void compare(struct store *was, struct store *is, bool all_clocks, const char *what, arena *a)
{
    db_rows x = { 0 }, y = { 0 };
    for (size_t i = 0; i < COUNT_OF(same); i++)
        if (query(was, same[i].sql, a, &x) && query(is, same[i].sql, a, &y))
            compare_rows(arena_printf(a, "%s: %s", what, same[i].name).p, &x, &y);
    if (query(was, clocks_sql, a, &x) && query(is, clocks_sql, a, &y)) {
        db_rows p = filtered(&x, all_clocks, a), q = filtered(&y, all_clocks, a);
        compare_rows(arena_printf(a, "%s: clocks", what).p, &p, &q);
    }
}

static struct store *written_and_read(struct store *from, str dir, str where, day today, arena *a)
{
    err e = { .mem = a };
    struct ssd_written done;
    struct import_report r = { 0 };
    struct store *to = NULL;
    struct import_options o = { .source = S("ssd"), .where = dir.p, .today = today };
    struct author who = { S("import"), S("import ssd"), instant_of_local(today, 16, 30) };
    bool good = ok(ssd_write(from, dir.p, a, &done, &e) == ERR_OK, "the extracts are written") &&
                ok(done.tables == 47 && done.rows > 5000, "47 tables of them") &&
                ok(records_open(&to, cat, where, STORE_WRITE | STORE_CREATE, &e) == ERR_OK &&
                       import_run(to, &o, &who, a, &r, &e) == ERR_OK,
                   "and read into a new database");
    if (!good)
        printf("# " STR_FMT "\n", STR_ARG(e.message));
    is_int(r.rows.rejected, 0, "no row is rejected");
    is_int(r.rows.read, done.rows, "as many rows are read as were written");
    return to;
}

int main(void)
{
    arena a;
    arena_init(&a, 0);
    err e = { .mem = &a };
    struct catalogue *loaded;
    struct store *first = NULL;
    if (!ok(catalogue_load(&loaded, STR_NONE, &e) == ERR_OK, "the catalogue loads"))
        return done_testing();
    cat = loaded;
    day today = day_make(2026, 11, 20);
    struct demo_request q = { .like = S("Norfolk"),
                              .seed = 3,
                              .scale = 0.02,
                              .years = 3,
                              .as_at = today,
                              .as_at_given = true,
                              .now = instant_of_local(today, 16, 30) };
    struct demo_made m;
    str where = both_where(0, "first", &a);
    if (!ok(demo_make(cat, where, &q, &a, NULL, NULL, &m, &e) == ERR_OK &&
                records_open(&first, cat, where, 0, &e) == ERR_OK,
            "a council is made"))
        return done_testing();
    str dir = arena_printf(&a, "%s.ssd", where.p), dir2 = arena_printf(&a, "%s.ssd2", where.p);
    struct store *second = written_and_read(first, dir, both_where(0, "second", &a), today, &a);
    struct store *third = second ? written_and_read(second, dir2, both_where(0, "third", &a), today, &a) : NULL;
    if (second)
        compare(first, second, false, "read once", &a);
    if (third)
        compare(second, third, true, "read twice", &a);
    ok(ssd_write(first, "/nowhere/at/all", &a, &(struct ssd_written){ 0 }, &e) == ERR_SYSTEM,
       "a folder that cannot be made is refused");
    ok(ssd_write(first, "/dev/null", &a, &(struct ssd_written){ 0 }, &e) == ERR_SYSTEM, "and a file that is no folder");
    store_close(first);
    store_close(second);
    store_close(third);
    catalogue_free(loaded);
    arena_release(&a);
    both_clear();
    return done_testing();
}
