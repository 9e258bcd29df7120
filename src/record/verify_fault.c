/* verify_fault.c - how a fault that verify finds is told; the parts call this, and nothing here calls them. */
#include "record/verify_work.h"

void fault_say(struct verifying *v, const char *table, str row, str column, str what)
{
    struct verify_report *r = v->r;
    r->faults++;
    if (r->nfound < FAULTS_KEPT)
        r->found[r->nfound++] = (struct fault_found){
            arena_copy(r->mem, str_of(table)),
            arena_copy(r->mem, column),
            arena_copy(r->mem, row),
            arena_copy(r->mem, what),
        };
}

void fault_say_id(struct verifying *v, const char *table, const char *what_id, int64_t id, const char *column,
                  const char *what)
{
    char row[64];
    int n = snprintf(row, sizeof row, "%s %lld", what_id, (long long)id);
    fault_say(v, table, (str){ row, n > 0 ? (size_t)n : 0 }, str_of(column), str_of(what));
}
