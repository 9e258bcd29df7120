/* body.c - writes and reads the JSON of ledger entries.
 *
 * Our own small reader instead of a library's tree: verify reads every entry ever written, and the
 * bodies are always {"name":"text","name":["before","after"],"name":[null,"after"]}. */
#include "record/held.h"

static const char hex[] = "0123456789abcdef";

static void put_text(out *o, str s)
{
    if (!s.p) {
        out_raw(o, S("null"));
        return;
    }
    out_char(o, '"');
    size_t from = 0;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        out_raw(o, (str){ s.p + from, i - from });
        from = i + 1;
        if (c == '"' || c == '\\')
            out_raw(o, (str){ (char[]){ '\\', (char)c }, 2 });
        else if (c == '\n')
            out_raw(o, S("\\n"));
        else
            out_raw(o, (str){ (char[]){ '\\', 'u', '0', '0', hex[c >> 4], hex[c & 15] }, 6 });
    }
    out_raw(o, (str){ s.p + from, s.n - from });
    out_char(o, '"');
}

static void put_name(out *o, str name)
{
    if (o->p[o->n - 1] != '{')
        out_char(o, ',');
    out_char(o, '"');
    out_raw(o, name);
    out_raw(o, S("\":"));
}

void body_begin(out *o)
{
    out_clear(o);
    out_char(o, '{');
}

void body_text(out *o, str name, str v)
{
    put_name(o, name);
    put_text(o, v);
}

void body_pair(out *o, str name, str before, str after)
{
    put_name(o, name);
    out_char(o, '[');
    put_text(o, before);
    out_char(o, ',');
    put_text(o, after);
    out_char(o, ']');
}

void body_end(out *o) { out_char(o, '}'); }

/* --- reading --------------------------------------------------------------------------------- */

static bool take(str *s, char c)
{
    if (s->n == 0 || *s->p != c)
        return false;
    *s = str_skip(*s, 1);
    return true;
}

static int hex_of(char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1; }

/* The text after a backslash; only what put_text writes. -1: something else. */
static int unescape(str *s)
{
    if (s->n == 0)
        return -1;
    char c = *s->p;
    *s = str_skip(*s, 1);
    if (c == '"' || c == '\\')
        return c;
    if (c == 'n')
        return '\n';
    if (c != 'u' || s->n < 4 || s->p[0] != '0' || s->p[1] != '0' || hex_of(s->p[2]) < 0 || hex_of(s->p[3]) < 0)
        return -1;
    int v = hex_of(s->p[2]) << 4 | hex_of(s->p[3]);
    *s = str_skip(*s, 4);
    return v;
}

/* Points into the body where nothing was escaped, else into the arena. */
static bool take_string(str *s, arena *a, str *to)
{
    if (!take(s, '"'))
        return false;
    size_t n = 0;
    while (n < s->n && s->p[n] != '"' && s->p[n] != '\\')
        n++;
    *to = str_take(*s, n);
    if (n < s->n && s->p[n] == '"') {
        *s = str_skip(*s, n + 1);
        return true;
    }
    char *room = arena_alloc_raw(a, s->n + 1);
    size_t used = 0;
    while (s->n) {
        char c = *s->p;
        *s = str_skip(*s, 1);
        if (c == '"') {
            *to = (str){ room, used };
            return true;
        }
        int v = c == '\\' ? unescape(s) : (unsigned char)c;
        if (v < 0)
            return false;
        room[used++] = (char)v;
    }
    return false;
}

static bool take_value(str *s, arena *a, str *to)
{
    if (str_starts(*s, S("null"))) {
        *to = STR_NONE;
        *s = str_skip(*s, 4);
        return true;
    }
    return take_string(s, a, to);
}

bool body_read(str body, arena *a, body_fn *fn, void *ctx)
{
    str s = body;
    if (!take(&s, '{'))
        return false;
    if (take(&s, '}'))
        return s.n == 0;
    do {
        str name, before = STR_NONE, after = STR_NONE;
        bool pair;
        if (!take_string(&s, a, &name) || !take(&s, ':'))
            return false;
        pair = take(&s, '[');
        if (pair && (!take_value(&s, a, &before) || !take(&s, ',')))
            return false;
        if (!take_value(&s, a, &after) || (pair && !take(&s, ']')))
            return false;
        fn(ctx, name, pair, before, after);
    } while (take(&s, ','));
    return take(&s, '}') && s.n == 0;
}

static size_t utf8_length(const unsigned char *p, size_t left)
{
    size_t n = p[0] < 0xC2 ? 0 : p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : p[0] < 0xF5 ? 4 : 0;
    if (n == 0 || n > left)
        return 0;
    for (size_t i = 1; i < n; i++)
        if ((p[i] & 0xC0) != 0x80)
            return 0;
    bool overlong = (p[0] == 0xE0 && p[1] < 0xA0) || (p[0] == 0xF0 && p[1] < 0x90);
    bool beyond = (p[0] == 0xED && p[1] > 0x9F) || (p[0] == 0xF4 && p[1] > 0x8F);
    return overlong || beyond ? 0 : n;
}

bool text_is_clean(str s)
{
    const unsigned char *p = (const unsigned char *)s.p;
    for (size_t i = 0; i < s.n;) {
        size_t n = p[i] >= 0x80 ? utf8_length(p + i, s.n - i)
                                : p[i] >= 0x20 || p[i] == '\n' || p[i] == '\r' || p[i] == '\t';
        if (n == 0)
            return false;
        i += n;
    }
    return true;
}
