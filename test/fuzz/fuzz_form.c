/* fuzz_form.c - any bytes: what is accepted is UTF-8 without control characters, and writing
 * it again gives the same fields. */
#include "base/encoding.h"
#include "web/http/form.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    arena a;
    out again = { 0 };
    arena_init(&a, 0);
    err e = { .mem = &a };
    char *exact = malloc(n ? n : 1);        /* its own block, so that reading past the end is seen */
    if (!exact)
        abort();
    if (n)
        memcpy(exact, data, n);
    struct form f, twin;
    if (!form_read((str){ exact, n }, &a, &f, &e)) {
        for (size_t i = 0; i < f.n; i++) {
            str name = f.fields[i].name, value = f.fields[i].value;
            if (name.n == 0 || !utf8_valid(name) || !utf8_valid(value) || memchr(value.p, '\0', value.n) ||
                memchr(value.p, '\r', value.n))
                abort();
        }
        form_write(&f, &again);
        if (form_read(out_str(&again), &a, &twin, &e) || twin.n != f.n)
            abort();
        for (size_t i = 0; i < f.n; i++)
            if (!str_eq(f.fields[i].name, twin.fields[i].name) || !str_eq(f.fields[i].value, twin.fields[i].value))
                abort();
    } else if (e.code != ERR_INVALID)
        abort();
    free(exact);
    out_release(&again);
    arena_release(&a);
    return 0;
}
