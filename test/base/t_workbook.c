/* t_workbook.c - workbooks made here byte by byte: what is read from their cells, and every lie that a zip can tell. */
#include "base/out.h"
#include "base/workbook.h"
#include "tap.h"
#include <stdlib.h>
#include <zlib.h>

static arena mem;

/* --- a zip, as it is written ---------------------------------------------------------------------------- */

struct entry { const char *name; str plain; bool deflated; };

static void le(out *o, uint32_t v, int bytes)
{
    for (int i = 0; i < bytes; i++, v >>= 8)
        out_char(o, (char)(v & 255));
}

static str deflated(str plain)
{
    z_stream z = { .next_in = (Bytef *)(uintptr_t)plain.p, .avail_in = (uInt)plain.n };
    deflateInit2(&z, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);
    uLong room = deflateBound(&z, plain.n);
    char *p = arena_alloc(&mem, room);
    z.next_out = (Bytef *)p;
    z.avail_out = (uInt)room;
    deflate(&z, Z_FINISH);
    deflateEnd(&z);
    return (str){ p, z.total_out };
}

static str zip_of(size_t n, const struct entry *entries, const char *comment)
{
    out o = { 0 }, directory = { 0 };
    for (size_t i = 0; i < n; i++) {
        str name = str_of(entries[i].name), plain = entries[i].plain, packed = entries[i].deflated ? deflated(plain)
            : plain;
        uint32_t method = entries[i].deflated ? 8 : 0, at = (uint32_t)o.n;
        le(&o, 0x04034b50, 4), le(&o, 20, 2), le(&o, 0, 2), le(&o, method, 2), le(&o, 0, 4), le(&o, 0, 4);
        le(&o, (uint32_t)packed.n, 4), le(&o, (uint32_t)plain.n, 4), le(&o, (uint32_t)name.n, 2), le(&o, 3, 2);
        out_raw(&o, name), out_raw(&o, S("ext")), out_raw(&o, packed);
        le(&directory, 0x02014b50, 4), le(&directory, 20, 2), le(&directory, 20, 2), le(&directory, 0, 2);
        le(&directory, method, 2), le(&directory, 0, 4), le(&directory, 0, 4);
        le(&directory, (uint32_t)packed.n, 4), le(&directory, (uint32_t)plain.n, 4),
            le(&directory, (uint32_t)name.n, 2);
        le(&directory, 2, 2), le(&directory, 1, 2), le(&directory, 0, 2), le(&directory, 0, 2), le(&directory, 0, 4);
        le(&directory, at, 4);
        out_raw(&directory, name), out_raw(&directory, S("xyz"));
    }
    uint32_t from = (uint32_t)o.n, length = (uint32_t)directory.n;
    out_raw(&o, out_str(&directory));
    le(&o, 0x06054b50, 4), le(&o, 0, 4), le(&o, (uint32_t)n, 2), le(&o, (uint32_t)n, 2), le(&o, length, 4),
        le(&o, from, 4);
    le(&o, (uint32_t)strlen(comment), 2);
    out_raw(&o, str_of(comment));
    str zip = arena_copy(&mem, out_str(&o));
    out_release(&o), out_release(&directory);
    return zip;
}

#define SHEET(n) "xl/worksheets/sheet" #n ".xml"
#define TEXTS    "xl/sharedStrings.xml"

/* --- what comes out: sheet.row:cell|cell, a line a row -------------------------------------------------- */

static str seen;

static err_code see(void *ctx, int sheet, size_t row, size_t n, const str *cells, err *e)
{
    if (ctx && (size_t)sheet * 10 + row == *(const size_t *)ctx)
        return err_set(e, ERR_CONFLICT, "enough");
    seen = arena_printf(&mem, STR_FMT "%d.%zu:" STR_FMT "\n", STR_ARG(seen), sheet, row,
        STR_ARG(arena_join(&mem, n, cells, S("|"))));
    return ERR_OK;
}

static err_code read_zip(str zip, err *e)
{
    seen = S("");
    return workbook_read(zip, see, NULL, &mem, e);
}

static err_code read_sheet(const char *rows, err *e)
{
    struct entry one[] = {
        { TEXTS, S("<sst><si><t>nought</t></si><si><r><t>o</t></r><r><t>ne</t></r></si><si><t/></si></sst>"), true },
        { SHEET(1), str_of(rows), true },
    };
    return read_zip(zip_of(2, one, ""), e);
}

static const struct { const char *name, *rows, *want; } sheets[] = {
    { "a number", "<row><c r=\"A1\"><v>42</v></c></row>", "1.1:42\n" },
    { "a shared text", "<row><c r=\"A1\" t=\"s\"><v>0</v></c></row>", "1.1:nought\n" },
    { "a shared text in parts", "<row><c r=\"A1\" t=\"s\"><v>1</v></c></row>", "1.1:one\n" },
    { "an empty shared text", "<row><c r=\"A1\" t=\"s\"><v>2</v></c></row>", "1.1:\n" },
    { "a shared text one past the last", "<row><c r=\"A1\" t=\"s\"><v>3</v></c></row>", "1.1:\n" },
    { "a shared text below nought", "<row><c r=\"A1\" t=\"s\"><v>-1</v></c></row>", "1.1:\n" },
    { "a shared text that is no number", "<row><c r=\"A1\" t=\"s\"><v>x</v></c></row>", "1.1:\n" },
    { "a text of its own", "<row><c r=\"A1\" t=\"inlineStr\"><is><t>in</t></is></c></row>", "1.1:in\n" },
    { "columns left out", "<row><c r=\"B1\"><v>2</v></c><c r=\"D1\"><v>4</v></c></row>", "1.1:|2||4\n" },
    { "Z and AA", "<row><c r=\"Z1\"><v>z</v></c><c r=\"AA1\"><v>aa</v></c></row>",
      "1.1:|||||||||||||||||||||||||z|aa\n" },
    { "an older cell after a newer one", "<row><c r=\"B1\"><v>2</v></c><c r=\"A1\"><v>1</v></c></row>", "1.1:1|2\n" },
    { "two rows", "<row><c r=\"A1\"><v>1</v></c></row><row><c r=\"A2\"><v>2</v></c></row>", "1.1:1\n1.2:2\n" },
    { "an empty row is counted and not given", "<row></row><row/><row><c r=\"A3\"><v>3</v></c></row>", "1.3:3\n" },
    { "escapes", "<row><c r=\"A1\"><v>&lt;&amp;&gt;&quot;&apos;&amp;lt;&x;</v></c></row>", "1.1:<&>\"'&lt;&x;\n" },
    { "a formula gives what was saved with it", "<row><c r=\"A1\"><f>1+1</f><v>2</v></c></row>", "1.1:2\n" },
    { "a cell with nothing in it", "<row><c r=\"A1\"/><c r=\"B1\"><v>2</v></c></row>", "1.1:|2\n" },
    { "a cell with no value", "<row><c r=\"A1\"></c><c r=\"B1\"><v>2</v></c></row>", "1.1:|2\n" },
    { "attributes on lines of their own", "<row><c\nr='A1'\nt='s'><v>1</v></c></row>", "1.1:one\n" },
    { "the last column", "<row><c r=\"SR1\"><v>last</v></c></row>", NULL },
    { "a column too far", "<row><c r=\"SS1\"><v>far</v></c></row>", "" },
    { "a cell without a place", "<row><c><v>1</v></c></row>", "" },
    { "a place without a column", "<row><c r=\"11\"><v>1</v></c></row>", "" },
    { "a place that never ends", "<row><c r=\"A1><v>1</v></c></row>", "" },
    { "a value that never ends", "<row><c r=\"A1\"><v>1</c></row>", "" },
    { "a cell that never ends", "<row><c r=\"A1\"><v>1</v></row>", "" },
    { "a tag that never ends", "<row><c r=\"A1\"", "" },
    { "no rows", "<worksheet/>", "" },
    { "nothing", "", "" },
};

static void test_sheets(void)
{
    err e = { .mem = &mem };
    for (size_t i = 0; i < COUNT_OF(sheets); i++) {
        is_int(read_sheet(sheets[i].rows, &e), ERR_OK, sheets[i].name);
        if (sheets[i].want)
            is(seen, str_of(sheets[i].want), "... and what is in it");
    }
    read_sheet("<row><c r=\"SR1\"><v>last</v></c></row>", &e);
    ok(str_ends(seen, S("||last\n")), "column 512 is the last that is read");
}

static void test_books(void)
{
    err e = { .mem = &mem };
    str one = S("<row><c r=\"A1\"><v>1</v></c></row>"), two = S("<row><c r=\"A1\"><v>2</v></c></row>");
    struct entry both[] = { { SHEET(2), two, true }, { "docProps/app.xml", S("<x/>"), false },
        { SHEET(1), one, false } };
    is_int(read_zip(zip_of(3, both, ""), &e), ERR_OK, "two sheets, one of them not packed, without shared texts");
    is(seen, S("1.1:1\n2.1:2\n"), "in their order, whatever the order of the zip");
    is_int(read_zip(zip_of(3, both, "a comment at the end of the zip"), &e), ERR_OK, "a zip with a comment");
    is(seen, S("1.1:1\n2.1:2\n"), "and the same in it");
    is_int(read_zip(zip_of(1, both, ""), &e), ERR_INVALID, "a book without a first sheet is none");
    struct entry gap[] = { { SHEET(1), one, true }, { SHEET(3), two, true } };
    is_int(read_zip(zip_of(2, gap, ""), &e), ERR_OK, "a third sheet without a second");
    is(seen, S("1.1:1\n"), "is not looked for");
    size_t stop = 21;
    str zip = zip_of(3, both, "");
    seen = S("");
    is_int(workbook_read(zip, see, &stop, &mem, &e), ERR_CONFLICT, "a row that says stop");
    is(e.message, S("enough"), "says why");
    is(seen, S("1.1:1\n"), "and what came before has come");
    struct entry texts[] = { { TEXTS, S("<sst><si><t>cut"), true }, { SHEET(1), one, true } };
    is_int(read_zip(zip_of(2, texts, ""), &e), ERR_INVALID, "shared texts that are no XML");
    struct entry declared[] = { { TEXTS, S("<!DOCTYPE s [<!ENTITY x 'y'>]><sst><si><t>&x;</t></si></sst>"), true },
        { SHEET(1), one, true } };
    is_int(read_zip(zip_of(2, declared, ""), &e), ERR_INVALID, "shared texts that declare entities");
}

/* --- lies: one field of a good zip overwritten ------------------------------------------------------------ */

/* In the end record, the directory or the first entry: 'e', 'd', 'f'. */
static const struct {
    const char *name;
    char place;
    size_t offset;
    int bytes;
    uint32_t value;
    err_code want;
} lies[] = {
    { "the zip's own mark", 'e', 0, 4, 0x06054b51, ERR_INVALID },
    { "a directory far away", 'e', 16, 4, 0xFFFFFFF0, ERR_INVALID },
    { "a directory at the very end", 'e', 16, 4, 0, ERR_INVALID },
    { "more entries than there are", 'e', 10, 2, 9, ERR_INVALID },
    { "no entries", 'e', 10, 2, 0, ERR_INVALID },
    { "an entry's mark in the directory", 'd', 0, 4, 0x02014b51, ERR_INVALID },
    { "another method", 'd', 10, 2, 12, ERR_INVALID },
    { "not packed, and yet shorter", 'd', 10, 2, 0, ERR_INVALID },
    { "packed size beyond the file", 'd', 20, 4, 0x00FFFFFF, ERR_INVALID },
    { "packed size cut short", 'd', 20, 4, 5, ERR_INVALID },
    { "plain size too small", 'd', 24, 4, 10, ERR_INVALID },
    { "plain size too large", 'd', 24, 4, 5000, ERR_INVALID },
    { "plain size of a bomb", 'd', 24, 4, 0x10000001, ERR_INVALID },
    { "a name longer than the file", 'd', 28, 2, 0xFFFF, ERR_INVALID },
    { "another name", 'd', 46, 1, 'X', ERR_INVALID },
    { "an entry far away", 'd', 42, 4, 0xFFFFFFF0, ERR_INVALID },
    { "an entry that is none", 'd', 42, 4, 1, ERR_INVALID },
    { "an entry's own mark", 'f', 0, 4, 0x04034b51, ERR_INVALID },
    { "data beyond the file", 'f', 26, 2, 0xFFFF, ERR_INVALID },
    { "the sizes that only the entry says are not read", 'f', 18, 4, 0xFFFFFFFF, ERR_OK },
    { "the date is not read", 'd', 12, 4, 0xFFFFFFFF, ERR_OK },
};

static void test_lies(void)
{
    err e = { .mem = &mem };
    struct entry one[] = { { SHEET(1), S("<row><c r=\"A1\"><v>1</v></c></row><row><c r=\"A2\"><v>1</v></c></row>"),
        true } };
    str good = zip_of(1, one, "");
    is_int(read_zip(good, &e), ERR_OK, "the zip is good");
    size_t end = good.n - 22,
        directory = (size_t)(unsigned char)good.p[end + 16] | (size_t)(unsigned char)good.p[end + 17] << 8;
    for (size_t i = 0; i < COUNT_OF(lies); i++) {
        str bad = arena_copy(&mem, good);
        char *p = (char *)(uintptr_t)bad.p + lies[i].offset + (lies[i].place == 'e' ? end : lies[i].place == 'd'
            ? directory : 0);
        for (int k = 0; k < lies[i].bytes; k++)
            p[k] = (char)(lies[i].value >> (8 * k) & 255);
        is_int(read_zip(bad, &e), lies[i].want, lies[i].name);
    }
    bool whole = true;
    for (size_t n = 0; n < good.n; n++) {
        char *cut = malloc(n ? n : 1);          /* of its own size, so that the sanitizer sees a step past its end */
        memcpy(cut, good.p, n);
        whole = whole && read_zip((str){ cut, n }, &e) == ERR_INVALID;
        free(cut);
    }
    ok(whole, "cut anywhere, it is refused");
}

int main(void)
{
    arena_init(&mem, 0);
    test_sheets();
    test_books();
    test_lies();
    arena_release(&mem);
    return done_testing();
}
