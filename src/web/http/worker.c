/* worker.c - what each thread of the pool keeps for itself: its two connections, its arena, its buffers.
 *
 * A thread finds its own without a lock. In tests one thread may serve two servers, one after the other: the
 * server's number tells whether what the thread holds is still this one's. */
#include "web/http/server.h"
#include "record/tables.h"
#include <pthread.h>
#include <stdlib.h>

static pthread_mutex_t workers_lock = PTHREAD_MUTEX_INITIALIZER;
static _Thread_local struct worker *own;
static _Thread_local uint64_t own_number;

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
    err_code rc = *kept ? ERR_OK : records_open(kept, s->cat, s->where, flags, e);
    *to = *kept;
    return rc;
}

err_code worker_read(struct server *s, struct worker *w, struct store **to, err *e)
{
    return opened(s, &w->read, 0, to, e);
}

err_code worker_write(struct server *s, struct worker *w, struct store **to, err *e)
{
    return opened(s, &w->write, STORE_WRITE, to, e);
}

void workers_close(struct server *s)
{
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
}
