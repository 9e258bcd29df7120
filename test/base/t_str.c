/* t_str.c - slices: each operation as a table, most cases at the ends of a slice or just past them. */
#include "base/str.h"
#include "tap.h"

#define TEXT(lit) { lit, sizeof(lit) - 1 }
#define NONE      { NULL, 0 }

static const struct { const char *name; str a, b; bool eq, nocase, starts, ends, has; int cmp; } pairs[] = {
    { "the same", TEXT("abc"), TEXT("abc"), true, true, true, true, true, 0 },
    { "another case", TEXT("aBc"), TEXT("AbC"), false, true, false, false, false, 1 },
    { "the first letter of the alphabet in both cases", TEXT("A"), TEXT("a"), false, true, false, false, false, -1 },
    { "the last one", TEXT("Z"), TEXT("z"), false, true, false, false, false, -1 },
    { "what stands before A is no letter", TEXT("@"), TEXT("`"), false, false, false, false, false, -1 },
    { "nor what stands after Z", TEXT("["), TEXT("{"), false, false, false, false, false, -1 },
    { "accents have no case here", TEXT("\xC3\x89"), TEXT("\xC3\xA9"), false, false, false, false, false, -1 },
    { "a beginning", TEXT("abc"), TEXT("ab"), false, false, true, false, true, 1 },
    { "an end", TEXT("abc"), TEXT("bc"), false, false, false, true, true, -1 },
    { "a middle", TEXT("abcd"), TEXT("bc"), false, false, false, false, true, -1 },
    { "longer than what is looked in", TEXT("ab"), TEXT("abc"), false, false, false, false, false, -1 },
    { "nothing in something", TEXT("abc"), TEXT(""), false, false, true, true, true, 1 },
    { "something in nothing", TEXT(""), TEXT("a"), false, false, false, false, false, -1 },
    { "nothing in nothing", TEXT(""), TEXT(""), true, true, true, true, true, 0 },
    { "no value equals an empty text", NONE, TEXT(""), true, true, true, true, true, 0 },
    { "no value twice", NONE, NONE, true, true, true, true, true, 0 },
    { "no value is no text", NONE, TEXT("a"), false, false, false, false, false, -1 },
    { "bytes count as unsigned", TEXT("\x7F"), TEXT("\x80"), false, false, false, false, false, -1 },
    { "the last byte differs", TEXT("abc"), TEXT("abd"), false, false, false, false, false, -1 },
    { "a NUL is a byte like another", TEXT("a\0b"), TEXT("a\0c"), false, false, false, false, false, -1 },
};

static const struct { str text; const char *want; } trims[] = {
    { TEXT("abc"), "abc" },
    { TEXT(" abc"), "abc" },
    { TEXT("abc "), "abc" },
    { TEXT(" \t\n\r\f\vabc\v\f\r\n\t "), "abc" },
    { TEXT(" a b "), "a b" },
    { TEXT("   "), "" },
    { TEXT(""), "" },
    { NONE, "" },
    { TEXT("\xC2\xA0x"), "\xC2\xA0x" },
    { TEXT("\bx\x0E"), "\bx\x0E" },
};

static const struct { str text; bool good; int64_t want; } numbers[] = {
    { TEXT("0"), true, 0 },
    { TEXT("-0"), true, 0 },
    { TEXT("7"), true, 7 },
    { TEXT("9"), true, 9 },
    { TEXT("0009"), true, 9 },
    { TEXT("-19"), true, -19 },
    { TEXT("9223372036854775807"), true, INT64_MAX },
    { TEXT("-9223372036854775807"), true, -INT64_MAX },
    { TEXT("9223372036854775808"), false, 0 },
    { TEXT("-9223372036854775808"), false, 0 },
    { TEXT("9999999999999999999"), false, 0 },
    { TEXT("00000000000000000001"), false, 0 },
    { TEXT(""), false, 0 },
    { NONE, false, 0 },
    { TEXT("-"), false, 0 },
    { TEXT("--1"), false, 0 },
    { TEXT("+1"), false, 0 },
    { TEXT(" 1"), false, 0 },
    { TEXT("1 "), false, 0 },
    { TEXT("1.0"), false, 0 },
    { TEXT("1/"), false, 0 },
    { TEXT("1:"), false, 0 },
    { TEXT("0x1"), false, 0 },
    { TEXT("1e3"), false, 0 },
};

/* A text, cut at each comma, and the pieces with | after each. */
static const struct { str text; const char *want; } cuts[] = {
    { TEXT("a,b,c"), "a|b|c|" },
    { TEXT("abc"), "abc|" },
    { TEXT(",a"), "|a|" },
    { TEXT("a,,b"), "a||b|" },
    { TEXT("a,"), "a|" },
    { TEXT(","), "|" },
    { TEXT(""), "" },
    { NONE, "" },
};

static int sign(int n) { return (n > 0) - (n < 0); }

static void test_pairs(void)
{
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        str a = pairs[i].a, b = pairs[i].b;
        bool good = str_eq(a, b) == pairs[i].eq && str_eq(b, a) == pairs[i].eq
            && str_eq_nocase(a, b) == pairs[i].nocase;
        ok(good, pairs[i].name);
        ok(str_starts(a, b) == pairs[i].starts, "... whether it begins so");
        ok(str_ends(a, b) == pairs[i].ends, "... whether it ends so");
        ok(str_has(a, b) == pairs[i].has, "... whether it holds it");
        is_int(sign(str_cmp(a, b)), pairs[i].cmp, "... which comes first");
        is_int(sign(str_cmp(b, a)), -pairs[i].cmp, "... and the other way round");
    }
}

static void test_pieces(void)
{
    is(str_skip(S("abc"), 0), S("abc"), "nothing skipped");
    is(str_skip(S("abc"), 2), S("c"), "all but the last skipped");
    is(str_skip(S("abc"), 3), S(""), "all skipped");
    is(str_skip(S("abc"), 4), S(""), "more skipped than there is");
    ok(str_skip(STR_NONE, 1).p == NULL, "no value stays none");
    str abc = S("abc");
    ok(str_skip(abc, 9).p == abc.p + 3, "what is left of nothing lies at the end");
    is(str_take(S("abc"), 0), S(""), "nothing taken");
    is(str_take(S("abc"), 2), S("ab"), "two taken");
    is(str_take(S("abc"), 3), S("abc"), "all taken");
    is(str_take(S("abc"), 4), S("abc"), "no more taken than there is");
    ok(str_of(NULL).p == NULL, "a C string that is not there is no value");
    for (size_t i = 0; i < COUNT_OF(cuts); i++) {
        char got[32];
        size_t n = 0;
        str rest = cuts[i].text, head;
        while (str_cut(&rest, ',', &head)) {
            memcpy(got + n, head.p, head.n);
            n += head.n;
            got[n++] = '|';
        }
        str all = { got, n };
        is(all, str_of(cuts[i].want), "cut at commas");
    }
}

int main(void)
{
    test_pairs();
    for (size_t i = 0; i < COUNT_OF(trims); i++)
        is(str_trim(trims[i].text), str_of(trims[i].want), "trimmed");
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        int64_t n = 0;
        bool good = str_int(numbers[i].text, &n);
        ok(good == numbers[i].good, numbers[i].good ? "a number" : "no number");
        is_int(n, numbers[i].want, "... and its value");
    }
    test_pieces();
    ok(str_hash(S("abc")) == str_hash(S("abc")), "a hash is the same for the same text");
    ok(str_hash(S("abc")) != str_hash(S("abd")) && str_hash(S("")) != str_hash(S("\0")), "and another for another");
    return done_testing();
}
