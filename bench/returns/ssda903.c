/* ssda903.c - what checking an SSDA903 costs: two years of files for so many invented children, made from a seed,
 * beside a naive pass of some of the same rules over whole tables in SQLite in memory.
 *
 *   ssda903 CHILDREN SEED [DIR [PROGRAM]]      DIR: write the files there and stop, or have PROGRAM check them
 *
 * CPU time, not clock time: the files stand in memory or are mapped, nothing waits. */
#include "base/err.h"
#include "returns/ssda903/set.h"
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <time.h>

static uint64_t state;
static uint32_t roll(uint32_t n)
{
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    return (uint32_t)((state >> 16) % n);
}
static const char *pick(const char *const *of, uint32_t n) { return of[roll(n)]; }

static double cpu_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void date_out(out *o, day d)
{
    int y, m, dd;
    day_split(d, &y, &m, &dd);
    out_printf(o, "%02d/%02d/%04d", dd, m, y);
}

enum { HEADER, EPISODES, REVIEWS, OC2, PREV_PERM, MISSING_FILE, SW, OC3, AD1, UASC, PLACED, DOLO, FILES };
static const char *const names[FILES] = {
    "header.csv",      "episodes.csv", "reviews.csv", "oc2.csv",  "previous_permanence.csv", "missing.csv",
    "sw_episodes.csv", "oc3.csv",      "ad1.csv",     "uasc.csv", "placed_for_adoption.csv", "dolo.csv"
};
static const char *const headings[FILES] = {
    "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n",
    "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n",
    "CHILD,DOB,REVIEW,REVIEW_CODE\n",
    "CHILD,DOB,SDQ_SCORE,SDQ_REASON,CONVICTED,HEALTH_CHECK,IMMUNISATIONS,TEETH_CHECK,HEALTH_ASSESSMENT,SUBSTANCE_"
    "MISUSE,INTERVENTION_RECEIVED,INTERVENTION_OFFERED\n",
    "CHILD,DOB,PREV_PERM,LA_PERM,DATE_PERM\n",
    "CHILD,DOB,MISSING,MIS_START,MIS_END\n",
    "CHILD,DOB,SW_ID,SW_DECOM,SW_DEC,SW_REASON\n",
    "CHILD,DOB,IN_TOUCH,ACTIV,ACCOM\n",
    "CHILD,DOB,DATE_INT,DATE_MATCH,FOSTER_CARE,NB_ADOPTR,SEX_ADOPTR,LS_ADOPTR\n",
    "CHILD,SEX,DOB,DUC\n",
    "CHILD,DOB,DATE_PLACED,DATE_PLACED_CEASED,REASON_PLACED_CEASED\n",
    "CHILD,DOB,DOLO_START,DOLO_END\n"
};

/* The nth episode of a child: one begins each year. */
static day began(uint32_t id, int n) { return n * 365 + 20000 - 365 + 30 + (day)(id * 7 % 250); }
static void episode_out(out *f, uint32_t id, int n, str rec)
{
    static const char *const places[] = { "U4", "U6", "K2", "U1" };
    uint32_t mix = (id * 2654435761u + (uint32_t)n * 40503u) >> 8;
    out_printf(f, "%u,", id);
    date_out(f, began(id, n));
    out_printf(f, ",%s,C2,N1,%s,PR%u,", n == 54 ? "S" : "P", mix % 60 ? places[mix % 4] : "T9", mix % 3 ? 1 : 4);
    if (rec.n)
        date_out(f, began(id, n + 1));
    out_printf(f, "," STR_FMT ",%s,NR1 1AA,NR%u %uBB,%07u\n", STR_ARG(rec), rec.n ? "CARPL" : "", 1 + mix % 20,
               1 + mix % 9, 1000000 + mix % 8000);
}

/* Mostly right, as a return is in March: about one row in fifty has something to mend. */
static void child_out(out *f, uint32_t id, day born, day year)
{
    static const char *const ethnic[] = { "WBRI", "BAFR", "MWBC", "AIND", "OOTH" }, *const codes[] = { "PN1", "PN5",
                                                                                                       "PN3" };
    bool girl = id % 2;
    out_printf(&f[HEADER], "%u,%s,", id, girl ? "F" : "M");
    date_out(&f[HEADER], born);
    out_printf(&f[HEADER], ",%s,A%012u,%s,\n", roll(50) ? pick(ethnic, 5) : "wbri", id, girl ? "0" : "");
    for (int n = 0; n < 2; n++)         /* this year's first is last year's last */
        episode_out(&f[EPISODES], id, (year - 20000) / 365 + 1 + n, n == 0 ? S("X1") : S(""));
    for (int n = 0; n < 2; n++) {
        out_printf(&f[REVIEWS], "%u,", id);
        date_out(&f[REVIEWS], born);
        out_char(&f[REVIEWS], ',');
        date_out(&f[REVIEWS], year + 60 + n * 180);
        out_printf(&f[REVIEWS], ",%s\n", pick(codes, 3));
    }
    out_printf(&f[OC2], "%u,", id);
    date_out(&f[OC2], born);
    out_printf(&f[OC2], ",%u,,0,,1,%s,1,0,,\n", roll(40), roll(40) ? "1" : "");
    out_printf(&f[PREV_PERM], "%u,", id);
    date_out(&f[PREV_PERM], born);
    out_raw(&f[PREV_PERM], S(",Z1,,\n"));
    if (roll(10) == 0) {
        out_printf(&f[MISSING_FILE], "%u,", id);
        date_out(&f[MISSING_FILE], born);
        out_raw(&f[MISSING_FILE], S(",M,"));
        date_out(&f[MISSING_FILE], year + 40);
        out_char(&f[MISSING_FILE], ',');
        date_out(&f[MISSING_FILE], year + 41 - (day)(roll(30) == 0 ? 5 : 0));
        out_char(&f[MISSING_FILE], '\n');
    }
    out_printf(&f[SW], "%u,", id);
    date_out(&f[SW], born);
    out_printf(&f[SW], ",SW%u,", roll(900));
    date_out(&f[SW], year - 400);
    out_raw(&f[SW], S(",,TSPROC\n"));
}

static void make_year(out *f, uint32_t children, uint64_t seed, day year)
{
    state = seed * 0x9e3779b97f4a7c15ull + 1;
    for (int i = 0; i < FILES; i++)
        out_raw(&f[i], str_of(headings[i]));
    for (uint32_t n = 0; n < children; n++)
        child_out(f, 100000 + n, day_make(2010, 1, 1) + (day)(n % 3000), year);
}

static size_t set_run(struct set *s, struct check *k, struct collection *y, out *now, out *then, arena *a)
{
    err e = { .mem = a };
    set_init(s, a);
    for (int i = 0; i < FILES; i++)
        if (set_add_bytes(s, str_of(names[i]), out_str(&now[i]), false, &e) ||
            set_add_bytes(s, str_of(names[i]), out_str(&then[i]), true, &e))
            exit(1);
    set_index(s);
    collection_of(y, 2026);
    ssda903_check_init(k, y, s->have, a);
    set_check_on(s, k, 2, NULL, NULL);
    return k->nissues;
}

/* --- the baseline: the tables in SQLite, one statement a rule over whole tables --- */
static const char *const statements[] = {
    "SELECT count(*) FROM header WHERE ETHNIC IS NULL OR ETHNIC NOT IN ('WBRI','BAFR','MWBC','AIND','OOTH')", /* 103 */
    "SELECT count(*) FROM episodes WHERE PLACE NOT IN "
    "('U1','U2','U3','U4','U5','U6','K1','K2','K3','P1','R1','R2','R3','R5','S1','T0','T1')",     /* 146 */
    "SELECT count(*) FROM episodes WHERE (DEC IS NULL) <> (REC IS NULL)",                         /* 148 */
    "SELECT count(*) FROM missing WHERE MIS_END < MIS_START",                                     /* 567 */
    "SELECT count(*) FROM header h JOIN header_last l ON l.CHILD = h.CHILD WHERE l.DOB <> h.DOB", /* 203 */
    "SELECT count(*) FROM reviews r JOIN header h ON h.CHILD = r.CHILD WHERE r.DOB <> h.DOB",     /* INT17 */
    "SELECT count(*) FROM (SELECT DECOM, lag(DEC) OVER (PARTITION BY CHILD ORDER BY DECOM) AS p FROM episodes) WHERE "
    "DECOM < p", /* 501 */
    "SELECT count(*) FROM (SELECT RNE, DECOM, lag(DEC) OVER (PARTITION BY CHILD ORDER BY DECOM) AS p FROM episodes) "
    "WHERE RNE = 'S' AND DECOM = p",                                                                           /* 431 */
    "SELECT count(*) FROM (SELECT UPN FROM header WHERE UPN NOT LIKE 'UN%' GROUP BY UPN HAVING count(*) > 1)", /* 444 */
    "SELECT count(*) FROM episodes e WHERE NOT EXISTS (SELECT 1 FROM header h WHERE h.CHILD = e.CHILD)"
};
static const char *const same_rules[] = { "103", "146", "148", "567", "203", "INT17", "501", "431", "444", "INT03" };

static void must(int rc, sqlite3 *db)
{
    if (rc != SQLITE_OK && rc != SQLITE_DONE && rc != SQLITE_ROW) {
        fprintf(stderr, "%s\n", sqlite3_errmsg(db));
        exit(1);
    }
}

static void load_table(sqlite3 *db, const char *table, str text, arena *a)
{
    struct csv c;
    struct csv_row row;
    out sql = { 0 };
    csv_of(&c, text, a);
    out_printf(&sql, "CREATE TABLE %s(", table);
    for (size_t i = 0; i < c.header.n; i++)
        out_printf(&sql, "%s" STR_FMT, i ? "," : "", STR_ARG(c.header.cells[i]));
    out_raw(&sql, S(")"));
    out_char(&sql, '\0');
    must(sqlite3_exec(db, sql.p, NULL, NULL, NULL), db);
    out_clear(&sql);
    out_printf(&sql, "INSERT INTO %s VALUES(", table);
    for (size_t i = 0; i < c.header.n; i++)
        out_raw(&sql, i ? S(",?") : S("?"));
    out_raw(&sql, S(")"));
    out_char(&sql, '\0');
    sqlite3_stmt *st;
    must(sqlite3_prepare_v2(db, sql.p, -1, &st, NULL), db);
    while (csv_next(&c, a, &row)) {
        for (size_t i = 0; i < row.n; i++) {
            str v = row.cells[i];
            char iso[11];
            day d = v.n == 10 && v.p[2] == '/' ? day_parse(v) : DAY_NONE;
            if (d != DAY_NONE) {
                day_iso_into(iso, d);
                sqlite3_bind_text(st, (int)i + 1, iso, 10, SQLITE_TRANSIENT);
            } else if (v.n)
                sqlite3_bind_text(st, (int)i + 1, v.p, (int)v.n, SQLITE_STATIC);
            else
                sqlite3_bind_null(st, (int)i + 1);
        }
        must(sqlite3_step(st), db);
        sqlite3_reset(st);
    }
    sqlite3_finalize(st);
    out_release(&sql);
}

static void baseline(out *now, out *then, double *load, double *rules)
{
    static const char *const tables[FILES] = { "header",  "episodes",    "reviews", "oc2", "previous_permanence",
                                               "missing", "sw_episodes", "oc3",     "ad1", "uasc",
                                               "placed",  "dolo" };
    sqlite3 *db;
    arena a;
    arena_init(&a, 0);
    double from = cpu_seconds();
    must(sqlite3_open(":memory:", &db), db);
    must(sqlite3_exec(db, "BEGIN", NULL, NULL, NULL), db);
    for (int i = 0; i < FILES; i++) {
        load_table(db, tables[i], out_str(&now[i]), &a);
        load_table(db, arena_z(&a, arena_printf(&a, "%s_last", tables[i])), out_str(&then[i]), &a);
    }
    must(sqlite3_exec(db, "COMMIT; CREATE INDEX h ON header(CHILD); CREATE INDEX l ON header_last(CHILD)", NULL, NULL,
                      NULL),
         db);
    *load = cpu_seconds() - from;
    from = cpu_seconds();
    for (size_t i = 0; i < COUNT_OF(statements); i++)
        must(sqlite3_exec(db, statements[i], NULL, NULL, NULL), db);
    *rules = cpu_seconds() - from;
    sqlite3_close(db);
    arena_release(&a);
}

/* The same ten rules alone, over the same bytes. */
static double same_ten(out *now, out *then)
{
    struct set s;
    struct collection y;
    struct check k;
    err e;
    arena a, each;
    arena_init(&a, 0);
    arena_init(&each, 0);
    e = (err){ .mem = &a };
    double from = cpu_seconds();
    set_init(&s, &a);
    for (int i = 0; i < FILES; i++)
        if (set_add_bytes(&s, str_of(names[i]), out_str(&now[i]), false, &e) ||
            set_add_bytes(&s, str_of(names[i]), out_str(&then[i]), true, &e))
            exit(1);
    set_index(&s);
    collection_of(&y, 2026);
    ssda903_check_init(&k, &y, s.have, &a);
    size_t kept = 0;
    for (size_t i = 0; i < k.nactive; i++)
        for (size_t n = 0; n < COUNT_OF(same_rules); n++)
            if (strcmp(ssda903_rules[k.active[i]].text.code, same_rules[n]) == 0) {
                k.active[kept++] = k.active[i];
                break;
            }
    k.nactive = kept;
    set_check(&s, &k, SIZE_MAX, NULL, NULL);
    double took = cpu_seconds() - from;
    set_close(&s);
    arena_release(&each);
    arena_release(&a);
    return took;
}

static void write_files(out *f, const char *dir, const char *sub)
{
    for (int i = 0; i < FILES; i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s/%s", dir, sub, names[i]);
        FILE *o = fopen(path, "w");
        if (!o || fwrite(f[i].p, 1, f[i].n, o) != f[i].n || fclose(o)) {
            perror(path);
            exit(1);
        }
    }
}

/* The command that people use, over files on disk, as a process of its own. */
static int measure_command(const char *program, const char *dir, uint32_t children)
{
    char now[4096], then[4096];
    snprintf(now, sizeof now, "%s/now", dir);
    snprintf(then, sizeof then, "%s/last", dir);
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        if (!freopen("/dev/null", "w", stdout))
            _exit(127);
        execl(program, program, "check", "ssda903", now, "--last-year", then, "--year", "2026-27", (char *)NULL);
        _exit(127);
    }
    int status = 0;
    struct rusage use;
    if (pid < 0 || wait4(pid, &status, 0, &use) < 0 || !WIFEXITED(status) ||
        (WEXITSTATUS(status) != 4 && WEXITSTATUS(status) != 0)) {
        fprintf(stderr, "ssda903: %s did not check the files\n", program);
        return 1;
    }
    double cpu = (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) +
                 (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6;
    printf("holdfast check ssda903, %u children, two years of files on disk: %.2f s CPU, %ld MiB at most\n", children,
           cpu, use.ru_maxrss / 1024);
    return 0;
}

int main(int argc, char **argv)
{
    uint32_t children = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 1200;
    uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    out now[FILES] = { { 0 } }, then[FILES] = { { 0 } };
    make_year(now, children, seed, day_make(2026, 4, 1));
    make_year(then, children, seed + 1, day_make(2025, 4, 1));
    if (argc > 3) {
        write_files(now, argv[3], "now");
        write_files(then, argv[3], "last");
        for (int i = 0; i < FILES; i++) {
            out_release(&now[i]);
            out_release(&then[i]);
        }
        return argc > 4 ? measure_command(argv[4], argv[3], children) : 0;
    }
    struct set s;
    struct check k;
    struct collection y;
    arena a;
    arena_init(&a, 0);
    double from = cpu_seconds();
    size_t issues = set_run(&s, &k, &y, now, then, &a);
    double whole = cpu_seconds() - from;
    arena one;
    arena_init(&one, 0);
    enum { AGAIN = 2000 };
    from = cpu_seconds();
    for (size_t i = 0; i < AGAIN; i++) {
        struct child c;
        struct check alone = k;
        alone.nissues = alone.cap = alone.nupns = alone.cap_upns = 0;
        alone.issues = NULL;
        alone.upns = NULL;
        alone.mem = &one;
        set_child(&s, i * 7919 % s.nchildren, &c, &one);
        ssda903_check_child(&alone, &c);
        arena_clear(&one);
    }
    double single = (cpu_seconds() - from) / AGAIN;
    double load, rules, ten = same_ten(now, then);
    struct rusage use;
    getrusage(RUSAGE_SELF, &use);
    printf("SSDA903, %u children, two years, %zu rules: %.0f ms CPU, %zu issues, %ld MiB at most with both years' "
           "files in memory\n",
           children, k.nactive, whole * 1e3, issues, use.ru_maxrss / 1024);
    printf("one child checked again: %.1f us CPU\n", single * 1e6);
    baseline(now, then, &load, &rules);
    printf("ten rules over whole tables: %.0f ms CPU, %.2f times the baseline (SQLite in memory: %.0f ms to load, %.0f "
           "ms for the ten rules)\n",
           ten * 1e3, ten / (load + rules), load * 1e3, rules * 1e3);
    set_close(&s);
    arena_release(&one);
    arena_release(&a);
    for (int i = 0; i < FILES; i++) {
        out_release(&now[i]);
        out_release(&then[i]);
    }
    return 0;
}
