/* history.c - the history of accounts, for administrators and the auditor. */
#include "desk/account_log.h"
#include "web/account/pages.h"
#include "web/http/server.h"

enum { ENTRIES_SHOWN = 200, ENTRIES_WRITTEN = 100000 };

static err_code history_csv(struct request *r, size_t n, const struct account_entry *all)
{
    request_csv(r, S("account-history.csv"), "entry,at,account,what,details,by,from");
    for (size_t i = 0; i < n; i++) {
        const struct account_entry *x = &all[i];
        const str cells[] = { arena_printf(r->mem, "%lld", (long long)x->seq), instant_iso(r->mem, x->at), x->account,
                              str_of(account_event_name(x->what)), x->detail, x->by, x->address };
        out_csv_line(r->out, COUNT_OF(cells), cells);
    }
    return ERR_OK;
}

err_code page_account_history(struct request *r, err *e)
{
    size_t n;
    struct account_entry *all;
    int64_t before = INT64_MAX;
    bool csv = request_wants_csv(r);
    str_int(request_query(r, "before"), &before);
    err_code rc = account_log_read(r->store, STR_NONE, before, csv ? ENTRIES_WRITTEN : ENTRIES_SHOWN, r->mem, &n, &all,
                                   e);
    if (rc)
        return rc;
    if (csv)
        return history_csv(r, n, all);
    struct history_line *lines = arena_array(r->mem, struct history_line, n + 1);
    for (size_t i = 0; i < n; i++)
        lines[i] = (struct history_line){ instant_uk(r->mem, all[i].at), all[i].account,
                                          str_of(account_event_label(all[i].what)), all[i].detail, all[i].by,
                                          all[i].address };
    struct history_page p = { .r = r, .n = n, .lines = lines };
    if (n == ENTRIES_SHOWN)
        p.older_href = arena_printf(r->mem, "/account-history?before=%lld", (long long)all[n - 1].seq);
    r->page.title = S("History of accounts");
    r->page.wide = true;
    account_history_view(r->out, &p);
    return ERR_OK;
}
