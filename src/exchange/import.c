/* import.c - one set of files, one transaction: find, read, settle who is who, put, count.
 *
 * The files are gone through twice. The first pass (rows.c) keeps a few bytes a row: where it stands, and the slot of
 * the subject that it belongs to; the rows are then sorted by slot. The second takes one subject after the other
 * (take.c): reads its rows' cells, makes them into records to be (build.c), and puts those beside what the store has of
 * the subject (put.c). So memory holds one subject's cells and, of a set of millions of rows, forty bytes for each; and
 * each subject is loaded once and written once.
 *
 * Subjects are taken in the order of their ranks, so that what is pointed at is there. A row that points at a
 * person who comes later waits, and the slots with such rows are taken once more at the end; a team or a worker
 * that is pointed at is taken there and then, within the one that points (work.level has an arena for each such depth).
 *
 * Cost: one look into a hash table a row in the first pass, and a sort by slot that is linear; in the second one load
 * and one write a subject, and for each new record one look whether its key is another's. */
#include "exchange/work.h"
#include "catalogue/named.h"
#include "record/tables.h"
#include "returns/kinds.h"
#include <stdlib.h>

/* What is pointed at comes first: teams and workers before families, people last. */
enum rank { RANK_AUTHORITY, RANK_TEAM, RANK_WORKER, RANK_HOUSEHOLD, RANK_FAMILY, RANK_OTHER, RANK_PERSON, RANK__COUNT };

static enum rank rank_of(const struct kind *k)
{
    static const struct { enum kind_name kind; enum rank rank; } known[] = {
        { K_authority, RANK_AUTHORITY },
        { K_team, RANK_TEAM },
        { K_worker, RANK_WORKER },
        { K_household, RANK_HOUSEHOLD },
        { K_family, RANK_FAMILY },
        { K_person, RANK_PERSON },
    };
    for (size_t i = 0; i < COUNT_OF(known); i++)
        if (kind_is(k, known[i].kind))
            return known[i].rank;
    return RANK_OTHER;
}

static void tell(struct work *w, const char *doing)
{
    if (w->o->progress)
        w->o->progress(w->o->progress_ctx, doing, w->done_rows, w->nrows);
}

static err_code take_all(struct work *w, err *e)
{
    for (enum rank rank = 0; rank < RANK__COUNT; rank++)
        for (uint32_t i = 0; i < w->nslots; i++) {
            if (!w->slots[i].nrows || w->slots[i].leads_to || rank_of(w->slots[i].kind) != rank)
                continue;
            if (slot_take(w, i, false, e))
                return e->code;
            tell(w, "Storing");
        }
    for (size_t i = 0; i < w->ndeferred; i++)
        if (slot_take(w, w->deferred[i], true, e))
            return e->code;
    return ERR_OK;
}

static int by_place(const void *a, const void *b)
{
    const struct import_reject *x = a, *y = b;
    int c = str_cmp(x->file, y->file);
    return c ? c : (x->line > y->line) - (x->line < y->line);
}

static void name_words(struct work *w)
{
    for (size_t i = 0; i < w->nwords; i++) {
        const struct unknown_word *x = &w->words[i];
        file_note(w, x->file,
                  "column " STR_FMT ": the word \"" STR_FMT "\" is not known (%zu row%s); it was kept as it is. "
                  "Add it to a code's `also` in the catalogue",
                  STR_ARG(x->column), STR_ARG(x->word), x->rows, x->rows == 1 ? "" : "s");
    }
}

static void sum_up(struct work *w)
{
    struct import_report *r = w->report;
    name_words(w);
    r->files = arena_array(w->mem, struct import_file *, w->nfiles + 1);
    for (size_t i = 0; i < w->nfiles; i++) {
        struct in_file *f = w->files[i];
        if (f->dangling)
            file_note(w, f,
                      "%zu rows point at a record that is neither in the files nor on the system; they were stored "
                      "without that link",
                      f->dangling);
        bool listed = false;            /* tables of one XML file share their line */
        for (size_t k = 0; k < r->nfiles; k++)
            listed = listed || r->files[k] == f->report;
        if (listed || (f->expanded && !f->report->rows.read && !f->report->nnotes))
            continue;
        r->files[r->nfiles++] = f->report;
        r->rows.read += f->report->rows.read;
        r->rows.stored += f->report->rows.stored;
        r->rows.unchanged += f->report->rows.unchanged;
        r->rows.rejected += f->report->rows.rejected;
    }
    if (r->nrejects)
        qsort(r->rejects, r->nrejects, sizeof *r->rejects, by_place);
}

/* Of the first import into an empty store: the tables that it fills get their indexes afterwards. */
static err_code indexes_away(struct work *w, err *e)
{
    bool *fills = arena_array(w->mem, bool, w->s->cat->nkinds);
    for (size_t i = 0; i < w->nfiles; i++)
        for (size_t k = 0; w->files[i]->table && k < w->files[i]->table->nrecords; k++)
            fills[w->files[i]->table->records[k].kind->index] = true;
    return tables_indexes_away(w->s, fills, e);
}

static err_code store_all(struct work *w, const struct author *who, err *e)
{
    if (store_begin(w->s, who, e))
        return e->code;
    err_code rc = ERR_OK;
    err_code known = slots_known(w, e);
    w->was_empty = w->nslots == 0;
    if (known || rows_index(w, e) || indexes_away(w, e) || take_all(w, e) || after_open_care(w, e) ||
        after_teams(w, e)) {
        rc = e->code;
        goto done;
    }
    sum_up(w);
    if (w->report->rows.read != w->report->rows.stored + w->report->rows.unchanged + w->report->rows.rejected)
        rc = err_set(e, ERR_SYSTEM, "The rows were not counted right; nothing was stored.");
    else if (!w->o->dry_run)
        rc = store_commit(w->s, e);
done:
    store_rollback(w->s);
    return rc;
}

bool import_whole(const struct import_report *r)
{
    bool whole = r->rows.rejected == 0 && r->cells == 0;
    for (size_t i = 0; i < r->nfiles; i++)
        whole = whole && !r->files[i]->refused;
    return whole;
}

err_code import_run(struct store *s, const struct import_options *o, const struct author *who, arena *mem,
                    struct import_report *report, err *e)
{
    *report = (struct import_report){ 0 };
    struct work *w = arena_new(mem, struct work);
    *w = (struct work){ .s = s, .o = o, .returns = return_kind_named(o->source), .report = report, .mem = mem };
    key_set_init(&w->keys, mem, str_hash);
    for (size_t i = 0; i < COUNT_OF(w->level); i++)
        arena_init(&w->level[i], 0);
    err_code rc = import_map_make(&w->map, s->cat, o->source, mem, e);
    if (!rc)
        rc = files_find(w, e);
    if (!rc)
        rc = store_all(w, who, e);
    files_close(w);
    for (size_t i = 0; i < COUNT_OF(w->level); i++)
        arena_release(&w->level[i]);
    return rc;
}
