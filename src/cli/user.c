/* user.c - accounts from the command line: the first administrator, and whatever the pages cannot do when nobody can
 * sign in. */
#include "desk/account.h"
#include "desk/password.h"
#include "cli/command.h"
#include "record/tables.h"
#include <stdio.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

/* From a terminal with a prompt and no echo, else the first line of standard input; never from the command line, which
 * others can see. */
static err_code read_password(struct command *c, str *to, err *e)
{
    char line[PASSWORD_MAX + 2];
    struct termios was, quiet;
    bool terminal = isatty(STDIN_FILENO) && tcgetattr(STDIN_FILENO, &was) == 0;
    if (terminal) {
        quiet = was;
        quiet.c_lflag &= ~(tcflag_t)ECHO;
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
        fputs("Password: ", stderr);
    }
    bool got = fgets(line, sizeof line, stdin) != NULL;
    if (terminal) {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &was);
        fputc('\n', stderr);
    }
    if (!got) {
        err_set(e, ERR_INVALID, "no password was given");
        return err_hint(e, "type it when asked, or send it on standard input");
    }
    *to = arena_copy(c->mem, (str){ line, strcspn(line, "\r\n") });
    return ERR_OK;
}

static err_code open_store(struct command *c, struct store **s, err *e)
{
    return records_open(s, c->cat, c->args[0], STORE_WRITE | STORE_CREATE, e);
}

/* The team's work, children and alerts are found through the worker; it must be there. */
static err_code read_worker(struct command *c, struct store *s, int64_t *id, err *e)
{
    str option = command_option(c, "worker");
    db_rows rows = { 0 };
    *id = 0;
    if (!option.p)
        return ERR_OK;
    err_code rc = str_int(option, id) ? db_run(s->db, ST_account_worker, ARGS(DBI(*id)), c->mem, &rows, e) : ERR_OK;
    if (!rc && rows.n == 0) {
        err_set(e, ERR_INVALID, "there is no worker " STR_FMT, STR_ARG(option));
        return err_hint(e, "--worker takes the number in the address of the worker's page");
    }
    return rc;
}

err_code cmd_user_add(struct command *c, err *e)
{
    struct store *s = NULL;
    struct account x = { .name = c->args[1], .shown = command_option(c, "shown"), .role = command_option(c, "role"),
                         .locked_at = INSTANT_NONE, .given = true, .created_by = S("command line") };
    str password = STR_NONE;
    if (!x.role.p) {
        err_set(e, ERR_INVALID, "a user needs a role");
        return err_hint(e, "holdfast user add DB NAME --role administrator");
    }
    err_code rc = account_name_check(x.name, e);
    if (rc || (rc = read_password(c, &password, e)) || (rc = open_store(c, &s, e)))
        return rc;
    if (!(rc = read_worker(c, s, &x.worker_id, e)) && !(rc = account_add(s, &x, password, STR_NONE, c->now, e)))
        out_printf(c->out, "Added " STR_FMT " as " STR_FMT ".\n", STR_ARG(x.name), STR_ARG(x.role));
    store_close(s);
    return rc;
}

err_code cmd_user_list(struct command *c, err *e)
{
    struct store *s = NULL;
    size_t n = 0;
    struct account *all = NULL;
    err_code rc = records_open(&s, c->cat, c->args[0], 0, e);
    if (!rc)
        rc = account_list(s, c->mem, &n, &all, e);
    store_close(s);
    if (rc)
        return rc;
    out *o = c->out;
    out_raw(o, c->format == FORMAT_CSV    ? S("name,shown,role,worker,locked\n")
               : c->format == FORMAT_JSON ? S("[")
                                          : S(""));
    for (size_t i = 0; i < n; i++) {
        const struct account *x = &all[i];
        bool locked = x->locked_at != INSTANT_NONE;
        str cells[] = { x->name, x->shown, x->role };
        static const char *const names[] = { "name", "shown", "role" };
        for (size_t k = 0; k < COUNT_OF(cells); k++) {
            if (c->format == FORMAT_JSON) {
                out_printf(o, "%s\"%s\":", k ? "," : i ? ",\n{" : "{", names[k]);
                out_json(o, cells[k]);
            } else if (c->format == FORMAT_CSV) {
                out_csv(o, cells[k]);
                out_char(o, ',');
            }
        }
        if (c->format == FORMAT_JSON)
            out_printf(o, ",\"worker\":%lld,\"locked\":%s}", (long long)x->worker_id, locked ? "true" : "false");
        else if (c->format == FORMAT_CSV)
            out_printf(o, "%lld,%s\n", (long long)x->worker_id, locked ? "yes" : "no");
        else
            out_printf(o, "%-24.*s %-24.*s " STR_FMT "%s\n", STR_ARG(x->name), STR_ARG(x->role), STR_ARG(x->shown),
                       locked ? "  (locked)" : "");
    }
    out_raw(o, c->format == FORMAT_JSON ? S("]\n") : S(""));
    return ERR_OK;
}

static err_code alter(struct command *c, const struct account_change *x, err *e)
{
    struct store *s = NULL;
    err_code rc = records_open(&s, c->cat, c->args[0], STORE_WRITE, e);
    if (!rc)
        rc = account_alter(s, c->args[1], x, e);
    store_close(s);
    return rc;
}

err_code cmd_user_lock(struct command *c, err *e)
{
    struct account_change x = { .at = c->now, .by = S("command line"), .even_last = true };
    x.lock = command_flag(c, "undo") ? UNLOCK_IT : LOCK_IT;
    return alter(c, &x, e);
}

err_code cmd_user_passwd(struct command *c, err *e)
{
    struct account_change x = { .at = c->now, .by = S("command line"), .even_last = true };
    struct store *s = NULL;
    struct account was;
    str password = STR_NONE;
    err_code rc = records_open(&s, c->cat, c->args[0], 0, e);
    if (!rc && !(rc = account_get(s, c->args[1], c->mem, &was, e)) && !(rc = read_password(c, &password, e)))
        rc = password_check(s, password, was.name, was.shown, e);
    store_close(s);
    if (rc || (rc = password_hash(password, c->mem, &x.hash, e)))
        return rc;
    return alter(c, &x, e);
}

err_code cmd_user_role(struct command *c, err *e)
{
    struct account_change x = { .at = c->now, .by = S("command line"), .even_last = true };
    struct store *s = NULL;
    struct account was;
    err_code rc = records_open(&s, c->cat, c->args[0], 0, e);
    if (!rc && !(rc = account_get(s, c->args[1], c->mem, &was, e))) {
        x.role = c->args[2];
        x.worker_id = was.worker_id;
        if (command_option(c, "worker").p)
            rc = read_worker(c, s, &x.worker_id, e);
    }
    store_close(s);
    return rc ? rc : alter(c, &x, e);
}
