/* rules_return.c - the header, and what only shows over the whole return: numbers that two
 * children share, and counts. */
#include "returns/cin/rule.h"
#include <stdlib.h>

HEADER_RULE(100)
{
    int64_t year = 0;
    bool right = given(h->Year) && str_int(text(h->Year), &year) && year > 1900 && year < 3000 &&
                 h->ReferenceDate.d == day_make((int)year, 3, 31);
    if (!right)
        cin_report(k, NULL, &AT(h, ReferenceDate), 1);
}

static int by_hash(const void *x, const void *y)
{
    const uint64_t *a = x, *b = y;
    return (*a > *b) - (*a < *b);
}

static str key_text(const struct cin_shared_key *x) { return (str){ x->text, x->text_n }; }
static str key_child(const struct cin_shared_key *x) { return (str){ x->child, x->child_n }; }

static int by_key(const void *x, const void *y)
{
    const struct cin_shared_key *a = x, *b = y;
    int c = str_cmp(key_text(a), key_text(b));
    c = c ? c : str_cmp(key_child(a), key_child(b));
    return c ? c : (a->line > b->line) - (a->line < b->line);
}

/* The hashes that occur more than once, in order. */
static size_t repeated_hashes(const struct cin_shared_keys *keys, uint64_t *hashes)
{
    size_t n = 0, repeated = 0;
    for (const struct cin_shared_block *b = keys->last; b; b = b->before)
        for (size_t i = 0; i < b->n; i++)
            hashes[n++] = b->at[i].hash;
    qsort(hashes, n, sizeof *hashes, by_hash);
    for (size_t i = 1; i < n; i++)
        if (hashes[i] == hashes[i - 1] && !(repeated && hashes[repeated - 1] == hashes[i]))
            hashes[repeated++] = hashes[i];
    return repeated;
}

static void report_shared(struct cin_check *k, const struct cin_shared_keys *keys, enum cin_item item)
{
    if (!keys->n)
        return;
    uint64_t *hashes = arena_array(k->mem, uint64_t, keys->n);
    size_t repeated = repeated_hashes(keys, hashes), n = 0, cap = 0;
    struct cin_shared_key *found = NULL;
    for (const struct cin_shared_block *b = keys->last; b && repeated; b = b->before)
        for (size_t i = 0; i < b->n; i++)
            if (bsearch(&b->at[i].hash, hashes, repeated, sizeof *hashes, by_hash))
                ARENA_PUSH(k->mem, found, n, cap) = b->at[i];
    if (n)
        qsort(found, n, sizeof *found, by_key);
    for (size_t i = 0; i < n; i++) {
        const struct cin_shared_key *x = &found[i];
        if (!(i && str_eq(key_text(x - 1), key_text(x))) && !(i + 1 < n && str_eq(key_text(x + 1), key_text(x))))
            continue;
        struct cin_place at = { CIN_ChildIdentifiers, (uint8_t)item, x->number, x->line, DAY_NONE };
        struct cin_child bearer = { .line = x->line, .number = x->number };
        k->child_id = key_child(x);
        k->content = 0;
        k->copied = k->known = true;
        k->of_rule = 0;
        cin_report(k, &bearer, &at, 1);
    }
    k->copied = k->known = false;
}

RETURN_RULE(1520) { report_shared(k, &k->upns, CIN_I_UPN); }
RETURN_RULE(8510) { report_shared(k, &k->ids, CIN_I_LAchildID); }

RETURN_RULE(2883) { if (k->totals.plan_starts > k->totals.conferences) cin_report(k, NULL, NULL, 0); }
RETURN_RULE(2886Q) { if (k->totals.without_sex * 50 > k->totals.children) cin_report(k, NULL, NULL, 0); }
RETURN_RULE(2887Q) { if (k->totals.ndisabilities < 8) cin_report(k, NULL, NULL, 0); }
RETURN_RULE(2888Q) { if (k->totals.disabled && !k->totals.with_several) cin_report(k, NULL, NULL, 0); }
