/* cell.c - what every reader of files needs: what a column holds, and a row that is not taken, with its reason. */
#include "exchange/work.h"
#include <stdarg.h>

void file_note(struct work *w, struct in_file *f, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    str s = arena_vprintf(w->mem, fmt, ap);
    va_end(ap);
    ARENA_PUSH(w->mem, f->report->notes, f->report->nnotes, f->report->cap_notes) = s;
}

void row_reject(struct work *w, struct in_file *f, size_t line, str column, str cell, str reason)
{
    struct import_reject r = { .file = f->report->name,
                               .line = line,
                               .column = arena_copy(w->mem, column),
                               .value = arena_copy(w->mem, str_take(cell, 200)),
                               .reason = arena_copy(w->mem, reason) };
    ARENA_PUSH(w->mem, w->report->rejects, w->report->nrejects, w->report->cap_rejects) = r;
    f->report->rows.rejected++;
}

void cell_leave_out(struct work *w, struct in_file *f, size_t line, str column, str cell, str reason)
{
    struct import_report *r = w->report;
    const struct import_reject *last = r->rejects && r->nrejects ? &r->rejects[r->nrejects - 1] : NULL;
    if (last && last->cell && last->line == line && str_eq(last->column, column) && str_eq(last->file, f->report->name))
        return;                         /* it feeds several fields */
    struct import_reject x = { .file = f->report->name,
                               .line = line,
                               .column = arena_copy(w->mem, column),
                               .value = arena_copy(w->mem, str_take(cell, 200)),
                               .reason = arena_copy(w->mem, reason),
                               .cell = true };
    // NOLINTNEXTLINE(clang-analyzer-core.NullDereference): there is no room without a list
    ARENA_PUSH(w->mem, r->rejects, r->nrejects, r->cap_rejects) = x;
    r->cells++;
}

/* What a column holds, by the fields that it feeds and by what rows are sorted by; notes feed texts. */
enum cell_kind column_kind(const struct map_table *t, int column)
{
    enum cell_kind kind = column == t->year_from || column == t->sort_by ? CELL_DAY : CELL_TEXT;
    for (size_t i = 0; i < t->nrecords; i++) {
        const struct map_record *r = &t->records[i];
        kind = column == r->order_by && kind == CELL_TEXT ? CELL_DAY : kind;
        for (size_t k = 0; k < r->nfields; k++) {
            const struct map_field *f = &r->fields[k];
            if (f->column != column || f->source != FROM_COLUMN || !f->field)
                continue;
            if (f->field->type == FT_INSTANT)
                return CELL_MOMENT;
            kind = f->field->type == FT_DATE ? CELL_DAY : kind;
        }
    }
    return kind;
}
