/* map_make.h - what the two makers of import maps share; nobody else includes it. */
#ifndef IMPORT_MAKE_H
#define IMPORT_MAKE_H
#include "catalogue/yaml.h"
#include "catalogue/map.h"

struct map_maker {
    const struct catalogue *cat;
    arena *mem;
    struct faults *faults;
    struct import_map *map;
    const struct yaml *aliases;
    struct map_table *tables;           /* room for all of them, made one after the other */
    struct map_table *table;            /* the one being made */
    struct map_column *columns;
    size_t ncolumns, cap_columns;
};

int  map_column(struct map_maker *m, str name);             /* of the table being made; adds it when it is new */
void map_table_done(struct map_maker *m);
void import_map_from_yaml(struct map_maker *m, const struct yaml *root);
void import_map_from_kinds(struct map_maker *m, const struct yaml *root);
#endif
