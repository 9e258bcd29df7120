/* map_make.c - the columns of the table being made, which both makers of maps gather as they meet them. */
#include "catalogue/map_make.h"

int map_column(struct map_maker *m, str name)
{
    for (size_t i = 0; i < m->ncolumns; i++)
        if (str_eq(m->columns[i].name, name))
            return (int)i;
    struct map_column c = { .name = name };
    const struct yaml *others = yaml_get(m->aliases, arena_z(m->mem, name));
    if (others && others->type == YAML_LIST) {
        str *list = arena_array(m->mem, str, others->n);
        for (const struct yaml *x = others->first; x; x = x->next)
            list[c.naliases++] = x->text;
        c.aliases = list;
    }
    ARENA_PUSH(m->mem, m->columns, m->ncolumns, m->cap_columns) = c;
    return (int)m->ncolumns - 1;
}

void map_table_done(struct map_maker *m)
{
    m->table->columns = m->columns;
    m->table->ncolumns = m->ncolumns;
    m->columns = NULL;
    m->ncolumns = m->cap_columns = 0;
}
