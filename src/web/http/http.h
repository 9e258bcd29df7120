/* http.h - the HTTP server, over libmicrohttpd, hidden from everything else.
 *
 * It hands over whole requests that are well formed and answers the others itself: two Hosts, any Transfer-Encoding,
 * folded or empty header names, NUL and control characters, a target that is too
 * long, too many header fields, a body over 1 MiB or of another type than a form's. Each thread of the pool handles
 * one request at a time, so a handler may keep what it needs per thread and block on its database. */
#ifndef HTTP_H
#define HTTP_H
#include "base/arena.h"
#include "base/err.h"

enum { HTTP_BODY_MAX = 1024 * 1024, HTTP_FIELDS_MAX = 64, HTTP_HEAD_MAX = 16 * 1024, HTTP_REPLY_HEADERS = 20 };
enum http_method { HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_OTHER };

struct http_request {
    enum http_method method;
    str target;                     /* raw: path and query, as sent; not yet checked beyond its characters */
    str cookie, if_none_match, content_type;
    str body;                       /* of a POST */
    str address;                    /* who asks: the peer, or what the proxy on the unix socket says */
    bool gzip;                      /* the client takes gzip */
    bool https;                     /* the proxy on the unix socket says so */
};

struct http_reply {
    int status;
    str body;
    bool lasting;                   /* the body outlives the reply: not copied */
    size_t nheaders;
    struct http_header { const char *name; const char *value; } headers[HTTP_REPLY_HEADERS];
};

/* value NUL-terminated, valid until the handler returns */
void http_header(struct http_reply *r, const char *name, const char *value);

/* Called by a pool thread with a whole request, or, when refused is not 0, with the status of a refusal and no body
 * to answer it in words. */
typedef void http_handler(void *ctx, const struct http_request *q, int refused, struct http_reply *reply);

struct http;
struct http_options {
    str listen;                     /* "127.0.0.1:8080", "[::1]:8080" or "unix:/run/holdfast/http" */
    unsigned threads;               /* 0: twice the cores */
    unsigned deadline;              /* seconds for a request to come whole, however steadily it drips; 0: 60 */
    http_handler *handler;
    void *ctx;
};
CHECKED err_code http_start(struct http **h, const struct http_options *o, arena *a, err *e);
int  http_port(const struct http *h);       /* the port taken when 0 was asked for; 0 on a unix socket */
/* No new connections; waits for requests under way (at most 10 seconds) and ends the threads. */
void http_stop(struct http *h);
#endif
