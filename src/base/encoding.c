/* encoding.c - UTF-8 and Windows-1252. Plain ASCII, which nearly every cell is, goes 32 bytes at a time. */
#include "base/encoding.h"

/* How many bytes at the start of s are ASCII. */
static size_t ascii_run(const unsigned char *p, size_t n)
{
    size_t i = 0;
    for (; i + 32 <= n; i += 32) {
        uint64_t w[4];
        memcpy(w, p + i, 32);
        if ((w[0] | w[1] | w[2] | w[3]) & 0x8080808080808080u)
            break;
    }
    while (i < n && p[i] < 0x80)
        i++;
    return i;
}

bool ascii_only(str s) { return ascii_run((const unsigned char *)s.p, s.n) == s.n; }

static bool continues(unsigned char c) { return (c & 0xC0) == 0x80; }

/* Length of the valid sequence at p, which begins with a byte from 0x80; 0 when it is not valid. */
static size_t sequence(const unsigned char *p, size_t n)
{
    unsigned char c = p[0];
    if (c >= 0xC2 && c <= 0xDF)
        return n > 1 && continues(p[1]) ? 2 : 0;
    if ((c & 0xF0) == 0xE0) {
        if (n < 3 || !continues(p[1]) || !continues(p[2]))
            return 0;
        bool overlong = c == 0xE0 && p[1] < 0xA0, surrogate = c == 0xED && p[1] > 0x9F;
        return overlong || surrogate ? 0 : 3;
    }
    if (c >= 0xF0 && c <= 0xF4) {
        if (n < 4 || !continues(p[1]) || !continues(p[2]) || !continues(p[3]))
            return 0;
        bool overlong = c == 0xF0 && p[1] < 0x90, too_high = c == 0xF4 && p[1] > 0x8F;
        return overlong || too_high ? 0 : 4;
    }
    return 0;
}

bool utf8_valid(str s)
{
    const unsigned char *p = (const unsigned char *)s.p;
    for (size_t i = 0; i < s.n;) {
        i += ascii_run(p + i, s.n - i);
        if (i == s.n)
            break;
        size_t len = sequence(p + i, s.n - i);
        if (!len)
            return false;
        i += len;
    }
    return true;
}

enum encoding encoding_guess(str bytes)
{
    if (str_starts(bytes, S("\xFF\xFE")) || str_starts(bytes, S("\xFE\xFF")))
        return ENCODING_UTF16;
    if (ascii_only(bytes))
        return ENCODING_ASCII;
    return utf8_valid(bytes) ? ENCODING_UTF8 : ENCODING_1252;
}

str encoding_skip_bom(str bytes) { return str_starts(bytes, S("\xEF\xBB\xBF")) ? str_skip(bytes, 3) : bytes; }

/* 0x80 to 0x9F; the rest of 1252 equals Latin-1. */
static const uint16_t upper_controls[32] = {
    0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178,
};

str utf8_from_1252(arena *a, str s)
{
    if (!s.p)
        return STR_NONE;
    char *p = arena_alloc_raw(a, s.n * 3 + 1), *at = p;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        unsigned u = c >= 0x80 && c < 0xA0 ? upper_controls[c - 0x80] : c;
        if (u < 0x80) {
            *at++ = (char)u;
        } else if (u < 0x800) {
            *at++ = (char)(0xC0 | u >> 6);
            *at++ = (char)(0x80 | (u & 0x3F));
        } else {
            *at++ = (char)(0xE0 | u >> 12);
            *at++ = (char)(0x80 | (u >> 6 & 0x3F));
            *at++ = (char)(0x80 | (u & 0x3F));
        }
    }
    *at = '\0';
    return (str){ p, (size_t)(at - p) };
}
