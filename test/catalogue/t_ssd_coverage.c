/* t_ssd_coverage.c - every column of the Standard Safeguarding Dataset is fed to exactly one
 * field, or left out with a reason. */
#include "coverage.h"
#include "catalogue/load.h"
#include "tap.h"

struct coverage {
    struct list columns;
    size_t nfaults;
    str faults[40];         /* what is wrong, said once each */
    arena *mem;
};

#define FAULT(c, ...)                                                                                                  \
    ((c)->nfaults < COUNT_OF((c)->faults) ? (void)((c)->faults[(c)->nfaults++] = arena_printf((c)->mem, __VA_ARGS__))  \
                                          : (void)0)

/* Keys that were mapped already: "table.column#KEY". */
struct keys { size_t n; str at[LIST_MAX]; };

static bool key_is_new(struct keys *k, str text)
{
    for (size_t i = 0; i < k->n; i++)
        if (str_eq(k->at[i], text))
            return false;
    if (k->n < LIST_MAX)
        k->at[k->n++] = text;
    return true;
}

/* "ssd_person.pers_dob PERS005A": counts as one use; the reference must be the dataset's own. */
static void count_mapping(struct coverage *c, struct keys *keys, const struct kind *k, const struct field *f,
                          str mapping)
{
    str place, table = S(""), column = S(""), rest = mapping;
    if (!next_word(&rest, ' ', &place))
        return;
    str ref = str_trim(rest), columns = place;
    str_cut(&columns, '.', &table);
    str_cut(&columns, '#', &column);
    bool of_json = str_has(place, S("#"));
    struct item *item = list_find(&c->columns, table, column);
    if (!item) {
        FAULT(c, STR_FMT "." STR_FMT ": the dataset has no " STR_FMT, STR_ARG(k->name), STR_ARG(f->name),
              STR_ARG(place));
        return;
    }
    if (!str_eq(ref, item->c))
        FAULT(c, STR_FMT " is " STR_FMT ", not \"" STR_FMT "\"", STR_ARG(place), STR_ARG(item->c), STR_ARG(ref));
    if (!key_is_new(keys, place))
        FAULT(c, STR_FMT " feeds two fields, or one twice", STR_ARG(place));
    if (of_json && !columns.n)
        FAULT(c, STR_FMT ": a key is missing behind #", STR_ARG(place));
    bool source_named = false;
    for (size_t i = 0; i < k->nssd; i++)
        source_named |= str_eq(k->ssd[i].table, table);
    if (!source_named)
        FAULT(c, STR_FMT "." STR_FMT ": the kind does not name table " STR_FMT, STR_ARG(k->name), STR_ARG(f->name),
              STR_ARG(table));
    item->uses++;
}

static void count_source(struct coverage *c, const struct kind *k, const struct ssd_source *s)
{
    str columns[] = { s->key, s->person };
    for (size_t i = 0; i < COUNT_OF(columns); i++) {
        struct item *item = columns[i].p ? list_find(&c->columns, s->table, columns[i]) : NULL;
        if (item)
            item->uses++;
        else if (columns[i].p)
            FAULT(c, STR_FMT ": the dataset has no " STR_FMT "." STR_FMT, STR_ARG(k->name), STR_ARG(s->table),
                  STR_ARG(columns[i]));
    }
}

static void count_derived(struct coverage *c, const struct yaml *row)
{
    str table = yaml_text(row, "table"), field = yaml_text(row, "field"), column = S(""), rest = field;
    size_t found = 0;
    if (!yaml_text(row, "reason").n)
        FAULT(c, STR_FMT "." STR_FMT " is left out without a reason", STR_ARG(table), STR_ARG(field));
    str_cut(&rest, '#', &column);
    for (size_t i = 0; i < c->columns.n; i++) {
        struct item *item = &c->columns.at[i];
        if (!str_eq(item->a, table) || (field.n && !str_eq(item->b, column)))
            continue;
        found++;
        if (rest.n)         /* one key of a JSON column whose others are mapped */
            continue;
        if (item->uses)
            FAULT(c, STR_FMT "." STR_FMT " is left out and mapped", STR_ARG(table), STR_ARG(item->b));
        item->uses++;
    }
    if (!found)
        FAULT(c, "the dataset has no " STR_FMT "." STR_FMT " to leave out", STR_ARG(table), STR_ARG(field));
}

static void coverage_count(struct coverage *c, const struct catalogue *cat, const struct yaml *import)
{
    struct keys *keys = arena_new(c->mem, struct keys);
    for (size_t i = 0; i < c->columns.n; i++)
        c->columns.at[i].uses = 0;
    c->nfaults = 0;
    for (size_t i = 0; i < cat->nkinds; i++) {
        const struct kind *k = &cat->kinds[i];
        for (size_t j = 0; j < k->nssd; j++)
            count_source(c, k, &k->ssd[j]);
        for (size_t j = 0; j < k->nfields; j++) {
            str rest = k->fields[j].ssd, mapping;
            while (next_word(&rest, ';', &mapping))
                count_mapping(c, keys, k, &k->fields[j], mapping);
        }
    }
    const struct yaml *derived = yaml_get(import, "derived");
    for (const struct yaml *row = derived ? derived->first : NULL; row; row = row->next)
        count_derived(c, row);
    for (size_t i = 0; i < c->columns.n; i++)
        if (!c->columns.at[i].uses)
            FAULT(c, STR_FMT "." STR_FMT " has no field and no reason", STR_ARG(c->columns.at[i].a),
                  STR_ARG(c->columns.at[i].b));
}

/* A record belongs to a person, or to whoever its first reference belongs to: else an import cannot place it. */
static bool belongs_to_somebody(const struct kind *k, int depth)
{
    if (kind_is_subject(k) || str_eq(k->subject->name, S("authority")) || (k->nssd && k->ssd[0].person.p))
        return true;
    for (size_t i = 0; i < k->nfields && depth < 8; i++)
        if (k->fields[i].ref && k->fields[i].ssd.n)
            return belongs_to_somebody(k->fields[i].ref, depth + 1);
    return false;
}

static str first_fault(const struct coverage *c) { return c->nfaults ? c->faults[0] : S(""); }

/* Small datasets and catalogues, each wrong in one way. */
#define HEAD                                                                                                           \
    "group: T\nkinds:\n  - name: person\n    label: P\n    plural: P\n    about: P.\n    subject: person\n    read: "  \
    "a\n    write: a\n"
static const struct { const char *name, *kinds, *derived, *want; } refused[] = {
    { "a column that is nowhere",
      HEAD "    ssd:\n      - {table: t, key: id}\n    fields:\n      - {name: a, label: A, type: text, ssd: t.a X1}\n",
      "derived: []\n", "t.b has no field and no reason" },
    { "a column fed to two fields",
      HEAD "    ssd:\n      - {table: t, key: id}\n    fields:\n      - {name: a, label: A, type: text, ssd: t.a X1}\n "
           "     - {name: b, label: B, type: text, ssd: t.a X1; t.b X2}\n",
      "derived: []\n", "t.a feeds two fields, or one twice" },
    { "a column that the dataset does not have",
      HEAD "    ssd:\n      - {table: t, key: id}\n    fields:\n      - {name: a, label: A, type: text, ssd: t.z X1}\n",
      "derived: []\n", "person.a: the dataset has no t.z" },
    { "a wrong reference",
      HEAD "    ssd:\n      - {table: t, key: id}\n    fields:\n      - {name: a, label: A, type: text, ssd: t.a X2; "
           "t.b X2}\n",
      "derived: []\n", "t.a is X1, not \"X2\"" },
    { "a column mapped and left out",
      HEAD "    ssd:\n      - {table: t, key: id}\n    fields:\n      - {name: a, label: A, type: text, ssd: t.a X1; "
           "t.b X2}\n",
      "derived:\n  - {table: t, field: b, reason: Why not.}\n", "t.b is left out and mapped" },
    { "a reason that is missing",
      HEAD "    ssd:\n      - {table: t, key: id}\n    fields:\n      - {name: a, label: A, type: text, ssd: t.a X1}\n",
      "derived:\n  - {table: t, field: b}\n", "t.b is left out without a reason" },
    { "a table that the kind does not name",
      HEAD "    fields:\n      - {name: a, label: A, type: text, ssd: t.a X1; t.b X2}\n",
      "derived:\n  - {table: t, field: id, reason: Key.}\n", "person.a: the kind does not name table t" },
    { "a key that the dataset does not have",
      HEAD "    ssd:\n      - {table: t, key: no}\n    fields:\n      - {name: a, label: A, type: text, ssd: t.a X1; "
           "t.b X2}\n",
      "derived:\n  - {table: t, field: id, reason: Key.}\n", "person: the dataset has no t.no" },
};

static void test_refusals(arena *mem)
{
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        struct catalogue_file files[] = { { S("import/ssd.yml"), str_of(refused[i].derived) },
                                          { S("kinds/t.yml"), str_of(refused[i].kinds) } };
        struct coverage *c = arena_new(mem, struct coverage);
        struct catalogue *cat = NULL;
        err e = { .mem = mem };
        c->mem = mem;
        c->columns = (struct list){
            3, { { S("t"), S("id"), S("X0"), 0 }, { S("t"), S("a"), S("X1"), 0 }, { S("t"), S("b"), S("X2"), 0 } }
        };
        if (!ok(catalogue_load_texts(&cat, COUNT_OF(files), files, &e) == ERR_OK, refused[i].name)) {
            printf("# " STR_FMT "\n", STR_ARG(e.detail));
            continue;
        }
        coverage_count(c, cat, catalogue_yaml(cat, "import/ssd.yml", mem));
        is(first_fault(c), str_of(refused[i].want), refused[i].want);
        catalogue_free(cat);
    }
}

int main(void)
{
    arena mem;
    arena_init(&mem, 0);
    struct catalogue *cat = NULL;
    err e = { .mem = &mem };
    struct coverage *c = arena_new(&mem, struct coverage);
    c->mem = &mem;
    ok(catalogue_load(&cat, STR_NONE, &e) == ERR_OK, "the catalogue loads");
    ok(list_read(&c->columns, "test/catalogue/data/ssd_fields.csv", &mem), "the dataset's columns are read");
    is_int((int64_t)c->columns.n, 396, "the dataset has 396 columns");
    if (cat) {
        const struct yaml *import = catalogue_yaml(cat, "import/ssd.yml", &mem);
        ok(import != NULL, "what is left out is listed");
        coverage_count(c, cat, import);
        is_int((int64_t)c->nfaults, 0, "each column is fed to one field, or left out with a reason");
        for (size_t i = 0; i < c->nfaults; i++)
            printf("# " STR_FMT "\n", STR_ARG(c->faults[i]));
        for (size_t i = 0; i < cat->nkinds; i++)
            if (cat->kinds[i].nssd)
                ok(belongs_to_somebody(&cat->kinds[i], 0),
                   arena_printf(&mem, "an import can place a record of " STR_FMT, STR_ARG(cat->kinds[i].name)).p);
        catalogue_free(cat);
    }
    test_refusals(&mem);
    arena_release(&mem);
    return done_testing();
}
