/* t_council.c - what is kept of the council: read again when the record has changed, on another day and after half a
 * minute, and not before; how it is read; who is newly qualified, away, waiting; each child's own duties; on both
 * engines. */
#include "../record/subjects.h"
#include "people/early_career.h"
#include "people/council.h"
#include "people/worker.h"
#include <sqlite3.h>

static struct store *s;
static int64_t north, south, ann, bo, child, other;
static struct access_who reader;

static const char *named(const char *what) { return both_name(engine, what); }
static const char *number(int64_t n) { return arena_printf(&mem, "%lld", (long long)n).p; }

static int64_t put(int64_t id, struct change c)
{
    struct put_result r = { 0 };
    c.lenient = true;
    CODE(save(s, &id, &c, &r), ERR_OK, "saved");
    return id;
}

static void hold(int64_t of, int64_t by, const char *from, const char *to)
{
    put(of, to ? change_of("involvement", "worker_id", number(by), "role", "case_holder", "from_on", from, "to_on", to,
                           NULL)
               : change_of("involvement", "worker_id", number(by), "role", "case_holder", "from_on", from, NULL));
}

static void make(void)
{
    north = put(0, change_of("team", "name", "North", NULL));
    south = put(0, change_of("team", "name", "A South", NULL));
    ann = put(0,
              change_of("worker", "name", "Ann Smith", "team_id", number(north), "nqsw_from_on", "2026-03-01", NULL));
    bo = put(0, change_of("worker", "name", "Bo Jones", "team_id", number(south), NULL));
    put(bo, change_of("absence", "from_on", "2026-11-01", "to_on", "2026-11-30", "reason", "sickness", NULL));
    put(bo, change_of("absence", "from_on", "2026-11-10", NULL));
    put(0, change_of("worker", "name", "Lee Left", "team_id", number(north), "left_on", "2026-05-01", NULL));
    child = new_person(s, "Zoe", "Held", "2015-05-05");
    put(child, change_of("referral", "received_on", "2026-06-01", "source", "1A", NULL));
    hold(child, ann, "2026-06-01", NULL);
    hold(child, bo, "2026-07-01", NULL);
    hold(child, ann, "2025-01-01", "2026-11-21");           /* ends today */
    other = new_person(s, "Una", "Waits", "2014-05-05");
    put(other, change_of("referral", "received_on", "2026-11-01", "source", "1A", "team_id", number(north), NULL));
}

static const struct council *look(void)
{
    const struct council *c = NULL;
    CODE(council_today(s, &reader, &c, &e), ERR_OK, "the council");
    return c;
}

static size_t statements_of_a_look(void)
{
    size_t before, after, trips;
    db_counts(s->db, &before, &trips);
    (void)look();
    db_counts(s->db, &after, &trips);
    return after - before;
}

static void as_it_stands(void)
{
    const struct council *c = look();
    is_int((int64_t)c->nteams, 2, named("two teams"));
    is(c->teams[0].name, S("A South"), named("by name"));
    is_int((int64_t)c->nworkers, 2, named("two who work here; one has left"));
    const struct council_worker *a = c->workers[0].id == ann ? &c->workers[0] : &c->workers[1],
                                *b = a == c->workers ? a + 1 : c->workers;
    ok(a->newly_qualified && !b->newly_qualified, named("one of them newly qualified"));
    ok(!a->absent.p, named("and here"));
    is(b->absent, S("away"), named("the other away, for what the later absence says"));
    is(a->team->name, S("North"), named("each with a team"));
    is_int((int64_t)c->ncases, 2, named("a child whom two hold is two cases; what ended today is none"));
    ok(c->cases[0].worker == a && c->cases[1].worker == b, named("in the order in which they were taken on"));
    ok(c->cases[0].ndues > 0 && c->cases[0].ndues == c->cases[1].ndues, named("with the child's duties"));
    ok(c->cases[0].dues == c->cases[1].dues && c->cases[0].dues[0].rule->rule, named("the same ones, by their rule"));
    for (size_t i = 1; i < c->cases[0].ndues; i++)
        ok(c->cases[0].dues[i - 1].due <= c->cases[0].dues[i].due, named("earliest first"));
    ok(c->cases[0].dues[c->cases[0].ndues - 1].due <= reader.today + DUE_SOON_DAYS,
       named("and none that is far ahead"));
    is_int((int64_t)c->nwaiting, 1, named("one waits"));
    ok(c->waiting[0].id == other && c->waiting[0].team && c->waiting[0].team->id == north,
       named("for a worker of the team"));
    ok(!council_team(c, ann), named("a worker is no team"));
}

static void when_it_is_read(void)
{
    is_int((int64_t)statements_of_a_look(), 1, named("nothing changed: the ledger's head alone"));
    hold(other, ann, "2026-11-20", NULL);
    is_int((int64_t)statements_of_a_look(), 7, named("an entry more: all of it"));
    is_int((int64_t)look()->nwaiting, 0, named("whoever waited is held"));
    is_int((int64_t)look()->ncases, 3, named("by one more case"));
    is_int((int64_t)statements_of_a_look(), 1, named("and then the head alone"));
    reader.now += 29;
    size_t at_29 = statements_of_a_look();
    reader.now += 1;
    size_t at_30 = statements_of_a_look();
    ok(at_29 == 1 && at_30 == 7, named("half a minute, and it is read again"));
    reader.today++;
    is_int((int64_t)statements_of_a_look(), 7, named("so it is on another day"));
    reader.today--;
    const struct council *before = look();
    str name = before->teams[0].name;
    hold(other, bo, "2026-11-20", NULL);
    (void)look();
    is(name, S("A South"), named("what a page was given stays for it"));
}

static void qualified(void)
{
    day from = day_parse_iso(S("2026-03-01"));
    ok(newly_qualified(from, from), "on the first day");
    ok(!newly_qualified(from, from - 1), "not before");
    ok(newly_qualified(from, day_parse_iso(S("2028-02-29"))), "on the last of two years");
    ok(!newly_qualified(from, day_parse_iso(S("2028-03-01"))), "and not after");
    ok(!newly_qualified(DAY_NONE, from), "nor whose beginning is not known");
}

static void readable(void)
{
    const struct council *c = look();
    struct access_who none = reader;
    struct role nothing = { .name = S("nothing"), .reads = S("") };
    none.role = &nothing;
    const bool *mine = council_readable(c, &reader, &mem), *theirs = council_readable(c, &none, &mem);
    size_t all = 0, few = 0;
    for (size_t i = 0; i < c->nrules; i++) {
        all += mine[i];
        few += theirs[i];
    }
    is_int((int64_t)all, (int64_t)c->nrules, named("a director reads what every duty is of"));
    ok(few < all, named("who reads nothing does not"));
    ok(council_reads(c, mine, &c->cases[0].dues[0]), named("asked by the duty"));
}

/* Nothing that grows by the year is gone through from end to end: not everything that ever was held or due. */
static size_t ends_to_end(sqlite3 *h, const char *sql)
{
    sqlite3_stmt *plan = NULL;
    size_t n = 0;
    if (sqlite3_prepare_v2(h, arena_printf(&mem, "EXPLAIN QUERY PLAN %s", sql).p, -1, &plan, NULL) != SQLITE_OK)
        return 1;
    while (sqlite3_step(plan) == SQLITE_ROW) {
        const char *step = (const char *)sqlite3_column_text(plan, 3);
        n += strncmp(step, "SCAN ", 5) == 0 && (strstr(step, "INDEX involvement_") || strstr(step, "INDEX clock_"));
    }
    sqlite3_finalize(plan);
    return n;
}

static void how_it_is_read(void)
{
    sqlite3 *h = db_sqlite_handle(s->db);
    size_t asked = 0, through = 0;
    (void)look();
    for (sqlite3_stmt *st = h ? sqlite3_next_stmt(h, NULL) : NULL; st; st = sqlite3_next_stmt(h, st)) {
        const char *sql = sqlite3_sql(st);
        if (strncmp(sql, "SELECT", 6) != 0 || (!strstr(sql, "FROM clock ") && !strstr(sql, "FROM involvement ")))
            continue;
        asked++;
        through += ends_to_end(h, sql);
    }
    ok(!h || asked >= 3, named("cases, duties and children who wait are asked of involvements and clocks"));
    is_int((int64_t)through, 0, named("by the day on which they ended"));
}

int main(void)
{
    subjects_start();
    qualified();
    for (engine = 0; engine < 2; engine++) {
        s = open_store(both_where(engine, "council", &mem), STORE_WRITE | STORE_CREATE);
        instant now = instant_parse(S("2026-11-21T09:30:00Z"));
        reader = (struct access_who){ .account = S("reader"), .now = now, .today = instant_day(now), .mem = &mem };
        for (size_t i = 0; i < cat->nroles; i++)
            if (str_eq(cat->roles[i].name, S("director")))
                reader.role = &cat->roles[i];
        make();
        as_it_stands();
        readable();
        when_it_is_read();
        how_it_is_read();
        store_close(s);
    }
    subjects_stop();
    return done_testing();
}
