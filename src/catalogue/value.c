/* value.c - what was typed or imported becomes the one text that is stored, or a message that says what to type.
 *
 * Messages follow the GOV.UK pattern for errors beside a field: "Date of birth must be a real date, like 27 3 2015".
 * Where the label is a question the same reads "Enter a real date, like 27 3 2015". None repeats what was typed:
 * messages reach logs. */
#include "catalogue/catalogue.h"
#include "base/encoding.h"
#include "catalogue/pattern.h"
#include <stdlib.h>

enum { CODES_IN_FIELD_MAX = 64 };

/* --- messages -------------------------------------------------------------------------------------- */
static err_code must_be(const struct field *f, err *e, const char *what)
{
    if (str_ends(f->label, S("?")) || !f->label.n)
        err_set(e, ERR_INVALID, "Enter %s", what);
    else
        err_set(e, ERR_INVALID, STR_FMT " must be %s", STR_ARG(f->label), what);
    e->field = f->name;
    return e->code;
}

static err_code must_be_past(const struct field *f, err *e)
{
    if (!str_ends(f->label, S("?")) && f->label.n)
        return must_be(f, e, "today or in the past");
    err_set(e, ERR_INVALID, "The date must be today or in the past");
    e->field = f->name;
    return e->code;
}

static err_code is_missing(const struct field *f, err *e)
{
    if (str_ends(f->label, S("?")))
        err_set(e, ERR_INVALID, "Answer \"" STR_FMT "\"", STR_ARG(f->label));
    else
        err_set(e, ERR_INVALID, STR_FMT " is missing: %s it", STR_ARG(f->label),
                f->type == FT_CODE || f->type == FT_CODES || f->type == FT_FLAG ? "choose" : "enter");
    e->field = f->name;
    return e->code;
}

/* --- texts ----------------------------------------------------------------------------------------- */
/* Line ends become \n, other control characters spaces; in one line, line ends too. SIZE_MAX when it is not UTF-8. */
static size_t clean_text(str s, bool one_line, arena *a, str *out)
{
    char *p = arena_alloc_raw(a, s.n + 1);
    size_t n = 0, characters = 0;
    if (!utf8_valid(s))
        return SIZE_MAX;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '\r' && i + 1 < s.n && s.p[i + 1] == '\n')
            continue;
        if (c == '\r')
            c = '\n';
        p[n++] = (c == '\n' && !one_line) || (unsigned char)c >= ' ' ? c : ' ';
        characters += ((unsigned char)c & 0xC0) != 0x80;
    }
    p[n] = '\0';
    *out = (str){ p, n };
    return characters;
}

/* An import keeps an identifier of the right shape whose check digit is wrong, and addresses as they came:
 * refusing the row would lose the child's record for a slip that the return's own checks will show. */
static str loose_pattern(const struct field *f, str s, arena *a)
{
    bool upn = str_eq(f->pattern, S("upn")), nhs = str_eq(f->pattern, S("nhs"));
    char *p = arena_alloc_raw(a, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        if (!((upn || nhs) && s.p[i] == ' '))
            p[n++] = (upn || str_eq(f->pattern, S("postcode"))) && s.p[i] >= 'a' && s.p[i] <= 'z' ? (char)(s.p[i] - 32)
                                                                                                  : s.p[i];
    p[n] = '\0';
    for (size_t i = 0; i < n; i++)
        if ((nhs || (upn && i > 0 && i < 12)) && (p[i] < '0' || p[i] > '9'))
            return STR_NONE;
    if ((upn && (n != 13 || p[0] < 'A' || p[0] > 'Z')) || (nhs && n != 10))
        return STR_NONE;
    return (str){ p, n };
}

static err_code read_text(const struct field *f, str s, bool lenient, arena *a, value *out, err *e)
{
    size_t n = clean_text(s, f->type == FT_TEXT, a, &out->text);
    if (n == SIZE_MAX)
        return must_be(f, e, "plain text: it has a character that cannot be kept, so type it again");
    if (n > (size_t)f->max)
        return must_be(f, e, arena_printf(e->mem, "%lld characters or fewer", (long long)f->max).p);
    if (n < (size_t)f->min)
        return must_be(f, e, arena_printf(e->mem, "%lld characters or more", (long long)f->min).p);
    if (!f->pattern.n)
        return ERR_OK;
    const char *want = "";
    str canonical = pattern_read(f->pattern, out->text, a, &want);
    if (!canonical.p && lenient)
        canonical = loose_pattern(f, out->text, a);
    if (!canonical.p)
        return must_be(f, e, want);
    out->text = canonical;
    return ERR_OK;
}

/* --- days and instants ------------------------------------------------------------------------------ */
/* base/date.h's forms but for those in figures alone: what is typed is a day, not a spreadsheet's number for one. */
static bool in_figures(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((s.p[i] < '0' || s.p[i] > '9') && s.p[i] != '.')
            return false;
    return s.n < 8 || !memchr(s.p, '.', s.n);
}

static day read_day(str s)
{
    return in_figures(s) ? DAY_NONE : day_read(s, false);
}

/* Without a zone behind it, it is what the clock in London showed. */
static instant read_instant(str s)
{
    if (str_ends(s, S("Z")))
        return instant_parse(s);
    str rest;
    int32_t offset;
    day d = in_figures(s) ? DAY_NONE : day_begins(s, false, &rest);
    if (d == DAY_NONE || !rest.n)
        return d == DAY_NONE ? INSTANT_NONE : day_start(d);
    int seconds = time_read(rest, &offset);
    if (seconds < 0)
        return INSTANT_NONE;
    return offset == INT32_MIN ? instant_of_local(d, seconds / 3600, seconds / 60 % 60) + seconds % 60
                               : (instant)d * 86400 + seconds - offset;
}

static err_code read_when(const struct field *f, str s, day today, arena *a, value *out, err *e)
{
    if (f->type == FT_DATE) {
        day d = read_day(s);
        if (d == DAY_NONE)
            return must_be(f, e, "a real date, like 27 3 2015");
        if (f->past && d > today)
            return must_be_past(f, e);
        out->num = d;
        out->text = day_iso(a, d);
        return ERR_OK;
    }
    instant t = read_instant(s);
    if (t == INSTANT_NONE)
        return must_be(f, e, "a real date and time, like 27 3 2015 9:30am");
    if (f->past && instant_day(t) > today)
        return must_be_past(f, e);
    out->num = t;
    out->text = instant_iso(a, t);
    return ERR_OK;
}

/* --- codes ------------------------------------------------------------------------------------------ */
static err_code read_code(const struct field *f, str s, arena *a, value *out, err *e)
{
    int i = f->codes ? codeset_meant(f->codes, s) : -1;
    if (i < 0 && f->codes && !f->codes->open)
        return must_be(f, e, "one of the choices in the list");
    if (i < 0 && clean_text(s, true, a, &out->text) == SIZE_MAX)
        return must_be(f, e, "plain text: it has a character that cannot be kept, so type it again");
    if (i >= 0)
        out->text = f->codes->codes[i].code;
    out->num = i;
    return ERR_OK;
}

static int by_text(const void *a, const void *b) { return str_cmp(*(const str *)a, *(const str *)b); }

static err_code read_codes(const struct field *f, str s, arena *a, value *out, err *e)
{
    str word[CODES_IN_FIELD_MAX];
    size_t n = 0, kept = 0;
    for (size_t i = 0, start = 0; i <= s.n; i++) {
        if (i < s.n && s.p[i] != ' ' && s.p[i] != ',' && s.p[i] != ';' && s.p[i] != '\n' && s.p[i] != '\r' &&
            s.p[i] != '\t')
            continue;
        if (i > start) {
            value one = { 0 };
            if (n == CODES_IN_FIELD_MAX)
                return must_be(f, e, "a shorter list");
            err_code rc = read_code(f, (str){ s.p + start, i - start }, a, &one, e);
            if (rc)
                return must_be(f, e, "choices from the list");
            word[n++] = one.text;
        }
        start = i + 1;
    }
    qsort(word, n, sizeof *word, by_text);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || !str_eq(word[i], word[i - 1]))
            word[kept++] = word[i];
    *out = (value){ .text = kept ? arena_join(a, kept, word, S(" ")) : STR_NONE };
    return ERR_OK;
}

/* --- numbers ---------------------------------------------------------------------------------------- */
/* Digits with an optional minus, and at most `places` after a point; commas and a pound sign are for reading.
 * *scaled: in units of 10^-places. round: extracts write more places than anybody measured; those are rounded off. */
static bool read_scaled(str s, int places, bool round, int64_t *scaled)
{
    bool negative = s.n && s.p[0] == '-', any = false;
    int after = -1;
    int64_t v = 0;
    if (negative)
        s = str_skip(s, 1);
    if (str_starts(s, S("\xC2\xA3")))
        s = str_skip(s, 2);
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == ',' && i > 0 && after < 0)
            continue;
        if (s.p[i] == '.' && after < 0 && (places > 0 || round)) {
            after = 0;
            continue;
        }
        if (s.p[i] < '0' || s.p[i] > '9' || v > INT64_MAX / 100000)
            return false;
        if (after >= 0 && ++after > places) {
            if (!round || (places == 0 && s.p[i] != '0'))      /* 38.0 is a whole number, 38.5 is none */
                return false;
            v += after == places + 1 && s.p[i] >= '5';
            continue;
        }
        v = v * 10 + (s.p[i] - '0');
        any = true;
    }
    for (after = after < 0 ? 0 : after; after < places; after++)
        v *= 10;
    *scaled = negative ? -v : v;
    return any;
}

static str decimal_text(arena *a, int64_t thousandths)
{
    char sign[2] = { thousandths < 0 ? '-' : '\0', '\0' };
    long long v = thousandths < 0 ? -(long long)thousandths : (long long)thousandths;
    str s = arena_printf(a, "%s%lld.%03lld", sign, v / 1000, v % 1000);
    while (s.p[s.n - 1] == '0')
        s.n--;
    if (s.p[s.n - 1] == '.')
        s.n--;
    return s;
}

/* 90, 1:30, 1h30, 1 hour 30 minutes. */
static bool read_minutes(str s, int64_t *minutes)
{
    if (str_int(s, minutes))
        return *minutes >= 0;
    int64_t n = 0, total = 0, parts = 0;
    bool digits = false, colon = false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c >= '0' && c <= '9' && n < 100000) {
            n = n * 10 + (c - '0');
            digits = true;
        } else if ((c == 'h' || c == ':') && digits && parts == 0) {
            total = n * 60;
            n = 0;
            parts = 1;
            colon = c == ':';
            digits = false;
            while (c == 'h' && i + 1 < s.n && s.p[i + 1] >= 'a' && s.p[i + 1] <= 'z')
                i++;
        } else if (c == 'm' && digits) {
            digits = false;
            total += n;
            n = 0;
            parts = 2;
            break;
        } else if (c != ' ')
            return false;
    }
    if (colon && (!digits || n > 59))
        return false;
    *minutes = total + n;
    return parts > 0 && (parts == 2 || digits || !n);
}

static err_code in_limits(const struct field *f, int64_t v, int64_t scale, err *e)
{
    bool money = f->type == FT_MONEY;
    long long low = (long long)(money ? f->min / 100 : f->min), high = (long long)(money ? f->max / 100 : f->max);
    const char *pound = money ? "\xC2\xA3" : "";
    int64_t least, most;
    if (__builtin_mul_overflow(f->min, scale, &least))
        least = INT64_MIN;
    if (__builtin_mul_overflow(f->max, scale, &most))
        most = INT64_MAX;
    if (v < least)
        return must_be(f, e, arena_printf(e->mem, "%s%lld or more", pound, low).p);
    if (v > most)
        return must_be(f, e, arena_printf(e->mem, "%s%lld or less", pound, high).p);
    return ERR_OK;
}

static err_code read_number(const struct field *f, str s, bool lenient, arena *a, value *out, err *e)
{
    static const struct { int places; const char *want; } forms[FT__COUNT] = {
        [FT_INT] = { 0, "a whole number, like 3" },
        [FT_DECIMAL] = { 3, "a number with at most 3 decimal places, like 7.5" },
        [FT_MONEY] = { 2, "an amount of money, like \xC2\xA3" "120.50" },
        [FT_MINUTES] = { 0, "a length of time, like 90 minutes or 1:30" },
    };
    bool good =
        f->type == FT_MINUTES ? read_minutes(s, &out->num) : read_scaled(s, forms[f->type].places, lenient, &out->num);
    if (!good)
        return must_be(f, e, forms[f->type].want);
    err_code rc = in_limits(f, out->num, f->type == FT_DECIMAL ? 1000 : 1, e);
    if (rc)
        return rc;
    if (f->type == FT_DECIMAL) {
        out->text = decimal_text(a, out->num);
        out->num = 0;
    } else
        out->text = arena_printf(a, "%lld", (long long)out->num);
    return ERR_OK;
}

static err_code read_flag(const struct field *f, str s, bool lenient, value *out, err *e)
{
    static const char *const yes[] = { "yes", "y", "true", "t", "1" }, *const no[] = { "no", "n", "false", "f", "0" };
    if (lenient && s.n == 3 && str_ends(s, S(".0")))        /* what a spreadsheet makes of a 1 */
        s.n = 1;
    for (size_t i = 0; i < COUNT_OF(yes); i++) {
        bool is_yes = str_eq_nocase(s, str_of(yes[i]));
        if (is_yes || str_eq_nocase(s, str_of(no[i]))) {
            *out = is_yes ? (value){ S("1"), 1 } : (value){ S("0"), 0 };
            return ERR_OK;
        }
    }
    return must_be(f, e, "yes or no");
}

err_code field_read(const struct field *f, str typed, day today, bool lenient, arena *a, value *out, err *e)
{
    str s = str_trim(typed);
    *out = (value){ STR_NONE, 0 };
    if (s.n == 0)
        return f->required && !lenient ? is_missing(f, e) : ERR_OK;
    switch (f->type) {
    case FT_TEXT: case FT_NOTE:    return read_text(f, s, lenient, a, out, e);
    case FT_DATE: case FT_INSTANT: return read_when(f, s, today, a, out, e);
    case FT_CODE:                  return read_code(f, s, a, out, e);
    case FT_CODES:                 return read_codes(f, s, a, out, e);
    case FT_FLAG:                  return read_flag(f, s, lenient, out, e);
    case FT_REF:
        if (!str_int(s, &out->num) || out->num <= 0)
            return must_be(f, e, "one of the records in the list");
        out->text = arena_printf(a, "%lld", (long long)out->num);
        return ERR_OK;
    default:
        return read_number(f, s, lenient, a, out, e);
    }
}

value field_value(const struct field *f, str stored)
{
    value v = { stored, 0 };
    if (!stored.p)
        return v;
    switch (f->type) {
    case FT_DATE:    v.num = day_parse_iso(stored); break;
    case FT_INSTANT: v.num = instant_parse(stored); break;
    case FT_CODE:    v.num = f->codes ? codeset_find(f->codes, stored) : -1; break;
    case FT_INT: case FT_MONEY: case FT_MINUTES: case FT_REF: case FT_FLAG:
        str_int(stored, &v.num);
        break;
    default: break;
    }
    return v;
}

/* --- for people ---------------------------------------------------------------------------------------- */
static str money_shown(arena *a, int64_t pence)
{
    unsigned long long v = pence < 0 ? 0 - (unsigned long long)pence : (unsigned long long)pence, pounds = v / 100;
    char digits[32], grouped[48];
    int n = 0, out = 0;
    do
        digits[n++] = (char)('0' + pounds % 10);
    while (pounds /= 10);
    while (n > 0) {
        grouped[out++] = digits[--n];
        if (n && n % 3 == 0)
            grouped[out++] = ',';
    }
    return arena_printf(a, "%s\xC2\xA3%.*s.%02llu", pence < 0 ? "-" : "", out, grouped, v % 100);
}

static str minutes_shown(arena *a, int64_t minutes)
{
    long long h = minutes / 60, m = minutes % 60;
    const char *hours = h == 1 ? "hour" : "hours", *mins = m == 1 ? "minute" : "minutes";
    if (!h)
        return arena_printf(a, "%lld %s", m, mins);
    return m ? arena_printf(a, "%lld %s %lld %s", h, hours, m, mins) : arena_printf(a, "%lld %s", h, hours);
}

static str codes_shown(const struct field *f, str words, arena *a)
{
    str label[CODES_IN_FIELD_MAX], word;
    size_t n = 0;
    while (n < CODES_IN_FIELD_MAX && str_cut(&words, ' ', &word))
        label[n++] = f->codes ? code_label(f->codes, word) : word;
    return arena_join(a, n, label, S(", "));
}

str field_shown(const struct field *f, value v, arena *a)
{
    if (!v.text.p)
        return S("");
    switch (f->type) {
    case FT_DATE:    return day_uk(a, (day)v.num);
    case FT_INSTANT: return instant_uk(a, v.num);
    case FT_CODE:    return f->codes ? code_label(f->codes, v.text) : v.text;
    case FT_CODES:   return codes_shown(f, v.text, a);
    case FT_MONEY:   return money_shown(a, v.num);
    case FT_MINUTES: return minutes_shown(a, v.num);
    case FT_FLAG:    return v.num ? S("Yes") : S("No");
    default: break;
    }
    if (str_eq(f->pattern, S("nhs")) && v.text.n == 10)
        return arena_printf(a, "%.3s %.3s %.4s", v.text.p, v.text.p + 3, v.text.p + 6);
    return v.text;
}
