/* t_form.c - forms and addresses: what is read, and what is refused. */
#include "tap.h"
#include "base/date.h"
#include "web/http/form.h"
#include <stdlib.h>

static arena mem;

/* want: fields as name=value|name=value after decoding; NULL: refused. */
static const struct { str encoded; const char *want, *what; } forms[] = {
    { { "a=b&c=d", 7 }, "a=b|c=d", "two fields" },
    { { "", 0 }, "", "nothing" },
    { { "a", 1 }, "a=", "a name alone" },
    { { "a=", 2 }, "a=", "an empty value" },
    { { "a=b=c", 5 }, "a=b=c", "an equals sign in a value" },
    { { "&&a=b&", 6 }, "a=b", "empty pairs" },
    { { "a=b+c", 5 }, "a=b c", "plus is a space" },
    { { "a+b=c", 5 }, "a b=c", "in names too" },
    { { "a=%2B", 5 }, "a=+", "an encoded plus" },
    { { "a=%c3%A9", 8 }, "a=\xC3\xA9", "UTF-8 in either case" },
    { { "a=x%0D%0Ay", 10 }, "a=x\ny", "a browser's line break" },
    { { "a=x%0Dy", 7 }, "a=x\ny", "an old one" },
    { { "a=x%09y", 7 }, "a=x\ty", "a tab" },
    { { "a=1&a=2", 7 }, "a=1|a=2", "a name twice" },
    { { "a=%26%3D", 8 }, "a=&=", "encoded signs" },
    { { "a=%39%30%41%4a%4F%6a%6F", 23 }, "a=90AJOjo", "the first and last of the digits" },
    { { "a=%3/", 5 }, NULL, "what stands before 0" },
    { { "a=%3:", 5 }, NULL, "what stands after 9" },
    { { "a=%3@", 5 }, NULL, "what stands before A" },
    { { "a=%3G", 5 }, NULL, "what stands after F" },
    { { "a=%3`", 5 }, NULL, "what stands before a" },
    { { "a=%3g", 5 }, NULL, "what stands after f" },
    { { "a=%g3", 5 }, NULL, "in the first place too" },
    { { "a=%1F", 5 }, NULL, "the last of the controls" },
    { { "a=%20%7e", 8 }, "a= ~", "the first and last that are none" },
    { { "a=%", 3 }, NULL, "a percent sign at the end" },
    { { "a=%2", 4 }, NULL, "one digit" },
    { { "a=%zz", 5 }, NULL, "not digits" },
    { { "a=%00", 5 }, NULL, "NUL" },
    { { "a=%1B", 5 }, NULL, "escape" },
    { { "a=%7F", 5 }, NULL, "DEL" },
    { { "a=\0b", 4 }, NULL, "a bare NUL" },
    { { "a\n=b", 4 }, NULL, "a line break in a name" },
    { { "a%0A=b", 6 }, NULL, "an encoded one" },
    { { "=b", 2 }, NULL, "no name" },
    { { "a=%C3", 5 }, NULL, "half a character" },
    { { "a=%C0%80", 8 }, NULL, "an overlong NUL" },
    { { "a=%ED%A0%80", 11 }, NULL, "a surrogate" },
    { { "a=%FF", 5 }, NULL, "no UTF-8" },
    { { "a=%F4%90%80%80", 14 }, NULL, "beyond Unicode" },
};

/* want: parts joined by |, then ? and the query. */
static const struct { const char *target, *want, *what; } urls[] = {
    { "/", "", "the start" },
    { "/child/12", "child|12", "two parts" },
    { "/a%20b", "a b", "a space" },
    { "/%C3%A9", "\xC3\xA9", "an accent" },
    { "/a+b", "a+b", "a plus stays" },
    { "/a?b=c", "a?b=c", "a query" },
    { "/a?b=/../c", "a?b=/../c", "dots in the query" },
    { "/a/...", "a|...", "three dots" },
    { "/1/2/3/4/5/6/7/8", "1|2|3|4|5|6|7|8", "as deep as may be" },
    { "", NULL, "nothing" },
    { "a", NULL, "no slash" },
    { "/../a", NULL, "dots" },
    { "/a/..", NULL, "dots at the end" },
    { "/%2e%2e/a", NULL, "encoded dots" },
    { "/.%2E/a", NULL, "half encoded" },
    { "/./a", NULL, "one dot" },
    { "//a", NULL, "an empty part" },
    { "/a//b", NULL, "in the middle" },
    { "/a/", NULL, "a slash at the end" },
    { "/a%2Fb", NULL, "an encoded slash" },
    { "/a%00b", NULL, "NUL" },
    { "/a%0Ab", NULL, "a line break" },
    { "/a%", NULL, "a percent sign" },
    { "/%c3", NULL, "half a character" },
    { "/a b", NULL, "a bare space" },
    { "/a#b", NULL, "a fragment" },
    { "/a\\b", NULL, "a backslash" },
    { "/1/2/3/4/5/6/7/8/9", NULL, "too deep" },
    { "http://a/", NULL, "a whole URL" },
};

static str joined(const struct form *f)
{
    out o = { 0 };
    for (size_t i = 0; i < f->n; i++) {
        if (i)
            out_char(&o, '|');
        out_raw(&o, f->fields[i].name);
        out_char(&o, '=');
        out_raw(&o, f->fields[i].value);
    }
    str s = arena_copy(&mem, out_str(&o));
    out_release(&o);
    return s;
}

int main(void)
{
    arena_init(&mem, 0);
    err e = { .mem = &mem };
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        struct form f, again;
        err_code rc = form_read(forms[i].encoded, &mem, &f, &e);
        if (!forms[i].want) {
            ok(rc == ERR_INVALID && e.message.n, forms[i].what);
            continue;
        }
        ok(rc == ERR_OK, forms[i].what);
        is(joined(&f), str_of(forms[i].want), forms[i].what);
        out o = { 0 };
        form_write(&f, &o);
        ok(form_read(out_str(&o), &mem, &again, &e) == ERR_OK && str_eq(joined(&again), joined(&f)),
           "written and read again");
        out_release(&o);
    }
    for (size_t i = 0; i < COUNT_OF(urls); i++) {
        struct url u;
        err_code rc = url_read(str_of(urls[i].target), &mem, &u, &e);
        if (!urls[i].want) {
            ok(rc != ERR_OK && e.message.n, urls[i].what);
            continue;
        }
        str got = arena_join(&mem, u.nparts, u.parts, S("|"));
        if (u.query.n)
            got = arena_printf(&mem, STR_FMT "?" STR_FMT, STR_ARG(got), STR_ARG(u.query));
        ok(rc == ERR_OK, urls[i].what);
        is(got, str_of(urls[i].want), urls[i].what);
    }
    struct form f;
    str *ticked, many = arena_printf(&mem, "a=1&b=x&a=2");
    ok(form_read(many, &mem, &f, &e) == ERR_OK && form_values(&f, "a", &mem, &ticked) == 2 && str_eq(ticked[1], S("2")),
       "every value of a name");
    ok(!form_value(&f, "c").p && form_value(&f, "b").n == 1, "one value, or none");
    out o = { 0 };
    for (int i = 0; i < FORM_FIELDS_MAX + 1; i++)
        out_raw(&o, S("a=1&"));
    ok(form_read(out_str(&o), &mem, &f, &e) == ERR_INVALID, "too many fields");
    out_clear(&o);
    out_char(&o, '/');
    for (int i = 0; i < URL_MAX; i++)
        out_char(&o, 'a');
    struct url u;
    ok(url_read(out_str(&o), &mem, &u, &e) == ERR_INVALID, "too long an address");
    out_release(&o);
    arena_release(&mem);
    return done_testing();
}
