/* http.c - libmicrohttpd with its strictest settings, and our own checks of what it lets through.
 *
 * The library replaces the ends of names and values in its read buffer by NULs but leaves everything in place, one
 * header line after the other. That lets us see a NUL that somebody sent: a value that is followed, before its line's
 * end, by anything else (nothing_between). test/web/t_http sends each malformed request through a raw socket, so a
 * release of the library that behaves otherwise shows at once. */
#include "web/http/http.h"
#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netdb.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { CONNECTIONS_MAX = 1024, DEADLINE_SECONDS = 60, IDLE_SECONDS = 30, STOP_SECONDS = 10 };

/* A connection that is open: since when it owes a whole request; 0 while it is being answered. */
struct open_one { int fd; time_t owes_since; struct open_one *before, *after; };

struct http {
    struct MHD_Daemon *daemon;
    pthread_t watch;
    pthread_mutex_t lock;           /* over what follows */
    pthread_cond_t stopping;
    struct open_one *first;
    bool stops, watches;
    unsigned deadline;
    int socket, port;
    char unix_path[108];
    http_handler *handler;
    void *ctx;
    atomic_int under_way;
};

/* One request under way: what must outlive a single call of the library. */
struct exchange {
    /* where the target stands in the library's buffer, which later cuts it up at ? and & */
    const char *seen;
    size_t target_n;
    char *body;
    size_t body_n, body_cap;
    bool begun, answered, too_long;
    char target[];                  /* a copy as it was sent */
};

void http_header(struct http_reply *r, const char *name, const char *value)
{
    if (r->nheaders < HTTP_REPLY_HEADERS)
        r->headers[r->nheaders++] = (struct http_header){ name, value };
}

/* --- checks ---------------------------------------------------------------------------------- */

struct heads {
    int n, hosts, lengths, encodings, types;
    bool bad;
    str cookie, if_none_match, content_type, forwarded_for, forwarded_proto, accept_encoding;
    const char *last_end;           /* where the last thing that the library read ended: the version, then each value */
    size_t total;
};

static bool token_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
        (c && strchr("!#$%&'*+-.^_`|~", c));
}

static bool clean_value(str v)
{
    for (size_t i = 0; i < v.n; i++)
        if (((unsigned char)v.p[i] < 0x20 && v.p[i] != '\t') || v.p[i] == 0x7F)
            return false;
    return true;
}

/* Between the end of one value and the next name stand only the line's end and white space: anything else is what the
 * library passed over, after a NUL or in a line that it did not take for a header. */
static bool nothing_between(const char *end, const char *next, int most_ends)
{
    int ends = 0;
    if (next < end || next - end > (ptrdiff_t)HTTP_HEAD_MAX * 2)
        return false;
    for (const char *p = end; p < next; p++) {
        if (*p != '\0' && *p != '\r' && *p != '\n' && *p != ' ' && *p != '\t')
            return false;
        ends += *p == '\0' || *p == '\r' || *p == '\n';
    }
    return ends <= most_ends;
}

static enum MHD_Result see_header(void *ctx, enum MHD_ValueKind kind, const char *key, size_t key_n,
                                  const char *value, size_t value_n)
{
    (void)kind;
    struct heads *h = ctx;
    str k = { key, key_n }, v = { value ? value : "", value ? value_n : 0 };
    h->n++;
    h->total += k.n + v.n;
    h->bad = h->bad || k.n == 0 || !clean_value(v) || !nothing_between(h->last_end, key, 2) || strlen(key) != key_n;
    for (size_t i = 0; i < k.n; i++)
        h->bad = h->bad || !token_char(k.p[i]);
    h->last_end = value ? value + value_n : key + key_n;
    if (str_eq_nocase(k, S("host")))
        h->hosts++, h->bad = h->bad || v.n == 0;
    else if (str_eq_nocase(k, S("content-length")))
        h->lengths++;
    else if (str_eq_nocase(k, S("transfer-encoding")))
        h->encodings++;
    else if (str_eq_nocase(k, S("content-type")))
        h->types++, h->content_type = v;
    else if (str_eq_nocase(k, S("cookie")))
        h->cookie = v;
    else if (str_eq_nocase(k, S("if-none-match")))
        h->if_none_match = v;
    else if (str_eq_nocase(k, S("accept-encoding")))
        h->accept_encoding = v;
    else if (str_eq_nocase(k, S("x-forwarded-for")))
        h->forwarded_for = v;
    else if (str_eq_nocase(k, S("x-forwarded-proto")))
        h->forwarded_proto = v;
    return MHD_YES;
}

static bool clean_target(str t)
{
    for (size_t i = 0; i < t.n; i++)
        if ((unsigned char)t.p[i] <= 0x20 || (unsigned char)t.p[i] >= 0x7F)
            return false;
    return t.n && t.p[0] == '/';
}

/* 0, or the status of the refusal. */
static int refusal(const struct exchange *x, const struct heads *h, const char *version, enum http_method method)
{
    bool target_whole = version > x->seen && (size_t)(version - x->seen) >= x->target_n + 1;
    for (const char *p = x->seen + x->target_n; target_whole && p < version; p++)
        target_whole = *p == '\0' || *p == ' ';         /* a NUL inside it would leave its rest here */
    if (h->bad || h->hosts > 1 || (h->hosts == 0 && strcmp(version, "HTTP/1.0") != 0) || h->lengths > 1 ||
        h->encodings > 1 || h->types > 1 || !target_whole)
        return 400;
    if (h->encodings)       /* no browser sends a form in chunks, and libraries read them loosely */
        return h->lengths ? 400 : 411;
    if (strcmp(version, "HTTP/1.1") != 0 && strcmp(version, "HTTP/1.0") != 0)
        return 505;
    if (x->target_n > HTTP_HEAD_MAX / 4)
        return 414;
    if (!clean_target((str){ x->target, x->target_n }))
        return 400;
    if (h->n > HTTP_FIELDS_MAX || h->total > HTTP_HEAD_MAX)
        return 431;
    if (method == HTTP_OTHER)
        return 405;
    if (method == HTTP_POST) {
        str type = h->content_type, main;
        if (!str_cut(&type, ';', &main) || !str_eq_nocase(str_trim(main), S("application/x-www-form-urlencoded")))
            return 415;
    }
    return 0;
}

/* --- connections that drip -------------------------------------------------------------------- */

static time_t seconds_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec;
}

static void owes(struct http *h, struct MHD_Connection *c, bool request)
{
    const union MHD_ConnectionInfo *i = MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    struct open_one *x = i ? i->socket_context : NULL;
    pthread_mutex_lock(&h->lock);
    if (x)
        x->owes_since = request ? seconds_now() : 0;
    pthread_mutex_unlock(&h->lock);
}

static void connected(void *ctx, struct MHD_Connection *c, void **socket_context,
                      enum MHD_ConnectionNotificationCode what)
{
    struct http *h = ctx;
    struct open_one *x = *socket_context;
    pthread_mutex_lock(&h->lock);
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        const union MHD_ConnectionInfo *i = MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);
        x = i ? calloc(1, sizeof *x) : NULL;
        if (x) {
            *x = (struct open_one){ .fd = i->connect_fd, .owes_since = seconds_now(), .after = h->first };
            if (h->first)
                h->first->before = x;
            h->first = x;
        }
        *socket_context = x;
    } else if (x) {
        *(x->before ? &x->before->after : &h->first) = x->after;
        if (x->after)
            x->after->before = x->before;
        free(x);
        *socket_context = NULL;
    }
    pthread_mutex_unlock(&h->lock);
}

/* The library ends what is silent; this ends what says something all the time and never comes to an end. */
static void *watch(void *ctx)
{
    struct http *h = ctx;
    struct timespec until;
    pthread_mutex_lock(&h->lock);
    while (!h->stops) {
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec++;
        pthread_cond_timedwait(&h->stopping, &h->lock, &until);
        time_t late = seconds_now() - (time_t)h->deadline;
        for (struct open_one *x = h->first; x; x = x->after)
            if (x->owes_since && x->owes_since < late)
                shutdown(x->fd, SHUT_RDWR);
    }
    pthread_mutex_unlock(&h->lock);
    return NULL;
}

/* --- one request ----------------------------------------------------------------------------- */

static void *target_seen(void *ctx, const char *target, struct MHD_Connection *c)
{
    (void)c;
    struct http *h = ctx;
    size_t n = strlen(target);
    struct exchange *x = calloc(1, sizeof *x + n + 1);
    if (!x)
        return NULL;
    memcpy(x->target, target, n);
    x->seen = target;
    x->target_n = n;
    atomic_fetch_add(&h->under_way, 1);
    return x;
}

static void completed(void *ctx, struct MHD_Connection *c, void **state, enum MHD_RequestTerminationCode why)
{
    (void)why;
    struct http *h = ctx;
    struct exchange *x = *state;
    owes(h, c, true);
    if (!x)
        return;
    free(x->body);
    free(x);
    *state = NULL;
    atomic_fetch_sub(&h->under_way, 1);
}

static enum MHD_Result answer(struct MHD_Connection *c, const struct http_reply *r, bool closes)
{
    enum MHD_ResponseMemoryMode whose = r->lasting ? MHD_RESPMEM_PERSISTENT : MHD_RESPMEM_MUST_COPY;
    void *body = (void *)(uintptr_t)(r->body.p ? r->body.p : "");
    struct MHD_Response *m = MHD_create_response_from_buffer(r->body.n, body, whose);
    if (!m)
        return MHD_NO;
    bool fine = true;
    for (size_t i = 0; i < r->nheaders; i++)
        fine = fine && MHD_add_response_header(m, r->headers[i].name, r->headers[i].value) == MHD_YES;
    if (closes)
        fine = fine && MHD_add_response_header(m, "Connection", "close") == MHD_YES;
    enum MHD_Result done = fine ? MHD_queue_response(c, (unsigned)r->status, m) : MHD_NO;
    MHD_destroy_response(m);
    return done;
}

static str peer(struct MHD_Connection *c, char text[static 64])
{
    const union MHD_ConnectionInfo *i = MHD_get_connection_info(c, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    text[0] = '\0';
    if (i && i->client_addr && i->client_addr->sa_family == AF_INET)
        inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)i->client_addr)->sin_addr, text, 64);
    else if (i && i->client_addr && i->client_addr->sa_family == AF_INET6)
        inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)(const void *)i->client_addr)->sin6_addr, text, 64);
    return str_of(text);
}

/* The last address that the proxy added: the one it saw itself. */
static str last_address(str forwarded)
{
    str part, last = STR_NONE;
    while (str_cut(&forwarded, ',', &part))
        last = str_trim(part);
    return str_take(last, 63);
}

static enum http_method method_of(const char *m)
{
    return !strcmp(m, "GET") ? HTTP_GET : !strcmp(m, "HEAD") ? HTTP_HEAD : !strcmp(m, "POST") ? HTTP_POST : HTTP_OTHER;
}

static enum MHD_Result respond(struct http *h, struct MHD_Connection *c, struct exchange *x,
                               const struct heads *heads, enum http_method method, int refused)
{
    char address[64];
    bool proxy = h->unix_path[0] != '\0';
    struct http_request q = {
        .method = method,
        .target = { x->target, x->target_n },
        .cookie = heads->cookie, .if_none_match = heads->if_none_match, .content_type = heads->content_type,
        .body = { x->body ? x->body : "", x->body_n },
        .gzip = str_has(heads->accept_encoding, S("gzip")) && !str_has(heads->accept_encoding, S("gzip;q=0")),
        .https = proxy && str_eq_nocase(heads->forwarded_proto, S("https")),
    };
    q.address = proxy && heads->forwarded_for.n ? last_address(heads->forwarded_for) : peer(c, address);
    struct http_reply r = { .status = 200 };
    x->answered = true;
    owes(h, c, false);
    h->handler(h->ctx, &q, refused, &r);
    return answer(c, &r, refused != 0 && refused != 405);
}

static bool keep_body(struct exchange *x, const char *data, size_t n)
{
    if (x->body_n + n > HTTP_BODY_MAX)
        return false;
    if (x->body_n + n > x->body_cap) {
        size_t cap = x->body_cap ? x->body_cap : 4096;
        while (cap < x->body_n + n)
            cap *= 2;
        char *p = realloc(x->body, cap);
        if (!p)
            return false;
        x->body = p;
        x->body_cap = cap;
    }
    memcpy(x->body + x->body_n, data, n);
    x->body_n += n;
    return true;
}

static enum MHD_Result on_request(void *ctx, struct MHD_Connection *c, const char *url, const char *method_name,
                                  const char *version,
                              const char *data, size_t *data_n, void **state)
{
    (void)url;
    struct http *h = ctx;
    struct exchange *x = *state;
    if (!x)
        return MHD_NO;
    enum http_method method = method_of(method_name);
    if (x->begun && *data_n) {
        if (!x->answered && !x->too_long)
            x->too_long = method != HTTP_POST || !keep_body(x, data, *data_n);
        *data_n = 0;                                /* the rest is read and dropped; the answer follows its end */
        return MHD_YES;
    }
    struct heads heads = { .last_end = version + strlen(version) };
    MHD_get_connection_values_n(c, MHD_HEADER_KIND, see_header, &heads);
    const union MHD_ConnectionInfo *head = MHD_get_connection_info(c, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    if (!x->begun && head)
        heads.bad = heads.bad || !nothing_between(heads.last_end, method_name + head->header_size, 4);
    if (!x->begun) {
        x->begun = true;
        int refused = refusal(x, &heads, version, method);
        const char *length = MHD_lookup_connection_value(c, MHD_HEADER_KIND, "Content-Length");
        int64_t n = 0;
        if (!refused && length && (!str_int(str_of(length), &n) || n < 0))
            refused = 400;
        if (!refused && n > HTTP_BODY_MAX)
            refused = 413;
        return refused ? respond(h, c, x, &heads, method, refused) : MHD_YES;
    }
    if (x->answered)
        return MHD_YES;
    return respond(h, c, x, &heads, method, x->too_long ? 413 : 0);
}

/* --- start and stop -------------------------------------------------------------------------- */

static err_code listen_unix(struct http *h, str path, err *e)
{
    struct sockaddr_un to = { .sun_family = AF_UNIX };
    if (path.n == 0 || path.n >= sizeof to.sun_path)
        return err_set(e, ERR_INVALID, "the path of the socket is empty or longer than %zu characters",
                       sizeof to.sun_path - 1);
    memcpy(to.sun_path, path.p, path.n);
    memcpy(h->unix_path, path.p, path.n);
    struct stat st;
    if (lstat(to.sun_path, &st) == 0 && S_ISSOCK(st.st_mode))
        unlink(to.sun_path);                        /* left by a process that was killed */
    if ((h->socket = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) < 0 ||
        bind(h->socket, (const struct sockaddr *)&to, sizeof to) || chmod(to.sun_path, 0660) || listen(h->socket, 512))
        return err_set(e, ERR_SYSTEM, "cannot listen on " STR_FMT ": %s", STR_ARG(path), strerror(errno));
    return ERR_OK;
}

static err_code listen_tcp(struct http *h, str where, arena *a, err *e)
{
    size_t colon = where.n;
    while (colon && where.p[colon - 1] != ':')
        colon--;
    str host = colon ? str_take(where, colon - 1) : where, port = str_skip(where, colon);
    if (host.n > 1 && host.p[0] == '[' && host.p[host.n - 1] == ']')
        host = (str){ host.p + 1, host.n - 2 };
    struct addrinfo want = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV }, *found = NULL;
    int64_t number;
    if (colon == 0 || !str_int(port, &number) || number < 0 || number > 65535 ||
        getaddrinfo(arena_z(a, host), arena_z(a, port), &want, &found)) {
        err_set(e, ERR_INVALID, "cannot listen on " STR_FMT, STR_ARG(where));
        return err_hint(e, "--listen 127.0.0.1:8080 or --listen unix:PATH");
    }
    int on = 1;
    h->socket = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    bool fine = h->socket >= 0 && !setsockopt(h->socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) &&
                !bind(h->socket, found->ai_addr, found->ai_addrlen) && !listen(h->socket, 512);
    int cause = errno;
    freeaddrinfo(found);
    if (!fine)
        return err_set(e, ERR_SYSTEM, "cannot listen on " STR_FMT ": %s", STR_ARG(where), strerror(cause));
    union { struct sockaddr any; struct sockaddr_in v4; struct sockaddr_in6 v6; } at = { 0 };
    socklen_t n = sizeof at;
    if (getsockname(h->socket, &at.any, &n) == 0)
        h->port = ntohs(at.any.sa_family == AF_INET6 ? at.v6.sin6_port : at.v4.sin_port);
    return ERR_OK;
}

static void quiet(void *ctx, const char *format, va_list ap)
{
    (void)ctx;
    (void)format;
    (void)ap;                                       /* the library's own messages quote what clients send */
}

err_code http_start(struct http **out_h, const struct http_options *o, arena *a, err *e)
{
    struct http *h = arena_new(a, struct http);
    *h = (struct http){ .socket = -1, .handler = o->handler, .ctx = o->ctx,
                        .deadline = o->deadline ? o->deadline : DEADLINE_SECONDS };
    pthread_mutex_init(&h->lock, NULL);
    pthread_cond_init(&h->stopping, NULL);
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    unsigned threads = o->threads ? o->threads : cores > 0 ? (unsigned)cores * 2 : 2;
    err_code rc = str_starts(o->listen, S("unix:")) ? listen_unix(h, str_skip(o->listen, 5), e)
        : listen_tcp(h, o->listen, a, e);
    if (rc)
        return rc;
    h->daemon = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC | MHD_USE_ERROR_LOG, 0, NULL, NULL,
                                 on_request, h,
        MHD_OPTION_EXTERNAL_LOGGER, quiet, NULL,
        MHD_OPTION_LISTEN_SOCKET, h->socket,
        MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_THREAD_POOL_SIZE, threads < 2 ? 2u : threads,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS_MAX,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HTTP_HEAD_MAX * 2,
        MHD_OPTION_URI_LOG_CALLBACK, target_seen, h,
        MHD_OPTION_NOTIFY_COMPLETED, completed, h,
        MHD_OPTION_NOTIFY_CONNECTION, connected, h,
        MHD_OPTION_END);
    if (!h->daemon)
        return err_set(e, ERR_SYSTEM, "the HTTP server did not start");
    h->watches = pthread_create(&h->watch, NULL, watch, h) == 0;
    *out_h = h;
    return ERR_OK;
}

int http_port(const struct http *h) { return h->port; }

void http_stop(struct http *h)
{
    if (!h || !h->daemon)
        return;
    MHD_socket s = MHD_quiesce_daemon(h->daemon);
    for (int tenth = 0; tenth < STOP_SECONDS * 10 && atomic_load(&h->under_way) > 0; tenth++)
        nanosleep(&(struct timespec){ 0, 100 * 1000 * 1000 }, NULL);
    MHD_stop_daemon(h->daemon);
    h->daemon = NULL;
    pthread_mutex_lock(&h->lock);
    h->stops = true;
    pthread_cond_signal(&h->stopping);
    pthread_mutex_unlock(&h->lock);
    if (h->watches)
        pthread_join(h->watch, NULL);
    if (s != MHD_INVALID_SOCKET)
        close(s);
    if (h->unix_path[0])
        unlink(h->unix_path);
}
