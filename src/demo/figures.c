/* figures.c - chance, and the published figures that the synthetic council is asked to follow. */
#include "base/embedded.h"
#include "demo/demo.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static uint64_t rotate(uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }

static uint64_t split_mix(uint64_t *x)
{
    uint64_t z = (*x += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

void rng_seed(struct rng *r, uint64_t seed, uint64_t stream)
{
    uint64_t x = seed * 0x2545f4914f6cdd1du + stream * 0x9e3779b97f4a7c15u + 1;
    for (int i = 0; i < 4; i++)
        r->s[i] = split_mix(&x);
}

uint64_t rng_next(struct rng *r)
{
    uint64_t *s = r->s, result = rotate(s[1] * 5, 7) * 9, t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate(s[3], 45);
    return result;
}

double rng_unit(struct rng *r) { return (double)(rng_next(r) >> 11) * 0x1.0p-53; }
int    rng_below(struct rng *r, int n) { return n < 2 ? 0 : (int)((rng_next(r) >> 33) % (uint64_t)n); }
int    rng_between(struct rng *r, int low, int high) { return high <= low ? low : low + rng_below(r, high - low + 1); }
bool   rng_chance(struct rng *r, double p) { return rng_unit(r) < p; }
double rng_exp(struct rng *r, double mean) { return -mean * log(1.0 - rng_unit(r)); }

int rng_weighted(struct rng *r, size_t n, const double *weight)
{
    double total = 0;
    for (size_t i = 0; i < n; i++)
        total += weight[i] > 0 ? weight[i] : 0;
    double at = rng_unit(r) * total;
    for (size_t i = 0; i < n; i++) {
        at -= weight[i] > 0 ? weight[i] : 0;
        if (at < 0)
            return (int)i;
    }
    return (int)n - 1;
}

bool steer_toss(struct steer *s, struct rng *r, double p, double weight)
{
    s->owed += p * weight;
    bool hit = rng_chance(r, p + 0.2 * (s->owed - p * weight) / weight);
    if (hit)
        s->owed -= weight;
    return hit;
}

/* --- figures.csv: a figure a line, England and some authorities across; authorities.csv: headlines of all --- */
static str cell(str line, size_t n)
{
    str one = STR_NONE;
    for (size_t i = 0; i <= n; i++)
        if (!str_cut(&line, ',', &one))
            return S("");
    return str_trim(one);
}

static bool number_of(str s, double *out)
{
    char z[32];
    if (s.n == 0 || s.n >= sizeof z)
        return false;
    memcpy(z, s.p, s.n);
    z[s.n] = '\0';
    char *end;
    *out = strtod(z, &end);
    return *end == '\0';
}

static size_t column_of(str header, str name)
{
    str one;
    for (size_t i = 0; str_cut(&header, ',', &one); i++)
        if (str_eq_nocase(str_trim(one), name))
            return i;
    return 0;
}

static str line_of(str text, str name)
{
    str one;
    while (str_cut(&text, '\n', &one))
        if (str_eq_nocase(cell(one, 0), name))
            return one;
    return STR_NONE;
}

static bool is_count(str unit)
{
    static const char *const counts[] = {
        "children", "referrals", "episodes", "plans", "FTE", "people", "cases", "days"
    };
    for (size_t i = 0; i < COUNT_OF(counts); i++)
        if (str_eq(unit, str_of(counts[i])))
            return true;
    return false;
}

static void names_like(str table, str area, arena *a, err *e)
{
    str one, hint = STR_NONE;
    str_cut(&table, '\n', &one);
    while (str_cut(&table, '\n', &one)) {
        str name = cell(one, 0);
        if (name.n && area.n && str_eq_nocase(str_take(name, 1), str_take(area, 1)))
            hint = hint.p ? arena_printf(a, STR_FMT ", " STR_FMT, STR_ARG(hint), STR_ARG(name)) : name;
    }
    if (hint.p)
        err_hint(e, "Names that begin like it: " STR_FMT ".", STR_ARG(hint));
    else
        err_hint(e, "Use the name that the Department for Education uses, such as Norfolk.");
}

/* A semicolon stands for a comma in the file. */
static str commas(arena *a, str s)
{
    char *z = arena_alloc_raw(a, s.n + 1);
    for (size_t i = 0; i < s.n; i++)
        z[i] = s.p[i] == ';' ? ',' : s.p[i];
    return (str){ z, s.n };
}

/* Size of the authority against England, for counts that it lacks. */
static double share_of_england(str figures, str header, str area, str others, str others_head)
{
    double england = 1, own = 0;
    str line = line_of(figures, S("referrals"));
    (void)number_of(cell(line, column_of(header, S("England"))), &england);
    size_t at = column_of(header, area);
    if (at ? !number_of(cell(line, at), &own)
           : !number_of(cell(line_of(others, area), column_of(others_head, S("referrals"))), &own))
        own = england / 153;
    return own / england;
}

err_code figures_load(struct figures *f, str area, arena *a, err *e)
{
    str text = embedded_file(S("catalogue/demo/figures.csv")),
        others = embedded_file(S("catalogue/demo/authorities.csv"));
    str rest = text, header = S(""), others_head = others, line;
    str_cut(&rest, '\n', &header);
    (void)str_cut(&(str){ others.p, others.n }, '\n', &others_head);
    size_t at = column_of(header, area), england = column_of(header, S("England"));
    if (at < 6 && !line_of(others, area).p) {
        err_set(e, ERR_NOT_FOUND, "There are no published figures for \"" STR_FMT "\".", STR_ARG(area));
        names_like(others, area, a, e);
        return ERR_NOT_FOUND;
    }
    str own_line = line_of(others, area);
    double share = share_of_england(text, header, at >= 6 ? area : S("none"), others, others_head);
    if (at < 6)
        share = share_of_england(text, header, area, others, others_head);
    size_t cap = 0;
    *f = (struct figures){ .area = area };
    while (str_cut(&rest, '\n', &line)) {
        if (!line.n)
            continue;
        struct figure g = { .name = cell(line, 0),
                            .label = cell(line, 1),
                            .unit = cell(line, 2),
                            .year = cell(line, 3),
                            .source = cell(line, 4) };
        g.label = commas(a, g.label);
        size_t in_own = own_line.p ? column_of(others_head, g.name) : 0;
        g.own =
            (at >= 6 && number_of(cell(line, at), &g.value)) || (in_own && number_of(cell(own_line, in_own), &g.value));
        if (!g.own && number_of(cell(line, england), &g.value) && is_count(g.unit))
            g.value *= share;
        ARENA_PUSH(a, f->at, f->n, cap) = g;
    }
    return ERR_OK;
}

const struct figure *figure_find(const struct figures *f, const char *name)
{
    str n = str_of(name);
    for (size_t i = 0; i < f->n; i++)
        if (str_eq(f->at[i].name, n))
            return &f->at[i];
    return NULL;
}

double figure(const struct figures *f, const char *name)
{
    const struct figure *g = figure_find(f, name);
    if (!g) {
        fprintf(stderr, "holdfast: no figure called %s\n", name);
        abort();
    }
    return g->value;
}
