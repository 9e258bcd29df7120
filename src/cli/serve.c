/* serve.c - runs the service until it is told to stop, and starts it again when it dies.
 *
 * The process that was started only watches: it opens nothing, so nothing can harm it. Its child serves.
 * A child that a signal ended (killed, crashed, out of memory) is replaced at once, then more slowly while
 * it keeps dying young; one that ends by itself ends the watcher with its own status. */
#include "web/http/server.h"
#include "cli/command.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifdef HOLDFAST_FAULTS                  /* test builds may be told what time it is */
static instant told_clock(void)
{
    const char *z = getenv("HOLDFAST_NOW");
    instant t = z ? instant_parse(str_of(z)) : INSTANT_NONE;
    return t == INSTANT_NONE ? wall_clock() : t;
}
#else
#define told_clock wall_clock
#endif

enum { LIVED_WELL = 60, SLOWEST = 30 };         /* seconds */

static time_t seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec;
}

/* Waits until the child is gone; a signal to stop is handed on to it. */
static void wait_for(pid_t child, const sigset_t *watched, int *status)
{
    while (waitpid(child, status, WNOHANG) != child) {
        int got;
        sigwait(watched, &got);
        if (got != SIGCHLD)
            kill(child, SIGTERM);
    }
}

/* In the child: true. In the watcher, when all is over: false, and *status is how the last child ended. */
static bool serve_in_child(int *status)
{
    sigset_t watched;
    unsigned pause = 0;
    sigemptyset(&watched);
    sigaddset(&watched, SIGTERM);
    sigaddset(&watched, SIGINT);
    sigaddset(&watched, SIGCHLD);
    pthread_sigmask(SIG_BLOCK, &watched, NULL);
    for (;;) {
        pid_t watcher = getpid(), child = fork();
        time_t began = seconds();
        if (child < 0) {
            *status = err_exit(ERR_SYSTEM);
            return false;
        }
        if (child == 0) {
            prctl(PR_SET_PDEATHSIG, SIGTERM);           /* never left behind without its watcher */
            if (getppid() != watcher)
                _exit(0);
            *status = 0;
            return true;
        }
        wait_for(child, &watched, status);
        if (WIFEXITED(*status)) {
            *status = WEXITSTATUS(*status);
            return false;
        }
        pause = seconds() - began >= LIVED_WELL ? 0 : pause ? pause * 2 < SLOWEST ? pause * 2 : SLOWEST : 1;
        fprintf(stderr, "{\"what\":\"restart\",\"signal\":%d,\"pause\":%u}\n", WTERMSIG(*status), pause);
        sleep(pause);
    }
}

/* Passwords and records would pass in the clear to whoever is on the way. */
static err_code check_listen(str listen, bool behind_proxy, err *e)
{
    bool here = !listen.p || str_starts(listen, S("unix:")) || str_starts(listen, S("127.")) ||
                str_starts(listen, S("[::1]:"));
    if (here || behind_proxy)
        return ERR_OK;
    err_set(e, ERR_INVALID, "--listen " STR_FMT " is open to other machines, and the service does not encrypt",
            STR_ARG(listen));
    return err_hint(e, "put a proxy in front, on unix:PATH or 127.0.0.1, or add --behind-proxy when it is elsewhere");
}

err_code cmd_serve(struct command *c, err *e)
{
    struct server *server = NULL;
    struct http *http = NULL;
    str listen = command_option(c, "listen"), idle = command_option(c, "idle"),
        postcodes = command_option(c, "postcodes");
    size_t nproviders;
    const char **providers = command_options(c, "providers", &nproviders);
    int64_t minutes = 30;
    sigset_t stops;
    int got;
    if (idle.p && (!str_int(idle, &minutes) || minutes < 1 || minutes > 720)) {
        err_set(e, ERR_INVALID, "--idle is a number of minutes, from 1 to 720");
        return err_hint(e, "--idle 30");
    }
    if (check_listen(listen, command_flag(c, "behind-proxy"), e))
        return e->code;
    if (!serve_in_child(&c->status))
        return ERR_OK;
    sigemptyset(&stops);
    sigaddset(&stops, SIGTERM);
    sigaddset(&stops, SIGINT);
    pthread_sigmask(SIG_BLOCK, &stops, NULL);       /* before any thread is made: they inherit it */
    signal(SIGPIPE, SIG_IGN);
    const struct server_options options = {
        .cat = c->cat,
        .where = c->args[0],
        .idle_seconds = (int)minutes * 60,
        .postcodes = postcodes.p ? arena_z(c->mem, postcodes) : NULL,
        .nproviders = nproviders,
        .providers = providers,
        .keep_seconds = 30,
        .drain_seconds = 10,
        .clock = told_clock,
    };
    err_code rc = server_open(&server, &options, e);
    if (rc)
        return rc;
    if (!listen.p)
        listen = S("127.0.0.1:8080");
    rc = http_start(&http, &(struct http_options){ .listen = listen, .handler = server_answer, .ctx = server },
                    c->mem, e);
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
