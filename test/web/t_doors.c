/* t_doors.c - every door of the table, as a stranger and as each role of the catalogue: nobody passes who may not, and
 * nothing fails.
 *
 * Reads the table itself, so a new page is tested without a line here. */
#include "site.h"

/* What stands for the braces, by the first word of the path. */
static str path_of(const struct door *d)
{
    str rest = str_of(d->path), part;
    out text = { 0 };
    str_cut(&rest, '/', &part);
    str first = STR_NONE;
    while (str_cut(&rest, '/', &part)) {
        if (!first.p)
            first = part;
        out_char(&text, '/');
        if (part.n && part.p[0] == '{') {
            int64_t id = str_eq(first, S("team"))     ? council.team
                         : str_eq(first, S("worker")) ? council.worker
                         : str_eq(first, S("family")) ? council.family
                                                      : council.child;
            if (str_eq(part, S("{kind}")))
                out_raw(&text, S("visit"));
            else if (str_eq(part, S("{name}")))
                out_raw(&text, S("as.administrator"));
            else
                out_int(&text, id);
        } else
            out_raw(&text, part);
    }
    str path = text.n ? arena_copy(&mem, out_str(&text)) : S("/");
    out_release(&text);
    return path;
}

static bool role_can(const struct role *role, enum capability c)
{
    if (c == CAN_ANYONE || c == CAN_SIGNED_IN)
        return true;
    str can = role->can, word;
    while (str_cut(&can, ' ', &word))
        if (str_eq(word, str_of(capability_names[c])))
            return true;
    return false;
}

static bool guarded(void)
{
    return str_has(header("Content-Security-Policy"), S("default-src 'none'")) &&
           str_has(header("Content-Security-Policy"), S("frame-ancestors 'none'")) &&
           !str_has(header("Content-Security-Policy"), S("unsafe-inline")) &&
           str_eq(header("X-Content-Type-Options"), S("nosniff")) && header("Referrer-Policy").n &&
           !header("Strict-Transport-Security").p &&
           (str_eq(header("Cache-Control"), S("no-store")) || str_starts(header("Cache-Control"), S("public")));
}

static bool inline_free(void)
{
    return !shows(" style=\"") && !shows("<style") && !shows("<script>") && !shows(" onclick=") &&
           !shows(" onsubmit=") && !shows("javascript:");
}

static const char *said(const struct door *d, const char *who, const char *what)
{
    return both_name(engine,
                     arena_printf(&mem, "%s %s, %s: %s", d->kind == DOOR_POST ? "POST" : "GET", d->path, who, what).p);
}

static void as_stranger(const struct door *d, str path)
{
    be_stranger();
    get("/sign-in");
    bool post_door = d->kind == DOOR_POST;
    int status = post_door ? post(arena_z(&mem, path), "") : get(arena_z(&mem, path));
    ok(guarded(), said(d, "stranger", "headers"));
    if (d->who == CAN_ANYONE)
        ok(status < 500, said(d, "stranger", "is open"));
    else
        ok(status == 303 && str_starts(header("Location"), S("/sign-in")) && reply_body.n == 0,
           said(d, "stranger", "is sent to sign in"));
}

static void as_role(const struct door *d, str path, const struct role *role, const char *account)
{
    const char *label = arena_z(&mem, role->name);
    be(account);
    bool may = role_can(role, d->who), post_door = d->kind == DOOR_POST;
    int status = post_door ? post(arena_z(&mem, path), "") : get(arena_z(&mem, path));
    if (!may)
        ok(status == 403 && !shows("Adeyemi"), said(d, label, "is refused"));
    else if (!ok(status < 500 && status != 405 && status != 400, said(d, label, "opens")))
        printf("#   status %d\n", status);
    if (!guarded() || !inline_free())
        ok(false, said(d, label, "headers, and nothing inline"));
    if (post_door && may && d->who != CAN_ANYONE) {
        be(account);
        status = ask(HTTP_POST, path, S("form_token=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA&name=x"));
        bool kept = (d->flags & DOOR_DRAFTS) && status == 303 && str_has(header("Location"), S("?draft="));
        ok(status == 403 || kept, said(d, label, "not without the form's token"));
    }
}

static const char *account_of(const struct role *role)
{
    str name = arena_printf(&mem, "as." STR_FMT, STR_ARG(role->name));
    char *z = (char *)(uintptr_t)name.p;
    for (size_t i = 0; i < name.n; i++)
        z[i] = z[i] == '_' ? '-' : z[i];
    return z;
}

static void table_holds(void)
{
    for (size_t i = 0; i < door_count; i++) {
        const struct door *d = &doors[i];
        if (d->kind == DOOR_COMMAND)
            continue;
        ok(d->path[0] == '/' && d->help[0] && d->page, said(d, "table", "has a path, a page and a sentence of help"));
        if (d->kind == DOOR_POST)
            ok(d->flags & DOOR_WRITES || !strcmp(d->path, "/search") || strstr(d->path, "/advice"),
               said(d, "table",
                    "a POST writes; what is searched for, or typed so far, is posted to keep it out of addresses"));
        bool form = !(d->flags & DOOR_DRAFTS), twice = false;
        for (size_t k = 0; k < door_count; k++) {
            form = form || (doors[k].kind == DOOR_GET && !strcmp(doors[k].path, d->path));
            twice = twice || (k != i && doors[k].kind == d->kind && !strcmp(doors[k].path, d->path));
        }
        ok(form && !twice, said(d, "table", "once, and drafts have a form to come back to"));
    }
}

int main(void)
{
    subjects_start();
    for (int which = 0; which < 2; which++) {
        site_start(which, "doors");
        for (size_t k = 0; k < cat->nroles; k++)
            add_account(account_of(&cat->roles[k]), arena_z(&mem, cat->roles[k].name), council.worker);
        if (which == 0)
            table_holds();
        for (size_t i = 0; i < door_count; i++) {
            if (doors[i].kind == DOOR_COMMAND)
                continue;
            str path = path_of(&doors[i]);
            as_stranger(&doors[i], path);
        }
        for (size_t k = 0; k < cat->nroles; k++)
            for (size_t i = 0; i < door_count; i++)
                if (doors[i].kind != DOOR_COMMAND)
                    as_role(&doors[i], path_of(&doors[i]), &cat->roles[k], account_of(&cat->roles[k]));
        site_stop();
    }
    out_release(&reply_body);
    subjects_stop();
    return done_testing();
}
