/* link.c - links to workers, teams and the forms that meet a duty, where the role and the scope may follow them. */
#include "web/parts/link.h"
#include "casework/meet.h"

/* When the scope cannot be read the page fails elsewhere: here it only means no link. */
static bool reaches(const struct request *r, int64_t subject_id)
{
    const struct access_filter *f;
    err quiet = { .mem = r->mem };
    if (r->who->role->read_scope == SCOPE_ALL)
        return true;
    if (access_filter(r->store, r->who, &f, &quiet))
        return false;
    access_expects_list(f);
    return access_sees(f, subject_id);
}

bool worker_opens(const struct request *r, int64_t worker_id)
{
    return worker_id && request_may(r, CAN_SEE_WORKERS) && reaches(r, worker_id);
}

static void link_or_words(out *o, bool opens, const char *what, int64_t id, const char *after, str words)
{
    if (opens)
        out_printf(o, "<a class=\"govuk-link\" href=\"/%s/%lld%s\">", what, (long long)id, after);
    out_text(o, words);
    if (opens)
        out_raw(o, S("</a>"));
}

void part_worker_link(out *o, const struct request *r, int64_t worker_id, str name)
{
    link_or_words(o, worker_opens(r, worker_id), "worker", worker_id, "", name);
}

void part_team_link(out *o, const struct request *r, int64_t team_id, const char *after, str words)
{
    link_or_words(o, team_id && request_may(r, CAN_SEE_TEAM), "team", team_id, after, words);
}

void part_number_of_team(out *o, const struct request *r, int64_t team_id, const char *after, size_t n)
{
    part_team_link(o, r, team_id, after, arena_printf(r->mem, "%zu", n));
}

void part_meet(out *o, const struct request *r, const struct due_item *d)
{
    if (!request_may(r, CAN_WRITE_CHILD) || !meet_possible(r->who, r->cat, d->id))
        return;
    out_printf(o, "<a class=\"govuk-link govuk-link--no-visited-state hf-act\" href=\"/child/%lld/meet/",
               (long long)d->subject_id);
    out_query(o, d->id);
    if (d->opened_by)
        out_printf(o, "?from=%lld", (long long)d->opened_by);
    out_raw(o, S("\">Record it<span class=\"govuk-visually-hidden\">: "));
    out_text(o, d->name);
    out_raw(o, S("</span></a>"));
}
