/* child.c - one child's page, the whole timeline, and the choice of what to add. */
#include "web/casework/child.h"
#include "catalogue/named.h"
#include "web/record/record.h"

enum { TIMELINE_FIRST = 25 };

/* A visit answers every duty to see the child that this standing has: one record, not one for each. */
static const char *visit_ahead(arena *a, unsigned standing)
{
    static const struct { unsigned standing; const char *code; } duties[] = {
        { STANDING_LOOKED_AFTER, "looked_after" },
        { STANDING_CP, "cp" },
        { STANDING_CARE_LEAVER, "care_leaver" },
    };
    str codes = S("");
    for (size_t i = 0; i < COUNT_OF(duties); i++)
        if (standing & duties[i].standing)
            codes = arena_printf(a, STR_FMT "%s%s", STR_ARG(codes), codes.n ? "," : "", duties[i].code);
    if (!codes.n && standing & STANDING_CIN)
        codes = S("cin");
    return codes.n ? arena_printf(a, "visit_for=" STR_FMT, STR_ARG(codes)).p : "";
}

/* What is done most for a child of this standing, by what the role may write. */
static void read_actions(struct child_page *p)
{
    const struct request *r = p->r;
    const struct child_overview *c = p->c;
    unsigned s = c->standing;
    enum { ACTIONS_MOST = 5 };
    const struct kind *allocation = kind_of(r->cat, K_involvement);
    bool holds = false, open = s != 0, leads = allocation && access_writes(r->who, allocation);
    for (size_t i = 0; i < c->nworkers; i++)
        holds = holds || c->workers[i].holder;
    const struct {
        bool fits;
        enum kind_name kind;
        const char *text, *ahead;
    } all[] = {
        { open && !holds, K_involvement, "Allocate", "role=case_holder" },
        { open, K_visit, "Record a visit", visit_ahead(r->mem, s) },
        { (s & STANDING_LOOKED_AFTER) != 0, K_missing_episode, "Report missing", "" },
        { (s & STANDING_CP) != 0, K_core_group, "Record a core group", "" },
        { true, K_contact, "Record a contact", "" },
        { open && !(s & STANDING_LOOKED_AFTER), K_strategy_discussion, "Record a strategy discussion", "" },
        { open && leads, K_supervision, "Record supervision", "" },
        { open && holds, K_involvement, "Change who holds the case", "role=case_holder" },
    };
    struct quick_action *actions = arena_array(r->mem, struct quick_action, COUNT_OF(all));
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        const struct kind *k = all[i].fits ? kind_of(r->cat, all[i].kind) : NULL;
        /* who holds the case can be changed whatever else fits */
        if (p->nactions >= ACTIONS_MOST && k != allocation)
            continue;
        if (!k || !in_force(k->when, r->today) || !access_writes(r->who, k))
            continue;
        str href = arena_printf(r->mem, "/child/%lld/add/" STR_FMT "%s%s", (long long)c->id, STR_ARG(k->name),
                                all[i].ahead[0] ? "?" : "", all[i].ahead);
        if (k == allocation)
            href = arena_printf(r->mem, STR_FMT "&from_on=" STR_FMT "&team_id=%lld", STR_ARG(href),
                                STR_ARG(day_iso(r->mem, r->today)), (long long)r->who->team_id);
        actions[p->nactions++] = (struct quick_action){ href, str_of(all[i].text) };
    }
    p->actions = actions;
}

static void read_note(struct request *r, struct child_page *p)
{
    const struct kind *note = kind_of(r->cat, K_case_note);
    p->note_number = note && in_force(note->when, r->today) && access_writes(r->who, note) ? form_number(r) : S("");
}

err_code page_child(struct request *r, err *e)
{
    struct child_overview c = { 0 };
    struct child_page p = { 0 };
    struct subject *sub;
    int64_t id;
    err_code rc;
    if ((rc = request_id(r, 0, &id, e)) || (rc = request_snapshot(r, e)) ||
        (rc = request_subject(r, id, ACCESS_READ, NULL, e)))
        return rc;
    if ((rc = child_load(r, id, &sub, e)) ||
        (rc = child_overview_read(r->store, r->who, sub, TIMELINE_FIRST, r->mem, &c, e)))
        return rc;
    child_page_fill(r, sub, &c, &p);
    if (p.may_write) {
        p.ngroups = record_groups(r, sub, &p.groups);
        read_actions(&p);
        read_note(r, &p);
    }
    if ((rc = child_asked_count(r, id, &p.nasked, e)))
        return rc;
    child_view(r->out, &p);
    return ERR_OK;
}

err_code page_child_timeline(struct request *r, err *e)
{
    struct child_overview c = { 0 };
    struct child_page p = { 0 };
    struct subject *sub;
    if (child_load_asked(r, &sub, e) || child_timeline_read(r->store, r->who, sub, r->mem, &c, e))
        return e->code;
    child_page_fill(r, sub, &c, &p);
    if (str_eq(request_query(r, "format"), S("csv"))) {
        out_raw(r->out, S("record_id,kind,on,until,what\r\n"));
        for (size_t i = 0; i < c.nlines; i++) {
            out_int(r->out, c.lines[i].id);
            str cells[] = { c.lines[i].kind->label, day_iso(r->mem, c.lines[i].on), day_iso(r->mem, c.lines[i].ended),
                            c.lines[i].title };
            for (size_t k = 0; k < COUNT_OF(cells); k++) {
                out_char(r->out, ',');
                out_csv(r->out, cells[k]);
            }
            out_raw(r->out, S("\r\n"));
        }
        request_download(r, "text/csv; charset=utf-8", S("timeline.csv"));
        return ERR_OK;
    }
    r->page.back_href = arena_printf(r->mem, "/child/%lld", (long long)c.id);
    r->page.back_text = c.name;
    child_timeline_view(r->out, &p);
    return ERR_OK;
}

err_code page_child_add(struct request *r, err *e)
{
    struct child_overview c = { 0 };
    struct child_page p = { 0 };
    err_code rc = child_page_read(r, &c, &p, e);
    if (rc)
        return rc;
    if (p.may_write)
        p.ngroups = record_groups(r, c.subject, &p.groups);
    r->page.back_href = arena_printf(r->mem, "/child/%lld", (long long)c.id);
    r->page.back_text = c.name;
    child_add_view(r->out, &p);
    return ERR_OK;
}
