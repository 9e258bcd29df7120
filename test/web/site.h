/* site.h - a small council and its service in this process: requests are calls, cookies a text. On both engines. */
#ifndef SITE_H
#define SITE_H
#include "../desk/council.h"
#include "record/verify.h"
#include "web/http/server.h"

static struct server *site;
static const char *site_address = "10.0.0.1";
static char cookie[64];                 /* what the browser holds; empty: a stranger */
static out reply_body;
static struct http_reply reply;

static inline instant site_clock(void) { return site_now; }

static inline const char *path(const char *before, int64_t id, const char *after)
{
    return arena_printf(&mem, "%s%lld%s", before, (long long)id, after).p;
}

/* What the service writes to its log goes to a file of the test's folder. */
static inline void site_open(str where, int idle)
{
    static FILE *log;
    if (!log)
        log = fopen(arena_printf(&mem, "%s/server.log", both_folder).p, "a");
    if (server_open(&site,
                    &(struct server_options){
                        .cat = cat, .where = where, .idle_seconds = idle, .clock = site_clock, .log = log },
                    &e)) {
        printf("Bail out! " STR_FMT "\n", STR_ARG(e.message));
        exit(1);
    }
}

static inline str header(const char *name)
{
    for (size_t i = 0; i < reply.nheaders; i++)
        if (str_eq_nocase(str_of(reply.headers[i].name), str_of(name)))
            return str_of(reply.headers[i].value);
    return STR_NONE;
}

/* Keeps the session cookie that a reply sets. */
static inline void keep_cookie(void)
{
    for (size_t i = 0; i < reply.nheaders; i++) {
        str v = str_of(reply.headers[i].value);
        if (!strcmp(reply.headers[i].name, "Set-Cookie") && str_starts(v, S("holdfast=")))
            snprintf(cookie, sizeof cookie, "%.*s", (int)strcspn(v.p, ";"), v.p);
    }
}

static inline int ask(enum http_method method, str target, str body)
{
    struct http_request q = { .method = method,
                              .target = target,
                              .cookie = str_of(cookie),
                              .body = body,
                              .address = str_of(site_address),
                              .if_none_match = STR_NONE };
    reply = (struct http_reply){ 0 };
    server_answer(site, &q, 0, &reply);
    out_clear(&reply_body);
    out_raw(&reply_body, reply.body);
    for (size_t i = 0; i < reply.nheaders; i++)         /* the reply's texts live until the next request */
        reply.headers[i].value = arena_z(&mem, str_of(reply.headers[i].value));
    keep_cookie();
    return reply.status;
}

static inline int get(const char *target) { return ask(HTTP_GET, str_of(target), S("")); }

static inline str token_here(void)
{
    char text[TOKEN_TEXT + 1];
    str t = token_of_cookie(str_of(cookie), false, text);
    return t.p ? form_token(t, &mem) : S("none");
}

/* fields: "name=value&…", already encoded; the form's token is added. */
static inline int post(const char *target, const char *fields)
{
    return ask(HTTP_POST, str_of(target),
               arena_printf(&mem, "form_token=" STR_FMT "%s%s", STR_ARG(token_here()), *fields ? "&" : "", fields));
}

/* Signed in as that account, without the form. */
static inline void be(const char *name)
{
    char token[TOKEN_TEXT + 1];
    struct account x;
    if (account_get(site_store, str_of(name), &mem, &x, &e)) {
        printf("Bail out! no account %s\n", name);
        exit(1);
    }
    token_make(token);
    struct session_ask a = { .token = str_of(token), .address = S("10.0.0.1"), .now = site_now };
    CODE(session_begin(site_store, &x, &a, &e), ERR_OK, "signed in");
    snprintf(cookie, sizeof cookie, "holdfast=%s", token);
}
static inline void be_stranger(void) { cookie[0] = '\0'; }
static inline bool shows(const char *text) { return str_has(out_str(&reply_body), str_of(text)); }
static inline size_t times_shown(const char *text)
{
    str rest = out_str(&reply_body), want = str_of(text);
    size_t n = 0;
    for (size_t i = 0; i + want.n <= rest.n; i++)
        n += !memcmp(rest.p + i, want.p, want.n);
    return n;
}

static inline void site_start(int which, const char *name)
{
    engine = which;
    site_now = instant_parse(S("2026-11-21T09:30:00Z"));
    str where = both_where(engine, name, &mem);
    site_store = open_store(where, STORE_WRITE | STORE_CREATE);
    council_make();
    site_open(where, 0);
}

static inline void site_stop(void)
{
    server_close(site);
    store_close(site_store);
    site = NULL;
    site_store = NULL;
}

/* A main(): the test on each engine, with a council of its own, whose record is whole afterwards. */
static inline int site_main(const char *name, void test(void))
{
    subjects_start();
    for (int which = 0; which < 2; which++) {
        author.at = instant_parse(S("2026-11-20T09:30:00Z"));
        site_start(which, name);
        test();
        struct verify_report report = { .mem = &mem };
        CODE(store_verify(site_store, &report, &e), ERR_OK, "verify runs");
        is_int(report.faults, 0, named("and finds nothing"));
        site_stop();
    }
    out_release(&reply_body);
    subjects_stop();
    return done_testing();
}
#endif
