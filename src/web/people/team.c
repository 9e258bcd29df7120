/* team.c - Team, the children behind each of its figures, and the whole service. */
#include "web/people/caseload.h"
#include "catalogue/named.h"

static err_code team_read(struct request *r, int64_t id, struct team_overview *t, err *e)
{
    err_code rc = request_subject(r, id, ACCESS_READ, kind_of(r->cat, K_team), e);
    return rc ? rc : team_overview_read(r->store, r->who, id, r->mem, t, e);
}

static err_code team_failing(struct request *r, const struct team_overview *t, struct failing *to, err *e)
{
    int64_t *listed = arena_array(r->mem, int64_t, t->nheld);
    for (size_t i = 0; i < t->nheld; i++)
        listed[i] = t->held[i].id;
    return failing_of(r->store, r->who, 0, t->id, t->nheld, listed, r->mem, to, e);
}

static struct bar_chart caseload_chart(const struct request *r, const struct team_overview *t)
{
    struct bar *bars = arena_array(r->mem, struct bar, t->nworkers);
    size_t n = 0;
    for (size_t i = 0; i < t->nworkers; i++)
        if (t->workers[i].nchildren)
            bars[n++] = (struct bar){ .label = t->workers[i].name, .value = (int64_t)t->workers[i].nchildren,
                                      .href = worker_opens(r, t->workers[i].id)
                                                  ? arena_printf(r->mem, "/worker/%lld", (long long)t->workers[i].id)
                                                  : STR_NONE };
    return (struct bar_chart){
        .title = S("Children held by each worker"),
        .label_heading = S("Worker"),
        .value_heading = S("Children"),
        .n = n,
        .bars = bars,
    };
}

static err_code show_team(struct request *r, int64_t id, err *e)
{
    struct team_overview t;
    err_code rc = team_read(r, id, &t, e);
    if (rc)
        return rc;
    struct failing failing;
    if ((rc = team_failing(r, &t, &failing, e)))
        return rc;
    for (size_t i = 0; i < t.nunallocated; i++)
        request_shows(r, t.unallocated[i].id);
    r->page.title = t.name;
    r->page.nav = S("/team");
    r->page.wide = true;
    const struct kind *involvement = kind_of(r->cat, K_involvement);
    team_view(r->out, &(struct team_page){
        .r = r,
        .t = &t,
        .chart = caseload_chart(r, &t),
        .mine = id == r->who->team_id,
        .may_allocate = involvement && request_may(r, CAN_WRITE_CHILD) && access_writes(r->who, involvement),
        .failing = failing,
        .failing_href = arena_printf(r->mem, "/team/%lld/children?show=returns", (long long)id),
    });
    return ERR_OK;
}

err_code page_team_mine(struct request *r, err *e)
{
    if (r->who->team_id)
        return show_team(r, r->who->team_id, e);
    if (request_may(r, CAN_SEE_SERVICE))
        return request_redirect(r, S("/service"), STR_NONE);
    err_set(e, ERR_NOT_FOUND, "your account is not linked to a worker in a team");
    return err_hint(e, "ask an administrator to link it");
}

err_code page_team(struct request *r, err *e)
{
    int64_t id;
    err_code rc = request_id(r, 0, &id, e);
    return rc ? rc : show_team(r, id, e);
}

/* Keeps the dues that the choice asks for; a child with none left goes, except when all are shown. */
static bool choose(struct held_child *c, str show, str rule, day today, arena *a)
{
    bool late = str_eq(show, S("late")), week = str_eq(show, S("week"));
    struct due_item *kept = arena_array(a, struct due_item, c->ndues);
    size_t n = 0;
    for (size_t i = 0; i < c->ndues; i++) {
        const struct due_item *d = &c->dues[i];
        bool this_week = d->due >= today && d->due <= today + 7;
        if ((late && d->due >= today) || (week && !this_week) || (rule.n && !str_eq(rule, d->id)))
            continue;
        kept[n++] = *d;
    }
    c->dues = kept;
    c->ndues = n;
    return n > 0 || (!late && !week && !rule.n);
}

static bool chosen(struct team_children_page *p, struct held_child *c, str show, str rule)
{
    if (!str_eq(show, S("returns")))
        return choose(c, show, rule, p->r->today, p->r->mem);
    return p->failing_rule ? failing_rule_has(p->failing_rule, c->id) : failing_things(&p->failing, c->id) > 0;
}

static str worker_name(const struct team_overview *t, int64_t id)
{
    for (size_t i = 0; i < t->nworkers; i++)
        if (t->workers[i].id == id)
            return t->workers[i].name;
    return S("");
}

static err_code children_csv(struct request *r, const struct team_children_page *p)
{
    request_csv(r, S("team-children.csv"), "child_id,surname,forename,held_by,held_since,due,what,days_late");
    for (size_t i = 0; i < p->n; i++) {
        const struct held_child *c = p->rows[i].child;
        const str cells[] = { c->surname, c->forename, p->rows[i].worker, day_iso(r->mem, c->from) };
        csv_dues(r, c, COUNT_OF(cells), cells);
    }
    return ERR_OK;
}

static str children_heading(const struct request *r, const struct team_overview *t, int64_t worker, str show)
{
    const char *what = str_eq(show, S("late"))    ? "Children with something late"
                     : str_eq(show, S("week"))    ? "Children with something due in 7 days"
                     : str_eq(show, S("returns")) ? "To put right for the returns"
                                                  : "Children held";
    str whose = worker ? worker_name(t, worker) : t->name;
    return arena_printf(r->mem, "%s, " STR_FMT, what, STR_ARG(whose));
}

static str children_csv_href(const struct request *r, int64_t id, int64_t worker, str show, str rule)
{
    out link = { 0 };
    out_printf(&link, "/team/%lld/children?format=csv&worker=%lld&show=", (long long)id, (long long)worker);
    out_query(&link, show);
    out_raw(&link, S("&rule="));
    out_query(&link, rule);
    str href = arena_copy(r->mem, out_str(&link));
    out_release(&link);
    return href;
}

err_code page_team_children(struct request *r, err *e)
{
    int64_t id, worker = 0;
    struct team_overview t;
    if (request_id(r, 0, &id, e) || team_read(r, id, &t, e) || team_names_read(r->store, r->today, r->mem, &t, e))
        return e->code;
    str show = request_query(r, "show"), rule = request_query(r, "rule");
    str_int(request_query(r, "worker"), &worker);
    struct team_child_row *rows = arena_array(r->mem, struct team_child_row, t.nheld);
    struct team_children_page p = { .r = r, .t = &t, .rows = rows };
    if (team_failing(r, &t, &p.failing, e))
        return e->code;
    p.failing_rule = failing_rule_named(&p.failing, rule, r->mem);
    for (size_t i = 0; i < t.nheld; i++)
        if ((!worker || t.held[i].worker_id == worker) && chosen(&p, &t.held[i], show, rule))
            rows[p.n++] = (struct team_child_row){ &t.held[i], worker_name(&t, t.held[i].worker_id) };
    for (size_t i = 0; i < p.n; i++)
        request_shows(r, rows[i].child->id);
    p.heading = children_heading(r, &t, worker, show);
    p.csv = children_csv_href(r, id, worker, show, rule);
    if (request_wants_csv(r))
        return children_csv(r, &p);
    r->page.title = p.heading;
    r->page.nav = S("/team");
    r->page.wide = true;
    r->page.back_href = arena_printf(r->mem, "/team/%lld", (long long)id);
    r->page.back_text = t.name;
    team_children_view(r->out, &p);
    return ERR_OK;
}

static err_code service_csv(struct request *r, size_t n, const struct team_line *teams)
{
    request_csv(r, S("teams.csv"),
                "team,workers,children,children_with_something_late,unallocated,most_held_by_one_worker");
    for (size_t i = 0; i < n; i++) {
        const struct team_line *t = &teams[i];
        out_csv(r->out, t->name);
        out_printf(r->out, ",%zu,%zu,%zu,%zu,%zu\r\n", t->nworkers, t->nchildren, t->nlate_children, t->nunallocated,
                   t->most);
    }
    return ERR_OK;
}

static void service_total(const struct request *r, struct service_page *p, const struct team_line *teams)
{
    struct bar *bars = arena_array(r->mem, struct bar, p->n);
    for (size_t i = 0; i < p->n; i++) {
        p->total.nworkers += teams[i].nworkers;
        p->total.nchildren += teams[i].nchildren;
        p->total.nlate_children += teams[i].nlate_children;
        p->total.nunallocated += teams[i].nunallocated;
        bars[i] = (struct bar){
            .label = teams[i].name,
            .href = request_may(r, CAN_SEE_TEAM) ? arena_printf(r->mem, "/team/%lld", (long long)teams[i].id)
                                                 : STR_NONE,
            .value = (int64_t)teams[i].nchildren,
            .marked = (int64_t)teams[i].nlate_children,
        };
    }
    p->chart = (struct bar_chart){
        .title = S("Children held by each team, those with something late marked"),
        .label_heading = S("Team"),
        .value_heading = S("Children"),
        .marked_heading = S("With something late"),
        .n = p->n,
        .bars = bars,
    };
}

err_code page_service(struct request *r, err *e)
{
    struct team_line *teams;
    struct service_page p = { .r = r };
    err_code rc = team_lines_read(r->store, r->who, r->mem, &p.n, &teams, e);
    if (rc)
        return rc;
    p.teams = teams;
    if (request_wants_csv(r))
        return service_csv(r, p.n, teams);
    service_total(r, &p, teams);
    r->page.title = S("The whole service");
    r->page.wide = true;
    service_view(r->out, &p);
    return ERR_OK;
}
