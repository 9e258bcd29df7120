/* child_bar.c - the bar on top of every page about a child: who it is, how they live, what the council does for them,
 * who holds them, and the warnings that somebody must know before they knock at the door.
 *
 * All of it is in memory when the subject is loaded, but for the name of whoever holds the child and of records
 * that a warning's title names: at most a statement for each kind of those, in one trip. So a page that needs only
 * the bar does not pay for an overview. */
#include "casework/child_read.h"

str child_name(const struct subject *sub, arena *a)
{
    const struct record *own = subject_own(sub);
    return person_shown(a, record_text(own, F_person_forename), record_text(own, F_person_known_as),
                        record_text(own, F_person_surname));
}

static void read_person(const struct child_reading *x)
{
    struct child_overview *o = x->out;
    const struct record *own = subject_own(x->sub);
    o->name = child_name(x->sub, x->a);
    o->council_id = record_text(own, F_person_council_id);
    o->born_on = record_day(own, F_person_born_on);
    o->due_on = record_day(own, F_person_due_on);
    o->died_on = record_day(own, F_person_died_on);
}

/* Under 18 or unborn, or somebody for whom the council does something that it does for children. */
static bool counts_as_child(const struct child_reading *x)
{
    const struct child_overview *o = x->out;
    bool young = o->born_on == DAY_NONE ? o->due_on != DAY_NONE : x->who->today < day_birthday(o->born_on, 18);
    return young || o->standing != 0;
}

static void read_standing(struct child_reading *x)
{
    struct child_overview *o = x->out;
    const struct record *r;
    if (child_current(x, K_referral))
        o->standing |= STANDING_REFERRAL;
    if (child_current(x, K_cin_plan)) {
        o->standing |= STANDING_CIN;
        o->plan = S("Child in need plan");
    }
    if ((r = child_current(x, K_cp_plan))) {
        o->standing |= STANDING_CP;
        str category = child_shown(x, r, F_cp_plan_latest_category);
        o->plan = arena_printf(x->a, "Child protection plan%s" STR_FMT, category.n ? ": " : "", STR_ARG(category));
    }
    if (child_all(x, K_care_leaver)->n)
        o->standing |= STANDING_CARE_LEAVER;
    if ((r = child_current(x, K_care_episode))) {
        o->standing |= STANDING_LOOKED_AFTER;
        o->legal_status = child_shown(x, r, F_care_episode_legal_status);
    }
    if ((r = child_current(x, K_legal_status)))
        o->legal_status = child_shown(x, r, F_legal_status_status);
    o->is_child = counts_as_child(x);
}

static str address_line(const struct child_reading *x, const struct record *r)
{
    static const enum field_name fields[] = { F_address_line1, F_address_town, F_address_postcode };
    str parts[COUNT_OF(fields)];
    size_t n = 0;
    for (size_t i = 0; i < COUNT_OF(fields); i++)
        if (record_text(r, fields[i]).n)
            parts[n++] = record_text(r, fields[i]);
    return arena_join(x->a, n, parts, S(", "));
}

static void read_living(struct child_reading *x)
{
    struct child_overview *o = x->out;
    const struct record *r;
    o->living = S("");
    if ((r = child_current(x, K_placement))) {
        str type = child_shown(x, r, F_placement_placement_type), name = record_text(r, F_placement_name);
        o->living = name.n ? arena_printf(x->a, STR_FMT ", " STR_FMT, STR_ARG(name), STR_ARG(type)) : type;
        o->living_since = record_day(r, F_placement_started_on);
    } else if ((r = child_current(x, K_address)) && record_is_confidential(r))
        o->living = S("Address is confidential");
    else if (r) {
        o->living = address_line(x, r);
        o->living_since = record_day(r, F_address_from_on);
    }
}

/* Of whoever reads: a record that is restricted says so to those who may open it. */
static bool is_restricted(const struct child_reading *x)
{
    const struct records *all = subject_all(x->sub, K_restriction);
    for (size_t i = 0; i < all->n; i++)
        if (child_going_on(x, all->at[i]))
            return true;
    return false;
}

static void each_warning(struct child_reading *x, void (*does)(struct child_reading *x, const struct record *r))
{
    const struct records *all = child_all(x, K_warning_note);
    for (size_t i = all->n; i-- > 0;)
        if (child_going_on(x, all->at[i]))
            does(x, all->at[i]);
}

static void expect_warning(struct child_reading *x, const struct record *r) { namer_expects_title(&x->names, r); }

static void add_warning(struct child_reading *x, const struct record *r)
{
    struct fact_line *lines = (struct fact_line *)(uintptr_t)x->out->warnings;
    lines[x->out->nwarnings++] = child_line(x, r);
}

void child_bar_ask(struct child_reading *x)
{
    read_person(x);
    read_standing(x);
    read_living(x);
    x->out->restricted = is_restricted(x);
    child_workers_choose(x);
    if (x->out->nworkers)
        child_worker_expected(x, &x->out->workers[0]);
    each_warning(x, expect_warning);
}

void child_bar_take(struct child_reading *x)
{
    x->out->warnings = arena_array(x->a, struct fact_line, child_all(x, K_warning_note)->n);
    each_warning(x, add_warning);
}

err_code child_bar_read(struct store *s, struct access_who *who, const struct subject *sub, arena *a,
                        struct child_overview *o, err *e)
{
    struct child_reading x;
    if (child_reading_begin(&x, s, who, sub, a, o, e))
        return e->code;
    child_bar_ask(&x);
    if (namer_read(&x.names, e))
        return e->code;
    child_bar_take(&x);
    if (o->nworkers)
        child_worker_named(&x, o->workers);
    return ERR_OK;
}
