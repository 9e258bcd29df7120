/* read.c - what the pages of the returns share: which collection, which issues the filters
 * leave, whose they are, and where each is mended. */
#include "web/returns/page.h"
#include "web/record/record.h"
#include "catalogue/named.h"
#include <stdlib.h>

err_code return_find(struct request *r, struct collection_due *of, err *e)
{
    struct collection_due due[COLLECTIONS_MAX];
    int64_t year;
    size_t n = collections_due(r->cat, r->today, due);
    if (r->nargs >= 2 && str_int(r->args[1], &year))
        for (size_t i = 0; i < n; i++)
            if (str_eq(due[i].source, r->args[0]) && due[i].year == year) {
                *of = due[i];
                return ERR_OK;
            }
    err_set(e, ERR_NOT_FOUND, "that return is not due at the moment");
    return err_hint(e, "open Returns to see those that are");
}

str return_title(const struct request *r, const struct collection_due *of)
{
    str year = arena_printf(r->mem, " %d-%02d", of->year, (of->year + 1) % 100);
    return str_ends(of->name, year) ? of->name
                                    : arena_printf(r->mem, STR_FMT STR_FMT, STR_ARG(of->name), STR_ARG(year));
}

str return_href(const struct request *r, const struct collection_due *of, const char *after)
{
    return arena_printf(r->mem, "/returns/" STR_FMT "/%d%s", STR_ARG(of->source), of->year, after);
}

static str taken(const struct request *r, out *o)
{
    str s = arena_copy(r->mem, out_str(o));
    out_release(o);
    return s;
}

str return_rule_href(const struct request *r, const struct collection_due *of, str rule)
{
    out o = { 0 };
    out_raw(&o, return_href(r, of, "/rule/"));
    out_query(&o, rule);
    return taken(r, &o);
}

/* "Episodes: DECOM, DEC; OC3: ACTIV" is what the return's own columns are called. */
str return_fields(const struct rule_text *t) { return t->fields ? str_of(t->fields) : S(""); }

/* --- the choice --------------------------------------------------------------------------------------------- */

static const char *const shows[ISSUES_CHOICES] = { "", "errors", "queries", "new", "accepted" };

err_code return_known(struct request *r, const struct collection_due *of, bool *known, day *began, err *e)
{
    db_rows rows;
    err_code rc = db_run(r->store->db, ST_return_state_get, ARGS(DBT(of->source), DBI(of->year)), r->mem, &rows, e);
    *known = !rc && rows.n > 0;
    *began = *known ? day_parse_iso(db_str(&rows, 0, RETURN_STATE_GET_BEGAN)) : DAY_NONE;
    return rc;
}

err_code choice_read(struct request *r, const struct collection_due *of, struct return_choice *c, err *e)
{
    int64_t age;
    *c = (struct return_choice){ .of = of };
    if (!str_int(request_query(r, "team"), &c->team) || c->team < HELD_BY_NOBODY)
        c->team = 0;
    if (!str_int(request_query(r, "worker"), &c->worker) || c->worker < HELD_BY_NOBODY)
        c->worker = 0;
    if (str_int(request_query(r, "age"), &age) && age >= 0 && age < AGE_BANDS)
        c->ages = &age_bands[age];
    for (size_t i = 0; i < ISSUES_CHOICES; i++)
        if (str_eq(request_query(r, "show"), str_of(shows[i])))
            c->show = (enum issue_show)i;
    return return_known(r, of, &c->known, &c->began, e);
}

str choice_href(const struct request *r, str path, const struct return_choice *c, const char *more)
{
    out o = { 0 };
    char before = '?';
    out_raw(&o, path);
    const struct { const char *name; int64_t n; bool on; } numbers[] = {
        { "team", c->team, c->team != 0 },
        { "worker", c->worker, c->worker != 0 },
        { "age", c->ages ? c->ages - age_bands : 0, c->ages != NULL },
    };
    for (size_t i = 0; i < COUNT_OF(numbers); i++)
        if (numbers[i].on) {
            out_printf(&o, "%c%s=%lld", before, numbers[i].name, (long long)numbers[i].n);
            before = '&';
        }
    if (c->show != ISSUES_OPEN) {
        out_printf(&o, "%cshow=%s", before, shows[c->show]);
        before = '&';
    }
    if (*more)
        out_printf(&o, "%c%s", before, more);
    return taken(r, &o);
}

static str number_text(const struct request *r, int64_t n) { return arena_printf(r->mem, "%lld", (long long)n); }

static struct choice *chosen_from(const struct request *r, size_t room, size_t *n, const char *all)
{
    struct choice *items = arena_array(r->mem, struct choice, room + 1);
    items[0] = (struct choice){ .value = S(""), .has_value = true, .text = str_of(all) };
    *n = 1;
    return items;
}

/* Workers of the teams that the reader's list has, or of the one that is chosen. */
static err_code worker_choices(struct request *r, const struct return_choice *c, const struct issue_summary *sum,
                               struct filter_part *p, err *e)
{
    size_t n, kept = 0;
    struct listed *all;
    if (workers_listed(r->store, r->today, r->mem, &n, &all, e))
        return e->code;
    for (size_t i = 0; i < n; i++) {
        bool fits = c->team == all[i].team_id || all[i].id == c->worker;
        for (size_t k = 0; !c->team && !fits && k < sum->nteams; k++)
            fits = sum->teams[k].id == all[i].team_id;
        if (fits)
            all[kept++] = all[i];
    }
    p->workers = choices_of(r, "Any worker", kept, all, &p->nworkers);
    return ERR_OK;
}

static int by_name(const void *x, const void *y)
{
    return str_cmp(((const struct choice *)x)->text, ((const struct choice *)y)->text);
}

err_code choice_filter(struct request *r, const struct return_choice *c, const struct issue_summary *sum, bool of_rule,
                       struct filter_part *p, err *e)
{
    static const char *const words[ISSUES_CHOICES] = { "Everything that is open", "Errors", "Queries",
                                                       "New in the last 7 days", "Answered and accepted" };
    *p = (struct filter_part){ .r = r,
                               .c = c,
                               .action = r->path,
                               .team = c->team ? number_text(r, c->team) : S(""),
                               .worker = c->worker ? number_text(r, c->worker) : S(""),
                               .age = c->ages ? number_text(r, c->ages - age_bands) : S(""),
                               .shown = str_of(shows[c->show]) };
    struct choice *teams = chosen_from(r, sum->nteams, &p->nteams, "Any team"),
                  *ages = chosen_from(r, AGE_BANDS, &p->nages, "Any age"),
                  *show = arena_array(r->mem, struct choice, ISSUES_CHOICES);
    for (size_t i = 0; i < sum->nteams; i++)
        teams[p->nteams++] = (struct choice){ .value = number_text(r, sum->teams[i].id),
                                              .has_value = true,
                                              .text = sum->teams[i].id == HELD_BY_NOBODY ? S("Nobody holds them")
                                                                                         : sum->teams[i].name };
    qsort(teams + 1, p->nteams - 1, sizeof *teams, by_name);
    for (size_t i = 0; i < AGE_BANDS; i++)
        ages[p->nages++] = (struct choice){ .value = number_text(r, (int64_t)i),
                                            .has_value = true,
                                            .text = str_of(age_bands[i].name) };
    for (size_t i = 0; i < ISSUES_CHOICES; i++)          /* a rule is an error or a query as a whole */
        if (!of_rule || (i != ISSUES_ERRORS && i != ISSUES_QUERIES))
            show[p->nshow++] =
                (struct choice){ .value = str_of(shows[i]), .has_value = true, .text = str_of(words[i]) };
    p->teams = teams;
    p->ages = ages;
    p->show = show;
    return worker_choices(r, c, sum, p, e);
}

/* --- issues and whose they are -------------------------------------------------------------------------------- */

bool issue_shown(const struct request *r, const struct return_choice *c, const struct return_issue *x,
                 enum issue_show show)
{
    bool fresh = x->since > r->today - FRESH_DAYS && x->since > c->began;
    switch (show) {
    case ISSUES_ERRORS:   return !x->accepted && x->text->severity == SEVERITY_ERROR;
    case ISSUES_QUERIES:  return !x->accepted && x->text->severity == SEVERITY_QUERY;
    case ISSUES_NEW:      return !x->accepted && fresh;
    case ISSUES_ACCEPTED: return x->accepted;
    case ISSUES_ALL:      return true;
    case ISSUES_OPEN:     break;
    }
    return !x->accepted;
}

static int by_holder(const void *x, const void *y)
{
    const struct issue_line *a = x, *b = y;
    int c;
    if ((c = str_cmp(a->who->team, b->who->team)) || (c = str_cmp(a->who->worker, b->who->worker)) ||
        (c = str_cmp(a->who->name, b->who->name)) || (c = (a->who->id > b->who->id) - (a->who->id < b->who->id)))
        return c;
    if ((c = (int)a->x->text->severity - (int)b->x->text->severity) ||
        (c = str_cmp(str_of(a->x->text->code), str_of(b->x->text->code))))
        return c;
    return str_cmp(a->x->key, b->x->key);
}

/* Held by that worker, in that team: the one who holds the case, whoever else is involved. */
static bool holder_fits(const struct return_choice *c, const struct issue_person *who)
{
    return (!c->team || (c->team == HELD_BY_NOBODY ? !who->team_id && who->id : who->team_id == c->team)) &&
           (!c->worker || (c->worker == HELD_BY_NOBODY ? !who->worker_id && who->id : who->worker_id == c->worker));
}

err_code issue_lines_read(struct request *r, const struct return_choice *c, struct issue_lines *to, err *e)
{
    struct return_issues all = { 0 };
    struct issue_people people;
    struct issue_filter f = { .of = c->of,
                              .rule = c->rule,
                              .worker = c->worker > 0 ? c->worker : 0,
                              .team = c->team > 0 ? c->team : 0,
                              .ages = c->ages,
                              .accepted_too = true };
    err_code rc = return_issues_kept(r->store, r->who, &f, r->mem, &all, e);
    if (rc)
        return rc;
    *to = (struct issue_lines){ .at = arena_array(r->mem, struct issue_line, all.n) };
    size_t n = 0;
    for (size_t i = 0; i < all.n; i++)
        if (issue_shown(r, c, &all.at[i], c->show))
            all.at[n++] = all.at[i];
    all.n = n;
    if ((rc = issue_people_read(r->store, c->of, c->rule, r->today, &all, r->mem, &people, e)))
        return rc;
    n = 0;
    for (size_t i = 0; i < all.n; i++) {
        const struct issue_person *who = issue_person_find(&people, all.at[i].subject);
        if (who && holder_fits(c, who))
            to->at[n++] = (struct issue_line){ .x = &all.at[i], .who = who };
    }
    to->n = n;
    if (n)
        qsort(to->at, n, sizeof *to->at, by_holder);
    for (size_t i = 0; i < n; i++)
        to->nchildren += i == 0 || to->at[i].who != to->at[i - 1].who;
    return ERR_OK;
}

/* --- where it is mended ------------------------------------------------------------------------------------------ */

static struct mend_link link_of(const struct request *r, const struct return_issue *x, const struct return_place *p,
                                const struct field *f)
{
    struct mend_link link = { .record = p->kind->label,
                              .field = f ? f->label : S(""),
                              .own = kind_is(p->kind, K_person),
                              .adds = p->record == 0 };
    const char *part = f && (f->type == FT_DATE || f->type == FT_INSTANT) ? "-day" : "";
    str at = f ? arena_printf(r->mem, "#" STR_FMT "%s", STR_ARG(f->name), part) : S("");
    bool person = kind_is(p->kind->subject, K_person),
         writes = request_may(r, CAN_WRITE_CHILD) && access_writes(r->who, p->kind);
    if (person && writes && p->record)
        link.href = arena_printf(r->mem, "/child/%lld/record/%lld/change" STR_FMT, (long long)x->subject,
                                 (long long)p->record, STR_ARG(at));
    else if (person && writes && !kind_is_subject(p->kind))
        link.href = arena_printf(r->mem, "/child/%lld/add/" STR_FMT STR_FMT, (long long)x->subject,
                                 STR_ARG(p->kind->name), STR_ARG(at));
    else if (person && p->record && access_reads(r->who, p->kind))
        link.href = arena_printf(r->mem, "/child/%lld/record/%lld", (long long)x->subject, (long long)p->record);
    else if (kind_is(p->kind, K_worker) && p->record && request_may(r, CAN_SEE_WORKERS))
        link.href = arena_printf(r->mem, "/worker/%lld", (long long)p->record);
    return link;
}

static str field_labels(const struct request *r, const struct return_place *p)
{
    str *labels = arena_array(r->mem, str, p->nfields);
    for (size_t i = 0; i < p->nfields; i++)
        labels[i] = p->fields[i]->label;
    return arena_join(r->mem, p->nfields, labels, S(" · "));
}

size_t issue_places(const struct request *r, const struct return_issue *x)
{
    size_t n = 0;
    for (size_t i = 0; i < x->nplaces; i++)
        if (x->places[i].kind && access_reads(r->who, x->places[i].kind))
            n += x->places[i].record && x->places[i].nfields ? x->places[i].nfields : 1;
    return n;
}

size_t issue_links(const struct request *r, const struct return_issue *x, size_t most, const struct mend_link **to)
{
    size_t room = 0, n = 0;
    for (size_t i = 0; i < x->nplaces; i++)
        room += x->places[i].nfields + 1;
    struct mend_link *links = arena_array(r->mem, struct mend_link, room);
    for (size_t i = 0; i < x->nplaces; i++) {
        const struct return_place *p = &x->places[i];
        if (!p->kind || !access_reads(r->who, p->kind))
            continue;
        /* what is missing is one form, however many questions */
        if ((!p->nfields || !p->record) && n < most) {
            links[n] = link_of(r, x, p, p->nfields ? p->fields[0] : NULL);
            links[n].field = S("");
            links[n++].asks = p->nfields ? field_labels(r, p) : S("");
        }
        for (size_t k = 0; p->record && k < p->nfields && n < most; k++)
            links[n++] = link_of(r, x, p, p->fields[k]);
    }
    *to = links;
    return n;
}

/* Of collection, rule and key: the same at the next check, so that a link to it stays good. */
str issue_id(const struct request *r, const struct return_issue *x)
{
    str parts[] = { x->of->source, arena_printf(r->mem, "%d", x->of->year), str_of(x->text->code), x->key };
    out o = { 0 };
    out_raw(&o, S("issue"));
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        out_char(&o, '-');
        for (size_t k = 0; k < parts[i].n; k++) {
            char c = parts[i].p[k];
            bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
            if (plain)
                out_char(&o, c);
            else
                out_printf(&o, "_%02x", (unsigned char)c);
        }
    }
    return taken(r, &o);
}

/* --- lists
 * ---------------------------------------------------------------------------------------------------------- */

enum { LIST_PAGE = 50 };

struct trend_chart return_trend(const struct request *r, const struct collection_due *of, size_t n,
                                const struct issue_day *days)
{
    struct trend_point *points = arena_array(r->mem, struct trend_point, n);
    for (size_t i = 0; i < n; i++)
        points[i] = (struct trend_point){ days[i].on, (int64_t)days[i].errors, (int64_t)days[i].queries };
    return (struct trend_chart){ .title = S("Errors and queries of the whole council, day by day"),
                                 .first_heading = S("errors"),
                                 .second_heading = S("queries"),
                                 .end_heading = S("Closes"),
                                 .ends = of->closes,
                                 .n = n,
                                 .points = points };
}

static void page_item(const struct request *r, struct page_item *items, size_t *n, str path,
                      const struct return_choice *c, size_t page, size_t current)
{
    items[(*n)++] = (struct page_item){ .number = number_text(r, (int64_t)page),
                                        .current = page == current,
                                        .href = choice_href(r, path, c, arena_printf(r->mem, "page=%zu", page).p) };
}

struct pagination list_pages(const struct request *r, str path, const struct return_choice *c, size_t n, size_t *from,
                             size_t *to)
{
    int64_t asked;
    size_t last = n ? (n + LIST_PAGE - 1) / LIST_PAGE : 1,
           page = str_int(request_query(r, "page"), &asked) && asked > 1 ? (size_t)asked : 1;
    page = page > last ? last : page;
    *from = (page - 1) * LIST_PAGE;
    *to = *from + LIST_PAGE < n ? *from + LIST_PAGE : n;
    struct pagination p = { .label = S("Pages of the list") };
    if (last == 1)
        return p;
    struct page_item *items = arena_array(r->mem, struct page_item, 9);
    for (size_t i = 1; i <= last; i++) {
        bool near = i + 1 >= page && i <= page + 1;
        if (near || i == 1 || i == last)
            page_item(r, items, &p.nitems, path, c, i, page);
        else if (i == 2 || i == page + 2)
            items[p.nitems++] = (struct page_item){ .ellipsis = true };
    }
    p.items = items;
    if (page > 1)
        p.previous.href = choice_href(r, path, c, arena_printf(r->mem, "page=%zu", page - 1).p);
    if (page < last)
        p.next.href = choice_href(r, path, c, arena_printf(r->mem, "page=%zu", page + 1).p);
    return p;
}
