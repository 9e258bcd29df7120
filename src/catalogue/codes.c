/* codes.c - code sets: reads codes/…yml, and finds a code fast however long its set. */
#include "catalogue/load.h"
#include <stdlib.h>

struct codeset_draft { str name, label, source; bool open; enum mark mark; const struct yaml *codes; };

static const struct key codeset_keys[] = {
    { "name",   KEY_NAME, offsetof(struct codeset_draft, name), true },
    { "label",  KEY_TEXT, offsetof(struct codeset_draft, label), true },
    { "source", KEY_TEXT, offsetof(struct codeset_draft, source), false },
    { "open",   KEY_FLAG, offsetof(struct codeset_draft, open), false },
    { "status", KEY_MARK, offsetof(struct codeset_draft, mark), false },
    { "codes",  KEY_LIST, offsetof(struct codeset_draft, codes), false },
};
static const struct key code_keys[] = {
    { "code",    KEY_TEXT, offsetof(struct code, code), true },
    { "label",   KEY_TEXT, offsetof(struct code, label), true },
    { "note",    KEY_TEXT, offsetof(struct code, note), false },
    { "returns", KEY_TEXT, offsetof(struct code, returns), false },
    { "also",    KEY_TEXT, offsetof(struct code, also), false },
    { "from",    KEY_DAY,  offsetof(struct code, when.from), false },
    { "to",      KEY_DAY,  offsetof(struct code, when.to), false },
    { "status",  KEY_MARK, offsetof(struct code, mark), false },
    { "source",  KEY_TEXT, offsetof(struct code, source), false },
};

static void read_codeset(struct loading *l, const struct yaml *node, struct codeset *cs)
{
    struct codeset_draft d = { .name = S(""), .label = S(""), .source = S(""), .mark = MARK_RECALLED };
    MAP_READ(l->faults, node, "a code set", codeset_keys, &d);
    *cs = (struct codeset){ .name = d.name, .label = d.label, .source = d.source, .open = d.open };
    if (!d.codes) {
        if (!d.open && !yaml_get(node, "codes"))
            fault_at(l->faults, node, "a code set needs \"codes\", or \"open: yes\" when any value may stand");
        return;
    }
    struct code *codes = arena_array(l->mem, struct code, d.codes->n + 1);
    for (const struct yaml *item = d.codes->first; item; item = item->next) {
        struct code *c = &codes[cs->ncodes++];
        *c = (struct code){ .code = S(""),
                            .label = S(""),
                            .note = S(""),
                            .also = S(""),
                            .returns = S(""),
                            .source = d.source,
                            .mark = d.mark,
                            .when = { DAY_NONE, DAY_NONE } };
        MAP_READ(l->faults, item, "a code", code_keys, c);
        cs->translates = cs->translates || c->also.n;
    }
    cs->codes = codes;
    codeset_build_index(cs, l->mem);
}

void load_codesets(struct loading *l)
{
    size_t n = loading_count(l, "codes/", "codesets"), tree = 0, i = 0;
    l->codesets = arena_array(l->mem, struct codeset, n + 1);
    l->codeset_nodes = arena_array(l->mem, const struct yaml *, n + 1);
    for (const struct yaml *item = NULL; loading_next(l, "codes/", "codesets", &tree, &item); i++) {
        l->codeset_nodes[i] = item;
        read_codeset(l, item, &l->codesets[i]);
    }
    l->cat->ncodesets = n;
    l->cat->codesets = l->codesets;
}

/* --- finding a code ------------------------------------------------------------------------------
 * Open addressing over twice as many slots as codes. Where a text stands twice, in different periods,
 * the later one answers: it is the one that people mean now. */
struct code_index { uint32_t mask; uint32_t slot[]; };      /* 1 + index of the code; 0: free */

static bool later(const struct code *a, const struct code *b)
{
    return a->when.from != DAY_NONE && (b->when.from == DAY_NONE || a->when.from > b->when.from);
}

void codeset_build_index(struct codeset *cs, arena *mem)
{
    uint32_t size = 8;
    while (size < cs->ncodes * 2)
        size *= 2;
    struct code_index *x = arena_alloc(mem, sizeof *x + size * sizeof *x->slot);
    x->mask = size - 1;
    for (size_t i = 0; i < cs->ncodes; i++) {
        uint32_t at = (uint32_t)str_hash(cs->codes[i].code) & x->mask;
        while (x->slot[at] && !str_eq(cs->codes[x->slot[at] - 1].code, cs->codes[i].code))
            at = (at + 1) & x->mask;
        if (!x->slot[at] || later(&cs->codes[i], &cs->codes[x->slot[at] - 1]))
            x->slot[at] = (uint32_t)i + 1;
    }
    cs->index = x;
}

int codeset_find(const struct codeset *cs, str code)
{
    const struct code_index *x = cs->index;
    if (!x)
        return -1;
    for (uint32_t at = (uint32_t)str_hash(code) & x->mask; x->slot[at]; at = (at + 1) & x->mask)
        if (str_eq(cs->codes[x->slot[at] - 1].code, code))
            return (int)x->slot[at] - 1;
    return -1;
}

static bool called_so(const struct code *c, str text)
{
    str rest = c->also, word;
    bool hit = str_eq_nocase(c->code, text) || str_eq_nocase(c->label, text);
    while (!hit && str_cut(&rest, ';', &word))
        hit = str_eq_nocase(str_trim(word), text);
    return hit;
}

int codeset_meant(const struct codeset *cs, str text)
{
    int i = codeset_find(cs, text);
    for (size_t j = 0; i < 0 && j < cs->ncodes; j++)
        if (str_eq_nocase(cs->codes[j].code, text))
            i = codeset_find(cs, cs->codes[j].code);
    for (size_t j = 0; i < 0 && j < cs->ncodes; j++)
        if (called_so(&cs->codes[j], text))
            i = codeset_find(cs, cs->codes[j].code);
    return i;
}

str code_label(const struct codeset *cs, str code)
{
    int i = codeset_find(cs, code);
    return i < 0 ? code : cs->codes[i].label;
}

/* --- checks --------------------------------------------------------------------------------------- */
static bool disjoint(struct period a, struct period b)
{
    return (a.to != DAY_NONE && b.from != DAY_NONE && a.to < b.from) ||
           (b.to != DAY_NONE && a.from != DAY_NONE && b.to < a.from);
}

static int by_code(const void *a, const void *b)
{
    const struct code *x = *(const struct code *const *)a, *y = *(const struct code *const *)b;
    int c = str_cmp(x->code, y->code);
    return c ? c : (x > y) - (x < y);
}

static const struct yaml *nth(const struct yaml *list, size_t n)
{
    const struct yaml *v = list ? list->first : NULL;
    for (; v && n; n--)
        v = v->next;
    return v;
}

static void check_one(struct loading *l, const struct codeset *cs, const struct yaml *list)
{
    const struct code **sorted = arena_array(l->mem, const struct code *, cs->ncodes + 1);
    const struct yaml *item = list ? list->first : NULL;
    for (size_t i = 0; i < cs->ncodes; i++, item = item ? item->next : NULL) {
        const struct code *c = sorted[i] = &cs->codes[i];
        if (item && c->when.from != DAY_NONE && c->when.to != DAY_NONE && c->when.to < c->when.from)
            fault_at(l->faults, yaml_get(item, "to") ? yaml_get(item, "to") : item,
                     "code \"" STR_FMT "\" ends before it begins", STR_ARG(c->code));
    }
    qsort(sorted, cs->ncodes, sizeof *sorted, by_code);
    for (size_t i = 0; i < cs->ncodes; i++)
        for (size_t j = i; j-- > 0 && str_eq(sorted[j]->code, sorted[i]->code);)
            if (sorted[i]->code.n && !disjoint(sorted[i]->when, sorted[j]->when)) {
                const struct yaml *at = nth(list, (size_t)(sorted[i] - cs->codes)),
                                  *first = nth(list, (size_t)(sorted[j] - cs->codes));
                if (at && first)
                    fault_at(l->faults, at,
                             "code \"" STR_FMT
                             "\" stands on line %d too: give each its own from and to, without overlap, or keep one",
                             STR_ARG(sorted[i]->code), first->line);
                break;
            }
}

void check_codes(struct loading *l)
{
    for (size_t i = 0; i < l->cat->ncodesets; i++) {
        for (size_t j = 0; j < i; j++)
            if (l->codesets[i].name.n && str_eq(l->codesets[i].name, l->codesets[j].name)) {
                fault_at(l->faults, l->codeset_nodes[i],
                         "there is a code set \"" STR_FMT "\" already, in %s line %d: choose another name",
                         STR_ARG(l->codesets[i].name), l->codeset_nodes[j]->file, l->codeset_nodes[j]->line);
                break;
            }
        check_one(l, &l->codesets[i], yaml_get(l->codeset_nodes[i], "codes"));
    }
}
