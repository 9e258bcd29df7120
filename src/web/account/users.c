/* users.c - administrators add, change and lock accounts. */
#include "desk/account.h"
#include "desk/password.h"
#include "web/account/pages.h"
#include "web/http/server.h"

static err_code users_csv(struct request *r, size_t n, const struct account *all)
{
    request_csv(r, S("users.csv"), "account,name,role,state,worker_id,created_at,created_by,password_at");
    for (size_t i = 0; i < n; i++) {
        const struct account *x = &all[i];
        const str cells[] = { x->name,
                              x->shown,
                              x->role,
                              x->locked_at == INSTANT_NONE ? S("open") : S("locked"),
                              x->worker_id ? arena_printf(r->mem, "%lld", (long long)x->worker_id) : S(""),
                              instant_iso(r->mem, x->created_at),
                              x->created_by,
                              instant_iso(r->mem, x->password_at) };
        out_csv_line(r->out, COUNT_OF(cells), cells);
    }
    return ERR_OK;
}

err_code page_users(struct request *r, err *e)
{
    size_t n;
    struct account *all;
    err_code rc = account_list(r->store, r->mem, &n, &all, e);
    if (rc)
        return rc;
    if (request_wants_csv(r))
        return users_csv(r, n, all);
    struct user_line *lines = arena_array(r->mem, struct user_line, n + 1);
    for (size_t i = 0; i < n; i++) {
        const struct role *role = catalogue_role(r->cat, all[i].role);
        lines[i] = (struct user_line){ all[i].name, all[i].shown, role ? role->label : all[i].role,
                                       arena_printf(r->mem, "/users/%lld", (long long)all[i].id),
                                       all[i].locked_at != INSTANT_NONE };
    }
    r->page.title = S("Users");
    r->page.wide = true;
    users_view(r->out, &(struct users_page){ r, n, lines });
    return ERR_OK;
}

static void show_user(struct request *r, const struct account *x, bool is_new)
{
    str role = request_form(r, "role").p ? request_form(r, "role") : x->role, worker = request_form(r, "worker");
    struct choice *roles = arena_array(r->mem, struct choice, r->cat->nroles + 1);
    for (size_t i = 0; i < r->cat->nroles; i++) {
        const struct role *k = &r->cat->roles[i];
        roles[i] = (struct choice){ .value = k->name,
                                    .text = k->label,
                                    .hint = { .text = k->about },
                                    .checked = str_eq(k->name, role) ? YES : NO };
    }
    r->page.title = is_new ? S("Add a user") : S("Change a user");
    r->page.back_href = S("/users");
    user_view(r->out, &(struct user_page){
        .r = r, .is_new = is_new, .locked = x->locked_at != INSTANT_NONE,
        .name = request_form(r, "name").p ? request_form(r, "name") : x->name,
        .shown = request_form(r, "shown").p ? request_form(r, "shown") : x->shown,
        .worker = worker.p ? worker : x->worker_id ? arena_printf(r->mem, "%lld", (long long)x->worker_id) : S(""),
        .nroles = r->cat->nroles, .roles = roles });
}

err_code page_user_new(struct request *r, err *e)
{
    (void)e;
    show_user(r, &(struct account){ .name = S(""), .shown = S(""), .role = S(""), .locked_at = INSTANT_NONE }, true);
    return ERR_OK;
}

err_code page_user(struct request *r, err *e)
{
    struct account x;
    int64_t id;
    err_code rc = request_id(r, 0, &id, e);
    if (!rc && !(rc = account_by_id(r->store, id, r->mem, &x, e)))
        show_user(r, &x, false);
    return rc;
}

/* What the form says of name, role and worker; faults are put on the page. */
static err_code read_user(struct request *r, struct account *x, err *e)
{
    x->shown = str_trim(request_form(r, "shown"));
    x->role = request_form(r, "role").p ? request_form(r, "role") : S("");
    str worker = str_trim(request_form(r, "worker"));
    x->worker_id = 0;
    if (x->shown.n == 0 || x->shown.n > 100)
        page_error(r, S("shown"), S("Enter the name that others see, in at most 100 characters"));
    if (!catalogue_role(r->cat, x->role))
        page_error(r, S("role"), S("Choose a role"));
    if (worker.n == 0)
        return ERR_OK;
    db_rows rows = { 0 };
    err_code rc = ERR_OK;
    if (str_int(worker, &x->worker_id))
        rc = db_run(r->store->db, ST_account_worker, ARGS(DBI(x->worker_id)), r->mem, &rows, e);
    if (!rc && rows.n == 0)
        page_error(r, S("worker"), S("There is no worker of that number"));
    return rc;
}

err_code post_user_new(struct request *r, err *e)
{
    struct account x = { .name = str_trim(request_form(r, "name")),
                         .locked_at = INSTANT_NONE,
                         .given = true,
                         .created_by = r->who->account };
    str password = request_form(r, "password");
    err_code rc = read_user(r, &x, e);
    if (rc)
        return rc;
    if (!r->page.nerrors && (rc = account_add(r->store, &x, password, r->address, r->now, e))) {
        if (rc != ERR_INVALID && rc != ERR_CONFLICT)
            return rc;
        page_error(r, rc == ERR_CONFLICT || !e->field.n ? S("name") : e->field, e->message);
    }
    if (!r->page.nerrors)
        return request_redirect(r, S("/users"), S("The user is added."));
    show_user(r, &x, true);
    return ERR_OK;
}

/* What the form asks for; faults are put on the page. */
static err_code read_change(struct request *r, const struct account *was, struct account_change *c, err *e)
{
    str action = request_form(r, "do"), password = request_form(r, "password");
    struct account x = *was;
    err_code rc;
    *c = (struct account_change){ .at = r->now, .by = r->who->account, .address = r->address };
    if (str_eq(was->name, r->who->account))
        c->keep_session = r->session;
    if (str_eq(action, S("lock")) || str_eq(action, S("unlock"))) {
        c->lock = str_eq(action, S("lock")) ? LOCK_IT : UNLOCK_IT;
        return ERR_OK;
    }
    if ((rc = read_user(r, &x, e)))
        return rc;
    c->role = x.role;
    c->shown = x.shown;
    c->worker_id = x.worker_id;
    if (!password.n)
        return ERR_OK;
    rc = password_check(r->store, password, x.name, x.shown, e);
    if (rc == ERR_INVALID) {
        page_error(r, S("password"), e->message);
        return ERR_OK;
    }
    return rc ? rc : password_hash(password, r->mem, &c->hash, e);
}

err_code post_user(struct request *r, err *e)
{
    struct account was;
    struct account_change c;
    int64_t id;
    err_code rc = request_id(r, 0, &id, e);
    if (rc || (rc = account_by_id(r->store, id, r->mem, &was, e)) || (rc = read_change(r, &was, &c, e)))
        return rc;
    if (!r->page.nerrors && (rc = account_alter(r->store, was.name, &c, e))) {
        if (rc != ERR_INVALID)
            return rc;
        page_error(r, e->field, e->message);
    }
    session_cache_drop(r->server->sessions, was.name);
    if (!r->page.nerrors)
        return request_redirect(r, S("/users"), S("The user is saved."));
    show_user(r, &was, false);
    return ERR_OK;
}
