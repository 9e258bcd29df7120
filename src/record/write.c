/* write.c - sends what was put: ledger entries, rows, the subject's head, clocks and search words. */
#include "record/held.h"
#include "base/always.h"

static err_code send_entries(struct store *s, struct subject *sub, err *e)
{
    struct subject_state *st = sub->state;
    struct ledger_entry *entries = arena_array(sub->mem, struct ledger_entry, st->npending);
    for (size_t i = 0; i < st->npending; i++) {
        const struct pending *p = &st->pending[i];
        entries[i] = (struct ledger_entry){
            .seq = p->seq,
            .subject_id = sub->id,
            .n = ++st->n,
            .record_id = p->held->r.id,
            .version = p->version,
            .op = p->op,
            .kind = p->held->r.kind->name,
            .happened = p->happened,
            .why = p->why,
            .body = p->body,
            .at = p->at,
            .account = p->account,
        };
    }
    return ledger_append(s, st->npending, entries, &st->head, sub->mem, e);
}

/* The new rows of one kind go together: they lie side by side in its table. */
static err_code send_new_rows(struct store *s, struct subject *sub, const struct kind *k, err *e)
{
    const struct subject_state *st = sub->state;
    const size_t width = ROW_FIELDS + k->nfields;
    size_t n = 0;
    for (size_t i = 0; i < st->ntouched; i++)
        n += st->touched[i]->row == TO_INSERT && st->touched[i]->r.kind == k;
    db_val *cells = arena_array(sub->mem, db_val, n * width), *c = cells;
    for (size_t i = 0; i < st->ntouched; i++)
        if (st->touched[i]->row == TO_INSERT && st->touched[i]->r.kind == k)
            c += row_of_record(&st->touched[i]->r, c);
    return db_send_rows(s->db, kind_table(s, k)->insert, n, width, cells, e);
}

static err_code send_rows(struct store *s, struct subject *sub, const struct record_tools *tools, err *e)
{
    const struct subject_state *st = sub->state;
    bool *sent = arena_array(sub->mem, bool, s->cat->nkinds);
    for (size_t i = 0; i < st->ntouched; i++) {
        const struct held *h = st->touched[i];
        const struct kind *k = h->r.kind;
        if (h->row == TO_UPDATE) {
            size_t n = row_of_record(&h->r, tools->cells);
            if (db_send(s->db, kind_table(s, k)->update, n, tools->cells, e))
                return e->code;
        } else if (!sent[k->index]) {
            sent[k->index] = true;
            if (send_new_rows(s, sub, k, e))
                return e->code;
        }
        if (search_words_write(s, h, sub->mem, e))
            return e->code;
    }
    return ERR_OK;
}

static err_code send_subject(struct store *s, struct subject *sub, err *e)
{
    struct subject_state *st = sub->state;
    char head[SEAL_TEXT + 1];
    hash_text(&st->head, head);
    if (st->stored)
        return db_send(s->db, ST_subject_set, ARGS(DBI(sub->id), DBI(st->n), DBT(str_of(head)), DBT(st->kinds)), e);
    return db_send(s->db, ST_subject_add,
                   ARGS(DBI(sub->id), DBT(sub->kind->name), DBI(st->n), DBT(str_of(head)), DBT(st->kinds)), e);
}

err_code subject_write(struct store *s, struct subject *sub, err *e)
{
    struct subject_state *st = sub->state;
    struct record_tools *tools;
    db_rows stored = { 0 };
    if (st->npending == 0)
        return ERR_OK;
    if (st->turn != ledger_turn(s))
        return err_set(e, ERR_SYSTEM, "A subject must be written inside the write that changed it");
    if (NEVER(sub->id == 0 || st->ntouched == 0))
        return err_set(e, ERR_SYSTEM, "There is an entry to be written and no record that it is of");
    if (tools_of(s, &tools, e) || clock_rows_read(s, sub, &stored, e))
        return e->code;
    if (send_entries(s, sub, e) || send_rows(s, sub, tools, e) || send_subject(s, sub, e) ||
        clock_rows_write(s, sub, &stored, e) || db_flush(s->db, e))
        return e->code;
    for (size_t i = 0; i < st->ntouched; i++) {
        st->touched[i]->row = AS_STORED;
        st->touched[i]->was = NULL;
    }
    st->stored = true;
    st->npending = st->ntouched = 0;
    return ERR_OK;
}
