/* t_kinds.c - kinds and fields as they are loaded: every key in its place, what stands when a key is missing, and what
 * one field takes over from the one above it. What is refused is t_refusals.c's. */
#include "catalogue/load.h"
#include "tap.h"

static const char codes[] =
    "codesets:\n- {name: colour, label: Colour, codes: [{code: red, label: Red}, {code: blue, label: Blue}]}\n";
static const char people[] =
    "group: People\n"
    "kinds:\n"
    "- name: person\n"
    "  label: Person\n"
    "  plural: People\n"
    "  about: Somebody.\n"
    "  subject: person\n"
    "  read: reading\n"
    "  write: writing\n"
    "  fields:\n"
    "  - {name: surname, label: Surname, type: text}\n"
    "- name: visit\n"
    "  label: Visit\n"
    "  plural: Visits\n"
    "  about: A visit.\n"
    "  subject: person\n"
    "  happened: seen_on\n"
    "  ended: left_at\n"
    "  title: \"Visit: {place}\"\n"
    "  timeline: no\n"
    "  read: casework\n"
    "  write: casework\n"
    "  from: 2020-01-01\n"
    "  to: 2029-12-31\n"
    "  source: The law\n"
    "  status: verified\n"
    "  ssd:\n"
    "  - {table: ssd_visits, key: visit_id, person: person_id, set: {place: home, kind_of: cin}}\n"
    "  - {table: ssd_other}\n"
    "  fields:\n"
    "  - {name: seen_on, label: Seen on, hint: The day, group: When, type: date, required: yes, past: yes, \n"
    "     index: yes, ssd: a.b C1, returns: \"cin:X\"}\n"
    "  - {name: left_at, label: Left at, type: instant, sensitive: yes, status: recalled, source: Hearsay}\n"
    "  - {name: place, label: Place, group: Where, type: text, min: 2, max: 40, search: address,\n"
    "     from: 2021-01-01, to: 2022-12-31}\n"
    "  - {name: kind_of, label: Kind, type: text, pattern: upn, unique: yes, search: id}\n"
    "  - {name: colour, label: Colour, type: code, codes: colour, show_if: place is not empty}\n"
    "  - {name: colours, label: Colours, type: codes, codes: colour}\n"
    "  - {name: by_id, label: By, type: ref, ref: person}\n"
    "  - {name: note, label: Note, type: note, search: former}\n"
    "  - {name: n, label: N, type: int}\n"
    "  - {name: share, label: Share, type: decimal, min: -2, max: 2}\n"
    "  - {name: cost, label: Cost, type: money}\n"
    "  - {name: spent, label: Spent, type: minutes}\n"
    "  - {name: alone, label: Alone, type: flag, search: name}\n";

static arena mem;
static struct catalogue *cat;

static const struct {
    const char *name;
    enum field_type type;
    const char *group;
    int64_t min, max;
    enum search_part search;
} fields[] = {
    { "seen_on", FT_DATE, "When", -1000000000000000, 1000000000000000, SEARCH_NONE },
    { "left_at", FT_INSTANT, "When", -1000000000000000, 1000000000000000, SEARCH_NONE },
    { "place", FT_TEXT, "Where", 2, 40, SEARCH_ADDRESS },
    { "kind_of", FT_TEXT, "Where", 0, 500, SEARCH_ID },
    { "colour", FT_CODE, "Where", -1000000000000000, 1000000000000000, SEARCH_NONE },
    { "colours", FT_CODES, "Where", -1000000000000000, 1000000000000000, SEARCH_NONE },
    { "by_id", FT_REF, "Where", -1000000000000000, 1000000000000000, SEARCH_NONE },
    { "note", FT_NOTE, "Where", 0, 100000, SEARCH_FORMER },
    { "n", FT_INT, "Where", -1000000000000000, 1000000000000000, SEARCH_NONE },
    { "share", FT_DECIMAL, "Where", -2, 2, SEARCH_NONE },
    { "cost", FT_MONEY, "Where", -1000000000000000, 1000000000000000, SEARCH_NONE },
    { "spent", FT_MINUTES, "Where", 0, 1000000000000000, SEARCH_NONE },
    { "alone", FT_FLAG, "Where", -1000000000000000, 1000000000000000, SEARCH_NAME },
};

static void test_kind(void)
{
    const struct kind *person = catalogue_kind(cat, S("person")), *k = catalogue_kind(cat, S("visit"));
    is_int((int64_t)cat->nkinds, 2, "two kinds");
    ok(person->index == 0 && k->index == 1, "in their places");
    is(k->label, S("Visit"), "label");
    is(k->plural, S("Visits"), "plural");
    is(k->about, S("A visit."), "about");
    is(k->group, S("People"), "the group of its file");
    is(k->title, S("Visit: {place}"), "title");
    is(k->timeline, S("no"), "timeline");
    is(k->read_group, S("casework"), "who reads");
    is(k->write_group, S("casework"), "who writes");
    is(k->source, S("The law"), "source");
    ok(k->subject == person && !kind_is_subject(k) && kind_is_subject(person), "whose chain it is in");
    is_int(k->f_happened, 0, "when it happened");
    is_int(k->f_ended, 1, "when it ended");
    ok(k->when.from == day_make(2020, 1, 1) && k->when.to == day_make(2029, 12, 31) && k->mark == MARK_VERIFIED,
        "from, to and status");
    ok(person->f_happened == -1 && person->f_ended == -1, "a kind without either");
    ok(person->when.from == DAY_NONE && person->when.to == DAY_NONE && person->mark == MARK_RECALLED,
        "or a period or a status");
    is(person->timeline, S("yes"), "is on the timeline");
    ok(person->nssd == 0, "and in no dataset");
}

static void test_fields(void)
{
    const struct kind *k = catalogue_kind(cat, S("visit"));
    is_int((int64_t)k->nfields, COUNT_OF(fields), "as many fields as were written");
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        const struct field *f = kind_field(k, str_of(fields[i].name));
        if (!ok(f == &k->fields[i] && f->index == (int)i, fields[i].name))
            continue;
        ok(f->type == fields[i].type && f->search == fields[i].search, "... its type and its part in the search");
        is(f->group, str_of(fields[i].group), "... its group, or that of the field above it");
        is_int(f->min, fields[i].min, "... its least");
        is_int(f->max, fields[i].max, "... its most");
    }
    ok(!kind_field(k, S("seen")) && !kind_field(k, S("")) && !kind_field(k, S("seen_on2")), "and no others");
    const struct field *seen = &k->fields[0], *left = &k->fields[1], *place = &k->fields[2], *which = &k->fields[3];
    ok(seen->required && seen->past && seen->indexed && !seen->unique && !seen->sensitive, "what a field is");
    ok(left->sensitive && !left->required && !left->past && !left->indexed, "and is not");
    ok(which->unique && !place->unique, "one of them alone");
    is(seen->hint, S("The day"), "hint");
    is(seen->ssd, S("a.b C1"), "its column of the dataset");
    is(seen->returns, S("cin:X"), "its item of a return");
    is(which->pattern, S("upn"), "pattern");
    ok(!place->pattern.n && !place->hint.n && !place->ssd.n && !place->returns.n, "or none of these");
    ok(seen->mark == MARK_VERIFIED && str_eq(seen->source, S("The law")), "status and source are the kind's");
    ok(left->mark == MARK_RECALLED && str_eq(left->source, S("Hearsay")), "or its own");
    ok(place->when.from == day_make(2021, 1, 1) && place->when.to == day_make(2022, 12, 31)
        && seen->when.from == DAY_NONE, "and when it is asked");
    ok(k->fields[4].codes == catalogue_codeset(cat, S("colour")) && k->fields[5].codes == k->fields[4].codes,
        "code sets");
    ok(k->fields[6].ref == catalogue_kind(cat, S("person")) && !place->ref && !place->codes,
        "and what a reference points at");
    ok(k->fields[4].show_if && !place->show_if, "and whether it is asked at all");
}

static void test_datasets(void)
{
    const struct kind *k = catalogue_kind(cat, S("visit"));
    is_int((int64_t)k->nssd, 2, "two tables of the dataset");
    const struct ssd_source *x = &k->ssd[0], *y = &k->ssd[1];
    is(x->table, S("ssd_visits"), "the first by name");
    is(x->key, S("visit_id"), "its key");
    is(x->person, S("person_id"), "its person");
    is_int((int64_t)x->nset, 2, "what it implies");
    ok(str_eq(x->set[0].field, S("place")) && str_eq(x->set[0].value, S("home")), "a field");
    ok(str_eq(x->set[1].field, S("kind_of")) && str_eq(x->set[1].value, S("cin")), "and another");
    is(y->table, S("ssd_other"), "the second by name");
    ok(!y->key.p && !y->person.p && y->nset == 0, "and nothing else");
}

int main(void)
{
    arena_init(&mem, 0);
    err e = { .mem = &mem };
    const struct catalogue_file files[] = { { str_of("kinds/a.yml"), str_of(people) },
        { str_of("codes/a.yml"), str_of(codes) } };
    if (!ok(catalogue_load_texts(&cat, COUNT_OF(files), files, &e) == ERR_OK, "the kinds load"))
        return printf("# " STR_FMT "\n", STR_ARG(e.detail)), 1;
    test_kind();
    test_fields();
    test_datasets();
    catalogue_free(cat);
    arena_release(&mem);
    return done_testing();
}
