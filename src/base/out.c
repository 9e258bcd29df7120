/* out.c - the buffer and every escaper, side by side so that they can be compared. */
#include "base/out.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void out_release(out *o) { free(o->p); *o = (out){ 0 }; }

static void make_room(out *o, size_t n)
{
    if (o->cap - o->n >= n)
        return;
    size_t cap = o->cap ? o->cap : 8192;
    while (cap - o->n < n)
        cap *= 2;
    char *p = realloc(o->p, cap);
    if (!p) {
        fputs("holdfast: out of memory\n", stderr);
        abort();
    }
    o->p = p;
    o->cap = cap;
}

char *out_room(out *o, size_t n)
{
    make_room(o, n);
    return o->p + o->n;
}

void out_raw(out *o, str s)
{
    make_room(o, s.n);
    if (s.n)
        memcpy(o->p + o->n, s.p, s.n);
    o->n += s.n;
}

void out_char(out *o, char c) { out_raw(o, (str){ &c, 1 }); }

void out_printf(out *o, const char *fmt, ...)
{
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    const size_t room = o->cap - o->n;
    int n = vsnprintf(room ? o->p + o->n : NULL, room, fmt, ap);       /* most fit where there is room already */
    va_end(ap);
    if (n > 0 && (size_t)n >= room) {
        make_room(o, (size_t)n + 1);
        vsnprintf(o->p + o->n, (size_t)n + 1, fmt, again);
    }
    o->n += n > 0 ? (size_t)n : 0;
    va_end(again);
}

void out_int(out *o, int64_t n)
{
    char digits[24], *end = digits + sizeof digits, *p = end;
    uint64_t u = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
    do
        *--p = (char)('0' + u % 10);
    while (u /= 10);
    if (n < 0)
        *--p = '-';
    out_raw(o, (str){ p, (size_t)(end - p) });
}

/* One table decides every character; NULL means copy. */
static const char *const entity[256] = {
    ['<'] = "&lt;", ['>'] = "&gt;", ['&'] = "&amp;", ['"'] = "&#34;", ['\''] = "&#39;",
};

void out_text(out *o, str s)
{
    size_t from = 0;
    for (size_t i = 0; i < s.n; i++) {
        const char *e = entity[(unsigned char)s.p[i]];
        if (e) {
            out_raw(o, (str){ s.p + from, i - from });
            out_raw(o, str_of(e));
            from = i + 1;
        }
    }
    out_raw(o, str_skip(s, from));
}

void out_attr(out *o, str s) { out_text(o, s); }

void out_url(out *o, str s)
{
    bool local = s.n && (s.p[0] == '/' || s.p[0] == '?' || s.p[0] == '#') && !str_starts(s, S("//")) &&
                 !str_starts(s, S("/\\"));
    if (local || str_starts(s, S("https://")) || str_starts(s, S("mailto:")))
        out_text(o, s);
    else
        out_raw(o, S("#unsafe-link"));
}

void out_query(out *o, str s)
{
    static const char hex[] = "0123456789ABCDEF";
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
                     c == '_' || c == '.' || c == '~';
        if (plain)
            out_char(o, (char)c);
        else
            out_raw(o, (str){ (char[]){ '%', hex[c >> 4], hex[c & 15] }, 3 });
    }
}

/* Length of the well-formed UTF-8 sequence at s, 0 when it is not one. */
static size_t utf8_length(str s)
{
    unsigned char c = (unsigned char)s.p[0];
    size_t n = c < 0x80 ? 1 : c >= 0xC2 && c < 0xE0 ? 2 : c >= 0xE0 && c < 0xF0 ? 3 : c >= 0xF0 && c < 0xF5 ? 4 : 0;
    if (n == 0 || n > s.n)
        return 0;
    for (size_t i = 1; i < n; i++)
        if (((unsigned char)s.p[i] & 0xC0) != 0x80)
            return 0;
    unsigned char d = n > 1 ? (unsigned char)s.p[1] : 0;
    if ((c == 0xE0 && d < 0xA0) || (c == 0xED && d > 0x9F) || (c == 0xF0 && d < 0x90) || (c == 0xF4 && d > 0x8F))
        return 0;
    return n;
}

void out_json(out *o, str s)
{
    out_char(o, '"');
    while (s.n) {
        unsigned char c = (unsigned char)s.p[0];
        size_t n = utf8_length(s);
        if (n == 0)
            out_raw(o, S("\\ufffd"));
        else if (c == '"' || c == '\\')
            out_raw(o, (str){ (char[]){ '\\', (char)c }, 2 });
        else if (c == '\n')
            out_raw(o, S("\\n"));
        else if (c < 0x20)
            out_printf(o, "\\u%04x", c);
        else
            out_raw(o, str_take(s, n));
        s = str_skip(s, n ? n : 1);
    }
    out_char(o, '"');
}

/* A spreadsheet runs a cell that begins with one of these; a quote in front makes it text (CWE-1236). */
static bool runs_as_formula(str s)
{
    if (s.n == 0 || !memchr("=+-@\t\r", s.p[0], 6))
        return false;
    int64_t number;
    return !str_int(s, &number);
}

void out_csv(out *o, str s)
{
    bool formula = runs_as_formula(s), quote = formula;
    for (size_t i = 0; i < s.n && !quote; i++)
        quote = s.p[i] == ',' || s.p[i] == '"' || s.p[i] == '\n' || s.p[i] == '\r';
    if (!quote) {
        out_raw(o, s);
        return;
    }
    out_char(o, '"');
    if (formula)
        out_char(o, '\'');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"')
            out_char(o, '"');
        out_char(o, s.p[i]);
    }
    out_char(o, '"');
}

void out_csv_line(out *o, size_t n, const str *cells)
{
    for (size_t i = 0; i < n; i++) {
        if (i)
            out_char(o, ',');
        out_csv(o, cells[i]);
    }
    out_raw(o, S("\r\n"));
}
