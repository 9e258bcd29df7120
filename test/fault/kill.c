/* kill.c - kills writers without warning and looks at what they leave.
 *
 *   kill ENGINE PROGRAM SSD_DIR KILLS SEED        ENGINE sqlite or postgres (HOLDFAST_TEST_PG)
 *
 * Half of the kills hit a process that saves records and says on a pipe what was committed; half hit
 * `PROGRAM import`. After each: every acknowledged save is there, an import is there whole or not at all,
 * verify is clean, and the next process starts without help. Prints TAP. */
#include "tap.h"
#include "base/fault.h"
#include "record/record.h"
#include "record/tables.h"
#include "record/verify.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PEOPLE = 12 };
struct ack { int64_t id, version, number; };

static arena mem;
static err e = { .mem = &mem };
static struct catalogue *cat;
static uint64_t state;
static const char *engine;

static uint32_t chance(uint32_t below)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(state >> 33) % below;
}

static void stop(const char *doing)
{
    printf("Bail out! %s: " STR_FMT " " STR_FMT "\n", doing, STR_ARG(e.message), STR_ARG(e.detail));
    exit(1);
}

/* A place of its own for the nth store. */
static str place(const char *dir, const char *what, int n)
{
    if (!strcmp(engine, "postgres"))
        return arena_printf(&mem, "%s&authority=kill_%s_%d_%d", getenv("HOLDFAST_TEST_PG"), what, (int)getpid(), n);
    return arena_printf(&mem, "%s/%s%d.db", dir, what, n);
}

static struct store *open_store(str where, unsigned flags)
{
    struct store *s = NULL;
    if (records_open(&s, cat, where, flags, &e))
        stop("opening the store");
    return s;
}

static err_code save(struct store *s, int64_t *id, int64_t number, struct ack *out, arena *a)
{
    const struct kind *person = catalogue_kind(cat, S("person"));
    const struct author who = { .account = S("kill"), .via = S("form"), .at = 1790000000 + number };
    struct subject *sub;
    struct put_result r = { 0 };
    err_code rc;
    if ((rc = store_begin(s, &who, &e)))
        return rc;
    if ((rc = *id ? subject_load(s, *id, a, &sub, &e) : subject_new(s, person, a, &sub, &e)))
        goto done;
    const struct field_change set[] = {
        { kind_field(person, S("forename")), arena_printf(a, "Name %lld", (long long)number) },
        { kind_field(person, S("surname")), S("Kill") },
        { kind_field(person, S("born_on")), S("2015-05-05") },
    };
    struct change c = { .kind = person, .id = *id, .n = COUNT_OF(set), .fields = set, .lenient = true };
    if ((rc = subject_put(s, sub, &c, &r, &e)) || (rc = subject_write(s, sub, &e)))
        goto done;
    *id = r.record->id;
    *out = (struct ack){ r.record->id, r.record->version, number };
    rc = store_commit(s, &e);
done:
    store_rollback(s);
    return rc;
}

_Noreturn static void write_until_killed(str where, int pipe_out, const int64_t *ids, int64_t number)
{
    struct store *s = open_store(where, STORE_WRITE);
    int64_t mine[PEOPLE];
    memcpy(mine, ids, sizeof mine);
    arena a;
    arena_init(&a, 0);
    for (;; number++) {
        struct ack x;
        if (save(s, &mine[chance(PEOPLE)], number, &x, &a) || write(pipe_out, &x, sizeof x) != (ssize_t)sizeof x)
            _exit(9);
        arena_clear(&a);
    }
}

static bool clean(struct store *s)
{
    struct verify_report report = { .mem = &mem };
    if (store_verify(s, &report, &e))
        stop("verifying");
    if (report.faults)
        printf("# %lld faults, first: table " STR_FMT ", row " STR_FMT ": " STR_FMT "\n", (long long)report.faults,
               STR_ARG(report.found[0].table), STR_ARG(report.found[0].row), STR_ARG(report.found[0].what));
    return report.faults == 0;
}

static void pause_for(long microseconds)
{
    struct timespec t = { microseconds / 1000000, microseconds % 1000000 * 1000 };
    while (nanosleep(&t, &t) && errno == EINTR)
        ;
}

static void kill_savers(const char *dir, int kills)
{
    str where = place(dir, "save", 0);
    struct ack known[PEOPLE] = { 0 };
    int64_t ids[PEOPLE] = { 0 }, number = 1, lost = 0, saves = 0;
    int dirty = 0;
    store_close(open_store(where, STORE_WRITE | STORE_CREATE));
    for (int k = 0; k < kills; k++) {
        int fd[2];
        if (pipe(fd))
            stop("pipe");
        fflush(stdout);
        pid_t child = fork();
        if (child == 0) {
            close(fd[0]);
            state += (uint64_t)k;
            write_until_killed(where, fd[1], ids, number);
        }
        close(fd[1]);
        pause_for(20000 + chance(80000));
        kill(child, SIGKILL);
        int status;
        waitpid(child, &status, 0);
        if (!WIFSIGNALED(status))
            stop("the writer stopped by itself");
        struct ack x;
        while (read(fd[0], &x, sizeof x) == (ssize_t)sizeof x) {
            size_t i = 0;
            while (i < PEOPLE && ids[i] && ids[i] != x.id)
                i++;
            if (i < PEOPLE) {
                ids[i] = x.id;
                known[i] = x;
            }
            number = x.number + 1;
            saves++;
        }
        close(fd[0]);
        number += 1;                        /* the save that was under way may have been committed */
        struct store *s = open_store(where, 0);
        for (size_t i = 0; i < PEOPLE && ids[i]; i++) {
            struct subject *sub;
            arena a;
            arena_init(&a, 0);
            bool there = subject_load(s, ids[i], &a, &sub, &e) == ERR_OK &&
                         subject_own(sub)->version >= known[i].version;
            lost += !there;
            arena_release(&a);
        }
        dirty += !clean(s);
        store_close(s);
        arena_clear(&mem);
        where = place(dir, "save", 0);
    }
    is_int(lost, 0, "no acknowledged save is lost");
    is_int(dirty, 0, "verify is clean after each kill");
    ok(saves > kills, "there were saves to lose");
    printf("# %d kills, %lld acknowledged saves\n", kills, (long long)saves);
}

static pid_t start_import(const char *program, str where, const char *ssd, const char *fault)
{
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        int null = open("/dev/null", O_WRONLY);
        dup2(null, STDOUT_FILENO);
        dup2(null, STDERR_FILENO);
        if (fault)
            setenv("HOLDFAST_FAULT", fault, 1);
        execl(program, program, "import", arena_z(&mem, where), "--from", "ssd", ssd, (char *)NULL);
        _exit(127);
    }
    return child;
}

static int64_t entries(struct store *s)
{
    db_rows rows;
    if (db_run(s->db, ST_ledger_count, NO_ARGS, &mem, &rows, &e))
        stop("counting the ledger");
    return db_int(&rows, 0, 0);
}

static int64_t entries_at(str where)
{
    struct store *s = NULL;
    if (records_open(&s, cat, where, 0, &e))
        return 0;                           /* killed before it had made its tables */
    int64_t n = entries(s);
    store_close(s);
    return n;
}

static int64_t microseconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void kill_imports(const char *dir, const char *program, const char *ssd, int kills)
{
    str where = place(dir, "import", 0);
    int64_t began = microseconds(), whole, took;
    int status, half = 0, dirty = 0, stuck = 0, done = 0;
    waitpid(start_import(program, where, ssd, NULL), &status, 0);
    took = microseconds() - began;
    whole = entries_at(where);
    if (!ok(WIFEXITED(status) && WEXITSTATUS(status) == 0 && whole > 100, "an import that nobody kills ends well"))
        return;
    for (int k = 1; k <= kills; k++) {
        where = place(dir, "import", k);
        pid_t child = start_import(program, where, ssd, NULL);
        pause_for((long)chance((uint32_t)took));
        kill(child, SIGKILL);
        waitpid(child, &status, 0);
        bool acknowledged = WIFEXITED(status) && WEXITSTATUS(status) == 0;
        int64_t n = entries_at(where);
        half += n != 0 && n != whole;
        half += acknowledged && n != whole;
        done += n == whole;
        if (k % 5 == 0) {                   /* the next one starts by itself and completes the work */
            waitpid(start_import(program, where, ssd, NULL), &status, 0);
            stuck += !WIFEXITED(status) || WEXITSTATUS(status) != 0 || entries_at(where) != whole;
            struct store *s = open_store(where, 0);
            dirty += !clean(s);
            store_close(s);
        }
        arena_clear(&mem);
    }
    is_int(half, 0, "an import is there whole or not at all");
    is_int(stuck, 0, "the next import needs no help and completes");
    is_int(dirty, 0, "verify is clean");
    printf("# %d kills, %d after the commit\n", kills, done);
}

/* A disk that fills, a store that fails: the nth call and all after it. */
static void faulty_imports(const char *dir, const char *program, const char *ssd)
{
    static const char *const kinds[] = { "store", "disk_full", "file" };
    int n = 1000, half = 0, silent = 0, dirty = 0, hit = 0;
    str where = place(dir, "import", 0);
    int64_t whole = entries_at(where);
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        for (int at = 1; at < 4000; at = at * 3 + (int)chance(3), n++) {
            int status;
            where = place(dir, "import", n);
            const char *fault = arena_printf(&mem, "%s:%d", kinds[i], at).p;
            waitpid(start_import(program, where, ssd, fault), &status, 0);
            int64_t left = entries_at(where);
            bool failed = !WIFEXITED(status) || WEXITSTATUS(status) != 0;
            hit += failed;
            half += left != 0 && left != whole;
            silent += !failed && left != whole;
            if (left) {
                struct store *s = open_store(where, 0);
                dirty += !clean(s);
                store_close(s);
            }
            arena_clear(&mem);
        }
    is_int(half, 0, "a fault leaves the import whole or not there");
    is_int(silent, 0, "and is never silent");
    is_int(dirty, 0, "and verify is clean");
    ok(hit > 5, "faults were met");
}

/* The same under saves: the writer stops at the fault, what it said before is there, the next one goes on. */
static void faulty_saves(const char *dir)
{
    static const enum fault kinds[] = { FAULT_STORE, FAULT_DISK_FULL, FAULT_FILE };
    str where = place(dir, "fault", 0);
    int64_t ids[PEOPLE] = { 0 }, number = 1;
    int lost = 0, dirty = 0, met = 0;
    store_close(open_store(where, STORE_WRITE | STORE_CREATE));
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        for (int at = 1; at < 2000; at = at * 2 + (int)chance(2)) {
            int fd[2], status;
            if (pipe(fd))
                stop("pipe");
            fflush(stdout);
            pid_t child = fork();
            if (child == 0) {
                close(fd[0]);
                fault_arm(kinds[i], at);
                struct store *s = NULL;
                if (records_open(&s, cat, where, STORE_WRITE, &e))
                    _exit(3);
                arena a;
                arena_init(&a, 0);
                for (int k = 0; k < 60; k++) {
                    struct ack x;
                    if (save(s, &ids[chance(PEOPLE)], number + k, &x, &a))
                        _exit(3);
                    if (write(fd[1], &x, sizeof x) != (ssize_t)sizeof x)
                        _exit(9);
                    arena_clear(&a);
                }
                _exit(0);
            }
            close(fd[1]);
            waitpid(child, &status, 0);
            met += WIFEXITED(status) && WEXITSTATUS(status) == 3;
            struct ack x, last = { 0 };
            while (read(fd[0], &x, sizeof x) == (ssize_t)sizeof x) {
                size_t k = 0;
                while (k < PEOPLE && ids[k] && ids[k] != x.id)
                    k++;
                if (k < PEOPLE)
                    ids[k] = x.id;
                last = x;
            }
            close(fd[0]);
            number += 60;
            struct store *s = open_store(where, 0);
            struct subject *sub;
            arena a;
            arena_init(&a, 0);
            if (last.id)
                lost += subject_load(s, last.id, &a, &sub, &e) != ERR_OK || subject_own(sub)->version < last.version;
            arena_release(&a);
            dirty += !clean(s);
            store_close(s);
            arena_clear(&mem);
            where = place(dir, "fault", 0);
        }
    is_int(lost, 0, "faults under saves: nothing acknowledged is lost");
    is_int(dirty, 0, "and verify is clean");
    ok(met > 5, "and faults were met");
}

int main(int argc, char **argv)
{
    if (argc != 6)
        return 2;
    arena_init(&mem, 0);
    engine = argv[1];
    state = (uint64_t)strtoull(argv[5], NULL, 10);
    if (!strcmp(engine, "postgres") && !getenv("HOLDFAST_TEST_PG")) {
        puts("Bail out! HOLDFAST_TEST_PG is not set");
        return 1;
    }
    if (catalogue_load(&cat, STR_NONE, &e))
        stop("loading the catalogue");
    char dir[] = "/tmp/holdfast-kill.XXXXXX";
    if (!mkdtemp(dir))
        return 1;
    int kills = (int)strtol(argv[4], NULL, 10);
    printf("# %s, seed %s\n", engine, argv[5]);
    kill_savers(dir, kills / 2);
    kill_imports(dir, argv[2], argv[3], kills - kills / 2);
    faulty_imports(dir, argv[2], argv[3]);
    faulty_saves(dir);
    catalogue_free(cat);
    arena_release(&mem);
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        execlp("rm", "rm", "-rf", dir, (char *)NULL);
        _exit(127);
    }
    waitpid(child, NULL, 0);
    return done_testing();
}
