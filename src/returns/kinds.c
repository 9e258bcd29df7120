/* kinds.c - see kinds.h. */
#include "returns/kinds.h"

const struct return_kind return_kinds[RETURNS] = {
#define RETURN(name, title, via, files, month, day) \
    [RETURN_##name] = { RETURN_##name, #name, title, via, files, month, day, &name##_book, &name##_files, \
                        &name##_local_return },
#include "returns/kinds.def"
#undef RETURN
};

const struct return_kind *return_kind_named(str name)
{
    for (size_t i = 0; i < RETURNS; i++)
        if (str_eq(name, str_of(return_kinds[i].name)))
            return &return_kinds[i];
    return NULL;
}

const struct return_kind *return_kind_of_key(str key)
{
    for (size_t i = 0; i < RETURNS; i++) {
        str name = str_of(return_kinds[i].name);
        if (key.n > name.n && key.p[name.n] == ':' && str_starts(key, name))
            return &return_kinds[i];
    }
    return NULL;
}

str return_kinds_listed(const char *each, const char *last, arena *a)
{
    str text = S("");
    for (size_t i = 0; i < RETURNS; i++) {
        const char *between = !i ? "" : i + 1 < RETURNS ? ", " : last;
        text = arena_printf(a, STR_FMT "%s%s%s", STR_ARG(text), between, each, return_kinds[i].name);
    }
    return text;
}

struct return_year return_year_of(const struct return_kind *k, int year)
{
    return (struct return_year){ year, day_make(year, k->month, k->day), day_make(year + 1, k->month, k->day) - 1 };
}

int return_year_running(const struct return_kind *k, day today)
{
    int y, m, d;
    day_split(today, &y, &m, &d);
    return today >= day_make(y, k->month, k->day) ? y : y - 1;
}

bool return_year_read(str text, int *year)
{
    int64_t first, second;
    text = str_trim(text);
    if (text.n < 4 || !str_int(str_take(text, 4), &first) || first < 1990 || first > 2100)
        return false;
    *year = (int)first;
    if (text.n == 4)
        return true;
    bool joined = text.n == 7 && (text.p[4] == '-' || text.p[4] == '/');
    return joined && str_int(str_skip(text, 5), &second) && second == (first + 1) % 100;
}

/* --- years in names ------------------------------------------------------------------------------------ */
enum { FIRST_YEAR = 1990, LAST_YEAR = 2100 };

static bool is_year(int64_t y) { return y >= FIRST_YEAR && y <= LAST_YEAR; }

/* The next run of figures of *rest; *between: what stands before it. */
static bool next_figures(str *rest, str *between, str *figures)
{
    size_t from = 0, to;
    while (from < rest->n && (rest->p[from] < '0' || rest->p[from] > '9'))
        from++;
    for (to = from; to < rest->n && rest->p[to] >= '0' && rest->p[to] <= '9';)
        to++;
    *between = str_take(*rest, from);
    *figures = (str){ rest->p + from, to - from };
    *rest = str_skip(*rest, to);
    return figures->n > 0;
}

static bool joins(str s) { return s.n == 1 && strchr("-_/ .", s.p[0]); }

/* In which year two halves end, 2025 and 26, 2025 and 2026, 25 and 26; 0: they are no such halves. */
static int span_of(str first, str second)
{
    int64_t a = 0, b = 0;
    if ((first.n != 4 && first.n != 2) || (second.n != 2 && second.n != first.n) || !str_int(first, &a) ||
        !str_int(second, &b))
        return 0;
    a += first.n == 2 ? (a >= 90 ? 1900 : 2000) : 0;
    b += second.n == 2 ? (a + 1) / 100 * 100 : 0;
    return is_year(a) && b == a + 1 ? (int)b : 0;
}

bool return_year_in(str name, int *year, bool *spans)
{
    str before = S(""), one, between, after, peek, next;
    int64_t single = 0, y;
    int span = 0, run = 0;              /* run: how many figures in a row, joined by one character each */
    while (!span && next_figures(&name, &between, &one)) {
        if (one.n != 2 && one.n != 4 && one.n < 6) {    /* the 2 of oc2 */
            before = S("");
            continue;
        }
        run = joins(between) && before.n ? run + 1 : 1;
        peek = name;
        bool more = next_figures(&peek, &after, &next) && joins(after) && next.n <= 2;
        if (run == 2 && !more)
            span = span_of(before, one);
        if (!span && (one.n == 6 || one.n == 8))
            span = span_of(str_take(one, 4), str_skip(one, 4));
        if (one.n == 4 && str_int(one, &y) && is_year(y))
            single = y;
        before = one;
    }
    *spans = span != 0;
    *year = span ? span : (int)single;
    return *year != 0;
}
