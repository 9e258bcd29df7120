/* t_csv.c - each case: a text, and all its rows with cells between | and rows between \n; a fault shows as !. */
#include "base/csv.h"
#include "tap.h"
#include <stdlib.h>

#define TEXT(lit) { lit, sizeof(lit) - 1 }

static const struct { const char *name; str text; const char *want; } cases[] = {
    { "plain", TEXT("a,b\n1,2\n3,4\n"), "2:1|2\n3:3|4\n" },
    { "no line end at the end", TEXT("a,b\n1,2"), "2:1|2\n" },
    { "CRLF", TEXT("a,b\r\n1,2\r\n3,4\r\n"), "2:1|2\n3:3|4\n" },
    { "CR alone", TEXT("a,b\r1,2\r3,4"), "2:1|2\n3:3|4\n" },
    { "a byte order mark", TEXT("\xEF\xBB\xBF" "a,b\n1,2\n"), "2:1|2\n" },
    { "blank lines are no rows", TEXT("\n\na,b\n\n1,2\n\r\n\n3,4\n\n"), "5:1|2\n8:3|4\n" },
    { "empty cells", TEXT("a,b,c\n,,\n1,,3\n"), "2:||\n3:1||3\n" },
    { "an empty last cell at the very end", TEXT("a,b\n1,"), "2:1|\n" },
    { "quotes", TEXT("a,b\n\"1,5\",\"say \"\"hm\"\"\"\n"), "2:1,5|say \"hm\"\n" },
    { "empty quotes", TEXT("a,b\n\"\",\"\"\"\"\n"), "2:|\"\n" },
    { "a quoted line end", TEXT("a,b\n\"one\r\ntwo\",2\n3,4\n"), "2:one\r\ntwo|2\n4:3|4\n" },
    { "a quote inside a plain cell is a quote", TEXT("a,b\n5\" pipe,2\n"), "2:5\" pipe|2\n" },
    { "text after a closing quote is kept", TEXT("a,b\n\"one\"two,2\n"), "2:onetwo|2\n" },
    { "a quote after text after a closing quote", TEXT("a,b\n\"one\"t\"wo,2\n"), "2:onet\"wo|2\n" },
    { "a quoted header", TEXT("\"a\",\" b \"\n1,2\n"), "2:1|2\n" },
    { "semicolons", TEXT("a;b\n1,5;2\n"), "2:1,5|2\n" },
    { "tabs", TEXT("a\tb\n1\t2\n"), "2:1|2\n" },
    { "Windows-1252", TEXT("a,b\nRen\xE9""e,2\n"), "2:Ren\xC3\xA9""e|2\n" },
    { "Windows-1252 inside quotes", TEXT("a,b\n\"R\xE9 \"\"x\"\"\",2\n"), "2:R\xC3\xA9 \"x\"|2\n" },
    { "UTF-8 stays", TEXT("a,b\nRen\xC3\xA9""e,2\n"), "2:Ren\xC3\xA9""e|2\n" },
    { "too few and too many cells come as they are", TEXT("a,b\n1\n1,2,3\n"), "2:1\n3:1|2|3\n" },
    { "a quote that never closes spoils one line", TEXT("a,b\n1,\"oh\n3,4\n"), "2:!\n3:3|4\n" },
    { "a quote that never closes in the first cell", TEXT("a,b\n\"oh,1\n3,4\n"), "2:!\n3:3|4\n" },
    { "a NUL byte", TEXT("a,b\n1,\0002\n3,4\n"), "2:!\n3:3|4\n" },
    { "nothing", TEXT(""), "" },
    { "only line ends", TEXT("\r\n\n\r"), "" },
    { "only a header", TEXT("a,b\n"), "" },
    { "UTF-16 has no rows here", TEXT("\xFF\xFE" "a\0,\0b\0\n\0"), "" },
};

static str shown(arena *a, str text)
{
    struct csv c;
    struct csv_row row;
    csv_of(&c, text, a);
    str all = S("");
    while (csv_next(&c, a, &row)) {
        all = arena_printf(a, STR_FMT "%zu:", STR_ARG(all), row.line);
        for (size_t i = 0; i < row.n && !row.fault; i++)
            all = arena_printf(a, STR_FMT "%s" STR_FMT, STR_ARG(all), i ? "|" : "", STR_ARG(row.cells[i]));
        all = arena_printf(a, STR_FMT "%s\n", STR_ARG(all), row.fault ? "!" : "");
    }
    return all;
}

/* Rows of many widths, so that marks fall on every place of a 64 byte block. */
static void test_long(arena *a)
{
    str text = S("a,b,c\n");
    char want[64];
    bool same = true;
    enum { ROWS = 300 };
    char *p = arena_alloc(a, ROWS * 220 + 8);
    size_t n = text.n;
    memcpy(p, text.p, n);
    for (int i = 0; i < ROWS; i++) {
        size_t w = (size_t)(i % 97);
        for (size_t k = 0; k < w; k++)
            p[n++] = 'x';
        n += (size_t)snprintf(p + n, 64, ",\"%d\n\"\"%d\",%d\n", i, i, i * 7);
    }
    struct csv c;
    struct csv_row row, again;
    csv_of(&c, (str){ p, n }, a);
    size_t rows = 0, places[ROWS], lines[ROWS];
    while (csv_next(&c, a, &row)) {
        snprintf(want, sizeof want, "%zu\n\"%zu", rows, rows);
        same = same && row.n == 3 && row.cells[0].n == rows % 97 && str_eq(row.cells[1], str_of(want))
            && row.line == 2 + rows * 2;
        places[rows] = row.at;
        lines[rows++] = row.line;
    }
    is_int((int64_t)rows, ROWS, "every row of a long file comes");
    ok(same, "and each with its own cells and line");
    same = true;
    for (size_t i = 0; i < ROWS; i++) {
        size_t k = i * 37 % ROWS;
        snprintf(want, sizeof want, "%zu", k * 7);
        same = same && csv_at(&c, places[k], lines[k], a, &again) && again.line == lines[k]
            && str_eq(again.cells[2], str_of(want));
    }
    ok(same, "rows can be read again in any order");
}

static void test_limits(arena *a)
{
    struct csv c;
    struct csv_row row;
    char *big = arena_alloc(a, CSV_CELL_LIMIT + 64);
    memset(big, 'x', CSV_CELL_LIMIT + 64);
    memcpy(big, "a\n", 2);
    memcpy(big + CSV_CELL_LIMIT + 60, "\n9\n", 4);
    csv_of(&c, (str){ big, CSV_CELL_LIMIT + 63 }, a);
    ok(csv_next(&c, a, &row) && row.fault, "a giant cell is a fault");
    ok(csv_next(&c, a, &row) && !row.fault && str_eq(row.cells[0], S("9")), "and the row after it comes");
    char *wide = arena_alloc(a, 4000);
    memset(wide, ',', 4000);
    memcpy(wide, "a\n", 2);
    memcpy(wide + 3000, "\n9\n", 3);
    csv_of(&c, (str){ wide, 3003 }, a);
    ok(csv_next(&c, a, &row) && row.fault, "a row of thousands of cells is a fault");
    ok(csv_next(&c, a, &row) && !row.fault && str_eq(row.cells[0], S("9")), "and the row after it comes");
    csv_of(&c, S("a,b\n1,\"2\n3,4\n\"5\",6\n"), a);
    ok(csv_next(&c, a, &row) && !row.fault && row.n == 3, "a stray quote takes in the next line");
    csv_only_first_line(&c, &row);
    ok(csv_next(&c, a, &row) && row.line == 3 && str_eq(row.cells[1], S("4")), "and the reader can go back to it");
}

int main(void)
{
    arena a;
    arena_init(&a, 0);
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        is(shown(&a, cases[i].text), str_of(cases[i].want), cases[i].name);
    struct csv c;
    csv_of(&c, S(" child ,Date_Of Birth,, SEX,sex\n"), &a);
    is_int(csv_column(&c, S("CHILD")), 0, "a header's case and spaces do not matter");
    is_int(csv_column(&c, S("DATE OF_BIRTH")), 1, "nor do underscores");
    is_int(csv_column(&c, S("SEX")), 3, "of two headers with one name the first counts");
    is_int(csv_column(&c, S("")), -1, "a blank header is no column");
    is_int(csv_column(&c, S("DOB")), -1, "a column that is not there");
    test_long(&a);
    test_limits(&a);
    arena_release(&a);
    return done_testing();
}
