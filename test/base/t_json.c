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
};

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
            got = arena_printf(&a, STR_FMT STR_FMT "=" STR_FMT ";", STR_ARG(got), STR_ARG(p.at[k].key), STR_ARG(p.at[k].value.p ? p.at[k].value : S("-")));
        if (cases[i].want)
            is(got, str_of(cases[i].want), cases[i].name);
        else
            is_int(rc, ERR_INVALID, cases[i].name);
    }
    is_int(json_pairs_read(&p, &a, S("{\"A\": \"Y\"}"), &e), ERR_OK, "reads");
    is(json_pair_value(&p, S("A")), S("Y"), "finds a key");
    ok(json_pair_value(&p, S("B")).p == NULL, "does not find another");
    arena_release(&a);
    return done_testing();
}
