/* issues.c - see issues.h: one person's issues, by the code that makes the whole return. */
#include "reporting/check.h"
#include <stdlib.h>

enum { CHECKS_MAX = 12 };

struct return_tools {
    arena mem;
    size_t n;
    struct return_check *checks[CHECKS_MAX];
};

/* --- which collections matter --------------------------------------------------------------------------- */

static const struct collection_dates *dates_of(const struct catalogue *cat, str source, int year)
{
    for (size_t i = 0; i < cat->ncollections; i++)
        if (cat->collections[i].year == year && str_eq(cat->collections[i].source, source))
            return &cat->collections[i];
    return NULL;
}

static bool closes_first(const struct collection_due *a, const struct collection_due *b)
{
    day x = a->closes == DAY_NONE ? INT32_MAX : a->closes, y = b->closes == DAY_NONE ? INT32_MAX : b->closes;
    return x != y ? x < y : a->year < b->year;
}

struct collection_due collection_due_of(const struct catalogue *cat, const struct return_kind *kind, int year)
{
    const struct collection_dates *dates = dates_of(cat, str_of(kind->name), year);
    struct return_year y = return_year_of(kind, year);
    return (struct collection_due){
        .kind = kind,
        .source = str_of(kind->name),
        .name = dates ? dates->name : str_of(kind->title),
        .year = year,
        .start = y.start,
        .end = y.end,
        .opens = dates ? dates->opens : DAY_NONE,
        .closes = dates ? dates->closes : DAY_NONE,
    };
}

size_t collections_due(const struct catalogue *cat, day today, struct collection_due to[static COLLECTIONS_MAX])
{
    size_t n = 0;
    for (int before = 1; before >= 0; before--)
        for (size_t i = 0; i < RETURNS; i++) {
            const struct return_kind *kind = &return_kinds[i];
            struct collection_due due = collection_due_of(cat, kind, return_year_running(kind, today) - before);
            due.today = today;
            if (before && (due.closes == DAY_NONE || today > due.closes))
                continue;
            size_t at = n++;
            for (; at && closes_first(&due, &to[at - 1]); at--)
                to[at] = to[at - 1];
            to[at] = due;
        }
    return n;
}

/* --- rules that are ready ------------------------------------------------------------------------------- */

static const char owner = 0;        /* its address is the name under which they are kept */

static void close_returns(void *what)
{
    struct return_tools *t = what;
    for (size_t i = 0; i < t->n; i++)
        return_work_close(&t->checks[i]->w);
    arena_release(&t->mem);
    free(t);
}

void return_checks_forget(struct store *s)
{
    store_forget(s, &owner);
}

/* NULL: no memory, and e says so. */
static struct return_tools *tools_of(struct store *s, err *e)
{
    struct return_tools *t = store_kept(s, &owner);
    if (t)
        return t;
    t = calloc(1, sizeof *t);
    if (!t) {
        err_set(e, ERR_SYSTEM, "Out of memory");
        return NULL;
    }
    arena_init(&t->mem, 0);
    store_keep(s, &owner, t, close_returns);
    return t;
}

static void sort_codes(struct return_check *c)
{
    for (size_t i = 0; i < c->nrules; i++) {
        size_t at = i;
        str code = str_of(c->rules[i].text->code);
        for (; at && str_cmp(str_of(c->rules[c->by_code[at - 1]].text->code), code) > 0; at--)
            c->by_code[at] = c->by_code[at - 1];
        c->by_code[at] = (uint16_t)i;
    }
}

static err_code check_make(struct return_check *c, struct store *s, const struct return_lists *lists,
                           const struct return_kind *of, int year, arena *mem, err *e)
{
    c->o = (struct return_options){ .of = of, .year = year, .authority = STR_NONE, .lists = lists };
    if (return_work_open(&c->w, s, &c->o, mem, &c->done, e) || return_work_begin(&c->w, s, e))
        return e->code;
    c->nrules = c->w.maker->nrules(&c->w);
    c->rules = arena_array(mem, struct return_rule, c->nrules);
    c->by_code = arena_array(mem, uint16_t, c->nrules);
    for (size_t i = 0; i < c->nrules; i++)
        c->w.maker->rule(&c->w, i, &c->rules[i]);
    sort_codes(c);
    return ERR_OK;
}

err_code return_check_of(struct store *s, const struct return_lists *lists, const struct return_kind *of, int year,
                         struct return_check **to, err *e)
{
    struct return_tools *t = tools_of(s, e);
    if (!t)
        return ERR_SYSTEM;
    for (size_t i = 0; i < t->n; i++)
        if (t->checks[i]->o.year == year && t->checks[i]->o.lists == lists && t->checks[i]->o.of == of) {
            *to = t->checks[i];
            return ERR_OK;
        }
    if (t->n == CHECKS_MAX) {                           /* another year has begun */
        return_checks_forget(s);
        t = tools_of(s, e);
        if (!t)
            return ERR_SYSTEM;
    }
    struct return_check *c = arena_new(&t->mem, struct return_check);
    err_code rc = check_make(c, s, lists, of, year, &t->mem, e);
    if (rc) {
        if (c->w.files)
            return_work_close(&c->w);
        return rc;
    }
    t->checks[t->n++] = c;
    *to = c;
    return ERR_OK;
}

const struct return_rule *return_check_rule(const struct return_check *c, str code)
{
    size_t low = 0, high = c->nrules;
    while (low < high) {
        size_t mid = (low + high) / 2;
        const struct return_rule *r = &c->rules[c->by_code[mid]];
        int cmp = str_cmp(str_of(r->text->code), code);
        if (!cmp)
            return r;
        if (cmp < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return NULL;
}

err_code return_check_any(struct store *s, const struct return_kind *of, int year, struct return_check **to, err *e)
{
    struct return_tools *t = store_kept(s, &owner);
    for (size_t i = 0; t && i < t->n; i++) {
        struct return_check *c = t->checks[i];
        if (c->o.year == year && c->o.of == of) {
            *to = c;
            return ERR_OK;
        }
    }
    return return_check_of(s, NULL, of, year, to, e);
}

void return_checks_room(struct store *s, size_t n)
{
    const struct return_tools *t = store_kept(s, &owner);
    if (t && t->n + n > CHECKS_MAX)
        return_checks_forget(s);
}

/* --- one person ----------------------------------------------------------------------------------------- */

/* Two issues of one rule about the same rows are told apart by their turn. */
static str key_once(const struct return_issues *to, size_t from, const struct return_found *x,
                    const struct rule_text *text, arena *a)
{
    size_t same = 0;
    str turn = arena_printf(a, STR_FMT "#", STR_ARG(x->key));
    for (size_t i = from; i < to->n; i++)
        if (to->at[i].text == text && to->at[i].subject == x->subject &&
            (str_eq(to->at[i].key, x->key) || str_starts(to->at[i].key, turn)))
            same++;
    return same ? arena_printf(a, STR_FMT "%zu", STR_ARG(turn), same + 1) : x->key;
}

static const struct record *fact_of(const struct facts *facts, const struct return_place *at)
{
    const struct records *list = &facts->by_kind[at->kind->index];
    for (size_t i = 0; i < list->n; i++)
        if (list->at[i]->id == at->record)
            return list->at[i];
    return NULL;
}

/* Of the fields of a record that a rule names, those that nobody has answered come first: there is something to do. The
 * end of what still goes on is rightly empty. */
static void unanswered_first(const struct facts *facts, struct return_place *at, arena *a)
{
    const struct record *r = at->record && at->nfields > 1 ? fact_of(facts, at) : NULL;
    if (!r)
        return;
    const struct field **order = arena_array(a, const struct field *, at->nfields);
    size_t n = 0;
    for (int answered = 0; answered < 2; answered++)
        for (size_t i = 0; i < at->nfields; i++) {
            const struct field *f = at->fields[i];
            bool is_answered = record_value(r, f).text.p || (int)f->index == at->kind->f_ended;
            if (is_answered == (answered == 1))
                order[n++] = f;
        }
    at->fields = order;
}

static void take_found(struct return_check *c, const struct facts *facts, arena *a, struct return_issues *to)
{
    size_t n = c->w.maker->nfound(&c->w), from = to->n;
    for (size_t i = 0; i < n; i++) {
        struct return_found x;
        c->w.maker->found(&c->w, i, a, &x);
        const struct rule_text *text = c->rules[x.rule].text;
        while (from < to->n && to->at[from].text != text)
            from++;
        struct return_place *places = arena_array(a, struct return_place, x.nplaces + 1);
        for (size_t p = 0; p < x.nplaces; p++) {
            places[p] = x.places[p];
            if (facts)
                unanswered_first(facts, &places[p], a);
        }
        struct return_issue issue = { .of = c->of,
                                      .text = text,
                                      .local = text->local,
                                      .subject = x.subject,
                                      .key = key_once(to, from, &x, text, a),
                                      .nplaces = x.nplaces,
                                      .places = places,
                                      .since = DAY_NONE };
        ARENA_PUSH(a, to->at, to->n, to->cap) = issue;
    }
}

err_code return_check_person(struct return_check *c, int64_t subject_id, const struct facts *facts, arena *a,
                             arena *lasting, struct return_issues *to, bool *any, err *e)
{
    return_work_forget(&c->w, a, lasting);
    if (return_work_person(&c->w, subject_id, facts, a, any, e))
        return e->code;
    if (*any)
        take_found(c, facts, a, to);
    return ERR_OK;
}

void return_check_across(struct return_check *c, arena *a, struct return_issues *to)
{
    c->w.maker->across(&c->w, a);
    take_found(c, NULL, a, to);
}

err_code return_issues_of(struct store *s, const struct return_lists *lists, const struct collection_due *which,
                          const struct facts *facts, int64_t subject_id, arena *a, struct return_issues *to, err *e)
{
    struct return_check *c;
    bool any;
    e->code = ERR_OK;                                   /* so that what stands there at the end is of this call */
    err_code rc = return_check_of(s, lists, which->kind, which->year, &c, e);
    if (rc)
        return rc;
    c->of = which;
    c->w.today = which->today;
    c->w.names = return_names_asked(s, a, e);
    rc = return_check_person(c, subject_id, facts, a, NULL, to, &any, e);
    return rc ? rc : e->code;                           /* a name that could not be read */
}
