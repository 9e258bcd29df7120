/* grid.c - see grid.h. Opening goes over the file once, to judge its days and doubled headings; it keeps nothing of a
 * row. */
#include "base/grid.h"

/* --- the headings ------------------------------------------------------------------------------------ */
static bool means(const struct grid_column *c, str heading)
{
    bool same = heading.n && csv_same_name(heading, c->name);
    for (size_t i = 0; !same && heading.n && i < c->naliases; i++)
        same = csv_same_name(heading, c->aliases[i]);
    return same;
}

static size_t wanted_in(const struct grid_shape *s, const struct csv_row *row, arena *a)
{
    size_t hits = 0;
    for (size_t k = 0; k < s->ncolumns; k++)
        for (size_t i = 0; i < row->n; i++)
            if (means(&s->columns[k], cell_clean(row->cells[i], NULL, a))) {
                hits++;
                break;
            }
    return hits;
}

/* "sep=;" */
static char separator_said(const struct csv *c)
{
    str line = str_skip(c->all, c->pos);
    if (line.n && line.p[0] == '"')
        line = str_skip(line, 1);
    return line.n > 4 && str_eq_nocase(str_take(line, 4), S("sep=")) ? line.p[4] : '\0';
}

/* Makes the best of the first rows the header; false when none has a wanted column. */
static bool find_headings(struct grid *g, arena *mem)
{
    struct csv *c = &g->csv;
    struct csv_row row;
    size_t best = 0, best_at = 0, best_line = 0, at = 0, line = 1;
    char said = '\0', best_comma = '\0';
    for (int i = 0; i < GRID_LOOK && at < c->all.n; i++) {
        csv_line(c, at, line, said);
        char told = separator_said(c);
        if (!csv_next(c, mem, &row))
            break;
        size_t hits = told || row.fault ? 0 : wanted_in(g->shape, &row, mem);
        if (told) {
            said = told;
            csv_only_first_line(c, &row);
        }
        if (hits > best) {
            best = hits;
            best_at = row.at;
            best_line = row.line;
            best_comma = c->comma;
        }
        at = c->pos;
        line = c->line;
    }
    if (!best)
        return false;
    csv_line(c, best_at, best_line, best_comma);
    if (!csv_next(c, mem, &row))
        return false;
    str *names = arena_array(mem, str, row.n + 1);
    for (size_t i = 0; i < row.n; i++)
        names[i] = cell_clean(row.cells[i], NULL, mem);
    c->header = row;
    c->header.cells = names;
    return true;
}

static bool is_headings(const struct grid *g, const struct csv_row *row)
{
    const struct csv_row *h = &g->csv.header;
    size_t same = 0;
    for (size_t i = 0; i < h->n; i++) {
        str cell = i < row->n ? str_trim(row->cells[i]) : S("");
        if (cell.n != h->cells[i].n || !csv_same_name(cell, h->cells[i]))
            return false;
        same += cell.n > 0;
    }
    return same > 0;
}

/* --- what the rows tell of the columns ------------------------------------------------------------------ */
struct telling { size_t day_first, month_first, either, loose; str like; size_t line; };
struct looking { struct telling *days; size_t *filled; size_t again, again_line; };

static void look_at_day(struct telling *t, str cell, size_t line, arena *mem)
{
    bool plain = cell.n == 10 && cell.p[2] == '/';
    if (cell.n < 8 || (cell.n == 10 && cell.p[4] == '-' && cell.p[7] == '-'))
        return;
    switch (day_order_of(cell)) {
    case DAY_FIRST: t->day_first++; break;
    case DAY_EITHER:
        t->either++;
        if (!plain && !t->loose++ && !t->month_first)
            t->like = arena_copy(mem, cell);
        break;
    case DAY_MONTH_FIRST:
        if (!t->month_first++) {
            t->like = arena_copy(mem, cell);
            t->line = line;
        }
        break;
    case DAY_NO_FIGURES: break;
    }
}

static void look(struct grid *g, struct looking *l, arena *mem)
{
    struct csv before = g->csv;
    struct csv_row row;
    arena scratch;
    arena_init(&scratch, 0);
    l->again = 0;
    while (csv_next(&g->csv, &scratch, &row)) {
        bool again = !row.fault && is_headings(g, &row);
        if (row.fault)
            csv_only_first_line(&g->csv, &row);
        if (again && !l->again++)
            l->again_line = row.line;
        for (size_t i = 0; l->filled && !again && i < row.n && i < g->csv.header.n; i++)
            l->filled[i] += cell_clean(row.cells[i], g->shape->nothing, &scratch).n > 0;
        for (size_t k = 0; !again && k < g->shape->ncolumns; k++)
            if (g->shape->columns[k].kind != CELL_TEXT && g->at[k] >= 0 && (size_t)g->at[k] < row.n)
                look_at_day(&l->days[k], cell_clean(row.cells[g->at[k]], g->shape->nothing, &scratch), row.line, mem);
        arena_clear(&scratch);
    }
    arena_release(&scratch);
    csv_line(&g->csv, before.pos, before.line, before.comma);
}

struct opening { struct grid *g; arena *mem; grid_note_fn *note; void *ctx; };

static void say(const struct opening *o, size_t line, bool serious, str text)
{
    if (o->note)
        o->note(o->ctx, line, serious, text);
}

/* --- which column is which --------------------------------------------------------------------------- */

/* The places of a wanted column in the file, by its name or, where that does not stand, by another; the first is in
 * at. */
static size_t places_of(struct grid *g, size_t k)
{
    const struct grid_column *c = &g->shape->columns[k];
    size_t n = 0;
    g->at[k] = csv_column(&g->csv, c->name);
    for (size_t i = 0; g->at[k] < 0 && i < c->naliases; i++)
        g->at[k] = csv_column(&g->csv, c->aliases[i]);
    for (size_t i = 0; g->at[k] >= 0 && i < g->csv.header.n; i++)
        if (csv_same_name(g->csv.header.cells[i], g->csv.header.cells[g->at[k]])) {
            g->used[i] = true;
            n++;
        }
    return n;
}

static void choose_filled(const struct opening *o, size_t k, const size_t *filled)
{
    struct grid *g = o->g;
    str name = g->csv.header.cells[g->at[k]], left = S("");
    size_t best = (size_t)g->at[k], n = 0;
    for (size_t i = 0; i < g->csv.header.n; i++)
        if (csv_same_name(g->csv.header.cells[i], name)) {
            n++;
            best = filled[i] > filled[best] ? i : best;
        }
    for (size_t i = 0; i < g->csv.header.n; i++)
        if (i != best && filled[i] && csv_same_name(g->csv.header.cells[i], name))
            left = arena_printf(o->mem, "; what column %zu says in %zu rows was left out", i + 1, filled[i]);
    if (n < 2)
        return;
    g->at[k] = (int)best;
    say(o, g->csv.header.line, left.n > 0,
        arena_printf(o->mem,
                     "the heading " STR_FMT " stands %zu times: column %zu, which has the most in it, was read" STR_FMT,
                     STR_ARG(name), n, best + 1, STR_ARG(left)));
}

static void say_days(const struct opening *o, size_t k, const struct telling *t, bool follows)
{
    str name = o->g->shape->columns[k].name, like = t->like.p ? t->like : S("");
    if (t->day_first && t->month_first)
        say(o, t->line, true,
            arena_printf(o->mem,
                         "column " STR_FMT ": days are written day first here, but %zu can only be month first, like "
                         STR_FMT ", and were not read",
                         STR_ARG(name), t->month_first, STR_ARG(like)));
    else if (t->month_first)
        say(o, t->line, false,
            arena_printf(o->mem, "column " STR_FMT ": days are written month first, like " STR_FMT ", and were read so",
                         STR_ARG(name), STR_ARG(like)));
    else if (t->either && !t->day_first && (follows || t->loose))
        say(o, o->g->csv.header.line, false,
            arena_printf(o->mem,
                         "column " STR_FMT ": nothing tells whether the day or the month comes first; read %s",
                         STR_ARG(name), follows ? "month first, as the rest of the file is" : "day first"));
}

static void judge_days(const struct opening *o, const struct telling *days)
{
    struct grid *g = o->g;
    bool any_day = false, any_month = false;
    for (size_t k = 0; k < g->shape->ncolumns; k++) {
        any_day = any_day || days[k].day_first;
        any_month = any_month || (days[k].month_first && !days[k].day_first);
    }
    for (size_t k = 0; k < g->shape->ncolumns; k++) {
        const struct telling *t = &days[k];
        bool follows = t->either && !t->day_first && !t->month_first && any_month && !any_day;
        g->month_first[k] = (t->month_first && !t->day_first) || follows;
        say_days(o, k, t, follows);
    }
}

static str why_not(const struct csv *c, str bytes, arena *mem)
{
    if (str_starts(bytes, S("PK\x03\x04")))
        return S("this is an Excel workbook under another name: call it .xlsx, or save it as CSV UTF-8");
    if (c->encoding == ENCODING_UTF16)
        return S("this file is in UTF-16, which Excel calls Unicode text: save it as CSV UTF-8");
    if (!c->all.n)
        return S("this file is empty");
    return arena_printf(mem, "none of its headings is in the first %d rows: put them into one row above the data",
                        GRID_LOOK);
}

bool grid_open(struct grid *g, str bytes, const struct grid_shape *shape, arena *mem, grid_note_fn *note, void *ctx,
               str *why)
{
    const struct opening o = { g, mem, note, ctx };
    struct looking l = { .again = 0 };
    *g = (struct grid){ .shape = shape };
    g->at = arena_array(mem, int, shape->ncolumns + 1);
    g->month_first = arena_array(mem, bool, shape->ncolumns + 1);
    csv_begin(&g->csv, bytes, mem);
    bool book = str_starts(bytes, S("PK\x03\x04"));
    if (book || !find_headings(g, mem)) {
        *why = why_not(&g->csv, bytes, mem);
        g->csv.header = (struct csv_row){ 0 };
        return false;
    }
    g->used = arena_array(mem, bool, g->csv.header.n + 1);
    for (size_t k = 0; k < shape->ncolumns; k++)
        if (places_of(g, k) > 1 && !l.filled)
            l.filled = arena_array(mem, size_t, g->csv.header.n + 1);
    l.days = arena_array(mem, struct telling, shape->ncolumns + 1);
    look(g, &l, mem);
    if (l.filled) {
        for (size_t k = 0; k < shape->ncolumns; k++)
            if (g->at[k] >= 0)
                choose_filled(&o, k, l.filled);
        memset(l.days, 0, sizeof *l.days * shape->ncolumns);
        look(g, &l, mem);
    }
    judge_days(&o, l.days);
    g->repeats = l.again > 0;
    if (l.again)
        say(&o, l.again_line, false,
            l.again > 1 ? arena_printf(mem,
                                       "the headings stand again here and in %zu more rows: these were passed over",
                                       l.again - 1)
                        : S("the headings stand again here: this row was passed over"));
    return true;
}

/* --- rows ----------------------------------------------------------------------------------------------- */
bool grid_next(struct grid *g, arena *a, struct csv_row *row)
{
    while (csv_next(&g->csv, a, row))
        if (row->fault || !g->repeats || !is_headings(g, row))
            return true;
    return false;
}

str grid_cell(const struct grid *g, const struct csv_row *row, size_t k, arena *a)
{
    if (g->at[k] < 0 || (size_t)g->at[k] >= row->n)
        return S("");
    const struct nothing *none = g->shape->nothing;
    return cell_dated(cell_clean(row->cells[g->at[k]], none, a), g->shape->columns[k].kind, g->month_first[k],
                      g->shape->keep_days, none, a);
}

void grid_cells(const struct grid *g, const struct csv_row *row, arena *a, str *cells)
{
    for (size_t k = 0; k < g->shape->ncolumns; k++)
        cells[k] = grid_cell(g, row, k, a);
}
