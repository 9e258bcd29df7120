/* xml.h - reads XML as it streams by: an opening and a closing call for each element, with its line.
 *
 * libxml2's SAX2 underneath. Nothing outside the file is ever fetched and no entity is ever declared: a
 * document type declaration is refused. Depth, text and names are limited. A file that says UTF-8 but
 * holds Windows-1252 is read as Windows-1252. Prefixes of names are dropped.
 *
 * A file that is not well formed gives ERR_INVALID with the line; what was handed out before it stays
 * handed out, so callers roll back. */
#ifndef XML_H
#define XML_H
#include "base/err.h"

enum { XML_DEPTH_LIMIT = 64, XML_TEXT_LIMIT = 1 << 20, XML_NAME_LIMIT = 200, XML_TAG_LIMIT = 100000 };

struct xml_element {
    str name;
    str text;               /* on closing: its own text, trimmed, without that of elements inside it */
    size_t line;            /* where its opening tag ends */
    bool leaf;              /* on closing: no element stood inside it */
    int depth;              /* 1 is the root */
};

struct xml_handler {
    err_code (*open)(void *ctx, const struct xml_element *x, err *e);      /* NULL: not wanted */
    err_code (*close)(void *ctx, const struct xml_element *x, err *e);
    /* NULL, or told now and then how many bytes from the start need not stay in memory */
    void (*passed)(void *ctx, size_t bytes);
};

/* Slices given to the handler are valid during the call. A handler's error stops the reading and is returned. */
CHECKED err_code xml_read(str bytes, const struct xml_handler *h, void *ctx, err *e);

/* A part of a larger file in UTF-8, on first_line of it: before and after open and close what the part stands in, and
 * have no line of their own.
 * ERR_INVALID when that does not make a whole, or the part is not UTF-8: then read the file from its beginning. */
struct xml_part { str before, bytes, after; size_t first_line; };
CHECKED err_code xml_read_part(const struct xml_part *p, const struct xml_handler *h, void *ctx, err *e);
#endif
