/* report_parts.c - totals, words, and going through the issues of a report. */
#include "returns/report_parts.h"
#include <stdlib.h>

const char *report_severity(const struct report_rule *x)
{
    return x->text->severity == SEVERITY_ERROR ? "error" : "query";
}
const char *report_fault_name(const struct report_fault *f) { return f->minor ? "file" : "not read"; }

void report_flush(const struct report *r)
{
    if (r->flush)
        r->flush(r->flush_ctx);
}

const char *report_not_in_force(const struct rule_text *t, int year, arena *a)
{
    if (year >= t->from && year <= t->to)
        return NULL;
    int then = year < t->from ? t->from : t->to;
    return arena_printf(a, "in force %s %d-%02d", year < t->from ? "from" : "until", then, (then + 1) % 100).p;
}

struct report_totals report_total(const struct report *r)
{
    struct report_totals t = { 0 };
    for (size_t i = 0; i < r->nrules; i++) {
        const struct report_rule *x = &r->rules[i];
        t.not_checked += x->not_checked != NULL;
        t.passed += !x->not_checked && !x->issues;
        t.failed += x->issues > 0;
        *(x->text->severity == SEVERITY_ERROR ? &t.errors : &t.queries) += x->issues;
    }
    return t;
}

struct report_fault report_fault_at(const struct report *r, size_t i, arena *a)
{
    struct report_fault f = { .file = S("") };
    r->fault(r->ctx, i, a, &f);
    return f;
}

bool report_clean(const struct report *r)
{
    bool clean = !r->nissues;
    for (size_t i = 0; i < r->nfaults && clean; i++) {
        arena a;
        arena_init(&a, 0);
        clean = report_fault_at(r, i, &a).minor;
        arena_release(&a);
    }
    return clean;
}

/* --- issue by issue ------------------------------------------------------------------------------ */

enum { SLOTS = 64 };

void report_walk_init(struct report_walk *w, const struct report *r, size_t first)
{
    *w = (struct report_walk){ .r = r, .at = first, .rule = SIZE_MAX };
}

void report_walk_release(struct report_walk *w) { free(w->slots); }

static void slots_new(struct report_walk *w, size_t n)
{
    free(w->slots);
    w->slots = calloc(n, sizeof *w->slots);
    if (!w->slots)
        abort();
    w->nslots = n;
    w->used = 0;
}

static void begin_run(struct report_walk *w)
{
    if (w->nslots != SLOTS)
        slots_new(w, SLOTS);
    else if (w->used)
        memset(w->slots, 0, SLOTS * sizeof *w->slots);
    w->used = 0;
}

/* The slot of that key; empty when it is new. */
static size_t slot_of(const struct report_walk *w, uint64_t hash)
{
    size_t at = hash & (w->nslots - 1);
    while (w->slots[at].times && w->slots[at].hash != hash)
        at = (at + 1) & (w->nslots - 1);
    return at;
}

static void widen(struct report_walk *w)
{
    struct report_walk old = *w;
    w->slots = NULL;
    slots_new(w, old.nslots * 2);
    for (size_t i = 0; i < old.nslots; i++)
        if (old.slots[i].times)
            w->slots[slot_of(w, old.slots[i].hash)] = old.slots[i];
    w->used = old.used;
    free(old.slots);
}

/* How often this key has now stood in the run of its rule and child. */
static uint32_t times_of(struct report_walk *w, const struct report_issue *x)
{
    uint64_t child = x->child.p ? str_hash(x->child) : 1;
    if (x->rule != w->rule || child != w->child)
        begin_run(w);
    w->rule = x->rule;
    w->child = child;
    if (w->used * 2 >= w->nslots)
        widen(w);
    uint64_t hash = str_hash(x->key);
    size_t at = slot_of(w, hash);
    w->used += w->slots[at].times == 0;
    w->slots[at].hash = hash;
    return ++w->slots[at].times;
}

bool report_next(struct report_walk *w, arena *a, struct report_issue *x)
{
    const struct report *r = w->r;
    if (w->at >= r->nissues)
        return false;
    *x = (struct report_issue){ .child = S("") };
    r->issue(r->ctx, w->at++, a, x);
    uint32_t times = times_of(w, x);
    if (times > 1)
        x->key = arena_printf(a, STR_FMT "%s#%u", STR_ARG(x->key), x->key.n ? " " : "", times);
    if (!x->note.p)
        x->note = S("");
    const struct report_past *past =
        r->before ? report_past_find(r->before, str_of(r->rules[x->rule].text->code), x->child, x->key) : NULL;
    x->fresh = r->before && !past;
    if (past && !x->note.n)
        x->note = past->note;
    if (x->since == 0 || x->since == DAY_NONE)
        x->since = past && past->since != DAY_NONE ? past->since : r->today;
    return true;
}
