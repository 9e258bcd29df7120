/* return_make.c - see return_make.h. */
#include "desk/return_make.h"
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

/* --- the run ---------------------------------------------------------------------------------------- */

struct run { struct return_work *w; const struct return_kind *kind; };

static err_code one_person(void *ctx, int64_t subject_id, const struct facts *facts, arena *a, err *e)
{
    const struct run *r = ctx;
    struct return_work *w = r->w;
    struct return_rows rows, last = { 0 };
    struct return_year before = return_year_of(w->year.year - 1);
    return_rows_of(&w->plan, facts, &w->year, &w->names, a, &rows);
    if (!rows.n)
        return ERR_OK;
    if (r->kind->looks_back)
        return_rows_of(&w->plan, facts, &before, &w->names, a, &last);
    w->done->children++;
    w->done->rows += rows.n;
    if (r->kind->child(w, subject_id, &rows, &last, a, e))
        return e->code;
    return return_file_flush(w, false, e);
}

static err_code read_names(struct store *s, struct return_work *w, err *e)
{
    w->authority = w->o->authority;
    if (!w->authority.n && return_authority(s, S("cin:LEA"), w->mem, &w->authority, e))
        return e->code;
    return return_names_of(s, S("ssda903:SW_ID"), w->mem, &w->names, e);
}

err_code return_make(struct store *s, const struct return_options *o, arena *mem, struct return_done *done, err *e)
{
    struct return_work w = { .o = o, .cat = s->cat, .mem = mem, .done = done, .year = return_year_of(o->year) };
    struct run run = { &w, str_eq(o->source, S("cin")) ? &return_cin : &return_ssda903 };
    *done = (struct return_done){ 0 };
    if (return_plan_make(&w.plan, s->cat, o->source, mem, e) || files_begin(&w, e) || db_begin(s->db, false, e)) {
        files_release(&w);
        return e->code;
    }
    err_code rc = read_names(s, &w, e);
    if (!rc)
        rc = run.kind->begin(&w, e);
    if (!rc)
        rc = return_people_each(s, &w.plan, one_person, &run, &o->progress, e);
    if (!rc)
        rc = run.kind->end(&w, e);
    if (!rc)
        rc = files_end(&w, e);
    done->files = o->dir ? w.files->n : 0;
    db_rollback(s->db);
    files_release(&w);
    return rc;
}
