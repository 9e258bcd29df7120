/* t_json.c - the flattening, as key=value; with - for no value. */
#include "base/json.h"
#include "tap.h"

#define TEXT(lit) { lit, sizeof(lit) - 1 }

static const struct { const char *name; str text; const char *want; } cases[] = {
    { "an object", TEXT("{\"A\": \"Y\", \"B\": \"\", \"C\": null}"), "A=Y;B=-;C=-;" },
    { "numbers and truth", TEXT("{\"A\": 3, \"B\": true, \"C\": false, \"D\": 1.5}"), "A=3;B=true;C=false;D=1.5;" },
    { "a list", TEXT("[\"1A\", \"2B\"]"), "=1A;=2B;" },
    { "objects inside", TEXT("{\"A\": [{\"B\": \"x\"}, {\"B\": \"y\"}]}"), "B=x;B=y;" },
    { "empty", TEXT("{}"), "" },
    { "not JSON", TEXT("{A: 1}"), NULL },
    { "a bare text", TEXT("\"x\""), NULL },
    { "a key twice", TEXT("{\"A\":1,\"A\":2}"), NULL },
    { "cut short", TEXT("{\"A\": \"x"), NULL },
    { "nothing", TEXT(""), NULL },
    { "something after it", TEXT("{} x"), NULL },
    { "a bare number", TEXT("7"), NULL },
    { "a trailing comma", TEXT("{\"A\": 1,}"), NULL },
    { "single quotes", TEXT("{'A': 1}"), NULL },
    { "a number that does not fit", TEXT("{\"A\": 99999999999999999999}"), NULL },
    { "bytes that are not UTF-8", TEXT("{\"A\": \"\xE9\"}"), NULL },
    { "a list in a list", TEXT("{\"A\": [\"x\", [\"y\"]]}"), "A=x;A=y;" },
    { "an empty list is nothing", TEXT("{\"A\": []}"), "" },
    { "seven lists deep", TEXT("[[[[[[[[1]]]]]]]]"), "=1;" },
    { "nine lists deep is too deep to be heard", TEXT("[[[[[[[[[1]]]]]]]]]"), "" },
    { "an escape", TEXT("{\"A\": \"\\u00e9\"}"), "A=\xC3\xA9;" },
    { "numbers at their ends", TEXT("[-9223372036854775808, 0.1, 1e3]"), "=-9223372036854775808;=0.1;=1000;" },
};

/* Texts at the limits of length and number. */
static void test_limits(arena *a)
{
    err e = { .mem = a };
    struct json_pairs p;
    enum { LIMIT = 64 * 1024 };
    char *text = arena_alloc(a, LIMIT + 2);
    memset(text, ' ', LIMIT + 1);
    memcpy(text, "{}", 2);
    is_int(json_pairs_read(&p, a, (str){ text, LIMIT }, &e), ERR_OK, "65,536 characters are read");
    is_int(json_pairs_read(&p, a, (str){ text, LIMIT + 1 }, &e), ERR_INVALID, "one more is not");
    ok(str_has(e.message, S("65,536")), "and it says so");
    text[0] = '[';
    size_t n = 1;
    for (int i = 0; i < 4100; i++, n += 2)
        memcpy(text + n, "1,", 2);
    text[n - 1] = ']';
    is_int(json_pairs_read(&p, a, (str){ text, n }, &e), ERR_OK, "a list of 4,100");
    is_int((int64_t)p.n, 4096, "gives its first 4,096");
    is_int(json_pairs_read(&p, a, STR_NONE, &e), ERR_INVALID, "no value is no JSON");
}

int main(void)
{
    arena a;
    arena_init(&a, 0);
    err e = { .mem = &a };
    struct json_pairs p = { 0 };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        err_code rc = json_pairs_read(&p, &a, cases[i].text, &e);
        str got = S("");
        for (size_t k = 0; k < p.n; k++)
            got = arena_printf(&a, STR_FMT STR_FMT "=" STR_FMT ";", STR_ARG(got), STR_ARG(p.at[k].key),
                STR_ARG(p.at[k].value.p ? p.at[k].value : S("-")));
        if (cases[i].want)
            is(got, str_of(cases[i].want), cases[i].name);
        else
            is_int(rc, ERR_INVALID, cases[i].name);
    }
    is_int(json_pairs_read(&p, &a, S("{\"A\": \"Y\"}"), &e), ERR_OK, "reads");
    is(json_pair_value(&p, S("A")), S("Y"), "finds a key");
    ok(json_pair_value(&p, S("B")).p == NULL, "does not find another");
    test_limits(&a);
    arena_release(&a);
    return done_testing();
}
