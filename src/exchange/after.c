/* after.c - what can be told only when all rows of an import are stored: who was in care and is missing from the next
 * year's files, who is in care twice at once, and which team a worker is of where the extract has no column for it.
 *
 * A worker's team is the one that the department names, by its name or number; else the one for which the worker works
 * with most children today. A team that somebody has chosen here stays. */
#include "exchange/work.h"
#include "catalogue/named.h"
#include "record/field.h"
#include "record/tables.h"
#include "returns/kinds.h"
#include <stdlib.h>

void import_notice(struct work *w, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    ARENA_PUSH(w->mem, w->report->notices, w->report->nnotices, w->report->cap_notices) =
        arena_vprintf(w->mem, fmt, ap);
    va_end(ap);
}

/* --- care ------------------------------------------------------------------------------------------------ */
static bool tells_of_care(const struct map_table *t)
{
    bool tells = false;
    for (size_t i = 0; t && i < t->nrecords; i++)
        tells = tells || kind_is(t->records[i].kind, K_care_episode);
    return tells;
}

static int by_number(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* The children of whom the newest year's files say that they are or were in care, by number. */
static int64_t *children_of(const struct work *w, str year_end, size_t *n)
{
    int64_t *list = arena_array(w->mem, int64_t, w->nrows + 1);
    *n = 0;
    for (size_t i = 0; i < w->nrows; i++)
        if (tells_of_care(&w->map->tables[w->rows[i].table]) &&
            str_eq(w->files[w->rows[i].file]->year_end, year_end))
            list[(*n)++] = w->slots[w->rows[i].slot].subject_id;
    qsort(list, *n, sizeof *list, by_number);
    return list;
}

err_code after_open_care(struct work *w, err *e)
{
    str newest = S("");
    for (size_t i = 0; w->returns && i < w->nfiles; i++)
        if (tells_of_care(w->files[i]->table) && w->files[i]->report->rows.read &&
            str_cmp(w->files[i]->year_end, newest) > 0)
            newest = w->files[i]->year_end;
    if (!newest.n)
        return ERR_OK;
    size_t n;
    const int64_t *there = children_of(w, newest, &n);
    db_rows rows = { 0 };
    if (db_run(w->s->db, ST_import_open_care, ARGS(DBT(newest)), w->mem, &rows, e))
        return e->code;
    for (size_t i = 0; i < rows.n; i++) {
        int64_t id = db_int(&rows, i, IMPORT_OPEN_CARE_SUBJECT_ID);
        if (return_kind_of_key(db_str(&rows, i, IMPORT_OPEN_CARE_SOURCE_KEY)) != w->returns ||
            bsearch(&id, there, n, sizeof id, by_number))
            continue;
        import_notice(w,
                      STR_FMT
                      " is in care since %s, and no longer in the files to %s: look whether the care has ended.",
                      STR_ARG(db_str(&rows, i, IMPORT_OPEN_CARE_COUNCIL_ID)),
                      day_uk(w->mem, day_parse_iso(db_str(&rows, i, IMPORT_OPEN_CARE_STARTED_ON))).p,
                      day_uk(w->mem, day_parse_iso(newest)).p);
    }
    return ERR_OK;
}

void notice_care_twice(struct sub_rows *sr, const struct subject *sub)
{
    const struct records *list = subject_all(sub, K_care_episode);
    const struct record *before = NULL;
    bool ours = false;
    for (size_t i = 0; i < sr->nitems; i++)
        ours = ours || kind_is(sr->items[i].rec->kind, K_care_episode);
    for (size_t i = 0; ours && i < list->n; i++) {
        const struct record *r = list->at[i];
        if (r->removed || record_day(r, F_care_episode_started_on) == DAY_NONE)
            continue;
        day ended = before ? record_day(before, F_care_episode_ended_on) : 0;
        if (before && (ended == DAY_NONE || ended > record_day(r, F_care_episode_started_on)))
            import_notice(sr->w,
                          STR_FMT " is in care twice at once: from %s and from %s. Look which day is right, and take "
                          "the other out.",
                          STR_ARG(sr->w->slots[sr->slot].id),
                          day_uk(sr->a, record_day(before, F_care_episode_started_on)).p,
                          day_uk(sr->a, record_day(r, F_care_episode_started_on)).p);
        before = r;
    }
}

/* --- workers' teams ------------------------------------------------------------------------------------- */
static int64_t team_named(struct work *w, const db_rows *teams, str department)
{
    const struct kind *team = catalogue_kind(w->s->cat, S("team"));
    for (size_t i = 0; department.n && i < teams->n; i++)
        if (str_eq_nocase(str_trim(db_str(teams, i, TEAM_LIST_NAME)), department))
            return db_int(teams, i, TEAM_LIST_ID);
    for (size_t i = 0; team && department.n && i < team->nssd; i++) {
        const str prefix[] = { S("ssd"), team->ssd[i].table, S("") };
        uint32_t slot = slot_find(w, team, arena_join(w->mem, 3, prefix, S(":")), department);
        if (slot != NO_SLOT)
            return w->slots[slot].subject_id;
    }
    return 0;
}

static int64_t team_worked_for(const db_rows *at, int64_t worker)
{
    for (size_t i = 0; i < at->n; i++)
        if (db_int(at, i, IMPORT_WORKER_TEAMS_WORKER_ID) == worker)
            return db_int(at, i, IMPORT_WORKER_TEAMS_TEAM_ID);
    return 0;
}

/* Whether an import was the last to say which team the worker is of. */
static err_code said_by_import(struct work *w, const struct subject *sub, const struct field *team, arena *a,
                               bool *said, err *e)
{
    size_t n = 0;
    struct entry *entries = NULL;
    if (record_history(w->s, sub->id, sub->id, a, &n, &entries, e))
        return e->code;
    *said = true;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < entries[i].nfields; k++)
            if (entries[i].fields[k].field == team) {
                *said = str_starts(entries[i].via, S("import"));
                return ERR_OK;
            }
    return ERR_OK;
}

static err_code put_team(struct work *w, int64_t worker, int64_t team, bool from_department, err *e)
{
    arena *a = &w->level[0];
    struct subject *sub = NULL;
    bool ours = false;
    arena_clear(a);
    if (subject_load(w->s, worker, a, &sub, e))
        return e->code;
    const struct record *own = subject_own(sub);
    const struct field *f = kind_field_of(own->kind, F_worker_team_id);
    if (record_has(own, F_worker_team_id) && said_by_import(w, sub, f, a, &ours, e))
        return e->code;
    if (record_has(own, F_worker_team_id) && !ours)
        return ERR_OK;
    const struct field_change change = { f, id_text(a, team) };
    struct change c = { .op = CHANGE_SAVE,
                        .kind = own->kind,
                        .id = own->id,
                        .n = 1,
                        .fields = &change,
                        .lenient = true,
                        .why = from_department ? S("the department that the extract names")
                                               : S("the team for which most of the children are held"),
                        .source_key = STR_NONE,
                        .account = STR_NONE };
    struct put_result res = { 0 };
    return subject_put(w->s, sub, &c, &res, e) || subject_write(w->s, sub, e) ? e->code : ERR_OK;
}

err_code after_teams(struct work *w, err *e)
{
    db_rows workers = { 0 }, teams = { 0 }, at = { 0 };
    str today = day_iso(w->mem, w->o->today);
    size_t n = 0;
    int64_t *ours = arena_array(w->mem, int64_t, w->nslots + 1);
    for (size_t i = 0; i < w->nslots; i++)
        if (kind_is(w->slots[i].kind, K_worker) && (w->slots[i].nrows || w->slots[i].made_now))
            ours[n++] = w->slots[i].subject_id;
    if (!n)
        return ERR_OK;
    qsort(ours, n, sizeof *ours, by_number);
    if (db_run(w->s->db, ST_import_workers, NO_ARGS, w->mem, &workers, e) ||
        db_run(w->s->db, ST_team_list, NO_ARGS, w->mem, &teams, e) ||
        db_run(w->s->db, ST_import_worker_teams, ARGS(DBT(today)), w->mem, &at, e))
        return e->code;
    for (size_t i = 0; i < workers.n; i++) {
        int64_t id = db_int(&workers, i, IMPORT_WORKERS_ID), now = db_int(&workers, i, IMPORT_WORKERS_TEAM_ID);
        if (!bsearch(&id, ours, n, sizeof id, by_number))
            continue;
        int64_t named = team_named(w, &teams, db_str(&workers, i, IMPORT_WORKERS_DEPARTMENT));
        int64_t team = named ? named : now ? now : team_worked_for(&at, id);
        if (team && team != now && put_team(w, id, team, named != 0, e))
            return e->code;
    }
    return ERR_OK;
}
