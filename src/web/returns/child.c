/* child.c - what the returns would ask about one child: where to mend it, a check on the
 * spot, and an answer where it is right as it is. */
#include "web/record/record.h"
#include "catalogue/named.h"
#include "web/returns/page.h"
#include "web/http/server.h"

enum { LINKS_EACH = 8 };

/* --- reading -------------------------------------------------------------------------------------------------- */

/* Of every collection that is due, one after the other. */
static err_code read_issues(struct request *r, int64_t child_id, struct return_issues *all, err *e)
{
    struct collection_due *due = arena_array(r->mem, struct collection_due, COLLECTIONS_MAX);
    size_t n = collections_due(r->cat, r->today, due);
    err_code rc = ERR_OK;
    *all = (struct return_issues){ 0 };
    for (size_t i = 0; !rc && i < n; i++) {
        struct return_issues one = { 0 };
        rc = return_issues_kept(r->store, r->who,
                                &(struct issue_filter){ .of = &due[i], .subject = child_id, .accepted_too = true },
                                r->mem, &one, e);
        for (size_t k = 0; !rc && k < one.n; k++)
            ARENA_PUSH(r->mem, all->at, all->n, all->cap) = one.at[k];
    }
    return rc;
}

err_code child_asked_count(struct request *r, int64_t child_id, size_t *n, err *e)
{
    struct return_issues all = { 0 };
    db_rows any;
    err_code rc = db_run(r->store->db, ST_return_asked_of, ARGS(DBI(child_id)), r->mem, &any, e);
    *n = 0;
    if (!rc && db_int(&any, 0, RETURN_ASKED_OF_N))
        rc = read_issues(r, child_id, &all, e);
    for (size_t i = 0; !rc && i < all.n; i++)
        *n += !all.at[i].accepted;
    return rc;
}

static bool same_collection(const struct collection_due *a, const struct collection_due *b)
{
    return a->year == b->year && str_eq(a->source, b->source);
}

static bool typed_for(const struct request *r, const struct return_issue *x)
{
    return str_eq(request_typed(r, "source"), x->of->source) &&
           str_eq(request_typed(r, "rule"), str_of(x->text->code)) && str_eq(request_typed(r, "key"), x->key) &&
           str_eq(request_typed(r, "year"), arena_printf(r->mem, "%d", x->of->year));
}

static struct asked_issue asked_of(const struct request *r, const struct return_issue *x)
{
    struct asked_issue a = { .line = { .x = x },
                             .id = issue_id(r, x),
                             .rule_href = request_may(r, CAN_SEE_RETURNS)
                                              ? return_rule_href(r, x->of, str_of(x->text->code))
                                              : S("") };
    a.line.nlinks = issue_links(r, x, LINKS_EACH, &a.line.links);
    a.reason = x->answer ? x->answered : S("");
    a.noted = x->answer && !x->accepted;
    if (typed_for(r, x)) {
        a.open = true;
        a.reason = request_typed(r, "reason");
        a.noted = str_eq(request_typed(r, "accepted"), S("0"));
        a.error = page_error_of(r, arena_printf(r->mem, STR_FMT "-reason", STR_ARG(a.id)));
    }
    return a;
}

/* Errors first, then queries, then what is accepted. */
static int heaviness(const struct return_issue *x)
{
    return x->accepted ? 2 : x->text->severity == SEVERITY_ERROR ? 0 : 1;
}

static void place_issues(const struct request *r, const struct return_issues *all, struct asked_collection *to)
{
    struct asked_issue *issues = arena_array(r->mem, struct asked_issue, all->n);
    for (int turn = 0; turn < 3; turn++)
        for (size_t i = 0; i < all->n; i++)
            if (same_collection(all->at[i].of, to->of) && heaviness(&all->at[i]) == turn) {
                issues[to->n++] = asked_of(r, &all->at[i]);
                to->nopen += turn < 2;
            }
    to->issues = issues;
}

static err_code show(struct request *r, int64_t id, err *e)
{
    struct child_overview c;
    struct child_page child;
    struct return_issues all;
    int status = r->status;
    struct child_returns_page p = { .r = r, .child = &child };
    const struct kind *answer = kind_of(r->cat, K_return_answer);
    err_code rc = child_page_read(r, &c, &child, e);
    if (rc || (rc = read_issues(r, id, &all, e)))
        return rc;
    struct collection_due *due = arena_array(r->mem, struct collection_due, COLLECTIONS_MAX);
    p.n = collections_due(r->cat, r->today, due);
    struct asked_collection *at = arena_array(r->mem, struct asked_collection, p.n);
    for (size_t i = 0; i < p.n; i++) {
        at[i] = (struct asked_collection){ .of = &due[i], .title = return_title(r, &due[i]) };
        day began;
        if ((rc = return_known(r, &due[i], &at[i].known, &began, e)))
            return rc;
        place_issues(r, &all, &at[i]);
    }
    p.at = at;
    p.may_answer = answer && access_writes(r->who, answer);
    r->status = status;
    r->page.title = arena_printf(r->mem, "Returns: " STR_FMT, STR_ARG(c.name));
    r->page.back_href = arena_printf(r->mem, "/child/%lld", (long long)id);
    r->page.back_text = c.name;
    child_returns_view(r->out, &p);
    return ERR_OK;
}

err_code page_child_returns(struct request *r, err *e)
{
    int64_t id;
    err_code rc = request_id(r, 0, &id, e);
    if (rc || (rc = request_snapshot(r, e)))
        return rc;
    return show(r, id, e);
}

/* --- answering -------------------------------------------------------------------------------------------------- */

/* Writes the change (NULL: none); the child is checked anew with it, in one go. */
static err_code write_and_check(struct request *r, int64_t id, const struct change *c, struct put_result *put, err *e)
{
    struct saving *x = NULL;
    err_code rc = save_open(r, id, c ? c->kind : NULL, &x, e);
    if (!rc && c)
        rc = save_put(x, c, put, e);
    if (!rc)
        rc = save_end(x, e);
    save_drop(x);
    return rc;
}

static err_code back(struct request *r, int64_t id, str place, str said)
{
    return request_redirect(r,
                            arena_printf(r->mem, "/child/%lld/returns%s" STR_FMT, (long long)id, place.n ? "#" : "",
                                         STR_ARG(place)),
                            said);
}

static err_code check_again(struct request *r, int64_t id, err *e)
{
    size_t n;
    err_code rc;
    if ((rc = write_and_check(r, id, NULL, NULL, e)) || (rc = child_asked_count(r, id, &n, e)))
        return rc;
    return back(r, id, STR_NONE,
                n == 0   ? S("Checked just now: the returns would ask nothing about this record.")
                : n == 1 ? S("Checked just now: 1 thing is left to look at.")
                         : arena_printf(r->mem, "Checked just now: %zu things are left to look at.", n));
}

static const struct return_issue *find_typed(struct request *r, const struct return_issues *all)
{
    for (size_t i = 0; i < all->n; i++)
        if (typed_for(r, &all->at[i]))
            return &all->at[i];
    return NULL;
}

static err_code save_answer(struct request *r, int64_t id, const struct kind *k, const struct return_issue *x, err *e)
{
    str reason = str_trim(request_form(r, "reason")), accepted = request_form(r, "accepted"),
        at = arena_printf(r->mem, STR_FMT "-reason", STR_ARG(issue_id(r, x)));
    bool right = str_eq(accepted, S("1"));
    if (!right && !str_eq(accepted, S("0"))) {
        page_error(r, at, S("Choose whether it is right as it is, or is being put right"));
        return show(r, id, e);
    }
    if (reason.n < 5) {
        page_error(r, at, right ? S("Say why it is right as it is") : S("Say what is being done"));
        return show(r, id, e);
    }
    const struct field_change fields[] = {
        { kind_field_of(k, F_return_answer_collection), x->of->source },
        { kind_field_of(k, F_return_answer_year), arena_printf(r->mem, "%d", x->of->year) },
        { kind_field_of(k, F_return_answer_rule), str_of(x->text->code) },
        { kind_field_of(k, F_return_answer_issue_key), x->key },
        { kind_field_of(k, F_return_answer_accepted), accepted },
        { kind_field_of(k, F_return_answer_reason), reason },
        { kind_field_of(k, F_return_answer_said_on), day_iso(r->mem, r->today) },
    };
    struct put_result put = { 0 };
    struct change c = { .kind = k, .id = x->answer, .source_key = STR_NONE, .n = COUNT_OF(fields), .fields = fields };
    err_code rc = write_and_check(r, id, &c, &put, e);
    if (rc == ERR_INVALID && put.nfaults) {
        page_error(r, at, put.faults[0].message);
        return show(r, id, e);
    }
    return rc ? rc
              : back(
                    r, id, issue_id(r, x),
                    right
                        ? S("Your answer is saved. It counts as accepted until the record changes or you take it back.")
                        : S("Your note is saved. It stays on the list until it is mended."));
}

static err_code take_back(struct request *r, int64_t id, const struct kind *k, const struct return_issue *x, err *e)
{
    struct put_result put = { 0 };
    struct change c = {
        .op = CHANGE_REMOVE, .kind = k, .id = x->answer, .source_key = STR_NONE, .why = S("The answer was taken back")
    };
    err_code rc = x->answer ? write_and_check(r, id, &c, &put, e) : ERR_OK;
    return rc ? rc : back(r, id, issue_id(r, x), S("The answer is taken back. It stays in the history."));
}

err_code post_child_returns(struct request *r, err *e)
{
    int64_t id;
    struct return_issues all;
    const struct kind *k = kind_of(r->cat, K_return_answer);
    err_code rc = request_id(r, 0, &id, e);
    str what = request_form(r, "do");
    bool answers = str_eq(what, S("answer")), takes_back = str_eq(what, S("take_back"));
    if (rc)
        return rc;
    if (!k || (!answers && !takes_back))
        return check_again(r, id, e);
    if ((rc = request_subject(r, id, ACCESS_WRITE, k, e)) || (rc = read_issues(r, id, &all, e)))
        return rc;
    const struct return_issue *x = find_typed(r, &all);
    if (!x)
        return back(r, id, STR_NONE, S("That question is no longer asked: the record has changed meanwhile."));
    return answers ? save_answer(r, id, k, x, e) : take_back(r, id, k, x, e);
}
