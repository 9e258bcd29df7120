/* t_clock_store.c - stored clocks: made with each save, the same after a rebuild, and what
 * holdfast due reads, on both engines. */
#include "subjects.h"
#include "record/clock.h"
#include "record/clock_rebuild.h"

static int64_t add(struct store *s, int64_t id, struct change c)
{
    struct put_result r;
    CODE(save(s, &id, &c, &r), ERR_OK, "a record is saved");
    return r.record ? r.record->id : 0;
}

static db_rows query(struct store *s, int stmt, size_t n, const db_val *args)
{
    db_rows rows = { 0 };
    CODE(db_run(s->db, stmt, n, args, &mem, &rows, &e), ERR_OK, "a query runs");
    return rows;
}

static db_rows due(struct store *s, const char *on, int overdue, int64_t team, int64_t worker)
{
    return query(s, ST_due_list, ARGS(DBT(str_of(on)), DBI(overdue), DBI(team), DBI(worker)));
}

static bool lists(const db_rows *rows, const char *rule)
{
    for (size_t i = 0; i < rows->n; i++)
        if (str_eq(db_str(rows, i, 1), str_of(rule)))
            return true;
    return false;
}

static bool in_order(const db_rows *rows)
{
    for (size_t i = 1; i < rows->n; i++)
        if (str_cmp(db_str(rows, i - 1, 4), db_str(rows, i, 4)) > 0)
            return false;
    return true;
}

static void check_due(struct store *s, int64_t team, int64_t worker)
{
    db_rows all = due(s, "2026-03-10", 0, 0, 0), late = due(s, "2026-03-10", 1, 0, 0),
            on_the_day = due(s, "2026-03-09", 1, 0, 0);
    ok(lists(&late, "AS1"), both_name(engine, "the assessment is overdue the day after"));
    ok(!lists(&on_the_day, "AS1"), both_name(engine, "and in time on the day itself"));
    ok(all.n >= late.n && in_order(&all), both_name(engine, "the latest come first"));
    ok(!lists(&all, "FD4"), both_name(engine, "a flag is nobody's task"));
    db_rows mine = due(s, "2026-03-10", 1, team, worker), others = due(s, "2026-03-10", 1, team + 1, 0),
            then = due(s, "2026-01-04", 0, 0, worker);
    ok(lists(&mine, "AS1"), both_name(engine, "listed for the team and the worker who hold the child"));
    is_int((int64_t)others.n, 0, both_name(engine, "and for no other"));
    is_int((int64_t)then.n, 0, both_name(engine, "nothing was due before it began"));
    is_int((int64_t)query(s, ST_due_team, ARGS(DBT(S("east assessment")))).n, 1,
           both_name(engine, "a team is found by its name"));
    is_int((int64_t)query(s, ST_due_worker, ARGS(DBT(S("W7")))).n, 1,
           both_name(engine, "a worker by the staff number"));
    is_int((int64_t)query(s, ST_due_worker, ARGS(DBT(S("W8")))).n, 0, both_name(engine, "and nobody by another"));
}

static str dump(struct store *s, int64_t id)
{
    db_rows rows = query(s, ST_clocks_of_subject, ARGS(DBI(id)));
    str *parts = arena_array(&mem, str, rows.n * rows.ncols + 1);
    for (size_t i = 0; i < rows.n * rows.ncols; i++)
        parts[i] = rows.v[i].type == DB_INT ? arena_printf(&mem, "%lld", (long long)rows.v[i].i) : rows.v[i].s;
    return arena_join(&mem, rows.n * rows.ncols, parts, S("|"));
}

static void check_rebuild(struct store *s, int64_t child)
{
    str before = dump(s, child);
    struct clock_rebuild r = { 0 };
    CODE(clocks_rebuild(s, &author, &r, &e), ERR_OK, "all clocks are worked out again");
    is(dump(s, child), before, both_name(engine, "and are what the saves had written"));
    ok(r.subjects == 3 && r.clocks > 0, both_name(engine, "it counts what it did"));
    db_rows rows = { 0 };
    CODE(store_begin(s, &author, &e), ERR_OK, "a transaction");
    CODE(db_run(s->db, ST_clock_drop, ARGS(DBI(child), DBT(S("AS1")), DBI(1)), &mem, &rows, &e), ERR_OK,
         "a clock is lost");
    CODE(store_commit(s, &e), ERR_OK, "for good");
    ok(!str_eq(dump(s, child), before), both_name(engine, "it is gone"));
    CODE(clocks_rebuild(s, &author, &r, &e), ERR_OK, "again");
    is(dump(s, child), before, both_name(engine, "a rebuild brings it back"));
}

static void run(void)
{
    str where = both_where(engine, "clocks", &mem);
    struct store *s = open_store(where, STORE_WRITE | STORE_CREATE);
    int64_t team = 0, worker = 0, child = new_person(s, "Asha", "Ward", "2015-06-01");
    struct put_result r;
    struct change t = change_of("team", "name", "East Assessment", NULL), w;
    t.lenient = true;
    CODE(save(s, &team, &t, &r), ERR_OK, "a team");
    w = change_of("worker", "name", "Ann Lee", "staff_number", "W7", "team_id",
                  arena_printf(&mem, "%lld", (long long)team).p, NULL);
    w.lenient = true;
    CODE(save(s, &worker, &w, &r), ERR_OK, "a worker");
    struct change c = change_of("referral", "received_on", "2026-01-05", "source", "1A", NULL);
    c.lenient = true;
    int64_t referral = add(s, child, c);
    c = change_of("involvement", "worker_id", arena_printf(&mem, "%lld", (long long)worker).p, "role", "case_holder",
                  "from_on", "2026-01-05", NULL);
    c.lenient = true;
    add(s, child, c);
    check_due(s, team, worker);
    check_rebuild(s, child);
    c = change_of("assessment", "started_on", "2026-01-06", "authorised_on", "2026-03-20", "referral_id",
                  arena_printf(&mem, "%lld", (long long)referral).p, NULL);
    c.lenient = true;
    add(s, child, c);
    db_rows after = due(s, "2026-03-20", 0, 0, 0), before = due(s, "2026-03-19", 1, 0, 0);
    ok(!lists(&after, "AS1"), both_name(engine, "met on that day, it is no longer due"));
    ok(lists(&before, "AS1"), both_name(engine, "as at the day before it still is"));
    check_rebuild(s, child);
    store_close(s);
}

int main(void)
{
    subjects_start();
    for (engine = 0; engine < 2; engine++)
        run();
    subjects_stop();
    return done_testing();
}
