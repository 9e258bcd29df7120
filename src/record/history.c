/* history.c - what the ledger says about a subject: entry by entry, or as it was known on a day. */
#include "record/held.h"

void entry_of_row(const struct store *s, const db_val *row, struct entry *x)
{
    struct ledger_entry raw = ledger_entry_read(row);
    *x = (struct entry){
        .seq = raw.seq,
        .subject_id = raw.subject_id,
        .n = raw.n,
        .record_id = raw.record_id,
        .version = raw.version,
        .kind = catalogue_kind(s->cat, raw.kind),
        .at = instant_parse(raw.at),
        .account = raw.account,
        .via = raw.via,
        .op = raw.op,
        .why = raw.why,
        .happened = raw.happened,
        .body = raw.body,
    };
}

struct reading { struct entry *x; struct entry_field *fields; size_t cap; arena *a; };

static value value_of_text(const struct field *f, str text)
{
    return text.p ? field_value(f, text) : (value){ STR_NONE, 0 };
}

static void read_member(void *ctx, str name, bool pair, str before, str after)
{
    struct reading *r = ctx;
    const struct field *f = kind_field(r->x->kind, name);
    (void)pair;
    if (!f)
        return;
    ARENA_PUSH(r->a, r->fields, r->x->nfields, r->cap) = (struct entry_field){ f, value_of_text(f, before),
                                                                               value_of_text(f, after) };
}

/* The body of an erased entry has nothing to show. */
static err_code read_fields(struct entry *x, arena *a, err *e)
{
    struct reading r = { x, NULL, 0, a };
    if (!x->kind || x->at == INSTANT_NONE)
        return err_set(e, ERR_SYSTEM, "Entry %lld of the ledger cannot be read; holdfast verify says more",
                       (long long)x->seq);
    if (str_starts(x->body, S("{\"erased\":")))
        return ERR_OK;
    if (!body_read(x->body, a, read_member, &r))
        return err_set(e, ERR_SYSTEM, "Entry %lld of the ledger cannot be read; holdfast verify says more",
                       (long long)x->seq);
    x->fields = r.fields;
    return ERR_OK;
}

err_code record_history(struct store *s, int64_t subject_id, int64_t record_id, arena *a, size_t *n, struct entry **to,
                        err *e)
{
    db_rows rows = { 0 };
    if (db_run(s->db, ST_ledger_of_record_newest, ARGS(DBI(subject_id), DBI(record_id)), a, &rows, e))
        return e->code;
    if (rows.n == 0)
        return err_set(e, ERR_NOT_FOUND, "There is no record with the number %lld",
                       (long long)(record_id ? record_id : subject_id));
    *to = arena_array(a, struct entry, rows.n);
    *n = rows.n;
    for (size_t i = 0; i < rows.n; i++) {
        entry_of_row(s, db_row(&rows, i), &(*to)[i]);
        if (read_fields(&(*to)[i], a, e))
            return e->code;
    }
    return ERR_OK;
}

/* The row of the entry that added a record: entries of a chain come in the order of their numbers. */
static size_t row_of_add(const db_rows *rows, int64_t record_id)
{
    size_t lo = 0, hi = rows->n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (db_int(rows, mid, LEDGER_SEQ) < record_id)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

/* Which entries were known by then. Records that moved here keep the times at which they were recorded, so a chain
 * need not be in order of time: what a known entry builds on was known as well. */
static bool *known_by(const db_rows *rows, str until, arena *a)
{
    bool *known = arena_array(a, bool, rows->n + 1), *record = arena_array(a, bool, rows->n + 1), any = false;
    for (size_t i = rows->n; i-- > 0;) {
        size_t add = row_of_add(rows, db_int(rows, i, LEDGER_RECORD_ID));
        known[i] = str_cmp(db_str(rows, i, LEDGER_AT), until) <= 0 || record[add] || (i == 0 && any);
        record[add] = record[add] || known[i];
        any = any || known[i];
    }
    known[rows->n] = any;
    return known;
}

err_code subject_as_known(struct store *s, int64_t id, instant at, arena *a, struct subject **to, err *e)
{
    db_rows rows = { 0 };
    char until[21];
    instant_iso_into(until, at);
    if (db_run(s->db, ST_ledger_of_subject, ARGS(DBI(id)), a, &rows, e))
        return e->code;
    const bool *known = known_by(&rows, str_of(until), a);
    if (!known[rows.n]) {
        err_set(e, ERR_NOT_FOUND, "Nothing was known of record %lld by then", (long long)id);
        return err_hint(e, "a later day, or check the number");
    }
    struct subject *sub = subject_blank(s, NULL, id, a);
    sub->state->turn = 0;           /* the past cannot be written to */
    for (size_t i = 0; i < rows.n; i++) {
        if (!known[i])
            continue;
        struct ledger_entry x = ledger_entry_read(db_row(&rows, i));
        str fault = replay_entry(s, sub, &x, a);
        if (fault.p)
            return err_set(e, ERR_SYSTEM, "Entry %lld of the ledger cannot be replayed: " STR_FMT, (long long)x.seq,
                           STR_ARG(fault));
    }
    (void)replay_end(sub, a);       /* an erasure that came later leaves blanks, which is right */
    *to = sub;
    return ERR_OK;
}
