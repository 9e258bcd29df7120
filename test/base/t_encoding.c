/* t_encoding.c - UTF-8 validity, the guess, and Windows-1252. */
#include "base/encoding.h"
#include "tap.h"

#define TEXT(lit) { lit, sizeof(lit) - 1 }

static const struct { const char *name; str text; bool valid; } cases[] = {
    { "plain", TEXT("Sian"), true },
    { "two bytes", TEXT("Si\xC3\xA2n"), true },
    { "three bytes", TEXT("\xE2\x82\xAC"), true },
    { "four bytes", TEXT("\xF0\x9F\x98\x80"), true },
    { "the last character there is", TEXT("\xF4\x8F\xBF\xBF"), true },
    { "an accent after 40 plain bytes", TEXT("0123456789012345678901234567890123456789\xC3\xA9"), true },
    { "a lone accent of 1252", TEXT("Si\xE2n"), false },
    { "cut short", TEXT("\xE2\x82"), false },
    { "overlong slash", TEXT("\xC0\xAF"), false },
    { "overlong in three", TEXT("\xE0\x80\xAF"), false },
    { "overlong in four", TEXT("\xF0\x80\x80\xAF"), false },
    { "a surrogate", TEXT("\xED\xA0\x80"), false },
    { "too high", TEXT("\xF4\x90\x80\x80"), false },
    { "a stray continuation", TEXT("a\x80"), false },
    { "a byte that never occurs", TEXT("\xFF"), false },
    { "the first and last of two bytes", TEXT("\xC2\x80\xDF\xBF"), true },
    { "the first and last of three bytes", TEXT("\xE0\xA0\x80\xEF\xBF\xBF"), true },
    { "around the surrogates", TEXT("\xED\x9F\xBF\xEE\x80\x80"), true },
    { "the first of four bytes", TEXT("\xF0\x90\x80\x80"), true },
    { "the one that begins two bytes and is overlong", TEXT("\xC1\xBF"), false },
    { "the last overlong in three", TEXT("\xE0\x9F\xBF"), false },
    { "the last surrogate", TEXT("\xED\xBF\xBF"), false },
    { "the last overlong in four", TEXT("\xF0\x8F\xBF\xBF"), false },
    { "a byte that begins beyond the last character", TEXT("\xF5\x80\x80\x80"), false },
    { "two bytes, the second a letter", TEXT("\xC3z"), false },
    { "two bytes, the second begins another", TEXT("\xC3\xC3"), false },
    { "three bytes, the second a letter", TEXT("\xE2z\xAC"), false },
    { "three bytes, the third a letter", TEXT("\xE2\x82z"), false },
    { "four bytes, the second a letter", TEXT("\xF0z\x98\x80"), false },
    { "four bytes, the third a letter", TEXT("\xF0\x9Fz\x80"), false },
    { "four bytes, the fourth a letter", TEXT("\xF0\x9F\x98z"), false },
    { "two bytes cut to one", TEXT("\xC3"), false },
    { "four bytes cut to three", TEXT("\xF0\x9F\x98"), false },
    { "31 plain bytes and a bad one", TEXT("0123456789012345678901234567890\x80"), false },
    { "32 plain bytes and a bad one", TEXT("01234567890123456789012345678901\x80"), false },
    { "a bad one in the second 32", TEXT("01234567890123456789012345678901\x80" "1234567890123456789012345678901"),
      false },
};

/* Every byte of the rest of 1252, as UTF-8. */
static void test_upper_controls(arena *a)
{
    static const char *const want[32] = {
        "\xE2\x82\xAC", NULL, "\xE2\x80\x9A", "\xC6\x92", "\xE2\x80\x9E", "\xE2\x80\xA6", "\xE2\x80\xA0",
            "\xE2\x80\xA1",
        "\xCB\x86", "\xE2\x80\xB0", "\xC5\xA0", "\xE2\x80\xB9", "\xC5\x92", NULL, "\xC5\xBD", NULL,
        NULL, "\xE2\x80\x98", "\xE2\x80\x99", "\xE2\x80\x9C", "\xE2\x80\x9D", "\xE2\x80\xA2", "\xE2\x80\x93",
            "\xE2\x80\x94",
        "\xCB\x9C", "\xE2\x84\xA2", "\xC5\xA1", "\xE2\x80\xBA", "\xC5\x93", NULL, "\xC5\xBE", "\xC5\xB8",
    };
    bool same = true;
    for (int c = 0x80; c < 0xA0; c++)
        same = same && str_eq(utf8_from_1252(a, (str){ (char[]){ (char)c }, 1 }),
            str_of(want[c - 0x80] ? want[c - 0x80] : "\xEF\xBF\xBD"));
    ok(same, "the 32 bytes that 1252 has of its own");
    is(utf8_from_1252(a, S("\x7F\xA0\xFF")), S("\x7F\xC2\xA0\xC3\xBF"), "and what stands beside them");
}

int main(void)
{
    arena a;
    arena_init(&a, 0);
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        ok(utf8_valid(cases[i].text) == cases[i].valid, cases[i].name);
    ok(utf8_valid(S("")), "nothing is valid");
    is_int(encoding_guess(S("abc")), ENCODING_ASCII, "plain is ASCII");
    is_int(encoding_guess(S("\xC3\xA9")), ENCODING_UTF8, "an accent in UTF-8");
    is_int(encoding_guess(S("\xE9t\xE9")), ENCODING_1252, "accents in Windows-1252");
    is_int(encoding_guess(S("\xFF\xFE" "a\0")), ENCODING_UTF16, "UTF-16 by its mark");
    is(encoding_skip_bom(S("\xEF\xBB\xBFx")), S("x"), "the mark is taken off");
    is(utf8_from_1252(&a, S("Ren\xE9" "e \x80" "5 \x93so\x94")),
        S("Ren\xC3\xA9" "e \xE2\x82\xAC" "5 \xE2\x80\x9Cso\xE2\x80\x9D"), "1252 becomes UTF-8");
    is(utf8_from_1252(&a, S("\x81")), S("\xEF\xBF\xBD"), "an undefined byte becomes the replacement character");
    ok(utf8_from_1252(&a, STR_NONE).p == NULL, "no value stays no value");
    test_upper_controls(&a);
    is_int(encoding_guess(S("\xFE\xFF" "\0a")), ENCODING_UTF16, "either way round");
    is_int(encoding_guess(S("\xFF" "a")), ENCODING_1252, "half a mark is none");
    is_int(encoding_guess(S("")), ENCODING_ASCII, "nothing is ASCII");
    is(encoding_skip_bom(S("\xEF\xBBx")), S("\xEF\xBBx"), "part of a mark stays");
    is(encoding_skip_bom(S("x\xEF\xBB\xBF")), S("x\xEF\xBB\xBF"), "and one further on");
    arena_release(&a);
    return done_testing();
}
