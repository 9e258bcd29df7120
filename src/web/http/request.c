/* request.c - the small questions that pages ask of their request, and the parts that several views share. */
#include "web/http/request.h"
#include "desk/draft.h"
#include "desk/transaction.h"
#include "web/http/session.h"
#include <stdlib.h>

str request_query(const struct request *r, const char *name) { return form_value(&r->query, name); }
str request_form(const struct request *r, const char *name)  { return form_value(&r->form, name); }

str request_typed(const struct request *r, const char *name)
{
    if (r->is_post)
        return form_value(&r->form, name);
    return form_value(&r->draft, name);
}

bool request_may(const struct request *r, enum capability c)
{
    if (c == CAN_ANYONE)
        return true;
    return r->who && (c == CAN_SIGNED_IN || (r->who->can >> c & 1));
}

err_code request_id(const struct request *r, size_t i, int64_t *id, err *e)
{
    if (i < r->nargs && str_int(r->args[i], id) && *id > 0)
        return ERR_OK;
    err_set(e, ERR_NOT_FOUND, "there is no such page");
    return err_hint(e, "check the address, or search for the person");
}

err_code request_subject(struct request *r, int64_t subject_id, enum access_purpose purpose, const struct kind *k,
                         err *e)
{
    if (!r->who)
        return err_set(e, ERR_DENIED, "sign in to see this");
    const str what = r->path;           /* with the numbers of record and rule, which the door's own path has not */
    r->noted = true;
    if (r->noted_subject == subject_id) {
        struct access_who quiet = *r->who;
        err unsaid = { .mem = r->mem };
        quiet.journal = NULL;
        if (access_check(r->store, &quiet, subject_id, purpose, k, what, &unsaid) == ERR_OK)
            return ERR_OK;
    }
    err_code rc = access_check(r->store, r->who, subject_id, purpose, k, what, e);
    if (rc == ERR_DENIED && str_eq(e->field, S("restricted")))
        r->denied_subject = subject_id;
    return rc;
}

err_code request_snapshot(struct request *r, err *e) { return snapshot_begin(r->store, e); }

str request_pass(const struct request *r, int64_t subject_id) { return subject_pass(r->token, subject_id, r->mem); }

void request_noted(struct request *r, int64_t subject_id, str pass)
{
    if (subject_pass_matches(r->token, subject_id, pass, r->mem))
        r->noted_subject = subject_id;
}

void request_shows(struct request *r, int64_t subject_id)
{
    ARENA_PUSH(r->mem, r->shown, r->nshown, r->cap_shown) = subject_id;
}

static int by_number(const void *x, const void *y)
{
    int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
    return (a > b) - (a < b);
}

err_code request_note_shown(struct request *r, err *e)
{
    bool about_people = r->door->who != CAN_ANYONE && r->door->who != CAN_SIGNED_IN && !r->noted;
    size_t n = 0;
    if (!r->who || r->status == 303 || !(r->nshown || r->asked.n || about_people))
        return ERR_OK;
    if (r->nshown)
        qsort(r->shown, r->nshown, sizeof *r->shown, by_number);
    for (size_t i = 0; i < r->nshown; i++)
        if (!n || r->shown[i] != r->shown[n - 1])
            r->shown[n++] = r->shown[i];
    return access_note_shown(r->who,
                             &(struct access_shown){ .how = r->asked.n ? "search" : r->bare ? "file" : "list",
                                                     .what = r->path,
                                                     .asked = r->asked,
                                                     .n = n,
                                                     .ids = r->shown },
                             e);
}

/* The service's own fields belong to one session, or to the keeping itself. */
static bool is_service_field(str name) { return str_eq(name, S("form_token")) || str_eq(name, S("draft_path")); }

err_code request_keep_form(struct request *r, struct store *write, str account, str path, int64_t *id, err *e)
{
    struct form_field *kept = arena_array(r->mem, struct form_field, r->form.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < r->form.n; i++)
        if (!is_service_field(r->form.fields[i].name))
            kept[n++] = r->form.fields[i];
    out text = { 0 };
    form_write(&(struct form){ n, kept }, &text);
    err_code rc = draft_keep(write, account, path, out_str(&text), r->now, id, e);
    out_release(&text);
    return rc;
}

err_code request_redirect(struct request *r, str path, str notice)
{
    r->status = 303;
    r->location = arena_copy(r->mem, path);
    r->notice = arena_copy(r->mem, notice);
    return ERR_OK;
}

void request_download(struct request *r, const char *content_type, str file_name)
{
    r->content_type = str_of(content_type);
    r->file_name = file_name;
    r->bare = true;
}

bool request_wants_csv(const struct request *r) { return str_eq(request_query(r, "format"), S("csv")); }

void request_csv(struct request *r, str file_name, const char *head)
{
    out_printf(r->out, "%s\r\n", head);
    request_download(r, "text/csv; charset=utf-8", file_name);
}

void page_error(struct request *r, str field_id, str message)
{
    struct summary_error one = { .text = message, .href = arena_printf(r->mem, "#" STR_FMT, STR_ARG(field_id)) };
    ARENA_PUSH(r->mem, r->page.errors, r->page.nerrors, r->page.cap_errors) = one;
    r->status = 422;
}

str page_error_of(const struct request *r, str field_id)
{
    for (size_t i = 0; i < r->page.nerrors; i++)
        if (str_eq(str_skip(r->page.errors[i].href, 1), field_id))
            return r->page.errors[i].text;
    return STR_NONE;
}

void part_form_token(out *o, const struct request *r)
{
    out_raw(o, S("<input type=\"hidden\" name=\"form_token\" value=\""));
    out_attr(o, r->form_token);
    out_raw(o, S("\">"));
}

static void ago(out *o, int32_t days)
{
    int32_t n = days < 0 ? -days : days;
    if (days == 0)
        out_raw(o, S("today"));
    else if (n == 1)
        out_raw(o, days < 0 ? S("yesterday") : S("tomorrow"));
    else if (n < 60)
        out_printf(o, days < 0 ? "%d days ago" : "in %d days", n);
    else if (n < 730)
        out_printf(o, days < 0 ? "%d months ago" : "in %d months", n * 12 / 365);
    else
        out_printf(o, days < 0 ? "%d years ago" : "in %d years", n / 365);
}

static void day_words(out *o, day d)
{
    char text[32];
    out_raw(o, day_uk_into(text, d));
}

void part_day(out *o, day d, day today)
{
    if (d == DAY_NONE)
        return;
    char iso[11];
    day_iso_into(iso, d);
    out_printf(o, "<time datetime=\"%s\">", iso);
    day_words(o, d);
    out_raw(o, S(" <span class=\"hf-ago\">("));
    ago(o, d - today);
    out_raw(o, S(")</span></time>"));
}

void part_due(out *o, day due, day today)
{
    int32_t left = due - today;
    if (left < 0) {
        out_raw(o, S("<strong class=\"govuk-tag govuk-tag--red\">"));
        out_printf(o, left == -1 ? "%d day late" : "%d days late", -left);
        out_raw(o, S("</strong>"));
    } else if (left <= 7) {
        out_raw(o, S("<strong class=\"govuk-tag govuk-tag--yellow\">Due "));
        ago(o, left);
        out_raw(o, S("</strong>"));
    } else {
        out_raw(o, S("Due "));
        ago(o, left);
    }
}
