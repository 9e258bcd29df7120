/* providers.c - the list of registered homes and agencies, looked up by its number. */
#include "returns/ssda903/check.h"

/* A number as people write it and as spreadsheets spoil it: 1234567, "1234567.0", sc1234567. */
static str urn_tidy(str urn, char tidy[static 32])
{
    urn = str_trim(urn);
    while (str_ends(urn, S(".0")))          /* until nothing is left to tidy: what is stored is found again */
        urn = str_trim(str_take(urn, urn.n - 2));
    if (urn.n > 31)
        return urn;
    for (size_t i = 0; i < urn.n; i++)
        tidy[i] = (char)(urn.p[i] >= 'a' && urn.p[i] <= 'z' ? urn.p[i] - 32 : urn.p[i]);
    return (str){ tidy, urn.n };
}

void providers_add(struct providers *p, struct provider x, arena *a)
{
    char tidy[32];
    x.urn = arena_copy(a, urn_tidy(x.urn, tidy));
    ARENA_PUSH(a, p->at, p->n, p->cap) = x;
}

void providers_index(struct providers *p, arena *a)
{
    for (p->nslots = 64; p->nslots < p->n * 2; p->nslots *= 2)
        ;
    p->slots = arena_array(a, uint32_t, p->nslots);
    for (size_t i = 0; i < p->n; i++) {
        size_t s = str_hash(p->at[i].urn) & (p->nslots - 1);
        while (p->slots[s] && !str_eq(p->at[p->slots[s] - 1].urn, p->at[i].urn))
            s = (s + 1) & (p->nslots - 1);
        if (!p->slots[s])
            p->slots[s] = (uint32_t)i + 1;
    }
}

const struct provider *provider_find(const struct providers *p, str urn)
{
    char tidy[32];
    if (!p || !p->nslots)
        return NULL;
    urn = urn_tidy(urn, tidy);
    for (size_t s = str_hash(urn) & (p->nslots - 1); p->slots[s]; s = (s + 1) & (p->nslots - 1))
        if (str_eq(p->at[p->slots[s] - 1].urn, urn))
            return &p->at[p->slots[s] - 1];
    return NULL;
}
