/* fuzz_xml.c - any bytes: openings and closings match, depth stays within its limit, texts are valid UTF-8. */
#include "base/xml.h"
#include "base/encoding.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static err_code opened(void *ctx, const struct xml_element *x, err *e)
{
    (void)e;
    int *depth = ctx;
    if (x->depth != ++*depth || *depth > XML_DEPTH_LIMIT)
        abort();
    return ERR_OK;
}

static err_code closed(void *ctx, const struct xml_element *x, err *e)
{
    (void)e;
    int *depth = ctx;
    if (x->depth != (*depth)-- || !utf8_valid(x->text) || x->text.n > XML_TEXT_LIMIT)
        abort();
    return ERR_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const struct xml_handler h = { .open = opened, .close = closed };
    arena a;
    arena_init(&a, 0);
    err e = { .mem = &a };
    int depth = 0;
    if (xml_read((str){ (const char *)data, n }, &h, &depth, &e) == ERR_OK && depth != 0)
        abort();
    arena_release(&a);
    return 0;
}
