/* t_record.c - a subject's life on both engines: made, read, changed, merged, refused, removed, erased, as known. */
#include "subjects.h"
#include "record/search.h"

static void made_and_read(struct store *s)
{
    int64_t id = 0;
    struct put_result r;
    struct change c = change_of("person", "forename", "  Zo\xC3\xAB ", "surname", "Adeyemi", "born_on", "03/04/2014",
                                "sex", "F", "council_id", "C1", NULL);
    c.source_key = S("ssd:person:1");
    CODE(save(s, &id, &c, &r), ERR_OK, "a child is added");
    is_int(r.outcome, PUT_STORED, "stored");
    struct subject *sub = load(s, id);
    struct record *own = subject_own(sub);
    is(text_of(own, "forename"), S("Zo\xC3\xAB"), "trimmed");
    is(text_of(own, "born_on"), S("2014-04-03"), "in ISO form");
    is_int(own->values[kind_field(own->kind, S("born_on"))->index].num, day_make(2014, 4, 3), "with its number");
    is_int(own->version, 1, "version 1");
    is(own->source_key, S("ssd:person:1"), "with its key");
    int64_t sid = 0, rid = 0;
    CODE(record_find_key(s, own->kind, S("ssd:person:1"), &sid, &rid, &e), ERR_OK, "found by key");
    is_int(sid, id, "the subject");
    is_int(rid, id, "whose own record has its number");
    CODE(record_find_key(s, own->kind, S("ssd:person:2"), &sid, &rid, &e), ERR_NOT_FOUND, "not by another key");
    CODE(subject_load(s, id + 99, &mem, &sub, &e), ERR_NOT_FOUND, "a number that nobody has");

    CODE(save(s, &id, &c, &r), ERR_OK, "the same again");
    is_int(r.outcome, PUT_UNCHANGED, "changes nothing");
    c = change_of("person", "surname", "Okafor", NULL);
    CODE(save(s, &id, &c, &r), ERR_OK, "another last name");
    is_int(r.record->version, 2, "is version 2");
    c = change_of("person", "sex", "", NULL);
    CODE(save(s, &id, &c, &r), ERR_OK, "a value is taken away");
    ok(!text_of(subject_own(load(s, id)), "sex").p, "and is absent");
    c = change_of("contact", "received_at", "2026-11-20T10:00", "source", "1A", "reason", "A neighbour heard shouting",
                  NULL);
    c.lenient = true;
    c.source_key = S("k9");
    CODE(save(s, &id, &c, &r), ERR_OK, "a contact is added");
    int64_t contact = r.record->id;
    ok(contact > id, "its number is its entry's");
    c.fields = change_of("contact", "received_at", "2026-11-20T11:00", NULL).fields;
    c.n = 1;
    CODE(save(s, &id, &c, &r), ERR_OK, "found by its key in a later file");
    is_int(r.record->id, contact, "the same record");
    size_t n;
    struct entry *entries;
    CODE(record_history(s, id, 0, &mem, &n, &entries, &e), ERR_OK, "history of all");
    is_int((int64_t)n, 5, "an entry a write");
    is_int(entries[0].n, 5, "newest first");
    CODE(record_history(s, id, contact, &mem, &n, &entries, &e), ERR_OK, "history of one");
    is_int((int64_t)n, 2, "its own entries only");
    is_int((int64_t)entries[0].nfields, 1, "one field changed");
    is(entries[0].fields[0].field->name, S("received_at"), "which");
    is(entries[0].fields[0].before.text, S("2026-11-20T10:00:00Z"), "from");
    is(entries[0].account, S("ann"), "by whom");
    CODE(record_history(s, id, id + 500, &mem, &n, &entries, &e), ERR_NOT_FOUND, "no history of nothing");
}

static void refusals(struct store *s)
{
    static const struct {
        const char *what, *kind, *field, *typed;
        int64_t id, base;
        bool lenient;
        err_code want;
    } cases[] = {
        { "a required answer is missing", "contact", "source", "1A", 0, 0, false, ERR_INVALID },
        { "not a day", "person", "born_on", "31/02/2014", 0, 0, false, ERR_INVALID },
        { "a birth tomorrow", "person", "born_on", "2026-11-22", 0, 0, false, ERR_INVALID },
        { "bytes that are not UTF-8", "person", "known_as", "caf\xE9", 0, 0, true, ERR_INVALID },
        { "a control character", "person", "known_as",
          "a\x01"
          "b",
          0, 0, true, ERR_INVALID },
        { "death before birth", "person", "died_on", "2001-01-01", 0, 0, false, ERR_INVALID },
        { "a worker that is not there", "involvement", "worker_id", "999999", 0, 0, true, ERR_INVALID },
        { "a worker that is a person", "involvement", "worker_id", "SELF", 0, 0, true, ERR_INVALID },
        { "a record that it has not", "contact", "source", "1A", 424242, 0, true, ERR_NOT_FOUND },
        { "a version to come", "person", "known_as", "Bo", 0, 7, false, ERR_INVALID },
        { "another subject's kind", "absence", "reason", "sick", 0, 0, true, ERR_INVALID },
        { "a number that another has", "person", "council_id", "C1", 0, 0, false, ERR_CONFLICT },
    };
    int64_t id = new_person(s, "Ben", "Okafor", "2012-05-06");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *typed = !strcmp(cases[i].typed, "SELF") ? arena_printf(&mem, "%lld", (long long)id).p
                                                            : cases[i].typed;
        struct change c = change_of(cases[i].kind, cases[i].field, typed, NULL);
        struct put_result r = { 0 };
        c.id = cases[i].id;
        c.base_version = cases[i].base;
        c.lenient = cases[i].lenient;
        CODE(save(s, &id, &c, &r), cases[i].want, cases[i].what);
        ok(cases[i].want != ERR_INVALID || cases[i].base || e.message.n > 10, "says what is wrong");
    }
    struct change c = change_of("person", "born_on", "x", "died_on", "y", "forename", "", NULL);
    struct put_result r;
    CODE(save(s, &id, &c, &r), ERR_INVALID, "three wrong answers");
    is_int((int64_t)r.nfaults, 3, "are all told at once");
    is_int(subject_own(load(s, id))->version, 1, "and nothing was written");

    struct subject *sub = load(s, id);
    c = change_of("person", "known_as", "Benny", NULL);
    CODE(subject_put(s, sub, &c, &r, &e), ERR_SYSTEM, "a subject read outside the write is refused");
    CODE(store_begin(s, &author, &e), ERR_OK, "begins");
    CODE(subject_load(s, id, &mem, &sub, &e), ERR_OK, "reads");
    CODE(subject_put(s, sub, &c, &r, &e), ERR_OK, "puts");
    CODE(store_commit(s, &e), ERR_SYSTEM, "what was put must be written before the commit");
    store_rollback(s);
    is_int(subject_own(load(s, id))->version, 1, "rolled back");
}

static void merging(struct store *s)
{
    int64_t id = new_person(s, "Cara", "Lund", "2011-02-03");
    struct put_result r;
    struct change first = change_of("person", "known_as", "Caz", "phone", "", NULL), second;
    first.base_version = 1;
    CODE(save(s, &id, &first, &r), ERR_OK, "the first writer");
    author.account = S("bob");
    second = change_of("person", "known_as", "", "language", "Polish", "forename", "Cara", NULL);
    second.base_version = 1;
    CODE(save(s, &id, &second, &r), ERR_OK, "the second changed another field");
    is_int(r.outcome, PUT_MERGED, "merged");
    struct record *own = subject_own(load(s, id));
    is(text_of(own, "known_as"), S("Caz"), "the first writer's value stays");
    is(text_of(own, "language"), S("Polish"), "the second's is there too");
    second = change_of("person", "known_as", "Kara", "language", "Urdu", "nationality", "British", NULL);
    second.base_version = 1;
    CODE(save(s, &id, &second, &r), ERR_CONFLICT, "the same fields");
    is_int((int64_t)r.nconflicts, 2, "every field is named");
    is(r.conflicts[0].field->name, S("known_as"), "which");
    is(r.conflicts[0].theirs.text, S("Caz"), "theirs");
    is(r.conflicts[0].mine.text, S("Kara"), "mine");
    is(r.conflicts[0].by, S("ann"), "who");
    is_int(r.conflicts[0].at, author.at, "when");
    ok(!text_of(subject_own(load(s, id)), "nationality").p, "and nothing is half saved");
    second = change_of("person", "known_as", "Caz", NULL);
    second.base_version = 1;
    CODE(save(s, &id, &second, &r), ERR_OK, "both wrote the same");
    is_int(r.outcome, PUT_UNCHANGED, "nothing to do");
    second = change_of("person", "known_as", "Kara", NULL);
    second.op = CHANGE_REMOVE;
    second.base_version = 1;
    CODE(save(s, &id, &second, &r), ERR_CONFLICT, "what others changed is not removed unseen");
    author.account = S("ann");
}

static void two_writers(struct store *s, str where)
{
    struct store *other = open_store(where, STORE_WRITE);
    struct subject *sub;
    int64_t id = new_person(s, "Dev", "Rao", "2010-01-01");
    struct put_result r;
    struct change c = change_of("person", "known_as", "D", NULL);
    CODE(store_begin(s, &author, &e), ERR_OK, "one writer begins");
    CODE(subject_load(s, id, &mem, &sub, &e), ERR_OK, "reads");
    CODE(subject_put(s, sub, &c, &r, &e), ERR_OK, "puts");
    CODE(subject_write(s, sub, &e), ERR_OK, "writes");
    is_int(subject_own(load(other, id))->version, 1, "another reader does not see it yet");
    CODE(store_commit(s, &e), ERR_OK, "commits");
    c = change_of("person", "known_as", "Devi", NULL);
    c.base_version = 1;
    CODE(save(other, &id, &c, &r), ERR_CONFLICT, "the other writer, who saw version 1, is told");
    c.base_version = 2;
    CODE(save(other, &id, &c, &r), ERR_OK, "and saves over what was seen");
    CODE(store_begin(s, &author, &e), ERR_OK, "the first again");
    CODE(subject_load(s, id, &mem, &sub, &e), ERR_OK, "sees the other's");
    is_int(subject_own(sub)->version, 3, "version 3");
    store_rollback(s);
    store_close(other);
}

/* What is being typed is tried on the record in memory; the tables never hear of it. */
static void tried(struct store *s, str where)
{
    struct store *reader = open_store(where, 0);
    int64_t id = new_person(s, "Hana", "Ito", "2013-04-05");
    struct put_result r;
    struct change c = change_of("person", "known_as", "Han", "born_on", "31/02/2014", "language", "Urdu", NULL), two;
    const day today = instant_day(author.at);
    struct subject *sub = load(reader, id);
    CODE(subject_try(reader, sub, &c, today, &r, &e), ERR_OK,
         "half of it can be read, through a connection that cannot write");
    is_int(r.outcome, PUT_STORED, "there is something to look at");
    is(text_of(subject_own(sub), "known_as"), S("Han"), "what was typed stands in memory");
    is(text_of(subject_own(sub), "born_on"), S("2013-04-05"), "what cannot be read is as it was");
    ok(r.nfaults == 1 && str_eq(r.faults[0].field->name, S("born_on")), "and is named");
    c = change_of("visit", "visit_for", "cp", "seen_on", "2026-01-02", NULL);
    CODE(subject_try(reader, sub, &c, today, &r, &e), ERR_OK, "a new record without its required answers");
    two = change_of("contact", "reason", "x", NULL);
    const int64_t first = r.record->id;
    CODE(subject_try(reader, sub, &two, today, &r, &e), ERR_OK, "and another");
    ok(first >= RECORD_TRIED && r.record->id >= RECORD_TRIED && r.record->id != first,
       "have numbers of their own that no record has");
    ok(subject_record(sub, first) && subject_kind(sub, c.kind)->n == 1, "and are among the facts");
    c = change_of("person", "born_on", "later", NULL);
    CODE(subject_try(reader, sub, &c, today, &r, &e), ERR_OK, "nothing that can be read");
    is_int(r.outcome, PUT_UNCHANGED, "is nothing to try");
    c = change_of("absence", "reason", "sick", NULL);
    CODE(subject_try(reader, sub, &c, today, &r, &e), ERR_INVALID, "another subject's kind is refused");
    c = change_of("person", "known_as", "Bo", NULL);
    c.id = 424242;
    CODE(subject_try(reader, sub, &c, today, &r, &e), ERR_NOT_FOUND, "a record that it has not is refused");
    CODE(store_begin(s, &author, &e), ERR_OK, "begins");
    CODE(subject_load(s, id, &mem, &sub, &e), ERR_OK, "reads");
    c.id = 0;
    CODE(subject_try(s, sub, &c, today, &r, &e), ERR_OK, "tries inside a write");
    CODE(subject_put(s, sub, &c, &r, &e), ERR_SYSTEM, "what was tried on takes no change");
    CODE(subject_load(s, id, &mem, &sub, &e), ERR_OK, "reads again");
    CODE(subject_put(s, sub, &c, &r, &e), ERR_OK, "puts");
    CODE(subject_try(s, sub, &c, today, &r, &e), ERR_SYSTEM, "nor is anything tried on what is to be written");
    store_rollback(s);
    c = change_of("person", "known_as", "Hani", NULL);
    CODE(save(s, &id, &c, &r), ERR_OK, "somebody saves meanwhile");
    sub = load(reader, id);
    two = change_of("person", "known_as", "", "language", "Urdu", NULL);
    two.base_version = 1;
    CODE(subject_try(reader, sub, &two, today, &r, &e), ERR_OK, "a form from before that");
    is(text_of(subject_own(sub), "known_as"), S("Hani"), "does not undo it");
    two = change_of("person", "known_as", "Hannah", NULL);
    two.base_version = 1;
    sub = load(reader, id);
    CODE(subject_try(reader, sub, &two, today, &r, &e), ERR_OK, "both changed the same");
    is(text_of(subject_own(sub), "known_as"), S("Hannah"), "the writer's own text is tried");
    is_int(subject_own(load(s, id))->version, 2, "only the save was written");
    ok(!text_of(subject_own(load(s, id)), "language").p &&
           subject_kind(load(s, id), catalogue_kind(cat, S("visit")))->n == 0,
       "and nothing that was tried");
    store_close(reader);
}

static void many_in_one_write(struct store *s)
{
    struct subject *a, *b;
    struct put_result r;
    struct change pa = change_of("person", "forename", "Eve", "surname", "Fox", NULL),
                  pb = change_of("person", "forename", "Finn", "surname", "Fox", NULL);
    pa.lenient = pb.lenient = true;
    CODE(store_begin(s, &author, &e), ERR_OK, "begins");
    ok(!subject_new(s, pa.kind, &mem, &a, &e) && !subject_new(s, pb.kind, &mem, &b, &e), "two subjects");
    ok(!subject_put(s, a, &pa, &r, &e) && !subject_put(s, b, &pb, &r, &e), "put by turns");
    struct change again = change_of("person", "known_as", "Evie", NULL);
    CODE(subject_put(s, a, &again, &r, &e), ERR_OK, "and again");
    CODE(subject_write(s, b, &e), ERR_OK, "the second is written first");
    CODE(subject_write(s, a, &e), ERR_OK, "the first after it");
    CODE(store_commit(s, &e), ERR_OK, "commits");
    is_int(subject_own(load(s, a->id))->version, 2, "both of its changes are there");
    is(text_of(subject_own(load(s, b->id)), "forename"), S("Finn"), "and the other");
}

static void as_known_and_removed(struct store *s)
{
    struct put_result r;
    struct subject *sub;
    author.at = instant_parse(S("2026-01-10T12:00:00Z"));
    int64_t id = new_person(s, "Gus", "Hale", "2015-06-07");
    author.at = instant_parse(S("2026-02-10T12:00:00Z"));
    struct change c = change_of("person", "surname", "Hall", NULL);
    CODE(save(s, &id, &c, &r), ERR_OK, "renamed in February");
    struct change n = change_of("warning_note", "note", "A dog that bites", "from_on", "2026-02-10", NULL);
    n.lenient = true;
    CODE(save(s, &id, &n, &r), ERR_OK, "a warning in February");
    int64_t warning = r.record->id;
    author.at = instant_parse(S("2026-03-10T12:00:00Z"));
    struct change gone = {
        .op = CHANGE_REMOVE, .kind = n.kind, .id = warning, .source_key = STR_NONE, .why = S("wrong child")
    };
    CODE(save(s, &id, &gone, &r), ERR_OK, "removed in March");
    CODE(save(s, &id, &gone, &r), ERR_OK, "removed twice");
    is_int(r.outcome, PUT_UNCHANGED, "is once");
    n.id = warning;
    n.lenient = false;
    CODE(save(s, &id, &n, &r), ERR_CONFLICT, "a removed record is not changed");
    author.at = instant_parse(S("2026-11-21T09:30:00Z"));

    CODE(subject_as_known(s, id, instant_parse(S("2026-01-31T23:59:59Z")), &mem, &sub, &e), ERR_OK,
         "as known in January");
    is(text_of(subject_own(sub), "surname"), S("Hale"), "under the old name");
    ok(!subject_record(sub, warning), "without a warning");
    CODE(subject_as_known(s, id, instant_parse(S("2026-02-28T23:59:59Z")), &mem, &sub, &e), ERR_OK,
         "as known in February");
    is(text_of(subject_own(sub), "surname"), S("Hall"), "under the new name");
    ok(subject_record(sub, warning) && !subject_record(sub, warning)->removed, "with the warning");
    CODE(subject_as_known(s, id, wall_clock(), &mem, &sub, &e), ERR_OK, "as known now");
    ok(subject_record(sub, warning)->removed, "the warning is removed");
    CODE(subject_as_known(s, id, instant_parse(S("2025-12-31T00:00:00Z")), &mem, &sub, &e), ERR_NOT_FOUND,
         "before anything was known");

    int64_t moved = new_person(s, "Ivy", "Jay", "2013-01-01");
    struct change old = change_of("warning_note", "note", "Steps", NULL);
    old.lenient = true;
    old.at = instant_parse(S("2019-05-06T10:00:00Z"));
    CODE(save(s, &moved, &old, &r), ERR_OK, "a record that moves here keeps its time");
    CODE(subject_as_known(s, moved, instant_parse(S("2020-01-01T00:00:00Z")), &mem, &sub, &e), ERR_OK,
         "as known in 2020");
    ok(subject_own(sub) && subject_record(sub, r.record->id), "with whom it is about");
    CODE(subject_as_known(s, moved, instant_parse(S("2019-01-01T00:00:00Z")), &mem, &sub, &e), ERR_NOT_FOUND,
         "not before");

    CODE(store_begin(s, &author, &e), ERR_OK, "begins");
    CODE(record_erase(s, id, warning, S(" "), &e), ERR_INVALID, "an erasure needs a reason");
    CODE(record_erase(s, id, id + 777, S("court order"), &e), ERR_NOT_FOUND, "and a record");
    CODE(record_erase(s, id, warning, S("court order 12"), &e), ERR_OK, "erased");
    CODE(store_commit(s, &e), ERR_OK, "commits");
    struct record *w = subject_record(load(s, id), warning);
    ok(w->removed && !text_of(w, "note").p, "nothing of it is in the table");
    size_t count;
    struct entry *entries;
    CODE(record_history(s, id, warning, &mem, &count, &entries, &e), ERR_OK, "its history");
    is(entries[0].op, S("erase"), "says that it was erased");
    is(entries[0].why, S("court order 12"), "and why");
    ok(!str_has(entries[count - 1].body, S("dog")) && !entries[1].why.p, "but not what it was");
    CODE(subject_as_known(s, id, instant_parse(S("2026-02-28T23:59:59Z")), &mem, &sub, &e), ERR_OK,
         "nor as known in February");
    ok(!text_of(subject_record(sub, warning), "note").p, "it is blank there too");
}

int main(void)
{
    subjects_start();
    for (engine = 0; engine < 2; engine++) {
        str where = both_where(engine, "record", &mem);
        struct store *s = open_store(where, STORE_WRITE | STORE_CREATE);
        made_and_read(s);
        refusals(s);
        merging(s);
        two_writers(s, where);
        tried(s, where);
        many_in_one_write(s);
        as_known_and_removed(s);
        store_close(s);
    }
    subjects_stop();
    return done_testing();
}
