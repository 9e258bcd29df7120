/* serve.c - runs the service until it is told to stop. */
#include "door.h"
#include "web/server.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#ifdef HOLDFAST_FAULTS
static instant told_clock(void)         /* test builds may be told what time it is */
{
    const char *z = getenv("HOLDFAST_NOW");
    instant t = z ? instant_parse(str_of(z)) : INSTANT_NONE;
    return t == INSTANT_NONE ? wall_clock() : t;
}
#else
#define told_clock wall_clock
#endif

err_code cmd_serve(struct command *c, err *e)
{
    struct server *server = NULL;
    struct http *http = NULL;
    str listen = command_option(c, "listen"), idle = command_option(c, "idle");
    int64_t minutes = 30;
    sigset_t stops;
    int got;
    if (idle.p && (!str_int(idle, &minutes) || minutes < 1 || minutes > 720)) {
        err_set(e, ERR_INVALID, "--idle is a number of minutes, from 1 to 720");
        return err_hint(e, "--idle 30");
    }
    sigemptyset(&stops);
    sigaddset(&stops, SIGTERM);
    sigaddset(&stops, SIGINT);
    pthread_sigmask(SIG_BLOCK, &stops, NULL);       /* before any thread is made: they inherit it */
    signal(SIGPIPE, SIG_IGN);
    err_code rc = server_open(&server, &(struct server_options){ .cat = c->cat, .where = c->args[0], .idle_seconds = (int)minutes * 60,
                                                                 .drain_seconds = 10, .clock = told_clock }, e);
    if (rc)
        return rc;
    if (!listen.p)
        listen = S("127.0.0.1:8080");
    rc = http_start(&http, &(struct http_options){ .listen = listen, .handler = server_answer, .ctx = server }, c->mem, e);
    if (!rc) {
        if (http_port(http))
            out_printf(c->out, "Holdfast is ready at http://127.0.0.1:%d/  (stop it with Ctrl-C)\n", http_port(http));
        else
            out_printf(c->out, "Holdfast is ready on " STR_FMT "\n", STR_ARG(listen));
        command_flush(c);
        fflush(stdout);
        sigwait(&stops, &got);
        http_stop(http);
    }
    server_close(server);
    return rc;
}
