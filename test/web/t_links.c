/* t_links.c - nothing is shown that cannot be used: as every role, from the first page on, each link and button of each
 * page is followed, and none is answered "not allowed" or "not found". */
#include "site.h"

enum { PAGES_MOST = 600, A_DOOR_MOST = 8 };

struct found { str target, from; };
struct list { size_t n, cap; struct found *at; };

static struct list pages, buttons;

static void add(struct list *l, str target, str from)
{
    for (size_t i = 0; i < l->n; i++)
        if (str_eq(l->at[i].target, target))
            return;
    ARENA_PUSH(&mem, l->at, l->n, l->cap) = (struct found){ target, from };
}

static str str_until(str s, char c)
{
    const char *p = s.n ? memchr(s.p, c, s.n) : NULL;
    return p ? str_take(s, (size_t)(p - s.p)) : s;
}

static bool is_number(str s) { return s.n && s.p[0] >= '0' && s.p[0] <= '9'; }

/* What an address is of: numbers and codes of kinds, rules and years taken as one. */
static bool same_door(str a, str b)
{
    str part, other;
    a = str_until(a, '?');
    b = str_until(b, '?');
    for (;;) {
        bool left = str_cut(&a, '/', &part), right = str_cut(&b, '/', &other);
        if (!left || !right)
            return left == right;
        if (!(is_number(part) && is_number(other)) && !str_eq(part, other))
            return false;
    }
}

static str attribute(str tag, const char *name)
{
    str want = arena_printf(&mem, " %s=\"", name);
    const char *p = memmem(tag.p, tag.n, want.p, want.n);
    if (!p)
        return STR_NONE;
    p += want.n;
    const char *end = memchr(p, '"', (size_t)(tag.p + tag.n - p));
    out o = { 0 };
    for (; end && p < end; p++) {
        out_char(&o, *p);
        if (*p == '&' && end - p > 4 && !memcmp(p, "&amp;", 5))
            p += 4;
    }
    str text = arena_copy(&mem, out_str(&o));
    out_release(&o);
    return text;
}

/* The links of the page that was just shown, and its forms. */
static void collect(str from)
{
    str rest = arena_copy(&mem, out_str(&reply_body)), tag;
    str posts = STR_NONE;
    out fields = { 0 };
    while (str_cut(&rest, '<', &tag)) {
        const char *close = memchr(tag.p, '>', tag.n);
        tag = close ? str_take(tag, (size_t)(close - tag.p)) : tag;
        str href = str_until(attribute(tag, "href"), '#');
        if (str_starts(tag, S("a ")) && str_starts(href, S("/")) && href.n)
            add(&pages, href, from);
        if (str_starts(tag, S("form ")) && str_eq(attribute(tag, "method"), S("post")))
            posts = attribute(tag, "action"), out_clear(&fields);
        else if (str_starts(tag, S("form ")) && attribute(tag, "action").n)
            add(&pages, attribute(tag, "action"), from);
        if (posts.p && str_starts(tag, S("input ")) && str_eq(attribute(tag, "type"), S("hidden")) &&
            !str_eq(attribute(tag, "name"), S("form_token"))) {
            out_printf(&fields, "%s" STR_FMT "=", fields.n ? "&" : "", STR_ARG(attribute(tag, "name")));
            out_query(&fields, attribute(tag, "value"));
        }
        if (posts.p && str_eq(tag, S("/form"))) {
            add(&buttons, arena_printf(&mem, STR_FMT " " STR_FMT, STR_ARG(posts), STR_ARG(out_str(&fields))), from);
            posts = STR_NONE;
        }
    }
    out_release(&fields);
}

static bool enough_of(size_t at)
{
    size_t n = 0;
    for (size_t i = 0; i < at; i++)
        n += same_door(pages.at[i].target, pages.at[at].target);
    return n >= A_DOOR_MOST;
}

static size_t refused(const char *what, const struct found *x, int status)
{
    if (status != 403 && status != 404 && status < 500)
        return 0;
    printf("# %s " STR_FMT " on " STR_FMT ": %d\n", what, STR_ARG(x->target), STR_ARG(x->from), status);
    return 1;
}

static void walk(const char *account, const char *label, size_t role)
{
    str first = STR_NONE;
    size_t bad = 0, seen = 0;
    pages = buttons = (struct list){ 0 };
    be(account);
    add(&pages, S("/"), S("the first page"));
    for (size_t i = 0; i < pages.n && seen < PAGES_MOST; i++) {
        const struct found x = pages.at[i];
        if (enough_of(i) || str_starts(x.target, S("/assets/")))
            continue;
        seen++;
        int status = ask(HTTP_GET, x.target, S(""));
        bad += refused("link", &x, status);
        if (!first.p && status == 303)
            first = header("Location");
        if (status == 303)
            add(&pages, str_until(header("Location"), '#'), x.target);
        else if (status == 200 && str_starts(header("Content-Type"), S("text/html")))
            collect(x.target);
    }
    if (post("/search", "q=an&notes=1") == 200)
        collect(S("/search"));
    for (size_t i = 0; i < pages.n; i++)
        if (str_eq(pages.at[i].from, S("/search")))
            bad += refused("link", &pages.at[i], ask(HTTP_GET, pages.at[i].target, S("")));
    ok(seen > 3, named(arena_printf(&mem, "%s: pages follow from the first", label).p));
    str start = cat->roles[role].start;
    ok(!start.n || str_eq(first, start), named(arena_printf(&mem, "%s: begins where the catalogue says", label).p));
    is_int((int64_t)bad, 0, named(arena_printf(&mem, "%s: each link may be followed", label).p));
    bad = 0;
    for (size_t i = 0; i < buttons.n; i++) {
        str rest = buttons.at[i].target, target;
        str_cut(&rest, ' ', &target);
        if (str_starts(target, S("/sign-out")) || str_starts(target, S("/sessions/")))
            continue;
        bad += refused("button", &buttons.at[i], post(arena_z(&mem, target), arena_z(&mem, rest)));
    }
    is_int((int64_t)bad, 0, named(arena_printf(&mem, "%s: each button may be pressed", label).p));
}

static void much_happens(void)
{
    put_under(council.child, "contact",
              change_of("contact", "received_at", "2026-11-20T09:00:00Z", "source", "1A", "reason", "Worried", NULL));
    put_under(council.child, "referral", change_of("referral", "received_on", "2026-10-01", "source", "1A", NULL));
    put_under(council.child, "cp_plan", change_of("cp_plan", "started_on", "2026-10-20", NULL));
    put_under(council.child, "visit",
              change_of("visit", "visit_for", "cp", "seen_on", "2026-11-01", "seen", "1", "note", "Words", NULL));
    put_under(council.sibling, "care_episode",
              change_of("care_episode", "started_on", "2026-06-01", "legal_status", "C2", NULL));
    put_under(council.strangers_child, "contact",
              change_of("contact", "received_at", "2026-11-20T10:00:00Z", "source", "2A", "reason", "Too", NULL));
    put_under(council.strangers_child, "cin_plan", change_of("cin_plan", "started_on", "2026-10-20", NULL));
}

static void test(void)
{
    much_happens();
    for (size_t i = 0; i < cat->nroles; i++) {
        const char *role = arena_z(&mem, cat->roles[i].name);
        char account[64];
        snprintf(account, sizeof account, "as.%s", role);
        for (char *p = account; *p; p++)
            *p = *p == '_' ? '-' : *p;
        add_account(account, role, str_has(cat->roles[i].can, S("see_own_work")) ? council.worker : 0);
        walk(account, role, i);
    }
}

int main(void) { return site_main("links", test); }
