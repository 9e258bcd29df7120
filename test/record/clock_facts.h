/* clock_facts.h - facts from one line of text, and clocks back to one line, for tests and the benchmark.
 *
 *   person 2015-06-01; referral 2026-01-05 nfa=no; assessment authorised_on=2026-03-20 referral_id=#2
 *
 * Facts are separated by ";". A word without "=" is the day on which the kind happens; #n is the n-th fact;
 * several codes stand with commas between them.
 * "@ssda903:x" is the key under which it came in. A fact that begins with "-" was removed.
 * Clocks come out as "opened > due state ended by #n". */
#ifndef CLOCK_FACTS_H
#define CLOCK_FACTS_H
#include "record/clock.h"
#include "base/out.h"
#include <stdio.h>
#include <stdlib.h>

enum { FACT_FIRST_ID = 100, FACT_SUBJECT = 7 };

static inline value fact_value(const struct field *f, str text, arena *a)
{
    if (f->type == FT_FLAG)
        text = str_eq(text, S("yes")) ? S("1") : str_eq(text, S("no")) ? S("0") : text;
    if (f->type == FT_REF && text.n && text.p[0] == '#') {
        int64_t n = 0;
        (void)str_int(str_skip(text, 1), &n);
        text = arena_printf(a, "%lld", (long long)(FACT_FIRST_ID + n));
    }
    if (f->type == FT_CODES) {
        err e = { .mem = a };
        value v = { 0 };
        return field_read(f, text, DAY_NONE, true, a, &v, &e) ? (value){ STR_NONE, 0 } : v;
    }
    if (f->type == FT_INSTANT && text.n == 10)
        text = instant_iso(a, day_start(day_parse_iso(text)));
    else if (f->type == FT_INSTANT)
        text = instant_iso(a, instant_parse(text));
    else if (f->type == FT_DATE)
        text = str_take(text, 10);
    return field_value(f, arena_copy(a, text));
}

static inline struct record *fact_read(const struct catalogue *c, str text, int64_t id, arena *a)
{
    str word;
    text = str_trim(text);
    bool removed = str_starts(text, S("-"));
    text = str_skip(text, removed);
    (void)str_cut(&text, ' ', &word);
    const struct kind *k = catalogue_kind(c, word);
    if (!k) {
        printf("# no kind " STR_FMT "\n", STR_ARG(word));
        abort();
    }
    struct record *r = arena_new(a, struct record);
    *r = (struct record){ .kind = k,
                          .id = id,
                          .subject_id = FACT_SUBJECT,
                          .version = 1,
                          .removed = removed,
                          .values = arena_array(a, value, k->nfields) };
    while (str_cut(&text, ' ', &word)) {
        if (str_starts(word, S("@"))) {
            r->source_key = str_skip(word, 1);
            continue;
        }
        const char *eq = memchr(word.p, '=', word.n);
        str name = eq ? str_take(word, (size_t)(eq - word.p)) : STR_NONE;
        const struct field *f = eq ? kind_field(k, name) : k->f_happened >= 0 ? &k->fields[k->f_happened] : NULL;
        if (!f) {
            printf("# no field " STR_FMT " of " STR_FMT "\n", STR_ARG(eq ? name : word), STR_ARG(k->name));
            abort();
        }
        r->values[f->index] = fact_value(f, eq ? str_skip(word, name.n + 1) : word, a);
    }
    return r;
}

static inline void facts_add(struct facts *f, struct record *r, arena *a)
{
    struct records *rs = &f->by_kind[r->kind->index];
    ARENA_PUSH(a, rs->at, rs->n, rs->cap) = r;
}

static inline struct facts facts_read(const struct catalogue *c, str text, arena *a)
{
    struct facts f = { .cat = c, .by_kind = arena_array(a, struct records, c->nkinds) };
    str one;
    for (int64_t id = FACT_FIRST_ID + 1; str_cut(&text, ';', &one); id++)
        facts_add(&f, fact_read(c, one, id, a), a);
    return f;
}

static inline void moment_out(out *o, day on, instant at)
{
    char text[24];
    if (at != INSTANT_NONE) {
        instant_iso_into(text, at);
        out_raw(o, str_take(str_of(text), 16));
    } else if (on == DAY_NONE)
        out_raw(o, S("none"));
    else {
        day_iso_into(text, on);
        out_raw(o, str_of(text));
    }
}

static inline void clock_out(out *o, const struct clock *k)
{
    moment_out(o, k->opened, k->opened_at);
    out_raw(o, S(" > "));
    moment_out(o, k->due, k->due_at);
    out_printf(o, " %s", clock_state_name(k->state));
    if (k->ended != DAY_NONE) {
        out_char(o, ' ');
        moment_out(o, k->ended, k->ended_at);
    }
}

/* The clocks with that id (any, when STR_NONE), joined by "; ". */
static inline str clocks_text(const struct clock *v, size_t n, str id, out *o)
{
    out_clear(o);
    for (size_t i = 0; i < n; i++)
        if (!id.p || str_eq(clock_id(&v[i]), id)) {
            if (o->n)
                out_raw(o, S("; "));
            if (!id.p)
                out_printf(o, STR_FMT " ", STR_ARG(clock_id(&v[i])));
            clock_out(o, &v[i]);
        }
    return out_str(o);
}
#endif
