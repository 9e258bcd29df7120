/* t_codes.c - code sets and roles as they are loaded: finding a code in sets of any size, codes that change with the
 * years, and the edges of what a role may say. */
#include "catalogue/load.h"
#include "tap.h"

#define KIND                                                                                                           \
    "group: G\nkinds:\n- name: person\n  label: P\n  plural: P\n  about: P\n  subject: person\n  read: most\n"         \
    "  write: other\n  fields:\n  - {name: a, label: A, type: int}\n"

static arena mem;

static err_code load(const char *codes, const char *roles, struct catalogue **c, err *e)
{
    struct catalogue_file files[3] = { { S("kinds/a.yml"), S(KIND) } };
    size_t n = 1;
    if (codes)
        files[n++] = (struct catalogue_file){ S("codes/a.yml"), str_of(codes) };
    if (roles)
        files[n++] = (struct catalogue_file){ S("roles.yml"), str_of(roles) };
    *e = (err){ .mem = &mem };
    *c = NULL;
    return catalogue_load_texts(c, n, files, e);
}

/* --- periods ------------------------------------------------------------------------------------------------- */

static const struct { const char *from, *to, *on; bool want; } periods[] = {
    { NULL, NULL, "2026-06-15", true },
    { "2026-06-15", NULL, "2026-06-15", true },
    { "2026-06-15", NULL, "2026-06-14", false },
    { NULL, "2026-06-15", "2026-06-15", true },
    { NULL, "2026-06-15", "2026-06-16", false },
    { "2026-06-15", "2026-06-15", "2026-06-15", true },
    { "2026-06-15", "2026-06-15", "2026-06-14", false },
    { "2026-06-15", "2026-06-15", "2026-06-16", false },
};

/* Two spells of one code: may both stand? */
static const struct { const char *first, *second; bool good; } spells[] = {
    { "to: 2020-03-31", "from: 2020-04-01", true },
    { "to: 2020-03-31", "from: 2020-04-02", true },
    { "to: 2020-03-31", "from: 2020-03-31", false },
    { "to: 2020-04-01", "from: 2020-03-31", false },
    { "from: 2020-04-01", "to: 2020-03-31", true },
    { "from: 2020-03-31", "to: 2020-03-31", false },
    { "from: 2019-04-01, to: 2020-03-31", "from: 2020-04-01, to: 2021-03-31", true },
    { "from: 2020-04-01, to: 2021-03-31", "from: 2019-04-01, to: 2020-03-31", true },
    { "from: 2019-04-01, to: 2020-04-01", "from: 2020-04-01, to: 2021-03-31", false },
    { "from: 2019-04-01, to: 2022-03-31", "from: 2020-04-01, to: 2021-03-31", false },
    { "from: 2019-04-01", "from: 2020-04-01", false },
    { "to: 2019-04-01", "to: 2020-04-01", false },
    { "note: x", "from: 2020-04-01", false },
    { "note: x", "to: 2020-04-01", false },
    { "note: x", "note: y", false },
};

static void test_periods(void)
{
    for (size_t i = 0; i < COUNT_OF(periods); i++) {
        struct period p = { periods[i].from ? day_parse_iso(str_of(periods[i].from)) : DAY_NONE,
                            periods[i].to ? day_parse_iso(str_of(periods[i].to)) : DAY_NONE };
        ok(in_force(p, day_parse_iso(str_of(periods[i].on))) == periods[i].want, "in force or not");
    }
    for (size_t i = 0; i < COUNT_OF(spells); i++) {
        struct catalogue *c;
        err e;
        str text = arena_printf(&mem,
            "codesets:\n- name: x\n  label: X\n  codes:\n  - {code: A, label: a, %s}\n  - {code: B, label: b}\n"
                                "  - {code: A, label: c, %s}\n", spells[i].first, spells[i].second);
        err_code rc = load(text.p, NULL, &c, &e);
        is_int(rc, spells[i].good ? ERR_OK : ERR_INVALID, spells[i].first);
        ok(rc == ERR_OK || str_starts(e.detail, S("codes/a.yml:7:5: code \"A\" stands on line 5 too")),
            "... and the second is to blame");
        if (rc == ERR_OK)
            catalogue_free(c);
    }
}

/* --- finding ------------------------------------------------------------------------------------------------- */

/* Sets of every size up to well past several doublings of the index: each code is found, and none that is not there. */
static void test_sizes(void)
{
    bool found = true, lost = true;
    for (size_t n = 0; n <= 300; n = n < 40 ? n + 1 : n + 13) {
        struct code *codes = arena_array(&mem, struct code, n + 1);
        for (size_t i = 0; i < n; i++)
            codes[i] = (struct code){ .code = arena_printf(&mem, "C%zu", i * 7), .when = { DAY_NONE, DAY_NONE } };
        struct codeset cs = { .ncodes = n, .codes = codes };
        codeset_build_index(&cs, &mem);
        for (size_t i = 0; i < n; i++)
            found = found && codeset_find(&cs, codes[i].code) == (int)i;
        for (size_t i = 0; i < 50; i++)
            lost = lost && codeset_find(&cs, arena_printf(&mem, "C%zu", i * 7 + 1)) == -1;
        lost = lost && codeset_find(&cs, S("")) == -1 && codeset_find(&cs, S("c0")) == -1;
    }
    ok(found, "every code of sets of 0 to 300 is found");
    ok(lost, "and none that is not there");
    struct codeset none = { 0 };
    is_int(codeset_find(&none, S("A")), -1, "a set without an index has no code");
    is(code_label(&none, S("A")), S("A"), "and shows what it was given");
}

static void test_the_later_answers(void)
{
    struct catalogue *c;
    err e;
    is_int(load("codesets:\n- name: x\n  label: X\n  status: secondary\n  source: S\n  codes:\n"
                "  - {code: A, label: middle, from: 2010-01-01, to: 2019-12-31}\n"
                "  - {code: A, label: newest, from: 2020-01-01}\n"
                "  - {code: A, label: oldest, to: 2009-12-31}\n"
                "  - {code: B, label: old, to: 2009-12-31}\n"
                "  - {code: B, label: new, from: 2010-01-01, status: verified, source: T, note: N, returns: cin}\n",
                    NULL, &c, &e), ERR_OK,
           "codes that changed with the years");
    const struct codeset *cs = catalogue_codeset(c, S("x"));
    is(code_label(cs, S("A")), S("newest"), "the last of three answers");
    is(code_label(cs, S("B")), S("new"), "and the last of two");
    is(code_label(cs, S("C")), S("C"), "what is not there is shown as it is");
    is_int((int64_t)cs->ncodes, 5, "all are kept");
    const struct code *new = &cs->codes[codeset_find(cs, S("B"))], *old = &cs->codes[0];
    ok(new->mark == MARK_VERIFIED && str_eq(new->source, S("T")) && str_eq(new->note, S("N"))
        && str_eq(new->returns, S("cin")), "what a code says of itself");
    ok(old->mark == MARK_SECONDARY && str_eq(old->source, S("S")), "and what its set says for it");
    ok(!catalogue_codeset(c, S("y")) && !catalogue_codeset(c, S("")), "there is no other set");
    catalogue_free(c);
}

/* --- roles ---------------------------------------------------------------------------------------------------- */

#define ROLE "roles:\n- name: boss\n  label: Boss\n  about: All.\n"

static const struct { const char *text, *want; } roles[] = {
    { ROLE, "" },
    { ROLE "  reads: most\n  read_scope: own\n", "" },
    { ROLE "  reads: \"*\"\n  read_scope: team\n  writes: \"*\"\n  write_scope: all\n", "" },
    { ROLE "  reads: most\n  read_scope: all\n  writes: other\n  write_scope: own\n  can: see_child\n", "" },
    { ROLE "  reads: \"  most  \"\n  read_scope: all\n  can: \" see_child \"\n", "" },
    { ROLE "  read_scope: none\n  write_scope: none\n", "" },
    { ROLE "  reads: other\n  read_scope: all\n",
      "roles.yml:5:10: no kind has \"read: other\": mend the word or take it out" },
    { ROLE "  writes: most\n  write_scope: all\n",
      "roles.yml:5:11: no kind has \"write: most\": mend the word or take it out" },
    { ROLE "  reads: most other\n  read_scope: all\n",
      "roles.yml:5:10: no kind has \"read: other\": mend the word or take it out" },
    { ROLE "  reads: mos\n  read_scope: all\n",
      "roles.yml:5:10: no kind has \"read: mos\": mend the word or take it out" },
    { ROLE "  reads: most\n  read_scope: none\n",
      "roles.yml:2:3: role \"boss\" reads something, so it needs \"read_scope\": own, team or all" },
    { ROLE "  writes: other\n",
      "roles.yml:2:3: role \"boss\" writes something, so it needs \"write_scope\": own, team or all" },
    { ROLE "  writes: other\n  write_scope: everything\n",
      "roles.yml:2:3: role \"boss\" writes something, so it needs \"write_scope\": own, team or all\n"
      "roles.yml:6:16: write_scope is none, own, team or all, not \"everything\"" },
    { ROLE "  read_scope: Own\n", "roles.yml:5:15: read_scope is none, own, team or all, not \"Own\"" },
    { ROLE "  read_scope: team all\n", "roles.yml:5:15: read_scope is none, own, team or all, not \"team all\"" },
    { ROLE "  can: SEE_CHILD\n", NULL },
    { ROLE "  can: see_child fly\n", NULL },
    { ROLE "- name: third\n  label: T\n  about: T\n- name: boss\n  label: B\n  about: B\n",
      "roles.yml:8:3: there is a role \"boss\" already, on line 2: choose another name" },
    { "roles:\n- name: boss\n  label: Boss\n", "roles.yml:2:3: a role needs \"about\"" },
    { "roles:\n- label: Boss\n  about: B\n", "roles.yml:2:3: a role needs \"name\"" },
};

static void test_roles(void)
{
    struct catalogue *c;
    err e;
    for (size_t i = 0; i < COUNT_OF(roles); i++) {
        err_code rc = load(NULL, roles[i].text, &c, &e);
        bool good = roles[i].want && !roles[i].want[0];
        is_int(rc, good ? ERR_OK : ERR_INVALID, roles[i].text);
        if (rc == ERR_OK)
            catalogue_free(c);
        else if (roles[i].want)
            is(e.detail, str_of(roles[i].want), "... as it is said");
        else
            ok(str_starts(e.detail, S("roles.yml:5:8: no page or command asks for ")), "... as it is said");
    }
    err_code rc = load(NULL, ROLE "  reads: most\n  read_scope: own\n  writes: other\n  write_scope: team\n"
                             "- {name: last, label: L, about: A}\n", &c, &e);
    if (!is_int(rc, ERR_OK, "two roles"))
        return;
    const struct role *boss = catalogue_role(c, S("boss")), *last = catalogue_role(c, S("last"));
    ok(boss && boss->read_scope == SCOPE_OWN && boss->write_scope == SCOPE_TEAM, "a role has its scopes");
    ok(last && last->read_scope == SCOPE_NONE && last->write_scope == SCOPE_NONE && last->can.p, "or none");
    ok(!catalogue_role(c, S("bos")) && !catalogue_role(c, S("")) && c->nroles == 2, "and there is no other");
    catalogue_free(c);
}

int main(void)
{
    arena_init(&mem, 0);
    test_periods();
    test_sizes();
    test_the_later_answers();
    test_roles();
    arena_release(&mem);
    return done_testing();
}
