/* carers.c - households of the demonstration: foster carers with their yearly reviews, adopters on their way, and those
 * who have just asked. Written before the children, so that placements can point to them. */
#include "demo/pen.h"

enum { YEARS_BACK = 6 };

static err_code adult_write(struct pen *p, str surname, bool woman, int64_t *id, err *e)
{
    struct demo *d = p->d;
    pen_new(p, "person", d->start - 300, -1);
    pen_text(p, "forename", words_pick(&d->words, woman ? "woman" : "man", &p->r));
    pen_text(p, "surname", surname);
    pen_code(p, "sex", woman ? "F" : "M");
    pen_day(p, "born_on", d->as_at - rng_between(&p->r, 30 * 365, 64 * 365));
    return pen_write(p, "person", id, e);
}

static str post_here(struct pen *p)
{
    const struct demo_family *f = &p->d->families[rng_below(&p->r, (int)p->d->nfamilies)];
    return f->postcode;
}

/* Begins the household's own record; its members follow. */
static int household_begin(struct pen *p, str name, const char *type, day since, const int64_t *adults, int nadults)
{
    int h = pen_new(p, "household", since, -1);
    pen_text(p, "name", name);
    pen_code(p, "household_type", type);
    pen_text(p, "postcode", post_here(p));
    pen_day(p, "enquired_on", since);
    pen_day(p, "information_sent_on", since + rng_between(&p->r, 1, 8));
    for (int i = 0; i < nadults; i++) {
        pen_new(p, "household_member", since, -1);
        pen_number(p, "person_id", adults[i]);
        pen_code(p, "role", i ? "second_carer" : "main_carer");
        pen_done(p, "dbs_on", since + 40, 30);
        pen_day(p, "from_on", since);
    }
    return h;
}

static void carer_reviews_write(struct pen *p, day approved, day until)
{
    static const char *const said[] = { "carer_children_said", "carer_said" };
    for (day on = approved + rng_between(&p->r, 320, 360), n = 0; on < until;
         on += rng_between(&p->r, rng_chance(&p->r, 0.94) ? 325 : 370, rng_chance(&p->r, 0.94) ? 362 : 410), n++) {
        while (!calendar_is_working(&p->d->cal, on))
            on++;
        if (on >= until || pen_new(p, "carer_review", on, -1) < 0)
            continue;
        pen_day(p, "held_on", on);
        pen_flag(p, "panel", n == 0);
        if (is_recent(p, on)) {
            pen_say(p, "children_said", said[0]);
            pen_say(p, "carers_said", said[1]);
        }
        pen_code(p, "outcome", rng_chance(&p->r, 0.9) ? "continue" : "changed");
        pen_day(p, "decided_on", day_least(on + rng_between(&p->r, 2, 14), p->d->as_at));
    }
}

static err_code carers_write(struct pen *p, int i, struct carers *to, err *e)
{
    struct demo *d = p->d;
    int64_t adults[2];
    int n = rng_chance(&p->r, 0.68) ? 2 : 1;
    str surname = words_pick(&d->words, "surname_white", &p->r);
    for (int k = 0; k < n; k++)
        if (adult_write(p, surname, k == 0, &adults[k], e))
            return e->code;
    bool applying = i % 18 == 17;
    day approved = applying ? DAY_NONE : d->as_at - rng_between(&p->r, 20, YEARS_BACK * 365),
        since = applying ? d->as_at - rng_between(&p->r, 20, 190) : approved - rng_between(&p->r, 200, 330);
    int h = household_begin(p, arena_printf(&p->text, "%s" STR_FMT " household", "", STR_ARG(surname)),
                            i % 11 == 3 ? "short_breaks" : "foster", since, adults, n);
    pen_change(p, h, since + 25, -1);
    pen_day(p, "applied_on", since + 25);
    pen_number(p, "places", rng_between(&p->r, 1, 3));
    *to = (struct carers){ .from = approved, .to = DAY_NONE };
    if (!applying) {
        pen_change(p, h, approved, -1);
        pen_day(p, "panel_on", approved - 9);
        pen_day(p, "approved_on", approved);
        pen_text(p, "approval_decided_by", S("Agency decision maker"));
        pen_say(p, "terms", "carer_terms");
        day gone = approved + 200 + (int)rng_exp(&p->r, 3000);
        carer_reviews_write(p, approved, day_least(gone, d->as_at));
        if (gone < d->as_at) {
            to->to = gone;
            pen_change(p, h, gone, -1);
            pen_day(p, "ended_on", gone);
            pen_text(p, "end_reason", str_of(rng_chance(&p->r, 0.6) ? "Retired from fostering" : "Moved to an agency"));
        }
    }
    return pen_write(p, "household", &to->id, e);
}

/* Enquiry, registration of interest, two stages, panel, decision, match: as far as the days have come. */
static err_code adopters_write(struct pen *p, err *e)
{
    struct demo *d = p->d;
    int64_t adults[2], id;
    str surname = words_pick(&d->words, "surname_white", &p->r);
    int n = rng_chance(&p->r, 0.85) ? 2 : 1;
    for (int k = 0; k < n; k++)
        if (adult_write(p, surname, k == 0 || rng_chance(&p->r, 0.15), &adults[k], e))
            return e->code;
    day on = d->as_at - rng_between(&p->r, 10, 900);
    (void)household_begin(p, arena_printf(&p->text, STR_FMT " household", STR_ARG(surname)), "adopter", on, adults, n);
    int h = pen_new(p, "adopter_journey", on, -1);
    pen_day(p, "enquired_on", on);
    pen_done(p, "information_sent_on", on, 9);
    day one = on + rng_between(&p->r, 30, 70), two = one + rng_between(&p->r, 48, rng_chance(&p->r, 0.75) ? 59 : 95),
        decided = two + rng_between(&p->r, 95, rng_chance(&p->r, 0.75) ? 118 : 170);
    const struct { day on; const char *field; } steps[] = {
        { one - 12, "interest_registered_on" },
        { one - 8, "interest_decided_on" },
        { one, "stage_one_on" },
        { two - 1, "stage_one_ended_on" },
        { two, "stage_two_on" },
        { decided - 9, "panel_on" },
        { decided, "decided_on" },
        { decided + rng_between(&p->r, 40, 300), "matched_on" },
    };
    for (size_t i = 0; i < COUNT_OF(steps) && steps[i].on <= d->as_at; i++) {
        pen_change(p, h, steps[i].on, -1);
        pen_day(p, steps[i].field, steps[i].on);
        if (i == 6)
            pen_flag(p, "approved", true);
    }
    return pen_write(p, "household", &id, e);
}

err_code write_households(struct pen *p, err *e)
{
    struct demo *d = p->d;
    int carers = (int)(figure(&d->fig, "cla_open") * d->scale * 0.19) + 3,
        adopters = (int)(figure(&d->fig, "cla_ceased") * d->scale * 0.13) + 2;
    p->carers = arena_array(d->mem, struct carers, (size_t)carers);
    for (int i = 0; i < carers; i++) {
        rng_seed(&p->r, d->seed, 13000000 + (uint64_t)i);
        if (carers_write(p, i, &p->carers[p->ncarers], e))
            return e->code;
        p->ncarers += p->carers[p->ncarers].from != DAY_NONE;
    }
    for (int i = 0; i < adopters; i++) {
        rng_seed(&p->r, d->seed, 14000000 + (uint64_t)i);
        if (adopters_write(p, e))
            return e->code;
    }
    return ERR_OK;
}

int64_t household_for(const struct pen *p, int start, day from, day to)
{
    for (size_t i = 0; i < p->ncarers; i++) {
        const struct carers *c = &p->carers[((size_t)start + i) % p->ncarers];
        if (c->from <= from && (c->to == DAY_NONE || c->to >= day_least(to, p->d->as_at)))
            return c->id;
    }
    return 0;
}
