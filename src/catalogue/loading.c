/* loading.c - walks the items of a list that stands in one file or in all files of a folder, for each part of the
 * loader. */
#include "catalogue/load.h"

bool tree_is_in(const struct tree *t, const char *place)
{
    str p = str_of(place);
    return t->root && (str_ends(p, S("/")) ? str_starts(t->file->name, p) : str_eq(t->file->name, p));
}

bool loading_next(const struct loading *l, const char *place, const char *key, size_t *tree, const struct yaml **item)
{
    if (*item && (*item = (*item)->next))
        return true;
    for (size_t i = *tree; i < l->ntrees; i++) {
        const struct yaml *list = tree_is_in(&l->trees[i], place) ? yaml_get(l->trees[i].root, key) : NULL;
        *tree = i + 1;
        if (list && list->type == YAML_LIST && (*item = list->first))
            return true;
    }
    return false;
}

size_t loading_count(const struct loading *l, const char *place, const char *key)
{
    size_t n = 0, tree = 0;
    for (const struct yaml *item = NULL; loading_next(l, place, key, &tree, &item);)
        n++;
    return n;
}
