/* t_return_issues.c - what the returns' rules say of one child is its share of the whole; what is kept follows the record. Both engines. */
#include "../record/subjects.h"
#include "desk/demo_make.h"
#include "desk/return_check.h"
#include <time.h>

enum { RULES_MAX = 2048 };

static struct store *s;
static day today;
static struct author keeper;

static const char *named(const char *what) { return both_name(engine, what); }

static void open_demo(const char *name)
{
    struct demo_request q = { .like = S("Norfolk"), .seed = 7, .scale = 0.03, .years = 5, .as_at = day_make(2026, 5, 20), .as_at_given = true,
                              .now = instant_of_local(day_make(2026, 5, 20), 16, 30) };
    struct demo_made made;
    str where = both_where(engine, name, &mem);
    today = day_make(2026, 5, 20);
    CODE(demo_make(cat, where, &q, &mem, NULL, NULL, &made, &e), ERR_OK, "a demonstration");
    CODE(store_open(&s, cat, where, STORE_WRITE, &e), ERR_OK, "opened");
    keeper = (struct author){ S("keeper"), S("returns"), q.now };
}

/* --- one child is its share of the whole --------------------------------------------------------------- */

struct told { int64_t subject; const char *rule; };
struct tally { size_t n, cap; struct told *at; };

static int by_subject_and_rule(const void *x, const void *y)
{
    const struct told *a = x, *b = y;
    return a->subject != b->subject ? (a->subject > b->subject) - (a->subject < b->subject) : strcmp(a->rule, b->rule);
}

static int64_t subject_in(str fields)
{
    for (size_t i = 0; i < fields.n; i++)
        if (str_starts(str_skip(fields, i), S("/child/")))
            return strtoll(fields.p + i + 7, NULL, 10);
    return 0;
}

static struct tally whole_of(const struct collection_due *due, struct return_done *done, bool across)
{
    struct tally t = { 0 };
    struct return_options o = { .source = due->source, .year = due->year, .now = keeper.at, .authority = STR_NONE };
    const struct return_kind *kind = return_kind_of(due->source);
    (void)kind;
    CODE(return_make(s, &o, &mem, done, &e), ERR_OK, "the whole");
    for (size_t i = 0; i < done->report.nissues; i++) {
        struct report_issue x;
        done->report.issue(done->report.ctx, i, &mem, &x);
        const char *code = done->report.rules[x.rule].text->code;
        struct return_check *c;
        if (return_check_of(s, NULL, due->source, due->year, &c, &e))
            exit(1);
        if (!x.child.p || return_check_rule(c, str_of(code))->across != across)
            continue;
        ARENA_PUSH(&mem, t.at, t.n, t.cap) = (struct told){ subject_in(x.fields), code };
    }
    if (t.n)
        qsort(t.at, t.n, sizeof *t.at, by_subject_and_rule);
    return t;
}

static void one_is_its_share(const struct collection_due *due)
{
    struct return_done done;
    struct tally whole = whole_of(due, &done, false), alone = { 0 };
    size_t nids = 0, wrong = 0, twice = 0, nowhere = 0, strange = 0;
    int64_t *ids;
    CODE(return_people_ids(s, &mem, &nids, &ids, &e), ERR_OK, "everybody");
    for (size_t i = 0; i < nids; i++) {
        struct subject *sub;
        struct return_issues got = { 0 };
        arena a;
        arena_init(&a, 0);
        if (subject_load(s, ids[i], &a, &sub, &e) || return_issues_of(s, NULL, due, &sub->facts, ids[i], &a, &got, &e))
            wrong++;
        for (size_t k = 0; k < got.n; k++) {
            ARENA_PUSH(&mem, alone.at, alone.n, alone.cap) = (struct told){ got.at[k].subject, got.at[k].text->code };
            nowhere += !got.at[k].nplaces;
            for (size_t p = 0; p < got.at[k].nplaces; p++) {
                const struct return_place *at = &got.at[k].places[p];
                const struct record *r = at->record ? subject_record(sub, at->record) : NULL;
                strange += (at->record && (!r || r->kind != at->kind)) || !at->kind;
                for (size_t f = 0; f < at->nfields; f++)
                    strange += kind_field(at->kind, at->fields[f]->name) != at->fields[f];
            }
            for (size_t j = 0; j < k; j++)
                twice += got.at[j].text == got.at[k].text && str_eq(got.at[j].key, got.at[k].key);
        }
        arena_release(&a);
    }
    if (alone.n)
        qsort(alone.at, alone.n, sizeof *alone.at, by_subject_and_rule);
    for (size_t i = 0; i < whole.n && i < alone.n; i++)
        wrong += whole.at[i].subject != alone.at[i].subject || strcmp(whole.at[i].rule, alone.at[i].rule) != 0;
    ok(whole.n > 20, named(arena_printf(&mem, STR_FMT " %d: the demonstration breaks some rules (%zu)", STR_ARG(due->source), due->year, whole.n).p));
    is_int((int64_t)alone.n, (int64_t)whole.n, named("one child after the other gives as many issues as the whole"));
    is_int((int64_t)wrong, 0, named("and the same ones"));
    is_int((int64_t)twice, 0, named("no two issues of a child have one key"));
    is_int((int64_t)nowhere, 0, named("each says where it is to be mended"));
    is_int((int64_t)strange, 0, named("in a record of that child, and in a field of its kind"));
}

static void shares(void)
{
    struct collection_due due[COLLECTIONS_MAX];
    open_demo("shares");
    size_t n = collections_due(cat, today, due);
    is_int((int64_t)n, 4, named("in May two collections run and last year's two are due"));
    for (size_t i = 0; i < n; i++)
        one_is_its_share(&due[i]);
    store_close(s);
}

/* --- which collections are due ------------------------------------------------------------------------- */

static void due_days(void)
{
    static const struct { int y, m, d; const char *want; } cases[] = {
        { 2026, 3, 31, "ssda903 2025, cin 2025" }, { 2026, 4, 1, "ssda903 2025, cin 2025, ssda903 2026, cin 2026" },
        { 2026, 6, 30, "ssda903 2025, cin 2025, ssda903 2026, cin 2026" }, { 2026, 7, 1, "cin 2025, ssda903 2026, cin 2026" },
        { 2026, 7, 31, "cin 2025, ssda903 2026, cin 2026" }, { 2026, 8, 1, "ssda903 2026, cin 2026" }, { 2027, 3, 31, "ssda903 2026, cin 2026" },
        { 2035, 5, 1, "ssda903 2035, cin 2035" }, { 2020, 5, 1, "ssda903 2020, cin 2020" },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct collection_due due[COLLECTIONS_MAX];
        size_t n = collections_due(cat, day_make(cases[i].y, cases[i].m, cases[i].d), due);
        str got = S("");
        for (size_t k = 0; k < n; k++)
            got = arena_printf(&mem, STR_FMT "%s" STR_FMT " %d", STR_ARG(got), k ? ", " : "", STR_ARG(due[k].source), due[k].year);
        is(got, str_of(cases[i].want), arena_printf(&mem, "due on %d-%02d-%02d", cases[i].y, cases[i].m, cases[i].d).p);
    }
}

int main(void)
{
    subjects_start();
    due_days();
    for (engine = 0; engine < 2; engine++)
        shares();
    subjects_stop();
    return done_testing();
}
