/* account.c - signing in and out, one's own account, and the sessions. */
#include "desk/draft.h"
#include "desk/password.h"
#include "web/parts/layout.h"
#include "web/account/pages.h"
#include "web/http/server.h"

err_code page_start(struct request *r, err *e)
{
    (void)e;
    return request_redirect(r, layout_start(r), r->notice);
}

err_code page_health(struct request *r, err *e)
{
    (void)e;
    out_raw(r->out, S("ok\n"));
    request_download(r, "text/plain; charset=utf-8", STR_NONE);
    return ERR_OK;
}

err_code page_help(struct request *r, err *e)
{
    (void)e;
    r->page.title = S("Help");
    help_view(r->out, r);
    return ERR_OK;
}

err_code page_accessibility(struct request *r, err *e)
{
    (void)e;
    r->page.title = S("Accessibility");
    accessibility_view(r->out, r);
    return ERR_OK;
}

/* Where to go after signing in: a path of this service, else the start. */
static str safe_next(const struct request *r, str next)
{
    struct url u;
    err quiet = { .mem = r->mem };
    bool fine = next.n > 1 && !str_starts(next, S("//")) && !str_starts(next, S("/sign-")) &&
                url_read(next, r->mem, &u, &quiet) == ERR_OK;
    return fine ? next : S("/");
}

str next_of(const struct request *r)
{
    return safe_next(r, r->is_post ? request_form(r, "next") : request_query(r, "next"));
}

static void show_sign_in(struct request *r, str name, str next, bool ended)
{
    r->page.title = S("Sign in");
    sign_in_view(r->out, &(struct sign_in_page){ r, name, next, ended });
}

err_code page_sign_in(struct request *r, err *e)
{
    (void)e;
    str next = next_of(r);
    if (r->who)
        return request_redirect(r, next, STR_NONE);
    show_sign_in(r, S(""), next, str_has(next, S("draft=")));
    return ERR_OK;
}

err_code post_sign_in(struct request *r, err *e)
{
    struct account x;
    str name = str_trim(request_form(r, "name")), password = request_form(r, "password"), next = next_of(r);
    char *lower = (char *)(uintptr_t)arena_copy(r->mem, name.p ? name : S("")).p;
    for (size_t i = 0; i < name.n; i++)
        lower[i] = lower[i] >= 'A' && lower[i] <= 'Z' ? (char)(lower[i] + 32) : lower[i];
    name = (str){ lower, name.n };
    if (name.n == 0)
        page_error(r, S("name"), S("Enter your account's name"));
    if (password.n == 0)
        page_error(r, S("password"), S("Enter your password"));
    if (!r->page.nerrors) {
        err_code rc = account_sign_in(r->store, name, password, r->address, r->now, r->mem, &x, e);
        if (rc && rc != ERR_DENIED)
            return rc;
        if (rc) {
            page_error(r, S("name"), e->message);
            server_log(r->server, "sign-in refused", r->door, 422, rc, STR_NONE, "");
        }
    }
    if (r->page.nerrors) {
        show_sign_in(r, name, next, false);
        return ERR_OK;
    }
    char *token = arena_alloc(r->mem, TOKEN_TEXT + 1);
    token_make(token);
    struct session_ask ask = { .token = { token, TOKEN_TEXT }, .address = r->address, .now = r->now };
    err_code rc = session_begin(r->store, &x, &ask, e);
    if (rc)
        return rc;
    r->next_token = ask.token;
    return request_redirect(r, next, STR_NONE);
}

static struct session_ender ender_of(const struct request *r)
{
    return (struct session_ender){ r->who->account, r->address, r->now };
}

err_code post_sign_out(struct request *r, err *e)
{
    const struct session_ender ender = ender_of(r);
    err_code rc = session_end(r->server->sessions, r->store, r->session, &ender, e);
    if (rc)
        return rc;
    r->next_token = S("");
    return request_redirect(r, S("/sign-in"), S("You are signed out."));
}

err_code page_account(struct request *r, err *e)
{
    size_t n;
    struct draft *drafts;
    err_code rc = draft_list(r->store, r->who->account, r->mem, &n, &drafts, e);
    if (rc)
        return rc;
    struct kept_draft *kept = arena_array(r->mem, struct kept_draft, n + 1);
    for (size_t i = 0; i < n; i++)
        kept[i] = (struct kept_draft){ drafts[i].path, instant_uk(r->mem, drafts[i].at), drafts[i].id };
    r->page.title = S("Your account");
    account_view(r->out, &(struct account_page){ r, r->who->shown, r->who->role->label, n, kept });
    return ERR_OK;
}

/* What a form's script sends while somebody types. The path must be one of a form that keeps drafts. */
err_code post_draft(struct request *r, err *e)
{
    struct url u;
    int64_t id;
    bool other;
    size_t nargs;
    str args[PATH_PARTS_MAX], path = request_form(r, "draft_path");
    err_code rc = url_read(path.p ? path : S(""), r->mem, &u, e);
    const struct door *d = rc ? NULL : server_route(r->server, &u, true, &nargs, args, &other);
    if (!d || !(d->flags & DOOR_DRAFTS) || !request_may(r, d->who))
        return err_set(e, ERR_NOT_FOUND, "there is no such form");
    if ((rc = request_keep_form(r, r->store, r->who->account, u.path, &id, e)))
        return rc;
    out_printf(r->out, "%lld\n", (long long)id);
    request_download(r, "text/plain; charset=utf-8", STR_NONE);
    return ERR_OK;
}

static void show_password(struct request *r)
{
    const bool first = r->who->must == MUST_CHANGE_PASSWORD;
    r->page.title = first ? S("Choose your own password") : S("Change your password");
    if (!first)
        r->page.back_href = S("/account");
    password_view(r->out, &(struct password_page){ r, r->page.title, r->who->account, next_of(r), first });
}

err_code page_password(struct request *r, err *e)
{
    (void)e;
    show_password(r);
    return ERR_OK;
}

/* Only over the password that was given, and on no account that was locked meanwhile. */
static err_code save_password(struct request *r, const struct account *x, str wanted, err *e)
{
    struct account_change c = { .at = r->now, .by = x->name, .address = r->address, .if_hash = x->password,
                                .keep_session = r->session };
    err_code rc = password_hash(wanted, r->mem, &c.hash, e);
    if (!rc)
        rc = account_alter(r->store, x->name, &c, e);
    session_cache_drop(r->server->sessions, x->name);
    return rc;
}

err_code post_password(struct request *r, err *e)
{
    struct account x;
    str current = request_form(r, "current"), wanted = request_form(r, "password");
    err_code rc = account_sign_in(r->store, r->who->account, current, r->address, r->now, r->mem, &x, e);
    if (rc == ERR_DENIED)
        page_error(r, S("current"),
                   str_starts(e->message, S("There were")) ? e->message : S("This is not your password"));
    else if (rc)
        return rc;
    else if ((rc = password_check(r->store, wanted, x.name, x.shown, e)) == ERR_INVALID)
        page_error(r, S("password"), e->message);
    else if (rc)
        return rc;
    else if (password_matches(x.password, wanted))
        page_error(r, S("password"), S("Choose another password than the one you have"));
    if (r->page.nerrors) {
        show_password(r);
        return ERR_OK;
    }
    if ((rc = save_password(r, &x, wanted, e)))
        return rc;
    return request_redirect(r, r->who->must ? next_of(r) : S("/account"), S("Your password is changed."));
}

static err_code sessions_csv(struct request *r, size_t n, const struct session *rows)
{
    request_csv(r, S("sessions.csv"), "account,signed_in_at,last_used_at,from");
    for (size_t i = 0; i < n; i++) {
        const str cells[] = { rows[i].account, instant_iso(r->mem, rows[i].created_at),
                              instant_iso(r->mem, rows[i].seen_at), rows[i].address };
        out_csv_line(r->out, COUNT_OF(cells), cells);
    }
    return ERR_OK;
}

err_code page_sessions(struct request *r, err *e)
{
    size_t n;
    struct session *rows;
    bool all = request_may(r, CAN_MANAGE_USERS);
    err_code rc = session_list(r->store, all ? STR_NONE : r->who->account, r->now - r->server->idle, r->mem, &n, &rows,
                               e);
    if (rc)
        return rc;
    if (request_wants_csv(r))
        return sessions_csv(r, n, rows);
    struct session_line *lines = arena_array(r->mem, struct session_line, n + 1);
    for (size_t i = 0; i < n; i++)
        lines[i] = (struct session_line){ rows[i].id,
                                          rows[i].account,
                                          instant_uk(r->mem, rows[i].created_at),
                                          instant_uk(r->mem, rows[i].seen_at),
                                          rows[i].address,
                                          str_eq(rows[i].id, r->session) };
    r->page.title = all ? S("Who is signed in") : S("Where you are signed in");
    r->page.back_href = all ? S("/users") : S("/account");
    sessions_view(r->out, &(struct sessions_page){ r, all, n, lines });
    return ERR_OK;
}

err_code post_session_end(struct request *r, err *e)
{
    size_t n;
    struct session *rows;
    str id = request_form(r, "id");
    const struct session_ender ender = ender_of(r);
    err_code rc = session_list(r->store, request_may(r, CAN_MANAGE_USERS) ? STR_NONE : r->who->account, 0, r->mem, &n,
                               &rows, e);
    for (size_t i = 0; !rc && i < n; i++)
        if (str_eq(rows[i].id, id)) {
            rc = session_end(r->server->sessions, r->store, id, &ender, e);
            return rc ? rc : request_redirect(r, S("/sessions"), S("The session is ended."));
        }
    return rc ? rc : err_set(e, ERR_NOT_FOUND, "that session has ended already");
}
