/* yaml.c - libyaml's events made into a tree, refusing what a catalogue never needs.
 *
 * The tree is one struct a node: a text, a list or a map, its children in a chain, in the order in which they were
 * written. Every node knows the file, line and column at which it begins, and a map's child those of its key too, so
 * that whoever reads the tree later, in whatever part of the catalogue, can say where a slip stands. The tree is built
 * by recursion over the events, at most YAML_DEPTH_MAX deep; finding a key is a walk along the chain, at most
 * YAML_KEYS_MAX long, and each key is compared with those before it, because YAML lets a key come twice and one of
 * the two would be lost.
 *
 * Anchors, aliases, tags and second documents are refused: they make a file mean something other than what stands
 * there. Faults are kept, up to FAULTS_MAX, and sorted by place when they are told; a file that is not YAML gives one.
 *
 * Cost: more than half of loading a catalogue is libyaml's own scanning; the tree adds an allocation from the arena
 * and a copy of the text for each node. */
#include "catalogue/yaml.h"
#include <stdlib.h>
#include <yaml.h>

struct reading {
    yaml_parser_t parser;
    struct faults *faults;
    arena *mem;
    const char *file;
};

__attribute__((format(printf, 5, 0)))
static void keep(struct faults *f, const char *file, int line, int column, const char *fmt, va_list ap)
{
    if (f->n == FAULTS_MAX) {
        f->more = true;
        return;
    }
    f->at[f->n++] = (struct yaml_fault){ file, line, column, arena_vprintf(f->mem, fmt, ap) };
}

void fault_in(struct faults *f, const char *file, int line, int column, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    keep(f, file, line, column, fmt, ap);
    va_end(ap);
}

void fault_at(struct faults *f, const struct yaml *where, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    keep(f, where->file, where->line, where->column, fmt, ap);
    va_end(ap);
}

void fault_at_key(struct faults *f, const struct yaml *where, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    if (where->key.p)
        keep(f, where->file, where->key_line, where->key_column, fmt, ap);
    else
        keep(f, where->file, where->line, where->column, fmt, ap);
    va_end(ap);
}

static int by_place(const void *pa, const void *pb)
{
    const struct yaml_fault *a = pa, *b = pb;
    int c = strcmp(a->file, b->file);
    if (!c)
        c = (a->line > b->line) - (a->line < b->line);
    if (!c)
        c = (a->column > b->column) - (a->column < b->column);
    return c ? c : str_cmp(a->message, b->message);
}

str faults_text(struct faults *f)
{
    qsort(f->at, f->n, sizeof *f->at, by_place);
    str lines[FAULTS_MAX + 1];
    size_t n = 0;
    for (size_t i = 0; i < f->n; i++)
        lines[n++] = arena_printf(f->mem, "%s:%d:%d: " STR_FMT, f->at[i].file, f->at[i].line, f->at[i].column,
                                  STR_ARG(f->at[i].message));
    if (f->more)
        lines[n++] = S("There are more; mend these first.");
    return arena_join(f->mem, n, lines, S("\n"));
}

static struct yaml *node_new(struct reading *r, enum yaml_type type, const yaml_event_t *ev)
{
    struct yaml *n = arena_new(r->mem, struct yaml);
    n->type = type;
    n->file = r->file;
    n->line = (int)ev->start_mark.line + 1;
    n->column = (int)ev->start_mark.column + 1;
    n->text = S("");
    return n;
}

static bool next_event(struct reading *r, yaml_event_t *ev)
{
    if (yaml_parser_parse(&r->parser, ev))
        return true;
    const yaml_parser_t *p = &r->parser;
    const char *problem = p->problem ? p->problem : "it cannot be read";
    if (p->error == YAML_READER_ERROR)
        fault_in(r->faults, r->file, 1, 1,
                 "the file is not plain UTF-8 text near byte %zu: save it as UTF-8 without special characters",
                 p->problem_offset);
    else if (p->context)
        fault_in(r->faults, r->file, (int)p->problem_mark.line + 1, (int)p->problem_mark.column + 1,
                 "this is not YAML: %s, %s; look at the indent, the colon or the quotes on this line and the one above",
                 p->context, problem);
    else
        fault_in(r->faults, r->file, (int)p->problem_mark.line + 1, (int)p->problem_mark.column + 1,
                 "this is not YAML: %s; look at the indent, the colon or the quotes on this line and the one above",
                 problem);
    return false;
}

static bool refuse(struct reading *r, const yaml_event_t *ev, const char *why)
{
    fault_in(r->faults, r->file, (int)ev->start_mark.line + 1, (int)ev->start_mark.column + 1, "%s", why);
    return false;
}

static bool read_scalar(struct reading *r, yaml_event_t *ev, struct yaml *out)
{
    if (ev->data.scalar.anchor || ev->data.scalar.tag)
        return refuse(r, ev,
                      "anchors (&) and tags (!) are not used in a catalogue: write the value out, or put it in quotes");
    if (memchr(ev->data.scalar.value, '\0', ev->data.scalar.length))
        return refuse(r, ev, "this text has a NUL character in it: take it out");
    out->line = (int)ev->start_mark.line + 1;
    out->column = (int)ev->start_mark.column + 1;
    out->text = arena_copy(r->mem, (str){ (const char *)ev->data.scalar.value, ev->data.scalar.length });
    return true;
}

static bool read_node(struct reading *r, yaml_event_t *ev, int depth, struct yaml **out);

/* Takes one key of a map into *key; its text has no p at the map's end. */
static bool read_key(struct reading *r, const struct yaml *map, struct yaml *key)
{
    yaml_event_t ev;
    *key = (struct yaml){ .type = YAML_TEXT, .file = r->file };
    if (!next_event(r, &ev))
        return false;
    bool good = true;
    if (ev.type == YAML_SCALAR_EVENT)
        good = read_scalar(r, &ev, key);
    else if (ev.type != YAML_MAPPING_END_EVENT)
        good = refuse(r, &ev, "a key must be one word");
    if (good && key->text.p && map->n == YAML_KEYS_MAX)
        good = refuse(r, &ev, "this has too many keys: make it a list, with \"- \" before each");
    for (const struct yaml *other = map->first; good && key->text.p && other; other = other->next)
        if (str_eq(other->key, key->text))
            fault_at(r->faults, key, "\"" STR_FMT "\" comes twice here, first on line %d: keep one", STR_ARG(key->text),
                     other->key_line);
    yaml_event_delete(&ev);
    return good;
}

static bool read_children(struct reading *r, struct yaml *parent, int depth)
{
    struct yaml **tail = &parent->first;
    for (;;) {
        struct yaml key, *child = NULL;
        if (parent->type == YAML_MAP && !read_key(r, parent, &key))
            return false;
        if (parent->type == YAML_MAP && !key.text.p)
            return true;
        yaml_event_t ev;
        if (!next_event(r, &ev))
            return false;
        bool end = ev.type == YAML_SEQUENCE_END_EVENT, good = end || read_node(r, &ev, depth, &child);
        yaml_event_delete(&ev);
        if (!good || end)
            return good;
        if (parent->type == YAML_MAP) {
            child->key = key.text;
            child->key_line = key.line;
            child->key_column = key.column;
        }
        *tail = child;
        tail = &child->next;
        parent->n++;
    }
}

static bool read_node(struct reading *r, yaml_event_t *ev, int depth, struct yaml **out)
{
    if (depth > YAML_DEPTH_MAX)
        return refuse(r, ev, "this is nested too deep: nothing in a catalogue needs that");
    switch (ev->type) {
    case YAML_SCALAR_EVENT:
        *out = node_new(r, YAML_TEXT, ev);
        return read_scalar(r, ev, *out);
    case YAML_SEQUENCE_START_EVENT:
        if (ev->data.sequence_start.anchor || ev->data.sequence_start.tag)
            return refuse(r, ev, "anchors (&) and tags (!) are not used in a catalogue: write the list out");
        *out = node_new(r, YAML_LIST, ev);
        return read_children(r, *out, depth + 1);
    case YAML_MAPPING_START_EVENT:
        if (ev->data.mapping_start.anchor || ev->data.mapping_start.tag)
            return refuse(r, ev, "anchors (&) and tags (!) are not used in a catalogue: write the keys out");
        *out = node_new(r, YAML_MAP, ev);
        return read_children(r, *out, depth + 1);
    case YAML_ALIAS_EVENT:
        return refuse(r, ev, "aliases (*) are not used in a catalogue: write the value out, or put it in quotes");
    default:
        return refuse(r, ev, "this is not expected here");
    }
}

static struct yaml *read_document(struct reading *r)
{
    struct yaml *root = NULL;
    for (bool more = true; more;) {
        yaml_event_t ev;
        if (!next_event(r, &ev))
            return NULL;
        bool good = true;
        switch (ev.type) {
        case YAML_STREAM_START_EVENT: case YAML_DOCUMENT_START_EVENT: case YAML_DOCUMENT_END_EVENT:
            break;
        case YAML_STREAM_END_EVENT:
            more = false;
            break;
        default:
            good = root ? refuse(r, &ev, "a second document begins here: make it a file of its own")
                        : read_node(r, &ev, 0, &root);
            break;
        }
        yaml_event_delete(&ev);
        if (!good)
            return NULL;
    }
    if (!root)
        fault_in(r->faults, r->file, 1, 1, "the file is empty: fill it or take it away");
    return root;
}

struct yaml *yaml_read(struct faults *f, arena *mem, const char *file, str text)
{
    struct reading r = { .faults = f, .mem = mem, .file = file };
    if (text.n > YAML_FILE_MAX) {
        fault_in(f, file, 1, 1, "the file is larger than %d kilobytes: split it", YAML_FILE_MAX / 1024);
        return NULL;
    }
    if (!yaml_parser_initialize(&r.parser)) {
        fault_in(f, file, 1, 1, "there is no memory to read it");
        return NULL;
    }
    yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&r.parser, (const unsigned char *)text.p, text.n);
    struct yaml *root = read_document(&r);
    yaml_parser_delete(&r.parser);
    return root;
}

const struct yaml *yaml_get(const struct yaml *map, const char *key)
{
    if (!map || map->type != YAML_MAP)
        return NULL;
    str wanted = str_of(key);
    for (const struct yaml *v = map->first; v; v = v->next)
        if (str_eq(v->key, wanted))
            return v;
    return NULL;
}
