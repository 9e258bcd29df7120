/* layout.c - the navigation is read from the table of doors, so it shows only what is there
 * and what the role may open. */
#include "web/parts/layout.h"

static const struct { const char *href, *text; } main_navigation[] = {
    { "/work", "My work" },       { "/team", "Team" },         { "/front-door", "Front door" }, { "/search", "Search" },
    { "/household/all", "Carers" },
    { "/workers", "Workers" },    { "/service", "Service" },   { "/returns", "Returns" },       { "/users", "Users" },
    { "/account-history", "Account history" },
};

static const struct door *door_of(const char *path)
{
    for (size_t i = 0; i < door_count; i++)
        if (doors[i].kind == DOOR_GET && str_eq(str_of(doors[i].path), str_of(path)))
            return &doors[i];
    return NULL;
}

static bool opens(const struct request *r, const char *path)
{
    const struct door *d = door_of(path);
    return d && request_may(r, d->who);
}

static bool shown(const struct request *r, size_t i) { return opens(r, main_navigation[i].href); }

str layout_start(const struct request *r)
{
    if (r->who && r->who->role->start.n && opens(r, arena_z(r->mem, r->who->role->start)))
        return r->who->role->start;
    for (size_t i = 0; i < COUNT_OF(main_navigation); i++)
        if (shown(r, i))
            return str_of(main_navigation[i].href);
    return S("/account");
}

static bool is_current(const struct request *r, str href)
{
    if (r->page.nav.n)
        return str_eq(r->page.nav, href);
    str path = r->path;
    return str_starts(path, href) && (path.n == href.n || path.p[href.n] == '/');
}

static struct service_navigation navigation(const struct request *r)
{
    struct nav_item *items = arena_array(r->mem, struct nav_item, COUNT_OF(main_navigation));
    size_t n = 0;
    for (size_t i = 0; r->who && !r->who->must && i < COUNT_OF(main_navigation); i++) {
        str href = str_of(main_navigation[i].href);
        if (shown(r, i))
            items[n++] = (struct nav_item){ .text = str_of(main_navigation[i].text), .href = href,
                                            .current = str_eq(r->path, href), .active = is_current(r, href) };
    }
    return (
        struct service_navigation){ .service_name = S("Holdfast"), .service_url = S("/"), .nitems = n, .items = items };
}

void layout_write(const struct request *r, str content, out *o)
{
    struct layout l = {
        .r = r,
        .title = r->page.nerrors ? arena_printf(r->mem, "Error: " STR_FMT, STR_ARG(r->page.title)) : r->page.title,
        .navigation = navigation(r),
        .signed_in = r->who != NULL,
        .may_search = r->who && !r->who->must && opens(r, "/search") && !str_eq(r->path, S("/search")),
        .draft_kept = r->draft_href.n ? instant_uk(r->mem, r->draft_at) : STR_NONE,
        .body_class = r->page.wide ? S("govuk-template__body hf-wide") : S("govuk-template__body"),
    };
    layout_begin_view(o, &l);
    out_raw(o, content);
    layout_end_view(o, &l);
}
