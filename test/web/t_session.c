/* t_session.c - signing in, waiting after wrong passwords, ended sessions that lose nothing,
 * ending other sessions; on both engines. */
#include "site.h"
#include "record/verify.h"
#include <pthread.h>
#include <stdatomic.h>

static int sign_in(const char *name, const char *password, const char *next)
{
    out text = { 0 };
    get("/sign-in");
    out_printf(&text, "name=%s&next=", name);
    out_query(&text, str_of(next));
    out_raw(&text, S("&password="));
    out_query(&text, str_of(password));
    int status = post("/sign-in", arena_z(&mem, out_str(&text)));
    out_release(&text);
    return status;
}

/* Addresses carry an account's number, never its name. */
static const char *user_path(const char *name)
{
    struct account x = { 0 };
    if (account_get(site_store, str_of(name), &mem, &x, &e))
        return "/users/0";
    return arena_printf(&mem, "/users/%lld", (long long)x.id).p;
}

static void signing_in(void)
{
    be_stranger();
    is_int(get("/account"), 303, named("a stranger is sent away"));
    is(header("Location"), S("/sign-in?next=%2Faccount"), named("to sign in and come back"));
    char before[64];
    snprintf(before, sizeof before, "%s", cookie);
    is_int(sign_in("ann.smith", "correct horse battery", "/account"), 303, named("name and password"));
    is(header("Location"), S("/account"), named("back to where they were"));
    ok(strcmp(before, cookie) != 0, named("with another cookie than before"));
    ok(str_has(header("Set-Cookie"), S("HttpOnly")) && str_has(header("Set-Cookie"), S("SameSite=Lax")),
       named("that scripts cannot read"));
    is_int(get("/account"), 200, named("signed in"));
    ok(shows("ann.smith"), named("by name"));
    snprintf(before, sizeof before, "%s", cookie);
    is_int(post("/sign-out", ""), 303, named("signs out"));
    snprintf(cookie, sizeof cookie, "%s", before);
    is_int(get("/account"), 303, named("and the old cookie opens nothing"));

    static const struct { const char *name, *password, *what; } wrong[] = {
        { "ann.smith", "wrong horse battery", "a wrong password" },
        { "nobody.here", "correct horse battery", "an unknown name" },
        { "ann.smith'--", "x", "a name that is none" },
        { "", "x", "no name" },
        { "ann.smith", "", "no password" },
        { "shut.one", "correct horse battery", "a locked account" },
    };
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        be_stranger();
        is_int(sign_in(wrong[i].name, wrong[i].password, "/"), 422, named(wrong[i].what));
        ok(!shows("no account") && !shows("locked"), named("does not say which"));
    }
    static const char *const elsewhere[] = { "https://evil.example/", "//evil.example/", "/\\evil.example",
                                             "javascript:alert(1)",   "/a/../b",         "/sign-out" };
    for (size_t i = 0; i < COUNT_OF(elsewhere); i++) {
        be_stranger();
        sign_in("ann.smith", "correct horse battery", elsewhere[i]);
        is(header("Location"), S("/"), named("no way out by next"));
    }
    be_stranger();
    get("/sign-in");
    is_int(ask(HTTP_POST, S("/sign-in"), S("name=ann.smith&password=correct+horse+battery")), 403,
           named("no form token"));
    is_int(ask(HTTP_POST, S("/sign-in"), S("form_token=%zz")), 400, named("a form that cannot be read"));
}

static void waiting(void)
{
    instant start = site_now;
    for (int i = 0; i < 5; i++) {
        be_stranger();
        is_int(sign_in("slow.one", "wrong horse battery", "/"), 422, named("wrong again"));
    }
    be_stranger();
    is_int(sign_in("slow.one", "correct horse battery", "/"), 422, named("now even the right one has to wait"));
    ok(shows("Wait 1 minute"), named("and says how long"));
    be_stranger();
    for (int i = 0; i < 5; i++)
        sign_in("no.such.name", "wrong horse battery", "/");
    sign_in("no.such.name", "wrong horse battery", "/");
    ok(shows("Wait 1 minute"), named("a name nobody has waits the same"));
    site_now = start + 31;
    be_stranger();
    is_int(sign_in("slow.one", "wrong horse battery", "/"), 422, named("after half a minute another try"));
    site_now += 31;
    be_stranger();
    is_int(sign_in("slow.one", "correct horse battery", "/"), 422, named("the wait is longer now"));
    site_now += 40;
    be_stranger();
    is_int(sign_in("slow.one", "correct horse battery", "/"), 303, named("then the right one opens"));
    site_now = start + 3600;
}

static void idle_loses_nothing(void)
{
    instant start = site_now;
    be("the.director");
    char target[80];
    snprintf(target, sizeof target, "/break-glass/%lld", (long long)council.secret_child);
    be("front.door");
    is_int(get(target), 200, named("a form"));
    site_now += 31 * 60;
    is_int(get("/account"), 303, named("half an hour without a page ends the session"));
    is_int(post(target, "reason=Police+are+at+the+door+%26+ask"), 303, named("a form sent after that"));
    ok(str_starts(header("Location"), S("/sign-in?next=%2Fbreak-glass%2F")) &&
           str_has(header("Location"), S("draft%3D")),
       named("is kept, and asks to sign in"));
    str next = arena_copy(&mem, header("Location"));
    get(arena_z(&mem, next));
    ok(shows("What you typed is kept"), named("and says so"));
    db_rows rows;
    CODE(db_run(site_store->db, ST_sealed_draft, NO_ARGS, &mem, &rows, &e), ERR_OK, "drafts");
    ok(rows.n == 1 && !str_has(db_str(&rows, 0, 4), S("Police")), named("not readable in the database"));
    str id = arena_printf(&mem, "%lld", (long long)db_int(&rows, 0, 0));

    be("second.front");
    get(arena_printf(&mem, "%s?draft=" STR_FMT, target, STR_ARG(id)).p);
    ok(!shows("Police"), named("nobody else gets it"));
    be_stranger();
    is_int(sign_in("front.door", "correct horse battery",
                   arena_printf(&mem, "%s?draft=" STR_FMT, target, STR_ARG(id)).p),
           303, named("signs in again"));
    is_int(get(arena_z(&mem, header("Location"))), 200, named("back at the form"));
    ok(shows("Police are at the door &amp; ask"), named("with what was typed"));
    get(target);
    ok(shows("You began this form"), named("the form's own page offers it too"));
    get("/account");
    ok(shows("?draft="), named("and it is listed"));
    is_int(post(target, "reason=Police+are+at+the+door+%26+ask"), 303, named("saved now"));
    get("/account");
    ok(!shows("?draft="), named("it is not kept any longer"));

    is_int(post("/drafts", arena_printf(&mem, "draft_path=%s&reason=typing", target).p), 200,
           named("kept while typing"));
    is_int(post("/drafts", "draft_path=/users/new&name=x"), 404, named("only for forms that keep drafts"));
    is_int(post("/drafts", "draft_path=/a/../b&name=x"), 404, named("and real paths"));

    be("front.door");
    for (int i = 0; i < 30; i++) {
        site_now += 29 * 60;
        if (get("/account") != 200)
            break;
    }
    ok(site_now - start > 12 * 3600, named("in use it lasts"));
    is_int(get("/account"), 303, named("but not longer than twelve hours"));
    site_now = start;
}

static void other_sessions(void)
{
    be("ann.smith");
    char one[64], two[64];
    snprintf(one, sizeof one, "%s", cookie);
    be("ann.smith");
    snprintf(two, sizeof two, "%s", cookie);
    is_int(get("/sessions"), 200, named("my sessions"));
    ok(shows("This one") && shows("/sessions/end") && !shows("the.admin"), named("two of them, mine only"));
    get("/sessions?format=csv");
    ok(str_starts(header("Content-Type"), S("text/csv")) && shows("account,signed_in_at") && shows("\r\nann.smith,") &&
           !shows("the.admin"),
       named("as CSV, mine only"));
    ok(!shows(arena_printf(&mem, STR_FMT, STR_ARG(str_of(one))).p), named("without what opens a session"));
    char hidden[TOKEN_TEXT + 1], text[TOKEN_TEXT + 1];
    str id = session_id(token_of_cookie(str_of(one), false, text), hidden);
    is_int(post("/sessions/end", arena_printf(&mem, "id=" STR_FMT, STR_ARG(id)).p), 303, named("one is ended"));
    snprintf(cookie, sizeof cookie, "%s", one);
    is_int(get("/account"), 303, named("and opens nothing"));
    be("the.admin");
    get("/sessions");
    ok(shows("ann.smith"), named("an administrator sees everybody's"));
    get("/sessions?format=csv");
    ok(shows("\r\nann.smith,") && shows("\r\nthe.admin,"), named("as CSV too"));
    get("/users?format=csv");
    ok(shows("account,name,role,state") && shows("\r\nann.smith,") && !shows("argon2"),
       named("every user as CSV, without passwords"));
    be("ann.smith");
    is_int(get("/users?format=csv"), 403, named("for administrators only"));
    be("the.admin");
    snprintf(cookie, sizeof cookie, "%s", two);
    char admin_id[TOKEN_TEXT + 1];
    be("the.admin");
    str victim = session_id(token_of_cookie(str_of(cookie), false, text), admin_id);
    snprintf(cookie, sizeof cookie, "%s", two);
    is_int(post("/sessions/end", arena_printf(&mem, "id=" STR_FMT, STR_ARG(victim)).p), 404,
           named("I cannot end another's"));

    is_int(post("/account/password", "current=wrong+horse+battery&password=another+horse+battery"), 422,
           named("the old password is asked for"));
    is_int(post("/account/password", "current=correct+horse+battery&password=short"), 422,
           named("a short one is refused"));
    is_int(post("/account/password", "current=correct+horse+battery&password=aaaaaaaaaaaaaaaa"), 422,
           named("and one letter"));
    be("ann.smith");
    snprintf(one, sizeof one, "%s", cookie);
    snprintf(cookie, sizeof cookie, "%s", two);
    is_int(post("/account/password", "current=correct+horse+battery&password=another+horse+battery"), 303,
           named("changed"));
    is_int(get("/account"), 200, named("this session goes on"));
    snprintf(cookie, sizeof cookie, "%s", one);
    is_int(get("/account"), 303, named("the others have ended"));
}

static void administering(void)
{
    be("the.admin");
    is_int(post("/users/new", "name=new.one&shown=New+One&role=practitioner&password=correct+horse+battery&worker="),
           303, named("a user is added"));
    static const struct { const char *fields, *what; } refused[] = {
        { "name=new.one&shown=New&role=practitioner&password=correct+horse+battery", "a name that is taken" },
        { "name=New+One&shown=New&role=practitioner&password=correct+horse+battery", "a name with a space" },
        { "name=new_one&shown=New&role=practitioner&password=correct+horse+battery", "an underscore" },
        { "name=other&shown=&role=practitioner&password=correct+horse+battery", "no name to show" },
        { "name=other&shown=X&role=king&password=correct+horse+battery", "a role that is none" },
        { "name=other&shown=X&role=practitioner&password=password1234", "a usual password" },
        { "name=other&shown=X&role=practitioner&password=correct+horse+battery&worker=999999",
          "a worker that is none" },
    };
    for (size_t i = 0; i < COUNT_OF(refused); i++)
        is_int(post("/users/new", refused[i].fields), 422, named(refused[i].what));
    be("new.one");
    char theirs[64];
    snprintf(theirs, sizeof theirs, "%s", cookie);
    is_int(get("/account/password"), 200, named("they are in"));
    be("the.admin");
    is_int(post(user_path("new.one"), "do=lock"), 303, named("locked"));
    snprintf(cookie, sizeof cookie, "%s", theirs);
    is_int(get("/account/password"), 303, named("out at once"));
    be("the.admin");
    is_int(post(user_path("the.admin"), "do=lock"), 422, named("the last administrator cannot lock themselves out"));
    is_int(post(user_path("the.admin"), "do=save&shown=A&role=director"), 422, named("nor give the role away"));
    is_int(post("/users/999999", "do=lock"), 404, named("nobody"));
    site_address = "10.0.0.2";
    be_stranger();
    for (int i = 0; i < 6; i++)
        sign_in("slow.one", "wrong horse battery", "/");
    be("the.admin");
    is_int(post(user_path("slow.one"), "do=save&shown=Slow&role=practitioner&password=another+horse+battery"), 303,
           named("a new password"));
    be_stranger();
    is_int(sign_in("slow.one", "another horse battery", "/"), 303, named("ends the wait"));
    site_address = "10.0.0.1";
}

/* --- the history of accounts ---------------------------------------------------------------------- */

static bool told(const char *line)
{
    bool there = shows(line);
    if (!there)
        printf("#   no line with %s\n", line);
    return there;
}

static void history(void)
{
    struct account_change own = { .at = site_now, .by = S("the.admin"), .role = S("director"), .even_last = true };
    be("the.admin");
    is_int(post("/users/new", "name=told.one&shown=Told&role=practitioner&password=correct+horse+battery&worker="), 303,
           named("added"));
    const char *path = user_path("told.one");
    is_int(post(path, arena_printf(&mem, "do=save&shown=Told&role=team_manager&worker=%lld",
                                   (long long)council.worker).p), 303, named("another role and a worker"));
    is_int(post(path, "do=lock"), 303, named("locked"));
    is_int(post(path, "do=unlock"), 303, named("unlocked"));
    is_int(post(path, arena_printf(&mem, "do=save&shown=Told&role=team_manager&worker=%lld&password=another+horse+ride",
                                   (long long)council.worker).p), 303, named("a new password"));
    be_stranger();
    sign_in("told.one", "wrong horse battery", "/");
    be_stranger();
    sign_in("My Secret Words 12", "wrong horse battery", "/");
    be_stranger();
    is_int(sign_in("told.one", "another horse ride", "/"), 303, named("signs in"));
    is_int(post("/sign-out", ""), 303, named("and out"));
    be("front.door");
    post(arena_printf(&mem, "/break-glass/%lld", (long long)council.secret_child).p,
         "reason=Police+are+at+the+door+and+ask");
    is_int(get("/account-history"), 403, named("the history is not for everybody"));
    be("the.auditor");
    is_int(get("/account-history"), 200, named("but for the auditor"));
    be("the.admin");
    is_int(get("/account-history?format=csv"), 200, named("and for administrators"));
    ok(told(",told.one,added,practitioner,the.admin,10.0.0.1"), named("added"));
    ok(told(",told.one,role,practitioner to team_manager,the.admin,10.0.0.1"), named("the role"));
    ok(told(arena_printf(&mem, ",told.one,worker,none to %lld,the.admin,", (long long)council.worker).p),
       named("the worker"));
    ok(told(",told.one,locked,,the.admin,") && told(",told.one,unlocked,,the.admin,"), named("the lock"));
    ok(told(",told.one,password,given to them,the.admin,"), named("the password"));
    ok(told(",told.one,refused,,,10.0.0.1"), named("a refused sign-in, by name and address"));
    ok(told(",(no name),refused,") && !shows("Secret") && !shows("horse"), named("but nothing like a password"));
    ok(told(",told.one,signed in,,told.one,10.0.0.1"), named("signed in"));
    ok(told(",told.one,session ended,,told.one,10.0.0.1"), named("signed out"));
    ok(told(arena_printf(&mem, ",front.door,broke glass,record %lld,front.door,", (long long)council.secret_child).p),
       named("a restricted record was opened"));
    CODE(account_alter(site_store, S("the.admin"), &own, &e), ERR_INVALID, "nobody changes their own role");
    add_account("second.admin", "administrator", 0);
    is_int(post(user_path("the.admin"), "do=save&shown=A&role=director"), 422, named("not on the page either"));
    ok(shows("Nobody changes their own role"), named("and it says so"));
}

/* An entry that is changed or taken away behind the program's back is found. */
static void history_is_proved(void)
{
    static const char *const deeds[] = { "UPDATE account_log SET by_account = 'someone' WHERE what = 'role'",
                                         "DELETE FROM account_log WHERE what = 'broke glass'" };
    struct verify_report clean = { .mem = &mem };
    CODE(store_verify(site_store, &clean, &e), ERR_OK, "looked at");
    is_int(clean.faults, 0, named("the history is whole"));
    for (size_t i = 0; i < COUNT_OF(deeds); i++) {
        struct verify_report r = { .mem = &mem };
        int st;
        CODE(db_statement(site_store->db, str_of(deeds[i]), &st, &e), ERR_OK, deeds[i]);
        CODE(db_begin(site_store->db, true, &e), ERR_OK, "begins");
        CODE(db_run(site_store->db, st, NO_ARGS, &mem, NULL, &e), ERR_OK, "done");
        CODE(db_commit(site_store->db, &e), ERR_OK, "kept");
        CODE(store_verify(site_store, &r, &e), ERR_OK, "looked at");
        ok(r.faults > (int64_t)i && str_eq(r.found[0].table, S("account_log")), named(deeds[i]));
    }
}

/* --- signing out while a request is in flight ---------------------------------------------------- */

enum { SIGN_OUTS = 40 };

struct flight { struct session_cache *cache; str where, token; int64_t found; bool failed; atomic_bool over; };

/* Never twice in the ten seconds for which a session is known, so that each look reads the table. */
static void *asks(void *ctx)
{
    struct flight *f = ctx;
    arena a;
    arena_init(&a, 0);
    err x = { .mem = &a };
    struct store *s = NULL;
    f->failed = records_open(&s, cat, f->where, STORE_WRITE, &x) != ERR_OK;
    for (int i = 0; !atomic_load(&f->over) && !f->failed; i++) {
        struct session_ask q = { .token = f->token, .now = site_now + i % 2 * SESSION_FRESH, .idle = 1800 };
        enum session_state state;
        struct access_who who;
        str account;
        f->failed = session_find(f->cache, s, s, &q, &a, &state, &who, &account, &x) != ERR_OK;
        f->found += state == SESSION_OPEN;
    }
    store_close(s);
    arena_release(&a);
    return NULL;
}

static bool opens(struct session_cache *c, str token)
{
    enum session_state state = SESSION_NONE;
    struct access_who who;
    str account;
    struct session_ask q = { .token = token, .now = site_now + SESSION_FRESH, .idle = 1800 };
    CODE(session_find(c, site_store, NULL, &q, &mem, &state, &who, &account, &e), ERR_OK, "looked for");
    return state == SESSION_OPEN;
}

static void ended_in_flight(str where)
{
    struct account x = { 0 };
    int survived = 0, failed = 0;
    CODE(account_get(site_store, S("front.door"), &mem, &x, &e), ERR_OK, "an account");
    for (int i = 0; i < SIGN_OUTS; i++) {
        char token[TOKEN_TEXT + 1], id[TOKEN_TEXT + 1];
        token_make(token);
        struct flight f = { .cache = session_cache_new(), .where = where, .token = str_of(token) };
        struct session_ask q = { .token = f.token, .address = S("10.0.0.1"), .now = site_now };
        pthread_t threads[2];
        CODE(session_begin(site_store, &x, &q, &e), ERR_OK, "signed in");
        for (int k = 0; k < 2; k++)
            pthread_create(&threads[k], NULL, asks, &f);
        for (int looks = 0; looks < 3; looks++)
            opens(f.cache, f.token);
        CODE(session_end(f.cache, site_store, session_id(f.token, id),
                         &(struct session_ender){ x.name, S("10.0.0.1"), site_now }, &e), ERR_OK, "signs out");
        for (int looks = 0; looks < 20; looks++)
            survived += opens(f.cache, f.token);
        atomic_store(&f.over, true);
        for (int k = 0; k < 2; k++)
            pthread_join(threads[k], NULL);
        failed += f.failed;
        session_cache_free(f.cache);
    }
    is_int(survived, 0, named("no session survives its end, whoever reads it meanwhile"));
    is_int(failed, 0, named("nor does anything fail"));
}

int main(void)
{
    subjects_start();
    for (int which = 0; which < 2; which++) {
        site_start(which, "session");
        add_account("ann.smith", "practitioner", council.worker);
        add_account("slow.one", "practitioner", 0);
        add_account("front.door", "front_door", 0);
        add_account("second.front", "front_door", 0);
        add_account("the.director", "director", 0);
        add_account("the.admin", "administrator", 0);
        add_account("the.auditor", "auditor", 0);
        add_account("shut.one", "practitioner", 0);
        CODE(account_alter(site_store, S("shut.one"), &(struct account_change){ .at = site_now, .lock = LOCK_IT }, &e),
             ERR_OK, "locked");
        signing_in();
        site_now += 3600;
        waiting();
        idle_loses_nothing();
        other_sessions();
        administering();
        history();
        ended_in_flight(both_where(which, "session", &mem));
        history_is_proved();
        site_stop();
    }
    out_release(&reply_body);
    subjects_stop();
    return done_testing();
}
