/* cin.c - how long a census of the whole of England takes to check, and how much memory.
 *
 *   cin make FILE CHILDREN SEED      writes a census of invented children
 *   cin check FILE                   reads and checks it: CPU, wall clock, memory
 *   cin sql FILE                     rules one by one over whole tables in SQLite in memory, and the same rules here;
 *   compares the counts cin one FILE                     one child re-checked
 *
 * About one child in twelve has something that a rule reports. */
#include "base/file.h"
#include "returns/cin/file.h"
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

/* --- making ------------------------------------------------------------------------------------ */

static uint32_t roll(uint64_t *seed, uint32_t below)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((*seed >> 33) % below);
}

static const char *pick(uint64_t *seed, const char *const *from, uint32_t n) { return from[roll(seed, n)]; }
#define PICK(seed, list) pick(seed, list, (uint32_t)COUNT_OF(list))

static void item(FILE *f, const char *name, const char *value) { fprintf(f, "<%s>%s</%s>\n", name, value, name); }
static void dated(FILE *f, const char *name, day d)
{
    char iso[11];
    day_iso_into(iso, d);
    item(f, name, iso);
}

static void make_upn(FILE *f, uint64_t *seed, uint32_t n)
{
    static const char letters[] = "ABCDEFGHJKLMNPQRTUVWXYZ";
    char digits[13];
    snprintf(digits, sizeof digits, "801%09u", n);
    unsigned sum = 0;
    for (unsigned i = 0; i < 12; i++)
        sum += (unsigned)(digits[i] - '0') * (i + 2);
    if (roll(seed, 400) == 0)
        sum++;
    fprintf(f, "<UPN>%c%s</UPN>\n", letters[sum % 23], digits);
}

static void make_assessment(FILE *f, uint64_t *seed, day start, day end)
{
    static const char *const factors[] = { "1A", "1B", "2A",  "3A",  "3B",  "4A",  "4B",
                                           "5A", "6A", "14A", "16A", "17A", "18B", "20" };
    fputs("<Assessments>\n", f);
    dated(f, "AssessmentActualStartDate", start);
    dated(f, "AssessmentAuthorisationDate", end);
    fputs("<FactorsIdentifiedAtAssessment>\n", f);
    uint32_t first = roll(seed, 7), n = 1 + roll(seed, 3);
    for (uint32_t i = 0; i < n; i++)
        item(f, "AssessmentFactors", factors[first + i * 2]);
    fputs("</FactorsIdentifiedAtAssessment>\n</Assessments>\n", f);
}

static void make_protection(FILE *f, uint64_t *seed, day start, day last)
{
    static const char *const abuse[] = { "NEG", "PHY", "SAB", "EMO" };
    const char *category = PICK(seed, abuse);
    fputs("<ChildProtectionPlans>\n", f);
    dated(f, "CPPstartDate", start);
    item(f, "InitialCategoryOfAbuse", category);
    item(f, "LatestCategoryOfAbuse", roll(seed, 500) ? category : "XXX");
    fprintf(f, "<NumberOfPreviousCPP>%u</NumberOfPreviousCPP>\n", roll(seed, 3));
    for (day review = start + 85; review < last; review += 180) {
        fputs("<Reviews>\n", f);
        dated(f, "CPPreviewDate", review);
        fputs("</Reviews>\n", f);
    }
    fputs("</ChildProtectionPlans>\n", f);
}

static day on_weekday(day d) { return day_weekday(d) >= 5 ? d + 2 : d; }

static void make_episode(FILE *f, uint64_t *seed, day from, day last, bool open)
{
    static const char *const sources[] = { "1A", "1B", "2A", "3A", "3B", "5A", "6", "8" };
    static const char *const needs[] = { "N1", "N2", "N3", "N4", "N5", "N6" };
    uint32_t way = roll(seed, 100);
    day closed = from + 80 + (day)roll(seed, 60), conference = on_weekday(from + 18);
    bool nfa = way < 6 && !open, protection = way > 84 && open;
    fputs("<CINdetails>\n", f);
    dated(f, "CINreferralDate", from);
    item(f, "ReferralSource", PICK(seed, sources));
    if (!nfa)
        item(f, "PrimaryNeedCode", roll(seed, 900) ? PICK(seed, needs) : "N99");
    if (!open) {
        dated(f, "CINclosureDate", closed < last ? closed : last);
        item(f, "ReasonForClosure", nfa ? "RC7" : "RC7");
    }
    if (!nfa)
        make_assessment(f, seed, from + 1 - (roll(seed, 300) ? 0 : 4), from + 35);
    if (!nfa && !protection && way > 40) {
        fputs("<CINPlanDates>\n", f);
        dated(f, "CINPlanStartDate", from + 36);
        if (!open)
            dated(f, "CINPlanEndDate", (closed < last ? closed : last) - (roll(seed, 250) ? 0 : 60));
        fputs("</CINPlanDates>\n", f);
    }
    if (protection) {
        fputs("<Section47>\n", f);
        dated(f, "S47ActualStartDate", from + 2);
        dated(f, "InitialCPCtarget", on_weekday(from + 23));
        dated(f, "DateOfInitialCPC", conference);
        item(f, "ICPCnotRequired", "0");
        fputs("</Section47>\n", f);
    }
    item(f, "ReferralNFA", nfa ? "1" : "0");
    if (protection)
        make_protection(f, seed, conference, last);
    fputs("</CINdetails>\n", f);
}

static void make_child(FILE *f, uint64_t *seed, uint32_t n, day start, day end)
{
    static const char *const ethnicities[] = { "WBRI", "WBRI", "WBRI", "WOTH", "MWBC",
                                               "AIND", "APKN", "BAFR", "OOTH", "NOBT" };
    static const char *const disabilities[] = { "NONE", "NONE", "NONE", "NONE", "MOB", "LD",  "AUT", "HEAR",
                                                "VIS",  "BEH",  "COMM", "CON",  "PC",  "INC", "HAND" };
    fprintf(f, "<Child>\n<ChildIdentifiers>\n<LAchildID>%08u</LAchildID>\n", n);
    make_upn(f, seed, n);
    dated(f, "PersonBirthDate", end - 6 * 365 - (day)roll(seed, 10 * 365));
    item(f, "Sex", roll(seed, 2) ? "M" : roll(seed, 300) ? "F" : "1");
    fputs("</ChildIdentifiers>\n<ChildCharacteristics>\n", f);
    item(f, "Ethnicity", PICK(seed, ethnicities));
    const char *disability = PICK(seed, disabilities);
    fputs("<Disabilities>\n", f);
    item(f, "Disability", disability);
    if (strcmp(disability, "NONE") != 0 && strcmp(disability, "DDA") != 0 && roll(seed, 3) == 0)
        item(f, "Disability", "DDA");
    fputs("</Disabilities>\n</ChildCharacteristics>\n", f);
    bool two = roll(seed, 100) < 8;
    day first = start + (day)roll(seed, 100);
    make_episode(f, seed, first, end, !two && roll(seed, 2));
    if (two)
        make_episode(f, seed, first + 150, end, roll(seed, 2));
    fputs("</Child>\n", f);
}

static int make(const char *path, uint32_t children, uint64_t seed)
{
    FILE *f = fopen(path, "we");
    if (!f)
        return 1;
    fputs("<?xml version=\"1.0\" "
          "encoding=\"UTF-8\"?>\n<Message>\n<Header>\n<CollectionDetails>\n<Collection>CIN</Collection>\n<Year>2026</"
          "Year>\n"
          "<ReferenceDate>2026-03-31</ReferenceDate>\n</CollectionDetails>\n<Source>\n<SourceLevel>L</"
          "SourceLevel>\n<LEA>801</LEA>\n</Source>\n</Header>\n<Children>\n",
          f);
    for (uint32_t n = 1; n <= children; n++)
        make_child(f, &seed, n, day_make(2025, 4, 1), day_make(2026, 3, 31));
    fputs("</Children>\n</Message>\n", f);
    return fclose(f) != 0;
}

/* --- checking ---------------------------------------------------------------------------------- */

static double seconds(struct timeval t) { return (double)t.tv_sec + (double)t.tv_usec / 1e6; }
static double cpu(void)
{
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return seconds(u.ru_utime) + seconds(u.ru_stime);
}
static double wall(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}
static long memory_mib(void)
{
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return u.ru_maxrss / 1024;
}

static struct file census;
static void let_go(void *ctx, size_t from, size_t to)
{
    (void)ctx;
    const size_t page = 1 << 16;
    size_t whole = (from + page - 1) / page * page, end = to / page * page;
    if (end > whole)
        madvise((char *)census.map + whole, end - whole, MADV_DONTNEED);
}

static struct calendar calendar;

static bool run(struct cin_file *f, const char *path, const char *only, unsigned processors, arena *a)
{
    err e = { .mem = a };
    calendar_init(&calendar, a, 0, NULL);
    struct cin_file_how how = { .reference = DAY_NONE,
                                .calendar = &calendar,
                                .processors = processors,
                                .done = let_go,
                                .only = only ? str_of(only) : STR_NONE };
    if (file_open(&census, path, &e) || cin_file_check(f, census.bytes, &how, a, &e)) {
        fprintf(stderr, STR_FMT "\n", STR_ARG(e.message));
        return false;
    }
    return true;
}

static int check(const char *path, unsigned processors)
{
    arena a;
    arena_init(&a, 0);
    struct cin_file f;
    double began = wall(), used = cpu();
    if (!run(&f, path, NULL, processors, &a))
        return 1;
    used = cpu() - used;
    began = wall() - began;
    printf("cin, %zu children, %.0f MB, on %u: %.2f s of CPU, %.2f s, %ld MiB, %zu issues, %.1f us a child\n",
           f.reading.children, (double)census.bytes.n / 1e6, processors, used, began, memory_mib(), f.check.nissues,
           used * 1e6 / (double)f.reading.children);
    file_close(&census);
    arena_release(&a);
    return 0;
}

/* --- one child --------------------------------------------------------------------------------- */

struct one { const struct cin_year *year; double best; size_t n; };

static err_code recheck(void *ctx, const struct cin_header *h, const struct cin_child *c, err *e)
{
    (void)h, (void)e;
    struct one *o = ctx;
    enum { TIMES = 200 };
    arena a;
    arena_init(&a, 0);
    double began = wall();
    for (int i = 0; i < TIMES; i++) {
        struct cin_check k;
        cin_check_init(&k, o->year, &a);
        cin_check_child(&k, c);
        cin_check_end(&k);
        arena_clear(&a);
    }
    o->best += (wall() - began) / TIMES;
    o->n++;
    arena_release(&a);
    return o->n == 200 ? err_set(e, ERR_CONFLICT, "enough") : ERR_OK;
}

static int one(const char *path)
{
    arena a;
    arena_init(&a, 0);
    err e = { .mem = &a };
    struct cin_year year;
    calendar_init(&calendar, &a, 0, NULL);
    cin_year_of(&year, day_make(2026, 3, 31), &calendar);
    struct one o = { .year = &year };
    struct cin_reading reading;
    if (file_open(&census, path, &e))
        return 1;
    if (cin_read(census.bytes, recheck, NULL, &o, &reading, &a, &e) && e.code != ERR_CONFLICT)
        return 1;
    printf("cin, one child re-checked by every rule: %.2f us\n", o.best * 1e6 / (double)o.n);
    file_close(&census);
    arena_release(&a);
    return 0;
}

/* --- the same rules over whole tables ----------------------------------------------------------- */

static const struct { const char *rule, *sql; } naive[] = {
    { "1103", "SELECT count(*) FROM a JOIN d USING (child, episode) WHERE a.start < d.referral" },
    { "1104", "SELECT count(*) FROM q JOIN d USING (child, episode) WHERE q.conference < d.referral" },
    { "1105", "SELECT count(*) FROM p JOIN d USING (child, episode) WHERE p.start < d.referral" },
    { "1520", "SELECT count(*) FROM i WHERE upn IN (SELECT upn FROM i GROUP BY upn HAVING count(*) > 1)" },
    { "2889", "SELECT count(*) FROM q JOIN d USING (child, episode) WHERE q.start < d.referral" },
    { "4011", "SELECT count(*) FROM c WHERE ended < start" },
    { "4012Q", "SELECT count(*) FROM c WHERE ended = start" },
    { "4013", "SELECT count(*) FROM c WHERE ended < '2025-04-01' OR ended > '2026-03-31'" },
    { "4014", "SELECT count(*) FROM c x JOIN c y ON x.child = y.child AND x.n <> y.n WHERE x.start BETWEEN y.start AND "
              "coalesce(y.ended, '2026-03-31')" },
    { "4015", "SELECT count(*) FROM c JOIN d USING (child, episode) WHERE c.start < d.referral" },
    { "4016", "SELECT count(*) FROM c JOIN p ON c.child = p.child WHERE c.start BETWEEN p.start AND coalesce(p.ended, "
              "'2026-03-31') AND c.start IS NOT p.ended" },
    { "4017", "SELECT count(*) FROM c JOIN p ON c.child = p.child WHERE p.start BETWEEN c.start AND coalesce(c.ended, "
              "'2026-03-31') AND p.start IS NOT c.ended" },
    { "4180", "SELECT count(*) FROM i WHERE sex IS NULL OR sex NOT IN ('M', 'F', 'U')" },
    { "8510", "SELECT count(*) FROM i WHERE id IN (SELECT id FROM i GROUP BY id HAVING count(*) > 1)" },
    { "8520", "SELECT count(*) FROM i WHERE born > '2026-03-31'" },
    { "8600", "SELECT count(*) FROM d WHERE referral IS NULL OR referral > '2026-03-31'" },
    { "8608", "SELECT count(*) FROM a WHERE ended < start" },
    { "8610", "SELECT count(*) FROM d WHERE nfa = '0' AND need IS NULL" },
    { "8620", "SELECT count(*) FROM d WHERE closed < '2025-04-01' OR closed > '2026-03-31'" },
    { "8630", "SELECT count(*) FROM d WHERE closed < referral" },
    { "8650", "SELECT count(*) FROM d WHERE need NOT IN ('N0', 'N1', 'N2', 'N3', 'N4', 'N5', 'N6', 'N7', 'N8', 'N9')" },
    { "8720", "SELECT count(*) FROM p WHERE start IS NULL OR start > '2026-03-31'" },
    { "8805", "SELECT count(*) FROM d WHERE closed IS NOT NULL AND reason IS NULL" },
    { "8820", "SELECT count(*) FROM d x JOIN d y ON x.child = y.child AND x.n <> y.n WHERE (y.closed IS NOT NULL AND "
              "x.referral >= y.referral AND x.referral < y.closed) "
              "OR (y.closed IS NULL AND y.nfa = '0' AND x.referral BETWEEN y.referral AND '2026-03-31')" },
    { "8896",
      "SELECT count(*) FROM (SELECT 1 FROM a WHERE ended IS NULL GROUP BY child, episode HAVING count(*) > 1)" },
    { "8910", "SELECT count(*) FROM p WHERE latest IS NULL OR latest NOT IN ('NEG', 'PHY', 'SAB', 'EMO', 'MUL')" },
};

struct loading { sqlite3_stmt *i, *d, *a, *c, *q, *p; int64_t child, n; };

static void put(sqlite3_stmt *s, int at, struct cin_cell x)
{
    if (x.p)
        sqlite3_bind_text(s, at, x.p, (int)x.n, SQLITE_TRANSIENT);
    else
        sqlite3_bind_null(s, at);
}

static void step(sqlite3_stmt *s)
{
    if (sqlite3_step(s) != SQLITE_DONE)
        abort();
    sqlite3_reset(s);
}

static void put_keys(struct loading *l, sqlite3_stmt *s, int64_t episode)
{
    sqlite3_bind_int64(s, 1, ++l->n);
    sqlite3_bind_int64(s, 2, l->child);
    sqlite3_bind_int64(s, 3, episode);
}

static void put_two(struct loading *l, sqlite3_stmt *s, int64_t episode, struct cin_cell start, struct cin_cell ended)
{
    put_keys(l, s, episode);
    put(s, 4, start);
    put(s, 5, ended);
    step(s);
}

static err_code load(void *ctx, const struct cin_header *h, const struct cin_child *c, err *e)
{
    (void)h, (void)e;
    struct loading *l = ctx;
    sqlite3_bind_int64(l->i, 1, ++l->child);
    const struct cin_cell cells[] = { c->identifiers->LAchildID, c->identifiers->UPN, c->identifiers->PersonBirthDate,
                                      c->identifiers->Sex };
    for (int i = 0; i < 4; i++)
        put(l->i, i + 2, cells[i]);
    step(l->i);
    int64_t episode = 0;
    for (const struct cin_episode *x = c->episodes; x; x = (const void *)x->row.next) {
        put_keys(l, l->d, ++episode);
        const struct cin_cell of[] = { x->CINreferralDate, x->CINclosureDate, x->ReasonForClosure, x->PrimaryNeedCode,
                                       x->ReferralNFA };
        for (int i = 0; i < 5; i++)
            put(l->d, i + 4, of[i]);
        step(l->d);
        for (const struct cin_assessment *a = x->assessments; a; a = (const void *)a->row.next)
            put_two(l, l->a, episode, a->AssessmentActualStartDate, a->AssessmentAuthorisationDate);
        for (const struct cin_plan *p = x->plans; p; p = (const void *)p->row.next)
            put_two(l, l->c, episode, p->CINPlanStartDate, p->CINPlanEndDate);
        for (const struct cin_enquiry *q = x->enquiries; q; q = (const void *)q->row.next)
            put_two(l, l->q, episode, q->S47ActualStartDate, q->DateOfInitialCPC);
        for (const struct cin_protection *p = x->protections; p; p = (const void *)p->row.next) {
            put(l->p, 6, p->LatestCategoryOfAbuse);
            put_two(l, l->p, episode, p->CPPstartDate, p->CPPendDate);
        }
    }
    return ERR_OK;
}

static sqlite3_stmt *prepared(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *s = NULL;
    if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK) {
        fprintf(stderr, "%s: %s\n", sql, sqlite3_errmsg(db));
        exit(1);
    }
    return s;
}

static sqlite3 *tables_of(const char *path, arena *a)
{
    sqlite3 *db = NULL;
    err e = { .mem = a };
    struct cin_reading reading;
    sqlite3_open(":memory:", &db);
    sqlite3_exec(db,
                 "CREATE TABLE i (child INTEGER PRIMARY KEY, id, upn, born, sex); CREATE TABLE d (n INTEGER PRIMARY "
                 "KEY, child, episode, referral, closed, reason, need, nfa);"
                 "CREATE TABLE a (n INTEGER PRIMARY KEY, child, episode, start, ended); CREATE TABLE c (n INTEGER "
                 "PRIMARY KEY, child, episode, start, ended);"
                 "CREATE TABLE q (n INTEGER PRIMARY KEY, child, episode, start, conference); CREATE TABLE p (n INTEGER "
                 "PRIMARY KEY, child, episode, start, ended, latest); BEGIN",
                 NULL, NULL, NULL);
    struct loading l = { prepared(db, "INSERT INTO i VALUES (?,?,?,?,?)"),
                         prepared(db, "INSERT INTO d VALUES (?,?,?,?,?,?,?,?)"),
                         prepared(db, "INSERT INTO a VALUES (?,?,?,?,?)"),
                         prepared(db, "INSERT INTO c VALUES (?,?,?,?,?)"),
                         prepared(db, "INSERT INTO q VALUES (?,?,?,?,?)"),
                         prepared(db, "INSERT INTO p VALUES (?,?,?,?,?,?)"),
                         0,
                         0 };
    if (file_open(&census, path, &e) || cin_read(census.bytes, load, NULL, &l, &reading, a, &e))
        exit(1);
    sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
    file_close(&census);
    return db;
}

static err_code check_listed(void *ctx, const struct cin_header *h, const struct cin_child *c, err *e)
{
    (void)h, (void)e;
    if (ctx)
        cin_check_child(ctx, c);
    return ERR_OK;
}

static double read_with(const char *path, struct cin_check *k, arena *a)
{
    err e = { .mem = a };
    struct cin_reading reading;
    double began = cpu();
    if (file_open(&census, path, &e) || cin_read(census.bytes, check_listed, NULL, k, &reading, a, &e))
        exit(1);
    if (k)
        cin_check_end(k);
    file_close(&census);
    return cpu() - began;
}

/* The rules of the list over each child, without the reading: the least of three differences. */
static double ours_alone(const char *path, arena *a)
{
    struct cin_year year;
    double least = 1e9;
    cin_year_of(&year, day_make(2026, 3, 31), &calendar);
    for (int i = 0; i < 3; i++) {
        struct cin_check k;
        cin_check_init(&k, &year, a);
        k.nactive = 0;
        for (size_t r = 0; r < COUNT_OF(naive); r++)
            k.active[k.nactive++] = (uint16_t)cin_rule_named(str_of(naive[r].rule));
        double without = read_with(path, NULL, a), with = read_with(path, &k, a);
        if (with - without > 0 && with - without < least)
            least = with - without;
    }
    return least;
}

static int against_sql(const char *path)
{
    arena a;
    arena_init(&a, 0);
    double whole = cpu();
    sqlite3 *db = tables_of(path, &a);
    double theirs = cpu();
    int64_t counts[COUNT_OF(naive)];
    for (size_t i = 0; i < COUNT_OF(naive); i++) {
        sqlite3_stmt *s = prepared(db, naive[i].sql);
        counts[i] = sqlite3_step(s) == SQLITE_ROW ? sqlite3_column_int64(s, 0) : -1;
        sqlite3_finalize(s);
    }
    theirs = cpu() - theirs;
    whole = cpu() - whole;
    sqlite3_close_v2(db);
    struct cin_file f;
    double ours = cpu();
    if (!run(&f, path, NULL, 1, &a))
        return 1;
    ours = cpu() - ours;
    int wrong = 0;
    for (size_t i = 0; i < COUNT_OF(naive); i++) {
        size_t found = f.check.counts[cin_rule_named(str_of(naive[i].rule))];
        if ((int64_t)found != counts[i] && ++wrong)
            printf("rule %s: %zu here, %lld in SQLite\n", naive[i].rule, found, (long long)counts[i]);
    }
    double alone = ours_alone(path, &a);
    printf("cin, %zu rules over %zu children in memory: %.0f ms, %.1f times as fast as over whole tables in SQLite "
           "(%.0f ms)\n",
           COUNT_OF(naive), f.reading.children, alone * 1e3, theirs / alone, theirs * 1e3);
    printf("cin, the file read and all %zu rules: %.0f ms, %.1f times as fast as the file put into SQLite and %zu "
           "rules (%.0f ms)\n",
           cin_rule_count, ours * 1e3, whole / ours, COUNT_OF(naive), whole * 1e3);
    return wrong != 0;
}

int main(int argc, char **argv)
{
    if (argc == 5 && strcmp(argv[1], "make") == 0)
        return make(argv[2], (uint32_t)strtoul(argv[3], NULL, 10), strtoull(argv[4], NULL, 10));
    if (argc >= 3 && strcmp(argv[1], "check") == 0)
        return check(argv[2], argc > 3 ? (unsigned)strtoul(argv[3], NULL, 10) : 1);
    if (argc == 3 && strcmp(argv[1], "sql") == 0)
        return against_sql(argv[2]);
    if (argc == 3 && strcmp(argv[1], "one") == 0)
        return one(argv[2]);
    fputs("cin make FILE CHILDREN SEED | check FILE [PROCESSORS] | sql FILE | one FILE\n", stderr);
    return 2;
}
