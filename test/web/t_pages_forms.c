/* t_pages_forms.c - the one form: every kind of the catalogue added through it, and all that can go wrong on the way,
 * on both engines.
 *
 * Nothing here lists the kinds: a new one is tested without a line. */
#include "site.h"

static int64_t the_authority;

static const char *account_of(const struct role *role)
{
    char *z = arena_alloc(&mem, role->name.n + 4);
    snprintf(z, role->name.n + 4, "as." STR_FMT, STR_ARG(role->name));
    for (char *p = z; *p; p++)
        if (*p == '_')
            *p = '-';
    return z;
}

static bool has_word(str words, str word)
{
    str w;
    while (str_cut(&words, ' ', &w))
        if (str_eq(w, word))
            return true;
    return false;
}

/* Whose records they are: where they stand, what opens their forms, whose number. */
static const struct home { const char *kind, *word, *page, *can; int64_t *id; } homes[] = {
    { "person", "child", "/timeline", "write_child", &council.child },
    { "worker", "worker", "/record", "write_workers", &council.worker },
    { "household", "household", "", "write_child", &council.household },
    { "authority", "authority", "", "see_service", &the_authority },
    { "team", "team", "/record", "write_workers", &council.team },
    { "family", "family", "/record", "write_child", &council.family },
};

static const struct home *home_of(const struct kind *k)
{
    for (size_t i = 0; i < COUNT_OF(homes); i++)
        if (str_eq(k->subject->name, str_of(homes[i].kind)))
            return &homes[i];
    return NULL;
}

/* A role that may (or, though it opens such forms, may not) add records of that kind and read them again. */
static const struct role *role_of(const struct kind *k, bool writes)
{
    for (size_t i = 0; i < cat->nroles; i++)
        if (has_word(cat->roles[i].writes, k->write_group) == writes &&
            has_word(cat->roles[i].can, str_of(home_of(k)->can)) &&
            (!writes || has_word(cat->roles[i].reads, k->read_group)))
            return &cat->roles[i];
    return NULL;
}
static const struct role *writer_of(const struct kind *k) { return role_of(k, true); }
static const struct role *stranger_to(const struct kind *k) { return role_of(k, false); }

static void typed(out *o, str name, const char *part, str said)
{
    if (o->n)
        out_char(o, '&');
    out_raw(o, name);
    out_raw(o, str_of(part));
    out_char(o, '=');
    out_query(o, said);
}

static int64_t add_one(const struct kind *k, int depth);

static str text_for(const struct field *f)
{
    static const struct { const char *pattern, *text; } known[] = {
        { "postcode", "NR1 3AB" },   { "nhs", "485 777 3456" }, { "email", "a@example.org" },
        { "phone", "01603 123456" }, { "urn", "SC123456" },     { "upn", "A123456789012" },
    };
    for (size_t i = 0; i < COUNT_OF(known); i++)
        if (str_eq(f->pattern, str_of(known[i].pattern)))
            return str_of(known[i].text);
    if (str_eq(f->name, S("accounts"))) {           /* or nobody here could go on */
        out o = { 0 };
        for (size_t i = 0; i < cat->nroles; i++)
            out_printf(&o, "%s ", account_of(&cat->roles[i]));
        str all = arena_copy(&mem, str_trim(out_str(&o)));
        out_release(&o);
        return all;
    }
    return f->max && f->max < 12 ? str_take(S("Ab1"), (size_t)f->max) : S("Said so");
}

static str reference_for(const struct field *f, int depth)
{
    if (str_eq(f->ref->name, S("person")))
        return str_of(number(council.sibling));
    if (str_eq(f->ref->name, S("worker")))
        return str_of(number(council.worker));
    if (str_eq(f->ref->name, S("team")))
        return str_of(number(council.team));
    if (str_eq(f->ref->name, S("family")))
        return str_of(number(council.family));
    if (str_eq(f->ref->name, S("household"))) {
        if (!council.household)
            council.household = put_new("household", change_of("household", "name", "The Lees", NULL));
        return str_of(number(council.household));
    }
    int64_t id = newest(council.child, arena_z(&mem, f->ref->name));
    return str_of(number(id ? id : depth > 3 ? 0 : add_one(f->ref, depth + 1)));
}

/* The least that a form of this kind needs. */
static str least_of(const struct kind *k, int depth)
{
    out o = { 0 };
    bool any = false;
    for (size_t i = 0; i < k->nfields; i++) {
        const struct field *f = &k->fields[i];
        bool first = !any && i + 1 == k->nfields;           /* a record says something */
        bool holder = str_eq(k->name, S("involvement")) &&
                      str_eq(f->name, S("worker_id")); /* nobody cannot hold a case */
        if ((!f->required && !first && !holder) || !in_force(f->when, instant_day(site_now)))
            continue;
        any = true;
        switch (f->type) {
        case FT_DATE: case FT_INSTANT:
            typed(&o, f->name, "-day", S("10"));
            typed(&o, f->name, "-month", S("11"));
            typed(&o, f->name, "-year", S("2026"));
            if (f->type == FT_INSTANT)
                typed(&o, f->name, "-time", S("10:15"));
            break;
        case FT_CODE: case FT_CODES: {
            size_t c = 0;
            while (c + 1 < f->codes->ncodes && !in_force(f->codes->codes[c].when, instant_day(site_now)))
                c++;
            typed(&o, f->name, "", f->codes->codes[c].code);
            break;
        }
        case FT_REF:  typed(&o, f->name, "", reference_for(f, depth)); break;
        case FT_FLAG: typed(&o, f->name, "", S("1")); break;
        case FT_TEXT: case FT_NOTE: typed(&o, f->name, "", text_for(f)); break;
        default:      typed(&o, f->name, "", str_of(number(f->min > 1 ? f->min : 1)));
        }
    }
    str s = arena_copy(&mem, out_str(&o));
    out_release(&o);
    return s;
}

static int64_t add_one(const struct kind *k, int depth)
{
    const struct role *role = writer_of(k);
    const struct home *home = home_of(k);
    const char *target = arena_printf(&mem, "/%s/%lld/add/" STR_FMT, home->word, (long long)*home->id,
                                      STR_ARG(k->name)).p,
               *name = arena_z(&mem, k->name);
    str fields = least_of(k, depth);
    if (!ok(role != NULL, named(arena_printf(&mem, "%s: some role may add it", name).p)))
        return 0;
    be(account_of(role));
    int status = post(target, arena_z(&mem, fields));
    if (!ok(status == 303, named(arena_printf(&mem, "%s: the least is saved", name).p))) {
        printf("#   %d: " STR_FMT "\n", status, STR_ARG(fields));
        str page = out_str(&reply_body);
        for (size_t i = 0; i + 8 < page.n; i++)
            if (!memcmp(page.p + i, "href=\"#", 7))
                printf("#   %.*s\n", (int)(page.n - i < 120 ? page.n - i : 120), page.p + i);
    }
    return newest(*home->id, arena_z(&mem, k->name));
}

/* Every link of the summary leads to something on the page. */
static bool summary_links_work(void)
{
    str page = out_str(&reply_body);
    size_t links = 0;
    bool good = true;
    for (size_t i = 0; i + 8 < page.n; i++) {
        if (memcmp(page.p + i, "href=\"#", 7))
            continue;
        str rest = str_skip(page, i + 7), id = STR_NONE;
        str_cut(&rest, '"', &id);
        if (str_eq(id, S("main-content")) || str_eq(id, S("main")))
            continue;
        links++;
        if (!str_has(page, arena_printf(&mem, "id=\"" STR_FMT "\"", STR_ARG(id)))) {
            printf("# nothing has the id " STR_FMT "\n", STR_ARG(id));
            good = false;
        }
    }
    return good && links > 0;
}

static void every_kind(void)
{
    for (size_t i = 0; i < cat->nkinds; i++) {
        const struct kind *k = &cat->kinds[i];
        if (kind_is_subject(k) || !in_force(k->when, instant_day(site_now)))
            continue;
        const struct home *home = home_of(k);
        const char *base = arena_printf(&mem, "/%s/%lld", home->word, (long long)*home->id).p,
                   *name = arena_z(&mem, k->name), *target = arena_printf(&mem, "%s/add/%s", base, name).p;
        int64_t id = add_one(k, 0);
        if (!id)
            continue;
        is_int(get(target), 200, named(arena_printf(&mem, "%s: its form", name).p));
        ok(shows("name=\"form_token\"") && shows("govuk-button"), named(arena_printf(&mem, "%s: can be sent", name).p));
        is_int(post(target, ""), 422, named(arena_printf(&mem, "%s: empty is refused", name).p));
        ok(summary_links_work(), named(arena_printf(&mem, "%s: the summary leads to the questions", name).p));
        const char *record = arena_printf(&mem, "%s/record/%lld", base, (long long)id).p;
        is_int(get(record), 200, named(arena_printf(&mem, "%s: its page", name).p));
        is_int(get(arena_printf(&mem, "%s/change", record).p), 200,
               named(arena_printf(&mem, "%s: the form to correct it", name).p));
        is_int(get(arena_printf(&mem, "%s/remove", record).p), 200,
               named(arena_printf(&mem, "%s: the page to remove it", name).p));
        is_int(get(arena_printf(&mem, "%s/end", record).p), k->f_ended >= 0 ? 200 : 404,
               named(arena_printf(&mem, "%s: the form to end it", name).p));
        get(arena_printf(&mem, "%s%s", base, home->page).p);
        ok(shows(arena_printf(&mem, "/record/%lld\"", (long long)id).p) ==
               (home != homes || str_eq(k->timeline, S("yes"))),
           named(arena_printf(&mem, "%s: on the timeline as it says", name).p));
        const struct role *other = stranger_to(k);
        if (!other)
            continue;
        size_t before = how_many(*home->id, name);
        be(account_of(other));
        is_int(post(target, arena_z(&mem, least_of(k, 0))), 403,
               named(arena_printf(&mem, "%s: not by who may not write it", name).p));
        is_int((int64_t)how_many(*home->id, name), (int64_t)before, named("and nothing is written"));
    }
}

/* The number at the end of where a save leads to, or before "/record". */
static int64_t led_to(const char *word)
{
    int64_t id = 0;
    str to = header("Location"), before = arena_printf(&mem, "/%s/", word), digits = STR_NONE;
    if (!str_starts(to, before))
        return 0;
    to = str_skip(to, before.n);
    str_cut(&to, '/', &digits);
    return str_int(digits, &id) ? id : 0;
}

/* A new worker, team, household and authority: found in its list, on its page, changed, ended, its history. */
static void every_subject(void)
{
    for (size_t i = 1; i < COUNT_OF(homes) - 1; i++) {
        const struct kind *k = catalogue_kind(cat, str_of(homes[i].kind));
        const char *word = homes[i].word, *new = arena_printf(&mem, "/%s/new", word).p;
        bool places = !strcmp(word, "worker") || !strcmp(word, "team");
        const char *maker = places ? "as.administrator" : account_of(writer_of(k));
        be(maker);
        is_int(get(new), 200, named(arena_printf(&mem, "%s: the form for a new one", word).p));
        is_int(post(new, ""), 422, named("is not saved empty"));
        ok(summary_links_work(), named("and the summary leads to the questions"));
        const char *least = arena_printf(&mem, STR_FMT "&form_number=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                                         STR_ARG(least_of(k, 0))).p;
        is_int(post(new, least), 303, named("the least is saved"));
        int64_t id = led_to(word);
        ok(id > 0 && load(site_store, id)->kind == k, named("as what it is"));
        is_int(post(new, least), 303, named("sent twice"));
        is_int(led_to(word), id, named("it is saved once"));
        if (!*homes[i].id)
            *homes[i].id = id;
        const char *base = arena_printf(&mem, "/%s/%lld", word, (long long)id).p;
        const char *own = arena_printf(&mem, "%s/record/%lld", base, (long long)id).p;
        is_int(get(arena_printf(&mem, "%s%s", base, homes[i].page).p), 200, named("it has a page"));
        ok(shows("Said so"), named("with its name"));
        is_int(get(arena_printf(&mem, "/%s/all", word).p), 200, named("stands in a list"));
        ok(shows(arena_printf(&mem, "%s%s\"", base, homes[i].page).p), named("that leads to it"));
        is_int(get(arena_printf(&mem, "%s/change", own).p), 200, named("can be corrected"));
        is_int(post(arena_printf(&mem, "%s/change", own).p, "base_version=1&name=Another+name"), 303, named("and is"));
        is(text_of(subject_own(load(site_store, id)), "name"), S("Another name"), named("as it was typed"));
        is_int(get(arena_printf(&mem, "%s/history", base).p), 200, named("every change is told"));
        ok(shows("Said so") && shows("Another name"), named("before and after"));
        is_int(get(arena_printf(&mem, "%s/record/%lld/remove", base, (long long)id).p), 404,
               named("it is not removed whole"));
        is_int(get(path("/child/", id, "")), 403 + (strcmp(maker, "as.administrator") != 0),
               named("at a person's address there is nothing of it"));
        const char *others[] = { "as.front-door", "as.complaints-officer", "as.auditor" };
        for (size_t o = 0; o < COUNT_OF(others); o++) {
            be(others[o]);
            is_int(post(new, least), 403, named(arena_printf(&mem, "%s: not made by %s", word, others[o]).p));
            int status = post(arena_printf(&mem, "%s/change", own).p, "base_version=2&name=Taken");
            ok(status == 403 || status == 404, named("nor changed by them"));
        }
        is(text_of(subject_own(load(site_store, id)), "name"), S("Another name"), named("and it is as it was"));
    }
}

/* There is one authority; a second is neither offered nor saved, whoever sends it. */
static void one_authority(void)
{
    const struct kind *k = catalogue_kind(cat, S("authority"));
    be(account_of(writer_of(k)));
    is_int(get("/authority/new"), 409, named("no form for a second authority"));
    ok(shows("The authority is on record already"), named("and it says why"));
    is_int(post("/authority/new", arena_printf(&mem, STR_FMT, STR_ARG(least_of(k, 0))).p), 409,
           named("nor is one saved"));
    get("/authority/all");
    ok(!shows("/authority/new"), named("nor offered"));
    db_rows rows;
    CODE(db_run(site_store->db, ST_every_authority, NO_ARGS, &mem, &rows, &e), ERR_OK, "authorities");
    is_int((int64_t)rows.n, 1, named("there is one"));
}

/* A number in the address of another kind of subject is nobody's, to read and to write. */
static void other_addresses(void)
{
    be("as.team-manager");
    for (size_t i = 0; i < COUNT_OF(homes); i++)
        for (size_t k = 0; k < COUNT_OF(homes); k++) {
            if (i == k || !strcmp(homes[i].word, "authority"))
                continue;
            int64_t id = *homes[k].id;
            const char *base = arena_printf(&mem, "/%s/%lld", homes[i].word, (long long)id).p;
            const char *own = arena_printf(&mem, "%s/record/%lld", base, (long long)id).p;
            const char *tries[] = { own, arena_printf(&mem, "%s/change", own).p,
                                    arena_printf(&mem, "%s/history", base).p,
                                    arena_printf(&mem, "%s%s", base, homes[i].page).p };
            for (size_t t = 0; t < COUNT_OF(tries); t++)
                is_int(get(tries[t]), 404, named(arena_printf(&mem, "%s of a %s", tries[t], homes[k].word).p));
            is_int(post(tries[1], "base_version=1&name=Taken&surname=Taken"), 404,
                   named("nor is anything taken there"));
        }
    ok(!str_eq(text_of(subject_own(load(site_store, council.team)), "name"), S("Taken")), named("all is as it was"));
}

/* Another team's workers and the team itself are not this manager's to change; nor whose a worker is. */
static void own_team_only(void)
{
    be("as.team-manager");
    is_int(get(path("/worker/", council.colleague, "/record")), 404,
           named("another team's worker does not exist here"));
    is_int(post(path("/worker/", council.colleague, "/add/absence"), "reason=leave"), 404,
           named("nor takes a record"));
    is_int(get(path("/team/", council.other_team, "/record")), 200, named("another team is in the directory"));
    const char *other = path(path("/team/", council.other_team, "/record/"), council.other_team, "/change");
    is_int(get(other), 403, named("but not theirs to change"));
    is_int(post(other, "base_version=1&name=Taken"), 403, named("by no form"));
    const char *own = path(path("/team/", council.team, "/record/"), council.team, "/change");
    is_int(post(own, "base_version=1&name=North+and+east"), 303, named("their own team is"));
    is_int(post(own, arena_printf(&mem, "base_version=2&parent_id=%lld", (long long)council.other_team).p), 422,
           named("but not where it stands"));
    const char *worker = path(path("/worker/", council.worker, "/record/"), council.worker, "/change");
    is_int(post(worker, arena_printf(&mem, "base_version=1&team_id=%lld", (long long)council.other_team).p), 422,
           named("nor in which team a worker is"));
    is_int(get("/worker/new"), 403, named("nor do they make workers"));
}

/* Nobody who holds children leaves: how many, and where they are. */
static void nobody_is_stranded(void)
{
    int64_t version = subject_own(load(site_store, council.worker))->version;
    const char *record = path(path("/worker/", council.worker, "/record/"), council.worker, "");
    const char *end = arena_printf(&mem, "%s/end", record).p;
    be("as.administrator");
    is_int(get(end), 200, named("the form that ends a worker"));
    ok(shows(arena_printf(&mem, "href=\"/worker/%lld\">2 children", (long long)council.worker).p),
       named("says how many they hold, and where"));
    is_int(post(end, arena_printf(&mem, "base_version=%lld&left_on-day=20&left_on-month=11&left_on-year=2026",
                                  (long long)version).p), 422, named("a day that has come is refused"));
    ok(shows("They hold 2 children"), named("with the number"));
    is_int(post(end, arena_printf(&mem, "base_version=%lld&left_on-day=20&left_on-month=12&left_on-year=2026",
                                  (long long)version).p), 303, named("a day to come can be written down"));
    int64_t idle = put_new("worker", change_of("worker", "name", "Idle Hand", NULL));
    is_int(post(path(path("/worker/", idle, "/record/"), idle, "/end"),
                "base_version=1&left_on-day=20&left_on-month=11&left_on-year=2026"), 303,
           named("who holds nobody leaves"));
}

/* A family begins with a child: whoever makes it sees it, and the child is in it. */
static void a_family(void)
{
    const char *new = path("/child/", council.secret_child, "/family/new");
    be("as.practitioner");
    is_int(get(new), 403, named("no family for somebody who is hidden"));
    new = path("/child/", council.child, "/family/new");
    size_t before = how_many(council.child, "family_member");
    is_int(get(new), 200, named("the form for a new family"));
    is_int(post(new, ""), 422, named("needs a name"));
    is_int((int64_t)how_many(council.child, "family_member"), (int64_t)before, named("and joins nobody until then"));
    is_int(post(new, "name=The+Adeyemi-Lees&form_number=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), 303,
           named("and is saved"));
    is_int((int64_t)how_many(council.child, "family_member"), (int64_t)before + 1, named("with its first member"));
    get(path("/child/", council.child, ""));
    ok(shows("The Adeyemi-Lees"), named("and stands on the child's page"));
    be("as.reviewing-officer");
    is_int(post(new, "name=Another"), 403, named("not by who may join nobody"));
}

static void odd_dates(void)
{
    static const struct { const char *day, *month, *year, *time, *want; } dates[] = {
        { "1", "4", "2026", "9:30", "2026-04-01T08:30:00Z" },
        { "01", "04", "2026", "09.30", "2026-04-01T08:30:00Z" },
        { " 1 ", "April", "2026", "0930", "2026-04-01T08:30:00Z" },
        { "1", "apr", "2026", "9.30pm", "2026-04-01T20:30:00Z" },
        { "1", "4", "2026", "9am", "2026-04-01T08:00:00Z" },
        { "1", "4", "2026", "12am", "2026-03-31T23:00:00Z" },
        { "29", "3", "2026", "10:00", "2026-03-29T09:00:00Z" },
        { "25", "10", "2026", "10:00", "2026-10-25T10:00:00Z" },
        { "29", "2", "2024", "12pm", "2024-02-29T12:00:00Z" },
        { "31", "4", "2026", "9:30", NULL },
        { "29", "2", "2026", "9:30", NULL },
        { "1", "4", "2026", "25:00", NULL },
        { "1", "4", "2026", "9:75", NULL },
        { "1", "4", "2026", "", NULL },
        { "1", "", "2026", "9:30", NULL },
        { "x", "4", "2026", "9:30", NULL },
        { "1", "13", "2026", "9:30", NULL },
        { "1", "4", "2030", "9:30", NULL },
        { "", "", "", "9:30", NULL },
        { "1", "4", "26", "9:30", NULL },
        { "-1", "4", "2026", "9:30", NULL },
    };
    const struct kind *contact = catalogue_kind(cat, S("contact"));
    str rest = least_of(contact, 0), pair = STR_NONE;
    out o = { 0 };
    while (str_cut(&rest, '&', &pair))
        if (!str_starts(pair, S("received_at"))) {
            out_char(&o, '&');
            out_raw(&o, pair);
        }
    const char *others = arena_z(&mem, out_str(&o)), *target = path("/child/", council.child, "/add/contact");
    out_release(&o);
    be("as.front-door");
    for (size_t i = 0; i < COUNT_OF(dates); i++) {
        out f = { 0 };
        typed(&f, S("received_at"), "-day", str_of(dates[i].day));
        typed(&f, S("received_at"), "-month", str_of(dates[i].month));
        typed(&f, S("received_at"), "-year", str_of(dates[i].year));
        typed(&f, S("received_at"), "-time", str_of(dates[i].time));
        out_raw(&f, str_of(others));
        const char *what =
            arena_printf(&mem, "%s/%s/%s %s", dates[i].day, dates[i].month, dates[i].year, dates[i].time).p;
        int status = post(target, arena_z(&mem, out_str(&f)));
        out_release(&f);
        if (!dates[i].want) {
            is_int(status, 422, named(what));
            ok(summary_links_work() && shows(arena_printf(&mem, "value=\"%s\"", dates[i].time).p),
               named("what was typed stands there still"));
            continue;
        }
        is_int(status, 303, named(what));
        int64_t id = newest(council.child, "contact");
        is(text_of(subject_record(load(site_store, council.child), id), "received_at"), str_of(dates[i].want),
           named(what));
        const char *change =
            arena_printf(&mem, "/child/%lld/record/%lld/change", (long long)council.child, (long long)id).p;
        get(change);
        str page = out_str(&reply_body), time = STR_NONE;
        for (size_t p = 0; p + 30 < page.n; p++)
            if (!memcmp(page.p + p, "name=\"received_at-time\"", 23)) {
                str tail = str_skip(page, p);
                size_t v = 0;
                while (v + 7 < tail.n && memcmp(tail.p + v, "value=\"", 7))
                    v++;
                tail = str_skip(tail, v + 7);
                str_cut(&tail, '"', &time);
                break;
            }
        time = arena_copy(&mem, time.p ? time : S(""));
        instant t = instant_parse(str_of(dates[i].want));
        int y, m, d;
        day_split(instant_day(t), &y, &m, &d);
        is_int(post(change, arena_printf(&mem,
                                         "base_version=1&received_at-day=%d&received_at-month=%d&received_at-year=%d&"
                                         "received_at-time=" STR_FMT,
                                         d, m, y, STR_ARG(time))
                                .p),
               303, named("sent back as the form shows it"));
        is_int(subject_record(load(site_store, council.child), id)->version, 1, named("it is the same"));
    }
}

static int64_t new_visit(const char *note)
{
    be("as.practitioner");
    post(path("/child/", council.child, "/add/visit"),
         arena_printf(&mem, "visit_for=cin&seen_on-day=10&seen_on-month=11&seen_on-year=2026&seen=1&note=%s", note).p);
    return newest(council.child, "visit");
}

static str field_now(int64_t record, const char *field)
{
    return text_of(subject_record(load(site_store, council.child), record), field);
}

static void two_people(void)
{
    int64_t id = new_visit("First");
    const char *change =
        arena_printf(&mem, "/child/%lld/record/%lld/change", (long long)council.child, (long long)id).p;
    const char *rest = "&seen_on-day=10&seen_on-month=11&seen_on-year=2026&visit_for=cin&seen=1";
    is_int(post(change, arena_printf(&mem, "base_version=1&note=First&child_words=Happy%s", rest).p), 303,
           named("one changes a field"));
    be("as.team-manager");
    is_int(post(change, arena_printf(&mem, "base_version=1&note=Second&child_words=%s", rest).p), 303,
           named("another changes another field of the same version"));
    is(field_now(id, "child_words"), S("Happy"), named("both stand: the one's"));
    is(field_now(id, "note"), S("Second"), named("and the other's"));

    be("as.practitioner");
    is_int(post(change, arena_printf(&mem, "base_version=3&note=Third+of+one&child_words=Sad%s", rest).p), 303,
           named("one writes on"));
    be("as.team-manager");
    is_int(post(change, arena_printf(&mem, "base_version=3&note=Third+of+two&child_words=Happy%s", rest).p), 409,
           named("another writes the same field"));
    ok(shows("Third of one") && shows("Third of two"), named("both texts are shown"));
    is(field_now(id, "note"), S("Third of one"), named("nothing is overwritten"));
    ok(shows(">Sad</textarea>") && !shows(">Happy</textarea>"),
       named("what only the one changed is shown as it now is"));
    ok(summary_links_work(), named("and the summary leads there"));
    ok(shows("name=\"base_version\" value=\"4\""), named("the form now knows the newer version"));
    is_int(post(change, arena_printf(&mem, "base_version=4&note=Third+of+both&child_words=Sad%s", rest).p), 303,
           named("both put together"));
    is(field_now(id, "note"), S("Third of both"), named("is saved"));
    is(field_now(id, "child_words"), S("Sad"), named("and the one's other change is still there"));
    is_int(post(change, arena_printf(&mem, "base_version=4&note=Late&take-note=1&child_words=Sad%s", rest).p), 303,
           named("or theirs is kept"));
    is(field_now(id, "note"), S("Third of both"), named("as it stands"));
    is_int(post(change, "note=No+version"), 422, named("a form without its version is refused"));
    is_int(post(change, arena_printf(&mem, "base_version=5&note=Third+of+both&child_words=Sad%s", rest).p), 303,
           named("nothing different"));
    is_int(subject_record(load(site_store, council.child), id)->version, 5, named("makes no new version"));

    const char *remove =
        arena_printf(&mem, "/child/%lld/record/%lld/remove", (long long)council.child, (long long)id).p;
    is_int(post(remove, "base_version=5&why="), 422, named("removing needs a reason"));
    ok(summary_links_work() && !subject_record(load(site_store, council.child), id)->removed,
       named("without one it stays"));
    is_int(post(remove, "base_version=5&why=About+another+child"), 303, named("with a reason"));
    ok(subject_record(load(site_store, council.child), id)->removed, named("it is removed"));
    get(path("/child/", council.child, "/timeline"));
    ok(!shows(arena_printf(&mem, "/record/%lld\"", (long long)id).p), named("and leaves the timeline"));
    is_int(get(arena_printf(&mem, "/child/%lld/record/%lld", (long long)council.child, (long long)id).p), 200,
           named("its page stays"));
    ok(shows("About another child") && shows("Third of both"), named("with the reason and all that it said"));
    is_int(get(remove), 404, named("it cannot be removed twice"));
    is_int(post(remove, "base_version=6&why=Once+more"), 404, named("nor by sending the form again"));
}

static void ending(void)
{
    be("as.team-manager");
    int64_t id = newest(council.child, "cin_plan");
    const char *end = arena_printf(&mem, "/child/%lld/record/%lld/end", (long long)council.child, (long long)id).p;
    is_int(get(end), 200, named("the form to end a plan"));
    ok(shows("ended_on-day") && !shows("started_on-day"), named("asks when it ended, not when it began"));
    is_int(post(end, "base_version=1&ended_on-day=31&ended_on-month=2&ended_on-year=2026"), 422,
           named("on no real day"));
    is_int(post(end, "base_version=1&ended_on-day=15&ended_on-month=11&ended_on-year=2026"), 303,
           named("on a real one"));
    is(field_now(id, "ended_on"), S("2026-11-15"), named("it has ended"));
}

static str value_of(const char *name)
{
    str page = out_str(&reply_body), want = arena_printf(&mem, "name=\"%s\" value=\"", name), v = S("");
    for (size_t i = 0; i + want.n < page.n; i++)
        if (!memcmp(page.p + i, want.p, want.n)) {
            str tail = str_skip(page, i + want.n);
            str_cut(&tail, '"', &v);
            break;
        }
    return arena_copy(&mem, v);
}

static void twice_and_not_at_all(void)
{
    be("as.practitioner");
    const char *add = path("/child/", council.child, "/add/visit");
    get(add);
    const char *body = arena_printf(&mem,
                                    "form_number=" STR_FMT
                                    "&visit_for=cin&seen_on-day=12&seen_on-month=11&seen_on-year=2026&seen=1&note=Once",
                                    STR_ARG(value_of("form_number")))
                           .p;
    size_t before = how_many(council.child, "visit");
    is_int(post(add, body), 303, named("Save is pressed"));
    is_int(post(add, body), 303, named("twice"));
    is_int((int64_t)how_many(council.child, "visit"), (int64_t)before + 1, named("and saved once"));
    is_int(post(add, arena_printf(&mem, "%s+more", body).p), 303, named("Back, and something else"));
    is_int((int64_t)how_many(council.child, "visit"), (int64_t)before + 2, named("is another record"));
    before += 2;

    is_int(ask(HTTP_POST, str_of(add), str_of(body)), 303, named("without the form's token"));
    ok(str_has(header("Location"), S("?draft=")), named("it is kept"));
    is_int((int64_t)how_many(council.child, "visit"), (int64_t)before, named("but not saved"));
    get(arena_z(&mem, header("Location")));
    ok(shows(">Once</textarea>"), named("and comes back"));
    struct http_request q = { .method = HTTP_POST,
                              .target = str_of(add),
                              .cookie = str_of(cookie),
                              .address = S("10.0.0.1"),
                              .if_none_match = STR_NONE };
    reply = (struct http_reply){ 0 };
    server_answer(site, &q, 413, &reply);
    is_int(reply.status, 413, named("a body that is too large is refused in words"));
    ok(reply.body.n > 200, named("on a page"));

    be("as.practitioner");
    get(add);
    site_now += 31 * 60;
    is_int(post(add, "visit_for=cin&seen=1&note=Half+a+story+%26+more"), 303, named("the session has ended meanwhile"));
    ok(str_has(header("Location"), S("draft%3D")), named("the text is kept"));
    str location = header("Location"), skipped;
    str_cut(&location, '=', &skipped);
    struct form next;
    CODE(form_read(arena_printf(&mem, "next=" STR_FMT, STR_ARG(location)), &mem, &next, &e), ERR_OK,
         "where to go next");
    be("as.practitioner");
    is_int(get(arena_z(&mem, form_value(&next, "next"))), 200, named("signed in again"));
    ok(shows(">Half a story &amp; more</textarea>"), named("the text stands in the form"));
    is_int((int64_t)how_many(council.child, "visit"), (int64_t)before, named("nothing was saved unseen"));
    site_now -= 31 * 60;

    is_int(get(path("/child/", council.child, "/add/person")), 404, named("a person is not a part of a record"));
    is_int(get(path("/child/", council.child, "/add/nothing")), 404, named("nor is what the catalogue does not have"));
    is_int(get(path("/child/", council.child, "/add/worker")), 404, named("nor a worker"));
    is_int(get(path("/child/", council.child, "/record/999999/change")), 404, named("nor a record that is not there"));
    is_int(get(arena_printf(&mem, "/child/%lld/record/%lld", (long long)council.child, (long long)council.sibling).p),
           404, named("nor another child's"));
    is_int(post(path("/child/", council.strangers_child, "/add/visit"), "visit_for=cin&seen=1"), 404,
           named("nor a child out of reach"));
}

static void errors_keep_what_was_typed(void)
{
    be("as.practitioner");
    const char *add = path("/child/", council.child, "/add/visit");
    is_int(post(add, "visit_for=nonsense&seen_on-day=31&seen_on-month=2&seen_on-year=2026&seen=1&note=A+long+story+%"
                     "3Cb%3E%22quoted%22"),
           422, named("two faults"));
    ok(shows("A long story &lt;b&gt;") && !shows("<b>\"quoted"), named("the story stands there, harmless"));
    ok(shows("value=\"31\"") && shows("govuk-error-summary") && shows("govuk-error-message"),
       named("with the day, a summary, and errors at the questions"));
    ok(summary_links_work(), named("that the summary leads to"));
    ok(shows("data-show-if=\""), named("questions that depend on others say so"));
    ok(shows("<title>Error: ") || shows("<title>\nError: "), named("the title says that there is an error"));
}

/* The markup of the fold with that heading, from its beginning; "" when there is none. */
static str fold(const char *heading)
{
    str page = out_str(&reply_body), want = arena_printf(&mem, "details__summary-text\">%s<", heading);
    size_t begin = 0;
    for (size_t i = 0; i + want.n < page.n; i++) {
        if (str_starts(str_skip(page, i), S("<details ")))
            begin = i;
        if (str_starts(str_skip(page, i), want))
            return arena_copy(&mem, str_take(str_skip(page, begin), 80));
    }
    return S("");
}

static bool is_open(const char *heading)
{
    str begin = fold(heading), tag;
    return begin.n && str_cut(&begin, '>', &tag) && str_ends(tag, S(" open"));
}

/* Few questions first, with the address; the rest is folded, and opens where something is wrong or typed. */
static void folds(const char *person)
{
    get("/child/new");
    ok(fold("Numbers").n && fold("Health and family").n && fold("About them").n && !is_open("Numbers") &&
           !is_open("About them"),
       named("the rest is folded"));
    ok(!fold("Who it is").n && shows("name=\"forename\"") && shows("name=\"postcode\"") && shows("name=\"religion\""),
       named("what is needed first is not, with where they live; all of it is there"));
    is_int(post("/child/new", arena_printf(&mem, "%s&sure=1&upn=wrong", person).p), 422, named("an error in a fold"));
    ok(is_open("Numbers") && !is_open("Health and family") && shows("href=\"#upn\"") && shows("id=\"upn\""),
       named("opens it, and the link leads there"));
    is_int(post("/child/new", arena_printf(&mem, "%s&school=Hill+School", person).p), 200,
           named("asked whether it is somebody known"));
    ok(is_open("Health and family") && shows("Hill School"), named("what was typed stays in sight"));
    is_int(post("/child/new", arena_printf(&mem, "%s&sure=1&line1=4&postcode=nonsense", person).p), 422,
           named("an address that is none"));
    ok(shows("href=\"#postcode\"") && shows("value=\"nonsense\"") && shows("value=\"4\""),
       named("is said beside it, and nothing is lost"));
    is_int(post("/child/new",
                "forename=Wanda&surname=Whereabouts&line1=4&line2=Mill+Lane&town=Thornwick&postcode=nr1+3aa"),
           303, named("somebody new with an address"));
    str to = header("Location"), part;
    int64_t id = 0;
    for (int i = 0; i < 3; i++)
        str_cut(&to, '/', &part);
    ok(str_int(part, &id), named("has a page"));
    struct subject *sub = load(site_store, id);
    const struct records *all = sub ? subject_kind(sub, catalogue_kind(cat, S("address"))) : NULL;
    ok(all && all->n == 1 && str_eq(text_of(all->at[0], "town"), S("Thornwick")),
       named("and lives there, saved in the same go"));
    is_int(post("/child/new", "forename=Nora&surname=Nowhere&line1=&line2=&town=&postcode=&confidential="), 303,
           named("without an address"));
    to = header("Location");
    for (int i = 0; i < 3; i++)
        str_cut(&to, '/', &part);
    ok(str_int(part, &id) && subject_kind(load(site_store, id), catalogue_kind(cat, S("address")))->n == 0,
       named("none is made"));
}

static void somebody_new(void)
{
    be("as.front-door");
    is_int(get("/child/new"), 200, named("somebody new"));
    const char *same = "forename=Zoe&surname=Adeyemi&born_on-day=3&born_on-month=4&born_on-year=2014";
    is_int(post("/child/new", same), 200, named("somebody of the same name is asked about"));
    ok(shows(path("/child/", council.child, "\"")) && shows("name=\"sure\""), named("with who it might be"));
    int64_t stephen = new_person(site_store, "Stephen", "Marsh", "2013-03-03");
    is_int(post("/child/new", "forename=Steven&surname=Marsh"), 200, named("or of a name that sounds the same"));
    ok(shows(path("/child/", stephen, "\"")), named("too"));
    is_int(post("/child/new", "forename=Robin&surname=Hidden&born_on-day=1&born_on-month=1&born_on-year=2020"), 303,
           named("somebody restricted is not betrayed by the question"));
    is_int(post("/child/new", arena_printf(&mem, "%s&sure=1&upn=wrong", same).p), 422,
           named("sure, but a number is wrong"));
    ok(shows("name=\"sure\"") && shows("value=\"wrong\"") && summary_links_work(),
       named("the answer and the number stand there still"));
    folds(same);
    get("/child/new");
    const char *body = arena_printf(&mem, "%s&sure=1&form_number=" STR_FMT, same, STR_ARG(value_of("form_number"))).p;
    is_int(post("/child/new", body), 303, named("sure"));
    str to = header("Location");
    is_int(post("/child/new", body), 303, named("pressed twice"));
    is(header("Location"), to, named("leads to the same person"));
    is_int(get(arena_z(&mem, to)), 200, named("who is there"));
    ok(shows("Zoe Adeyemi"), named("by name"));
    be("as.auditor");
    is_int(post("/child/new", same), 403, named("not by a role that adds nobody"));
    be("as.analyst");
    is_int(post("/child/new", same), 403, named("nor by one that writes nothing"));
}

static void everything(void)
{
    for (size_t k = 0; k < cat->nroles; k++)
        add_account(account_of(&cat->roles[k]), arena_z(&mem, cat->roles[k].name), council.worker);
    the_authority = 0;
    every_subject();
    one_authority();
    every_kind();
    own_team_only();
    other_addresses();
    a_family();
    nobody_is_stranded();
    odd_dates();
    two_people();
    ending();
    twice_and_not_at_all();
    errors_keep_what_was_typed();
    somebody_new();
}

int main(void) { return site_main("forms", everything); }
