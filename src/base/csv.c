/* csv.c - finds 64 bytes' worth of commas, quotes and line ends at a time, then steps from mark to mark. */
#include "base/csv.h"
#if defined __SSE2__
#include <emmintrin.h>
#endif

/* One bit for each of the 64 bytes at p that ends or quotes a cell. */
#if defined __SSE2__
static uint64_t find_marks(const char *p, char comma)
{
    const __m128i want_comma = _mm_set1_epi8(comma), want_quote = _mm_set1_epi8('"'), want_lf = _mm_set1_epi8('\n'),
                  want_cr = _mm_set1_epi8('\r');
    uint64_t bits = 0;
    for (int i = 0; i < 4; i++) {
        __m128i b = _mm_loadu_si128((const __m128i *)(const void *)(p + i * 16));
        __m128i hit = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(b, want_comma), _mm_cmpeq_epi8(b, want_quote)),
                                   _mm_or_si128(_mm_cmpeq_epi8(b, want_lf), _mm_cmpeq_epi8(b, want_cr)));
        bits |= (uint64_t)(unsigned)_mm_movemask_epi8(hit) << (i * 16);
    }
    return bits;
}
#else
static uint64_t find_marks(const char *p, char comma)
{
    uint64_t bits = 0;
    for (int i = 0; i < 64; i++)
        bits |= (uint64_t)(p[i] == comma || p[i] == '"' || p[i] == '\n' || p[i] == '\r') << i;
    return bits;
}
#endif

static void mark_from(struct csv *c, size_t at)
{
    c->marked = at;
    if (c->all.n - at >= 64) {
        c->marks = find_marks(c->all.p + at, c->comma);
        return;
    }
    char tail[64] = { 0 };
    if (at < c->all.n)
        memcpy(tail, c->all.p + at, c->all.n - at);
    c->marks = find_marks(tail, c->comma);
}

/* The next mark at or after at, which only grows between calls of mark_from; the end of the text when there is none. */
static inline size_t next_mark(struct csv *c)
{
    while (!c->marks) {
        if (c->all.n - c->marked <= 64)
            return c->all.n;
        mark_from(c, c->marked + 64);
    }
    size_t at = c->marked + (size_t)__builtin_ctzll(c->marks);
    c->marks &= c->marks - 1;
    return at;
}

static str utf8_cell(struct csv *c, arena *a, str s)
{
    return c->encoding == ENCODING_1252 && !ascii_only(s) ? utf8_from_1252(a, s) : s;
}

/* The end of the quoted part that opens at pos, just after its closing quote; 0 when it does
 * not close within the limit. */
static size_t quoted_end(const struct csv *c, size_t pos)
{
    size_t from = pos + 1, limit = c->all.n - pos > CSV_CELL_LIMIT ? pos + CSV_CELL_LIMIT : c->all.n;
    while (from < limit) {
        const char *hit = memchr(c->all.p + from, '"', limit - from);
        if (!hit)
            return 0;
        from = (size_t)(hit - c->all.p) + 1;
        if (from >= c->all.n || c->all.p[from] != '"')
            return from;
        from++;
    }
    return 0;
}

static size_t count_lines(const char *p, size_t n)
{
    size_t lines = 0;
    for (size_t i = 0; i < n; i++)
        lines += p[i] == '\n' || (p[i] == '\r' && (i + 1 == n || p[i + 1] != '\n'));
    return lines;
}

/* Undoes the quotes of the cell from..to, whose quoted part ends at closed. */
static str unquote(arena *a, const char *from, const char *closed, const char *to)
{
    const char *inner = from + 1, *last = closed - 1;
    if (closed == to && !memchr(inner, '"', (size_t)(last - inner)))
        return (str){ inner, (size_t)(last - inner) };
    char *p = arena_alloc_raw(a, (size_t)(to - from)), *at = p;
    for (const char *q = inner; q < last; q++) {
        *at++ = *q;
        if (*q == '"')
            q++;
    }
    memcpy(at, closed, (size_t)(to - closed));
    at += to - closed;
    return (str){ p, (size_t)(at - p) };
}

/* Reads the cell at pos, which opens with a quote, and adds it. Returns where its text ends; 0 when it never closes. */
static size_t quoted_cell(struct csv *c, size_t pos, arena *a)
{
    size_t closed = quoted_end(c, pos);
    if (!closed)
        return 0;
    c->line += count_lines(c->all.p + pos, closed - pos);
    mark_from(c, closed);
    size_t end = next_mark(c);
    while (end < c->all.n && c->all.p[end] == '"')
        end = next_mark(c);
    str s = unquote(a, c->all.p + pos, c->all.p + closed, c->all.p + end);
    c->cells[c->ncells++] = s;
    return end;
}

/* Steps over the line end at pos. */
static size_t after_line(struct csv *c, size_t pos)
{
    c->line++;
    if (c->all.p[pos] == '\r' && pos + 1 < c->all.n && c->all.p[pos + 1] == '\n') {
        next_mark(c);
        return pos + 2;
    }
    return pos + 1;
}

/* After a row that cannot be read: on to the line after the one where it began. */
static void skip_line(struct csv *c, size_t at, size_t line)
{
    c->line = line;
    mark_from(c, at);
    size_t end = next_mark(c);
    while (end < c->all.n && c->all.p[end] != '\n' && c->all.p[end] != '\r')
        end = next_mark(c);
    c->pos = end < c->all.n ? after_line(c, end) : end;
}

static const char *bad_row(struct csv *c, const struct csv_row *row, const char *why)
{
    skip_line(c, row->at, row->line);
    return why;
}

/* Reads plain cells from pos on, one mark a step, until the row ends or a cell opens with a quote.
 * Returns where it stopped: at a line end, at the end of the text, or at that quote. */
static size_t plain_cells(struct csv *c, size_t pos)
{
    const char *p = c->all.p;
    const char comma = c->comma;
    str *cell = c->cells + c->ncells, *last = c->cells + CSV_COLUMN_LIMIT;
    uint64_t marks = c->marks;          /* in registers: stores to cells could touch c otherwise */
    size_t base = c->marked, n = c->all.n;
    while (cell <= last && !(pos < n && p[pos] == '"')) {
        size_t end;
        do {
            while (!marks && n - base > 64) {
                base += 64;
                if (n - base >= 64) {
                    marks = find_marks(p + base, comma);
                } else {
                    mark_from(c, base);
                    marks = c->marks;
                }
            }
            end = marks ? base + (size_t)__builtin_ctzll(marks) : n;
            marks &= marks - 1;
        } while (end < n && p[end] == '"');
        *cell++ = (str){ p + pos, end - pos };
        pos = end;
        if (end >= n || p[end] != comma)
            break;
        pos = end + 1;
    }
    c->marks = marks;
    c->marked = base;
    c->ncells = (size_t)(cell - c->cells);
    return pos;
}

static bool giant_cell(const struct csv *c)
{
    for (size_t i = 0; i < c->ncells; i++)
        if (c->cells[i].n > CSV_CELL_LIMIT)
            return true;
    return false;
}

static const char *read_cells(struct csv *c, const struct csv_row *row, arena *a)
{
    size_t pos = c->pos;
    bool more = true;
    while (more && c->ncells <= CSV_COLUMN_LIMIT) {
        if (pos < c->all.n && c->all.p[pos] == '"') {
            pos = quoted_cell(c, pos, a);
            if (!pos)
                return bad_row(c, row, "A quotation mark opens in this row and is never closed.");
            more = pos < c->all.n && c->all.p[pos] == c->comma;
            pos += more;
        } else {
            pos = plain_cells(c, pos);
            more = pos < c->all.n && c->all.p[pos] == '"';
        }
    }
    if (c->ncells > CSV_COLUMN_LIMIT)
        return bad_row(c, row, "The row has more than 1,024 cells.");
    if (pos - row->at > CSV_CELL_LIMIT && giant_cell(c))
        return bad_row(c, row, "A cell in this row is longer than a million characters.");
    c->pos = pos < c->all.n ? after_line(c, pos) : pos;
    return NULL;
}

bool csv_next(struct csv *c, arena *a, struct csv_row *row)
{
    while (c->pos < c->all.n && (c->all.p[c->pos] == '\n' || c->all.p[c->pos] == '\r'))
        c->pos = after_line(c, next_mark(c));
    if (c->pos >= c->all.n)
        return false;
    c->ncells = 0;
    *row = (struct csv_row){ .line = c->line, .at = c->pos };
    row->fault = read_cells(c, row, a);
    row->n = c->ncells;
    row->cells = c->cells;
    if (c->encoding == ENCODING_1252)
        for (size_t i = 0; i < c->ncells; i++)
            c->cells[i] = utf8_cell(c, a, c->cells[i]);
    if (c->has_nul && memchr(c->all.p + row->at, '\0', c->pos - row->at) && !row->fault)
        row->fault = "The row holds a NUL byte, which no text has: the file is damaged there.";
    return true;
}

bool csv_at(struct csv *c, size_t at, size_t line, arena *a, struct csv_row *row)
{
    if (at != c->pos || c->marked > at) {
        c->pos = at;
        mark_from(c, at);
    }
    c->line = line;
    return csv_next(c, a, row);
}

void csv_only_first_line(struct csv *c, const struct csv_row *row) { skip_line(c, row->at, row->line); }

/* The separator that the first line has most of. */
static char find_comma(str text)
{
    static const char tried[] = { ',', ';', '\t' };
    size_t most = 0;
    char comma = ',';
    for (size_t t = 0; t < COUNT_OF(tried); t++) {
        size_t n = 0;
        for (size_t i = 0; i < text.n && text.p[i] != '\n' && text.p[i] != '\r'; i++)
            n += text.p[i] == tried[t];
        if (n > most) {
            most = n;
            comma = tried[t];
        }
    }
    return comma;
}

void csv_begin(struct csv *c, str bytes, arena *mem)
{
    enum encoding encoding = encoding_guess(bytes);
    *c = (struct csv){ .all = encoding_skip_bom(bytes), .encoding = encoding, .line = 1, .mem = mem };
    if (encoding == ENCODING_UTF16)
        c->all = S("");
    c->comma = find_comma(c->all);
    c->cells = arena_array(mem, str, CSV_COLUMN_LIMIT + 2);
    c->has_nul = c->all.n && memchr(c->all.p, '\0', c->all.n);
    mark_from(c, 0);
}

void csv_line(struct csv *c, size_t at, size_t line, char comma)
{
    for (; at < c->all.n && (c->all.p[at] == '\n' || c->all.p[at] == '\r'); at++)
        line += c->all.p[at] == '\n' || at + 1 == c->all.n || c->all.p[at + 1] != '\n';
    c->pos = at;
    c->line = line;
    c->comma = comma ? comma : find_comma(str_skip(c->all, at));
    mark_from(c, at);
}

void csv_of(struct csv *c, str bytes, arena *mem)
{
    struct csv_row row;
    csv_begin(c, bytes, mem);
    if (!csv_next(c, mem, &row))
        return;
    str *names = arena_array(mem, str, row.n);
    for (size_t i = 0; i < row.n; i++)
        names[i] = str_trim(row.cells[i]);
    c->header = row;
    c->header.cells = names;
}

bool csv_same_name(str a, str b)
{
    size_t i = 0, j = 0;
    for (;;) {
        while (i < a.n && (a.p[i] == ' ' || a.p[i] == '_' || a.p[i] == '-'))
            i++;
        while (j < b.n && (b.p[j] == ' ' || b.p[j] == '_' || b.p[j] == '-'))
            j++;
        if (i == a.n || j == b.n)
            return i == a.n && j == b.n;
        char x = a.p[i++], y = b.p[j++];
        if ((x >= 'A' && x <= 'Z' ? x + 32 : x) != (y >= 'A' && y <= 'Z' ? y + 32 : y))
            return false;
    }
}

int csv_column(const struct csv *c, str name)
{
    for (size_t i = 0; i < c->header.n; i++)
        if (c->header.cells[i].n && csv_same_name(c->header.cells[i], name))
            return (int)i;
    return -1;
}
