/* workbook.c - the cells of an XLSX workbook: a zip of XML, of which only shared texts and sheets are looked at.
 *
 * Foreign bytes: every offset is checked, an entry may not unpack to more than SHEET_LIMIT, and XML goes through
 * base/xml.h, which declares no entities. */
#include "base/workbook.h"
#include "base/xml.h"
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

enum { SHEET_LIMIT = 256 << 20, CELLS_MAX = 512, SHEETS_MAX = 16, ROWS_MAX = 1 << 20 };

static uint32_t u16(const char *p) { return (uint32_t)(unsigned char)p[0] | (uint32_t)(unsigned char)p[1] << 8; }
static uint32_t u32(const char *p) { return u16(p) | u16(p + 2) << 16; }

static err_code broken(err *e) { return err_set(e, ERR_INVALID, "This is not a workbook that can be read"); }

/* Unpacks the entry of that name; *out is empty when there is none. free() its bytes. */
static err_code entry(str zip, str name, char **bytes, size_t *n, err *e)
{
    *bytes = NULL;
    *n = 0;
    if (zip.n < 22)
        return broken(e);
    size_t end = zip.n - 22, stop = end > 65557 ? end - 65557 : 0;
    while (end > stop && u32(zip.p + end) != 0x06054b50)
        end--;
    if (u32(zip.p + end) != 0x06054b50)
        return broken(e);
    size_t at = u32(zip.p + end + 16), count = u16(zip.p + end + 10);
    for (size_t i = 0; i < count; i++) {
        if (at + 46 > zip.n || u32(zip.p + at) != 0x02014b50)
            return broken(e);
        size_t packed = u32(zip.p + at + 20), plain = u32(zip.p + at + 24), len = u16(zip.p + at + 28),
               skip = u16(zip.p + at + 30) + u16(zip.p + at + 32), where = u32(zip.p + at + 42);
        uint32_t method = u16(zip.p + at + 10);
        if (at + 46 + len > zip.n)
            return broken(e);
        bool hit = str_eq((str){ zip.p + at + 46, len }, name);
        at += 46 + len + skip;
        if (!hit)
            continue;
        if (where + 30 > zip.n || u32(zip.p + where) != 0x04034b50)
            return broken(e);
        size_t data = where + 30 + u16(zip.p + where + 26) + u16(zip.p + where + 28);
        if (data > zip.n || packed > zip.n - data || plain > SHEET_LIMIT || (method != 0 && method != 8) ||
            (method == 0 && packed != plain))
            return broken(e);
        char *p = malloc(plain + 1);
        if (!p)
            return err_set(e, ERR_SYSTEM, "There is not enough memory to open the workbook");
        if (method == 0)
            memcpy(p, zip.p + data, plain);
        else {
            z_stream z = { .next_in = (Bytef *)(uintptr_t)(zip.p + data),
                           .avail_in = (uInt)packed,
                           .next_out = (Bytef *)p,
                           .avail_out = (uInt)plain };
            int rc = inflateInit2(&z, -15) == Z_OK ? inflate(&z, Z_FINISH) : Z_DATA_ERROR;
            inflateEnd(&z);
            if (rc != Z_STREAM_END || z.total_out != plain) {
                free(p);
                return broken(e);
            }
        }
        *bytes = p;
        *n = plain;
        return ERR_OK;
    }
    return ERR_OK;
}

struct book {
    arena *mem;
    str *texts;
    size_t ntexts, cap;
    str parts;                          /* of the shared text being read */
    str cells[CELLS_MAX];
    size_t n, row, column;
    char type;                          /* of the cell: s shared, else as written */
    int sheet;
    workbook_row_fn *give;
    void *ctx;
    str value;
};

static err_code shared_close(void *ctx, const struct xml_element *x, err *e)
{
    struct book *b = ctx;
    (void)e;
    if (str_eq(x->name, S("t")))
        b->parts = b->parts.n ? arena_printf(b->mem, STR_FMT STR_FMT, STR_ARG(b->parts), STR_ARG(x->text))
                              : arena_copy(b->mem, x->text);
    if (str_eq(x->name, S("si"))) {
        ARENA_PUSH(b->mem, b->texts, b->ntexts, b->cap) = b->parts;
        b->parts = S("");
    }
    return ERR_OK;
}

/* base/xml.h gives no attributes, so the place and the type of each cell are read from the text of its tag. */
static bool attribute(str tag, const char *name, str *value)
{
    size_t n = strlen(name);
    for (size_t i = 1; i + n + 2 < tag.n; i++)
        if ((tag.p[i - 1] == ' ' || tag.p[i - 1] == '\n') && memcmp(tag.p + i, name, n) == 0 && tag.p[i + n] == '=') {
            char quote = tag.p[i + n + 1];
            const char *from = tag.p + i + n + 2, *to = memchr(from, quote, (size_t)(tag.p + tag.n - from));
            if (!to)
                return false;
            *value = (str){ from, (size_t)(to - from) };
            return true;
        }
    return false;
}

static str decoded(arena *mem, str s)
{
    static const struct {
        const char *name;
        char c;
    } known[] = { { "amp;", '&' }, { "lt;", '<' }, { "gt;", '>' }, { "quot;", '"' }, { "apos;", '\'' } };
    char *p = arena_alloc_raw(mem, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        p[n++] = s.p[i];
        for (size_t k = 0; s.p[i] == '&' && k < COUNT_OF(known); k++)
            if (str_starts(str_skip(s, i + 1), str_of(known[k].name))) {
                p[n - 1] = known[k].c;
                i += strlen(known[k].name);
                break;
            }
    }
    return (str){ p, n };
}

/* The text of the first element of that name in s. */
static bool inner(str s, const char *open, const char *close, str *text)
{
    const char *from = memmem(s.p, s.n, open, strlen(open));
    if (!from)
        return false;
    const char *gt = memchr(from, '>', (size_t)(s.p + s.n - from));
    const char *to = gt ? memmem(gt, (size_t)(s.p + s.n - gt), close, strlen(close)) : NULL;
    if (!to)
        return false;
    *text = (str){ gt + 1, (size_t)(to - gt - 1) };
    return true;
}

static err_code flush_row(struct book *b, err *e)
{
    if (!b->n)
        return ERR_OK;
    err_code rc = b->give(b->ctx, b->sheet, b->row, b->n, b->cells, e);
    b->n = 0;
    return rc;
}

static void cell_read(struct book *b, str tag, str body)
{
    str ref, type = S(""), value;
    size_t column = 0;
    if (!attribute(tag, "r", &ref))
        return;
    for (size_t i = 0; i < ref.n && ref.p[i] >= 'A' && ref.p[i] <= 'Z'; i++)
        column = column * 26 + (size_t)(ref.p[i] - 'A' + 1);
    if (column == 0 || column > CELLS_MAX)
        return;
    attribute(tag, "t", &type);
    if (!inner(body, "<v", "</v>", &value) && !inner(body, "<t", "</t>", &value))
        return;
    int64_t n;
    if (str_eq(type, S("s")))
        value = str_int(value, &n) && n >= 0 && (size_t)n < b->ntexts ? b->texts[n] : S("");
    else
        value = decoded(b->mem, value);
    while (b->n < column)
        b->cells[b->n++] = S("");
    b->cells[column - 1] = value;
}

static err_code sheet_read(struct book *b, str s, err *e)
{
    b->n = 0;
    b->row = 0;
    for (size_t i = 0; i < s.n;) {
        const char *lt = memchr(s.p + i, '<', s.n - i), *gt = lt ? memchr(lt, '>', (size_t)(s.p + s.n - lt)) : NULL;
        if (!gt)
            break;
        str tag = { lt, (size_t)(gt - lt) };
        i = (size_t)(gt - s.p) + 1;
        if (str_starts(tag, S("<row"))) {
            if (flush_row(b, e))
                return e->code;
            str number;
            int64_t said;
            bool numbered = attribute(tag, "r", &number) && str_int(number, &said) && said > (int64_t)b->row;
            b->row = numbered && said <= ROWS_MAX ? (size_t)said : b->row + 1;
        } else if ((str_starts(tag, S("<c ")) || str_starts(tag, S("<c\n"))) && tag.p[tag.n - 1] != '/') {
            const char *close = memmem(gt, (size_t)(s.p + s.n - gt), "</c>", 4);
            if (!close)
                break;
            cell_read(b, tag, (str){ gt + 1, (size_t)(close - gt - 1) });
            i = (size_t)(close - s.p) + 4;
        }
    }
    return flush_row(b, e);
}

err_code workbook_read(str bytes, workbook_row_fn *row, void *ctx, arena *mem, err *e)
{
    static const struct xml_handler shared = { .open = NULL, .close = shared_close };
    struct book b = { .mem = mem, .parts = S(""), .give = row, .ctx = ctx };
    char *p;
    size_t n;
    err_code rc = entry(bytes, S("xl/sharedStrings.xml"), &p, &n, e);
    if (!rc && p)
        rc = xml_read((str){ p, n }, &shared, &b, e);
    free(p);
    bool found = false;
    for (b.sheet = 1; !rc && b.sheet <= SHEETS_MAX; b.sheet++) {
        str name = arena_printf(mem, "xl/worksheets/sheet%d.xml", b.sheet);
        rc = entry(bytes, name, &p, &n, e);
        if (rc || !p)
            break;
        found = true;
        rc = sheet_read(&b, (str){ p, n }, e);
        free(p);
    }
    return rc ? rc : found ? ERR_OK : broken(e);
}

/* --- sheets by name, as CSV ------------------------------------------------------------------------------ */

/* The next tag of that name from *at on. */
static bool next_tag(str s, const char *name, size_t *at, str *tag)
{
    size_t n = strlen(name);
    while (*at < s.n) {
        const char *lt = memchr(s.p + *at, '<', s.n - *at), *gt = lt ? memchr(lt, '>', (size_t)(s.p + s.n - lt)) : NULL;
        if (!gt)
            return false;
        *tag = (str){ lt, (size_t)(gt - lt) };
        *at = (size_t)(gt - s.p) + 1;
        if (tag->n > n + 1 && memcmp(lt + 1, name, n) == 0 && (lt[n + 1] == ' ' || lt[n + 1] == '\n'))
            return true;
    }
    return false;
}

/* Which file a relation names: 2 of "worksheets/sheet2.xml"; 0: none. */
static int sheet_file(str relations, str id)
{
    str tag, value, target;
    for (size_t at = 0; next_tag(relations, "Relationship", &at, &tag);) {
        int64_t n;
        if (!attribute(tag, "Id", &value) || !str_eq(value, id) || !attribute(tag, "Target", &target))
            continue;
        const char *from = memmem(target.p, target.n, "sheets/sheet", 12);
        str figures = from ? str_skip(target, (size_t)(from - target.p) + 12) : S("");
        if (str_ends(figures, S(".xml")) && str_int(str_take(figures, figures.n - 4), &n) && n > 0 && n <= SHEETS_MAX)
            return (int)n;
    }
    return 0;
}

struct sheets { size_t n; struct workbook_sheet *at; int file[SHEETS_MAX]; size_t lines[SHEETS_MAX]; };

static void sheets_named(struct sheets *to, str book, str relations, arena *mem)
{
    str tag, name, id;
    for (size_t at = 0; to->n < SHEETS_MAX && next_tag(book, "sheet", &at, &tag);) {
        int file = attribute(tag, "r:id", &id) ? sheet_file(relations, id) : 0;
        if (!attribute(tag, "name", &name))
            continue;
        to->file[to->n] = file ? file : (int)to->n + 1;
        to->at[to->n++] = (struct workbook_sheet){ .name = decoded(mem, arena_copy(mem, name)) };
    }
}

static err_code csv_row_of(void *ctx, int sheet, size_t row, size_t n, const str *cells, err *e)
{
    struct sheets *to = ctx;
    (void)e;
    size_t k = 0;
    while (k < to->n && to->file[k] != sheet)
        k++;
    if (k == to->n)
        return ERR_OK;
    out *o = &to->at[k].csv;
    for (; to->lines[k] + 1 < row; to->lines[k]++)
        out_char(o, '\n');
    for (size_t i = 0; i < n; i++) {
        out_raw(o, i ? S(",\"") : S("\""));
        for (size_t c = 0; c < cells[i].n; c++) {
            char x = cells[i].p[c];
            if (x == '"')
                out_char(o, '"');
            out_char(o, x == '\n' || x == '\r' || x == '\0' ? ' ' : x);
        }
        out_char(o, '"');
    }
    out_char(o, '\n');
    to->lines[k] = row;
    return ERR_OK;
}

err_code workbook_as_csv(str bytes, size_t *n, struct workbook_sheet **sheets, arena *mem, err *e)
{
    struct sheets to = { .at = arena_array(mem, struct workbook_sheet, SHEETS_MAX) };
    char *book = NULL, *relations = NULL;
    size_t nbook, nrelations;
    *n = 0;
    *sheets = to.at;
    err_code rc = entry(bytes, S("xl/workbook.xml"), &book, &nbook, e);
    if (!rc)
        rc = entry(bytes, S("xl/_rels/workbook.xml.rels"), &relations, &nrelations, e);
    if (!rc) {
        sheets_named(&to, (str){ book, nbook }, (str){ relations, nrelations }, mem);
        rc = workbook_read(bytes, csv_row_of, &to, mem, e);
    }
    free(book);
    free(relations);
    for (size_t i = 0; i < to.n; i++)
        if (!rc && to.at[i].csv.n)
            to.at[(*n)++] = to.at[i];
        else
            out_release(&to.at[i].csv);
    return rc;
}

void workbook_sheets_release(size_t n, struct workbook_sheet *sheets)
{
    for (size_t i = 0; i < n; i++)
        out_release(&sheets[i].csv);
}
