/* map.c - makes the map of a return from its YAML, checking every name against the kinds. */
#include "catalogue/map_make.h"

static void read_texts(struct map_maker *m, const struct yaml *node, size_t *n, const str **out)
{
    *n = 0;
    if (!node)
        return;
    str *list = arena_array(m->mem, str, node->n + 1);
    if (node->type == YAML_TEXT)
        list[(*n)++] = node->text;
    for (const struct yaml *x = node->first; x; x = x->next)
        list[(*n)++] = x->text;
    *out = list;
}

static void read_columns(struct map_maker *m, const struct yaml *node, size_t *n, const int **out)
{
    const str *names = NULL;
    read_texts(m, node, n, &names);
    int *list = arena_array(m->mem, int, *n + 1);
    for (size_t i = 0; i < *n; i++)
        list[i] = map_column(m, names[i]);
    *out = list;
}

/* {RNE: [S, L]}: has one of them; {PLACE: any}: says something; {PLACE: none}: says nothing; {UPN: {not: [..]}}. */
static struct map_tests read_tests(struct map_maker *m, const struct yaml *node)
{
    if (!node)
        return (struct map_tests){ 0 };
    struct map_test *list = arena_array(m->mem, struct map_test, node->n + 1);
    size_t n = 0;
    for (const struct yaml *x = node->first; x; x = x->next) {
        struct map_test *t = &list[n++];
        t->column = map_column(m, x->key);
        const struct yaml *unless = yaml_get(x, "not");
        bool any = x->type == YAML_TEXT && str_eq(x->text, S("any")),
             none = x->type == YAML_TEXT && str_eq(x->text, S("none"));
        t->absent = unless || none;
        if (!any && !none)
            read_texts(m, unless ? unless : x, &t->n, &t->values);
    }
    return (struct map_tests){ n, list };
}

struct field_draft {
    str from, is, take, parent, record, json;
    bool carry;
    str part;
    const struct yaml *when, *values;
};

static const struct key field_keys[] = {
    { "from",   KEY_TEXT, offsetof(struct field_draft, from), false },
    { "is",     KEY_TEXT, offsetof(struct field_draft, is), false },
    { "take",   KEY_TEXT, offsetof(struct field_draft, take), false },
    { "parent", KEY_TEXT, offsetof(struct field_draft, parent), false },
    { "record", KEY_TEXT, offsetof(struct field_draft, record), false },
    { "carry",  KEY_FLAG, offsetof(struct field_draft, carry), false },
    { "part",   KEY_TEXT, offsetof(struct field_draft, part), false },
    { "when",   KEY_ANY,  offsetof(struct field_draft, when), false },
    { "values", KEY_ANY,  offsetof(struct field_draft, values), false },
};

static const struct kind *find_kind(struct map_maker *m, const struct yaml *node, str name)
{
    const struct kind *k = catalogue_kind(m->cat, name);
    if (!k)
        fault_at(m->faults, node, "there is no kind " STR_FMT, STR_ARG(name));
    return k;
}

static void read_swaps(struct map_maker *m, const struct yaml *node, struct map_field *f)
{
    if (!node)
        return;
    struct map_swap *list = arena_array(m->mem, struct map_swap, node->n + 1);
    for (const struct yaml *x = node->first; x; x = x->next)
        list[f->nswaps++] = (struct map_swap){ x->key, x->text.n ? x->text : STR_NONE };
    f->swaps = list;
}

static void read_source(struct map_maker *m, const struct yaml *node, const struct field_draft *d, struct map_field *f)
{
    size_t said = (d->from.n > 0) + (d->is.n > 0) + (d->parent.n > 0) + (d->record.n > 0);
    if (said != 1) {
        fault_at(m->faults, node, "say one of from, is, parent and record");
    } else if (d->is.n) {
        f->source = FROM_CONSTANT;
        f->text = d->is;
    } else if (d->parent.n || d->record.n) {
        f->source = d->parent.n ? FROM_PARENT : FROM_SAME_ROW;
        f->target = find_kind(m, node, d->parent.n ? d->parent : d->record);
    } else {
        f->column = map_column(m, d->from);
    }
}

static void read_field(struct map_maker *m, const struct yaml *node, const struct kind *k, struct map_field *f)
{
    *f = (struct map_field){ .field = kind_field(k, node->key), .column = -1 };
    if (!f->field)
        fault_at_key(m->faults, node, STR_FMT " has no field " STR_FMT, STR_ARG(k->name), STR_ARG(node->key));
    if (node->type == YAML_TEXT) {
        struct field_draft plain = { .from = node->text };
        read_source(m, node, &plain, f);
        return;
    }
    struct field_draft d = { 0 };
    if (!MAP_READ(m->faults, node, "a field", field_keys, &d))
        return;
    read_source(m, node, &d, f);
    f->carry = d.carry;
    f->part = str_eq(d.part, S("first")) ? 1 : str_eq(d.part, S("rest")) ? 2 : 0;
    f->take = str_eq(d.take, S("first")) ? TAKE_FIRST : str_eq(d.take, S("newest")) ? TAKE_NEWEST : TAKE_LAST;
    if (d.take.n && f->take == TAKE_LAST && !str_eq(d.take, S("last")))
        fault_at(m->faults, node, "take is first, last or newest");
    f->when = read_tests(m, d.when);
    read_swaps(m, d.values, f);
}

struct record_draft { str kind, order_by; const struct yaml *key, *when, *continues, *same, *fields; };

static const struct key record_keys[] = {
    { "kind",      KEY_NAME, offsetof(struct record_draft, kind), true },
    { "key",       KEY_ANY,  offsetof(struct record_draft, key), false },
    { "order_by",  KEY_TEXT, offsetof(struct record_draft, order_by), false },
    { "when",      KEY_ANY,  offsetof(struct record_draft, when), false },
    { "continues", KEY_ANY,  offsetof(struct record_draft, continues), false },
    { "same",      KEY_ANY,  offsetof(struct record_draft, same), false },
    { "fields",    KEY_ANY,  offsetof(struct record_draft, fields), true },
};

static bool read_record(struct map_maker *m, const struct yaml *node, struct map_record *r)
{
    struct record_draft d = { 0 };
    if (!MAP_READ(m->faults, node, "a record", record_keys, &d))
        return false;
    const struct kind *k = find_kind(m, node, d.kind);
    if (!k)
        return false;
    const str prefix[] = { m->map->source, S("") };
    *r = (struct map_record){ .kind = k,
                              .own = k == m->table->subject,
                              .natural = true,
                              .prefix = arena_join(m->mem, 2, prefix, S(":")),
                              .order_by = -1 };
    if (k->subject != m->table->subject)
        fault_at(m->faults, node, "a " STR_FMT " is not a record of a " STR_FMT, STR_ARG(k->name),
                 STR_ARG(m->table->subject->name));
    read_columns(m, d.key, &r->nkey, &r->key);
    read_columns(m, d.same, &r->nsame, &r->same);
    r->order_by = d.order_by.n ? map_column(m, d.order_by) : -1;
    r->when = read_tests(m, d.when);
    r->continues = read_tests(m, d.continues);
    struct map_field *fields = arena_array(m->mem, struct map_field, d.fields->n + 1);
    for (const struct yaml *x = d.fields->first; x; x = x->next)
        read_field(m, x, k, &fields[r->nfields++]);
    r->fields = fields;
    return true;
}

struct table_draft { str name, subject, person, year_from, sort_by; const struct yaml *elements, *records; };

static const struct key table_keys[] = {
    { "name",      KEY_TEXT, offsetof(struct table_draft, name), true },
    { "subject",   KEY_NAME, offsetof(struct table_draft, subject), false },
    { "person",    KEY_TEXT, offsetof(struct table_draft, person), true },
    { "year_from", KEY_TEXT, offsetof(struct table_draft, year_from), false },
    { "sort_by",   KEY_TEXT, offsetof(struct table_draft, sort_by), false },
    { "elements",  KEY_ANY,  offsetof(struct table_draft, elements), false },
    { "records",   KEY_LIST, offsetof(struct table_draft, records), true },
};

static void read_table(struct map_maker *m, const struct yaml *node)
{
    struct table_draft d = { .subject = S("person") };
    if (!MAP_READ(m->faults, node, "a table", table_keys, &d))
        return;
    const struct kind *subject = find_kind(m, node, d.subject);
    if (!subject)
        return;
    m->table = &m->tables[m->map->ntables];
    *m->table = (struct map_table){
        .name = d.name, .subject = subject, .careful = true, .via_column = -1, .index = (int)m->map->ntables
    };
    m->table->person = map_column(m, d.person);
    m->table->year_from = d.year_from.n ? map_column(m, d.year_from) : -1;
    m->table->sort_by = d.sort_by.n ? map_column(m, d.sort_by) : -1;
    read_texts(m, d.elements, &m->table->nelements, &m->table->elements);
    struct map_record *records = arena_array(m->mem, struct map_record, d.records->n + 1);
    for (const struct yaml *x = d.records->first; x; x = x->next)
        m->table->nrecords += read_record(m, x, &records[m->table->nrecords]);
    m->table->records = records;
    map_table_done(m);
    m->map->ntables++;
}

struct map_draft { str dataset, label, group, year; const struct yaml *aliases, *tables, *derived; };

static const struct key map_keys[] = {
    { "dataset", KEY_TEXT, offsetof(struct map_draft, dataset), true },
    { "derived", KEY_ANY,  offsetof(struct map_draft, derived), false },
    { "label",   KEY_TEXT, offsetof(struct map_draft, label), false },
    { "group",   KEY_TEXT, offsetof(struct map_draft, group), false },
    { "year",    KEY_TEXT, offsetof(struct map_draft, year), false },
    { "aliases", KEY_ANY,  offsetof(struct map_draft, aliases), false },
    { "tables",  KEY_LIST, offsetof(struct map_draft, tables), true },
};

void import_map_from_yaml(struct map_maker *m, const struct yaml *root)
{
    struct map_draft d = { 0 };
    if (!MAP_READ(m->faults, root, "an import", map_keys, &d))
        return;
    m->map->make_people = true;
    m->map->group = d.group;
    m->map->year = d.year;
    m->aliases = d.aliases;
    m->tables = arena_array(m->mem, struct map_table, d.tables->n + 1);
    for (const struct yaml *x = d.tables->first; x; x = x->next)
        read_table(m, x);
    m->map->tables = m->tables;
}

err_code import_map_make(const struct import_map **out, const struct catalogue *cat, str source, arena *mem, err *e)
{
    struct faults faults = { .mem = mem };
    struct import_map *map = arena_new(mem, struct import_map);
    struct map_maker m = { .cat = cat, .mem = mem, .faults = &faults, .map = map };
    const str parts[] = { S("import/"), source, S(".yml") };
    str name = arena_join(mem, 3, parts, S(""));
    const struct catalogue_file *file = NULL;
    for (size_t i = 0; i < cat->nfiles; i++)
        if (str_eq(cat->files[i].name, name))
            file = &cat->files[i];
    if (!file)
        return err_set(e, ERR_NOT_FOUND, "The catalogue has no " STR_FMT ": nothing says how such files are read.",
                       STR_ARG(name));
    map->source = source;
    const struct yaml *root = yaml_read(&faults, mem, name.p, file->text);
    if (root && str_eq(source, S("ssd")))
        import_map_from_kinds(&m, root);
    else if (root)
        import_map_from_yaml(&m, root);
    if (faults.n) {
        err_set(e, ERR_INVALID, "The catalogue's " STR_FMT " does not fit its kinds.", STR_ARG(name));
        err_detail(e, STR_FMT, STR_ARG(faults_text(&faults)));
        return e->code;
    }
    *out = map;
    return ERR_OK;
}

const struct map_table *import_map_table(const struct import_map *m, str name)
{
    for (size_t i = 0; i < m->ntables; i++)
        if (str_eq_nocase(m->tables[i].name, name))
            return &m->tables[i];
    return NULL;
}
