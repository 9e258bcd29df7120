/* write.c - the council itself, its workers, families and what stands on a child's front page. */
#include "demo/pen.h"
#include <stdio.h>

bool in_detail(const struct pen *p, day on) { return on >= p->d->from && on <= p->d->as_at; }
bool is_recent(const struct pen *p, day on) { return on > p->d->as_at - 395 && on <= p->d->as_at; }

/* --- workers ------------------------------------------------------------------------------------ */
str worker_name(struct pen *p, int worker)
{
    if (worker < 0)
        return STR_NONE;
    const struct demo_worker *w = &p->d->workers[worker];
    return arena_printf(&p->text, STR_FMT " " STR_FMT, STR_ARG(w->forename), STR_ARG(w->surname));
}

int manager_of(const struct pen *p, int worker)
{
    return worker < 0 ? -1 : p->d->teams[p->d->workers[worker].team].manager;
}

str manager_name(struct pen *p, int worker) { return worker_name(p, manager_of(p, worker)); }

void pen_worker(struct pen *p, const char *field, int worker)
{
    if (worker >= 0 && p->worker_ids[worker])
        pen_number(p, field, p->worker_ids[worker]);
}

void pen_team(struct pen *p, const char *field, int worker)
{
    if (worker >= 0)
        pen_number(p, field, p->team_ids[p->d->workers[worker].team]);
}

int holder_on(const struct pen *p, int child, day on)
{
    const struct demo_child *c = &p->d->children[child];
    for (int i = c->first_inv; c->ninv && i < c->first_inv + c->ninv; i++)
        if (p->d->invs[i].from <= on && (p->d->invs[i].to == DAY_NONE || p->d->invs[i].to > on))
            return p->d->invs[i].worker;
    return -1;
}

static const char *const function_codes[TEAM__COUNT] = { "front_door", "assessment", "safeguarding", "looked_after", "leaving_care", "disability",
                                                         "fostering", "adoption", "reviewing" };

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
    for (day on = day_most(w->from, p->d->as_at - 1500); on < (w->left == DAY_NONE ? p->d->as_at : w->left); on += 365) {
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
    static const char *const titles[JOB__COUNT] = { "Social Worker", "Senior Social Worker", "Team Manager", "Family Practitioner",
                                                    "Personal Adviser", "Independent Reviewing Officer" };
    pen_new(p, "post", w->from, -1);
    pen_text(p, "title", str_of(titles[w->job]));
    pen_number(p, "team_id", p->team_ids[w->team]);
    pen_text(p, "fte", arena_printf(&p->text, "%.1f", w->fte));
    pen_code(p, "basis", w->agency ? "agency" : "permanent");
    if (w->agency) {
        pen_text(p, "agency_name", S("Meridian Social Care"));
        pen_number(p, "qualified_years", rng_between(&p->r, 3, 18));
        pen_day(p, "references_on", w->from);
        pen_number(p, "notice_weeks", 4);
    }
    pen_day(p, "from_on", w->from);
    if (w->left != DAY_NONE) {
        pen_day(p, "to_on", w->left - 1);
        pen_code(p, "leaving_reason", w->agency ? "agency_ended" : rng_chance(&p->r, 0.8) ? "resigned" : rng_chance(&p->r, 0.6) ? "moved_inside" : "retired");
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
    if (i % 11 != 5 || w->left != DAY_NONE || w->from > d->as_at - 60 || (w->away_from != DAY_NONE && w->away_to > d->as_at - 10))
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
        step = since < 42 ? rng_between(&p->r, 5, 7) : since < 182 ? rng_between(&p->r, 11, 14) : rng_between(&p->r, 23, 29);
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
        pen_text(p, "workload", arena_printf(&p->text, "We went through the children one by one. Load today: %s.",
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
    static const char *const roles[JOB__COUNT] = { "social_worker", "senior_social_worker", "team_manager", "family_worker", "personal_adviser",
                                                   "reviewing_officer" };
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
        pen_day(p, "qualified_on", w->nqsw_from != DAY_NONE ? w->nqsw_from - 60 : w->from - rng_between(&p->r, 100, 5000));
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

/* --- families ----------------------------------------------------------------------------------- */
static bool was_referred(const struct demo *d, const struct demo_family *f)
{
    for (int i = f->first; i < f->first + f->n; i++)
        if (d->children[i].nspells)
            return true;
    return false;
}

static day known_since(const struct pen *p, const struct demo_family *f)
{
    const struct demo *d = p->d;
    day since = f->known_on;
    for (int i = f->first; i < f->first + f->n; i++)
        if (d->children[i].nspells)
            since = day_least(since, d->spells[d->children[i].first_spell].from);
    return since;
}

static void pen_home(struct pen *p, const struct demo_family *f, day from)
{
    pen_new(p, "address", from, -1);
    pen_code(p, "address_type", "HOME");
    pen_text(p, "line1", f->line1);
    pen_text(p, "town", f->town);
    pen_text(p, "postcode", f->postcode);
    pen_day(p, "from_on", from);
}

static const char *const first_lists[2] = { "man", "woman" };

static err_code write_parent(struct pen *p, int family, int which, day since, err *e)
{
    struct demo *d = p->d;
    const struct demo_family *f = &d->families[family];
    bool mother = which == 0;
    day eldest = d->children[f->first].born;
    for (int i = f->first; i < f->first + f->n; i++)
        eldest = day_least(eldest, d->children[i].born);
    bool home = mother || f->father_home;
    pen_new(p, "person", since, -1);
    pen_text(p, "forename", words_pick(&d->words, f->ethnic == ETH_WHITE || f->ethnic == ETH_MIXED || f->ethnic == ETH_UNKNOWN ? first_lists[mother] :
                                       f->ethnic == ETH_ASIAN ? (mother ? "girl_asian" : "boy_asian") :
                                       f->ethnic == ETH_BLACK ? (mother ? "girl_black" : "boy_black") : mother ? "girl_other" : "boy_other", &p->r));
    pen_text(p, "surname", mother || f->father_home ? f->surname : f->other_surname);
    pen_code(p, "sex", mother ? "F" : "M");
    pen_day(p, "born_on", eldest - rng_between(&p->r, 18 * 365, 36 * 365));
    pen_new(p, "family_member", since, -1);
    pen_number(p, "family_id", p->family_ids[family]);
    pen_code(p, "role", mother ? "mother" : "father");
    pen_day(p, "from_on", since);
    if (home)
        pen_home(p, f, since);
    return pen_write(p, "person", &p->parent_ids[family][which], e);
}

static err_code write_family(struct pen *p, int family, err *e)
{
    struct demo *d = p->d;
    const struct demo_family *f = &d->families[family];
    day since = known_since(p, f);
    rng_seed(&p->r, d->seed, 2000000 + (uint64_t)family);
    pen_new(p, "family", since, -1);
    pen_text(p, "name", f->surname);
    if (pen_write(p, "family", &p->family_ids[family], e))
        return e->code;
    int parents = was_referred(d, f) ? f->nparents : 0;
    for (int i = 0; i < parents; i++)
        if (write_parent(p, family, i, since, e))
            return e->code;
    return ERR_OK;
}

/* --- children ------------------------------------------------------------------------------------ */
static const char *language_of(int ethnic)
{
    static const char *const of[ETH__COUNT] = { "English", "English", "Urdu", "English", "Kurdish", "English" };
    return of[ethnic];
}

static void child_own(struct pen *p, int child, day since)
{
    struct demo *d = p->d;
    const struct demo_child *c = &d->children[child];
    bool unborn = c->born > since, born = c->born <= d->as_at;
    int own = pen_new(p, "person", since, -1);
    pen_text(p, "forename", unborn ? S("Unborn baby") : c->forename);
    pen_text(p, "surname", c->surname);
    if (unborn)
        pen_day(p, "due_on", c->born + (child % 11) - 5);
    pen_text(p, "council_id", arena_printf(&p->text, "%d", 1000000 + child * 3 + 7));
    pen_code(p, "ethnicity", c->ethnicity);
    if (unborn && !born)
        return;
    if (unborn) {
        pen_change(p, own, c->born + 2, -1);
        pen_text(p, "forename", c->forename);
    }
    pen_day(p, "born_on", c->born);
    pen_code(p, "sex", c->female ? "F" : "M");
    pen_text(p, "nhs_number", people_nhs(child, &p->text));
    str upn = people_upn(d, child, &p->text);
    if (upn.p)
        pen_text(p, "upn", upn);
    else
        pen_code(p, "upn_unknown", c->uasc ? "UN5" : "UN1");
    int age = day_age(c->born, d->as_at);
    if (age >= 4 && age < 18)
        pen_text(p, "school", words_pick(&d->words, "school", &p->r));
    if (c->female && age >= 12 && child % 40)               /* of a few nobody asked */
        pen_flag(p, "is_mother", false);
    if (c->disabled && age >= 4)
        pen_flag(p, "ehc_plan", child_has_ehc_plan(d, child));
    const struct demo_family *f = &d->families[c->family];
    if (c->uasc) {
        pen_text(p, "nationality", str_of(child % 5 == 0 ? "Sudan" : child % 5 == 1 ? "Afghanistan" : child % 5 == 2 ? "Eritrea" : child % 5 == 3 ? "Iran" : "Vietnam"));
        pen_text(p, "language", str_of(child % 5 == 0 ? "Arabic" : child % 5 == 1 ? "Pashto" : child % 5 == 2 ? "Tigrinya" : child % 5 == 3 ? "Kurdish" : "Vietnamese"));
        pen_flag(p, "interpreter_needed", true);
    } else {
        pen_text(p, "language", str_of(language_of(f->ethnic)));
    }
}

static void child_family(struct pen *p, int child, day since)
{
    struct demo *d = p->d;
    const struct demo_child *c = &d->children[child];
    const struct demo_family *f = &d->families[c->family];
    pen_new(p, "family_member", since, -1);
    pen_number(p, "family_id", p->family_ids[c->family]);
    pen_code(p, "role", "child");
    pen_day(p, "from_on", since);
    if (!c->uasc && c->born <= d->as_at)
        pen_home(p, f, day_most(since, c->born));
    for (int i = 0; i < 2; i++)
        if (p->parent_ids[c->family][i]) {
            pen_new(p, "relationship", day_most(since, day_least(c->born, d->as_at)), -1);
            pen_number(p, "other_person_id", p->parent_ids[c->family][i]);
            pen_code(p, "relation", i ? "father" : "mother");
            pen_flag(p, "parental_responsibility", i == 0 || child % 3 != 0);
            pen_flag(p, "emergency_contact", i == 0);
        }
    for (int i = f->first; i < child; i++) {
        pen_new(p, "relationship", day_most(since, day_least(c->born, d->as_at)), -1);
        pen_number(p, "other_person_id", p->child_ids[i]);
        pen_code(p, "relation", d->children[i].female ? "sister" : "brother");
    }
}

/* Draws nothing that others would miss. */
static void disability_beside(struct pen *p, day noted, const char *condition)
{
    struct rng kept = p->r;
    pen_new(p, "disability", noted, -1);
    pen_code(p, "condition", condition);
    pen_day(p, "noted_on", noted);
    p->r = kept;
}

static void child_marks(struct pen *p, int child, day since)
{
    struct demo *d = p->d;
    const struct demo_child *c = &d->children[child];
    day last = d->as_at;
    if (c->disabled && c->born <= last) {
        static const char *const conditions[] = { "AUT", "LD", "COMM", "BEH", "MOB", "HEAR", "VIS", "CON", "PC" };
        day noted = day_most(since, c->born) + 10;
        pen_new(p, "disability", noted, -1);
        int first = rng_weighted(&p->r, 9, (double[]){ 40, 22, 12, 12, 8, 3, 2, 3, 2 });
        pen_code(p, "condition", conditions[first]);
        pen_day(p, "noted_on", noted);
        if (child % 3 == 0)
            disability_beside(p, noted, conditions[(first + 1) % 9]);
    } else if (c->born <= last && child % 40) {             /* of a few nobody asked */
        disability_beside(p, day_least(day_most(since, c->born) + 10, last), "NONE");
    }
    if (c->uasc) {
        pen_new(p, "immigration_status", since, -1);
        pen_code(p, "status", "UASC");
        pen_day(p, "from_on", since);
        pen_text(p, "home_office_ref", arena_printf(&p->text, "A%07d", 1000000 + child * 37 % 8999999));
        pen_text(p, "solicitor", S("Harbour Law Centre"));
        if (child % 3) {
            pen_day(p, "transfer_accepted_on", since);
            pen_done(p, "transfer_completed_on", since + 1, 12);
        }
        if (child % 6 == 1) {
            pen_day(p, "nrm_referred_on", day_least(since + 20, last));
            pen_day(p, "nrm_reasonable_on", since + 20 + rng_between(&p->r, 4, 30));
        }
        if (day_birthday(c->born, 18) <= last) {
            pen_day(p, "to_on", day_birthday(c->born, 18));
            pen_new(p, "immigration_status", day_birthday(c->born, 18), -1);
            pen_code(p, "status", child % 3 ? "refugee" : "asylum_seeker");
            pen_day(p, "from_on", day_birthday(c->born, 18));
        }
    }
    if (c->nspells && rng_chance(&p->r, 0.02)) {
        day on = day_most(since, d->from) + rng_between(&p->r, 1, 500);
        static const char *const kinds[] = { "violence", "animals", "address_secret", "visit_in_pairs" };
        int which = rng_below(&p->r, 4);
        pen_new(p, "warning_note", on, holder_on(p, child, on));
        pen_code(p, "category", kinds[which]);
        for (size_t i = 0; i < p->phrases.n; i++)
            if (str_eq(p->phrases.at[i].symbol, S("warning")))
                pen_text(p, "note", p->phrases.at[i].ways[which]);
        pen_day(p, "from_on", on);
        pen_day(p, "review_on", on + 182);
        int note = p->now;
        for (day due = on + 182; note >= 0 && due <= last && rng_chance(&p->r, 0.92); due += 182) {
            pen_change(p, note, due - rng_below(&p->r, 12), holder_on(p, child, due));
            pen_day(p, "reviewed_on", due);
            if (rng_chance(&p->r, 0.3)) {
                pen_day(p, "ended_on", due);
                break;
            }
            pen_day(p, "review_on", due + 182);
        }
    }
    if (c->nspells && rng_chance(&p->r, 0.004) && c->ninv) {
        const struct demo_inv *v = &d->invs[c->first_inv + c->ninv - 1];
        pen_new(p, "restriction", v->from, manager_of(p, v->worker));
        pen_text(p, "accounts", arena_printf(&p->text, STR_FMT " " STR_FMT, STR_ARG(p->accounts[v->worker]), STR_ARG(p->accounts[manager_of(p, v->worker)])));
        pen_text(p, "owner", p->accounts[manager_of(p, v->worker)]);
        pen_text(p, "reason", S("A parent works for the council. Only those who need to may open this record."));
        pen_day(p, "from_on", v->from);
    }
}

static void child_holders(struct pen *p, int child, const int *referrals)
{
    struct demo *d = p->d;
    const struct demo_child *c = &d->children[child];
    static const char *const reasons[] = { [CHANGE_FIRST] = "FCONTA", [CHANGE_STAGE] = "TSPROC", [CHANGE_LEFT] = "LEFTRL", [CHANGE_ABSENT] = "ABSENC",
                                           [CHANGE_WORKLOAD] = "MANAGE" };
    for (int i = c->first_inv; c->ninv && i < c->first_inv + c->ninv; i++) {
        const struct demo_inv *v = &d->invs[i];
        if (v->to != DAY_NONE && v->to <= v->from)
            continue;
        int h = pen_new(p, "involvement", v->from, manager_of(p, v->worker));
        pen_worker(p, "worker_id", v->worker);
        pen_code(p, "role", "case_holder");
        pen_team(p, "team_id", v->worker);
        pen_link(p, "referral_id", referrals[v->spell - c->first_spell]);
        pen_day(p, "from_on", v->from);
        pen_code(p, "change_reason", reasons[v->reason]);
        if (is_recent(p, v->from) && v->reason != CHANGE_FIRST && rng_chance(&p->r, 0.75))
            pen_day(p, "handover_on", v->from);
        if (v->to == DAY_NONE)
            continue;
        if (is_recent(p, v->to))
            pen_change(p, h, v->to, manager_of(p, v->worker));
        pen_day(p, "to_on", v->to);
    }
}

static void names_for(struct pen *p, int child, int worker)
{
    struct demo *d = p->d;
    const struct demo_child *c = &d->children[child];
    const struct demo_family *f = &d->families[c->family];
    phrase_name(p, "child", c->born > d->as_at ? S("the baby") : c->forename);
    phrase_name(p, "he", c->female ? S("she") : S("he"));
    phrase_name(p, "his", c->female ? S("her") : S("his"));
    phrase_name(p, "him", c->female ? S("her") : S("him"));
    phrase_name(p, "carer", c->uasc ? S("the carer") : child % 5 ? S("mum") : S("dad"));
    phrase_name(p, "worker", worker >= 0 ? d->workers[worker].forename : S("the worker"));
    phrase_name(p, "school", words_pick(&d->words, "school", &p->r));
    phrase_name(p, "place", words_pick(&d->words, "place", &p->r));
    phrase_name(p, "sibling", f->n > 1 ? d->children[f->first == child ? child + 1 : f->first].forename : S("family"));
}

void write_child(struct pen *p, int child)
{
    struct demo *d = p->d;
    const struct demo_child *c = &d->children[child];
    const struct demo_family *f = &d->families[c->family];
    day since = known_since(p, f);
    rng_seed(&p->r, d->seed, 5000000 + (uint64_t)child);
    int *referrals = arena_array(&p->text, int, c->nspells + 1);
    names_for(p, child, c->ninv ? d->invs[c->first_inv + c->ninv - 1].worker : -1);
    child_own(p, child, since);
    child_family(p, child, since);
    child_marks(p, child, since);
    for (int i = 0; i < c->nspells; i++) {
        int spell = c->first_spell + i, strategy = -1;
        const struct demo_spell *s = &d->spells[spell];
        referrals[i] = -1;
        if (s->from > d->as_at)
            continue;
        write_front_door(p, child, spell, &referrals[i], &strategy);
        write_need(p, child, spell, referrals[i], strategy);
        if (s->cla_from != DAY_NONE && s->cla_from <= d->as_at)
            write_care(p, child, spell, referrals[i]);
        if (s->cla_from != DAY_NONE && day_birthday(c->born, 16) < d->as_at && s->type != SPELL_DISABLED)
            write_leaving(p, child, spell);
    }
    write_rare(p, child);
    child_holders(p, child, referrals);
}

static size_t contacts_of(const size_t *first, int family, int *out, size_t max)
{
    size_t n = 0;
    for (size_t i = first[family]; i < first[family + 1] && n < max; i++)
        out[n++] = (int)i;
    return n;
}

/* Contacts by family: a counting sort that keeps their order in time. */
static size_t *contacts_index(struct demo *d)
{
    size_t *first = arena_array(d->mem, size_t, d->nfamilies + 2);
    struct demo_contact *sorted = arena_array(d->mem, struct demo_contact, d->ncontacts + 1);
    for (size_t i = 0; i < d->ncontacts; i++)
        first[d->contacts[i].family + 1]++;
    for (size_t i = 0; i < d->nfamilies; i++)
        first[i + 1] += first[i];
    size_t *next = arena_array(d->mem, size_t, d->nfamilies + 1);
    memcpy(next, first, d->nfamilies * sizeof *next);
    for (size_t i = 0; i < d->ncontacts; i++)
        sorted[next[d->contacts[i].family]++] = d->contacts[i];
    d->contacts = sorted;
    return first;
}

enum { FAMILIES_A_TRANSACTION = 2000 };

err_code write_everybody(struct pen *p, void (*progress)(void *, uint64_t, uint64_t), void *ctx, err *e)
{
    struct demo *d = p->d;
    p->now = -1;
    p->author = (struct author){ S("demo"), S("demo"), d->now };
    p->family_ids = arena_array(d->mem, int64_t, d->nfamilies + 1);
    p->child_ids = arena_array(d->mem, int64_t, d->nchildren + 1);
    p->parent_ids = arena_alloc(d->mem, sizeof *p->parent_ids * (d->nfamilies + 1));
    size_t *first = contacts_index(d);
    err_code code = phrases_load(p, e);
    if (!code)
        code = store_begin(p->s, &p->author, e);
    if (!code)
        code = write_workforce(p, e);
    if (!code)
        code = write_households(p, e);
    for (size_t f = 0; !code && f < d->nfamilies; f++) {
        if (f % FAMILIES_A_TRANSACTION == FAMILIES_A_TRANSACTION - 1) {
            code = store_commit(p->s, e);
            if (!code)
                code = store_begin(p->s, &p->author, e);
        }
        if (!code)
            code = write_family(p, (int)f, e);
        const struct demo_family *x = &d->families[f];
        int contacts[64];
        size_t n = contacts_of(first, (int)f, contacts, COUNT_OF(contacts));
        for (int c = x->first; !code && c < x->first + x->n; c++) {
            write_child(p, c);
            write_front_contacts(p, c, contacts, n);
            code = pen_write(p, "person", &p->child_ids[c], e);
        }
        if (progress && f % 50 == 0)
            progress(ctx, f, d->nfamilies);
    }
    if (!code)
        code = store_commit(p->s, e);
    if (code)
        store_rollback(p->s);
    arena_release(&p->text);
    return code;
}
