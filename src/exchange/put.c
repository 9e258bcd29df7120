/* put.c - items become records of their subject; what people have typed since the last import stays.
 *
 * An item whose key the subject has is compared with that record field by field, as texts in their stored form: only
 * what differs is looked into, and a second import of the same file ends there. What differs is held against the
 * record's history, newest entry first, up to the last that an import made; that history is the one read a changed
 * record costs.
 *
 * A field that a person changed after an earlier import keeps the person's value as long as the extract still says
 * what it said then. Where both have changed, the person's stays too, and the row is rejected with that reason, so that
 * somebody looks. An extract of an earlier year never undoes what a later year's said. */
#include "base/always.h"
#include "exchange/work.h"
#include "record/tables.h"

static const struct in_file *file_of(const struct sub_rows *sr, const struct sub_row *r)
{
    return sr->w->files[r->in->file];
}

str id_text(arena *a, int64_t id) { return id ? arena_printf(a, "%lld", (long long)id) : S(""); }

static void mark_rows(struct sub_rows *sr, uint32_t item, enum row_state state)
{
    for (size_t i = 0; i < sr->n; i++)
        if (sub_row_makes(&sr->at[i], item) && sr->at[i].state < state)
            sr->at[i].state = state;
}

/* What feeds the field in this row: rows of several tables can make one record, each by its own columns. */
static const struct map_field *feeds_field(const struct sub_row *r, const struct map_record *made,
                                           const struct field *f)
{
    const struct map_field *found = NULL;
    for (size_t i = 0; i < r->table->nrecords; i++) {
        const struct map_record *rec = &r->table->records[i];
        if (rec != made && (found || rec->kind != made->kind))
            continue;
        for (size_t k = 0; k < rec->nfields; k++)
            if (rec->fields[k].field == f)
                found = &rec->fields[k];
    }
    return found;
}

static void reject_item(struct sub_rows *sr, uint32_t item, const struct field *f, str reason)
{
    struct item *x = &sr->items[item];
    x->failed = true;
    for (size_t i = 0; i < sr->n; i++) {
        struct sub_row *r = &sr->at[i];
        if (!sub_row_makes(r, item))
            continue;
        const struct map_field *from = f ? feeds_field(r, x->rec, f) : NULL;
        sub_row_reject(sr, r, column_name(r, from), from && from->column >= 0 ? r->cells[from->column] : S(""), reason);
    }
}

/* --- what a person typed stays -------------------------------------------------------------------- */
struct fresh { const struct field *field; str text; const struct item_field *from; };

static const struct entry_field *entry_says(const struct entry *x, const struct field *f)
{
    for (size_t i = 0; i < x->nfields; i++)
        if (x->fields[i].field == f)
            return &x->fields[i];
    return NULL;
}

enum verdict { TAKE_IT, LEAVE_IT, BOTH_CHANGED };

static enum verdict judge(const struct sub_rows *sr, size_t n, const struct entry *entries, const struct fresh *x)
{
    const struct entry_field *person = NULL;
    for (size_t i = 0; i < n; i++) {
        const struct entry_field *said = entry_says(&entries[i], x->field);
        if (!said)
            continue;
        if (!str_starts(entries[i].via, S("import"))) {
            person = person ? person : said;
            continue;
        }
        if (person)
            return str_eq(said->after.text, x->text) ? LEAVE_IT : BOTH_CHANGED;
        str year = file_of(sr, &sr->at[x->from->row])->year_end,
            said_year = entries[i].why.n >= 10 ? str_skip(entries[i].why, entries[i].why.n - 10) : S("");
        bool dated = year.n == 10 && day_parse_iso(said_year) != DAY_NONE;
        return dated && !sr->w->map->whole && str_cmp(said_year, year) > 0 ? LEAVE_IT : TAKE_IT;
    }
    return person ? (x->text.n ? BOTH_CHANGED : LEAVE_IT) : TAKE_IT;
}

/* Leaves out of the fresh values those that must stay as they are; *conflict is the first that both have changed. */
static err_code keep_what_people_typed(struct sub_rows *sr, const struct record *r, size_t *n, struct fresh *fresh,
                                       struct fresh *conflict, err *e)
{
    size_t nentries = 0, kept = 0;
    struct entry *entries = NULL;
    if (record_history(sr->w->s, r->subject_id, r->id, sr->a, &nentries, &entries, e))
        return e->code;
    for (size_t i = 0; i < *n; i++) {
        enum verdict v = judge(sr, nentries, entries, &fresh[i]);
        if (v == TAKE_IT)
            fresh[kept++] = fresh[i];
        else if (v == BOTH_CHANGED && !conflict->field)
            *conflict = fresh[i];
    }
    *n = kept;
    return ERR_OK;
}

/* --- putting ----------------------------------------------------------------------------------------- */
static str reason_of(const struct sub_rows *sr, const struct item *x)
{
    if (sr->w->map->whole || !x->nfields)
        return STR_NONE;
    str year = file_of(sr, &sr->at[x->fields[0].row])->year_end;
    for (size_t i = 1; i < x->nfields; i++) {
        str other = file_of(sr, &sr->at[x->fields[i].row])->year_end;
        year = str_cmp(other, year) > 0 ? other : year;
    }
    return year.n ? arena_printf(sr->a, "from the return to " STR_FMT, STR_ARG(year)) : STR_NONE;
}

/* "5001 has this too": which other child a number that only one can have is with already. */
static str taken_by(struct sub_rows *sr, const struct record *old, const struct field *f, str text, err *e)
{
    const struct work *w = sr->w;
    const struct kind *k = w->slots[sr->slot].kind;
    db_rows rows = { 0 };
    value v;
    if (field_read(f, text, w->o->today, true, sr->a, &v, e) || f->type != FT_TEXT ||
        db_run(w->s->db, kind_table(w->s, k)->taken[f->index], ARGS(DBT(v.text)), sr->a, &rows, e))
        return S("");
    for (size_t n = 0; n < rows.n; n++) {
        int64_t id = db_int(&rows, n, TAKEN_ID);
        if (old && id == old->id)
            continue;
        for (size_t i = 0; i < w->nslots; i++)
            if (w->slots[i].subject_id == id && w->slots[i].kind == k && !w->slots[i].leads_to)
                return w->slots[i].id;
    }
    return S("");
}

static const struct fresh *fresh_of(size_t n, const struct fresh *fresh, const struct field *f)
{
    for (size_t i = 0; i < n; i++)
        if (fresh[i].field == f && fresh[i].from)
            return &fresh[i];
    return NULL;
}

/* Takes out of c what cannot be put, each listed; false when the record is none without it, or it is not the file's. */
static bool leave_out_faults(struct sub_rows *sr, uint32_t item, const struct record *old, struct change *c,
                             size_t n, const struct fresh *fresh, const struct put_result *res)
{
    const struct map_record *rec = sr->items[item].rec;
    struct field_change *fields = (struct field_change *)(uintptr_t)c->fields;
    for (size_t i = 0; i < res->nfaults; i++) {
        const struct fresh *x = res->faults[i].field ? fresh_of(n, fresh, res->faults[i].field) : NULL;
        if (!x || field_needed(rec, x->from->from))
            return false;
    }
    for (size_t i = 0; i < res->nfaults; i++) {
        const struct fresh *x = fresh_of(n, fresh, res->faults[i].field);
        if (!ALWAYS(x != NULL))
            return false;
        const struct sub_row *r = &sr->at[x->from->row];
        int column = x->from->from->column;
        str reason = res->faults[i].message, other = S("");
        err quiet = { .mem = sr->a };
        if (x->field->unique && rec->own)
            other = taken_by(sr, old, x->field, x->text, &quiet);
        if (other.n)
            reason = arena_printf(sr->a,
                                  STR_FMT " of " STR_FMT " is that of " STR_FMT
                                  " already. It can be only one's: look who has it.",
                                  STR_ARG(x->field->label), STR_ARG(sr->w->slots[sr->slot].id), STR_ARG(other));
        sub_row_leave_out(sr, r, x->from->from, column >= 0 ? r->cells[column] : x->text, reason);
        size_t kept = 0;
        for (size_t k = 0; k < c->n; k++)
            if (fields[k].field != x->field)
                fields[kept++] = fields[k];
        c->n = kept;
    }
    return res->nfaults > 0;
}

static err_code put(struct sub_rows *sr, struct subject *sub, uint32_t item, const struct record *old, size_t n,
                    const struct fresh *fresh, err *e)
{
    struct item *x = &sr->items[item];
    struct field_change *fields = arena_array(sr->a, struct field_change, n + 1);
    for (size_t i = 0; i < n; i++)
        fields[i] = (struct field_change){ fresh[i].field, fresh[i].text };
    struct change c = { .op = CHANGE_SAVE,
                        .kind = x->rec->kind,
                        .id = old ? old->id : 0,
                        .n = n,
                        .fields = fields,
                        .lenient = true,
                        .why = reason_of(sr, x),
                        .source_key = old ? STR_NONE : x->key,
                        .account = STR_NONE };
    struct put_result res = { 0 };
    err pe = { .mem = sr->a };
    err_code rc = subject_put(sr->w->s, sub, &c, &res, &pe);
    while ((rc == ERR_INVALID || rc == ERR_CONFLICT) && leave_out_faults(sr, item, old, &c, n, fresh, &res)) {
        res = (struct put_result){ 0 };
        pe = (err){ .mem = sr->a };
        rc = subject_put(sr->w->s, sub, &c, &res, &pe);
    }
    if (rc == ERR_OK) {
        x->record = res.record;
        mark_rows(sr, item, res.outcome == PUT_UNCHANGED ? ROW_UNCHANGED : ROW_STORED);
        return ERR_OK;
    }
    if (rc == ERR_INVALID || rc == ERR_CONFLICT) {
        const struct field *f = res.nfaults  ? res.faults[0].field
                                : pe.field.n ? kind_field(x->rec->kind, pe.field)
                                             : NULL;
        reject_item(sr, item, f, res.nfaults && res.faults[0].message.n ? res.faults[0].message : pe.message);
        return ERR_OK;
    }
    err_set(e, rc, STR_FMT, STR_ARG(pe.message));
    err_detail(e, STR_FMT, STR_ARG(pe.detail));
    return err_hint(e, STR_FMT, STR_ARG(pe.hint));
}

/* What the item says that the record does not. */
static bool compare(struct sub_rows *sr, uint32_t item, const struct record *old, size_t *n, struct fresh *fresh)
{
    struct item *x = &sr->items[item];
    *n = 0;
    for (size_t i = 0; i < x->nfields; i++) {
        struct item_field *f = &x->fields[i];
        const struct field *field = f->from->field;
        value v = { STR_NONE, 0 };
        err fault = { .mem = sr->a };
        if (f->dangling || (!f->text.n && !sr->w->map->blank_clears))
            continue;
        if (field->type == FT_REF)
            v.text = f->text.n ? f->text : STR_NONE;
        else if (field_read(field, f->text, sr->w->o->today, true, sr->a, &v, &fault)) {
            const struct sub_row *r = &sr->at[f->row];
            if (field_needed(x->rec, f->from)) {
                reject_item(sr, item, field, fault.message);
                return false;
            }
            sub_row_leave_out(sr, r, f->from, f->from->column >= 0 ? r->cells[f->from->column] : f->text,
                              fault.message);
            continue;
        }
        if (!str_eq(v.text, old->values[field->index].text))
            fresh[(*n)++] = (struct fresh){ field, v.text.p ? v.text : S(""), f };
    }
    return true;
}

static err_code put_known(struct sub_rows *sr, struct subject *sub, uint32_t item, const struct record *old, err *e)
{
    struct item *x = &sr->items[item];
    struct fresh *fresh = arena_array(sr->a, struct fresh, x->nfields + 1);
    struct fresh conflict = { 0 };
    size_t n = 0;
    x->record = (struct record *)(uintptr_t)old;
    if (old->removed) {                                 /* taken out here as entered in error: it stays out */
        mark_rows(sr, item, ROW_UNCHANGED);
        return ERR_OK;
    }
    if (!compare(sr, item, old, &n, fresh))
        return ERR_OK;
    if (n && keep_what_people_typed(sr, old, &n, fresh, &conflict, e))
        return e->code;
    mark_rows(sr, item, ROW_UNCHANGED);
    if (n && put(sr, sub, item, old, n, fresh, e))
        return e->code;
    if (conflict.field && !x->failed) {
        struct sub_row *r = &sr->at[conflict.from->row];
        sub_row_reject(sr, r, column_name(r, conflict.from->from), conflict.text,
                       S("Somebody changed this here after the last import, and now the file says something new. What "
                         "was typed here was kept: compare the two."));
    }
    return ERR_OK;
}

/* A number of a row belongs to one person: not to another of this set, nor to one who is in the store. */
static err_code key_taken(struct work *w, const struct kind *k, str key, bool *taken, err *e)
{
    int64_t subject, id;
    err quiet = { .mem = e->mem };
    *taken = key_set_has(&w->keys, k, key);
    if (*taken)
        return ERR_OK;
    if (!w->was_empty) {
        err_code rc = record_find_key(w->s, k, key, &subject, &id, &quiet);
        if (rc && rc != ERR_NOT_FOUND)
            return err_set(e, rc, STR_FMT, STR_ARG(quiet.message));
        *taken = rc == ERR_OK;
    }
    key_set_add(&w->keys, k, key);
    return ERR_OK;
}

static err_code put_new(struct sub_rows *sr, struct subject *sub, uint32_t item, err *e)
{
    struct item *x = &sr->items[item];
    bool taken = false;
    if (!x->rec->own && x->key.n && key_taken(sr->w, x->rec->kind, x->key, &taken, e))
        return e->code;
    if (taken) {
        reject_item(sr, item, NULL,
                    S("A row of this number is already with another person. One number can mean one row only."));
        return ERR_OK;
    }
    struct fresh *fresh = arena_array(sr->a, struct fresh, x->nfields + 1);
    size_t n = 0;
    for (size_t i = 0; i < x->nfields; i++)
        if (x->fields[i].text.n && !x->fields[i].dangling)
            fresh[n++] = (struct fresh){ x->fields[i].from->field, x->fields[i].text, &x->fields[i] };
    return put(sr, sub, item, NULL, n, fresh, e);
}

err_code item_put(struct sub_rows *sr, struct subject *sub, uint32_t item, err *e)
{
    struct item *x = &sr->items[item];
    const struct record *old = x->rec->own ? subject_own(sub)
                               : sr->known ? subject_by_key(sr->known, x->rec->kind, x->key)
                                           : NULL;
    return old ? put_known(sr, sub, item, old, e) : put_new(sr, sub, item, e);
}

/* --- references within the subject ----------------------------------------------------------------- */
static uint32_t item_of_row(const struct sub_rows *sr, const struct sub_row *r, const struct kind *k)
{
    for (int i = 0; i < r->nitems; i++)
        if (sr->items[r->items[i] - 1].rec->kind == k)
            return r->items[i];
    return 0;
}

/* The record that a reference within the subject means: its id, or the item (index + 1) that is still to be put. */
static int64_t inner_target(const struct sub_rows *sr, const struct item_field *f, uint32_t *waits_for)
{
    const struct map_field *m = f->from;
    const struct sub_row *r = &sr->at[f->row];
    uint32_t item = 0;
    *waits_for = 0;
    if (m->source == FROM_PARENT) {
        const struct in_row *parent = r->in->parent == NO_ROW ? NULL : &sr->w->rows[r->in->parent];
        bool here = parent && parent->slot == sr->slot && parent->sub < sr->n && sr->at[parent->sub].in == parent;
        item = here ? item_of_row(sr, &sr->at[parent->sub], m->target) : 0;
    } else if (m->source == FROM_SAME_ROW) {
        item = item_of_row(sr, r, m->target);
    } else {
        for (size_t i = 0; i < m->nprefixes && f->text.n; i++) {
            const str parts[] = { m->prefixes[i], f->text };
            str key = arena_join(sr->a, 2, parts, S(""));
            item = item_find(sr, m->target, key);
            const struct record *known = !item && sr->known ? subject_by_key(sr->known, m->target, key) : NULL;
            if (known)
                return known->id;
            if (item)
                break;
        }
    }
    if (item && sr->items[item - 1].stands_for)
        item = sr->items[item - 1].stands_for;
    if (item && sr->items[item - 1].record)
        return sr->items[item - 1].record->id;
    *waits_for = item && !sr->items[item - 1].failed ? item : 0;
    return 0;
}

void item_settle_inner(struct sub_rows *sr, uint32_t item, struct fixup *fix, size_t *nfix)
{
    struct item *x = &sr->items[item];
    for (size_t i = 0; i < x->nfields; i++) {
        struct item_field *f = &x->fields[i];
        if (f->from->field->type != FT_REF || kind_is_subject(f->from->field->ref) ||
            (f->from->source == FROM_COLUMN && !f->text.n))
            continue;
        uint32_t waits_for = 0;
        int64_t id = inner_target(sr, f, &waits_for);
        if (!id && waits_for)
            fix[(*nfix)++] = (struct fixup){ item, waits_for, f };
        f->dangling = id == 0;
        f->text = id_text(sr->a, id);
        if (!id && !waits_for && f->from->source == FROM_COLUMN)
            sr->w->files[sr->at[f->row].in->file]->dangling++;
    }
}

err_code fixups_put(struct sub_rows *sr, struct subject *sub, size_t n, const struct fixup *fix, err *e)
{
    for (size_t i = 0; i < n; i++) {
        struct item *x = &sr->items[fix[i].item];
        const struct item *to = &sr->items[fix[i].waits_for - 1];
        if (x->failed || !x->record || !to->record)
            continue;
        str id = id_text(sr->a, to->record->id);
        const struct field *f = fix[i].field->from->field;
        if (str_eq(x->record->values[f->index].text, id))
            continue;
        const struct fresh fresh = { f, id, fix[i].field };
        if (put(sr, sub, fix[i].item, x->record, 1, &fresh, e))
            return e->code;
    }
    return ERR_OK;
}

