/* t_must.c - what somebody who has signed in must do before anything else, and that no door answers until it is done:
 * every door of the table is tried. On both engines. */
#include "site.h"

static int sign_in(const char *name, const char *password)
{
    be_stranger();
    get("/sign-in");
    return post("/sign-in", arena_printf(&mem, "name=%s&next=%%2Fhelp%%3Fx%%3D1&password=%s", name, password).p);
}

static const char *filled(const struct door *d)
{
    str rest = str_of(d->path), part;
    out text = { 0 };
    str_cut(&rest, '/', &part);
    while (str_cut(&rest, '/', &part)) {
        out_char(&text, '/');
        if (part.n && part.p[0] == '{')
            out_int(&text, council.child);
        else
            out_raw(&text, part);
    }
    const char *path = text.n ? arena_z(&mem, out_str(&text)) : "/";
    out_release(&text);
    return path;
}

/* Nothing but the page of what must be done, signing out and what anybody may open, signed in or not. */
static void all_shut(const char *own, const char *what)
{
    size_t tried = 0, answered = 0;
    for (size_t i = 0; i < door_count; i++) {
        const struct door *d = &doors[i];
        if (d->kind == DOOR_COMMAND || d->who == CAN_ANYONE || !strcmp(d->path, own) || !strcmp(d->path, "/sign-out"))
            continue;
        int status = d->kind == DOOR_POST ? post(filled(d), "") : get(filled(d));
        bool sent = status == 303 && str_starts(header("Location"), str_of(own)) && reply_body.n == 0;
        if (!sent)
            printf("#   %s answers %d\n", d->path, status);
        answered += !sent;
        tried++;
    }
    ok(tried > 100, named("every door is tried"));
    is_int((int64_t)answered, 0, named(what));
}

static const char *user_path(const char *name)
{
    struct account x = { 0 };
    return account_get(site_store, str_of(name), &mem, &x, &e) ? "/users/0" : path("/users/", x.id, "");
}

static void password_first(void)
{
    be("the.admin");
    is_int(post("/users/new", arena_printf(&mem, "name=new.one&shown=New+One&role=practitioner&worker=%lld&"
                                                 "password=correct+horse+battery", (long long)council.worker).p),
           303, named("an administrator adds a user, with a password"));
    is_int(sign_in("new.one", "correct+horse+battery"), 303, named("who signs in with it"));
    all_shut("/account/password", "and no door answers before they have their own");
    is_int(get("/work?x=1"), 303, named("a page"));
    is(header("Location"), S("/account/password?next=%2Fwork%3Fx%3D1"), named("leads to choosing it and back"));
    is_int(get("/account/password?next=%2Fwork"), 200, named("the page of it opens"));
    ok(shows("Choose your own password") && shows("value=\"/work\"") && !shows("href=\"/account\"") &&
           !shows("href=\"/work\""), named("and leads nowhere else"));
    static const struct { const char *fields, *what; } refused[] = {
        { "current=correct+horse+battery&password=correct+horse+battery", "the same again is none of their own" },
        { "current=wrong+horse+battery&password=another+horse+battery", "nor without the one they were given" },
        { "current=correct+horse+battery&password=new.one+horse+battery", "nor their name" },
        { "current=correct+horse+battery&password=qwertyuiop123", "nor one that all use" },
    };
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        is_int(post("/account/password", refused[i].fields), 422, named(refused[i].what));
        is_int(get("/work"), 303, named("and nothing opens"));
    }
    is_int(post("/account/password", "current=correct+horse+battery&password=another+horse+battery&next=/work"), 303,
           named("their own is kept"));
    is(header("Location"), S("/work"), named("and leads on"));
    is_int(get("/work"), 200, named("where all is open now"));
    is_int(sign_in("new.one", "another+horse+battery"), 303, named("the next time"));
    is_int(get("/work"), 200, named("nothing is asked"));

    be("the.admin");
    is_int(post(user_path("new.one"), arena_printf(&mem, "do=save&shown=New&role=practitioner&worker=%lld&"
                                                         "password=correct+horse+battery",
                                                   (long long)council.worker).p), 303, named("given another"));
    is_int(sign_in("new.one", "correct+horse+battery"), 303, named("they sign in"));
    is_int(get("/work"), 303, named("and must change that too"));
    is_int(post("/sign-out", ""), 303, named("or sign out"));
    is(header("Location"), S("/sign-in"), named("which is possible at all times"));
}

static void test(void)
{
    add_account("the.admin", "administrator", 0);
    password_first();
}

int main(void) { return site_main("must", test); }
