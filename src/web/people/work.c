/* work.c - My work: where a practitioner's day begins. Everybody held, by family, with what is due first on top. */
#include "web/people/caseload.h"
#include "catalogue/named.h"
#include "web/http/kept_page.h"
#include <stdlib.h>

static enum work_show show_of(const struct request *r)
{
    static const char *const names[] = { "", "late", "week", "new", "changed", "returns" };
    str asked = request_query(r, "show");
    for (int i = 1; i < (int)COUNT_OF(names); i++)
        if (str_eq(asked, str_of(names[i])))
            return (enum work_show)i;
    return SHOW_ALL;
}

static bool stays(const struct work_page *p, const struct held_child *c)
{
    switch (p->show) {
    case SHOW_LATE:    return c->nlate > 0;
    case SHOW_WEEK:    return c->nweek > 0;
    case SHOW_NEW:     return c->is_new;
    case SHOW_CHANGED: return c->changed;
    case SHOW_RETURNS: return p->rule ? failing_rule_has(p->rule, c->id) : p->failing && failing_things(p->failing, c->id);
    case SHOW_ALL:     break;
    }
    return true;
}

/* A family stays whole when one of its children does: siblings are visited together. */
static void choose_families(struct work_page *p, arena *a)
{
    struct caseload_family *kept = arena_array(a, struct caseload_family, p->load->nfamilies);
    for (size_t i = 0; i < p->load->nfamilies; i++) {
        const struct caseload_family *f = &p->load->families[i];
        bool any = false;
        for (size_t j = 0; j < f->n; j++)
            any = any || stays(p, f->children[j]);
        if (any)
            kept[p->nfamilies++] = *f;
    }
    p->families = kept;
}

static int by_due(const void *x, const void *y)
{
    const struct work_date_row *a = x, *b = y;
    if (a->due->due != b->due->due)
        return (a->due->due > b->due->due) - (a->due->due < b->due->due);
    return (a->child->id > b->child->id) - (a->child->id < b->child->id);
}

static void list_by_date(struct work_page *p, arena *a)
{
    size_t n = 0;
    for (size_t i = 0; i < p->load->n; i++)
        n += p->load->children[i].ndues;
    struct work_date_row *rows = arena_array(a, struct work_date_row, n);
    n = 0;
    for (size_t i = 0; i < p->load->n; i++)
        for (size_t j = 0; j < p->load->children[i].ndues; j++)
            rows[n++] = (struct work_date_row){ &p->load->children[i], &p->load->children[i].dues[j] };
    qsort(rows, n, sizeof *rows, by_due);
    for (size_t i = 0; i < n; i++) {
        p->nlate += rows[i].due->due < p->r->today;
        p->nweek += rows[i].due->due >= p->r->today && rows[i].due->due <= p->r->today + 7;
    }
    p->late = rows;
    p->week = rows + p->nlate;
    p->later = p->week + p->nweek;
    p->nlater = n - p->nlate - p->nweek;
}

static void work_csv(struct request *r, const struct caseload *load)
{
    out *o = r->out;
    out_raw(o, S("child_id,surname,forename,family,role,held_since,due,what,days_late\r\n"));
    for (size_t i = 0; i < load->n; i++) {
        const struct held_child *c = &load->children[i];
        for (size_t j = 0; j < (c->ndues ? c->ndues : 1); j++) {
            const struct due_item *d = c->ndues ? &c->dues[j] : NULL;
            str cells[] = { c->surname,
                            c->forename,
                            c->family,
                            code_shown(r, F_involvement_role, c->role),
                            day_iso(r->mem, c->from),
                            d ? day_iso(r->mem, d->due) : S(""),
                            d ? d->name : S("") };
            out_int(o, c->id);
            for (size_t k = 0; k < COUNT_OF(cells); k++) {
                out_char(o, ',');
                out_csv(o, cells[k]);
            }
            out_char(o, ',');
            if (d)
                out_int(o, d->due < r->today ? r->today - d->due : 0);
            out_raw(o, S("\r\n"));
        }
    }
    request_download(r, "text/csv; charset=utf-8", S("my-work.csv"));
}

err_code page_work(struct request *r, err *e)
{
    struct caseload load = { 0 };
    struct failing failing = { 0 };
    struct work_page p = { .r = r, .load = &load, .show = show_of(r), .by_date = str_eq(request_query(r, "by"), S("date")) };
    struct access_alert *alerts = NULL;
    err_code rc = request_snapshot(r, e);
    if (!rc)
        rc = access_alerts(r->store, r->who, r->mem, &p.nalerts, &alerts, e);
    bool csv = str_eq(request_query(r, "format"), S("csv")), keeps = !csv && !p.nalerts;
    if (!rc && keeps && kept_page_find(r))
        return ERR_OK;
    if (!rc && r->who->worker_id)
        rc = caseload_of_worker(r->store, r->who, r->who->worker_id, r->mem, &load, e);
    if (rc)
        return rc;
    p.alerts = alerts;
    if (csv) {
        work_csv(r, &load);
        return ERR_OK;
    }
    int64_t *listed = arena_array(r->mem, int64_t, load.n);
    for (size_t i = 0; i < load.n; i++)
        listed[i] = load.children[i].id;
    if ((rc = failing_of(r->store, r->who, r->who->worker_id, 0, load.n, listed, r->mem, &failing, e)))
        return rc;
    p.failing = &failing;
    p.rule = failing_rule_named(&failing, request_query(r, "rule"), r->mem);
    if (p.by_date)
        list_by_date(&p, r->mem);
    else
        choose_families(&p, r->mem);
    r->page.title = S("My work");
    my_work_view(r->out, &p);
    if (keeps)
        kept_page_keep(r);
    return ERR_OK;
}

static err_code past_children(struct request *r, struct worker_page *p, err *e)
{
    db_rows rows;
    const struct access_filter *filter;
    err_code rc = access_filter(r->store, r->who, &filter, e);
    if (rc || (rc = db_run(r->store->db, ST_worker_past, ARGS(DBI(p->id), DBT(day_iso(r->mem, r->today))), r->mem, &rows, e)))
        return rc;
    struct past_child *past = arena_array(r->mem, struct past_child, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        const db_val *v = db_row(&rows, i);
        if (access_sees(filter, v[0].i))
            past[p->npast++] = (struct past_child){ .id = v[0].i,
                                                    .role = code_shown(r, F_involvement_role, v[1].s),
                                                    .from = day_parse_iso(v[2].s),
                                                    .to = day_parse_iso(v[3].s),
                                                    .reason = code_shown(r, F_involvement_change_reason, v[4].s),
                                                    .name = person_shown(r->mem, v[5].s, v[7].s, v[6].s) };
    }
    p->past = past;
    return ERR_OK;
}

err_code page_worker(struct request *r, err *e)
{
    struct worker_page p = { .r = r };
    struct caseload load;
    struct work_page work = { .r = r, .load = &load };
    db_rows rows;
    err_code rc;
    if ((rc = request_id(r, 0, &p.id, e)) ||
        (rc = request_subject(r, p.id, ACCESS_READ, kind_of(r->cat, K_worker), e)) ||
        (rc = db_run(r->store->db, ST_worker_card, ARGS(DBI(p.id)), r->mem, &rows, e)))
        return rc;
    if (!rows.n)
        return err_set(e, ERR_NOT_FOUND, "there is no such worker");
    const db_val *v = db_row(&rows, 0);
    p.name = v[0].s;
    p.job_title = v[1].s;
    p.registration = v[2].s;
    p.fte = v[3].s;
    p.agency = v[4].i == 1;
    p.started_on = day_parse_iso(v[6].s);
    p.team_id = v[7].i;
    p.team = v[8].s;
    day qualified = day_parse_iso(v[5].s);
    if (qualified != DAY_NONE && qualified <= r->today && r->today < day_add_months(qualified, 24))
        p.programme = arena_printf(r->mem, "Newly qualified since " STR_FMT, STR_ARG(day_uk(r->mem, qualified)));
    if ((rc = caseload_of_worker(r->store, r->who, p.id, r->mem, &load, e)) || (rc = past_children(r, &p, e)))
        return rc;
    choose_families(&work, r->mem);
    p.work = &work;
    r->page.title = p.name;
    r->page.nav = S("/workers");
    worker_view(r->out, &p);
    return ERR_OK;
}
