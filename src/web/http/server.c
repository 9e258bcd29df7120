/* server.c - opens what the service needs, finds the door for a path, and keeps each thread's own things. */
#include "web/http/server.h"
#include "reporting/issues.h"
#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

enum { IDLE_DEFAULT = 30 * 60 };

static pthread_mutex_t workers_lock = PTHREAD_MUTEX_INITIALIZER;
static _Thread_local struct worker *own;
static _Thread_local uint64_t own_number;

static void make_routes(struct server *s)
{
    s->routes = arena_array(&s->mem, struct route, door_count + 1);
    for (size_t i = 0; i < door_count; i++) {
        if (doors[i].kind == DOOR_COMMAND)
            continue;
        struct route *r = &s->routes[s->nroutes++];
        r->door = &doors[i];
        str rest = str_skip(str_of(doors[i].path), 1);
        while (r->n < PATH_PARTS_MAX && str_cut(&rest, '/', &r->parts[r->n]))
            r->n++;
    }
}

static bool in_braces(str part) { return part.n > 2 && part.p[0] == '{'; }

/* How well a route fits: 0 not at all; text in an earlier place counts for more. */
static unsigned fits(const struct route *r, const struct url *u)
{
    unsigned score = 1;
    if (r->n != u->nparts)
        return 0;
    for (size_t i = 0; i < r->n; i++) {
        bool same = str_eq(r->parts[i], u->parts[i]);
        if (!same && !in_braces(r->parts[i]))
            return 0;
        score = score << 1 | same;
    }
    return score;
}

const struct door *server_route(const struct server *s, const struct url *u, bool post, size_t *nargs, str args[static PATH_PARTS_MAX], bool *other)
{
    const struct route *best = NULL;
    unsigned score = 0;
    *other = false;
    *nargs = 0;
    for (size_t i = 0; i < s->nroutes; i++) {
        const struct route *r = &s->routes[i];
        unsigned fit = fits(r, u);
        if (fit && (r->door->kind == DOOR_POST) != post)
            *other = true;
        else if (fit > score) {
            best = r;
            score = fit;
        }
    }
    if (!best)
        return NULL;
    for (size_t i = 0; i < best->n; i++)
        if (in_braces(best->parts[i]))
            args[(*nargs)++] = u->parts[i];
    return best->door;
}

/* What the returns would say of a person is brought up to date with the save that changed them. */
static err_code follow_returns(const void *lists, struct store *s, const struct subject *sub, day today, err *e)
{
    return return_issues_renew(s, lists, today, sub->id, e);
}

err_code server_open(struct server **to, const struct server_options *o, err *e)
{
    static atomic_uint_fast64_t numbers = 1;
    struct server *s = sodium_init() < 0 ? NULL : calloc(1, sizeof *s);
    if (!s)
        return err_set(e, ERR_SYSTEM, "the service did not start");
    arena_init(&s->mem, 0);
    s->cat = o->cat;
    s->where = arena_copy(&s->mem, o->where);
    s->idle = o->idle_seconds > 0 ? o->idle_seconds : IDLE_DEFAULT;
    s->clock = o->clock ? o->clock : wall_clock;
    s->log = o->log ? o->log : stderr;
    s->number = atomic_fetch_add(&numbers, 1);
    s->sessions = session_cache_new();
    s->kept = kept_pages_new();
    err_code rc = s->sessions && s->kept ? assets_open(&s->assets, &s->mem, e) : err_set(e, ERR_SYSTEM, "the service did not start");
    if (!rc && (o->postcodes || o->providers)) {
        struct return_lists *lists;
        rc = return_lists_read(&lists, o->postcodes, o->providers, &s->mem, e);
        s->lists = lists;
    }
    s->followers.all[s->followers.n++] = (struct follower){ follow_returns, s->lists };
    if (!rc)
        rc = access_journal_open(&s->journal, s->cat, s->where, o->drain_seconds, e);
    if (!rc && o->keep_seconds > 0)
        rc = keeper_start(&s->keeper, s, o->keep_seconds, e);
    if (rc) {
        server_close(s);
        return rc;
    }
    make_routes(s);
    *to = s;
    return ERR_OK;
}

void server_close(struct server *s)
{
    if (!s)
        return;
    keeper_stop(s->keeper);
    access_journal_close(s->journal);
    while (s->workers) {
        struct worker *w = s->workers;
        s->workers = w->next;
        store_close(w->read);
        store_close(w->write);
        out_release(&w->body);
        out_release(&w->page);
        arena_release(&w->mem);
        free(w);
    }
    session_cache_free(s->sessions);
    kept_pages_free(s->kept);
    arena_release(&s->mem);
    free(s);
}

struct worker *server_worker(struct server *s)
{
    if (own && own_number == s->number)
        return own;
    struct worker *w = calloc(1, sizeof *w);
    if (!w)
        return NULL;
    arena_init(&w->mem, 0);
    pthread_mutex_lock(&workers_lock);
    w->next = s->workers;
    s->workers = w;
    pthread_mutex_unlock(&workers_lock);
    own = w;
    own_number = s->number;
    return w;
}

static err_code opened(struct server *s, struct store **kept, unsigned flags, struct store **to, err *e)
{
    err_code rc = *kept ? ERR_OK : store_open(kept, s->cat, s->where, flags, e);
    *to = *kept;
    return rc;
}

err_code worker_read(struct server *s, struct worker *w, struct store **to, err *e)  { return opened(s, &w->read, 0, to, e); }
err_code worker_write(struct server *s, struct worker *w, struct store **to, err *e) { return opened(s, &w->write, STORE_WRITE, to, e); }

/* One line of JSON: what happened, never to whom. */
void server_log(const struct server *s, const char *what, const struct door *d, int status, err_code code, str message, const char *reference)
{
    out line = { 0 };
    char at[21];
    instant_iso_into(at, s->clock());
    out_printf(&line, "{\"at\":\"%s\",\"what\":\"%s\",\"status\":%d,\"code\":\"%s\",\"reference\":\"%s\",\"door\":", at, what, status, err_name(code), reference);
    out_json(&line, d ? str_of(d->path) : S(""));
    out_raw(&line, S(",\"message\":"));
    out_json(&line, str_take(message, 300));
    out_raw(&line, S("}\n"));
    fwrite(line.p, 1, line.n, s->log);
    out_release(&line);
}

void server_answer(void *ctx, const struct http_request *q, int refused, struct http_reply *reply)
{
    struct server *s = ctx;
    struct worker *w = server_worker(s);
    if (!w) {
        reply->status = 503;
        return;
    }
    arena_clear(&w->mem);
    out_clear(&w->body);
    out_clear(&w->page);
    door_open(s, w, q, refused, reply);
}
