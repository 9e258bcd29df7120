/* kinds.c - kinds/…yml: reads kinds and fields; check.c ties them to one another. */
#include "catalogue/capability.h"
#include "catalogue/load.h"

static const char *const type_names[FT__COUNT] = {
    [FT_TEXT] = "text", [FT_NOTE] = "note", [FT_DATE] = "date", [FT_INSTANT] = "instant",
    [FT_CODE] = "code", [FT_CODES] = "codes", [FT_INT] = "int", [FT_DECIMAL] = "decimal",
    [FT_MONEY] = "money", [FT_MINUTES] = "minutes", [FT_FLAG] = "flag", [FT_REF] = "ref",
};
enum { TEXT_MAX = 500, NOTE_MAX = 100000 };
static const int64_t NUMBER_MAX = 1000000000000000; /* far beyond any count or sum of pence, far within 64 bits */

struct kind_draft { struct kind kind; str subject, happened, ended; const struct yaml *ssd, *fields; };

static const struct key kind_keys[] = {
    { "name",     KEY_NAME, offsetof(struct kind_draft, kind.name), true },
    { "label",    KEY_TEXT, offsetof(struct kind_draft, kind.label), true },
    { "plural",   KEY_TEXT, offsetof(struct kind_draft, kind.plural), true },
    { "about",    KEY_TEXT, offsetof(struct kind_draft, kind.about), true },
    { "subject",  KEY_TEXT, offsetof(struct kind_draft, subject), true },
    { "happened", KEY_TEXT, offsetof(struct kind_draft, happened), false },
    { "ended",    KEY_TEXT, offsetof(struct kind_draft, ended), false },
    { "title",    KEY_TEXT, offsetof(struct kind_draft, kind.title), false },
    { "timeline", KEY_TEXT, offsetof(struct kind_draft, kind.timeline), false },
    { "read",     KEY_NAME, offsetof(struct kind_draft, kind.read_group), true },
    { "write",    KEY_NAME, offsetof(struct kind_draft, kind.write_group), true },
    { "from",     KEY_DAY,  offsetof(struct kind_draft, kind.when.from), false },
    { "to",       KEY_DAY,  offsetof(struct kind_draft, kind.when.to), false },
    { "source",   KEY_TEXT, offsetof(struct kind_draft, kind.source), false },
    { "status",   KEY_MARK, offsetof(struct kind_draft, kind.mark), false },
    { "ssd",      KEY_LIST, offsetof(struct kind_draft, ssd), false },
    { "fields",   KEY_LIST, offsetof(struct kind_draft, fields), true },
};

struct field_draft { struct field field; str type, codes, ref, show_if, search, reach; };

static const struct key field_keys[] = {
    { "name",      KEY_NAME, offsetof(struct field_draft, field.name), true },
    { "label",     KEY_TEXT, offsetof(struct field_draft, field.label), true },
    { "hint",      KEY_TEXT, offsetof(struct field_draft, field.hint), false },
    { "group",     KEY_TEXT, offsetof(struct field_draft, field.group), false },
    { "type",      KEY_TEXT, offsetof(struct field_draft, type), true },
    { "codes",     KEY_TEXT, offsetof(struct field_draft, codes), false },
    { "ref",       KEY_TEXT, offsetof(struct field_draft, ref), false },
    { "required",  KEY_FLAG, offsetof(struct field_draft, field.required), false },
    { "past",      KEY_FLAG, offsetof(struct field_draft, field.past), false },
    { "sensitive", KEY_FLAG, offsetof(struct field_draft, field.sensitive), false },
    { "unique",    KEY_FLAG, offsetof(struct field_draft, field.unique), false },
    { "index",     KEY_FLAG, offsetof(struct field_draft, field.indexed), false },
    { "min",       KEY_INT,  offsetof(struct field_draft, field.min), false },
    { "max",       KEY_INT,  offsetof(struct field_draft, field.max), false },
    { "pattern",   KEY_TEXT, offsetof(struct field_draft, field.pattern), false },
    { "show_if",   KEY_TEXT, offsetof(struct field_draft, show_if), false },
    { "from",      KEY_DAY,  offsetof(struct field_draft, field.when.from), false },
    { "to",        KEY_DAY,  offsetof(struct field_draft, field.when.to), false },
    { "search",    KEY_TEXT, offsetof(struct field_draft, search), false },
    { "reach",     KEY_TEXT, offsetof(struct field_draft, reach), false },
    { "ssd",       KEY_TEXT, offsetof(struct field_draft, field.ssd), false },
    { "returns",   KEY_TEXT, offsetof(struct field_draft, field.returns), false },
    { "status",    KEY_MARK, offsetof(struct field_draft, field.mark), false },
    { "source",    KEY_TEXT, offsetof(struct field_draft, field.source), false },
};

struct ssd_draft { struct ssd_source source; const struct yaml *set; };

static const struct key ssd_keys[] = {
    { "table",  KEY_TEXT, offsetof(struct ssd_draft, source.table), true },
    { "key",    KEY_TEXT, offsetof(struct ssd_draft, source.key), false },
    { "person", KEY_TEXT, offsetof(struct ssd_draft, source.person), false },
    { "set",    KEY_ANY,  offsetof(struct ssd_draft, set), false },
};

const char *field_type_name(enum field_type t) { return type_names[t]; }

static enum field_type read_type(struct loading *l, const struct yaml *node, str text)
{
    for (size_t i = 0; i < FT__COUNT; i++)
        if (str_eq(text, str_of(type_names[i])))
            return (enum field_type)i;
    const struct yaml *at = yaml_get(node, "type");
    const char *near = near_miss(text, FT__COUNT, type_names);
    if (at && near)
        fault_at(l->faults, at, "there is no type \"" STR_FMT "\": did you mean \"%s\"?", STR_ARG(text), near);
    else if (at && text.n)
        fault_at(l->faults, at,
                 "there is no type \"" STR_FMT
                 "\": it is text, note, date, instant, code, codes, int, decimal, money, minutes, flag or ref",
                 STR_ARG(text));
    return FT_TEXT;
}

static enum search_part read_search(struct loading *l, const struct yaml *node, str text)
{
    static const char *const names[] = {
        [SEARCH_NAME] = "name", [SEARCH_FORMER] = "former", [SEARCH_ID] = "id", [SEARCH_ADDRESS] = "address"
    };
    for (size_t i = SEARCH_NAME; i < COUNT_OF(names); i++)
        if (str_eq(text, str_of(names[i])))
            return (enum search_part)i;
    if (text.n)
        fault_at(l->faults, yaml_get(node, "search"),
                 "there is no search \"" STR_FMT "\": it is name, former, id or address", STR_ARG(text));
    return SEARCH_NONE;
}

/* Only a reference lets anybody reach anything. */
static int read_reach(struct loading *l, const struct yaml *node, const struct field *f, str text)
{
    enum capability c = capability_named(text);
    if (!text.n)
        return 0;
    if (c == CAN__COUNT)
        fault_at(l->faults, yaml_get(node, "reach"),
                 "there is no capability \"" STR_FMT "\": roles.yml has them under can", STR_ARG(text));
    else if (f->type != FT_REF)
        fault_at(l->faults, yaml_get(node, "reach"), "only a field of type ref changes whom somebody reaches");
    return c == CAN__COUNT ? 0 : (int)c;
}

static void read_field(struct loading *l, const struct yaml *node, const struct kind *k, str group, struct field *out)
{
    struct field_draft d = { .field = { .name = S(""),
                                        .label = S(""),
                                        .hint = S(""),
                                        .group = group,
                                        .pattern = S(""),
                                        .ssd = S(""),
                                        .returns = S(""),
                                        .min = INT64_MIN,
                                        .max = INT64_MAX,
                                        .when = { DAY_NONE, DAY_NONE },
                                        .mark = k->mark,
                                        .source = k->source } };
    MAP_READ(l->faults, node, "a field", field_keys, &d);
    struct field *f = &d.field;
    f->type = read_type(l, node, d.type);
    f->search = read_search(l, node, d.search);
    f->reach = read_reach(l, node, f, d.reach);
    bool text = f->type == FT_TEXT || f->type == FT_NOTE;
    if (f->min == INT64_MIN)
        f->min = text || f->type == FT_MINUTES ? 0 : -NUMBER_MAX;
    if (f->max == INT64_MAX)
        f->max = f->type == FT_TEXT ? TEXT_MAX : f->type == FT_NOTE ? NOTE_MAX : NUMBER_MAX;
    *out = *f;
}

static void read_ssd(struct loading *l, const struct yaml *list, struct kind *k)
{
    struct ssd_source *sources = arena_array(l->mem, struct ssd_source, list->n + 1);
    for (const struct yaml *item = list->first; item; item = item->next) {
        struct ssd_draft d = { .source = { .table = S("") } };
        MAP_READ(l->faults, item, "a table of the Standard Safeguarding Dataset", ssd_keys, &d);
        if (d.set && d.set->type == YAML_MAP) {
            struct ssd_set *sets = arena_array(l->mem, struct ssd_set, d.set->n + 1);
            for (const struct yaml *v = d.set->first; v; v = v->next)
                sets[d.source.nset++] = (struct ssd_set){ v->key, v->text };
            d.source.set = sets;
        } else if (d.set && d.set->text.n)
            fault_at(l->faults, d.set, "set is a map of fields and values, like {visit_for: cin}");
        sources[k->nssd++] = d.source;
    }
    k->ssd = sources;
}

static void read_kind(struct loading *l, const struct yaml *node, str group, struct kind *out)
{
    struct kind_draft d = { .kind = { .name = S(""),
                                      .label = S(""),
                                      .plural = S(""),
                                      .about = S(""),
                                      .group = group,
                                      .title = S(""),
                                      .timeline = S("yes"),
                                      .read_group = S(""),
                                      .write_group = S(""),
                                      .source = S(""),
                                      .when = { DAY_NONE, DAY_NONE },
                                      .mark = MARK_RECALLED,
                                      .f_happened = -1,
                                      .f_ended = -1,
                                      .f_title = -1 } };
    MAP_READ(l->faults, node, "a kind", kind_keys, &d);
    struct kind *k = &d.kind;
    if (d.fields) {
        struct field *fields = arena_array(l->mem, struct field, d.fields->n + 1);
        for (const struct yaml *item = d.fields->first; item; item = item->next) {
            struct field *f = &fields[k->nfields];
            read_field(l, item, k, k->nfields ? f[-1].group : S(""), f);
            f->index = (int)k->nfields++;
        }
        k->fields = fields;
    }
    if (d.ssd)
        read_ssd(l, d.ssd, k);
    *out = *k;
}

void load_kinds(struct loading *l)
{
    size_t n = loading_count(l, "kinds/", "kinds"), tree = 0, i = 0;
    l->kinds = arena_array(l->mem, struct kind, n + 1);
    l->kind_nodes = arena_array(l->mem, const struct yaml *, n + 1);
    for (const struct yaml *item = NULL; loading_next(l, "kinds/", "kinds", &tree, &item); i++) {
        if (i == KINDS_MAX) {
            fault_at(l->faults, item,
                     "a catalogue has at most %d kinds, and this is one more: make fields of a kind that is there",
                     KINDS_MAX);
            break;
        }
        const struct yaml *group = yaml_get(l->trees[tree - 1].root, "group");
        l->kind_nodes[i] = item;
        read_kind(l, item, group ? group->text : S(""), &l->kinds[i]);
        l->kinds[i].index = (int)i;
    }
    l->cat->nkinds = i;
    l->cat->kinds = l->kinds;
}

/* --- finding ---------------------------------------------------------------------------------------
 * There are about a hundred kinds, with at most some forty fields; comparing lengths first makes these a
 * few hundred nanoseconds, and hot paths keep the pointer. */
const struct kind *catalogue_kind(const struct catalogue *c, str name)
{
    for (size_t i = 0; i < c->nkinds; i++)
        if (str_eq(c->kinds[i].name, name))
            return &c->kinds[i];
    return NULL;
}

const struct codeset *catalogue_codeset(const struct catalogue *c, str name)
{
    for (size_t i = 0; i < c->ncodesets; i++)
        if (str_eq(c->codesets[i].name, name))
            return &c->codesets[i];
    return NULL;
}

const struct field *kind_field(const struct kind *k, str name)
{
    for (size_t i = 0; i < k->nfields; i++)
        if (str_eq(k->fields[i].name, name))
            return &k->fields[i];
    return NULL;
}

const struct field *kind_confidential(const struct kind *k) { return kind_field(k, S("confidential")); }
