/* kinds.c - see kinds.h. */
#include "returns/kinds.h"

const struct return_kind return_kinds[RETURNS] = {
#define RETURN(name, title, via, files, month, day) \
    [RETURN_##name] = { RETURN_##name, #name, title, via, files, month, day, &name##_book, &name##_local_return },
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
