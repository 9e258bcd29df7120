/* record.c - what it costs to ask the rules of both returns of the children in a database: of one at once, and of
 * everybody as kept.
 *
 *   record DB        it is changed: what the rules say is kept in it
 *
 * CPU time, except for the longest time that others must wait. The baseline of one child's
 * rules is the reading of that child's facts. */
#include "reporting/issues.h"
#include "record/tables.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

static arena mem;
static err e = { .mem = &mem };
static struct store *s;
static day today;

static double seconds(clockid_t which)
{
    struct timespec t;
    clock_gettime(which, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void must(err_code rc)
{
    if (!rc)
        return;
    fprintf(stderr, STR_FMT "\n", STR_ARG(e.message));
    exit(1);
}

static long memory_mib(void)
{
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return u.ru_maxrss / 1024;
}

/* One child at a time, as a form asks: facts that were just read, then the rules of every return that is due. */
static void one_by_one(void)
{
    struct collection_due due[COLLECTIONS_MAX];
    size_t n = collections_due(s->cat, today, due), nids, asked = 0, issues = 0;
    int64_t *ids;
    double facts = 0, rules = 0;
    arena a;
    arena_init(&a, 0);
    must(return_people_ids(s, &mem, &nids, &ids, &e));
    for (size_t i = 0; i < nids; i += 1 + nids / 2000, asked++) {
        struct subject *sub;
        struct return_issues got = { 0 };
        double t0 = seconds(CLOCK_PROCESS_CPUTIME_ID);
        must(subject_load(s, ids[i], &a, &sub, &e));
        double t1 = seconds(CLOCK_PROCESS_CPUTIME_ID);
        for (size_t k = 0; k < n; k++)
            must(return_issues_of(s, NULL, &due[k], &sub->facts, ids[i], &a, &got, &e));
        double t2 = seconds(CLOCK_PROCESS_CPUTIME_ID);
        if (i) {                                        /* the first makes the rules ready */
            facts += t1 - t0;
            rules += t2 - t1;
        }
        issues += got.n;
        arena_clear(&a);
    }
    arena_release(&a);
    printf("rules of %zu returns over one child: %.0f us, %.2f times the reading of the child's facts (%zu children, "
           "%zu issues)\n",
           n, rules / (double)(asked - 1) * 1e6, rules / facts, asked, issues);
}

/* The first part, which reads who there is, holds nobody up. */
struct parts { double began, longest; size_t n; };

static bool part_done(void *ctx)
{
    struct parts *p = ctx;
    double now = seconds(CLOCK_MONOTONIC);
    if (p->n++ && now - p->began > p->longest)
        p->longest = now - p->began;
    if (getenv("PARTS") && now - p->began > 0.08)
        printf("# part %zu: %.0f ms\n", p->n, (now - p->began) * 1e3);
    p->began = now;
    return false;
}

static double look(bool whole, const char *what)
{
    struct author who = { S("bench"), S("bench"), instant_of_local(today, 9, 0) };
    struct parts parts = { seconds(CLOCK_MONOTONIC), 0, 0 };
    struct return_progress p = { .ctx = &parts, .stop = part_done };
    struct catch_up c = { .whole = whole };
    double cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
    must(return_issues_catch_up(s, NULL, &who, today, &c, &p, &e));
    cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    printf("%s: %.3f s, %zu people, %zu issues, %zu new, %zu mended, longest part %.0f ms, %ld MiB\n", what, cpu,
           c.looked_at, c.issues, c.fresh, c.mended, parts.longest * 1e3, memory_mib());
    return cpu;
}

/* A save as a page makes it, and the renewal that goes with it. */
static void saves(void)
{
    struct author who = { S("bench"), S("bench"), instant_of_local(today, 9, 0) };
    const struct kind *person = catalogue_kind(s->cat, S("person"));
    size_t nids, n = 0;
    int64_t *ids;
    double save = 0, renew = 0, again = 0;
    arena a;
    arena_init(&a, 0);
    must(return_people_ids(s, &mem, &nids, &ids, &e));
    for (size_t i = 0; i < nids; i += 1 + nids / 200, n++) {
        struct subject *sub;
        struct put_result r = { 0 };
        struct field_change f = { kind_field(person, S("language")), S("POR") };
        struct change c = { .op = CHANGE_SAVE,
                            .kind = person,
                            .id = ids[i],
                            .source_key = STR_NONE,
                            .n = 1,
                            .fields = &f,
                            .why = STR_NONE,
                            .lenient = true };
        double t0 = seconds(CLOCK_PROCESS_CPUTIME_ID);
        must(store_begin(s, &who, &e));
        must(subject_load(s, ids[i], &a, &sub, &e));
        if (str_eq(record_value(subject_own(sub), f.field).text, f.typed))
            f.typed = S("ENG");
        must(subject_put(s, sub, &c, &r, &e));
        must(subject_write(s, sub, &e));
        double t1 = seconds(CLOCK_PROCESS_CPUTIME_ID);
        must(return_issues_follow(NULL, s, sub, today, &e));
        double t2 = seconds(CLOCK_PROCESS_CPUTIME_ID);
        must(return_issues_renew(s, NULL, today, ids[i], &e));
        double t3 = seconds(CLOCK_PROCESS_CPUTIME_ID);
        must(store_commit(s, &e));
        if (i) {
            save += t1 - t0;
            renew += t2 - t1;
            again += t3 - t2;
        }
        arena_clear(&a);
    }
    arena_release(&a);
    printf(
        "renewal with a save: %.0f us, %.2f times the save (%zu saves); %.0f us where the facts must be read again\n",
        renew / (double)(n - 1) * 1e6, renew / save, n, again / (double)(n - 1) * 1e6);
}

int main(int argc, char **argv)
{
    struct catalogue *cat;
    arena_init(&mem, 0);
    if (argc != 2) {
        fprintf(stderr, "record DB\n");
        return 2;
    }
    today = instant_day(wall_clock());
    must(catalogue_load(&cat, STR_NONE, &e));
    must(records_open(&s, cat, str_of(argv[1]), STORE_WRITE, &e));
    one_by_one();
    double whole = look(true, "everybody");
    look(true, "everybody again");
    saves();
    double some = look(false, "those who changed");
    printf("those who changed: %.3f times everybody\n", some / whole);
    look(false, "nobody");
    store_close(s);
    catalogue_free(cat);
    arena_release(&mem);
    return 0;
}
