/* report.c - reads a demonstration's database and holds it against the figures that it was asked to follow.
 *
 * Each part asks the database for a few counts over the year to the last day (sql/demo.sql) and sets each beside its
 * figure. Whole tables are read once only where a count needs the calendar: working days are computed here, so that
 * both engines agree. The cost is that of the statements; nothing is kept. */
#include "demo/make.h"
#include "record/tables.h"
#include <stdlib.h>

struct survey {
    struct store *s;
    struct figures fig;
    const struct demo_request *q;
    arena *mem;
    str from, to;                   /* the last year: after from, up to to */
    size_t n, cap;
    struct demo_measure *at;
};

/* Figures that count heads grow with the council asked for; rates and shares do not. */
static void measure(struct survey *v, const char *name, double produced, bool checked)
{
    static const char *const counts[] = {
        "children", "referrals", "episodes", "plans", "FTE", "people", "cases", "days"
    };
    const struct figure *f = figure_find(&v->fig, name);
    double target = f->value;
    for (size_t i = 0; i < COUNT_OF(counts); i++)
        if (str_eq(f->unit, str_of(counts[i])) && strcmp(name, "caseload") != 0)
            target *= v->q->scale;
    ARENA_PUSH(v->mem, v->at, v->n, v->cap) =
        (struct demo_measure){ name, f->label, f->unit, target, produced, checked };
}

static double per_cent(double part, double whole) { return whole > 0 ? 100 * part / whole : 0; }

static double count_of(const db_rows *r, size_t column) { return (double)db_int(r, 0, column); }

static day day_at(const db_rows *r, size_t row, size_t column) { return day_parse_iso(db_str(r, row, column)); }

static err_code in_year(struct survey *v, int stmt, db_rows *rows, err *e)
{
    return db_run(v->s->db, stmt, ARGS(DBT(v->from), DBT(v->to)), v->mem, rows, e);
}

static err_code on_last_day(struct survey *v, int stmt, db_rows *rows, err *e)
{
    return db_run(v->s->db, stmt, ARGS(DBT(v->to)), v->mem, rows, e);
}

/* --- the front door ------------------------------------------------------------------------------------ */

/* Of the year's referrals those within twelve months of the child's last one; rows come by child and day. */
static double referred_again(const struct survey *v, const db_rows *r)
{
    int year = 0, again = 0;
    for (size_t i = 0; i < r->n; i++) {
        if (str_cmp(db_str(r, i, DEMO_REFERRAL_DAYS_RECEIVED_ON), v->from) <= 0)
            continue;
        year++;
        again += i > 0 &&
                 db_int(r, i, DEMO_REFERRAL_DAYS_SUBJECT_ID) == db_int(r, i - 1, DEMO_REFERRAL_DAYS_SUBJECT_ID) &&
                 day_at(r, i, DEMO_REFERRAL_DAYS_RECEIVED_ON) - day_at(r, i - 1, DEMO_REFERRAL_DAYS_RECEIVED_ON) <= 365;
    }
    return per_cent(again, year);
}

static err_code front_door(struct survey *v, err *e)
{
    db_rows r, days, asked;
    int timely = 0, not_in_need = 0;
    if (in_year(v, ST_demo_referrals, &r, e) || on_last_day(v, ST_demo_referral_days, &days, e) ||
        in_year(v, ST_demo_assessments, &asked, e))
        return e->code;
    for (size_t i = 0; i < asked.n; i++) {
        timely += calendar_between(&v->s->cat->calendar, day_at(&asked, i, DEMO_ASSESSMENTS_STARTED_ON),
                                   day_at(&asked, i, DEMO_ASSESSMENTS_AUTHORISED_ON)) <= 45;
        not_in_need += db_int(&asked, i, DEMO_ASSESSMENTS_NO_FURTHER) != 0;
    }
    double referrals = count_of(&r, DEMO_REFERRALS_N);
    measure(v, "referrals", referrals, false);
    measure(v, "children_referred", count_of(&r, DEMO_REFERRALS_CHILDREN), false);
    measure(v, "rereferral", referred_again(v, &days), true);
    measure(v, "referral_nfa", per_cent(count_of(&r, DEMO_REFERRALS_NO_FURTHER), referrals), false);
    measure(v, "not_in_need", per_cent(not_in_need, referrals), false);
    measure(v, "assessment_45", per_cent(timely, (double)asked.n), true);
    return ERR_OK;
}

/* --- protection ---------------------------------------------------------------------------------------- */
static err_code protection(struct survey *v, err *e)
{
    db_rows r, held, enquiries, open;
    int timely = 0;
    if (in_year(v, ST_demo_plans, &r, e) || in_year(v, ST_demo_conferences, &held, e) ||
        in_year(v, ST_demo_enquiries, &enquiries, e) || on_last_day(v, ST_demo_in_need, &open, e))
        return e->code;
    for (size_t i = 0; i < held.n; i++) {
        day met = instant_day(instant_parse(db_str(&held, i, DEMO_CONFERENCES_HELD_AT)));
        timely += calendar_between(&v->s->cat->calendar, met, day_at(&held, i, DEMO_CONFERENCES_HELD_ON)) <= 15;
    }
    double ten_thousands = figure(&v->fig, "referrals") / figure(&v->fig, "referral_rate") * v->q->scale;
    double started = count_of(&r, DEMO_PLANS_STARTED);
    measure(v, "cin_open", count_of(&open, DEMO_IN_NEED_N), false);
    measure(v, "s47_rate", count_of(&enquiries, DEMO_ENQUIRIES_N) / ten_thousands, false);
    measure(v, "icpc_15", per_cent(timely, (double)held.n), true);
    measure(v, "cp_started", started, false);
    measure(v, "cp_open", count_of(&r, DEMO_PLANS_OPEN), false);
    measure(v, "cp_repeat", per_cent(count_of(&r, DEMO_PLANS_AGAIN), started), false);
    return ERR_OK;
}

/* --- care ---------------------------------------------------------------------------------------------- */
static const struct { const char *name; size_t column; } by_status[] = {
    { "legal_full",      DEMO_CARE_FULL_ORDERS },
    { "legal_interim",   DEMO_CARE_INTERIM_ORDERS },
    { "legal_voluntary", DEMO_CARE_ACCOMMODATED },
    { "need_n1",         DEMO_CARE_ABUSED },
}, by_place[] = {
    { "placed_foster",     DEMO_PLACED_FOSTERED },
    { "placed_homes",      DEMO_PLACED_HOMES },
    { "placed_supported",  DEMO_PLACED_SUPPORTED },
    { "own_provision",     DEMO_PLACED_OWN },
    { "private_provision", DEMO_PLACED_PRIVATE },
};

static err_code looked_after(struct survey *v, double *open, err *e)
{
    db_rows r, placed;
    if (in_year(v, ST_demo_care, &r, e) || on_last_day(v, ST_demo_placed, &placed, e))
        return e->code;
    *open = count_of(&r, DEMO_CARE_OPEN);
    measure(v, "cla_open", *open, false);
    measure(v, "cla_started", count_of(&r, DEMO_CARE_STARTED), false);
    measure(v, "cla_ceased", count_of(&r, DEMO_CARE_ENDED), false);
    for (size_t i = 0; i < COUNT_OF(by_status); i++)
        measure(v, by_status[i].name, per_cent(count_of(&r, by_status[i].column), *open), false);
    for (size_t i = 0; i < COUNT_OF(by_place); i++)
        measure(v, by_place[i].name, per_cent(count_of(&placed, by_place[i].column), count_of(&placed, DEMO_PLACED_N)),
                false);
    return ERR_OK;
}

static err_code care(struct survey *v, err *e)
{
    db_rows moved, workers, missing, leavers;
    double open = 0;
    if (looked_after(v, &open, e) || in_year(v, ST_demo_moved, &moved, e) ||
        in_year(v, ST_demo_three_workers, &workers, e) ||
        db_run(v->s->db, ST_demo_missing, ARGS(DBT(v->from)), v->mem, &missing, e) ||
        on_last_day(v, ST_demo_leavers, &leavers, e))
        return e->code;
    double left = count_of(&leavers, DEMO_LEAVERS_N);
    measure(v, "three_placements", per_cent(count_of(&moved, DEMO_MOVED_N), open), false);
    measure(v, "three_workers", per_cent(count_of(&workers, DEMO_THREE_WORKERS_THREE_OR_MORE),
                                         count_of(&workers, DEMO_THREE_WORKERS_CHILDREN)), true);
    measure(v, "missing", per_cent(count_of(&missing, DEMO_MISSING_N), open), false);
    measure(v, "leaver_suitable", per_cent(count_of(&leavers, DEMO_LEAVERS_SUITABLE), left), false);
    measure(v, "leaver_eet", per_cent(count_of(&leavers, DEMO_LEAVERS_ACTIVE), left), false);
    return ERR_OK;
}

/* --- staff --------------------------------------------------------------------------------------------- */
static bool is_one_of(str s, const char *const *list)
{
    for (; *list; list++)
        if (str_eq(s, str_of(*list)))
            return true;
    return false;
}

struct staffing { double fte, holders, cases, left, agency; };

/* Published turnover leaves agency workers out. */
static void count_worker(struct survey *v, const db_rows *r, size_t i, struct staffing *c)
{
    static const char *const qualified[] = { "social_worker", "senior_social_worker", "advanced_practitioner",
                                             "team_manager", "reviewing_officer", NULL };
    static const char *const holding[] = { "assessment", "safeguarding", "looked_after", "disability", NULL };
    str fte = db_str(r, i, DEMO_STAFF_FTE), role = db_str(r, i, DEMO_STAFF_ROLE),
        gone = db_str(r, i, DEMO_STAFF_LEFT_ON);
    double one = strtod(arena_z(v->mem, fte.p ? fte : S("0")), NULL);
    bool agency = db_int(r, i, DEMO_STAFF_AGENCY) != 0;
    if (!is_one_of(role, qualified) || str_cmp(db_str(r, i, DEMO_STAFF_STARTED_ON), v->to) > 0)
        return;
    if (gone.p && str_cmp(gone, v->to) <= 0) {
        c->left += str_cmp(gone, v->from) > 0 && !agency ? one : 0;
        return;
    }
    c->fte += one;
    c->agency += agency ? one : 0;
    if (str_eq(role, S("social_worker")) && is_one_of(db_str(r, i, DEMO_STAFF_FUNCTION), holding)) {
        c->holders += one;
        c->cases += (double)db_int(r, i, DEMO_STAFF_HELD);
    }
}

static err_code staff(struct survey *v, err *e)
{
    enum { WORKING_DAYS_A_YEAR = 253 };
    db_rows r, lost;
    struct staffing c = { 0 };
    double days = 0;
    day year = day_parse_iso(v->from);
    if (on_last_day(v, ST_demo_staff, &r, e) || in_year(v, ST_demo_absences, &lost, e))
        return e->code;
    for (size_t i = 0; i < r.n; i++)
        count_worker(v, &r, i, &c);
    for (size_t i = 0; i < lost.n; i++) {
        day from = day_at(&lost, i, DEMO_ABSENCES_FROM_ON);
        days += calendar_between(&v->s->cat->calendar, (from > year ? from : year + 1) - 1,
                                 day_at(&lost, i, DEMO_ABSENCES_UNTIL_ON));
    }
    measure(v, "sw_fte", c.fte, false);
    measure(v, "caseholder_fte", c.holders, false);
    measure(v, "cases", c.cases, false);
    measure(v, "caseload", c.holders > 0 ? c.cases / c.holders : 0, true);
    measure(v, "sw_turnover", per_cent(c.left, c.fte), false);
    measure(v, "agency_rate", per_cent(c.agency, c.fte), false);
    measure(v, "absence_rate", per_cent(days, c.fte * WORKING_DAYS_A_YEAR), false);
    return ERR_OK;
}

err_code demo_measures(struct store *s, const struct demo_request *q, arena *a, size_t *n, struct demo_measure **to,
                       err *e)
{
    struct survey v = {
        .s = s,
        .q = q,
        .mem = a,
        .to = day_iso(a, q->as_at),
        .from = day_iso(a, day_add_months(q->as_at, -12)),
    };
    if (figures_load(&v.fig, q->like, a, e) || front_door(&v, e) || protection(&v, e) || care(&v, e) || staff(&v, e))
        return e->code;
    *n = v.n;
    *to = v.at;
    return ERR_OK;
}

err_code demo_survey(const struct catalogue *cat, str where, const struct demo_request *q, arena *a,
                     struct demo_survey *to, err *e)
{
    struct store *s = NULL;
    db_rows known = { 0 };
    *to = (struct demo_survey){ 0 };
    err_code code = records_open(&s, cat, where, 0, e);
    if (!code)
        code = db_run(s->db, ST_demo_children, NO_ARGS, a, &known, e);
    if (!code)
        code = demo_measures(s, q, a, &to->n, &to->at, e);
    if (!code)
        to->children = db_int(&known, 0, DEMO_CHILDREN_N);
    store_close(s);
    return code;
}
