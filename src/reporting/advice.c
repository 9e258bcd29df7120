/* advice.c - see advice.h: runs the rules before and after a change, and finds for each issue the field where it is
 * seen best. */
#include "reporting/advice.h"
#include "record/field.h"
#include <stdlib.h>

struct found { size_t n, cap; const struct return_issue **at; };

struct advising {
    struct store *s;
    const struct access_who *who;
    const struct advice_ask *ask;
    arena *mem;
    struct collection_due due[COLLECTIONS_MAX];
    const struct record *record;            /* in hand; NULL when there is none */
    const struct put_result *put;           /* what was typed; NULL: nothing */
    bool adding;
};

/* --- which issues ------------------------------------------------------------------------------ */

/* Somebody has answered that it is right as it is; the latest answer counts, and one without a year is for later years
 * too. */
static bool is_accepted(const struct advising *v, const struct return_issue *x)
{
    const struct records *all = subject_all(v->ask->subject, K_return_answer);
    bool accepted = x->accepted;
    for (size_t i = 0; i < all->n; i++) {
        const struct record *r = all->at[i];
        int64_t year;
        if (!r->removed && record_is(r, F_return_answer_rule, str_of(x->text->code)) &&
            record_is(r, F_return_answer_collection, x->of->source) &&
            record_is(r, F_return_answer_issue_key, x->key) &&
            (!str_int(record_text(r, F_return_answer_year), &year) || year == x->of->year))
            accepted = record_is(r, F_return_answer_accepted, S("1"));
    }
    return accepted;
}

static bool may_hear(const struct advising *v, const struct return_issue *x)
{
    for (size_t i = 0; i < x->nplaces; i++)
        if (x->places[i].kind && !access_reads(v->who, x->places[i].kind))
            return false;
    return !is_accepted(v, x);
}

static err_code run_rules(struct advising *v, struct found *to, err *e)
{
    const size_t n = collections_due(v->s->cat, v->ask->today, v->due);
    *to = (struct found){ 0 };
    for (size_t i = 0; i < n; i++) {
        struct return_issues all = { 0 };
        if (return_issues_of(v->s, v->ask->lists, &v->due[i], &v->ask->subject->facts, v->ask->subject->id, v->mem,
                             &all, e))
            return e->code;
        for (size_t k = 0; k < all.n; k++)
            if (may_hear(v, &all.at[k]))
                // NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers
                ARENA_PUSH(v->mem, to->at, to->n, to->cap) = &all.at[k];
    }
    return ERR_OK;
}

static bool same_rule(const struct return_issue *x, const struct return_issue *y)
{
    return str_eq(x->of->source, y->of->source) && x->local == y->local && !strcmp(x->text->code, y->text->code);
}

static bool was_there(const struct found *before, const struct return_issue *x)
{
    for (size_t i = 0; i < before->n; i++)
        if (same_rule(before->at[i], x) && before->at[i]->of->year == x->of->year && str_eq(before->at[i]->key, x->key))
            return true;
    return false;
}

/* --- which field -------------------------------------------------------------------------------- */

static bool unreadable(const struct advising *v, const struct field *f)
{
    for (size_t i = 0; v->put && i < v->put->nfaults; i++)
        if (v->put->faults[i].field == f)
            return true;
    return false;
}

static const struct kind *missing_kind(const struct return_issue *x)
{
    for (size_t i = 0; i < x->nplaces; i++)
        if (x->places[i].record == 0)
            return x->places[i].kind;
    return NULL;
}

/* Small is good: fields just typed in come first, then those with an answer, then the empty ones. */
static size_t rank_of(const struct advising *v, const struct field *f)
{
    for (size_t i = 0; i < v->ask->ntouched; i++)
        if (v->ask->touched[i] == f)
            return i;
    return v->ask->ntouched + (v->record->values[f->index].text.p == NULL);
}

/* names: it is about the record in hand; whole: about no field of it; waits: not to be said yet; links: a field of it
 * would name what is missing. */
struct seen { const struct field *field; const struct return_place *place; bool names, whole, waits, links; };

static struct seen look_for_field(const struct advising *v, const struct return_issue *x)
{
    const struct kind *missing = missing_kind(x);
    struct seen best = { 0 };
    size_t rank = SIZE_MAX;
    for (size_t i = 0; v->record && i < x->nplaces; i++) {
        const struct return_place *p = &x->places[i];
        if (p->record != v->record->id)
            continue;
        best.names = true;
        if (p->nfields == 0) {
            best.whole = true;
            best.place = p;
        }
        for (size_t k = 0; k < p->nfields; k++) {
            const struct field *f = p->fields[k];
            const bool links = missing && f->type == FT_REF && f->ref == missing;
            best.waits = best.waits || unreadable(v, f);
            best.links = best.links || links;
            if ((v->ask->asked && !v->ask->asked[f->index]) || rank_of(v, f) >= rank)
                continue;
            rank = rank_of(v, f);
            best.field = f;
            best.place = p;
        }
    }
    if (best.field && v->adding && rank > v->ask->ntouched)
        best.waits = true;
    return best;
}

/* --- what to say --------------------------------------------------------------------------------- */

static size_t beside(const struct advice *a, const struct field *f)
{
    size_t n = 0;
    for (size_t i = 0; i < a->n; i++)
        n += a->at[i].field == f;
    return n;
}

static bool same_place(const struct return_place *p, const struct return_place *q)
{
    return p == q || (p && q && p->record == q->record && p->kind == q->kind);
}

static void add_item(struct advice *a, size_t *cap, const struct return_issue *x, const struct field *f,
                     const struct return_place *place, arena *mem)
{
    for (size_t i = 0; i < a->n; i++) {
        struct advice_item *y = &a->at[i];
        if (y->field != f || y->local != x->local || strcmp(y->text->code, x->text->code) != 0 ||
            !str_eq(y->of[0]->source, x->of->source) || (!f && !same_place(y->place, place)))
            continue;
        for (size_t k = 0; k < y->nof; k++)
            if (y->of[k] == x->of)
                return;
        if (y->nof < COLLECTIONS_MAX)
            y->of[y->nof++] = x->of;
        return;
    }
    if (f && beside(a, f) == ADVICE_BESIDE) {
        a->elsewhere++;
        return;
    }
    ARENA_PUSH(mem, a->at, a->n, *cap) = (struct advice_item){ .field = f,
                                                               .text = x->text,
                                                               .local = x->local,
                                                               .nof = 1,
                                                               .of = { x->of },
                                                               .place = place,
                                                               .missing = missing_kind(x) };
}

/* Two years ask the same of the same rows: that is one thing. */
static bool counted(const struct found *all, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (same_rule(all->at[k], all->at[i]) && str_eq(all->at[k]->key, all->at[i]->key) &&
            all->at[k]->of->year != all->at[i]->of->year)
            return true;
    return false;
}

static int by_place(const void *x, const void *y)
{
    const struct advice_item *a = x, *b = y;
    if (!a->field != !b->field)
        return !a->field - !b->field;
    if (a->field != b->field)
        return a->field->index - b->field->index;
    if (a->text->severity != b->text->severity)
        return (int)a->text->severity - (int)b->text->severity;
    return strcmp(a->text->code, b->text->code);
}

static void tell(const struct advising *v, const struct found *before, const struct found *now, struct advice *to)
{
    size_t cap = 0;
    *to = (struct advice){ 0 };
    for (int severity = SEVERITY_ERROR; severity <= SEVERITY_QUERY; severity++)
        for (size_t i = 0; i < now->n; i++) {
            const struct return_issue *x = now->at[i];
            if ((int)x->text->severity != severity)
                continue;
            const struct seen at = look_for_field(v, x);
            const bool fresh = v->put && !was_there(before, x);
            if (at.waits)
                continue;
            /* What is missing elsewhere is not this form's to ask for again and again. */
            const bool here = fresh || !v->ask->asked || at.links || !missing_kind(x);
            if (at.field && here)
                add_item(to, &cap, x, at.field, at.place, v->mem);
            else if (at.whole && here)
                add_item(to, &cap, x, NULL, at.place, v->mem);
            else if (fresh && !at.field && x->nplaces && x->places[0].kind)
                add_item(to, &cap, x, NULL, &x->places[0], v->mem);
            else if (!counted(now, i))
                to->elsewhere++;
        }
    if (to->n)
        qsort(to->at, to->n, sizeof *to->at, by_place);
}

err_code advice_standing(struct store *s, const struct access_who *who, const struct advice_ask *ask, arena *a,
                         struct advice *to, err *e)
{
    struct advising *v = arena_new(a, struct advising);         /* issues point at its collections */
    const struct record *record = ask->record ? subject_record(ask->subject, ask->record) : NULL;
    *v = (struct advising){ .s = s, .who = who, .ask = ask, .mem = a, .record = record };
    struct found now;
    const struct found none = { 0 };
    *to = (struct advice){ 0 };
    if (run_rules(v, &now, e))
        return e->code;
    tell(v, &none, &now, to);
    return ERR_OK;
}

err_code advice_typed(struct store *s, const struct access_who *who, const struct advice_ask *ask, size_t nchanges,
                      const struct change *changes, arena *a, struct advice *to, err *e)
{
    struct advising *v = arena_new(a, struct advising);
    *v = (struct advising){ .s = s, .who = who, .ask = ask, .mem = a, .adding = ask->record == 0 };
    struct found before, now;
    struct put_result put = { 0 }, others;
    *to = (struct advice){ 0 };
    if (run_rules(v, &before, e))
        return e->code;
    for (size_t i = 0; i < nchanges; i++)
        if (subject_try(s, ask->subject, &changes[i], ask->today, i ? &others : &put, e))
            return e->code;
    v->record = put.record;
    v->put = &put;
    if (run_rules(v, &now, e))
        return e->code;
    tell(v, &before, &now, to);
    return ERR_OK;
}
