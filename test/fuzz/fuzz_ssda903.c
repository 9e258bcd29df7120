/* fuzz_ssda903.c - any bytes as a file of the SSDA903 (the first byte says which) or as a list of providers: every row
 * that was counted can be read again with its child, and checking a child twice gives the same. */
#include "returns/ssda903/set.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static size_t issues_of(const struct set *s, arena *a)
{
    struct collection y;
    struct check k;
    collection_of(&y, 2026);
    y.xml = s->xml;
    ssda903_check_init(&k, &y, ~0u & ~(uint32_t)HAVE_PROVIDERS, a);
    set_check(s, &k, SIZE_MAX, NULL, NULL);
    for (size_t i = 0; i < k.nissues; i++)
        if (k.issues[i].file >= s->nfiles || k.issues[i].rule >= ssda903_rule_count)
            abort();
    return k.nissues;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const char *const names[] = { "header.csv",
                                         "episodes.csv",
                                         "reviews.csv",
                                         "uasc.csv",
                                         "oc2.csv",
                                         "oc3.csv",
                                         "ad1.csv",
                                         "placed_for_adoption.csv",
                                         "previous_permanence.csv",
                                         "missing.csv",
                                         "sw_episodes.csv",
                                         "dolo.csv",
                                         "return.xml" };
    if (n < 1)
        return 0;
    arena a, child;
    arena_init(&a, 0);
    arena_init(&child, 0);
    err e = { .mem = &a };
    struct set s;
    str name = str_of(names[data[0] % 13]);
    int back = data[0] & 64 ? 1 : data[0] & 32 ? 2 : 0;
    char *exact = malloc(n);                /* its own block, so that reading past the end is seen */
    if (!exact)
        abort();
    memcpy(exact, data + 1, n - 1);
    set_init(&s, &a);
    if (data[0] >= 128) {
        struct providers p;
        if (providers_read(&p, (str){ exact, n - 1 }, &a, &e) == ERR_OK && !provider_find(&p, p.at[0].urn))
            abort();
    } else if (set_add_bytes(&s, name, (str){ exact, n - 1 }, back, &e) == ERR_OK) {
        set_index(&s);
        size_t rows = 0;
        for (size_t i = 0; i < s.nchildren; i++) {
            struct child c;
            size_t at;
            set_child(&s, i, &c, &child);
            rows += s.first[i + 1] - s.first[i];
            if (!set_find(&s, s.children[i], &at) || at != i || (back < 2 && !c.has))
                abort();
            arena_clear(&child);
        }
        if (rows != s.nrows || issues_of(&s, &a) != issues_of(&s, &a))
            abort();
    }
    set_close(&s);
    free(exact);
    arena_release(&child);
    arena_release(&a);
    return 0;
}
