/* t_http.c - malformed requests through raw sockets: each is refused before any page sees
 * it; and the server's start and stop. */
#include "tap.h"
#include "web/http/http.h"
#include <arpa/inet.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static atomic_int pages;                /* requests that were handed over as good */
static struct http *http;
static arena mem;
static char seen_address[64];
static bool seen_https;

static void handler(void *ctx, const struct http_request *q, int refused, struct http_reply *reply)
{
    (void)ctx;
    if (refused) {
        reply->status = refused;
        reply->body = S("refused");
        reply->lasting = true;
        return;
    }
    atomic_fetch_add(&pages, 1);
    snprintf(seen_address, sizeof seen_address, STR_FMT, STR_ARG(q->address));
    seen_https = q->https;
    static _Thread_local char text[64];
    snprintf(text, sizeof text, "ok %zu", q->body.n);
    reply->body = str_of(text);
    http_header(reply, "Content-Type", "text/plain");
}

static int dial(const char *unix_path)
{
    int s;
    struct timeval limit = { 5, 0 };
    if (unix_path) {
        struct sockaddr_un to = { .sun_family = AF_UNIX };
        snprintf(to.sun_path, sizeof to.sun_path, "%s", unix_path);
        s = socket(AF_UNIX, SOCK_STREAM, 0);
        if (connect(s, (struct sockaddr *)&to, sizeof to))
            return -1;
    } else {
        struct sockaddr_in to = { .sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)http_port(http)),
                                  .sin_addr = { htonl(INADDR_LOOPBACK) } };
        s = socket(AF_INET, SOCK_STREAM, 0);
        if (connect(s, (struct sockaddr *)&to, sizeof to))
            return -1;
    }
    setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    return s;
}

/* Sends bytes, reads one reply. Its status; 0: the connection was closed without one. */
static int send_raw(const char *unix_path, const char *bytes, size_t n, char *reply, size_t room)
{
    int s = dial(unix_path), status = 0;
    size_t got = 0;
    if (s < 0)
        return -1;
    while (n) {
        ssize_t w = send(s, bytes, n, MSG_NOSIGNAL);
        if (w <= 0)
            break;
        bytes += w;
        n -= (size_t)w;
    }
    while (got + 1 < room) {
        ssize_t r = recv(s, reply + got, room - 1 - got, 0);
        if (r <= 0)
            break;
        got += (size_t)r;
        reply[got] = '\0';
        if (strstr(reply, "\r\n\r\n"))
            break;
    }
    reply[got] = '\0';
    if (got > 12 && sscanf(reply, "HTTP/1.%*d %d", &status) != 1)
        status = 0;
    close(s);
    return status;
}

#define REQ(text) text, sizeof(text) - 1
#define HOST "Host: a\r\n"
#define FORM "Content-Type: application/x-www-form-urlencoded\r\n"

static const struct { const char *bytes; size_t n; int want; const char *what; } cases[] = {
    { REQ("GET / HTTP/1.1\r\n" HOST "\r\n"), 200, "a good request" },
    { REQ("HEAD / HTTP/1.1\r\n" HOST "\r\n"), 200, "HEAD" },
    { REQ("GET / HTTP/1.0\r\n\r\n"), 200, "HTTP/1.0 without a Host" },
    { REQ("GET /a?b=%20c HTTP/1.1\r\n" HOST "Accept: */*\r\nX-One: \r\nX-Two: a\tb\r\n\r\n"), 200,
      "an empty value, a tab in a value" },
    { REQ("POST / HTTP/1.1\r\n" HOST FORM "Content-Length: 3\r\n\r\na=b"), 200, "a form" },
    { REQ("POST / HTTP/1.1\r\n" HOST
          "Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\nContent-Length: 3\r\n\r\na=b"),
      200, "a form with its charset" },
    { REQ("POST / HTTP/1.1\r\n" HOST FORM "Transfer-Encoding: chunked\r\n\r\n3\r\na=b\r\n0\r\n\r\n"), 411,
      "a form in chunks" },
    { REQ("POST / HTTP/1.1\r\n" HOST FORM "Transfer-Encoding: chunked\r\n\r\n3\na=b\n0\n\n"), 411,
      "chunks that end in a bare LF" },
    { REQ("POST / HTTP/1.0\r\n" FORM "Transfer-Encoding: chunked\r\n\r\n3\r\na=b\r\n0\r\n\r\n"), 411,
      "chunks over HTTP/1.0" },
    { REQ("GET / HTTP/1.1\r\n\r\n"), 400, "no Host" },
    { REQ("GET / HTTP/1.1\r\nHost: \r\n\r\n"), 400, "an empty Host" },
    { REQ("GET / HTTP/1.1\r\n" HOST "Host: b\r\n\r\n"), 400, "two Hosts" },
    { REQ("GET / HTTP/1.1\r\n" HOST "host: a\r\n\r\n"), 400, "two Hosts in other letters" },
    { REQ("POST / HTTP/1.1\r\n" HOST FORM
          "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\na=b\r\n0\r\n\r\n"),
      400, "both lengths" },
    { REQ("POST / HTTP/1.1\r\n" HOST FORM "Content-Length: 3\r\nContent-Length: 3\r\n\r\na=b"), 400,
      "Content-Length twice" },
    { REQ("POST / HTTP/1.1\r\n" HOST FORM "Content-Length: 3\r\nContent-Length: 4\r\n\r\na=b"), 400,
      "two Content-Lengths" },
    { REQ("POST / HTTP/1.1\r\n" HOST FORM "Content-Length: -3\r\n\r\na=b"), 400, "a negative length" },
    { REQ("POST / HTTP/1.1\r\n" HOST FORM "Content-Length: 3x\r\n\r\na=b"), 400, "a length with a letter" },
    { REQ("POST / HTTP/1.1\r\n" HOST FORM "Content-Length: 99999999999999999999999\r\n\r\na=b"), 413,
      "a length beyond all" },
    { REQ("POST / HTTP/1.1\r\n" HOST FORM "Content-Length: 1048577\r\n\r\na=b"), 413, "a byte over the limit" },
    { REQ("POST / HTTP/1.1\r\n" HOST FORM "Transfer-Encoding: gzip\r\n\r\n3\r\na=b\r\n0\r\n\r\n"), 411,
      "another transfer encoding" },
    { REQ("POST / HTTP/1.1\r\n" HOST FORM "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"), 411,
      "two transfer encodings" },
    { REQ("POST / HTTP/1.1\r\n" HOST "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 3\r\n\r\na=b"),
      415, "multipart" },
    { REQ("POST / HTTP/1.1\r\n" HOST "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"), 415, "JSON" },
    { REQ("POST / HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\na=b"), 415, "no type" },
    { REQ("PUT / HTTP/1.1\r\n" HOST "Content-Length: 0\r\n\r\n"), 405, "PUT" },
    { REQ("DELETE / HTTP/1.1\r\n" HOST "\r\n"), 405, "DELETE" },
    { REQ("TRACE / HTTP/1.1\r\n" HOST "\r\n"), 405, "TRACE" },
    { REQ("get / HTTP/1.1\r\n" HOST "\r\n"), 405, "a method in small letters" },
    { REQ("GET / HTTP/1.1\r\n" HOST "X-A: b\r\n folded\r\n\r\n"), 400, "a folded header" },
    { REQ("GET / HTTP/1.1\r\n" HOST "X-A: b\r\n\tfolded\r\n\r\n"), 400, "folded by a tab" },
    { REQ("GET / HTTP/1.1\r\n" HOST ": value\r\n\r\n"), 400, "a header without a name" },
    { REQ("GET / HTTP/1.1\r\n" HOST "X A: b\r\n\r\n"), 400, "a space in a name" },
    { REQ("GET / HTTP/1.1\r\n" HOST "X-A : b\r\n\r\n"), 400, "a space before the colon" },
    { REQ("GET / HTTP/1.1\r\n" HOST "X-A\r\n\r\n"), 400, "a header without a colon" },
    { REQ("GET / HTTP/1.1\r\n" HOST "X-A: a\0b\r\n\r\n"), 400, "a NUL in a value" },
    { REQ("GET / HTTP/1.1\r\n" HOST "X-A: a\0b\r\nX-B: c\r\n\r\n"), 400, "a NUL in a value, another header after it" },
    { REQ("GET / HTTP/1.1\r\n" HOST "X-\0A: b\r\nX-B: c\r\n\r\n"), 400, "a NUL in a name" },
    { REQ("GET /a\0b HTTP/1.1\r\n" HOST "\r\n"), 400, "a NUL in the address" },
    { REQ("GET / HTTP/1.1\r\n" HOST "X-A: a\x01"
          "b\r\n\r\n"),
      400, "a control character in a value" },
    { REQ("GET / HTTP/1.1\r\n" HOST "X-A: a\x7F"
          "b\r\n\r\n"),
      400, "DEL in a value" },
    { REQ("GET /\x01 HTTP/1.1\r\n" HOST "\r\n"), 400, "a control character in the address" },
    { REQ("GET /\xC3\xA9 HTTP/1.1\r\n" HOST "\r\n"), 400, "a bare accent in the address" },
    { REQ("GET /a b HTTP/1.1\r\n" HOST "\r\n"), 400, "a space in the address" },
    { REQ("GET http://evil.example/ HTTP/1.1\r\n" HOST "\r\n"), 400, "a whole URL" },
    { REQ("GET * HTTP/1.1\r\n" HOST "\r\n"), 400, "a star" },
    { REQ("GET / HTTP/2.0\r\n" HOST "\r\n"), 505, "HTTP/2.0 as text" },
    { REQ("GET / HTTP/1.9\r\n" HOST "\r\n"), 505, "HTTP/1.9" },
    { REQ("GET /\r\n\r\n"), 400, "no version" },
    { REQ("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"), 0, "TLS" },
};

static void long_ones(void)
{
    static char bytes[1200 * 1024], reply[4096];
    int n = snprintf(bytes, sizeof bytes, "GET /");
    memset(bytes + n, 'a', 5000);
    int m = snprintf(bytes + n + 5000, 100, " HTTP/1.1\r\nHost: a\r\n\r\n");
    is_int(send_raw(NULL, bytes, (size_t)(n + 5000 + m), reply, sizeof reply), 414, "an address of 5,000 characters");

    n = snprintf(bytes, sizeof bytes, "GET / HTTP/1.1\r\nHost: a\r\n");
    for (int i = 0; i < 70; i++)
        n += snprintf(bytes + n, 100, "X-%d: b\r\n", i);
    n += snprintf(bytes + n, 100, "\r\n");
    is_int(send_raw(NULL, bytes, (size_t)n, reply, sizeof reply), 431, "70 header fields");

    n = snprintf(bytes, sizeof bytes, "GET / HTTP/1.1\r\nHost: a\r\nX-A: ");
    memset(bytes + n, 'b', 100 * 1024);
    m = snprintf(bytes + n + 100 * 1024, 100, "\r\n\r\n");
    int status = send_raw(NULL, bytes, (size_t)(n + 100 * 1024 + m), reply, sizeof reply);
    ok(status == 431 || status == 0, "a header of 100 KiB");

    n = snprintf(bytes, sizeof bytes, "POST / HTTP/1.1\r\nHost: a\r\n" FORM "Content-Length: %d\r\n\r\n",
                 HTTP_BODY_MAX);
    memset(bytes + n, 'c', HTTP_BODY_MAX);
    is_int(send_raw(NULL, bytes, (size_t)n + HTTP_BODY_MAX, reply, sizeof reply), 200, "a body as long as may be");

    n = snprintf(bytes, sizeof bytes,
                 "POST / HTTP/1.1\r\nHost: a\r\n" FORM "Transfer-Encoding: chunked\r\n\r\n100010\r\n");
    memset(bytes + n, 'c', 0x100010);
    m = snprintf(bytes + n + 0x100010, 100, "\r\n0\r\n\r\n");
    is_int(send_raw(NULL, bytes, (size_t)(n + 0x100010 + m), reply, sizeof reply), 411, "chunks over the limit");
}

static void forwarded(void)
{
    char reply[4096];
    static const char asks[] =
        "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 1.2.3.4, 10.9.8.7\r\nX-Forwarded-Proto: https\r\n\r\n";
    send_raw(NULL, asks, sizeof asks - 1, reply, sizeof reply);
    ok(!strcmp(seen_address, "127.0.0.1") && !seen_https, "over TCP nobody is believed");

    char folder[] = "/tmp/holdfast-http.XXXXXX", path[64], listen[80];
    struct http *tcp = http;
    err e = { .mem = &mem };
    if (!mkdtemp(folder))
        exit(1);
    snprintf(path, sizeof path, "%s/socket", folder);
    snprintf(listen, sizeof listen, "unix:%s", path);
    ok(http_start(&http, &(struct http_options){ .listen = str_of(listen), .threads = 2, .handler = handler }, &mem,
                  &e) == ERR_OK,
       "listens on a unix socket");
    struct stat st;
    ok(stat(path, &st) == 0 && (st.st_mode & 0777) == 0660, "that others cannot open");
    is_int(send_raw(path, asks, sizeof asks - 1, reply, sizeof reply), 200, "answers there");
    ok(!strcmp(seen_address, "10.9.8.7") && seen_https, "and believes the proxy: its last address, and https");
    http_stop(http);
    ok(stat(path, &st) != 0, "the socket is gone with it");
    rmdir(folder);
    http = tcp;
}

static void keeps_alive(void)
{
    char reply[8192];
    static const char three[] = "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\nGET /3 "
                                "HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    int s = dial(NULL), before = atomic_load(&pages);
    size_t got = 0;
    ok(send(s, three, sizeof three - 1, 0) == (ssize_t)sizeof three - 1, "three requests at once");
    for (ssize_t r; got + 1 < sizeof reply && (r = recv(s, reply + got, sizeof reply - 1 - got, 0)) > 0;)
        got += (size_t)r;
    close(s);
    is_int(atomic_load(&pages) - before, 3, "three answers on one connection");
}

/* A byte now and then, for ever: neither the head nor the body of a request may take longer than the deadline. */
static void drips(const char *begins, const char *what)
{
    char reply[512];
    struct http *whole = http;
    err e = { .mem = &mem };
    ok(http_start(&http, &(struct http_options){ .listen = S("127.0.0.1:0"), .threads = 2, .handler = handler,
                                                 .deadline = 1 }, &mem, &e) == ERR_OK, "one with a short deadline");
    int s = dial(NULL), sent = 0;
    enum { MOST = 600 };
    bool open = send(s, begins, strlen(begins), MSG_NOSIGNAL) > 0;
    for (; open && sent < MOST; sent++) {
        nanosleep(&(struct timespec){ 0, 50 * 1000 * 1000 }, NULL);
        open = send(s, "a", 1, MSG_NOSIGNAL) == 1 && recv(s, reply, sizeof reply, MSG_DONTWAIT) != 0;
    }
    ok(!open, what);
    close(s);
    http_stop(http);
    http = whole;
}

static void refusals_to_listen(void)
{
    static const char *const bad[] = { "8080", "localhost:http", "127.0.0.1:99999999", "unix:", "" };
    struct http *none = NULL;
    err e = { .mem = &mem };
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        ok(http_start(&none, &(struct http_options){ .listen = str_of(bad[i]), .handler = handler }, &mem, &e) !=
                   ERR_OK &&
               e.message.n,
           bad[i]);
    char taken[40];
    snprintf(taken, sizeof taken, "127.0.0.1:%d", http_port(http));
    ok(http_start(&none, &(struct http_options){ .listen = str_of(taken), .handler = handler }, &mem, &e) == ERR_SYSTEM,
       "a port that is taken");
}

int main(void)
{
    char reply[4096];
    arena_init(&mem, 0);
    err e = { .mem = &mem };
    if (http_start(&http, &(struct http_options){ .listen = S("127.0.0.1:0"), .threads = 2, .handler = handler }, &mem,
                   &e)) {
        printf("Bail out! " STR_FMT "\n", STR_ARG(e.message));
        return 1;
    }
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int before = atomic_load(&pages), status = send_raw(NULL, cases[i].bytes, cases[i].n, reply, sizeof reply);
        int handed = atomic_load(&pages) - before;
        bool fine = cases[i].want == 200 ? status == 200 && handed == 1
                                         : handed == 0 && (status == cases[i].want || status == 400 || status == 0);
        if (!ok(fine, cases[i].what))
            printf("#   status %d, want %d, handed over %d\n", status, cases[i].want, handed);
    }
    long_ones();
    forwarded();
    keeps_alive();
    drips("GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ", "a head that drips is cut off");
    drips("POST / HTTP/1.1\r\nHost: a\r\n" FORM "Content-Length: 100000\r\n\r\n", "and a body");
    refusals_to_listen();
    http_stop(http);
    arena_release(&mem);
    return done_testing();
}
