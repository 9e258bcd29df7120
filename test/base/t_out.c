/* t_out.c - the escapers, each with what must come through as it is and what must not. */
#include "base/out.h"
#include "tap.h"

#define TEXT(lit) { lit, sizeof(lit) - 1 }

typedef void writer(out *o, str s);

static const struct { const char *name; writer *write; str text; const char *want; } cases[] = {
    { "HTML: plain", out_text, TEXT("Sian"), "Sian" },
    { "HTML: nothing", out_text, TEXT(""), "" },
    { "HTML: no value", out_text, { NULL, 0 }, "" },
    { "HTML: a tag", out_text, TEXT("<b>"), "&lt;b&gt;" },
    { "HTML: both quotes and an ampersand", out_text, TEXT("\"&'"), "&#34;&amp;&#39;" },
    { "HTML: what stands between is kept", out_text, TEXT("a<b>c&d"), "a&lt;b&gt;c&amp;d" },
    { "HTML: bytes over 127", out_text, TEXT("\xC3\xA9"), "\xC3\xA9" },
    { "attribute: leaves no quote", out_attr, TEXT("\" onload='x'"), "&#34; onload=&#39;x&#39;" },

    { "link: a path", out_url, TEXT("/child/1"), "/child/1" },
    { "link: a query", out_url, TEXT("?page=2&x=1"), "?page=2&amp;x=1" },
    { "link: a place on the page", out_url, TEXT("#top"), "#top" },
    { "link: https", out_url, TEXT("https://example.org/"), "https://example.org/" },
    { "link: mail", out_url, TEXT("mailto:a@example.org"), "mailto:a@example.org" },
    { "link: nothing", out_url, TEXT(""), "#unsafe-link" },
    { "link: a script", out_url, TEXT("javascript:alert(1)"), "#unsafe-link" },
    { "link: data", out_url, TEXT("data:text/html,x"), "#unsafe-link" },
    { "link: http", out_url, TEXT("http://example.org/"), "#unsafe-link" },
    { "link: another house", out_url, TEXT("//example.org"), "#unsafe-link" },
    { "link: another house as browsers read it", out_url, TEXT("/\\example.org"), "#unsafe-link" },
    { "link: a relative path", out_url, TEXT("child/1"), "#unsafe-link" },
    { "link: HTTPS in capitals", out_url, TEXT("HTTPS://example.org"), "#unsafe-link" },
    { "link: a space before a script", out_url, TEXT(" javascript:x"), "#unsafe-link" },
    { "link: a quote in a path", out_url, TEXT("/x\"y"), "/x&#34;y" },

    { "query: all that stays", out_query, TEXT("azAZ09-_.~"), "azAZ09-_.~" },
    { "query: what stands beside the digits", out_query, TEXT("/:"), "%2F%3A" },
    { "query: what stands beside the capitals", out_query, TEXT("@["), "%40%5B" },
    { "query: what stands beside the letters", out_query, TEXT("`{"), "%60%7B" },
    { "query: what would end the value", out_query, TEXT("a&b=c#d e+f"), "a%26b%3Dc%23d%20e%2Bf" },
    { "query: bytes", out_query, TEXT("\xC3\xA9\x01"), "%C3%A9%01" },
    { "query: nothing", out_query, TEXT(""), "" },

    { "JSON: plain", out_json, TEXT("abc"), "\"abc\"" },
    { "JSON: nothing", out_json, TEXT(""), "\"\"" },
    { "JSON: a quote and a backslash", out_json, TEXT("a\"b\\c"), "\"a\\\"b\\\\c\"" },
    { "JSON: a line end", out_json, TEXT("a\nb"), "\"a\\nb\"" },
    { "JSON: the last control", out_json, TEXT("\x1F "), "\"\\u001f \"" },
    { "JSON: a tab and a NUL", out_json, TEXT("\t\0"), "\"\\u0009\\u0000\"" },
    { "JSON: one to four bytes", out_json, TEXT("\x7F\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"),
      "\"\x7F\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\"" },
    { "JSON: the first of two bytes", out_json, TEXT("\xC2\x80"), "\"\xC2\x80\"" },
    { "JSON: the last of two bytes", out_json, TEXT("\xDF\xBF"), "\"\xDF\xBF\"" },
    { "JSON: the first of three bytes", out_json, TEXT("\xE0\xA0\x80"), "\"\xE0\xA0\x80\"" },
    { "JSON: before the surrogates", out_json, TEXT("\xED\x9F\xBF"), "\"\xED\x9F\xBF\"" },
    { "JSON: the last of three bytes", out_json, TEXT("\xEF\xBF\xBF"), "\"\xEF\xBF\xBF\"" },
    { "JSON: the first of four bytes", out_json, TEXT("\xF0\x90\x80\x80"), "\"\xF0\x90\x80\x80\"" },
    { "JSON: the last character", out_json, TEXT("\xF4\x8F\xBF\xBF"), "\"\xF4\x8F\xBF\xBF\"" },
    { "JSON: a stray continuation", out_json, TEXT("a\x80z"), "\"a\\ufffdz\"" },
    { "JSON: cut short", out_json, TEXT("\xE2\x82"), "\"\\ufffd\\ufffd\"" },
    { "JSON: cut short by a letter", out_json, TEXT("\xC3z"), "\"\\ufffdz\"" },
    { "JSON: overlong in two", out_json, TEXT("\xC1\xBF"), "\"\\ufffd\\ufffd\"" },
    { "JSON: overlong in three", out_json, TEXT("\xE0\x9F\xBF"), "\"\\ufffd\\ufffd\\ufffd\"" },
    { "JSON: overlong in four", out_json, TEXT("\xF0\x8F\xBF\xBF"), "\"\\ufffd\\ufffd\\ufffd\\ufffd\"" },
    { "JSON: a surrogate", out_json, TEXT("\xED\xA0\x80"), "\"\\ufffd\\ufffd\\ufffd\"" },
    { "JSON: past the last character", out_json, TEXT("\xF4\x90\x80\x80"), "\"\\ufffd\\ufffd\\ufffd\\ufffd\"" },
    { "JSON: a byte that begins nothing", out_json, TEXT("\xF5\x80\x80\x80"), "\"\\ufffd\\ufffd\\ufffd\\ufffd\"" },

    { "CSV: plain", out_csv, TEXT("abc"), "abc" },
    { "CSV: nothing", out_csv, TEXT(""), "" },
    { "CSV: a comma", out_csv, TEXT("a,b"), "\"a,b\"" },
    { "CSV: a comma at the end", out_csv, TEXT("ab,"), "\"ab,\"" },
    { "CSV: a quote", out_csv, TEXT("a\"b"), "\"a\"\"b\"" },
    { "CSV: line ends", out_csv, TEXT("a\r\nb"), "\"a\r\nb\"" },
    { "CSV: a line feed alone", out_csv, TEXT("a\nb"), "\"a\nb\"" },
    { "CSV: a carriage return alone", out_csv, TEXT("a\rb"), "\"a\rb\"" },
    { "CSV: a formula", out_csv, TEXT("=1+1"), "\"'=1+1\"" },
    { "CSV: a plus", out_csv, TEXT("+x"), "\"'+x\"" },
    { "CSV: an at", out_csv, TEXT("@SUM(A1)"), "\"'@SUM(A1)\"" },
    { "CSV: a minus", out_csv, TEXT("-x"), "\"'-x\"" },
    { "CSV: a minus alone", out_csv, TEXT("-"), "\"'-\"" },
    { "CSV: a tab in front", out_csv, TEXT("\t=1"), "\"'\t=1\"" },
    { "CSV: a carriage return in front", out_csv, TEXT("\r=1"), "\"'\r=1\"" },
    { "CSV: a formula with a quote", out_csv, TEXT("=\"x\""), "\"'=\"\"x\"\"\"" },
    { "CSV: a number below nought is a number", out_csv, TEXT("-12"), "-12" },
    { "CSV: a sign further on is nothing", out_csv, TEXT("a=1"), "a=1" },
    { "CSV: a NUL in front is no sign", out_csv, TEXT("\0"), "" },
};

static const struct { int64_t n; const char *want; } numbers[] = {
    { 0, "0" },
    { 9, "9" },
    { 10, "10" },
    { -1, "-1" },
    { 1234567890, "1234567890" },
    { INT64_MAX, "9223372036854775807" },
    { INT64_MIN, "-9223372036854775808" },
};

/* Longer and longer texts, over every doubling of the buffer. */
static void test_growing(void)
{
    out o = { 0 };
    is(out_str(&o), S(""), "nothing written is an empty text");
    ok(out_str(&o).p != NULL, "and a text");
    size_t n = 0;
    bool same = true;
    for (int i = 0; i < 40000; i++, n++)
        out_char(&o, (char)('a' + i % 26));
    for (size_t i = 0; i < n; i++)
        same = same && o.p[i] == (char)('a' + i % 26);
    ok(same && o.n == n, "forty thousand characters come out as they went in");
    out_clear(&o);
    is(out_str(&o), S(""), "cleared");
    ok(o.cap >= 40000, "and the room stays");
    out_printf(&o, "%*d|", 20000, 7);
    is_int((int64_t)o.n, 20001, "a printed text finds room");
    out_printf(&o, "%s", "");
    is_int((int64_t)o.n, 20001, "an empty one changes nothing");
    out_clear(&o);
    out_printf(&o, "%d%%", 50);
    is(out_str(&o), S("50%"), "what is printed has no NUL after it");
    out_release(&o);
    ok(o.p == NULL && o.n == 0 && o.cap == 0, "and nothing is left");
}

/* One that fills the buffer to the byte, and one more. */
static void test_just_full(void)
{
    static char filler[8192];
    memset(filler, 'x', sizeof filler);
    out o = { 0 };
    out_raw(&o, (str){ filler, sizeof filler });
    is_int((int64_t)o.cap, 8192, "the first room is full");
    out_char(&o, 'y');
    is_int((int64_t)o.cap, 16384, "one more doubles it");
    ok(o.n == 8193 && o.p[8191] == 'x' && o.p[8192] == 'y', "and keeps what was there");
    out_raw(&o, STR_NONE);
    is_int((int64_t)o.n, 8193, "no value writes nothing");
    out_release(&o);
}

int main(void)
{
    out o = { 0 };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        out_clear(&o);
        cases[i].write(&o, cases[i].text);
        str want = str_of(cases[i].want);
        if (cases[i].text.n == 1 && cases[i].text.p[0] == '\0')
            want = cases[i].text;
        is(out_str(&o), want, cases[i].name);
    }
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        out_clear(&o);
        out_int(&o, numbers[i].n);
        is(out_str(&o), str_of(numbers[i].want), numbers[i].want);
    }
    out_clear(&o);
    out_csv_line(&o, 3, (const str[]){ S("a"), S("b,c"), S("") });
    out_csv_line(&o, 1, (const str[]){ S("x") });
    out_csv_line(&o, 0, NULL);
    is(out_str(&o), S("a,\"b,c\",\r\nx\r\n\r\n"), "lines of CSV");
    out_release(&o);
    test_growing();
    test_just_full();
    return done_testing();
}
