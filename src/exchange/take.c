/* take.c - one subject from its rows to the store: who it is, whom its rows point at, its own record first, then the
 * rest.
 *
 * Whatever a row points at outside the subject is settled before anything of the subject is put: a person who comes
 * later makes the row wait; a team, a worker or a family is taken at once, within this one, or made with no more than
 * the number that the row says. That is why taking calls itself, NESTING_LIMIT deep at most. */
#include "exchange/work.h"
#include "catalogue/named.h"

/* --- references --------------------------------------------------------------------------------- */
/* The slot that a cell names, of another subject; makes workers, teams and families that nothing else tells of. */
static uint32_t target_slot(struct work *w, const struct map_field *f, str cell)
{
    bool person = kind_is(f->field->ref, K_person);
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
    if (r->state == ROW_REJECTED)
        return;
    r->state = ROW_LATER;
    r->in->later = true;
    if (!w->slots[sr->slot].deferred)
        ARENA_PUSH(w->mem, w->deferred, w->ndeferred, w->cap_deferred) = sr->slot;
    w->slots[sr->slot].deferred = true;
}

/* A record waits with all the rows that make it. */
static void put_off_item(struct sub_rows *sr, uint32_t item)
{
    sr->items[item].waits = true;
    for (size_t i = 0; i < sr->n; i++)
        if (sub_row_makes(&sr->at[i], item))
            put_off(sr, &sr->at[i]);
}

static err_code bare_subject(struct work *w, uint32_t slot, str named, err *e);

/* What to call a subject of which only its number is known: a family, by the last name of whoever is of it. */
static str name_for(const struct sub_rows *sr, uint32_t slot, str number)
{
    str surname = S("");
    for (size_t i = 0; i < sr->nitems && kind_is(sr->w->slots[slot].kind, K_family); i++)
        for (size_t k = 0; k < sr->items[i].nfields; k++)
            if (sr->items[i].rec->own && str_eq(sr->items[i].fields[k].from->field->name, S("surname")))
                surname = sr->items[i].fields[k].text;
    return surname.n ? surname : number;
}

/* Makes sure that the other subject of a reference is in the store before this one's records are put. */
static err_code settle_reference(struct sub_rows *sr, uint32_t item, struct item_field *f, bool later, err *e)
{
    struct work *w = sr->w;
    struct sub_row *r = &sr->at[f->row];
    bool person = kind_is(f->from->field->ref, K_person);
    uint32_t slot = target_slot(w, f->from, f->text);
    if (slot != NO_SLOT && w->slots[slot].subject_id == 0 && slot != sr->slot) {
        if (person && w->slots[slot].has_own && !later) {
            put_off_item(sr, item);
            return ERR_OK;
        }
        if (!person && w->slots[slot].nrows && !w->slots[slot].busy && slot_take(w, slot, false, e))
            return e->code;
        if (!person && w->slots[slot].subject_id == 0 && !w->slots[slot].busy &&
            bare_subject(w, slot, name_for(sr, slot, f->text), e))
            return e->code;
    }
    if (person && (slot == NO_SLOT || w->slots[slot].subject_id == 0) && slot != sr->slot) {
        sr->items[item].failed = true;
        sub_row_reject(sr, r, column_name(r, f->from), f->text,
                       S("There is no person with this number, neither in the files nor on the system."));
        return ERR_OK;
    }
    f->text = id_text(sr->a, w->slots[slot].subject_id);
    f->dangling = f->text.n == 0;
    return ERR_OK;
}

static err_code settle_references(struct sub_rows *sr, bool later, err *e)
{
    for (uint32_t i = 0; i < sr->nitems; i++)
        for (size_t k = 0; k < sr->items[i].nfields; k++) {
            struct item_field *f = &sr->items[i].fields[k];
            const struct field *field = f->from->field;
            if (field->type == FT_REF && f->from->source == FROM_COLUMN && f->text.n && kind_is_subject(field->ref) &&
                settle_reference(sr, i, f, later, e))
                return e->code;
        }
    return ERR_OK;
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
    const struct field *registration =
        str_eq(s->prefix, S("registration:")) ? kind_field(s->kind, S("registration")) : NULL;
    if (registration)
        fields[n++] = (struct field_change){ registration, s->id };
    struct change c = { .op = CHANGE_SAVE,
                        .kind = s->kind,
                        .n = n,
                        .fields = fields,
                        .lenient = true,
                        .source_key = arena_join(a, 2, key, S("")),
                        .account = STR_NONE };
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
    if (subject_new(w->s, w->slots[slot].kind, a, &sub, e) || put_bare(w, sub, &w->slots[slot], named, a, e) ||
        subject_write(w->s, sub, e))
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

/* A subject that the store knows under another number: by pupil, NHS or registration number, when it has no number of
 * this source. */
static uint32_t match_elsewhere(struct sub_rows *sr)
{
    static const struct {
        const char *field, *prefix;
    } ways[] = { { "upn", "upn:" }, { "nhs_number", "nhs:" }, { "registration", "registration:" } };
    const struct item *own = own_item(sr);
    const struct slot *s = &sr->w->slots[sr->slot];
    for (size_t i = 0; own && i < COUNT_OF(ways); i++) {
        str text = item_text(own, ways[i].field);
        uint32_t found = text.n ? slot_find(sr->w, s->kind, str_of(ways[i].prefix), text) : NO_SLOT;
        bool numbered =
            found != NO_SLOT && (str_eq(sr->w->slots[found].prefix, s->prefix) || !sr->w->slots[found].subject_id);
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
    if (own && !own->waits && !own->failed && item_put(sr, sub, (uint32_t)(own - sr->items), e))
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
        sub_row_reject(sr, &sr->at[i],
                       sr->at[i].table->person >= 0 ? sr->at[i].table->columns[sr->at[i].table->person].name : S(""),
                       sr->w->slots[sr->slot].id, e->message);
    return ERR_OK;
}

static void count_rows(struct sub_rows *sr)
{
    for (size_t i = 0; i < sr->n; i++) {
        struct import_counts *c = &sr->w->files[sr->at[i].in->file]->report->rows;
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
            const struct map_table *t =
                ours && str_cut(&rest, ':', &table) ? import_map_table(sr->w->map, table) : NULL;
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
        item_settle_inner(sr, i, fix, &nfix);
        if (item_put(sr, sub, i, e))
            return e->code;
    }
    if (good && fixups_put(sr, sub, nfix, fix, e))
        return e->code;
    if (good)
        notice_care_twice(sr, sub);
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
    return !sr->w->map->make_people && !s->has_own && !s->subject_id && kind_is(s->kind, K_person);
}

static err_code take_rows(struct sub_rows *sr, bool later, err *e)
{
    struct work *w = sr->w;
    gather(sr, later);
    if (is_nobody(sr)) {
        for (size_t i = 0; i < sr->n; i++) {
            struct sub_row *r = &sr->at[i];
            str column = r->table->person >= 0 ? r->table->columns[r->table->person].name : S("");
            sub_row_reject(sr, r, column, w->slots[sr->slot].id,
                           S("There is no person with this number, neither in the files nor on the system."));
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
    if ((!later && (w->slots[slot].done || w->slots[slot].busy)) || w->depth == NESTING_LIMIT ||
        w->slots[slot].leads_to)
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
