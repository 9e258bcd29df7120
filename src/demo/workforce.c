/* workforce.c - the authority, its teams and its workers, each with posts, registration, absences and supervision.
 *
 * Whatever refers to a worker is written after all of them: managers first, since the others point to them. */
#include "demo/pen.h"

static const char *const function_codes[TEAM__COUNT] = { "front_door",   "assessment",   "safeguarding",
                                                         "looked_after", "leaving_care", "disability",
                                                         "fostering",    "adoption",     "reviewing" };

static err_code write_teams(struct pen *p, err *e)
{
    struct demo *d = p->d;
    int64_t service = 0;
    pen_new(p, "team", d->start - 500, -1);
    pen_text(p, "name", arena_printf(&p->text, STR_FMT " Children's Services", STR_ARG(d->fig.area)));
    if (pen_write(p, "team", &service, e))
        return e->code;
    for (size_t t = 0; t < d->nteams; t++) {
        pen_new(p, "team", d->start - 480, -1);
        pen_text(p, "name", d->teams[t].name);
        pen_number(p, "parent_id", service);
        pen_code(p, "function", function_codes[d->teams[t].function]);
        if (d->teams[t].area >= 0)
            pen_text(p, "area", words_list(&d->words, "town")->at[d->teams[t].area % 20]);
        if (pen_write(p, "team", &p->team_ids[t], e))
            return e->code;
    }
    return ERR_OK;
}

/* Registration is renewed each November; a few are late. */
static void worker_registration(struct pen *p, const struct demo_worker *w)
{
    int year, month, mday;
    for (day on = day_most(w->from, p->d->as_at - 1500); on < (w->left == DAY_NONE ? p->d->as_at : w->left);
         on += 365) {
        day_split(on, &year, &month, &mday);
        day renewed = day_make(year, 11, 1) + rng_between(&p->r, 0, 28);
        if (renewed < w->from || renewed > p->d->as_at || (w->left != DAY_NONE && renewed >= w->left))
            continue;
        pen_new(p, "registration_renewal", renewed, -1);
        pen_day(p, "renewed_on", renewed);
    }
}

static void worker_career(struct pen *p, const struct demo_worker *w, int i)
{
    struct demo *d = p->d;
    static const char *const titles[JOB__COUNT] = { "Social Worker",    "Senior Social Worker",
                                                    "Team Manager",     "Family Practitioner",
                                                    "Personal Adviser", "Independent Reviewing Officer" };
    pen_new(p, "post", w->from, -1);
    pen_text(p, "title", str_of(titles[w->job]));
    pen_number(p, "team_id", p->team_ids[w->team]);
    pen_text(p, "fte", arena_printf(&p->text, "%.1f", w->fte));
    pen_code(p, "basis", w->agency ? "agency" : "permanent");
    if (w->agency) {
        pen_text(p, "agency_name", S("Meridian Social Care"));
        int years = rng_between(&p->r, 3, 18);
        pen_number(p, "qualified_years", years);
        pen_number(p, "direct_employment_years", years > 5 ? years - 2 : 3);
        pen_day(p, "references_on", w->from);
        pen_number(p, "notice_weeks", 4);
    }
    pen_day(p, "from_on", w->from);
    if (w->left != DAY_NONE) {
        pen_day(p, "to_on", w->left - 1);
        pen_code(p, "leaving_reason",
                 w->agency                ? "agency_ended"
                 : rng_chance(&p->r, 0.8) ? "resigned"
                 : rng_chance(&p->r, 0.6) ? "moved_inside"
                                          : "retired");
    }
    if (w->nqsw_from != DAY_NONE && w->nqsw_from > d->as_at - 1100) {
        pen_new(p, "early_career", w->nqsw_from, -1);
        pen_code(p, "programme", "asye");
        pen_day(p, "started_on", w->nqsw_from);
        pen_worker(p, "assessor_id", manager_of(p, i));
        pen_day(p, "agreement_on", w->nqsw_from + 20);
        bool done = w->nqsw_from + 365 <= d->as_at;
        pen_number(p, "workload_percent", 80);
        pen_number(p, "protected_percent", 10);
        pen_flag(p, "funded", true);
        const char *const reviews[] = { "review_3_on", "review_6_on", "review_9_on" };
        for (int m = 0; m < 3; m++) {
            day due = w->nqsw_from + 91 * (m + 1) + rng_between(&p->r, -12, 2);
            if (due <= d->as_at && (w->left == DAY_NONE || due < w->left) && rng_chance(&p->r, 0.94))
                pen_day(p, reviews[m], due);
        }
        if (done && (w->left == DAY_NONE || w->left > w->nqsw_from + 365)) {
            pen_day(p, "final_review_on", w->nqsw_from + 350);
            pen_day(p, "ended_on", w->nqsw_from + 365);
            pen_code(p, "outcome", rng_chance(&p->r, 0.95) ? "passed" : "extended");
        } else if (w->left != DAY_NONE) {
            pen_day(p, "ended_on", w->left - 1);
            pen_code(p, "outcome", "left");
        }
    }
}

/* Short absences so that, with the long one, as many days are lost as was published. */
static void worker_absences(struct pen *p, const struct demo_worker *w)
{
    struct demo *d = p->d;
    day from = day_most(w->from, d->from), to = w->left == DAY_NONE ? d->as_at : w->left;
    double per_day = figure(&d->fig, "absence_rate") / 100 * 0.53 / 3.5;
    for (day on = from + (int)rng_exp(&p->r, 1 / per_day); on < to; on += 7 + (int)rng_exp(&p->r, 1 / per_day)) {
        int days = rng_between(&p->r, 1, 6);
        if (w->away_from != DAY_NONE && on + days >= w->away_from && on <= w->away_to)
            continue;
        pen_new(p, "absence", on, -1);
        pen_day(p, "from_on", on);
        if (on + days - 1 <= d->as_at)
            pen_day(p, "to_on", day_least(on + days - 1, to));
        pen_code(p, "reason", "sickness");
    }
    if (w->away_from != DAY_NONE && w->away_from <= d->as_at && w->away_to > d->from) {
        pen_new(p, "absence", w->away_from, -1);
        pen_day(p, "from_on", w->away_from);
        if (w->away_to <= d->as_at)
            pen_day(p, "to_on", w->away_to - 1);
        pen_code(p, "reason", w->away_to - w->away_from > 120 ? "parental" : "sickness");
    }
}

/* Every authority has somebody on leave or on a course today. */
static void worker_away_today(struct pen *p, const struct demo_worker *w, int i)
{
    struct demo *d = p->d;
    if (i % 11 != 5 || w->left != DAY_NONE || w->from > d->as_at - 60 ||
        (w->away_from != DAY_NONE && w->away_to > d->as_at - 10))
        return;
    day from = d->as_at - rng_below(&p->r, 4);
    pen_new(p, "absence", from, -1);
    pen_day(p, "from_on", from);
    pen_day(p, "to_on", d->as_at + rng_between(&p->r, 1, 9));
    pen_code(p, "reason", i % 4 ? "annual_leave" : "training");
}

/* Monthly supervision in the last year, with the gaps that real services have. */
static void worker_supervisions(struct pen *p, const struct demo_worker *w, int i)
{
    struct demo *d = p->d;
    day to = w->left == DAY_NONE ? d->as_at : w->left;
    int step;
    for (day on = day_most(w->from, d->as_at - 365) + rng_between(&p->r, 3, 7); on <= to; on += step) {
        while (!calendar_is_working(&d->cal, on))
            on++;
        /* the assessed year: weekly for six weeks, fortnightly to six months, then monthly as for everybody */
        int since = w->nqsw_from == DAY_NONE ? 999 : on - w->nqsw_from;
        step = since < 42    ? rng_between(&p->r, 5, 7)
               : since < 182 ? rng_between(&p->r, 11, 14)
                             : rng_between(&p->r, 23, 29);
        if (on > to || rng_chance(&p->r, 0.05) || (w->away_from != DAY_NONE && on >= w->away_from && on < w->away_to))
            continue;
        int h = pen_new(p, "worker_supervision", on, manager_of(p, i));
        if (h < 0)
            continue;
        pen_day(p, "held_on", on);
        pen_worker(p, "supervisor_id", manager_of(p, i));
        pen_number(p, "minutes", 15 * rng_between(&p->r, 3, 7));
        pen_flag(p, "reflective", rng_chance(&p->r, 0.55));
        phrase_name(p, "worker", w->forename);
        phrase_name(p, "he", w->female ? S("she") : S("he"));
        phrase_name(p, "child", S("each child"));
        pen_text(p, "workload",
                 arena_printf(&p->text, "We went through the children one by one. Load today: %s.",
                              rng_chance(&p->r, 0.3) ? "too much, two to be closed this month" : "manageable"));
        if (on > d->as_at - 120) {
            pen_say(p, "wellbeing", "worker_wellbeing");
            pen_say(p, "learning", "worker_learning");
        }
        pen_day(p, "next_on", on + 30);
    }
}

static str account_of(struct pen *p, const struct demo_worker *w)
{
    str s = arena_printf(p->d->mem, STR_FMT "." STR_FMT, STR_ARG(w->forename), STR_ARG(w->surname));
    char *z = (char *)(uintptr_t)s.p;
    for (size_t i = 0; i < s.n; i++)
        z[i] = z[i] >= 'A' && z[i] <= 'Z' ? (char)(z[i] + 32) : z[i];
    return s;
}

static err_code write_worker(struct pen *p, int i, err *e)
{
    struct demo *d = p->d;
    const struct demo_worker *w = &d->workers[i];
    static const char *const roles[JOB__COUNT] = { "social_worker", "senior_social_worker", "team_manager",
                                                   "family_worker", "personal_adviser",     "reviewing_officer" };
    rng_seed(&p->r, d->seed, 1000000 + (uint64_t)i);
    int own = pen_new(p, "worker", day_least(w->from, d->as_at), -1);
    pen_text(p, "name", worker_name(p, i));
    pen_text(p, "staff_number", arena_printf(&p->text, "N%05d", 10000 + i));
    bool qualified = w->job != JOB_PRACTITIONER && w->job != JOB_ADVISER;
    if (qualified)
        pen_text(p, "registration", arena_printf(&p->text, "SW%d", 90000 + (i * 7919) % 9000 + 1000));
    pen_text(p, "account", p->accounts[i]);
    pen_text(p, "email", arena_printf(&p->text, STR_FMT "@council.example", STR_ARG(p->accounts[i])));
    pen_code(p, "role", roles[w->job]);
    pen_number(p, "team_id", p->team_ids[w->team]);
    pen_text(p, "department", d->teams[w->team].name);
    if (manager_of(p, i) != i)
        pen_worker(p, "manager_id", manager_of(p, i));
    pen_text(p, "fte", arena_printf(&p->text, "%.1f", w->fte));
    pen_flag(p, "agency", w->agency);
    pen_day(p, "started_on", w->from);
    if (qualified)
        pen_day(p, "qualified_on",
                w->nqsw_from != DAY_NONE ? w->nqsw_from - 60 : w->from - rng_between(&p->r, 100, 5000));
    pen_day(p, "nqsw_from_on", w->nqsw_from);
    if (w->left != DAY_NONE) {
        pen_change(p, own, w->left, -1);
        pen_day(p, "left_on", w->left - 1);
    }
    if (qualified)
        worker_registration(p, w);
    worker_career(p, w, i);
    worker_absences(p, w);
    worker_away_today(p, w, i);
    worker_supervisions(p, w, i);
    return pen_write(p, "worker", &p->worker_ids[i], e);
}

err_code write_workforce(struct pen *p, err *e)
{
    struct demo *d = p->d;
    int64_t authority;
    rng_seed(&p->r, d->seed, 999999);
    p->worker_ids = arena_array(d->mem, int64_t, d->nworkers + 1);
    p->team_ids = arena_array(d->mem, int64_t, d->nteams + 1);
    pen_new(p, "authority", d->start - 500, -1);
    pen_text(p, "name", d->fig.area);
    pen_text(p, "code", S("926"));
    if (pen_write(p, "authority", &authority, e) || write_teams(p, e))
        return e->code;
    for (size_t i = 0; i < d->nworkers; i++)
        if (!p->accounts[i].p)
            p->accounts[i] = account_of(p, &d->workers[i]);
    for (int managers = 1; managers >= 0; managers--)       /* managers first: the others point to them */
        for (size_t i = 0; i < d->nworkers; i++)
            if ((d->workers[i].job == JOB_MANAGER) == (managers == 1) && write_worker(p, (int)i, e))
                return e->code;
    return ERR_OK;
}
