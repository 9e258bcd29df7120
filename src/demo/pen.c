/* pen.c - see demo_pen.h. A wrong kind or field name is a fault of the program and stops it at once. */
#include "demo/pen.h"
#include "base/embedded.h"
#include <stdio.h>
#include <stdlib.h>

/* --- phrases ----------------------------------------------------------------------------------- */
err_code phrases_load(struct pen *p, err *e)
{
    str text = embedded_file(S("catalogue/demo/phrases.txt")), line;
    arena *a = p->d->mem;
    size_t cap = 0, cap_ways = 0;
    if (!text.p)
        return err_set(e, ERR_SYSTEM, "The program was built without the demonstration's phrases.");
    str *ways = NULL;
    while (str_cut(&text, '\n', &line)) {
        if (!line.n || line.p[0] == '#')
            continue;
        if (line.p[0] == '=') {
            ARENA_PUSH(a, p->phrases.at, p->phrases.n, cap) = (struct phrase){ .symbol = str_trim(str_skip(line, 1)) };
            ways = NULL;
            cap_ways = 0;
        } else if (p->phrases.n) {
            struct phrase *f = &p->phrases.at[p->phrases.n - 1];
            ARENA_PUSH(a, ways, f->nways, cap_ways) = line;
            f->ways = ways;
        }
    }
    return ERR_OK;
}

void phrase_name(struct pen *p, const char *name, str text)
{
    for (size_t i = 0; i < p->nnames; i++)
        if (strcmp(p->names[i].name, name) == 0) {
            p->names[i].text = text;
            return;
        }
    if (p->nnames < COUNT_OF(p->names))
        p->names[p->nnames++] = (struct phrase_name){ name, text };
}

struct saying { char *to; size_t n, cap; };

static void say_bytes(struct saying *s, str t)
{
    for (size_t i = 0; i < t.n && s->n < s->cap; i++)
        s->to[s->n++] = t.p[i];
}

static void say_symbol(struct pen *p, struct saying *s, str symbol, int depth);

static void say(struct pen *p, struct saying *s, str way, int depth)
{
    for (size_t i = 0; i < way.n; i++) {
        const char *close = way.p[i] == '{' ? memchr(way.p + i, '}', way.n - i) : NULL;
        if (close && depth < 8) {
            say_symbol(p, s, (str){ way.p + i + 1, (size_t)(close - way.p) - i - 1 }, depth + 1);
            i = (size_t)(close - way.p);
        } else if (way.p[i] == '\\' && i + 1 < way.n && way.p[i + 1] == 'n') {
            say_bytes(s, S("\n"));
            i++;
        } else {
            say_bytes(s, str_take(str_skip(way, i), 1));
        }
    }
}

static void say_symbol(struct pen *p, struct saying *s, str symbol, int depth)
{
    size_t from = s->n;
    for (size_t i = 0; i < p->nnames; i++)
        if (str_eq_nocase(symbol, str_of(p->names[i].name))) {
            say_bytes(s, p->names[i].text);
            bool begins = from == 0 || s->to[from - 1] == '\n' ||
                          (from > 1 && s->to[from - 1] == ' ' && strchr(".!?:\"", s->to[from - 2])) ||
                          (symbol.p[0] >= 'A' && symbol.p[0] <= 'Z');
            if (begins && from < s->n && s->to[from] >= 'a' && s->to[from] <= 'z')
                s->to[from] = (char)(s->to[from] - 'a' + 'A');
            return;
        }
    for (size_t i = 0; i < p->phrases.n; i++)
        if (str_eq(symbol, p->phrases.at[i].symbol)) {
            say(p, s, p->phrases.at[i].ways[rng_below(&p->r, (int)p->phrases.at[i].nways)], depth);
            return;
        }
    fprintf(stderr, "holdfast: no phrase called " STR_FMT "\n", STR_ARG(symbol));
    abort();
}

str phrase(struct pen *p, const char *symbol)
{
    char room[4096];
    struct saying s = { room, 0, sizeof room };
    say_symbol(p, &s, str_of(symbol), 0);
    return arena_copy(&p->text, (str){ room, s.n });
}

/* --- records ----------------------------------------------------------------------------------- */
static instant not_after_now(const struct pen *p, instant at) { return at < p->d->now ? at : p->d->now - 60; }

instant office_time(struct pen *p, day on)
{
    instant at = instant_of_local(on, rng_between(&p->r, 8, 17), rng_between(&p->r, 0, 59));
    return on == p->d->as_at ? not_after_now(p, at) : at;
}

static const struct kind *kind_named(const struct pen *p, const char *name)
{
    const struct kind *k = catalogue_kind(p->s->cat, str_of(name));
    if (!k) {
        fprintf(stderr, "holdfast: the demonstration writes %s, which the catalogue lacks\n", name);
        abort();
    }
    return k;
}

int pen_new_at(struct pen *p, const char *kind, instant at, int worker)
{
    p->now = -1;
    if (at > p->d->now)
        return -1;
    int index = (int)p->nacts;
    ARENA_PUSH(&p->text, p->acts, p->nacts, p->cap_acts) =
        (struct act){ .kind = kind_named(p, kind), .of = index, .at = at, .worker = worker, .order = index };
    return p->now = index;
}

/* Most is written up the same day, some of it days later. */
int pen_new(struct pen *p, const char *kind, day on, int worker)
{
    static const double later[] = { 62, 22, 8, 4, 2, 2 };
    p->now = -1;
    if (on > p->d->as_at)
        return -1;
    day recorded = day_least(on + rng_weighted(&p->r, 6, later), p->d->as_at);
    return pen_new_at(p, kind, not_after_now(p, office_time(p, recorded)), worker);
}

void pen_change(struct pen *p, int of, day on, int worker)
{
    p->now = -1;
    if (of < 0 || on > p->d->as_at)
        return;
    int index = (int)p->nacts;
    instant at = office_time(p, on);
    if (at < p->acts[of].at)
        at = p->acts[of].at;
    ARENA_PUSH(&p->text, p->acts, p->nacts, p->cap_acts) =
        (struct act){ .kind = p->acts[of].kind, .of = of, .change = true, .at = at, .worker = worker, .order = index };
    p->now = index;
}

static struct act_field *field_add(struct pen *p, const char *name)
{
    if (p->now < 0)
        return NULL;
    struct act *x = &p->acts[p->now];
    const struct field *f = kind_field(x->kind, str_of(name));
    if (!f) {
        fprintf(stderr, "holdfast: the demonstration sets " STR_FMT ".%s, which the catalogue lacks\n",
                STR_ARG(x->kind->name), name);
        abort();
    }
    for (size_t i = 0; i < x->n; i++)
        if (x->fields[i].field == f)
            return &x->fields[i];
    ARENA_PUSH(&p->text, x->fields, x->n, x->cap) = (struct act_field){ .field = f, .text = STR_NONE, .link = -1 };
    return &x->fields[x->n - 1];
}

void pen_text(struct pen *p, const char *field, str text)
{
    struct act_field *f = text.n ? field_add(p, field) : NULL;
    if (f)
        f->text = text;
}

void pen_code(struct pen *p, const char *field, const char *code) { pen_text(p, field, str_of(code)); }
void pen_day(struct pen *p, const char *field, day on)
{
    struct act_field *f = on == DAY_NONE ? NULL : field_add(p, field);
    if (f && f->field->past && on > p->d->as_at)
        /* it has not happened yet: the field was the last to be added */
        p->acts[p->now].n--;
    else if (f)
        f->text = day_iso(&p->text, on);
}
void pen_done(struct pen *p, const char *field, day from, int within)
{
    day on = from + (rng_chance(&p->r, 0.89) ? rng_between(&p->r, 0, within) : within + rng_between(&p->r, 1, 16));
    if (on <= p->d->as_at && (from < p->d->as_at - 60 || rng_chance(&p->r, 0.85)))
        pen_day(p, field, on);
}
void pen_time(struct pen *p, const char *field, instant at)
{
    if (at <= p->d->now)
        pen_text(p, field, instant_iso(&p->text, at));
}
void pen_flag(struct pen *p, const char *field, bool yes)          { pen_text(p, field, yes ? S("1") : S("0")); }
void pen_number(struct pen *p, const char *field, int64_t n)
{
    pen_text(p, field, arena_printf(&p->text, "%lld", (long long)n));
}
void pen_say(struct pen *p, const char *field, const char *symbol)
{
    if (p->now >= 0)
        pen_text(p, field, phrase(p, symbol));
}

void pen_link(struct pen *p, const char *field, int of)
{
    struct act_field *f = of < 0 ? NULL : field_add(p, field);
    if (!f)
        return;
    f->link = of;
    if (p->acts[p->now].at < p->acts[of].at)
        p->acts[p->now].at = p->acts[of].at;
}

/* The subject's own record first, then as they were recorded. */
static int act_cmp(const void *a, const void *b)
{
    const struct act *x = *(struct act *const *)a, *y = *(struct act *const *)b;
    bool own_x = kind_is_subject(x->kind) && !x->change, own_y = kind_is_subject(y->kind) && !y->change;
    if (own_x != own_y)
        return own_x ? -1 : 1;
    return x->at != y->at ? (x->at > y->at) - (x->at < y->at) : x->order - y->order;
}

static err_code act_put(struct pen *p, struct subject *sub, struct act *x, err *e)
{
    struct field_change *fields = arena_array(&p->text, struct field_change, x->n + 1);
    for (size_t i = 0; i < x->n; i++) {
        int link = x->fields[i].link;
        fields[i] = (struct field_change){ x->fields[i].field,
                                           link < 0 ? x->fields[i].text
                                                    : arena_printf(&p->text, "%lld", (long long)p->acts[link].id) };
    }
    struct change c = { .op = CHANGE_SAVE,
                        .kind = x->kind,
                        .id = x->change ? p->acts[x->of].id : 0,
                        .source_key = STR_NONE,
                        .n = x->n,
                        .fields = fields,
                        .why = STR_NONE,
                        .at = x->at,
                        .account = x->worker >= 0 ? p->accounts[x->worker] : STR_NONE };
    struct put_result r = { 0 };
    if (subject_put(p->s, sub, &c, &r, e)) {
        for (size_t i = 0; i < r.nfaults && i < 3; i++)
            err_detail(e, STR_FMT "." STR_FMT ": " STR_FMT, STR_ARG(x->kind->name), STR_ARG(r.faults[i].field->name),
                       STR_ARG(r.faults[i].message));
        return e->code;
    }
    x->id = r.record->id;
    p->entries++;
    return ERR_OK;
}

err_code pen_write(struct pen *p, const char *kind, int64_t *id, err *e)
{
    struct subject *sub;
    struct act **turns = arena_array(&p->text, struct act *, p->nacts + 1);
    if (subject_new(p->s, kind_named(p, kind), &p->text, &sub, e))
        return e->code;
    for (size_t i = 0; i < p->nacts; i++)
        turns[i] = &p->acts[i];
    qsort(turns, p->nacts, sizeof *turns, act_cmp);
    for (size_t i = 0; i < p->nacts; i++)
        if (act_put(p, sub, turns[i], e))
            return e->code;
    if (subject_write(p->s, sub, e))
        return e->code;
    *id = sub->id;
    p->acts = NULL;
    p->nacts = p->cap_acts = 0;
    p->now = -1;
    arena_clear(&p->text);
    p->written++;
    return ERR_OK;
}
