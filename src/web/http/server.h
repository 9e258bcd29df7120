/* server.h - one authority's service: its threads' connections, its sessions, its access journal, its assets.
 *
 * server_answer is the whole service as a function of one request, so tests call it without a socket. */
#ifndef SERVER_H
#define SERVER_H
#include "desk/access_journal.h"
#include "desk/save.h"
#include "web/http/asset.h"
#include "web/http/keeper.h"
#include "web/http/request.h"
#include "web/http/session.h"
#include <stdio.h>

struct return_lists;                /* reporting/issues.h */

struct worker {                     /* what each thread of the pool keeps for itself */
    struct store *read, *write;     /* opened when first needed */
    arena mem;
    out body, page;
    struct worker *next;
};

struct route { const struct door *door; size_t n; str parts[PATH_PARTS_MAX]; };

struct server {
    const struct catalogue *cat;
    str where;
    int idle;                       /* seconds */
    instant (*clock)(void);
    FILE *log;
    struct access_journal *journal;
    struct session_cache *sessions;
    struct assets *assets;
    const struct return_lists *lists;       /* postcodes and providers, for the returns' rules; NULL: none were given */
    struct followers followers;             /* what every save owes besides, see desk/save.h */
    struct keeper *keeper;
    size_t nroutes;
    struct route *routes;
    uint64_t number;                /* tells this server from another at the same address */
    struct worker *workers;
    arena mem;
};

struct server_options {
    const struct catalogue *cat;
    str where;
    int idle_seconds;               /* 0: 30 minutes */
    const char *postcodes;                  /* a file; NULL: none */
    size_t nproviders;
    const char *const *providers;           /* files */
    int keep_seconds;               /* between two looks whether the returns' issues are up to date; 0: nobody looks */
    int drain_seconds;              /* between two moves of the access journal; 0: only at the end */
    instant (*clock)(void);         /* NULL: the wall clock */
    FILE *log;                      /* NULL: standard error */
};

CHECKED err_code server_open(struct server **to, const struct server_options *o, err *e);
void server_close(struct server *s);
http_handler server_answer;         /* ctx: the server */

/* worker.c */
struct worker *server_worker(struct server *s);         /* this thread's; NULL: no memory */
CHECKED err_code worker_read(struct server *s, struct worker *w, struct store **to, err *e);
CHECKED err_code worker_write(struct server *s, struct worker *w, struct store **to, err *e);
void workers_close(struct server *s);                   /* everybody's; no thread may still be answering */

/* route.c */
void server_make_routes(struct server *s);
/* The row of the table that fits: text wins over braces. NULL: none; *other is set when it is there for another
 * method. */
const struct door *server_route(const struct server *s, const struct url *u, bool post, size_t *nargs,
                                str args[static PATH_PARTS_MAX], bool *other);

/* door_open.c */
void door_open(struct server *s, struct worker *w, const struct http_request *q, int refused, struct http_reply *reply);

/* log.c: one line of JSON: what happened, never to whom. d and reference ("") may be missing. */
void server_log(const struct server *s, const char *what, const struct door *d, int status, err_code code, str message,
                const char *reference);
#endif
