/* set_check.c - checks a whole set: every child, on as many processors as it pays. */
#include "returns/ssda903/set_parts.h"
#include <pthread.h>
#include <stdlib.h>

void set_check(const struct set *s, struct check *k, size_t only, void (*done)(void *ctx, size_t n, size_t of),
               void *ctx)
{
    arena a;
    struct child c;
    arena_init(&a, 0);
    for (size_t n = 0; n < s->nchildren; n++) {
        set_child(s, n, &c, &a);
        if (only == SIZE_MAX || only == n)
            ssda903_check_child(k, &c);
        else
            ssda903_check_across(k, &c);
        arena_clear(&a);
        if (done && n % 1024 == 0)
            done(ctx, n, s->nchildren);
    }
    arena_release(&a);
    if (done)
        done(ctx, s->nchildren, s->nchildren);
    ssda903_check_end(k);
    if (only != SIZE_MAX)
        ssda903_check_keep(k, s->children[only]);
}

/* --- on several processors --------------------------------------------------------------------------------- */

enum { WORTH_A_THREAD = 1000, WORKERS_MAX = 8 };      /* children; fewer are done before a thread has begun */

struct worker {
    struct set set;                 /* its own view: reading a row again moves the reader of its file */
    struct check check;
    arena mem;                      /* both; lives until its issues are taken over */
    size_t from, to;
    pthread_t thread;
    bool started;
    void (*done)(void *ctx, size_t n, size_t of);
    void *ctx;
};

static void worker_init(struct worker *w, const struct set *s, const struct check *k)
{
    arena_init(&w->mem, 0);
    w->set = *s;
    for (size_t i = 0; i < s->nfiles; i++) {
        struct set_file *f = arena_alloc_raw(&w->mem, sizeof *f);
        *f = *s->files[i];
        f->grid.csv.cells = arena_array(&w->mem, str, CSV_COLUMN_LIMIT + 2);
        f->grid.csv.mem = &w->mem;
        w->set.files[i] = f;
    }
    ssda903_check_like(&w->check, k, &w->mem);
}

static void *work(void *ctx)
{
    struct worker *w = ctx;
    struct child c;
    arena a;
    arena_init(&a, 0);
    for (size_t n = w->from; n < w->to; n++) {
        set_child(&w->set, n, &c, &a);
        ssda903_check_child(&w->check, &c);
        arena_clear(&a);
        if (w->done && n % 1024 == 0)
            w->done(w->ctx, (n - w->from) * (w->set.nchildren / (w->to - w->from)), w->set.nchildren);
    }
    arena_release(&a);
    return NULL;
}

void set_check_on(const struct set *s, struct check *k, unsigned processors,
                  void (*done)(void *ctx, size_t n, size_t of), void *ctx)
{
    size_t n = processors < WORKERS_MAX ? processors : WORKERS_MAX;
    if (n < 2 || s->nchildren < WORTH_A_THREAD) {
        set_check(s, k, SIZE_MAX, done, ctx);
        return;
    }
    struct worker *w = calloc(n, sizeof *w);
    if (!w)
        abort();
    for (size_t i = n; i-- > 0;) {
        worker_init(&w[i], s, k);
        w[i].from = s->nchildren / n * i;
        w[i].to = i + 1 < n ? s->nchildren / n * (i + 1) : s->nchildren;
        if (i)
            w[i].started = pthread_create(&w[i].thread, NULL, work, &w[i]) == 0;
        else {
            w[i].done = done;
            w[i].ctx = ctx;
        }
        if (!w[i].started)
            work(&w[i]);
    }
    for (size_t i = 0; i < n; i++) {
        if (w[i].started)
            pthread_join(w[i].thread, NULL);
        ssda903_check_join(k, &w[i].check);
        arena_release(&w[i].mem);
    }
    free(w);
    if (done)
        done(ctx, s->nchildren, s->nchildren);
    ssda903_check_end(k);
}
