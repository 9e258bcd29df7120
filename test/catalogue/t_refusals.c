/* t_refusals.c - every fault a catalogue can have, as two lines: what was written, and what is said, with its place. */
#include "tap.h"
#include "catalogue/load.h"

#define KIND                                                                                                           \
    "group: G\nkinds:\n- name: person\n  label: Person\n  plural: People\n  about: A person.\n  subject: person\n  "   \
    "read: all_of_it\n  write: all_of_it\n"
#define FIELDS KIND "  fields:\n"
#define ROLE "roles:\n- name: boss\n  label: Boss\n  about: All.\n"

static const struct { const char *name, *text; } base[] = {
    { "calendar.yml", "bank_holidays:\n- {date: 2026-12-25, name: Christmas Day, status: verified}\n" },
    { "codes/a.yml", "codesets:\n- name: colour\n  label: Colour\n  codes:\n  - {code: red, label: Red}\n  - {code: "
                     "blue, label: Blue, to: 2020-01-01}\n"
                     "- {name: free, label: Free, open: yes}\n- name: wordy\n  label: Wordy\n  codes: [{code: two "
                     "words, label: Two}]\n" },
    { "kinds/a.yml", FIELDS "  - {name: forename, label: Forename, type: text}\n" },
    { "roles.yml", ROLE "  can: see_child\n  reads: all_of_it\n  read_scope: all\n" },
};

static const struct { const char *file, *text, *want; } refused[] = {
    /* what is not YAML, or more YAML than a catalogue needs */
    { "calendar.yml", "", "calendar.yml:1:1: the file is empty: fill it or take it away" },
    { "calendar.yml", "a: b: c\n",
      "calendar.yml:1:5: this is not YAML: mapping values are not allowed in this context; look at the indent, the "
      "colon or the quotes on this line and the one above" },
    { "calendar.yml", "bank_holidays:\n- {date: 2026-12-25, name: &x Day}\n",
      "calendar.yml:2:28: anchors (&) and tags (!) are not used in a catalogue: write the value out, or put it in "
      "quotes" },
    { "calendar.yml", "bank_holidays:\n- {date: 2026-12-25, name: !t Day}\n",
      "calendar.yml:2:28: anchors (&) and tags (!) are not used in a catalogue: write the value out, or put it in "
      "quotes" },
    { "calendar.yml", "bank_holidays: *all\n",
      "calendar.yml:1:16: aliases (*) are not used in a catalogue: write the value out, or put it in quotes" },
    { "calendar.yml", "bank_holidays: []\n---\na: b\n",
      "calendar.yml:3:1: a second document begins here: make it a file of its own" },
    { "calendar.yml", "bank_holidays: []\nbank_holidays: []\n",
      "calendar.yml:2:1: \"bank_holidays\" comes twice here, first on line 1: keep one" },
    { "calendar.yml", "a: [[[[[[[[[[[[[[x]]]]]]]]]]]]]]\n",
      "calendar.yml:1:16: this is nested too deep: nothing in a catalogue needs that" },
    { "calendar.yml", "[a]: b\n", "calendar.yml:1:1: a key must be one word" },
    { "calendar.yml", "just words\n", "calendar.yml:1:1: calendar.yml is written as lines of \"key: value\"" },
    { "collections.yml", "collections:\n- {return: cin, year: 26, name: CIN, opens: 2026-04-01, closes: 2026-07-31}\n",
      "collections.yml:2:23: a collection's year is the one in which it begins: 2026 for 2026-27" },
    { "collections.yml",
      "collections:\n- {return: cin, year: 2026, name: CIN, opens: 2026-04-01, closes: 2026-03-31}\n",
      "collections.yml:2:67: this is before the day on which it opens" },
    { "collections.yml",
      "collections:\n- {return: cin, year: 2026, name: CIN, opens: 2026-03-01, closes: 2026-07-31}\n",
      "collections.yml:2:47: a return cannot be sent before its year begins" },
    { "collections.yml",
      "collections:\n- {return: cin, year: 2026, name: CIN, opens: 2027-04-01, closes: 2027-07-31}\n- {return: cin, "
      "year: 2026, name: CIN, opens: 2027-04-01, closes: 2027-07-31}\n",
      "collections.yml:3:3: this return and year stand further up too: keep one" },
    { "collections.yml", "collections:\n- {return: cin, year: 2026, opens: 2027-04-01, closes: 2027-07-31}\n",
      "collections.yml:2:3: a collection needs \"name\"" },
    { "calendar.yml", "bank_holiday: []\n",
      "calendar.yml:1:1: calendar.yml has no \"bank_holiday\": did you mean \"bank_holidays\"?" },
    { "calendar.yml", "x: \"a\\0b\"\n", "calendar.yml:1:4: this text has a NUL character in it: take it out" },
    { "calendar.yml", "a: \xff\n",
      "calendar.yml:1:1: the file is not plain UTF-8 text near byte 3: save it as UTF-8 without special characters" },
    { "extra.yml", "a: b\n",
      "extra.yml:1:1: no part of the catalogue reads this file: files are kinds/, codes/, clocks/, rules/ and "
      "import/…yml, roles.yml, calendar.yml, collections.yml and nothing.yml" },
    /* the calendar */
    { "calendar.yml", "bank_holidays:\n- {date: 2026-02-30, name: Day}\n",
      "calendar.yml:2:10: date is a day like 2026-04-01, not \"2026-02-30\"" },
    { "calendar.yml", "bank_holidays:\n- {date: 2026-12-25}\n", "calendar.yml:2:3: a bank holiday needs \"name\"" },
    { "calendar.yml", "bank_holidays:\n- {date: 2026-12-25, name: A}\n- {date: 2026-12-25, name: A}\n",
      "calendar.yml:3:3: this day stands on the line before too: keep one" },
    { "calendar.yml", "bank_holidays:\n- {date: 2026-12-25, name: A}\n- {date: 2025-12-25, name: A}\n",
      "calendar.yml:3:3: this day comes before the one above it: put bank holidays in order" },
    { "calendar.yml", "bank_holidays:\n- {date: 2026-12-25, name: A, status: sure}\n",
      "calendar.yml:2:39: status is verified, secondary or recalled, not \"sure\"" },
    { "calendar.yml", "bank_holidays: soon\n",
      "calendar.yml:1:16: bank_holidays is a list: begin each item with \"- \"" },
    /* code sets */
    { "codes/b.yml", "codesets:\n- {name: Colour, label: C, codes: []}\n",
      "codes/b.yml:2:10: \"Colour\" cannot be a name: a name begins with a small letter" },
    { "codes/b.yml", "codesets:\n- {name: x, label: C}\n",
      "codes/b.yml:2:3: a code set needs \"codes\", or \"open: yes\" when any value may stand" },
    { "codes/b.yml", "codesets:\n- {name: colour, label: C, codes: []}\n",
      "codes/b.yml:2:3: there is a code set \"colour\" already, in codes/a.yml line 2: choose another name" },
    { "codes/b.yml", "codesets:\n- name: x\n  label: X\n  codes:\n  - {code: A, label: a}\n  - {code: A, label: b}\n",
      "codes/b.yml:6:5: code \"A\" stands on line 5 too: give each its own from and to, without overlap, or keep one" },
    { "codes/b.yml",
      "codesets:\n- name: x\n  label: X\n  codes:\n  - {code: A, label: a, to: 2020-01-01}\n  - {code: A, label: b, "
      "from: 2020-01-01}\n",
      "codes/b.yml:6:5: code \"A\" stands on line 5 too: give each its own from and to, without overlap, or keep one" },
    { "codes/b.yml",
      "codesets:\n- name: x\n  label: X\n  codes:\n  - {code: A, label: a, from: 2020-01-01, to: 2019-01-01}\n",
      "codes/b.yml:5:47: code \"A\" ends before it begins" },
    { "codes/b.yml", "codesets:\n- name: x\n  label: X\n  codes:\n  - {code: A, lable: a}\n",
      "codes/b.yml:5:15: a code has no \"lable\": did you mean \"label\"?" },
    { "codes/b.yml", "codesets:\n- {name: x, label: X, open: maybe, codes: []}\n",
      "codes/b.yml:2:29: open is yes or no, not \"maybe\"" },
    { "codes/b.yml", "codesets:\n- {name: x, label: [a], codes: []}\n",
      "codes/b.yml:2:20: label is one value, not a list" },
    /* kinds */
    { "kinds/a.yml", "kinds: []\n", "kinds/a.yml:1:1: a file of kinds needs \"group\"" },
    { "kinds/a.yml", KIND "  fields: []\n", "kinds/a.yml:10:11: a kind has at least one field" },
    { "kinds/a.yml", FIELDS "  - {name: id, label: A, type: text}\n",
      "kinds/a.yml:11:12: every record has a column \"id\" already: choose another name" },
    { "kinds/a.yml", FIELDS "  - {name: order, label: A, type: text}\n",
      "kinds/a.yml:11:12: \"order\" cannot be a name: this word means something to the database or to expressions: "
      "choose another" },
    { "kinds/a.yml", FIELDS "  - {name: a b, label: A, type: text}\n",
      "kinds/a.yml:11:12: \"a b\" cannot be a name: a name has only small letters, digits and _" },
    { "kinds/a.yml", FIELDS "  - {name: a, label: A, type: text}\n  - {name: a, label: B, type: text}\n",
      "kinds/a.yml:12:5: this kind has a field \"a\" already: choose another name" },
    { "kinds/a.yml", FIELDS "  - {name: a, label: A, type: txt}\n",
      "kinds/a.yml:11:31: there is no type \"txt\": did you mean \"text\"?" },
    { "kinds/a.yml", FIELDS "  - {name: a, label: A, type: picture}\n",
      "kinds/a.yml:11:31: there is no type \"picture\": it is text, note, date, instant, code, codes, int, decimal, "
      "money, minutes, flag or ref" },
    { "kinds/a.yml", FIELDS "  - {name: a, label: A}\n", "kinds/a.yml:11:5: a field needs \"type\"" },
    { "kinds/a.yml", FIELDS "  - {name: a, label: A, type: code}\n",
      "kinds/a.yml:11:5: field \"a\" is a code, so it needs \"codes\": the name of a code set" },
    { "kinds/a.yml", FIELDS "  - {name: a, label: A, type: code, codes: color}\n",
      "kinds/a.yml:11:44: there is no code set \"color\": did you mean \"colour\"?" },
    { "kinds/a.yml", FIELDS "  - {name: a, label: A, type: text, codes: colour}\n",
      "kinds/a.yml:11:37: only a field of type code or codes has \"codes\"" },
    { "kinds/a.yml", FIELDS "  - {name: a, label: A, type: codes, codes: wordy}\n",
      "kinds/a.yml:11:45: code \"two words\" of this set has a space in it, so several cannot be kept in one field: "
      "use one word" },
    { "kinds/a.yml", FIELDS "  - {name: a, label: A, type: ref}\n",
      "kinds/a.yml:11:5: field \"a\" is a reference, so it needs \"ref\": the name of a kind" },
    { "kinds/a.yml", FIELDS "  - {name: a, label: A, type: ref, ref: persn}\n",
      "kinds/a.yml:11:41: there is no kind \"persn\": did you mean \"person\"?" },
    { "kinds/a.yml", FIELDS "  - {name: a, label: A, type: int, ref: person}\n",
      "kinds/a.yml:11:36: only a field of type ref has \"ref\"" },
    { "kinds/a.yml", FIELDS "  - {name: a, label: A, type: int, min: 5, max: 3}\n",
      "kinds/a.yml:11:49: max is less than min: swap them" },
    { "kinds/a.yml", FIELDS "  - {name: a, label: A, type: int, min: few}\n",
      "kinds/a.yml:11:41: min is a whole number, not \"few\"" },
    { "kinds/a.yml", FIELDS "  - {name: a, label: A, type: date, min: 5}\n",
      "kinds/a.yml:11:37: min and max are for texts and numbers" },
    { "kinds/a.yml", FIELDS "  - {name: a, label: A, type: text, pattern: postcod}\n",
      "kinds/a.yml:11:46: there is no pattern \"postcod\": did you mean \"postcode\"?" },
    { "kinds/a.yml", FIELDS "  - {name: a, label: A, type: int, pattern: upn}\n",
      "kinds/a.yml:11:36: only a field of type text has a \"pattern\"" },
    { "kinds/a.yml", FIELDS "  - {name: a, label: A, type: int, past: yes}\n",
      "kinds/a.yml:11:36: only a date or an instant can have to lie in the past" },
    { "kinds/a.yml", FIELDS "  - {name: a, label: A, type: int, from: 2020-01-02, to: 2020-01-01}\n",
      "kinds/a.yml:11:58: the field ends before it begins" },
    { "kinds/a.yml", FIELDS "  - {name: a, label: A, type: flag, show_if: b is yes}\n",
      "kinds/a.yml:11:46: at letter 1 of this condition: there is no field \"b\" here" },
    { "kinds/a.yml", FIELDS "  - {name: a, label: A, type: flag, show_if: a is yes}\n",
      "kinds/a.yml:11:46: field \"a\" cannot depend on itself" },
    { "kinds/a.yml",
      FIELDS "  - {name: a, label: A, type: flag, show_if: b is yes}\n  - {name: b, label: B, type: flag}\n",
      "kinds/a.yml:11:46: this asks about \"b\", which the form asks later: move \"a\" below it" },
    { "kinds/a.yml", FIELDS "  - {name: a, label: A, type: text, required: yes, max: 0}\n",
      "kinds/a.yml:11:57: the field is required, and max leaves no room for a letter" },
    { "kinds/a.yml",
      FIELDS
      "  - {name: a, label: A, type: code, codes: colour}\n  - {name: b, label: B, type: flag, show_if: a is rod}\n",
      "kinds/a.yml:12:46: at letter 6 of this condition: code set \"colour\" has no code \"rod\": did you mean "
      "\"red\"?" },
    { "kinds/a.yml", KIND "  happened: forname\n  fields:\n  - {name: forename, label: A, type: text}\n",
      "kinds/a.yml:10:13: there is no field \"forname\": did you mean \"forename\"?" },
    { "kinds/a.yml", KIND "  ended: forename\n  fields:\n  - {name: forename, label: A, type: text}\n",
      "kinds/a.yml:10:10: ended names a date or an instant, and \"forename\" is neither" },
    { "kinds/a.yml", KIND "  title: \"Dear {surname}\"\n  fields:\n  - {name: forename, label: A, type: text}\n",
      "kinds/a.yml:10:10: there is no field \"surname\": did you mean \"forename\"?" },
    { "kinds/a.yml", KIND "  timeline: often\n  fields:\n  - {name: forename, label: A, type: text}\n",
      "kinds/a.yml:10:13: timeline is yes or no, not \"often\"" },
    { "kinds/a.yml", KIND "  colour: red\n  fields:\n  - {name: forename, label: A, type: text}\n",
      "kinds/a.yml:10:3: a kind has no \"colour\": take it out, or see catalogue/README.md for what there is" },
    { "kinds/a.yml",
      KIND "  from: 2020-01-02\n  to: 2020-01-01\n  fields:\n  - {name: forename, label: A, type: text}\n",
      "kinds/a.yml:11:7: the kind ends before it begins" },
    { "kinds/a.yml",
      KIND "  ssd:\n  - {table: t, set: {b: x}}\n  fields:\n  - {name: forename, label: A, type: text}\n",
      "kinds/a.yml:11:22: there is no field \"b\": mend the name, or add it" },
    { "kinds/b.yml",
      "group: H\nkinds:\n- name: ledger\n  label: L\n  plural: L\n  about: L\n  subject: person\n  read: all_of_it\n  "
      "write: all_of_it\n  fields: [{name: a, label: A, type: int}]\n",
      "kinds/b.yml:3:9: the program has a table \"ledger\" of its own: choose another name" },
    { "kinds/b.yml",
      "group: H\nkinds:\n- name: person\n  label: L\n  plural: L\n  about: L\n  subject: person\n  read: all_of_it\n  "
      "write: all_of_it\n  fields: [{name: a, label: A, type: int}]\n",
      "kinds/b.yml:3:3: there is a kind \"person\" already, in kinds/a.yml line 3: choose another name" },
    { "kinds/b.yml",
      "group: H\nkinds:\n- {name: a, label: L, plural: L, about: L, subject: b, read: x, write: x, fields: [{name: a, "
      "label: A, type: int}]}\n"
      "- {name: b, label: L, plural: L, about: L, subject: person, read: x, write: x, fields: [{name: a, label: A, "
      "type: int}]}\n",
      "kinds/b.yml:3:53: \"b\" is not a subject: a subject kind names itself, as person, family, worker, team, "
      "household and authority do" },
    /* roles */
    { "roles.yml", ROLE "  can: see_chld\n",
      "roles.yml:5:8: no page or command asks for \"see_chld\": did you mean \"see_child\"?" },
    { "roles.yml", ROLE "  reads: helth\n  read_scope: all\n",
      "roles.yml:5:10: no kind has \"read: helth\": mend the word or take it out" },
    { "roles.yml", ROLE "  writes: helth\n  write_scope: all\n",
      "roles.yml:5:11: no kind has \"write: helth\": mend the word or take it out" },
    { "roles.yml", ROLE "  reads: all_of_it\n",
      "roles.yml:2:3: role \"boss\" reads something, so it needs \"read_scope\": own, team or all" },
    { "roles.yml", ROLE "  reads: all_of_it\n  read_scope: some\n",
      "roles.yml:2:3: role \"boss\" reads something, so it needs \"read_scope\": own, team or all\nroles.yml:6:15: "
      "read_scope is none, own, team or all, not \"some\"" },
    { "roles.yml", ROLE "- {name: boss, label: B, about: B}\n",
      "roles.yml:5:3: there is a role \"boss\" already, on line 2: choose another name" },
};

static arena mem;

/* The base with one file replaced or added. */
static err_code load_with(const char *file, const char *text, struct catalogue **c, err *e)
{
    struct catalogue_file files[COUNT_OF(base) + 1];
    size_t n = 0;
    bool placed = false;
    for (size_t i = 0; i < COUNT_OF(base); i++) {
        bool here = strcmp(base[i].name, file) == 0;
        files[n++] = (struct catalogue_file){ str_of(base[i].name), str_of(here ? text : base[i].text) };
        placed = placed || here;
    }
    if (!placed)
        files[n++] = (struct catalogue_file){ str_of(file), str_of(text) };
    return catalogue_load_texts(c, n, files, e);
}

static void many_faults(void)
{
    str lines[71];
    err e = { .mem = &mem };
    struct catalogue *c;
    lines[0] = S("bank_holidays:");
    for (size_t i = 1; i < COUNT_OF(lines); i++)
        lines[i] = S("- {date: never, name: x}");
    is_int(load_with("calendar.yml", arena_join(&mem, COUNT_OF(lines), lines, S("\n")).p, &c, &e), ERR_INVALID,
           "seventy faults are refused");
    is(e.message, S("the catalogue has more than 50 faults"), "fifty are kept");
    ok(str_ends(e.detail, S("\nThere are more; mend these first.")), "and it says that there are more");
}

/* A catalogue of n kinds, three lines each. */
static err_code load_kinds_of(size_t n, struct catalogue **c, err *e)
{
    str *lines = arena_array(&mem, str, n + 1);
    lines[0] = S("group: G\nkinds:");
    for (size_t i = 0; i < n; i++)
        lines[i + 1] = arena_printf(&mem,
                                    "- {name: k%zu, label: L, plural: L, about: A, subject: k%zu, read: x, write: x,\n"
                                    "   fields: [{name: a, label: A, type: int}]}\n",
                                    i, i);
    const struct catalogue_file file = { S("kinds/a.yml"), arena_join(&mem, n + 1, lines, S("\n")) };
    return catalogue_load_texts(c, 1, &file, e);
}

/* Sets of kinds are of fixed size: see record/clock_state.h. */
static void many_kinds(void)
{
    struct catalogue *c = NULL;
    err e = { .mem = &mem };
    if (is_int(load_kinds_of(KINDS_MAX, &c, &e), ERR_OK, "as many kinds as there can be")) {
        is_int((int64_t)c->nkinds, 256, "are 256");
        catalogue_free(c);
    }
    is_int(load_kinds_of(KINDS_MAX + 1, &c, &e), ERR_INVALID, "one more is refused");
    is(e.detail,
       S("kinds/a.yml:771:3: a catalogue has at most 256 kinds, and this is one more: make fields of a kind that is "
         "there"),
       "where it stands");
}

int main(void)
{
    arena_init(&mem, 0);
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        err e = { .mem = &mem };
        struct catalogue *c = NULL;
        if (load_with(refused[i].file, refused[i].text, &c, &e) == ERR_OK)
            catalogue_free(c);
        str rest = str_of(refused[i].want), name;
        str_cut(&rest, '\n', &name);
        is(e.detail, str_of(refused[i].want), arena_z(&mem, name));
    }
    err e = { .mem = &mem };
    struct catalogue *c = NULL;
    is_int(load_with("calendar.yml", base[0].text, &c, &e), ERR_OK, "the base itself is good");
    ok(catalogue_kind(c, S("person")) && kind_is_subject(catalogue_kind(c, S("person"))), "it has its kind");
    ok(!catalogue_kind(c, S("persons")) && !catalogue_codeset(c, S("")) && !catalogue_role(c, S("x")), "and no other");
    is_int(codeset_find(catalogue_codeset(c, S("colour")), S("blue")), 1, "a code is found");
    is_int(codeset_find(catalogue_codeset(c, S("free")), S("blue")), -1, "an open set without codes has none");
    is_int((int)c->version.n, 12, "it has a version");
    catalogue_free(c);
    many_faults();
    many_kinds();
    e = (err){ .mem = &mem };
    is_int(catalogue_load(&c, S("/nowhere/at/all"), &e), ERR_NOT_FOUND, "a folder that is not there");
    arena_release(&mem);
    return done_testing();
}
