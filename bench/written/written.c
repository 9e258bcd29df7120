/* written.c - what it costs to write a return from a council's record, and to check the record for it.
 *
 *   written DB [RETURN]
 *
 * The baseline is plain SQL: one SELECT of every row of the kinds that the return is made
 * from, every text of them looked at. */
#include "reporting/make.h"
#include "record/tables.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double peak_mib(void)
{
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return (double)u.ru_maxrss / 1024;
}

struct read { size_t rows, bytes; };

static err_code look(void *ctx, size_t n, const db_val *row, err *e)
{
    struct read *r = ctx;
    (void)e;
    r->rows++;
    for (size_t i = 0; i < n; i++)
        r->bytes += row[i].type == DB_TEXT ? row[i].s.n : 0;
    return ERR_OK;
}

static err_code plain(struct store *s, const struct return_kind *of, arena *mem, struct read *r, err *e)
{
    struct return_plan plan;
    if (return_plan_make(&plan, s->cat, of, &return_maker_of(of)->shape, mem, e) || db_begin(s->db, false, e))
        return e->code;
    err_code rc = ERR_OK;
    for (size_t i = 0; !rc && i < plan.nkinds; i++) {
        int id;
        rc = db_statement(s->db, arena_printf(mem, "SELECT * FROM " STR_FMT, STR_ARG(plan.kinds[i]->name)), &id, e);
        if (!rc)
            rc = db_each(s->db, id, NO_ARGS, look, r, e);
    }
    db_rollback(s->db);
    return rc;
}

static err_code once(struct store *s, const struct return_kind *of, int year, arena *mem, err *e)
{
    struct read r = { 0 };
    struct return_done done;
    const struct return_options o = { .of = of, .year = year, .now = instant_parse(S("2026-11-21T09:00:00Z")) };
    double began = seconds();
    if (plain(s, of, mem, &r, e))
        return e->code;
    double base = seconds() - began;
    began = seconds();
    if (return_make(s, &o, mem, &done, e))
        return e->code;
    double took = seconds() - began;
    printf("written, %s of %zu children, %zu rows: %.2f s of CPU, %.1f times the baseline (plain SQL over the same %zu "
           "records, %.2f s), %.0f MiB at most\n",
           of->name, done.children, done.rows, took, base > 0 ? took / base : 0, r.rows, base, peak_mib());
    return base > 0 && took > 5 * base ? err_set(e, ERR_SYSTEM, "That is more than five times the baseline.") : ERR_OK;
}

int main(int argc, char **argv)
{
    struct catalogue *cat = NULL;
    struct store *s = NULL;
    arena mem;
    arena_init(&mem, 0);
    err e = { .mem = &mem };
    err_code rc = argc < 2 ? err_set(&e, ERR_INVALID, "Say which database.") : catalogue_load(&cat, STR_NONE, &e);
    if (!rc)
        rc = records_open(&s, cat, str_of(argv[1]), 0, &e);
    for (size_t i = 0; !rc && i < RETURNS; i++)
        if (argc < 3 || str_eq(str_of(argv[2]), str_of(return_kinds[i].name)))
            rc = once(s, &return_kinds[i], 2025, &mem, &e);
    if (rc)
        fprintf(stderr, "written: " STR_FMT "\n", STR_ARG(e.message));
    if (s)
        store_close(s);
    catalogue_free(cat);
    arena_release(&mem);
    return rc ? 1 : 0;
}
