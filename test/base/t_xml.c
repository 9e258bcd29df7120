/* t_xml.c - what the handler hears, written as one line: <name@line, >name=text. */
#include "base/xml.h"
#include "tap.h"

#define TEXT(lit) { lit, sizeof(lit) - 1 }

static arena mem;
static str heard;

static err_code on_open(void *ctx, const struct xml_element *x, err *e)
{
    (void)ctx, (void)e;
    heard = arena_printf(&mem, STR_FMT "<" STR_FMT "@%zu ", STR_ARG(heard), STR_ARG(x->name), x->line);
    return str_eq(x->name, S("halt")) ? err_set(e, ERR_DENIED, "halt") : ERR_OK;
}

static err_code on_close(void *ctx, const struct xml_element *x, err *e)
{
    (void)ctx, (void)e;
    heard = arena_printf(&mem, STR_FMT ">" STR_FMT "=" STR_FMT "%s ", STR_ARG(heard), STR_ARG(x->name),
        STR_ARG(x->text), x->leaf ? "" : "+");
    return ERR_OK;
}

static const struct { const char *name; str text; err_code rc; const char *want; } cases[] = {
    { "a leaf", TEXT("<a>x</a>"), ERR_OK, "<a@1 >a=x " },
    { "lines", TEXT("<a>\n <b>1</b>\n <c/>\n</a>"), ERR_OK, "<a@1 <b@2 >b=1 <c@3 >c= >a=+ " },
    { "stray text belongs to the outer element", TEXT("<a>\n<b>1</b>stray\n</a>"), ERR_OK,
      "<a@1 <b@2 >b=1 >a=stray+ " },
    { "escapes and CDATA", TEXT("<a>x &amp; y <![CDATA[<z>]]>&#233;</a>"), ERR_OK, "<a@1 >a=x & y <z>\xC3\xA9 " },
    { "prefixes are dropped", TEXT("<p:a xmlns:p='u'><p:b>1</p:b></p:a>"), ERR_OK, "<a@1 <b@1 >b=1 >a=+ " },
    { "a byte order mark", TEXT("\xEF\xBB\xBF<a>x</a>"), ERR_OK, "<a@1 >a=x " },
    { "declared 1252", TEXT("<?xml version='1.0' encoding='windows-1252'?><a>\xE9</a>"), ERR_OK, "<a@1 >a=\xC3\xA9 " },
    { "1252 that says UTF-8", TEXT("<?xml version='1.0' encoding='UTF-8'?><a>\xE9</a>"), ERR_OK, "<a@1 >a=\xC3\xA9 " },
    { "1252 that says nothing", TEXT("<a>\xE9</a>"), ERR_OK, "<a@1 >a=\xC3\xA9 " },
    { "UTF-8 that says UTF-16", TEXT("<?xml version='1.0' encoding=\"utf-16\"?><a>\xC3\xA9</a>"), ERR_OK,
      "<a@1 >a=\xC3\xA9 " },
    { "UTF-8 that says 1252", TEXT("<?xml version='1.0' encoding='windows-1252'?><a>\xC3\xA9</a>"), ERR_OK,
      "<a@1 >a=\xC3\xA9 " },
    { "1252 that says UTF-16", TEXT("<?xml version='1.0' encoding = 'UTF-16' ?><a>\xE9</a>"), ERR_OK,
      "<a@1 >a=\xC3\xA9 " },
    { "Cyrillic that says so", TEXT("<?xml version='1.0' encoding ='ISO-8859-5'?><a>\xB0</a>"), ERR_OK,
      "<a@1 >a=\xD0\x90 " },
    { "UTF-16 with its mark", TEXT("\xFF\xFE<\0a\0>\0\xE9\0<\0/\0a\0>\0"), ERR_OK, "<a@1 >a=\xC3\xA9 " },
    { "two byte order marks", TEXT("\xEF\xBB\xBF\xEF\xBB\xBF<?xml version='1.0'?><a>x</a>"), ERR_OK, "<a@1 >a=x " },
    { "blank lines before the declaration", TEXT("\n \r\n<?xml version='1.0'?>\n<a>x</a>"), ERR_OK, "<a@4 >a=x " },
    { "nothing", TEXT(""), ERR_INVALID, NULL },
    { "not XML", TEXT("CHILD,DOB\n1,2\n"), ERR_INVALID, NULL },
    { "cut short", TEXT("<a><b>"), ERR_INVALID, NULL },
    { "crossed", TEXT("<a><b></a></b>"), ERR_INVALID, NULL },
    { "two roots", TEXT("<a/><b/>"), ERR_INVALID, NULL },
    { "a document type", TEXT("<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>"), ERR_INVALID, NULL },
    { "an outside document type", TEXT("<!DOCTYPE a SYSTEM 'http://127.0.0.1/x'><a/>"), ERR_INVALID, NULL },
    { "an entity that nobody declared", TEXT("<a>&x;</a>"), ERR_INVALID, NULL },
    { "a handler that says stop", TEXT("<a><halt/><b/></a>"), ERR_DENIED, NULL },
};

static err_code read_text(str text, err *e)
{
    static const struct xml_handler h = { .open = on_open, .close = on_close };
    heard = S("");
    return xml_read(text, &h, NULL, e);
}

int main(void)
{
    arena_init(&mem, 0);
    err e = { .mem = &mem };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        is_int(read_text(cases[i].text, &e), cases[i].rc, cases[i].name);
        if (cases[i].want)
            is(heard, str_of(cases[i].want), cases[i].name);
    }
    str deep = S("");
    for (int i = 0; i < XML_DEPTH_LIMIT + 1; i++)
        deep = arena_printf(&mem, STR_FMT "<a>", STR_ARG(deep));
    is_int(read_text(deep, &e), ERR_INVALID, "too deep");
    ok(str_has(e.message, S("deep")), "and it says so");
    enum { HUGE_TEXT = XML_TEXT_LIMIT + 100 };
    char *huge = arena_alloc(&mem, HUGE_TEXT);
    memset(huge, 'x', HUGE_TEXT);
    memcpy(huge, "<a>", 3);
    is_int(read_text((str){ huge, HUGE_TEXT }, &e), ERR_INVALID, "too much text in one element");
    enum { ATTRIBUTES = 300000, EACH = 12 };
    char *many = arena_alloc(&mem, (size_t)ATTRIBUTES * EACH + 64);
    size_t n = 2;
    memcpy(many, "<a", n);
    for (int i = 0; i < ATTRIBUTES; i++)
        n += (size_t)snprintf(many + n, EACH + 1, " a%06d=\"\"", i);
    memcpy(many + n, "/>", 2);
    is_int(read_text((str){ many, n + 2 }, &e), ERR_INVALID, "300,000 attributes");
    ok(str_has(e.message, S("tag of more than")), "are refused by the length of their tag");
    arena_release(&mem);
    return done_testing();
}
