/* cell.c - see cell.h. */
#include "base/cell.h"

/* The bytes of the space that s begins with: no-break, thin, ideographic and other spaces, and the byte order mark,
 * which pasted texts carry along. 0: another character. */
static size_t wide_space(const char *p, size_t n)
{
    const unsigned char *u = (const unsigned char *)p;
    if (n >= 2 && u[0] == 0xC2 && (u[1] == 0xA0 || u[1] == 0x85))
        return 2;
    if (n < 3)
        return 0;
    bool general = u[0] == 0xE2 && u[1] == 0x80 && ((u[2] >= 0x80 && u[2] <= 0x8B) || u[2] == 0xAF || u[2] == 0xA8),
         other = (u[0] == 0xE2 && u[1] == 0x81 && (u[2] == 0x9F || u[2] == 0xA0)) ||
                 (u[0] == 0xE3 && u[1] == 0x80 && u[2] == 0x80) || (u[0] == 0xEF && u[1] == 0xBB && u[2] == 0xBF) ||
                 (u[0] == 0xE1 && u[1] == 0x9A && u[2] == 0x80);
    return general || other ? 3 : 0;
}

static str trim(str s)
{
    for (size_t n = 1; s.n && n;) {
        s = str_trim(s);
        n = wide_space(s.p, s.n);
        s = str_skip(s, n);
    }
    for (size_t n = 1; s.n && n;) {
        s = str_trim(s);
        n = s.n >= 2 && wide_space(s.p + s.n - 2, 2) ? 2 : s.n >= 3 && wide_space(s.p + s.n - 3, 3) ? 3 : 0;
        s.n -= n;
    }
    return s;
}

/* Within the text a space is a space. */
static str plain_spaces(str s, arena *a)
{
    size_t i = 0, n = 0;
    while (i < s.n && !((unsigned char)s.p[i] > 0x7F && wide_space(s.p + i, s.n - i)))
        i++;
    if (i == s.n)
        return s;
    char *p = arena_alloc_raw(a, s.n);
    for (i = 0; i < s.n;) {
        size_t wide = (unsigned char)s.p[i] > 0x7F ? wide_space(s.p + i, s.n - i) : 0;
        bool mark = wide == 3 && ((unsigned char)s.p[i] == 0xEF || (unsigned char)s.p[i + 2] == 0x8B);
        if (!mark)
            p[n++] = wide ? ' ' : s.p[i];
        i += wide ? wide : 1;
    }
    return (str){ p, n };
}

/* '7001, '7001' and ="7001", by which people and programs keep a spreadsheet from taking a text for a number. A name
 * like 't Hooft is none of these. */
static str unprotected(str s)
{
    if (s.n >= 4 && s.p[0] == '=' && s.p[1] == '"' && s.p[s.n - 1] == '"')
        return trim((str){ s.p + 2, s.n - 3 });
    if (s.n < 2 || s.p[0] != '\'' || (s.p[1] >= 'a' && s.p[1] <= 'z'))
        return s;
    s = str_skip(s, 1);
    return trim(s.p[s.n - 1] == '\'' ? str_take(s, s.n - 1) : s);
}

/* A number that a spreadsheet has turned into 3.0 is 3. */
static str without_point_zero(str s)
{
    if (s.n < 3 || s.p[s.n - 1] != '0' || s.p[s.n - 2] != '.' || (s.p[0] == '0' && s.n > 3))
        return s;
    for (size_t i = 0; i < s.n - 2; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return s;
    return str_take(s, s.n - 2);
}

str cell_clean(str cell, const struct nothing *none, arena *a)
{
    if (!cell.n)
        return cell;
    cell = unprotected(trim(cell));
    cell = without_point_zero(plain_spaces(cell, a));
    for (size_t i = 0; none && i < none->nwords; i++)
        if (str_eq(cell, none->words[i]))
            return S("");
    return cell;
}

static bool plain_day(str s)
{
    return s.n == 10 && ((s.p[2] == '/' && s.p[5] == '/') || (s.p[4] == '-' && s.p[7] == '-'));
}

static str moment(day d, str rest, arena *a)
{
    char iso[11];
    int32_t offset;
    int seconds = -1;
    day_iso_into(iso, d);
    if (rest.p[0] == '.') {             /* a spreadsheet's part of a day */
        double part = 0, scale = 0.1;
        for (size_t i = 1; i < rest.n; i++) {
            part += (rest.p[i] - '0') * scale;
            scale /= 10;
        }
        seconds = ((int)(part * 86400 + 30)) / 60 * 60;
        offset = INT32_MIN;
    } else {
        seconds = time_read(rest, &offset);
    }
    if (seconds < 0)                    /* a zone alone */
        return day_iso(a, d);
    if (offset != INT32_MIN)
        return instant_iso(a, (instant)d * 86400 + seconds - offset);
    return arena_printf(a, "%s %02d:%02d:%02d", iso, seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
}

str cell_dated(str cell, enum cell_kind kind, bool month_first, bool keep, const struct nothing *none, arena *a)
{
    str rest;
    if (!cell.n || kind == CELL_TEXT)
        return cell;
    day d = day_begins(cell, month_first, &rest);
    if (d == DAY_NONE || (rest.n && rest.p[0] != '.' && day_read(cell, month_first) == DAY_NONE))
        return cell;
    for (size_t i = 0; none && i < none->ndays; i++)
        if (d == none->days[i])
            return S("");
    if (keep && plain_day(cell) && !month_first)
        return cell;
    return kind == CELL_MOMENT && rest.n ? moment(d, rest, a) : day_iso(a, d);
}
