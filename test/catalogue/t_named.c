/* t_named.c - kinds and fields by the program's own names: bound right whatever the order,
 * and refused by name when gone. */
#include "tap.h"
#include "local.h"
#define NAMES_TABLE
#include "catalogue/named.h"

static arena mem;

/* Every name finds the kind or field that is called so. */
static size_t bound_wrong(const struct catalogue *c)
{
    size_t wrong = 0;
    for (int k = K__NONE + 1; k < K__COUNT; k++) {
        const struct kind *kind = kind_of(c, (enum kind_name)k);
        wrong += !kind || !str_eq(kind->name, str_of(names[k].name)) || !kind_is(kind, (enum kind_name)k);
        for (size_t f = 0; kind && f < names[k].nfields; f++) {
            const enum field_name name = (enum field_name)(k * NAME_PLACES + (int)f);
            const struct field *field = field_of(c, name);
            wrong += !field || !str_eq(field->name, str_of(names[k].fields[f])) || field != kind_field_of(kind, name);
        }
    }
    return wrong;
}

static size_t count_names(void)
{
    size_t n = 0;
    for (int k = K__NONE + 1; k < K__COUNT; k++)
        n += names[k].nfields;
    return n;
}

static void embedded(void)
{
    struct catalogue *c = NULL;
    err e = { .mem = &mem };
    is_int(catalogue_load(&c, STR_NONE, &e), ERR_OK, "the program's own catalogue");
    is_int(K__COUNT - 1, (int64_t)c->nkinds, "every kind has a name");
    size_t nfields = 0;
    for (size_t i = 0; i < c->nkinds; i++)
        nfields += c->kinds[i].nfields;
    is_int((int64_t)count_names(), (int64_t)nfields, "and every field");
    is_int((int64_t)bound_wrong(c), 0, "each is bound to what it says");
    is(field_of(c, F_person_born_on)->name, S("born_on"), "F_person_born_on is born_on");
    ok(field_of(c, F_person_born_on) == kind_field(catalogue_kind(c, S("person")), S("born_on")), "of a person");
    ok(!kind_of(c, K__NONE), "no name, no kind");
    const struct kind *person = kind_of(c, K_person);
    ok(kind_is(person, K_person) && !kind_is(person, K_family) && !kind_is(NULL, K_person),
       "a kind is itself and no other");
    const struct field *born = field_of(c, F_person_born_on);
    ok(field_is(person, born, F_person_born_on) && !field_is(person, born, F_person_sex), "so is a field");
    ok(!field_is(person, NULL, F_person_born_on) && !field_is(kind_of(c, K_family), born, F_person_born_on),
       "of its kind alone");
    catalogue_free(c);
}

/* Kinds in the opposite order, in their files and among them, and a new field first in each. */
static str shuffle(str *name, str text, arena *a)
{
    if (!str_starts(*name, S("kinds/")))
        return text;
    *name = arena_printf(a, "kinds/%c" STR_FMT, '9' - (name->p[6] - '0'), STR_ARG(str_skip(*name, 7)));
    size_t n = 0, cap = 0, from = 0;
    str *parts = NULL;
    for (size_t i = 0; i <= text.n; i++)
        if (i == text.n || str_starts(str_skip(text, i), S("\n  - name: "))) {
            ARENA_PUSH(a, parts, n, cap) = (str){ text.p + from, i - from };
            from = i;
        }
    for (size_t i = 1; i < n; i++)
        parts[i] =
            local_replaced(parts[i], "    fields:\n",
                           "    fields:\n      - name: ours\n        label: Our own question\n        type: text\n", a);
    for (size_t i = 1, j = n - 1; i < j; i++, j--) {
        str x = parts[i];
        parts[i] = parts[j];
        parts[j] = x;
    }
    return arena_join(a, n, parts, S(""));
}

static void shuffled(void)
{
    struct catalogue *c = NULL;
    err e = { .mem = &mem };
    if (!is_int(local_load(&c, shuffle, &mem, &e), ERR_OK, "a catalogue in another order is taken")) {
        printf("# " STR_FMT "\n", STR_ARG(e.detail));
        return;
    }
    ok(kind_of(c, K_person)->index > kind_of(c, K_family)->index, "a person comes after a family there");
    is_int(kind_field(kind_of(c, K_person), S("ours"))->index, 0, "and begins with another question");
    is_int((int64_t)bound_wrong(c), 0, "each name is bound to what it says");
    catalogue_free(c);
}

static str added(str *name, str text, arena *a)
{
    return str_eq(*name, S("kinds/10_people.yml"))
               ? arena_printf(
                     a,
                     STR_FMT
                     "\n  - name: scout\n    label: Scout\n    plural: Scouts\n    about: Ours.\n    subject: person\n"
                     "    read: casework\n    write: casework\n    fields:\n      - {name: troop, label: Troop, type: "
                     "text}\n",
                     STR_ARG(text))
               : text;
}

static void of_a_council(void)
{
    struct catalogue *c = NULL;
    err e = { .mem = &mem };
    if (!is_int(local_load(&c, added, &mem, &e), ERR_OK, "a kind of a council's own"))
        return;
    const struct kind *scout = catalogue_kind(c, S("scout"));
    is_int(scout->own_name, K__NONE, "has no name in the program");
    ok(!kind_is(scout, K_person), "and is none that has");
    is_int((int64_t)bound_wrong(c), 0, "the others keep theirs");
    catalogue_free(c);
}

static str without_a_field(str *name, str text, arena *a)
{
    return str_eq(*name, S("kinds/20_front_door.yml"))
               ? local_replaced(text, "- name: close_rationale\n", "- name: close_why\n", a)
               : text;
}

static str of_another_type(str *name, str text, arena *a)
{
    return str_eq(*name, S("kinds/20_front_door.yml")) ? local_replaced(text, "type: instant\n", "type: date\n", a)
                                                       : text;
}

static str without_a_kind(str *name, str text, arena *a)
{
    return str_eq(*name, S("kinds/10_people.yml"))
               ? local_replaced(text, "- name: warning_note\n", "- name: note_of_warning\n", a)
               : text;
}

/* Loading says so and names it. */
static void refused(local_change *change, const char *want, const char *what)
{
    struct catalogue *c = NULL;
    err e = { .mem = &mem };
    if (!is_int(local_load(&c, change, &mem, &e), ERR_INVALID, what)) {
        catalogue_free(c);
        return;
    }
    if (!ok(str_has(e.detail, str_of(want)), "and it is named"))
        printf("# " STR_FMT "\n", STR_ARG(e.detail));
}

/* A test's own catalogue of one kind: names find nothing, and nothing falls over. */
static void small(void)
{
    static const char *const text =
        "group: G\nkinds:\n- name: person\n  label: P\n  plural: P\n  about: P\n  subject: person\n"
        "  read: x\n  write: x\n  fields:\n  - {name: sex, label: S, type: text}\n";
    const struct catalogue_file file = { S("kinds/a.yml"), str_of(text) };
    struct catalogue *c = NULL;
    err e = { .mem = &mem };
    if (!is_int(catalogue_load_texts(&c, 1, &file, &e), ERR_OK, "one kind with one field"))
        return;
    ok(kind_of(c, K_person) && !kind_of(c, K_family), "the kind is there, another is not");
    ok(field_of(c, F_person_sex) && !field_of(c, F_person_born_on) && !field_of(c, F_family_member_role),
       "so with fields");
    catalogue_free(c);
}

int main(void)
{
    arena_init(&mem, 0);
    embedded();
    shuffled();
    of_a_council();
    refused(without_a_field, "field \"close_rationale\" of referral is gone",
            "a field that the program names may not go");
    refused(of_another_type, "is of another type than in the program", "nor become of another type");
    refused(without_a_kind, "kind \"warning_note\" is gone", "nor may a kind");
    small();
    arena_release(&mem);
    return done_testing();
}
