/* map_ssd.c - makes the map of the Standard Safeguarding Dataset from the ssd: lines of the kinds. */
#include "catalogue/map_make.h"

/* --- one part of "table.column#KEY REF; table.column" -------------------------------------------- */
struct ssd_place { str table, column, json_key; };

static bool next_place(str *rest, struct ssd_place *p)
{
    str part, word, table;
    if (!str_cut(rest, ';', &part))
        return false;
    part = str_trim(part);
    *p = (struct ssd_place){ .json_key = STR_NONE };
    if (!str_cut(&part, ' ', &word) || !str_cut(&word, '.', &table))
        return true;
    str column;
    p->table = table;
    if (str_cut(&word, '#', &column)) {
        p->column = column;
        p->json_key = word.n ? word : STR_NONE;
    }
    return true;
}

/* What the source keys of a kind's records may begin with, in this dataset. */
static void add_prefixes(struct map_maker *m, const struct kind *target, struct map_field *f)
{
    str *list = arena_array(m->mem, str, target->nssd + 1);
    for (size_t i = 0; i < target->nssd; i++) {
        const str parts[] = { S("ssd"), target->ssd[i].table, S("") };
        list[f->nprefixes++] = arena_join(m->mem, 3, parts, S(":"));
    }
    f->prefixes = list;
}

static void add_field(struct map_maker *m, const struct field *f, const struct ssd_place *p, struct map_field *out)
{
    *out = (struct map_field){ .field = f, .column = map_column(m, p->column), .text = p->json_key };
    if (p->json_key.p)
        out->source = FROM_JSON_KEY;
    else if (f->type == FT_CODES && str_ends(p->column, S("_json")))
        out->source = FROM_JSON_FLAGS;
    if (f->type == FT_REF) {
        out->target = f->ref;
        add_prefixes(m, f->ref, out);
    }
}

static size_t count_places(const struct kind *k, str table)
{
    size_t n = 0;
    for (size_t i = 0; i < k->nfields; i++) {
        str rest = k->fields[i].ssd;
        struct ssd_place p;
        while (next_place(&rest, &p))
            n += str_eq(p.table, table);
    }
    return n;
}

/* A table that only adds to the records of another (factors to an assessment) shares the other's keys. */
static str key_table(const struct yaml *root, str table)
{
    const struct yaml *same = yaml_get(root, "same_record");
    for (const struct yaml *x = same ? same->first : NULL; x; x = x->next)
        if (str_eq(x->key, table))
            return x->text;
    return table;
}

static void make_record(struct map_maker *m, const struct yaml *root, const struct kind *k,
                        const struct ssd_source *src, struct map_record *r)
{
    const str parts[] = { S("ssd"), key_table(root, src->table), S("") };
    *r = (struct map_record){
        .kind = k, .own = k == m->table->subject, .prefix = arena_join(m->mem, 3, parts, S(":")), .order_by = -1
    };
    if (src->key.n) {
        int *key = arena_array(m->mem, int, 1);
        key[0] = map_column(m, src->key);
        r->key = key;
        r->nkey = 1;
    }
    struct map_field *fields = arena_array(m->mem, struct map_field, count_places(k, src->table) + src->nset + 1);
    for (size_t i = 0; i < src->nset; i++)
        fields[r->nfields++] = (struct map_field){
            .field = kind_field(k, src->set[i].field), .source = FROM_CONSTANT, .column = -1, .text = src->set[i].value
        };
    for (size_t i = 0; i < k->nfields; i++) {
        str rest = k->fields[i].ssd;
        struct ssd_place p;
        while (next_place(&rest, &p))
            if (str_eq(p.table, src->table) && p.column.n)
                add_field(m, &k->fields[i], &p, &fields[r->nfields++]);
    }
    r->fields = fields;
}

/* --- the order of the tables: what is referred to comes before what refers to it ------------------ */
struct order { const struct catalogue *cat; int *depth; bool *busy; };

static int depth_of(struct order *o, const struct kind *k)
{
    if (o->depth[k->index] >= 0 || o->busy[k->index])
        return o->busy[k->index] ? 0 : o->depth[k->index];
    int deepest = k->subject == k ? 0 : 1;
    o->busy[k->index] = true;
    for (size_t i = 0; i < k->nfields; i++) {
        const struct kind *to = k->fields[i].type == FT_REF ? k->fields[i].ref : NULL;
        if (to && to != k && to->subject == k->subject && k->subject != k) {
            int d = depth_of(o, to) + 1;
            deepest = d > deepest ? d : deepest;
        }
    }
    o->busy[k->index] = false;
    return o->depth[k->index] = deepest;
}

/* The kind of a table whose rows are rows of the subject named; where there are several, the first with a person. */
static const struct ssd_source *main_source(const struct catalogue *cat, str table, const struct kind **kind)
{
    const struct ssd_source *found = NULL;
    for (size_t k = 0; k < cat->nkinds; k++)
        for (size_t i = 0; i < cat->kinds[k].nssd; i++) {
            const struct ssd_source *s = &cat->kinds[k].ssd[i];
            if (str_eq(s->table, table) && (!found || (s->person.n && !found->person.n))) {
                found = s;
                *kind = &cat->kinds[k];
            }
        }
    return found;
}

static void make_table(struct map_maker *m, const struct yaml *root, str name)
{
    const struct kind *k = NULL;
    const struct ssd_source *src = main_source(m->cat, name, &k);
    if (!src || !k)
        return;             /* not so: the name came from a kind */
    m->table = &m->tables[m->map->ntables];
    *m->table = (struct map_table){
        .name = name, .subject = k->subject, .person = -1, .via_column = -1, .year_from = -1, .sort_by = -1
    };
    if (kind_is_subject(k))
        m->table->person = map_column(m, src->key);
    else if (src->person.n)
        m->table->person = map_column(m, src->person);
    struct map_record *records = arena_array(m->mem, struct map_record, m->cat->nkinds);
    for (size_t i = 0; i < m->cat->nkinds; i++)
        for (size_t j = 0; j < m->cat->kinds[i].nssd; j++)
            if (str_eq(m->cat->kinds[i].ssd[j].table, name) && m->cat->kinds[i].subject == k->subject)
                make_record(m, root, &m->cat->kinds[i], &m->cat->kinds[i].ssd[j], &records[m->table->nrecords++]);
    m->table->records = records;
    m->table->careful = m->table->nrecords > 1;
    m->map->ntables++;
}

/* "ssd_assessment_factors: {column: cinf_assessment_id, table: ssd_cin_assessments, key: cina_assessment_id}" */
static void make_joins(struct map_maker *m, const struct yaml *joins)
{
    for (const struct yaml *x = joins ? joins->first : NULL; x; x = x->next) {
        struct map_table *from = NULL, *to = NULL;
        const struct yaml *table = yaml_get(x, "table"), *column = yaml_get(x, "column"), *key = yaml_get(x, "key");
        for (size_t i = 0; i < m->map->ntables; i++) {
            from = str_eq(m->tables[i].name, x->key) ? &m->tables[i] : from;
            to = table && str_eq(m->tables[i].name, table->text) ? &m->tables[i] : to;
        }
        if (!from || !to || !column || !key) {
            fault_at_key(m->faults, x, "a join names a table of the kinds and says column, table and key");
            continue;
        }
        m->columns = arena_array(m->mem, struct map_column, from->ncolumns + 1);
        memcpy(m->columns, from->columns, from->ncolumns * sizeof *m->columns);
        m->ncolumns = from->ncolumns;
        m->cap_columns = from->ncolumns + 1;
        m->table = from;
        from->via_column = map_column(m, column->text);
        map_table_done(m);
        m->columns = arena_array(m->mem, struct map_column, to->ncolumns + 1);
        memcpy(m->columns, to->columns, to->ncolumns * sizeof *m->columns);
        m->ncolumns = to->ncolumns;
        m->cap_columns = to->ncolumns + 1;
        m->table = to;
        from->via_table = to;
        from->via_key = map_column(m, key->text);
        map_table_done(m);
    }
}

static bool has_table(const struct map_maker *m, str name)
{
    for (size_t i = 0; i < m->map->ntables; i++)
        if (str_eq(m->tables[i].name, name))
            return true;
    return false;
}

void import_map_from_kinds(struct map_maker *m, const struct yaml *root)
{
    const struct catalogue *cat = m->cat;
    size_t total = 0;
    for (size_t k = 0; k < cat->nkinds; k++)
        total += cat->kinds[k].nssd;
    m->map->blank_clears = true;
    m->map->whole = true;
    m->tables = arena_array(m->mem, struct map_table, total + 1);
    struct order o = { cat, arena_array(m->mem, int, cat->nkinds), arena_array(m->mem, bool, cat->nkinds) };
    int deepest = 0;
    for (size_t k = 0; k < cat->nkinds; k++)
        o.depth[k] = -1;
    for (size_t k = 0; k < cat->nkinds; k++) {
        int d = depth_of(&o, &cat->kinds[k]);
        deepest = d > deepest ? d : deepest;
    }
    for (int d = 0; d <= deepest; d++)
        for (size_t k = 0; k < cat->nkinds; k++)
            for (size_t i = 0; i < cat->kinds[k].nssd && o.depth[k] == d; i++) {
                str name = cat->kinds[k].ssd[i].table;
                const struct kind *owner = NULL;
                main_source(cat, name, &owner);
                if (owner != &cat->kinds[k] || has_table(m, name))
                    continue;
                make_table(m, root, name);
                map_table_done(m);
            }
    make_joins(m, yaml_get(root, "persons"));
    for (size_t i = 0; i < m->map->ntables; i++)
        m->tables[i].index = (int)i;
    m->map->tables = m->tables;
}
