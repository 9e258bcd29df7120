/* access.c - who opened a record, opening a restricted one with a reason, and its owner's having seen that. */
#include "desk/access_journal.h"
#include "web/account/pages.h"
#include "web/http/server.h"

static str purpose_words(str purpose)
{
    static const struct { const char *purpose, *words; } all[] = {
        { "read", "Look" }, { "write", "Change" }, { "list", "List" }, { "file", "File" }, { "search", "Search" }
    };
    for (size_t i = 0; i < COUNT_OF(all); i++)
        if (str_eq(purpose, str_of(all[i].purpose)))
            return str_of(all[i].words);
    return S("Open with a reason");
}

/* One line a look, and those who opened it with a reason while it was restricted. */
static err_code looks_csv(struct request *r, int64_t id, const db_rows *glass, err *e)
{
    db_rows rows;
    err_code rc = db_run(r->store->db, ST_access_log_all_of_subject, ARGS(DBI(id)), r->mem, &rows, e);
    if (rc)
        return rc;
    if (str_eq(request_query(r, "show"), S("reasons"))) {
        request_csv(r, S("opened-with-a-reason.csv"), "at,account,name,until,reason,seen_at,seen_by");
        for (size_t i = 0; i < glass->n; i++) {
            const db_val *v = db_row(glass, i);
            const str cells[] = { v[BREAK_GLASS_OF_SUBJECT_AT].s,       v[BREAK_GLASS_OF_SUBJECT_ACCOUNT].s,
                                  v[BREAK_GLASS_OF_SUBJECT_SHOWN].s,    v[BREAK_GLASS_OF_SUBJECT_UNTIL_AT].s,
                                  v[BREAK_GLASS_OF_SUBJECT_REASON].s,   v[BREAK_GLASS_OF_SUBJECT_SEEN_AT].s,
                                  v[BREAK_GLASS_OF_SUBJECT_SEEN_BY].s };
            out_csv_line(r->out, COUNT_OF(cells), cells);
        }
        return ERR_OK;
    }
    request_csv(r, S("who-looked.csv"), "at,account,name,what_for,part,page,answer");
    for (size_t i = 0; i < rows.n; i++) {
        const db_val *v = db_row(&rows, i);
        const str cells[] = { v[LOOK_AT].s,   v[LOOK_ACCOUNT].s, v[LOOK_SHOWN].s,  v[LOOK_PURPOSE].s,
                              v[LOOK_KIND].s, v[LOOK_WHAT].s,    v[LOOK_OUTCOME].s };
        out_csv_line(r->out, COUNT_OF(cells), cells);
    }
    return ERR_OK;
}

err_code page_looks(struct request *r, err *e)
{
    int64_t id;
    db_rows rows, glass;
    str before = request_query(r, "before");
    err_code rc = request_id(r, 0, &id, e);
    if (rc || (rc = request_subject(r, id, ACCESS_READ, NULL, e)) ||
        (rc = access_journal_drain(r->server->journal, e)) ||
        (rc = db_run(r->store->db, ST_access_log_of_subject,
                     ARGS(DBI(id), DBT(instant_parse(before) == INSTANT_NONE ? S("9999") : before)), r->mem, &rows,
                     e)) ||
        (rc = db_run(r->store->db, ST_break_glass_of_subject, ARGS(DBI(id)), r->mem, &glass, e)))
        return rc;
    if (request_wants_csv(r))
        return looks_csv(r, id, &glass, e);
    struct look *looks = arena_array(r->mem, struct look, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        const db_val *v = db_row(&rows, i);
        const struct kind *k = v[LOOK_KIND].s.p ? catalogue_kind(r->cat, v[LOOK_KIND].s) : NULL;
        looks[i] = (struct look){ instant_uk(r->mem, instant_parse(v[LOOK_AT].s)),
                                  v[LOOK_SHOWN].s.p ? v[LOOK_SHOWN].s : v[LOOK_ACCOUNT].s,
                                  v[LOOK_ACCOUNT].s,
                                  purpose_words(v[LOOK_PURPOSE].s),
                                  k ? k->plural : S("Record"),
                                  v[LOOK_OUTCOME].s,
                                  !str_eq(v[LOOK_OUTCOME].s, S("yes")) };
        if (!looks[i].refused)
            looks[i].outcome = S("Shown");
    }
    struct glass *opened = arena_array(r->mem, struct glass, glass.n + 1);
    for (size_t i = 0; i < glass.n; i++) {
        const db_val *v = db_row(&glass, i);
        str shown = v[BREAK_GLASS_OF_SUBJECT_SHOWN].s, seen = v[BREAK_GLASS_OF_SUBJECT_SEEN_AT].s;
        opened[i] = (struct glass){
            .when = instant_uk(r->mem, instant_parse(v[BREAK_GLASS_OF_SUBJECT_AT].s)),
            .who = shown.p ? shown : v[BREAK_GLASS_OF_SUBJECT_ACCOUNT].s,
            .reason = v[BREAK_GLASS_OF_SUBJECT_REASON].s,
            .until = instant_uk(r->mem, instant_parse(v[BREAK_GLASS_OF_SUBJECT_UNTIL_AT].s)),
            .seen = seen.p ? instant_uk(r->mem, instant_parse(seen)) : S("Not yet"),
        };
    }
    struct looks_page p = { .r = r,
                            .csv = arena_printf(r->mem, STR_FMT "?format=csv", STR_ARG(r->path)),
                            .n = rows.n,
                            .looks = looks,
                            .nglass = glass.n,
                            .glass = opened };
    if (rows.n == 200)
        p.older_href = arena_printf(r->mem, STR_FMT "?before=" STR_FMT, STR_ARG(r->path),
                                    STR_ARG(db_str(&rows, rows.n - 1, LOOK_AT)));
    r->page.title = S("Who opened this record");
    r->page.back_href = arena_printf(r->mem, "/child/%lld", (long long)id);
    r->page.wide = true;
    looks_view(r->out, &p);
    return ERR_OK;
}

static void show_break_glass(struct request *r, str reason)
{
    r->page.title = S("This record is restricted");
    break_glass_view(r->out, &(struct break_glass_page){ r, reason });
}

err_code page_break_glass(struct request *r, err *e)
{
    int64_t id;
    err_code rc = request_id(r, 0, &id, e);
    if (rc)
        return rc;
    rc = request_subject(r, id, ACCESS_READ, NULL, e);
    if (rc == ERR_OK)
        return request_redirect(r, arena_printf(r->mem, "/child/%lld", (long long)id), STR_NONE);
    if (!r->denied_subject)
        return rc;
    show_break_glass(r, request_typed(r, "reason").p ? request_typed(r, "reason") : S(""));
    return ERR_OK;
}

err_code post_break_glass(struct request *r, err *e)
{
    int64_t id;
    str reason = request_form(r, "reason").p ? request_form(r, "reason") : S("");
    err_code rc = request_id(r, 0, &id, e);
    if (rc)
        return rc;
    rc = access_break_glass(r->store, r->who, id, reason, e);
    if (rc == ERR_INVALID) {
        page_error(r, S("reason"), e->message);
        show_break_glass(r, reason);
        return ERR_OK;
    }
    return rc ? rc
              : request_redirect(r, arena_printf(r->mem, "/child/%lld", (long long)id),
                                 S("The record is open to you for four hours. Its owner is told."));
}

err_code post_alert_seen(struct request *r, err *e)
{
    int64_t id;
    err_code rc = request_id(r, 0, &id, e);
    if (rc || (rc = access_alert_seen(r->store, r->who, id, e)))
        return rc;
    return request_redirect(r, S("/"), S("Marked as seen."));
}
