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

/* An unbroken chain of episodes from on or before the first day of the year to the last;
 * each but the last ends with X1. */
bool twelve_months(const struct check *k, const struct child *c)
{
    day began = DAY_NONE, until = DAY_NONE;
    bool goes_on = false;
    EACH(episodes, e) {
        if (blank(e->DECOM) || !readable(e->DECOM) || unreadable(e->DEC) || respite(e)) {
            began = DAY_NONE;
            continue;
        }
        bool joins = began != DAY_NONE && goes_on && e->DECOM.d <= until + 1 && !IS(e->RNE, "S");
        if (!joins)
            began = e->DECOM.d;
        until = readable(e->DEC) ? e->DEC.d : INT32_MAX - 1;
        goes_on = IS(e->REC, "X1");
    }
    return began != DAY_NONE && began <= k->year->start && until >= k->year->end - 1;
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
