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
};

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
    is(utf8_from_1252(&a, S("Ren\xE9" "e \x80" "5 \x93so\x94")), S("Ren\xC3\xA9" "e \xE2\x82\xAC" "5 \xE2\x80\x9Cso\xE2\x80\x9D"), "1252 becomes UTF-8");
    is(utf8_from_1252(&a, S("\x81")), S("\xEF\xBF\xBD"), "an undefined byte becomes the replacement character");
    ok(utf8_from_1252(&a, STR_NONE).p == NULL, "no value stays no value");
    arena_release(&a);
    return done_testing();
}
