/* check_cin.c - checks a return before it is sent: holdfast check cin FILE. */
#include "cli/report.h"
#include "base/file.h"
#include "returns/cin/file.h"
#include "returns/cin/local.h"
#include <pthread.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <unistd.h>

/* "2025-26" or "2025": the year that begins on 1 April 2025. */
static err_code read_year(str text, day *reference, err *e)
{
    int year = 0;
    if (!return_year_read(text, &year) || year < 2000) {
        err_set(e, ERR_INVALID, "The year \"" STR_FMT "\" is not one.", STR_ARG(text));
        return err_hint(e, "write it as 2025-26");
    }
    *reference = return_year_of(&return_kinds[RETURN_cin], year).end;
    return ERR_OK;
}

enum { SMALL = 4 << 20 };      /* below this a second thread costs more than it brings */

struct letting_go { struct command *c; struct file *file; pthread_t first; atomic_size_t seen; unsigned passes; };

/* Gives back the pages of the file that have been read, so that a file larger than memory is no matter. Only whole
 * pages. */
static void let_go(void *ctx, size_t from, size_t to)
{
    struct letting_go *l = ctx;
    const size_t page = 1 << 16;
    size_t whole = (from + page - 1) / page * page, end = to / page * page;
    if (end > whole)
        madvise((char *)l->file->map + whole, end - whole, MADV_DONTNEED);
    size_t seen = atomic_fetch_add(&l->seen, to - from) + to - from, all = l->file->size * l->passes;
    if (pthread_equal(pthread_self(), l->first))
        command_progress(l->c, "Checking", seen < all ? seen : all - 1, all);
}

err_code cmd_check_cin(struct command *c, err *e)
{
    struct file file;
    struct cin_file f;
    struct letting_go l = { .c = c, .file = &file, .first = pthread_self() };
    struct cin_file_how how = { .reference = DAY_NONE,
                                .calendar = &c->cat->calendar,
                                .local = local_cin(c->cat),
                                .processors = (unsigned)sysconf(_SC_NPROCESSORS_ONLN),
                                .done = let_go,
                                .ctx = &l };
    str year = command_option(c, "year"), child = command_option(c, "child");
    how.child = child;
    if (year.p && read_year(year, &how.reference, e))
        return e->code;
    if (file_open(&file, arena_z(c->mem, c->args[0]), e))
        return e->code;
    if (file.size < SMALL)
        how.processors = 1;
    l.passes = how.processors > 1 ? 3 : 2;      /* for lines, for its encoding, for what it says */
    err_code rc = cin_file_check(&f, file.bytes, &how, c->mem, e);
    command_progress(c, "Checking", 1, 1);
    if (!rc && child.p && !f.check.child_seen)
        rc = err_set(e, ERR_NOT_FOUND, "There is no child " STR_FMT " in the file", STR_ARG(child));
    if (!rc) {
        struct report r;
        cin_file_report(&f, &r, c->mem);
        rc = report_to_command(c, &r, child, e);
    }
    file_close(&file);
    return rc;
}
