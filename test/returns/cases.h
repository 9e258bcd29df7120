/* cases.h - what return-cases shares with the part for each return. */
#ifndef CASES_H
#define CASES_H
#include "base/arena.h"
#include <jansson.h>

/* A label or a cell as text: numbers as they would be written, STR_NONE for null. */
static inline str case_text(arena *a, const json_t *v)
{
    if (json_is_string(v))
        return (str){ json_string_value(v), json_string_length(v) };
    if (json_is_integer(v))
        return arena_printf(a, "%lld", (long long)json_integer_value(v));
    if (json_is_real(v)) {
        double d = json_real_value(v);
        long long whole = (long long)d;
        return d - (double)whole != 0.0 ? arena_printf(a, "%.10g", d) : arena_printf(a, "%lld", whole);
    }
    if (json_is_boolean(v))
        return json_is_true(v) ? S("True") : S("False");
    return STR_NONE;
}
static inline str case_get(const json_t *o, const char *key, arena *a) { return case_text(a, json_object_get(o, key)); }

/* What a case wants reported and what was: places, sorted, each once, with a space between; "nothing". */
struct case_said { str expected, found; };

/* Runs one case. true: as expected. Otherwise *why says what was expected and what was found; said->found is STR_NONE
 * where that is not a matter of places. */
typedef bool case_fn(const json_t *one, arena *a, struct case_said *said, str *why);
#endif
