/* years.c - which year's return a file is of.
 *
 * A name like 2025-26, 202526 or 24-25 says it. A single year does not: some councils name a year by its first half,
 * some by its second. Then the dates tell: files of one year hold dates of that year and of earlier ones, and a few
 * that are wrong, so the latest year that has at least one date in a hundred is theirs. Names and dates are taken
 * together: what most files with a single year mean by it, all do. Files of one folder whose names say the same are of
 * one year. */
#include "exchange/work.h"
#include "returns/kinds.h"

enum { FIRST_YEAR = 1990, LAST_YEAR = 2100 };
struct year_count { size_t n[LAST_YEAR - FIRST_YEAR + 1], total; };

/* 31 March on or after d. */
static int year_ending(day d)
{
    int y, m, md;
    day_split(d, &y, &m, &md);
    return m > 3 ? y + 1 : y;
}

static void count_year(const struct work *w, struct year_count *c, str date)
{
    day d = day_parse(date);
    int y = d != DAY_NONE && d <= w->o->today ? year_ending(d) : 0;
    if (y >= FIRST_YEAR && y <= LAST_YEAR) {
        c->n[y - FIRST_YEAR]++;
        c->total++;
    }
}

static int year_of_dates(const struct year_count *c)
{
    int end = 0;
    for (int y = FIRST_YEAR; y <= LAST_YEAR; y++)
        if (c->n[y - FIRST_YEAR] && c->n[y - FIRST_YEAR] * 100 >= c->total)
            end = y;
    return end;
}

static void year_is(struct work *w, struct in_file *f, int end, const char *told)
{
    if (!f->year_end.p)
        f->year_end = arena_printf(w->mem, "%04d-03-31", end);
    if (!w->returns)
        return;
    f->report->year = arena_printf(w->mem, "%d-%02d", end - 1, end % 100);
    f->report->year_told = told;
}

static bool is_table(const struct in_file *f) { return f->table && !f->unreadable; }

static bool of_one_year(const struct in_file *a, const struct in_file *b)
{
    return a->year == b->year && a->spans == b->spans && str_eq(a->folder, b->folder);
}

static void count_file(struct work *w, const struct in_file *f, struct year_count *c, arena *scratch)
{
    struct grid look = f->grid;                         /* a look ahead; the file's own place stays */
    struct csv_row row;
    int from = f->table->year_from;
    if (from < 0 || look.at[from] < 0)
        return;
    arena_clear(scratch);
    look.csv.cells = arena_array(scratch, str, CSV_COLUMN_LIMIT + 2);
    while (grid_next(&look, scratch, &row))
        count_year(w, c, grid_cell(&look, &row, (size_t)from, scratch));
}

static void dates_of_group(struct work *w, size_t first, arena *scratch)
{
    struct year_count c = { .total = 0 };
    for (size_t k = first; k < w->nfiles; k++)
        if (is_table(w->files[k]) && of_one_year(w->files[first], w->files[k]))
            count_file(w, w->files[k], &c, scratch);
    for (size_t k = first; k < w->nfiles; k++)
        if (is_table(w->files[k]) && of_one_year(w->files[first], w->files[k])) {
            w->files[k]->dates_tell = year_of_dates(&c);
            w->files[k]->dates_counted = true;
        }
}

/* How the files that name a single year name it, told by most of them: 1 by its first half, 0 by its second; -1: as
 * many say the one as the other. */
static int naming(const struct work *w)
{
    int first = 0, second = 0;
    for (size_t i = 0; i < w->nfiles; i++) {
        const struct in_file *f = w->files[i];
        if (!f->year || f->spans || !is_table(f))
            continue;
        first += f->dates_tell == f->year + 1;
        second += f->dates_tell == f->year;
    }
    return first > second ? 1 : first < second ? 0 : -1;
}

static void year_settle(struct work *w, struct in_file *f, int half)
{
    int dates = f->dates_tell;
    bool fits = f->year && dates <= f->year + 1;        /* as for a year in which little happened */
    if (f->spans || (fits && half >= 0) || (fits && dates < f->year))
        year_is(w, f, f->year + (f->spans || half < 0 ? 0 : half),
                f->spans || dates < f->year ? "its name" : "its name and dates");
    else if (dates)
        year_is(w, f, dates, "its dates");
    else
        year_is(w, f, year_ending(w->o->today) - 1, "nothing: the last year that has ended was taken");
    if (f->spans && dates > f->year)
        file_note(w, f, "its name says %d-%02d, but it has dates of %d-%02d", f->year - 1, f->year % 100, dates - 1,
                  dates % 100);
}

void years_find(struct work *w)
{
    arena scratch;
    arena_init(&scratch, 0);
    for (size_t i = 0; i < w->nfiles; i++)
        if (is_table(w->files[i]) && !w->files[i]->dates_counted)
            dates_of_group(w, i, &scratch);
    int half = naming(w);
    for (size_t i = 0; i < w->nfiles; i++)
        if (is_table(w->files[i]))
            year_settle(w, w->files[i], half);
    arena_release(&scratch);
}

void year_of_xml(struct work *w, uint32_t file)
{
    struct in_file *f = w->files[file];
    struct year_count c = { .total = 0 };
    for (size_t i = 0; i < w->nrows; i++) {
        const struct map_table *t = &w->map->tables[w->rows[i].table];
        if (w->rows[i].file == file && t->year_from >= 0)
            count_year(w, &c, w->cells[w->rows[i].at][t->year_from]);
    }
    f->dates_tell = year_of_dates(&c);
    if (f->year_end.p)
        year_is(w, f, year_ending(day_parse_iso(f->year_end)), "what it says");
    else
        year_settle(w, f, -1);
}
