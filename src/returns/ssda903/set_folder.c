/* set_folder.c - which files of which folders are which year's, and what does not fit together. */
#include "returns/kinds.h"
#include "returns/ssda903/set_parts.h"
#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>

static bool has_ending(str name, const char *ending)
{
    size_t n = strlen(ending);
    return name.n >= n && str_eq_nocase(str_skip(name, name.n - n), str_of(ending));
}

static err_code add_file(struct set *s, const char *path, str name, int back, err *e)
{
    struct file file;
    if (file_open(&file, path, e))
        return e->code;
    if (file.size > (has_ending(name, ".xml") ? SET_BYTES_MAX / 4 : SET_BYTES_MAX)) {
        set_note(s, name, 0, true,
                 arena_printf(s->mem, "left out: it is %zu MB, more than all of England's would be", file.size >> 20));
        file_close(&file);
        return ERR_OK;
    }
    size_t before = s->nfiles;
    err_code rc = set_add_bytes(s, name, file.bytes, back, e);
    if (s->nfiles == before + 1 && !s->files[before]->made.p)
        s->files[before]->file = file;
    else
        file_close(&file);
    return rc;
}

static int wanted(const struct dirent *d)
{
    str n = str_of(d->d_name);
    return d->d_name[0] != '.' &&
           (has_ending(n, ".csv") || has_ending(n, ".txt") || has_ending(n, ".tsv") || has_ending(n, ".xml") ||
            has_ending(n, ".xlsx"));
}

static bool stands_already(const struct set *s, size_t from, int t, int back)
{
    for (size_t i = from; i < s->nfiles; i++)
        if ((int)s->files[i]->table == t && s->files[i]->back == back)
            return true;
    return false;
}

/* The year that a name says begins: of 2019-episodes 2019, of header 2025_26 and 202526-header 2025. 0: none. */
static int year_in(str name)
{
    int64_t y;
    int year;
    bool spans;
    if (return_year_in(name, &year, &spans) && spans)
        return year - 1;
    for (size_t i = 0; i + 4 <= name.n; i++)
        if ((i == 0 || name.p[i - 1] < '0' || name.p[i - 1] > '9') && name.p[i] != '-' &&
            str_int((str){ name.p + i, 4 }, &y) && y >= 1990 && y < 2100)
            return (int)y;
    return 0;
}

/* Two files of one table that name different years: the folder is an archive. */
static bool several_years(struct dirent **names, int n)
{
    for (int i = 0; i < n; i++)
        for (int k = 0; k < i; k++) {
            str a = str_of(names[i]->d_name), b = str_of(names[k]->d_name);
            if (year_in(a) && year_in(b) && year_in(a) != year_in(b) && set_table_of_name(a) == set_table_of_name(b))
                return true;
        }
    return false;
}

/* What is read of a folder: the year that back years ago was, in an archive also those
 * before it unless they were given apart. */
struct folder { const char *path; int back, year; bool earlier_too, several, csv; size_t first; };

static void skipped(struct set *s, str name, bool serious, const char *why)
{
    set_note(s, name, 0, serious, str_of(why));
}

/* How many years ago that file is of; -1: it is not wanted. */
static int file_back(const struct folder *f, str name)
{
    int y = f->several ? year_in(name) : 0, back = f->year - y;
    if (!y)
        return f->back;
    return back == f->back || (back > f->back && f->earlier_too) ? back : -1;
}

static err_code take_file(struct set *s, const struct folder *f, str name, err *e)
{
    bool xml = has_ending(name, ".xml"), book = has_ending(name, ".xlsx");
    int table = set_table_of_name(name), back = file_back(f, name);
    const char *slash = strrchr(f->path, '/');
    str shown = f->back < 2
                    ? arena_copy(s->mem, name)
                    : arena_printf(s->mem, "%s/" STR_FMT, slash && slash[1] ? slash + 1 : f->path, STR_ARG(name));
    if (back < 0)
        skipped(s, shown, false, "left out: the folder holds several years, and this file is of another");
    else if (f->csv && (xml || book))
        skipped(s, shown, false, "left out: the folder holds the return as CSV");
    else if (!xml && !book && table >= 0 && stands_already(s, f->first, table, back))
        skipped(s, shown, true, "left out: another file of the folder holds this table");
    else if (s->nfiles == SET_FILES_MAX)
        skipped(s, shown, true, "left out: these are too many files");
    else
        return add_file(s, arena_printf(s->mem, "%s/" STR_FMT, f->path, STR_ARG(name)).p, shown, back, e);
    return ERR_OK;
}

static err_code add_folder(struct set *s, struct folder *f, err *e)
{
    struct dirent **names = NULL;
    struct stat st;
    err_code rc = ERR_OK;
    f->first = s->nfiles;
    if (stat(f->path, &st))
        return err_set(e, ERR_NOT_FOUND, "There is no %s", f->path);
    if (!S_ISDIR(st.st_mode)) {
        const char *slash = strrchr(f->path, '/');
        return add_file(s, f->path, arena_copy(s->mem, str_of(slash ? slash + 1 : f->path)), f->back, e);
    }
    int n = scandir(f->path, &names, wanted, alphasort);
    if (n < 0)
        return err_set(e, ERR_SYSTEM, "The folder %s cannot be read", f->path);
    f->several = several_years(names, n);
    for (int i = 0; i < n; i++) /* with CSV files in the folder, an XML file there is the same return over again */
        f->csv = f->csv ||
                 (!has_ending(str_of(names[i]->d_name), ".xml") && !has_ending(str_of(names[i]->d_name), ".xlsx") &&
                  set_table_of_name(str_of(names[i]->d_name)) >= 0);
    for (int i = 0; i < n; i++) {
        if (!rc)
            rc = take_file(s, f, str_of(names[i]->d_name), e);
        free(names[i]);
    }
    free(names);
    return rc;
}

/* --- whether years fit together -------------------------------------------------------------------------- */

static str year_words(struct set *s, int year) { return arena_printf(s->mem, "%d-%02d", year, (year + 1) % 100); }

static const struct set_file *episodes_of(const struct set *s, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (s->files[i]->table == T_Episodes && s->files[i]->seems)
            return s->files[i];
    return NULL;
}

static bool one_place(const char *a, const char *b)
{
    struct stat x, y;
    return a && b && stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

/* Of this year's and last year's files: nothing is left out, but it is said. */
static void fit_together(struct set *s, const struct set_folders *f, size_t last)
{
    const struct set_file *now = episodes_of(s, 0, last), *then = f->last ? episodes_of(s, last, s->nfiles) : NULL;
    if (one_place(f->path, f->last))
        set_note(s, str_of(f->last), 0, false, S("this folder is given twice: as this year and as last year"));
    else if (now && then && now->sure && then->sure && then->seems > now->seems)
        set_note(s, str_of(f->last), 0, false,
                 arena_printf(s->mem,
                              "most episodes in it ended in " STR_FMT
                              ", later than those of this year's files: are the two the wrong way round?",
                              STR_ARG(year_words(s, then->seems))));
    else if (now && now->sure && now->back == 0 && now->seems != f->year)
        set_note(s, now->name, 0, false,
                 arena_printf(s->mem,
                              "most episodes in it ended in " STR_FMT ": is it the return of " STR_FMT
                              "? --year says which year it is checked as",
                              STR_ARG(year_words(s, now->seems)), STR_ARG(year_words(s, f->year))));
}

/* Gives an earlier folder's files their year: when its episodes ended, else what its name says, else the year before
 * the one given before it. */
static int place_earlier(struct set *s, struct folder *f, int before)
{
    const struct set_file *told = episodes_of(s, f->first, s->nfiles);
    const char *slash = strrchr(f->path, '/');
    int named = year_in(str_of(slash && slash[1] ? slash + 1 : f->path));
    int year = told ? told->seems : named ? named : f->year - before - 1, back = f->year - year;
    for (size_t i = f->first; i < s->nfiles && !f->several; i++)
        s->files[i]->back = back < 2 ? SET_UNUSED : back;
    if (back < 2)
        set_note(s, str_of(f->path), 0, true,
                 arena_printf(s->mem, "left out: its episodes are those of " STR_FMT ", which is not before last year",
                              STR_ARG(year_words(s, year))));
    return back;
}

static void leave_out(struct set *s, size_t first, const char *path, const char *why)
{
    for (size_t i = first; i < s->nfiles; i++)
        s->files[i]->back = SET_UNUSED;
    set_note(s, str_of(path), 0, true, str_of(why));
}

static bool given_before(const struct set_folders *f, size_t i)
{
    bool twice = one_place(f->earlier[i], f->path) || one_place(f->earlier[i], f->last);
    for (size_t k = 0; k < i; k++)
        twice = twice || one_place(f->earlier[i], f->earlier[k]);
    return twice;
}

/* Which years there are beyond last year's, and which are lacking in between. */
static void say_history(struct set *s, int year)
{
    bool have[256] = { false };
    int oldest = 1;
    str years = S("");
    for (size_t i = 0; i < s->nfiles; i++)
        if (s->files[i]->back != SET_UNUSED && s->files[i]->back > 1) {
            have[s->files[i]->back & 255] = true;
            oldest = s->files[i]->back > oldest ? s->files[i]->back : oldest;
        }
    for (int b = 2; b <= oldest; b++)
        if (have[b & 255])
            years = arena_printf(s->mem, STR_FMT "%s" STR_FMT, STR_ARG(years), years.n ? ", " : "",
                                 STR_ARG(year_words(s, year - b)));
        else
            set_note(s, STR_NONE, 0, false,
                     arena_printf(s->mem, "there are no files of " STR_FMT ": the history has a gap",
                                  STR_ARG(year_words(s, year - b))));
    if (years.n)
        set_note(s, STR_NONE, 0, false,
                 arena_printf(
                     s->mem,
                     "the files of " STR_FMT
                     " are used by the rules about a child's whole history (" SSDA903_HISTORY_RULES
                     "); to check those years themselves, check each as --year with the one before it as --last-year",
                     STR_ARG(years)));
}

static err_code add_earlier(struct set *s, const struct set_folders *f, err *e)
{
    int before = 1;
    bool in_order = true;
    for (size_t i = 0; i < f->nearlier; i++) {
        struct folder x = { .path = f->earlier[i], .back = 2, .year = f->year, .earlier_too = true };
        size_t first = s->nfiles;
        if (given_before(f, i)) {
            leave_out(s, first, f->earlier[i], "left out: this folder is given twice");
            continue;
        }
        if (add_folder(s, &x, e))
            return e->code;
        int back = place_earlier(s, &x, before);
        for (size_t k = 0; k < first && back > 1; k++)
            if (s->files[k]->back == back && !x.several) {
                leave_out(s, first, f->earlier[i], "left out: another folder holds the same year");
                break;
            }
        in_order = in_order && back > before;
        before = back > before ? back : before;
    }
    if (!in_order)
        set_note(s, STR_NONE, 0, false,
                 S("the earlier years were not given newest first: each was taken as the year that its episodes tell"));
    return ERR_OK;
}

err_code set_open(struct set *s, const struct set_folders *f, arena *mem, err *e)
{
    set_init(s, mem);
    s->nothing = f->nothing;
    struct folder now = { .path = f->path, .year = f->year, .earlier_too = !f->last },
                  then = { .path = f->last, .back = 1, .year = f->year };
    err_code rc = add_folder(s, &now, e);
    size_t last = s->nfiles;
    if (!rc && f->last)
        rc = add_folder(s, &then, e);
    if (!rc)
        fit_together(s, f, last);
    if (!rc)
        rc = add_earlier(s, f, e);
    if (!rc && !(s->have & ((1u << T__COUNT) - 1))) {
        err_set(e, ERR_INVALID,
                now.several ? "%s holds no file of an SSDA903 return of that year"
                            : "%s holds no file of an SSDA903 return",
                f->path);
        rc = now.several ? err_hint(e, "it holds files of several years, none of them of this one or the one before: "
                                       "say which with --year, as in --year 2025-26")
                         : err_hint(e, "header.csv, episodes.csv and so on, or one XML file");
        for (size_t i = s->nnotes; i-- > 0;)
            if (s->notes[i].serious)
                err_detail(e, STR_FMT ": " STR_FMT, STR_ARG(s->notes[i].file), STR_ARG(s->notes[i].text));
    }
    if (rc) {
        set_close(s);
        return rc;
    }
    say_history(s, f->year);
    for (int t = 0; t < T__COUNT; t++)
        if (!(s->have & 1u << t))
            set_note(s, STR_NONE, 0, false,
                     arena_printf(mem, "there is no file for " STR_FMT ": rules that need it are not checked",
                                  STR_ARG(table_types[t].name)));
    set_index(s);
    return ERR_OK;
}
