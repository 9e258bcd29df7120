/* files.c - see files.h. */
#include "returns/files.h"

void return_tables_release(struct return_tables *t)
{
    for (size_t i = 0; i < t->n; i++)
        out_release(&t->at[i].csv);
    t->n = 0;
}
