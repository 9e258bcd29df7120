/* t_expr_rows.c - conditions over rows of tables that are made up here: three deep, some empty, some unreadable. What
 * councils write over the returns' own tables is test/returns/t_local_rules.c's. */
#include "catalogue/expr.h"
#include "tap.h"

/* --- the tables ------------------------------------------------------------------------------------------
 * A person has one row of Person, any of Stay and Note; a stay holds visits, a visit holds talks. A cell is what
 * is written: "" is empty, "?" cannot be read. */
enum { PERSON, STAY, VISIT, TALK, NOTE };
enum { CELLS_MAX = 4 };

struct cells { int table; struct cells *holder; const char *at[CELLS_MAX]; bool ghost; };

#define TEXT(lit) { lit, sizeof(lit) - 1 }
static const struct expr_column person_columns[] = { { TEXT("BORN"), EXPR_DAY, NULL },
    { TEXT("SEX"), EXPR_CODE, NULL } };
static const struct expr_column stay_columns[] = { { TEXT("FROM_ON"), EXPR_DAY, NULL },
                                                   { TEXT("TO_ON"), EXPR_DAY, NULL },
                                                   { TEXT("MILES"), EXPR_NUMBER, NULL },
                                                   { TEXT("KIND"), EXPR_CODE, NULL } };
static const struct expr_column visit_columns[] = { { TEXT("ON_DAY"), EXPR_DAY, NULL },
                                                    { TEXT("ALONE"), EXPR_FLAG, NULL },
                                                    { TEXT("MILES"), EXPR_NUMBER, NULL } };
static const struct expr_column talk_columns[] = { { TEXT("TOPIC"), EXPR_TEXT, NULL } };
static const struct expr_column note_columns[] = { { TEXT("WORDS"), EXPR_TEXT, NULL },
    { TEXT("COUNTED"), EXPR_NUMBER, NULL } };

static const struct expr_table all_tables[] = {
    [PERSON] = { TEXT("Person"), -1, true, COUNT_OF(person_columns), person_columns },
    [STAY] = { TEXT("Stay"), -1, false, COUNT_OF(stay_columns), stay_columns },
    [VISIT] = { TEXT("Visit"), STAY, false, COUNT_OF(visit_columns), visit_columns },
    [TALK] = { TEXT("Talk"), VISIT, false, COUNT_OF(talk_columns), talk_columns },
    [NOTE] = { TEXT("Note"), -1, false, COUNT_OF(note_columns), note_columns },
};

static struct cells rows[] = {
    { PERSON, NULL, { "2010-06-15", "F" }, false },
    { STAY, NULL, { "2026-01-05", "2026-03-01", "12.5", "U1" }, false },            /* row 1 */
    { STAY, NULL, { "2026-03-01", "", "20", "k2" }, false },                        /* row 2 */
    { STAY, NULL, { "?", "2026-05-01", "?", "" }, false },                          /* row 3 */
    { STAY, NULL, { "2026-06-01", "2026-06-02", "1", "U1" }, true },
                     /* row 4: there only to hold a visit */
    { VISIT, &rows[1], { "2026-01-10", "1", "3" }, false },
    { VISIT, &rows[1], { "2026-02-14", "0", "" }, false },
    { VISIT, &rows[2], { "2026-03-08", "", "20" }, false },
    { VISIT, &rows[4], { "2026-06-01", "1", "1" }, false },
    { TALK, &rows[5], { "school" }, false },
    { TALK, &rows[5], { "home" }, false },
    { TALK, &rows[7], { "school" }, false },
    { NOTE, NULL, { "one", "1" }, false },
    { NOTE, NULL, { "two", "" }, false },
};
static int person;

static const void *next_row(int table, const void *holder, const void *after, size_t n)
{
    (void)n;
    const struct cells *from = after ? after : rows - 1;
    for (const struct cells *r = from + 1; r < rows + COUNT_OF(rows); r++)
        if (r->table == table && (r->holder ? (const void *)r->holder : (const void *)&person) == holder)
            return r;
    return NULL;
}

static bool is_row(int table, const void *row)
{
    (void)table;
    return !((const struct cells *)row)->ghost;
}

static int64_t number_of(enum expr_sort sort, const char *s)
{
    if (strcmp(s, "?") == 0)
        return INT64_MIN;
    if (sort == EXPR_DAY)
        return day_parse_iso(str_of(s));
    const char *dot = strchr(s, '.');
    int64_t whole = 0;
    str_int(dot ? (str){ s, (size_t)(dot - s) } : str_of(s), &whole);
    return sort == EXPR_NUMBER ? whole * 1000 + (dot ? (dot[1] - '0') * 100 : 0) : whole;
}

static value cell(const void *row, int table, int column)
{
    const char *s = ((const struct cells *)row)->at[column];
    return s[0] ? (value){ str_of(s), number_of(all_tables[table].columns[column].sort, s) } : (value){ STR_NONE, 0 };
}

static const str day_names[] = { TEXT("year_start"), TEXT("unknown_day") };
static const struct expr_tables tables = { COUNT_OF(all_tables), all_tables, { COUNT_OF(day_names), day_names },
    next_row, is_row, cell };

/* --- which rows, by their place above -------------------------------------------------------------------- */

static const struct { int each; const char *text, *want; } marks[] = {
    /* cells: empty, unreadable, and as they are */
    { STAY, "MILES > 12", "1 2" },
    { STAY, "MILES > 12.5", "2" },
    { STAY, "MILES >= 12.5", "1 2" },
    { STAY, "MILES < 12.5", "" },
    { STAY, "MILES <= 12.5", "1" },
    { STAY, "MILES = 20", "2" },
    { STAY, "MILES != 20", "1" },
    { STAY, "MILES in (20, 12.5)", "1 2" },
    { STAY, "MILES not in (20)", "1" },
    { STAY, "TO_ON is empty", "2" },
    { STAY, "TO_ON is not empty", "1 3" },
    { STAY, "not TO_ON is empty", "1 3" },
    { STAY, "TO_ON >= 2026-01-01", "1 3" },
    { STAY, "not TO_ON >= 2026-01-01", "" },
    { STAY, "TO_ON = 2026-03-01", "1" },
    { STAY, "TO_ON != 2026-03-01", "2 3" },
    { STAY, "FROM_ON is not empty", "1 2 3" },
    { STAY, "FROM_ON != 2026-03-01", "1" },
    { STAY, "not FROM_ON = 2026-03-01", "1" },
    { STAY, "FROM_ON = 2026-03-01 or MILES = 20 or TO_ON is not empty", "1 2 3" },
    { STAY, "FROM_ON = 2026-03-01 and TO_ON is empty", "2" },
    { STAY, "not (FROM_ON = 2026-03-01 and TO_ON is not empty)", "1 2" },
    { STAY, "FROM_ON = TO_ON or TO_ON > FROM_ON", "1" },
    { STAY, "KIND is U1", "1" },
    { STAY, "kind is u1", "1" },
    { STAY, "KIND is K2", "2" },
    { STAY, "KIND is not U1", "2 3" },
    { STAY, "KIND in (K2, u1)", "1 2" },
    { STAY, "KIND is empty", "3" },
    { STAY, "days(FROM_ON, TO_ON) = 55", "1" },
    { STAY, "days(FROM_ON, TO_ON) < 55", "" },
    { STAY, "not days(FROM_ON, TO_ON) < 55", "1" },
    { STAY, "weeks(FROM_ON, TO_ON) <= 8", "1" },
    { STAY, "months(FROM_ON, TO_ON) < 2", "1" },
    { STAY, "months(FROM_ON, TO_ON) >= 1", "1" },
    { STAY, "FROM_ON > year_start", "" },
    { STAY, "FROM_ON < year_start", "1 2" },
    { STAY, "FROM_ON < unknown_day", "" },
    { STAY, "not FROM_ON < unknown_day", "" },
    { STAY, "weekday(FROM_ON) is Monday", "1" },
    { STAY, "weekday(FROM_ON) is not monday", "2" },
    { STAY, "weekday(FROM_ON) in (Monday, Sunday)", "1 2" },
    { STAY, "age(Person.BORN, FROM_ON) = 15", "1 2" },
    { STAY, "age(Person.BORN, FROM_ON) < 15", "" },
    { VISIT, "age(Person.BORN, ON_DAY) > 14 and ALONE", "5 8" },
    { VISIT, "ALONE", "5 8" },
    { VISIT, "not ALONE", "6 7" },
    { VISIT, "ALONE is no", "6" },
    { VISIT, "ALONE is not yes", "6 7" },
    { VISIT, "ALONE is empty", "7" },

    /* names: of the row, of what holds it, of the one row a person has */
    { VISIT, "MILES > 2", "5 7" },
    { VISIT, "Stay.MILES > 12.5", "7" },
    { VISIT, "MILES = Stay.MILES", "7 8" },
    { VISIT, "KIND is U1", "5 6 8" },
    { VISIT, "ON_DAY > TO_ON", "" },
    { VISIT, "Person.SEX is F", "5 6 7 8" },
    { TALK, "KIND is U1 and TOPIC is \"home\"", "10" },
    { TALK, "Visit.MILES = 20", "11" },
    { NOTE, "WORDS is \"one\"", "12" },
    { NOTE, "WORDS is not \"one\"", "13" },
    { NOTE, "WORDS in (\"one\", \"two\")", "12 13" },
    { NOTE, "WORDS is \"One\"", "" },
    { NOTE, "COUNTED > 0", "12" },

    /* any: at least one, of rows that are there */
    { PERSON, "any(Stay)", "0" },
    { PERSON, "any(Visit)", "0" },
    { PERSON, "any(Note, WORDS is \"three\")", "" },
    { PERSON, "any(Stay, FROM_ON = 2026-06-01)", "" },
    { PERSON, "any(Stay, FROM_ON = 2026-01-05)", "0" },
    { PERSON, "any(Stay, MILES = 20)", "0" },
    { PERSON, "not any(Stay, MILES > 20)", "0" },
    { STAY, "any(Visit)", "1 2" },
    { STAY, "not any(Visit)", "3" },
    { STAY, "any(Visit, ALONE)", "1" },
    { STAY, "any(Visit, MILES = this.MILES)", "2" },
    { STAY, "any(Talk, TOPIC is \"home\")", "1" },
    { STAY, "any(Visit, any(Talk, TOPIC is \"school\"))", "1 2" },
    { STAY, "any(Stay, FROM_ON = this.TO_ON)", "1" },
    { STAY, "any(Stay, TO_ON = this.FROM_ON)", "2" },

    /* count: how many, to the one */
    { PERSON, "count(Stay) = 3", "0" },
    { PERSON, "count(Stay) > 2", "0" },
    { PERSON, "count(Stay) > 3", "" },
    { PERSON, "count(Stay) < 3", "" },
    { PERSON, "count(Stay) >= 3 and count(Stay) <= 3", "0" },
    { PERSON, "count(Visit) = 4", "0" },
    { PERSON, "count(Talk) = 3", "0" },
    { PERSON, "count(Note, WORDS is not empty) = 2", "0" },
    { PERSON, "count(Note, COUNTED = 1) = 1", "0" },
    { PERSON, "count(Note, WORDS is \"three\") = 0", "0" },
    { PERSON, "count(Stay, MILES > 1) = 2", "0" },
    { PERSON, "count(Stay, MILES > 1) in (1, 3)", "" },
    { PERSON, "count(Stay) = count(Talk)", "0" },
    { PERSON, "count(Stay) < count(Visit)", "0" },
    { STAY, "count(Visit) = 0", "3" },
    { STAY, "count(Visit) = 1", "2" },
    { STAY, "count(Visit) = 2", "1" },
    { STAY, "count(Talk) = 2", "1" },
    { STAY, "count(Talk) = 1", "2" },
    { STAY, "count(Visit, ALONE is no) = 1", "1" },
    { STAY, "count(Visit, count(Talk) = 2) = 1", "1" },
    { STAY, "count(Stay, FROM_ON < this.FROM_ON) = 1", "2" },
    { STAY, "count(Stay, KIND is this.KIND) = 1", "1 2" },
    { VISIT, "count(Talk) > 0", "5 7" },
    { VISIT, "count(Visit) = 2", "5 6" },
    { VISIT, "count(Stay) = 3", "5 6 7 8" },
};

static const struct { int each; const char *text; int at; const char *want; } refused[] = {
    { STAY, "NOWHERE is empty", 0, "Stay has no column \"NOWHERE\"" },
    { STAY, "MILE > 3", 0, "Stay has no column \"MILE\": did you mean \"MILES\"?" },
    { STAY, "SEX is F", 0, "Stay has no column \"SEX\": write Person.SEX" },
    { STAY, "Visit", 0, "\"Visit\" is a table: ask any(Visit, …), count(Visit) or name a column" },
    { STAY, "Visit.MILES > 3", 0, "there can be several rows of Visit: ask any(Visit, …) or count(Visit, …)" },
    { STAY, "Note.WORDS is \"x\"", 0, "there can be several rows of Note: ask any(Note, …) or count(Note, …)" },
    { STAY, "Visit.MILE > 3", 0, "Visit has no column \"MILE\": did you mean \"MILES\"?" },
    { STAY, "Vist.MILES > 3", 0, "there is no table \"Vist\": did you mean \"Visit\"?" },
    { STAY, "Elsewhere.MILES > 3", 0, "there is no table \"Elsewhere\": it is one of Person, Stay, Visit, Talk, Note" },
    { STAY, "this.WORDS is \"x\"", 0, "Stay has no column \"WORDS\"" },
    { STAY, "sum(Visit) > 3", 0,
      "there is no function \"sum\": it is any, count, age, weekday, days, weeks, months or years" },
    { STAY, "any(Visit", 9, "\")\" is missing here" },
    { STAY, "any(, ALONE)", 4, "the name of a table belongs here" },
    { STAY, "any(Visit, )", 11, "the name of a column, a number or a day belongs here" },
    { STAY, "any(Visit, any(Note))", 15,
      "rows of Visit hold none of Note: inside any(…) and count(…) only rows that they hold can be asked for" },
    { STAY, "any(Visit, any(Stay))", 15,
      "rows of Visit hold none of Stay: inside any(…) and count(…) only rows that they hold can be asked for" },
    { STAY, "age(MILES, FROM_ON) > 3", 4, "age is counted from a day, and \"MILES\" is none" },
    { STAY, "age(FROM_ON, MILES) > 3", 13, "age is counted to a day, and \"MILES\" is none" },
    { STAY, "age(FROM_ON) > 3", 11, "\",\" is missing here" },
    { STAY, "weekday(KIND) is Monday", 8, "weekday is asked of a day, and \"KIND\" is none" },
    { STAY, "weekday(FROM_ON) is Munday", 20, "there is no day of the week \"Munday\": did you mean \"Monday\"?" },
    { STAY, "weekday(FROM_ON) is 3", 20, "a day of the week belongs here: Monday to Sunday" },
    { STAY, "weekday(FROM_ON) < Monday", 19, "days of the week are compared with is, is not and in only" },
    { STAY, "count(Visit) is empty", 16, "only a column can be empty" },
    { STAY, "KIND < U1", 7, "codes and texts are compared with is and is not only" },
    { STAY, "MILES = FROM_ON", 8,
      "\"MILES\" and \"FROM_ON\" cannot be compared: one is a day, the other is not, or one is a text" },
    { TALK, "TOPIC is school", 9, "a text belongs here, in quotes" },
};

static arena mem;
static str marked;

static void mark(void *ctx, const struct expr_row *row)
{
    (void)ctx;
    marked = arena_printf(&mem, STR_FMT "%s%d", STR_ARG(marked), marked.n ? " " : "",
        (int)((const struct cells *)row->row - rows));
}

static void test_uses(void)
{
    err e = { .mem = &mem };
    struct expr *x;
    const struct expr_use *uses;
    size_t at;
    is_int(expr_compile_rows(&x, &mem, &tables, STAY,
        S("MILES > 3 and MILES < 9 and any(Visit, ALONE) and Person.SEX is F"), &at, &e), ERR_OK, "compiled");
    is_int((int64_t)expr_row_uses(x, &uses), 4, "it knows what it asks for, each once");
    ok(uses[0].table == STAY && uses[0].column == 2 && uses[1].table == VISIT && uses[1].column == -1,
        "a column, a table");
    ok(uses[2].table == VISIT && uses[2].column == 1 && uses[3].table == PERSON && uses[3].column == 1,
        "and what is asked inside");
    ok(!expr_uses_days(x), "no day of the caller's");
    is_int(expr_compile_rows(&x, &mem, &tables, STAY, S("FROM_ON > year_start"), &at, &e), ERR_OK, "compiled");
    ok(expr_uses_days(x), "a day of the caller's");
}

int main(void)
{
    arena_init(&mem, 0);
    const int64_t days[] = { day_make(2026, 4, 1), INT64_MIN };
    for (size_t i = 0; i < COUNT_OF(marks); i++) {
        struct expr *x;
        size_t at;
        err e = { .mem = &mem };
        marked = S("");
        if (ok(expr_compile_rows(&x, &mem, &tables, marks[i].each, str_of(marks[i].text), &at, &e) == ERR_OK,
            marks[i].text)) {
            expr_each_true(x, &person, days, mark, NULL);
            is(marked, str_of(marks[i].want), "... the rows of which it is true");
        } else
            printf("# " STR_FMT "\n", STR_ARG(e.message));
    }
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        struct expr *x;
        size_t at = 999;
        err e = { .mem = &mem };
        err_code rc = expr_compile_rows(&x, &mem, &tables, refused[i].each, str_of(refused[i].text), &at, &e);
        is_int(rc, ERR_INVALID, refused[i].text);
        is(e.message, str_of(refused[i].want), "... as it is said");
        is_int((int64_t)at, refused[i].at, "... and where");
    }
    test_uses();
    arena_release(&mem);
    return done_testing();
}
