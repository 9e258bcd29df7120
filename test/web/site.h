/* site.h - a small council and its service in this process: requests are calls, cookies a text. On both engines. */
#ifndef SITE_H
#define SITE_H
#include "../record/subjects.h"
#include "record/verify.h"
#include "web/http/server.h"

static struct server *site;
static struct store *site_store;        /* the test's own look at the database */
static instant site_now;
static const char *site_address = "10.0.0.1";
static char cookie[64];                 /* what the browser holds; empty: a stranger */
static out reply_body;
static struct http_reply reply;

static struct {
    int64_t team, other_team, worker, colleague, child, sibling, strangers_child, secret_child, family, household;
} council;

static inline instant site_clock(void) { return site_now; }

static inline int64_t put_new(const char *what, struct change c)
{
    int64_t id = 0;
    struct put_result r = { 0 };
    c.lenient = true;
    if (save(site_store, &id, &c, &r)) {
        printf("Bail out! %s: " STR_FMT "\n", what, STR_ARG(e.message));
        for (size_t i = 0; i < r.nfaults; i++)
            printf("# " STR_FMT ": " STR_FMT "\n", STR_ARG(r.faults[i].field->name), STR_ARG(r.faults[i].message));
        exit(1);
    }
    return id;
}

static inline void put_under(int64_t subject, const char *what, struct change c)
{
    struct put_result r = { 0 };
    c.lenient = true;
    if (save(site_store, &subject, &c, &r)) {
        printf("Bail out! %s: " STR_FMT "\n", what, STR_ARG(e.message));
        exit(1);
    }
}

static inline const char *number(int64_t n) { return arena_printf(&mem, "%lld", (long long)n).p; }
static inline const char *named(const char *what) { return both_name(engine, what); }
static inline const char *path(const char *before, int64_t id, const char *after)
{
    return arena_printf(&mem, "%s%lld%s", before, (long long)id, after).p;
}

static inline const struct records *all_of(int64_t subject, const char *kind)
{
    return subject_kind(load(site_store, subject), catalogue_kind(cat, str_of(kind)));
}

static inline size_t how_many(int64_t subject, const char *kind) { return all_of(subject, kind)->n; }

/* The record of that kind that was added last; 0 when there is none. */
static inline int64_t newest(int64_t subject, const char *kind)
{
    const struct records *all = all_of(subject, kind);
    int64_t id = 0;
    for (size_t i = 0; i < all->n; i++)
        id = all->at[i]->id > id ? all->at[i]->id : id;
    return id;
}

/* Two teams, a worker in each, a family of two held by the first, a child of the second, and a child whose record is
 * restricted to the director. */
static inline void council_make(void)
{
    memset(&council, 0, sizeof council);
    council.team = put_new("team", change_of("team", "name", "North", NULL));
    council.other_team = put_new("team", change_of("team", "name", "South", NULL));
    council.worker = put_new("worker", change_of("worker", "name", "Ann Smith", "team_id", number(council.team), NULL));
    council.colleague = put_new("worker",
                                change_of("worker", "name", "Bo Jones", "team_id", number(council.other_team), NULL));
    council.family = put_new("family", change_of("family", "name", "Adeyemi", NULL));
    council.child = new_person(site_store, "Zoe", "Adeyemi", "2014-04-03");
    council.sibling = new_person(site_store, "Max", "Adeyemi", "2016-04-03");
    council.strangers_child = new_person(site_store, "Kit", "Brown", "2012-04-03");
    council.secret_child = new_person(site_store, "Robin", "Hidden", "2011-04-03");
    int64_t members[] = { council.child, council.sibling };
    for (size_t i = 0; i < COUNT_OF(members); i++)
        put_under(members[i], "member",
                  change_of("family_member", "family_id", number(council.family), "from_on", "2020-01-01", NULL));
    int64_t held[] = { council.child, council.secret_child };
    for (size_t i = 0; i < COUNT_OF(held); i++)
        put_under(held[i], "involvement",
                  change_of("involvement", "worker_id", number(council.worker), "role", "case_holder", "team_id",
                            number(council.team), "from_on", "2025-01-01", NULL));
    put_under(council.strangers_child, "involvement",
              change_of("involvement", "worker_id", number(council.colleague), "role", "case_holder", "team_id",
                        number(council.other_team), "from_on", "2025-01-01", NULL));
    put_under(council.secret_child, "restriction",
              change_of("restriction", "accounts", "the.director other.person", "owner", "the.owner", "reason",
                        "A colleague's child", "from_on", "2025-01-01", NULL));
}

static inline void add_account(const char *name, const char *role, int64_t worker)
{
    struct account x = { .name = str_of(name),
                         .shown = str_of(name),
                         .role = str_of(role),
                         .worker_id = worker,
                         .locked_at = INSTANT_NONE,
                         .created_by = S("test") };
    CODE(account_add(site_store, &x, S("correct horse battery"), STR_NONE, site_now, &e), ERR_OK, name);
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
