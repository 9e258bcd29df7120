/* worker.c - the list of workers, and one worker: who they are, whom they hold, whom they held before. */
#include "web/people/caseload.h"
#include "catalogue/named.h"

static err_code past_children(struct request *r, struct worker_page *p, err *e)
{
    struct held_before *past;
    err_code rc = worker_past_read(r->store, r->who, p->id, r->mem, &p->npast, &past, e);
    if (rc)
        return rc;
    for (size_t i = 0; i < p->npast; i++) {
        request_shows(r, past[i].id);
        past[i].role = code_shown(r, F_involvement_role, past[i].role);
        past[i].reason = code_shown(r, F_involvement_change_reason, past[i].reason);
    }
    p->past = past;
    return ERR_OK;
}

err_code page_worker(struct request *r, err *e)
{
    struct worker_card card;
    struct worker_page p = { .r = r, .card = &card };
    struct caseload load;
    struct work_page work = { .r = r, .load = &load };
    if (request_id(r, 0, &p.id, e) || request_subject(r, p.id, ACCESS_READ, kind_of(r->cat, K_worker), e) ||
        worker_card_read(r->store, p.id, r->today, r->mem, &card, e) ||
        caseload_of_worker(r->store, r->who, p.id, r->mem, &load, e) || past_children(r, &p, e))
        return e->code;
    if (card.newly_qualified)
        p.programme = arena_printf(r->mem, "Newly qualified since " STR_FMT,
                                   STR_ARG(day_uk(r->mem, card.nqsw_from_on)));
    choose_families(r, &work);
    p.work = &work;
    r->page.title = card.name;
    r->page.nav = S("/workers");
    worker_view(r->out, &p);
    return ERR_OK;
}

static err_code workers_csv(struct request *r, const struct workers_page *p)
{
    request_csv(r, S("workers.csv"), "worker_id,worker,team,children");
    for (size_t i = 0; i < p->n; i++) {
        const struct worker_line *w = &p->workers[i];
        const str cells[] = { arena_printf(r->mem, "%lld", (long long)w->id), w->name, w->team,
                              arena_printf(r->mem, "%zu", w->nchildren) };
        out_csv_line(r->out, COUNT_OF(cells), cells);
    }
    return ERR_OK;
}

err_code page_workers(struct request *r, err *e)
{
    struct worker_line *lines;
    struct workers_page p = { .r = r };
    err_code rc = workers_read(r->store, r->who, r->mem, &p.n, &lines, e);
    if (rc)
        return rc;
    p.workers = lines;
    if (request_wants_csv(r))
        return workers_csv(r, &p);
    r->page.title = S("Workers");
    workers_view(r->out, &p);
    return ERR_OK;
}
