/* write.c - families, what stands on a child's front page, and the whole council from first to last. */
#include "demo/pen.h"
#include <stdio.h>

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
    pen_text(p, "forename",
             words_pick(&d->words,
                        f->ethnic == ETH_WHITE || f->ethnic == ETH_MIXED || f->ethnic == ETH_UNKNOWN
                            ? first_lists[mother]
                        : f->ethnic == ETH_ASIAN ? (mother ? "girl_asian" : "boy_asian")
                        : f->ethnic == ETH_BLACK ? (mother ? "girl_black" : "boy_black")
                        : mother                 ? "girl_other"
                                                 : "boy_other",
                        &p->r));
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
        pen_text(p, "nationality",
                 str_of(child % 5 == 0   ? "Sudan"
                        : child % 5 == 1 ? "Afghanistan"
                        : child % 5 == 2 ? "Eritrea"
                        : child % 5 == 3 ? "Iran"
                                         : "Vietnam"));
        pen_text(p, "language",
                 str_of(child % 5 == 0   ? "Arabic"
                        : child % 5 == 1 ? "Pashto"
                        : child % 5 == 2 ? "Tigrinya"
                        : child % 5 == 3 ? "Kurdish"
                                         : "Vietnamese"));
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
        pen_text(p, "accounts",
                 arena_printf(&p->text, STR_FMT " " STR_FMT, STR_ARG(p->accounts[v->worker]),
                              STR_ARG(p->accounts[manager_of(p, v->worker)])));
        pen_text(p, "owner", p->accounts[manager_of(p, v->worker)]);
        pen_text(p, "reason", S("A parent works for the council. Only those who need to may open this record."));
        pen_day(p, "from_on", v->from);
    }
}

static void child_holders(struct pen *p, int child, const int *referrals)
{
    struct demo *d = p->d;
    const struct demo_child *c = &d->children[child];
    static const char *const reasons[] = { [CHANGE_FIRST] = "FCONTA",
                                           [CHANGE_STAGE] = "TSPROC",
                                           [CHANGE_LEFT] = "LEFTRL",
                                           [CHANGE_ABSENT] = "ABSENC",
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
