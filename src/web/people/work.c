/* work.c - My work: where a practitioner's day begins. Everybody held, by family, with what is due first on top. */
#include "web/people/caseload.h"
#include "catalogue/named.h"
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
    case SHOW_RETURNS:
        return p->rule ? failing_rule_has(p->rule, c->id) : p->failing && failing_things(p->failing, c->id);
    case SHOW_ALL:     break;
    }
    return true;
}

/* A family stays whole when one of its children does: siblings are visited together. */
void choose_families(struct request *r, struct work_page *p)
{
    struct caseload_family *kept = arena_array(r->mem, struct caseload_family, p->load->nfamilies);
    for (size_t i = 0; i < p->load->nfamilies; i++) {
        const struct caseload_family *f = &p->load->families[i];
        bool any = false;
        for (size_t j = 0; j < f->n; j++)
            any = any || stays(p, f->children[j]);
        if (any)
            kept[p->nfamilies++] = *f;
        for (size_t j = 0; any && j < f->n; j++)
            request_shows(r, f->children[j]->id);
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

static void list_by_date(struct request *r, struct work_page *p)
{
    size_t n = 0;
    for (size_t i = 0; i < p->load->n; i++)
        n += p->load->children[i].ndues;
    struct work_date_row *rows = arena_array(r->mem, struct work_date_row, n);
    n = 0;
    for (size_t i = 0; i < p->load->n; i++)
        for (size_t j = 0; j < p->load->children[i].ndues; j++)
            rows[n++] = (struct work_date_row){ &p->load->children[i], &p->load->children[i].dues[j] };
    qsort(rows, n, sizeof *rows, by_due);
    for (size_t i = 0; i < n; i++) {
        request_shows(r, rows[i].child->id);
        p->nlate += rows[i].due->due < p->r->today;
        p->nweek += rows[i].due->due >= p->r->today && rows[i].due->due <= p->r->today + 7;
    }
    p->late = rows;
    p->week = rows + p->nlate;
    p->later = p->week + p->nweek;
    p->nlater = n - p->nlate - p->nweek;
}

static err_code work_csv(struct request *r, const struct caseload *load)
{
    request_csv(r, S("my-work.csv"), "child_id,surname,forename,family,role,held_since,due,what,days_late");
    for (size_t i = 0; i < load->n; i++) {
        const struct held_child *c = &load->children[i];
        request_shows(r, c->id);
        const str role = code_shown(r, F_involvement_role, c->role);
        const str cells[] = { c->surname, c->forename, c->family, role, day_iso(r->mem, c->from) };
        csv_dues(r, c, COUNT_OF(cells), cells);
    }
    return ERR_OK;
}

/* What is to be put right for the returns, of those on the page. */
static err_code work_failing(struct request *r, const struct caseload *load, struct failing *to, err *e)
{
    int64_t *listed = arena_array(r->mem, int64_t, load->n);
    for (size_t i = 0; i < load->n; i++)
        listed[i] = load->children[i].id;
    return failing_of(r->store, r->who, r->who->worker_id, 0, load->n, listed, r->mem, to, e);
}

err_code page_work(struct request *r, err *e)
{
    struct caseload load = { 0 };
    struct failing failing = { 0 };
    bool by_date = str_eq(request_query(r, "by"), S("date"));
    struct work_page p = { .r = r, .load = &load, .show = show_of(r), .by_date = by_date };
    struct access_alert *alerts = NULL;
    err_code rc = request_snapshot(r, e);
    if (!rc)
        rc = access_alerts(r->store, r->who, r->mem, &p.nalerts, &alerts, e);
    if (!rc && r->who->worker_id)
        rc = caseload_of_worker(r->store, r->who, r->who->worker_id, r->mem, &load, e);
    if (rc)
        return rc;
    p.alerts = alerts;
    if (request_wants_csv(r))
        return work_csv(r, &load);
    for (size_t i = 0; i < p.nalerts; i++)
        request_shows(r, alerts[i].subject_id);
    if ((rc = work_failing(r, &load, &failing, e)))
        return rc;
    p.failing = &failing;
    p.rule = failing_rule_named(&failing, request_query(r, "rule"), r->mem);
    if (p.by_date)
        list_by_date(r, &p);
    else
        choose_families(r, &p);
    r->page.title = S("My work");
    my_work_view(r->out, &p);
    return ERR_OK;
}
