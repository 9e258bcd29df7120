/* route.c - finds the door for a path: the table of doors, each path cut at its slashes once, when the service
 * starts. */
#include "web/http/server.h"

void server_make_routes(struct server *s)
{
    s->routes = arena_array(&s->mem, struct route, door_count + 1);
    for (size_t i = 0; i < door_count; i++) {
        if (doors[i].kind == DOOR_COMMAND)
            continue;
        struct route *r = &s->routes[s->nroutes++];
        r->door = &doors[i];
        str rest = str_skip(str_of(doors[i].path), 1);
        while (r->n < PATH_PARTS_MAX && str_cut(&rest, '/', &r->parts[r->n]))
            r->n++;
    }
}

static bool in_braces(str part) { return part.n > 2 && part.p[0] == '{'; }

/* How well a route fits: 0 not at all; text in an earlier place counts for more. */
static unsigned fits(const struct route *r, const struct url *u)
{
    unsigned score = 1;
    if (r->n != u->nparts)
        return 0;
    for (size_t i = 0; i < r->n; i++) {
        bool same = str_eq(r->parts[i], u->parts[i]);
        if (!same && !in_braces(r->parts[i]))
            return 0;
        score = score << 1 | same;
    }
    return score;
}

const struct door *server_route(const struct server *s, const struct url *u, bool post, size_t *nargs,
                                str args[static PATH_PARTS_MAX], bool *other)
{
    const struct route *best = NULL;
    unsigned score = 0;
    *other = false;
    *nargs = 0;
    for (size_t i = 0; i < s->nroutes; i++) {
        const struct route *r = &s->routes[i];
        unsigned fit = fits(r, u);
        if (fit && (r->door->kind == DOOR_POST) != post)
            *other = true;
        else if (fit > score) {
            best = r;
            score = fit;
        }
    }
    if (!best)
        return NULL;
    for (size_t i = 0; i < best->n; i++)
        if (in_braces(best->parts[i]))
            args[(*nargs)++] = u->parts[i];
    return best->door;
}
