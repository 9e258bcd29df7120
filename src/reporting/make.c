/* make.c - see make.h. */
#include "reporting/make.h"
#include "desk/transaction.h"

const struct return_maker *return_maker_of(const struct return_kind *of)
{
    static const struct return_maker *const makers[RETURNS] = {
#define RETURN(name, title, via, files, month, day) [RETURN_##name] = &name##_maker,
#include "returns/kinds.def"
#undef RETURN
    };
    return makers[of->number];
}

err_code return_work_person(struct return_work *w, int64_t subject_id, const struct facts *facts, arena *a, bool *any,
                            err *e)
{
    struct return_rows rows, *kept = arena_array(a, struct return_rows, 2);
    struct return_year before = return_year_of(w->o->of, w->year.year - 1);
    return_rows_of(&w->plan, facts, &w->year, &w->names, a, &rows);
    *any = rows.n > 0;
    if (!rows.n)
        return ERR_OK;
    kept[0] = rows;
    if (w->maker->looks_back)
        return_rows_before(&w->plan, facts, &before, &rows, &w->names, a, &kept[1]);
    w->done->children++;
    w->done->rows += rows.n;
    return w->maker->child(w, subject_id, &kept[0], &kept[1], a, e);
}

static err_code one_person(void *ctx, int64_t subject_id, const struct facts *facts, arena *a, err *e)
{
    struct return_work *w = ctx;
    bool any;
    if (return_work_person(w, subject_id, facts, a, &any, e))
        return e->code;
    return return_file_flush(w, false, e);
}

err_code return_work_open(struct return_work *w, struct store *s, const struct return_options *o, arena *mem,
                          struct return_done *done, err *e)
{
    const struct return_maker *maker = return_maker_of(o->of);
    *w = (struct return_work){
        .o = o,
        .maker = maker,
        .cat = s->cat,
        .mem = mem,
        .done = done,
        .year = return_year_of(o->of, o->year),
    };
    *done = (struct return_done){ 0 };
    w->today = o->now ? instant_day(o->now) : 0;
    return return_plan_make(&w->plan, s->cat, o->of, &maker->shape, mem, e) || return_files_begin(w, e) ? e->code
                                                                                                        : ERR_OK;
}

err_code return_work_begin(struct return_work *w, struct store *s, err *e)
{
    if (return_authority(s, w->mem, &w->authority, &w->area, e))
        return e->code;
    if (w->o->authority.n)
        w->authority = w->area = w->o->authority;
    return w->maker->begin(w, e);
}

void return_work_close(struct return_work *w) { return_files_release(w); }

void return_work_forget(struct return_work *w, arena *a, arena *lasting)
{
    return_files_forget(w);
    w->maker->afresh(w, a, lasting);
}

/* --- one person's issues of the whole ------------------------------------------------------------------ */

struct only { struct report of; size_t *at; };

static void word_only(void *ctx, size_t i, arena *a, struct report_issue *x)
{
    const struct only *o = ctx;
    o->of.issue(o->of.ctx, o->at[i], a, x);
}

static void keep_only(const struct return_work *w, struct report *report)
{
    struct only *o = arena_new(w->mem, struct only);
    struct report_rule *rules = arena_array(w->mem, struct report_rule, report->nrules);
    arena scratch;
    size_t n = 0;
    *o = (struct only){ *report, arena_array(w->mem, size_t, report->nissues + 1) };
    arena_init(&scratch, 0);
    for (size_t i = 0; i < report->nrules; i++) {
        rules[i] = report->rules[i];
        rules[i].issues = 0;
    }
    for (size_t i = 0; i < report->nissues; i++) {
        if (w->maker->subject(w, i) == w->o->subject) {
            struct report_issue x;
            report->issue(report->ctx, i, &scratch, &x);
            rules[x.rule].issues++;
            o->at[n++] = i;
        }
        arena_clear(&scratch);
    }
    arena_release(&scratch);
    report->children = 1;
    report->rules = rules;
    report->nissues = n;
    report->issue = word_only;
    report->ctx = o;
}

err_code return_make(struct store *s, const struct return_options *o, arena *mem, struct return_done *done, err *e)
{
    struct return_work w;
    if (return_work_open(&w, s, o, mem, done, e) || snapshot_begin(s, e)) {
        return_files_release(&w);
        return e->code;
    }
    err_code rc = return_names_of(s, w.mem, &w.names, e);
    if (!rc)
        rc = return_work_begin(&w, s, e);
    if (!rc)
        rc = return_people_each(s, &w.plan, one_person, &w, &o->progress, e);
    if (!rc)
        rc = w.maker->end(&w, e);
    if (!rc)
        rc = return_files_end(&w, e);
    if (!rc && o->subject)
        keep_only(&w, &done->report);
    done->files = o->dir ? return_files_count(&w) : 0;
    db_rollback(s->db);
    return_files_release(&w);
    return rc;
}
