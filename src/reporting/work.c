/* work.c - see work.h: the files that a return is written to, and the counting of its items. */
#include "reporting/work.h"
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

err_code return_files_begin(struct return_work *w, err *e)
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
err_code return_files_end(struct return_work *w, err *e)
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

void return_files_release(struct return_work *w)
{
    for (size_t i = 0; w->files && i < w->files->n; i++) {
        if (w->files->at[i].f)
            fclose(w->files->at[i].f);
        out_release(&w->files->at[i].text);
    }
}

size_t return_files_count(const struct return_work *w) { return w->files->n; }

void return_files_forget(struct return_work *w)
{
    for (size_t i = 0; i < w->files->n; i++)
        out_clear(&w->files->at[i].text);
}

size_t return_item_add(struct return_work *w, str table, str name, const char *why)
{
    if (!w->done->items)
        w->done->items = arena_array(w->mem, struct return_item, ITEMS_MAX);
    w->done->items[w->done->nitems] = (struct return_item){ .table = table, .name = name, .why = why };
    return w->done->nitems++;
}
