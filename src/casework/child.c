/* child.c - assembles one child's page from the facts. Nothing is stored for it: what is on the page is what the record
 * says.
 *
 * The data: the subject with all its records, which the caller has loaded; the rows of its duties; a card for each
 * relative; the names of what its records refer to outside of it (workers, teams, a family), for records of its own
 * are in memory.
 *
 * The algorithm is two turns. First each part picks from memory what it will show: the timeline by dates alone, so that
 * titles are made only for the lines that are shown; the workers in their order; the plans that go on. While it
 * picks it says which names and rows it lacks. Then one trip to the database brings all of them, and the parts are
 * put into words.
 *
 * The cost: four statements and one for each kind of thing that is named (four at most), and one or two more for
 * whom the reader may be told of; five trips to PostgreSQL with those of the load, whatever the number of
 * relatives, workers, duties or years. test/web/t_page_cost.c counts them. In memory it is the sorting of the
 * timeline, n log n over all records of the child. */
#include "casework/child_read.h"
#include <stdlib.h>

/* --- timeline ------------------------------------------------------------------------------------------ */

struct moment { const struct record *r; day on; };

static int newest_first(const void *p, const void *q)
{
    const struct moment *a = p, *b = q;
    if (a->on != b->on)
        return (a->on < b->on) - (a->on > b->on);
    return (a->r->id < b->r->id) - (a->r->id > b->r->id);
}

static size_t add_moments(const struct child_reading *x, const struct kind *k, bool whole, struct moment *to)
{
    const struct records *all = subject_kind(x->sub, k);
    size_t n = 0;
    instant at;
    bool shown = whole ? !kind_is_subject(k) : str_eq(k->timeline, S("yes"));
    if (!all->n || !shown || !access_reads(x->who, k))
        return 0;
    for (size_t i = 0; i < all->n; i++)
        if (!all->at[i]->removed)
            to[n++] = (struct moment){ all->at[i], child_happened(all->at[i], &at) };
    return n;
}

/* The newest `limit` of what the role reads (0: all), by their dates alone. whole: also what is on no timeline. */
static size_t choose_moments(struct child_reading *x, size_t limit, bool whole, struct moment **to)
{
    const struct catalogue *cat = x->s->cat;
    size_t n = 0;
    for (size_t k = 0; k < cat->nkinds; k++)
        n += x->sub->facts.by_kind[k].n;
    struct moment *all = *to = arena_array(x->a, struct moment, n);
    n = 0;
    for (size_t k = 0; k < cat->nkinds; k++)
        n += add_moments(x, &cat->kinds[k], whole, all + n);
    qsort(all, n, sizeof *all, newest_first);
    n = limit && n > limit ? limit : n;
    for (size_t i = 0; i < n; i++)
        namer_expects_title(&x->names, all[i].r);
    return n;
}

static void take_timeline(struct child_reading *x, size_t n, const struct moment *chosen)
{
    struct fact_line *lines = arena_array(x->a, struct fact_line, n);
    for (size_t i = 0; i < n; i++)
        lines[i] = child_line(x, chosen[i].r);
    x->out->lines = lines;
    x->out->nlines = n;
}

/* --- plans --------------------------------------------------------------------------------------------- */

static const enum kind_name plan_kinds[] = {
    K_cp_plan, K_cin_plan, K_care_plan, K_pathway_plan, K_plan, K_education_plan,
};

/* Every plan that goes on, the newest of a kind first. */
static void each_plan(struct child_reading *x, void (*does)(struct child_reading *x, const struct record *plan))
{
    for (size_t k = 0; k < COUNT_OF(plan_kinds); k++) {
        const struct records *all = child_all(x, plan_kinds[k]);
        for (size_t i = all->n; i-- > 0;)
            if (child_going_on(x, all->at[i]))
                does(x, all->at[i]);
    }
}

static void expect_plan(struct child_reading *x, const struct record *plan)
{
    namer_expects_title(&x->names, plan);
    x->out->nplans++;
}

static struct child_action action_of(struct child_reading *x, const struct record *r)
{
    return (struct child_action){
        .id = r->id,
        .what = record_text(r, F_plan_action_what),
        .who = child_shown(x, r, F_plan_action_who),
        .by = record_day(r, F_plan_action_by_on),
        .done = record_day(r, F_plan_action_done_on),
    };
}

static void add_plan(struct child_reading *x, const struct record *plan)
{
    const struct records *actions = child_all(x, K_plan_action);
    struct child_plan p = { .line = child_line(x, plan),
                            .actions = arena_array(x->a, struct child_action, actions->n) };
    for (size_t i = 0; i < actions->n; i++)
        if (!actions->at[i]->removed && record_int(actions->at[i], F_plan_action_plan_id) == plan->id)
            p.actions[p.nactions++] = action_of(x, actions->at[i]);
    x->out->plans[x->out->nplans++] = p;
}

static bool is_loose(const struct record *action)
{
    return !action->removed && !record_has(action, F_plan_action_plan_id) && !record_has(action, F_plan_action_done_on);
}

static void take_plans(struct child_reading *x)
{
    struct child_overview *o = x->out;
    const struct records *actions = child_all(x, K_plan_action);
    struct child_action *loose = arena_array(x->a, struct child_action, actions->n);
    o->plans = arena_array(x->a, struct child_plan, o->nplans);
    o->nplans = 0;
    each_plan(x, add_plan);
    for (size_t i = 0; i < actions->n; i++)
        if (is_loose(actions->at[i]))
            loose[o->nloose++] = action_of(x, actions->at[i]);
    o->loose = loose;
}

/* --- notes that stay on top ------------------------------------------------------------------------------ */

static void take_pinned(struct child_reading *x)
{
    const struct records *all = child_all(x, K_case_note);
    struct child_note *notes = arena_array(x->a, struct child_note, all->n);
    for (size_t i = all->n; i-- > 0;) {
        const struct record *r = all->at[i];
        if (r->removed || !record_flag(r, F_case_note_pinned))
            continue;
        notes[x->out->npinned++] = (struct child_note){
            .id = r->id,
            .text = record_text(r, F_case_note_note),
            .what = child_shown(x, r, F_case_note_note_type),
            .with = record_text(r, F_case_note_with_whom),
            .on = record_day(r, F_case_note_noted_on),
        };
    }
    x->out->pinned = notes;
}

/* --- together ------------------------------------------------------------------------------------------ */

static void each_worker(struct child_reading *x, void (*does)(struct child_reading *x, struct child_worker *w))
{
    for (size_t i = 0; i < x->out->nworkers; i++)
        does(x, &x->out->workers[i]);
    for (size_t i = 0; i < x->out->nformer; i++)
        does(x, &x->out->former[i]);
}

static void expect_worker(struct child_reading *x, struct child_worker *w) { child_worker_expected(x, w); }

err_code child_overview_read(struct store *s, struct access_who *who, const struct subject *sub, size_t lines_limit,
                             arena *a, struct child_overview *o, err *e)
{
    struct child_reading x;
    struct people_asked people;
    struct moment *chosen;
    struct dues_asked dues;
    if (child_reading_begin(&x, s, who, sub, a, o, e))
        return e->code;
    child_bar_ask(&x);
    size_t n = choose_moments(&x, lines_limit, false, &chosen);
    each_worker(&x, expect_worker);
    each_plan(&x, expect_plan);
    child_dues_ask(&x, &dues);
    child_people_ask(&x, &people);
    if (namer_read(&x.names, e) || child_people_take(&x, &people, e))
        return e->code;
    child_bar_take(&x);
    each_worker(&x, child_worker_named);
    take_plans(&x);
    take_pinned(&x);
    take_timeline(&x, n, chosen);
    child_dues_take(&x, &dues);
    return ERR_OK;
}

err_code child_timeline_read(struct store *s, struct access_who *who, const struct subject *sub, arena *a,
                             struct child_overview *o, err *e)
{
    struct child_reading x;
    struct moment *chosen;
    if (child_reading_begin(&x, s, who, sub, a, o, e))
        return e->code;
    child_bar_ask(&x);
    size_t n = choose_moments(&x, 0, false, &chosen);
    if (namer_read(&x.names, e))
        return e->code;
    child_bar_take(&x);
    if (o->nworkers)
        child_worker_named(&x, o->workers);
    take_timeline(&x, n, chosen);
    return ERR_OK;
}

err_code subject_overview_read(struct store *s, struct access_who *who, const struct subject *sub, arena *a,
                               struct child_overview *o, err *e)
{
    struct child_reading x;
    struct moment *chosen;
    struct dues_asked dues;
    if (child_reading_begin(&x, s, who, sub, a, o, e))
        return e->code;
    size_t n = choose_moments(&x, 0, true, &chosen);
    child_dues_ask(&x, &dues);
    if (namer_read(&x.names, e))
        return e->code;
    take_timeline(&x, n, chosen);
    child_dues_take(&x, &dues);
    return ERR_OK;
}
