/* coverage.h - reads the lists of what outside datasets have, and the catalogue's own lists of what it leaves out. */
#ifndef COVERAGE_H
#define COVERAGE_H
#include "base/csv.h"
#include "base/file.h"
#include "catalogue/yaml.h"

enum { LIST_MAX = 600 };

/* A list with a heading and three columns, from test/catalogue/data. */
struct list { size_t n; struct item { str a, b, c; int uses; } at[LIST_MAX]; };

static inline bool list_read(struct list *l, const char *path, arena *mem)
{
    struct file f;
    struct csv c;
    struct csv_row row;
    err e = { .mem = mem };
    if (file_open(&f, path, &e))
        return false;
    csv_of(&c, arena_copy(mem, f.bytes), mem);
    for (l->n = 0; l->n < LIST_MAX && csv_next(&c, mem, &row);)
        l->at[l->n++] = (struct item){ arena_copy(mem, row.cells[0]), arena_copy(mem, row.cells[1]),
                                       arena_copy(mem, row.cells[2]), 0 };
    file_close(&f);
    return l->n > 0;
}

static inline struct item *list_find(struct list *l, str a, str b)
{
    for (size_t i = 0; i < l->n; i++)
        if (str_eq(l->at[i].a, a) && str_eq(l->at[i].b, b))
            return &l->at[i];
    return NULL;
}

/* The map of a file of the catalogue, such as "import/ssd.yml". NULL when it is missing or wrong. */
static inline const struct yaml *catalogue_yaml(const struct catalogue *c, const char *name, arena *mem)
{
    struct faults *faults = arena_new(mem, struct faults);
    faults->mem = mem;
    for (size_t i = 0; i < c->nfiles; i++)
        if (str_eq(c->files[i].name, str_of(name)))
            return yaml_read(faults, mem, name, c->files[i].text);
    return NULL;
}

static inline str yaml_text(const struct yaml *map, const char *key)
{
    const struct yaml *v = yaml_get(map, key);
    return v && v->type == YAML_TEXT ? v->text : S("");
}

/* The next word of a list separated by sep; blanks around it are no part of it. */
static inline bool next_word(str *rest, char sep, str *word)
{
    while (str_cut(rest, sep, word))
        if ((*word = str_trim(*word)).n)
            return true;
    return false;
}
#endif
