/* xml.c - libxml2's push parser with every way out of the file closed. */
#include "base/xml.h"
#include "base/encoding.h"
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/SAX2.h>
#include <pthread.h>
#include <stdlib.h>

struct level { size_t text_from, line; char name[XML_NAME_LIMIT + 1]; size_t name_len; bool leaf; };

struct reader {
    const struct xml_handler *handler;
    void *ctx;
    err *e;
    err_code rc;
    xmlParserCtxtPtr parser;
    int depth;
    size_t lines_before;        /* of the file, when this is a part of it */
    struct level level[XML_DEPTH_LIMIT + 1];
    char *text; /* the open elements' own texts, one after the other: an inner one is taken off when it closes */
    size_t ntext, cap;
};

static void stop(struct reader *r, err_code rc)
{
    if (!r->rc)
        r->rc = rc;
    xmlStopParser(r->parser);
}

static size_t line_now(const struct reader *r) { return (size_t)xmlSAX2GetLineNumber(r->parser) + r->lines_before; }

static err_code refuse(struct reader *r, const char *what)
{
    return err_set(r->e, ERR_INVALID, "The XML file %s (line %zu).", what, line_now(r));
}

static void on_open(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int nns,
                    const xmlChar **ns, int nattr, int ndefaulted, const xmlChar **attr)
{
    (void)prefix, (void)uri, (void)nns, (void)ns, (void)nattr, (void)ndefaulted, (void)attr;
    struct reader *r = ctx;
    if (r->rc)
        return;
    str z = str_of((const char *)name);
    if (r->depth == XML_DEPTH_LIMIT || z.n > XML_NAME_LIMIT) {
        stop(r, refuse(r, z.n > XML_NAME_LIMIT ? "has a name that is too long" : "is nested too deep"));
        return;
    }
    if (r->depth)
        r->level[r->depth].leaf = false;
    struct level *l = &r->level[++r->depth];
    l->text_from = r->ntext;            /* field by field: the name's room is not worth emptying each time */
    l->line = line_now(r);
    l->name_len = z.n;
    l->leaf = true;
    memcpy(l->name, z.p, z.n);
    struct xml_element x = {
        .name = { l->name, l->name_len }, .text = S(""), .line = l->line, .leaf = true, .depth = r->depth
    };
    if (r->handler->open) {
        err_code rc = r->handler->open(r->ctx, &x, r->e);
        if (rc)
            stop(r, rc);
    }
}

static void on_close(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    (void)name, (void)prefix, (void)uri;
    struct reader *r = ctx;
    if (r->rc || !r->depth)
        return;
    struct level *l = &r->level[r->depth];
    struct xml_element x = { .name = { l->name, l->name_len }, .line = l->line, .leaf = l->leaf, .depth = r->depth };
    x.text = str_trim((str){ r->text ? r->text + l->text_from : "", r->ntext - l->text_from });
    r->ntext = l->text_from;
    r->depth--;
    if (r->handler->close) {
        err_code rc = r->handler->close(r->ctx, &x, r->e);
        if (rc)
            stop(r, rc);
    }
}

/* Text of an outer element that follows an inner one lands behind the outer's own: a stack of texts is one buffer. */
static void on_text(void *ctx, const xmlChar *p, int n)
{
    struct reader *r = ctx;
    if (r->rc || !r->depth || n <= 0)
        return;
    size_t more = (size_t)n;
    if (r->ntext - r->level[r->depth].text_from + more > XML_TEXT_LIMIT) {
        stop(r, refuse(r, "has an element with more than a million characters of text"));
        return;
    }
    if (r->cap - r->ntext < more) {
        size_t cap = (r->cap ? r->cap : 4096) * 2 + more;
        char *bigger = realloc(r->text, cap);
        if (!bigger) {
            stop(r, err_set(r->e, ERR_SYSTEM, "There is not enough memory to read the XML file."));
            return;
        }
        r->text = bigger;
        r->cap = cap;
    }
    memcpy(r->text + r->ntext, p, more);
    r->ntext += more;
}

static void on_doctype(void *ctx, const xmlChar *name, const xmlChar *external, const xmlChar *system)
{
    (void)name, (void)external, (void)system;
    struct reader *r = ctx;
    stop(r, refuse(r, "has a document type declaration, which no return has"));
}

static void on_fault(void *ctx, xmlErrorPtr fault)
{
    struct reader *r = ctx;
    if (r->rc || fault->level < XML_ERR_ERROR)
        return;
    str why = str_trim(str_of(fault->message));
    r->rc = err_set(r->e, ERR_INVALID, "The XML file is not well formed at line %d: " STR_FMT ".", fault->line,
                    STR_ARG(why));
    err_hint(r->e, "make the file again from the system that it came from");
    xmlStopParser(r->parser);
}

static void initialise(void) { xmlInitParser(); }

enum { STEP = 1 << 16 };

/* In steps that never cut a character in two, so that a file mapped into memory can be let
 * go of while it is looked at. */
static bool in_utf8(const struct reader *r, str bytes)
{
    for (size_t at = 0; at < bytes.n;) {
        size_t end = bytes.n - at < STEP ? bytes.n : at + STEP;
        while (end < bytes.n && end > at + STEP - 4 && ((unsigned char)bytes.p[end] & 0xC0) == 0x80)
            end--;
        if (!utf8_valid((str){ bytes.p + at, end - at }))
            return false;
        at = end;
        if (r->handler->passed)
            r->handler->passed(r->ctx, at);
    }
    return true;
}

/* UTF-16 is told by its mark or by the noughts beside its first letter. */
static bool in_utf16(str bytes)
{
    return str_starts(bytes, S("\xFF\xFE")) || str_starts(bytes, S("\xFE\xFF")) ||
           (bytes.n > 1 && (!bytes.p[0] || !bytes.p[1]));
}

static const char *after(str bytes, const char *word)
{
    const char *p = memmem(bytes.p, bytes.n, word, strlen(word));
    return p ? p + strlen(word) : NULL;
}

/* The encoding that the declaration names: windows-1252 of <?xml … encoding="windows-1252"?>; or nothing. */
static str declared(str bytes)
{
    const char *end = str_starts(bytes, S("<?xml")) ? after(bytes, "?>") : NULL;
    str head = end ? (str){ bytes.p, (size_t)(end - bytes.p) } : S("");
    const char *p = after(head, "encoding");
    while (p && p < end && strchr(" \t\r\n=", *p) && *p)
        p++;
    const char *close = p && p < end && strchr("\"'", *p) && *p ? memchr(p + 1, *p, (size_t)(end - p) - 1) : NULL;
    return close ? (str){ p + 1, (size_t)(close - p) - 1 } : S("");
}

/* What cannot be the truth of bytes that are neither UTF-8 nor UTF-16. */
static bool names_unicode_or_ascii(str encoding)
{
    str start = str_take(encoding, 3);
    return !encoding.n || str_eq_nocase(start, S("utf")) || str_eq_nocase(start, S("ucs")) ||
           str_eq_nocase(start, S("us-")) || str_eq_nocase(start, S("asc"));
}

static xmlParserCtxtPtr make_parser(struct reader *r, str bytes)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, initialise);
    xmlSAXHandler sax = { .initialized = XML_SAX2_MAGIC,
                          .startElementNs = on_open,
                          .endElementNs = on_close,
                          .characters = on_text,
                          .cdataBlock = on_text,
                          .ignorableWhitespace = on_text,
                          .internalSubset = on_doctype,
                          .serror = on_fault };
    xmlParserCtxtPtr p = xmlCreatePushParserCtxt(&sax, r, NULL, 0, NULL);
    if (!p)
        return NULL;
    int options = XML_PARSE_NONET | XML_PARSE_NOCDATA;
    if (!in_utf16(bytes) && in_utf8(r, bytes)) {
        options |= XML_PARSE_IGNORE_ENC;
    } else if (!in_utf16(bytes) && names_unicode_or_ascii(declared(bytes))) {
        options |= XML_PARSE_IGNORE_ENC;
        xmlSwitchToEncoding(p, xmlFindCharEncodingHandler("windows-1252"));
    }
    xmlCtxtUseOptions(p, options);
    return p;
}

/* How much the parser holds back because what it began has not ended: texts do not wait, tags do. */
static size_t waiting(const struct reader *r)
{
    const xmlParserInput *in = r->parser->input;
    return in && in->end > in->cur ? (size_t)(in->end - in->cur) : 0;
}

static void feed(struct reader *r, str bytes, bool counts)
{
    for (size_t at = 0; at < bytes.n && !r->rc; at += STEP) {
        size_t n = bytes.n - at < STEP ? bytes.n - at : STEP;
        xmlParseChunk(r->parser, bytes.p + at, (int)n, 0);
        if (!r->rc && waiting(r) > XML_TAG_LIMIT)
            stop(r, refuse(r, "has a tag of more than 100,000 characters"));
        if (counts && r->handler->passed)
            r->handler->passed(r->ctx, at);
    }
}

/* Without the marks and blank lines that some systems leave before the declaration, which must stand first; how many
 * lines those were is added to *lines. */
static str from_its_beginning(str bytes, size_t *lines)
{
    for (;;) {
        if (str_starts(bytes, S("\xEF\xBB\xBF")))
            bytes = str_skip(bytes, 3);
        else if (bytes.n && strchr(" \t\r\n", bytes.p[0]) && bytes.p[0])
            *lines += bytes.p[0] == '\n', bytes = str_skip(bytes, 1);
        else
            return bytes;
    }
}

/* So that what is no XML at all is not looked through to its end first. */
static bool begins_like_xml(str bytes) { return !bytes.n || bytes.p[0] == '<' || in_utf16(bytes); }

err_code xml_read_part(const struct xml_part *p, const struct xml_handler *h, void *ctx, err *e)
{
    struct reader r = { .handler = h, .ctx = ctx, .e = e, .lines_before = p->first_line - 1 };
    str bytes = p->before.n ? p->bytes : from_its_beginning(p->bytes, &r.lines_before);
    if (!p->before.n && !begins_like_xml(bytes)) {
        err_set(e, ERR_INVALID, "This is not an XML file: it does not begin with an element.");
        return err_hint(e, "make the file again from the system that it came from");
    }
    if (p->before.n && !in_utf8(&r, bytes))
        return err_set(e, ERR_INVALID, "This part of the file is not in UTF-8.");
    r.parser = make_parser(&r, p->before.n ? p->before : bytes);
    if (!r.parser)
        return err_set(e, ERR_SYSTEM, "There is not enough memory to read the XML file.");
    feed(&r, p->before, false);
    feed(&r, bytes, true);
    feed(&r, p->after, false);
    if (!r.rc)
        xmlParseChunk(r.parser, NULL, 0, 1);
    if (!r.rc && (!r.parser->wellFormed || r.depth))
        r.rc = err_set(e, ERR_INVALID, "The XML file is not whole: it ends before its last element is closed.");
    if (r.parser->myDoc)
        xmlFreeDoc(r.parser->myDoc);
    xmlFreeParserCtxt(r.parser);
    free(r.text);
    return r.rc;
}

err_code xml_read(str bytes, const struct xml_handler *h, void *ctx, err *e)
{
    return xml_read_part(&(struct xml_part){ .before = S(""), .bytes = bytes, .after = S(""), .first_line = 1 }, h, ctx,
                         e);
}
