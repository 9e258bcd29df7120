/* t_body.c - the bodies of ledger entries: what is written can be read again, byte for byte,
 * and nothing else can be. */
#include "record/held.h"
#include "tap.h"
#include <stdlib.h>

#define TEXT(lit) { lit, sizeof(lit) - 1 }

static arena mem;
static str heard;

static void hear(void *ctx, str name, bool pair, str before, str after)
{
    (void)ctx;
    const char *none = "-";
    heard = arena_printf(&mem, STR_FMT STR_FMT "%s" STR_FMT "%s" STR_FMT ";", STR_ARG(heard), STR_ARG(name), pair
        ? ":" : "=",
                         STR_ARG(pair ? before.p ? before : str_of(none) : S("")), pair ? ">" : "",
                             STR_ARG(after.p ? after : str_of(none)));
}

static const struct { const char *body, *want; } taken[] = {
    { "{}", "" },
    { "{\"a\":\"b\"}", "a=b;" },
    { "{\"a\":\"\"}", "a=;" },
    { "{\"a\":\"1\",\"b\":\"2\"}", "a=1;b=2;" },
    { "{\"a\":[\"1\",\"2\"]}", "a:1>2;" },
    { "{\"a\":[null,\"2\"]}", "a:->2;" },
    { "{\"a\":[\"1\",null]}", "a:1>-;" },
    { "{\"a\":\"\\\"\\\\\\n\"}", "a=\"\\\n;" },
    { "{\"a\":\"\\u0009\"}", "a=\t;" },
    { "{\"a\":\"\\u0019\"}", "a=\x19;" },
    { "{\"a\":\"\\u001f\\u0001\"}", "a=\x1f\x01;" },
    { "{\"a\":\"\xC3\xA9\"}", "a=\xC3\xA9;" },
};

static const char *const refused[] = {
    "",
    "{",
    "}",
    "{}x",
    " {}",
    "{} ",
    "[]",
    "{\"a\"}",
    "{\"a\":}",
    "{\"a\":1}",
    "{\"a\":\"b\"",
    "{\"a\":\"b}",
    "{\"a\":\"b\",}",
    "{,\"a\":\"b\"}",
    "{\"a\":\"b\" ,\"c\":\"d\"}",
    "{\"a\": \"b\"}",
    "{a:\"b\"}",
    "{\"a\":\"b\"\"c\":\"d\"}",
    "{\"a\":[]}",
    "{\"a\":[\"1\"]}",
    "{\"a\":[\"1\",]}",
    "{\"a\":[\"1\",\"2\"}",
    "{\"a\":[\"1\",\"2\",\"3\"]}",
    "{\"a\":[\"1\" \"2\"]}",
    "{\"a\":\"\\\"}",
    "{\"a\":\"\\x\"}",
    "{\"a\":\"\\t\"}",
    "{\"a\":\"\\u\"}",
    "{\"a\":\"\\u001\"}",
    "{\"a\":\"\\u0g00\"}",
    "{\"a\":\"\\u1009\"}",
    "{\"a\":\"\\u0109\"}",
    "{\"a\":\"\\u000:\"}",
    "{\"a\":\"\\u000/\"}",
    "{\"a\":\"\\u000`\"}",
    "{\"a\":\"\\u000g\"}",
    "{\"a\":\"\\u000A\"}",
};

/* Every byte, alone and between others, as a text and as either half of a pair. */
static void test_every_byte(void)
{
    bool same = true;
    for (int c = 0; c < 256; c++) {
        char text[3] = { 'x', (char)c, 'y' };
        out o = { 0 };
        body_begin(&o);
        body_text(&o, S("a"), (str){ text + 1, 1 });
        body_pair(&o, S("b"), (str){ text, 3 }, (str){ text, 2 });
        body_end(&o);
        heard = S("");
        bool read = body_read(out_str(&o), &mem, hear, NULL);
        char want[64];
        size_t n = 0;
        want[n++] = 'a', want[n++] = '=', want[n++] = (char)c, want[n++] = ';', want[n++] = 'b', want[n++] = ':';
        memcpy(want + n, text, 3), n += 3, want[n++] = '>', memcpy(want + n, text, 2), n += 2, want[n++] = ';';
        if (c == 0 || !read || heard.n != n || memcmp(heard.p, want, n) != 0) {
            same = same && c == 0;                  /* no text has a NUL: the store refuses it */
            if (c)
                printf("# byte %d: %.*s became " STR_FMT "\n", c, (int)o.n, o.p, STR_ARG(heard));
        }
        out_release(&o);
    }
    ok(same, "every byte comes back as it was written");
}

/* A whole body cut anywhere is none; of its own size, so that the sanitizer sees a step past its end. */
static void test_cut(void)
{
    const str whole = S("{\"a\":\"x\\u0009\\n\",\"b\":[null,\"y\\\\\"]}");
    bool none = true;
    for (size_t n = 0; n < whole.n; n++) {
        char *cut = malloc(n ? n : 1);
        memcpy(cut, whole.p, n);
        none = none && !body_read((str){ cut, n }, &mem, hear, NULL);
        free(cut);
    }
    ok(body_read(whole, &mem, hear, NULL), "a whole body is read");
    ok(none, "and none of its beginnings");
}

int main(void)
{
    arena_init(&mem, 0);
    for (size_t i = 0; i < COUNT_OF(taken); i++) {
        heard = S("");
        ok(body_read(str_of(taken[i].body), &mem, hear, NULL), taken[i].body);
        is(heard, str_of(taken[i].want), "... what it says");
    }
    for (size_t i = 0; i < COUNT_OF(refused); i++)
        ok(!body_read(str_of(refused[i]), &mem, hear, NULL), refused[i]);
    test_every_byte();
    test_cut();
    arena_release(&mem);
    return done_testing();
}
