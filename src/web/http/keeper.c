/* keeper.c - see keeper.h. It has a connection of its own, writes a hundred people at a time and then rests as long
 * as that took, so that whoever saves meanwhile waits for no more than one such part. What fails is logged without
 * names and tried again. */
#include "web/http/keeper.h"
#include "reporting/issues.h"
#include "web/http/server.h"
#include "record/tables.h"
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

enum { SOON_MS = 1500, PATIENCE_MS = 1000, LONGEST_REST_MS = 250 };

struct keeper {
    struct server *server;
    struct store *store;                /* opened when first needed */
    int seconds;
    int64_t seq;                        /* the ledger's entry up to which all is known; -1: nothing yet */
    day on;                             /* and the day of it */
    struct timespec part;               /* when the part that is being written began */
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool stopping;
};

/* true: it is time to stop. */
static bool rest(struct keeper *k, long ms)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += ms / 1000;
    until.tv_nsec += ms % 1000 * 1000000;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    pthread_mutex_lock(&k->lock);
    while (!k->stopping && pthread_cond_timedwait(&k->wake, &k->lock, &until) == 0)
        ;
    bool stop = k->stopping;
    pthread_mutex_unlock(&k->lock);
    return stop;
}

static bool between_parts(void *ctx)
{
    struct keeper *k = ctx;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    long ms = (now.tv_sec - k->part.tv_sec) * 1000 + (now.tv_nsec - k->part.tv_nsec) / 1000000;
    bool stop = rest(k, ms < 1 ? 1 : ms < LONGEST_REST_MS ? ms : LONGEST_REST_MS);
    clock_gettime(CLOCK_MONOTONIC, &k->part);
    return stop;
}

static err_code ledger_head_now(struct keeper *k, arena *a, int64_t *seq, err *e)
{
    db_rows rows = { 0 };
    err_code rc = k->store ? ERR_OK : records_open(&k->store, k->server->cat, k->server->where, STORE_WRITE, e);
    if (!rc) {
        db_patience(k->store->db, PATIENCE_MS);
        rc = db_run(k->store->db, ST_ledger_turn_now, NO_ARGS, a, &rows, e);
    }
    *seq = !rc && rows.n ? db_int(&rows, 0, LEDGER_TURN_NOW_SEQ) : 0;
    return rc;
}

static err_code catch_up(struct keeper *k, arena *a, err *e)
{
    instant now = k->server->clock();
    day today = instant_day(now);
    int64_t seq;
    struct catch_up done = { 0 };
    struct return_progress progress = { .ctx = k, .stop = between_parts };
    struct author author = { .account = S("returns"), .via = S("service"), .at = now };
    if (ledger_head_now(k, a, &seq, e) || (seq == k->seq && today == k->on))
        return e->code;
    clock_gettime(CLOCK_MONOTONIC, &k->part);
    if (return_issues_catch_up(k->store, k->server->lists, &author, today, &done, &progress, e))
        return e->code;
    if (!done.stopped) {
        k->seq = seq;
        k->on = today;
    }
    return ERR_OK;
}

static void *run(void *ctx)
{
    struct keeper *k = ctx;
    arena a;
    arena_init(&a, 0);
    for (long ms = SOON_MS; !rest(k, ms); ms = k->seconds * 1000L) {
        err e = { .mem = &a };
        if (catch_up(k, &a, &e))
            server_log(k->server, "checking the record", NULL, 0, e.code, e.message, "");
        arena_clear(&a);
    }
    arena_release(&a);
    return NULL;
}

err_code keeper_start(struct keeper **to, struct server *s, int seconds, err *e)
{
    struct keeper *k = calloc(1, sizeof *k);
    pthread_condattr_t steady;
    if (!k)
        return err_set(e, ERR_SYSTEM, "the service did not start");
    k->server = s;
    k->seconds = seconds;
    k->seq = -1;
    k->on = DAY_NONE;
    pthread_mutex_init(&k->lock, NULL);
    pthread_condattr_init(&steady);
    pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
    pthread_cond_init(&k->wake, &steady);
    pthread_condattr_destroy(&steady);
    if (pthread_create(&k->thread, NULL, run, k)) {
        pthread_cond_destroy(&k->wake);
        pthread_mutex_destroy(&k->lock);
        free(k);
        return err_set(e, ERR_SYSTEM, "the thread that checks the record did not start");
    }
    *to = k;
    return ERR_OK;
}

void keeper_stop(struct keeper *k)
{
    if (!k)
        return;
    pthread_mutex_lock(&k->lock);
    k->stopping = true;
    pthread_cond_signal(&k->wake);
    pthread_mutex_unlock(&k->lock);
    pthread_join(k->thread, NULL);
    store_close(k->store);
    pthread_cond_destroy(&k->wake);
    pthread_mutex_destroy(&k->lock);
    free(k);
}
