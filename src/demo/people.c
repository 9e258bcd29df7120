/* people.c - invented families, children and workers: names, addresses and identifiers that look real and belong to
 * nobody. */
#include "base/embedded.h"
#include "demo/demo.h"
#include <stdio.h>
#include <stdlib.h>

err_code words_load(struct demo *d, err *e)
{
    str text = embedded_file(S("catalogue/demo/words.txt")), line;
    size_t cap = 0;
    if (!text.p)
        return err_set(e, ERR_SYSTEM, "The program was built without the demonstration's word lists.");
    while (str_cut(&text, '\n', &line)) {
        str name, word;
        if (!line.n || line.p[0] == '#' || !str_cut(&line, ':', &name))
            continue;
        struct word_list list = { .name = name };
        str *at = NULL;
        size_t cap_words = 0;
        char sep = memchr(line.p, '|', line.n) ? '|' : ' ';
        line = str_trim(line);
        while (str_cut(&line, sep, &word))
            if (str_trim(word).n)
                ARENA_PUSH(d->mem, at, list.n, cap_words) = str_trim(word);
        list.at = at;
        ARENA_PUSH(d->mem, d->words.lists, d->words.nlists, cap) = list;
    }
    return ERR_OK;
}

const struct word_list *words_list(const struct demo_words *w, const char *name)
{
    for (size_t i = 0; i < w->nlists; i++)
        if (str_eq(w->lists[i].name, str_of(name)))
            return &w->lists[i];
    fprintf(stderr, "holdfast: no list of words called %s\n", name);
    abort();
}

str words_pick(const struct demo_words *w, const char *name, struct rng *r)
{
    const struct word_list *l = words_list(w, name);
    return l->at[rng_below(r, (int)l->n)];
}

static const char *const first_names[ETH__COUNT][2] = {
    [ETH_WHITE] = { "boy_white", "girl_white" }, [ETH_MIXED] = { "boy_white", "girl_white" },
    [ETH_ASIAN] = { "boy_asian", "girl_asian" }, [ETH_BLACK] = { "boy_black", "girl_black" },
    [ETH_OTHER] = { "boy_other", "girl_other" }, [ETH_UNKNOWN] = { "boy_white", "girl_white" },
};
static const char *const last_names[ETH__COUNT] = {
    "surname_white", "surname_white", "surname_asian", "surname_black", "surname_other", "surname_white",
};

static const char *ethnicity_code(struct rng *r, int group)
{
    static const struct { const char *code[6]; double weight[6]; } of[ETH__COUNT] = {
        [ETH_WHITE] = { { "WBRI", "WIRI", "WIRT", "WOTH", "WROM", "WBRI" }, { 88, 1, 1, 8, 2, 0 } },
        [ETH_MIXED] = { { "MWBC", "MWBA", "MWAS", "MOTH", "MOTH", "MOTH" }, { 35, 20, 18, 27, 0, 0 } },
        [ETH_ASIAN] = { { "AIND", "APKN", "ABAN", "AOTH", "CHNE", "AOTH" }, { 18, 22, 18, 38, 4, 0 } },
        [ETH_BLACK] = { { "BAFR", "BCRB", "BOTH", "BAFR", "BAFR", "BAFR" }, { 72, 15, 13, 0, 0, 0 } },
        [ETH_OTHER] = { { "OOTH", "OOTH", "OOTH", "OOTH", "OOTH", "OOTH" }, { 1, 0, 0, 0, 0, 0 } },
        [ETH_UNKNOWN] = { { "NOBT", "REFU", "NOBT", "NOBT", "NOBT", "NOBT" }, { 85, 15, 0, 0, 0, 0 } },
    };
    return of[group].code[rng_weighted(r, 6, of[group].weight)];
}

static int family_ethnic(struct demo *d, bool uasc)
{
    static const char *const names[] = {
        "eth_white", "eth_mixed", "eth_asian", "eth_black", "eth_other", "eth_unknown"
    };
    double w[ETH__COUNT];
    static const double arriving[ETH__COUNT] = { 2, 0, 25, 30, 43, 0 };
    for (int i = 0; i < ETH__COUNT; i++)
        w[i] = figure(&d->fig, names[i]);
    return rng_weighted(&d->rng, ETH__COUNT, uasc ? arriving : w);
}

/* Districts 90 to 99 of an area are not in use, so no address here is anybody's. */
static str postcode_made(struct demo *d)
{
    static const char *const areas[][2] = { { "Norfolk", "NR" }, { "Warwickshire", "CV" }, { "Herefordshire", "HR" },
                                            { "Newcastle upon Tyne", "NE" }, { "Sutton", "SM" } };
    const char *area = "ZZ";
    static const char letters[] = "ABDEFGHJLNPQRSTUWXYZ";
    for (size_t i = 0; i < COUNT_OF(areas); i++)
        if (str_eq_nocase(d->fig.area, str_of(areas[i][0])))
            area = areas[i][1];
    return arena_printf(d->mem, "%s%d %d%c%c", area, 90 + rng_below(&d->rng, 10), rng_below(&d->rng, 10),
                        letters[rng_below(&d->rng, 20)], letters[rng_below(&d->rng, 20)]);
}

static day born_at(struct demo *d, day on, int band)
{
    static const int low[] = { 0, 365, 5 * 365, 10 * 365, 16 * 365 + 30 },
                     high[] = { 360, 5 * 365 - 30, 10 * 365 - 30, 16 * 365 - 30, 18 * 365 - 40 };
    static const double any[] = { 9, 21, 28, 33, 9 };
    if (band < 0)
        band = rng_weighted(&d->rng, 5, any);
    if (band == 0 && rng_chance(&d->rng, 0.22))
        return on + rng_between(&d->rng, 10, 130);          /* not yet born */
    return on - rng_between(&d->rng, low[band], high[band]);
}

static void child_name(struct demo *d, struct demo_family *f, struct demo_child *c)
{
    int group = f->ethnic == ETH_MIXED ? rng_weighted(&d->rng, 4, (double[]){ 6, 0, 1, 3 }) : f->ethnic;
    for (int tries = 0; tries < 12; tries++) {
        c->forename = words_pick(&d->words, first_names[group][c->female], &d->rng);
        bool taken = false;
        for (struct demo_child *o = d->children + f->first; o < c; o++)
            taken |= str_eq(o->forename, c->forename);
        if (!taken)
            break;
    }
    c->surname = rng_chance(&d->rng, 0.12) ? f->other_surname : f->surname;
    c->ethnicity = ethnicity_code(&d->rng, f->ethnic);
}

int people_family(struct demo *d, day on, int nchildren, int band, bool uasc)
{
    struct rng *r = &d->rng;
    struct demo_family f = { .first = (int)d->nchildren,
                             .n = nchildren,
                             .ethnic = family_ethnic(d, uasc),
                             .known_on = on,
                             .last_referral = DAY_NONE,
                             .last_close = DAY_NONE,
                             .uasc = uasc };
    f.surname = words_pick(&d->words, last_names[f.ethnic], r);
    f.other_surname = words_pick(&d->words, last_names[f.ethnic], r);
    int number = rng_between(r, 1, 140);
    str street = words_pick(&d->words, "street", r), street_end = words_pick(&d->words, "street_end", r);
    f.line1 = arena_printf(d->mem, "%d " STR_FMT " " STR_FMT, number, STR_ARG(street), STR_ARG(street_end));
    const struct word_list *towns = words_list(&d->words, "town");
    f.area = rng_below(r, (int)towns->n);
    f.town = towns->at[f.area];
    f.postcode = postcode_made(d);
    f.nparents = uasc ? 0 : rng_chance(r, 0.62) ? 2 : 1;
    f.father_home = f.nparents == 2 && rng_chance(r, 0.55);
    day eldest = born_at(d, on, band);
    int index = (int)d->nfamilies;
    ARENA_PUSH(d->mem, d->families, d->nfamilies, d->cap_families) = f;
    day born = eldest;
    for (int i = 0; i < nchildren; i++) {
        struct demo_child c = { .family = index,
                                .born = born,
                                .female = rng_unit(r) * 100 >= (uasc ? 93 : 54),
                                .uasc = uasc,
                                .first_spell = -1,
                                .first_inv = -1 };
        c.disabled = rng_chance(r, 0.09);
        ARENA_PUSH(d->mem, d->children, d->nchildren, d->cap_children) = c;
        child_name(d, &d->families[index], &d->children[d->nchildren - 1]);
        /* The others are younger, or older when younger could not have been born. */
        day next = born + rng_between(r, 420, 1500);
        born = next < on - 5 ? next : day_least(eldest, on) - rng_between(r, 420, 900) * (i + 1);
        if (day_age(born, on) >= 17)
            born = on - rng_between(r, 400, 5000);
    }
    return index;
}

void people_name_worker(struct demo *d, struct demo_worker *w)
{
    for (int tries = 0; tries < 40; tries++) {
        w->forename = words_pick(&d->words, "worker_first", &d->rng);
        w->surname = words_pick(&d->words, "worker_last", &d->rng);
        bool taken = false;
        for (size_t i = 0; i < d->nworkers && !taken; i++)
            taken = str_eq(d->workers[i].forename, w->forename) && str_eq(d->workers[i].surname, w->surname);
        if (!taken)
            return;
    }
}

str people_upn(const struct demo *d, int child, arena *a)
{
    static const char letters[] = "ABCDEFGHJKLMNPQRTUVWXYZ";
    const struct demo_child *c = &d->children[child];
    if (c->born > d->as_at || day_age(c->born, d->as_at) < 4 || (c->uasc && child % 3 == 0))
        return STR_NONE;
    int year, month, mday, sum = 0;
    day_split(c->born + 4 * 365, &year, &month, &mday);
    char digits[24];
    snprintf(digits, sizeof digits, "926%04d%02d%03d", 1000 + child / 1000 % 9000, year % 100, child % 1000);
    for (int i = 0; i < 12; i++)
        sum += (digits[i] - '0') * (i + 2);
    return arena_printf(a, "%c%.12s", letters[sum % 23], digits);
}

str people_nhs(int child, arena *a)
{
    char digits[16];
    int sum = 0;
    snprintf(digits, sizeof digits, "999%06d", (int)(((int64_t)child * 7919 + 104729) % 1000000));
    for (int i = 0; i < 9; i++)
        sum += (digits[i] - '0') * (10 - i);
    int check = (11 - sum % 11) % 11;
    return check == 10 ? STR_NONE : arena_printf(a, "%.9s%d", digits, check);
}
