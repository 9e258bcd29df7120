/* put.c - items become records of their subject; what people have typed since the last import stays.
 *
 * A field that a person changed after an earlier import keeps the person's value as long as the extract still says
 * what it said then. Where both have changed, the person's stays too, and the row is rejected with that reason, so that
 * somebody looks. An extract of an earlier year never undoes what a later year's said. */
#include "exchange/work.h"

static const struct in_file *file_of(const struct sub_rows *sr, const struct sub_row *r) { return sr->w->files[r->in->file]; }

static bool has_item(const struct sub_row *r, uint32_t item)
{
    for (int i = 0; i < r->nitems; i++)
        if (r->items[i] == item + 1)
            return true;
    return false;
}

static void mark_rows(struct sub_rows *sr, uint32_t item, enum row_state state)
{
    for (size_t i = 0; i < sr->n; i++)
        if (has_item(&sr->at[i], item) && sr->at[i].state < state)
            sr->at[i].state = state;
}

static void reject_item(struct sub_rows *sr, uint32_t item, const struct field *f, str reason)
{
    struct item *x = &sr->items[item];
    x->failed = true;
    for (size_t i = 0; i < sr->n; i++) {
        struct sub_row *r = &sr->at[i];
        if (!has_item(r, item))
            continue;
        const struct map_field *from = NULL;
        for (size_t k = 0; f && k < x->rec->nfields; k++)
            if (x->rec->fields[k].field == f)
                from = &x->rec->fields[k];
        sub_row_reject(sr, r, column_name(r, from), from && from->column >= 0 ? r->cells[from->column] : S(""), reason);
    }
}

/* --- references --------------------------------------------------------------------------------- */
static str id_text(arena *a, int64_t id) { return id ? arena_printf(a, "%lld", (long long)id) : S(""); }

/* The slot that a cell names, of another subject; makes workers, teams and families that nothing else tells of. */
static uint32_t target_slot(struct work *w, const struct map_field *f, str cell)
{
    bool person = str_eq(f->field->ref->name, S("person"));
    uint32_t found = NO_SLOT;
    if (person)
        return slot_find(w, f->field->ref, S("council:"), cell);
    for (size_t i = 0; i < f->nprefixes && found == NO_SLOT; i++)
        found = slot_find(w, f->field->ref, f->prefixes[i], cell);
    str prefix = f->nprefixes ? f->prefixes[0] : S("registration:");
    return found != NO_SLOT ? found : slot_get(w, f->field->ref, prefix, arena_copy(w->mem, cell));
}

static void put_off(struct sub_rows *sr, struct sub_row *r)
{
    struct work *w = sr->w;
    r->state = ROW_LATER;
    r->in->later = true;
    if (!w->ndeferred || w->deferred[w->ndeferred - 1] != sr->slot)
        ARENA_PUSH(w->mem, w->deferred, w->ndeferred, w->cap_deferred) = sr->slot;
}

static err_code bare_subject(struct work *w, uint32_t slot, str named, err *e);

/* What to call a subject that only its number is known of: a family by the last name of the first who is named as of it. */
static str name_for(const struct sub_rows *sr, uint32_t slot, str number)
{
    str surname = S("");
    for (size_t i = 0; i < sr->nitems && str_eq(sr->w->slots[slot].kind->name, S("family")); i++)
        for (size_t k = 0; k < sr->items[i].nfields; k++)
            if (sr->items[i].rec->own && str_eq(sr->items[i].fields[k].from->field->name, S("surname")))
                surname = sr->items[i].fields[k].text;
    return surname.n ? surname : number;
}

/* Makes sure that the other subject of a reference is in the store before this one's records are put. */
static err_code settle_reference(struct sub_rows *sr, struct item *x, struct item_field *f, bool later, err *e)
{
    struct work *w = sr->w;
    struct sub_row *r = &sr->at[f->row];
    bool person = str_eq(f->from->field->ref->name, S("person"));
    uint32_t slot = target_slot(w, f->from, f->text);
    if (slot != NO_SLOT && w->slots[slot].subject_id == 0 && slot != sr->slot) {
        if (person && w->slots[slot].has_own && !later) {
            put_off(sr, r);
            x->waits = true;
            return ERR_OK;
        }
        if (!person && w->slots[slot].nrows && !w->slots[slot].busy && slot_take(w, slot, false, e))
            return e->code;
        if (!person && w->slots[slot].subject_id == 0 && !w->slots[slot].busy && bare_subject(w, slot, name_for(sr, slot, f->text), e))
            return e->code;
    }
    if (person && (slot == NO_SLOT || w->slots[slot].subject_id == 0) && slot != sr->slot) {
        x->failed = true;
        sub_row_reject(sr, r, column_name(r, f->from), f->text, S("There is no person with this number, neither in the files nor on the system."));
        return ERR_OK;
    }
    f->text = id_text(sr->a, w->slots[slot].subject_id);
    f->dangling = f->text.n == 0;
    return ERR_OK;
}

static err_code settle_references(struct sub_rows *sr, bool later, err *e)
{
    for (size_t i = 0; i < sr->nitems; i++)
        for (size_t k = 0; k < sr->items[i].nfields; k++) {
            struct item_field *f = &sr->items[i].fields[k];
            const struct field *field = f->from->field;
            if (field->type == FT_REF && f->from->source == FROM_COLUMN && f->text.n && kind_is_subject(field->ref) &&
                settle_reference(sr, &sr->items[i], f, later, e))
                return e->code;
        }
    return ERR_OK;
}

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
        bool here = parent && parent->slot == sr->slot && parent->sub < sr->n;
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
        str year = file_of(sr, &sr->at[x->from->row])->year_end, said_year = entries[i].why.n >= 10 ? str_skip(entries[i].why, entries[i].why.n - 10) : S("");
        bool dated = year.n == 10 && day_parse_iso(said_year) != DAY_NONE;
        return dated && !sr->w->map->whole && str_cmp(said_year, year) > 0 ? LEAVE_IT : TAKE_IT;
    }
    return person ? (x->text.n ? BOTH_CHANGED : LEAVE_IT) : TAKE_IT;
}

/* Leaves out of the fresh values those that must stay as they are; *conflict is the first that both have changed. */
static err_code keep_what_people_typed(struct sub_rows *sr, const struct record *r, size_t *n, struct fresh *fresh, struct fresh *conflict, err *e)
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

static err_code put(struct sub_rows *sr, struct subject *sub, uint32_t item, const struct record *old, size_t n, const struct fresh *fresh, err *e)
{
    struct item *x = &sr->items[item];
    struct field_change *fields = arena_array(sr->a, struct field_change, n + 1);
    for (size_t i = 0; i < n; i++)
        fields[i] = (struct field_change){ fresh[i].field, fresh[i].text };
    struct change c = { .op = CHANGE_SAVE, .kind = x->rec->kind, .id = old ? old->id : 0, .n = n, .fields = fields, .lenient = true, .why = reason_of(sr, x),
                        .source_key = old ? STR_NONE : x->key, .account = STR_NONE };
    struct put_result res = { 0 };
    err pe = { .mem = sr->a };
    err_code rc = subject_put(sr->w->s, sub, &c, &res, &pe);
    if (rc == ERR_OK) {
        x->record = res.record;
        mark_rows(sr, item, res.outcome == PUT_UNCHANGED ? ROW_UNCHANGED : ROW_STORED);
        return ERR_OK;
    }
    if (rc == ERR_INVALID || rc == ERR_CONFLICT) {
        const struct field *f = res.nfaults ? res.faults[0].field : pe.field.n ? kind_field(x->rec->kind, pe.field) : NULL;
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
            reject_item(sr, item, field, fault.message);
            return false;
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
                       S("Somebody changed this here after the last import, and now the file says something new. What was typed here was kept: compare the two."));
    }
    return ERR_OK;
}

static size_t key_place(const struct work *w, uint64_t h)
{
    size_t i = (size_t)h & (w->keys.cap - 1);
    while (w->keys.at[i] && w->keys.at[i] != h)
        i = (i + 1) & (w->keys.cap - 1);
    return i;
}

/* A number of a row belongs to one person: not to another of this set, nor to one who is in the store. */
static err_code key_taken(struct work *w, const struct kind *k, str key, bool *taken, err *e)
{
    uint64_t h = (str_hash(key) ^ (uint64_t)k->index * 0x9E3779B97F4A7C15u) | 1;
    if (w->keys.n * 2 >= w->keys.cap) {
        size_t had = w->keys.cap;
        uint64_t *old = w->keys.at;
        w->keys.cap = had ? had * 2 : 4096;
        w->keys.at = arena_array(w->mem, uint64_t, w->keys.cap);
        for (size_t i = 0; i < had; i++)
            if (old[i])
                w->keys.at[key_place(w, old[i])] = old[i];
    }
    size_t at = key_place(w, h);
    int64_t subject, id;
    err quiet = { .mem = e->mem };
    *taken = w->keys.at[at] != 0;
    if (*taken)
        return ERR_OK;
    if (!w->was_empty) {
        err_code rc = record_find_key(w->s, k, key, &subject, &id, &quiet);
        if (rc && rc != ERR_NOT_FOUND)
            return err_set(e, rc, STR_FMT, STR_ARG(quiet.message));
        *taken = rc == ERR_OK;
    }
    w->keys.at[at] = h;
    w->keys.n++;
    return ERR_OK;
}

static err_code put_new(struct sub_rows *sr, struct subject *sub, uint32_t item, err *e)
{
    struct item *x = &sr->items[item];
    bool taken = false;
    if (!x->rec->own && x->key.n && key_taken(sr->w, x->rec->kind, x->key, &taken, e))
        return e->code;
    if (taken) {
        reject_item(sr, item, NULL, S("A row of this number is already with another person. One number can mean one row only."));
        return ERR_OK;
    }
    struct fresh *fresh = arena_array(sr->a, struct fresh, x->nfields + 1);
    size_t n = 0;
    for (size_t i = 0; i < x->nfields; i++)
        if (x->fields[i].text.n && !x->fields[i].dangling)
            fresh[n++] = (struct fresh){ x->fields[i].from->field, x->fields[i].text, &x->fields[i] };
    return put(sr, sub, item, NULL, n, fresh, e);
}

/* References within the subject whose record comes later: put when it is there. */
struct fixup { uint32_t item, waits_for; struct item_field *field; };

static void settle_inner(struct sub_rows *sr, uint32_t item, struct fixup *fix, size_t *nfix)
{
    struct item *x = &sr->items[item];
    for (size_t i = 0; i < x->nfields; i++) {
        struct item_field *f = &x->fields[i];
        if (f->from->field->type != FT_REF || kind_is_subject(f->from->field->ref) || (f->from->source == FROM_COLUMN && !f->text.n))
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

static err_code put_fixups(struct sub_rows *sr, struct subject *sub, size_t n, const struct fixup *fix, err *e)
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

static err_code put_item(struct sub_rows *sr, struct subject *sub, uint32_t item, err *e)
{
    struct item *x = &sr->items[item];
    const struct record *old = x->rec->own ? subject_own(sub) : sr->known ? subject_by_key(sr->known, x->rec->kind, x->key) : NULL;
    return old ? put_known(sr, sub, item, old, e) : put_new(sr, sub, item, e);
}

/* --- a subject --------------------------------------------------------------------------------------- */

/* The least that a subject can be: known by its number. */
static err_code put_bare(struct work *w, struct subject *sub, const struct slot *s, str named, arena *a, err *e)
{
    static const char *const numbers[] = { "council_id", "name" };
    struct field_change fields[2];
    size_t n = 0;
    const str key[] = { s->prefix, s->id };
    for (size_t i = 0; i < COUNT_OF(numbers) && !n; i++) {
        const struct field *f = kind_field(s->kind, str_of(numbers[i]));
        if (f)
            fields[n++] = (struct field_change){ f, i ? named : s->id };
    }
    const struct field *registration = str_eq(s->prefix, S("registration:")) ? kind_field(s->kind, S("registration")) : NULL;
    if (registration)
        fields[n++] = (struct field_change){ registration, s->id };
    struct change c = { .op = CHANGE_SAVE, .kind = s->kind, .n = n, .fields = fields, .lenient = true, .source_key = arena_join(a, 2, key, S("")), .account = STR_NONE };
    struct put_result res = { 0 };
    return subject_put(w->s, sub, &c, &res, e);
}

static void remember_subject(struct work *w, uint32_t slot, int64_t id)
{
    w->slots[slot].subject_id = id;
    w->slots[slot].made_now = true;
    w->report->subjects_made++;
}

static err_code bare_subject(struct work *w, uint32_t slot, str named, err *e)
{
    arena *a = &w->level[w->depth];
    struct subject *sub = NULL;
    arena_clear(a);
    if (subject_new(w->s, w->slots[slot].kind, a, &sub, e) || put_bare(w, sub, &w->slots[slot], named, a, e) || subject_write(w->s, sub, e))
        return e->code;
    remember_subject(w, slot, sub->id);
    return ERR_OK;
}

static void gather(struct sub_rows *sr, bool later)
{
    struct work *w = sr->w;
    const struct slot *s = &w->slots[sr->slot];
    sr->at = arena_array(sr->a, struct sub_row, s->nrows + 1);
    for (uint32_t i = 0; i < s->nrows; i++) {
        struct in_row *in = &w->rows[w->order[s->first + i]];
        if (in->later != later)
            continue;
        struct sub_row *r = &sr->at[sr->n++];
        *r = (struct sub_row){ .in = in, .table = &w->map->tables[in->table] };
        r->cells = arena_array(sr->a, str, r->table->ncolumns + 1);
        row_cells(w, in, sr->a, r->cells);
    }
}

static struct item *own_item(struct sub_rows *sr)
{
    for (size_t i = 0; i < sr->nitems; i++)
        if (sr->items[i].rec->own && !sr->items[i].stands_for)
            return &sr->items[i];
    return NULL;
}

static str item_text(const struct item *x, const char *field)
{
    for (size_t i = 0; x && i < x->nfields; i++)
        if (str_eq(x->fields[i].from->field->name, str_of(field)))
            return x->fields[i].text;
    return S("");
}

/* A subject that the store knows under another number: by pupil, NHS or registration number, when it has no number of this source. */
static uint32_t match_elsewhere(struct sub_rows *sr)
{
    static const struct { const char *field, *prefix; } ways[] = { { "upn", "upn:" }, { "nhs_number", "nhs:" }, { "registration", "registration:" } };
    const struct item *own = own_item(sr);
    const struct slot *s = &sr->w->slots[sr->slot];
    for (size_t i = 0; own && i < COUNT_OF(ways); i++) {
        str text = item_text(own, ways[i].field);
        uint32_t found = text.n ? slot_find(sr->w, s->kind, str_of(ways[i].prefix), text) : NO_SLOT;
        bool numbered = found != NO_SLOT && (str_eq(sr->w->slots[found].prefix, s->prefix) || !sr->w->slots[found].subject_id);
        if (found != NO_SLOT && found != sr->slot && !numbered)
            return found;
    }
    return NO_SLOT;
}

static err_code open_subject(struct sub_rows *sr, struct subject **sub, err *e)
{
    struct work *w = sr->w;
    if (!w->slots[sr->slot].subject_id) {
        uint32_t other = match_elsewhere(sr);
        if (other != NO_SLOT)
            w->slots[sr->slot].subject_id = w->slots[other].subject_id;
    }
    struct slot *s = &w->slots[sr->slot];
    if (s->subject_id) {
        if (!sr->known && subject_load(w->s, s->subject_id, sr->a, &sr->known, e))
            return e->code;
        *sub = sr->known;
        return ERR_OK;
    }
    return subject_new(w->s, s->kind, sr->a, sub, e);
}

/* The subject's own record first: nothing else can be put before it. */
static err_code put_own(struct sub_rows *sr, struct subject *sub, bool *good, err *e)
{
    struct item *own = own_item(sr);
    if (own && !own->waits && !own->failed && put_item(sr, sub, (uint32_t)(own - sr->items), e))
        return e->code;
    *good = subject_own(sub) != NULL;
    bool others = false;
    for (size_t i = 0; i < sr->n; i++)
        others = others || sr->at[i].state == ROW_PENDING || sr->at[i].state == ROW_LATER;
    if (*good || !others)
        return ERR_OK;
    /* its own row is faulty or missing; the rows about it need not be lost with it */
    if (put_bare(sr->w, sub, &sr->w->slots[sr->slot], sr->w->slots[sr->slot].id, sr->a, e) == ERR_OK)
        *good = true;
    else if (e->code != ERR_INVALID)
        return e->code;
    for (size_t i = 0; i < sr->n && !*good; i++)
        sub_row_reject(sr, &sr->at[i], sr->at[i].table->person >= 0 ? sr->at[i].table->columns[sr->at[i].table->person].name : S(""), sr->w->slots[sr->slot].id, e->message);
    return ERR_OK;
}

static void count_rows(struct sub_rows *sr)
{
    for (size_t i = 0; i < sr->n; i++) {
        struct import_counts *c = &sr->w->files[sr->at[i].in->file]->report.rows;
        if (sr->at[i].state == ROW_STORED)
            c->stored++;
        else if (sr->at[i].state == ROW_PENDING || sr->at[i].state == ROW_UNCHANGED)
            c->unchanged++;
    }
}

/* Records of an earlier whole extract that this one no longer has. */
static void count_gone(struct sub_rows *sr, const struct subject *sub)
{
    for (size_t i = 0; i < sr->n; i++)
        if (sr->at[i].state == ROW_REJECTED)
            return;
    for (size_t k = 0; sub->facts.by_kind && k < sr->w->s->cat->nkinds; k++) {
        const struct records *list = &sub->facts.by_kind[k];
        for (size_t i = 0; i < list->n; i++) {
            const struct record *r = list->at[i];
            bool ours = !r->removed && str_starts(r->source_key, S("ssd:"));
            str rest = ours ? str_skip(r->source_key, 4) : S(""), table = S("");
            const struct map_table *t = ours && str_cut(&rest, ':', &table) ? import_map_table(sr->w->map, table) : NULL;
            bool here = false;
            for (size_t f = 0; t && f < sr->w->nfiles; f++)
                here = here || sr->w->files[f]->table == t;
            if (here && !item_find(sr, r->kind, r->source_key))
                sr->w->report->gone++;
        }
    }
}

static err_code put_subject(struct sub_rows *sr, bool later, err *e)
{
    struct subject *sub = NULL;
    bool good = false, fresh = false;
    if (open_subject(sr, &sub, e) || put_own(sr, sub, &good, e))
        return e->code;
    fresh = good && !sr->known;
    size_t nfix = 0, room = 1;
    for (size_t i = 0; i < sr->nitems; i++)
        room += sr->items[i].nfields;
    struct fixup *fix = arena_array(sr->a, struct fixup, room);
    for (uint32_t i = 0; good && i < sr->nitems; i++) {
        struct item *x = &sr->items[i];
        if (x->rec->own || x->waits || x->failed || x->stands_for)
            continue;
        settle_inner(sr, i, fix, &nfix);
        if (put_item(sr, sub, i, e))
            return e->code;
    }
    if (good && put_fixups(sr, sub, nfix, fix, e))
        return e->code;
    if (good && subject_write(sr->w->s, sub, e))
        return e->code;
    if (fresh)
        remember_subject(sr->w, sr->slot, sub->id);
    if (sr->known && sr->w->map->whole && !later && !sr->w->slots[sr->slot].made_now)
        count_gone(sr, sub);
    return ERR_OK;
}

/* A person whom only other tables name, in a dataset that has a table of people: nobody knows who that is. */
static bool is_nobody(const struct sub_rows *sr)
{
    const struct slot *s = &sr->w->slots[sr->slot];
    return !sr->w->map->make_people && !s->has_own && !s->subject_id && str_eq(s->kind->name, S("person"));
}

static err_code take_rows(struct sub_rows *sr, bool later, err *e)
{
    struct work *w = sr->w;
    gather(sr, later);
    if (is_nobody(sr)) {
        for (size_t i = 0; i < sr->n; i++) {
            struct sub_row *r = &sr->at[i];
            str column = r->table->person >= 0 ? r->table->columns[r->table->person].name : S("");
            sub_row_reject(sr, r, column, w->slots[sr->slot].id, S("There is no person with this number, neither in the files nor on the system."));
        }
        return ERR_OK;
    }
    if (w->slots[sr->slot].subject_id && subject_load(w->s, w->slots[sr->slot].subject_id, sr->a, &sr->known, e))
        return e->code;
    if (items_build(sr, e))
        return e->code;
    for (size_t i = 0; i < sr->n; i++)
        sr->at[i].in->sub = (uint32_t)i;
    if (settle_references(sr, later, e) || put_subject(sr, later, e))
        return e->code;
    count_rows(sr);
    return ERR_OK;
}

err_code slot_take(struct work *w, uint32_t slot, bool later, err *e)
{
    if ((!later && (w->slots[slot].done || w->slots[slot].busy)) || w->depth == NESTING_LIMIT || w->slots[slot].leads_to)
        return ERR_OK;
    w->slots[slot].busy = true;
    arena *a = &w->level[w->depth++];
    arena_clear(a);
    struct sub_rows sr = { .w = w, .a = a, .slot = slot };
    err_code rc = w->slots[slot].nrows ? take_rows(&sr, later, e) : ERR_OK;
    w->depth--;
    w->slots[slot].busy = false;
    w->slots[slot].done = true;
    w->done_rows += sr.n;
    return rc;
}
