/* make.c - see return_make.h. */
#include "reporting/make.h"
#include "reporting/issues.h"
#include "base/file.h"
#include "desk/transaction.h"
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILES_MAX = 16, FLUSH_BYTES = 1 << 18, ITEMS_MAX = 160 };

struct return_files {
    const char *dir, *partial;
    size_t n;
    struct { FILE *f; out text; const char *path; } at[FILES_MAX];
};

/* --- files ----------------------------------------------------------------------------------------- */

static bool is_empty_folder(const char *path)
{
    DIR *d = opendir(path);
    size_t n = 0;
    if (!d)
        return false;
    while (readdir(d))
        n++;
    closedir(d);
    return n <= 2;                                      /* . and .. */
}

static err_code files_begin(struct return_work *w, err *e)
{
    struct stat st;
    w->files = arena_new(w->mem, struct return_files);
    if (!w->o->dir)
        return ERR_OK;
    str dir = str_of(w->o->dir);
    while (dir.n > 1 && dir.p[dir.n - 1] == '/')
        dir.n--;
    w->files->dir = arena_z(w->mem, dir);
    w->files->partial = arena_z(w->mem, arena_printf(w->mem, STR_FMT ".partial", STR_ARG(dir)));
    if (stat(w->files->dir, &st) == 0 && !is_empty_folder(w->files->dir)) {
        err_set(e, ERR_CONFLICT, "There is something at %s already, and it stays as it is.", w->files->dir);
        return err_hint(e, "Name a folder that is not there yet, or move that one away.");
    }
    if (mkdir(w->files->partial, 0700) && errno != EEXIST)
        return err_set(e, ERR_SYSTEM, "The folder %s cannot be made: %s.", w->files->partial, strerror(errno));
    return ERR_OK;
}

err_code return_file_open(struct return_work *w, const char *name, err *e)
{
    struct return_files *f = w->files;
    size_t i = f->n++;
    if (!f->partial)
        return ERR_OK;
    f->at[i].path = arena_z(w->mem, arena_printf(w->mem, "%s/%s", f->partial, name));
    f->at[i].f = fopen(f->at[i].path, "wb");
    return f->at[i].f ? ERR_OK : err_set(e, ERR_SYSTEM, "%s cannot be written: %s.", f->at[i].path, strerror(errno));
}

out *return_file(struct return_work *w, size_t file) { return &w->files->at[file].text; }

err_code return_file_flush(struct return_work *w, bool all, err *e)
{
    for (size_t i = 0; i < w->files->n; i++) {
        out *o = &w->files->at[i].text;
        if (!o->n || (!all && o->n < FLUSH_BYTES))
            continue;
        if (w->files->at[i].f && fwrite(o->p, 1, o->n, w->files->at[i].f) != o->n)
            return err_set(e, ERR_SYSTEM, "%s cannot be written: %s.", w->files->at[i].path, strerror(errno));
        out_clear(o);
    }
    return ERR_OK;
}

/* On the disk before it has its name: a return is all there or not there. */
static err_code files_end(struct return_work *w, err *e)
{
    struct return_files *f = w->files;
    if (return_file_flush(w, true, e))
        return e->code;
    for (size_t i = 0; i < f->n && f->partial; i++) {
        FILE *x = f->at[i].f;
        bool good = fflush(x) == 0 && fsync(fileno(x)) == 0;
        f->at[i].f = NULL;
        if (fclose(x) != 0 || !good)
            return err_set(e, ERR_SYSTEM, "%s cannot be written: %s.", f->at[i].path, strerror(errno));
    }
    if (f->partial && rename(f->partial, f->dir))
        return err_set(e, ERR_SYSTEM, "%s cannot become %s: %s.", f->partial, f->dir, strerror(errno));
    return ERR_OK;
}

static void files_release(struct return_work *w)
{
    for (size_t i = 0; w->files && i < w->files->n; i++) {
        if (w->files->at[i].f)
            fclose(w->files->at[i].f);
        out_release(&w->files->at[i].text);
    }
}

size_t return_item_add(struct return_work *w, str table, str name, const char *why)
{
    if (!w->done->items)
        w->done->items = arena_array(w->mem, struct return_item, ITEMS_MAX);
    w->done->items[w->done->nitems] = (struct return_item){ .table = table, .name = name, .why = why };
    return w->done->nitems++;
}

/* --- lists ------------------------------------------------------------------------------------------ */

err_code return_lists_read(struct return_lists **to, const char *postcodes, const char *providers, arena *mem, err *e)
{
    struct return_lists *l = *to = arena_new(mem, struct return_lists);
    struct file f;
    if (postcodes && file_open(&f, postcodes, e))
        return e->code;
    if (postcodes) {
        err_code rc = postcodes_read(&l->postcodes, f.bytes, mem, e);
        file_close(&f);
        if (rc)
            return rc;
        l->has_postcodes = true;
    }
    if (providers && file_open(&f, providers, e))
        return e->code;
    if (providers) {
        err_code rc = providers_read(&l->providers, f.bytes, mem, e);
        file_close(&f);
        if (rc)
            return rc;
        l->has_providers = true;
    }
    return ERR_OK;
}

/* --- the run ---------------------------------------------------------------------------------------- */

const struct return_maker *return_maker_of(const struct return_kind *of)
{
    static const struct return_maker *const makers[RETURNS] = {
#define RETURN(name, title, via, month, day) [RETURN_##name] = &name##_maker,
#include "returns/kinds.def"
#undef RETURN
    };
    return makers[of->number];
}

err_code return_work_person(struct return_work *w, int64_t subject_id, const struct facts *facts, arena *a, bool *any, err *e)
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

err_code return_work_open(struct return_work *w, struct store *s, const struct return_options *o, arena *mem, struct return_done *done, err *e)
{
    const struct return_maker *maker = return_maker_of(o->of);
    *w = (struct return_work){ .o = o, .maker = maker, .cat = s->cat, .mem = mem, .done = done, .year = return_year_of(o->of, o->year) };
    *done = (struct return_done){ 0 };
    w->today = o->now ? instant_day(o->now) : 0;
    return return_plan_make(&w->plan, s->cat, o->of, &maker->shape, mem, e) || files_begin(w, e) ? e->code : ERR_OK;
}

err_code return_work_begin(struct return_work *w, struct store *s, err *e)
{
    if (return_authority(s, w->mem, &w->authority, &w->area, e))
        return e->code;
    if (w->o->authority.n)
        w->authority = w->area = w->o->authority;
    return w->maker->begin(w, e);
}

void return_work_close(struct return_work *w) { files_release(w); }

void return_work_forget(struct return_work *w, arena *a, arena *lasting)
{
    for (size_t i = 0; i < w->files->n; i++)
        out_clear(&w->files->at[i].text);
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
        files_release(&w);
        return e->code;
    }
    err_code rc = return_names_of(s, S(RETURN_WORKER_MARK), w.mem, &w.names, e);
    if (!rc)
        rc = return_work_begin(&w, s, e);
    if (!rc)
        rc = return_people_each(s, &w.plan, one_person, &w, &o->progress, e);
    if (!rc)
        rc = w.maker->end(&w, e);
    if (!rc)
        rc = files_end(&w, e);
    if (!rc && o->subject)
        keep_only(&w, &done->report);
    done->files = o->dir ? w.files->n : 0;
    db_rollback(s->db);
    files_release(&w);
    return rc;
}
