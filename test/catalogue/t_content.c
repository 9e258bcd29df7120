/* t_content.c - what a practice lead would check by reading the whole catalogue: names, words, forms of a bearable
 * length, and roles that can see what they need and nothing else. */
#include "base/str.h"
#include "catalogue/catalogue.h"
#include "tap.h"

enum { QUESTIONS_MAX = 7, LABEL_MAX = 90, HINT_MAX = 140 };

static size_t faults;

static void fault(const struct kind *k, const struct field *f, const char *what)
{
    printf("# " STR_FMT "." STR_FMT ": %s\n", STR_ARG(k->name), STR_ARG(f ? f->name : S("")), what);
    faults++;
}

static bool has_word(str words, str word)
{
    str one;
    while (str_cut(&words, ' ', &one))
        if (str_eq(one, word))
            return true;
    return false;
}

/* --- names -------------------------------------------------------------------------------------- */
static bool name_fits(const struct field *f)
{
    switch (f->type) {
    case FT_DATE: return str_ends(f->name, S("_on")) || str_ends(f->name, S("_to")) || str_ends(f->name, S("_until"));
    case FT_INSTANT: return str_ends(f->name, S("_at"));
    case FT_REF:     return str_ends(f->name, S("_id"));
    default:         return !str_ends(f->name, S("_at"));
    }
}

static void check_names(const struct catalogue *c)
{
    for (size_t i = 0; i < c->nkinds; i++)
        for (size_t j = 0; j < c->kinds[i].nfields; j++)
            if (!name_fits(&c->kinds[i].fields[j]))
                fault(&c->kinds[i], &c->kinds[i].fields[j],
                      "dates end in _on (or extended_to, paused_until), instants in _at, references in _id");
}

/* --- words -------------------------------------------------------------------------------------- */
static void check_words(const struct catalogue *c)
{
    for (size_t i = 0; i < c->nkinds; i++) {
        const struct kind *k = &c->kinds[i];
        if (!str_ends(k->about, S(".")) && !str_ends(k->about, S("?")))
            fault(k, NULL, "what it is about is a sentence");
        if (!k->source.n)
            fault(k, NULL, "a kind has a source");
        for (size_t j = 0; j < i; j++)
            if (str_eq(c->kinds[j].label, k->label) || str_eq(c->kinds[j].plural, k->plural))
                fault(k, NULL, "is called the same as another kind");
        for (size_t j = 0; j < k->nfields; j++) {
            const struct field *f = &k->fields[j];
            if (f->label.n > LABEL_MAX || f->hint.n > HINT_MAX)
                fault(k, f, "too long to take in at a glance");
            if (!f->group.n)
                fault(k, f, "stands under no heading");
            for (size_t m = 0; m < j; m++)
                if (str_eq(k->fields[m].label, f->label))
                    fault(k, f, "asks in the same words as another question of its form");
        }
    }
}

/* --- forms -------------------------------------------------------------------------------------- */
static void check_forms(const struct catalogue *c)
{
    for (size_t i = 0; i < c->nkinds; i++) {
        const struct kind *k = &c->kinds[i];
        for (size_t j = 0, under = 0; j < k->nfields; j++) {
            under = j && str_eq(k->fields[j].group, k->fields[j - 1].group) ? under + 1 : 1;
            if (under == QUESTIONS_MAX + 1)
                fault(k, &k->fields[j], "more questions under one heading than people answer well");
            for (size_t m = 0; under == 1 && m < j; m++)
                if (str_eq(k->fields[m].group, k->fields[j].group)) {
                    fault(k, &k->fields[j], "its heading stands twice on the form: put the questions together");
                    break;
                }
        }
    }
}

/* --- roles -------------------------------------------------------------------------------------- */
static const struct {
    const char *role, *word;
    enum { CAN, CANNOT, READS, READS_NOT, WRITES, WRITES_NOT } what;
} roles[] = {
    { "practitioner", "write_child", CAN },
    { "practitioner", "manage_users", CANNOT },
    { "practitioner", "casework", WRITES },
    { "practitioner", "decisions", WRITES_NOT },
    { "practitioner", "allegations", READS_NOT },
    { "practitioner", "supervision", READS_NOT },
    { "practitioner", "workforce", READS_NOT },
    { "practitioner", "access", READS_NOT },
    { "newly_qualified", "casework", WRITES },
    { "newly_qualified", "allocation", WRITES_NOT },
    { "team_manager", "allocation", WRITES },
    { "team_manager", "allegations", READS_NOT },
    { "team_manager", "supervision", WRITES },
    { "team_manager", "see_audit", CANNOT },
    { "front_door", "front_door", WRITES },
    { "front_door", "adoption", READS_NOT },
    { "front_door", "casework", WRITES_NOT },
    { "front_door", "decisions", WRITES_NOT },
    { "front_door_manager", "decisions", WRITES },
    { "front_door_manager", "adoption", READS_NOT },
    { "reviewing_officer", "reviews", WRITES },
    { "reviewing_officer", "decisions", WRITES_NOT },
    { "personal_adviser", "leaving_care", WRITES },
    { "personal_adviser", "legal", READS_NOT },
    { "family_finder", "carers", WRITES },
    { "family_finder", "allegations", READS_NOT },
    { "designated_officer", "allegations", WRITES },
    { "designated_officer", "casework", WRITES_NOT },
    { "auditor", "see_audit", CAN },
    { "auditor", "casework", WRITES_NOT },
    { "principal_social_worker", "quality", WRITES },
    { "principal_social_worker", "casework", WRITES_NOT },
    { "analyst", "see_returns", CAN },
    { "analyst", "write_child", CAN },
    { "analyst", "service", WRITES },
    { "analyst", "returns", WRITES },
    { "analyst", "identity", WRITES_NOT },
    { "practitioner", "returns", WRITES },
    { "team_manager", "returns", WRITES },
    { "analyst", "leaving_care", WRITES_NOT },
    { "administrator", "returns", WRITES_NOT },
    { "analyst", "casework", WRITES_NOT },
    { "analyst", "allegations", READS_NOT },
    { "complaints_officer", "complaints", WRITES },
    { "complaints_officer", "casework", WRITES_NOT },
    { "director", "access", WRITES },
    { "director", "manage_users", CANNOT },
    { "administrator", "manage_users", CAN },
    { "administrator", "see_child", CANNOT },
    { "administrator", "search", CANNOT },
    { "administrator", "identity", READS_NOT },
    { "administrator", "casework", READS_NOT },
    { "administrator", "access", WRITES_NOT },
};

static void test_roles(const struct catalogue *c, arena *mem)
{
    static const char *const said[] = { "can", "cannot", "reads", "does not read", "writes", "does not write" };
    for (size_t i = 0; i < COUNT_OF(roles); i++) {
        const struct role *r = catalogue_role(c, str_of(roles[i].role));
        str words = !r ? S("") : roles[i].what <= CANNOT ? r->can : roles[i].what <= READS_NOT ? r->reads : r->writes;
        bool has = has_word(words, str_of(roles[i].word)) || has_word(words, S("*"));
        str name = arena_printf(mem, "%s %s %s", roles[i].role, said[roles[i].what], roles[i].word);
        ok(r && has == (roles[i].what == CAN || roles[i].what == READS || roles[i].what == WRITES), name.p);
    }
    size_t granting = 0, broad = 0;
    for (size_t i = 0; i < c->nroles; i++) {
        granting += has_word(c->roles[i].writes, S("access"));
        broad += has_word(c->roles[i].reads, S("*")) || has_word(c->roles[i].writes, S("*"));
    }
    is_int((int64_t)granting, 1, "one role closes records to others");
    is_int((int64_t)broad, 0, "no role is given everything in one word");
}

/* --- codes -------------------------------------------------------------------------------------- */
static const struct { const char *set, *code, *on; bool in_force; } codes[] = {
    { "placement_type", "H5", "2024-03-31", true },            { "placement_type", "H5", "2024-04-01", false },
    { "placement_type", "K3", "2024-04-01", true },            { "placement_type", "K3", "2024-03-31", false },
    { "placement_type", "P2", "2023-10-27", true },            { "placement_type", "P2", "2023-10-28", false },
    { "placement_type", "Z1", "2025-03-31", true },            { "placement_type", "Z1", "2025-04-01", false },
    { "placement_type", "Z11", "2025-04-01", true },           { "placement_type", "Z11", "2025-03-31", false },
    { "reason_episode_ended", "E43", "2018-03-31", true },     { "reason_episode_ended", "E43", "2018-04-01", false },
    { "activity", "F3", "2017-09-01", true },                  { "activity", "F3", "2019-01-01", false },
    { "activity", "F5", "2019-01-01", true },                  { "activity", "F5", "2017-09-01", false },
    { "sex", "1", "2024-03-31", true },                        { "sex", "1", "2024-04-01", false },
};

static void test_codes(const struct catalogue *c, arena *mem)
{
    for (size_t i = 0; i < COUNT_OF(codes); i++) {
        const struct codeset *cs = catalogue_codeset(c, str_of(codes[i].set));
        int at = cs ? codeset_find(cs, str_of(codes[i].code)) : -1;
        bool in = at >= 0 && in_force(cs->codes[at].when, day_parse_iso(str_of(codes[i].on)));
        ok(at >= 0 && in == codes[i].in_force,
           arena_printf(mem, "%s %s %s on %s", codes[i].set, codes[i].code,
                        codes[i].in_force ? "may be chosen" : "may not", codes[i].on)
               .p);
    }
}

int main(void)
{
    arena mem;
    arena_init(&mem, 0);
    struct catalogue *c = NULL;
    err e = { .mem = &mem };
    ok(catalogue_load(&c, STR_NONE, &e) == ERR_OK, "the catalogue loads");
    if (c) {
        check_names(c);
        is_int((int64_t)faults, 0, "names say what a field holds");
        faults = 0;
        check_words(c);
        is_int((int64_t)faults, 0, "words are short, and no form asks twice in the same");
        faults = 0;
        check_forms(c);
        is_int((int64_t)faults, 0, "no heading has more questions than people answer well");
        test_roles(c, &mem);
        test_codes(c, &mem);
        catalogue_free(c);
    }
    arena_release(&mem);
    return done_testing();
}
