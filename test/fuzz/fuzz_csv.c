/* fuzz_csv.c - any bytes: rows come with their lines in order, can be read again from where
 * they began, and are valid UTF-8. */
#include "base/csv.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    arena a;
    arena_init(&a, 0);
    char *exact = malloc(n ? n : 1);        /* its own block, so that reading past the end is seen */
    if (!exact)
        abort();
    if (n)
        memcpy(exact, data, n);
    struct csv c, twin;
    struct csv_row row, again;
    csv_of(&c, (str){ exact, n }, &a);
    csv_of(&twin, (str){ exact, n }, &a);
    size_t line = c.header.line, at = 0;
    while (csv_next(&c, &a, &row)) {
        if (row.line <= line || row.at < at || row.n > CSV_COLUMN_LIMIT + 1)
            abort();
        line = row.line;
        at = row.at + 1;
        if (!csv_at(&twin, row.at, row.line, &a, &again) || again.n != row.n || (again.fault != row.fault))
            abort();
        for (size_t i = 0; i < row.n && !row.fault; i++)
            if (!str_eq(row.cells[i], again.cells[i]) || !utf8_valid(row.cells[i]))
                abort();
    }
    csv_column(&c, S("CHILD"));
    free(exact);
    arena_release(&a);
    return 0;
}
