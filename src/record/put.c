/* put.c - takes a writer's change: checks it, merges it with what others wrote, and keeps it to be written.
 *
 * A change names a record (by number, by an import's key, or none: a new one), the version that the writer saw and the
 * fields that were set. One attempt goes through it in this order, and the order matters:
 *
 *   1. which record is meant, and may it be here at all;
 *   2. each field that was set is read; what equals the record's value is not a change, so most rows of a second import
 *   end here;
 *   3. if the record is at a later version than the writer saw, the entries in between say which fields others changed:
 *   of
 *      those that both changed to different values each is a conflict, the rest is merged;
 *   4. checks over the whole record as it would be: needed fields, the order of days, references, unique values;
 *   5. only now a number is taken from the ledger, and the record in memory becomes what the change made of it.
 *
 * So a change that is refused leaves the subject as it was and takes no number, and nothing is sent to the store before
 * subject_write. The cost is that of the fields that were set: steps 3 and 4 ask the store only when a version was
 * passed, a reference was set that this transaction has not yet seen (a table of SEEN_SLOTS remembers), or a field is
 * unique. The path of an import's row runs through here a million times: values live in the subject's arena, texts are
 * compared before they are read, and nothing is formatted. */
#include "record/held.h"
#include "base/always.h"

/* One change while it is being looked at. */
struct attempt {
    struct store *s;
    struct subject *sub;
    const struct change *c;
    struct put_result *r;
    struct held *held;              /* NULL: a new record */
    value *now;                     /* the record's values with the change made */
    bool *set;                      /* the fields that the change alters */
    size_t nset;
    size_t cap_faults, cap_conflicts;
    struct fault_in_field *faults;
    struct conflict *conflicts;
    day today;
    bool merged;
};

static void fault_add(struct attempt *t, const struct field *f, str message)
{
    for (size_t i = 0; t->faults && i < t->r->nfaults; i++)
        if (t->faults[i].field == f)
            return;                 /* the first thing to say about a field is enough */
    // NOLINTNEXTLINE(clang-analyzer-core.NullDereference): there is no room while there is no array
    ARENA_PUSH(t->sub->mem, t->faults, t->r->nfaults, t->cap_faults) = (struct fault_in_field){ f, message };
    t->r->faults = t->faults;
}

static err_code faults_say(struct attempt *t, err *e)
{
    const struct fault_in_field *first = t->r->faults;
    if (!first)
        return err_set(e, ERR_INVALID, "Something here is wrong");
    err_set(e, ERR_INVALID, STR_FMT, STR_ARG(first->message));
    e->field = first->field ? first->field->name : S("");
    if (t->r->nfaults > 1)
        err_detail(e, "and %zu more", t->r->nfaults - 1);
    return ERR_INVALID;
}

/* --- which record is meant ------------------------------------------------------------------- */

static err_code find_record(struct attempt *t, err *e)
{
    const struct change *c = t->c;
    const struct records *list = &t->sub->facts.by_kind[c->kind->index];
    struct record *r = NULL;
    if (c->kind->subject != t->sub->kind)
        return err_set(e, ERR_INVALID, "A " STR_FMT " cannot be kept with a " STR_FMT, STR_ARG(c->kind->label),
                       STR_ARG(t->sub->kind->label));
    if (c->id) {
        for (size_t i = 0; i < list->n && !r; i++)
            if (list->at[i]->id == c->id)
                r = list->at[i];
        if (!r)
            return err_set(e, ERR_NOT_FOUND, "There is no such " STR_FMT " here", STR_ARG(c->kind->label));
    } else if (kind_is_subject(c->kind))
        r = subject_own(t->sub);
    else if (c->source_key.p)
        r = subject_by_key(t->sub, c->kind, c->source_key);
    if (!r && t->sub->id == 0 && !kind_is_subject(c->kind))
        return err_set(e, ERR_SYSTEM, "A new subject's own record must be put first");
    t->held = (struct held *)r;
    return ERR_OK;
}

/* --- reading what was typed ------------------------------------------------------------------ */

static bool typed_is_current(const struct field_change *x, const value *current)
{
    return current->text.p ? str_eq(x->typed, current->text) : x->typed.n == 0;
}

static err_code read_fields(struct attempt *t, err *e)
{
    const struct change *c = t->c;
    for (size_t i = 0; i < c->n; i++) {
        const struct field *f = c->fields[i].field;
        value v;
        if (t->held && typed_is_current(&c->fields[i], &t->now[f->index]))
            continue;
        if (!text_is_clean(c->fields[i].typed)) {
            fault_add(t, f, S("This has characters that cannot be kept. Type it again."));
            continue;
        }
        err why = { .mem = t->sub->mem };
        err_code rc = field_read(f, c->fields[i].typed, t->today, c->lenient, t->sub->mem, &v, &why);
        if (rc == ERR_INVALID) {
            fault_add(t, f, why.message);
            continue;
        }
        if (rc)
            return err_set(e, rc, STR_FMT, STR_ARG(why.message));
        if (str_eq(v.text, t->now[f->index].text) && (v.text.p != NULL) == (t->now[f->index].text.p != NULL))
            continue;
        t->nset += !t->set[f->index];
        t->set[f->index] = true;
        t->now[f->index] = (value){ v.text.p >= c->fields[i].typed.p &&
                                            v.text.p <= c->fields[i].typed.p + c->fields[i].typed.n
                                        ? arena_copy(t->sub->mem, v.text)
                                        : v.text,
                                    v.num };
    }
    return ERR_OK;
}

/* --- merging --------------------------------------------------------------------------------- */

struct theirs { const struct kind *kind; bool *seen; value *base; const struct entry **by; const struct entry *entry; };

static void note_their_field(void *ctx, str name, bool pair, str before, str after)
{
    struct theirs *t = ctx;
    const struct field *f = kind_field(t->kind, name);
    (void)after;
    if (!f || !pair)
        return;
    if (!t->seen[f->index])
        t->base[f->index] = before.p ? field_value(f, before) : (value){ STR_NONE, 0 };
    t->seen[f->index] = true;
    t->by[f->index] = t->entry;
}

static bool same_value(value a, value b) { return (a.text.p != NULL) == (b.text.p != NULL) && str_eq(a.text, b.text); }

/* A form sends every field: one that still says what the writer saw was not changed by the writer. */
static void merge_field(struct attempt *t, const struct theirs *x, const struct field *f)
{
    const value current = t->held->r.values[f->index], mine = t->now[f->index];
    if (!x->seen[f->index] || !t->set[f->index])
        return;
    if (same_value(mine, x->base[f->index])) {
        t->now[f->index] = current;
        t->set[f->index] = false;
        t->nset--;
        return;
    }
    const struct entry *by = x->by[f->index];
    ARENA_PUSH(t->sub->mem, t->conflicts, t->r->nconflicts,
               t->cap_conflicts) = (struct conflict){ f, current, mine, by->account, by->at };
    t->r->conflicts = t->conflicts;
}

/* Replays what was written to this record since the version that the writer saw. */
static err_code merge(struct attempt *t, err *e)
{
    const struct kind *k = t->c->kind;
    arena *a = t->sub->mem;
    db_rows rows = { 0 };
    if (t->sub->state->npending && subject_write(t->s, t->sub, e))
        return e->code;
    if (db_run(t->s->db, ST_ledger_of_record_after, ARGS(DBI(t->sub->id), DBI(t->held->r.id), DBI(t->c->base_version)),
               a, &rows, e))
        return e->code;
    struct theirs x = { k, arena_array(a, bool, k->nfields), arena_array(a, value, k->nfields),
                        arena_array(a, const struct entry *, k->nfields), NULL };
    struct entry *entries = arena_array(a, struct entry, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        entry_of_row(t->s, db_row(&rows, i), &entries[i]);
        x.entry = &entries[i];
        if (!body_read(entries[i].body, a, note_their_field, &x))
            return err_set(e, ERR_SYSTEM, "Entry %lld of the ledger cannot be read; holdfast verify says more",
                           (long long)entries[i].seq);
    }
    for (size_t i = 0; i < k->nfields; i++)
        merge_field(t, &x, &k->fields[i]);
    t->merged = rows.n > 0;
    if (t->r->nconflicts == 0)
        return ERR_OK;
    err_set(e, ERR_CONFLICT, "Somebody else has changed this since you opened it");
    e->field = t->conflicts[0].field->name;
    return err_hint(e, "look at both texts, choose or combine them, and save again");
}

/* --- checks over the whole record ------------------------------------------------------------ */

static void check_required(struct attempt *t)
{
    const struct kind *k = t->c->kind;
    for (size_t i = 0; i < k->nfields; i++) {
        const struct field *f = &k->fields[i];
        if (f->required && !t->now[i].text.p && in_force(f->when, t->today) &&
            (!f->show_if || expr_true(f->show_if, t->now, NULL)))
            fault_add(t, f, arena_printf(t->sub->mem, "Answer this: " STR_FMT, STR_ARG(f->label)));
    }
}

/* Days and instants of one record are compared by their London day. */
static bool day_of(const struct field *f, value v, day *to)
{
    if (!v.text.p)
        return false;
    *to = f->type == FT_INSTANT ? instant_day(v.num) : (day)v.num;
    return true;
}

static void check_order(struct attempt *t)
{
    const struct kind *k = t->c->kind;
    day began, ended;
    if (k->f_happened < 0 || k->f_ended < 0 || k->f_happened == k->f_ended)
        return;
    const struct field *from = &k->fields[k->f_happened], *to = &k->fields[k->f_ended];
    if (day_of(from, t->now[k->f_happened], &began) && day_of(to, t->now[k->f_ended], &ended) && ended < began)
        fault_add(t, to,
                  arena_printf(t->sub->mem, "This is before the start, " STR_FMT ". Check both days.",
                               STR_ARG(day_uk(t->sub->mem, began))));
}

/* A record that is no subject belongs to one; only records of this subject may point at it, and they are all loaded.
 * Another child's referral is refused as one that does not exist. */
static err_code reference_exists(struct attempt *t, const struct field *f, int64_t id, bool *there, err *e)
{
    struct record_tools *tools;
    const struct records *own = &t->sub->facts.by_kind[f->ref->index];
    for (size_t i = 0; i < own->n; i++)
        if (own->at[i]->id == id) {
            *there = !own->at[i]->removed;
            return ERR_OK;
        }
    *there = false;
    if (!kind_is_subject(f->ref))
        return ERR_OK;
    if (tools_of(t->s, &tools, e))
        return e->code;
    size_t slot = (size_t)((uint64_t)id * 0x9E3779B97F4A7C15u >> 52) % SEEN_SLOTS;
    int64_t turn = ledger_turn(t->s);
    *there = tools->seen[slot].id == id && tools->seen[slot].turn == turn && tools->seen[slot].kind == f->ref->index;
    if (*there)
        return ERR_OK;
    db_rows rows = { 0 };
    arena_mark mark = arena_here(t->sub->mem);
    err_code rc = db_run(t->s->db, kind_table(t->s, f->ref)->by_id, ARGS(DBI(id)), t->sub->mem, &rows, e);
    *there = rc == ERR_OK && rows.n == 1 && db_int(&rows, 0, ROW_REMOVED) == 0;
    arena_back(t->sub->mem, mark);
    if (*there) {
        tools->seen[slot].id = id;
        tools->seen[slot].turn = turn;
        tools->seen[slot].kind = f->ref->index;
    }
    return rc;
}

static err_code check_references(struct attempt *t, err *e)
{
    const struct kind *k = t->c->kind;
    for (size_t i = 0; i < k->nfields; i++) {
        const struct field *f = &k->fields[i];
        bool there = true;
        if (f->type != FT_REF || !t->set[i] || !t->now[i].text.p || !f->ref)
            continue;
        if (reference_exists(t, f, t->now[i].num, &there, e))
            return e->code;
        if (!there)
            fault_add(t, f,
                      arena_printf(t->sub->mem, "There is no " STR_FMT " with this number", STR_ARG(f->ref->label)));
    }
    return ERR_OK;
}

/* Whoever comes second hears of it as a conflict, with the field among the faults. */
static err_code check_unique(struct attempt *t, err *e)
{
    const struct kind *k = t->c->kind;
    for (size_t i = 0; i < k->nfields; i++) {
        const struct field *f = &k->fields[i];
        db_rows rows = { 0 };
        if (!f->unique || !t->set[i] || !t->now[i].text.p)
            continue;
        const db_val cell = cell_of_value(f, t->now[i]);
        if (db_run(t->s->db, kind_table(t->s, k)->taken[i], 1, &cell, t->sub->mem, &rows, e))
            return e->code;
        for (size_t n = 0; n < rows.n; n++)
            if (!t->held || db_int(&rows, n, TAKEN_ID) != t->held->r.id) {
                fault_add(t, f,
                          arena_printf(t->sub->mem,
                                       "Another " STR_FMT " already has this. Check it, or open that record.",
                                       STR_ARG(k->label)));
                err_set(e, ERR_CONFLICT, "Another " STR_FMT " already has this " STR_FMT, STR_ARG(k->label),
                        STR_ARG(f->name));
                e->field = f->name;
                return err_hint(e, "check the value; if both are the same person, open the other record");
            }
    }
    return ERR_OK;
}

/* --- keeping it ------------------------------------------------------------------------------ */

static void touch(struct subject *sub, struct held *h, bool is_new)
{
    struct subject_state *st = sub->state;
    if (h->row != AS_STORED)
        return;
    h->row = is_new ? TO_INSERT : TO_UPDATE;
    // NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers
    ARENA_PUSH(sub->mem, st->touched, st->ntouched, st->cap_touched) = h;
    if (is_new)
        return;
    value *was = arena_array(sub->mem, value, h->r.kind->nfields);
    memcpy(was, h->r.values, sizeof *was * h->r.kind->nfields);
    h->was = was;
    h->was_removed = h->r.removed;
}

static void keep_entry(struct attempt *t, struct held *h, int64_t seq, str op, str body)
{
    struct subject_state *st = t->sub->state;
    const struct kind *k = h->r.kind;
    str happened = k->f_happened >= 0 ? h->r.values[k->f_happened].text : STR_NONE;
    ARENA_PUSH(t->sub->mem, st->pending, st->npending, st->cap_pending) = (struct pending){
        .held = h,
        .seq = seq,
        .version = h->r.version,
        .op = op,
        .happened = happened,
        .body = body,
        .why = t->c->why.n ? arena_copy(t->sub->mem, t->c->why) : STR_NONE,
        .at = t->c->at ? instant_iso(t->sub->mem, t->c->at) : STR_NONE,
        .account = arena_copy(t->sub->mem, t->c->account),
    };
}

static str body_of_new(struct attempt *t, out *o, str key)
{
    const struct kind *k = t->c->kind;
    body_begin(o);
    if (key.p)
        body_text(o, S("source_key"), key);
    for (size_t i = 0; i < k->nfields; i++)
        if (t->now[i].text.p)
            body_text(o, k->fields[i].name, t->now[i].text);
    body_end(o);
    return arena_copy(t->sub->mem, out_str(o));
}

static str body_of_change(struct attempt *t, out *o, str new_key)
{
    const struct kind *k = t->c->kind;
    body_begin(o);
    if (new_key.p)
        body_pair(o, S("source_key"), STR_NONE, new_key);
    for (size_t i = 0; i < k->nfields; i++)
        if (t->set[i])
            body_pair(o, k->fields[i].name, t->held->r.values[i].text, t->now[i].text);
    body_end(o);
    return arena_copy(t->sub->mem, out_str(o));
}

static void keep_new(struct attempt *t, struct record_tools *tools)
{
    struct subject *sub = t->sub;
    (void)ALWAYS(t->r->nfaults == 0);       /* a number that is taken must be written */
    int64_t seq = ledger_take(t->s);
    if (sub->id == 0)
        sub->id = seq;
    struct held *h = arena_new(sub->mem, struct held);
    str key = t->c->source_key.p ? arena_copy(sub->mem, t->c->source_key) : STR_NONE;
    h->r = (struct record){ t->c->kind, seq, sub->id, 1, key, false, t->now };
    str body = body_of_new(t, &tools->body, key);
    subject_names_kind(sub, t->c->kind);
    records_place(&sub->facts.by_kind[t->c->kind->index], &h->r, sub->mem);
    touch(sub, h, true);
    keep_entry(t, h, seq, S("add"), body);
    t->r->record = &h->r;
}

static void keep_change(struct attempt *t, struct record_tools *tools, str new_key)
{
    struct held *h = t->held;
    const struct kind *k = h->r.kind;
    (void)ALWAYS(t->r->nfaults == 0 && !h->r.removed);
    str body = body_of_change(t, &tools->body, new_key);
    touch(t->sub, h, false);
    bool moved = k->f_happened >= 0 && t->set[k->f_happened];
    memcpy(h->r.values, t->now, sizeof *t->now * k->nfields);
    h->r.version++;
    if (new_key.p)
        h->r.source_key = new_key;
    if (moved)
        records_move(&t->sub->facts.by_kind[k->index], &h->r, t->sub->mem);
    keep_entry(t, h, ledger_take(t->s), S("change"), body);
}

static err_code put_save(struct attempt *t, err *e)
{
    struct held *h = t->held;
    const struct change *c = t->c;
    struct record_tools *tools;
    t->now = arena_array(t->sub->mem, value, c->kind->nfields);
    t->set = arena_array(t->sub->mem, bool, c->kind->nfields);
    if (h)
        memcpy(t->now, h->r.values, sizeof *t->now * c->kind->nfields);
    if (tools_of(t->s, &tools, e) || read_fields(t, e))
        return e->code;
    if (h && t->nset && c->base_version && c->base_version < h->r.version && merge(t, e))
        return e->code;
    if (!c->lenient && (t->nset || !h)) {
        check_required(t);
        check_order(t);
    }
    if (t->nset && (check_references(t, e) || (t->r->nfaults == 0 && check_unique(t, e))))
        return e->code;
    if (t->r->nfaults)
        return faults_say(t, e);
    str new_key = h && c->source_key.p && !h->r.source_key.p ? arena_copy(t->sub->mem, c->source_key) : STR_NONE;
    if (!h)
        keep_new(t, tools);
    else if (t->nset || new_key.p)
        keep_change(t, tools, new_key);
    else
        t->r->outcome = PUT_UNCHANGED;
    if (t->merged && t->r->outcome == PUT_STORED)
        t->r->outcome = PUT_MERGED;
    return ERR_OK;
}

static err_code put_remove(struct attempt *t, err *e)
{
    struct held *h = t->held;
    if (!h)
        return err_set(e, ERR_NOT_FOUND, "There is no such " STR_FMT " here", STR_ARG(t->c->kind->label));
    if (h->r.removed) {
        t->r->outcome = PUT_UNCHANGED;
        return ERR_OK;
    }
    if (t->c->base_version && t->c->base_version != h->r.version) {
        err_set(e, ERR_CONFLICT, "Somebody else has changed this since you opened it");
        return err_hint(e, "read it again before you remove it");
    }
    touch(t->sub, h, false);
    h->r.removed = true;
    h->r.version++;
    keep_entry(t, h, ledger_take(t->s), S("remove"), S("{}"));
    return ERR_OK;
}

void put_erasure(struct store *s, struct subject *sub, struct record *r, str why)
{
    struct held *h = (struct held *)r;
    const struct change c = { .kind = r->kind, .why = why };
    struct attempt t = { .s = s, .sub = sub, .c = &c };
    touch(sub, h, false);
    memset(r->values, 0, sizeof *r->values * r->kind->nfields);
    r->source_key = STR_NONE;
    r->removed = true;
    r->version++;
    keep_entry(&t, h, ledger_take(s), S("erase"), S("{}"));
}

err_code subject_put(struct store *s, struct subject *sub, const struct change *c, struct put_result *r, err *e)
{
    *r = (struct put_result){ 0 };
    if (sub->state->turn == 0 || sub->state->turn != ledger_turn(s))
        return err_set(e, ERR_SYSTEM, "A subject must be read inside the write that changes it");
    struct attempt t = { .s = s, .sub = sub, .c = c, .r = r, .today = instant_day(s->author->at) };
    if (find_record(&t, e))
        return e->code;
    if (t.held) {
        r->record = &t.held->r;
        if (c->base_version > t.held->r.version)
            return err_set(e, ERR_INVALID, "Version %lld of this record does not exist yet",
                           (long long)c->base_version);
    }
    if (c->op == CHANGE_REMOVE)
        return put_remove(&t, e);
    if (t.held && t.held->r.removed) {
        r->outcome = PUT_UNCHANGED;     /* what somebody took out stays out, whatever an extract says */
        return c->lenient ? ERR_OK : err_set(e, ERR_CONFLICT, "This was removed and cannot be changed");
    }
    return put_save(&t, e);
}

/* --- in memory alone -------------------------------------------------------------------------- */

static void try_keep(struct attempt *t)
{
    struct subject *sub = t->sub;
    const struct kind *k = t->c->kind;
    struct records *list = &sub->facts.by_kind[k->index];
    if (!t->held) {
        struct held *h = arena_new(sub->mem, struct held);
        h->r = (struct record){ k, RECORD_TRIED + sub->state->ntried++, sub->id, 1, STR_NONE, false, t->now };
        records_place(list, &h->r, sub->mem);
        t->r->record = &h->r;
        return;
    }
    memcpy(t->held->r.values, t->now, sizeof *t->now * k->nfields);
    if (k->f_happened >= 0 && t->set[k->f_happened])
        records_move(list, &t->held->r, sub->mem);
}

err_code subject_try(struct store *s, struct subject *sub, const struct change *c, day today, struct put_result *r,
                     err *e)
{
    *r = (struct put_result){ 0 };
    if (sub->state->npending)
        return err_set(e, ERR_SYSTEM, "A subject with changes that are to be written cannot be tried on");
    sub->state->turn = 0;               /* from here on it is not what the tables hold: subject_put refuses it */
    struct attempt t = { .s = s, .sub = sub, .c = c, .r = r, .today = today };
    if (find_record(&t, e))
        return e->code;
    struct held *h = t.held;
    t.now = arena_array(sub->mem, value, c->kind->nfields);
    t.set = arena_array(sub->mem, bool, c->kind->nfields);
    if (h) {
        r->record = &h->r;
        memcpy(t.now, h->r.values, sizeof *t.now * c->kind->nfields);
    }
    if (read_fields(&t, e))
        return e->code;
    if (h && t.nset && c->base_version && c->base_version < h->r.version && merge(&t, e)) {
        if (e->code != ERR_CONFLICT)
            return e->code;
        e->code = ERR_OK;
    }
    r->outcome = t.nset && !(h && h->r.removed) ? PUT_STORED : PUT_UNCHANGED;
    if (r->outcome == PUT_STORED)
        try_keep(&t);
    return ERR_OK;
}
