/* fuzz_url.c - any bytes: an accepted address has no empty, dotted or slashed part, and its
 * parts are UTF-8 without control characters. */
#include "base/encoding.h"
#include "web/http/form.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    arena a;
    arena_init(&a, 0);
    err e = { .mem = &a };
    char *exact = malloc(n ? n : 1);
    if (!exact)
        abort();
    if (n)
        memcpy(exact, data, n);
    struct url u;
    if (!url_read((str){ exact, n }, &a, &u, &e)) {
        if (u.nparts > PATH_PARTS_MAX || u.path.n == 0 || u.path.p[0] != '/' || n > URL_MAX)
            abort();
        for (size_t i = 0; i < u.nparts; i++) {
            str part = u.parts[i];
            if (part.n == 0 || !utf8_valid(part) || memchr(part.p, '/', part.n) || str_eq(part, S("..")) ||
                str_eq(part, S(".")))
                abort();
            for (size_t k = 0; k < part.n; k++)
                if ((unsigned char)part.p[k] < 0x20)
                    abort();
        }
    } else if (e.code != ERR_INVALID && e.code != ERR_NOT_FOUND)
        abort();
    free(exact);
    arena_release(&a);
    return 0;
}
