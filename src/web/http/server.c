/* server.c - opens what the service needs and closes it again; what a request needs of it is in worker.c and
 * route.c. */
#include "web/http/server.h"
#include "reporting/issues.h"
#include <sodium.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

enum { IDLE_DEFAULT = 30 * 60 };

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
    err_code rc = s->sessions ? assets_open(&s->assets, &s->mem, e)
                              : err_set(e, ERR_SYSTEM, "the service did not start");
    if (!rc && (o->postcodes || o->nproviders)) {
        struct return_lists *lists;
        rc = return_lists_read(&lists, o->postcodes, o->nproviders, o->providers, &s->mem, e);
        s->lists = lists;
    }
    s->followers.all[s->followers.n++] = (struct follower){ return_issues_follow, s->lists };
    if (!rc)
        rc = access_journal_open(&s->journal, s->cat, s->where, o->drain_seconds, e);
    if (!rc && o->keep_seconds > 0)
        rc = keeper_start(&s->keeper, s, o->keep_seconds, e);
    if (rc) {
        server_close(s);
        return rc;
    }
    server_make_routes(s);
    *to = s;
    return ERR_OK;
}

void server_close(struct server *s)
{
    if (!s)
        return;
    keeper_stop(s->keeper);
    access_journal_close(s->journal);
    workers_close(s);
    session_cache_free(s->sessions);
    arena_release(&s->mem);
    free(s);
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
