/* access_journal.c - append first, tell the database later.
 *
 * The file begins with a line "holdfast-access-1 NAME", NAME random. Then one line an access, its columns separated by
 * tabs: at, account, subject, purpose, outcome, kind, what; or for a list, a file or a search: at, account, "*",
 * purpose, scope, what was searched for, what, and the numbers of those who were on it. When everything in it is in
 * the database the file is cut to nothing and begun anew with another name; a crash between the commit and the cut
 * finds the rows there by (name, place). */
#include "desk/access_journal.h"
#include "base/encoding.h"
#include "base/fault.h"
#include "base/out.h"
#include "record/tables.h"
#include "store/seal.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
    BATCH = 2000,
    LINE_MAX_BYTES = 1024,
    CELL_MAX_BYTES = 160,
    LIST_BYTES = 18,
    NAME_BYTES = 9,
    NAME_TEXT = 12,
    HEAD_BYTES = 18 + NAME_TEXT + 1,
    ANOTHER_VISIT = 30 * 60
};
static const char head[] = "holdfast-access-1 ";

struct access_journal {
    int fd;
    off_t size, moved;                  /* bytes in the file; of these, in the database */
    char name[NAME_TEXT + 1];
    pthread_mutex_t appending, moving;
    pthread_cond_t wake;
    pthread_t thread;
    bool threaded, stopping;
    int seconds;
    struct store *store;                /* the mover's own connection */
    arena mem;
};

static err_code io_failed(err *e, const char *what)
{
    err_set(e, ERR_SYSTEM, "the access journal could not be %s: %s", what, strerror(errno));
    return err_hint(e, "check the disk beside the database");
}

static bool write_all(int fd, const char *p, size_t n)
{
    if (fault_now(FAULT_FILE) || fault_now(FAULT_DISK_FULL)) {
        errno = ENOSPC;
        return false;
    }
    ssize_t done = write(fd, p, n);     /* one call: with O_APPEND the line is whole or, on a full disk, cut short */
    return done == (ssize_t)n;
}

static err_code begin_anew(struct access_journal *j, err *e)
{
    unsigned char bytes[NAME_BYTES];
    char line[HEAD_BYTES + 1];
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2base64(j->name, sizeof j->name, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    memcpy(line, head, sizeof head - 1);
    memcpy(line + sizeof head - 1, j->name, NAME_TEXT);
    line[HEAD_BYTES - 1] = '\n';
    if (ftruncate(j->fd, 0) || !write_all(j->fd, line, HEAD_BYTES))
        return io_failed(e, "begun");
    j->size = j->moved = HEAD_BYTES;
    return ERR_OK;
}

/* --- one batch into the database --------------------------------------------------------------- */

/* An earlier look than `visit` was another visit, and becomes the one before. */
static err_code look_kept(struct store *s, str account, int64_t subject, str at, str visit, arena *a, err *e)
{
    db_rows rows;
    db_val last = DBT(at), before = DBN;
    if (db_run(s->db, ST_looked_get, ARGS(DBT(account), DBI(subject)), a, &rows, e))
        return e->code;
    if (rows.n) {
        const db_val *was = db_row(&rows, 0);
        const db_val last_was = was[LOOKED_GET_AT], before_was = was[LOOKED_GET_BEFORE_AT];
        last = str_cmp(last_was.s, at) > 0 ? last_was : last;
        before = str_cmp(last_was.s, visit) < 0 ? last_was : before_was;
        if (str_eq(last.s, last_was.s) && before.type == before_was.type && str_eq(before.s, before_was.s))
            return ERR_OK;
    }
    return seal_set(s, "looked", ST_looked_seal, 2, ST_looked_set, ARGS(DBT(account), DBI(subject), last, before), e);
}

/* What a list is called: what its members hash to. The same people seen again are the same list, and take one row. */
static db_val list_name(size_t n, const int64_t *ids, arena *a)
{
    crypto_generichash_state st;
    unsigned char hash[LIST_BYTES];
    enum { TEXT_BYTES = LIST_BYTES / 3 * 4 };
    char *text = arena_alloc(a, TEXT_BYTES + 1);
    if (!n)
        return DBN;
    crypto_generichash_init(&st, NULL, 0, sizeof hash);
    for (size_t i = 0; i < n; i++) {
        unsigned char bytes[8];
        for (unsigned k = 0; k < 8; k++)
            bytes[k] = (unsigned char)((uint64_t)ids[i] >> (8 * k));
        crypto_generichash_update(&st, bytes, sizeof bytes);
    }
    crypto_generichash_final(&st, hash, sizeof hash);
    sodium_bin2base64(text, TEXT_BYTES + 1, hash, sizeof hash, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return DBT(((str){ text, TEXT_BYTES }));
}

/* The members of a list that is new. */
static err_code keep_list(struct store *s, db_val list, size_t n, const int64_t *ids, arena *a, err *e)
{
    db_rows rows;
    err_code rc = n ? db_run(s->db, ST_access_listed_has, ARGS(list), a, &rows, e) : ERR_OK;
    if (rc || !n || rows.n)
        return rc;
    for (size_t i = 0; !rc && i < n; i++)
        rc = seal_add(s, "access_listed", ST_access_listed_add, ARGS(list, DBI(ids[i])), e);
    return rc;
}

static err_code move_list(struct access_journal *j, const str part[static 7], str members, int64_t place, arena *a,
                          err *e)
{
    size_t n = 0;
    int64_t *ids = arena_array(a, int64_t, members.n / 2 + 1);
    str word;
    while (str_cut(&members, ' ', &word))
        if (str_int(word, &ids[n]))
            n++;
    const db_val list = list_name(n, ids, a);
    err_code rc = keep_list(j->store, list, n, ids, a, e);
    if (rc)
        return rc;
    return seal_add(j->store, "access_list", ST_access_list_add,
                    ARGS(DBT(str_of(j->name)), DBI(place), DBT(part[0]), DBT(part[1]), DBT(part[3]), DBT(part[4]),
                         DBT(part[6]), part[5].n ? DBT(part[5]) : DBN, DBI((int64_t)n), list),
                    e);
}

static err_code move_line(struct access_journal *j, str line, int64_t place, arena *a, err *e)
{
    str part[7] = { { NULL, 0 } };
    int n = 0;
    while (n < 7 && str_cut(&line, '\t', &part[n]))
        n++;
    int64_t subject;
    instant at = instant_parse(part[0]);
    if (n == 7 && str_eq(part[2], S("*")) && at != INSTANT_NONE)
        return move_list(j, part, line, place, a, e);
    if (n < 6 || !str_int(part[2], &subject) || at == INSTANT_NONE)
        return ERR_OK;                  /* cut short by a full disk; the look it meant was refused */
    err_code rc = seal_add(j->store, "access_log", ST_access_log_add,
                           ARGS(DBT(str_of(j->name)), DBI(place), DBT(part[0]), DBT(part[1]), DBI(subject),
                                DBT(part[3]), DBT(part[4]), part[5].n ? DBT(part[5]) : DBN,
                                DBT(part[6].p ? part[6] : S(""))),
                           e);
    if (rc || !str_eq(part[4], S("yes")))
        return rc;
    return look_kept(j->store, part[1], subject, part[0], instant_iso(a, at - ANOTHER_VISIT), a, e);
}

static err_code move_batch(struct access_journal *j, off_t end, err *e)
{
    size_t all = (size_t)(end - j->moved), most = (size_t)BATCH * 128, n = all < most ? all : most;
    arena_clear(&j->mem);
    char *bytes = arena_alloc_raw(&j->mem, all + 1);
    ssize_t got = pread(j->fd, bytes, n, j->moved);
    if (got > 0 && n < all && !memrchr(bytes, '\n', (size_t)got))       /* a list longer than a batch */
        got = pread(j->fd, bytes, all, j->moved);
    if (got <= 0)
        return io_failed(e, "read");
    str text = { bytes, (size_t)got }, line;
    const char *last = memrchr(bytes, '\n', (size_t)got);
    if (!last) {
        j->moved += got;                /* a line without an end was never acknowledged */
        return ERR_OK;
    }
    text.n = (size_t)(last - bytes) + 1;
    size_t whole = text.n;
    err_code rc = db_begin(j->store->db, true, e);
    while (!rc && text.n) {
        int64_t place = (int64_t)j->moved + (int64_t)(text.p - bytes);
        str_cut(&text, '\n', &line);
        rc = move_line(j, line, place, &j->mem, e);
    }
    if (!rc)
        rc = db_commit(j->store->db, e);
    db_rollback(j->store->db);
    if (!rc)
        j->moved += (off_t)whole;
    return rc;
}

err_code access_journal_drain(struct access_journal *j, err *e)
{
    err_code rc = ERR_OK;
    pthread_mutex_lock(&j->moving);
    pthread_mutex_lock(&j->appending);
    off_t end = j->size;
    pthread_mutex_unlock(&j->appending);
    while (!rc && j->moved < end)
        rc = move_batch(j, end, e);
    pthread_mutex_lock(&j->appending);
    if (!rc && j->size == j->moved && j->size > HEAD_BYTES)
        rc = begin_anew(j, e);
    pthread_mutex_unlock(&j->appending);
    pthread_mutex_unlock(&j->moving);
    return rc;
}

static void *mover(void *ctx)
{
    struct access_journal *j = ctx;
    arena a;
    arena_init(&a, 0);
    pthread_mutex_lock(&j->appending);
    while (!j->stopping) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += j->seconds;
        pthread_cond_timedwait(&j->wake, &j->appending, &until);
        if (j->stopping)
            break;
        pthread_mutex_unlock(&j->appending);
        err e = { .mem = &a };
        if (access_journal_drain(j, &e))
            dprintf(STDERR_FILENO, "{\"what\":\"access journal\",\"code\":\"%s\",\"message\":\"" STR_FMT "\"}\n",
                    err_name(e.code), STR_ARG(e.message));
        arena_clear(&a);
        pthread_mutex_lock(&j->appending);
    }
    pthread_mutex_unlock(&j->appending);
    arena_release(&a);
    return NULL;
}

/* --- open, add, close ------------------------------------------------------------------------ */

/* What an earlier process left: its name, or a new beginning. */
static err_code take_over(struct access_journal *j, err *e)
{
    struct stat st;
    char line[HEAD_BYTES];
    if (fstat(j->fd, &st))
        return io_failed(e, "read");
    bool known = st.st_size >= HEAD_BYTES && pread(j->fd, line, HEAD_BYTES, 0) == HEAD_BYTES &&
                 !memcmp(line, head, sizeof head - 1) && line[HEAD_BYTES - 1] == '\n';
    if (!known)
        return begin_anew(j, e);
    memcpy(j->name, line + sizeof head - 1, NAME_TEXT);
    j->name[NAME_TEXT] = '\0';
    j->size = st.st_size;
    j->moved = HEAD_BYTES;
    char end = '\n';
    if (j->size > HEAD_BYTES && pread(j->fd, &end, 1, j->size - 1) == 1 && end != '\n') {
        if (!write_all(j->fd, "\n", 1))     /* so that the next line stands alone */
            return io_failed(e, "written");
        j->size++;
    }
    return ERR_OK;
}

err_code access_journal_open(struct access_journal **out_j, const struct catalogue *cat, str where, int seconds, err *e)
{
    struct access_journal *j = sodium_init() < 0 ? NULL : calloc(1, sizeof *j);
    if (!j)
        return err_set(e, ERR_SYSTEM, "the access journal could not be opened");
    j->fd = -1;
    j->seconds = seconds;
    arena_init(&j->mem, 0);
    pthread_mutex_init(&j->appending, NULL);
    pthread_mutex_init(&j->moving, NULL);
    pthread_cond_init(&j->wake, NULL);
    err_code rc = records_open(&j->store, cat, where, STORE_WRITE, e);
    str path = store_file_path(where, ".access", &j->mem);
    if (!rc && !path.p)
        rc = err_set(e, ERR_INVALID, "a database in memory cannot be served");
    if (!rc && (j->fd = open(arena_z(&j->mem, path), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600)) < 0)
        rc = io_failed(e, "opened");
    if (!rc && flock(j->fd, LOCK_EX | LOCK_NB)) {
        err_set(e, ERR_BUSY, "another holdfast serves this database already");
        rc = err_hint(e, "stop it first, or use the one that runs");
    }
    if (!rc)
        rc = take_over(j, e);
    if (!rc)
        rc = access_journal_drain(j, e);
    if (!rc && seconds > 0) {
        j->threaded = pthread_create(&j->thread, NULL, mover, j) == 0;
        if (!j->threaded)
            rc = err_set(e, ERR_SYSTEM, "the access journal's thread did not start");
    }
    if (rc) {
        j->moved = j->size;             /* nothing more to move */
        access_journal_close(j);
        return rc;
    }
    *out_j = j;
    return ERR_OK;
}

void access_journal_close(struct access_journal *j)
{
    if (!j)
        return;
    pthread_mutex_lock(&j->appending);
    j->stopping = true;
    pthread_cond_signal(&j->wake);
    pthread_mutex_unlock(&j->appending);
    if (j->threaded)
        pthread_join(j->thread, NULL);
    arena a;
    arena_init(&a, 0);
    err e = { .mem = &a };
    if (j->fd >= 0 && j->store && access_journal_drain(j, &e))
        dprintf(STDERR_FILENO, "{\"what\":\"access journal\",\"code\":\"%s\"}\n",
                err_name(e.code)); /* the lines stay on file for the next start */
    arena_release(&a);
    store_close(j->store);
    if (j->fd >= 0)
        close(j->fd);
    arena_release(&j->mem);
    pthread_cond_destroy(&j->wake);
    pthread_mutex_destroy(&j->moving);
    pthread_mutex_destroy(&j->appending);
    free(j);
}

/* Into line, without what would break it. */
static size_t put_cell(char *line, size_t n, str s, char end)
{
    size_t most = s.n < CELL_MAX_BYTES ? s.n : CELL_MAX_BYTES;
    bool letters = utf8_valid(s);       /* an address as it was sent may hold anything; a database does not take it */
    while (most < s.n && most && ((unsigned char)s.p[most] & 0xc0) == 0x80)
        most--;                         /* not in the middle of a letter */
    for (size_t i = 0; i < most && n + 2 < LINE_MAX_BYTES; i++)
        line[n++] = (unsigned char)s.p[i] < 0x20 ? ' ' : letters || (unsigned char)s.p[i] < 0x80 ? s.p[i] : '?';
    line[n++] = end;
    return n;
}

static err_code append(struct access_journal *j, const char *line, size_t n, err *e)
{
    pthread_mutex_lock(&j->appending);
    bool fine = write_all(j->fd, line, n);
    if (fine)
        j->size += (off_t)n;
    else {                              /* what was cut short must not run into the next line */
        struct stat st;
        if (!fstat(j->fd, &st) && st.st_size > j->size && ftruncate(j->fd, j->size))
            j->size = st.st_size;
    }
    pthread_mutex_unlock(&j->appending);
    return fine ? ERR_OK : io_failed(e, "written");
}

err_code access_journal_add_list(struct access_journal *j, instant at, str account, const char *scope,
                                 const struct access_shown *shown, err *e)
{
    char line[LINE_MAX_BYTES], when[21];
    instant_iso_into(when, at);
    size_t n = put_cell(line, 0, str_of(when), '\t');
    n = put_cell(line, n, account, '\t');
    n = put_cell(line, n, S("*"), '\t');
    n = put_cell(line, n, str_of(shown->how), '\t');
    n = put_cell(line, n, str_of(scope), '\t');
    n = put_cell(line, n, shown->asked, '\t');
    n = put_cell(line, n, shown->what, '\t');
    out o = { 0 };
    out_raw(&o, (str){ line, n });
    for (size_t i = 0; i < shown->n; i++)
        out_printf(&o, i ? " %lld" : "%lld", (long long)shown->ids[i]);
    out_char(&o, '\n');
    err_code rc = append(j, out_str(&o).p, out_str(&o).n, e);
    out_release(&o);
    return rc;
}

err_code access_journal_add(struct access_journal *j, instant at, str account, int64_t subject_id, const char *purpose,
                            const char *outcome, const struct kind *k, str what, err *e)
{
    char line[LINE_MAX_BYTES], when[21], number[24];
    instant_iso_into(when, at);
    int digits = snprintf(number, sizeof number, "%lld", (long long)subject_id);
    size_t n = put_cell(line, 0, str_of(when), '\t');
    n = put_cell(line, n, account, '\t');
    n = put_cell(line, n, (str){ number, (size_t)digits }, '\t');
    n = put_cell(line, n, str_of(purpose), '\t');
    n = put_cell(line, n, str_of(outcome), '\t');
    n = put_cell(line, n, k ? k->name : S(""), '\t');
    n = put_cell(line, n, what, '\n');
    return append(j, line, n, e);
}
