/* pattern.c - the known forms, each a function from what was typed to the canonical text.
 *
 * Check digits: NHS number by the NHS Data Dictionary (modulus 11); the UPN's check letter by the DfE's
 * "Unique pupil numbers" guide (weights 2 to 13 over the twelve characters after it, modulo 23). */
#include "catalogue/pattern.h"
#include <stdlib.h>

static bool digit(char c) { return c >= '0' && c <= '9'; }
static bool letter(char c) { return c >= 'A' && c <= 'Z'; }

/* Letters upper-cased; spaces and the characters of `drop` left out. NUL-terminated. */
static str squeeze(arena *a, str s, const char *drop)
{
    char *p = arena_alloc_raw(a, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == ' ' || c == '\t' || (c && strchr(drop, c)))
            continue;
        p[n++] = c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
    }
    p[n] = '\0';
    return (str){ p, n };
}

static str read_upn(str typed, arena *a)
{
    static const char letters[] = "ABCDEFGHJKLMNPQRTUVWXYZ";      /* 23: without I, O and S */
    str s = squeeze(a, typed, "");
    if (s.n != 13 || !letter(s.p[0]))
        return STR_NONE;
    int sum = 0;
    for (size_t i = 1; i < 13; i++) {
        const char *last = i == 12 ? memchr(letters, s.p[i], 23) : NULL;    /* a letter ends a temporary number */
        if (!digit(s.p[i]) && !last)
            return STR_NONE;
        sum += (last ? (int)(last - letters) : s.p[i] - '0') * (int)(i + 1);
    }
    return letters[sum % 23] == s.p[0] ? s : STR_NONE;
}

static str read_nhs(str typed, arena *a)
{
    str s = squeeze(a, typed, "-");
    int sum = 0;
    if (s.n != 10)
        return STR_NONE;
    for (size_t i = 0; i < 10; i++) {
        if (!digit(s.p[i]))
            return STR_NONE;
        if (i < 9)
            sum += (s.p[i] - '0') * (int)(10 - i);
    }
    int check = 11 - sum % 11;
    return (check == 11 ? 0 : check) == s.p[9] - '0' ? s : STR_NONE;
}

/* Outward: A9 A99 AA9 AA99 A9A AA9A (and GIR); inward: 9AA. Returns carry districts and sectors too. */
static bool outward(str s)
{
    size_t i = 0;
    while (i < s.n && letter(s.p[i]))
        i++;
    if (str_eq(s, S("GIR")))
        return true;
    if (i < 1 || i > 2 || i == s.n || !digit(s.p[i++]))
        return false;
    return i == s.n || (i + 1 == s.n && (digit(s.p[i]) || letter(s.p[i])));
}

static str read_postcode(str typed, arena *a)
{
    str s = squeeze(a, typed, "");
    if (s.n >= 5 && s.n <= 7 && digit(s.p[s.n - 3]) && letter(s.p[s.n - 2]) && letter(s.p[s.n - 1]) &&
        outward(str_take(s, s.n - 3)))
        return arena_printf(a, STR_FMT " " STR_FMT, STR_ARG(str_take(s, s.n - 3)), STR_ARG(str_skip(s, s.n - 3)));
    str head, rest = str_trim(typed);
    bool parted = str_cut(&rest, ' ', &head) && str_trim(rest).n == 1;
    if (parted && digit(str_trim(rest).p[0]) && outward(str_take(s, s.n - 1)))
        return arena_printf(a, STR_FMT " " STR_FMT, STR_ARG(str_take(s, s.n - 1)), STR_ARG(str_skip(s, s.n - 1)));
    return !parted && outward(s) ? s : STR_NONE;
}

static str read_email(str typed, arena *a)
{
    str s = str_trim(typed), name, rest = s;
    if (!str_cut(&rest, '@', &name) || !name.n || s.n > 254 || str_has(rest, S("@")) || str_has(s, S(" ")) ||
        str_has(rest, S("..")))
        return STR_NONE;
    const char *dot = rest.n ? memrchr(rest.p, '.', rest.n) : NULL;
    if (!dot || dot == rest.p || dot + 2 >= rest.p + rest.n)
        return STR_NONE;
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] <= ' ' || strchr("<>(),;\"", s.p[i]))
            return STR_NONE;
    return arena_copy(a, s);
}

/* Stored as it is read aloud: spaces stay, for people ring these numbers. */
static str read_phone(str typed, arena *a)
{
    str s = str_trim(typed);
    size_t digits = 0;
    for (size_t i = 0; i < s.n; i++) {
        digits += digit(s.p[i]);
        if (!digit(s.p[i]) && !memchr(" ()-", s.p[i], 4) && !(i == 0 && s.p[i] == '+'))
            return STR_NONE;
    }
    return digits >= 6 && digits <= 15 ? arena_copy(a, s) : STR_NONE;
}

static str read_urn(str typed, arena *a)
{
    str s = squeeze(a, typed, ""), n = str_starts(s, S("SC")) ? str_skip(s, 2) : s;
    for (size_t i = 0; i < n.n; i++)
        if (!digit(n.p[i]))
            return STR_NONE;
    return n.n >= 5 && n.n <= 7 ? s : STR_NONE;
}

static const char *const names[] = { "upn", "nhs", "postcode", "email", "phone", "urn" };
static const struct { str (*read)(str, arena *); const char *want; } patterns[COUNT_OF(names)] = {
    { read_upn, "13 characters with a check letter, like A123456789012" },
    { read_nhs, "10 digits, like 485 777 3456" },
    { read_postcode, "a full postcode, like NR1 3AB" },
    { read_email, "an email address, like name@example.gov.uk" },
    { read_phone, "a phone number, like 01632 960001" },
    { read_urn, "a unique reference number, like SC012345" },
};

static size_t find(str name)
{
    size_t i = 0;
    while (i < COUNT_OF(names) && !str_eq(name, str_of(names[i])))
        i++;
    return i;
}

bool pattern_is_known(str name) { return find(name) < COUNT_OF(names); }

const char *const *pattern_names(size_t *n)
{
    *n = COUNT_OF(names);
    return names;
}

str pattern_read(str name, str typed, arena *a, const char **want)
{
    size_t i = find(name);
    if (i == COUNT_OF(names))
        return arena_copy(a, typed);
    *want = patterns[i].want;
    return patterns[i].read(typed, a);
}
