/* report.c - reads a demonstration's database and holds it against the figures that it was asked to follow. */
#include "demo/make.h"
#include <math.h>
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

static void measure(struct survey *v, const char *name, double produced, bool checked)
{
    const struct figure *f = figure_find(&v->fig, name);
    static const char *const counts[] = { "children", "referrals", "episodes", "plans", "FTE", "people", "cases", "days" };
    double target = f->value;
    for (size_t i = 0; i < COUNT_OF(counts); i++)
        if (str_eq(f->unit, str_of(counts[i])) && strcmp(name, "caseload") != 0)
            target *= v->q->scale;
    ARENA_PUSH(v->mem, v->at, v->n, v->cap) = (struct demo_measure){ name, f->label, f->unit, target, produced, checked };
}

static double per_cent(double part, double whole) { return whole > 0 ? 100 * part / whole : 0; }

static err_code row_get(struct survey *v, int stmt, size_t n, const db_val *args, db_rows *rows, err *e)
{
    return db_run(v->s->db, stmt, n, args, v->mem, rows, e);
}

static err_code front_door(struct survey *v, err *e)
{
    db_rows r, days, asked;
    int again = 0, in_year = 0, timely = 0, not_in_need = 0;
    if (row_get(v, ST_demo_referrals, ARGS(DBT(v->from), DBT(v->to)), &r, e) || row_get(v, ST_demo_referral_days, ARGS(DBT(v->to)), &days, e) ||
        row_get(v, ST_demo_assessments, ARGS(DBT(v->from), DBT(v->to)), &asked, e))
        return e->code;
    for (size_t i = 0; i < days.n; i++) {
        if (str_cmp(db_str(&days, i, 1), v->from) <= 0)
            continue;
        in_year++;
        again += i > 0 && db_int(&days, i, 0) == db_int(&days, i - 1, 0) &&
                 day_parse_iso(db_str(&days, i, 1)) - day_parse_iso(db_str(&days, i - 1, 1)) <= 365;
    }
    for (size_t i = 0; i < asked.n; i++) {
        timely += calendar_between(&v->s->cat->calendar, day_parse_iso(db_str(&asked, i, 0)), day_parse_iso(db_str(&asked, i, 1))) <= 45;
        not_in_need += db_int(&asked, i, 2) != 0;
    }
    measure(v, "referrals", (double)db_int(&r, 0, 0), false);
    measure(v, "children_referred", (double)db_int(&r, 0, 1), false);
    measure(v, "rereferral", per_cent(again, in_year), true);
    measure(v, "referral_nfa", per_cent((double)db_int(&r, 0, 2), (double)db_int(&r, 0, 0)), false);
    measure(v, "not_in_need", per_cent(not_in_need, (double)db_int(&r, 0, 0)), false);
    measure(v, "assessment_45", per_cent(timely, (double)asked.n), true);
    return ERR_OK;
}

static err_code protection(struct survey *v, err *e)
{
    db_rows r, held, enquiries, open;
    int timely = 0;
    if (row_get(v, ST_demo_plans, ARGS(DBT(v->from), DBT(v->to)), &r, e) || row_get(v, ST_demo_conferences, ARGS(DBT(v->from), DBT(v->to)), &held, e) ||
        row_get(v, ST_demo_enquiries, ARGS(DBT(v->from), DBT(v->to)), &enquiries, e) || row_get(v, ST_demo_in_need, ARGS(DBT(v->to)), &open, e))
        return e->code;
    for (size_t i = 0; i < held.n; i++) {
        day met = instant_day(instant_parse(db_str(&held, i, 0)));
        timely += calendar_between(&v->s->cat->calendar, met, day_parse_iso(db_str(&held, i, 1))) <= 15;
    }
    double children = figure(&v->fig, "referrals") / figure(&v->fig, "referral_rate") * v->q->scale;     /* ten thousands of them */
    measure(v, "cin_open", (double)db_int(&open, 0, 0), false);
    measure(v, "s47_rate", (double)db_int(&enquiries, 0, 0) / children, false);
    measure(v, "icpc_15", per_cent(timely, (double)held.n), true);
    measure(v, "cp_started", (double)db_int(&r, 0, 0), false);
    measure(v, "cp_open", (double)db_int(&r, 0, 2), false);
    measure(v, "cp_repeat", per_cent((double)db_int(&r, 0, 1), (double)db_int(&r, 0, 0)), false);
    return ERR_OK;
}

static err_code care(struct survey *v, err *e)
{
    db_rows r, placed, moved, workers, missing, leavers;
    if (row_get(v, ST_demo_care, ARGS(DBT(v->from), DBT(v->to)), &r, e) || row_get(v, ST_demo_placed, ARGS(DBT(v->to)), &placed, e) ||
        row_get(v, ST_demo_moved, ARGS(DBT(v->from), DBT(v->to)), &moved, e) || row_get(v, ST_demo_three_workers, ARGS(DBT(v->from), DBT(v->to)), &workers, e) ||
        row_get(v, ST_demo_missing, ARGS(DBT(v->from)), &missing, e) || row_get(v, ST_demo_leavers, ARGS(DBT(v->to)), &leavers, e))
        return e->code;
    double open = (double)db_int(&r, 0, 2), all = (double)db_int(&placed, 0, 5);
    measure(v, "cla_open", open, false);
    measure(v, "cla_started", (double)db_int(&r, 0, 0), false);
    measure(v, "cla_ceased", (double)db_int(&r, 0, 1), false);
    static const char *const by_status[] = { "legal_full", "legal_interim", "legal_voluntary", "need_n1" };
    for (size_t i = 0; i < 4; i++)
        measure(v, by_status[i], per_cent((double)db_int(&r, 0, 3 + i), open), false);
    static const char *const by_place[] = { "placed_foster", "placed_homes", "placed_supported", "own_provision", "private_provision" };
    for (size_t i = 0; i < 5; i++)
        measure(v, by_place[i], per_cent((double)db_int(&placed, 0, i), all), false);
    measure(v, "three_placements", per_cent((double)db_int(&moved, 0, 0), open), false);
    measure(v, "three_workers", per_cent((double)db_int(&workers, 0, 1), (double)db_int(&workers, 0, 0)), true);
    measure(v, "missing", per_cent((double)db_int(&missing, 0, 0), open), false);
    measure(v, "leaver_suitable", per_cent((double)db_int(&leavers, 0, 1), (double)db_int(&leavers, 0, 0)), false);
    measure(v, "leaver_eet", per_cent((double)db_int(&leavers, 0, 2), (double)db_int(&leavers, 0, 0)), false);
    return ERR_OK;
}

static bool is_one_of(str s, const char *const *list)
{
    for (; *list; list++)
        if (str_eq(s, str_of(*list)))
            return true;
    return false;
}

static err_code staff(struct survey *v, err *e)
{
    static const char *const qualified[] = { "social_worker", "senior_social_worker", "advanced_practitioner", "team_manager", "reviewing_officer", NULL };
    static const char *const holding[] = { "assessment", "safeguarding", "looked_after", "disability", NULL };
    db_rows r, lost;
    double fte = 0, holders = 0, cases = 0, left = 0, agency = 0, days = 0;
    if (row_get(v, ST_demo_staff, ARGS(DBT(v->to)), &r, e) || row_get(v, ST_demo_absences, ARGS(DBT(v->from), DBT(v->to)), &lost, e))
        return e->code;
    for (size_t i = 0; i < r.n; i++) {
        double one = strtod(arena_z(v->mem, db_str(&r, i, 1).p ? db_str(&r, i, 1) : S("0")), NULL);
        str role = db_str(&r, i, 3), gone = db_str(&r, i, 5);
        if (!is_one_of(role, qualified) || str_cmp(db_str(&r, i, 4), v->to) > 0)
            continue;
        if (gone.p && str_cmp(gone, v->to) <= 0) {
            left += str_cmp(gone, v->from) > 0 && !db_int(&r, i, 2) ? one : 0;     /* published turnover leaves agency workers out */
            continue;
        }
        fte += one;
        agency += db_int(&r, i, 2) ? one : 0;
        if (str_eq(role, S("social_worker")) && is_one_of(db_str(&r, i, 6), holding))
            holders += one, cases += (double)db_int(&r, i, 7);
    }
    for (size_t i = 0; i < lost.n; i++) {
        day from = day_parse_iso(db_str(&lost, i, 0)), to = day_parse_iso(db_str(&lost, i, 1));
        day year = day_parse_iso(v->from);
        days += calendar_between(&v->s->cat->calendar, (from > year ? from : year + 1) - 1, to);
    }
    measure(v, "sw_fte", fte, false);
    measure(v, "caseholder_fte", holders, false);
    measure(v, "cases", cases, false);
    measure(v, "caseload", holders > 0 ? cases / holders : 0, true);
    measure(v, "sw_turnover", per_cent(left, fte), false);
    measure(v, "agency_rate", per_cent(agency, fte), false);
    measure(v, "absence_rate", per_cent(days, fte * 253), false);
    return ERR_OK;
}

err_code demo_measures(struct store *s, const struct demo_request *q, arena *a, size_t *n, struct demo_measure **to, err *e)
{
    struct survey v = { .s = s, .q = q, .mem = a, .to = day_iso(a, q->as_at), .from = day_iso(a, day_add_months(q->as_at, -12)) };
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
    err_code code = store_open(&s, cat, where, 0, e);
    if (!code)
        code = db_run(s->db, ST_demo_children, NO_ARGS, a, &known, e);
    if (!code)
        code = demo_measures(s, q, a, &to->n, &to->at, e);
    if (!code)
        to->children = db_int(&known, 0, 0);
    store_close(s);
    return code;
}
