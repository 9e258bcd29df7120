/* rules_common.c - questions about a child that several rules ask. */
#include "returns/ssda903/rule.h"

const struct header *header_of(const struct child *c) { return c->header.n ? c->header.at[0] : NULL; }
struct cell dob_of(const struct child *c)
{
    return c->header.n ? c->header.at[0]->DOB : (struct cell){ .d = DAY_NONE, .num = NAN };
}
bool respite(const struct episodes *e) { return IN(e->LS, "V3", "V4"); }
bool adopted(struct cell rec) { return IN(rec, "E11", "E12"); }
bool placed_for_adoption(struct cell place) { return IN(place, "A3", "A4", "A5", "A6"); }
bool continues(const struct episodes *from, const struct episodes *to)
{
    return same_day(from->DEC, to->DECOM) && !IS(to->RNE, "S");
}

/* Only XML has the status in the header; where the header has no such column, a row of UASC is the status. */
static bool row_says(const struct child *c)
{
    EACH(header, h) if (given(h->UASC)) return false;
    EACH(header_last, h) if (given(h->UASC)) return false;
    return c->header.n > 0;
}

bool was_uasc(const struct child *c)
{
    EACH(header, h) if (IS(h->UASC, "1")) return true;
    EACH(header_last, h) if (IS(h->UASC, "1")) return true;
    EACH(header_earlier, h) if (IS(h->UASC, "1")) return true;
    EACH(uasc, u) if (given(u->DUC) || row_says(c)) return true;
    EACH(uasc_last, u) if (given(u->DUC) || row_says(c)) return true;
    EACH(uasc_earlier, u) if (given(u->DUC) || row_says(c)) return true;
    return false;
}

const struct episodes *last_dated(const struct child *c)
{
    const struct episodes *found = NULL;
    EACH(episodes, e) if (readable(e->DECOM)) found = e;
    return found;
}

const struct episodes *last_dated_last_year(const struct child *c)
{
    const struct episodes *found = NULL;
    EACH(episodes_last, e) if (readable(e->DECOM)) found = e;
    return found;
}

bool twelve_months(const struct check *k, const struct child *c)
{
    bool begun = false;
    EACH(episodes, e) {
        bool ended = readable(e->DEC) && e->DEC.d <= k->year->end;
        if (before_year(k, e->DEC) || same_day(e->DEC, (struct cell){ .d = k->year->start }) || after_year(k, e->DECOM))
            continue;
        if (respite(e) || (ended && !IS(e->REC, "X1")) ||
            (IS(e->RNE, "S") && day_before(k->year->start, e->DECOM.d)))
            return false;
        begun = begun || (readable(e->DECOM) && e->DECOM.d <= k->year->start);
    }
    return begun;
}

bool care_goes_on(const struct child *c, const struct episodes *e)
{
    EACH(episodes, l)
        if (l != e && readable(l->DECOM) && blank(l->DEC) &&
            (after(l->DECOM, e->DECOM) || after(l->DECOM, e->DEC) || same_day(l->DECOM, e->DEC)))
            return true;
    return false;
}

const struct episodes *care_ceased(const struct child *c)
{
    const struct episodes *last = NULL;
    EACH(episodes, e) if (readable(e->DEC) && !IS(e->REC, "X1") && (!last || after(e->DEC, last->DEC))) last = e;
    return last && !care_goes_on(c, last) ? last : NULL;
}

/* "ZZ": -1; digits: their number; anything else: -2. */
static int part_of(str s)
{
    int64_t n;
    if (s.n && str_eq_nocase(str_take(S("ZZZZ"), s.n), s))
        return -1;
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return -2;
    return str_int(s, &n) ? (int)n : -2;
}

struct days days_of(struct cell x)
{
    static const struct days none = { DAY_NONE, DAY_NONE };
    if (!x.p || readable(x))
        return (struct days){ x.d, x.d };
    if (x.n != 10 || x.p[2] != '/' || x.p[5] != '/')
        return none;
    int mday = part_of((str){ x.p, 2 }), month = part_of((str){ x.p + 3, 2 }), year = part_of((str){ x.p + 6, 4 });
    if (year == -1)
        return mday == -2 || month == -2 ? none : (struct days){ INT32_MIN + 1, INT32_MAX };
    day first = DAY_NONE, last = DAY_NONE;
    for (int m = month == -1 ? 1 : month; m <= (month == -1 ? 12 : month); m++)
        for (int d = mday == -1 ? 1 : mday; d <= (mday == -1 ? 31 : mday); d++) {
            day on = day_make(year, m, d);
            first = first == DAY_NONE ? on : first;
            last = on == DAY_NONE ? last : on;
        }
    return (struct days){ first, last };
}

static bool digits(str s, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return true;
}

static bool capital(char x) { return x >= 'A' && x <= 'Z'; }

bool upn_valid(str s)
{
    if (s.n == 3)
        return str_starts(s, S("UN")) && s.p[2] >= '1' && s.p[2] <= '5';
    if (s.n != 13 || !capital(s.p[0]) || s.p[0] == 'I' || s.p[0] == 'O' || s.p[0] == 'S')
        return false;
    return digits(s, 1, 12) && (digits(s, 12, 13) || capital(s.p[12]));
}

/* Outward code A9, A99, AA9, AA99, A9A or AA9A, inward code 9AA; a space between them or none. */
bool postcode_valid(str s)
{
    char t[16] = "";
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != ' ') {
            if (n == sizeof t)
                return false;
            t[n++] = (char)(s.p[i] >= 'a' && s.p[i] <= 'z' ? s.p[i] - 32 : s.p[i]);
        }
    if (n == 6 && memcmp(t, "GIR0AA", n) == 0)
        return true;
    if (n < 5 || n > 7 || !digits((str){ t, n }, n - 3, n - 2) || !capital(t[n - 2]) || !capital(t[n - 1]))
        return false;
    size_t outward = n - 3, letters = capital(t[1]) ? 2 : 1;
    if (!capital(t[0]) || outward <= letters || outward > letters + 2 || !digits((str){ t, n }, letters, letters + 1))
        return false;
    return outward == letters + 1 || digits((str){ t, n }, letters + 1, outward) || capital(t[outward - 1]);
}
