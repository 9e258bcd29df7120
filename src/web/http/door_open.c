/* door_open.c - the only caller of page functions: who is asking, may they, is the form theirs; then the page and
 * its reply.
 *
 * The order is fixed: address, asset, door, session, capability, form and its token, connection, page, layout. A
 * stranger is sent to sign in and comes back to where they were; a form that cannot be saved now is kept as a draft
 * first. */
#include "desk/draft.h"
#include "web/parts/layout.h"
#include "web/account/pages.h"
#include "web/http/server.h"
#include <sodium.h>
#include <stdio.h>

enum { NOTICE_MAX = 300 };

/* --- headers --------------------------------------------------------------------------------- */

static void security_headers(struct http_reply *reply, bool https)
{
    http_header(reply, "Content-Security-Policy",
                "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; "
                "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
    http_header(reply, "X-Content-Type-Options", "nosniff");
    http_header(reply, "Referrer-Policy", "same-origin");
    http_header(reply, "Cross-Origin-Opener-Policy", "same-origin");
    http_header(reply, "Cross-Origin-Resource-Policy", "same-origin");
    http_header(reply, "Permissions-Policy", "camera=(), geolocation=(), microphone=()");
    if (https)
        http_header(reply, "Strict-Transport-Security", "max-age=31536000");
}

static void set_cookie(struct request *r, struct http_reply *reply, const char *name, str text, const char *more)
{
    const char *prefix = r->https ? "__Host-" : "";
    const char *text_z = arena_printf(r->mem, "%s%s=" STR_FMT "; Path=/; HttpOnly; SameSite=Lax%s%s", prefix, name,
                                     STR_ARG(text), r->https ? "; Secure" : "", more).p;
    http_header(reply, "Set-Cookie", text_z);
}

static str cookie_value(str cookie, bool https, const char *name, arena *a)
{
    str want = arena_printf(a, "%s%s", https ? "__Host-" : "", name), part, key = STR_NONE;
    while (str_cut(&cookie, ';', &part)) {
        str held = str_trim(part);
        if (str_cut(&held, '=', &key) && str_eq(key, want))
            return held;
    }
    return STR_NONE;
}

/* What request_redirect said on the page before; it is shown once. */
static void read_notice(struct request *r, const struct http_request *q, struct http_reply *reply)
{
    err quiet = { .mem = r->mem };
    str held = cookie_value(q->cookie, r->https, "holdfast-notice", r->mem);
    if (!held.p || held.n > (size_t)NOTICE_MAX * 3 || r->is_post ||
        percent_decode(held, false, false, r->mem, &r->notice, &quiet))
        return;
    set_cookie(r, reply, "holdfast-notice", S(""), "; Max-Age=0");
}

/* --- pages that say what went wrong ------------------------------------------------------------ */

static void make_reference(char text[static 9])
{
    static const char letters[] = "23456789BCDFGHJKMNPQRSTVWXZ";
    for (int i = 0; i < 8; i++)
        text[i] = letters[randombytes_uniform(sizeof letters - 1)];
    text[8] = '\0';
}

static const struct { int status; const char *title, *text; } refusals[] = {
    { 400, "This request could not be read", "Go back, and try again from a link or a form of this service." },
    { 403, "You cannot open this", "Your role does not include this page." },
    { 404, "Page not found", "Check the address, or search for the person." },
    { 405, "This page cannot be used that way", "Go back, and use the page's own form." },
    { 409, "Someone else changed this", "Look at both and save again." },
    { 413, "The form is too long", "Shorten the text and send it again." },
    { 414, "The address is too long", "Search with fewer words." },
    { 415, "Files and other forms are not accepted here",
      "Use the page's own form. This service does not take uploaded files." },
    { 422, "There is a problem with what was sent", "Go back, correct it and send it again." },
    { 431, "The browser sent too much", "Delete this service's cookies and try again." },
    { 500, "Something went wrong", "Try again later. If it goes on, tell your system administrator the reference." },
    { 503, "The service is busy", "Wait a moment and try again." },
    { 505, "This browser is not supported", "Use a current browser." },
};

static size_t refusal_of(int status)
{
    size_t i = 0;
    while (i + 1 < COUNT_OF(refusals) && refusals[i].status != status)
        i++;
    return refusals[i].status == status ? i : 0;
}

/* Messages are written for the middle of a line; a page begins with a capital and ends with a full stop. */
static str sentence(arena *a, str s)
{
    if (!s.n)
        return s;
    bool stops = strchr(".?!", s.p[s.n - 1]) != NULL;
    char *text = (char *)(uintptr_t)arena_printf(a, STR_FMT "%s", STR_ARG(s), stops ? "" : ".").p;
    if (text[0] >= 'a' && text[0] <= 'z')
        text[0] = (char)(text[0] - 32);
    return str_of(text);
}

/* Where the form that is asked for comes back with what was typed into it. */
static str draft_href(const struct request *r, int64_t draft)
{
    return arena_printf(r->mem, STR_FMT "?draft=%lld", STR_ARG(r->path), (long long)draft);
}

static void show_error(struct server *s, struct request *r, int status, const err *e, int64_t draft)
{
    char reference[9];
    size_t i = refusal_of(status);
    make_reference(reference);
    out_clear(r->out);
    bool inner = status >= 500, said = e && e->message.n && !inner;
    struct error_page p = {
        .r = r, .title = str_of(refusals[i].title),
        .message = said ? arena_printf(r->mem, STR_FMT, STR_ARG(e->message)) : str_of(refusals[i].text),
        .hint = said ? e->hint : STR_NONE,
        .reference = arena_copy(r->mem, str_of(reference)),
        .shows_reference = status >= 500 || status == 400,
    };
    p.message = sentence(r->mem, p.message);
    p.hint = sentence(r->mem, p.hint);
    p.may_search = request_may(r, CAN_SEARCH) && status < 500;
    if (r->denied_subject)
        p.break_glass_href = arena_printf(r->mem, "/break-glass/%lld", (long long)r->denied_subject);
    if (draft)
        p.draft_href = draft_href(r, draft);
    r->status = status;
    r->page = (struct page){ .title = p.title };
    r->bare = false;
    r->content_type = r->file_name = STR_NONE;
    error_view(r->out, &p);
    if (status >= 500 || status == 409 || status == 400)
        server_log(s, "refused", r->door, status, e ? e->code : ERR_OK, e ? e->message : STR_NONE, reference);
}

static void finish(struct server *s, struct worker *w, struct request *r, const struct http_request *q,
                   struct http_reply *reply)
{
    (void)s;
    reply->status = r->status ? r->status : 200;
    security_headers(reply, r->https);
    http_header(reply, "Cache-Control", "no-store");
    if (r->next_token.p)
        set_cookie(r, reply, "holdfast", r->next_token, r->next_token.n ? "" : "; Max-Age=0");
    if (reply->status == 303) {
        http_header(reply, "Location", arena_z(r->mem, r->location));
        if (r->notice.n) {
            out text = { 0 };
            out_query(&text, str_take(r->notice, NOTICE_MAX));
            set_cookie(r, reply, "holdfast-notice", arena_copy(r->mem, out_str(&text)), "; Max-Age=60");
            out_release(&text);
        }
        return;
    }
    if (reply->status == 405)
        http_header(reply, "Allow", r->is_post ? "GET, HEAD" : "POST");
    if (reply->status == 503)
        http_header(reply, "Retry-After", "5");
    str type = r->content_type.n ? r->content_type : S("text/html; charset=utf-8");
    http_header(reply, "Content-Type", arena_z(r->mem, type));
    if (r->file_name.n)
        http_header(reply, "Content-Disposition",
                    arena_printf(r->mem, "attachment; filename=\"" STR_FMT "\"", STR_ARG(r->file_name)).p);
    if (r->bare)
        reply->body = out_str(r->out);
    else {
        layout_write(r, out_str(r->out), &w->page);
        reply->body = out_str(&w->page);
    }
    if (q->method == HTTP_HEAD)
        reply->lasting = false;         /* the library leaves the body out and keeps its length */
}

/* --- forms ----------------------------------------------------------------------------------- */

/* Keeps what was typed for whoever's session this was. 0 when that cannot be. */
static int64_t keep_typed(struct server *s, struct worker *w, struct request *r, str account)
{
    struct store *write;
    err quiet = { .mem = r->mem };
    int64_t id = 0;
    bool kept = account.n && (r->door->flags & DOOR_DRAFTS) && !worker_write(s, w, &write, &quiet) &&
                !request_keep_form(r, write, account, r->path, &id, &quiet);
    return kept ? id : 0;
}

/* The draft that the address asks for; or, on the page of a form, the link to the one that is kept. */
static void read_draft(const struct server *s, struct request *r, const struct url *u)
{
    err quiet = { .mem = r->mem };
    str held = form_value(&r->query, "draft"), text, args[PATH_PARTS_MAX];
    int64_t id;
    size_t nargs;
    bool other;
    const struct door *post = r->who && !held.p ? server_route(s, u, true, &nargs, args, &other) : NULL;
    if (post && (post->flags & DOOR_DRAFTS)) {
        db_rows rows;
        if (!db_run(r->store->db, ST_draft_latest, ARGS(DBT(r->who->account), DBT(r->path)), r->mem, &rows, &quiet) &&
            rows.n) {
            r->draft_href = draft_href(r, db_int(&rows, 0, DRAFT_ID));
            r->draft_at = instant_parse(db_str(&rows, 0, DRAFT_AT));
        }
    }
    if (held.p && r->who && str_int(held, &id) &&
        !draft_read(r->store, r->who->account, id, r->path, r->mem, &text, &quiet))
        if (form_read(text, r->mem, &r->draft, &quiet))
            r->draft = (struct form){ 0, NULL };
}

/* To the sign-in page, and from there back to `back`. */
static void send_to_sign_in(struct request *r, str back, bool timed_out)
{
    out to = { 0 };
    out_raw(&to, S("/sign-in?next="));
    out_query(&to, back);
    if (timed_out)
        out_raw(&to, S("&ended=1"));
    request_redirect(r, out_str(&to), STR_NONE);
    out_release(&to);
}

/* --- what must be done first ------------------------------------------------------------------- */

static const struct { unsigned flag; const char *path; } first[] = {
    [MUST_CHANGE_PASSWORD] = { DOOR_PASSWORD_FIRST, "/account/password" },
};

/* To the page of what this session must do before any other, and from there back to `back`. False: there is nothing,
 * or this door is the one. */
static bool send_to_first(struct request *r, str back)
{
    const unsigned always = DOOR_ALWAYS | (r->who ? first[r->who->must].flag : 0);
    if (!r->who || r->who->must == MUST_NOTHING || r->door->who == CAN_ANYONE || (r->door->flags & always))
        return false;
    out to = { 0 };
    out_printf(&to, "%s?next=", first[r->who->must].path);
    out_query(&to, back);
    request_redirect(r, out_str(&to), STR_NONE);
    out_release(&to);
    return true;
}

/* --- the door -------------------------------------------------------------------------------- */

/* The token that the cookie holds, or a new one for somebody who has none yet. */
static void read_token(struct request *r, const struct http_request *q)
{
    char *text = arena_alloc(r->mem, TOKEN_TEXT + 1), *id = arena_alloc(r->mem, TOKEN_TEXT + 1);
    r->token = token_of_cookie(q->cookie, r->https, text);
    if (!r->token.p) {
        token_make(text);
        r->token = r->next_token = (str){ text, TOKEN_TEXT };
    }
    r->session = session_id(r->token, id);
    r->form_token = form_token(r->token, r->mem);
}

static err_code find_who(struct server *s, struct worker *w, struct request *r, enum session_state *state,
                         str *account, err *e)
{
    struct store *read, *write = NULL;
    err quiet = { .mem = r->mem };
    err_code rc = worker_read(s, w, &read, e);
    if (rc)
        return rc;
    if (worker_write(s, w, &write, &quiet))
        write = NULL;
    struct session_ask ask = {
        .token = r->next_token.p ? STR_NONE : r->token,
        .address = r->address,
        .now = r->now,
        .idle = s->idle,
    };
    struct access_who *who = arena_new(r->mem, struct access_who);
    rc = session_find(s->sessions, read, write, &ask, r->mem, state, who, account, e);
    if (!rc && *state == SESSION_OPEN) {
        who->journal = s->journal;
        r->who = who;
    }
    return rc;
}

static void open_found_door(struct server *s, struct worker *w, struct request *r, const struct url *u,
                            const struct http_request *q)
{
    enum session_state state = SESSION_NONE;
    str account = STR_NONE;
    err e = { .mem = r->mem };
    err_code rc = find_who(s, w, r, &state, &account, &e);
    if (!rc && r->is_post)
        rc = form_read(q->body, r->mem, &r->form, &e);
    if (rc) {
        show_error(s, r, rc == ERR_INVALID ? 400 : err_http(rc), &e, 0);
        return;
    }
    str sent = form_value(&r->form, "form_token");
    bool token_fits = !r->is_post || (!r->next_token.p && form_token_matches(r->token, sent));
    if (send_to_first(r, r->is_post ? S("/") : q->target))
        return;
    if (!request_may(r, r->door->who)) {
        if (r->who) {
            show_error(s, r, 403, NULL, 0);
            return;
        }
        int64_t draft = r->is_post && state == SESSION_ENDED && token_fits ? keep_typed(s, w, r, account) : 0;
        str back = draft ? draft_href(r, draft) : r->is_post ? S("/") : q->target;
        send_to_sign_in(r, back, state == SESSION_ENDED);
        return;
    }
    if (!token_fits) {
        int64_t draft = r->who ? keep_typed(s, w, r, r->who->account) : 0;
        if (draft) {
            request_redirect(r, draft_href(r, draft),
                             S("You signed in again since this form was opened. Check it and save it."));
            return;
        }
        err_set(&e, ERR_DENIED, "this form is too old, or did not come from this service");
        err_hint(&e, "go back, reload the page and send it again");
        show_error(s, r, 403, &e, 0);
        return;
    }
    rc = r->door->flags & DOOR_WRITES ? worker_write(s, w, &r->store, &e) : worker_read(s, w, &r->store, &e);
    if (!rc) {
        if (!r->is_post)
            read_draft(s, r, u);
        rc = r->door->page(r, &e);
    }
    if (!rc)
        rc = request_note_shown(r, &e);
    if (r->store && db_in_transaction(r->store->db))
        store_rollback(r->store);
    if (rc) {
        bool may_pass = rc == ERR_BUSY || rc == ERR_SYSTEM;
        int64_t draft = r->is_post && r->who && may_pass ? keep_typed(s, w, r, r->who->account) : 0;
        show_error(s, r, err_http(rc), &e, draft);
    } else if (r->is_post && r->who && (r->door->flags & DOOR_DRAFTS) && r->status == 303) {
        err quiet = { .mem = r->mem };
        if (draft_done(r->store, r->who->account, r->path, &quiet))
            server_log(s, "draft", r->door, 0, quiet.code, quiet.message, "");
    }
}

void door_open(struct server *s, struct worker *w, const struct http_request *q, int refused, struct http_reply *reply)
{
    struct request *r = arena_new(&w->mem, struct request);
    *r = (struct request){
        .mem = &w->mem,
        .out = &w->body,
        .cat = s->cat,
        .now = s->clock(),
        .is_post = q->method == HTTP_POST,
        .server = s,
        .https = q->https,
        .path = S("/"),
        .address = q->address,
        .css = asset_href(s->assets, S("app.css")),
        .js = asset_href(s->assets, S("app.js")),
    };
    r->today = instant_day(r->now);
    err e = { .mem = r->mem };
    struct url u;
    bool other = false;
    if (refused) {
        show_error(s, r, refused, NULL, 0);
        finish(s, w, r, q, reply);
        return;
    }
    err_code rc = url_read(q->target, r->mem, &u, &e);
    if (!rc)
        rc = form_read(u.query, r->mem, &r->query, &e);
    if (rc) {
        show_error(s, r, rc == ERR_NOT_FOUND ? 404 : 400, NULL, 0);
        finish(s, w, r, q, reply);
        return;
    }
    r->path = u.path;
    if (!r->is_post && asset_answer(s->assets, u.path, q, reply)) {
        security_headers(reply, q->https);
        return;
    }
    r->door = server_route(s, &u, r->is_post, &r->nargs, r->args, &other);
    if (r->door && r->door->page == page_health) {      /* asked every few seconds by whoever watches: no session */
        out_raw(r->out, S("ok\n"));
        request_download(r, "text/plain; charset=utf-8", STR_NONE);
        finish(s, w, r, q, reply);
        return;
    }
    read_token(r, q);
    read_notice(r, q, reply);
    if (r->door)
        open_found_door(s, w, r, &u, q);
    else {
        enum session_state state;
        str account;
        if (find_who(s, w, r, &state, &account, &e))
            r->who = NULL;
        show_error(s, r, other ? 405 : 404, NULL, 0);
    }
    finish(s, w, r, q, reply);
}
