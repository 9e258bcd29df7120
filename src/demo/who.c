/* who.c - who holds a child on a day, who manages whom, and which days are written in full: asked by every part of a
 * record that is written, and asking none of them. */
#include "demo/pen.h"

bool in_detail(const struct pen *p, day on) { return on >= p->d->from && on <= p->d->as_at; }
bool is_recent(const struct pen *p, day on) { return on > p->d->as_at - 395 && on <= p->d->as_at; }

str worker_name(struct pen *p, int worker)
{
    if (worker < 0)
        return STR_NONE;
    const struct demo_worker *w = &p->d->workers[worker];
    return arena_printf(&p->text, STR_FMT " " STR_FMT, STR_ARG(w->forename), STR_ARG(w->surname));
}

int manager_of(const struct pen *p, int worker)
{
    return worker < 0 ? -1 : p->d->teams[p->d->workers[worker].team].manager;
}

str manager_name(struct pen *p, int worker) { return worker_name(p, manager_of(p, worker)); }

void pen_worker(struct pen *p, const char *field, int worker)
{
    if (worker >= 0 && p->worker_ids[worker])
        pen_number(p, field, p->worker_ids[worker]);
}

void pen_team(struct pen *p, const char *field, int worker)
{
    if (worker >= 0)
        pen_number(p, field, p->team_ids[p->d->workers[worker].team]);
}

int holder_on(const struct pen *p, int child, day on)
{
    const struct demo_child *c = &p->d->children[child];
    for (int i = c->first_inv; c->ninv && i < c->first_inv + c->ninv; i++)
        if (p->d->invs[i].from <= on && (p->d->invs[i].to == DAY_NONE || p->d->invs[i].to > on))
            return p->d->invs[i].worker;
    return -1;
}
