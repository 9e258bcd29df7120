/* t_value_edges.c - the edges of what may be typed into a field, one type after the other: the last that is taken and
 * the first that is not. What people and extracts usually type is t_value.c's. */
#include "catalogue/load.h"
#include "tap.h"

static const struct code sizes[] = {
    { .code = { "S", 1 }, .label = { "Small", 5 }, .when = { DAY_NONE, DAY_NONE } },
    { .code = { "m", 1 }, .label = { "Middle", 6 }, .when = { DAY_NONE, DAY_NONE } },
    { .code = { "L", 1 }, .label = { "s", 1 }, .when = { DAY_NONE, DAY_NONE } },
};
static struct codeset closed = { .name = { "size", 4 }, .ncodes = COUNT_OF(sizes), .codes = sizes };
static struct codeset open_set = { .name = { "any", 3 }, .ncodes = COUNT_OF(sizes), .codes = sizes, .open = true };

enum { A_TEXT, A_NOTE, A_DATE, A_PAST, AN_INSTANT, A_CODE, AN_OPEN_CODE, SOME_CODES, AN_INT, A_DECIMAL, A_MONEY,
    MINUTES, A_FLAG, A_REF };

static const struct field fields[] = {
    [A_TEXT] = { .name = { "t", 1 }, .label = { "Text", 4 }, .type = FT_TEXT, .min = 2, .max = 5 },
    [A_NOTE] = { .name = { "n", 1 }, .label = { "Note", 4 }, .type = FT_NOTE, .min = 0, .max = 5 },
    [A_DATE] = { .name = { "d", 1 }, .label = { "Day", 3 }, .type = FT_DATE },
    [A_PAST] = { .name = { "p", 1 }, .label = { "Past", 4 }, .type = FT_DATE, .past = true },
    [AN_INSTANT] = { .name = { "i", 1 }, .label = { "Time", 4 }, .type = FT_INSTANT, .past = true },
    [A_CODE] = { .name = { "c", 1 }, .label = { "Code", 4 }, .type = FT_CODE, .codes = &closed },
    [AN_OPEN_CODE] = { .name = { "o", 1 }, .label = { "Code", 4 }, .type = FT_CODE, .codes = &open_set },
    [SOME_CODES] = { .name = { "s", 1 }, .label = { "Codes", 5 }, .type = FT_CODES, .codes = &closed },
    [AN_INT] = { .name = { "k", 1 }, .label = { "Count", 5 }, .type = FT_INT, .min = -3, .max = 12 },
    [A_DECIMAL] = { .name = { "x", 1 }, .label = { "Share", 5 }, .type = FT_DECIMAL, .min = -1, .max = 2 },
    [A_MONEY] = { .name = { "m", 1 }, .label = { "Cost", 4 }, .type = FT_MONEY, .min = -500, .max = 100000000 },
    [MINUTES] = { .name = { "l", 1 }, .label = { "Length", 6 }, .type = FT_MINUTES, .min = 0, .max = 6000 },
    [A_FLAG] = { .name = { "f", 1 }, .label = { "Flag", 4 }, .type = FT_FLAG },
    [A_REF] = { .name = { "r", 1 }, .label = { "Ref", 3 }, .type = FT_REF },
};

/* stored NULL: refused. Today is 21 November 2026. */
static const struct { int field; const char *typed, *stored; } cases[] = {
    { A_TEXT, "ab", "ab" },
    { A_TEXT, "abcde", "abcde" },
    { A_TEXT, "a", NULL },
    { A_TEXT, "abcdef", NULL },
    { A_TEXT, "\xC3\xA9\xC3\xA9", "\xC3\xA9\xC3\xA9" },
    { A_TEXT, "\xC3\xA9", NULL },
    { A_TEXT, "\xF0\x9F\x98\x80" "bcde", "\xF0\x9F\x98\x80" "bcde" },
    { A_TEXT, "\xF0\x9F\x98\x80" "bcdef", NULL },
    { A_TEXT, "a\r\nb", "a b" },
    { A_TEXT, "a\rb", "a b" },
    { A_TEXT, "a\x1F" "b", "a b" },
    { A_TEXT, "a\x7F" "b", "a\x7F" "b" },
    { A_TEXT, "ab\xC3", NULL },
    { A_NOTE, "a\r\nb", "a\nb" },
    { A_NOTE, "a\rb\nc", "a\nb\nc" },
    { A_NOTE, "a\tb", "a b" },
    { A_NOTE, "a\r\r\nb", "a\n\nb" },
    { A_NOTE, "abcdef", NULL },

    { A_DATE, "1/1/1800", "1800-01-01" },
    { A_DATE, "31/12/2999", "2999-12-31" },
    { A_DATE, "31/12/1799", NULL },
    { A_DATE, "1/1/3000", NULL },
    { A_DATE, "29 2 2024", "2024-02-29" },
    { A_DATE, "29 2 2026", NULL },
    { A_DATE, "1.2.2026", "2026-02-01" },
    { A_DATE, "1 - 2 - 2026", "2026-02-01" },
    { A_DATE, "1 Jan 2026", "2026-01-01" },
    { A_DATE, "1 december 2026", "2026-12-01" },
    { A_DATE, "1 Sept 2026", "2026-09-01" },
    { A_DATE, "1 Ja 2026", NULL },
    { A_DATE, "1 anj 2026", NULL },
    { A_DATE, "1 12 2026", "2026-12-01" },
    { A_DATE, "1 13 2026", NULL },
    { A_DATE, "1 0 2026", NULL },
    { A_DATE, "0 1 2026", NULL },
    { A_DATE, "32 1 2026", NULL },
    { A_DATE, "001 1 2026", NULL },
    { A_DATE, "1 1 26", NULL },
    { A_DATE, "1 1 02026", NULL },
    { A_DATE, "1 2026", NULL },
    { A_DATE, "1 1 2026 1", NULL },
    { A_DATE, "2026", NULL },
    { A_DATE, "---", NULL },
    { A_PAST, "21/11/2026", "2026-11-21" },
    { A_PAST, "22/11/2026", NULL },

    { AN_INSTANT, "21/11/2026 23:59", "2026-11-21T23:59:00Z" },
    { AN_INSTANT, "22/11/2026 00:00", NULL },
    { AN_INSTANT, "1/7/2026 23:59:59", "2026-07-01T22:59:59Z" },
    { AN_INSTANT, "1/7/2026 23:59:60", NULL },
    { AN_INSTANT, "1/7/2026 23:60", NULL },
    { AN_INSTANT, "1/7/2026 24:00", NULL },
    { AN_INSTANT, "1/1/2026 12am", "2026-01-01T00:00:00Z" },
    { AN_INSTANT, "1/1/2026 12pm", "2026-01-01T12:00:00Z" },
    { AN_INSTANT, "1/1/2026 12:59 AM", "2026-01-01T00:59:00Z" },
    { AN_INSTANT, "1/1/2026 11.59PM", "2026-01-01T23:59:00Z" },
    { AN_INSTANT, "1/1/2026 1pm", "2026-01-01T13:00:00Z" },
    { AN_INSTANT, "1/1/2026 13pm", NULL },
    { AN_INSTANT, "1/1/2026 0pm", NULL },
    { AN_INSTANT, "1/1/2026 9", NULL },
    { AN_INSTANT, "1/1/2026 09:30:15.250", "2026-01-01T09:30:15Z" },
    { AN_INSTANT, "1/1/2026 09:30:15:2", NULL },
    { AN_INSTANT, "1/1/2026 009:30", NULL },
    { AN_INSTANT, "1/1/2026 9:", NULL },
    { AN_INSTANT, "1/1/2026 :30", NULL },
    { AN_INSTANT, "2026-01-01T09:30", "2026-01-01T09:30:00Z" },
    { AN_INSTANT, "2026-01-01T09:30Z", "2026-01-01T09:30:00Z" },
    { AN_INSTANT, "2026-01-01T9:30Z", NULL },
    { AN_INSTANT, "32/1/2026 09:30", NULL },
    { AN_INSTANT, "09:30 1/1/2026", NULL },

    { A_CODE, "S", "S" },
    { A_CODE, "M", "m" },
    { A_CODE, "l", "L" },
    { A_CODE, "middle", "m" },
    { A_CODE, "s", "S" },
    { A_CODE, "mid", NULL },
    { A_CODE, "S m", NULL },
    { AN_OPEN_CODE, "M", "m" },
    { AN_OPEN_CODE, "XL", "XL" },
    { AN_OPEN_CODE, "X\xFF", NULL },
    { SOME_CODES, "m,S;L", "L S m" },
    { SOME_CODES, "S S\nS", "S" },
    { SOME_CODES, "S,XL", NULL },
    { SOME_CODES, "S|m", NULL },

    { AN_INT, "12", "12" },
    { AN_INT, "13", NULL },
    { AN_INT, "-3", "-3" },
    { AN_INT, "-4", NULL },
    { AN_INT, "1,2", "12" },
    { AN_INT, ",1", NULL },
    { AN_INT, "1.", NULL },
    { AN_INT, "1.0", NULL },
    { AN_INT, "+1", NULL },
    { AN_INT, "--1", NULL },
    { AN_INT, "1 2", NULL },
    { A_DECIMAL, "2", "2" },
    { A_DECIMAL, "2.000", "2" },
    { A_DECIMAL, "2.001", NULL },
    { A_DECIMAL, "-1", "-1" },
    { A_DECIMAL, "-1.001", NULL },
    { A_DECIMAL, "-.5", "-0.5" },
    { A_DECIMAL, "0.050", "0.05" },
    { A_DECIMAL, "1.2345", NULL },
    { A_DECIMAL, "1.2,3", NULL },
    { A_DECIMAL, "1..2", NULL },
    { A_MONEY, "1000000", "100000000" },
    { A_MONEY, "1000000.01", NULL },
    { A_MONEY, "-5", "-500" },
    { A_MONEY, "-5.01", NULL },
    { A_MONEY, "-\xC2\xA3" "5", "-500" },
    { A_MONEY, "\xC2\xA3" "-5", NULL },
    { A_MONEY, "0.5", "50" },
    { A_MONEY, "0.05", "5" },
    { A_MONEY, "0.005", NULL },
    { A_MONEY, "\xC2\xA3", NULL },
    { A_MONEY, "99999999999999999999", NULL },
    { MINUTES, "0", "0" },
    { MINUTES, "6000", "6000" },
    { MINUTES, "6001", NULL },
    { MINUTES, "-1", NULL },
    { MINUTES, "100:00", "6000" },
    { MINUTES, "1:59", "119" },
    { MINUTES, "1:60", NULL },
    { MINUTES, "1:", NULL },
    { MINUTES, "1:5", "65" },
    { MINUTES, ":30", NULL },
    { MINUTES, "2h", "120" },
    { MINUTES, "2 h 5", "125" },
    { MINUTES, "2 hours 5 minutes", "125" },
    { MINUTES, "5m", "5" },
    { MINUTES, "m", NULL },
    { MINUTES, "h", NULL },
    { MINUTES, "5 x", NULL },
    { MINUTES, "1h2h", NULL },
    { A_FLAG, "Y", "1" },
    { A_FLAG, "t", "1" },
    { A_FLAG, "F", "0" },
    { A_FLAG, "No", "0" },
    { A_FLAG, "2", NULL },
    { A_FLAG, "1.0", NULL },
    { A_FLAG, "ye", NULL },
    { A_REF, "1", "1" },
    { A_REF, "0", NULL },
    { A_REF, "-1", NULL },
    { A_REF, "1.0", NULL },
    { A_REF, "9223372036854775808", NULL },
};

/* How what is stored is shown. */
static const struct { int field; const char *stored, *shown; } shown[] = {
    { A_MONEY, "0", "\xC2\xA3" "0.00" },
    { A_MONEY, "9", "\xC2\xA3" "0.09" },
    { A_MONEY, "99999", "\xC2\xA3" "999.99" },
    { A_MONEY, "100000", "\xC2\xA3" "1,000.00" },
    { A_MONEY, "100000000", "\xC2\xA3" "1,000,000.00" },
    { A_MONEY, "-123456", "-\xC2\xA3" "1,234.56" },
    { MINUTES, "0", "0 minutes" },
    { MINUTES, "1", "1 minute" },
    { MINUTES, "59", "59 minutes" },
    { MINUTES, "60", "1 hour" },
    { MINUTES, "61", "1 hour 1 minute" },
    { MINUTES, "122", "2 hours 2 minutes" },
    { A_FLAG, "1", "Yes" },
    { A_FLAG, "0", "No" },
    { A_CODE, "m", "Middle" },
    { A_CODE, "gone", "gone" },
    { SOME_CODES, "L S gone", "s, Small, gone" },
    { A_DATE, "2026-02-01", "1 February 2026" },
    { AN_INSTANT, "2026-07-01T08:30:00Z", "9:30am on 1 July 2026" },
    { A_TEXT, NULL, "" },
    { AN_INT, "-3", "-3" },
};

/* Field types by number, so that a new one is looked at here. */
static void test_names(void)
{
    static const char *const names[] = { "text", "note", "date", "instant", "code", "codes", "int", "decimal",
        "money", "minutes", "flag", "ref" };
    is_int(COUNT_OF(names), FT__COUNT, "every type has a name");
    for (int i = 0; i < FT__COUNT; i++)
        is(str_of(field_type_name((enum field_type)i)), str_of(names[i]), names[i]);
}

int main(void)
{
    arena mem;
    arena_init(&mem, 0);
    codeset_build_index(&closed, &mem);
    codeset_build_index(&open_set, &mem);
    const day today = day_make(2026, 11, 21);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct field *f = &fields[cases[i].field];
        value v;
        err e = { .mem = &mem };
        const char *name = arena_printf(&mem, "%s: %s", field_type_name(f->type), cases[i].typed).p;
        err_code rc = field_read(f, str_of(cases[i].typed), today, false, &mem, &v, &e);
        if (cases[i].stored) {
            ok(rc == ERR_OK, name);
            is(v.text, str_of(cases[i].stored), "... stored");
        } else {
            is_int(rc, ERR_INVALID, name);
            ok(str_eq(e.field, f->name) && e.message.n, "... with its field and what to do");
        }
    }
    for (size_t i = 0; i < COUNT_OF(shown); i++) {
        const struct field *f = &fields[shown[i].field];
        is(field_shown(f, field_value(f, str_of(shown[i].stored)), &mem), str_of(shown[i].shown), "shown");
    }
    test_names();
    arena_release(&mem);
    return done_testing();
}
